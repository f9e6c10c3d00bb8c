/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The blocks of a template: boxes with their items, the lines, the totals. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-template-reader.h"

static const char *const columns[] = { "image", "position", "name", "quantity", "price", "discount", "tax", "amount", NULL };

static void
item_free (gpointer data)
{
  TwTemplateItem *item = data;

  g_free (item->texts[0]);
  g_free (item->texts[1]);
  g_clear_pointer (&item->when, tw_expr_bound_unref);
  g_free (item);
}

static void
box_free (gpointer data)
{
  TwTemplateBox *box = data;

  g_ptr_array_unref (box->items);
  g_free (box);
}

void
tw_template_block_free (gpointer data)
{
  TwTemplateBlock *block = data;

  g_ptr_array_unref (block->boxes);
  g_array_unref (block->columns);
  g_clear_pointer (&block->when, tw_expr_bound_unref);
  g_free (block);
}

static void
read_pair (TwTemplateReader *reader, const char *place, JsonObject *object, TwTemplateItem *item)
{
  JsonArray *pair = tw_template_get_array (reader, place, object, "pair");
  g_autofree char *where = g_strdup_printf ("%s.pair", place);

  if (pair == NULL || json_array_get_length (pair) != 2)
    {
      tw_template_fail (reader, where, _("a label and a value are wanted here."));
      return;
    }
  item->kind = TW_ITEM_PAIR;
  item->share = tw_template_get_number (reader, place, object, "share", 0.1, 0.9, 0.45);
  item->styles[0] = tw_template_get_style (reader, place, object, "style", "label");
  item->styles[1] = tw_template_get_style (reader, place, object, "value_style", "value");
  for (guint i = 0; i < 2; i++)
    {
      const char *text = tw_template_node_text (reader, where, json_array_get_element (pair, i));

      if (text == NULL)
        return;
      tw_template_check_text (reader, where, text);
      item->texts[i] = g_strdup (text);
    }
}

static void
read_image (TwTemplateReader *reader, const char *place, JsonObject *object, TwTemplateItem *item)
{
  item->kind = TW_ITEM_IMAGE;
  item->texts[0] = g_strdup (tw_template_get_text (reader, place, object, "image"));
  if (item->texts[0] != NULL && !g_str_equal (item->texts[0], "$logo"))
    tw_template_fail (reader, place, _("a picture is “$logo”."));
  item->styles[0].align = tw_template_get_align (reader, place, object);
  item->width = tw_template_get_number (reader, place, object, "width", 8, 600, 160);
  item->height = tw_template_get_number (reader, place, object, "height", 8, 300, 48);
}

static void
read_item (TwTemplateReader *reader, const char *place, JsonNode *node, GPtrArray *items)
{
  static const char *const allowed[] = { "text", "pair", "image", "rule", "style", "value_style", "share", "before", "width", "height", "align",
                                         "thickness", "caption", "caption_style", "when", NULL };
  JsonObject *object = tw_template_get_object (reader, place, node, allowed);
  TwTemplateItem *item;

  if (object == NULL)
    return;
  item = g_new0 (TwTemplateItem, 1);
  g_ptr_array_add (items, item);
  item->before = tw_template_get_number (reader, place, object, "before", 0, 300, 0);
  item->when = tw_template_get_when (reader, place, object);
  if (json_object_has_member (object, "pair"))
    read_pair (reader, place, object, item);
  else if (json_object_has_member (object, "image"))
    read_image (reader, place, object, item);
  else if (json_object_has_member (object, "rule"))
    {
      item->kind = TW_ITEM_RULE;
      item->color = tw_template_get_color (reader, place, object, "rule", 0);
      item->height = tw_template_get_number (reader, place, object, "thickness", 0.1, 20, 0.6);
    }
  else
    {
      item->kind = TW_ITEM_TEXT;
      item->texts[0] = tw_template_take_text (reader, place, object, "text");
      item->styles[0] = tw_template_get_style (reader, place, object, "style", "text");
      item->texts[1] = tw_template_take_text (reader, place, object, "caption");
      item->styles[1] = tw_template_get_style (reader, place, object, "caption_style", "caption");
      if (item->texts[0] == NULL)
        tw_template_fail (reader, place, _("one of “text”, “pair”, “image” and “rule” is wanted here."));
    }
}

static void
read_box (TwTemplateReader *reader, const char *place, JsonNode *node, TwTemplateBlock *block)
{
  static const char *const allowed[] = { "share", "pad", "fill", "frame", "items", NULL };
  JsonObject *object = tw_template_get_object (reader, place, node, allowed);
  TwTemplateBox *box;
  JsonArray *items;

  if (object == NULL)
    return;
  box = g_new0 (TwTemplateBox, 1);
  box->items = g_ptr_array_new_with_free_func (item_free);
  g_ptr_array_add (block->boxes, box);
  box->look.share = tw_template_get_number (reader, place, object, "share", 0.05, 1, 1);
  box->look.pad = tw_template_get_number (reader, place, object, "pad", 0, 40, 0);
  box->look.has_fill = json_object_has_member (object, "fill");
  box->look.has_frame = json_object_has_member (object, "frame");
  box->look.fill = tw_template_get_color (reader, place, object, "fill", 0);
  box->look.frame = tw_template_get_color (reader, place, object, "frame", 0);
  items = tw_template_get_array (reader, place, object, "items");
  for (guint i = 0; items != NULL && !reader->failed && i < json_array_get_length (items); i++)
    {
      g_autofree char *where = g_strdup_printf ("%s.items[%u]", place, i);

      read_item (reader, where, json_array_get_element (items, i), box->items);
    }
}

static void
read_boxes (TwTemplateReader *reader, const char *place, JsonObject *object, TwTemplateBlock *block)
{
  JsonArray *boxes = tw_template_get_array (reader, place, object, "boxes");
  double shares = 0;

  block->gap = tw_template_get_number (reader, place, object, "gap", 0, 200, 0);
  for (guint i = 0; boxes != NULL && !reader->failed && i < json_array_get_length (boxes); i++)
    {
      g_autofree char *where = g_strdup_printf ("%s.boxes[%u]", place, i);

      read_box (reader, where, json_array_get_element (boxes, i), block);
      if (!reader->failed)
        shares += ((TwTemplateBox *) g_ptr_array_index (block->boxes, i))->look.share;
    }
  if (shares > 1.0001)
    tw_template_fail (reader, place, _("the shares of the boxes add up to more than 1."));
}

static void
read_look (TwTemplateReader *reader, const char *place, JsonObject *object, TwPaperTableLook *look)
{
  look->size = tw_template_get_number (reader, place, object, "size", 4, 24, 9);
  look->pad_x = tw_template_get_number (reader, place, object, "pad_x", 0, 20, 5);
  look->pad_y = tw_template_get_number (reader, place, object, "pad_y", 0, 20, 4);
  look->image_height = tw_template_get_number (reader, place, object, "image_height", 8, 200, 40);
  look->rule_width = tw_template_get_number (reader, place, object, "rule_width", 0, 4, 0.5);
  look->head_rule = tw_template_get_number (reader, place, object, "head_rule", 0, 4, 0);
  look->head_fill = tw_template_get_color (reader, place, object, "head_fill", 0xffffff);
  look->head_color = tw_template_get_color (reader, place, object, "head_color", 0);
  look->head_rule_color = tw_template_get_color (reader, place, object, "head_rule_color", 0);
  look->rule = tw_template_get_color (reader, place, object, "rule", 0xcccccc);
  look->group_fill = tw_template_get_color (reader, place, object, "group_fill", 0xffffff);
  look->text = tw_template_get_color (reader, place, object, "text", 0);
  look->pale = tw_template_get_color (reader, place, object, "pale", 0x616161);
  look->strong = tw_template_get_color (reader, place, object, "strong", 0);
  look->grand_fill = tw_template_get_color (reader, place, object, "grand_fill", 0xffffff);
  look->grand_color = tw_template_get_color (reader, place, object, "grand_color", 0);
}

#define LOOK "size", "pad_x", "pad_y", "image_height", "rule_width", "head_rule", "head_fill", "head_color", "head_rule_color", "rule", \
             "group_fill", "text", "pale", "strong", "grand_fill", "grand_color"

static void
read_lines (TwTemplateReader *reader, const char *place, JsonObject *root, TwTemplateBlock *block)
{
  static const char *const allowed[] = { "columns", LOOK, NULL };
  g_autofree char *where = g_strdup_printf ("%s.lines", place);
  JsonObject *object = tw_template_get_object (reader, where, json_object_get_member (root, "lines"), allowed);
  JsonArray *array = object != NULL ? tw_template_get_array (reader, where, object, "columns") : NULL;

  for (guint i = 0; array != NULL && !reader->failed && i < json_array_get_length (array); i++)
    {
      g_autofree char *spot = g_strdup_printf ("%s.columns[%u]", where, i);
      const char *key = tw_template_node_text (reader, spot, json_array_get_element (array, i));
      TwLineColumn column = 0;

      while (key != NULL && columns[column] != NULL && !g_str_equal (key, columns[column]))
        column++;
      if (key != NULL && columns[column] == NULL)
        tw_template_fail (reader, spot, _("there is no such column of lines."));
      g_array_append_val (block->columns, column);
    }
  block->kind = TW_TEMPLATE_LINES;
  if (array != NULL && block->columns->len == 0)
    tw_template_fail (reader, where, _("at least one column is wanted here."));
  if (array != NULL)
    read_look (reader, where, object, &block->look);
}

static void
read_totals (TwTemplateReader *reader, const char *place, JsonObject *root, TwTemplateBlock *block)
{
  static const char *const allowed[] = { "share", LOOK, NULL };
  g_autofree char *where = g_strdup_printf ("%s.totals", place);
  JsonObject *object = tw_template_get_object (reader, where, json_object_get_member (root, "totals"), allowed);

  if (object == NULL)
    return;
  block->kind = TW_TEMPLATE_TOTALS;
  block->share = tw_template_get_number (reader, where, object, "share", 0.2, 1, 0.48);
  read_look (reader, where, object, &block->look);
}

void
tw_template_read_block (TwTemplateReader *reader, const char *place, JsonNode *node)
{
  static const char *const allowed[] = { "boxes", "lines", "totals", "gap", "before", "keep", "when", NULL };
  JsonObject *object = tw_template_get_object (reader, place, node, allowed);
  TwTemplateBlock *block;

  if (object == NULL)
    return;
  block = g_new0 (TwTemplateBlock, 1);
  block->boxes = g_ptr_array_new_with_free_func (box_free);
  block->columns = g_array_new (FALSE, FALSE, sizeof (TwLineColumn));
  g_ptr_array_add (reader->template->blocks, block);
  block->before = tw_template_get_number (reader, place, object, "before", 0, 300, 0);
  block->keep = tw_template_get_flag (reader, place, object, "keep");
  block->when = tw_template_get_when (reader, place, object);
  if (json_object_has_member (object, "lines"))
    read_lines (reader, place, object, block);
  else if (json_object_has_member (object, "totals"))
    read_totals (reader, place, object, block);
  else if (json_object_has_member (object, "boxes"))
    read_boxes (reader, place, object, block);
  else
    tw_template_fail (reader, place, _("one of “boxes”, “lines” and “totals” is wanted here."));
}
