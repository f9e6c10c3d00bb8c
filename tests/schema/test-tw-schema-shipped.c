/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What holds for the schema files that the program ships. */

#include "config.h"

#include <string.h>

#include "tw-record.h"

static TwSchema *schema;

static const char *const common[] = { "created_at", "updated_at", "created_by", "updated_by" };

static void
test_loads (void)
{
  g_autoptr(GDir) dir = NULL;
  g_autofree char *path = g_build_filename (g_getenv ("TW_SOURCE_ROOT"), "data", "schema", NULL);
  g_autoptr(GError) error = NULL;
  guint files = 0;
  const char *name;

  dir = g_dir_open (path, 0, &error);
  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)))
    files += g_str_has_suffix (name, ".json");
  g_assert_cmpuint (files, >=, 60);
  g_assert_cmpuint (tw_schema_get_n_entities (schema), ==, files);
  g_assert_cmpstr (tw_schema_get_version (schema), ==, "1");
}

/* The files of the folder and those in the program are the same. */
static void
test_equals_folder (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("TW_SOURCE_ROOT"), "data", "schema", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(TwSchema) other = tw_schema_load_dir (path, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (tw_schema_get_n_entities (other), ==, tw_schema_get_n_entities (schema));
  for (guint i = 0; i < tw_schema_get_n_entities (schema); i++)
    {
      const TwEntity *a = tw_schema_get_entity_at (schema, i), *b = tw_schema_get_entity (other, a->key);

      g_assert_nonnull (b);
      g_assert_cmpuint (a->n_fields, ==, b->n_fields);
      for (guint j = 0; j < a->n_fields; j++)
        g_assert_cmpstr (a->fields[j]->key, ==, b->fields[j]->key);
    }
}

static void
test_look_up (void)
{
  for (guint i = 0; i < tw_schema_get_n_entities (schema); i++)
    {
      const TwEntity *entity = tw_schema_get_entity_at (schema, i);

      g_assert_true (tw_schema_get_entity (schema, entity->key) == entity);
      g_assert_true (tw_schema_get_entity (schema, entity->plural) == entity);
      g_assert_true (tw_schema_get_entity_by_number (schema, entity->number) == entity);
      g_assert_true (entity->schema == schema);
      for (guint j = 0; j < entity->n_fields; j++)
        {
          const TwField *field = entity->fields[j];

          g_assert_cmpuint (field->index, ==, j);
          g_assert_true (field->entity == entity);
          g_assert_true (tw_entity_get_field (entity, field->key) == field);
          g_assert_true (tw_entity_get_field_by_number (entity, field->number) == field);
          g_assert_false (field->custom);
        }
      for (guint j = 0; j < G_N_ELEMENTS (common); j++)
        {
          const TwField *field = tw_entity_get_field (entity, common[j]);

          g_assert_nonnull (field);
          g_assert_cmpuint (field->number, ==, j + 1);
          g_assert_true (j < 2 || tw_field_get_target (field) == tw_schema_get_entity (schema, "user"));
        }
    }
}

/* Every list, part and section names what is there; every relation has a label and leads back. */
static void
test_references (void)
{
  for (guint i = 0; i < tw_schema_get_n_entities (schema); i++)
    {
      const TwEntity *entity = tw_schema_get_entity_at (schema, i);
      const char *const *lists[] = { entity->list_columns, entity->card_fields, entity->highlights };

      g_assert_nonnull (entity->name_field);
      g_assert_nonnull (entity->list_columns[0]);
      for (guint l = 0; l < G_N_ELEMENTS (lists); l++)
        for (guint j = 0; lists[l][j]; j++)
          g_assert_nonnull (tw_entity_get_field (entity, lists[l][j]));
      for (guint j = 0; j < entity->n_fields; j++)
        {
          gboolean found = strcmp (entity->fields[j]->section, "system") == 0;

          for (guint s = 0; entity->sections[s]; s += 2)
            found |= strcmp (entity->sections[s], entity->fields[j]->section) == 0;
          g_assert_true (found);
        }
      for (guint j = 0; j < entity->n_inverses; j++)
        {
          const TwInverse *inverse = entity->inverses[j];

          g_assert_true (inverse->label && *inverse->label);
          g_assert_true (tw_entity_get_inverse (entity, inverse->key) == inverse);
          g_assert_true (tw_field_can_target (inverse->field, entity));
          g_assert_null (tw_entity_get_field (entity, inverse->key));
        }
    }
}

/* A record of every entity takes the plain defaults of its fields. */
static void
test_defaults_fit (void)
{
  for (guint i = 0; i < tw_schema_get_n_entities (schema); i++)
    {
      const TwEntity *entity = tw_schema_get_entity_at (schema, i);
      g_autoptr(TwRecord) record = tw_record_new (entity);

      for (guint j = 0; j < entity->n_fields; j++)
        {
          const TwField *field = entity->fields[j];
          g_autoptr(GError) error = NULL;

          if (!field->default_value || field->default_value[0] == '=')
            continue;
          g_assert_true (tw_record_set_text (record, field->key, field->default_value, &error));
          g_assert_no_error (error);
          g_assert_false (tw_value_is_null (tw_record_get (record, field)));
        }
    }
}

static void
test_deal (void)
{
  const TwEntity *deal = tw_schema_get_entity (schema, "deals");
  const TwField *stage = tw_entity_get_field (deal, "stage");

  g_assert_cmpuint (deal->number, ==, 21);
  g_assert_true (deal->board_field == stage);
  g_assert_true (tw_field_get_target (stage) == tw_schema_get_entity (schema, "deal_stage"));
  g_assert_cmpint (stage->on_delete, ==, TW_DELETE_RESTRICT);
  g_assert_nonnull (tw_entity_get_inverse (tw_schema_get_entity (schema, "company"), "deals"));
  g_assert_true (tw_field_get_choice (tw_entity_get_field (deal, "status"), "won")->closed);
  g_assert_nonnull (tw_entity_get_inverse (deal, "all_tasks"));
  g_assert_cmpstr (tw_entity_get_label (deal, TRUE), ==, "Deals");
  g_assert_cmpstr (tw_entity_get_section_label (deal, "main"), ==, "Deal");
}

int
main (int argc, char **argv)
{
  g_autoptr(GError) error = NULL;
  int result;

  g_test_init (&argc, &argv, NULL);
  schema = tw_schema_load_shipped (&error);
  g_assert_no_error (error);
  g_test_add_func ("/schema/shipped/loads", test_loads);
  g_test_add_func ("/schema/shipped/equals-folder", test_equals_folder);
  g_test_add_func ("/schema/shipped/look-up", test_look_up);
  g_test_add_func ("/schema/shipped/references", test_references);
  g_test_add_func ("/schema/shipped/defaults-fit", test_defaults_fit);
  g_test_add_func ("/schema/shipped/deal", test_deal);
  result = g_test_run ();
  tw_schema_unref (schema);
  return result;
}
