/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-demo-private.h"

#define N_LEADS 150

static const char *
pick_source_country (TwDemo *demo)
{
  static const char *const countries[] = {
    "US", "US", "US", "GB", "CA", "FR", "DE", "IT", "ES", "BR", "NO", "PL",
    "RO", "BE", "TR", "IE", "MX", "JP", "CN", "KR", "GR", "RU", "AE",
  };

  return countries[tw_demo_random (demo, G_N_ELEMENTS (countries))];
}

/* A lead that became a customer points to what it became. */
static void
set_converted (TwDemo *demo, TwRecord *record)
{
  const TwDemoDeal *deal = g_ptr_array_index (demo->deals, tw_demo_random (demo, demo->deals->len));
  const TwDemoContact *contact = g_ptr_array_index (demo->contacts, deal->contact);
  const TwDemoCompany *company = g_ptr_array_index (demo->companies, deal->company);

  tw_demo_set_link (demo, record, "converted_company", "company", &company->id);
  tw_demo_set_link (demo, record, "converted_contact", "contact", &contact->id);
  tw_demo_set_link (demo, record, "converted_deal", "deal", &deal->id);
}

static void
set_state (TwDemo *demo, TwRecord *record, TwDemoLead *lead, int score)
{
  gboolean inactive = !lead->closed && tw_demo_chance (demo, 10);
  TwInstant contacted = tw_demo_time_in (demo, lead->created, demo->now - 2 * TW_DEMO_HOUR);

  tw_demo_set_int (demo, record, "score", score);
  tw_demo_set_enum (demo, record, "grade", score >= 75 ? "a" : score >= 50 ? "b" : score >= 25 ? "c" : "d");
  tw_demo_set_enum (demo, record, "priority", score >= 70 ? "hot" : score >= 35 ? "warm" : "cold");
  tw_demo_set_enum (demo, record, "qualification",
                    score >= 80   ? "sql"
                    : score >= 55 ? "mql"
                    : score < 12  ? "disqualified"
                                  : "none");
  tw_demo_set_enum (demo, record, "status", lead->closed ? "closed" : inactive ? "inactive" : "active");
  tw_demo_set_time (demo, record, "status_changed_at", lead->created);
  if (score >= 55)
    tw_demo_set_time (demo, record, "qualified_at", contacted);
  if (tw_demo_chance (demo, 75))
    {
      tw_demo_set_time (demo, record, "last_contact_at", contacted);
      tw_demo_set_time (demo, record, "first_response_at",
                        MIN (contacted, lead->created + tw_demo_between (demo, 1, 40) * TW_DEMO_HOUR));
    }
  if (lead->closed)
    {
      tw_demo_set_time (demo, record, "closed_at", contacted);
      if (score >= 40)
        set_converted (demo, record);
      else
        tw_demo_set_text (demo, record, "lost_reason", tw_demo_pick (demo, "lost_words"));
    }
  else
    tw_demo_set_time (demo, record, "next_follow_up_at",
                      tw_demo_time (demo, demo->today + tw_demo_between (demo, -8, 21)));
}

static void
add_lead (TwDemo *demo, guint index)
{
  TwDemoLead *lead = g_new0 (TwDemoLead, 1);
  TwRecord *record;
  g_autofree char *family = NULL, *romanised = NULL, *email = NULL, *phone = tw_demo_make_phone (demo),
                  *domain = NULL;
  const char *word = tw_demo_pick (demo, "lead_company"), *kind = tw_demo_pick (demo, "lead_company_kind");
  const TwDemoAgent *agent;

  lead->agent = tw_demo_chance (demo, 15) ? demo->me : tw_demo_random (demo, demo->agents->len);
  agent = g_ptr_array_index (demo->agents, lead->agent);
  lead->created = tw_demo_past (demo, tw_demo_time (demo, demo->today - tw_demo_between (demo, 0, 110)));
  lead->closed = tw_demo_chance (demo, 22);
  lead->company = g_strdup_printf ("%s %s", word, kind);
  tw_demo_make_name (demo, pick_source_country (demo), &lead->first, &family, &lead->name, &romanised);
  domain = g_ascii_strdown (word, -1);
  g_strcanon (domain, "abcdefghijklmnopqrstuvwxyz", '-');
  email = tw_demo_make_email (romanised, domain);
  record = tw_demo_record (demo, "lead", lead->created);
  tw_demo_set_text (demo, record, "name", lead->name);
  tw_demo_set_text (demo, record, "company_name", lead->company);
  tw_demo_set_text (demo, record, "job_title", tw_demo_pick (demo, "job_title"));
  tw_demo_set_text (demo, record, "email", email);
  tw_demo_set_text (demo, record, "phone", phone);
  tw_demo_set_link (demo, record, "owner", "user", &agent->id);
  tw_demo_set_link (demo, record, "team", "team", &agent->team);
  tw_demo_set_text (demo, record, "source", tw_demo_pick (demo, "lead_source"));
  tw_demo_set_text (demo, record, "industry", kind);
  tw_demo_set_int (demo, record, "company_size", tw_demo_between (demo, 3, 900));
  if (tw_demo_chance (demo, 35))
    tw_demo_set_link (demo, record, "campaign", "campaign",
                      &g_array_index (demo->campaigns, TwId, index % demo->campaigns->len));
  set_state (demo, record, lead, tw_demo_between (demo, 3, 98));
  lead->id = tw_demo_save (demo, record);
  g_ptr_array_add (demo->leads, lead);
}

/* What was found when the score was looked at: for the leads that crossed a threshold. */
static void
add_qualification (TwDemo *demo, const TwDemoLead *lead, guint index)
{
  static const char *const results[] = { "mql", "sql", "mql", "disqualified" };
  static const int scores[] = { 62, 84, 58, 8 };
  const TwDemoAgent *agent = g_ptr_array_index (demo->agents, lead->agent);
  TwInstant at = tw_demo_past (demo, lead->created + 30 * TW_DEMO_HOUR);
  TwRecord *record = tw_demo_record (demo, "lead_qualification", at);

  tw_demo_set_link (demo, record, "lead", "lead", &lead->id);
  tw_demo_set_enum (demo, record, "result", results[index % 4]);
  tw_demo_set_int (demo, record, "score", scores[index % 4]);
  tw_demo_set_link (demo, record, "user", "user", &agent->id);
  tw_demo_set_time (demo, record, "at", at);
  tw_demo_save (demo, record);
}

void
tw_demo_add_leads (TwDemo *demo)
{
  for (guint i = 0; i < N_LEADS && demo->error == NULL; i++)
    add_lead (demo, i);
  for (guint i = 0; i < demo->leads->len; i += 6)
    add_qualification (demo, g_ptr_array_index (demo->leads, i), i / 6);
}
