/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-paper-boxes.h"

#include "tw-paper-private.h"

/* An item is one thing in a box; an atom is the part of it that is never torn, a line of its text. */
typedef enum { ITEM_TEXT, ITEM_PAIR, ITEM_IMAGE, ITEM_RULE } ItemKind;

typedef struct
{
  ItemKind      kind;
  TwPaperStyle  styles[2];                             /* of a pair: label, value */
  char         *texts[2];
  PangoLayout  *layouts[2];                            /* nullable: not measured */
  double        share;                                 /* of a pair: the label's */
  TwPaperImage *image;
  double        max_width, max_height, width, height;  /* of a picture; height: of a rule */
  double        before;
} Item;

typedef struct { guint item, line; double before, height; } Atom;

typedef struct
{
  TwPaperBox look;
  GPtrArray *items;                                    /* Item */
  GArray    *atoms;                                    /* Atom */
  double     x, width;                                 /* of its contents; x from where lines begin */
} Box;

typedef struct
{
  TwBlock    block;
  double     gap;
  GPtrArray *boxes;                                    /* Box */
  GArray    *starts;                                   /* guint: of each slice, the first atom of each box; one more at the end */
  GArray    *heights;                                  /* double: of each slice */
} BoxesBlock;

struct _TwPaperBoxes { BoxesBlock block; };

static void
item_free (gpointer data)
{
  Item *item = data;

  for (guint i = 0; i < 2; i++)
    {
      g_free (item->texts[i]);
      g_clear_object (&item->layouts[i]);
    }
  g_clear_pointer (&item->image, tw_paper_image_unref);
  g_free (item);
}

static void
box_free (gpointer data)
{
  Box *box = data;

  g_ptr_array_unref (box->items);
  g_array_unref (box->atoms);
  g_free (box);
}

/* --- Measuring --- */

static double
get_line_height (PangoLayout *layout, guint line)
{
  PangoRectangle logical;

  if (layout == NULL || (int) line >= pango_layout_get_line_count (layout))
    return 0;
  pango_layout_line_get_extents (pango_layout_get_line_readonly (layout, (int) line), NULL, &logical);
  return pango_units_to_double (logical.height);
}

static void
measure_text (TwPaper *paper, Item *item, guint i, double width)
{
  g_clear_object (&item->layouts[i]);
  item->layouts[i] = tw_paper_make_styled (paper, &item->styles[i], item->texts[i]);
  pango_layout_set_wrap (item->layouts[i], PANGO_WRAP_WORD_CHAR);
  tw_paper_limit_layout (item->layouts[i], width);
}

static void
add_atoms (TwPaper *paper, Box *box, guint index, double most)
{
  Item *item = g_ptr_array_index (box->items, index);
  Atom atom = { index, 0, box->atoms->len > 0 ? item->before : 0, item->height };
  guint n = 1;

  if (item->kind == ITEM_IMAGE)
    {
      tw_paper_image_fit (item->image, MIN (item->max_width, box->width), MIN (item->max_height, most - 2 * box->look.pad), &item->width, &item->height);
      atom.height = item->height;
    }
  else if (item->kind != ITEM_RULE)
    {
      measure_text (paper, item, 0, item->kind == ITEM_PAIR ? box->width * item->share : box->width);
      if (item->kind == ITEM_PAIR)
        measure_text (paper, item, 1, box->width * (1 - item->share));
      n = MAX ((guint) pango_layout_get_line_count (item->layouts[0]),
               item->layouts[1] != NULL ? (guint) pango_layout_get_line_count (item->layouts[1]) : 0);
    }
  for (; atom.line < n; atom.line++)
    {
      if (item->kind == ITEM_TEXT || item->kind == ITEM_PAIR)
        atom.height = MAX (get_line_height (item->layouts[0], atom.line), get_line_height (item->layouts[1], atom.line));
      g_array_append_val (box->atoms, atom);
      atom.before = 0;
    }
}

static void
place_boxes (BoxesBlock *self, double width)
{
  double x = 0, room = width - self->gap * (self->boxes->len > 0 ? self->boxes->len - 1 : 0);

  for (guint i = 0; i < self->boxes->len; i++)
    {
      Box *box = g_ptr_array_index (self->boxes, i);
      double full = room * box->look.share;

      box->x = x + box->look.pad;
      box->width = full - 2 * box->look.pad;
      x += full + self->gap;
    }
}

/* The atoms of a box from first on that stand in a slice; there is always one. */
static guint
fill_slice (Box *box, guint first, double most, double *height)
{
  guint end = first;
  double used = 0;

  for (; end < box->atoms->len; end++)
    {
      const Atom *atom = &g_array_index (box->atoms, Atom, end);
      double need = atom->height + (end > first ? atom->before : 0);

      if (end > first && used + need > most)
        break;
      used += need;
    }
  *height = MAX (*height, used + 2 * box->look.pad);
  return end;
}

static void
boxes_measure (TwBlock *block, TwPaper *paper, double width, double most)
{
  BoxesBlock *self = (BoxesBlock *) block;
  gboolean more = FALSE;

  g_array_set_size (self->starts, 0);
  g_array_set_size (self->heights, 0);
  place_boxes (self, width);
  for (guint i = 0; i < self->boxes->len; i++)
    {
      Box *box = g_ptr_array_index (self->boxes, i);
      guint zero = 0;

      g_array_set_size (box->atoms, 0);
      for (guint k = 0; k < box->items->len; k++)
        add_atoms (paper, box, k, most);
      g_array_append_val (self->starts, zero);
      more |= box->atoms->len > 0;
    }
  for (guint at = 0; more; at += self->boxes->len)
    {
      double height = 0;

      more = FALSE;
      for (guint i = 0; i < self->boxes->len; i++)
        {
          Box *box = g_ptr_array_index (self->boxes, i);
          guint end = fill_slice (box, g_array_index (self->starts, guint, at + i), most - 2 * box->look.pad, &height);

          more |= end < box->atoms->len;
          g_array_append_val (self->starts, end);
        }
      g_array_append_val (self->heights, height);
    }
  block->n_slices = self->heights->len;
}

static double
boxes_height (TwBlock *block, guint slice)
{
  return g_array_index (((BoxesBlock *) block)->heights, double, slice);
}

static gboolean
boxes_may_break (TwBlock *block, guint slice)
{
  return TRUE;
}

static double
no_height (TwBlock *block, guint slice)
{
  return 0;
}

/* --- Drawing --- */

static void
draw_text (TwPaper *paper, cairo_t *cr, Item *item, guint i, guint n, double x, double y, double width)
{
  PangoLayoutLine *line;
  PangoRectangle logical;

  if ((int) n >= pango_layout_get_line_count (item->layouts[i]))
    return;
  line = pango_layout_get_line_readonly (item->layouts[i], (int) n);
  pango_layout_line_get_extents (line, NULL, &logical);
  tw_paper_set_color (cr, item->styles[i].color);
  tw_paper_draw_line (paper, cr, line, item->styles[i].align, x, y - pango_units_to_double (logical.y), width);
}

/* A label and its value stand on one line of letters. */
static void
draw_pair (TwPaper *paper, cairo_t *cr, Item *item, guint n, double x, double y, double width)
{
  double label = width * item->share, tall[2] = { 0, 0 };

  for (guint i = 0; i < 2; i++)
    if ((int) n < pango_layout_get_line_count (item->layouts[i]))
      {
        PangoRectangle logical;

        pango_layout_line_get_extents (pango_layout_get_line_readonly (item->layouts[i], (int) n), NULL, &logical);
        tall[i] = -pango_units_to_double (logical.y);
      }
  draw_text (paper, cr, item, 0, n, paper->rtl ? x + width - label : x, y + MAX (0, tall[1] - tall[0]), label);
  draw_text (paper, cr, item, 1, n, paper->rtl ? x : x + label, y + MAX (0, tall[0] - tall[1]), width - label);
}

static void
draw_image (TwPaper *paper, cairo_t *cr, Item *item, double x, double y, double width)
{
  double room = width - item->width;

  if (item->styles[0].align == TW_PAPER_CENTER)
    room /= 2;
  else if ((item->styles[0].align == TW_PAPER_END) == paper->rtl)
    room = 0;
  tw_paper_image_draw (item->image, cr, x + room, y, item->width, item->height);
}

static void
draw_atom (TwPaper *paper, cairo_t *cr, Box *box, const Atom *atom, double x, double y)
{
  Item *item = g_ptr_array_index (box->items, atom->item);

  switch (item->kind)
    {
    case ITEM_TEXT:
      draw_text (paper, cr, item, 0, atom->line, x, y, box->width);
      break;
    case ITEM_PAIR:
      draw_pair (paper, cr, item, atom->line, x, y, box->width);
      break;
    case ITEM_IMAGE:
      draw_image (paper, cr, item, x, y, box->width);
      break;
    case ITEM_RULE:
      tw_paper_set_color (cr, item->styles[0].color);
      cairo_rectangle (cr, x, y, box->width, item->height);
      cairo_fill (cr);
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
draw_box (TwPaper *paper, cairo_t *cr, Box *box, guint first, guint end, double x, double y, double height)
{
  double pad = box->look.pad;

  cairo_rectangle (cr, x - pad, y, box->width + 2 * pad, height);
  if (box->look.has_fill)
    {
      tw_paper_set_color (cr, box->look.fill);
      cairo_fill_preserve (cr);
    }
  if (box->look.has_frame)
    {
      tw_paper_set_color (cr, box->look.frame);
      cairo_set_line_width (cr, 0.6);
      cairo_stroke_preserve (cr);
    }
  cairo_new_path (cr);
  y += pad;
  for (guint i = first; i < end; i++)
    {
      const Atom *atom = &g_array_index (box->atoms, Atom, i);

      y += i > first ? atom->before : 0;
      draw_atom (paper, cr, box, atom, x, y);
      y += atom->height;
    }
}

static void
boxes_draw (TwBlock *block, TwPaper *paper, cairo_t *cr, guint first, guint end, double x, double y, double width)
{
  BoxesBlock *self = (BoxesBlock *) block;
  guint n = self->boxes->len;

  for (guint slice = first; slice < end; slice++)
    {
      double height = boxes_height (block, slice);

      for (guint i = 0; i < n; i++)
        {
          Box *box = g_ptr_array_index (self->boxes, i);

          draw_box (paper, cr, box, g_array_index (self->starts, guint, slice * n + i), g_array_index (self->starts, guint, (slice + 1) * n + i),
                    paper->rtl ? x + width - box->x - box->width : x + box->x, y, height);
        }
      y += height;
    }
}

static void
boxes_free (TwBlock *block)
{
  BoxesBlock *self = (BoxesBlock *) block;

  g_ptr_array_unref (self->boxes);
  g_array_unref (self->starts);
  g_array_unref (self->heights);
  g_free (block->title);
  g_free (self);
}

static const TwBlockClass boxes_class = { boxes_measure, boxes_height, boxes_may_break, no_height, no_height, boxes_draw, boxes_free };

TwBlock *
tw_boxes_block_new (TwPaperBoxes *boxes)
{
  return &boxes->block.block;
}

/* --- Putting together --- */

/**
 * tw_paper_boxes_new:
 * @gap: room between two boxes, points
 *
 * Returns: (transfer full): no boxes yet, to be given to tw_paper_add_boxes()
 */
TwPaperBoxes *
tw_paper_boxes_new (double gap)
{
  TwPaperBoxes *boxes = g_new0 (TwPaperBoxes, 1);

  boxes->block.block.class = &boxes_class;
  boxes->block.gap = gap;
  boxes->block.boxes = g_ptr_array_new_with_free_func (box_free);
  boxes->block.starts = g_array_new (FALSE, FALSE, sizeof (guint));
  boxes->block.heights = g_array_new (FALSE, FALSE, sizeof (double));
  return boxes;
}

/**
 * tw_paper_boxes_add:
 * @boxes: boxes
 * @box: how the next one looks
 */
void
tw_paper_boxes_add (TwPaperBoxes *boxes, const TwPaperBox *box)
{
  Box *one = g_new0 (Box, 1);

  one->look = *box;
  one->items = g_ptr_array_new_with_free_func (item_free);
  one->atoms = g_array_new (FALSE, FALSE, sizeof (Atom));
  g_ptr_array_add (boxes->block.boxes, one);
}

static Item *
add_item (TwPaperBoxes *boxes, ItemKind kind, double before)
{
  Item *item = g_new0 (Item, 1);
  Box *box;

  g_assert (boxes->block.boxes->len > 0);
  box = g_ptr_array_index (boxes->block.boxes, boxes->block.boxes->len - 1);
  item->kind = kind;
  item->before = before;
  g_ptr_array_add (box->items, item);
  return item;
}

/**
 * tw_paper_boxes_add_text:
 * @boxes: boxes
 * @style: its letters
 * @text: one or more paragraphs
 * @before: room above it, points
 */
void
tw_paper_boxes_add_text (TwPaperBoxes *boxes, const TwPaperStyle *style, const char *text, double before)
{
  Item *item = add_item (boxes, ITEM_TEXT, before);

  item->styles[0] = *style;
  item->texts[0] = g_utf8_make_valid (text, -1);
}

/**
 * tw_paper_boxes_add_pair:
 * @boxes: boxes
 * @share: of the box's width that the label has, more than 0 and less than 1
 * @label_style: letters of the label
 * @label: what it is
 * @value_style: letters of the value
 * @value: a text beside it
 * @before: room above it, points
 */
void
tw_paper_boxes_add_pair (TwPaperBoxes *boxes, double share, const TwPaperStyle *label_style, const char *label, const TwPaperStyle *value_style,
                         const char *value, double before)
{
  Item *item = add_item (boxes, ITEM_PAIR, before);

  item->share = share;
  item->styles[0] = *label_style;
  item->styles[1] = *value_style;
  item->texts[0] = g_utf8_make_valid (label, -1);
  item->texts[1] = g_utf8_make_valid (value, -1);
}

/**
 * tw_paper_boxes_add_image:
 * @boxes: boxes
 * @image: a picture
 * @align: where it stands in the box
 * @max_width: points
 * @max_height: points
 * @before: room above it, points
 */
void
tw_paper_boxes_add_image (TwPaperBoxes *boxes, TwPaperImage *image, TwPaperAlign align, double max_width, double max_height, double before)
{
  Item *item = add_item (boxes, ITEM_IMAGE, before);

  item->image = tw_paper_image_ref (image);
  item->styles[0].align = align;
  item->max_width = max_width;
  item->max_height = max_height;
}

/**
 * tw_paper_boxes_add_rule:
 * @boxes: boxes
 * @color: 0xRRGGBB
 * @thickness: points
 * @before: room above it, points
 *
 * A line over the width of the box.
 */
void
tw_paper_boxes_add_rule (TwPaperBoxes *boxes, guint32 color, double thickness, double before)
{
  Item *item = add_item (boxes, ITEM_RULE, before);

  item->styles[0].color = color;
  item->height = thickness;
}

/**
 * tw_paper_boxes_free:
 * @boxes: (transfer full): boxes that are on no paper
 *
 * Frees them.
 */
void
tw_paper_boxes_free (TwPaperBoxes *boxes)
{
  boxes_free (&boxes->block.block);
}
