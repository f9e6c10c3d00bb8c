/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The queue: two owners, owners that die, ends that count once, repeats, cancelling. The clock is given with each call. */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "tw-jobs.h"
#include "tw-store.h"

#define SECOND ((gint64) G_USEC_PER_SEC)
#define MINUTE (60 * SECOND)

typedef struct
{
  char    *dir;
  TwStore *store;
  TwId     one, other;                                 /* owners */
  gint64   now;
} Fixture;

static const char *const kinds[] = { "backup", "check", NULL };

static void
open_store (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwSchema) shipped = tw_schema_load_shipped (&error);

  fixture->store = tw_store_open (fixture->dir, shipped, TRUE, &error);
  g_assert_no_error (error);
  g_assert_true (tw_jobs_enable (fixture->store, &fixture->one, &error));
}

static void
close_store (Fixture *fixture)
{
  tw_store_close (fixture->store);
  g_clear_object (&fixture->store);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->dir = g_dir_make_tmp ("tw-jobs-XXXXXX", NULL);
  fixture->one = tw_id_new ();
  fixture->other = tw_id_new ();
  fixture->now = g_get_real_time ();
  open_store (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", fixture->dir);

  close_store (fixture);
  g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL);
  g_free (fixture->dir);
}

static TwId
add (Fixture *fixture, const char *kind, gint64 ago, gint64 every)
{
  const TwJobOrder order = { .kind = kind, .title = "Something", .payload = "{\"a\":1}", .run_at = fixture->now - ago, .every = every };
  g_autoptr (GError) error = NULL;
  TwId id;

  g_assert_true (tw_jobs_enqueue (fixture->store, &order, &id, &error));
  g_assert_no_error (error);
  return id;
}

static TwJob *
claim (Fixture *fixture, const TwId *owner)
{
  g_autoptr (GError) error = NULL;
  TwJob *job = tw_jobs_claim (fixture->store, owner, kinds, fixture->now, fixture->now + MINUTE, 3, &error);

  g_assert_no_error (error);
  return job;
}

static gboolean
finish (Fixture *fixture, const TwJob *job, TwJobOutcome outcome, const char *text)
{
  g_autoptr (GError) error = NULL;
  gboolean counted;

  g_assert_true (tw_jobs_finish (fixture->store, job, outcome, text, 3, fixture->now, &counted, &error));
  g_assert_no_error (error);
  return counted;
}

static gboolean
is_lost (Fixture *fixture, const TwJob *job, int progress)
{
  g_autoptr (GError) error = NULL;
  gboolean lost;

  g_assert_true (tw_jobs_beat (fixture->store, job, fixture->now + MINUTE, progress, &lost, &error));
  g_assert_no_error (error);
  return lost;
}

static TwRecord *
read_job (Fixture *fixture, const TwId *id)
{
  g_autoptr (GError) error = NULL;
  TwRecord *record = tw_store_get (fixture->store, tw_schema_get_entity (tw_store_get_schema (fixture->store), "job"), id, &error);

  g_assert_no_error (error);
  return record;
}

/* key, printed value, … NULL: nothing. */
static void
check (Fixture *fixture, const TwId *id, ...)
{
  g_autoptr (TwRecord) record = read_job (fixture, id);
  const char *key;
  va_list args;

  va_start (args, id);
  while ((key = va_arg (args, const char *)) != NULL)
    {
      const TwValue *value = tw_record_get_key (record, key);
      g_autofree char *text = tw_value_is_null (value) ? g_strdup ("-") : tw_value_print (value);

      g_assert_cmpstr (text, ==, va_arg (args, const char *));
    }
  va_end (args);
}

static void
set_status (Fixture *fixture, const TwId *id, const char *status)
{
  g_autoptr (TwRecord) record = read_job (fixture, id);
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "test");
  g_autoptr (TwCommit) commit = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (tw_record_set_text (record, "status", status, &error));
  tw_edit_save (edit, record);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
}

static void
test_once (Fixture *fixture, gconstpointer data)
{
  TwId later = add (fixture, "backup", -MINUTE, 0), second = add (fixture, "check", SECOND, 0), first = add (fixture, "backup", 2 * SECOND, 0);
  TwId foreign = add (fixture, "campaign", MINUTE, 0);
  g_autoptr (TwJob) a = claim (fixture, &fixture->one), b = claim (fixture, &fixture->other), none = claim (fixture, &fixture->one);

  /* The oldest first, each for one owner; neither what is not due nor what nobody can do. */
  g_assert_true (tw_id_equal (&a->id, &first) && tw_id_equal (&b->id, &second));
  g_assert_null (none);
  g_assert_cmpstr (a->kind, ==, "backup");
  g_assert_cmpstr (a->payload, ==, "{\"a\":1}");
  check (fixture, &first, "status", "running", "attempts", "1", NULL);
  check (fixture, &later, "status", "waiting", NULL);
  check (fixture, &foreign, "status", "waiting", "attempts", "0", NULL);
  g_assert_false (is_lost (fixture, a, 40));
  check (fixture, &first, "progress", "40", NULL);
  g_assert_true (finish (fixture, a, TW_JOB_DONE, "5 files"));
  check (fixture, &first, "status", "done", "result", "5 files", "last_error", "-", NULL);
  /* Saying it again changes nothing. */
  g_assert_false (finish (fixture, a, TW_JOB_FAILED, "no"));
  check (fixture, &first, "status", "done", "result", "5 files", NULL);
  g_assert_true (finish (fixture, b, TW_JOB_FAILED, "for good"));
  check (fixture, &second, "status", "failed", "last_error", "for good", NULL);
}

/* The owner is killed: nobody takes the job until its lease ends, then one does, and it ends once. */
static void
test_killed (Fixture *fixture, gconstpointer data)
{
  TwId id = add (fixture, "backup", SECOND, 0);
  g_autoptr (TwJob) dead = claim (fixture, &fixture->one), early = NULL, heir = NULL, none = NULL;

  fixture->now += MINUTE - SECOND;
  early = claim (fixture, &fixture->other);
  g_assert_null (early);
  fixture->now += 2 * SECOND;
  heir = claim (fixture, &fixture->other);
  g_assert_true (tw_id_equal (&heir->id, &id));
  g_assert_cmpint (heir->attempt, ==, 2);
  none = claim (fixture, &fixture->one);
  g_assert_null (none);
  /* It was not dead, only slow. */
  g_assert_true (is_lost (fixture, dead, -1));
  g_assert_false (finish (fixture, dead, TW_JOB_DONE, "twice"));
  check (fixture, &id, "status", "running", NULL);
  g_assert_true (finish (fixture, heir, TW_JOB_DONE, "once"));
  check (fixture, &id, "status", "done", "result", "once", "attempts", "2", NULL);
}

/* A server that starts alone in its folder waits for no lease. */
static void
test_restarted (Fixture *fixture, gconstpointer data)
{
  TwId id = add (fixture, "backup", SECOND, 0);
  g_autoptr (TwJob) dead = claim (fixture, &fixture->one), heir = NULL;

  close_store (fixture);
  open_store (fixture);
  heir = claim (fixture, &fixture->other);
  g_assert_true (tw_id_equal (&heir->id, &id));
  g_assert_false (finish (fixture, dead, TW_JOB_DONE, "twice"));
  g_assert_true (finish (fixture, heir, TW_JOB_DONE, "once"));
  check (fixture, &id, "status", "done", "result", "once", "attempts", "2", NULL);
}

static void
test_dies_again (Fixture *fixture, gconstpointer data)
{
  TwId id = add (fixture, "backup", SECOND, 0);

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (TwJob) job = claim (fixture, &fixture->one);

      g_assert_cmpint (job->attempt, ==, i + 1);
      fixture->now += 2 * MINUTE;
    }
  {
    g_autoptr (TwJob) none = claim (fixture, &fixture->one);

    g_assert_null (none);
  }
  check (fixture, &id, "status", "failed", "attempts", "3", NULL);
}

static void
test_retry (Fixture *fixture, gconstpointer data)
{
  TwId id = add (fixture, "check", SECOND, 0);
  gint64 pause = 30 * SECOND;

  for (guint i = 1; i <= 3; i++)
    {
      g_autoptr (TwJob) job = claim (fixture, &fixture->one);
      g_autoptr (TwRecord) record = NULL;
      gint64 at;

      g_assert_cmpint (job->attempt, ==, i);
      g_assert_true (finish (fixture, job, TW_JOB_RETRY, "away"));
      check (fixture, &id, "status", i < 3 ? "waiting" : "failed", "last_error", "away", NULL);
      record = read_job (fixture, &id);
      at = tw_record_get_key (record, "run_at")->i;
      if (i < 3)
        g_assert_true (at >= fixture->now + pause / 2 && at <= fixture->now + pause);
      fixture->now += pause;
      pause *= 2;
      /* Queries look at the true clock. */
      if (i < 3)
        {
          TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_SYSTEM, "test");
          g_auto (TwValue) due = tw_value_datetime (g_get_real_time () - SECOND);
          g_autoptr (TwCommit) commit = NULL;

          tw_record_set_key (record, "run_at", &due, NULL);
          tw_edit_save (edit, record);
          commit = tw_edit_commit (edit, NULL);
          g_assert_nonnull (commit);
        }
    }
  /* A person repeats it: the attempts count anew. */
  set_status (fixture, &id, "waiting");
  fixture->now = MAX (fixture->now, g_get_real_time ());
  {
    g_autoptr (TwJob) job = claim (fixture, &fixture->one);

    g_assert_cmpint (job->attempt, ==, 1);
    g_assert_true (finish (fixture, job, TW_JOB_RELEASED, NULL));
    check (fixture, &id, "status", "waiting", "attempts", "0", NULL);
  }
}

static void
test_repeats (Fixture *fixture, gconstpointer data)
{
  TwId id = add (fixture, "backup", SECOND, 60);
  g_autoptr (TwJob) job = claim (fixture, &fixture->one);
  g_autoptr (TwRecord) record = NULL;

  g_assert_true (finish (fixture, job, TW_JOB_DONE, "first"));
  check (fixture, &id, "status", "waiting", "result", "first", "attempts", "0", NULL);
  record = read_job (fixture, &id);
  g_assert_cmpint (tw_record_get_key (record, "run_at")->i, ==, fixture->now + 60 * MINUTE);
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  TwId waiting = add (fixture, "backup", SECOND, 0), running = add (fixture, "check", 2 * SECOND, 0);
  g_autoptr (TwJob) job = claim (fixture, &fixture->one), none = NULL, again = NULL;

  set_status (fixture, &waiting, "cancelled");
  none = claim (fixture, &fixture->other);
  g_assert_null (none);
  set_status (fixture, &running, "cancelled");
  g_assert_true (is_lost (fixture, job, 50));
  g_assert_false (finish (fixture, job, TW_JOB_DONE, "late"));
  check (fixture, &running, "status", "cancelled", "result", "-", NULL);
  set_status (fixture, &running, "waiting");
  fixture->now = MAX (fixture->now, g_get_real_time ());
  again = claim (fixture, &fixture->other);
  g_assert_true (tw_id_equal (&again->id, &running));
  g_assert_cmpint (again->attempt, ==, 1);
}

/* --- Many at once --- */

typedef struct
{
  Fixture *fixture;
  TwId     owner;
  guint    n;
} Racer;

static gpointer
race (gpointer data)
{
  Racer *racer = data;

  for (;;)
    {
      g_autoptr (TwJob) job = claim (racer->fixture, &racer->owner);

      if (job == NULL)
        return NULL;
      g_assert_true (finish (racer->fixture, job, TW_JOB_DONE, "done"));
      racer->n++;
    }
}

static void
test_race (Fixture *fixture, gconstpointer data)
{
  Racer racers[4];
  GThread *threads[4];
  guint n = 0;

  for (guint i = 0; i < 60; i++)
    add (fixture, i % 2 ? "backup" : "check", SECOND, 0);
  for (guint i = 0; i < G_N_ELEMENTS (racers); i++)
    {
      racers[i] = (Racer) { fixture, tw_id_new (), 0 };
      threads[i] = g_thread_new ("race", race, &racers[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (racers); i++)
    {
      g_thread_join (threads[i]);
      n += racers[i].n;
    }
  g_assert_cmpuint (n, ==, 60);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/server/jobs/once", Fixture, NULL, set_up, test_once, tear_down);
  g_test_add ("/server/jobs/killed", Fixture, NULL, set_up, test_killed, tear_down);
  g_test_add ("/server/jobs/restarted", Fixture, NULL, set_up, test_restarted, tear_down);
  g_test_add ("/server/jobs/dies-again", Fixture, NULL, set_up, test_dies_again, tear_down);
  g_test_add ("/server/jobs/retry", Fixture, NULL, set_up, test_retry, tear_down);
  g_test_add ("/server/jobs/repeats", Fixture, NULL, set_up, test_repeats, tear_down);
  g_test_add ("/server/jobs/cancelled", Fixture, NULL, set_up, test_cancelled, tear_down);
  g_test_add ("/server/jobs/race", Fixture, NULL, set_up, test_race, tear_down);
  return g_test_run ();
}
