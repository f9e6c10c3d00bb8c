/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long deals and leads stay where, and what is counted of deals, leads and tasks: as they are stored. */
#include "config.h"

#include <string.h>

#include "site-fixture.h"
#include "tw-lead-figures.h"
#include "tw-stage-figures.h"
#include "tw-stage-times.h"
#include "tw-task-figures.h"

static TwRecord *
add_deal (Site *site, const char *name, const char *stage)
{
  g_autofree char *id = site_find (site, "deal_stage", stage);

  return site_add (site, "deal", "name", name, "stage", id, NULL);
}

/* --- Deals --- */

static void
test_times (Site *site, gconstpointer data)
{
  const TwField *group = site_entity_of (site, "deal")->board_field;
  g_autofree char *won = site_find (site, "deal_stage", "Won"), *lead = site_find (site, "deal_stage", "Lead");
  g_autoptr (TwRecord) deal = add_deal (site, "Plant", "Lead");
  g_autoptr (GPtrArray) times = NULL;
  g_autoptr (GError) error = NULL;
  TwInstant now = g_get_real_time ();
  g_auto (TwValue) entered = tw_value_datetime (now - 3 * G_TIME_SPAN_DAY);
  TwStageTime *time = NULL;

  /* As if it had come there three days ago. */
  g_assert_true (tw_record_set_key (deal, "stage_entered_at", &entered, NULL) && site_save (site, deal, &error));
  g_assert_true (tw_record_set_text (deal, "stage", won, NULL) && site_save (site, deal, &error));
  g_assert_no_error (error);
  g_assert_cmpint (site_count (site, "stage_time", "days > 2.9 and days < 3.1"), ==, 1);
  g_assert_cmpint (site_count (site, "stage_time", "stage.name = \"Lead\" and next_stage.kind = \"won\""), ==, 1);
  g_assert_true (tw_record_set_text (deal, "stage", lead, NULL) && site_save (site, deal, &error));
  times = tw_stage_times_list (site->store, group, tw_record_get_id (deal), g_get_real_time () + G_TIME_SPAN_DAY, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (times->len, ==, 2);
  time = g_ptr_array_index (times, 0);
  g_assert_cmpstr (time->title, ==, "Lead");
  g_assert_cmpuint (time->visits, ==, 2);
  g_assert_true (time->now);
  g_assert_cmpfloat_with_epsilon (time->days, 4, 0.1);
  time = g_ptr_array_index (times, 1);
  g_assert_cmpstr (time->title, ==, "Won");
  g_assert_false (time->now);
  /* Undo takes the stay back with the move. */
  {
    g_autoptr (TwCommit) undone = tw_store_undo (site->store, NULL, &error);

    g_assert_no_error (error);
    g_assert_cmpint (site_count (site, "stage_time", NULL), ==, 1);
  }
  {
    g_autoptr (TwEdit) edit = tw_edit_new (site->store, TW_ORIGIN_PERSON, "delete");
    g_autoptr (TwCommit) commit = NULL;

    tw_edit_delete (edit, site_entity_of (site, "deal"), tw_record_get_id (deal));
    commit = tw_edit_commit (g_steal_pointer (&edit), &error);
    g_assert_no_error (error);
    g_assert_cmpint (site_count (site, "stage_time", NULL), ==, 0);
  }
}

static TwFigureLine *
line_of (GPtrArray *lines, const char *title)
{
  for (guint i = 0; i < lines->len; i++)
    if (g_str_equal (((TwFigureLine *) g_ptr_array_index (lines, i))->title, title))
      return g_ptr_array_index (lines, i);
  g_error ("no line “%s”", title);
}

static void
test_figures (Site *site, gconstpointer data)
{
  const TwField *group = site_entity_of (site, "deal")->board_field;
  g_autofree char *won = site_find (site, "deal_stage", "Won"), *lost = site_find (site, "deal_stage", "Lost");
  g_autofree char *price = site_find (site, "win_loss_reason", "Price too high");
  g_autoptr (TwRecord) a = add_deal (site, "A", "Lead"), b = add_deal (site, "B", "Proposal"), c = add_deal (site, "C", "Lead"),
                       d = add_deal (site, "D", "Lead");
  TwFigureScope scope = { site->store, NULL, NULL }, some = { site->store, NULL, "name = \"A\"" };
  g_autoptr (GPtrArray) pipeline = NULL, total = NULL, stages = NULL, months = NULL, reasons = NULL, owners = NULL, few = NULL;
  g_autoptr (GError) error = NULL;
  TwFigureLine *line = NULL;

  g_assert_true (tw_record_set_text (d, "amount", "500 EUR", NULL) && site_save (site, d, &error));
  g_assert_true (tw_record_set_text (a, "stage", won, NULL) && site_save (site, a, &error));
  g_assert_true (tw_record_set_text (b, "stage", won, NULL) && site_save (site, b, &error));
  g_assert_true (tw_record_set_text (c, "stage", lost, NULL) && tw_record_set_text (c, "reason", price, NULL) && site_save (site, c, &error));

  pipeline = tw_stage_figures_pipeline (&scope, group, &error);
  g_assert_no_error (error);
  line = line_of (pipeline, "Lead");
  g_assert_cmpint (line->count, ==, 1);
  g_assert_cmpint (line->n_stays, ==, 2);
  g_assert_cmpint (g_array_index (line->sums, TwValue, 0).i, ==, 5000000);
  g_assert_cmpint (g_array_index (line->weighted, TwValue, 0).i, ==, 500000);
  g_assert_cmpint (line_of (pipeline, "Proposal")->count, ==, 0);
  g_assert_cmpint (line_of (pipeline, "Proposal")->n_stays, ==, 1);

  total = tw_stage_figures_win_rate (&scope, group, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (total->len, ==, 1);
  line = g_ptr_array_index (total, 0);
  g_assert_cmpint (line->won, ==, 2);
  g_assert_cmpint (line->lost, ==, 1);
  g_assert_cmpfloat_with_epsilon (tw_figure_rate (line->won, line->lost), 2. / 3, 1e-9);
  g_assert_cmpfloat (tw_figure_rate (0, 0), <, 0);
  stages = tw_stage_figures_win_rate (&scope, group, "stage", &error);
  g_assert_no_error (error);
  line = line_of (stages, "Lead");
  g_assert_cmpint (line->won, ==, 1);
  g_assert_cmpint (line->lost, ==, 1);
  few = tw_stage_figures_win_rate (&some, group, "stage", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (few->len, ==, 1);
  g_assert_cmpint (line_of (few, "Lead")->lost, ==, 0);
  months = tw_stage_figures_win_rate (&scope, group, "month", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (months->len, ==, 12);
  line = g_ptr_array_index (months, 11);
  g_assert_cmpint (line->won, ==, 2);
  reasons = tw_stage_figures_win_rate (&scope, group, "reason", &error);
  g_assert_no_error (error);
  g_assert_cmpint (line_of (reasons, "Price too high")->lost, ==, 1);
  owners = tw_stage_figures_win_rate (&scope, group, "owner", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (owners->len, ==, 1);
  g_assert_null (tw_stage_figures_win_rate (&scope, group, "name", &error));
  site_assert_says (error, "month");
}

/* --- Leads --- */

/* Each change of status and of qualification leaves a stay that is over, also when both happen at once. */
static void
test_lead_phases (Site *site, gconstpointer data)
{
  g_autoptr (TwRecord) lead = site_add (site, "lead", "name", "Ada", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (tw_record_set_text (lead, "qualification", "mql", NULL) && tw_record_set_text (lead, "status", "inactive", NULL));
  g_assert_true (site_save (site, lead, &error));
  g_assert_no_error (error);
  g_assert_cmpint (site_count (site, "lead_phase", "stage = \"active\" and left_at is not empty"), ==, 1);
  g_assert_cmpint (site_count (site, "lead_phase", "stage = \"none\""), ==, 1);
  g_assert_true (tw_record_set_text (lead, "qualification", "sql", NULL) && site_save (site, lead, &error));
  g_assert_cmpint (site_count (site, "lead_phase", "stage = \"mql\" and lead.name = \"Ada\""), ==, 1);
  g_assert_cmpint (site_count (site, "lead_phase", NULL), ==, 3);
}

static void
test_lead_figures (Site *site, gconstpointer data)
{
  g_autoptr (TwRecord) young = site_add (site, "lead", "name", "Young", NULL), closed = site_add (site, "lead", "name", "Closed", "status", "closed", NULL);
  g_autoptr (TwRecord) missed = site_add (site, "lead", "name", "Missed", "next_follow_up_at", "2020-01-01T10:00:00Z", NULL);
  g_autoptr (TwRecord) old = tw_record_new (site_entity_of (site, "lead"));
  g_auto (TwValue) name = tw_value_text ("Old"), since = tw_value_datetime (g_get_real_time () - 40 * G_TIME_SPAN_DAY);
  TwFigureScope scope = { site->store, NULL, NULL };
  g_autoptr (GPtrArray) ages = NULL, owners = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (tw_record_set_key (old, "name", &name, NULL) && tw_record_set_key (old, "created_at", &since, NULL));
  g_assert_true (site_save (site, old, &error));
  ages = tw_lead_figures (&scope, "age", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ages->len, ==, 4);
  g_assert_cmpint (line_of (ages, "Up to a week")->open, ==, 2);
  g_assert_cmpint (line_of (ages, "Up to a week")->overdue, ==, 1);
  g_assert_cmpint (line_of (ages, "Up to a week")->quiet, ==, 0);
  g_assert_cmpint (line_of (ages, "Up to 3 months")->open, ==, 1);
  g_assert_cmpint (line_of (ages, "Up to 3 months")->quiet, ==, 1);
  owners = tw_lead_figures (&scope, "owner", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (owners->len, ==, 1);
  g_assert_cmpint (((TwFigureLine *) g_ptr_array_index (owners, 0))->open, ==, 3);
  g_assert_null (tw_lead_figures (&scope, "name", &error));
  site_assert_says (error, "age");
  g_assert_cmpint (site_count (site, "lead", "age_band = \"1 week\""), ==, 2);
  g_assert_cmpint (site_count (site, "lead", "status = \"active\" and untouched_days > 14"), ==, 1);
}

/* --- Tasks --- */

static void
test_task_figures (Site *site, gconstpointer data)
{
  const TwEntity *entity = site_entity_of (site, "task");
  g_autoptr (TwRecord) a = site_add (site, "task", "title", "A", "due_date", "2020-01-01", "priority", "high", NULL);
  g_autoptr (TwRecord) b = site_add (site, "task", "title", "B", "due_date", "2035-01-01", "priority", "high", NULL);
  g_autoptr (TwRecord) c = site_add (site, "task", "title", "C", "due_date", "2020-01-01", "status", "completed", "priority", "low", NULL);
  TwFigureScope scope = { site->store, NULL, NULL };
  g_autoptr (GPtrArray) total = NULL, priorities = NULL, months = NULL;
  g_autoptr (GError) error = NULL;
  TwFigureLine *line = NULL;

  total = tw_task_figures (&scope, entity, NULL, &error);
  g_assert_no_error (error);
  line = g_ptr_array_index (total, 0);
  g_assert_cmpint (line->open, ==, 2);
  g_assert_cmpint (line->overdue, ==, 1);
  g_assert_cmpint (line->done, ==, 1);
  priorities = tw_task_figures (&scope, entity, "priority", &error);
  g_assert_no_error (error);
  g_assert_cmpint (line_of (priorities, "High")->overdue, ==, 1);
  g_assert_cmpint (line_of (priorities, "Low")->done, ==, 1);
  months = tw_task_figures (&scope, entity, "month", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (months->len, ==, 12);
  g_assert_null (tw_task_figures (&scope, site_entity_of (site, "product"), NULL, &error));
  g_assert_nonnull (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/crm/work-figures/" path, Site, NULL, site_set_up, func, site_tear_down)
  ADD ("stage/times", test_times);
  ADD ("stage/figures", test_figures);
  ADD ("lead/phases", test_lead_phases);
  ADD ("lead/figures", test_lead_figures);
  ADD ("task/figures", test_task_figures);
#undef ADD
  return g_test_run ();
}
