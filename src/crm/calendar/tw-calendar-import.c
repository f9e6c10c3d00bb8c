/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-calendar-file.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "tw-event.h"
#include "tw-exchange-error.h"
#include "tw-series.h"

#define MAX_EVENTS  200000
#define MAX_REASONS 100
#define PAGE        10000

typedef struct
{
  TwStore          *store;
  TwEventContext    context;
  const TwEntity   *calendar, *meeting, *task;
  TwCalendarImport *result;
  TwEdit           *edit;
  GHashTable       *there;                             /* “entity/uid/original start” → TwRecord: of the calendar, before */
  GHashTable       *masters;                           /* uid → TwRecord of this file */
  GPtrArray        *records;                           /* TwRecord to save, in order */
  GHashTable       *added;                             /* those of records that are new */
} Import;

static void
reject (Import *import, GError *error)
{
  import->result->n_rejected++;
  if (import->result->reasons->len < MAX_REASONS)
    g_ptr_array_add (import->result->reasons, g_strdup (error->message));
  g_error_free (error);
}

/* --- What is there already --- */

static char *
make_key (const TwEntity *entity, const char *uid, const TwValue *original)
{
  return g_strdup_printf ("%u/%s/%" G_GINT64_FORMAT, entity->number, uid, original->type == TW_TYPE_DATETIME ? original->i : 0);
}

static gboolean
load_entity (Import *import, const TwEntity *entity, TwRecord *calendar, GError **error)
{
  g_autofree char *id = tw_id_dup_text (tw_record_get_id (calendar)), *where = g_strdup_printf ("calendar = \"%s\"", id), *after = NULL;
  g_autoptr(TwQuery) query = tw_query_new (import->context.schema, entity, where, NULL, error);

  do
    {
      g_autofree char *next = NULL;
      g_autoptr(GPtrArray) records = query != NULL ? tw_store_list (import->store, query, PAGE, after, &next, error) : NULL;

      if (records == NULL)
        return FALSE;
      for (guint i = 0; i < records->len; i++)
        {
          TwRecord *record = g_ptr_array_index (records, i);
          const char *uid = tw_event_get_text (record, "external_calendar_id");

          if (uid != NULL)
            g_hash_table_insert (import->there, make_key (entity, uid, tw_event_get (record, "series_start")), g_object_ref (record));
        }
      g_free (after);
      after = g_steal_pointer (&next);
    }
  while (after != NULL);
  return TRUE;
}

/* The calendar of that name, or a new one. */
static TwRecord *
find_calendar (Import *import, const char *name, GError **error)
{
  const TwField *field = tw_entity_get_field (import->calendar, "name");
  g_auto(TwValue) value = tw_value_text (name);
  g_autoptr(GError) local = NULL;
  TwRecord *calendar = tw_store_find (import->store, field, &value, &local);

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  if (calendar != NULL)
    {
      if (load_entity (import, import->meeting, calendar, error) && load_entity (import, import->task, calendar, error))
        return calendar;
      g_object_unref (calendar);
      return NULL;
    }
  calendar = tw_record_new (import->calendar);
  tw_event_set_text (calendar, "name", name);
  return calendar;
}

/* --- Events --- */

/* A record that came before is brought to what the file says; what nobody changed stays unchanged. */
static TwRecord *
find_record (Import *import, const TwEntity *entity, TwRecord *read, gboolean *is_new)
{
  const char *uid = tw_event_get_text (read, "external_calendar_id");
  g_autofree char *key = uid != NULL ? make_key (entity, uid, tw_event_get (read, "series_start")) : NULL;
  TwRecord *record = key != NULL ? g_hash_table_lookup (import->there, key) : NULL;

  *is_new = record == NULL;
  if (record == NULL)
    return g_object_ref (read);
  g_object_ref (record);
  /* Two of the same id in one file are two. */
  g_hash_table_remove (import->there, key);
  for (guint i = 0; i < entity->n_fields; i++)
    if (tw_record_is_changed (read, entity->fields[i]))
      tw_record_set (record, entity->fields[i], tw_record_get (read, entity->fields[i]), NULL);
  return record;
}

static void
take (Import *import, const TwIcalComponent *component, TwRecord *calendar, TwRecord *read)
{
  const TwEntity *entity = tw_record_get_entity (read);
  g_autoptr(GString) source = g_string_new (NULL);
  const char *uid = tw_event_get_text (read, "external_calendar_id");
  TwRecord *record;
  gboolean is_new;

  tw_ical_write (component, source);
  tw_event_set_text (read, "calendar_source", source->str);
  tw_event_set (read, "calendar", tw_value_link (import->calendar->number, tw_record_get_id (calendar)), NULL);
  record = find_record (import, entity, read, &is_new);
  if (is_new)
    g_hash_table_add (import->added, record);
  g_ptr_array_add (import->records, record);
  if (uid != NULL && entity == import->meeting && tw_event_get (record, "series")->type != TW_TYPE_LINK)
    g_hash_table_replace (import->masters, g_strdup (uid), g_object_ref (record));
}

static void
exclude (TwRecord *master, TwWall wall, gboolean all_day)
{
  const TwValue *list = tw_event_get (master, "excluded");
  guint n = list->type == TW_TYPE_LIST ? list->list->n_values : 0;
  g_autofree TwValue *values = g_new0 (TwValue, n + 1);
  char text[TW_WALL_ROOM];

  tw_wall_print (wall, all_day, text);
  for (guint i = 0; i < n; i++)
    {
      if (g_str_equal (list->list->values[i].text, text))
        return;
      values[i] = list->list->values[i];
    }
  values[n] = tw_value_text (text);
  tw_event_set (master, "excluded", tw_value_list (values, n + 1), NULL);
  tw_value_clear (&values[n]);
}

/* One time of a series that is otherwise; a series that is not in the file has no such time here. */
static void
set_series (Import *import, const TwIcalComponent *vevent, TwRecord *meeting)
{
  const char *uid = tw_event_get_text (meeting, "external_calendar_id");
  TwRecord *master = uid != NULL ? g_hash_table_lookup (import->masters, uid) : NULL;
  const TwValue *all_day = master != NULL ? tw_event_get (master, "all_day") : NULL;
  g_autoptr(GTimeZone) zone = master != NULL ? tw_series_find_zone (tw_event_get_text (master, "timezone")) : NULL;
  TwInstant instant;
  TwWall wall;

  if (master == NULL || tw_event_get_text (master, "recurrence") == NULL
      || !tw_event_read_original (&import->context, vevent, zone != NULL ? zone : import->context.zone, &wall, &instant))
    return;
  tw_event_set (meeting, "series", tw_value_link (import->meeting->number, tw_record_get_id (master)), NULL);
  tw_event_set (meeting, "series_start", tw_value_datetime (instant), NULL);
  exclude (master, wall, all_day->type == TW_TYPE_BOOLEAN && all_day->i);
}

static gboolean
read_component (Import *import, TwIcalComponent *component, TwRecord *calendar, gboolean cancelled)
{
  gboolean is_task = g_str_equal (component->name, "VTODO");
  g_autoptr(TwRecord) read = tw_record_new (is_task ? import->task : import->meeting);
  GError *error = NULL;

  if (!(is_task ? tw_todo_read (&import->context, component, read, &error) : tw_event_read (&import->context, component, read, &error)))
    {
      reject (import, error);
      return FALSE;
    }
  if (cancelled && !is_task)
    tw_event_set (read, "status", tw_value_enum ("cancelled"), NULL);
  if (!is_task && tw_ical_find (component, "RECURRENCE-ID") != NULL)
    set_series (import, component, read);
  take (import, component, calendar, read);
  return TRUE;
}

/* Series before their exceptions. What became a record is taken out of the calendar's own text. */
static void
read_components (Import *import, TwIcalComponent *vcalendar, TwIcalComponent *rest, TwRecord *calendar)
{
  const char *method = tw_ical_find_value (vcalendar, "METHOD");
  gboolean cancelled = method != NULL && g_ascii_strcasecmp (method, "CANCEL") == 0;
  g_autofree gboolean *taken = g_new0 (gboolean, vcalendar->children->len + 1);

  for (int exceptions = 0; exceptions < 2; exceptions++)
    for (guint i = 0; i < vcalendar->children->len; i++)
      {
        TwIcalComponent *component = g_ptr_array_index (vcalendar->children, i);
        gboolean is_exception = tw_ical_find (component, "RECURRENCE-ID") != NULL;

        if ((g_str_equal (component->name, "VEVENT") || g_str_equal (component->name, "VTODO")) && is_exception == exceptions)
          taken[i] = read_component (import, component, calendar, cancelled);
      }
  for (guint i = 0; i < vcalendar->children->len; i++)
    if (!taken[i])
      g_ptr_array_add (rest->children, tw_ical_component_copy (g_ptr_array_index (vcalendar->children, i)));
}

static char *
dup_name (const TwIcalComponent *vcalendar, const char *name, guint i)
{
  const char *own = tw_ical_find_value (vcalendar, "X-WR-CALNAME");
  g_autofree char *text = NULL;

  if (own == NULL)
    own = tw_ical_find_value (vcalendar, "NAME");
  text = own != NULL ? g_strstrip (tw_ical_unescape (own)) : NULL;
  if (text != NULL && *text != '\0')
    return g_steal_pointer (&text);
  return i == 0 ? g_strdup (name) : g_strdup_printf ("%s %u", name, i + 1);
}

static gboolean
read_calendar (Import *import, TwIcalComponent *vcalendar, const char *name, GError **error)
{
  g_autoptr(TwRecord) calendar = NULL;
  g_autoptr(TwIcalComponent) rest = tw_ical_component_new ("VCALENDAR");
  g_autoptr(GString) source = g_string_new (NULL);

  tw_event_context_set_calendar (&import->context, vcalendar);
  g_hash_table_remove_all (import->there);
  g_hash_table_remove_all (import->masters);
  calendar = find_calendar (import, name, error);
  if (calendar == NULL)
    return FALSE;
  read_components (import, vcalendar, rest, calendar);
  for (guint i = 0; i < vcalendar->properties->len; i++)
    {
      TwIcalProperty *property = g_ptr_array_index (vcalendar->properties, i);

      tw_ical_add (rest, property->name, property->params, property->value);
    }
  tw_ical_write (rest, source);
  tw_event_set_text (calendar, "calendar_source", source->str);
  tw_edit_save (import->edit, calendar);
  return TRUE;
}

/* --- Saving --- */

static void
save_records (Import *import)
{
  for (guint i = 0; i < import->records->len; i++)
    {
      TwRecord *record = g_ptr_array_index (import->records, i);

      if (g_hash_table_contains (import->added, record))
        import->result->n_added++;
      else if (tw_record_has_changes (record))
        import->result->n_updated++;
      else
        import->result->n_unchanged++;
      if (tw_record_has_changes (record))
        tw_edit_save (import->edit, record);
    }
}

static gboolean
count_events (TwIcalComponent *file, GError **error)
{
  guint n = 0;

  for (guint i = 0; i < file->children->len; i++)
    n += ((TwIcalComponent *) g_ptr_array_index (file->children, i))->children->len;
  if (n <= MAX_EVENTS)
    return TRUE;
  g_set_error_literal (error, TW_EXCHANGE_ERROR, TW_EXCHANGE_ERROR_LIMIT, _("The calendar file is too large."));
  return FALSE;
}

static gboolean
run (Import *import, TwIcalComponent *file, const char *name, gboolean dry_run, GError **error)
{
  g_autofree char *title = NULL;

  if (!count_events (file, error))
    return FALSE;
  /* Translators: names a change; %s is the name of a calendar. */
  title = g_strdup_printf (_("Import calendar “%s”"), name);
  import->edit = tw_edit_new (import->store, TW_ORIGIN_IMPORT, title);
  for (guint i = 0; i < file->children->len; i++)
    {
      g_autofree char *own = dup_name (g_ptr_array_index (file->children, i), name, i);

      if (!read_calendar (import, g_ptr_array_index (file->children, i), own, error))
        return FALSE;
    }
  save_records (import);
  if (dry_run)
    return TRUE;
  import->result->commit = tw_edit_commit (g_steal_pointer (&import->edit), error);
  return import->result->commit != NULL;
}

/**
 * tw_calendar_import:
 * @store: a store
 * @text: a calendar file
 * @length: its length in bytes
 * @name: what a calendar without a name is called
 * @dry_run: only say what would be
 * @result: (out caller-allocates): what was done; cleared by the caller also after an error
 * @error: the file is none, or what the store refuses
 *
 * All in one commit, which undo takes back.
 *
 * Returns: %FALSE with @error
 */
gboolean
tw_calendar_import (TwStore *store, const char *text, gsize length, const char *name, gboolean dry_run, TwCalendarImport *result,
                    GError **error)
{
  g_autoptr(TwIcalComponent) file = NULL;
  Import import = { .store = store, .result = result };
  gboolean good;

  *result = (TwCalendarImport) { .reasons = g_ptr_array_new_with_free_func (g_free) };
  file = tw_ical_parse (text, length, error);
  if (file == NULL)
    return FALSE;
  tw_event_context_init (&import.context, store);
  import.calendar = tw_schema_get_entity (import.context.schema, "calendar");
  import.meeting = tw_schema_get_entity (import.context.schema, "meeting");
  import.task = tw_schema_get_entity (import.context.schema, "task");
  import.there = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  import.masters = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  import.records = g_ptr_array_new_with_free_func (g_object_unref);
  import.added = g_hash_table_new (NULL, NULL);
  good = run (&import, file, name, dry_run, error);
  g_clear_pointer (&import.edit, tw_edit_free);
  g_hash_table_unref (import.there);
  g_hash_table_unref (import.masters);
  g_hash_table_unref (import.added);
  g_ptr_array_unref (import.records);
  tw_event_context_clear (&import.context);
  return good;
}

/**
 * tw_calendar_import_clear:
 * @result: what tw_calendar_import() gave
 */
void
tw_calendar_import_clear (TwCalendarImport *result)
{
  g_clear_pointer (&result->reasons, g_ptr_array_unref);
  g_clear_pointer (&result->commit, tw_commit_unref);
}

/**
 * tw_calendar_import_file:
 * @store: a store
 * @file: a calendar file
 * @dry_run: only say what would be
 * @result: (out caller-allocates): what was done; cleared by the caller also after an error
 * @cancellable: (nullable): to stop before anything is done
 * @error: it cannot be read, is no calendar, or what the store refuses
 *
 * A calendar without a name gets that of the file.
 *
 * Returns: %FALSE with @error
 */
gboolean
tw_calendar_import_file (TwStore *store, GFile *file, gboolean dry_run, TwCalendarImport *result, GCancellable *cancellable, GError **error)
{
  g_autoptr(GFileInfo) info = NULL;
  g_autofree char *text = NULL, *name = NULL;
  gsize length;

  *result = (TwCalendarImport) { 0 };
  info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE "," G_FILE_ATTRIBUTE_STANDARD_DISPLAY_NAME, G_FILE_QUERY_INFO_NONE,
                            cancellable, error);
  if (info == NULL)
    return FALSE;
  if (g_file_info_get_size (info) > TW_ICAL_MAX_SIZE)
    {
      g_set_error_literal (error, TW_EXCHANGE_ERROR, TW_EXCHANGE_ERROR_LIMIT, _("The calendar file is too large."));
      return FALSE;
    }
  if (!g_file_load_contents (file, cancellable, &text, &length, NULL, error))
    return FALSE;
  name = g_strdup (g_file_info_get_display_name (info));
  if (g_str_has_suffix (name, ".ics"))
    name[strlen (name) - 4] = '\0';
  return tw_calendar_import (store, text, length, name, dry_run, result, error);
}
