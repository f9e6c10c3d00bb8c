/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-unindexed.h"

#include <string.h>

/* Pages of the search index that are merged at once: about a tenth of a second. */
#define MERGE_PAGES 2000

/* Unique values and numbers of a series are looked up while records come in. */
static gboolean
is_needed (const TwEntity *entity, const char *column, GHashTable *keep)
{
  if (keep != NULL && g_hash_table_contains (keep, column))
    return TRUE;
  for (guint i = 0; i < entity->n_fields; i++)
    {
      const TwField *field = entity->fields[i];
      g_autofree char *own = field->unique || field->series != NULL ? tw_field_dup_column (field) : NULL;

      if (own != NULL && g_str_equal (own, column))
        return TRUE;
    }
  return FALSE;
}

static gboolean
has_index (TwDb *db, const char *name, gboolean *has, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT 1 FROM sqlite_schema WHERE type = 'index' AND name = ?", error);

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_text (stmt, 1, name, -1);
  return tw_stmt_find (stmt, has, error);
}

gboolean
tw_indexes_drop (TwDb *db, const TwEntity *entity, GHashTable *keep, GPtrArray *dropped, GError **error)
{
  g_autoptr (GPtrArray) indexes = tw_entity_dup_indexes (entity);
  g_autofree char *table = tw_entity_dup_table (entity);
  gsize prefix = strlen ("tw_i__") + strlen (table);

  for (guint i = 0; i < indexes->len; i += 2)
    {
      const char *name = indexes->pdata[i];
      g_autoptr (TwSql) sql = tw_sql_new ();

      if (is_needed (entity, name + prefix, keep))
        continue;
      tw_sql_append (sql, "DROP INDEX IF EXISTS ");
      tw_sql_append_identifier (sql, name);
      if (!tw_db_exec (db, sql->text->str, error))
        return FALSE;
      if (dropped != NULL)
        g_ptr_array_add (dropped, g_strdup (indexes->pdata[i + 1]));
    }
  return TRUE;
}

/* --- The list --- */

static gboolean
read_list (TwDb *db, char ***numbers, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT value FROM tw_meta WHERE key = 'unindexed'", error);
  g_autoptr (GError) local = NULL;

  *numbers = NULL;
  if (stmt == NULL)
    return FALSE;
  *numbers = g_strsplit (tw_stmt_step (stmt, &local) ? tw_stmt_get_text (stmt, 0, NULL) : "", ",", -1);
  if (local == NULL)
    return TRUE;
  g_clear_pointer (numbers, g_strfreev);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
write_list (TwDb *db, const char *list, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, *list ? "INSERT OR REPLACE INTO tw_meta (key, value) VALUES ('unindexed', ?)"
                                           : "DELETE FROM tw_meta WHERE key = 'unindexed'", error);

  if (stmt == NULL)
    return FALSE;
  if (*list)
    tw_stmt_bind_text (stmt, 1, list, -1);
  return tw_stmt_run (stmt, error);
}

gboolean
tw_unindexed_has (TwDb *db, const TwEntity *entity, gboolean *has, GError **error)
{
  g_autofree char *number = g_strdup_printf ("%u", entity->number);
  g_auto (GStrv) numbers = NULL;

  if (!read_list (db, &numbers, error))
    return FALSE;
  *has = g_strv_contains ((const char *const *) numbers, number);
  return TRUE;
}

gboolean
tw_unindexed_begin (TwDb *db, const TwEntity *entity, GError **error)
{
  g_autofree char *number = g_strdup_printf ("%u", entity->number), *joined = NULL, *list = NULL;
  g_auto (GStrv) numbers = NULL;

  if (!read_list (db, &numbers, error))
    return FALSE;
  if (g_strv_contains ((const char *const *) numbers, number))
    return TRUE;
  joined = g_strjoinv (",", numbers);
  list = *joined ? g_strconcat (joined, ",", number, NULL) : g_strdup (number);
  return tw_indexes_drop (db, entity, NULL, NULL, error) && tw_search_begin_many (db, entity, error) && write_list (db, list, error);
}

/* done: no index was missing. */
static gboolean
build_one (TwDb *db, const TwEntity *entity, gboolean *done, GError **error)
{
  g_autoptr (GPtrArray) indexes = tw_entity_dup_indexes (entity);

  *done = TRUE;
  for (guint i = 0; i < indexes->len && *done; i += 2)
    if (!has_index (db, indexes->pdata[i], done, error) || (!*done && !tw_db_exec (db, indexes->pdata[i + 1], error)))
      return FALSE;
  return TRUE;
}

gboolean
tw_unindexed_mend (TwDb *db, TwSchema *schema, gboolean *more, GError **error)
{
  g_auto (GStrv) numbers = NULL;
  const TwEntity *entity;
  gboolean done = TRUE;

  if (!read_list (db, &numbers, error))
    return FALSE;
  *more = numbers[0] != NULL;
  if (!*more)
    return TRUE;
  entity = tw_schema_get_entity_by_number (schema, (guint) g_ascii_strtoull (numbers[0], NULL, 10));
  if (entity != NULL && (!build_one (db, entity, &done, error) || (done && !tw_search_end_many (db, entity, MERGE_PAGES, &done, error))))
    return FALSE;
  if (done)
    {
      g_autofree char *rest = g_strjoinv (",", numbers + 1);

      *more = *rest != '\0';
      return write_list (db, rest, error);
    }
  return TRUE;
}
