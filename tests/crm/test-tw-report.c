/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Definitions of reports: what is read, what is refused and in which words. */
#include "config.h"

#include <string.h>

#include "tw-report.h"

static TwSchema *
load_schema (void)
{
  static const char definitions[] = "[{\"entity\": {\"entity\": \"visit\", \"plural\": \"visits\", \"label\": \"Visit\", \"label_plural\": \"Visits\","
    " \"number\": 1024, \"name\": \"name\", \"fields\": [{\"number\": 10, \"key\": \"name\", \"label\": \"Name\", \"kind\": \"text\"},"
    " {\"number\": 11, \"key\": \"cost\", \"label\": \"Cost\", \"kind\": \"money\"},"
    " {\"number\": 12, \"key\": \"company\", \"label\": \"Company\", \"kind\": \"link\", \"to\": [\"company\"]}]}},"
    " {\"field\": {\"entity\": \"deal\", \"number\": 10000, \"key\": \"x_margin\", \"label\": \"Margin\", \"kind\": \"decimal\"}}]";
  g_autoptr(GError) error = NULL;
  g_autoptr(TwSchema) shipped = tw_schema_load_shipped (&error);
  TwSchema *schema;

  g_assert_no_error (error);
  schema = tw_schema_extend (shipped, definitions, &error);
  g_assert_no_error (error);
  return schema;
}

static void
test_print (void)
{
  static const char *const good[] = {
    "{\"entity\": \"deal\", \"columns\": [{\"value\": \"name\"}]}",
    "{\"entity\": \"deal\", \"where\": \"status = \\\"open\\\"\", \"text\": \"acme\", \"show\": \"table\","
    " \"columns\": [{\"value\": \"company.industry\", \"label\": \"Industry\"}, {\"value\": \"amount\", \"totals\": [\"sum\", \"average\", \"min\"]}],"
    " \"groups\": [{\"by\": \"expected_close\", \"grain\": \"month\"}, {\"by\": \"owner\", \"order\": \"down\"}],"
    " \"sort\": [\"-amount\", \"name\"], \"limit\": 10, \"rows\": false, \"period\": \"expected_close\"}",
    "{\"entity\": \"deal\", \"show\": \"pivot\", \"groups\": [{\"by\": \"stage\"}], \"across\": {\"by\": \"closed_at\", \"grain\": \"quarter\"},"
    " \"values\": [{\"aggregate\": \"sum\", \"measure\": \"amount\"}, {\"aggregate\": \"rate\", \"part\": \"status = \\\"won\\\"\"}]}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(TwReport) report = tw_report_parse (good[i], &error), again = NULL;
      g_autofree char *printed = NULL, *twice = NULL;

      g_assert_no_error (error);
      printed = tw_report_print (report);
      again = tw_report_copy (report);
      twice = tw_report_print (again);
      g_assert_cmpstr (printed, ==, twice);
    }
}

static void
test_mistakes (void)
{
  static const struct { const char *json, *message; } bad[] = {
    { "[]", "Line 1" }, { "{}", "entity" }, { "{\"entity\": \"deal\",\n\"colums\": []}", "Line 2" }, { "{\"entity\": \"deal\", \"columns\": {}}", "columns" },
    { "{\"entity\": \"deal\",\n\"columns\": [\n{\"label\": \"x\"}]}", "Line 3" }, { "{\"entity\": \"deal\", \"columns\": [\"name\"]}", "{\"value\"" },
    { "{\"entity\": \"deal\", \"columns\": [{\"value\": \"amount\",\n\"totals\": [\"mean\"]}]}", "count, sum, average, min, max" },
    { "{\"entity\": \"deal\", \"groups\": [{\"by\": \"a\"}, {\"by\": \"b\"}, {\"by\": \"c\"}, {\"by\": \"d\"}, {\"by\": \"e\"}]}", "up to 4" },
    { "{\"entity\": \"deal\", \"groups\": [{\"grain\": \"month\"}]}", "by" }, { "{\"entity\": \"deal\", \"groups\": [{\"by\": \"a\", \"grain\": \"hour\"}]}", "quarter" },
    { "{\"entity\": \"deal\", \"groups\": [{\"by\": \"a\", \"order\": \"left\"}]}", "up, down" }, { "{\"entity\": \"deal\", \"show\": \"map\"}", "pivot" },
    { "{\"entity\": \"deal\", \"values\": [{\"aggregate\": \"sum\"}]}", "measure" }, { "{\"entity\": \"deal\", \"values\": [{\"aggregate\": \"rate\"}]}", "part" },
    { "{\"entity\": \"deal\", \"sort\": [\"-\"]}", "-amount" }, { "{\"entity\": \"deal\", \"limit\": 0}", "limit" }, { "{\"entity\": \"deal\", \"rows\": 1}", "true" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(TwReport) report = tw_report_parse (bad[i].json, &error);

      g_assert_null (report);
      g_assert_nonnull (error);
      if (strstr (error->message, bad[i].message) == NULL)
        g_error ("%s: %s", bad[i].json, error->message);
    }
}

static void
test_check (void)
{
  static const struct { const char *json, *message; } table[] = {
    { "{\"entity\": \"deal\", \"columns\": [{\"value\": \"name\"}, {\"value\": \"company.owner.name\"}, {\"value\": \"tags\"}, {\"value\": \"x_margin\","
      " \"totals\": [\"sum\"]}, {\"value\": \"count(tasks)\", \"totals\": [\"max\"]}, {\"value\": \"created_at\", \"totals\": [\"min\"]}],"
      " \"groups\": [{\"by\": \"closed_at\", \"grain\": \"week\"}, {\"by\": \"company.industry\"}, {\"by\": \"if(amount > 100, \\\"a\\\", \\\"b\\\")\"}]}", NULL },
    { "{\"entity\": \"visit\", \"columns\": [{\"value\": \"name\"}], \"groups\": [{\"by\": \"company\"}], \"sort\": [\"-cost\"]}", NULL },
    { "{\"entity\": \"deal\", \"show\": \"pivot\", \"groups\": [{\"by\": \"tags\"}], \"values\": [{\"aggregate\": \"max\", \"measure\": \"amount\"}]}", NULL },
    { "{\"entity\": \"deal\", \"show\": \"bar\", \"groups\": [{\"by\": \"stage\"}], \"values\": [{\"aggregate\": \"count\"}]}", NULL },
    { "{\"entity\": \"deal\", \"show\": \"scatter\", \"groups\": [{\"by\": \"name\"}], \"values\": [{\"aggregate\": \"count\"}, "
      "{\"aggregate\": \"sum\", \"measure\": \"amount\"}]}", NULL },
    { "{\"entity\": \"deal\", \"show\": \"scatter\", \"groups\": [{\"by\": \"name\"}], \"values\": [{\"aggregate\": \"count\"}]}", "two values" },
    { "{\"entity\": \"deal\", \"show\": \"scatter\", \"groups\": [{\"by\": \"name\"}], \"across\": {\"by\": \"stage\"}, \"values\": [{\"aggregate\": \"count\"}, "
      "{\"aggregate\": \"count\"}]}", "across" },
    { "{\"entity\": \"deal\", \"show\": \"scatter\", \"groups\": [{\"by\": \"name\"}], \"values\": [{\"aggregate\": \"count\"}, "
      "{\"aggregate\": \"count\", \"where\": \"status = \\\"won\\\"\"}]}", "conditions" },
    { "{\"entity\": \"dragon\", \"columns\": [{\"value\": \"name\"}]}", "dragon" },
    { "{\"entity\": \"deal\", \"columns\": [{\"value\": \"x_colour\"}]}", "has no field “x_colour”" },
    { "{\"entity\": \"deal\", \"columns\": [{\"value\": \"amount +\"}]}", "line 1" },
    { "{\"entity\": \"deal\", \"columns\": [{\"value\": \"name\", \"totals\": [\"sum\"]}]}", "Name" },
    { "{\"entity\": \"deal\", \"columns\": [{\"value\": \"company.tags\"}]}", "list" },
    { "{\"entity\": \"deal\", \"columns\": [{\"value\": \"name\"}], \"groups\": [{\"by\": \"tags\"}]}", "pivot" },
    { "{\"entity\": \"deal\", \"columns\": [{\"value\": \"name\"}], \"groups\": [{\"by\": \"amount\"}]}", "Amount" },
    { "{\"entity\": \"deal\", \"columns\": [{\"value\": \"name\"}], \"groups\": [{\"by\": \"owner\", \"grain\": \"month\"}]}", "no date" },
    { "{\"entity\": \"deal\", \"columns\": [{\"value\": \"name\"}], \"where\": \"amount\"}", "" },
    { "{\"entity\": \"deal\", \"columns\": [{\"value\": \"name\"}], \"sort\": [\"tags\"]}", "sorted" },
    { "{\"entity\": \"deal\", \"columns\": [{\"value\": \"name\"}], \"period\": \"amount\"}", "not a date" },
    { "{\"entity\": \"deal\"}", "empty" }, { "{\"entity\": \"deal\", \"show\": \"pivot\", \"groups\": [{\"by\": \"stage\"}]}", "value" },
    { "{\"entity\": \"deal\", \"show\": \"line\", \"values\": [{\"aggregate\": \"count\"}]}", "axis" },
    { "{\"entity\": \"deal\", \"show\": \"line\", \"groups\": [{\"by\": \"1 + 1\"}], \"values\": [{\"aggregate\": \"count\"}]}", "fields" },
  };
  g_autoptr(TwSchema) schema = load_schema ();

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(TwReport) report = tw_report_parse (table[i].json, &error);

      g_assert_no_error (error);
      if (tw_report_check (report, schema, &error) != (table[i].message == NULL))
        g_error ("%s: %s", table[i].json, error != NULL ? error->message : "is taken");
      if (error != NULL && strstr (error->message, table[i].message) == NULL)
        g_error ("%s: %s", table[i].json, error->message);
    }
}

static void
test_words (void)
{
  g_autoptr(TwSchema) schema = load_schema ();
  g_autoptr(TwReport) report = tw_report_new ("deal");
  gboolean is_date = FALSE;
  g_autofree char *a = tw_report_dup_column_label (report, tw_report_add_column (report, "company.industry", NULL, 0), schema);
  g_autofree char *b = tw_report_dup_column_label (report, tw_report_add_column (report, "amount / 2", NULL, 0), schema);
  g_autofree char *c = tw_report_dup_value_label (report, tw_report_add_value (report, TW_AGGREGATE_MAX, "amount", NULL), schema);

  g_assert_cmpstr (a, ==, "Company › Industry");
  g_assert_cmpstr (b, ==, "amount / 2");
  g_assert_cmpstr (c, ==, "Largest of Amount");
  g_assert_cmpuint (tw_report_fitting_totals (report, schema, "amount / 2", NULL), ==, TW_REPORT_TOTALS);
  g_assert_cmpuint (tw_report_fitting_totals (report, schema, "name", NULL), ==, 1u << TW_AGGREGATE_COUNT);
  g_assert_cmpuint (tw_report_fitting_totals (report, schema, "nonsense", NULL), ==, 0);
  g_assert_true (tw_report_can_group (report, schema, "closed_at", &is_date, NULL));
  g_assert_true (is_date);
  g_assert_true (tw_report_can_group (report, schema, "year(closed_at)", &is_date, NULL));
  g_assert_false (is_date);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crm/report/print", test_print);
  g_test_add_func ("/crm/report/mistakes", test_mistakes);
  g_test_add_func ("/crm/report/check", test_check);
  g_test_add_func ("/crm/report/words", test_words);
  return g_test_run ();
}
