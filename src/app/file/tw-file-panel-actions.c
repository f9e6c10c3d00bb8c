/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be done with a file of a record. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-file-commands.h"
#include "tw-file-panel-private.h"
#include "tw-passing-popover.h"

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

/* --- Opening and saving --- */

/* (transfer none) (nullable) one whose bytes are here. */
static TwRecordFile *
find_here (TwFilePanel *self,
           GVariant    *parameter)
{
  TwRecordFile *file = tw_file_panel_find (self, g_variant_get_string (parameter, NULL));

  return file != NULL && file->here ? file : NULL;
}

void
tw_file_panel_open (TwFilePanel *self,
                    const char  *id)
{
  TwRecordFile *file = tw_file_panel_find (self, id);

  if (file == NULL)
    return;
  if (file->hash == NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-record", "(uss)", tw_record_get_entity (file->document)->number, id, "");
  else if (file->here)
    tw_file_open (GTK_WIDGET (self), self->workspace, file, NULL);
  else if (tw_file_fetch (GTK_WIDGET (self), self->workspace, file))
    {
      g_free (self->awaited);
      self->awaited = g_strdup (id);
    }
}

static void
open_file (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  tw_file_panel_open (TW_FILE_PANEL (widget), g_variant_get_string (parameter, NULL));
}

static void
open_outside (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  TwFilePanel *self = TW_FILE_PANEL (widget);
  TwRecordFile *file = find_here (self, parameter);

  if (file != NULL)
    tw_file_open_outside (widget, self->workspace, file, tw_file_panel_can_attach (self));
}

static void
save_as (GtkWidget  *widget,
         const char *name,
         GVariant   *parameter)
{
  TwFilePanel *self = TW_FILE_PANEL (widget);
  TwRecordFile *file = find_here (self, parameter);

  if (file != NULL)
    tw_file_save_as (widget, self->workspace, file);
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
  { "file.open-outside", NULL, NULL, "s", NULL, open_outside },
  { "file.save-as", NULL, NULL, "s", NULL, save_as },
  { "file.rename", NULL, NULL, "s", NULL, rename_file },
  { "file.remove", NULL, NULL, "s", NULL, remove_file },
};

const TwActionTable tw_file_panel_actions = { N_("Files of a record"), infos, G_N_ELEMENTS (infos) };
