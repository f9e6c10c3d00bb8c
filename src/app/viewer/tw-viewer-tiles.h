/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures of pages: drawn by the renderer's process before they are needed, kept as long as there is room. A page that is small enough
 * is one tile; larger ones are cut. Signal "ready": something new can be painted. */
#pragma once

#include "tw-viewer-document.h"

G_BEGIN_DECLS

#define TW_TYPE_VIEWER_TILES (tw_viewer_tiles_get_type ())
G_DECLARE_FINAL_TYPE (TwViewerTiles, tw_viewer_tiles, TW, VIEWER_TILES, GObject)

TwViewerTiles *tw_viewer_tiles_new    (TwViewerDocument *document, gsize max_bytes);
/* A round: everything that is wanted is asked for between begin and end; what was waited for before and is not any more is given up. */
void           tw_viewer_tiles_begin  (TwViewerTiles *self);
/* area: (nullable) pixels of the page that are wanted; NULL: all of it. scale: pixels of a point. */
void           tw_viewer_tiles_want   (TwViewerTiles *self, guint page, guint rotation, double scale, const graphene_rect_t *area,
                                       int priority);
void           tw_viewer_tiles_end    (TwViewerTiles *self);
/* Paints what there is of a page in a rectangle: the tiles of that scale, over a coarser picture while they are not all there. TRUE:
 * all of the part that was wanted in this round. */
gboolean       tw_viewer_tiles_paint  (TwViewerTiles *self, guint page, guint rotation, double scale, GtkWidget *widget, GtkSnapshot *snapshot,
                                       const graphene_rect_t *bounds, const graphene_rect_t *seen);
/* Nothing can be painted of it. */
gboolean       tw_viewer_tiles_is_broken (TwViewerTiles *self, guint page);
gsize          tw_viewer_tiles_get_bytes (TwViewerTiles *self);
/* Whether nothing is waited for. */
gboolean       tw_viewer_tiles_is_idle (TwViewerTiles *self);
void           tw_viewer_tiles_close  (TwViewerTiles *self);

G_END_DECLS
