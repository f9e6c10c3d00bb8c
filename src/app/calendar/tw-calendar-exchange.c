/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-calendar-exchange.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "tw-calendar-file.h"
#include "tw-may-export.h"
#include "tw-task.h"

#define ENDING       ".ics"
#define LIST_HEIGHT  160                               /* pixels at most for what is refused */

/* --- Reading --- */

/* The files that are still to be asked for, the first of which is on its way. */
typedef struct
{
  GtkWidget    *widget;                                /* (owned) in the window that asks */
  TwWorkspace  *workspace;                             /* (owned) */
  GQueue        files;                                 /* (owned) GFile */
  GtkWidget    *dialog;                                /* (owned) (nullable) */
  GCancellable *cancellable;                           /* (owned) (nullable) of the reading under way */
} Incoming;

/* One reading of a file, on another thread. */
typedef struct
{
  TwStore         *store;                              /* (owned) */
  GFile           *file;                               /* (owned) */
  gboolean         dry_run;
  TwCalendarImport result;
} Reading;

static void start_next (Incoming *incoming);

static void
reading_free (Reading *reading)
{
  tw_calendar_import_clear (&reading->result);
  g_object_unref (reading->store);
  g_object_unref (reading->file);
  g_free (reading);
}

static void
incoming_free (Incoming *incoming)
{
  g_queue_clear_full (&incoming->files, g_object_unref);
  g_clear_object (&incoming->dialog);
  g_clear_object (&incoming->cancellable);
  g_object_unref (incoming->workspace);
  g_object_unref (incoming->widget);
  g_free (incoming);
}

static void
read_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  Reading *reading = data;
  GError *error = NULL;

  if (tw_calendar_import_file (reading->store, reading->file, reading->dry_run, &reading->result, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
read_file (Incoming            *incoming,
           gboolean             dry_run,
           GAsyncReadyCallback  callback)
{
  Reading *reading = g_new0 (Reading, 1);
  g_autoptr(GTask) task = NULL;

  reading->store = g_object_ref (tw_workspace_get_store (incoming->workspace));
  reading->file = g_object_ref (g_queue_peek_head (&incoming->files));
  reading->dry_run = dry_run;
  g_clear_object (&incoming->cancellable);
  incoming->cancellable = g_cancellable_new ();
  task = g_task_new (NULL, incoming->cancellable, callback, incoming);
  g_task_set_source_tag (task, read_file);
  g_task_set_task_data (task, reading, (GDestroyNotify) reading_free);
  tw_task_run_in_thread (task, read_thread);
}

static void
tell (GtkWidget  *widget,
      const char *message)
{
  if (gtk_widget_get_root (widget) != NULL)
    gtk_widget_activate_action (widget, "win.toast", "s", message);
}

static void
go_on (Incoming *incoming)
{
  g_object_unref (g_queue_pop_head (&incoming->files));
  g_clear_object (&incoming->dialog);
  start_next (incoming);
}

/* The window shows the step with Undo. */
static void
imported_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  Incoming *incoming = data;
  g_autoptr(GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    tell (incoming->widget, error->message);
  go_on (incoming);
}

static void
answered_cb (AdwMessageDialog *dialog,
             const char       *response,
             Incoming         *incoming)
{
  /* While it is being read, its callback goes on. */
  if (incoming->cancellable != NULL)
    {
      g_cancellable_cancel (incoming->cancellable);
      return;
    }
  if (g_str_equal (response, "import"))
    read_file (incoming, FALSE, imported_cb);
  else
    go_on (incoming);
}

/* --- What a file would bring --- */

static void
add_words (GString *text,
           char    *words)
{
  g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", words);
  g_free (words);
}

static char *
dup_counts (const TwCalendarImport *result)
{
  gint64 added = result->n_added, updated = result->n_updated, unchanged = result->n_unchanged, rejected = result->n_rejected;
  GString *text = g_string_new (NULL);

  /* Translators: of the meetings and tasks in a file; all four of these sentences may follow each other. */
  if (added > 0)
    add_words (text, g_strdup_printf (ngettext ("%" PRId64 " is new.", "%" PRId64 " are new.", (gulong) added), added));
  if (updated > 0)
    add_words (text, g_strdup_printf (ngettext ("%" PRId64 " has changed.", "%" PRId64 " have changed.", (gulong) updated), updated));
  if (unchanged > 0)
    add_words (text, g_strdup_printf (ngettext ("%" PRId64 " is here already.", "%" PRId64 " are here already.", (gulong) unchanged),
                                      unchanged));
  if (rejected > 0)
    add_words (text, g_strdup_printf (ngettext ("%" PRId64 " cannot be taken.", "%" PRId64 " cannot be taken.", (gulong) rejected), rejected));
  if (text->len == 0)
    g_string_append (text, _("There is no meeting and no task in it."));
  return g_string_free (text, FALSE);
}

static GtkWidget *
make_reasons (GPtrArray *reasons)
{
  GtkWidget *scroll = gtk_scrolled_window_new (), *label = gtk_label_new (NULL);
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < reasons->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", (char *) g_ptr_array_index (reasons, i));
  gtk_label_set_label (GTK_LABEL (label), text->str);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "caption");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroll), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroll), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroll), LIST_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (scroll), GTK_ACCESSIBLE_PROPERTY_LABEL, _("What cannot be taken"), -1);
  return scroll;
}

static void
show_preview (Incoming               *incoming,
              const TwCalendarImport *result)
{
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (incoming->dialog);
  g_autofree char *counts = dup_counts (result);

  adw_message_dialog_set_body (dialog, counts);
  adw_message_dialog_set_extra_child (dialog, result->reasons->len > 0 ? make_reasons (result->reasons) : NULL);
  adw_message_dialog_set_response_enabled (dialog, "import", result->n_added + result->n_updated > 0);
  adw_message_dialog_set_default_response (dialog, "import");
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  Incoming *incoming = data;
  Reading *reading = g_task_get_task_data (G_TASK (result));
  g_autoptr(GError) error = NULL;
  gboolean good = g_task_propagate_boolean (G_TASK (result), &error), closed = g_cancellable_is_cancelled (incoming->cancellable);

  g_clear_object (&incoming->cancellable);
  if (closed || gtk_widget_get_root (incoming->widget) == NULL)
    {
      go_on (incoming);
      return;
    }
  if (good)
    {
      show_preview (incoming, &reading->result);
      return;
    }
  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (incoming->dialog), error->message);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (incoming->dialog), NULL);
}

static void
start_next (Incoming *incoming)
{
  GtkRoot *root = gtk_widget_get_root (incoming->widget);
  GFile *file = g_queue_peek_head (&incoming->files);
  GtkWidget *spinner = NULL;
  g_autofree char *name = NULL;

  if (file == NULL || root == NULL)
    {
      incoming_free (incoming);
      return;
    }
  name = g_file_get_basename (file);
  /* Translators: the heading of a question; %s is the name of a file. */
  incoming->dialog = g_object_ref (adw_message_dialog_new (GTK_WINDOW (root), NULL, _("The file is being read…")));
  adw_message_dialog_format_heading (ADW_MESSAGE_DIALOG (incoming->dialog), _("Import “%s”?"), name);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (incoming->dialog), "cancel", _("_Cancel"), "import", _("_Import"), NULL);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (incoming->dialog), "cancel");
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (incoming->dialog), "import", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (incoming->dialog), "import", FALSE);
  spinner = gtk_spinner_new ();
  gtk_spinner_start (GTK_SPINNER (spinner));
  gtk_accessible_update_property (GTK_ACCESSIBLE (spinner), GTK_ACCESSIBLE_PROPERTY_LABEL, _("The file is being read…"), -1);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (incoming->dialog), spinner);
  g_signal_connect (incoming->dialog, "response", G_CALLBACK (answered_cb), incoming);
  read_file (incoming, TRUE, read_cb);
  gtk_window_present (GTK_WINDOW (incoming->dialog));
}

/**
 * tw_calendar_exchange_can_open:
 * @file: a file
 *
 * Returns: whether it is a calendar file, by its name
 */
gboolean
tw_calendar_exchange_can_open (GFile *file)
{
  g_autofree char *base = g_file_get_basename (file), *name = base != NULL ? g_ascii_strdown (base, -1) : NULL;

  return name != NULL && g_str_has_suffix (name, ENDING);
}

/**
 * tw_calendar_exchange_open:
 * @widget: in the window that asks
 * @workspace: the workspace
 * @files: (element-type GFile): some files
 *
 * Shows for each calendar file what it would bring, and brings it when a person says so.
 */
void
tw_calendar_exchange_open (GtkWidget   *widget,
                           TwWorkspace *workspace,
                           GListModel  *files)
{
  Incoming *incoming = NULL;

  g_return_if_fail (GTK_IS_WIDGET (widget) && TW_IS_WORKSPACE (workspace) && G_IS_LIST_MODEL (files));
  if (tw_store_is_read_only (tw_workspace_get_store (workspace)))
    {
      tell (widget, _("This workspace can only be read."));
      return;
    }
  incoming = g_new0 (Incoming, 1);
  incoming->widget = g_object_ref (widget);
  incoming->workspace = g_object_ref (workspace);
  g_queue_init (&incoming->files);
  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr(GFile) file = g_list_model_get_item (files, i);

      if (tw_calendar_exchange_can_open (file))
        g_queue_push_tail (&incoming->files, g_steal_pointer (&file));
    }
  start_next (incoming);
}

/* --- Choosing files --- */

typedef struct
{
  GtkWidget   *widget;                                 /* (owned) */
  TwWorkspace *workspace;                              /* (owned) */
  gboolean     out;
} Choice;

static void
chosen_cb (GtkNativeDialog *chooser,
           int              response,
           Choice          *choice)
{
  g_autoptr(GListModel) files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (chooser));
  g_autoptr(GFile) file = response == GTK_RESPONSE_ACCEPT ? g_list_model_get_item (files, 0) : NULL;

  gtk_native_dialog_destroy (chooser);
  g_object_unref (chooser);
  if (file != NULL && choice->out)
    tw_calendar_exchange_export (choice->widget, choice->workspace, file);
  else if (file != NULL)
    tw_calendar_exchange_open (choice->widget, choice->workspace, files);
  g_object_unref (choice->widget);
  g_object_unref (choice->workspace);
  g_free (choice);
}

static void
choose (GtkWidget   *widget,
        TwWorkspace *workspace,
        gboolean     out)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (out ? _("Export the Calendar") : _("Import Calendar Files"),
                                                               GTK_WINDOW (gtk_widget_get_root (widget)),
                                                               out ? GTK_FILE_CHOOSER_ACTION_SAVE : GTK_FILE_CHOOSER_ACTION_OPEN,
                                                               out ? _("_Save") : _("_Open"), _("_Cancel"));
  g_autoptr(GtkFileFilter) filter = gtk_file_filter_new ();
  Choice *choice = g_new0 (Choice, 1);

  choice->widget = g_object_ref (widget);
  choice->workspace = g_object_ref (workspace);
  choice->out = out;
  gtk_file_filter_set_name (filter, _("Calendar files"));
  gtk_file_filter_add_suffix (filter, ENDING + 1);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), filter);
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (chooser), !out);
  if (out)
    {
      g_autofree char *name = g_strconcat (_("Calendar"), ENDING, NULL);

      gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
    }
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect (chooser, "response", G_CALLBACK (chosen_cb), choice);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

void
tw_calendar_exchange_ask (GtkWidget   *widget,
                          TwWorkspace *workspace)
{
  choose (widget, workspace, FALSE);
}

void
tw_calendar_exchange_export_ask (GtkWidget   *widget,
                                 TwWorkspace *workspace)
{
  if (tw_may_export (widget, workspace, tw_schema_get_entity (tw_workspace_get_schema (workspace), "meeting")))
    choose (widget, workspace, TRUE);
}

/* --- Writing --- */

typedef struct
{
  TwStore *store;                                      /* (owned) */
  GFile   *file;                                       /* (owned) */
} Writing;

static void
writing_free (Writing *writing)
{
  g_object_unref (writing->store);
  g_object_unref (writing->file);
  g_free (writing);
}

static void
write_thread (GTask        *task,
              gpointer      source,
              gpointer      data,
              GCancellable *cancellable)
{
  static const char *const keys[] = { "meeting", "task" };
  Writing *writing = data;
  g_autoptr(TwSchema) schema = tw_store_ref_schema (writing->store);
  TwQuery *queries[G_N_ELEMENTS (keys) + 1] = { NULL };
  GError *error = NULL;
  gint64 n = -1;
  guint made = 0;

  while (made < G_N_ELEMENTS (keys) && error == NULL)
    {
      queries[made] = tw_query_new (schema, tw_schema_get_entity (schema, keys[made]), NULL, NULL, &error);
      made++;
    }
  if (error == NULL)
    n = tw_calendar_export_file (writing->store, queries, writing->file, cancellable, &error);
  for (guint i = 0; i < made; i++)
    g_clear_pointer (&queries[i], tw_query_unref);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_int (task, n);
}

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr(GError) error = NULL;
  gint64 n = g_task_propagate_int (G_TASK (result), &error);
  g_autofree char *words = error == NULL ? g_strdup_printf (ngettext ("%" PRId64 " meeting or task was written.",
                                                                      "%" PRId64 " meetings and tasks were written.", (gulong) n), n)
                                         : NULL;

  tell (GTK_WIDGET (source), error == NULL ? words : error->message);
}

/**
 * tw_calendar_exchange_export:
 * @widget: in the window that is told how it went
 * @workspace: the workspace
 * @file: where to write
 *
 * Writes all meetings and tasks to a calendar file, which appears under its name when it is complete.
 */
void
tw_calendar_exchange_export (GtkWidget   *widget,
                             TwWorkspace *workspace,
                             GFile       *file)
{
  Writing *writing = g_new0 (Writing, 1);
  g_autoptr(GTask) task = g_task_new (widget, NULL, written_cb, NULL);

  writing->store = g_object_ref (tw_workspace_get_store (workspace));
  writing->file = g_object_ref (file);
  g_task_set_source_tag (task, tw_calendar_exchange_export);
  g_task_set_task_data (task, writing, (GDestroyNotify) writing_free);
  tw_task_run_in_thread (task, write_thread);
}
