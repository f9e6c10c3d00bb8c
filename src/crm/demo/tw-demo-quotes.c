/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Paper around deals: quotes with their lines, and what became of won deals: orders, invoices, payments. */
#include "config.h"

#include "tw-demo-private.h"

#define N_QUOTES 90
#define N_ORDERS 60

static void
set_customer (TwDemo *demo, TwRecord *record, const TwDemoDeal *deal)
{
  tw_demo_set_link (demo, record, "company", "company",
                    &((TwDemoCompany *) g_ptr_array_index (demo->companies, deal->company))->id);
  tw_demo_set_link (demo, record, "contact", "contact",
                    &((TwDemoContact *) g_ptr_array_index (demo->contacts, deal->contact))->id);
}

/* What leaves the country has no tax, and the quote says why. */
static void
set_tax (TwDemo *demo, TwRecord *line, gboolean export)
{
  tw_demo_set (demo, line, "tax_rate", tw_value_decimal ((export ? 0 : 8) * TW_DECIMAL_ONE));
  if (!export)
    return;
  tw_demo_set_enum (demo, line, "tax_category", "export");
  tw_demo_set_text (demo, line, "tax_exemption", "Export, free of tax; the freight papers are the proof.");
}

static void
add_line (TwDemo *demo, const TwId *quote, guint position, guint product_index, gboolean export)
{
  const TwDemoProduct *product = g_ptr_array_index (demo->products, product_index);
  TwRecord *record = tw_demo_record (demo, "quote_line", demo->now - 24 * TW_DEMO_HOUR);

  tw_demo_set_link (demo, record, "quote", "quote", quote);
  tw_demo_set_int (demo, record, "position", position);
  tw_demo_set_link (demo, record, "product", "product", &product->id);
  tw_demo_set_text (demo, record, "name", product->name);
  tw_demo_set (demo, record, "quantity", tw_value_decimal (tw_demo_between (demo, 1, 6) * TW_DECIMAL_ONE));
  tw_demo_set_text (demo, record, "unit", "piece");
  tw_demo_set_usd (demo, record, "unit_price", product->price);
  tw_demo_set (demo, record, "discount_value",
               tw_value_decimal ((tw_demo_chance (demo, 30) ? 5 : 0) * TW_DECIMAL_ONE));
  set_tax (demo, record, export);
  tw_demo_save (demo, record);
}

static TwRecord *
new_line (TwDemo *demo, const TwId *quote, guint position, const char *kind, const char *name)
{
  TwRecord *record = tw_demo_record (demo, "quote_line", demo->now - 24 * TW_DEMO_HOUR);

  tw_demo_set_link (demo, record, "quote", "quote", quote);
  tw_demo_set_int (demo, record, "position", position);
  tw_demo_set_enum (demo, record, "line_kind", kind);
  tw_demo_set_text (demo, record, "name", name);
  return record;
}

static void
add_service (TwDemo *demo, const TwId *quote, guint position, const char *name, gint64 quantity, const char *unit, gint64 dollars,
             gboolean optional)
{
  TwRecord *record = new_line (demo, quote, position, "item", name);

  tw_demo_set (demo, record, "quantity", tw_value_decimal (quantity * TW_DECIMAL_ONE));
  tw_demo_set_text (demo, record, "unit", unit);
  tw_demo_set_usd (demo, record, "unit_price", dollars * TW_MONEY_ONE);
  tw_demo_set (demo, record, "tax_rate", tw_value_decimal (8 * TW_DECIMAL_ONE));
  tw_demo_set_bool (demo, record, "optional", optional);
  tw_demo_save (demo, record);
}

/* A large quote: what is sold under a heading, and what is done for it under another. The rest of the company stays as it was without. */
static void
add_services (TwDemo *demo, const TwId *quote, guint position)
{
  guint64 random = demo->random;

  demo->random = ~random;
  tw_demo_save (demo, new_line (demo, quote, 0, "group", "Equipment"));
  tw_demo_save (demo, new_line (demo, quote, position++, "group", "Services"));
  add_service (demo, quote, position++, "Installation on site", 12, "hour", 95, FALSE);
  add_service (demo, quote, position++, "Training of your staff", 2, "day", 640, FALSE);
  add_service (demo, quote, position++, "Five years of maintenance", 1, "contract", 1900, TRUE);
  tw_demo_save (demo, new_line (demo, quote, position, "text", "Installation follows within two weeks of delivery."));
  demo->random = random;
}

static void
set_steps (TwDemo *demo, TwRecord *record, const TwDemoDeal *deal, TwInstant created)
{
  static const char *const open[] = { "draft", "sent", "sent", "viewed" };
  const char *status = deal->stage == TW_DEMO_WON ? "accepted" : deal->stage == TW_DEMO_LOST ? "rejected"
                       : open[tw_demo_random (demo, G_N_ELEMENTS (open))];
  TwInstant later = tw_demo_past (demo, created + 50 * TW_DEMO_HOUR);

  tw_demo_set_enum (demo, record, "status", status);
  if (g_str_equal (status, "draft"))
    return;
  tw_demo_set_time (demo, record, "sent_at", created + TW_DEMO_HOUR / 2);
  if (!g_str_equal (status, "sent"))
    tw_demo_set_time (demo, record, "viewed_at", MAX (created + TW_DEMO_HOUR, later - TW_DEMO_HOUR));
  if (g_str_equal (status, "accepted"))
    tw_demo_set_time (demo, record, "accepted_at", MAX (later, created + 2 * TW_DEMO_HOUR));
  else if (g_str_equal (status, "rejected"))
    tw_demo_set_time (demo, record, "rejected_at", MAX (later, created + 2 * TW_DEMO_HOUR));
}

static void
add_quote (TwDemo *demo, const TwDemoDeal *deal, const TwId *template, guint index)
{
  const TwDemoAgent *agent = g_ptr_array_index (demo->agents, deal->agent);
  TwInstant created = tw_demo_past (demo, MAX (deal->created, deal->entered - 15 * 24 * TW_DEMO_HOUR))
                      - 3 * TW_DEMO_HOUR;
  TwRecord *record = tw_demo_record (demo, "quote", created);
  guint n = 1 + tw_demo_random (demo, 3);
  gboolean export = index % 5 != 2 && !g_str_equal (((TwDemoCompany *) g_ptr_array_index (demo->companies, deal->company))->country, "US");
  TwId id;

  set_customer (demo, record, deal);
  tw_demo_set_link (demo, record, "deal", "deal", &deal->id);
  set_steps (demo, record, deal, created);
  tw_demo_set_date (demo, record, "valid_until", tw_instant_get_date (created, demo->zone) + 30);
  tw_demo_set_text (demo, record, "currency", "USD");
  tw_demo_set_link (demo, record, "owner", "user", &agent->id);
  tw_demo_set_text (demo, record, "payment_terms", "30 days net");
  tw_demo_set_link (demo, record, "template", "quote_template", template);
  tw_demo_set_text (demo, record, "terms", "Delivery free to your door. Prices hold until the day named above.");
  if (index % 4 == 1)
    {
      tw_demo_set_enum (demo, record, "discount_kind", "percent");
      tw_demo_set (demo, record, "discount_percent", tw_value_decimal (3 * TW_DECIMAL_ONE));
    }
  id = tw_demo_save (demo, record);
  if (index % 5 == 2)
    add_services (demo, &id, n + 1);
  for (guint i = 0; i < n; i++)
    add_line (demo, &id, i + 1, i == 0 ? deal->product : tw_demo_random (demo, demo->products->len), export);
}

static void
add_payment (TwDemo *demo, const TwDemoDeal *deal, const TwId *invoice, const TwId *order, TwInstant paid,
             guint index)
{
  static const char *const methods[] = { "transfer", "transfer", "card", "provider" };
  TwRecord *record = tw_demo_record (demo, "payment", paid);
  g_autofree char *reference = g_strdup_printf ("RF%06u", 100200 + 37 * index);

  tw_demo_set_text (demo, record, "reference", reference);
  set_customer (demo, record, deal);
  tw_demo_set_link (demo, record, "invoice", "invoice", invoice);
  tw_demo_set_link (demo, record, "order", "order", order);
  tw_demo_set_usd (demo, record, "amount", deal->amount);
  tw_demo_set_time (demo, record, "paid_at", paid);
  tw_demo_set_enum (demo, record, "method", methods[tw_demo_random (demo, G_N_ELEMENTS (methods))]);
  tw_demo_set_enum (demo, record, "status", "paid");
  tw_demo_save (demo, record);
}

static void
add_order (TwDemo *demo, const TwDemoDeal *deal, guint index)
{
  const TwDemoAgent *agent = g_ptr_array_index (demo->agents, deal->agent);
  const TwDemoProduct *product = g_ptr_array_index (demo->products, deal->product);
  TwRecord *order = tw_demo_record (demo, "order", deal->entered), *invoice;
  g_autofree char *lines = g_strdup_printf ("[{\"product\":\"%s\",\"quantity\":1}]", product->name);
  TwDate due = tw_instant_get_date (deal->entered, demo->zone) + 30;
  TwInstant paid = deal->entered + tw_demo_between (demo, 5, 40) * 24 * TW_DEMO_HOUR;
  gboolean is_paid = paid < demo->now;
  TwId order_id, invoice_id;

  set_customer (demo, order, deal);
  tw_demo_set_link (demo, order, "deal", "deal", &deal->id);
  tw_demo_set_enum (demo, order, "status", is_paid ? "delivered" : index % 3 == 0 ? "shipped" : "confirmed");
  tw_demo_set (demo, order, "lines", tw_value_json (lines));
  tw_demo_set_usd (demo, order, "total", deal->amount);
  tw_demo_set_time (demo, order, "placed_at", deal->entered);
  tw_demo_set_link (demo, order, "owner", "user", &agent->id);
  order_id = tw_demo_save (demo, order);

  invoice = tw_demo_record (demo, "invoice", deal->entered);
  set_customer (demo, invoice, deal);
  tw_demo_set_link (demo, invoice, "order", "order", &order_id);
  tw_demo_set_usd (demo, invoice, "amount", deal->amount);
  tw_demo_set_date (demo, invoice, "due_on", due);
  tw_demo_set_enum (demo, invoice, "status", is_paid ? "paid" : due < demo->today ? "overdue" : "open");
  if (is_paid)
    tw_demo_set_time (demo, invoice, "paid_at", paid);
  invoice_id = tw_demo_save (demo, invoice);
  if (is_paid)
    add_payment (demo, deal, &invoice_id, &order_id, paid, index);
}

void
tw_demo_add_quotes (TwDemo *demo)
{
  TwId template = tw_demo_find (demo, "quote_template", "name", "Standard");
  guint quotes = 0, orders = 0;

  for (guint tries = 0; (quotes < N_QUOTES || orders < N_ORDERS) && tries < 100000 && demo->error == NULL;
       tries++)
    {
      const TwDemoDeal *deal = g_ptr_array_index (demo->deals, tw_demo_random (demo, demo->deals->len));
      gboolean recent = deal->close > demo->today - 100;

      if (quotes < N_QUOTES && recent && deal->stage >= TW_DEMO_PROPOSAL
          && (quotes % 6 != 0 || deal->agent == demo->me))
        {
          add_quote (demo, deal, &template, quotes++);
        }
      else if (orders < N_ORDERS && recent && deal->stage == TW_DEMO_WON)
        add_order (demo, deal, orders++);
    }
}
