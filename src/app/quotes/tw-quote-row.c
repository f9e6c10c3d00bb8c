/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-quote-row.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-field-text.h"
#include "tw-list-cell.h"
#include "tw-quote-offers.h"
#include "tw-quote-stock-mark.h"
#include "tw-tax-menu.h"
#include "tw-tip.h"

struct _TwQuoteRow
{
  AdwBin             parent_instance;

  TwLineItem       *item;                             /* (owned) (nullable) */
  TwQuoteOffers     *offers;                           /* products below the name; a child */
  TwTaxMenu         *taxes;                            /* (nullable) at the cell of the tax, once it was asked for; a child of it */
  gboolean           updating;
  TwQuoteModel      *model;                            /* (owned) */

  GtkWidget         *handle;
  GtkBox            *box;
  GtkLabel          *number, *amount;
  GtkWidget         *cells;
  GtkEntry          *name, *quantity, *price, *discount, *tax;
};

G_DEFINE_FINAL_TYPE (TwQuoteRow, tw_quote_row, ADW_TYPE_BIN)

enum { LEAVE, COMMAND, N_SIGNALS };
static guint signals[N_SIGNALS];

static const TwQuoteCell order[] = { TW_QUOTE_CELL_NAME, TW_QUOTE_CELL_QUANTITY, TW_QUOTE_CELL_PRICE, TW_QUOTE_CELL_DISCOUNT, TW_QUOTE_CELL_TAX };

/* Of the cells with numbers, pixels; the header in tw-quote-grid.ui has the wide ones. */
static const struct { TwQuoteCell cell; int wide, narrow; } widths[] = {
  { TW_QUOTE_CELL_QUANTITY, 72, 56 },
  { TW_QUOTE_CELL_PRICE, 96, 84 },
  { TW_QUOTE_CELL_DISCOUNT, 74, 58 },
  { TW_QUOTE_CELL_TAX, 76, 66 },
};
#define AMOUNT_WIDTH 102
#define CELL_HEIGHT  34                                /* as the style has it */

/* --- Showing --- */

static void
show_cell (TwQuoteRow *self,
           TwQuoteCell cell)
{
  GtkEntry *entry = tw_quote_row_get_entry (self, cell);
  g_autofree char *text = tw_line_item_dup_text (self->item, cell);
  const char *error = tw_line_item_get_error (self->item, cell);

  if (!g_str_equal (gtk_editable_get_text (GTK_EDITABLE (entry)), text))
    {
      gtk_editable_set_text (GTK_EDITABLE (entry), text);
      /* Whoever went to the cell before its value came types over it, as in any other cell. */
      if (tw_line_item_get_draft (self->item, cell) == NULL && tw_quote_row_get_focus (self) == (int) cell)
        gtk_editable_select_region (GTK_EDITABLE (entry), 0, -1);
    }
  (error != NULL ? gtk_widget_add_css_class : gtk_widget_remove_css_class) (GTK_WIDGET (entry), "error");
  if (cell != TW_QUOTE_CELL_PRICE)
    tw_tip_set (GTK_WIDGET (entry), error);
}

static void
show_item (TwQuoteRow *self)
{
  TwQuoteLineKind kind = TW_QUOTE_ITEM;
  g_autofree char *number = NULL, *amount = NULL;
  gboolean empty;

  if (self->item == NULL)
    return;
  kind = tw_line_item_get_kind (self->item);
  empty = tw_line_item_get_id (self->item) == NULL;
  number = tw_line_item_get_number (self->item) > 0 ? g_strdup_printf ("%u", tw_line_item_get_number (self->item)) : g_strdup (empty ? "+" : "");
  self->updating = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    show_cell (self, order[i]);
  self->updating = FALSE;
  tw_quote_stock_mark (self->quantity, tw_quote_model_get_store (self->model), self->item);
  gtk_label_set_label (self->number, number);
  amount = tw_line_item_get_amount (self->item) != NULL ? tw_number_isolate (tw_line_item_get_amount (self->item)) : NULL;
  gtk_label_set_label (self->amount, amount != NULL ? amount : "");
  gtk_widget_set_visible (self->cells, kind == TW_QUOTE_ITEM && !empty);
  gtk_widget_set_sensitive (self->handle, !empty && !tw_quote_model_is_locked (self->model));
  gtk_entry_set_placeholder_text (self->name, empty ? _("Product or text") : kind == TW_QUOTE_GROUP ? _("Group") : NULL);
  (kind == TW_QUOTE_GROUP ? gtk_widget_add_css_class : gtk_widget_remove_css_class) (GTK_WIDGET (self), "tw-quote-group");
  (kind == TW_QUOTE_TEXT || tw_line_item_is_optional (self->item) ? gtk_widget_add_css_class : gtk_widget_remove_css_class)
    (GTK_WIDGET (self), "tw-quote-pale");
}

/* --- Typing --- */

static int
find_cell (TwQuoteRow *self,
           gpointer    entry)
{
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    if (tw_quote_row_get_entry (self, order[i]) == entry)
      return (int) order[i];
  return -1;
}

static void
changed_cb (TwQuoteRow *self,
            GtkEntry   *entry)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (entry));

  if (self->updating || self->item == NULL)
    return;
  tw_line_item_set_draft (self->item, (TwQuoteCell) find_cell (self, entry), text);
  gtk_widget_remove_css_class (GTK_WIDGET (entry), "error");
  if (entry == self->name && tw_line_item_get_kind (self->item) == TW_QUOTE_ITEM)
    tw_quote_offers_set_text (self->offers, text);
}

static void
store (TwQuoteRow *self,
       TwQuoteCell cell)
{
  tw_quote_offers_hide (self->offers);
  if (self->item != NULL && tw_line_item_get_draft (self->item, cell) != NULL)
    tw_quote_model_store_cell (self->model, self->item, cell);
}

static void
left_cb (GtkEventControllerFocus *controller,
         TwQuoteRow              *self)
{
  int cell = find_cell (self, gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller)));

  if (cell >= 0)
    store (self, (TwQuoteCell) cell);
}

static void
entered_cb (GtkEventControllerFocus *controller,
            TwQuoteRow              *self)
{
  gtk_editable_select_region (GTK_EDITABLE (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller))), 0, -1);
}

static void
chosen_cb (TwQuoteRow   *self,
           TwSearchItem *found)
{
  tw_quote_offers_hide (self->offers);
  if (self->item == NULL)
    return;
  tw_quote_model_set_product (self->model, self->item, tw_search_item_get_id (found), tw_search_item_get_title (found));
  g_signal_emit (self, signals[LEAVE], 0, (guint) TW_QUOTE_CELL_NAME, 1, 0);
}

static void
tax_chosen_cb (TwQuoteRow *self,
               const char *text)
{
  if (self->item == NULL)
    return;
  gtk_widget_grab_focus (GTK_WIDGET (self->tax));
  gtk_editable_set_text (GTK_EDITABLE (self->tax), text);
  store (self, TW_QUOTE_CELL_TAX);
}

static void
open_taxes_cb (TwQuoteRow *self)
{
  if (self->item == NULL || tw_quote_model_is_locked (self->model))
    return;
  if (self->taxes == NULL)
    {
      self->taxes = tw_tax_menu_new (self->model, GTK_WIDGET (self->tax));
      g_signal_connect_object (self->taxes, "chosen", G_CALLBACK (tax_chosen_cb), self, G_CONNECT_SWAPPED);
    }
  tw_tax_menu_open (self->taxes);
}

static void
leave (TwQuoteRow *self,
       int         columns,
       int         rows)
{
  int cell = tw_quote_row_get_focus (self);

  if (cell < 0)
    return;
  store (self, (TwQuoteCell) cell);
  g_signal_emit (self, signals[LEAVE], 0, (guint) cell, columns, rows);
}

/* --- Keys --- */

static void
read_clipboard_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      data)
{
  g_autoptr(TwQuoteRow) self = TW_QUOTE_ROW (data);
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
  int cell = tw_quote_row_get_focus (self);

  if (text == NULL || self->item == NULL)
    return;
  g_strchomp (text);
  if (tw_quote_model_is_locked (self->model))
    return;
  if (strpbrk (text, "\t\n") != NULL)
    tw_quote_model_paste (self->model, tw_quote_row_get_position (self), text);
  else if (cell >= 0)
    {
      GtkEditable *entry = GTK_EDITABLE (tw_quote_row_get_entry (self, (TwQuoteCell) cell));
      int at;

      gtk_editable_delete_selection (entry);
      at = gtk_editable_get_position (entry);
      gtk_editable_insert_text (entry, text, -1, &at);
      gtk_editable_set_position (entry, at);
    }
}

/* The command of a key with Control or Alt; NULL: none. */
static const char *
find_command (guint           key,
              GdkModifierType state)
{
  if (state == GDK_ALT_MASK)
    return key == GDK_KEY_Up ? "quote.up" : key == GDK_KEY_Down ? "quote.down" : NULL;
  if (state != GDK_CONTROL_MASK)
    return NULL;
  return key == GDK_KEY_d ? "quote.duplicate" : key == GDK_KEY_Delete ? "quote.remove" : NULL;
}

static gboolean
act_on_offers (TwQuoteRow *self,
               guint       key)
{
  if (!tw_quote_offers_is_shown (self->offers))
    return FALSE;
  switch (key)
    {
    case GDK_KEY_Down:
    case GDK_KEY_Up:
      tw_quote_offers_move (self->offers, key == GDK_KEY_Down ? 1 : -1);
      return TRUE;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
    case GDK_KEY_Tab:
      return tw_quote_offers_choose (self->offers);
    case GDK_KEY_Escape:
      tw_quote_offers_hide (self->offers);
      return TRUE;
    default:
      return FALSE;
    }
}

/* What was typed goes; a second Escape is the window's. */
static gboolean
restore (TwQuoteRow *self)
{
  int cell = tw_quote_row_get_focus (self);

  if (cell < 0 || self->item == NULL || tw_line_item_get_draft (self->item, (TwQuoteCell) cell) == NULL)
    return FALSE;
  tw_line_item_set_draft (self->item, (TwQuoteCell) cell, NULL);
  show_item (self);
  gtk_editable_select_region (GTK_EDITABLE (tw_quote_row_get_entry (self, (TwQuoteCell) cell)), 0, -1);
  return TRUE;
}

/* Whether Tab leads out of the grid. */
static gboolean
is_at_end (TwQuoteRow *self,
           gboolean    forward)
{
  if (forward)
    return tw_line_item_get_id (self->item) == NULL && tw_line_item_get_draft (self->item, TW_QUOTE_CELL_NAME) == NULL;
  return tw_quote_row_get_focus (self) == TW_QUOTE_CELL_NAME && tw_quote_row_get_position (self) == 0;
}

static gboolean
key_cb (GtkEventControllerKey *controller,
        guint                  key,
        guint                  code,
        GdkModifierType        state,
        TwQuoteRow            *self)
{
  const char *command = NULL;

  state &= gtk_accelerator_get_default_mod_mask ();
  command = find_command (key, state);
  if (tw_quote_row_get_focus (self) < 0)
    return FALSE;
  if (command != NULL)
    {
      store (self, (TwQuoteCell) tw_quote_row_get_focus (self));
      g_signal_emit (self, signals[COMMAND], 0, command);
      return TRUE;
    }
  if (state == 0 && key == GDK_KEY_F4 && tw_quote_row_get_focus (self) == TW_QUOTE_CELL_TAX)
    {
      open_taxes_cb (self);
      return TRUE;
    }
  if (state == GDK_CONTROL_MASK && key == GDK_KEY_v)
    {
      gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (self)), NULL, read_clipboard_cb, g_object_ref (self));
      return TRUE;
    }
  if ((state & ~GDK_SHIFT_MASK) != 0)
    return FALSE;
  if (state == 0 && act_on_offers (self, key))
    return TRUE;
  switch (key)
    {
    case GDK_KEY_Tab:
    case GDK_KEY_ISO_Left_Tab:
      if (is_at_end (self, key == GDK_KEY_Tab && state == 0))
        return FALSE;
      leave (self, key == GDK_KEY_Tab && state == 0 ? 1 : -1, 0);
      return TRUE;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      leave (self, 0, state == GDK_SHIFT_MASK ? -1 : 1);
      return TRUE;
    case GDK_KEY_Down:
    case GDK_KEY_Up:
      leave (self, 0, key == GDK_KEY_Down ? 1 : -1);
      return TRUE;
    case GDK_KEY_Escape:
      return restore (self);
    default:
      return FALSE;
    }
}

/* --- Dragging --- */

static GdkContentProvider *
prepare_drag_cb (TwQuoteRow    *self,
                 double         x,
                 double         y,
                 GtkDragSource *source)
{
  g_autoptr(GdkPaintable) picture = gtk_widget_paintable_new (GTK_WIDGET (self));

  gtk_drag_source_set_icon (source, picture, 12, 12);
  return gdk_content_provider_new_typed (TW_TYPE_LINE_ITEM, self->item);
}

static gboolean
drop_cb (TwQuoteRow   *self,
         const GValue *value)
{
  TwLineItem *other = g_value_get_object (value);

  if (other == NULL || other == self->item || tw_quote_model_is_locked (self->model))
    return FALSE;
  if (tw_line_item_get_id (other) == NULL)
    return FALSE;
  tw_quote_model_move (self->model, tw_quote_model_find (self->model, tw_line_item_get_id (other)),
                       MIN (tw_quote_row_get_position (self), g_list_model_get_n_items (tw_quote_model_get_items (self->model)) - 2));
  return TRUE;
}

/* --- Overrides --- */

static gboolean
query_price_cb (TwQuoteRow *self,
                int         x,
                int         y,
                gboolean    keyboard,
                GtkTooltip *tooltip)
{
  const char *error = self->item != NULL ? tw_line_item_get_error (self->item, TW_QUOTE_CELL_PRICE) : NULL;
  g_autofree char *text = error != NULL ? g_strdup (error) : self->item != NULL ? tw_quote_model_dup_reason (self->model, self->item) : NULL;

  if (text != NULL)
    gtk_tooltip_set_text (tooltip, text);
  return text != NULL;
}

static void
tw_quote_row_dispose (GObject *object)
{
  TwQuoteRow *self = TW_QUOTE_ROW (object);

  if (self->item != NULL)
    tw_quote_row_set_item (self, NULL);
  if (self->offers != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->offers));
  self->offers = NULL;
  if (self->taxes != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->taxes));
  self->taxes = NULL;
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_QUOTE_ROW);
  g_clear_object (&self->model);
  G_OBJECT_CLASS (tw_quote_row_parent_class)->dispose (object);
}

static void
tw_quote_row_class_init (TwQuoteRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_quote_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("quotes/tw-quote-row.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwQuoteRow, handle);
  gtk_widget_class_bind_template_child (widget_class, TwQuoteRow, box);
  gtk_widget_class_bind_template_child (widget_class, TwQuoteRow, number);
  gtk_widget_class_bind_template_child (widget_class, TwQuoteRow, amount);
  gtk_widget_class_bind_template_child (widget_class, TwQuoteRow, cells);
  gtk_widget_class_bind_template_child (widget_class, TwQuoteRow, name);
  gtk_widget_class_bind_template_child (widget_class, TwQuoteRow, quantity);
  gtk_widget_class_bind_template_child (widget_class, TwQuoteRow, price);
  gtk_widget_class_bind_template_child (widget_class, TwQuoteRow, discount);
  gtk_widget_class_bind_template_child (widget_class, TwQuoteRow, tax);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_taxes_cb);
  gtk_widget_class_bind_template_callback (widget_class, query_price_cb);
  signals[LEAVE] = g_signal_new ("leave", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3, G_TYPE_UINT, G_TYPE_INT, G_TYPE_INT);
  signals[COMMAND] = g_signal_new ("command", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
tw_quote_row_init (TwQuoteRow *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkDragSource *source = gtk_drag_source_new ();
  GtkDropTarget *target = gtk_drop_target_new (TW_TYPE_LINE_ITEM, GDK_ACTION_MOVE);

  gtk_widget_init_template (GTK_WIDGET (self));
  tw_label_align_number (self->amount);
  for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
    gtk_entry_set_alignment (tw_quote_row_get_entry (self, widths[i].cell), gtk_label_get_xalign (self->amount));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    {
      GtkEventController *focus = gtk_event_controller_focus_new ();

      g_signal_connect (focus, "leave", G_CALLBACK (left_cb), self);
      g_signal_connect (focus, "enter", G_CALLBACK (entered_cb), self);
      gtk_widget_add_controller (GTK_WIDGET (tw_quote_row_get_entry (self, order[i])), focus);
    }
  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect_object (source, "prepare", G_CALLBACK (prepare_drag_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->handle, GTK_EVENT_CONTROLLER (source));
  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

/**
 * tw_quote_row_new:
 * @workspace: the workspace
 * @model: the quote
 *
 * Returns: (transfer floating): a row without item
 */
GtkWidget *
tw_quote_row_new (TwWorkspace  *workspace,
                  TwQuoteModel *model)
{
  TwQuoteRow *self = g_object_new (TW_TYPE_QUOTE_ROW, NULL);

  self->model = g_object_ref (model);
  self->offers = tw_quote_offers_new (workspace, model, GTK_WIDGET (self->name));
  g_signal_connect_object (self->offers, "chosen", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

/**
 * tw_quote_row_set_item:
 * @self: a row
 * @item: (nullable): what it shows
 *
 * Shows another line; what was typed in the one before stays with its item.
 */
void
tw_quote_row_set_item (TwQuoteRow  *self,
                       TwLineItem *item)
{
  if (self->item == item)
    return;
  if (self->item != NULL)
    g_signal_handlers_disconnect_by_func (self->item, show_item, self);
  g_set_object (&self->item, item);
  if (item == NULL)
    return;
  g_signal_connect_object (item, "changed", G_CALLBACK (show_item), self, G_CONNECT_SWAPPED);
  show_item (self);
}

/**
 * tw_quote_row_get_item:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): its item
 */
TwLineItem *
tw_quote_row_get_item (TwQuoteRow *self)
{
  return self->item;
}

/**
 * tw_quote_row_get_position:
 * @self: a row
 *
 * Returns: the place of its item; %G_MAXUINT: it has none
 */
guint
tw_quote_row_get_position (TwQuoteRow *self)
{
  GListModel *items = tw_quote_model_get_items (self->model);

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr(TwLineItem) item = g_list_model_get_item (items, i);

      if (item == self->item)
        return i;
    }
  return G_MAXUINT;
}

/**
 * tw_quote_row_set_narrow:
 * @self: a row
 * @narrow: whether the numbers stand below the name
 */
void
tw_quote_row_set_narrow (TwQuoteRow *self,
                         gboolean    narrow)
{
  if (narrow)
    gtk_widget_add_css_class (GTK_WIDGET (self->box), "tw-narrow");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->box), "tw-narrow");
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->box), narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_widget_set_visible (self->handle, !narrow);
  gtk_widget_set_visible (GTK_WIDGET (self->number), !narrow);
  /* Below the name, what the line costs stands in line with its numbers. */
  gtk_widget_set_size_request (GTK_WIDGET (self->amount), narrow ? -1 : AMOUNT_WIDTH, narrow ? CELL_HEIGHT : -1);
  gtk_widget_set_valign (GTK_WIDGET (self->amount), narrow ? GTK_ALIGN_END : GTK_ALIGN_FILL);
  for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
    gtk_widget_set_size_request (GTK_WIDGET (tw_quote_row_get_entry (self, widths[i].cell)), narrow ? widths[i].narrow : widths[i].wide, -1);
}

/**
 * tw_quote_row_set_locked:
 * @self: a row
 * @locked: whether its cells can only be read
 *
 * What a customer accepted is not typed over.
 */
void
tw_quote_row_set_locked (TwQuoteRow *self,
                         gboolean    locked)
{
  if (gtk_editable_get_editable (GTK_EDITABLE (self->name)) == !locked)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    {
      GtkWidget *entry = GTK_WIDGET (tw_quote_row_get_entry (self, order[i]));

      gtk_editable_set_editable (GTK_EDITABLE (entry), !locked);
      /* No beam that says "type here" over what is only read. */
      gtk_widget_set_cursor_from_name (GTK_WIDGET (gtk_editable_get_delegate (GTK_EDITABLE (entry))), locked ? "default" : "text");
    }
  gtk_widget_set_opacity (self->handle, locked ? 0 : 1);
  show_item (self);
}

/**
 * tw_quote_row_get_focus:
 * @self: a row
 *
 * Returns: the cell with the focus; -1: none
 */
int
tw_quote_row_get_focus (TwQuoteRow *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  for (guint i = 0; focus != NULL && i < G_N_ELEMENTS (order); i++)
    if (gtk_widget_is_ancestor (focus, GTK_WIDGET (tw_quote_row_get_entry (self, order[i]))))
      return (int) order[i];
  return -1;
}

/**
 * tw_quote_row_focus_cell:
 * @self: a row
 * @cell: one of its cells; where it does not have it, the name
 *
 * Returns: whether the cell has the focus now
 */
gboolean
tw_quote_row_focus_cell (TwQuoteRow *self,
                         TwQuoteCell cell)
{
  GtkEntry *entry = gtk_widget_get_visible (self->cells) ? tw_quote_row_get_entry (self, cell) : self->name;

  return gtk_widget_grab_focus (GTK_WIDGET (entry != NULL ? entry : self->name));
}

/**
 * tw_quote_row_get_entry:
 * @self: a row
 * @cell: a cell
 *
 * Returns: (transfer none) (nullable): where it is typed
 */
GtkEntry *
tw_quote_row_get_entry (TwQuoteRow *self,
                        TwQuoteCell cell)
{
  switch (cell)
    {
    case TW_QUOTE_CELL_NAME:
      return self->name;
    case TW_QUOTE_CELL_QUANTITY:
      return self->quantity;
    case TW_QUOTE_CELL_PRICE:
      return self->price;
    case TW_QUOTE_CELL_DISCOUNT:
      return self->discount;
    case TW_QUOTE_CELL_TAX:
      return self->tax;
    case TW_QUOTE_CELL_DESCRIPTION:
    default:
      return NULL;
    }
}

/**
 * tw_quote_row_get_offers:
 * @self: a row
 *
 * Returns: (transfer none): the products that are offered for what was typed
 */
GListModel *
tw_quote_row_get_offers (TwQuoteRow *self)
{
  return tw_quote_offers_get_items (self->offers);
}
