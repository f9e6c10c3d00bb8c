/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one interface to a database engine, SQLite here. A TwDb is one connection for one thread at a time. */
#pragma once

#include <gio/gio.h>
#include "tw-sql.h"

G_BEGIN_DECLS

typedef struct _TwDb   TwDb;
typedef struct _TwStmt TwStmt;

typedef enum { TW_DB_READ, TW_DB_WRITE, TW_DB_CREATE } TwDbMode;

TwDb    *tw_db_open       (const char *path, TwDbMode mode, GError **error);
void     tw_db_close      (TwDb *db);
gboolean tw_db_exec       (TwDb *db, const char *sql, GError **error);          /* constant SQL without parameters */
gboolean tw_db_run        (TwDb *db, const char *sql, GError **error);          /* one such statement, prepared once */
/* Prepared statements are cached by their text per connection and given back with tw_stmt_done(). */
TwStmt  *tw_db_prepare    (TwDb *db, const char *sql, GError **error);
TwStmt  *tw_db_prepare_sql (TwDb *db, const TwSql *sql, GError **error);        /* with its parameters bound */
void     tw_stmt_done     (TwStmt *stmt);
void     tw_stmt_bind_int (TwStmt *stmt, int i, gint64 value);                  /* i from 1 */
void     tw_stmt_bind_text (TwStmt *stmt, int i, const char *text, gssize length);  /* NULL: null; copied */
void     tw_stmt_bind_blob (TwStmt *stmt, int i, gconstpointer data, gsize length);
void     tw_stmt_bind_id  (TwStmt *stmt, int i, const TwId *id);                /* nil: null */
void     tw_stmt_bind_null (TwStmt *stmt, int i);
void     tw_stmt_bind_value (TwStmt *stmt, int i, const TwValue *value);        /* in storage form */
gboolean tw_stmt_step     (TwStmt *stmt, GError **error);                       /* TRUE: a row; FALSE without error: end */
gboolean tw_stmt_find     (TwStmt *stmt, gboolean *found, GError **error);      /* whether there is a row */
gboolean tw_stmt_run      (TwStmt *stmt, GError **error);                       /* to the end; resets */
void     tw_stmt_reset    (TwStmt *stmt);
int      tw_stmt_n_columns (TwStmt *stmt);
gboolean tw_stmt_is_null  (TwStmt *stmt, int column);                           /* columns from 0 */
gint64   tw_stmt_get_int  (TwStmt *stmt, int column);
const char *tw_stmt_get_text (TwStmt *stmt, int column, gsize *length);
gconstpointer tw_stmt_get_blob (TwStmt *stmt, int column, gsize *length);
gboolean tw_stmt_get_id   (TwStmt *stmt, int column, TwId *id);
/* Storage form → value; a money field reads column and column + 1, a polymorphic link likewise; returns the columns used. */
int      tw_stmt_get_field (TwStmt *stmt, int column, const TwField *field, TwValue *value);
gint64   tw_db_last_rid   (TwDb *db);
void     tw_db_interrupt  (TwDb *db);                                           /* from any thread */
gpointer tw_db_get_handle (TwDb *db);                                           /* sqlite3 *, for the store floor only */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwDb, tw_db_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwStmt, tw_stmt_done)

G_END_DECLS
