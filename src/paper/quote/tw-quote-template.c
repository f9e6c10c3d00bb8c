/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-quote-template.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "tw-paper-resource.h"
#include "tw-template-reader.h"

#define MILLIMETRE (72 / 25.4)
#define FOLDER     "/io/github/tradewind_crm/Tradewind/paper/"

#define N_KEPT     4

static const char *const keys[] = { "classic", "modern", NULL };

/* Templates that were read last: they never change, and to read one takes as long as to lay out a page. */
typedef struct { char *json, *style; TwQuoteTemplate *template; } Kept;
static Kept   kept[N_KEPT];
static guint  next_kept;
static GMutex kept_mutex;

static void
read_colors (TwTemplateReader *reader, const char *place, JsonObject *root)
{
  JsonObject *object = json_object_has_member (root, "colors") ? tw_template_get_object (reader, place, json_object_get_member (root, "colors"), NULL) : NULL;
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (object == NULL)
    return;
  json_object_iter_init (&iter, object);
  while (!reader->failed && json_object_iter_next (&iter, &name, &node))
    {
      g_autofree char *where = g_strdup_printf ("%s.%s", place, name);
      guint32 color = tw_template_parse_color (reader, where, tw_template_node_text (reader, where, node));

      g_hash_table_insert (reader->template->colors, g_strdup (name), GUINT_TO_POINTER (color));
    }
}

static void
read_styles (TwTemplateReader *reader, JsonObject *root)
{
  static const char *const allowed[] = { "size", "bold", "color", "align", NULL };
  JsonObject *object = json_object_has_member (root, "styles") ? tw_template_get_object (reader, "styles", json_object_get_member (root, "styles"), NULL) : NULL;
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (object == NULL)
    return;
  json_object_iter_init (&iter, object);
  while (!reader->failed && json_object_iter_next (&iter, &name, &node))
    {
      g_autofree char *where = g_strdup_printf ("styles.%s", name);
      JsonObject *one = tw_template_get_object (reader, where, node, allowed);
      TwPaperStyle style;

      if (one == NULL)
        return;
      style.size = tw_template_get_number (reader, where, one, "size", 4, 72, 9);
      style.bold = tw_template_get_flag (reader, where, one, "bold");
      style.color = tw_template_get_color (reader, where, one, "color", 0);
      style.align = tw_template_get_align (reader, where, one);
      g_hash_table_insert (reader->template->styles, g_strdup (name), g_memdup2 (&style, sizeof style));
    }
}

static void
read_edges (TwTemplateReader *reader, JsonObject *root)
{
  static const char *const head[] = { "from", "start", "end", NULL }, *const mark[] = { "text", "when", NULL }, *const band[] = { "height", "color", NULL };
  TwQuoteTemplate *template = reader->template;
  JsonObject *object;

  if (json_object_has_member (root, "head") && (object = tw_template_get_object (reader, "head", json_object_get_member (root, "head"), head)) != NULL)
    {
      template->head_from = (guint) tw_template_get_number (reader, "head", object, "from", 1, 1000, 2) - 1;
      template->head[0] = tw_template_take_text (reader, "head", object, "start");
      template->head[1] = tw_template_take_text (reader, "head", object, "end");
    }
  if (json_object_has_member (root, "watermark") && (object = tw_template_get_object (reader, "watermark", json_object_get_member (root, "watermark"), mark)) != NULL)
    {
      template->watermark = tw_template_take_text (reader, "watermark", object, "text");
      template->watermark_when = tw_template_get_when (reader, "watermark", object);
    }
  if (json_object_has_member (root, "band") && (object = tw_template_get_object (reader, "band", json_object_get_member (root, "band"), band)) != NULL)
    {
      template->band = tw_template_get_number (reader, "band", object, "height", 0, 100, 6);
      template->band_color = tw_template_get_color (reader, "band", object, "color", 0);
    }
  template->foot = tw_template_take_text (reader, "template", root, "foot");
  template->pages = tw_template_take_text (reader, "template", root, "pages");
}

static void
read_margins (TwTemplateReader *reader, JsonObject *root)
{
  static const double usual[] = { 20, 18, 24, 18 };
  JsonArray *array = json_object_has_member (root, "margins") ? tw_template_get_array (reader, "template", root, "margins") : NULL;

  for (guint i = 0; i < 4; i++)
    {
      JsonNode *node = array != NULL && json_array_get_length (array) == 4 ? json_array_get_element (array, i) : NULL;
      double number = node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_double (node) : usual[i];

      if ((array != NULL && node == NULL) || !(number >= 5 && number <= 80))
        tw_template_fail (reader, "margins", _("four numbers of millimetres from 5 to 80 are wanted here: top, end, bottom, start."));
      reader->template->margins[i] = number * MILLIMETRE;
    }
}

static void
read_template (TwTemplateReader *reader, JsonNode *node, JsonNode *style)
{
  static const char *const allowed[] = { "paper", "label", "family", "margins", "band", "colors", "styles", "head", "foot", "pages", "watermark",
                                         "blocks", NULL };
  static const char *const style_allowed[] = { "family", "colors", NULL };
  JsonObject *root = tw_template_get_object (reader, "template", node, allowed), *own = NULL;
  JsonArray *blocks;

  if (root == NULL)
    return;
  if (g_strcmp0 (tw_template_get_text (reader, "template", root, "paper"), "quote") != 0)
    tw_template_fail (reader, "paper", _("“quote” is wanted here."));
  own = style != NULL && !JSON_NODE_HOLDS_NULL (style) ? tw_template_get_object (reader, "style", style, style_allowed) : NULL;
  reader->template->label = g_strdup (tw_template_get_text (reader, "template", root, "label"));
  reader->template->family = g_strdup (tw_template_get_text (reader, own != NULL && json_object_has_member (own, "family") ? "style" : "template",
                                                 own != NULL && json_object_has_member (own, "family") ? own : root, "family"));
  read_colors (reader, "colors", root);
  if (own != NULL)
    read_colors (reader, "style.colors", own);
  read_styles (reader, root);
  read_margins (reader, root);
  read_edges (reader, root);
  blocks = tw_template_get_array (reader, "template", root, "blocks");
  for (guint i = 0; blocks != NULL && !reader->failed && i < json_array_get_length (blocks); i++)
    {
      g_autofree char *place = g_strdup_printf ("blocks[%u]", i);

      tw_template_read_block (reader, place, json_array_get_element (blocks, i));
    }
}

static TwQuoteTemplate *
template_new (TwSchema *schema, const char *name)
{
  TwQuoteTemplate *template = g_new0 (TwQuoteTemplate, 1);

  g_atomic_ref_count_init (&template->ref_count);
  template->schema = tw_schema_ref (schema);
  template->name = g_strdup (name);
  template->colors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  template->styles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  template->exprs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) tw_expr_bound_unref);
  template->blocks = g_ptr_array_new_with_free_func (tw_template_block_free);
  return template;
}

/**
 * tw_quote_template_parse:
 * @schema: the schema whose fields its expressions name
 * @name: what messages call it
 * @json: the template
 * @style: (nullable): colours and letters that go before its own
 * @error: %TW_PAPER_ERROR_TEMPLATE with the place of the trouble
 *
 * Returns: (transfer full) (nullable): the template
 */
TwQuoteTemplate *
tw_quote_template_parse (TwSchema *schema, const char *name, const char *json, const char *style, GError **error)
{
  g_autoptr (TwQuoteTemplate) template = template_new (schema, name);
  TwTemplateReader reader = { template, tw_schema_get_entity (schema, "quote"), error, FALSE };
  g_autoptr (GError) problem = NULL;
  g_autoptr (JsonNode) node = json_from_string (json, &problem);
  g_autoptr (JsonNode) own = problem == NULL && style != NULL ? json_from_string (style, &problem) : NULL;

  if (problem != NULL)
    tw_template_fail (&reader, "JSON", problem->message);
  else
    read_template (&reader, node, own);
  return reader.failed ? NULL : g_steal_pointer (&template);
}

static TwQuoteTemplate *
find_kept (TwSchema *schema, const char *name, const char *json, const char *style)
{
  for (guint i = 0; i < N_KEPT; i++)
    if (kept[i].template != NULL && kept[i].template->schema == schema && g_strcmp0 (kept[i].template->name, name) == 0
        && g_str_equal (kept[i].json, json) && g_strcmp0 (kept[i].style, style) == 0)
      return tw_quote_template_ref (kept[i].template);
  return NULL;
}

static void
keep (TwQuoteTemplate *template, const char *json, const char *style)
{
  Kept *place = &kept[next_kept++ % N_KEPT];

  g_clear_pointer (&place->template, tw_quote_template_unref);
  g_free (place->json);
  g_free (place->style);
  *place = (Kept) { g_strdup (json), g_strdup (style), tw_quote_template_ref (template) };
}

/**
 * tw_quote_template_get:
 * @schema: the schema whose fields its expressions name
 * @name: what messages call it
 * @json: the template
 * @style: (nullable): colours and letters that go before its own
 * @error: %TW_PAPER_ERROR_TEMPLATE with the place of the trouble
 *
 * As tw_quote_template_parse(); the templates that were asked for last are kept. Any thread.
 *
 * Returns: (transfer full) (nullable): the template
 */
TwQuoteTemplate *
tw_quote_template_get (TwSchema *schema, const char *name, const char *json, const char *style, GError **error)
{
  TwQuoteTemplate *template;

  g_mutex_lock (&kept_mutex);
  template = find_kept (schema, name, json, style);
  if (template == NULL)
    {
      template = tw_quote_template_parse (schema, name, json, style, error);
      if (template != NULL)
        keep (template, json, style);
    }
  g_mutex_unlock (&kept_mutex);
  return template;
}

/**
 * tw_quote_template_list:
 *
 * Returns: keys of the templates that come with the program
 */
const char *const *
tw_quote_template_list (void)
{
  return keys;
}

/**
 * tw_quote_template_load:
 * @schema: the schema whose fields its expressions name
 * @key: one of tw_quote_template_list()
 * @error: %TW_PAPER_ERROR_TEMPLATE when there is none of that name
 *
 * Returns: (transfer full) (nullable): a template that comes with the program
 */
TwQuoteTemplate *
tw_quote_template_load (TwSchema *schema, const char *key, GError **error)
{
  g_autofree char *path = NULL;
  g_autoptr (GBytes) bytes = NULL;

  g_resources_register (tw_paper_data_get_resource ());
  path = g_strdup_printf (FOLDER "quote-%s.json", key);
  bytes = g_strv_contains (keys, key) ? g_resources_lookup_data (path, 0, NULL) : NULL;
  if (bytes == NULL)
    {
      g_set_error (error, TW_PAPER_ERROR, TW_PAPER_ERROR_TEMPLATE, _("There is no template “%s”. Use one of these: %s."), key, "classic, modern");
      return NULL;
    }
  /* A resource's bytes end with a NUL that does not count. */
  return tw_quote_template_get (schema, key, g_bytes_get_data (bytes, NULL), NULL, error);
}

/**
 * tw_quote_template_ref:
 * @template: a template
 *
 * Returns: (transfer full): @template
 */
TwQuoteTemplate *
tw_quote_template_ref (TwQuoteTemplate *template)
{
  g_atomic_ref_count_inc (&template->ref_count);
  return template;
}

/**
 * tw_quote_template_unref:
 * @template: (transfer full): a template
 */
void
tw_quote_template_unref (TwQuoteTemplate *template)
{
  if (!g_atomic_ref_count_dec (&template->ref_count))
    return;
  g_ptr_array_unref (template->blocks);
  g_hash_table_unref (template->exprs);
  g_hash_table_unref (template->styles);
  g_hash_table_unref (template->colors);
  g_clear_pointer (&template->watermark_when, tw_expr_bound_unref);
  g_free (template->head[0]);
  g_free (template->head[1]);
  g_free (template->foot);
  g_free (template->pages);
  g_free (template->watermark);
  g_free (template->family);
  g_free (template->label);
  g_free (template->name);
  tw_schema_unref (template->schema);
  g_free (template);
}

/**
 * tw_quote_template_get_label:
 * @template: a template
 *
 * Returns: its name in English, for translation in the context "paper"
 */
const char *
tw_quote_template_get_label (TwQuoteTemplate *template)
{
  return template->label != NULL ? template->label : template->name;
}
