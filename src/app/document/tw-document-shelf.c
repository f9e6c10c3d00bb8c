/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-document-shelf-private.h"
#include "tw-folder.h"
#include "tw-presentation.h"
#include "tw-thumb-view.h"

#define TICK 100                                       /* ms between two looks at how far it is */

G_DEFINE_FINAL_TYPE (TwDocumentShelf, tw_document_shelf, ADW_TYPE_BIN)

TwStore *
tw_document_shelf_get_store (TwDocumentShelf *self)
{
  return tw_workspace_get_store (tw_view_state_get_workspace (self->state));
}

void
tw_document_shelf_toast (TwDocumentShelf *self,
                         const char      *sentence)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", sentence);
}

static void
committed_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  g_autoptr(TwDocumentShelf) self = TW_DOCUMENT_SHELF (data);
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = tw_edit_commit_finish (TW_STORE (source), result, &error);

  if (commit == NULL)
    tw_document_shelf_toast (self, error->message);
}

void
tw_document_shelf_commit (TwDocumentShelf *self,
                          TwEdit          *edit,
                          GError          *error)
{
  if (edit != NULL)
    tw_edit_commit_async (edit, NULL, committed_cb, g_object_ref (self));
  else
    tw_document_shelf_toast (self, error->message);
}

/* --- Adding files --- */

static void start (TwDocumentShelf *self);

static gboolean
tick_cb (gpointer data)
{
  TwDocumentShelf *self = TW_DOCUMENT_SHELF (data);
  guint n = tw_attach_get_n_files (self->attach);
  g_autofree char *words = NULL;

  for (GList *l = self->waiting.head; l != NULL; l = l->next)
    n += tw_attach_get_n_files (l->data);
  words = g_strdup_printf (ngettext ("Adding %u file", "Adding %u files", n), n);
  gtk_progress_bar_set_text (self->progress, words);
  gtk_progress_bar_set_fraction (self->progress, tw_attach_get_progress (self->attach));
  return G_SOURCE_CONTINUE;
}

static void
tell_failures (TwDocumentShelf *self,
               GPtrArray       *failures)
{
  guint n_more = failures->len - 1;
  g_autofree char *more = g_strdup_printf (ngettext ("%s One more file was not added.", "%s %u more files were not added.", n_more),
                                           (char *) g_ptr_array_index (failures, 0), n_more);

  tw_document_shelf_toast (self, n_more > 0 ? more : g_ptr_array_index (failures, 0));
}

static void
added_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr(TwDocumentShelf) self = TW_DOCUMENT_SHELF (data);
  g_autoptr(GError) error = NULL;
  GPtrArray *failures = tw_attach_get_failures (TW_ATTACH (source));
  gboolean added = tw_attach_run_finish (TW_ATTACH (source), result, &error);
  gboolean cancelled = !added && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  g_clear_handle_id (&self->tick_id, g_source_remove);
  if (failures->len > 0 && !cancelled)
    tell_failures (self, failures);
  else if (!added && !cancelled)
    tw_document_shelf_toast (self, error->message);
  g_clear_object (&self->attach);
  g_clear_object (&self->cancellable);
  if (cancelled)
    g_queue_clear_full (&self->waiting, g_object_unref);
  self->attach = g_queue_pop_head (&self->waiting);
  if (self->attach != NULL && self->state != NULL)
    start (self);
  else
    gtk_widget_set_visible (self->progress_box, FALSE);
}

static void
start (TwDocumentShelf *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_set_visible (self->progress_box, TRUE);
  self->tick_id = g_timeout_add (TICK, tick_cb, self);
  tick_cb (self);
  tw_attach_run_async (self->attach, self->cancellable, added_cb, g_object_ref (self));
}

/* Takes attach; what comes while others are added waits for its turn. */
static void
take (TwDocumentShelf *self,
      TwAttach        *attach,
      const TwId      *folder)
{
  TwId here;

  if (folder != NULL)
    tw_attach_set_folder (attach, folder);
  else if (tw_folder_bar_get_folder (self->bar, &here))
    tw_attach_set_folder (attach, &here);
  if (self->attach != NULL)
    {
      g_queue_push_tail (&self->waiting, attach);
      return;
    }
  self->attach = attach;
  start (self);
}

static void
stop_cb (TwDocumentShelf *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
}

/* --- Chosen, dropped, pasted --- */

static void
chosen_cb (GtkNativeDialog *chooser,
           int              response,
           TwDocumentShelf *self)
{
  g_autoptr(GListModel) files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (chooser));

  if (response == GTK_RESPONSE_ACCEPT)
    tw_document_shelf_add (self, files, NULL);
  gtk_native_dialog_destroy (chooser);
  g_object_unref (chooser);
}

void
tw_document_shelf_choose (TwDocumentShelf *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (_("Add Files"), GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                                               GTK_FILE_CHOOSER_ACTION_OPEN, _("_Add"), _("_Cancel"));

  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (chooser), TRUE);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
add_list (TwDocumentShelf *self,
          const GValue    *value)
{
  g_autoptr(GListStore) files = g_list_store_new (G_TYPE_FILE);
  g_autoptr(GSList) list = gdk_file_list_get_files (g_value_get_boxed (value));

  for (GSList *l = list; l != NULL; l = l->next)
    g_list_store_append (files, l->data);
  tw_document_shelf_add (self, G_LIST_MODEL (files), NULL);
}

static void
pasted_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr(TwDocumentShelf) self = TW_DOCUMENT_SHELF (data);
  g_autoptr(GError) error = NULL;
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (source), result, &error);

  if (value == NULL)
    tw_document_shelf_toast (self, error->message);
  else if (self->state != NULL && G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    add_list (self, value);
  else if (self->state != NULL && G_VALUE_HOLDS (value, GDK_TYPE_TEXTURE))
    {
      g_autoptr(GBytes) bytes = gdk_texture_save_to_png_bytes (g_value_get_object (value));
      g_autoptr(GDateTime) now = g_date_time_new_now_local ();
      g_autofree char *time = g_date_time_format (now, "%Y-%m-%d %H.%M.%S"), *name = g_strdup_printf (_("Picture %s.png"), time);
      TwAttach *attach = tw_attach_new (tw_document_shelf_get_store (self), NULL);

      tw_attach_add_bytes (attach, name, bytes);
      take (self, attach, NULL);
    }
}

void
tw_document_shelf_paste (TwDocumentShelf *self)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self));
  GdkContentFormats *formats = gdk_clipboard_get_formats (clipboard);
  GType type = gdk_content_formats_contain_gtype (formats, GDK_TYPE_FILE_LIST) ? GDK_TYPE_FILE_LIST
               : gdk_content_formats_contain_gtype (formats, GDK_TYPE_TEXTURE) ? GDK_TYPE_TEXTURE : G_TYPE_INVALID;

  if (type == G_TYPE_INVALID)
    tw_document_shelf_toast (self, _("There is no file and no picture on the clipboard. Copy one first."));
  else
    gdk_clipboard_read_value_async (clipboard, type, G_PRIORITY_DEFAULT, NULL, pasted_cb, g_object_ref (self));
}

static gboolean
dropped_cb (GtkDropTarget   *target,
            const GValue    *value,
            double           x,
            double           y,
            TwDocumentShelf *self)
{
  if (tw_store_is_read_only (tw_document_shelf_get_store (self)))
    return FALSE;
  add_list (self, value);
  return TRUE;
}

GArray *
tw_document_shelf_dup_selected (TwDocumentShelf *self)
{
  GtkWidget *shown = self->content;

  /* The presentations are in a stack, each in a bin. */
  while (shown != NULL && !TW_IS_PRESENTATION (shown))
    shown = GTK_IS_STACK (shown) ? gtk_stack_get_visible_child (GTK_STACK (shown)) : gtk_widget_get_first_child (shown);
  return shown != NULL ? tw_presentation_dup_selected (TW_PRESENTATION (shown)) : g_array_new (FALSE, FALSE, sizeof (TwId));
}

/* --- The widget --- */

static GtkWidget *
make_progress (TwDocumentShelf *self)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("process-stop-symbolic");

  self->progress_box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  self->progress = GTK_PROGRESS_BAR (gtk_progress_bar_new ());
  gtk_progress_bar_set_show_text (self->progress, TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (self->progress), TRUE);
  gtk_widget_set_valign (GTK_WIDGET (self->progress), GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->progress), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Files are being added"), -1);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _("Do not add them"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Do not add them"), -1);
  g_signal_connect_object (button, "clicked", G_CALLBACK (stop_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_set_margin_start (self->progress_box, 12);
  gtk_widget_set_margin_end (self->progress_box, 12);
  gtk_box_append (GTK_BOX (self->progress_box), GTK_WIDGET (self->progress));
  gtk_box_append (GTK_BOX (self->progress_box), button);
  gtk_widget_set_visible (self->progress_box, FALSE);
  return self->progress_box;
}

static void
tw_document_shelf_dispose (GObject *object)
{
  TwDocumentShelf *self = TW_DOCUMENT_SHELF (object);

  g_clear_handle_id (&self->tick_id, g_source_remove);
  g_queue_clear_full (&self->waiting, g_object_unref);
  g_clear_object (&self->state);
  G_OBJECT_CLASS (tw_document_shelf_parent_class)->dispose (object);
}

static void
tw_document_shelf_class_init (TwDocumentShelfClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tw_document_shelf_dispose;
  tw_action_table_install (&tw_document_shelf_actions, GTK_WIDGET_CLASS (klass));
}

static void
tw_document_shelf_init (TwDocumentShelf *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_queue_init (&self->waiting);
  g_signal_connect_object (target, "drop", G_CALLBACK (dropped_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

/**
 * tw_document_shelf_can_serve:
 * @entity: an entity
 *
 * Returns: whether its records are files that lie in folders
 */
gboolean
tw_document_shelf_can_serve (const TwEntity *entity)
{
  return tw_thumb_view_can_show (entity) && tw_folder_bar_find_field (entity) != NULL;
}

/**
 * tw_document_shelf_new:
 * @state: a view of documents
 * @content: what shows them
 *
 * Returns: (transfer floating): a shelf around it
 */
GtkWidget *
tw_document_shelf_new (TwViewState *state,
                       GtkWidget   *content)
{
  TwDocumentShelf *self = g_object_new (TW_TYPE_DOCUMENT_SHELF, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->state = g_object_ref (state);
  self->content = content;
  self->bar = TW_FOLDER_BAR (tw_folder_bar_new (state));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->bar));
  gtk_box_append (GTK_BOX (box), make_progress (self));
  gtk_box_append (GTK_BOX (box), content);
  adw_bin_set_child (ADW_BIN (self), box);
  if (tw_store_is_read_only (tw_document_shelf_get_store (self)))
    for (guint i = 0; i < tw_document_shelf_actions.n_infos; i++)
      gtk_widget_action_set_enabled (GTK_WIDGET (self), tw_document_shelf_actions.infos[i].name, FALSE);
  return GTK_WIDGET (self);
}

/**
 * tw_document_shelf_get_bar:
 * @self: a shelf
 *
 * Returns: (transfer none): its folders
 */
TwFolderBar *
tw_document_shelf_get_bar (TwDocumentShelf *self)
{
  g_return_val_if_fail (TW_IS_DOCUMENT_SHELF (self), NULL);
  return self->bar;
}

/**
 * tw_document_shelf_add:
 * @self: a shelf
 * @files: (element-type GFile): files
 * @folder: (nullable): where they come to lie; %NULL for the folder that is looked at
 *
 * Makes documents of files, as one change. It goes on when the view is left.
 */
void
tw_document_shelf_add (TwDocumentShelf *self,
                       GListModel      *files,
                       const TwId      *folder)
{
  TwAttach *attach = NULL;

  g_return_if_fail (TW_IS_DOCUMENT_SHELF (self) && G_IS_LIST_MODEL (files));
  if (g_list_model_get_n_items (files) == 0 || tw_store_is_read_only (tw_document_shelf_get_store (self)))
    return;
  attach = tw_attach_new (tw_document_shelf_get_store (self), NULL);
  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr(GFile) file = g_list_model_get_item (files, i);

      tw_attach_add_file (attach, file);
    }
  take (self, attach, folder);
}

/**
 * tw_document_shelf_is_busy:
 * @self: a shelf
 *
 * Returns: whether files are being added
 */
gboolean
tw_document_shelf_is_busy (TwDocumentShelf *self)
{
  g_return_val_if_fail (TW_IS_DOCUMENT_SHELF (self), FALSE);
  return self->attach != NULL;
}

/**
 * tw_document_shelf_drag:
 * @what: "document" or "folder"
 * @ids: (element-type TwId): some of them
 *
 * Returns: (transfer full): what a drag of them carries
 */
GdkContentProvider *
tw_document_shelf_drag (const char *what,
                        GArray     *ids)
{
  g_autoptr(GString) carried = g_string_new (NULL);

  g_string_printf (carried, "tradewind-%s:", what);
  for (guint i = 0; i < ids->len; i++)
    {
      char text[TW_ID_TEXT_LENGTH + 1];

      g_string_append_printf (carried, "%s%s", i > 0 ? " " : "", tw_id_print (&g_array_index (ids, TwId, i), text));
    }
  return gdk_content_provider_new_typed (G_TYPE_STRING, carried->str);
}

/**
 * tw_document_shelf_put:
 * @self: a shelf
 * @carried: what a drag carries
 * @into: (nullable): a folder; %NULL for the top
 *
 * Moves documents or folders. Text of other programs is none of ours.
 *
 * Returns: whether it was something that can be moved
 */
gboolean
tw_document_shelf_put (TwDocumentShelf *self,
                       const char      *carried,
                       const TwId      *into)
{
  gboolean folder = FALSE;
  const char *colon = NULL;
  g_auto(GStrv) words = NULL;
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (TwId));
  g_autoptr(GError) error = NULL;
  TwEdit *edit = NULL;

  g_return_val_if_fail (TW_IS_DOCUMENT_SHELF (self) && carried != NULL, FALSE);
  folder = g_str_has_prefix (carried, "tradewind-folder:");
  if (!folder && !g_str_has_prefix (carried, "tradewind-document:"))
    return FALSE;
  colon = strchr (carried, ':');
  words = g_strsplit (colon + 1, " ", -1);
  for (guint i = 0; words[i] != NULL; i++)
    {
      TwId id;

      if (!tw_id_parse (words[i], &id))
        return FALSE;
      g_array_append_val (ids, id);
    }
  if (ids->len == 0 || (folder && into != NULL && tw_id_equal (into, &g_array_index (ids, TwId, 0))))
    return FALSE;
  edit = folder ? tw_folder_move (tw_document_shelf_get_store (self), &g_array_index (ids, TwId, 0), into, &error)
                : tw_folder_put (tw_document_shelf_get_store (self), ids, into, &error);
  tw_document_shelf_commit (self, edit, error);
  return TRUE;
}
