/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-keep.h"
#include "tw-rule-case-private.h"
#include "tw-tx.h"

/* Records that were only read are remembered up to this number while a bulk works out its wholes. */
#define REMEMBERED 1000

typedef struct
{
  char      *whole, *part, *link;
  TwKeepFunc func;
} Keeper;

typedef struct
{
  TwId          id;
  const Keeper *keeper;
} Whole;

static void
keeper_free (Keeper *keeper)
{
  g_free (keeper->whole);
  g_free (keeper->part);
  g_free (keeper->link);
  g_free (keeper);
}

GPtrArray *
tw_keepers_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) keeper_free);
}

/* --- What a commit touches --- */

static void
add_whole (TwTx *tx, const Keeper *keeper, const TwId *id)
{
  Whole *whole;

  if (tx->wholes == NULL)
    {
      tx->wholes = g_ptr_array_new_with_free_func (g_free);
      tx->has_whole = g_hash_table_new (tw_id_hash, tw_id_equal);
    }
  if (g_hash_table_contains (tx->has_whole, id))
    return;
  whole = g_new0 (Whole, 1);
  whole->id = *id;
  whole->keeper = keeper;
  g_ptr_array_add (tx->wholes, whole);
  g_hash_table_add (tx->has_whole, &whole->id);
}

void
tw_keep_note (TwTx *tx, TwWork *work)
{
  if (tx->head->origin == TW_ORIGIN_SYNC || tx->keeping)
    return;
  for (guint i = 0; i < tx->store->keepers->len; i++)
    {
      const Keeper *keeper = g_ptr_array_index (tx->store->keepers, i);
      const TwField *link;

      if (g_str_equal (work->entity->key, keeper->whole))
        add_whole (tx, keeper, &work->id);
      if (!g_str_equal (work->entity->key, keeper->part) || (link = tw_entity_get_field (work->entity, keeper->link)) == NULL)
        continue;
      if (work->now[link->index].type == TW_TYPE_LINK)
        add_whole (tx, keeper, &work->now[link->index].id);
      if (work->before[link->index].type == TW_TYPE_LINK)
        add_whole (tx, keeper, &work->before[link->index].id);
    }
}

void
tw_keep_clear (TwTx *tx)
{
  g_clear_pointer (&tx->has_whole, g_hash_table_unref);
  g_clear_pointer (&tx->wholes, g_ptr_array_unref);
}

/* --- Working out --- */

/* For long commits: what was worked out is written and forgotten. */
static gboolean
finish (TwTx *tx, GError **error)
{
  while (tx->order->len > 0)
    if (!tw_tx_finish_work (tx, g_ptr_array_index (tx->order, 0), error))
      return FALSE;
  if (g_hash_table_size (tx->works) > REMEMBERED)
    g_hash_table_remove_all (tx->works);
  return TRUE;
}

static gboolean
keep_one (TwTx *tx, const Whole *whole, gboolean strict, GError **error)
{
  const TwEntity *entity = tw_schema_get_entity (tx->schema, whole->keeper->whole);
  g_autoptr (GError) local = NULL;
  TwRuleCase one = { tx, entity != NULL ? tw_tx_load (tx, entity, &whole->id, &local) : NULL };

  if (local == NULL && (one.work == NULL || one.work->deleted != 0 || one.work->purged))
    return TRUE;
  if (local == NULL && whole->keeper->func (&one, &local))
    return TRUE;
  /* What cannot be worked out stays empty where nobody is there who could put it right. */
  if (!strict && g_error_matches (local, TW_STORE_ERROR, TW_STORE_ERROR_INVALID))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

gboolean
tw_keep_run (TwTx *tx, gboolean strict, GError **error)
{
  gboolean good;

  for (guint i = 0; i < tx->order->len; i++)
    tw_keep_note (tx, g_ptr_array_index (tx->order, i));
  if (tx->wholes == NULL)
    return TRUE;
  tx->keeping = TRUE;
  good = tx->one_by_one ? finish (tx, error) : tw_tx_flush (tx, error);
  for (guint i = 0; good && i < tx->wholes->len; i++)
    good = keep_one (tx, g_ptr_array_index (tx->wholes, i), strict, error) && (!tx->one_by_one || finish (tx, error));
  tx->keeping = FALSE;
  tw_keep_clear (tx);
  return good;
}

/**
 * tw_store_add_keeper:
 * @store: a store to which nothing has been written yet
 * @whole: key of an entity with kept fields
 * @part: key of the entity of its parts, which may have kept fields, too
 * @link: key of the part's field that leads to the whole
 * @func: works them out; it lives as long as the program
 *
 * Lets kept fields be worked out in all commits from now on.
 */
void
tw_store_add_keeper (TwStore *store, const char *whole, const char *part, const char *link, TwKeepFunc func)
{
  Keeper *keeper;

  g_return_if_fail (TW_IS_STORE (store) && whole != NULL && part != NULL && link != NULL && func != NULL);
  for (guint i = 0; i < store->keepers->len; i++)
    if (((const Keeper *) g_ptr_array_index (store->keepers, i))->func == func)
      return;
  keeper = g_new0 (Keeper, 1);
  keeper->whole = g_strdup (whole);
  keeper->part = g_strdup (part);
  keeper->link = g_strdup (link);
  keeper->func = func;
  g_ptr_array_add (store->keepers, keeper);
}

typedef struct
{
  const char *whole, *title;
  GArray     *ids;
} KeepJob;

static gboolean
run_keep_now (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  KeepJob *job = data;
  TwTx *tx = tw_tx_begin (store, db, TW_ORIGIN_SYSTEM, job->title, 0, error);
  g_autoptr (TwCommit) commit = NULL;

  if (tx == NULL)
    return FALSE;
  tx->one_by_one = TRUE;
  for (guint k = 0; k < store->keepers->len; k++)
    {
      const Keeper *keeper = g_ptr_array_index (store->keepers, k);

      for (guint i = 0; i < job->ids->len && g_str_equal (keeper->whole, job->whole); i++)
        add_whole (tx, keeper, &g_array_index (job->ids, TwId, i));
    }
  if (!tw_keep_run (tx, FALSE, error))
    {
      tw_tx_rollback (tx);
      return FALSE;
    }
  commit = tw_tx_commit (tx, error);
  return commit != NULL;
}

/**
 * tw_store_keep_now:
 * @store: a store
 * @whole: key of an entity that has a keeper
 * @ids: (element-type TwId): records of it
 * @title: of the commit
 *
 * Works out what is kept of these records, whether anything touched them or not.
 *
 * Returns: %FALSE with @error when it could not be written
 */
gboolean
tw_store_keep_now (TwStore *store, const char *whole, GArray *ids, const char *title, GError **error)
{
  KeepJob job = { whole, title, ids };

  return tw_store_run_writer (store, run_keep_now, &job, error);
}

/**
 * tw_rule_case_load_linked:
 * @one: a case
 * @link: a link field of some entity
 * @id: a record that it may lead to
 *
 * Reads the live records that lead to a record, as this commit leaves them.
 *
 * Returns: (transfer full) (element-type TwRecord) (nullable): copies without computed fields, the oldest row first; %NULL with @error
 */
GPtrArray *
tw_rule_case_load_linked (TwRuleCase *one, const TwField *link, const TwId *id, GError **error)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GArray) ids = NULL;

  if (!one->tx->one_by_one && !tw_tx_flush (one->tx, error))
    return NULL;
  ids = tw_tx_find_referring (one->tx, link, id, G_MAXINT, error);
  if (ids == NULL)
    return NULL;
  for (guint i = 0; i < ids->len; i++)
    {
      TwWork *work = tw_tx_load (one->tx, link->entity, &g_array_index (ids, TwId, i), error);

      if (work == NULL)
        return NULL;
      g_ptr_array_add (records, tw_rule_case_read_work (work));
    }
  return g_steal_pointer (&records);
}

/**
 * tw_rule_case_set_in:
 * @one: a case
 * @other: what tw_rule_case_load_linked() or tw_rule_case_find() gave
 * @field: a stored field of its entity
 * @value: a value that fits it
 *
 * Sets a field of another record in the same commit. @other itself stays as it is.
 *
 * Returns: %FALSE with @error when the record is not there
 */
gboolean
tw_rule_case_set_in (TwRuleCase *one, TwRecord *other, const TwField *field, const TwValue *value, GError **error)
{
  TwWork *work = tw_tx_load (one->tx, tw_record_get_entity (other), tw_record_get_id (other), error);

  if (work == NULL)
    {
      if (error != NULL && *error == NULL)
        g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND, "no such record");
      return FALSE;
    }
  tw_tx_set (one->tx, work, field, value);
  return TRUE;
}

/**
 * tw_rule_case_get_before_in:
 * @one: a case
 * @other: what tw_rule_case_load_linked() or tw_rule_case_find() gave
 * @field: a stored field of its entity
 *
 * Returns: (transfer none): the value before the commit; null for a new record
 */
const TwValue *
tw_rule_case_get_before_in (TwRuleCase *one, TwRecord *other, const TwField *field)
{
  static const TwValue nothing = TW_VALUE_INIT;
  TwWork *work = tw_tx_load (one->tx, tw_record_get_entity (other), tw_record_get_id (other), NULL);

  return work != NULL ? &work->before[field->index] : &nothing;
}

/**
 * tw_rule_case_get_context:
 * @one: a case
 *
 * Returns: (transfer none): what expressions of this commit may depend on
 */
const TwExprContext *
tw_rule_case_get_context (TwRuleCase *one)
{
  return one->tx->context;
}
