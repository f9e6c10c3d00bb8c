/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-share-dialog.h"

#include <glib/gi18n-lib.h>

#include "tw-share-chooser.h"

struct _TwShareDialog
{
  AdwMessageDialog parent_instance;

  TwStore         *store;                              /* (owned) */
  TwRecord        *record;                             /* (owned) */
  TwShareChooser  *chooser;
};

G_DEFINE_FINAL_TYPE (TwShareDialog, tw_share_dialog, ADW_TYPE_MESSAGE_DIALOG)

static void
tw_share_dialog_response (AdwMessageDialog *dialog,
                          const char       *response)
{
  TwShareDialog *self = TW_SHARE_DIALOG (dialog);
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (dialog));
  g_autoptr(GError) error = NULL;

  if (!g_str_equal (response, "share"))
    return;
  if (!tw_share_save (self->store, self->record, tw_share_chooser_get_everybody (self->chooser),
                      tw_share_chooser_get_sharers (self->chooser), &error) && parent != NULL)
    gtk_widget_activate_action (GTK_WIDGET (parent), "win.toast", "s", error->message);
}

static void
tw_share_dialog_dispose (GObject *object)
{
  TwShareDialog *self = TW_SHARE_DIALOG (object);

  g_clear_object (&self->store);
  g_clear_object (&self->record);
  G_OBJECT_CLASS (tw_share_dialog_parent_class)->dispose (object);
}

static void
tw_share_dialog_class_init (TwShareDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tw_share_dialog_dispose;
  ADW_MESSAGE_DIALOG_CLASS (klass)->response = tw_share_dialog_response;
}

static void
tw_share_dialog_init (TwShareDialog *self)
{
  self->chooser = TW_SHARE_CHOOSER (tw_share_chooser_new ());
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (self), GTK_WIDGET (self->chooser));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (self), "cancel", _("_Cancel"), "share", _("_Save"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (self), "share", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (self), "share");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (self), "cancel");
}

/* --- Public functions --- */

/**
 * tw_share_dialog_new:
 * @parent: the window that it belongs to
 * @store: the store
 * @record: a record as it is stored
 * @error: of the store
 *
 * Returns: (transfer none) (nullable): a dialog that shares it when it is answered so
 */
TwShareDialog *
tw_share_dialog_new (GtkWindow *parent,
                     TwStore   *store,
                     TwRecord  *record,
                     GError   **error)
{
  g_autoptr(GPtrArray) sharers = tw_share_list (store, record, error);
  g_autofree char *name = tw_record_dup_title (record), *heading = NULL;
  TwShareDialog *self = NULL;

  if (sharers == NULL)
    return NULL;
  /* Translators: %s is the name of a dashboard or report. */
  heading = g_strdup_printf (_("Share “%s”"), name);
  self = g_object_new (TW_TYPE_SHARE_DIALOG, "transient-for", parent, "modal", TRUE, "heading", heading, "body",
                       sharers->len > 0 ? _("Those whom you choose see it. Nobody but you changes it, unless a role allows that.")
                       : _("Nobody else is in this workspace yet."), NULL);
  self->store = g_object_ref (store);
  self->record = g_object_ref (record);
  tw_share_chooser_set (self->chooser, tw_share_is_everybody (record), sharers);
  return self;
}

/**
 * tw_share_dialog_ask:
 * @widget: in a window
 * @store: the store
 * @entity: key of an entity
 * @id: of one of its records
 *
 * Returns: (transfer none) (nullable): the dialog, which is presented
 */
TwShareDialog *
tw_share_dialog_ask (GtkWidget  *widget,
                     TwStore    *store,
                     const char *entity,
                     const TwId *id)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwRecord) record = tw_store_get (store, tw_schema_get_entity (tw_store_get_schema (store), entity), id, &error);
  TwShareDialog *dialog = record != NULL ? tw_share_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)), store, record, &error) : NULL;

  if (dialog != NULL)
    gtk_window_present (GTK_WINDOW (dialog));
  else
    gtk_widget_activate_action (widget, "win.toast", "s", error->message);
  return dialog;
}

/**
 * tw_share_dialog_set_everybody:
 * @self: a dialog
 * @everybody: whether everybody is to see it
 */
void
tw_share_dialog_set_everybody (TwShareDialog *self,
                               gboolean       everybody)
{
  g_return_if_fail (TW_IS_SHARE_DIALOG (self));
  tw_share_chooser_set_everybody (self->chooser, everybody);
}

/**
 * tw_share_dialog_choose:
 * @self: a dialog
 * @id: of a person, a team or a role
 * @chosen: whether it is shared with them
 *
 * Returns: whether they stand in the list
 */
gboolean
tw_share_dialog_choose (TwShareDialog *self,
                        const TwId    *id,
                        gboolean       chosen)
{
  g_return_val_if_fail (TW_IS_SHARE_DIALOG (self), FALSE);
  return tw_share_chooser_choose (self->chooser, id, chosen);
}
