/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A workspace that follows a server: which of its own commits the server has not answered yet (the outbox, a reader of the log),
 * which fields show a value that the server does not have yet (pending), and how the server's rows come in.
 *
 * Every entity table has a column server_seq: the seq of the server's last change of the row that this workspace has applied;
 * NULL for rows the server does not know. Tables (tw-replica-tables.c):
 *   sync_state   (key, value)                        identity, cursor, what the engine remembers
 *   sync_outbox  (n, commit_seq, first_change, last_change, entity, record, state, tries)
 *                                                    one mutation; commits of more than 500 changes are cut into several; record:
 *                                                    a row of the time before the workspace joined, sent as it is now
 *   sync_pending (record, field, entity, n, seq, theirs) n: the last mutation that touches it; seq: of the server when it had
 *                                                    answered it, null before; theirs: the server's value (storage of
 *                                                    tw-log-codec). field 0: the record's existence
 *   sync_refused (n, commit_id, at, title, body, problem) what the server did not take, kept until the person settles it
 *   sync_staged  (position, body)                    pages received, not applied
 *   sync_offer   (record, entity, epoch, seq, fork, at, n) rows that a restored server lost: seq and at in the lost history; n: the mutation
 *   sync_offer_field (record, field, base, mine)     what the server has, and what is here
 *
 * A local commit and its outbox rows are one transaction. Commits of origin TW_ORIGIN_SYNC are never queued. */
#pragma once

#include "tw-store.h"
#include "tw-commit.h"

G_BEGIN_DECLS

/* --- Belonging to a server --- */

typedef struct
{
  char *server;                                        /* "https://crm.example.org" */
  TwId  workspace, user, client;                       /* client: one an (installation, workspace, user) */
} TwReplicaIdentity;

/* From now on local commits are queued. queue_all: every live record of before is queued, too (a stand-alone workspace that
 * becomes a team's); FALSE for an empty one that will load. */
gboolean  tw_replica_join    (TwStore *store, const TwReplicaIdentity *identity, gboolean queue_all, GError **error);
/* Back to stand-alone: all data stays, all sync tables are emptied. Refused with IN_THE_WAY while something is not sent, unless forced. */
gboolean  tw_replica_leave   (TwStore *store, gboolean force, GError **error);
gboolean  tw_store_is_replica (TwStore *store);
TwReplicaIdentity *tw_replica_dup_identity (TwStore *store);                    /* nullable */
void      tw_replica_identity_free (TwReplicaIdentity *identity);
/* A copied or restored profile (client-forked): a new client id, unanswered mutations are numbered anew from 1. */
gboolean  tw_replica_renew_client (TwStore *store, const TwId *client, GError **error);
/* The server's database was put back from a copy: a new epoch. begin, before anything of the new epoch is applied: what is known of
 * seqs counts no more, so that each row of the server's is newer; rows that changed after fork, the last seq that both histories
 * have, go on showing what is here. end, after everything was loaded: these are queued, with live rows that the server did
 * not give any more, before what is not answered yet; nothing happens without begin. */
gboolean  tw_replica_begin_epoch (TwStore *store, const char *lost, gint64 fork, GError **error);
gboolean  tw_replica_end_epoch (TwStore *store, GError **error);
/* Of erasures whose files and leftovers are still to go; written with their rows. NULL: all is done. */
#define TW_STATE_ERASING "erasing"
gboolean  tw_replica_finish_erasing (TwStore *store, GError **error);
char     *tw_replica_dup_state (TwStore *store, const char *key);               /* nullable */
int       tw_replica_get_round (TwStore *store);       /* changes with each commit; 0: not known */
gboolean  tw_replica_set_state (TwStore *store, const char *key, const char *value, GError **error);   /* NULL: forget */

/* --- The outbox --- */

typedef struct
{
  gint64     n;
  TwId       commit;                                   /* a mutation that is part of a commit has an id of its own, derived from it */
  guint64    stamp;                                    /* hybrid logical clock */
  TwInstant  at;
  TwOrigin   origin;
  char      *title;
  gboolean   atomic;                                   /* new records that belong together: all or nothing at the server */
  guint      tries;
  char      *lost;                                     /* epoch of the lost history that this is from; nullable */
  gint64     lost_seq, lost_fork;                      /* of the row in it; of the last commit that both histories have */
  GPtrArray *changes;                                  /* TwChange; before is the frozen base, after is mine */
} TwOutboxItem;

void       tw_outbox_item_free (TwOutboxItem *item);
/* Not answered, in order, from n: up to max_items and about max_bytes of bodies, at least one, as they stand in the log.
 * (element-type TwOutboxItem) */
GPtrArray *tw_outbox_read     (TwStore *store, gint64 from_n, guint max_items, gsize max_bytes, GError **error);
/* As they are to be sent: consecutive edits of the same fields that were never sent are joined (first base, last value), never across
 * atomic ones. From now on they stay as they are. Waits for the disk. */
GPtrArray *tw_outbox_take     (TwStore *store, gint64 from_n, guint max_items, gsize max_bytes, GError **error);
gint64     tw_outbox_count    (TwStore *store, GError **error);                 /* mutations not answered */
gint64     tw_outbox_last_acked (TwStore *store);

typedef enum { TW_PUSH_APPLIED, TW_PUSH_MERGED, TW_PUSH_REJECTED } TwPushState;
typedef struct
{
  gint64      n;
  TwPushState state;
  char       *problem;                                 /* JSON, nullable */
  /* Applied, and the one record that it changed is as the device has it: the row's seq before and after, and when the server took it. */
  gint64      row_before, row_seq;                     /* row_seq 0: nothing is told */
  TwInstant   row_at;
} TwPushResult;

/* The server's answer: all mutations up to acked are settled at the server's seq; those in results as told, the rest applied.
 * Rejected ones move to sync_refused. Their pending values go when the cursor has reached seq (tw_replica_commit). Calling it
 * twice is the same as once. results: TwPushResult, nullable. */
gboolean   tw_outbox_settle   (TwStore *store, gint64 acked, gint64 seq, GArray *results, GError **error);
/* For those who want no history of the past when the server asks for it ("client-gap": the server expects expected). */
gboolean   tw_outbox_rewind   (TwStore *store, gint64 expected, GError **error);

/* n: its number among the refused; problem: the server's, NULL for what this workspace took back itself. */
typedef struct { gint64 n; TwId commit; TwInstant at; char *title; char *problem; GPtrArray *changes; } TwRefusal;
GPtrArray *tw_refusals_list   (TwStore *store, GError **error);                 /* (element-type TwRefusal) oldest first */
void       tw_refusal_free    (TwRefusal *refusal);
/* Queues it again as a new commit on what the records are now, or lets it go. merge: puts what the person had changed to what is
 * there meanwhile, of one field (tw_merge_again()); NULL: his values as they were. */
typedef void (*TwRefusalMerge) (const TwField *field, const TwValue *base, const TwValue *mine, const TwValue *theirs, TwValue *result);
TwCommit  *tw_refusal_retry   (TwStore *store, gint64 n, TwRefusalMerge merge, GError **error);
gboolean   tw_refusal_drop    (TwStore *store, gint64 n, GError **error);

/* --- The state of one record, for the desktop --- */
typedef enum { TW_RECORD_SYNCED, TW_RECORD_WAITING, TW_RECORD_REFUSED, TW_RECORD_LOCAL } TwRecordSync;
TwRecordSync tw_replica_get_record (TwStore *store, const TwEntity *entity, const TwId *id, GError **error);
/* Rows with something kept aside, until func gives FALSE. */
typedef gboolean (*TwExtraFunc) (const TwId *id, const char *extra, gpointer data);
gboolean     tw_replica_scan_extra (TwStore *store, const TwEntity *entity, TwExtraFunc func, gpointer data, GError **error);
char        *tw_replica_dup_extra  (TwStore *store, const TwEntity *entity, const TwId *id);           /* nullable JSON */

/* --- What the server sends: one transaction, rows and cursor together. On a worker thread; holds the writer. --- */
typedef struct _TwReplicaTx TwReplicaTx;

TwReplicaTx *tw_replica_begin  (TwStore *store, GError **error);
void      tw_replica_reach     (TwReplicaTx *tx, gint64 cursor_seq);             /* optional, before the first row */
/* The server's row. Applied when server_seq is newer than the row's; FALSE only on error. deleted: instant, 0 live. fields and
 * values: those the server sent (a field not sent is not touched). A field that is pending keeps the person's value; theirs is
 * remembered. Unknown fields of a newer schema come as JSON in extra (nullable), kept in column server_extra and given back by
 * tw_replica_dup_extra(). */
gboolean  tw_replica_put       (TwReplicaTx *tx, const TwEntity *entity, const TwId *id, gint64 server_seq, TwInstant deleted,
                                const TwField *const *fields, const TwValue *values, guint n, const char *extra, GError **error);
/* Fields that this version knows and the one before it kept aside, whatever the row's seq; extra: what is still not known, nullable. */
gboolean  tw_replica_put_kept  (TwReplicaTx *tx, const TwEntity *entity, const TwId *id, const TwField *const *fields, const TwValue *values,
                                guint n, const char *extra, GError **error);
/* So many rows of the entity are about to come, in this transaction and later ones: many are written without indexes, which
 * tw_replica_mend() makes afterwards. */
gboolean  tw_replica_expect    (TwReplicaTx *tx, const TwEntity *entity, gint64 left, GError **error);
gboolean  tw_replica_mend      (TwStore *store, GError **error);
/* Removed for good at the server. erase: also from the log, search and undo of this workspace. */
gboolean  tw_replica_purge     (TwReplicaTx *tx, const TwEntity *entity, const TwId *id, gint64 server_seq, gboolean erase, GError **error);
/* No longer the user's to see: row, search, history and files go; what he had not sent moves to sync_refused without the server's values. */
gboolean  tw_replica_forget    (TwReplicaTx *tx, const TwEntity *entity, const TwId *id, GError **error);
gboolean  tw_replica_define    (TwReplicaTx *tx, const char *definitions, GError **error);   /* the site's definitions, whole */
gboolean  tw_replica_put_setting (TwReplicaTx *tx, const char *key, const char *value, GError **error);
gboolean  tw_replica_put_state (TwReplicaTx *tx, const char *key, const char *value, GError **error);
/* The last page of a load: with it the epoch ends, as by tw_replica_end_epoch(), or neither of them has happened. */
void      tw_replica_end_load  (TwReplicaTx *tx);
/* cursor_seq: what is complete after this transaction; settled pending values up to it take the server's. Steals tx. */
TwCommit *tw_replica_commit    (TwReplicaTx *tx, gint64 cursor_seq, GError **error);
void      tw_replica_tx_free   (TwReplicaTx *tx);      /* rolls back */
gboolean  tw_replica_is_awaited (TwReplicaTx *tx);     /* somebody waits to write */

/* Ids and server_seq of one entity's rows that the server knows, in order of id, from after (nullable): for the comparison with
 * the server's list after rights changed, and for checksums. Calls func until FALSE. */
typedef gboolean (*TwReplicaRow) (const TwId *id, gint64 server_seq, gpointer data);
gboolean  tw_replica_scan      (TwStore *store, const TwEntity *entity, const TwId *after, TwReplicaRow func, gpointer data, GError **error);
/* Sum modulo 2^64 of tw_sync_hash() over these rows, and how many. The server's twin is in tw-peers.h. */
guint64   tw_sync_hash         (guint entity_number, const TwId *id, gint64 server_seq);

/* --- Pages that arrived and wait to be applied --- */
gboolean  tw_replica_stage     (TwStore *store, gint64 position, GBytes *body, GError **error);
GBytes   *tw_replica_next_staged (TwStore *store, gint64 *position, GError **error);   /* NULL without error: none */
gboolean  tw_replica_drop_staged (TwStore *store, gint64 position, GError **error);    /* up to and with */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwReplicaTx, tw_replica_tx_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwReplicaIdentity, tw_replica_identity_free)

G_END_DECLS
