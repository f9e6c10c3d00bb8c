/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside the expression floor. */
#pragma once

#include "tw-expr-tree.h"

G_BEGIN_DECLS

#define TW_EXPR_MAX_DEPTH  200
#define TW_EXPR_MAX_LENGTH 65536

struct _TwExpr
{
  gatomicrefcount ref_count;
  TwNode     node;
  TwOperator op;
  gboolean   negated;
  TwValue    value;
  char      *name;                                     /* (nullable) */
  char      *relation;                                 /* (nullable) */
  TwPeriod   period;
  guint      n_children;
  TwExpr   **children;                                 /* (owned) entries are nullable in aggregates */
  guint      depth;                                    /* 1 for a leaf */
  guint      line, column;                             /* from 1; 0 when built by hand */
};

TwExpr *tw_expr_node_new (TwNode node);
TwExpr *tw_expr_node_set_children (TwExpr *expr, TwExpr **children, guint n);   /* copies the array, takes the children */

typedef enum
{
  TOKEN_END, TOKEN_NUMBER, TOKEN_STRING, TOKEN_DATE, TOKEN_NAME, TOKEN_SYMBOL,
} TwTokenKind;

typedef struct
{
  TwTokenKind kind;
  char        text[8];                                 /* symbols */
  const char *start;                                   /* in the source */
  gsize       length;
  char       *string;                                  /* (owned) names and strings, unescaped */
  guint       line, column;
} TwToken;

/* All tokens of a text, the end token last; NULL with a message. */
GArray *tw_expr_tokenize (const char *text, GError **error);

const char *tw_operator_get_text (TwOperator op);
gboolean    tw_expr_is_aggregate (const char *function);
const char *tw_unit_get_name (TwUnit unit);
TwDate      tw_period_start_of (TwUnit unit, TwDate date, int first_weekday);
gboolean    tw_unit_parse (const char *word, TwUnit *unit);              /* "day" or "days" */
void        tw_expr_syntax_error (GError **error, TwExprError code, guint line, guint column, const char *format, ...) G_GNUC_PRINTF (5, 6);

G_END_DECLS
