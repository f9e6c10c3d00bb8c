/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What only the store floor may ask of a database connection. */
#pragma once

#include "tw-db.h"

G_BEGIN_DECLS

/* Marks a file as a Tradewind store: "TWDB" in the header of the SQLite file (PRAGMA application_id). */
#define TW_DB_APPLICATION_ID 0x54574442

/* A connection that trusts that nobody changes the file: a read-only folder, where SQLite can make no -shm file. */
TwDb    *tw_db_open_immutable (const char *path, GError **error);
/* Fills error from an SQLite result code of this connection; always FALSE. */
gboolean tw_db_fail           (TwDb *db, int code, GError **error);
gboolean tw_db_pragma_int     (TwDb *db, const char *sql, gint64 *value, GError **error);
gboolean tw_db_in_transaction (TwDb *db);
gint64   tw_db_count_changes  (TwDb *db);               /* rows changed since the connection was opened */

/* A transaction of the write connection. */
gboolean tw_db_begin          (TwDb *db, GError **error);
gboolean tw_db_commit         (TwDb *db, GError **error);
void     tw_db_rollback       (TwDb *db);               /* whatever is open; nothing when nothing is */
gboolean tw_db_erases         (TwDb *db, GError **error);             /* the one that is open takes words away for good */

/* What takes part in every transaction of a write connection: a database that several processes share (shared/tw-shared.h). */
typedef struct
{
  gboolean (*begin)  (gpointer data, TwDb *db, GError **error);       /* no transaction is open yet */
  gboolean (*commit) (gpointer data, TwDb *db, GError **error);       /* the last that is done in the transaction */
  void     (*end)    (gpointer data, TwDb *db, gboolean good);        /* after COMMIT or ROLLBACK, once for each begin that went well */
  gboolean (*erases) (gpointer data, TwDb *db, GError **error);       /* in a transaction after which no word of something is to stay */
} TwDbShare;

/* What follows is for this machine's file alone. */
void     tw_db_set_own        (TwDb *db, gboolean own);
void     tw_db_share          (TwDb *db, const TwDbShare *share, gpointer data);   /* NULL: no longer */
/* Drops the cached statements: needed before tables are altered in bulk, and to give memory back. */
void     tw_db_flush_cache    (TwDb *db);
int      tw_stmt_n_parameters (TwStmt *stmt);
/* The storage class of a column: SQLITE_NULL, SQLITE_INTEGER, SQLITE_TEXT, SQLITE_BLOB … */
int      tw_stmt_get_storage  (TwStmt *stmt, int column);
/* Binds without copying; data must live until the next reset. For the bulk path. */
void     tw_stmt_bind_blob_lent (TwStmt *stmt, int i, gconstpointer data, gsize length);

G_END_DECLS
