/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The search index against the records. The index holds no text, so its words are compared, place by place, with those of
 * an index made anew of the records in the connection's temporary database. Of a record that the index is to hear of later, the
 * words must be those that are noted of it. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-check-private.h"
#include "tw-search-late.h"
#include "tw-search-words.h"

/* Records named for one index; more of them have the same cause. */
#define MAX_NAMED 20

typedef struct
{
  TwStmt     *stmt;
  gboolean    row;
  const char *term;
  gint64      doc, offset;
} Stream;

static gboolean
stream_next (Stream *stream, GError **error)
{
  GError *local = NULL;

  stream->row = tw_stmt_step (stream->stmt, &local);
  if (local != NULL)
    {
      g_propagate_error (error, local);
      return FALSE;
    }
  if (stream->row)
    {
      stream->term = tw_stmt_get_text (stream->stmt, 0, NULL);
      stream->doc = tw_stmt_get_int (stream->stmt, 1);
      stream->offset = tw_stmt_get_int (stream->stmt, 2);
    }
  return TRUE;
}

static int
stream_compare (const Stream *a, const Stream *b)
{
  int difference;

  if (!a->row || !b->row)
    return (a->row ? 0 : 1) - (b->row ? 0 : 1);
  difference = strcmp (a->term, b->term);
  if (difference == 0)
    difference = (a->doc > b->doc) - (a->doc < b->doc);
  if (difference == 0)
    difference = (a->offset > b->offset) - (a->offset < b->offset);
  return difference;
}

static void
name_record (TwCheckup *checkup, const TwEntity *entity, GHashTable *known, gint64 rid)
{
  g_autofree char *table = tw_entity_dup_table (entity);
  g_autofree char *sql = g_strdup_printf ("SELECT id FROM \"%s\" WHERE rid = ?", table);
  g_autoptr (TwStmt) stmt = NULL;
  g_autofree char *id = NULL;

  if (g_hash_table_size (known) >= MAX_NAMED || !g_hash_table_add (known, g_memdup2 (&rid, sizeof rid)))
    return;
  stmt = tw_db_prepare (checkup->db, sql, NULL);
  if (stmt == NULL)
    return;
  tw_stmt_bind_int (stmt, 1, rid);
  if (tw_stmt_step (stmt, NULL))
    {
      id = tw_checkup_dup_id (stmt, 0);
      tw_checkup_report (checkup, _("The search index has other words for record %s (%s) than its texts."), id,
                         tw_entity_get_label (entity, FALSE));
    }
  else
    tw_checkup_report (checkup, _("The search index of “%s” has a record that does not exist."), tw_entity_get_label (entity, TRUE));
}

static gboolean
compare (TwCheckup *checkup, const TwEntity *entity, GError **error)
{
  g_autoptr (TwStmt) present = tw_db_prepare (checkup->db, "SELECT term, doc, offset FROM temp.check_present", error);
  g_autoptr (TwStmt) wanted = present != NULL ? tw_db_prepare (checkup->db, "SELECT term, doc, offset FROM temp.check_wanted", error)
                                              : NULL;
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  Stream a = { .stmt = present }, b = { .stmt = wanted };

  if (wanted == NULL || !stream_next (&a, error) || !stream_next (&b, error))
    return FALSE;
  while (a.row || b.row)
    {
      int difference = stream_compare (&a, &b);

      if (difference != 0)
        name_record (checkup, entity, known, difference < 0 ? a.doc : b.doc);
      if ((difference <= 0 && !stream_next (&a, error)) || (difference >= 0 && !stream_next (&b, error)))
        return FALSE;
    }
  return TRUE;
}

static gboolean
make_wanted (TwCheckup *checkup, const TwEntity *entity, const char *table, gboolean texts, GError **error)
{
  g_autoptr (GString) fill = g_string_new ("INSERT INTO temp.check_words (rowid, words) ");
  g_autofree char *look = g_strdup_printf ("CREATE VIRTUAL TABLE temp.check_present USING fts5vocab (main, '%s', instance)", table);

  tw_search_append_select (fill, entity, texts, FALSE);
  g_string_append_printf (fill, " AND t0.rid NOT IN (SELECT rid FROM " TW_SEARCH_LATE " WHERE entity = %u AND texts = %d) UNION ALL "
                          "SELECT rid, tw_search_late_words (words) FROM " TW_SEARCH_LATE " WHERE entity = %u AND texts = %d AND words IS NOT NULL",
                          entity->number, texts, entity->number, texts);
  return tw_search_register (checkup->db, error) &&
         tw_db_exec (checkup->db, "CREATE VIRTUAL TABLE temp.check_words USING fts5 (words, content='', columnsize=0, "
                     TW_SEARCH_TOKENIZER ")", error) &&
         tw_db_exec (checkup->db, fill->str, error) &&
         tw_db_exec (checkup->db, "CREATE VIRTUAL TABLE temp.check_wanted USING fts5vocab (temp, 'check_words', instance)", error) &&
         tw_db_exec (checkup->db, look, error);
}

/* The connection can only read the file; its temporary database is its own. */
static void
compare_table (TwCheckup *checkup, const TwEntity *entity, const char *table, gboolean texts)
{
  g_autoptr (GError) error = NULL;

  tw_db_exec (checkup->db, "PRAGMA query_only = 0", NULL);
  if (!make_wanted (checkup, entity, table, texts, &error) || !compare (checkup, entity, &error))
    if (!g_cancellable_is_cancelled (checkup->cancellable))
      tw_checkup_report (checkup, _("The search index of “%s” cannot be read: %s"), tw_entity_get_label (entity, TRUE), error->message);
  tw_db_flush_cache (checkup->db);
  tw_db_exec (checkup->db, "DROP TABLE IF EXISTS temp.check_present", NULL);
  tw_db_exec (checkup->db, "DROP TABLE IF EXISTS temp.check_wanted", NULL);
  tw_db_exec (checkup->db, "DROP TABLE IF EXISTS temp.check_words", NULL);
  tw_db_exec (checkup->db, "PRAGMA query_only = 1", NULL);
}

/* FTS5's own check of its trees, among them the prefix indexes, is a command for the write connection. */
static gboolean
check_inside (TwStore *store, TwDb *db, gpointer table, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("INSERT INTO \"%s\" (\"%s\") VALUES ('integrity-check')", (char *) table, (char *) table);

  return tw_db_exec (db, sql, error);
}

static void
check_table (TwCheckup *checkup, const TwEntity *entity, const char *table, gboolean texts)
{
  g_autoptr (GError) error = NULL;

  if (table == NULL)
    return;
  if (!checkup->store->read_only && !tw_store_run_writer (checkup->store, check_inside, (gpointer) table, &error))
    tw_checkup_report (checkup, _("The search index of “%s” is damaged: %s"), tw_entity_get_label (entity, TRUE), error->message);
  else
    compare_table (checkup, entity, table, texts);
}

void
tw_check_search (TwCheckup *checkup, const TwEntity *entity)
{
  g_autofree char *names = tw_search_dup_names_table (entity);
  g_autofree char *texts = tw_search_dup_texts_table (entity);

  check_table (checkup, entity, names, FALSE);
  check_table (checkup, entity, texts, TRUE);
}
