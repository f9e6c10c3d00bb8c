/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-jobs.h"
#include "tw-store-hold.h"
#include "tw-tx.h"

#define CANDIDATES   64                                /* looked at for one claim */
#define FIRST_PAUSE  ((gint64) 30 * G_USEC_PER_SEC)    /* before the second attempt; doubled for each one after it */
#define LONGEST      ((gint64) 3600 * G_USEC_PER_SEC)
#define MINUTE       ((gint64) 60 * G_USEC_PER_SEC)
#define MAX_RESULT   500                               /* characters, as the schema says */
#define MAX_ERROR    4000

static const char table[] =
  "CREATE TABLE IF NOT EXISTS job_lease (job_id BLOB NOT NULL PRIMARY KEY, owner BLOB NOT NULL, attempt INTEGER NOT NULL, until INTEGER NOT NULL)";

typedef struct
{
  const TwJob       *job;
  const TwId        *owner;
  const char *const *kinds;
  GPtrArray         *candidates;                       /* TwRecord */
  TwInstant          now, until;
  gint64             asked;                                /* monotonic */
  guint              max_attempts;
  int                progress;
  TwJobOutcome       outcome;
  const char        *text;
  gboolean           answer;
  TwJob             *claimed;
} Work;

void
tw_job_free (TwJob *job)
{
  if (job == NULL)
    return;
  g_free (job->kind);
  g_free (job->payload);
  g_free (job);
}

static gboolean
make_table (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  g_autoptr (TwStmt) stmt = NULL;

  if (!tw_db_exec (db, table, error))
    return FALSE;
  /* A folder that no other process may open: whoever had a lease is dead, and need not be waited for. */
  if (g_atomic_int_get (&store->shared) == 0)
    return tw_db_exec (db, "DELETE FROM job_lease", error);
  /* Where several processes share the queue, that holds for the one which had this folder before. */
  stmt = tw_db_prepare (db, "DELETE FROM job_lease WHERE owner = ?", error);
  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_id (stmt, 1, data);
  return tw_stmt_run (stmt, error);
}

gboolean
tw_jobs_enable (TwStore *store, const TwId *owner, GError **error)
{
  return tw_store_run_transaction (store, make_table, (gpointer) owner, error);
}

/* --- The lease --- */

typedef struct
{
  gboolean  found;
  TwId      owner;
  gint64    attempt;
  TwInstant until;
} Lease;

static gboolean
read_lease (TwDb *db, const TwId *id, Lease *lease, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT owner, attempt, until FROM job_lease WHERE job_id = ?", error);
  g_autoptr (GError) local = NULL;

  memset (lease, 0, sizeof *lease);
  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_id (stmt, 1, id);
  if (tw_stmt_step (stmt, &local))
    {
      lease->found = tw_stmt_get_id (stmt, 0, &lease->owner);
      lease->attempt = tw_stmt_get_int (stmt, 1);
      lease->until = tw_stmt_get_int (stmt, 2);
    }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
drop_lease (TwDb *db, const TwId *id, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "DELETE FROM job_lease WHERE job_id = ?", error);

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_id (stmt, 1, id);
  return tw_stmt_run (stmt, error);
}

static gboolean
put_lease (TwDb *db, const TwJob *job, TwInstant until, GError **error)
{
  g_autoptr (TwStmt) stmt = NULL;

  if (!drop_lease (db, &job->id, error)
      || (stmt = tw_db_prepare (db, "INSERT INTO job_lease (job_id, owner, attempt, until) VALUES (?, ?, ?, ?)", error)) == NULL)
    return FALSE;
  tw_stmt_bind_id (stmt, 1, &job->id);
  tw_stmt_bind_id (stmt, 2, &job->owner);
  tw_stmt_bind_int (stmt, 3, job->attempt);
  tw_stmt_bind_int (stmt, 4, until);
  return tw_stmt_run (stmt, error);
}

static gboolean
is_own (const Lease *lease, const TwJob *job)
{
  return lease->found && lease->attempt == job->attempt && tw_id_equal (&lease->owner, &job->owner);
}

/* --- The record in a commit --- */

static const TwValue *
get (TwWork *work, const char *key)
{
  return &work->now[tw_entity_get_field (work->entity, key)->index];
}

static void
set (TwTx *tx, TwWork *work, const char *key, TwValue value)
{
  g_auto (TwValue) own = value;

  tw_tx_set (tx, work, tw_entity_get_field (work->entity, key), &own);
}

static void
set_text (TwTx *tx, TwWork *work, const char *key, const char *text, glong max)
{
  g_autofree char *valid = text != NULL ? g_utf8_make_valid (text, -1) : NULL;
  g_autofree char *cut = valid != NULL && g_utf8_strlen (valid, -1) > max ? g_utf8_substring (valid, 0, max) : g_strdup (valid);

  set (tx, work, key, cut != NULL && *cut ? tw_value_text (cut) : (TwValue) TW_VALUE_INIT);
}

static gboolean
has_status (TwWork *work, const char *status)
{
  const TwValue *value = get (work, "status");

  return value->type == TW_TYPE_ENUM && strcmp (value->text, status) == 0;
}

static gint64
get_int (TwWork *work, const char *key)
{
  const TwValue *value = get (work, key);

  return tw_value_is_null (value) ? 0 : value->i;
}

/* Begins a commit about one job; work NULL without error: there is no such live job. */
static TwTx *
begin (TwStore *store, TwDb *db, const TwId *id, const char *title, TwWork **work, GError **error)
{
  TwTx *tx = tw_tx_begin (store, db, TW_ORIGIN_SYSTEM, title, 0, error);
  g_autoptr (GError) local = NULL;

  *work = NULL;
  if (tx == NULL)
    return NULL;
  *work = tw_tx_load (tx, tw_schema_get_entity (tx->schema, "job"), id, &local);
  if (local != NULL)
    {
      tw_tx_rollback (tx);
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  if (*work != NULL && ((*work)->deleted != 0 || !(*work)->existed))
    *work = NULL;
  return tx;
}

static gboolean
end (TwTx *tx, GError **error)
{
  g_autoptr (TwCommit) commit = tw_tx_commit (tx, error);

  return commit != NULL;
}

/* --- Enqueueing --- */

/**
 * tw_jobs_enqueue:
 * @store: the server's store
 * @order: what is to be done
 * @id: (out) (optional): the job's id
 * @error: the store's
 *
 * An ordinary commit of a new record.
 */
gboolean
tw_jobs_enqueue (TwStore *store, const TwJobOrder *order, TwId *id, GError **error)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (store);
  g_autoptr (TwRecord) record = tw_record_new (tw_schema_get_entity (schema, "job"));
  g_autoptr (TwCommit) commit = NULL;
  g_auto (TwValue) at = tw_value_datetime (order->run_at != 0 ? order->run_at : tw_store_now (store));
  g_auto (TwValue) every = tw_value_integer (order->every);
  g_auto (TwValue) payload = order->payload != NULL ? tw_value_json (order->payload) : (TwValue) TW_VALUE_INIT;
  TwEdit *edit;

  if (order->id != NULL)
    tw_record_set_id (record, order->id);
  if (!tw_record_set_text (record, "title", order->title, error) || !tw_record_set_text (record, "kind", order->kind, error)
      || !tw_record_set_key (record, "run_at", &at, error) || (order->every > 0 && !tw_record_set_key (record, "every", &every, error))
      || (order->payload != NULL && !tw_record_set_key (record, "payload", &payload, error)))
    return FALSE;
  if (id != NULL)
    *id = *tw_record_get_id (record);
  edit = tw_edit_new (store, TW_ORIGIN_SYSTEM, _("Add a job"));
  tw_edit_save (edit, record);
  commit = tw_edit_commit (edit, error);
  return commit != NULL;
}

/* --- Claiming --- */

/* The oldest of these kinds that meet a condition. */
static GPtrArray *
list_candidates (TwStore *store, const char *const *kinds, const char *condition, GError **error)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (store);
  g_autoptr (GString) where = g_string_new ("kind in (");
  g_autoptr (TwQuery) query = NULL;

  for (guint i = 0; kinds[i] != NULL; i++)
    g_string_append_printf (where, "%s\"%s\"", i > 0 ? ", " : "", kinds[i]);
  if (kinds[0] == NULL)
    return g_ptr_array_new ();
  g_string_append_printf (where, ") and (%s)", condition);
  query = tw_query_new (schema, tw_schema_get_entity (schema, "job"), where->str, "run_at", error);
  return query != NULL ? tw_store_list (store, query, CANDIDATES, NULL, NULL, error) : NULL;
}

static void
fail_for_good (TwTx *tx, TwWork *work, TwInstant now)
{
  set (tx, work, "status", tw_value_enum ("failed"));
  set (tx, work, "finished_at", tw_value_datetime (now));
  set_text (tx, work, "last_error", _("The server ended again and again while it ran."), MAX_ERROR);
}

/* A job that came to an end and waits again begins to count anew. */
static gint64
get_attempt (TwWork *work)
{
  return has_status (work, "waiting") && get_int (work, "finished_at") != 0 && get_int (work, "finished_at") >= get_int (work, "started_at")
         ? 1 : get_int (work, "attempts") + 1;
}

static gboolean
is_wanted (TwWork *work, const Work *claim)
{
  const TwValue *kind = get (work, "kind");

  return kind->type == TW_TYPE_ENUM && g_strv_contains (claim->kinds, kind->text);
}

/* In a transaction that is held. */
static gboolean
try_claim (TwStore *store, TwDb *db, const TwId *id, Work *claim, GError **error)
{
  g_autoptr (TwJob) job = g_new0 (TwJob, 1);
  Lease lease;
  TwWork *work;
  TwTx *tx;

  if (!read_lease (db, id, &lease, error) || (tx = begin (store, db, id, _("Begin a job"), &work, error)) == NULL)
    return FALSE;
  if (work == NULL || !is_wanted (work, claim)
      || !(has_status (work, "waiting") ? get_int (work, "run_at") <= claim->now
                                        : has_status (work, "running") && (!lease.found || lease.until < claim->now)))
    {
      tw_tx_rollback (tx);
      return TRUE;
    }
  job->id = *id;
  job->owner = *claim->owner;
  job->attempt = get_attempt (work);
  job->kind = g_strdup (get (work, "kind")->text);
  job->payload = tw_value_is_null (get (work, "payload")) ? NULL : g_strdup (get (work, "payload")->text);
  if (job->attempt > claim->max_attempts && has_status (work, "running"))
    {
      fail_for_good (tx, work, claim->now);
      return drop_lease (db, id, error) ? end (tx, error) : (tw_tx_rollback (tx), FALSE);
    }
  set (tx, work, "status", tw_value_enum ("running"));
  set (tx, work, "attempts", tw_value_integer (job->attempt));
  set (tx, work, "started_at", tw_value_datetime (claim->now));
  set (tx, work, "progress", (TwValue) TW_VALUE_INIT);
  if (!end (tx, error) || !put_lease (db, job, claim->until, error))
    return FALSE;
  claim->claimed = g_steal_pointer (&job);
  return TRUE;
}

static gboolean
run_claim (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  Work *claim = data;
  gboolean good = tw_store_hold_enter (store, db, error);

  if (!good)
    return FALSE;
  for (guint i = 0; good && claim->claimed == NULL && i < claim->candidates->len; i++)
    good = try_claim (store, db, tw_record_get_id (g_ptr_array_index (claim->candidates, i)), claim, error);
  if (tw_store_hold_leave (store, db, good, good ? error : NULL) && good)
    return TRUE;
  g_clear_pointer (&claim->claimed, tw_job_free);
  return FALSE;
}

/**
 * tw_jobs_claim:
 * @store: the server's store
 * @owner: this process
 * @kinds: (array zero-terminated=1): what it can do
 * @now: the time
 * @until: when the lease ends unless it is prolonged
 * @max_attempts: a job whose owners died so often has failed
 * @error: the store's
 *
 * Returns: (transfer full) (nullable): a job that is this process's now
 */
TwJob *
tw_jobs_claim (TwStore *store, const TwId *owner, const char *const *kinds, TwInstant now, TwInstant until, guint max_attempts, GError **error)
{
  g_autoptr (GPtrArray) candidates = list_candidates (store, kinds, "status = \"waiting\" and run_at <= now() or status = \"running\"", error);
  Work claim = { .owner = owner, .kinds = kinds, .candidates = candidates, .now = now, .until = until, .max_attempts = max_attempts };

  if (candidates == NULL || candidates->len == 0 || !tw_store_run_joining (store, run_claim, &claim, error))
    return NULL;
  return claim.claimed;
}

/* --- While it runs --- */

static gboolean
write_progress (TwTx *tx, TwWork *work, int progress, GError **error)
{
  g_autofree char *text = g_strdup_printf ("%d", progress);
  const TwField *field = tw_entity_get_field (work->entity, "progress");
  g_auto (TwValue) value = TW_VALUE_INIT;

  if (!tw_field_parse (field, text, NULL, &value, error))
    return FALSE;
  tw_tx_set (tx, work, field, &value);
  return TRUE;
}

static gboolean
run_beat (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  Work *beat = data;
  gboolean good = tw_store_hold_enter (store, db, error);
  Lease lease;
  TwWork *work;
  TwTx *tx;

  if (!good)
    return FALSE;
  good = read_lease (db, &beat->job->id, &lease, error)
         && (tx = begin (store, db, &beat->job->id, _("Go on with a job"), &work, error)) != NULL;
  if (good)
    {
      beat->answer = !is_own (&lease, beat->job) || work == NULL || !has_status (work, "running");
      good = beat->answer || beat->progress < 0 || write_progress (tx, work, beat->progress, error);
      if (good)
        good = end (tx, error);
      else
        tw_tx_rollback (tx);
      /* The wait for the writer is not taken off the lease. */
      good = good && (beat->answer || put_lease (db, beat->job, beat->until + g_get_monotonic_time () - beat->asked, error));
    }
  return tw_store_hold_leave (store, db, good, good ? error : NULL) && good;
}

gboolean
tw_jobs_beat (TwStore *store, const TwJob *job, TwInstant until, int progress, gboolean *lost, GError **error)
{
  Work beat = { .job = job, .until = until, .asked = g_get_monotonic_time (), .progress = progress };
  gboolean good = tw_store_run_joining (store, run_beat, &beat, error);

  *lost = beat.answer;
  return good;
}

/* --- The end --- */

/* Twice as long each time, and never quite the same, so that what failed together does not come back together. */
static gint64
get_pause (gint64 attempt)
{
  gint64 pause = MIN (FIRST_PAUSE << MIN (attempt - 1, 10), LONGEST);

  return pause / 2 + (gint64) (g_random_double () * (double) (pause / 2));
}

static void
wait_again (TwTx *tx, TwWork *work, TwInstant at)
{
  set (tx, work, "status", tw_value_enum ("waiting"));
  set (tx, work, "run_at", tw_value_datetime (at));
}

/* What is repeated waits for its next time, however this one ended. */
static void
conclude (TwTx *tx, TwWork *work, const Work *finish, gboolean done)
{
  gint64 every = get_int (work, "every");

  set (tx, work, "finished_at", tw_value_datetime (finish->now));
  if (done)
    {
      set_text (tx, work, "result", finish->text, MAX_RESULT);
      set_text (tx, work, "last_error", NULL, 0);
    }
  else
    set_text (tx, work, "last_error", finish->text, MAX_ERROR);
  if (every == 0)
    {
      set (tx, work, "status", tw_value_enum (done ? "done" : "failed"));
      return;
    }
  set (tx, work, "attempts", tw_value_integer (0));
  wait_again (tx, work, finish->now + every * MINUTE);
}

static void
apply_outcome (TwTx *tx, TwWork *work, const Work *finish)
{
  switch (finish->outcome)
    {
    case TW_JOB_RELEASED:
      set (tx, work, "attempts", tw_value_integer (finish->job->attempt - 1));
      wait_again (tx, work, finish->now);
      break;
    case TW_JOB_RETRY:
      if (finish->job->attempt < finish->max_attempts)
        {
          set_text (tx, work, "last_error", finish->text, MAX_ERROR);
          wait_again (tx, work, finish->now + get_pause (finish->job->attempt));
          break;
        }
      conclude (tx, work, finish, FALSE);
      break;
    case TW_JOB_DONE:
    case TW_JOB_FAILED:
      conclude (tx, work, finish, finish->outcome == TW_JOB_DONE);
      break;
    }
}

static gboolean
run_finish (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  Work *finish = data;
  gboolean good = tw_store_hold_enter (store, db, error);
  Lease lease;
  TwWork *work;
  TwTx *tx;

  if (!good)
    return FALSE;
  good = read_lease (db, &finish->job->id, &lease, error)
         && (tx = begin (store, db, &finish->job->id, _("End a job"), &work, error)) != NULL;
  if (good)
    {
      gboolean own = is_own (&lease, finish->job);

      finish->answer = own && work != NULL && has_status (work, "running");
      if (finish->answer)
        apply_outcome (tx, work, finish);
      else if (own && work != NULL && has_status (work, "cancelled"))
        set (tx, work, "finished_at", tw_value_datetime (finish->now));
      good = end (tx, error) && (!own || drop_lease (db, &finish->job->id, error));
    }
  return tw_store_hold_leave (store, db, good, good ? error : NULL) && good;
}

gboolean
tw_jobs_finish (TwStore *store, const TwJob *job, TwJobOutcome outcome, const char *text, guint max_attempts, TwInstant now, gboolean *counted,
                GError **error)
{
  Work finish = { .job = job, .outcome = outcome, .text = text, .max_attempts = max_attempts, .now = now };
  gboolean good = tw_store_run_joining (store, run_finish, &finish, error);

  *counted = good && finish.answer;
  return good;
}
