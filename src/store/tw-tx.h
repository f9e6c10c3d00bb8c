/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A commit being made, on the thread that owns the write connection: the records it works on, what it has written,
 * and its entries in the log. tw-tx.c loads, writes and logs; tw-edit-rules.c decides what must hold. */
#pragma once

#include "tw-search-private.h"
#include "tw-store-internal.h"

G_BEGIN_DECLS

/* A record in a commit. */
typedef struct
{
  const TwEntity *entity;
  const TwTable  *table;
  TwId     id;
  gint64   rid;                                        /* 0: no row yet */
  gint64   row_seq;
  gboolean existed;                                    /* before this commit */
  gint64   deleted_before, deleted;                    /* instant, 0: live */
  TwValue *before, *now;                               /* by field index */
  guint8  *flags;                                      /* by field index */
  gboolean in_edit;                                    /* changed by this commit: to be checked and logged */
  gboolean row_deleted;                                /* what the row says */
  gboolean row_is_old;                                 /* the row in the table is not what now says */
  gboolean row_written;                                /* nor what before says */
  gboolean purged;
} TwWork;

#define TW_WORK_DIRTY 1                                 /* the row does not have this field's value yet */
#define TW_WORK_GIVEN 2                                 /* the edit itself gave the value */

typedef struct
{
  TwStore       *store;
  TwDb          *db;
  TwSchema      *schema;
  TwExprContext *context;
  TwCommitHead  *head;
  GHashTable    *works;                                /* TwId → TwWork */
  GPtrArray     *order;                                /* TwWork in the order in which they were changed */
  GPtrArray     *changes;                              /* TwChange; NULL when there are too many */
  guint64        entities[TW_ENTITY_BITS_WORDS];
  TwSearchBatch *search;
  TwStmt        *insert_change;
  const TwTable *insert_table;                         /* of insert_row: the table of the last new record */
  TwStmt        *insert_row;
  gint64         server_seq;                           /* of the row being put in for a server; 0: none */
  gboolean       nested;                               /* a savepoint of a transaction that is held (tw-store-hold.h) */
  gboolean       within;                               /* nested without a savepoint of its own; changes_before: of the connection by then */
  gint64         changes_before;
  gboolean       keep;                                 /* nested: what was written beside the log stays, also when nothing is logged */
  gboolean       queue, queued;                        /* of a replica: changes go to the outbox; whether there were any */
  gint64         first_n;                              /* number of the first mutation */
  TwStmt        *insert_pending;
  gboolean       one_by_one;                           /* bulk: a record is written when it is checked, not when SQL is asked */
  GByteArray    *body;
  GPtrArray     *wholes;                               /* (nullable) whose kept fields are to be worked out (tw-keep.h) */
  GHashTable    *has_whole;
  gboolean       keeping;
  GHashTable    *unused;                               /* (nullable) TwField: links of which is known whether no row has one */
} TwTx;

/* BEGIN, or SAVEPOINT while the store holds; title copied. */
TwTx     *tw_tx_begin     (TwStore *store, TwDb *db, TwOrigin origin, const char *title, gint64 undoes, GError **error);
/* While the store holds, and without a savepoint: who takes it back, or whose tw_tx_commit() fails, has to take back all that is held.
 * Its head has no id yet. */
TwTx     *tw_tx_begin_within (TwStore *store, TwDb *db, TwOrigin origin, const char *title, GError **error);
/* Writes what is left, the commit's row and COMMITs; then the commit is durable and announced (nested: both when the outer
 * transaction is). Frees tx. A commit without any change is not written: its seq is 0. */
TwCommit *tw_tx_commit    (TwTx *tx, GError **error);
void      tw_tx_rollback  (TwTx *tx);

/* The record as this commit sees it; NULL without error when there is none. */
TwWork   *tw_tx_load      (TwTx *tx, const TwEntity *entity, const TwId *id, GError **error);
/* FALSE with INVALID when a record of this id was purged: ids are never used again. */
gboolean  tw_tx_check_new (TwTx *tx, const TwId *id, GError **error);
TwWork   *tw_tx_add       (TwTx *tx, const TwEntity *entity, const TwId *id);
/* Puts a value; nothing happens when it is the present one. Lists of links are sorted. */
void      tw_tx_set       (TwTx *tx, TwWork *work, const TwField *field, const TwValue *value);
void      tw_tx_set_deleted (TwTx *tx, TwWork *work, gboolean deleted);
void      tw_tx_purge     (TwTx *tx, TwWork *work);
void      tw_tx_touch     (TwTx *tx, TwWork *work);
/* Writes the rows of changed records, so that SQL sees them. */
gboolean  tw_tx_flush     (TwTx *tx, GError **error);
gboolean  tw_tx_flush_work (TwTx *tx, TwWork *work, GError **error);
/* The row of a record that ended unchanged: as if it had not been touched. */
gboolean  tw_tx_unstamp_work (TwTx *tx, TwWork *work, GError **error);
/* For long commits: writes and logs this record, and forgets it. */
gboolean  tw_tx_finish_work (TwTx *tx, TwWork *work, GError **error);
/* Forgets a record that has nothing to be logged. */
void      tw_tx_forget    (TwTx *tx, TwWork *work);
/* Logs everything changed so far: restored and changed records first, deletes last, so that going back is always possible. */
gboolean  tw_tx_log       (TwTx *tx, GError **error);
gboolean  tw_tx_log_work  (TwTx *tx, TwWork *work, GError **error);
gboolean  tw_tx_log_raw   (TwTx *tx, guint entity, const TwId *record, TwOp op, GArray *fields, GError **error);
/* Asked for each field of a record several times; most are empty. */
static inline gboolean
tw_work_is_changed (TwWork *work, const TwField *field)
{
  const TwValue *before = &work->before[field->index], *now = &work->now[field->index];

  return before->type != now->type || (now->type != TW_TYPE_NULL && !tw_value_equal (before, now));
}

extern const TwExprSource tw_tx_source;                 /* source is a TwTx */

/* --- Rules --- */

typedef enum { TW_CHECK_ALL, TW_CHECK_UNDO, TW_CHECK_TWINS } TwCheck;

/* Defaults and numbers of a new record. */
gboolean tw_rules_fill    (TwTx *tx, TwWork *work, GError **error);
/* Derived fields of a changed record. */
gboolean tw_rules_derive  (TwTx *tx, TwWork *work, GError **error);
/* What rules of higher floors (tw-rule-case.h) say to the changed records. */
gboolean tw_rules_run     (TwTx *tx, GError **error);
/* Works out the kept fields (tw-keep.h) of everything that the commit touched; strict: what cannot be worked out is an error. */
gboolean tw_keep_run      (TwTx *tx, gboolean strict, GError **error);
void     tw_keep_note     (TwTx *tx, TwWork *work);
void     tw_keep_clear    (TwTx *tx);
/* Required, checks, unique, links, trees. Undo needs only what concerns other records; TWINS lets values be there twice. */
gboolean tw_rules_check   (TwTx *tx, TwWork *work, TwCheck check, GError **error);
/* Another live record that has the value which this commit gives the field. FALSE: none, or with error. */
gboolean tw_rules_find_twin (TwTx *tx, TwWork *work, const TwField *field, TwId *twin, GError **error);
/* Moves live records to the wastebasket with what on_delete asks for. (element-type TwWork) those that go with them are added */
gboolean tw_rules_delete  (TwTx *tx, GPtrArray *works, GError **error);
gboolean tw_rules_may_delete (TwTx *tx, TwWork *work, GError **error);
/* Writes the fields that an edit gave (element-type TwFieldChange) into the record, each against what it was before. */
gboolean tw_rules_apply   (TwTx *tx, TwWork *work, GArray *changes, GError **error);
gboolean tw_value_same    (const TwValue *a, const TwValue *b);   /* null and an empty list are the same */
/* (element-type TwFieldChange): the edits of a record, or the values of a new one. */
GArray  *tw_record_collect_edits (TwRecord *record);
/* Live records that point to the record through field: up to limit ids. (element-type TwId) */
GArray  *tw_tx_find_referring (TwTx *tx, const TwField *field, const TwId *id, guint limit, GError **error);
/* For commits that ask for very many records: whether no row has a link in this field. It is looked up once. */
gboolean tw_tx_is_unused  (TwTx *tx, const TwField *field);
char    *tw_work_dup_title (TwWork *work);

G_END_DECLS
