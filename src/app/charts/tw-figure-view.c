/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-figure-view.h"

#include <glib/gi18n-lib.h>

#include "tw-figure-chart.h"
#include "tw-still-click.h"
#include "tw-task.h"

#define REFRESH_DELAY 300                              /* ms: several commits are counted at once */

struct _TwFigureView
{
  AdwBin          parent_instance;

  TwWorkspace    *workspace;                           /* (owned) */
  TwFigure       *figure;                              /* (owned) (nullable) */
  TwChartKind     kind;
  char           *title, *also, *text;                 /* (owned) (nullable) */
  TwFigureRange   range;
  gboolean        has_range;
  char           *problem;                             /* (owned) (nullable) */
  gboolean        told;                                /* somebody else says what went wrong */

  /* What came of it, and of what. */
  TwFigureAnswer *answer;                              /* (owned) (nullable) */
  GCancellable   *cancellable;                         /* (owned) (nullable) of the question under way */
  guint           refresh_id;

  GtkStack       *stack;
  GtkSpinner     *spinner;
  TwChartView    *view;
  GtkLabel       *error, *error_title, *loading_title;
};

enum { ANSWERED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TwFigureView, tw_figure_view, ADW_TYPE_BIN)

/* --- Asking, on another thread --- */

typedef struct
{
  TwStore      *store;                                 /* (owned) */
  TwFigure     *figure;                                /* (owned) */
  char         *also, *text;                           /* (owned) (nullable) */
  TwFigureRange range;
  gboolean      has_range;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  tw_figure_free (job->figure);
  g_object_unref (job->store);
  g_free (job->also);
  g_free (job->text);
  g_free (job);
}

static void
answer_thread (GTask        *task,
               gpointer      source,
               gpointer      data,
               GCancellable *cancellable)
{
  Job *job = data;
  TwFigureAsk ask = { job->store, NULL, job->also, job->text, job->has_range ? &job->range : NULL };
  GError *error = NULL;
  TwFigureAnswer *answer = tw_figure_answer (job->figure, &ask, cancellable, &error);

  if (answer != NULL)
    g_task_return_pointer (task, answer, (GDestroyNotify) tw_figure_answer_free);
  else
    g_task_return_error (task, error);
}

static void
show_answer (TwFigureView *self)
{
  g_autoptr(TwChart) chart = tw_figure_chart_new (self->figure, self->answer, self->kind, self->title, tw_workspace_get_schema (self->workspace));

  tw_chart_view_set_chart (self->view, chart);
  gtk_stack_set_visible_child_name (self->stack, "chart");
  gtk_spinner_stop (self->spinner);
}

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  TwFigureView *self = TW_FIGURE_VIEW (source);
  g_autoptr(GError) error = NULL;
  g_autoptr(TwFigureAnswer) answer = g_task_propagate_pointer (G_TASK (result), &error);

  /* Something else was asked for meanwhile, or nobody looks any more. */
  if (self->workspace == NULL || self->cancellable != g_task_get_cancellable (G_TASK (result)))
    return;
  g_clear_object (&self->cancellable);
  if (answer == NULL)
    tw_figure_view_fail (self, error->message);
  else
    {
      g_clear_pointer (&self->answer, tw_figure_answer_free);
      self->answer = g_steal_pointer (&answer);
      show_answer (self);
    }
  g_signal_emit (self, signals[ANSWERED], 0);
}

static void
reload (TwFigureView *self)
{
  g_autoptr(GTask) task = NULL;
  Job *job = NULL;

  if (self->figure == NULL || self->workspace == NULL)
    return;
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  job = g_new0 (Job, 1);
  job->store = g_object_ref (tw_workspace_get_store (self->workspace));
  job->figure = tw_figure_copy (self->figure);
  job->also = g_strdup (self->also);
  job->text = g_strdup (self->text);
  job->range = self->range;
  job->has_range = self->has_range;
  /* What is shown stays until the new answer is there. */
  if (self->answer == NULL)
    {
      gtk_stack_set_visible_child_name (self->stack, "loading");
      gtk_spinner_start (self->spinner);
    }
  task = g_task_new (self, self->cancellable, answered_cb, NULL);
  g_task_set_source_tag (task, reload);
  g_task_set_task_data (task, job, job_free);
  tw_task_run_in_thread (task, answer_thread);
}

static gboolean
refresh_cb (gpointer data)
{
  TwFigureView *self = TW_FIGURE_VIEW (data);

  self->refresh_id = 0;
  reload (self);
  return G_SOURCE_REMOVE;
}

static gboolean
is_touched (TwFigureView *self,
            TwCommit     *commit)
{
  static const char *const others[] = { "exchange_rate", "user", "deal_stage" };
  TwSchema *schema = tw_workspace_get_schema (self->workspace);
  const TwEntity *entity = self->figure != NULL ? tw_schema_get_entity (schema, self->figure->entity) : NULL;

  if (entity == NULL)
    return FALSE;
  if (tw_commit_touches (commit, entity))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    if (tw_schema_get_entity (schema, others[i]) != NULL && tw_commit_touches (commit, tw_schema_get_entity (schema, others[i])))
      return TRUE;
  return FALSE;
}

static void
committed_cb (TwFigureView *self,
              TwCommit     *commit)
{
  if (self->refresh_id == 0 && is_touched (self, commit))
    self->refresh_id = g_timeout_add (REFRESH_DELAY, refresh_cb, self);
}

/* --- Opening --- */

static void
activated_cb (TwFigureView *self,
              int           series,
              int           category)
{
  g_autofree char *own = NULL, *where = NULL;

  /* What is shown may still be the answer to another question. */
  if (self->answer == NULL || self->cancellable != NULL)
    return;
  own = tw_figure_dup_where (self->figure, self->answer, tw_workspace_get_schema (self->workspace), self->has_range ? &self->range : NULL, category,
                             self->figure->by[1].field != NULL ? series : -1);
  where = own != NULL && self->also != NULL ? g_strdup_printf ("(%s) and (%s)", self->also, own) : g_strdup (own != NULL ? own : self->also);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.open-found", "(sss)", self->figure->entity, self->text != NULL ? self->text : "",
                              where != NULL ? where : "");
}

/* A metric card has no marks: all of it opens what it counts. */
static void
card_released_cb (TwFigureView    *self,
                  int              n_press,
                  double           x,
                  double           y,
                  GtkGestureClick *gesture)
{
  TwChartCanvas *canvas = tw_chart_view_get_canvas (self->view);

  if (self->kind == TW_CHART_METRIC && g_strcmp0 (tw_figure_view_get_state (self), "chart") == 0 && gtk_widget_get_sensitive (GTK_WIDGET (canvas)))
    activated_cb (self, -1, -1);
}

static void
tw_figure_view_dispose (GObject *object)
{
  TwFigureView *self = TW_FIGURE_VIEW (object);

  g_clear_handle_id (&self->refresh_id, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (tw_figure_view_parent_class)->dispose (object);
}

static void
tw_figure_view_finalize (GObject *object)
{
  TwFigureView *self = TW_FIGURE_VIEW (object);

  g_clear_pointer (&self->answer, tw_figure_answer_free);
  g_clear_pointer (&self->figure, tw_figure_free);
  g_free (self->title);
  g_free (self->also);
  g_free (self->text);
  g_free (self->problem);
  G_OBJECT_CLASS (tw_figure_view_parent_class)->finalize (object);
}

static void
tw_figure_view_class_init (TwFigureViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tw_figure_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = tw_figure_view_finalize;

  /**
   * TwFigureView::answered:
   *
   * There is a new chart, or an error.
   */
  signals[ANSWERED] = g_signal_new ("answered", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

/* A tile is known by its title before its chart is there, and when there is none. */
static GtkLabel *
make_title (void)
{
  GtkLabel *title = GTK_LABEL (gtk_label_new (NULL));

  gtk_label_set_xalign (title, 0);
  gtk_label_set_ellipsize (title, PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (GTK_WIDGET (title), "heading");
  return title;
}

/* Three children of a stack: no template would be shorter. */
static void
tw_figure_view_init (TwFigureView *self)
{
  GtkGesture *click = tw_still_click_new ();
  GtkWidget *failed = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *loading = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->stack = GTK_STACK (gtk_stack_new ());
  self->spinner = GTK_SPINNER (gtk_spinner_new ());
  self->view = TW_CHART_VIEW (tw_chart_view_new ());
  self->error = GTK_LABEL (gtk_label_new (NULL));
  self->error_title = make_title ();
  gtk_widget_set_size_request (GTK_WIDGET (self->spinner), 24, 24);
  gtk_widget_set_halign (GTK_WIDGET (self->spinner), GTK_ALIGN_CENTER);
  gtk_widget_set_valign (GTK_WIDGET (self->spinner), GTK_ALIGN_CENTER);
  gtk_label_set_wrap (self->error, TRUE);
  gtk_label_set_justify (self->error, GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (GTK_WIDGET (self->error), "dim-label");
  self->loading_title = make_title ();
  gtk_widget_set_vexpand (GTK_WIDGET (self->spinner), TRUE);
  gtk_widget_add_css_class (loading, "tw-tile");
  gtk_box_append (GTK_BOX (loading), GTK_WIDGET (self->loading_title));
  gtk_box_append (GTK_BOX (loading), GTK_WIDGET (self->spinner));
  gtk_stack_add_named (self->stack, loading, "loading");
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->view), "chart");
  gtk_widget_set_vexpand (GTK_WIDGET (self->error), TRUE);
  gtk_widget_add_css_class (failed, "tw-tile");
  gtk_box_append (GTK_BOX (failed), GTK_WIDGET (self->error_title));
  gtk_box_append (GTK_BOX (failed), GTK_WIDGET (self->error));
  gtk_stack_add_named (self->stack, failed, "error");
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->stack));
  g_signal_connect_object (tw_chart_view_get_canvas (self->view), "activated", G_CALLBACK (activated_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_swapped (click, "released", G_CALLBACK (card_released_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}

/**
 * tw_figure_view_new:
 * @workspace: the workspace
 *
 * Returns: (transfer floating): a view without a figure
 */
GtkWidget *
tw_figure_view_new (TwWorkspace *workspace)
{
  TwFigureView *self = g_object_new (TW_TYPE_FIGURE_VIEW, NULL);

  self->workspace = g_object_ref (workspace);
  g_signal_connect_object (tw_workspace_get_store (workspace), "committed", G_CALLBACK (committed_cb), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

/**
 * tw_figure_view_set_figure:
 * @self: a view
 * @figure: what to show
 * @kind: how
 * @title: (nullable): the heading
 */
void
tw_figure_view_set_figure (TwFigureView   *self,
                           const TwFigure *figure,
                           TwChartKind     kind,
                           const char     *title)
{
  g_autofree char *before = NULL, *now = NULL;

  g_return_if_fail (TW_IS_FIGURE_VIEW (self) && figure != NULL);
  before = self->figure != NULL ? tw_figure_print (self->figure) : NULL;
  now = tw_figure_print (figure);
  self->kind = kind;
  g_free (self->title);
  self->title = g_strdup (title);
  gtk_label_set_label (self->loading_title, title != NULL ? title : "");
  gtk_widget_set_visible (GTK_WIDGET (self->loading_title), title != NULL && *title != '\0');
  if (g_strcmp0 (before, now) == 0 && self->answer != NULL)
    {
      show_answer (self);
      return;
    }
  g_clear_pointer (&self->figure, tw_figure_free);
  self->figure = tw_figure_copy (figure);
  reload (self);
}

/**
 * tw_figure_view_set_scope:
 * @self: a view
 * @also: (nullable): a further condition
 * @text: (nullable): words that the records must have
 * @range: (nullable): days
 */
void
tw_figure_view_set_scope (TwFigureView        *self,
                          const char          *also,
                          const char          *text,
                          const TwFigureRange *range)
{
  g_return_if_fail (TW_IS_FIGURE_VIEW (self));
  g_free (self->also);
  g_free (self->text);
  self->also = g_strdup (also);
  self->text = g_strdup (text);
  self->has_range = range != NULL;
  if (range != NULL)
    self->range = *range;
  reload (self);
}

static void
show_problem (TwFigureView *self)
{
  gtk_label_set_label (self->error_title, self->title != NULL ? self->title : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error_title), self->title != NULL && *self->title != '\0');
  gtk_label_set_label (self->error, self->told ? _("Cannot be shown") : self->problem != NULL ? self->problem : "");
}

/**
 * tw_figure_view_set_told:
 * @self: a view
 * @told: whether it is said elsewhere what went wrong, for several views at once
 *
 * Such a view only says that it has nothing to show.
 */
void
tw_figure_view_set_told (TwFigureView *self,
                         gboolean      told)
{
  g_return_if_fail (TW_IS_FIGURE_VIEW (self));
  self->told = told;
  show_problem (self);
}

/**
 * tw_figure_view_fail:
 * @self: a view
 * @message: what went wrong
 */
void
tw_figure_view_fail (TwFigureView *self,
                     const char   *message)
{
  g_return_if_fail (TW_IS_FIGURE_VIEW (self));
  g_clear_pointer (&self->answer, tw_figure_answer_free);
  g_free (self->problem);
  self->problem = g_strdup (message);
  show_problem (self);
  gtk_stack_set_visible_child_name (self->stack, "error");
  gtk_spinner_stop (self->spinner);
}

/**
 * tw_figure_view_reload:
 * @self: a view
 *
 * Works the figure out again.
 */
void
tw_figure_view_reload (TwFigureView *self)
{
  g_return_if_fail (TW_IS_FIGURE_VIEW (self));
  reload (self);
}

/**
 * tw_figure_view_get_error:
 * @self: a view
 *
 * Returns: (transfer none) (nullable): what went wrong
 */
const char *
tw_figure_view_get_error (TwFigureView *self)
{
  g_return_val_if_fail (TW_IS_FIGURE_VIEW (self), NULL);
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "error") == 0 ? self->problem : NULL;
}

/**
 * tw_figure_view_get_chart:
 * @self: a view
 *
 * Returns: (transfer none): its chart
 */
TwChartView *
tw_figure_view_get_chart (TwFigureView *self)
{
  g_return_val_if_fail (TW_IS_FIGURE_VIEW (self), NULL);
  return self->view;
}

/**
 * tw_figure_view_get_answer:
 * @self: a view
 *
 * Returns: (transfer none) (nullable): what the figure comes to
 */
TwFigureAnswer *
tw_figure_view_get_answer (TwFigureView *self)
{
  g_return_val_if_fail (TW_IS_FIGURE_VIEW (self), NULL);
  return self->answer;
}

/**
 * tw_figure_view_is_busy:
 * @self: a view
 *
 * Returns: whether an answer is being worked out, or will be
 */
gboolean
tw_figure_view_is_busy (TwFigureView *self)
{
  g_return_val_if_fail (TW_IS_FIGURE_VIEW (self), FALSE);
  return self->cancellable != NULL || self->refresh_id != 0;
}

/**
 * tw_figure_view_get_state:
 * @self: a view
 *
 * Returns: (transfer none): what is shown
 */
const char *
tw_figure_view_get_state (TwFigureView *self)
{
  g_return_val_if_fail (TW_IS_FIGURE_VIEW (self), NULL);
  return gtk_stack_get_visible_child_name (self->stack);
}
