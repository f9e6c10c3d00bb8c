/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A meeting into the event that it came as: only what was changed since is written. */
#include "config.h"

#include "tw-event.h"

#include <string.h>

#include "tw-series.h"

static const char *const time_keys[] = { "starts_at", "ends_at", "all_day", "floating", "timezone", "wall_start", NULL };
static const char *const rule_keys[] = { "recurrence", NULL };
static const char *const reminder_keys[] = { "reminder_minutes", NULL };

static const struct { const char *name, *key; } texts[] = {
  { "SUMMARY", "title" },
  { "LOCATION", "location" },
  { "DESCRIPTION", "agenda" },
};

typedef struct
{
  TwEventContext  *context;
  TwRecord        *meeting, *was;                      /* was: (nullable): as it came */
  TwIcalComponent *vevent;
  GTimeZone       *zone;                               /* (owned) of its clock */
  const char      *zone_name;                          /* nullable: an instant */
  gboolean         all_day, floating;
  gboolean         changed;
} Writing;

static gboolean
is_true (TwRecord *record, const char *key)
{
  const TwValue *value = tw_event_get (record, key);

  return value->type == TW_TYPE_BOOLEAN && value->i;
}

static gboolean
differs (Writing *writing, const char *const *keys)
{
  gboolean other = writing->was == NULL || tw_event_differs (writing->was, writing->meeting, keys);

  writing->changed |= other;
  return other;
}

static gboolean
text_differs (Writing *writing, const char *key)
{
  const char *const keys[] = { key, NULL };

  return differs (writing, keys);
}

/* --- Times --- */

/* (transfer full): the value of a time on the clock; params: (out) (transfer full): what stands before it */
static char *
print_wall (Writing *writing, TwWall wall, char **params)
{
  char text[TW_WALL_ROOM];

  *params = g_strdup ("");
  if (writing->all_day || writing->floating)
    {
      g_free (*params);
      *params = g_strdup (writing->all_day ? ";VALUE=DATE" : "");
      tw_wall_print (wall, writing->all_day, text);
      return g_strdup (text);
    }
  if (writing->zone_name == NULL || g_str_equal (writing->zone_name, "UTC"))
    {
      tw_wall_print (tw_wall_to_instant (wall, writing->zone) / G_USEC_PER_SEC, FALSE, text);
      return g_strconcat (text, "Z", NULL);
    }
  g_free (*params);
  *params = g_strconcat (";TZID=", writing->zone_name, NULL);
  g_hash_table_add (writing->context->written_zones, g_strdup (writing->zone_name));
  tw_wall_print (wall, FALSE, text);
  return g_strdup (text);
}

static TwWall
get_start (Writing *writing)
{
  const char *text = tw_event_get_text (writing->meeting, "wall_start");
  const TwValue *start = tw_event_get (writing->meeting, "starts_at");
  gboolean is_date, is_utc;
  TwWall wall;

  if (text != NULL && tw_wall_parse (text, &wall, &is_date, &is_utc))
    return wall;
  return tw_wall_from_instant (start->type == TW_TYPE_DATETIME ? start->i : 0, writing->zone);
}

static void
write_times (Writing *writing)
{
  const TwValue *start = tw_event_get (writing->meeting, "starts_at"), *end = tw_event_get (writing->meeting, "ends_at");
  TwWall first = get_start (writing), last;
  g_autofree char *params = NULL, *value = NULL, *end_params = NULL, *end_value = NULL;

  if (!differs (writing, time_keys) || start->type != TW_TYPE_DATETIME || end->type != TW_TYPE_DATETIME)
    return;
  last = writing->all_day ? first + tw_series_get_days (end->i - start->i) * TW_WALL_DAY
         : tw_wall_from_instant (tw_wall_to_instant (first, writing->zone) + end->i - start->i, writing->zone);
  value = print_wall (writing, first, &params);
  end_value = print_wall (writing, last, &end_params);
  tw_ical_set (writing->vevent, "DTSTART", params, value);
  tw_ical_set (writing->vevent, "DTEND", end_params, end_value);
  tw_ical_remove (writing->vevent, "DURATION");
}

/* --- Repetition --- */

static gboolean
has_wall (GArray *walls, const char *text, gboolean all_day)
{
  for (guint i = 0; walls != NULL && i < walls->len; i++)
    {
      char printed[TW_WALL_ROOM];

      tw_wall_print (g_array_index (walls, TwWall, i), all_day, printed);
      if (g_str_equal (printed, text))
        return TRUE;
    }
  return FALSE;
}

static gboolean
has_text (const TwValue *list, const char *text)
{
  for (guint i = 0; list->type == TW_TYPE_LIST && i < list->list->n_values; i++)
    if (g_str_equal (list->list->values[i].text, text))
      return TRUE;
  return FALSE;
}

/* Times that are meetings of their own need not be named by EXDATE, but may. */
static gboolean
excluded_differ (Writing *writing, GArray *exceptions)
{
  const TwValue *is = tw_event_get (writing->meeting, "excluded"), *was;

  if (writing->was == NULL)
    return TRUE;
  was = tw_event_get (writing->was, "excluded");
  for (guint i = 0; is->type == TW_TYPE_LIST && i < is->list->n_values; i++)
    if (!has_text (was, is->list->values[i].text) && !has_wall (exceptions, is->list->values[i].text, writing->all_day))
      return TRUE;
  for (guint i = 0; was->type == TW_TYPE_LIST && i < was->list->n_values; i++)
    if (!has_text (is, was->list->values[i].text))
      return TRUE;
  return FALSE;
}

static void
write_excluded (Writing *writing, GArray *exceptions)
{
  const TwValue *list = tw_event_get (writing->meeting, "excluded");

  tw_ical_remove (writing->vevent, "EXDATE");
  for (guint i = 0; list->type == TW_TYPE_LIST && i < list->list->n_values; i++)
    {
      const char *text = list->list->values[i].text;
      g_autofree char *params = NULL, *value = NULL;
      gboolean is_date, is_utc;
      TwWall wall;

      if (has_wall (exceptions, text, writing->all_day) || !tw_wall_parse (text, &wall, &is_date, &is_utc))
        continue;
      if (is_date && !writing->all_day)
        {
          tw_ical_add (writing->vevent, "EXDATE", ";VALUE=DATE", text);
          continue;
        }
      value = print_wall (writing, wall, &params);
      tw_ical_add (writing->vevent, "EXDATE", params, value);
    }
}

static void
write_dates (Writing *writing, const char *line)
{
  g_auto(GStrv) parts = g_strsplit (strchr (line, ':') + 1, ",", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_autofree char *params = NULL, *value = NULL;
      gboolean is_date, is_utc;
      TwWall wall;

      if (!tw_wall_parse (parts[i], &wall, &is_date, &is_utc))
        continue;
      value = print_wall (writing, wall, &params);
      tw_ical_add (writing->vevent, "RDATE", params, value);
    }
}

static void
write_recurrence (Writing *writing, GArray *exceptions)
{
  static const char *const names[] = { "RRULE", "RDATE", "EXRULE" };
  const char *text = tw_event_get_text (writing->meeting, "recurrence");
  g_auto(GStrv) lines = g_strsplit (text != NULL ? text : "", "\n", -1);

  if (excluded_differ (writing, exceptions))
    {
      writing->changed = TRUE;
      write_excluded (writing, exceptions);
    }
  if (!differs (writing, rule_keys))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    tw_ical_remove (writing->vevent, names[i]);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *colon = strchr (lines[i], ':');
      g_autofree char *name = colon != NULL ? g_strndup (lines[i], strcspn (lines[i], ";:")) : NULL;

      if (colon == NULL)
        continue;
      if (g_str_equal (name, "RDATE"))
        write_dates (writing, lines[i]);
      else
        tw_ical_add (writing->vevent, name, NULL, colon + 1);
    }
}

/* Which time of its series this is. */
static void
write_original (Writing *writing)
{
  const TwValue *original = tw_event_get (writing->meeting, "series_start");
  g_autofree char *params = NULL, *value = NULL;

  if (original->type != TW_TYPE_DATETIME || tw_ical_find (writing->vevent, "RECURRENCE-ID") != NULL)
    return;
  value = print_wall (writing, tw_wall_from_instant (original->i, writing->zone), &params);
  tw_ical_add (writing->vevent, "RECURRENCE-ID", params, value);
}

/* --- People --- */

static char *
dup_address (Writing *writing, const TwValue *link, char **params)
{
  const TwEntity *entity = tw_schema_get_entity_by_number (writing->context->schema, link->tag);
  g_autoptr(TwRecord) person = entity != NULL ? tw_store_get (writing->context->store, entity, &link->id, NULL) : NULL;
  const char *email = person != NULL ? tw_event_get_text (person, "email") : NULL;
  g_autofree char *name = person != NULL ? tw_record_dup_title (person) : NULL;

  if (email == NULL)
    return NULL;
  g_strdelimit (name, "\"\n\r", ' ');
  *params = g_strdup_printf (";CN=\"%s\"", name);
  return g_strconcat ("mailto:", email, NULL);
}

static void
write_attendees (Writing *writing)
{
  static const char *const keys[] = { "attendees", NULL };
  const TwValue *list = tw_event_get (writing->meeting, "attendees");
  const TwValue *was = writing->was != NULL ? tw_event_get (writing->was, "attendees") : NULL;

  if (!differs (writing, keys))
    return;
  for (guint i = 0; list->type == TW_TYPE_LIST && i < list->list->n_values; i++)
    {
      const TwValue *link = &list->list->values[i];
      g_autofree char *params = NULL, *value = NULL;
      gboolean there = FALSE;

      for (guint k = 0; was != NULL && was->type == TW_TYPE_LIST && k < was->list->n_values; k++)
        there |= tw_value_equal (link, &was->list->values[k]);
      if (!there && (value = dup_address (writing, link, &params)) != NULL)
        tw_ical_add (writing->vevent, "ATTENDEE", params, value);
    }
}

/* Those who do not take part any more; others that the file names and nobody here knows stay. */
static void
drop_attendees (Writing *writing)
{
  const TwValue *list = tw_event_get (writing->meeting, "attendees");
  const TwValue *was = writing->was != NULL ? tw_event_get (writing->was, "attendees") : NULL;

  for (guint k = 0; was != NULL && was->type == TW_TYPE_LIST && k < was->list->n_values; k++)
    {
      g_autofree char *params = NULL, *value = dup_address (writing, &was->list->values[k], &params);
      gboolean there = FALSE;

      for (guint i = 0; list->type == TW_TYPE_LIST && i < list->list->n_values; i++)
        there |= tw_value_equal (&list->list->values[i], &was->list->values[k]);
      for (guint i = 0; !there && value != NULL && i < writing->vevent->properties->len;)
        {
          TwIcalProperty *property = g_ptr_array_index (writing->vevent->properties, i);

          if (g_str_equal (property->name, "ATTENDEE") && g_ascii_strcasecmp (property->value, value) == 0)
            g_ptr_array_remove_index (writing->vevent->properties, i);
          else
            i++;
        }
    }
}

static void
write_organizer (Writing *writing)
{
  const TwValue *organizer = tw_event_get (writing->meeting, "organizer");
  g_autofree char *params = NULL, *value = NULL;

  /* Who brought the file in stands for organisers that are not known here. */
  if (writing->was != NULL || organizer->type != TW_TYPE_LINK || tw_event_get (writing->meeting, "attendees")->type != TW_TYPE_LIST)
    return;
  value = dup_address (writing, organizer, &params);
  if (value != NULL)
    tw_ical_set (writing->vevent, "ORGANIZER", params, value);
}

/* --- Reminders --- */

static void
write_reminders (Writing *writing)
{
  const TwValue *list = tw_event_get (writing->meeting, "reminder_minutes");

  if (!differs (writing, reminder_keys))
    return;
  for (guint i = 0; i < writing->vevent->children->len;)
    if (g_str_equal (((TwIcalComponent *) g_ptr_array_index (writing->vevent->children, i))->name, "VALARM"))
      g_ptr_array_remove_index (writing->vevent->children, i);
    else
      i++;
  for (guint i = 0; list->type == TW_TYPE_LIST && i < list->list->n_values; i++)
    {
      TwIcalComponent *alarm = tw_ical_component_new ("VALARM");
      g_autofree char *trigger = g_strdup_printf ("-PT%dM", (int) CLAMP (g_ascii_strtoll (list->list->values[i].text, NULL, 10), 0, 527040));

      tw_ical_add (alarm, "ACTION", NULL, "DISPLAY");
      tw_event_write_text (alarm, "DESCRIPTION", writing->meeting, "title");
      tw_ical_add (alarm, "TRIGGER", NULL, trigger);
      g_ptr_array_add (writing->vevent->children, alarm);
    }
}

/* --- All --- */

static void
write_uid (Writing *writing)
{
  const char *uid = tw_event_get_text (writing->meeting, "external_calendar_id");
  const TwValue *series = tw_event_get (writing->meeting, "series");
  char id[TW_ID_TEXT_LENGTH + 1];

  if (tw_ical_find (writing->vevent, "UID") != NULL)
    return;
  /* A file without it is not made to have one. */
  if (writing->was != NULL && uid == NULL)
    return;
  tw_id_print (series->type == TW_TYPE_LINK ? &series->id : tw_record_get_id (writing->meeting), id);
  tw_ical_add (writing->vevent, "UID", NULL, uid != NULL ? uid : id);
}

static void
write_state (Writing *writing)
{
  const char *status = tw_event_get_text (writing->meeting, "status");
  const char *was = writing->was != NULL ? tw_event_get_text (writing->was, "status") : NULL;
  gboolean cancelled = g_strcmp0 (status, "cancelled") == 0;

  if ((writing->was == NULL && cancelled) || (writing->was != NULL && cancelled != (g_strcmp0 (was, "cancelled") == 0)))
    {
      tw_ical_set (writing->vevent, "STATUS", NULL, cancelled ? "CANCELLED" : "CONFIRMED");
      writing->changed = TRUE;
    }
  if (text_differs (writing, "shown_free") && (writing->was != NULL || is_true (writing->meeting, "shown_free")))
    tw_ical_set (writing->vevent, "TRANSP", NULL, is_true (writing->meeting, "shown_free") ? "TRANSPARENT" : "OPAQUE");
  if (text_differs (writing, "meeting_link"))
    tw_ical_set (writing->vevent, "URL", NULL, tw_event_get_text (writing->meeting, "meeting_link"));
}

static TwRecord *
read_was (TwEventContext *context, TwRecord *meeting, const TwIcalComponent *vevent)
{
  TwRecord *was = tw_record_new (tw_record_get_entity (meeting));

  if (!tw_event_read (context, vevent, was, NULL))
    g_clear_object (&was);
  return was;
}

/**
 * tw_event_write:
 * @context: the context
 * @meeting: a meeting
 * @exceptions: (nullable) (element-type TwWall): starts of its times that are meetings of their own
 * @vevent: what it came as, or an empty VEVENT
 * @is_new: whether it is an empty one
 */
void
tw_event_write (TwEventContext *context, TwRecord *meeting, GArray *exceptions, TwIcalComponent *vevent, gboolean is_new)
{
  g_autoptr(TwRecord) was = is_new ? NULL : read_was (context, meeting, vevent);
  Writing writing = { .context = context, .meeting = meeting, .was = was, .vevent = vevent };

  writing.all_day = is_true (meeting, "all_day");
  writing.floating = is_true (meeting, "floating");
  writing.zone_name = writing.floating ? NULL : tw_event_get_text (meeting, "timezone");
  writing.zone = writing.zone_name != NULL ? tw_series_find_zone (writing.zone_name) : NULL;
  if (writing.zone == NULL)
    {
      writing.zone_name = NULL;
      writing.zone = g_time_zone_ref (context->zone);
    }
  write_uid (&writing);
  write_times (&writing);
  write_original (&writing);
  write_recurrence (&writing, exceptions);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (text_differs (&writing, texts[i].key))
      tw_event_write_text (vevent, texts[i].name, meeting, texts[i].key);
  write_state (&writing);
  drop_attendees (&writing);
  write_attendees (&writing);
  write_organizer (&writing);
  write_reminders (&writing);
  if (is_new || writing.changed)
    tw_event_write_stamp (vevent, meeting, is_new);
  g_time_zone_unref (writing.zone);
}
