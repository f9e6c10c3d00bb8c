/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /api/events: commits as they happen, to each listener those changes that he may see. What he may see is asked at each commit. A
 * stream ends when its session does, and after a quarter of an hour; the client opens another one
 * with Last-Event-ID and gets what it missed. */
#include "config.h"

#include <inttypes.h>
#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-caller.h"
#include "tw-rest-private.h"
#include "tw-stored.h"

#define TICK_SECONDS    20                             /* something is said at least so often */
#define STREAM_SECONDS  900
#define MAX_CHANGES     200                            /* of a commit that are told one by one */
#define MAX_MISSED      500                            /* commits that are told after the fact */

typedef struct
{
  TwRestEvents *events;
  TwStream     *stream;
  TwId          user;
  gint64        after;                                 /* seq of the newest commit told */
  gint64        until;                                 /* monotonic */
} Listener;

struct _TwRestEvents
{
  TwServer    *server;
  TwStore     *store;
  GMutex       lock;
  GHashTable  *listeners;                              /* Listener; under lock */
  gint         n_listeners;                            /* (atomic) */
  GAsyncQueue *commits;                                /* TwCommit, or the events themselves: the end */
  GThread     *thread;
  gulong       committed_id;
};

static const char *
name_of_op (TwOp op)
{
  static const char *const names[] = { "create", "change", "delete", "restore", "purge" };

  return names[op];
}

/* TRUE when the caller may know of the change: he may read the record as it is now, also when it is in the wastebasket now. */
static gboolean
print_change (TwRestEvents *events, TwSchema *schema, TwAccess *access, TwChange *change, gboolean first, GString *json)
{
  const TwEntity *entity = tw_schema_get_entity_by_number (schema, tw_change_get_entity (change));
  g_autoptr (TwRecord) record = NULL;
  char id[TW_ID_TEXT_LENGTH + 1];

  if (entity == NULL || !tw_access_may (access, TW_RIGHT_READ, entity))
    return FALSE;
  record = tw_store_get_stored (events->store, entity, tw_change_get_record (change), NULL);
  if (record == NULL || !tw_access_may_row (access, TW_RIGHT_READ, record))
    return FALSE;
  tw_id_print (tw_change_get_record (change), id);
  g_string_append_printf (json, "%s{\"type\":\"%s\",\"id\":\"%s\",\"op\":\"%s\"}", first ? "" : ",", entity->key, id,
                          name_of_op (tw_change_get_op (change)));
  return TRUE;
}

/* NULL: nothing that he may see. */
static char *
print_commit (TwRestEvents *events, TwAccess *access, TwCommit *commit)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (events->store);
  g_autoptr (GPtrArray) changes = tw_store_commit_changes (events->store, tw_commit_get_seq (commit), MAX_CHANGES, NULL);
  g_autofree char *at = tw_instant_print (tw_commit_get_time (commit));
  g_autoptr (GString) json = g_string_new (NULL);
  guint n = 0;

  g_string_printf (json, "id: %" PRId64 "\nevent: commit\ndata: {\"seq\":%" PRId64 ",\"at\":\"%s\",\"changes\":[",
                   tw_commit_get_seq (commit), tw_commit_get_seq (commit), at);
  for (guint i = 0; changes != NULL && i < changes->len; i++)
    n += print_change (events, schema, access, g_ptr_array_index (changes, i), n == 0, json);
  g_string_append_printf (json, "],\"more\":%s}\n\n", tw_commit_get_n_changes (commit) > MAX_CHANGES ? "true" : "false");
  return n > 0 ? g_string_free (g_steal_pointer (&json), FALSE) : NULL;
}

/* With the lock held. A caller who is nobody any more gets no more. */
static void
tell (Listener *listener, TwCommit *commit)
{
  TwRestEvents *events = listener->events;
  g_autoptr (TwAccess) access = NULL;
  g_autofree char *text = NULL;

  if (tw_commit_get_seq (commit) <= listener->after)
    return;
  listener->after = tw_commit_get_seq (commit);
  access = tw_access_cache_get (tw_server_get_access (events->server), &listener->user, NULL, NULL);
  if (access == NULL)
    {
      tw_stream_close (listener->stream);
      return;
    }
  tw_store_act_as (events->store, &listener->user);
  text = print_commit (events, access, commit);
  tw_store_act_as (events->store, NULL);
  if (text != NULL && !tw_stream_push (listener->stream, text, -1))
    tw_stream_close (listener->stream);
}

static void
tell_all (TwRestEvents *events, TwCommit *commit)
{
  GHashTableIter iter;
  gpointer key;

  g_mutex_lock (&events->lock);
  g_hash_table_iter_init (&iter, events->listeners);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      Listener *listener = key;

      if (g_get_monotonic_time () > listener->until)
        tw_stream_close (listener->stream);
      else if (commit != NULL)
        tell (listener, commit);
      else
        tw_stream_push (listener->stream, ":\n\n", -1);
    }
  g_mutex_unlock (&events->lock);
}

static gpointer
work (gpointer data)
{
  TwRestEvents *events = data;

  for (;;)
    {
      gpointer next = g_async_queue_timeout_pop (events->commits, TICK_SECONDS * G_USEC_PER_SEC);

      if (next == events)
        return NULL;
      tell_all (events, next);
      g_clear_pointer (&next, tw_commit_unref);
    }
}

static void
committed_cb (TwStore *store, TwCommit *commit, gpointer data)
{
  TwRestEvents *events = data;

  /* Who comes later reads what he has missed. */
  if (g_atomic_int_get (&events->n_listeners) > 0)
    g_async_queue_push (events->commits, tw_commit_ref (commit));
}

static void
on_closed (gpointer data)
{
  Listener *listener = data;

  g_mutex_lock (&listener->events->lock);
  g_hash_table_remove (listener->events->listeners, listener);
  g_atomic_int_add (&listener->events->n_listeners, -1);
  g_mutex_unlock (&listener->events->lock);
  tw_accounts_unwatch_stream (listener->events->server, listener->stream);
  tw_stream_unref (listener->stream);
  g_free (listener);
}

/* What came after the event that the client saw last; with the lock held, before anything new is told. */
static void
tell_missed (Listener *listener, gint64 after)
{
  g_autoptr (GPtrArray) commits = tw_store_commits (listener->events->store, after, MAX_MISSED, NULL);

  listener->after = after;
  if (commits == NULL || commits->len == MAX_MISSED)
    {
      tw_stream_push (listener->stream, "event: reset\ndata: {}\n\n", -1);
      return;
    }
  for (guint i = 0; i < commits->len; i++)
    tell (listener, g_ptr_array_index (commits, i));
}

static void
open_stream (TwRestCall *call)
{
  static const char *const names[] = { NULL };
  TwRestEvents *events = call->rest->events;
  const char *last = tw_request_get_header (call->request, "Last-Event-ID");
  const TwCaller *caller = tw_caller_get (call->request);
  Listener *listener;
  gint64 after;

  if (!tw_rest_check_query (call, names))
    return;
  if (tw_id_is_nil (&caller->session))
    {
      tw_response_problem (call->response, 403, "denied", NULL, _("Events are for people who are signed in, not for keys."));
      return;
    }
  listener = g_new0 (Listener, 1);
  listener->events = events;
  listener->user = caller->user;
  listener->until = g_get_monotonic_time () + STREAM_SECONDS * G_USEC_PER_SEC;
  g_mutex_lock (&events->lock);
  listener->stream = tw_response_stream (call->response, "text/event-stream", on_closed, listener);
  g_hash_table_add (events->listeners, listener);
  g_atomic_int_inc (&events->n_listeners);
  tw_accounts_watch_stream (events->server, caller, listener->stream);
  tw_stream_push (listener->stream, ": open\n\n", -1);
  if (last != NULL && g_ascii_string_to_signed (last, 10, 0, G_MAXINT64, &after, NULL))
    tell_missed (listener, after);
  g_mutex_unlock (&events->lock);
}

void
tw_rest_handle_events (TwRequest *request, TwResponse *response, gpointer data)
{
  TwRestCall call;

  if (!tw_rest_begin (&call, data, request, response))
    return;
  open_stream (&call);
  tw_rest_end (&call);
}

TwRestEvents *
tw_rest_events_new (TwServer *server)
{
  TwRestEvents *events = g_new0 (TwRestEvents, 1);

  events->server = server;
  events->store = g_object_ref (tw_server_get_store (server));
  events->listeners = g_hash_table_new (NULL, NULL);
  events->commits = g_async_queue_new_full ((GDestroyNotify) tw_commit_unref);
  g_mutex_init (&events->lock);
  events->committed_id = g_signal_connect (events->store, "committed", G_CALLBACK (committed_cb), events);
  events->thread = g_thread_new ("tw-events", work, events);
  return events;
}

void
tw_rest_events_free (TwRestEvents *events)
{
  g_clear_signal_handler (&events->committed_id, events->store);
  g_async_queue_push (events->commits, events);
  g_thread_join (events->thread);
  g_async_queue_unref (events->commits);
  g_hash_table_unref (events->listeners);
  g_mutex_clear (&events->lock);
  g_object_unref (events->store);
  g_free (events);
}
