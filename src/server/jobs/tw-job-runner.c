/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The server's jobs: one thread runs them one after the other, another one says meanwhile that this process is still at it. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-job-private.h"
#include "tw-log.h"

/* A job whose process died is taken up by another one when its lease is over and somebody looks: within three quarters of a minute. */
#define LEASE_SECONDS 40
#define BEAT_SECONDS  8                                 /* also how soon a job notices that it was cancelled */
#define LOOK_SECONDS  5                                 /* how soon a job of another process, or one whose owner died, is noticed */
#define FIRST_MINUTES 10                                /* after the making of a workspace, so that its first minutes are for people */

typedef struct
{
  TwServer  *server;
  TwStore   *store;
  TwId       owner;
  GThread   *worker, *beater;
  gulong     committed_id;
  GMutex     lock;
  GCond      changed;
  gboolean   stopping, wake;                           /* (mutex lock) */
  TwJobRun  *running;                                  /* (mutex lock) nullable; its beats come from the other thread */
} Jobs;

static const TwJobKind *
find_kind (const char *name)
{
  for (const TwJobKind *kind = tw_job_kinds; kind->kind != NULL; kind++)
    if (strcmp (kind->kind, name) == 0)
      return kind;
  return NULL;
}

static void
log_trouble (const char *event, const char *kind, const GError *error)
{
  g_autoptr (TwLogLine) line = tw_log_line_new ("error", event);

  if (kind != NULL)
    tw_log_line_text (line, "kind", kind);
  if (error != NULL)
    tw_log_line_text (line, "reason", error->message);
}

static TwInstant
get_until (void)
{
  return g_get_real_time () + (gint64) LEASE_SECONDS * G_USEC_PER_SEC;
}

/* --- Beats --- */

static void
beat (Jobs *jobs, TwJobRun *run)
{
  g_autoptr (GError) error = NULL;
  gboolean lost = FALSE;

  /* A beat that could not be written is tried again; when the lease ends meanwhile, somebody else takes the job, and this end of it is
   * not counted. */
  if (!tw_jobs_beat (jobs->store, run->job, get_until (), g_atomic_int_get (&run->progress), &lost, &error))
    log_trouble ("job-beat", run->job->kind, error);
  else if (lost)
    g_cancellable_cancel (run->cancellable);
}

static gpointer
beat_thread (gpointer data)
{
  Jobs *jobs = data;

  g_mutex_lock (&jobs->lock);
  while (!jobs->stopping)
    {
      if (g_cond_wait_until (&jobs->changed, &jobs->lock, g_get_monotonic_time () + BEAT_SECONDS * G_USEC_PER_SEC) && !jobs->wake)
        continue;
      /* The worker waits for the lock before it lets go of the run. */
      if (jobs->running != NULL && !jobs->stopping)
        beat (jobs, jobs->running);
    }
  if (jobs->running != NULL)
    g_cancellable_cancel (jobs->running->cancellable);
  g_mutex_unlock (&jobs->lock);
  return NULL;
}

/* --- Running --- */

static void
set_running (Jobs *jobs, TwJobRun *run)
{
  g_mutex_lock (&jobs->lock);
  jobs->running = run;
  if (run != NULL && jobs->stopping)
    g_cancellable_cancel (run->cancellable);
  g_mutex_unlock (&jobs->lock);
}

static gboolean
is_stopping (Jobs *jobs)
{
  gboolean stopping;

  g_mutex_lock (&jobs->lock);
  stopping = jobs->stopping;
  g_mutex_unlock (&jobs->lock);
  return stopping;
}

static TwJobOutcome
choose_outcome (Jobs *jobs, gboolean good, const GError *error)
{
  if (good)
    return TW_JOB_DONE;
  if (is_stopping (jobs) && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return TW_JOB_RELEASED;
  return error != NULL && error->domain == TW_JOB_ERROR ? TW_JOB_FAILED : TW_JOB_RETRY;
}

static void
run_job (Jobs *jobs, const TwJob *job)
{
  const TwJobKind *kind = find_kind (job->kind);
  TwJobRun run = { jobs->server, jobs->store, job, g_cancellable_new (), -1 };
  g_autofree char *result = NULL;
  g_autoptr (GError) error = NULL, local = NULL;
  TwJobOutcome outcome;
  gboolean good, counted;

  set_running (jobs, &run);
  good = kind->run (&run, &result, &error);
  outcome = choose_outcome (jobs, good, error);
  set_running (jobs, NULL);
  if (!tw_jobs_finish (jobs->store, job, outcome, error != NULL ? error->message : result, kind->max_attempts, g_get_real_time (), &counted, &local))
    log_trouble ("job-end", job->kind, local);
  else if (outcome != TW_JOB_DONE && outcome != TW_JOB_RELEASED)
    log_trouble ("job-failed", job->kind, NULL);
  g_object_unref (run.cancellable);
}

/* The kinds that have something to do now. */
static GPtrArray *
list_wanted (Jobs *jobs)
{
  GPtrArray *kinds = g_ptr_array_new ();

  for (const TwJobKind *kind = tw_job_kinds; kind->kind != NULL; kind++)
    if (kind->wanted == NULL || kind->wanted (jobs->server))
      g_ptr_array_add (kinds, (gpointer) kind->kind);
  g_ptr_array_add (kinds, NULL);
  return kinds;
}

static gboolean
take_one (Jobs *jobs)
{
  g_autoptr (GPtrArray) kinds = list_wanted (jobs);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwJob) job = tw_jobs_claim (jobs->store, &jobs->owner, (const char *const *) kinds->pdata, g_get_real_time (), get_until (), 10,
                                         &error);

  if (error != NULL)
    log_trouble ("job-claim", NULL, error);
  if (job != NULL)
    run_job (jobs, job);
  return job != NULL;
}

static gpointer
work_thread (gpointer data)
{
  Jobs *jobs = data;

  while (!is_stopping (jobs))
    {
      if (take_one (jobs))
        continue;
      g_mutex_lock (&jobs->lock);
      if (!jobs->stopping && !jobs->wake)
        g_cond_wait_until (&jobs->changed, &jobs->lock, g_get_monotonic_time () + LOOK_SECONDS * G_USEC_PER_SEC);
      jobs->wake = FALSE;
      g_mutex_unlock (&jobs->lock);
    }
  return NULL;
}

/* Somebody added, repeated or cancelled a job. */
static void
committed_cb (TwStore *store, TwCommit *commit, gpointer data)
{
  Jobs *jobs = data;
  g_autoptr (TwSchema) schema = tw_store_ref_schema (store);

  if (!tw_commit_touches (commit, tw_schema_get_entity (schema, "job")) || tw_commit_get_origin (commit) == TW_ORIGIN_SYSTEM)
    return;
  g_mutex_lock (&jobs->lock);
  jobs->wake = TRUE;
  g_cond_broadcast (&jobs->changed);
  g_mutex_unlock (&jobs->lock);
}

/* --- The room --- */

static gboolean
is_known (Jobs *jobs, const TwId *id)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (jobs->store);
  g_autoptr (TwRecord) known = tw_store_get (jobs->store, tw_schema_get_entity (schema, "job"), id, NULL);

  return known != NULL;
}

/* What every server does by itself; an order that an administrator deleted stays deleted, one that he changed stays as it is. */
static gboolean
order_usual (Jobs *jobs, GError **error)
{
  guint n = 0;

  for (const TwJobKind *kind = tw_job_kinds; kind->kind != NULL; kind++)
    {
      TwJobOrder order = { .kind = kind->kind, .title = _(kind->title), .payload = kind->payload, .every = kind->every };
      g_autoptr (GError) local = NULL;
      TwId id;

      if (kind->id == NULL || !tw_id_parse (kind->id, &id) || is_known (jobs, &id))
        continue;
      order.id = &id;
      /* One after the other. */
      order.run_at = g_get_real_time () + (gint64) (FIRST_MINUTES + n++) * 60 * G_USEC_PER_SEC;
      /* Another process may have been quicker; an id that was purged is never used again. */
      if (tw_jobs_enqueue (jobs->store, &order, NULL, &local) || is_known (jobs, &id)
          || g_error_matches (local, TW_STORE_ERROR, TW_STORE_ERROR_INVALID))
        continue;
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return TRUE;
}

static void
close_jobs (gpointer state)
{
  Jobs *jobs = state;

  g_mutex_lock (&jobs->lock);
  jobs->stopping = TRUE;
  g_cond_broadcast (&jobs->changed);
  g_mutex_unlock (&jobs->lock);
  g_clear_pointer (&jobs->beater, g_thread_join);
  g_clear_pointer (&jobs->worker, g_thread_join);
  g_clear_signal_handler (&jobs->committed_id, jobs->store);
  g_mutex_clear (&jobs->lock);
  g_cond_clear (&jobs->changed);
  g_free (jobs);
}

static gpointer
open_jobs (TwServer *server, GError **error)
{
  Jobs *jobs = g_new0 (Jobs, 1);

  jobs->server = server;
  jobs->store = tw_server_get_store (server);
  g_mutex_init (&jobs->lock);
  g_cond_init (&jobs->changed);
  if (!tw_job_owner_get (tw_store_get_dir (jobs->store), &jobs->owner, error) || !tw_jobs_enable (jobs->store, &jobs->owner, error)
      || !order_usual (jobs, error))
    {
      close_jobs (jobs);
      return NULL;
    }
  jobs->committed_id = g_signal_connect (jobs->store, "committed", G_CALLBACK (committed_cb), jobs);
  jobs->worker = g_thread_new ("tw-jobs", work_thread, jobs);
  jobs->beater = g_thread_new ("tw-job-beats", beat_thread, jobs);
  return jobs;
}

const TwServerModule tw_server_jobs_module = { "jobs", open_jobs, close_jobs };
