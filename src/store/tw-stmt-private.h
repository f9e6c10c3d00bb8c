/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The structs of the driver, for its two files. */
#pragma once

#include <sqlite3.h>

#include "tw-db-private.h"

G_BEGIN_DECLS

struct _TwDb
{
  sqlite3    *handle;
  GHashTable *cache;                                   /* SQL text → TwStmt that is not in use; the statement owns the text */
  const TwDbShare *share;                              /* (nullable) */
  gpointer    share_data;
  gboolean    own;                                     /* tw_db_set_own() */
  gboolean    shared;                                  /* between begin and end */
};

struct _TwStmt
{
  TwDb         *db;
  sqlite3_stmt *handle;
  char         *sql;
};

G_END_DECLS
