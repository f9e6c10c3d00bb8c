/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-price-private.h"
#include "tw-ratio.h"
#include "tw-number.h"

/* More levels of categories than anybody keeps: deeper ones are not looked at. */
#define MAX_LEVELS 20

/* A price that would do. */
typedef struct
{
  TwPriceRule rule;
  gboolean    other_currency;
  guint       level;                                   /* 0: for the product; 1: for its category; 2: for that which this is a part of … */
  TwDecimal   min_quantity, discount;                  /* discount: percent off the product's own price */
  TwMoney     price;
  TwRecord   *entry, *book;                            /* (owned) (nullable): of the product itself */
  char       *for_whom;                                /* (nullable) title of tier or segment */
} Candidate;

static void
candidate_clear (Candidate *candidate)
{
  g_clear_object (&candidate->entry);
  g_clear_object (&candidate->book);
  g_clear_pointer (&candidate->for_whom, g_free);
}

typedef struct
{
  const TwPriceReader *reader;
  const TwPriceQuery  *query;
  TwDate               day;
  TwCurrency           currency;
  TwRecord            *company, *product;              /* (nullable) */
} Search;

static const TwValue *
value_of (TwRecord *record, const char *key)
{
  static const TwValue nothing = TW_VALUE_INIT;
  const TwField *field = record ? tw_entity_get_field (tw_record_get_entity (record), key) : NULL;

  return field ? tw_record_get (record, field) : &nothing;
}

static gboolean
is_no (TwRecord *record, const char *key)
{
  const TwValue *value = value_of (record, key);

  return value->type == TW_TYPE_BOOLEAN && !value->i;
}

static gboolean
has_link (const TwValue *value, const TwId *id)
{
  if (value->type == TW_TYPE_LINK)
    return tw_id_equal (&value->id, id);
  for (guint i = 0; value->type == TW_TYPE_LIST && i < value->list->n_values; i++)
    if (has_link (&value->list->values[i], id))
      return TRUE;
  return FALSE;
}

/* --- Which books count --- */

static gboolean
is_valid (Search *search, TwRecord *book)
{
  const TwValue *from = value_of (book, "valid_from"), *until = value_of (book, "valid_until");

  return !is_no (book, "active") && (from->type != TW_TYPE_DATE || from->i <= search->day)
         && (until->type != TW_TYPE_DATE || until->i >= search->day);
}

static char *
dup_title (Search *search, const TwValue *link)
{
  const TwEntity *entity = tw_schema_get_entity_by_number (search->reader->schema, link->tag);
  g_autoptr(TwRecord) record = entity ? search->reader->get (search->reader->source, entity, &link->id, NULL) : NULL;

  return record ? tw_record_dup_title (record) : g_strdup ("");
}

/* Whether the customer may have the prices of a book, and by which rule. */
static gboolean
find_rule (Search *search, TwRecord *book, Candidate *candidate)
{
  const TwValue *audience = value_of (book, "audience"), *is_default = value_of (book, "is_default");
  const char *whom = audience->type == TW_TYPE_ENUM ? audience->text : "all", *key = NULL;
  const TwValue *link;

  if (tw_id_equal (tw_record_get_id (book), &search->query->book))
    {
      candidate->rule = TW_PRICE_CHOSEN_BOOK;
      return TRUE;
    }
  if (g_str_equal (whom, "all"))
    {
      candidate->rule = is_default->type == TW_TYPE_BOOLEAN && is_default->i ? TW_PRICE_DEFAULT_BOOK : TW_PRICE_BOOK;
      return TRUE;
    }
  key = g_str_equal (whom, "tier") ? "tier" : "segment";
  link = value_of (book, key);
  if (link->type != TW_TYPE_LINK || !has_link (value_of (search->company, g_str_equal (key, "tier") ? "tier" : "segments"), &link->id))
    return FALSE;
  candidate->rule = g_str_equal (key, "tier") ? TW_PRICE_TIER : TW_PRICE_SEGMENT;
  candidate->for_whom = dup_title (search, link);
  return TRUE;
}

/* Below 0: a goes before b. The more special rule, no conversion, what is nearer to the product, the higher step of quantity, the lower
 * price, the older entry. */
static int
compare (const Candidate *a, const Candidate *b)
{
  if (a->rule != b->rule)
    return a->rule < b->rule ? -1 : 1;
  if (a->other_currency != b->other_currency)
    return a->other_currency ? 1 : -1;
  if (a->level != b->level)
    return a->level < b->level ? -1 : 1;
  if (tw_id_equal (tw_record_get_id (a->book), tw_record_get_id (b->book)) && a->min_quantity != b->min_quantity)
    return a->min_quantity > b->min_quantity ? -1 : 1;
  if (a->price.currency == b->price.currency && a->price.amount != b->price.amount)
    return a->price.amount < b->price.amount ? -1 : 1;
  return tw_id_compare (tw_record_get_id (a->entry), tw_record_get_id (b->entry));
}

/* A discount is off the product's own price. */
static gboolean
read_price (Search *search, TwRecord *entry, Candidate *candidate)
{
  const TwValue *price = value_of (entry, "price"), *discount = value_of (entry, "discount"), *own = value_of (search->product, "price");
  TwMoney exact;

  if (price->type == TW_TYPE_MONEY)
    {
      candidate->price = (TwMoney) { price->i, price->tag };
      return TRUE;
    }
  if (discount->type != TW_TYPE_DECIMAL || own->type != TW_TYPE_MONEY)
    return FALSE;
  candidate->discount = discount->i;
  exact.currency = own->tag;
  return tw_int64_muldiv (own->i, 100 * TW_DECIMAL_ONE - discount->i, 100 * TW_DECIMAL_ONE, TW_ROUND_HALF_UP, &exact.amount)
         && tw_money_round (&exact, TW_ROUND_HALF_UP, &candidate->price);
}

/* TRUE with entry and book when the entry would do. */
static gboolean
read_entry (Search *search, TwRecord *entry, const TwEntity *books, Candidate *candidate, GError **error)
{
  const TwValue *from = value_of (entry, "min_quantity"), *link = value_of (entry, "price_book");

  if (link->type != TW_TYPE_LINK || !read_price (search, entry, candidate))
    return FALSE;
  candidate->min_quantity = from->type == TW_TYPE_DECIMAL ? from->i : 0;
  /* What is given back has the price of as many that are bought; and the first step also counts for less than its quantity of 1. */
  if (candidate->min_quantity > TW_DECIMAL_ONE && candidate->min_quantity > ABS (search->query->quantity))
    return FALSE;
  candidate->other_currency = candidate->price.currency != search->currency;
  candidate->entry = g_object_ref (entry);
  candidate->book = search->reader->get (search->reader->source, books, &link->id, error);
  return candidate->book && is_valid (search, candidate->book) && find_rule (search, candidate->book, candidate);
}

/* Takes the best of the entries whose link leads to a record, when it is better than what was found before. */
static gboolean
find_linked (Search *search, const TwField *link, const TwId *id, guint level, Candidate *best, gboolean *found, GError **error)
{
  const TwEntity *books = tw_schema_get_entity (search->reader->schema, "price_book");
  g_autoptr(GPtrArray) records = search->reader->linked (search->reader->source, link, id, error);
  g_autoptr(GError) local = NULL;

  for (guint i = 0; records && i < records->len && !local; i++)
    {
      Candidate candidate = { .level = level };

      if (read_entry (search, g_ptr_array_index (records, i), books, &candidate, &local) && (!*found || compare (&candidate, best) < 0))
        {
          Candidate former = *best;

          *best = candidate;
          candidate = *found ? former : (Candidate) { 0 };
          *found = TRUE;
        }
      candidate_clear (&candidate);
    }
  if (!local)
    return records != NULL;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* The prices of the product's category, and of the categories which that one is a part of. */
static gboolean
find_by_category (Search *search, const TwField *link, Candidate *best, gboolean *found, GError **error)
{
  const TwEntity *categories = tw_schema_get_entity (search->reader->schema, "product_category");
  const TwValue *at = value_of (search->product, "product_category");
  g_autoptr(TwRecord) category = NULL;
  g_autoptr(GError) local = NULL;

  for (guint level = 1; categories && at->type == TW_TYPE_LINK && level <= MAX_LEVELS && !local; level++)
    {
      TwId id = at->id;
      TwRecord *next = search->reader->get (search->reader->source, categories, &id, &local);

      g_clear_object (&category);
      category = next;
      if (!category)
        break;
      find_linked (search, link, &id, level, best, found, &local);
      at = value_of (category, "parent");
    }
  if (!local)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
find_entry (Search *search, Candidate *best, gboolean *found, GError **error)
{
  const TwEntity *entries = tw_schema_get_entity (search->reader->schema, "price_book_entry");
  const TwField *product = entries ? tw_entity_get_field (entries, "product") : NULL;
  const TwField *category = entries ? tw_entity_get_field (entries, "category") : NULL;

  *found = FALSE;
  if (!product || !tw_schema_get_entity (search->reader->schema, "price_book"))
    return TRUE;
  return find_linked (search, product, &search->query->product, 0, best, found, error)
         && (!category || !search->product || find_by_category (search, category, best, found, error));
}

/* --- Words --- */

static void
add_words (GString *text, char *words)
{
  /* Translators: joins the parts of a sentence such as “Price book “Gold”, from 10 pieces, valid until 31.12.2026”. */
  g_string_append (text, _(", "));
  g_string_append (text, words);
  g_free (words);
}

static char *
dup_reason (Search *search, const Candidate *candidate, const TwPrice *price)
{
  GString *text = g_string_new (NULL);
  const TwValue *until = value_of (candidate->book, "valid_until");
  g_autofree char *book = candidate->book ? tw_record_dup_title (candidate->book) : NULL;
  char from[4], to[4];

  if (!book)
    g_string_append (text, _("The product's own price"));
  else if (candidate->rule == TW_PRICE_DEFAULT_BOOK)
    g_string_append_printf (text, _("Default price book “%s”"), book);
  else
    g_string_append_printf (text, _("Price book “%s”"), book);
  if (candidate->rule == TW_PRICE_CHOSEN_BOOK)
    add_words (text, g_strdup (_("chosen for this quote")));
  else if (candidate->rule == TW_PRICE_SEGMENT)
    add_words (text, g_strdup_printf (_("for the segment “%s”"), candidate->for_whom));
  else if (candidate->rule == TW_PRICE_TIER)
    add_words (text, g_strdup_printf (_("for customers of the tier “%s”"), candidate->for_whom));
  if (candidate->level > 0)
    {
      g_autofree char *category = dup_title (search, value_of (candidate->entry, "category"));

      add_words (text, g_strdup_printf (_("for the category “%s”"), category));
    }
  if (candidate->discount != 0)
    {
      g_autofree char *percent = tw_percent_format (candidate->discount, 0);

      /* Translators: a discount, "10%", off the price that stands at the product. */
      add_words (text, g_strdup_printf (_("%s off the product's own price"), percent));
    }
  if (candidate->min_quantity > TW_DECIMAL_ONE)
    {
      g_autofree char *quantity = tw_decimal_print (candidate->min_quantity);

      /* Translators: a quantity from which on the price holds. */
      add_words (text, g_strdup_printf (_("from %s pieces"), quantity));
    }
  if (until->type == TW_TYPE_DATE)
    {
      g_autofree char *day = tw_date_format ((TwDate) until->i);

      add_words (text, g_strdup_printf (_("valid until %s"), day));
    }
  if (price->rate != 0)
    {
      g_autofree char *rate = tw_decimal_print (price->rate);

      /* Translators: an exchange rate: 1 a currency, 2 a number, 3 a currency. */
      add_words (text, g_strdup_printf (_("converted at 1 %1$s = %2$s %3$s"), tw_currency_print (price->original.currency, from), rate,
                                        tw_currency_print (search->currency, to)));
    }
  return g_string_free (text, FALSE);
}

/* --- The price --- */

static TwPrice *
make_price (Search *search, const Candidate *candidate, GError **error)
{
  g_autoptr(TwPrice) price = g_new0 (TwPrice, 1);

  price->rule = candidate->rule;
  price->original = candidate->price;
  if (!tw_price_convert_in (search->reader->context, &price->original, search->currency, search->day, &price->price, &price->rate, error))
    return NULL;
  if (candidate->book)
    {
      price->book = *tw_record_get_id (candidate->book);
      price->entry = *tw_record_get_id (candidate->entry);
      price->min_quantity = candidate->min_quantity;
    }
  price->reason = dup_reason (search, candidate, price);
  return g_steal_pointer (&price);
}

static TwPrice *
run (Search *search, GError **error)
{
  const TwEntity *products = tw_schema_get_entity (search->reader->schema, "product");
  g_autoptr(TwRecord) product = products ? search->reader->get (search->reader->source, products, &search->query->product, error) : NULL;
  const TwValue *own = value_of (product, "price");
  Candidate best = { .rule = TW_PRICE_PRODUCT };
  TwPrice *price = NULL;
  gboolean found;

  if (products && !product && error && *error)
    return NULL;
  search->product = product;
  if (!find_entry (search, &best, &found, error))
    {
      candidate_clear (&best);
      return NULL;
    }
  if (!found && own->type == TW_TYPE_MONEY)
    {
      best.price = (TwMoney) { own->i, own->tag };
      found = TRUE;
    }
  if (found)
    price = make_price (search, &best, error);
  else
    g_set_error_literal (error, TW_QUOTE_ERROR, TW_QUOTE_ERROR_NO_PRICE,
                         _("This product has no price. Enter one at the product, or in a price book that is valid."));
  candidate_clear (&best);
  return price;
}

TwPrice *
tw_price_find_in (const TwPriceReader *reader, const TwPriceQuery *query, GError **error)
{
  const TwEntity *companies = tw_schema_get_entity (reader->schema, "company");
  Search search = { reader, query, query->day, query->currency, NULL, NULL };
  g_autoptr(GError) local = NULL;
  TwPrice *price;

  if (search.day == 0)
    search.day = tw_instant_get_date (reader->context->now, reader->context->zone);
  if (search.currency == 0)
    search.currency = reader->context->currency;
  if (companies && !tw_id_is_nil (&query->company))
    search.company = reader->get (reader->source, companies, &query->company, &local);
  price = local ? NULL : run (&search, &local);
  g_clear_object (&search.company);
  if (local)
    g_propagate_error (error, g_steal_pointer (&local));
  return price;
}

/* --- Conversion --- */

gboolean
tw_price_convert_in (const TwExprContext *context, const TwMoney *money, TwCurrency to, TwDate day, TwMoney *result, TwDecimal *rate,
                     GError **error)
{
  static const TwRatio one = { 1, 1 };
  TwDecimal there, back;
  TwRatio exact;
  TwMoney wide = { 0, to };
  char from_code[4], to_code[4];

  if (rate)
    *rate = 0;
  *result = *money;
  if (money->currency == to)
    return TRUE;
  /* The context says how many of the first are worth one of the second. */
  if (!context->rate || !context->rate (to, money->currency, day, &there, context->rate_data)
      || !context->rate (money->currency, to, day, &back, context->rate_data))
    {
      g_set_error (error, TW_QUOTE_ERROR, TW_QUOTE_ERROR_NO_RATE,
                   _("No exchange rate from %1$s to %2$s is known for that day. Enter one under Exchange rates."),
                   tw_currency_print (money->currency, from_code), tw_currency_print (to, to_code));
      return FALSE;
    }
  exact = tw_ratio_from_rates (there, back);
  if (!tw_int64_scale (money->amount, &exact, &one, TW_ROUND_HALF_UP, &wide.amount) || !tw_money_round (&wide, TW_ROUND_HALF_UP, result))
    {
      g_set_error_literal (error, TW_QUOTE_ERROR, TW_QUOTE_ERROR_TOO_LARGE, _("The amount is too large to be converted."));
      return FALSE;
    }
  if (rate)
    *rate = there;
  return TRUE;
}

/**
 * tw_price_free:
 * @price: (transfer full) (nullable): what tw_price_find() gave
 */
void
tw_price_free (TwPrice *price)
{
  if (!price)
    return;
  g_free (price->reason);
  g_free (price);
}

gboolean
tw_price_query_read (const TwExprContext *context, TwRecord *quote, TwRecord *line, TwPriceQuery *query)
{
  const TwValue *product = value_of (line, "product"), *quantity = value_of (line, "quantity");
  const TwValue *company = value_of (quote, "company"), *book = value_of (quote, "price_book"), *currency = value_of (quote, "currency");

  *query = (TwPriceQuery) { .quantity = TW_DECIMAL_ONE, .currency = context->currency };
  if (product->type != TW_TYPE_LINK)
    return FALSE;
  query->product = product->id;
  if (quantity->type == TW_TYPE_DECIMAL)
    query->quantity = quantity->i;
  if (company->type == TW_TYPE_LINK)
    query->company = company->id;
  if (book->type == TW_TYPE_LINK)
    query->book = book->id;
  if (currency->type == TW_TYPE_TEXT)
    tw_currency_parse (currency->text, &query->currency);
  return TRUE;
}
