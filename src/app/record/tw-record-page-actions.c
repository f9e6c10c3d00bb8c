/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-follow.h"
#include "tw-bulk-job.h"
#include "tw-health.h"
#include "tw-lead-commands.h"
#include "tw-photo-commands.h"
#include "tw-may-export.h"
#include "tw-print.h"
#include "tw-quote-commands.h"
#include "tw-record-page-private.h"
#include "tw-record-uri.h"
#include "tw-seed.h"
#include "tw-star.h"
#include "tw-task-commands.h"

static TwStore *
get_store (TwRecordPage *self)
{
  return tw_workspace_get_store (tw_window_page_get_workspace (TW_WINDOW_PAGE (self)));
}

static void
committed_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  g_autoptr(TwRecordPage) self = TW_RECORD_PAGE (data);
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = tw_edit_commit_finish (get_store (self), result, &error);

  if (commit == NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", error->message);
}

static void
edit (GtkWidget  *widget,
      const char *name,
      GVariant   *parameter)
{
  tw_record_details_edit (TW_RECORD_PAGE (widget)->details, NULL);
}

static void
edit_field (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  tw_record_details_edit (TW_RECORD_PAGE (widget)->details, g_variant_get_string (parameter, NULL));
}

static void
delete_record (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  TwRecordPage *self = TW_RECORD_PAGE (widget);
  g_autofree char *record = tw_record_dup_title (self->record);
  /* Translators: names a change; %s is the record's name. */
  g_autofree char *title = g_strdup_printf (_("Delete “%s”"), record);
  TwEdit *edit = tw_edit_new (get_store (self), TW_ORIGIN_PERSON, title);

  tw_edit_delete (edit, self->entity, tw_record_get_id (self->record));
  tw_edit_commit_async (edit, NULL, committed_cb, g_object_ref (self));
}

static void
restore (GtkWidget  *widget,
         const char *name,
         GVariant   *parameter)
{
  TwRecordPage *self = TW_RECORD_PAGE (widget);
  g_autofree char *record = tw_record_dup_title (self->record);
  /* Translators: names a change; %s is the record's name. */
  g_autofree char *title = g_strdup_printf (_("Restore “%s”"), record);
  TwEdit *edit = tw_edit_new (get_store (self), TW_ORIGIN_PERSON, title);

  tw_edit_restore (edit, self->entity, tw_record_get_id (self->record));
  tw_edit_commit_async (edit, NULL, committed_cb, g_object_ref (self));
}

static void
print (GtkWidget  *widget,
       const char *name,
       GVariant   *parameter)
{
  TwRecordPage *self = TW_RECORD_PAGE (widget);

  if (tw_may_export (widget, tw_window_page_get_workspace (TW_WINDOW_PAGE (self)), self->entity))
    tw_print_record (widget, tw_window_page_get_workspace (TW_WINDOW_PAGE (self)), self->record);
}

static void
show_day (GtkWidget  *widget,
          const char *name,
          GVariant   *parameter)
{
  const char *text = g_variant_get_string (parameter, NULL);
  TwDate date = TW_DATE_MAX;

  if (*text == '\0' || tw_date_parse (text, &date))
    tw_record_page_show_day (TW_RECORD_PAGE (widget), date);
}

static void
copy_id (GtkWidget  *widget,
         const char *name,
         GVariant   *parameter)
{
  char id[TW_ID_TEXT_LENGTH + 1];

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget),
                          tw_id_print (tw_record_get_id (TW_RECORD_PAGE (widget)->record), id));
}

/* What the link is without the record: nothing, or the list of the others. */
static TwValue
take_out (const TwValue *value,
          const TwId    *id)
{
  g_autoptr(GArray) left = g_array_new (FALSE, FALSE, sizeof (TwValue));

  if (value->type != TW_TYPE_LIST)
    return (TwValue) TW_VALUE_INIT;
  for (guint i = 0; i < value->list->n_values; i++)
    if (!tw_id_equal (&value->list->values[i].id, id))
      g_array_append_val (left, value->list->values[i]);
  return tw_value_list ((TwValue *) left->data, left->len);
}

static void
unlink_record (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  TwRecordPage *self = TW_RECORD_PAGE (widget);
  const char *id_text = NULL, *key = NULL;
  const TwInverse *inverse = NULL;
  g_autoptr(TwRecord) related = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *record = NULL, *other = NULL, *title = NULL;
  g_auto(TwValue) value = TW_VALUE_INIT;
  TwEdit *edit = NULL;
  TwId id;

  g_variant_get (parameter, "(&s&s)", &id_text, &key);
  inverse = tw_entity_get_inverse (self->entity, key);
  if (inverse == NULL || !tw_id_parse (id_text, &id))
    return;
  related = tw_store_get (get_store (self), inverse->field->entity, &id, &error);
  if (related != NULL)
    value = take_out (tw_record_get (related, inverse->field), tw_record_get_id (self->record));
  if (related == NULL || !tw_record_set (related, inverse->field, &value, &error))
    {
      gtk_widget_activate_action (widget, "win.toast", "s", error->message);
      return;
    }
  record = tw_record_dup_title (self->record);
  other = tw_record_dup_title (related);
  /* Translators: names a change: a record is taken out of a relation of another. */
  title = g_strdup_printf (_("Unlink “%s” from “%s”"), other, record);
  edit = tw_edit_new (get_store (self), TW_ORIGIN_PERSON, title);
  tw_edit_save (edit, related);
  tw_edit_commit_async (edit, NULL, committed_cb, g_object_ref (self));
}

static void
copy_link (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  TwRecordPage *self = TW_RECORD_PAGE (widget);
  g_autofree char *uri = tw_record_uri_print (self->entity, tw_record_get_id (self->record));

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), uri);
  gtk_widget_activate_action (widget, "win.toast", "s", _("The link was copied. It opens this record in Tradewind."));
}

static void
attach (GtkWidget  *widget,
        const char *name,
        GVariant   *parameter)
{
  tw_file_panel_choose (TW_RECORD_PAGE (widget)->files);
}

static void
paste_files (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  tw_file_panel_paste (TW_RECORD_PAGE (widget)->files);
}

static void
stop_attaching (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  tw_file_panel_stop (TW_RECORD_PAGE (widget)->files);
}

static void
worked_out_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      data)
{
  g_autoptr(TwRecordPage) self = data;
  g_autoptr(GError) error = NULL;
  const char *refusal = NULL;

  if (tw_bulk_job_run_finish (TW_BULK_JOB (source), result, &error))
    refusal = tw_bulk_job_get_refusal (TW_BULK_JOB (source));
  else
    refusal = error->message;
  if (refusal != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", refusal);
}

static void
work_out_health (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  TwRecordPage *self = TW_RECORD_PAGE (widget);
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (TwId));
  g_autoptr(TwRecordSet) set = NULL;
  g_autoptr(TwBulkJob) job = NULL;

  g_array_append_vals (ids, tw_record_get_id (self->record), 1);
  set = tw_record_set_new_ids (self->entity, ids);
  job = tw_bulk_job_new_health (get_store (self), set);
  tw_bulk_job_run_async (job, NULL, worked_out_cb, g_object_ref (self));
}

static void
add_health_rules (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  g_autoptr(GError) error = NULL;
  guint n = 0;

  if (!tw_seed_add_health_rules (get_store (TW_RECORD_PAGE (widget)), &n, &error))
    gtk_widget_activate_action (widget, "win.toast", "s", error->message);
  else if (n == 0)
    gtk_widget_activate_action (widget, "win.toast", "s", _("The ready rules are here already, switched off or in the wastebasket."));
}

static void
open_beside (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  gtk_widget_activate_action (widget, "win.open-beside", "b", g_str_equal (name, "record.next"));
}

static void
open_window (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  TwRecordPage *self = TW_RECORD_PAGE (widget);
  char id[TW_ID_TEXT_LENGTH + 1];

  gtk_widget_activate_action (widget, "win.open-window", "(us)", self->entity->number, tw_id_print (tw_record_get_id (self->record), id));
}

static const TwActionInfo infos[] = {
  { "record.next", N_("The next record of the list"), "<Alt>Down", NULL, NULL, open_beside },
  { "record.previous", N_("The previous record of the list"), "<Alt>Up", NULL, NULL, open_beside },
  { "record.open-window", N_("Open the record in its own window"), "<Control><Shift>o", NULL, NULL, open_window },
  { "record.follow", N_("Follow the record"), "<Control><Shift>f", NULL, NULL, NULL, "following" },
  { "record.mute", N_("Hear nothing of the record"), NULL, NULL, NULL, NULL, "muted" },
  { "record.star", N_("Give the record a star, or take it off"), "<Control>b", NULL, NULL, NULL, "starred" },
  { "record.copy-link", N_("Copy a link to the record"), "<Control><Shift>l", NULL, NULL, copy_link },
  { "record.edit", N_("Edit the record"), "F2 e", NULL, NULL, edit },
  { "record.delete", N_("Delete the record"), "<Control>Delete", NULL, NULL, delete_record },
  { "record.edit-field", NULL, NULL, "s", NULL, edit_field },
  { "record.attach", N_("Attach files"), "<Control><Shift>a", NULL, NULL, attach },
  { "record.paste-files", N_("Attach files or a picture of the clipboard"), "<Control>v", NULL, NULL, paste_files },
  { "record.stop-attaching", N_("Stop attaching files"), NULL, NULL, NULL, stop_attaching },
  { "record.work-out-health", N_("Work out the health of the record"), NULL, NULL, NULL, work_out_health },
  { "record.add-health-rules", N_("Add the ready health rules"), NULL, NULL, NULL, add_health_rules },
  { "record.print", N_("Print the record"), "<Control>p", NULL, NULL, print },
  { "record.copy-id", N_("Copy the record's number"), "<Control><Shift>c", NULL, NULL, copy_id },
  { "record.show-day", NULL, NULL, "s", NULL, show_day },
  { "record.unlink", NULL, NULL, "(ss)", NULL, unlink_record },
  { "record.restore", N_("Restore the record"), NULL, NULL, NULL, restore },
  { "win.back", N_("Back to the previous page"), "Escape", NULL, NULL, NULL },
};

const TwActionTable tw_record_page_actions = { N_("Record"), infos, G_N_ELEMENTS (infos) };

/**
 * tw_record_page_set_following:
 * @self: a page
 * @following: whether who is signed in is to hear of changes of the record
 *
 * Follows the record, or no longer.
 */
void
tw_record_page_set_following (TwRecordPage *self,
                              gboolean      following)
{
  TwEdit *edit = tw_follow_set (get_store (self), self->record, following);

  if (edit != NULL)
    tw_edit_commit_async (edit, NULL, committed_cb, g_object_ref (self));
}

/**
 * tw_record_page_set_muted:
 * @self: a page
 * @muted: whether who is signed in is to hear nothing of the record but what is meant for him
 *
 * Mutes the record, or no longer.
 */
void
tw_record_page_set_muted (TwRecordPage *self,
                          gboolean      muted)
{
  TwEdit *edit = NULL;

  if (muted == self->muted)
    return;
  edit = muted ? tw_follow_set_kind (get_store (self), self->record, "muted") : tw_follow_set (get_store (self), self->record, FALSE);
  if (edit != NULL)
    tw_edit_commit_async (edit, NULL, committed_cb, g_object_ref (self));
}

/**
 * tw_record_page_set_starred:
 * @self: a page
 * @starred: whether who is signed in is to have the record at hand
 *
 * Gives the record a star, or takes it off.
 */
void
tw_record_page_set_starred (TwRecordPage *self,
                            gboolean      starred)
{
  TwEdit *edit = tw_star_set (get_store (self), self->record, starred);

  if (edit != NULL)
    tw_edit_commit_async (edit, NULL, committed_cb, g_object_ref (self));
}

/**
 * tw_record_page_update_marks:
 * @self: a page
 *
 * Reads whether the record is followed, muted and starred.
 */
void
tw_record_page_update_marks (TwRecordPage *self)
{
  gboolean following = tw_follow_is_on (get_store (self), self->record);
  gboolean starred = tw_star_is_on (get_store (self), self->record);
  gboolean muted = g_strcmp0 (tw_follow_get_kind (get_store (self), self->record), "muted") == 0;

  gtk_button_set_icon_name (self->star_button, starred ? "starred-symbolic" : "tw-star-off-symbolic");
  if (following != self->following)
    {
      self->following = following;
      g_object_notify (G_OBJECT (self), "following");
    }
  if (muted != self->muted)
    {
      self->muted = muted;
      g_object_notify (G_OBJECT (self), "muted");
    }
  if (starred != self->starred)
    {
      self->starred = starred;
      g_object_notify (G_OBJECT (self), "starred");
    }
}

/**
 * tw_record_page_update_actions:
 * @self: a page
 *
 * Decides which commands can be used: a deleted record can only be restored.
 */
void
tw_record_page_update_actions (TwRecordPage *self)
{
  gboolean deleted = tw_record_is_deleted (self->record);
  gboolean past = self->past != NULL;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "record.edit", !deleted && !past);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "record.edit-field", !deleted && !past);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "record.delete", !deleted && !past);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "record.restore", deleted && !past);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "record.next", self->in_list);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "record.previous", self->in_list);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "record.attach", tw_file_panel_can_attach (self->files));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "record.paste-files", tw_file_panel_can_attach (self->files));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "record.stop-attaching", tw_file_panel_is_busy (self->files));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "record.work-out-health", !deleted && !past && tw_health_get_field (self->entity) != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "record.add-health-rules", tw_health_has_ready_rules (self->entity));
  tw_lead_commands_update (GTK_WIDGET (self), self->record);
  tw_photo_commands_update (GTK_WIDGET (self), past ? NULL : self->record);
  tw_quote_commands_update (GTK_WIDGET (self), self->record);
  tw_task_commands_update (GTK_WIDGET (self), self->record);
}
