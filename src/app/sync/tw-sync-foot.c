/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-sync-foot.h"

#include "tw-sync-words.h"
#include "tw-tip.h"

struct _TwSyncFoot
{
  AdwBin       parent_instance;

  TwWorkspace *workspace;                              /* (owned) (nullable) */
  const char  *css_class;                              /* (nullable) of the icon */

  GtkImage    *icon;
  GtkLabel    *label;
};

G_DEFINE_FINAL_TYPE (TwSyncFoot, tw_sync_foot, ADW_TYPE_BIN)

static void
changed_cb (TwSyncFoot *self)
{
  g_autoptr(TwSyncWords) words = tw_sync_words_new (tw_workspace_get_account (self->workspace),
                                                    tw_workspace_get_zone (self->workspace));
  GtkWidget *button = adw_bin_get_child (ADW_BIN (self));

  gtk_label_set_label (self->label, words->text);
  gtk_image_set_from_icon_name (self->icon, words->icon);
  if (self->css_class != NULL)
    gtk_widget_remove_css_class (GTK_WIDGET (self->icon), self->css_class);
  self->css_class = words->css_class;
  gtk_widget_add_css_class (GTK_WIDGET (self->icon), self->css_class);
  tw_tip_set (button, words->sentence != NULL ? words->sentence : words->text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words->text, -1);
}

static void
tw_sync_foot_dispose (GObject *object)
{
  TwSyncFoot *self = TW_SYNC_FOOT (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_SYNC_FOOT);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (tw_sync_foot_parent_class)->dispose (object);
}

static void
tw_sync_foot_class_init (TwSyncFootClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_sync_foot_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("sync/tw-sync-foot.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwSyncFoot, icon);
  gtk_widget_class_bind_template_child (widget_class, TwSyncFoot, label);
}

static void
tw_sync_foot_init (TwSyncFoot *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tw_sync_foot_set_workspace:
 * @self: the foot
 * @workspace: the workspace; set once
 *
 * Begins to follow the workspace's account.
 */
void
tw_sync_foot_set_workspace (TwSyncFoot  *self,
                            TwWorkspace *workspace)
{
  g_return_if_fail (TW_IS_SYNC_FOOT (self) && self->workspace == NULL);
  self->workspace = g_object_ref (workspace);
  g_signal_connect_object (tw_workspace_get_account (workspace), "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  changed_cb (self);
}

/**
 * tw_sync_foot_get_text:
 * @self: the foot
 *
 * Returns: (transfer none): what it says
 */
const char *
tw_sync_foot_get_text (TwSyncFoot *self)
{
  g_return_val_if_fail (TW_IS_SYNC_FOOT (self), NULL);
  return gtk_label_get_label (self->label);
}
