/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-report-answer.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "tw-task.h"

#define TYPED_DELAY   250                              /* ms: a question that is still being put */
#define COMMIT_DELAY  400                              /* ms: several commits are counted at once */
#define FIRST_ROWS    2000
#define MOST_ROWS     50000                            /* that are shown: who needs more exports them */

struct _TwReportAnswer
{
  AdwBin         parent_instance;

  TwReportState *state;                                /* (owned) */
  TwReportSheet *sheet;                                /* (owned) (nullable) */
  GCancellable  *cancellable;                          /* (owned) (nullable) of the question under way */
  guint          ask_id, limit;

  TwReportGrid *table;                                /* children of stack */
  TwFigureView  *chart;

  /* From the template. */
  GtkStack      *stack;
  GtkSpinner    *spinner;
  AdwBin        *table_bin, *chart_bin;
  AdwStatusPage *unfinished, *error;
  GtkWidget     *foot, *more_button, *clear_button;
  GtkLabel      *note;
};

enum { ANSWERED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TwReportAnswer, tw_report_answer, ADW_TYPE_BIN)

/* --- Asking, on another thread --- */

typedef struct
{
  TwStore      *store;                                 /* (owned) */
  TwReport     *report;                                /* (owned) */
  TwFigureRange range;
  gboolean      has_range;
  guint         limit;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_object_unref (job->store);
  tw_report_free (job->report);
  g_free (job);
}

static void
answer_thread (GTask        *task,
               gpointer      source,
               gpointer      data,
               GCancellable *cancellable)
{
  Job *job = data;
  TwFigureAsk ask = { .store = job->store, .range = job->has_range ? &job->range : NULL };
  GError *error = NULL;
  TwReportSheet *sheet = tw_report_sheet_new (job->report, &ask, job->limit, cancellable, &error);

  if (sheet != NULL)
    g_task_return_pointer (task, sheet, (GDestroyNotify) tw_report_sheet_free);
  else
    g_task_return_error (task, error);
}

static void
show_state (TwReportAnswer *self,
            const char     *name)
{
  gtk_stack_set_visible_child_name (self->stack, name);
  if (g_str_equal (name, "loading"))
    gtk_spinner_start (self->spinner);
  else
    gtk_spinner_stop (self->spinner);
  gtk_widget_set_visible (self->foot, g_str_equal (name, "table") && gtk_widget_get_visible (GTK_WIDGET (self->note)));
}

static void
drop_sheet (TwReportAnswer *self)
{
  tw_report_grid_set_sheet (self->table, NULL);
  g_clear_pointer (&self->sheet, tw_report_sheet_free);
}

static void
add_sentence (GString    *note,
              const char *sentence)
{
  if (note->len > 0)
    g_string_append_c (note, ' ');
  g_string_append (note, sentence);
}

/* How much of the answer is shown, and what is missing in it. */
static void
fill_note (TwReportAnswer *self)
{
  const TwReportSheet *sheet = self->sheet;
  g_autoptr(GString) note = g_string_new (NULL);

  if (sheet->n_rows >= 0)
    {
      g_autofree char *count = sheet->complete
                               ? g_strdup_printf (ngettext ("%'" PRId64 " record.", "%'" PRId64 " records.", (gulong) sheet->n_rows), sheet->n_rows)
                               : g_strdup_printf (_("The first %1$'" PRId64 " of %2$'" PRId64 " records. Export the report for complete totals."),
                                                  sheet->n_shown, sheet->n_rows);

      add_sentence (note, count);
    }
  if (sheet->n_hidden > 0)
    {
      g_autofree char *hidden = g_strdup_printf (ngettext ("%u group is not shown, because there are too many.",
                                                           "%u groups are not shown, because there are too many.", sheet->n_hidden), sheet->n_hidden);

      add_sentence (note, hidden);
    }
  if (sheet->missing_rate)
    add_sentence (note, _("Sums without a value hold a currency that has no rate: add one in the list of exchange rates."));
  if (sheet->left_out != NULL && sheet->left_out[0] != NULL)
    {
      g_autofree char *names = g_strjoinv (", ", sheet->left_out), *left_out = NULL;

      left_out = g_strdup_printf (_("You may not see: %s."), names);
      add_sentence (note, left_out);
    }
  gtk_label_set_label (self->note, note->str);
  gtk_widget_set_visible (GTK_WIDGET (self->note), note->len > 0);
  gtk_widget_set_visible (self->more_button, !sheet->complete && self->limit < MOST_ROWS);
}

/* A pivot of no records has nothing but its total. */
static gboolean
is_empty (const TwReportSheet *sheet)
{
  return sheet->lines->len == 0 || sheet->n_rows == 0
         || (sheet->pivot != NULL && sheet->report->groups->len > 0 && sheet->lines->len == 1
             && tw_report_line_get_kind (g_ptr_array_index (sheet->lines, 0)) == TW_LINE_END);
}

/* Where the days alone leave nothing there is no filter to be removed. */
static void
show_clear_button (TwReportAnswer *self)
{
  TwViewState *filters = tw_report_state_get_filters (self->state);

  gtk_widget_set_visible (self->clear_button, filters != NULL && tw_view_state_get_n_conditions (filters) > 0);
}

static void
show_sheet (TwReportAnswer *self)
{
  show_clear_button (self);
  tw_report_grid_set_sheet (self->table, self->sheet);
  fill_note (self);
  show_state (self, is_empty (self->sheet) ? "empty" : "table");
}

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  TwReportAnswer *self = TW_REPORT_ANSWER (source);
  g_autoptr(GError) error = NULL;
  g_autoptr(TwReportSheet) sheet = g_task_propagate_pointer (G_TASK (result), &error);

  /* Something else was asked meanwhile, or nobody looks any more. */
  if (self->state == NULL || self->cancellable != g_task_get_cancellable (G_TASK (result)))
    return;
  g_clear_object (&self->cancellable);
  drop_sheet (self);
  if (sheet == NULL)
    {
      tw_tell (self->error, error->message);
      show_state (self, "error");
    }
  else
    {
      self->sheet = g_steal_pointer (&sheet);
      show_sheet (self);
    }
  g_signal_emit (self, signals[ANSWERED], 0);
}

static void
give_up (TwReportAnswer *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
show_chart (TwReportAnswer *self,
            const TwReport *report)
{
  g_autoptr(TwFigure) figure = tw_report_dup_figure (report);
  TwChartKind kind = TW_CHART_BAR;
  TwFigureAsk ask;
  TwFigureRange range;

  tw_chart_kind_parse (report->show, &kind);
  tw_report_state_fill_ask (self->state, &ask, &range);
  drop_sheet (self);
  tw_figure_view_set_scope (self->chart, NULL, report->text, ask.range);
  tw_figure_view_set_figure (self->chart, figure, kind, NULL);
  show_state (self, "chart");
}

static void
ask (TwReportAnswer *self)
{
  const TwReport *report = tw_report_state_get_report (self->state);
  g_autoptr(GTask) task = NULL;
  g_autoptr(GError) error = NULL;
  TwFigureAsk asked;
  Job *job = NULL;

  give_up (self);
  if (!tw_report_check (report, tw_report_state_get_schema (self->state), &error))
    {
      drop_sheet (self);
      tw_tell (self->unfinished, error->message);
      show_state (self, "unfinished");
      g_signal_emit (self, signals[ANSWERED], 0);
      return;
    }
  if (tw_report_get_form (report) == TW_REPORT_CHART)
    {
      show_chart (self, report);
      return;
    }
  if (self->sheet == NULL)
    show_state (self, "loading");
  job = g_new0 (Job, 1);
  tw_report_state_fill_ask (self->state, &asked, &job->range);
  job->has_range = asked.range != NULL;
  job->store = g_object_ref (asked.store);
  job->report = tw_report_copy (report);
  job->limit = self->limit;
  self->cancellable = g_cancellable_new ();
  task = g_task_new (self, self->cancellable, answered_cb, NULL);
  g_task_set_source_tag (task, ask);
  g_task_set_task_data (task, job, job_free);
  tw_task_run_in_thread (task, answer_thread);
}

static void
ask_again_cb (TwReportAnswer *self)
{
  ask (self);
}

static gboolean
ask_cb (gpointer data)
{
  TwReportAnswer *self = TW_REPORT_ANSWER (data);

  self->ask_id = 0;
  ask (self);
  return G_SOURCE_REMOVE;
}

/* What is being worked out has no use any more as soon as the question is another. */
static void
changed_cb (TwReportAnswer *self)
{
  give_up (self);
  self->limit = FIRST_ROWS;
  g_clear_handle_id (&self->ask_id, g_source_remove);
  self->ask_id = g_timeout_add (TYPED_DELAY, ask_cb, self);
}

/* A report reads more than one kind of record: any commit may change it but those that are kept for the desktop itself. */
static void
committed_cb (TwReportAnswer *self,
              TwCommit       *commit)
{
  static const char *const others[] = { "report", "dashboard", "widget", "saved_view", "saved_search", "notification", "star" };
  TwSchema *schema = tw_report_state_get_schema (self->state);

  if (self->ask_id != 0 || tw_report_get_form (tw_report_state_get_report (self->state)) == TW_REPORT_CHART)
    return;
  for (guint i = 0; i < tw_schema_get_n_entities (schema); i++)
    {
      const TwEntity *entity = tw_schema_get_entity_at (schema, i);

      if (!g_strv_contains (others, entity->key) && tw_commit_touches (commit, entity))
        {
          self->ask_id = g_timeout_add (COMMIT_DELAY, ask_cb, self);
          return;
        }
    }
}

/* --- Order --- */

/* What a title was clicked for counts first; the rest of the order stays behind it. */
static void
sorted_cb (TwReportAnswer *self,
           const char     *sort)
{
  TwReport *report = tw_report_state_dup_report (self->state);
  gboolean falling = *sort == '-';

  for (guint i = report->sort->len; i > 0; i--)
    if (g_str_equal (((TwReportSort *) g_ptr_array_index (report->sort, i - 1))->value, sort + falling))
      g_ptr_array_remove_index (report->sort, i - 1);
  if (report->sort->len == TW_REPORT_MAX_SORTS)
    g_ptr_array_remove_index (report->sort, report->sort->len - 1);
  tw_report_add_sort (report, sort + falling, falling);
  g_ptr_array_insert (report->sort, 0, g_ptr_array_steal_index (report->sort, report->sort->len - 1));
  tw_report_state_take (self->state, report);
}

/* --- Opening --- */

static void
opened_cb (TwReportAnswer *self,
           TwReportLine   *line,
           guint           column)
{
  const TwEntity *entity = tw_report_state_get_entity (self->state);
  g_autofree char *where = NULL;
  TwFigureAsk asked;
  TwFigureRange range;
  char id[TW_ID_TEXT_LENGTH + 1];

  if (self->sheet == NULL || entity == NULL || !g_str_equal (entity->key, self->sheet->report->entity))
    return;
  if (!tw_id_is_nil (tw_report_line_get_id (line)))
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "win.open-record", "(uss)", entity->number, tw_id_print (tw_report_line_get_id (line), id), "");
      return;
    }
  tw_report_state_fill_ask (self->state, &asked, &range);
  where = tw_report_sheet_dup_where (self->sheet, &asked, line, column);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.open-found", "(sss)", entity->key, self->sheet->report->text != NULL ? self->sheet->report->text : "",
                              where != NULL ? where : "");
}

static void
tw_report_answer_dispose (GObject *object)
{
  TwReportAnswer *self = TW_REPORT_ANSWER (object);

  g_clear_handle_id (&self->ask_id, g_source_remove);
  give_up (self);
  if (self->table != NULL)
    drop_sheet (self);
  self->table = NULL;
  self->chart = NULL;
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_REPORT_ANSWER);
  g_clear_object (&self->state);
  G_OBJECT_CLASS (tw_report_answer_parent_class)->dispose (object);
}

static void
tw_report_answer_class_init (TwReportAnswerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_report_answer_dispose;

  /**
   * TwReportAnswer::answered:
   *
   * There is a new answer, or a reason why there is none.
   */
  signals[ANSWERED] = g_signal_new ("answered", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("report/tw-report-answer.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwReportAnswer, stack);
  gtk_widget_class_bind_template_child (widget_class, TwReportAnswer, spinner);
  gtk_widget_class_bind_template_child (widget_class, TwReportAnswer, table_bin);
  gtk_widget_class_bind_template_child (widget_class, TwReportAnswer, chart_bin);
  gtk_widget_class_bind_template_child (widget_class, TwReportAnswer, unfinished);
  gtk_widget_class_bind_template_child (widget_class, TwReportAnswer, error);
  gtk_widget_class_bind_template_child (widget_class, TwReportAnswer, foot);
  gtk_widget_class_bind_template_child (widget_class, TwReportAnswer, more_button);
  gtk_widget_class_bind_template_child (widget_class, TwReportAnswer, note);
  gtk_widget_class_bind_template_child (widget_class, TwReportAnswer, clear_button);
  gtk_widget_class_bind_template_callback (widget_class, tw_report_answer_show_more);
  gtk_widget_class_bind_template_callback (widget_class, ask_again_cb);
}

static void
tw_report_answer_init (TwReportAnswer *self)
{
  self->limit = FIRST_ROWS;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->table = TW_REPORT_GRID (tw_report_grid_new ());
  adw_bin_set_child (self->table_bin, GTK_WIDGET (self->table));
  g_signal_connect_object (self->table, "opened", G_CALLBACK (opened_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->table, "sorted", G_CALLBACK (sorted_cb), self, G_CONNECT_SWAPPED);
}

/* A chart that cannot be read, or has nothing to show, has the same way on as a table. */
static void
chart_answered_cb (TwReportAnswer *self)
{
  const char *error = tw_figure_view_get_error (self->chart);
  TwFigureAnswer *answer = tw_figure_view_get_answer (self->chart);

  if (tw_report_get_form (tw_report_state_get_report (self->state)) == TW_REPORT_CHART)
    {
      if (error != NULL)
        tw_tell (self->error, error);
      show_clear_button (self);
      show_state (self, error != NULL ? "error" : answer != NULL && answer->total.count == 0 ? "empty" : "chart");
    }
  g_signal_emit (self, signals[ANSWERED], 0);
}

/**
 * tw_report_answer_new:
 * @state: what is asked
 *
 * Returns: (transfer floating): the answer to it
 */
GtkWidget *
tw_report_answer_new (TwReportState *state)
{
  TwReportAnswer *self = g_object_new (TW_TYPE_REPORT_ANSWER, NULL);
  TwWorkspace *workspace = tw_report_state_get_workspace (state);

  self->state = g_object_ref (state);
  self->chart = TW_FIGURE_VIEW (tw_figure_view_new (workspace));
  adw_bin_set_child (self->chart_bin, GTK_WIDGET (self->chart));
  g_signal_connect_object (self->chart, "answered", G_CALLBACK (chart_answered_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (state, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (tw_workspace_get_store (workspace), "committed", G_CALLBACK (committed_cb), self, G_CONNECT_SWAPPED);
  ask (self);
  return GTK_WIDGET (self);
}

/**
 * tw_report_answer_get_table:
 * @self: an answer
 *
 * Returns: (transfer none): its table
 */
TwReportGrid *
tw_report_answer_get_table (TwReportAnswer *self)
{
  g_return_val_if_fail (TW_IS_REPORT_ANSWER (self), NULL);
  return self->table;
}

/**
 * tw_report_answer_get_chart:
 * @self: an answer
 *
 * Returns: (transfer none): its chart
 */
TwFigureView *
tw_report_answer_get_chart (TwReportAnswer *self)
{
  g_return_val_if_fail (TW_IS_REPORT_ANSWER (self), NULL);
  return self->chart;
}

/**
 * tw_report_answer_get_sheet:
 * @self: an answer
 *
 * Returns: (transfer none) (nullable): the lines that are shown
 */
TwReportSheet *
tw_report_answer_get_sheet (TwReportAnswer *self)
{
  g_return_val_if_fail (TW_IS_REPORT_ANSWER (self), NULL);
  return self->sheet;
}

/**
 * tw_report_answer_is_busy:
 * @self: an answer
 *
 * Returns: whether another answer is being worked out, or will be
 */
gboolean
tw_report_answer_is_busy (TwReportAnswer *self)
{
  g_return_val_if_fail (TW_IS_REPORT_ANSWER (self), FALSE);
  return self->ask_id != 0 || self->cancellable != NULL
         || (g_strcmp0 (tw_report_answer_get_state (self), "chart") == 0 && tw_figure_view_is_busy (self->chart));
}

/**
 * tw_report_answer_get_state:
 * @self: an answer
 *
 * Returns: (transfer none): what is shown
 */
const char *
tw_report_answer_get_state (TwReportAnswer *self)
{
  g_return_val_if_fail (TW_IS_REPORT_ANSWER (self), NULL);
  return gtk_stack_get_visible_child_name (self->stack);
}

/**
 * tw_report_answer_get_note:
 * @self: an answer
 *
 * Returns: (transfer none): what is said below the table
 */
const char *
tw_report_answer_get_note (TwReportAnswer *self)
{
  g_return_val_if_fail (TW_IS_REPORT_ANSWER (self), "");
  return gtk_label_get_label (self->note);
}

/**
 * tw_report_answer_show_more:
 * @self: an answer
 *
 * Asks for ten times as many rows.
 */
void
tw_report_answer_show_more (TwReportAnswer *self)
{
  g_return_if_fail (TW_IS_REPORT_ANSWER (self));
  self->limit = MIN (self->limit * 10, MOST_ROWS);
  ask (self);
}

/**
 * tw_report_answer_take_focus:
 * @self: an answer
 *
 * Gives the keyboard to what is shown.
 */
void
tw_report_answer_take_focus (TwReportAnswer *self)
{
  g_return_if_fail (TW_IS_REPORT_ANSWER (self));
  gtk_widget_child_focus (GTK_WIDGET (self->stack), GTK_DIR_TAB_FORWARD);
}
