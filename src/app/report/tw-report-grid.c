/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-report-grid.h"

#include <glib/gi18n-lib.h>

#include "tw-column-places.h"
#include "tw-column-sorter.h"
#include "tw-header-fade.h"
#include "tw-list-cell.h"
#include "tw-tip.h"

#define CHAR_WIDTH 8                                   /* pixels of a letter, about */
#define CELL_FRAME 30                                  /* pixels around a text */
#define STEP_WIDTH 18                                  /* pixels a level stands in */
#define NARROW 480                                     /* pixels of room below which the next column would not be seen */
#define NARROW_FIRST 190                               /* pixels of the first column then, at most */

struct _TwReportGrid
{
  AdwBin              parent_instance;

  TwReportSheet      *sheet;                           /* (nullable) of whoever shows it */
  TwReportLines      *lines;                           /* (owned) */
  char               *shape;                           /* (owned) (nullable) of the columns that were made */
  guint               cursor;                          /* column of the keyboard */
  gboolean            marking;                         /* the titles are told the order, not clicked */
  GPtrArray          *cells;                           /* (owned) cells that show something; they belong to the table */

  gboolean            narrow;                          /* little room: the first column leaves some of it to the next */
  int                 first_width;                     /* of the first column where there is room; 0: has it */
  guint               fit_id;

  GtkSingleSelection *selection;                       /* belongs to view */
  GtkColumnView      *view;
};

enum { OPENED, SORTED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TwReportGrid, tw_report_grid, ADW_TYPE_BIN)

static guint
get_column (GtkWidget *cell)
{
  return GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (cell), "tw-column"));
}

static TwReportLine *
get_line (GtkWidget *cell)
{
  return g_object_get_data (G_OBJECT (cell), "tw-line");
}

/* --- Cells --- */

static gboolean
is_figure (TwReportGrid *self,
           TwReportLine  *line,
           guint          column)
{
  gboolean sums = tw_report_line_get_kind (line) != TW_LINE_ROW || self->sheet->pivot != NULL;

  return sums && column > 0 && *tw_report_line_get_text (line, column) != '\0';
}

static void
mark_cell (TwReportGrid *self,
           GtkWidget     *cell)
{
  TwReportLine *selected = gtk_single_selection_get_selected_item (self->selection);

  if (selected != NULL && selected == get_line (cell) && get_column (cell) == self->cursor)
    gtk_widget_add_css_class (cell, "tw-report-cursor");
  else
    gtk_widget_remove_css_class (cell, "tw-report-cursor");
}

static void
mark_cells (TwReportGrid *self)
{
  for (guint i = 0; i < self->cells->len; i++)
    mark_cell (self, g_ptr_array_index (self->cells, i));
}

static void
set_class (GtkWidget  *widget,
           const char *name,
           gboolean    set)
{
  if (set)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

/* A line is read as a whole: its titles with what stands below them. */
static void
name_line (TwReportGrid *self,
           GtkWidget     *cell,
           TwReportLine  *line)
{
  GtkWidget *row = gtk_widget_get_parent (cell) != NULL ? gtk_widget_get_parent (gtk_widget_get_parent (cell)) : NULL;
  g_autoptr(GString) words = g_string_new (tw_report_line_get_text (line, 0));

  for (guint i = 1; i < self->sheet->columns->len; i++)
    if (*tw_report_line_get_text (line, i) != '\0')
      g_string_append_printf (words, ", %s %s", ((TwReportSheetColumn *) g_ptr_array_index (self->sheet->columns, i))->title,
                              tw_report_line_get_text (line, i));
  if (tw_report_line_get_kind (line) == TW_LINE_HEAD)
    g_string_append_printf (words, ", %s", tw_report_lines_is_folded (self->lines, line) ? _("folded") : _("unfolded"));
  if (row == NULL)
    return;
  set_class (row, "tw-report-end", tw_report_line_get_kind (line) == TW_LINE_END);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, words->str, -1);
}

static void
fill_cell (TwReportGrid *self,
           GtkWidget     *cell,
           TwReportLine  *line)
{
  guint column = get_column (cell);
  const TwReportSheetColumn *info = g_ptr_array_index (self->sheet->columns, column);
  GtkWidget *arrow = gtk_widget_get_first_child (cell), *text = gtk_widget_get_last_child (cell);
  gboolean head = tw_report_line_get_kind (line) == TW_LINE_HEAD;
  const char *words = tw_report_line_get_text (line, column);

  g_object_set_data_full (G_OBJECT (cell), "tw-line", g_object_ref (line), g_object_unref);
  tw_inscription_show (GTK_INSCRIPTION (text), words, info->numeric);
  tw_tip_set (cell, g_utf8_strlen (words, -1) > 40 ? words : NULL);
  set_class (cell, "tw-report-head", head);
  set_class (cell, "tw-report-figure", is_figure (self, line, column));
  if (column == 0)
    {
      gtk_widget_set_visible (arrow, head);
      gtk_image_set_from_icon_name (GTK_IMAGE (arrow), tw_report_lines_is_folded (self->lines, line) ? "pan-end-symbolic" : "pan-down-symbolic");
      gtk_widget_set_margin_start (cell, (int) tw_report_line_get_level (line) * STEP_WIDTH);
      name_line (self, cell, line);
    }
  mark_cell (self, cell);
}

static void
bind_cb (TwReportGrid *self,
         GtkListItem   *item)
{
  GtkWidget *cell = gtk_list_item_get_child (item);

  /* Columns of the sheet before may be asked for a last time. */
  if (self->sheet == NULL || get_column (cell) >= self->sheet->columns->len)
    return;
  g_ptr_array_add (self->cells, cell);
  fill_cell (self, cell, gtk_list_item_get_item (item));
}

static void
unbind_cb (TwReportGrid *self,
           GtkListItem   *item)
{
  GtkWidget *cell = gtk_list_item_get_child (item);

  g_ptr_array_remove_fast (self->cells, cell);
  g_object_set_data (G_OBJECT (cell), "tw-line", NULL);
}

static guint
find_line (TwReportGrid *self,
           TwReportLine  *line)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->lines));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(TwReportLine) other = g_list_model_get_item (G_LIST_MODEL (self->lines), i);

      if (other == line)
        return i;
    }
  return GTK_INVALID_LIST_POSITION;
}

static void
refill_line (TwReportGrid *self,
             TwReportLine  *line)
{
  for (guint i = 0; i < self->cells->len; i++)
    if (get_line (g_ptr_array_index (self->cells, i)) == line)
      fill_cell (self, g_ptr_array_index (self->cells, i), line);
}

static gboolean
fold (TwReportGrid *self,
      guint          position,
      gboolean       folded)
{
  g_autoptr(TwReportLine) line = g_list_model_get_item (G_LIST_MODEL (self->lines), position);

  if (line == NULL || !tw_report_lines_fold (self->lines, position, folded))
    return FALSE;
  refill_line (self, line);
  return TRUE;
}

static void
open_cell (TwReportGrid *self,
           TwReportLine  *line,
           guint          column)
{
  g_signal_emit (self, signals[OPENED], 0, line, column);
}

static void
pressed_cb (TwReportGrid   *self,
            int              n_press,
            double           x,
            double           y,
            GtkGestureClick *gesture)
{
  GtkWidget *cell = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));
  g_autoptr(TwReportLine) line = get_line (cell) != NULL ? g_object_ref (get_line (cell)) : NULL;
  guint column = get_column (cell), position = line != NULL ? find_line (self, line) : GTK_INVALID_LIST_POSITION;

  if (position == GTK_INVALID_LIST_POSITION)
    return;
  self->cursor = column;
  gtk_single_selection_set_selected (self->selection, position);
  mark_cells (self);
  if (n_press == 1 && is_figure (self, line, column))
    open_cell (self, line, column);
  else if (n_press == 1 && column == 0 && tw_report_line_get_kind (line) == TW_LINE_HEAD)
    fold (self, position, !tw_report_lines_is_folded (self->lines, line));
  else if (n_press == 2 && tw_report_line_get_kind (line) == TW_LINE_ROW)
    open_cell (self, line, column);
}

/* The first time a cell is filled before it stands in its row. */
static void
cell_mapped_cb (TwReportGrid *self,
                GtkWidget    *cell)
{
  if (self->sheet != NULL && get_line (cell) != NULL)
    name_line (self, cell, get_line (cell));
}

static void
fit_first_column (TwReportGrid *self)
{
  g_autoptr(GtkColumnViewColumn) first = g_list_model_get_item (gtk_column_view_get_columns (self->view), 0);
  int width = first != NULL ? gtk_column_view_column_get_fixed_width (first) : 0;

  if (self->narrow && width > NARROW_FIRST)
    {
      self->first_width = width;
      gtk_column_view_column_set_fixed_width (first, NARROW_FIRST);
    }
  else if (!self->narrow && self->first_width > 0)
    {
      /* Not over a width that a person has given it meanwhile. */
      if (width == NARROW_FIRST)
        gtk_column_view_column_set_fixed_width (first, self->first_width);
      self->first_width = 0;
    }
}

static gboolean
fit_cb (gpointer data)
{
  TwReportGrid *self = data;

  self->fit_id = 0;
  fit_first_column (self);
  return G_SOURCE_REMOVE;
}

/* In a script that runs from the right the first column is there. This is heard while places are given, where none can be asked for. */
static void
room_changed_cb (TwReportGrid  *self,
                 GtkAdjustment *adjustment)
{
  gboolean narrow = gtk_adjustment_get_page_size (adjustment) < NARROW;

  if (narrow != self->narrow && gtk_adjustment_get_page_size (adjustment) > 0)
    {
      self->narrow = narrow;
      if (self->fit_id == 0)
        self->fit_id = g_idle_add (fit_cb, self);
    }
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment));
}

static void
setup_cb (TwReportGrid            *self,
          GtkListItem              *item,
          GtkSignalListItemFactory *factory)
{
  GtkWidget *cell = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *text = gtk_inscription_new (NULL);
  GtkGesture *click = gtk_gesture_click_new ();
  gpointer column = g_object_get_data (G_OBJECT (factory), "tw-column");

  gtk_widget_add_css_class (cell, "tw-cell");
  g_object_set_data (G_OBJECT (cell), "tw-column", column);
  if (GPOINTER_TO_UINT (column) == 0)
    {
      gtk_box_append (GTK_BOX (cell), gtk_image_new_from_icon_name ("pan-down-symbolic"));
      g_signal_connect_object (cell, "map", G_CALLBACK (cell_mapped_cb), self, G_CONNECT_SWAPPED);
    }
  gtk_inscription_set_min_chars (GTK_INSCRIPTION (text), 3);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (text), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_widget_set_hexpand (text, TRUE);
  gtk_widget_add_css_class (text, "numeric");
  gtk_box_append (GTK_BOX (cell), text);
  g_signal_connect_object (click, "pressed", G_CALLBACK (pressed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (cell, GTK_EVENT_CONTROLLER (click));
  gtk_list_item_set_child (item, cell);
}

/* --- Columns --- */

static GtkColumnViewColumn *
make_column (TwReportGrid             *self,
             const TwReportSheetColumn *info,
             guint                      number)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkColumnViewColumn *column = NULL;
  int width = (int) MIN (info->width, 40) * CHAR_WIDTH + CELL_FRAME + (number == 0 ? 2 * STEP_WIDTH : 0);

  g_object_set_data (G_OBJECT (factory), "tw-column", GUINT_TO_POINTER (number));
  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), self, G_CONNECT_SWAPPED);
  column = gtk_column_view_column_new (info->title, factory);
  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_column_set_fixed_width (column, CLAMP (width, 84, 340));
  if (info->sort != NULL)
    {
      g_autoptr(GtkSorter) sorter = tw_column_sorter_new (info->sort);

      gtk_column_view_column_set_sorter (column, sorter);
    }
  return column;
}

/* GTK has no call for the alignment of a column's title: the titles are the children of the header, one a column. */
static void
align_titles (TwReportGrid *self)
{
  GtkWidget *title = gtk_widget_get_first_child (gtk_widget_get_first_child (GTK_WIDGET (self->view)));

  for (guint i = 0; i < self->sheet->columns->len && title != NULL; i++, title = gtk_widget_get_next_sibling (title))
    if (((TwReportSheetColumn *) g_ptr_array_index (self->sheet->columns, i))->numeric)
      tw_column_title_align_number (title);
}

/* Columns stay as they are, with the widths that a person gave them, while an answer has the same ones. */
static char *
dup_shape (TwReportSheet *sheet)
{
  g_autoptr(GString) shape = g_string_new (NULL);

  for (guint i = 0; i < sheet->columns->len; i++)
    {
      const TwReportSheetColumn *column = g_ptr_array_index (sheet->columns, i);

      g_string_append_printf (shape, "%s\x1f%d\x1f%s\x1f", column->title, column->numeric, column->sort != NULL ? column->sort : "");
    }
  return g_string_free (g_steal_pointer (&shape), FALSE);
}

/* The arrow stands at the column by which the report says that rows are ordered first. */
static void
mark_sort (TwReportGrid *self)
{
  GListModel *columns = gtk_column_view_get_columns (self->view);
  const TwReportSort *first = self->sheet->report->sort->len > 0 ? g_ptr_array_index (self->sheet->report->sort, 0) : NULL;
  g_autofree char *shown = tw_column_sorter_dup_sort (self->view);
  g_autofree char *wanted = first != NULL ? g_strconcat (first->descending ? "-" : "", first->value, NULL) : NULL;
  GtkColumnViewColumn *found = NULL;

  if (g_strcmp0 (shown, wanted) == 0)
    return;
  for (guint i = 0; first != NULL && i < g_list_model_get_n_items (columns) && found == NULL; i++)
    {
      g_autoptr(GtkColumnViewColumn) column = g_list_model_get_item (columns, i);
      GtkSorter *sorter = gtk_column_view_column_get_sorter (column);

      if (sorter != NULL && g_str_equal (tw_column_sorter_get_key (TW_COLUMN_SORTER (sorter)), first->value))
        found = column;
    }
  self->marking = TRUE;
  gtk_column_view_sort_by_column (self->view, NULL, GTK_SORT_ASCENDING);
  if (found != NULL)
    gtk_column_view_sort_by_column (self->view, found, first->descending ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
  self->marking = FALSE;
}

static void
sort_changed_cb (TwReportGrid *self)
{
  g_autofree char *sort = NULL;

  if (self->marking || self->sheet == NULL)
    return;
  sort = tw_column_sorter_dup_sort (self->view);
  if (sort != NULL)
    g_signal_emit (self, signals[SORTED], 0, sort);
}

static void
make_columns (TwReportGrid *self)
{
  GListModel *columns = gtk_column_view_get_columns (self->view);

  self->marking = TRUE;
  while (g_list_model_get_n_items (columns) > 0)
    {
      g_autoptr(GtkColumnViewColumn) column = g_list_model_get_item (columns, 0);

      gtk_column_view_remove_column (self->view, column);
    }
  self->marking = FALSE;
  for (guint i = 0; i < self->sheet->columns->len; i++)
    {
      g_autoptr(GtkColumnViewColumn) column = make_column (self, g_ptr_array_index (self->sheet->columns, i), i);

      if (i + 1 == self->sheet->columns->len)
        {
          gtk_column_view_column_set_fixed_width (column, -1);
          gtk_column_view_column_set_expand (column, TRUE);
        }
      gtk_column_view_append_column (self->view, column);
    }
  self->first_width = 0;
  fit_first_column (self);
  align_titles (self);
}

/* --- Keys --- */

static void
activate_cb (TwReportGrid *self,
             guint          position)
{
  g_autoptr(TwReportLine) line = g_list_model_get_item (G_LIST_MODEL (self->lines), position);

  if (line != NULL)
    open_cell (self, line, self->cursor);
}

static gboolean
key_pressed_cb (TwReportGrid   *self,
                guint            keyval,
                guint            keycode,
                GdkModifierType  state)
{
  return (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) == 0 && tw_report_grid_key (self, keyval);
}

static void
tw_report_grid_dispose (GObject *object)
{
  TwReportGrid *self = TW_REPORT_GRID (object);

  g_clear_handle_id (&self->fit_id, g_source_remove);
  if (self->lines != NULL)
    tw_report_lines_set (self->lines, NULL);
  self->sheet = NULL;
  adw_bin_set_child (ADW_BIN (self), NULL);
  g_clear_object (&self->lines);
  g_clear_pointer (&self->shape, g_free);
  g_clear_pointer (&self->cells, g_ptr_array_unref);
  G_OBJECT_CLASS (tw_report_grid_parent_class)->dispose (object);
}

static void
tw_report_grid_class_init (TwReportGridClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tw_report_grid_dispose;

  /**
   * TwReportGrid::opened:
   * @line: a line
   * @column: number of a column
   *
   * The records behind a cell are wanted.
   */
  signals[OPENED] = g_signal_new ("opened", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, TW_TYPE_REPORT_LINE,
                                  G_TYPE_UINT);
  /**
   * TwReportGrid::sorted:
   * @sort: an expression, with "-" before one that falls
   *
   * A title was clicked.
   */
  signals[SORTED] = g_signal_new ("sorted", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

/* One table in a scrolled window: no template would be shorter. */
static void
tw_report_grid_init (TwReportGrid *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new (), *overlay = gtk_overlay_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_add_css_class (scrolled, "tw-wide");
  self->cells = g_ptr_array_new ();
  self->lines = tw_report_lines_new ();
  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->lines)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  self->view = GTK_COLUMN_VIEW (gtk_column_view_new (GTK_SELECTION_MODEL (self->selection)));
  gtk_column_view_set_show_row_separators (self->view, TRUE);
  gtk_column_view_set_reorderable (self->view, FALSE);
  tw_column_places_watch (self->view);
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "tw-table");
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "tw-report-grid");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Answer of the report"), -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->view));
  gtk_widget_set_vexpand (scrolled, TRUE);
  g_signal_connect_object (gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (scrolled)), "changed", G_CALLBACK (room_changed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  g_signal_connect_object (self->view, "activate", G_CALLBACK (activate_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_column_view_get_sorter (self->view), "changed", G_CALLBACK (sort_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "notify::selected", G_CALLBACK (mark_cells), self, G_CONNECT_SWAPPED);
  gtk_overlay_set_child (GTK_OVERLAY (overlay), scrolled);
  tw_header_fade_add (GTK_OVERLAY (overlay), self->view);
  adw_bin_set_child (ADW_BIN (self), overlay);
}

/**
 * tw_report_grid_new:
 *
 * Returns: (transfer floating): a table without lines
 */
GtkWidget *
tw_report_grid_new (void)
{
  return g_object_new (TW_TYPE_REPORT_GRID, NULL);
}

/**
 * tw_report_grid_set_sheet:
 * @self: a table
 * @sheet: (nullable): what it shows
 */
void
tw_report_grid_set_sheet (TwReportGrid *self,
                           TwReportSheet *sheet)
{
  g_autofree char *shape = NULL;

  g_return_if_fail (TW_IS_REPORT_GRID (self));
  tw_report_lines_set (self->lines, NULL);
  self->sheet = sheet;
  if (sheet == NULL)
    return;
  shape = dup_shape (sheet);
  if (g_strcmp0 (shape, self->shape) != 0)
    {
      make_columns (self);
      g_free (self->shape);
      self->shape = g_steal_pointer (&shape);
    }
  mark_sort (self);
  self->cursor = MIN (self->cursor, sheet->columns->len - 1);
  tw_report_lines_set (self->lines, sheet->lines);
}

/**
 * tw_report_grid_get_lines:
 * @self: a table
 *
 * Returns: (transfer none): the lines that are not folded
 */
TwReportLines *
tw_report_grid_get_lines (TwReportGrid *self)
{
  g_return_val_if_fail (TW_IS_REPORT_GRID (self), NULL);
  return self->lines;
}

/**
 * tw_report_grid_get_cursor:
 * @self: a table
 *
 * Returns: the column of the keyboard
 */
guint
tw_report_grid_get_cursor (TwReportGrid *self)
{
  g_return_val_if_fail (TW_IS_REPORT_GRID (self), 0);
  return self->cursor;
}

/**
 * tw_report_grid_key:
 * @self: a table
 * @keyval: a key
 *
 * Left and Right go from cell to cell, minus and plus (or Space) fold and unfold.
 *
 * Returns: whether it means something here
 */
gboolean
tw_report_grid_key (TwReportGrid *self,
                     guint          keyval)
{
  guint selected;
  gboolean rtl;
  TwReportLine *line = NULL;

  g_return_val_if_fail (TW_IS_REPORT_GRID (self), FALSE);
  if (self->sheet == NULL)
    return FALSE;
  selected = gtk_single_selection_get_selected (self->selection);
  line = gtk_single_selection_get_selected_item (self->selection);
  rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  switch (keyval)
    {
    case GDK_KEY_Left:
    case GDK_KEY_Right:
      if ((keyval == GDK_KEY_Right) != rtl)
        self->cursor = MIN (self->cursor + 1, self->sheet->columns->len - 1);
      else if (self->cursor > 0)
        self->cursor--;
      mark_cells (self);
      return TRUE;
    case GDK_KEY_plus:
    case GDK_KEY_KP_Add:
      return fold (self, selected, FALSE);
    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
      return fold (self, selected, TRUE);
    case GDK_KEY_space:
      return line != NULL && fold (self, selected, !tw_report_lines_is_folded (self->lines, line));
    default:
      return FALSE;
    }
}
