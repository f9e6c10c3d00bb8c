/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes of what repeats: one time of it, from a time on, or all. */
#include "config.h"

#include "tw-calendar-edit-private.h"

#include <string.h>

#include "tw-recur.h"

/* Fields that belong to one record alone. */
static const char *const own_fields[] = {
  "recurrence", "excluded", "spans_until", "wall_start", "series", "series_start", "completed_at", "notes", "outcome", "recording",
  "external_calendar_id", "calendar_source", NULL,
};

gboolean
tw_calendar_set (TwRecord *record, const TwField *field, TwValue value, GError **error)
{
  gboolean good = field == NULL || tw_record_set (record, field, &value, error);

  tw_value_clear (&value);
  return good;
}

static gboolean
is_true (TwRecord *record, const TwField *field)
{
  const TwValue *value = field != NULL ? tw_record_get (record, field) : NULL;

  return value != NULL && value->type == TW_TYPE_BOOLEAN && value->i;
}

static const char *
get_text (TwRecord *record, const TwField *field)
{
  const TwValue *value = field != NULL ? tw_record_get (record, field) : NULL;

  return value != NULL && value->type == TW_TYPE_TEXT ? value->text : NULL;
}

static GTimeZone *
dup_zone (TwSeriesEdit *series)
{
  GTimeZone *zone = is_true (series->master, series->source.floating) ? NULL
                    : tw_series_find_zone (get_text (series->master, series->source.zone));
  TwExprContext *context;

  if (zone != NULL)
    return zone;
  context = tw_store_dup_context (series->store);
  zone = g_time_zone_ref (context->zone);
  tw_store_context_free (context);
  return zone;
}

gboolean
tw_series_edit_init (TwSeriesEdit *series, TwStore *store, const TwOccurrence *occurrence, GError **error)
{
  g_autoptr(TwOccurrence) of_master = tw_occurrence_copy (occurrence);
  const char *text;
  gboolean is_date, is_utc;
  TwInstant start;

  *series = (TwSeriesEdit) { .store = store };
  if (occurrence->exception)
    of_master->id = occurrence->series;
  if (!tw_calendar_source_for_record (store, of_master, &series->source, &series->master, error))
    return FALSE;
  series->zone = dup_zone (series);
  start = tw_record_get (series->master, series->source.start)->i;
  series->length = tw_record_get (series->master, series->source.end)->i - start;
  series->all_day = is_true (series->master, series->source.all_day);
  text = get_text (series->master, series->source.wall);
  if (text == NULL || !tw_wall_parse (text, &series->start, &is_date, &is_utc))
    series->start = tw_wall_from_instant (start, series->zone);
  series->at = occurrence->exception ? tw_wall_from_instant (occurrence->recurrence_id, series->zone) : occurrence->wall;
  text = get_text (series->master, series->source.rule);
  series->lines = g_strdup (text != NULL ? text : "");
  return TRUE;
}

void
tw_series_edit_clear (TwSeriesEdit *series)
{
  g_clear_object (&series->master);
  g_clear_pointer (&series->zone, g_time_zone_unref);
  g_clear_pointer (&series->lines, g_free);
}

gboolean
tw_series_edit_is_first (TwSeriesEdit *series)
{
  g_autofree char *before = tw_recur_end_before (series->lines, series->start, series->all_day, series->zone, series->at);

  return before == NULL;
}

/* --- Times when it does not happen --- */

static gboolean
set_excluded (TwSeriesEdit *series, TwRecord *record, GPtrArray *texts, GError **error)
{
  g_autofree TwValue *values = g_new0 (TwValue, texts->len + 1);
  TwValue list;

  for (guint i = 0; i < texts->len; i++)
    values[i] = tw_value_text (g_ptr_array_index (texts, i));
  list = texts->len > 0 ? tw_value_list (values, texts->len) : (TwValue) TW_VALUE_INIT;
  for (guint i = 0; i < texts->len; i++)
    tw_value_clear (&values[i]);
  return tw_calendar_set (record, series->source.excluded, list, error);
}

/* Those at or after a time, or before it, moved by a number of seconds. */
static GPtrArray *
dup_excluded (TwSeriesEdit *series, TwWall from, TwWall to, gint64 by)
{
  const TwValue *list = series->source.excluded != NULL ? tw_record_get (series->master, series->source.excluded) : NULL;
  GPtrArray *texts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; list != NULL && list->type == TW_TYPE_LIST && i < list->list->n_values; i++)
    {
      char text[TW_WALL_ROOM];
      gboolean is_date, is_utc;
      TwWall wall;

      if (!tw_wall_parse (list->list->values[i].text, &wall, &is_date, &is_utc) || wall < from || wall >= to)
        continue;
      tw_wall_print (wall + by, is_date, text);
      g_ptr_array_add (texts, g_strdup (text));
    }
  return texts;
}

gboolean
tw_series_edit_exclude (TwSeriesEdit *series, TwEdit *edit, GError **error)
{
  g_autoptr(GPtrArray) texts = dup_excluded (series, TW_WALL_MIN, TW_WALL_MAX, 0);
  char text[TW_WALL_ROOM];

  tw_wall_print (series->at, series->all_day, text);
  if (!g_ptr_array_find_with_equal_func (texts, text, g_str_equal, NULL))
    g_ptr_array_add (texts, g_strdup (text));
  if (!set_excluded (series, series->master, texts, error))
    return FALSE;
  tw_edit_save (edit, series->master);
  return TRUE;
}

/* --- New records --- */

static TwRecord *
copy_master (TwSeriesEdit *series)
{
  const TwEntity *entity = series->source.entity;
  TwRecord *copy = tw_record_new (entity);

  for (guint i = 0; i < entity->n_fields; i++)
    {
      const TwField *field = entity->fields[i];
      const TwValue *value = tw_record_get (series->master, field);

      if (field->number >= TW_FIELD_FIRST_OWN && field->formula == NULL && !field->retired && !field->read_only
          && !tw_value_is_null (value) && !g_strv_contains (own_fields, field->key))
        tw_record_set (copy, field, value, NULL);
    }
  return copy;
}

/* The same time that two devices change becomes one record. */
static void
set_id (TwSeriesEdit *series, TwRecord *record, const char *what)
{
  char text[TW_ID_TEXT_LENGTH + 1], time[TW_WALL_ROOM];
  g_autofree char *words = NULL;
  g_autoptr(TwRecord) there = NULL;
  TwId id;

  tw_id_print (tw_record_get_id (series->master), text);
  tw_wall_print (series->at, FALSE, time);
  words = g_strdup_printf ("%s/%s/%s", what, text, time);
  id = tw_id_from_words (words);
  there = tw_store_get (series->store, series->source.entity, &id, NULL);
  if (there == NULL)
    tw_record_set_id (record, &id);
}

static gboolean
set_times (TwSeriesEdit *series, TwRecord *record, TwWall wall, GError **error)
{
  TwInstant start = tw_wall_to_instant (wall, series->zone), end = start + series->length;

  /* The days of an all-day one may be an hour longer or shorter. */
  if (series->all_day)
    end = tw_wall_to_instant (wall + tw_series_get_days (series->length) * TW_WALL_DAY, series->zone);
  return tw_calendar_set (record, series->source.start, tw_value_datetime (start), error)
         && tw_calendar_set (record, series->source.end, tw_value_datetime (end), error);
}

TwRecord *
tw_series_edit_detach (TwSeriesEdit *series, TwEdit *edit, GError **error)
{
  g_autoptr(TwRecord) record = copy_master (series);

  set_id (series, record, "occurrence");
  if (!set_times (series, record, series->at, error)
      || !tw_calendar_set (record, series->source.series, tw_value_link (series->source.entity->number, tw_record_get_id (series->master)), error)
      || !tw_calendar_set (record, series->source.series_start, tw_value_datetime (tw_wall_to_instant (series->at, series->zone)), error)
      || !tw_series_edit_exclude (series, edit, error))
    return NULL;
  return g_steal_pointer (&record);
}

/* --- Those that were changed before --- */

static GPtrArray *
list_exceptions (TwSeriesEdit *series, GError **error)
{
  g_autofree char *id = tw_id_dup_text (tw_record_get_id (series->master));
  g_autofree char *where = g_strdup_printf ("series = \"%s\"", id);
  g_autoptr(TwQuery) query = tw_query_new ((TwSchema *) series->source.entity->schema, series->source.entity, where, NULL, error);

  return query != NULL ? tw_store_list (series->store, query, 10000, NULL, NULL, error) : NULL;
}

/* Exceptions from a time on come to another series, or only move with theirs, or go. */
static gboolean
move_exceptions (TwSeriesEdit *series, TwEdit *edit, TwWall from, const TwId *to, gint64 by, gboolean delete, GError **error)
{
  g_autoptr(GPtrArray) exceptions = list_exceptions (series, error);

  for (guint i = 0; exceptions != NULL && i < exceptions->len; i++)
    {
      TwRecord *exception = g_ptr_array_index (exceptions, i);
      const TwValue *value = tw_record_get (exception, series->source.series_start);
      TwWall wall = value->type == TW_TYPE_DATETIME ? tw_wall_from_instant (value->i, series->zone) : series->start;

      if (wall < from)
        continue;
      if (delete)
        {
          tw_edit_delete (edit, series->source.entity, tw_record_get_id (exception));
          continue;
        }
      if (!tw_calendar_set (exception, series->source.series, tw_value_link (series->source.entity->number, to), error)
          || !tw_calendar_set (exception, series->source.series_start, tw_value_datetime (tw_wall_to_instant (wall + by, series->zone)), error))
        return FALSE;
      tw_edit_save (edit, exception);
    }
  return exceptions != NULL;
}

/* --- From a time on --- */

gboolean
tw_series_edit_end (TwSeriesEdit *series, TwEdit *edit, gboolean delete_exceptions, GError **error)
{
  g_autofree char *lines = tw_recur_end_before (series->lines, series->start, series->all_day, series->zone, series->at);
  g_autoptr(GPtrArray) excluded = NULL;

  if (lines == NULL)
    {
      tw_edit_delete (edit, series->source.entity, tw_record_get_id (series->master));
      return TRUE;
    }
  excluded = dup_excluded (series, TW_WALL_MIN, series->at, 0);
  if (!tw_calendar_set (series->master, series->source.rule, tw_value_text (lines), error)
      || !set_excluded (series, series->master, excluded, error)
      || (delete_exceptions && !move_exceptions (series, edit, series->at, NULL, 0, TRUE, error)))
    return FALSE;
  tw_edit_save (edit, series->master);
  return TRUE;
}

TwRecord *
tw_series_edit_split (TwSeriesEdit *series, TwEdit *edit, TwWall moved, GError **error)
{
  g_autofree char *rest = tw_recur_continue (series->lines, series->start, series->all_day, series->zone, series->at);
  g_autofree char *lines = rest != NULL ? tw_recur_shift (rest, series->at, moved, series->all_day, series->zone) : NULL;
  g_autoptr(GPtrArray) excluded = dup_excluded (series, series->at, TW_WALL_MAX, moved - series->at);
  g_autoptr(TwRecord) record = copy_master (series);

  set_id (series, record, "series");
  if (!set_times (series, record, moved, error) || !tw_calendar_set (record, series->source.rule, tw_value_text (lines), error)
      || !set_excluded (series, record, excluded, error)
      || !move_exceptions (series, edit, series->at, tw_record_get_id (record), moved - series->at, FALSE, error)
      || !tw_series_edit_end (series, edit, FALSE, error))
    return NULL;
  return g_steal_pointer (&record);
}

/* --- All of it --- */

gboolean
tw_series_edit_shift (TwSeriesEdit *series, TwEdit *edit, TwWall moved, GError **error)
{
  gint64 by = moved - series->at;
  g_autofree char *lines = tw_recur_shift (series->lines, series->start, series->start + by, series->all_day, series->zone);
  g_autoptr(GPtrArray) excluded = dup_excluded (series, TW_WALL_MIN, TW_WALL_MAX, by);

  return set_times (series, series->master, series->start + by, error)
         && tw_calendar_set (series->master, series->source.rule, tw_value_text (lines), error)
         && set_excluded (series, series->master, excluded, error)
         && (by == 0 || move_exceptions (series, edit, TW_WALL_MIN, tw_record_get_id (series->master), by, FALSE, error));
}
