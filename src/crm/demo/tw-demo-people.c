/* SPDX-License-Identifier: GPL-3.0-or-later */
/* People: names in the script of their country, and the contacts of the companies. */
#include "config.h"

#include <string.h>

#include "tw-demo-private.h"

/* Where the family name comes first and no space stands between. */
static gboolean
is_family_first (const char *country)
{
  static const char *const countries[] = { "CN", "JP", "KR", NULL };

  return g_strv_contains (countries, country);
}

static GStrv
pick_name (TwDemo *demo, const char *country, const char *part)
{
  g_autofree char *key = g_strconcat (country, " ", part, NULL);
  GPtrArray *list = g_hash_table_lookup (demo->names, key);

  if (list == NULL)
    list = g_hash_table_lookup (demo->names, g_str_equal (part, "given") ? "GB given" : "GB family");
  return g_ptr_array_index (list, tw_demo_random (demo, list->len));
}

void
tw_demo_make_name (TwDemo *demo, const char *country, char **given, char **family, char **name,
                   char **romanised)
{
  GStrv first = pick_name (demo, country, "given");
  GStrv last = pick_name (demo, country, "family");

  *given = g_strdup (first[0]);
  *family = g_strdup (last[0]);
  *name = is_family_first (country) ? g_strconcat (last[0], first[0], NULL)
                                    : g_strconcat (first[0], " ", last[0], NULL);
  *romanised = g_strconcat (first[1], " ", last[1], NULL);
}

/* The numbers 555-0100 to 555-0199 are kept free for fiction in every area of the North American plan. */
char *
tw_demo_make_phone (TwDemo *demo)
{
  static const int areas[] = { 212, 303, 312, 404, 415, 503, 602, 617, 702, 713, 801, 206 };

  return g_strdup_printf ("+1 %d 555 01%02u", areas[tw_demo_random (demo, G_N_ELEMENTS (areas))],
                          tw_demo_random (demo, 100));
}

char *
tw_demo_make_email (const char *romanised, const char *domain)
{
  g_autofree char *ascii = g_str_to_ascii (romanised, "C");
  g_autofree char *lower = g_ascii_strdown (ascii, -1);
  GString *local = g_string_new (NULL);

  for (const char *p = lower; *p != '\0'; p++)
    if (g_ascii_isalnum (*p))
      g_string_append_c (local, *p);
    else if ((*p == ' ' || *p == '-') && local->len > 0 && local->str[local->len - 1] != '.')
      g_string_append_c (local, '.');
  g_string_append_printf (local, "@%s.example", domain);
  return g_string_free (local, FALSE);
}

/* Most people of an American company have an American name, but not all. */
static const char *
pick_country (TwDemo *demo, const TwDemoCompany *company)
{
  static const char *const others[] =
  {
    "GB", "CA", "FR", "DE", "IT", "ES", "BR", "NO", "PL", "RO", "TR", "IE", "MX", "PH",
    "JP", "CN", "KR", "GR", "RU", "BG", "KZ", "GE", "AE", "AE", "FR", "CN", "JP",
  };

  if (tw_demo_chance (demo, g_str_equal (company->country, "US") ? 60 : 80))
    return company->country;
  return others[tw_demo_random (demo, G_N_ELEMENTS (others))];
}

static void
add_contact (TwDemo *demo, guint company_index, guint place, GHashTable *emails)
{
  static const char *const decision[] = { "decision_maker", "influencer", "champion", "user", "gatekeeper" };
  TwDemoCompany *company = g_ptr_array_index (demo->companies, company_index);
  const TwDemoAgent *agent = g_ptr_array_index (demo->agents, company->agent);
  TwRecord *record = tw_demo_record (demo, "contact",
                                     tw_demo_days_ago (demo, tw_demo_between (demo, 200, 600)));
  TwDemoContact *contact = g_new0 (TwDemoContact, 1);
  g_autofree char *given = NULL, *family = NULL, *romanised = NULL, *email = NULL;
  guint index = demo->contacts->len;

  tw_demo_make_name (demo, pick_country (demo, company), &given, &family, &contact->name, &romanised);
  email = tw_demo_make_email (romanised, company->domain);
  if (!g_hash_table_add (emails, g_strdup (email)))
    {
      g_free (email);
      email = g_strdup_printf ("%s%u@%s.example", "contact", index, company->domain);
    }
  contact->first = g_strdup (given);
  contact->phone = tw_demo_make_phone (demo);
  contact->company = company_index;
  tw_demo_set_text (demo, record, "name", contact->name);
  tw_demo_set_text (demo, record, "first_name", given);
  tw_demo_set_text (demo, record, "last_name", family);
  if (!g_str_equal (contact->name, romanised))
    tw_demo_set_text (demo, record, "name_romanised", romanised);
  tw_demo_set_link (demo, record, "company", "company", &company->id);
  tw_demo_set_text (demo, record, "job_title", tw_demo_pick (demo, "job_title"));
  tw_demo_set_enum (demo, record, "decision_role", decision[MIN (place, G_N_ELEMENTS (decision) - 1)]);
  tw_demo_set_text (demo, record, "email", email);
  tw_demo_set_text (demo, record, "phone", contact->phone);
  tw_demo_set_link (demo, record, "owner", "user", &agent->id);
  tw_demo_set_enum (demo, record, "lifecycle_stage", "customer");
  if (tw_demo_chance (demo, 40))
    tw_demo_set_date (demo, record, "birthday", demo->today - tw_demo_between (demo, 25 * 365, 60 * 365));
  contact->id = tw_demo_save (demo, record);
  g_ptr_array_add (demo->contacts, contact);
  g_array_append_val (company->contacts, index);
}

void
tw_demo_add_contacts (TwDemo *demo)
{
  g_autoptr (GHashTable) emails = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < demo->companies->len; i++)
    {
      guint n = 3 + tw_demo_random (demo, 4);

      for (guint k = 0; k < n; k++)
        add_contact (demo, i, k, emails);
    }
}
