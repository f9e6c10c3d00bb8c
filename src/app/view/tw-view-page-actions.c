/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-column-chooser.h"
#include "tw-save-view-dialog.h"
#include "tw-saved-view.h"
#include "tw-sidebar-item.h"
#include "tw-view-export.h"
#include "tw-view-page-private.h"

static GArray *
dup_selected (TwViewPage *self)
{
  TwPresentation *presentation = tw_view_page_get_presentation (self);

  return presentation != NULL ? tw_presentation_dup_selected (presentation) : g_array_new (FALSE, FALSE, sizeof (TwId));
}

static void
report (TwViewPage *self,
        GError     *error)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", error->message);
}

static void
create (GtkWidget  *widget,
        const char *name,
        GVariant   *parameter)
{
  gtk_widget_activate_action (widget, "win.create", "s", tw_view_state_get_entity (TW_VIEW_PAGE (widget)->state)->key);
}

static void
present (GtkWidget  *widget,
         const char *name,
         GVariant   *parameter)
{
  TwViewPage *self = TW_VIEW_PAGE (widget);
  g_autoptr(GtkSelectionModel) pages = gtk_stack_get_pages (self->presentations);
  guint i = g_variant_get_uint32 (parameter);

  if (i < g_list_model_get_n_items (G_LIST_MODEL (pages)))
    gtk_selection_model_select_item (pages, i, TRUE);
}

static void
add_filter (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  tw_filter_bar_add (TW_VIEW_PAGE (widget)->filter_bar);
}

static void
clear_filters (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  TwViewState *state = TW_VIEW_PAGE (widget)->state;

  tw_view_state_set_text (state, NULL);
  tw_view_state_set_conditions (state, NULL, NULL);
}

static void
unselect (GtkWidget  *widget,
          const char *name,
          GVariant   *parameter)
{
  TwPresentation *presentation = tw_view_page_get_presentation (TW_VIEW_PAGE (widget));

  if (presentation != NULL)
    tw_presentation_clear_selection (presentation);
}

static void
deleted_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr(TwViewPage) self = TW_VIEW_PAGE (data);
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = NULL;

  commit = tw_edit_commit_finish (tw_workspace_get_store (tw_view_state_get_workspace (self->state)), result, &error);
  if (commit == NULL)
    report (self, error);
}

static void
delete_selected (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  TwViewPage *self = TW_VIEW_PAGE (widget);
  const TwEntity *entity = tw_view_state_get_entity (self->state);
  TwStore *store = tw_workspace_get_store (tw_view_state_get_workspace (self->state));
  g_autoptr(GArray) ids = dup_selected (self);
  g_autofree char *title = NULL;
  TwEdit *edit = NULL;

  if (ids->len == 0)
    return;
  if (ids->len == 1)
    {
      g_autofree char *record = tw_store_dup_title (store, entity->number, &g_array_index (ids, TwId, 0));

      /* Translators: names a change; %s is the record's name. */
      title = g_strdup_printf (_("Delete “%s”"), record);
    }
  else
    /* Translators: names a change; %s is a kind of record in the plural, "Deals". */
    title = g_strdup_printf (ngettext ("Delete %u record of “%s”", "Delete %u records of “%s”", ids->len), ids->len,
                             tw_entity_get_label (entity, TRUE));
  edit = tw_edit_new (store, TW_ORIGIN_PERSON, title);
  for (guint i = 0; i < ids->len; i++)
    tw_edit_delete (edit, entity, &g_array_index (ids, TwId, i));
  tw_edit_commit_async (edit, NULL, deleted_cb, g_object_ref (self));
}

/* One selected record is only where the keyboard stands: the whole view is meant. */
static void
export_records (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  TwViewPage *self = TW_VIEW_PAGE (widget);
  g_autoptr(GArray) ids = dup_selected (self);

  if (ids->len == 1)
    g_array_set_size (ids, 0);
  tw_view_export_ask (widget, self->state, ids);
}

static void
columns (GtkWidget  *widget,
         const char *name,
         GVariant   *parameter)
{
  GtkWindow *parent = GTK_WINDOW (gtk_widget_get_root (widget));

  gtk_window_present (GTK_WINDOW (tw_column_chooser_new (parent, TW_VIEW_PAGE (widget)->state)));
}

static void
save (GtkWidget  *widget,
      const char *name,
      GVariant   *parameter)
{
  TwViewPage *self = TW_VIEW_PAGE (widget);
  g_autoptr(GError) error = NULL;

  if (!tw_saved_view_save (self->state, NULL, FALSE, &error))
    report (self, error);
}

static void
save_as (GtkWidget  *widget,
         const char *name,
         GVariant   *parameter)
{
  GtkWindow *parent = GTK_WINDOW (gtk_widget_get_root (widget));

  gtk_window_present (GTK_WINDOW (tw_save_view_dialog_new (parent, TW_VIEW_PAGE (widget)->state)));
}

static void
delete_view (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  TwViewPage *self = TW_VIEW_PAGE (widget);
  g_autoptr(GError) error = NULL;

  if (!tw_saved_view_delete (tw_view_state_get_workspace (self->state), tw_view_state_get_saved_view (self->state),
                             &error))
    report (self, error);
  else
    gtk_widget_activate_action (widget, "win.open-view", "s", tw_view_state_get_entity (self->state)->key);
}

static const TwActionInfo infos[] = {
  { "view.new", N_("New record"), "<Control>n", NULL, NULL, create },
  { "view.filter", N_("Add a filter"), "<Control>f", NULL, NULL, add_filter },
  { "view.clear-filters", N_("Remove all filters"), "<Control><Shift>f", NULL, NULL, clear_filters },
  { "view.present", N_("First way to show the records"), "<Alt>1", "u", "uint32 0", present },
  { "view.present", N_("Second way to show the records"), "<Alt>2", "u", "uint32 1", NULL },
  { "view.delete", N_("Delete the selected records"), "Delete", NULL, NULL, delete_selected },
  { "view.unselect", N_("Unselect"), "Escape", NULL, NULL, unselect },
  { "view.export", N_("Export the records"), "<Control><Shift>e", NULL, NULL, export_records },
  { "view.columns", N_("Choose the columns"), "<Control><Shift>c", NULL, NULL, columns },
  { "view.save", N_("Save the view"), "<Control>s", NULL, NULL, save },
  { "view.save-as", N_("Save as a new view"), "<Control><Shift>s", NULL, NULL, save_as },
  { "view.delete-view", NULL, NULL, NULL, NULL, delete_view },
};

const TwActionTable tw_view_page_actions = { N_("Views"), infos, G_N_ELEMENTS (infos) };

/**
 * tw_view_page_update_actions:
 * @self: a page
 *
 * Decides which commands can be used: what is selected and whether this is a saved view.
 */
void
tw_view_page_update_actions (TwViewPage *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  g_autoptr(GArray) ids = dup_selected (self);
  gboolean saved = !tw_id_is_nil (tw_view_state_get_saved_view (self->state));
  g_autofree char *label = g_strdup_printf (ngettext ("%u selected", "%u selected", ids->len), ids->len);

  gtk_widget_action_set_enabled (widget, "view.delete", ids->len > 0);
  gtk_widget_action_set_enabled (widget, "view.unselect", ids->len > 0);
  gtk_widget_action_set_enabled (widget, "view.save", saved);
  gtk_widget_action_set_enabled (widget, "view.delete-view", saved);
  gtk_widget_action_set_enabled (widget, "view.clear-filters", tw_view_state_get_n_conditions (self->state) > 0
                                                               || tw_view_state_get_text (self->state) != NULL);
  /* A single selected row is where the keyboard stands; the bar comes when several were chosen. */
  gtk_action_bar_set_revealed (self->selection_bar, ids->len > 1);
  gtk_label_set_label (self->selection_label, label);
}

/**
 * tw_view_page_update_menu:
 * @self: a page
 *
 * Fills the menu of the title: all records, the saved views of this entity, and what can be done with the view.
 */
void
tw_view_page_update_menu (TwViewPage *self)
{
  const TwEntity *entity = tw_view_state_get_entity (self->state);
  TwWorkspace *workspace = tw_view_state_get_workspace (self->state);
  g_autoptr(GMenu) menu = g_menu_new (), views = g_menu_new (), commands = g_menu_new ();
  g_autoptr(GPtrArray) items = tw_saved_view_list_items (workspace);
  g_autoptr(GMenuItem) all = NULL;
  /* Translators: %s is a kind of record in the plural, "Deals". */
  g_autofree char *label = g_strdup_printf (_("All %s"), tw_entity_get_label (entity, TRUE));

  all = g_menu_item_new (label, NULL);
  g_menu_item_set_action_and_target (all, "win.open-view", "s", entity->key);
  g_menu_append_item (views, all);
  for (guint i = 0; i < items->len; i++)
    {
      TwSidebarItem *saved = g_ptr_array_index (items, i);
      g_autoptr(GMenuItem) item = NULL;

      if (g_strcmp0 (tw_sidebar_item_get_entity (saved), entity->key) != 0)
        continue;
      item = g_menu_item_new (tw_sidebar_item_get_title (saved), NULL);
      g_menu_item_set_action_and_target (item, "win.open-saved", "s", tw_sidebar_item_get_target (saved));
      g_menu_append_item (views, item);
    }
  g_menu_append (commands, _("_Save View"), "view.save");
  g_menu_append (commands, _("Save View _As…"), "view.save-as");
  g_menu_append (commands, _("_Delete View"), "view.delete-view");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (views));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (commands));
  gtk_menu_button_set_menu_model (self->views_button, G_MENU_MODEL (menu));
}
