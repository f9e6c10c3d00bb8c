/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading a whole list on a reader thread: its row numbers, and which rows changed since the list that is there. */
#include "config.h"

#include "tw-results-private.h"

/* More changes than this are not told apart. */
#define MAX_TAIL 2000

static void
load_free (TwResultsLoad *load)
{
  tw_results_source_unref (load->source);
  g_clear_pointer (&load->rids, g_array_unref);
  g_clear_pointer (&load->changed, g_array_unref);
  g_free (load);
}

static gboolean
read_all (TwResultsLoad *load, TwDb *db, GError **error)
{
  g_autoptr (TwLogTail) tail = NULL;

  if (load->before > 0)
    {
      tail = tw_log_tail_read (db, tw_query_get_entity (load->source->query), load->before, MAX_TAIL, error);
      if (tail == NULL)
        return FALSE;
      if (!tail->many)
        load->changed = g_array_ref (tail->rids);
    }
  if (!tw_log_tail_seq (db, &load->seq, error))
    return FALSE;
  load->rids = tw_results_read_rids (load->source, db, error);
  return load->rids != NULL;
}

static void
interrupt_cb (GCancellable *cancellable, gpointer db)
{
  tw_db_interrupt (db);
}

static void
load_thread (GTask *task, gpointer source_object, gpointer data, GCancellable *cancellable)
{
  TwResultsLoad *load = data;
  GError *error = NULL;
  TwDb *db = tw_store_take_reader (load->source->store, &error);
  gboolean done = FALSE;
  gulong handler;

  if (db == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  handler = g_cancellable_connect (cancellable, G_CALLBACK (interrupt_cb), db, NULL);
  if (!g_cancellable_set_error_if_cancelled (cancellable, &error) && tw_db_exec (db, "BEGIN", &error))
    {
      done = read_all (load, db, &error);
      tw_db_exec (db, "COMMIT", NULL);
    }
  g_cancellable_disconnect (cancellable, handler);
  tw_store_return_reader (load->source->store, db);
  if (done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
tw_results_load_start (TwResultsSource *source, gint64 before, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (source->store, cancellable, callback, data);
  TwResultsLoad *load = g_new0 (TwResultsLoad, 1);

  load->source = tw_results_source_ref (source);
  load->before = before;
  g_task_set_source_tag (task, tw_results_load_start);
  g_task_set_task_data (task, load, (GDestroyNotify) load_free);
  /* What was read before it was taken back is for the caller to throw away. */
  g_task_set_check_cancellable (task, FALSE);
  tw_store_run_reader (source->store, task, load_thread);
}
