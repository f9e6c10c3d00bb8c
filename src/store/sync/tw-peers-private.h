/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tw-peers.h"

G_BEGIN_DECLS

/* The results of so many mutations of each client are kept, those that were not plainly applied for ever. */
#define TW_PEERS_KEEP_RESULTS 10000

/* tw-peers-lineage.c: a new epoch when the marker beside the database is not this database's. */
gboolean tw_peers_check_lineage (TwStore *store, GError **error);

/* Of a transaction that erases: its seq. */
/* Columns that a store of before lacks, where its tables are there. */
gboolean tw_peers_prepare       (TwDb *db, GError **error);
gboolean tw_peers_note_erasure  (TwDb *db, gint64 seq, GError **error);
/* The clients that the end of the statement says; user (nullable): its one parameter. */
GPtrArray *tw_peers_select      (TwStore *store, const char *which, const TwId *user, GError **error);
TwPeer  *tw_peers_read          (TwDb *db, const TwId *client, GError **error);   /* NULL without error: unknown */

G_END_DECLS
