/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "report-fixture.h"

#include <glib/gstdio.h>
#include <stdlib.h>

#include "tw-seed.h"

TwId
report_add (ReportFixture *fixture,
            const char    *entity,
            ...)
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

const char *
report_id (const TwId *id)
{
  static char texts[8][TW_ID_TEXT_LENGTH + 1];
  static guint next;

  next = (next + 1) % 8;
  return tw_id_print (id, texts[next]);
}

void
report_set_up (ReportFixture *fixture,
               gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwSchema) shipped = tw_schema_load_shipped (&error);
  g_autoptr(GPtrArray) stages = NULL;
  g_autoptr(TwQuery) query = NULL;

  fixture->dir = g_dir_make_tmp ("tw-report-XXXXXX", NULL);
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
  fixture->ann = report_add (fixture, "user", "name", "Ann", "email", "ann@example.org", NULL);
  fixture->bo = report_add (fixture, "user", "name", "Bo", "email", "bo@example.org", NULL);
}

void
report_tear_down (ReportFixture *fixture,
                  gconstpointer  data)
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

void
report_fill (ReportFixture *fixture)
{
  /* Newer than the rates that come with a workspace. */
  report_add (fixture, "exchange_rate", "from_currency", "EUR", "to_currency", "USD", "rate", "1.25", "at", "2026-06-02T00:00:00Z", NULL);
  fixture->acme = report_add (fixture, "company", "name", "Acme", "industry", "Retail", "owner", report_id (&fixture->ann), NULL);
  fixture->zenit = report_add (fixture, "company", "name", "Zénit", "industry", "Energy", "owner", report_id (&fixture->bo), NULL);
  report_add (fixture, "deal", "name", "a", "stage", report_id (&fixture->stages[0]), "amount", "100.10 EUR", "probability", "50", "owner",
              report_id (&fixture->ann), "close_date", "2026-01-31", "company", report_id (&fixture->acme), "tags", "big, new", NULL);
  report_add (fixture, "deal", "name", "b", "stage", report_id (&fixture->stages[0]), "amount", "200 EUR", "probability", "10", "owner",
              report_id (&fixture->bo), "close_date", "2026-03-01", "company", report_id (&fixture->zenit), NULL);
  report_add (fixture, "deal", "name", "c", "stage", report_id (&fixture->stages[1]), "amount", "50 USD", "probability", "100", "owner",
              report_id (&fixture->ann), "close_date", "2026-03-31", "company", report_id (&fixture->zenit), "tags", "new", NULL);
  report_add (fixture, "deal", "name", "d", "stage", report_id (&fixture->stages[1]), "owner", report_id (&fixture->bo), NULL);
}

static void
add_totals (GString            *text,
            TwReportRun        *run,
            const TwReportItem *item)
{
  g_string_append_printf (text, " %" G_GINT64_FORMAT ":", item->n_rows);
  for (guint i = 0; i < item->n; i++)
    for (guint aggregate = 0; aggregate < TW_N_AGGREGATES; aggregate++)
      if (((TwReportRunColumn *) g_ptr_array_index (tw_report_run_get_columns (run), i))->totals & 1u << aggregate)
        {
          g_autofree char *one = tw_value_print (&item->totals[i][aggregate]);

          g_string_append_printf (text, " %s", *one != '\0' ? one : "-");
        }
}

static void
add_item (GString            *text,
          TwReportRun        *run,
          const TwReportItem *item)
{
  static const char marks[] = { '>', ' ', '<', '=' };

  g_string_append_printf (text, "%s%*s%c", text->len > 0 ? "\n" : "", item->kind == TW_REPORT_ROW ? 0 : (int) item->level, "", marks[item->kind]);
  if (item->key != NULL)
    g_string_append_printf (text, " %s", item->key->title);
  if (item->kind == TW_REPORT_FOOT || item->kind == TW_REPORT_END)
    add_totals (text, run, item);
  for (guint i = 0; i < item->n && item->kind == TW_REPORT_ROW; i++)
    {
      g_autofree char *one = item->values[i].type == TW_TYPE_LINK || item->values[i].type == TW_TYPE_LIST
                             ? tw_report_run_dup_text (run, i, &item->values[i]) : tw_value_print (&item->values[i]);

      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", *one != '\0' ? one : "-");
    }
}

char *
report_dup_table (ReportFixture *fixture,
                  TwAccess      *access,
                  const char    *json)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwReport) report = tw_report_parse (json, &error);
  TwFigureAsk ask = { .store = fixture->store, .access = access };
  g_autoptr(TwReportRun) run = NULL;
  const TwReportItem *item = NULL;
  GString *text = g_string_new (NULL);

  g_assert_no_error (error);
  run = tw_report_run_new (report, &ask, NULL, &error);
  g_assert_no_error (error);
  while ((item = tw_report_run_next (run, &error)) != NULL)
    add_item (text, run, item);
  g_assert_no_error (error);
  g_assert_cmpint (tw_report_run_get_n_done (run), ==, tw_report_run_get_n_rows (run));
  return g_string_free (text, FALSE);
}
