/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-viewer-canvas-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define TILE_BYTES  (96 * 1024 * 1024)                 /* kept beside what is seen and next */
#define SETTLE_MS   70                                 /* a wheel turns faster than this */
#define SPOKEN_TEXT 4000                               /* characters of a page told to a screen reader */

static void scrollable_init (GtkScrollableInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TwViewerCanvas, tw_viewer_canvas, GTK_TYPE_WIDGET, G_IMPLEMENT_INTERFACE (GTK_TYPE_SCROLLABLE, scrollable_init))

enum { PROP_0, PROP_PAGE, PROP_ZOOM, PROP_HAS_SELECTION, PROP_HADJUSTMENT, PROP_VADJUSTMENT, PROP_HSCROLL_POLICY, PROP_VSCROLL_POLICY };
enum { LINK_ACTIVATED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
scrollable_init (GtkScrollableInterface *iface)
{
}

/* --- What is said to those who do not see it --- */

static void
describe (TwViewerCanvas *self)
{
  TwPageText *text = self->document != NULL ? tw_viewer_document_peek_text (self->document, self->page) : NULL;
  g_autofree char *label = NULL, *words = NULL;

  if (self->document == NULL)
    return;
  /* Translators: the number of a page, and how many there are. */
  label = g_strdup_printf (_("Page %u of %u"), self->page + 1, tw_viewer_document_get_n_pages (self->document));
  words = text != NULL ? tw_page_text_dup_span (text, 0, SPOKEN_TEXT) : g_strdup ("");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words, -1);
}

static gboolean
tell_cb (gpointer data)
{
  TwViewerCanvas *self = TW_VIEWER_CANVAS (data);

  self->tell_id = 0;
  describe (self);
  g_object_notify (G_OBJECT (self), "page");
  g_object_notify (G_OBJECT (self), "zoom");
  return G_SOURCE_REMOVE;
}

/* Not at once: what shows it would ask for room while room is being given. */
void
tw_viewer_canvas_tell (TwViewerCanvas *self)
{
  if (self->tell_id == 0)
    self->tell_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, tell_cb, self, NULL);
}

static void
update_page (TwViewerCanvas *self)
{
  double y = self->vadjustment != NULL ? gtk_adjustment_get_value (self->vadjustment) : 0;
  guint page = self->n_tops > 0 ? tw_viewer_canvas_find_page (self, y + self->height / 3.0) : 0;

  /* At the end the last one is meant, however short it is. */
  if (self->n_tops > 0 && self->vadjustment != NULL && y > 0 && y + self->height >= gtk_adjustment_get_upper (self->vadjustment) - 1)
    page = self->n_tops - 1;
  if (page == self->page)
    return;
  self->page = page;
  tw_viewer_canvas_tell (self);
}

static gboolean
settled_cb (gpointer data)
{
  TwViewerCanvas *self = TW_VIEWER_CANVAS (data);

  self->settle_id = 0;
  tw_viewer_canvas_ask (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  return G_SOURCE_REMOVE;
}

static void
ask_when_settled (TwViewerCanvas *self)
{
  g_clear_handle_id (&self->settle_id, g_source_remove);
  self->settle_id = g_timeout_add (SETTLE_MS, settled_cb, self);
}

/* --- Laying out --- */

/* The same part of the document stays where it is: that below a point of the widget. */
typedef struct
{
  guint  page;
  double part_x, part_y;                               /* of the page's extent */
  double x, y;                                         /* of the widget */
} Hold;

static void
hold (TwViewerCanvas *self,
      Hold           *held,
      double          x,
      double          y)
{
  graphene_rect_t bounds;

  *held = (Hold) { 0, 0, 0, x, y };
  if (self->n_tops == 0)
    return;
  held->page = tw_viewer_canvas_find_page (self, y + (self->vadjustment != NULL ? gtk_adjustment_get_value (self->vadjustment) : 0));
  tw_viewer_canvas_get_bounds (self, held->page, &bounds);
  held->part_x = (x - bounds.origin.x) / bounds.size.width;
  held->part_y = (y - bounds.origin.y) / bounds.size.height;
}

static void
release (TwViewerCanvas *self,
         const Hold     *held)
{
  graphene_rect_t bounds;

  if (self->n_tops == 0 || held->page >= self->n_tops)
    return;
  tw_viewer_canvas_get_bounds (self, held->page, &bounds);
  if (self->hadjustment != NULL)
    gtk_adjustment_set_value (self->hadjustment, gtk_adjustment_get_value (self->hadjustment) + bounds.origin.x
                                                   + held->part_x * bounds.size.width - held->x);
  if (self->vadjustment != NULL)
    gtk_adjustment_set_value (self->vadjustment, gtk_adjustment_get_value (self->vadjustment) + bounds.origin.y
                                                   + held->part_y * bounds.size.height - held->y);
}

static void
lay_out_again (TwViewerCanvas *self)
{
  Hold held;

  hold (self, &held, self->width / 2.0, 0);
  tw_viewer_canvas_lay_out (self);
  release (self, &held);
  update_page (self);
  ask_when_settled (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
tw_viewer_canvas_size_allocate (GtkWidget *widget,
                                int        width,
                                int        height,
                                int        baseline)
{
  TwViewerCanvas *self = TW_VIEWER_CANVAS (widget);
  gboolean first = self->width == 0;

  if (self->width == width && self->height == height && self->tops != NULL)
    return;
  self->width = width;
  self->height = height;
  lay_out_again (self);
  if (first)
    tw_viewer_canvas_ask (self);
}

static void
scrolled_cb (TwViewerCanvas *self)
{
  update_page (self);
  if (self->settle_id == 0)
    tw_viewer_canvas_ask (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
text_ready_cb (TwViewerCanvas *self,
               guint           page)
{
  guint first = 0, last = 0;

  if (page == self->page)
    describe (self);
  if (self->has_pending && page == self->pending_page)
    tw_viewer_canvas_show_span (self, page, &self->pending);
  if (tw_viewer_canvas_get_visible (self, &first, &last) && page >= first && page <= last)
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
set_adjustment (TwViewerCanvas *self,
                GtkAdjustment **place,
                GtkAdjustment  *adjustment)
{
  if (*place == adjustment)
    return;
  if (*place != NULL)
    g_signal_handlers_disconnect_by_func (*place, scrolled_cb, self);
  g_set_object (place, adjustment);
  if (adjustment != NULL)
    g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (scrolled_cb), self, G_CONNECT_SWAPPED);
}

void
tw_viewer_canvas_activate_link (TwViewerCanvas *self,
                                TwPageLink     *link)
{
  g_signal_emit (self, signals[LINK_ACTIVATED], 0, link);
}

static void
tw_viewer_canvas_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  TwViewerCanvas *self = TW_VIEWER_CANVAS (object);

  switch (prop_id)
    {
    case PROP_PAGE:
      g_value_set_uint (value, self->page);
      break;
    case PROP_ZOOM:
      g_value_set_double (value, self->zoom);
      break;
    case PROP_HAS_SELECTION:
      g_value_set_boolean (value, self->has_selection);
      break;
    case PROP_HADJUSTMENT:
      g_value_set_object (value, self->hadjustment);
      break;
    case PROP_VADJUSTMENT:
      g_value_set_object (value, self->vadjustment);
      break;
    case PROP_HSCROLL_POLICY:
      g_value_set_enum (value, (int) self->hpolicy);
      break;
    case PROP_VSCROLL_POLICY:
      g_value_set_enum (value, (int) self->vpolicy);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
tw_viewer_canvas_set_property (GObject      *object,
                               guint         prop_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  TwViewerCanvas *self = TW_VIEWER_CANVAS (object);

  switch (prop_id)
    {
    case PROP_HADJUSTMENT:
      set_adjustment (self, &self->hadjustment, g_value_get_object (value));
      break;
    case PROP_VADJUSTMENT:
      set_adjustment (self, &self->vadjustment, g_value_get_object (value));
      break;
    case PROP_HSCROLL_POLICY:
      self->hpolicy = (GtkScrollablePolicy) g_value_get_enum (value);
      break;
    case PROP_VSCROLL_POLICY:
      self->vpolicy = (GtkScrollablePolicy) g_value_get_enum (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
tw_viewer_canvas_dispose (GObject *object)
{
  TwViewerCanvas *self = TW_VIEWER_CANVAS (object);

  tw_viewer_canvas_set_document (self, NULL, NULL);
  g_clear_pointer (&self->tops, g_free);
  set_adjustment (self, &self->hadjustment, NULL);
  set_adjustment (self, &self->vadjustment, NULL);
  g_clear_handle_id (&self->settle_id, g_source_remove);
  g_clear_handle_id (&self->tell_id, g_source_remove);
  G_OBJECT_CLASS (tw_viewer_canvas_parent_class)->dispose (object);
}

static void
tw_viewer_canvas_class_init (TwViewerCanvasClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = tw_viewer_canvas_get_property;
  object_class->set_property = tw_viewer_canvas_set_property;
  object_class->dispose = tw_viewer_canvas_dispose;
  widget_class->snapshot = tw_viewer_canvas_snapshot;
  widget_class->size_allocate = tw_viewer_canvas_size_allocate;
  g_object_class_install_property (object_class, PROP_PAGE, g_param_spec_uint ("page", NULL, NULL, 0, G_MAXUINT, 0, flags));
  g_object_class_install_property (object_class, PROP_ZOOM, g_param_spec_double ("zoom", NULL, NULL, TW_VIEWER_MIN_ZOOM, TW_VIEWER_MAX_ZOOM, 1,
                                                                                 flags));
  g_object_class_install_property (object_class, PROP_HAS_SELECTION, g_param_spec_boolean ("has-selection", NULL, NULL, FALSE, flags));
  g_object_class_override_property (object_class, PROP_HADJUSTMENT, "hadjustment");
  g_object_class_override_property (object_class, PROP_VADJUSTMENT, "vadjustment");
  g_object_class_override_property (object_class, PROP_HSCROLL_POLICY, "hscroll-policy");
  g_object_class_override_property (object_class, PROP_VSCROLL_POLICY, "vscroll-policy");
  signals[LINK_ACTIVATED] = g_signal_new ("link-activated", TW_TYPE_VIEWER_CANVAS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                          G_TYPE_POINTER);
  gtk_widget_class_set_css_name (widget_class, "viewer-canvas");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_DOCUMENT);
}

static void
tw_viewer_canvas_init (TwViewerCanvas *self)
{
  self->zoom = 1;
  self->fit = TW_FIT_WIDTH;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  tw_viewer_canvas_add_controllers (self);
}

/**
 * tw_viewer_canvas_set_document:
 * @self: a canvas
 * @document: (nullable): what it shows
 * @find: (nullable): whose hits it marks
 *
 * Shows a document from its beginning.
 */
void
tw_viewer_canvas_set_document (TwViewerCanvas   *self,
                               TwViewerDocument *document,
                               TwViewerFind     *find)
{
  g_return_if_fail (TW_IS_VIEWER_CANVAS (self));
  if (self->document != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->document, self);
      g_signal_handlers_disconnect_by_data (tw_viewer_document_get_renderer (self->document), self);
      g_signal_handlers_disconnect_by_data (self->find, self);
      tw_viewer_tiles_close (self->tiles);
    }
  self->link = NULL;
  self->has_selection = FALSE;
  self->has_pending = FALSE;
  self->has_link = FALSE;
  self->page = 0;
  g_clear_object (&self->tiles);
  g_set_object (&self->document, document);
  g_set_object (&self->find, find);
  if (document != NULL)
    {
      self->tiles = tw_viewer_tiles_new (document, TILE_BYTES);
      g_signal_connect_object (self->tiles, "ready", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (document, "text-ready", G_CALLBACK (text_ready_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (tw_viewer_document_get_renderer (document), "sizes-changed", G_CALLBACK (lay_out_again), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (find, "changed", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (find, "current-changed", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
      describe (self);
    }
  tw_viewer_canvas_lay_out (self);
  if (self->vadjustment != NULL)
    gtk_adjustment_set_value (self->vadjustment, 0);
  tw_viewer_canvas_ask (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * tw_viewer_canvas_get_zoom:
 * @self: a canvas
 *
 * Returns: how much larger than on paper pages are
 */
double
tw_viewer_canvas_get_zoom (TwViewerCanvas *self)
{
  g_return_val_if_fail (TW_IS_VIEWER_CANVAS (self), 1);
  return self->zoom;
}

static void
change_zoom (TwViewerCanvas *self,
             double          zoom,
             double          x,
             double          y)
{
  Hold held;

  zoom = CLAMP (zoom, TW_VIEWER_MIN_ZOOM, TW_VIEWER_MAX_ZOOM);
  self->fit = TW_FIT_NONE;
  if (fabs (zoom - self->zoom) < 1e-6)
    return;
  hold (self, &held, x, y);
  self->zoom = zoom;
  tw_viewer_canvas_lay_out (self);
  release (self, &held);
  update_page (self);
  ask_when_settled (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  tw_viewer_canvas_tell (self);
}

/**
 * tw_viewer_canvas_set_zoom:
 * @self: a canvas
 * @zoom: how much larger than on paper
 *
 * Zooms; what is in the middle stays there.
 */
void
tw_viewer_canvas_set_zoom (TwViewerCanvas *self,
                           double          zoom)
{
  g_return_if_fail (TW_IS_VIEWER_CANVAS (self));
  change_zoom (self, zoom, self->width / 2.0, self->height / 2.0);
}

/**
 * tw_viewer_canvas_zoom_at:
 * @self: a canvas
 * @factor: how much larger than now
 * @x: pixels of the widget
 * @y: pixels
 *
 * Zooms; what is at that point stays there.
 */
void
tw_viewer_canvas_zoom_at (TwViewerCanvas *self,
                          double          factor,
                          double          x,
                          double          y)
{
  g_return_if_fail (TW_IS_VIEWER_CANVAS (self));
  change_zoom (self, self->zoom * factor, x, y);
}

/**
 * tw_viewer_canvas_get_fit:
 * @self: a canvas
 *
 * Returns: what the zoom follows
 */
TwViewerFit
tw_viewer_canvas_get_fit (TwViewerCanvas *self)
{
  g_return_val_if_fail (TW_IS_VIEWER_CANVAS (self), TW_FIT_NONE);
  return self->fit;
}

/**
 * tw_viewer_canvas_set_fit:
 * @self: a canvas
 * @fit: what the zoom is to follow
 *
 * From now on pages are as large as there is room.
 */
void
tw_viewer_canvas_set_fit (TwViewerCanvas *self,
                          TwViewerFit     fit)
{
  g_return_if_fail (TW_IS_VIEWER_CANVAS (self));
  self->fit = fit;
  lay_out_again (self);
}

/**
 * tw_viewer_canvas_get_rotation:
 * @self: a canvas
 *
 * Returns: quarters, clockwise
 */
guint
tw_viewer_canvas_get_rotation (TwViewerCanvas *self)
{
  g_return_val_if_fail (TW_IS_VIEWER_CANVAS (self), 0);
  return self->rotation;
}

/**
 * tw_viewer_canvas_rotate:
 * @self: a canvas
 * @quarters: clockwise; may be negative
 *
 * Turns all pages.
 */
void
tw_viewer_canvas_rotate (TwViewerCanvas *self,
                         int             quarters)
{
  guint page = 0;

  g_return_if_fail (TW_IS_VIEWER_CANVAS (self));
  page = self->page;
  self->rotation = (guint) (((int) self->rotation + quarters) % 4 + 4) % 4;
  tw_viewer_canvas_lay_out (self);
  tw_viewer_canvas_go_to_page (self, page);
  tw_viewer_canvas_ask (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * tw_viewer_canvas_get_page:
 * @self: a canvas
 *
 * Returns: number of the page that is looked at, from 0
 */
guint
tw_viewer_canvas_get_page (TwViewerCanvas *self)
{
  g_return_val_if_fail (TW_IS_VIEWER_CANVAS (self), 0);
  return self->page;
}

/**
 * tw_viewer_canvas_go_to_page:
 * @self: a canvas
 * @page: number of a page, from 0
 *
 * Scrolls to the beginning of a page.
 */
void
tw_viewer_canvas_go_to_page (TwViewerCanvas *self,
                             guint           page)
{
  g_return_if_fail (TW_IS_VIEWER_CANVAS (self));
  if (page < self->n_tops && self->vadjustment != NULL)
    gtk_adjustment_set_value (self->vadjustment, MAX (self->tops[page] - TW_VIEWER_GAP / 2, 0));
  update_page (self);
}

/**
 * tw_viewer_canvas_show_span:
 * @self: a canvas
 * @page: number of a page, from 0
 * @span: characters of its text
 *
 * Scrolls, when it is not seen already or stands at an edge, so that it is in the upper third. What was not read yet is shown when it has been.
 */
void
tw_viewer_canvas_show_span (TwViewerCanvas   *self,
                            guint             page,
                            const TwTextSpan *span)
{
  TwPageText *text = NULL;
  g_autoptr(GArray) boxes = NULL;
  graphene_rect_t rect;

  g_return_if_fail (TW_IS_VIEWER_CANVAS (self) && span != NULL);
  text = self->document != NULL ? tw_viewer_document_peek_text (self->document, page) : NULL;
  self->has_pending = text == NULL && self->document != NULL;
  if (page >= self->n_tops || self->vadjustment == NULL)
    return;
  if (text == NULL)
    {
      self->pending_page = page;
      self->pending = *span;
      tw_viewer_document_want_text (self->document, page, TW_URGENT);
      return;
    }
  boxes = tw_page_text_get_boxes (text, span->start, span->end);
  if (boxes->len == 0)
    {
      tw_viewer_canvas_go_to_page (self, page);
      return;
    }
  tw_viewer_canvas_place_box (self, page, &g_array_index (boxes, TwBox, 0), &rect);
  if (rect.origin.y < 2 * TW_VIEWER_GAP || rect.origin.y + rect.size.height > self->height - 2 * TW_VIEWER_GAP)
    gtk_adjustment_set_value (self->vadjustment, gtk_adjustment_get_value (self->vadjustment) + rect.origin.y - self->height / 3.0);
  if (self->hadjustment != NULL && (rect.origin.x < 0 || rect.origin.x + rect.size.width > self->width))
    gtk_adjustment_set_value (self->hadjustment, gtk_adjustment_get_value (self->hadjustment) + rect.origin.x - self->width / 3.0);
}

/**
 * tw_viewer_canvas_is_complete:
 * @self: a canvas
 *
 * Returns: whether all that is seen was painted in full, and nothing is being drawn
 */
gboolean
tw_viewer_canvas_is_complete (TwViewerCanvas *self)
{
  g_return_val_if_fail (TW_IS_VIEWER_CANVAS (self), FALSE);
  return self->document != NULL && self->settle_id == 0 && self->complete && tw_viewer_tiles_is_idle (self->tiles);
}
