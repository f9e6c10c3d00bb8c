/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values of one field: read from text, checked, shown. */

#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>

#include "tw-record.h"
#include "tw-text.h"

#define MAX_TEXT      1000
#define MAX_LONG_TEXT (1024 * 1024)

G_GNUC_PRINTF (3, 4) static gboolean
refuse (GError **error, TwRecordError code, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error_literal (error, TW_RECORD_ERROR, code, message);
  return FALSE;
}

static const TwChoice *
find_choice (const TwField *field, const char *text)
{
  const TwChoice *choice = tw_field_get_choice (field, text);

  for (const TwChoice *const *c = field->choices; c && *c && !choice; c++)
    if (tw_text_equal ((*c)->key, text) || tw_text_equal ((*c)->label, text) || tw_text_equal (tw_choice_get_label (field, *c), text))
      choice = *c;
  return choice;
}

static gboolean
parse_list (const TwField *field, const char *text, TwValue *value, GError **error)
{
  g_autoptr(GArray) items = g_array_new (FALSE, FALSE, sizeof (TwValue));
  g_auto(GStrv) parts = NULL;
  gboolean good = TRUE;

  g_array_set_clear_func (items, (GDestroyNotify) tw_value_clear);
  if (text[0] == '[')
    {
      g_auto(TwValue) list = TW_VALUE_INIT;

      if (!tw_value_from_json (TW_TYPE_LIST, text, &list, error))
        return FALSE;
      parts = g_new0 (char *, list.list->n_values + 1);
      for (guint i = 0; i < list.list->n_values; i++)
        parts[i] = tw_value_print (&list.list->values[i]);
    }
  else
    parts = g_strsplit (text, ";", -1);
  for (char **p = parts; *p && good; p++)
    {
      const char *part = g_strstrip (*p);
      const TwEntity *target = tw_field_get_target (field);
      TwValue item = TW_VALUE_INIT;
      TwId id;

      if (!*part)
        continue;
      if (field->kind == TW_KIND_SET)
        {
          const TwChoice *choice = find_choice (field, part);

          if (!choice)
            return refuse (error, TW_RECORD_ERROR_CHOICE, _("“%s” is no choice of “%s”."), part, tw_field_get_label (field));
          item = tw_value_enum (choice->key);
        }
      else if (field->kind == TW_KIND_LINKS)
        {
          if (!tw_id_parse (part, &id))
            return refuse (error, TW_RECORD_ERROR_LINK, _("“%s” is not the id of a record."), part);
          item = tw_value_link (target ? target->number : 0, &id);
        }
      else
        item = tw_value_text (part);
      for (guint i = 0; i < items->len && item.type != TW_TYPE_NULL; i++)
        if (tw_value_equal (&g_array_index (items, TwValue, i), &item))
          tw_value_clear (&item);
      if (item.type != TW_TYPE_NULL)
        g_array_append_val (items, item);
    }
  *value = tw_value_list ((TwValue *) items->data, items->len);
  return TRUE;
}

static gboolean
parse_boolean (const TwField *field, const char *text, TwValue *value, GError **error)
{
  static const char *const yes[] = { "true", "yes", "1", "on", "x", NULL }, *const no[] = { "false", "no", "0", "off", NULL };
  g_autofree char *lower = g_ascii_strdown (text, -1);

  if (!g_strv_contains (yes, lower) && !g_strv_contains (no, lower) && !tw_text_equal (text, _("Yes")) && !tw_text_equal (text, _("No")))
    return refuse (error, TW_RECORD_ERROR_TYPE, _("“%s” takes yes or no, not “%s”."), tw_field_get_label (field), text);
  *value = tw_value_boolean (g_strv_contains (yes, lower) || tw_text_equal (text, _("Yes")));
  return TRUE;
}

/* "90", "90 min", "1h30", "1:30", "2 days": seconds without a unit. */
static gboolean
parse_duration (const char *text, gint64 *seconds)
{
  static const struct { const char *unit; int seconds; } units[] = {
    { "seconds", 1 }, { "second", 1 }, { "sec", 1 }, { "s", 1 }, { "minutes", 60 }, { "minute", 60 }, { "min", 60 }, { "m", 60 },
    { "hours", 3600 }, { "hour", 3600 }, { "h", 3600 }, { "days", 86400 }, { "day", 86400 }, { "d", 86400 },
  };
  gint64 total = 0, last = 0;
  const char *p = text;

  while (*p)
    {
      char *end;
      gint64 n = g_ascii_strtoll (p, &end, 10);
      gsize length = 0;
      int unit = 0;

      if (end == p || n < 0 || n > 1000000000)
        return FALSE;
      for (p = end; *p == ' '; p++)
        ;
      if (*p == ':')
        {
          unit = 3600;
          length = 1;
        }
      else
        {
          while (g_ascii_isalpha (p[length]))
            length++;
          for (guint u = 0; u < G_N_ELEMENTS (units) && length; u++)
            if (strlen (units[u].unit) == length && g_ascii_strncasecmp (p, units[u].unit, length) == 0)
              unit = units[u].seconds;
          if (length && !unit)
            return FALSE;
        }
      if (!unit)
        unit = last == 3600 ? 60 : 1;
      total += n * unit;
      last = unit;
      for (p += length; *p == ' '; p++)
        ;
    }
  *seconds = total;
  return p != text;
}

static gboolean
parse_plain (const TwField *field, const char *text, GTimeZone *zone, TwValue *value, GError **error)
{
  g_autoptr(GError) problem = NULL;

  if (tw_value_parse (field->type, text, zone, value, &problem))
    return TRUE;
  if (field->type == TW_TYPE_DATE)
    return refuse (error, TW_RECORD_ERROR_TYPE, _("“%s” takes a date such as 2026-03-31, not “%s”."), tw_field_get_label (field), text);
  if (field->type == TW_TYPE_DATETIME)
    return refuse (error, TW_RECORD_ERROR_TYPE, _("“%s” takes a date and time such as 2026-03-31T14:30, not “%s”."), tw_field_get_label (field), text);
  if (field->type == TW_TYPE_MONEY)
    return refuse (error, TW_RECORD_ERROR_TYPE, _("“%s” takes an amount such as 1234.50 EUR, not “%s”."), tw_field_get_label (field), text);
  return refuse (error, TW_RECORD_ERROR_TYPE, _("“%s” cannot take “%s”: %s"), tw_field_get_label (field), text, problem->message);
}

/**
 * tw_field_parse:
 * @field: a field
 * @text: what a person, a file or a program wrote; empty is null
 * @zone: (nullable): zone of date-times without an offset
 * @value: (out caller-allocates): receives the value
 * @error: return location
 *
 * Returns: %FALSE with a #TwRecordError and a sentence that names the field
 */
gboolean
tw_field_parse (const TwField *field, const char *text, GTimeZone *zone, TwValue *value, GError **error)
{
  const TwEntity *target = tw_field_get_target (field);
  const TwChoice *choice;
  g_autofree char *stripped = g_strstrip (g_strdup (text));

  *value = (TwValue) TW_VALUE_INIT;
  if (!*stripped)
    return TRUE;
  switch (field->kind)
    {
    case TW_KIND_LONGTEXT:
    case TW_KIND_RICHTEXT:
      *value = tw_value_text (text);
      return TRUE;
    case TW_KIND_ENUM:
      choice = find_choice (field, stripped);
      if (!choice)
        return refuse (error, TW_RECORD_ERROR_CHOICE, _("“%s” is no choice of “%s”."), stripped, tw_field_get_label (field));
      *value = tw_value_enum (choice->key);
      return TRUE;
    case TW_KIND_SET:
    case TW_KIND_TAGS:
    case TW_KIND_LIST:
    case TW_KIND_LINKS:
      return parse_list (field, stripped, value, error);
    case TW_KIND_BOOLEAN:
      return parse_boolean (field, stripped, value, error);
    case TW_KIND_DURATION:
      value->type = TW_TYPE_DURATION;
      if (parse_duration (stripped, &value->i))
        return TRUE;
      *value = (TwValue) TW_VALUE_INIT;
      return refuse (error, TW_RECORD_ERROR_TYPE, _("“%s” takes a duration such as 1h30 or 45 min, not “%s”."), tw_field_get_label (field), stripped);
    case TW_KIND_PERCENT:
      if (g_str_has_suffix (stripped, "%"))
        {
          stripped[strlen (stripped) - 1] = 0;
          g_strchomp (stripped);
        }
      break;
    default:
      break;
    }
  if (!parse_plain (field, stripped, zone, value, error))
    return FALSE;
  if (value->type == TW_TYPE_LINK && target)
    value->tag = target->number;
  return TRUE;
}

static gboolean
check_bounds (const TwField *field, const TwValue *value, GError **error)
{
  TwType type = value->type == TW_TYPE_MONEY ? TW_TYPE_DECIMAL : value->type;

  for (int i = 0; i < 2; i++)
    {
      const char *text = i ? field->max : field->min;
      g_auto(TwValue) bound = TW_VALUE_INIT;
      gint64 limit;

      if (!text || !tw_value_parse (type, text, NULL, &bound, NULL))
        continue;
      limit = value->type == TW_TYPE_MONEY ? bound.i / 100 : bound.i;      /* millionths to ten-thousandths */
      if (i ? value->i > limit : value->i < limit)
        return refuse (error, TW_RECORD_ERROR_RANGE, i ? _("“%s” must be at most %s.") : _("“%s” must be at least %s."), tw_field_get_label (field), text);
    }
  return TRUE;
}

static gboolean
check_text (const TwField *field, const char *text, GError **error)
{
  gboolean is_long = field->kind == TW_KIND_LONGTEXT || field->kind == TW_KIND_RICHTEXT;
  glong max = field->max_length ? field->max_length : is_long ? MAX_LONG_TEXT : MAX_TEXT;
  const char *at = strchr (text, '@');

  if (!g_utf8_validate (text, -1, NULL))
    return refuse (error, TW_RECORD_ERROR_TYPE, _("The text for “%s” is not valid UTF-8."), tw_field_get_label (field));
  if (g_utf8_strlen (text, -1) > max)
    return refuse (error, TW_RECORD_ERROR_RANGE, _("“%s” can hold %ld characters; this text is longer."), tw_field_get_label (field), max);
  if (field->pattern)
    {
      g_autofree char *whole = g_strconcat ("\\A(?:", field->pattern, ")\\z", NULL);

      if (!g_regex_match_simple (whole, text, 0, 0))
        return refuse (error, TW_RECORD_ERROR_PATTERN, _("“%s” does not have the form that “%s” asks for."), text, tw_field_get_label (field));
    }
  if (field->kind == TW_KIND_EMAIL && (!at || at == text || !at[1] || strpbrk (text, " \t\n")))
    return refuse (error, TW_RECORD_ERROR_PATTERN, _("“%s” is not an e-mail address. Write it as name@example.com."), text);
  return TRUE;
}

static gboolean
check_list (const TwField *field, const TwList *list, GError **error)
{
  TwType wanted = field->kind == TW_KIND_SET ? TW_TYPE_ENUM : field->kind == TW_KIND_LINKS ? TW_TYPE_LINK : TW_TYPE_TEXT;

  for (guint i = 0; i < list->n_values; i++)
    {
      if (list->values[i].type != wanted)
        return refuse (error, TW_RECORD_ERROR_TYPE, _("“%s” takes a list of another type."), tw_field_get_label (field));
      if (wanted == TW_TYPE_ENUM && !tw_field_get_choice (field, list->values[i].text))
        return refuse (error, TW_RECORD_ERROR_CHOICE, _("“%s” is no choice of “%s”."), list->values[i].text, tw_field_get_label (field));
    }
  return TRUE;
}

gboolean
tw_field_validate (const TwField *field, const TwValue *value, GError **error)
{
  const TwEntity *target;

  if (field->formula)
    return refuse (error, TW_RECORD_ERROR_READ_ONLY, _("“%s” is computed and cannot be set."), tw_field_get_label (field));
  if (tw_value_is_null (value))
    return TRUE;
  if (value->type != field->type)
    return refuse (error, TW_RECORD_ERROR_TYPE, _("“%s” takes a %s, not a %s."), tw_field_get_label (field), tw_type_get_name (field->type), tw_type_get_name (value->type));
  switch (value->type)
    {
    case TW_TYPE_TEXT:
      return check_text (field, value->text, error);
    case TW_TYPE_ENUM:
      if (!tw_field_get_choice (field, value->text))
        return refuse (error, TW_RECORD_ERROR_CHOICE, _("“%s” is no choice of “%s”."), value->text, tw_field_get_label (field));
      return TRUE;
    case TW_TYPE_LINK:
      target = tw_schema_get_entity_by_number (field->entity->schema, value->tag);
      if (!target || !tw_field_can_target (field, target))
        return refuse (error, TW_RECORD_ERROR_LINK, _("“%s” cannot point to a record of this kind."), tw_field_get_label (field));
      return TRUE;
    case TW_TYPE_LIST:
      return check_list (field, value->list, error);
    case TW_TYPE_JSON:
      return TRUE;
    case TW_TYPE_DATE:
      if (value->i < TW_DATE_MIN || value->i > TW_DATE_MAX)
        return refuse (error, TW_RECORD_ERROR_RANGE, _("“%s” takes a date between the years 1 and 9999."), tw_field_get_label (field));
      return check_bounds (field, value, error);
    default:
      return check_bounds (field, value, error);
    }
}

static char *
format_duration (gint64 seconds)
{
  gint64 hours = seconds / 3600, minutes = seconds / 60 % 60;

  if (hours && minutes)
    /* Translators: a duration in hours and minutes */
    return g_strdup_printf (_("%" G_GINT64_FORMAT " h %" G_GINT64_FORMAT " min"), hours, minutes);
  if (hours)
    return g_strdup_printf (_("%" G_GINT64_FORMAT " h"), hours);
  return g_strdup_printf (_("%" G_GINT64_FORMAT " min"), minutes);
}

static char *
format_list (const TwField *field, const TwList *list)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < list->n_values; i++)
    {
      const TwChoice *choice = field->kind == TW_KIND_SET ? tw_field_get_choice (field, list->values[i].text) : NULL;
      g_autofree char *item = choice ? g_strdup (tw_choice_get_label (field, choice)) : tw_value_print (&list->values[i]);

      g_string_append_printf (text, "%s%s", i ? ", " : "", item);
    }
  return g_string_free (text, FALSE);
}

char *
tw_field_format (const TwField *field, const TwValue *value, const char *link_title)
{
  const TwChoice *choice;
  g_autofree char *text = NULL;
  g_autoptr(GTimeZone) zone = NULL;
  TwDecimal rounded;

  switch (value->type)
    {
    case TW_TYPE_NULL:
      return g_strdup ("");
    case TW_TYPE_BOOLEAN:
      return g_strdup (value->i ? _("Yes") : _("No"));
    case TW_TYPE_MONEY:
      return tw_money_format (&(TwMoney) { value->i, value->tag }, TRUE);
    case TW_TYPE_INTEGER:
      return g_strdup_printf ("%'" G_GINT64_FORMAT, value->i);
    case TW_TYPE_DECIMAL:
      text = tw_decimal_print (tw_decimal_round (value->i, field->digits, TW_ROUND_HALF_UP, &rounded) ? rounded : value->i);
      return field->kind == TW_KIND_PERCENT ? g_strconcat (text, "\xc2\xa0%", NULL) : g_steal_pointer (&text);
    case TW_TYPE_DATE:
      return tw_date_format (value->i);
    case TW_TYPE_DATETIME:
      zone = g_time_zone_new_local ();
      return tw_instant_format (value->i, zone);
    case TW_TYPE_DURATION:
      return format_duration (value->i);
    case TW_TYPE_ENUM:
      choice = tw_field_get_choice (field, value->text);
      return g_strdup (choice ? tw_choice_get_label (field, choice) : value->text);
    case TW_TYPE_LINK:
      return g_strdup (link_title ? link_title : "");
    case TW_TYPE_LIST:
      return link_title ? g_strdup (link_title) : format_list (field, value->list);
    default:
      return tw_value_print (value);
    }
}
