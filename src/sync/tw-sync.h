/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The client's engine: keeps a replica workspace equal to its server. Runs on the main context of its creation; never blocks it.
 *
 * Properties (all with notify): "state" TwSyncState · "pending" int64, mutations not answered · "refused", "conflicts" uint ·
 * "progress" double 0…1 or -1 · "message" string, one sentence for people, nullable · "last-contact" int64 instant, 0 never ·
 * "online" boolean, what the system says · "metered" boolean · "files-to-send", "files-to-fetch" int64 (tw-sync-files.h).
 * Signals: "file-changed" (hash) · "signed-out" () the server wants a new sign-in; unsent work stays · "upgrade-needed" (). */
#pragma once

#include "tw-replica.h"
#include "tw-transport.h"

G_BEGIN_DECLS

typedef enum
{
  TW_SYNC_STOPPED, TW_SYNC_LOADING, TW_SYNC_WORKING, TW_SYNC_SYNCED, TW_SYNC_OFFLINE, TW_SYNC_WAITING,   /* waiting: after an error, until the next try */
  TW_SYNC_SIGNED_OUT, TW_SYNC_UPGRADE, TW_SYNC_STUCK,                                                     /* stuck: a person must do something; message says what */
} TwSyncState;

#define TW_TYPE_SYNC (tw_sync_get_type ())
G_DECLARE_FINAL_TYPE (TwSync, tw_sync, TW, SYNC, GObject)

/* env nullable: the system's. The store is a replica (tw_replica_join). */
TwSync     *tw_sync_new       (TwStore *store, TwTransport *transport, const TwSyncEnv *env);
void        tw_sync_start     (TwSync *sync);
void        tw_sync_stop      (TwSync *sync);          /* at once; everything needed to go on is durable */
void        tw_sync_now       (TwSync *sync);          /* the person asks: forget pauses */
void        tw_sync_check     (TwSync *sync);          /* compares with the server, as it does once a day by itself */
gint64      tw_sync_get_checked (TwSync *sync, gint64 *repairs);                      /* instant, 0 never; repairs optional */
TwSyncState tw_sync_get_state (TwSync *sync);
gboolean    tw_sync_is_synced (TwSync *sync);          /* outbox empty and cursor at the head the server last told */
/* For the command line: runs until synced, or until it cannot go on without a person or the network. */
void        tw_sync_run_async (TwSync *sync, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
gboolean    tw_sync_run_finish (TwSync *sync, GAsyncResult *result, GError **error);
/* Fields, objects and choices are changed at the server. */
void        tw_sync_define_async  (TwSync *sync, const char *definitions, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
gboolean    tw_sync_define_finish (TwSync *sync, GAsyncResult *result, GError **error);
/* A server that would take more than a fifth of all records away waits for an answer (state TW_SYNC_STUCK). */
gint64      tw_sync_get_removal (TwSync *sync, gint64 *of);                            /* 0: there is no question; of optional */
void        tw_sync_allow_removal (TwSync *sync);      /* the answer; also in advance */
void        tw_sync_set_online (TwSync *sync, gboolean online, gboolean metered);
GPtrArray  *tw_sync_list_problems (TwSync *sync);      /* the last 100, "time text"; for the sync page */

G_END_DECLS
