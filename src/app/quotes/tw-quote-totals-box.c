/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-quote-totals-box.h"

#include <glib/gi18n-lib.h>

#include "tw-field-text.h"
#include "tw-list-cell.h"
#include "tw-number.h"

struct _TwQuoteTotalsBox
{
  AdwBin   parent_instance;

  GtkGrid *grid;
  GString *text;                                       /* (owned) what is shown */
  int      n_rows;
};

G_DEFINE_FINAL_TYPE (TwQuoteTotalsBox, tw_quote_totals_box, ADW_TYPE_BIN)

/* The figures come and go with taxes and discounts, so that rows are made here. label: (transfer full) */
static void
add (TwQuoteTotalsBox *self,
     const TwQuoteSum *sum,
     char             *label,
     gint64            amount,
     gboolean          strong)
{
  TwMoney money = tw_quote_sum_money (sum, amount);
  g_autofree char *text = tw_money_format (&money, strong);
  g_autofree char *isolated = tw_number_isolate (text);
  GtkWidget *name = gtk_label_new (label), *figure = gtk_label_new (isolated);

  gtk_label_set_xalign (GTK_LABEL (name), 1);
  tw_label_align_number (GTK_LABEL (figure));
  gtk_widget_set_hexpand (name, TRUE);
  gtk_widget_add_css_class (figure, "numeric");
  gtk_widget_add_css_class (name, strong ? "heading" : "dim-label");
  if (strong)
    gtk_widget_add_css_class (figure, "heading");
  gtk_grid_attach (self->grid, name, 0, self->n_rows, 1, 1);
  gtk_grid_attach (self->grid, figure, 1, self->n_rows, 1, 1);
  g_string_append_printf (self->text, "%s %s\n", label, text);
  self->n_rows++;
  g_free (label);
}

static void
add_taxes (TwQuoteTotalsBox *self,
           const TwQuoteSum *sum)
{
  for (guint i = 0; i < sum->n_taxes; i++)
    {
      g_autofree char *rate = tw_percent_format (sum->taxes[i].rate, 0);

      if (sum->taxes[i].kind > TW_QUOTE_TAX_ZERO)
        add (self, sum, /* Translators: %s is the code of a tax category, such as AE */
             g_strdup_printf (_("%s: no tax"), tw_quote_tax_get_code (sum->taxes[i].kind)), sum->taxes[i].tax, FALSE);
      else if (sum->taxes[i].has_rate)
        add (self, sum, g_strdup_printf (sum->tax_included ? /* Translators: %s is a rate, "19%" */ _("Includes tax %s") : _("Tax %s"), rate),
             sum->taxes[i].tax, FALSE);
    }
}

static void
tw_quote_totals_box_finalize (GObject *object)
{
  g_string_free (TW_QUOTE_TOTALS_BOX (object)->text, TRUE);
  G_OBJECT_CLASS (tw_quote_totals_box_parent_class)->finalize (object);
}

static void
tw_quote_totals_box_class_init (TwQuoteTotalsBoxClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tw_quote_totals_box_finalize;
}

static void
tw_quote_totals_box_init (TwQuoteTotalsBox *self)
{
  self->text = g_string_new (NULL);
  self->grid = GTK_GRID (gtk_grid_new ());
  gtk_grid_set_column_spacing (self->grid, 24);
  gtk_grid_set_row_spacing (self->grid, 3);
  gtk_widget_add_css_class (GTK_WIDGET (self), "tw-quote-totals");
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->grid));
}

/**
 * tw_quote_totals_box_set_sum:
 * @self: a box
 * @sum: (nullable): what a quote comes to
 */
void
tw_quote_totals_box_set_sum (TwQuoteTotalsBox *self,
                             const TwQuoteSum *sum)
{
  while (self->n_rows > 0)
    gtk_grid_remove_row (self->grid, --self->n_rows);
  g_string_truncate (self->text, 0);
  if (sum == NULL)
    return;
  add (self, sum, g_strdup (_("Subtotal")), sum->price, FALSE);
  if (sum->discount != 0)
    add (self, sum, g_strdup (_("Discount")), -sum->discount, FALSE);
  if (!sum->tax_included)
    add_taxes (self, sum);
  if (sum->rounding != 0 && !sum->tax_included)
    add (self, sum, g_strdup (_("Rounding")), sum->rounding, FALSE);
  add (self, sum, g_strdup (_("Total")), sum->payable, TRUE);
  if (sum->tax_included)
    add_taxes (self, sum);
}

/**
 * tw_quote_totals_box_dup_text:
 * @self: a box
 *
 * Returns: (transfer full): what it shows
 */
char *
tw_quote_totals_box_dup_text (TwQuoteTotalsBox *self)
{
  return g_strdup (self->text->str);
}
