/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A page of the server into the store: rows, what is gone, and the new cursor, in one transaction. Rows of a load may come before, in others:
 * they are given once more when the last one, with the place, does not follow. */
#include "config.h"

#include <string.h>

#include "tw-sync-private.h"

#define FEWEST_ROWS 200                                /* of a load in one transaction, when somebody waits to write: ten ms */

TwSyncApply *
tw_sync_apply_new (TwSync *sync, TwWirePage *page, void (*applied) (TwSync *sync, TwWirePage *page, GError *error))
{
  TwSyncApply *apply = g_new0 (TwSyncApply, 1);

  apply->sync = g_object_ref (sync);
  apply->page = page;
  apply->state = g_ptr_array_new_with_free_func (g_free);
  apply->cursor_seq = -1;
  apply->round = sync->round;
  apply->may_remove = sync->removal_allowed;
  apply->applied = applied;
  return apply;
}

static void
apply_free (TwSyncApply *apply)
{
  tw_wire_page_free (apply->page);
  g_ptr_array_unref (apply->state);
  g_clear_pointer (&apply->seen, g_hash_table_unref);
  g_clear_pointer (&apply->ids, g_hash_table_unref);
  g_clear_error (&apply->error);
  g_object_unref (apply->sync);
  g_free (apply);
}

void
tw_sync_apply_put (TwSyncApply *apply, const char *key, const char *value)
{
  g_ptr_array_add (apply->state, g_strdup (key));
  g_ptr_array_add (apply->state, g_strdup (value));
}

/* Definitions first, in a transaction of their own: rows of the same page may need the tables that they make. */
static gboolean
apply_definitions (TwStore *store, TwWirePage *page, GError **error)
{
  g_autofree char *present = tw_store_dup_definitions (store, 0);
  g_autoptr (TwReplicaTx) tx = NULL;
  g_autoptr (TwCommit) commit = NULL;

  if (page->definitions == NULL || g_strcmp0 (present, page->definitions) == 0)
    return TRUE;
  tx = tw_replica_begin (store, error);
  if (tx == NULL || !tw_replica_define (tx, page->definitions, error))
    return FALSE;
  commit = tw_replica_commit (g_steal_pointer (&tx), 0, error);
  return commit != NULL;
}

typedef struct
{
  TwSyncApply *apply;
  TwReplicaTx *tx;                                     /* (owned) */
  guint        n;                                      /* rows in it */
} Writing;

static gboolean
is_enough (Writing *writing)
{
  guint rows = writing->apply->sync->env.rows;

  return writing->apply->splits && (rows != 0 ? writing->n >= rows : writing->n >= FEWEST_ROWS && tw_replica_is_awaited (writing->tx));
}

static gboolean
expect (Writing *writing, const TwEntity *entity, GError **error)
{
  TwWirePage *page = writing->apply->page;

  return !writing->apply->loads || page->next == NULL || tw_replica_expect (writing->tx, entity, page->left > 0 ? page->left : -1, error);
}

/* Lets a person's save in between. How new the rows are is known with the first of them. */
static gboolean
begin_next (Writing *writing, const TwEntity *entity, GError **error)
{
  g_autofree char *seq = g_strdup_printf ("%" G_GINT64_FORMAT, writing->apply->page->seq);
  g_autoptr (TwCommit) commit = NULL;

  if (!tw_replica_put_state (writing->tx, "load.seq", seq, error))
    return FALSE;
  commit = tw_replica_commit (g_steal_pointer (&writing->tx), 0, error);
  writing->n = 0;
  writing->tx = commit != NULL ? tw_replica_begin (writing->apply->sync->store, error) : NULL;
  return writing->tx != NULL && expect (writing, entity, error);
}

static gboolean
apply_table (Writing *writing, TwSchema *schema, const TwWireTable *table, GError **error)
{
  TwSyncApply *apply = writing->apply;
  const TwEntity *entity = tw_schema_get_entity_by_number (schema, table->entity);
  g_autoptr (GPtrArray) fields = g_ptr_array_new ();
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (TwValue));

  /* Of a newer version: it is loaded after the upgrade. */
  if (entity == NULL)
    return TRUE;
  if (!expect (writing, entity, error))
    return FALSE;
  g_array_set_clear_func (values, (GDestroyNotify) tw_value_clear);
  for (guint i = 0; i < table->rows->len; i++, writing->n++)
    {
      const TwWireRow *row = &g_array_index (table->rows, TwWireRow, i);
      g_autofree char *extra = NULL;

      if ((is_enough (writing) && !begin_next (writing, entity, error))
          || !tw_wire_row_read (table, row, entity, fields, values, &extra, error)
          || !tw_replica_put (writing->tx, entity, &row->id, row->seq, row->deleted != 0 ? MAX (apply->page->server_time, 1) : 0,
                              (const TwField *const *) fields->pdata, (const TwValue *) (gpointer) values->data, fields->len, extra, error))
        return FALSE;
      if (apply->seen != NULL)
        g_hash_table_add (apply->seen, g_memdup2 (&row->id, sizeof row->id));
    }
  return TRUE;
}

static gboolean
apply_gone (TwReplicaTx *tx, TwSchema *schema, const TwWireGone *gone, GError **error)
{
  const TwEntity *entity = tw_schema_get_entity_by_number (schema, gone->entity);

  if (entity == NULL)
    return TRUE;
  if (gone->kind == TW_WIRE_LEFT)
    return tw_replica_forget (tx, entity, &gone->id, error);
  return tw_replica_purge (tx, entity, &gone->id, gone->seq, gone->kind == TW_WIRE_ERASED, error);
}

typedef struct
{
  GHashTable *seen;
  gint64      seq;
  GArray     *unseen;                                  /* TwId */
} Sweep;

static gboolean
sweep_row (const TwId *id, gint64 server_seq, gpointer data)
{
  Sweep *sweep = data;

  /* What came behind the oldest page, with a pull that went into the middle of a commit, could not be in that page. */
  if (server_seq <= sweep->seq && !g_hash_table_contains (sweep->seen, id))
    g_array_append_vals (sweep->unseen, id, 1);
  return TRUE;
}

/* Of an entity that was loaded whole: rows that the server gave before and does not give any more are out of sight. */
static gboolean
apply_sweep (TwSyncApply *apply, TwReplicaTx *tx, TwSchema *schema, GArray *unseen, GError **error)
{
  const TwEntity *entity = tw_schema_get_entity_by_number (schema, apply->sweep);

  for (guint i = 0; entity != NULL && i < unseen->len; i++)
    if (!tw_replica_forget (tx, entity, &g_array_index (unseen, TwId, i), error))
      return FALSE;
  return TRUE;
}

static gboolean
find_unseen (TwSyncApply *apply, TwSchema *schema, GArray *unseen, GError **error)
{
  const TwEntity *entity = tw_schema_get_entity_by_number (schema, apply->sweep);
  Sweep sweep = { apply->seen, apply->seen_seq, unseen };

  /* Those of this very page are not in the store yet, and are no leftovers. */
  for (guint t = 0; t < apply->page->tables->len; t++)
    {
      const TwWireTable *table = g_ptr_array_index (apply->page->tables, t);

      for (guint i = 0; i < table->rows->len; i++)
        g_hash_table_add (apply->seen, g_memdup2 (&g_array_index (table->rows, TwWireRow, i).id, sizeof (TwId)));
    }
  return entity == NULL || tw_replica_scan (apply->sync->store, entity, NULL, sweep_row, &sweep, error);
}

static gboolean
has_erased (TwWirePage *page)
{
  for (guint i = 0; i < page->gone->len; i++)
    if (g_array_index (page->gone, TwWireGone, i).kind == TW_WIRE_ERASED)
      return TRUE;
  return FALSE;
}

/* Nobody is asked about what is erased by right, and it does not wait for the answer about what comes with it. The cursor stays: the page
 * comes again. */
static gboolean
apply_erased_only (TwStore *store, TwSchema *schema, TwWirePage *page, GError **error)
{
  g_autoptr (TwReplicaTx) tx = NULL;
  g_autoptr (TwCommit) commit = NULL;

  if (!has_erased (page))
    return TRUE;
  tx = tw_replica_begin (store, error);
  for (guint i = 0; tx != NULL && i < page->gone->len; i++)
    {
      const TwWireGone *gone = &g_array_index (page->gone, TwWireGone, i);

      if (gone->kind == TW_WIRE_ERASED && !apply_gone (tx, schema, gone, error))
        return FALSE;
    }
  commit = tx != NULL ? tw_replica_commit (g_steal_pointer (&tx), 0, error) : NULL;
  return commit != NULL && tw_replica_finish_erasing (store, error);
}

/* With the last page of a load comes the cursor. */
static gboolean
ends_load (TwSyncApply *apply)
{
  for (guint i = 0; i + 1 < apply->state->len; i += 2)
    if (apply->loads && strcmp (g_ptr_array_index (apply->state, i), "cursor") == 0)
      return TRUE;
  return FALSE;
}

/* Everything of the page; the last transaction is left open. */
static gboolean
write_page (Writing *writing, TwSchema *schema, GArray *unseen, GError **error)
{
  TwSyncApply *apply = writing->apply;
  TwWirePage *page = apply->page;

  for (guint i = 0; i + 1 < page->settings->len; i += 2)
    if (!tw_replica_put_setting (writing->tx, g_ptr_array_index (page->settings, i), g_ptr_array_index (page->settings, i + 1), error))
      return FALSE;
  for (guint i = 0; i < page->tables->len; i++)
    if (!apply_table (writing, schema, g_ptr_array_index (page->tables, i), error))
      return FALSE;
  for (guint i = 0; i < page->gone->len; i++)
    if (!apply_gone (writing->tx, schema, &g_array_index (page->gone, TwWireGone, i), error))
      return FALSE;
  return apply_sweep (apply, writing->tx, schema, unseen, error);
}

static gboolean
write_all (TwSyncApply *apply, TwSchema *schema, GArray *unseen, GError **error)
{
  Writing writing = { apply, tw_replica_begin (apply->sync->store, error), 0 };
  g_autoptr (TwCommit) commit = NULL;
  gboolean good = FALSE;

  if (writing.tx == NULL)
    return FALSE;
  tw_replica_reach (writing.tx, MAX (apply->cursor_seq, 0));
  good = write_page (&writing, schema, unseen, error);
  if (good && ends_load (apply))
    tw_replica_end_load (writing.tx);
  for (guint i = 0; good && i + 1 < apply->state->len; i += 2)
    good = tw_replica_put_state (writing.tx, g_ptr_array_index (apply->state, i), g_ptr_array_index (apply->state, i + 1), error);
  if (good)
    commit = tw_replica_commit (g_steal_pointer (&writing.tx), MAX (apply->cursor_seq, 0), error);
  tw_replica_tx_free (writing.tx);
  return commit != NULL;
}

static gboolean
apply_all (TwSyncApply *apply, GError **error)
{
  TwStore *store = apply->sync->store;
  TwWirePage *page = apply->page;
  g_autoptr (TwSchema) schema = NULL;
  g_autoptr (GArray) unseen = g_array_new (FALSE, FALSE, sizeof (TwId));
  gboolean asks;

  apply->widens = apply->asks = apply->counts = FALSE;
  if (apply->looks)
    {
      schema = tw_store_ref_schema (store);
      return tw_sync_apply_count (apply, schema, error) && apply_erased_only (store, schema, page, error);
    }
  if (!apply_definitions (store, page, error))
    return FALSE;
  schema = tw_store_ref_schema (store);
  if (apply->sweep != 0 && !find_unseen (apply, schema, unseen, error))
    return FALSE;
  if (!tw_sync_apply_must_ask (apply, schema, unseen, &asks, error))
    return FALSE;
  if (asks)
    {
      apply->asks = !apply->widens && !apply->counts;
      return apply->widens || apply_erased_only (store, schema, page, error);
    }
  return write_all (apply, schema, unseen, error) && (!apply->loads || page->next != NULL || tw_replica_mend (store, error))
         && (!has_erased (page) || tw_replica_finish_erasing (store, error));
}

static void
run_apply (gpointer data, gpointer unused)
{
  TwSyncApply *apply = data;

  g_clear_error (&apply->error);
  apply_all (apply, &apply->error);
}

static void
finish_apply (gpointer data, gpointer unused)
{
  TwSyncApply *apply = data;

  if (apply->round != apply->sync->round)
    ;
  else if (apply->widens)
    tw_sync_widen (apply->sync);
  else if (apply->asks && apply->error == NULL)
    tw_sync_ask_removal (apply->sync, apply->counted + apply->removes, apply->removes_of);
  else if ((apply->counts || apply->looks) && apply->error == NULL)
    tw_sync_count_on (apply->sync, apply);
  else
    {
      apply->sync->removed += apply->error == NULL ? apply->removes : 0;
      apply->applied (apply->sync, apply->page, apply->error);
    }
  apply_free (apply);
}

void
tw_sync_apply_run (TwSyncApply *apply)
{
  apply->sync->env.work (run_apply, finish_apply, apply, apply->sync->env.data);
}
