/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The log's entries. A commit is an atomic group of changes; a change is what happened to one record. Immutable, reference-counted. */
#pragma once

#include "tw-record.h"

G_BEGIN_DECLS

typedef enum
{
  TW_ORIGIN_PERSON, TW_ORIGIN_IMPORT, TW_ORIGIN_UNDO, TW_ORIGIN_SYNC, TW_ORIGIN_RULE, TW_ORIGIN_SYSTEM, TW_ORIGIN_DEMO,
} TwOrigin;

typedef enum
{
  TW_OP_ADD, TW_OP_SET, TW_OP_DELETE, TW_OP_RESTORE, TW_OP_PURGE,
} TwOp;

typedef struct
{
  guint   field;                                       /* field number */
  TwValue before, after;                               /* many-to-many and lists: whole lists */
} TwFieldChange;

#define TW_TYPE_CHANGE (tw_change_get_type ())
typedef struct _TwChange TwChange;
GType       tw_change_get_type (void);
TwChange   *tw_change_ref    (TwChange *change);
void        tw_change_unref  (TwChange *change);
gint64      tw_change_get_seq (TwChange *change);
gint64      tw_change_get_commit_seq (TwChange *change);
guint       tw_change_get_entity (TwChange *change);   /* entity number */
const TwId *tw_change_get_record (TwChange *change);
TwOp        tw_change_get_op (TwChange *change);
guint       tw_change_get_n_fields (TwChange *change);
const TwFieldChange *tw_change_get_field (TwChange *change, guint i);
/* From the commit, for history views. */
TwInstant   tw_change_get_time (TwChange *change);
const TwId *tw_change_get_user (TwChange *change);
TwOrigin    tw_change_get_origin (TwChange *change);
const char *tw_change_get_title (TwChange *change);

#define TW_TYPE_COMMIT (tw_commit_get_type ())
typedef struct _TwCommit TwCommit;
GType       tw_commit_get_type (void);
TwCommit   *tw_commit_ref    (TwCommit *commit);
void        tw_commit_unref  (TwCommit *commit);
gint64      tw_commit_get_seq (TwCommit *commit);      /* gap-free, 1, 2, 3 … */
const TwId *tw_commit_get_id (TwCommit *commit);
guint64     tw_commit_get_stamp (TwCommit *commit);    /* hybrid logical clock */
TwInstant   tw_commit_get_time (TwCommit *commit);
const TwId *tw_commit_get_user (TwCommit *commit);
TwOrigin    tw_commit_get_origin (TwCommit *commit);
const char *tw_commit_get_title (TwCommit *commit);
gint64      tw_commit_get_undoes (TwCommit *commit);   /* seq of the commit it takes back, 0 for none */
gint64      tw_commit_get_n_changes (TwCommit *commit);
gboolean    tw_commit_has_changes (TwCommit *commit);  /* FALSE: too many to carry; read them with tw_store_commit_changes() */
GPtrArray  *tw_commit_get_changes (TwCommit *commit);  /* lent, TwChange; nullable */
gboolean    tw_commit_touches (TwCommit *commit, const TwEntity *entity);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwChange, tw_change_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwCommit, tw_commit_unref)

G_END_DECLS
