/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Searching: candidates are few, so that ranking them costs nothing, however many records match.
 *
 * Questions, each one statement over all entities: titles that start with the text (through the index of the name column,
 * so that the exact old "Acme" is found behind a thousand newer "Acme …"), then the newest records with all the words in
 * their names, then, while there is room, in their texts. What they give is ranked here by how well it matches, its kind
 * and when it was last changed.
 *
 * The index has the first three letters of words, newest first and read no further than needed. For a longer beginning
 * FTS5 puts together the places of all words that begin so before it gives the first one, which for "jenn" on a million
 * people takes 50 ms. So the first three letters are asked for, and the rows looked at for the rest, some hundred of them:
 * either many of them match, or the longer beginning is rare and FTS5 is quick with it. */
#include "config.h"

#include <string.h>

#include "tw-search-look.h"
#include "tw-search-near.h"
#include "tw-search-private.h"
#include "tw-search-rank.h"
#include "tw-store-internal.h"
#include "tw-text.h"

#define MAX_LIMIT      1000
#define TITLES_A_KIND  8
#define SPARE          12                              /* candidates of a kind beyond the limit */
/* Rows that are looked at for a longer beginning of a word than the index has. */
#define LOOK_AT_NAMES  400
#define LOOK_AT_TEXTS  200

/* --- The three questions --- */

typedef enum { ASK_TITLES, ASK_NAMES, ASK_TEXTS } Question;

/* ?1 is what the index is asked for, ?2 the limit, ?3 the beginning of a word that the row must have. */
static void
append_index_question (GString *sql, const TwEntity *entity, gboolean texts, const char *index, gboolean look)
{
  g_autofree char *table = tw_entity_dup_table (entity);

  if (!look)
    {
      g_string_append_printf (sql, "SELECT * FROM (SELECT %u, rowid FROM \"%s\" WHERE \"%s\" MATCH ?1 ORDER BY rowid DESC LIMIT ?2)",
                              entity->number, index, index);
      return;
    }
  g_string_append_printf (sql, "SELECT * FROM (SELECT %u, t0.rid FROM (SELECT rowid AS r FROM \"%s\" WHERE \"%s\" MATCH ?1 "
                          "ORDER BY rowid DESC LIMIT %d) CROSS JOIN \"%s\" AS t0 ON t0.rid = r WHERE ", entity->number, index, index,
                          texts ? LOOK_AT_TEXTS : LOOK_AT_NAMES, table);
  tw_search_append_has_prefix (sql, entity, texts, "?3");
  g_string_append (sql, " LIMIT ?2)");
}

static gboolean
append_question (GString *sql, const TwEntity *entity, Question question, gboolean look)
{
  g_autofree char *table = NULL;
  g_autofree char *column = NULL;

  if (question == ASK_TITLES)
    {
      const TwField *name = entity->name_field;

      if (name == NULL || name->type != TW_TYPE_TEXT || !tw_field_is_stored (name) || !tw_search_reads_field (name))
        return FALSE;
      table = tw_entity_dup_table (entity);
      column = tw_field_dup_column (name);
      if (sql->len > 0)
        g_string_append (sql, " UNION ALL ");
      g_string_append_printf (sql, "SELECT * FROM (SELECT %u, rid FROM \"%s\" WHERE deleted IS NULL AND \"%s\" >= ?1 "
                              "ORDER BY \"%s\" LIMIT ?2)", entity->number, table, column, column);
      return TRUE;
    }
  table = question == ASK_NAMES ? tw_search_dup_names_table (entity) : tw_search_dup_texts_table (entity);
  if (table == NULL)
    return FALSE;
  if (sql->len > 0)
    g_string_append (sql, " UNION ALL ");
  append_index_question (sql, entity, question == ASK_TEXTS, table, look);
  return TRUE;
}

/* beginning: (nullable): rows are looked at for a word that begins so. */
static gboolean
ask (TwSearching *search, Question question, const char *argument, const char *beginning, guint limit, GError **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autoptr (TwStmt) stmt = NULL;
  g_autoptr (GError) local = NULL;
  guint kind = 0, n_of_kind = 0;

  for (guint i = 0; i < search->kinds->len; i++)
    append_question (sql, g_ptr_array_index (search->kinds, i), question, beginning != NULL);
  if (sql->len == 0 || argument == NULL)
    return TRUE;
  stmt = tw_db_prepare (search->db, sql->str, error);
  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_text (stmt, 1, argument, -1);
  tw_stmt_bind_int (stmt, 2, limit + g_hash_table_size (search->late));
  if (beginning != NULL)
    tw_stmt_bind_text (stmt, 3, beginning, -1);
  while (tw_stmt_step (stmt, &local))
    {
      guint number = (guint) tw_stmt_get_int (stmt, 0);
      gint64 key = tw_candidate_key (number, tw_stmt_get_int (stmt, 1));

      if (number != kind)
        n_of_kind = 0;
      kind = number;
      /* The limit has room for all that are late; not more of the others are wanted for that. */
      if (n_of_kind < limit && (question == ASK_TITLES || !g_hash_table_contains (search->late, &key)))
        {
          tw_candidate_add (search, number, tw_stmt_get_int (stmt, 1), question == ASK_TEXTS);
          n_of_kind++;
        }
    }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* Of a query with a condition: the newest records that meet it and have the words. */
static gboolean
ask_query (TwSearching *search, guint limit, GError **error)
{
  g_autoptr (TwQuery) query = tw_query_with_text (search->query, search->text);
  g_autofree char *table = tw_entity_dup_table (search->entity);
  g_autoptr (TwSql) sql = tw_sql_new ();
  TwExprContext *context = tw_store_dup_context (search->store);
  g_autoptr (GError) local = NULL;
  TwStmt *stmt = NULL;

  tw_sql_append (sql, "SELECT t0.rid FROM ");
  tw_sql_append_identifier (sql, table);
  tw_sql_append (sql, " AS t0 WHERE ");
  if (tw_store_append_condition (search->store, query, context, sql, &local))
    {
      g_autofree char *rest = g_strdup_printf (" ORDER BY t0.rid DESC LIMIT %u", limit);

      tw_sql_append (sql, rest);
      stmt = tw_db_prepare_sql (search->db, sql, &local);
    }
  while (stmt != NULL && tw_stmt_step (stmt, &local))
    tw_candidate_add (search, search->entity->number, tw_stmt_get_int (stmt, 0), FALSE);
  tw_stmt_done (stmt);
  tw_store_context_free (context);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* --- All of it --- */

static GPtrArray *
rank (TwSearching *search, GError **error)
{
  g_autoptr (GPtrArray) hits = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_hit_free);

  for (guint i = 0; i < search->candidates->len; i++)
    if (g_array_index (search->candidates, TwCandidate, i).hit == NULL &&
        !tw_candidate_read (search, &g_array_index (search->candidates, TwCandidate, i), error))
      return NULL;
  g_array_sort (search->candidates, tw_candidate_compare);
  for (guint i = 0; i < MIN (search->candidates->len, search->limit); i++)
    {
      TwCandidate *candidate = &g_array_index (search->candidates, TwCandidate, i);

      if (candidate->hit == NULL)
        break;
      tw_candidate_complete (search, candidate);
      g_ptr_array_add (hits, g_steal_pointer (&candidate->hit));
    }
  return g_steal_pointer (&hits);
}

/* The first titles from the text on, of which only the first ones may begin with it. */
static gboolean
find_titles (TwSearching *search, GError **error)
{
  if (!ask (search, ASK_TITLES, search->text, NULL, TITLES_A_KIND, error))
    return FALSE;
  for (guint i = search->candidates->len; i > 0; i--)
    {
      TwCandidate *candidate = &g_array_index (search->candidates, TwCandidate, i - 1);
      gint64 key = tw_candidate_key (candidate->entity->number, candidate->rid);

      if (!tw_candidate_read (search, candidate, error))
        return FALSE;
      if (candidate->hit != NULL && candidate->hit->title != NULL && tw_text_has_prefix (candidate->hit->title, search->text))
        continue;
      g_hash_table_remove (search->known, &key);
      g_array_remove_index (search->candidates, i - 1);
    }
  return TRUE;
}

static gboolean
is_enough (TwSearching *search)
{
  return search->candidates->len >= search->limit;
}

static gboolean
find_candidates (TwSearching *search, GError **error)
{
  g_autofree char *all = tw_search_dup_match (search->words, TW_SEARCH_ALL_WORDS);
  g_autofree char *texts = tw_search_dup_match (search->words, TW_SEARCH_ALL_WORDS_LONG);
  g_autofree char *shortened = tw_search_dup_match (search->words, TW_SEARCH_SHORTENED);
  const char *last = shortened != NULL ? search->words[g_strv_length (search->words) - 1] : NULL;

  if (all == NULL)
    return TRUE;
  if (search->query != NULL && tw_query_get_where (search->query) != NULL)
    return ask_query (search, search->limit + SPARE, error);
  if (!find_titles (search, error) || !tw_search_find_late (search, search->limit + SPARE, error))
    return FALSE;
  if (shortened != NULL)
    {
      if (!ask (search, ASK_NAMES, shortened, last, search->limit + SPARE, error) ||
          (!is_enough (search) && !ask (search, ASK_TEXTS, shortened, last, search->limit, error)))
        return FALSE;
      if (is_enough (search))
        return TRUE;
    }
  return ask (search, ASK_NAMES, all, NULL, search->limit + SPARE, error) &&
         (is_enough (search) || ask (search, ASK_TEXTS, texts, NULL, search->limit, error));
}

/* When nothing has the words that were typed: the same with the words that were probably meant. The search borrows its texts. */
static gboolean
find_near (TwSearching *search, GError **error)
{
  char **typed = search->words, *phrase = search->phrase;
  const char *text = search->text;
  g_auto (GStrv) words = NULL;
  g_autofree char *joined = NULL;
  g_autoptr (GError) local = NULL;
  gboolean good;

  if (search->candidates->len > 0)
    return TRUE;
  words = tw_search_dup_near (search, &local);
  if (words == NULL)
    {
      if (local == NULL)
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  joined = g_strjoinv (" ", words);
  search->words = words;
  search->phrase = joined;
  search->text = joined;
  good = find_candidates (search, error);
  search->words = typed;
  search->phrase = phrase;
  search->text = text;
  if (good && search->candidates->len > 0)
    search->meant = g_steal_pointer (&joined);
  return good;
}

static void
interrupt_cb (GCancellable *cancellable, gpointer data)
{
  tw_db_interrupt (data);
}

/* query: (nullable): of the entity, whose condition must be met. meant: (out) (nullable): the words when they are not those typed. */
static GPtrArray *
search_with (TwStore *store, const char *text, const TwEntity *entity, TwQuery *query, guint limit, gboolean near, char **meant,
             GCancellable *cancellable, GError **error)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (store);
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  g_auto (GStrv) words = tw_search_split_query (stripped);
  g_autofree char *phrase = g_strjoinv (" ", words);
  g_autoptr (GArray) candidates = g_array_new (FALSE, FALSE, sizeof (TwCandidate));
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr (GPtrArray) kinds = g_ptr_array_new ();
  g_autoptr (GHashTable) late = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  TwDb *db = tw_store_take_reader (store, error);
  TwSearching search = { store, db, schema, entity, query, stripped, words, phrase, MIN (limit, MAX_LIMIT), g_get_real_time (), candidates,
                         known, kinds, late, NULL };
  GPtrArray *hits = NULL;
  gulong handler = 0;

  if (db == NULL)
    return NULL;
  g_array_set_clear_func (candidates, (GDestroyNotify) tw_candidate_clear);
  if (cancellable != NULL)
    handler = g_cancellable_connect (cancellable, G_CALLBACK (interrupt_cb), db, NULL);
  /* One state of the store for all questions, and one lock of it instead of one for each. */
  if (!g_cancellable_set_error_if_cancelled (cancellable, error) && tw_db_run (db, "BEGIN", error))
    {
      if (tw_search_list_kinds (&search, error) && tw_search_list_late (&search, error) && find_candidates (&search, error) &&
          (!near || find_near (&search, error)))
        hits = rank (&search, error);
      tw_db_run (db, "COMMIT", NULL);
    }
  if (meant != NULL)
    *meant = g_steal_pointer (&search.meant);
  g_free (search.meant);
  g_cancellable_disconnect (cancellable, handler);
  tw_store_return_reader (store, db);
  return hits;
}

/* --- Public --- */

/**
 * tw_hit_free:
 * @hit: (transfer full): a hit
 *
 * Frees a hit with its texts.
 */
void
tw_hit_free (TwHit *hit)
{
  g_free (hit->title);
  g_free (hit->detail);
  g_free (hit);
}

/**
 * tw_store_search:
 * @store: a store
 * @text: what was typed
 * @entity: (nullable): the only kind to look for
 * @limit: how many hits, at most 1,000
 *
 * Finds live records that have every word of the text, the last one as a prefix, in their names or texts. At most a few
 * dozen records of a kind are looked at, the newest first, beside those whose title begins with the text. Any thread.
 *
 * Returns: (transfer full) (element-type TwHit) (nullable): the best first; %NULL with @error
 */
GPtrArray *
tw_store_search (TwStore *store, const char *text, const TwEntity *entity, guint limit, GError **error)
{
  g_return_val_if_fail (TW_IS_STORE (store), NULL);
  g_return_val_if_fail (text != NULL, NULL);

  return search_with (store, text, entity, NULL, limit, FALSE, NULL, NULL, error);
}

/**
 * tw_store_search_near:
 * @store: a store
 * @text: what was typed
 * @entity: (nullable): the only kind to look for
 * @limit: how many hits, at most 1,000
 *
 * As tw_store_search(). When nothing has the words, the records are found that have nearly the same ones: a word of four or five
 * letters with one letter wrong, missing, too much or turned round with its neighbour, a longer one with two. They are looked for
 * among the newest records whose names begin alike. For a person who types, not for programs that count on exact words. Any thread.
 *
 * Returns: (transfer full) (element-type TwHit) (nullable): the best first; %NULL with @error
 */
GPtrArray *
tw_store_search_near (TwStore *store, const char *text, const TwEntity *entity, guint limit, GError **error)
{
  g_return_val_if_fail (TW_IS_STORE (store), NULL);
  g_return_val_if_fail (text != NULL, NULL);

  return search_with (store, text, entity, NULL, limit, TRUE, NULL, NULL, error);
}

typedef struct
{
  char           *text;
  TwSchema       *schema;                              /* keeps entity */
  const TwEntity *entity;
  TwQuery        *query;                               /* (nullable) */
  guint           limit;
  gboolean        near;
  char           *meant;                               /* (nullable) */
} Request;

static void
request_free (Request *request)
{
  g_free (request->text);
  g_clear_pointer (&request->schema, tw_schema_unref);
  g_clear_pointer (&request->query, tw_query_unref);
  g_free (request->meant);
  g_free (request);
}

static void
search_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Request *request = data;
  GError *error = NULL;
  GPtrArray *hits = search_with (source, request->text, request->entity, request->query, request->limit, request->near, &request->meant,
                                 cancellable, &error);

  if (hits != NULL)
    g_task_return_pointer (task, hits, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

static void
start_search (TwStore *store, const char *text, const TwEntity *entity, TwQuery *query, guint limit, gboolean near,
              GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, data);
  Request *request = g_new0 (Request, 1);

  request->text = g_strdup (text);
  request->schema = tw_store_ref_schema (store);
  request->entity = entity != NULL ? tw_schema_get_entity_by_number (request->schema, entity->number) : NULL;
  request->query = query != NULL ? tw_query_ref (query) : NULL;
  request->limit = limit;
  request->near = near;
  g_task_set_source_tag (task, tw_store_search_async);
  g_task_set_task_data (task, request, (GDestroyNotify) request_free);
  tw_store_run_reader (store, task, search_thread);
}

/**
 * tw_store_search_async:
 * @store: a store
 * @text: what was typed
 * @entity: (nullable): the only kind to look for
 * @limit: how many hits, at most 1,000
 * @cancellable: (nullable): for the next keystroke, which stops this search at once
 * @callback: called when it is done
 * @data: for @callback
 *
 * As tw_store_search(), on a reader thread.
 */
void
tw_store_search_async (TwStore *store, const char *text, const TwEntity *entity, guint limit, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer data)
{
  start_search (store, text, entity, NULL, limit, FALSE, cancellable, callback, data);
}

/**
 * tw_store_search_near_async:
 * @store: a store
 * @text: what was typed
 * @entity: (nullable): the only kind to look for
 * @limit: how many hits, at most 1,000
 * @cancellable: (nullable): for the next keystroke, which stops this search at once
 * @callback: called when it is done; it calls tw_store_search_finish()
 * @data: for @callback
 *
 * As tw_store_search_near(), on a reader thread.
 */
void
tw_store_search_near_async (TwStore *store, const char *text, const TwEntity *entity, guint limit, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer data)
{
  start_search (store, text, entity, NULL, limit, TRUE, cancellable, callback, data);
}

/**
 * tw_store_search_query_async:
 * @store: a store
 * @query: its entity is searched, for its text, among the records that meet its condition
 * @limit: how many hits, at most 1,000
 * @near: whether nearly the same words are looked for when nothing has those of the text
 * @cancellable: (nullable): for the next keystroke, which stops this search at once
 * @callback: called when it is done; it calls tw_store_search_finish()
 * @data: for @callback
 *
 * Searches one kind of records, on a reader thread. With a condition the newest records that have the words are ranked.
 */
void
tw_store_search_query_async (TwStore *store, TwQuery *query, guint limit, gboolean near, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer data)
{
  g_return_if_fail (TW_IS_STORE (store));
  g_return_if_fail (query != NULL && tw_query_get_text (query) != NULL);

  start_search (store, tw_query_get_text (query), tw_query_get_entity (query), query, limit, near, cancellable, callback, data);
}

/**
 * tw_store_search_dup_meant:
 * @result: of a search that looked for near words, when it is done
 *
 * Returns: (transfer full) (nullable): the words that were found instead of those typed; %NULL: those that were typed
 */
char *
tw_store_search_dup_meant (GAsyncResult *result)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, tw_store_search_async), NULL);

  return g_strdup (((Request *) g_task_get_task_data (G_TASK (result)))->meant);
}

/**
 * tw_store_search_finish:
 * @store: a store
 * @result: of tw_store_search_async()
 *
 * Returns: (transfer full) (element-type TwHit) (nullable): as tw_store_search(); %G_IO_ERROR_CANCELLED when it was stopped
 */
GPtrArray *
tw_store_search_finish (TwStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, store), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
