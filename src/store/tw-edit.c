/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An edit: what a person, a rule or an import wants changed, collected and committed all or nothing. What records say is
 * taken when tw_edit_save() is called, so that the writer's thread never looks at them. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-edit-options.h"
#include "tw-task.h"
#include "tw-tx.h"

/* Saved records up to this number get their computed fields at once. */
#define COMPUTE_AT_MOST 20

typedef enum { OP_SAVE, OP_DELETE, OP_RESTORE } OpKind;

typedef struct
{
  OpKind    kind;
  guint     entity;                                    /* number */
  TwId      id;
  gboolean  is_new;
  GArray   *changes;                                   /* TwFieldChange; what was to be saved */
  TwRecord *record;                                    /* nullable; touched on the caller's thread only */
  TwSchema *schema;                                    /* of the record */
  /* The stored record after the commit, by the fields of schema. */
  TwValue  *values;
  gint64    row_seq;
  gboolean  deleted;
} EditOp;

struct _TwEdit
{
  TwStore  *store;
  TwOrigin  origin;
  char     *title;
  GPtrArray *ops;                                      /* EditOp */
  gboolean  stored_only;                               /* nobody asks the records for computed fields afterwards */
  TwCommit *commit;                                    /* when it is done */
};

static const TwEntity *
get_entity (const EditOp *op)
{
  return tw_schema_get_entity_by_number (op->schema, op->entity);
}

static void
op_free (EditOp *op)
{
  if (op->values != NULL)
    for (guint i = 0; i < get_entity (op)->n_fields; i++)
      tw_value_clear (&op->values[i]);
  g_free (op->values);
  g_clear_pointer (&op->changes, g_array_unref);
  g_clear_object (&op->record);
  tw_schema_unref (op->schema);
  g_free (op);
}

static EditOp *
add_op (TwEdit *edit, OpKind kind, const TwEntity *entity, const TwId *id)
{
  EditOp *op = g_new0 (EditOp, 1);

  op->kind = kind;
  op->entity = entity->number;
  op->id = *id;
  op->schema = tw_schema_ref ((TwSchema *) entity->schema);
  g_ptr_array_add (edit->ops, op);
  return op;
}

/* --- On the writer --- */

static TwWork *
load_existing (TwTx *tx, const TwEntity *entity, const TwId *id, GError **error)
{
  g_autoptr (GError) local = NULL;
  TwWork *work = entity != NULL ? tw_tx_load (tx, entity, id, &local) : NULL;

  if (work != NULL)
    return work;
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else
    g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND, _("The record is no longer there."));
  return NULL;
}

static TwWork *
add_new (TwTx *tx, const TwEntity *entity, const TwId *id, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (g_hash_table_contains (tx->works, id) || tw_tx_load (tx, entity, id, &local) != NULL)
    {
      g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID, _("There is already a record with this id."));
      return NULL;
    }
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  return tw_tx_check_new (tx, id, error) ? tw_tx_add (tx, entity, id) : NULL;
}

static gboolean
apply_save (TwTx *tx, EditOp *op, const TwEntity *entity, GPtrArray *added, GError **error)
{
  TwWork *work = op->is_new ? add_new (tx, entity, &op->id, error) : load_existing (tx, entity, &op->id, error);

  if (work == NULL)
    return FALSE;
  if (work->deleted != 0)
    {
      g_autofree char *title = tw_work_dup_title (work);

      g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_CHANGED,
                   _("“%s” was moved to the wastebasket meanwhile. Restore it there, then change it."), title);
      return FALSE;
    }
  if (op->is_new)
    g_ptr_array_add (added, work);
  return tw_rules_apply (tx, work, op->changes, error);
}

static gboolean
apply_ops (TwTx *tx, TwEdit *edit, GPtrArray *added, GPtrArray *deleted, GError **error)
{
  for (guint i = 0; i < edit->ops->len; i++)
    {
      EditOp *op = g_ptr_array_index (edit->ops, i);
      const TwEntity *entity = tw_schema_get_entity_by_number (tx->schema, op->entity);
      TwWork *work;

      if (op->kind == OP_SAVE)
        {
          if (!apply_save (tx, op, entity, added, error))
            return FALSE;
          continue;
        }
      work = load_existing (tx, entity, &op->id, error);
      if (work == NULL)
        return FALSE;
      if (op->kind == OP_RESTORE)
        tw_tx_set_deleted (tx, work, FALSE);
      else if (work->deleted == 0 && !g_ptr_array_find (deleted, work, NULL))
        g_ptr_array_add (deleted, work);
    }
  return TRUE;
}

static gboolean
check_all (TwTx *tx, GError **error)
{
  if (!tw_tx_flush (tx, error))
    return FALSE;
  for (guint i = 0; i < tx->order->len; i++)
    if (!tw_rules_check (tx, g_ptr_array_index (tx->order, i), TW_CHECK_ALL, error))
      return FALSE;
  return TRUE;
}

/* What the caller's records become, by their own snapshot. */
static void
take_results (TwTx *tx, TwEdit *edit)
{
  for (guint i = 0; i < edit->ops->len; i++)
    {
      EditOp *op = g_ptr_array_index (edit->ops, i);
      const TwEntity *entity = get_entity (op);
      TwWork *work = g_hash_table_lookup (tx->works, &op->id);

      if (op->record == NULL || work == NULL)
        continue;
      op->values = g_new0 (TwValue, entity->n_fields);
      for (guint f = 0; f < entity->n_fields; f++)
        {
          const TwField *field = tw_entity_get_field_by_number (work->entity, entity->fields[f]->number);

          if (field != NULL)
            op->values[f] = tw_value_copy (&work->now[field->index]);
        }
      op->row_seq = work->in_edit ? tx->head->seq : work->row_seq;
      op->deleted = work->deleted != 0;
    }
}

static gboolean
run_edit (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  TwEdit *edit = data;
  g_autoptr (GPtrArray) added = g_ptr_array_new ();
  g_autoptr (GPtrArray) deleted = g_ptr_array_new ();
  TwTx *tx = tw_tx_begin (store, db, edit->origin, edit->title, 0, error);
  gboolean good;

  if (tx == NULL)
    return FALSE;
  good = apply_ops (tx, edit, added, deleted, error);
  for (guint i = 0; good && i < added->len; i++)
    good = tw_rules_fill (tx, g_ptr_array_index (added, i), error);
  if (edit->origin != TW_ORIGIN_SYNC)
    for (guint i = 0; good && i < tx->order->len; i++)
      good = tw_rules_derive (tx, g_ptr_array_index (tx->order, i), error);
  /* Behind deleting, so that a rule sees which records go. */
  good = good && tw_rules_delete (tx, deleted, error) && tw_rules_run (tx, error) && tw_keep_run (tx, TRUE, error)
         && check_all (tx, error);
  if (!good)
    {
      tw_tx_rollback (tx);
      return FALSE;
    }
  /* The times are set when rows are written, and they have been. */
  take_results (tx, edit);
  edit->commit = tw_tx_commit (tx, error);
  return edit->commit != NULL;
}

/* --- On the caller's thread --- */

/* Edits that were made while the commit was under way stay edits. */
static void
put_later_edits (EditOp *op, GArray *later)
{
  for (guint i = 0; i < later->len; i++)
    {
      const TwFieldChange *change = &g_array_index (later, TwFieldChange, i);
      gboolean saved = FALSE;

      for (guint s = 0; s < op->changes->len && !saved; s++)
        {
          const TwFieldChange *was = &g_array_index (op->changes, TwFieldChange, s);

          saved = was->field == change->field && tw_value_same (&was->after, &change->after);
        }
      if (!saved)
        tw_record_set (op->record, tw_entity_get_field_by_number (get_entity (op), change->field), &change->after, NULL);
    }
}

static gboolean
reads_any (TwExprBound *bound, const TwEntity *entity, const guint8 *changed)
{
  for (guint i = 0; i < entity->n_fields; i++)
    if (changed[i] && tw_expr_bound_reads_field (bound, entity->fields[i]))
      return TRUE;
  return FALSE;
}

/* The stored record takes the place of the edited one. Computed fields that read nothing that changed stay; the others are
 * put into stale. */
static void
refresh_record (TwStore *store, EditOp *op, GPtrArray *stale)
{
  const TwEntity *entity = get_entity (op);
  g_autoptr (GArray) later = tw_record_collect_edits (op->record);
  g_autofree guint8 *changed = g_new0 (guint8, entity->n_fields);
  gboolean was_new = tw_record_is_new (op->record);

  for (guint i = 0; i < entity->n_fields; i++)
    changed[i] = entity->fields[i]->formula == NULL
                 && !tw_value_equal (tw_record_get_before (op->record, entity->fields[i]), &op->values[i]);
  for (guint i = 0; i < entity->n_fields; i++)
    {
      const TwField *field = entity->fields[i];
      TwExprBound *bound = field->formula != NULL && !field->retired ? tw_store_get_formula (store, field, NULL) : NULL;

      if (bound == NULL)
        continue;
      if (was_new || reads_any (bound, entity, changed))
        g_ptr_array_add (stale, (gpointer) field);
      else
        op->values[i] = tw_value_copy (tw_record_get_before (op->record, field));
    }
  tw_record_set_stored (op->record, op->row_seq, op->deleted, g_steal_pointer (&op->values));
  put_later_edits (op, later);
}

static void
refresh_records (TwEdit *edit)
{
  guint n = 0;

  for (guint i = 0; i < edit->ops->len; i++)
    n += ((EditOp *) edit->ops->pdata[i])->values != NULL;
  for (guint i = 0; i < edit->ops->len; i++)
    {
      EditOp *op = g_ptr_array_index (edit->ops, i);
      g_autoptr (GPtrArray) stale = g_ptr_array_new (), one = g_ptr_array_new ();

      if (op->values == NULL)
        continue;
      refresh_record (edit->store, op, stale);
      g_ptr_array_add (one, op->record);
      g_ptr_array_add (stale, NULL);
      /* Where very many were saved, who shows them reads them anew. */
      if (stale->len > 1 && n <= COMPUTE_AT_MOST && !edit->stored_only)
        tw_store_compute (edit->store, one, (const TwField *const *) stale->pdata, NULL);
    }
}

/**
 * tw_edit_new:
 * @store: a store
 * @origin: who or what makes the change
 * @title: what a person would call it, in the present tense: "Move Acme to Won"
 *
 * Begins a transaction. Nothing is written or locked before it is committed.
 *
 * Returns: (transfer full): the edit
 */
TwEdit *
tw_edit_new (TwStore *store, TwOrigin origin, const char *title)
{
  TwEdit *edit = g_new0 (TwEdit, 1);

  edit->store = g_object_ref (store);
  edit->origin = origin;
  edit->title = g_strdup (title != NULL ? title : "");
  edit->ops = g_ptr_array_new_with_free_func ((GDestroyNotify) op_free);
  return edit;
}

/**
 * tw_edit_free:
 * @edit: (transfer full) (nullable): an edit
 *
 * Drops an edit that was not committed.
 */
void
tw_edit_free (TwEdit *edit)
{
  if (edit == NULL)
    return;
  g_ptr_array_unref (edit->ops);
  g_clear_pointer (&edit->commit, tw_commit_unref);
  g_free (edit->title);
  g_object_unref (edit->store);
  g_free (edit);
}

/**
 * tw_edit_save:
 * @edit: an edit
 * @record: a new or changed record
 *
 * Adds the record as it is now to the edit. For each changed field the value that the record was read with is kept, and the
 * commit is refused with %TW_STORE_ERROR_CHANGED when the store holds another one by then; lists are merged instead.
 */
void
tw_edit_save (TwEdit *edit, TwRecord *record)
{
  EditOp *op = add_op (edit, OP_SAVE, tw_record_get_entity (record), tw_record_get_id (record));

  op->is_new = tw_record_is_new (record);
  op->changes = tw_record_collect_edits (record);
  op->record = g_object_ref (record);
}

/**
 * tw_edit_set_stored_only:
 * @edit: an edit
 *
 * After the commit computed fields of its records that read what changed are null. For who answers with stored fields, or works out the
 * others by tw_store_compute() when they are asked for: for many records it takes as long as the commit.
 */
void
tw_edit_set_stored_only (TwEdit *edit)
{
  edit->stored_only = TRUE;
}

/**
 * tw_edit_delete:
 * @edit: an edit
 * @entity: the record's entity
 * @id: the record
 *
 * Moves the record to the wastebasket. Links to it are cleared, taken along or keep it, as the schema says.
 */
void
tw_edit_delete (TwEdit *edit, const TwEntity *entity, const TwId *id)
{
  add_op (edit, OP_DELETE, entity, id);
}

/**
 * tw_edit_restore:
 * @edit: an edit
 * @entity: the record's entity
 * @id: the record
 *
 * Takes the record back from the wastebasket. Links that were cleared when it was deleted stay so; undo brings them back.
 */
void
tw_edit_restore (TwEdit *edit, const TwEntity *entity, const TwId *id)
{
  add_op (edit, OP_RESTORE, entity, id);
}

/**
 * tw_edit_commit:
 * @edit: (transfer full): an edit
 *
 * Commits and waits until it is on the disk. Not on the writer's thread, and on the main thread only where a wait of a disk
 * write does not matter.
 *
 * Returns: (transfer full) (nullable): the commit, whose seq is 0 when there was nothing to change; %NULL with
 *   %TW_STORE_ERROR, and nothing has happened
 */
TwCommit *
tw_edit_commit (TwEdit *edit, GError **error)
{
  TwCommit *commit = NULL;

  g_return_val_if_fail (edit != NULL, NULL);

  if (tw_store_run_joining (edit->store, run_edit, edit, error))
    {
      refresh_records (edit);
      commit = g_steal_pointer (&edit->commit);
    }
  tw_edit_free (edit);
  return commit;
}

static void
edit_is_done (TwStore *store, gpointer data, GError *error)
{
  GTask *task = data;
  TwEdit *edit = g_task_get_task_data (task);

  if (error != NULL)
    g_task_return_error (task, g_error_copy (error));
  else
    g_task_return_pointer (task, tw_commit_ref (edit->commit), (GDestroyNotify) tw_commit_unref);
  /* The last reference must not be dropped on the writer's thread: the task holds the store, and the store's end waits for that very
   * thread. */
  tw_task_release (task);
}

static gboolean
run_edit_of_task (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  GTask *task = data;

  if (g_cancellable_set_error_if_cancelled (g_task_get_cancellable (task), error))
    return FALSE;
  return run_edit (store, db, g_task_get_task_data (task), error);
}

/**
 * tw_edit_commit_async:
 * @edit: (transfer full): an edit
 * @cancellable: (nullable): stops it only while it waits for its turn
 * @callback: called on the thread-default context of the caller
 * @data: for @callback
 *
 * Commits without waiting. The records may be edited further meanwhile; such edits stay edits.
 */
void
tw_edit_commit_async (TwEdit *edit, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (edit->store, cancellable, callback, data);
  g_autoptr (GError) error = NULL;

  g_task_set_source_tag (task, tw_edit_commit_async);
  /* What is on the disk is done, whatever was cancelled since. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, edit, (GDestroyNotify) tw_edit_free);
  if (!tw_store_check_writable (edit->store, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      g_object_unref (task);
      return;
    }
  tw_store_push_joining (edit->store, run_edit_of_task, edit_is_done, task);
}

/**
 * tw_edit_commit_finish:
 * @store: the store
 * @result: of the callback
 *
 * Returns: (transfer full) (nullable): as tw_edit_commit()
 */
TwCommit *
tw_edit_commit_finish (TwStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, store), NULL);
  {
    TwCommit *commit = g_task_propagate_pointer (G_TASK (result), error);

    if (commit != NULL)
      refresh_records (g_task_get_task_data (G_TASK (result)));
    return commit;
  }
}
