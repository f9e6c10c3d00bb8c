/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Of the kinds of records most have none in any one workspace; asking FTS5 about them is most of what a search would take. Rows that the index
 * does not have as they are now are not taken from it but looked at themselves (decision 0046). */
#include "config.h"

#include "tw-search-late.h"
#include "tw-search-look.h"

static char *
dup_kinds_question (TwSearching *search)
{
  GString *sql = g_string_new (NULL);

  for (guint i = 0; i < tw_schema_get_n_entities (search->schema); i++)
    {
      const TwEntity *entity = tw_schema_get_entity_at (search->schema, i);
      g_autofree char *table = tw_entity_dup_table (entity);

      if (entity->retired || !tw_entity_is_searched (entity) || (search->entity != NULL && search->entity->number != entity->number))
        continue;
      g_string_append_printf (sql, "%sSELECT * FROM (SELECT %u FROM \"%s\" LIMIT 1)", sql->len > 0 ? " UNION ALL " : "", entity->number, table);
    }
  return g_string_free (sql, FALSE);
}

gboolean
tw_search_list_kinds (TwSearching *search, GError **error)
{
  g_autofree char *sql = dup_kinds_question (search);
  g_autoptr (TwStmt) stmt = *sql != '\0' ? tw_db_prepare (search->db, sql, error) : NULL;
  g_autoptr (GError) local = NULL;

  if (stmt == NULL)
    return *sql == '\0';
  while (tw_stmt_step (stmt, &local))
    g_ptr_array_add (search->kinds, (gpointer) tw_schema_get_entity_by_number (search->schema, (guint) tw_stmt_get_int (stmt, 0)));
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

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

/* ?1 the entity, ?2 what its names are asked for, ?3 what all its texts are, ?4 how many: the newest of those found in the names (1), then in
 * the texts (0). */
static char *
dup_late_question (const TwEntity *entity)
{
  g_autofree char *table = tw_entity_dup_table (entity);
  g_autoptr (GString) names = g_string_new (NULL);
  g_autoptr (GString) texts = g_string_new (NULL);

  tw_search_append_columns (names, entity, FALSE);
  tw_search_append_columns (texts, entity, TRUE);
  return g_strdup_printf ("SELECT rid, found FROM (SELECT t0.rid AS rid, CASE WHEN tw_search_has_words (?2, %s) THEN 1 "
                          "WHEN tw_search_has_words (?3, %s) THEN 0 END AS found "
                          "FROM (SELECT DISTINCT rid AS r FROM " TW_SEARCH_LATE " WHERE entity = ?1) CROSS JOIN \"%s\" AS t0 ON t0.rid = r "
                          "WHERE t0.deleted IS NULL) WHERE found IS NOT NULL ORDER BY found DESC, rid DESC LIMIT ?4",
                          names->str, texts->str, table);
}

static gboolean
find_late_rows (TwSearching *search, const TwEntity *entity, const char *in_names, const char *in_texts, guint limit, GError **error)
{
  g_autofree char *sql = dup_late_question (entity);
  g_autoptr (TwStmt) stmt = tw_db_prepare (search->db, sql, error);
  g_autoptr (GError) local = NULL;

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_int (stmt, 1, entity->number);
  tw_stmt_bind_text (stmt, 2, in_names, -1);
  tw_stmt_bind_text (stmt, 3, in_texts, -1);
  tw_stmt_bind_int (stmt, 4, limit);
  while (tw_stmt_step (stmt, &local))
    tw_candidate_add (search, entity->number, tw_stmt_get_int (stmt, 0), !tw_stmt_get_int (stmt, 1));
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* As TW_SEARCH_ALL_WORDS and TW_SEARCH_ALL_WORDS_LONG ask the index. */
gboolean
tw_search_find_late (TwSearching *search, guint limit, GError **error)
{
  g_autofree char *words = g_strjoinv (" ", search->words), *begins = g_strconcat (words, "*", NULL);
  const char *last = search->words[g_strv_length (search->words) - 1];
  g_autoptr (GArray) numbers = g_hash_table_size (search->late) > 0 ? tw_search_late_list_entities (search->db, error) : NULL;

  if (numbers == NULL)
    return g_hash_table_size (search->late) == 0;
  for (guint i = 0; i < numbers->len; i++)
    {
      const TwEntity *entity = tw_schema_get_entity_by_number (search->schema, (guint) g_array_index (numbers, gint64, i));

      if (entity != NULL && !entity->retired && (search->entity == NULL || search->entity->number == entity->number)
          && !find_late_rows (search, entity, begins, g_utf8_strlen (last, -1) > 2 ? begins : words, limit, error))
        return FALSE;
    }
  return TRUE;
}
