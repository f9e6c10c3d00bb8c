/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A commit being made: it loads records, collects their new values, writes rows as late as possible, and ends with the log. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-outbox-private.h"
#include "tw-store-hold.h"
#include "tw-tx.h"

static void
work_free (TwWork *work)
{
  for (guint i = 0; i < work->entity->n_fields; i++)
    {
      if (!tw_value_is_null (&work->before[i]))
        tw_value_clear (&work->before[i]);
      if (!tw_value_is_null (&work->now[i]))
        tw_value_clear (&work->now[i]);
    }
  g_free (work->before);
  g_free (work->now);
  g_free (work->flags);
  g_free (work);
}

static TwWork *
work_new (TwTx *tx, const TwEntity *entity, const TwId *id)
{
  TwWork *work = g_new0 (TwWork, 1);

  work->entity = entity;
  work->table = tw_store_get_table (tx->store, entity);
  work->id = *id;
  work->before = g_new0 (TwValue, entity->n_fields);
  work->now = g_new0 (TwValue, entity->n_fields);
  work->flags = g_new0 (guint8, entity->n_fields);
  g_hash_table_insert (tx->works, &work->id, work);
  return work;
}

static void
tx_free (TwTx *tx)
{
  if (!tx->nested)
    tw_search_batch_forget (tx->search);
  g_clear_pointer (&tx->insert_change, tw_stmt_done);
  g_clear_pointer (&tx->insert_row, tw_stmt_done);
  g_clear_pointer (&tx->insert_pending, tw_stmt_done);
  g_hash_table_unref (tx->works);
  g_ptr_array_unref (tx->order);
  g_clear_pointer (&tx->changes, g_ptr_array_unref);
  g_byte_array_unref (tx->body);
  tw_store_context_free (tx->context);
  g_clear_pointer (&tx->unused, g_hash_table_unref);
  tw_schema_unref (tx->schema);
  tw_commit_head_unref (tx->head);
  tw_keep_clear (tx);
  g_free (tx);
}

static int
compare_links (gconstpointer a, gconstpointer b)
{
  return tw_id_compare (&((const TwValue *) a)->id, &((const TwValue *) b)->id);
}

/* Lists of links have no order of their own: sorted and without doubles two equal ones are equal. */
static TwValue
sort_links (const TwValue *value)
{
  g_autofree TwValue *items = NULL;
  guint n = 0;

  if (value->type != TW_TYPE_LIST || value->list->n_values == 0)
    return (TwValue) TW_VALUE_INIT;
  items = g_memdup2 (value->list->values, sizeof (TwValue) * value->list->n_values);
  qsort (items, value->list->n_values, sizeof (TwValue), compare_links);
  for (guint i = 0; i < value->list->n_values; i++)
    if (n == 0 || compare_links (&items[n - 1], &items[i]) != 0)
      items[n++] = items[i];
  return tw_value_list (items, n);
}

gboolean
tw_tx_flush (TwTx *tx, GError **error)
{
  for (guint i = 0; i < tx->order->len; i++)
    if (!tw_tx_flush_work (tx, g_ptr_array_index (tx->order, i), error))
      return FALSE;
  return TRUE;
}

/* --- Records --- */

TwWork *
tw_tx_load (TwTx *tx, const TwEntity *entity, const TwId *id, GError **error)
{
  TwWork *work = g_hash_table_lookup (tx->works, id);
  g_autoptr (TwStmt) stmt = NULL;
  const TwTable *table;

  if (work != NULL)
    return work->entity->number == entity->number && !work->purged ? work : NULL;
  entity = tw_schema_get_entity_by_number (tx->schema, entity->number);
  if (entity == NULL)
    return NULL;
  table = tw_store_get_table (tx->store, entity);
  stmt = tw_db_prepare (tx->db, table->select, error);
  if (stmt == NULL)
    return NULL;
  tw_stmt_bind_id (stmt, 1, id);
  if (!tw_stmt_step (stmt, error))
    return NULL;
  work = work_new (tx, entity, id);
  work->existed = TRUE;
  work->rid = tw_stmt_get_int (stmt, TW_TABLE_RID);
  work->row_seq = tw_stmt_get_int (stmt, TW_TABLE_ROW_SEQ);
  work->deleted = work->deleted_before = tw_stmt_get_int (stmt, TW_TABLE_DELETED);
  work->row_deleted = work->deleted != 0;
  tw_table_read_values (table, stmt, work->before);
  for (guint i = 0; i < entity->n_fields; i++)
    if (!tw_value_is_null (&work->before[i]))
      work->now[i] = tw_value_copy (&work->before[i]);
  return work;
}

TwWork *
tw_tx_add (TwTx *tx, const TwEntity *entity, const TwId *id)
{
  TwWork *work = work_new (tx, entity, id);

  tw_tx_touch (tx, work);
  return work;
}

gboolean
tw_tx_check_new (TwTx *tx, const TwId *id, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (tx->db, "SELECT 1 FROM tw_tombstone WHERE id = ?", error);
  g_autoptr (GError) local = NULL;

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_id (stmt, 1, id);
  if (tw_stmt_step (stmt, &local))
    g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID,
                         _("A record with this id was deleted for good; it cannot come back under the same id."));
  else if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else
    return TRUE;
  return FALSE;
}

void
tw_tx_touch (TwTx *tx, TwWork *work)
{
  if (!work->in_edit)
    g_ptr_array_add (tx->order, work);
  work->in_edit = TRUE;
  work->row_is_old = TRUE;
}

void
tw_tx_set (TwTx *tx, TwWork *work, const TwField *field, const TwValue *value)
{
  TwValue *now = &work->now[field->index];
  TwValue wanted = tw_field_is_list_table (field) ? sort_links (value) : tw_value_copy (value);

  /* An empty list and none are the same to people, and storage has one form for it. */
  if (wanted.type == TW_TYPE_LIST && wanted.list->n_values == 0)
    tw_value_clear (&wanted);
  if (tw_value_equal (now, &wanted))
    {
      tw_value_clear (&wanted);
      return;
    }
  tw_value_clear (now);
  *now = wanted;
  work->flags[field->index] |= TW_WORK_DIRTY;
  if (tx->unused != NULL)
    g_hash_table_remove (tx->unused, field);
  tw_tx_touch (tx, work);
}

void
tw_tx_set_deleted (TwTx *tx, TwWork *work, gboolean deleted)
{
  if ((work->deleted != 0) == deleted)
    return;
  work->deleted = deleted ? tx->head->at : 0;
  tw_tx_touch (tx, work);
}

void
tw_tx_purge (TwTx *tx, TwWork *work)
{
  work->purged = TRUE;
  for (guint i = 0; i < work->table->n_lists; i++)
    {
      tw_value_clear (&work->now[work->table->lists[i].field->index]);
      work->flags[work->table->lists[i].field->index] |= TW_WORK_DIRTY;
    }
  tw_tx_touch (tx, work);
}

void
tw_tx_forget (TwTx *tx, TwWork *work)
{
  g_ptr_array_remove (tx->order, work);
  g_hash_table_remove (tx->works, &work->id);
}

gboolean
tw_tx_finish_work (TwTx *tx, TwWork *work, GError **error)
{
  if (!tw_tx_flush_work (tx, work, error) || !tw_tx_log_work (tx, work, error))
    return FALSE;
  tw_keep_note (tx, work);
  tw_tx_forget (tx, work);
  return TRUE;
}

char *
tw_work_dup_title (TwWork *work)
{
  const TwField *name = work->entity->name_field;
  g_autofree char *text = NULL;

  if (name != NULL && !tw_value_is_null (&work->now[name->index]))
    return tw_value_print (&work->now[name->index]);
  return g_strdup (tw_entity_get_label (work->entity, FALSE));
}

/* --- The whole --- */

static void
take_back (TwDb *db, gboolean nested, gboolean within)
{
  if (!nested)
    tw_db_rollback (db);
  else if (!within && tw_db_in_transaction (db))
    tw_db_exec (db, "ROLLBACK TO tw_tx; RELEASE tw_tx", NULL);
}

void
tw_tx_rollback (TwTx *tx)
{
  if (tx == NULL)
    return;
  g_clear_pointer (&tx->insert_change, tw_stmt_done);
  g_clear_pointer (&tx->insert_row, tw_stmt_done);
  g_clear_pointer (&tx->insert_pending, tw_stmt_done);
  take_back (tx->db, tx->nested, tx->within);
  tx_free (tx);
}

static gboolean
begin_part (TwStore *store, TwDb *db, gboolean within, GError **error)
{
  if (!tw_store_hold_check (store, db, error))
    return FALSE;
  if (within)
    return TRUE;
  return tw_store_is_held (store) ? tw_db_run (db, "SAVEPOINT tw_tx", error) : tw_db_begin (db, error);
}

static TwTx *
begin (TwStore *store, TwDb *db, TwOrigin origin, const char *title, gint64 undoes, gboolean within, GError **error)
{
  gboolean nested = tw_store_is_held (store);
  gint64 seq, change_seq;
  guint64 last_stamp;
  TwTx *tx;

  if (!begin_part (store, db, within, error))
    return NULL;
  if (!tw_store_hold_last (store, db, &seq, &last_stamp, &change_seq, error))
    {
      take_back (db, nested, within);
      return NULL;
    }
  tx = g_new0 (TwTx, 1);
  tx->nested = nested;
  tx->within = within;
  tx->changes_before = tw_db_count_changes (db);
  tx->store = store;
  tx->db = db;
  tx->schema = tw_store_ref_schema (store);
  tx->context = tw_store_dup_context (store);
  tx->works = g_hash_table_new_full (tw_id_hash, tw_id_equal, NULL, (GDestroyNotify) work_free);
  tx->order = g_ptr_array_new ();
  tx->changes = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_change_unref);
  tx->search = nested ? tw_store_hold_search (store) : store->search;
  tx->body = g_byte_array_new ();
  tx->head = tw_commit_head_new ();
  tx->head->seq = seq + 1;
  /* Most of those that are within something else are a push's, with the ids of their clients. */
  if (!within)
    tx->head->id = tw_id_new ();
  tw_clock_observe (store->clock, last_stamp);
  tx->head->stamp = tw_clock_tick (store->clock);
  tx->head->at = tx->context->now;
  tx->head->user = *tw_store_get_user (store);
  tx->head->origin = origin;
  tx->head->title = g_strdup (title != NULL ? title : "");
  tx->head->undoes = undoes;
  tx->head->first_change = change_seq + 1;
  if (tw_outbox_begin_commit (tx, error))
    return tx;
  tw_tx_rollback (tx);
  return NULL;
}

TwTx *
tw_tx_begin (TwStore *store, TwDb *db, TwOrigin origin, const char *title, gint64 undoes, GError **error)
{
  return begin (store, db, origin, title, undoes, FALSE, error);
}

TwTx *
tw_tx_begin_within (TwStore *store, TwDb *db, TwOrigin origin, const char *title, GError **error)
{
  g_return_val_if_fail (tw_store_is_held (store), NULL);
  return begin (store, db, origin, title, 0, TRUE, error);
}

static gboolean
release (TwTx *tx, GError **error)
{
  return tx->within || tw_db_run (tx->db, "RELEASE tw_tx", error);
}

TwCommit *
tw_tx_commit (TwTx *tx, GError **error)
{
  TwStore *store = tx->store;
  TwCommit *commit;

  if (!tw_tx_flush (tx, error) || !tw_tx_log (tx, error)
      || (!tx->nested && !tw_search_batch_flush (tx->search, error))
      || (tx->head->n_changes > 0 && !tw_log_write_head (tx->db, tx->head, error))
      || !tw_outbox_end_commit (tx, error))
    {
      tw_tx_rollback (tx);
      return NULL;
    }
  if (tx->head->n_changes == 0)
    {
      g_autoptr (TwCommitHead) nothing = tw_commit_head_ref (tx->head);

      nothing->seq = 0;
      commit = tw_commit_new (nothing, g_steal_pointer (&tx->changes), tx->entities);
      if (tx->keep && !release (tx, error))
        g_clear_pointer (&commit, tw_commit_unref);
      if (tx->keep && commit != NULL)
        tx_free (tx);
      else
        tw_tx_rollback (tx);
      return commit;
    }
  if (!(tx->nested ? release (tx, error) : tw_db_commit (tx->db, error)))
    {
      tw_tx_rollback (tx);
      return NULL;
    }
  if (tx->nested)
    tw_store_hold_note (store, tx->head);
  commit = tw_commit_new (tx->head, g_steal_pointer (&tx->changes), tx->entities);
  tx_free (tx);
  tw_store_announce (store, commit);
  return commit;
}
