/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Views and records on paper, through the print dialog of the desktop: printers, and files. */
#pragma once

#include "tw-app.h"
#include "tw-calendar-paper.h"
#include "tw-paper.h"
#include "tw-report-state.h"
#include "tw-view-state.h"

G_BEGIN_DECLS

/* All return at once; what went wrong is shown by "win.toast" of the widget. */
void tw_print_view   (GtkWidget *widget, TwViewState *state);
void tw_print_record (GtkWidget *widget, TwWorkspace *workspace, TwRecord *record);
/* template: nullable, key of a shipped one. */
void tw_print_quote  (GtkWidget *widget, TwWorkspace *workspace, TwRecord *quote, const char *template);
void tw_print_calendar (GtkWidget *widget, TwWorkspace *workspace, const TwCalendarPaper *calendar, const char *title);

/* The pages of a document as a print job. file: (nullable): a PDF instead of the dialog. */
GtkPrintOperation *tw_print_operation_new (TwPaper *paper, const char *name, const char *file);
/* A report on pages. */
void tw_print_report   (GtkWidget *widget, TwReportState *state);

G_END_DECLS
