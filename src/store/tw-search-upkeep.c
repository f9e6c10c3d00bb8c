/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When the search index hears of the rows that were noted for it: in a pause, when there are many, and before the store is closed. */
#include "config.h"

#include "tw-db-private.h"
#include "tw-search-late.h"
#include "tw-search-words.h"
#include "tw-store-internal.h"

/* Rows of a transaction that are noted: those of the largest push. */
#define NOTED_ROWS 2048
/* So many wait for a short pause only: each search looks at all of them. From TOO_LATE on nobody writes before some of them are written. */
#define VERY_LATE  1024
#define TOO_LATE   12288
/* So many notes are written at a time: whoever comes meanwhile waits for no more than these. */
#define SOME_NOTES 512

gboolean
tw_search_upkeep_start (TwStore *store, GError **error)
{
  int n = 0;

  if (!tw_search_register (store->writer, error) || !tw_search_late_count (store->writer, &n, error))
    return FALSE;
  g_atomic_int_set (&store->search_late, n);
  store->search = tw_search_batch_new (store->writer);
  store->search_rows = NOTED_ROWS;
  tw_search_batch_allow_late (store->search, &store->search_late, store->search_rows);
  return TRUE;
}

void
tw_search_upkeep_stop (TwStore *store)
{
  if (store->search == NULL)
    return;
  if (tw_search_is_late (store) || store->search_fails)
    tw_search_catch_up (store);
  g_clear_pointer (&store->search, tw_search_batch_free);
}

gboolean
tw_search_is_late (TwStore *store)
{
  return g_atomic_int_get (&store->search_late) > 0;
}

gboolean
tw_search_is_very_late (TwStore *store)
{
  return g_atomic_int_get (&store->search_late) >= VERY_LATE;
}

gboolean
tw_search_is_too_late (TwStore *store)
{
  return g_atomic_int_get (&store->search_late) >= TOO_LATE;
}

/* Nothing is lost with this transaction: should it not be on the disk when the power fails, what it was made of is there still. So it
 * does not wait for the disk, nor is it anybody else's: it changes nothing that others could read in the records. */
void
tw_search_catch_up_some (TwStore *store)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (store);
  g_autoptr (GError) error = NULL;
  gboolean good, done = FALSE;

  tw_db_exec (store->writer, "PRAGMA synchronous = NORMAL", NULL);
  tw_db_set_own (store->writer, TRUE);
  good = tw_db_exec (store->writer, "BEGIN IMMEDIATE", &error)
         && tw_search_batch_catch_up (store->search, schema, SOME_NOTES, &done, &error) && tw_db_exec (store->writer, "COMMIT", &error);
  tw_search_batch_forget (store->search);
  if (!good && tw_db_in_transaction (store->writer))
    tw_db_exec (store->writer, "ROLLBACK", NULL);
  tw_db_set_own (store->writer, FALSE);
  tw_db_exec (store->writer, "PRAGMA synchronous = FULL", NULL);
  /* A full disk or a damaged index: from now on the commits themselves bring it up to date, and say so when they cannot. */
  store->search_fails = !good;
  tw_search_batch_allow_late (store->search, good ? &store->search_late : NULL, store->search_rows);
  /* A row may have two notes, so that this is rather too many rows than too few. */
  g_atomic_int_set (&store->search_late, good && !done ? MAX (g_atomic_int_get (&store->search_late) - SOME_NOTES / 2, 1) : 0);
}

/* From one transaction to the next, and for no longer than one of them needs that notes as much as it may: a row has two notes at most. */
void
tw_search_catch_up_to_bound (TwStore *store)
{
  for (guint left = 2 * NOTED_ROWS / SOME_NOTES; left > 0 && tw_search_is_too_late (store); left--)
    tw_search_catch_up_some (store);
}

void
tw_search_catch_up (TwStore *store)
{
  do
    tw_search_catch_up_some (store);
  while (tw_search_is_late (store));
}
