/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Number series: a pattern such as "Q-{year}-{0000}" gives Q-2026-0001, Q-2026-0002 … Tokens: {year}, {month}, {day} of the
 * commit in the workspace's zone; one group of zeros {0000} is the counter, at least so wide. Each text that stands before and
 * after the counter has a counter of its own, so that a new year begins at 1. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-series-private.h"

static void
append_token (TwSeriesPattern *pattern, GString *to, const char *token, gsize length, TwDate day)
{
  int year, month, day_of_month;

  tw_date_to_ymd (day, &year, &month, &day_of_month);
  if (length == 4 && strncmp (token, "year", 4) == 0)
    g_string_append_printf (to, "%04d", year);
  else if (length == 5 && strncmp (token, "month", 5) == 0)
    g_string_append_printf (to, "%02d", month);
  else if (length == 3 && strncmp (token, "day", 3) == 0)
    g_string_append_printf (to, "%02d", day_of_month);
  else if (pattern->width == 0 && length > 0 && length <= 18 && strspn (token, "0") == length)
    pattern->width = (int) length;
  else
    g_string_append_printf (to, "{%.*s}", (int) length, token);
}

static void
pattern_read (TwSeriesPattern *pattern, const char *text, TwDate day)
{
  const char *p = text;

  while (*p != '\0')
    {
      GString *to = pattern->width > 0 ? pattern->after : pattern->before;
      const char *end = *p == '{' ? strchr (p, '}') : NULL;

      if (end != NULL)
        {
          append_token (pattern, to, p + 1, (gsize) (end - p - 1), day);
          p = end + 1;
        }
      else
        g_string_append_c (to, *p++);
    }
  if (pattern->width == 0)
    pattern->width = 1;
}

/* The greatest number in use: the series may begin in a workspace with imported records. */
static gboolean
find_greatest (TwDb *db, const TwField *field, const TwSeriesPattern *pattern, gint64 *greatest, GError **error)
{
  g_autofree char *table = tw_entity_dup_table (field->entity);
  g_autofree char *column = tw_field_dup_column (field);
  g_autoptr (TwSql) sql = tw_sql_new ();
  g_autoptr (TwStmt) stmt = NULL;
  g_autoptr (GError) local = NULL;

  tw_sql_append (sql, "SELECT ");
  tw_sql_append_identifier (sql, column);
  tw_sql_append (sql, " FROM ");
  tw_sql_append_identifier (sql, table);
  tw_sql_append (sql, " WHERE ");
  tw_sql_append_identifier (sql, column);
  tw_sql_append (sql, " IS NOT NULL");
  stmt = tw_db_prepare_sql (db, sql, error);
  if (stmt == NULL)
    return FALSE;
  *greatest = 0;
  while (tw_stmt_step (stmt, &local))
    {
      gint64 number = tw_series_pattern_parse (pattern, tw_stmt_get_text (stmt, 0, NULL));

      *greatest = MAX (*greatest, number);
    }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
read_row (TwDb *db, const char *name, gboolean *found, gint64 *last, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT last FROM tw_series WHERE name = ?", error);
  g_autoptr (GError) local = NULL;

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_text (stmt, 1, name, -1);
  *found = tw_stmt_step (stmt, &local);
  if (*found)
    *last = tw_stmt_get_int (stmt, 0);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

gboolean
tw_series_write_last (TwDb *db, const char *name, gint64 last, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "INSERT OR REPLACE INTO tw_series (name, last) VALUES (?, ?)", error);

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_text (stmt, 1, name, -1);
  tw_stmt_bind_int (stmt, 2, last);
  return tw_stmt_run (stmt, error);
}

gboolean
tw_series_is_taken (TwDb *db, const TwField *field, const char *text, gboolean *taken, GError **error)
{
  g_autofree char *table = tw_entity_dup_table (field->entity);
  g_autofree char *column = tw_field_dup_column (field);
  g_autoptr (TwSql) sql = tw_sql_new ();
  g_autoptr (TwStmt) stmt = NULL;

  tw_sql_append (sql, "SELECT 1 FROM ");
  tw_sql_append_identifier (sql, table);
  tw_sql_append (sql, " WHERE ");
  tw_sql_append_identifier (sql, column);
  tw_sql_append (sql, " = ?1 AND deleted IS NULL LIMIT 1");
  stmt = tw_db_prepare_sql (db, sql, error);
  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_text (stmt, 1, text, -1);
  return tw_stmt_find (stmt, taken, error);
}

/* --- Patterns --- */

void
tw_series_pattern_init (TwSeriesPattern *pattern, const TwField *field, TwDate day)
{
  *pattern = (TwSeriesPattern) { g_string_new (NULL), g_string_new (NULL), 0, NULL };
  pattern_read (pattern, field->series, day);
  pattern->name = g_strdup_printf ("%u.%u:%s{}%s", field->entity->number, field->number, pattern->before->str, pattern->after->str);
}

void
tw_series_pattern_clear (TwSeriesPattern *pattern)
{
  if (pattern->before != NULL)
    {
      g_string_free (pattern->before, TRUE);
      g_string_free (pattern->after, TRUE);
    }
  g_free (pattern->name);
}

char *
tw_series_pattern_print (const TwSeriesPattern *pattern, gint64 number)
{
  return g_strdup_printf ("%s%0*" G_GINT64_FORMAT "%s", pattern->before->str, pattern->width, number, pattern->after->str);
}

gint64
tw_series_pattern_parse (const TwSeriesPattern *pattern, const char *text)
{
  char *end;
  gint64 number;

  if (!g_str_has_prefix (text, pattern->before->str) || !g_ascii_isdigit (text[pattern->before->len]))
    return 0;
  number = g_ascii_strtoll (text + pattern->before->len, &end, 10);
  return strcmp (end, pattern->after->str) == 0 && number < G_MAXINT64 / 2 ? number : 0;
}

/* --- Counting --- */

gboolean
tw_series_read_last (TwDb *db, const TwField *field, const TwSeriesPattern *pattern, gint64 *last, GError **error)
{
  gboolean found;

  *last = 0;
  return read_row (db, pattern->name, &found, last, error) && (found || find_greatest (db, field, pattern, last, error));
}

/* The next free number of the field's series, inside the writer's transaction. */
char *
tw_series_next (TwDb *db, const TwField *field, TwInstant at, GTimeZone *zone, GError **error)
{
  g_auto (TwSeriesPattern) pattern = { 0 };
  gint64 last = 0, reserved = 0;
  gboolean taken;

  tw_series_pattern_init (&pattern, field, tw_instant_get_date (at, zone));
  if (!tw_series_read_last (db, field, &pattern, &last, error)
      || (field->reserve > 0 && !tw_series_read_reserved (db, pattern.name, &reserved, error)))
    return NULL;
  for (last = MAX (last, reserved);;)
    {
      g_autofree char *text = tw_series_pattern_print (&pattern, ++last);

      if (!tw_series_is_taken (db, field, text, &taken, error))
        return NULL;
      if (!taken)
        return tw_series_write_last (db, pattern.name, last, error) ? g_steal_pointer (&text) : NULL;
    }
}
