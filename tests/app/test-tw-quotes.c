/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The editor of a quote: products typed and taken, moving between cells, lines added, copied, moved, removed and pasted, sums and pages that
 * follow, and nothing typed that is lost. */
#include "tw-app-test.h"

#include <string.h>

#include "tw-quote.h"
#include "tw-quote-page.h"
#include "tw-quote-totals-box.h"
#include "tw-record-page.h"
#include "tw-record-test.h"
#include "tw-search-item.h"
#include "tw-tax-menu.h"

typedef struct { TwAppTest *fixture; TwId quote, pump, hose; } Quote;

static TwId
add (TwAppTest *fixture, const char *entity, const char *first, ...)
{
  g_autoptr (TwRecord) record = tw_record_new (tw_app_test_entity (fixture, entity));
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "Test");
  g_autoptr (TwCommit) commit = NULL;
  g_autoptr (GError) error = NULL;
  TwId id = *tw_record_get_id (record);
  va_list args;

  va_start (args, first);
  for (const char *key = first; key != NULL; key = va_arg (args, const char *))
    {
      g_assert_true (tw_record_set_text (record, key, va_arg (args, const char *), &error));
      g_assert_no_error (error);
    }
  va_end (args);
  tw_edit_save (edit, record);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  return id;
}

static TwQuotePage *
get_page (TwAppTest *fixture)
{
  g_assert_true (TW_IS_QUOTE_PAGE (tw_window_get_page (fixture->window)));
  return TW_QUOTE_PAGE (tw_window_get_page (fixture->window));
}

static TwQuoteModel *
get_model (TwAppTest *fixture)
{
  return tw_quote_page_get_model (get_page (fixture));
}

static gboolean
is_loaded (gpointer data)
{
  return tw_quote_model_get_quote (get_model (data)) != NULL;
}

static Quote
open_quote (TwAppTest *fixture)
{
  Quote quote = { .fixture = fixture };
  g_autofree char *company = tw_id_dup_text (&fixture->acme);
  char id[TW_ID_TEXT_LENGTH + 1];

  quote.pump = add (fixture, "product", "name", "Pump Fast", "sku", "PF-1", "price", "100 USD", "tax_rate", "20", NULL);
  quote.hose = add (fixture, "product", "name", "Hose Long", "sku", "HL-1", "price", "7.50 USD", "tax_rate", "20", NULL);
  quote.quote = add (fixture, "quote", "company", company, "currency", "USD", NULL);
  tw_app_test_activate (fixture->window, "win.open-quote", "s", tw_id_print (&quote.quote, id));
  tw_app_test_settle ();
  tw_app_test_wait (is_loaded, fixture);
  return quote;
}

static GtkStack *
get_stack (TwAppTest *fixture)
{
  return GTK_STACK (gtk_widget_get_template_child (GTK_WIDGET (get_page (fixture)), TW_TYPE_QUOTE_PAGE, "stack"));
}

/* A quote that is not read yet offers nothing to type in, and one that cannot be read says so and is read again. */
static void
test_reading (TwAppTest *fixture, gconstpointer data)
{
  Quote quote = open_quote (fixture);
  GListModel *items = tw_quote_model_get_items (get_model (fixture));
  g_autoptr (TwQuoteModel) model = tw_quote_model_new (fixture->store, &quote.quote);

  g_assert_null (tw_quote_model_get_quote (model));
  g_assert_cmpuint (g_list_model_get_n_items (tw_quote_model_get_items (model)), ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (items), ==, 1);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (get_stack (fixture)), ==, "quote");
  g_signal_emit_by_name (get_model (fixture), "unread", "The workspace is damaged.");
  g_assert_cmpstr (gtk_stack_get_visible_child_name (get_stack (fixture)), ==, "error");
  g_signal_emit_by_name (tw_record_test_find_button (get_page (fixture), "_Try Again"), "clicked");
  g_assert_cmpstr (gtk_stack_get_visible_child_name (get_stack (fixture)), ==, "loading");
  tw_app_test_settle ();
  g_assert_cmpstr (gtk_stack_get_visible_child_name (get_stack (fixture)), ==, "quote");
}

/* --- Waiting for what stands there --- */

typedef struct { TwAppTest *fixture; const char *lines; } Lines;

/* "Pump Fast 2 200.00|…": names, quantities and amounts as the grid shows them, the empty line left out. */
static char *
dup_lines (TwAppTest *fixture)
{
  GListModel *items = tw_quote_model_get_items (get_model (fixture));
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (TwLineItem) item = g_list_model_get_item (items, i);
      g_autofree char *name = tw_line_item_dup_text (item, TW_QUOTE_CELL_NAME), *quantity = tw_line_item_dup_text (item, TW_QUOTE_CELL_QUANTITY);

      if (tw_line_item_get_line (item) != NULL)
        g_string_append_printf (text, "%s%s %s %s", text->len > 0 ? "|" : "", name, quantity, tw_line_item_get_amount (item));
    }
  return g_string_free (text, FALSE);
}

static gboolean
are_lines (gpointer data)
{
  Lines *lines = data;
  g_autofree char *now = dup_lines (lines->fixture);

  return g_str_equal (now, lines->lines);
}

static void
wait_for_lines (TwAppTest *fixture, const char *text)
{
  Lines lines = { fixture, text };

  tw_app_test_wait (are_lines, &lines);
}

static gboolean
is_total (gpointer data)
{
  Lines *lines = data;
  g_autofree char *text = tw_quote_totals_box_dup_text (TW_QUOTE_TOTALS_BOX (tw_quote_page_get_totals (get_page (lines->fixture))));

  return strstr (text, lines->lines) != NULL;
}

static void
wait_for_total (TwAppTest *fixture, const char *text)
{
  Lines lines = { fixture, text };

  tw_app_test_wait (is_total, &lines);
}

/* --- Hands --- */

static TwLineItem *
get_item (TwAppTest *fixture, guint position)
{
  g_autoptr (TwLineItem) item = g_list_model_get_item (tw_quote_model_get_items (get_model (fixture)), position);

  g_assert_nonnull (item);
  return item;
}

static guint
get_last (TwAppTest *fixture)
{
  return g_list_model_get_n_items (tw_quote_model_get_items (get_model (fixture))) - 1;
}

typedef struct { TwAppTest *fixture; guint position; TwQuoteCell cell; } Place;

static gboolean
has_focus (gpointer data)
{
  Place *place = data;
  TwQuoteRow *row = tw_quote_grid_get_row (tw_quote_page_get_grid (get_page (place->fixture)), place->position);

  return row != NULL && tw_quote_row_get_focus (row) == (int) place->cell;
}

static TwQuoteRow *
focus (TwAppTest *fixture, guint position, TwQuoteCell cell)
{
  Place place = { fixture, position, cell };

  tw_quote_grid_focus (tw_quote_page_get_grid (get_page (fixture)), position, cell);
  tw_app_test_wait (has_focus, &place);
  return tw_quote_grid_get_row (tw_quote_page_get_grid (get_page (fixture)), position);
}

static void
type (TwAppTest *fixture, guint position, TwQuoteCell cell, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (tw_quote_row_get_entry (focus (fixture, position, cell), cell)), text);
}

/* Leaving the cell stores it. */
static void
enter (TwAppTest *fixture, guint position, TwQuoteCell cell, const char *text)
{
  type (fixture, position, cell, text);
  tw_quote_model_store_cell (get_model (fixture), get_item (fixture, position), cell);
}

static void
add_products (Quote *quote)
{
  tw_quote_model_set_product (get_model (quote->fixture), get_item (quote->fixture, get_last (quote->fixture)), &quote->pump, "Pump Fast");
  wait_for_lines (quote->fixture, "Pump Fast 1 100.00");
  tw_quote_model_set_product (get_model (quote->fixture), get_item (quote->fixture, get_last (quote->fixture)), &quote->hose, "Hose Long");
  wait_for_lines (quote->fixture, "Pump Fast 1 100.00|Hose Long 1 7.50");
}

/* --- Tests --- */

static gboolean
is_offered (gpointer data)
{
  return g_list_model_get_n_items (tw_quote_row_get_offers (data)) > 0;
}

static void
test_type (TwAppTest *fixture, gconstpointer data)
{
  Quote quote = open_quote (fixture);
  TwQuoteRow *row = focus (fixture, 0, TW_QUOTE_CELL_NAME);
  g_autoptr (TwSearchItem) offer = NULL;

  gtk_editable_set_text (GTK_EDITABLE (tw_quote_row_get_entry (row, TW_QUOTE_CELL_NAME)), "pum");
  tw_app_test_wait (is_offered, row);
  offer = g_list_model_get_item (tw_quote_row_get_offers (row), 0);
  g_assert_cmpstr (tw_search_item_get_title (offer), ==, "Pump Fast");
  tw_app_test_shot (fixture->window, "quote-offers");
  tw_quote_model_set_product (get_model (fixture), get_item (fixture, 0), &quote.pump, "Pump Fast");
  wait_for_lines (fixture, "Pump Fast 1 100.00");
  /* Below it there is an empty line again. */
  g_assert_cmpuint (get_last (fixture), ==, 1);
  enter (fixture, 0, TW_QUOTE_CELL_QUANTITY, "3");
  wait_for_lines (fixture, "Pump Fast 3 300.00");
  enter (fixture, 0, TW_QUOTE_CELL_DISCOUNT, "10");
  wait_for_lines (fixture, "Pump Fast 3 270.00");
  enter (fixture, 0, TW_QUOTE_CELL_DISCOUNT, "20 USD");
  wait_for_lines (fixture, "Pump Fast 3 280.00");
  enter (fixture, 1, TW_QUOTE_CELL_NAME, "Delivery");
  wait_for_lines (fixture, "Pump Fast 3 280.00|Delivery 1 0.00");
  enter (fixture, 1, TW_QUOTE_CELL_PRICE, "19.90");
  wait_for_lines (fixture, "Pump Fast 3 280.00|Delivery 1 19.90");
  wait_for_total (fixture, "Subtotal 299.90");
  wait_for_total (fixture, "Tax 20% 56.00");
  wait_for_total (fixture, "355.90");
  tw_app_test_shot (fixture->window, "quote-typed");
  tw_app_test_activate (fixture->window, "win.undo", NULL);
  wait_for_lines (fixture, "Pump Fast 3 280.00|Delivery 1 0.00");
}

static char *
dup_warning (TwAppTest *fixture, guint position)
{
  GtkWidget *entry = GTK_WIDGET (tw_quote_row_get_entry (focus (fixture, position, TW_QUOTE_CELL_QUANTITY), TW_QUOTE_CELL_QUANTITY));

  return gtk_entry_get_icon_tooltip_text (GTK_ENTRY (entry), GTK_ENTRY_ICON_PRIMARY);
}

/* More than there is: a warning at the quantity, which stays as typed. Products that nobody counts have enough. */
static void
test_stock (TwAppTest *fixture, gconstpointer data)
{
  Quote quote = open_quote (fixture);
  TwId valve = add (fixture, "product", "name", "Valve", "sku", "V-1", "price", "5 USD", "stock_quantity", "4", NULL);
  g_autofree char *enough = NULL, *uncounted = NULL, *few = NULL, *again = NULL;

  add_products (&quote);
  tw_quote_model_set_product (get_model (fixture), get_item (fixture, 2), &valve, "Valve");
  wait_for_lines (fixture, "Pump Fast 1 100.00|Hose Long 1 7.50|Valve 1 5.00");
  enter (fixture, 0, TW_QUOTE_CELL_QUANTITY, "900");
  enter (fixture, 2, TW_QUOTE_CELL_QUANTITY, "4");
  wait_for_lines (fixture, "Pump Fast 900 90,000.00|Hose Long 1 7.50|Valve 4 20.00");
  uncounted = dup_warning (fixture, 0);
  enough = dup_warning (fixture, 2);
  g_assert_null (uncounted);
  g_assert_null (enough);
  enter (fixture, 2, TW_QUOTE_CELL_QUANTITY, "4.5");
  wait_for_lines (fixture, "Pump Fast 900 90,000.00|Hose Long 1 7.50|Valve 4.5 22.50");
  few = dup_warning (fixture, 2);
  g_assert_cmpstr (few, ==, "Only 4 in stock");
  tw_app_test_shot (fixture->window, "quote-stock");
  enter (fixture, 2, TW_QUOTE_CELL_QUANTITY, "3");
  wait_for_lines (fixture, "Pump Fast 900 90,000.00|Hose Long 1 7.50|Valve 3 15.00");
  again = dup_warning (fixture, 2);
  g_assert_null (again);
}

/* A category of tax by its code, by its name, and from the menu; a rate takes it away again. */
static void
test_tax (TwAppTest *fixture, gconstpointer data)
{
  Quote quote = open_quote (fixture);
  TwQuoteRow *row = NULL;
  GtkWidget *menu = NULL;

  add_products (&quote);
  enter (fixture, 0, TW_QUOTE_CELL_TAX, "ae");
  wait_for_total (fixture, "AE: no tax");
  wait_for_total (fixture, "Tax 20% 1.50");
  enter (fixture, 1, TW_QUOTE_CELL_TAX, "Export outside the EU");
  wait_for_total (fixture, "G: no tax");
  enter (fixture, 0, TW_QUOTE_CELL_TAX, "7");
  wait_for_total (fixture, "Tax 7% 7.00");
  row = focus (fixture, 0, TW_QUOTE_CELL_TAX);
  g_signal_emit_by_name (tw_quote_row_get_entry (row, TW_QUOTE_CELL_TAX), "icon-press", GTK_ENTRY_ICON_SECONDARY);
  menu = tw_app_test_find (row, TW_TYPE_TAX_MENU);
  g_assert_nonnull (menu);
  tw_app_test_shot (menu, "quote-tax-menu");
  tw_app_test_shot (fixture->window, "quote-tax");
  /* As choosing does: a menu that is open when its window goes leaves GTK 4.8 a tooltip on a surface that is gone. */
  gtk_popover_popdown (GTK_POPOVER (menu));
  g_signal_emit_by_name (menu, "chosen", "E");
  wait_for_total (fixture, "E: no tax");
}

/* What is no number stays where it was typed, with the reason; Escape or a number mends it. */
static void
test_wrong (TwAppTest *fixture, gconstpointer data)
{
  Quote quote = open_quote (fixture);

  add_products (&quote);
  enter (fixture, 0, TW_QUOTE_CELL_QUANTITY, "many");
  g_assert_nonnull (tw_line_item_get_error (get_item (fixture, 0), TW_QUOTE_CELL_QUANTITY));
  /* Another change does not take it away. */
  enter (fixture, 1, TW_QUOTE_CELL_QUANTITY, "2");
  wait_for_total (fixture, "Subtotal 115.00");
  g_assert_cmpstr (tw_line_item_get_draft (get_item (fixture, 0), TW_QUOTE_CELL_QUANTITY), ==, "many");
  enter (fixture, 0, TW_QUOTE_CELL_QUANTITY, "4");
  wait_for_lines (fixture, "Pump Fast 4 400.00|Hose Long 2 15.00");
  g_assert_null (tw_line_item_get_error (get_item (fixture, 0), TW_QUOTE_CELL_QUANTITY));
}

static gboolean
is_stored (gpointer data)
{
  Quote *quote = data;
  g_autoptr (GPtrArray) lines = tw_quote_load_lines (quote->fixture->store, &quote->quote, NULL);

  return lines->len == 2 && tw_record_get_key (g_ptr_array_index (lines, 0), "quantity")->i == 7 * TW_DECIMAL_ONE;
}

/* A cell that was not left is stored when the page goes. */
static void
test_half_typed (TwAppTest *fixture, gconstpointer data)
{
  Quote quote = open_quote (fixture);

  add_products (&quote);
  type (fixture, 0, TW_QUOTE_CELL_QUANTITY, "7");
  tw_app_test_activate (fixture->window, "win.back", NULL);
  tw_app_test_wait (is_stored, &quote);
}

/* While another change arrives, a cell that is being typed in stays as it is. */
static void
test_under_hands (TwAppTest *fixture, gconstpointer data)
{
  Quote quote = open_quote (fixture);
  g_autofree char *text = NULL;
  TwEdit *edit = NULL;
  g_autoptr (TwCommit) commit = NULL;

  add_products (&quote);
  type (fixture, 0, TW_QUOTE_CELL_QUANTITY, "12");
  edit = tw_quote_edit_cell (fixture->store, tw_quote_model_get_quote (get_model (fixture)), tw_line_item_get_id (get_item (fixture, 1)),
                             TW_QUOTE_CELL_QUANTITY, "5", NULL);
  commit = tw_edit_commit (edit, NULL);
  wait_for_total (fixture, "Subtotal 137.50");
  text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (tw_quote_row_get_entry (tw_quote_grid_get_row (tw_quote_page_get_grid (get_page (fixture)), 0),
                                                                              TW_QUOTE_CELL_QUANTITY))));
  g_assert_cmpstr (text, ==, "12");
}

static void
test_lines (TwAppTest *fixture, gconstpointer data)
{
  Quote quote = open_quote (fixture);
  TwQuotePage *page = get_page (fixture);
  Place moved = { fixture, 1, TW_QUOTE_CELL_NAME };

  add_products (&quote);
  focus (fixture, 0, TW_QUOTE_CELL_QUANTITY);
  tw_app_test_activate (page, "quote.duplicate", NULL);
  wait_for_lines (fixture, "Pump Fast 1 100.00|Pump Fast 1 100.00|Hose Long 1 7.50");
  focus (fixture, 2, TW_QUOTE_CELL_NAME);
  tw_app_test_activate (page, "quote.up", NULL);
  wait_for_lines (fixture, "Pump Fast 1 100.00|Hose Long 1 7.50|Pump Fast 1 100.00");
  /* The line keeps the focus, so that the next key moves it on. */
  tw_app_test_wait (has_focus, &moved);
  tw_app_test_activate (page, "quote.up", NULL);
  wait_for_lines (fixture, "Hose Long 1 7.50|Pump Fast 1 100.00|Pump Fast 1 100.00");
  focus (fixture, 1, TW_QUOTE_CELL_NAME);
  tw_app_test_activate (page, "quote.remove", NULL);
  wait_for_lines (fixture, "Hose Long 1 7.50|Pump Fast 1 100.00");
  focus (fixture, 0, TW_QUOTE_CELL_NAME);
  tw_app_test_activate (page, "quote.optional", NULL);
  wait_for_total (fixture, "Subtotal 100.00");
  tw_app_test_activate (page, "quote.add-group", NULL);
  wait_for_lines (fixture, "Hose Long 1 7.50|  100.00|Pump Fast 1 100.00");
  enter (fixture, 1, TW_QUOTE_CELL_NAME, "Machines");
  wait_for_lines (fixture, "Hose Long 1 7.50|Machines  100.00|Pump Fast 1 100.00");
  tw_quote_model_move (get_model (fixture), 2, 0);
  wait_for_lines (fixture, "Pump Fast 1 100.00|Hose Long 1 7.50|Machines  0.00");
}

static void
test_paste (TwAppTest *fixture, gconstpointer data)
{
  Quote quote = open_quote (fixture);

  add_products (&quote);
  tw_quote_model_paste (get_model (fixture), 1, "Name\tQuantity\tPrice\nPF-1\t2\nBolt\t10\t0.25\tt\n");
  tw_app_test_settle ();
  /* The third row has a discount that is none: nothing of it is taken. */
  wait_for_lines (fixture, "Pump Fast 1 100.00|Hose Long 1 7.50");
  tw_quote_model_paste (get_model (fixture), 1, "Name\tQuantity\tPrice\nPF-1\t2\nBolt\t10\t0.25\t5%\n");
  wait_for_lines (fixture, "Pump Fast 1 100.00|Pump Fast 2 200.00|Bolt 10 2.37|Hose Long 1 7.50");
  tw_app_test_activate (fixture->window, "win.undo", NULL);
  wait_for_lines (fixture, "Pump Fast 1 100.00|Hose Long 1 7.50");
}

typedef struct { TwQuotePreview *preview; guint round, n_pages; } Shown;

static gboolean
is_drawn (gpointer data)
{
  Shown *shown = data;

  return tw_quote_preview_get_round (shown->preview) > shown->round && tw_quote_preview_get_n_pages (shown->preview) >= shown->n_pages;
}

/* The preview stays at its page and zoom while the lines change. */
static void
test_preview (TwAppTest *fixture, gconstpointer data)
{
  Quote quote = open_quote (fixture);
  Shown shown = { tw_quote_page_get_preview (get_page (fixture)), 0, 1 };
  g_autoptr (GString) rows = g_string_new (NULL);
  double zoom;

  tw_app_test_wait (is_drawn, &shown);
  for (guint i = 0; i < 80; i++)
    g_string_append_printf (rows, "Part %u\t%u\t1.10\n", i, i + 1);
  tw_quote_model_paste (get_model (fixture), 0, rows->str);
  shown.n_pages = 3;
  tw_app_test_wait (is_drawn, &shown);
  shown.round = tw_quote_preview_get_round (shown.preview);
  tw_app_test_activate (get_page (fixture), "quote.next-page", NULL);
  tw_app_test_wait (is_drawn, &shown);
  shown.round = tw_quote_preview_get_round (shown.preview);
  tw_app_test_activate (get_page (fixture), "quote.zoom-in", NULL);
  tw_app_test_wait (is_drawn, &shown);
  zoom = tw_quote_preview_get_zoom (shown.preview);
  shown.round = tw_quote_preview_get_round (shown.preview);
  enter (fixture, 3, TW_QUOTE_CELL_QUANTITY, "99");
  tw_app_test_wait (is_drawn, &shown);
  g_assert_cmpuint (tw_quote_preview_get_page (shown.preview), ==, 1);
  g_assert_cmpfloat (tw_quote_preview_get_zoom (shown.preview), ==, zoom);
  tw_app_test_shot (fixture->window, "quote-many");
  g_assert_false (tw_id_is_nil (&quote.quote));
}

static gboolean
is_sent (gpointer data)
{
  Quote *quote = data;
  g_autofree char *status = tw_app_test_text (quote->fixture, "quote", &quote->quote, "status");

  return g_str_equal (status, "sent");
}

static gboolean
is_rejected (gpointer data)
{
  Quote *quote = data;
  g_autofree char *status = tw_app_test_text (quote->fixture, "quote", &quote->quote, "status");

  return g_str_equal (status, "rejected");
}

typedef struct
{
  GtkWidget  *widget;
  const char *text;
} Said;

static gboolean
is_said (gpointer data)
{
  const Said *said = data;

  if (GTK_IS_LABEL (said->widget) && g_str_equal (gtk_label_get_text (GTK_LABEL (said->widget)), said->text))
    return gtk_widget_get_mapped (said->widget);
  for (GtkWidget *child = gtk_widget_get_first_child (said->widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (is_said (&(Said) { child, said->text }))
      return TRUE;
  return FALSE;
}

/* The answer comes at once, although other offers wait for minutes: fifty, of five seconds each. */
static void
test_explain_price (TwAppTest *fixture, gconstpointer data)
{
  Quote quote = open_quote (fixture);
  g_autofree char *reason = NULL;

  add_products (&quote);
  focus (fixture, 0, TW_QUOTE_CELL_QUANTITY);
  reason = tw_quote_model_dup_reason (get_model (fixture), get_item (fixture, 0));
  g_assert_nonnull (reason);
  for (guint i = 0; i < 50; i++)
    adw_toast_overlay_add_toast (tw_app_test_find (fixture->window, ADW_TYPE_TOAST_OVERLAY), adw_toast_new ("Another"));
  tw_app_test_activate (tw_window_get_page (fixture->window), "quote.explain-price", NULL);
  tw_app_test_wait (is_said, &(Said) { GTK_WIDGET (fixture->window), reason });
}

static void
test_status (TwAppTest *fixture, gconstpointer data)
{
  Quote quote = open_quote (fixture);

  add_products (&quote);
  tw_app_test_activate (get_page (fixture), "quote.send", NULL);
  tw_app_test_wait (is_sent, &quote);
  tw_app_test_settle ();
  tw_app_test_activate (get_page (fixture), "quote.reject", NULL);
  tw_app_test_wait (is_rejected, &quote);
}

static gboolean
is_locked (gpointer data)
{
  return tw_quote_model_is_locked (get_model (data));
}

static gboolean
is_free (gpointer data)
{
  return !is_locked (data);
}

static gboolean
is_other_quote (gpointer data)
{
  Quote *quote = data;

  return !tw_id_equal (tw_quote_model_get_id (get_model (quote->fixture)), &quote->quote) && is_loaded (quote->fixture);
}

/* What a customer accepted shows that it is locked, takes nothing that is typed, and has two ways on. */
static void
test_locked (TwAppTest *fixture, gconstpointer data)
{
  Quote quote = open_quote (fixture);
  guint n;

  add_products (&quote);
  n = g_list_model_get_n_items (tw_quote_model_get_items (get_model (fixture)));
  g_assert_null (tw_quote_page_get_state (get_page (fixture)));
  tw_app_test_activate (get_page (fixture), "quote.send", NULL);
  tw_app_test_wait (is_sent, &quote);
  tw_app_test_settle ();
  g_assert_nonnull (strstr (tw_quote_page_get_state (get_page (fixture)), "Sent on"));
  tw_app_test_activate (get_page (fixture), "quote.accept", NULL);
  tw_app_test_wait (is_locked, fixture);
  tw_app_test_settle ();
  g_assert_nonnull (strstr (tw_quote_page_get_state (get_page (fixture)), "Accepted on"));
  g_assert_cmpuint (g_list_model_get_n_items (tw_quote_model_get_items (get_model (fixture))), ==, n - 1);
  g_assert_false (gtk_editable_get_editable (GTK_EDITABLE (tw_quote_row_get_entry (
    tw_quote_grid_get_row (tw_quote_page_get_grid (get_page (fixture)), 0), TW_QUOTE_CELL_QUANTITY))));
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (tw_quote_page_get_grid (get_page (fixture))), "tw-quote-locked"));
  tw_app_test_shot (fixture->window, "quote-accepted");
  tw_app_test_activate (get_page (fixture), "quote.revise", NULL);
  tw_app_test_wait (is_free, fixture);
  tw_app_test_settle ();
  g_assert_null (tw_quote_page_get_state (get_page (fixture)));
  g_assert_cmpuint (g_list_model_get_n_items (tw_quote_model_get_items (get_model (fixture))), ==, n);
  g_assert_true (gtk_editable_get_editable (GTK_EDITABLE (tw_quote_row_get_entry (
    tw_quote_grid_get_row (tw_quote_page_get_grid (get_page (fixture)), 0), TW_QUOTE_CELL_QUANTITY))));
}

static void
test_duplicate (TwAppTest *fixture, gconstpointer data)
{
  Quote quote = open_quote (fixture);
  g_autofree char *before = NULL;
  TwRecord *copy = NULL;

  add_products (&quote);
  before = dup_lines (fixture);
  tw_app_test_activate (get_page (fixture), "quote.duplicate-quote", NULL);
  tw_app_test_wait (is_other_quote, &quote);
  wait_for_lines (fixture, before);
  copy = tw_quote_model_get_quote (get_model (fixture));
  g_assert_cmpstr (tw_record_get_key (copy, "status")->text, ==, "draft");
  g_assert_true (tw_id_equal (&tw_record_get_key (copy, "company")->id, &fixture->acme));
  g_assert_cmpint (tw_record_get_key (copy, "valid_until")->type, ==, TW_TYPE_DATE);
  g_assert_cmpint (tw_app_test_count (fixture, "quote", NULL), ==, 2);
  tw_app_test_activate (fixture->window, "win.undo", NULL);
  tw_app_test_settle ();
}

static gboolean
is_quote_page (gpointer data)
{
  return TW_IS_QUOTE_PAGE (tw_window_get_page (((TwAppTest *) data)->window));
}

static void
test_from_deal (TwAppTest *fixture, gconstpointer data)
{
  char id[TW_ID_TEXT_LENGTH + 1];

  tw_app_test_activate (fixture->window, "win.open-record", "(uss)", tw_app_test_entity (fixture, "deal")->number,
                        tw_id_print (&fixture->deals[0], id), "");
  tw_app_test_settle ();
  tw_app_test_activate (tw_window_get_page (fixture->window), "quote.make-from-deal", NULL);
  tw_app_test_wait (is_quote_page, fixture);
  tw_app_test_wait (is_loaded, fixture);
  g_assert_cmpint (tw_app_test_count (fixture, "quote", NULL), ==, 1);
}

/* A narrow window has room for the lines, or for the page. */
static void
test_narrow (TwAppTest *fixture, gconstpointer data)
{
  Quote quote = open_quote (fixture);
  int least = 0;

  add_products (&quote);
  tw_window_page_set_narrow (TW_WINDOW_PAGE (get_page (fixture)), TRUE);
  tw_app_test_settle ();
  gtk_widget_measure (GTK_WIDGET (get_page (fixture)), GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  g_assert_cmpint (least, <=, 360);
}

int
main (int argc, char **argv)
{
  tw_app_test_init (&argc, &argv);
  tw_app_test_add ("/app/quotes/reading", test_reading);
  tw_app_test_add ("/app/quotes/type", test_type);
  tw_app_test_add ("/app/quotes/stock", test_stock);
  tw_app_test_add ("/app/quotes/tax", test_tax);
  tw_app_test_add ("/app/quotes/wrong", test_wrong);
  tw_app_test_add ("/app/quotes/half-typed", test_half_typed);
  tw_app_test_add ("/app/quotes/under-hands", test_under_hands);
  tw_app_test_add ("/app/quotes/lines", test_lines);
  tw_app_test_add ("/app/quotes/paste", test_paste);
  tw_app_test_add ("/app/quotes/narrow", test_narrow);
  tw_app_test_add ("/app/quotes/preview", test_preview);
  tw_app_test_add ("/app/quotes/status", test_status);
  tw_app_test_add ("/app/quotes/explain-price", test_explain_price);
  tw_app_test_add ("/app/quotes/locked", test_locked);
  tw_app_test_add ("/app/quotes/duplicate", test_duplicate);
  tw_app_test_add ("/app/quotes/from-deal", test_from_deal);
  return g_test_run ();
}
