/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures: their definitions, what they come to, and the records behind them; the grid of dashboards. */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "tw-figure.h"
#include "tw-grid.h"
#include "tw-seed.h"

/* --- Definitions --- */

static void
test_definition (void)
{
  static const char *const good[] = {
    "{\"entity\": \"deal\"}",
    "{\"entity\": \"deal\", \"where\": \"status = \\\"won\\\"\", \"aggregate\": \"sum\", \"measure\": \"amount\", \"by\": \"closed_at\", \"grain\": \"auto\", "
    "\"then\": \"owner\", \"period\": \"closed_at\", \"sort\": \"-value\", \"limit\": 10}",
    "{\"entity\": \"lead\", \"steps\": [{\"label\": \"All\"}, {\"label\": \"Some\", \"where\": \"score > 5\"}]}",
    "{\"entity\": \"deal\", \"aggregate\": \"rate\", \"part\": \"status = \\\"won\\\"\", \"by\": \"company.industry\"}",
    "{\"entity\": \"deal\", \"by\": \"owner\", \"against\": {\"aggregate\": \"sum\", \"measure\": \"amount\"}}",
  };
  static const struct { const char *json, *message; } bad[] = {
    { "[]", "Line 1" }, { "{", "figure:1:2" }, { "{}", "entity" }, { "{\"entity\": \"\"}", "entity" }, { "{\"entity\": \"deal\",\n\"wher\": \"1\"}", "Line 2" },
    { "{\"entity\": \"deal\",\n\n\"aggregate\": \"mean\"}", "Line 3" }, { "{\"entity\": \"deal\", \"aggregate\": \"sum\"}", "measure" },
    { "{\"entity\": \"deal\", \"limit\": 0}", "limit" }, { "{\"entity\": \"deal\", \"limit\": 1000000}", "limit" },
    { "{\"entity\": \"deal\", \"then\": \"stage\"}", "by" }, { "{\"entity\": \"deal\", \"grain\": \"fortnight\"}", "week" },
    { "{\"entity\": \"deal\", \"steps\": []}", "steps" }, { "{\"entity\": \"deal\", \"steps\": [{\"where\": \"1 = 1\"}]}", "label" },
    { "{\"entity\": \"deal\", \"by\": \"stage\", \"steps\": [{\"label\": \"x\"}]}", "both" },
    { "{\"entity\": \"deal\", \"against\": {\"aggregate\": \"count\"}}", "by" }, { "{\"entity\": \"deal\", \"by\": \"owner\", \"against\": {\"aggregate\": \"sum\"}}", "measure" },
    { "{\"entity\": \"deal\", \"by\": \"owner\", \"against\": \"amount\"}", "object" }, { "{\"entity\": \"deal\", \"by\": \"owner\",\n\"against\": {\"size\": \"1\"}}", "Line 2" },
    { "{\"entity\": \"deal\", \"by\": \"owner\", \"then\": \"stage\", \"against\": {\"aggregate\": \"count\"}}", "both" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(TwFigure) figure = tw_figure_parse (good[i], &error), again = NULL;
      g_autofree char *printed = NULL, *twice = NULL;

      g_assert_no_error (error);
      printed = tw_figure_print (figure);
      again = tw_figure_parse (printed, &error);
      g_assert_no_error (error);
      twice = tw_figure_print (again);
      g_assert_cmpstr (printed, ==, twice);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(TwFigure) figure = tw_figure_parse (bad[i].json, &error);

      g_assert_null (figure);
      g_assert_nonnull (error);
      if (strstr (error->message, bad[i].message) == NULL)
        g_error ("%s: %s", bad[i].json, error->message);
    }
}

/* --- Answers --- */

typedef struct
{
  char     *dir, *path;
  TwStore  *store;
  TwSchema *schema;
  TwId      ann, bo, stages[3];
} Fixture;

static TwId
add (Fixture *fixture, const char *entity, ...)
{
  g_autoptr(TwRecord) record = tw_record_new (tw_schema_get_entity (fixture->schema, entity));
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "Add");
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) done = NULL;
  const char *key;
  va_list list;

  va_start (list, entity);
  while ((key = va_arg (list, const char *)) != NULL)
    {
      tw_record_set_text (record, key, va_arg (list, const char *), &error);
      g_assert_no_error (error);
    }
  va_end (list);
  tw_edit_save (edit, record);
  done = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  return *tw_record_get_id (record);
}

static const char *
text_of (const TwId *id)
{
  static char texts[4][TW_ID_TEXT_LENGTH + 1];
  static guint next;

  next = (next + 1) % 4;
  return tw_id_print (id, texts[next]);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwSchema) shipped = tw_schema_load_shipped (&error);
  g_autoptr(GPtrArray) stages = NULL;
  g_autoptr(TwQuery) query = NULL;

  fixture->dir = g_dir_make_tmp ("tw-figure-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->dir, "ws", NULL);
  fixture->store = tw_store_open (fixture->path, shipped, TRUE, &error);
  g_assert_no_error (error);
  g_assert_true (tw_seed_workspace (fixture->store, "EUR", &error));
  g_assert_true (tw_store_set_setting (fixture->store, "timezone", "\"Europe/Berlin\"", &error));
  fixture->schema = tw_store_ref_schema (fixture->store);
  query = tw_query_new (fixture->schema, tw_schema_get_entity (fixture->schema, "deal_stage"), NULL, "position", &error);
  stages = tw_store_list (fixture->store, query, 3, NULL, NULL, &error);
  g_assert_cmpuint (stages->len, ==, 3);
  for (guint i = 0; i < 3; i++)
    fixture->stages[i] = *tw_record_get_id (g_ptr_array_index (stages, i));
  fixture->ann = add (fixture, "user", "name", "Ann", "email", "ann@example.org", NULL);
  fixture->bo = add (fixture, "user", "name", "Bo", "email", "bo@example.org", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autofree char *command = g_strdup_printf ("rm -r '%s'", fixture->dir);

  g_clear_pointer (&fixture->schema, tw_schema_unref);
  tw_store_close (fixture->store);
  /* Columns may still be built behind; whoever does it holds the store until the main loop has heard of it. */
  g_object_add_weak_pointer (G_OBJECT (fixture->store), (gpointer *) &fixture->store);
  g_object_unref (fixture->store);
  while (fixture->store != NULL)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
  g_assert_cmpint (system (command), ==, 0);
  g_free (fixture->path);
  g_free (fixture->dir);
}

static TwFigureAnswer *
answer (Fixture *fixture, TwAccess *access, const char *json, const TwFigureRange *range, TwFigure **figure)
{
  g_autoptr(GError) error = NULL;
  TwFigure *parsed = tw_figure_parse (json, &error);
  TwFigureAsk ask = { .store = fixture->store, .access = access, .range = range };
  TwFigureAnswer *result;

  g_assert_no_error (error);
  result = tw_figure_answer (parsed, &ask, NULL, &error);
  g_assert_no_error (error);
  if (figure != NULL)
    *figure = parsed;
  else
    tw_figure_free (parsed);
  return result;
}

/* "Ann 3 / Bo 5" */
static char *
dup_line (TwFigureAnswer *result)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < result->keys[0]->len; i++)
    for (guint j = 0; j < result->keys[1]->len; j++)
      {
        const TwFigureKey *first = g_ptr_array_index (result->keys[0], i), *second = g_ptr_array_index (result->keys[1], j);
        const TwFigureCell *cell = tw_figure_answer_get (result, i, j);
        g_autofree char *value = cell->has ? tw_value_print (&cell->exact) : g_strdup ("-");

        g_string_append_printf (text, "%s%s%s%s %s", text->len > 0 ? " / " : "", first->title, second->title != NULL ? "+" : "",
                                second->title != NULL ? second->title : "", value);
      }
  return g_string_free (text, FALSE);
}

static void
check (Fixture *fixture, const char *json, const TwFigureRange *range, const char *total, const char *line)
{
  g_autoptr(TwFigureAnswer) result = answer (fixture, NULL, json, range, NULL);
  g_autofree char *sum = result->total.has ? tw_value_print (&result->total.exact) : g_strdup ("-"), *text = dup_line (result);

  g_assert_cmpstr (sum, ==, total);
  g_assert_cmpstr (text, ==, line);
}

static void
fill (Fixture *fixture)
{
  /* Newer than the rates that come with a workspace. */
  add (fixture, "exchange_rate", "from_currency", "EUR", "to_currency", "USD", "rate", "1.25", "at", "2026-06-02T00:00:00Z", NULL);
  add (fixture, "deal", "name", "a", "stage", text_of (&fixture->stages[0]), "amount", "100.10 EUR", "probability", "50", "owner", text_of (&fixture->ann),
       "close_date", "2026-01-31", NULL);
  add (fixture, "deal", "name", "b", "stage", text_of (&fixture->stages[0]), "amount", "200 EUR", "probability", "10", "owner", text_of (&fixture->bo),
       "close_date", "2026-03-01", NULL);
  add (fixture, "deal", "name", "c", "stage", text_of (&fixture->stages[1]), "amount", "50 USD", "probability", "100", "owner", text_of (&fixture->ann),
       "close_date", "2026-03-31", NULL);
  add (fixture, "deal", "name", "d", "stage", text_of (&fixture->stages[1]), "owner", text_of (&fixture->bo), NULL);
}

static void
test_answers (Fixture *fixture, gconstpointer data)
{
  const TwFigureRange march = { 20513, 20544, TW_GRAIN_WEEK };
  TwDate day;

  g_assert_true (tw_date_from_ymd (2026, 3, 1, &day));
  g_assert_cmpint (day, ==, march.from);
  fill (fixture);
  check (fixture, "{\"entity\": \"deal\"}", NULL, "4", "");
  check (fixture, "{\"entity\": \"deal\", \"by\": \"owner\"}", NULL, "4", "Ann 2 / Bo 2");
  check (fixture, "{\"entity\": \"deal\", \"aggregate\": \"sum\", \"measure\": \"amount\", \"by\": \"owner\", \"sort\": \"-value\"}", NULL, "340.10 EUR",
         "Bo 200.00 EUR / Ann 140.10 EUR");
  check (fixture, "{\"entity\": \"deal\", \"aggregate\": \"sum\", \"measure\": \"amount\", \"by\": \"owner\", \"sort\": \"-value\", \"limit\": 1}", NULL,
         "340.10 EUR", "Bo 200.00 EUR");
  check (fixture, "{\"entity\": \"deal\", \"aggregate\": \"weighted\", \"measure\": \"amount\", \"weight\": \"probability\"}", NULL, "110.05 EUR", "");
  /* Half to even: 340.10 ÷ 3 = 113.3666…, and nothing where no deal has an amount. */
  check (fixture, "{\"entity\": \"deal\", \"aggregate\": \"average\", \"measure\": \"amount\"}", NULL, "113.37 EUR", "");
  check (fixture, "{\"entity\": \"deal\", \"where\": \"amount is empty\", \"aggregate\": \"average\", \"measure\": \"amount\"}", NULL, "-", "");
  check (fixture, "{\"entity\": \"deal\", \"aggregate\": \"rate\", \"part\": \"amount > 150 EUR\", \"by\": \"owner\"}", NULL, "25", "Ann 0 / Bo 50");
  check (fixture, "{\"entity\": \"deal\", \"by\": \"close_date\", \"grain\": \"quarter\"}", NULL, "4", "Q1 2026 3 / No Close date 1");
  check (fixture, "{\"entity\": \"deal\", \"aggregate\": \"sum\", \"measure\": \"amount\", \"by\": \"close_date\", \"grain\": \"month\"}", NULL, "340.10 EUR",
         "January 2026 100.10 EUR / February 2026 0.00 EUR / March 2026 240.00 EUR / No Close date 0.00 EUR");
  check (fixture, "{\"entity\": \"deal\", \"by\": \"close_date\", \"grain\": \"month\", \"then\": \"owner\", \"period\": \"close_date\"}", &march, "2",
         "March 2026+Ann 1 / March 2026+Bo 1");
  check (fixture, "{\"entity\": \"deal\", \"by\": \"owner.name\"}", NULL, "4", "Ann 2 / Bo 2");
  check (fixture, "{\"entity\": \"deal\", \"aggregate\": \"sum\", \"measure\": \"amount * 2\"}", NULL, "680.20 EUR", "");
  check (fixture, "{\"entity\": \"deal\", \"steps\": [{\"label\": \"All\"}, {\"label\": \"Large\", \"where\": \"amount > 150 EUR\"}]}", NULL, "4",
         "All 4 / Large 1");
}

/* As many records as a cell counts are those that its condition finds. */
static void
test_behind (Fixture *fixture, gconstpointer data)
{
  static const char *const jsons[] = {
    "{\"entity\": \"deal\", \"by\": \"owner\"}", "{\"entity\": \"deal\", \"by\": \"close_date\", \"grain\": \"month\", \"then\": \"stage\"}",
    "{\"entity\": \"deal\", \"by\": \"status\", \"then\": \"owner\"}", "{\"entity\": \"deal\", \"by\": \"created_at\", \"grain\": \"day\"}",
    "{\"entity\": \"deal\", \"by\": \"tags\"}", "{\"entity\": \"deal\", \"by\": \"owner.name\"}", "{\"entity\": \"deal\", \"by\": \"budget_confirmed\"}",
    "{\"entity\": \"deal\", \"by\": \"probability\"}", "{\"entity\": \"deal\", \"where\": \"amount > 1 EUR or amount is empty\", \"by\": \"name\"}",
  };

  fill (fixture);
  add (fixture, "deal", "name", "say \"x\" \\ y", "stage", text_of (&fixture->stages[2]), "tags", "big, new", NULL);
  for (guint n = 0; n < G_N_ELEMENTS (jsons); n++)
    {
      TwFigure *figure = NULL;
      g_autoptr(TwFigureAnswer) result = answer (fixture, NULL, jsons[n], NULL, &figure);

      g_assert_cmpuint (result->keys[0]->len, >, 0);
      for (guint i = 0; i < result->keys[0]->len; i++)
        for (guint j = 0; j < result->keys[1]->len; j++)
          {
            g_autofree char *where = tw_figure_dup_where (figure, result, fixture->schema, NULL, (int) i, (int) j);
            g_autoptr(GError) error = NULL;
            g_autoptr(TwQuery) query = tw_query_new (fixture->schema, tw_schema_get_entity (fixture->schema, "deal"), where, NULL, &error);

            g_assert_no_error (error);
            g_assert_cmpint (tw_store_count (fixture->store, query, &error), ==, tw_figure_answer_get (result, i, j)->count);
          }
      tw_figure_free (figure);
    }
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  static const char *const jsons[] = {
    "{\"entity\": \"unicorn\"}", "{\"entity\": \"deal\", \"by\": \"nothing\"}", "{\"entity\": \"deal\", \"where\": \"(\"}",
    "{\"entity\": \"deal\", \"aggregate\": \"sum\", \"measure\": \"name\"}", "{\"entity\": \"deal\", \"by\": \"amount\"}",
    "{\"entity\": \"deal\", \"period\": \"name\"}", "{\"entity\": \"deal\", \"aggregate\": \"weighted\", \"measure\": \"amount\", \"weight\": \"amount\"}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (jsons); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(TwFigure) figure = tw_figure_parse (jsons[i], &error);
      TwFigureAsk ask = { .store = fixture->store };

      g_assert_no_error (error);
      g_assert_null (tw_figure_answer (figure, &ask, NULL, &error));
      g_assert_nonnull (error);
    }
}

/* Whose figures: those of the records that he may read. */
static void
test_rights (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  TwId role = add (fixture, "role", "name", "Own deals", "record_scope", "own", "permissions", "deal read", NULL);
  TwId eve = add (fixture, "user", "name", "Eve", "email", "eve@example.org", "roles", text_of (&role), NULL);
  g_autoptr(TwAccess) access = NULL;
  g_autoptr(TwFigureAnswer) mine = NULL, all = NULL;

  fill (fixture);
  add (fixture, "deal", "name", "hers", "stage", text_of (&fixture->stages[0]), "amount", "7 EUR", "owner", text_of (&eve), NULL);
  access = tw_access_new (fixture->store, &eve, NULL, &error);
  g_assert_no_error (error);
  mine = answer (fixture, access, "{\"entity\": \"deal\", \"aggregate\": \"sum\", \"measure\": \"amount\", \"by\": \"owner\"}", NULL, NULL);
  all = answer (fixture, NULL, "{\"entity\": \"deal\"}", NULL, NULL);
  g_assert_cmpint (mine->total.exact.i, ==, 7 * TW_MONEY_ONE);
  g_assert_cmpuint (mine->keys[0]->len, ==, 1);
  g_assert_cmpint (all->total.count, ==, 5);
}

static void
test_ready (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwQuery) query = tw_query_new (fixture->schema, tw_schema_get_entity (fixture->schema, "widget"), NULL, NULL, &error);
  g_autoptr(GPtrArray) widgets = tw_store_list (fixture->store, query, 1000, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (widgets->len, >=, 30);
  for (guint i = 0; i < widgets->len; i++)
    {
      g_autoptr(TwFigure) figure = tw_figure_parse (tw_record_get_key (g_ptr_array_index (widgets, i), "figure")->text, &error);

      g_assert_no_error (error);
      g_assert_true (tw_figure_check (figure, fixture->schema, &error));
      g_assert_no_error (error);
    }
}

/* "3; 5": where the groups stand on the other axis. */
static char *
dup_against (TwFigureAnswer *result)
{
  GString *text = g_string_new (NULL);

  g_assert_cmpuint (result->against->len, ==, result->keys[0]->len);
  g_assert_cmpuint (result->cells->len, ==, result->keys[0]->len);
  for (guint i = 0; i < result->against->len; i++)
    {
      const TwFigureCell *cell = &g_array_index (result->against, TwFigureCell, i);
      g_autofree char *value = NULL;

      g_assert_true (cell->has);
      value = tw_value_print (&cell->exact);
      g_string_append_printf (text, "%s%s", i > 0 ? "; " : "", value);
    }
  return g_string_free (text, FALSE);
}

/* Both measures are those that each is alone, in the order of the first; who lacks one is left out, and the limit holds. */
static void
test_against (Fixture *fixture, gconstpointer data)
{
  static const struct { const char *json, *line, *against; } cases[] = {
    { "{\"entity\": \"deal\", \"aggregate\": \"average\", \"measure\": \"amount\", \"by\": \"name\", \"sort\": \"-value\", "
      "\"against\": {\"aggregate\": \"average\", \"measure\": \"probability\"}}", "b 200.00 EUR / a 100.10 EUR / c 40.00 EUR", "10; 50; 100" },
    { "{\"entity\": \"deal\", \"aggregate\": \"average\", \"measure\": \"probability\", \"by\": \"name\", \"where\": \"amount is not empty\", "
      "\"sort\": \"value\", \"limit\": 2, \"against\": {\"aggregate\": \"sum\", \"measure\": \"amount\"}}", "b 10 / a 50", "200.00 EUR; 100.10 EUR" },
    { "{\"entity\": \"deal\", \"by\": \"owner\", \"against\": {\"aggregate\": \"sum\", \"measure\": \"amount\"}}", "Ann 2 / Bo 2", "140.10 EUR; 200.00 EUR" },
  };

  fill (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(TwFigureAnswer) result = answer (fixture, NULL, cases[i].json, NULL, NULL);
      g_autofree char *line = dup_line (result), *against = dup_against (result);

      g_assert_cmpstr (line, ==, cases[i].line);
      g_assert_cmpstr (against, ==, cases[i].against);
    }
}

/* --- Ranges --- */

static void
test_ranges (Fixture *fixture, gconstpointer data)
{
  static const char *const bad[] = { "", "days", "0 days", "-3 days", "2026-02-30..2026-03-01", "2026-03-02..2026-03-01", "fortnight", "99999999 days" };
  TwFigureRange range, before;

  g_assert_true (tw_figure_range_parse (fixture->store, "7 days", TW_GRAIN_NONE, &range));
  g_assert_cmpint (range.to - range.from, ==, 7);
  g_assert_cmpint (range.grain, ==, TW_GRAIN_DAY);
  g_assert_true (tw_figure_range_parse (fixture->store, "2026-02-01..2026-02-28", TW_GRAIN_NONE, &range));
  g_assert_cmpint (range.to - range.from, ==, 28);
  tw_figure_range_before (&range, &before);
  g_assert_cmpint (before.to, ==, range.from);
  g_assert_cmpint (before.to - before.from, ==, 31);
  g_assert_true (tw_figure_range_parse (fixture->store, "month", TW_GRAIN_NONE, &range));
  before = range;
  g_assert_true (tw_figure_range_parse (fixture->store, "last month", TW_GRAIN_NONE, &range));
  g_assert_cmpint (range.to, ==, before.from);
  g_assert_cmpint (range.from, ==, tw_grain_step (TW_GRAIN_MONTH, before.from, -1));
  g_assert_true (tw_figure_range_parse (fixture->store, "last year", TW_GRAIN_NONE, &range));
  g_assert_cmpint (range.to, ==, tw_grain_floor (TW_GRAIN_YEAR, before.from, 1));
  g_assert_true (tw_figure_range_parse (fixture->store, "2026-02-02..2026-02-03", TW_GRAIN_WEEK, &range));
  tw_figure_range_before (&range, &before);
  g_assert_cmpint (before.to - before.from, ==, 2);
  g_assert_cmpint (range.grain, ==, TW_GRAIN_WEEK);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (tw_figure_range_parse (fixture->store, bad[i], TW_GRAIN_NONE, &range));
}

/* --- The grid --- */

static void
check_grid (GArray *places)
{
  for (guint i = 0; i < places->len; i++)
    {
      const TwGridPlace *a = &g_array_index (places, TwGridPlace, i);

      g_assert_cmpint (a->column, >=, 0);
      g_assert_cmpint (a->column + a->width, <=, TW_GRID_COLUMNS);
      g_assert_cmpint (a->row, >=, 0);
      for (guint j = 0; j < i; j++)
        {
          const TwGridPlace *b = &g_array_index (places, TwGridPlace, j);

          g_assert_false (a->column < b->column + b->width && b->column < a->column + a->width && a->row < b->row + b->height
                          && b->row < a->row + a->height);
        }
    }
}

static void
test_grid (void)
{
  GRand *rand = g_rand_new ();
  g_autoptr(GArray) places = g_array_new (FALSE, TRUE, sizeof (TwGridPlace));
  const TwGridPlace two[] = { { 0, 0, 6, 2, NULL }, { 0, 2, 6, 3, NULL } };
  int column, row;

  /* The lower one changes places with the upper one, and back. */
  g_array_append_vals (places, two, 2);
  tw_grid_move (places, 1, 0, tw_grid_find_row (places, 1, -1), 6, 3);
  g_assert_cmpint (g_array_index (places, TwGridPlace, 1).row, ==, 0);
  g_assert_cmpint (g_array_index (places, TwGridPlace, 0).row, ==, 3);
  tw_grid_move (places, 1, 0, tw_grid_find_row (places, 1, 1), 6, 3);
  g_assert_cmpint (g_array_index (places, TwGridPlace, 1).row, ==, 2);
  g_assert_cmpint (g_array_index (places, TwGridPlace, 0).row, ==, 0);
  tw_grid_find_room (places, 6, 2, &column, &row);
  g_assert_cmpint (column, ==, 6);
  g_assert_cmpint (row, ==, 0);
  for (guint i = 0; i < 300; i++)
    {
      TwGridPlace place = { g_rand_int_range (rand, -3, 15), g_rand_int_range (rand, -3, 30), g_rand_int_range (rand, -1, 16), g_rand_int_range (rand, -1, 16), NULL };

      if (places->len < 20)
        g_array_append_val (places, place);
      tw_grid_move (places, (guint) g_rand_int_range (rand, 0, (int) places->len), place.column, place.row, place.width, place.height);
      check_grid (places);
    }
  g_rand_free (rand);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crm/figure/definition", test_definition);
  g_test_add ("/crm/figure/answers", Fixture, NULL, set_up, test_answers, tear_down);
  g_test_add ("/crm/figure/against", Fixture, NULL, set_up, test_against, tear_down);
  g_test_add ("/crm/figure/behind", Fixture, NULL, set_up, test_behind, tear_down);
  g_test_add ("/crm/figure/refused", Fixture, NULL, set_up, test_refused, tear_down);
  g_test_add ("/crm/figure/rights", Fixture, NULL, set_up, test_rights, tear_down);
  g_test_add ("/crm/figure/ready", Fixture, NULL, set_up, test_ready, tear_down);
  g_test_add ("/crm/figure/ranges", Fixture, NULL, set_up, test_ranges, tear_down);
  g_test_add_func ("/crm/figure/grid", test_grid);
  return g_test_run ();
}
