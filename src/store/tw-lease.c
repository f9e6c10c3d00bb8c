/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-lease.h"
#include "tw-store-hold.h"

struct _TwLease
{
  TwStore *store;
  GMutex   lock;
  GCond    cond;
  TwDb    *db;                                         /* while it is lent */
  gboolean returned, good, over;
  gboolean lazy;
  gboolean entered;                                    /* the thread that took it has the connection itself */
  GError  *error;
};

static gboolean
begin_lazily (TwStore *store, TwDb *db, TwLease *lease)
{
  if (!lease->lazy || tw_store_is_held (store))
    return FALSE;
  tw_db_exec (db, "PRAGMA synchronous = NORMAL", NULL);
  return TRUE;
}

static void
end_lazily (TwDb *db)
{
  tw_db_exec (db, "PRAGMA synchronous = FULL", NULL);
}

static gboolean
lend_held (TwStore *store, TwDb *db, TwLease *lease, GError **error)
{
  if (!tw_store_hold_enter (store, db, error))
    return FALSE;
  g_mutex_lock (&lease->lock);
  lease->db = db;
  g_cond_broadcast (&lease->cond);
  while (!lease->returned)
    g_cond_wait (&lease->cond, &lease->lock);
  g_mutex_unlock (&lease->lock);
  return tw_store_hold_leave (store, db, lease->good, error);
}

/* On the writer's thread: lends the connection until it comes back. In a transaction that is shared others wait for the disk. */
static gboolean
lend (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  TwLease *lease = data;
  gboolean lazy = begin_lazily (store, db, lease), good = lend_held (store, db, lease, error);

  if (lazy)
    end_lazily (db);
  return good;
}

static void
lending_is_over (TwStore *store, gpointer data, GError *error)
{
  TwLease *lease = data;

  g_mutex_lock (&lease->lock);
  lease->over = TRUE;
  lease->error = error != NULL ? g_error_copy (error) : NULL;
  g_cond_broadcast (&lease->cond);
  g_mutex_unlock (&lease->lock);
}

static void
lease_free (TwLease *lease)
{
  g_clear_error (&lease->error);
  g_mutex_clear (&lease->lock);
  g_cond_clear (&lease->cond);
  g_object_unref (lease->store);
  g_free (lease);
}

/* Saves two changes of threads at either end. */
static gboolean
enter (TwLease *lease, GError **error)
{
  TwStore *store = lease->store;

  lease->lazy = begin_lazily (store, store->writer, lease);
  lease->entered = tw_store_hold_enter (store, store->writer, error);
  if (lease->entered)
    {
      lease->db = store->writer;
      return TRUE;
    }
  if (lease->lazy)
    end_lazily (store->writer);
  tw_store_leave_writer (store);
  return FALSE;
}

static gboolean
leave (TwLease *lease, gboolean good, GError **error)
{
  TwStore *store = lease->store;
  gboolean done = tw_store_hold_leave (store, store->writer, good, error);

  if (lease->lazy)
    end_lazily (store->writer);
  tw_store_leave_writer (store);
  lease_free (lease);
  return done;
}

static TwLease *
take (TwStore *store, gboolean lazy, GError **error)
{
  TwLease *lease;

  if (!tw_store_check_writable (store, error))
    return NULL;
  lease = g_new0 (TwLease, 1);
  lease->store = g_object_ref (store);
  lease->lazy = lazy;
  g_mutex_init (&lease->lock);
  g_cond_init (&lease->cond);
  if (tw_store_enter_writer (store))
    {
      if (enter (lease, error))
        return lease;
      lease_free (lease);
      return NULL;
    }
  /* What is lent lazily may take long: nobody's save is to end with it. */
  if (lazy)
    tw_store_push_writer (store, lend, lending_is_over, lease);
  else
    tw_store_push_joining (store, lend, lending_is_over, lease);
  g_mutex_lock (&lease->lock);
  while (lease->db == NULL && !lease->over)
    g_cond_wait (&lease->cond, &lease->lock);
  g_mutex_unlock (&lease->lock);
  if (lease->db != NULL)
    return lease;
  g_propagate_error (error, g_steal_pointer (&lease->error));
  lease_free (lease);
  return NULL;
}

TwLease *
tw_lease_take (TwStore *store, GError **error)
{
  return take (store, FALSE, error);
}

TwLease *
tw_lease_take_lazily (TwStore *store, GError **error)
{
  return take (store, TRUE, error);
}

TwDb *
tw_lease_get_db (TwLease *lease)
{
  return lease->db;
}

gboolean
tw_lease_return (TwLease *lease, gboolean good, GError **error)
{
  gboolean done;

  if (lease->entered)
    return leave (lease, good, error);
  g_mutex_lock (&lease->lock);
  lease->returned = TRUE;
  lease->good = good;
  g_cond_broadcast (&lease->cond);
  while (!lease->over)
    g_cond_wait (&lease->cond, &lease->lock);
  g_mutex_unlock (&lease->lock);
  done = lease->error == NULL;
  if (!done)
    g_propagate_error (error, g_steal_pointer (&lease->error));
  lease_free (lease);
  return done;
}
