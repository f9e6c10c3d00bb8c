/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be done with a file of a record. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-file-copy.h"
#include "tw-file-panel-private.h"
#include "tw-passing-popover.h"
#include "tw-sync-files.h"

static void
toast (TwFilePanel *self,
       const char  *message)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", message);
}

static void
committed_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  g_autoptr(TwFilePanel) self = TW_FILE_PANEL (data);
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = tw_edit_commit_finish (TW_STORE (source), result, &error);

  if (commit == NULL)
    toast (self, error->message);
}

/* --- Opening --- */

static void
launched_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr(TwFilePanel) self = TW_FILE_PANEL (data);
  g_autoptr(GError) error = NULL;

  if (g_app_info_launch_default_for_uri_finish (result, &error) || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED) || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    toast (self, _("No program on this computer opens such files. Save the file, or install a program for it."));
  else
    toast (self, error->message);
}

static void
copied_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr(TwFilePanel) self = TW_FILE_PANEL (data);
  g_autoptr(GError) error = NULL;
  g_autoptr(GFile) file = tw_file_copy_finish (result, &error);
  g_autoptr(GdkAppLaunchContext) context = NULL;
  g_autofree char *uri = NULL;

  if (file == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        toast (self, error->message);
      return;
    }
  uri = g_file_get_uri (file);
  context = gdk_display_get_app_launch_context (gtk_widget_get_display (GTK_WIDGET (self)));
  g_app_info_launch_default_for_uri_async (uri, G_APP_LAUNCH_CONTEXT (context), self->cancellable, launched_cb, g_object_ref (self));
}

static void
fetch (TwFilePanel  *self,
       TwRecordFile *file,
       const char   *id)
{
  TwSync *sync = tw_sync_account_get_sync (tw_workspace_get_account (self->workspace));
  g_autoptr(GError) error = NULL;

  if (sync == NULL)
    toast (self, _("This file is missing on this computer. Restore it from a backup, or attach it again."));
  else if (!tw_sync_want_file (sync, file->hash, &error))
    toast (self, error->message);
  else
    {
      g_free (self->awaited);
      self->awaited = g_strdup (id);
      toast (self, _("The file is being fetched. It opens when it is here."));
    }
}

void
tw_file_panel_open (TwFilePanel *self,
                    const char  *id)
{
  TwRecordFile *file = tw_file_panel_find (self, id);
  g_autofree char *type = NULL;

  if (file == NULL)
    return;
  if (file->hash == NULL)
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "win.open-record", "(uss)", tw_record_get_entity (file->document)->number, id, "");
      return;
    }
  if (!file->here)
    {
      fetch (self, file, id);
      return;
    }
  /* The type that the document tells may be anybody's; the bytes are looked at. */
  type = tw_file_guess_type (tw_workspace_get_store (self->workspace), file->hash, file->name);
  if (tw_file_is_program (type))
    toast (self, _("This file is a program. Save it if you trust who sent it, and run it from there."));
  else
    tw_file_copy_async (tw_workspace_get_store (self->workspace), file->hash, file->name, self->cancellable, copied_cb, g_object_ref (self));
}

static void
open_file (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  tw_file_panel_open (TW_FILE_PANEL (widget), g_variant_get_string (parameter, NULL));
}

/* --- Saving --- */

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr(TwFilePanel) self = TW_FILE_PANEL (data);
  g_autoptr(GError) error = NULL;

  if (tw_file_save_finish (result, &error))
    toast (self, _("The file was saved."));
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    toast (self, error->message);
}

static void
place_chosen_cb (GtkNativeDialog *chooser,
                 int              response,
                 TwFilePanel     *self)
{
  const char *hash = g_object_get_data (G_OBJECT (chooser), "hash");
  g_autoptr(GFile) dest = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    dest = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  if (dest != NULL)
    tw_file_save_async (tw_workspace_get_store (self->workspace), hash, dest, NULL, saved_cb, g_object_ref (self));
  gtk_native_dialog_destroy (chooser);
  g_object_unref (chooser);
}

static void
save_as (GtkWidget  *widget,
         const char *name,
         GVariant   *parameter)
{
  TwFilePanel *self = TW_FILE_PANEL (widget);
  TwRecordFile *file = tw_file_panel_find (self, g_variant_get_string (parameter, NULL));
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkFileChooserNative *chooser = NULL;

  if (file == NULL || !file->here)
    return;
  chooser = gtk_file_chooser_native_new (_("Save File"), GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, GTK_FILE_CHOOSER_ACTION_SAVE,
                                         _("_Save"), _("_Cancel"));
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), file->name);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_object_set_data_full (G_OBJECT (chooser), "hash", g_strdup (file->hash), g_free);
  g_signal_connect_object (chooser, "response", G_CALLBACK (place_chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

/* --- Changing --- */

static void
name_entered_cb (GtkEntry    *entry,
                 TwFilePanel *self)
{
  const char *id = g_object_get_data (G_OBJECT (entry), "id");
  const char *name = gtk_editable_get_text (GTK_EDITABLE (entry));
  GtkWidget *popover = gtk_widget_get_ancestor (GTK_WIDGET (entry), GTK_TYPE_POPOVER);
  TwStore *store = tw_workspace_get_store (self->workspace);
  g_autoptr(TwRecordFile) file = NULL;
  g_autoptr(GError) error = NULL;
  TwEdit *edit = NULL;
  TwId document;

  if (!tw_id_parse (id, &document))
    return;
  file = tw_record_file_get (store, &document, &error);
  if (file != NULL && *name != '\0' && !g_str_equal (name, file->name))
    {
      edit = tw_record_file_rename (store, file, name, &error);
      if (edit != NULL)
        tw_edit_commit_async (edit, NULL, committed_cb, g_object_ref (self));
    }
  gtk_popover_popdown (GTK_POPOVER (popover));
  if (error != NULL)
    toast (self, error->message);
}

/* Only the stem is selected: the ending says how the file opens. */
static void
show_rename (TwFilePanel  *self,
             TwRecordFile *file,
             const char   *id)
{
  GtkWidget *row = g_hash_table_lookup (self->rows, id);
  GtkWidget *popover = NULL, *entry = NULL;
  const char *dot = strrchr (file->name, '.');

  if (row == NULL)
    return;
  popover = gtk_popover_new ();
  entry = gtk_entry_new ();
  gtk_editable_set_text (GTK_EDITABLE (entry), file->name);
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 28);
  gtk_entry_set_max_length (GTK_ENTRY (entry), 200);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _("New name of the file"), -1);
  g_object_set_data_full (G_OBJECT (entry), "id", g_strdup (id), g_free);
  g_signal_connect_object (entry, "activate", G_CALLBACK (name_entered_cb), self, 0);
  gtk_popover_set_child (GTK_POPOVER (popover), entry);
  gtk_widget_set_parent (popover, row);
  tw_popover_goes_when_closed (GTK_POPOVER (popover));
  gtk_popover_popup (GTK_POPOVER (popover));
  gtk_widget_grab_focus (entry);
  gtk_editable_select_region (GTK_EDITABLE (entry), 0,
                              dot != NULL && dot != file->name ? (int) g_utf8_pointer_to_offset (file->name, dot) : -1);
}

static void
rename_file (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  TwFilePanel *self = TW_FILE_PANEL (widget);
  const char *id = g_variant_get_string (parameter, NULL);
  TwRecordFile *file = tw_file_panel_find (self, id);

  if (file != NULL && tw_file_panel_can_attach (self))
    show_rename (self, file, id);
}

static void
remove_file (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  TwFilePanel *self = TW_FILE_PANEL (widget);
  TwRecordFile *file = tw_file_panel_find (self, g_variant_get_string (parameter, NULL));

  if (file != NULL && tw_file_panel_can_attach (self))
    tw_edit_commit_async (tw_record_file_remove (tw_workspace_get_store (self->workspace), file), NULL, committed_cb, g_object_ref (self));
}

static const TwActionInfo infos[] = {
  { "file.open", NULL, NULL, "s", NULL, open_file },
  { "file.save-as", NULL, NULL, "s", NULL, save_as },
  { "file.rename", NULL, NULL, "s", NULL, rename_file },
  { "file.remove", NULL, NULL, "s", NULL, remove_file },
};

const TwActionTable tw_file_panel_actions = { N_("Files of a record"), infos, G_N_ELEMENTS (infos) };
