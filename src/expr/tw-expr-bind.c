/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From names to fields: looks names up in the schema, checks types, and gives literals the type their neighbour asks for. */

#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-expr-bound-private.h"
#include "tw-text.h"

#define MAX_FORMULAS 12                                /* computed fields inside computed fields */
#define MAX_AGGREGATES 3                               /* aggregates inside aggregates */

typedef struct
{
  TwExprBound    *bound;
  const TwEntity *entity;                              /* of the record at hand */
  TwExprBindFlags flags;
  GError        **error;
  const TwField  *formulas[MAX_FORMULAS];              /* that are being inlined */
  guint           n_formulas;
  guint           n_aggregates;
  guint           line, column;                        /* of the outermost formula's use, while inside one */
} Binder;

static TwBound *bind (Binder *b, TwExpr *expr);

static TwBound *
node_new (Binder *b, TwBoundKind kind, TwType type)
{
  TwBound *node = g_new0 (TwBound, 1);

  node->kind = kind;
  node->type = type;
  g_ptr_array_add (b->bound->nodes, node);
  return node;
}

static TwBound *
node_with (Binder *b, TwBoundKind kind, TwType type, TwBound **children, guint n)
{
  TwBound *node = node_new (b, kind, type);

  node->children = g_memdup2 (children, n * sizeof (TwBound *));
  node->n_children = n;
  return node;
}

static void
node_free (gpointer data)
{
  TwBound *node = data;

  tw_value_clear (&node->value);
  g_free (node->children);
  g_free (node);
}

G_GNUC_PRINTF (4, 5) static gpointer
fail (Binder *b, TwExpr *expr, TwExprError code, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  if (b->error && !*b->error)
    tw_expr_syntax_error (b->error, code, b->line ? b->line : expr->line, b->line ? b->column : expr->column, "%s", message);
  return NULL;
}

static void
note_field (Binder *b, const TwField *field)
{
  g_hash_table_add (b->bound->fields, (gpointer) field);
  g_hash_table_add (b->bound->entities, (gpointer) field->entity);
}

static const char *
type_name (const TwBound *node)
{
  return tw_type_get_name (node->type);
}

static TwBound *
literal_node (Binder *b, TwValue value)
{
  TwBound *node = node_new (b, TW_BOUND_LITERAL, value.type);

  node->value = value;
  return node;
}

/* --- Names --- */

static TwBound *
bind_formula (Binder *b, TwExpr *expr, const TwField *field)
{
  g_autoptr(TwExpr) formula = NULL;
  guint line = b->line, column = b->column;
  TwBound *node;

  for (guint i = 0; i < b->n_formulas; i++)
    if (b->formulas[i] == field)
      return fail (b, expr, TW_EXPR_ERROR_NAME, _("The computed field “%s” needs itself."), field->key);
  if (b->n_formulas == MAX_FORMULAS)
    return fail (b, expr, TW_EXPR_ERROR_LIMIT, _("The computed field “%s” needs too many other computed fields."), field->key);
  formula = tw_expr_parse (field->formula, b->error);
  if (!formula)
    return NULL;
  b->formulas[b->n_formulas++] = field;
  if (!line)
    {
      b->line = expr->line;
      b->column = expr->column;
    }
  node = bind (b, formula);
  b->line = line;
  b->column = column;
  b->n_formulas--;
  if (node && node->type == TW_TYPE_INTEGER && field->type == TW_TYPE_DECIMAL)
    node = node_with (b, TW_BOUND_TO_DECIMAL, TW_TYPE_DECIMAL, &node, 1);
  if (node && node->type != field->type && node->type != TW_TYPE_NULL && !(field->type == TW_TYPE_TEXT && node->type == TW_TYPE_ENUM))
    return fail (b, expr, TW_EXPR_ERROR_TYPE, _("The computed field “%s” is a %s, but its formula gives a %s."), field->key,
                 tw_type_get_name (field->type), type_name (node));
  return node;
}

static TwBound *
bind_field (Binder *b, TwExpr *expr, const TwField *field)
{
  TwBound *node;

  note_field (b, field);
  if (field->formula)
    return bind_formula (b, expr, field);
  node = node_new (b, TW_BOUND_FIELD, field->type);
  node->field = field;
  node->entity = tw_field_get_target (field);
  return node;
}

/* The rest of a path on the record that a link points to. */
static TwBound *
bind_follow (Binder *b, TwExpr *expr, TwBound *link, TwBound *(*rest) (Binder *, TwExpr *, gpointer), gpointer data)
{
  const TwEntity *outer = b->entity;
  TwBound *inner, *node;

  if (link->type != TW_TYPE_LINK)
    return fail (b, expr, TW_EXPR_ERROR_TYPE, _("A dot follows a link, and this is a %s."), type_name (link));
  if (!link->entity)
    return fail (b, expr, TW_EXPR_ERROR_TYPE, _("This link may point to several kinds of records, so no field can be read through it."));
  b->entity = link->entity;
  g_hash_table_add (b->bound->entities, (gpointer) link->entity);
  inner = rest (b, expr, data);
  b->entity = outer;
  if (!inner)
    return NULL;
  node = node_with (b, TW_BOUND_FOLLOW, inner->type, (TwBound *[]) { link, inner }, 2);
  node->entity = inner->type == TW_TYPE_LINK ? inner->entity : NULL;
  node->field = inner->field;
  return node;
}

static TwBound *
bind_path (Binder *b, TwExpr *expr, gpointer path)
{
  const char *text = path, *dot = strchr (text, '.');
  g_autofree char *key = dot ? g_strndup (text, dot - text) : g_strdup (text);
  const TwField *field = tw_entity_get_field (b->entity, key);
  TwBound *node;

  if (!field && strcmp (key, "id") == 0 && !dot)
    {
      node = node_new (b, TW_BOUND_ID, TW_TYPE_LINK);
      node->entity = b->entity;
      return node;
    }
  if (!field && tw_entity_get_inverse (b->entity, key))
    return fail (b, expr, TW_EXPR_ERROR_TYPE, _("“%s” are many records; use count(%s) or another function over them."), key, key);
  if (!field)
    return fail (b, expr, TW_EXPR_ERROR_NAME, _("“%s” is no field of “%s”."), key, b->entity->key);
  node = bind_field (b, expr, field);
  return node && dot ? bind_follow (b, expr, node, bind_path, (gpointer) (dot + 1)) : node;
}

static TwBound *
bind_title (Binder *b, TwExpr *expr, gpointer data)
{
  return bind_field (b, expr, b->entity->name_field);
}

/* --- Making the two sides of an operator meet --- */

static gboolean
is_number (TwType type)
{
  return type == TW_TYPE_INTEGER || type == TW_TYPE_DECIMAL;
}

static TwBound *
to_decimal (Binder *b, TwBound *node)
{
  gint64 units;

  if (node->type != TW_TYPE_INTEGER)
    return node;
  if (node->kind == TW_BOUND_LITERAL && tw_decimal_from_int (node->value.i, &units))
    return literal_node (b, tw_value_decimal (units));
  return node_with (b, TW_BOUND_TO_DECIMAL, TW_TYPE_DECIMAL, &node, 1);
}

static TwBound *
to_instant (Binder *b, TwBound *node)
{
  return node->type == TW_TYPE_DATE ? node_with (b, TW_BOUND_TO_INSTANT, TW_TYPE_DATETIME, &node, 1) : node;
}

/* A text literal read as the other side's type; NULL without error when it cannot be. */
static TwBound *
read_literal (Binder *b, TwExpr *expr, TwBound *text, TwBound *other)
{
  TwValue value = TW_VALUE_INIT;
  const TwChoice *choice = NULL;

  switch (other->type)
    {
    case TW_TYPE_ENUM:
      for (const TwChoice *const *c = other->field ? other->field->choices : NULL; c && *c && !choice; c++)
        if (strcmp ((*c)->key, text->value.text) == 0 || tw_text_equal ((*c)->label, text->value.text))
          choice = *c;
      if (!choice)
        return other->field ? fail (b, expr, TW_EXPR_ERROR_TYPE, _("“%s” is no choice of “%s”."), text->value.text, other->field->key) : NULL;
      return literal_node (b, tw_value_enum (choice->key));
    case TW_TYPE_DATE:
    case TW_TYPE_DATETIME:
    case TW_TYPE_TIME:
      if (!tw_value_parse (other->type, text->value.text, NULL, &value, NULL))
        return fail (b, expr, TW_EXPR_ERROR_TYPE, _("“%s” is no %s."), text->value.text, type_name (other));
      return literal_node (b, value);
    case TW_TYPE_LINK:
      if (tw_value_parse (TW_TYPE_LINK, text->value.text, NULL, &value, NULL))
        {
          value.tag = other->entity ? other->entity->number : 0;
          return literal_node (b, value);
        }
      return NULL;
    default:
      return NULL;
    }
}

static gboolean
is_text_literal (TwBound *node)
{
  return node->kind == TW_BOUND_LITERAL && node->type == TW_TYPE_TEXT;
}

/* Brings both sides to one type, or fails with a sentence about the operator. */
static gboolean
meet (Binder *b, TwExpr *expr, TwBound **left, TwBound **right)
{
  TwBound *l = *left, *r = *right;

  for (int side = 0; side < 2; side++)
    {
      TwBound **text = side ? left : right, *other = side ? r : l;

      if (is_text_literal (*text) && other->type != TW_TYPE_TEXT)
        {
          TwBound *read = read_literal (b, expr, *text, other);

          if (read)
            *text = read;
          else if (b->error && *b->error)
            return FALSE;
        }
    }
  l = *left;
  r = *right;
  /* A link compared with a text means the record's title. */
  if (l->type == TW_TYPE_LINK && r->type == TW_TYPE_TEXT)
    *left = l = bind_follow (b, expr, l, bind_title, NULL);
  else if (r->type == TW_TYPE_LINK && l->type == TW_TYPE_TEXT)
    *right = r = bind_follow (b, expr, r, bind_title, NULL);
  if (!l || !r)
    return FALSE;
  if (l->type == r->type || l->type == TW_TYPE_NULL || r->type == TW_TYPE_NULL)
    return TRUE;
  if (is_number (l->type) && is_number (r->type))
    {
      *left = to_decimal (b, l);
      *right = to_decimal (b, r);
      return TRUE;
    }
  if ((l->type == TW_TYPE_DATE && r->type == TW_TYPE_DATETIME) || (l->type == TW_TYPE_DATETIME && r->type == TW_TYPE_DATE))
    {
      *left = to_instant (b, l);
      *right = to_instant (b, r);
      return TRUE;
    }
  if ((l->type == TW_TYPE_TEXT && r->type == TW_TYPE_ENUM) || (l->type == TW_TYPE_ENUM && r->type == TW_TYPE_TEXT))
    return TRUE;
  /* A bare number beside money has no currency. */
  if (l->type == TW_TYPE_MONEY && is_number (r->type))
    fail (b, expr, TW_EXPR_ERROR_TYPE, _("Money compares with money: write the currency, such as 10000 EUR."));
  else
    fail (b, expr, TW_EXPR_ERROR_TYPE, _("A %s and a %s cannot be compared."), type_name (l), type_name (r));
  return FALSE;
}

static gboolean
is_text (TwType type)
{
  return type == TW_TYPE_TEXT || type == TW_TYPE_ENUM || type == TW_TYPE_NULL;
}

/* --- Operators --- */

static gboolean
want_boolean (Binder *b, TwExpr *expr, TwBound *node)
{
  if (node->type == TW_TYPE_BOOLEAN || node->type == TW_TYPE_NULL)
    return TRUE;
  fail (b, expr, TW_EXPR_ERROR_TYPE, _("A condition is expected here, and this is a %s."), type_name (node));
  return FALSE;
}

static TwBound *
bind_compare (Binder *b, TwExpr *expr, TwBound *left, TwBound *right)
{
  gboolean order = expr->op == TW_OP_LT || expr->op == TW_OP_LE || expr->op == TW_OP_GT || expr->op == TW_OP_GE;
  TwBound *node;
  TwType type;

  if (!meet (b, expr, &left, &right))
    return NULL;
  type = left->type == TW_TYPE_NULL ? right->type : left->type;
  if (type == TW_TYPE_LIST || type == TW_TYPE_JSON)
    return fail (b, expr, TW_EXPR_ERROR_TYPE, _("A %s cannot be compared; use has or is empty."), tw_type_get_name (type));
  if (order && (type == TW_TYPE_BOOLEAN || type == TW_TYPE_LINK || type == TW_TYPE_ENUM))
    return fail (b, expr, TW_EXPR_ERROR_TYPE, _("A %s has no order; use = or !=."), tw_type_get_name (type));
  node = node_with (b, TW_BOUND_COMPARE, TW_TYPE_BOOLEAN, (TwBound *[]) { left, right }, 2);
  node->op = expr->op;
  return node;
}

static TwBound *
bind_text_test (Binder *b, TwExpr *expr, TwBound *left, TwBound *right)
{
  TwBound *node;

  if (left->type == TW_TYPE_LIST && expr->op == TW_OP_CONTAINS)
    return fail (b, expr, TW_EXPR_ERROR_TYPE, _("Use has to look into a list."));
  if (left->type == TW_TYPE_LINK && !(left = bind_follow (b, expr, left, bind_title, NULL)))
    return NULL;
  if (!is_text (left->type) || !is_text (right->type))
    return fail (b, expr, TW_EXPR_ERROR_TYPE, _("“%s” works on texts, not on a %s and a %s."), tw_operator_get_text (expr->op), type_name (left), type_name (right));
  node = node_with (b, TW_BOUND_TEXT_TEST, TW_TYPE_BOOLEAN, (TwBound *[]) { left, right }, 2);
  node->op = expr->op;
  node->negated = expr->negated;
  return node;
}

static TwBound *
bind_has (Binder *b, TwExpr *expr, TwBound *list, TwBound *element)
{
  TwBound *node;

  if (list->type != TW_TYPE_LIST || list->kind != TW_BOUND_FIELD)
    return fail (b, expr, TW_EXPR_ERROR_TYPE, _("“has” looks into a field that is a list, not into a %s."), type_name (list));
  if (list->field->kind == TW_KIND_SET && is_text_literal (element))
    {
      TwBound choice = { .type = TW_TYPE_ENUM, .field = list->field };

      if (!(element = read_literal (b, expr, element, &choice)))
        return NULL;
    }
  else if (list->field->kind == TW_KIND_LINKS)
    {
      TwBound link = { .type = TW_TYPE_LINK, .entity = list->entity };
      TwBound *read = is_text_literal (element) ? read_literal (b, expr, element, &link) : NULL;

      if (read)
        element = read;
      if (element->type == TW_TYPE_TEXT && !list->entity)
        return fail (b, expr, TW_EXPR_ERROR_TYPE, _("These links may point to several kinds of records; compare with an id."));
      if (element->type == TW_TYPE_TEXT)
        note_field (b, list->entity->name_field);
    }
  if (!is_text (element->type) && element->type != TW_TYPE_LINK)
    return fail (b, expr, TW_EXPR_ERROR_TYPE, _("“has” takes a text, not a %s."), type_name (element));
  if (element->type == TW_TYPE_LINK && list->field->kind != TW_KIND_LINKS)
    return fail (b, expr, TW_EXPR_ERROR_TYPE, _("“has” takes a text, not a %s."), type_name (element));
  node = node_with (b, TW_BOUND_HAS, TW_TYPE_BOOLEAN, (TwBound *[]) { list, element }, 2);
  node->negated = expr->negated;
  return node;
}

/* The type of an arithmetic operation, TW_TYPE_NULL when there is none. */
static TwType
arithmetic_type (TwOperator op, TwType l, TwType r)
{
  gboolean plus = op == TW_OP_PLUS, minus = op == TW_OP_MINUS, times = op == TW_OP_TIMES, over = op == TW_OP_DIVIDE;

  if (op == TW_OP_MODULO)
    return l == TW_TYPE_INTEGER && r == TW_TYPE_INTEGER ? TW_TYPE_INTEGER : TW_TYPE_NULL;
  if (is_number (l) && is_number (r))
    return over || l == TW_TYPE_DECIMAL || r == TW_TYPE_DECIMAL ? TW_TYPE_DECIMAL : TW_TYPE_INTEGER;
  if (l == TW_TYPE_MONEY && r == TW_TYPE_MONEY)
    return plus || minus ? TW_TYPE_MONEY : over ? TW_TYPE_DECIMAL : TW_TYPE_NULL;
  if (l == TW_TYPE_MONEY && is_number (r))
    return times || over ? TW_TYPE_MONEY : TW_TYPE_NULL;
  if (is_number (l) && r == TW_TYPE_MONEY)
    return times ? TW_TYPE_MONEY : TW_TYPE_NULL;
  if ((l == TW_TYPE_DATE || l == TW_TYPE_DATETIME) && r == TW_TYPE_DURATION)
    return plus || minus ? l : TW_TYPE_NULL;
  if (l == TW_TYPE_DURATION && (r == TW_TYPE_DATE || r == TW_TYPE_DATETIME))
    return plus ? r : TW_TYPE_NULL;
  if ((l == TW_TYPE_DATE || l == TW_TYPE_DATETIME) && l == r)
    return minus ? TW_TYPE_DURATION : TW_TYPE_NULL;
  if (l == TW_TYPE_DURATION && r == TW_TYPE_DURATION)
    return plus || minus ? TW_TYPE_DURATION : TW_TYPE_NULL;
  if (l == TW_TYPE_DURATION && r == TW_TYPE_INTEGER)
    return times || over ? TW_TYPE_DURATION : TW_TYPE_NULL;
  return TW_TYPE_NULL;
}

static TwBound *
bind_arithmetic (Binder *b, TwExpr *expr, TwBound *left, TwBound *right)
{
  TwBound *node;
  TwType type;

  if (expr->op == TW_OP_JOIN || (expr->op == TW_OP_PLUS && is_text (left->type) && is_text (right->type)))
    {
      node = node_with (b, TW_BOUND_CALL, TW_TYPE_TEXT, (TwBound *[]) { left, right }, 2);
      node->function = tw_function_find ("concat");
      for (guint i = 0; i < 2; i++)
        if (!tw_function_accepts (node->function, i, node->children[i]->type))
          return fail (b, expr, TW_EXPR_ERROR_TYPE, _("A %s cannot be joined to a text."), type_name (node->children[i]));
      return node;
    }
  if ((left->type == TW_TYPE_DATE && right->type == TW_TYPE_DATETIME) || (left->type == TW_TYPE_DATETIME && right->type == TW_TYPE_DATE))
    {
      left = to_instant (b, left);
      right = to_instant (b, right);
    }
  type = arithmetic_type (expr->op, left->type, right->type);
  if (left->type == TW_TYPE_NULL || right->type == TW_TYPE_NULL)
    return literal_node (b, (TwValue) TW_VALUE_INIT);
  if (type == TW_TYPE_NULL)
    return fail (b, expr, TW_EXPR_ERROR_TYPE, _("“%s” does not work on a %s and a %s."), tw_operator_get_text (expr->op), type_name (left), type_name (right));
  if (is_number (left->type) && is_number (right->type) && type == TW_TYPE_DECIMAL)
    {
      left = to_decimal (b, left);
      right = to_decimal (b, right);
    }
  else if (type == TW_TYPE_MONEY && left->type != TW_TYPE_MONEY)
    {
      /* number * money is money * number */
      TwBound *swap = left;

      left = right;
      right = to_decimal (b, swap);
    }
  else if (left->type == TW_TYPE_MONEY && is_number (right->type))
    right = to_decimal (b, right);
  else if (left->type == TW_TYPE_DURATION && type != TW_TYPE_DURATION)
    {
      TwBound *swap = left;

      left = right;
      right = swap;
    }
  node = node_with (b, TW_BOUND_ARITHMETIC, type, (TwBound *[]) { left, right }, 2);
  node->op = expr->op;
  return node;
}

static TwBound *
bind_binary (Binder *b, TwExpr *expr)
{
  TwBound *left = bind (b, expr->children[0]), *right = left ? bind (b, expr->children[1]) : NULL;

  if (!right)
    return NULL;
  switch (expr->op)
    {
    case TW_OP_AND:
    case TW_OP_OR:
      if (!want_boolean (b, expr->children[0], left) || !want_boolean (b, expr->children[1], right))
        return NULL;
      return node_with (b, expr->op == TW_OP_AND ? TW_BOUND_AND : TW_BOUND_OR, TW_TYPE_BOOLEAN, (TwBound *[]) { left, right }, 2);
    case TW_OP_EQ: case TW_OP_NE: case TW_OP_LT: case TW_OP_LE: case TW_OP_GT: case TW_OP_GE: case TW_OP_EXACT:
      return bind_compare (b, expr, left, right);
    case TW_OP_CONTAINS: case TW_OP_STARTS: case TW_OP_ENDS: case TW_OP_SIMILAR:
      return bind_text_test (b, expr, left, right);
    case TW_OP_HAS:
      return bind_has (b, expr, left, right);
    default:
      return bind_arithmetic (b, expr, left, right);
    }
}

static TwBound *
bind_in (Binder *b, TwExpr *expr)
{
  TwBound *child = bind (b, expr->children[0]), *node;
  g_autoptr(GPtrArray) list = g_ptr_array_new ();

  if (!child)
    return NULL;
  if (expr->n_children == 2 && expr->children[1]->node == TW_NODE_MY_TEAM)
    {
      if (child->type != TW_TYPE_LINK)
        return fail (b, expr, TW_EXPR_ERROR_TYPE, _("“in my team” asks about a person, and this is a %s."), type_name (child));
      node = node_with (b, TW_BOUND_TEAM, TW_TYPE_BOOLEAN, &child, 1);
      node->negated = expr->negated;
      return node;
    }
  g_ptr_array_add (list, child);
  for (guint i = 1; i < expr->n_children; i++)
    {
      TwBound *entry = bind (b, expr->children[i]), *common;

      if (!entry)
        return NULL;
      common = child;
      if (!meet (b, expr->children[i], &common, &entry))
        return NULL;
      /* What one entry makes of the child (a link's title, a decimal) holds for all. */
      if (common != child)
        {
          if (i > 1)
            return fail (b, expr->children[i], TW_EXPR_ERROR_TYPE, _("The entries of a list must be of one type."));
          child = common;
          list->pdata[0] = child;
        }
      g_ptr_array_add (list, entry);
    }
  if (child->type == TW_TYPE_LIST || child->type == TW_TYPE_JSON)
    return fail (b, expr, TW_EXPR_ERROR_TYPE, _("A %s cannot be compared; use has or is empty."), type_name (child));
  node = node_with (b, TW_BOUND_IN, TW_TYPE_BOOLEAN, (TwBound **) list->pdata, list->len);
  node->negated = expr->negated;
  return node;
}

static TwBound *
bind_between (Binder *b, TwExpr *expr)
{
  TwBound *child = bind (b, expr->children[0]), *low = child ? bind (b, expr->children[1]) : NULL, *high = low ? bind (b, expr->children[2]) : NULL;
  TwBound *first, *second, *node;

  if (!high)
    return NULL;
  first = second = child;
  if (!meet (b, expr->children[1], &first, &low) || !meet (b, expr->children[2], &second, &high))
    return NULL;
  if (child->type == TW_TYPE_BOOLEAN || child->type == TW_TYPE_LINK || child->type == TW_TYPE_ENUM || child->type == TW_TYPE_LIST || child->type == TW_TYPE_JSON)
    return fail (b, expr, TW_EXPR_ERROR_TYPE, _("A %s has no order; use = or !=."), type_name (child));
  node = node_with (b, TW_BOUND_BETWEEN, TW_TYPE_BOOLEAN, (TwBound *[]) { first, low, second, high }, 4);
  node->negated = expr->negated;
  return node;
}

static TwBound *
bind_test (Binder *b, TwExpr *expr, TwBoundKind kind)
{
  TwBound *child = bind (b, expr->children[0]), *node;
  const TwEntity *entity = NULL;

  if (!child)
    return NULL;
  if (kind == TW_BOUND_WITHIN)
    {
      if (child->type != TW_TYPE_DATE && child->type != TW_TYPE_DATETIME)
        return fail (b, expr, TW_EXPR_ERROR_TYPE, _("“within” asks about a date, and this is a %s."), type_name (child));
      b->bound->is_volatile |= expr->period.year == 0;
    }
  if (kind == TW_BOUND_IS)
    {
      entity = tw_schema_get_entity (b->bound->schema, expr->name);
      if (!entity)
        return fail (b, expr, TW_EXPR_ERROR_NAME, _("“%s” is no kind of record."), expr->name);
      if (child->type != TW_TYPE_LINK || child->kind != TW_BOUND_FIELD)
        return fail (b, expr, TW_EXPR_ERROR_TYPE, _("“is %s” asks about a link of this record."), expr->name);
    }
  node = node_with (b, kind, TW_TYPE_BOOLEAN, &child, 1);
  node->negated = expr->negated;
  node->period = expr->period;
  node->entity = entity;
  return node;
}

/* --- Functions --- */

static TwBound *
bind_commit_function (Binder *b, TwExpr *expr)
{
  const TwField *field;
  TwBound *node;
  gboolean before = strcmp (expr->name, "before") == 0;

  if (!(b->flags & TW_EXPR_BIND_COMMIT))
    return fail (b, expr, TW_EXPR_ERROR_NAME, _("“%s” works only where a change is at hand: in rules."), expr->name);
  if (expr->n_children != 1 || expr->children[0]->node != TW_NODE_NAME)
    return fail (b, expr, TW_EXPR_ERROR_TYPE, _("“%s” takes one field."), expr->name);
  field = tw_entity_get_field (b->entity, expr->children[0]->name);
  if (!field || field->formula || b->entity != b->bound->entity)
    return fail (b, expr, TW_EXPR_ERROR_NAME, _("“%s” takes a stored field of the record itself."), expr->name);
  note_field (b, field);
  node = node_new (b, before ? TW_BOUND_BEFORE : TW_BOUND_CHANGED, before ? field->type : TW_TYPE_BOOLEAN);
  node->field = field;
  node->entity = tw_field_get_target (field);
  return node;
}

static TwBound *
bind_choice_of_values (Binder *b, TwExpr *expr, TwBoundKind kind, TwBound **arguments, guint n)
{
  guint first = kind == TW_BOUND_IF;
  TwBound *node, *typed = NULL;

  if (kind == TW_BOUND_IF && !want_boolean (b, expr->children[0], arguments[0]))
    return NULL;
  for (guint i = first + 1; i < n; i++)
    {
      TwBound *one = arguments[first];

      if (!meet (b, expr, &one, &arguments[i]))
        return NULL;
      if (one != arguments[first])
        {
          arguments[first] = one;
          for (guint k = first + 1; k < i; k++)
            if (one->type == TW_TYPE_DECIMAL)
              arguments[k] = to_decimal (b, arguments[k]);
            else if (arguments[k]->type != one->type && arguments[k]->type != TW_TYPE_NULL)
              return fail (b, expr, TW_EXPR_ERROR_TYPE, _("The values of “%s” must be of one type."), expr->name);
        }
    }
  node = node_with (b, kind, TW_TYPE_NULL, arguments, n);
  for (guint i = first; i < n; i++)
    if (arguments[i]->type != TW_TYPE_NULL && (!typed || (typed->type == TW_TYPE_ENUM && arguments[i]->type == TW_TYPE_TEXT)))
      typed = arguments[i];
  for (guint i = first; typed && i < n; i++)
    if (arguments[i]->type != TW_TYPE_NULL && arguments[i]->type != typed->type && !(typed->type == TW_TYPE_TEXT && arguments[i]->type == TW_TYPE_ENUM))
      return fail (b, expr, TW_EXPR_ERROR_TYPE, _("The values of “%s” must be of one type."), expr->name);
  if (typed)
    {
      if (typed->type == TW_TYPE_LIST || typed->type == TW_TYPE_JSON)
        return fail (b, expr, TW_EXPR_ERROR_TYPE, _("“%s” does not take a %s."), expr->name, type_name (typed));
      node->type = typed->type;
      node->entity = typed->entity;
      node->field = typed->field;
    }
  return node;
}

static TwBound *
bind_convert (Binder *b, TwExpr *expr, TwBound **arguments, guint n)
{
  TwCurrency currency;
  TwBound *node;

  if (n != 2 || arguments[0]->type != TW_TYPE_MONEY || !is_text_literal (arguments[1]) || !tw_currency_parse (arguments[1]->value.text, &currency))
    return fail (b, expr, TW_EXPR_ERROR_TYPE, _("Write convert(amount, \"EUR\")."));
  node = node_with (b, TW_BOUND_CONVERT, TW_TYPE_MONEY, arguments, 1);
  node->value = tw_value_money (0, currency);
  b->bound->is_volatile = TRUE;
  return node;
}

static TwBound *
bind_constant (Binder *b, TwExpr *expr)
{
  gboolean now = strcmp (expr->name, "now") == 0;

  if (expr->n_children)
    return fail (b, expr, TW_EXPR_ERROR_TYPE, _("“%s” takes nothing between its parentheses."), expr->name);
  b->bound->is_volatile = TRUE;
  return node_new (b, now ? TW_BOUND_NOW : TW_BOUND_TODAY, now ? TW_TYPE_DATETIME : TW_TYPE_DATE);
}

static TwBound *
bind_function (Binder *b, TwExpr *expr, TwBound **arguments, guint n)
{
  const TwFunction *function = tw_function_find (expr->name);
  g_autofree TwType *types = g_new (TwType, n + 1);
  gboolean decimal = FALSE;
  TwBound *node;
  TwUnit unit;

  if (!function)
    return fail (b, expr, TW_EXPR_ERROR_NAME, _("“%s” is no function."), expr->name);
  if (n < function->min_arguments || n > function->max_arguments)
    return fail (b, expr, TW_EXPR_ERROR_TYPE, _("“%s” takes %u to %u values, not %u."), expr->name, function->min_arguments, function->max_arguments, n);
  for (guint i = 0; i < n; i++)
    decimal |= arguments[i]->type == TW_TYPE_DECIMAL;
  for (guint i = 0; i < n; i++)
    {
      if (decimal && function->arguments[0] == 'a' && g_str_has_suffix (expr->name, "st"))
        arguments[i] = to_decimal (b, arguments[i]);
      if (arguments[i]->type == TW_TYPE_NULL)
        return literal_node (b, (TwValue) TW_VALUE_INIT);
      if (!tw_function_accepts (function, i, arguments[i]->type))
        return fail (b, expr->children[i], TW_EXPR_ERROR_TYPE, _("“%s” does not take a %s here."), expr->name, type_name (arguments[i]));
      types[i] = arguments[i]->type;
    }
  if (function->arguments[0] == 'u' && (!is_text_literal (arguments[0]) || !tw_unit_parse (arguments[0]->value.text, &unit)))
    return fail (b, expr->children[0], TW_EXPR_ERROR_TYPE, _("The unit must be \"day\", \"week\", \"month\", \"quarter\" or \"year\"."));
  node = node_with (b, TW_BOUND_CALL, function->type (types, n), arguments, n);
  node->function = function;
  if (node->type == TW_TYPE_NULL)
    return fail (b, expr, TW_EXPR_ERROR_TYPE, _("“%s” does not work on these types."), expr->name);
  return node;
}

static TwBound *
bind_member (Binder *b, TwExpr *expr, gpointer data)
{
  return bind_path (b, expr, data);
}

static TwBound *
bind_call (Binder *b, TwExpr *expr)
{
  TwBound *arguments[1001];
  guint n = expr->n_children;

  if (strcmp (expr->name, ".") == 0)
    {
      TwBound *child = bind (b, expr->children[0]);

      return child ? bind_follow (b, expr, child, bind_member, expr->relation) : NULL;
    }
  if (strcmp (expr->name, "before") == 0 || strcmp (expr->name, "changed") == 0)
    return bind_commit_function (b, expr);
  if (strcmp (expr->name, "now") == 0 || strcmp (expr->name, "today") == 0)
    return bind_constant (b, expr);
  if (n > 1000)
    return fail (b, expr, TW_EXPR_ERROR_LIMIT, _("Too many values."));
  for (guint i = 0; i < n; i++)
    if (!(arguments[i] = bind (b, expr->children[i])))
      return NULL;
  if (strcmp (expr->name, "if") == 0)
    {
      if (n != 3)
        return fail (b, expr, TW_EXPR_ERROR_TYPE, _("Write if(condition, value, other value)."));
      return bind_choice_of_values (b, expr, TW_BOUND_IF, arguments, n);
    }
  if (strcmp (expr->name, "coalesce") == 0 && n > 0)
    return bind_choice_of_values (b, expr, TW_BOUND_COALESCE, arguments, n);
  if (strcmp (expr->name, "convert") == 0)
    return bind_convert (b, expr, arguments, n);
  return bind_function (b, expr, arguments, n);
}

/* --- Aggregates --- */

static gboolean
find_aggregate (const char *name, TwAggregate *aggregate)
{
  static const char *const names[] = { "count", "sum", "avg", "min", "max", "any", "all" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (names[i], name) == 0)
      {
        *aggregate = i;
        return TRUE;
      }
  return FALSE;
}

static TwType
aggregate_type (Binder *b, TwExpr *expr, TwAggregate aggregate, TwBound *value)
{
  if (aggregate == TW_AGG_COUNT)
    return TW_TYPE_INTEGER;
  if (aggregate == TW_AGG_ANY || aggregate == TW_AGG_ALL)
    return TW_TYPE_BOOLEAN;
  if (!value)
    {
      fail (b, expr, TW_EXPR_ERROR_TYPE, _("“%s” needs a field: %s(deals.amount)."), expr->name, expr->name);
      return TW_TYPE_NULL;
    }
  switch (value->type)
    {
    case TW_TYPE_INTEGER:
      return aggregate == TW_AGG_AVG ? TW_TYPE_DECIMAL : TW_TYPE_INTEGER;
    case TW_TYPE_DECIMAL:
    case TW_TYPE_MONEY:
    case TW_TYPE_DURATION:
      return value->type;
    case TW_TYPE_DATE:
    case TW_TYPE_DATETIME:
    case TW_TYPE_TIME:
      if (aggregate == TW_AGG_MIN || aggregate == TW_AGG_MAX)
        return value->type;
      break;
    default:
      break;
    }
  fail (b, expr, TW_EXPR_ERROR_TYPE, _("“%s” does not work on a %s."), expr->name, type_name (value));
  return TW_TYPE_NULL;
}

static TwBound *
bind_relation (Binder *b, TwExpr *expr, gpointer path)
{
  const char *text = path, *dot = strchr (text, '.');
  g_autofree char *key = dot ? g_strndup (text, dot - text) : g_strdup (text);
  const TwInverse *inverse = tw_entity_get_inverse (b->entity, key);
  const TwField *field = tw_entity_get_field (b->entity, key);
  const TwEntity *outer = b->entity, *related;
  TwBound *value = NULL, *where = NULL, *node, *link;
  TwAggregate aggregate = TW_AGG_COUNT;
  TwType type;

  find_aggregate (expr->name, &aggregate);
  if (dot)
    {
      if (!field || field->kind != TW_KIND_LINK)
        return fail (b, expr, TW_EXPR_ERROR_NAME, _("“%s” is no link of “%s”."), key, b->entity->key);
      link = bind_field (b, expr, field);
      return link ? bind_follow (b, expr, link, bind_relation, (gpointer) (dot + 1)) : NULL;
    }
  if (field && field->type == TW_TYPE_LIST && field->kind != TW_KIND_LINKS && aggregate == TW_AGG_COUNT && !expr->children[1])
    {
      node = bind_field (b, expr, field);
      return node_with (b, TW_BOUND_LIST_LENGTH, TW_TYPE_INTEGER, &node, 1);
    }
  if (!inverse && !(field && field->kind == TW_KIND_LINKS && tw_field_get_target (field)))
    return fail (b, expr, TW_EXPR_ERROR_NAME, _("“%s” is no relation of “%s” to other records."), key, b->entity->key);
  if (b->n_aggregates == MAX_AGGREGATES)
    return fail (b, expr, TW_EXPR_ERROR_LIMIT, _("Functions over related records are nested too deeply."));
  related = inverse ? inverse->field->entity : tw_field_get_target (field);
  note_field (b, inverse ? inverse->field : field);
  g_hash_table_add (b->bound->entities, (gpointer) related);
  b->entity = related;
  b->n_aggregates++;
  if (expr->children[0])
    value = bind (b, expr->children[0]);
  if (expr->children[1] && (value || !expr->children[0]))
    where = bind (b, expr->children[1]);
  b->n_aggregates--;
  b->entity = outer;
  if ((expr->children[0] && !value) || (expr->children[1] && !where) || (where && !want_boolean (b, expr->children[1], where)))
    return NULL;
  type = aggregate_type (b, expr, aggregate, value);
  if (type == TW_TYPE_NULL)
    return NULL;
  node = node_with (b, TW_BOUND_AGGREGATE, type, (TwBound *[]) { value, where }, 2);
  node->aggregate = aggregate;
  node->inverse = inverse;
  node->field = inverse ? NULL : field;
  node->entity = related;
  if (type == TW_TYPE_MONEY)
    b->bound->is_volatile = TRUE;
  return node;
}

static TwBound *
bind (Binder *b, TwExpr *expr)
{
  TwBound *child, *node;

  switch (expr->node)
    {
    case TW_NODE_LITERAL:
      return literal_node (b, tw_value_copy (&expr->value));
    case TW_NODE_NAME:
      return bind_path (b, expr, expr->name);
    case TW_NODE_ME:
      node = node_new (b, TW_BOUND_ME, TW_TYPE_LINK);
      node->entity = tw_schema_get_entity (b->bound->schema, "user");
      return node;
    case TW_NODE_MY_TEAM:
      return fail (b, expr, TW_EXPR_ERROR_TYPE, _("“my team” stands behind “in”: owner in my team."));
    case TW_NODE_NOT:
      child = bind (b, expr->children[0]);
      return child && want_boolean (b, expr->children[0], child) ? node_with (b, TW_BOUND_NOT, TW_TYPE_BOOLEAN, &child, 1) : NULL;
    case TW_NODE_NEGATE:
      child = bind (b, expr->children[0]);
      if (child && !is_number (child->type) && child->type != TW_TYPE_MONEY && child->type != TW_TYPE_DURATION && child->type != TW_TYPE_NULL)
        return fail (b, expr, TW_EXPR_ERROR_TYPE, _("A %s has no negative."), type_name (child));
      return child ? node_with (b, TW_BOUND_NEGATE, child->type, &child, 1) : NULL;
    case TW_NODE_BINARY:
      return bind_binary (b, expr);
    case TW_NODE_IN:
      return bind_in (b, expr);
    case TW_NODE_BETWEEN:
      return bind_between (b, expr);
    case TW_NODE_EMPTY:
      return bind_test (b, expr, TW_BOUND_EMPTY);
    case TW_NODE_WITHIN:
      return bind_test (b, expr, TW_BOUND_WITHIN);
    case TW_NODE_IS:
      return bind_test (b, expr, TW_BOUND_IS);
    case TW_NODE_CALL:
      return bind_call (b, expr);
    case TW_NODE_AGGREGATE:
      return bind_relation (b, expr, expr->relation);
    default:
      g_return_val_if_reached (NULL);
    }
}

/**
 * tw_expr_bind:
 * @expr: an expression
 * @schema: the snapshot that @entity belongs to
 * @entity: the kind of record it is about
 * @flags: what it may use, and whether it must be a condition
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the checked expression, or %NULL with %TW_EXPR_ERROR_NAME, %TW_EXPR_ERROR_TYPE or
 *   %TW_EXPR_ERROR_LIMIT and a sentence that names the place
 */
TwExprBound *
tw_expr_bind (TwExpr *expr, TwSchema *schema, const TwEntity *entity, TwExprBindFlags flags, GError **error)
{
  g_autoptr(TwExprBound) bound = g_new0 (TwExprBound, 1);
  g_autoptr(GError) problem = NULL;
  Binder b = { .bound = bound, .entity = entity, .flags = flags, .error = &problem };

  g_atomic_ref_count_init (&bound->ref_count);
  bound->expr = tw_expr_ref (expr);
  bound->schema = tw_schema_ref (schema);
  bound->entity = entity;
  bound->nodes = g_ptr_array_new_with_free_func (node_free);
  bound->fields = g_hash_table_new (g_direct_hash, g_direct_equal);
  bound->entities = g_hash_table_new (g_direct_hash, g_direct_equal);
  g_hash_table_add (bound->entities, (gpointer) entity);
  bound->root = bind (&b, expr);
  if (bound->root && (flags & TW_EXPR_BIND_CONDITION))
    want_boolean (&b, expr, bound->root);
  if (problem)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }
  return g_steal_pointer (&bound);
}

TwExprBound *
tw_expr_bind_text (const char *text, TwSchema *schema, const TwEntity *entity, TwExprBindFlags flags, GError **error)
{
  g_autoptr(TwExpr) expr = tw_expr_parse (text, error);

  return expr ? tw_expr_bind (expr, schema, entity, flags, error) : NULL;
}

TwExprBound *
tw_expr_bound_ref (TwExprBound *bound)
{
  g_atomic_ref_count_inc (&bound->ref_count);
  return bound;
}

void
tw_expr_bound_unref (TwExprBound *bound)
{
  if (!bound || !g_atomic_ref_count_dec (&bound->ref_count))
    return;
  g_clear_pointer (&bound->nodes, g_ptr_array_unref);
  g_clear_pointer (&bound->fields, g_hash_table_unref);
  g_clear_pointer (&bound->entities, g_hash_table_unref);
  tw_expr_unref (bound->expr);
  tw_schema_unref (bound->schema);
  g_free (bound);
}

TwExpr *
tw_expr_bound_get_expr (TwExprBound *bound)
{
  return bound->expr;
}

TwType
tw_expr_bound_get_type (TwExprBound *bound)
{
  return bound->root->type;
}

const TwEntity *
tw_expr_bound_get_entity (TwExprBound *bound)
{
  return bound->entity;
}

gboolean
tw_expr_bound_reads_field (TwExprBound *bound, const TwField *field)
{
  return g_hash_table_contains (bound->fields, field);
}

gboolean
tw_expr_bound_reads_entity (TwExprBound *bound, const TwEntity *entity)
{
  return g_hash_table_contains (bound->entities, entity);
}

gboolean
tw_expr_bound_is_volatile (TwExprBound *bound)
{
  return bound->is_volatile;
}
