/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text to value. Each kind has one way that is exact and repeats what is printed; people's other spellings are accepted where
 * they can mean one thing only. */

#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-field-private.h"
#include "tw-schema-private.h"
#include "tw-text.h"

static gboolean
fail_type (const TwField *field, const char *text, const char *example, GError **error)
{
  g_set_error (error, TW_RECORD_ERROR, TW_RECORD_ERROR_TYPE, _("“%s” is not a value for “%s”; write it as %s"), text,
               tw_field_get_label (field), example);
  return FALSE;
}

static gboolean
parse_boolean (const char *text, gboolean *value)
{
  static const char *const yes[] = { "yes", "true", "1", "on", "y" }, *const no[] = { "no", "false", "0", "off", "n" };

  for (gsize i = 0; i < G_N_ELEMENTS (yes); i++)
    {
      *value = g_ascii_strcasecmp (text, yes[i]) == 0;
      if (*value || g_ascii_strcasecmp (text, no[i]) == 0)
        return TRUE;
    }
  *value = tw_text_equal (text, C_("answer", "Yes"));
  return *value || tw_text_equal (text, C_("answer", "No"));
}

/* By key, then by label in English or the user's language; a choice in use wins over a retired one of the same name. */
static const TwChoice *
find_choice (const TwField *field, const char *text)
{
  const TwChoice *found = tw_field_get_choice (field, text);

  for (guint i = 0; field->choices && field->choices[i] && !found; i++)
    if (!field->choices[i]->retired
        && (tw_text_equal (text, field->choices[i]->label) || tw_text_equal (text, tw_choice_get_label (field, field->choices[i]))
            || g_ascii_strcasecmp (text, field->choices[i]->key) == 0))
      found = field->choices[i];
  for (guint i = 0; field->choices && field->choices[i] && !found; i++)
    if (tw_text_equal (text, field->choices[i]->label) || tw_text_equal (text, tw_choice_get_label (field, field->choices[i])))
      found = field->choices[i];
  return found;
}

static gboolean
parse_choice (const TwField *field, const char *text, TwValue *value, GError **error)
{
  const TwChoice *choice = find_choice (field, text);

  if (choice)
    *value = tw_value_enum (choice->key);
  else
    g_set_error (error, TW_RECORD_ERROR, TW_RECORD_ERROR_CHOICE, _("“%s” is no choice of “%s”"), text, tw_field_get_label (field));
  return choice != NULL;
}

/* "0190…" where there is one target, "deal/0190…" where there are several. */
static gboolean
parse_link (const TwField *field, const char *text, TwValue *value, GError **error)
{
  const TwEntity *target = tw_field_get_target (field);
  const char *slash = strpbrk (text, "/:");
  TwId id;

  if (slash)
    {
      g_autofree char *key = g_strndup (text, slash - text);

      target = tw_schema_get_entity (field->entity->schema, key);
      text = slash + 1;
    }
  if (!target || !tw_id_parse (text, &id))
    {
      g_set_error (error, TW_RECORD_ERROR, TW_RECORD_ERROR_LINK, _("“%s” is not the id of a record that “%s” can point to"), text,
                   tw_field_get_label (field));
      return FALSE;
    }
  *value = tw_value_link (target->number, &id);
  return TRUE;
}

static gboolean
parse_item (const TwField *field, const char *text, TwValue *value, GError **error)
{
  if (field->kind == TW_KIND_SET)
    return parse_choice (field, text, value, error);
  if (field->kind == TW_KIND_LINKS)
    return parse_link (field, text, value, error);
  *value = tw_value_text (text);
  return TRUE;
}

static gboolean
add_item (const TwField *field, const char *text, GArray *items, GHashTable *seen, GError **error)
{
  TwValue value = TW_VALUE_INIT;

  if (!*text)
    return TRUE;
  if (!parse_item (field, text, &value, error))
    return FALSE;
  g_array_append_val (items, value);
  if (field->kind != TW_KIND_LIST)
    {
      g_autofree char *printed = tw_value_print (&value);

      if (!g_hash_table_add (seen, g_steal_pointer (&printed)))
        g_array_set_size (items, items->len - 1);
    }
  return TRUE;
}

static gboolean
parse_json_items (const TwField *field, const char *text, GArray *items, GHashTable *seen, GError **error)
{
  g_autoptr(TwDoc) doc = tw_doc_parse (field->key, text, -1, NULL);
  const TwDocNode *root = doc ? tw_doc_get_root (doc) : NULL;

  if (!root || root->type != TW_DOC_ARRAY)
    return fail_type (field, text, "[\"a\", \"b\"]", error);
  for (const TwDocNode *item = root->first; item; item = item->next)
    if (item->type != TW_DOC_TEXT)
      return fail_type (field, text, "[\"a\", \"b\"]", error);
    else if (!add_item (field, item->text, items, seen, error))
      return FALSE;
  return TRUE;
}

/* A JSON array, or entries between semicolons or line ends; choices and tags also between commas. */
static gboolean
parse_list (const TwField *field, const char *text, TwValue *value, GError **error)
{
  g_autoptr(GArray) items = g_array_new (FALSE, FALSE, sizeof (TwValue));
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_array_set_clear_func (items, (GDestroyNotify) tw_value_clear);
  if (*text == '[')
    {
      if (!parse_json_items (field, text, items, seen, error))
        return FALSE;
    }
  else
    {
      gboolean commas = field->kind != TW_KIND_LIST && !strchr (text, ';');
      g_auto(GStrv) parts = g_strsplit_set (text, commas ? ",\n" : ";\n", -1);

      for (char **part = parts; *part; part++)
        if (!add_item (field, g_strstrip (*part), items, seen, error))
          return FALSE;
    }
  if (items->len)
    *value = tw_value_list ((const TwValue *) (gpointer) items->data, items->len);
  return TRUE;
}

/* Seven digits of a degree are about a centimetre. */
static void
append_degrees (GString *text, const char *name, double degrees)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  gsize length;

  g_ascii_formatd (buffer, sizeof buffer, "%.7f", degrees);
  for (length = strlen (buffer); buffer[length - 1] == '0'; length--)
    continue;
  buffer[buffer[length - 1] == '.' ? length - 1 : length] = '\0';
  g_string_append_printf (text, "%s\"%s\":%s", text->len > 1 ? "," : "", name, buffer);
}

/* {"lat": …, "lon": …} or "48.8566, 2.3522". */
static gboolean
parse_geo (const TwField *field, const char *text, TwValue *value, GError **error)
{
  g_autofree char *json = NULL;
  g_autoptr(GString) canonical = g_string_new ("{");
  double latitude, longitude;

  if (*text != '{')
    {
      g_auto(GStrv) parts = g_strsplit (text, ",", -1);

      if (g_strv_length (parts) == 2)
        json = g_strdup_printf ("{\"lat\":%s,\"lon\":%s}", g_strstrip (parts[0]), g_strstrip (parts[1]));
    }
  if (!tw_geo_parse (json ? json : text, &latitude, &longitude))
    return fail_type (field, text, "48.8566, 2.3522", error);
  append_degrees (canonical, "lat", latitude);
  append_degrees (canonical, "lon", longitude);
  g_string_append_c (canonical, '}');
  *value = tw_value_json (canonical->str);
  return TRUE;
}

/* The strict reader first: it bounds the depth. */
static gboolean
parse_json (const TwField *field, const char *text, TwValue *value, GError **error)
{
  g_autoptr(TwDoc) doc = tw_doc_parse (field->key, text, -1, NULL);

  return (doc && tw_value_from_json (TW_TYPE_JSON, text, value, NULL)) || fail_type (field, text, "{\"a\": 1}", error);
}

static gboolean
parse_percent (const TwField *field, const char *text, TwValue *value, GError **error)
{
  g_autofree char *number = g_strdup (text);
  TwDecimal decimal;

  if (g_str_has_suffix (number, "%"))
    number[strlen (number) - 1] = '\0';
  if (!tw_decimal_parse (g_strchomp (number), &decimal))
    return fail_type (field, text, "45%", error);
  *value = tw_value_decimal (decimal);
  return TRUE;
}

static gboolean
parse_duration (const TwField *field, const char *text, TwValue *value, GError **error)
{
  gint64 seconds;

  if (!tw_duration_parse (text, &seconds))
    return fail_type (field, text, "1h30", error);
  *value = tw_value_duration (seconds);
  return TRUE;
}

static gboolean
parse_plain (const TwField *field, const char *text, GTimeZone *zone, TwValue *value, GError **error)
{
  static const char *const examples[] = {
    [TW_TYPE_INTEGER] = "1250", [TW_TYPE_DECIMAL] = "1250.50", [TW_TYPE_MONEY] = "1250.50 EUR", [TW_TYPE_DATE] = "2026-03-31",
    [TW_TYPE_TIME] = "14:30", [TW_TYPE_DATETIME] = "2026-03-31T14:30:00Z", [TW_TYPE_JSON] = "{\"a\": 1}",
  };

  return tw_value_parse (field->type, text, zone, value, NULL) || fail_type (field, text, examples[field->type], error);
}

/**
 * tw_field_parse:
 * @field: a field
 * @text: UTF-8; empty means no value
 * @zone: (nullable): the zone of date-times that name none; %NULL is UTC
 * @value: (out): the value; the caller clears it
 * @error: return location
 *
 * Reads a text as a value of the field's kind. The value is not yet checked against the field's bounds.
 *
 * Returns: %FALSE with a %TW_RECORD_ERROR when the text cannot be read
 */
gboolean
tw_field_parse (const TwField *field, const char *text, GTimeZone *zone, TwValue *value, GError **error)
{
  g_autofree char *trimmed = NULL;
  gboolean answer;

  g_return_val_if_fail (field != NULL && text != NULL && value != NULL, FALSE);

  *value = (TwValue) TW_VALUE_INIT;
  if (field->kind == TW_KIND_TEXT || field->kind == TW_KIND_LONGTEXT || field->kind == TW_KIND_RICHTEXT)
    {
      if (*text)
        *value = tw_value_text (text);
      return TRUE;
    }
  trimmed = g_strstrip (g_strdup (text));
  if (!*trimmed)
    return TRUE;
  switch (field->kind)
    {
    case TW_KIND_BOOLEAN:
      if (!parse_boolean (trimmed, &answer))
        return fail_type (field, trimmed, "yes, no", error);
      *value = tw_value_boolean (answer);
      return TRUE;
    case TW_KIND_PERCENT:
      return parse_percent (field, trimmed, value, error);
    case TW_KIND_DURATION:
      return parse_duration (field, trimmed, value, error);
    case TW_KIND_ENUM:
      return parse_choice (field, trimmed, value, error);
    case TW_KIND_SET:
    case TW_KIND_TAGS:
    case TW_KIND_LIST:
    case TW_KIND_LINKS:
      return parse_list (field, trimmed, value, error);
    case TW_KIND_LINK:
      return parse_link (field, trimmed, value, error);
    case TW_KIND_GEO:
      return parse_geo (field, trimmed, value, error);
    case TW_KIND_JSON:
      return parse_json (field, trimmed, value, error);
    default:
      if (field->type == TW_TYPE_TEXT)
        *value = tw_value_text (trimmed);
      else
        return parse_plain (field, trimmed, zone, value, error);
      return TRUE;
    }
}
