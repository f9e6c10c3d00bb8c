/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tree of an expression, for builders that take conditions apart and put them together. Trees are immutable; constructors
 * take no references from the caller, they add their own. */
#pragma once

#include "tw-expr.h"

G_BEGIN_DECLS

#define TW_EXPR_MAX_DEPTH 200
#define TW_EXPR_MAX_TEXT  65536                        /* bytes */

typedef enum
{
  TW_EXPR_LITERAL,                                     /* value */
  TW_EXPR_NAME,                                        /* name: a field or a relation */
  TW_EXPR_ME,
  TW_EXPR_MY_TEAM,                                     /* only as the list of TW_EXPR_IN */
  TW_EXPR_PATH,                                        /* child 0 . name */
  TW_EXPR_CAST,                                        /* child 0 as name */
  TW_EXPR_AND, TW_EXPR_OR,                             /* two children or more, none of the same kind */
  TW_EXPR_NOT,
  TW_EXPR_COMPARE,                                     /* child 0 op child 1 */
  TW_EXPR_IN,                                          /* child 0 in (the others) */
  TW_EXPR_BETWEEN,                                     /* child 0 between child 1 and child 2 */
  TW_EXPR_HAS,                                         /* child 0 has the others; op HAS_ONE, HAS_ANY, HAS_ALL */
  TW_EXPR_EMPTY,                                       /* child 0 is empty */
  TW_EXPR_IS,                                          /* child 0 is name, an entity */
  TW_EXPR_WITHIN,                                      /* child 0 within name, the text of a period */
  TW_EXPR_ARITHMETIC,                                  /* child 0 op child 1 */
  TW_EXPR_NEGATE,
  TW_EXPR_CALL,                                        /* name (children) */
  TW_EXPR_AGGREGATE,                                   /* name (child 0 [where child 1]) */
} TwExprKind;

typedef enum
{
  TW_EXPR_OP_NONE,
  TW_EXPR_OP_EQUAL, TW_EXPR_OP_NOT_EQUAL, TW_EXPR_OP_LESS, TW_EXPR_OP_AT_MOST, TW_EXPR_OP_MORE, TW_EXPR_OP_AT_LEAST,
  TW_EXPR_OP_EXACT, TW_EXPR_OP_CONTAINS, TW_EXPR_OP_STARTS_WITH, TW_EXPR_OP_ENDS_WITH, TW_EXPR_OP_SIMILAR,
  TW_EXPR_OP_ADD, TW_EXPR_OP_SUBTRACT, TW_EXPR_OP_CONCAT, TW_EXPR_OP_MULTIPLY, TW_EXPR_OP_DIVIDE, TW_EXPR_OP_REMAINDER,
  TW_EXPR_OP_HAS_ONE, TW_EXPR_OP_HAS_ANY, TW_EXPR_OP_HAS_ALL,
} TwExprOp;

TwExprKind     tw_expr_get_kind       (const TwExpr *expr);
TwExprOp       tw_expr_get_op         (const TwExpr *expr);
const char    *tw_expr_get_name       (const TwExpr *expr);          /* nullable */
const TwValue *tw_expr_get_value      (const TwExpr *expr);          /* null but for literals */
guint          tw_expr_get_n_children (const TwExpr *expr);
TwExpr        *tw_expr_get_child      (const TwExpr *expr, guint i); /* lent */
void           tw_expr_get_position   (const TwExpr *expr, guint *line, guint *column);  /* from 1; 0 when not parsed */
const char    *tw_expr_op_get_symbol  (TwExprOp op);

/* Kinds of value that have no literal of their own (date-time, time, enum, link) become the text that stands for them. */
TwExpr *tw_expr_new_literal    (const TwValue *value);
TwExpr *tw_expr_new_name       (const char *name);
TwExpr *tw_expr_new_me         (void);
TwExpr *tw_expr_new_my_team    (void);
TwExpr *tw_expr_new_path       (TwExpr *from, const char *name);
TwExpr *tw_expr_new_cast       (TwExpr *link, const char *entity);
TwExpr *tw_expr_new_and        (TwExpr *const *children, guint n);   /* none: true; one: itself; inner ones are merged */
TwExpr *tw_expr_new_or         (TwExpr *const *children, guint n);   /* none: false */
TwExpr *tw_expr_new_not        (TwExpr *child);
TwExpr *tw_expr_new_compare    (TwExprOp op, TwExpr *a, TwExpr *b);
TwExpr *tw_expr_new_in         (TwExpr *child, TwExpr *const *items, guint n);
TwExpr *tw_expr_new_between    (TwExpr *child, TwExpr *low, TwExpr *high);
TwExpr *tw_expr_new_has        (TwExprOp op, TwExpr *list, TwExpr *const *items, guint n);
TwExpr *tw_expr_new_empty      (TwExpr *child);
TwExpr *tw_expr_new_is         (TwExpr *link, const char *entity);
TwExpr *tw_expr_new_within     (TwExpr *child, const char *period);  /* NULL when period is none */
TwExpr *tw_expr_new_arithmetic (TwExprOp op, TwExpr *a, TwExpr *b);
TwExpr *tw_expr_new_negate     (TwExpr *child);
TwExpr *tw_expr_new_call       (const char *function, TwExpr *const *args, guint n);
TwExpr *tw_expr_new_aggregate  (const char *function, TwExpr *of, TwExpr *where);  /* where: nullable */

/* What expr says of a record, said of the one that from leads to: "amount > 5" from "deal" is "deal.amount > 5". */
TwExpr *tw_expr_new_seen_from  (TwExpr *expr, TwExpr *from);

/* The conditions of a conjunction: the children of an "and", else the expression itself; "true" has none. */
GPtrArray *tw_expr_split_and   (TwExpr *expr);                       /* (element-type TwExpr) owned */
gboolean   tw_expr_is_aggregate_name (const char *name);
/* The canonical text of a period ("last 30 days", "2026-Q1"), or NULL. */
char      *tw_expr_normalize_period (const char *text);

G_END_DECLS
