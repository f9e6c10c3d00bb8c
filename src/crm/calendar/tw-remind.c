/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-remind.h"

#include <stdlib.h>

#define MINUTE       (G_GINT64_CONSTANT (60) * G_USEC_PER_SEC)
#define BEFORE       15                                /* minutes before a meeting, unless it says another time */
#define BEFORE_CALL  5
#define MAX_BEFORE   1440
#define MAX_MINUTES  10                                /* times that one asks for */
#define OVER         (60 * MINUTE)

static void
reminder_free (gpointer data)
{
  TwReminder *reminder = data;

  tw_occurrence_free (reminder->occurrence);
  g_free (reminder);
}

/**
 * tw_remind_is_due:
 * @start: start of what is reminded of
 * @end: its end
 * @minutes: how long before it
 * @now: the present instant
 *
 * One that was missed, because the computer slept, is told later, as long as it says anything.
 *
 * Returns: whether it is time to tell
 */
gboolean
tw_remind_is_due (TwInstant start, TwInstant end, int minutes, TwInstant now)
{
  TwInstant at = start - minutes * MINUTE;

  return at <= now && at > now - TW_USEC_PER_DAY && end > now - OVER;
}

static void
add (GPtrArray *due, const TwOccurrence *occurrence, int minutes, gboolean first, TwInstant now)
{
  TwReminder *reminder;

  if (!tw_remind_is_due (occurrence->start, occurrence->end, minutes, now))
    return;
  reminder = g_new0 (TwReminder, 1);
  reminder->occurrence = tw_occurrence_copy (occurrence);
  reminder->minutes = minutes;
  reminder->first = first;
  g_ptr_array_add (due, reminder);
}

static int
compare_minutes (gconstpointer a, gconstpointer b)
{
  return *(const int *) b - *(const int *) a;
}

/* Longest first, each once; how many. */
static guint
read_minutes (TwStore *store, TwSchema *schema, const TwOccurrence *occurrence, int minutes[MAX_MINUTES])
{
  const TwEntity *entity = tw_schema_get_entity_by_number (schema, occurrence->entity);
  const TwField *field = entity != NULL ? tw_entity_get_field (entity, "reminder_minutes") : NULL;
  g_autoptr(TwRecord) record = field != NULL ? tw_store_get (store, entity, &occurrence->id, NULL) : NULL;
  const TwValue *list = record != NULL ? tw_record_get (record, field) : NULL;
  guint n = 0, kept = 0;

  for (guint i = 0; list != NULL && list->type == TW_TYPE_LIST && i < list->list->n_values && n < MAX_MINUTES; i++)
    if (list->list->values[i].type == TW_TYPE_TEXT)
      minutes[n++] = CLAMP (atoi (list->list->values[i].text), 0, MAX_BEFORE);
  /* Nobody is woken up for a day that he was not asked to be reminded of. */
  if (n == 0 && !occurrence->all_day)
    minutes[n++] = occurrence->kind == TW_CALENDAR_CALL ? BEFORE_CALL : BEFORE;
  qsort (minutes, n, sizeof *minutes, compare_minutes);
  for (guint i = 0; i < n; i++)
    if (i == 0 || minutes[i] != minutes[i - 1])
      minutes[kept++] = minutes[i];
  return kept;
}

/**
 * tw_remind_read:
 * @store: a store
 * @users: (nullable) (element-type TwId): whose; %NULL: everybody's
 * @now: the present instant
 * @error: of the store
 *
 * Returns: (transfer full) (element-type TwReminder) (nullable): what is due, in order of its start; %NULL with @error
 */
GPtrArray *
tw_remind_read (TwStore *store, GArray *users, TwInstant now, GError **error)
{
  TwExprContext *context = tw_store_dup_context (store);
  g_autoptr(TwSchema) schema = tw_store_ref_schema (store);
  g_autoptr(GPtrArray) due = g_ptr_array_new_with_free_func (reminder_free);
  TwCalendarQuery query = { now - TW_USEC_PER_DAY, now + (MAX_BEFORE + 1) * MINUTE, context->zone, TW_CALENDAR_MEETING | TW_CALENDAR_CALL, users };
  g_autoptr(GPtrArray) found = tw_calendar_read (store, &query, NULL, error);

  tw_store_context_free (context);
  if (found == NULL)
    return NULL;
  for (guint i = 0; i < found->len; i++)
    {
      const TwOccurrence *one = g_ptr_array_index (found, i);
      int minutes[MAX_MINUTES];
      guint n = one->done || one->cancelled ? 0 : read_minutes (store, schema, one, minutes);

      for (guint m = 0; m < n; m++)
        add (due, one, minutes[m], m == 0, now);
    }
  return g_steal_pointer (&due);
}
