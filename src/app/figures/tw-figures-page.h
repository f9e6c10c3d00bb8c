/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How things stand, in numbers: the pipeline by stage, what is won, the tasks, and the leads. Everything is worked out in the background and anew
 * when records change. */
#pragma once

#include "tw-action-table.h"
#include "tw-window-page.h"

G_BEGIN_DECLS

#define TW_TYPE_FIGURES_PAGE (tw_figures_page_get_type ())
G_DECLARE_FINAL_TYPE (TwFiguresPage, tw_figures_page, TW, FIGURES_PAGE, TwWindowPage)

extern const TwActionTable tw_figures_window_actions;

TwFiguresPage *tw_figures_page_new     (TwWorkspace *workspace);
gboolean       tw_figures_page_is_busy (TwFiguresPage *self);
/* For tests: the table of "pipeline", "wins", "tasks" or "leads". */
GtkWidget     *tw_figures_page_get_table (TwFiguresPage *self, const char *name);

G_END_DECLS
