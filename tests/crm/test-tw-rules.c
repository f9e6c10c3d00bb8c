/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a stage requires and what follows from finishing a task holds whichever way the change comes: a plain edit, a bulk edit, an
 * import. The board's way is in test-tw-stage.c, the command line's in tests/ctl, the server's in tests/server. */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "site-fixture.h"
#include "tw-bulk-job.h"
#include "tw-import.h"
#include "tw-stage-edit.h"

static TwRecord *
add_deal (Site *site, const char *name, const char *stage)
{
  g_autofree char *id = site_find (site, "deal_stage", stage);

  return site_add (site, "deal", "name", name, "stage", id, NULL);
}

/* --- Stages --- */

/* A form, a list cell and a program make this edit. */
static void
test_edit (Site *site, gconstpointer data)
{
  g_autofree char *lost = site_find (site, "deal_stage", "Lost"), *lead = site_find (site, "deal_stage", "Lead");
  g_autofree char *price = site_find (site, "win_loss_reason", "Price too high"), *won = site_find (site, "deal_stage", "Won");
  g_autoptr (TwRecord) deal = add_deal (site, "Plant", "Lead"), fresh = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (tw_record_set_text (deal, "stage", lost, NULL));
  g_assert_false (site_save (site, deal, &error));
  site_assert_says (error, "“Plant” cannot come to “Lost” without “Reason”");
  g_clear_error (&error);
  g_assert_cmpint (site_count (site, "deal", "status = \"open\""), ==, 1);
  g_assert_true (tw_record_set_text (deal, "reason", price, NULL));
  g_assert_true (site_save (site, deal, &error));
  g_assert_no_error (error);
  g_assert_cmpint (site_count (site, "deal", "status = \"lost\" and closed_at is not empty and probability = 0"), ==, 1);
  /* The reason of a loss is none of a win, and goes when the deal is open again. */
  g_assert_true (tw_record_set_text (deal, "stage", won, NULL));
  g_assert_true (site_save (site, deal, &error));
  g_assert_cmpint (site_count (site, "deal", "status = \"won\" and reason is empty"), ==, 1);
  g_assert_true (tw_record_set_text (deal, "stage", lost, NULL) && tw_record_set_text (deal, "reason", price, NULL));
  g_assert_true (site_save (site, deal, &error));
  g_assert_true (tw_record_set_text (deal, "stage", lead, NULL));
  g_assert_true (site_save (site, deal, &error));
  g_assert_cmpint (site_count (site, "deal", "status = \"open\" and reason is empty and closed_at is empty"), ==, 1);
  /* A new record enters its stage, too; with a reason that does not fit it is as if there were none. */
  fresh = tw_record_new (site_entity_of (site, "deal"));
  g_assert_true (tw_record_set_text (fresh, "name", "New", NULL) && tw_record_set_text (fresh, "stage", lost, NULL));
  g_assert_false (site_save (site, fresh, &error));
  site_assert_says (error, "“Reason”");
}

static void
test_bulk (Site *site, gconstpointer data)
{
  g_autofree char *lost = site_find (site, "deal_stage", "Lost"), *price = site_find (site, "win_loss_reason", "Price too high");
  g_autoptr (TwRecord) one = add_deal (site, "One", "Lead"), two = add_deal (site, "Two", "Lead");
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (TwId));
  g_autoptr (TwRecordSet) set = NULL;
  g_autoptr (TwBulkJob) job = NULL;
  g_autoptr (GError) error = NULL;
  TwValue value;
  TwId stage;

  g_assert_true (tw_record_set_text (two, "reason", price, NULL) && site_save (site, two, &error));
  g_array_append_val (ids, *tw_record_get_id (one));
  g_array_append_val (ids, *tw_record_get_id (two));
  set = tw_record_set_new_ids (site_entity_of (site, "deal"), ids);
  tw_id_parse (lost, &stage);
  value = tw_value_link (site_entity_of (site, "deal_stage")->number, &stage);
  job = tw_bulk_job_new_set (site->store, set, tw_entity_get_field (site_entity_of (site, "deal"), "stage"), &value);
  g_assert_true (tw_bulk_job_run (job, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (tw_bulk_job_get_n_changed (job), ==, 1);
  g_assert_cmpuint (tw_bulk_job_get_n_refused (job), ==, 1);
  g_assert_nonnull (strstr (tw_bulk_job_get_refusal (job), "“One” cannot come to “Lost”"));
  g_assert_cmpint (site_count (site, "deal", "status = \"lost\""), ==, 1);
  g_assert_cmpint (site_count (site, "stage_time", NULL), ==, 1);
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
  job = tw_import_new (site->store, site_entity_of (site, entity), file);
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
  g_assert_cmpint (site_count (site, "deal", "status = \"lost\" and name = \"Good\""), ==, 1);
  g_assert_cmpint (site_count (site, "deal", "status = \"open\""), ==, 2);
}

/* Who is moved because his stage is removed did not come by a person's wish. */
static void
test_removed_stage (Site *site, gconstpointer data)
{
  g_autoptr (TwRecord) deal = add_deal (site, "Plant", "Proposal");
  g_autofree char *from = site_find (site, "deal_stage", "Proposal"), *to = site_find (site, "deal_stage", "Lost");
  g_autoptr (GError) error = NULL;
  TwId stage, target;

  tw_id_parse (from, &stage);
  tw_id_parse (to, &target);
  g_assert_true (tw_stage_edit_remove (site->store, site_entity_of (site, "deal")->board_field, &stage, &target, &error));
  g_assert_no_error (error);
  g_assert_cmpint (site_count (site, "deal", "status = \"lost\" and reason is empty"), ==, 1);
}

/* --- Tasks --- */

static void
test_task_bulk (Site *site, gconstpointer data)
{
  const TwEntity *entity = site_entity_of (site, "task");
  g_autoptr (TwRecord) first = site_add (site, "task", "title", "Send", NULL);
  g_autoptr (TwRecord) second = site_add (site, "task", "title", "Call", "recurring", "true", "recurrence_pattern", "weekly", "due_date", "2035-03-05",
                                     NULL);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (TwId));
  g_autoptr (TwRecordSet) set = NULL;
  g_autoptr (TwBulkJob) job = NULL;
  g_autoptr (TwImport) rows = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (TwValue) done = tw_value_enum ("completed");
  TwValue link = tw_value_link (entity->number, tw_record_get_id (first));
  g_auto (TwValue) links = tw_value_list (&link, 1);

  g_assert_true (tw_record_set_key (second, "blocked_by", &links, NULL) && site_save (site, second, &error));
  g_assert_true (tw_record_set_key (second, "status", &done, NULL));
  g_assert_false (site_save (site, second, &error));
  site_assert_says (error, "“Call” waits for “Send”");
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
  g_assert_cmpint (site_count (site, "task", "status = \"completed\" and completed_at is not empty"), ==, 2);
  g_assert_cmpint (site_count (site, "task", "status = \"pending\" and title = \"Call\" and due_date = 2035-03-12"), ==, 1);
  /* An import that brings tasks which are done repeats nothing; one that finishes a task does. */
  rows = import (site, "task", "title", "title,status,recurring,recurrence_pattern,due_date\nOld,completed,true,weekly,2035-03-05\n");
  g_assert_cmpint (site_count (site, "task", "title = \"Old\""), ==, 1);
}

static void
test_task_import (Site *site, gconstpointer data)
{
  g_autoptr (TwRecord) task = site_add (site, "task", "title", "Report", "recurring", "true", "recurrence_pattern", "weekly", "due_date",
                                   "2035-03-05", NULL);
  g_autoptr (TwImport) rows = import (site, "task", "title", "title,status\nReport,completed\n");

  g_assert_cmpint (site_count (site, "task", "title = \"Report\" and status = \"completed\""), ==, 1);
  g_assert_cmpint (site_count (site, "task", "title = \"Report\" and status = \"pending\" and due_date = 2035-03-12"), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/crm/rules/" path, Site, NULL, site_set_up, func, site_tear_down)
  ADD ("stage/edit", test_edit);
  ADD ("stage/bulk", test_bulk);
  ADD ("stage/import", test_import);
  ADD ("stage/removed", test_removed_stage);
  ADD ("task/bulk", test_task_bulk);
  ADD ("task/import", test_task_import);
#undef ADD
  return g_test_run ();
}
