/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows that the index does not have as they are now are not taken from it but looked at themselves (decision 0046). */
#include "config.h"

#include "tw-search-late.h"
#include "tw-search-look.h"

/* Usually none. */
gboolean
tw_search_list_late (TwSearching *search, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (search->db, "SELECT DISTINCT entity, rid FROM " TW_SEARCH_LATE, error);
  g_autoptr (GError) local = NULL;

  if (stmt == NULL)
    return FALSE;
  while (tw_stmt_step (stmt, &local))
    {
      gint64 key = tw_candidate_key ((guint) tw_stmt_get_int (stmt, 0), tw_stmt_get_int (stmt, 1));

      g_hash_table_add (search->late, g_memdup2 (&key, sizeof key));
    }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* ?1 the row, ?2 what its names are asked for, ?3 what all its texts are: 1 found in the names, 0 in the texts, no row: neither. */
static char *
dup_late_question (const TwEntity *entity)
{
  g_autofree char *table = tw_entity_dup_table (entity);
  g_autoptr (GString) names = g_string_new (NULL);
  g_autoptr (GString) texts = g_string_new (NULL);

  tw_search_append_columns (names, entity, FALSE);
  tw_search_append_columns (texts, entity, TRUE);
  return g_strdup_printf ("SELECT found FROM (SELECT CASE WHEN tw_search_has_words (?2, %s) THEN 1 "
                          "WHEN tw_search_has_words (?3, %s) THEN 0 END AS found FROM \"%s\" AS t0 WHERE t0.rid = ?1 AND t0.deleted IS NULL) WHERE found IS NOT NULL",
                          names->str, texts->str, table);
}

static gboolean
find_late_row (TwSearching *search, gint64 key, const char *in_names, const char *in_texts, GError **error)
{
  const TwEntity *entity = tw_schema_get_entity_by_number (search->schema, (guint) (key % 4096));
  g_autofree char *sql = NULL;
  g_autoptr (TwStmt) stmt = NULL;
  g_autoptr (GError) local = NULL;

  if (entity == NULL || entity->retired || (search->entity != NULL && search->entity->number != entity->number))
    return TRUE;
  sql = dup_late_question (entity);
  stmt = tw_db_prepare (search->db, sql, error);
  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_int (stmt, 1, key / 4096);
  tw_stmt_bind_text (stmt, 2, in_names, -1);
  tw_stmt_bind_text (stmt, 3, in_texts, -1);
  if (tw_stmt_step (stmt, &local))
    tw_candidate_add (search, entity->number, key / 4096, !tw_stmt_get_int (stmt, 0));
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* As TW_SEARCH_ALL_WORDS and TW_SEARCH_ALL_WORDS_LONG ask the index. */
gboolean
tw_search_find_late (TwSearching *search, GError **error)
{
  g_autofree char *words = g_strjoinv (" ", search->words), *begins = g_strconcat (words, "*", NULL);
  const char *last = search->words[g_strv_length (search->words) - 1];
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, search->late);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (!find_late_row (search, *(gint64 *) key, begins, g_utf8_strlen (last, -1) > 2 ? begins : words, error))
      return FALSE;
  return TRUE;
}
