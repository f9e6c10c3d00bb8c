/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a quote comes to: a small table at the end of the width that stays together. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-quote.h"
#include "tw-quote-sheet-private.h"

typedef struct { char *texts[2]; TwPaperRow kind; } Total;

static void
total_clear (gpointer data)
{
  g_free (((Total *) data)->texts[0]);
  g_free (((Total *) data)->texts[1]);
}

static const char *
get_text (guint row, guint column, gpointer data)
{
  return g_array_index ((GArray *) data, Total, row).texts[column];
}

static TwPaperRow
get_kind (guint row, gpointer data)
{
  return g_array_index ((GArray *) data, Total, row).kind;
}

/* label: (transfer full) */
static void
add (TwQuoteSheet *sheet, GArray *totals, char *label, gint64 amount, TwPaperRow kind)
{
  TwMoney money = tw_quote_sum_money (sheet->in->sum, amount);
  Total total = { { label, tw_paper_words_money (sheet->words, &money, kind == TW_PAPER_ROW_GRAND) }, kind };

  g_array_append_val (totals, total);
}

static char *
find (TwQuoteSheet *sheet, const char *english)
{
  return g_strdup (tw_paper_words_find (sheet->words, TW_PAPER_CONTEXT, english));
}

static char *
dup_discount_label (TwQuoteSheet *sheet)
{
  const TwValue *kind = tw_record_get_key (sheet->in->quote, "discount_kind"), *percent = tw_record_get_key (sheet->in->quote, "discount_percent");
  g_autofree char *text = NULL;

  if (kind->type != TW_TYPE_ENUM || !g_str_equal (kind->text, "percent") || tw_value_is_null (percent))
    return find (sheet, NC_("paper", "Discount"));
  text = tw_quote_percent (sheet->words, percent->i);
  return tw_quote_fill (sheet->words, NC_("paper", "Discount {percent}"), "{percent}", text, NULL);
}

static void
add_taxes (TwQuoteSheet *sheet, GArray *totals, const char *label, TwPaperRow kind)
{
  const TwQuoteSum *sum = sheet->in->sum;

  for (guint i = 0; i < sum->n_taxes; i++)
    {
      const TwQuoteTax *tax = &sum->taxes[i];
      TwMoney basis = tw_quote_sum_money (sum, tax->basis);
      g_autofree char *rate = tw_quote_percent (sheet->words, tax->rate), *on = tw_paper_words_money (sheet->words, &basis, FALSE);

      if (tax->kind > TW_QUOTE_TAX_ZERO)
        add (sheet, totals, tw_quote_fill (sheet->words, NC_("paper", "{code}: no tax on {basis}"), "{code}", tw_quote_tax_get_code (tax->kind), "{basis}", on,
                                           NULL), tax->tax, kind);
      else if (tax->has_rate)
        add (sheet, totals, tw_quote_fill (sheet->words, label, "{rate}", rate, "{basis}", on, NULL), tax->tax, kind);
    }
}

static gboolean
has_taxes (const TwQuoteSum *sum)
{
  for (guint i = 0; i < sum->n_taxes; i++)
    if (sum->taxes[i].kind != TW_QUOTE_TAX_NONE)
      return TRUE;
  return FALSE;
}

static GArray *
make_totals (TwQuoteSheet *sheet)
{
  const TwQuoteSum *sum = sheet->in->sum;
  GArray *totals = g_array_new (FALSE, FALSE, sizeof (Total));

  g_array_set_clear_func (totals, total_clear);
  if (sum->discount != 0)
    {
      add (sheet, totals, find (sheet, NC_("paper", "Subtotal")), sum->price, TW_PAPER_ROW_PLAIN);
      add (sheet, totals, dup_discount_label (sheet), -sum->discount, TW_PAPER_ROW_PLAIN);
    }
  if (!sum->tax_included && has_taxes (sum))
    {
      add (sheet, totals, find (sheet, NC_("paper", "Total without tax")), sum->net_total, TW_PAPER_ROW_PLAIN);
      add_taxes (sheet, totals, NC_("paper", "Tax {rate} on {basis}"), TW_PAPER_ROW_PLAIN);
    }
  if (sum->rounding != 0 && !sum->tax_included)
    add (sheet, totals, find (sheet, NC_("paper", "Rounding")), sum->rounding, TW_PAPER_ROW_PLAIN);
  add (sheet, totals, find (sheet, NC_("paper", "Total")), sum->payable, TW_PAPER_ROW_GRAND);
  if (sum->tax_included)
    add_taxes (sheet, totals, NC_("paper", "Includes tax {rate} on {basis}"), TW_PAPER_ROW_PALE);
  return totals;
}

void
tw_quote_sheet_add_totals (TwQuoteSheet *sheet, const TwTemplateBlock *block)
{
  GArray *totals = make_totals (sheet);
  TwPaperTable *table = tw_paper_table_new (&(TwPaperRows) { .n_rows = totals->len, .get_text = get_text, .get_kind = get_kind, .data = totals,
                                                             .free_data = (GDestroyNotify) g_array_unref });

  tw_paper_table_set_look (table, &block->look);
  tw_paper_table_add_column (table, "", TW_PAPER_CELL_WRAP | TW_PAPER_CELL_REST);
  tw_paper_table_add_column (table, "", TW_PAPER_CELL_WRAP | TW_PAPER_CELL_END);
  tw_paper_table_set_header (table, FALSE);
  tw_paper_table_set_place (table, block->share, TRUE);
  tw_paper_add_table (sheet->paper, table);
}

/* Why lines of this category have no tax: the reasons that they say themselves (BT-120), each once, else the usual sentence. */
static char *
dup_reasons (TwQuoteSheet *sheet, TwQuoteTaxKind kind)
{
  g_autoptr(GPtrArray) reasons = g_ptr_array_new_with_free_func (g_free);
  gboolean usual = FALSE;

  for (guint i = 0; i < sheet->in->lines->len; i++)
    {
      TwRecord *line = g_ptr_array_index (sheet->in->lines, i);
      const TwValue *own = tw_record_get_key (line, "tax_exemption");

      if (tw_quote_line_get_kind (line) != TW_QUOTE_ITEM || tw_quote_line_get_tax (line) != kind)
        continue;
      if (own->type != TW_TYPE_TEXT)
        usual = TRUE;
      else if (!g_ptr_array_find_with_equal_func (reasons, own->text, g_str_equal, NULL))
        g_ptr_array_add (reasons, g_strdup (own->text));
    }
  if (usual || reasons->len == 0)
    g_ptr_array_insert (reasons, 0, find (sheet, tw_quote_tax_get_words (kind)));
  g_ptr_array_add (reasons, NULL);
  return g_strjoinv (" ", (char **) reasons->pdata);
}

/* The sentences that the law wants where there is no tax, below the totals. */
void
tw_quote_sheet_add_reasons (TwQuoteSheet *sheet, const TwTemplateBlock *block)
{
  const TwQuoteSum *sum = sheet->in->sum;
  TwPaperStyle style = { .size = block->look.size, .color = block->look.pale };
  g_autoptr(TwPaperBoxes) boxes = tw_paper_boxes_new (0);
  gboolean any = FALSE;

  tw_paper_boxes_add (boxes, &(TwPaperBox) { .share = 1 });
  for (guint i = 0; i < sum->n_taxes; i++)
    {
      TwQuoteTaxKind kind = sum->taxes[i].kind;
      g_autofree char *reasons = kind > TW_QUOTE_TAX_ZERO ? dup_reasons (sheet, kind) : NULL;
      /* Translators: the code of a tax category, and why there is no tax. */
      g_autofree char *text = reasons != NULL ? tw_quote_fill (sheet->words, NC_("paper", "{code}: {reason}"), "{code}", tw_quote_tax_get_code (kind),
                                                               "{reason}", reasons, NULL) : NULL;

      if (text != NULL)
        tw_paper_boxes_add_text (boxes, &style, text, any ? 2 : 0);
      any |= text != NULL;
    }
  if (any)
    tw_paper_add_boxes (sheet->paper, g_steal_pointer (&boxes), 8);
}
