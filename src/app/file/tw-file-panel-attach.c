/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How files come to a record: chosen, dropped, pasted. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-attach.h"
#include "tw-file-panel-private.h"

#define TICK 100                                       /* ms between two looks at how far it is */

struct _Attaching
{
  TwFilePanel  *panel;                                 /* (owned) */
  TwAttach     *attach;                                /* (owned) */
  GCancellable *cancellable;                           /* (owned) */
};

static void
toast (TwFilePanel *self,
       const char  *message)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", message);
}

static gboolean
tick_cb (gpointer data)
{
  TwFilePanel *self = TW_FILE_PANEL (data);
  g_autofree char *words = NULL;
  double progress = 0;
  guint n = 0;

  for (guint i = 0; i < self->attaching->len; i++)
    {
      Attaching *attaching = g_ptr_array_index (self->attaching, i);

      progress += tw_attach_get_progress (attaching->attach) / self->attaching->len;
      n += tw_attach_get_n_files (attaching->attach);
    }
  words = g_strdup_printf (ngettext ("Attaching %u file", "Attaching %u files", n), n);
  gtk_progress_bar_set_text (self->progress, words);
  gtk_progress_bar_set_fraction (self->progress, progress);
  return G_SOURCE_CONTINUE;
}

static void
show_progress (TwFilePanel *self)
{
  gboolean busy = self->attaching->len > 0;

  gtk_widget_set_visible (self->progress_box, busy);
  g_object_notify (G_OBJECT (self), "busy");
  if (!busy)
    {
      g_clear_handle_id (&self->tick_id, g_source_remove);
      return;
    }
  if (self->tick_id == 0)
    self->tick_id = g_timeout_add (TICK, tick_cb, self);
  tick_cb (self);
}

/* What was attached shows by its commit; only what was not needs words. */
static void
attached_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  Attaching *attaching = data;
  g_autoptr(TwFilePanel) self = g_object_ref (attaching->panel);
  g_autoptr(GError) error = NULL;
  gboolean done = tw_attach_run_finish (TW_ATTACH (source), result, &error);
  GPtrArray *failures = tw_attach_get_failures (TW_ATTACH (source));
  guint n_more = failures->len > 1 ? failures->len - 1 : 0;

  if (failures->len > 0 && (done || !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)))
    {
      g_autofree char *more = g_strdup_printf (ngettext ("%s One more file was not attached.", "%s %u more files were not attached.", n_more),
                                               (char *) g_ptr_array_index (failures, 0), n_more);

      toast (self, n_more > 0 ? more : g_ptr_array_index (failures, 0));
    }
  else if (!done && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    toast (self, error->message);
  g_ptr_array_remove (self->attaching, attaching);
  if (self->workspace != NULL)
    show_progress (self);
}

static void
run (TwFilePanel *self,
     TwAttach    *attach)
{
  Attaching *attaching = g_new0 (Attaching, 1);

  attaching->panel = g_object_ref (self);
  attaching->attach = g_object_ref (attach);
  attaching->cancellable = g_cancellable_new ();
  g_ptr_array_add (self->attaching, attaching);
  show_progress (self);
  tw_attach_run_async (attach, attaching->cancellable, attached_cb, attaching);
}

static void
chosen_cb (GtkNativeDialog *chooser,
           int              response,
           TwFilePanel     *self)
{
  g_autoptr(GListModel) files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (chooser));

  if (response == GTK_RESPONSE_ACCEPT)
    tw_file_panel_attach (self, files);
  gtk_native_dialog_destroy (chooser);
  g_object_unref (chooser);
}

static void
attach_list (TwFilePanel *self,
             const GValue *value)
{
  g_autoptr(GListStore) files = g_list_store_new (G_TYPE_FILE);
  g_autoptr(GSList) list = gdk_file_list_get_files (g_value_get_boxed (value));

  for (GSList *l = list; l != NULL; l = l->next)
    g_list_store_append (files, l->data);
  tw_file_panel_attach (self, G_LIST_MODEL (files));
}

static void
attach_picture (TwFilePanel *self,
                GdkTexture  *texture)
{
  g_autoptr(GBytes) bytes = gdk_texture_save_to_png_bytes (texture);
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%Y-%m-%d %H.%M.%S"), *name = NULL;
  g_autoptr(TwAttach) attach = tw_attach_new (tw_workspace_get_store (self->workspace), self->record);

  /* Translators: name of a file that was a picture on the clipboard; %s is date and time. */
  name = g_strdup_printf (_("Picture %s.png"), time);
  tw_attach_add_bytes (attach, name, bytes);
  run (self, attach);
}

static void
pasted_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr(TwFilePanel) self = TW_FILE_PANEL (data);
  g_autoptr(GError) error = NULL;
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (source), result, &error);

  if (value == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        toast (self, error->message);
    }
  else if (!tw_file_panel_can_attach (self))
    return;
  else if (G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    attach_list (self, value);
  else if (G_VALUE_HOLDS (value, GDK_TYPE_TEXTURE))
    attach_picture (self, g_value_get_object (value));
}

static gboolean
accept_cb (GtkDropTarget *target,
           GdkDrop       *drop,
           TwFilePanel   *self)
{
  /* Other programs offer text/uri-list. */
  g_autoptr(GdkContentFormats) formats = gdk_content_formats_union_deserialize_gtypes (gdk_content_formats_ref (gdk_drop_get_formats (drop)));

  return tw_file_panel_can_attach (self) && gdk_content_formats_contain_gtype (formats, GDK_TYPE_FILE_LIST);
}

static gboolean
drop_cb (GtkDropTarget *target,
         const GValue  *value,
         double         x,
         double         y,
         TwFilePanel   *self)
{
  if (!tw_file_panel_can_attach (self))
    return FALSE;
  attach_list (self, value);
  return TRUE;
}

void
tw_file_attaching_free (Attaching *attaching)
{
  g_object_unref (attaching->panel);
  g_object_unref (attaching->attach);
  g_object_unref (attaching->cancellable);
  g_free (attaching);
}

/**
 * tw_file_panel_attach:
 * @self: a panel
 * @files: (element-type GFile): some files
 *
 * Attaches them to the record. It goes on when the page is left.
 */
void
tw_file_panel_attach (TwFilePanel *self,
                      GListModel  *files)
{
  g_autoptr(TwAttach) attach = NULL;

  g_return_if_fail (TW_IS_FILE_PANEL (self) && G_IS_LIST_MODEL (files));
  if (!tw_file_panel_can_attach (self) || g_list_model_get_n_items (files) == 0)
    return;
  attach = tw_attach_new (tw_workspace_get_store (self->workspace), self->record);
  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr(GFile) file = g_list_model_get_item (files, i);

      tw_attach_add_file (attach, file);
    }
  run (self, attach);
}

/**
 * tw_file_panel_choose:
 * @self: a panel
 *
 * Lets a person choose files to attach.
 */
void
tw_file_panel_choose (TwFilePanel *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkFileChooserNative *chooser = NULL;

  g_return_if_fail (TW_IS_FILE_PANEL (self));
  if (!tw_file_panel_can_attach (self))
    return;
  chooser = gtk_file_chooser_native_new (_("Attach Files"), GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                         GTK_FILE_CHOOSER_ACTION_OPEN, _("_Attach"), _("_Cancel"));
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (chooser), TRUE);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

/**
 * tw_file_panel_paste:
 * @self: a panel
 *
 * Attaches the files or the picture on the clipboard.
 */
void
tw_file_panel_paste (TwFilePanel *self)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self));
  GdkContentFormats *formats = gdk_clipboard_get_formats (clipboard);
  GType type = G_TYPE_INVALID;

  g_return_if_fail (TW_IS_FILE_PANEL (self));
  if (!tw_file_panel_can_attach (self))
    return;
  if (gdk_content_formats_contain_gtype (formats, GDK_TYPE_FILE_LIST))
    type = GDK_TYPE_FILE_LIST;
  else if (gdk_content_formats_contain_gtype (formats, GDK_TYPE_TEXTURE))
    type = GDK_TYPE_TEXTURE;
  if (type == G_TYPE_INVALID)
    toast (self, _("There is no file and no picture on the clipboard. Copy one first."));
  else
    gdk_clipboard_read_value_async (clipboard, type, G_PRIORITY_DEFAULT, self->cancellable, pasted_cb, g_object_ref (self));
}

/**
 * tw_file_panel_stop:
 * @self: a panel
 *
 * Gives up what is being attached.
 */
void
tw_file_panel_stop (TwFilePanel *self)
{
  for (guint i = 0; i < self->attaching->len; i++)
    g_cancellable_cancel (((Attaching *) g_ptr_array_index (self->attaching, i))->cancellable);
}

/**
 * tw_file_panel_take_drops:
 * @self: a panel
 * @widget: the page that it is on
 *
 * Files that are dropped anywhere on the page belong to its record.
 */
void
tw_file_panel_take_drops (TwFilePanel *self,
                          GtkWidget   *widget)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_signal_connect_object (target, "accept", G_CALLBACK (accept_cb), self, 0);
  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), self, 0);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (target));
}
