/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the colleagues did since yesterday, each as a commit of his own, so that the team's feed, the history of records and notifications
 * have something true to tell. Nothing that data/demo/README.md counts is changed by it. */
#include "config.h"

#include "tw-demo-private.h"

#define N_NEWS  48
#define TRIES   4000

/* Colleagues of my own team more often than others; never me, whose last change is not to be undone by surprise. */
static guint
pick_colleague (TwDemo *demo)
{
  const TwId *team = &((TwDemoAgent *) g_ptr_array_index (demo->agents, demo->me))->team;
  gboolean near = tw_demo_chance (demo, 75);

  for (;;)
    {
      guint agent = tw_demo_random (demo, demo->agents->len);

      if (agent != demo->me && (!near || tw_id_equal (&((TwDemoAgent *) g_ptr_array_index (demo->agents, agent))->team, team)))
        return agent;
    }
}

static TwDemoDeal *
pick_deal (TwDemo *demo, guint agent, TwDemoStage from, TwDemoStage to)
{
  for (guint i = 0; i < TRIES; i++)
    {
      TwDemoDeal *deal = g_ptr_array_index (demo->deals, tw_demo_random (demo, demo->deals->len));

      if (deal->agent == agent && deal->stage >= from && deal->stage <= to)
        return deal;
    }
  return NULL;
}

static TwRecord *
get (TwDemo *demo, const char *entity, const TwId *id)
{
  return demo->error == NULL ? tw_store_get (demo->store, tw_schema_get_entity (demo->schema, entity), id, &demo->error) : NULL;
}

/* Steals the record. */
static void
commit (TwDemo *demo, TwRecord *record, const char *title)
{
  TwEdit *edit = NULL;
  g_autoptr (TwCommit) done = NULL;

  if (demo->error == NULL)
    {
      edit = tw_edit_new (demo->store, TW_ORIGIN_PERSON, title);
      tw_edit_save (edit, record);
      done = tw_edit_commit (edit, &demo->error);
    }
  g_object_unref (record);
}

static void
write_comment (TwDemo *demo, guint agent, TwInstant at)
{
  const TwDemoDeal *deal = pick_deal (demo, tw_demo_chance (demo, 30) ? demo->me : agent, TW_DEMO_LEAD, TW_DEMO_NEGOTIATION);
  TwRecord *record = NULL;

  if (deal == NULL)
    return;
  record = tw_demo_record (demo, "comment", at);
  tw_demo_set_link (demo, record, "record", "deal", &deal->id);
  tw_demo_set_link (demo, record, "author", "user", &((TwDemoAgent *) g_ptr_array_index (demo->agents, agent))->id);
  tw_demo_set_text (demo, record, "body", tw_demo_pick (demo, "comment"));
  commit (demo, record, "Comment");
}

static void
qualify (TwDemo *demo, guint agent, TwInstant at)
{
  TwDemoDeal *deal = pick_deal (demo, agent, TW_DEMO_LEAD, TW_DEMO_LEAD);
  const TwEntity *entity = tw_schema_get_entity (demo->schema, "deal_stage");
  g_auto (TwValue) name = tw_value_text ("Qualified");
  g_autoptr (TwRecord) stage = tw_store_find (demo->store, entity->name_field, &name, &demo->error);
  TwRecord *record = deal != NULL && stage != NULL ? get (demo, "deal", &deal->id) : NULL;

  if (record == NULL)
    return;
  deal->stage = TW_DEMO_QUALIFIED;
  tw_demo_set_link (demo, record, "stage", "deal_stage", tw_record_get_id (stage));
  commit (demo, record, "Move a deal to “Qualified”");
}

static void
postpone (TwDemo *demo, guint agent, TwInstant at)
{
  const TwDemoDeal *deal = pick_deal (demo, agent, TW_DEMO_PROPOSAL, TW_DEMO_NEGOTIATION);
  TwRecord *record = deal != NULL ? get (demo, "deal", &deal->id) : NULL;

  if (record == NULL)
    return;
  tw_demo_set_date (demo, record, "close_date", demo->today + tw_demo_between (demo, 7, 40));
  commit (demo, record, "Change “Close date”");
}

static void
learn_phone (TwDemo *demo, guint agent, TwInstant at)
{
  const TwDemoDeal *deal = pick_deal (demo, agent, TW_DEMO_LEAD, TW_DEMO_NEGOTIATION);
  const TwDemoContact *contact = deal != NULL ? g_ptr_array_index (demo->contacts, deal->contact) : NULL;
  TwRecord *record = contact != NULL ? get (demo, "contact", &contact->id) : NULL;
  g_autofree char *phone = tw_demo_make_phone (demo);

  if (record == NULL)
    return;
  tw_demo_set_text (demo, record, "phone", phone);
  commit (demo, record, "Change “Phone”");
}

static void
finish_task (TwDemo *demo, guint agent, TwInstant at)
{
  const TwEntity *entity = tw_schema_get_entity (demo->schema, "task");
  g_autofree char *id = tw_id_dup_text (&((TwDemoAgent *) g_ptr_array_index (demo->agents, agent))->id);
  g_autofree char *where = g_strdup_printf ("assignee = \"%s\" and status != \"completed\" and not recurring and blocked_by is empty", id);
  g_autoptr (TwQuery) query = tw_query_new (demo->schema, entity, where, "due_date", &demo->error);
  g_autoptr (GPtrArray) tasks = query != NULL ? tw_store_list (demo->store, query, 1, NULL, NULL, &demo->error) : NULL;
  TwRecord *record = NULL;

  if (tasks == NULL || tasks->len == 0)
    return;
  record = g_object_ref (g_ptr_array_index (tasks, 0));
  tw_demo_set_enum (demo, record, "status", "completed");
  commit (demo, record, "Finish a task");
}

/* The moments ascend as in any log; TW_DEMO_NEWS_SINCE is when everything else was committed. */
void
tw_demo_add_news (TwDemo *demo)
{
  static void (*const kinds[]) (TwDemo *demo, guint agent, TwInstant at) = {
    write_comment, qualify, finish_task, write_comment, postpone, learn_phone, finish_task, write_comment,
  };
  TwInstant first = demo->now - TW_DEMO_NEWS_SINCE + TW_DEMO_HOUR, step = (TW_DEMO_NEWS_SINCE - TW_DEMO_HOUR) / N_NEWS;

  for (guint i = 0; i < N_NEWS && demo->error == NULL; i++)
    {
      guint agent = pick_colleague (demo);

      demo->clock = first + i * step + tw_demo_random (demo, 50) * (step / 100);
      tw_store_act_as (demo->store, &((TwDemoAgent *) g_ptr_array_index (demo->agents, agent))->id);
      kinds[i % G_N_ELEMENTS (kinds)] (demo, agent, demo->clock);
      tw_store_act_as (demo->store, NULL);
    }
}
