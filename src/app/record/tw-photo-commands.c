/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-photo-commands.h"

#include <glib/gi18n-lib.h>

#include "tw-blobs.h"
#include "tw-portrait.h"
#include "tw-record-page.h"
#include "tw-task.h"

#define MAX_SIZE (5 * 1024 * 1024)                     /* as much as a card brings */

static TwStore *
get_store (GtkWidget *page)
{
  return tw_workspace_get_store (tw_window_page_get_workspace (TW_WINDOW_PAGE (page)));
}

static void
toast (GtkWidget  *page,
       const char *message)
{
  gtk_widget_activate_action (page, "win.toast", "s", message);
}

static void
committed_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  g_autoptr(GtkWidget) page = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = tw_edit_commit_finish (TW_STORE (source), result, &error);

  if (commit == NULL)
    toast (page, error->message);
}

/* hash: (nullable) none. */
static void
set_photo (GtkWidget  *page,
           const char *hash)
{
  TwRecord *shown = tw_record_page_get_record (TW_RECORD_PAGE (page));
  const TwField *field = tw_portrait_find_field (tw_record_get_entity (shown));
  g_autoptr(GError) error = NULL;
  g_autoptr(TwRecord) record = tw_store_get (get_store (page), tw_record_get_entity (shown), tw_record_get_id (shown), &error);
  g_autofree char *name = tw_record_dup_title (shown), *title = NULL;
  g_auto(TwValue) value = TW_VALUE_INIT;
  TwEdit *edit = NULL;

  if (hash != NULL)
    value = tw_value_text (hash);
  if (record == NULL || !tw_record_set (record, field, &value, &error))
    {
      toast (page, error->message);
      return;
    }
  /* Translators: names a change; %s is a person. */
  title = hash != NULL ? g_strdup_printf (_("Photo of “%s”"), name)
  /* Translators: names a change; %s is a person. */
                       : g_strdup_printf (_("Remove the photo of “%s”"), name);
  edit = tw_edit_new (get_store (page), TW_ORIGIN_PERSON, title);
  tw_edit_save (edit, record);
  tw_edit_commit_async (edit, NULL, committed_cb, g_object_ref (page));
}

/* --- A file --- */

typedef struct
{
  TwStore *store;                                      /* (owned) */
  GFile   *file;                                       /* (owned) */
} Keeping;

static void
keeping_free (Keeping *keeping)
{
  g_object_unref (keeping->store);
  g_object_unref (keeping->file);
  g_free (keeping);
}

static void
keep_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  Keeping *keeping = data;
  GError *error = NULL;
  g_autofree char *hash = tw_store_add_blob_file (keeping->store, keeping->file, MAX_SIZE, cancellable, &error);
  g_autofree char *type = hash != NULL ? tw_store_dup_blob_type (keeping->store, hash) : NULL;

  if (hash == NULL)
    g_task_return_error (task, error);
  else if (!g_str_has_prefix (type, "image/"))
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("That file is not a picture. Choose a photo."));
  else
    g_task_return_pointer (task, g_steal_pointer (&hash), g_free);
}

static void
kept_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  GtkWidget *page = GTK_WIDGET (source);
  g_autoptr(GError) error = NULL;
  g_autofree char *hash = g_task_propagate_pointer (G_TASK (result), &error);

  if (hash != NULL)
    set_photo (page, hash);
  else
    toast (page, error->message);
}

static void
chosen_cb (GtkNativeDialog *chooser,
           int              response,
           GtkWidget       *page)
{
  g_autoptr(GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));

  if (response == GTK_RESPONSE_ACCEPT && file != NULL)
    tw_photo_set_file (page, file);
  gtk_native_dialog_destroy (chooser);
  g_object_unref (chooser);
}

/* --- Commands --- */

static void
choose (GtkWidget  *widget,
        const char *name,
        GVariant   *parameter)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  g_autoptr(GtkFileFilter) filter = gtk_file_filter_new ();
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (_("Choose a Photo"), GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                                               GTK_FILE_CHOOSER_ACTION_OPEN, _("_Choose"), _("_Cancel"));

  gtk_file_filter_set_name (filter, _("Pictures"));
  gtk_file_filter_add_mime_type (filter, "image/*");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), filter);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (chosen_cb), widget, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
remove_photo (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  set_photo (widget, NULL);
}

static const TwActionInfo infos[] = {
  { "photo.choose", N_("Choose a photo of the person"), NULL, NULL, NULL, choose },
  { "photo.remove", N_("Remove the person's photo"), NULL, NULL, NULL, remove_photo },
};

const TwActionTable tw_photo_actions = { N_("Photos"), infos, G_N_ELEMENTS (infos) };

/**
 * tw_photo_commands_update:
 * @page: the page of a record
 * @record: (nullable): the record; %NULL while its past is looked at
 *
 * Enables what can be done with it.
 */
void
tw_photo_commands_update (GtkWidget *page,
                          TwRecord  *record)
{
  const TwField *field = record == NULL || tw_record_is_deleted (record) ? NULL
                         : tw_portrait_find_field (tw_record_get_entity (record));

  gtk_widget_action_set_enabled (page, "photo.choose", field != NULL);
  gtk_widget_action_set_enabled (page, "photo.remove", field != NULL && !tw_value_is_null (tw_record_get (record, field)));
}

/**
 * tw_photo_set_file:
 * @page: the page of a person's record
 * @file: a picture
 *
 * Keeps the file in the workspace and makes it the photo of the record. A toast says why when that fails.
 */
void
tw_photo_set_file (GtkWidget *page,
                   GFile     *file)
{
  g_autoptr(GTask) task = g_task_new (page, NULL, kept_cb, NULL);
  Keeping *keeping = g_new0 (Keeping, 1);

  keeping->store = g_object_ref (get_store (page));
  keeping->file = g_object_ref (file);
  g_task_set_source_tag (task, tw_photo_set_file);
  g_task_set_task_data (task, keeping, (GDestroyNotify) keeping_free);
  tw_task_run_in_thread (task, keep_thread);
}
