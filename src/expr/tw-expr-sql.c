/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A checked expression as SQL over the tables of tw-sql.h. Each case has its twin in tw-expr-eval.c; what SQL cannot say with the same
 * meaning goes through the functions of tw-sql-functions.c, which call the same code. */

#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-expr-bound-private.h"

/* Money is two scalars. */
typedef enum { AMOUNT, CURRENCY } Part;

typedef struct
{
  TwSql               *sql;
  const TwExprContext *context;
  const char          *alias;                          /* of the record at hand */
  guint               *n_aliases;
  GError             **error;
  gboolean            *failed;
} Emitter;

static void emit (const Emitter *e, TwBound *node, Part part);

G_GNUC_PRINTF (2, 3) static void
put (const Emitter *e, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_string_append_vprintf (e->sql->text, format, args);
  va_end (args);
}

static void
put_integer (const Emitter *e, gint64 value)
{
  TwValue integer = tw_value_integer (value);

  tw_sql_append_value (e->sql, &integer);
}

static void
put_column (const Emitter *e, const TwField *field, Part part)
{
  g_autofree char *column = tw_field_dup_column (field);
  g_autofree char *whole = part == CURRENCY ? g_strconcat (column, "_cur", NULL) : g_strdup (column);

  put (e, "%s.", e->alias);
  tw_sql_append_identifier (e->sql, whole);
}

static void
put_table (const Emitter *e, const TwEntity *entity)
{
  g_autofree char *table = tw_entity_dup_table (entity);

  tw_sql_append_identifier (e->sql, table);
}

static void
emit_literal (const Emitter *e, const TwValue *value, Part part)
{
  switch (value->type)
    {
    case TW_TYPE_NULL:
      put (e, "NULL");
      break;
    case TW_TYPE_TEXT:
    case TW_TYPE_ENUM:
    case TW_TYPE_LINK:
      tw_sql_append_value (e->sql, value);
      break;
    case TW_TYPE_MONEY:
      put_integer (e, part == CURRENCY ? value->tag : value->i);
      break;
    default:
      put_integer (e, value->i);
    }
}

static void
emit_follow (const Emitter *e, TwBound *node, Part part)
{
  g_autofree char *alias = g_strdup_printf ("e%u", ++*e->n_aliases);
  Emitter inner = *e;

  inner.alias = alias;
  put (e, "(SELECT ");
  emit (&inner, node->children[1], part);
  put (e, " FROM ");
  put_table (e, node->children[0]->entity);
  put (e, " %s WHERE %s.\"id\" = ", alias, alias);
  emit (e, node->children[0], AMOUNT);
  put (e, " AND %s.\"deleted\" IS NULL)", alias);
}

static const char *
sql_operator (TwOperator op)
{
  return op == TW_OP_EXACT ? "=" : op == TW_OP_NE ? "<>" : tw_operator_get_text (op);
}

static gboolean
is_text (TwBound *node)
{
  return node->type == TW_TYPE_TEXT || node->type == TW_TYPE_ENUM;
}

/* Money against money: the same currency compares the amounts, so that an index on the amount can be used. */
static void
emit_money_compare (const Emitter *e, TwBound *left, TwBound *right, const char *op)
{
  gboolean plain = left->kind == TW_BOUND_FIELD && right->kind == TW_BOUND_LITERAL;

  if (plain)
    {
      put (e, "((");
      emit (e, left, CURRENCY);
      put (e, " = ");
      emit (e, right, CURRENCY);
      put (e, " AND ");
      emit (e, left, AMOUNT);
      put (e, " %s ", op);
      emit (e, right, AMOUNT);
      put (e, ") OR (");
      emit (e, left, CURRENCY);
      put (e, " <> ");
      emit (e, right, CURRENCY);
      put (e, " AND ");
    }
  put (e, "tw_money_compare(");
  emit (e, left, AMOUNT);
  put (e, ", ");
  emit (e, left, CURRENCY);
  put (e, ", ");
  emit (e, right, AMOUNT);
  put (e, ", ");
  emit (e, right, CURRENCY);
  put (e, ") %s 0", op);
  if (plain)
    put (e, "))");
}

static void
emit_pair (const Emitter *e, TwBound *left, TwBound *right, TwOperator op)
{
  const char *sign = sql_operator (op);

  put (e, "(");
  if (left->type == TW_TYPE_MONEY && right->type == TW_TYPE_MONEY && op != TW_OP_EXACT)
    emit_money_compare (e, left, right, sign);
  else
    {
      emit (e, left, AMOUNT);
      put (e, " %s ", sign);
      emit (e, right, AMOUNT);
      if (op == TW_OP_EXACT && left->type == TW_TYPE_MONEY && right->type == TW_TYPE_MONEY)
        {
          put (e, " AND ");
          emit (e, left, CURRENCY);
          put (e, " = ");
          emit (e, right, CURRENCY);
        }
      else if (is_text (left) && is_text (right))
        put (e, op == TW_OP_EXACT || (left->type == TW_TYPE_ENUM && right->type == TW_TYPE_ENUM) ? " COLLATE BINARY" : " COLLATE TW");
    }
  put (e, ")");
}

static void
emit_text_test (const Emitter *e, TwBound *node)
{
  const char *function = node->op == TW_OP_CONTAINS ? "tw_contains" : node->op == TW_OP_STARTS ? "tw_starts" : node->op == TW_OP_ENDS ? "tw_ends" : "tw_similar";

  put (e, "%s%s(", node->negated ? "NOT " : "", function);
  emit (e, node->children[0], AMOUNT);
  put (e, ", ");
  emit (e, node->children[1], AMOUNT);
  put (e, ")");
}

static void
emit_has_link (const Emitter *e, TwBound *list, TwBound *element)
{
  g_autofree char *table = tw_field_dup_link_table (list->field);
  g_autofree char *alias = g_strdup_printf ("e%u", ++*e->n_aliases);

  put (e, "CASE WHEN ");
  emit (e, element, AMOUNT);
  put (e, " IS NULL THEN NULL ELSE EXISTS (SELECT 1 FROM ");
  tw_sql_append_identifier (e->sql, table);
  put (e, " %s", alias);
  if (element->type == TW_TYPE_TEXT)
    {
      g_autofree char *other = g_strdup_printf ("e%u", ++*e->n_aliases);
      g_autofree char *column = tw_field_dup_column (list->entity->name_field);

      put (e, " JOIN ");
      put_table (e, list->entity);
      put (e, " %s ON %s.\"id\" = %s.\"b\" AND %s.\"deleted\" IS NULL WHERE %s.\"a\" = %s.\"id\" AND %s.", other, other, alias, other, alias, e->alias, other);
      tw_sql_append_identifier (e->sql, column);
      put (e, " = ");
      emit (e, element, AMOUNT);
      put (e, " COLLATE TW");
    }
  else
    {
      put (e, " WHERE %s.\"a\" = %s.\"id\" AND %s.\"b\" = ", alias, e->alias, alias);
      emit (e, element, AMOUNT);
    }
  put (e, ") END");
}

static void
emit_has (const Emitter *e, TwBound *node)
{
  put (e, node->negated ? "(NOT " : "(");
  if (node->children[0]->field->kind == TW_KIND_LINKS)
    emit_has_link (e, node->children[0], node->children[1]);
  else
    {
      put (e, "tw_has(");
      emit (e, node->children[0], AMOUNT);
      put (e, ", ");
      emit (e, node->children[1], AMOUNT);
      put (e, ")");
    }
  put (e, ")");
}

static void
emit_in (const Emitter *e, TwBound *node)
{
  TwBound *child = node->children[0];
  gboolean one_by_one = child->type == TW_TYPE_MONEY, folded = FALSE;

  for (guint i = 1; i < node->n_children; i++)
    folded |= is_text (child) && is_text (node->children[i]) && !(child->type == TW_TYPE_ENUM && node->children[i]->type == TW_TYPE_ENUM);
  put (e, node->negated ? "(NOT (" : "((");
  if (one_by_one)
    for (guint i = 1; i < node->n_children; i++)
      {
        if (i > 1)
          put (e, " OR ");
        emit_pair (e, child, node->children[i], TW_OP_EQ);
      }
  else
    {
      emit (e, child, AMOUNT);
      put (e, folded ? " COLLATE TW IN (" : " IN (");
      for (guint i = 1; i < node->n_children; i++)
        {
          if (i > 1)
            put (e, ", ");
          emit (e, node->children[i], AMOUNT);
        }
      put (e, ")");
    }
  put (e, "))");
}

static void
emit_between (const Emitter *e, TwBound *node)
{
  put (e, node->negated ? "(NOT (" : "((");
  emit_pair (e, node->children[0], node->children[1], TW_OP_GE);
  put (e, " AND ");
  emit_pair (e, node->children[2], node->children[3], TW_OP_LE);
  put (e, "))");
}

static void
emit_within (const Emitter *e, TwBound *node)
{
  TwDate start, end;
  gboolean date = node->children[0]->type == TW_TYPE_DATE;

  tw_period_get_range (&node->period, e->context, &start, &end);
  put (e, node->negated ? "(NOT (" : "((");
  emit (e, node->children[0], AMOUNT);
  put (e, " >= ");
  put_integer (e, date ? start : tw_instant_from_local (start, 0, e->context->zone));
  put (e, " AND ");
  emit (e, node->children[0], AMOUNT);
  put (e, " < ");
  put_integer (e, date ? end : tw_instant_from_local (end, 0, e->context->zone));
  put (e, "))");
}

static void
emit_empty (const Emitter *e, TwBound *node)
{
  TwBound *child = node->children[0];

  put (e, node->negated ? "(NOT " : "(");
  if (child->kind == TW_BOUND_FIELD && child->field->kind == TW_KIND_LINKS)
    {
      g_autofree char *table = tw_field_dup_link_table (child->field);

      put (e, "NOT EXISTS (SELECT 1 FROM ");
      tw_sql_append_identifier (e->sql, table);
      put (e, " WHERE \"a\" = %s.\"id\")", e->alias);
    }
  else
    {
      put (e, "(");
      emit (e, child, AMOUNT);
      put (e, " IS NULL");
      if (child->type == TW_TYPE_TEXT || child->type == TW_TYPE_LIST)
        {
          put (e, " OR ");
          emit (e, child, AMOUNT);
          put (e, child->type == TW_TYPE_TEXT ? " = '' COLLATE BINARY" : " IN ('', '[]')");
        }
      put (e, ")");
    }
  put (e, ")");
}

static void
emit_is (const Emitter *e, TwBound *node)
{
  const TwField *field = node->children[0]->field;
  const TwEntity *target = tw_field_get_target (field);

  put (e, node->negated ? "(NOT (" : "((");
  if (target)
    {
      put (e, "CASE WHEN ");
      emit (e, node->children[0], AMOUNT);
      put (e, " IS NULL THEN NULL ELSE %d END", target == node->entity);
    }
  else
    {
      g_autofree char *column = tw_field_dup_column (field);
      g_autofree char *number = g_strconcat (column, "_ent", NULL);

      put (e, "%s.", e->alias);
      tw_sql_append_identifier (e->sql, number);
      put (e, " = %u", node->entity->number);
    }
  put (e, "))");
}

static void
emit_team (const Emitter *e, TwBound *node)
{
  put (e, node->negated ? "(NOT (" : "((");
  if (e->context->n_team == 0)
    {
      put (e, "CASE WHEN ");
      emit (e, node->children[0], AMOUNT);
      put (e, " IS NULL THEN NULL ELSE 0 END");
    }
  else
    {
      emit (e, node->children[0], AMOUNT);
      put (e, " IN (");
      for (guint i = 0; i < e->context->n_team; i++)
        {
          TwValue id = tw_value_link (0, &e->context->team[i]);

          if (i)
            put (e, ", ");
          tw_sql_append_value (e->sql, &id);
        }
      put (e, ")");
    }
  put (e, "))");
}

/* tw_f(a, b[, c]) */
static void
emit_function (const Emitter *e, const char *function, TwBound *a, TwBound *b, const char *c)
{
  put (e, "%s(", function);
  emit (e, a, AMOUNT);
  put (e, ", ");
  emit (e, b, AMOUNT);
  put (e, "%s%s)", c ? ", " : "", c ? c : "");
}

static void
emit_money_arithmetic (const Emitter *e, TwBound *node, Part part)
{
  TwBound *a = node->children[0], *b = node->children[1];

  if (part == CURRENCY)
    {
      emit (e, a, CURRENCY);
      return;
    }
  if (b->type != TW_TYPE_MONEY)
    {
      if (node->op == TW_OP_TIMES)
        {
          emit_function (e, "tw_muldiv", a, b, "1000000");
          return;
        }
      put (e, "tw_muldiv(");
      emit (e, a, AMOUNT);
      put (e, ", 1000000, ");
      emit (e, b, AMOUNT);
      put (e, ")");
      return;
    }
  put (e, node->op == TW_OP_PLUS ? "tw_add(" : node->op == TW_OP_MINUS ? "tw_sub(" : "tw_muldiv(");
  emit (e, a, AMOUNT);
  put (e, node->op == TW_OP_DIVIDE ? ", 1000000, tw_convert(" : ", tw_convert(");
  emit (e, b, AMOUNT);
  put (e, ", ");
  emit (e, b, CURRENCY);
  put (e, ", ");
  emit (e, a, CURRENCY);
  put (e, "))");
}

static void
emit_time_arithmetic (const Emitter *e, TwBound *node)
{
  TwBound *a = node->children[0], *b = node->children[1];
  gboolean minus = node->op == TW_OP_MINUS;

  if (b->type != TW_TYPE_DURATION)
    {
      put (e, a->type == TW_TYPE_DATE ? "tw_muldiv(" : "tw_seconds(");
      emit_function (e, "tw_sub", a, b, NULL);
      put (e, a->type == TW_TYPE_DATE ? ", 86400, 1)" : ")");
    }
  else if (a->type == TW_TYPE_DATE)
    {
      put (e, "tw_shift_date(");
      emit (e, a, AMOUNT);
      put (e, minus ? ", tw_sub(0, " : ", (");
      emit (e, b, AMOUNT);
      put (e, "))");
    }
  else
    {
      put (e, minus ? "tw_sub(" : "tw_add(");
      emit (e, a, AMOUNT);
      put (e, ", tw_muldiv(");
      emit (e, b, AMOUNT);
      put (e, ", 1000000, 1))");
    }
}

static void
emit_arithmetic (const Emitter *e, TwBound *node, Part part)
{
  TwBound *a = node->children[0], *b = node->children[1];

  if (a->type == TW_TYPE_MONEY)
    {
      emit_money_arithmetic (e, node, part);
      return;
    }
  if (a->type == TW_TYPE_DATE || a->type == TW_TYPE_DATETIME)
    {
      emit_time_arithmetic (e, node);
      return;
    }
  switch (node->op)
    {
    case TW_OP_PLUS:
      emit_function (e, "tw_add", a, b, NULL);
      break;
    case TW_OP_MINUS:
      emit_function (e, "tw_sub", a, b, NULL);
      break;
    case TW_OP_TIMES:
      emit_function (e, "tw_muldiv", a, b, node->type == TW_TYPE_DECIMAL ? "1000000" : "1");
      break;
    case TW_OP_DIVIDE:
      put (e, "tw_muldiv(");
      emit (e, a, AMOUNT);
      put (e, ", %s, ", node->type == TW_TYPE_DECIMAL ? "1000000" : "1");
      emit (e, b, AMOUNT);
      put (e, ")");
      break;
    default:
      emit_function (e, "tw_mod", a, b, NULL);
    }
}

static void
put_zone (const Emitter *e)
{
  g_auto(TwValue) zone = tw_value_text (e->context->zone_name ? e->context->zone_name : "UTC");

  tw_sql_append_value (e->sql, &zone);
}

/* tw_call(name, types, part, zone, first weekday, arguments …): one SQL function runs every function of the language. */
static void
emit_call (const Emitter *e, TwBound *node, Part part)
{
  g_autoptr(GString) types = g_string_new (NULL);

  g_string_append_c (types, 'A' + node->type);
  for (guint i = 0; i < node->n_children; i++)
    g_string_append_c (types, 'A' + node->children[i]->type);
  put (e, "tw_call('%s', '%s', %d, ", node->function->name, types->str, part);
  put_zone (e);
  put (e, ", %d", e->context->first_weekday);
  for (guint i = 0; i < node->n_children; i++)
    {
      put (e, ", ");
      emit (e, node->children[i], AMOUNT);
      if (node->children[i]->type == TW_TYPE_MONEY)
        {
          put (e, ", ");
          emit (e, node->children[i], CURRENCY);
        }
    }
  put (e, ")");
}

static void
emit_choice (const Emitter *e, TwBound *node, Part part)
{
  put (e, "CASE");
  if (node->kind == TW_BOUND_IF)
    {
      put (e, " WHEN ");
      emit (e, node->children[0], AMOUNT);
      put (e, " THEN ");
      emit (e, node->children[1], part);
      put (e, " ELSE ");
      emit (e, node->children[2], part);
    }
  else
    for (guint i = 0; i < node->n_children; i++)
      {
        put (e, " WHEN ");
        emit (e, node->children[i], AMOUNT);
        put (e, " IS NOT NULL THEN ");
        emit (e, node->children[i], part);
      }
  put (e, " END");
}

static void
put_relation (const Emitter *e, TwBound *node, const char *alias)
{
  const TwField *field = node->inverse ? node->inverse->field : node->field;

  put_table (e, node->entity);
  put (e, " %s WHERE ", alias);
  if (node->inverse && field->kind == TW_KIND_LINK)
    {
      g_autofree char *column = tw_field_dup_column (field);

      put (e, "%s.", alias);
      tw_sql_append_identifier (e->sql, column);
      put (e, " = %s.\"id\"", e->alias);
    }
  else
    {
      g_autofree char *table = tw_field_dup_link_table (field);

      put (e, "%s.\"id\" IN (SELECT \"%s\" FROM ", alias, node->inverse ? "a" : "b");
      tw_sql_append_identifier (e->sql, table);
      put (e, " WHERE \"%s\" = %s.\"id\")", node->inverse ? "b" : "a", e->alias);
    }
  put (e, " AND %s.\"deleted\" IS NULL", alias);
}

static void
emit_aggregate (const Emitter *e, TwBound *node, Part part)
{
  static const char *const kinds[] = { "count", "sum", "avg", "min", "max" };
  g_autofree char *alias = g_strdup_printf ("e%u", ++*e->n_aliases);
  TwBound *value = node->children[0], *where = node->children[1];
  Emitter inner = *e;

  inner.alias = alias;
  if (part == CURRENCY)
    {
      put_integer (e, e->context->currency);
      return;
    }
  if (node->aggregate == TW_AGG_ANY || node->aggregate == TW_AGG_ALL)
    put (e, node->aggregate == TW_AGG_ANY ? "EXISTS (SELECT 1" : "NOT EXISTS (SELECT 1");
  else if (node->aggregate == TW_AGG_COUNT)
    put (e, "(SELECT count(*)");
  else
    {
      put (e, "(SELECT tw_aggregate('%s', %d, ", kinds[node->aggregate], node->aggregate == TW_AGG_AVG && value->type == TW_TYPE_INTEGER);
      emit (&inner, value, AMOUNT);
      if (value->type == TW_TYPE_MONEY)
        {
          put (e, ", ");
          emit (&inner, value, CURRENCY);
          put (e, ", ");
          put_integer (e, e->context->currency);
        }
      put (e, ")");
    }
  put (e, " FROM ");
  put_relation (e, node, alias);
  if (node->aggregate == TW_AGG_ALL && !where)
    put (e, " AND 0");
  if (where)
    {
      put (e, " AND (");
      emit (&inner, where, AMOUNT);
      put (e, node->aggregate == TW_AGG_ALL ? ") IS NOT TRUE" : ")");
    }
  put (e, ")");
}

static void
emit_convert (const Emitter *e, TwBound *node, Part part)
{
  if (part == CURRENCY)
    {
      put_integer (e, node->value.tag);
      return;
    }
  put (e, "tw_convert(");
  emit (e, node->children[0], AMOUNT);
  put (e, ", ");
  emit (e, node->children[0], CURRENCY);
  put (e, ", ");
  put_integer (e, node->value.tag);
  put (e, ")");
}

static void
emit_wrapped (const Emitter *e, const char *before, TwBound *child, const char *after)
{
  put (e, "%s", before);
  emit (e, child, AMOUNT);
  put (e, "%s", after);
}

static void
emit (const Emitter *e, TwBound *node, Part part)
{
  switch (node->kind)
    {
    case TW_BOUND_LITERAL:
      emit_literal (e, &node->value, part);
      break;
    case TW_BOUND_FIELD:
      if (node->field->kind == TW_KIND_LINKS)
        {
          *e->failed = TRUE;
          tw_expr_syntax_error (e->error, TW_EXPR_ERROR_TYPE, 0, 0, _("“%s” are many records and stand only with has, is empty and count()."), node->field->key);
          break;
        }
      put_column (e, node->field, part);
      break;
    case TW_BOUND_BEFORE:
    case TW_BOUND_CHANGED:
      *e->failed = TRUE;
      tw_expr_syntax_error (e->error, TW_EXPR_ERROR_TYPE, 0, 0, _("changed() and before() cannot be asked of stored records."));
      break;
    case TW_BOUND_FOLLOW:
      emit_follow (e, node, part);
      break;
    case TW_BOUND_ME:
      if (tw_id_is_nil (&e->context->me))
        put (e, "NULL");
      else
        {
          TwValue me = tw_value_link (0, &e->context->me);

          tw_sql_append_value (e->sql, &me);
        }
      break;
    case TW_BOUND_ID:
      put (e, "%s.\"id\"", e->alias);
      break;
    case TW_BOUND_NOW:
      put_integer (e, e->context->now);
      break;
    case TW_BOUND_TODAY:
      put_integer (e, tw_instant_get_date (e->context->now, e->context->zone));
      break;
    case TW_BOUND_AND:
    case TW_BOUND_OR:
      emit_wrapped (e, "(", node->children[0], node->kind == TW_BOUND_AND ? " AND " : " OR ");
      emit_wrapped (e, "", node->children[1], ")");
      break;
    case TW_BOUND_NOT:
      emit_wrapped (e, "(NOT ", node->children[0], ")");
      break;
    case TW_BOUND_COMPARE:
      emit_pair (e, node->children[0], node->children[1], node->op);
      break;
    case TW_BOUND_TEXT_TEST:
      emit_text_test (e, node);
      break;
    case TW_BOUND_HAS:
      emit_has (e, node);
      break;
    case TW_BOUND_IN:
      emit_in (e, node);
      break;
    case TW_BOUND_BETWEEN:
      emit_between (e, node);
      break;
    case TW_BOUND_WITHIN:
      emit_within (e, node);
      break;
    case TW_BOUND_EMPTY:
      emit_empty (e, node);
      break;
    case TW_BOUND_IS:
      emit_is (e, node);
      break;
    case TW_BOUND_TEAM:
      emit_team (e, node);
      break;
    case TW_BOUND_NEGATE:
      if (part == CURRENCY)
        emit (e, node->children[0], CURRENCY);
      else
        emit_wrapped (e, "tw_sub(0, ", node->children[0], ")");
      break;
    case TW_BOUND_TO_DECIMAL:
      emit_wrapped (e, "tw_muldiv(", node->children[0], ", 1000000, 1)");
      break;
    case TW_BOUND_TO_INSTANT:
      emit_wrapped (e, "tw_midnight(", node->children[0], ", ");
      put_zone (e);
      put (e, ")");
      break;
    case TW_BOUND_CONVERT:
      emit_convert (e, node, part);
      break;
    case TW_BOUND_ARITHMETIC:
      emit_arithmetic (e, node, part);
      break;
    case TW_BOUND_IF:
    case TW_BOUND_COALESCE:
      emit_choice (e, node, part);
      break;
    case TW_BOUND_CALL:
      emit_call (e, node, part);
      break;
    case TW_BOUND_LIST_LENGTH:
      emit_wrapped (e, "coalesce(json_array_length(", node->children[0], "), 0)");
      break;
    case TW_BOUND_AGGREGATE:
      emit_aggregate (e, node, part);
      break;
    }
}

static gboolean
to_sql (TwExprBound *bound, const TwExprContext *context, const char *alias, TwSql *sql, Part part, GError **error)
{
  guint n_aliases = 0;
  gboolean failed = FALSE;
  g_autoptr(GError) problem = NULL;
  Emitter e = { sql, context, alias, &n_aliases, &problem, &failed };

  emit (&e, bound->root, part);
  if (failed)
    g_propagate_error (error, g_steal_pointer (&problem));
  return !failed;
}

/**
 * tw_expr_to_sql:
 * @bound: a checked expression
 * @context: whose now, zone, team and currency count; needed until the statement has run
 * @alias: the alias of the entity's table in the statement
 * @sql: receives the text and parameters
 * @error: return location
 *
 * Appends a scalar expression. For money it is the amount; tw_expr_currency_to_sql() gives its currency.
 *
 * Returns: %FALSE with %TW_EXPR_ERROR_TYPE when the expression makes sense only in a commit
 */
gboolean
tw_expr_to_sql (TwExprBound *bound, const TwExprContext *context, const char *alias, TwSql *sql, GError **error)
{
  return to_sql (bound, context, alias, sql, AMOUNT, error);
}

gboolean
tw_expr_currency_to_sql (TwExprBound *bound, const TwExprContext *context, const char *alias, TwSql *sql, GError **error)
{
  return to_sql (bound, context, alias, sql, CURRENCY, error);
}
