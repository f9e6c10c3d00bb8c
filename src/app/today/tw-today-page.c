/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-today-page.h"

#include <glib/gi18n-lib.h>

#include "tw-action-table.h"
#include "tw-column.h"
#include "tw-date-words.h"
#include "tw-first-steps-list.h"
#include "tw-task.h"
#include "tw-today-reading.h"
#include "tw-today-row.h"

#define REFRESH_SECONDS 300                            /* a new day begins, and times come near */
#define PATIENCE        200                            /* ms without a spinner: most readings are done by then, and it is not free to make */

struct _TwTodayPage
{
  TwWindowPage    parent_instance;

  GCancellable   *cancellable;                         /* (owned) */
  guint           refresh_id;
  guint           spinner_id;
  gboolean        reading;
  gboolean        again;                               /* something changed while it was being read */
  gboolean        wants_focus;                         /* it was shown before its lines were there */
  int             n_lines;

  /* Where the keyboard is, so that it stays there when the lines are made anew. */
  TwId            focus_id;
  int             focus_at;                            /* -1: not in a line */

  TwFirstStepsList *steps;                             /* child of steps_bin */
  gboolean        steps_read;

  AdwWindowTitle *heading;
  AdwBin         *steps_bin;
  AdwBin         *loading;
  GtkStack       *stack;
  GtkBox         *sections;
  AdwStatusPage  *error_page;
};

G_DEFINE_FINAL_TYPE (TwTodayPage, tw_today_page, TW_TYPE_WINDOW_PAGE)

static TwStore *
get_store (TwTodayPage *self)
{
  return tw_workspace_get_store (tw_window_page_get_workspace (TW_WINDOW_PAGE (self)));
}

static TwTodayRow *
get_focused (TwTodayPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *row = focus != NULL ? gtk_widget_get_ancestor (focus, TW_TYPE_TODAY_ROW) : NULL;

  return row != NULL && gtk_widget_is_ancestor (row, GTK_WIDGET (self)) ? TW_TODAY_ROW (row) : NULL;
}

/* --- Rows --- */

/* Calls back for each row in order until one says that it is enough. */
static void
for_each_row (TwTodayPage *self,
              gboolean   (*visit) (TwTodayRow *row, int at, gpointer data),
              gpointer     data)
{
  int at = 0;

  for (GtkWidget *list = gtk_widget_get_first_child (GTK_WIDGET (self->sections)); list != NULL;
       list = gtk_widget_get_next_sibling (list))
    for (int i = 0; GTK_IS_LIST_BOX (list) && gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), i) != NULL; i++)
      if (visit (TW_TODAY_ROW (gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), i)), at++, data))
        return;
}

static gboolean
remember_visit (TwTodayRow *row,
                int         at,
                gpointer    data)
{
  TwTodayPage *self = data;

  if (row != get_focused (self))
    return FALSE;
  self->focus_at = at;
  self->focus_id = tw_today_row_get_line (row)->id;
  return TRUE;
}

static gboolean
focus_id_visit (TwTodayRow *row,
                int         at,
                gpointer    data)
{
  TwTodayPage *self = data;

  if (!tw_id_equal (&tw_today_row_get_line (row)->id, &self->focus_id))
    return FALSE;
  gtk_widget_grab_focus (GTK_WIDGET (row));
  self->focus_at = -1;
  return TRUE;
}

static gboolean
focus_at_visit (TwTodayRow *row,
                int         at,
                gpointer    data)
{
  TwTodayPage *self = data;

  if (at != MIN (self->focus_at, self->n_lines - 1))
    return FALSE;
  gtk_widget_grab_focus (GTK_WIDGET (row));
  return TRUE;
}

/* The same line, or when it is done the one that took its place. */
static void
restore_focus (TwTodayPage *self)
{
  if (self->focus_at >= 0)
    for_each_row (self, focus_id_visit, self);
  if (self->focus_at >= 0)
    for_each_row (self, focus_at_visit, self);
  self->focus_at = -1;
}

static void
row_activated_cb (TwTodayPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "today.open", NULL);
}

/* Up and down go on in the next section. */
static gboolean
keynav_failed_cb (GtkWidget        *list,
                  GtkDirectionType  direction,
                  TwTodayPage      *self)
{
  GtkWidget *next = list;

  do
    next = direction == GTK_DIR_DOWN ? gtk_widget_get_next_sibling (next) : gtk_widget_get_prev_sibling (next);
  while (next != NULL && !GTK_IS_LIST_BOX (next));
  if (next == NULL || (direction != GTK_DIR_DOWN && direction != GTK_DIR_UP))
    return FALSE;
  return gtk_widget_child_focus (next, direction == GTK_DIR_DOWN ? GTK_DIR_TAB_FORWARD : GTK_DIR_TAB_BACKWARD);
}

static GtkListBox *
add_section (TwTodayPage    *self,
             TwTodaySection  section,
             guint           n)
{
  const char *title = _(tw_today_get_info (section)->title);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *icon = NULL, *label = NULL, *count = NULL;
  GtkWidget *list = gtk_list_box_new ();
  g_autofree char *number = g_strdup_printf ("%u", n);

  icon = gtk_image_new_from_icon_name (tw_today_get_info (section)->icon);
  label = gtk_label_new (title);
  count = gtk_label_new (number);
  gtk_widget_add_css_class (label, "heading");
  gtk_widget_add_css_class (count, "dim-label");
  gtk_widget_add_css_class (count, "numeric");
  gtk_widget_add_css_class (box, "tw-today-heading");
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), count);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_signal_connect_object (list, "row-activated", G_CALLBACK (row_activated_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (list, "keynav-failed", G_CALLBACK (keynav_failed_cb), self, 0);
  gtk_box_append (self->sections, box);
  gtk_box_append (self->sections, list);
  return GTK_LIST_BOX (list);
}

static guint
count_section (GPtrArray *lines,
               guint      first)
{
  guint n = 0;

  while (first + n < lines->len && ((TwTodayLine *) g_ptr_array_index (lines, first + n))->section
                                   == ((TwTodayLine *) g_ptr_array_index (lines, first))->section)
    n++;
  return n;
}

/* The rows take the lines. */
static void
show_lines (TwTodayPage *self,
            GPtrArray   *lines)
{
  TwWorkspace *workspace = tw_window_page_get_workspace (TW_WINDOW_PAGE (self));
  GtkWidget *child = NULL;
  GtkListBox *list = NULL;

  for_each_row (self, remember_visit, self);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->sections))) != NULL)
    gtk_box_remove (self->sections, child);
  for (guint i = 0; i < lines->len; i++)
    {
      TwTodayLine *line = g_ptr_array_index (lines, i);

      if (i == 0 || line->section != ((TwTodayLine *) g_ptr_array_index (lines, i - 1))->section)
        list = add_section (self, line->section, count_section (lines, i));
      gtk_list_box_append (list, tw_today_row_new (workspace, line));
    }
  self->n_lines = lines->len;
  gtk_stack_set_visible_child_name (self->stack, lines->len > 0 ? "lines" : "empty");
  restore_focus (self);
}

static void
show_day (TwTodayPage *self)
{
  GTimeZone *zone = tw_workspace_get_zone (tw_window_page_get_workspace (TW_WINDOW_PAGE (self)));
  g_autofree char *text = tw_date_words (tw_instant_get_date (g_get_real_time (), zone), TW_WORDS_WEEKDAY);

  adw_window_title_set_subtitle (self->heading, text);
}

/* --- Reading --- */

typedef struct
{
  TwStore *store;                                      /* (owned) */
  gboolean with_steps;
} ReadingJob;

static void
job_free (gpointer data)
{
  ReadingJob *job = data;

  g_object_unref (job->store);
  g_free (job);
}

static void
read_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  ReadingJob *job = data;
  GError *error = NULL;
  TwTodayReading *reading = tw_today_reading_new (job->store, job->with_steps, &error);

  if (reading != NULL)
    g_task_return_pointer (task, reading, (GDestroyNotify) tw_today_reading_free);
  else
    g_task_return_error (task, error);
}

/* The steps are read once here and then follow what people do. */
static void
show_reading (TwTodayPage    *self,
              TwTodayReading *reading)
{
  if (reading->with_steps && tw_first_steps_list_is_wanted (self->steps))
    tw_first_steps_list_take (self->steps, reading->steps);
  self->steps_read = self->steps_read || reading->with_steps;
  g_ptr_array_set_free_func (reading->lines, NULL);
  show_lines (self, reading->lines);
}

static void read_lines (TwTodayPage *self);

static gboolean
spinner_cb (gpointer data)
{
  TwTodayPage *self = data;
  GtkWidget *spinner = g_object_new (GTK_TYPE_SPINNER, "spinning", TRUE, "halign", GTK_ALIGN_CENTER, "valign", GTK_ALIGN_CENTER,
                                     "width-request", 32, "height-request", 32, NULL);

  gtk_accessible_update_property (GTK_ACCESSIBLE (spinner), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Reading what needs doing"), -1);
  adw_bin_set_child (self->loading, spinner);
  self->spinner_id = 0;
  return G_SOURCE_REMOVE;
}

static void
stop_spinner (TwTodayPage *self)
{
  g_clear_handle_id (&self->spinner_id, g_source_remove);
  adw_bin_set_child (self->loading, NULL);
}

/* Another page may have been opened over it before its lines were there. */
static gboolean
is_in_front (TwTodayPage *self)
{
  GtkWidget *pages = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_LEAFLET);

  return gtk_widget_get_mapped (GTK_WIDGET (self))
         && (pages == NULL || adw_leaflet_get_visible_child (ADW_LEAFLET (pages)) == GTK_WIDGET (self));
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  TwTodayPage *self = TW_TODAY_PAGE (source);
  g_autoptr(GError) error = NULL;
  g_autoptr(TwTodayReading) reading = g_task_propagate_pointer (G_TASK (result), &error);

  self->reading = FALSE;
  /* The task holds the page, which may have been left meanwhile. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || gtk_widget_get_root (GTK_WIDGET (self)) == NULL)
    return;
  stop_spinner (self);
  if (reading != NULL)
    show_reading (self, reading);
  else
    {
      adw_status_page_set_icon_name (self->error_page, "dialog-warning-symbolic");
      tw_tell (self->error_page, error->message);
      gtk_stack_set_visible_child_name (self->stack, "error");
    }
  if (self->wants_focus && is_in_front (self))
    gtk_widget_child_focus (GTK_WIDGET (self->stack), GTK_DIR_TAB_FORWARD);
  self->wants_focus = FALSE;
  if (self->again)
    read_lines (self);
}

static void
read_lines (TwTodayPage *self)
{
  g_autoptr(GTask) task = NULL;
  ReadingJob *job = NULL;

  self->again = self->reading;
  if (self->reading)
    return;
  self->reading = TRUE;
  show_day (self);
  job = g_new0 (ReadingJob, 1);
  job->store = g_object_ref (get_store (self));
  job->with_steps = !self->steps_read && tw_first_steps_list_is_wanted (self->steps);
  task = g_task_new (self, self->cancellable, read_cb, NULL);
  g_task_set_task_data (task, job, job_free);
  tw_task_run_in_thread (task, read_thread);
}

typedef struct
{
  TwSchema *schema;
  TwCommit *commit;
  gboolean  touched;
} Touch;

static gboolean
touch_visit (TwTodayRow *row,
             int         at,
             gpointer    data)
{
  Touch *touch = data;
  const TwEntity *entity = tw_schema_get_entity_by_number (touch->schema, tw_today_row_get_line (row)->entity);

  touch->touched = entity != NULL && tw_commit_touches (touch->commit, entity);
  return touch->touched;
}

/* Starred records may be of any kind. */
static void
committed_cb (TwTodayPage *self,
              TwCommit    *commit)
{
  Touch touch = { tw_store_get_schema (get_store (self)), commit, FALSE };

  for_each_row (self, touch_visit, &touch);
  if (touch.touched || tw_today_touches (get_store (self), commit))
    read_lines (self);
}

static gboolean
refresh_cb (gpointer data)
{
  read_lines (TW_TODAY_PAGE (data));
  return G_SOURCE_CONTINUE;
}

/* --- Commands --- */

static void
toast (TwTodayPage *self,
       const char  *message)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", message);
}

static void
committed_edit_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      data)
{
  g_autoptr(TwTodayPage) self = TW_TODAY_PAGE (data);
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = tw_edit_commit_finish (get_store (self), result, &error);

  if (commit == NULL)
    toast (self, error->message);
}

static void
run (TwTodayPage *self,
     TwEdit    *(*make) (TwStore *store, TwTodayLine *line, GError **error))
{
  TwTodayRow *row = get_focused (self);
  g_autoptr(GError) error = NULL;
  TwEdit *edit = row != NULL ? make (get_store (self), tw_today_row_get_line (row), &error) : NULL;

  if (edit != NULL)
    tw_edit_commit_async (edit, NULL, committed_edit_cb, g_object_ref (self));
  else if (error != NULL)
    toast (self, error->message);
}

static void
do_line (GtkWidget  *widget,
         const char *name,
         GVariant   *parameter)
{
  run (TW_TODAY_PAGE (widget), tw_today_do);
}

static void
snooze_line (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  run (TW_TODAY_PAGE (widget), tw_today_snooze);
}

static void
open_line (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  TwTodayRow *row = get_focused (TW_TODAY_PAGE (widget));
  TwTodayLine *line = row != NULL ? tw_today_row_get_line (row) : NULL;
  char id[TW_ID_TEXT_LENGTH + 1];

  if (line == NULL)
    return;
  if (line->section == TW_TODAY_CONFLICTS)
    gtk_widget_activate_action (widget, "win.show-sync", NULL);
  else
    gtk_widget_activate_action (widget, "win.open-record", "(uss)", line->open_entity, tw_id_print (&line->open_id, id), "");
}

static void
new_task (GtkWidget  *widget,
          const char *name,
          GVariant   *parameter)
{
  gtk_widget_activate_action (widget, "win.create", "s", "task");
}

static void
hide_steps (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  tw_first_steps_list_hide (TW_TODAY_PAGE (widget)->steps);
}

static void
reload (GtkWidget  *widget,
        const char *name,
        GVariant   *parameter)
{
  read_lines (TW_TODAY_PAGE (widget));
}

static const TwActionInfo infos[] = {
  { "today.open", N_("Open the line"), NULL, NULL, NULL, open_line },
  { "today.do", N_("Done with the line"), "d", NULL, NULL, do_line },
  { "today.snooze", N_("Put the line off to tomorrow"), "s", NULL, NULL, snooze_line },
  { "today.new-task", N_("New task"), "<Control>n", NULL, NULL, new_task },
  { "today.hide-steps", N_("Hide the first steps"), NULL, NULL, NULL, hide_steps },
  { "today.reload", N_("Refresh today"), NULL, NULL, NULL, reload },
};

const TwActionTable tw_today_actions = { N_("Today"), infos, G_N_ELEMENTS (infos) };

/* --- Class --- */

static void
tw_today_page_shown (TwWindowPage *page)
{
  TwTodayPage *self = TW_TODAY_PAGE (page);

  if (self->n_lines < 0)
    self->wants_focus = TRUE;
  else
    gtk_widget_child_focus (GTK_WIDGET (self->stack), GTK_DIR_TAB_FORWARD);
}

static void
tw_today_page_dispose (GObject *object)
{
  TwTodayPage *self = TW_TODAY_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->refresh_id, g_source_remove);
  g_clear_handle_id (&self->spinner_id, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_TODAY_PAGE);
  G_OBJECT_CLASS (tw_today_page_parent_class)->dispose (object);
}

static void
tw_today_page_finalize (GObject *object)
{
  g_clear_object (&TW_TODAY_PAGE (object)->cancellable);
  G_OBJECT_CLASS (tw_today_page_parent_class)->finalize (object);
}

static void
tw_today_page_class_init (TwTodayPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_today_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = tw_today_page_finalize;
  TW_WINDOW_PAGE_CLASS (klass)->shown = tw_today_page_shown;
  TW_WINDOW_PAGE_CLASS (klass)->help = "today";
  tw_action_table_install (&tw_today_actions, widget_class);
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("today/tw-today-page.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwTodayPage, heading);
  gtk_widget_class_bind_template_child (widget_class, TwTodayPage, steps_bin);
  gtk_widget_class_bind_template_child (widget_class, TwTodayPage, loading);
  gtk_widget_class_bind_template_child (widget_class, TwTodayPage, stack);
  gtk_widget_class_bind_template_child (widget_class, TwTodayPage, sections);
  gtk_widget_class_bind_template_child (widget_class, TwTodayPage, error_page);
}

static void
tw_today_page_init (TwTodayPage *self)
{
  self->n_lines = -1;
  self->focus_at = -1;
  self->cancellable = g_cancellable_new ();
  g_type_ensure (TW_TYPE_COLUMN);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tw_today_page_new:
 * @workspace: the workspace
 *
 * Returns: (transfer floating): the page, which begins to read
 */
TwTodayPage *
tw_today_page_new (TwWorkspace *workspace)
{
  TwTodayPage *self = g_object_new (TW_TYPE_TODAY_PAGE, "workspace", workspace, NULL);

  g_signal_connect_object (tw_workspace_get_store (workspace), "committed", G_CALLBACK (committed_cb), self, G_CONNECT_SWAPPED);
  self->steps = TW_FIRST_STEPS_LIST (tw_first_steps_list_new (workspace));
  adw_bin_set_child (self->steps_bin, GTK_WIDGET (self->steps));
  self->spinner_id = g_timeout_add (PATIENCE, spinner_cb, self);
  self->refresh_id = g_timeout_add_seconds (REFRESH_SECONDS, refresh_cb, self);
  read_lines (self);
  return self;
}

/**
 * tw_today_page_get_n_lines:
 * @self: the page
 *
 * Returns: how many lines it shows; -1 before they were read
 */
int
tw_today_page_get_n_lines (TwTodayPage *self)
{
  g_return_val_if_fail (TW_IS_TODAY_PAGE (self), -1);
  return self->n_lines;
}
