/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-versions-window.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "tw-blobs.h"
#include "tw-dialog-fit.h"
#include "tw-document-version.h"
#include "tw-field-text.h"
#include "tw-file-commands.h"
#include "tw-task.h"

struct _TwVersionsWindow
{
  AdwWindow    parent_instance;

  TwWorkspace *workspace;                              /* (owned) */
  TwId         document;
  GPtrArray   *versions;                               /* (owned) (nullable) TwRecord, the newest first */
  char        *awaited;                                /* (owned) (nullable) hash of the version that opens when it has come */

  GtkStack    *stack;
  GtkListBox  *list;
  GtkEntry    *note;
  GtkLabel    *problem;
};

G_DEFINE_FINAL_TYPE (TwVersionsWindow, tw_versions_window, ADW_TYPE_WINDOW)

static TwStore *
get_store (TwVersionsWindow *self)
{
  return tw_workspace_get_store (self->workspace);
}

static TwRecord *
read_document (TwVersionsWindow *self,
               GError          **error)
{
  return tw_store_get (get_store (self), tw_schema_get_entity (tw_workspace_get_schema (self->workspace), "document"), &self->document, error);
}

static void
show_problem (TwVersionsWindow *self,
              const GError     *error)
{
  gtk_label_set_label (self->problem, error != NULL ? error->message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), error != NULL);
}

/* --- Changing --- */

static void
committed_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  g_autoptr(TwVersionsWindow) self = TW_VERSIONS_WINDOW (data);
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = tw_edit_commit_finish (TW_STORE (source), result, &error);

  if (self->list != NULL)
    show_problem (self, commit == NULL ? error : NULL);
}

static void
commit (TwVersionsWindow *self,
        TwEdit           *edit,
        const GError     *error)
{
  show_problem (self, error);
  if (edit != NULL)
    tw_edit_commit_async (edit, NULL, committed_cb, g_object_ref (self));
}

static void
restore_cb (GtkButton        *button,
            TwVersionsWindow *self)
{
  tw_versions_window_restore (self, GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "nth")));
}

static void
kept_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  g_autoptr(TwVersionsWindow) self = TW_VERSIONS_WINDOW (data);
  g_autoptr(GError) error = NULL;
  g_autofree char *hash = g_task_propagate_pointer (G_TASK (result), &error);
  g_autoptr(TwRecord) document = hash != NULL ? read_document (self, &error) : NULL;
  const char *note = g_object_get_data (G_OBJECT (result), "note");
  TwEdit *edit = document != NULL ? tw_document_version_add (get_store (self), document, hash, note, &error) : NULL;

  if (self->list == NULL)
    {
      g_clear_pointer (&edit, tw_edit_free);
      return;
    }
  gtk_editable_set_text (GTK_EDITABLE (self->note), "");
  commit (self, edit, error);
}

static void
keep_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  TwStore *store = g_object_get_data (G_OBJECT (task), "store");
  GError *error = NULL;
  char *hash = tw_store_add_blob_file (store, data, TW_FILE_MAX_SIZE, cancellable, &error);

  if (hash != NULL)
    g_task_return_pointer (task, hash, g_free);
  else
    g_task_return_error (task, error);
}

static void
file_chosen_cb (GtkNativeDialog  *chooser,
                int               response,
                TwVersionsWindow *self)
{
  g_autoptr(GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  if (file != NULL)
    tw_versions_window_add (self, file, gtk_editable_get_text (GTK_EDITABLE (self->note)));
  gtk_native_dialog_destroy (chooser);
  g_object_unref (chooser);
}

static void
choose_cb (TwVersionsWindow *self)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (_("Choose the New Version"), GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_OPEN,
                                                               _("_Choose"), _("_Cancel"));

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (file_chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

/* --- Showing --- */

static char *
dup_detail (TwVersionsWindow *self,
            TwRecord         *version)
{
  const TwEntity *entity = tw_record_get_entity (version);
  const TwValue *who = tw_record_get (version, tw_entity_get_field (entity, "author")), *at = tw_record_get (version, tw_entity_get_field (entity, "at"));
  const TwValue *size = tw_record_get (version, tw_entity_get_field (entity, "size"));
  g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  if (who->type == TW_TYPE_LINK)
    g_ptr_array_add (parts, tw_store_dup_title (get_store (self), who->tag, &who->id));
  if (at->type == TW_TYPE_DATETIME)
    g_ptr_array_add (parts, tw_instant_format (at->i, tw_workspace_get_zone (self->workspace)));
  if (size->type == TW_TYPE_INTEGER)
    g_ptr_array_add (parts, g_format_size ((guint64) MAX (size->i, 0)));
  return tw_line_join (parts);
}

static GtkWidget *
add_button (TwVersionsWindow *self,
            GtkWidget        *row,
            guint             nth,
            const char       *label,
            const char       *name,
            GCallback         callback)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data (G_OBJECT (button), "nth", GUINT_TO_POINTER (nth));
  g_signal_connect_object (button, "clicked", callback, self, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  return button;
}

static void
compare_cb (GtkButton        *button,
            TwVersionsWindow *self)
{
  TwCompareWindow *window = tw_versions_window_compare (self, GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "nth")), 0);

  if (window != NULL)
    gtk_window_present (GTK_WINDOW (window));
}

/* A copy that nobody can change: what a version was it stays. */
static void
row_activated_cb (TwVersionsWindow *self,
                  GtkListBoxRow    *row)
{
  tw_versions_window_open (self, (guint) gtk_list_box_row_get_index (row));
}

static GtkWidget *
make_row (TwVersionsWindow *self,
          TwRecord         *version,
          guint             nth)
{
  GtkWidget *row = adw_action_row_new (), *button = NULL;
  g_autofree char *title = tw_document_version_dup_title (version), *detail = dup_detail (self, version), *name = NULL, *compare = NULL;

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), detail);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), tw_document_version_get_file (version) != NULL);
  if (nth == 0)
    {
      GtkWidget *label = gtk_label_new (_("Now"));

      gtk_widget_add_css_class (label, "dim-label");
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
      return row;
    }
  compare = g_strdup_printf (_("Compare version %" PRId64 " with the present one"), tw_document_version_get_number (version));
  add_button (self, row, nth, _("_Compare"), compare, G_CALLBACK (compare_cb));
  name = g_strdup_printf (_("Restore version %" PRId64), tw_document_version_get_number (version));
  button = add_button (self, row, nth, _("_Restore"), name, G_CALLBACK (restore_cb));
  gtk_widget_set_sensitive (button, !tw_store_is_read_only (get_store (self)));
  return row;
}

static void
refresh (TwVersionsWindow *self)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwRecord) document = read_document (self, &error);
  GtkWidget *child = NULL;

  g_clear_pointer (&self->versions, g_ptr_array_unref);
  self->versions = document != NULL ? tw_document_version_list (get_store (self), document, &error) : NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, child);
  for (guint i = 0; self->versions != NULL && i < self->versions->len; i++)
    gtk_list_box_append (self->list, make_row (self, g_ptr_array_index (self->versions, i), i));
  gtk_stack_set_visible_child_name (self->stack, self->versions != NULL && self->versions->len > 0 ? "list" : "empty");
  if (error != NULL)
    show_problem (self, error);
}

static void
changed_cb (TwVersionsWindow *self,
            TwCommit         *made)
{
  const TwEntity *entity = tw_schema_get_entity (tw_workspace_get_schema (self->workspace), "document_version");

  if (self->list != NULL && entity != NULL && tw_commit_touches (made, entity))
    refresh (self);
}

/* --- Opening --- */

static void
open_file (TwVersionsWindow *self,
           const char       *hash)
{
  GtkWidget *parent = GTK_WIDGET (gtk_window_get_transient_for (GTK_WINDOW (self)));
  g_autoptr(GError) error = NULL;
  g_autoptr(TwRecordFile) file = parent != NULL ? tw_record_file_get (get_store (self), &self->document, &error) : NULL;

  show_problem (self, error);
  if (file == NULL)
    return;
  g_free (file->hash);
  file->hash = g_strdup (hash);
  if (tw_store_get_blob_size (get_store (self), hash) >= 0)
    tw_file_open_outside (parent, self->workspace, file, FALSE);
  else if (tw_file_fetch (parent, self->workspace, file))
    {
      g_free (self->awaited);
      self->awaited = g_strdup (hash);
    }
}

static void
account_changed_cb (TwVersionsWindow *self)
{
  g_autofree char *hash = self->list != NULL ? tw_file_came (self->workspace, &self->awaited) : NULL;

  if (hash != NULL)
    open_file (self, hash);
}

static void
tw_versions_window_dispose (GObject *object)
{
  TwVersionsWindow *self = TW_VERSIONS_WINDOW (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_VERSIONS_WINDOW);
  self->list = NULL;
  g_clear_pointer (&self->versions, g_ptr_array_unref);
  g_clear_pointer (&self->awaited, g_free);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (tw_versions_window_parent_class)->dispose (object);
}

static void
tw_versions_window_class_init (TwVersionsWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_versions_window_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("document/tw-versions-window.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwVersionsWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, TwVersionsWindow, list);
  gtk_widget_class_bind_template_child (widget_class, TwVersionsWindow, note);
  gtk_widget_class_bind_template_child (widget_class, TwVersionsWindow, problem);
  gtk_widget_class_bind_template_callback (widget_class, choose_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
tw_versions_window_init (TwVersionsWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tw_versions_window_new:
 * @parent: the window
 * @workspace: the workspace
 * @document: id of a document
 *
 * Returns: (transfer none): a window with its versions
 */
TwVersionsWindow *
tw_versions_window_new (GtkWindow   *parent,
                        TwWorkspace *workspace,
                        const TwId  *document)
{
  TwVersionsWindow *self = g_object_new (TW_TYPE_VERSIONS_WINDOW, "transient-for", parent, "modal", TRUE, NULL);

  tw_dialog_fit (GTK_WINDOW (self), parent);
  self->workspace = g_object_ref (workspace);
  self->document = *document;
  g_signal_connect_object (get_store (self), "committed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (tw_workspace_get_account (workspace), "changed", G_CALLBACK (account_changed_cb), self, G_CONNECT_SWAPPED);
  refresh (self);
  return self;
}

/**
 * tw_versions_window_get_n_shown:
 * @self: a window
 *
 * Returns: how many versions it shows
 */
guint
tw_versions_window_get_n_shown (TwVersionsWindow *self)
{
  g_return_val_if_fail (TW_IS_VERSIONS_WINDOW (self), 0);
  return self->versions != NULL ? self->versions->len : 0;
}

/**
 * tw_versions_window_restore:
 * @self: a window
 * @nth: from the newest, which is 0
 *
 * Makes a former version the present one.
 */
void
tw_versions_window_restore (TwVersionsWindow *self,
                            guint             nth)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwRecord) document = NULL;
  TwEdit *edit = NULL;

  g_return_if_fail (TW_IS_VERSIONS_WINDOW (self));
  if (self->versions == NULL || nth >= self->versions->len)
    return;
  document = read_document (self, &error);
  if (document != NULL)
    edit = tw_document_version_restore (get_store (self), document, g_ptr_array_index (self->versions, nth), &error);
  commit (self, edit, error);
}

/**
 * tw_versions_window_open:
 * @self: a window
 * @nth: from the newest, which is 0
 *
 * Opens a version with another program, as a copy; one whose bytes are not here is fetched, and opens when it is here.
 */
void
tw_versions_window_open (TwVersionsWindow *self,
                         guint             nth)
{
  const char *hash = NULL;

  g_return_if_fail (TW_IS_VERSIONS_WINDOW (self));
  hash = self->versions != NULL && nth < self->versions->len ? tw_document_version_get_file (g_ptr_array_index (self->versions, nth)) : NULL;
  if (hash != NULL)
    open_file (self, hash);
}

/**
 * tw_versions_window_compare:
 * @self: a window
 * @former: from the newest, which is 0
 * @later: another
 *
 * Returns: (transfer none) (nullable): a window that compares them
 */
TwCompareWindow *
tw_versions_window_compare (TwVersionsWindow *self,
                            guint             former,
                            guint             later)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwRecord) document = NULL;
  g_autofree char *name = NULL;

  g_return_val_if_fail (TW_IS_VERSIONS_WINDOW (self), NULL);
  if (self->versions == NULL || former >= self->versions->len || later >= self->versions->len)
    return NULL;
  document = read_document (self, &error);
  show_problem (self, error);
  if (document == NULL)
    return NULL;
  name = tw_record_dup_title (document);
  return tw_compare_window_new (GTK_WINDOW (self), self->workspace, name, self->versions, former, later);
}

/**
 * tw_versions_window_add:
 * @self: a window
 * @file: a file
 * @note: (nullable): what is different
 *
 * Makes a file the newest version.
 */
void
tw_versions_window_add (TwVersionsWindow *self,
                        GFile            *file,
                        const char       *note)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (TW_IS_VERSIONS_WINDOW (self) && G_IS_FILE (file));
  task = g_task_new (self, NULL, kept_cb, g_object_ref (self));
  g_object_set_data_full (G_OBJECT (task), "store", g_object_ref (get_store (self)), g_object_unref);
  g_object_set_data_full (G_OBJECT (task), "note", g_strdup (note), g_free);
  g_task_set_task_data (task, g_object_ref (file), g_object_unref);
  tw_task_run_in_thread (task, keep_thread);
}
