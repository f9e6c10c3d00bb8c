/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-import-commands.h"

#include <glib/gi18n-lib.h>

#include "tw-calendar-exchange.h"
#include "tw-import-dialog.h"
#include "tw-view-page.h"

static const char *const endings[] = { ".csv", ".tsv", ".vcf", ".vcard", ".json", ".jsonl", ".ndjson", ".txt" };

static gboolean
can_import (GFile *file)
{
  g_autofree char *base = g_file_get_basename (file), *name = base != NULL ? g_ascii_strdown (base, -1) : NULL;

  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (name, endings[i]))
      return TRUE;
  return FALSE;
}

/**
 * tw_import_commands_open:
 * @window: a window
 * @files: (element-type GFile): some files
 *
 * Opens the assistant for those of the files that can be imported, and asks for each calendar file.
 *
 * Returns: whether there are any
 */
gboolean
tw_import_commands_open (TwWindow   *window,
                         GListModel *files)
{
  TwWorkspace *workspace = tw_window_get_workspace (window);
  TwWindowPage *page = tw_window_get_page (window);
  const TwEntity *entity = NULL;
  g_autoptr(GListStore) chosen = g_list_store_new (G_TYPE_FILE), calendars = g_list_store_new (G_TYPE_FILE);

  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr(GFile) file = g_list_model_get_item (files, i);

      if (can_import (file))
        g_list_store_append (chosen, file);
      else if (tw_calendar_exchange_can_open (file))
        g_list_store_append (calendars, file);
    }
  if (workspace != NULL && g_list_model_get_n_items (G_LIST_MODEL (calendars)) > 0)
    tw_calendar_exchange_open (GTK_WIDGET (page), workspace, G_LIST_MODEL (calendars));
  if (workspace == NULL || g_list_model_get_n_items (G_LIST_MODEL (chosen)) == 0)
    return workspace != NULL && g_list_model_get_n_items (G_LIST_MODEL (calendars)) > 0;
  if (TW_IS_VIEW_PAGE (page))
    entity = tw_view_state_get_entity (tw_view_page_get_state (TW_VIEW_PAGE (page)));
  gtk_window_present (GTK_WINDOW (tw_import_dialog_new (GTK_WINDOW (window), workspace, G_LIST_MODEL (chosen), entity)));
  return TRUE;
}

static void
chosen_cb (GtkNativeDialog *chooser,
           int              response,
           TwWindow        *window)
{
  g_autoptr(GListModel) files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (chooser));

  if (response == GTK_RESPONSE_ACCEPT && !tw_import_commands_open (window, files))
    tw_window_toast (window, _("Choose a CSV, vCard, JSON or calendar file."));
  gtk_native_dialog_destroy (chooser);
  g_object_unref (chooser);
}

static void
import (GtkWidget  *widget,
        const char *name,
        GVariant   *parameter)
{
  GtkFileChooserNative *chooser = NULL;
  g_autoptr(GtkFileFilter) filter = gtk_file_filter_new ();

  if (tw_window_get_workspace (TW_WINDOW (widget)) == NULL)
    return;
  chooser = gtk_file_chooser_native_new (_("Import Files"), GTK_WINDOW (widget), GTK_FILE_CHOOSER_ACTION_OPEN, _("_Open"), _("_Cancel"));
  gtk_file_filter_set_name (filter, _("CSV, vCard, JSON and calendar files"));
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    gtk_file_filter_add_suffix (filter, endings[i] + 1);
  gtk_file_filter_add_suffix (filter, "ics");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), filter);
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (chooser), TRUE);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (chosen_cb), widget, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
import_uris (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  g_autoptr(GListStore) files = g_list_store_new (G_TYPE_FILE);
  g_autofree const char **uris = g_variant_get_strv (parameter, NULL);

  for (guint i = 0; uris[i] != NULL; i++)
    {
      g_autoptr(GFile) file = g_file_new_for_uri (uris[i]);

      g_list_store_append (files, file);
    }
  tw_import_commands_open (TW_WINDOW (widget), G_LIST_MODEL (files));
}

static const TwActionInfo infos[] = {
  { "win.import", N_("Import files"), "<Control>i", NULL, NULL, import },
  { "win.import-uris", NULL, NULL, "as", NULL, import_uris },
};

const TwActionTable tw_import_window_actions = { N_("Bringing data in"), infos, G_N_ELEMENTS (infos) };

static gboolean
drop_cb (GtkDropTarget *target,
         const GValue  *value,
         double         x,
         double         y,
         TwWindow      *window)
{
  g_autoptr(GListStore) files = g_list_store_new (G_TYPE_FILE);
  g_autoptr(GSList) list = gdk_file_list_get_files (g_value_get_boxed (value));

  for (GSList *l = list; l != NULL; l = l->next)
    g_list_store_append (files, l->data);
  return tw_import_commands_open (window, G_LIST_MODEL (files));
}

/**
 * tw_import_commands_attach:
 * @window: a window
 *
 * Files dropped on the window, where no part of it takes them, open the assistant.
 */
void
tw_import_commands_attach (TwWindow *window)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), window, 0);
  gtk_widget_add_controller (GTK_WIDGET (window), GTK_EVENT_CONTROLLER (target));
}
