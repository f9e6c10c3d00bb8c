/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small pictures of all pages, and the outline of a document where it has one. Signal "page-chosen" (uint page). */
#pragma once

#include "tw-viewer-document.h"

G_BEGIN_DECLS

#define TW_TYPE_VIEWER_SIDE (tw_viewer_side_get_type ())
G_DECLARE_FINAL_TYPE (TwViewerSide, tw_viewer_side, TW, VIEWER_SIDE, AdwBin)

GtkWidget *tw_viewer_side_new          (void);
/* (nullable) */
void       tw_viewer_side_set_document (TwViewerSide *self, TwViewerDocument *document);
/* The page that is looked at: it is marked, and scrolled to. */
void       tw_viewer_side_set_page     (TwViewerSide *self, guint page);
guint      tw_viewer_side_get_n_headings (TwViewerSide *self);

G_END_DECLS
