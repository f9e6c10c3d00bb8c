/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-event.h"

#include <string.h>

#include <glib/gi18n-lib.h>
#include <libical/ical.h>

#include "tw-recur.h"
#include "tw-series.h"

#define MAX_LENGTH    (10 * 366 * TW_USEC_PER_DAY)
#define MAX_ATTENDEES 500
#define MAX_REMINDERS 10

/* --- Texts --- */

static void
read_text (const TwIcalComponent *component, const char *name, TwRecord *record, const char *key)
{
  const char *value = tw_ical_find_value (component, name);
  g_autofree char *text = value != NULL ? tw_ical_unescape (value) : NULL;

  tw_event_set_text (record, key, text);
}

/* A name is one line; without one the first of the description. */
static void
read_title (const TwIcalComponent *component, TwRecord *record)
{
  const char *value = tw_ical_find_value (component, "SUMMARY");
  g_autofree char *text = NULL;

  if (value == NULL || *value == '\0')
    value = tw_ical_find_value (component, "DESCRIPTION");
  text = value != NULL ? tw_ical_unescape (value) : NULL;
  if (text != NULL)
    {
      g_strstrip (text);
      text[strcspn (text, "\n")] = '\0';
    }
  tw_event_set_text (record, "title", text != NULL && *text != '\0' ? text : _("Without a name"));
}

static void
read_link (const TwIcalComponent *component, TwRecord *record)
{
  const char *value = tw_ical_find_value (component, "URL");

  if (value != NULL && (g_str_has_prefix (value, "https://") || g_str_has_prefix (value, "http://")))
    tw_event_set (record, "meeting_link", tw_value_text (value), NULL);
}

/* --- Times --- */

/* Days and weeks of a length are those of the calendar, the rest passes on the clock. */
static gboolean
read_length (const TwIcalProperty *property, TwWall *days, gint64 *seconds)
{
  g_autofree char *value = g_strstrip (g_strdup (property->value));
  struct icaldurationtype length = icaldurationtype_from_string (value);

  *days = *seconds = 0;
  if (icaldurationtype_is_bad_duration (length) || length.is_neg)
    return FALSE;
  *days = (gint64) length.days + 7 * (gint64) length.weeks;
  *seconds = (gint64) length.hours * 3600 + (gint64) length.minutes * 60 + length.seconds;
  return TRUE;
}

static TwInstant
add_length (TwEventContext *context, const TwEventTime *start, TwWall days, gint64 seconds)
{
  g_autoptr(GTimeZone) zone = tw_series_find_zone (start->zone);
  TwInstant from = start->instant;

  if (days > 0 && start->is_utc)
    from += days * TW_USEC_PER_DAY;
  else if (days > 0)
    from = tw_wall_to_instant (start->wall + days * TW_WALL_DAY, zone != NULL ? zone : context->zone);
  return from + seconds * G_USEC_PER_SEC;
}

/* Without an end, a day lasts a day and a time takes none. */
static gboolean
read_end (TwEventContext *context, const TwIcalComponent *vevent, const TwEventTime *start, TwInstant *end, GError **error)
{
  const TwIcalProperty *property = tw_ical_find (vevent, "DTEND"), *length = tw_ical_find (vevent, "DURATION");
  g_autoptr(GTimeZone) zone = NULL;
  TwWall days = start->is_date ? 1 : 0;
  gint64 seconds = 0;
  TwEventTime time;

  if (property == NULL)
    {
      if (length != NULL && !read_length (length, &days, &seconds))
        return tw_event_fail (error, length->line, _("The duration cannot be read."));
      *end = add_length (context, start, MIN (days, 3660), MIN (seconds, 3660 * 86400));
      return TRUE;
    }
  if (!tw_event_read_time (context, property, &time, error))
    return FALSE;
  g_free (time.zone);
  *end = time.instant;
  /* An end without a zone is meant in that of the start. */
  zone = time.is_floating ? tw_series_find_zone (start->zone) : NULL;
  if (zone != NULL)
    *end = tw_wall_to_instant (time.wall, zone);
  if (start->is_date && *end <= start->instant)
    *end = add_length (context, start, 1, 0);
  if (*end < start->instant || *end - start->instant > MAX_LENGTH)
    return tw_event_fail (error, property->line, _("It ends before it starts, or lasts for years."));
  return TRUE;
}

static gboolean
set_times (TwEventContext *context, const TwIcalComponent *vevent, const TwEventTime *start, TwRecord *meeting, GError **error)
{
  gboolean repeats = tw_ical_find (vevent, "RRULE") != NULL || tw_ical_find (vevent, "RDATE") != NULL;
  const char *zone = start->is_date ? context->zone_name : start->is_utc && repeats ? "UTC" : start->zone;
  char wall[TW_WALL_ROOM];
  TwInstant end = 0;

  if (!read_end (context, vevent, start, &end, error))
    return FALSE;
  tw_wall_print (start->wall, FALSE, wall);
  return tw_event_set (meeting, "starts_at", tw_value_datetime (start->instant), error)
         && tw_event_set (meeting, "ends_at", tw_value_datetime (end), error)
         && tw_event_set (meeting, "all_day", tw_value_boolean (start->is_date), error)
         && tw_event_set (meeting, "floating", tw_value_boolean (start->is_floating), error)
         && tw_event_set (meeting, "timezone", tw_value_text (start->is_floating ? NULL : zone), error)
         && tw_event_set (meeting, "wall_start", tw_value_text (zone != NULL || start->is_floating ? wall : NULL), error);
}

/* --- Repetition --- */

static GTimeZone *
dup_series_zone (TwEventContext *context, const TwEventTime *start)
{
  GTimeZone *zone = start->is_utc ? g_time_zone_new_utc () : tw_series_find_zone (start->zone);

  return zone != NULL ? zone : g_time_zone_ref (context->zone);
}

/* Times of a property as they are on the clock of the series. (element-type TwWall) */
static GArray *
read_walls (TwEventContext *context, const TwIcalProperty *property, const TwEventTime *start, GTimeZone *zone, GArray *days, GError **error)
{
  g_auto(GStrv) parts = g_strsplit (property->value, ",", -1);
  g_autoptr(GArray) walls = g_array_new (FALSE, FALSE, sizeof (TwWall));

  for (guint i = 0; parts[i] != NULL; i++)
    {
      TwIcalProperty one = *property;
      TwEventTime time;

      /* Of a period the start counts. */
      parts[i][strcspn (parts[i], "/")] = '\0';
      one.value = parts[i];
      if (!tw_event_read_time (context, &one, &time, error))
        return NULL;
      g_free (time.zone);
      if (start->is_date || time.is_date)
        {
          TwWall day = tw_wall_make (tw_wall_get_date (time.wall), 0);

          g_array_append_val (days != NULL && !start->is_date ? days : walls, day);
          continue;
        }
      if (!time.is_floating && !start->is_floating)
        time.wall = tw_wall_from_instant (time.instant, zone);
      g_array_append_val (walls, time.wall);
    }
  return g_steal_pointer (&walls);
}

static gboolean
add_dates (TwEventContext *context, const TwIcalProperty *property, const TwEventTime *start, GTimeZone *zone, GString *lines, GError **error)
{
  g_autoptr(GArray) walls = read_walls (context, property, start, zone, NULL, error);

  for (guint i = 0; walls != NULL && i < walls->len; i++)
    {
      TwWall wall = g_array_index (walls, TwWall, i);
      char text[TW_WALL_ROOM];

      if (!start->is_date && tw_wall_get_seconds (wall) == 0 && strchr (property->value, 'T') == NULL)
        wall += tw_wall_get_seconds (start->wall);
      tw_wall_print (wall, start->is_date, text);
      g_string_append_printf (lines, "%s%s", i == 0 ? (lines->len > 0 ? "\nRDATE:" : "RDATE:") : ",", text);
    }
  return walls != NULL;
}

static gboolean
add_excluded (TwEventContext *context, const TwIcalProperty *property, const TwEventTime *start, GTimeZone *zone, GPtrArray *excluded,
              GError **error)
{
  g_autoptr(GArray) days = g_array_new (FALSE, FALSE, sizeof (TwWall));
  g_autoptr(GArray) walls = read_walls (context, property, start, zone, days, error);
  char text[TW_WALL_ROOM];

  for (guint i = 0; walls != NULL && i < walls->len + days->len; i++)
    {
      gboolean is_day = start->is_date || i >= walls->len;

      tw_wall_print (i < walls->len ? g_array_index (walls, TwWall, i) : g_array_index (days, TwWall, i - walls->len), is_day, text);
      if (!g_ptr_array_find_with_equal_func (excluded, text, g_str_equal, NULL))
        g_ptr_array_add (excluded, g_strdup (text));
    }
  return walls != NULL;
}

static gboolean
check_lines (const char *lines, const TwEventTime *start, GTimeZone *zone, guint line, GError **error)
{
  g_autoptr(GError) local = NULL;
  g_autoptr(TwRecur) recur = tw_recur_new (lines, start->wall, start->is_date, zone, &local);

  return recur != NULL || tw_event_fail (error, line, local->message);
}

static gboolean
set_recurrence (TwRecord *meeting, const char *lines, GPtrArray *excluded, GError **error)
{
  g_autofree TwValue *values = g_new0 (TwValue, excluded->len + 1);
  TwValue list = TW_VALUE_INIT;

  for (guint i = 0; i < excluded->len; i++)
    values[i] = tw_value_text (g_ptr_array_index (excluded, i));
  if (excluded->len > 0)
    list = tw_value_list (values, excluded->len);
  for (guint i = 0; i < excluded->len; i++)
    tw_value_clear (&values[i]);
  return tw_event_set (meeting, "recurrence", tw_value_text (*lines != '\0' ? lines : NULL), error)
         && tw_event_set (meeting, "excluded", list, error);
}

static gboolean
read_recurrence (TwEventContext *context, const TwIcalComponent *vevent, const TwEventTime *start, TwRecord *meeting, GError **error)
{
  g_autoptr(GTimeZone) zone = dup_series_zone (context, start);
  g_autoptr(GPtrArray) excluded = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GString) lines = g_string_new (NULL);

  for (guint i = 0; i < vevent->properties->len; i++)
    {
      const TwIcalProperty *property = g_ptr_array_index (vevent->properties, i);
      gsize before = lines->len;

      if (g_str_equal (property->name, "RRULE") || g_str_equal (property->name, "EXRULE"))
        g_string_append_printf (lines, "%s%s:%s", lines->len > 0 ? "\n" : "", property->name, property->value);
      else if (g_str_equal (property->name, "RDATE") && *property->value != '\0')
        {
          if (!add_dates (context, property, start, zone, lines, error))
            return FALSE;
        }
      else if (g_str_equal (property->name, "EXDATE") && *property->value != '\0')
        {
          if (!add_excluded (context, property, start, zone, excluded, error))
            return FALSE;
        }
      if (lines->len > before && !check_lines (lines->str, start, zone, property->line, error))
        return FALSE;
    }
  /* Nothing is excluded from what happens once. */
  if (lines->len == 0)
    g_ptr_array_set_size (excluded, 0);
  return set_recurrence (meeting, lines->str, excluded, error);
}

/**
 * tw_event_read_original:
 * @context: the context
 * @vevent: an event
 * @zone: of its series
 * @wall: (out): when it was to start, on the clock of the series
 * @instant: (out): the same as an instant
 *
 * Returns: %FALSE when it does not say so
 */
gboolean
tw_event_read_original (TwEventContext *context, const TwIcalComponent *vevent, GTimeZone *zone, TwWall *wall, TwInstant *instant)
{
  const TwIcalProperty *property = tw_ical_find (vevent, "RECURRENCE-ID");
  TwEventTime time;

  if (property == NULL || !tw_event_read_time (context, property, &time, NULL))
    return FALSE;
  g_free (time.zone);
  *wall = time.is_date || time.is_floating ? time.wall : tw_wall_from_instant (time.instant, zone);
  *instant = tw_wall_to_instant (*wall, zone);
  return TRUE;
}

/* --- People --- */

static gboolean
find_person (TwEventContext *context, const char *key, const char *address, TwValue *link)
{
  const TwEntity *entity = tw_schema_get_entity (context->schema, key);
  const TwField *field = entity != NULL ? tw_entity_get_field (entity, "email") : NULL;
  g_auto(TwValue) value = tw_value_text (address);
  g_autoptr(TwRecord) record = field != NULL ? tw_store_find (context->store, field, &value, NULL) : NULL;

  if (record != NULL)
    *link = tw_value_link (entity->number, tw_record_get_id (record));
  return record != NULL;
}

/* “mailto:ann@example.org”: a user, or else a contact. */
static gboolean
find_address (TwEventContext *context, const TwIcalProperty *property, TwValue *link)
{
  g_autofree char *email = tw_ical_dup_param (property, "EMAIL");
  const char *value = g_ascii_strncasecmp (property->value, "mailto:", 7) == 0 ? property->value + 7 : email;
  g_autofree char *address = value != NULL ? g_ascii_strdown (value, -1) : NULL;
  GBytes *known = address != NULL ? g_hash_table_lookup (context->people, address) : NULL;

  if (address == NULL || strlen (address) > 320 || strchr (address, '@') == NULL)
    return FALSE;
  if (known == NULL)
    {
      TwValue found = TW_VALUE_INIT;
      gboolean any = find_person (context, "user", address, &found) || find_person (context, "contact", address, &found);

      known = g_bytes_new (&found, any ? sizeof found : 0);
      g_hash_table_insert (context->people, g_steal_pointer (&address), known);
    }
  if (g_bytes_get_size (known) == 0)
    return FALSE;
  memcpy (link, g_bytes_get_data (known, NULL), sizeof *link);
  return TRUE;
}

static gboolean
has_link (const TwValue *links, guint n, const TwValue *link)
{
  for (guint i = 0; i < n; i++)
    if (links[i].tag == link->tag && tw_id_equal (&links[i].id, &link->id))
      return TRUE;
  return FALSE;
}

static void
read_people (TwEventContext *context, const TwIcalComponent *vevent, TwRecord *meeting)
{
  const TwEntity *user = tw_schema_get_entity (context->schema, "user");
  g_autofree TwValue *links = g_new0 (TwValue, MAX_ATTENDEES);
  guint n = 0;

  for (guint i = 0; i < vevent->properties->len; i++)
    {
      const TwIcalProperty *property = g_ptr_array_index (vevent->properties, i);
      TwValue link;

      if (g_str_equal (property->name, "ORGANIZER") && find_address (context, property, &link) && user != NULL && link.tag == user->number)
        tw_event_set (meeting, "organizer", link, NULL);
      else if (g_str_equal (property->name, "ATTENDEE") && n < MAX_ATTENDEES && find_address (context, property, &link)
               && !has_link (links, n, &link))
        links[n++] = link;
    }
  tw_event_set (meeting, "attendees", n > 0 ? tw_value_list (links, n) : (TwValue) TW_VALUE_INIT, NULL);
}

/* --- Reminders --- */

static void
read_reminders (const TwIcalComponent *vevent, TwRecord *meeting)
{
  TwValue minutes[MAX_REMINDERS];
  guint n = 0;

  for (guint i = 0; i < vevent->children->len && n < MAX_REMINDERS; i++)
    {
      const TwIcalComponent *alarm = g_ptr_array_index (vevent->children, i);
      const TwIcalProperty *trigger = g_str_equal (alarm->name, "VALARM") ? tw_ical_find (alarm, "TRIGGER") : NULL;
      g_autofree char *related = trigger != NULL ? tw_ical_dup_param (trigger, "RELATED") : NULL, *text = NULL;
      struct icaldurationtype before;
      gint64 seconds;

      if (trigger == NULL || (related != NULL && g_ascii_strcasecmp (related, "START") != 0)
          || strchr (trigger->value, 'P') == NULL)
        continue;
      before = icaldurationtype_from_string (trigger->value);
      seconds = ((gint64) before.weeks * 7 + before.days) * 86400 + (gint64) before.hours * 3600 + (gint64) before.minutes * 60 + before.seconds;
      if (icaldurationtype_is_bad_duration (before) || (!before.is_neg && seconds > 0) || seconds > 366 * 86400)
        continue;
      text = g_strdup_printf ("%d", (int) (seconds / 60));
      minutes[n++] = tw_value_text (text);
    }
  tw_event_set (meeting, "reminder_minutes", n > 0 ? tw_value_list (minutes, n) : (TwValue) TW_VALUE_INIT, NULL);
  for (guint i = 0; i < n; i++)
    tw_value_clear (&minutes[i]);
}

/**
 * tw_event_read:
 * @context: the context
 * @vevent: an event of a file
 * @meeting: gets what it says
 * @error: %TW_EXCHANGE_ERROR_VALUE with the line
 *
 * Its series and its text as it came are set by the caller.
 *
 * Returns: %FALSE when it cannot be a meeting
 */
gboolean
tw_event_read (TwEventContext *context, const TwIcalComponent *vevent, TwRecord *meeting, GError **error)
{
  const TwIcalProperty *property = tw_ical_find (vevent, "DTSTART");
  const char *status = tw_ical_find_value (vevent, "STATUS"), *transparent = tw_ical_find_value (vevent, "TRANSP");
  TwEventTime start;
  gboolean good;

  if (property == NULL)
    return tw_event_fail (error, vevent->line, _("The event does not say when it starts."));
  if (!tw_event_read_time (context, property, &start, error))
    return FALSE;
  good = set_times (context, vevent, &start, meeting, error) && read_recurrence (context, vevent, &start, meeting, error);
  g_free (start.zone);
  if (!good)
    return FALSE;
  read_title (vevent, meeting);
  read_text (vevent, "LOCATION", meeting, "location");
  read_text (vevent, "DESCRIPTION", meeting, "agenda");
  read_link (vevent, meeting);
  read_people (context, vevent, meeting);
  read_reminders (vevent, meeting);
  tw_event_set (meeting, "status",
                tw_value_enum (status != NULL && g_ascii_strcasecmp (status, "CANCELLED") == 0 ? "cancelled" : "scheduled"), NULL);
  tw_event_set (meeting, "shown_free",
                tw_value_boolean (transparent != NULL && g_ascii_strcasecmp (transparent, "TRANSPARENT") == 0), NULL);
  tw_event_set_text (meeting, "external_calendar_id", tw_ical_find_value (vevent, "UID"));
  return TRUE;
}
