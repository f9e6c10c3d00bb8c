/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is to be done: tasks around now, overdue ones too, and planned calls. */
#include "config.h"

#include "tw-demo-private.h"

#define N_TASKS 600
#define N_CALLS 40

static void
set_due (TwDemo *demo, TwRecord *record, TwDate due)
{
  static const char *const priorities[] = { "low", "medium", "medium", "medium", "high", "high", "urgent" };
  gboolean past = due < demo->today;
  gboolean done = tw_demo_chance (demo, past ? 78 : 8);

  tw_demo_set_date (demo, record, "due_date", due);
  if (tw_demo_chance (demo, 30))
    tw_demo_set (demo, record, "due_time", tw_value_time (1800 * tw_demo_between (demo, 17, 34)));
  tw_demo_set_enum (demo, record, "priority", priorities[tw_demo_random (demo, G_N_ELEMENTS (priorities))]);
  tw_demo_set_enum (demo, record, "status",
                    done                        ? "completed"
                    : tw_demo_chance (demo, 20) ? "in_progress"
                                                : "pending");
  if (done)
    tw_demo_set_time (demo, record, "completed_at",
                      tw_demo_past (demo, tw_demo_time (demo, due - tw_demo_between (demo, 0, 3))));
  else if (tw_demo_chance (demo, 15))
    tw_demo_set_time (demo, record, "reminder_at", tw_instant_from_local (due, 9 * 3600, demo->zone));
}

static TwRecord *
make_task (TwDemo *demo, const char *list, const char *company, const char *first, const char *product,
           TwDate due)
{
  JsonArray *row = tw_demo_pick_row (demo, list);
  TwInstant created = tw_demo_past (
      demo, tw_demo_time (demo, MIN (due, demo->today) - tw_demo_between (demo, 1, 14)));
  TwRecord *record = tw_demo_record (demo, "task", created);
  g_autofree char *title = tw_demo_fill (json_array_get_string_element (row, 1), company, first, product);

  tw_demo_set_text (demo, record, "title", title);
  tw_demo_set_enum (demo, record, "category", json_array_get_string_element (row, 0));
  set_due (demo, record, due);
  return record;
}

static void
add_deal_task (TwDemo *demo, const TwDemoDeal *deal, TwDate due)
{
  const TwDemoAgent *agent = g_ptr_array_index (demo->agents, deal->agent);
  TwRecord *record = make_task (
      demo, "task", ((TwDemoCompany *) g_ptr_array_index (demo->companies, deal->company))->name,
      ((TwDemoContact *) g_ptr_array_index (demo->contacts, deal->contact))->first,
      ((TwDemoProduct *) g_ptr_array_index (demo->products, deal->product))->name, due);

  tw_demo_set_link (demo, record, "assignee", "user", &agent->id);
  tw_demo_set_about (demo, record, deal);
  tw_demo_save (demo, record);
}

static void
add_lead_task (TwDemo *demo, const TwDemoLead *lead, TwDate due)
{
  const TwDemoAgent *agent = g_ptr_array_index (demo->agents, lead->agent);
  TwRecord *record = make_task (demo, "lead_task", lead->company, lead->first, "", due);

  tw_demo_set_link (demo, record, "assignee", "user", &agent->id);
  tw_demo_set_link (demo, record, "lead", "lead", &lead->id);
  tw_demo_set_link (demo, record, "record", "lead", &lead->id);
  tw_demo_save (demo, record);
}

static void
add_call (TwDemo *demo)
{
  guint index = tw_demo_random (demo, demo->contacts->len);
  const TwDemoContact *contact = g_ptr_array_index (demo->contacts, index);
  const TwDemoCompany *company = g_ptr_array_index (demo->companies, contact->company);
  const TwDemoAgent *agent = g_ptr_array_index (demo->agents,
                                                tw_demo_chance (demo, 35) ? demo->me : company->agent);
  TwDate day = demo->today + tw_demo_between (demo, -4, 9);
  TwRecord *record = tw_demo_record (demo, "call_task",
                                     tw_demo_days_ago (demo, tw_demo_between (demo, 5, 12)));
  g_autofree char *reason = g_strdup_printf ("Quarterly call with %s", company->name);

  tw_demo_set_text (demo, record, "reason", reason);
  tw_demo_set_link (demo, record, "company", "company", &company->id);
  tw_demo_set_link (demo, record, "contact", "contact", &contact->id);
  tw_demo_set_text (demo, record, "phone", contact->phone);
  tw_demo_set_link (demo, record, "assignee", "user", &agent->id);
  tw_demo_set_time (demo, record, "scheduled_for", tw_demo_time (demo, day));
  tw_demo_set_enum (demo, record, "status",
                    day < demo->today && tw_demo_chance (demo, 80) ? "done" : "planned");
  tw_demo_save (demo, record);
}

void
tw_demo_add_tasks (TwDemo *demo)
{
  g_autoptr (GPtrArray) open = g_ptr_array_new ();
  g_autoptr (GPtrArray) mine = g_ptr_array_new ();

  for (guint i = 0; i < demo->deals->len; i++)
    {
      TwDemoDeal *deal = g_ptr_array_index (demo->deals, i);

      if (deal->stage < TW_DEMO_WON)
        g_ptr_array_add (deal->agent == demo->me ? mine : open, deal);
    }
  for (guint i = 0; i < N_TASKS && demo->error == NULL; i++)
    {
      TwDate due = demo->today + tw_demo_between (demo, -21, 28);
      GPtrArray *from = i % 8 == 0 ? mine : open;

      if (i % 6 == 5)
        add_lead_task (demo, g_ptr_array_index (demo->leads, tw_demo_random (demo, demo->leads->len)), due);
      else
        add_deal_task (demo, g_ptr_array_index (from, tw_demo_random (demo, from->len)), due);
    }
  for (guint i = 0; i < N_CALLS && demo->error == NULL; i++)
    add_call (demo);
}
