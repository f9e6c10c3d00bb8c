/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-task-line.h"

#include "tw-task-words.h"

/* The day is that of the entity's date field; a time of its own stands in its first field for times. */
static void
set_time (TwRecord          *record,
          const TwTaskWords *words,
          GTimeZone         *zone)
{
  const TwEntity *entity = tw_record_get_entity (record);
  g_auto(TwValue) day = TW_VALUE_INIT;

  if (words->has_date && entity->date_field->type == TW_TYPE_DATE)
    day = tw_value_date (words->date);
  else if (words->has_date)
    day = tw_value_datetime (tw_instant_from_local (words->date, words->has_time ? words->seconds : 9 * 3600, zone));
  tw_record_set (record, entity->date_field, &day, NULL);
  for (guint i = 0; words->has_time && i < entity->n_fields; i++)
    if (entity->fields[i]->kind == TW_KIND_TIME && !entity->fields[i]->formula && !entity->fields[i]->retired)
      {
        g_auto(TwValue) time = tw_value_time (words->seconds);

        tw_record_set (record, entity->fields[i], &time, NULL);
        return;
      }
}

/**
 * tw_task_line_fill:
 * @record: a new record whose entity has a date
 * @line: what a person typed: "Call Ann tomorrow 10:00 !"
 * @zone: where today is
 * @error: %TW_RECORD_ERROR
 *
 * Takes name, day, time and priority from the line.
 *
 * Returns: %FALSE with @error, or without when nothing is left for the name
 */
gboolean
tw_task_line_fill (TwRecord   *record,
                   const char *line,
                   GTimeZone  *zone,
                   GError    **error)
{
  const TwEntity *entity = NULL;
  g_auto(TwTaskWords) words = { NULL };
  g_auto(TwValue) name = TW_VALUE_INIT;
  TwInstant now = g_get_real_time ();

  g_return_val_if_fail (TW_IS_RECORD (record) && line != NULL, FALSE);
  entity = tw_record_get_entity (record);
  tw_task_words_read (line, tw_instant_get_date (now, zone), tw_instant_get_time_of_day (now, zone), &words);
  if (*words.title == '\0')
    return FALSE;
  name = tw_value_text (words.title);
  if (!tw_record_set (record, entity->name_field, &name, error))
    return FALSE;
  set_time (record, &words, zone);
  if (words.priority > 0 && tw_entity_get_field (entity, "priority") != NULL)
    tw_record_set_text (record, "priority", words.priority > 1 ? "urgent" : "high", NULL);
  return TRUE;
}
