/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stream outlives the token that opened it: it is cut when its session, its key or its person may not go on. Asked are those who
 * began lately, and all when something ended here, a person's record changed, or another process of the workspace wrote. */
#include "config.h"

#include <string.h>

#include "tw-accounts-private.h"
#include "tw-store-private.h"

#define LOOK_EVERY   G_USEC_PER_SEC                    /* for what other processes wrote */
#define ALL_EVERY    60                                /* looks: sessions also run out of time */

typedef struct
{
  TwStream *stream;
  TwId      user, session;
  gboolean  asked;
} Watch;

struct _TwAccountsWatch
{
  TwAccounts *accounts;
  GMutex      lock;
  GCond       cond;
  GHashTable *watches;                                 /* (mutex lock) TwStream → Watch */
  gboolean    all, some, ending;                       /* (mutex lock) who is to be asked now */
  GThread    *thread;
  gulong      committed_id;
};

/* What cannot be looked up goes on until it can. */
static gboolean
has_ended (TwAccounts *accounts, const Watch *watch)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwAccess) access = tw_access_cache_get (accounts->access, &watch->user, NULL, &error);
  g_autoptr (TwSession) session = NULL;

  if (access == NULL)
    return g_error_matches (error, TW_ACCESS_ERROR, TW_ACCESS_ERROR_NOT_FOUND);
  session = tw_accounts_get_session (accounts->store, &watch->session, &error);
  return error == NULL && (session == NULL || session->revoked || session->expires < g_get_real_time ());
}

/* With the lock held: a stream that is here was not closed yet. */
static void
look (TwAccountsWatch *self, gboolean all)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->watches);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Watch *watch = value;

      if (watch->asked && !all)
        continue;
      watch->asked = TRUE;
      if (has_ended (self->accounts, watch))
        tw_stream_close (watch->stream);
    }
}

static gpointer
work (gpointer data)
{
  TwAccountsWatch *self = data;
  guint round = tw_store_get_foreign_round (self->accounts->store), n = 0;

  g_mutex_lock (&self->lock);
  while (!self->ending)
    {
      gint64 until = g_get_monotonic_time () + LOOK_EVERY;
      guint now;
      gboolean all;

      while (!self->ending && !self->all && !self->some && g_cond_wait_until (&self->cond, &self->lock, until))
        ;
      now = tw_store_get_foreign_round (self->accounts->store);
      n = (n + 1) % ALL_EVERY;
      all = self->all || now != round || n == 0;
      if (!self->ending && (all || self->some))
        look (self, all);
      round = now;
      if (n == 0)
        {
          g_mutex_unlock (&self->lock);
          tw_accounts_write_used (self->accounts);
          g_mutex_lock (&self->lock);
        }
      self->all = self->some = FALSE;
    }
  g_mutex_unlock (&self->lock);
  return NULL;
}

void
tw_accounts_watch_all (TwAccountsWatch *self)
{
  g_mutex_lock (&self->lock);
  self->all = TRUE;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->lock);
}

static void
committed_cb (TwStore *store, TwCommit *commit, gpointer data)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (store);

  if (tw_commit_touches (commit, tw_schema_get_entity (schema, "user")))
    tw_accounts_watch_all (data);
}

TwAccountsWatch *
tw_accounts_watch_new (TwAccounts *accounts)
{
  TwAccountsWatch *self = g_new0 (TwAccountsWatch, 1);

  self->accounts = accounts;
  self->watches = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
  self->committed_id = g_signal_connect (accounts->store, "committed", G_CALLBACK (committed_cb), self);
  self->thread = g_thread_new ("tw-watch", work, self);
  return self;
}

void
tw_accounts_watch_free (TwAccountsWatch *self)
{
  g_clear_signal_handler (&self->committed_id, self->accounts->store);
  g_mutex_lock (&self->lock);
  self->ending = TRUE;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->lock);
  g_thread_join (self->thread);
  g_hash_table_unref (self->watches);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->cond);
  g_free (self);
}

void
tw_accounts_watch_stream (TwServer *server, const TwCaller *caller, TwStream *stream)
{
  TwAccounts *accounts = tw_server_get_module (server, "accounts");
  TwAccountsWatch *self = accounts->watch;
  Watch *watch = g_new (Watch, 1);

  *watch = (Watch) { stream, caller->user, caller->session, FALSE };
  g_mutex_lock (&self->lock);
  g_hash_table_insert (self->watches, stream, watch);
  self->some = TRUE;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->lock);
}

void
tw_accounts_unwatch_stream (TwServer *server, TwStream *stream)
{
  TwAccounts *accounts = tw_server_get_module (server, "accounts");

  g_mutex_lock (&accounts->watch->lock);
  g_hash_table_remove (accounts->watch->watches, stream);
  g_mutex_unlock (&accounts->watch->lock);
}
