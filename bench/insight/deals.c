/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures over very many deals, as dashboards ask for them.
 *
 *   bench-insight fill DIR N         makes a workspace with N deals
 *   bench-insight export DIR FILE    the deals as CSV for the peer
 *   bench-insight serve DIR          reads lines "pivot COUNT FILE" or "sales COUNT FILE": answers the pivot of months and owners, or the ten figures
 *                                    of the ready sales dashboard, COUNT times; prints the milliseconds, and writes the last answers to FILE.
 *                                    "warm 1 -" loads the columns.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tw-bench.h"
#include "tw-bulk.h"
#include "tw-columns.h"
#include "tw-figure.h"
#include "tw-seed.h"

#define OWNERS  40
#define MONTHS  36
#define EUR     (('E' << 16) | ('U' << 8) | 'R')
#define PIVOT   "{\"entity\": \"deal\", \"aggregate\": \"sum\", \"measure\": \"amount\", \"by\": \"close_date\", \"grain\": \"month\", \"then\": \"owner\"}"

static void
check (GError *error)
{
  if (error != NULL)
    g_error ("%s", error->message);
}

static GPtrArray *
list (TwStore *store, const char *entity, const char *where, const char *sort)
{
  TwSchema *schema = tw_store_get_schema (store);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwQuery) query = tw_query_new (schema, tw_schema_get_entity (schema, entity), where, sort, &error);
  GPtrArray *records = query != NULL ? tw_store_list (store, query, 1000, NULL, NULL, &error) : NULL;

  check (error);
  return records;
}

/* --- Filling --- */

static void
set (TwRecord *record, const char *key, TwValue value)
{
  g_autoptr (GError) error = NULL;

  tw_record_set_key (record, key, &value, &error);
  check (error);
  tw_value_clear (&value);
}

static TwValue
link_to (TwRecord *record)
{
  return tw_value_link (tw_record_get_entity (record)->number, tw_record_get_id (record));
}

static void
add_owners (TwStore *store)
{
  TwEdit *edit = tw_edit_new (store, TW_ORIGIN_IMPORT, "Bench");
  g_autoptr (GError) error = NULL;
  g_autoptr (TwCommit) commit = NULL;

  for (int i = 0; i < OWNERS; i++)
    {
      g_autoptr (TwRecord) user = tw_record_new (tw_schema_get_entity (tw_store_get_schema (store), "user"));
      g_autofree char *name = g_strdup_printf ("Seller %02d", i), *address = g_strdup_printf ("seller%02d@example.com", i);

      set (user, "name", tw_value_text (name));
      set (user, "email", tw_value_text (address));
      tw_edit_save (edit, user);
    }
  commit = tw_edit_commit (edit, &error);
  check (error);
}

/* Most deals of the last three years are closed; one in fifty has no amount yet, one in thirty no owner. */
static void
make_deal (TwRecord *record, GPtrArray *stages, GPtrArray *owners, GPtrArray *reasons, TwDate today, long i, guint64 *state)
{
  TwRecord *stage = g_ptr_array_index (stages, bench_random (state, 5) > 0 ? stages->len - 1 - bench_random (state, 2) : bench_random (state, stages->len - 2));
  const char *kind = tw_record_get_key (stage, "kind")->text;
  TwDate closed = today - (TwDate) bench_random (state, MONTHS * 30), engaged = closed - (TwDate) bench_random (state, 200);
  g_autofree char *name = g_strdup_printf ("Deal %ld", i);

  set (record, "name", tw_value_text (name));
  set (record, "stage", link_to (stage));
  set (record, "status", tw_value_enum (kind));
  set (record, "probability", tw_value_decimal (bench_random (state, 101) * TW_DECIMAL_ONE));
  set (record, "close_date", tw_value_date (closed + (TwDate) bench_random (state, 60)));
  set (record, "engaged_on", tw_value_date (engaged));
  if (bench_random (state, 50) > 0)
    set (record, "amount", tw_value_money ((gint64) bench_random (state, 20000000) * TW_MONEY_ONE / 100, EUR));
  if (bench_random (state, 30) > 0)
    set (record, "owner", link_to (g_ptr_array_index (owners, bench_random (state, owners->len))));
  else
    set (record, "owner", (TwValue) TW_VALUE_INIT);
  if (strcmp (kind, "open") == 0)
    return;
  set (record, "closed_at", tw_value_datetime ((gint64) closed * TW_USEC_PER_DAY + (gint64) bench_random (state, 86400) * G_USEC_PER_SEC));
  if (strcmp (kind, "lost") == 0)
    set (record, "reason", link_to (g_ptr_array_index (reasons, bench_random (state, reasons->len))));
}

static void
fill (TwStore *store, long n)
{
  const TwEntity *deal = tw_schema_get_entity (tw_store_get_schema (store), "deal");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) stages = NULL, owners = NULL, reasons = NULL;
  g_autoptr (TwBulk) bulk = NULL;
  g_autoptr (TwCommit) commit = NULL;
  TwDate today = (TwDate) (g_get_real_time () / TW_USEC_PER_DAY);
  guint64 state = 11;

  tw_seed_workspace (store, "EUR", &error);
  check (error);
  tw_store_set_setting (store, "timezone", "\"UTC\"", &error);
  check (error);
  tw_seed_add_dashboards (store, &error);
  check (error);
  add_owners (store);
  stages = list (store, "deal_stage", NULL, "position");
  owners = list (store, "user", NULL, "name");
  reasons = list (store, "win_loss_reason", NULL, NULL);
  bulk = tw_bulk_new (store, TW_ORIGIN_IMPORT, "Bench", &error);
  check (error);
  for (long i = 0; i < n; i++)
    {
      g_autoptr (TwRecord) record = tw_record_new (deal);

      make_deal (record, stages, owners, reasons, today, i, &state);
      tw_bulk_save (bulk, record, &error);
      check (error);
    }
  commit = tw_bulk_commit (g_steal_pointer (&bulk), &error);
  check (error);
}

/* --- For the peer --- */

static void
print_cell (FILE *file, TwRecord *record, const char *key)
{
  const TwValue *value = tw_record_get_key (record, key);
  g_autofree char *text = tw_value_is_null (value) ? NULL : tw_value_print (value);

  if (value->type == TW_TYPE_MONEY || value->type == TW_TYPE_DATETIME)
    fprintf (file, ",%" G_GINT64_FORMAT, value->i);
  else
    fprintf (file, ",%s", text != NULL ? text : "");
}

static void
export_rows (TwStore *store, const char *path)
{
  static const char *const keys[] = { "owner", "reason", "amount", "close_date", "engaged_on", "closed_at" };
  TwSchema *schema = tw_store_get_schema (store);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwQuery) query = tw_query_new (schema, tw_schema_get_entity (schema, "deal"), NULL, NULL, &error);
  g_autofree char *cursor = NULL;
  FILE *file = fopen (path, "w");

  check (error);
  g_assert_nonnull (file);
  fprintf (file, "status,owner,reason,amount,close_date,engaged_on,closed_at\n");
  do
    {
      char *next = NULL;
      g_autoptr (GPtrArray) page = tw_store_list (store, query, 20000, cursor, &next, &error);

      check (error);
      for (guint i = 0; i < page->len; i++)
        {
          TwRecord *record = g_ptr_array_index (page, i);

          fputs (tw_record_get_key (record, "status")->text, file);
          for (guint k = 0; k < G_N_ELEMENTS (keys); k++)
            print_cell (file, record, keys[k]);
          fputc ('\n', file);
        }
      g_free (cursor);
      cursor = next;
    }
  while (cursor != NULL);
  fclose (file);
}

/* --- Answers --- */

static char *
dup_key (GPtrArray *keys, guint i)
{
  const TwFigureKey *key = g_ptr_array_index (keys, i);

  return tw_value_is_null (&key->key) ? g_strdup ("") : tw_value_print (&key->key);
}

static void
print_number (FILE *file, const TwFigureCell *cell)
{
  g_autofree char *text = cell->has ? tw_value_print (&cell->exact) : NULL;

  fprintf (file, "\t%" G_GINT64_FORMAT "\t%s\n", cell->count, text != NULL ? text : "");
}

static void
print_answer (FILE *file, guint number, TwFigureAnswer *answer)
{
  fprintf (file, "%u\ttotal\t", number);
  print_number (file, &answer->total);
  fprintf (file, "%u\tprevious\t", number);
  print_number (file, &answer->previous);
  for (guint i = 0; i < answer->keys[0]->len; i++)
    for (guint j = 0; j < answer->keys[1]->len; j++)
      {
        g_autofree char *first = dup_key (answer->keys[0], i), *second = dup_key (answer->keys[1], j);

        fprintf (file, "%u\t%s\t%s", number, first, second);
        print_number (file, tw_figure_answer_get (answer, i, j));
      }
}

static GPtrArray *
find_figures (TwStore *store, gboolean pivot)
{
  GPtrArray *figures = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_figure_free);
  g_autoptr (GPtrArray) widgets = list (store, "widget", "dashboard.name = \"Sales\" and chart != \"scatter\"", "created_at");
  g_autoptr (GError) error = NULL;

  if (pivot)
    g_ptr_array_add (figures, tw_figure_parse (PIVOT, &error));
  for (guint i = 0; !pivot && i < widgets->len; i++)
    g_ptr_array_add (figures, tw_figure_parse (tw_record_get_key (g_ptr_array_index (widgets, i), "figure")->text, &error));
  check (error);
  return figures;
}

/* Milliseconds that each took at best, on the standard error. */
static double
answer_all (TwStore *store, GPtrArray *figures, const TwFigureRange *range, int count, const char *path)
{
  TwFigureAsk ask = { .store = store, .range = range };
  g_autofree double *best = g_new0 (double, figures->len);
  double start = bench_now_ms (), spent;
  FILE *file = NULL;

  for (int n = 0; n < count; n++)
    for (guint i = 0; i < figures->len; i++)
      {
        g_autoptr (GError) error = NULL;
        double begin = bench_now_ms ();
        g_autoptr (TwFigureAnswer) answer = tw_figure_answer (g_ptr_array_index (figures, i), &ask, NULL, &error);

        check (error);
        best[i] = n == 0 ? bench_now_ms () - begin : MIN (best[i], bench_now_ms () - begin);
      }
  spent = bench_now_ms () - start;
  file = fopen (path, "w");
  for (guint i = 0; i < figures->len; i++)
    {
      g_autoptr (TwFigureAnswer) answer = tw_figure_answer (g_ptr_array_index (figures, i), &ask, NULL, NULL);

      if (g_getenv ("BENCH_DETAILS") != NULL)
        fprintf (stderr, "figure %u: %.2f ms\n", i + 1, best[i]);
      print_answer (file, i + 1, answer);
    }
  fclose (file);
  return spent;
}

static gboolean
columns_are_warm (TwStore *store)
{
  static const char *const keys[] = { "status", "owner", "reason", "amount", "close_date", "engaged_on", "closed_at" };
  const TwEntity *deal = tw_schema_get_entity (tw_store_get_schema (store), "deal");
  const TwField *fields[G_N_ELEMENTS (keys)];
  g_autoptr (GError) error = NULL;
  gboolean warm;

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    fields[i] = tw_entity_get_field (deal, keys[i]);
  warm = tw_store_warm_columns (store, deal, fields, G_N_ELEMENTS (keys), &error);
  check (error);
  return warm;
}

static void
serve (TwStore *store)
{
  g_autoptr (GPtrArray) pivot = find_figures (store, TRUE), sales = find_figures (store, FALSE);
  char request[600], kind[16], path[512];
  TwFigureRange range;
  int count;

  g_assert_cmpuint (sales->len, ==, 10);
  while (fgets (request, sizeof request, stdin) != NULL && sscanf (request, "%15s %d %511s", kind, &count, path) == 3)
    {
      double start = bench_now_ms ();

      g_assert_true (tw_figure_range_parse (store, "12 months", TW_GRAIN_MONTH, &range));
      if (strcmp (kind, "warm") == 0)
        {
          g_assert_true (columns_are_warm (store));
          printf ("%.3f\n", bench_now_ms () - start);
        }
      else if (strcmp (kind, "pivot") == 0)
        printf ("%.3f\n", answer_all (store, pivot, NULL, count, path));
      else
        printf ("%.3f\n", answer_all (store, sales, &range, count, path));
      fflush (stdout);
    }
}

int
main (int argc, char **argv)
{
  gboolean filling = argc == 4 && strcmp (argv[1], "fill") == 0;
  g_autoptr (GError) error = NULL;
  g_autoptr (TwSchema) schema = tw_schema_load_shipped (&error);
  g_autoptr (TwStore) store = NULL;

  if (!filling && !(argc == 4 && strcmp (argv[1], "export") == 0) && !(argc == 3 && strcmp (argv[1], "serve") == 0))
    {
      fprintf (stderr, "usage: bench-insight fill DIR N | export DIR FILE | serve DIR\n");
      return 2;
    }
  check (error);
  store = tw_store_open (argv[2], schema, filling, &error);
  check (error);
  if (filling)
    fill (store, atol (argv[3]));
  else if (argc == 4)
    export_rows (store, argv[3]);
  else
    serve (store);
  tw_store_close (store);
  return 0;
}
