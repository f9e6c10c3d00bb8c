/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What events and tasks of calendar files have in common. */
#include "config.h"

#include "tw-event.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "tw-exchange-error.h"
#include "tw-ical-zone.h"
#include "tw-series.h"

/**
 * tw_event_context_init:
 * @context: (out caller-allocates): the context
 * @store: a store
 */
void
tw_event_context_init (TwEventContext *context, TwStore *store)
{
  TwExprContext *expressions = tw_store_dup_context (store);

  *context = (TwEventContext) { .store = store, .schema = tw_store_ref_schema (store) };
  context->zone = g_time_zone_ref (expressions->zone);
  context->zone_name = g_strdup (expressions->zone_name);
  context->zones = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  context->people = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
  context->written_zones = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  tw_store_context_free (expressions);
}

/**
 * tw_event_context_clear:
 * @context: a context
 */
void
tw_event_context_clear (TwEventContext *context)
{
  g_clear_pointer (&context->schema, tw_schema_unref);
  g_clear_pointer (&context->zone, g_time_zone_unref);
  g_clear_pointer (&context->zone_name, g_free);
  g_clear_pointer (&context->zones, g_hash_table_unref);
  g_clear_pointer (&context->people, g_hash_table_unref);
  g_clear_pointer (&context->written_zones, g_hash_table_unref);
}

/**
 * tw_event_context_set_calendar:
 * @context: a context
 * @vcalendar: the calendar that is read or written now
 */
void
tw_event_context_set_calendar (TwEventContext *context, TwIcalComponent *vcalendar)
{
  context->vcalendar = vcalendar;
  g_hash_table_remove_all (context->zones);
  g_hash_table_remove_all (context->written_zones);
}

gboolean
tw_event_fail (GError **error, guint line, const char *reason)
{
  g_set_error (error, TW_EXCHANGE_ERROR, TW_EXCHANGE_ERROR_VALUE, _("Line %u: %s"), line, reason);
  return FALSE;
}

/* --- Times --- */

static TwIcalComponent *
find_vtimezone (TwEventContext *context, const char *tzid)
{
  for (guint i = 0; context->vcalendar != NULL && i < context->vcalendar->children->len; i++)
    {
      TwIcalComponent *child = g_ptr_array_index (context->vcalendar->children, i);
      const char *id = g_str_equal (child->name, "VTIMEZONE") ? tw_ical_find_value (child, "TZID") : NULL;

      if (id != NULL && g_str_equal (id, tzid))
        return child;
    }
  return NULL;
}

static const char *
find_zone (TwEventContext *context, const char *tzid, TwDate around)
{
  const char *name = g_hash_table_lookup (context->zones, tzid);

  if (name == NULL)
    {
      char *found = tw_ical_zone_find (tzid, find_vtimezone (context, tzid), around);

      name = found != NULL ? found : g_strdup ("");
      g_hash_table_insert (context->zones, g_strdup (tzid), (char *) name);
    }
  return *name != '\0' ? name : NULL;
}

/* In a zone that is known by its rules alone, the instant counts; in one that nothing is known of, the wall clock. */
static void
resolve_zone (TwEventContext *context, const char *tzid, TwEventTime *time)
{
  const char *name = find_zone (context, tzid, tw_wall_get_date (time->wall));
  TwIcalComponent *vtimezone = name == NULL ? find_vtimezone (context, tzid) : NULL;
  g_autoptr(GTimeZone) zone = tw_series_find_zone (name);
  int offset;

  if (zone != NULL)
    {
      time->zone = g_strdup (name);
      time->instant = tw_wall_to_instant (time->wall, zone);
    }
  else if (vtimezone != NULL && tw_ical_zone_offset (vtimezone, tw_wall_get_date (time->wall), tw_wall_get_seconds (time->wall), &offset))
    {
      time->is_utc = TRUE;
      time->wall -= offset;
      time->instant = time->wall * G_USEC_PER_SEC;
    }
  else
    time->is_floating = TRUE;
}

/**
 * tw_event_read_time:
 * @context: the context
 * @property: a property with a day or a time
 * @time: (out caller-allocates): the time
 * @error: %TW_EXCHANGE_ERROR_VALUE
 *
 * Returns: %FALSE when it is none
 */
gboolean
tw_event_read_time (TwEventContext *context, const TwIcalProperty *property, TwEventTime *time, GError **error)
{
  g_autofree char *tzid = tw_ical_dup_param (property, "TZID"), *value = g_strstrip (g_strdup (property->value));
  g_autofree char *reason = NULL;

  *time = (TwEventTime) { 0 };
  if (!tw_wall_parse (value, &time->wall, &time->is_date, &time->is_utc))
    {
      reason = g_strdup_printf (_("“%.60s” is no day or time."), property->value);
      return tw_event_fail (error, property->line, reason);
    }
  if (time->is_date)
    time->instant = tw_wall_to_instant (time->wall, context->zone);
  else if (time->is_utc)
    time->instant = time->wall * G_USEC_PER_SEC;
  else if (tzid != NULL)
    resolve_zone (context, tzid, time);
  else
    time->is_floating = TRUE;
  if (time->is_floating)
    time->instant = tw_wall_to_instant (time->wall, context->zone);
  return TRUE;
}

/* --- Fields --- */

gboolean
tw_event_set (TwRecord *record, const char *key, TwValue value, GError **error)
{
  const TwField *field = tw_entity_get_field (tw_record_get_entity (record), key);
  gboolean good = field == NULL || tw_record_set (record, field, &value, error);

  tw_value_clear (&value);
  return good;
}

void
tw_event_set_text (TwRecord *record, const char *key, const char *text)
{
  const TwField *field = tw_entity_get_field (tw_record_get_entity (record), key);
  g_autofree char *short_text = NULL;

  if (field == NULL)
    return;
  if (text != NULL && field->max_length > 0 && g_utf8_strlen (text, -1) > (glong) field->max_length)
    text = short_text = g_utf8_substring (text, 0, field->max_length);
  tw_event_set (record, key, text != NULL && *text != '\0' ? tw_value_text (text) : (TwValue) TW_VALUE_INIT, NULL);
}

const TwValue *
tw_event_get (TwRecord *record, const char *key)
{
  static const TwValue null = TW_VALUE_INIT;
  const TwField *field = tw_entity_get_field (tw_record_get_entity (record), key);

  return field != NULL ? tw_record_get (record, field) : &null;
}

const char *
tw_event_get_text (TwRecord *record, const char *key)
{
  const TwValue *value = tw_event_get (record, key);

  return (value->type == TW_TYPE_TEXT || value->type == TW_TYPE_ENUM) && *value->text != '\0' ? value->text : NULL;
}

/* What is not set and what is false or the default are the same here. */
static gboolean
is_nothing (const TwValue *value)
{
  return tw_value_is_null (value) || (value->type == TW_TYPE_BOOLEAN && !value->i);
}

gboolean
tw_event_differs (TwRecord *a, TwRecord *b, const char *const *keys)
{
  for (guint i = 0; keys[i] != NULL; i++)
    {
      const TwValue *x = tw_event_get (a, keys[i]), *y = tw_event_get (b, keys[i]);

      if (!(is_nothing (x) && is_nothing (y)) && !tw_value_equal (x, y))
        return TRUE;
    }
  return FALSE;
}

void
tw_event_write_text (TwIcalComponent *component, const char *name, TwRecord *record, const char *key)
{
  const char *text = tw_event_get_text (record, key);
  g_autofree char *value = text != NULL ? tw_ical_escape (text) : NULL;

  tw_ical_set (component, name, NULL, value);
}

/* A new component has a stamp; one that was changed since it came has a later sequence (RFC 5545, 3.8.7.4). */
void
tw_event_write_stamp (TwIcalComponent *component, TwRecord *record, gboolean is_new)
{
  const TwValue *updated = tw_event_get (record, "updated_at");
  const char *sequence = tw_ical_find_value (component, "SEQUENCE");
  g_autofree char *next = g_strdup_printf ("%d", sequence != NULL ? (int) CLAMP (g_ascii_strtoll (sequence, NULL, 10) + 1, 1, G_MAXINT) : 1);
  char stamp[TW_WALL_ROOM];
  g_autofree char *utc = NULL;

  tw_wall_print ((updated->type == TW_TYPE_DATETIME ? updated->i : g_get_real_time ()) / G_USEC_PER_SEC, FALSE, stamp);
  utc = g_strconcat (stamp, "Z", NULL);
  if (is_new)
    {
      tw_ical_set (component, "DTSTAMP", NULL, utc);
      return;
    }
  tw_ical_set (component, "SEQUENCE", NULL, next);
  tw_ical_set (component, "LAST-MODIFIED", NULL, utc);
}
