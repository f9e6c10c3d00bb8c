/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One change to many records: what it does, what refuses it, that it is one undo step, and that it can be given up. */
#include "config.h"

#include "tw-bulk-job.h"
#include "tw-bulk.h"
#include "tw-results.h"
#include "tw-seed.h"
#include "tw-task-template.h"

#define N_COMPANIES 3000

typedef struct
{
  TwStore *store;
  char    *dir;
  GArray  *ids;                                        /* TwId of the companies */
} Fixture;

static const TwEntity *
get_entity (Fixture *fixture, const char *key)
{
  return tw_schema_get_entity (tw_store_get_schema (fixture->store), key);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwSchema) schema = tw_schema_load_shipped (&error);
  g_autoptr (TwCommit) commit = NULL;
  TwBulk *bulk = NULL;

  g_assert_no_error (error);
  fixture->dir = g_dir_make_tmp ("tw-bulk-job-XXXXXX", &error);
  fixture->store = tw_store_open (fixture->dir, schema, TRUE, &error);
  g_assert_no_error (error);
  g_assert_true (tw_seed_workspace (fixture->store, "EUR", &error));
  fixture->ids = g_array_new (FALSE, FALSE, sizeof (TwId));
  bulk = tw_bulk_new (fixture->store, TW_ORIGIN_SYSTEM, "fill", &error);
  for (guint i = 0; i < N_COMPANIES; i++)
    {
      g_autoptr (TwRecord) record = tw_record_new (get_entity (fixture, "company"));
      g_autofree char *name = g_strdup_printf ("Company %04u", i);

      g_assert_true (tw_record_set_text (record, "name", name, NULL));
      g_array_append_val (fixture->ids, *tw_record_get_id (record));
      g_assert_true (tw_bulk_save (bulk, record, &error));
    }
  commit = tw_bulk_commit (bulk, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", fixture->dir);

  g_array_unref (fixture->ids);
  tw_store_close (fixture->store);
  g_object_unref (fixture->store);
  g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL);
  g_free (fixture->dir);
}

static gint64
count (Fixture *fixture, const char *entity, const char *where)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwQuery) query = tw_query_new (tw_store_get_schema (fixture->store), get_entity (fixture, entity), where, NULL, &error);
  gint64 n = 0;

  g_assert_no_error (error);
  n = tw_store_count (fixture->store, query, &error);
  g_assert_no_error (error);
  return n;
}

static void
undo (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwCommit) commit = tw_store_undo (fixture->store, NULL, &error);

  g_assert_no_error (error);
}

static void
run (TwBulkJob *job, guint n_changed, guint n_refused)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (tw_bulk_job_run (job, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (tw_bulk_job_get_n_changed (job), ==, n_changed);
  g_assert_cmpuint (tw_bulk_job_get_n_refused (job), ==, n_refused);
  g_assert_true ((tw_bulk_job_get_refusal (job) != NULL) == (n_refused > 0));
}

static TwValue
make_tags (const char *a, const char *b)
{
  TwValue items[2] = { tw_value_text (a), tw_value_text (b) };
  TwValue list = tw_value_list (items, b != NULL ? 2 : 1);

  tw_value_clear (&items[0]);
  tw_value_clear (&items[1]);
  return list;
}

static void
test_set (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TwRecordSet) set = tw_record_set_new_ids (get_entity (fixture, "company"), fixture->ids);
  g_auto (TwValue) value = tw_value_text ("Printing");
  g_autoptr (TwBulkJob) job =
    tw_bulk_job_new_set (fixture->store, set, tw_entity_get_field (get_entity (fixture, "company"), "industry"), &value);
  g_autoptr (TwBulkJob) again =
    tw_bulk_job_new_set (fixture->store, set, tw_entity_get_field (get_entity (fixture, "company"), "industry"), &value);

  g_assert_cmpstr (tw_bulk_job_get_title (job), ==, "Change “Industry” of 3000 records of “Companies”");
  run (job, N_COMPANIES, 0);
  g_assert_cmpint (count (fixture, "company", "industry = \"Printing\""), ==, N_COMPANIES);
  /* Nothing changes a second time, and nothing new is to be undone. */
  run (again, 0, 0);
  undo (fixture);
  g_assert_cmpint (count (fixture, "company", "industry = \"Printing\""), ==, 0);
}

/* A selection knows rows, not ids; one of them is deleted before the job runs. */
static void
test_rows (Fixture *fixture, gconstpointer data)
{
  const TwEntity *entity = get_entity (fixture, "company");
  g_autoptr (TwQuery) query = tw_query_new (tw_store_get_schema (fixture->store), entity, NULL, "name", NULL);
  g_autoptr (TwResults) results = NULL;
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (TwRecordSet) set = NULL;
  g_autoptr (TwBulkJob) job = NULL;
  g_autoptr (TwCommit) commit = NULL;
  g_auto (TwValue) value = tw_value_text ("Printing");
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "Delete one");
  const gint64 *all = NULL;
  guint n = 0;

  results = tw_results_new (fixture->store, query);
  while (tw_results_get_loading (results))
    g_main_context_iteration (NULL, TRUE);
  all = tw_results_peek_rows (results, &n);
  g_assert_cmpuint (n, ==, N_COMPANIES);
  g_array_append_vals (rows, all, 10);
  set = tw_record_set_new_rows (entity, rows);
  g_assert_cmpuint (tw_record_set_get_count (set), ==, 10);
  tw_edit_delete (edit, entity, &g_array_index (fixture->ids, TwId, 3));
  commit = tw_edit_commit (edit, NULL);
  g_assert_nonnull (commit);
  job = tw_bulk_job_new_set (fixture->store, set, tw_entity_get_field (entity, "industry"), &value);
  run (job, 9, 0);
  g_assert_cmpint (count (fixture, "company", "industry = \"Printing\" and name <= \"Company 0009\""), ==, 9);
}

static void
test_tags (Fixture *fixture, gconstpointer data)
{
  const TwField *field = tw_entity_get_field (get_entity (fixture, "company"), "tags");
  g_autoptr (TwRecordSet) set = tw_record_set_new_ids (field->entity, fixture->ids);
  g_auto (TwValue) two = make_tags ("vip", "north"), one = make_tags ("VIP", NULL);
  g_autoptr (TwBulkJob) add = tw_bulk_job_new_items (fixture->store, set, field, &two, FALSE);
  g_autoptr (TwBulkJob) again = tw_bulk_job_new_items (fixture->store, set, field, &one, FALSE);
  g_autoptr (TwBulkJob) take = tw_bulk_job_new_items (fixture->store, set, field, &one, TRUE);

  run (add, N_COMPANIES, 0);
  g_assert_cmpint (count (fixture, "company", "tags has \"vip\" and tags has \"north\""), ==, N_COMPANIES);
  run (again, 0, 0);
  run (take, N_COMPANIES, 0);
  g_assert_cmpint (count (fixture, "company", "tags has \"vip\""), ==, 0);
  g_assert_cmpint (count (fixture, "company", "tags has \"north\""), ==, N_COMPANIES);
  undo (fixture);
  undo (fixture);
  g_assert_cmpint (count (fixture, "company", "tags is not empty"), ==, 0);
}

/* What refuses stays as it is, the rest goes through. */
static void
test_refused (Fixture *fixture, gconstpointer data)
{
  const TwField *field = tw_entity_get_field (get_entity (fixture, "company"), "parent");
  g_autoptr (GArray) few = g_array_new (FALSE, FALSE, sizeof (TwId));
  g_autoptr (TwRecordSet) set = NULL;
  g_autoptr (TwBulkJob) job = NULL;
  g_auto (TwValue) value = TW_VALUE_INIT;

  /* A company cannot be its own parent. */
  g_array_append_vals (few, fixture->ids->data, 5);
  value = tw_value_link (field->entity->number, &g_array_index (fixture->ids, TwId, 2));
  set = tw_record_set_new_ids (field->entity, few);
  job = tw_bulk_job_new_set (fixture->store, set, field, &value);
  run (job, 4, 1);
  g_assert_cmpint (count (fixture, "company", "parent.name = \"Company 0002\""), ==, 4);
}

static void
test_delete (Fixture *fixture, gconstpointer data)
{
  const TwEntity *entity = get_entity (fixture, "company");
  g_autoptr (TwRecordSet) set = tw_record_set_new_ids (entity, fixture->ids);
  g_autoptr (TwBulkJob) job = tw_bulk_job_new_delete (fixture->store, set);

  run (job, N_COMPANIES, 0);
  g_assert_cmpint (count (fixture, "company", NULL), ==, 0);
  undo (fixture);
  g_assert_cmpint (count (fixture, "company", NULL), ==, N_COMPANIES);
  g_assert_cmpint (count (fixture, "company", "name contains \"0017\""), ==, 1);
}

/* Stages are needed by their deals and pipelines by their stages: what is in use is refused alone, and what is only in use by others of
 * the selection goes in whatever order they stand. */
static void
test_delete_restricted (Fixture *fixture, gconstpointer data)
{
  static const char *const definitions =
    "[{\"entity\": {\"entity\": \"shelf\", \"number\": 1030, \"plural\": \"shelves\", \"label\": \"Shelf\","
    "  \"label_plural\": \"Shelves\", \"icon\": \"folder-symbolic\", \"group\": \"know\", \"order\": 90, \"name\": \"name\","
    "  \"list\": [\"name\"], \"sort\": \"name\", \"sections\": [{\"key\": \"main\", \"label\": \"Shelf\"}], \"fields\": ["
    "  {\"number\": 10, \"key\": \"name\", \"label\": \"Name\", \"kind\": \"text\", \"section\": \"main\"},"
    "  {\"number\": 11, \"key\": \"above\", \"label\": \"Above\", \"kind\": \"link\", \"to\": [\"shelf\"], \"section\": \"main\","
    "   \"on_delete\": \"restrict\", \"inverse\": \"below\", \"inverse_label\": \"Below\"}]}}]";
  g_autoptr (GError) error = NULL;
  g_autoptr (TwCommit) defined = tw_store_define (fixture->store, definitions, &error), commit = NULL;
  const TwEntity *entity = NULL;
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (TwId));
  g_autoptr (TwRecordSet) first = NULL, rest = NULL;
  g_autoptr (GArray) two = g_array_new (FALSE, FALSE, sizeof (TwId));
  g_autoptr (TwBulkJob) refused = NULL, done = NULL;
  TwEdit *edit = NULL;

  g_assert_no_error (error);
  entity = get_entity (fixture, "shelf");
  g_assert_nonnull (entity);
  edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "Shelves");
  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (TwRecord) record = tw_record_new (entity);
      g_auto (TwValue) above = TW_VALUE_INIT;

      g_assert_true (tw_record_set_text (record, "name", "Shelf", NULL));
      if (i > 0)
        {
          above = tw_value_link (entity->number, &g_array_index (ids, TwId, i - 1));
          g_assert_true (tw_record_set_key (record, "above", &above, NULL));
        }
      g_array_append_val (ids, *tw_record_get_id (record));
      tw_edit_save (edit, record);
    }
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  /* The first two are held by the third. */
  g_array_append_vals (two, ids->data, 2);
  first = tw_record_set_new_ids (entity, two);
  refused = tw_bulk_job_new_delete (fixture->store, first);
  run (refused, 0, 2);
  g_assert_cmpint (count (fixture, "shelf", NULL), ==, 4);
  rest = tw_record_set_new_ids (entity, ids);
  done = tw_bulk_job_new_delete (fixture->store, rest);
  run (done, 4, 0);
  g_assert_cmpint (count (fixture, "shelf", NULL), ==, 0);
  undo (fixture);
  g_assert_cmpint (count (fixture, "shelf", NULL), ==, 4);
}

static void
progress_cb (TwBulkJob *job, GParamSpec *pspec, GCancellable *cancellable)
{
  g_cancellable_cancel (cancellable);
}

static void
finished_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GError **error = data;

  g_assert_false (tw_bulk_job_run_finish (TW_BULK_JOB (source), result, error));
}

/* Given up in the middle: nothing has happened, and the store goes on to work. */
static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  const TwField *field = tw_entity_get_field (get_entity (fixture, "company"), "industry");
  g_autoptr (TwRecordSet) set = tw_record_set_new_ids (field->entity, fixture->ids);
  g_auto (TwValue) value = tw_value_text ("Printing");
  g_autoptr (TwBulkJob) job = tw_bulk_job_new_set (fixture->store, set, field, &value);
  g_autoptr (TwBulkJob) later = tw_bulk_job_new_set (fixture->store, set, field, &value);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_signal_connect (job, "notify::progress", G_CALLBACK (progress_cb), cancellable);
  tw_bulk_job_run_async (job, cancellable, finished_cb, &error);
  while (error == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (count (fixture, "company", "industry is not empty"), ==, 0);
  run (later, N_COMPANIES, 0);
}

#define ADD(path, func) g_test_add ("/crm/bulk-job/" path, Fixture, NULL, set_up, func, tear_down)

/* Each record gets its tasks, from a template with its variables or of one line, and all of them are one step. */
static void
test_tasks (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwRecordSet) set = tw_record_set_new_ids (get_entity (fixture, "company"), fixture->ids);
  g_autoptr (TwRecord) template = tw_record_new (get_entity (fixture, "task_template")), part = NULL, task = NULL;
  g_autoptr (TwCommit) commit = NULL;
  g_autoptr (GPtrArray) templates = NULL;
  g_autoptr (TwBulkJob) job = NULL, other = NULL;
  g_auto (TwValue) parent = TW_VALUE_INIT;
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "template");
  gint64 before = count (fixture, "task", "true");

  g_assert_true (tw_record_set_text (template, "name", "Visit {record}", NULL));
  g_assert_true (tw_record_set_text (template, "title", "Visit {record}", NULL));
  part = tw_record_new (get_entity (fixture, "task_template"));
  parent = tw_value_link (get_entity (fixture, "task_template")->number, tw_record_get_id (template));
  g_assert_true (tw_record_set_text (part, "name", "Write a report", NULL));
  g_assert_true (tw_record_set_key (part, "parent", &parent, NULL));
  tw_edit_save (edit, template);
  tw_edit_save (edit, part);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  templates = tw_task_template_read (fixture->store, tw_record_get_id (template), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (templates->len, ==, 2);
  job = tw_bulk_job_new_tasks (fixture->store, set, templates, NULL);
  run (job, N_COMPANIES, 0);
  g_assert_cmpint (count (fixture, "task", "true"), ==, before + 2 * N_COMPANIES);
  g_assert_cmpint (count (fixture, "task", "title = \"Visit Company 0042\" and company.name = \"Company 0042\""), ==, 1);
  undo (fixture);
  g_assert_cmpint (count (fixture, "task", "true"), ==, before);
  task = tw_record_new (get_entity (fixture, "task"));
  g_assert_true (tw_record_set_text (task, "title", "Call", NULL));
  g_assert_true (tw_record_set_text (task, "due_date", "2026-03-04", NULL));
  other = tw_bulk_job_new_tasks (fixture->store, set, NULL, task);
  run (other, N_COMPANIES, 0);
  g_assert_cmpint (count (fixture, "task", "title = \"Call\" and due_date = \"2026-03-04\" and company is not empty"), ==, N_COMPANIES);
  undo (fixture);
  g_assert_cmpint (count (fixture, "task", "true"), ==, before);
  /* A part that cannot be made: the record gets none of its tasks, and none twice. */
  g_assert_true (tw_record_set_text (templates->pdata[1], "title", "{city}", NULL));
  g_clear_object (&job);
  job = tw_bulk_job_new_tasks (fixture->store, set, templates, NULL);
  run (job, 0, N_COMPANIES);
  g_assert_cmpint (count (fixture, "task", "true"), ==, before);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("set", test_set);
  ADD ("rows", test_rows);
  ADD ("tags", test_tags);
  ADD ("refused", test_refused);
  ADD ("delete", test_delete);
  ADD ("delete-restricted", test_delete_restricted);
  ADD ("cancel", test_cancel);
  ADD ("tasks", test_tasks);
  return g_test_run ();
}
