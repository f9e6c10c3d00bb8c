/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of the store share: a small schema, temporary workspaces, and short ways to say things. */
#pragma once

#include <gio/gio.h>

#include "tw-store.h"

G_BEGIN_DECLS

/* A test with a workspace of the schema "base"; at its end the log has to replay. */
typedef struct
{
  char    *dir;
  TwStore *store;
} TwTestFixture;

void      tw_test_set_up       (TwTestFixture *fixture, gconstpointer data);
void      tw_test_tear_down    (TwTestFixture *fixture, gconstpointer data);

/* tests/store/schemas/<name>/: all files of a folder as a schema. */
TwSchema *tw_test_schema       (const char *name);
char     *tw_test_folder       (void);                  /* a new temporary folder that does not exist yet */
void      tw_test_remove       (const char *path);      /* with everything in it */
TwStore  *tw_test_open         (const char *dir);       /* with the schema "base", made when missing */
const TwEntity *tw_test_entity (TwStore *store, const char *key);
const TwField  *tw_test_field  (TwStore *store, const char *entity, const char *key);

/* key, text, key, text, NULL; a text NULL clears. Links take an id as text. */
TwRecord *tw_test_new          (TwStore *store, const char *entity, ...) G_GNUC_NULL_TERMINATED;
void      tw_test_set          (TwRecord *record, ...) G_GNUC_NULL_TERMINATED;
TwCommit *tw_test_try_save     (TwStore *store, const char *title, TwRecord *record, GError **error);
void      tw_test_save         (TwStore *store, const char *title, TwRecord *record);
void      tw_test_delete       (TwStore *store, const char *title, TwRecord *record);
TwRecord *tw_test_get          (TwStore *store, TwRecord *record);      /* read anew */
char     *tw_test_text         (TwRecord *record, const char *key);     /* printed value, "-" for null */
/* Reads the record anew and compares the printed value. */
void      tw_test_assert_text  (TwStore *store, TwRecord *record, const char *key, const char *expected);
void      tw_test_assert_error (GError **error, TwStoreError code, const char *part);    /* and clears it */
void      tw_test_iterate      (void);                  /* the main context until nothing is left to do */
gint64    tw_test_count        (TwStore *store, const char *entity, const char *where);
/* Every row of every entity equals what the log gives when it is replayed from the beginning; seqs have no gaps. */
void      tw_test_assert_log_replays (TwStore *store);

G_END_DECLS
