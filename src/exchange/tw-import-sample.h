/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A first look at a file that is to be imported: how it is written, its columns, and some values of each. */
#pragma once

#include "tw-csv-reader.h"
#include "tw-schema.h"

G_BEGIN_DECLS

#define TW_IMPORT_SAMPLES 3

typedef struct
{
  gboolean     csv;                                    /* else JSON or vCards, which say themselves how they are written */
  char        *charset;
  TwCsvDialect dialect;
  GPtrArray   *columns;                                /* char * */
  GPtrArray   *values;                                 /* GPtrArray of char * for each column: the first ones, without repetition */
} TwImportSample;

/* charset and dialect nullable: found out. Any thread. */
TwImportSample *tw_import_sample_new  (GFile *file, const char *charset, const TwCsvDialect *dialect, GCancellable *cancellable,
                                       GError **error);
void            tw_import_sample_free (TwImportSample *sample);
/* The kind of record that the columns fit best; preferred (nullable) wins when it fits as well. Never NULL. */
const TwEntity *tw_import_sample_guess_entity (const TwImportSample *sample, TwSchema *schema, const TwEntity *preferred);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwImportSample, tw_import_sample_free)

G_END_DECLS
