/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <libical/ical.h>

#include "tw-task-finish.h"

#define MAX_STEPS 10000                                /* occurrences looked at before a rule is given up */

G_DEFINE_QUARK (tw-task-error-quark, tw_task_error)

/* Null where the kind of record has no such field: it does not repeat then, or waits for nothing. */
static const TwValue *
get (TwRecord *task, const char *key)
{
  static const TwValue null = TW_VALUE_INIT;
  const TwField *field = tw_entity_get_field (tw_record_get_entity (task), key);

  return field ? tw_record_get (task, field) : &null;
}

/**
 * tw_task_get_state:
 * @entity: a kind of record
 * @done: (out) (optional): the choice that means done
 *
 * Returns: (nullable): the field
 */
const TwField *
tw_task_get_state (const TwEntity *entity, const TwChoice **done)
{
  const TwField *field = entity->board_field;

  if (!field || field->kind != TW_KIND_ENUM || field->formula || field->derive || field->read_only)
    return NULL;
  for (guint i = 0; field->choices && field->choices[i]; i++)
    if (field->choices[i]->closed && !field->choices[i]->retired)
      {
        if (done)
          *done = field->choices[i];
        return field;
      }
  return NULL;
}

/* --- Repetition --- */

/* The rule as RFC 5545 has it: the task's own, or made of pattern and interval. A task of the 31st is in a shorter month due on its last
 * day. (nullable): it does not repeat */
static char *
dup_rule (TwRecord *task, TwDate due)
{
  const TwValue *own = get (task, "recurrence_rule"), *pattern = get (task, "recurrence_pattern");
  const TwValue *interval = get (task, "recurrence_interval");
  gint64 n = interval->type == TW_TYPE_INTEGER ? interval->i : 1;
  g_autoptr(GString) days = NULL;
  int year, month, day;

  if (own->type == TW_TYPE_TEXT && *own->text != '\0')
    return g_strdup (own->text);
  if (pattern->type != TW_TYPE_ENUM)
    return NULL;
  if (g_str_equal (pattern->text, "daily") || g_str_equal (pattern->text, "weekly"))
    return g_strdup_printf ("FREQ=%s;INTERVAL=%d", g_str_equal (pattern->text, "daily") ? "DAILY" : "WEEKLY", (int) n);
  tw_date_to_ymd (due, &year, &month, &day);
  if (day <= 28)
    return g_strdup_printf ("FREQ=MONTHLY;INTERVAL=%d;BYMONTHDAY=%d", (int) n, day);
  days = g_string_new ("28");
  for (int i = 29; i <= day; i++)
    g_string_append_printf (days, ",%d", i);
  return g_strdup_printf ("FREQ=MONTHLY;INTERVAL=%d;BYMONTHDAY=%s;BYSETPOS=-1", (int) n, days->str);
}

static gboolean
fail_rule (TwRecord *task, GError **error)
{
  g_autofree char *title = tw_record_dup_title (task);

  g_set_error (error, TW_TASK_ERROR, TW_TASK_ERROR_RULE,
               _("How “%s” repeats cannot be read. Correct its rule, such as FREQ=WEEKLY;BYDAY=MO, or empty it."), title);
  return FALSE;
}

/* The first occurrence after a day and not before another. Each occurrence is a task of its own, so a count of them has no meaning. */
static gboolean
iterate (struct icalrecurrencetype rule, TwDate due, TwDate earliest, TwDate *next)
{
  int year, month, day;
  /* Not icaltime_null_date(), whose hour is before midnight and keeps a daily rule on the same day. */
  struct icaltimetype start = { .is_date = 1 }, at;
  icalrecur_iterator *iterator = NULL;
  gboolean found = FALSE;

  tw_date_to_ymd (due, &year, &month, &day);
  start.year = year;
  start.month = month;
  start.day = day;
  iterator = icalrecur_iterator_new (rule, start);
  for (guint i = 0; iterator != NULL && i < MAX_STEPS && !found; i++)
    {
      at = icalrecur_iterator_next (iterator);
      if (icaltime_is_null_time (at) || !tw_date_from_ymd (at.year, at.month, at.day, next))
        break;
      found = *next > due && *next >= earliest;
    }
  if (iterator != NULL)
    icalrecur_iterator_free (iterator);
  return found;
}

/**
 * tw_task_next_date:
 * @task: a task
 * @today: the day on which it is done
 * @next: (out): when it is due the next time
 * @error: TW_TASK_ERROR_RULE
 *
 * Returns: whether there is a next time
 */
gboolean
tw_task_next_date (TwRecord *task, TwDate today, TwDate *next, GError **error)
{
  const TwValue *recurring = get (task, "recurring"), *due = get (task, "due_date"), *end = get (task, "recurrence_end");
  TwDate from = due->type == TW_TYPE_DATE ? (TwDate) due->i : today;
  g_autofree char *text = NULL;
  struct icalrecurrencetype rule;

  if (recurring->type != TW_TYPE_BOOLEAN || !recurring->i)
    return FALSE;
  text = dup_rule (task, from);
  if (text == NULL)
    return FALSE;
  rule = icalrecurrencetype_from_string (text);
  if (rule.freq < ICAL_DAILY_RECURRENCE || rule.freq > ICAL_YEARLY_RECURRENCE || rule.count != 0)
    return fail_rule (task, error);
  return iterate (rule, from, today, next) && (end->type != TW_TYPE_DATE || *next <= (TwDate) end->i);
}

/* --- Doing --- */

static gboolean
is_closed (TwRecord *task)
{
  const TwField *state = tw_task_get_state (tw_record_get_entity (task), NULL);
  const TwValue *value = state ? tw_record_get (task, state) : NULL;
  const TwChoice *choice = value && value->type == TW_TYPE_ENUM ? tw_field_get_choice (state, value->text) : NULL;

  return choice && choice->closed;
}

static char *
dup_title (GPtrArray *tasks)
{
  g_autofree char *one = NULL;

  if (tasks->len != 1)
    /* Translators: names a change. */
    return g_strdup_printf (ngettext ("Finish %u task", "Finish %u tasks", tasks->len), tasks->len);
  one = tw_record_dup_title (g_ptr_array_index (tasks, 0));
  /* Translators: names a change; %s is the name of a task or a meeting. */
  return g_strdup_printf (_("Done: “%s”"), one);
}

/**
 * tw_task_finish:
 * @store: a store
 * @entity: a kind of record that tw_task_get_state() knows
 * @ids: (element-type TwId): records of it; those that are done already are left alone
 * @error: of the store
 *
 * What follows from it — the next one of what repeats, waiting for others — is a rule of every edit (tw-task-rule.h) and shows when the
 * edit is committed.
 *
 * Returns: (transfer full) (nullable): the edit, to be committed
 */
TwEdit *
tw_task_finish (TwStore *store, const TwEntity *entity, GArray *ids, GError **error)
{
  g_autoptr(GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *title = NULL;
  g_autoptr(TwEdit) edit = NULL;
  const TwChoice *done = NULL;
  const TwField *state = tw_task_get_state (entity, &done);

  g_return_val_if_fail (state != NULL, NULL);
  for (guint i = 0; i < ids->len; i++)
    {
      TwRecord *task = tw_store_get (store, entity, &g_array_index (ids, TwId, i), error);

      if (!task)
        return NULL;
      if (is_closed (task))
        g_object_unref (task);
      else
        g_ptr_array_add (tasks, task);
    }
  title = dup_title (tasks);
  edit = tw_edit_new (store, TW_ORIGIN_PERSON, title);
  for (guint i = 0; i < tasks->len; i++)
    {
      if (!tw_record_set_text (g_ptr_array_index (tasks, i), state->key, done->key, error))
        return NULL;
      tw_edit_save (edit, g_ptr_array_index (tasks, i));
    }
  return g_steal_pointer (&edit);
}
