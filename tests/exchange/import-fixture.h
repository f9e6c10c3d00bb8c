/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A workspace for each test of imports, and what such tests ask of it. */
#pragma once

#include "tw-import.h"

G_BEGIN_DECLS

typedef struct
{
  char     *dir;
  TwStore  *store;
  TwSchema *schema;
} ImportTest;

TwRecord *import_test_add (ImportTest *f, const char *entity, const char *first_key, ...);
void import_test_set_up (ImportTest *f, gconstpointer data);
void import_test_tear_down (ImportTest *f, gconstpointer data);
gint64 import_test_count (ImportTest *f, const char *entity, const char *where);
char *import_test_value_of (ImportTest *f, const char *entity, const char *where, const char *key);
TwImport *import_test_path (ImportTest *f, const char *entity, const char *path);
TwImport *import_test_text (ImportTest *f, const char *entity, const char *text);
void import_test_run (TwImport *import);
void import_test_map (TwImport *import, const char *json);
char *import_test_rejects (ImportTest *f);
char *import_test_shared (const char *name);

#define import_test_assert_value(test, entity, where, key, expected) \
  G_STMT_START { g_autofree char *value__ = import_test_value_of (test, entity, where, key); g_assert_cmpstr (value__, ==, expected); } G_STMT_END

G_END_DECLS
