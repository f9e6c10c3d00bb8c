/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The 8,800 opportunities of the sales data as deals of the default pipeline. */
#include "config.h"

#include <string.h>

#include "tw-demo-private.h"

enum { AGENT = 1, PRODUCT, ACCOUNT, STAGE, ENGAGED, CLOSED, VALUE };

static const char *const stage_names[] = { "Lead", "Qualified", "Proposal", "Negotiation", "Won", "Lost" };
static const int probabilities[] = { 10, 25, 50, 75, 100, 0 };

typedef struct
{
  TwId pipeline, stages[G_N_ELEMENTS (stage_names)];
  TwId won[5], lost[7];
} Targets;

static guint
find_agent (TwDemo *demo, const char *name)
{
  for (guint i = 0; i < demo->agents->len; i++)
    if (g_str_equal (((TwDemoAgent *) g_ptr_array_index (demo->agents, i))->name, name))
      return i;
  g_return_val_if_reached (0);
}

static guint
find_product (TwDemo *demo, const char *name)
{
  if (g_str_equal (name, "GTXPro"))
    name = "GTX Pro";
  for (guint i = 0; i < demo->products->len; i++)
    if (g_str_equal (((TwDemoProduct *) g_ptr_array_index (demo->products, i))->name, name))
      return i;
  g_return_val_if_reached (0);
}

static guint
find_company (TwDemo *demo, const char *name)
{
  for (guint i = 0; i < demo->companies->len; i++)
    if (g_str_equal (((TwDemoCompany *) g_ptr_array_index (demo->companies, i))->name, name))
      return i;
  /* No account in the data: somebody has to be talked to all the same. */
  return tw_demo_random (demo, demo->companies->len);
}

/* Whole weeks, so that weekdays stay, with the last close date in the week before today. */
static int
find_shift (TwDemo *demo, GPtrArray *rows)
{
  TwDate last = TW_DATE_MIN, date;

  for (guint i = 0; i < rows->len; i++)
    if (tw_date_parse (((char **) g_ptr_array_index (rows, i))[CLOSED], &date))
      last = MAX (last, date);
  return (demo->today - 1 - last) / 7 * 7;
}

static void
read_stage (TwDemo *demo, TwDemoDeal *deal, const char *stage)
{
  if (g_str_equal (stage, "Won"))
    deal->stage = TW_DEMO_WON;
  else if (g_str_equal (stage, "Lost"))
    deal->stage = TW_DEMO_LOST;
  else if (g_str_equal (stage, "Prospecting"))
    deal->stage = tw_demo_chance (demo, 60) ? TW_DEMO_LEAD : TW_DEMO_QUALIFIED;
  else
    deal->stage = TW_DEMO_PROPOSAL;
}

static void
set_times (TwDemo *demo, TwDemoDeal *deal)
{
  gboolean closed = deal->stage >= TW_DEMO_WON;

  if (deal->engaged != 0)
    deal->created = tw_demo_time (demo, deal->engaged);
  else
    deal->created = tw_demo_past (demo, tw_demo_time (demo, demo->today - tw_demo_between (demo, 2, 45)));
  if (closed)
    deal->entered = MAX (tw_demo_time (demo, deal->close), deal->created);
  else
    {
      TwDate oldest = MAX (tw_instant_get_date (deal->created, demo->zone), demo->today - 85);

      deal->entered = tw_demo_past (
          demo, MAX (tw_demo_time (demo, tw_demo_between (demo, oldest, demo->today)), deal->created));
      deal->close = demo->today + tw_demo_between (demo, deal->stage == TW_DEMO_NEGOTIATION ? -6 : 4,
                                                   deal->stage >= TW_DEMO_PROPOSAL ? 75 : 120);
    }
}

static void
read_deal (TwDemo *demo, char **row, int shift)
{
  TwDemoDeal *deal = g_new0 (TwDemoDeal, 1);
  const TwDemoProduct *product;

  deal->agent = find_agent (demo, row[AGENT]);
  deal->product = find_product (demo, row[PRODUCT]);
  deal->company = find_company (demo, row[ACCOUNT]);
  read_stage (demo, deal, row[STAGE]);
  deal->engaged = tw_date_parse (row[ENGAGED], &deal->engaged) ? deal->engaged + shift : 0;
  deal->close = tw_date_parse (row[CLOSED], &deal->close) ? deal->close + shift : 0;
  product = g_ptr_array_index (demo->products, deal->product);
  deal->amount = deal->stage == TW_DEMO_WON ? g_ascii_strtoll (row[VALUE], NULL, 10) * TW_MONEY_ONE
                                            : product->price;
  if (deal->stage == TW_DEMO_WON)
    ((TwDemoCompany *) g_ptr_array_index (demo->companies, deal->company))->won += deal->amount;
  g_ptr_array_add (demo->deals, deal);
}

static int
compare_engaged (gconstpointer a, gconstpointer b)
{
  const TwDemoDeal *first = *(TwDemoDeal *const *) a, *second = *(TwDemoDeal *const *) b;

  return (first->engaged > second->engaged) - (first->engaged < second->engaged);
}

/* The longer a customer has been talked to, the further the deal has come. */
static void
spread_engaging (TwDemo *demo)
{
  g_autoptr (GPtrArray) engaging = g_ptr_array_new ();

  for (guint i = 0; i < demo->deals->len; i++)
    if (((TwDemoDeal *) g_ptr_array_index (demo->deals, i))->stage == TW_DEMO_PROPOSAL)
      g_ptr_array_add (engaging, g_ptr_array_index (demo->deals, i));
  g_ptr_array_sort (engaging, compare_engaged);
  for (guint i = 0; i < engaging->len * 2 / 5; i++)
    ((TwDemoDeal *) g_ptr_array_index (engaging, i))->stage = TW_DEMO_NEGOTIATION;
}

static void
read_companies (TwDemo *demo, GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    {
      TwDemoCompany *company = g_new0 (TwDemoCompany, 1);
      GString *domain = g_string_new (NULL);

      company->name = g_strdup (((char **) g_ptr_array_index (rows, i))[0]);
      for (const char *p = company->name; *p != '\0'; p++)
        if (g_ascii_isalnum (*p))
          g_string_append_c (domain, g_ascii_tolower (*p));
      company->domain = g_string_free (domain, FALSE);
      company->contacts = g_array_new (FALSE, FALSE, sizeof (guint));
      g_ptr_array_add (demo->companies, company);
    }
}

gboolean
tw_demo_read_deals (TwDemo *demo)
{
  g_autoptr (GPtrArray) accounts = tw_demo_read_table (demo, "accounts");
  g_autoptr (GPtrArray) rows = accounts != NULL ? tw_demo_read_table (demo, "sales_pipeline") : NULL;
  int shift;

  if (rows == NULL)
    return FALSE;
  read_companies (demo, accounts);
  shift = find_shift (demo, rows);
  for (guint i = 0; i < rows->len; i++)
    read_deal (demo, g_ptr_array_index (rows, i), shift);
  spread_engaging (demo);
  for (guint i = 0; i < demo->deals->len; i++)
    set_times (demo, g_ptr_array_index (demo->deals, i));
  return TRUE;
}

static void
set_reason (TwDemo *demo, TwRecord *record, const TwDemoDeal *deal, const Targets *targets)
{
  guint n = deal->stage == TW_DEMO_WON ? G_N_ELEMENTS (targets->won) : G_N_ELEMENTS (targets->lost);
  guint which = tw_demo_random (demo, n);
  const TwId *reasons = deal->stage == TW_DEMO_WON ? targets->won : targets->lost;

  tw_demo_set_link (demo, record, "reason", "win_loss_reason", &reasons[which]);
  if (deal->stage == TW_DEMO_LOST && tw_demo_chance (demo, 20))
    tw_demo_set_text (demo, record, "description", tw_demo_pick (demo, "lost_words"));
  if (tw_demo_chance (demo, deal->stage == TW_DEMO_LOST ? 35 : 15))
    tw_demo_set_links (
        demo, record, "competitors", "competitor",
        &g_array_index (demo->competitors, TwId, tw_demo_random (demo, demo->competitors->len)), 1);
}

static void
set_stage (TwDemo *demo, TwRecord *record, const TwDemoDeal *deal, const Targets *targets)
{
  static const char *const statuses[] = { "open", "open", "open", "open", "won", "lost" };
  int probability = probabilities[deal->stage];

  if (deal->stage < TW_DEMO_WON && tw_demo_chance (demo, 30))
    probability += 5 * tw_demo_between (demo, -2, 2);
  tw_demo_set_link (demo, record, "pipeline", "pipeline", &targets->pipeline);
  tw_demo_set_link (demo, record, "stage", "deal_stage", &targets->stages[deal->stage]);
  tw_demo_set_enum (demo, record, "status", statuses[deal->stage]);
  tw_demo_set (demo, record, "probability", tw_value_decimal (probability * TW_DECIMAL_ONE));
  tw_demo_set_time (demo, record, "stage_entered_at", deal->entered);
  if (deal->stage >= TW_DEMO_WON)
    {
      tw_demo_set_time (demo, record, "closed_at", deal->entered);
      set_reason (demo, record, deal, targets);
    }
  else
    {
      tw_demo_set_bool (demo, record, "budget_confirmed",
                        deal->stage >= TW_DEMO_PROPOSAL && tw_demo_chance (demo, 70));
      tw_demo_set_bool (demo, record, "decision_maker_identified",
                        deal->stage >= TW_DEMO_QUALIFIED && tw_demo_chance (demo, 60));
      tw_demo_set_bool (demo, record, "timeline_clear",
                        deal->stage == TW_DEMO_NEGOTIATION && tw_demo_chance (demo, 75));
    }
}

/* How long a deal was in the stages before the present one, of deals that moved in the last half year. Later stages take longer, and
 * what is lost is lost in different ones; none of it is by chance, so that the rest of the company stays as it was. */
static void
add_stays (TwDemo *demo, const TwDemoDeal *deal, guint index, const Targets *targets)
{
  static const int weights[] = { 2, 3, 5, 4 };
  int n = deal->stage < TW_DEMO_WON ? (int) deal->stage : deal->stage == TW_DEMO_WON ? 4 : (int) (index % 4) + 1;
  int total = 0, before = 0;
  TwInstant span = deal->entered - deal->created;
  guint64 random = demo->random;

  if (span <= 0 || deal->entered < demo->now - 182 * G_TIME_SPAN_DAY)
    return;
  /* Other ids than those that come after it. */
  demo->random = ~random;
  for (int i = 0; i < n; i++)
    total += weights[i];
  for (int i = 0; i < n; i++)
    {
      TwInstant entered = deal->created + span / total * before, left = deal->created + span / total * (before + weights[i]);
      TwRecord *record = tw_demo_record (demo, "stage_time", left);

      tw_demo_set_link (demo, record, "deal", "deal", &deal->id);
      tw_demo_set_link (demo, record, "stage", "deal_stage", &targets->stages[i]);
      tw_demo_set_link (demo, record, "next_stage", "deal_stage", &targets->stages[i + 1 < n ? (TwDemoStage) (i + 1) : deal->stage]);
      tw_demo_set_time (demo, record, "entered_at", entered);
      tw_demo_set_time (demo, record, "left_at", left);
      tw_demo_set (demo, record, "days", tw_value_decimal ((left - entered) / 86400));
      tw_demo_save (demo, record);
      before += weights[i];
    }
  demo->random = random;
}

static void
add_deal (TwDemo *demo, TwDemoDeal *deal, const Targets *targets)
{
  static const char *const tags[][2] = {
    { "new business", NULL }, { "expansion", NULL }, { "renewal", NULL }, { "vip", NULL }
  };
  const TwDemoCompany *company = g_ptr_array_index (demo->companies, deal->company);
  const TwDemoAgent *agent = g_ptr_array_index (demo->agents, deal->agent);
  const TwDemoProduct *product = g_ptr_array_index (demo->products, deal->product);
  TwRecord *record = tw_demo_record (demo, "deal", deal->created);
  g_autofree char *name = g_strdup_printf ("%s for %s", product->name, company->name);
  gint64 dollars = deal->amount / TW_MONEY_ONE;

  deal->contact = g_array_index (company->contacts, guint, tw_demo_random (demo, company->contacts->len));
  tw_demo_set_text (demo, record, "name", name);
  tw_demo_set_link (demo, record, "company", "company", &company->id);
  tw_demo_set_link (demo, record, "contact", "contact",
                    &((TwDemoContact *) g_ptr_array_index (demo->contacts, deal->contact))->id);
  tw_demo_set_usd (demo, record, "amount", deal->amount);
  set_stage (demo, record, deal, targets);
  tw_demo_set_date (demo, record, "close_date", deal->close);
  tw_demo_set_link (demo, record, "owner", "user", &agent->id);
  tw_demo_set_link (demo, record, "team", "team", &agent->team);
  tw_demo_set_enum (demo, record, "priority", dollars >= 4500 ? "high" : dollars >= 1000 ? "medium" : "low");
  if (tw_demo_chance (demo, 25))
    tw_demo_set_list (demo, record, "tags", tags[tw_demo_random (demo, G_N_ELEMENTS (tags))]);
  tw_demo_set_links (demo, record, "products", "product", &product->id, 1);
  if (tw_demo_chance (demo, 10))
    tw_demo_set_link (demo, record, "campaign", "campaign",
                      &g_array_index (demo->campaigns, TwId, tw_demo_random (demo, demo->campaigns->len)));
  if (deal->engaged != 0)
    tw_demo_set_date (demo, record, "engaged_on", deal->engaged);
  deal->id = tw_demo_save (demo, record);
}

void
tw_demo_add_deals (TwDemo *demo)
{
  static const char *const won[] = {
    "Better price",
    "Features fit best",
    "Trusted relationship",
    "Ready at the right time",
    "Preferred over a competitor",
  };
  static const char *const lost[] = {
    "Price too high", "Missing feature", "Chose a competitor", "Wrong time",
    "No budget",      "Lost contact",    "No decision",
  };
  Targets targets = { .pipeline = tw_demo_find (demo, "pipeline", "name", "Sales") };

  G_STATIC_ASSERT (G_N_ELEMENTS (won) == G_N_ELEMENTS (targets.won)
                   && G_N_ELEMENTS (lost) == G_N_ELEMENTS (targets.lost));
  for (guint i = 0; i < G_N_ELEMENTS (stage_names); i++)
    targets.stages[i] = tw_demo_find (demo, "deal_stage", "name", stage_names[i]);
  for (guint i = 0; i < G_N_ELEMENTS (won); i++)
    targets.won[i] = tw_demo_find (demo, "win_loss_reason", "label", won[i]);
  for (guint i = 0; i < G_N_ELEMENTS (lost); i++)
    targets.lost[i] = tw_demo_find (demo, "win_loss_reason", "label", lost[i]);
  for (guint i = 0; i < demo->deals->len && demo->error == NULL; i++)
    {
      add_deal (demo, g_ptr_array_index (demo->deals, i), &targets);
      add_stays (demo, g_ptr_array_index (demo->deals, i), i, &targets);
    }
}
