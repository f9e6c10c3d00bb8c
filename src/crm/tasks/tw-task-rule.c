/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-task-finish.h"
#include "tw-task-remind.h"
#include "tw-task-rule.h"

#define MAX_TRIES 20                                   /* ids of next tasks that were all deleted for good */

static gboolean
means_closed (const TwField *state, const TwValue *value)
{
  const TwChoice *choice = value->type == TW_TYPE_ENUM ? tw_field_get_choice (state, value->text) : NULL;

  return choice && choice->closed;
}

/* --- Waiting --- */

static gboolean
check_blockers (TwRuleCase *one, const TwField *state, GError **error)
{
  const TwField *field = tw_entity_get_field (tw_rule_case_get_entity (one), "blocked_by");
  const TwValue *links = field && field->type == TW_TYPE_LIST ? tw_rule_case_get (one, field) : NULL;

  for (guint i = 0; links && links->type == TW_TYPE_LIST && i < links->list->n_values; i++)
    {
      g_autoptr(TwRecord) other = NULL, own = NULL;
      g_autofree char *mine = NULL, *its = NULL;

      if (links->list->values[i].type != TW_TYPE_LINK
          || tw_rule_case_find (one, tw_rule_case_get_entity (one), &links->list->values[i].id, &other) != TW_RULE_LIVE
          || means_closed (state, tw_record_get (other, state)))
        continue;
      own = tw_rule_case_dup_record (one);
      mine = tw_record_dup_title (own);
      its = tw_record_dup_title (other);
      /* Translators: both are titles of tasks. */
      g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID, _("“%1$s” waits for “%2$s”. Finish that first."), mine, its);
      return FALSE;
    }
  return TRUE;
}

/* --- Repetition --- */

/* Everything that people entered, for another day; what was said about this time is left behind. */
static TwRecord *
make_next (TwRuleCase *one, TwRecord *task, const TwField *state, TwDate next)
{
  static const char *const left[] = { "reminder_at", "blocked_by", NULL };
  const TwEntity *entity = tw_record_get_entity (task);
  const TwField *due = tw_entity_get_field (entity, "due_date"), *reminder = tw_entity_get_field (entity, "reminder_at");
  const TwField *before = tw_entity_get_field (entity, "remind_before"), *time = tw_entity_get_field (entity, "due_time");
  TwRecord *copy = tw_record_new (entity);
  g_auto(TwValue) date = tw_value_date (next);
  TwInstant at;

  for (guint i = 0; i < entity->n_fields; i++)
    {
      const TwField *field = entity->fields[i];
      const TwValue *value = tw_record_get (task, field);

      if (field->number >= TW_FIELD_FIRST_OWN && !field->formula && !field->retired && !field->read_only && !tw_value_is_null (value)
          && field != state && !g_strv_contains (left, field->key))
        tw_record_set (copy, field, value, NULL);
    }
  if (due && reminder && tw_record_get (task, due)->type == TW_TYPE_DATE && tw_record_get (task, reminder)->type == TW_TYPE_DATETIME)
    {
      gint64 days = next - (TwDate) tw_record_get (task, due)->i;
      g_auto(TwValue) moved = tw_value_datetime (tw_record_get (task, reminder)->i + days * TW_USEC_PER_DAY);

      tw_record_set (copy, reminder, &moved, NULL);
    }
  if (due)
    tw_record_set (copy, due, &date, NULL);
  /* A reminder that was put off comes in time again. */
  if (due && reminder && before && time
      && tw_task_reminder_at (&date, tw_record_get (task, time), tw_record_get (task, before), tw_rule_case_get_zone (one, NULL), &at))
    {
      g_auto(TwValue) again = tw_value_datetime (at);

      tw_record_set (copy, reminder, &again, NULL);
    }
  return copy;
}

/* A task has one next task, whoever finishes it where and how often: its id follows from that of the task. One that was deleted
 * for good cannot come again, and the id after it is taken. */
static TwRuleFound
find_next (TwRuleCase *one, TwId *id)
{
  char text[TW_ID_TEXT_LENGTH + 1];

  tw_id_print (tw_rule_case_get_id (one), text);
  for (guint i = 0; i < MAX_TRIES; i++)
    {
      g_autofree char *words = g_strdup_printf ("next/%s/%u", text, i);

      *id = tw_id_from_words (words);
      if (!tw_rule_case_is_gone (one, id))
        return tw_rule_case_find (one, tw_rule_case_get_entity (one), id, NULL);
    }
  *id = tw_id_new ();
  return TW_RULE_NONE;
}

static gboolean
repeat (TwRuleCase *one, const TwField *state, GError **error)
{
  g_autoptr(TwRecord) task = tw_rule_case_dup_record (one);
  g_autoptr(TwRecord) following = NULL;
  g_autoptr(GError) local = NULL;
  TwDate next;
  TwId id;

  if (!tw_task_next_date (task, tw_rule_case_get_today (one), &next, &local))
    {
      if (!local)
        return TRUE;
      g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID, local->message);
      return FALSE;
    }
  if (find_next (one, &id) == TW_RULE_LIVE)
    return TRUE;
  following = make_next (one, task, state, next);
  tw_record_set_id (following, &id);
  return tw_rule_case_add (one, following, error);
}

/* --- Who does it --- */

/* A person who is given a task by another finds it as an assignment, which he can accept or decline; and who had it before stays
 * visible. Edits that bring assignments of their own, with a note, are left alone. */
static gboolean
keep_assignment (TwRuleCase *one, GError **error)
{
  const TwEntity *entity = tw_rule_case_get_entity (one), *kind = NULL;
  const TwField *owner = entity->owner_field, *task = NULL, *user = NULL;
  const TwValue *value = owner ? tw_rule_case_get (one, owner) : NULL;
  g_autoptr(TwRecord) assignment = NULL;
  g_auto(TwValue) link = TW_VALUE_INIT;

  if (!value || value->type != TW_TYPE_LINK || !tw_rule_case_is_changed (one, owner) || tw_rule_case_get_origin (one) == TW_ORIGIN_IMPORT
      || (tw_rule_case_is_new (one) && tw_id_equal (&value->id, tw_rule_case_get_user (one))))
    return TRUE;
  kind = tw_schema_get_entity ((TwSchema *) entity->schema, "task_assignment");
  task = kind ? tw_entity_get_field (kind, "task") : NULL;
  user = kind ? tw_entity_get_field (kind, "user") : NULL;
  if (!task || !user || tw_field_get_target (task) != entity || tw_field_get_target (user) != tw_field_get_target (owner)
      || tw_rule_case_is_linked_by_new (one, task))
    return TRUE;
  assignment = tw_record_new (kind);
  link = tw_value_link (entity->number, tw_rule_case_get_id (one));
  return tw_record_set (assignment, task, &link, error) && tw_record_set (assignment, user, value, error)
         && tw_rule_case_add (one, assignment, error);
}

/**
 * tw_task_rule:
 * @one: a record of a commit
 * @error: %TW_STORE_ERROR_INVALID when it waits for another, or its repetition cannot be read
 *
 * For tw_store_add_rule(). A record that comes into being done, as from another program's list, waits for nothing and repeats nothing.
 *
 * Returns: %FALSE when it cannot be done
 */
gboolean
tw_task_rule (TwRuleCase *one, GError **error)
{
  const TwField *state = tw_rule_case_is_new (one) ? NULL : tw_task_get_state (tw_rule_case_get_entity (one), NULL);

  if (!keep_assignment (one, error))
    return FALSE;
  tw_task_remind_rule (one);
  if (!state || !tw_rule_case_is_changed (one, state) || !means_closed (state, tw_rule_case_get (one, state))
      || means_closed (state, tw_rule_case_get_before (one, state)))
    return TRUE;
  return check_blockers (one, state, error) && repeat (one, state, error);
}
