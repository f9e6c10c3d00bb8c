/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The server's half of the bookkeeping: which clients there are and what of theirs was taken, in the same transaction as the
 * data; and reading what changed since a seq. The server's log is the order: its commit seq is the workspace's seq, without gaps,
 * and row_seq of a row is the seq of its last change.
 *
 *   sync_client   (id, user_id, last_n, schema_text, name, created, seen, revoked)
 *   sync_seen     (client, n, commit_id, state, seq, problem, made)    results of the last 10,000 mutations of each client, and of all not plain;
 *                                                     made: when the person did it, by the server's clock, NULL: nobody can tell
 *   sync_rejected (client, n, commit_id, body, problem, at)
 *   sync_awaited_from (hash, client, at)              files that a mutation of this client named and that did not come yet
 *   sync_erasure  (seq, at)                           commits that erased something
 *   sync_confirmed (client, seq)                      up to where a device has done what was erased
 *   sync_lineage  (epoch, opened)                     also in the marker file beside the database: they differ after a restore
 *   sync_lineage_past (epoch, began)                  the epochs of this database and the seqs at which they began
 *   sync_offered  (record, field, epoch, seq, value)  what devices gave back of a lost history: the newest of each field. field 0: whether the
 *                                                    record is live */
#pragma once

#include "tw-tx.h"
#include "tw-replica.h"

G_BEGIN_DECLS

/* The server keeps these; makes the tables. */
gboolean tw_peers_enable     (TwStore *store, GError **error);
/* The epoch of this database's lineage. A restored copy gets a new one by itself when it is opened: the marker file told. */
char    *tw_peers_dup_epoch  (TwStore *store, GError **error);
char    *tw_peers_dup_lineage (TwStore *store, GError **error);
gboolean tw_peers_are_shared (TwStore *store);         /* with other processes, any of which may begin an epoch */
/* What was given back of a field before, from this lost history. FALSE without error: nothing. */
gboolean tw_peers_find_offered (TwTx *tx, const TwId *record, guint field, const char *epoch, gint64 *seq, TwValue *value, GError **error);
gboolean tw_peers_note_offered (TwTx *tx, const TwId *record, guint field, const char *epoch, gint64 seq, const TwValue *value, GError **error);
gint64   tw_peers_get_seq    (TwStore *store);         /* of the newest commit; cheap */

typedef struct
{
  TwId      id, user;
  gint64    last_n;
  char     *schema, *name;
  TwInstant created, seen;
  gboolean  revoked;
} TwPeer;

/* The device of this person asked: noted at most once an hour, so that reading writes next to nothing. */
gboolean   tw_peers_touch     (TwStore *store, const TwId *client, const TwId *user, TwInstant now, GError **error);
/* The device of this person has everything up to seq, also what was erased. */
gboolean   tw_peers_confirm   (TwStore *store, const TwId *client, const TwId *user, gint64 seq, GError **error);
/* Devices that have not said so since the newest erasure. */
GPtrArray *tw_peers_list_unconfirmed (TwStore *store, GError **error);
TwPeer    *tw_peers_get       (TwStore *store, const TwId *client, GError **error);     /* NULL without error: unknown */
GPtrArray *tw_peers_list      (TwStore *store, const TwId *user, GError **error);       /* user nullable: all */
gboolean   tw_peers_add       (TwStore *store, const TwPeer *peer, GError **error);
gboolean   tw_peers_revoke    (TwStore *store, const TwId *client, GError **error);
void       tw_peer_free       (TwPeer *peer);

/* --- A push: one database transaction with a savepoint a mutation, each applied one a commit of its own in the log --- */
typedef struct _TwPush TwPush;

/* Takes the writer; on the calling thread, which is a worker. */
TwPush   *tw_push_begin       (TwStore *store, const TwId *client, gboolean whole, GError **error);
gboolean  tw_push_is_spoilt   (TwPush *push);
void      tw_push_free        (TwPush *push);          /* rolls everything back */
gint64    tw_push_get_last_n  (TwPush *push);
/* The stored result of a mutation that was taken before. FALSE without error: never seen. */
gboolean  tw_push_find_seen   (TwPush *push, gint64 n, TwId *commit, TwPushResult *result, GError **error);
/* The same by its id, from any client of the same person. */
gboolean  tw_push_look_ahead  (TwPush *push, const TwId *first, const TwId *last, GError **error);
gboolean  tw_push_find_commit (TwPush *push, const TwId *commit, TwPushResult *result, GError **error);
/* Opens the mutation's savepoint: a TwTx as for any commit, whose user is the author. made: when he did it, 0: nobody can tell. Finish with one of
 * the next two. */
TwTx     *tw_push_begin_mutation (TwPush *push, const TwId *user, TwOrigin origin, const char *title, TwInstant made, GError **error);
/* problem nullable: stored with state for a repeated request. */
gboolean  tw_push_finish_mutation (TwPush *push, TwTx *tx, gint64 n, const TwId *commit, TwPushState state, const char *problem, GError **error);
/* Rolls the savepoint back (tx nullable: it is free already); the counter moves on, the body is kept. */
gboolean  tw_push_reject_mutation (TwPush *push, TwTx *tx, gint64 n, const TwId *commit, const char *body, const char *problem, GError **error);
/* Whether the record was erased: then nothing that is said about it is kept. */
gboolean  tw_push_is_erased   (TwPush *push, const TwId *record);
/* Of a mutation that is being taken: it names a file that is not here yet. Forgotten again with the mutation. */
gboolean  tw_push_await_file  (TwPush *push, const char *hash, GError **error);
/* When a commit that came with a push was made. FALSE: it did not, its time is uncertain, or its result is no longer known. */
gboolean  tw_push_find_made   (TwTx *tx, gint64 commit_seq, TwInstant *made);
/* COMMIT, then all commits are announced in order. The seq after it. */
gboolean  tw_push_commit      (TwPush *push, gint64 *seq, GError **error);              /* steals push */

/* --- Files that are on their way (tw-peers-files.c) --- */

/* The name of the device that the file is to come from; NULL: it is not waited for. */
char     *tw_peers_dup_awaited (TwStore *store, const char *hash);
gboolean  tw_peers_awaits_file (TwStore *store, const char *hash);
/* The same, from a device of this person. */
gboolean  tw_peers_awaits_file_of (TwStore *store, const char *hash, const TwId *user);
/* It came. came (out): whether somebody waited for it. */
gboolean  tw_peers_end_awaited (TwStore *store, const char *hash, gboolean *came, GError **error);
gint64    tw_peers_count_awaited (TwStore *store);

/* --- Reading what changed --- */

/* Records changed by commits after after_seq (the rest of its changes after after_change when a page ended inside one), each once,
 * up to limit changes of the log. last_seq and last_change: where to go on; complete: up to the
 * newest commit. All in one read transaction, with rows as they are at its seq. func gets the record, or NULL for one that was
 * purged. before: the same record as it was at after_seq (lazily: call tw_changed_dup_before()). Settings and definitions
 * (entity 0) are not given to func: site tells whether there were any. */
typedef struct _TwChanged TwChanged;
typedef gboolean (*TwChangedFunc) (TwChanged *changed, gpointer data, GError **error);
guint     tw_changed_get_entity (TwChanged *changed);
const TwId *tw_changed_get_id   (TwChanged *changed);
gint64    tw_changed_get_row_seq (TwChanged *changed);
gboolean  tw_changed_is_erased  (TwChanged *changed);
gboolean  tw_changed_is_last    (TwChanged *changed);                                    /* FALSE: it comes again in a later page */
TwRecord *tw_changed_get_record (TwChanged *changed);                                    /* lent; NULL: purged */
TwRecord *tw_changed_dup_before (TwChanged *changed, GError **error);                    /* nullable: it was not there */
gboolean  tw_peers_read_changes (TwStore *store, gint64 after_seq, gint64 after_change, guint limit, TwChangedFunc func, gpointer data,
                                 gboolean *site, gint64 *last_seq, gint64 *last_change, gboolean *complete, GError **error);
/* Rows of the query's entity in storage order after rid, the deleted ones instead when the query says so: for first loads.
 * Records with their stored fields. func FALSE stops. */
typedef gboolean (*TwSnapshotFunc) (TwRecord *record, gint64 rid, gpointer data, GError **error);
gboolean  tw_peers_read_snapshot (TwStore *store, TwQuery *query, gint64 after_rid, guint limit, TwSnapshotFunc func, gpointer data, GError **error);
gint64    tw_peers_get_last_rid (TwStore *store, const TwEntity *entity);
/* Count and checksum (tw_sync_hash over row_seq) of the rows that meet each query, all of one moment: that of the commit seq. */
typedef struct { TwQuery *query; gint64 count; guint64 sum; } TwPeersSum;
gboolean  tw_peers_sum         (TwStore *store, TwPeersSum *sums, guint n, gint64 *seq, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwPush, tw_push_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwPeer, tw_peer_free)

G_END_DECLS
