/* SPDX-License-Identifier: GPL-3.0-or-later */
/* quote new-from-deal, quote accept, quote totals, quote price; quote pdf is in tw-ctl-quote-pdf.c. */
#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-ctl.h"
#include "tw-price.h"
#include "tw-quote-json.h"
#include "tw-quote.h"
#include "tw-number.h"

/* Options of all subcommands; each looks at its own. */
typedef struct
{
  gboolean win;
  char    *quantity, *company, *book, *currency, *day;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->quantity);
  g_free (options->company);
  g_free (options->book);
  g_free (options->currency);
  g_free (options->day);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* --- Making and accepting --- */

static int
new_from_deal (TwCtl *ctl, const TwId *deal, const Options *options)
{
  g_autoptr(GError) error = NULL;
  char text[TW_ID_TEXT_LENGTH + 1];
  TwId id;
  if (!tw_quote_make_from_deal (ctl->store, deal, &id, &error))
    return tw_ctl_fail (error);
  g_autofree char *number = tw_store_dup_title (ctl->store, tw_schema_get_entity (ctl->schema, "quote")->number, &id);
  tw_ctl_tell (_("Made the quote “%s”."), number);
  g_print ("%s\n", tw_id_print (&id, text));
  return TW_CTL_DONE;
}

static int
accept (TwCtl *ctl, const TwId *id, const Options *options)
{
  g_autoptr(GError) error = NULL;
  if (!tw_quote_accept (ctl->store, id, options->win, &error))
    return tw_ctl_fail (error);
  g_autofree char *number = tw_store_dup_title (ctl->store, tw_schema_get_entity (ctl->schema, "quote")->number, id);
  tw_ctl_tell (_("“%s” is accepted."), number);
  return TW_CTL_DONE;
}

/* --- Totals --- */

static void
add_row (TwCtlTable *table, const char *title, const TwQuoteSum *sum, gint64 amount)
{
  TwMoney money = tw_quote_sum_money (sum, amount);
  g_autofree char *text = tw_money_format (&money, FALSE), *plain = tw_money_print (&money);
  tw_ctl_table_add_text (table, title);
  tw_ctl_table_add (table, text, plain, NULL);
}

static void
print_table (TwCtl *ctl, const TwQuoteSum *sum)
{
  static const char *const keys[] = { "figure", "amount", NULL };
  const char *const titles[] = { _("Figure"), _("Amount"), NULL };
  g_autoptr(TwCtlTable) table = tw_ctl_table_new (ctl, keys, titles);
  add_row (table, _("Sum of the lines"), sum, sum->line_total);
  add_row (table, _("Discount"), sum, -sum->allowance);
  add_row (table, _("Total without tax"), sum, sum->net_total);
  for (guint i = 0; i < sum->n_taxes; i++)
    {
      TwMoney basis = tw_quote_sum_money (sum, sum->taxes[i].basis);
      g_autofree char *rate = tw_percent_format (sum->taxes[i].rate, 0), *of = tw_money_format (&basis, FALSE);
      /* Translators: 1 a percentage, 2 an amount. */
      g_autofree char *title = sum->taxes[i].has_rate ? g_strdup_printf (_("Tax of %1$s on %2$s"), rate, of)
                                                      : g_strdup_printf (_("Without a tax rate: %s"), of);
      add_row (table, title, sum, sum->taxes[i].tax);
    }
  add_row (table, _("Tax"), sum, sum->tax_total);
  add_row (table, _("Total with tax"), sum, sum->with_tax);
  add_row (table, _("Rounding amount"), sum, sum->rounding);
  add_row (table, _("To be paid"), sum, sum->payable);
  tw_ctl_table_end (table, NULL);
}

static int
totals (TwCtl *ctl, const TwId *id, const Options *options)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) lines = NULL;
  g_autoptr(TwQuoteSum) sum = tw_quote_load_sum (ctl->store, id, NULL, &lines, &error);
  if (!sum)
    return tw_ctl_fail (error);
  if (ctl->format == TW_CTL_JSON)
    {
      g_autofree char *json = tw_quote_sum_to_json (sum, lines);
      g_print ("%s\n", json);
    }
  else
    print_table (ctl, sum);
  return TW_CTL_DONE;
}

/* --- Prices --- */

static gboolean
wrong (const char *option, const char *text)
{
  /* Translators: 1 an option, 2 what was given. */
  tw_ctl_tell (_("“%2$s” is not a value for %1$s."), option, text);
  return FALSE;
}

/* FALSE: told. */
static gboolean
read_query (const Options *options, TwPriceQuery *query)
{
  query->quantity = TW_DECIMAL_ONE;
  if (options->quantity && !tw_decimal_parse (options->quantity, &query->quantity))
    return wrong ("--quantity", options->quantity);
  if (options->currency && !tw_currency_parse (options->currency, &query->currency))
    return wrong ("--currency", options->currency);
  if (options->day && !tw_date_parse (options->day, &query->day))
    return wrong ("--date", options->day);
  return (!options->company || tw_ctl_id (options->company, &query->company)) && (!options->book || tw_ctl_id (options->book, &query->book));
}

static int
price (TwCtl *ctl, const TwId *id, const Options *options)
{
  static const char *const keys[] = { "price", "rule", "reason", "price_book", "from_quantity", "original", "rate", NULL };
  static const char *const rules[] = { "chosen_book", "segment", "tier", "book", "default_book", "product" };
  const char *const titles[] = { _("Price"), _("Rule"), _("Reason"), _("Price book"), _("From quantity"), _("Original price"),
                                 _("Exchange rate"), NULL };
  TwPriceQuery query = { .product = *id };
  if (!read_query (options, &query))
    return TW_CTL_FAILED;
  g_autoptr(GError) error = NULL;
  g_autoptr(TwPrice) found = tw_price_find (ctl->store, &query, &error);
  if (!found)
    return tw_ctl_fail (error);
  g_autoptr(TwCtlTable) table = tw_ctl_table_new (ctl, keys, titles);
  g_autofree char *amount = tw_money_print (&found->price), *original = tw_money_print (&found->original);
  g_autofree char *from = tw_decimal_print (found->min_quantity), *rate = found->rate ? tw_decimal_print (found->rate) : g_strdup ("");
  char book[TW_ID_TEXT_LENGTH + 1] = "";
  if (!tw_id_is_nil (&found->book))
    tw_id_print (&found->book, book);
  tw_ctl_table_add_text (table, amount);
  tw_ctl_table_add_text (table, rules[found->rule]);
  tw_ctl_table_add_text (table, found->reason);
  tw_ctl_table_add_text (table, book);
  tw_ctl_table_add_text (table, from);
  tw_ctl_table_add_text (table, original);
  tw_ctl_table_add_text (table, rate);
  tw_ctl_table_end_object (table);
  return TW_CTL_DONE;
}

/* --- The command --- */

static const struct
{
  const char *name;
  int       (*run) (TwCtl *ctl, const TwId *id, const Options *options);
} verbs[] = {
  { "new-from-deal", new_from_deal },
  { "accept", accept },
  { "totals", totals },
  { "price", price },
};

static int
run_quote (TwCtl *ctl, int argc, char **argv)
{
  g_auto(Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "win", 0, 0, G_OPTION_ARG_NONE, &options.win, N_("accept: moves its deal to won, too"), NULL },
    { "quantity", 0, 0, G_OPTION_ARG_STRING, &options.quantity, N_("price: of how many"), N_("NUMBER") },
    { "company", 0, 0, G_OPTION_ARG_STRING, &options.company, N_("price: for which customer"), N_("ID") },
    { "book", 0, 0, G_OPTION_ARG_STRING, &options.book, N_("price: from this price book, if it has one"), N_("ID") },
    { "currency", 0, 0, G_OPTION_ARG_STRING, &options.currency, N_("price: in which currency"), N_("CODE") },
    { "date", 0, 0, G_OPTION_ARG_STRING, &options.day, N_("price: on which day"), N_("DATE") },
    G_OPTION_ENTRY_NULL,
  };
  TwId id;
  if (argc > 1 && strcmp (argv[1], "pdf") == 0)
    return tw_ctl_quote_pdf (ctl, argc, argv);
  if (!tw_ctl_parse (ctl, &argc, &argv, entries, 2, 2))
    return TW_CTL_USAGE;
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (strcmp (argv[1], verbs[i].name) == 0)
      return tw_ctl_id (argv[2], &id) && tw_ctl_open (ctl) ? verbs[i].run (ctl, &id, &options) : TW_CTL_FAILED;
  return tw_ctl_usage (ctl, _("There are quote new-from-deal, accept, totals, price and pdf, not “%s”."), argv[1]);
}

const TwCtlCommand tw_ctl_quote_commands[] = {
  { "quote", "new-from-deal|accept|totals|price|pdf ID", N_("Makes quotes of deals and PDFs of quotes, tells their totals, and explains prices"), run_quote },
  { NULL },
};
