/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a commit leaves for the server, and what the parts of a replica give each other. */
#pragma once

#include "tw-replica.h"
#include "tw-tx.h"

G_BEGIN_DECLS

/* A mutation has at most so many changes. */
#define TW_OUTBOX_CHANGES 500
/* Field of sync_pending for a record's existence: theirs is null (the server has no such record), true (live) or false (deleted). */
#define TW_PENDING_EXISTENCE 0

/* --- Hooks of a commit (tw-tx.c, tw-tx-log.c); they do nothing in a workspace that follows no server --- */
gboolean   tw_outbox_begin_commit (TwTx *tx, GError **error);
gboolean   tw_outbox_note         (TwTx *tx, guint entity, const TwId *record, TwOp op, GArray *fields, GError **error);
gboolean   tw_outbox_note_stamps  (TwTx *tx, TwWork *work, GError **error);
gboolean   tw_outbox_end_commit   (TwTx *tx, GError **error);

/* --- State (tw-replica.c) --- */
gboolean   tw_replica_load_flag   (TwStore *store, TwDb *db, GError **error);     /* when a store is opened */
gboolean   tw_replica_read_state  (TwDb *db, const char *key, char **value, GError **error);     /* NULL: none */
gboolean   tw_replica_write_state (TwDb *db, const char *key, const char *value, GError **error);
gint64     tw_replica_read_number (TwDb *db, const char *key);
gboolean   tw_replica_write_number (TwDb *db, const char *key, gint64 value, GError **error);
#define TW_STATE_CLIENT "client"                       /* this device, as the server knows it */
#define TW_STATE_ACKED  "acked"                         /* the last n that the server answered */
#define TW_STATE_SEQ    "seq"                           /* the server's seq up to which everything is here */

#define TW_STATE_HAVE   "have"                          /* commits behind it of which everything is here, too (tw-seq-list.h) */
/* Nothing is known of files any more; within a transaction. (tw-replica-files.c) */
gboolean   tw_replica_forget_files (TwDb *db, GError **error);
/* Who the person is at the server. */
gboolean   tw_replica_read_user (TwDb *db, TwId *user);

/* Small statements: binds n integers; no rows. */
gboolean   tw_replica_run  (TwDb *db, const char *sql, GError **error, guint n, ...);
/* One parameter, an id (tw-replica-gone.c). */
gboolean   tw_replica_run_with_id (TwDb *db, const char *sql, const TwId *id, GError **error);
/* The one number of the one row of a statement with n integer parameters; missing when there is no row. */
gboolean   tw_replica_number (TwDb *db, const char *sql, gint64 missing, gint64 *number, GError **error, guint n, ...);

/* --- The outbox --- */
/* One mutation as it stands in the outbox. */
typedef struct
{
  gint64 n, commit_seq, first_change, last_change, tries;
  guint  entity;                                       /* of record: not 0 for a row of before, sent as it is */
  TwId   record;
  gboolean links;                                      /* of such a row: only links to what comes later */
  gboolean offer;                                      /* of such a row: only what a restored server lost of it */
  guint    state;
  gboolean joined;
} TwOutboxRow;

#define TW_OUTBOX_COLUMNS "n, commit_seq, first_change, last_change, entity, record, state, tries"
#define TW_OUTBOX_WHOLE 0                              /* state */
#define TW_OUTBOX_LINKS 1
#define TW_OUTBOX_OFFER 2
#define TW_OUTBOX_JOINED 3                             /* of the log: it goes empty, and the next one carries it */
#define TW_OUTBOX_FIXED 4                              /* of the log: sent as it stands, with what is joined to it */
void       tw_outbox_row_read (TwStmt *stmt, TwOutboxRow *row);
/* Its changes; values that were erased since are left out. */
TwOutboxItem *tw_outbox_load_item (TwStore *store, TwDb *db, const TwOutboxRow *row, gsize *bytes, GError **error);
/* The same with what was joined to it (tw-outbox-take.c). */
TwOutboxItem *tw_outbox_load_joined (TwStore *store, TwDb *db, const TwOutboxRow *row, GError **error);
/* item goes empty, and next carries it. */
void       tw_outbox_join     (TwOutboxItem *item, TwOutboxItem *next);
/* Numbers the unanswered mutations anew from first on. */
gboolean   tw_outbox_renumber (TwDb *db, gint64 first, GError **error);
/* Queues the live records of all tables that meet the condition on t0, as they will be (tw-outbox-rows.c). */
gboolean   tw_outbox_queue_rows (TwStore *store, TwDb *db, const char *condition, GError **error);
gboolean   tw_outbox_next_n   (TwDb *db, gint64 *n, GError **error);
TwOutboxItem *tw_outbox_load_row (TwStore *store, TwDb *db, const TwOutboxRow *row, GError **error);

/* The rows that an answer tells about become the server's, in tx of origin sync (tw-settle-told.c). results: TwPushResult, nullable; they
 * reach up to seq. n_taken: of so many mutations nothing is pending any more. */
gboolean   tw_settle_told     (TwTx *tx, GArray *results, gint64 acked, gint64 seq, guint *n_taken, GError **error);

/* --- What a restored server lost (tw-offers.c) --- */
gboolean   tw_offers_make_tables (TwDb *db, GError **error);
/* Notes the rows that changed after fork, the last seq of the history that the server still has; epoch: of the lost one. */
gboolean   tw_offers_begin  (TwStore *store, TwDb *db, const char *epoch, gint64 fork, GError **error);
/* Whether the row is noted, and not queued yet. */
gboolean   tw_offers_find   (TwDb *db, const TwId *record, gboolean *offered, GError **error);
/* The field goes on showing mine. Field TW_PENDING_EXISTENCE: whether the record is live. */
gboolean   tw_offers_add    (TwDb *db, guint entity, const TwId *record, guint field, const TwValue *theirs, const TwValue *mine, GError **error);
/* The person has changed it since: what the lost history had is under his edit. Before theirs takes its place. */
gboolean   tw_offers_add_pending (TwDb *db, const TwId *record, guint field, const TwValue *theirs, GError **error);
gboolean   tw_offers_forget (TwDb *db, const TwId *record, GError **error);
/* Queues them before what is not answered yet. */
gboolean   tw_offers_end    (TwStore *store, TwDb *db, GError **error);
gboolean   tw_offers_settle (TwDb *db, gint64 acked, GError **error);
/* For a row of the outbox that is such an offer: its id, time and place in the lost history; and its changes. */
gboolean   tw_offers_load_row     (TwDb *db, const TwOutboxRow *row, TwOutboxItem *item, GError **error);
gboolean   tw_offers_load_changes (TwDb *db, const TwOutboxRow *row, TwOutboxItem *item, GError **error);
/* Field → TwValue: what the lost history had where something waits to be sent. */
GHashTable *tw_offers_read_former (TwDb *db, const TwOutboxRow *row, GError **error);

/* --- Files (tw-replica-files.c) --- */
/* What a local change names is offered to the server even when the record leaves this device before somebody looks. */
gboolean   tw_replica_note_files (TwTx *tx, guint entity, const TwId *record, GArray *fields, GError **error);

/* --- Refusals (tw-refusals.c) --- */
/* changes: TwChange. */
gboolean   tw_refusals_add  (TwDb *db, const TwId *commit, TwInstant at, const char *title, GPtrArray *changes, const char *problem,
                             GError **error);
gboolean   tw_refusals_mention (TwDb *db, const TwId *record, gboolean *mention, GError **error);
/* Takes the record out of all of them. */
gboolean   tw_refusals_erase (TwDb *db, const TwId *record, GError **error);

/* --- Pending (tw-pending.c) --- */
typedef struct
{
  guint    field;
  gboolean settled;                                    /* the server's word on it is among what is here up to the seq that was asked for */
  gboolean over;                                       /* the field has the server's value; tw_pending_end() */
} TwPendingField;

/* Fields of the record that show the person's value go to pending (element-type TwPendingField), whatever was in it. */
gboolean   tw_pending_read   (TwDb *db, const TwId *record, gint64 reached, GArray *pending, GError **error);
TwPendingField *tw_pending_find (GArray *pending, guint field);                 /* nullable */
/* Takes out those that are over. */
gboolean   tw_pending_end    (TwDb *db, const TwId *record, GArray *pending, GError **error);
gboolean   tw_pending_put_theirs (TwDb *db, const TwId *record, guint field, const TwValue *theirs, GError **error);
/* What is settled up to the cursor takes the server's values, in tx of origin sync. definitions: those of the site that are to be
 * put in force after the commit. */
gboolean   tw_pending_clear  (TwTx *tx, gint64 cursor, char **definitions, GError **error);

/* --- Rows that go (tw-replica-gone.c) --- */
/* files (nullable): gets the hashes of what the record named. Row, search, history; what was not sent of it goes to the refused without the server's values. */
gboolean   tw_replica_forget_record (TwTx *tx, const TwEntity *entity, const TwId *id, GHashTable *files, GError **error);
gboolean   tw_replica_purge_record  (TwTx *tx, const TwEntity *entity, const TwId *id, GHashTable *files, GError **error);
/* The same, and no word of it stays, nor of what was not sent. */
gboolean   tw_replica_erase_record  (TwTx *tx, const TwEntity *entity, const TwId *id, GHashTable *files, GError **error);
/* Those of them that nothing here names any more go, but for what is still to be sent; erased: that, too (tw-replica-files.c). */
/* As the next one, but the bytes are left to the caller: of files that nothing names. */
gboolean   tw_replica_drop_rows_of  (TwStore *store, GHashTable *files, gboolean erased, GError **error);
gboolean   tw_replica_drop_files    (TwStore *store, GHashTable *files, gboolean erased, GError **error);

G_END_DECLS
