/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of the store floor give each other: connections, tables, the writer, and readers of the log. */
#pragma once

#include "tw-db-private.h"
#include "tw-store.h"

G_BEGIN_DECLS

/* --- Connections --- */

/* A connection of the reader pool for this thread, until it is given back. Each statement sees a snapshot of its own;
 * who needs several statements to agree wraps them in BEGIN … COMMIT. NULL with error when none can be opened. */
TwDb    *tw_store_take_reader   (TwStore *store, GError **error);
void     tw_store_return_reader (TwStore *store, TwDb *db);
/* Runs func on the store's own reader threads, as g_task_run_in_thread() does on GLib's. */
void     tw_store_run_reader    (TwStore *store, GTask *task, GTaskThreadFunc func);

/* --- Work on the writer --- */

typedef gboolean (*TwWriterFunc) (TwStore *store, TwDb *db, gpointer data, GError **error);

/* Runs func on the writer thread, after what is queued, and waits. No transaction is open. Refused with IN_USE or
 * READ_ONLY when the store is open for reading only. Not to be called on the writer thread. */
gboolean tw_store_run_writer    (TwStore *store, TwWriterFunc func, gpointer data, GError **error);
/* The same inside a transaction of its own, which is committed when func says that all went well. */
gboolean tw_store_run_transaction (TwStore *store, TwWriterFunc func, gpointer data, GError **error);

/* Grows whenever something was written by another process that shares the workspace: caches of what is not in commits. */
guint    tw_store_get_foreign_round (TwStore *store);

/* --- Tables: how an entity of one schema snapshot lies in the database --- */

typedef struct
{
  const TwField *field;
  char *column;                                        /* quoted */
  char *second;                                        /* quoted; money's currency, a polymorphic link's entity; else NULL */
} TwTableColumn;

typedef struct
{
  const TwEntity *entity;
  char  *name;                                         /* quoted */
  char  *columns;                                      /* for SELECT … FROM <name> AS t0: rid, id, row_seq, deleted, stored fields in the
                                                        * order of stored[], then many-to-many lists in the order of lists[] */
  int    n_columns;                                    /* of that text */
  char  *select;                                       /* SELECT of that text from the row whose id is the one parameter */
  char  *insert;                                       /* INSERT of id, row_seq, deleted, server_seq and all columns of stored[] */
  guint  n_stored;
  TwTableColumn *stored;
  guint  n_lists;                                      /* many-to-many fields */
  TwTableColumn *lists;                                /* column: the quoted link table */
  int   *stored_at;                                    /* by field index: index into stored[], or -1 */
  int   *column_at;                                    /* by field index: its (first) column of that text, or -1 */
} TwTable;

/* The table of an entity of any snapshot that this store gave out. Lives as long as the snapshot is in use by the store;
 * hold a reference on the schema while using it. Any thread. */
const TwTable *tw_store_get_table (TwStore *store, const TwEntity *entity);
/* The record at the statement's row, whose first columns are table->columns; computed fields are null. */
TwRecord *tw_table_read_record  (const TwTable *table, TwStmt *stmt);
/* Reads the columns of table->columns from first on into entity->n_fields values. */
/* A many-to-many list from its column; value is null before. */
void      tw_table_read_list    (TwStmt *stmt, int column, TwValue *value);
void      tw_table_read_values  (const TwTable *table, TwStmt *stmt, TwValue *values);

/* Columns of every entity's table that tell what a server knows of the row (sync/tw-replica.h). No field's column is called so:
 * keys of fields begin in the schema or with "x_". */
#define TW_SERVER_SEQ   "server_seq"
#define TW_SERVER_EXTRA "server_extra"

#define TW_TABLE_RID     0                              /* where these stand in table->columns */
#define TW_TABLE_ID      1
#define TW_TABLE_ROW_SEQ 2
#define TW_TABLE_DELETED 3

/* --- Queries (tw-store-query.c) --- */

/* Appends the condition of a query on the table alias t0, without WHERE: live or deleted, its where, its search text. */
/* The same for a way along the index of the first sort key, which can be gone when there is a condition to be kept from
 * indexes of its own; for lists that are read up to a limit. */
gboolean tw_store_can_walk         (TwStore *store, TwQuery *query);
gboolean tw_store_append_walk_condition (TwStore *store, TwQuery *query, const TwExprContext *context, TwSql *sql, GError **error);
gboolean tw_store_append_condition (TwStore *store, TwQuery *query, const TwExprContext *context, TwSql *sql, GError **error);
/* Appends the SQL expression that a sort key compares: links sort by the target's title, computed fields by their formula. */
gboolean tw_store_append_sort_key  (TwStore *store, TwQuery *query, guint key, const TwExprContext *context, TwSql *sql, GError **error);
/* Appends " ORDER BY …": nulls first when ascending; ties by rid, which goes the way of the last key. */
gboolean tw_store_append_order     (TwStore *store, TwQuery *query, const TwExprContext *context, TwSql *sql, GError **error);
/* The type of a sort key's values as read by tw_store_read_sort_value(). */
void     tw_store_read_sort_value  (TwQuery *query, guint key, TwStmt *stmt, int column, TwValue *value);
/* --- Evaluation over a connection: what the database holds now --- */

typedef struct
{
  TwStore  *store;
  TwDb     *db;
  TwSchema *schema;
} TwDbSource;

extern const TwExprSource tw_db_source;                 /* source is a TwDbSource */

G_END_DECLS
