/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of the search index.
 *
 * They hold no text ("contentless"), so that a row can only be taken out by giving its former text: its words are read before it is
 * changed (tw-search-batch.c).
 *
 * The table tw_search remembers which columns an entity's index was made of; when the schema wants others, the index is
 * made anew. */
#include "config.h"

#include "tw-db-private.h"
#include "tw-search-late.h"
#include "tw-search-words.h"

/* From this many new rows on, the pieces that the index writes are merged many at a time: each row goes through one or two
 * merges instead of five. The pieces stay at their usual size, since gathering in memory is fastest while it fits the
 * processor's cache. What is left at the end is merged once more, so that no later small commit meets a crisis. */
#define MANY_ROWS        20000
#define MANY_CRISISMERGE 64
#define MANY_USERMERGE   16
#define ALL_PAGES        (1 << 30)
/* SQLite's own way is to merge a little with every commit, which makes a small one twice as long. Ours leaves the pieces until
 * there are so many of a size, and makes one of them then: that is rarer the larger they are. */
#define AUTOMERGE   0
#define CRISISMERGE 8
#define USERMERGE   4

static gboolean
run_with_rid (TwDb *db, const char *sql, gint64 rid, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, sql, error);

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_int (stmt, 1, rid);
  return tw_stmt_run (stmt, error);
}

char *
tw_search_dup_select (const TwEntity *entity, gboolean texts, gboolean raw, const char *start, const char *condition)
{
  GString *sql = g_string_new (start);

  tw_search_append_select (sql, entity, texts, raw);
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

gboolean
tw_search_fill (TwDb *db, const TwEntity *entity, const char *table, gboolean texts, gint64 after, gint64 last, GError **error)
{
  g_autofree char *start = g_strdup_printf ("INSERT INTO \"%s\" (rowid, words) ", table);
  g_autofree char *sql = tw_search_dup_select (entity, texts, FALSE, start, " AND t0.rid > ?");
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

  if (!tw_db_exec (db, drop, error) || !tw_search_late_forget (db, entity, texts, error))
    return FALSE;
  if (!wanted)
    return TRUE;
  return tw_db_exec (db, create, error) && set_usual_options (db, table, error) && max_rid (db, entity, &last, error) &&
         tw_search_fill (db, entity, table, texts, 0, last, error);
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
  if (!tw_search_register (db, error) || !tw_search_late_create (db, error) ||
      !tw_db_exec (db, "CREATE TABLE IF NOT EXISTS tw_search (entity INTEGER PRIMARY KEY, signature TEXT NOT NULL)", error))
    return FALSE;
  tw_db_flush_cache (db);
  for (guint i = 0; i < tw_schema_get_n_entities (schema); i++)
    if (!make_entity (db, tw_schema_get_entity_at (schema, i), error))
      return FALSE;
  return TRUE;
}

/* --- Many rows, and questions --- */

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

/* Rows that the index does not have as they are now are looked at themselves. */
static void
append_late (TwSql *sql, const TwEntity *entity, char **words)
{
  g_autofree char *table = tw_entity_dup_table (entity);
  g_autofree char *late = g_strdup_printf (" EXCEPT SELECT rid FROM " TW_SEARCH_LATE " WHERE entity = %u "
                                           "UNION SELECT t0.rid FROM (SELECT rid AS late FROM " TW_SEARCH_LATE " WHERE entity = %u) "
                                           "CROSS JOIN \"%s\" AS t0 ON t0.rid = late WHERE t0.deleted IS NULL AND ",
                                           entity->number, entity->number, table);
  g_autoptr (GString) has = g_string_new (NULL);
  g_autofree char *asked = g_strjoinv (" ", words), *begins = g_strconcat (asked, "*", NULL);
  g_auto (TwValue) value = tw_value_text (begins);

  tw_sql_append (sql, late);
  tw_search_append_columns (has, entity, TRUE);
  tw_sql_append (sql, "tw_search_has_words (");
  tw_sql_append_value (sql, &value);
  tw_sql_append (sql, ", ");
  tw_sql_append (sql, has->str);
  tw_sql_append (sql, ")");
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
  append_late (sql, entity, words);
  tw_sql_append (sql, ")");
}
