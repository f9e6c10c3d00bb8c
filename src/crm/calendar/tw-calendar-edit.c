/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-calendar-edit-private.h"

#include <glib/gi18n-lib.h>

/* A record with a day, perhaps with a time of it. */
static gboolean
set_date (const TwCalendarSource *source, TwRecord *record, TwInstant start, TwInstant end, gboolean all_day, GTimeZone *zone, GError **error)
{
  if (!tw_calendar_set (record, source->start, tw_value_date (tw_instant_get_date (start, zone)), error))
    return FALSE;
  if (source->time == NULL)
    return TRUE;
  if (all_day)
    return tw_calendar_set (record, source->time, (TwValue) TW_VALUE_INIT, error);
  return tw_calendar_set (record, source->time, tw_value_time ((int) tw_instant_get_time_of_day (start, zone)), error)
         && (end <= start || tw_calendar_set (record, source->length, tw_value_duration ((end - start) / G_USEC_PER_SEC), error));
}

/* Days are those of the clock that they were chosen by. */
static gboolean
keep_zone (const TwCalendarSource *source, TwRecord *record, gboolean all_day, GTimeZone *zone, GError **error)
{
  g_autoptr(GTimeZone) found = tw_series_find_zone (g_time_zone_get_identifier (zone));

  if (!all_day || found == NULL || source->zone == NULL || !tw_value_is_null (tw_record_get (record, source->zone)))
    return TRUE;
  return tw_calendar_set (record, source->zone, tw_value_text (g_time_zone_get_identifier (zone)), error);
}

static gboolean
set_span (const TwCalendarSource *source, TwRecord *record, TwInstant start, TwInstant end, gboolean all_day, GTimeZone *zone, GError **error)
{
  if (source->start->type == TW_TYPE_DATE)
    return set_date (source, record, start, end, all_day, zone, error);
  return keep_zone (source, record, all_day, zone, error) && tw_calendar_set (record, source->start, tw_value_datetime (start), error)
         && tw_calendar_set (record, source->end, tw_value_datetime (MAX (start, end)), error)
         && tw_calendar_set (record, source->all_day, tw_value_boolean (all_day), error);
}

static TwEdit *G_GNUC_PRINTF (2, 3)
new_edit (TwStore *store, const char *format, ...)
{
  g_autofree char *title = NULL;
  va_list args;

  va_start (args, format);
  title = g_strdup_vprintf (format, args);
  va_end (args);
  return tw_edit_new (store, TW_ORIGIN_PERSON, title);
}

/* What repeats gets another length, day or time; edit: gets all that goes with it. */
static gboolean
move_series (TwSeriesEdit *series, TwEdit *edit, TwInstant start, TwInstant end, gboolean all_day, TwCalendarScope scope, GTimeZone *zone,
             GError **error)
{
  g_autoptr(TwRecord) record = NULL;
  TwWall moved;

  if (scope == TW_CALENDAR_THIS)
    {
      record = tw_series_edit_detach (series, edit, error);
      if (record == NULL || !set_span (&series->source, record, start, end, all_day, zone, error))
        return FALSE;
      tw_edit_save (edit, record);
      return TRUE;
    }
  /* The days of an all-day one are those that were seen, also in another zone. */
  moved = tw_wall_from_instant (start, all_day ? zone : series->zone);
  series->all_day = all_day;
  series->length = end - start;
  if (scope == TW_CALENDAR_THIS_AND_FOLLOWING && !tw_series_edit_is_first (series))
    {
      record = tw_series_edit_split (series, edit, moved, error);
      if (record == NULL || !tw_calendar_set (record, series->source.all_day, tw_value_boolean (all_day), error))
        return FALSE;
      tw_edit_save (edit, record);
      return TRUE;
    }
  if (!tw_series_edit_shift (series, edit, moved, error)
      || !tw_calendar_set (series->master, series->source.all_day, tw_value_boolean (all_day), error))
    return FALSE;
  tw_edit_save (edit, series->master);
  return TRUE;
}

/* What repeats is one record that says more than its time; an exception is moved alone like any other. */
static gboolean
is_series (const TwOccurrence *occurrence, TwCalendarScope scope)
{
  return occurrence->recurring && (!occurrence->exception || scope != TW_CALENDAR_THIS);
}

/**
 * tw_calendar_move:
 * @store: a store
 * @occurrence: what is moved
 * @start: its new start
 * @end: its new end
 * @all_day: what it is to be from now on
 * @scope: of what repeats
 * @zone: of the person who moves it
 * @error: the record is gone, or what it refuses
 *
 * Returns: (transfer full) (nullable): the edit, to be committed
 */
TwEdit *
tw_calendar_move (TwStore *store, const TwOccurrence *occurrence, TwInstant start, TwInstant end, gboolean all_day,
                  TwCalendarScope scope, GTimeZone *zone, GError **error)
{
  g_autoptr(TwRecord) record = NULL;
  g_autoptr(TwEdit) edit = NULL;
  TwCalendarSource source;
  TwSeriesEdit series;
  gboolean good;

  /* Translators: names a change; %s is the name of a meeting, call or task. */
  edit = new_edit (store, _("Move “%s”"), occurrence->title);
  if (is_series (occurrence, scope))
    {
      good = tw_series_edit_init (&series, store, occurrence, error)
             && move_series (&series, edit, start, MAX (start, end), all_day, scope, zone, error);
      tw_series_edit_clear (&series);
      return good ? g_steal_pointer (&edit) : NULL;
    }
  if (!tw_calendar_source_for_record (store, occurrence, &source, &record, error)
      || !set_span (&source, record, start, end, all_day, zone, error))
    return NULL;
  tw_edit_save (edit, record);
  return g_steal_pointer (&edit);
}

/**
 * tw_calendar_delete:
 * @store: a store
 * @occurrence: what is deleted
 * @scope: of what repeats
 * @error: the record is gone
 *
 * Returns: (transfer full) (nullable): the edit, to be committed
 */
TwEdit *
tw_calendar_delete (TwStore *store, const TwOccurrence *occurrence, TwCalendarScope scope, GError **error)
{
  g_autoptr(TwRecord) record = NULL;
  g_autoptr(TwEdit) edit = NULL;
  TwCalendarSource source;
  TwSeriesEdit series;
  gboolean good;

  /* Translators: names a change; %s is the name of a meeting, call or task. */
  edit = new_edit (store, _("Delete “%s”"), occurrence->title);
  if (is_series (occurrence, scope))
    {
      good = tw_series_edit_init (&series, store, occurrence, error);
      if (good && scope == TW_CALENDAR_THIS)
        good = tw_series_edit_exclude (&series, edit, error);
      else if (good && scope == TW_CALENDAR_THIS_AND_FOLLOWING)
        good = tw_series_edit_end (&series, edit, TRUE, error);
      else if (good)
        tw_edit_delete (edit, series.source.entity, tw_record_get_id (series.master));
      tw_series_edit_clear (&series);
      return good ? g_steal_pointer (&edit) : NULL;
    }
  if (!tw_calendar_source_for_record (store, occurrence, &source, &record, error))
    return NULL;
  tw_edit_delete (edit, source.entity, &occurrence->id);
  return g_steal_pointer (&edit);
}

/**
 * tw_calendar_create:
 * @store: a store
 * @kind: a meeting, call or task
 * @title: (nullable): its name
 * @start: when it starts
 * @end: when it ends
 * @all_day: whether only the days count
 * @zone: of the person
 * @record: (out) (optional) (transfer full): the record
 * @error: what the record refuses
 *
 * Returns: (transfer full) (nullable): the edit, to be committed
 */
TwEdit *
tw_calendar_create (TwStore *store, TwCalendarKind kind, const char *title, TwInstant start, TwInstant end, gboolean all_day,
                    GTimeZone *zone, TwRecord **record, GError **error)
{
  const char *key = kind == TW_CALENDAR_TASK ? "task" : kind == TW_CALENDAR_CALL ? "call_task" : "meeting";
  g_autoptr(TwSchema) schema = tw_store_ref_schema (store);
  const TwEntity *entity = tw_schema_get_entity (schema, key);
  g_autoptr(TwRecord) made = NULL;
  g_autoptr(TwEdit) edit = NULL;
  TwCalendarSource source;

  if (entity == NULL || !tw_calendar_source_init (&source, entity))
    {
      g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND, _("This kind of record has no date any more."));
      return NULL;
    }
  made = tw_record_new (entity);
  if (title == NULL || *title == '\0')
    title = tw_entity_get_label (entity, FALSE);
  if (!tw_calendar_set (made, source.title, tw_value_text (title), error) || !set_span (&source, made, start, end, all_day, zone, error))
    return NULL;
  /* Translators: names a change; %s is the name of a meeting, call or task. */
  edit = new_edit (store, _("Add “%s”"), title);
  tw_edit_save (edit, made);
  if (record != NULL)
    *record = g_object_ref (made);
  return g_steal_pointer (&edit);
}

/**
 * tw_calendar_open:
 * @store: a store
 * @occurrence: what is to be changed
 * @scope: of what repeats
 * @record: (out) (transfer full): what a form edits
 * @error: the record is gone
 *
 * Returns: (transfer full) (nullable): the edit that saves @record with whatever goes with it
 */
TwEdit *
tw_calendar_open (TwStore *store, const TwOccurrence *occurrence, TwCalendarScope scope, TwRecord **record, GError **error)
{
  g_autoptr(TwRecord) found = NULL;
  g_autoptr(TwEdit) edit = NULL;
  TwCalendarSource source;
  TwSeriesEdit series;

  /* Translators: names a change; %s is the name of a meeting, call or task. */
  edit = new_edit (store, _("Change “%s”"), occurrence->title);
  if (!is_series (occurrence, scope))
    {
      if (!tw_calendar_source_for_record (store, occurrence, &source, &found, error))
        return NULL;
    }
  else
    {
      if (tw_series_edit_init (&series, store, occurrence, error))
        found = scope == TW_CALENDAR_THIS ? tw_series_edit_detach (&series, edit, error)
                : scope == TW_CALENDAR_ALL_OF_IT || tw_series_edit_is_first (&series) ? g_object_ref (series.master)
                : tw_series_edit_split (&series, edit, series.at, error);
      tw_series_edit_clear (&series);
      if (found == NULL)
        return NULL;
    }
  *record = g_steal_pointer (&found);
  return g_steal_pointer (&edit);
}
