/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is sold, and to whom: products with their prices, competitors, campaigns, segments, partners, and the
 * companies. */
#include "config.h"

#include <string.h>

#include "tw-demo-private.h"

/* As the conditions of data/seed/tiers.json have it. */
static const struct
{
  gint64      won;                                     /* US dollars at least */
  const char *tier;
} tiers[] = { { 200000, "Platinum" }, { 130000, "Gold" }, { 90000, "Silver" }, { 0, "Bronze" } };

static gint64
read_dollars (const char *text)
{
  return g_ascii_strtoll (text, NULL, 10) * TW_MONEY_ONE;
}

/* A category of that name; known: those that were made. The rest of the company stays as it was without them. */
static const TwId *
find_category (TwDemo *demo, GHashTable *known, const char *name, const TwId *parent)
{
  const TwId *present = g_hash_table_lookup (known, name);
  guint64 random = demo->random;
  TwRecord *record;
  TwId id;

  if (present != NULL)
    return present;
  demo->random = ~random ^ (guint64) g_str_hash (name) << 24;
  record = tw_demo_record (demo, "product_category", tw_demo_days_ago (demo, 1200));
  tw_demo_set_text (demo, record, "name", name);
  if (parent != NULL)
    tw_demo_set_link (demo, record, "parent", "product_category", parent);
  id = tw_demo_save (demo, record);
  demo->random = random;
  g_hash_table_insert (known, g_strdup (name), g_memdup2 (&id, sizeof id));
  return g_hash_table_lookup (known, name);
}

static void
add_product (TwDemo *demo, char **row, const TwId *book, const TwId *category)
{
  TwDemoProduct *product = g_new0 (TwDemoProduct, 1);
  TwInstant created = tw_demo_days_ago (demo, 1200);
  TwRecord *record = tw_demo_record (demo, "product", created);
  TwRecord *entry = tw_demo_record (demo, "price_book_entry", created);
  g_autofree char *upper = g_ascii_strup (row[0], -1);
  g_autofree char *text = g_strdup_printf ("%s of the %s series.", row[0], row[1]);

  product->name = g_strdup (row[0]);
  product->price = read_dollars (row[2]);
  tw_demo_set_text (demo, record, "name", row[0]);
  tw_demo_set_text (demo, record, "sku", g_strdelimit (upper, " ", '-'));
  tw_demo_set_usd (demo, record, "price", product->price);
  tw_demo_set_usd (demo, record, "cost", product->price / 100 * 62);
  tw_demo_set_link (demo, record, "product_category", "product_category", category);
  tw_demo_set_text (demo, record, "description", text);
  tw_demo_set_text (demo, record, "unit", "piece");
  tw_demo_set (demo, record, "tax_rate", tw_value_decimal (8 * TW_DECIMAL_ONE));
  tw_demo_set (demo, record, "stock_quantity",
               tw_value_decimal (tw_demo_between (demo, 5, 400) * TW_DECIMAL_ONE));
  product->id = tw_demo_save (demo, record);
  g_ptr_array_add (demo->products, product);
  tw_demo_set_link (demo, entry, "price_book", "price_book", book);
  tw_demo_set_link (demo, entry, "product", "product", &product->id);
  tw_demo_set_text (demo, entry, "name", row[0]);
  tw_demo_set_usd (demo, entry, "price", product->price);
  tw_demo_save (demo, entry);
}

/* What whole categories cost some customers: so much less from a quantity on, whatever is in them one day. */
static void
add_category_book (TwDemo *demo, const char *name, const TwId *segment, const TwId *category)
{
  static const int steps[][2] = { { 1, 4 }, { 10, 8 } };
  guint64 random = demo->random;
  TwInstant created;
  TwRecord *book;
  TwId id;

  /* The rest of the company stays as it was without these prices. */
  demo->random = ~random ^ (guint64) g_str_hash (name) << 24;
  created = tw_demo_days_ago (demo, 300);
  book = tw_demo_record (demo, "price_book", created);
  tw_demo_set_text (demo, book, "name", name);
  tw_demo_set_text (demo, book, "currency", "USD");
  tw_demo_set_enum (demo, book, "audience", "segment");
  tw_demo_set_link (demo, book, "segment", "segment", segment);
  id = tw_demo_save (demo, book);
  for (guint s = 0; s < G_N_ELEMENTS (steps); s++)
    {
      TwRecord *entry = tw_demo_record (demo, "price_book_entry", created);

      tw_demo_set_link (demo, entry, "price_book", "price_book", &id);
      tw_demo_set_link (demo, entry, "category", "product_category", category);
      tw_demo_set_text (demo, entry, "name", "Hardware");
      tw_demo_set (demo, entry, "discount", tw_value_decimal (steps[s][1] * TW_DECIMAL_ONE));
      tw_demo_set (demo, entry, "min_quantity", tw_value_decimal (steps[s][0] * TW_DECIMAL_ONE));
      tw_demo_save (demo, entry);
    }
  demo->random = random;
}

/* Prices for some customers, or for a while: a part of the products, in steps. percent: of the list price. */
static void
add_book (TwDemo *demo, const char *name, const char *audience, const char *key, const char *entity, const TwId *whom, TwDate until,
          const int (*steps)[2], guint n_steps)
{
  guint64 random = demo->random;
  TwInstant created;
  TwRecord *book;
  TwId id;

  /* The rest of the company stays as it was without these prices. */
  demo->random = ~random ^ (guint64) g_str_hash (name) << 24;
  created = tw_demo_days_ago (demo, 300);
  book = tw_demo_record (demo, "price_book", created);
  tw_demo_set_text (demo, book, "name", name);
  tw_demo_set_text (demo, book, "currency", "USD");
  tw_demo_set_enum (demo, book, "audience", audience);
  if (whom)
    tw_demo_set_link (demo, book, key, entity, whom);
  if (until != 0)
    {
      tw_demo_set_date (demo, book, "valid_from", until - 90);
      tw_demo_set_date (demo, book, "valid_until", until);
    }
  id = tw_demo_save (demo, book);
  for (guint p = 0; p < demo->products->len; p++)
    for (guint s = 0; s < n_steps; s++)
      {
        const TwDemoProduct *product = g_ptr_array_index (demo->products, p);
        TwRecord *entry = tw_demo_record (demo, "price_book_entry", created);

        tw_demo_set_link (demo, entry, "price_book", "price_book", &id);
        tw_demo_set_link (demo, entry, "product", "product", &product->id);
        tw_demo_set_text (demo, entry, "name", product->name);
        tw_demo_set_usd (demo, entry, "price", product->price / TW_MONEY_ONE * steps[s][1] * (TW_MONEY_ONE / 100));
        tw_demo_set (demo, entry, "min_quantity", tw_value_decimal (steps[s][0] * TW_DECIMAL_ONE));
        tw_demo_save (demo, entry);
      }
  demo->random = random;
}

static void
add_competitors (TwDemo *demo)
{
  JsonArray *rows = json_object_get_array_member (demo->texts, "competitor");

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonArray *row = json_array_get_array_element (rows, i);
      TwRecord *record = tw_demo_record (demo, "competitor", tw_demo_days_ago (demo, 800));
      TwId id;

      tw_demo_set_text (demo, record, "name", json_array_get_string_element (row, 0));
      tw_demo_set_text (demo, record, "strengths", json_array_get_string_element (row, 1));
      tw_demo_set_text (demo, record, "weaknesses", json_array_get_string_element (row, 2));
      tw_demo_set (demo, record, "market_share",
                   tw_value_decimal (json_array_get_int_element (row, 3) * TW_DECIMAL_ONE));
      id = tw_demo_save (demo, record);
      g_array_append_val (demo->competitors, id);
    }
}

static TwId
add_segment (TwDemo *demo, const char *name, const char *rules)
{
  const TwDemoAgent *me = g_ptr_array_index (demo->agents, demo->me);
  TwRecord *record = tw_demo_record (demo, "segment", tw_demo_days_ago (demo, 200));

  tw_demo_set_text (demo, record, "name", name);
  tw_demo_set_enum (demo, record, "kind", rules != NULL ? "dynamic" : "static");
  tw_demo_set_text (demo, record, "rules", rules);
  tw_demo_set_link (demo, record, "owner", "user", &me->id);
  return tw_demo_save (demo, record);
}

static void
add_campaign (TwDemo *demo, const char *name, const char *status, const TwId *segment, int start, int dollars,
              int sent)
{
  const TwDemoAgent *me = g_ptr_array_index (demo->agents, demo->me);
  TwRecord *record = tw_demo_record (demo, "campaign", tw_demo_days_ago (demo, 20 - MIN (start, 0)));
  TwId id;

  tw_demo_set_text (demo, record, "name", name);
  tw_demo_set_enum (demo, record, "status", status);
  tw_demo_set_link (demo, record, "segment", "segment", segment);
  tw_demo_set_date (demo, record, "starts_on", demo->today + start);
  tw_demo_set_usd (demo, record, "budget", dollars * TW_MONEY_ONE);
  tw_demo_set_int (demo, record, "sent_count", sent);
  tw_demo_set_int (demo, record, "opened_count", sent * 41 / 100);
  tw_demo_set_int (demo, record, "clicked_count", sent * 9 / 100);
  tw_demo_set_link (demo, record, "owner", "user", &me->id);
  id = tw_demo_save (demo, record);
  g_array_append_val (demo->campaigns, id);
}

void
tw_demo_add_products (TwDemo *demo)
{
  g_autoptr (GPtrArray) rows = tw_demo_read_table (demo, "products");
  TwRecord *book = tw_demo_record (demo, "price_book", tw_demo_days_ago (demo, 1200));
  static const int large_steps[][2] = { { 1, 95 }, { 5, 92 }, { 20, 88 } }, gold_steps[][2] = { { 1, 94 }, { 10, 90 } };
  static const int offer_steps[][2] = { { 1, 85 } };
  g_autoptr (GHashTable) categories = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  TwId id, retail, large, reference, gold = tw_demo_find (demo, "tier", "name", "Gold");

  tw_demo_set_text (demo, book, "name", "List prices");
  tw_demo_set_text (demo, book, "currency", "USD");
  tw_demo_set_bool (demo, book, "is_default", TRUE);
  id = tw_demo_save (demo, book);
  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      char **row = g_ptr_array_index (rows, i);
      const TwId *hardware = find_category (demo, categories, "Hardware", NULL);

      add_product (demo, row, &id, find_category (demo, categories, row[1], hardware));
    }
  add_competitors (demo);
  retail = add_segment (demo, "Retail companies", "industry = \"Retail\"");
  large = add_segment (demo, "Large companies", "size >= 5000");
  reference = add_segment (demo, "Reference customers", NULL);
  add_book (demo, "Large customers", "segment", "segment", "segment", &large, 0, large_steps, G_N_ELEMENTS (large_steps));
  add_book (demo, "Gold customers", "tier", "tier", "tier", &gold, 0, gold_steps, G_N_ELEMENTS (gold_steps));
  add_category_book (demo, "Reference customers", &reference, g_hash_table_lookup (categories, "Hardware"));
  add_book (demo, "Offer of the season", "all", NULL, NULL, NULL, demo->today - 30, offer_steps, G_N_ELEMENTS (offer_steps));
  add_campaign (demo, "Spring trade fair", "sent", &large, -150, 18000, 0);
  add_campaign (demo, "GTX Plus launch", "sent", &retail, -60, 9000, 1240);
  add_campaign (demo, "Newsletter of the season", "sending", &large, -1, 1500, 620);
  add_campaign (demo, "Year-end offer", "draft", &retail, 25, 6000, 0);
}

/* "technolgy" is a slip of the data. */
static char *
make_industry (const char *sector)
{
  char *industry = g_strdup (g_str_equal (sector, "technolgy") ? "technology" : sector);

  industry[0] = g_ascii_toupper (industry[0]);
  return industry;
}

static char **
pick_place (TwDemo *demo, const char *location)
{
  g_autoptr (GPtrArray) fitting = g_ptr_array_new ();

  if (g_str_equal (location, "Philipines"))
    location = "Philippines";
  else if (g_str_equal (location, "Korea"))
    location = "South Korea";
  for (guint i = 0; i < demo->places->len; i++)
    if (g_str_equal (((char **) g_ptr_array_index (demo->places, i))[1], location))
      g_ptr_array_add (fitting, g_ptr_array_index (demo->places, i));
  g_return_val_if_fail (fitting->len > 0, g_ptr_array_index (demo->places, 0));
  return g_ptr_array_index (fitting, tw_demo_random (demo, fitting->len));
}

static void
set_place (TwDemo *demo, TwRecord *record, char **place)
{
  g_autofree char *street = g_strdup_printf ("%d %s", tw_demo_between (demo, 1, 480),
                                             tw_demo_pick (demo, "street"));
  g_autofree char *geo = g_strdup_printf ("{\"lat\":%s,\"lon\":%s}", place[5], place[6]);

  tw_demo_set_text (demo, record, "street", street);
  tw_demo_set_text (demo, record, "city", place[2]);
  tw_demo_set_text (demo, record, "state", place[3]);
  tw_demo_set_text (demo, record, "postal_code", place[4]);
  tw_demo_set_text (demo, record, "country", place[1]);
  tw_demo_set (demo, record, "location", tw_value_json (geo));
}

/* Who has the most deals with the company owns it. */
static guint
find_owner (TwDemo *demo, guint company)
{
  g_autofree guint *counts = g_new0 (guint, demo->agents->len);
  guint best = 0;

  for (guint i = 0; i < demo->deals->len; i++)
    {
      const TwDemoDeal *deal = g_ptr_array_index (demo->deals, i);

      if (deal->company == company && ++counts[deal->agent] > counts[best])
        best = deal->agent;
    }
  return best;
}

static TwDate
find_first_deal (TwDemo *demo, guint company)
{
  TwDate first = demo->today;

  for (guint i = 0; i < demo->deals->len; i++)
    {
      const TwDemoDeal *deal = g_ptr_array_index (demo->deals, i);

      if (deal->company == company && deal->engaged != 0)
        first = MIN (first, deal->engaged);
    }
  return first;
}

static void
set_figures (TwDemo *demo, TwRecord *record, TwDemoCompany *company, char **row)
{
  guint tier = 0;
  TwDecimal revenue;
  TwId id;

  while (company->won < tiers[tier].won * TW_MONEY_ONE)
    tier++;
  id = tw_demo_find (demo, "tier", "name", tiers[tier].tier);
  tw_demo_set_link (demo, record, "tier", "tier", &id);
  tw_demo_set_int (demo, record, "size", g_ascii_strtoll (row[4], NULL, 10));
  tw_demo_set_int (demo, record, "founded_year", g_ascii_strtoll (row[2], NULL, 10));
  /* The data give millions of dollars, and a decimal is kept in millionths: the count of them is the dollars. */
  if (tw_decimal_parse (row[3], &revenue))
    tw_demo_set_usd (demo, record, "annual_revenue", revenue * TW_MONEY_ONE);
  tw_demo_set_int (demo, record, "engagement_score", tw_demo_between (demo, 5, 180));
}

static void
add_company (TwDemo *demo, guint index, char **row)
{
  static const char *const tags[][2] = { { "key account", NULL },
                                         { "reference", NULL },
                                         { "newsletter", NULL } };
  TwDemoCompany *company = g_ptr_array_index (demo->companies, index);
  const TwDemoAgent *agent = g_ptr_array_index (demo->agents, company->agent = find_owner (demo, index));
  TwDate since = find_first_deal (demo, index);
  TwRecord *record = tw_demo_record (demo, "company", tw_demo_time (demo, since));
  char **place = pick_place (demo, row[5]);
  g_autofree char *industry = make_industry (row[1]);
  g_autofree char *phone = tw_demo_make_phone (demo);
  g_autofree char *url = g_strdup_printf ("https://www.%s.example", company->domain);
  g_autofree char *email = g_strdup_printf ("info@%s.example", company->domain);
  guint territory = g_str_equal (place[0], "US")                           ? 0
                    : strstr ("KE IT NO DE BE RO PL AE", place[0]) != NULL ? 1
                                                                           : 2;

  company->country = g_strdup (place[0]);
  company->id = *tw_record_get_id (record);
  tw_demo_set_text (demo, record, "name", company->name);
  tw_demo_set_text (demo, record, "industry", industry);
  tw_demo_set_text (demo, record, "email", email);
  tw_demo_set_text (demo, record, "phone", phone);
  tw_demo_set_text (demo, record, "website", url);
  tw_demo_set_link (demo, record, "owner", "user", &agent->id);
  tw_demo_set_enum (demo, record, "lifecycle_stage", company->won > 0 ? "customer" : "prospect");
  if (tw_demo_chance (demo, 45))
    tw_demo_set_list (demo, record, "tags", tags[tw_demo_random (demo, G_N_ELEMENTS (tags))]);
  set_place (demo, record, place);
  set_figures (demo, record, company, row);
  if (territory < demo->territories->len)
    tw_demo_set_link (demo, record, "territory", "territory",
                      &g_array_index (demo->territories, TwId, territory));
  tw_demo_set_text (demo, record, "source", tw_demo_pick (demo, "lead_source"));
  tw_demo_set_date (demo, record, "acquired_on", since);
  if (*row[6] != '\0')
    for (guint i = 0; i < demo->companies->len; i++)
      {
        const TwDemoCompany *parent = g_ptr_array_index (demo->companies, i);

        if (g_str_equal (parent->name, row[6]))
          tw_demo_set_link (demo, record, "parent", "company", &parent->id);
      }
  tw_demo_save (demo, record);
}

static void
add_partner (TwDemo *demo, guint company_index)
{
  TwDemoCompany *company = g_ptr_array_index (demo->companies, company_index);
  const TwDemoAgent *agent = g_ptr_array_index (demo->agents, company->agent);
  TwRecord *record = tw_demo_record (demo, "partner", tw_demo_days_ago (demo, 300));

  tw_demo_set_text (demo, record, "name", company->name);
  tw_demo_set_enum (demo, record, "kind", company_index % 2 == 0 ? "reseller" : "channel");
  tw_demo_set_enum (demo, record, "tier", company_index % 2 == 0 ? "gold" : "silver");
  tw_demo_set_enum (demo, record, "status", "active");
  tw_demo_set_link (demo, record, "company", "company", &company->id);
  tw_demo_set_link (demo, record, "manager", "user", &agent->id);
  tw_demo_save (demo, record);
}

void
tw_demo_add_companies (TwDemo *demo)
{
  g_autoptr (GPtrArray) rows = tw_demo_read_table (demo, "accounts");

  if (rows == NULL)
    return;
  /* Parents first: a link has to find its target. No parent of the data has a parent itself. */
  for (int with_parent = 0; with_parent < 2; with_parent++)
    for (guint i = 0; i < rows->len; i++)
      {
        char **row = g_ptr_array_index (rows, i);

        if ((*row[6] != '\0') == with_parent)
          add_company (demo, i, row);
      }
  for (guint i = 0; i < 4; i++)
    add_partner (demo, 10 + 7 * i);
}
