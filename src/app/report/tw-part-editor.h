/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The popover with what is chosen for a column, a group, a value or an order of a report. Everything is done as it is chosen. */
#pragma once

#include "tw-app.h"
#include "tw-report-parts.h"
#include "tw-report-state.h"

G_BEGIN_DECLS

#define TW_TYPE_PART_EDITOR (tw_part_editor_get_type ())
G_DECLARE_FINAL_TYPE (TwPartEditor, tw_part_editor, TW, PART_EDITOR, GtkPopover)

GtkWidget *tw_part_editor_new (TwReportState *state, TwReportPart part, guint i);
/* For tests: the input of that name ("label", "value", "where", "grain", "falling", "sum" …); NULL: not here. */
GtkWidget *tw_part_editor_get (TwPartEditor *self, const char *name);

G_END_DECLS
