/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A site's definitions: made, changed, merged, numbered. */

#include "config.h"

#include <string.h>

#include "tw-definitions.h"

static TwSchema *shipped;

/* Merges a text that is given away, and checks that the result is a schema. */
static char *
merge (char *present, char *added)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwSchema) schema = NULL;
  char *result = tw_schema_merge_definitions (present, added, &error);

  g_assert_no_error (error);
  schema = tw_schema_extend (shipped, result, &error);
  g_assert_no_error (error);
  g_free (present);
  g_free (added);
  return result;
}

static const TwField *
find (TwSchema **schema, const char *definitions, const char *entity, const char *field)
{
  g_clear_pointer (schema, tw_schema_unref);
  *schema = tw_schema_extend (shipped, definitions, NULL);
  return tw_entity_get_field (tw_schema_get_entity (*schema, entity), field);
}

static void
test_numbers (void)
{
  g_autoptr(TwSchema) schema = NULL;
  g_autofree char *text = NULL;

  text = merge (NULL, tw_definition_new_field ("deal", "region", "Region", TW_KIND_TEXT));
  g_assert_cmpuint (find (&schema, text, "deal", "region")->number, ==, 10000);
  g_assert_cmpstr (tw_schema_get_version (schema), ==, "1+1");
  text = merge (text, tw_definition_new_field ("deal", "channel", "Channel", TW_KIND_TEXT));
  g_assert_cmpuint (find (&schema, text, "deal", "channel")->number, ==, 10001);
  g_assert_cmpstr (tw_schema_get_version (schema), ==, "1+2");
  text = merge (text, tw_definition_new_field ("task", "channel", "Channel", TW_KIND_TEXT));
  g_assert_cmpuint (find (&schema, text, "task", "channel")->number, ==, 10000);
  /* A retired field keeps its number. */
  text = merge (text, tw_definition_retire ("deal", "channel", TRUE));
  g_assert_true (find (&schema, text, "deal", "channel")->retired);
  text = merge (text, tw_definition_new_field ("deal", "level", "Level", TW_KIND_INTEGER));
  g_assert_cmpuint (find (&schema, text, "deal", "level")->number, ==, 10002);
  text = merge (text, tw_definition_retire ("deal", "channel", FALSE));
  g_assert_false (find (&schema, text, "deal", "channel")->retired);
  /* A number that is given is kept, and the next follows the highest. */
  text = merge (text, g_strdup ("[{\"field\": {\"entity\": \"deal\", \"key\": \"far\", \"label\": \"Far\", \"kind\": \"text\", \"number\": 20000}},"
                                "{\"field\": {\"entity\": \"deal\", \"key\": \"after\", \"label\": \"After\", \"kind\": \"text\"}}]"));
  g_assert_cmpuint (find (&schema, text, "deal", "after")->number, ==, 20001);
}

static void
test_objects (void)
{
  g_autoptr(TwSchema) schema = NULL;
  g_autofree char *text = NULL;

  text = merge (NULL, tw_definition_new_entity ("visit", "visits", "Visit", "Visits"));
  g_assert_cmpuint (find (&schema, text, "visit", "name")->number, ==, 10);
  g_assert_cmpuint (tw_schema_get_entity (schema, "visit")->number, ==, 1024);
  text = merge (text, tw_definition_new_entity ("trip", "trips", "Trip", "Trips"));
  g_assert_cmpuint (find (&schema, text, "trip", "name")->entity->number, ==, 1025);
  /* Fields of the object itself, by either way. */
  text = merge (text, g_strdup ("[{\"entity\": {\"entity\": \"visit\", \"label\": \"Call\", \"fields\": [{\"key\": \"name\", \"label\": \"Title\"},"
                                "{\"key\": \"place\", \"label\": \"Place\", \"kind\": \"geo\"}]}}]"));
  g_assert_cmpuint (find (&schema, text, "visit", "place")->number, ==, 11);
  g_assert_cmpstr (tw_schema_get_entity (schema, "visit")->label, ==, "Call");
  g_assert_cmpstr (tw_schema_get_entity (schema, "visit")->name_field->label, ==, "Title");
  g_assert_true (tw_schema_get_entity (schema, "visit")->name_field->required);
  text = merge (text, tw_definition_new_field ("visit", "rating", "Rating", TW_KIND_INTEGER));
  g_assert_cmpuint (find (&schema, text, "visit", "rating")->number, ==, 10000);
  text = merge (text, tw_definition_change_field ("visit", "place", "label", "\"Where\""));
  g_assert_cmpstr (find (&schema, text, "visit", "place")->label, ==, "Where");
  text = merge (text, tw_definition_retire ("visit", NULL, TRUE));
  g_assert_true (find (&schema, text, "visit", "place")->entity->retired);
  g_assert_cmpstr (tw_schema_get_version (schema), ==, "1+6");
}

static void
test_changes (void)
{
  g_autoptr(TwSchema) schema = NULL;
  g_autofree char *text = NULL;
  const TwField *field;

  text = merge (NULL, g_strdup ("[{\"field\": {\"entity\": \"deal\", \"key\": \"region\", \"label\": \"Region\", \"kind\": \"enum\", \"help\": \"Where?\","
                                "\"choices\": [{\"key\": \"north\", \"label\": \"North\"}, {\"key\": \"south\", \"label\": \"South\"}]}}]"));
  text = merge (text, tw_definition_change_field ("deal", "region", "help", NULL));
  g_assert_null (find (&schema, text, "deal", "region")->help);
  text = merge (text, tw_definition_change_field ("deal", "region", "required", "true"));
  g_assert_true (find (&schema, text, "deal", "region")->required);
  /* A choice that is left out stays for the records that hold it. */
  text = merge (text, tw_definition_change_field ("deal", "region", "choices", "[{\"key\": \"east\", \"label\": \"East\"}, {\"key\": \"north\", \"label\": \"Top\"}]"));
  field = find (&schema, text, "deal", "region");
  g_assert_cmpstr (field->choices[0]->key, ==, "east");
  g_assert_cmpstr (field->choices[1]->label, ==, "Top");
  g_assert_cmpstr (field->choices[2]->key, ==, "south");
  g_assert_true (field->choices[2]->retired && !field->choices[0]->retired && !field->choices[1]->retired);
  g_assert_null (field->choices[3]);
  /* A layout is merged by its entity. */
  text = merge (text, g_strdup ("[{\"layout\": {\"entity\": \"deal\", \"order\": [\"region\"], \"list\": [\"region\"]}}]"));
  text = merge (text, g_strdup ("[{\"layout\": {\"entity\": \"deal\", \"list\": [\"name\"]}}]"));
  field = find (&schema, text, "deal", "region");
  g_assert_cmpuint (field->index, ==, 0);
  g_assert_cmpstr (field->entity->list_columns[0], ==, "name");
  /* Merging what is there changes nothing but the revision. */
  g_assert_cmpstr (tw_schema_get_version (schema), ==, "1+6");
  text = merge (text, g_strdup (text));
  g_assert_cmpstr (find (&schema, text, "deal", "region")->choices[2]->key, ==, "south");
  g_assert_cmpstr (tw_schema_get_version (schema), ==, "1+7");
}

static void
test_choices (void)
{
  const TwField *shipped_kind = tw_entity_get_field (tw_schema_get_entity (shipped, "activity"), "kind");
  g_autoptr(TwSchema) schema = NULL;
  g_autofree char *text = NULL;
  const TwField *kind;

  text = merge (NULL, tw_definition_change_choices (shipped_kind, "[{\"key\": \"site\", \"label\": \"Site\"}, {\"key\": \"call\", \"label\": \"Phone\"}]"));
  text = merge (text, tw_definition_change_choices (shipped_kind, "[{\"key\": \"call\", \"label\": \"Call\"}]"));
  kind = find (&schema, text, "activity", "kind");
  g_assert_cmpstr (kind->choices[0]->key, ==, "call");
  g_assert_cmpstr (kind->choices[0]->label, ==, "Call");
  g_assert_true (tw_field_get_choice (kind, "site")->retired);
  g_assert_false (tw_field_get_choice (kind, "email")->retired);
  g_assert_null (tw_definition_change_choices (kind, "["));
}

#define PRESENT "[{\"field\": {\"entity\": \"deal\", \"number\": 10000, \"key\": \"a\", \"label\": \"A\", \"kind\": \"text\"}}," \
                "{\"field\": {\"entity\": \"deal\", \"number\": 10001, \"key\": \"b\", \"label\": \"B\", \"kind\": \"link\", \"to\": [\"user\"]}}," \
                "{\"field\": {\"entity\": \"deal\", \"number\": 10002, \"key\": \"c\", \"label\": \"C\", \"kind\": \"integer\", \"formula\": \"1\"}}," \
                "{\"entity\": {\"entity\": \"visit\", \"number\": 1024, \"plural\": \"visits\", \"name\": \"n\", \"fields\": []}}]"

static const struct { const char *added, *message; } refused[] = {
  { "[{\"field\": {\"entity\": \"deal\", \"key\": \"a\", \"kind\": \"integer\"}}]",
    "“kind” of “deal.a” cannot change once it is defined; make a new definition and retire this one" },
  { "[{\"field\": {\"entity\": \"deal\", \"key\": \"a\", \"number\": 10009}}]",
    "“number” of “deal.a” cannot change once it is defined; make a new definition and retire this one" },
  { "[{\"field\": {\"entity\": \"deal\", \"key\": \"b\", \"to\": [\"user\", \"team\"]}}]",
    "“to” of “deal.b” cannot change once it is defined; make a new definition and retire this one" },
  { "[{\"field\": {\"entity\": \"deal\", \"key\": \"b\", \"to\": null}}]",
    "“to” of “deal.b” cannot change once it is defined; make a new definition and retire this one" },
  { "[{\"field\": {\"entity\": \"deal\", \"key\": \"a\", \"formula\": \"name\"}}]",
    "“deal.a” cannot change between a stored and a computed field; make a new definition and retire this one" },
  { "[{\"field\": {\"entity\": \"deal\", \"key\": \"c\", \"formula\": null}}]",
    "“deal.c” cannot change between a stored and a computed field; make a new definition and retire this one" },
  { "[{\"entity\": {\"entity\": \"visit\", \"number\": 1025}}]",
    "“number” of “visit” cannot change once it is defined; make a new definition and retire this one" },
  { "[{\"entity\": {\"entity\": \"visit\", \"plural\": \"calls\"}}]",
    "“plural” of “visit” cannot change once it is defined; make a new definition and retire this one" },
  { "[{\"entity\": {\"entity\": \"visit\", \"fields\": [1]}}]", "the fields of “visit” must be objects" },
  { "[{\"field\": {\"key\": \"a\"}}]", "“entity” is missing" },
  { "[{\"field\": {\"entity\": \"deal\"}}]", "“key” is missing" },
  { "[{\"entity\": {}}]", "“entity” is missing" },
  { "[{\"layout\": {}}]", "“entity” is missing" },
  { "[{\"choices\": {\"entity\": \"activity\"}}]", "“key” is missing" },
  { "[{\"thing\": {}}]", "a definition is an object with one member: “entity”, “field”, “choices”, “layout” or “revision”" },
  { "{}", "definitions:1: the definitions must be a list" },
  { "[1]", "definitions:1: the definitions must be a list" },
  { "[", "definitions:1:2: the file ends too early" },
  { "[{\"field\": {},}]", "definitions:1:15: a key in quotes was expected here" },
};

static void
test_refused (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (tw_schema_merge_definitions (PRESENT, refused[i].added, &error));
      g_assert_cmpstr (error->message, ==, refused[i].message);
      g_assert_true (error->domain == TW_SCHEMA_ERROR);
    }
}

/* What does not fit the shipped schema is found when the result is read. */
static void
test_clash_with_shipped (void)
{
  g_autofree char *added = tw_definition_new_field ("deal", "amount", "Amount", TW_KIND_MONEY);
  g_autofree char *merged = tw_schema_merge_definitions (NULL, added, NULL);
  g_autoptr(GError) error = NULL;

  g_assert_nonnull (merged);
  g_assert_null (tw_schema_extend (shipped, merged, &error));
  g_assert_error (error, TW_SCHEMA_ERROR, TW_SCHEMA_ERROR_CONFLICT);
  g_assert_null (tw_definition_change_field ("deal", "a", "help", "not JSON"));
}

static void
test_suggest_key (void)
{
  static const struct { const char *label, *key; } rows[] = {
    { "Visit count", "visit_count" }, { "  Visit -- count!  ", "visit_count" }, { "Nombre d’éléments", "nombre_d_elements" },
    { "Größe", "groesse" }, { "2nd choice", "nd_choice" }, { "حقل", "field" }, { "", "field" }, { "***", "field" }, { "Id", "id_value" },
    { "In", "in_value" }, { "A very long label that goes on and on and does not seem to end", "a_very_long_label_that_goes_on_and_on_and_does_n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *key = tw_definition_suggest_key (rows[i].label);

      /* Transliteration differs between C libraries in ö and ß. */
      if (strcmp (rows[i].label, "Größe") == 0)
        g_assert_true (g_str_has_prefix (key, "gr"));
      else if (g_str_is_ascii (rows[i].label))
        g_assert_cmpstr (key, ==, rows[i].key);
      g_assert_cmpuint (strlen (key), <=, 48);
      g_assert_cmpuint (strspn (key, "abcdefghijklmnopqrstuvwxyz0123456789_"), ==, strlen (key));
      g_assert_true (g_ascii_islower (key[0]));
    }
}

int
main (int argc, char **argv)
{
  g_autoptr(GError) error = NULL;
  int result;

  g_test_init (&argc, &argv, NULL);
  shipped = tw_schema_load_shipped (&error);
  g_assert_no_error (error);
  g_test_add_func ("/schema/definitions/numbers", test_numbers);
  g_test_add_func ("/schema/definitions/objects", test_objects);
  g_test_add_func ("/schema/definitions/changes", test_changes);
  g_test_add_func ("/schema/definitions/choices", test_choices);
  g_test_add_func ("/schema/definitions/refused", test_refused);
  g_test_add_func ("/schema/definitions/clash-with-shipped", test_clash_with_shipped);
  g_test_add_func ("/schema/definitions/suggest-key", test_suggest_key);
  result = g_test_run ();
  tw_schema_unref (shipped);
  return result;
}
