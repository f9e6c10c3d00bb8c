/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What expressions give, by examples, in memory and by SQLite. */
#include <string.h>

#include "tw-test-gen.h"

/* On the record of add_example(), at 2026-03-31T12:00 in Paris; null is "". */
static const struct { const char *text, *result; } rows[] = {
  /* Numbers: count 7, size null, ratio 2.5, share 10 */
  { "count + 1", "8" }, { "count - 10", "-3" }, { "count * count", "49" }, { "count / 2", "3.5" }, { "count % 4", "3" }, { "-count % 4", "-3" },
  { "count / 0", "" }, { "count % 0", "" }, { "1 / 3", "0.333333" }, { "2 / 3", "0.666667" }, { "-count", "-7" }, { "count + size", "" },
  { "9223372036854775807 + 1", "" }, { "-9223372036854775808 - 1", "" }, { "9223372036854775807 * 2", "" }, { "-(-9223372036854775807 - 1)", "" },
  { "-9223372036854775808 % -1", "0" }, { "count + ratio", "9.5" }, { "ratio * ratio", "6.25" }, { "0.000001 * 0.5", "0" }, { "0.000003 * 0.5", "0.000002" },
  { "9223372036854775807 + 0.5", "" }, { "round(2.5)", "3" }, { "round(-2.5)", "-3" }, { "round(2.345, 2)", "2.35" }, { "round(1234.5, -2)", "1200" },
  { "round(1.5, 99)", "1.5" }, { "round(1.5, -99)", "0" }, { "floor(-0.5)", "-1" }, { "ceil(-0.5)", "0" }, { "abs(-3)", "3" }, { "abs(-9223372036854775808)", "" },
  { "least(3, 1, 2)", "1" }, { "greatest(1, 2.5)", "2.5" }, { "least(1, size)", "" }, { "number(\" 42.5 \")", "42.5" }, { "number(\"x\")", "" },
  /* Money: price 100 EUR, cost 54.175 USD (50 EUR at 1.0835) */
  { "price + 5", "105.00 EUR" }, { "price + cost", "150.00 EUR" }, { "cost + price", "162.525 USD" }, { "price - 20.5 EUR", "79.50 EUR" },
  { "price * 1.19", "119.00 EUR" }, { "price * share / 100", "10.00 EUR" }, { "price / 3", "33.3333 EUR" }, { "round(price / 3, 2)", "33.33 EUR" },
  { "round(price / 3)", "33.33 EUR" }, { "round(1000.6 JPY)", "1001 JPY" }, { "price / cost", "2" }, { "price / 0", "" }, { "price + 1 XAU", "" }, { "price > 99", "true" },
  { "price = 100 EUR", "true" }, { "price > cost", "true" }, { "cost >= 50 EUR", "true" }, { "cost > 50 EUR", "false" }, { "price > 1 XAU", "" }, { "1 XAU > 0 XAU", "true" },
  { "convert(price, \"USD\")", "108.35 USD" }, { "convert(price, \"XAU\")", "" }, { "convert(price, \"usd\")", "" }, { "amount(price)", "100" },
  { "currency(cost)", "USD" }, { "money(12.345, \"EUR\")", "12.345 EUR" }, { "-price", "-100.00 EUR" }, { "abs(-price)", "100.00 EUR" },
  { "price between 50 EUR and 200 USD", "true" }, { "price in (1 EUR, 100 EUR)", "true" }, { "price = 108.35 USD", "true" },
  { "922337203685477.5807 EUR + 0.0001 EUR", "" }, { "least(price, cost)", "54.175 USD" },
  /* Text: name "Ägypten Straße", note null, chief null */
  { "name = \"agypten strasse\"", "true" }, { "name == \"agypten strasse\"", "false" }, { "name == \"Ägypten Straße\"", "true" }, { "name != \"x\"", "true" },
  { "name contains \"STRASSE\"", "true" }, { "name starts with \"ag\"", "true" }, { "name ends with \"SSE\"", "true" }, { "name contains \"\"", "true" },
  { "name ~ \"agipten\"", "true" }, { "name < \"b\"", "true" }, { "name between \"a\" and \"b\"", "true" }, { "name in (\"x\", \"AGYPTEN STRASSE\")", "true" },
  { "note = \"x\"", "" }, { "note contains \"x\"", "" }, { "note is empty", "true" }, { "\"\" is empty", "true" }, { "not note = \"x\"", "" },
  { "length(name)", "14" }, { "lower(name)", "ägypten straße" }, { "upper(name)", "ÄGYPTEN STRAßE" }, { "left(name, 2)", "Äg" }, { "right(name, 2)", "ße" },
  { "left(name, -1)", "" }, { "left(name, 99)", "Ägypten Straße" }, { "substring(name, 9)", "Straße" }, { "substring(name, 9, 3)", "Str" }, { "substring(name, 0, 1)", "Ä" },
  { "trim(\"  a b \")", "a b" }, { "replace(name, \"ß\", \"ss\")", "Ägypten Strasse" }, { "replace(name, \"\", \"x\")", "Ägypten Straße" }, { "name + \"!\"", "Ägypten Straße!" },
  { "name & count", "Ägypten Straße7" }, { "name & note", "" }, { "concat(name, note, count)", "Ägypten Straße7" }, { "text(price)", "100.00 EUR" }, { "text(day)", "2026-03-30" },
  { "text(flag)", "true" }, { "coalesce(note, name)", "Ägypten Straße" }, { "if(flag, \"yes\", \"no\")", "yes" }, { "if(size > 1, \"yes\", \"no\")", "no" },
  /* Choices and lists: state won, mood null, colors red and blue, tags "VIP" and "Café", words null */
  { "state = \"won\"", "true" }, { "state = \"Won it\"", "true" }, { "state in (\"open\", \"lost\")", "false" }, { "mood = \"open\"", "" }, { "mood != \"open\"", "" },
  { "mood is empty", "true" }, { "not mood = \"open\"", "" }, { "state not in (\"open\")", "true" }, { "tags has \"vip\"", "true" }, { "tags has \"cafe\"", "true" },
  { "tags has \"x\"", "false" }, { "words has \"x\"", "false" }, { "tags has any (\"x\", \"VIP\")", "true" }, { "tags has all (\"x\", \"VIP\")", "false" },
  { "colors has \"Red\"", "true" }, { "colors has all (\"red\", \"blue\")", "true" }, { "tags is empty", "false" }, { "words is empty", "true" }, { "count(tags)", "2" },
  { "count(words)", "0" }, { "others is empty", "true" }, { "parent.tags has \"vip\"", "false" }, { "parent.parent.tags has \"vip\"", "" }, { "parent.others has me", "false" }, { "parent.colors has any (\"red\", \"blue\")", "false" }, { "state & \"!\"", "won!" }, { "if(flag, state, mood)", "won" },
  /* Dates: day Monday 2026-03-30, at 2026-03-29T03:30+02:00 (the night clocks went forward), clock 14:30, span 90 minutes */
  { "day = 2026-03-30", "true" }, { "day < today()", "true" }, { "late", "true" }, { "day + 2 days", "2026-04-01" }, { "day - 30 days", "2026-02-28" }, { "2 days + day", "2026-04-01" },
  { "day + 36 hours", "2026-03-31" }, { "today() - day", "86400" }, { "days_between(day, today())", "1" }, { "days_between(at, now())", "2" }, { "hours_between(at, now())", "56.5" },
  { "at = 2026-03-29", "true" }, { "at < 2026-03-29", "false" }, { "at <= 2026-03-29", "true" }, { "at > 2026-03-28", "true" }, { "at = \"2026-03-29T03:30\"", "true" },
  { "at = \"2026-03-29T01:30:00Z\"", "true" }, { "at = \"2026-03-29T02:30\"", "true" }, { "at between 2026-03-29 and 2026-03-29", "true" }, { "at in (2026-03-28, 2026-03-29)", "true" },
  { "at within today", "false" }, { "at within this month", "true" }, { "day within this week", "true" }, { "at within this week", "false" }, { "at within last week", "true" },
  { "day within yesterday", "true" }, { "day within last 2 days", "true" }, { "day within last 1 days", "false" }, { "day within 2026", "true" }, { "day within 2026-Q1", "true" },
  { "day within 2026-02", "false" }, { "day within 2026-03-30", "true" }, { "at within last 57 hours", "true" }, { "at within last 56 hours", "false" },
  { "day within next 7 days", "false" }, { "date(at)", "2026-03-29" }, { "date(\"2026-03-31\")", "2026-03-31" }, { "year(at)", "2026" }, { "quarter(day)", "1" }, { "month(day)", "3" },
  { "day(at)", "29" }, { "weekday(day)", "1" }, { "hour(at)", "3" }, { "minute(at)", "30" }, { "hour(clock)", "14" }, { "clock < \"15:00\"", "true" }, { "clock = \"14:30\"", "true" },
  { "add_months(2026-01-31, 1)", "2026-02-28" }, { "add_months(2024-02-29, 12)", "2025-02-28" }, { "add_days(at, 1)", "2026-03-30T01:30:00Z" },
  { "add_days(at, -1)", "2026-03-28T02:30:00Z" }, { "at - 24 hours", "2026-03-28T01:30:00Z" }, { "add_days(9999-12-31, 1)", "" }, { "9999-12-31 + 1 day", "" }, { "add_months(day, 999999)", "" },
  { "start_of(\"week\", 2026-04-01)", "2026-03-30" }, { "start_of(\"month\", at)", "2026-02-28T23:00:00Z" }, { "start_of(\"quarter\", day)", "2026-01-01" },
  { "start_of(\"year\", day)", "2026-01-01" }, { "span * 2", "10800" }, { "span + 30 minutes", "7200" }, { "span / 2", "2700" }, { "span / 30 minutes", "3" }, { "span = 1.5 hours", "true" },
  { "if(flag, day, at)", "2026-03-29T22:00:00Z" }, { "least(day, at)", "2026-03-29T01:30:00Z" },
  /* Links: owner me, parent the second thing, about a part */
  { "owner = me", "true" }, { "owner != me", "false" }, { "owner in my team", "true" }, { "owner = \"Anna\"", "true" }, { "owner in (\"Berta\", \"Carl\")", "false" },
  { "owner.name", "Anna" }, { "parent.name", "Second" }, { "parent.parent.name", "" }, { "parent.parent is empty", "true" }, { "parent.owner is empty", "true" }, { "chief", "" },
  { "about is part", "true" }, { "about is thing", "false" }, { "about is not thing", "true" }, { "about as part.qty", "3" }, { "about as thing.name", "" }, { "parent.about is thing", "" },
  { "owner is user", "true" }, { "id() = parent", "false" }, { "count(parent.children)", "1" }, { "me.name", "Anna" }, { "owner contains \"nn\"", "true" },
  /* Aggregates over three parts: 10 EUR × 1, 54.175 USD × null, 20 EUR × 3 (deleted: another one) */
  { "count(parts)", "3" }, { "count(parts where qty > 1)", "1" }, { "count(parts.qty)", "2" }, { "sum(parts.qty)", "4" }, { "avg(parts.qty)", "2" }, { "min(parts.qty)", "1" },
  { "max(parts.qty)", "3" }, { "sum(parts.price)", "80.00 EUR" }, { "sum(parts.price where price < 15 EUR)", "10.00 EUR" }, { "max(parts.price)", "54.175 USD" },
  { "avg(parts.price)", "26.6667 EUR" }, { "sum(parts.line)", "70.00 EUR" }, { "sum(parts.qty where qty > 99)", "" }, { "any(parts where qty = 3)", "true" }, { "any(parts where qty = 4)", "false" },
  { "all(parts where price > 1 EUR)", "true" }, { "all(parts where qty > 0)", "false" }, { "all(children where false)", "true" }, { "any(children)", "false" }, { "total", "" },
  { "count(parent.parts)", "0" }, { "count(parent.parent.parts)", "" }, { "any(parts where any(mentions))", "true" },
  /* Three values */
  { "null", "" }, { "flag and null", "" }, { "not flag and null", "false" }, { "flag or null", "true" }, { "not null", "" }, { "size in (1, null)", "" }, { "count in (7, null)", "true" },
  { "count in (8, null)", "" }, { "count not in (8, null)", "" }, { "count between null and 3", "false" }, { "count between null and 9", "" }, { "size = size", "" },
};

typedef struct
{
  TwTestDb       *db;
  const TwEntity *user, *thing, *part;
  TwTestRecord   *example;
} World;

static void
set (const TwEntity *entity, TwValue *values, const char *key, TwValue value)
{
  values[tw_entity_get_field (entity, key)->index] = value;
}

static TwTestRecord *
add (World *world, const TwEntity *entity, const TwId *id, gboolean deleted, TwValue *values)
{
  TwId made = tw_id_new ();

  return tw_test_db_add (world->db, entity, id != NULL ? id : &made, deleted, values);
}

static void
add_user (World *world, guint i, const char *name)
{
  TwValue *values = g_new0 (TwValue, world->user->n_fields);

  set (world->user, values, "name", tw_value_text (name));
  add (world, world->user, &world->db->team[i], FALSE, values);
}

static TwTestRecord *
add_part (World *world, const TwId *thing, gint64 amount, const char *currency, int qty, gboolean deleted)
{
  TwValue *values = g_new0 (TwValue, world->part->n_fields);
  TwCurrency packed;

  tw_currency_parse (currency, &packed);
  set (world->part, values, "thing", tw_value_link (world->thing->number, thing));
  set (world->part, values, "price", tw_value_money (amount, packed));
  if (qty > 0)
    set (world->part, values, "qty", tw_value_integer (qty));
  return add (world, world->part, NULL, deleted, values);
}

static void
fill_example (World *world, TwValue *values, const TwId *parent)
{
  const TwEntity *thing = world->thing;
  TwCurrency eur, usd;
  TwValue colors[] = { tw_value_enum ("red"), tw_value_enum ("blue") }, tags[] = { tw_value_text ("VIP"), tw_value_text ("Café") };

  tw_currency_parse ("EUR", &eur);
  tw_currency_parse ("USD", &usd);
  set (thing, values, "name", tw_value_text ("Ägypten Straße"));
  set (thing, values, "count", tw_value_integer (7));
  set (thing, values, "ratio", tw_value_decimal (2500000));
  set (thing, values, "share", tw_value_decimal (10000000));
  set (thing, values, "price", tw_value_money (1000000, eur));
  set (thing, values, "cost", tw_value_money (541750, usd));
  set (thing, values, "flag", tw_value_boolean (TRUE));
  set (thing, values, "day", tw_value_date (20542));
  set (thing, values, "at", tw_value_datetime (G_GINT64_CONSTANT (1774747800000000)));
  set (thing, values, "clock", tw_value_time (52200));
  set (thing, values, "span", tw_value_duration (5400));
  set (thing, values, "state", tw_value_enum ("won"));
  set (thing, values, "colors", tw_value_list (colors, 2));
  set (thing, values, "tags", tw_value_list (tags, 2));
  set (thing, values, "owner", tw_value_link (world->user->number, &world->db->team[0]));
  set (thing, values, "parent", tw_value_link (thing->number, parent));
  for (guint i = 0; i < 2; i++)
    {
      tw_value_clear (&colors[i]);
      tw_value_clear (&tags[i]);
    }
}

static void
world_init (World *world, TwSchema *schema)
{
  TwId id = tw_id_new (), parent = tw_id_new ();
  TwValue *second, *values;
  TwTestRecord *part, *mention;

  world->db = tw_test_db_new (schema);
  world->user = tw_schema_get_entity (schema, "user");
  world->thing = tw_schema_get_entity (schema, "thing");
  world->part = tw_schema_get_entity (schema, "part");
  add_user (world, 0, "Anna");
  add_user (world, 1, "Berta");
  add_user (world, 2, "Carl");
  second = g_new0 (TwValue, world->thing->n_fields);
  set (world->thing, second, "name", tw_value_text ("Second"));
  add (world, world->thing, &parent, FALSE, second);
  add_part (world, &id, 100000, "EUR", 1, FALSE);
  add_part (world, &id, 541750, "USD", 0, FALSE);
  part = add_part (world, &id, 200000, "EUR", 3, FALSE);
  add_part (world, &id, 9990000, "EUR", 9, TRUE);
  values = g_new0 (TwValue, world->part->n_fields);
  set (world->part, values, "about", tw_value_link (world->part->number, &part->id));
  mention = add (world, world->part, NULL, FALSE, values);
  g_assert_nonnull (mention);
  values = g_new0 (TwValue, world->thing->n_fields);
  fill_example (world, values, &parent);
  set (world->thing, values, "about", tw_value_link (world->part->number, &part->id));
  world->example = add (world, world->thing, &id, FALSE, values);
}

static void
test_rows (void)
{
  g_autoptr (TwSchema) schema = tw_test_schema_new ();
  World world;
  guint wrong = 0;

  world_init (&world, schema);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TwExprBound) bound = tw_expr_bind_text (rows[i].text, schema, world.thing, TW_EXPR_BIND_DEFAULT, &error);
      g_auto (TwValue) memory = TW_VALUE_INIT;
      g_auto (TwValue) sql = TW_VALUE_INIT;
      g_autofree char *a = NULL, *b = NULL;

      if (bound == NULL)
        g_error ("%s: %s", rows[i].text, error->message);
      tw_expr_eval (bound, &world.db->context, &tw_test_source, world.db, &world.example->id, &memory);
      g_assert_true (tw_test_db_query (world.db, bound, world.example, &sql, &error));
      a = tw_value_print (&memory);
      b = tw_value_print (&sql);
      if (strcmp (a, rows[i].result) == 0 && strcmp (b, rows[i].result) == 0)
        continue;
      g_test_message ("%s: “%s” in memory, “%s” by SQL, expected “%s”", rows[i].text, a, b, rows[i].result);
      wrong++;
    }
  g_assert_cmpuint (wrong, ==, 0);
  tw_test_db_free (world.db);
}

/* --- A record in memory, and what a commit changed --- */

static void
check_record (World *world, TwRecord *record, const char *text, gboolean others, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwExprBound) bound = tw_expr_bind_text (text, world->db->schema, world->thing, TW_EXPR_BIND_COMMIT, &error);
  g_auto (TwValue) value = TW_VALUE_INIT;
  g_autofree char *printed = NULL;

  g_assert_no_error (error);
  tw_expr_eval_record (bound, &world->db->context, record, others ? &tw_test_source : NULL, world->db, &value);
  printed = tw_value_print (&value);
  g_assert_cmpstr (printed, ==, expected);
}

static void
test_record (void)
{
  g_autoptr (TwSchema) schema = tw_test_schema_new ();
  g_autoptr (TwRecord) record = NULL;
  g_autoptr (TwRecord) fresh = NULL;
  g_autoptr (GError) error = NULL;
  World world;
  TwValue *values;

  world_init (&world, schema);
  values = g_new0 (TwValue, world.thing->n_fields);
  for (guint i = 0; i < world.thing->n_fields; i++)
    values[i] = tw_value_copy (&world.example->values[i]);
  record = tw_record_new_stored (world.thing, &world.example->id, 1, FALSE, values);
  g_assert_true (tw_record_set_text (record, "count", "9", &error));
  check_record (&world, record, "count", TRUE, "9");
  check_record (&world, record, "before(count)", TRUE, "7");
  check_record (&world, record, "changed(count)", TRUE, "true");
  check_record (&world, record, "changed(name)", TRUE, "false");
  check_record (&world, record, "changed(count) and before(count) = 7", TRUE, "true");
  check_record (&world, record, "before(parent).name", TRUE, "Second");
  check_record (&world, record, "before(owner) = me", TRUE, "true");
  check_record (&world, record, "parent.name", TRUE, "Second");
  check_record (&world, record, "count(parts)", TRUE, "3");
  check_record (&world, record, "parent.name", FALSE, "");
  check_record (&world, record, "count(parts)", FALSE, "");
  check_record (&world, record, "twice", FALSE, "5");
  fresh = tw_record_new (world.thing);
  check_record (&world, fresh, "changed(count)", TRUE, "false");
  g_assert_true (tw_record_set_text (fresh, "count", "9", &error));
  check_record (&world, fresh, "changed(count)", TRUE, "true");
  check_record (&world, fresh, "before(count)", TRUE, "");
  tw_test_db_free (world.db);
}

/* Without a commit nothing is known to have changed, and the database cannot be asked. */
static void
test_no_commit (void)
{
  g_autoptr (TwSchema) schema = tw_test_schema_new ();
  World world;
  g_autoptr (TwExprBound) bound = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (TwValue) value = TW_VALUE_INIT;

  world_init (&world, schema);
  bound = tw_expr_bind_text ("changed(count)", schema, world.thing, TW_EXPR_BIND_COMMIT, &error);
  tw_expr_eval (bound, &world.db->context, &tw_test_source, world.db, &world.example->id, &value);
  g_assert_true (tw_value_is_null (&value));
  g_assert_false (tw_test_db_query (world.db, bound, world.example, &value, &error));
  g_assert_error (error, TW_EXPR_ERROR, TW_EXPR_ERROR_TYPE);
  tw_test_db_free (world.db);
}

/* Nobody is signed in, and there are no teams. */
static void
test_nobody (void)
{
  static const struct { const char *text, *result; } nobody[] = {
    { "owner = me", "" }, { "me is empty", "true" }, { "owner in my team", "false" }, { "parent.owner in my team", "" }, { "not owner in my team", "true" },
  };
  g_autoptr (TwSchema) schema = tw_test_schema_new ();
  World world;

  world_init (&world, schema);
  world.db->context.me = tw_id_nil;
  world.db->context.n_team = 0;
  for (guint i = 0; i < G_N_ELEMENTS (nobody); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TwExprBound) bound = NULL;
      g_auto (TwValue) memory = TW_VALUE_INIT;
      g_auto (TwValue) sql = TW_VALUE_INIT;
      g_autofree char *a = NULL, *b = NULL;

      bound = tw_expr_bind_text (nobody[i].text, schema, world.thing, TW_EXPR_BIND_DEFAULT, &error);
      g_assert_no_error (error);
      tw_expr_eval (bound, &world.db->context, &tw_test_source, world.db, &world.example->id, &memory);
      g_assert_true (tw_test_db_query (world.db, bound, world.example, &sql, &error));
      a = tw_value_print (&memory);
      b = tw_value_print (&sql);
      g_assert_cmpstr (a, ==, nobody[i].result);
      g_assert_cmpstr (b, ==, nobody[i].result);
    }
  tw_test_db_free (world.db);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/expr/eval/rows", test_rows);
  g_test_add_func ("/expr/eval/record", test_record);
  g_test_add_func ("/expr/eval/no-commit", test_no_commit);
  g_test_add_func ("/expr/eval/nobody", test_nobody);
  return g_test_run ();
}
