/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts of a template: first the English text is translated whole, then its placeholders are filled. A line whose placeholders are all empty
 * is left out, with what stands around them. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <pango/pango.h>
#include <string.h>

#include "tw-blobs.h"
#include "tw-markdown.h"
#include "tw-quote-sheet-private.h"
#include "tw-stored.h"

#define MAX_IMAGE (32 * 1024 * 1024)
#define MAX_RELATED 100000

/* --- Records that paths lead to --- */

TwRecord *
tw_quote_sheet_record (TwQuoteSheet *sheet, const TwEntity *entity, const TwId *id)
{
  gpointer known;
  TwRecord *record;

  if (tw_id_equal (id, tw_record_get_id (sheet->in->quote)))
    return sheet->in->quote;
  if (g_hash_table_lookup_extended (sheet->records, id, NULL, &known))
    return known;
  record = tw_store_get_stored (sheet->in->store, entity, id, NULL);
  g_hash_table_insert (sheet->records, g_memdup2 (id, sizeof *id), record);
  return record;
}

static gboolean
source_get (gpointer source, const TwEntity *entity, const TwId *id, const TwField *field, TwValue *value)
{
  TwQuoteSheet *sheet = source;
  TwRecord *record = tw_quote_sheet_record (sheet, entity, id);

  /* Few texts name a field that is computed; the others of its record are not worked out for it. */
  if (record != NULL && field->formula != NULL && record != sheet->in->quote)
    {
      const TwField *const fields[] = { field, NULL };
      g_autoptr (GPtrArray) one = g_ptr_array_new ();

      g_ptr_array_add (one, record);
      tw_store_compute (sheet->in->store, one, fields, NULL);
    }
  if (record != NULL)
    *value = tw_value_copy (tw_record_get (record, field));
  return record != NULL;
}

static GArray *
source_related (gpointer source, const TwInverse *inverse, const TwId *id)
{
  TwQuoteSheet *sheet = source;
  const TwEntity *target = tw_schema_get_entity (sheet->in->template->schema, inverse->field->targets != NULL && inverse->field->targets[0] != NULL
                                                                             ? inverse->field->targets[0] : "quote");
  g_autoptr (GPtrArray) records = tw_store_related (sheet->in->store, target, id, inverse, MAX_RELATED, NULL);
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (TwId));

  for (guint i = 0; records != NULL && i < records->len; i++)
    g_array_append_vals (ids, tw_record_get_id (g_ptr_array_index (records, i)), 1);
  return ids;
}

static const TwExprSource source = { source_get, source_related, NULL };

static void
eval (TwQuoteSheet *sheet, TwExprBound *bound, TwValue *value)
{
  tw_expr_eval_record (bound, sheet->context, sheet->in->quote, &source, sheet, value);
}

gboolean
tw_quote_sheet_holds (TwQuoteSheet *sheet, TwExprBound *when)
{
  g_auto (TwValue) value = TW_VALUE_INIT;

  if (when == NULL)
    return TRUE;
  eval (sheet, when, &value);
  return value.type == TW_TYPE_BOOLEAN && value.i != 0;
}

/* --- Values --- */

char *
tw_quote_percent (TwPaperWords *words, TwDecimal percent)
{
  g_autofree char *number = tw_paper_words_number (words, percent, 0, 4);

  /* Translators: a number of percent on a quote */
  return tw_quote_fill (words, NC_("paper", "{percent}%"), "{percent}", number, NULL);
}

static char *
value_to_text (TwQuoteSheet *sheet, const TwValue *value)
{
  switch (value->type)
    {
    case TW_TYPE_NULL:
      return NULL;
    case TW_TYPE_TEXT:
      return g_strdup (value->text);
    case TW_TYPE_MONEY:
      return tw_paper_words_money (sheet->words, &(TwMoney) { value->i, value->tag }, TRUE);
    case TW_TYPE_INTEGER:
      return tw_paper_words_number (sheet->words, (TwDecimal) value->i * TW_DECIMAL_ONE, 0, 0);
    case TW_TYPE_DECIMAL:
      return tw_paper_words_number (sheet->words, value->i, 0, 6);
    case TW_TYPE_DATE:
      return tw_paper_words_date (sheet->words, (TwDate) value->i);
    case TW_TYPE_DATETIME:
      return tw_paper_words_date (sheet->words, tw_instant_get_date (value->i, sheet->context->zone));
    case TW_TYPE_LINK:
      return tw_store_dup_title (sheet->in->store, value->tag, &value->id);
    default:
      return tw_value_print (value);
    }
}

/* Formatted text as its words. */
static char *
strip (const char *markdown)
{
  g_autofree char *markup = tw_markdown_to_pango (markdown);
  char *text = NULL;

  return pango_parse_markup (markup, -1, 0, NULL, &text, NULL, NULL) ? g_strstrip (text) : g_strdup (markdown);
}

static char *
dup_field (TwRecord *record, const char *key, gboolean markdown)
{
  const TwValue *value = record != NULL ? tw_record_get_key (record, key) : NULL;

  if (value == NULL || value->type != TW_TYPE_TEXT || *value->text == '\0')
    return NULL;
  return markdown ? strip (value->text) : g_strdup (value->text);
}

static char *
dup_variable (TwQuoteSheet *sheet, const char *name)
{
  const TwQuotePaperIn *in = sheet->in;
  char *text;

  if (g_str_equal (name, "$company"))
    return g_strdup (sheet->company);
  if (g_str_equal (name, "$header"))
    return dup_field (in->design, "header", TRUE);
  if (g_str_equal (name, "$footer"))
    return dup_field (in->design, "footer", TRUE);
  if (g_str_equal (name, "$signature"))
    return dup_field (in->design, "signature_block", FALSE);
  if (g_str_equal (name, "$terms"))
    return (text = dup_field (in->quote, "terms", FALSE)) != NULL ? text : dup_field (in->design, "terms", FALSE);
  if (g_str_equal (name, "$payment_terms"))
    return (text = dup_field (in->quote, "payment_terms", FALSE)) != NULL ? text : dup_field (in->design, "payment_terms", FALSE);
  /* The page's number is not known yet. */
  return g_strdup_printf ("{%s}", name);
}

static char *
dup_value (TwQuoteSheet *sheet, const char *inner)
{
  TwExprBound *bound = g_hash_table_lookup (sheet->in->template->exprs, inner);
  g_auto (TwValue) value = TW_VALUE_INIT;

  if (*inner == '$')
    return dup_variable (sheet, inner);
  if (bound == NULL)
    return NULL;
  eval (sheet, bound, &value);
  return value_to_text (sheet, &value);
}

/* --- Texts --- */

/* A translation names the placeholders that the English text has. */
static gboolean
is_sound (TwQuoteSheet *sheet, const char *text)
{
  for (const char *open = strchr (text, '{'); open != NULL; open = strchr (open + 1, '{'))
    {
      const char *end = strchr (open, '}');
      g_autofree char *inner = end != NULL ? g_strndup (open + 1, (gsize) (end - open - 1)) : NULL;

      if (inner == NULL || !(tw_quote_template_has_variable (inner) || g_hash_table_contains (sheet->in->template->exprs, inner)))
        return FALSE;
    }
  return TRUE;
}

/* Words of other directions do not move what is around them (UAX #9, isolates). */
static void
append_value (TwQuoteSheet *sheet, GString *text, const char *value)
{
  gboolean isolate = tw_paper_is_rtl (sheet->paper) && strchr (value, '\n') == NULL && *value != '{';

  g_string_append_printf (text, "%s%s%s", isolate ? "\342\201\250" : "", value, isolate ? "\342\201\251" : "");
}

static void
append_line (TwQuoteSheet *sheet, GString *text, const char *line)
{
  g_autoptr (GString) one = g_string_new (NULL);
  guint n_places = 0, n_filled = 0;

  while (*line != '\0')
    {
      const char *open = strchr (line, '{'), *end = open != NULL ? strchr (open, '}') : NULL;
      g_autofree char *inner = end != NULL ? g_strndup (open + 1, (gsize) (end - open - 1)) : NULL;
      g_autofree char *value = inner != NULL ? dup_value (sheet, inner) : NULL;

      g_string_append_len (one, line, inner != NULL ? open - line : (gssize) strlen (line));
      if (inner == NULL)
        break;
      n_places++;
      if (value != NULL && *value != '\0')
        {
          append_value (sheet, one, value);
          n_filled++;
        }
      line = end + 1;
    }
  if (n_places > 0 && n_filled == 0)
    return;
  if (text->len > 0)
    g_string_append_c (text, '\n');
  g_string_append (text, g_strstrip (one->str));
}

char *
tw_quote_sheet_expand (TwQuoteSheet *sheet, const char *english)
{
  const char *translated = tw_paper_words_find (sheet->words, TW_PAPER_CONTEXT, english);
  g_auto (GStrv) lines = g_strsplit (is_sound (sheet, translated) ? translated : english, "\n", -1);
  GString *text = g_string_new (NULL);

  for (guint i = 0; lines[i] != NULL; i++)
    append_line (sheet, text, lines[i]);
  return g_string_free (text, FALSE);
}

/* english: with placeholders; then pairs of a placeholder and its value. */
char *
tw_quote_fill (TwPaperWords *words, const char *english, ...)
{
  GString *text = g_string_new (tw_paper_words_find (words, TW_PAPER_CONTEXT, english));
  const char *name;
  va_list args;

  va_start (args, english);
  while ((name = va_arg (args, const char *)) != NULL)
    g_string_replace (text, name, va_arg (args, const char *), 0);
  va_end (args);
  return g_string_free (text, FALSE);
}

/* --- Pictures --- */

static TwPaperImage *
load_image (TwStore *store, const char *hash)
{
  gint64 size = tw_store_get_blob_size (store, hash);
  g_autoptr (GInputStream) stream = size > 0 && size <= MAX_IMAGE ? tw_store_open_blob (store, hash, NULL) : NULL;
  g_autofree guint8 *data = stream != NULL ? g_malloc ((gsize) size) : NULL;
  g_autoptr (GBytes) bytes = NULL;
  gsize length = 0;

  if (data == NULL || !g_input_stream_read_all (stream, data, (gsize) size, &length, NULL, NULL))
    return NULL;
  bytes = g_bytes_new_take (g_steal_pointer (&data), length);
  return tw_paper_image_new (bytes, NULL);
}

/* A file that is not here yet, or is no picture, leaves its place empty. */
TwPaperImage *
tw_quote_sheet_image (TwQuoteSheet *sheet, const char *hash)
{
  gpointer known;
  TwPaperImage *image;

  if (!tw_blob_is_hash (hash))
    return NULL;
  if (g_hash_table_lookup_extended (sheet->images, hash, NULL, &known))
    return known;
  image = load_image (sheet->in->store, hash);
  g_hash_table_insert (sheet->images, g_strdup (hash), image);
  return image;
}
