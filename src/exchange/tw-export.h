/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The records of a query into a file: CSV, XLSX, JSON Lines or vCard. The file appears under its name only when it is complete. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

typedef enum { TW_EXPORT_CSV, TW_EXPORT_XLSX, TW_EXPORT_JSON_LINES, TW_EXPORT_VCARD } TwExportFormat;

typedef enum
{
  TW_EXPORT_DEFAULT = 0,
  TW_EXPORT_IDS     = 1 << 0,                          /* also the records' ids, and the ids beside the titles of links */
  TW_EXPORT_LABELS  = 1 << 1,                          /* header in the user's language instead of field keys */
} TwExportFlags;

typedef struct
{
  TwExportFormat     format;
  TwExportFlags      flags;
  const char *const *fields;                           /* keys, NULL-terminated; NULL: all that can be imported again; no matter for vCards */
  GArray            *ids;                              /* (nullable) TwId: only these, in this order, those that are gone left out */
  void             (*progress) (double fraction, const char *message, gpointer data);  /* nullable */
  gpointer           data;
} TwExportOptions;

/* By the file's name: .csv, .xlsx, .jsonl, .vcf; FALSE for another. */
gboolean tw_export_format_of (GFile *file, TwExportFormat *format);
/* How many records were written; -1 on error. Any thread. */
gint64   tw_export_file   (TwStore *store, TwQuery *query, GFile *file, const TwExportOptions *options,
                           GCancellable *cancellable, GError **error);

G_END_DECLS
