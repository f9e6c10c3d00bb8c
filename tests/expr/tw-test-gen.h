/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random records and random well-typed expressions over a schema that has every kind of field. */
#pragma once

#include "tw-expr-tree.h"
#include "tw-test-db.h"

TwSchema *tw_test_schema_new  (void);
/* Fills all tables. zone index chooses time zone and now. */
void      tw_test_fill        (TwTestDb *db, GRand *rand, guint n_each, GPtrArray *texts);
/* The text of an expression of the type on the entity "thing". */
char     *tw_test_gen_text    (TwTestDb *db, GRand *rand, TwType type, guint depth);
/* Lines of the shared corpus of naughty texts, and some of our own. (element-type char *) */
GPtrArray *tw_test_load_texts (void);
