/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stores of several processes that share a workspace on PostgreSQL, here in one process (run by tests/server/with-postgres.py). */
#pragma once

#include <libpq-fe.h>

#include "tw-shared.h"
#include "tw-store-test.h"

typedef struct
{
  char     *dir;
  TwShared *shared;
  TwStore  *store;
  guint     commits, schema_changes;
} Node;

extern char *node_database, *node_database_name;       /* of the test that runs */

void      node_run_tool     (const char *tool, ...);    /* of PostgreSQL; words, NULL */
void      node_new_database (void);
void      node_open         (Node *node);               /* in the folder that it had */
void      node_close        (Node *node);
void      node_free         (Node *node);
void      node_refresh      (Node *node);
void      node_tidy         (Node *node);
void      node_assert_same  (Node *a, Node *b);
void      node_assert_sound (Node *node);
guint     node_count_hits   (Node *node, const char *text);

PGresult *node_run_sql      (const char *sql, ExecStatusType expected);
int       node_count        (const char *sql);          /* its first value */
int       node_count_files  (void);
/* Where the file is in the folder, without asking for it: who asks the store has it fetched. */
char     *node_dup_place    (Node *node, const char *hash);
GBytes   *node_read_file    (Node *node, const char *hash);
