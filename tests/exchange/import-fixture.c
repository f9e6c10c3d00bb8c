/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "import-fixture.h"

#include <string.h>
#include <glib/gstdio.h>

static void
import_test_remove_tree (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *child = g_build_filename (path, name, NULL);
      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        import_test_remove_tree (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

TwRecord *
import_test_add (ImportTest *f, const char *entity, const char *first_key, ...)
{
  g_autoptr(GError) error = NULL;
  TwRecord *record = tw_record_new (tw_schema_get_entity (f->schema, entity));
  va_list args;
  va_start (args, first_key);
  for (const char *key = first_key; key; key = va_arg (args, const char *))
    {
      tw_record_set_text (record, key, va_arg (args, const char *), &error);
      g_assert_no_error (error);
    }
  va_end (args);
  TwEdit *edit = tw_edit_new (f->store, TW_ORIGIN_PERSON, "Add");
  tw_edit_save (edit, record);
  g_autoptr(TwCommit) commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  return record;
}

void
import_test_set_up (ImportTest *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  f->dir = g_dir_make_tmp ("tw-import-XXXXXX", &error);
  g_autofree char *workspace = g_build_filename (f->dir, "workspace", NULL);
  g_autoptr(TwSchema) shipped = tw_schema_load_shipped (&error);
  g_assert_no_error (error);
  f->store = tw_store_open (workspace, shipped, TRUE, &error);
  g_assert_no_error (error);
  tw_store_set_setting (f->store, "currency", "\"USD\"", &error);
  g_assert_no_error (error);
  f->schema = tw_store_ref_schema (f->store);
}

void
import_test_tear_down (ImportTest *f, gconstpointer data)
{
  tw_store_close (f->store);
  g_clear_pointer (&f->schema, tw_schema_unref);
  g_object_add_weak_pointer (G_OBJECT (f->store), (gpointer *) &f->store);
  g_object_unref (f->store);
  while (f->store)                                     /* an import that tells its progress still holds it */
    g_main_context_iteration (NULL, TRUE);
  import_test_remove_tree (f->dir);
  g_free (f->dir);
}

gint64
import_test_count (ImportTest *f, const char *entity, const char *where)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwQuery) query = tw_query_new (f->schema, tw_schema_get_entity (f->schema, entity), where, NULL, &error);
  g_assert_no_error (error);
  gint64 n = tw_store_count (f->store, query, &error);
  g_assert_no_error (error);
  return n;
}

/* The value of a field of the one record for which the condition holds, printed. */
char *
import_test_value_of (ImportTest *f, const char *entity, const char *where, const char *key)
{
  g_autoptr(GError) error = NULL;
  const TwEntity *type = tw_schema_get_entity (f->schema, entity);
  g_autoptr(TwQuery) query = tw_query_new (f->schema, type, where, NULL, &error);
  g_assert_no_error (error);
  g_autofree char *next = NULL;
  g_autoptr(GPtrArray) records = tw_store_list (f->store, query, 2, NULL, &next, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (records->len, ==, 1);
  const TwValue *value = tw_record_get_key (g_ptr_array_index (records, 0), key);
  return value->type == TW_TYPE_LINK ? tw_store_dup_title (f->store, value->tag, &value->id) : tw_value_print (value);
}

TwImport *
import_test_path (ImportTest *f, const char *entity, const char *path)
{
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autofree char *rejects = g_build_filename (f->dir, "rejects.csv", NULL);
  g_autoptr(GFile) rejects_file = g_file_new_for_path (rejects);
  g_unlink (rejects);
  TwImport *import = tw_import_new (f->store, tw_schema_get_entity (f->schema, entity), file);
  tw_import_set_rejects (import, rejects_file);
  return import;
}

TwImport *
import_test_text (ImportTest *f, const char *entity, const char *text)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = g_build_filename (f->dir, "input", NULL);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  return import_test_path (f, entity, path);
}

void
import_test_run (TwImport *import)
{
  g_autoptr(GError) error = NULL;
  tw_import_run (import, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < MIN (3, tw_import_get_reasons (import)->len); i++)
    g_test_message ("%s", (char *) g_ptr_array_index (tw_import_get_reasons (import), i));
}

void
import_test_map (TwImport *import, const char *json)
{
  g_autoptr(GError) error = NULL;
  TwImportMapping *mapping = tw_import_mapping_parse (json, strlen (json), &error);
  g_assert_no_error (error);
  tw_import_set_mapping (import, mapping);
}

char *
import_test_rejects (ImportTest *f)
{
  g_autofree char *path = g_build_filename (f->dir, "rejects.csv", NULL);
  char *text = NULL;
  g_file_get_contents (path, &text, NULL, NULL);
  return text;
}

char *
import_test_shared (const char *name)
{
  const char *root = g_getenv ("TW_SHARED_DATA");
  char *path = g_build_filename (root ? root : "../shared/data", name, NULL);
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return path;
  g_test_skip_printf ("%s is not there", path);
  g_free (path);
  return NULL;
}
