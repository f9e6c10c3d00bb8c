/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-view-page.h"

#include <glib/gi18n-lib.h>

#include "tw-entity-words.h"
#include "tw-document-shelf.h"
#include "tw-facet-panel.h"
#include "tw-painted.h"
#include "tw-passing-popover.h"
#include "tw-saved-view.h"
#include "tw-view-page-private.h"

G_DEFINE_FINAL_TYPE (TwViewPage, tw_view_page, TW_TYPE_WINDOW_PAGE)

static void
selection_changed_cb (TwViewPage *self)
{
  tw_view_page_update_actions (self);
}

/* A presentation is made when it is shown for the first time: its place in the switcher is an empty bin until then. */
static TwPresentation *
ensure_presentation (TwViewPage *self,
                     const char *key)
{
  GtkWidget *bin = gtk_stack_get_child_by_name (self->presentations, key);
  GtkWidget *child = bin != NULL ? adw_bin_get_child (ADW_BIN (bin)) : NULL;
  guint n_infos = 0;
  const TwPresentationInfo *infos = tw_presentation_get_infos (&n_infos);

  for (guint i = 0; bin != NULL && child == NULL && i < n_infos; i++)
    if (g_str_equal (infos[i].key, key))
      {
        child = infos[i].make (self->state);
        tw_presentation_set_narrow (TW_PRESENTATION (child), tw_window_page_get_narrow (TW_WINDOW_PAGE (self)));
        g_signal_connect_object (child, "selection-changed", G_CALLBACK (selection_changed_cb), self, G_CONNECT_SWAPPED);
        adw_bin_set_child (ADW_BIN (bin), child);
      }
  return child != NULL ? TW_PRESENTATION (child) : NULL;
}

static void
presentation_shown_cb (TwViewPage *self)
{
  const char *key = gtk_stack_get_visible_child_name (self->presentations);

  if (self->state == NULL || key == NULL)
    return;
  ensure_presentation (self, key);
  tw_view_state_set_presentation (self->state, key);
  tw_view_page_update_actions (self);
}

static void
presentation_changed_cb (TwViewPage *self)
{
  const char *key = tw_view_state_get_presentation (self->state);

  if (gtk_stack_get_child_by_name (self->presentations, key) != NULL)
    gtk_stack_set_visible_child_name (self->presentations, key);
}

static void
name_changed_cb (TwViewPage *self)
{
  const char *name = tw_view_state_get_name (self->state);

  tw_window_page_set_title (TW_WINDOW_PAGE (self),
                            name != NULL ? name : tw_entity_get_label (tw_view_state_get_entity (self->state), TRUE));
  tw_view_page_update_menu (self);
  tw_view_page_update_actions (self);
}

/* A saved view may be renamed or deleted from the sidebar, and by others. */
static void
committed_cb (TwViewPage *self,
              TwCommit   *commit)
{
  const TwEntity *entity = tw_schema_get_entity (tw_workspace_get_schema (tw_view_state_get_workspace (self->state)), "saved_view");

  if (entity == NULL || !tw_commit_touches (commit, entity))
    return;
  tw_saved_view_follow (self->state);
  tw_view_page_update_menu (self);
  tw_view_page_update_actions (self);
}

/* Nothing to switch with one presentation; in a narrow window the header has no room for it. */
static void
update_switcher (TwViewPage *self)
{
  g_autoptr(GtkSelectionModel) pages = gtk_stack_get_pages (self->presentations);
  gboolean several = g_list_model_get_n_items (G_LIST_MODEL (pages)) > 1;
  gboolean narrow = tw_window_page_get_narrow (TW_WINDOW_PAGE (self));
  guint n_infos = 0;
  const TwPresentationInfo *infos = tw_presentation_get_infos (&n_infos);

  /* On a phone there is room for the words of three in English and of two in French, but for five pictures. */
  for (guint i = 0; i < n_infos; i++)
    {
      GtkWidget *bin = gtk_stack_get_child_by_name (self->presentations, infos[i].key);

      if (bin != NULL)
        gtk_stack_page_set_icon_name (gtk_stack_get_page (self->presentations, bin), narrow ? infos[i].icon : NULL);
    }
  gtk_widget_set_visible (self->switcher, several && !narrow);
  gtk_widget_set_visible (self->search_button, !narrow);
  gtk_action_bar_set_revealed (self->switcher_bar, several && narrow);
}

/* Counting what nobody sees would cost memory and time: a panel that is hidden is let go. */
static void
update_facets (TwViewPage *self)
{
  GSettings *settings = tw_workspace_get_settings (tw_window_page_get_workspace (TW_WINDOW_PAGE (self)));
  gboolean shown = g_settings_get_boolean (settings, "show-facets") && !tw_window_page_get_narrow (TW_WINDOW_PAGE (self))
                   && self->state != NULL;

  if (shown && adw_bin_get_child (self->facet_side) == NULL)
    adw_bin_set_child (self->facet_side, tw_facet_panel_new (self->state));
  else if (!shown)
    adw_bin_set_child (self->facet_side, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->facet_side), shown);
}

static void
painted_cb (GtkWidget *widget)
{
  update_facets (TW_VIEW_PAGE (widget));
}

static void
narrow_changed_cb (TwViewPage *self)
{
  gboolean narrow = tw_window_page_get_narrow (TW_WINDOW_PAGE (self));
  GtkWidget *bin = NULL;

  for (bin = gtk_widget_get_first_child (GTK_WIDGET (self->presentations)); bin != NULL;
       bin = gtk_widget_get_next_sibling (bin))
    if (ADW_IS_BIN (bin) && adw_bin_get_child (ADW_BIN (bin)) != NULL)
      tw_presentation_set_narrow (TW_PRESENTATION (adw_bin_get_child (ADW_BIN (bin))), narrow);
  tw_bulk_bar_set_narrow (self->bulk_bar, narrow);
  tw_filter_bar_set_narrow (self->filter_bar, narrow);
  update_switcher (self);
  update_facets (self);
}

/* While the page has no state yet, the stack's choice of its first child makes no presentation. */
static void
add_presentations (TwViewPage  *self,
                   TwViewState *state)
{
  const TwEntity *entity = tw_view_state_get_entity (state);
  guint n_infos = 0;
  const TwPresentationInfo *infos = tw_presentation_get_infos (&n_infos);

  for (guint i = 0; i < n_infos; i++)
    if (infos[i].can_show == NULL || infos[i].can_show (entity))
      gtk_stack_add_titled (self->presentations, adw_bin_new (), infos[i].key, _(infos[i].title));
}

static void
tw_view_page_shown (TwWindowPage *page)
{
  TwPresentation *presentation = tw_view_page_get_presentation (TW_VIEW_PAGE (page));

  if (presentation != NULL)
    tw_presentation_take_focus (presentation);
}

static const char *
tw_view_page_get_help (TwWindowPage *page)
{
  const char *key = tw_view_state_get_presentation (TW_VIEW_PAGE (page)->state);
  guint n_infos = 0;
  const TwPresentationInfo *infos = tw_presentation_get_infos (&n_infos);

  for (guint i = 0; i < n_infos; i++)
    if (g_strcmp0 (infos[i].key, key) == 0)
      return infos[i].help;
  return TW_WINDOW_PAGE_GET_CLASS (page)->help;
}

static void
tw_view_page_dispose (GObject *object)
{
  TwViewPage *self = TW_VIEW_PAGE (object);

  /* Parts that go change the view a last time. */
  if (self->state != NULL)
    g_signal_handlers_disconnect_by_data (self->state, self);
  if (self->filter_bin != NULL)
    tw_popovers_unparent (GTK_WIDGET (self->filter_bin));
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_VIEW_PAGE);
  g_clear_object (&self->state);
  G_OBJECT_CLASS (tw_view_page_parent_class)->dispose (object);
}

static void
tw_view_page_class_init (TwViewPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_view_page_dispose;
  TW_WINDOW_PAGE_CLASS (klass)->shown = tw_view_page_shown;
  TW_WINDOW_PAGE_CLASS (klass)->help = "list";
  TW_WINDOW_PAGE_CLASS (klass)->get_help = tw_view_page_get_help;
  tw_action_table_install (&tw_view_page_actions, widget_class);
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("view/tw-view-page.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwViewPage, search_bin);
  gtk_widget_class_bind_template_child (widget_class, TwViewPage, filter_bin);
  gtk_widget_class_bind_template_child (widget_class, TwViewPage, presentations);
  gtk_widget_class_bind_template_child (widget_class, TwViewPage, switcher);
  gtk_widget_class_bind_template_child (widget_class, TwViewPage, switcher_bar);
  gtk_widget_class_bind_template_child (widget_class, TwViewPage, views_button);
  gtk_widget_class_bind_template_child (widget_class, TwViewPage, search_button);
  gtk_widget_class_bind_template_child (widget_class, TwViewPage, new_button);
  gtk_widget_class_bind_template_child (widget_class, TwViewPage, bulk_bar);
  gtk_widget_class_bind_template_child (widget_class, TwViewPage, facet_side);
  gtk_widget_class_bind_template_callback (widget_class, presentation_shown_cb);
}

static void
tw_view_page_init (TwViewPage *self)
{
  g_type_ensure (TW_TYPE_BULK_BAR);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* Around whatever shows documents: files come in and folders are there in each presentation. */
static void
add_shelf (TwViewPage  *self,
           TwViewState *state)
{
  g_autoptr(GtkWidget) content = g_object_ref (GTK_WIDGET (self->presentations));
  GtkWidget *box = gtk_widget_get_parent (content), *before = gtk_widget_get_prev_sibling (content);

  gtk_box_remove (GTK_BOX (box), content);
  gtk_box_insert_child_after (GTK_BOX (box), tw_document_shelf_new (state, content), before);
}

/**
 * tw_view_page_new:
 * @state: what to show
 *
 * Returns: (transfer floating): a page for the window
 */
TwViewPage *
tw_view_page_new (TwViewState *state)
{
  TwViewPage *self = g_object_new (TW_TYPE_VIEW_PAGE, "workspace", tw_view_state_get_workspace (state), NULL);
  g_autofree char *label = tw_entity_dup_new_label (tw_view_state_get_entity (state));

  self->search = TW_VIEW_SEARCH (tw_view_search_new (state));
  adw_bin_set_child (self->search_bin, GTK_WIDGET (self->search));
  self->filter_bar = tw_filter_bar_new (state);
  adw_bin_set_child (self->filter_bin, GTK_WIDGET (self->filter_bar));
  gtk_widget_set_tooltip_text (self->new_button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->new_button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  add_presentations (self, state);
  if (tw_document_shelf_can_serve (tw_view_state_get_entity (state)))
    add_shelf (self, state);
  update_switcher (self);
  tw_bulk_bar_set_narrow (self->bulk_bar, tw_window_page_get_narrow (TW_WINDOW_PAGE (self)));
  self->state = g_object_ref (state);
  presentation_changed_cb (self);
  presentation_shown_cb (self);
  g_signal_connect_object (state, "notify::presentation", G_CALLBACK (presentation_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (tw_workspace_get_store (tw_view_state_get_workspace (state)), "committed", G_CALLBACK (committed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (state, "notify::name", G_CALLBACK (name_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (state, "conditions-changed", G_CALLBACK (tw_view_page_update_actions), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (state, "notify::query", G_CALLBACK (tw_view_page_update_actions), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::narrow", G_CALLBACK (narrow_changed_cb), NULL);
  g_signal_connect_object (tw_workspace_get_settings (tw_view_state_get_workspace (state)), "changed::show-facets",
                           G_CALLBACK (update_facets), self, G_CONNECT_SWAPPED);
  name_changed_cb (self);
  tw_filter_bar_set_narrow (self->filter_bar, tw_window_page_get_narrow (TW_WINDOW_PAGE (self)));
  tw_after_painted (GTK_WIDGET (self), painted_cb);
  return self;
}

/**
 * tw_view_page_toggle_facets:
 * @self: a page
 *
 * Shows or hides the facets: beside the records, or in a narrow window over them.
 */
void
tw_view_page_toggle_facets (TwViewPage *self)
{
  GSettings *settings = tw_workspace_get_settings (tw_view_state_get_workspace (self->state));
  GtkWidget *popover = NULL, *panel = NULL;

  if (!tw_window_page_get_narrow (TW_WINDOW_PAGE (self)))
    {
      g_settings_set_boolean (settings, "show-facets", !g_settings_get_boolean (settings, "show-facets"));
      return;
    }
  popover = gtk_popover_new ();
  panel = tw_facet_panel_new (self->state);
  tw_facet_panel_set_max_height (TW_FACET_PANEL (panel), gtk_widget_get_height (GTK_WIDGET (self->presentations)) - TW_POPOVER_FRAME);
  gtk_popover_set_child (GTK_POPOVER (popover), panel);
  tw_popover_goes_when_closed (GTK_POPOVER (popover));
  gtk_widget_set_parent (popover, GTK_WIDGET (self->filter_bin));
  gtk_popover_popup (GTK_POPOVER (popover));
}

/**
 * tw_view_page_get_state:
 * @self: a page
 *
 * Returns: (transfer none): what it shows
 */
TwViewState *
tw_view_page_get_state (TwViewPage *self)
{
  g_return_val_if_fail (TW_IS_VIEW_PAGE (self), NULL);
  return self->state;
}

/**
 * tw_view_page_get_presentation:
 * @self: a page
 *
 * Returns: (transfer none) (nullable): the list or board that is shown
 */
TwPresentation *
tw_view_page_get_presentation (TwViewPage *self)
{
  const char *key = NULL;

  g_return_val_if_fail (TW_IS_VIEW_PAGE (self), NULL);
  key = gtk_stack_get_visible_child_name (self->presentations);
  return key != NULL && self->state != NULL ? ensure_presentation (self, key) : NULL;
}
