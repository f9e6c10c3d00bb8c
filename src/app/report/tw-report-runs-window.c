/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-report-runs-window.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "tw-blobs.h"
#include "tw-dialog-fit.h"
#include "tw-field-text.h"
#include "tw-file-commands.h"
#include "tw-file-copy.h"
#include "tw-report-log.h"

struct _TwReportRunsWindow
{
  AdwWindow    parent_instance;

  TwWorkspace *workspace;                              /* (owned) */
  TwId         report;
  GPtrArray   *runs;                                   /* (owned) (nullable) TwRecord, the newest first */
  char        *awaited;                                /* (owned) (nullable) hash of the file that opens when it has come */

  GtkStack    *stack;
  GtkListBox  *list;
  GtkLabel    *problem;
};

G_DEFINE_FINAL_TYPE (TwReportRunsWindow, tw_report_runs_window, ADW_TYPE_WINDOW)

static TwStore *
get_store (TwReportRunsWindow *self)
{
  return tw_workspace_get_store (self->workspace);
}

static const char *
get_text (TwRecord   *run,
          const char *key)
{
  const TwValue *value = tw_record_get_key (run, key);

  return value->type == TW_TYPE_TEXT || value->type == TW_TYPE_ENUM ? value->text : NULL;
}

static void
show_problem (TwReportRunsWindow *self,
              const GError       *error)
{
  gtk_label_set_label (self->problem, error != NULL ? error->message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), error != NULL);
}

/* --- Opening --- */

static void
copied_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr(TwReportRunsWindow) self = TW_REPORT_RUNS_WINDOW (data);
  g_autoptr(GError) error = NULL;
  g_autoptr(GFile) file = tw_file_copy_finish (result, &error);
  g_autofree char *uri = file != NULL ? g_file_get_uri (file) : NULL;

  if (self->list == NULL)
    return;
  show_problem (self, error);
  if (uri != NULL)
    tw_file_launch (GTK_WIDGET (self), uri);
}

static void
open_run (TwReportRunsWindow *self,
          TwRecord           *run)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));
  const char *hash = get_text (run, "file");
  g_autofree char *name = g_strdup_printf ("%s.%s", get_text (run, "name"), get_text (run, "format"));

  if (tw_store_get_blob_size (get_store (self), hash) >= 0)
    tw_file_copy_async (get_store (self), hash, name, NULL, copied_cb, g_object_ref (self));
  else if (parent != NULL && tw_file_fetch_hash (GTK_WIDGET (parent), self->workspace, hash))
    {
      g_free (self->awaited);
      self->awaited = g_strdup (hash);
    }
}

static void
account_changed_cb (TwReportRunsWindow *self)
{
  g_autofree char *hash = self->list != NULL ? tw_file_came (self->workspace, &self->awaited) : NULL;

  for (guint i = 0; hash != NULL && self->runs != NULL && i < self->runs->len; i++)
    if (g_strcmp0 (get_text (g_ptr_array_index (self->runs, i), "file"), hash) == 0)
      {
        open_run (self, g_ptr_array_index (self->runs, i));
        break;
      }
}

static void
row_activated_cb (TwReportRunsWindow *self,
                  GtkListBoxRow      *row)
{
  tw_report_runs_window_open (self, (guint) gtk_list_box_row_get_index (row));
}

/* --- Showing --- */

/* "1,200 rows · 3 seconds · 45 kB", or what went wrong */
static char *
dup_detail (TwRecord *run)
{
  const TwValue *rows = tw_record_get_key (run, "rows"), *size = tw_record_get_key (run, "size");
  const TwValue *started = tw_record_get_key (run, "started_at"), *ended = tw_record_get_key (run, "ended_at");
  const char *problem = get_text (run, "error");
  g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  if (problem != NULL)
    return g_strdup (problem);
  if (g_strcmp0 (get_text (run, "status"), "cancelled") == 0)
    g_ptr_array_add (parts, g_strdup (_("Cancelled")));
  if (rows->type == TW_TYPE_INTEGER)
    g_ptr_array_add (parts, g_strdup_printf (ngettext ("%'" PRId64 " row", "%'" PRId64 " rows", (gulong) rows->i), rows->i));
  if (started->type == TW_TYPE_DATETIME && ended->type == TW_TYPE_DATETIME)
    /* Translators: how many seconds something took. */
    g_ptr_array_add (parts, g_strdup_printf (_("%.1f s"), (double) (ended->i - started->i) / G_USEC_PER_SEC));
  if (size->type == TW_TYPE_INTEGER)
    g_ptr_array_add (parts, g_format_size ((guint64) size->i));
  return tw_line_join (parts);
}

static GtkWidget *
make_row (TwReportRunsWindow *self,
          TwRecord           *run)
{
  GtkWidget *row = adw_action_row_new (), *icon = NULL;
  const TwValue *at = tw_record_get_key (run, "started_at");
  const TwField *format = tw_entity_get_field (tw_record_get_entity (run), "format");
  g_autofree char *when = at->type == TW_TYPE_DATETIME ? tw_instant_format (at->i, tw_workspace_get_zone (self->workspace)) : NULL;
  g_autofree char *kind = tw_field_format (format, tw_record_get (run, format), NULL), *title = NULL, *detail = dup_detail (run);
  gboolean kept = get_text (run, "file") != NULL;

  title = g_strdup_printf ("%s · %s", when != NULL ? when : "", kind);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), detail);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), kept);
  if (kept)
    {
      icon = gtk_image_new_from_icon_name ("document-open-symbolic");
      gtk_widget_set_tooltip_text (icon, _("Open the file"));
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), icon);
    }
  return row;
}

static void
refresh (TwReportRunsWindow *self)
{
  g_autoptr(GError) error = NULL;
  GtkWidget *child = NULL;

  g_clear_pointer (&self->runs, g_ptr_array_unref);
  self->runs = tw_report_log_list (get_store (self), &self->report, &error);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, child);
  for (guint i = 0; self->runs != NULL && i < self->runs->len; i++)
    gtk_list_box_append (self->list, make_row (self, g_ptr_array_index (self->runs, i)));
  gtk_stack_set_visible_child_name (self->stack, self->runs != NULL && self->runs->len > 0 ? "list" : "empty");
  show_problem (self, error);
}

static void
changed_cb (TwReportRunsWindow *self,
            TwCommit           *made)
{
  if (self->list != NULL && tw_commit_touches (made, tw_schema_get_entity (tw_workspace_get_schema (self->workspace), "report_run")))
    refresh (self);
}

static void
tw_report_runs_window_dispose (GObject *object)
{
  TwReportRunsWindow *self = TW_REPORT_RUNS_WINDOW (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_REPORT_RUNS_WINDOW);
  self->list = NULL;
  g_clear_pointer (&self->runs, g_ptr_array_unref);
  g_clear_pointer (&self->awaited, g_free);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (tw_report_runs_window_parent_class)->dispose (object);
}

static void
tw_report_runs_window_class_init (TwReportRunsWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_report_runs_window_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("report/tw-report-runs-window.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwReportRunsWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, TwReportRunsWindow, list);
  gtk_widget_class_bind_template_child (widget_class, TwReportRunsWindow, problem);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
tw_report_runs_window_init (TwReportRunsWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tw_report_runs_window_new:
 * @parent: the window
 * @workspace: the workspace
 * @report: id of a report
 *
 * Returns: (transfer none): a window with its runs
 */
TwReportRunsWindow *
tw_report_runs_window_new (GtkWindow   *parent,
                           TwWorkspace *workspace,
                           const TwId  *report)
{
  TwReportRunsWindow *self = g_object_new (TW_TYPE_REPORT_RUNS_WINDOW, "transient-for", parent, "modal", TRUE, NULL);

  tw_dialog_fit (GTK_WINDOW (self), parent);
  self->workspace = g_object_ref (workspace);
  self->report = *report;
  g_signal_connect_object (get_store (self), "committed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (tw_workspace_get_account (workspace), "changed", G_CALLBACK (account_changed_cb), self, G_CONNECT_SWAPPED);
  refresh (self);
  return self;
}

/**
 * tw_report_runs_window_get_n_shown:
 * @self: a window
 *
 * Returns: how many runs it shows
 */
guint
tw_report_runs_window_get_n_shown (TwReportRunsWindow *self)
{
  g_return_val_if_fail (TW_IS_REPORT_RUNS_WINDOW (self), 0);
  return self->runs != NULL ? self->runs->len : 0;
}

/**
 * tw_report_runs_window_open:
 * @self: a window
 * @nth: from the newest, which is 0
 *
 * Opens the file of a run that is kept, as a copy; one that is not on this computer is fetched, and opens when it is here.
 */
void
tw_report_runs_window_open (TwReportRunsWindow *self,
                            guint               nth)
{
  g_return_if_fail (TW_IS_REPORT_RUNS_WINDOW (self));
  if (self->runs != NULL && nth < self->runs->len && get_text (g_ptr_array_index (self->runs, nth), "file") != NULL)
    open_run (self, g_ptr_array_index (self->runs, nth));
}
