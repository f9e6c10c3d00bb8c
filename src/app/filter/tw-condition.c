/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-condition.h"

#include <glib/gi18n-lib.h>

/* An operator in words, for most fields and for dates, and what it is in the language. */
static const struct
{
  const char *label, *date_label;
  TwExprOp  op;
} operators[] = {
  [TW_CONDITION_IS] = { N_("is"), N_("is on"), TW_EXPR_OP_EQUAL },
  [TW_CONDITION_IS_NOT] = { N_("is not"), N_("is not on"), TW_EXPR_OP_NOT_EQUAL },
  [TW_CONDITION_CONTAINS] = { N_("contains"), NULL, TW_EXPR_OP_CONTAINS },
  [TW_CONDITION_STARTS_WITH] = { N_("starts with"), NULL, TW_EXPR_OP_STARTS_WITH },
  [TW_CONDITION_ENDS_WITH] = { N_("ends with"), NULL, TW_EXPR_OP_ENDS_WITH },
  [TW_CONDITION_SIMILAR] = { N_("is similar to"), NULL, TW_EXPR_OP_SIMILAR },
  [TW_CONDITION_AT_LEAST] = { N_("is at least"), N_("is on or after"), TW_EXPR_OP_AT_LEAST },
  [TW_CONDITION_AT_MOST] = { N_("is at most"), N_("is on or before"), TW_EXPR_OP_AT_MOST },
  [TW_CONDITION_MORE] = { N_("is more than"), N_("is after"), TW_EXPR_OP_MORE },
  [TW_CONDITION_LESS] = { N_("is less than"), N_("is before"), TW_EXPR_OP_LESS },
  [TW_CONDITION_WITHIN] = { N_("is within"), NULL, TW_EXPR_OP_NONE },
  [TW_CONDITION_HAS] = { N_("has"), NULL, TW_EXPR_OP_NONE },
  [TW_CONDITION_HAS_NOT] = { N_("does not have"), NULL, TW_EXPR_OP_NONE },
  [TW_CONDITION_YES] = { N_("yes"), NULL, TW_EXPR_OP_NONE },
  [TW_CONDITION_NO] = { N_("no"), NULL, TW_EXPR_OP_NONE },
  [TW_CONDITION_EMPTY] = { N_("is empty"), NULL, TW_EXPR_OP_NONE },
  [TW_CONDITION_NOT_EMPTY] = { N_("is not empty"), NULL, TW_EXPR_OP_NONE },
};

static const TwPeriodInfo periods[] = {
  { "today", N_("today") },
  { "yesterday", N_("yesterday") },
  { "tomorrow", N_("tomorrow") },
  { "this week", N_("this week") },
  { "last week", N_("last week") },
  { "next week", N_("next week") },
  { "this month", N_("this month") },
  { "last month", N_("last month") },
  { "next month", N_("next month") },
  { "this quarter", N_("this quarter") },
  { "last quarter", N_("last quarter") },
  { "next quarter", N_("next quarter") },
  { "this year", N_("this year") },
  { "last year", N_("last year") },
  { "last 7 days", N_("last 7 days") },
  { "last 30 days", N_("last 30 days") },
  { "last 90 days", N_("last 90 days") },
  { "next 7 days", N_("next 7 days") },
  { "next 30 days", N_("next 30 days") },
};

static const int text_operators[] = {
  TW_CONDITION_CONTAINS, TW_CONDITION_IS, TW_CONDITION_IS_NOT, TW_CONDITION_STARTS_WITH, TW_CONDITION_ENDS_WITH,
  TW_CONDITION_SIMILAR, TW_CONDITION_EMPTY, TW_CONDITION_NOT_EMPTY, -1
};
static const int number_operators[] = {
  TW_CONDITION_AT_LEAST, TW_CONDITION_AT_MOST, TW_CONDITION_MORE, TW_CONDITION_LESS, TW_CONDITION_IS,
  TW_CONDITION_EMPTY, TW_CONDITION_NOT_EMPTY, -1
};
static const int date_operators[] = {
  TW_CONDITION_WITHIN, TW_CONDITION_AT_LEAST, TW_CONDITION_AT_MOST, TW_CONDITION_EMPTY, TW_CONDITION_NOT_EMPTY, -1
};
static const int choice_operators[] = {
  TW_CONDITION_IS, TW_CONDITION_IS_NOT, TW_CONDITION_EMPTY, TW_CONDITION_NOT_EMPTY, -1
};
static const int list_operators[] = {
  TW_CONDITION_HAS, TW_CONDITION_HAS_NOT, TW_CONDITION_EMPTY, TW_CONDITION_NOT_EMPTY, -1
};
static const int boolean_operators[] = { TW_CONDITION_YES, TW_CONDITION_NO, -1 };
static const int presence_operators[] = { TW_CONDITION_EMPTY, TW_CONDITION_NOT_EMPTY, -1 };

/**
 * tw_condition_new:
 * @field: a field of a schema that outlives the condition
 * @op: an operator of tw_field_get_operators()
 *
 * Returns: (transfer full): a condition without operands
 */
TwCondition *
tw_condition_new (const TwField *field,
                  TwConditionOp  op)
{
  TwCondition *condition = g_new0 (TwCondition, 1);

  condition->field = field;
  condition->op = op;
  condition->operands = g_ptr_array_new_with_free_func (g_free);
  return condition;
}

/**
 * tw_condition_free:
 * @condition: (transfer full): a condition
 *
 * Frees a condition.
 */
void
tw_condition_free (TwCondition *condition)
{
  g_ptr_array_unref (condition->operands);
  g_free (condition);
}

/**
 * tw_condition_add_literal:
 * @condition: a condition
 * @literal: a literal of the language, "me" or a period
 *
 * Adds an operand that is not there yet.
 */
void
tw_condition_add_literal (TwCondition *condition,
                          const char  *literal)
{
  if (!tw_condition_has_operand (condition, literal))
    g_ptr_array_add (condition->operands, g_strdup (literal));
}

/**
 * tw_condition_add_text:
 * @condition: a condition
 * @text: any text
 *
 * Adds a text as an operand.
 */
void
tw_condition_add_text (TwCondition *condition,
                       const char  *text)
{
  g_autofree char *literal = tw_condition_quote (text);

  tw_condition_add_literal (condition, literal);
}

/**
 * tw_condition_has_operand:
 * @condition: a condition
 * @literal: as in tw_condition_add_literal()
 *
 * Returns: whether it is among the operands
 */
gboolean
tw_condition_has_operand (TwCondition *condition,
                          const char  *literal)
{
  return g_ptr_array_find_with_equal_func (condition->operands, literal, g_str_equal, NULL);
}

/**
 * tw_condition_op_get_operator:
 * @op: an operator
 *
 * Returns: the operator of the language for those that are comparisons, else %TW_EXPR_OP_NONE
 */
TwExprOp
tw_condition_op_get_operator (TwConditionOp op)
{
  return operators[op].op;
}

/**
 * tw_field_get_operators:
 * @field: a field
 *
 * Returns: (transfer none): TwConditionOp in the order offered, then -1
 */
const int *
tw_field_get_operators (const TwField *field)
{
  switch (field->kind)
    {
    case TW_KIND_INTEGER:
    case TW_KIND_DECIMAL:
    case TW_KIND_PERCENT:
    case TW_KIND_MONEY:
      return number_operators;
    case TW_KIND_DATE:
    case TW_KIND_DATETIME:
      return date_operators;
    case TW_KIND_ENUM:
    case TW_KIND_LINK:
      return choice_operators;
    case TW_KIND_SET:
    case TW_KIND_TAGS:
    case TW_KIND_LIST:
    case TW_KIND_LINKS:
      return list_operators;
    case TW_KIND_BOOLEAN:
      return boolean_operators;
    case TW_KIND_TIME:
    case TW_KIND_DURATION:
    case TW_KIND_JSON:
    case TW_KIND_GEO:
    case TW_KIND_FILE:
    case TW_KIND_COLOR:
      return presence_operators;
    default:
      return text_operators;
    }
}

/**
 * tw_condition_op_get_label:
 * @field: the field that it stands for
 * @op: an operator
 *
 * Returns: (transfer none): its words, "is at least"; for dates "is on or after"
 */
const char *
tw_condition_op_get_label (const TwField *field,
                           TwConditionOp  op)
{
  gboolean date = field->kind == TW_KIND_DATE || field->kind == TW_KIND_DATETIME;

  return date && operators[op].date_label != NULL ? _(operators[op].date_label) : _(operators[op].label);
}

/**
 * tw_condition_op_is_unary:
 * @op: an operator
 *
 * Returns: whether it needs no operand
 */
gboolean
tw_condition_op_is_unary (TwConditionOp op)
{
  return op == TW_CONDITION_YES || op == TW_CONDITION_NO || op == TW_CONDITION_EMPTY || op == TW_CONDITION_NOT_EMPTY;
}

/**
 * tw_condition_get_periods:
 * @n_periods: (out): how many there are
 *
 * Returns: (transfer none): periods with their untranslated labels
 */
const TwPeriodInfo *
tw_condition_get_periods (guint *n_periods)
{
  *n_periods = G_N_ELEMENTS (periods);
  return periods;
}
