/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the object (tw-import.c), the pass over the file (tw-import-run.c), the rows (tw-import-row.c) and the file of rejected
 * rows (tw-import-rejects.c) share. */
#pragma once

#include "tw-bulk.h"
#include "tw-import.h"
#include "tw-import-convert.h"
#include "tw-import-links.h"
#include "tw-rows.h"

G_BEGIN_DECLS

typedef struct _TwImportRejects TwImportRejects;

struct _TwImport
{
  GObject          parent_instance;
  TwStore         *store;
  TwSchema        *schema;
  const TwEntity  *entity;
  GFile           *file, *rejects_file;
  TwImportMapping *mapping;
  char            *charset, *key;
  TwCsvDialect     dialect;
  gboolean         has_dialect, has_missing, dry_run, prepared;
  TwMissing        missing;
  TwDuplicate      duplicate;
  GPtrArray       *columns;                            /* char *, NULL-terminated */
  TwImportProgress progress_func;
  gpointer         progress_data;

  /* Told to the main thread. */
  GMutex           lock;
  GMainContext    *context;
  double           progress;
  char            *message;
  gboolean         async;                              /* somebody else than the caller watches */
  gboolean         notify_queued;

  /* Results. */
  TwImportCounts   counts;
  TwCommit        *commit;
  GPtrArray       *reasons, *remarks;
};

/* A link to a row of the same file that comes later. */
typedef struct
{
  TwId   record;
  gint64 line;
  guint  target;                                       /* index in targets */
  gsize  text;                                         /* offset in texts */
} TwImportPending;

/* One run. */
typedef struct
{
  TwImport        *import;
  TwBulk          *bulk;
  TwImportLinks   *links;
  TwImportRejects *rejects;
  GPtrArray       *targets;                            /* TwImportTarget */
  const TwField   *name, *first_name, *last_name, *notes;
  GPtrArray       *keys;                               /* const TwField: the first one that a row has a value for finds its record */
  gboolean         by_id;                              /* a column holds the records' ids */
  GArray          *own_keys;                           /* guint64: hashes of the keys that rows of this file have, sorted; links to them may wait */
  GArray          *pending;                            /* TwImportPending */
  GString         *texts;
  guint8          *filled;                             /* by field index: set by this row */
  GString         *row_notes;
  TwCurrency       currency;                           /* of bare amounts, from the workspace */
  GTimeZone       *zone;
} TwImportRun;

typedef enum { TW_ROW_DONE, TW_ROW_REJECTED, TW_ROW_FATAL } TwRowResult;

/* tw-import-row.c: one row into the bulk. REJECTED and FATAL set error. */
TwRowResult tw_import_run_row (TwImportRun *run, TwCell *cells, guint n_cells, gint64 line, GError **error);
TwMissing   tw_import_missing_of (const TwImportRun *run, const TwImportTarget *target);
guint64     tw_import_key_hash (const char *text);

/* tw-import-rejects.c */
TwImportRejects *tw_import_rejects_new  (GFile *file);                              /* nullable file: nothing is written */
void             tw_import_rejects_keep (TwImportRejects *rejects, const TwCell *cells, guint n_cells);
gboolean         tw_import_rejects_add  (TwImportRejects *rejects, TwImport *import, gint64 line, gboolean with_cells,
                                         const char *reason, GError **error);
gboolean         tw_import_rejects_end  (TwImportRejects *rejects, GError **error);
void             tw_import_rejects_free (TwImportRejects *rejects);                 /* not ended: nothing stays */

void tw_import_report_progress (TwImport *import, double fraction, const char *message);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwImportRejects, tw_import_rejects_free)

G_END_DECLS
