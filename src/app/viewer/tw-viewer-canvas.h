/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pages of a document, one below the other, in a scrolled window: zoomed, turned, selected in. Properties with notify: "page" (from
 * 0, the one that most is seen of), "zoom", "has-selection". Signals: "link-activated" (TwPageLink). */
#pragma once

#include "tw-viewer-document.h"
#include "tw-viewer-find.h"

G_BEGIN_DECLS

typedef enum { TW_FIT_NONE, TW_FIT_WIDTH, TW_FIT_PAGE } TwViewerFit;

#define TW_VIEWER_MIN_ZOOM 0.1
#define TW_VIEWER_MAX_ZOOM 16.0

#define TW_TYPE_VIEWER_CANVAS (tw_viewer_canvas_get_type ())
G_DECLARE_FINAL_TYPE (TwViewerCanvas, tw_viewer_canvas, TW, VIEWER_CANVAS, GtkWidget)

/* (nullable) both: NULL shows nothing. find: whose hits are marked */
void        tw_viewer_canvas_set_document (TwViewerCanvas *self, TwViewerDocument *document, TwViewerFind *find);
/* 1: a page is as large as on paper; a picture has one pixel for each of its own. */
double      tw_viewer_canvas_get_zoom     (TwViewerCanvas *self);
/* What is in the middle stays there. */
void        tw_viewer_canvas_set_zoom     (TwViewerCanvas *self, double zoom);
void        tw_viewer_canvas_zoom_at      (TwViewerCanvas *self, double factor, double x, double y);
TwViewerFit tw_viewer_canvas_get_fit      (TwViewerCanvas *self);
void        tw_viewer_canvas_set_fit      (TwViewerCanvas *self, TwViewerFit fit);
guint       tw_viewer_canvas_get_rotation (TwViewerCanvas *self);
void        tw_viewer_canvas_rotate       (TwViewerCanvas *self, int quarters);
guint       tw_viewer_canvas_get_page     (TwViewerCanvas *self);
void        tw_viewer_canvas_go_to_page   (TwViewerCanvas *self, guint page);
/* Scrolls so that a piece of a page's text is seen. */
void        tw_viewer_canvas_show_span    (TwViewerCanvas *self, guint page, const TwTextSpan *span);
/* (transfer full) (nullable) */
char       *tw_viewer_canvas_dup_selected (TwViewerCanvas *self);
gboolean    tw_viewer_canvas_has_selection (TwViewerCanvas *self);
void        tw_viewer_canvas_select       (TwViewerCanvas *self, guint page, guint start, guint end_page, guint end);
void        tw_viewer_canvas_select_all   (TwViewerCanvas *self);
/* For tests: whether all that is seen is there in full, and nothing is drawn any more. */
gboolean    tw_viewer_canvas_is_complete  (TwViewerCanvas *self);

G_END_DECLS
