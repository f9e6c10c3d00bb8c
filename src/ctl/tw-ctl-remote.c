/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the commands that ask a server for records share: the line to it, addresses, and cells of tables. */
#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-ctl-remote.h"
#include "tw-ctl-server.h"
#include "tw-expr-tree.h"

/* A condition has at most 4,000 bytes, an id 36 and its quotes. */
#define IDS_AT_ONCE 90

/**
 * tw_ctl_remote_open:
 * @remote: (out): cleared by tw_ctl_remote_clear() also when this fails
 * @ctl: the program, with a server
 * @key: (nullable): key or plural of a kind of record
 *
 * Opens the line. A kind that is not among the shipped ones is one of the site's own, which is known by its plural.
 *
 * Returns: %FALSE when something is missing or wrong, which was told
 */
gboolean
tw_ctl_remote_open (TwCtlRemote *remote, TwCtl *ctl, const char *key)
{
  g_autoptr(GError) error = NULL;
  g_auto(TwCtlLogin) login = { .server = g_strdup (ctl->server), .key_file = g_strdup (ctl->token_file) };
  int status;
  *remote = (TwCtlRemote) { .ctl = ctl, .titles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free) };
  ctl->schema = tw_schema_load_shipped (&error);
  if (!ctl->schema)
    {
      tw_ctl_fail (error);
      return FALSE;
    }
  remote->entity = key ? tw_schema_get_entity (ctl->schema, key) : NULL;
  remote->plural = remote->entity ? remote->entity->plural : key;
  remote->link = tw_ctl_link_open (ctl, &login, &status);
  return remote->link != NULL;
}

void
tw_ctl_remote_clear (TwCtlRemote *remote)
{
  g_clear_pointer (&remote->link, tw_ctl_link_free);
  g_clear_pointer (&remote->titles, g_hash_table_unref);
}

const TwField *
tw_ctl_remote_field (TwCtlRemote *remote, const char *key)
{
  return remote->entity ? tw_entity_get_field (remote->entity, key) : NULL;
}

const char *
tw_ctl_remote_label (TwCtlRemote *remote)
{
  return remote->entity ? tw_entity_get_label (remote->entity, FALSE) : remote->plural;
}

char *
tw_ctl_remote_path (TwCtlRemote *remote, const char *id)
{
  g_autofree char *plural = g_uri_escape_string (remote->plural, NULL, FALSE);
  TwId parsed;
  if (id && !tw_ctl_id (id, &parsed))
    return NULL;
  return g_strdup_printf ("/api/crm/%s%s%s", plural, id ? "/" : "", id ? id : "");
}

char *
tw_ctl_remote_dup_literal (const char *text)
{
  g_auto(TwValue) value = tw_value_text (text);
  g_autoptr(TwExpr) literal = tw_expr_new_literal (&value);
  return tw_expr_print (literal);
}

/* --- Titles of links --- */

static const char *
get_id (const TwDocNode *node)
{
  return node->type == TW_DOC_TEXT ? node->text : node->type == TW_DOC_OBJECT ? tw_ctl_text (node, "id") : NULL;
}

static gboolean
take_title (const TwDocNode *item, gpointer data, GError **error)
{
  GHashTable *titles = data;
  const char *id = tw_ctl_text (item, "id");
  for (const TwDocNode *member = id ? item->first : NULL; member; member = member->next)
    if (member->type == TW_DOC_TEXT && g_strcmp0 (member->key, "id") != 0)
      g_hash_table_insert (titles, g_strdup (id), g_strdup (member->text));
  return TRUE;
}

/**
 * tw_ctl_remote_read_titles_of:
 * @remote: the line
 * @target: (nullable): a kind of record
 * @ids: (element-type utf8): ids of some of them
 *
 * Reads what they are called, for the cells of links. Who may not read them gets the ids only.
 */
void
tw_ctl_remote_read_titles_of (TwCtlRemote *remote, const TwEntity *target, GPtrArray *ids)
{
  for (guint from = 0; target && target->name_field && from < ids->len; from += IDS_AT_ONCE)
    {
      g_autoptr(GString) where = g_string_new ("id() in (");
      for (guint i = from; i < MIN (ids->len, from + IDS_AT_ONCE); i++)
        g_string_append_printf (where, "%s\"%s\"", i > from ? ", " : "", (char *) ids->pdata[i]);
      g_string_append_c (where, ')');
      g_autofree char *escaped = g_uri_escape_string (where->str, NULL, FALSE);
      g_autofree char *path = g_strdup_printf ("/api/crm/%s?fields=%s&where=%s", target->plural, target->name_field->key, escaped);
      g_autoptr(GError) error = NULL;
      if (!tw_ctl_link_each (remote->link, path, take_title, remote->titles, &error))
        return;
    }
}

static void
add_ids (const TwDocNode *node, GHashTable *seen, GPtrArray *ids)
{
  const char *id = node ? get_id (node) : NULL;
  TwId parsed;
  if (node && node->type == TW_DOC_ARRAY)
    for (const TwDocNode *item = node->first; item; item = item->next)
      add_ids (item, seen, ids);
  if (id && tw_id_parse (id, &parsed) && g_hash_table_add (seen, (gpointer) id))
    g_ptr_array_add (ids, (gpointer) id);
}

void
tw_ctl_remote_read_titles (TwCtlRemote *remote, GPtrArray *items, char **keys)
{
  for (guint k = 0; keys && keys[k]; k++)
    {
      const TwField *field = tw_ctl_remote_field (remote, keys[k]);
      g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
      g_autoptr(GPtrArray) ids = g_ptr_array_new ();
      if (!field || (field->kind != TW_KIND_LINK && field->kind != TW_KIND_LINKS) || !tw_field_get_target (field))
        continue;
      for (guint i = 0; i < items->len; i++)
        add_ids (tw_ctl_member (items->pdata[i], keys[k]), seen, ids);
      tw_ctl_remote_read_titles_of (remote, tw_field_get_target (field), ids);
    }
}

/* --- Cells --- */

static void
append_title (TwCtlRemote *remote, const TwDocNode *node, GString *text)
{
  const char *id = get_id (node), *title = id ? g_hash_table_lookup (remote->titles, id) : NULL;
  g_string_append_printf (text, "%s%s", text->len ? ", " : "", title ? title : id ? id : "");
}

/**
 * tw_ctl_remote_add_cell:
 * @remote: the line
 * @table: a table
 * @field: (nullable): the field, when it is a shipped one
 * @node: (nullable): what the server answered
 *
 * Adds what people, CSV and JSON show of a value, as the commands on a workspace do.
 */
void
tw_ctl_remote_add_cell (TwCtlRemote *remote, TwCtlTable *table, const TwField *field, const TwDocNode *node)
{
  g_autoptr(GString) json = g_string_new (NULL), text = g_string_new (NULL);
  g_auto(TwValue) value = TW_VALUE_INIT;
  if (!node || node->type == TW_DOC_NULL || !field)
    {
      tw_ctl_server_add_cell (table, node);
      return;
    }
  tw_doc_print (node, json);
  if (field->kind == TW_KIND_LINK)
    append_title (remote, node, text);
  else if (field->kind == TW_KIND_LINKS)
    for (const TwDocNode *item = node->first; item; item = item->next)
      append_title (remote, item, text);
  else if (tw_value_from_json (field->type, json->str, &value, NULL))
    {
      g_autofree char *shown = tw_field_format (field, &value, NULL), *plain = tw_value_print (&value);
      tw_ctl_table_add (table, shown, plain, json->str);
      return;
    }
  else
    {
      tw_ctl_server_add_cell (table, node);
      return;
    }
  tw_ctl_table_add (table, text->str, text->str, json->str);
}
