/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of rules: each policy with theirs unchanged, theirs the same as mine, and both changed. */
#include "config.h"

#include "tw-merge.h"

static const char schema_text[] =
  "{\"entity\": \"thing\", \"number\": 1, \"plural\": \"things\", \"label\": \"Thing\", \"label_plural\": \"Things\", \"name\": \"name\","
  " \"fields\": ["
  " {\"number\": 10, \"key\": \"name\", \"label\": \"N\", \"kind\": \"text\"},"
  " {\"number\": 11, \"key\": \"asked\", \"label\": \"N\", \"kind\": \"text\", \"merge\": \"ask\"},"
  " {\"number\": 12, \"key\": \"note\", \"label\": \"N\", \"kind\": \"longtext\", \"merge\": \"text\"},"
  " {\"number\": 13, \"key\": \"tags\", \"label\": \"N\", \"kind\": \"tags\"},"
  " {\"number\": 14, \"key\": \"count\", \"label\": \"N\", \"kind\": \"integer\", \"merge\": \"add\"},"
  " {\"number\": 15, \"key\": \"cost\", \"label\": \"N\", \"kind\": \"money\", \"merge\": \"add\"},"
  " {\"number\": 16, \"key\": \"stopped\", \"label\": \"N\", \"kind\": \"boolean\", \"merge\": \"strict\"},"
  " {\"number\": 17, \"key\": \"consent\", \"label\": \"N\", \"kind\": \"enum\", \"merge\": \"strict\", \"choices\": ["
  "  {\"key\": \"given\", \"label\": \"G\"}, {\"key\": \"refused\", \"label\": \"R\"}, {\"key\": \"withdrawn\", \"label\": \"W\"}]},"
  " {\"number\": 18, \"key\": \"rights\", \"label\": \"N\", \"kind\": \"list\", \"merge\": \"strict\"}]}";

typedef enum { MINE_LATER, THEIRS_LATER, EQUAL, UNCERTAIN } When;

typedef struct
{
  const char    *name, *field, *base, *mine, *theirs;
  When           when;
  TwMergeOutcome outcome;
  const char    *result;
} Case;

static const Case cases[] = {
  { "register/theirs-unchanged", "name", "a", "b", "a", THEIRS_LATER, TW_MERGE_MINE, "b" },
  { "register/same", "name", "a", "b", "b", THEIRS_LATER, TW_MERGE_SAME, "b" },
  { "register/mine-later", "name", "a", "b", "c", MINE_LATER, TW_MERGE_MINE_WON, "b" },
  { "register/theirs-later", "name", "a", "b", "c", THEIRS_LATER, TW_MERGE_THEIRS_WON, "c" },
  { "register/equal-times", "name", "a", "b", "c", EQUAL, TW_MERGE_THEIRS_WON, "c" },
  { "register/uncertain-clock", "name", "a", "b", "c", UNCERTAIN, TW_MERGE_THEIRS_WON, "c" },
  { "register/cleared-against-changed", "name", "a", NULL, "c", MINE_LATER, TW_MERGE_MINE_WON, NULL },
  { "register/both-cleared", "name", "a", NULL, NULL, MINE_LATER, TW_MERGE_SAME, NULL },
  { "ask/theirs-unchanged", "asked", "a", "b", "a", THEIRS_LATER, TW_MERGE_MINE, "b" },
  { "ask/same", "asked", "a", "b", "b", MINE_LATER, TW_MERGE_SAME, "b" },
  { "ask/both", "asked", "a", "b", "c", MINE_LATER, TW_MERGE_ASKS, "c" },
  { "text/both", "note", "one\ntwo\nthree\n", "ONE\ntwo\nthree\n", "one\ntwo\nTHREE\n", THEIRS_LATER, TW_MERGE_COMBINED,
    "ONE\ntwo\nTHREE\n" },
  { "text/overlap-mine-later", "note", "one", "two", "three", MINE_LATER, TW_MERGE_MINE_WON, "two" },
  { "text/overlap-theirs-later", "note", "one", "two", "three", THEIRS_LATER, TW_MERGE_THEIRS_WON, "three" },
  { "text/cleared", "note", "one", NULL, "one two", THEIRS_LATER, TW_MERGE_THEIRS_WON, "one two" },
  { "text/both-wrote-into-nothing", "note", NULL, "mine", "theirs", MINE_LATER, TW_MERGE_MINE_WON, "mine" },
  { "set/both-added", "tags", "[\"a\"]", "[\"a\",\"b\"]", "[\"a\",\"c\"]", THEIRS_LATER, TW_MERGE_COMBINED, "[\"a\",\"c\",\"b\"]" },
  { "set/removed-and-added", "tags", "[\"a\"]", "[]", "[\"a\",\"c\"]", THEIRS_LATER, TW_MERGE_COMBINED, "[\"c\"]" },
  { "set/all-removed", "tags", "[\"a\",\"b\"]", "[\"b\"]", "[\"a\"]", THEIRS_LATER, TW_MERGE_COMBINED, NULL },
  { "add/both", "count", "10", "12", "13", THEIRS_LATER, TW_MERGE_COMBINED, "15" },
  { "add/both-the-same", "count", "10", "12", "12", THEIRS_LATER, TW_MERGE_COMBINED, "14" },
  { "add/from-nothing", "count", NULL, "2", "3", THEIRS_LATER, TW_MERGE_COMBINED, "5" },
  { "add/overflow", "count", "0", "9223372036854775807", "1", THEIRS_LATER, TW_MERGE_ASKS, "1" },
  { "add/taken-back", "count", "1", NULL, "3", THEIRS_LATER, TW_MERGE_COMBINED, "2" },
  { "add/money", "cost", "{\"amount\":\"10.00\",\"currency\":\"EUR\"}", "{\"amount\":\"12.50\",\"currency\":\"EUR\"}",
    "{\"amount\":\"9.00\",\"currency\":\"EUR\"}", THEIRS_LATER, TW_MERGE_COMBINED, "{\"amount\":\"11.50\",\"currency\":\"EUR\"}" },
  { "add/other-currency", "cost", "{\"amount\":\"10.00\",\"currency\":\"EUR\"}", "{\"amount\":\"12.50\",\"currency\":\"USD\"}",
    "{\"amount\":\"9.00\",\"currency\":\"EUR\"}", MINE_LATER, TW_MERGE_ASKS, "{\"amount\":\"9.00\",\"currency\":\"EUR\"}" },
  { "strict/boolean-mine-stops", "stopped", NULL, "true", "false", THEIRS_LATER, TW_MERGE_COMBINED, "true" },
  { "strict/boolean-theirs-stopped", "stopped", NULL, "false", "true", MINE_LATER, TW_MERGE_COMBINED, "true" },
  { "strict/boolean-taken-back", "stopped", "true", "false", "true", MINE_LATER, TW_MERGE_MINE, "false" },
  { "strict/enum", "consent", "given", "refused", "withdrawn", MINE_LATER, TW_MERGE_COMBINED, "withdrawn" },
  { "strict/enum-mine", "consent", "refused", "withdrawn", "given", THEIRS_LATER, TW_MERGE_COMBINED, "withdrawn" },
  { "strict/list", "rights", "[\"a\"]", "[\"a\",\"b\"]", "[\"a\",\"c\"]", THEIRS_LATER, TW_MERGE_COMBINED, "[\"a\"]" },
};

static TwSchema *schema;

static void
read_value (const TwField *field, const char *text, TwValue *value)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL;

  if (text == NULL)
    return;
  json = field->type == TW_TYPE_ENUM ? g_strdup_printf ("\"%s\"", text) : g_strdup (text);
  if (field->type == TW_TYPE_TEXT)
    *value = tw_value_text (text);
  else
    tw_value_from_json (field->type, json, value, &error);
  g_assert_no_error (error);
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  const TwField *field = tw_entity_get_field (tw_schema_get_entity (schema, "thing"), c->field);
  TwMergeTimes times = { .mine = c->when == MINE_LATER ? 20 : 10, .theirs = c->when == THEIRS_LATER ? 20 : 10 };
  g_auto (TwValue) base = TW_VALUE_INIT, mine = TW_VALUE_INIT, theirs = TW_VALUE_INIT, wanted = TW_VALUE_INIT, result = TW_VALUE_INIT;

  if (c->when == UNCERTAIN)
    times = (TwMergeTimes) { .mine = 20, .theirs = 10, .mine_uncertain = TRUE };
  read_value (field, c->base, &base);
  read_value (field, c->mine, &mine);
  read_value (field, c->theirs, &theirs);
  read_value (field, c->result, &wanted);
  g_assert_cmpint (tw_merge_field (field, &base, &mine, &theirs, &times, &result), ==, c->outcome);
  g_assert_true (tw_value_equal (&result, &wanted));
}

/* What was refused is tried again after others went on. */
static void
test_again (void)
{
  static const struct { const char *field, *base, *mine, *theirs, *result; } tries[] = {
    { "tags", "[\"a\"]", "[\"a\",\"b\"]", "[\"a\",\"c\"]", "[\"a\",\"c\",\"b\"]" },
    { "tags", "[\"a\",\"b\"]", "[\"a\"]", "[\"a\",\"b\",\"c\"]", "[\"a\",\"c\"]" },
    { "count", "5", "6", "8", "9" },
    { "note", "one\ntwo\nthree\n", "ONE\ntwo\nthree\n", "one\ntwo\nTHREE\n", "ONE\ntwo\nTHREE\n" },
    { "note", "one", "two", "three", "two" },
    { "name", "a", "b", "c", "b" },
    { "asked", "a", "b", "c", "b" },
    { "stopped", "false", "false", "true", "true" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (tries); i++)
    {
      const TwField *field = tw_entity_get_field (tw_schema_get_entity (schema, "thing"), tries[i].field);
      g_auto (TwValue) base = TW_VALUE_INIT, mine = TW_VALUE_INIT, theirs = TW_VALUE_INIT, wanted = TW_VALUE_INIT, result = TW_VALUE_INIT;

      read_value (field, tries[i].base, &base);
      read_value (field, tries[i].mine, &mine);
      read_value (field, tries[i].theirs, &theirs);
      read_value (field, tries[i].result, &wanted);
      tw_merge_again (field, &base, &mine, &theirs, &result);
      if (!tw_value_equal (&result, &wanted))
        {
          g_autofree char *text = tw_value_print (&result);

          g_error ("%s: “%s” and not “%s”", tries[i].field, text, tries[i].result);
        }
    }
}

/* from, from + 1, … below to, each a text; and one more, when it is not 0. */
static TwValue
make_list (guint from, guint to, guint more)
{
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (TwValue));

  g_array_set_clear_func (items, (GDestroyNotify) tw_value_clear);
  for (guint i = from; i < to || more != 0; i++)
    {
      g_autofree char *text = g_strdup_printf ("tag %u", i < to ? i : more);
      TwValue item = tw_value_text (text);

      g_array_append_val (items, item);
      if (i >= to)
        break;
    }
  return tw_value_list ((const TwValue *) items->data, items->len);
}

/* What everybody adds to for years: neither each with each, nor otherwise than the short ones. */
static void
test_long_lists (void)
{
  const TwField *field = tw_entity_get_field (tw_schema_get_entity (schema, "thing"), "tags");
  g_auto (TwValue) base = make_list (0, 30000, 0), mine = make_list (10, 30000, 40000), theirs = make_list (0, 30000, 50000), result = TW_VALUE_INIT;
  TwMergeTimes times = { 0 };

  g_assert_cmpint (tw_merge_field (field, &base, &mine, &theirs, &times, &result), ==, TW_MERGE_COMBINED);
  g_assert_cmpint (result.type, ==, TW_TYPE_LIST);
  g_assert_cmpuint (result.list->n_values, ==, 30000 - 10 + 2);
  g_assert_cmpstr (result.list->values[0].text, ==, "tag 10");
  g_assert_cmpstr (result.list->values[result.list->n_values - 2].text, ==, "tag 50000");
  g_assert_cmpstr (result.list->values[result.list->n_values - 1].text, ==, "tag 40000");
}

int
main (int argc, char **argv)
{
  const char *name = "thing.json", *text = schema_text;
  g_autoptr (GError) error = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  schema = tw_schema_load_texts (&name, &text, 1, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/sync/merge/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/sync/merge/again", test_again);
  g_test_add_func ("/sync/merge/long-lists", test_long_lists);
  status = g_test_run ();
  tw_schema_unref (schema);
  return status;
}
