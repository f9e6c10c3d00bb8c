/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-viewer-side.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "tw-tip.h"

#define SMALL 112                                      /* pixels: width of a small picture, and the most of its height × 1.5 */

struct _TwViewerSide
{
  AdwBin              parent_instance;

  TwViewerDocument   *document;                        /* (owned) (nullable) */
  GPtrArray          *headings;                        /* (owned) (nullable) TwOutlineItem */
  GCancellable       *cancellable;                     /* (owned) (nullable) of the document */

  GtkStack           *stack;
  GtkWidget          *switcher;
  GtkListView        *pages, *outline;
  GtkSingleSelection *selection;                       /* of pages */
  gboolean            following;                       /* the selection follows what is looked at */
};

G_DEFINE_FINAL_TYPE (TwViewerSide, tw_viewer_side, ADW_TYPE_BIN)

static guint page_chosen_signal;

/* --- Small pictures --- */

typedef struct
{
  GtkPicture   *picture;                               /* (owned) */
  GCancellable *cancellable;                           /* (owned) */
  TwRenderTile  tile;
} Drawing;

static void
drawing_free (Drawing *drawing)
{
  g_object_unref (drawing->picture);
  g_object_unref (drawing->cancellable);
  g_free (drawing);
}

static void
drawn_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  Drawing *drawing = data;
  g_autoptr(GBytes) pixels = tw_renderer_draw_finish (TW_RENDERER (source), result, NULL);
  g_autoptr(GdkTexture) texture = NULL;

  if (pixels != NULL && !g_cancellable_is_cancelled (drawing->cancellable))
    {
      texture = gdk_memory_texture_new ((int) drawing->tile.width, (int) drawing->tile.height, GDK_MEMORY_DEFAULT, pixels,
                                        drawing->tile.width * 4);
      gtk_picture_set_paintable (drawing->picture, GDK_PAINTABLE (texture));
    }
  drawing_free (drawing);
}

static void
draw (TwViewerSide *self,
      GtkPicture   *picture,
      guint         page,
      GCancellable *cancellable)
{
  Drawing *drawing = g_new0 (Drawing, 1);
  double width = 0, height = 0;
  int factor = gtk_widget_get_scale_factor (GTK_WIDGET (self));

  tw_renderer_get_size (tw_viewer_document_get_renderer (self->document), page, &width, &height);
  drawing->picture = g_object_ref (picture);
  drawing->cancellable = g_object_ref (cancellable);
  drawing->tile.page = page;
  drawing->tile.scale = factor * MIN (SMALL / width, SMALL * 1.5 / height);
  drawing->tile.width = (guint) MAX (ceil (width * drawing->tile.scale), 1);
  drawing->tile.height = (guint) MAX (ceil (height * drawing->tile.scale), 1);
  gtk_widget_set_size_request (GTK_WIDGET (picture), (int) drawing->tile.width / factor, (int) drawing->tile.height / factor);
  tw_renderer_draw_async (tw_viewer_document_get_renderer (self->document), &drawing->tile, TW_LATER, cancellable, drawn_cb, drawing);
}

static void
setup_page_cb (GtkSignalListItemFactory *factory,
               GtkListItem              *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3), *picture = gtk_picture_new (), *label = gtk_label_new (NULL);

  gtk_widget_add_css_class (picture, "card");
  gtk_widget_set_halign (picture, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "numeric");
  gtk_widget_set_margin_top (box, 6);
  gtk_box_append (GTK_BOX (box), picture);
  gtk_box_append (GTK_BOX (box), label);
  gtk_list_item_set_child (item, box);
}

static void
bind_page_cb (GtkSignalListItemFactory *factory,
              GtkListItem              *item,
              TwViewerSide             *self)
{
  GtkWidget *box = gtk_list_item_get_child (item), *picture = gtk_widget_get_first_child (box);
  guint page = gtk_list_item_get_position (item);
  g_autofree char *number = g_strdup_printf ("%u", page + 1), *name = g_strdup_printf (_("Page %u"), page + 1);
  GCancellable *cancellable = g_cancellable_new ();

  gtk_label_set_label (GTK_LABEL (gtk_widget_get_next_sibling (picture)), number);
  gtk_accessible_update_property (GTK_ACCESSIBLE (box), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_picture_set_paintable (GTK_PICTURE (picture), NULL);
  g_object_set_data_full (G_OBJECT (item), "cancellable", cancellable, g_object_unref);
  if (self->document != NULL)
    draw (self, GTK_PICTURE (picture), page, cancellable);
}

static void
unbind_page_cb (GtkSignalListItemFactory *factory,
                GtkListItem              *item)
{
  GCancellable *cancellable = g_object_get_data (G_OBJECT (item), "cancellable");
  GtkWidget *box = gtk_list_item_get_child (item);

  if (cancellable != NULL)
    g_cancellable_cancel (cancellable);
  g_object_set_data (G_OBJECT (item), "cancellable", NULL);
  if (box != NULL)
    gtk_picture_set_paintable (GTK_PICTURE (gtk_widget_get_first_child (box)), NULL);
}

static void
page_selected_cb (TwViewerSide *self)
{
  guint page = gtk_single_selection_get_selected (self->selection);

  if (!self->following && page != GTK_INVALID_LIST_POSITION)
    g_signal_emit (self, page_chosen_signal, 0, page);
}

/* --- Outline --- */

static void
setup_heading_cb (GtkSignalListItemFactory *factory,
                  GtkListItem              *item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_list_item_set_child (item, label);
}

static void
bind_heading_cb (GtkSignalListItemFactory *factory,
                 GtkListItem              *item,
                 TwViewerSide             *self)
{
  GtkWidget *label = gtk_list_item_get_child (item);
  guint position = gtk_list_item_get_position (item);
  const TwOutlineItem *heading = self->headings != NULL && position < self->headings->len ? g_ptr_array_index (self->headings, position) : NULL;

  if (heading == NULL)
    return;
  gtk_label_set_label (GTK_LABEL (label), heading->title);
  tw_tip_set (label, heading->title);
  gtk_widget_set_margin_start (label, (int) (12 * heading->depth));
}

static void
heading_activated_cb (TwViewerSide *self,
                      guint         position)
{
  const TwOutlineItem *heading = self->headings != NULL && position < self->headings->len ? g_ptr_array_index (self->headings, position) : NULL;

  if (heading != NULL && heading->page >= 0)
    g_signal_emit (self, page_chosen_signal, 0, (guint) heading->page);
}

static void
outline_read_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      data)
{
  g_autoptr(TwViewerSide) self = TW_VIEWER_SIDE (data);
  g_autoptr(GPtrArray) headings = tw_renderer_list_outline_finish (TW_RENDERER (source), result, NULL);
  g_autoptr(GtkStringList) titles = NULL;

  if (headings == NULL || self->document == NULL || tw_viewer_document_get_renderer (self->document) != TW_RENDERER (source))
    return;
  titles = gtk_string_list_new (NULL);
  for (guint i = 0; i < headings->len; i++)
    gtk_string_list_append (titles, ((TwOutlineItem *) g_ptr_array_index (headings, i))->title);
  g_clear_pointer (&self->headings, g_ptr_array_unref);
  self->headings = g_steal_pointer (&headings);
  gtk_list_view_set_model (self->outline, GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (g_object_ref (titles)))));
  gtk_widget_set_visible (self->switcher, self->headings->len > 0);
}

/* --- The widget --- */

static GtkWidget *
add_list (TwViewerSide *self,
          const char   *name,
          const char   *title,
          GCallback     setup,
          GCallback     bind,
          GCallback     unbind)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *list = NULL, *scrolled = gtk_scrolled_window_new ();

  g_signal_connect (factory, "setup", setup, self);
  g_signal_connect (factory, "bind", bind, self);
  if (unbind != NULL)
    g_signal_connect (factory, "unbind", unbind, self);
  list = gtk_list_view_new (NULL, factory);
  gtk_widget_add_css_class (list, "navigation-sidebar");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), list);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_stack_add_titled (self->stack, scrolled, name, title);
  return list;
}

static void
tw_viewer_side_dispose (GObject *object)
{
  TwViewerSide *self = TW_VIEWER_SIDE (object);

  if (self->pages != NULL)
    tw_viewer_side_set_document (self, NULL);
  self->pages = NULL;
  self->outline = NULL;
  g_clear_object (&self->selection);
  g_clear_pointer (&self->headings, g_ptr_array_unref);
  G_OBJECT_CLASS (tw_viewer_side_parent_class)->dispose (object);
}

static void
tw_viewer_side_class_init (TwViewerSideClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tw_viewer_side_dispose;
  page_chosen_signal = g_signal_new ("page-chosen", TW_TYPE_VIEWER_SIDE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
tw_viewer_side_init (TwViewerSide *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->stack = GTK_STACK (gtk_stack_new ());
  self->switcher = gtk_stack_switcher_new ();
  gtk_stack_switcher_set_stack (GTK_STACK_SWITCHER (self->switcher), self->stack);
  gtk_widget_set_margin_start (self->switcher, 6);
  gtk_widget_set_margin_end (self->switcher, 6);
  gtk_widget_set_margin_top (self->switcher, 6);
  gtk_widget_set_visible (self->switcher, FALSE);
  self->pages = GTK_LIST_VIEW (add_list (self, "pages", _("Pages"), G_CALLBACK (setup_page_cb), G_CALLBACK (bind_page_cb),
                                         G_CALLBACK (unbind_page_cb)));
  self->outline = GTK_LIST_VIEW (add_list (self, "outline", _("Outline"), G_CALLBACK (setup_heading_cb), G_CALLBACK (bind_heading_cb), NULL));
  gtk_list_view_set_single_click_activate (self->outline, TRUE);
  g_signal_connect_swapped (self->outline, "activate", G_CALLBACK (heading_activated_cb), self);
  gtk_box_append (GTK_BOX (box), self->switcher);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->stack));
  gtk_widget_set_size_request (GTK_WIDGET (self), 170, -1);
  gtk_widget_add_css_class (GTK_WIDGET (self), "tw-viewer-side");
  adw_bin_set_child (ADW_BIN (self), box);
}

/**
 * tw_viewer_side_new:
 *
 * Returns: (transfer floating): a side without a document
 */
GtkWidget *
tw_viewer_side_new (void)
{
  return g_object_new (TW_TYPE_VIEWER_SIDE, NULL);
}

/**
 * tw_viewer_side_set_document:
 * @self: a side
 * @document: (nullable): a document
 *
 * Shows its pages.
 */
void
tw_viewer_side_set_document (TwViewerSide     *self,
                             TwViewerDocument *document)
{
  g_autoptr(GtkStringList) pages = NULL;

  g_return_if_fail (TW_IS_VIEWER_SIDE (self));
  gtk_list_view_set_model (self->pages, NULL);
  gtk_list_view_set_model (self->outline, NULL);
  g_clear_object (&self->selection);
  g_clear_pointer (&self->headings, g_ptr_array_unref);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_set_object (&self->document, document);
  gtk_widget_set_visible (self->switcher, FALSE);
  gtk_stack_set_visible_child_name (self->stack, "pages");
  if (document == NULL)
    return;
  self->cancellable = g_cancellable_new ();
  pages = gtk_string_list_new (NULL);
  for (guint page = 0; page < tw_viewer_document_get_n_pages (document); page++)
    gtk_string_list_append (pages, "");
  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_steal_pointer (&pages)));
  g_signal_connect_object (self->selection, "notify::selected", G_CALLBACK (page_selected_cb), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_model (self->pages, GTK_SELECTION_MODEL (self->selection));
  tw_renderer_list_outline_async (tw_viewer_document_get_renderer (document), self->cancellable, outline_read_cb, g_object_ref (self));
}

/**
 * tw_viewer_side_set_page:
 * @self: a side
 * @page: number of a page, from 0
 *
 * Marks a page.
 */
void
tw_viewer_side_set_page (TwViewerSide *self,
                         guint         page)
{
  g_return_if_fail (TW_IS_VIEWER_SIDE (self));
  if (self->selection == NULL || page >= g_list_model_get_n_items (G_LIST_MODEL (self->selection)))
    return;
  self->following = TRUE;
  gtk_single_selection_set_selected (self->selection, page);
  if (gtk_widget_get_mapped (GTK_WIDGET (self->pages)))
    gtk_widget_activate_action (GTK_WIDGET (self->pages), "list.scroll-to-item", "u", page);
  self->following = FALSE;
}

/**
 * tw_viewer_side_get_n_headings:
 * @self: a side
 *
 * Returns: how many lines the outline has
 */
guint
tw_viewer_side_get_n_headings (TwViewerSide *self)
{
  g_return_val_if_fail (TW_IS_VIEWER_SIDE (self), 0);
  return self->headings != NULL ? self->headings->len : 0;
}
