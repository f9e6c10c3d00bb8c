/* SPDX-License-Identifier: GPL-3.0-or-later */
/* list, count, get, history and search, asked of a server. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-ctl-remote.h"

#define PAGE 1000                                      /* records in one answer, at most */

/* --- list and count --- */

static void
add_parameter (GString *path, const char *name, const char *value)
{
  if (!value || !*value)
    return;
  g_autofree char *escaped = g_uri_escape_string (value, NULL, FALSE);
  g_string_append_printf (path, "%c%s=%s", strchr (path->str, '?') ? '&' : '?', name, escaped);
}

/* The fields that are asked for, those that a list of them shows without, or NULL: all. */
static char **
choose_keys (TwCtlRemote *remote, const char *fields)
{
  char **keys = NULL;
  if (fields)
    keys = g_strsplit (fields, ",", -1);
  else if (remote->entity && remote->entity->list_columns)
    keys = g_strdupv ((char **) remote->entity->list_columns);
  else if (remote->entity && remote->entity->name_field)
    keys = g_strsplit (remote->entity->name_field->key, ",", 1);
  for (guint i = 0; keys && keys[i]; i++)
    g_strstrip (keys[i]);
  return keys;
}

/* Of an own kind nothing else is known than what comes. */
static char **
keys_of_item (const TwDocNode *item)
{
  g_autoptr(GPtrArray) keys = g_ptr_array_new ();
  for (const TwDocNode *member = item && item->type == TW_DOC_OBJECT ? item->first : NULL; member; member = member->next)
    if (!g_str_equal (member->key, "id") && !g_str_equal (member->key, "row_seq"))
      g_ptr_array_add (keys, g_strdup (member->key));
  g_ptr_array_add (keys, NULL);
  return (char **) g_ptr_array_steal (keys, NULL);
}

static TwCtlTable *
make_table (TwCtlRemote *remote, char **keys)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new (), titles = g_ptr_array_new ();
  g_ptr_array_add (names, (gpointer) "id");
  g_ptr_array_add (titles, (gpointer) _("Id"));
  for (guint i = 0; keys && keys[i]; i++)
    {
      const TwField *field = tw_ctl_remote_field (remote, keys[i]);
      g_ptr_array_add (names, keys[i]);
      g_ptr_array_add (titles, (gpointer) (field ? tw_field_get_label (field) : keys[i]));
    }
  g_ptr_array_add (names, NULL);
  g_ptr_array_add (titles, NULL);
  return tw_ctl_table_new (remote->ctl, (const char *const *) names->pdata, (const char *const *) titles->pdata);
}

static void
add_record (TwCtlRemote *remote, TwCtlTable *table, const TwDocNode *item, char **keys)
{
  tw_ctl_table_add_text (table, tw_ctl_text (item, "id"));
  for (guint i = 0; keys && keys[i]; i++)
    tw_ctl_remote_add_cell (remote, table, tw_ctl_remote_field (remote, keys[i]), tw_ctl_member (item, keys[i]));
}

static TwDoc *
ask_page (TwCtlRemote *remote, const TwCtlListing *listing, char **keys, int limit, const char *after, GError **error)
{
  g_autofree char *address = tw_ctl_remote_path (remote, NULL), *fields = keys ? g_strjoinv (",", keys) : NULL;
  g_autoptr(GString) path = g_string_new (address);
  g_string_append_printf (path, "?limit=%d", limit);
  add_parameter (path, "where", listing->where);
  add_parameter (path, "sort", listing->sort);
  add_parameter (path, "fields", fields);
  add_parameter (path, "after", after);
  return tw_ctl_link_ask (remote->link, "GET", path->str, NULL, error);
}

/* Pages until there are as many as wanted. items (element-type TwDocNode) live as long as pages. */
static gboolean
read_pages (TwCtlRemote *remote, const TwCtlListing *listing, char **keys, GPtrArray *pages, GPtrArray *items, char **next, GError **error)
{
  *next = g_strdup (listing->after);
  do
    {
      TwDoc *page = ask_page (remote, listing, keys, MIN (PAGE, listing->limit - (int) items->len), *next, error);
      if (!page)
        return FALSE;
      g_ptr_array_add (pages, page);
      const TwDocNode *list = tw_ctl_items (page);
      for (const TwDocNode *item = list ? list->first : NULL; item; item = item->next)
        g_ptr_array_add (items, (gpointer) item);
      if (tw_ctl_text (tw_doc_get_root (page), "next") && (!list || !list->first))
        return tw_ctl_fail_answer (error);
      g_free (*next);
      *next = g_strdup (tw_ctl_text (tw_doc_get_root (page), "next"));
    }
  while (*next && (int) items->len < listing->limit);
  return TRUE;
}

/**
 * tw_ctl_remote_list:
 * @ctl: the program, with a server
 * @listing: what is asked for
 *
 * Returns: what the command ends with
 */
int
tw_ctl_remote_list (TwCtl *ctl, const TwCtlListing *listing)
{
  g_auto(TwCtlRemote) remote = { 0 };
  g_autoptr(GPtrArray) pages = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_doc_free), items = g_ptr_array_new ();
  g_autoptr(GError) error = NULL;
  g_autofree char *next = NULL;
  if (!tw_ctl_remote_open (&remote, ctl, listing->key))
    return TW_CTL_FAILED;
  g_auto(GStrv) keys = choose_keys (&remote, listing->fields);
  if (!read_pages (&remote, listing, keys, pages, items, &next, &error))
    return tw_ctl_fail (error);
  if (!keys)
    keys = keys_of_item (items->len > 0 ? items->pdata[0] : NULL);
  tw_ctl_remote_read_titles (&remote, items, keys);
  g_autoptr(TwCtlTable) table = make_table (&remote, keys);
  for (guint i = 0; i < items->len; i++)
    add_record (&remote, table, items->pdata[i], keys);
  tw_ctl_table_end (table, next);
  return TW_CTL_DONE;
}

/**
 * tw_ctl_remote_count:
 * @ctl: the program, with a server
 * @listing: what is asked for
 *
 * Returns: what the command ends with
 */
int
tw_ctl_remote_count (TwCtl *ctl, const TwCtlListing *listing)
{
  g_auto(TwCtlRemote) remote = { 0 };
  g_autoptr(GError) error = NULL;
  if (!tw_ctl_remote_open (&remote, ctl, listing->key))
    return TW_CTL_FAILED;
  g_autofree char *address = tw_ctl_remote_path (&remote, NULL);
  g_autoptr(GString) path = g_string_new (address);
  g_string_append (path, "?limit=1&total=true");
  add_parameter (path, "where", listing->where);
  g_autoptr(TwDoc) answer = tw_ctl_link_ask (remote.link, "GET", path->str, NULL, &error);
  const char *total = answer ? tw_ctl_text (tw_doc_get_root (answer), "total") : NULL;
  if (answer && !total)
    tw_ctl_fail_answer (&error);
  if (error)
    return tw_ctl_fail (error);
  g_print (ctl->format == TW_CTL_JSON ? "{\"count\":%s}\n" : "%s\n", total);
  return TW_CTL_DONE;
}

/* --- get --- */

static char **
keys_of_entity (const TwEntity *entity)
{
  g_autoptr(GPtrArray) keys = g_ptr_array_new ();
  for (guint i = 0; i < entity->n_fields; i++)
    if (!entity->fields[i]->retired && !entity->fields[i]->hidden)
      g_ptr_array_add (keys, g_strdup (entity->fields[i]->key));
  g_ptr_array_add (keys, NULL);
  return (char **) g_ptr_array_steal (keys, NULL);
}

/* The fields of the schema in its order, then the site's own as they came. */
static char **
keys_to_show (TwCtlRemote *remote, const TwDocNode *item)
{
  g_auto(GStrv) known = remote->entity ? keys_of_entity (remote->entity) : NULL, came = keys_of_item (item);
  g_autoptr(GPtrArray) keys = g_ptr_array_new ();
  for (guint i = 0; known && known[i]; i++)
    if (tw_ctl_member (item, known[i]))
      g_ptr_array_add (keys, g_strdup (known[i]));
  for (guint i = 0; came[i]; i++)
    if (!tw_ctl_remote_field (remote, came[i]))
      g_ptr_array_add (keys, g_strdup (came[i]));
  g_ptr_array_add (keys, NULL);
  return (char **) g_ptr_array_steal (keys, NULL);
}

/**
 * tw_ctl_remote_get:
 * @ctl: the program, with a server
 * @key: a kind of record
 * @id: the id of one
 *
 * Returns: what the command ends with
 */
int
tw_ctl_remote_get (TwCtl *ctl, const char *key, const char *id)
{
  g_auto(TwCtlRemote) remote = { 0 };
  g_autoptr(GPtrArray) items = g_ptr_array_new ();
  g_autoptr(GError) error = NULL;
  if (!tw_ctl_remote_open (&remote, ctl, key))
    return TW_CTL_FAILED;
  g_autofree char *address = tw_ctl_remote_path (&remote, id), *path = address ? g_strconcat (address, "?computed=true", NULL) : NULL;
  g_autoptr(TwDoc) answer = path ? tw_ctl_link_ask (remote.link, "GET", path, NULL, &error) : NULL;
  if (!answer)
    return path ? tw_ctl_fail (error) : TW_CTL_FAILED;
  g_auto(GStrv) keys = keys_to_show (&remote, tw_doc_get_root (answer));
  g_ptr_array_add (items, (gpointer) tw_doc_get_root (answer));
  tw_ctl_remote_read_titles (&remote, items, keys);
  g_autoptr(TwCtlTable) table = make_table (&remote, keys);
  add_record (&remote, table, tw_doc_get_root (answer), keys);
  tw_ctl_table_end_object (table);
  return TW_CTL_DONE;
}

/* --- history --- */

static void
add_change (TwCtlRemote *remote, TwCtlTable *table, const TwDocNode *change, const TwDocNode *part)
{
  const char *key = part ? tw_ctl_text (part, "field") : NULL, *user = tw_ctl_text (change, "user"), *commit = tw_ctl_text (change, "commit");
  const TwField *field = key ? tw_ctl_remote_field (remote, key) : NULL;
  const char *name = user ? g_hash_table_lookup (remote->titles, user) : NULL;
  tw_ctl_table_add (table, commit, commit, commit);
  tw_ctl_table_add_text (table, tw_ctl_text (change, "at"));
  tw_ctl_table_add_text (table, name ? name : user);
  tw_ctl_table_add_text (table, tw_ctl_text (change, "op"));
  tw_ctl_table_add (table, field ? tw_field_get_label (field) : key, key, key ? NULL : "null");
  tw_ctl_remote_add_cell (remote, table, field, tw_ctl_member (part, "before"));
  tw_ctl_remote_add_cell (remote, table, field, tw_ctl_member (part, "after"));
}

static void
read_people (TwCtlRemote *remote, const TwDocNode *list)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GPtrArray) ids = g_ptr_array_new ();
  for (const TwDocNode *change = list ? list->first : NULL; change; change = change->next)
    {
      const char *user = tw_ctl_text (change, "user");
      if (user && g_hash_table_add (seen, (gpointer) user))
        g_ptr_array_add (ids, (gpointer) user);
    }
  tw_ctl_remote_read_titles_of (remote, tw_schema_get_entity (remote->ctl->schema, "user"), ids);
}

/**
 * tw_ctl_remote_history:
 * @ctl: the program, with a server
 * @key: a kind of record
 * @id: the id of one
 * @limit: changes at most, to 1,000
 *
 * Returns: what the command ends with
 */
int
tw_ctl_remote_history (TwCtl *ctl, const char *key, const char *id, int limit)
{
  static const char *const names[] = { "commit", "at", "user", "op", "field", "before", "after", NULL };
  const char *const titles[] = { _("Commit"), _("When"), _("Who"), _("What"), _("Field"), _("Before"), _("After"), NULL };
  g_auto(TwCtlRemote) remote = { 0 };
  g_autoptr(GError) error = NULL;
  if (!tw_ctl_remote_open (&remote, ctl, key))
    return TW_CTL_FAILED;
  g_autofree char *address = tw_ctl_remote_path (&remote, id);
  g_autofree char *path = address ? g_strdup_printf ("%s/history?limit=%d", address, MIN (limit, PAGE)) : NULL;
  g_autoptr(TwDoc) answer = path ? tw_ctl_link_ask (remote.link, "GET", path, NULL, &error) : NULL;
  if (!answer)
    return path ? tw_ctl_fail (error) : TW_CTL_FAILED;
  g_autoptr(TwCtlTable) table = tw_ctl_table_new (ctl, names, titles);
  const TwDocNode *list = tw_ctl_items (answer);
  read_people (&remote, list);
  for (const TwDocNode *change = list ? list->first : NULL; change; change = change->next)
    {
      const TwDocNode *fields = change->type == TW_DOC_OBJECT ? tw_doc_member (change, "fields") : NULL, *part = fields ? fields->first : NULL;
      do
        add_change (&remote, table, change, part);
      while (part && (part = part->next));
    }
  tw_ctl_table_end (table, NULL);
  return TW_CTL_DONE;
}

/* --- search --- */

/**
 * tw_ctl_remote_search:
 * @ctl: the program, with a server
 * @key: (nullable): only this kind of record
 * @text: words
 * @limit: hits at most
 *
 * Returns: what the command ends with
 */
int
tw_ctl_remote_search (TwCtl *ctl, const char *key, const char *text, int limit)
{
  static const char *const names[] = { "entity", "id", "title", NULL };
  const char *const titles[] = { _("Entity"), _("Id"), _("Title"), NULL };
  g_auto(TwCtlRemote) remote = { 0 };
  g_autoptr(GError) error = NULL;
  if (!tw_ctl_remote_open (&remote, ctl, key))
    return TW_CTL_FAILED;
  g_autoptr(GString) path = g_string_new (NULL);
  g_string_printf (path, "/api/crm/search?limit=%d", limit);
  add_parameter (path, "q", text);
  add_parameter (path, "entity", remote.entity ? remote.entity->key : key);
  g_autoptr(TwDoc) answer = tw_ctl_link_ask (remote.link, "GET", path->str, NULL, &error);
  if (!answer)
    return tw_ctl_fail (error);
  g_autoptr(TwCtlTable) table = tw_ctl_table_new (ctl, names, titles);
  const TwDocNode *list = tw_ctl_items (answer);
  for (const TwDocNode *hit = list ? list->first : NULL; hit; hit = hit->next)
    {
      tw_ctl_table_add_text (table, tw_ctl_text (hit, "type"));
      tw_ctl_table_add_text (table, tw_ctl_text (hit, "id"));
      tw_ctl_table_add_text (table, tw_ctl_text (hit, "title"));
    }
  tw_ctl_table_end (table, NULL);
  return TW_CTL_DONE;
}
