/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-dialog-fit.h"
#include "tw-import-dialog-private.h"

G_DEFINE_FINAL_TYPE (TwImportDialog, tw_import_dialog, ADW_TYPE_WINDOW)

/**
 * tw_import_dialog_show_error:
 * @self: the dialog
 * @message: (nullable): what went wrong; %NULL: nothing
 *
 * Says why the import cannot be run as it is.
 */
void
tw_import_dialog_show_error (TwImportDialog *self,
                             const char     *message)
{
  gtk_label_set_label (self->error_label, message != NULL ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), message != NULL);
}

/**
 * tw_import_dialog_set_page:
 * @self: the dialog
 * @page: what to show
 *
 * Shows a page and the commands that belong to it.
 */
void
tw_import_dialog_set_page (TwImportDialog *self,
                           const char     *page)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean columns = g_str_equal (page, "columns"), result = g_str_equal (page, "result"), busy = g_str_equal (page, "busy");
  gboolean done = result && !self->trial;
  gboolean more = self->at + 1 < g_list_model_get_n_items (self->files);

  gtk_stack_set_visible_child_name (self->stack, page);
  gtk_widget_action_set_enabled (widget, "import.check", columns);
  gtk_widget_action_set_enabled (widget, "import.run", columns || (result && self->trial));
  gtk_widget_action_set_enabled (widget, "import.cancel", busy);
  gtk_widget_action_set_enabled (widget, "import.back", result && self->trial);
  gtk_widget_action_set_enabled (widget, "import.next", (done || g_str_equal (page, "error")) && more);
  gtk_widget_action_set_enabled (widget, "import.undo", done);
  gtk_widget_action_set_enabled (widget, "import.save-rejects", result);
  gtk_widget_set_visible (self->close_button, !(result && self->trial));
  gtk_button_set_label (GTK_BUTTON (self->close_button), done ? _("_Close") : _("_Cancel"));
  gtk_widget_set_visible (self->back_button, result && self->trial);
  gtk_widget_set_visible (self->check_button, columns);
  gtk_widget_set_visible (self->run_button, columns || (result && self->trial));
  gtk_widget_set_visible (self->next_button, (done || g_str_equal (page, "error")) && more);
}

static void
show_file (TwImportDialog *self)
{
  g_autoptr(GFile) file = g_list_model_get_item (self->files, self->at);
  g_autofree char *name = g_file_get_basename (file), *shown = g_filename_display_name (name), *subtitle = NULL;
  guint n = g_list_model_get_n_items (self->files);

  /* Translators: a file's name, and which of several files it is. */
  subtitle = n > 1 ? g_strdup_printf (_("%s (%u of %u)"), shown, self->at + 1, n) : g_strdup (shown);
  adw_window_title_set_subtitle (self->title, subtitle);
  g_clear_pointer (&self->charset, g_free);
  self->has_dialect = FALSE;
  self->entity = NULL;
  tw_import_dialog_show_error (self, NULL);
  tw_import_dialog_set_page (self, "reading");
  tw_import_dialog_read (self);
}

/* --- Choices --- */

static void
entity_chosen_cb (TwImportDialog *self)
{
  guint i = adw_combo_row_get_selected (self->entity_row);

  if (self->filling || self->sample == NULL || i >= self->entities->len || g_ptr_array_index (self->entities, i) == self->entity)
    return;
  self->entity = g_ptr_array_index (self->entities, i);
  tw_import_dialog_read (self);
}

static void
format_chosen_cb (TwImportDialog *self)
{
  if (!self->filling && self->sample != NULL && g_str_equal (tw_import_dialog_get_page (self), "columns"))
    tw_import_dialog_format_chosen (self);
}

static void
columns_changed_cb (TwImportDialog *self)
{
  tw_import_dialog_show_error (self, NULL);
  tw_import_dialog_fill_choices (self);
}

/* Kinds of records that people see in the sidebar, and a site's own. */
static void
fill_entities (TwImportDialog *self)
{
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);

  for (guint i = 0; i < tw_schema_get_n_entities (self->schema); i++)
    {
      const TwEntity *entity = tw_schema_get_entity_at (self->schema, i);

      if (entity->retired || (entity->group == NULL && !entity->custom && entity != self->preferred))
        continue;
      g_ptr_array_add (self->entities, (gpointer) entity);
      gtk_string_list_append (names, tw_entity_get_label (entity, TRUE));
    }
  self->filling = TRUE;
  adw_combo_row_set_model (self->entity_row, G_LIST_MODEL (names));
  self->filling = FALSE;
}

/* --- Commands --- */

static void
check (GtkWidget  *widget,
       const char *name,
       GVariant   *parameter)
{
  tw_import_dialog_run (TW_IMPORT_DIALOG (widget), TRUE);
}

static void
run (GtkWidget  *widget,
     const char *name,
     GVariant   *parameter)
{
  tw_import_dialog_run (TW_IMPORT_DIALOG (widget), FALSE);
}

static void
cancel (GtkWidget  *widget,
        const char *name,
        GVariant   *parameter)
{
  g_cancellable_cancel (TW_IMPORT_DIALOG (widget)->cancellable);
}

static void
back (GtkWidget  *widget,
      const char *name,
      GVariant   *parameter)
{
  tw_import_dialog_set_page (TW_IMPORT_DIALOG (widget), "columns");
}

static void
next (GtkWidget  *widget,
      const char *name,
      GVariant   *parameter)
{
  TwImportDialog *self = TW_IMPORT_DIALOG (widget);

  self->at++;
  show_file (self);
}

static void
undo (GtkWidget  *widget,
      const char *name,
      GVariant   *parameter)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (widget));

  if (parent != NULL)
    gtk_widget_activate_action (GTK_WIDGET (parent), "win.undo", NULL);
  gtk_window_close (GTK_WINDOW (widget));
}

static void
rejects_chosen_cb (GtkNativeDialog *chooser,
                   int              response,
                   TwImportDialog  *self)
{
  g_autoptr(GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser)) : NULL;
  g_autoptr(GError) error = NULL;

  if (file != NULL && !tw_import_dialog_save_rejects (self, file, &error))
    tw_import_dialog_show_error (self, error->message);
  gtk_native_dialog_destroy (chooser);
  g_object_unref (chooser);
}

static void
save_rejects (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  TwImportDialog *self = TW_IMPORT_DIALOG (widget);
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (_("Save Rejected Rows"), GTK_WINDOW (self),
                                                               GTK_FILE_CHOOSER_ACTION_SAVE, _("_Save"), _("_Cancel"));
  g_autofree char *base = g_file_get_basename (self->rejects);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), base);
  g_signal_connect_object (chooser, "response", G_CALLBACK (rejects_chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static const TwActionInfo infos[] = {
  { "import.check", N_("Check the file without changing anything"), "<Control>t", NULL, NULL, check },
  { "import.run", N_("Import the file"), "<Control>Return", NULL, NULL, run },
  { "import.cancel", N_("Stop the import; nothing is changed"), NULL, NULL, NULL, cancel },
  { "import.back", N_("Back to the columns"), "<Alt>Left", NULL, NULL, back },
  { "import.next", N_("Go on with the next file"), "<Alt>Right", NULL, NULL, next },
  { "import.undo", N_("Take the import back"), "<Control>z", NULL, NULL, undo },
  { "import.save-rejects", N_("Save the rejected rows"), "<Control>s", NULL, NULL, save_rejects },
  { "window.close", N_("Close the import"), "Escape", NULL, NULL, NULL },
};

const TwActionTable tw_import_actions = { N_("Import"), infos, G_N_ELEMENTS (infos) };

/* Closing stops a run that is under way: cancelled, it changes nothing. */
static gboolean
close_request_cb (TwImportDialog *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  return FALSE;
}

static void
tw_import_dialog_dispose (GObject *object)
{
  TwImportDialog *self = TW_IMPORT_DIALOG (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_IMPORT_DIALOG);
  g_clear_object (&self->import);
  g_clear_object (&self->rejects);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->files);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (tw_import_dialog_parent_class)->dispose (object);
}

static void
tw_import_dialog_finalize (GObject *object)
{
  TwImportDialog *self = TW_IMPORT_DIALOG (object);

  g_clear_pointer (&self->sample, tw_import_sample_free);
  g_clear_pointer (&self->mapping, tw_import_mapping_free);
  g_clear_pointer (&self->schema, tw_schema_unref);
  g_ptr_array_unref (self->entities);
  g_strfreev (self->keys);
  g_free (self->charset);
  G_OBJECT_CLASS (tw_import_dialog_parent_class)->finalize (object);
}

static void
tw_import_dialog_class_init (TwImportDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_import_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = tw_import_dialog_finalize;
  tw_action_table_install (&tw_import_actions, widget_class);
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("import/tw-import-dialog.ui"));
#define BIND(child) gtk_widget_class_bind_template_child (widget_class, TwImportDialog, child)
  BIND (stack);
  BIND (title);
  BIND (close_button);
  BIND (back_button);
  BIND (check_button);
  BIND (run_button);
  BIND (next_button);
  BIND (error_label);
  BIND (error_page);
  BIND (entity_row);
  BIND (charset_row);
  BIND (delimiter_row);
  BIND (header_row);
  BIND (header_switch);
  BIND (key_row);
  BIND (duplicate_row);
  BIND (missing_row);
  BIND (columns);
  BIND (progress);
  BIND (result_page);
  BIND (count_list);
  BIND (reason_group);
  BIND (reason_list);
  BIND (remark_group);
  BIND (remark_list);
  BIND (undo_button);
  BIND (save_button);
#undef BIND
  gtk_widget_class_bind_template_callback (widget_class, entity_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, format_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, columns_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, close_request_cb);
}

static void
tw_import_dialog_init (TwImportDialog *self)
{
  self->entities = g_ptr_array_new ();
  g_type_ensure (TW_TYPE_IMPORT_COLUMNS);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tw_import_dialog_new:
 * @parent: the window that it belongs to
 * @workspace: where the records go
 * @files: (element-type GFile): at least one
 * @entity: (nullable): the kind of record that is looked at
 *
 * Returns: (transfer none): the assistant, reading the first file
 */
TwImportDialog *
tw_import_dialog_new (GtkWindow      *parent,
                      TwWorkspace    *workspace,
                      GListModel     *files,
                      const TwEntity *entity)
{
  TwImportDialog *self = g_object_new (TW_TYPE_IMPORT_DIALOG, "transient-for", parent, NULL);

  tw_dialog_fit (GTK_WINDOW (self), parent);
  g_return_val_if_fail (g_list_model_get_n_items (files) > 0, self);
  self->workspace = g_object_ref (workspace);
  self->schema = tw_schema_ref (tw_workspace_get_schema (workspace));
  self->files = g_object_ref (files);
  self->preferred = entity != NULL ? tw_schema_get_entity (self->schema, entity->key) : NULL;
  fill_entities (self);
  show_file (self);
  return self;
}

/**
 * tw_import_dialog_get_page:
 * @self: the assistant
 *
 * Returns: what it shows
 */
const char *
tw_import_dialog_get_page (TwImportDialog *self)
{
  g_return_val_if_fail (TW_IS_IMPORT_DIALOG (self), NULL);
  return gtk_stack_get_visible_child_name (self->stack);
}

/**
 * tw_import_dialog_get_entity:
 * @self: the assistant
 *
 * Returns: (nullable): what the rows become
 */
const TwEntity *
tw_import_dialog_get_entity (TwImportDialog *self)
{
  g_return_val_if_fail (TW_IS_IMPORT_DIALOG (self), NULL);
  return self->entity;
}

/**
 * tw_import_dialog_set_entity:
 * @self: the assistant
 * @entity: what the rows become
 *
 * Chooses the kind of record and guesses anew.
 */
void
tw_import_dialog_set_entity (TwImportDialog *self,
                             const TwEntity *entity)
{
  g_return_if_fail (TW_IS_IMPORT_DIALOG (self) && entity != NULL);
  for (guint i = 0; i < self->entities->len; i++)
    if (((const TwEntity *) g_ptr_array_index (self->entities, i))->number == entity->number)
      adw_combo_row_set_selected (self->entity_row, i);
}

/**
 * tw_import_dialog_get_columns:
 * @self: the assistant
 *
 * Returns: (transfer none): the columns of the file
 */
TwImportColumns *
tw_import_dialog_get_columns (TwImportDialog *self)
{
  g_return_val_if_fail (TW_IS_IMPORT_DIALOG (self), NULL);
  return self->columns;
}

/**
 * tw_import_dialog_get_mapping:
 * @self: the assistant
 *
 * Returns: (transfer none) (nullable): what is chosen
 */
TwImportMapping *
tw_import_dialog_get_mapping (TwImportDialog *self)
{
  g_return_val_if_fail (TW_IS_IMPORT_DIALOG (self), NULL);
  return self->mapping;
}

/**
 * tw_import_dialog_get_key:
 * @self: the assistant that shows columns
 *
 * Returns: the fields that find records which are there already; "" for none
 */
const char *
tw_import_dialog_get_key (TwImportDialog *self)
{
  g_return_val_if_fail (TW_IS_IMPORT_DIALOG (self) && self->keys != NULL, "");
  return self->keys[adw_combo_row_get_selected (self->key_row)];
}

/**
 * tw_import_dialog_get_counts:
 * @self: the assistant
 *
 * Returns: (nullable): what the last run did
 */
const TwImportCounts *
tw_import_dialog_get_counts (TwImportDialog *self)
{
  g_return_val_if_fail (TW_IS_IMPORT_DIALOG (self), NULL);
  return self->import != NULL ? tw_import_get_counts (self->import) : NULL;
}

/**
 * tw_import_dialog_save_rejects:
 * @self: the assistant after a run
 * @file: where to; replaced when it is there
 * @error: why it cannot be written
 *
 * Returns: whether the rejected rows stand in the file
 */
gboolean
tw_import_dialog_save_rejects (TwImportDialog *self,
                               GFile          *file,
                               GError        **error)
{
  g_return_val_if_fail (TW_IS_IMPORT_DIALOG (self) && self->rejects != NULL, FALSE);
  return g_file_copy (self->rejects, file, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, error);
}
