/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-holidays.h"

#include <stdio.h>
#include <string.h>

#include <gio/gio.h>

#include "tw-seed-file.h"

#define PATH "/io/github/tradewind_crm/Tradewind/calendar/holidays.csv"

typedef struct
{
  char    *name, *rule;
  gboolean off;
  GArray  *days;                                       /* TwDate */
} Line;

typedef struct
{
  GHashTable *lines;                                   /* region → GPtrArray of Line */
  GPtrArray  *regions;
  int         first_year, last_year;                   /* of the days that stand in the list */
} Table;

/* Fields are few and short: quotes stand only around names. */
static char **
split_line (const char *text)
{
  GStrvBuilder *builder = g_strv_builder_new ();
  g_autoptr(GString) field = g_string_new (NULL);
  gboolean quoted = FALSE;
  char **fields;

  for (const char *p = text; *p != '\0'; p++)
    if (*p == '"')
      quoted = !quoted;
    else if (*p == ',' && !quoted)
      {
        g_strv_builder_add (builder, field->str);
        g_string_set_size (field, 0);
      }
    else
      g_string_append_c (field, *p);
  g_strv_builder_add (builder, field->str);
  fields = g_strv_builder_end (builder);
  g_strv_builder_unref (builder);
  return fields;
}

static void
add_days (Table *table, Line *line, const char *text)
{
  g_auto(GStrv) days = g_strsplit (text, " ", -1);

  for (guint i = 0; days[i] != NULL; i++)
    {
      int year, month, day;
      TwDate date;

      if (!tw_date_parse (days[i], &date))
        continue;
      tw_date_to_ymd (date, &year, &month, &day);
      table->first_year = MIN (table->first_year, year);
      table->last_year = MAX (table->last_year, year);
      g_array_append_val (line->days, date);
    }
}

static Table *
load (void)
{
  g_autoptr(GBytes) bytes = NULL;
  g_autofree char *text = NULL;
  g_auto(GStrv) rows = NULL;
  Table *table = g_new0 (Table, 1);

  tw_crm_register_resources ();
  bytes = g_resources_lookup_data (PATH, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  rows = g_strsplit (text, "\n", -1);
  table->lines = g_hash_table_new (g_str_hash, g_str_equal);
  table->regions = g_ptr_array_new ();
  table->first_year = 9999;
  for (guint i = 1; rows[i] != NULL && *rows[i] != '\0'; i++)
    {
      g_auto(GStrv) fields = split_line (rows[i]);
      GPtrArray *lines = g_hash_table_lookup (table->lines, fields[0]);
      Line *line = g_new0 (Line, 1);

      if (lines == NULL)
        {
          char *region = g_strdup (fields[0]);

          lines = g_ptr_array_new ();
          g_hash_table_insert (table->lines, region, lines);
          g_ptr_array_add (table->regions, region);
        }
      line->off = g_str_equal (fields[1], "public");
      line->name = g_strdup (fields[2]);
      line->rule = g_strdup (fields[3]);
      line->days = g_array_new (FALSE, FALSE, sizeof (TwDate));
      add_days (table, line, fields[4]);
      g_ptr_array_add (lines, line);
    }
  g_ptr_array_add (table->regions, NULL);
  return table;
}

/* Read when it is asked for, and kept: some 100 kB. */
static Table *
get_table (void)
{
  static gsize once;
  static Table *table;

  if (g_once_init_enter (&once))
    {
      table = load ();
      g_once_init_leave (&once, 1);
    }
  return table;
}

/**
 * tw_easter:
 * @year: a year
 * @julian: by the Julian calendar
 *
 * Gregorian: the anonymous algorithm (Meeus, Astronomical Algorithms, ch. 8); Julian: the same chapter, brought to the Gregorian
 * calendar by the days between the two.
 *
 * Returns: Easter Sunday
 */
TwDate
tw_easter (int year, gboolean julian)
{
  TwDate date = 0;

  if (julian)
    {
      int a = year % 4, b = year % 7, c = year % 19, d = (19 * c + 15) % 30, e = (2 * a + 4 * b - d + 34) % 7;

      tw_date_from_ymd (year, (d + e + 114) / 31, (d + e + 114) % 31 + 1, &date);
      return date + year / 100 - year / 400 - 2;
    }
  else
    {
      int a = year % 19, b = year / 100, c = year % 100, d = b / 4, e = b % 4, f = (b + 8) / 25, g = (b - f + 1) / 3;
      int h = (19 * a + b - d - g + 15) % 30, i = c / 4, k = c % 4, l = (32 + 2 * e + 2 * i - h - k) % 7, m = (a + 11 * h + 22 * l) / 451;

      tw_date_from_ymd (year, (h + l - 7 * m + 114) / 31, (h + l - 7 * m + 114) % 31 + 1, &date);
      return date;
    }
}

static gboolean
follow_rule (const char *rule, int year, TwDate *date)
{
  int month, day, offset = 0;

  if (sscanf (rule, "%2d-%2d", &month, &day) == 2)
    return tw_date_from_ymd (year, month, day, date);
  if (!g_str_has_prefix (rule, "easter") && !g_str_has_prefix (rule, "orthodox"))
    return FALSE;
  sscanf (rule, "%*s %d", &offset);
  *date = tw_easter (year, *rule == 'o') + offset;
  return TRUE;
}

static void
add (GPtrArray *found, const Line *line, TwDate date, TwDate from, TwDate to)
{
  TwHoliday *holiday;

  if (date < from || date >= to)
    return;
  holiday = g_new0 (TwHoliday, 1);
  holiday->date = date;
  holiday->name = g_strdup (line->name);
  holiday->off = line->off;
  g_ptr_array_add (found, holiday);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const TwHoliday *x = *(TwHoliday *const *) a, *y = *(TwHoliday *const *) b;

  return x->date != y->date ? (x->date < y->date ? -1 : 1) : strcmp (x->name, y->name);
}

/**
 * tw_holidays_list:
 * @region: (nullable): code of a country; %NULL: that of the locale
 * @from: first day
 * @to: the day after the last
 *
 * In years that the list does not have, only those whose day follows from the year.
 *
 * Returns: (transfer full) (element-type TwHoliday): the holidays, in order
 */
GPtrArray *
tw_holidays_list (const char *region, TwDate from, TwDate to)
{
  Table *table = get_table ();
  g_autofree char *own = region == NULL ? tw_region_dup_default () : NULL;
  GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_holiday_free), *lines = NULL;
  int first, last, month, day;

  if (region != NULL || own != NULL)
    lines = g_hash_table_lookup (table->lines, region != NULL ? region : own);
  if (lines == NULL || to <= from)
    return found;
  tw_date_to_ymd (from, &first, &month, &day);
  tw_date_to_ymd (to - 1, &last, &month, &day);
  for (guint i = 0; i < lines->len; i++)
    {
      const Line *line = g_ptr_array_index (lines, i);
      TwDate date;

      for (guint d = 0; d < line->days->len; d++)
        add (found, line, g_array_index (line->days, TwDate, d), from, to);
      for (int year = first; year <= last; year++)
        if ((year < table->first_year || year > table->last_year) && follow_rule (line->rule, year, &date))
          add (found, line, date, from, to);
    }
  g_ptr_array_sort (found, compare);
  return found;
}

/**
 * tw_holidays_has_region:
 * @region: code of a country
 *
 * Returns: whether its holidays are known
 */
gboolean
tw_holidays_has_region (const char *region)
{
  return g_hash_table_contains (get_table ()->lines, region);
}

/**
 * tw_holidays_get_regions:
 *
 * Returns: (transfer none): codes of the countries whose holidays are known
 */
const char *const *
tw_holidays_get_regions (void)
{
  return (const char *const *) get_table ()->regions->pdata;
}

/**
 * tw_holiday_free:
 * @holiday: (nullable): a holiday
 */
void
tw_holiday_free (TwHoliday *holiday)
{
  if (holiday != NULL)
    g_free (holiday->name);
  g_free (holiday);
}
