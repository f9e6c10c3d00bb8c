/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-series.h"

#include <glib/gi18n-lib.h>

static gboolean
set_value (TwRecord *record, const TwField *field, TwValue value, GError **error)
{
  gboolean good = field == NULL || tw_record_set (record, field, &value, error);

  tw_value_clear (&value);
  return good;
}

/* A record with a day, perhaps with a time of it. */
static gboolean
set_date (const TwCalendarSource *source, TwRecord *record, TwInstant start, TwInstant end, gboolean all_day, GTimeZone *zone, GError **error)
{
  if (!set_value (record, source->start, tw_value_date (tw_instant_get_date (start, zone)), error))
    return FALSE;
  if (source->time == NULL)
    return TRUE;
  if (all_day)
    return set_value (record, source->time, (TwValue) TW_VALUE_INIT, error);
  return set_value (record, source->time, tw_value_time ((int) tw_instant_get_time_of_day (start, zone)), error)
         && (end <= start || set_value (record, source->length, tw_value_duration ((end - start) / G_USEC_PER_SEC), error));
}

/* Days are those of the clock that they were chosen by. */
static gboolean
keep_zone (const TwCalendarSource *source, TwRecord *record, gboolean all_day, GTimeZone *zone, GError **error)
{
  g_autoptr(GTimeZone) found = tw_series_find_zone (g_time_zone_get_identifier (zone));

  if (!all_day || found == NULL || source->zone == NULL || !tw_value_is_null (tw_record_get (record, source->zone)))
    return TRUE;
  return set_value (record, source->zone, tw_value_text (g_time_zone_get_identifier (zone)), error);
}

static gboolean
set_span (const TwCalendarSource *source, TwRecord *record, TwInstant start, TwInstant end, gboolean all_day, GTimeZone *zone, GError **error)
{
  if (source->start->type == TW_TYPE_DATE)
    return set_date (source, record, start, end, all_day, zone, error);
  return keep_zone (source, record, all_day, zone, error) && set_value (record, source->start, tw_value_datetime (start), error)
         && set_value (record, source->end, tw_value_datetime (MAX (start, end)), error)
         && set_value (record, source->all_day, tw_value_boolean (all_day), error);
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

  if (!tw_calendar_source_for_record (store, occurrence, &source, &record, error)
      || !set_span (&source, record, start, end, all_day, zone, error))
    return NULL;
  /* Translators: names a change; %s is the name of a meeting, call or task. */
  edit = new_edit (store, _("Move “%s”"), occurrence->title);
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

  if (!tw_calendar_source_for_record (store, occurrence, &source, &record, error))
    return NULL;
  /* Translators: names a change; %s is the name of a meeting, call or task. */
  edit = new_edit (store, _("Delete “%s”"), occurrence->title);
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
  if (!set_value (made, source.title, tw_value_text (title), error) || !set_span (&source, made, start, end, all_day, zone, error))
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

  if (!tw_calendar_source_for_record (store, occurrence, &source, &found, error))
    return NULL;
  /* Translators: names a change; %s is the name of a meeting, call or task. */
  edit = new_edit (store, _("Change “%s”"), occurrence->title);
  *record = g_steal_pointer (&found);
  return g_steal_pointer (&edit);
}
