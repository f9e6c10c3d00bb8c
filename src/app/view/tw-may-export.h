/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The right to take records out, asked before anything is written, printed or copied. */
#pragma once

#include "tw-app.h"
#include "tw-workspace.h"

G_BEGIN_DECLS

/* FALSE: a toast in the widget's window says why not. entity nullable: of nothing nobody asks. */
gboolean tw_may_export (GtkWidget *widget, TwWorkspace *workspace, const TwEntity *entity);

G_END_DECLS
