/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The type of an activity guessed by its words: from the names alone, from what people chose before, and not at all. */
#include "config.h"

#include "tw-activity-guess.h"

static const TwField *
get_kind (TwSchema *schema)
{
  return tw_entity_get_field (tw_schema_get_entity (schema, "activity"), "kind");
}

static void
test_names (void)
{
  static const struct { const char *text, *expected; } cases[] = {
    { "", NULL }, { "Asked for the price", NULL }, { "CALL with Ann", "call" }, { "Visit at the plant", "visit" },
    { "a note", "note" }, { "note of the call", NULL }, { "Çall", "call" }, { "callous", NULL },
  };
  g_autoptr(TwSchema) schema = tw_schema_load_shipped (NULL);
  g_autoptr(TwActivityGuess) guess = tw_activity_guess_new (get_kind (schema));

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].text);
      g_assert_cmpstr (tw_activity_guess_find (guess, cases[i].text), ==, cases[i].expected);
    }
}

/* What people did with such words before counts more than what a word is called; what is gone from the choices teaches nothing. */
static void
test_learnt (void)
{
  g_autoptr(TwSchema) schema = tw_schema_load_shipped (NULL);
  g_autoptr(TwActivityGuess) guess = tw_activity_guess_new (get_kind (schema));

  for (guint i = 0; i < 20; i++)
    {
      tw_activity_guess_learn (guess, "Toured the plant with the engineers", "visit");
      tw_activity_guess_learn (guess, "Sent the price list", "email");
      tw_activity_guess_learn (guess, "Left a message on the answering machine", "call");
      tw_activity_guess_learn (guess, "Toured and sent", "no_such_type");
    }
  g_assert_cmpstr (tw_activity_guess_find (guess, "Toured their new plant"), ==, "visit");
  g_assert_cmpstr (tw_activity_guess_find (guess, "price list sent again"), ==, "email");
  g_assert_cmpstr (tw_activity_guess_find (guess, "answering machine"), ==, "call");
  g_assert_null (tw_activity_guess_find (guess, "the"));
  g_assert_null (tw_activity_guess_find (guess, "Quarterly figures"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crm/activity-guess/names", test_names);
  g_test_add_func ("/crm/activity-guess/learnt", test_learnt);
  return g_test_run ();
}
