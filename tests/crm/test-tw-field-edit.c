/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A site's own fields and kinds of records as people make them: entered, changed, ordered, hidden, undone, in a real store. */
#include "config.h"

#include <string.h>

#include "tw-definitions.h"
#include "tw-field-edit.h"
#include "tw-record.h"
#include "tw-store.h"

typedef struct
{
  TwStore *store;
  char    *dir;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwSchema) schema = tw_schema_load_shipped (&error);

  g_assert_no_error (error);
  fixture->dir = g_dir_make_tmp ("tw-fields-XXXXXX", &error);
  fixture->store = tw_store_open (fixture->dir, schema, TRUE, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", fixture->dir);

  g_object_unref (fixture->store);
  g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL);
  g_free (fixture->dir);
}

static const TwEntity *
entity_of (Fixture *fixture, const char *key)
{
  return tw_schema_get_entity (tw_store_get_schema (fixture->store), key);
}

static const TwField *
field_of (Fixture *fixture, const char *entity, const char *key)
{
  return tw_entity_get_field (entity_of (fixture, entity), key);
}

/* Takes the definitions. Returns which commit it became. */
static TwId
define (Fixture *fixture, char *definitions)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwCommit) commit = NULL;
  g_autofree char *taken = definitions;

  g_assert_nonnull (taken);
  commit = tw_store_define (fixture->store, taken, &error);
  g_assert_no_error (error);
  return *tw_commit_get_id (commit);
}

static void
save (Fixture *fixture, const char *entity, const char *key, const TwFieldDraft *draft)
{
  g_autoptr (GError) error = NULL;
  char *definitions = tw_field_edit_save (entity_of (fixture, entity), key != NULL ? field_of (fixture, entity, key) : NULL, draft, &error);

  g_assert_no_error (error);
  define (fixture, definitions);
}

static void
assert_refused (Fixture *fixture, const char *entity, const TwFieldDraft *draft, const char *words)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *definitions = tw_field_edit_save (entity_of (fixture, entity), NULL, draft, &error);

  g_assert_null (definitions);
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, words));
}

/* Every kind that is offered can be made from its name alone, and its records can be stored. */
static void
test_every_kind (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TwSchema) shipped = tw_schema_load_shipped (NULL);

  for (TwKind kind = 0; kind < TW_N_KINDS; kind++)
    {
      g_autofree char *label = g_strdup_printf ("Own %s", tw_kind_get_name (kind)), *key = tw_definition_suggest_key (label);
      TwFieldDraft draft = { .label = label, .kind = kind, .choices = "North\n South \n\nÖstlich", .series = "V-{0000}",
                             .target = kind == TW_KIND_LINKS ? entity_of (fixture, "product") : entity_of (fixture, "company") };
      g_autoptr (TwSchema) preview = tw_field_edit_preview (shipped, &draft);
      const TwField *field = NULL;

      g_assert_nonnull (preview);
      g_assert_cmpint (tw_entity_get_field (tw_schema_get_entity (preview, "preview"), "sample")->kind, ==, kind);
      save (fixture, "deal", NULL, &draft);
      field = field_of (fixture, "deal", key);
      g_assert_nonnull (field);
      g_assert_true (field->custom);
      g_assert_cmpint (field->kind, ==, kind);
      g_assert_cmpstr (field->section, ==, "own");
    }
  g_assert_cmpstr (field_of (fixture, "deal", "own_enum")->choices[1]->label, ==, "South");
  g_assert_cmpstr (field_of (fixture, "deal", "own_enum")->choices[2]->key, ==, "ostlich");
  g_assert_null (field_of (fixture, "deal", "own_enum")->choices[3]);
  g_assert_cmpstr (field_of (fixture, "deal", "own_link")->targets[0], ==, "company");
  g_assert_cmpint (field_of (fixture, "deal", "own_text")->search, ==, 1);
}

static void
test_rules (Fixture *fixture, gconstpointer data)
{
  TwFieldDraft draft = { .label = "Floors", .kind = TW_KIND_INTEGER, .min = "1", .max = "90", .initial = "2", .help = "Above the ground",
                         .check = "floors != 13", .check_message = "Nobody builds a thirteenth floor.", .readers = "Manager; Seller",
                         .writers = "Manager" };
  const TwField *field = NULL;
  g_autoptr (TwRecord) record = NULL;
  g_autoptr (TwCommit) commit = NULL;
  g_autoptr (GError) error = NULL;

  save (fixture, "company", NULL, &draft);
  field = field_of (fixture, "company", "floors");
  g_assert_cmpstr (field->min, ==, "1");
  g_assert_cmpstr (field->max, ==, "90");
  g_assert_cmpstr (field->default_value, ==, "2");
  g_assert_cmpstr (field->help, ==, "Above the ground");
  g_assert_cmpstr (field->read_roles[1], ==, "Seller");
  g_assert_cmpstr (field->write_roles[0], ==, "Manager");
  record = tw_record_new (entity_of (fixture, "company"));
  tw_record_set_text (record, "name", "Tower", NULL);
  tw_record_set_text (record, "floors", "13", NULL);
  {
    TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "Try");

    tw_edit_save (edit, record);
    commit = tw_edit_commit (edit, &error);
  }
  g_assert_null (commit);
  g_assert_nonnull (strstr (error->message, "thirteenth"));
  /* What is emptied goes; the kind stays whatever is said. */
  draft = (TwFieldDraft) { .label = "Storeys", .kind = TW_KIND_TEXT, .required = TRUE, .max = "20" };
  save (fixture, "company", "floors", &draft);
  field = field_of (fixture, "company", "floors");
  g_assert_cmpstr (field->label, ==, "Storeys");
  g_assert_cmpint (field->kind, ==, TW_KIND_INTEGER);
  g_assert_true (field->required);
  g_assert_null (field->min);
  g_assert_cmpstr (field->max, ==, "20");
  g_assert_null (field->default_value);
  g_assert_null (field->check);
  g_assert_null (field->read_roles);
}

static void
test_formula (Fixture *fixture, gconstpointer data)
{
  TwFieldDraft draft = { .label = "Half", .kind = TW_KIND_MONEY, .formula = "amount / 2", .required = TRUE, .min = "5" };
  g_autoptr (GError) error = NULL;
  g_autoptr (TwCommit) commit = NULL;
  g_autofree char *definitions = NULL;

  save (fixture, "deal", NULL, &draft);
  g_assert_cmpstr (field_of (fixture, "deal", "half")->formula, ==, "amount / 2");
  draft.formula = "amount / 4";
  save (fixture, "deal", "half", &draft);
  g_assert_cmpstr (field_of (fixture, "deal", "half")->formula, ==, "amount / 4");
  draft = (TwFieldDraft) { .label = "Broken", .kind = TW_KIND_MONEY, .formula = "amount / nothing_here" };
  definitions = tw_field_edit_save (entity_of (fixture, "deal"), NULL, &draft, &error);
  g_assert_no_error (error);
  commit = tw_store_define (fixture->store, definitions, &error);
  g_assert_null (commit);
  g_assert_nonnull (strstr (error->message, "nothing_here"));
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  TwFieldDraft draft = { .label = "", .kind = TW_KIND_TEXT };

  assert_refused (fixture, "deal", &draft, "name of 1 to");
  draft.label = "AMOUNT";
  assert_refused (fixture, "deal", &draft, "there already");
  draft = (TwFieldDraft) { .label = "Region", .kind = TW_KIND_ENUM, .choices = " \n" };
  assert_refused (fixture, "deal", &draft, "one a line");
  draft.choices = "North\nSouth\nNORTH";
  assert_refused (fixture, "deal", &draft, "there already");
  {
    g_autoptr (GString) many = g_string_new (NULL);

    for (guint i = 0; i < 20000; i++)
      g_string_append_printf (many, "Choice %u\n", i);
    draft.choices = many->str;
    assert_refused (fixture, "deal", &draft, "one a line");
  }
}

static char *
list_section (Fixture *fixture, const char *entity, const char *section)
{
  const TwEntity *e = entity_of (fixture, entity);
  GString *keys = g_string_new (NULL);

  for (guint i = 0; i < e->n_fields; i++)
    if (tw_field_edit_is_listed (e->fields[i]) && g_strcmp0 (e->fields[i]->section, section) == 0)
      g_string_append_printf (keys, "%s ", e->fields[i]->key);
  return g_string_free (keys, FALSE);
}

static void
test_order (Fixture *fixture, gconstpointer data)
{
  g_autofree char *before = NULL, *after = NULL, *again = NULL, *own = NULL;
  TwFieldDraft one = { .label = "One", .kind = TW_KIND_TEXT }, two = { .label = "Two", .kind = TW_KIND_TEXT }, three = { .label = "Three" };

  save (fixture, "lead", NULL, &one);
  save (fixture, "lead", NULL, &two);
  save (fixture, "lead", NULL, &three);
  before = list_section (fixture, "lead", field_of (fixture, "lead", "name")->section);
  define (fixture, tw_field_edit_shift (field_of (fixture, "lead", "three"), -1));
  own = list_section (fixture, "lead", "own");
  g_assert_cmpstr (own, ==, "one three two ");
  define (fixture, tw_field_edit_shift (field_of (fixture, "lead", "one"), 1));
  g_free (own);
  own = list_section (fixture, "lead", "own");
  g_assert_cmpstr (own, ==, "three one two ");
  define (fixture, tw_field_edit_place (field_of (fixture, "lead", "two"), field_of (fixture, "lead", "three")));
  g_free (own);
  own = list_section (fixture, "lead", "own");
  g_assert_cmpstr (own, ==, "two three one ");
  g_assert_null (tw_field_edit_shift (field_of (fixture, "lead", "two"), -1));
  g_assert_null (tw_field_edit_shift (field_of (fixture, "lead", "one"), 1));
  g_assert_null (tw_field_edit_place (field_of (fixture, "lead", "two"), field_of (fixture, "lead", "name")));
  /* The other sections are as they were; a shipped field moves, too. */
  after = list_section (fixture, "lead", field_of (fixture, "lead", "name")->section);
  g_assert_cmpstr (before, ==, after);
  define (fixture, tw_field_edit_shift (field_of (fixture, "lead", "name"), 1));
  again = list_section (fixture, "lead", field_of (fixture, "lead", "name")->section);
  g_assert_cmpstr (before, !=, again);
  g_assert_cmpuint (strlen (before), ==, strlen (again));
}

static void
test_objects (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  const TwEntity *entity = NULL;
  TwFieldDraft draft = { .label = "Visited by", .kind = TW_KIND_LINK };
  g_autoptr (TwRecord) record = NULL;
  TwEdit *edit = NULL;
  g_autoptr (TwCommit) commit = NULL, undone = NULL;
  TwId retired;

  define (fixture, tw_object_edit_new (tw_store_get_schema (fixture->store), "Site visit", "Site visits", "plan", entity_of (fixture, "company"), &error));
  g_assert_no_error (error);
  entity = entity_of (fixture, "site_visit");
  g_assert_nonnull (entity);
  g_assert_true (entity->custom);
  g_assert_cmpstr (entity->group, ==, "plan");
  g_assert_nonnull (entity->owner_field);
  g_assert_nonnull (tw_entity_get_inverse (entity_of (fixture, "company"), "site_visits"));
  draft.target = entity_of (fixture, "contact");
  save (fixture, "site_visit", NULL, &draft);
  g_assert_nonnull (tw_entity_get_inverse (entity_of (fixture, "contact"), "site_visits"));
  record = tw_record_new (entity_of (fixture, "site_visit"));
  tw_record_set_text (record, "name", "First", NULL);
  edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "Add");
  tw_edit_save (edit, record);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  g_assert_null (tw_object_edit_new (tw_store_get_schema (fixture->store), "Deal", "Deals", NULL, NULL, &error));
  g_assert_nonnull (strstr (error->message, "there already"));
  g_clear_error (&error);
  /* The plural is the name of the relation at the parent, too, where it must be free. */
  define (fixture, tw_object_edit_new (tw_store_get_schema (fixture->store), "Tag", "Tags", NULL, entity_of (fixture, "company"), &error));
  g_assert_no_error (error);
  g_assert_cmpstr (entity_of (fixture, "tag")->plural, ==, "tags_2");
  define (fixture, tw_object_edit_rename (entity_of (fixture, "site_visit"), "Site visit", "Site visits", "sell", &error));
  g_assert_cmpstr (entity_of (fixture, "site_visit")->group, ==, "sell");
  define (fixture, tw_object_edit_rename (entity_of (fixture, "site_visit"), "Inspection", "Inspections", NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (entity_of (fixture, "site_visit")->label_plural, ==, "Inspections");
  g_assert_null (entity_of (fixture, "site_visit")->group);
  retired = define (fixture, tw_definition_retire ("site_visit", NULL, TRUE));
  g_assert_true (entity_of (fixture, "site_visit")->retired);
  undone = tw_store_undo (fixture->store, &retired, &error);
  g_assert_no_error (error);
  g_assert_false (entity_of (fixture, "site_visit")->retired);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/crm/field-edit/every-kind", Fixture, NULL, set_up, test_every_kind, tear_down);
  g_test_add ("/crm/field-edit/rules", Fixture, NULL, set_up, test_rules, tear_down);
  g_test_add ("/crm/field-edit/formula", Fixture, NULL, set_up, test_formula, tear_down);
  g_test_add ("/crm/field-edit/refused", Fixture, NULL, set_up, test_refused, tear_down);
  g_test_add ("/crm/field-edit/order", Fixture, NULL, set_up, test_order, tear_down);
  g_test_add ("/crm/field-edit/objects", Fixture, NULL, set_up, test_objects, tear_down);
  return g_test_run ();
}
