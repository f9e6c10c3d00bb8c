/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Good schema files: the smallest, and one that says everything that can be said. */

#include "config.h"

#include <string.h>

#include "tw-schema.h"

static const char user_text[] =
  "{\"entity\": \"user\", \"number\": 1, \"plural\": \"users\", \"label\": \"User\", \"label_plural\": \"Users\", \"name\": \"name\","
  " \"fields\": [{\"number\": 10, \"key\": \"name\", \"label\": \"Name\", \"kind\": \"text\"}]}";

static const char maximal_text[] =
  "{\"entity\": \"thing\", \"number\": 1023, \"plural\": \"things\", \"label\": \"Thing\", \"label_plural\": \"Things\",\n"
  " \"icon\": \"tw-thing-symbolic\", \"group\": \"know\", \"order\": 7, \"retired\": false,\n"
  " \"name\": \"title\", \"board\": \"state\", \"date\": \"day\", \"value\": \"amount\", \"owner\": \"owner\",\n"
  " \"list\": [\"title\", \"state\", \"created_at\"], \"card\": [\"amount\"], \"highlights\": [\"owner\", \"day\"], \"related\": [\"state\"], \"sort\": \"-day,title\",\n"
  " \"sections\": [{\"key\": \"main\", \"label\": \"Main\"}, {\"key\": \"more\", \"label\": \"More\"}],\n"
  " \"fields\": [\n"
  "  {\"number\": 20, \"key\": \"title\", \"label\": \"Title\", \"kind\": \"text\", \"help\": \"What it is called.\", \"section\": \"main\",\n"
  "   \"required\": true, \"unique\": true, \"indexed\": true, \"search\": \"name\", \"pattern\": \"[A-Z].*\", \"max_length\": 80,\n"
  "   \"check\": \"length(title) > 2\", \"check_message\": \"A title has three letters.\", \"merge\": \"text\"},\n"
  "  {\"number\": 11, \"key\": \"amount\", \"label\": \"Amount\", \"kind\": \"money\", \"min\": \"0\", \"max\": \"1000000 EUR\", \"merge\": \"add\"},\n"
  "  {\"number\": 12, \"key\": \"state\", \"label\": \"State\", \"kind\": \"enum\", \"default\": \"open\", \"choices\": [\n"
  "   {\"key\": \"open\", \"label\": \"Open\", \"color\": \"blue\"},\n"
  "   {\"key\": \"done\", \"label\": \"Done\", \"color\": \"#00ff7f\", \"closed\": true}, {\"key\": \"old\", \"label\": \"Old\", \"retired\": true}]},\n"
  "  {\"number\": 13, \"key\": \"day\", \"label\": \"Day\", \"kind\": \"date\", \"min\": \"2000-01-01\", \"max\": \"2099-12-31\", \"default\": \"=today()\"},\n"
  "  {\"number\": 14, \"key\": \"owner\", \"label\": \"Owner\", \"kind\": \"link\", \"to\": [\"user\"], \"inverse\": \"things\", \"inverse_label\": \"Things\",\n"
  "   \"required\": true},\n"
  "  {\"number\": 15, \"key\": \"parent\", \"label\": \"Parent\", \"kind\": \"link\", \"to\": [\"thing\"], \"tree\": true, \"inverse\": \"children\",\n"
  "   \"inverse_label\": \"Children\", \"on_delete\": \"cascade\"},\n"
  "  {\"number\": 16, \"key\": \"about\", \"label\": \"About\", \"kind\": \"links\", \"inverse\": \"seen_in\", \"inverse_label\": \"Seen in\"},\n"
  "  {\"number\": 17, \"key\": \"serial\", \"label\": \"Serial\", \"kind\": \"number\", \"series\": \"T-{year}-{month}-{day}-{000}\", \"read_only\": true},\n"
  "  {\"number\": 18, \"key\": \"half\", \"label\": \"Half\", \"kind\": \"money\", \"formula\": \"amount / 2\", \"read_only\": true, \"section\": \"more\"},\n"
  "  {\"number\": 19, \"key\": \"done_at\", \"label\": \"Done at\", \"kind\": \"datetime\", \"derive\": \"now()\", \"derive_when\": \"changed(state)\"},\n"
  "  {\"number\": 21, \"key\": \"salary\", \"label\": \"Salary\", \"kind\": \"decimal\", \"digits\": 2, \"sensitive\": true, \"hidden\": true, \"retired\": true,\n"
  "   \"read_roles\": [\"Head\"], \"write_roles\": []},\n"
  "  {\"number\": 22, \"key\": \"colors\", \"label\": \"Colours\", \"kind\": \"set\", \"choices\": [{\"key\": \"red\", \"label\": \"Red\"}]}\n"
  " ]}";

static TwSchema *
load (const char *first, const char *second)
{
  const char *names[] = { "first.json", "second.json" }, *texts[] = { first, second };
  g_autoptr(GError) error = NULL;
  TwSchema *schema = tw_schema_load_texts (names, texts, second ? 2 : 1, &error);

  g_assert_no_error (error);
  return schema;
}

static void
test_minimal (void)
{
  g_autoptr(TwSchema) schema = load ("{\"entity\":\"a\",\"number\":1,\"plural\":\"as\",\"label\":\"A\",\"label_plural\":\"As\",\"name\":\"n\","
                                     "\"fields\":[{\"number\":10,\"key\":\"n\",\"label\":\"N\",\"kind\":\"text\"}]}", NULL);
  const TwEntity *entity = tw_schema_get_entity (schema, "a");

  g_assert_cmpuint (entity->n_fields, ==, 5);
  g_assert_cmpuint (entity->n_inverses, ==, 0);
  g_assert_cmpstr (entity->default_sort, ==, "-created_at");
  g_assert_cmpstr (entity->list_columns[0], ==, "n");
  g_assert_null (entity->list_columns[1]);
  g_assert_null (entity->card_fields[0]);
  g_assert_null (entity->highlights[0]);
  g_assert_cmpstr (entity->related_fields[0], ==, "n");
  g_assert_null (entity->group);
  g_assert_null (entity->board_field);
  g_assert_cmpstr (entity->sections[0], ==, "main");
  g_assert_cmpstr (entity->fields[0]->section, ==, "main");
  g_assert_cmpstr (tw_entity_get_section_label (entity, "main"), ==, "A");
  g_assert_cmpstr (tw_entity_get_section_label (entity, "none"), ==, "none");
  /* Without people the stamps may point to anything. */
  g_assert_null (tw_field_get_target (tw_entity_get_field (entity, "created_by")));
  g_assert_true (tw_field_can_target (tw_entity_get_field (entity, "created_by"), entity));
  g_assert_false (tw_field_can_target (entity->name_field, entity));
  g_assert_null (tw_schema_get_entity (schema, "b"));
  g_assert_null (tw_schema_get_entity_by_number (schema, 2));
  g_assert_null (tw_entity_get_field (entity, "m"));
  g_assert_null (tw_entity_get_field_by_number (entity, 11));
  g_assert_null (tw_entity_get_inverse (entity, "m"));
}

/* The order of the texts does not matter to links. */
static void
test_maximal (void)
{
  for (int turn = 0; turn < 2; turn++)
    {
      g_autoptr(TwSchema) schema = turn ? load (user_text, maximal_text) : load (maximal_text, user_text);
      const TwEntity *thing = tw_schema_get_entity (schema, "thing"), *user = tw_schema_get_entity (schema, "user");
      const TwField *title = tw_entity_get_field (thing, "title");

      g_assert_cmpuint (thing->n_fields, ==, 16);
      g_assert_true (thing->fields[0] == title);
      g_assert_true (thing->name_field == title && title->required && title->unique && title->indexed);
      g_assert_cmpint (title->search, ==, 2);
      g_assert_cmpint (title->merge, ==, TW_MERGE_TEXT);
      g_assert_cmpuint (title->max_length, ==, 80);
      g_assert_cmpstr (title->check_message, ==, "A title has three letters.");
      g_assert_cmpstr (thing->board_field->key, ==, "state");
      g_assert_cmpstr (thing->date_field->key, ==, "day");
      g_assert_cmpstr (thing->value_field->key, ==, "amount");
      g_assert_cmpstr (thing->owner_field->key, ==, "owner");
      g_assert_cmpint (thing->board_field->choices[1]->order, ==, 1);
      g_assert_true (thing->board_field->choices[1]->closed && thing->board_field->choices[2]->retired);
      g_assert_null (thing->board_field->choices[3]);
      g_assert_cmpint (thing->owner_field->on_delete, ==, TW_DELETE_RESTRICT);
      g_assert_cmpint (tw_entity_get_field (thing, "about")->merge, ==, TW_MERGE_SET);
      g_assert_cmpint (tw_entity_get_field (thing, "about")->type, ==, TW_TYPE_LIST);
      g_assert_cmpstr (tw_entity_get_field (thing, "half")->section, ==, "more");
      g_assert_cmpstr (tw_entity_get_field (thing, "day")->section, ==, "main");
      g_assert_cmpstr (tw_entity_get_field (thing, "created_by")->section, ==, "system");
      g_assert_null (tw_entity_get_field (thing, "salary")->write_roles[0]);
      g_assert_cmpstr (tw_entity_get_field (thing, "salary")->read_roles[0], ==, "Head");
      g_assert_null (title->read_roles);
      /* Relations: to one entity, to itself, and to every entity. */
      g_assert_cmpuint (user->n_inverses, ==, 2);
      g_assert_cmpstr (tw_entity_get_inverse (user, "things")->field->key, ==, "owner");
      g_assert_cmpstr (tw_entity_get_inverse (user, "seen_in")->field->key, ==, "about");
      g_assert_cmpstr (tw_entity_get_inverse (thing, "children")->field->key, ==, "parent");
      g_assert_nonnull (tw_entity_get_inverse (thing, "seen_in"));
      g_assert_null (tw_entity_get_inverse (thing, "things"));
      g_assert_true (tw_field_get_target (tw_entity_get_field (thing, "created_by")) == user);
    }
}

static void
test_kinds (void)
{
  for (guint kind = 0; kind < TW_N_KINDS; kind++)
    {
      TwKind again;

      g_assert_true (tw_kind_parse (tw_kind_get_name (kind), &again));
      g_assert_cmpint (again, ==, kind);
    }
  g_assert_false (tw_kind_parse ("string", &(TwKind) { 0 }));
  g_assert_false (tw_kind_parse (NULL, &(TwKind) { 0 }));
}

static gpointer
ref_and_unref (gpointer data)
{
  for (int i = 0; i < 20000; i++)
    tw_schema_unref (tw_schema_ref (data));
  return NULL;
}

static void
test_threads (void)
{
  g_autoptr(TwSchema) schema = load (user_text, NULL);
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("ref", ref_and_unref, schema);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_cmpuint (tw_schema_get_n_entities (schema), ==, 1);
}

static void
test_missing_folder (void)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (tw_schema_load_dir ("/nowhere/at/all", &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/schema/load/minimal", test_minimal);
  g_test_add_func ("/schema/load/maximal", test_maximal);
  g_test_add_func ("/schema/load/kinds", test_kinds);
  g_test_add_func ("/schema/load/threads", test_threads);
  g_test_add_func ("/schema/load/missing-folder", test_missing_folder);
  return g_test_run ();
}
