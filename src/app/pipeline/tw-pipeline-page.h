/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The editor of a pipeline: its stages in order, each with what it holds, and the pipelines themselves. It serves any link field
 * whose targets have a position, a site's own too. */
#pragma once

#include "tw-action-table.h"
#include "tw-window-page.h"

G_BEGIN_DECLS

#define TW_TYPE_PIPELINE_PAGE (tw_pipeline_page_get_type ())
G_DECLARE_FINAL_TYPE (TwPipelinePage, tw_pipeline_page, TW, PIPELINE_PAGE, TwWindowPage)

/* parent: the pipeline that is shown first; nil for the default one */
TwPipelinePage *tw_pipeline_page_new      (TwWorkspace *workspace, const TwField *group, const TwId *parent);
/* For tests: the list of TwPipelineRow. */
GtkListBox     *tw_pipeline_page_get_list (TwPipelinePage *self);
/* Removes a stage after its records were moved; to nullable. */
void            tw_pipeline_page_remove   (TwPipelinePage *self, const TwId *stage, const TwId *to);

G_END_DECLS
