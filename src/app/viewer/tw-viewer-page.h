/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file of a document, shown in the window. A file that has not come to this computer yet is fetched, and opens when it is here. */
#pragma once

#include "tw-viewer.h"
#include "tw-window-page.h"

G_BEGIN_DECLS

#define TW_TYPE_VIEWER_PAGE (tw_viewer_page_get_type ())
G_DECLARE_FINAL_TYPE (TwViewerPage, tw_viewer_page, TW, VIEWER_PAGE, TwWindowPage)

/* words: (nullable) to be found in it */
TwWindowPage *tw_viewer_page_new        (TwWorkspace *workspace, const TwId *document, const char *words);
TwViewer     *tw_viewer_page_get_viewer (TwViewerPage *self);

G_END_DECLS
