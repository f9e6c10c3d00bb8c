/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server that would take much away asks first. What is wrong there, or was put back wrongly, looks like records that are gone; a
 * device that follows at once has lost the last copy of them. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-stored.h"
#include "tw-sync-private.h"

#define ALWAYS       50                                /* so few records may always go: a handful is a fifth of a small workspace */
#define PART         5                                 /* more than a fifth of all is asked about */
#define FEW          5                                 /* in a page: an ordinary day */
#define WIDE_ROWS    50000                             /* of a page that is to tell all of it at once */
#define AGAIN_MS     300000                            /* until it is looked whether the server still wants it */

/* --- Counting, on the thread of the page --- */

/* One more when it is, and was not counted with a page before: each page tells what is gone, of each record that changed in it. Nothing
 * is worked out for that. */
static gboolean
count_one (TwSyncApply *apply, const TwEntity *entity, const TwId *id, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TwRecord) record = tw_store_get_stored (apply->sync->store, entity, id, &local);

  if (local != NULL && !g_error_matches (local, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (record != NULL && !tw_record_is_deleted (record) && g_hash_table_add (apply->ids, g_memdup2 (id, sizeof *id)))
    apply->removes++;
  return TRUE;
}

/* Records that could go; those of the wastebasket among them are not looked at yet. rows: of how many the page tells. */
static guint
count_named (TwSyncApply *apply, GArray *unseen, guint *rows)
{
  guint n = unseen->len + apply->page->gone->len;

  *rows = n;
  for (guint t = 0; t < apply->page->tables->len; t++)
    {
      const TwWireTable *table = g_ptr_array_index (apply->page->tables, t);

      *rows += table->rows->len;
      for (guint i = 0; i < table->rows->len; i++)
        n += g_array_index (table->rows, TwWireRow, i).deleted != 0;
    }
  return n;
}

static gboolean
count_shown (TwSyncApply *apply, TwSchema *schema, GArray *unseen, GError **error)
{
  const TwEntity *entity = tw_schema_get_entity_by_number (schema, apply->sweep);

  if (apply->ids == NULL)
    apply->ids = g_hash_table_new_full (tw_id_hash, tw_id_equal, g_free, NULL);
  for (guint i = 0; entity != NULL && i < unseen->len; i++)
    if (!count_one (apply, entity, &g_array_index (unseen, TwId, i), error))
      return FALSE;
  for (guint t = 0; t < apply->page->tables->len; t++)
    {
      const TwWireTable *table = g_ptr_array_index (apply->page->tables, t);

      entity = tw_schema_get_entity_by_number (schema, table->entity);
      for (guint i = 0; entity != NULL && i < table->rows->len; i++)
        {
          const TwWireRow *row = &g_array_index (table->rows, TwWireRow, i);

          if (row->deleted != 0 && !count_one (apply, entity, &row->id, error))
            return FALSE;
        }
    }
  for (guint i = 0; i < apply->page->gone->len; i++)
    {
      const TwWireGone *gone = &g_array_index (apply->page->gone, TwWireGone, i);

      /* Nobody is asked whether a person's data may be erased. */
      entity = gone->kind != TW_WIRE_ERASED ? tw_schema_get_entity_by_number (schema, gone->entity) : NULL;
      if (entity != NULL && !count_one (apply, entity, &gone->id, error))
        return FALSE;
    }
  return TRUE;
}

static gint64
count_all (TwStore *store, TwSchema *schema)
{
  gint64 n = 0;

  for (guint e = 0; e < tw_schema_get_n_entities (schema); e++)
    {
      g_autoptr (TwQuery) query = tw_query_new (schema, tw_schema_get_entity_at (schema, e), NULL, NULL, NULL);

      n += query != NULL ? MAX (tw_store_count (store, query, NULL), 0) : 0;
    }
  return n;
}

/* A little at a time is much in the end. before: what pages took since the last rest, and those that were only counted would. */
static gboolean
is_much (TwSyncApply *apply, TwSchema *schema, gint64 before)
{
  if (apply->removes + before <= ALWAYS)
    return FALSE;
  apply->removes_of = apply->sync->removed + count_all (apply->sync->store, schema);
  return (before + apply->removes) * PART > apply->removes_of;
}

/**
 * tw_sync_apply_must_ask:
 * @apply: a page that is about to be applied; nothing of it is in the store yet
 * @unseen: TwId, what the end of a reload takes away
 *
 * @asks: (out): whether the page must not be applied now: that is more than goes without a question (asks), or there is more to come
 *   (widens, counts)
 *
 * Counts what people would not see any more afterwards.
 *
 * Returns: %FALSE with @error when it cannot be counted
 */
gboolean
tw_sync_apply_must_ask (TwSyncApply *apply, TwSchema *schema, GArray *unseen, gboolean *asks, GError **error)
{
  gboolean full;
  guint rows;

  *asks = FALSE;
  apply->removes = apply->removes_of = 0;
  if (apply->may_remove || apply->loads)
    return TRUE;
  if (count_named (apply, unseen, &rows) == 0)
    return TRUE;
  if (!count_shown (apply, schema, unseen, error))
    return FALSE;
  /* A page that is full of them is asked about with those that come after it, before any of it is gone: as one page, and when that does
   * not reach the end, with a look at each of the others. A reload has no such pages: it would be asked for again for ever. */
  full = apply->seen == NULL && apply->page->more && apply->removes >= FEW && apply->removes * 10 >= rows;
  apply->widens = full && apply->sync->wide == TW_WIDE_NOT;
  apply->counts = full && (apply->sync->wide == TW_WIDE_ASKED || apply->sync->wide == TW_WIDE_FAILED);
  *asks = apply->widens || apply->counts || (apply->removes > 0 && is_much (apply, schema, apply->sync->removed));
  return TRUE;
}

/**
 * tw_sync_apply_count:
 * @apply: a page behind others that are not applied
 *
 * Counts what the page would take, with those before it. The last one knows whether a person is asked (asks).
 *
 * Returns: %FALSE with @error when it cannot be counted
 */
gboolean
tw_sync_apply_count (TwSyncApply *apply, TwSchema *schema, GError **error)
{
  g_autoptr (GArray) none = g_array_new (FALSE, FALSE, sizeof (TwId));
  guint rows;

  apply->removes = apply->removes_of = 0;
  if (count_named (apply, none, &rows) > 0 && !count_shown (apply, schema, none, error))
    return FALSE;
  /* The answer came meanwhile: there is nothing to be known any more. */
  apply->counts = apply->page->more && !apply->may_remove;
  apply->asks = !apply->page->more && !apply->may_remove && is_much (apply, schema, apply->sync->removed + apply->counted);
  return TRUE;
}

/* Back on the engine's thread: the next page is counted, too, or all of them were, and go. */
void
tw_sync_count_on (TwSync *sync, TwSyncApply *apply)
{
  tw_sync_drop_count (sync);
  if (apply->counts)
    {
      sync->counted = apply->counted + apply->removes;
      sync->counted_ids = g_steal_pointer (&apply->ids);
      sync->count_from = g_strdup (apply->page->cursor);
    }
  else
    sync->wide = TW_WIDE_COUNTED;
  sync->pull_wanted = TRUE;
  tw_sync_finish_step (sync);
}

void
tw_sync_drop_count (TwSync *sync)
{
  g_clear_pointer (&sync->count_from, g_free);
  g_clear_pointer (&sync->counting, g_free);
  g_clear_pointer (&sync->counted_ids, g_hash_table_unref);
  sync->counted = 0;
}

/* The same again, as one page. */
void
tw_sync_widen (TwSync *sync)
{
  sync->wide = TW_WIDE_ASKED;
  sync->pull_wanted = TRUE;
  tw_sync_finish_step (sync);
}

guint
tw_sync_get_page_rows (TwSync *sync)
{
  return sync->wide == TW_WIDE_ASKED ? WIDE_ROWS : 0;
}

/* --- The question --- */

static char *
dup_sentence (TwSync *sync)
{
  return g_strdup_printf (_("The server takes away %lld of %lld records. If that was not meant, ask your administrator first. Nothing is "
                            "removed and nothing new comes in before you answer; what you do here is sent."),
                          (long long) sync->removal, (long long) sync->removal_of);
}

/* Back on the engine's thread: the page stays outside. */
void
tw_sync_ask_removal (TwSync *sync, gint64 removes, gint64 of)
{
  g_autofree char *sentence = NULL;

  /* The answer came while the page was being counted. */
  if (sync->removal_allowed)
    {
      sync->pull_wanted = TRUE;
      g_clear_pointer (&sync->seen, g_hash_table_unref);
      tw_sync_finish_step (sync);
      return;
    }
  tw_sync_drop_count (sync);
  sync->removal = sync->removed + removes;
  sync->removal_of = of;
  g_clear_pointer (&sync->seen, g_hash_table_unref);
  sentence = dup_sentence (sync);
  tw_sync_note (sync, "%s", sentence);
  tw_sync_hold_step (sync, AGAIN_MS);
}

/* NULL: there is no question. */
char *
tw_sync_dup_removal_sentence (TwSync *sync)
{
  return sync->removal > 0 ? dup_sentence (sync) : NULL;
}

/**
 * tw_sync_get_removal:
 * @sync: an engine
 * @of: (out) (optional): how many there are
 *
 * Returns: how many records the server takes away, when that waits for an answer; 0: there is no question
 */
gint64
tw_sync_get_removal (TwSync *sync, gint64 *of)
{
  if (of != NULL)
    *of = sync->removal_of;
  return sync->removal;
}

/**
 * tw_sync_allow_removal:
 * @sync: an engine
 *
 * The person's answer: what the server takes away is taken away, until everything is synced the next time. Who does not want that
 * does not answer; tw_sync_now() looks whether the server still wants it.
 */
void
tw_sync_allow_removal (TwSync *sync)
{
  sync->removal_allowed = TRUE;
  if (sync->removal > 0)
    tw_sync_now (sync);
}
