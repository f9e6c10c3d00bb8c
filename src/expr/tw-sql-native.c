/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests in SQL's own operators, where the order of storage is the order of the language, so that indexes serve them. */
#include "config.h"

#include <string.h>

#include "tw-sql-private.h"

/* A column, or a sub-select: what is written without a program. */
static gboolean
is_leaf (const TwNode *node)
{
  return !node->constant && node->kind != TW_NODE_CALL && node->type != TW_TYPE_LIST && node->type != TW_TYPE_JSON
         && node->kind != TW_NODE_BEFORE && node->kind != TW_NODE_CHANGED;
}

static gboolean
is_column (const TwNode *node)
{
  return node->kind == TW_NODE_FIELD && is_leaf (node);
}

static void
append (TwCompiler *compiler, const char *text)
{
  tw_sql_append (compiler->sql, text);
}

static void
append_node (TwCompiler *compiler, const TwNode *node, const char *alias)
{
  tw_compile_node (compiler, node, alias, TW_SQL_VALUE, FALSE);
}

/* The left side of a comparison; texts are compared by TW unless both sides are choices. */
static void
append_left (TwCompiler *compiler, const TwNode *node, const char *alias, gboolean folded)
{
  append_node (compiler, node, alias);
  if (folded && !(node->kind == TW_NODE_FIELD && node->type == TW_TYPE_TEXT))
    append (compiler, " COLLATE TW");
}

static const char *
sql_symbol (const char *op)
{
  return strcmp (op, "!=") == 0 ? "<>" : op;
}

static const char *
swap_symbol (const char *op)
{
  return strcmp (op, "<") == 0 ? ">" : strcmp (op, "<=") == 0 ? ">=" : strcmp (op, ">") == 0 ? "<" : strcmp (op, ">=") == 0 ? "<=" : op;
}

static gboolean
is_text (const TwNode *node)
{
  return node->type == TW_TYPE_TEXT || node->type == TW_TYPE_ENUM;
}

static gboolean
is_folded (const TwNode *a, const TwNode *b)
{
  return is_text (a) && !(a->type == TW_TYPE_ENUM && b->type == TW_TYPE_ENUM);
}

/* Whether storage compares the two as the language does. */
static gboolean
is_plain_pair (const TwNode *a, const TwNode *b)
{
  if (is_text (a) && is_text (b))
    return TRUE;
  return a->type == b->type && a->type != TW_TYPE_MONEY && a->type != TW_TYPE_NULL && a->type != TW_TYPE_LIST && a->type != TW_TYPE_JSON;
}

static void
compare_with (TwCompiler *compiler, const TwNode *column, const char *alias, const char *symbol, gint64 value)
{
  append_node (compiler, column, alias);
  tw_sql_append (compiler->sql, symbol);
  tw_compile_int (compiler, value);
}

/* A date-time's column and a day: the day is from its start to the next one's. */
static void
compare_with_day (TwCompiler *compiler, const TwNode *column, const char *alias, const char *op, gint64 day)
{
  gint64 start = tw_op_day_start (compiler->context, day), end = tw_op_day_start (compiler->context, day + 1);
  gboolean equal = strcmp (op, "=") == 0 || strcmp (op, "==") == 0;

  if (equal || strcmp (op, "!=") == 0)
    {
      append (compiler, "(");
      compare_with (compiler, column, alias, equal ? " >= " : " < ", start);
      append (compiler, equal ? " AND " : " OR ");
      compare_with (compiler, column, alias, equal ? " < " : " >= ", end);
      append (compiler, ")");
    }
  else if (op[0] == '<')
    compare_with (compiler, column, alias, " < ", op[1] == '=' ? end : start);
  else
    compare_with (compiler, column, alias, " >= ", op[1] == '=' ? start : end);
}

static gboolean
compile_moments (TwCompiler *compiler, const TwNode *column, const char *alias, const char *op, const TwValue *value)
{
  g_autofree char *symbol = NULL;

  if (column->type == TW_TYPE_DATETIME && value->type == TW_TYPE_DATE)
    {
      compare_with_day (compiler, column, alias, op, value->i);
      return TRUE;
    }
  if (column->type != TW_TYPE_DATE || value->type != TW_TYPE_DATETIME)
    return FALSE;
  symbol = g_strdup_printf (" %s ", strcmp (op, "==") == 0 ? "=" : sql_symbol (op));
  compare_with (compiler, column, alias, symbol, tw_op_day_of (compiler->context, value->i));
  return TRUE;
}

/* --- Money --- */

/* The least (or most) that an amount of the rate's currency must be to be worth at least (at most) value, with room for rounding. */
static gint64
bound_in (gint64 value, const TwRatio *rate, const TwRatio *value_rate, gboolean lower)
{
  gint64 near, all = lower ? G_MININT64 : G_MAXINT64;

  if (__builtin_add_overflow (value, lower ? -1 : 1, &near) || !tw_int64_scale (near, rate, value_rate, TW_ROUND_DOWN, &near)
      || __builtin_add_overflow (near, lower ? -2 : 2, &near))
    return all;
  return near;
}

/* A bound on the bare amount that holds for every currency with a rate, and that the index on the amount can serve. */
static gboolean
append_amount_bound (TwCompiler *compiler, const TwNode *column, const char *alias, const TwValue *value, gboolean lower)
{
  const GArray *rates = tw_compile_get_rates (compiler);
  static const TwRatio own = { 1, 1 };
  TwRatio value_rate;
  gint64 bound = value->i;
  gboolean known = tw_op_get_rate (compiler->context, value->tag, &value_rate);

  for (guint i = 0; i <= rates->len && known; i++)
    {
      gint64 other = bound_in (value->i, i < rates->len ? &g_array_index (rates, TwRate, i).rate : &own, &value_rate, lower);

      bound = lower ? MIN (bound, other) : MAX (bound, other);
    }
  append_node (compiler, column, alias);
  append (compiler, lower ? " >= " : " <= ");
  tw_compile_int (compiler, bound);
  append (compiler, " AND ");
  return known && rates->len > 0;
}

/* Of the same currency by the amount itself, of another by a program. */
static void
append_money_exact (TwCompiler *compiler, const TwNode *node, const TwNode *column, const char *alias, const char *op,
                    const TwValue *value, gboolean others)
{
  append (compiler, "((");
  tw_compile_column (compiler, alias, column->field, "_cur");
  append (compiler, " = ");
  tw_compile_int (compiler, value->tag);
  append (compiler, " AND ");
  append_node (compiler, column, alias);
  tw_sql_append (compiler->sql, " ");
  append (compiler, strcmp (op, "==") == 0 ? "=" : sql_symbol (op));
  append (compiler, " ");
  tw_compile_int (compiler, value->i);
  append (compiler, ")");
  if (others)
    {
      append (compiler, " OR (");
      tw_compile_column (compiler, alias, column->field, "_cur");
      append (compiler, " <> ");
      tw_compile_int (compiler, value->tag);
      append (compiler, " AND ");
      tw_compile_program (compiler, node, alias, TW_SQL_VALUE);
      append (compiler, ")");
    }
  append (compiler, ")");
}

static void
compile_money (TwCompiler *compiler, const TwNode *node, const TwNode *column, const char *alias, const char *op, const TwValue *value,
               gboolean truth)
{
  gboolean others = TRUE;

  if (truth && strcmp (op, "!=") != 0)
    {
      append (compiler, "(");
      if (op[0] != '<')
        others = append_amount_bound (compiler, column, alias, value, TRUE);
      if (op[0] != '>')
        others = append_amount_bound (compiler, column, alias, value, FALSE);
      append_money_exact (compiler, node, column, alias, op, value, others);
      append (compiler, ")");
    }
  else
    append_money_exact (compiler, node, column, alias, op, value, TRUE);
}

/* --- Comparisons --- */

static gboolean
compile_with_const (TwCompiler *compiler, const TwNode *node, const TwNode *column, const TwNode *other, const char *alias,
                    const char *op, gboolean truth)
{
  g_auto (TwValue) value = TW_VALUE_INIT;
  gboolean exact = strcmp (op, "==") == 0 && is_text (column);

  tw_node_eval_const (other, compiler->context, &value);
  if (tw_value_is_null (&value))
    {
      append (compiler, "NULL");
      return TRUE;
    }
  /* With the column on the right the language converts the constant: only a program does that. */
  if (column->type == TW_TYPE_MONEY && is_column (column) && node->kids[0] == column)
    {
      compile_money (compiler, node, column, alias, op, &value, truth);
      return TRUE;
    }
  if (column->type != other->type && is_column (column) && compile_moments (compiler, column, alias, op, &value))
    return TRUE;
  if (!is_plain_pair (column, other))
    return FALSE;
  append (compiler, exact ? "(" : "");
  append_left (compiler, column, alias, is_folded (column, other));
  append (compiler, " ");
  append (compiler, strcmp (op, "==") == 0 ? "=" : sql_symbol (op));
  append (compiler, " ");
  tw_sql_append_value (compiler->sql, &value);
  /* Exact, but through the index: the folded forms are equal, too. */
  if (exact)
    {
      append (compiler, " AND ");
      append_node (compiler, column, alias);
      append (compiler, " = ");
      tw_sql_append_value (compiler->sql, &value);
      append (compiler, " COLLATE BINARY)");
    }
  return TRUE;
}

static gboolean
compile_comparison (TwCompiler *compiler, const TwNode *node, const char *alias, gboolean truth)
{
  const TwNode *a = node->kids[0], *b = node->kids[1];
  const char *op = node->op->name;

  if (is_leaf (a) && b->constant && (strcmp (op, "==") != 0 || is_column (a)))
    return compile_with_const (compiler, node, a, b, alias, op, truth);
  if (is_leaf (b) && a->constant && (strcmp (op, "==") != 0 || is_column (b)))
    return compile_with_const (compiler, node, b, a, alias, swap_symbol (op), truth);
  if (!is_leaf (a) || !is_leaf (b) || !is_plain_pair (a, b) || strcmp (op, "==") == 0)
    return FALSE;
  append_left (compiler, a, alias, is_folded (a, b));
  append (compiler, " ");
  append (compiler, sql_symbol (op));
  append (compiler, " ");
  append_node (compiler, b, alias);
  return TRUE;
}

static gboolean
compile_in (TwCompiler *compiler, const TwNode *node, const char *alias)
{
  const TwNode *left = node->kids[0];
  gboolean folded = FALSE;
  TwType text_type = TW_TYPE_NULL;

  if (!is_leaf (left))
    return FALSE;
  for (guint i = 1; i < node->n_kids; i++)
    {
      const TwNode *item = node->kids[i];

      if (!item->constant || (!is_plain_pair (left, item) && !tw_node_is_null_literal (item)))
        return FALSE;
      /* Choices are compared exactly and texts by folding: one IN can only do one of them. */
      if (is_text (item) && text_type != TW_TYPE_NULL && text_type != item->type)
        return FALSE;
      text_type = is_text (item) ? item->type : text_type;
      folded = folded || (!tw_node_is_null_literal (item) && is_folded (left, item));
    }
  append_left (compiler, left, alias, folded);
  append (compiler, " IN (");
  for (guint i = 1; i < node->n_kids; i++)
    {
      if (i > 1)
        append (compiler, ", ");
      append_node (compiler, node->kids[i], alias);
    }
  append (compiler, ")");
  return TRUE;
}

static gboolean
compile_in_team (TwCompiler *compiler, const TwNode *node, const char *alias)
{
  const TwExprContext *context = compiler->context;

  if (!is_leaf (node->kids[0]) || context->n_team == 0)
    return FALSE;
  append_node (compiler, node->kids[0], alias);
  append (compiler, " IN (");
  for (guint i = 0; i < context->n_team; i++)
    {
      TwValue id = tw_value_link (0, &context->team[i]);

      if (i > 0)
        append (compiler, ", ");
      tw_sql_append_value (compiler->sql, &id);
    }
  append (compiler, ")");
  return TRUE;
}

/* The two comparisons that "between" stands for, when the value is a column and may be written twice. */
static gboolean
compile_between (TwCompiler *compiler, const TwNode *node, const char *alias, gboolean truth)
{
  const TwNode *column = node->kids[0];
  gboolean good = TRUE;

  if (!is_column (column) || column->type == TW_TYPE_MONEY || !node->kids[1]->constant || !node->kids[2]->constant)
    return FALSE;
  for (guint i = 1; i < 3; i++)
    {
      g_auto (TwValue) value = TW_VALUE_INIT;

      tw_node_eval_const (node->kids[i], compiler->context, &value);
      good = good && (tw_value_is_null (&value) || is_plain_pair (column, node->kids[i])
                      || (column->type != node->kids[i]->type && (column->type == TW_TYPE_DATE || column->type == TW_TYPE_DATETIME)));
    }
  if (!good)
    return FALSE;
  append (compiler, "(");
  compile_with_const (compiler, node, column, node->kids[1], alias, ">=", truth);
  append (compiler, " AND ");
  compile_with_const (compiler, node, column, node->kids[2], alias, "<=", truth);
  append (compiler, ")");
  return TRUE;
}

static gboolean
compile_within (TwCompiler *compiler, const TwNode *node, const char *alias)
{
  if (!is_column (node->kids[0]))
    return FALSE;
  append (compiler, "(");
  append_node (compiler, node->kids[0], alias);
  append (compiler, " >= ");
  append_node (compiler, node->kids[1], alias);
  append (compiler, " AND ");
  append_node (compiler, node->kids[0], alias);
  append (compiler, " < ");
  append_node (compiler, node->kids[2], alias);
  append (compiler, ")");
  return TRUE;
}

static gboolean
compile_empty (TwCompiler *compiler, const TwNode *node, const char *alias, gboolean negative)
{
  const TwNode *operand = node->kids[0];
  gboolean text = is_text (operand), list = operand->type == TW_TYPE_LIST;

  if (operand->constant || operand->kind == TW_NODE_CALL || operand->kind == TW_NODE_BEFORE || operand->kind == TW_NODE_CHANGED
      || ((text || list) && (operand->kind != TW_NODE_FIELD || negative)))
    return FALSE;
  append (compiler, text || list ? "(" : "");
  append_node (compiler, operand, alias);
  append (compiler, negative ? " IS NOT NULL" : " IS NULL");
  if (!text && !list)
    return TRUE;
  append (compiler, " OR ");
  append_node (compiler, operand, alias);
  append (compiler, list ? " = '[]')" : " = '' COLLATE BINARY)");
  return TRUE;
}

/* --- Logic --- */

static void
append_part (TwCompiler *compiler, const TwNode *node, const char *alias, gboolean truth)
{
  append (compiler, "(");
  tw_compile_node (compiler, node, alias, TW_SQL_VALUE, truth);
  append (compiler, ")");
}

static gboolean
compile_logic (TwCompiler *compiler, const TwNode *node, const char *alias, gboolean truth)
{
  gboolean negative = strcmp (node->op->name, "&not") == 0;

  if (!tw_compile_has_room (compiler, node))
    return FALSE;
  if (negative && node->kids[0]->kind == TW_NODE_CALL && strcmp (node->kids[0]->op->name, "&empty") == 0
      && compile_empty (compiler, node->kids[0], alias, TRUE))
    return TRUE;
  compiler->depth += 4;
  if (negative)
    append (compiler, "NOT ");
  for (guint i = 0; i < node->n_kids; i++)
    {
      if (i > 0)
        append (compiler, strcmp (node->op->name, "&and") == 0 ? " AND " : " OR ");
      append_part (compiler, node->kids[i], alias, truth && !negative);
    }
  compiler->depth -= 4;
  return TRUE;
}

gboolean
tw_compile_native (TwCompiler *compiler, const TwNode *node, const char *alias, gboolean truth)
{
  const char *op = node->op->name;

  if (strcmp (op, "&and") == 0 || strcmp (op, "&or") == 0 || strcmp (op, "&not") == 0)
    return compile_logic (compiler, node, alias, truth);
  if (strcmp (op, "&in") == 0)
    return compile_in (compiler, node, alias);
  if (strcmp (op, "&in_team") == 0)
    return compile_in_team (compiler, node, alias);
  if (strcmp (op, "&between") == 0)
    return compile_between (compiler, node, alias, truth);
  if (strcmp (op, "&within") == 0)
    return compile_within (compiler, node, alias);
  if (strcmp (op, "&empty") == 0)
    return compile_empty (compiler, node, alias, FALSE);
  if (strchr ("=<>!", op[0]) != NULL)
    return compile_comparison (compiler, node, alias, truth);
  return FALSE;
}
