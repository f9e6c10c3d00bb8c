/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-stage-move.h"

#include <glib/gi18n-lib.h>

#include "tw-stage-private.h"
#include "tw-task.h"

#define MAX_OFFERED 60

typedef struct
{
  const TwField *field;
  TwValue        value;
} Answer;

struct _TwStageMove
{
  GObject        parent_instance;

  TwStore       *store;                                /* (owned) */
  const TwField *group;
  TwSchema      *schema;                               /* (owned) that of the group field */
  GArray        *ids;                                  /* (owned) TwId */
  TwValue        value;
  GArray        *answers;                              /* (owned) Answer */

  /* Of the last run; read by others only when it is over. */
  TwStage       *stage;                                /* (owned) (nullable) */
  GPtrArray     *questions;                            /* (owned) TwStageQuestion */
};

G_DEFINE_FINAL_TYPE (TwStageMove, tw_stage_move, G_TYPE_OBJECT)

static void
question_free (gpointer data)
{
  TwStageQuestion *question = data;

  tw_value_clear (&question->value);
  g_clear_pointer (&question->offered, g_array_unref);
  g_free (question);
}

static void
answer_clear (gpointer data)
{
  tw_value_clear (&((Answer *) data)->value);
}

static const Answer *
find_answer (TwStageMove   *self,
             const TwField *field)
{
  for (guint i = 0; i < self->answers->len; i++)
    if (g_array_index (self->answers, Answer, i).field == field)
      return &g_array_index (self->answers, Answer, i);
  return NULL;
}

/* --- Reasons --- */

/* The records that may be the reason of this outcome: won deals have others than lost ones. NULL: any. */
static GArray *
list_reasons (TwStageMove   *self,
              const TwField *field,
              GError       **error)
{
  const TwEntity *target = field->kind == TW_KIND_LINK ? tw_field_get_target (field) : NULL;
  const TwField *outcome = target != NULL ? tw_entity_get_field (target, "outcome") : NULL;
  const TwField *active = target != NULL ? tw_entity_get_field (target, "active") : NULL;
  g_autofree char *where = NULL;
  g_autoptr(TwQuery) query = NULL;
  g_autoptr(GPtrArray) records = NULL;
  GArray *ids = NULL;

  if (outcome == NULL || outcome->kind != TW_KIND_ENUM || self->stage->kind == NULL
      || tw_field_get_choice (outcome, self->stage->kind) == NULL)
    return NULL;
  where = g_strdup_printf ("outcome = \"%s\"%s", self->stage->kind, active != NULL ? " and active" : "");
  query = tw_query_new (self->schema, target, where, NULL, error);
  records = query != NULL ? tw_store_list (self->store, query, MAX_OFFERED, NULL, NULL, error) : NULL;
  if (records == NULL)
    return NULL;
  ids = g_array_new (FALSE, FALSE, sizeof (TwId));
  for (guint i = 0; i < records->len; i++)
    g_array_append_val (ids, *tw_record_get_id (g_ptr_array_index (records, i)));
  return ids;
}

static gboolean
fits (const TwValue *value,
      GArray        *offered)
{
  if (!tw_stage_is_filled (value) || offered == NULL)
    return tw_stage_is_filled (value);
  for (guint i = 0; i < offered->len; i++)
    if (value->type == TW_TYPE_LINK && tw_id_equal (&value->id, &g_array_index (offered, TwId, i)))
      return TRUE;
  return FALSE;
}

/* --- Questions --- */

/* Puts the answer where a record lacks the field; the records that still lack it make it a question. */
static gboolean
settle (TwStageMove   *self,
        GPtrArray     *records,
        const TwField *field,
        gboolean       required,
        GArray        *offered,
        GError       **error)
{
  const Answer *answer = find_answer (self, field);
  TwStageQuestion *question = NULL;

  for (guint i = 0; i < records->len; i++)
    {
      TwRecord *record = g_ptr_array_index (records, i);

      if (fits (tw_record_get (record, field), offered))
        continue;
      if (answer != NULL)
        {
          if (!tw_record_set (record, field, &answer->value, error))
            return FALSE;
          if (!required || tw_stage_is_filled (&answer->value))
            continue;
        }
      if (question == NULL)
        {
          question = g_new0 (TwStageQuestion, 1);
          question->field = field;
          question->required = required;
          question->offered = offered != NULL ? g_array_ref (offered) : NULL;
          if (records->len == 1 && offered == NULL)
            question->value = tw_value_copy (tw_record_get (record, field));
          g_ptr_array_add (self->questions, question);
        }
    }
  return TRUE;
}

static gboolean
settle_required (TwStageMove *self,
                 GPtrArray   *records,
                 GError     **error)
{
  const TwEntity *entity = self->group->entity;

  for (char **key = self->stage->required; key != NULL && *key != NULL; key++)
    {
      const TwField *field = tw_entity_get_field (entity, *key);

      if (field == NULL || !tw_stage_can_require (self->group, field) || field == entity->reason_field)
        continue;
      if (!settle (self, records, field, TRUE, NULL, error))
        return FALSE;
    }
  return TRUE;
}

/* Coming to a closed stage asks why; that coming back from one takes the answer away is a rule of every edit (tw-stage-rule.h). */
static gboolean
settle_reason (TwStageMove *self,
               GPtrArray   *records,
               GError     **error)
{
  const TwField *field = self->group->entity->reason_field;
  g_autoptr(GArray) offered = NULL;
  GError *local = NULL;

  if (field == NULL || field->retired)
    return TRUE;
  if (!self->stage->closed)
    return !tw_stage_requires (self->stage, field) || settle (self, records, field, TRUE, NULL, error);
  offered = list_reasons (self, field, &local);
  if (local != NULL)
    {
      g_propagate_error (error, local);
      return FALSE;
    }
  if (offered != NULL && offered->len == 0)
    return TRUE;
  return settle (self, records, field, tw_stage_requires (self->stage, field), offered, error);
}

/* --- The commit --- */

static gboolean
read_records (TwStageMove *self,
              GPtrArray   *records,
              GError     **error)
{
  for (guint i = 0; i < self->ids->len; i++)
    {
      g_autoptr(TwRecord) record = tw_store_get (self->store, self->group->entity, &g_array_index (self->ids, TwId, i), error);

      if (record == NULL || !tw_record_set (record, self->group, &self->value, error))
        return FALSE;
      if (tw_record_has_changes (record))
        g_ptr_array_add (records, g_steal_pointer (&record));
    }
  return TRUE;
}

/* What a person would call the move. */
static char *
dup_title (TwStageMove *self,
           GPtrArray   *records)
{
  g_autofree char *name = NULL;

  if (records->len == 1)
    {
      name = tw_record_dup_title (g_ptr_array_index (records, 0));
      /* Translators: a card is moved on the board: "Move Acme to Won". */
      return g_strdup_printf (_("Move %s to %s"), name, self->stage->title);
    }
  return g_strdup_printf (ngettext ("Move %u record to %s", "Move %u records to %s", records->len), records->len,
                          self->stage->title);
}

static TwCommit *
commit_records (TwStageMove *self,
                GPtrArray   *records,
                GError     **error)
{
  g_autofree char *title = dup_title (self, records);
  TwEdit *edit = tw_edit_new (self->store, TW_ORIGIN_PERSON, title);

  for (guint i = 0; i < records->len; i++)
    tw_edit_save (edit, g_ptr_array_index (records, i));
  return tw_edit_commit (edit, error);
}

static void
run_thread (GTask        *task,
            gpointer      source,
            gpointer      data,
            GCancellable *cancellable)
{
  GError *error = NULL;

  if (tw_stage_move_run (source, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, FALSE);
}

static void
tw_stage_move_finalize (GObject *object)
{
  TwStageMove *self = TW_STAGE_MOVE (object);

  g_ptr_array_unref (self->questions);
  g_clear_pointer (&self->stage, tw_stage_free);
  g_array_unref (self->answers);
  tw_value_clear (&self->value);
  g_array_unref (self->ids);
  tw_schema_unref (self->schema);
  g_object_unref (self->store);
  G_OBJECT_CLASS (tw_stage_move_parent_class)->finalize (object);
}

static void
tw_stage_move_class_init (TwStageMoveClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tw_stage_move_finalize;
}

static void
tw_stage_move_init (TwStageMove *self)
{
  self->answers = g_array_new (FALSE, FALSE, sizeof (Answer));
  g_array_set_clear_func (self->answers, answer_clear);
  self->questions = g_ptr_array_new_with_free_func (question_free);
}

/**
 * tw_stage_can_ask:
 * @group: a field
 *
 * Returns: whether a change of it is better made by a move than by a plain edit, which is refused where the move asks
 */
gboolean
tw_stage_can_ask (const TwField *group)
{
  const TwField *required = NULL;

  if (!tw_stage_can_group (group) || group->number < TW_FIELD_FIRST_OWN)
    return FALSE;
  if (group->kind == TW_KIND_ENUM)
    return group->entity->reason_field != NULL && tw_stage_has_closed_choice (group);
  required = tw_entity_get_field (tw_field_get_target (group), "required_fields");
  return required != NULL && required->type == TW_TYPE_LIST;
}

/**
 * tw_stage_move_new:
 * @store: a store
 * @group: the field that is set, for which tw_stage_can_group()
 * @ids: (element-type TwId): records of the field's entity
 * @value: the stage
 *
 * Returns: (transfer full): a move that has not been made
 */
TwStageMove *
tw_stage_move_new (TwStore       *store,
                   const TwField *group,
                   GArray        *ids,
                   const TwValue *value)
{
  TwStageMove *self = g_object_new (TW_TYPE_STAGE_MOVE, NULL);

  self->store = g_object_ref (store);
  self->group = group;
  self->schema = tw_schema_ref ((TwSchema *) group->entity->schema);
  self->ids = g_array_copy (ids);
  self->value = tw_value_copy (value);
  return self;
}

/**
 * tw_stage_move_get_group:
 * @self: a move
 *
 * Returns: (transfer none): the field that is set
 */
const TwField *
tw_stage_move_get_group (TwStageMove *self)
{
  g_return_val_if_fail (TW_IS_STAGE_MOVE (self), NULL);
  return self->group;
}

/**
 * tw_stage_move_get_ids:
 * @self: a move
 *
 * Returns: (transfer none) (element-type TwId): what is moved
 */
GArray *
tw_stage_move_get_ids (TwStageMove *self)
{
  g_return_val_if_fail (TW_IS_STAGE_MOVE (self), NULL);
  return self->ids;
}

/**
 * tw_stage_move_get_value:
 * @self: a move
 *
 * Returns: (transfer none): where to
 */
const TwValue *
tw_stage_move_get_value (TwStageMove *self)
{
  g_return_val_if_fail (TW_IS_STAGE_MOVE (self), NULL);
  return &self->value;
}

/**
 * tw_stage_move_run:
 * @self: a move
 * @commit: (out) (optional) (nullable) (transfer full): the commit; %NULL when the records are there already
 * @error: an error of the store, or %TW_RECORD_ERROR when an answer does not fit its field
 *
 * Makes the move, and waits until it is durable. When the stage asks for fields that a record lacks, nothing changes, and
 * tw_stage_move_get_questions() tells which. Any thread.
 *
 * Returns: whether the records are in the stage now
 */
gboolean
tw_stage_move_run (TwStageMove *self,
                   TwCommit   **commit,
                   GError     **error)
{
  g_autoptr(GPtrArray) records = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(TwCommit) done = NULL;

  g_return_val_if_fail (TW_IS_STAGE_MOVE (self), FALSE);
  /* Who asks them may still hold those of the run before. */
  g_ptr_array_unref (self->questions);
  self->questions = g_ptr_array_new_with_free_func (question_free);
  g_clear_pointer (&self->stage, tw_stage_free);
  self->stage = tw_stage_read (self->store, self->group, &self->value, error);
  if (self->stage == NULL || !read_records (self, records, error) || !settle_required (self, records, error)
      || !settle_reason (self, records, error))
    return FALSE;
  if (self->questions->len > 0)
    return FALSE;
  if (records->len > 0 && (done = commit_records (self, records, error)) == NULL)
    return FALSE;
  if (commit != NULL)
    *commit = g_steal_pointer (&done);
  return TRUE;
}

/**
 * tw_stage_move_run_async:
 * @self: a move
 * @callback: called when it is over
 * @data: for the callback
 *
 * tw_stage_move_run() beside the main thread.
 */
void
tw_stage_move_run_async (TwStageMove         *self,
                         GAsyncReadyCallback  callback,
                         gpointer             data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (TW_IS_STAGE_MOVE (self));
  task = g_task_new (self, NULL, callback, data);
  g_task_set_source_tag (task, tw_stage_move_run_async);
  tw_task_run_in_thread (task, run_thread);
}

/**
 * tw_stage_move_run_finish:
 * @self: a move
 * @result: what the callback got
 * @error: as tw_stage_move_run()
 *
 * Returns: as tw_stage_move_run()
 */
gboolean
tw_stage_move_run_finish (TwStageMove  *self,
                          GAsyncResult *result,
                          GError      **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, tw_stage_move_run_async), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * tw_stage_move_get_questions:
 * @self: a move
 *
 * Returns: (transfer none) (element-type TwStageQuestion): what the last run asked for, in the order of the stage's list
 */
GPtrArray *
tw_stage_move_get_questions (TwStageMove *self)
{
  g_return_val_if_fail (TW_IS_STAGE_MOVE (self), NULL);
  return self->questions;
}

/**
 * tw_stage_move_answer:
 * @self: a move
 * @field: the field of a question
 * @value: its value, or null
 *
 * Answers a question for all records that lack the field.
 */
void
tw_stage_move_answer (TwStageMove   *self,
                      const TwField *field,
                      const TwValue *value)
{
  Answer answer = { field, tw_value_copy (value) };

  g_return_if_fail (TW_IS_STAGE_MOVE (self));
  for (guint i = 0; i < self->answers->len; i++)
    if (g_array_index (self->answers, Answer, i).field == field)
      {
        g_array_remove_index (self->answers, i);
        break;
      }
  g_array_append_val (self->answers, answer);
}
