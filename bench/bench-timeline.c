/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The timeline of a record with five thousand entries: activities, comments, tasks and changes.
 *   bench-timeline DIR     makes a workspace in the folder, which must not be there, and prints the rows of the table */
#include "config.h"

#include <stdio.h>

#include "tw-activity.h"
#include "tw-bench.h"
#include "tw-seed.h"
#include "tw-timeline.h"

#define N_ENTRIES 5000
#define N_CHANGES 1000                                 /* of them */
#define PAGE      50
#define ROUNDS    21

static TwRecord *
make_deal (TwStore  *store,
           TwSchema *schema)
{
  const TwEntity *stage_entity = tw_schema_get_entity (schema, "deal_stage");
  g_auto(TwValue) name = tw_value_text ("Lead");
  g_autoptr(TwRecord) stage = tw_store_find (store, stage_entity->name_field, &name, NULL);
  g_autofree char *id = tw_id_dup_text (tw_record_get_id (stage));
  TwRecord *deal = tw_record_new (tw_schema_get_entity (schema, "deal"));

  tw_record_set_text (deal, "name", "Five thousand entries", NULL);
  tw_record_set_text (deal, "stage", id, NULL);
  return deal;
}

static void
commit (TwEdit *edit)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) done = tw_edit_commit (edit, &error);

  if (done == NULL)
    g_error ("%s", error->message);
}

static void
fill (TwStore  *store,
      TwSchema *schema,
      TwRecord *deal)
{
  static const char *const kinds[] = { "activity", "activity", "comment", "task" };
  static const char *const names[] = { "subject", "subject", "body", "title" };
  TwEdit *edit = tw_edit_new (store, TW_ORIGIN_PERSON, "fill");

  tw_edit_save (edit, deal);
  commit (edit);
  edit = tw_edit_new (store, TW_ORIGIN_PERSON, "fill");
  for (guint i = 0; i < N_ENTRIES - N_CHANGES - 1; i++)
    {
      g_autoptr(TwRecord) record = tw_record_new (tw_schema_get_entity (schema, kinds[i % 4]));

      tw_record_set_text (record, names[i % 4], "They asked for **another** price, and when it could be there", NULL);
      tw_activity_set_about (record, deal, NULL);
      tw_edit_save (edit, record);
    }
  commit (edit);
  for (guint i = 0; i < N_CHANGES; i++)
    {
      g_autofree char *amount = g_strdup_printf ("%u EUR", 1000 + i);

      tw_record_set_text (deal, "amount", amount, NULL);
      edit = tw_edit_new (store, TW_ORIGIN_PERSON, "change");
      tw_edit_save (edit, deal);
      commit (edit);
    }
}

static void
measure (const char *work,
         TwStore    *store,
         TwRecord   *deal,
         const char *filter,
         const char *text,
         guint       limit,
         double      bound)
{
  BenchSample sample = { NULL };

  for (guint i = 0; i < ROUNDS; i++)
    {
      double start = bench_now_ms ();
      g_autoptr(TwTimeline) timeline = tw_timeline_new (store, tw_record_get_entity (deal), tw_record_get_id (deal), filter, text, 0,
                                                        NULL);
      g_autoptr(GPtrArray) entries = tw_timeline_read (timeline, limit, NULL);

      g_assert_nonnull (entries);
      bench_sample_add (&sample, bench_now_ms () - start);
    }
  bench_limit (work, bench_sample_at (&sample, 0.5), "ms", bound, NULL);
  bench_sample_clear (&sample);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwSchema) schema = tw_schema_load_shipped (&error);
  g_autoptr(TwStore) store = argc == 2 && schema != NULL ? tw_store_open (argv[1], schema, TRUE, &error) : NULL;
  g_autoptr(TwRecord) deal = NULL;

  if (store == NULL || !tw_seed_workspace (store, "EUR", &error))
    {
      fprintf (stderr, "%s\n", error != NULL ? error->message : "usage: bench-timeline DIR");
      return 2;
    }
  deal = make_deal (store, tw_store_get_schema (store));
  fill (store, tw_store_get_schema (store), deal);
  measure ("timeline of 5,000 entries: first page", store, deal, NULL, NULL, PAGE, 100);
  measure ("timeline of 5,000 entries: one kind", store, deal, "comment", NULL, PAGE, 100);
  measure ("timeline of 5,000 entries: words that none has", store, deal, NULL, "xyzzy", PAGE, 0);
  measure ("timeline of 5,000 entries: all of them", store, deal, NULL, NULL, N_ENTRIES + 1, 0);
  tw_store_close (store);
  return 0;
}
