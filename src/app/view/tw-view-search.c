/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-view-search.h"

#include <glib/gi18n-lib.h>

struct _TwViewSearch
{
  AdwBin          parent_instance;

  TwViewState    *state;                               /* (owned) */
  gboolean        following;                           /* the entry is being set to what the view says */

  GtkSearchBar   *bar;
  GtkSearchEntry *entry;
};

G_DEFINE_FINAL_TYPE (TwViewSearch, tw_view_search, ADW_TYPE_BIN)

static void
apply (TwViewSearch *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));

  if (self->state != NULL && !self->following)
    tw_view_state_set_text (self->state, *text != '\0' ? text : NULL);
}

/* A saved view that has a text shows it; "remove all filters" empties the entry. */
static void
follow (TwViewSearch *self)
{
  const char *text = tw_view_state_get_text (self->state);
  g_autofree char *typed = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));

  if (g_str_equal (typed, text != NULL ? text : ""))
    return;
  self->following = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text != NULL ? text : "");
  self->following = FALSE;
  gtk_search_bar_set_search_mode (self->bar, text != NULL);
}

/* What nobody sees any more filters nothing. */
static void
mode_changed_cb (TwViewSearch *self)
{
  if (self->state != NULL && !gtk_search_bar_get_search_mode (self->bar))
    tw_view_state_set_text (self->state, NULL);
}

static void
entity_changed_cb (TwViewSearch *self)
{
  /* Translators: %s is a kind of record in the plural, "Deals". */
  g_autofree char *words = g_strdup_printf (_("Search in %s"), tw_entity_get_label (tw_view_state_get_entity (self->state), TRUE));

  g_object_set (self->entry, "placeholder-text", words, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

static void
tw_view_search_dispose (GObject *object)
{
  TwViewSearch *self = TW_VIEW_SEARCH (object);

  if (self->state != NULL)
    g_signal_handlers_disconnect_by_data (self->state, self);
  g_clear_object (&self->state);
  /* The bar is a child of the template and of the bin, and only one of them may let it go. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_VIEW_SEARCH);
  G_OBJECT_CLASS (tw_view_search_parent_class)->dispose (object);
}

static void
tw_view_search_class_init (TwViewSearchClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_view_search_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("view/tw-view-search.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwViewSearch, bar);
  gtk_widget_class_bind_template_child (widget_class, TwViewSearch, entry);
  gtk_widget_class_bind_template_callback (widget_class, apply);
  gtk_widget_class_bind_template_callback (widget_class, mode_changed_cb);
}

static void
tw_view_search_init (TwViewSearch *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_bar_connect_entry (self->bar, GTK_EDITABLE (self->entry));
}

/**
 * tw_view_search_new:
 * @state: a view
 *
 * Returns: (transfer floating): its search, hidden unless the view has a text
 */
GtkWidget *
tw_view_search_new (TwViewState *state)
{
  TwViewSearch *self = g_object_new (TW_TYPE_VIEW_SEARCH, NULL);

  self->state = g_object_ref (state);
  g_signal_connect_object (state, "notify::query", G_CALLBACK (follow), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (state, "notify::entity", G_CALLBACK (entity_changed_cb), self, G_CONNECT_SWAPPED);
  entity_changed_cb (self);
  follow (self);
  return GTK_WIDGET (self);
}

/**
 * tw_view_search_open:
 * @self: the search
 *
 * Shows the entry and takes the focus.
 */
void
tw_view_search_open (TwViewSearch *self)
{
  g_return_if_fail (TW_IS_VIEW_SEARCH (self));
  gtk_search_bar_set_search_mode (self->bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}
