/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "live-fixture.h"
#include "tw-search-near.h"
#include "tw-search-words.h"
#include "tw-search.h"

/* --- Words --- */

static void
test_words (void)
{
  static const struct { char how; const char *text, *wanted; } cases[] = {
    { 't', "Ada Lovelace", "ada lovelace" },
    { 't', "  Émile   ZOLA ", "emile zola" },
    { 't', "北京", "北 京" },
    { 't', "", "" },
    { 't', "!!! --- ???", "" },
    { 'p', "+1 (555) 010-99", "1 555 010 99 155501099" },
    { 'l', "[\"vip\",\"Big \\\"deal\\\"\"]", "vip big deal" },
    { 'l', "not json", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) words = g_string_new (NULL);

      tw_search_add_words (words, cases[i].how, cases[i].text);
      g_assert_cmpstr (words->str, ==, cases[i].wanted);
    }
}

/* The first and last name after the full name add nothing. */
static void
test_words_known (void)
{
  g_autoptr (GString) words = g_string_new (NULL);

  tw_search_add_words (words, 't', "Ada King Lovelace");
  tw_search_add_words (words, 't', "Ada");
  tw_search_add_words (words, 't', "king lovelace");
  tw_search_add_words (words, 't', "love");
  g_assert_cmpstr (words->str, ==, "ada king lovelace love");
}

static void
test_match_text (void)
{
  g_auto (GStrv) words = tw_search_split_query ("John \"Smi");
  g_auto (GStrv) none = tw_search_split_query (" \" ");
  g_autofree char *all = tw_search_dup_match (words, TW_SEARCH_ALL_WORDS);
  g_auto (GStrv) longer = tw_search_split_query ("ada lovel");
  g_autofree char *start = tw_search_dup_match (longer, TW_SEARCH_SHORTENED);
  g_autoptr (GString) many = g_string_new (NULL);

  g_assert_cmpstr (all, ==, "\"john\" AND \"smi\"*");
  g_assert_cmpstr (start, ==, "\"ada\" AND \"lov\"*");
  g_assert_null (tw_search_dup_match (words, TW_SEARCH_SHORTENED));
  g_assert_null (tw_search_dup_match (none, TW_SEARCH_ALL_WORDS));
  for (guint i = 0; i < 10000; i++)
    g_string_append_printf (many, "word%u ", i);
  {
    g_auto (GStrv) bounded = tw_search_split_query (many->str);

    g_assert_cmpuint (g_strv_length (bounded), ==, TW_SEARCH_MAX_WORDS);
  }
}

/* --- Searching --- */

static GPtrArray *
find (Live *live, const char *text, const TwEntity *entity, guint limit)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *hits = tw_store_search (live->store, text, entity, limit, &error);

  g_assert_no_error (error);
  g_assert_nonnull (hits);
  return hits;
}

static void
assert_found (Live *live, const char *text, ...)
{
  g_autoptr (GPtrArray) hits = find (live, text, NULL, 20);
  const char *title;
  va_list args;
  guint i = 0;

  va_start (args, text);
  while ((title = va_arg (args, const char *)) != NULL)
    {
      if (i >= hits->len)
        g_error ("“%s” did not find “%s”", text, title);
      g_assert_cmpstr (((TwHit *) g_ptr_array_index (hits, i++))->title, ==, title);
    }
  va_end (args);
  g_assert_cmpuint (hits->len, ==, i);
}

static void
test_distance (void)
{
  static const struct { const char *typed, *word; guint most; gboolean begins; guint wanted; } cases[] = {
    { "acme", "acme", 1, FALSE, 0 },
    { "acne", "acme", 1, FALSE, 1 },
    { "amce", "acme", 1, FALSE, 1 },
    { "acm", "acme", 1, FALSE, 1 },
    { "acmee", "acme", 1, FALSE, 1 },
    { "acne", "acmes", 1, FALSE, 2 },
    { "acne", "acmes", 1, TRUE, 1 },
    { "corpr", "corporation", 2, TRUE, 1 },
    { "corpr", "corporation", 2, FALSE, 3 },
    { "", "a", 1, FALSE, 1 },
    { "", "", 1, FALSE, 0 },
    { "شركه", "شركة", 1, FALSE, 1 },
    { "abcdefgh", "stuvwxyz", 2, FALSE, 3 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpuint (tw_search_distance (cases[i].typed, cases[i].word, cases[i].most, cases[i].begins), ==, cases[i].wanted);
}

/* Mistyped words find what was meant, but only when nothing has them as they are. */
static void
test_near (void)
{
  static const struct { const char *typed, *title; } cases[] = {
    { "Acme Corporation", "Acme Corporation" },
    { "Acne Corporation", "Acme Corporation" },
    { "amce corp", "Acme Corporation" },
    { "cme corporaton", NULL },                         /* "cme" is too short to be guessed */
    { "lovelcae", "Ada Lovelace" },
    { "lvelace", "Ada Lovelace" },
    { "olvelace", "Ada Lovelace" },
    { "lobel", "Ada Lovelace" },
    { "xylophone", NULL },
    { "Lovejoy", "Lovejoy" },
    { "\"", NULL },
  };
  Live *live = live_new ();

  live_add (live, live->company, "name", "Acme Corporation", NULL);
  live_add (live, live->company, "name", "Ada Lovelace", NULL);
  live_add (live, live->company, "name", "Lovejoy", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) hits = tw_store_search_near (live->store, cases[i].typed, NULL, 20, &error);

      g_assert_no_error (error);
      g_test_message ("%s: %u", cases[i].typed, hits->len);
      g_assert_cmpuint (hits->len, ==, cases[i].title != NULL);
      if (cases[i].title != NULL)
        g_assert_cmpstr (((TwHit *) g_ptr_array_index (hits, 0))->title, ==, cases[i].title);
    }
  /* Nothing is guessed by who asks for exact words. */
  {
    g_autoptr (GPtrArray) none = find (live, "Acne", NULL, 20);

    g_assert_cmpuint (none->len, ==, 0);
  }
  live_free (live);
}

/* All of these, before everything else, in this order. */
static void
assert_order (Live *live, const char *text, const TwId *expected, guint n)
{
  g_autoptr (GPtrArray) hits = find (live, text, NULL, 50);

  g_assert_cmpuint (hits->len, >=, n);
  for (guint i = 0; i < n; i++)
    {
      const TwHit *hit = g_ptr_array_index (hits, i);

      if (!tw_id_equal (&hit->id, &expected[i]))
        g_error ("“%s” of kind %u came at %u, where another should be", hit->title, hit->entity, i);
    }
}

/* What comes before what, each against being older: the whole title, then its beginning (a shorter title before a longer one), then
 * names with the words in a row, names with them apart, texts; of equal matches by kind; of equal kinds the one changed last. */
static void
test_order (void)
{
  Live *live = live_new ();
  const TwEntity *company = live->company, *deal = live->deal, *note = live->note, *stage = live->stage;
  TwId old = live_add (live, company, "name", "Harbour North", NULL), expected[13];
  guint n = 0;

  expected[n++] = live_add (live, company, "name", "Harbour north", NULL);
  expected[n++] = old;
  expected[n++] = live_add (live, deal, "name", "Harbour North", NULL);
  expected[n++] = live_add (live, note, "title", "Harbour North", NULL);
  expected[n++] = live_add (live, stage, "name", "Harbour North", NULL);
  expected[n++] = live_add (live, company, "name", "Harbour North Quay", NULL);
  expected[n++] = live_add (live, stage, "name", "Harbour North Quay", NULL);
  expected[n++] = live_add (live, company, "name", "The old harbour north of it", NULL);
  expected[n++] = live_add (live, stage, "name", "The old harbour north of it", NULL);
  expected[n++] = live_add (live, deal, "name", "North of the harbour", NULL);
  expected[n++] = live_add (live, stage, "name", "North of the harbour", NULL);
  expected[n++] = live_add (live, company, "name", "Acme", "about", "It lies at the harbour, north.", NULL);
  expected[n++] = live_add (live, note, "title", "Call", "body", "They lie at the harbour, north.", NULL);
  g_assert_cmpuint (n, ==, G_N_ELEMENTS (expected));
  assert_order (live, "harbour north", expected, n);
  live_set (live, company, &old, "about", "Of no matter.", NULL);
  {
    const TwId first[] = { old, expected[0], expected[2] };

    assert_order (live, "harbour north", first, G_N_ELEMENTS (first));
  }
  live_free (live);
}

static void
test_ranking (void)
{
  Live *live = live_new ();

  live_add (live, live->company, "name", "Acme", NULL);
  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *name = g_strdup_printf ("Acme branch %u", i);

      live_add (live, live->company, "name", name, NULL);
    }
  live_add (live, live->deal, "name", "Renewal for Acme", NULL);
  live_add (live, live->note, "title", "Call", "body", "They moved.\nAsk acme about the roof of the old building.", NULL);
  {
    g_autoptr (GPtrArray) hits = find (live, "acme", NULL, 400);
    const TwHit *first = g_ptr_array_index (hits, 0);
    gboolean deal = FALSE, note = FALSE;

    /* The exact title, behind 300 newer ones that begin so. */
    g_assert_cmpstr (first->title, ==, "Acme");
    for (guint i = 0; i < hits->len; i++)
      {
        const TwHit *hit = g_ptr_array_index (hits, i);

        deal |= strcmp (hit->title, "Renewal for Acme") == 0;
        note |= strcmp (hit->title, "Call") == 0;
        if (strcmp (hit->title, "Call") == 0)
          g_assert_cmpstr (hit->detail, ==, "Ask acme about the roof of the old building.");
      }
    g_assert_true (deal);
    g_assert_true (note);
  }
  {
    g_autoptr (GPtrArray) hits = find (live, "acme", NULL, 20);

    g_assert_cmpuint (hits->len, ==, 20);
    g_assert_cmpstr (((TwHit *) g_ptr_array_index (hits, 0))->title, ==, "Acme");
  }
  {
    g_autoptr (GPtrArray) hits = find (live, "acme", live->deal, 20);

    g_assert_cmpuint (hits->len, ==, 1);
  }
  live_free (live);
}

static void
test_scripts (void)
{
  Live *live = live_new ();

  live_add (live, live->company, "name", "Société Générale", "email", "contact@socgen.example", "phone", "+33 1 42 14 20 00", NULL);
  live_add (live, live->company, "name", "北京大学出版社", NULL);
  live_add (live, live->company, "name", "القاهرة للتجارة", NULL);
  live_add (live, live->company, "name", "O'Brien & Sons", NULL);
  live_add (live, live->company, "name", "บริษัทไทย", NULL);
  live_add (live, live->company, "name", "Straße 7", NULL);
  assert_found (live, "societe", "Société Générale", NULL);
  assert_found (live, "GENERALE soc", "Société Générale", NULL);
  assert_found (live, "contact@socgen", "Société Générale", NULL);
  assert_found (live, "socgen.ex", "Société Générale", NULL);
  assert_found (live, "331421", "Société Générale", NULL);
  assert_found (live, "大学", "北京大学出版社", NULL);
  assert_found (live, "京大", "北京大学出版社", NULL);
  assert_found (live, "北京", "北京大学出版社", NULL);
  assert_found (live, "القاهره", "القاهرة للتجارة", NULL);
  assert_found (live, "o'bri", "O'Brien & Sons", NULL);
  assert_found (live, "ไทย", "บริษัทไทย", NULL);
  assert_found (live, "strasse", "Straße 7", NULL);
  assert_found (live, "generale bank", NULL);
  assert_found (live, "", NULL);
  assert_found (live, "\"*:^()", NULL);
  assert_found (live, "acme OR NOT AND NEAR", NULL);
  live_free (live);
}

/* The index follows every kind of change, also several of one record in one commit, undone ones, and other sessions. */
static void
test_upkeep (void)
{
  Live *live = live_new ();
  TwId id = live_add (live, live->company, "name", "Firstname Ltd", "about", "makes umbrellas", NULL);
  g_autoptr (GError) error = NULL;

  assert_found (live, "firstn", "Firstname Ltd", NULL);
  assert_found (live, "umbrel", "Firstname Ltd", NULL);
  assert_found (live, "firstname umbrellas", "Firstname Ltd", NULL);
  live_set (live, live->company, &id, "name", "Secondname", NULL);
  assert_found (live, "firstn", NULL);
  assert_found (live, "secondn", "Secondname", NULL);
  assert_found (live, "secondname umbr", "Secondname", NULL);
  live_set (live, live->company, &id, "about", NULL, NULL);
  assert_found (live, "umbrel", NULL);
  {
    g_autoptr (TwCommit) undo = tw_store_undo (live->store, NULL, &error);

    g_assert_no_error (error);
    assert_found (live, "umbrel", "Secondname", NULL);
  }
  live_delete (live, live->company, &id);
  assert_found (live, "secondn", NULL);
  assert_found (live, "umbrel", NULL);
  live_restore (live, live->company, &id);
  assert_found (live, "secondn", "Secondname", NULL);
  live_reopen (live);
  assert_found (live, "secondn", "Secondname", NULL);
  live_set (live, live->company, &id, "name", "Third", "about", "kites", NULL);
  assert_found (live, "kites", "Third", NULL);
  assert_found (live, "secondn", NULL);
  live_delete (live, live->company, &id);
  g_assert_cmpint (tw_store_purge (live->store, G_MAXINT64, &error), ==, 1);
  g_assert_no_error (error);
  id = live_add (live, live->company, "name", "Fourth", NULL);
  assert_found (live, "third", NULL);
  assert_found (live, "fourth", "Fourth", NULL);
  live_free (live);
}

/* A filter by text gives what searching gives, without a bound. */
static void
test_query_text (void)
{
  Live *live = live_new ();
  g_autoptr (TwQuery) all = live_query (live, live->company, NULL, "name");
  static const struct { const char *text; gint64 n; } cases[] = {
    { "widget", 120 }, { "widget 7", 11 }, { "kraków", 60 }, { "nothing", 0 }, { "", 120 }, { "+++", 0 }, { "widget krakow", 60 },
  };

  for (guint i = 0; i < 120; i++)
    {
      g_autofree char *name = g_strdup_printf ("Widget %u", i);

      live_add (live, live->company, "name", name, i % 2 ? "about" : "phone", i % 2 ? "in Kraków" : "123", NULL);
    }
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (TwQuery) query = tw_query_with_text (all, cases[i].text);
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (tw_store_count (live->store, query, &error), ==, cases[i].n);
      g_assert_no_error (error);
    }
  live_free (live);
}

typedef struct
{
  GPtrArray *hits;
  GError    *error;
  gboolean   done;
} Answer;

static void
answer_cb (GObject *store, GAsyncResult *result, gpointer data)
{
  Answer *answer = data;

  answer->hits = tw_store_search_finish (TW_STORE (store), result, &answer->error);
  answer->done = TRUE;
}

static gboolean
is_done (gpointer data)
{
  return ((Answer *) data)->done;
}

static void
test_async (void)
{
  Live *live = live_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Answer first = { 0 }, second = { 0 };

  live_add (live, live->company, "name", "Acme", NULL);
  tw_store_search_async (live->store, "a", NULL, 20, cancellable, answer_cb, &first);
  g_cancellable_cancel (cancellable);
  tw_store_search_async (live->store, "ac", NULL, 20, NULL, answer_cb, &second);
  live_wait (is_done, &first);
  live_wait (is_done, &second);
  g_assert_error (first.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_no_error (second.error);
  g_assert_cmpuint (second.hits->len, ==, 1);
  g_clear_error (&first.error);
  g_ptr_array_unref (second.hits);
  live_free (live);
}

/* --- A search among the records of a query, and the words that were meant --- */

typedef struct
{
  gboolean   done;
  GPtrArray *hits;
  char      *meant;
  char     **completed;
} Found;

static gboolean
is_found (gpointer data)
{
  return ((Found *) data)->done;
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Found *found = data;
  g_autoptr (GError) error = NULL;

  found->hits = tw_store_search_finish (TW_STORE (source), result, &error);
  g_assert_no_error (error);
  found->meant = tw_store_search_dup_meant (result);
  found->done = TRUE;
}

static void
test_query (void)
{
  static const struct { const char *text, *where; gboolean near; const char *titles, *meant; } cases[] = {
    { "acme", NULL, FALSE, "Acme|Acme South|Acme North", NULL },
    { "acme", "email contains \"rome\"", FALSE, "Acme South", NULL },
    { "acme", "email contains \"paris\"", TRUE, "", NULL },
    { "acne", NULL, FALSE, "", NULL },
    { "acne nort", NULL, TRUE, "Acme North", "acme north" },
    { "south acm", "email is not empty", FALSE, "Acme South", NULL },
  };
  Live *live = live_new ();

  live_add (live, live->company, "name", "Acme", NULL);
  live_add (live, live->company, "name", "Acme North", "email", "oslo@example.org", NULL);
  live_add (live, live->company, "name", "Acme South", "email", "rome@example.org", NULL);
  live_add (live, live->company, "name", "Beta", "email", "beta@rome.example.org", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (TwQuery) query = live_query (live, live->company, cases[i].where, NULL);
      g_autoptr (TwQuery) with_text = tw_query_with_text (query, cases[i].text);
      g_autoptr (GString) titles = g_string_new (NULL);
      Found found = { 0 };

      tw_store_search_query_async (live->store, with_text, 20, cases[i].near, NULL, found_cb, &found);
      live_wait (is_found, &found);
      for (guint j = 0; j < found.hits->len; j++)
        g_string_append_printf (titles, "%s%s", j > 0 ? "|" : "", ((TwHit *) g_ptr_array_index (found.hits, j))->title);
      g_test_message ("“%s” where %s", cases[i].text, cases[i].where);
      g_assert_cmpstr (titles->str, ==, cases[i].titles);
      g_assert_cmpstr (found.meant, ==, cases[i].meant);
      g_ptr_array_unref (found.hits);
      g_free (found.meant);
    }
  live_free (live);
}

static void
completed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Found *found = data;
  g_autoptr (GError) error = NULL;

  found->completed = tw_store_complete_finish (TW_STORE (source), result, &error);
  g_assert_no_error (error);
  found->done = TRUE;
}

static void
test_complete (void)
{
  static const struct { const char *text, *wanted; } cases[] = {
    { "nor", "nordic|norway" },
    { "Big NOR", "Big nordic|Big norway" },
    { "nordic", "" },                                   /* complete */
    { "nor ", "" },
    { "n", "" },                                        /* fits too many */
    { "xyz", "" },
    { "", "" },
    { "\"", "" },
  };
  Live *live = live_new ();

  live_add (live, live->company, "name", "Nordic Steel", NULL);
  live_add (live, live->company, "name", "Nordic Wood", NULL);
  live_add (live, live->company, "name", "Norway Fish", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Found found = { 0 };
      g_autofree char *joined = NULL;

      tw_store_complete_async (live->store, cases[i].text, 5, NULL, completed_cb, &found);
      live_wait (is_found, &found);
      joined = g_strjoinv ("|", found.completed);
      g_assert_cmpstr (joined, ==, cases[i].wanted);
      g_strfreev (found.completed);
    }
  live_free (live);
}

/* Rows that are looked at for one keystroke are few: what is older is found by the index alone, and is not offered. */
static void
test_few_rows (void)
{
  Live *live = live_new ();

  live_add (live, live->company, "name", "The Nordlund Works", NULL);
  for (guint i = 0; i < 450; i++)
    {
      g_autofree char *name = g_strdup_printf ("The Nordic %u", i);

      live_add (live, live->company, "name", name, NULL);
    }
  /* What waits for the index is looked at whole. */
  live_reopen (live);
  {
    g_autoptr (GPtrArray) hits = find (live, "nordl", NULL, 20);

    g_assert_cmpuint (hits->len, ==, 1);
    g_assert_cmpstr (((TwHit *) g_ptr_array_index (hits, 0))->title, ==, "The Nordlund Works");
  }
  {
    Found found = { 0 };
    g_autofree char *joined = NULL;

    tw_store_complete_async (live->store, "nor", 5, NULL, completed_cb, &found);
    live_wait (is_found, &found);
    joined = g_strjoinv ("|", found.completed);
    g_assert_cmpstr (joined, ==, "nordic");
    g_strfreev (found.completed);
  }
  live_free (live);
}

/* Deals of the same name are told apart by whose they are, their stage and amount; what belongs to nobody says only what it has. */
static void
test_detail (void)
{
  Live *live = live_new ();
  TwId company = live_add (live, live->company, "name", "Blue Harbour", "email", "desk@blue.example", NULL);
  TwId stage = live_add (live, live->stage, "name", "Negotiation", NULL);
  char text[TW_ID_TEXT_LENGTH + 1], stage_text[TW_ID_TEXT_LENGTH + 1];
  guint seen = 0;

  live_add (live, live->deal, "name", "Renewal", "company", tw_id_print (&company, text), "stage", tw_id_print (&stage, stage_text), "amount",
            "1200 USD", NULL);
  live_add (live, live->deal, "name", "Renewal", "company", text, "amount", "50 USD", NULL);
  live_add (live, live->deal, "name", "Renewal", NULL);
  {
    g_autoptr (GPtrArray) hits = find (live, "renewal", live->deal, 10);

    g_assert_cmpuint (hits->len, ==, 3);
    for (guint i = 0; i < hits->len; i++)
      {
        const TwHit *hit = g_ptr_array_index (hits, i);

        seen |= g_strcmp0 (hit->detail, "Blue Harbour · Negotiation · $1,200.00") == 0 ? 1 : g_strcmp0 (hit->detail, "Blue Harbour · $50.00") == 0 ? 2
                : hit->detail == NULL ? 4 : 8;
      }
    g_assert_cmpuint (seen, ==, 7);
  }
  live_free (live);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/search/words", test_words);
  g_test_add_func ("/store/search/words-known", test_words_known);
  g_test_add_func ("/store/search/match-text", test_match_text);
  g_test_add_func ("/store/search/distance", test_distance);
  g_test_add_func ("/store/search/near", test_near);
  g_test_add_func ("/store/search/ranking", test_ranking);
  g_test_add_func ("/store/search/order", test_order);
  g_test_add_func ("/store/search/scripts", test_scripts);
  g_test_add_func ("/store/search/upkeep", test_upkeep);
  g_test_add_func ("/store/search/query-text", test_query_text);
  g_test_add_func ("/store/search/async", test_async);
  g_test_add_func ("/store/search/query", test_query);
  g_test_add_func ("/store/search/complete", test_complete);
  g_test_add_func ("/store/search/few-rows", test_few_rows);
  g_test_add_func ("/store/search/detail", test_detail);
  return g_test_run ();
}
