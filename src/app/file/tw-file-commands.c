/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-file-commands.h"

#include <glib/gi18n-lib.h>

#include "tw-blobs.h"
#include "tw-document-access.h"
#include "tw-file-copy.h"
#include "tw-outside-edit.h"
#include "tw-sync-files.h"
#include "tw-viewer.h"

static void
toast (GtkWidget  *widget,
       const char *message)
{
  gtk_widget_activate_action (widget, "win.toast", "s", message);
}

/* --- Opening --- */

static void
launched_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr(GtkWidget) widget = GTK_WIDGET (data);
  g_autoptr(GError) error = NULL;

  if (g_app_info_launch_default_for_uri_finish (result, &error) || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED) || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    toast (widget, _("No program on this computer opens such files. Save the file, or install a program for it."));
  else
    toast (widget, error->message);
}

typedef struct
{
  GtkWidget   *widget;                                 /* (owned) */
  TwWorkspace *workspace;                              /* (owned) (nullable) NULL: the copy cannot be changed */
  TwId         document;
} Opening;

static void
opening_free (Opening *opening)
{
  g_object_unref (opening->widget);
  g_clear_object (&opening->workspace);
  g_free (opening);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Opening, opening_free)

static void
copied_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr(Opening) opening = data;
  GtkWidget *widget = opening->widget;
  g_autoptr(GError) error = NULL;
  g_autoptr(GFile) file = tw_file_copy_finish (result, &error);
  g_autofree char *uri = NULL;

  if (file == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        toast (widget, error->message);
      return;
    }
  if (opening->workspace != NULL)
    tw_outside_edit_follow (opening->workspace, &opening->document, file);
  uri = g_file_get_uri (file);
  tw_file_launch (widget, uri);
}

/**
 * tw_file_launch:
 * @widget: where it is asked for
 * @uri: address of a file outside of the workspace
 *
 * Opens a file with the program that this computer has for it.
 */
void
tw_file_launch (GtkWidget  *widget,
                const char *uri)
{
  g_autoptr(GdkAppLaunchContext) context = gdk_display_get_app_launch_context (gtk_widget_get_display (widget));

  g_app_info_launch_default_for_uri_async (uri, G_APP_LAUNCH_CONTEXT (context), NULL, launched_cb, g_object_ref (widget));
}

/**
 * tw_file_open_outside:
 * @widget: where it is shown
 * @workspace: the workspace
 * @file: a file that is here
 * @can_change: whether what the program saves may become a new version
 *
 * Opens a file with the program that this computer has for it. It never is the workspace's own file.
 */
void
tw_file_open_outside (GtkWidget    *widget,
                      TwWorkspace  *workspace,
                      TwRecordFile *file,
                      gboolean      can_change)
{
  /* The type that the document tells may be anybody's; the bytes are looked at. */
  g_autofree char *type = tw_file_guess_type (tw_workspace_get_store (workspace), file->hash, file->name);

  if (tw_file_is_program (type))
    toast (widget, _("This file is a program. Save it if you trust who sent it, and run it from there."));
  else
    {
      Opening *opening = g_new0 (Opening, 1);

      tw_document_access_note (tw_workspace_get_store (workspace), tw_record_get_id (file->document), TW_DOCUMENT_OPENED);
      opening->widget = g_object_ref (widget);
      opening->document = *tw_record_get_id (file->document);
      if (can_change)
        {
          opening->workspace = g_object_ref (workspace);
          tw_file_copy_writable_async (tw_workspace_get_store (workspace), file->hash, file->name, NULL, copied_cb, opening);
        }
      else
        tw_file_copy_async (tw_workspace_get_store (workspace), file->hash, file->name, NULL, copied_cb, opening);
    }
}

/**
 * tw_file_open:
 * @widget: where it is shown
 * @workspace: the workspace
 * @file: a file that is here
 * @words: (nullable): to be found in it
 *
 * Opens a file.
 */
void
tw_file_open (GtkWidget    *widget,
              TwWorkspace  *workspace,
              TwRecordFile *file,
              const char   *words)
{
  g_autofree char *type = tw_file_guess_type (tw_workspace_get_store (workspace), file->hash, file->name);
  char id[TW_ID_TEXT_LENGTH + 1];

  if (tw_viewer_can_show (type) && !tw_file_is_program (type))
    gtk_widget_activate_action (widget, "win.open-file", "(ss)", tw_id_print (tw_record_get_id (file->document), id), words != NULL ? words : "");
  else
    tw_file_open_outside (widget, workspace, file, FALSE);
}

/**
 * tw_file_fetch_hash:
 * @widget: where it is shown
 * @workspace: the workspace
 * @hash: of a file that is not here
 *
 * Asks for its bytes before others. Whoever calls opens it when tw_file_came() tells so.
 *
 * Returns: whether they come
 */
gboolean
tw_file_fetch_hash (GtkWidget   *widget,
                    TwWorkspace *workspace,
                    const char  *hash)
{
  TwSync *sync = tw_sync_account_get_sync (tw_workspace_get_account (workspace));
  g_autoptr(GError) error = NULL;

  if (sync == NULL)
    toast (widget, _("This file is missing on this computer. Restore it from a backup, or attach it again."));
  else if (!tw_sync_want_file (sync, hash, &error))
    toast (widget, error->message);
  else
    {
      toast (widget, _("The file is being fetched. It opens when it is here."));
      return TRUE;
    }
  return FALSE;
}

/**
 * tw_file_fetch:
 * @widget: where it is shown
 * @workspace: the workspace
 * @file: a file that is not here
 *
 * As tw_file_fetch_hash().
 *
 * Returns: whether they come
 */
gboolean
tw_file_fetch (GtkWidget    *widget,
               TwWorkspace  *workspace,
               TwRecordFile *file)
{
  return tw_file_fetch_hash (widget, workspace, file->hash);
}

/**
 * tw_file_came:
 * @workspace: the workspace
 * @awaited: (inout): hash of a file that is awaited, or %NULL
 *
 * To be asked when the account has changed: files are carried behind the records.
 *
 * Returns: (transfer full) (nullable): @awaited when it is here now, and then nothing is awaited any more
 */
char *
tw_file_came (TwWorkspace *workspace,
              char       **awaited)
{
  return *awaited != NULL && tw_store_get_blob_size (tw_workspace_get_store (workspace), *awaited) >= 0 ? g_steal_pointer (awaited) : NULL;
}

/* --- Saving --- */

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr(GtkWidget) widget = GTK_WIDGET (data);
  g_autoptr(GError) error = NULL;

  if (tw_file_save_finish (result, &error))
    toast (widget, _("The file was saved."));
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    toast (widget, error->message);
}

static void
place_chosen_cb (GtkNativeDialog *chooser,
                 int              response,
                 GtkWidget       *widget)
{
  const char *hash = g_object_get_data (G_OBJECT (chooser), "hash");
  TwStore *store = g_object_get_data (G_OBJECT (chooser), "store");
  g_autoptr(GFile) dest = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    dest = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  if (dest != NULL)
    {
      tw_file_save_async (store, hash, dest, NULL, saved_cb, g_object_ref (widget));
      tw_document_access_note (store, g_object_get_data (G_OBJECT (chooser), "document"), TW_DOCUMENT_SAVED);
    }
  gtk_native_dialog_destroy (chooser);
  g_object_unref (chooser);
}

/**
 * tw_file_save_as:
 * @widget: where it is shown
 * @workspace: the workspace
 * @file: a file that is here
 *
 * Asks where to, and writes it there.
 */
void
tw_file_save_as (GtkWidget    *widget,
                 TwWorkspace  *workspace,
                 TwRecordFile *file)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkFileChooserNative *chooser = NULL;

  chooser = gtk_file_chooser_native_new (_("Save File"), GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, GTK_FILE_CHOOSER_ACTION_SAVE,
                                         _("_Save"), _("_Cancel"));
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), file->name);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_object_set_data_full (G_OBJECT (chooser), "hash", g_strdup (file->hash), g_free);
  g_object_set_data_full (G_OBJECT (chooser), "document", g_memdup2 (tw_record_get_id (file->document), sizeof (TwId)), g_free);
  g_object_set_data_full (G_OBJECT (chooser), "store", g_object_ref (tw_workspace_get_store (workspace)), g_object_unref);
  g_signal_connect_object (chooser, "response", G_CALLBACK (place_chosen_cb), widget, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}
