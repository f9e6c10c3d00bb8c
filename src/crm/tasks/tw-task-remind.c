/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-task-remind.h"

#define MORNING (9 * 3600)                             /* seconds of the day at which a task without a time counts as due */

/**
 * tw_task_reminder_at:
 * @due_date: the day on which a task is due, or null
 * @due_time: the time of that day, or null
 * @before: how long before it is to be told of, or null
 * @zone: the workspace's zone
 * @at: (out): the moment
 *
 * A task without a time counts as due at nine in the morning, so that "a day before" is a morning, too.
 *
 * Returns: whether there is such a moment
 */
gboolean
tw_task_reminder_at (const TwValue *due_date,
                     const TwValue *due_time,
                     const TwValue *before,
                     GTimeZone     *zone,
                     TwInstant     *at)
{
  if (due_date->type != TW_TYPE_DATE || before->type != TW_TYPE_DURATION || before->i < 0)
    return FALSE;
  *at = tw_instant_from_local ((TwDate) due_date->i, due_time->type == TW_TYPE_TIME ? (int) due_time->i : MORNING, zone)
        - before->i * G_USEC_PER_SEC;
  return TRUE;
}

/**
 * tw_task_remind_rule:
 * @one: a record of a commit
 *
 * Works the reminder of a task out anew when what it follows from was changed. A moment that the same edit names stays: so a reminder
 * that is put off is put off.
 */
void
tw_task_remind_rule (TwRuleCase *one)
{
  const TwEntity *entity = tw_rule_case_get_entity (one);
  const TwField *before = tw_entity_get_field (entity, "remind_before"), *reminder = tw_entity_get_field (entity, "reminder_at");
  const TwField *date = tw_entity_get_field (entity, "due_date"), *time = tw_entity_get_field (entity, "due_time");
  g_auto(TwValue) value = TW_VALUE_INIT;
  gboolean asked;
  TwInstant at;

  if (before == NULL || reminder == NULL || date == NULL || time == NULL || tw_rule_case_is_given (one, reminder))
    return;
  asked = !tw_value_is_null (tw_rule_case_get (one, before));
  if (!tw_rule_case_is_changed (one, before)
      && !(asked && (tw_rule_case_is_changed (one, date) || tw_rule_case_is_changed (one, time))))
    return;
  if (tw_task_reminder_at (tw_rule_case_get (one, date), tw_rule_case_get (one, time), tw_rule_case_get (one, before),
                           tw_rule_case_get_zone (one, NULL), &at))
    value = tw_value_datetime (at);
  tw_rule_case_set (one, reminder, &value);
}
