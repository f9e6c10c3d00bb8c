/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A workspace that belongs to a server which the test speaks for: rows of companies come in, edits wait, and are answered. */
#pragma once

#include "tw-replica.h"

typedef struct
{
  char    *dir;
  TwStore *store;
} Replica;

void         replica_set_up    (Replica *replica, gconstpointer data);
void         replica_tear_down (Replica *replica, gconstpointer data);          /* after a check */
void         replica_check     (Replica *replica);
TwReplicaTx *replica_begin     (Replica *replica);
TwCommit    *replica_end       (TwReplicaTx *tx, gint64 cursor);
/* One row as a transaction of its own: pairs of field key and text of a company, NULL at the end. Returns the seq of its commit, 0 when
 * it changed nothing. */
gint64       replica_put       (Replica *replica, const TwId *id, gint64 seq, gint64 cursor, ...) G_GNUC_NULL_TERMINATED;
void         replica_put_deleted (Replica *replica, const TwId *id, gint64 seq, gint64 cursor, ...) G_GNUC_NULL_TERMINATED;
void         replica_reach     (Replica *replica, gint64 cursor);
TwRecord    *replica_get       (Replica *replica, const TwId *id);
void         replica_edit      (Replica *replica, const TwId *id, const char *key, const char *text);
/* The server's answer to all mutations up to a number. */
void         replica_settle    (Replica *replica, gint64 acked, gint64 seq, TwPushState state);
void         replica_assert_company (Replica *replica, const TwId *id, const char *name, const char *industry);
void         replica_assert_state   (Replica *replica, const TwId *id, TwRecordSync expected);
void         replica_assert_counts  (Replica *replica, gint64 outbox, guint refused);
