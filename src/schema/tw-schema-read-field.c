/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads one field of a schema file and checks that what it says fits together. */

#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-record.h"
#include "tw-schema-private.h"

#define FIELD(name) G_STRUCT_OFFSET (TwFieldImpl, base.name)

static const char *const search_words[] = { "none", "text", "name", NULL };
static const char *const delete_words[] = { "restrict", "clear", "cascade", NULL };
static const char *const unit_words[] = { "none", "bytes", NULL };
static const char *const merge_words[] = { "register", "ask", "set", "add", "text", "strict", NULL };

static const TwSchemaAttribute attributes[] = {
  { "number", TW_READ_COUNT, FIELD (number), TRUE, .min = 1, .max = TW_FIELD_MAX },
  { "key", TW_READ_KEY, FIELD (key), TRUE },
  { "label", TW_READ_TEXT, FIELD (label), TRUE, .max = TW_LABEL_MAX_LENGTH },
  { "kind", TW_READ_LATER, 0, TRUE },
  { "entity", TW_READ_LATER },
  { "labels", TW_READ_LABELS, G_STRUCT_OFFSET (TwFieldImpl, labels) },
  { "help", TW_READ_TEXT, FIELD (help), .max = 2000 },
  { "section", TW_READ_KEY, FIELD (section) },
  { "required", TW_READ_BOOLEAN, FIELD (required) },
  { "unique", TW_READ_BOOLEAN, FIELD (unique) },
  { "indexed", TW_READ_BOOLEAN, FIELD (indexed) },
  { "read_only", TW_READ_BOOLEAN, FIELD (read_only) },
  { "kept", TW_READ_BOOLEAN, FIELD (kept) },
  { "sensitive", TW_READ_BOOLEAN, FIELD (sensitive) },
  { "hidden", TW_READ_BOOLEAN, FIELD (hidden) },
  { "retired", TW_READ_BOOLEAN, FIELD (retired) },
  { "search", TW_READ_WORD, FIELD (search), .words = search_words },
  { "default", TW_READ_TEXT, FIELD (default_value), .max = TW_EXPRESSION_MAX_LENGTH },
  { "formula", TW_READ_TEXT, FIELD (formula), .max = TW_EXPRESSION_MAX_LENGTH },
  { "derive", TW_READ_TEXT, FIELD (derive), .max = TW_EXPRESSION_MAX_LENGTH },
  { "derive_when", TW_READ_TEXT, FIELD (derive_when), .max = TW_EXPRESSION_MAX_LENGTH },
  { "check", TW_READ_TEXT, FIELD (check), .max = TW_EXPRESSION_MAX_LENGTH },
  { "check_message", TW_READ_TEXT, FIELD (check_message), .max = 500 },
  { "pattern", TW_READ_TEXT, FIELD (pattern), .max = 1000 },
  { "min", TW_READ_TEXT, FIELD (min), .max = 100 },
  { "max", TW_READ_TEXT, FIELD (max), .max = 100 },
  { "max_length", TW_READ_COUNT, FIELD (max_length), .min = 1, .max = 10000000 },
  { "digits", TW_READ_COUNT, FIELD (digits), .min = 0, .max = TW_DECIMAL_DIGITS },
  { "unit", TW_READ_WORD, FIELD (unit), .words = unit_words },
  { "choices", TW_READ_CHOICES, FIELD (choices) },
  { "own_choices", TW_READ_BOOLEAN, FIELD (own_choices) },
  { "same_choices", TW_READ_TEXT, G_STRUCT_OFFSET (TwFieldImpl, same_choices), .max = 2 * TW_KEY_MAX_LENGTH + 1 },
  { "to", TW_READ_TEXTS, FIELD (targets) },
  { "inverse", TW_READ_KEY, FIELD (inverse) },
  { "inverse_label", TW_READ_TEXT, FIELD (inverse_label), .max = TW_LABEL_MAX_LENGTH },
  { "inverse_labels", TW_READ_LABELS, G_STRUCT_OFFSET (TwFieldImpl, inverse_labels) },
  { "on_delete", TW_READ_WORD, FIELD (on_delete), .words = delete_words },
  { "tree", TW_READ_BOOLEAN, FIELD (tree) },
  { "series", TW_READ_TEXT, FIELD (series), .max = 200 },
  { "reserve", TW_READ_COUNT, FIELD (reserve), .min = 1, .max = 1000 },
  { "merge", TW_READ_WORD, FIELD (merge), .words = merge_words },
  { "read_roles", TW_READ_TEXTS, FIELD (read_roles) },
  { "write_roles", TW_READ_TEXTS, FIELD (write_roles) },
  { NULL }
};

/* What only some kinds can have. */
static const struct { const char *key; guint flags; const char *kinds; } kind_rules[] = {
  { "pattern", TW_KIND_HAS_TEXT, "text, longtext, richtext, email, phone, url" },
  { "max_length", TW_KIND_HAS_TEXT | TW_KIND_HAS_ITEMS, "text, longtext, richtext, email, phone, url, tags, list" },
  { "min", TW_KIND_HAS_BOUNDS, "integer, decimal, percent, money, date, time, datetime, duration" },
  { "max", TW_KIND_HAS_BOUNDS, "integer, decimal, percent, money, date, time, datetime, duration" },
  { "digits", TW_KIND_HAS_DIGITS, "decimal, percent" },
  { "unit", TW_KIND_HAS_UNIT, "integer" },
  { "choices", TW_KIND_HAS_CHOICES, "enum, set" },
  { "own_choices", TW_KIND_HAS_CHOICES, "enum, set" },
  { "same_choices", TW_KIND_HAS_CHOICES, "enum, set" },
  { "to", TW_KIND_HAS_TARGET, "link, links" },
  { "inverse", TW_KIND_HAS_TARGET, "link, links" },
  { "on_delete", TW_KIND_HAS_CASCADE, "link" },
  { "tree", TW_KIND_HAS_CASCADE, "link" },
  { "series", TW_KIND_HAS_SERIES, "number" },
  { "reserve", TW_KIND_HAS_SERIES, "number" },
  { "search", TW_KIND_HAS_SEARCH, "text, longtext, richtext, email, phone, url, file, tags, list, number" },
  { "unique", TW_KIND_HAS_UNIQUE, "text, email, phone, url, color, file, integer, decimal, percent, money, boolean, date, time, "
    "datetime, duration, enum, link, number" },
  { "indexed", TW_KIND_HAS_UNIQUE, "text, email, phone, url, color, file, integer, decimal, percent, money, boolean, date, time, "
    "datetime, duration, enum, link, number" },
};

/* What makes no sense for a value that is computed whenever it is read. */
static const char *const stored_only[] = {
  "required", "unique", "indexed", "search", "default", "derive", "check", "pattern", "min", "max", "max_length", "inverse",
  "on_delete", "tree", "series", "reserve", "merge", "write_roles", "kept",
};

/* What says nothing without its partner. */
static const struct { const char *key, *needs; } partners[] = {
  { "derive_when", "derive" }, { "check_message", "check" }, { "inverse_label", "inverse" }, { "inverse_labels", "inverse" },
  { "inverse", "inverse_label" }, { "kept", "read_only" },
};

static gboolean
fail_at (TwFieldImpl *field, const char *key, GError **error, const char *message)
{
  const TwDocNode *member = tw_doc_member (field->node, key);

  return tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, field->source, member ? member->line : field->node->line, "%s: %s",
                         field->base.key, message);
}

static gboolean
read_kind (TwFieldImpl *field, GError **error)
{
  const TwDocNode *node = tw_doc_member (field->node, "kind");

  if (!node)
    return tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, field->source, field->node->line, _("“%s” is missing"), "kind");
  if (node->type != TW_DOC_TEXT || !tw_kind_parse (node->text, &field->base.kind))
    return tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, field->source, node->line, _("“%s” is no kind of field"),
                           node->text ? node->text : "kind");
  field->base.type = tw_kind_get_info (field->base.kind)->type;
  return TRUE;
}

static gboolean
check_kind_rules (TwFieldImpl *field, GError **error)
{
  const TwKindInfo *info = tw_kind_get_info (field->base.kind);

  for (gsize i = 0; i < G_N_ELEMENTS (kind_rules); i++)
    {
      const TwDocNode *member = tw_doc_member (field->node, kind_rules[i].key);

      if (member && !(info->flags & kind_rules[i].flags) && !(member->type == TW_DOC_BOOLEAN && !member->boolean))
        return tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, field->source, member->line,
                               _("“%s” is for fields of the kinds %s, not for “%s”"), kind_rules[i].key, kind_rules[i].kinds, info->name);
    }
  if ((info->flags & TW_KIND_HAS_CHOICES) && !field->base.choices)
    return fail_at (field, "kind", error, _("an enum or a set needs “choices”"));
  if ((info->flags & TW_KIND_HAS_SERIES) && !field->base.series)
    return fail_at (field, "kind", error, _("a number needs a “series”"));
  return TRUE;
}

static gboolean
check_together (TwFieldImpl *field, GError **error)
{
  if (field->base.formula)
    for (gsize i = 0; i < G_N_ELEMENTS (stored_only); i++)
      {
        const TwDocNode *member = tw_doc_member (field->node, stored_only[i]);

        if (member && !(member->type == TW_DOC_BOOLEAN && !member->boolean))
          return tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, field->source, member->line,
                                 _("“%s” cannot stand beside “formula”, because a computed field is never stored"), member->key);
      }
  for (gsize i = 0; i < G_N_ELEMENTS (partners); i++)
    {
      const TwDocNode *member = tw_doc_member (field->node, partners[i].key);

      if (member && !tw_doc_member (field->node, partners[i].needs))
        return tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, field->source, member->line, _("“%s” needs “%s” beside it"),
                               partners[i].key, partners[i].needs);
    }
  return TRUE;
}

/* What keeps a field is in the program, so that a site's own cannot be kept. */
static gboolean
check_kept (TwSchemaBuilder *builder, TwFieldImpl *field, GError **error)
{
  if (!field->base.kept || !builder->custom)
    return TRUE;
  return fail_at (field, "kept", error, _("only a field that comes with the program can be kept"));
}

static gboolean
check_merge (TwFieldImpl *field, GError **error)
{
  static const guint needs[] = { 0, 0, TW_KIND_HAS_SET, TW_KIND_HAS_ADD, TW_KIND_HAS_MERGE, 0 };
  guint flags = tw_kind_get_info (field->base.kind)->flags;

  if (!tw_doc_member (field->node, "merge"))
    {
      field->base.merge = flags & TW_KIND_HAS_SET ? TW_MERGE_SET : TW_MERGE_REGISTER;
      return TRUE;
    }
  if (needs[field->base.merge] && !(flags & needs[field->base.merge]))
    return tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, field->source, tw_doc_member (field->node, "merge")->line,
                           _("values of the kind “%s” cannot be merged by “%s”"), tw_kind_get_name (field->base.kind),
                           merge_words[field->base.merge]);
  return TRUE;
}

static gboolean
read_bound (TwFieldImpl *field, const char *key, const char *text, TwValue *bound, GError **error)
{
  g_autoptr(GError) cause = NULL;

  *bound = (TwValue) TW_VALUE_INIT;
  if (!text || tw_value_parse (field->base.type, text, NULL, bound, &cause))
    return TRUE;
  return tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, field->source, tw_doc_member (field->node, key)->line,
                         _("“%s” is not a value of the kind “%s”, as “%s” must be"), text, tw_kind_get_name (field->base.kind), key);
}

static gboolean
read_bounds (TwFieldImpl *field, GError **error)
{
  if (!read_bound (field, "min", field->base.min, &field->min, error)
      || !read_bound (field, "max", field->base.max, &field->max, error))
    return FALSE;
  if (field->base.min && field->base.max && field->min.i > field->max.i)
    return fail_at (field, "min", error, _("“min” is greater than “max”"));
  return TRUE;
}

/* The pattern must match the whole text. */
static gboolean
read_pattern (TwSchemaBuilder *builder, TwFieldImpl *field, GError **error)
{
  g_autoptr(GError) cause = NULL;
  g_autofree char *whole = NULL;

  if (!field->base.pattern)
    return TRUE;
  whole = g_strdup_printf ("(?:%s)\\z", field->base.pattern);
  field->regex = g_regex_new (whole, G_REGEX_ANCHORED, 0, &cause);
  if (!field->regex)
    return tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, field->source, tw_doc_member (field->node, "pattern")->line,
                           _("“pattern” is not a regular expression: %s"), cause->message);
  g_ptr_array_add (builder->schema->regexes, field->regex);
  return TRUE;
}

/* "Q-{year}-{0000}": text, {year}, {month}, {day} and exactly one run of zeros, the counter. */
static gboolean
check_series (TwFieldImpl *field, GError **error)
{
  guint counters = 0;

  if (!field->base.series)
    return TRUE;
  for (const char *at = strpbrk (field->base.series, "{}"); at; at = strpbrk (at + 1, "{}"))
    {
      const char *end = *at == '{' ? strchr (at, '}') : NULL;
      gsize length = end ? (gsize) (end - at - 1) : 0;

      if (!length)
        return fail_at (field, "series", error, _("“series” has a brace without its partner"));
      if (strspn (at + 1, "0") == length && length <= 12)
        counters++;
      else if (!(length == 4 && !strncmp (at + 1, "year", 4)) && !(length == 5 && !strncmp (at + 1, "month", 5))
               && !(length == 3 && !strncmp (at + 1, "day", 3)))
        return fail_at (field, "series", error, _("“series” knows {year}, {month}, {day} and zeros such as {0000}"));
      at = end;
    }
  if (counters != 1)
    return fail_at (field, "series", error, _("“series” needs exactly one counter such as {0000}"));
  return TRUE;
}

static gboolean
check_links (TwFieldImpl *field, TwEntityImpl *entity, GError **error)
{
  gboolean own = field->base.targets && field->base.targets[0] && !field->base.targets[1]
                 && g_strcmp0 (field->base.targets[0], entity->base.key) == 0;

  if (field->base.tree && !own)
    return fail_at (field, "tree", error, _("“tree” is for a link to the own entity"));
  if (field->base.required && field->base.type == TW_TYPE_LINK && tw_doc_member (field->node, "on_delete")
      && field->base.on_delete == TW_DELETE_CLEAR)
    return fail_at (field, "on_delete", error, _("a required link cannot be cleared; use “restrict” or “cascade”"));
  return TRUE;
}

static gboolean
check_default (TwFieldImpl *field, GError **error)
{
  g_auto(TwValue) value = TW_VALUE_INIT;
  g_autoptr(GError) cause = NULL;

  if (!field->base.default_value)
    return TRUE;
  if (field->base.default_value[0] == '=')
    return field->base.default_value[1] ? TRUE : fail_at (field, "default", error, _("“default” has no expression after “=”"));
  if (tw_field_parse (&field->base, field->base.default_value, NULL, &value, &cause)
      && tw_field_validate (&field->base, &value, &cause))
    return TRUE;
  return tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, field->source, tw_doc_member (field->node, "default")->line,
                         _("“default” is not a value of this field: %s"), cause->message);
}

static gboolean
check_number (TwSchemaBuilder *builder, TwEntityImpl *entity, TwFieldImpl *field, GError **error)
{
  gboolean own = builder->custom && tw_doc_member (field->node, "entity");
  int line = tw_doc_member (field->node, "number")->line;

  if (field->base.number < TW_FIELD_FIRST_OWN)
    return tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, field->source, line,
                           _("the numbers below %d belong to the fields that every entity has"), TW_FIELD_FIRST_OWN);
  if (own && field->base.number < TW_FIELD_FIRST_CUSTOM)
    return tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, field->source, line, _("the numbers of a site's own fields begin at %d"),
                           TW_FIELD_FIRST_CUSTOM);
  if (!own && field->base.number >= TW_FIELD_FIRST_CUSTOM)
    return tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, field->source, line, _("the numbers from %d on are kept for a site's own fields"),
                           TW_FIELD_FIRST_CUSTOM);
  return TRUE;
}

gboolean
tw_schema_read_field (TwSchemaBuilder *builder, TwEntityImpl *entity, const char *source, const TwDocNode *node, GError **error)
{
  TwFieldImpl *field = tw_schema_arena_new0 (builder->schema->arena, TwFieldImpl);

  if (node->type != TW_DOC_OBJECT)
    return tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, source, node->line, _("an object in braces was expected here"));
  field->source = source;
  field->node = node;
  field->base.entity = &entity->base;
  field->base.custom = builder->custom;
  field->base.on_delete = TW_DELETE_CLEAR;
  if (!tw_schema_read_object (builder, source, node, attributes, field, error)
      || !read_kind (field, error)
      || !check_number (builder, entity, field, error)
      || !check_kind_rules (field, error)
      || !check_together (field, error)
      || !check_kept (builder, field, error)
      || !check_merge (field, error)
      || !read_bounds (field, error)
      || !read_pattern (builder, field, error)
      || !check_series (field, error)
      || !check_links (field, entity, error)
      || !check_default (field, error))
    return FALSE;
  return tw_schema_add_field (entity, field, error);
}
