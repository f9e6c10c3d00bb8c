/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A site's own objects, fields and layouts. */

#include "config.h"

#include <locale.h>
#include <string.h>

#include "tw-record.h"

static TwSchema *shipped;

static TwSchema *
extend (const char *definitions)
{
  g_autoptr(GError) error = NULL;
  TwSchema *schema = tw_schema_extend (shipped, definitions, &error);

  g_assert_no_error (error);
  return schema;
}

static const char visit[] =
  "[{\"revision\": 42},\n"
  " {\"field\": {\"entity\": \"visit\", \"number\": 10000, \"key\": \"score\", \"label\": \"Score\", \"kind\": \"integer\", \"min\": \"1\"}},\n"
  " {\"field\": {\"entity\": \"deal\", \"number\": 10000, \"key\": \"visit\", \"label\": \"Visit\", \"kind\": \"link\", \"to\": [\"visit\"],\n"
  "   \"inverse\": \"deals\", \"inverse_label\": \"Deals\", \"inverse_labels\": {\"fr\": \"Affaires\"}, \"labels\": {\"fr\": {\"label\": \"La visite\"}}}},\n"
  " {\"field\": {\"entity\": \"deal\", \"number\": 10001, \"key\": \"region\", \"label\": \"Region\", \"kind\": \"enum\", \"read_roles\": [\"Sales\"],\n"
  "   \"choices\": [{\"key\": \"north\", \"label\": \"North\", \"labels\": {\"fr\": \"Nord\", \"ar\": \"شمال\"}}, {\"key\": \"south\", \"label\": \"South\"}]}},\n"
  " {\"entity\": {\"entity\": \"visit\", \"number\": 1024, \"plural\": \"visits\", \"label\": \"Visit\", \"label_plural\": \"Visits\",\n"
  "   \"labels\": {\"fr\": {\"label\": \"Visite\", \"label_plural\": \"Visites\"}}, \"parent\": \"company\", \"name\": \"title\", \"group\": \"plan\",\n"
  "   \"sections\": [{\"key\": \"main\", \"label\": \"Visit\", \"labels\": {\"fr\": \"La visite\"}}],\n"
  "   \"fields\": [{\"number\": 10, \"key\": \"title\", \"label\": \"Title\", \"kind\": \"text\", \"labels\": {\"fr\": \"Titre\"}},\n"
  "    {\"number\": 11, \"key\": \"after\", \"label\": \"After\", \"kind\": \"link\", \"to\": [\"visit\"], \"tree\": true}]}}]";

static void
test_object (void)
{
  g_autoptr(TwSchema) schema = extend (visit);
  const TwEntity *entity = tw_schema_get_entity (schema, "visits"), *company = tw_schema_get_entity (schema, "company");
  const TwEntity *deal = tw_schema_get_entity (schema, "deal");
  const TwField *parent = tw_entity_get_field (entity, "company");

  g_assert_cmpstr (tw_schema_get_version (schema), ==, "1+42");
  g_assert_cmpuint (tw_schema_get_n_entities (schema), ==, tw_schema_get_n_entities (shipped) + 1);
  g_assert_true (entity->custom && entity->schema == schema);
  g_assert_true (tw_entity_get_field (entity, "title")->custom && tw_entity_get_field (entity, "score")->custom);
  g_assert_cmpstr (tw_entity_get_field (entity, "score")->section, ==, "main");
  /* Belonging to a company is a link that goes with it. */
  g_assert_nonnull (parent);
  g_assert_cmpuint (parent->number, ==, 5);
  g_assert_true (tw_field_get_target (parent) == company);
  g_assert_cmpint (parent->on_delete, ==, TW_DELETE_CASCADE);
  g_assert_true (tw_entity_get_inverse (company, "visits")->field == parent);
  g_assert_true (tw_entity_get_inverse (entity, "deals")->field == tw_entity_get_field (deal, "visit"));
  g_assert_true (tw_entity_get_field (entity, "after")->tree);
  /* Relations to any record reach the new object too. */
  g_assert_nonnull (tw_entity_get_inverse (entity, "all_tasks"));
  g_assert_cmpstr (tw_entity_get_field (deal, "region")->section, ==, "own");
  g_assert_cmpstr (tw_entity_get_section_label (deal, "own"), ==, "Own fields");
  g_assert_false (deal->custom);
}

/* Every pointer of the new snapshot stays inside it. */
static void
test_snapshot_is_closed (void)
{
  g_autoptr(TwSchema) schema = extend (visit);

  for (guint i = 0; i < tw_schema_get_n_entities (schema); i++)
    {
      const TwEntity *entity = tw_schema_get_entity_at (schema, i);
      const TwField *const parts[] = { entity->name_field, entity->board_field, entity->date_field, entity->value_field, entity->owner_field };

      g_assert_true (entity->schema == schema);
      for (guint j = 0; j < entity->n_fields; j++)
        g_assert_true (entity->fields[j]->entity == entity && entity->fields[j]->index == j);
      for (guint j = 0; j < G_N_ELEMENTS (parts); j++)
        g_assert_true (!parts[j] || entity->fields[parts[j]->index] == parts[j]);
      for (guint j = 0; j < entity->n_inverses; j++)
        g_assert_true (entity->inverses[j]->field->entity->schema == schema);
    }
  /* The shipped snapshot did not change. */
  g_assert_null (tw_schema_get_entity (shipped, "visit"));
  g_assert_null (tw_entity_get_field (tw_schema_get_entity (shipped, "deal"), "region"));
  g_assert_null (tw_entity_get_inverse (tw_schema_get_entity (shipped, "company"), "visits"));
}

static void
test_outlives_shipped (void)
{
  g_autoptr(GError) error = NULL;
  TwSchema *base = tw_schema_load_shipped (&error);
  g_autoptr(TwSchema) schema = tw_schema_extend (base, visit, &error);

  g_assert_no_error (error);
  tw_schema_unref (base);
  g_assert_cmpstr (tw_schema_get_entity (schema, "deal")->label, ==, "Deal");
  g_assert_cmpstr (tw_field_get_choice (tw_entity_get_field (tw_schema_get_entity (schema, "deal"), "status"), "won")->label, ==, "Won");
}

static void
test_nothing (void)
{
  g_autoptr(TwSchema) a = extend (NULL), b = extend (""), c = extend ("[]");

  g_assert_true (a == shipped && b == shipped);
  g_assert_cmpstr (tw_schema_get_version (c), ==, "1+0");
  g_assert_cmpuint (tw_schema_get_n_entities (c), ==, tw_schema_get_n_entities (shipped));
}

static void
test_labels (void)
{
  g_autoptr(TwSchema) schema = extend (visit);
  const TwEntity *entity = tw_schema_get_entity (schema, "visit"), *deal = tw_schema_get_entity (schema, "deal");
  const TwField *region = tw_entity_get_field (deal, "region");
  static const struct { const char *language, *entity, *plural, *field, *north, *south, *inverse, *section, *parent_inverse; } rows[] = {
    { "fr", "Visite", "Visites", "La visite", "Nord", "South", "Affaires", "La visite", "Visites" },
    { "fr_CA", "Visite", "Visites", "La visite", "Nord", "South", "Affaires", "La visite", "Visites" },
    { "ar", "Visit", "Visits", "Visit", "شمال", "South", "Deals", "Visit", "Visits" },
    { "de", "Visit", "Visits", "Visit", "North", "South", "Deals", "Visit", "Visits" },
    { "de:fr", "Visite", "Visites", "La visite", "Nord", "South", "Affaires", "La visite", "Visites" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_setenv ("LANGUAGE", rows[i].language, TRUE);
      g_assert_cmpstr (tw_entity_get_label (entity, FALSE), ==, rows[i].entity);
      g_assert_cmpstr (tw_entity_get_label (entity, TRUE), ==, rows[i].plural);
      g_assert_cmpstr (tw_field_get_label (tw_entity_get_field (deal, "visit")), ==, rows[i].field);
      g_assert_cmpstr (tw_choice_get_label (region, region->choices[0]), ==, rows[i].north);
      g_assert_cmpstr (tw_choice_get_label (region, region->choices[1]), ==, rows[i].south);
      g_assert_cmpstr (tw_inverse_get_label (tw_entity_get_inverse (entity, "deals")), ==, rows[i].inverse);
      g_assert_cmpstr (tw_entity_get_section_label (entity, "main"), ==, rows[i].section);
      g_assert_cmpstr (tw_inverse_get_label (tw_entity_get_inverse (tw_schema_get_entity (schema, "company"), "visits")), ==, rows[i].parent_inverse);
    }
  g_unsetenv ("LANGUAGE");
}

static void
test_layout (void)
{
  g_autoptr(TwSchema) schema = extend (
    "[{\"layout\": {\"entity\": \"deal\", \"order\": [\"region\", \"stage\"], \"list\": [\"region\", \"name\"], \"card\": [], \"highlights\": [\"region\"],\n"
    "  \"sort\": \"region\", \"sections\": [{\"key\": \"sales\", \"label\": \"Sales\"}, {\"key\": \"more\", \"label\": \"The rest\"}]}},\n"
    " {\"field\": {\"entity\": \"deal\", \"number\": 10000, \"key\": \"region\", \"label\": \"Region\", \"kind\": \"text\", \"section\": \"sales\"}}]");
  const TwEntity *deal = tw_schema_get_entity (schema, "deal"), *before = tw_schema_get_entity (shipped, "deal");

  g_assert_cmpstr (deal->fields[0]->key, ==, "region");
  g_assert_cmpstr (deal->fields[1]->key, ==, "stage");
  g_assert_cmpstr (deal->fields[2]->key, ==, "name");
  g_assert_cmpuint (deal->n_fields, ==, before->n_fields + 1);
  g_assert_cmpstr (deal->list_columns[0], ==, "region");
  g_assert_null (deal->card_fields[0]);
  g_assert_cmpstr (deal->default_sort, ==, "region");
  g_assert_cmpstr (deal->sections[0], ==, "sales");
  g_assert_cmpstr (deal->sections[2], ==, "more");
  g_assert_cmpstr (deal->sections[3], ==, "The rest");
  g_assert_cmpstr (deal->sections[4], ==, "main");
  g_assert_cmpstr (before->fields[0]->key, ==, "name");
  g_assert_true (deal->board_field == tw_entity_get_field (deal, "stage"));
}

static void
test_choices (void)
{
  g_autoptr(TwSchema) schema = extend (
    "[{\"choices\": {\"entity\": \"activity\", \"key\": \"kind\", \"choices\": [{\"key\": \"meeting\", \"label\": \"Meeting\"},\n"
    "  {\"key\": \"site\", \"label\": \"Site visit\", \"color\": \"teal\", \"labels\": {\"fr\": \"Visite de chantier\"}},\n"
    "  {\"key\": \"call\", \"label\": \"Phone\", \"color\": \"red\", \"retired\": true}]}}]");
  const TwField *kind = tw_entity_get_field (tw_schema_get_entity (schema, "activity"), "kind");
  const TwField *template = tw_entity_get_field (tw_schema_get_entity (schema, "activity_template"), "kind");
  const TwField *before = tw_entity_get_field (tw_schema_get_entity (shipped, "activity"), "kind");
  guint n = 0;

  while (before->choices[n])
    n++;
  g_assert_cmpstr (kind->choices[0]->key, ==, "meeting");
  g_assert_cmpstr (kind->choices[0]->color, ==, tw_field_get_choice (before, "meeting")->color);
  g_assert_cmpstr (kind->choices[1]->label, ==, "Site visit");
  g_assert_cmpint (kind->choices[1]->order, ==, 1);
  g_assert_true (kind->choices[2]->retired);
  g_assert_cmpstr (kind->choices[2]->label, ==, "Phone");
  g_assert_cmpstr (kind->choices[3]->key, ==, "email");
  g_assert_nonnull (kind->choices[n]);
  g_assert_null (kind->choices[n + 1]);
  /* Templates offer the same, and the shipped snapshot is as it was. */
  g_assert_nonnull (tw_field_get_choice (template, "site"));
  g_assert_null (tw_field_get_choice (before, "site"));
  g_assert_cmpstr (before->choices[0]->key, ==, "call");
  g_setenv ("LANGUAGE", "fr", TRUE);
  g_assert_cmpstr (tw_choice_get_label (kind, kind->choices[1]), ==, "Visite de chantier");
  g_unsetenv ("LANGUAGE");
}

static const struct { const char *definitions, *message; } mistakes[] = {
  { "[{\"choices\": {\"entity\": \"nothing\", \"key\": \"kind\", \"choices\": [{\"key\": \"a\", \"label\": \"A\"}]}}]",
    "definitions:1: there is no entity “nothing”" },
  { "[{\"choices\": {\"entity\": \"activity\", \"key\": \"nothing\", \"choices\": [{\"key\": \"a\", \"label\": \"A\"}]}}]",
    "definitions:1: there is no field “activity.nothing”" },
  { "[{\"choices\": {\"entity\": \"deal\", \"key\": \"status\",\n\"choices\": [{\"key\": \"a\", \"label\": \"A\"}]}}]",
    "definitions:1: the choices of “deal.status” cannot be changed, because the program relies on them" },
  { "[{\"choices\": {\"entity\": \"activity\", \"key\": \"kind\"}}]", "definitions:1: “choices” is missing" },
  { "[{\"choices\": {\"entity\": \"activity\", \"key\": \"kind\", \"choices\": []}}]", "definitions:1: “choices” must not be empty" },
  { "{}", "definitions:1: the definitions must be a list" },
  { "[", "definitions:1:2: the file ends too early" },
  { "[1]", "definitions:1: a definition is an object with one member: “entity”, “field”, “choices”, “layout” or “revision”" },
  { "[\n{\"fields\": {}}]", "definitions:2: a definition is an object with one member: “entity”, “field”, “choices”, “layout” or “revision”" },
  { "[{\"revision\": 1, \"field\": {}}]", "definitions:1: a definition is an object with one member: “entity”, “field”, “choices”, “layout” or “revision”" },
  { "[{\"revision\": -1}]", "definitions:1: “revision” must be a whole number" },
  { "[{\"field\": {\"number\": 10000, \"key\": \"a\", \"label\": \"A\", \"kind\": \"text\"}}]", "definitions:1: “entity” is missing" },
  { "[{\"field\": 1}]", "definitions:1: “entity” is missing" },
  { "[{\"field\": {\n\"entity\": \"nothing\", \"number\": 10000, \"key\": \"a\", \"label\": \"A\", \"kind\": \"text\"}}]", "definitions:2: there is no entity “nothing”" },
  { "[{\"field\": {\"entity\": \"deal\", \"number\": 999, \"key\": \"a\", \"label\": \"A\", \"kind\": \"text\"}}]",
    "definitions:1: the numbers of a site's own fields begin at 10000" },
  { "[{\"field\": {\"entity\": \"deal\", \"number\": 10000, \"key\": \"a\", \"label\": \"A\", \"kind\": \"money\", \"read_only\": true, \"kept\": true}}]",
    "definitions:1: a: only a field that comes with the program can be kept" },
  { "[{\"field\": {\"entity\": \"deal\", \"number\": 10000, \"key\": \"amount\", \"label\": \"A\", \"kind\": \"text\"}}]",
    "definitions:1: “deal” already has a field “amount”" },
  { "[{\"field\": {\"entity\": \"deal\", \"number\": 10000, \"key\": \"a\", \"label\": \"A\", \"kind\": \"text\"}},\n"
    "{\"field\": {\"entity\": \"deal\", \"number\": 10000, \"key\": \"b\", \"label\": \"A\", \"kind\": \"text\"}}]",
    "definitions:2: the number 10000 already belongs to the field “a”" },
  { "[{\"field\": {\"entity\": \"deal\", \"number\": 10000, \"key\": \"tasks\", \"label\": \"A\", \"kind\": \"text\"}}]",
    "definitions:1: the relation “tasks” of “task” has the same key as a field of “deal”" },
  { "[{\"field\": {\"entity\": \"task\", \"number\": 10000, \"key\": \"deal2\", \"label\": \"A\", \"kind\": \"link\", \"to\": [\"deal\"],\n"
    "\"inverse\": \"tasks\", \"inverse_label\": \"T\"}}]", "definitions:2: the relation “tasks” of “task” is already a relation of “deal”" },
  { "[{\"field\": {\"entity\": \"deal\", \"number\": 10000, \"key\": \"a\", \"label\": \"A\", \"kind\": \"text\", \"labels\": {\"français\": \"A\"}}}]",
    "definitions:1: “français” is not a language such as fr or pt_BR" },
  { "[{\"field\": {\"entity\": \"deal\", \"number\": 10000, \"key\": \"a\", \"label\": \"A\", \"kind\": \"text\", \"labels\": [\"A\"]}}]",
    "definitions:1: “labels” must be an object with one member a language" },
  { "[{\"field\": {\"entity\": \"deal\", \"number\": 10000, \"key\": \"a\", \"label\": \"A\", \"kind\": \"text\", \"labels\": {\"fr\": 1}}}]",
    "definitions:1: an object in braces was expected here" },
  { "[{\"entity\": {\"entity\": \"visit\", \"number\": 500, \"plural\": \"visits\", \"label\": \"V\", \"label_plural\": \"V\", \"name\": \"n\",\n"
    "\"fields\": [{\"number\": 10, \"key\": \"n\", \"label\": \"N\", \"kind\": \"text\"}]}}]", "definitions:1: the numbers of a site's own objects begin at 1024" },
  { "[{\"entity\": {\"entity\": \"visit\", \"number\": 5000, \"plural\": \"visits\", \"label\": \"V\", \"label_plural\": \"V\", \"name\": \"n\",\n"
    "\"fields\": [{\"number\": 10, \"key\": \"n\", \"label\": \"N\", \"kind\": \"text\"}]}}]", "definitions:1: “number” must be between 1 and 4095" },
  { "[{\"entity\": {\"entity\": \"deal\", \"number\": 1024, \"plural\": \"visits\", \"label\": \"V\", \"label_plural\": \"V\", \"name\": \"n\",\n"
    "\"fields\": [{\"number\": 10, \"key\": \"n\", \"label\": \"N\", \"kind\": \"text\"}]}}]", "definitions:1: “deal” already names the entity “deal”" },
  { "[{\"entity\": {\"entity\": \"visit\", \"number\": 1024, \"plural\": \"visits\", \"label\": \"V\", \"label_plural\": \"V\", \"name\": \"n\",\n"
    "\"parent\": \"nothing\", \"fields\": [{\"number\": 10, \"key\": \"n\", \"label\": \"N\", \"kind\": \"text\"}]}}]", "definitions:2: there is no entity “nothing”" },
  { "[{\"entity\": {\"entity\": \"visit\", \"number\": 1024, \"plural\": \"visits\", \"label\": \"V\", \"label_plural\": \"V\", \"name\": \"company\",\n"
    "\"parent\": \"company\", \"fields\": [\n{\"number\": 10, \"key\": \"company\", \"label\": \"N\", \"kind\": \"text\"}]}}]", "definitions:3: “visit” already has a field “company”" },
  { "[{\"layout\": {\"entity\": \"deal\", \"order\": [\"nothing\"]}}]", "definitions:1: “order” names “nothing”, which is no field of “deal”" },
  { "[{\"layout\": {\"entity\": \"deal\",\n\"list\": [\"nothing\"]}}]", "definitions:2: “list” names “nothing”, which is no field of “deal”" },
  { "[{\"layout\": {\"entity\": \"deal\", \"colour\": 1}}]", "definitions:1: “colour” is not a key that is known here" },
  { "[{\"layout\": {\"order\": []}}]", "definitions:1: “entity” is missing" },
};

static void
test_mistakes (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (mistakes); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (tw_schema_extend (shipped, mistakes[i].definitions, &error));
      g_assert_cmpstr (error->message, ==, mistakes[i].message);
    }
}

/* Catalogue R36, R41: a thousand fields on one entity are one more snapshot, not a wait. */
static void
test_thousand_fields (void)
{
  g_autoptr(GString) text = g_string_new ("[{\"revision\": 1}");
  g_autoptr(TwSchema) schema = NULL;
  const TwEntity *deal;
  gint64 best = G_MAXINT64;

  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (text, ",\n{\"field\": {\"entity\": \"deal\", \"number\": %u, \"key\": \"own_%u\", \"label\": \"Own field %u\", "
                            "\"labels\": {\"fr\": \"Champ %u\", \"ar\": \"حقل %u\"}, \"kind\": \"%s\", \"help\": \"What to write here\", \"indexed\": true%s}}",
                            10000 + i, i, i, i, i, i % 3 == 0 ? "text" : i % 3 == 1 ? "money" : "date",
                            i % 3 == 0 ? ", \"pattern\": \"[A-Z]{2}[0-9]*\", \"max_length\": 20" : "");
  g_string_append_c (text, ']');
  for (int turn = 0; turn < 5; turn++)
    {
      gint64 start = g_get_monotonic_time ();

      g_clear_pointer (&schema, tw_schema_unref);
      schema = extend (text->str);
      best = MIN (best, g_get_monotonic_time () - start);
    }
  g_test_message ("1,000 own fields: %.1f ms", best / 1000.0);
  g_assert_cmpint (best, <, 100000);
  deal = tw_schema_get_entity (schema, "deal");
  g_assert_cmpuint (deal->n_fields, ==, tw_schema_get_entity (shipped, "deal")->n_fields + 1000);
  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *key = g_strdup_printf ("own_%u", i);

      g_assert_true (tw_entity_get_field (deal, key) == tw_entity_get_field_by_number (deal, 10000 + i));
      g_assert_true (tw_entity_get_field (deal, key)->custom);
    }
  g_assert_cmpstr (deal->fields[deal->n_fields - 1]->key, ==, "updated_by");
}

/* A record of an old snapshot takes fields of a new one by their number. */
static void
test_record_across_snapshots (void)
{
  g_autoptr(TwSchema) schema = extend (
    "[{\"layout\": {\"entity\": \"deal\", \"order\": [\"region\", \"stage\"]}},\n"
    " {\"field\": {\"entity\": \"deal\", \"number\": 10000, \"key\": \"region\", \"label\": \"Region\", \"kind\": \"text\"}}]");
  const TwEntity *old = tw_schema_get_entity (shipped, "deal"), *new = tw_schema_get_entity (schema, "deal");
  g_autoptr(TwRecord) record = tw_record_new (old);
  g_auto(TwValue) name = tw_value_text ("Big one");
  g_autoptr(GError) error = NULL;

  g_assert_true (tw_record_set (record, tw_entity_get_field (new, "name"), &name, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (tw_record_get_key (record, "name")->text, ==, "Big one");
  g_assert_cmpstr (tw_record_get (record, tw_entity_get_field (new, "name"))->text, ==, "Big one");
  g_assert_true (tw_record_is_changed (record, tw_entity_get_field (new, "name")));
  g_assert_true (tw_value_is_null (tw_record_get (record, tw_entity_get_field (new, "region"))));
}

int
main (int argc, char **argv)
{
  g_autoptr(GError) error = NULL;
  int result;

  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  shipped = tw_schema_load_shipped (&error);
  g_assert_no_error (error);
  g_test_add_func ("/schema/extend/object", test_object);
  g_test_add_func ("/schema/extend/snapshot-is-closed", test_snapshot_is_closed);
  g_test_add_func ("/schema/extend/outlives-shipped", test_outlives_shipped);
  g_test_add_func ("/schema/extend/nothing", test_nothing);
  g_test_add_func ("/schema/extend/labels", test_labels);
  g_test_add_func ("/schema/extend/layout", test_layout);
  g_test_add_func ("/schema/extend/choices", test_choices);
  g_test_add_func ("/schema/extend/mistakes", test_mistakes);
  g_test_add_func ("/schema/extend/thousand-fields", test_thousand_fields);
  g_test_add_func ("/schema/extend/record-across-snapshots", test_record_across_snapshots);
  result = g_test_run ();
  tw_schema_unref (shipped);
  return result;
}
