/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stage in the editor of a pipeline: its name and colour, and opened, everything that it holds. Every change is saved where it is
 * made. Signals: "place" (char *id) when another stage's row was dropped here, "error" (char *message). */
#pragma once

#include "tw-action-table.h"
#include "tw-app.h"
#include "tw-workspace.h"

G_BEGIN_DECLS

#define TW_TYPE_PIPELINE_ROW (tw_pipeline_row_get_type ())
G_DECLARE_FINAL_TYPE (TwPipelineRow, tw_pipeline_row, TW, PIPELINE_ROW, AdwExpanderRow)

/* group: the field whose values are the stages */
GtkWidget *tw_pipeline_row_new        (TwWorkspace *workspace, const TwField *group);
void       tw_pipeline_row_set_record (TwPipelineRow *self, TwRecord *record);
TwRecord  *tw_pipeline_row_get_record (TwPipelineRow *self);
/* How many records are in the stage. */
void       tw_pipeline_row_set_count  (TwPipelineRow *self, gint64 count);
gint64     tw_pipeline_row_get_count  (TwPipelineRow *self);
/* Whether there is a place above it, and one below. */
void       tw_pipeline_row_set_places (TwPipelineRow *self, gboolean above, gboolean below);

G_END_DECLS
