/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The structs of the driver, for its two files. */
#pragma once

#include <sqlite3.h>

#include "tw-db-private.h"

G_BEGIN_DECLS

struct _TwDb
{
  sqlite3    *handle;
  GHashTable *cache;                                   /* TwSqlKey → TwStmt that is not in use, whose own key it is */
  const TwDbShare *share;                              /* (nullable) */
  gpointer    share_data;
  gboolean    own;                                     /* tw_db_set_own() */
  gboolean    shared;                                  /* between begin and end */
};

/* A text of SQL with its hash: texts have thousands of bytes, and each use would go through them three times. */
typedef struct
{
  const char *sql;
  gsize       length;
  guint64     hash;
} TwSqlKey;

struct _TwStmt
{
  TwDb         *db;
  sqlite3_stmt *handle;
  TwSqlKey      key;                                   /* its text is owned */
};

G_END_DECLS
