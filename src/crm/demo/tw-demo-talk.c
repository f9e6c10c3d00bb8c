/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What colleagues say to each other, what they are told, and the documents they share. */
#include "config.h"

#include <string.h>

#include "tw-blobs.h"
#include "tw-demo-private.h"
#include "tw-mention.h"

#define N_COMMENTS  160
#define N_DOCUMENTS 24

static const TwDemoAgent *
pick_agent (TwDemo *demo)
{
  return g_ptr_array_index (demo->agents, tw_demo_random (demo, demo->agents->len));
}

static const TwDemoDeal *
pick_open_deal (TwDemo *demo, gboolean mine)
{
  for (guint tries = 0; tries < 100000; tries++)
    {
      const TwDemoDeal *deal = g_ptr_array_index (demo->deals, tw_demo_random (demo, demo->deals->len));

      if (deal->stage < TW_DEMO_WON && (!mine || deal->agent == demo->me))
        return deal;
    }
  return g_ptr_array_index (demo->deals, 0);
}

static void
tell_me (TwDemo *demo, const TwDemoDeal *deal, const char *kind, const char *body, TwInstant at)
{
  const TwDemoProduct *product = g_ptr_array_index (demo->products, deal->product);
  const TwDemoCompany *company = g_ptr_array_index (demo->companies, deal->company);
  TwRecord *record = tw_demo_record (demo, "notification", at);
  g_autofree char *title = g_strdup_printf ("%s for %s", product->name, company->name);

  tw_demo_set_text (demo, record, "title", title);
  if (body != NULL)
    tw_demo_set_text (demo, record, "body", body);
  tw_demo_set_enum (demo, record, "kind", kind);
  tw_demo_set_link (demo, record, "recipient", "user",
                    &((TwDemoAgent *) g_ptr_array_index (demo->agents, demo->me))->id);
  tw_demo_set_link (demo, record, "record", "deal", &deal->id);
  if (tw_demo_chance (demo, 60))
    tw_demo_set_time (demo, record, "read_at", at + TW_DEMO_HOUR / 10);
  tw_demo_save (demo, record);
}

/* named: whoever looks at the demo is meant. */
static void
set_words (TwDemo *demo, TwRecord *comment, const char *words, gboolean named)
{
  TwDemoAgent *me = g_ptr_array_index (demo->agents, demo->me);
  g_autofree char *typed = named ? g_strdup_printf ("@%s %s", me->name, words) : g_strdup (words), *stored = NULL;
  g_autoptr(GPtrArray) people = g_ptr_array_new ();
  TwPerson person = { me->id, me->name };

  if (named)
    g_ptr_array_add (people, &person);
  stored = tw_mention_to_stored ((TwSchema *) tw_record_get_entity (comment)->schema, typed, people);
  tw_demo_set_text (demo, comment, "body", stored);
}

static void
add_comment (TwDemo *demo, guint index)
{
  gboolean mine = index % 5 == 0;
  const TwDemoDeal *deal = pick_open_deal (demo, mine);
  const TwDemoAgent *author = pick_agent (demo);
  TwInstant at = tw_demo_time_in (demo, MAX (deal->created, tw_demo_days_ago (demo, 40)),
                                  demo->now - TW_DEMO_HOUR);
  TwRecord *record = tw_demo_record (demo, "comment", at);
  gboolean named = mine && index % 2 == 0;
  TwId id;

  tw_demo_set_link (demo, record, "record", "deal", &deal->id);
  tw_demo_set_link (demo, record, "author", "user", &author->id);
  set_words (demo, record, tw_demo_pick (demo, "comment"), named);
  id = tw_demo_save (demo, record);
  if (named)
    {
      TwRecord *mention = tw_demo_record (demo, "mention", at);

      tw_demo_set_link (demo, mention, "comment", "comment", &id);
      tw_demo_set_link (demo, mention, "user", "user",
                        &((TwDemoAgent *) g_ptr_array_index (demo->agents, demo->me))->id);
      tw_demo_save (demo, mention);
      tell_me (demo, deal, "mention", author->name, at);
    }
}

static void
add_follow (TwDemo *demo)
{
  const TwDemoDeal *deal = pick_open_deal (demo, FALSE);
  TwInstant since = MAX (deal->created, tw_demo_days_ago (demo, 60));
  TwRecord *record = tw_demo_record (demo, "follow", since);

  tw_demo_set_link (demo, record, "user", "user",
                    &((TwDemoAgent *) g_ptr_array_index (demo->agents, demo->me))->id);
  tw_demo_set_link (demo, record, "record", "deal", &deal->id);
  tw_demo_set_time (demo, record, "since", since);
  tw_demo_save (demo, record);
}

static char *
store_bytes (TwDemo *demo, GBytes *bytes)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (bytes);

  return demo->error == NULL ? tw_store_add_blob (demo->store, stream, 1 << 20, NULL, &demo->error) : NULL;
}

static void
add_document (TwDemo *demo, guint index, const TwId *folder, gboolean contract)
{
  const TwDemoDeal *deal = pick_open_deal (demo, index % 3 == 0);
  const TwDemoCompany *company = g_ptr_array_index (demo->companies, deal->company);
  const TwDemoAgent *agent = g_ptr_array_index (demo->agents, deal->agent);
  const TwDemoProduct *product = g_ptr_array_index (demo->products, deal->product);
  TwRecord *record = tw_demo_record (demo, "document", tw_demo_past (demo, deal->entered));
  g_autofree char *name = g_strdup_printf ("%s %s.%s", contract ? "Draft contract" : "Proposal",
                                           company->name, contract ? "pdf" : "txt");
  g_autofree char *text = g_strdup_printf ("%s\n\nBetween MavenTech and %s about %s.\n",
                                           contract ? "Contract (draft)" : "Proposal", company->name,
                                           product->name);
  g_autoptr (GBytes) bytes = contract ? tw_demo_pdf (text) : g_bytes_new (text, strlen (text));
  g_autofree char *hash = store_bytes (demo, bytes);

  tw_demo_set_text (demo, record, "name", name);
  tw_demo_set_enum (demo, record, "kind", contract ? "contract" : "proposal");
  tw_demo_set_link (demo, record, "folder", "folder", folder);
  tw_demo_set_enum (demo, record, "status", index % 4 == 0 ? "in_approval" : "draft");
  tw_demo_set_link (demo, record, "owner", "user", &agent->id);
  tw_demo_set_about (demo, record, deal);
  tw_demo_set_text (demo, record, "file", hash);
  tw_demo_set_text (demo, record, "mime_type", contract ? "application/pdf" : "text/plain");
  tw_demo_set_int (demo, record, "size", (gint64) g_bytes_get_size (bytes));
  tw_demo_set_text (demo, record, "hash", hash);
  tw_demo_set_text (demo, record, "extracted_text", text);
  tw_demo_save (demo, record);
}

void
tw_demo_add_talk (TwDemo *demo)
{
  TwId contracts = tw_demo_find (demo, "folder", "name", "Contracts"),
       proposals = tw_demo_find (demo, "folder", "name", "Proposals");

  for (guint i = 0; i < N_COMMENTS && demo->error == NULL; i++)
    add_comment (demo, i);
  for (guint i = 0; i < 12; i++)
    add_follow (demo);
  for (guint i = 0; i < 6; i++)
    tell_me (demo, pick_open_deal (demo, TRUE), "assignment", NULL,
             demo->now - tw_demo_between (demo, 3, 200) * TW_DEMO_HOUR);
  for (guint i = 0; i < N_DOCUMENTS && demo->error == NULL; i++)
    add_document (demo, i, i % 2 == 0 ? &contracts : &proposals, i % 2 == 0);
}
