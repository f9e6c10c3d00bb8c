/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Operators and functions. Each is one row of a table: its name, the types it takes and gives, and the C function that works it
 * out. Evaluation in memory and SQL (through tw_eval()) call the same C function, so that they cannot disagree. */
#pragma once

#include "tw-expr-private.h"
#include "tw-ratio.h"

G_BEGIN_DECLS

/* result is null when it is called. Unless the row says NULLS, no argument is null. */
typedef void (*TwOpFunc) (const TwExprContext *context, const TwValue *args, guint n, TwValue *result);

typedef enum
{
  TW_OP_NULLS    = 1 << 0,                             /* the function looks at nulls itself; else null in, null out */
  TW_OP_VOLATILE = 1 << 1,                             /* depends on the time */
  TW_OP_CONTEXT  = 1 << 2,                             /* looks at zone, currency, rates or first weekday */
  TW_OP_USER     = 1 << 3,                             /* looks at me or my team: never left to SQL */
} TwOpFlags;

typedef struct
{
  const char *name;                                    /* a function when it starts with a letter; else internal */
  /* One letter an argument: b boolean, i integer, d decimal, m money, D date, t date-time, T time, u duration, s text or enum,
   * l link, L list, x date or date-time, a any scalar, v one common type. | starts optional ones, * repeats the last. */
  const char *args;
  char        result;                                  /* the same letters; v the common type, 0 that of the first argument */
  TwOpFlags   flags;
  TwOpFunc    func;
} TwOp;

const TwOp *tw_op_get      (const char *name);         /* an internal one; asserts that it is there */
const TwOp *tw_op_at       (guint index);              /* NULL beyond the end */
guint       tw_op_index    (const TwOp *op);
void        tw_op_apply    (const TwOp *op, const TwExprContext *context, const TwValue *args, guint n, TwValue *result);

/* --- Shared by the functions --- */

/* FALSE when the two cannot be compared, for want of an exchange rate. */
gboolean tw_op_compare     (const TwExprContext *context, const TwValue *a, const TwValue *b, int *order);
gboolean tw_op_convert     (const TwExprContext *context, const TwMoney *money, TwCurrency to, TwMoney *result);
gboolean tw_op_get_rate    (const TwExprContext *context, TwCurrency currency, TwRatio *rate);
TwDate   tw_op_get_today   (const TwExprContext *context);
/* The day d with start (d) <= instant < start (d + 1). */
TwDate   tw_op_day_of      (const TwExprContext *context, TwInstant instant);
TwInstant tw_op_day_start  (const TwExprContext *context, gint64 day);
char    *tw_op_text_of     (const TwValue *value);

#define TW_OP_MAX_TEXT (1024 * 1024)

#define TW_FN(name) void tw_fn_##name (const TwExprContext *context, const TwValue *args, guint n, TwValue *result)
/* tw-expr-ops-logic.c */
TW_FN (and); TW_FN (or); TW_FN (not); TW_FN (equal); TW_FN (not_equal); TW_FN (less); TW_FN (at_most);
TW_FN (more); TW_FN (at_least); TW_FN (exact); TW_FN (in); TW_FN (between); TW_FN (within); TW_FN (empty);
TW_FN (has_any); TW_FN (has_all); TW_FN (if); TW_FN (coalesce); TW_FN (least); TW_FN (greatest);
TW_FN (in_team); TW_FN (me); TW_FN (count_list);
/* tw-expr-ops-number.c */
TW_FN (add); TW_FN (subtract); TW_FN (multiply); TW_FN (divide); TW_FN (remainder); TW_FN (negate);
TW_FN (to_decimal); TW_FN (to_money); TW_FN (round); TW_FN (floor); TW_FN (ceil); TW_FN (abs);
TW_FN (amount); TW_FN (currency); TW_FN (convert); TW_FN (money); TW_FN (number);
/* tw-expr-ops-text.c */
TW_FN (contains); TW_FN (starts_with); TW_FN (ends_with); TW_FN (similar); TW_FN (concat_strict);
TW_FN (concat); TW_FN (length); TW_FN (lower); TW_FN (upper); TW_FN (trim); TW_FN (left); TW_FN (right);
TW_FN (substring); TW_FN (replace); TW_FN (text);
/* tw-expr-ops-date.c */
TW_FN (now); TW_FN (today); TW_FN (day_start); TW_FN (local_text); TW_FN (first_day); TW_FN (end_day);
TW_FN (first_instant); TW_FN (end_instant); TW_FN (date); TW_FN (year); TW_FN (month); TW_FN (day);
TW_FN (weekday); TW_FN (quarter); TW_FN (hour); TW_FN (minute); TW_FN (days_between); TW_FN (hours_between);
TW_FN (add_days); TW_FN (add_months); TW_FN (start_of);

G_END_DECLS
