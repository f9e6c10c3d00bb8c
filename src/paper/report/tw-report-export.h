/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A report as a file: CSV for programs, a workbook with real numbers and dates, or a document on pages. The file appears under its name
 * only when it is complete; when it is cancelled or fails, nothing is left. Memory is flat, however long the report is. */
#pragma once

#include "tw-paper.h"
#include "tw-report-run.h"

G_BEGIN_DECLS

typedef enum { TW_REPORT_FILE_CSV, TW_REPORT_FILE_XLSX, TW_REPORT_FILE_PDF } TwReportFormat;

typedef struct
{
  TwReportFormat format;
  const char    *title;                                /* of the report */
  const char    *condition;                            /* (nullable) its filter in words, for paper */
  const char    *author;                               /* (nullable) who asked for it, for paper */
  const char    *company;                              /* (nullable) for the letterhead */
  /* nullable. Rows that were written, of how many; called now and then on the thread of the call. */
  void         (*progress) (gint64 done, gint64 all, gpointer data);
  gpointer       data;
  guint          max_sheet_rows;                       /* of a workbook's sheet; 0: as many as there can be */
} TwReportFile;

/* By a file's name: .csv, .xlsx, .pdf. */
gboolean tw_report_format_of (GFile *file, TwReportFormat *format);
/* How many rows or cells were written; -1 with error. Blocks; any thread. A chart becomes its numbers in CSV and XLSX. */
gint64   tw_report_write     (const TwReport *report, const TwFigureAsk *ask, const TwReportFile *options, GFile *file, GCancellable *cancellable,
                              GError **error);

/* The same on pages, for a printer; a sheet as the language's country has it. */
TwPaper *tw_report_paper_new (const TwReport *report, const TwFigureAsk *ask, const TwReportFile *options, GCancellable *cancellable, GError **error);

G_END_DECLS
