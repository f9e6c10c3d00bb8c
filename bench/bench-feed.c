/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The team's activity feed of a large workspace: the first page, the next ones, and what is rare in it.
 *   bench-feed DIR LABEL     a workspace that bench-store has filled; changes
 *                        20,000 of its deals one by one, and prints the rows of the table */
#include "config.h"

#include <stdio.h>

#include "tw-bench.h"
#include "tw-feed.h"

#define PAGE   50
#define N_NEXT 20                                      /* pages that are scrolled through */
#define N_COMMITS 20000
#define ROUNDS 21

/* Records that are changed one by one. */
static void
make_history (TwStore *store)
{
  const TwEntity *entity = tw_schema_get_entity (tw_store_get_schema (store), "deal");
  g_autoptr(GError) error = NULL;
  g_autoptr(TwQuery) query = tw_query_new (tw_store_get_schema (store), entity, NULL, NULL, &error);
  g_autofree char *cursor = NULL;

  for (guint i = 0; i < N_COMMITS && query != NULL; i++)
    {
      g_autofree char *next = NULL;
      g_autoptr(GPtrArray) records = tw_store_list (store, query, 1, cursor, &next, &error);
      TwEdit *edit = tw_edit_new (store, TW_ORIGIN_PERSON, "change");
      g_autoptr(TwCommit) done = NULL;

      for (guint j = 0; records != NULL && j < records->len; j++)
        {
          g_autofree char *amount = g_strdup_printf ("%u EUR", 1000 + i + j);

          tw_record_set_text (g_ptr_array_index (records, j), "amount", amount, NULL);
          tw_edit_save (edit, g_ptr_array_index (records, j));
        }
      done = tw_edit_commit (edit, &error);
      if (done == NULL)
        g_error ("%s", error->message);
      g_free (cursor);
      cursor = g_steal_pointer (&next);
    }
}

/* A page is one that people see at once, wherever the log ends. */
static void
measure (TwStore             *store,
         const char          *label,
         const char          *what,
         const TwFeedOptions *options,
         guint                n_before)
{
  BenchSample sample = { NULL };
  g_autofree char *work = g_strdup_printf ("feed of %s: %s", label, what), *note = NULL;
  guint64 n_rows = 0;
  guint n = 0;

  for (guint i = 0; i < ROUNDS; i++)
    {
      g_autoptr(TwFeed) feed = tw_feed_new (store, options);
      g_autoptr(GPtrArray) entries = NULL;
      double start;

      for (guint page = 0; page < n_before; page++)
        {
          g_autoptr(GPtrArray) before = tw_feed_read (feed, PAGE, NULL);

          g_assert_nonnull (before);
        }
      start = bench_now_ms ();
      entries = tw_feed_read (feed, PAGE, NULL);
      g_assert_nonnull (entries);
      bench_sample_add (&sample, bench_now_ms () - start);
      n = entries->len;
      n_rows = tw_feed_get_n_rows (feed);
    }
  note = g_strdup_printf ("%u entries, %" G_GUINT64_FORMAT " rows of the log", n, n_rows);
  bench_limit (work, bench_sample_at (&sample, 0.5), "ms", 100, note);
  bench_sample_clear (&sample);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwSchema) schema = tw_schema_load_shipped (&error);
  g_autoptr(TwStore) store = argc == 3 && schema != NULL ? tw_store_open (argv[1], schema, FALSE, &error) : NULL;

  if (store == NULL)
    {
      fprintf (stderr, "%s\n", error != NULL ? error->message : "usage: bench-feed DIR LABEL");
      return 2;
    }
  make_history (store);
  measure (store, argv[2], "first page of everybody", &(TwFeedOptions) { .from = TW_FEED_EVERYBODY }, 0);
  measure (store, argv[2], "a page further back", &(TwFeedOptions) { .from = TW_FEED_EVERYBODY }, N_NEXT);
  measure (store, argv[2], "first page of the team", &(TwFeedOptions) { .from = TW_FEED_TEAM }, 0);
  measure (store, argv[2], "what is followed", &(TwFeedOptions) { .from = TW_FEED_FOLLOWED | TW_FEED_MENTIONS }, 0);
  measure (store, argv[2], "comments, of which there are none",
           &(TwFeedOptions) { .from = TW_FEED_EVERYBODY, .kinds = TW_FEED_WRITTEN }, 0);
  tw_store_close (store);
  return 0;
}
