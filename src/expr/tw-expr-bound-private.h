/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A checked expression: names resolved, types known, literals of the type that their neighbours ask for. Evaluation and SQL
 * both walk this tree, so that what they compute is decided once. */
#pragma once

#include "tw-expr-private.h"
#include "tw-sql.h"

G_BEGIN_DECLS

typedef struct _TwBound    TwBound;
typedef struct _TwFunction TwFunction;

typedef enum
{
  TW_BOUND_LITERAL,
  TW_BOUND_FIELD,                                      /* of the record at hand */
  TW_BOUND_BEFORE, TW_BOUND_CHANGED,                   /* of the record, in a commit */
  TW_BOUND_FOLLOW,                                     /* child 0: a link; child 1: an expression on its record of entity */
  TW_BOUND_ME, TW_BOUND_NOW, TW_BOUND_TODAY, TW_BOUND_ID,
  TW_BOUND_TEAM,                                       /* child 0 (a link) in my team */
  TW_BOUND_NOT, TW_BOUND_NEGATE,
  TW_BOUND_AND, TW_BOUND_OR,
  TW_BOUND_COMPARE,                                    /* op; both children of one type */
  TW_BOUND_TEXT_TEST,                                  /* contains, starts, ends, similar */
  TW_BOUND_HAS,                                        /* list, element */
  TW_BOUND_IN, TW_BOUND_BETWEEN, TW_BOUND_EMPTY, TW_BOUND_WITHIN, TW_BOUND_IS,
  TW_BOUND_ARITHMETIC,                                 /* op; see tw-expr-eval.c for the types */
  TW_BOUND_TO_DECIMAL,                                 /* integer → decimal */
  TW_BOUND_TO_INSTANT,                                 /* date → local midnight */
  TW_BOUND_IF, TW_BOUND_COALESCE,
  TW_BOUND_CALL,
  TW_BOUND_CONVERT,                                    /* money → currency of value */
  TW_BOUND_LIST_LENGTH,
  TW_BOUND_AGGREGATE,                                  /* child 0 value (nullable), child 1 where (nullable), over inverse or links */
} TwBoundKind;

typedef enum { TW_AGG_COUNT, TW_AGG_SUM, TW_AGG_AVG, TW_AGG_MIN, TW_AGG_MAX, TW_AGG_ANY, TW_AGG_ALL } TwAggregate;

struct _TwBound
{
  TwBoundKind       kind;
  TwType            type;
  TwOperator        op;
  gboolean          negated;
  TwAggregate       aggregate;
  TwValue           value;
  TwPeriod          period;
  const TwField    *field;                             /* also: the field whose choices an enum or set has */
  const TwEntity   *entity;                            /* follow, aggregate: the other entity; link: its one target */
  const TwInverse  *inverse;
  const TwFunction *function;
  guint             n_children;
  TwBound         **children;
};

/* One function of the language: adding one is adding a row to the table in tw-expr-functions.c. */
struct _TwFunction
{
  const char *name;
  guint       min_arguments, max_arguments;
  const char *arguments;                               /* a letter an argument, the last repeats: see tw-expr-functions.c */
  /* The result's type from the arguments'; TW_TYPE_NULL refuses them. */
  TwType    (*type)  (const TwType *types, guint n);
  /* No argument is null. FALSE gives null. */
  gboolean  (*eval)  (const TwExprContext *context, const TwValue *arguments, guint n, TwType type, TwValue *result);
};

const TwFunction *tw_function_find (const char *name);
gboolean tw_function_accepts (const TwFunction *function, guint argument, TwType type);

struct _TwExprBound
{
  gatomicrefcount ref_count;
  TwExpr         *expr;                                /* (owned) */
  TwSchema       *schema;                              /* (owned) */
  const TwEntity *entity;
  TwBound        *root;
  GPtrArray      *nodes;                               /* (owned) all nodes */
  GHashTable     *fields, *entities;                   /* (owned) what the answer reads */
  gboolean        is_volatile;
};

/* Arithmetic shared by evaluation and SQL: FALSE is null. */
gboolean tw_money_convert_by (const TwExprContext *context, gint64 amount, TwCurrency from, TwCurrency to, gint64 *result);

G_END_DECLS
