/* SPDX-License-Identifier: GPL-3.0-or-later */
/* new, set and delete, asked of a server. Each prints what it did, and how it is taken back. */
#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-ctl-remote.h"

/* --- Values --- */

/* The one record that is called so. NULL: told. */
static char *
find_by_name (TwCtlRemote *remote, const TwField *field, const char *text)
{
  const TwEntity *target = tw_field_get_target (field);
  g_autoptr(GError) error = NULL;
  if (target && target->name_field)
    {
      g_autofree char *literal = tw_ctl_remote_dup_literal (text), *where = g_strdup_printf ("%s = %s", target->name_field->key, literal);
      g_autofree char *escaped = g_uri_escape_string (where, NULL, FALSE);
      g_autofree char *path = g_strdup_printf ("/api/crm/%s?limit=1&fields=%s&where=%s", target->plural, target->name_field->key, escaped);
      g_autoptr(TwDoc) answer = tw_ctl_link_ask (remote->link, "GET", path, NULL, &error);
      const TwDocNode *items = answer ? tw_ctl_items (answer) : NULL;
      const char *id = items && items->first ? tw_ctl_text (items->first, "id") : NULL;
      if (id)
        return g_strdup (id);
    }
  if (error)
    tw_ctl_fail (error);
  else
    tw_ctl_tell (_("%s: there is no record “%s”."), tw_field_get_label (field), text);
  return NULL;
}

static gboolean
append_link (TwCtlRemote *remote, const TwField *field, const char *text, GString *json)
{
  TwId id;
  g_autofree char *found = tw_id_parse (text, &id) ? g_strdup (text) : find_by_name (remote, field, text);
  if (found)
    g_string_append_printf (json, "\"%s\"", found);
  return found != NULL;
}

static gboolean
append_links (TwCtlRemote *remote, const TwField *field, const char *text, GString *json)
{
  g_auto(GStrv) parts = g_strsplit (text, ",", -1);
  gboolean first = TRUE;
  g_string_append_c (json, '[');
  for (guint i = 0; parts[i]; i++)
    {
      if (!*g_strstrip (parts[i]))
        continue;
      g_string_append (json, first ? "" : ",");
      first = FALSE;
      if (!append_link (remote, field, parts[i], json))
        return FALSE;
    }
  g_string_append_c (json, ']');
  return TRUE;
}

/* A site's own field: what JSON has is taken as that, so that a text like a number is set with quotes: code="4711". All else is a text. */
static void
append_unknown (const char *text, GString *json)
{
  g_autoptr(TwDoc) doc = tw_doc_parse ("value", text, -1, NULL);
  const TwDocNode *root = doc ? tw_doc_get_root (doc) : NULL;
  if (root)
    tw_doc_print (root, json);
  else
    tw_doc_print_text (text, json);
}

static gboolean
append_value (TwCtlRemote *remote, const TwField *field, const char *text, GString *json)
{
  g_auto(TwValue) value = TW_VALUE_INIT;
  g_autoptr(GError) error = NULL;
  if (!*text)
    g_string_append (json, "null");
  else if (!field)
    append_unknown (text, json);
  else if (field->kind == TW_KIND_LINKS)
    return append_links (remote, field, text, json);
  else if (field->kind == TW_KIND_LINK && tw_field_get_target (field))
    return append_link (remote, field, text, json);
  else if (tw_field_parse (field, text, NULL, &value, &error))
    {
      g_autofree char *plain = tw_value_to_json (&value);
      g_string_append (json, plain);
    }
  else
    {
      tw_ctl_fail (error);
      return FALSE;
    }
  return TRUE;
}

/* "key=text" … as an object. NULL: told. keys: the names, for what is said afterwards */
static char *
make_body (TwCtlRemote *remote, char **arguments, GPtrArray *keys)
{
  g_autoptr(GString) json = g_string_new ("{");
  for (guint i = 0; arguments[i]; i++)
    {
      const char *equals = strchr (arguments[i], '=');
      g_autofree char *key = g_strndup (arguments[i], equals - arguments[i]);
      const TwField *field = tw_ctl_remote_field (remote, key);
      g_string_append (json, i > 0 ? "," : "");
      tw_doc_print_text (key, json);
      g_string_append_c (json, ':');
      if (!append_value (remote, field, equals + 1, json))
        return NULL;
      g_ptr_array_add (keys, g_strdup (key));
    }
  g_string_append_c (json, '}');
  g_ptr_array_add (keys, NULL);
  return g_strdup (json->str);
}

/* --- Commands --- */

static char *
dup_title (TwCtlRemote *remote, const TwDocNode *record)
{
  const TwField *field = remote->entity ? remote->entity->name_field : NULL;
  const char *title = field ? tw_ctl_text (record, field->key) : tw_ctl_text (record, "name");
  return g_strdup (title ? title : tw_ctl_text (record, "id"));
}

static void
print_answer (TwCtl *ctl, const TwDocNode *record, const char *sentence)
{
  g_autoptr(GString) json = g_string_new (NULL);
  if (ctl->format != TW_CTL_JSON)
    {
      g_print ("%s\n", sentence);
      return;
    }
  tw_doc_print (record, json);
  g_print ("%s\n", json->str);
}

/**
 * tw_ctl_remote_new:
 * @ctl: the program, with a server
 * @key: a kind of record
 * @arguments: (array zero-terminated=1): "field=value"
 *
 * Returns: what the command ends with
 */
int
tw_ctl_remote_new (TwCtl *ctl, const char *key, char **arguments)
{
  g_auto(TwCtlRemote) remote = { 0 };
  g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GError) error = NULL;
  if (!tw_ctl_remote_open (&remote, ctl, key))
    return TW_CTL_FAILED;
  g_autofree char *path = tw_ctl_remote_path (&remote, NULL), *body = make_body (&remote, arguments, keys);
  if (!body)
    return TW_CTL_FAILED;
  g_autoptr(TwDoc) answer = tw_ctl_link_ask (remote.link, "POST", path, body, &error);
  const char *id = answer ? tw_ctl_text (tw_doc_get_root (answer), "id") : NULL;
  if (answer && !id)
    tw_ctl_fail_answer (&error);
  if (error)
    return tw_ctl_fail (error);
  g_autofree char *title = dup_title (&remote, tw_doc_get_root (answer));
  g_autofree char *added = g_strdup_printf (_("Added %s “%s” (%s)."), tw_ctl_remote_label (&remote), title, id);
  /* Translators: %s are the program, a kind of record and an id */
  g_autofree char *back = g_strdup_printf (_("“%s delete %s %s” with the same --server takes it back."), g_get_prgname (), remote.plural, id);
  g_autofree char *sentence = g_strdup_printf ("%s\n%s", added, back);
  print_answer (ctl, tw_doc_get_root (answer), sentence);
  return TW_CTL_DONE;
}

/* What stood there before, so that it can be set again. */
static char *
describe_changes (TwCtlRemote *remote, GPtrArray *keys, const TwDocNode *before)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; keys->pdata[i]; i++)
    {
      const TwField *field = tw_ctl_remote_field (remote, keys->pdata[i]);
      const TwDocNode *node = tw_ctl_member (before, keys->pdata[i]);
      g_autoptr(GString) was = g_string_new (NULL);
      if (node && node->type == TW_DOC_TEXT)
        g_string_assign (was, node->text);
      else if (node && node->type != TW_DOC_NULL)
        tw_doc_print (node, was);
      /* Translators: the name of a field and the value that it had; "" when it had none */
      g_string_append_printf (text, _("%s%s (was “%s”)"), i > 0 ? ", " : "", field ? tw_field_get_label (field) : (char *) keys->pdata[i], was->str);
    }
  return g_string_free (text, FALSE);
}

/**
 * tw_ctl_remote_set:
 * @ctl: the program, with a server
 * @key: a kind of record
 * @id: the id of one
 * @arguments: (array zero-terminated=1): "field=value"
 *
 * Returns: what the command ends with
 */
int
tw_ctl_remote_set (TwCtl *ctl, const char *key, const char *id, char **arguments)
{
  g_auto(TwCtlRemote) remote = { 0 };
  g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GError) error = NULL;
  if (!tw_ctl_remote_open (&remote, ctl, key))
    return TW_CTL_FAILED;
  g_autofree char *path = tw_ctl_remote_path (&remote, id), *body = path ? make_body (&remote, arguments, keys) : NULL;
  if (!body)
    return TW_CTL_FAILED;
  g_autoptr(TwDoc) before = tw_ctl_link_ask (remote.link, "GET", path, NULL, &error);
  g_autoptr(TwDoc) answer = before ? tw_ctl_link_ask (remote.link, "PATCH", path, body, &error) : NULL;
  if (!answer)
    return tw_ctl_fail (error);
  g_autofree char *title = dup_title (&remote, tw_doc_get_root (answer)), *changes = describe_changes (&remote, keys, tw_doc_get_root (before));
  g_autofree char *sentence = g_strdup_printf (_("Changed %s “%s”: %s."), tw_ctl_remote_label (&remote), title, changes);
  print_answer (ctl, tw_doc_get_root (answer), sentence);
  return TW_CTL_DONE;
}

/**
 * tw_ctl_remote_delete:
 * @ctl: the program, with a server
 * @key: a kind of record
 * @id: the id of one
 *
 * Returns: what the command ends with
 */
int
tw_ctl_remote_delete (TwCtl *ctl, const char *key, const char *id)
{
  g_auto(TwCtlRemote) remote = { 0 };
  g_autoptr(GError) error = NULL;
  if (!tw_ctl_remote_open (&remote, ctl, key))
    return TW_CTL_FAILED;
  g_autofree char *path = tw_ctl_remote_path (&remote, id);
  g_autoptr(TwDoc) before = path ? tw_ctl_link_ask (remote.link, "GET", path, NULL, &error) : NULL;
  g_autoptr(TwDoc) answer = before ? tw_ctl_link_ask (remote.link, "DELETE", path, NULL, &error) : NULL;
  if (!answer)
    return path ? tw_ctl_fail (error) : TW_CTL_FAILED;
  g_autofree char *title = dup_title (&remote, tw_doc_get_root (before));
  g_autofree char *moved = g_strdup_printf (_("Moved %s “%s” to the wastebasket."), tw_ctl_remote_label (&remote), title);
  g_autofree char *sentence = g_strdup_printf ("%s %s", moved, _("People take it out again in the program."));
  print_answer (ctl, tw_doc_get_root (before), sentence);
  return TW_CTL_DONE;
}
