/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records out of a CSV or JSON file, as one commit that undo takes back. Set it up, prepare it, run it once. */
#pragma once

#include "tw-csv-reader.h"
#include "tw-import-mapping.h"
#include "tw-store.h"

G_BEGIN_DECLS

#define TW_TYPE_IMPORT (tw_import_get_type ())
/* Properties of an asynchronous run: progress (double, 0…1), message (char *), at most one notification a frame, on the thread that
 * made the object. */
G_DECLARE_FINAL_TYPE (TwImport, tw_import, TW, IMPORT, GObject)

/* What to do with a row whose key belongs to a record that is there already. */
typedef enum { TW_DUPLICATE_UPDATE, TW_DUPLICATE_SKIP } TwDuplicate;

typedef struct
{
  gint64 n_rows;                                       /* data rows of the file */
  gint64 n_added, n_updated, n_unchanged, n_skipped, n_rejected;
  gint64 n_created;                                    /* records made because rows link to them */
  gint64 n_notes;                                      /* values kept in the notes, because their field could not hold them */
} TwImportCounts;

TwImport   *tw_import_new           (TwStore *store, const TwEntity *entity, GFile *file);
void        tw_import_set_format    (TwImport *import, const char *charset, const TwCsvDialect *dialect);   /* both nullable: found out */
void        tw_import_set_mapping   (TwImport *import, TwImportMapping *mapping);   /* (transfer full) */
void        tw_import_set_key       (TwImport *import, const char *field_keys);     /* "email,name"; nullable; over the mapping's */
void        tw_import_set_missing   (TwImport *import, TwMissing missing);          /* over the mapping's */
void        tw_import_set_duplicate (TwImport *import, TwDuplicate duplicate);
void        tw_import_set_dry_run   (TwImport *import, gboolean dry_run);
void        tw_import_set_rejects   (TwImport *import, GFile *file);                /* nullable: no file of rejected rows */
/* Reads the header; without a mapping takes the one saved for such a header, or guesses. */
gboolean    tw_import_prepare       (TwImport *import, GCancellable *cancellable, GError **error);
TwImportMapping *tw_import_get_mapping (TwImport *import);                          /* lent; may be edited until the run */
const char *const *tw_import_get_columns (TwImport *import);                        /* NULL-terminated */
/* Keeps the mapping in the workspace for the next file with the same header. */
gboolean    tw_import_save_mapping  (TwImport *import, GError **error);

/* Called on the thread that runs the import. */
typedef void (*TwImportProgress) (double fraction, const char *message, gpointer data);
void        tw_import_set_progress  (TwImport *import, TwImportProgress progress, gpointer data);
gboolean    tw_import_run           (TwImport *import, GCancellable *cancellable, GError **error);
void        tw_import_run_async     (TwImport *import, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
gboolean    tw_import_run_finish    (TwImport *import, GAsyncResult *result, GError **error);

/* After the run. */
const TwImportCounts *tw_import_get_counts (TwImport *import);
TwCommit   *tw_import_get_commit    (TwImport *import);                             /* lent; NULL: nothing changed or dry run */
GPtrArray  *tw_import_get_reasons   (TwImport *import);      /* lent; char *, "Line 12: …", the first hundred */
GPtrArray  *tw_import_get_remarks   (TwImport *import);      /* lent; char *, what a person should know: columns left out, dates read day-first … */

G_END_DECLS
