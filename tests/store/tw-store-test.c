/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "tw-store-internal.h"
#include "tw-store-test.h"

TwSchema *
tw_test_schema (const char *name)
{
  g_autofree char *dir = g_build_filename (g_getenv ("TW_SOURCE_ROOT"), "tests", "store", "schemas", name, NULL);
  g_autoptr (GError) error = NULL;
  TwSchema *schema = tw_schema_load_dir (dir, &error);

  g_assert_no_error (error);
  return schema;
}

char *
tw_test_folder (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *parent = g_dir_make_tmp ("tw-store-XXXXXX", &error);

  g_assert_no_error (error);
  return g_build_filename (parent, "workspace", NULL);
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

void
tw_test_remove (const char *path)
{
  g_autofree char *parent = g_path_get_dirname (path);

  g_assert_nonnull (strstr (parent, "tw-store-"));
  remove_tree (parent);
}

TwStore *
tw_test_open (const char *dir)
{
  g_autoptr (TwSchema) schema = tw_test_schema ("base");
  g_autoptr (GError) error = NULL;
  TwStore *store = tw_store_open (dir, schema, TRUE, &error);

  g_assert_no_error (error);
  return store;
}

const TwEntity *
tw_test_entity (TwStore *store, const char *key)
{
  const TwEntity *entity = tw_schema_get_entity (tw_store_get_schema (store), key);

  g_assert_nonnull (entity);
  return entity;
}

const TwField *
tw_test_field (TwStore *store, const char *entity, const char *key)
{
  const TwField *field = tw_entity_get_field (tw_test_entity (store, entity), key);

  g_assert_nonnull (field);
  return field;
}

/* A link is "entity:id" when the field takes any record, else an id; a list is separated by spaces. */
static void
set_one (TwRecord *record, const char *key, const char *text)
{
  const TwEntity *entity = tw_record_get_entity (record);
  const TwField *field = tw_entity_get_field (entity, key);
  g_autoptr (GError) error = NULL;
  g_auto (TwValue) value = TW_VALUE_INIT;

  g_assert_nonnull (field);
  if (text != NULL && (field->kind == TW_KIND_LINK || field->kind == TW_KIND_LINKS))
    {
      g_auto (GStrv) parts = g_strsplit (text, " ", -1);
      g_autoptr (GArray) links = g_array_new (FALSE, FALSE, sizeof (TwValue));

      for (guint i = 0; parts[i] != NULL; i++)
        {
          const char *colon = strchr (parts[i], ':');
          g_autofree char *target = colon != NULL ? g_strndup (parts[i], colon - parts[i]) : NULL;
          const TwEntity *to = target != NULL ? tw_schema_get_entity (entity->schema, target) : tw_field_get_target (field);
          TwValue link;
          TwId id;

          g_assert_nonnull (to);
          g_assert_true (tw_id_parse (colon != NULL ? colon + 1 : parts[i], &id));
          link = tw_value_link (to->number, &id);
          g_array_append_val (links, link);
        }
      if (field->kind == TW_KIND_LINKS)
        value = tw_value_list ((TwValue *) links->data, links->len);
      else
        value = g_array_index (links, TwValue, 0);
      tw_record_set (record, field, &value, &error);
    }
  else if (text != NULL)
    tw_record_set_text (record, key, text, &error);
  else
    tw_record_set (record, field, &value, &error);
  g_assert_no_error (error);
}

static void
set_all (TwRecord *record, va_list args)
{
  const char *key;

  while ((key = va_arg (args, const char *)) != NULL)
    set_one (record, key, va_arg (args, const char *));
}

TwRecord *
tw_test_new (TwStore *store, const char *entity, ...)
{
  TwRecord *record = tw_record_new (tw_test_entity (store, entity));
  va_list args;

  va_start (args, entity);
  set_all (record, args);
  va_end (args);
  return record;
}

void
tw_test_set (TwRecord *record, ...)
{
  va_list args;

  va_start (args, record);
  set_all (record, args);
  va_end (args);
}

TwCommit *
tw_test_try_save (TwStore *store, const char *title, TwRecord *record, GError **error)
{
  TwEdit *edit = tw_edit_new (store, TW_ORIGIN_PERSON, title);

  tw_edit_save (edit, record);
  return tw_edit_commit (edit, error);
}

void
tw_test_save (TwStore *store, const char *title, TwRecord *record)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwCommit) commit = tw_test_try_save (store, title, record, &error);

  g_assert_no_error (error);
  g_assert_nonnull (commit);
}

void
tw_test_delete (TwStore *store, const char *title, TwRecord *record)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwCommit) commit = NULL;
  TwEdit *edit = tw_edit_new (store, TW_ORIGIN_PERSON, title);

  tw_edit_delete (edit, tw_record_get_entity (record), tw_record_get_id (record));
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
}

TwRecord *
tw_test_get (TwStore *store, TwRecord *record)
{
  g_autoptr (GError) error = NULL;
  TwRecord *found = tw_store_get (store, tw_test_entity (store, tw_record_get_entity (record)->key), tw_record_get_id (record),
                                  &error);

  g_assert_no_error (error);
  return found;
}

char *
tw_test_text (TwRecord *record, const char *key)
{
  const TwValue *value = tw_record_get_key (record, key);

  return tw_value_is_null (value) ? g_strdup ("-") : tw_value_print (value);
}

void
tw_test_assert_text (TwStore *store, TwRecord *record, const char *key, const char *expected)
{
  g_autoptr (TwRecord) found = tw_test_get (store, record);
  g_autofree char *text = tw_test_text (found, key);

  g_assert_cmpstr (text, ==, expected);
}

void
tw_test_assert_error (GError **error, TwStoreError code, const char *part)
{
  g_assert_nonnull (*error);
  if (!g_error_matches (*error, TW_STORE_ERROR, (int) code) || (part != NULL && strstr ((*error)->message, part) == NULL))
    g_error ("expected %d with “%s”, got %s %d: %s", code, part, g_quark_to_string ((*error)->domain), (*error)->code,
             (*error)->message);
  g_clear_error (error);
}

void
tw_test_iterate (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

gint64
tw_test_count (TwStore *store, const char *entity, const char *where)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwQuery) query = tw_query_new (tw_store_get_schema (store), tw_test_entity (store, entity), where, NULL, &error);
  gint64 n;

  g_assert_no_error (error);
  n = tw_store_count (store, query, &error);
  g_assert_no_error (error);
  return n;
}

/* --- The log against the tables --- */

typedef struct
{
  guint       entity;
  gint64      seq;
  gboolean    deleted, purged;
  TwInstant   created, updated;
  GHashTable *values;                                  /* field number → TwValue */
} Replayed;

static void
value_free (TwValue *value)
{
  tw_value_clear (value);
  g_free (value);
}

static void
replayed_free (Replayed *state)
{
  g_hash_table_unref (state->values);
  g_free (state);
}

static void
replay_change (GHashTable *states, TwChange *change)
{
  Replayed *state = g_hash_table_lookup (states, tw_change_get_record (change));

  if (tw_change_get_op (change) == TW_OP_ADD)
    {
      g_assert_null (state);
      state = g_new0 (Replayed, 1);
      state->entity = tw_change_get_entity (change);
      state->created = tw_change_get_time (change);
      state->values = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) value_free);
      g_hash_table_insert (states, g_memdup2 (tw_change_get_record (change), sizeof (TwId)), state);
    }
  g_assert_nonnull (state);
  g_assert_cmpuint (state->entity, ==, tw_change_get_entity (change));
  state->seq = tw_change_get_commit_seq (change);
  state->updated = tw_change_get_time (change);
  for (guint i = 0; i < tw_change_get_n_fields (change); i++)
    {
      const TwFieldChange *field = tw_change_get_field (change, i);
      const TwValue *before = g_hash_table_lookup (state->values, GUINT_TO_POINTER (field->field));
      TwValue *after = g_new0 (TwValue, 1);

      g_assert_true (before != NULL ? tw_value_equal (before, &field->before) : tw_value_is_null (&field->before));
      *after = tw_value_copy (&field->after);
      g_hash_table_insert (state->values, GUINT_TO_POINTER (field->field), after);
    }
  if (tw_change_get_op (change) == TW_OP_DELETE)
    state->deleted = TRUE;
  if (tw_change_get_op (change) == TW_OP_RESTORE)
    state->deleted = FALSE;
  if (tw_change_get_op (change) == TW_OP_PURGE)
    state->purged = TRUE;
}

static void
compare_row (TwRecord *record, const Replayed *state)
{
  const TwEntity *entity = tw_record_get_entity (record);

  g_assert_cmpint (tw_record_get_row_seq (record), ==, state->seq);
  g_assert_cmpint (tw_record_is_deleted (record), ==, state->deleted);
  g_assert_cmpint (tw_record_get_key (record, "updated_at")->i, ==, state->updated);
  for (guint i = 0; i < entity->n_fields; i++)
    {
      const TwField *field = entity->fields[i];
      const TwValue *logged = g_hash_table_lookup (state->values, GUINT_TO_POINTER (field->number));
      const TwValue *stored = tw_record_get_before (record, field);

      if (field->number < TW_FIELD_FIRST_OWN || field->formula != NULL)
        continue;
      g_assert_true (logged != NULL ? tw_value_equal (logged, stored) : tw_value_is_null (stored));
    }
}

static guint
compare_entity (TwStore *store, TwDb *db, const TwEntity *entity, GHashTable *states)
{
  const TwTable *table = tw_store_get_table (store, entity);
  g_autofree char *sql = g_strdup_printf ("SELECT %s FROM %s AS t0", table->columns, table->name);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, sql, &error);
  guint n = 0;

  g_assert_no_error (error);
  while (tw_stmt_step (stmt, &error))
    {
      g_autoptr (TwRecord) record = tw_table_read_record (table, stmt);
      Replayed *state = g_hash_table_lookup (states, tw_record_get_id (record));

      g_assert_nonnull (state);
      g_assert_false (state->purged);
      compare_row (record, state);
      n++;
    }
  g_assert_no_error (error);
  return n;
}

static GHashTable *
replay_log (TwStore *store)
{
  GHashTable *states = g_hash_table_new_full (tw_id_hash, tw_id_equal, g_free, (GDestroyNotify) replayed_free);
  gint64 seq = 0, change_seq = 0;
  guint64 stamp = 0;

  for (;;)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) commits = tw_store_commits (store, seq, 1000, &error);

      g_assert_no_error (error);
      if (commits->len == 0)
        return states;
      for (guint i = 0; i < commits->len; i++)
        {
          TwCommit *commit = commits->pdata[i];
          g_autoptr (GPtrArray) changes = tw_store_commit_changes (store, tw_commit_get_seq (commit), 100000, &error);

          g_assert_no_error (error);
          g_assert_cmpint (tw_commit_get_seq (commit), ==, seq + 1);
          g_assert_cmpuint (tw_commit_get_stamp (commit), >, stamp);
          g_assert_cmpint (tw_commit_get_n_changes (commit), ==, changes->len);
          seq = tw_commit_get_seq (commit);
          stamp = tw_commit_get_stamp (commit);
          for (guint c = 0; c < changes->len; c++)
            {
              g_assert_cmpint (tw_change_get_seq (changes->pdata[c]), ==, ++change_seq);
              if (tw_change_get_entity (changes->pdata[c]) != 0)
                replay_change (states, changes->pdata[c]);
            }
        }
    }
}

void
tw_test_assert_log_replays (TwStore *store)
{
  g_autoptr (GHashTable) states = replay_log (store);
  g_autoptr (TwSchema) schema = tw_store_ref_schema (store);
  TwDb *db = tw_store_take_reader (store, NULL);
  guint n = 0, live = 0;
  GHashTableIter iter;
  gpointer state;

  for (guint e = 0; e < tw_schema_get_n_entities (schema); e++)
    n += compare_entity (store, db, tw_schema_get_entity_at (schema, e), states);
  g_hash_table_iter_init (&iter, states);
  while (g_hash_table_iter_next (&iter, NULL, &state))
    live += !((Replayed *) state)->purged;
  g_assert_cmpuint (n, ==, live);
  tw_store_return_reader (store, db);
}

void
tw_test_set_up (TwTestFixture *fixture, gconstpointer data)
{
  fixture->dir = tw_test_folder ();
  fixture->store = tw_test_open (fixture->dir);
}

void
tw_test_tear_down (TwTestFixture *fixture, gconstpointer data)
{
  tw_test_assert_log_replays (fixture->store);
  /* A task, which holds the store, is let go a moment after its result is there, on this thread. */
  tw_store_close (fixture->store);
  tw_test_iterate ();
  g_assert_finalize_object (fixture->store);
  tw_test_remove (fixture->dir);
  g_free (fixture->dir);
}
