/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of a store. Those of the log and bookkeeping are fixed; those of the entities follow from the schema, and a
 * newer schema brings the tables to its shape by comparison: what is missing is added, nothing is ever removed but indexes.
 *
 *   log_commit   one row a commit; seq is gap-free. No index but on undoes: every index is a page more in each commit, and who
 *                looks for a commit by user or id begins at the newest
 *   log_change   one row a change; seq is gap-free; body as in tw-log-codec.c
 *   tw_tombstone ids that are purged for good: never used again
 *   tw_setting   settings of the workspace, JSON by key
 *   tw_schema    every version of the site's own definitions
 *   tw_series    the last number given by each number series
 *   tw_meta      "shape": hash of what the tables look like; "workspace": id of the workspace
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-search-private.h"
#include "tw-store-internal.h"

/* SQLite's own bound on the columns of a table and of a result (SQLITE_MAX_COLUMN). */
#define MAX_COLUMNS 2000

static const char fixed_tables[] =
  "CREATE TABLE IF NOT EXISTS tw_meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;"
  "CREATE TABLE IF NOT EXISTS tw_setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;"
  "CREATE TABLE IF NOT EXISTS tw_schema (version INTEGER PRIMARY KEY, definitions TEXT NOT NULL);"
  "CREATE TABLE IF NOT EXISTS tw_series (name TEXT PRIMARY KEY, last INTEGER NOT NULL) WITHOUT ROWID;"
  "CREATE TABLE IF NOT EXISTS tw_tombstone (id BLOB PRIMARY KEY, entity INTEGER NOT NULL, seq INTEGER NOT NULL) WITHOUT ROWID;"
  "CREATE TABLE IF NOT EXISTS log_commit (seq INTEGER PRIMARY KEY, id BLOB NOT NULL, stamp INTEGER NOT NULL,"
  " at INTEGER NOT NULL, user BLOB, origin INTEGER NOT NULL, title TEXT NOT NULL, undoes INTEGER NOT NULL,"
  " first_change INTEGER NOT NULL, n_changes INTEGER NOT NULL);"
  "CREATE INDEX IF NOT EXISTS log_commit_undoes ON log_commit (undoes) WHERE undoes > 0;"
  "CREATE TABLE IF NOT EXISTS log_change (seq INTEGER PRIMARY KEY, commit_seq INTEGER NOT NULL, entity INTEGER NOT NULL,"
  " record BLOB NOT NULL, op INTEGER NOT NULL, body BLOB NOT NULL);"
  "CREATE INDEX IF NOT EXISTS log_change_record ON log_change (record);";

typedef struct
{
  TwDb       *db;
  GHashTable *tables;                                  /* names of those that are there */
  GHashTable *indexes;                                 /* name → SQL of those that are wanted */
  GPtrArray  *widened;                                 /* TwField: links that may point to more than one kind now */
} Shape;

static const char *
get_storage (const TwField *field)
{
  switch (field->type)
    {
    case TW_TYPE_TEXT:
      return "TEXT COLLATE TW";
    case TW_TYPE_ENUM:
    case TW_TYPE_LIST:
    case TW_TYPE_JSON:
      return "TEXT";
    case TW_TYPE_LINK:
      return "BLOB";
    default:
      return "INTEGER";
    }
}

static char *
quote (const char *name)
{
  g_autoptr (TwSql) sql = NULL;

  /* Nearly always; there are some thousand of them in each opening. */
  if (strchr (name, '"') == NULL)
    return g_strconcat ("\"", name, "\"", NULL);
  sql = tw_sql_new ();
  tw_sql_append_identifier (sql, name);
  return g_strdup (sql->text->str);
}

static char *
dup_second_name (const TwField *field, const char *column)
{
  return g_strconcat (column, field->type == TW_TYPE_MONEY ? "_cur" : "_ent", NULL);
}

/* The first key of the default order, when it is a stored field: lists open in it. */
static const TwField *
get_default_order (const TwEntity *entity)
{
  g_auto (GStrv) keys = entity->default_sort != NULL ? g_strsplit (entity->default_sort, ",", 2) : NULL;
  char *key;

  if (keys == NULL || keys[0] == NULL)
    return NULL;
  key = g_strstrip (keys[0]);
  return tw_entity_get_field (entity, key + (*key == '-' || *key == '+'));
}

static void
add_index (GPtrArray *indexes, const char *table, const char *suffix, const char *columns, const char *condition)
{
  g_autofree char *name = g_strdup_printf ("tw_i_%s_%s", table, suffix);
  g_autofree char *quoted = quote (name);
  g_autofree char *quoted_table = quote (table);

  g_ptr_array_add (indexes, g_steal_pointer (&name));
  g_ptr_array_add (indexes, g_strdup_printf ("CREATE INDEX %s ON %s (%s) WHERE %s", quoted, quoted_table, columns, condition));
}

static void
add_field_index (GPtrArray *indexes, const char *table, const TwField *field, gboolean ordered)
{
  g_autofree char *column = tw_field_dup_column (field);
  g_autofree char *quoted = quote (column);

  /* An ordered index has the records without a value, too; they come first. */
  if (ordered)
    add_index (indexes, table, column, quoted, "deleted IS NULL");
  else
    {
      g_autofree char *condition = g_strdup_printf ("%s IS NOT NULL", quoted);

      add_index (indexes, table, column, quoted, condition);
    }
}

static gboolean
is_ordered (const TwField *field, const TwField *default_order)
{
  /* A number of a series is looked up before it is given. */
  return field->indexed || field->unique || field->series != NULL || field == default_order || field == field->entity->name_field
         || field->number == TW_FIELD_CREATED_AT;
}

gboolean
tw_field_has_ordered_index (const TwField *field)
{
  return tw_field_is_stored (field) && is_ordered (field, get_default_order (field->entity));
}

/* (element-type char *): pairs of a name and its CREATE INDEX. */
GPtrArray *
tw_entity_dup_indexes (const TwEntity *entity)
{
  GPtrArray *indexes = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *table = tw_entity_dup_table (entity);
  const TwField *default_order = get_default_order (entity);

  add_index (indexes, table, "deleted", "deleted", "deleted IS NOT NULL");
  for (guint i = 0; i < entity->n_fields; i++)
    {
      const TwField *field = entity->fields[i];

      if (!tw_field_is_stored (field))
        continue;
      if (is_ordered (field, default_order))
        add_field_index (indexes, table, field, TRUE);
      else if (field->kind == TW_KIND_LINK && field->number >= TW_FIELD_FIRST_OWN)
        add_field_index (indexes, table, field, FALSE);
    }
  return indexes;
}

/* --- Comparing --- */

static GHashTable *
read_names (TwDb *db, const char *sql, GError **error)
{
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, sql, error);
  g_autoptr (GError) local = NULL;

  if (stmt == NULL)
    return NULL;
  while (tw_stmt_step (stmt, &local))
    g_hash_table_add (names, g_strdup (tw_stmt_get_text (stmt, 0, NULL)));
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  return g_steal_pointer (&names);
}

static GHashTable *
read_columns (TwDb *db, const char *table, GError **error)
{
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT name FROM pragma_table_info(?)", error);
  g_autoptr (GError) local = NULL;

  if (stmt == NULL)
    return NULL;
  tw_stmt_bind_text (stmt, 1, table, -1);
  while (tw_stmt_step (stmt, &local))
    g_hash_table_add (names, g_strdup (tw_stmt_get_text (stmt, 0, NULL)));
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  return g_steal_pointer (&names);
}

static gboolean
exec_printf (TwDb *db, GError **error, const char *format, ...)
{
  g_autofree char *sql = NULL;
  va_list args;

  va_start (args, format);
  sql = g_strdup_vprintf (format, args);
  va_end (args);
  return tw_db_exec (db, sql, error);
}

static gboolean
add_column (TwDb *db, const char *table, const char *column, const char *storage, GError **error)
{
  g_autofree char *quoted_table = quote (table);
  g_autofree char *quoted = quote (column);

  return exec_printf (db, error, "ALTER TABLE %s ADD COLUMN %s %s", quoted_table, quoted, storage);
}

/* A link that could point to one entity only gets the column that tells which: ids are unique over all tables. */
static gboolean
fill_link_entity (TwDb *db, const TwField *field, GError **error)
{
  const TwSchema *schema = field->entity->schema;
  g_autofree char *table = tw_entity_dup_table (field->entity);
  g_autofree char *column = tw_field_dup_column (field);
  g_autofree char *second = dup_second_name (field, column);
  g_autofree char *quoted_table = quote (table);
  g_autofree char *quoted = quote (column);
  g_autofree char *quoted_second = quote (second);

  for (guint e = 0; e < tw_schema_get_n_entities (schema); e++)
    {
      const TwEntity *target = tw_schema_get_entity_at (schema, e);
      g_autofree char *target_table = tw_entity_dup_table (target);
      g_autofree char *quoted_target = quote (target_table);

      if (tw_field_can_target (field, target)
          && !exec_printf (db, error, "UPDATE %s SET %s = %u WHERE %s IS NULL AND %s IN (SELECT id FROM %s)", quoted_table,
                           quoted_second, target->number, quoted_second, quoted, quoted_target))
        return FALSE;
    }
  return TRUE;
}

static gboolean
create_table (TwDb *db, const TwEntity *entity, const char *table, GError **error)
{
  g_autofree char *quoted_table = quote (table);
  g_autoptr (GString) sql = g_string_new ("CREATE TABLE ");

  g_string_append_printf (sql, "%s (rid INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, row_seq INTEGER NOT NULL, deleted INTEGER, "
                          TW_SERVER_SEQ " INTEGER, " TW_SERVER_EXTRA " TEXT",
                          quoted_table);
  for (guint i = 0; i < entity->n_fields; i++)
    {
      const TwField *field = entity->fields[i];
      g_autofree char *column = NULL, *quoted = NULL;

      if (!tw_field_is_stored (field) || tw_field_is_list_table (field))
        continue;
      column = tw_field_dup_column (field);
      quoted = quote (column);
      g_string_append_printf (sql, ", %s %s", quoted, get_storage (field));
      if (tw_field_has_second_column (field))
        {
          g_autofree char *second = dup_second_name (field, column);
          g_autofree char *quoted_second = quote (second);

          g_string_append_printf (sql, ", %s INTEGER", quoted_second);
        }
    }
  g_string_append_c (sql, ')');
  return tw_db_exec (db, sql->str, error);
}

static gboolean
shape_server_columns (TwDb *db, const char *table, GHashTable *present, guint *n, GError **error)
{
  static const struct { const char *name, *storage; } columns[] = { { TW_SERVER_SEQ, "INTEGER" }, { TW_SERVER_EXTRA, "TEXT" } };

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      if (g_hash_table_contains (present, columns[i].name))
        continue;
      if (!add_column (db, table, columns[i].name, columns[i].storage, error))
        return FALSE;
      (*n)++;
    }
  return TRUE;
}

static gboolean
shape_columns (Shape *shape, const TwEntity *entity, const char *table, GError **error)
{
  g_autoptr (GHashTable) present = read_columns (shape->db, table, error);
  guint n = 0;

  if (present == NULL || !shape_server_columns (shape->db, table, present, &n, error))
    return FALSE;
  for (guint i = 0; i < entity->n_fields; i++)
    {
      const TwField *field = entity->fields[i];
      g_autofree char *column = NULL;
      gboolean had_column;

      if (!tw_field_is_stored (field) || tw_field_is_list_table (field))
        continue;
      column = tw_field_dup_column (field);
      had_column = g_hash_table_contains (present, column);
      if (!had_column)
        {
          if (!add_column (shape->db, table, column, get_storage (field), error))
            return FALSE;
          n++;
        }
      if (tw_field_has_second_column (field))
        {
          g_autofree char *second = dup_second_name (field, column);

          if (g_hash_table_contains (present, second))
            continue;
          if (!add_column (shape->db, table, second, "INTEGER", error))
            return FALSE;
          n++;
          if (had_column && field->type == TW_TYPE_LINK)
            g_ptr_array_add (shape->widened, (gpointer) field);
        }
    }
  if (g_hash_table_size (present) + n > MAX_COLUMNS)
    {
      g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID,
                   _("“%s” would have more than %d fields. Put some of them into an object of their own."),
                   tw_entity_get_label (entity, TRUE), MAX_COLUMNS);
      return FALSE;
    }
  return TRUE;
}

static guint
count_columns (const TwEntity *entity)
{
  guint n = 6;

  for (guint i = 0; i < entity->n_fields; i++)
    {
      const TwField *field = entity->fields[i];

      if (tw_field_is_list_table (field))
        n++;
      else if (tw_field_is_stored (field))
        n += tw_field_has_second_column (field) ? 2 : 1;
    }
  return n;
}

static gboolean
shape_list_tables (TwDb *db, const TwEntity *entity, GError **error)
{
  for (guint i = 0; i < entity->n_fields; i++)
    {
      const TwField *field = entity->fields[i];
      g_autofree char *name = NULL, *quoted = NULL, *index = NULL;

      if (!tw_field_is_list_table (field))
        continue;
      name = tw_field_dup_link_table (field);
      quoted = quote (name);
      index = g_strconcat ("tw_l_", name, NULL);
      if (!exec_printf (db, error, "CREATE TABLE IF NOT EXISTS %s (a BLOB NOT NULL, b BLOB NOT NULL%s, PRIMARY KEY (a, b)) "
                        "WITHOUT ROWID", quoted, tw_field_get_target (field) == NULL ? ", b_ent INTEGER" : ""))
        return FALSE;
      g_free (g_steal_pointer (&name));
      name = quote (index);
      if (!exec_printf (db, error, "CREATE INDEX IF NOT EXISTS %s ON %s (b, a)", name, quoted))
        return FALSE;
    }
  return TRUE;
}

static gboolean
shape_entity (Shape *shape, const TwEntity *entity, GError **error)
{
  g_autofree char *table = tw_entity_dup_table (entity);
  g_autoptr (GPtrArray) indexes = tw_entity_dup_indexes (entity);

  if (count_columns (entity) > MAX_COLUMNS)
    {
      g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID,
                   _("“%s” would have more than %d fields. Put some of them into an object of their own."),
                   tw_entity_get_label (entity, TRUE), MAX_COLUMNS);
      return FALSE;
    }
  if (!(g_hash_table_contains (shape->tables, table) ? shape_columns (shape, entity, table, error)
                                                     : create_table (shape->db, entity, table, error))
      || !shape_list_tables (shape->db, entity, error))
    return FALSE;
  for (guint i = 0; i < indexes->len; i += 2)
    g_hash_table_insert (shape->indexes, g_strdup (indexes->pdata[i]), g_strdup (indexes->pdata[i + 1]));
  return TRUE;
}

static gboolean
shape_indexes (TwDb *db, GHashTable *wanted, GError **error)
{
  g_autoptr (GHashTable) present = read_names (db, "SELECT name FROM sqlite_schema WHERE type = 'index' AND name LIKE 'tw\\_i\\_%' "
                                               "ESCAPE '\\'", error);
  GHashTableIter iter;
  gpointer name, sql;

  if (present == NULL)
    return FALSE;
  g_hash_table_iter_init (&iter, present);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (!g_hash_table_contains (wanted, name))
      {
        g_autofree char *quoted = quote (name);

        if (!exec_printf (db, error, "DROP INDEX %s", quoted))
          return FALSE;
      }
  g_hash_table_iter_init (&iter, wanted);
  while (g_hash_table_iter_next (&iter, &name, &sql))
    if (!g_hash_table_contains (present, name) && !tw_db_exec (db, sql, error))
      return FALSE;
  return TRUE;
}

/* What decides about the columns of a field, in the order of its name. */
static void
append_field_shape (GString *shape, const TwField *field)
{
  g_string_append_c (shape, '\n');
  g_string_append (shape, field->key);
  g_string_append_c (shape, ' ');
  g_string_append (shape, get_storage (field));
  g_string_append_c (shape, field->custom ? '+' : ' ');
  g_string_append_c (shape, tw_field_is_stored (field) ? '+' : ' ');
  g_string_append_c (shape, '0' + field->search);
  g_string_append_c (shape, tw_field_has_second_column (field) ? '+' : ' ');
}

/* A hash of everything that decides what the tables look like, so that opening an unchanged store compares one text. It is no secret and
 * nobody's proof: the quickest one will do. */
static char *
dup_shape (TwSchema *schema)
{
  g_autoptr (GString) shape = g_string_sized_new (256 * 1024);

  g_string_append (shape, "format " G_STRINGIFY (TW_STORE_FORMAT) "\n");
  for (guint e = 0; e < tw_schema_get_n_entities (schema); e++)
    {
      const TwEntity *entity = tw_schema_get_entity_at (schema, e);
      g_autoptr (GPtrArray) indexes = tw_entity_dup_indexes (entity);
      g_autofree char *table = tw_entity_dup_table (entity);

      g_string_append (shape, table);
      g_string_append (shape, " " TW_SERVER_SEQ " " TW_SERVER_EXTRA);
      for (guint i = 0; i < entity->n_fields; i++)
        append_field_shape (shape, entity->fields[i]);
      /* Of the pairs of a name and a text, the text has the name, too. */
      for (guint i = 1; i < indexes->len; i += 2)
        g_string_append (shape, indexes->pdata[i]);
    }
  return g_compute_checksum_for_string (G_CHECKSUM_MD5, shape->str, shape->len);
}

gboolean
tw_store_create_tables (TwDb *db, GError **error)
{
  g_autofree char *pragmas = g_strdup_printf ("PRAGMA application_id = %d; PRAGMA user_version = %d", TW_DB_APPLICATION_ID,
                                              TW_STORE_FORMAT);

  return tw_db_exec (db, fixed_tables, error) && tw_db_exec (db, pragmas, error);
}

gboolean
tw_store_shape_is_current (TwDb *db, TwSchema *schema, gboolean *current, GError **error)
{
  g_autofree char *shape = dup_shape (schema);
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT value FROM tw_meta WHERE key = 'shape'", error);
  g_autoptr (GError) local = NULL;

  if (stmt == NULL)
    return FALSE;
  *current = tw_stmt_step (stmt, &local) && g_strcmp0 (tw_stmt_get_text (stmt, 0, NULL), shape) == 0;
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/**
 * tw_store_shape_tables:
 * @db: the write connection, inside a transaction
 * @schema: the snapshot
 *
 * Adds the tables, columns and indexes that are missing, drops the indexes that are no longer wanted, and brings the search
 * index along.
 *
 * Returns: %TRUE when the tables have the shape of the schema
 */
gboolean
tw_store_shape_tables (TwDb *db, TwSchema *schema, GError **error)
{
  g_autoptr (GHashTable) wanted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GHashTable) tables = read_names (db, "SELECT name FROM sqlite_schema WHERE type = 'table'", error);
  g_autoptr (GPtrArray) widened = g_ptr_array_new ();
  Shape shape = { db, tables, wanted, widened };
  g_autofree char *hash = dup_shape (schema);
  g_autoptr (TwStmt) stmt = NULL;

  if (tables == NULL)
    return FALSE;
  for (guint e = 0; e < tw_schema_get_n_entities (schema); e++)
    if (!shape_entity (&shape, tw_schema_get_entity_at (schema, e), error))
      return FALSE;
  for (guint i = 0; i < widened->len; i++)
    if (!fill_link_entity (db, widened->pdata[i], error))
      return FALSE;
  if (!shape_indexes (db, wanted, error) || !tw_search_create_tables (db, schema, error)
      || !exec_printf (db, error, "PRAGMA user_version = %d", TW_STORE_FORMAT))
    return FALSE;
  stmt = tw_db_prepare (db, "INSERT OR REPLACE INTO tw_meta (key, value) VALUES ('shape', ?)", error);
  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_text (stmt, 1, hash, -1);
  return tw_stmt_run (stmt, error);
}
