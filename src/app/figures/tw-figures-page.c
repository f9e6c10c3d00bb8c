/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-figures-page.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>

#include "tw-activity-figures.h"
#include "tw-field-text.h"
#include "tw-figures-table.h"
#include "tw-late-spinner.h"
#include "tw-lead-figures.h"
#include "tw-stage-figures.h"
#include "tw-task-figures.h"
#include "tw-task.h"
#include "tw-window.h"
#include "tw-number.h"

#define REFRESH_DELAY 400                              /* ms: several commits are counted at once */

enum { PIPELINE, WINS, WINS_ALL, TASKS, TASKS_ALL, LEADS, ACTIVITIES, N_TABLES };

struct _TwFiguresPage
{
  TwWindowPage    parent_instance;

  TwSchema       *schema;                              /* (owned) that of what follows */
  const TwField  *group;                               /* (nullable) whose values are stages that are won or lost */
  const TwEntity *task, *lead, *activity;              /* (nullable) */
  GPtrArray      *wins_keys, *tasks_keys, *leads_keys, *activities_keys;   /* (owned) char *: what the drop-downs stand for; "" is no grouping */
  guint           refresh_id;
  guint           n_running;
  guint           round;                               /* of the newest counting */

  TwFiguresTable *pipeline, *wins, *tasks, *leads, *activities;

  /* From the template. */
  GtkDropDown    *whose, *period, *wins_by, *tasks_by, *leads_by, *activities_by;
  AdwStatusPage  *error;
  GtkWidget      *tables;                              /* all of them */
  GtkWidget      *waiting;                               /* until the first answer */
  GtkLabel       *wins_total, *tasks_total;
  GtkBox         *pipeline_box, *wins_box, *tasks_box, *leads_box, *activities_box;
};

G_DEFINE_FINAL_TYPE (TwFiguresPage, tw_figures_page, TW_TYPE_WINDOW_PAGE)

static const char *const periods[] = { NULL, "this month", "this quarter", "this year", "last year" };

/* --- Counting, on another thread --- */

typedef struct
{
  TwStore        *store;                               /* (owned) */
  TwSchema       *schema;                              /* (owned) */
  const TwField  *group;
  const TwEntity *task, *lead, *activity;
  char           *stages_where, *wins_where, *tasks_where, *leads_where, *activities_where;   /* (owned) (nullable) */
  char           *wins_by, *tasks_by, *leads_by, *activities_by;   /* (owned) (nullable) */
  guint           round;
  GPtrArray      *tables[N_TABLES];                    /* (owned) (nullable) TwFigureLine */
} Counting;

static void
counting_free (gpointer data)
{
  Counting *counting = data;

  for (guint i = 0; i < N_TABLES; i++)
    g_clear_pointer (&counting->tables[i], g_ptr_array_unref);
  g_free (counting->stages_where);
  g_free (counting->wins_where);
  g_free (counting->tasks_where);
  g_free (counting->leads_where);
  g_free (counting->wins_by);
  g_free (counting->tasks_by);
  g_free (counting->leads_by);
  g_free (counting->activities_where);
  g_free (counting->activities_by);
  tw_schema_unref (counting->schema);
  g_object_unref (counting->store);
  g_free (counting);
}

static gboolean
count_stages (Counting  *counting,
              GError   **error)
{
  TwFigureScope stages = { counting->store, NULL, counting->stages_where }, wins = { counting->store, NULL, counting->wins_where };

  if (counting->group == NULL)
    return TRUE;
  counting->tables[PIPELINE] = tw_stage_figures_pipeline (&stages, counting->group, error);
  if (counting->tables[PIPELINE] == NULL)
    return FALSE;
  counting->tables[WINS_ALL] = tw_stage_figures_win_rate (&wins, counting->group, NULL, error);
  if (counting->tables[WINS_ALL] == NULL)
    return FALSE;
  counting->tables[WINS] = tw_stage_figures_win_rate (&wins, counting->group, counting->wins_by, error);
  return counting->tables[WINS] != NULL;
}

static gboolean
count_tasks (Counting  *counting,
             GError   **error)
{
  TwFigureScope scope = { counting->store, NULL, counting->tasks_where };

  if (counting->task == NULL)
    return TRUE;
  counting->tables[TASKS_ALL] = tw_task_figures (&scope, counting->task, NULL, error);
  if (counting->tables[TASKS_ALL] == NULL)
    return FALSE;
  counting->tables[TASKS] = tw_task_figures (&scope, counting->task, counting->tasks_by, error);
  return counting->tables[TASKS] != NULL;
}

static gboolean
count_leads (Counting  *counting,
             GError   **error)
{
  TwFigureScope scope = { counting->store, NULL, counting->leads_where };

  if (counting->lead == NULL)
    return TRUE;
  counting->tables[LEADS] = tw_lead_figures (&scope, counting->leads_by, error);
  return counting->tables[LEADS] != NULL;
}

static gboolean
count_activities (Counting  *counting,
                  GError   **error)
{
  TwFigureScope scope = { counting->store, NULL, counting->activities_where };

  if (counting->activity == NULL)
    return TRUE;
  counting->tables[ACTIVITIES] = tw_activity_figures (&scope, counting->activities_by, error);
  return counting->tables[ACTIVITIES] != NULL;
}

static void
count_thread (GTask        *task,
              gpointer      source,
              gpointer      data,
              GCancellable *cancellable)
{
  GError *error = NULL;

  if (count_stages (data, &error) && count_tasks (data, &error) && count_leads (data, &error) && count_activities (data, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* --- Showing --- */

static const char *
get_first (GtkDropDown *by)
{
  GObject *item = gtk_drop_down_get_selected_item (by);

  return item != NULL ? gtk_string_object_get_string (GTK_STRING_OBJECT (item)) : "";
}

static void
show_totals (TwFiguresPage *self,
             Counting      *counting)
{
  g_autofree char *won = NULL, *done = NULL;
  GString *sentence = NULL;

  if (counting->tables[WINS_ALL] != NULL)
    {
      const TwFigureLine *line = g_ptr_array_index (counting->tables[WINS_ALL], 0);
      double rate = tw_figure_rate (line->won, line->lost);

      if (rate < 0)
        won = g_strdup (_("Nothing has been won or lost yet."));
      else
        {
          g_autofree char *percent = tw_number_format (&(const TwNumberUnit) { TW_NUMBER_PERCENT, 0 }, round (rate * 100), FALSE);

          /* Translators: 1 a percentage, "63%", 2 and 3 counts. */
          sentence = g_string_new (NULL);
          g_string_printf (sentence, _("%1$s of what ended: %2$'" PRId64 " won, %3$'" PRId64 " lost."), percent, line->won, line->lost);
          won = tw_line_free (sentence);
        }
      gtk_label_set_label (self->wins_total, won);
    }
  if (counting->tables[TASKS_ALL] != NULL)
    {
      const TwFigureLine *line = g_ptr_array_index (counting->tables[TASKS_ALL], 0);

      /* Translators: counts of tasks. */
      done = g_strdup_printf (_("%1$'" PRId64 " open, %2$'" PRId64 " of them overdue; %3$'" PRId64 " completed."), line->open, line->overdue,
                              line->done);
      gtk_label_set_label (self->tasks_total, done);
    }
}

static void
show_tables (TwFiguresPage *self,
             Counting      *counting)
{
  if (counting->tables[PIPELINE] != NULL)
    tw_figures_table_show (self->pipeline, counting->tables[PIPELINE], self->group->entity->value_field, tw_field_get_label (self->group));
  if (counting->tables[WINS] != NULL)
    tw_figures_table_show (self->wins, counting->tables[WINS], NULL, get_first (self->wins_by));
  if (counting->tables[TASKS] != NULL)
    tw_figures_table_show (self->tasks, counting->tables[TASKS], NULL, get_first (self->tasks_by));
  if (counting->tables[LEADS] != NULL)
    tw_figures_table_show (self->leads, counting->tables[LEADS], NULL, get_first (self->leads_by));
  if (counting->tables[ACTIVITIES] != NULL)
    tw_figures_table_show (self->activities, counting->tables[ACTIVITIES], NULL, get_first (self->activities_by));
  show_totals (self, counting);
}

static void
counted_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  TwFiguresPage *self = TW_FIGURES_PAGE (source);
  Counting *counting = g_task_get_task_data (G_TASK (result));
  g_autoptr(GError) error = NULL;
  gboolean good = g_task_propagate_boolean (G_TASK (result), &error);

  self->n_running--;
  /* Something else was asked for meanwhile, or the page is gone. */
  if (counting->round != self->round || self->pipeline == NULL)
    return;
  tw_tell (self->error, good ? "" : error->message);
  gtk_widget_set_visible (GTK_WIDGET (self->error), !good);
  gtk_widget_set_visible (self->tables, good);
  gtk_widget_set_visible (self->waiting, FALSE);
  if (good)
    show_tables (self, counting);
}

static char *
join (const char *one,
      const char *other)
{
  if (one != NULL && other != NULL)
    return g_strdup_printf ("%s and %s", one, other);
  return g_strdup (one != NULL ? one : other);
}

static char *
dup_selected (GtkDropDown *by,
              GPtrArray   *keys)
{
  guint selected = gtk_drop_down_get_selected (by);
  const char *key = selected < keys->len ? g_ptr_array_index (keys, selected) : "";

  return *key != '\0' ? g_strdup (key) : NULL;
}

static char *
dup_condition (TwFiguresPage  *self,
               const TwEntity *entity,
               const TwField  *date)
{
  guint period = gtk_drop_down_get_selected (self->period);
  gboolean mine = gtk_drop_down_get_selected (self->whose) == 1;
  g_autofree char *whose = mine && entity->owner_field != NULL ? g_strdup_printf ("%s = me", entity->owner_field->key) : NULL;
  g_autofree char *when = date != NULL && period < G_N_ELEMENTS (periods) && periods[period] != NULL
                            ? g_strdup_printf ("%s within %s", date->key, periods[period]) : NULL;

  return join (whose, when);
}

static void
reload (TwFiguresPage *self)
{
  TwWorkspace *workspace = tw_window_page_get_workspace (TW_WINDOW_PAGE (self));
  g_autoptr(GTask) task = NULL;
  Counting *counting = NULL;

  if (workspace == NULL || self->pipeline == NULL)
    return;
  counting = g_new0 (Counting, 1);
  counting->store = g_object_ref (tw_workspace_get_store (workspace));
  counting->schema = tw_schema_ref (self->schema);
  counting->group = self->group;
  counting->task = self->task;
  counting->round = ++self->round;
  if (self->group != NULL)
    {
      counting->stages_where = dup_condition (self, self->group->entity, NULL);
      counting->wins_where = dup_condition (self, self->group->entity, tw_stage_get_closed_field (self->group));
      counting->wins_by = dup_selected (self->wins_by, self->wins_keys);
    }
  if (self->task != NULL)
    {
      counting->tasks_where = dup_condition (self, self->task, self->task->date_field);
      counting->tasks_by = dup_selected (self->tasks_by, self->tasks_keys);
    }
  counting->lead = self->lead;
  if (self->lead != NULL)
    {
      counting->leads_where = dup_condition (self, self->lead, NULL);
      counting->leads_by = dup_selected (self->leads_by, self->leads_keys);
    }
  counting->activity = self->activity;
  if (self->activity != NULL)
    {
      counting->activities_where = dup_condition (self, self->activity, self->activity->date_field);
      counting->activities_by = dup_selected (self->activities_by, self->activities_keys);
    }
  self->n_running++;
  task = g_task_new (self, NULL, counted_cb, NULL);
  g_task_set_source_tag (task, reload);
  g_task_set_task_data (task, counting, counting_free);
  tw_task_run_in_thread (task, count_thread);
}

static gboolean
refresh_cb (gpointer data)
{
  TwFiguresPage *self = TW_FIGURES_PAGE (data);

  self->refresh_id = 0;
  reload (self);
  return G_SOURCE_REMOVE;
}

static void
committed_cb (TwFiguresPage *self,
              TwCommit      *commit)
{
  if (self->refresh_id == 0 && ((self->group != NULL && tw_commit_touches (commit, self->group->entity))
                                || (self->task != NULL && tw_commit_touches (commit, self->task))
                                || (self->lead != NULL && tw_commit_touches (commit, self->lead))
                                || (self->activity != NULL && tw_commit_touches (commit, self->activity))))
    self->refresh_id = g_timeout_add (REFRESH_DELAY, refresh_cb, self);
}

static void
leave (TwFiguresPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.back", NULL);
}

/* --- What there is to count --- */

static const TwField *
find_group (TwSchema *schema)
{
  for (guint i = 0; i < tw_schema_get_n_entities (schema); i++)
    {
      const TwField *field = tw_schema_get_entity_at (schema, i)->board_field;

      if (field != NULL && field->kind == TW_KIND_LINK && tw_stage_can_group (field) && tw_stage_get_outcome_field (field) != NULL)
        return field;
    }
  return NULL;
}

/* Months or ages, and the fields that people sort such records by; the stage stands for those that came through it. */
static void
fill_by (GtkDropDown    *by,
         GPtrArray      *keys,
         const TwEntity *entity,
         const TwField  *group,
         const char     *first_key,
         const char     *first_title,
         const char     *chosen)
{
  g_autoptr(GtkStringList) titles = gtk_string_list_new (NULL);
  guint selected = 0;

  gtk_string_list_append (titles, first_title);
  g_ptr_array_add (keys, g_strdup (first_key));
  for (guint i = 0; i < entity->n_fields; i++)
    {
      const TwField *field = entity->fields[i];

      if (field->number < TW_FIELD_FIRST_OWN || !tw_figures_can_group (field) || field->kind == TW_KIND_BOOLEAN
          || (field->kind == TW_KIND_LINK && field != group && field != entity->owner_field && field != entity->reason_field
              && g_strcmp0 (tw_field_get_target (field) != NULL ? tw_field_get_target (field)->group : NULL, "admin") != 0))
        continue;
      if (g_strcmp0 (field->key, chosen) == 0)
        selected = keys->len;
      gtk_string_list_append (titles, tw_field_get_label (field));
      g_ptr_array_add (keys, g_strdup (field->key));
    }
  gtk_drop_down_set_model (by, G_LIST_MODEL (titles));
  gtk_drop_down_set_selected (by, selected);
}

/* What came of it is a text, of which people use few. */
static void
add_outcome (TwFiguresPage *self)
{
  const TwField *outcome = tw_entity_get_field (self->activity, "outcome");

  if (outcome == NULL)
    return;
  gtk_string_list_append (GTK_STRING_LIST (gtk_drop_down_get_model (self->activities_by)), tw_field_get_label (outcome));
  g_ptr_array_add (self->activities_keys, g_strdup (outcome->key));
}

static TwFiguresTable *
add_table (TwFiguresPage *self,
           GtkBox        *box,
           TwFiguresKind  kind,
           const char    *name)
{
  TwFiguresTable *table = tw_figures_table_new (tw_window_page_get_workspace (TW_WINDOW_PAGE (self)), kind);

  gtk_accessible_update_property (GTK_ACCESSIBLE (table), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_box_append (box, GTK_WIDGET (table));
  return table;
}

static void
tw_figures_page_shown (TwWindowPage *page)
{
  gtk_widget_grab_focus (GTK_WIDGET (TW_FIGURES_PAGE (page)->whose));
}

static void
tw_figures_page_dispose (GObject *object)
{
  TwFiguresPage *self = TW_FIGURES_PAGE (object);

  g_clear_handle_id (&self->refresh_id, g_source_remove);
  self->pipeline = self->wins = self->tasks = self->leads = self->activities = NULL;
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_FIGURES_PAGE);
  g_clear_pointer (&self->wins_keys, g_ptr_array_unref);
  g_clear_pointer (&self->tasks_keys, g_ptr_array_unref);
  g_clear_pointer (&self->leads_keys, g_ptr_array_unref);
  g_clear_pointer (&self->activities_keys, g_ptr_array_unref);
  g_clear_pointer (&self->schema, tw_schema_unref);
  G_OBJECT_CLASS (tw_figures_page_parent_class)->dispose (object);
}

static void
tw_figures_page_class_init (TwFiguresPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_figures_page_dispose;
  TW_WINDOW_PAGE_CLASS (klass)->shown = tw_figures_page_shown;
  TW_WINDOW_PAGE_CLASS (klass)->help = "statistics";
  g_type_ensure (TW_TYPE_LATE_SPINNER);
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("figures/tw-figures-page.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwFiguresPage, whose);
  gtk_widget_class_bind_template_child (widget_class, TwFiguresPage, period);
  gtk_widget_class_bind_template_child (widget_class, TwFiguresPage, wins_by);
  gtk_widget_class_bind_template_child (widget_class, TwFiguresPage, tasks_by);
  gtk_widget_class_bind_template_child (widget_class, TwFiguresPage, leads_by);
  gtk_widget_class_bind_template_child (widget_class, TwFiguresPage, error);
  gtk_widget_class_bind_template_child (widget_class, TwFiguresPage, tables);
  gtk_widget_class_bind_template_child (widget_class, TwFiguresPage, waiting);
  gtk_widget_class_bind_template_child (widget_class, TwFiguresPage, wins_total);
  gtk_widget_class_bind_template_child (widget_class, TwFiguresPage, tasks_total);
  gtk_widget_class_bind_template_child (widget_class, TwFiguresPage, pipeline_box);
  gtk_widget_class_bind_template_child (widget_class, TwFiguresPage, wins_box);
  gtk_widget_class_bind_template_child (widget_class, TwFiguresPage, tasks_box);
  gtk_widget_class_bind_template_child (widget_class, TwFiguresPage, leads_box);
  gtk_widget_class_bind_template_child (widget_class, TwFiguresPage, activities_by);
  gtk_widget_class_bind_template_child (widget_class, TwFiguresPage, activities_box);
  gtk_widget_class_bind_template_callback (widget_class, reload);
}

static void
tw_figures_page_init (TwFiguresPage *self)
{
  self->wins_keys = g_ptr_array_new_with_free_func (g_free);
  self->tasks_keys = g_ptr_array_new_with_free_func (g_free);
  self->leads_keys = g_ptr_array_new_with_free_func (g_free);
  self->activities_keys = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  tw_window_page_set_place (TW_WINDOW_PAGE (self), "");
}

/**
 * tw_figures_page_new:
 * @workspace: the workspace
 *
 * Returns: (transfer floating): a page for the window
 */
TwFiguresPage *
tw_figures_page_new (TwWorkspace *workspace)
{
  TwFiguresPage *self = g_object_new (TW_TYPE_FIGURES_PAGE, "workspace", workspace, NULL);
  TwStore *store = tw_workspace_get_store (workspace);

  self->schema = tw_store_ref_schema (store);
  self->group = find_group (self->schema);
  self->task = tw_schema_get_entity (self->schema, "task");
  self->lead = tw_schema_get_entity (self->schema, "lead");
  if (self->group != NULL)
    fill_by (self->wins_by, self->wins_keys, self->group->entity, self->group, "month", _("Month"), "owner");
  if (self->task != NULL)
    fill_by (self->tasks_by, self->tasks_keys, self->task, NULL, "month", _("Month"), "assignee");
  if (self->lead != NULL)
    fill_by (self->leads_by, self->leads_keys, self->lead, tw_entity_get_field (self->lead, "team"), "age", _("Age"), "age");
  self->activity = tw_schema_get_entity (self->schema, "activity");
  if (self->activity != NULL)
    {
      fill_by (self->activities_by, self->activities_keys, self->activity, NULL, "month", _("Month"), "kind");
      add_outcome (self);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->activities_box), self->activity != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->pipeline_box), self->group != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->wins_box), self->group != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->tasks_box), self->task != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->leads_box), self->lead != NULL);
  self->pipeline = add_table (self, self->pipeline_box, TW_FIGURES_PIPELINE, _("Pipeline"));
  self->wins = add_table (self, self->wins_box, TW_FIGURES_WINS, _("Win Rate"));
  self->tasks = add_table (self, self->tasks_box, TW_FIGURES_TASKS, _("Tasks"));
  self->leads = add_table (self, self->leads_box, TW_FIGURES_LEADS, _("Leads"));
  self->activities = add_table (self, self->activities_box, TW_FIGURES_ACTIVITIES, _("Activities"));
  g_signal_connect_object (store, "committed", G_CALLBACK (committed_cb), self, G_CONNECT_SWAPPED);
  /* The fields that this page speaks of belong to a schema that is no more. */
  g_signal_connect_object (store, "schema-changed", G_CALLBACK (leave), self, G_CONNECT_SWAPPED);
  reload (self);
  return self;
}

/**
 * tw_figures_page_is_busy:
 * @self: a page
 *
 * Returns: whether figures are being worked out
 */
gboolean
tw_figures_page_is_busy (TwFiguresPage *self)
{
  g_return_val_if_fail (TW_IS_FIGURES_PAGE (self), FALSE);
  return self->n_running > 0 || self->refresh_id != 0;
}

/**
 * tw_figures_page_get_table:
 * @self: a page
 * @name: "pipeline", "wins", "tasks", "leads" or "activities"
 *
 * Returns: (transfer none): the table
 */
GtkWidget *
tw_figures_page_get_table (TwFiguresPage *self,
                           const char    *name)
{
  g_return_val_if_fail (TW_IS_FIGURES_PAGE (self), NULL);
  return GTK_WIDGET (g_str_equal (name, "pipeline") ? self->pipeline : g_str_equal (name, "wins") ? self->wins
                                                            : g_str_equal (name, "tasks") ? self->tasks
                     : g_str_equal (name, "leads") ? self->leads : self->activities);
}

static void
show_figures (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  TwWindow *window = TW_WINDOW (widget);
  TwWorkspace *workspace = tw_window_get_workspace (window);

  if (workspace != NULL && !TW_IS_FIGURES_PAGE (tw_window_get_page (window)))
    tw_window_push_page (window, TW_WINDOW_PAGE (tw_figures_page_new (workspace)), FALSE);
}

static const TwActionInfo window_infos[] = {
  { "win.show-figures", N_("Statistics: pipeline, win rate, tasks, leads and activities"), "<Control><Shift>g", NULL, NULL, show_figures },
};

const TwActionTable tw_figures_window_actions = { N_("Statistics"), window_infos, G_N_ELEMENTS (window_infos) };
