/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A schema's tables in an SQLite database in memory, and its records beside them for evaluation in memory. */
#pragma once

#include <sqlite3.h>

#include "tw-sql.h"

typedef struct
{
  const TwEntity *entity;
  TwId            id;
  gboolean        deleted;
  TwValue        *values;                              /* entity->n_fields */
} TwTestRecord;

typedef struct
{
  TwSchema     *schema;
  sqlite3      *sqlite;
  GPtrArray    *records;                               /* (owned) TwTestRecord */
  GHashTable   *by_id;                                 /* const TwId * → TwTestRecord */
  TwExprContext context;
  TwId          team[3];
} TwTestDb;

extern const TwExprSource tw_test_source;              /* source is a TwTestDb */

TwTestDb     *tw_test_db_new    (TwSchema *schema);
void          tw_test_db_free   (TwTestDb *db);
void          tw_test_db_set_zone (TwTestDb *db, const char *name, TwInstant now);
/* The values are taken; the row is written at once. */
TwTestRecord *tw_test_db_add    (TwTestDb *db, const TwEntity *entity, const TwId *id, gboolean deleted, TwValue *values);
/* SELECT <expression> on the record; FALSE with error when it cannot be compiled. */
gboolean      tw_test_db_query  (TwTestDb *db, TwExprBound *bound, const TwTestRecord *record, TwValue *result, GError **error);
