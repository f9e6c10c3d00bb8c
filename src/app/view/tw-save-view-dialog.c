/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-save-view-dialog.h"

#include <glib/gi18n-lib.h>

#include "tw-saved-view.h"

struct _TwSaveViewDialog
{
  AdwMessageDialog parent_instance;

  TwViewState     *state;                              /* (owned) */

  GtkEditable     *name;
  GtkSwitch       *shared;
  GtkSwitch       *pinned;
  GtkWidget       *pinned_row;
  gboolean         changing;                           /* the view is there already */
};

G_DEFINE_FINAL_TYPE (TwSaveViewDialog, tw_save_view_dialog, ADW_TYPE_MESSAGE_DIALOG)

static char *
dup_name (TwSaveViewDialog *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (self->name)));
}

static void
name_changed_cb (TwSaveViewDialog *self)
{
  g_autofree char *name = dup_name (self);

  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (self), "save", *name != '\0');
}

static gboolean
put_down (TwSaveViewDialog *self,
          const char       *name,
          GError          **error)
{
  if (self->changing)
    return tw_saved_view_change (self->state, name, gtk_switch_get_active (self->shared), gtk_switch_get_active (self->pinned), error);
  return tw_saved_view_save (self->state, name, gtk_switch_get_active (self->shared), error);
}

static void
tw_save_view_dialog_response (AdwMessageDialog *dialog,
                              const char       *response)
{
  TwSaveViewDialog *self = TW_SAVE_VIEW_DIALOG (dialog);
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (dialog));
  g_autofree char *name = dup_name (self);
  g_autoptr(GError) error = NULL;

  if (g_str_equal (response, "save") && *name != '\0' && !put_down (self, name, &error) && parent != NULL)
    gtk_widget_activate_action (GTK_WIDGET (parent), "win.toast", "s", error->message);
}

static void
tw_save_view_dialog_dispose (GObject *object)
{
  TwSaveViewDialog *self = TW_SAVE_VIEW_DIALOG (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_SAVE_VIEW_DIALOG);
  g_clear_object (&self->state);
  G_OBJECT_CLASS (tw_save_view_dialog_parent_class)->dispose (object);
}

static void
tw_save_view_dialog_class_init (TwSaveViewDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_save_view_dialog_dispose;
  ADW_MESSAGE_DIALOG_CLASS (klass)->response = tw_save_view_dialog_response;
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("view/tw-save-view-dialog.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwSaveViewDialog, name);
  gtk_widget_class_bind_template_child (widget_class, TwSaveViewDialog, shared);
  gtk_widget_class_bind_template_child (widget_class, TwSaveViewDialog, pinned);
  gtk_widget_class_bind_template_child (widget_class, TwSaveViewDialog, pinned_row);
  gtk_widget_class_bind_template_callback (widget_class, name_changed_cb);
}

static void
tw_save_view_dialog_init (TwSaveViewDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tw_save_view_dialog_new:
 * @parent: the window that it belongs to
 * @state: the view to save
 *
 * Returns: (transfer none): a dialog that saves the view when it is answered so
 */
TwSaveViewDialog *
tw_save_view_dialog_new (GtkWindow   *parent,
                         TwViewState *state)
{
  TwSaveViewDialog *self = g_object_new (TW_TYPE_SAVE_VIEW_DIALOG, "transient-for", parent, NULL);

  self->state = g_object_ref (state);
  return self;
}

/**
 * tw_save_view_dialog_new_change:
 * @parent: the window that it belongs to
 * @state: a view that came from a saved view
 *
 * Returns: (transfer none): a dialog that changes what the saved view is called and who sees it
 */
TwSaveViewDialog *
tw_save_view_dialog_new_change (GtkWindow   *parent,
                                TwViewState *state)
{
  TwSaveViewDialog *self = tw_save_view_dialog_new (parent, state);
  gboolean shared = FALSE, pinned = FALSE;

  self->changing = TRUE;
  adw_message_dialog_set_heading (ADW_MESSAGE_DIALOG (self), _("Change View"));
  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (self), _("What it shows stays as it was saved."));
  gtk_widget_set_visible (self->pinned_row, TRUE);
  if (tw_saved_view_get_sharing (state, &shared, &pinned))
    {
      gtk_switch_set_active (self->shared, shared);
      gtk_switch_set_active (self->pinned, pinned);
    }
  gtk_editable_set_text (self->name, tw_view_state_get_name (state) != NULL ? tw_view_state_get_name (state) : "");
  return self;
}
