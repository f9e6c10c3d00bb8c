/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-sync-files-group.h"

#include <glib/gi18n-lib.h>

#include "tw-sync-files.h"
#include "tw-sync-words.h"

#define MAX_FILES 50

struct _TwSyncFilesGroup
{
  AdwPreferencesGroup parent_instance;

  TwSync       *sync;                                  /* (owned) (nullable) */
  char         *key;                                   /* (owned) (nullable) what the list shows */
  gboolean      updating;

  AdwComboRow  *policy_row;
  GtkSwitch    *metered_switch;
  GtkListBox   *list;
};

G_DEFINE_FINAL_TYPE (TwSyncFilesGroup, tw_sync_files_group, ADW_TYPE_PREFERENCES_GROUP)

/* --- One file --- */

static void
add_button (AdwActionRow  *row,
            const char    *label,
            const char    *action,
            TwReplicaFile *file)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", file->hash);
  adw_action_row_add_suffix (row, button);
}

static GtkWidget *
make_row (TwSync        *sync,
          TwStore       *store,
          TwReplicaFile *file)
{
  AdwActionRow *row = ADW_ACTION_ROW (adw_action_row_new ());
  g_autofree char *title = tw_store_dup_title (store, file->entity, &file->record), *state = tw_sync_words_dup_file (sync, file);
  g_autofree char *size = file->size >= 0 ? g_format_size (file->size) : NULL;
  g_autofree char *subtitle = size != NULL ? g_strdup_printf ("%s · %s", size, state) : g_strdup (state);
  gint64 bytes, whole;

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), *title != '\0' ? title : _("A file"));
  adw_action_row_set_subtitle (row, subtitle);
  adw_action_row_set_title_lines (row, 2);
  adw_action_row_set_subtitle_lines (row, 0);
  if (file->state == TW_FILE_STOPPED || file->state == TW_FILE_REFUSED)
    add_button (row, _("Try Again"), "sync.want-file", file);
  else if (file->state == TW_FILE_SEND || tw_sync_get_transfer (sync, file->hash, &bytes, &whole))
    add_button (row, _("Stop"), "sync.stop-file", file);
  else if (file->state == TW_FILE_FETCH)
    add_button (row, _("Download"), "sync.want-file", file);
  return GTK_WIDGET (row);
}

static void
show_files (TwSyncFilesGroup *self,
            TwStore          *store)
{
  g_autoptr(GPtrArray) files = tw_replica_list_files (store, MAX_FILES, NULL);
  g_autoptr(GString) key = g_string_new (NULL);
  GtkWidget *child = NULL;

  for (guint i = 0; files != NULL && i < files->len; i++)
    {
      TwReplicaFile *file = g_ptr_array_index (files, i);
      g_autofree char *state = tw_sync_words_dup_file (self->sync, file);

      g_string_append_printf (key, "%s:%d:%s ", file->hash, file->state, state);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->list), files != NULL && files->len > 0);
  if (g_strcmp0 (self->key, key->str) == 0)
    return;
  g_free (self->key);
  self->key = g_strdup (key->str);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, child);
  for (guint i = 0; files != NULL && i < files->len; i++)
    gtk_list_box_append (self->list, make_row (self->sync, store, g_ptr_array_index (files, i)));
}

/* --- Settings --- */

static void
policy_changed_cb (TwSyncFilesGroup *self)
{
  if (!self->updating && self->sync != NULL)
    tw_sync_set_files_policy (self->sync, (TwFilesPolicy) adw_combo_row_get_selected (self->policy_row));
}

static void
metered_changed_cb (TwSyncFilesGroup *self)
{
  if (!self->updating && self->sync != NULL)
    tw_sync_set_files_metered (self->sync, gtk_switch_get_active (self->metered_switch));
}

/* --- The object --- */

static void
tw_sync_files_group_dispose (GObject *object)
{
  TwSyncFilesGroup *self = TW_SYNC_FILES_GROUP (object);

  g_clear_object (&self->sync);
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_SYNC_FILES_GROUP);
  G_OBJECT_CLASS (tw_sync_files_group_parent_class)->dispose (object);
}

static void
tw_sync_files_group_finalize (GObject *object)
{
  g_free (TW_SYNC_FILES_GROUP (object)->key);
  G_OBJECT_CLASS (tw_sync_files_group_parent_class)->finalize (object);
}

static void
tw_sync_files_group_class_init (TwSyncFilesGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_sync_files_group_dispose;
  G_OBJECT_CLASS (klass)->finalize = tw_sync_files_group_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("sync/tw-sync-files-group.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwSyncFilesGroup, policy_row);
  gtk_widget_class_bind_template_child (widget_class, TwSyncFilesGroup, metered_switch);
  gtk_widget_class_bind_template_child (widget_class, TwSyncFilesGroup, list);
  gtk_widget_class_bind_template_callback (widget_class, policy_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, metered_changed_cb);
}

static void
tw_sync_files_group_init (TwSyncFilesGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tw_sync_files_group_update:
 * @self: a group
 * @workspace: whose files are shown
 */
void
tw_sync_files_group_update (TwSyncFilesGroup *self,
                            TwWorkspace      *workspace)
{
  g_set_object (&self->sync, tw_sync_account_get_sync (tw_workspace_get_account (workspace)));
  gtk_widget_set_visible (GTK_WIDGET (self), self->sync != NULL);
  if (self->sync == NULL)
    return;
  self->updating = TRUE;
  adw_combo_row_set_selected (self->policy_row, tw_sync_get_files_policy (self->sync));
  gtk_switch_set_active (self->metered_switch, tw_sync_get_files_metered (self->sync));
  self->updating = FALSE;
  show_files (self, tw_workspace_get_store (workspace));
}
