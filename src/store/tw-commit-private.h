/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making commits and changes: for the log's reader and writer. */
#pragma once

#include "tw-commit.h"

G_BEGIN_DECLS

/* What a commit is, without its changes; shared by the commit and its changes. */
typedef struct
{
  gatomicrefcount ref_count;
  gint64    seq;
  TwId      id;
  guint64   stamp;
  TwInstant at;
  TwId      user;
  TwOrigin  origin;
  char     *title;
  gint64    undoes;
  gint64    first_change, n_changes;
} TwCommitHead;

TwCommitHead *tw_commit_head_new   (void);
TwCommitHead *tw_commit_head_ref   (TwCommitHead *head);
void          tw_commit_head_unref (TwCommitHead *head);

/* fields: (element-type TwFieldChange) stolen, its clear function set by tw_field_changes_new(). */
GArray   *tw_field_changes_new (void);
void      tw_field_changes_add (GArray *fields, guint number, const TwValue *before, const TwValue *after);
TwChange *tw_change_new        (TwCommitHead *head, gint64 seq, guint entity, const TwId *record, TwOp op, GArray *fields);
const TwFieldChange *tw_change_find_field (TwChange *change, guint number);
/* changes: (nullable) (transfer full); entities: (nullable) the numbers that it touches, NULL for unknown, copied. */
TwCommit *tw_commit_new        (TwCommitHead *head, GPtrArray *changes, const guint64 *entities);
gboolean  tw_commit_touches_number (TwCommit *commit, guint number);   /* of an entity; 0: settings and definitions */

#define TW_ENTITY_BITS_WORDS 64                         /* 4,096 entity numbers */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwCommitHead, tw_commit_head_unref)

G_END_DECLS
