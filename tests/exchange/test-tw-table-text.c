/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records as a table for the clipboard: quoting, computed columns, progress, and giving it up. */
#include <string.h>
#include <glib/gstdio.h>

#include "tw-bulk.h"
#include "tw-table-text.h"

#define N_COMPANIES 450

typedef struct
{
  char     *dir;
  TwStore  *store;
  TwSchema *schema;
  GArray   *ids;                                       /* of TwId */
  guint     n_reports;
  double    last;
} Fixture;

static void
remove_tree (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name = NULL;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        remove_tree (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

/* Keys and texts of fields, NULL-terminated. */
static TwId
add (TwBulk         *bulk,
     const TwEntity *entity,
     ...)
{
  g_autoptr(TwRecord) record = tw_record_new (entity);
  g_autoptr(GError) error = NULL;
  const char *key = NULL;
  va_list list;

  va_start (list, entity);
  while ((key = va_arg (list, const char *)) != NULL)
    {
      tw_record_set_text (record, key, va_arg (list, const char *), &error);
      g_assert_no_error (error);
    }
  va_end (list);
  tw_bulk_save (bulk, record, &error);
  g_assert_no_error (error);
  return *tw_record_get_id (record);
}

static void
set_up (Fixture      *f,
        gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwSchema) shipped = tw_schema_load_shipped (&error);
  TwBulk *bulk = NULL;
  g_autoptr(TwCommit) commit = NULL;
  const TwEntity *company = NULL;
  char first[TW_ID_TEXT_LENGTH + 1], id[TW_ID_TEXT_LENGTH + 1];
  TwId pipeline, stage;

  g_assert_no_error (error);
  f->dir = g_dir_make_tmp ("tw-table-XXXXXX", NULL);
  f->store = tw_store_open (f->dir, shipped, TRUE, &error);
  g_assert_no_error (error);
  f->schema = tw_store_ref_schema (f->store);
  f->ids = g_array_new (FALSE, FALSE, sizeof (TwId));
  company = tw_schema_get_entity (f->schema, "company");
  bulk = tw_bulk_new (f->store, TW_ORIGIN_SYSTEM, "Fill", &error);
  g_assert_no_error (error);
  for (guint i = 0; i < N_COMPANIES; i++)
    {
      g_autofree char *name = i == 1 ? g_strdup ("Tab\tand \"quote\" & <tag>") : g_strdup_printf ("Company %03u", i);
      TwId added = add (bulk, company, "name", name, NULL);

      g_array_append_val (f->ids, added);
    }
  tw_id_print (&g_array_index (f->ids, TwId, 0), first);
  pipeline = add (bulk, tw_schema_get_entity (f->schema, "pipeline"), "name", "Sales", NULL);
  stage = add (bulk, tw_schema_get_entity (f->schema, "deal_stage"), "name", "Lead", "pipeline", tw_id_print (&pipeline, id), NULL);
  for (guint i = 0; i < 2; i++)
    add (bulk, tw_schema_get_entity (f->schema, "deal"), "name", "Deal", "company", first, "stage", tw_id_print (&stage, id), NULL);
  commit = tw_bulk_commit (bulk, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture      *f,
           gconstpointer data)
{
  g_array_unref (f->ids);
  tw_store_close (f->store);
  g_object_unref (f->store);
  tw_schema_unref (f->schema);
  remove_tree (f->dir);
  g_free (f->dir);
}

static void
report_cb (double   fraction,
           gpointer data)
{
  Fixture *f = data;

  g_assert_cmpfloat (fraction, >, f->last);
  g_assert_cmpfloat (fraction, <=, 1);
  f->n_reports++;
  f->last = fraction;
}

static void
test_table (Fixture      *f,
            gconstpointer data)
{
  static const char *const fields[] = { "name", "open_deals", "no_such_field", NULL };
  TwTableTextOptions options = { fields, report_cb, f };
  TwId gone = { 0 };
  g_autofree char *tsv = NULL, *html = NULL;
  g_auto(GStrv) lines = NULL;
  g_autoptr(GError) error = NULL;

  /* One that is not there, or not any more, is left out. */
  g_array_append_val (f->ids, gone);
  g_assert_true (tw_table_text_make (f->store, tw_schema_get_entity (f->schema, "company"), f->ids, &options, NULL, &tsv, &html,
                                     &error));
  g_assert_no_error (error);
  lines = g_strsplit (tsv, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 1 + N_COMPANIES + 1);
  g_assert_cmpstr (lines[1], ==, "Company 000\t2");
  g_assert_cmpstr (lines[2], ==, "\"Tab\tand \"\"quote\"\" & <tag>\"\t0");
  g_assert_cmpstr (lines[N_COMPANIES], ==, "Company 449\t0");
  g_assert_nonnull (strstr (html, "<td>Tab\tand &quot;quote&quot; &amp; &lt;tag&gt;</td><td>0</td>"));
  g_assert_cmpuint (f->n_reports, >, 1);
  g_assert_cmpfloat (f->last, ==, 1);
}

static void
test_cancelled (Fixture      *f,
                gconstpointer data)
{
  static const char *const fields[] = { "name", NULL };
  TwTableTextOptions options = { fields, NULL, NULL };
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *tsv = NULL, *html = NULL;
  g_autoptr(GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (tw_table_text_make (f->store, tw_schema_get_entity (f->schema, "company"), f->ids, &options, cancellable, &tsv,
                                      &html, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (tsv);
  g_assert_null (html);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/exchange/table-text/table", Fixture, NULL, set_up, test_table, tear_down);
  g_test_add ("/exchange/table-text/cancelled", Fixture, NULL, set_up, test_cancelled, tear_down);
  return g_test_run ();
}
