/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Work that follows commits: which ones, how often, and that it ends. */
#include "config.h"

#include "tw-follower.h"
#include "tw-store-test.h"

typedef struct
{
  GMutex lock;
  guint  n_turns, n_timed, n_more;                     /* (mutex lock) */
  guint  n_wanted;                                     /* turns that say there is more */
  gint   at_once;                                      /* turns at this moment: never two */
  gint   freed;
} Count;

static gboolean
work (TwStore *store, gboolean timed, gpointer data, GCancellable *cancellable, GError **error)
{
  Count *count = data;
  gboolean more = FALSE;

  g_assert_cmpint (g_atomic_int_add (&count->at_once, 1), ==, 0);
  g_mutex_lock (&count->lock);
  count->n_turns++;
  count->n_timed += timed;
  if ((more = count->n_more < count->n_wanted))
    count->n_more++;
  g_mutex_unlock (&count->lock);
  if (!more)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "Nothing comes of it.");
  g_atomic_int_add (&count->at_once, -1);
  return more;
}

static void
freed_cb (gpointer data)
{
  ((Count *) data)->freed = 1;
}

static gboolean
is_company (TwStore *store, TwCommit *commit, gpointer data)
{
  return tw_commit_touches (commit, tw_schema_get_entity (tw_store_get_schema (store), "company"));
}

static void
wait_for (TwFollower *follower)
{
  while (tw_follower_is_busy (follower))
    g_main_context_iteration (NULL, TRUE);
}

static void
save (TwTestFixture *fixture, const char *entity, const char *name)
{
  g_autoptr (TwRecord) record = tw_test_new (fixture->store, entity, "name", name, NULL);

  tw_test_save (fixture->store, "Add", record);
}

/* The store tells of commits in the main context. */
static gboolean
is_told (TwFollower *follower)
{
  while (!tw_follower_is_busy (follower) && g_main_context_iteration (NULL, FALSE))
    continue;
  return tw_follower_is_busy (follower);
}

/* A turn after commits that concern it, one for several; an error stops nothing; one that says there is more is followed by another. */
static void
test_commits (TwTestFixture *fixture, gconstpointer data)
{
  Count count = { .n_wanted = 0 };
  g_autoptr (TwFollower) follower = tw_follower_new (fixture->store, "counting", work, &count, freed_cb);

  g_mutex_init (&count.lock);
  tw_follower_follow (follower, is_company, 50);
  g_assert_false (tw_follower_is_busy (follower));
  save (fixture, "stage", "Talk");
  g_assert_false (is_told (follower));
  save (fixture, "company", "Acme");
  save (fixture, "company", "Beta");
  g_assert_true (is_told (follower));
  wait_for (follower);
  g_assert_cmpuint (count.n_turns, ==, 1);
  g_assert_cmpuint (count.n_timed, ==, 0);
  count.n_wanted = 3;
  save (fixture, "company", "Gamma");
  g_assert_true (is_told (follower));
  wait_for (follower);
  g_assert_cmpuint (count.n_turns, ==, 5);
  tw_follower_stop (follower);
  save (fixture, "company", "Delta");
  g_assert_false (is_told (follower));
  g_assert_cmpuint (count.n_turns, ==, 5);
  g_clear_object (&follower);
  g_assert_cmpint (count.freed, ==, 1);
  g_mutex_clear (&count.lock);
}

/* What is asked for while it works is done after it, once. */
static void
test_start (TwTestFixture *fixture, gconstpointer data)
{
  Count count = { .n_wanted = 0 };
  g_autoptr (TwFollower) follower = tw_follower_new (fixture->store, "counting", work, &count, freed_cb);

  g_mutex_init (&count.lock);
  for (guint i = 0; i < 5; i++)
    tw_follower_start (follower);
  wait_for (follower);
  g_assert_cmpuint (count.n_turns, ==, 2);
  g_assert_cmpuint (count.n_timed, ==, 2);
  /* One that is let go while it works ends when the turn does. */
  tw_follower_start (follower);
  tw_follower_stop (follower);
  g_clear_object (&follower);
  while (g_atomic_int_get (&count.freed) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (count.n_turns, ==, 3);
  g_mutex_clear (&count.lock);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/store/follower/" path, TwTestFixture, NULL, tw_test_set_up, func, tw_test_tear_down)
  ADD ("commits", test_commits);
  ADD ("start", test_start);
#undef ADD
  return g_test_run ();
}
