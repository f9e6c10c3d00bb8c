/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-quote-sum.h"

G_DEFINE_QUARK (tw-quote-error-quark, tw_quote_error)

/* Everything is counted in smallest units of the currency ("cents"), in 64 bits; products have 128. */
typedef __int128 Wide;

#define HUNDRED_PERCENT (100 * TW_DECIMAL_ONE)

typedef struct
{
  const TwQuoteIn *in;
  TwQuoteSum      *sum;
  gint64           unit;                               /* a cent in ten-thousandths */
  guint           *tax_of;                             /* index of taxes by line */
  GArray          *shares;                             /* Share: room for apportion() */
  gboolean         too_large;
} Work;

/* One of several that a number of cents is split over. */
typedef struct
{
  Wide        exact;                                   /* numerator; the denominator is common */
  Wide        rest;
  const TwId *id;                                      /* NULL: the order given decides between equals */
  guint       index;
  gint64      cents;
} Share;

static gint64
narrow (Work *work, Wide value)
{
  if (value > G_MAXINT64 / work->unit || value < -(G_MAXINT64 / work->unit))
    {
      work->too_large = TRUE;
      return 0;
    }
  return (gint64) value;
}

static gint64
add (Work *work, gint64 a, gint64 b)
{
  return narrow (work, (Wide) a + b);
}

/* a/b, half away from zero; b above 0 */
static gint64
divide (Work *work, Wide a, Wide b)
{
  Wide size = a < 0 ? -a : a, whole = size / b;

  if (2 * (size - whole * b) >= b)
    whole++;
  return narrow (work, a < 0 ? -whole : whole);
}

static gint64
percent_of (Work *work, gint64 cents, TwDecimal percent)
{
  return divide (work, (Wide) cents * percent, HUNDRED_PERCENT);
}

/* What is left of a price with tax when the tax is taken out. */
static gint64
without_tax (Work *work, gint64 cents, TwDecimal rate)
{
  return divide (work, (Wide) cents * HUNDRED_PERCENT, (Wide) HUNDRED_PERCENT + rate);
}

/* --- Splitting: the method of the largest remainder --- */

static int
compare_shares (gconstpointer a, gconstpointer b)
{
  const Share *one = a, *other = b;
  int by_id;

  if (one->rest != other->rest)
    return one->rest > other->rest ? -1 : 1;
  by_id = one->id && other->id ? tw_id_compare (one->id, other->id) : 0;
  return by_id ? by_id : one->index < other->index ? -1 : 1;
}

/* Each gets its exact share rounded down, then those with the largest remainders one cent more until target is reached. The target
 * is the rounded sum of the exact shares, so that there are never more cents left than remainders. */
static void
apportion (Work *work, Wide denominator, gint64 target)
{
  gint64 left = target;

  for (guint i = 0; i < work->shares->len; i++)
    {
      Share *share = &g_array_index (work->shares, Share, i);
      Wide whole = share->exact / denominator;

      if (share->exact < whole * denominator)
        whole--;
      share->rest = share->exact - whole * denominator;
      share->cents = narrow (work, whole);
      left = add (work, left, -share->cents);
    }
  if (left > 0)
    g_array_sort (work->shares, compare_shares);
  for (guint i = 0; i < work->shares->len && left > 0; i++, left--)
    g_array_index (work->shares, Share, i).cents++;
}

/* --- Lines --- */

/* What a discount takes off an amount, in cents. */
static gint64
take_off (Work *work, const TwQuoteDiscount *discount, gint64 cents, gboolean *limited)
{
  gint64 asked;

  switch (discount->kind)
    {
    case TW_QUOTE_DISCOUNT_PERCENT:
      return percent_of (work, cents, discount->percent);
    case TW_QUOTE_DISCOUNT_AMOUNT:
      asked = divide (work, discount->amount, work->unit);
      if (asked > MAX (cents, 0) && limited)
        *limited = TRUE;
      return CLAMP (asked, 0, MAX (cents, 0));
    case TW_QUOTE_DISCOUNT_NONE:
    default:
      return 0;
    }
}

static TwQuoteTax
tax_of_line (const TwQuoteLineIn *line)
{
  TwQuoteTax tax = { .has_rate = line->has_tax, .rate = line->tax_rate };

  tax.kind = tw_quote_tax_settle (line->tax_kind, &tax.has_rate, &tax.rate);
  return tax;
}

static void
sum_line (Work *work, guint i)
{
  const TwQuoteLineIn *in = &work->in->lines[i];
  TwQuoteLineSum *line = &work->sum->lines[i];
  TwDecimal rate = tax_of_line (in).rate;

  line->amount = divide (work, (Wide) in->quantity * in->unit_price, (Wide) TW_DECIMAL_ONE * work->unit);
  line->discount = take_off (work, &in->discount, line->amount, NULL);
  line->price = add (work, line->amount, -line->discount);
  if (work->in->tax_included)
    line->net = without_tax (work, line->price, rate);
  else
    line->net = line->price;
  line->tax = work->in->tax_included ? line->price - line->net : percent_of (work, line->net, rate);
}

static int
compare_taxes (gconstpointer a, gconstpointer b)
{
  const TwQuoteTax *one = a, *other = b;

  if (one->has_rate != other->has_rate)
    return one->has_rate ? -1 : 1;
  if (one->rate != other->rate)
    return one->rate > other->rate ? -1 : 1;
  return one->kind < other->kind ? -1 : one->kind > other->kind;
}

static gboolean
is_counted (const TwQuoteLineIn *line)
{
  return line->kind == TW_QUOTE_ITEM && !line->optional;
}

/* The rates in use, in their order, and which line has which. */
static void
collect_taxes (Work *work)
{
  g_autoptr(GArray) taxes = g_array_new (FALSE, FALSE, sizeof (TwQuoteTax));

  for (guint i = 0; i < work->in->n_lines; i++)
    {
      TwQuoteTax tax = tax_of_line (&work->in->lines[i]);
      guint at = 0;

      if (!is_counted (&work->in->lines[i]))
        continue;
      while (at < taxes->len && compare_taxes (&g_array_index (taxes, TwQuoteTax, at), &tax) < 0)
        at++;
      if (at == taxes->len || compare_taxes (&g_array_index (taxes, TwQuoteTax, at), &tax) != 0)
        g_array_insert_val (taxes, at, tax);
    }
  work->sum->n_taxes = taxes->len;
  work->sum->taxes = (TwQuoteTax *) g_array_free (g_steal_pointer (&taxes), FALSE);
  for (guint i = 0; i < work->in->n_lines; i++)
    {
      TwQuoteTax tax = tax_of_line (&work->in->lines[i]);

      for (guint t = 0; t < work->sum->n_taxes && is_counted (&work->in->lines[i]); t++)
        if (compare_taxes (&work->sum->taxes[t], &tax) == 0)
          work->tax_of[i] = t;
    }
}

/* --- The discount on the whole quote --- */

/* The parts of the rates, in the price's basis. */
static void
split_discount (Work *work, gint64 *parts)
{
  const TwQuoteDiscount *discount = &work->in->discount;
  gboolean by_percent = discount->kind == TW_QUOTE_DISCOUNT_PERCENT;

  work->sum->discount = take_off (work, discount, work->sum->price, &work->sum->limited);
  if (work->sum->n_taxes == 0 || discount->kind == TW_QUOTE_DISCOUNT_NONE || (!by_percent && work->sum->discount == 0))
    return;
  g_array_set_size (work->shares, 0);
  for (guint t = 0; t < work->sum->n_taxes; t++)
    {
      Share share = { .exact = (Wide) work->sum->taxes[t].price * (by_percent ? discount->percent : work->sum->discount), .index = t };

      g_array_append_val (work->shares, share);
    }
  apportion (work, by_percent ? HUNDRED_PERCENT : work->sum->price, work->sum->discount);
  for (guint i = 0; i < work->shares->len; i++)
    parts[g_array_index (work->shares, Share, i).index] = g_array_index (work->shares, Share, i).cents;
}

/* --- Tax --- */

/* Lines get shares of what was worked out for their rate, so that they add up to it. */
static void
share_out (Work *work, guint t)
{
  TwQuoteTax *tax = &work->sum->taxes[t];
  gboolean included = work->in->tax_included;
  Wide factor = included ? HUNDRED_PERCENT : tax->rate;

  g_array_set_size (work->shares, 0);
  for (guint i = 0; i < work->in->n_lines; i++)
    {
      Share share = { .exact = (Wide) work->sum->lines[i].price * factor, .id = &work->in->lines[i].id, .index = i };

      if (work->tax_of[i] == t)
        g_array_append_val (work->shares, share);
    }
  if (included)
    apportion (work, (Wide) HUNDRED_PERCENT + tax->rate, tax->lines);
  else
    apportion (work, HUNDRED_PERCENT, percent_of (work, tax->lines, tax->rate));
  for (guint i = 0; i < work->shares->len; i++)
    {
      const Share *share = &g_array_index (work->shares, Share, i);
      TwQuoteLineSum *line = &work->sum->lines[share->index];

      line->net = included ? share->cents : line->net;
      line->tax = included ? line->price - line->net : share->cents;
    }
}

static void
tax_per_total (Work *work, guint t, gint64 discount)
{
  TwQuoteTax *tax = &work->sum->taxes[t];
  gint64 price = add (work, tax->price, -discount);

  if (work->in->tax_included)
    {
      tax->basis = without_tax (work, price, tax->rate);
      tax->lines = without_tax (work, tax->price, tax->rate);
    }
  else
    {
      tax->basis = price;
      tax->lines = tax->price;
    }
  tax->allowance = add (work, tax->lines, -tax->basis);
  tax->tax = percent_of (work, tax->basis, tax->rate);
  if (work->in->tax_included)
    work->sum->rounding = add (work, work->sum->rounding, add (work, price - tax->basis, -tax->tax));
  share_out (work, t);
}

static void
tax_per_line (Work *work, guint t, gint64 discount)
{
  TwQuoteTax *tax = &work->sum->taxes[t];
  gint64 discount_net = work->in->tax_included ? without_tax (work, discount, tax->rate) : discount;
  gint64 discount_tax = work->in->tax_included ? discount - discount_net : percent_of (work, discount, tax->rate);

  for (guint i = 0; i < work->in->n_lines; i++)
    if (work->tax_of[i] == t)
      {
        tax->lines = add (work, tax->lines, work->sum->lines[i].net);
        tax->tax = add (work, tax->tax, work->sum->lines[i].tax);
      }
  tax->allowance = discount_net;
  tax->basis = add (work, tax->lines, -discount_net);
  tax->tax = add (work, tax->tax, -discount_tax);
}

/* --- Totals --- */

static void
add_totals (Work *work)
{
  TwQuoteSum *sum = work->sum;

  for (guint t = 0; t < sum->n_taxes; t++)
    {
      sum->line_total = add (work, sum->line_total, sum->taxes[t].lines);
      sum->allowance = add (work, sum->allowance, sum->taxes[t].allowance);
      sum->net_total = add (work, sum->net_total, sum->taxes[t].basis);
      sum->tax_total = add (work, sum->tax_total, sum->taxes[t].tax);
    }
  sum->with_tax = add (work, sum->net_total, sum->tax_total);
  sum->payable = add (work, sum->with_tax, sum->rounding);
}

static void
add_groups (Work *work)
{
  g_autoptr(GArray) groups = g_array_new (FALSE, FALSE, sizeof (TwQuoteGroup));

  for (guint i = 0; i < work->in->n_lines; i++)
    {
      TwQuoteLineSum *line = &work->sum->lines[i];
      TwQuoteGroup *group;

      line->total = add (work, line->net, line->tax);
      line->group = groups->len > 0 && work->in->lines[i].kind != TW_QUOTE_GROUP ? groups->len - 1 : G_MAXUINT;
      if (work->in->lines[i].kind == TW_QUOTE_GROUP)
        {
          TwQuoteGroup heading = { .line = i };

          g_array_append_val (groups, heading);
        }
      if (line->group == G_MAXUINT || !is_counted (&work->in->lines[i]))
        continue;
      group = &g_array_index (groups, TwQuoteGroup, line->group);
      group->n_lines++;
      group->price = add (work, group->price, line->price);
      group->net = add (work, group->net, line->net);
      group->total = add (work, group->total, line->total);
    }
  work->sum->n_groups = groups->len;
  work->sum->groups = (TwQuoteGroup *) g_array_free (g_steal_pointer (&groups), FALSE);
}

/* From cents to ten-thousandths; everything fits, for narrow() has looked. */
static void
scale (Work *work)
{
  TwQuoteSum *sum = work->sum;
  gint64 *const totals[] = { &sum->price, &sum->discount, &sum->line_total, &sum->allowance, &sum->net_total, &sum->tax_total,
                             &sum->with_tax, &sum->rounding, &sum->payable };

  for (guint i = 0; i < G_N_ELEMENTS (totals); i++)
    *totals[i] *= work->unit;
  for (guint i = 0; i < sum->n_lines; i++)
    {
      TwQuoteLineSum *line = &sum->lines[i];
      gint64 *const amounts[] = { &line->amount, &line->discount, &line->price, &line->net, &line->tax, &line->total };

      for (guint a = 0; a < G_N_ELEMENTS (amounts); a++)
        *amounts[a] *= work->unit;
    }
  for (guint i = 0; i < sum->n_taxes; i++)
    {
      TwQuoteTax *tax = &sum->taxes[i];
      gint64 *const amounts[] = { &tax->price, &tax->lines, &tax->allowance, &tax->basis, &tax->tax };

      for (guint a = 0; a < G_N_ELEMENTS (amounts); a++)
        *amounts[a] *= work->unit;
    }
  for (guint i = 0; i < sum->n_groups; i++)
    {
      sum->groups[i].price *= work->unit;
      sum->groups[i].net *= work->unit;
      sum->groups[i].total *= work->unit;
    }
}

static void
run (Work *work)
{
  TwQuoteSum *sum = work->sum;
  g_autofree gint64 *parts = NULL;

  for (guint i = 0; i < sum->n_lines; i++)
    if (work->in->lines[i].kind == TW_QUOTE_ITEM)
      sum_line (work, i);
  collect_taxes (work);
  for (guint i = 0; i < sum->n_lines; i++)
    if (is_counted (&work->in->lines[i]))
      {
        TwQuoteTax *tax = &sum->taxes[work->tax_of[i]];

        tax->price = add (work, tax->price, sum->lines[i].price);
        sum->price = add (work, sum->price, sum->lines[i].price);
      }
  parts = g_new0 (gint64, sum->n_taxes + 1);
  split_discount (work, parts);
  for (guint t = 0; t < sum->n_taxes; t++)
    if (work->in->rounding == TW_QUOTE_ROUND_LINE)
      tax_per_line (work, t, parts[t]);
    else
      tax_per_total (work, t, parts[t]);
  add_totals (work);
  add_groups (work);
}

/* --- What goes in --- */

static gboolean
is_right (const TwQuoteDiscount *discount)
{
  return discount->kind == TW_QUOTE_DISCOUNT_NONE
         || (discount->kind == TW_QUOTE_DISCOUNT_PERCENT && discount->percent >= 0 && discount->percent <= HUNDRED_PERCENT)
         || (discount->kind == TW_QUOTE_DISCOUNT_AMOUNT && discount->amount >= 0);
}

static gboolean
check (const TwQuoteIn *in, GError **error)
{
  gboolean good = is_right (&in->discount);

  for (guint i = 0; i < in->n_lines && good; i++)
    {
      const TwQuoteLineIn *line = &in->lines[i];

      good = line->kind != TW_QUOTE_ITEM
             || (is_right (&line->discount) && (!line->has_tax || (line->tax_rate >= 0 && line->tax_rate <= HUNDRED_PERCENT)));
    }
  if (!good)
    g_set_error_literal (error, TW_QUOTE_ERROR, TW_QUOTE_ERROR_INVALID,
                         _("A tax rate or discount is not between 0 and 100 percent, or a discount is below 0. Correct it."));
  return good;
}

/**
 * tw_quote_sum_new:
 * @in: a quote: its lines and how it is to be worked out
 * @error: %TW_QUOTE_ERROR_TOO_LARGE, %TW_QUOTE_ERROR_INVALID
 *
 * Works out a quote by EN 16931-1, clause 6 and its rules BR-CO-10 to BR-CO-17. The totals do not depend on the order of lines, nor
 * does what a line gets where lines have different ids.
 *
 * Returns: (transfer full) (nullable): the amounts of lines, groups, tax rates and the whole; %NULL with @error
 */
TwQuoteSum *
tw_quote_sum_new (const TwQuoteIn *in, GError **error)
{
  g_autoptr(TwQuoteSum) sum = g_new0 (TwQuoteSum, 1);
  Work work = { .in = in, .sum = sum, .unit = TW_MONEY_ONE };

  if (!check (in, error))
    return NULL;
  for (int digits = tw_currency_get_digits (in->currency); digits > 0; digits--)
    work.unit /= 10;
  sum->currency = in->currency;
  sum->tax_included = in->tax_included;
  sum->n_lines = in->n_lines;
  sum->lines = g_new0 (TwQuoteLineSum, in->n_lines + 1);
  work.tax_of = g_new (guint, in->n_lines + 1);
  for (guint i = 0; i < in->n_lines; i++)
    work.tax_of[i] = G_MAXUINT;
  work.shares = g_array_new (FALSE, TRUE, sizeof (Share));
  run (&work);
  g_array_unref (work.shares);
  g_free (work.tax_of);
  if (work.too_large)
    {
      g_set_error_literal (error, TW_QUOTE_ERROR, TW_QUOTE_ERROR_TOO_LARGE,
                           _("The amounts of this quote are too large to be added up. Check its quantities and prices."));
      return NULL;
    }
  scale (&work);
  return g_steal_pointer (&sum);
}

/**
 * tw_quote_sum_free:
 * @sum: (transfer full) (nullable): what tw_quote_sum_new() gave
 */
void
tw_quote_sum_free (TwQuoteSum *sum)
{
  if (!sum)
    return;
  g_free (sum->lines);
  g_free (sum->taxes);
  g_free (sum->groups);
  g_free (sum);
}

/**
 * tw_quote_sum_money:
 * @sum: a quote worked out
 * @amount: one of its amounts
 *
 * Returns: the amount with the quote's currency
 */
TwMoney
tw_quote_sum_money (const TwQuoteSum *sum, gint64 amount)
{
  TwMoney money = { amount, sum->currency };

  return money;
}
