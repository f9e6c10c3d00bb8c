/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-db-private.h"
#include "tw-search-late.h"

gboolean
tw_search_late_create (TwDb *db, GError **error)
{
  return tw_db_exec (db, "CREATE TABLE IF NOT EXISTS " TW_SEARCH_LATE " (entity INTEGER NOT NULL, texts INTEGER NOT NULL, "
                     "rid INTEGER NOT NULL, words TEXT, PRIMARY KEY (entity, texts, rid)) WITHOUT ROWID", error);
}

TwStmt *
tw_search_late_prepare_note (TwDb *db, const TwEntity *entity, gboolean texts, GError **error)
{
  TwStmt *stmt = tw_db_prepare (db, "INSERT OR IGNORE INTO " TW_SEARCH_LATE " (entity, texts, rid, words) VALUES (?, ?, ?, ?)", error);

  if (stmt == NULL)
    return NULL;
  tw_stmt_bind_int (stmt, 1, entity->number);
  tw_stmt_bind_int (stmt, 2, texts);
  return stmt;
}

gboolean
tw_search_late_note (TwStmt *stmt, gint64 rid, const char *words, GError **error)
{
  tw_stmt_bind_int (stmt, 3, rid);
  if (words != NULL)
    tw_stmt_bind_text (stmt, 4, words, -1);
  else
    tw_stmt_bind_null (stmt, 4);
  return tw_stmt_run (stmt, error);
}

gboolean
tw_search_late_forget (TwDb *db, const TwEntity *entity, gboolean texts, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "DELETE FROM " TW_SEARCH_LATE " WHERE entity = ? AND texts = ?", error);

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_int (stmt, 1, entity->number);
  tw_stmt_bind_int (stmt, 2, texts);
  return tw_stmt_run (stmt, error);
}

static gboolean
forget_up_to (TwDb *db, const TwEntity *entity, gboolean texts, gint64 rid, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "DELETE FROM " TW_SEARCH_LATE " WHERE entity = ? AND texts = ? AND rid <= ?", error);

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_int (stmt, 1, entity->number);
  tw_stmt_bind_int (stmt, 2, texts);
  tw_stmt_bind_int (stmt, 3, rid);
  return tw_stmt_run (stmt, error);
}

gboolean
tw_search_late_take (TwDb *db, const TwEntity *entity, gboolean texts, guint limit, GHashTable *words, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT rid, words FROM " TW_SEARCH_LATE " WHERE entity = ? AND texts = ? ORDER BY rid LIMIT ?",
                                           error);
  g_autoptr (GError) local = NULL;
  gboolean any = FALSE;
  gint64 rid = 0;

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_int (stmt, 1, entity->number);
  tw_stmt_bind_int (stmt, 2, texts);
  tw_stmt_bind_int (stmt, 3, limit);
  while (tw_stmt_step (stmt, &local))
    {
      rid = tw_stmt_get_int (stmt, 0);
      g_hash_table_replace (words, g_memdup2 (&rid, sizeof rid), g_strdup (tw_stmt_get_text (stmt, 1, NULL)));
      any = TRUE;
    }
  if (local == NULL)
    return !any || forget_up_to (db, entity, texts, rid, error);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

GArray *
tw_search_late_list_entities (TwDb *db, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT DISTINCT entity FROM " TW_SEARCH_LATE, error);
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GError) local = NULL;

  if (stmt == NULL)
    return NULL;
  while (tw_stmt_step (stmt, &local))
    {
      gint64 number = tw_stmt_get_int (stmt, 0);

      g_array_append_val (numbers, number);
    }
  if (local == NULL)
    return g_steal_pointer (&numbers);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

gboolean
tw_search_late_count (TwDb *db, int *n, GError **error)
{
  gint64 count = 0;

  if (!tw_db_pragma_int (db, "SELECT count (*) FROM " TW_SEARCH_LATE, &count, error))
    return FALSE;
  *n = (int) MIN (count, G_MAXINT);
  return TRUE;
}
