/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-quote-paper.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-list-paper.h"
#include "tw-quote.h"
#include "tw-quote-sheet-private.h"

#define BELOW_CAPTION 3.0

/* --- Boxes --- */

static gboolean
add_item (TwQuoteSheet *sheet, TwPaperBoxes *boxes, const TwTemplateItem *item)
{
  g_autofree char *first = NULL, *second = NULL;
  const TwValue *logo;
  TwPaperImage *image;

  if (!tw_quote_sheet_holds (sheet, item->when))
    return FALSE;
  switch (item->kind)
    {
    case TW_ITEM_RULE:
      tw_paper_boxes_add_rule (boxes, item->color, item->height, item->before);
      return FALSE;
    case TW_ITEM_IMAGE:
      logo = sheet->in->design != NULL ? tw_record_get_key (sheet->in->design, "logo") : NULL;
      image = logo != NULL && logo->type == TW_TYPE_TEXT ? tw_quote_sheet_image (sheet, logo->text) : NULL;
      if (image != NULL)
        tw_paper_boxes_add_image (boxes, image, item->styles[0].align, item->width, item->height, item->before);
      return image != NULL;
    case TW_ITEM_PAIR:
      first = tw_quote_sheet_expand (sheet, item->texts[0]);
      second = tw_quote_sheet_expand (sheet, item->texts[1]);
      if (*second != '\0')
        tw_paper_boxes_add_pair (boxes, item->share, &item->styles[0], first, &item->styles[1], second, item->before);
      return *second != '\0';
    case TW_ITEM_TEXT:
    default:
      first = tw_quote_sheet_expand (sheet, item->texts[0]);
      second = item->texts[1] != NULL && *first != '\0' ? tw_quote_sheet_expand (sheet, item->texts[1]) : NULL;
      if (second != NULL)
        tw_paper_boxes_add_text (boxes, &item->styles[1], second, item->before);
      if (*first != '\0')
        tw_paper_boxes_add_text (boxes, &item->styles[0], first, second != NULL ? BELOW_CAPTION : item->before);
      return *first != '\0';
    }
}

/* FALSE when nothing stands in them. */
static gboolean
add_boxes (TwQuoteSheet *sheet, const TwTemplateBlock *block)
{
  g_autoptr (TwPaperBoxes) boxes = tw_paper_boxes_new (block->gap);
  gboolean any = FALSE;

  for (guint i = 0; i < block->boxes->len; i++)
    {
      const TwTemplateBox *box = g_ptr_array_index (block->boxes, i);

      tw_paper_boxes_add (boxes, &box->look);
      for (guint k = 0; k < box->items->len; k++)
        any |= add_item (sheet, boxes, g_ptr_array_index (box->items, k));
    }
  if (any)
    tw_paper_add_boxes (sheet->paper, g_steal_pointer (&boxes), block->before);
  return any;
}

static void
add_block (TwQuoteSheet *sheet, const TwTemplateBlock *block, gboolean first)
{
  if (!tw_quote_sheet_holds (sheet, block->when))
    return;
  switch (block->kind)
    {
    case TW_TEMPLATE_LINES:
      if (sheet->in->lines->len == 0)
        return;
      tw_quote_sheet_add_lines (sheet, block);
      tw_paper_set_outline (sheet->paper, 2, tw_paper_words_find (sheet->words, TW_PAPER_CONTEXT, NC_("paper", "Items")));
      break;
    case TW_TEMPLATE_TOTALS:
      tw_quote_sheet_add_totals (sheet, block);
      tw_paper_set_outline (sheet->paper, 2, tw_paper_words_find (sheet->words, TW_PAPER_CONTEXT, NC_("paper", "Total")));
      break;
    case TW_TEMPLATE_BOXES:
    default:
      if (!add_boxes (sheet, block))
        return;
    }
  if (first)
    tw_paper_set_outline (sheet->paper, 1, tw_paper_get_title (sheet->paper));
  if (block->kind != TW_TEMPLATE_BOXES)
    tw_paper_set_before (sheet->paper, block->before);
  if (block->keep)
    tw_paper_set_keep (sheet->paper);
  if (block->kind == TW_TEMPLATE_TOTALS)
    tw_quote_sheet_add_reasons (sheet, block);
}

/* --- The document --- */

static char *
expand_nullable (TwQuoteSheet *sheet, const char *english)
{
  g_autofree char *text = english != NULL ? tw_quote_sheet_expand (sheet, english) : NULL;

  return text != NULL && *text != '\0' ? g_steal_pointer (&text) : NULL;
}

static void
set_edges (TwQuoteSheet *sheet)
{
  const TwQuoteTemplate *template = sheet->in->template;
  g_autofree char *start = expand_nullable (sheet, template->head[0]), *end = expand_nullable (sheet, template->head[1]);
  g_autofree char *foot = expand_nullable (sheet, template->foot), *pages = expand_nullable (sheet, template->pages);
  g_autofree char *mark = tw_quote_sheet_holds (sheet, template->watermark_when) ? expand_nullable (sheet, template->watermark) : NULL;

  tw_paper_set_letterhead (sheet->paper, start, end);
  tw_paper_set_head_from (sheet->paper, template->head_from);
  tw_paper_set_foot (sheet->paper, foot != NULL ? foot : "");
  tw_paper_set_page_text (sheet->paper, pages);
  tw_paper_set_watermark (sheet->paper, mark);
  tw_paper_set_band (sheet->paper, template->band, template->band_color);
}

/* The time of a document is that of its last change: the same quote gives the same bytes. */
static void
set_properties (TwQuoteSheet *sheet)
{
  const TwValue *changed = tw_record_get_key (sheet->in->quote, "updated_at"), *number = tw_record_get_key (sheet->in->quote, "number");
  g_autofree char *title = tw_quote_fill (sheet->words, /* Translators: the title of a quote's PDF */ NC_("paper", "Quote {number}"),
                                          "{number}", number->type == TW_TYPE_TEXT ? number->text : "", NULL);

  tw_paper_set_title (sheet->paper, g_strstrip (title));
  if (sheet->company != NULL)
    tw_paper_set_author (sheet->paper, sheet->company);
  tw_paper_set_time (sheet->paper, changed->type == TW_TYPE_DATETIME ? changed->i : 0, NULL);
}

static void
unref_record (gpointer record)
{
  g_clear_object (&record);
}

static void
unref_image (gpointer image)
{
  if (image != NULL)
    tw_paper_image_unref (image);
}

static char *
dup_company (TwStore *store)
{
  g_autofree char *json = tw_store_dup_setting (store, "name");
  g_auto (TwValue) name = TW_VALUE_INIT;

  return json != NULL && tw_value_from_json (TW_TYPE_TEXT, json, &name, NULL) && name.type == TW_TYPE_TEXT ? g_strdup (name.text) : NULL;
}

/**
 * tw_quote_paper_new:
 * @in: the quote, its lines and sums, and how it is to look
 *
 * Fills a template. Pictures whose files are not here leave their place empty.
 *
 * Returns: (transfer full): the document, not laid out yet
 */
TwPaper *
tw_quote_paper_new (const TwQuotePaperIn *in)
{
  const TwQuoteTemplate *template = in->template;
  TwPaperSize size = { in->size->width, in->size->height, template->margins[0], template->margins[1], template->margins[2], template->margins[3] };
  TwQuoteSheet sheet = { .in = in };

  sheet.paper = tw_paper_new (&size, in->language);
  sheet.words = tw_paper_words_get (in->language);
  sheet.context = tw_store_dup_context (in->store);
  sheet.records = g_hash_table_new_full (tw_id_hash, tw_id_equal, g_free, unref_record);
  sheet.images = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, unref_image);
  sheet.company = dup_company (in->store);
  tw_paper_set_family (sheet.paper, template->family);
  set_properties (&sheet);
  set_edges (&sheet);
  for (guint i = 0; i < template->blocks->len; i++)
    add_block (&sheet, g_ptr_array_index (template->blocks, i), i == 0);
  g_hash_table_unref (sheet.records);
  g_hash_table_unref (sheet.images);
  tw_store_context_free (sheet.context);
  g_free (sheet.company);
  return sheet.paper;
}

/* --- What is chosen --- */

static TwRecord *
find_design_by_name (TwStore *store, TwSchema *schema, const char *name)
{
  const TwEntity *entity = tw_schema_get_entity (schema, "quote_template");
  g_auto (TwValue) value = tw_value_text (name);

  return tw_store_find (store, entity->name_field, &value, NULL);
}

static TwRecord *
find_default_design (TwStore *store, TwSchema *schema)
{
  g_autoptr (TwQuery) query = tw_query_new (schema, tw_schema_get_entity (schema, "quote_template"), "is_default = true", NULL, NULL);
  g_autofree char *next = NULL;
  g_autoptr (GPtrArray) found = query != NULL ? tw_store_list (store, query, 1, NULL, &next, NULL) : NULL;

  return found != NULL && found->len > 0 ? g_object_ref (g_ptr_array_index (found, 0)) : NULL;
}

/* The design of the quote, else that of the workspace; nullable. */
static TwRecord *
find_design (TwStore *store, TwSchema *schema, TwRecord *quote)
{
  const TwValue *link = tw_record_get_key (quote, "template");

  if (!tw_value_is_null (link))
    return tw_store_get (store, tw_schema_get_entity (schema, "quote_template"), &link->id, NULL);
  return find_default_design (store, schema);
}

static const char *
peek_json (TwRecord *design, const char *key)
{
  const TwValue *value = design != NULL ? tw_record_get_key (design, key) : NULL;

  return value != NULL && value->type == TW_TYPE_JSON ? value->text : NULL;
}

/* A design's layout is a template, or a JSON text that names a shipped one. */
static TwQuoteTemplate *
load_template (TwSchema *schema, TwRecord *design, GError **error)
{
  const char *layout = peek_json (design, "layout");
  g_autofree char *title = design != NULL ? tw_record_dup_title (design) : NULL;
  g_auto (TwValue) key = TW_VALUE_INIT;

  if (layout == NULL || g_str_equal (layout, "null"))
    return tw_quote_template_load (schema, tw_quote_template_list ()[0], error);
  if (*layout == '"' && tw_value_from_json (TW_TYPE_TEXT, layout, &key, NULL) && key.type == TW_TYPE_TEXT)
    return tw_quote_template_load (schema, key.text, error);
  return tw_quote_template_get (schema, title, layout, peek_json (design, "style"), error);
}

/* What was chosen: a shipped one with the logo and texts of the quote's own design, or a design by its name. */
static TwQuoteTemplate *
find_template (TwStore *store, TwRecord *quote, const char *name, TwRecord **design, GError **error)
{
  TwSchema *schema = (TwSchema *) tw_record_get_entity (quote)->schema;
  gboolean shipped = name != NULL && g_strv_contains (tw_quote_template_list (), name);

  *design = name != NULL && !shipped ? find_design_by_name (store, schema, name) : find_design (store, schema, quote);
  if (shipped || (name != NULL && *design == NULL))
    return tw_quote_template_load (schema, name, error);
  return load_template (schema, *design, error);
}

static char *
choose_language (TwQuotePaperIn *in, const TwQuotePaperChoice *choice)
{
  const TwValue *company = tw_record_get_key (in->quote, "company"), *value;
  g_autoptr (TwRecord) customer = NULL;

  if (choice->language != NULL)
    return g_strdup (choice->language);
  value = in->design != NULL ? tw_record_get_key (in->design, "language") : NULL;
  if (value != NULL && value->type == TW_TYPE_TEXT && *value->text != '\0')
    return g_strdup (value->text);
  if (!tw_value_is_null (company))
    customer = tw_store_get (in->store, tw_schema_get_entity (in->template->schema, "company"), &company->id, NULL);
  value = customer != NULL ? tw_record_get_key (customer, "locale") : NULL;
  if (value != NULL && value->type == TW_TYPE_TEXT && tw_paper_words_knows (tw_paper_words_get (value->text)))
    return g_strdup (value->text);
  return tw_paper_dup_language ();
}

/**
 * tw_quote_paper_load:
 * @store: a store
 * @quote: id of a quote
 * @choice: (nullable): what somebody wants otherwise than the quote says
 * @error: the store's trouble, %TW_QUOTE_ERROR, %TW_PAPER_ERROR_TEMPLATE
 *
 * Reads a quote with its design and makes its paper. The language is that of the design, else of the customer where the program has words of
 * it, else the program's.
 *
 * Returns: (transfer full) (nullable): the document
 */
TwPaper *
tw_quote_paper_load (TwStore *store, const TwId *quote, const TwQuotePaperChoice *choice, GError **error)
{
  static const TwQuotePaperChoice none = { NULL, NULL, NULL };
  g_autoptr (TwRecord) record = NULL, design = NULL;
  g_autoptr (GPtrArray) lines = NULL;
  g_autoptr (TwQuoteSum) sum = tw_quote_load_sum (store, quote, &record, &lines, error);
  g_autoptr (TwQuoteTemplate) template = NULL;
  g_autofree char *language = NULL;
  TwQuotePaperIn in = { store, record, lines, sum, NULL, NULL, NULL, NULL };

  if (sum == NULL)
    return NULL;
  choice = choice != NULL ? choice : &none;
  template = find_template (store, record, choice->template, &design, error);
  if (template == NULL)
    return NULL;
  in.design = design;
  in.template = template;
  in.size = choice->size != NULL ? choice->size : &TW_PAPER_A4;
  language = choose_language (&in, choice);
  in.language = language;
  return tw_quote_paper_new (&in);
}
