/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Searching: candidates are few, so that ranking them costs nothing, however many records match.
 *
 * Three questions, each one statement over all entities: titles that start with the text (through the index of the name
 * column, so that the exact old "Acme" is found behind a thousand newer "Acme …"), then the newest records with all the
 * words in their names, then, while there is room, in their texts. What they give is ranked here by how well it matches,
 * its kind and when it was last changed. */
#include "config.h"

#include <string.h>

#include "tw-search-private.h"
#include "tw-search-words.h"
#include "tw-search.h"
#include "tw-store-private.h"
#include "tw-text.h"

#define MAX_LIMIT      1000
#define TITLES_A_KIND  8
#define SPARE          12                              /* candidates of a kind beyond the limit */
#define DETAIL_LENGTH  90
#define YEAR_USEC      (365.0 * TW_USEC_PER_DAY)

/* Quality of a match; the distance is greater than kind and recency can bridge. */
#define QUALITY_TITLE       500.0
#define QUALITY_FIELD       450.0
#define QUALITY_TITLE_START 400.0
#define QUALITY_IN_A_ROW    300.0
#define QUALITY_NAMES       200.0
#define QUALITY_TEXTS       100.0

typedef struct
{
  const TwEntity *entity;
  gint64          rid;
  gboolean        texts;                               /* found in texts only */
  TwHit          *hit;                                 /* NULL until it is read */
} Candidate;

typedef struct
{
  TwStore        *store;                               /* (unowned) */
  TwDb           *db;                                  /* (unowned) */
  TwSchema       *schema;                              /* (unowned) */
  const TwEntity *entity;                              /* (nullable): the only kind */
  const char     *text;                                /* what was typed, without the spaces around it */
  char          **words;
  char           *phrase;                              /* folded words with spaces */
  guint           limit;
  TwInstant       now;
  GArray         *candidates;                          /* Candidate */
  GHashTable     *known;                               /* rid and entity of the candidates */
} Search;

static void
candidate_clear (Candidate *candidate)
{
  g_clear_pointer (&candidate->hit, tw_hit_free);
}

static void
add_candidate (Search *search, guint entity_number, gint64 rid, gboolean texts)
{
  Candidate candidate = { tw_schema_get_entity_by_number (search->schema, entity_number), rid, texts, NULL };
  gint64 key = rid * 4096 + entity_number;

  if (candidate.entity != NULL && g_hash_table_add (search->known, g_memdup2 (&key, sizeof key)))
    g_array_append_val (search->candidates, candidate);
}

/* --- The three questions --- */

typedef enum { ASK_TITLES, ASK_NAMES, ASK_TEXTS } Question;

static gboolean
append_question (GString *sql, const TwEntity *entity, Question question)
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
  g_string_append_printf (sql, "SELECT * FROM (SELECT %u, rowid FROM \"%s\" WHERE \"%s\" MATCH ?1 ORDER BY rowid DESC LIMIT ?2)",
                          entity->number, table, table);
  return TRUE;
}

static gboolean
ask (Search *search, Question question, const char *argument, guint limit, GError **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autoptr (TwStmt) stmt = NULL;
  g_autoptr (GError) local = NULL;

  for (guint i = 0; i < tw_schema_get_n_entities (search->schema); i++)
    {
      const TwEntity *entity = tw_schema_get_entity_at (search->schema, i);

      if ((search->entity == NULL || search->entity->number == entity->number) && !entity->retired)
        append_question (sql, entity, question);
    }
  if (sql->len == 0 || argument == NULL)
    return TRUE;
  stmt = tw_db_prepare (search->db, sql->str, error);
  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_text (stmt, 1, argument, -1);
  tw_stmt_bind_int (stmt, 2, limit);
  while (tw_stmt_step (stmt, &local))
    add_candidate (search, (guint) tw_stmt_get_int (stmt, 0), tw_stmt_get_int (stmt, 1), question == ASK_TEXTS);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* --- How well a record matches --- */

static double
get_kind_weight (const TwEntity *entity)
{
  static const struct { const char *group; double weight; } weights[] = {
    { "people", 50 }, { "sell", 47 }, { "serve", 40 }, { "plan", 35 }, { "know", 30 }, { "admin", 10 },
  };

  for (guint i = 0; entity->group != NULL && i < G_N_ELEMENTS (weights); i++)
    if (strcmp (weights[i].group, entity->group) == 0)
      return weights[i].weight;
  return 5;
}

static char *
dup_words (const char *text)
{
  g_auto (GStrv) words = tw_text_words (text);

  return g_strjoinv (" ", words);
}

/* Whether the phrase stands in the words, from the start of one. */
static gboolean
stands_in (const char *words, const char *phrase)
{
  for (const char *p = strstr (words, phrase); p != NULL; p = strstr (p + 1, phrase))
    if (p == words || p[-1] == ' ')
      return TRUE;
  return FALSE;
}

static double
rate_text (Search *search, const char *text, gboolean is_title)
{
  g_autofree char *words = text != NULL ? dup_words (text) : NULL;

  if (words == NULL)
    return QUALITY_NAMES;
  if (strcmp (words, search->phrase) == 0)
    return is_title ? QUALITY_TITLE : QUALITY_FIELD;
  if (is_title && g_str_has_prefix (words, search->phrase))
    {
      /* A shorter title is nearer to what was typed. */
      return QUALITY_TITLE_START + 20.0 * strlen (search->phrase) / strlen (words);
    }
  return stands_in (words, search->phrase) ? QUALITY_IN_A_ROW : QUALITY_NAMES;
}

static const TwField *
get_detail_field (const TwEntity *entity)
{
  for (guint i = 0; entity->list_columns != NULL && entity->list_columns[i] != NULL; i++)
    {
      const TwField *field = tw_entity_get_field (entity, entity->list_columns[i]);

      if (field != NULL && field != entity->name_field && field != entity->owner_field && tw_field_is_stored (field) &&
          (field->kind == TW_KIND_LINK || field->kind == TW_KIND_EMAIL))
        return field;
    }
  return NULL;
}

static void
append_column (GString *sql, const TwField *field)
{
  g_autofree char *column = tw_field_dup_column (field);

  g_string_append_printf (sql, ", \"%s\"", column);
  if (field->type == TW_TYPE_LINK && tw_field_get_target (field) == NULL)
    g_string_append_printf (sql, ", \"%s_ent\"", column);
}

/* Reads the row of a candidate and rates it; NULL when it is not to be shown. */
static gboolean
read_candidate (Search *search, Candidate *candidate, GError **error)
{
  const TwEntity *entity = candidate->entity;
  g_autofree char *table = tw_entity_dup_table (entity);
  g_autoptr (GString) sql = g_string_new ("SELECT id, updated_at");
  g_autoptr (TwStmt) stmt = NULL;
  g_autoptr (GError) local = NULL;
  double quality = candidate->texts ? QUALITY_TEXTS : QUALITY_NAMES;
  double age;
  int at = 2;

  for (guint i = 0; i < entity->n_fields; i++)
    if (tw_search_is_name (entity->fields[i]))
      append_column (sql, entity->fields[i]);
  g_string_append_printf (sql, " FROM \"%s\" WHERE rid = ? AND deleted IS NULL", table);
  stmt = tw_db_prepare (search->db, sql->str, error);
  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_int (stmt, 1, candidate->rid);
  if (!tw_stmt_step (stmt, &local))
    {
      if (local == NULL)
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  candidate->hit = g_new0 (TwHit, 1);
  candidate->hit->entity = entity->number;
  tw_stmt_get_id (stmt, 0, &candidate->hit->id);
  for (guint i = 0; i < entity->n_fields; i++)
    {
      const TwField *field = entity->fields[i];

      if (!tw_search_is_name (field))
        continue;
      if (field == entity->name_field && field->type == TW_TYPE_TEXT)
        candidate->hit->title = g_strdup (tw_stmt_get_text (stmt, at, NULL));
      if (!candidate->texts && field->type == TW_TYPE_TEXT)
        quality = MAX (quality, rate_text (search, tw_stmt_get_text (stmt, at, NULL), field == entity->name_field));
      at++;
    }
  age = MAX (0, search->now - tw_stmt_get_int (stmt, 1)) / YEAR_USEC;
  candidate->hit->score = quality + get_kind_weight (entity) + 20.0 / (1.0 + age);
  return TRUE;
}

/* --- The winners --- */

static int
compare_candidates (gconstpointer a, gconstpointer b)
{
  const Candidate *x = a, *y = b;

  if (x->hit == NULL || y->hit == NULL)
    return (x->hit == NULL) - (y->hit == NULL);
  if (x->hit->score != y->hit->score)
    return x->hit->score > y->hit->score ? -1 : 1;
  return tw_id_compare (&y->hit->id, &x->hit->id);
}

/* The line of the text that has one of the words, cut to a length that fits under a title. */
static char *
dup_line_with_word (Search *search, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", 500);

  for (guint i = 0; lines[i] != NULL; i++)
    for (guint j = 0; search->words[j] != NULL; j++)
      if (tw_text_contains (lines[i], search->words[j]))
        {
          const char *line = g_strstrip (lines[i]);
          glong length = g_utf8_strlen (line, -1);
          const char *start = line;
          g_autofree char *cut = NULL;

          /* In a long line, begin near the word. */
          while (length > DETAIL_LENGTH)
            {
              const char *next = strchr (start, ' ');

              if (next == NULL || !tw_text_contains (next, search->words[j]))
                break;
              start = next + 1;
              length = g_utf8_strlen (start, -1);
            }
          cut = g_utf8_substring (start, 0, MIN (length, DETAIL_LENGTH));
          return g_strconcat (start > line ? "…" : "", cut, length > DETAIL_LENGTH ? "…" : "", NULL);
        }
  return NULL;
}

static char *
dup_text_detail (Search *search, TwRecord *record)
{
  const TwEntity *entity = tw_record_get_entity (record);

  for (guint i = 0; i < entity->n_fields; i++)
    {
      const TwValue *value;
      char *line;

      if (!tw_search_is_text (entity->fields[i]) || entity->fields[i]->type != TW_TYPE_TEXT)
        continue;
      value = tw_record_get (record, entity->fields[i]);
      if (!tw_value_is_null (value) && (line = dup_line_with_word (search, value->text)) != NULL)
        return line;
    }
  return NULL;
}

static char *
dup_field_detail (Search *search, TwRecord *record, const TwField *field)
{
  const TwValue *value = tw_record_get (record, field);
  g_autofree char *text = NULL;

  if (value->type == TW_TYPE_LINK)
    text = tw_store_dup_title (search->store, value->tag, &value->id);
  else if (value->type == TW_TYPE_TEXT)
    text = g_strdup (value->text);
  return text != NULL && *text != '\0' ? g_steal_pointer (&text) : NULL;
}

static void
complete_hit (Search *search, Candidate *candidate)
{
  TwHit *hit = candidate->hit;
  const TwField *field = get_detail_field (candidate->entity);
  g_autoptr (TwRecord) record = NULL;

  if (hit->title == NULL)
    hit->title = tw_store_dup_title (search->store, hit->entity, &hit->id);
  if (field == NULL && !candidate->texts)
    return;
  record = tw_store_get (search->store, candidate->entity, &hit->id, NULL);
  if (record == NULL)
    return;
  if (candidate->texts)
    hit->detail = dup_text_detail (search, record);
  if (hit->detail == NULL && field != NULL)
    hit->detail = dup_field_detail (search, record, field);
}

static GPtrArray *
rank (Search *search, GError **error)
{
  g_autoptr (GPtrArray) hits = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_hit_free);

  for (guint i = 0; i < search->candidates->len; i++)
    if (g_array_index (search->candidates, Candidate, i).hit == NULL &&
        !read_candidate (search, &g_array_index (search->candidates, Candidate, i), error))
      return NULL;
  g_array_sort (search->candidates, compare_candidates);
  for (guint i = 0; i < MIN (search->candidates->len, search->limit); i++)
    {
      Candidate *candidate = &g_array_index (search->candidates, Candidate, i);

      if (candidate->hit == NULL)
        break;
      complete_hit (search, candidate);
      g_ptr_array_add (hits, g_steal_pointer (&candidate->hit));
    }
  return g_steal_pointer (&hits);
}

static gboolean
find_candidates (Search *search, GError **error)
{
  g_autofree char *names = tw_search_dup_match (search->words, TW_SEARCH_ALL_WORDS);
  g_autofree char *texts = tw_search_dup_match (search->words, TW_SEARCH_ALL_WORDS_LONG);

  if (names == NULL)
    return TRUE;
  if (!ask (search, ASK_TITLES, search->text, TITLES_A_KIND, error))
    return FALSE;
  /* The first titles from the text on need not begin with it. */
  for (guint i = search->candidates->len; i > 0; i--)
    {
      Candidate *candidate = &g_array_index (search->candidates, Candidate, i - 1);
      gint64 key = candidate->rid * 4096 + candidate->entity->number;

      if (!read_candidate (search, candidate, error))
        return FALSE;
      if (candidate->hit != NULL && candidate->hit->title != NULL && tw_text_has_prefix (candidate->hit->title, search->text))
        continue;
      g_hash_table_remove (search->known, &key);
      g_array_remove_index (search->candidates, i - 1);
    }
  if (!ask (search, ASK_NAMES, names, search->limit + SPARE, error))
    return FALSE;
  return search->candidates->len >= search->limit || ask (search, ASK_TEXTS, texts, search->limit, error);
}

static void
interrupt_cb (GCancellable *cancellable, gpointer data)
{
  tw_db_interrupt (data);
}

static GPtrArray *
search_with (TwStore *store, const char *text, const TwEntity *entity, guint limit, GCancellable *cancellable, GError **error)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (store);
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  g_auto (GStrv) words = tw_search_split_query (stripped);
  g_autofree char *phrase = g_strjoinv (" ", words);
  g_autoptr (GArray) candidates = g_array_new (FALSE, FALSE, sizeof (Candidate));
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  TwDb *db = tw_store_take_reader (store, error);
  Search search = { store, db, schema, entity, stripped, words, phrase, MIN (limit, MAX_LIMIT), g_get_real_time (), candidates, known };
  GPtrArray *hits = NULL;
  gulong handler = 0;

  if (db == NULL)
    return NULL;
  g_array_set_clear_func (candidates, (GDestroyNotify) candidate_clear);
  if (cancellable != NULL)
    handler = g_cancellable_connect (cancellable, G_CALLBACK (interrupt_cb), db, NULL);
  if (!g_cancellable_set_error_if_cancelled (cancellable, error) && find_candidates (&search, error))
    hits = rank (&search, error);
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

  return search_with (store, text, entity, limit, NULL, error);
}

typedef struct
{
  char           *text;
  TwSchema       *schema;                              /* keeps entity */
  const TwEntity *entity;
  guint           limit;
} Request;

static void
request_free (Request *request)
{
  g_free (request->text);
  g_clear_pointer (&request->schema, tw_schema_unref);
  g_free (request);
}

static void
search_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Request *request = data;
  GError *error = NULL;
  GPtrArray *hits = search_with (source, request->text, request->entity, request->limit, cancellable, &error);

  if (hits != NULL)
    g_task_return_pointer (task, hits, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
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
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, data);
  Request *request = g_new0 (Request, 1);

  request->text = g_strdup (text);
  request->schema = tw_store_ref_schema (store);
  request->entity = entity != NULL ? tw_schema_get_entity_by_number (request->schema, entity->number) : NULL;
  request->limit = limit;
  g_task_set_source_tag (task, tw_store_search_async);
  g_task_set_task_data (task, request, (GDestroyNotify) request_free);
  tw_store_run_reader (store, task, search_thread);
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
