/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A filter as people build and read it: a field, an operator and what it is compared with. It is written in the expression
 * language; a text that has this simple form is read back, any other stays text. */
#pragma once

#include "tw-expr-tree.h"
#include "tw-workspace.h"

G_BEGIN_DECLS

typedef enum
{
  TW_CONDITION_IS, TW_CONDITION_IS_NOT,                              /* one of several operands */
  TW_CONDITION_CONTAINS, TW_CONDITION_STARTS_WITH, TW_CONDITION_ENDS_WITH, TW_CONDITION_SIMILAR,
  TW_CONDITION_AT_LEAST, TW_CONDITION_AT_MOST, TW_CONDITION_MORE, TW_CONDITION_LESS,
  TW_CONDITION_WITHIN,                                        /* a period of the calendar */
  TW_CONDITION_HAS, TW_CONDITION_HAS_NOT,
  TW_CONDITION_YES, TW_CONDITION_NO,
  TW_CONDITION_EMPTY, TW_CONDITION_NOT_EMPTY,
} TwConditionOp;

typedef struct
{
  const TwField *field;
  TwConditionOp  op;
  GPtrArray     *operands;                             /* char *: literals of the language, "me", a period … */
} TwCondition;

TwCondition *tw_condition_new       (const TwField *field, TwConditionOp op);
void         tw_condition_free      (TwCondition *condition);
void         tw_condition_add_literal (TwCondition *condition, const char *literal);
void         tw_condition_add_text  (TwCondition *condition, const char *text);      /* quoted here */
gboolean     tw_condition_has_operand (TwCondition *condition, const char *literal);
char        *tw_condition_print     (const TwCondition *condition);
/* NULL when the text is no simple condition on a field of the entity. */
TwCondition *tw_condition_parse     (const TwEntity *entity, const char *text);
/* What stands on a chip: "Owner: me". For a text that is no simple condition the text itself. */
char        *tw_condition_dup_label (TwWorkspace *workspace, const TwEntity *entity, const char *text);

/* The texts of simple conditions one of which has to hold; NULL when the text is no such group. */
GPtrArray   *tw_condition_split_or  (const TwEntity *entity, const char *text);

char        *tw_condition_dup_operand_label (TwWorkspace *workspace, const TwField *field, const char *literal);

/* The operators that fit a field, in the order offered, and their words. Ends with -1. */
const int   *tw_field_get_operators (const TwField *field);
const char  *tw_condition_op_get_label (const TwField *field, TwConditionOp op);
/* What the operands of an operator are; TRUE for none. */
gboolean     tw_condition_op_is_unary (TwConditionOp op);
TwExprOp     tw_condition_op_get_operator (TwConditionOp op);      /* TW_EXPR_OP_NONE when it is no comparison */

/* Periods that the builder offers. */
typedef struct { const char *text, *label; } TwPeriodInfo;
const TwPeriodInfo *tw_condition_get_periods (guint *n_periods);

char        *tw_condition_quote     (const char *text);              /* a text literal of the language */
char        *tw_condition_unquote   (const char *literal);           /* its text; any other literal as it is */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwCondition, tw_condition_free)

G_END_DECLS
