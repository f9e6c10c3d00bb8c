/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside the expression floor: the tree's struct, the lexer, periods. */
#pragma once

#include "tw-expr-tree.h"

G_BEGIN_DECLS

struct _TwExpr
{
  gatomicrefcount ref_count;
  TwExprKind kind;
  TwExprOp   op;
  guint      line, column;                             /* where its text starts; 0 when it was not parsed */
  guint      depth;
  TwValue    value;
  char      *name;                                     /* nullable */
  guint      n_children;
  TwExpr    *children[];
};

/* All constructors end here; children are referenced. */
TwExpr *tw_expr_new_node (TwExprKind kind, TwExprOp op, const char *name, TwExpr *const *children, guint n);
TwExpr *tw_expr_new_flat (TwExprKind kind, TwExpr *const *children, guint n);

/* --- Words --- */

typedef enum
{
  TW_TOKEN_END, TW_TOKEN_NAME, TW_TOKEN_QUOTED_NAME, TW_TOKEN_NUMBER, TW_TOKEN_DATE, TW_TOKEN_TEXT, TW_TOKEN_SYMBOL,
  TW_TOKEN_ERROR,
} TwTokenKind;

typedef struct
{
  TwTokenKind kind;
  const char *start;
  gsize       length;
  guint       line, column;
  char       *text;                                    /* (owned) (nullable) of names and texts; message of an error */
} TwToken;

typedef struct
{
  const char *p;
  guint       line, column;
} TwLexer;

void     tw_lexer_next     (TwLexer *lexer, TwToken *token);
void     tw_lexer_skip     (TwLexer *lexer, gsize bytes);             /* bytes without a line end */
gboolean tw_word_is_reserved (const char *word);

/* --- Periods --- */

typedef enum { TW_UNIT_MINUTE, TW_UNIT_HOUR, TW_UNIT_DAY, TW_UNIT_WEEK, TW_UNIT_MONTH, TW_UNIT_QUARTER, TW_UNIT_YEAR } TwUnit;
typedef enum { TW_PERIOD_THIS, TW_PERIOD_LAST, TW_PERIOD_NEXT, TW_PERIOD_ROLLING_BACK, TW_PERIOD_ROLLING_ON, TW_PERIOD_FIXED } TwPeriodKind;

typedef struct
{
  TwPeriodKind kind;
  TwUnit       unit;
  int          n;                                      /* of rolling periods */
  TwDate       start;                                  /* of fixed ones */
} TwPeriod;

/* Reads a period at the start of text; *length bytes were used. */
gboolean tw_period_scan  (const char *text, gsize *length, TwPeriod *period);
char    *tw_period_print (const TwPeriod *period);
/* Days from *first up to but not including *end; FALSE for hours and minutes, which only date-times have. */
gboolean tw_period_get_days (const TwPeriod *period, TwDate today, int first_weekday, TwDate *first, TwDate *end);
void     tw_period_get_instants (const TwPeriod *period, const TwExprContext *context, TwInstant *first, TwInstant *end);
gboolean tw_unit_parse   (const char *word, gsize length, TwUnit *unit);
/* The first day of the unit that holds the day. */
TwDate   tw_unit_start   (TwUnit unit, TwDate day, int first_weekday);
gboolean tw_unit_add     (TwUnit unit, TwDate day, gint64 n, TwDate *result);

void tw_expr_set_error_at (GError **error, TwExprError code, guint line, guint column, const char *format, ...) G_GNUC_PRINTF (5, 6);

G_END_DECLS
