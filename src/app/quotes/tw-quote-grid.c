/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-quote-grid.h"

#include "tw-list-cell.h"

#define MAX_TRIES 20                                   /* frames until a row that is scrolled to is there */

struct _TwQuoteGrid
{
  AdwBin        parent_instance;

  TwWorkspace  *workspace;                             /* (owned) (nullable) */
  TwQuoteModel *model;                                 /* (owned) (nullable) */
  GPtrArray    *rows;                                  /* TwQuoteRow that show something; not owned */
  TwLineItem  *current;                               /* (owned) (nullable) with the focus, or that had it last */
  gboolean      narrow, locked;

  /* A cell that is to have the focus. */
  TwId          wanted;                                /* nil: the empty line */
  TwQuoteCell   wanted_cell;
  gboolean      is_wanted;
  guint         tick_id, tries, tick_position;

  GtkListView  *list;
  GtkWidget    *header;
};

G_DEFINE_FINAL_TYPE (TwQuoteGrid, tw_quote_grid, ADW_TYPE_BIN)

static guint
get_n (TwQuoteGrid *self)
{
  return g_list_model_get_n_items (tw_quote_model_get_items (self->model));
}

/* --- Focus --- */

static gboolean
try_focus (TwQuoteGrid *self)
{
  TwQuoteRow *row = tw_quote_grid_get_row (self, self->tick_position);

  return row != NULL && gtk_widget_get_mapped (GTK_WIDGET (row)) && tw_quote_row_focus_cell (row, self->wanted_cell);
}

static gboolean
tick_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       data)
{
  TwQuoteGrid *self = TW_QUOTE_GRID (widget);

  if (!try_focus (self) && ++self->tries < MAX_TRIES)
    return G_SOURCE_CONTINUE;
  self->tick_id = 0;
  return G_SOURCE_REMOVE;
}

static void
left_cell_cb (TwQuoteGrid *self,
              guint        cell,
              int          columns,
              int          rows,
              TwQuoteRow  *row)
{
  static const TwQuoteCell order[] = { TW_QUOTE_CELL_NAME, TW_QUOTE_CELL_QUANTITY, TW_QUOTE_CELL_PRICE, TW_QUOTE_CELL_DISCOUNT, TW_QUOTE_CELL_TAX };
  TwLineItem *item = tw_quote_row_get_item (row);
  int position = (int) tw_quote_row_get_position (row) + rows, column = columns;
  int last = tw_line_item_get_kind (item) == TW_QUOTE_ITEM && tw_line_item_get_id (item) != NULL ? (int) G_N_ELEMENTS (order) - 1 : 0;

  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    if (order[i] == cell)
      column += (int) i;
  if (columns > 0 && column > last)
    {
      position++;
      column = 0;
    }
  else if (column < 0)
    {
      position--;
      column = (int) G_N_ELEMENTS (order) - 1;
    }
  if (position >= 0 && position < (int) get_n (self))
    tw_quote_grid_focus (self, (guint) position, order[column]);
}

static void
entered_row_cb (GtkEventControllerFocus *controller,
                TwQuoteGrid             *self)
{
  TwQuoteRow *row = TW_QUOTE_ROW (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller)));

  g_set_object (&self->current, tw_quote_row_get_item (row));
}

static void
command_cb (TwQuoteGrid *self,
            const char  *action)
{
  gtk_widget_activate_action (GTK_WIDGET (self), action, NULL);
}

/* A cell of a line that has just been stored. */
static void
loaded_cb (TwQuoteGrid *self)
{
  guint position = tw_id_is_nil (&self->wanted) ? get_n (self) - 1 : tw_quote_model_find (self->model, &self->wanted);

  if (self->locked != tw_quote_model_is_locked (self->model))
    for (guint i = 0; i < self->rows->len; i++)
      tw_quote_row_set_locked (g_ptr_array_index (self->rows, i), !self->locked);
  self->locked = tw_quote_model_is_locked (self->model);
  (self->locked ? gtk_widget_add_css_class : gtk_widget_remove_css_class) (GTK_WIDGET (self), "tw-quote-locked");
  if (!self->is_wanted || position == G_MAXUINT)
    return;
  self->is_wanted = FALSE;
  tw_quote_grid_focus (self, position, self->wanted_cell);
}

/* --- Rows --- */

static void
setup_cb (TwQuoteGrid *self,
          GtkListItem *item)
{
  GtkWidget *row = tw_quote_row_new (self->workspace, self->model);
  GtkEventController *focus = gtk_event_controller_focus_new ();

  gtk_list_item_set_activatable (item, FALSE);
  gtk_list_item_set_selectable (item, FALSE);
  g_signal_connect_object (row, "leave", G_CALLBACK (left_cell_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "command", G_CALLBACK (command_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect (focus, "enter", G_CALLBACK (entered_row_cb), self);
  gtk_widget_add_controller (row, focus);
  gtk_list_item_set_child (item, row);
}

static void
bind_cb (TwQuoteGrid *self,
         GtkListItem *item)
{
  TwQuoteRow *row = TW_QUOTE_ROW (gtk_list_item_get_child (item));

  tw_quote_row_set_item (row, gtk_list_item_get_item (item));
  tw_quote_row_set_narrow (row, self->narrow);
  tw_quote_row_set_locked (row, tw_quote_model_is_locked (self->model));
  /* The cells are what one goes to, not the row around them. */
  gtk_widget_set_focusable (gtk_widget_get_parent (GTK_WIDGET (row)), FALSE);
  g_ptr_array_add (self->rows, row);
}

static void
unbind_cb (TwQuoteGrid *self,
           GtkListItem *item)
{
  TwQuoteRow *row = TW_QUOTE_ROW (gtk_list_item_get_child (item));

  g_ptr_array_remove_fast (self->rows, row);
  tw_quote_row_set_item (row, NULL);
}

static void
tw_quote_grid_dispose (GObject *object)
{
  TwQuoteGrid *self = TW_QUOTE_GRID (object);

  if (self->tick_id != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick_id);
  self->tick_id = 0;
  if (self->list != NULL)
    gtk_list_view_set_model (self->list, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_QUOTE_GRID);
  g_clear_object (&self->current);
  g_clear_object (&self->model);
  g_clear_object (&self->workspace);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  G_OBJECT_CLASS (tw_quote_grid_parent_class)->dispose (object);
}

static void
tw_quote_grid_class_init (TwQuoteGridClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_quote_grid_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("quotes/tw-quote-grid.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwQuoteGrid, list);
  gtk_widget_class_bind_template_child (widget_class, TwQuoteGrid, header);
}

static void
tw_quote_grid_init (TwQuoteGrid *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  /* All but the first are headings of numbers. */
  for (GtkWidget *label = gtk_widget_get_next_sibling (gtk_widget_get_first_child (GTK_WIDGET (self->header))); label != NULL;
       label = gtk_widget_get_next_sibling (label))
    tw_label_align_number (GTK_LABEL (label));
}

/**
 * tw_quote_grid_set_model:
 * @self: a grid without model
 * @workspace: the workspace
 * @model: a quote
 *
 * Shows the lines of a quote. Cells need hand work to stay where somebody types, which is why rows come from signals.
 */
void
tw_quote_grid_set_model (TwQuoteGrid  *self,
                         TwWorkspace  *workspace,
                         TwQuoteModel *model)
{
  g_autoptr(GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  g_autoptr(GtkNoSelection) selection = gtk_no_selection_new (g_object_ref (tw_quote_model_get_items (model)));

  self->workspace = g_object_ref (workspace);
  self->model = g_object_ref (model);
  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (model, "loaded", G_CALLBACK (loaded_cb), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_factory (self->list, factory);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (selection));
}

/**
 * tw_quote_grid_set_narrow:
 * @self: a grid
 * @narrow: whether a line has two rows of cells
 */
void
tw_quote_grid_set_narrow (TwQuoteGrid *self,
                          gboolean     narrow)
{
  self->narrow = narrow;
  gtk_widget_set_visible (self->header, !narrow);
  for (guint i = 0; i < self->rows->len; i++)
    tw_quote_row_set_narrow (g_ptr_array_index (self->rows, i), narrow);
}

/**
 * tw_quote_grid_get_position:
 * @self: a grid
 *
 * Returns: the place of the line that commands are for; %G_MAXUINT: none
 */
guint
tw_quote_grid_get_position (TwQuoteGrid *self)
{
  const TwId *id = self->current != NULL ? tw_line_item_get_id (self->current) : NULL;

  return id != NULL ? tw_quote_model_find (self->model, id) : G_MAXUINT;
}

/**
 * tw_quote_grid_focus:
 * @self: a grid
 * @position: of a line
 * @cell: one of its cells
 *
 * Scrolls to the line and focuses the cell.
 */
void
tw_quote_grid_focus (TwQuoteGrid *self,
                     guint        position,
                     TwQuoteCell  cell)
{
  self->tick_position = position;
  self->wanted_cell = cell;
  self->tries = 0;
  gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", position);
  if (!try_focus (self) && self->tick_id == 0)
    self->tick_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), tick_cb, NULL, NULL);
}

/**
 * tw_quote_grid_want:
 * @self: a grid
 * @id: (nullable): of a line that is being stored; %NULL: the empty one
 * @cell: one of its cells
 *
 * Focuses a cell when the lines are there.
 */
void
tw_quote_grid_want (TwQuoteGrid *self,
                    const TwId  *id,
                    TwQuoteCell  cell)
{
  self->wanted = id != NULL ? *id : tw_id_nil;
  self->wanted_cell = cell;
  self->is_wanted = TRUE;
}

/**
 * tw_quote_grid_get_row:
 * @self: a grid
 * @position: of a line
 *
 * Returns: (transfer none) (nullable): the row that shows it
 */
TwQuoteRow *
tw_quote_grid_get_row (TwQuoteGrid *self,
                       guint        position)
{
  g_autoptr(TwLineItem) item = g_list_model_get_item (tw_quote_model_get_items (self->model), position);

  for (guint i = 0; item != NULL && i < self->rows->len; i++)
    if (tw_quote_row_get_item (g_ptr_array_index (self->rows, i)) == item)
      return g_ptr_array_index (self->rows, i);
  return NULL;
}
