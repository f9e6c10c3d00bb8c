/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands that tell how things stand: figures pipeline, figures win-rate, figures tasks, figures leads, figures activities. */
#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-activity-figures.h"
#include "tw-ctl.h"
#include "tw-lead-figures.h"
#include "tw-stage-figures.h"
#include "tw-task-figures.h"
#include "tw-number.h"

/* Sums by currency: "1200.00 EUR, 300.00 USD". */
static void
add_sums (TwCtlTable *table, GArray *sums)
{
  g_autoptr(GString) text = g_string_new (NULL), json = g_string_new ("[");
  for (guint i = 0; sums && i < sums->len; i++)
    {
      g_autofree char *one = tw_value_print (&g_array_index (sums, TwValue, i));
      g_autofree char *value = tw_value_to_json (&g_array_index (sums, TwValue, i));
      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", one);
      g_string_append_printf (json, "%s%s", i > 0 ? "," : "", value);
    }
  g_string_append_c (json, ']');
  tw_ctl_table_add (table, text->str, NULL, json->str);
}

static void
add_days (TwCtlTable *table, const TwFigureLine *line)
{
  char days[G_ASCII_DTOSTR_BUF_SIZE];
  if (line->n_stays == 0)
    tw_ctl_table_add (table, "", "", "null");
  else
    tw_ctl_table_add (table, g_ascii_formatd (days, sizeof days, "%.1f", line->days), NULL, days);
}

/* A part of a whole, as a percentage for people. */
static void
add_rate (TwCtlTable *table, gint64 part, gint64 rest)
{
  double rate = tw_figure_rate (part, rest);
  char plain[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *text = NULL;
  if (rate < 0)
    {
      tw_ctl_table_add (table, "", "", "null");
      return;
    }
  text = tw_number_format (&(const TwNumberUnit) { TW_NUMBER_PERCENT, 0 }, rate * 100, FALSE);
  g_ascii_formatd (plain, sizeof plain, "%.4f", rate);
  tw_ctl_table_add (table, text, plain, plain);
}

static void
add_title (TwCtlTable *table, const TwFigureLine *line)
{
  tw_ctl_table_add (table, *line->title ? line->title : "–", line->title, NULL);
}

static void
print_pipeline (TwCtl *ctl, GPtrArray *lines)
{
  static const char *const keys[] = { "stage", "count", "amount", "weighted", "average_days", NULL };
  const char *const titles[] = { _("Stage"), C_("records", "Open"), _("Amount"), _("Weighted"), _("Days on average"), NULL };
  g_autoptr(TwCtlTable) table = tw_ctl_table_new (ctl, keys, titles);
  for (guint i = 0; i < lines->len; i++)
    {
      const TwFigureLine *line = g_ptr_array_index (lines, i);
      add_title (table, line);
      tw_ctl_table_add_int (table, line->count);
      add_sums (table, line->sums);
      add_sums (table, line->weighted);
      add_days (table, line);
    }
  tw_ctl_table_end (table, NULL);
}

static void
print_win_rate (TwCtl *ctl, GPtrArray *lines, const char *by)
{
  const char *const keys[] = { by ? by : "all", "won", "lost", "rate", NULL };
  const char *const titles[] = { by ? by : _("All"), _("Won"), _("Lost"), _("Win rate"), NULL };
  g_autoptr(TwCtlTable) table = tw_ctl_table_new (ctl, keys, titles);
  for (guint i = 0; i < lines->len; i++)
    {
      const TwFigureLine *line = g_ptr_array_index (lines, i);
      add_title (table, line);
      tw_ctl_table_add_int (table, line->won);
      tw_ctl_table_add_int (table, line->lost);
      add_rate (table, line->won, line->lost);
    }
  tw_ctl_table_end (table, NULL);
}

static void
print_tasks (TwCtl *ctl, GPtrArray *lines, const char *by)
{
  const char *const keys[] = { by ? by : "all", "open", "overdue", "completed", "rate", NULL };
  const char *const titles[] = { by ? by : _("All"), C_("records", "Open"), _("Overdue"), _("Completed"), _("Completion rate"), NULL };
  g_autoptr(TwCtlTable) table = tw_ctl_table_new (ctl, keys, titles);
  for (guint i = 0; i < lines->len; i++)
    {
      const TwFigureLine *line = g_ptr_array_index (lines, i);
      add_title (table, line);
      tw_ctl_table_add_int (table, line->open);
      tw_ctl_table_add_int (table, line->overdue);
      tw_ctl_table_add_int (table, line->done);
      add_rate (table, line->done, line->open);
    }
  tw_ctl_table_end (table, NULL);
}

static void
print_leads (TwCtl *ctl, GPtrArray *lines, const char *by)
{
  const char *const keys[] = { by, "open", "left_alone", "missed", NULL };
  const char *const titles[] = { by, C_("records", "Open"), _("Left alone"), _("Follow-ups missed"), NULL };
  g_autoptr(TwCtlTable) table = tw_ctl_table_new (ctl, keys, titles);
  for (guint i = 0; i < lines->len; i++)
    {
      const TwFigureLine *line = g_ptr_array_index (lines, i);
      add_title (table, line);
      tw_ctl_table_add_int (table, line->open);
      tw_ctl_table_add_int (table, line->quiet);
      tw_ctl_table_add_int (table, line->overdue);
    }
  tw_ctl_table_end (table, NULL);
}

static void
print_activities (TwCtl *ctl, GPtrArray *lines, const char *by)
{
  const char *const keys[] = { by ? by : "all", "count", "minutes", "won_with", "lost_with", "rate_with", "rate_without", NULL };
  const char *const titles[] = { by ? by : _("All"), _("Activities"), _("Minutes"), _("Won with it"), _("Lost with it"), _("Win rate with it"),
                                 _("Win rate without it"), NULL };
  g_autoptr(TwCtlTable) table = tw_ctl_table_new (ctl, keys, titles);
  for (guint i = 0; i < lines->len; i++)
    {
      const TwFigureLine *line = g_ptr_array_index (lines, i);
      add_title (table, line);
      tw_ctl_table_add_int (table, line->count);
      tw_ctl_table_add_int (table, line->seconds / 60);
      tw_ctl_table_add_int (table, line->won);
      tw_ctl_table_add_int (table, line->lost);
      add_rate (table, line->won, line->lost);
      add_rate (table, line->other_won, line->other_lost);
    }
  tw_ctl_table_end (table, NULL);
}

static int
run_figures (TwCtl *ctl, int argc, char **argv)
{
  g_autofree char *where = NULL, *by = NULL, *of = NULL;
  const GOptionEntry entries[] = {
    { "by", 0, 0, G_OPTION_ARG_STRING, &by, N_("In groups: month, stage, or a field with choices or a link"), N_("FIELD") },
    { "where", 0, 0, G_OPTION_ARG_STRING, &where, N_("Only records for which this is true"), N_("EXPRESSION") },
    { "entity", 0, 0, G_OPTION_ARG_STRING, &of, N_("Of this kind of record, instead of deals or tasks"), N_("ENTITY") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) lines = NULL;
  if (!tw_ctl_parse (ctl, &argc, &argv, entries, 1, 1))
    return TW_CTL_USAGE;
  static const char *const subjects[] = { "pipeline", "win-rate", "tasks", "leads", "activities", NULL };
  gboolean tasks = strcmp (argv[1], "tasks") == 0, leads = strcmp (argv[1], "leads") == 0, pipeline = strcmp (argv[1], "pipeline") == 0;
  gboolean activities = strcmp (argv[1], "activities") == 0;
  if (!g_strv_contains (subjects, argv[1]))
    return tw_ctl_usage (ctl, _("There are figures of pipeline, win-rate, tasks, leads and activities, not of “%s”."), argv[1]);
  if (pipeline && by)
    return tw_ctl_usage (ctl, "%s", _("The figures of a pipeline are by stage; --by is for the others."));
  if (activities && of)
    return tw_ctl_usage (ctl, "%s", _("The figures of activities are of no other kind of record; leave --entity out."));
  if (!tw_ctl_open (ctl))
    return TW_CTL_FAILED;
  const TwEntity *entity = tw_ctl_entity (ctl, of ? of : tasks ? "task" : activities ? "activity" : "deal");
  if (!entity)
    return TW_CTL_FAILED;
  if (!tasks && !leads && !activities && !tw_stage_can_group (entity->board_field))
    {
      tw_ctl_tell (_("Records of “%s” have no stages."), tw_entity_get_label (entity, TRUE));
      return TW_CTL_FAILED;
    }
  TwFigureScope scope = { ctl->store, NULL, where };
  if (leads)
    lines = tw_lead_figures (&scope, by ? by : "age", &error);
  else if (activities)
    lines = tw_activity_figures (&scope, by, &error);
  else if (tasks)
    lines = tw_task_figures (&scope, entity, by, &error);
  else if (pipeline)
    lines = tw_stage_figures_pipeline (&scope, entity->board_field, &error);
  else
    lines = tw_stage_figures_win_rate (&scope, entity->board_field, by, &error);
  if (!lines)
    return tw_ctl_fail (error);
  if (leads)
    print_leads (ctl, lines, by ? by : "age");
  else if (activities)
    print_activities (ctl, lines, by);
  else if (tasks)
    print_tasks (ctl, lines, by);
  else if (pipeline)
    print_pipeline (ctl, lines);
  else
    print_win_rate (ctl, lines, by);
  return TW_CTL_DONE;
}

const TwCtlCommand tw_ctl_figures_commands[] = {
  { "figures", "pipeline|win-rate|tasks|leads|activities", N_("Tells how the pipeline, wins, tasks, leads and activities stand"), run_figures },
  { NULL },
};
