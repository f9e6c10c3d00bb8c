/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tasks that go from hand to hand, and those that a template makes. */
#include "config.h"

#include <string.h>

#include "site-fixture.h"
#include "tw-notify.h"
#include "tw-task-assign.h"
#include "tw-task-template.h"

static TwRecord *
add_deal (Site *site, const char *name, const char *stage)
{
  g_autofree char *id = site_find (site, "deal_stage", stage);

  return site_add (site, "deal", "name", name, "stage", id, NULL);
}

static void
sign_in (Site *site, TwRecord *person)
{
  tw_store_set_user (site->store, tw_record_get_id (person));
}

static void
commit (TwEdit *edit, GError *error)
{
  g_autoptr (TwCommit) done = NULL;
  g_autoptr (GError) local = NULL;

  g_assert_no_error (error);
  done = tw_edit_commit (edit, &local);
  g_assert_no_error (local);
}

static void
test_assign (Site *site, gconstpointer data)
{
  const TwEntity *entity = site_entity_of (site, "task");
  g_autoptr (TwRecord) ann = site_add (site, "user", "name", "Ann", "email", "ann@user.example", NULL);
  g_autoptr (TwRecord) ben = site_add (site, "user", "name", "Ben", "email", "ben@user.example", NULL);
  g_autoptr (TwRecord) own = NULL, task = NULL, asked = NULL;
  g_autoptr (GArray) people = g_array_new (FALSE, FALSE, sizeof (TwId));
  g_autoptr (GError) error = NULL;
  gint64 seq = tw_notify_get_head (site->store);
  const TwId *id;

  sign_in (site, ann);
  own = site_add (site, "task", "title", "Mine", NULL);
  g_assert_cmpint (site_count (site, "task_assignment", NULL), ==, 0);
  task = site_add (site, "task", "title", "Offer", NULL);
  id = tw_record_get_id (task);
  g_assert_true (tw_task_can_assign (entity));
  g_assert_false (tw_task_can_assign (site_entity_of (site, "deal")));
  g_array_append_val (people, *tw_record_get_id (ben));
  g_array_append_val (people, *tw_record_get_id (ann));
  commit (tw_task_assign (site->store, entity, id, people, "By Friday", &error), error);
  g_assert_cmpint (site_count (site, "task", "title = \"Offer\" and assignee.name = \"Ben\" and count(assignments) = 2"), ==, 1);
  g_assert_cmpint (site_count (site, "task_assignment", "user.name = \"Ben\" and assigned_by.name = \"Ann\" and note = \"By Friday\""), ==, 1);
  g_assert_null (tw_task_find_assignment (site->store, entity, id, &error));
  g_assert_no_error (error);
  g_assert_cmpint (tw_notify_read (site->store, &seq, &error), ==, 1);
  g_assert_cmpint (site_count (site, "notification", "recipient.name = \"Ben\" and kind = \"assignment\" and title = \"Offer\""), ==, 1);

  /* Who is asked declines: it goes back, and that is seen. */
  sign_in (site, ben);
  asked = tw_task_find_assignment (site->store, entity, id, &error);
  g_assert_nonnull (asked);
  commit (tw_task_answer (site->store, entity, id, FALSE, &error), error);
  g_assert_cmpint (site_count (site, "task", "title = \"Offer\" and assignee.name = \"Ann\""), ==, 1);
  g_assert_cmpint (site_count (site, "task_assignment", "user.name = \"Ben\" and declined_at is not empty"), ==, 1);
  g_assert_cmpint (tw_notify_read (site->store, &seq, &error), ==, 1);
  g_assert_cmpint (site_count (site, "notification", "recipient.name = \"Ann\" and kind = \"assignment\""), ==, 1);
  g_assert_null (tw_task_answer (site->store, entity, id, TRUE, &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);

  /* A plain change of the assignee is an assignment, too. */
  {
    g_autoptr (TwRecord) stored = tw_store_get (site->store, entity, id, &error);
    g_autofree char *to = tw_id_dup_text (tw_record_get_id (ben));

    sign_in (site, ann);
    g_assert_true (tw_record_set_text (stored, "assignee", to, NULL) && site_save (site, stored, &error));
    sign_in (site, ben);
    commit (tw_task_answer (site->store, entity, id, TRUE, &error), error);
    g_assert_cmpint (site_count (site, "task", "title = \"Offer\" and assignee.name = \"Ben\""), ==, 1);
    g_assert_cmpint (site_count (site, "task_assignment", "accepted_at is not empty"), ==, 1);
  }
}

static void
test_fill (Site *site, gconstpointer data)
{
  static const struct { const char *text, *filled; } cases[] =
  {
    { "Call {company}", "Call Acme" }, { "{contact} of {company}", "of Acme" }, { "Thank {contact} of {company}!", "Thank of Acme!" },
    { "{record}", "Plant" }, { "{deal}: {amount}", "Plant: 500.00 EUR" }, { "{nothing}", "" }, { "{", "{" }, { "a {} b", "a {} b" }, { "{Not}", "{Not}" },
    { "", "" }, { NULL, "" }, { "{record", "{record" }, { "é {record} é", "é Plant é" },
  };
  g_autoptr (TwRecord) company = site_add (site, "company", "name", "Acme", NULL);
  g_autoptr (TwRecord) deal = add_deal (site, "Plant", "Lead");
  g_auto (TwValue) link = tw_value_link (site_entity_of (site, "company")->number, tw_record_get_id (company));
  g_autoptr (GError) error = NULL;

  g_assert_true (tw_record_set_key (deal, "company", &link, NULL) && tw_record_set_text (deal, "amount", "500 EUR", NULL));
  g_assert_true (site_save (site, deal, &error));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *filled = tw_task_template_fill (site->store, cases[i].text, deal);

      g_test_message ("%u", i);
      if (i == 4)
        g_assert_true (g_str_has_prefix (filled, "Plant: ") && strstr (filled, "500") != NULL);
      else
        g_assert_cmpstr (filled, ==, cases[i].filled);
    }
  {
    /* Without a record its place is shown, and no sentence ends in the middle. */
    g_autofree char *open = tw_task_template_fill (site->store, "Follow up the call with {record}", NULL);

    g_assert_cmpstr (open, ==, "Follow up the call with …");
  }
}

static void
test_template (Site *site, gconstpointer data)
{
  g_autofree char *one = site_find (site, "task_template", "Send a proposal"), *set = site_find (site, "task_template", "Welcome a new customer");
  g_autoptr (TwRecord) company = site_add (site, "company", "name", "Acme", NULL);
  g_autoptr (TwRecord) deal = add_deal (site, "Plant", "Lead");
  g_autoptr (GPtrArray) list = NULL, made = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwCommit) commit = NULL, undone = NULL;
  g_auto (TwValue) link = tw_value_link (site_entity_of (site, "company")->number, tw_record_get_id (company));
  TwEdit *edit = NULL;
  TwId id;

  g_assert_true (tw_record_set_key (deal, "company", &link, NULL) && site_save (site, deal, &error));
  list = tw_task_template_list (site->store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 7);                                /* those that come with a workspace */
  tw_id_parse (one, &id);
  commit = tw_edit_commit (tw_task_template_apply (site->store, &id, deal, NULL, &error), &error);
  g_assert_no_error (error);
  g_assert_cmpint (site_count (site, "task", "title = \"Send the proposal to Acme\" and priority = \"high\" and category = \"proposal\""
                                        " and deal.name = \"Plant\" and company.name = \"Acme\" and assignee = me"
                                        " and due_date > today() + 1 days and due_date < today() + 5 days"), ==, 1);
  g_assert_cmpint (site_count (site, "task", "description contains \"Check prices\""), ==, 1);
  tw_id_parse (set, &id);
  edit = tw_task_template_apply (site->store, &id, deal, made, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (made->len, ==, 3);
  g_clear_pointer (&commit, tw_commit_unref);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  g_assert_cmpint (site_count (site, "task", "deal.name = \"Plant\""), ==, 4);
  undone = tw_store_undo (site->store, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (site_count (site, "task", "deal.name = \"Plant\""), ==, 1);
  /* Without a record they are about nothing. */
  edit = tw_task_template_apply (site->store, &id, NULL, NULL, &error);
  g_clear_pointer (&commit, tw_commit_unref);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  g_assert_cmpint (site_count (site, "task", "title = \"Thank of for the order\""), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/crm/task-assign/" path, Site, NULL, site_set_up, func, site_tear_down)
  ADD ("assign", test_assign);
  ADD ("fill", test_fill);
  ADD ("template", test_template);
#undef ADD
  return g_test_run ();
}
