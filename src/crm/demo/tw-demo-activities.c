/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was done: calls, mails, meetings and notes on open and lately closed deals, and on leads. */
#include "config.h"

#include "tw-demo-private.h"

#define N_ACTIVITIES 6000
#define N_OF_LEADS   240

static const char *
pick_kind (TwDemo *demo)
{
  guint which = tw_demo_random (demo, 100);

  return which < 36   ? "call"
         : which < 66 ? "email"
         : which < 82 ? "note"
         : which < 92 ? "meeting"
         : which < 97 ? "demo"
                      : "proposal";
}

static int
pick_minutes (TwDemo *demo, const char *kind)
{
  if (g_str_equal (kind, "call"))
    return tw_demo_between (demo, 1, 35);
  if (g_str_equal (kind, "meeting") || g_str_equal (kind, "demo"))
    return 15 * tw_demo_between (demo, 2, 8);
  return 0;
}

/* Fills in what was said; the row of texts.json is subject, text, outcome. */
static void
set_words (TwDemo *demo, TwRecord *record, const char *kind, const char *company, const char *first,
           const char *product)
{
  JsonArray *row = tw_demo_pick_row (demo, kind);
  g_autofree char *subject = tw_demo_fill (json_array_get_string_element (row, 0), company, first, product);
  g_autofree char *text = tw_demo_fill (json_array_get_string_element (row, 1), company, first, product);
  int minutes = pick_minutes (demo, kind);

  tw_demo_set_enum (demo, record, "kind", kind);
  tw_demo_set_text (demo, record, "subject", subject);
  tw_demo_set_text (demo, record, "description", text);
  if (!json_array_get_null_element (row, 2))
    tw_demo_set_text (demo, record, "outcome", json_array_get_string_element (row, 2));
  if (minutes > 0)
    tw_demo_set (demo, record, "duration", tw_value_duration (minutes * 60));
  if (g_str_equal (kind, "call") || g_str_equal (kind, "email"))
    {
      tw_demo_set_enum (demo, record, "direction", tw_demo_chance (demo, 70) ? "out" : "in");
      tw_demo_set_enum (demo, record, "channel", g_str_equal (kind, "call") ? "phone" : "email");
    }
}

static void
add_activity (TwDemo *demo, const TwDemoDeal *deal)
{
  const TwDemoAgent *agent = g_ptr_array_index (demo->agents, deal->agent);
  gboolean closed = deal->stage >= TW_DEMO_WON;
  TwInstant last = closed ? deal->entered : demo->now - TW_DEMO_HOUR / 4;
  TwInstant at = tw_demo_time_in (demo, MIN (last, MAX (deal->created, last - 75 * 24 * TW_DEMO_HOUR)), last);
  TwRecord *record = tw_demo_record (demo, "activity", at);

  set_words (demo, record, pick_kind (demo),
             ((TwDemoCompany *) g_ptr_array_index (demo->companies, deal->company))->name,
             ((TwDemoContact *) g_ptr_array_index (demo->contacts, deal->contact))->first,
             ((TwDemoProduct *) g_ptr_array_index (demo->products, deal->product))->name);
  tw_demo_set_time (demo, record, "at", at);
  tw_demo_set_time (demo, record, "completed_at", at);
  tw_demo_set_link (demo, record, "user", "user", &agent->id);
  tw_demo_set_about (demo, record, deal);
  tw_demo_save (demo, record);
}

static void
add_lead_activity (TwDemo *demo)
{
  const TwDemoLead *lead = g_ptr_array_index (demo->leads, tw_demo_random (demo, demo->leads->len));
  const TwDemoAgent *agent = g_ptr_array_index (demo->agents, lead->agent);
  const TwDemoProduct *product = g_ptr_array_index (demo->products,
                                                    tw_demo_random (demo, demo->products->len));
  TwInstant at = tw_demo_time_in (demo, lead->created, demo->now - TW_DEMO_HOUR / 4);
  TwRecord *record = tw_demo_record (demo, "activity", at);

  set_words (demo, record, tw_demo_chance (demo, 60) ? "call" : "email", lead->company, lead->first,
             product->name);
  tw_demo_set_time (demo, record, "at", at);
  tw_demo_set_time (demo, record, "completed_at", at);
  tw_demo_set_link (demo, record, "user", "user", &agent->id);
  tw_demo_set_link (demo, record, "lead", "lead", &lead->id);
  tw_demo_set_link (demo, record, "record", "lead", &lead->id);
  tw_demo_save (demo, record);
}

/* Open deals and those closed in the last four months; mine are there twice. */
static GPtrArray *
find_worked_on (TwDemo *demo)
{
  GPtrArray *deals = g_ptr_array_new ();

  for (guint i = 0; i < demo->deals->len; i++)
    {
      TwDemoDeal *deal = g_ptr_array_index (demo->deals, i);

      if (deal->stage >= TW_DEMO_WON && deal->close < demo->today - 120)
        continue;
      g_ptr_array_add (deals, deal);
      if (deal->agent == demo->me)
        g_ptr_array_add (deals, deal);
    }
  return deals;
}

void
tw_demo_add_activities (TwDemo *demo)
{
  g_autoptr (GPtrArray) deals = find_worked_on (demo);

  for (guint i = 0; i < N_ACTIVITIES - N_OF_LEADS && demo->error == NULL; i++)
    {
      /* Nearly every deal has something; one in ten was left alone, as in life. */
      guint which = i < deals->len && i % 10 != 0 ? i : tw_demo_random (demo, deals->len);

      add_activity (demo, g_ptr_array_index (deals, which));
    }
  for (guint i = 0; i < N_OF_LEADS && demo->error == NULL; i++)
    add_lead_activity (demo);
}
