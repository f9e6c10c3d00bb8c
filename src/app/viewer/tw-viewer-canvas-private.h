/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tw-viewer-canvas.h"
#include "tw-viewer-tiles.h"

G_BEGIN_DECLS

#define TW_VIEWER_GAP 12                               /* pixels between pages and around them */

typedef struct
{
  guint page;
  guint place;                                         /* between two characters of its text */
} TwViewerPlace;

struct _TwViewerCanvas
{
  GtkWidget         parent_instance;

  TwViewerDocument *document;                          /* (owned) (nullable) */
  TwViewerFind     *find;                              /* (owned) (nullable) */
  TwViewerTiles    *tiles;                             /* (owned) (nullable) */

  /* GtkScrollable. */
  GtkAdjustment    *hadjustment, *vadjustment;         /* (owned) (nullable) */
  GtkScrollablePolicy hpolicy, vpolicy;

  /* How it is shown. */
  double            zoom;
  TwViewerFit       fit;
  guint             rotation;
  guint             page;
  int               width, height;                     /* of the widget, when it was laid out */

  /* Where pages are: computed by tw_viewer_canvas_lay_out(). */
  double           *tops;                              /* (owned) (nullable) one more than pages: where the next would begin */
  guint             n_tops;
  double            content_width;

  /* A place to be shown once its page was read. */
  guint             pending_page;
  TwTextSpan        pending;
  gboolean          has_pending;

  /* Selection. */
  TwViewerPlace     anchor, cursor;
  gboolean          has_selection;

  /* The link that the keyboard has chosen. */
  guint             link_page, link_index;
  gboolean          has_link;

  /* Pointer. */
  double            pointer_x, pointer_y, pinched;
  TwPageLink       *link;                              /* (nullable) below the pointer; the document's */
  guint             tell_id;                           /* page and zoom are told after the layout */
  guint             settle_id;                         /* drawing waits until zooming rests */
  gboolean          complete;
};

/* --- tw-viewer-layout.c --- */
/* Pixels of a point of the document. */
double   tw_viewer_canvas_get_scale    (TwViewerCanvas *self);
void     tw_viewer_canvas_lay_out      (TwViewerCanvas *self);
/* Where a page stands in the widget. */
void     tw_viewer_canvas_get_bounds   (TwViewerCanvas *self, guint page, graphene_rect_t *bounds);
/* The first and the last page of which something is seen; FALSE: none. */
gboolean tw_viewer_canvas_get_visible  (TwViewerCanvas *self, guint *first, guint *last);
/* The page at a height of the contents. */
guint    tw_viewer_canvas_find_page    (TwViewerCanvas *self, double y);
/* A box of a page as it stands in the widget, and back. */
void     tw_viewer_canvas_place_box    (TwViewerCanvas *self, guint page, const TwBox *box, graphene_rect_t *rect);
guint    tw_viewer_canvas_locate       (TwViewerCanvas *self, double x, double y, float *page_x, float *page_y);

/* --- tw-viewer-canvas-pointer.c --- */
void     tw_viewer_canvas_add_controllers (TwViewerCanvas *self);

/* --- tw-viewer-canvas-links.c --- */
gboolean tw_viewer_canvas_step_link    (TwViewerCanvas *self, gboolean forward);
gboolean tw_viewer_canvas_follow_link  (TwViewerCanvas *self);
void     tw_viewer_canvas_leave_links  (TwViewerCanvas *self);
void     tw_viewer_canvas_paint_link   (TwViewerCanvas *self, GtkSnapshot *snapshot, guint page);

/* --- tw-viewer-canvas-paint.c --- */
void     tw_viewer_canvas_snapshot     (GtkWidget *widget, GtkSnapshot *snapshot);

/* --- tw-viewer-canvas-selection.c --- */
/* The one that comes first in the document becomes from. */
void     tw_viewer_place_order         (const TwViewerPlace **from, const TwViewerPlace **to);
void     tw_viewer_canvas_set_selection (TwViewerCanvas *self, const TwViewerPlace *anchor, const TwViewerPlace *cursor);

/* --- tw-viewer-canvas.c --- */
void     tw_viewer_canvas_ask          (TwViewerCanvas *self);
void     tw_viewer_canvas_tell         (TwViewerCanvas *self);
void     tw_viewer_canvas_activate_link (TwViewerCanvas *self, TwPageLink *link);

G_END_DECLS
