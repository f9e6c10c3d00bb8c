/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-view-mail.h"

#include <glib/gi18n-lib.h>

#include "tw-field-open.h"
#include "tw-task.h"

#define MAX_ADDRESSES 50                               /* in a link to the mail program; more go to the clipboard */

typedef struct
{
  TwStore     *store;                                  /* (owned) */
  TwRecordSet *set;                                    /* (owned) */
  TwProgress  *progress;                               /* (owned) */
  GPtrArray   *addresses;                              /* (owned) char *, each once */
  guint        n_without;
} Job;

static void
job_free (Job *job)
{
  g_object_unref (job->store);
  tw_record_set_unref (job->set);
  g_object_unref (job->progress);
  g_ptr_array_unref (job->addresses);
  g_free (job);
}

static const TwField *
find_address (const TwEntity *entity)
{
  for (guint i = 0; i < entity->n_fields; i++)
    if (entity->fields[i]->kind == TW_KIND_EMAIL && !entity->fields[i]->hidden && !entity->fields[i]->retired)
      return entity->fields[i];
  return NULL;
}

/* Whom a record belongs to is not whom it is about. */
static gboolean
leads_to_address (const TwField *field)
{
  const TwEntity *target = field->kind == TW_KIND_LINK && field->number >= TW_FIELD_FIRST_OWN && !field->hidden && !field->retired
                             && field != field->entity->owner_field && !field->tree ? tw_field_get_target (field) : NULL;

  return target != NULL && g_strcmp0 (target->group, "people") == 0 && find_address (target) != NULL;
}

static char *
dup_own (TwRecord *record)
{
  const TwField *field = find_address (tw_record_get_entity (record));
  const TwValue *value = field != NULL ? tw_record_get (record, field) : NULL;
  g_autofree char *uri = value != NULL && value->type == TW_TYPE_TEXT ? tw_field_dup_uri (field, value) : NULL;

  return uri != NULL ? g_strdup (value->text) : NULL;
}

/* (nullable) The person comes after the company in every form, and is asked first. */
static char *
dup_address (TwStore  *store,
             TwRecord *record)
{
  const TwEntity *entity = tw_record_get_entity (record);
  char *address = dup_own (record);

  for (guint i = entity->n_fields; i > 0 && address == NULL; i--)
    {
      const TwField *field = entity->fields[i - 1];
      const TwValue *value = leads_to_address (field) ? tw_record_get (record, field) : NULL;
      g_autoptr(TwRecord) other = NULL;

      if (value == NULL || value->type != TW_TYPE_LINK)
        continue;
      other = tw_store_get (store, tw_field_get_target (field), &value->id, NULL);
      address = other != NULL && !tw_record_is_deleted (other) ? dup_own (other) : NULL;
    }
  return address;
}

static void
read_thread (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  Job *job = task_data;
  GError *error = NULL;
  g_autoptr(GArray) ids = tw_record_set_read_ids (job->set, job->store, &error);
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; ids != NULL && i < ids->len; i++)
    {
      g_autoptr(TwRecord) record = NULL;
      g_autofree char *address = NULL;

      if (g_cancellable_set_error_if_cancelled (cancellable, &error))
        break;
      record = tw_store_get (job->store, tw_record_set_get_entity (job->set), &g_array_index (ids, TwId, i), NULL);
      address = record != NULL ? dup_address (job->store, record) : NULL;
      if (address == NULL)
        job->n_without++;
      else if (g_hash_table_add (seen, g_utf8_casefold (address, -1)))
        g_ptr_array_add (job->addresses, g_steal_pointer (&address));
      tw_progress_report (job->progress, (i + 1.0) / ids->len);
    }
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/* A link holds only so many; of more the clipboard is given to the mail program by hand. */
static void
hand_over (GtkWidget *widget,
           Job       *job)
{
  g_autofree char *text = NULL;

  g_ptr_array_add (job->addresses, NULL);
  if (job->addresses->len - 1 <= MAX_ADDRESSES)
    {
      g_autofree char *uri = tw_field_dup_mail_uri ((const char *const *) job->addresses->pdata);

      gtk_widget_activate_action (widget, "win.open-outside", "s", uri);
      if (job->n_without > 0)
        text = g_strdup_printf (ngettext ("%u record has no mail address.", "%u records have no mail address.", job->n_without),
                                job->n_without);
    }
  else
    {
      g_autofree char *all = g_strjoinv (", ", (char **) job->addresses->pdata);

      gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), all);
      text = g_strdup_printf (_("%u addresses were copied. Paste them into a mail as blind copies."), job->addresses->len - 1);
    }
  if (text != NULL)
    gtk_widget_activate_action (widget, "win.toast", "s", text);
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  GtkWidget *widget = GTK_WIDGET (source);
  Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr(GError) error = NULL;
  gboolean good = g_task_propagate_boolean (G_TASK (result), &error);

  tw_progress_end (job->progress);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (!good)
    gtk_widget_activate_action (widget, "win.toast", "s", error->message);
  else if (job->addresses->len == 0)
    gtk_widget_activate_action (widget, "win.toast", "s", _("None of the selected records has a mail address."));
  else
    hand_over (widget, job);
}

/**
 * tw_view_mail_can:
 * @entity: an entity
 *
 * Returns: whether a mail can be written to its records: they have an address, or lead to a person or company that has one
 */
gboolean
tw_view_mail_can (const TwEntity *entity)
{
  if (find_address (entity) != NULL)
    return TRUE;
  for (guint i = 0; i < entity->n_fields; i++)
    if (leads_to_address (entity->fields[i]))
      return TRUE;
  return FALSE;
}

/**
 * tw_view_mail_write:
 * @bar: in the window that asks; it shows how far the reading is
 * @state: the view
 * @set: the records
 *
 * Opens a mail to all of them in the desktop's mail program. Several get it as blind copies, so that none sees the others.
 */
void
tw_view_mail_write (TwBulkBar   *bar,
                    TwViewState *state,
                    TwRecordSet *set)
{
  g_autoptr(TwProgress) progress = NULL;
  g_autoptr(GTask) task = NULL;
  Job *job = NULL;

  progress = tw_progress_new (_("Look up the addresses"));
  if (!tw_bulk_bar_watch (bar, progress))
    return;
  task = g_task_new (bar, tw_progress_get_cancellable (progress), read_cb, NULL);
  job = g_new0 (Job, 1);
  g_task_set_source_tag (task, tw_view_mail_write);
  job->store = g_object_ref (tw_workspace_get_store (tw_view_state_get_workspace (state)));
  job->set = tw_record_set_ref (set);
  job->progress = g_object_ref (progress);
  job->addresses = g_ptr_array_new_with_free_func (g_free);
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  tw_task_run_in_thread (task, read_thread);
}
