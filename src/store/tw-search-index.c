/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Upkeep of the search index.
 *
 * The index tables hold no text ("contentless"), so that a row can only be taken out by giving its former text: its words are
 * read before it is changed. All is written at the end of the transaction, new rows of an entity by one statement, changed
 * ones in the order of their numbers, out and in: FTS5 writes out what it has gathered, a piece to be merged later, whenever
 * another statement opens a savepoint or the numbers go back.
 *
 * The table tw_search remembers which columns an entity's index was made of; when the schema wants others, the index is
 * made anew. */
#include "config.h"

#include "tw-db-private.h"
#include "tw-search-private.h"
#include "tw-search-words.h"

/* From this many new rows on, the pieces that the index writes are merged many at a time: each row goes through one or two
 * merges instead of five. The pieces stay at their usual size, since gathering in memory is fastest while it fits the
 * processor's cache. What is left at the end is merged once more, so that no later small commit meets a crisis. */
#define MANY_ROWS        20000
/* Former words that are kept in memory. */
#define MANY_CHANGES     5000
#define MANY_CRISISMERGE 64
#define MANY_USERMERGE   16
#define ALL_PAGES        (1 << 30)
/* SQLite's own way is to merge a little with every commit, which makes a small one twice as long. Ours leaves the pieces until
 * there are so many of a size, and makes one of them then: that is rarer the larger they are. */
#define AUTOMERGE   0
#define CRISISMERGE 8
#define USERMERGE   4

/* What a transaction has done to one entity. */
typedef struct
{
  const TwEntity *entity;
  TwSchema       *schema;                              /* of the entity: a batch may outlive the commit that touched it */
  char           *names, *texts;                       /* index tables; (nullable) */
  gint64          last_old;                            /* greatest rid before the transaction; new rows are above */
  GHashTable     *former[2];                           /* of names and texts: rid → words in the index, NULL: not there */
  char           *select[2];                           /* (nullable): statements that read the words of a row */
} Touched;

struct _TwSearchBatch
{
  TwDb       *db;                                      /* (unowned) */
  GHashTable *entities;                                /* entity number → Touched */
  gboolean    registered;
  gboolean    keeps_former;                            /* however many they are */
};

static void
touched_free (Touched *touched)
{
  g_free (touched->names);
  g_free (touched->texts);
  for (guint i = 0; i < 2; i++)
    {
      g_hash_table_unref (touched->former[i]);
      g_free (touched->select[i]);
    }
  tw_schema_unref (touched->schema);
  g_free (touched);
}

static gboolean
run_with_rid (TwDb *db, const char *sql, gint64 rid, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, sql, error);

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_int (stmt, 1, rid);
  return tw_stmt_run (stmt, error);
}

static char *
dup_select (const TwEntity *entity, gboolean texts, const char *start, const char *condition)
{
  GString *sql = g_string_new (start);

  tw_search_append_select (sql, entity, texts);
  g_string_append (sql, condition);
  return g_string_free (sql, FALSE);
}

static gboolean
set_option (TwDb *db, const char *table, const char *option, int value, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("INSERT INTO \"%s\" (\"%s\", rank) VALUES ('%s', %d)", table, table, option, value);

  return tw_db_exec (db, sql, error);
}

static gboolean
set_usual_options (TwDb *db, const char *table, GError **error)
{
  return set_option (db, table, "automerge", AUTOMERGE, error) && set_option (db, table, "crisismerge", CRISISMERGE, error);
}

static gboolean
begin_many (TwDb *db, const char *table, GError **error)
{
  return set_option (db, table, "automerge", AUTOMERGE, error) && set_option (db, table, "crisismerge", MANY_CRISISMERGE, error);
}

/* pages: to be merged at once. done: nothing was left to be merged, and the options are the usual ones. */
static gboolean
end_many (TwDb *db, const char *table, int pages, gboolean *done, GError **error)
{
  gint64 before;

  if (!set_option (db, table, "usermerge", MANY_USERMERGE, error))
    return FALSE;
  before = tw_db_count_changes (db);
  if (!set_option (db, table, "merge", pages, error))
    return FALSE;
  /* One change is the command itself; two and more tell that something was merged. */
  *done = pages == ALL_PAGES || tw_db_count_changes (db) - before < 2;
  return !*done || (set_option (db, table, "usermerge", USERMERGE, error) && set_usual_options (db, table, error));
}

static gboolean
max_rid (TwDb *db, const TwEntity *entity, gint64 *rid, GError **error)
{
  g_autofree char *table = tw_entity_dup_table (entity);
  g_autofree char *sql = g_strdup_printf ("SELECT max (rid) FROM \"%s\"", table);
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, sql, error);

  if (stmt == NULL)
    return FALSE;
  if (!tw_stmt_step (stmt, error))
    return FALSE;
  *rid = tw_stmt_get_int (stmt, 0);
  return TRUE;
}

static gboolean
fill_index (TwDb *db, const TwEntity *entity, const char *table, gboolean texts, gint64 after, gint64 last, GError **error)
{
  g_autofree char *start = g_strdup_printf ("INSERT INTO \"%s\" (rowid, words) ", table);
  g_autofree char *sql = dup_select (entity, texts, start, " AND t0.rid > ?");
  gboolean many = last - MAX (after, 0) >= MANY_ROWS, done;

  if (many && !begin_many (db, table, error))
    return FALSE;
  if (!run_with_rid (db, sql, after, error))
    return FALSE;
  return !many || end_many (db, table, ALL_PAGES, &done, error);
}

/* --- Tables --- */

static char *
dup_signature (const TwEntity *entity)
{
  GString *signature = g_string_new ("3");

  for (guint i = 0; i < entity->n_fields; i++)
    {
      const TwField *field = entity->fields[i];

      if (tw_search_is_name (field) || tw_search_is_text (field))
        g_string_append_printf (signature, " %u:%d:%d", field->number, field->kind, field->search);
    }
  return g_string_free (signature, FALSE);
}

static char *
read_signature (TwDb *db, guint entity_number)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT signature FROM tw_search WHERE entity = ?", NULL);

  if (stmt == NULL)
    return NULL;
  tw_stmt_bind_int (stmt, 1, entity_number);
  return tw_stmt_step (stmt, NULL) ? g_strdup (tw_stmt_get_text (stmt, 0, NULL)) : NULL;
}

static gboolean
make_table (TwDb *db, const TwEntity *entity, gboolean texts, gboolean wanted, GError **error)
{
  g_autofree char *base = tw_entity_dup_table (entity);
  g_autofree char *table = g_strconcat (base, texts ? "$texts" : "$names", NULL);
  g_autofree char *drop = g_strdup_printf ("DROP TABLE IF EXISTS \"%s\"", table);
  g_autofree char *create = g_strdup_printf ("CREATE VIRTUAL TABLE \"%s\" USING fts5 (words, content='', columnsize=0,%s"
                                             " " TW_SEARCH_TOKENIZER ")",
                                             table, texts ? " prefix='3'," : " prefix='1 2 3',");
  gint64 last = 0;

  if (!tw_db_exec (db, drop, error))
    return FALSE;
  if (!wanted)
    return TRUE;
  return tw_db_exec (db, create, error) && set_usual_options (db, table, error) && max_rid (db, entity, &last, error) &&
         fill_index (db, entity, table, texts, 0, last, error);
}

static gboolean
make_entity (TwDb *db, const TwEntity *entity, GError **error)
{
  g_autofree char *wanted = dup_signature (entity);
  g_autofree char *present = read_signature (db, entity->number);
  g_autofree char *names = tw_search_dup_names_table (entity);
  g_autofree char *texts = tw_search_dup_texts_table (entity);
  g_autoptr (TwStmt) stmt = NULL;

  if (g_strcmp0 (wanted, present) == 0)
    return TRUE;
  if (!make_table (db, entity, FALSE, names != NULL, error) || !make_table (db, entity, TRUE, texts != NULL, error))
    return FALSE;
  stmt = tw_db_prepare (db, "INSERT OR REPLACE INTO tw_search (entity, signature) VALUES (?, ?)", error);
  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_int (stmt, 1, entity->number);
  tw_stmt_bind_text (stmt, 2, wanted, -1);
  return tw_stmt_run (stmt, error);
}

gboolean
tw_search_create_tables (TwDb *db, TwSchema *schema, GError **error)
{
  if (!tw_search_register (db, error) ||
      !tw_db_exec (db, "CREATE TABLE IF NOT EXISTS tw_search (entity INTEGER PRIMARY KEY, signature TEXT NOT NULL)", error))
    return FALSE;
  tw_db_flush_cache (db);
  for (guint i = 0; i < tw_schema_get_n_entities (schema); i++)
    if (!make_entity (db, tw_schema_get_entity_at (schema, i), error))
      return FALSE;
  return TRUE;
}

/* --- Batches --- */

TwSearchBatch *
tw_search_batch_new (TwDb *db)
{
  TwSearchBatch *batch = g_new0 (TwSearchBatch, 1);

  batch->db = db;
  batch->entities = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) touched_free);
  return batch;
}

void
tw_search_batch_keep_former (TwSearchBatch *batch)
{
  batch->keeps_former = TRUE;
}

void
tw_search_batch_free (TwSearchBatch *batch)
{
  g_hash_table_unref (batch->entities);
  g_free (batch);
}

TwSearchReach
tw_search_reads_field (const TwField *field)
{
  return tw_search_is_name (field) ? TW_SEARCH_REACH_NAMES
         : tw_search_is_text (field) ? TW_SEARCH_REACH_TEXTS : TW_SEARCH_REACH_NONE;
}

static Touched *
get_touched (TwSearchBatch *batch, const TwEntity *entity, gint64 last_old)
{
  Touched *touched = g_hash_table_lookup (batch->entities, GUINT_TO_POINTER (entity->number));

  if (touched == NULL)
    {
      touched = g_new0 (Touched, 1);
      touched->entity = entity;
      touched->schema = tw_schema_ref ((TwSchema *) entity->schema);
      touched->names = tw_search_dup_names_table (entity);
      touched->texts = tw_search_dup_texts_table (entity);
      touched->last_old = last_old;
      for (guint i = 0; i < 2; i++)
        touched->former[i] = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
      g_hash_table_insert (batch->entities, GUINT_TO_POINTER (entity->number), touched);
    }
  return touched;
}

/* The words that the row gives to the index now; NULL: it does not belong there. */
static gboolean
read_words (TwSearchBatch *batch, Touched *touched, gboolean texts, gint64 rid, char **words, GError **error)
{
  g_autoptr (TwStmt) stmt = NULL;
  g_autoptr (GError) local = NULL;

  *words = NULL;
  if (touched->select[texts] == NULL)
    touched->select[texts] = dup_select (touched->entity, texts, "", " AND t0.rid = ?");
  stmt = tw_db_prepare (batch->db, touched->select[texts], error);
  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_int (stmt, 1, rid);
  if (tw_stmt_step (stmt, &local))
    *words = g_strdup (tw_stmt_get_text (stmt, 1, NULL));
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
remember (TwSearchBatch *batch, Touched *touched, gboolean texts, gint64 rid, GError **error)
{
  char *words;

  if ((texts ? touched->texts : touched->names) == NULL || g_hash_table_contains (touched->former[texts], &rid))
    return TRUE;
  if (!read_words (batch, touched, texts, rid, &words, error))
    return FALSE;
  g_hash_table_insert (touched->former[texts], g_memdup2 (&rid, sizeof rid), words);
  return TRUE;
}

static gboolean
write_words (TwDb *db, const char *table, gboolean take_out, gint64 rid, const char *words, GError **error)
{
  g_autofree char *sql = take_out ? g_strdup_printf ("INSERT INTO \"%s\" (\"%s\", rowid, words) VALUES ('delete', ?, ?)", table, table)
                                  : g_strdup_printf ("INSERT INTO \"%s\" (rowid, words) VALUES (?, ?)", table);
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, sql, error);

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_int (stmt, 1, rid);
  tw_stmt_bind_text (stmt, 2, words, -1);
  return tw_stmt_run (stmt, error);
}

static int
compare_rids (gconstpointer a, gconstpointer b)
{
  gint64 x = **(const gint64 *const *) a, y = **(const gint64 *const *) b;

  return (x > y) - (x < y);
}

/* Writes what became of the rows that were announced, and forgets them. */
static gboolean
flush_changes (TwSearchBatch *batch, Touched *touched, gboolean texts, GError **error)
{
  const char *table = texts ? touched->texts : touched->names;
  g_autofree gint64 **rids = (gint64 **) g_hash_table_get_keys_as_array (touched->former[texts], NULL);
  guint n = g_hash_table_size (touched->former[texts]);

  qsort (rids, n, sizeof *rids, compare_rids);
  for (guint i = 0; i < n; i++)
    {
      const char *former = g_hash_table_lookup (touched->former[texts], rids[i]);
      g_autofree char *words = NULL;

      if (!read_words (batch, touched, texts, *rids[i], &words, error))
        return FALSE;
      if (g_strcmp0 (former, words) != 0
          && ((former != NULL && !write_words (batch->db, table, TRUE, *rids[i], former, error))
              || (words != NULL && !write_words (batch->db, table, FALSE, *rids[i], words, error))))
        return FALSE;
    }
  g_hash_table_remove_all (touched->former[texts]);
  return TRUE;
}

gboolean
tw_search_batch_before (TwSearchBatch *batch, const TwEntity *entity, gint64 rid, gboolean names, GError **error)
{
  Touched *touched = g_hash_table_lookup (batch->entities, GUINT_TO_POINTER (entity->number));

  if (!batch->registered)
    {
      if (!tw_search_register (batch->db, error))
        return FALSE;
      batch->registered = TRUE;
    }
  if (touched == NULL)
    {
      gint64 last = 0;

      if (!max_rid (batch->db, entity, &last, error))
        return FALSE;
      touched = get_touched (batch, entity, last);
    }
  if (rid > touched->last_old)
    return TRUE;
  /* Those announced so far are in their rows by now. */
  for (guint i = 0; i < 2; i++)
    if (!batch->keeps_former && g_hash_table_size (touched->former[i]) >= MANY_CHANGES && !flush_changes (batch, touched, i, error))
      return FALSE;
  return (!names || remember (batch, touched, FALSE, rid, error)) && remember (batch, touched, TRUE, rid, error);
}

void
tw_search_batch_after (TwSearchBatch *batch, const TwEntity *entity, gint64 rid)
{
  /* The first row of an entity that was not announced is a new one, and the greatest so far. */
  get_touched (batch, entity, rid - 1);
}

static gboolean
flush_table (TwSearchBatch *batch, Touched *touched, gboolean texts, gint64 last, GError **error)
{
  const char *table = texts ? touched->texts : touched->names;

  if (table == NULL)
    return TRUE;
  return (last <= touched->last_old || fill_index (batch->db, touched->entity, table, texts, touched->last_old, last, error))
         && flush_changes (batch, touched, texts, error);
}

gboolean
tw_search_batch_flush (TwSearchBatch *batch, GError **error)
{
  GHashTableIter iter;
  gpointer value;

  if (g_hash_table_size (batch->entities) == 0)
    return TRUE;
  if (!batch->registered && !tw_search_register (batch->db, error))
    return FALSE;
  batch->registered = TRUE;
  g_hash_table_iter_init (&iter, batch->entities);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Touched *touched = value;
      gint64 last = 0;

      if (!max_rid (batch->db, touched->entity, &last, error) ||
          !flush_table (batch, touched, FALSE, last, error) || !flush_table (batch, touched, TRUE, last, error))
        return FALSE;
    }
  g_hash_table_remove_all (batch->entities);
  return TRUE;
}

gboolean
tw_search_begin_many (TwDb *db, const TwEntity *entity, GError **error)
{
  g_autofree char *names = tw_search_dup_names_table (entity), *texts = tw_search_dup_texts_table (entity);

  return (names == NULL || begin_many (db, names, error)) && (texts == NULL || begin_many (db, texts, error));
}

gboolean
tw_search_end_many (TwDb *db, const TwEntity *entity, guint pages, gboolean *done, GError **error)
{
  g_autofree char *names = tw_search_dup_names_table (entity), *texts = tw_search_dup_texts_table (entity);

  *done = TRUE;
  if (names != NULL && !end_many (db, names, (int) pages, done, error))
    return FALSE;
  return texts == NULL || !*done || end_many (db, texts, (int) pages, done, error);
}

void
tw_search_append_match (TwSql *sql, const TwEntity *entity, const char *alias, const char *text)
{
  g_auto (GStrv) words = tw_search_split_query (text);
  g_autofree char *match = tw_search_dup_match (words, TW_SEARCH_ALL_WORDS);
  g_autofree char *names = tw_search_dup_names_table (entity);
  g_autofree char *texts = tw_search_dup_texts_table (entity);
  const char *tables[] = { names, texts };
  gboolean any = FALSE;

  if (match == NULL || (names == NULL && texts == NULL))
    {
      tw_sql_append (sql, "0");
      return;
    }
  tw_sql_append (sql, alias);
  tw_sql_append (sql, ".rid IN (");
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_auto (TwValue) value = tw_value_text (match);

      if (tables[i] == NULL)
        continue;
      tw_sql_append (sql, any ? " UNION SELECT rowid FROM " : "SELECT rowid FROM ");
      tw_sql_append_identifier (sql, tables[i]);
      tw_sql_append (sql, " WHERE ");
      tw_sql_append_identifier (sql, tables[i]);
      tw_sql_append (sql, " MATCH ");
      tw_sql_append_value (sql, &value);
      any = TRUE;
    }
  tw_sql_append (sql, ")");
}
