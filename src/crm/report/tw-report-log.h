/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What became of reports that were written as files: who, when, how long, how many rows, and the file itself where it is not large.
 * A run is a record of whoever made it; of each report the last TW_REPORT_LOG_KEPT are kept. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

#define TW_REPORT_LOG_KEPT     50
#define TW_REPORT_LOG_MAX_FILE (8 * 1024 * 1024)       /* bytes: a larger one is only told of */

typedef struct
{
  TwId         report;                                 /* nil: it is not saved, and nothing is put down */
  const char  *name;                                   /* of the report then */
  const char  *format;                                 /* "pdf", "xlsx", "csv", "jsonl" */
  TwInstant    started, ended;
  gint64       n_rows;                                 /* -1: it did not come to an end */
  GFile       *file;                                   /* (nullable) that was written */
  const GError *error;                                 /* (nullable) why it did not come to an end */
} TwReportDone;

/* Blocks; any thread. A change of the program's own, which is not undone. */
gboolean tw_report_log_add   (TwStore *store, const TwReportDone *done, GError **error);
/* The newest first; those of the store's user. (element-type TwRecord) */
GPtrArray *tw_report_log_list (TwStore *store, const TwId *report, GError **error);

G_END_DECLS
