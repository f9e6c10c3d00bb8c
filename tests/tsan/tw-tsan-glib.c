/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For builds with the thread sanitizer, loaded before the program. The system's GLib is not instrumented and its locks wait on futexes, so that the
 * sanitizer sees no order between threads that GLib gave one, and calls everything a race. These functions stand before GLib's and
 * tell of the order that each of them makes; they change nothing else. */
#include <dlfcn.h>
#include <glib.h>

void __tsan_acquire (void *address);
void __tsan_release (void *address);

#define REAL(type, name, ...) \
  static type (*real) (__VA_ARGS__); \
  if (g_atomic_pointer_get (&real) == NULL) \
    g_atomic_pointer_set (&real, (type (*) (__VA_ARGS__)) dlsym (RTLD_NEXT, name))

/* --- Locks --- */

void
g_mutex_lock (GMutex *mutex)
{
  REAL (void, "g_mutex_lock", GMutex *);
  real (mutex);
  __tsan_acquire (mutex);
}

gboolean
g_mutex_trylock (GMutex *mutex)
{
  gboolean good;

  REAL (gboolean, "g_mutex_trylock", GMutex *);
  good = real (mutex);
  if (good)
    __tsan_acquire (mutex);
  return good;
}

void
g_mutex_unlock (GMutex *mutex)
{
  REAL (void, "g_mutex_unlock", GMutex *);
  __tsan_release (mutex);
  real (mutex);
}

void
g_rec_mutex_lock (GRecMutex *mutex)
{
  REAL (void, "g_rec_mutex_lock", GRecMutex *);
  real (mutex);
  __tsan_acquire (mutex);
}

void
g_rec_mutex_unlock (GRecMutex *mutex)
{
  REAL (void, "g_rec_mutex_unlock", GRecMutex *);
  __tsan_release (mutex);
  real (mutex);
}

void
g_cond_wait (GCond *cond, GMutex *mutex)
{
  REAL (void, "g_cond_wait", GCond *, GMutex *);
  __tsan_release (mutex);
  real (cond, mutex);
  __tsan_acquire (mutex);
}

gboolean
g_cond_wait_until (GCond *cond, GMutex *mutex, gint64 end_time)
{
  gboolean good;

  REAL (gboolean, "g_cond_wait_until", GCond *, GMutex *, gint64);
  __tsan_release (mutex);
  good = real (cond, mutex, end_time);
  __tsan_acquire (mutex);
  return good;
}

/* --- Threads and what is handed to them --- */

typedef struct
{
  GThreadFunc func;
  gpointer    data;
} Start;

static gpointer
run_thread (gpointer data)
{
  Start *start = data, copy;

  __tsan_acquire (start);
  copy = *start;
  g_free (start);
  return copy.func (copy.data);
}

GThread *
g_thread_new (const char *name, GThreadFunc func, gpointer data)
{
  Start *start = g_new (Start, 1);

  REAL (GThread *, "g_thread_new", const char *, GThreadFunc, gpointer);
  *start = (Start) { func, data };
  __tsan_release (start);
  return real (name, run_thread, start);
}

typedef struct
{
  GFunc    func;
  gpointer data;
} Pool;

static void
run_item (gpointer item, gpointer data)
{
  Pool *pool = data;

  __tsan_acquire (item);
  pool->func (item, pool->data);
}

/* The little that is kept for a pool lives as long as the process, for nobody tells when its last item has run. */
GThreadPool *
g_thread_pool_new (GFunc func, gpointer data, gint max_threads, gboolean exclusive, GError **error)
{
  Pool *pool = g_new (Pool, 1);

  REAL (GThreadPool *, "g_thread_pool_new", GFunc, gpointer, gint, gboolean, GError **);
  *pool = (Pool) { func, data };
  return real (run_item, pool, max_threads, exclusive, error);
}

gboolean
g_thread_pool_push (GThreadPool *pool, gpointer item, GError **error)
{
  REAL (gboolean, "g_thread_pool_push", GThreadPool *, gpointer, GError **);
  __tsan_release (item);
  return real (pool, item, error);
}

void
g_async_queue_push (GAsyncQueue *queue, gpointer item)
{
  REAL (void, "g_async_queue_push", GAsyncQueue *, gpointer);
  __tsan_release (queue);
  real (queue, item);
}

gpointer
g_async_queue_pop (GAsyncQueue *queue)
{
  gpointer item;

  REAL (gpointer, "g_async_queue_pop", GAsyncQueue *);
  item = real (queue);
  __tsan_acquire (queue);
  return item;
}

gpointer
g_async_queue_try_pop (GAsyncQueue *queue)
{
  gpointer item;

  REAL (gpointer, "g_async_queue_try_pop", GAsyncQueue *);
  item = real (queue);
  __tsan_acquire (queue);
  return item;
}

gpointer
g_async_queue_timeout_pop (GAsyncQueue *queue, guint64 timeout)
{
  gpointer item;

  REAL (gpointer, "g_async_queue_timeout_pop", GAsyncQueue *, guint64);
  item = real (queue, timeout);
  __tsan_acquire (queue);
  return item;
}
