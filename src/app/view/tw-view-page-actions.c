/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-activity.h"
#include "tw-column-chooser.h"
#include "tw-health.h"
#include "tw-may-export.h"
#include "tw-paste-window.h"
#include "tw-print.h"
#include "tw-report-parts.h"
#include "tw-save-view-dialog.h"
#include "tw-saved-view.h"
#include "tw-sidebar-item.h"
#include "tw-template-dialog.h"
#include "tw-view-copy.h"
#include "tw-view-export.h"
#include "tw-view-mail.h"
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
search (GtkWidget  *widget,
        const char *name,
        GVariant   *parameter)
{
  tw_view_search_open (TW_VIEW_PAGE (widget)->search);
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

static TwRecordSet *
dup_selection (TwViewPage *self)
{
  TwPresentation *presentation = tw_view_page_get_presentation (self);

  return presentation != NULL ? tw_presentation_dup_selection (presentation, tw_view_state_get_entity (self->state)) : NULL;
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

/* The name of a single record stands in the toast that offers to undo it. */
static void
delete_one (TwViewPage *self)
{
  const TwEntity *entity = tw_view_state_get_entity (self->state);
  TwStore *store = tw_workspace_get_store (tw_view_state_get_workspace (self->state));
  g_autoptr(GArray) ids = dup_selected (self);
  g_autofree char *record = NULL, *title = NULL;
  TwEdit *edit = NULL;

  if (ids->len != 1)
    return;
  record = tw_store_dup_title (store, entity->number, &g_array_index (ids, TwId, 0));
  /* Translators: names a change; %s is the record's name. */
  title = g_strdup_printf (_("Delete “%s”"), record);
  edit = tw_edit_new (store, TW_ORIGIN_PERSON, title);
  tw_edit_delete (edit, entity, &g_array_index (ids, TwId, 0));
  tw_edit_commit_async (edit, NULL, deleted_cb, g_object_ref (self));
}

static void
delete_selected (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  TwViewPage *self = TW_VIEW_PAGE (widget);
  g_autoptr(TwRecordSet) set = dup_selection (self);
  g_autoptr(TwBulkJob) job = NULL;

  if (set == NULL || tw_record_set_get_count (set) < 2)
    {
      delete_one (self);
      return;
    }
  job = tw_bulk_job_new_delete (tw_workspace_get_store (tw_view_state_get_workspace (self->state)), set);
  tw_bulk_bar_run (self->bulk_bar, job);
}

static void
work_out_health (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  TwViewPage *self = TW_VIEW_PAGE (widget);
  g_autoptr(TwRecordSet) set = dup_selection (self);
  g_autoptr(TwBulkJob) job = NULL;

  if (set == NULL)
    return;
  job = tw_bulk_job_new_health (tw_workspace_get_store (tw_view_state_get_workspace (self->state)), set);
  tw_bulk_bar_run (self->bulk_bar, job);
}

static void
change_selected (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  static const struct { const char *name; TwBulkEdit edit; } edits[] = {
    { "view.edit-selected", TW_BULK_EDIT_FIELD }, { "view.assign", TW_BULK_EDIT_OWNER },
    { "view.add-tags", TW_BULK_EDIT_ADD }, { "view.remove-tags", TW_BULK_EDIT_REMOVE },
  };
  TwViewPage *self = TW_VIEW_PAGE (widget);
  g_autoptr(TwRecordSet) set = dup_selection (self);

  for (guint i = 0; set != NULL && tw_record_set_get_count (set) > 0 && i < G_N_ELEMENTS (edits); i++)
    if (g_str_equal (edits[i].name, name))
      tw_bulk_bar_ask (self->bulk_bar, tw_view_state_get_workspace (self->state), set, edits[i].edit);
}

/* Files, paper and the clipboard are ways out alike. */
static gboolean
may_export (TwViewPage *self)
{
  return tw_may_export (GTK_WIDGET (self), tw_view_state_get_workspace (self->state), tw_view_state_get_entity (self->state));
}

/* What was not chosen is only where the keyboard stands: the whole view is meant. */
static void
export_records (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  TwViewPage *self = TW_VIEW_PAGE (widget);
  TwPresentation *presentation = tw_view_page_get_presentation (self);
  g_autoptr(TwRecordSet) set = NULL;
  gboolean chosen = FALSE;

  if (!may_export (self))
    return;
  if (presentation != NULL && tw_presentation_count_selected (presentation, &chosen) > 0 && chosen)
    set = dup_selection (self);
  tw_view_export_ask (self->bulk_bar, self->state, set);
}

static void
job_cb (TwViewPage       *self,
        TwBulkJob        *job,
        TwTemplateDialog *dialog)
{
  tw_bulk_bar_run (self->bulk_bar, job);
}

/* Each of the records gets its own task, or those of a template. */
static void
add_tasks (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  TwViewPage *self = TW_VIEW_PAGE (widget);
  g_autoptr(TwRecordSet) set = dup_selection (self);
  TwTemplateDialog *dialog = NULL;

  if (set == NULL || tw_record_set_get_count (set) == 0)
    return;
  dialog = tw_template_dialog_new_for_set (GTK_WINDOW (gtk_widget_get_root (widget)), tw_view_state_get_workspace (self->state), set);
  g_signal_connect_object (dialog, "job", G_CALLBACK (job_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
write_mail (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  TwViewPage *self = TW_VIEW_PAGE (widget);
  g_autoptr(TwRecordSet) set = dup_selection (self);

  if (set != NULL && tw_record_set_get_count (set) > 0 && may_export (self))
    tw_view_mail_write (self->bulk_bar, self->state, set);
}

/* Tasks about tasks would be their parts, and those are made on their pages. */
static gboolean
can_have_tasks (const TwEntity *entity)
{
  const TwEntity *task = tw_schema_get_entity ((TwSchema *) entity->schema, "task");

  return task != NULL && task != entity && tw_activity_find_link (task, entity) != NULL;
}

/* The row where the keyboard stands will do. */
static void
copy_records (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  TwViewPage *self = TW_VIEW_PAGE (widget);
  g_autoptr(TwRecordSet) set = dup_selection (self);

  if (set != NULL && tw_record_set_get_count (set) > 0 && may_export (self))
    tw_view_copy (self->bulk_bar, self->state, set);
}

static void
text_read_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  g_autoptr(TwViewPage) self = TW_VIEW_PAGE (data);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autoptr(GError) error = NULL;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
  TwPasteWindow *window = NULL;

  if (root == NULL)
    return;
  window = tw_paste_window_new (GTK_WINDOW (root), tw_view_state_get_workspace (self->state), tw_view_state_get_entity (self->state),
                                text != NULL ? text : "", &error);
  if (window != NULL)
    gtk_window_present (GTK_WINDOW (window));
  else
    report (self, error);
}

static void
paste_records (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (widget), NULL, text_read_cb, g_object_ref (widget));
}

static void
options (GtkWidget  *widget,
         const char *name,
         GVariant   *parameter)
{
  tw_filter_bar_show_options (TW_VIEW_PAGE (widget)->filter_bar);
}

static void
facets (GtkWidget  *widget,
        const char *name,
        GVariant   *parameter)
{
  tw_view_page_toggle_facets (TW_VIEW_PAGE (widget));
}

/* What the view shows, to be put together, summed and exported as a report. */
static void
make_report (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  TwViewState *state = TW_VIEW_PAGE (widget)->state;
  const TwEntity *entity = tw_view_state_get_entity (state);
  const TwField *group = tw_view_state_get_list_group (state);
  g_autofree char *where = tw_view_state_dup_where (state), *json = NULL;
  g_autoptr(TwReport) made = tw_report_new_of_list (tw_workspace_get_schema (tw_view_state_get_workspace (state)), entity,
                                                    tw_view_state_get_columns (state), group != NULL ? group->key : NULL, where,
                                                    tw_view_state_get_text (state), tw_view_state_get_sort (state));

  json = tw_report_print (made);
  gtk_widget_activate_action (widget, "win.design-report", "(ss)", json,
                              tw_view_state_get_name (state) != NULL ? tw_view_state_get_name (state) : tw_entity_get_label (entity, TRUE));
}

static void
print (GtkWidget  *widget,
       const char *name,
       GVariant   *parameter)
{
  if (may_export (TW_VIEW_PAGE (widget)))
    tw_print_view (widget, TW_VIEW_PAGE (widget)->state);
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
change_view (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  GtkWindow *parent = GTK_WINDOW (gtk_widget_get_root (widget));

  gtk_window_present (GTK_WINDOW (tw_save_view_dialog_new_change (parent, TW_VIEW_PAGE (widget)->state)));
}

static void
duplicate_view (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  TwViewPage *self = TW_VIEW_PAGE (widget);
  g_autoptr(GError) error = NULL;
  /* Translators: name of a view that was made as a copy; %s is the name of the other one. */
  g_autofree char *copy = g_strdup_printf (_("%s (copy)"), tw_view_state_get_name (self->state));

  if (!tw_saved_view_save (self->state, copy, FALSE, &error))
    report (self, error);
}

static void
reset_view (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  TwViewPage *self = TW_VIEW_PAGE (widget);
  g_autoptr(GError) error = NULL;

  if (!tw_saved_view_reset (self->state, &error))
    report (self, error);
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
  { "view.search", N_("Search in this view"), "<Control>f", NULL, NULL, search },
  { "view.filter", N_("Add a filter"), "<Control><Alt>f", NULL, NULL, add_filter },
  { "view.clear-filters", N_("Remove all filters"), "<Control><Shift>f", NULL, NULL, clear_filters },
  { "view.present", N_("First way to show the records"), "<Alt>1", "u", "uint32 0", present },
  { "view.present", N_("Second way to show the records"), "<Alt>2", "u", "uint32 1", NULL },
  { "view.present", N_("Third way to show the records"), "<Alt>3", "u", "uint32 2", NULL },
  { "view.edit-selected", N_("Change a field of the selected records"), "<Control>e", NULL, NULL, change_selected },
  { "view.assign", N_("Assign the selected records"), "<Control><Shift>a", NULL, NULL, change_selected },
  { "view.add-tags", N_("Add tags to the selected records"), "<Control>t", NULL, NULL, change_selected },
  { "view.remove-tags", N_("Remove tags from the selected records"), "<Control><Shift>t", NULL, NULL, change_selected },
  { "view.add-tasks", N_("Add tasks for the selected records"), NULL, NULL, NULL, add_tasks },
  { "view.write-mail", N_("Write a mail to the selected people"), NULL, NULL, NULL, write_mail },
  { "view.work-out-health", N_("Work out the health of the selected records"), NULL, NULL, NULL, work_out_health },
  { "view.delete", N_("Delete the selected records"), "Delete", NULL, NULL, delete_selected },
  { "view.unselect", N_("Unselect"), "Escape", NULL, NULL, unselect },
  { "view.export", N_("Export the records"), "<Control><Shift>e", NULL, NULL, export_records },
  { "view.copy", N_("Copy the selected records as a table"), "<Control>c", NULL, NULL, copy_records },
  { "view.paste", N_("Paste a table as new records"), "<Control>v", NULL, NULL, paste_records },
  { "view.options", N_("Sort and group the records"), "<Control>g", NULL, NULL, options },
  { "view.facets", N_("Show what the records have in common"), "F9", NULL, NULL, facets },
  { "view.print", N_("Print the records"), "<Control>p", NULL, NULL, print },
  { "view.report", N_("Report from this view"), NULL, NULL, NULL, make_report },
  { "view.columns", N_("Choose the columns"), "<Control><Shift>c", NULL, NULL, columns },
  { "view.save", N_("Save the view"), "<Control>s", NULL, NULL, save },
  { "view.save-as", N_("Save as a new view"), "<Control><Shift>s", NULL, NULL, save_as },
  { "view.reset", N_("Show the view as it was saved"), NULL, NULL, NULL, reset_view },
  { "view.change-view", N_("Rename or share the view"), NULL, NULL, NULL, change_view },
  { "view.duplicate", N_("Make a copy of the view"), NULL, NULL, NULL, duplicate_view },
  { "view.delete-view", N_("Delete the view"), NULL, NULL, NULL, delete_view },
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
  TwPresentation *presentation = tw_view_page_get_presentation (self);
  const TwEntity *entity = tw_view_state_get_entity (self->state);
  gboolean chosen = FALSE;
  guint n = presentation != NULL ? tw_presentation_count_selected (presentation, &chosen) : 0;
  gboolean saved = !tw_id_is_nil (tw_view_state_get_saved_view (self->state));

  gtk_widget_action_set_enabled (widget, "view.delete", n > 0);
  gtk_widget_action_set_enabled (widget, "view.unselect", n > 0);
  gtk_widget_action_set_enabled (widget, "view.edit-selected", n > 0 && tw_bulk_editor_can_edit (entity, TW_BULK_EDIT_FIELD));
  gtk_widget_action_set_enabled (widget, "view.assign", n > 0 && tw_bulk_editor_can_edit (entity, TW_BULK_EDIT_OWNER));
  gtk_widget_action_set_enabled (widget, "view.add-tags", n > 0 && tw_bulk_editor_can_edit (entity, TW_BULK_EDIT_ADD));
  gtk_widget_action_set_enabled (widget, "view.remove-tags", n > 0 && tw_bulk_editor_can_edit (entity, TW_BULK_EDIT_REMOVE));
  gtk_widget_action_set_enabled (widget, "view.add-tasks", n > 0 && can_have_tasks (entity));
  gtk_widget_action_set_enabled (widget, "view.write-mail", n > 0 && tw_view_mail_can (entity));
  gtk_widget_action_set_enabled (widget, "view.work-out-health", n > 0 && tw_health_get_field (entity) != NULL);
  gtk_widget_action_set_enabled (widget, "view.copy", n > 0);
  gtk_widget_action_set_enabled (widget, "view.change-view", saved);
  gtk_widget_action_set_enabled (widget, "view.duplicate", saved);
  gtk_widget_action_set_enabled (widget, "view.reset", saved);
  gtk_widget_action_set_enabled (widget, "view.save", saved);
  gtk_widget_action_set_enabled (widget, "view.delete-view", saved);
  gtk_widget_action_set_enabled (widget, "view.clear-filters", tw_view_state_get_n_conditions (self->state) > 0
                                                               || tw_view_state_get_text (self->state) != NULL);
  tw_bulk_bar_set_health (self->bulk_bar, tw_health_get_field (entity) != NULL);
  /* A single selected row may be where the keyboard stands only; the bar comes when records were chosen. */
  tw_bulk_bar_set_count (self->bulk_bar, n, chosen);
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
  g_menu_append (commands, _("_Undo Changes of the View"), "view.reset");
  g_menu_append (commands, _("_Rename or Share…"), "view.change-view");
  g_menu_append (commands, _("Du_plicate View"), "view.duplicate");
  g_menu_append (commands, _("_Delete View"), "view.delete-view");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (views));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (commands));
  gtk_menu_button_set_menu_model (self->views_button, G_MENU_MODEL (menu));
}
