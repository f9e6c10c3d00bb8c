/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tree of an expression, for builders. Nodes are TwExpr themselves: immutable, reference-counted. */
#pragma once

#include "tw-expr.h"

G_BEGIN_DECLS

typedef enum
{
  TW_NODE_LITERAL,                                     /* a value */
  TW_NODE_NAME,                                        /* a path of field keys with dots: "company.industry" */
  TW_NODE_ME,
  TW_NODE_MY_TEAM,
  TW_NODE_NOT,
  TW_NODE_NEGATE,
  TW_NODE_BINARY,                                      /* an operator with two operands */
  TW_NODE_IN,                                          /* first child, then the list's entries */
  TW_NODE_BETWEEN,                                     /* value, low, high */
  TW_NODE_EMPTY,                                       /* is empty */
  TW_NODE_WITHIN,                                      /* a date or date-time within a period */
  TW_NODE_IS,                                          /* a link to any record is of the named entity */
  TW_NODE_CALL,                                        /* a function */
  TW_NODE_AGGREGATE,                                   /* count(tasks where …): name = function; relation path; value (nullable), where (nullable) */
} TwNode;

typedef enum
{
  TW_OP_OR, TW_OP_AND, TW_OP_EQ, TW_OP_NE, TW_OP_LT, TW_OP_LE, TW_OP_GT, TW_OP_GE, TW_OP_EXACT, TW_OP_CONTAINS, TW_OP_STARTS,
  TW_OP_ENDS, TW_OP_SIMILAR, TW_OP_HAS, TW_OP_PLUS, TW_OP_MINUS, TW_OP_JOIN, TW_OP_TIMES, TW_OP_DIVIDE, TW_OP_MODULO, TW_N_OPS,
} TwOperator;

typedef enum { TW_UNIT_DAY, TW_UNIT_WEEK, TW_UNIT_MONTH, TW_UNIT_QUARTER, TW_UNIT_YEAR } TwUnit;

/* Periods: offset 0 is this one, -1 the last, +1 the next. With count, the running days (weeks …) before or after today instead.
 * year > 0: a named year; with part 1…12 a month, 13…16 a quarter. */
typedef struct
{
  TwUnit unit;
  int    offset, count, year, part;
} TwPeriod;

TwNode          tw_expr_get_node     (const TwExpr *expr);
TwOperator      tw_expr_get_operator (const TwExpr *expr);
gboolean        tw_expr_get_negated  (const TwExpr *expr);    /* not in, not between, is not, not contains … */
const char     *tw_expr_get_name     (const TwExpr *expr);    /* path, function, entity */
const char     *tw_expr_get_relation (const TwExpr *expr);    /* aggregate: the relation's path */
const TwValue  *tw_expr_get_value    (const TwExpr *expr);
const TwPeriod *tw_expr_get_period   (const TwExpr *expr);
guint           tw_expr_get_n_children (const TwExpr *expr);
TwExpr         *tw_expr_get_child    (const TwExpr *expr, guint i);      /* lent; nullable in aggregates */
guint           tw_expr_get_line     (const TwExpr *expr);
guint           tw_expr_get_column   (const TwExpr *expr);

/* Constructors take over their children. */
TwExpr *tw_expr_new_literal (const TwValue *value);
TwExpr *tw_expr_new_name    (const char *path);
TwExpr *tw_expr_new_me      (void);
TwExpr *tw_expr_new_binary  (TwOperator op, gboolean negated, TwExpr *left, TwExpr *right);
TwExpr *tw_expr_new_not     (TwExpr *child);
TwExpr *tw_expr_new_in      (TwExpr *child, gboolean negated, TwExpr **entries, guint n_entries);
TwExpr *tw_expr_new_between (TwExpr *child, gboolean negated, TwExpr *low, TwExpr *high);
TwExpr *tw_expr_new_empty   (TwExpr *child, gboolean negated);
TwExpr *tw_expr_new_within  (TwExpr *child, gboolean negated, const TwPeriod *period);
TwExpr *tw_expr_new_call    (const char *function, TwExpr **arguments, guint n_arguments);

/* The conditions of a conjunction, flattened: a and b and c gives three. (element-type TwExpr) (transfer full); empty for NULL */
GPtrArray *tw_expr_split_and (TwExpr *expr);
/* The inverse; NULL for none. */
TwExpr    *tw_expr_join_and  (TwExpr *const *conditions, guint n);

/* First day and the day after the last day of a period. */
void     tw_period_get_range (const TwPeriod *period, const TwExprContext *context, TwDate *start, TwDate *end);
gboolean tw_period_parse     (const char *text, TwPeriod *period);      /* "this quarter", "last 30 days", "2026-03" */
char    *tw_period_print     (const TwPeriod *period);

G_END_DECLS
