/* SPDX-License-Identifier: GPL-3.0-or-later */
/* After the sale: cases, articles, a survey and its answers, feedback. */
#include "config.h"

#include "tw-demo-private.h"

#define N_CASES    70
#define N_ANSWERS  45
#define N_FEEDBACK 24

static const TwDemoContact *
pick_contact (TwDemo *demo)
{
  return g_ptr_array_index (demo->contacts, tw_demo_random (demo, demo->contacts->len));
}

static void
set_customer (TwDemo *demo, TwRecord *record, const TwDemoContact *contact)
{
  tw_demo_set_link (demo, record, "company", "company",
                    &((TwDemoCompany *) g_ptr_array_index (demo->companies, contact->company))->id);
  tw_demo_set_link (demo, record, "contact", "contact", &contact->id);
}

static void
set_service_level (TwDemo *demo, TwRecord *record, const char *priority, TwInstant created, gboolean answered)
{
  static const struct { const char *priority, *policy; int answer, solution; } levels[] =
  {
    { "urgent", "Urgent cases", 1, 8 }, { "high", "High priority", 4, 24 },
    { "medium", "Medium priority", 8, 48 }, { "low", "Low priority", 24, 120 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (levels); i++)
    if (g_str_equal (levels[i].priority, priority))
      {
        TwId policy = tw_demo_find (demo, "sla_policy", "name", levels[i].policy);

        tw_demo_set_link (demo, record, "sla", "sla_policy", &policy);
        tw_demo_set_time (demo, record, "first_response_due_at", created + levels[i].answer * TW_DEMO_HOUR);
        tw_demo_set_time (demo, record, "resolution_due_at", created + levels[i].solution * TW_DEMO_HOUR);
        if (answered)
          tw_demo_set_time (
              demo, record, "first_response_at",
              tw_demo_past (demo,
                            created + tw_demo_between (demo, 1, levels[i].answer + 2) * TW_DEMO_HOUR / 2));
      }
}

static TwId
add_case (TwDemo *demo, guint index)
{
  static const char *const channels[] = { "email", "email", "phone", "portal", "chat" };
  const TwDemoContact *contact = pick_contact (demo);
  JsonArray *row = tw_demo_pick_row (demo, "case");
  const char *priority = json_array_get_string_element (row, 3);
  int age = tw_demo_between (demo, 0, 60);
  TwInstant created = tw_demo_past (demo, tw_demo_time (demo, demo->today - age));
  TwRecord *record = tw_demo_record (demo, "case", created);
  gboolean resolved = tw_demo_chance (demo, age > 6 ? 88 : 25), begun = resolved || tw_demo_chance (demo, 50);
  guint agent = index % 8 == 0 ? demo->me : tw_demo_random (demo, demo->agents->len);

  tw_demo_set_text (demo, record, "title", json_array_get_string_element (row, 0));
  tw_demo_set_text (demo, record, "description", json_array_get_string_element (row, 1));
  tw_demo_set_text (demo, record, "category", json_array_get_string_element (row, 2));
  tw_demo_set_enum (demo, record, "priority", priority);
  tw_demo_set_enum (demo, record, "status", resolved ? "resolved" : begun ? "in_progress" : "open");
  tw_demo_set_enum (demo, record, "channel", channels[tw_demo_random (demo, G_N_ELEMENTS (channels))]);
  set_customer (demo, record, contact);
  tw_demo_set_link (demo, record, "assignee", "user",
                    &((TwDemoAgent *) g_ptr_array_index (demo->agents, agent))->id);
  set_service_level (demo, record, priority, created, begun);
  if (resolved)
    {
      tw_demo_set_time (demo, record, "resolved_at",
                        tw_demo_past (demo, created + tw_demo_between (demo, 2, 90) * TW_DEMO_HOUR));
      tw_demo_set (demo, record, "satisfaction",
                   tw_value_decimal (tw_demo_between (demo, 4, 10) * TW_DECIMAL_ONE));
    }
  return tw_demo_save (demo, record);
}

static void
add_articles (TwDemo *demo)
{
  JsonArray *rows = json_object_get_array_member (demo->texts, "article");

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonArray *row = json_array_get_array_element (rows, i);
      TwRecord *record = tw_demo_record (demo, "article",
                                         tw_demo_days_ago (demo, tw_demo_between (demo, 30, 400)));
      guint author = tw_demo_random (demo, demo->agents->len);

      tw_demo_set_text (demo, record, "title", json_array_get_string_element (row, 0));
      tw_demo_set_enum (demo, record, "kind", json_array_get_string_element (row, 1));
      tw_demo_set_enum (demo, record, "audience", json_array_get_string_element (row, 2));
      tw_demo_set_text (demo, record, "category", json_array_get_string_element (row, 3));
      tw_demo_set_text (demo, record, "body", json_array_get_string_element (row, 4));
      tw_demo_set_enum (demo, record, "status", i % 5 == 4 ? "draft" : "published");
      tw_demo_set_link (demo, record, "author", "user",
                        &((TwDemoAgent *) g_ptr_array_index (demo->agents, author))->id);
      tw_demo_set_int (demo, record, "views", tw_demo_between (demo, 3, 900));
      tw_demo_set_int (demo, record, "helpful_yes", tw_demo_between (demo, 0, 80));
      tw_demo_set_int (demo, record, "helpful_no", tw_demo_between (demo, 0, 12));
      tw_demo_save (demo, record);
    }
}

static void
add_answer (TwDemo *demo, const TwId *survey)
{
  TwInstant sent = tw_demo_days_ago (demo, tw_demo_between (demo, 2, 50));
  TwRecord *record = tw_demo_record (demo, "survey_response", sent);
  int score = tw_demo_chance (demo, 55) ? tw_demo_between (demo, 9, 10) : tw_demo_between (demo, 2, 8);

  tw_demo_set_link (demo, record, "survey", "survey", survey);
  set_customer (demo, record, pick_contact (demo));
  tw_demo_set (demo, record, "score", tw_value_decimal (score * TW_DECIMAL_ONE));
  tw_demo_set_enum (demo, record, "channel", "email");
  tw_demo_set_time (demo, record, "sent_at", sent);
  tw_demo_set_time (demo, record, "completed_at",
                    tw_demo_past (demo, sent + tw_demo_between (demo, 1, 60) * TW_DEMO_HOUR));
  tw_demo_save (demo, record);
}

static void
add_survey (TwDemo *demo)
{
  TwInstant created = tw_demo_days_ago (demo, 90);
  TwRecord *record = tw_demo_record (demo, "survey", created), *question;
  TwId survey;

  tw_demo_set_text (demo, record, "name", "Would you recommend us?");
  tw_demo_set_enum (demo, record, "kind", "nps");
  tw_demo_set_enum (demo, record, "status", "active");
  survey = tw_demo_save (demo, record);
  question = tw_demo_record (demo, "survey_question", created);
  tw_demo_set_link (demo, question, "survey", "survey", &survey);
  tw_demo_set_int (demo, question, "position", 1);
  tw_demo_set_text (demo, question, "text",
                    "How likely is it that you would recommend MavenTech to a colleague?");
  tw_demo_set_enum (demo, question, "kind", "nps");
  tw_demo_set_bool (demo, question, "required", TRUE);
  tw_demo_save (demo, question);
  for (guint i = 0; i < N_ANSWERS; i++)
    add_answer (demo, &survey);
}

static void
add_feedback (TwDemo *demo, const TwId *service_case)
{
  JsonArray *row = tw_demo_pick_row (demo, "feedback");
  gint64 rating = json_array_get_int_element (row, 1);
  TwRecord *record = tw_demo_record (demo, "customer_feedback",
                                     tw_demo_days_ago (demo, tw_demo_between (demo, 1, 60)));

  tw_demo_set_text (demo, record, "summary", json_array_get_string_element (row, 0));
  tw_demo_set (demo, record, "rating", tw_value_decimal (rating * TW_DECIMAL_ONE));
  tw_demo_set_text (demo, record, "issue_category", json_array_get_string_element (row, 2));
  tw_demo_set_text (demo, record, "source", "E-mail");
  tw_demo_set_enum (demo, record, "resolution",
                    rating >= 7                 ? "resolved"
                    : tw_demo_chance (demo, 50) ? "in_progress"
                                                : "open");
  set_customer (demo, record, pick_contact (demo));
  if (service_case != NULL)
    tw_demo_set_link (demo, record, "case", "case", service_case);
  tw_demo_save (demo, record);
}

void
tw_demo_add_service (TwDemo *demo)
{
  for (guint i = 0; i < N_CASES && demo->error == NULL; i++)
    {
      TwId id = add_case (demo, i);

      if (i < N_FEEDBACK)
        add_feedback (demo, i % 2 == 0 ? &id : NULL);
    }
  add_articles (demo);
  add_survey (demo);
}
