/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tw-paper-private.h"

G_BEGIN_DECLS

/* A run of slices of one block on a page, y from the top of the sheet. */
typedef void (*TwRunFunc) (TwPaper *paper, TwBlock *block, guint first, guint end, double y, gpointer data);

void tw_paper_for_each_run (TwPaper *paper, guint page, TwRunFunc func, gpointer data);

G_END_DECLS
