/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A search asks only about kinds that have records, however many there are in the schema, and about one from its first record on. */
#include <sqlite3.h>
#include <string.h>

#include "live-fixture.h"
#include "tw-search.h"
#include "tw-store-internal.h"

static int
trace_cb (guint mask, gpointer data, gpointer stmt, gpointer sql)
{
  if (sqlite3_db_handle (stmt) != NULL && strncmp (sql, "--", 2) != 0)
    g_string_append (data, sql);
  return 0;
}

/* What SQLite is asked by a search, which takes the reader that was given back last. (transfer full) */
static char *
dup_asked (Live *live, const char *text, guint *n_hits)
{
  g_autoptr (GError) error = NULL;
  GString *asked = g_string_new (NULL);
  TwDb *reader = tw_store_take_reader (live->store, &error);
  g_autoptr (GPtrArray) hits = NULL;

  g_assert_no_error (error);
  sqlite3_trace_v2 (tw_db_get_handle (reader), SQLITE_TRACE_STMT, trace_cb, asked);
  tw_store_return_reader (live->store, reader);
  hits = tw_store_search_near (live->store, text, NULL, 20, &error);
  g_assert_no_error (error);
  *n_hits = hits->len;
  reader = tw_store_take_reader (live->store, &error);
  g_assert_no_error (error);
  sqlite3_trace_v2 (tw_db_get_handle (reader), 0, NULL, NULL);
  tw_store_return_reader (live->store, reader);
  return g_string_free (asked, FALSE);
}

static void
test_kinds (void)
{
  Live *live = live_new ();
  g_autofree char *before = NULL, *after = NULL;
  guint n = 0;

  live_add (live, live->company, "name", "Acme Corporation", NULL);
  before = dup_asked (live, "fair", &n);
  g_assert_cmpuint (n, ==, 0);
  g_assert_nonnull (strstr (before, "\"company$names\""));
  g_assert_null (strstr (before, "\"note$names\""));
  live_add (live, live->note, "title", "Fair in Lyon", NULL);
  after = dup_asked (live, "fair", &n);
  g_assert_cmpuint (n, ==, 1);
  g_assert_nonnull (strstr (after, "\"note$names\""));
  live_free (live);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/search-kinds/asked", test_kinds);
  return g_test_run ();
}
