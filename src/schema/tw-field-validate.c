/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a field accepts. Shapes of addresses are checked leniently: the aim is to catch slips, not to judge standards. */

#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-field-private.h"
#include "tw-schema-private.h"

#define MAX_ITEMS 100000

G_DEFINE_QUARK (tw-record-error-quark, tw_record_error)

G_GNUC_PRINTF (3, 4)
static gboolean
fail (GError **error, TwRecordError code, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  if (error)
    *error = g_error_new_valist (TW_RECORD_ERROR, code, format, args);
  va_end (args);
  return FALSE;
}

static gboolean
has_control (const char *text)
{
  for (; *text; text = g_utf8_next_char (text))
    if (g_unichar_iscntrl (g_utf8_get_char (text)))
      return TRUE;
  return FALSE;
}

/* Something before and after the last @, no spaces but in a quoted part or around a display name's absence. */
static gboolean
is_email (const char *text)
{
  const char *at = strrchr (text, '@');

  if (!at || at == text || !at[1] || has_control (text) || strpbrk (at, " ,;<>\"()[]\\") == at)
    return FALSE;
  if (strpbrk (at + 1, " ,;<>\"()") || at[1] == '.' || at[strlen (at) - 1] == '.' || strstr (at, ".."))
    return FALSE;
  return text[0] == '"' ? at - text > 2 && at[-1] == '"' : !strpbrk (text, " ,;<>\"()\\") && strchr (text, '@') == at;
}

static gboolean
is_phone (const char *text)
{
  guint digits = 0;

  if (has_control (text))
    return FALSE;
  for (; *text; text = g_utf8_next_char (text))
    {
      gunichar c = g_utf8_get_char (text);

      digits += g_unichar_isdigit (c);
      if (c == '@' || c == '<' || c == '>' || c == '"')
        return FALSE;
    }
  return digits >= 2;
}

/* An address of a known scheme, or a host name with a dot. A scheme that runs code is no address. */
static gboolean
is_url (const char *text)
{
  static const char *const schemes[] = { "http", "https", "ftp", "ftps", "sftp", "mailto", "tel", "sip", "callto", "geo" };
  const char *colon = strchr (text, ':');
  gsize length = colon ? (gsize) (colon - text) : 0;

  if (has_control (text) || strpbrk (text, " <>\""))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (length == strlen (schemes[i]) && g_ascii_strncasecmp (text, schemes[i], length) == 0)
      return g_str_has_prefix (colon, "://") ? colon[3] != '\0' && colon[3] != '/' : colon[1] != '\0' && i > 3;
  /* "example.org:8080/path" has a colon, but no scheme. */
  if (colon && !g_ascii_isdigit (colon[1]) && !memchr (text, '/', length) && !memchr (text, '?', length))
    return FALSE;
  return strchr (text, '.') && text[0] != '.' && text[0] != '/';
}

gboolean
tw_geo_parse (const char *json, double *latitude, double *longitude)
{
  g_autoptr(TwDoc) doc = tw_doc_parse ("", json, -1, NULL);
  const TwDocNode *lat = doc ? tw_doc_member (tw_doc_get_root (doc), "lat") : NULL;
  const TwDocNode *lon = doc ? tw_doc_member (tw_doc_get_root (doc), "lon") : NULL;

  if (!lat || !lon || lat->type != TW_DOC_NUMBER || lon->type != TW_DOC_NUMBER)
    return FALSE;
  *latitude = g_ascii_strtod (lat->text, NULL);
  *longitude = g_ascii_strtod (lon->text, NULL);
  return *latitude >= -90 && *latitude <= 90 && *longitude >= -180 && *longitude <= 180;
}

static gboolean
check_length (const TwField *field, const char *text, GError **error)
{
  guint max = field->max_length ? field->max_length : tw_kind_get_info (field->kind)->max_length;

  /* A character has at least one byte: most texts need no counting. */
  if (!max || strlen (text) <= max || g_utf8_strlen (text, -1) <= (glong) max)
    return TRUE;
  return fail (error, TW_RECORD_ERROR_RANGE, ngettext ("“%s” may have at most %u character", "“%s” may have at most %u characters", max),
               tw_field_get_label (field), max);
}

static gboolean
check_shape (const TwField *field, const char *text, GError **error)
{
  double latitude, longitude;
  g_autoptr(TwDoc) doc = NULL;

  switch (field->kind)
    {
    case TW_KIND_EMAIL:
      return is_email (text) || fail (error, TW_RECORD_ERROR_PATTERN, _("“%s” is not an e-mail address such as name@example.org"), text);
    case TW_KIND_PHONE:
      return is_phone (text) || fail (error, TW_RECORD_ERROR_PATTERN, _("“%s” is not a telephone number"), text);
    case TW_KIND_URL:
      return is_url (text) || fail (error, TW_RECORD_ERROR_PATTERN, _("“%s” is not a web address such as https://example.org"), text);
    case TW_KIND_COLOR:
      return tw_schema_is_color (text) || fail (error, TW_RECORD_ERROR_PATTERN, _("“%s” is not a colour such as #3584e4"), text);
    case TW_KIND_FILE:
      return !has_control (text) || fail (error, TW_RECORD_ERROR_PATTERN, _("The name of a file may not hold control characters"));
    case TW_KIND_GEO:
      return tw_geo_parse (text, &latitude, &longitude)
             || fail (error, TW_RECORD_ERROR_PATTERN, _("“%s” is not a place: latitude −90 to 90, longitude −180 to 180"), text);
    case TW_KIND_JSON:
      doc = tw_doc_parse (field->key, text, -1, NULL);
      return doc || fail (error, TW_RECORD_ERROR_PATTERN, _("“%s” must be JSON"), tw_field_get_label (field));
    default:
      return TRUE;
    }
}

static gboolean
check_text (const TwField *field, const char *text, GError **error)
{
  GRegex *regex = ((const TwFieldImpl *) field)->regex;

  if (!g_utf8_validate (text, -1, NULL))
    return fail (error, TW_RECORD_ERROR_TYPE, _("“%s” is not valid UTF-8 text"), tw_field_get_label (field));
  if (!check_length (field, text, error) || !check_shape (field, text, error))
    return FALSE;
  if (regex && !g_regex_match (regex, text, 0, NULL))
    return fail (error, TW_RECORD_ERROR_PATTERN, _("“%s” does not have the form that “%s” asks for"), text, tw_field_get_label (field));
  return TRUE;
}

static gboolean
check_bounds (const TwField *field, const TwValue *value, GError **error)
{
  const TwFieldImpl *impl = (const TwFieldImpl *) field;

  if (field->min && value->i < impl->min.i)
    return fail (error, TW_RECORD_ERROR_RANGE, _("“%s” must be at least %s"), tw_field_get_label (field), field->min);
  if (field->max && value->i > impl->max.i)
    return fail (error, TW_RECORD_ERROR_RANGE, _("“%s” must be at most %s"), tw_field_get_label (field), field->max);
  if (field->type == TW_TYPE_DATE && (value->i < TW_DATE_MIN || value->i > TW_DATE_MAX))
    return fail (error, TW_RECORD_ERROR_RANGE, _("“%s” must be a date of the years 1 to 9999"), tw_field_get_label (field));
  if (field->type == TW_TYPE_TIME && (value->i < 0 || value->i >= 86400))
    return fail (error, TW_RECORD_ERROR_RANGE, _("“%s” must be a time of the day"), tw_field_get_label (field));
  return TRUE;
}

static gboolean
check_link (const TwField *field, const TwValue *value, GError **error)
{
  const TwEntity *entity = tw_schema_get_entity_by_number (field->entity->schema, value->tag);

  if (value->type != TW_TYPE_LINK)
    return fail (error, TW_RECORD_ERROR_TYPE, _("“%s” must be a link to a record"), tw_field_get_label (field));
  if (!entity || !tw_field_can_target (field, entity) || tw_id_is_nil (&value->id))
    return fail (error, TW_RECORD_ERROR_LINK, _("“%s” cannot point to such a record"), tw_field_get_label (field));
  return TRUE;
}

static gboolean
check_item (const TwField *field, const TwValue *item, GError **error)
{
  if (field->kind == TW_KIND_LINKS)
    return check_link (field, item, error);
  if (field->kind == TW_KIND_SET)
    {
      if (item->type != TW_TYPE_ENUM && item->type != TW_TYPE_TEXT)
        return fail (error, TW_RECORD_ERROR_TYPE, _("“%s” must be a list of choices"), tw_field_get_label (field));
      return tw_field_get_choice (field, item->text)
             || fail (error, TW_RECORD_ERROR_CHOICE, _("“%s” is no choice of “%s”"), item->text, tw_field_get_label (field));
    }
  if (item->type != TW_TYPE_TEXT || !*item->text)
    return fail (error, TW_RECORD_ERROR_TYPE, _("“%s” must be a list of texts"), tw_field_get_label (field));
  return check_text (field, item->text, error);
}

static gboolean
check_list (const TwField *field, const TwList *list, GError **error)
{
  g_autoptr(GHashTable) seen = g_hash_table_new ((GHashFunc) tw_value_hash, (GEqualFunc) tw_value_equal);

  if (list->n_values > MAX_ITEMS)
    return fail (error, TW_RECORD_ERROR_RANGE, _("“%s” may have at most %d entries"), tw_field_get_label (field), MAX_ITEMS);
  for (guint i = 0; i < list->n_values; i++)
    {
      if (!check_item (field, &list->values[i], error))
        return FALSE;
      /* Only a plain list may say the same twice. */
      if (field->kind != TW_KIND_LIST && !g_hash_table_add (seen, (gpointer) &list->values[i]))
        return fail (error, TW_RECORD_ERROR_CHOICE, _("“%s” has the same entry twice"), tw_field_get_label (field));
    }
  return TRUE;
}

/**
 * tw_field_validate:
 * @field: a field
 * @value: a value, in the form that the field keeps
 * @error: return location
 *
 * Checks a value against what the schema says of its field: type, bounds, length, pattern, choices, entities that a link may
 * point to. Null is a value of every field: a required one may still be filled by its default or by a derived value before it
 * is saved, so the store looks at that, as at unique values and at the records that links point to.
 *
 * Returns: %FALSE with a %TW_RECORD_ERROR when the value is not one for this field
 */
gboolean
tw_field_validate (const TwField *field, const TwValue *value, GError **error)
{
  g_return_val_if_fail (field != NULL && value != NULL, FALSE);

  if (value->type == TW_TYPE_NULL)
    return TRUE;
  if (value->type != field->type)
    return fail (error, TW_RECORD_ERROR_TYPE, _("“%s” cannot hold a value of the type “%s”"), tw_field_get_label (field),
                 tw_type_get_name (value->type));
  switch (field->type)
    {
    case TW_TYPE_TEXT:
    case TW_TYPE_JSON:
      return check_text (field, value->text, error);
    case TW_TYPE_ENUM:
      return tw_field_get_choice (field, value->text)
             || fail (error, TW_RECORD_ERROR_CHOICE, _("“%s” is no choice of “%s”"), value->text, tw_field_get_label (field));
    case TW_TYPE_LINK:
      return check_link (field, value, error);
    case TW_TYPE_LIST:
      return check_list (field, value->list, error);
    default:
      return check_bounds (field, value, error);
    }
}

static TwValue
normalize_list (const TwField *field, const TwValue *value)
{
  g_autoptr(GArray) items = NULL;

  if (!value->list->n_values)
    return (TwValue) TW_VALUE_INIT;
  if (field->kind != TW_KIND_SET)
    return tw_value_copy (value);
  items = g_array_new (FALSE, FALSE, sizeof (TwValue));
  for (guint i = 0; i < value->list->n_values; i++)
    {
      TwValue item = value->list->values[i];

      /* Lent for the copy that tw_value_list() makes: a text and an enum value are the same but for the type. */
      if (item.type == TW_TYPE_TEXT)
        item.type = TW_TYPE_ENUM;
      g_array_append_val (items, item);
    }
  return tw_value_list ((const TwValue *) (gpointer) items->data, items->len);
}

TwValue
tw_field_normalize (const TwField *field, const TwValue *value)
{
  TwDecimal decimal;

  if (value->type == TW_TYPE_TEXT && !*value->text)
    return (TwValue) TW_VALUE_INIT;
  if (field->type == TW_TYPE_ENUM && value->type == TW_TYPE_TEXT)
    return tw_value_enum (value->text);
  if (field->type == TW_TYPE_DECIMAL && value->type == TW_TYPE_INTEGER && tw_decimal_from_int (value->i, &decimal))
    return tw_value_decimal (decimal);
  if (field->type == TW_TYPE_LIST && value->type == TW_TYPE_LIST)
    return normalize_list (field, value);
  return tw_value_copy (value);
}
