/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Deletes all deals of a workspace as one step, as the list does with a selection, and takes it back. Prints how long each took.
 *
 * bench-bulk FOLDER     a workspace that is changed and left as it was, such as one of "tradewindctl --workspace FOLDER init --demo" */
#include "config.h"

#include <stdlib.h>

#include "tw-bench.h"
#include "tw-bulk-job.h"
#include "tw-crm-rules.h"

static void
print_row (const char *work,
           gint64      n,
           double      start,
           double      cpu_start)
{
  g_print ("%s of %" G_GINT64_FORMAT " deals: %.0f ms, %.0f ms of this thread\n", work, n, bench_now_ms () - start, bench_cpu_ms () - cpu_start);
}

static GArray *
read_ids (TwStore *store,
          TwQuery *query)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (TwId));
  g_autofree char *cursor = NULL;

  do
    {
      g_autofree char *next = NULL;
      g_autoptr(GPtrArray) records = tw_store_list (store, query, 1000, cursor, &next, NULL);

      for (guint i = 0; records != NULL && i < records->len; i++)
        g_array_append_vals (ids, tw_record_get_id (g_ptr_array_index (records, i)), 1);
      g_free (cursor);
      cursor = g_steal_pointer (&next);
    }
  while (cursor != NULL);
  return ids;
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwSchema) shipped = tw_schema_load_shipped (&error);
  g_autoptr(TwStore) store = argc == 2 && shipped != NULL ? tw_store_open (argv[1], shipped, TRUE, &error) : NULL;
  g_autoptr(TwQuery) query = NULL;
  g_autoptr(GArray) ids = NULL;
  g_autoptr(TwRecordSet) set = NULL;
  g_autoptr(TwBulkJob) job = NULL;
  g_autoptr(TwCommit) undone = NULL;
  const TwEntity *entity = NULL;
  double start, cpu_start;
  gint64 n;

  if (store == NULL)
    {
      g_printerr ("bench-bulk FOLDER: %s\n", error != NULL ? error->message : "which workspace?");
      return EXIT_FAILURE;
    }
  tw_crm_rules_add (store);
  entity = tw_schema_get_entity (tw_store_get_schema (store), "deal");
  query = tw_query_new (tw_store_get_schema (store), entity, NULL, NULL, &error);
  n = tw_store_count (store, query, &error);
  ids = read_ids (store, query);
  set = tw_record_set_new_ids (entity, ids);
  job = tw_bulk_job_new_delete (store, set);
  start = bench_now_ms ();
  cpu_start = bench_cpu_ms ();
  if (!tw_bulk_job_run (job, NULL, &error))
    g_error ("%s", error->message);
  print_row ("delete", tw_bulk_job_get_n_changed (job), start, cpu_start);
  start = bench_now_ms ();
  cpu_start = bench_cpu_ms ();
  undone = tw_store_undo (store, NULL, &error);
  if (undone == NULL)
    g_error ("%s", error->message);
  print_row ("undo", n, start, cpu_start);
  tw_store_close (store);
  return EXIT_SUCCESS;
}
