/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-calendar-file.h"

#include <string.h>

#include "tw-event.h"
#include "tw-ical-zone.h"
#include "tw-series.h"

#define PAGE 1000

typedef struct
{
  TwStore        *store;
  TwEventContext  context;
  GPtrArray      *calendars;                           /* TwRecord: those that are written whole */
  GPtrArray      *records;                             /* TwRecord: what is written */
  GHashTable     *exceptions;                          /* TwId of a series → GArray of TwWall */
} Export;

/* --- What is written --- */

static gboolean
load_page (Export *export, TwQuery *query, GPtrArray *to, GCancellable *cancellable, GError **error)
{
  g_autofree char *after = NULL;

  do
    {
      g_autofree char *next = NULL;
      g_autoptr(GPtrArray) page = tw_store_list (export->store, query, PAGE, after, &next, error);

      if (page == NULL || g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      while (page->len > 0)
        g_ptr_array_add (to, g_ptr_array_steal_index (page, 0));
      g_free (after);
      after = g_steal_pointer (&next);
    }
  while (after != NULL);
  return TRUE;
}

/* A calendar is written with all that is in it. */
static gboolean
load_calendars (Export *export, TwQuery *query, GCancellable *cancellable, GError **error)
{
  static const char *const kinds[] = { "meeting", "task" };

  if (!load_page (export, query, export->calendars, cancellable, error))
    return FALSE;
  for (guint i = 0; i < export->calendars->len; i++)
    for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
      {
        g_autofree char *id = tw_id_dup_text (tw_record_get_id (g_ptr_array_index (export->calendars, i)));
        g_autofree char *where = g_strdup_printf ("calendar = \"%s\"", id);
        g_autoptr(TwQuery) inside = tw_query_new (export->context.schema, tw_schema_get_entity (export->context.schema, kinds[k]), where,
                                                  "created_at", error);

        if (inside == NULL || !load_page (export, inside, export->records, cancellable, error))
          return FALSE;
      }
  return TRUE;
}

static gboolean
load (Export *export, TwQuery *query, GCancellable *cancellable, GError **error)
{
  return g_str_equal (tw_query_get_entity (query)->key, "calendar") ? load_calendars (export, query, cancellable, error)
         : load_page (export, query, export->records, cancellable, error);
}

/* Of each series the times that are meetings of their own, on its clock. */
static void
find_exceptions (Export *export)
{
  g_autoptr(GHashTable) zones = g_hash_table_new_full (tw_id_hash, tw_id_equal, NULL, (GDestroyNotify) g_time_zone_unref);

  for (guint i = 0; i < export->records->len; i++)
    {
      TwRecord *record = g_ptr_array_index (export->records, i);
      GTimeZone *zone = tw_series_find_zone (tw_event_get_text (record, "timezone"));

      g_hash_table_insert (zones, (gpointer) tw_record_get_id (record), zone != NULL ? zone : g_time_zone_ref (export->context.zone));
    }
  for (guint i = 0; i < export->records->len; i++)
    {
      TwRecord *record = g_ptr_array_index (export->records, i);
      const TwValue *series = tw_event_get (record, "series"), *start = tw_event_get (record, "series_start");
      GTimeZone *zone = series->type == TW_TYPE_LINK ? g_hash_table_lookup (zones, &series->id) : NULL;
      GArray *walls = zone != NULL ? g_hash_table_lookup (export->exceptions, &series->id) : NULL;
      TwWall wall;

      if (zone == NULL || start->type != TW_TYPE_DATETIME)
        continue;
      if (walls == NULL)
        {
          walls = g_array_new (FALSE, FALSE, sizeof (TwWall));
          g_hash_table_insert (export->exceptions, g_memdup2 (&series->id, sizeof series->id), walls);
        }
      wall = tw_wall_from_instant (start->i, zone);
      g_array_append_val (walls, wall);
    }
}

/* --- Calendars --- */

static TwIcalComponent *
parse_one (const char *text, gboolean in_calendar)
{
  g_autofree char *wrapped = in_calendar ? g_strconcat ("BEGIN:VCALENDAR\n", text, "\nEND:VCALENDAR\n", NULL) : g_strdup (text);
  g_autoptr(TwIcalComponent) file = tw_ical_parse (wrapped, strlen (wrapped), NULL);
  TwIcalComponent *first = file != NULL ? g_ptr_array_index (file->children, 0) : NULL;

  if (first != NULL && in_calendar)
    first = first->children->len > 0 ? g_ptr_array_index (first->children, 0) : NULL;
  return first != NULL ? tw_ical_component_copy (first) : NULL;
}

/* calendar: (nullable): those that came from no file */
static TwIcalComponent *
make_calendar (Export *export, const TwId *calendar)
{
  const TwEntity *entity = tw_schema_get_entity (export->context.schema, "calendar");
  g_autoptr(TwRecord) record = calendar != NULL && entity != NULL ? tw_store_get (export->store, entity, calendar, NULL) : NULL;
  const char *source = record != NULL ? tw_event_get_text (record, "calendar_source") : NULL;
  TwIcalComponent *made = source != NULL ? parse_one (source, FALSE) : NULL;

  if (made != NULL)
    return made;
  made = tw_ical_component_new ("VCALENDAR");
  tw_ical_add (made, "VERSION", NULL, "2.0");
  tw_ical_add (made, "PRODID", NULL, "-//Tradewind//" TW_VERSION "//EN");
  if (record != NULL)
    tw_event_write_text (made, "X-WR-CALNAME", record, "name");
  return made;
}

static void
add_record (Export *export, TwRecord *record, TwIcalComponent *vcalendar)
{
  gboolean is_task = g_str_equal (tw_record_get_entity (record)->key, "task");
  const char *source = tw_event_get_text (record, "calendar_source");
  TwIcalComponent *component = source != NULL ? parse_one (source, TRUE) : NULL;
  gboolean is_new = component == NULL;

  if (is_new)
    component = tw_ical_component_new (is_task ? "VTODO" : "VEVENT");
  if (is_task)
    tw_todo_write (&export->context, record, component, is_new);
  else
    tw_event_write (&export->context, record, g_hash_table_lookup (export->exceptions, tw_record_get_id (record)), component, is_new);
  g_ptr_array_add (vcalendar->children, component);
}

static gboolean
has_zone (const TwIcalComponent *vcalendar, const char *name)
{
  for (guint i = 0; i < vcalendar->children->len; i++)
    {
      TwIcalComponent *child = g_ptr_array_index (vcalendar->children, i);

      if (g_str_equal (child->name, "VTIMEZONE") && g_strcmp0 (tw_ical_find_value (child, "TZID"), name) == 0)
        return TRUE;
    }
  return FALSE;
}

/* What was written with a zone needs its rules beside it (RFC 5545, 3.6.5). */
static void
add_zones (Export *export, TwIcalComponent *vcalendar)
{
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, export->context.written_zones);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    {
      TwIcalComponent *zone = has_zone (vcalendar, name) ? NULL : tw_ical_zone_make (name);

      if (zone != NULL)
        g_ptr_array_insert (vcalendar->children, 0, zone);
    }
}

static const TwId *
get_calendar (TwRecord *record)
{
  const TwValue *link = tw_event_get (record, "calendar");

  return link->type == TW_TYPE_LINK ? &link->id : &tw_id_nil;
}

static void
write_calendar (Export *export, const TwId *id, GString *text)
{
  g_autoptr(TwIcalComponent) vcalendar = make_calendar (export, tw_id_is_nil (id) ? NULL : id);

  tw_event_context_set_calendar (&export->context, vcalendar);
  for (guint i = 0; i < export->records->len; i++)
    if (tw_id_equal (get_calendar (g_ptr_array_index (export->records, i)), id))
      add_record (export, g_ptr_array_index (export->records, i), vcalendar);
  add_zones (export, vcalendar);
  tw_ical_write (vcalendar, text);
}

/* One calendar after the other, each with its records in their order. */
static void
write_calendars (Export *export, GString *text)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (tw_id_hash, tw_id_equal);

  for (guint i = 0; i < export->calendars->len + export->records->len; i++)
    {
      const TwId *id = i < export->calendars->len ? tw_record_get_id (g_ptr_array_index (export->calendars, i))
                       : get_calendar (g_ptr_array_index (export->records, i - export->calendars->len));

      if (g_hash_table_add (seen, (gpointer) id))
        write_calendar (export, id, text);
    }
  if (g_hash_table_size (seen) == 0)
    write_calendar (export, &tw_id_nil, text);
}

/**
 * tw_calendar_can_export:
 * @entity: a kind of record
 *
 * Returns: whether its records can be in a calendar file
 */
gboolean
tw_calendar_can_export (const TwEntity *entity)
{
  return g_str_equal (entity->key, "meeting") || g_str_equal (entity->key, "task") || g_str_equal (entity->key, "calendar");
}

/**
 * tw_calendar_export:
 * @store: a store
 * @queries: (array zero-terminated=1): of meetings and tasks, or of calendars, which are written whole
 * @text: gets the file
 * @cancellable: (nullable): to stop
 * @error: of the store
 *
 * Returns: how many records were written; -1 with @error
 */
gint64
tw_calendar_export (TwStore *store, TwQuery *const *queries, GString *text, GCancellable *cancellable, GError **error)
{
  Export export = { .store = store };
  gint64 n = 0;

  tw_event_context_init (&export.context, store);
  export.calendars = g_ptr_array_new_with_free_func (g_object_unref);
  export.records = g_ptr_array_new_with_free_func (g_object_unref);
  export.exceptions = g_hash_table_new_full (tw_id_hash, tw_id_equal, g_free, (GDestroyNotify) g_array_unref);
  for (guint i = 0; queries[i] != NULL && n == 0; i++)
    if (!load (&export, queries[i], cancellable, error))
      n = -1;
  if (n == 0)
    {
      find_exceptions (&export);
      write_calendars (&export, text);
      n = export.records->len;
    }
  g_ptr_array_unref (export.calendars);
  g_ptr_array_unref (export.records);
  g_hash_table_unref (export.exceptions);
  tw_event_context_clear (&export.context);
  return n;
}

/**
 * tw_calendar_export_file:
 * @store: a store
 * @queries: (array zero-terminated=1): of meetings and tasks, or of calendars, which are written whole
 * @file: the file
 * @cancellable: (nullable): to stop
 * @error: of the store, or of writing
 *
 * The file appears under its name when it is complete.
 *
 * Returns: how many records were written; -1 with @error
 */
gint64
tw_calendar_export_file (TwStore *store, TwQuery *const *queries, GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr(GString) text = g_string_new (NULL);
  gint64 n = tw_calendar_export (store, queries, text, cancellable, error);

  if (n < 0 || !g_file_replace_contents (file, text->str, text->len, NULL, FALSE, G_FILE_CREATE_REPLACE_DESTINATION, NULL, cancellable, error))
    return -1;
  return n;
}
