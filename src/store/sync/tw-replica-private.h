/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of a transaction of the server's rows give each other. */
#pragma once

#include "tw-lease.h"
#include "tw-outbox-private.h"

G_BEGIN_DECLS

struct _TwReplicaTx
{
  TwStore   *store;
  TwLease   *lease;
  TwDb      *db;
  TwTx      *tx;                                       /* (nullable): the commit of rows, begun with the first of them */
  gboolean   has_pending, has_tombstones;
  gboolean   has_offers;                               /* rows are noted that a restored server may have lost something of */
  gboolean   offered;                                  /* the row that is being put is one of them */
  GArray    *pending;                                  /* TwPendingField of the row that is being put */
  gboolean   ends_epoch;                               /* with this transaction everything of the server's is here */
  gint64     reached;                                  /* the server's seq that the transaction reaches; 0: not told */
  GHashTable *gone_files, *erased_files;               /* hashes of what records named that went, and were erased */
  GHashTable *erased;                                  /* numbers of entities of which records were erased */
  GPtrArray *state;                                    /* pairs key, value; value nullable */

  /* Of the entity whose rows come in; tw-replica-rows.c. */
  const TwEntity *entity;                              /* (nullable) */
  TwStmt    *find;                                     /* a row by id */
  TwWork    *plain;                                    /* lent to each new row: its values are not its own */
};

/* The commit, begun when it is not yet. */
TwTx    *tw_replica_get_tx    (TwReplicaTx *tx, GError **error);

/* Whether the row is here, and the server's seq of it; 0: the server does not know it. */
gboolean tw_replica_find_row  (TwReplicaTx *tx, const TwEntity *entity, const TwId *id, gboolean *here, gint64 *known, GError **error);
/* Of the entity that was looked for last: whether the row takes nothing but its own table. */
gboolean tw_replica_is_plain  (TwReplicaTx *tx, const TwField *const *fields, const TwValue *values, guint n);
/* Writes such a new row, with its entry in the log. */
gboolean tw_replica_add_plain (TwReplicaTx *tx, const TwId *id, gint64 server_seq, const TwField *const *fields, const TwValue *values,
                               guint n, GError **error);
/* As tw_replica_end_epoch(), within a transaction (tw-replica-epoch.c). */
gboolean tw_replica_end_epoch_in (TwStore *store, TwDb *db, GError **error);
/* Within the transaction (tw-replica-erasing.c): what is to be done of its erasures afterwards. */
gboolean tw_replica_note_erasing (TwReplicaTx *tx, GError **error);
/* Gives back what was kept from row to row. */
void     tw_replica_end_rows  (TwReplicaTx *tx);

G_END_DECLS
