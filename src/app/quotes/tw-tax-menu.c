/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-tax-menu.h"

#include <glib/gi18n-lib.h>

#include "tw-quote.h"

struct _TwTaxMenu
{
  GtkPopover    parent_instance;

  TwQuoteModel *model;                                 /* (owned) */
  GtkListBox   *list;
  GPtrArray    *texts;                                 /* (owned) what each row puts into the cell */
};

G_DEFINE_FINAL_TYPE (TwTaxMenu, tw_tax_menu, GTK_TYPE_POPOVER)

enum { CHOSEN, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
add_row (TwTaxMenu  *self,
         const char *text,
         const char *label)
{
  GtkWidget *box = NULL, *code = NULL, *name = NULL;

  if (g_ptr_array_find_with_equal_func (self->texts, text, g_str_equal, NULL))
    return;
  box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  code = gtk_label_new (text);
  name = gtk_label_new (label);
  gtk_label_set_xalign (GTK_LABEL (code), 0);
  gtk_label_set_width_chars (GTK_LABEL (code), 5);
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_widget_add_css_class (name, "dim-label");
  gtk_box_append (GTK_BOX (box), code);
  gtk_box_append (GTK_BOX (box), name);
  gtk_list_box_append (self->list, box);
  g_ptr_array_add (self->texts, g_strdup (text));
}

static void
add_rates (TwTaxMenu *self)
{
  GListModel *items = tw_quote_model_get_items (self->model);

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr(TwLineItem) item = g_list_model_get_item (items, i);
      TwRecord *line = tw_line_item_get_line (item);
      g_autofree char *text = line != NULL && tw_quote_line_get_tax (line) <= TW_QUOTE_TAX_STANDARD
                              ? tw_quote_cell_dup_text (line, TW_QUOTE_CELL_TAX) : NULL;

      if (text != NULL && *text != '\0')
        add_row (self, text, _("As on other lines"));
    }
}

/* Categories have the names that the schema gives them; without lines there is nothing to be taxed. */
static void
add_categories (TwTaxMenu *self)
{
  TwRecord *quote = tw_quote_model_get_quote (self->model);
  const TwSchema *schema = quote != NULL ? tw_record_get_entity (quote)->schema : NULL;
  const TwEntity *entity = schema != NULL ? tw_schema_get_entity ((TwSchema *) schema, "quote_line") : NULL;
  const TwField *field = entity != NULL ? tw_entity_get_field (entity, "tax_category") : NULL;

  for (guint i = TW_QUOTE_TAX_ZERO; field != NULL && i < TW_N_QUOTE_TAXES; i++)
    {
      const TwChoice *choice = tw_field_get_choice (field, tw_quote_tax_get_key (i));

      if (choice != NULL)
        add_row (self, tw_quote_tax_get_code (i), tw_choice_get_label (field, choice));
    }
}

static void
activated_cb (TwTaxMenu     *self,
              GtkListBoxRow *row)
{
  g_autofree char *text = g_strdup (g_ptr_array_index (self->texts, (guint) gtk_list_box_row_get_index (row)));

  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, signals[CHOSEN], 0, text);
}

static void
tw_tax_menu_dispose (GObject *object)
{
  TwTaxMenu *self = TW_TAX_MENU (object);

  g_clear_object (&self->model);
  g_clear_pointer (&self->texts, g_ptr_array_unref);
  G_OBJECT_CLASS (tw_tax_menu_parent_class)->dispose (object);
}

static void
tw_tax_menu_class_init (TwTaxMenuClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tw_tax_menu_dispose;

  /**
   * TwTaxMenu::chosen:
   * @text: what is to stand in the cell
   */
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
tw_tax_menu_init (TwTaxMenu *self)
{
  self->texts = g_ptr_array_new_with_free_func (g_free);
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_widget_set_size_request (GTK_WIDGET (self->list), 240, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Tax"), -1);
  gtk_widget_add_css_class (GTK_WIDGET (self), "menu");
  gtk_popover_set_child (GTK_POPOVER (self), GTK_WIDGET (self->list));
  gtk_popover_set_position (GTK_POPOVER (self), GTK_POS_BOTTOM);
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_END);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (activated_cb), self, G_CONNECT_SWAPPED);
}

/**
 * tw_tax_menu_new:
 * @model: the quote
 * @cell: where the tax stands
 *
 * Returns: (transfer none): the menu, which is not open yet
 */
TwTaxMenu *
tw_tax_menu_new (TwQuoteModel *model,
                 GtkWidget    *cell)
{
  TwTaxMenu *self = g_object_new (TW_TYPE_TAX_MENU, NULL);

  self->model = g_object_ref (model);
  gtk_widget_set_parent (GTK_WIDGET (self), cell);
  return self;
}

/**
 * tw_tax_menu_open:
 * @self: a menu
 *
 * Shows what there is to choose from now.
 */
void
tw_tax_menu_open (TwTaxMenu *self)
{
  GtkListBoxRow *row = NULL;

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  g_ptr_array_set_size (self->texts, 0);
  add_rates (self);
  add_categories (self);
  gtk_popover_popup (GTK_POPOVER (self));
  row = gtk_list_box_get_row_at_index (self->list, 0);
  if (row != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (row));
}
