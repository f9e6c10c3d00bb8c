/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows in memory: those that somebody holds, and the 64 pages of 128 looked at last.
 *
 * A page is read on the main thread as long as that has taken little of the present frame (a warm page takes under a
 * millisecond); what comes on top, as in fast scrolling or from a cold disk, is left to a reader thread, the newest wish
 * first, and its rows tell "changed" when they are filled. */
#include "config.h"

#include "tw-results-pages.h"

#define MAX_ROWS        (64 * TW_PAGE_ROWS)
#define FRAME_USEC      16000
#define FRAME_BUDGET    5000                           /* µs of a frame that reading may take */

struct _TwPages
{
  gatomicrefcount  ref_count;                          /* of jobs that are under way */
  TwResultsSource *source;                             /* (owned) (nullable) */
  GHashTable      *rows;                               /* rid → TwRow, not owned: rows tell when they go */
  GQueue           recent;                             /* (owned) TwRow, the newest first */
  GHashTable      *links;                              /* rid → its link in recent */
  GArray          *wanted;                             /* rids to fill, the newest wish last */
  gboolean         busy;                               /* a reader is filling */
  gint64           frame_start, frame_used;
  guint            round;                              /* grows with each new source */
};

typedef struct
{
  TwPages         *pages;                              /* (owned) */
  TwResultsSource *source;                             /* (owned) */
  guint            round;
  GArray          *rids;
  GArray          *found;
  GPtrArray       *records;
} Job;

static void start_job (TwPages *pages);

static void
row_gone_cb (gint64 rid, gpointer data)
{
  TwPages *pages = data;

  g_hash_table_remove (pages->rows, &rid);
}

TwPages *
tw_pages_new (void)
{
  TwPages *pages = g_new0 (TwPages, 1);

  g_atomic_ref_count_init (&pages->ref_count);
  pages->rows = g_hash_table_new (g_int64_hash, g_int64_equal);
  pages->links = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  pages->wanted = g_array_new (FALSE, FALSE, sizeof (gint64));
  return pages;
}

static void
forget_rows (TwPages *pages)
{
  GHashTableIter iter;
  gpointer row;

  g_hash_table_iter_init (&iter, pages->rows);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    tw_row_detach (row);
  g_hash_table_remove_all (pages->rows);
  g_hash_table_remove_all (pages->links);
  g_queue_clear_full (&pages->recent, g_object_unref);
  g_array_set_size (pages->wanted, 0);
}

static void
pages_unref (TwPages *pages)
{
  if (!g_atomic_ref_count_dec (&pages->ref_count))
    return;
  g_hash_table_unref (pages->rows);
  g_hash_table_unref (pages->links);
  g_array_unref (pages->wanted);
  g_free (pages);
}

void
tw_pages_free (TwPages *pages)
{
  forget_rows (pages);
  g_clear_pointer (&pages->source, tw_results_source_unref);
  pages_unref (pages);
}

void
tw_pages_set_source (TwPages *pages, TwResultsSource *source)
{
  const TwEntity *former = pages->source != NULL ? tw_query_get_entity (pages->source->query) : NULL;
  const TwEntity *entity = tw_query_get_entity (source->query);

  if (former != NULL && former->number != entity->number)
    forget_rows (pages);
  tw_results_source_ref (source);
  g_clear_pointer (&pages->source, tw_results_source_unref);
  pages->source = source;
  if (former == entity)
    return;
  /* Records of another snapshot of the schema must not come late. */
  pages->round++;
  tw_pages_refresh (pages, NULL);
}

/* --- Filling --- */

static void
take_records (TwPages *pages, GArray *found, GPtrArray *records)
{
  for (guint i = 0; i < found->len; i++)
    {
      TwRow *row = g_hash_table_lookup (pages->rows, &g_array_index (found, gint64, i));

      /* A handler of "changed" may let the row go. */
      if (row != NULL)
        {
          g_object_ref (row);
          tw_row_take_record (row, g_object_ref (g_ptr_array_index (records, i)));
          g_object_unref (row);
        }
    }
}

static gboolean
read_rows (TwResultsSource *source, const gint64 *rids, guint n, GArray *found, GPtrArray **records, GError **error)
{
  TwDb *db = tw_store_take_reader (source->store, error);

  if (db == NULL)
    return FALSE;
  *records = tw_results_read_rows (source, db, rids, n, found, error);
  tw_store_return_reader (source->store, db);
  return *records != NULL;
}

static void
job_free (Job *job)
{
  pages_unref (job->pages);
  tw_results_source_unref (job->source);
  g_array_unref (job->rids);
  g_array_unref (job->found);
  g_clear_pointer (&job->records, g_ptr_array_unref);
  g_free (job);
}

/* The titles of linked records are asked for here, off the main thread, so that they are in the store's cache. */
static void
warm_titles (Job *job)
{
  const TwEntity *entity = tw_query_get_entity (job->source->query);

  for (guint i = 0; entity->list_columns != NULL && entity->list_columns[i] != NULL; i++)
    {
      const TwField *field = tw_entity_get_field (entity, entity->list_columns[i]);

      if (field == NULL || field->kind != TW_KIND_LINK)
        continue;
      for (guint j = 0; j < job->records->len; j++)
        {
          const TwValue *value = tw_record_get (g_ptr_array_index (job->records, j), field);

          if (value->type == TW_TYPE_LINK)
            g_free (tw_store_dup_title (job->source->store, value->tag, &value->id));
        }
    }
}

static void
job_thread (GTask *task, gpointer source_object, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;

  if (!read_rows (job->source, (gint64 *) job->rids->data, job->rids->len, job->found, &job->records, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  warm_titles (job);
  g_task_return_boolean (task, TRUE);
}

static void
job_done_cb (GObject *store, GAsyncResult *result, gpointer data)
{
  Job *job = g_task_get_task_data (G_TASK (result));
  TwPages *pages = job->pages;
  g_autoptr (GError) error = NULL;

  pages->busy = FALSE;
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_message ("Rows could not be read: %s", error->message);
  else if (pages->source != NULL && job->round == pages->round)
    take_records (pages, job->found, job->records);
  if (pages->source != NULL)
    start_job (pages);
}

static void
start_job (TwPages *pages)
{
  g_autoptr (GTask) task = NULL;
  Job *job;
  guint n = MIN (pages->wanted->len, TW_PAGE_ROWS);

  if (pages->busy || n == 0)
    return;
  job = g_new0 (Job, 1);
  job->pages = pages;
  g_atomic_ref_count_inc (&pages->ref_count);
  job->source = tw_results_source_ref (pages->source);
  job->round = pages->round;
  job->found = g_array_new (FALSE, FALSE, sizeof (gint64));
  job->rids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_array_append_vals (job->rids, &g_array_index (pages->wanted, gint64, pages->wanted->len - n), n);
  g_array_set_size (pages->wanted, pages->wanted->len - n);
  pages->busy = TRUE;
  task = g_task_new (pages->source->store, NULL, job_done_cb, NULL);
  g_task_set_source_tag (task, start_job);
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  tw_store_run_reader (pages->source->store, task, job_thread);
}

static gboolean
has_time (TwPages *pages)
{
  gint64 now = g_get_monotonic_time ();

  if (now - pages->frame_start > FRAME_USEC)
    {
      pages->frame_start = now;
      pages->frame_used = 0;
    }
  return pages->frame_used < FRAME_BUDGET;
}

/* Fills rows now when there is time, else soon. */
static void
fill (TwPages *pages, const gint64 *rids, guint n)
{
  g_autoptr (GArray) found = NULL;
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();

  if (n > TW_PAGE_ROWS || !has_time (pages))
    {
      g_array_append_vals (pages->wanted, rids, n);
      start_job (pages);
      return;
    }
  found = g_array_new (FALSE, FALSE, sizeof (gint64));
  if (read_rows (pages->source, rids, n, found, &records, &error))
    take_records (pages, found, records);
  else
    g_message ("Rows could not be read: %s", error->message);
  pages->frame_used += g_get_monotonic_time () - start;
}

/* --- Rows --- */

static void
touch (TwPages *pages, TwRow *row)
{
  GList *link = g_hash_table_lookup (pages->links, tw_row_peek_rid (row));

  if (link != NULL)
    {
      g_queue_unlink (&pages->recent, link);
      g_queue_push_head_link (&pages->recent, link);
      return;
    }
  g_queue_push_head (&pages->recent, g_object_ref (row));
  g_hash_table_insert (pages->links, g_memdup2 (tw_row_peek_rid (row), sizeof (gint64)), pages->recent.head);
  while (pages->recent.length > MAX_ROWS)
    {
      TwRow *last = g_queue_pop_tail (&pages->recent);

      g_hash_table_remove (pages->links, tw_row_peek_rid (last));
      g_object_unref (last);
    }
}

static TwRow *
get_row (TwPages *pages, gint64 rid, gboolean *is_new)
{
  TwRow *row = g_hash_table_lookup (pages->rows, &rid);

  *is_new = row == NULL;
  if (row != NULL)
    {
      touch (pages, row);
      return row;
    }
  row = tw_row_new (pages->source->store, rid, row_gone_cb, pages);
  g_hash_table_insert (pages->rows, (gpointer) tw_row_peek_rid (row), row);
  touch (pages, row);
  g_object_unref (row);
  return row;
}

TwRow *
tw_pages_get (TwPages *pages, GArray *rids, guint position)
{
  gint64 wanted[TW_PAGE_ROWS];
  guint n = 0, start = position - position % TW_PAGE_ROWS, end = MIN (start + TW_PAGE_ROWS, rids->len);
  TwRow *row = g_hash_table_lookup (pages->rows, &g_array_index (rids, gint64, position));
  gboolean is_new;

  if (row != NULL)
    {
      touch (pages, row);
      return g_object_ref (row);
    }
  for (guint i = start; i < end; i++)
    {
      get_row (pages, g_array_index (rids, gint64, i), &is_new);
      if (is_new)
        wanted[n++] = g_array_index (rids, gint64, i);
    }
  row = g_object_ref (get_row (pages, g_array_index (rids, gint64, position), &is_new));
  fill (pages, wanted, n);
  return row;
}

void
tw_pages_refresh (TwPages *pages, GArray *rids)
{
  g_autoptr (GArray) present = g_array_new (FALSE, FALSE, sizeof (gint64));
  GHashTableIter iter;
  gpointer key;

  if (rids != NULL)
    {
      for (guint i = 0; i < rids->len; i++)
        if (g_hash_table_contains (pages->rows, &g_array_index (rids, gint64, i)))
          g_array_append_val (present, g_array_index (rids, gint64, i));
    }
  else
    {
      g_hash_table_iter_init (&iter, pages->rows);
      while (g_hash_table_iter_next (&iter, &key, NULL))
        g_array_append_val (present, *(gint64 *) key);
    }
  if (present->len > 0)
    fill (pages, (gint64 *) present->data, present->len);
}

void
tw_pages_forget_titles (TwPages *pages, guint entity, GHashTable *ids)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer row;

  g_hash_table_iter_init (&iter, pages->rows);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    g_ptr_array_add (rows, g_object_ref (row));
  for (guint i = 0; i < rows->len; i++)
    tw_row_forget_titles (g_ptr_array_index (rows, i), entity, ids);
}
