/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happened since a commit, for those who follow the log by pulling: columns and results. Private to the store. */
#pragma once

#include "tw-db.h"

G_BEGIN_DECLS

typedef struct
{
  gint64      seq;                                     /* the newest commit in the snapshot */
  gboolean    many;                                    /* more changes than the limit: the rest is not filled in */
  GArray     *rids;                                    /* rows of the entity that changed and still exist, distinct */
  GPtrArray  *ids;                                     /* (TwId *) all records of the entity that changed, distinct */
  GHashTable *entities;                                /* numbers of all entities that were touched */
} TwLogTail;

/* Reads inside the read transaction of db. */
gboolean   tw_log_tail_seq  (TwDb *db, gint64 *seq, GError **error);
TwLogTail *tw_log_tail_read (TwDb *db, const TwEntity *entity, gint64 after, guint limit, GError **error);
void       tw_log_tail_free (TwLogTail *tail);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwLogTail, tw_log_tail_free)

G_END_DECLS
