/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-demo-private.h"

#define N_MEETINGS 130

static void
add_attendance (TwDemo *demo, const TwId *meeting, const char *entity, const TwId *who, const char *state)
{
  TwRecord *record = tw_demo_record (demo, "attendance", tw_demo_days_ago (demo, 3));

  tw_demo_set_link (demo, record, "meeting", "meeting", meeting);
  tw_demo_set_link (demo, record, "attendee", entity, who);
  tw_demo_set_enum (demo, record, "state", state);
  tw_demo_save (demo, record);
}

static void
set_attendees (TwDemo *demo, TwRecord *record, const TwId *user, const TwId *contact)
{
  guint users = tw_schema_get_entity (demo->schema, "user")->number,
        contacts = tw_schema_get_entity (demo->schema, "contact")->number;
  TwValue both[2] = { tw_value_link (users, user), tw_value_link (contacts, contact) };

  tw_demo_set (demo, record, "attendees", tw_value_list (both, 2));
}

static void
set_words (TwDemo *demo, TwRecord *record, const TwDemoDeal *deal, gboolean done)
{
  const char *company = ((TwDemoCompany *) g_ptr_array_index (demo->companies, deal->company))->name;
  const char *first = ((TwDemoContact *) g_ptr_array_index (demo->contacts, deal->contact))->first;
  const char *product = ((TwDemoProduct *) g_ptr_array_index (demo->products, deal->product))->name;
  g_autofree char *title = tw_demo_fill (tw_demo_pick (demo, "meeting_title"), company, first, product);
  g_autofree char *agenda = tw_demo_fill (tw_demo_pick (demo, "agenda"), company, first, product);

  tw_demo_set_text (demo, record, "title", title);
  tw_demo_set_text (demo, record, "agenda", agenda);
  if (done)
    {
      JsonArray *row = tw_demo_pick_row (demo, "meeting");
      g_autofree char *notes = tw_demo_fill (json_array_get_string_element (row, 1), company, first, product);

      tw_demo_set_text (demo, record, "notes", notes);
      tw_demo_set_text (demo, record, "outcome", json_array_get_string_element (row, 2));
    }
}

static void
add_meeting (TwDemo *demo, const TwDemoDeal *deal, TwDate day, const TwId *types, guint n_types)
{
  const TwDemoAgent *agent = g_ptr_array_index (demo->agents, deal->agent);
  const TwDemoContact *contact = g_ptr_array_index (demo->contacts, deal->contact);
  TwInstant start = tw_demo_time (demo, day) / (15 * 60 * G_USEC_PER_SEC) * (15 * 60 * G_USEC_PER_SEC);
  TwInstant end = start + tw_demo_between (demo, 2, 6) * (TW_DEMO_HOUR / 4);
  gboolean done = end < demo->now, cancelled = tw_demo_chance (demo, 7);
  TwRecord *record = tw_demo_record (
      demo, "meeting", MIN (start, demo->now) - tw_demo_between (demo, 3, 12) * 24 * TW_DEMO_HOUR);
  TwId id;

  set_words (demo, record, deal, done && !cancelled);
  tw_demo_set_time (demo, record, "starts_at", start);
  tw_demo_set_time (demo, record, "ends_at", end);
  tw_demo_set_enum (demo, record, "status", cancelled ? "cancelled" : done ? "completed" : "scheduled");
  if (done && !cancelled)
    tw_demo_set_time (demo, record, "completed_at", end);
  if (tw_demo_chance (demo, 50))
    tw_demo_set_text (demo, record, "meeting_link", "https://meet.maventech.example/room");
  else
    tw_demo_set_text (demo, record, "location",
                      ((TwDemoCompany *) g_ptr_array_index (demo->companies, deal->company))->name);
  tw_demo_set_link (demo, record, "organizer", "user", &agent->id);
  tw_demo_set_link (demo, record, "meeting_type", "meeting_type", &types[tw_demo_random (demo, n_types)]);
  set_attendees (demo, record, &agent->id, &contact->id);
  tw_demo_set_about (demo, record, deal);
  id = tw_demo_save (demo, record);
  add_attendance (demo, &id, "contact", &contact->id,
                  done                        ? (tw_demo_chance (demo, 90) ? "attended" : "missed")
                  : tw_demo_chance (demo, 60) ? "accepted"
                                              : "invited");
}

void
tw_demo_add_meetings (TwDemo *demo)
{
  const TwId types[] = {
    tw_demo_find (demo, "meeting_type", "name", "Discovery call"),
    tw_demo_find (demo, "meeting_type", "name", "Product demo"),
    tw_demo_find (demo, "meeting_type", "name", "On-site visit"),
    tw_demo_find (demo, "meeting_type", "name", "Quarterly review"),
  };
  guint n = 0;

  for (guint tries = 0; n < N_MEETINGS && tries < 100000 && demo->error == NULL; tries++)
    {
      const TwDemoDeal *deal = g_ptr_array_index (demo->deals, tw_demo_random (demo, demo->deals->len));

      /* One in four is mine, so that my calendar is not empty. */
      if (deal->stage < TW_DEMO_QUALIFIED || deal->stage > TW_DEMO_NEGOTIATION
          || (n % 4 == 0 && deal->agent != demo->me))
        continue;
      add_meeting (demo, deal, demo->today + tw_demo_between (demo, -30, 24), types, G_N_ELEMENTS (types));
      n++;
    }
}
