/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema, asked of a server: its kinds of records and their fields, from the document of its API. */
#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-ctl-remote.h"

#define COLLECTION "/api/crm/"
#define COMPONENT  "#/components/schemas/"

/* --- The document --- */

/* What lies at a path of keys that ends with NULL; NULL: nothing. */
static const TwDocNode *
find (const TwDocNode *node, const char *const *path)
{
  for (; node && *path; path++)
    node = tw_ctl_member (node, *path);
  return node;
}

static const TwDocNode *
first_member (const TwDocNode *node)
{
  return node && node->type == TW_DOC_OBJECT ? node->first : NULL;
}

static const TwDocNode *
first_item (const TwDocNode *node)
{
  return node && node->type == TW_DOC_ARRAY ? node->first : NULL;
}

/* The key of the kind whose collection this is; NULL: it is another address. (transfer full) */
static char *
dup_key (const TwDocNode *address)
{
  static const char *const body[] = { "post", "requestBody", "content", "application/json", "schema", "$ref", NULL };
  const TwDocNode *reference;
  const char *name;
  if (!g_str_has_prefix (address->key, COLLECTION) || strchr (address->key + strlen (COLLECTION), '/'))
    return NULL;
  reference = find (address, body);
  name = reference && reference->type == TW_DOC_TEXT && g_str_has_prefix (reference->text, COMPONENT) ? reference->text + strlen (COMPONENT) : NULL;
  return name && g_str_has_suffix (name, "_new") ? g_strndup (name, strlen (name) - strlen ("_new")) : NULL;
}

static const TwDocNode *
component (const TwDocNode *root, const char *key, const char *suffix, const char *part)
{
  g_autofree char *name = g_strconcat (key, suffix, NULL);
  return find (root, (const char *const[]) { "components", "schemas", name, part, NULL });
}

/* --- Kinds --- */

static void
print_kinds (TwCtlRemote *remote, const TwDocNode *root)
{
  static const char *const keys[] = { "entity", "plural", "label", "fields", "custom", NULL };
  const char *const titles[] = { _("Entity"), _("Plural"), _("Name"), _("Fields"), _("Own"), NULL };
  g_autoptr(TwCtlTable) table = tw_ctl_table_new (remote->ctl, keys, titles);
  for (const TwDocNode *address = first_member (tw_ctl_member (root, "paths")); address; address = address->next)
    {
      g_autofree char *key = dup_key (address);
      if (!key)
        continue;
      const TwEntity *shipped = tw_schema_get_entity (remote->ctl->schema, key);
      const TwDocNode *title = component (root, key, "", "title");
      int n_fields = 0;
      for (const TwDocNode *field = first_member (component (root, key, "", "properties")); field; field = field->next)
        n_fields++;
      tw_ctl_table_add_text (table, key);
      tw_ctl_table_add_text (table, address->key + strlen (COLLECTION));
      tw_ctl_table_add_text (table, shipped ? tw_entity_get_label (shipped, FALSE) : title && title->type == TW_DOC_TEXT ? title->text : key);
      tw_ctl_table_add_int (table, n_fields);
      tw_ctl_table_add (table, shipped ? "" : _("yes"), shipped ? "false" : "true", shipped ? "false" : "true");
    }
  tw_ctl_table_end (table, NULL);
}

/* --- Fields of one --- */

/* The first of "anyOf" – the other one is null – or the thing itself. */
static const TwDocNode *
not_null (const TwDocNode *type)
{
  const TwDocNode *first = first_item (tw_ctl_member (type, "anyOf"));
  return first ? first : type;
}

static const char *
name_text (const TwDocNode *type)
{
  static const struct { const char *format, *name; } formats[] = { { "date", "date" }, { "date-time", "datetime" }, { "uuid", "link" } };
  const char *format = tw_ctl_text (type, "format"), *pattern = tw_ctl_text (type, "pattern");
  for (guint i = 0; format && i < G_N_ELEMENTS (formats); i++)
    if (strcmp (formats[i].format, format) == 0)
      return formats[i].name;
  return !pattern ? "text" : g_str_has_prefix (pattern, "^-?") ? "decimal" : "time";
}

/* What its values are. The kinds of the shipped fields tell more, but this is what the server says of all of them. */
static const char *
name_type (const TwDocNode *field)
{
  const TwDocNode *type = not_null (field), *names = tw_ctl_member (type, "type"), *first = first_item (names) ? first_item (names) : names;
  const char *reference = tw_ctl_text (type, "$ref"), *name;
  if (reference)
    return strstr (reference, "money") ? "money" : "json";
  if (tw_ctl_member (type, "enum"))
    return "enum";
  name = first && first->type == TW_DOC_TEXT ? first->text : NULL;
  if (!name)
    return "json";
  if (strcmp (name, "array") == 0)
    return "list";
  if (strcmp (name, "object") == 0)
    return "link";
  return strcmp (name, "string") == 0 ? name_text (type) : name;
}

static gboolean
has_text (const TwDocNode *list, const char *text)
{
  for (const TwDocNode *item = first_item (list); item; item = item->next)
    if (item->type == TW_DOC_TEXT && strcmp (item->text, text) == 0)
      return TRUE;
  return FALSE;
}

/* The choices, or the kinds that a link may lead to. */
static void
append_choices (GString *about, const TwDocNode *field)
{
  static const char *const kinds[] = { "properties", "type", "enum", NULL };
  const TwDocNode *type = not_null (field), *items = tw_ctl_member (type, "items"), *one = items ? items : type;
  const TwDocNode *list = tw_ctl_member (one, "enum");
  const char *before = about->len > 0 ? ", " : "";
  if (!list)
    list = find (one, kinds);
  for (const TwDocNode *item = first_item (list); item; item = item->next)
    if (item->type == TW_DOC_TEXT)
      {
        g_string_append_printf (about, "%s%s", before, item->text);
        before = " ";
      }
}

static void
print_fields (TwCtlRemote *remote, const TwDocNode *root, const char *entity)
{
  static const char *const keys[] = { "field", "label", "kind", "about", NULL };
  const char *const titles[] = { _("Field"), _("Name"), _("Kind"), _("About"), NULL };
  g_autoptr(TwCtlTable) table = tw_ctl_table_new (remote->ctl, keys, titles);
  const TwDocNode *taken = component (root, entity, "_new", "properties");
  const TwDocNode *needed = component (root, entity, "_new", "required");
  const TwEntity *shipped = tw_schema_get_entity (remote->ctl->schema, entity);
  for (const TwDocNode *field = first_member (component (root, entity, "", "properties")); field; field = field->next)
    {
      const TwField *known = shipped ? tw_entity_get_field (shipped, field->key) : NULL;
      const char *title = tw_ctl_text (field, "title");
      g_autoptr(GString) about = g_string_new (has_text (needed, field->key) ? "required" : "");
      if (!tw_ctl_member (taken, field->key))
        g_string_assign (about, "read-only");
      append_choices (about, field);
      tw_ctl_table_add_text (table, field->key);
      tw_ctl_table_add_text (table, known ? tw_field_get_label (known) : title ? title : field->key);
      tw_ctl_table_add_text (table, name_type (field));
      tw_ctl_table_add_text (table, about->str);
    }
  tw_ctl_table_end (table, NULL);
}

/* By its key or its plural. (transfer full) (nullable) */
static char *
dup_kind (const TwDocNode *root, const char *name)
{
  for (const TwDocNode *address = first_member (tw_ctl_member (root, "paths")); address; address = address->next)
    {
      g_autofree char *key = dup_key (address);
      if (key && (strcmp (key, name) == 0 || strcmp (address->key + strlen (COLLECTION), name) == 0))
        return g_steal_pointer (&key);
    }
  return NULL;
}

/**
 * tw_ctl_remote_schema:
 * @ctl: the program, with a server
 * @key: (nullable): key or plural of a kind of record; %NULL: lists the kinds
 *
 * Returns: what the command ends with
 */
int
tw_ctl_remote_schema (TwCtl *ctl, const char *key)
{
  g_auto(TwCtlRemote) remote = { 0 };
  g_autoptr(GError) error = NULL;
  if (!tw_ctl_remote_open (&remote, ctl, key))
    return TW_CTL_FAILED;
  g_autoptr(TwDoc) document = tw_ctl_link_ask (remote.link, "GET", "/api/openapi.json", NULL, &error);
  if (!document || (!first_member (tw_ctl_member (tw_doc_get_root (document), "paths")) && !tw_ctl_fail_answer (&error)))
    return tw_ctl_fail (error);
  g_autofree char *entity = key ? dup_kind (tw_doc_get_root (document), key) : NULL;
  if (!key)
    print_kinds (&remote, tw_doc_get_root (document));
  else if (entity)
    print_fields (&remote, tw_doc_get_root (document), entity);
  else
    tw_ctl_tell (_("There is no kind of record called “%s”; “%s schema” lists them."), key, g_get_prgname ());
  return key && !entity ? TW_CTL_FAILED : TW_CTL_DONE;
}
