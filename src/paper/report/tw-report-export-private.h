/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tw-figure-parts.h"
#include "tw-report-export.h"

G_BEGIN_DECLS


/* --- tw-report-paper.c --- */
gint64   tw_report_write_pdf (const TwReport *report, const TwFigureAsk *ask, const TwReportFile *options, GFile *file, GCancellable *cancellable,
                              GError **error);

G_END_DECLS
