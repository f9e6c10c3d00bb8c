/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A connection to PostgreSQL for one thread at a time: prepared statements, values in binary form, errors in words. */
#pragma once

#include <libpq-fe.h>

#include "tw-store.h"

G_BEGIN_DECLS

typedef struct _TwPg TwPg;

TwPg     *tw_pg_open     (const char *database, GError **error);
void      tw_pg_close    (TwPg *pg);
gboolean  tw_pg_is_alive (TwPg *pg);                    /* as far as is known */
PGconn   *tw_pg_get_connection (TwPg *pg);
/* One or more statements without values or rows. */
gboolean  tw_pg_exec     (TwPg *pg, const char *sql, GError **error);
/* A statement with values: 'i' gint64, 't' const char * (nullable), 'b' gconstpointer and gsize. Its rows are read with the
 * functions below and freed by PQclear(). sql is a constant: it is prepared once. */
PGresult *tw_pg_run      (TwPg *pg, GError **error, const char *sql, const char *types, ...);
gboolean  tw_pg_do       (TwPg *pg, GError **error, const char *sql, const char *types, ...);   /* no rows wanted */
gint64    tw_pg_get_int  (PGresult *result, int row, int column);      /* bigint */
gconstpointer tw_pg_get_bytes (PGresult *result, int row, int column, gsize *length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwPg, tw_pg_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PGresult, PQclear)

G_END_DECLS
