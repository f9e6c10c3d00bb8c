/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-sync-bar.h"

#include <glib/gi18n-lib.h>

#include "tw-conflict.h"
#include "tw-replica.h"

struct _TwSyncBar
{
  AdwBin       parent_instance;

  TwWorkspace *workspace;                              /* (owned) (nullable) */
  TwRecord    *record;                                 /* (owned) (nullable) */
  gulong       changed_id;

  GtkImage    *icon;
  GtkLabel    *label;
  GtkWidget   *button;
};

G_DEFINE_FINAL_TYPE (TwSyncBar, tw_sync_bar, ADW_TYPE_BIN)

static void
show (TwSyncBar  *self,
      const char *icon,
      const char *text,
      gboolean    decides)
{
  gtk_widget_set_visible (GTK_WIDGET (self), text != NULL);
  gtk_widget_set_visible (self->button, decides);
  gtk_label_set_label (self->label, text != NULL ? text : "");
  if (icon != NULL)
    gtk_image_set_from_icon_name (self->icon, icon);
}

static void
changed_cb (TwSyncBar *self)
{
  TwStore *store = tw_workspace_get_store (self->workspace);
  const TwEntity *entity = tw_record_get_entity (self->record);
  const TwId *id = tw_record_get_id (self->record);
  g_autoptr(GPtrArray) conflicts = NULL;
  TwRecordSync state = TW_RECORD_SYNCED;
  g_autofree char *text = NULL;

  if (tw_sync_account_get_conflicts (tw_workspace_get_account (self->workspace)) > 0)
    conflicts = tw_conflicts_list_of (store, entity, id, NULL);
  if (tw_store_is_replica (store))
    state = tw_replica_get_record (store, entity, id, NULL);
  if (conflicts != NULL && conflicts->len > 0)
    {
      text = g_strdup_printf (ngettext ("%u change of this record meets another one.", "%u changes of this record meet others.",
                                        conflicts->len), conflicts->len);
      show (self, "dialog-question-symbolic", text, TRUE);
    }
  else if (state == TW_RECORD_REFUSED)
    show (self, "dialog-warning-symbolic", _("The server did not take a change of this record."), TRUE);
  else if (state == TW_RECORD_WAITING)
    show (self, "emblem-synchronizing-symbolic", _("Changes of this record wait to be sent."), FALSE);
  else
    show (self, NULL, NULL, FALSE);
}

static void
disconnect (TwSyncBar *self)
{
  if (self->workspace != NULL)
    g_clear_signal_handler (&self->changed_id, tw_workspace_get_account (self->workspace));
  g_clear_object (&self->workspace);
  g_clear_object (&self->record);
}

static void
tw_sync_bar_dispose (GObject *object)
{
  disconnect (TW_SYNC_BAR (object));
  gtk_widget_dispose_template (GTK_WIDGET (object), TW_TYPE_SYNC_BAR);
  G_OBJECT_CLASS (tw_sync_bar_parent_class)->dispose (object);
}

static void
tw_sync_bar_class_init (TwSyncBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_sync_bar_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("sync/tw-sync-bar.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwSyncBar, icon);
  gtk_widget_class_bind_template_child (widget_class, TwSyncBar, label);
  gtk_widget_class_bind_template_child (widget_class, TwSyncBar, button);
}

static void
tw_sync_bar_init (TwSyncBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tw_sync_bar_set_record:
 * @self: the bar
 * @workspace: the workspace
 * @record: (nullable): the record that is shown
 *
 * Follows what the server has of the record.
 */
void
tw_sync_bar_set_record (TwSyncBar   *self,
                        TwWorkspace *workspace,
                        TwRecord    *record)
{
  g_return_if_fail (TW_IS_SYNC_BAR (self));
  disconnect (self);
  if (record == NULL)
    {
      show (self, NULL, NULL, FALSE);
      return;
    }
  self->workspace = g_object_ref (workspace);
  self->record = g_object_ref (record);
  self->changed_id = g_signal_connect_swapped (tw_workspace_get_account (workspace), "changed", G_CALLBACK (changed_cb), self);
  changed_cb (self);
}

const char *
tw_sync_bar_get_text (TwSyncBar *self)
{
  g_return_val_if_fail (TW_IS_SYNC_BAR (self), NULL);
  return gtk_widget_get_visible (GTK_WIDGET (self)) ? gtk_label_get_label (self->label) : NULL;
}
