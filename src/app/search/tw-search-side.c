/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-search-side.h"

#include <glib/gi18n-lib.h>

#include "tw-facet-panel.h"

#define LEAST_FACETS 120                               /* pixels: in less they could not be chosen */

struct _TwSearchSide
{
  AdwBin         parent_instance;

  TwSearchState *state;                                /* (owned) */
  TwViewState   *shown;                                /* (owned) (nullable) whose facets are shown */

  GtkListBox    *kinds;
  GtkWidget     *kinds_scroll;
  int            max_height;                           /* pixels; 0: as much as there is */
  AdwBin        *facets;
};

G_DEFINE_FINAL_TYPE (TwSearchSide, tw_search_side, ADW_TYPE_BIN)

static void
add_row (TwSearchSide *self,
         const char   *key,
         const char   *icon,
         const char   *title,
         gint64        count)
{
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *label = gtk_label_new (title), *number = NULL;
  g_autofree char *text = count >= 0 ? g_strdup_printf ("%'" G_GINT64_FORMAT, count) : g_strdup (""), *spoken = NULL;

  number = gtk_label_new (text);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (icon));
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (number, "dim-label");
  gtk_widget_add_css_class (number, "numeric");
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), number);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  /* Translators: a value and how many records have it, read aloud. */
  spoken = count >= 0 ? g_strdup_printf (_("%1$s, %2$s"), title, text) : g_strdup (title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  gtk_widget_set_tooltip_text (row, title);
  g_object_set_data_full (G_OBJECT (row), "key", g_strdup (key), g_free);
  gtk_list_box_append (self->kinds, row);
}

static gint64
sum (GListModel *kinds)
{
  gint64 n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (kinds); i++)
    {
      g_autoptr(TwSearchKind) kind = g_list_model_get_item (kinds, i);

      n += tw_search_kind_get_count (kind);
    }
  return n;
}

/* A chosen kind that has none of the words is shown with its nothing, so that it can be left. */
static void
add_kinds (TwSearchSide   *self,
           const TwEntity *chosen)
{
  GListModel *kinds = tw_search_state_get_kinds (self->state);
  gboolean found = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (kinds); i++)
    {
      g_autoptr(TwSearchKind) kind = g_list_model_get_item (kinds, i);
      gboolean is_chosen = chosen != NULL && g_str_equal (chosen->key, tw_search_kind_get_key (kind));

      found |= is_chosen;
      if (chosen == NULL || is_chosen)
        add_row (self, tw_search_kind_get_key (kind), tw_search_kind_get_icon (kind), tw_search_kind_get_title (kind),
                 tw_search_kind_get_count (kind));
    }
  if (chosen != NULL && !found)
    add_row (self, chosen->key, chosen->icon != NULL ? chosen->icon : "view-list-symbolic", tw_entity_get_label (chosen, TRUE),
             tw_search_state_is_counting (self->state) ? -1 : 0);
}

/* The kinds stand above the facets, which have the rest of the height. */
static void
fit (TwSearchSide *self)
{
  GtkWidget *panel = adw_bin_get_child (self->facets);
  int kinds = 0;

  if (self->max_height <= 0)
    return;
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (self->kinds_scroll), self->max_height);
  gtk_widget_measure (GTK_WIDGET (self->kinds), GTK_ORIENTATION_VERTICAL, -1, NULL, &kinds, NULL, NULL);
  if (panel != NULL)
    tw_facet_panel_set_max_height (TW_FACET_PANEL (panel), MAX (self->max_height - kinds, LEAST_FACETS));
}

/* With a chosen kind there are only it and the way back to all: the room is for its facets. */
static void
fill (TwSearchSide *self)
{
  TwViewState *view = tw_search_state_get_view (self->state);
  const TwEntity *chosen = view != NULL ? tw_view_state_get_entity (view) : NULL;
  GListModel *kinds = tw_search_state_get_kinds (self->state);
  GtkListBoxRow *row = NULL;
  gboolean focused = gtk_widget_get_focus_child (GTK_WIDGET (self->kinds)) != NULL;

  while ((row = gtk_list_box_get_row_at_index (self->kinds, 0)) != NULL)
    gtk_list_box_remove (self->kinds, GTK_WIDGET (row));
  if (g_list_model_get_n_items (kinds) > 0 || chosen != NULL)
    add_row (self, NULL, "view-grid-symbolic", _("Everything"),
             g_list_model_get_n_items (kinds) == 0 && tw_search_state_is_counting (self->state) ? -1 : sum (kinds));
  add_kinds (self, chosen);
  row = gtk_list_box_get_row_at_index (self->kinds, chosen != NULL ? 1 : 0);
  if (row != NULL)
    gtk_list_box_select_row (self->kinds, row);
  if (row != NULL && focused)
    gtk_widget_grab_focus (GTK_WIDGET (row));
  gtk_widget_set_vexpand (self->kinds_scroll, chosen == NULL);
  fit (self);
}

static void
show_facets (TwSearchSide *self)
{
  TwViewState *view = tw_search_state_get_view (self->state);

  if (!g_set_object (&self->shown, view))
    return;
  adw_bin_set_child (self->facets, view != NULL ? tw_facet_panel_new (view) : NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->facets), view != NULL);
}

static void
changed_cb (TwSearchSide *self)
{
  show_facets (self);
  fill (self);
}

/* The list is filled anew by the choice, and its row must not be in use then. */
static void
row_activated_cb (TwSearchSide  *self,
                  GtkListBoxRow *row)
{
  g_autofree char *key = g_strdup (g_object_get_data (G_OBJECT (row), "key"));

  tw_search_state_set_kind (self->state, key);
}

static void
tw_search_side_dispose (GObject *object)
{
  TwSearchSide *self = TW_SEARCH_SIDE (object);

  adw_bin_set_child (ADW_BIN (self), NULL);
  g_clear_object (&self->shown);
  g_clear_object (&self->state);
  G_OBJECT_CLASS (tw_search_side_parent_class)->dispose (object);
}

static void
tw_search_side_class_init (TwSearchSideClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tw_search_side_dispose;
}

static void
tw_search_side_init (TwSearchSide *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->kinds = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->kinds), "navigation-sidebar");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->kinds), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Kinds of records found"), -1);
  g_signal_connect_object (self->kinds, "row-activated", G_CALLBACK (row_activated_cb), self, G_CONNECT_SWAPPED);
  self->kinds_scroll = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->kinds_scroll), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (self->kinds_scroll), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->kinds_scroll), GTK_WIDGET (self->kinds));
  self->facets = ADW_BIN (adw_bin_new ());
  gtk_widget_set_vexpand (GTK_WIDGET (self->facets), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->facets), FALSE);
  gtk_box_append (GTK_BOX (box), self->kinds_scroll);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->facets));
  gtk_widget_set_size_request (GTK_WIDGET (self), 230, -1);
  adw_bin_set_child (ADW_BIN (self), box);
}

/**
 * tw_search_side_new:
 * @state: a search
 *
 * Built in code because its parts depend on what was found.
 *
 * Returns: (transfer floating): what it can be narrowed by
 */
GtkWidget *
tw_search_side_new (TwSearchState *state)
{
  TwSearchSide *self = g_object_new (TW_TYPE_SEARCH_SIDE, NULL);

  self->state = g_object_ref (state);
  g_signal_connect_object (state, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (state, "counted", G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
  changed_cb (self);
  return GTK_WIDGET (self);
}

/**
 * tw_search_side_set_max_height:
 * @self: what a search can be narrowed by
 * @height: in pixels
 *
 * In a popover it scrolls when it would be higher.
 */
void
tw_search_side_set_max_height (TwSearchSide *self,
                               int           height)
{
  g_return_if_fail (TW_IS_SEARCH_SIDE (self));
  self->max_height = MAX (height, LEAST_FACETS);
  fit (self);
}
