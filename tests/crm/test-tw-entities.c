/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The expressions in the shipped schema files, and the examples that people are given, are right. */
#include "config.h"

#include "tw-expr.h"

static TwSchema *schema;

static void
check (const TwEntity *entity, const TwField *field, const char *text, TwExprBindFlags flags,
       gboolean is_value)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwExprBound) bound = NULL;

  if (text == NULL)
    return;
  bound = tw_expr_bind_text (text, schema, entity, flags, &error);
  if (bound == NULL)
    g_error ("%s.%s: %s: %s", entity->key, field != NULL ? field->key : "", text, error->message);
  /* The key of a choice may be written as a text. */
  if (is_value && tw_expr_bound_get_type (bound) == TW_TYPE_TEXT && field->type == TW_TYPE_ENUM)
    return;
  if (is_value && tw_expr_bound_get_type (bound) != TW_TYPE_NULL)
    g_assert_cmpstr (tw_type_get_name (tw_expr_bound_get_type (bound)), ==, tw_type_get_name (field->type));
}

static void
test_formulas (void)
{
  guint n = 0;

  for (guint i = 0; i < tw_schema_get_n_entities (schema); i++)
    {
      const TwEntity *entity = tw_schema_get_entity_at (schema, i);

      for (guint k = 0; k < entity->n_fields; k++)
        {
          check (entity, entity->fields[k], entity->fields[k]->formula, TW_EXPR_BIND_DEFAULT, TRUE);
          n += entity->fields[k]->formula != NULL;
        }
    }
  g_assert_cmpuint (n, >, 60);
}

static void
test_derives (void)
{
  for (guint i = 0; i < tw_schema_get_n_entities (schema); i++)
    {
      const TwEntity *entity = tw_schema_get_entity_at (schema, i);

      for (guint k = 0; k < entity->n_fields; k++)
        {
          const TwField *field = entity->fields[k];

          check (entity, field, field->derive, TW_EXPR_BIND_COMMIT, TRUE);
          check (entity, field, field->derive_when, TW_EXPR_BIND_CONDITION | TW_EXPR_BIND_COMMIT, FALSE);
          check (entity, field, field->check, TW_EXPR_BIND_CONDITION | TW_EXPR_BIND_COMMIT, FALSE);
          if (field->default_value != NULL && *field->default_value == '=')
            check (entity, field, field->default_value + 1, TW_EXPR_BIND_DEFAULT, TRUE);
        }
    }
}

/* The examples of the language's reference, on the entity that they speak of. */
static void
test_examples (void)
{
  static const struct { const char *entity, *text; } examples[] =
  {
    { "deal", "owner = me and amount >= 10000 EUR and stage in (\"Proposal\", \"Negotiation\")" },
    { "deal", "close_date within this quarter" },
    { "deal", "close_date within last 30 days" },
    { "deal", "close_date within next week" },
    { "deal", "close_date within 2026-03" },
    { "deal", "company.industry = \"Retail\" and not tags has \"vip\"" },
    { "deal", "count(activities where kind = \"call\" and at > now() - 90 days) < 2" },
    { "company", "count(activities where kind = \"call\" and at > now() - 90 days) < 2" },
    { "company", "name contains \"acme\"" },
    { "contact", "email ends with \"@acme.com\"" },
    { "contact", "phone is empty" },
    { "company", "name ~ \"akme\"" },
    { "deal", "round(amount * probability / 100, 2) > 0 EUR" },
    { "deal", "days_between(created_at, today()) > 3" },
    { "deal", "changed(stage) and before(stage) = \"Proposal\"" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (examples); i++)
    check (tw_schema_get_entity (schema, examples[i].entity), NULL, examples[i].text,
           TW_EXPR_BIND_CONDITION | TW_EXPR_BIND_COMMIT, FALSE);
}

/* What forms, lists, boards and calendars of an entity need. */
static void
test_roles_of_fields (void)
{
  static const struct { const char *entity, *name, *board, *date, *value, *owner; } roles[] =
  {
    { "company", "name", "lifecycle_stage", "acquired_on", "lifetime_value", "owner" },
    { "contact", "name", "lifecycle_stage", "birthday", "lifetime_value", "owner" },
    { "lead", "name", "priority", "next_follow_up_at", NULL, "owner" },
    { "deal", "name", "stage", "close_date", "amount", "owner" },
    { "task", "title", "status", "due_date", NULL, "assignee" },
    { "meeting", "title", "status", "starts_at", NULL, "organizer" },
    { "activity", "subject", "kind", "at", NULL, "user" },
    { "quote", "number", "status", "valid_until", "total", "owner" },
    { "case", "title", "status", "resolution_due_at", NULL, "assignee" },
    { "document", "name", "status", NULL, NULL, "owner" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      const TwEntity *entity = tw_schema_get_entity (schema, roles[i].entity);

      g_assert_nonnull (entity);
      g_assert_cmpstr (entity->name_field->key, ==, roles[i].name);
      g_assert_cmpstr (entity->board_field->key, ==, roles[i].board);
      g_assert_cmpstr (entity->date_field != NULL ? entity->date_field->key : NULL, ==, roles[i].date);
      g_assert_cmpstr (entity->value_field != NULL ? entity->value_field->key : NULL, ==, roles[i].value);
      g_assert_cmpstr (entity->owner_field->key, ==, roles[i].owner);
      g_assert_cmpuint (g_strv_length ((char **) entity->list_columns), >=, 5);
    }
}

/* A task, an activity, a comment or a document can belong to any record, and is found from it. */
static void
test_any_record (void)
{
  static const char *const inverses[] = { "all_tasks",     "all_activities", "all_meetings",
                                          "all_documents", "comments",       "followers" };

  for (guint i = 0; i < tw_schema_get_n_entities (schema); i++)
    for (guint k = 0; k < G_N_ELEMENTS (inverses); k++)
      g_assert_nonnull (tw_entity_get_inverse (tw_schema_get_entity_at (schema, i), inverses[k]));
}

static void
test_numbers (void)
{
  /* Never to be changed: they stand in logs, archives and on other machines. */
  static const struct { const char *entity; guint number; const char *field; guint field_number;
  } kept[] = {
    { "user", 1, "email", 11 },       { "saved_view", 6, "query", 18 }, { "company", 10, "industry", 11 },
    { "contact", 11, "company", 14 }, { "lead", 20, "priority", 17 },   { "deal", 21, "amount", 13 },
    { "deal", 21, "stage", 15 },      { "deal_stage", 23, "kind", 15 }, { "product", 40, "sku", 11 },
    { "task", 50, "due_date", 15 },   { "activity", 70, "kind", 10 },   { "quote", 100, "number", 10 },
    { "document", 130, "file", 24 },  { "case", 150, "title", 11 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (kept); i++)
    {
      const TwEntity *entity = tw_schema_get_entity (schema, kept[i].entity);
      const TwField *field = tw_entity_get_field (entity, kept[i].field);

      g_assert_cmpuint (entity->number, ==, kept[i].number);
      g_assert_cmpuint (field->number, ==, kept[i].field_number);
    }
}

int
main (int argc, char *argv[])
{
  g_autoptr (GError) error = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  schema = tw_schema_load_shipped (&error);
  g_assert_no_error (error);
  g_test_add_func ("/crm/entities/formulas-have-their-fields-type", test_formulas);
  g_test_add_func ("/crm/entities/derives-and-checks-bind", test_derives);
  g_test_add_func ("/crm/entities/examples-of-the-language", test_examples);
  g_test_add_func ("/crm/entities/roles-of-fields", test_roles_of_fields);
  g_test_add_func ("/crm/entities/any-record-has-tasks-and-comments", test_any_record);
  g_test_add_func ("/crm/entities/numbers-stay", test_numbers);
  status = g_test_run ();
  tw_schema_unref (schema);
  return status;
}
