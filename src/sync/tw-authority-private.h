/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tw-authority.h"
#include "tw-merge.h"

G_BEGIN_DECLS

struct _TwAuthority
{
  TwStore       *store;
  TwAccessCache *access;
  GBytes        *secret;
  const char    *epoch;                                /* atomic, interned: tw_authority_get_epoch() */
  gint64         max_file;
};

/* Any thread. */
const char *tw_authority_get_epoch (TwAuthority *authority);

/* --- Cursors: where a client is, bound to the user and signed (tw-authority-cursor.c) --- */
typedef struct
{
  gint64  seq;                                         /* everything up to and with this commit was given */
  gint64  change;                                      /* of the next commit: up to this change of the log; 0: none of it */
  guint64 access;                                      /* tw_access_hash() when it was given */
} TwSyncCursor;

char    *tw_sync_cursor_print (TwAuthority *authority, const char *epoch, const TwId *user, const TwSyncCursor *cursor);
/* FALSE with RESYNC when it is not one of this database, this user and this secret. */
gboolean tw_sync_cursor_parse (TwAuthority *authority, const char *epoch, const TwId *user, const char *text, TwSyncCursor *cursor,
                               GError **error);

/* --- Conflicts (tw-authority-conflict.c) --- */
typedef struct
{
  TwInstant at;
  TwId      user;
} TwEditStamp;

/* Who changed the field last, and when he did it, also offline; FALSE when the log does not tell. */
gboolean tw_authority_find_last (TwAuthority *authority, TwTx *tx, const TwWork *work, guint field, TwEditStamp *stamp);
/* What the field had after commit seq; value is left as it is when it was not changed since. */
void     tw_authority_find_at (TwAuthority *authority, const TwWork *work, guint field, gint64 seq, TwValue *value);
/* Adds a sync_conflict record to the commit. field NULL: the record was deleted. state: "open" or "auto". */
gboolean tw_authority_add_conflict (TwAuthority *authority, TwTx *tx, const TwWork *work, const TwField *field, const char *state,
                                    const char *kind, const TwValue *base, const TwValue *mine, const TwValue *theirs,
                                    const TwEditStamp *mine_stamp, const TwEditStamp *theirs_stamp, GError **error);
/* A problem as kept with a mutation and told to its client: {"type", "title", "detail"}. */
char    *tw_authority_problem (const char *type, const char *detail);

/* --- Pages (tw-authority-snapshot.c) --- */
/* epoch: asked for once in a request: a page and its cursor are of one, also when another process begins the next one meanwhile. */
TwWirePage *tw_authority_page_new (TwAuthority *authority, const char *epoch, TwSchema *schema, TwAccess *access);
/* Settings and definitions are few: they go whole whenever any of them changed. */
void        tw_authority_add_site (TwAuthority *authority, TwWirePage *page);

/* --- One mutation inside a transaction (tw-authority-apply.c) --- */
typedef struct
{
  TwAuthority *authority;
  TwAccess    *access;
  TwTx        *tx;
  TwId         client;                                 /* the device */
  TwInstant    at;                                     /* of the edit, corrected */
  gboolean     uncertain;
  const char  *lost;                                   /* (nullable) of a history that this server has lost: its epoch */
  gint64       lost_seq, lost_fork;                    /* of the row in it; of the last commit that both histories have */
  gboolean     merged;                                 /* (out) something was not taken as it was sent */
} TwApply;

gboolean tw_apply_ops (TwApply *apply, TwWireOp *const *ops, guint n_ops, GError **error);
const char *tw_apply_error_type (const GError *error);
/* FALSE without error: not there, or not to be seen. What the mutation itself made is its author's. */
gboolean    tw_apply_load_visible (TwApply *apply, const TwEntity *entity, const TwId *id, TwWork **work, GError **error);

/* --- Rows that need not come back (tw-authority-told.c) --- */
void        tw_apply_tell (TwApply *apply, TwWireOp *const *ops, guint n_ops, TwPushResult *result);

/* --- Values that are there twice (tw-authority-twins.c) --- */
gboolean tw_apply_flag_twins (TwApply *apply, GError **error);
TwCheck  tw_apply_get_check  (const TwEntity *entity);

/* --- Files (tw-authority-file.c) --- */
gboolean tw_authority_note_files (TwAuthority *authority, TwPush *push, TwWireOp *const *ops, guint n_ops, GError **error);

/* The record as the transaction has it, or as it was before. */
TwRecord *tw_work_to_record (const TwWork *work, gboolean before);

G_END_DECLS
