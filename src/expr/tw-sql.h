/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SQL text under construction with its bound parameters, and how the schema's names become SQL names. All SQL that depends on
 * the schema is made here and in the store; identifiers come from the schema only, values are always bound.
 *
 * Tables. Entity "deal" is table "deal"; a custom entity "visit" is "x_visit". Every entity table has
 *   rid INTEGER PRIMARY KEY, id BLOB(16) UNIQUE, row_seq INTEGER, deleted INTEGER (NULL or instant of deletion),
 *   created_at, updated_at INTEGER, created_by, updated_by BLOB, then one column a stored field:
 * the key for shipped fields, x_<key> for custom ones. Storage: boolean, integer, date (days), time, datetime (µs), duration:
 * INTEGER; decimal: INTEGER millionths; money: INTEGER ten-thousandths in <column> and INTEGER packed currency in <column>_cur; text kinds:
 * TEXT COLLATE TW (compares by tw_text_compare); enum: TEXT; link: BLOB(16) in <column>, polymorphic links also INTEGER
 * entity number in <column>_ent; lists (set, tags, list): TEXT JSON array; json, geo: TEXT. Many-to-many: own table
 * "<table>__<field key>" (a BLOB, b BLOB [, b_ent INTEGER], PRIMARY KEY (a, b)) WITHOUT ROWID, with an index on (b, a). */
#pragma once

#include "tw-expr.h"
#include "tw-query.h"

G_BEGIN_DECLS

typedef struct
{
  GString *text;
  GArray  *params;                        /* TwValue, in order of the ? marks; (element clear) tw_value_clear */
} TwSql;

TwSql *tw_sql_new      (void);
void   tw_sql_free     (TwSql *sql);
void   tw_sql_append   (TwSql *sql, const char *text);
void   tw_sql_append_identifier (TwSql *sql, const char *name);    /* quoted, inner quotes doubled */
void   tw_sql_append_value (TwSql *sql, const TwValue *value);     /* ? and the parameter */
/* Names, without quotes. */
char  *tw_entity_dup_table  (const TwEntity *entity);
char  *tw_field_dup_column  (const TwField *field);
char  *tw_field_dup_link_table (const TwField *field);             /* many-to-many only */
gboolean tw_field_is_stored (const TwField *field);                /* has a column: not computed, not many-to-many */

/* Compiles to a scalar SQL expression over the table that has the given alias ("t0"). Joins are correlated sub-selects or joins
 * inside the expression, so that it can stand in any WHERE, ORDER BY or column list. */
gboolean tw_expr_to_sql (TwExprBound *bound, const TwExprContext *context, const char *alias, TwSql *sql, GError **error);
/* The currency (packed) of an expression of type money; tw_expr_to_sql() gives the amount. */
gboolean tw_expr_currency_to_sql (TwExprBound *bound, const TwExprContext *context, const char *alias, TwSql *sql, GError **error);
/* Registers the language's SQL functions and the TW collation; the store calls it on every SQLite connection.
 * (The connection is a sqlite3 *; declared void * so that the header needs no SQLite.) */
gboolean tw_sql_register_functions (void *sqlite3_connection, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwSql, tw_sql_free)

G_END_DECLS
