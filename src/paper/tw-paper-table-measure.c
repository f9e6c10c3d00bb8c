/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns of a table beside one another, and its rows as slices. The letters of a table that is not too long are laid out once and kept: to
 * lay them out takes most of the time of a document. */
#include "config.h"

#include <string.h>

#include "tw-paper-table-private.h"

#define SAMPLE      100                                /* rows that are measured whole; of the others the longest text */
#define KEPT_CELLS  30000                              /* of a table whose cells are all kept */
#define SMALLEST    0.62                               /* of the letters' size, where numbers would not fit */
#define MOST_NUMBERS 0.75                              /* of the width, where there are words, too */
#define SMALL       0.86                               /* of what follows the first line of a title */
/* Letters of fonts that are taller than most stand in the line that a row of one line has. */
#define TALL        "\303\201g\330\253\346\274\242"

/* --- Rows --- */

gboolean
tw_table_row_is_strong (TwPaperRow kind)
{
  return kind == TW_PAPER_ROW_GROUP || kind == TW_PAPER_ROW_TOTAL || kind == TW_PAPER_ROW_HEADING || kind == TW_PAPER_ROW_GRAND;
}

gboolean
tw_table_row_spans (TwPaperRow kind)
{
  return kind == TW_PAPER_ROW_HEADING || kind == TW_PAPER_ROW_NOTE;
}

TwPaperRow
tw_table_get_kind (TwTableBlock *self, guint row)
{
  return self->rows.get_kind != NULL && row < self->rows.n_rows ? self->rows.get_kind (row, self->rows.data) : TW_PAPER_ROW_PLAIN;
}

TwTableSlice
tw_table_get_slice (TwTableBlock *self, guint i)
{
  return self->slices != NULL ? g_array_index (self->slices, TwTableSlice, i) : (TwTableSlice) { i, 0, 1, self->line };
}

/* Text of outside need not be UTF-8, or may be very long; a cell shows its beginning. */
static const char *
get_text (TwTableBlock *self, guint row, guint column, char **owned)
{
  const char *text = self->rows.get_text (row, column, self->rows.data);

  g_clear_pointer (owned, g_free);
  if (text == NULL)
    return "";
  if (strlen (text) <= 4000 && g_utf8_validate (text, -1, NULL))
    return text;
  *owned = g_utf8_make_valid (text, MIN ((gssize) strlen (text), 4000));
  return *owned;
}

/* --- Cells --- */

static double
get_width (PangoLayout *layout)
{
  PangoRectangle logical;

  pango_layout_get_extents (layout, NULL, &logical);
  return pango_units_to_double (logical.width);
}

static PangoLayout *
make_text (TwTableBlock *self, TwPaper *paper, const char *text, TwPaperRow kind)
{
  TwPaperStyle style = { kind == TW_PAPER_ROW_GRAND ? self->size * 1.2 : self->size, tw_table_row_is_strong (kind), 0, TW_PAPER_START };

  return tw_paper_make_styled (paper, &style, text);
}

/* What follows the first line is small and pale. */
static void
set_title (TwTableBlock *self, PangoLayout *layout, const char *text)
{
  const char *end = strchr (text, '\n');
  g_autoptr (PangoAttrList) list = NULL;
  PangoAttribute *attributes[2];
  guint32 pale = self->look.pale;

  if (end == NULL)
    return;
  list = pango_attr_list_new ();
  attributes[0] = pango_attr_scale_new (SMALL);
  attributes[1] = pango_attr_foreground_new ((guint16) ((pale >> 16 & 0xff) * 257), (guint16) ((pale >> 8 & 0xff) * 257), (guint16) ((pale & 0xff) * 257));
  for (guint i = 0; i < 2; i++)
    {
      attributes[i]->start_index = (guint) (end - text);
      pango_attr_list_insert (list, attributes[i]);
    }
  pango_layout_set_attributes (layout, list);
}

double
tw_table_get_column_width (TwTableBlock *self, guint column, TwPaperRow kind)
{
  const TwTableColumn *columns = (const TwTableColumn *) (gpointer) self->columns->data, *last = &columns[self->columns->len - 1];

  return tw_table_row_spans (kind) ? last->x + last->width - columns[column].x : columns[column].width;
}

static void
set_width (TwTableBlock *self, PangoLayout *layout, guint column, TwPaperRow kind)
{
  const TwTableColumn *one = &g_array_index (self->columns, TwTableColumn, column);
  double room = tw_table_get_column_width (self, column, kind) - 2 * self->look.pad_x;

  /* Numbers that were measured and fit need none. */
  if (one->cell & TW_PAPER_CELL_WRAP)
    pango_layout_set_wrap (layout, one->cell & TW_PAPER_CELL_END ? PANGO_WRAP_CHAR : PANGO_WRAP_WORD_CHAR);
  else
    {
      pango_layout_set_single_paragraph_mode (layout, TRUE);
      if (one->cell & TW_PAPER_CELL_END && get_width (layout) <= room)
        return;
      pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
    }
  if (one->cell & TW_PAPER_CELL_END && get_width (layout) <= room)
    return;
  tw_paper_limit_layout (layout, room);
}

PangoLayout *
tw_table_make_cell (TwTableBlock *self, TwPaper *paper, guint column, const char *text, TwPaperRow kind)
{
  PangoLayout *layout = make_text (self, paper, text, kind);

  if (g_array_index (self->columns, TwTableColumn, column).cell & TW_PAPER_CELL_TITLE && kind != TW_PAPER_ROW_HEADING)
    set_title (self, layout, text);
  set_width (self, layout, column, kind);
  return layout;
}

static PangoLayout *
make_row_cell (TwTableBlock *self, TwPaper *paper, guint row, guint column, TwPaperRow kind)
{
  g_autofree char *owned = NULL;
  const char *text = get_text (self, row, column, &owned);

  return *text != '\0' ? tw_table_make_cell (self, paper, column, text, kind) : NULL;
}

static void
unref_nullable (gpointer object)
{
  g_clear_object (&object);
}

PangoLayout *const *
tw_table_get_cells (TwTableBlock *self, TwPaper *paper, guint row)
{
  TwPaperRow kind = tw_table_get_kind (self, row);

  if (self->cells != NULL)
    {
      PangoLayout **cells = (PangoLayout **) self->cells->pdata + (gsize) row * self->columns->len;

      /* Numbers were laid out when their columns were measured. */
      for (guint c = 0; c < self->columns->len; c++)
        if (cells[c] == NULL)
          cells[c] = make_row_cell (self, paper, row, c, kind);
      return cells;
    }
  if (self->kept != NULL && self->kept_row == row)
    return (PangoLayout *const *) self->kept->pdata;
  g_clear_pointer (&self->kept, g_ptr_array_unref);
  self->kept = g_ptr_array_new_with_free_func (unref_nullable);
  self->kept_row = row;
  for (guint c = 0; c < self->columns->len; c++)
    g_ptr_array_add (self->kept, make_row_cell (self, paper, row, c, kind));
  return (PangoLayout *const *) self->kept->pdata;
}

/* A label that has the room it needs is laid out once for all pages. */
PangoLayout *
tw_table_get_head (TwTableBlock *self, TwPaper *paper, guint column)
{
  TwTableColumn *one = &g_array_index (self->columns, TwTableColumn, column);

  if (one->head == NULL)
    one->head = make_text (self, paper, one->label, TW_PAPER_ROW_GROUP);
  if (get_width (one->head) <= one->width - 2 * self->look.pad_x)
    return one->head;
  /* A head is not shortened: what it means is told nowhere else. */
  pango_layout_set_wrap (one->head, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_height (one->head, -TW_TABLE_HEAD_LINES);
  pango_layout_set_ellipsize (one->head, PANGO_ELLIPSIZE_END);
  tw_paper_limit_layout (one->head, one->width - 2 * self->look.pad_x);
  return one->head;
}

gboolean
tw_table_carries (TwTableBlock *self, guint row)
{
  g_autofree char *text = NULL;

  if (self->rows.dup_carried == NULL || !self->rows.carried_above)
    return self->rows.dup_carried != NULL;
  text = self->rows.dup_carried (row, 0, self->rows.data);
  return text != NULL;
}

PangoLayout *const *
tw_table_get_carried (TwTableBlock *self, TwPaper *paper, guint n_rows)
{
  TwPaperRow kind = self->rows.carried_above ? TW_PAPER_ROW_HEADING : TW_PAPER_ROW_GROUP;

  if (self->carried != NULL && self->carried_rows == n_rows)
    return (PangoLayout *const *) self->carried->pdata;
  g_clear_pointer (&self->carried, g_ptr_array_unref);
  self->carried = g_ptr_array_new_with_free_func (unref_nullable);
  self->carried_rows = n_rows;
  for (guint c = 0; c < self->columns->len; c++)
    {
      g_autofree char *text = self->rows.dup_carried (n_rows, c, self->rows.data);

      g_ptr_array_add (self->carried, text != NULL && *text != '\0' ? tw_table_make_cell (self, paper, c, text, kind) : NULL);
    }
  return (PangoLayout *const *) self->carried->pdata;
}

/* --- Columns --- */

static double
measure_text (TwTableBlock *self, TwPaper *paper, const char *text, TwPaperRow kind)
{
  g_autoptr (PangoLayout) layout = make_text (self, paper, text, kind);

  return get_width (layout) + 2 * self->look.pad_x + 1;
}

/* The same rates and amounts stand in many rows: their letters are laid out once. */
static PangoLayout *
share_number (TwTableBlock *self, TwPaper *paper, GHashTable *known, const char *text, TwPaperRow kind)
{
  g_autofree char *key = g_strdup_printf ("%c%s", '0' + (kind == TW_PAPER_ROW_GRAND ? 2 : tw_table_row_is_strong (kind)), text);
  PangoLayout *layout = g_hash_table_lookup (known, key);

  if (layout != NULL)
    return g_object_ref (layout);
  layout = make_text (self, paper, text, kind);
  g_hash_table_insert (known, g_steal_pointer (&key), layout);
  return layout;
}

/* The letters of numbers are laid out, measured, and kept for drawing. */
static void
measure_numbers (TwTableBlock *self, TwPaper *paper, guint c)
{
  TwTableColumn *column = &g_array_index (self->columns, TwTableColumn, c);
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *owned = NULL;

  for (guint row = 0; row < self->rows.n_rows; row++)
    {
      const char *text = get_text (self, row, c, &owned);
      TwPaperRow kind = tw_table_get_kind (self, row);
      PangoLayout *layout;

      if (*text == '\0' || tw_table_row_spans (kind))
        continue;
      layout = share_number (self, paper, known, text, kind);
      column->natural = MAX (column->natural, get_width (layout) + 2 * self->look.pad_x + 1);
      g_ptr_array_index (self->cells, (gsize) row * self->columns->len + c) = layout;
    }
}

static void
measure_texts (TwTableBlock *self, TwPaper *paper, guint c)
{
  TwTableColumn *column = &g_array_index (self->columns, TwTableColumn, c);
  g_autofree char *longest = NULL, *owned = NULL;
  TwPaperRow strong = self->rows.get_kind != NULL ? TW_PAPER_ROW_GROUP : TW_PAPER_ROW_PLAIN;
  gsize most = 0;

  for (guint row = 0; row < self->rows.n_rows; row++)
    {
      const char *text = get_text (self, row, c, &owned);
      gsize length = strlen (text);

      if (row < SAMPLE)
        column->natural = MAX (column->natural, measure_text (self, paper, text, strong));
      if (length <= most)
        continue;
      most = length;
      g_free (longest);
      longest = g_strdup (text);
    }
  if (longest != NULL)
    column->natural = MAX (column->natural, measure_text (self, paper, longest, strong));
}

/* The same text with one digit, of its own writing, for all. */
static char *
dup_with_digit (const char *text, gunichar digit)
{
  GString *other = g_string_new (NULL);

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      g_string_append_unichar (other, g_unichar_isdigit (c) ? c - (gunichar) g_unichar_digit_value (c) + digit : c);
    }
  return g_string_free (other, FALSE);
}

/* The longest that is carried over anywhere: credits at the end can make the last one shorter. */
static char *
dup_longest_carried (TwTableBlock *self, guint c)
{
  char *longest = NULL;

  for (guint row = 0; row <= self->rows.n_rows; row++)
    {
      g_autofree char *text = self->rows.dup_carried (row, c, self->rows.data);

      if (text == NULL || (longest != NULL && g_utf8_strlen (text, -1) <= g_utf8_strlen (longest, -1)))
        continue;
      g_free (longest);
      longest = g_steal_pointer (&text);
    }
  return longest;
}

/* What is carried over is no row, and digits of Arabic are not equally wide. */
static void
measure_carried (TwTableBlock *self, TwPaper *paper, guint c)
{
  TwTableColumn *column = &g_array_index (self->columns, TwTableColumn, c);
  gboolean carries = self->rows.dup_carried != NULL && !self->rows.carried_above && column->cell & TW_PAPER_CELL_END;
  g_autofree char *text = carries ? dup_longest_carried (self, c) : NULL;

  for (gunichar digit = 0; text != NULL && digit < 10; digit++)
    {
      g_autofree char *other = dup_with_digit (text, digit);

      column->natural = MAX (column->natural, measure_text (self, paper, other, TW_PAPER_ROW_GROUP));
    }
}

static void
measure_column (TwTableBlock *self, TwPaper *paper, guint c, double width)
{
  TwTableColumn *column = &g_array_index (self->columns, TwTableColumn, c);

  column->width = 0;
  column->natural = 0;
  g_clear_object (&column->head);
  if (column->share > 0)
    return;
  if (column->cell & TW_PAPER_CELL_REST)
    {
      column->natural = width;
      return;
    }
  if (self->header)
    {
      column->head = make_text (self, paper, column->label, TW_PAPER_ROW_GROUP);
      column->natural = get_width (column->head) + 2 * self->look.pad_x + 1;
    }
  measure_carried (self, paper, c);
  if (column->cell & TW_PAPER_CELL_END && self->cells != NULL)
    measure_numbers (self, paper, c);
  else
    measure_texts (self, paper, c);
}

/* Columns that need less than an equal share of the room get what they need; the others share the rest. */
static void
share (TwTableColumn *columns, guint n, gboolean ends, double room)
{
  guint open = 0;
  gboolean changed = TRUE;

  for (guint i = 0; i < n; i++)
    if (columns[i].share == 0 && ((columns[i].cell & TW_PAPER_CELL_END) != 0) == ends)
      {
        columns[i].width = -1;
        open++;
      }
  while (changed && open > 0)
    {
      double each = room / open;

      changed = FALSE;
      for (guint i = 0; i < n; i++)
        if (columns[i].width < 0 && ((columns[i].cell & TW_PAPER_CELL_END) != 0) == ends && columns[i].natural <= each)
          {
            columns[i].width = columns[i].natural;
            room -= columns[i].natural;
            open--;
            changed = TRUE;
          }
    }
  for (guint i = 0; i < n; i++)
    if (columns[i].width < 0 && ((columns[i].cell & TW_PAPER_CELL_END) != 0) == ends)
      columns[i].width = room / open;
}

/* Returns what part of the room that numbers need they have: 1 when they fit. */
static double
place_columns (TwTableBlock *self, double width)
{
  TwTableColumn *columns = (TwTableColumn *) (gpointer) self->columns->data;
  guint n = self->columns->len, n_texts = 0;
  double ends = 0, texts = 0, x = 0, full = width, rest, needed;

  for (guint i = 0; i < n; i++)
    {
      if (columns[i].share > 0)
        {
          columns[i].width = columns[i].share * full;
          width -= columns[i].width;
          continue;
        }
      *(columns[i].cell & TW_PAPER_CELL_END ? &ends : &texts) += columns[i].natural;
      n_texts += (columns[i].cell & TW_PAPER_CELL_END) == 0;
    }
  /* Numbers come first, unless they would leave nothing for words. */
  needed = ends;
  ends = MIN (ends, n_texts > 0 && texts > width * (1 - MOST_NUMBERS) ? width * MOST_NUMBERS : width);
  share (columns, n, TRUE, ends);
  share (columns, n, FALSE, MIN (texts, width - ends));
  rest = width - ends - MIN (texts, width - ends);
  for (guint i = 0; i < n; i++)
    {
      if (columns[i].share == 0 && (n_texts == 0 || !(columns[i].cell & TW_PAPER_CELL_END)))
        columns[i].width += rest / (n_texts > 0 ? n_texts : n);
      columns[i].x = x;
      x += columns[i].width;
    }
  return needed > 0 ? ends / needed : 1;
}

/* Lays the columns out with letters of a size. */
static double
try_size (TwTableBlock *self, TwPaper *paper, double width, double size)
{
  gsize n_cells = (gsize) self->rows.n_rows * self->columns->len;

  self->size = size;
  g_clear_pointer (&self->kept, g_ptr_array_unref);
  g_clear_pointer (&self->cells, g_ptr_array_unref);
  g_clear_pointer (&self->carried, g_ptr_array_unref);
  if (self->wraps && n_cells <= KEPT_CELLS)
    {
      self->cells = g_ptr_array_new_with_free_func (unref_nullable);
      g_ptr_array_set_size (self->cells, (int) n_cells);
    }
  for (guint c = 0; c < self->columns->len; c++)
    measure_column (self, paper, c, width);
  return place_columns (self, width);
}

/* Numbers that were laid out without a width get one where their column is narrower. */
static void
finish_numbers (TwTableBlock *self)
{
  for (guint c = 0; self->cells != NULL && c < self->columns->len; c++)
    {
      const TwTableColumn *column = &g_array_index (self->columns, TwTableColumn, c);

      if (column->natural == 0 || column->natural <= column->width || !(column->cell & TW_PAPER_CELL_END))
        continue;
      for (guint row = 0; row < self->rows.n_rows; row++)
        {
          PangoLayout *layout = g_ptr_array_index (self->cells, (gsize) row * self->columns->len + c);

          if (layout != NULL)
            set_width (self, layout, c, tw_table_get_kind (self, row));
        }
    }
}

/* --- Slices --- */

static double
get_line_height (PangoLayout *layout, guint line)
{
  PangoRectangle logical;

  if (layout == NULL || (int) line >= pango_layout_get_line_count (layout))
    return 0;
  pango_layout_line_get_extents (pango_layout_get_line_readonly (layout, (int) line), NULL, &logical);
  return pango_units_to_double (logical.height);
}

void
tw_table_get_reach (TwTableBlock *self, PangoLayout *const *cells, guint line, double *above, double *below)
{
  *above = *below = 0;
  for (guint c = 0; c < self->columns->len; c++)
    {
      PangoRectangle logical;

      if (cells[c] == NULL || (int) line >= pango_layout_get_line_count (cells[c]))
        continue;
      pango_layout_line_get_extents (pango_layout_get_line_readonly (cells[c], (int) line), NULL, &logical);
      *above = MAX (*above, -pango_units_to_double (logical.y));
      *below = MAX (*below, pango_units_to_double (logical.height + logical.y));
    }
}

TwPaperImage *
tw_table_fit_image (TwTableBlock *self, guint row, double *width, double *height)
{
  TwPaperImage *image = self->rows.get_image != NULL ? self->rows.get_image (row, self->rows.data) : NULL;

  for (guint c = 0; image != NULL && c < self->columns->len; c++)
    {
      const TwTableColumn *column = &g_array_index (self->columns, TwTableColumn, c);

      if (column->cell & TW_PAPER_CELL_IMAGE && column->width > 2 * self->look.pad_x)
        {
          tw_paper_image_fit (image, column->width - 2 * self->look.pad_x, self->look.image_height, width, height);
          return image;
        }
    }
  return NULL;
}

static void
add_slice (TwTableBlock *self, TwTableSlice slice)
{
  double width, height;

  if (slice.line == 0 && tw_table_fit_image (self, slice.row, &width, &height) != NULL)
    slice.height = MAX (slice.height, height + 2 * self->look.pad_y);
  g_array_append_val (self->slices, slice);
}

/* The lines of a row that is higher than most are several slices. */
static void
slice_row (TwTableBlock *self, TwPaper *paper, guint row, double most)
{
  PangoLayout *const *cells = tw_table_get_cells (self, paper, row);
  guint n_lines = 1;
  TwTableSlice slice = { row, 0, 0, 2 * self->look.pad_y };

  for (guint c = 0; c < self->columns->len; c++)
    if (cells[c] != NULL)
      n_lines = MAX (n_lines, (guint) pango_layout_get_line_count (cells[c]));
  for (guint line = 0; line < n_lines; line++)
    {
      double height = 0, above, below;

      for (guint c = 0; c < self->columns->len; c++)
        height = MAX (height, get_line_height (cells[c], line));
      if (slice.n_lines > 0 && slice.height + height > most)
        {
          add_slice (self, slice);
          slice = (TwTableSlice) { row, line, 0, 2 * self->look.pad_y };
        }
      /* The first lines of all cells stand on one line. */
      if (slice.n_lines == 0)
        {
          tw_table_get_reach (self, cells, line, &above, &below);
          height = MAX (height, above + below);
        }
      slice.height += height;
      slice.n_lines++;
    }
  add_slice (self, slice);
}

/* The height of a header's letters; where rows have one line, of all that may stand in it. */
static double
measure_line (TwTableBlock *self, TwPaper *paper)
{
  double height = 0;

  for (guint c = 0; self->wraps && c < self->columns->len; c++)
    height = MAX (height, get_line_height (tw_table_get_head (self, paper, c), 0));
  if (height == 0)
    {
      g_autoptr (PangoLayout) tall = make_text (self, paper, TALL, TW_PAPER_ROW_GROUP);

      height = get_line_height (tall, 0);
    }
  return height;
}

static double
measure_head (TwTableBlock *self, TwPaper *paper)
{
  double head = self->line;

  for (guint c = 0; self->header && c < self->columns->len; c++)
    {
      PangoRectangle logical;

      pango_layout_get_extents (tw_table_get_head (self, paper, c), NULL, &logical);
      head = MAX (head, pango_units_to_double (logical.height) + 2 * self->look.pad_y);
    }
  return head;
}

void
tw_table_measure (TwBlock *block, TwPaper *paper, double width, double most)
{
  TwTableBlock *self = (TwTableBlock *) block;
  double part;

  width *= self->place;
  part = try_size (self, paper, width, self->look.size);
  if (self->wraps && part < 1)
    try_size (self, paper, width, self->look.size * MAX (part, SMALLEST) * 0.98);
  finish_numbers (self);
  self->line = measure_line (self, paper) + 2 * self->look.pad_y;
  self->head = measure_head (self, paper);
  g_clear_pointer (&self->slices, g_array_unref);
  block->n_slices = self->rows.n_rows;
  if (!self->wraps)
    return;
  self->slices = g_array_new (FALSE, FALSE, sizeof (TwTableSlice));
  for (guint row = 0; row < self->rows.n_rows; row++)
    slice_row (self, paper, row, MAX (most, self->line));
  block->n_slices = self->slices->len;
}
