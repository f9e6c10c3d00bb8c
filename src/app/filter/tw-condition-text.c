/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-condition.h"

#include <glib/gi18n-lib.h>

/* Conditions to and from trees of the expression language. Only the shapes that the builder makes are read back. */

static TwExpr *
parse_operand (const char *literal)
{
  TwExpr *expr = tw_expr_parse (literal, NULL);

  g_assert (expr != NULL);
  return expr;
}

static TwExpr *
make_name (const TwCondition *condition)
{
  return tw_expr_new_name (condition->field->key);
}

static GPtrArray *
make_operands (const TwCondition *condition)
{
  GPtrArray *operands = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_expr_unref);

  for (guint i = 0; i < condition->operands->len; i++)
    g_ptr_array_add (operands, parse_operand (g_ptr_array_index (condition->operands, i)));
  return operands;
}

/* field has a, field has any (a, b) */
static TwExpr *
make_has (const TwCondition *condition)
{
  g_autoptr(TwExpr) name = make_name (condition);
  g_autoptr(GPtrArray) operands = make_operands (condition);

  return tw_expr_new_has (operands->len > 1 ? TW_EXPR_OP_HAS_ANY : TW_EXPR_OP_HAS_ONE, name,
                          (TwExpr **) operands->pdata, operands->len);
}

static TwExpr *
make_comparison (const TwCondition *condition)
{
  g_autoptr(TwExpr) name = make_name (condition);
  g_autoptr(GPtrArray) operands = make_operands (condition);
  gboolean is = condition->op == TW_CONDITION_IS || condition->op == TW_CONDITION_IS_NOT;

  if (is && operands->len > 1)
    return tw_expr_new_in (name, (TwExpr **) operands->pdata, operands->len);
  return tw_expr_new_compare (tw_condition_op_get_operator (condition->op), name, g_ptr_array_index (operands, 0));
}

/* Whether the tree of make_positive() is to be denied. */
static gboolean
is_negative (const TwCondition *condition)
{
  return condition->op == TW_CONDITION_NO || condition->op == TW_CONDITION_NOT_EMPTY || condition->op == TW_CONDITION_HAS_NOT
         || (condition->op == TW_CONDITION_IS_NOT && condition->operands->len > 1);
}

static TwExpr *
make_positive (const TwCondition *condition)
{
  g_autoptr(TwExpr) name = make_name (condition);
  TwExpr *within;

  switch (condition->op)
    {
    case TW_CONDITION_YES:
    case TW_CONDITION_NO:
      return g_steal_pointer (&name);
    case TW_CONDITION_EMPTY:
    case TW_CONDITION_NOT_EMPTY:
      return tw_expr_new_empty (name);
    case TW_CONDITION_HAS:
    case TW_CONDITION_HAS_NOT:
      return make_has (condition);
    case TW_CONDITION_WITHIN:
      within = tw_expr_new_within (name, g_ptr_array_index (condition->operands, 0));
      g_assert (within != NULL);
      return within;
    default:
      return make_comparison (condition);
    }
}

static TwExpr *
make_tree (const TwCondition *condition)
{
  g_autoptr(TwExpr) tree = make_positive (condition);

  return is_negative (condition) ? tw_expr_new_not (tree) : g_steal_pointer (&tree);
}

static gboolean
is_operand (const TwExpr *expr)
{
  return tw_expr_get_kind (expr) == TW_EXPR_LITERAL || tw_expr_get_kind (expr) == TW_EXPR_ME;
}

static gboolean
take_operands (TwCondition  *condition,
               const TwExpr *expr)
{
  gboolean several = tw_expr_get_kind (expr) == TW_EXPR_OR;

  for (guint i = several ? 0 : 1; i < tw_expr_get_n_children (expr); i++)
    {
      const TwExpr *child = tw_expr_get_child (expr, i);
      g_autofree char *literal = NULL;

      if (several)
        {
          if (!take_operands (condition, child))
            return FALSE;
          continue;
        }
      if (!is_operand (child))
        return FALSE;
      literal = tw_expr_print (child);
      tw_condition_add_literal (condition, literal);
    }
  return condition->operands->len > 0;
}

/* Whether a tree is "field has …", "field has any (…)", or several of these with "or" between them. */
static gboolean
is_has (const TwExpr *expr,
        const char   *key)
{
  const TwExpr *list = NULL;

  if (tw_expr_get_kind (expr) == TW_EXPR_OR)
    {
      for (guint i = 0; i < tw_expr_get_n_children (expr); i++)
        if (!is_has (tw_expr_get_child (expr, i), key))
          return FALSE;
      return TRUE;
    }
  if (tw_expr_get_kind (expr) != TW_EXPR_HAS || tw_expr_get_op (expr) == TW_EXPR_OP_HAS_ALL)
    return FALSE;
  list = tw_expr_get_child (expr, 0);
  return tw_expr_get_kind (list) == TW_EXPR_NAME && g_str_equal (tw_expr_get_name (list), key);
}

/* Which operator a tree stands for; -1 when the builder has none for it. */
static int
find_operator (const TwExpr  *expr,
               const TwField *field,
               gboolean       negate)
{
  switch (tw_expr_get_kind (expr))
    {
    case TW_EXPR_NAME:
      return field->kind != TW_KIND_BOOLEAN ? -1 : negate ? TW_CONDITION_NO : TW_CONDITION_YES;
    case TW_EXPR_EMPTY:
      return negate ? TW_CONDITION_NOT_EMPTY : TW_CONDITION_EMPTY;
    case TW_EXPR_IN:
      return negate ? TW_CONDITION_IS_NOT : TW_CONDITION_IS;
    case TW_EXPR_WITHIN:
      return negate ? -1 : TW_CONDITION_WITHIN;
    case TW_EXPR_HAS:
    case TW_EXPR_OR:
      if (!is_has (expr, field->key))
        return -1;
      return negate ? TW_CONDITION_HAS_NOT : TW_CONDITION_HAS;
    case TW_EXPR_COMPARE:
      for (int op = TW_CONDITION_IS; op <= TW_CONDITION_LESS && !negate; op++)
        if (tw_condition_op_get_operator (op) == tw_expr_get_op (expr))
          return op;
      return -1;
    default:
      return -1;
    }
}

static gboolean
is_offered (const TwField *field,
            int            op)
{
  const int *operators = tw_field_get_operators (field);

  for (guint i = 0; operators[i] >= 0; i++)
    if (operators[i] == op)
      return TRUE;
  return FALSE;
}

/* The field on the left side; of "has … or has …" that of the first part. */
static const TwField *
get_field (const TwEntity *entity,
           const TwExpr   *expr)
{
  while (tw_expr_get_kind (expr) == TW_EXPR_OR)
    expr = tw_expr_get_child (expr, 0);
  if (tw_expr_get_kind (expr) != TW_EXPR_NAME && tw_expr_get_n_children (expr) > 0)
    expr = tw_expr_get_child (expr, 0);
  return tw_expr_get_kind (expr) == TW_EXPR_NAME ? tw_entity_get_field (entity, tw_expr_get_name (expr)) : NULL;
}

static const char *
get_period_label (const char *text)
{
  guint n_periods = 0;
  const TwPeriodInfo *infos = tw_condition_get_periods (&n_periods);

  for (guint i = 0; i < n_periods; i++)
    if (g_str_equal (infos[i].text, text))
      return _(infos[i].label);
  return text;
}

static char *
dup_operands_label (TwWorkspace *workspace,
                    TwCondition *condition)
{
  GString *label = g_string_new (NULL);

  for (guint i = 0; i < condition->operands->len; i++)
    {
      const char *literal = g_ptr_array_index (condition->operands, i);
      g_autofree char *operand = condition->op == TW_CONDITION_WITHIN
                                 ? g_strdup (get_period_label (literal))
                                 : tw_condition_dup_operand_label (workspace, condition->field, literal);

      /* Translators: between the values of a filter, "Stage: Proposal, Negotiation". */
      g_string_append_printf (label, "%s%s", i > 0 ? _(", ") : "", operand);
    }
  return g_string_free (label, FALSE);
}

/**
 * tw_condition_quote:
 * @text: any text
 *
 * Returns: (transfer full): the text as a literal of the language
 */
char *
tw_condition_quote (const char *text)
{
  g_auto(TwValue) value = tw_value_text (text);
  g_autoptr(TwExpr) literal = tw_expr_new_literal (&value);

  return tw_expr_print (literal);
}

/**
 * tw_condition_unquote:
 * @literal: a literal of the language
 *
 * Returns: (transfer full): the text that a text literal stands for; any other literal as it is
 */
char *
tw_condition_unquote (const char *literal)
{
  g_autoptr(TwExpr) expr = tw_expr_parse (literal, NULL);
  const TwValue *value = expr != NULL && tw_expr_get_kind (expr) == TW_EXPR_LITERAL ? tw_expr_get_value (expr) : NULL;

  return g_strdup (value != NULL && value->type == TW_TYPE_TEXT ? value->text : literal);
}

/**
 * tw_condition_print:
 * @condition: a condition with the operands that its operator needs
 *
 * Returns: (transfer full): its text in the expression language
 */
char *
tw_condition_print (const TwCondition *condition)
{
  g_autoptr(TwExpr) tree = make_tree (condition);

  return tw_expr_print (tree);
}

/**
 * tw_condition_parse:
 * @entity: the entity that is filtered
 * @text: a condition in the expression language
 *
 * Returns: (transfer full) (nullable): the condition as the builder shows it; %NULL when it has no such form
 */
TwCondition *
tw_condition_parse (const TwEntity *entity,
                    const char     *text)
{
  g_autoptr(TwExpr) whole = tw_expr_parse (text, NULL);
  g_autoptr(TwCondition) condition = NULL;
  const TwExpr *expr = whole;
  const TwField *field = NULL;
  gboolean negate = FALSE;
  int op = -1;

  if (whole == NULL)
    return NULL;
  if (tw_expr_get_kind (expr) == TW_EXPR_NOT)
    {
      negate = TRUE;
      expr = tw_expr_get_child (expr, 0);
    }
  field = get_field (entity, expr);
  if (field != NULL)
    op = find_operator (expr, field, negate);
  if (op < 0 || !is_offered (field, op))
    return NULL;
  condition = tw_condition_new (field, op);
  if (op == TW_CONDITION_WITHIN)
    tw_condition_add_literal (condition, tw_expr_get_name (expr));
  else if (!tw_condition_op_is_unary (op) && !take_operands (condition, expr))
    return NULL;
  return g_steal_pointer (&condition);
}

/* A number as the lists write those of the field. Beside money it is money of the workspace's currency. */
static char *
dup_quantity (TwWorkspace   *workspace,
              const TwField *field,
              const TwValue *value)
{
  TwMoney money = { value->i, value->tag };
  TwDecimal number = value->i;

  if (value->type == TW_TYPE_MONEY)
    return tw_money_format (&money, TRUE);
  if (value->type == TW_TYPE_INTEGER && !tw_decimal_from_int (value->i, &number))
    return tw_field_format (field, value, NULL);
  if (field->kind == TW_KIND_MONEY)
    return tw_money_format (&(TwMoney) { number / (TW_DECIMAL_ONE / TW_MONEY_ONE), tw_workspace_get_currency (workspace) }, TRUE);
  if (field->type == TW_TYPE_DECIMAL)
    return tw_field_format (field, &(TwValue) { .type = TW_TYPE_DECIMAL, .i = number }, NULL);
  return tw_field_format (field, value, NULL);
}

/**
 * tw_condition_dup_operand_label:
 * @workspace: where records have their names
 * @field: the field that is compared
 * @literal: what with, as in tw_condition_add_literal()
 *
 * Returns: (transfer full): the operand in words: a choice's label, a record's name, a number or date as people write it
 */
char *
tw_condition_dup_operand_label (TwWorkspace   *workspace,
                                const TwField *field,
                                const char    *literal)
{
  g_autoptr(TwExpr) expr = tw_expr_parse (literal, NULL);
  const TwValue *value = expr != NULL && tw_expr_get_kind (expr) == TW_EXPR_LITERAL ? tw_expr_get_value (expr) : NULL;
  const TwChoice *choice = NULL;
  const TwEntity *target = NULL;
  TwId id;

  if (expr != NULL && tw_expr_get_kind (expr) == TW_EXPR_ME)
    /* Translators: the person who works with the program, as in "Owner: me". */
    return g_strdup (_("me"));
  if (value == NULL || value->type == TW_TYPE_NULL)
    return g_strdup (literal);
  if (value->type == TW_TYPE_TEXT && field->choices != NULL)
    choice = tw_field_get_choice (field, value->text);
  if (choice != NULL)
    return g_strdup (tw_choice_get_label (field, choice));
  target = tw_field_get_target (field);
  if (value->type == TW_TYPE_TEXT && target != NULL && tw_id_parse (value->text, &id))
    return tw_store_dup_title (tw_workspace_get_store (workspace), target->number, &id);
  if (value->type == TW_TYPE_TEXT)
    return g_strdup (value->text);
  if (value->type == TW_TYPE_DATE)
    return tw_date_format (value->i);
  if (value->type == TW_TYPE_MONEY || value->type == TW_TYPE_INTEGER || value->type == TW_TYPE_DECIMAL)
    return dup_quantity (workspace, field, value);
  return g_strdup (literal);
}

/**
 * tw_condition_split_or:
 * @entity: the entity that is filtered
 * @text: a condition in the expression language
 *
 * Returns: (transfer full) (nullable) (element-type utf8): the texts of the conditions any of which has to hold, when each has a
 *   simple form; %NULL for any other condition, a single one included
 */
GPtrArray *
tw_condition_split_or (const TwEntity *entity,
                       const char     *text)
{
  g_autoptr(TwExpr) expr = tw_expr_parse (text, NULL);
  g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  if (expr == NULL || tw_expr_get_kind (expr) != TW_EXPR_OR)
    return NULL;
  for (guint i = 0; i < tw_expr_get_n_children (expr); i++)
    {
      char *part = tw_expr_print (tw_expr_get_child (expr, i));
      g_autoptr(TwCondition) condition = tw_condition_parse (entity, part);
      g_autoptr(GPtrArray) deeper = condition == NULL ? tw_condition_split_or (entity, part) : NULL;

      g_ptr_array_add (parts, part);
      if (condition != NULL)
        continue;
      if (deeper == NULL)
        return NULL;
      g_ptr_array_set_size (parts, parts->len - 1);
      for (guint d = 0; d < deeper->len; d++)
        g_ptr_array_add (parts, g_strdup (g_ptr_array_index (deeper, d)));
    }
  return g_steal_pointer (&parts);
}

static char *
dup_or_label (TwWorkspace    *workspace,
              const TwEntity *entity,
              GPtrArray      *parts)
{
  GString *label = g_string_new (NULL);

  for (guint i = 0; i < parts->len; i++)
    {
      g_autofree char *part = tw_condition_dup_label (workspace, entity, g_ptr_array_index (parts, i));

      /* Translators: between filters one of which has to hold, "Amount > $5.00 or Priority: High". */
      g_string_append_printf (label, "%s%s", i > 0 ? _(" or ") : "", part);
    }
  return g_string_free (label, FALSE);
}

/**
 * tw_condition_dup_label:
 * @workspace: where records have their names
 * @entity: the entity that is filtered
 * @text: a condition in the expression language
 *
 * Returns: (transfer full): what stands on its chip: "Owner: me", several with "or" between; the text itself when it has no such form
 */
char *
tw_condition_dup_label (TwWorkspace    *workspace,
                        const TwEntity *entity,
                        const char     *text)
{
  g_autoptr(TwCondition) condition = tw_condition_parse (entity, text);
  g_autofree char *operands = NULL;
  const char *field = NULL;

  if (condition == NULL)
    {
      g_autoptr(GPtrArray) parts = tw_condition_split_or (entity, text);

      return parts != NULL ? dup_or_label (workspace, entity, parts) : g_strdup (text);
    }
  field = tw_field_get_label (condition->field);
  operands = dup_operands_label (workspace, condition);
  switch (condition->op)
    {
    case TW_CONDITION_IS:
    case TW_CONDITION_HAS:
    case TW_CONDITION_WITHIN:
      /* Translators: a filter: field and value, "Owner: me". */
      return g_strdup_printf (_("%s: %s"), field, operands);
    case TW_CONDITION_YES:
    case TW_CONDITION_NO:
      return g_strdup_printf (_("%s: %s"), field, tw_condition_op_get_label (condition->field, condition->op));
    case TW_CONDITION_AT_LEAST:
      return g_strdup_printf ("%s ≥ %s", field, operands);
    case TW_CONDITION_AT_MOST:
      return g_strdup_printf ("%s ≤ %s", field, operands);
    case TW_CONDITION_MORE:
      return g_strdup_printf ("%s > %s", field, operands);
    case TW_CONDITION_LESS:
      return g_strdup_printf ("%s < %s", field, operands);
    case TW_CONDITION_EMPTY:
    case TW_CONDITION_NOT_EMPTY:
      return g_strdup_printf ("%s %s", field, tw_condition_op_get_label (condition->field, condition->op));
    default:
      /* Translators: a filter: field, comparison, value, "Name contains Acme". */
      return g_strdup_printf (_("%1$s %2$s %3$s"), field,
                              tw_condition_op_get_label (condition->field, condition->op), operands);
    }
}
