/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several commits as one transaction of the database. While a store holds, a TwTx is a savepoint, and what it would announce
 * waits: after the outer COMMIT everything is announced in order, and nothing ever is when that fails. Only for who uses the
 * write connection. */
#pragma once

#include "tw-store-internal.h"

G_BEGIN_DECLS

/* Opens the transaction; within one that is held already, a savepoint of its own. At most two deep. */
gboolean tw_store_hold_enter (TwStore *store, TwDb *db, GError **error);
/* good FALSE takes everything since enter back, and returns TRUE. */
gboolean tw_store_hold_leave (TwStore *store, TwDb *db, gboolean good, GError **error);
gboolean tw_store_is_held    (TwStore *store);
/* Keep what is to be announced; FALSE when nothing is held. */
gboolean tw_store_hold_commit (TwStore *store, TwCommit *commit);
gboolean tw_store_hold_schema (TwStore *store, TwSchema *schema);
/* What commits of the transaction mean for the search index, written once at its end; each of them would make a piece of its own. NULL when
 * nothing is held. */
struct _TwSearchBatch *tw_store_hold_search (TwStore *store);
/* The end of the log, as tw_log_last(); of a transaction that is held it is known after the first look. */
gboolean tw_store_hold_last  (TwStore *store, TwDb *db, gint64 *seq, guint64 *stamp, gint64 *change_seq, GError **error);
/* A commit of the transaction that is held. */
void     tw_store_hold_note  (TwStore *store, const TwCommitHead *head);
/* Before tables are altered. */
gboolean tw_store_hold_flush (TwStore *store, GError **error);
/* After an error SQLite may have given the whole transaction up by itself. FALSE with error then. */
gboolean tw_store_hold_check (TwStore *store, TwDb *db, GError **error);

G_END_DECLS
