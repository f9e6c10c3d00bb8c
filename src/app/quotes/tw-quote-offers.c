/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-quote-offers.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-searcher.h"
#include "tw-text.h"

#define MAX_OFFERS 8

struct _TwQuoteOffers
{
  GtkPopover    parent_instance;

  TwQuoteModel *model;                                 /* (owned) */
  TwSearcher   *searcher;                              /* (owned) */
  GtkListBox   *list;
  char         *text;                                  /* (owned) what is searched; NULL: nothing */
};

G_DEFINE_FINAL_TYPE (TwQuoteOffers, tw_quote_offers, GTK_TYPE_POPOVER)

enum { CHOSEN, N_SIGNALS };
static guint signals[N_SIGNALS];

static GtkWidget *
make_row (TwQuoteOffers *self,
          TwSearchItem  *item)
{
  g_autofree char *price = tw_quote_model_dup_price (self->model, tw_search_item_get_id (item));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 18);
  GtkWidget *name = gtk_label_new (tw_search_item_get_title (item)), *amount = gtk_label_new (price != NULL ? price : "");

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (name), 36);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_widget_add_css_class (amount, "numeric");
  gtk_widget_add_css_class (amount, "dim-label");
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), amount);
  return box;
}

/* What is typed begins the best one's name: Enter takes it. Else it may be words of one's own. */
static gboolean
is_meant (TwQuoteOffers *self,
          TwSearchItem  *item)
{
  g_autofree char *typed = tw_text_fold (self->text), *title = tw_text_fold (tw_search_item_get_title (item));

  return *typed != '\0' && g_str_has_prefix (title, typed);
}

static void
answered_cb (TwQuoteOffers *self)
{
  GListModel *items = tw_searcher_get_items (self->searcher);
  g_autoptr(TwSearchItem) first = g_list_model_get_item (items, 0);
  GtkListBoxRow *row = NULL;

  if (self->text == NULL || self->list == NULL)
    return;
  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr(TwSearchItem) item = g_list_model_get_item (items, i);

      gtk_list_box_append (self->list, make_row (self, item));
    }
  if (first == NULL)
    {
      gtk_popover_popdown (GTK_POPOVER (self));
      return;
    }
  gtk_list_box_select_row (self->list, is_meant (self, first) ? gtk_list_box_get_row_at_index (self->list, 0) : NULL);
  gtk_popover_popup (GTK_POPOVER (self));
}

static void
choose (TwQuoteOffers *self,
        GtkListBoxRow *row)
{
  g_autoptr(TwSearchItem) item = g_list_model_get_item (tw_searcher_get_items (self->searcher), (guint) gtk_list_box_row_get_index (row));

  if (item != NULL)
    g_signal_emit (self, signals[CHOSEN], 0, item);
}

static void
tw_quote_offers_dispose (GObject *object)
{
  TwQuoteOffers *self = TW_QUOTE_OFFERS (object);

  self->list = NULL;
  g_clear_object (&self->searcher);
  g_clear_object (&self->model);
  g_clear_pointer (&self->text, g_free);
  G_OBJECT_CLASS (tw_quote_offers_parent_class)->dispose (object);
}

static void
tw_quote_offers_class_init (TwQuoteOffersClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tw_quote_offers_dispose;
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, TW_TYPE_SEARCH_ITEM);
}

/* It is a list of one column over a cell: three lines here say what a template would. The keyboard stays in the cell. */
static void
tw_quote_offers_init (TwQuoteOffers *self)
{
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_widget_set_size_request (GTK_WIDGET (self->list), 280, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Products"), -1);
  gtk_widget_add_css_class (GTK_WIDGET (self), "menu");
  gtk_popover_set_child (GTK_POPOVER (self), GTK_WIDGET (self->list));
  gtk_popover_set_autohide (GTK_POPOVER (self), FALSE);
  gtk_popover_set_has_arrow (GTK_POPOVER (self), FALSE);
  gtk_popover_set_position (GTK_POPOVER (self), GTK_POS_BOTTOM);
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_START);
  gtk_widget_set_can_focus (GTK_WIDGET (self), FALSE);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (choose), self, G_CONNECT_SWAPPED);
}

/**
 * tw_quote_offers_new:
 * @workspace: where the products are
 * @model: the quote that they are for
 * @cell: where somebody types
 *
 * Returns: (transfer none): the offers, which nothing shows yet
 */
TwQuoteOffers *
tw_quote_offers_new (TwWorkspace  *workspace,
                     TwQuoteModel *model,
                     GtkWidget    *cell)
{
  static const char *const keys[] = { "product", NULL };
  TwQuoteOffers *self = g_object_new (TW_TYPE_QUOTE_OFFERS, NULL);

  self->model = g_object_ref (model);
  self->searcher = tw_searcher_new (workspace, keys, MAX_OFFERS);
  g_signal_connect_object (self->searcher, "answered", G_CALLBACK (answered_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_set_parent (GTK_WIDGET (self), cell);
  return self;
}

/**
 * tw_quote_offers_set_text:
 * @self: offers
 * @text: what was typed
 *
 * Shows what fits it, in a moment.
 */
void
tw_quote_offers_set_text (TwQuoteOffers *self,
                          const char    *text)
{
  if (*text == '\0')
    {
      tw_quote_offers_hide (self);
      return;
    }
  g_free (self->text);
  self->text = g_strdup (text);
  tw_searcher_set_text (self->searcher, text);
}

/**
 * tw_quote_offers_is_shown:
 * @self: offers
 *
 * Returns: whether somebody can choose
 */
gboolean
tw_quote_offers_is_shown (TwQuoteOffers *self)
{
  return self->text != NULL && gtk_widget_get_visible (GTK_WIDGET (self));
}

/**
 * tw_quote_offers_hide:
 * @self: offers
 *
 * Nothing is wanted any more; an answer that is under way is not shown.
 */
void
tw_quote_offers_hide (TwQuoteOffers *self)
{
  g_clear_pointer (&self->text, g_free);
  gtk_popover_popdown (GTK_POPOVER (self));
}

/**
 * tw_quote_offers_move:
 * @self: offers
 * @rows: how many rows down, or up
 *
 * Selects another one; above the first none is selected.
 */
void
tw_quote_offers_move (TwQuoteOffers *self,
                      int            rows)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);
  int next = (row != NULL ? gtk_list_box_row_get_index (row) : -1) + rows;

  if (next < 0)
    gtk_list_box_unselect_all (self->list);
  else if (gtk_list_box_get_row_at_index (self->list, next) != NULL)
    gtk_list_box_select_row (self->list, gtk_list_box_get_row_at_index (self->list, next));
}

/**
 * tw_quote_offers_choose:
 * @self: offers
 *
 * Takes the selected one.
 *
 * Returns: whether there was one
 */
gboolean
tw_quote_offers_choose (TwQuoteOffers *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);

  if (row == NULL)
    return FALSE;
  choose (self, row);
  return TRUE;
}

/**
 * tw_quote_offers_get_items:
 * @self: offers
 *
 * Returns: (transfer none): products for what was typed, of TwSearchItem
 */
GListModel *
tw_quote_offers_get_items (TwQuoteOffers *self)
{
  return tw_searcher_get_items (self->searcher);
}
