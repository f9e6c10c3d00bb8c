/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stages of shipped entities and of a site's own, and moving records between them. */
#include "config.h"

#include <string.h>

#include "site-fixture.h"
#include "tw-stage-edit.h"
#include "tw-stage-move.h"

static TwRecord *
find (Site *site, const char *entity, const char *name)
{
  g_auto (TwValue) value = tw_value_text (name);
  g_autoptr (GError) error = NULL;
  TwRecord *record = tw_store_find (site->store, site_entity_of (site, entity)->name_field, &value, &error);

  g_assert_no_error (error);
  g_assert_nonnull (record);
  return record;
}

static TwValue
link_to (Site *site, const char *entity, const char *name)
{
  g_autoptr (TwRecord) record = find (site, entity, name);

  return tw_value_link (site_entity_of (site, entity)->number, tw_record_get_id (record));
}

static void
require (Site *site, const char *entity, const char *stage, const char *fields)
{
  g_autoptr (TwRecord) record = find (site, entity, stage);
  TwEdit *edit = tw_edit_new (site->store, TW_ORIGIN_PERSON, "require");
  g_autoptr (TwCommit) commit = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (tw_record_set_text (record, "required_fields", fields, &error));
  tw_edit_save (edit, record);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
}

static char *
text_of (Site *site, const char *entity, const TwId *id, const char *key)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwRecord) record = tw_store_get (site->store, site_entity_of (site, entity), id, &error);

  g_assert_no_error (error);
  return tw_value_print (tw_record_get_key (record, key));
}

#define assert_text(site, entity, id, key, expected)                                                                  \
  G_STMT_START { g_autofree char *text_ = text_of (site, entity, id, key); g_assert_cmpstr (text_, ==, expected); } G_STMT_END

static TwStageMove *
move_to (Site *site, const char *entity, const char *group, const TwId *ids, guint n, const TwValue *value)
{
  g_autoptr (GArray) array = g_array_new (FALSE, FALSE, sizeof (TwId));

  g_array_append_vals (array, ids, n);
  return tw_stage_move_new (site->store, tw_entity_get_field (site_entity_of (site, entity), group), array, value);
}

static TwId
add_deal (Site *site, const char *name, const char *stage)
{
  g_auto (TwValue) link = link_to (site, "deal_stage", stage);
  g_autofree char *id = tw_id_dup_text (&link.id);

  return site_add_id (site, "deal", "name", name, "stage", id, NULL);
}

static const TwStageQuestion *
question_at (TwStageMove *move, guint i)
{
  g_assert_cmpuint (i, <, tw_stage_move_get_questions (move)->len);
  return g_ptr_array_index (tw_stage_move_get_questions (move), i);
}

/* --- Reading --- */

static void
test_list (Site *site, gconstpointer data)
{
  static const char *const names[] = { "Lead", "Qualified", "Proposal", "Negotiation", "Won", "Lost" };
  const TwField *group = site_entity_of (site, "deal")->board_field;
  g_autoptr (GPtrArray) parents = tw_stage_list_parents (site->store, group);
  g_autoptr (GPtrArray) stages = NULL, choices = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (parents->len, ==, 1);
  stages = tw_stage_list (site->store, group, &((TwStageParent *) g_ptr_array_index (parents, 0))->id, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (stages->len, ==, G_N_ELEMENTS (names));
  for (guint i = 0; i < stages->len; i++)
    {
      TwStage *stage = g_ptr_array_index (stages, i);

      g_assert_cmpstr (stage->title, ==, names[i]);
      g_assert_cmpint (stage->closed, ==, i >= 4);
      g_assert_cmpint (stage->max_days > 0, ==, i < 4);
    }
  choices = tw_stage_list (site->store, site_entity_of (site, "task")->board_field, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (choices->len, ==, 4);
  g_assert_true (((TwStage *) g_ptr_array_index (choices, 2))->closed);
  g_assert_true (tw_value_is_null (&((TwStage *) g_ptr_array_index (choices, 3))->value));
  g_assert_cmpstr (tw_stage_get_entered_field (group)->key, ==, "stage_entered_at");
  g_assert_null (tw_stage_get_entered_field (site_entity_of (site, "lead")->board_field));
}

static void
test_quiet (Site *site, gconstpointer data)
{
  static const struct
  {
    int max_days, entered, touched;                    /* days ago; touched -1: never */
    gboolean closed;
    int expected;
  } cases[] = {
    { 0, 100, -1, FALSE, 0 },  { 10, 100, -1, FALSE, 100 }, { 10, 100, 11, FALSE, 11 }, { 10, 100, 10, FALSE, 0 },
    { 10, 11, 100, FALSE, 11 }, { 10, 5, 100, FALSE, 0 },   { 10, 100, -1, TRUE, 0 },   { 10, -5, -1, FALSE, 0 },
  };
  const TwEntity *entity = site_entity_of (site, "deal");
  const TwInstant now = 20000 * G_TIME_SPAN_DAY;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (TwRecord) record = tw_record_new (entity);
      TwValue entered = tw_value_datetime (now - cases[i].entered * G_TIME_SPAN_DAY);
      TwValue touched = tw_value_datetime (now - cases[i].touched * G_TIME_SPAN_DAY);
      TwStage stage = { .max_days = cases[i].max_days, .closed = cases[i].closed };

      tw_record_set_computed (record, tw_stage_get_entered_field (entity->board_field), &entered);
      if (cases[i].touched >= 0)
        tw_record_set_computed (record, entity->touched_field, &touched);
      g_test_message ("case %u", i);
      g_assert_cmpint (tw_stage_get_quiet_days (&stage, tw_stage_get_entered_field (entity->board_field), record, now), ==, cases[i].expected);
    }
}

/* --- Moving --- */

static void
test_plain (Site *site, gconstpointer data)
{
  TwId ids[] = { add_deal (site, "One", "Lead"), add_deal (site, "Two", "Lead"), add_deal (site, "Three", "Proposal") };
  g_auto (TwValue) value = link_to (site, "deal_stage", "Proposal");
  g_autoptr (TwStageMove) move = move_to (site, "deal", "stage", ids, G_N_ELEMENTS (ids), &value);
  g_autoptr (TwCommit) commit = NULL, undo = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (tw_stage_move_run (move, &commit, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (tw_commit_get_title (commit), ==, "Move 2 records to Proposal");
  /* The records, and how long each was where it came from. */
  g_assert_cmpint (tw_commit_get_n_changes (commit), ==, 4);
  assert_text (site, "deal", &ids[0], "probability", "50");
  undo = tw_store_undo (site->store, tw_commit_get_id (commit), &error);
  g_assert_no_error (error);
  assert_text (site, "deal", &ids[1], "probability", "10");
}

static void
test_nothing_to_do (Site *site, gconstpointer data)
{
  TwId id = add_deal (site, "One", "Lead");
  g_auto (TwValue) value = link_to (site, "deal_stage", "Lead");
  g_autoptr (TwStageMove) move = move_to (site, "deal", "stage", &id, 1, &value);
  g_autoptr (TwCommit) commit = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (tw_stage_move_run (move, &commit, &error));
  g_assert_no_error (error);
  g_assert_null (commit);
}

static void
test_required (Site *site, gconstpointer data)
{
  const TwEntity *entity = site_entity_of (site, "deal");
  TwId id = add_deal (site, "One", "Lead");
  g_auto (TwValue) value = link_to (site, "deal_stage", "Proposal"), amount = TW_VALUE_INIT;
  g_autoptr (TwStageMove) move = move_to (site, "deal", "stage", &id, 1, &value);
  g_autoptr (TwCommit) commit = NULL;
  g_autoptr (GError) error = NULL;
  TwValue yes = tw_value_boolean (TRUE), no = tw_value_boolean (FALSE);

  /* Fields that do not exist, or that nobody can enter, are passed over. */
  require (site, "deal_stage", "Proposal", "[\"amount\", \"budget_confirmed\", \"nothing\", \"weighted_amount\", \"stage\"]");
  g_assert_false (tw_stage_move_run (move, &commit, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (tw_stage_move_get_questions (move)->len, ==, 2);
  g_assert_cmpstr (question_at (move, 0)->field->key, ==, "amount");
  g_assert_true (question_at (move, 0)->required);
  g_assert_cmpstr (question_at (move, 1)->field->key, ==, "budget_confirmed");
  assert_text (site, "deal", &id, "probability", "10");

  g_assert_true (tw_value_parse (TW_TYPE_MONEY, "900 EUR", NULL, &amount, &error));
  tw_stage_move_answer (move, tw_entity_get_field (entity, "amount"), &amount);
  tw_stage_move_answer (move, tw_entity_get_field (entity, "budget_confirmed"), &no);
  g_assert_false (tw_stage_move_run (move, &commit, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (tw_stage_move_get_questions (move)->len, ==, 1);
  tw_stage_move_answer (move, tw_entity_get_field (entity, "budget_confirmed"), &yes);
  g_assert_true (tw_stage_move_run (move, &commit, &error));
  g_assert_no_error (error);
  g_assert_cmpint (tw_commit_get_n_changes (commit), ==, 2);
  assert_text (site, "deal", &id, "amount", "900.00 EUR");
  assert_text (site, "deal", &id, "probability", "50");
}

static void
test_lost (Site *site, gconstpointer data)
{
  const TwField *reason = site_entity_of (site, "deal")->reason_field;
  TwId ids[] = { add_deal (site, "One", "Lead"), add_deal (site, "Two", "Lead") };
  g_auto (TwValue) lost = link_to (site, "deal_stage", "Lost"), won = link_to (site, "deal_stage", "Won"),
                   lead = link_to (site, "deal_stage", "Lead"), price = link_to (site, "win_loss_reason", "Price too high");
  g_autoptr (TwStageMove) move = move_to (site, "deal", "stage", ids, 2, &lost), back = NULL, win = NULL;
  g_autoptr (GError) error = NULL;
  TwValue nothing = TW_VALUE_INIT;
  g_autofree char *price_id = tw_id_dup_text (&price.id);

  g_assert_false (tw_stage_move_run (move, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (question_at (move, 0)->field == reason);
  g_assert_true (question_at (move, 0)->required);
  g_assert_cmpuint (question_at (move, 0)->offered->len, ==, 7);
  /* Leaving it empty is no answer where the stage requires it. */
  tw_stage_move_answer (move, reason, &nothing);
  g_assert_false (tw_stage_move_run (move, NULL, &error));
  tw_stage_move_answer (move, reason, &price);
  g_assert_true (tw_stage_move_run (move, NULL, &error));
  g_assert_no_error (error);
  assert_text (site, "deal", &ids[0], "status", "lost");
  g_assert_cmpstr (price_id, !=, "");
  {
    g_autofree char *stored = text_of (site, "deal", &ids[1], "reason");

    g_assert_nonnull (strstr (stored, price_id));
  }

  {
    g_autoptr (TwCommit) undone = tw_store_undo (site->store, NULL, &error), redone = NULL;

    g_assert_no_error (error);
    assert_text (site, "deal", &ids[0], "status", "open");
    redone = tw_store_redo (site->store, &error);
    g_assert_no_error (error);
    assert_text (site, "deal", &ids[0], "status", "lost");
  }

  /* Why it was lost does not stay with a deal that goes on; and why it is won is asked anew. */
  win = move_to (site, "deal", "stage", ids, 1, &won);
  g_assert_false (tw_stage_move_run (win, NULL, &error));
  g_assert_false (question_at (win, 0)->required);
  g_assert_cmpuint (question_at (win, 0)->offered->len, ==, 5);
  tw_stage_move_answer (win, reason, &nothing);
  g_assert_true (tw_stage_move_run (win, NULL, &error));
  assert_text (site, "deal", &ids[0], "status", "won");
  back = move_to (site, "deal", "stage", &ids[1], 1, &lead);
  g_assert_true (tw_stage_move_run (back, NULL, &error));
  g_assert_no_error (error);
  {
    g_autofree char *stored = text_of (site, "deal", &ids[1], "reason");

    g_assert_true (stored == NULL || *stored == '\0');
  }
}

/* A choice of an enum is a stage, too. */
static void
test_lead_status (Site *site, gconstpointer data)
{
  TwId id = site_add_id (site, "lead", "name", "Ann", NULL);
  g_auto (TwValue) closed = tw_value_enum ("closed"), why = tw_value_text ("Never answered");
  g_autoptr (TwStageMove) move = move_to (site, "lead", "status", &id, 1, &closed);
  g_autoptr (TwCommit) commit = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (tw_stage_move_run (move, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (question_at (move, 0)->required);
  g_assert_null (question_at (move, 0)->offered);
  tw_stage_move_answer (move, site_entity_of (site, "lead")->reason_field, &why);
  g_assert_true (tw_stage_move_run (move, &commit, &error));
  g_assert_cmpstr (tw_commit_get_title (commit), ==, "Move Ann to Closed");
  assert_text (site, "lead", &id, "lost_reason", "Never answered");
}

/* A site's own object with stages of its own, by definitions alone. */
static void
test_own_object (Site *site, gconstpointer data)
{
  static const char definitions[] =
    "[{\"entity\": {\"entity\": \"step\", \"plural\": \"steps\", \"label\": \"Step\", \"label_plural\": \"Steps\", \"name\": \"name\","
    "  \"sort\": \"position\", \"fields\": ["
    "   {\"key\": \"name\", \"label\": \"Name\", \"kind\": \"text\", \"required\": true},"
    "   {\"key\": \"position\", \"label\": \"Position\", \"kind\": \"integer\"},"
    "   {\"key\": \"required_fields\", \"label\": \"Required\", \"kind\": \"list\"}]}},"
    " {\"entity\": {\"entity\": \"rollout\", \"plural\": \"rollouts\", \"label\": \"Roll-out\", \"label_plural\": \"Roll-outs\","
    "  \"name\": \"name\", \"board\": \"step\", \"fields\": ["
    "   {\"key\": \"name\", \"label\": \"Name\", \"kind\": \"text\", \"required\": true},"
    "   {\"key\": \"site\", \"label\": \"Site\", \"kind\": \"text\"},"
    "   {\"key\": \"step\", \"label\": \"Step\", \"kind\": \"link\", \"to\": [\"step\"]}]}}]";
  g_autoptr (GError) error = NULL;
  g_autoptr (TwCommit) defined = tw_store_define (site->store, definitions, &error), commit = NULL;
  g_autoptr (TwStageMove) move = NULL;
  g_auto (TwValue) live = TW_VALUE_INIT, place = tw_value_text ("Lyon");
  TwId id;

  g_assert_no_error (error);
  site_add_id (site, "step", "name", "Planned", "position", "1", NULL);
  site_add_id (site, "step", "name", "Live", "position", "2", "required_fields", "site", NULL);
  id = site_add_id (site, "rollout", "name", "Alpha", NULL);
  live = link_to (site, "step", "Live");
  move = move_to (site, "rollout", "step", &id, 1, &live);
  g_assert_false (tw_stage_move_run (move, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (question_at (move, 0)->field->key, ==, "site");
  tw_stage_move_answer (move, question_at (move, 0)->field, &place);
  g_assert_true (tw_stage_move_run (move, &commit, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (tw_commit_get_title (commit), ==, "Move Alpha to Live");
  assert_text (site, "rollout", &id, "site", "Lyon");
}

/* A record that is gone moves nothing, and neither do the others that were moved with it. */
static void
test_gone (Site *site, gconstpointer data)
{
  TwId ids[] = { add_deal (site, "One", "Lead"), tw_id_new () };
  g_auto (TwValue) value = link_to (site, "deal_stage", "Proposal");
  g_autoptr (TwStageMove) move = NULL;
  g_autoptr (GError) error = NULL;

  move = move_to (site, "deal", "stage", ids, 2, &value);
  g_assert_false (tw_stage_move_run (move, NULL, &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND);
  assert_text (site, "deal", &ids[0], "probability", "10");
}

/* --- Editing the stages --- */

static const TwField *
deal_stage (Site *site)
{
  return site_entity_of (site, "deal")->board_field;
}

static TwId
first_parent (Site *site)
{
  g_autoptr (GPtrArray) parents = tw_stage_list_parents (site->store, deal_stage (site));

  return ((TwStageParent *) g_ptr_array_index (parents, 0))->id;
}

static void
commit_edit (TwEdit *edit)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwCommit) commit = NULL;

  g_assert_nonnull (edit);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
}

static void
assert_order (Site *site, const TwId *parent, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) stages = tw_stage_list (site->store, deal_stage (site), parent, &error);
  g_autoptr (GString) names = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < stages->len; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? " " : "", ((TwStage *) g_ptr_array_index (stages, i))->title);
  g_assert_cmpstr (names->str, ==, expected);
}

static void
test_order (Site *site, gconstpointer data)
{
  const TwField *group = deal_stage (site);
  TwId parent = first_parent (site);
  g_auto (TwValue) lead = link_to (site, "deal_stage", "Lead"), won = link_to (site, "deal_stage", "Won");
  g_autoptr (GError) error = NULL;

  g_assert_true (tw_stage_edit_can (group));
  g_assert_false (tw_stage_edit_can (site_entity_of (site, "task")->board_field));
  commit_edit (tw_stage_edit_add (site->store, group, &parent, "Pilot", &error));
  assert_order (site, &parent, "Lead Qualified Proposal Negotiation Pilot Won Lost");
  commit_edit (tw_stage_edit_place (site->store, group, &parent, &lead.id, 2, &error));
  assert_order (site, &parent, "Qualified Proposal Lead Negotiation Pilot Won Lost");
  commit_edit (tw_stage_edit_place (site->store, group, &parent, &won.id, 0, &error));
  assert_order (site, &parent, "Won Qualified Proposal Lead Negotiation Pilot Lost");
  g_assert_null (tw_stage_edit_place (site->store, group, &parent, &won.id, 0, &error));
  g_assert_no_error (error);
  commit_edit (tw_stage_edit_place (site->store, group, &parent, &won.id, 99, &error));
  assert_order (site, &parent, "Qualified Proposal Lead Negotiation Pilot Lost Won");
}

static void
test_remove (Site *site, gconstpointer data)
{
  const TwField *group = deal_stage (site);
  TwId parent = first_parent (site), one = add_deal (site, "One", "Proposal"), two = add_deal (site, "Two", "Proposal");
  g_auto (TwValue) proposal = link_to (site, "deal_stage", "Proposal"), lead = link_to (site, "deal_stage", "Lead");
  g_autoptr (GError) error = NULL;
  g_autoptr (TwCommit) undone = NULL;

  g_assert_cmpint (tw_stage_edit_count (site->store, group, &proposal.id, &error), ==, 2);
  /* Records hold a stage that nobody says where they shall go from. */
  g_assert_false (tw_stage_edit_remove (site->store, group, &proposal.id, NULL, &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_LINK);
  g_clear_error (&error);
  g_assert_true (tw_stage_edit_remove (site->store, group, &proposal.id, &lead.id, &error));
  g_assert_no_error (error);
  assert_order (site, &parent, "Lead Qualified Negotiation Won Lost");
  assert_text (site, "deal", &one, "probability", "10");
  assert_text (site, "deal", &two, "probability", "10");
  undone = tw_store_undo (site->store, NULL, &error);
  g_assert_no_error (error);
  assert_order (site, &parent, "Lead Qualified Proposal Negotiation Won Lost");
  assert_text (site, "deal", &two, "probability", "50");
}

static void
test_pipeline (Site *site, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) parents = NULL;
  TwId id;

  commit_edit (tw_stage_edit_add_parent (site->store, deal_stage (site), "Service", &id, &error));
  g_assert_no_error (error);
  assert_order (site, &id, "New Won Lost");
  parents = tw_stage_list_parents (site->store, deal_stage (site));
  g_assert_cmpuint (parents->len, ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test) g_test_add (path, Site, NULL, site_set_up, test, site_tear_down)
  ADD ("/crm/stage/list", test_list);
  ADD ("/crm/stage/quiet", test_quiet);
  ADD ("/crm/stage/move", test_plain);
  ADD ("/crm/stage/nothing-to-do", test_nothing_to_do);
  ADD ("/crm/stage/required-fields-are-asked", test_required);
  ADD ("/crm/stage/lost-asks-the-reason", test_lost);
  ADD ("/crm/stage/choice-of-an-enum", test_lead_status);
  ADD ("/crm/stage/own-object", test_own_object);
  ADD ("/crm/stage/all-or-nothing", test_gone);
  ADD ("/crm/stage/order", test_order);
  ADD ("/crm/stage/remove-moves-the-records", test_remove);
  ADD ("/crm/stage/new-pipeline", test_pipeline);
  return g_test_run ();
}
