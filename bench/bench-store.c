/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The store on a workspace of N contacts and N deals against bare SQLite on the same file:
 *
 *   bench-store fill DIR N      makes N deals in a workspace that has its contacts already
 *   bench-store measure DIR     prints the rows of the table
 *   bench-store edits DIR       that of one edit alone
 *   bench-store search DIR      those of searches alone
 *   bench-store keystrokes DIR  what each keystroke of a search and in the palette takes
 */

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "tw-bench.h"
#include "tw-bulk.h"
#include "tw-columns.h"
#include "tw-fuzzy.h"
#include "tw-search.h"
#include "tw-seed.h"
#include "tw-sql.h"

#define PAGE 100

static const char *label;                              /* "1 M", printed in every row */

static void
check (gboolean good, GError *error)
{
  if (!good)
    g_error ("%s", error ? error->message : "failed");
}

/* --- Filling --------------------------------------------------------------------------------------------------- */

static void
fill_deals (TwStore *store, long n)
{
  TwSchema *schema = tw_store_get_schema (store);
  const TwEntity *deal = tw_schema_get_entity (schema, "deal");
  g_autoptr(GError) error = NULL;
  g_autoptr(TwQuery) stages_query = tw_query_new (schema, tw_schema_get_entity (schema, "deal_stage"), NULL, "position", &error);
  g_autoptr(GPtrArray) stages = tw_store_list (store, stages_query, 20, NULL, NULL, &error);
  TwBulk *bulk = tw_bulk_new (store, TW_ORIGIN_IMPORT, "Benchmark deals", &error);
  guint64 state = 7;
  double start = bench_now_ms ();

  check (stages && stages->len > 0 && bulk, error);
  for (long i = 0; i < n; i++)
    {
      g_autoptr(TwRecord) record = tw_record_new (deal);
      TwRecord *stage = g_ptr_array_index (stages, bench_random (&state, stages->len));
      g_autofree char *name = g_strdup_printf ("Deal %ld %c%c", i, 'A' + bench_random (&state, 26), 'a' + bench_random (&state, 26));
      g_auto(TwValue) text = tw_value_text (name);
      g_auto(TwValue) amount = tw_value_money (bench_random (&state, 2000000) * TW_MONEY_ONE / 100, ('E' << 16) | ('U' << 8) | 'R');
      g_auto(TwValue) link = tw_value_link (tw_record_get_entity (stage)->number, tw_record_get_id (stage));
      g_auto(TwValue) probability = tw_value_decimal (bench_random (&state, 101) * TW_DECIMAL_ONE);
      g_auto(TwValue) close = tw_value_date (20000 + bench_random (&state, 1500));

      check (tw_record_set_key (record, "name", &text, &error) && tw_record_set_key (record, "amount", &amount, &error)
               && tw_record_set_key (record, "stage", &link, &error)
               && tw_record_set_key (record, "probability", &probability, &error)
               && tw_record_set_key (record, "close_date", &close, &error) && tw_bulk_save (bulk, record, &error),
             error);
    }
  g_autoptr(TwCommit) commit = tw_bulk_commit (bulk, &error);
  check (commit != NULL, error);
  bench_limit ("fill: deals by the bulk path", n / (bench_now_ms () - start) * 1000, "rows/s", 0, NULL);
}

/* --- One durable edit ------------------------------------------------------------------------------------------ */

#define EDITS 400

/* Bare SQLite with a statement for the record's row and one for the log's. */
typedef struct
{
  char         *path;
  sqlite3      *db;
  sqlite3_stmt *update, *insert;
  BenchSample   time, cpu;
} Peer;

static void
run (sqlite3 *db, const char *sql)
{
  if (sqlite3_exec (db, sql, NULL, NULL, NULL) != SQLITE_OK)
    g_error ("%s: %s", sql, sqlite3_errmsg (db));
}

static void
peer_open (Peer *peer, TwStore *store, const char *name)
{
  g_autoptr(GError) error = NULL;

  peer->path = g_build_filename (tw_store_get_dir (store), name, NULL);
  g_remove (peer->path);
  g_assert_cmpint (sqlite3_open_v2 (peer->path, &peer->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_URI, NULL), ==, SQLITE_OK);
  check (tw_sql_register_functions (peer->db, &error), error);
  run (peer->db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL");
}

static void
peer_prepare (Peer *peer, const char *update, const char *insert)
{
  g_assert_cmpint (sqlite3_prepare_v2 (peer->db, update, -1, &peer->update, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (peer->db, insert, -1, &peer->insert, NULL), ==, SQLITE_OK);
}

/* Two tables without an index that hold nothing else. */
static void
open_small (Peer *peer, TwStore *store)
{
  peer_open (peer, store, "bench-peer.db");
  run (peer->db, "CREATE TABLE r (rid INTEGER PRIMARY KEY, title TEXT, seq INTEGER);"
                 "CREATE TABLE l (seq INTEGER PRIMARY KEY, record BLOB, body BLOB); BEGIN");
  for (int i = 0; i < EDITS; i++)
    run (peer->db, "INSERT INTO r (title, seq) VALUES ('Head of Purchasing', 1)");
  run (peer->db, "COMMIT");
  peer_prepare (peer, "UPDATE r SET title = ?2, seq = seq + 1 WHERE rid = ?1 % 400 + 1 AND ?3 IS NOT NULL",
                "INSERT INTO l (record, body) VALUES (?2, ?1)");
}

/* Copies of the two tables with all that is in them, and their indexes. */
static void
open_copy (Peer *peer, TwStore *store)
{
  g_autofree char *attach = g_strdup_printf ("ATTACH 'file:%s/store.db?mode=ro' AS s", tw_store_get_dir (store));
  static const char *const types[] = { "table", "index" };

  peer_open (peer, store, "bench-copy.db");
  run (peer->db, attach);
  run (peer->db, "PRAGMA cache_size = -64000; BEGIN");
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      sqlite3_stmt *list;

      sqlite3_prepare_v2 (peer->db, "SELECT sql FROM s.sqlite_schema WHERE tbl_name IN ('contact', 'log_change') AND type = ? AND sql IS NOT NULL",
                          -1, &list, NULL);
      sqlite3_bind_text (list, 1, types[i], -1, SQLITE_STATIC);
      while (sqlite3_step (list) == SQLITE_ROW)
        run (peer->db, (const char *) sqlite3_column_text (list, 0));
      sqlite3_finalize (list);
      if (i == 0)
        run (peer->db, "INSERT INTO main.contact SELECT * FROM s.contact; INSERT INTO main.log_change SELECT * FROM s.log_change");
    }
  run (peer->db, "COMMIT; DETACH s; PRAGMA wal_checkpoint (TRUNCATE); PRAGMA cache_size = -16000");
  peer_prepare (peer, "UPDATE contact SET job_title = ?2, row_seq = row_seq + 1, updated_at = updated_at + 1 WHERE id = ?3 AND ?1 > 0",
                "INSERT INTO log_change (commit_seq, entity, record, op, body) VALUES (1, 1, ?2, 2, ?1)");
}

static void
peer_edit (Peer *peer, int i, const char *text, const TwId *id)
{
  double start = bench_now_ms (), cpu = bench_cpu_ms ();

  run (peer->db, "BEGIN IMMEDIATE");
  sqlite3_bind_int (peer->update, 1, i + 1);
  sqlite3_bind_text (peer->update, 2, text, -1, SQLITE_STATIC);
  sqlite3_bind_blob (peer->update, 3, id->bytes, sizeof id->bytes, SQLITE_STATIC);
  sqlite3_step (peer->update);
  sqlite3_reset (peer->update);
  g_assert_cmpint (sqlite3_changes (peer->db), ==, 1);
  sqlite3_bind_text (peer->insert, 1, text, -1, SQLITE_STATIC);
  sqlite3_bind_blob (peer->insert, 2, id->bytes, sizeof id->bytes, SQLITE_STATIC);
  g_assert_cmpint (sqlite3_step (peer->insert), ==, SQLITE_DONE);
  sqlite3_reset (peer->insert);
  run (peer->db, "COMMIT");
  bench_sample_add (&peer->time, bench_now_ms () - start);
  bench_sample_add (&peer->cpu, bench_cpu_ms () - cpu);
}

static void
peer_close (Peer *peer)
{
  sqlite3_finalize (peer->update);
  sqlite3_finalize (peer->insert);
  sqlite3_close (peer->db);
  g_remove (peer->path);
  g_free (peer->path);
  bench_sample_clear (&peer->time);
  bench_sample_clear (&peer->cpu);
}

static void
edit_title (TwStore *store, TwRecord *record, const char *text)
{
  g_autoptr(GError) error = NULL;
  TwEdit *edit = tw_edit_new (store, TW_ORIGIN_PERSON, "Edit a title");

  check (tw_record_set_text (record, "job_title", text, &error), error);
  tw_edit_save (edit, record);
  g_autoptr(TwCommit) commit = tw_edit_commit (edit, &error);
  check (commit != NULL, error);
}

static void
print_edits (const char *against, BenchSample *time, BenchSample *cpu, Peer *peer, double reach)
{
  g_autofree char *work = g_strdup_printf ("commit of one field edit, durable, p50%s (%s)", against, label);
  g_autofree char *note = g_strdup_printf ("p99 %.2f against %.2f ms; of the processor %.3f against %.3f ms", bench_sample_at (time, 0.99),
                                           bench_sample_at (&peer->time, 0.99), bench_sample_at (cpu, 0.5), bench_sample_at (&peer->cpu, 0.5));

  bench_row (work, bench_sample_at (time, 0.5), bench_sample_at (&peer->time, 0.5), "ms", reach, note);
}

/* The same two rows, one updated and one appended, in WAL databases with the same durability: in tables of their own, which is the least
 * that can be, and in copies of the tables that the store has them in. */
static void
measure_commit (TwStore *store)
{
  TwSchema *schema = tw_store_get_schema (store);
  g_autoptr(GError) error = NULL;
  g_autoptr(TwQuery) query = tw_query_new (schema, tw_schema_get_entity (schema, "contact"), NULL, "name", &error);
  g_autoptr(GPtrArray) records = tw_store_list (store, query, EDITS, NULL, NULL, &error);
  BenchSample time = { 0 }, cpu = { 0 };
  Peer small = { 0 }, copy = { 0 };

  check (records != NULL, error);
  open_small (&small, store);
  open_copy (&copy, store);
  /* One who edits has edited before: the write-ahead log has its room by then. */
  edit_title (store, g_ptr_array_index (records, 0), "First of the day");
  g_usleep (2 * G_USEC_PER_SEC);
  for (guint i = 0; i < records->len; i++)
    {
      TwRecord *record = g_ptr_array_index (records, i);
      /* Another text in every run: a workspace that is kept would have nothing to change the second time. */
      g_autofree char *text = g_strdup_printf ("Title %u %" G_GINT64_FORMAT, i, g_get_real_time () / 1000000);
      double start = bench_now_ms (), began = bench_cpu_ms ();

      edit_title (store, record, text);
      bench_sample_add (&time, bench_now_ms () - start);
      bench_sample_add (&cpu, bench_cpu_ms () - began);
      peer_edit (&small, (int) i, text, tw_record_get_id (record));
      peer_edit (&copy, (int) i, text, tw_record_get_id (record));
    }
  print_edits ("", &time, &cpu, &small, 1.5);
  print_edits (", in copies of its tables", &time, &cpu, &copy, 1.5);
  peer_close (&small);
  peer_close (&copy);
  bench_sample_clear (&time);
  bench_sample_clear (&cpu);
}

/* --- Pages of a sorted, filtered list ---------------------------------------------------------------------------- */

static double
bare_page (sqlite3 *db, const char *sql, const char *name, gint64 rid)
{
  sqlite3_stmt *stmt;
  double start = bench_now_ms ();

  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL), ==, SQLITE_OK);
  if (name)
    {
      sqlite3_bind_text (stmt, 1, name, -1, SQLITE_STATIC);
      sqlite3_bind_int64 (stmt, 2, rid);
    }
  for (int n = 0; n < PAGE && sqlite3_step (stmt) == SQLITE_ROW; n++)
    for (int c = 0; c < sqlite3_column_count (stmt); c++)
      sqlite3_column_text (stmt, c);
  sqlite3_finalize (stmt);
  return bench_now_ms () - start;
}

/* The first page and the page in the middle: ours by query and cursor, the peer by the SQL that a careful hand would write: the
 * plus makes SQLite go along the index of the order instead of sorting all that the index of the country finds. */
static void
measure_pages (TwStore *store)
{
  TwSchema *schema = tw_store_get_schema (store);
  const TwEntity *contact = tw_schema_get_entity (schema, "contact");
  g_autoptr(GError) error = NULL;
  g_autoptr(TwQuery) query = tw_query_new (schema, contact, "country = \"FR\"", "name", &error);
  g_autofree char *path = g_build_filename (tw_store_get_dir (store), "store.db", NULL);
  BenchSample first = { 0 }, middle = { 0 }, bare_first = { 0 }, bare_middle = { 0 };
  g_autofree char *cursor = NULL;
  g_autofree char *name = NULL;
  sqlite3 *db = NULL;
  gint64 rid = 0, total = tw_store_count (store, query, &error);

  check (total > 2 * PAGE, error);
  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  check (tw_sql_register_functions (db, &error), error);

  /* Walk to the middle once, by large pages. */
  for (gint64 seen = 0; seen < total / 2;)
    {
      g_autofree char *next = NULL;
      guint step = MIN (10000, total / 2 - seen);
      g_autoptr(GPtrArray) page = tw_store_list (store, query, step, cursor, &next, &error);

      check (page && page->len == step && next, error);
      seen += step;
      g_free (cursor);
      cursor = g_steal_pointer (&next);
      g_free (name);
      name = tw_record_dup_title (g_ptr_array_index (page, page->len - 1));
    }
  sqlite3_stmt *find;
  sqlite3_prepare_v2 (db, "SELECT max(rid) FROM contact WHERE name = ?1 AND deleted IS NULL", -1, &find, NULL);
  sqlite3_bind_text (find, 1, name, -1, SQLITE_STATIC);
  if (sqlite3_step (find) == SQLITE_ROW)
    rid = sqlite3_column_int64 (find, 0);
  sqlite3_finalize (find);

  for (int i = 0; i < 60; i++)
    {
      double start = bench_now_ms ();
      g_autoptr(GPtrArray) a = tw_store_list (store, query, PAGE, NULL, NULL, &error);

      check (a && a->len == PAGE, error);
      bench_sample_add (&first, bench_now_ms () - start);
      bench_sample_add (&bare_first, bare_page (db, "SELECT * FROM contact WHERE deleted IS NULL AND +country = 'FR' ORDER BY name, rid LIMIT 100", NULL, 0));
      start = bench_now_ms ();
      g_autoptr(GPtrArray) b = tw_store_list (store, query, PAGE, cursor, NULL, &error);
      check (b && b->len > 0, error);
      bench_sample_add (&middle, bench_now_ms () - start);
      bench_sample_add (&bare_middle, bare_page (db, "SELECT * FROM contact WHERE deleted IS NULL AND +country = 'FR' AND (name, rid) > (?1, ?2) ORDER BY name, rid LIMIT 100", name, rid));
    }
  g_autofree char *work = g_strdup_printf ("first page of a sorted, filtered list (%s)", label);
  g_autofree char *work2 = g_strdup_printf ("page at the middle row (%s)", label);
  g_autofree char *work3 = g_strdup_printf ("middle page against first page (%s)", label);
  bench_row (work, bench_sample_at (&first, 0.5), bench_sample_at (&bare_first, 0.5), "ms", 1.5, NULL);
  bench_row (work2, bench_sample_at (&middle, 0.5), bench_sample_at (&bare_middle, 0.5), "ms", 1.5, NULL);
  bench_row (work3, bench_sample_at (&middle, 0.5), bench_sample_at (&first, 0.5), "ms", 2.0, NULL);
  sqlite3_close (db);
  bench_sample_clear (&first);
  bench_sample_clear (&middle);
  bench_sample_clear (&bare_first);
  bench_sample_clear (&bare_middle);
}

/* --- Search as typed ----------------------------------------------------------------------------------------------- */

static const char *const typed_words[] = { "maria petan", "hassan", "søren kov", "p5", "osaka", "feld", "val", "noor lin", "美咲", "محمد", "anna b" };

static void
measure_search (TwStore *store)
{
  g_autoptr(GError) error = NULL;
  BenchSample sample = { 0 };

  for (int round = 0; round < 6; round++)
    for (guint w = 0; w < G_N_ELEMENTS (typed_words); w++)
      for (const char *p = typed_words[w]; *p;)
        {
          p = g_utf8_next_char (p);
          g_autofree char *typed = g_strndup (typed_words[w], p - typed_words[w]);
          double start = bench_now_ms ();
          g_autoptr(GPtrArray) hits = tw_store_search (store, typed, NULL, 20, &error);

          check (hits != NULL, error);
          bench_sample_add (&sample, bench_now_ms () - start);
        }
  g_autofree char *work = g_strdup_printf ("search as typed, first 20, best first, p99 (%s)", label);
  g_autofree char *note = g_strdup_printf ("p50 %.2f ms, %u keystrokes", bench_sample_at (&sample, 0.5), sample.n);
  bench_limit (work, bench_sample_at (&sample, 0.99), "ms", 16, note);
  bench_sample_clear (&sample);
}

static const char *const palette_words[] = {
  "maria petan", "hassan", "deals board", "new company", "osaka", "exprot", "val", "noor lin", "marai", "anna b",
};

typedef GPtrArray *(*SearchFunc) (TwStore *store, const char *typed, const TwEntity *entity, guint limit, GError **error);

/* Which keystrokes take how long: the first time, when their pages may be cold, and at their best of several. */
static void
print_keystrokes (TwStore *store, const char *what, SearchFunc search, const char *const *list, guint n)
{
  for (guint w = 0; w < n; w++)
    for (const char *p = list[w]; *p;)
      {
        BenchSample sample = { 0 };
        double first = 0, cpu = 0;

        p = g_utf8_next_char (p);
        g_autofree char *typed = g_strndup (list[w], p - list[w]);
        for (int round = 0; round < 6; round++)
          {
            g_autoptr(GError) error = NULL;
            double start = bench_now_ms (), began = bench_cpu_ms ();
            g_autoptr(GPtrArray) hits = search (store, typed, NULL, 20, &error);

            check (hits != NULL, error);
            if (round == 0)
              {
                first = bench_now_ms () - start;
                cpu = bench_cpu_ms () - began;
              }
            else
              {
                bench_sample_add (&sample, bench_cpu_ms () - began);
              }
          }
        printf ("%s: %-16s best %7.2f ms of the processor, first %7.2f, %7.2f ms of the clock\n", what, typed, bench_sample_at (&sample, 0),
                cpu, first);
        bench_sample_clear (&sample);
      }
}

/* A keystroke in the palette: records, with a guess at mistyped words, and the views and commands. */
static void
measure_palette (TwStore *store)
{
  TwSchema *schema = tw_store_get_schema (store);
  g_autoptr(GPtrArray) titles = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_fuzzy_text_free);
  g_autoptr(GError) error = NULL;
  BenchSample sample = { 0 };

  for (guint i = 0; i < tw_schema_get_n_entities (schema); i++)
    for (guint j = 0; j < 6; j++)
      {
        g_autofree char *title = g_strdup_printf ("%s · %u of them", tw_entity_get_label (tw_schema_get_entity_at (schema, i), TRUE), j);

        g_ptr_array_add (titles, tw_fuzzy_text_new (title));
      }
  for (int round = 0; round < 6; round++)
    for (guint w = 0; w < G_N_ELEMENTS (palette_words); w++)
      for (const char *p = palette_words[w]; *p;)
        {
          p = g_utf8_next_char (p);
          g_autofree char *typed = g_strndup (palette_words[w], p - palette_words[w]);
          double start = bench_now_ms ();
          g_autoptr(GPtrArray) hits = tw_store_search_near (store, typed, NULL, 20, &error);

          check (hits != NULL, error);
          for (guint i = 0; i < titles->len; i++)
            tw_fuzzy_text_match (g_ptr_array_index (titles, i), typed, NULL);
          bench_sample_add (&sample, bench_now_ms () - start);
        }
  g_autofree char *work = g_strdup_printf ("palette keystroke: records, views, commands, p99 (%s)", label);
  g_autofree char *note = g_strdup_printf ("p50 %.2f ms, %u keystrokes, %u titles", bench_sample_at (&sample, 0.5), sample.n, titles->len);
  bench_limit (work, bench_sample_at (&sample, 0.99), "ms", 16, note);
  bench_sample_clear (&sample);
}

typedef struct
{
  GMainLoop *loop;
  char     **texts;
} Completed;

static void
completed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Completed *completed = data;
  g_autoptr(GError) error = NULL;

  completed->texts = tw_store_complete_finish (TW_STORE (source), result, &error);
  check (completed->texts != NULL, error);
  g_main_loop_quit (completed->loop);
}

/* The search page: words that are offered with each keystroke, and the counts of each kind, which come one by one. */
static void
measure_search_page (TwStore *store)
{
  static const char *const words[] = { "maria", "hassan", "osaka", "val", "noor lin", "anna b" };
  TwSchema *schema = tw_store_get_schema (store);
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(GError) error = NULL;
  BenchSample offers = { 0 };
  double slowest = 0, sum = 0;

  for (guint w = 0; w < G_N_ELEMENTS (words); w++)
    for (const char *p = words[w]; *p;)
      {
        p = g_utf8_next_char (p);
        g_autofree char *typed = g_strndup (words[w], p - words[w]);
        Completed completed = { loop, NULL };
        double start = bench_now_ms ();

        tw_store_complete_async (store, typed, 3, NULL, completed_cb, &completed);
        g_main_loop_run (loop);
        bench_sample_add (&offers, bench_now_ms () - start);
        g_strfreev (completed.texts);
      }
  for (guint i = 0; i < tw_schema_get_n_entities (schema); i++)
    {
      const TwEntity *entity = tw_schema_get_entity_at (schema, i);
      g_autoptr(TwQuery) all = tw_query_new (schema, entity, NULL, NULL, &error);
      double start = bench_now_ms ();

      check (all != NULL, error);
      if (!tw_entity_is_searched (entity))
        continue;
      g_autoptr(TwQuery) query = tw_query_with_text (all, "maria");
      check (tw_store_count (store, query, &error) >= 0, error);
      slowest = MAX (slowest, bench_now_ms () - start);
      sum += bench_now_ms () - start;
    }
  g_autofree char *work = g_strdup_printf ("search page: words offered for a keystroke, p99 (%s)", label);
  g_autofree char *note = g_strdup_printf ("p50 %.2f ms, on a reader thread", bench_sample_at (&offers, 0.5));
  bench_limit (work, bench_sample_at (&offers, 0.99), "ms", 50, note);
  g_autofree char *kinds = g_strdup_printf ("search page: counts of a frequent word, the slowest kind (%s)", label);
  g_autofree char *all_note = g_strdup_printf ("all kinds: %.0f ms; they come one by one", sum);
  bench_limit (kinds, slowest, "ms", 200, all_note);
  bench_sample_clear (&offers);
}

/* --- Counts and sums by group ---------------------------------------------------------------------------------------- */

/* The panel beside a list of deals: it announces its fields, and shows each one's counts as they come. At first the columns are read, once for
 * all of them. */
static void
bench_panel (TwStore *store, TwQuery *query, const char *size)
{
  static const char *const keys[] = { "stage", "owner", "company", "status", "priority", "tags" };
  double first = 0, slowest = 0, sum = 0;

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    tw_store_announce_pivot (store, query, &(TwPivot) { .by = { { .field = tw_entity_get_field (tw_query_get_entity (query), keys[i]) } } });
  for (guint round = 0; round < 2; round++)
    for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
      {
        g_autoptr(GError) error = NULL;
        double start = bench_now_ms (), took;
        g_autoptr(GPtrArray) groups = tw_store_group (store, query, tw_entity_get_field (tw_query_get_entity (query), keys[i]), NULL,
                                                      NULL, &error);

        check (groups != NULL, error);
        took = bench_now_ms () - start;
        first += round == 0 ? took : 0;
        slowest = round == 0 ? 0 : MAX (slowest, took);
        sum += round == 0 ? 0 : took;
      }
  g_autofree char *work = g_strdup_printf ("facet counts of six fields, the slowest (%s)", size);
  g_autofree char *note = g_strdup_printf ("all of them: %.0f ms; the first time, as they come: %.0f ms", sum, first);
  bench_limit (work, slowest, "ms", 200, note);
}

static void
measure_columns (TwStore *store)
{
  static const char *const wheres[] = { NULL, "status = \"open\"", "amount >= 5000 EUR and close_date >= 2025-01-01" };
  TwSchema *schema = tw_store_get_schema (store);
  const TwEntity *deal = tw_schema_get_entity (schema, "deal");
  const TwField *stage = tw_entity_get_field (deal, "stage"), *amount = tw_entity_get_field (deal, "amount");
  const TwField *probability = tw_entity_get_field (deal, "probability"), *status = tw_entity_get_field (deal, "status");
  const TwField *warm[] = { stage, amount, probability, status, tw_entity_get_field (deal, "close_date") };
  g_autoptr(GError) error = NULL;
  double start = bench_now_ms ();

  check (tw_store_warm_columns (store, deal, warm, G_N_ELEMENTS (warm), &error), error);
  g_autofree char *work0 = g_strdup_printf ("columns of deals made in memory, once (%s)", label);
  bench_limit (work0, bench_now_ms () - start, "ms", 0, NULL);
  for (guint w = 0; w < G_N_ELEMENTS (wheres); w++)
    {
      g_autoptr(TwQuery) query = tw_query_new (schema, deal, wheres[w], NULL, &error);
      BenchSample ours = { 0 };
      double bare;

      check (query != NULL, error);
      for (int i = 0; i < 20; i++)
        {
          start = bench_now_ms ();
          g_autoptr(GPtrArray) groups = tw_store_group (store, query, stage, amount, probability, &error);
          check (groups != NULL, error);
          bench_sample_add (&ours, bench_now_ms () - start);
        }
      start = bench_now_ms ();
      g_autoptr(GPtrArray) by_sql = tw_store_group_sql (store, query, stage, amount, probability, &error);
      check (by_sql != NULL, error);
      bare = bench_now_ms () - start;
      g_autofree char *work = g_strdup_printf ("board sums by stage%s%s (%s)", wheres[w] ? ", where " : "", wheres[w] ? wheres[w] : "", label);
      g_autofree char *note = g_strdup_printf ("by SQL %.0f ms", bare);
      bench_limit (work, bench_sample_at (&ours, 0.5), "ms", 20, note);
      bench_sample_clear (&ours);
    }
  g_autoptr(TwQuery) all = tw_query_new (schema, deal, NULL, NULL, &error);
  BenchSample facets = { 0 };
  for (int i = 0; i < 20; i++)
    {
      start = bench_now_ms ();
      g_autoptr(GPtrArray) groups = tw_store_group (store, all, status, NULL, NULL, &error);
      check (groups != NULL, error);
      bench_sample_add (&facets, bench_now_ms () - start);
    }
  g_autofree char *work = g_strdup_printf ("facet counts by status (%s)", label);
  bench_limit (work, bench_sample_at (&facets, 0.5), "ms", 20, NULL);
  bench_sample_clear (&facets);
  bench_panel (store, all, label);
}

int
main (int argc, char **argv)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwSchema) schema = tw_schema_load_shipped (&error);

  if (argc < 3)
    {
      fprintf (stderr, "usage: bench-store fill DIR N | measure DIR LABEL | edits DIR LABEL | search DIR LABEL | keystrokes DIR\n");
      return 2;
    }
  check (schema != NULL, error);
  g_autoptr(TwStore) store = tw_store_open (argv[2], schema, FALSE, &error);
  check (store != NULL, error);
  label = argc > 3 ? argv[3] : "";
  if (strcmp (argv[1], "fill") == 0)
    fill_deals (store, atol (argv[3]));
  else if (strcmp (argv[1], "edits") == 0)
    measure_commit (store);
  else if (strcmp (argv[1], "search") == 0)
    {
      measure_search (store);
      measure_palette (store);
      measure_search_page (store);
    }
  else if (strcmp (argv[1], "keystrokes") == 0)
    {
      print_keystrokes (store, "search", tw_store_search, typed_words, G_N_ELEMENTS (typed_words));
      print_keystrokes (store, "palette", tw_store_search_near, palette_words, G_N_ELEMENTS (palette_words));
    }
  else
    {
      measure_commit (store);
      measure_pages (store);
      measure_search (store);
      measure_palette (store);
      measure_search_page (store);
      measure_columns (store);
      bench_limit ("resident memory after all this", bench_rss_mb (), "MB", 250, label);
    }
  tw_store_close (store);
  return 0;
}
