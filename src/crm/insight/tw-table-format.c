/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-table-format.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "tw-doc.h"

static const struct { const char *name, *label, *sign; } marks[TW_N_MARKS] = {
  { "none", N_("Not marked"), "" }, { "good", N_("Good"), "▲" }, { "watch", N_("To be watched"), "◆" }, { "bad", N_("Bad"), "▼" },
};
static const struct { const char *name, *label; } whens[TW_N_WHENS] = {
  { "never", N_("never") }, { "at-least", N_("at least") }, { "at-most", N_("at most") }, { "more", N_("more than") }, { "less", N_("less than") },
};

static gboolean
read_rule (const TwDocNode *node,
           TwTableRule     *rule)
{
  const TwDocNode *mark = node->type == TW_DOC_OBJECT ? tw_doc_member (node, "mark") : NULL;
  const TwDocNode *when = mark != NULL ? tw_doc_member (node, "when") : NULL, *value = when != NULL ? tw_doc_member (node, "value") : NULL;

  if (value == NULL || mark->type != TW_DOC_TEXT || when->type != TW_DOC_TEXT || value->type != TW_DOC_NUMBER)
    return FALSE;
  *rule = (TwTableRule) { TW_MARK_NONE, TW_WHEN_NEVER, g_ascii_strtod (value->text, NULL) };
  for (guint i = 1; i < TW_N_MARKS; i++)
    if (g_str_equal (marks[i].name, mark->text))
      rule->mark = i;
  for (guint i = 1; i < TW_N_WHENS; i++)
    if (g_str_equal (whens[i].name, when->text))
      rule->when = i;
  return rule->mark != TW_MARK_NONE && rule->when != TW_WHEN_NEVER && isfinite (rule->value);
}

/**
 * tw_table_format_parse:
 * @json: (nullable): a format
 * @format: (out caller-allocates): what it says; nothing is marked when it is none
 *
 * Returns: whether it is a format
 */
gboolean
tw_table_format_parse (const char    *json,
                       TwTableFormat *format)
{
  g_autoptr(TwDoc) doc = json != NULL ? tw_doc_parse ("format", json, -1, NULL) : NULL;
  const TwDocNode *root = doc != NULL ? tw_doc_get_root (doc) : NULL, *shade = NULL, *rules = NULL;

  *format = (TwTableFormat) { 0 };
  if (root == NULL || root->type != TW_DOC_OBJECT)
    return FALSE;
  shade = tw_doc_member (root, "shade");
  rules = tw_doc_member (root, "rules");
  format->shade = shade != NULL && shade->type == TW_DOC_BOOLEAN && shade->boolean;
  for (const TwDocNode *node = rules != NULL && rules->type == TW_DOC_ARRAY ? rules->first : NULL; node != NULL; node = node->next)
    if (format->n_rules == TW_TABLE_MAX_RULES || !read_rule (node, &format->rules[format->n_rules++]))
      {
        *format = (TwTableFormat) { 0 };
        return FALSE;
      }
  return TRUE;
}

/**
 * tw_table_format_print:
 * @format: a format
 *
 * Returns: (transfer full): its JSON
 */
char *
tw_table_format_print (const TwTableFormat *format)
{
  g_autoptr(GString) json = g_string_new (NULL);

  g_string_append_printf (json, "{\"shade\": %s, \"rules\": [", format->shade ? "true" : "false");
  for (guint i = 0; i < format->n_rules; i++)
    {
      const TwTableRule *rule = &format->rules[i];
      char number[G_ASCII_DTOSTR_BUF_SIZE];

      g_string_append_printf (json, "%s{\"mark\": \"%s\", \"when\": \"%s\", \"value\": %s}", i > 0 ? ", " : "", marks[rule->mark].name,
                              whens[rule->when].name, g_ascii_formatd (number, sizeof number, "%.15g", rule->value));
    }
  g_string_append (json, "]}");
  return g_string_free (g_steal_pointer (&json), FALSE);
}

/**
 * tw_table_format_get_mark:
 * @format: a format
 * @value: a number
 *
 * Returns: how it is marked
 */
TwMark
tw_table_format_get_mark (const TwTableFormat *format,
                          double               value)
{
  for (guint i = 0; i < format->n_rules; i++)
    {
      const TwTableRule *rule = &format->rules[i];

      if ((rule->when == TW_WHEN_AT_LEAST && value >= rule->value) || (rule->when == TW_WHEN_AT_MOST && value <= rule->value)
          || (rule->when == TW_WHEN_MORE && value > rule->value) || (rule->when == TW_WHEN_LESS && value < rule->value))
        return rule->mark;
    }
  return TW_MARK_NONE;
}

/**
 * tw_table_format_get_shade:
 * @format: a format
 * @value: a number
 * @low: the least of its table
 * @high: the greatest
 *
 * Returns: how dark it is to be, 0 for not at all
 */
guint
tw_table_format_get_shade (const TwTableFormat *format,
                           double               value,
                           double               low,
                           double               high)
{
  if (!format->shade || !isfinite (value) || !(high > low))
    return 0;
  return MIN ((guint) (CLAMP ((value - low) / (high - low), 0, 1) * TW_TABLE_SHADES) + 1, TW_TABLE_SHADES);
}

/**
 * tw_mark_get_label:
 * @mark: a mark
 *
 * Returns: (transfer none): its name for people
 */
const char *
tw_mark_get_label (TwMark mark)
{
  return _(marks[mark].label);
}

/**
 * tw_mark_get_sign:
 * @mark: a mark
 *
 * Returns: (transfer none): the sign beside a number; "" for none
 */
const char *
tw_mark_get_sign (TwMark mark)
{
  return marks[mark].sign;
}

/**
 * tw_when_get_label:
 * @when: a comparison
 *
 * Returns: (transfer none): its words
 */
const char *
tw_when_get_label (TwWhen when)
{
  return _(whens[when].label);
}
