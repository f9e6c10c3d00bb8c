/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A site's own kinds of activities: added, named, coloured, placed and hidden, in a real store. */
#include "config.h"

#include <string.h>

#include "tw-choice-edit.h"
#include "tw-definitions.h"
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
  fixture->dir = g_dir_make_tmp ("tw-choices-XXXXXX", &error);
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

static const TwField *
kind_of (Fixture *fixture, const char *entity)
{
  return tw_entity_get_field (tw_schema_get_entity (tw_store_get_schema (fixture->store), entity), "kind");
}

/* Takes the definitions. */
static const TwField *
define (Fixture *fixture, char *definitions)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwCommit) commit = NULL;
  g_autofree char *taken = definitions;

  g_assert_nonnull (taken);
  commit = tw_store_define (fixture->store, taken, &error);
  g_assert_no_error (error);
  return kind_of (fixture, "activity");
}

static void
assert_keys (const TwField *field, const char *expected)
{
  g_autoptr (GString) keys = g_string_new (NULL);

  for (guint i = 0; field->choices[i] != NULL && i < 4; i++)
    g_string_append_printf (keys, "%s%s%s", i > 0 ? " " : "", field->choices[i]->key, field->choices[i]->retired ? "-" : "");
  g_assert_cmpstr (keys->str, ==, expected);
}

static void
test_edit (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  const TwField *kind = kind_of (fixture, "activity");

  assert_keys (kind, "call email meeting note");
  kind = define (fixture, tw_choice_edit_add (kind, "Visite de chantier", &error));
  g_assert_cmpstr (tw_field_get_choice (kind, "visite_de_chantier")->label, ==, "Visite de chantier");
  g_assert_nonnull (tw_field_get_choice (kind, "visite_de_chantier")->color);
  g_assert_nonnull (tw_field_get_choice (kind_of (fixture, "activity_template"), "visite_de_chantier"));
  kind = define (fixture, tw_choice_edit_place (kind, "visite_de_chantier", 1));
  assert_keys (kind, "call visite_de_chantier email meeting");
  kind = define (fixture, tw_choice_edit_place (kind, "call", 2));
  assert_keys (kind, "visite_de_chantier email call meeting");
  kind = define (fixture, tw_choice_edit_rename (kind, "email", "Letter", &error));
  kind = define (fixture, tw_choice_edit_color (kind, "email", "red"));
  g_assert_cmpstr (tw_field_get_choice (kind, "email")->label, ==, "Letter");
  g_assert_cmpstr (tw_field_get_choice (kind, "email")->color, ==, "red");
  kind = define (fixture, tw_choice_edit_retire (kind, "call", TRUE, &error));
  assert_keys (kind, "visite_de_chantier email call- meeting");
  /* A new one stands behind those that are offered, and before those that are hidden at the end. */
  kind = define (fixture, tw_choice_edit_place (kind, "call", 1000));
  kind = define (fixture, tw_choice_edit_add (kind, "Fair", &error));
  g_assert_cmpint (tw_field_get_choice (kind, "fair")->order + 1, ==, tw_field_get_choice (kind, "call")->order);
  kind = define (fixture, tw_choice_edit_retire (kind, "call", FALSE, &error));
  g_assert_false (tw_field_get_choice (kind, "call")->retired);
}

/* What was shipped keeps its translations until it gets another name, and has them again with the old one. */
static void
test_translations (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  const TwField *kind = define (fixture, tw_choice_edit_color (kind_of (fixture, "activity"), "call", "red"));
  const char *text = NULL;
  g_autofree char *choices = tw_field_print_choices (kind);

  g_assert_null (strstr (choices, "labels"));
  kind = define (fixture, tw_choice_edit_rename (kind, "call", "Anruf", &error));
  text = tw_choice_get_label (kind, tw_field_get_choice (kind, "call"));
  g_assert_cmpstr (text, ==, "Anruf");
  kind = define (fixture, tw_choice_edit_rename (kind, "call", "Call", &error));
  g_assert_cmpstr (tw_field_get_choice (kind, "call")->label, ==, "Call");
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  static const char *const labels[] = { "", "CALL", "Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich und noch viel weiter, "
                                        "bis niemand mehr weiß, wo sie sind" };
  const TwField *kind = kind_of (fixture, "activity");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) fields = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      g_autoptr (GError) local = NULL;

      g_assert_null (tw_choice_edit_add (kind, labels[i], &local));
      g_assert_true (local != NULL && local->domain == TW_RECORD_ERROR);
    }
  kind = define (fixture, tw_choice_edit_retire (kind, "sms", TRUE, &error));
  g_assert_null (tw_choice_edit_rename (kind, "call", "SMS", &error));
  g_assert_nonnull (strstr (error->message, "hidden"));
  g_clear_error (&error);
  for (guint i = 0; kind->choices[i + 1] != NULL; i++)
    if (!kind->choices[i]->retired)
      {
        kind = define (fixture, tw_choice_edit_retire (kind, kind->choices[i]->key, TRUE, &error));
        g_assert_no_error (error);
      }
  for (guint i = 0; kind->choices[i] != NULL; i++)
    if (!kind->choices[i]->retired)
      g_assert_null (tw_choice_edit_retire (kind, kind->choices[i]->key, TRUE, &error));
  g_assert_error (error, TW_RECORD_ERROR, TW_RECORD_ERROR_CHOICE);
  fields = tw_choice_edit_list (tw_store_get_schema (fixture->store));
  g_assert_true (g_ptr_array_find (fields, kind, NULL));
  g_assert_false (tw_choice_edit_can (tw_entity_get_field (tw_schema_get_entity (tw_store_get_schema (fixture->store), "deal"), "status")));
}

#define ADD(path, func) g_test_add ("/crm/choice-edit/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("edit", test_edit);
  ADD ("translations", test_translations);
  ADD ("refused", test_refused);
  return g_test_run ();
}
