/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tasks of calendar files. */
#include "config.h"

#include "tw-event.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "tw-recur.h"

static const char *const due_keys[] = { "due_date", "due_time", NULL };
static const char *const repeat_keys[] = { "recurring", "recurrence_rule", NULL };
static const char *const state_keys[] = { "status", NULL };
static const char *const title_keys[] = { "title", NULL };
static const char *const text_keys[] = { "description", NULL };
static const char *const priority_keys[] = { "priority", NULL };

/* --- Reading --- */

static gboolean
read_due (TwEventContext *context, const TwIcalComponent *vtodo, TwRecord *task, GError **error)
{
  const TwIcalProperty *property = tw_ical_find (vtodo, "DUE");
  TwEventTime time;
  TwWall wall;

  if (property == NULL)
    property = tw_ical_find (vtodo, "DTSTART");
  if (property == NULL)
    return TRUE;
  if (!tw_event_read_time (context, property, &time, error))
    return FALSE;
  g_free (time.zone);
  wall = time.is_date || time.is_floating ? time.wall : tw_wall_from_instant (time.instant, context->zone);
  return tw_event_set (task, "due_date", tw_value_date (tw_wall_get_date (wall)), error)
         && (time.is_date || tw_event_set (task, "due_time", tw_value_time (tw_wall_get_seconds (wall)), error));
}

static void
read_state (const TwIcalComponent *vtodo, TwRecord *task)
{
  const char *status = tw_ical_find_value (vtodo, "STATUS"), *priority = tw_ical_find_value (vtodo, "PRIORITY");
  int n = priority != NULL ? (int) g_ascii_strtoll (priority, NULL, 10) : 0;
  gboolean done = tw_ical_find (vtodo, "COMPLETED") != NULL || (status != NULL && g_ascii_strcasecmp (status, "COMPLETED") == 0)
                  || (status != NULL && g_ascii_strcasecmp (status, "CANCELLED") == 0);

  tw_event_set (task, "status", tw_value_enum (done ? "completed" : status != NULL && g_ascii_strcasecmp (status, "IN-PROCESS") == 0
                                               ? "in_progress" : "pending"), NULL);
  tw_event_set (task, "priority", tw_value_enum (n == 1 ? "urgent" : n >= 2 && n <= 4 ? "high" : n >= 6 ? "low" : "medium"), NULL);
}

/* A task repeats by one rule without a count, see tw-task-finish.h; others are kept in the text that came. */
static void
read_repetition (const TwIcalComponent *vtodo, TwRecord *task)
{
  const char *rule = tw_ical_find_value (vtodo, "RRULE");
  g_autoptr(TwRrule) parsed = NULL;

  if (rule == NULL || strstr (rule, "COUNT=") != NULL || strlen (rule) > 500)
    return;
  parsed = tw_rrule_parse (rule, 0, NULL, NULL);
  if (parsed == NULL || strstr (rule, "HOURLY") != NULL || strstr (rule, "MINUTELY") != NULL || strstr (rule, "SECONDLY") != NULL)
    return;
  tw_event_set (task, "recurring", tw_value_boolean (TRUE), NULL);
  tw_event_set (task, "recurrence_rule", tw_value_text (rule), NULL);
}

/**
 * tw_todo_read:
 * @context: the context
 * @vtodo: a task of a file
 * @task: gets what it says
 * @error: %TW_EXCHANGE_ERROR_VALUE with the line
 *
 * Returns: %FALSE when it cannot be a task
 */
gboolean
tw_todo_read (TwEventContext *context, const TwIcalComponent *vtodo, TwRecord *task, GError **error)
{
  const char *summary = tw_ical_find_value (vtodo, "SUMMARY"), *description = tw_ical_find_value (vtodo, "DESCRIPTION");
  g_autofree char *title = summary != NULL ? tw_ical_unescape (summary) : NULL;
  g_autofree char *text = description != NULL ? tw_ical_unescape (description) : NULL;

  if (!read_due (context, vtodo, task, error))
    return FALSE;
  if (title != NULL)
    g_strstrip (g_strdelimit (title, "\n", ' '));
  tw_event_set_text (task, "title", title != NULL && *title != '\0' ? title : _("Without a name"));
  tw_event_set_text (task, "description", text);
  read_state (vtodo, task);
  read_repetition (vtodo, task);
  tw_event_set_text (task, "external_calendar_id", tw_ical_find_value (vtodo, "UID"));
  return TRUE;
}

/* --- Writing --- */

static void
write_due (TwEventContext *context, TwRecord *task, TwIcalComponent *vtodo)
{
  const TwValue *day = tw_event_get (task, "due_date"), *time = tw_event_get (task, "due_time");
  g_autofree char *utc = NULL;
  char text[TW_WALL_ROOM];

  if (day->type != TW_TYPE_DATE)
    {
      tw_ical_remove (vtodo, "DUE");
      return;
    }
  if (time->type != TW_TYPE_TIME)
    {
      tw_wall_print (tw_wall_make ((TwDate) day->i, 0), TRUE, text);
      tw_ical_set (vtodo, "DUE", ";VALUE=DATE", text);
      return;
    }
  tw_wall_print (tw_wall_to_instant (tw_wall_make ((TwDate) day->i, (int) time->i), context->zone) / G_USEC_PER_SEC, FALSE, text);
  utc = g_strconcat (text, "Z", NULL);
  tw_ical_set (vtodo, "DUE", NULL, utc);
}

static void
write_state (TwRecord *task, TwIcalComponent *vtodo)
{
  const char *status = tw_event_get_text (task, "status");
  const TwValue *at = tw_event_get (task, "completed_at");
  gboolean done = g_strcmp0 (status, "completed") == 0;
  g_autofree char *utc = NULL;
  char text[TW_WALL_ROOM];

  tw_ical_set (vtodo, "STATUS", NULL, done ? "COMPLETED" : g_strcmp0 (status, "in_progress") == 0 ? "IN-PROCESS" : "NEEDS-ACTION");
  tw_ical_remove (vtodo, "COMPLETED");
  if (!done || at->type != TW_TYPE_DATETIME)
    return;
  tw_wall_print (at->i / G_USEC_PER_SEC, FALSE, text);
  utc = g_strconcat (text, "Z", NULL);
  tw_ical_add (vtodo, "COMPLETED", NULL, utc);
}

static void
write_priority (TwRecord *task, TwIcalComponent *vtodo)
{
  const char *priority = tw_event_get_text (task, "priority");

  tw_ical_set (vtodo, "PRIORITY", NULL, g_strcmp0 (priority, "urgent") == 0 ? "1" : g_strcmp0 (priority, "high") == 0 ? "3"
               : g_strcmp0 (priority, "low") == 0 ? "9" : "5");
}

static gboolean
differs (TwRecord *was, TwRecord *task, const char *const *keys, gboolean *changed)
{
  gboolean other = was == NULL || tw_event_differs (was, task, keys);

  *changed |= other;
  return other;
}

/**
 * tw_todo_write:
 * @context: the context
 * @task: a task
 * @vtodo: what it came as, or an empty VTODO
 * @is_new: whether it is an empty one
 */
void
tw_todo_write (TwEventContext *context, TwRecord *task, TwIcalComponent *vtodo, gboolean is_new)
{
  g_autoptr(TwRecord) was = is_new ? NULL : tw_record_new (tw_record_get_entity (task));
  const char *uid = tw_event_get_text (task, "external_calendar_id");
  gboolean changed = FALSE;
  char id[TW_ID_TEXT_LENGTH + 1];

  if (was != NULL && !tw_todo_read (context, vtodo, was, NULL))
    g_clear_object (&was);
  if (is_new && tw_ical_find (vtodo, "UID") == NULL)
    tw_ical_add (vtodo, "UID", NULL, uid != NULL ? uid : tw_id_print (tw_record_get_id (task), id));
  if (differs (was, task, title_keys, &changed))
    tw_event_write_text (vtodo, "SUMMARY", task, "title");
  if (differs (was, task, text_keys, &changed))
    tw_event_write_text (vtodo, "DESCRIPTION", task, "description");
  if (differs (was, task, due_keys, &changed))
    write_due (context, task, vtodo);
  if (differs (was, task, state_keys, &changed))
    write_state (task, vtodo);
  if (differs (was, task, priority_keys, &changed))
    write_priority (task, vtodo);
  if (differs (was, task, repeat_keys, &changed))
    tw_ical_set (vtodo, "RRULE", NULL, tw_event_get_text (task, "recurrence_rule"));
  if (is_new || changed)
    tw_event_write_stamp (vtodo, task, is_new);
}
