/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <langinfo.h>
#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-exchange-error.h"
#include "tw-import-convert.h"
#include "tw-import-date.h"
#include "tw-import-number.h"
#include "tw-record.h"

static TwConvert
fail (GError **error, const char *format, const char *text)
{
  g_autofree char *shown = g_utf8_strlen (text, -1) > 60 ? g_utf8_substring (text, 0, 60) : g_strdup (text);
  /* The formats are the translatable sentences below, each with one %s for the cell's text. */
  g_autofree char *message = NULL;
  const char *mark = strstr (format, "%s");
  message = g_strdup_printf ("%.*s%s%s", (int) (mark - format), format, shown, mark + 2);
  g_set_error_literal (error, TW_EXCHANGE_ERROR, TW_EXCHANGE_ERROR_VALUE, message);
  return TW_CONVERT_FAILED;
}

static gboolean
is_number_kind (const TwField *field)
{
  return field->type == TW_TYPE_INTEGER || field->type == TW_TYPE_DECIMAL || field->type == TW_TYPE_MONEY;
}

static gboolean
is_text_kind (TwKind kind)
{
  return kind <= TW_KIND_FILE || kind == TW_KIND_NUMBER;
}

/* Words that programs write for "nothing" where a name could not stand. */
static gboolean
means_nothing (const char *text)
{
  static const char *const words[] = { "-", "--", "—", "n/a", "na", "null", "none", "nil", "#n/a", "." };
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_ascii_strcasecmp (text, words[i]) == 0)
      return TRUE;
  return FALSE;
}

/* Without the white space at both ends; the cell is changed. */
static void
trim (TwCell *cell)
{
  while (cell->length > 0 && g_ascii_isspace (*cell->text))
    {
      cell->text++;
      cell->length--;
    }
  while (cell->length > 0 && g_ascii_isspace (cell->text[cell->length - 1]))
    cell->text[--cell->length] = 0;
}

void
tw_import_target_clear (TwImportTarget *target)
{
  g_clear_pointer (&target->choices, g_hash_table_unref);
  g_clear_pointer (&target->zone, g_time_zone_unref);
}

/* --- Looking at a column --- */

gboolean
tw_import_target_looks (const TwImportTarget *target)
{
  if (!target->field || target->part)
    return FALSE;
  if (target->field->type == TW_TYPE_DATE || target->field->type == TW_TYPE_DATETIME)
    return target->spec->dates == TW_DATE_ORDER_AUTO;
  return is_number_kind (target->field) && !target->spec->decimal;
}

void
tw_import_target_look (TwImportTarget *target, const TwCell *cell)
{
  TwDateParts parts;
  if (is_number_kind (target->field))
    {
      char hint = tw_number_hint (cell->text);
      target->n_comma += hint == ',';
      target->n_point += hint == '.';
      return;
    }
  TwDateResult result = tw_import_date_read (cell->text, &parts);
  if (result != TW_DATE_DAY && result != TW_DATE_TIME)
    return;
  TwDateOrder order = tw_import_date_hint (&parts);
  if (order == TW_DATE_ORDER_DMY)
    target->n_dmy++;
  else if (order == TW_DATE_ORDER_MDY)
    target->n_mdy++;
  else if (!parts.year_first && !parts.named)
    target->n_either++;
}

void
tw_import_target_decide (TwImportTarget *target, char file_decimal)
{
  target->decimal = target->spec->decimal ? target->spec->decimal
    : target->n_comma == target->n_point ? file_decimal : target->n_comma > target->n_point ? ',' : '.';
  target->dates = target->spec->dates;
  if (target->dates != TW_DATE_ORDER_AUTO)
    return;
  if (target->n_dmy != target->n_mdy)
    target->dates = target->n_dmy > target->n_mdy ? TW_DATE_ORDER_DMY : TW_DATE_ORDER_MDY;
  else
    target->dates = g_str_has_prefix (nl_langinfo (D_FMT), "%m") ? TW_DATE_ORDER_MDY : TW_DATE_ORDER_DMY;
}

/* --- Converting --- */

static TwConvert
convert_number (TwImportTarget *target, const char *text, TwCurrency currency, TwValue *value, GError **error)
{
  TwNumber number;
  gint64 fixed;
  if (!tw_number_read (text, target->decimal, target->dollar, &number))
    return fail (error, target->decimal == ',' ? _("“%s” is not a number (with a decimal comma, as in the rest of the column)")
                                               : _("“%s” is not a number"), text);
  if (number.currency && target->field->type != TW_TYPE_MONEY)
    return fail (error, _("“%s” is an amount of money, not a number"), text);
  int digits = target->field->type == TW_TYPE_MONEY ? TW_MONEY_DIGITS
    : target->field->type == TW_TYPE_DECIMAL ? TW_DECIMAL_DIGITS : 0;
  /* "1.200" people are 1,200 people, whatever the mark is elsewhere. */
  gboolean fits = tw_number_to_fixed (&number, digits, &fixed)
                  || (digits == 0 && !target->spec->decimal
                      && tw_number_read (text, target->decimal == ',' ? '.' : ',', target->dollar, &number)
                      && tw_number_to_fixed (&number, digits, &fixed));
  if (!fits)
    return fail (error, digits == 0 ? _("“%s” is not a whole number, or too large")
                                    : _("“%s” has too many digits to be kept exactly"), text);
  if (target->field->type == TW_TYPE_MONEY)
    *value = tw_value_money (fixed, number.currency ? number.currency : currency ? currency : target->currency);
  else
    *value = target->field->type == TW_TYPE_DECIMAL ? tw_value_decimal (fixed) : tw_value_integer (fixed);
  return TW_CONVERT_VALUE;
}

static TwConvert
convert_date (TwImportTarget *target, const char *text, TwValue *value, GError **error)
{
  TwDateParts parts;
  TwDate date;
  TwDateResult result = tw_import_date_read (text, &parts);
  if (result == TW_DATE_EMPTY)
    return TW_CONVERT_EMPTY;
  if (result == TW_DATE_NO_YEAR)
    return TW_CONVERT_NOTE;
  if (result == TW_DATE_NONE || !tw_import_date_make (&parts, target->dates, &date))
    return fail (error, _("“%s” is not a date"), text);
  if (target->field->type == TW_TYPE_DATE)
    *value = tw_value_date (date);
  else if (parts.has_offset)
    *value = tw_value_datetime ((gint64) date * TW_USEC_PER_DAY
                                + (parts.seconds - parts.offset) * G_USEC_PER_SEC + parts.micros);
  else
    *value = tw_value_datetime (tw_instant_from_local (date, parts.seconds, target->zone) + parts.micros);
  return TW_CONVERT_VALUE;
}

static TwConvert
convert_boolean (const char *text, TwValue *value, GError **error)
{
  static const char *const yes[] = { "1", "true", "yes", "y", "t", "on", "x", "oui", "vrai", "o", "نعم", "صحيح", "ja", "si", "sí" };
  static const char *const no[] = { "0", "false", "no", "n", "f", "off", "non", "faux", "لا", "خطأ", "nein" };
  g_autofree char *folded = g_utf8_casefold (text, -1);
  for (guint i = 0; i < G_N_ELEMENTS (yes); i++)
    if (strcmp (folded, yes[i]) == 0)
      {
        *value = tw_value_boolean (TRUE);
        return TW_CONVERT_VALUE;
      }
  for (guint i = 0; i < G_N_ELEMENTS (no); i++)
    if (strcmp (folded, no[i]) == 0)
      {
        *value = tw_value_boolean (FALSE);
        return TW_CONVERT_VALUE;
      }
  return fail (error, _("“%s” is neither yes nor no"), text);
}

/* The choice that a text means: key, label, or another program's word for it. */
static const char *
find_choice (TwImportTarget *target, const char *text)
{
  const TwField *field = target->field;
  if (!target->choices)
    target->choices = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gpointer known;
  if (g_hash_table_lookup_extended (target->choices, text, NULL, &known))
    return known;
  g_autofree char *word = tw_import_simplify (text);
  const char *found = NULL;
  for (guint i = 0; !found && field->choices && field->choices[i]; i++)
    {
      const TwChoice *choice = field->choices[i];
      g_autofree char *key = tw_import_simplify (choice->key);
      g_autofree char *label = tw_import_simplify (choice->label);
      g_autofree char *shown = tw_import_simplify (tw_choice_get_label (field, choice));
      if (strcmp (word, key) == 0 || strcmp (word, label) == 0 || strcmp (word, shown) == 0)
        found = choice->key;
    }
  if (!found)
    {
      const char *key = tw_import_value_synonym (field, text);
      const TwChoice *choice = key ? tw_field_get_choice (field, key) : NULL;
      found = choice ? choice->key : NULL;
    }
  if (g_hash_table_size (target->choices) < 10000)
    g_hash_table_insert (target->choices, g_strdup (text), (gpointer) found);
  return found;
}

static TwConvert
convert_enum (TwImportTarget *target, const char *text, TwValue *value, GError **error)
{
  const char *key = find_choice (target, text);
  if (!key)
    return fail (error, _("“%s” is none of the field’s choices"), text);
  *value = tw_value_enum (key);
  return TW_CONVERT_VALUE;
}

/* Elements of a JSON array of texts; NULL when it is none. */
static char **
split_json (const char *json)
{
  g_auto(TwValue) list = TW_VALUE_INIT;
  g_autoptr(GStrvBuilder) parts = g_strv_builder_new ();
  if (!tw_value_from_json (TW_TYPE_LIST, json, &list, NULL) || list.type != TW_TYPE_LIST)
    return NULL;
  for (guint i = 0; i < list.list->n_values; i++)
    if (list.list->values[i].type == TW_TYPE_TEXT)
      g_strv_builder_add (parts, list.list->values[i].text);
  return g_strv_builder_end (parts);
}

char **
tw_import_split (const TwImportTarget *target, const TwCell *cell)
{
  const char *separator = target->spec->separator, *text = cell->text;
  char **elements = cell->json ? split_json (text) : NULL;
  if (elements)
    return elements;
  if (!separator)
    separator = strstr (text, " ::: ") ? " ::: " : strchr (text, ';') ? ";" : strchr (text, '\n') ? "\n"
      : target->field->kind == TW_KIND_TAGS || target->field->kind == TW_KIND_SET ? "," : NULL;
  if (!separator || !*separator)
    {
      const char *one[] = { text, NULL };
      return g_strdupv ((char **) one);
    }
  g_auto(GStrv) parts = g_strsplit (text, separator, -1);
  GPtrArray *kept = g_ptr_array_new ();
  for (guint i = 0; parts[i]; i++)
    {
      /* "* myContacts" is how Google marks its own groups. */
      const char *part = g_strstrip (parts[i]);
      if (g_str_has_prefix (part, "* "))
        part += 2;
      if (*part)
        g_ptr_array_add (kept, g_strdup (part));
    }
  g_ptr_array_add (kept, NULL);
  return (char **) g_ptr_array_free (kept, FALSE);
}

static TwConvert
convert_list (TwImportTarget *target, const TwCell *cell, TwValue *value, GError **error)
{
  g_auto(GStrv) parts = tw_import_split (target, cell);
  g_autoptr(GArray) values = g_array_new (FALSE, FALSE, sizeof (TwValue));
  TwConvert result = TW_CONVERT_VALUE;
  g_array_set_clear_func (values, (GDestroyNotify) tw_value_clear);
  for (guint i = 0; parts[i] && result == TW_CONVERT_VALUE; i++)
    {
      TwValue one = TW_VALUE_INIT;
      if (target->field->kind == TW_KIND_SET)
        result = convert_enum (target, parts[i], &one, error);
      else
        one = tw_value_text (parts[i]);
      if (result == TW_CONVERT_VALUE)
        g_array_append_val (values, one);
    }
  if (result != TW_CONVERT_VALUE)
    return result;
  if (values->len == 0)
    return TW_CONVERT_EMPTY;
  *value = tw_value_list ((TwValue *) (gpointer) values->data, values->len);
  return TW_CONVERT_VALUE;
}

static TwConvert
convert_time (const char *text, TwValue *value, GError **error)
{
  int seconds;
  if (!tw_import_time_read (text, &seconds))
    return fail (error, _("“%s” is not a time of day"), text);
  *value = tw_value_time (seconds);
  return TW_CONVERT_VALUE;
}

/* The first of several values of a cell for a field that holds one; the others are handed back. */
static char *
cut_rest (const TwImportTarget *target, TwCell *cell)
{
  TwKind kind = target->field->kind;
  if (kind != TW_KIND_EMAIL && kind != TW_KIND_PHONE && kind != TW_KIND_URL && !target->spec->separator)
    return NULL;
  const char *separator = target->spec->separator && *target->spec->separator ? target->spec->separator : " ::: ";
  char *cut = strstr (cell->text, separator);
  if (!cut && kind == TW_KIND_EMAIL && !target->spec->separator)
    cut = strpbrk (cell->text, ";,");
  if (!cut)
    return NULL;
  char *rest = g_strdup (cut + (g_str_has_prefix (cut, separator) ? strlen (separator) : 1));
  *cut = 0;
  cell->length = cut - cell->text;
  trim (cell);
  return rest;
}

static TwConvert
convert_other (TwImportTarget *target, const char *text, TwValue *value, GError **error)
{
  g_autoptr(GError) local = NULL;
  if (tw_field_parse (target->field, text, target->zone, value, &local))
    return TW_CONVERT_VALUE;
  g_set_error_literal (error, TW_EXCHANGE_ERROR, TW_EXCHANGE_ERROR_VALUE, local->message);
  return TW_CONVERT_FAILED;
}

static TwConvert
convert_text (TwImportTarget *target, TwCell *cell, TwValue *value)
{
  /* A site's address without its scheme, as most people write it. */
  if (target->field->kind == TW_KIND_URL && !strstr (cell->text, "://") && !strchr (cell->text, ' ')
      && strchr (cell->text, '.') && !strchr (cell->text, '@'))
    {
      g_autofree char *address = g_strconcat ("https://", cell->text, NULL);
      *value = tw_value_text (address);
    }
  else
    *value = tw_value_text_len (cell->text, cell->length);
  return TW_CONVERT_VALUE;
}

TwConvert
tw_import_target_convert (TwImportTarget *target, TwCell *cell, TwCurrency currency, TwValue *value, char **rest, GError **error)
{
  const TwField *field = target->field;
  g_autoptr(GError) local = NULL;
  char *other = NULL;
  *rest = NULL;
  trim (cell);
  if (target->spec->values && (other = g_hash_table_lookup (target->spec->values, cell->text)))
    *cell = (TwCell) { .text = other, .length = strlen (other) };
  if (cell->length == 0)
    return TW_CONVERT_EMPTY;
  if (cell->json && field->type != TW_TYPE_LIST)
    {
      if (tw_value_from_json (field->type, cell->text, value, &local))
        return TW_CONVERT_VALUE;
      g_set_error_literal (error, TW_EXCHANGE_ERROR, TW_EXCHANGE_ERROR_VALUE, local->message);
      return TW_CONVERT_FAILED;
    }
  if (!other && !cell->json)
    *rest = cut_rest (target, cell);
  if (is_text_kind (field->kind))
    return cell->length > 0 ? convert_text (target, cell, value) : TW_CONVERT_EMPTY;
  if (means_nothing (cell->text))
    return TW_CONVERT_EMPTY;
  switch (field->kind)
    {
    case TW_KIND_INTEGER:
    case TW_KIND_DECIMAL:
    case TW_KIND_PERCENT:
    case TW_KIND_MONEY:
      return convert_number (target, cell->text, currency, value, error);
    case TW_KIND_BOOLEAN:
      return convert_boolean (cell->text, value, error);
    case TW_KIND_DATE:
    case TW_KIND_DATETIME:
      return convert_date (target, cell->text, value, error);
    case TW_KIND_TIME:
      return convert_time (cell->text, value, error);
    case TW_KIND_ENUM:
      return convert_enum (target, cell->text, value, error);
    case TW_KIND_SET:
    case TW_KIND_TAGS:
    case TW_KIND_LIST:
      return convert_list (target, cell, value, error);
    default:
      return convert_other (target, cell->text, value, error);
    }
}
