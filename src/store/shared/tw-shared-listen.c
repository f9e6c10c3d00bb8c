/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The thread that waits for what other processes write (LISTEN/NOTIFY, and a look now and then), brings it in, and answers who
 * wants to be sure to have seen all. */
#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "tw-shared-private.h"

#define LOOK_MS      2000
#define MAX_BREAKS   3                                  /* of connections, one after the other, before PostgreSQL is held to be away */
#define PAUSE_MIN_MS 100
#define PAUSE_MAX_MS 5000

void
tw_shared_set_trouble (TwShared *shared, const char *trouble)
{
  g_mutex_lock (&shared->lock);
  g_free (shared->trouble);
  shared->trouble = g_strdup (trouble);
  shared->away = trouble != NULL;
  g_cond_broadcast (&shared->cond);
  g_mutex_unlock (&shared->lock);
}

void
tw_shared_wake (TwShared *shared)
{
  /* A full pipe wakes as well. */
  if (write (shared->wake[1], "", 1) < 0 && errno != EAGAIN)
    g_warning ("pipe: %s", g_strerror (errno));
}

/* --- Bringing in --- */

gboolean
tw_shared_catch_up (TwShared *shared, TwPg *pg, TwDb *db, gint64 head, GError **error)
{
  while (shared->place.n < head)
    {
      g_autoptr (PGresult) entries = tw_shared_read_entries (pg, shared->place.n, error);

      if (entries == NULL)
        return FALSE;
      if (PQntuples (entries) == 0 || tw_pg_get_int (entries, 0, 0) != shared->place.n + 1)
        {
          g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_DAMAGED,
                               _("This server's copy of the workspace is too old to follow. Start it again: it fetches a new one."));
          return FALSE;
        }
      for (int i = 0; i < PQntuples (entries); i++)
        {
          gsize length, token_length;
          gconstpointer body = tw_pg_get_bytes (entries, i, 2, &length), token = tw_pg_get_bytes (entries, i, 1, &token_length);
          TwPlace place = { .n = tw_pg_get_int (entries, i, 0) };

          memcpy (place.token, token, MIN (token_length, sizeof place.token));
          if (!tw_shared_apply (shared, db, &place, body, length, error))
            return FALSE;
        }
    }
  return TRUE;
}

typedef struct
{
  TwShared *shared;
  TwPg     *pg;
  gint64    head;
} Follow;

static gboolean
run_follow (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  Follow *follow = data;

  return tw_shared_catch_up (follow->shared, follow->pg, db, follow->head, error);
}

static gint64
get_place (TwShared *shared)
{
  gint64 n;

  g_mutex_lock (&shared->lock);
  n = shared->place.n;
  g_mutex_unlock (&shared->lock);
  return n;
}

/* Asks for the head and follows to it; who asked before that has seen all. */
static gboolean
look (TwShared *shared, TwPg *pg, GError **error)
{
  Follow follow = { shared, pg };
  TwPlace head;
  gboolean found;
  guint64 asked;

  g_mutex_lock (&shared->lock);
  asked = shared->wanted;
  g_mutex_unlock (&shared->lock);
  if (!tw_shared_read_head (pg, FALSE, &head, &found, error))
    return FALSE;
  follow.head = head.n;
  if (found && head.n > get_place (shared) && !tw_store_run_writer (shared->store, run_follow, &follow, error))
    return FALSE;
  g_mutex_lock (&shared->lock);
  shared->reached = asked;
  g_cond_broadcast (&shared->cond);
  g_mutex_unlock (&shared->lock);
  return TRUE;
}

/* --- The thread --- */

static void
empty_pipe (int fd)
{
  char buffer[64];

  while (read (fd, buffer, sizeof buffer) == sizeof buffer)
    ;
}

static void
wait_for_news (TwShared *shared, TwPg *pg, int ms)
{
  struct pollfd fds[2] = { { .fd = shared->wake[0], .events = POLLIN }, { .fd = -1, .events = POLLIN } };
  PGnotify *news;

  if (pg != NULL)
    fds[1].fd = PQsocket (tw_pg_get_connection (pg));
  poll (fds, pg != NULL ? 2 : 1, ms);
  if (fds[0].revents != 0)
    empty_pipe (shared->wake[0]);
  if (pg == NULL || fds[1].revents == 0)
    return;
  PQconsumeInput (tw_pg_get_connection (pg));
  while ((news = PQnotifies (tw_pg_get_connection (pg))) != NULL)
    PQfreemem (news);
}

static gboolean
has_to_stop (TwShared *shared)
{
  gboolean stop;

  g_mutex_lock (&shared->lock);
  stop = shared->stop;
  g_mutex_unlock (&shared->lock);
  return stop;
}

static gboolean
has_questions (TwShared *shared)
{
  gboolean any;

  g_mutex_lock (&shared->lock);
  any = shared->wanted > shared->reached;
  g_mutex_unlock (&shared->lock);
  return any;
}

static gpointer
listen_for_news (gpointer data)
{
  TwShared *shared = data;
  g_autoptr (TwPg) pg = NULL;
  int pause = PAUSE_MIN_MS, breaks = 0;

  while (!has_to_stop (shared))
    {
      g_autoptr (GError) error = NULL;
      gboolean fresh = pg == NULL;

      if (pg == NULL)
        pg = tw_pg_open (shared->database, &error);
      if (pg != NULL && (!fresh || tw_pg_exec (pg, "LISTEN tradewind", &error)) && look (shared, pg, &error)
          && tw_shared_scrub_erased (shared, &error))
        {
          tw_shared_set_trouble (shared, NULL);
          pause = PAUSE_MIN_MS;
          breaks = 0;
          if (!has_questions (shared))
            wait_for_news (shared, pg, LOOK_MS);
          continue;
        }
      /* A connection that broke says nothing of PostgreSQL: who asks now waits for a new one, and is not given what may be old. So does one that
       * broke while it was made anew. */
      if (breaks < MAX_BREAKS && (pg != NULL ? !tw_pg_is_alive (pg) : breaks > 0))
        {
          breaks++;
          g_clear_pointer (&pg, tw_pg_close);
          continue;
        }
      tw_shared_set_trouble (shared, error->message);
      g_clear_pointer (&pg, tw_pg_close);
      wait_for_news (shared, NULL, pause);
      pause = MIN (pause * 2, PAUSE_MAX_MS);
    }
  return NULL;
}

void
tw_shared_start_listening (TwShared *shared)
{
  shared->listener = g_thread_new ("tw-shared", listen_for_news, shared);
}

void
tw_shared_stop_listening (TwShared *shared)
{
  if (shared->listener == NULL)
    return;
  g_mutex_lock (&shared->lock);
  shared->stop = TRUE;
  g_mutex_unlock (&shared->lock);
  tw_shared_wake (shared);
  g_thread_join (g_steal_pointer (&shared->listener));
}

/**
 * tw_shared_refresh:
 * @shared: an attached one
 *
 * Waits until everything that any process had committed before this call can be read here. Calls that wait together share one
 * question to PostgreSQL. Not on the writer's thread.
 *
 * Returns: %FALSE when PostgreSQL does not answer: what can be read here may be old
 */
gboolean
tw_shared_refresh (TwShared *shared)
{
  guint64 mine;
  gboolean reached;

  g_mutex_lock (&shared->lock);
  mine = ++shared->wanted;
  tw_shared_wake (shared);
  while (shared->reached < mine && !shared->away && !shared->stop)
    g_cond_wait (&shared->cond, &shared->lock);
  reached = shared->reached >= mine;
  g_mutex_unlock (&shared->lock);
  return reached;
}
