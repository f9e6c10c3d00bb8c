/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a stage requires and what follows from finishing a task holds whichever way the change comes: a plain edit, a bulk edit, an
 * import. The board's way is in test-tw-stage.c, the command line's in tests/ctl, the server's in tests/server. */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "tw-bulk-job.h"
#include "tw-crm-rules.h"
#include "tw-import.h"
#include "tw-lead-figures.h"
#include "tw-notify.h"
#include "tw-seed.h"
#include "tw-stage-edit.h"
#include "tw-stage-figures.h"
#include "tw-stage-times.h"
#include "tw-task-assign.h"
#include "tw-task-figures.h"
#include "tw-task-template.h"

typedef struct
{
  char     *dir;
  TwStore  *store;
  TwSchema *schema;
} Site;

static void
set_up (Site *site, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwSchema) shipped = tw_schema_load_shipped (&error);

  g_assert_no_error (error);
  site->dir = g_dir_make_tmp ("tw-rules-XXXXXX", &error);
  g_assert_no_error (error);
  site->store = tw_store_open (site->dir, shipped, TRUE, &error);
  g_assert_no_error (error);
  tw_crm_rules_add (site->store);
  g_assert_true (tw_seed_workspace (site->store, "EUR", &error));
  g_assert_no_error (error);
  site->schema = tw_store_ref_schema (site->store);
}

static void
tear_down (Site *site, gconstpointer data)
{
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", site->dir);

  tw_schema_unref (site->schema);
  tw_store_close (site->store);
  g_object_unref (site->store);
  g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL);
  g_free (site->dir);
}

static const TwEntity *
entity_of (Site *site, const char *key)
{
  return tw_schema_get_entity (site->schema, key);
}

static char *
id_by_name (Site *site, const char *entity, const char *name)
{
  g_auto (TwValue) value = tw_value_text (name);
  g_autoptr (TwRecord) record = tw_store_find (site->store, entity_of (site, entity)->name_field, &value, NULL);

  g_assert_nonnull (record);
  return tw_id_dup_text (tw_record_get_id (record));
}

static gboolean
save (Site *site, TwRecord *record, GError **error)
{
  TwEdit *edit = tw_edit_new (site->store, TW_ORIGIN_PERSON, "save");
  g_autoptr (TwCommit) commit = NULL;

  tw_edit_save (edit, record);
  commit = tw_edit_commit (edit, error);
  return commit != NULL;
}

/* Pairs of key and text, NULL-terminated. */
static TwRecord *
add (Site *site, const char *entity, ...)
{
  TwRecord *record = tw_record_new (entity_of (site, entity));
  g_autoptr (GError) error = NULL;
  const char *key;
  va_list list;

  va_start (list, entity);
  while ((key = va_arg (list, const char *)) != NULL)
    g_assert_true (tw_record_set_text (record, key, va_arg (list, const char *), NULL));
  va_end (list);
  save (site, record, &error);
  g_assert_no_error (error);
  return record;
}

static TwRecord *
add_deal (Site *site, const char *name, const char *stage)
{
  g_autofree char *id = id_by_name (site, "deal_stage", stage);

  return add (site, "deal", "name", name, "stage", id, NULL);
}

static gint64
count (Site *site, const char *entity, const char *where)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwQuery) query = tw_query_new (site->schema, entity_of (site, entity), where, NULL, &error);
  gint64 n;

  g_assert_no_error (error);
  n = tw_store_count (site->store, query, &error);
  g_assert_no_error (error);
  return n;
}

static void
assert_says (GError *error, const char *part)
{
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID);
  if (strstr (error->message, part) == NULL)
    g_error ("“%s” is not in “%s”", part, error->message);
}

/* --- Stages --- */

/* A form, a list cell and a program make this edit. */
static void
test_edit (Site *site, gconstpointer data)
{
  g_autofree char *lost = id_by_name (site, "deal_stage", "Lost"), *lead = id_by_name (site, "deal_stage", "Lead");
  g_autofree char *price = id_by_name (site, "win_loss_reason", "Price too high"), *won = id_by_name (site, "deal_stage", "Won");
  g_autoptr (TwRecord) deal = add_deal (site, "Plant", "Lead"), fresh = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (tw_record_set_text (deal, "stage", lost, NULL));
  g_assert_false (save (site, deal, &error));
  assert_says (error, "“Plant” cannot come to “Lost” without “Reason”");
  g_clear_error (&error);
  g_assert_cmpint (count (site, "deal", "status = \"open\""), ==, 1);
  g_assert_true (tw_record_set_text (deal, "reason", price, NULL));
  g_assert_true (save (site, deal, &error));
  g_assert_no_error (error);
  g_assert_cmpint (count (site, "deal", "status = \"lost\" and closed_at is not empty and probability = 0"), ==, 1);
  /* The reason of a loss is none of a win, and goes when the deal is open again. */
  g_assert_true (tw_record_set_text (deal, "stage", won, NULL));
  g_assert_true (save (site, deal, &error));
  g_assert_cmpint (count (site, "deal", "status = \"won\" and reason is empty"), ==, 1);
  g_assert_true (tw_record_set_text (deal, "stage", lost, NULL) && tw_record_set_text (deal, "reason", price, NULL));
  g_assert_true (save (site, deal, &error));
  g_assert_true (tw_record_set_text (deal, "stage", lead, NULL));
  g_assert_true (save (site, deal, &error));
  g_assert_cmpint (count (site, "deal", "status = \"open\" and reason is empty and closed_at is empty"), ==, 1);
  /* A new record enters its stage, too; with a reason that does not fit it is as if there were none. */
  fresh = tw_record_new (entity_of (site, "deal"));
  g_assert_true (tw_record_set_text (fresh, "name", "New", NULL) && tw_record_set_text (fresh, "stage", lost, NULL));
  g_assert_false (save (site, fresh, &error));
  assert_says (error, "“Reason”");
}

static void
test_bulk (Site *site, gconstpointer data)
{
  g_autofree char *lost = id_by_name (site, "deal_stage", "Lost"), *price = id_by_name (site, "win_loss_reason", "Price too high");
  g_autoptr (TwRecord) one = add_deal (site, "One", "Lead"), two = add_deal (site, "Two", "Lead");
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (TwId));
  g_autoptr (TwRecordSet) set = NULL;
  g_autoptr (TwBulkJob) job = NULL;
  g_autoptr (GError) error = NULL;
  TwValue value;
  TwId stage;

  g_assert_true (tw_record_set_text (two, "reason", price, NULL) && save (site, two, &error));
  g_array_append_val (ids, *tw_record_get_id (one));
  g_array_append_val (ids, *tw_record_get_id (two));
  set = tw_record_set_new_ids (entity_of (site, "deal"), ids);
  tw_id_parse (lost, &stage);
  value = tw_value_link (entity_of (site, "deal_stage")->number, &stage);
  job = tw_bulk_job_new_set (site->store, set, tw_entity_get_field (entity_of (site, "deal"), "stage"), &value);
  g_assert_true (tw_bulk_job_run (job, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (tw_bulk_job_get_n_changed (job), ==, 1);
  g_assert_cmpuint (tw_bulk_job_get_n_refused (job), ==, 1);
  g_assert_nonnull (strstr (tw_bulk_job_get_refusal (job), "“One” cannot come to “Lost”"));
  g_assert_cmpint (count (site, "deal", "status = \"lost\""), ==, 1);
  g_assert_cmpint (count (site, "stage_time", NULL), ==, 1);
}

static TwImport *
import (Site *site, const char *entity, const char *key, const char *text)
{
  g_autofree char *path = g_build_filename (site->dir, "rows.csv", NULL), *left = g_build_filename (site->dir, "left.csv", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path), rejects = g_file_new_for_path (left);
  g_autoptr (GError) error = NULL;
  TwImport *job = NULL;

  g_assert_true (g_file_set_contents (path, text, -1, &error));
  g_unlink (left);
  job = tw_import_new (site->store, entity_of (site, entity), file);
  tw_import_set_rejects (job, rejects);
  if (key != NULL)
    {
      tw_import_set_key (job, key);
      tw_import_set_duplicate (job, TW_DUPLICATE_UPDATE);
    }
  tw_import_run (job, NULL, &error);
  g_assert_no_error (error);
  return job;
}

static void
test_import (Site *site, gconstpointer data)
{
  g_autoptr (TwRecord) old = add_deal (site, "Old", "Lead");
  g_autoptr (TwImport) job = import (site, "deal", "name", "name,stage,reason\nOld,Lost,\nNew,Lost,\nGood,Lost,Price too high\nOpen,Proposal,\n");
  GPtrArray *reasons = tw_import_get_reasons (job);

  g_assert_cmpint (tw_import_get_counts (job)->n_rejected, ==, 2);
  g_assert_cmpuint (reasons->len, ==, 2);
  g_assert_nonnull (strstr (g_ptr_array_index (reasons, 0), "without “Reason”"));
  g_assert_cmpint (count (site, "deal", "status = \"lost\" and name = \"Good\""), ==, 1);
  g_assert_cmpint (count (site, "deal", "status = \"open\""), ==, 2);
}

/* Who is moved because his stage is removed did not come by a person's wish. */
static void
test_removed_stage (Site *site, gconstpointer data)
{
  g_autoptr (TwRecord) deal = add_deal (site, "Plant", "Proposal");
  g_autofree char *from = id_by_name (site, "deal_stage", "Proposal"), *to = id_by_name (site, "deal_stage", "Lost");
  g_autoptr (GError) error = NULL;
  TwId stage, target;

  tw_id_parse (from, &stage);
  tw_id_parse (to, &target);
  g_assert_true (tw_stage_edit_remove (site->store, entity_of (site, "deal")->board_field, &stage, &target, &error));
  g_assert_no_error (error);
  g_assert_cmpint (count (site, "deal", "status = \"lost\" and reason is empty"), ==, 1);
}

/* --- Time in stages --- */

static void
test_times (Site *site, gconstpointer data)
{
  const TwField *group = entity_of (site, "deal")->board_field;
  g_autofree char *won = id_by_name (site, "deal_stage", "Won"), *lead = id_by_name (site, "deal_stage", "Lead");
  g_autoptr (TwRecord) deal = add_deal (site, "Plant", "Lead");
  g_autoptr (GPtrArray) times = NULL;
  g_autoptr (GError) error = NULL;
  TwInstant now = g_get_real_time ();
  g_auto (TwValue) entered = tw_value_datetime (now - 3 * G_TIME_SPAN_DAY);
  TwStageTime *time = NULL;

  /* As if it had come there three days ago. */
  g_assert_true (tw_record_set_key (deal, "stage_entered_at", &entered, NULL) && save (site, deal, &error));
  g_assert_true (tw_record_set_text (deal, "stage", won, NULL) && save (site, deal, &error));
  g_assert_no_error (error);
  g_assert_cmpint (count (site, "stage_time", "days > 2.9 and days < 3.1"), ==, 1);
  g_assert_true (tw_record_set_text (deal, "stage", lead, NULL) && save (site, deal, &error));
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
    g_assert_cmpint (count (site, "stage_time", NULL), ==, 1);
  }
  {
    g_autoptr (TwEdit) edit = tw_edit_new (site->store, TW_ORIGIN_PERSON, "delete");
    g_autoptr (TwCommit) commit = NULL;

    tw_edit_delete (edit, entity_of (site, "deal"), tw_record_get_id (deal));
    commit = tw_edit_commit (g_steal_pointer (&edit), &error);
    g_assert_no_error (error);
    g_assert_cmpint (count (site, "stage_time", NULL), ==, 0);
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
  const TwField *group = entity_of (site, "deal")->board_field;
  g_autofree char *won = id_by_name (site, "deal_stage", "Won"), *lost = id_by_name (site, "deal_stage", "Lost");
  g_autofree char *price = id_by_name (site, "win_loss_reason", "Price too high");
  g_autoptr (TwRecord) a = add_deal (site, "A", "Lead"), b = add_deal (site, "B", "Proposal"), c = add_deal (site, "C", "Lead"),
                       d = add_deal (site, "D", "Lead");
  TwFigureScope scope = { site->store, NULL, NULL }, some = { site->store, NULL, "name = \"A\"" };
  g_autoptr (GPtrArray) pipeline = NULL, total = NULL, stages = NULL, months = NULL, reasons = NULL, owners = NULL, few = NULL;
  g_autoptr (GError) error = NULL;
  TwFigureLine *line = NULL;

  g_assert_true (tw_record_set_text (d, "amount", "500 EUR", NULL) && save (site, d, &error));
  g_assert_true (tw_record_set_text (a, "stage", won, NULL) && save (site, a, &error));
  g_assert_true (tw_record_set_text (b, "stage", won, NULL) && save (site, b, &error));
  g_assert_true (tw_record_set_text (c, "stage", lost, NULL) && tw_record_set_text (c, "reason", price, NULL) && save (site, c, &error));

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
  assert_says (error, "month");
}

/* --- Leads --- */

/* Each change of status and of qualification leaves a stay that is over, also when both happen at once. */
static void
test_lead_phases (Site *site, gconstpointer data)
{
  g_autoptr (TwRecord) lead = add (site, "lead", "name", "Ada", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (tw_record_set_text (lead, "qualification", "mql", NULL) && tw_record_set_text (lead, "status", "inactive", NULL));
  g_assert_true (save (site, lead, &error));
  g_assert_no_error (error);
  g_assert_cmpint (count (site, "lead_phase", "stage = \"active\" and left_at is not empty"), ==, 1);
  g_assert_cmpint (count (site, "lead_phase", "stage = \"none\""), ==, 1);
  g_assert_true (tw_record_set_text (lead, "qualification", "sql", NULL) && save (site, lead, &error));
  g_assert_cmpint (count (site, "lead_phase", "stage = \"mql\" and lead.name = \"Ada\""), ==, 1);
  g_assert_cmpint (count (site, "lead_phase", NULL), ==, 3);
}

static void
test_lead_figures (Site *site, gconstpointer data)
{
  g_autoptr (TwRecord) young = add (site, "lead", "name", "Young", NULL), closed = add (site, "lead", "name", "Closed", "status", "closed", NULL);
  g_autoptr (TwRecord) missed = add (site, "lead", "name", "Missed", "next_follow_up_at", "2020-01-01T10:00:00Z", NULL);
  g_autoptr (TwRecord) old = tw_record_new (entity_of (site, "lead"));
  g_auto (TwValue) name = tw_value_text ("Old"), since = tw_value_datetime (g_get_real_time () - 40 * G_TIME_SPAN_DAY);
  TwFigureScope scope = { site->store, NULL, NULL };
  g_autoptr (GPtrArray) ages = NULL, owners = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (tw_record_set_key (old, "name", &name, NULL) && tw_record_set_key (old, "created_at", &since, NULL));
  g_assert_true (save (site, old, &error));
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
  assert_says (error, "age");
  g_assert_cmpint (count (site, "lead", "age_band = \"1 week\""), ==, 2);
  g_assert_cmpint (count (site, "lead", "status = \"active\" and untouched_days > 14"), ==, 1);
}

/* --- Tasks --- */

static void
test_task_bulk (Site *site, gconstpointer data)
{
  const TwEntity *entity = entity_of (site, "task");
  g_autoptr (TwRecord) first = add (site, "task", "title", "Send", NULL);
  g_autoptr (TwRecord) second = add (site, "task", "title", "Call", "recurring", "true", "recurrence_pattern", "weekly", "due_date", "2035-03-05",
                                     NULL);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (TwId));
  g_autoptr (TwRecordSet) set = NULL;
  g_autoptr (TwBulkJob) job = NULL;
  g_autoptr (TwImport) rows = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (TwValue) done = tw_value_enum ("completed");
  TwValue link = tw_value_link (entity->number, tw_record_get_id (first));
  g_auto (TwValue) links = tw_value_list (&link, 1);

  g_assert_true (tw_record_set_key (second, "blocked_by", &links, NULL) && save (site, second, &error));
  g_assert_true (tw_record_set_key (second, "status", &done, NULL));
  g_assert_false (save (site, second, &error));
  assert_says (error, "“Call” waits for “Send”");
  g_clear_error (&error);
  /* The one that waits stands first, and passes when the other has. */
  g_array_append_val (ids, *tw_record_get_id (second));
  g_array_append_val (ids, *tw_record_get_id (first));
  set = tw_record_set_new_ids (entity, ids);
  job = tw_bulk_job_new_set (site->store, set, tw_entity_get_field (entity, "status"), &done);
  g_assert_true (tw_bulk_job_run (job, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (tw_bulk_job_get_n_changed (job), ==, 2);
  g_assert_cmpuint (tw_bulk_job_get_n_refused (job), ==, 0);
  g_assert_null (tw_bulk_job_get_refusal (job));
  g_assert_cmpint (count (site, "task", "status = \"completed\" and completed_at is not empty"), ==, 2);
  g_assert_cmpint (count (site, "task", "status = \"pending\" and title = \"Call\" and due_date = 2035-03-12"), ==, 1);
  /* An import that brings tasks which are done repeats nothing; one that finishes a task does. */
  rows = import (site, "task", "title", "title,status,recurring,recurrence_pattern,due_date\nOld,completed,true,weekly,2035-03-05\n");
  g_assert_cmpint (count (site, "task", "title = \"Old\""), ==, 1);
}

static void
test_task_import (Site *site, gconstpointer data)
{
  g_autoptr (TwRecord) task = add (site, "task", "title", "Report", "recurring", "true", "recurrence_pattern", "weekly", "due_date",
                                   "2035-03-05", NULL);
  g_autoptr (TwImport) rows = import (site, "task", "title", "title,status\nReport,completed\n");

  g_assert_cmpint (count (site, "task", "title = \"Report\" and status = \"completed\""), ==, 1);
  g_assert_cmpint (count (site, "task", "title = \"Report\" and status = \"pending\" and due_date = 2035-03-12"), ==, 1);
}

static void
test_task_figures (Site *site, gconstpointer data)
{
  const TwEntity *entity = entity_of (site, "task");
  g_autoptr (TwRecord) a = add (site, "task", "title", "A", "due_date", "2020-01-01", "priority", "high", NULL);
  g_autoptr (TwRecord) b = add (site, "task", "title", "B", "due_date", "2035-01-01", "priority", "high", NULL);
  g_autoptr (TwRecord) c = add (site, "task", "title", "C", "due_date", "2020-01-01", "status", "completed", "priority", "low", NULL);
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
  g_assert_null (tw_task_figures (&scope, entity_of (site, "product"), NULL, &error));
  g_assert_nonnull (error);
}

/* --- Handing over --- */

static void
sign_in (Site *site, TwRecord *person)
{
  tw_store_set_user (site->store, tw_record_get_id (person));
}

static void
commit (TwEdit *edit, GError *error)
{
  g_autoptr (TwCommit) done = NULL;
  g_autoptr (GError) local = NULL;

  g_assert_no_error (error);
  done = tw_edit_commit (edit, &local);
  g_assert_no_error (local);
}

static void
test_assign (Site *site, gconstpointer data)
{
  const TwEntity *entity = entity_of (site, "task");
  g_autoptr (TwRecord) ann = add (site, "user", "name", "Ann", "email", "ann@user.example", NULL);
  g_autoptr (TwRecord) ben = add (site, "user", "name", "Ben", "email", "ben@user.example", NULL);
  g_autoptr (TwRecord) own = NULL, task = NULL, asked = NULL;
  g_autoptr (GArray) people = g_array_new (FALSE, FALSE, sizeof (TwId));
  g_autoptr (GError) error = NULL;
  gint64 seq = tw_notify_get_head (site->store);
  const TwId *id;

  sign_in (site, ann);
  own = add (site, "task", "title", "Mine", NULL);
  g_assert_cmpint (count (site, "task_assignment", NULL), ==, 0);
  task = add (site, "task", "title", "Offer", NULL);
  id = tw_record_get_id (task);
  g_assert_true (tw_task_can_assign (entity));
  g_assert_false (tw_task_can_assign (entity_of (site, "deal")));
  g_array_append_val (people, *tw_record_get_id (ben));
  g_array_append_val (people, *tw_record_get_id (ann));
  commit (tw_task_assign (site->store, entity, id, people, "By Friday", &error), error);
  g_assert_cmpint (count (site, "task", "title = \"Offer\" and assignee.name = \"Ben\" and count(assignments) = 2"), ==, 1);
  g_assert_cmpint (count (site, "task_assignment", "user.name = \"Ben\" and assigned_by.name = \"Ann\" and note = \"By Friday\""), ==, 1);
  g_assert_null (tw_task_find_assignment (site->store, entity, id, &error));
  g_assert_no_error (error);
  g_assert_cmpint (tw_notify_read (site->store, &seq, &error), ==, 1);
  g_assert_cmpint (count (site, "notification", "recipient.name = \"Ben\" and kind = \"assignment\" and title = \"Offer\""), ==, 1);

  /* Who is asked declines: it goes back, and that is seen. */
  sign_in (site, ben);
  asked = tw_task_find_assignment (site->store, entity, id, &error);
  g_assert_nonnull (asked);
  commit (tw_task_answer (site->store, entity, id, FALSE, &error), error);
  g_assert_cmpint (count (site, "task", "title = \"Offer\" and assignee.name = \"Ann\""), ==, 1);
  g_assert_cmpint (count (site, "task_assignment", "user.name = \"Ben\" and declined_at is not empty"), ==, 1);
  g_assert_cmpint (tw_notify_read (site->store, &seq, &error), ==, 1);
  g_assert_cmpint (count (site, "notification", "recipient.name = \"Ann\" and kind = \"assignment\""), ==, 1);
  g_assert_null (tw_task_answer (site->store, entity, id, TRUE, &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);

  /* A plain change of the assignee is an assignment, too. */
  {
    g_autoptr (TwRecord) stored = tw_store_get (site->store, entity, id, &error);
    g_autofree char *to = tw_id_dup_text (tw_record_get_id (ben));

    sign_in (site, ann);
    g_assert_true (tw_record_set_text (stored, "assignee", to, NULL) && save (site, stored, &error));
    sign_in (site, ben);
    commit (tw_task_answer (site->store, entity, id, TRUE, &error), error);
    g_assert_cmpint (count (site, "task", "title = \"Offer\" and assignee.name = \"Ben\""), ==, 1);
    g_assert_cmpint (count (site, "task_assignment", "accepted_at is not empty"), ==, 1);
  }
}

/* --- Templates --- */

static void
test_fill (Site *site, gconstpointer data)
{
  static const struct { const char *text, *filled; } cases[] =
  {
    { "Call {company}", "Call Acme" }, { "{contact} of {company}", "of Acme" }, { "Thank {contact} of {company}!", "Thank of Acme!" },
    { "{record}", "Plant" }, { "{deal}: {amount}", "Plant: 500.00 EUR" }, { "{nothing}", "" }, { "{", "{" }, { "a {} b", "a {} b" }, { "{Not}", "{Not}" },
    { "", "" }, { NULL, "" }, { "{record", "{record" }, { "é {record} é", "é Plant é" },
  };
  g_autoptr (TwRecord) company = add (site, "company", "name", "Acme", NULL);
  g_autoptr (TwRecord) deal = add_deal (site, "Plant", "Lead");
  g_auto (TwValue) link = tw_value_link (entity_of (site, "company")->number, tw_record_get_id (company));
  g_autoptr (GError) error = NULL;

  g_assert_true (tw_record_set_key (deal, "company", &link, NULL) && tw_record_set_text (deal, "amount", "500 EUR", NULL));
  g_assert_true (save (site, deal, &error));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *filled = tw_task_template_fill (site->store, cases[i].text, deal);

      g_test_message ("%u", i);
      if (i == 4)
        g_assert_true (g_str_has_prefix (filled, "Plant: ") && strstr (filled, "500") != NULL);
      else
        g_assert_cmpstr (filled, ==, cases[i].filled);
    }
}

static void
test_template (Site *site, gconstpointer data)
{
  g_autofree char *one = id_by_name (site, "task_template", "Send a proposal"), *set = id_by_name (site, "task_template", "Welcome a new customer");
  g_autoptr (TwRecord) company = add (site, "company", "name", "Acme", NULL);
  g_autoptr (TwRecord) deal = add_deal (site, "Plant", "Lead");
  g_autoptr (GPtrArray) list = NULL, made = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwCommit) commit = NULL, undone = NULL;
  g_auto (TwValue) link = tw_value_link (entity_of (site, "company")->number, tw_record_get_id (company));
  TwEdit *edit = NULL;
  TwId id;

  g_assert_true (tw_record_set_key (deal, "company", &link, NULL) && save (site, deal, &error));
  list = tw_task_template_list (site->store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 5);
  tw_id_parse (one, &id);
  commit = tw_edit_commit (tw_task_template_apply (site->store, &id, deal, NULL, &error), &error);
  g_assert_no_error (error);
  g_assert_cmpint (count (site, "task", "title = \"Send the proposal to Acme\" and priority = \"high\" and category = \"proposal\""
                                        " and deal.name = \"Plant\" and company.name = \"Acme\" and assignee = me"
                                        " and due_date > today() + 1 days and due_date < today() + 5 days"), ==, 1);
  g_assert_cmpint (count (site, "task", "description contains \"Check prices\""), ==, 1);
  tw_id_parse (set, &id);
  edit = tw_task_template_apply (site->store, &id, deal, made, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (made->len, ==, 3);
  g_clear_pointer (&commit, tw_commit_unref);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  g_assert_cmpint (count (site, "task", "deal.name = \"Plant\""), ==, 4);
  undone = tw_store_undo (site->store, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (count (site, "task", "deal.name = \"Plant\""), ==, 1);
  /* Without a record they are about nothing. */
  edit = tw_task_template_apply (site->store, &id, NULL, NULL, &error);
  g_clear_pointer (&commit, tw_commit_unref);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  g_assert_cmpint (count (site, "task", "title = \"Thank of for the order\""), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/crm/rules/" path, Site, NULL, set_up, func, tear_down)
  ADD ("stage/edit", test_edit);
  ADD ("stage/bulk", test_bulk);
  ADD ("stage/import", test_import);
  ADD ("stage/removed", test_removed_stage);
  ADD ("stage/times", test_times);
  ADD ("stage/figures", test_figures);
  ADD ("lead/phases", test_lead_phases);
  ADD ("lead/figures", test_lead_figures);
  ADD ("task/bulk", test_task_bulk);
  ADD ("task/import", test_task_import);
  ADD ("task/figures", test_task_figures);
  ADD ("task/assign", test_assign);
  ADD ("task/fill", test_fill);
  ADD ("task/template", test_template);
#undef ADD
  return g_test_run ();
}
