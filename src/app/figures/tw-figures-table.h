/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table of figures: a title and some numbers a line, the numbers right-aligned under each other, a rate with a bar. */
#pragma once

#include "tw-app.h"
#include "tw-figures.h"
#include "tw-workspace.h"

G_BEGIN_DECLS

typedef enum { TW_FIGURES_PIPELINE, TW_FIGURES_WINS, TW_FIGURES_TASKS, TW_FIGURES_LEADS, TW_FIGURES_ACTIVITIES } TwFiguresKind;

#define TW_TYPE_FIGURES_TABLE (tw_figures_table_get_type ())
G_DECLARE_FINAL_TYPE (TwFiguresTable, tw_figures_table, TW, FIGURES_TABLE, AdwBin)

TwFiguresTable *tw_figures_table_new  (TwWorkspace *workspace, TwFiguresKind kind);
/* value: (nullable) the field whose sums the lines have; by: (nullable) the field of their keys */
void            tw_figures_table_show (TwFiguresTable *self, GPtrArray *lines, const TwField *value, const char *first);
/* "12 d", "5 h"; less than an hour is "< 1 h" */
char           *tw_figures_dup_days   (double days);

G_END_DECLS
