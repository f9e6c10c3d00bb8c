/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Value to text for people, in the current locale. */

#include "config.h"

#include <locale.h>
#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-field-private.h"
#include "tw-number.h"
#include "tw-schema-private.h"

/* The thousands are grouped as the locale does; the decimal part is never cut, and padded to the field's digits. */
static char *
format_decimal (TwDecimal value, int digits)
{
  g_autofree char *plain = tw_decimal_print (value);
  char *point = strchr (plain, '.');
  g_autoptr(GString) text = g_string_new (NULL);
  gsize shown = point ? strlen (point + 1) : 0;

  if (point)
    *point = '\0';
  /* The whole part alone would lose the sign of −0.5. */
  if (value < 0 && value > -TW_DECIMAL_ONE)
    g_string_append_c (text, '-');
  g_string_append_printf (text, "%'" G_GINT64_FORMAT, value / TW_DECIMAL_ONE);
  if (shown || digits > 0)
    g_string_append (text, localeconv ()->decimal_point);
  if (point)
    g_string_append (text, point + 1);
  for (; (int) shown < digits; shown++)
    g_string_append_c (text, '0');
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
format_time (gint64 seconds)
{
  if (seconds % 60)
    return g_strdup_printf ("%02d:%02d:%02d", (int) (seconds / 3600), (int) (seconds / 60 % 60), (int) (seconds % 60));
  return g_strdup_printf ("%02d:%02d", (int) (seconds / 3600), (int) (seconds / 60 % 60));
}

static char *
format_datetime (TwInstant instant)
{
  g_autoptr(GTimeZone) zone = g_time_zone_new_local ();

  return tw_instant_format (instant, zone);
}

static char *
format_choice (const TwField *field, const char *key)
{
  const TwChoice *choice = tw_field_get_choice (field, key);

  return g_strdup (choice ? tw_choice_get_label (field, choice) : key);
}

static char *
format_list (const TwField *field, const TwList *list)
{
  g_autoptr(GString) text = g_string_new (NULL);

  if (field->kind == TW_KIND_LINKS)
    return g_strdup_printf (ngettext ("%u record", "%u records", list->n_values), list->n_values);
  for (guint i = 0; i < list->n_values; i++)
    {
      g_autofree char *item = field->kind == TW_KIND_SET ? format_choice (field, list->values[i].text)
                                                         : g_strdup (list->values[i].text);

      /* Translators: stands between the entries of a list */
      g_string_append (text, i ? C_("list", ", ") : "");
      g_string_append (text, item);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
format_geo (const char *json)
{
  double latitude, longitude;

  if (!tw_geo_parse (json, &latitude, &longitude))
    return g_strdup (json);
  return g_strdup_printf ("%.5f, %.5f", latitude, longitude);
}

static gboolean
is_sum (const char *text)
{
  return strlen (text) == 64 && strspn (text, "0123456789abcdef") == 64;
}

/**
 * tw_field_format:
 * @field: a field
 * @value: its value
 * @link_title: (nullable): the name of the record that a link points to
 *
 * Writes a value for people, in the current locale; "" for none.
 *
 * Returns: (transfer full): the text
 */
char *
tw_field_format (const TwField *field, const TwValue *value, const char *link_title)
{
  g_return_val_if_fail (field != NULL && value != NULL, NULL);

  switch (value->type)
    {
    case TW_TYPE_NULL:
      return g_strdup ("");
    case TW_TYPE_BOOLEAN:
      return g_strdup (value->i ? C_("answer", "Yes") : C_("answer", "No"));
    case TW_TYPE_INTEGER:
      if (field->unit == TW_UNIT_BYTES && value->i >= 0)
        return g_format_size ((guint64) value->i);
      return g_strdup_printf ("%'" G_GINT64_FORMAT, value->i);
    case TW_TYPE_DECIMAL:
      if (field->kind == TW_KIND_PERCENT)
        return tw_percent_format (value->i, field->digits);
      return format_decimal (value->i, field->digits);
    case TW_TYPE_MONEY:
      {
        TwMoney money = { value->i, value->tag };

        /* What is worked out can have more digits than anybody pays. */
        if (field->formula != NULL)
          tw_money_round (&money, TW_ROUND_HALF_EVEN, &money);
        return tw_money_format (&money, TRUE);
      }
    case TW_TYPE_DATE:
      return tw_date_format (value->i);
    case TW_TYPE_TIME:
      return format_time (value->i);
    case TW_TYPE_DATETIME:
      return format_datetime (value->i);
    case TW_TYPE_DURATION:
      return tw_duration_format (value->i);
    case TW_TYPE_ENUM:
      return format_choice (field, value->text);
    case TW_TYPE_LINK:
      return link_title ? g_strdup (link_title) : tw_id_dup_text (&value->id);
    case TW_TYPE_LIST:
      return format_list (field, value->list);
    case TW_TYPE_JSON:
      return field->kind == TW_KIND_GEO ? format_geo (value->text) : g_strdup (value->text);
    case TW_TYPE_TEXT:
    default:
      /* What stands for a file is the sum of its bytes, which tells people nothing. */
      return g_strdup (field->kind == TW_KIND_FILE && is_sum (value->text) ? _("A file") : value->text);
    }
}
