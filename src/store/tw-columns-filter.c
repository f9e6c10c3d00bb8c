/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Conditions over arrays.
 *
 * What an expression means is the business of its own floor alone. A condition is taken apart at and, or and not; each part
 * that depends on one stored field is asked there, once for each value that the field's dictionary has, and becomes a table
 * of answers by code. A comparison of a number is asked where its answer turns, by halving the range of numbers that there
 * are, and becomes a range. What is left for the rows is looking up a byte or comparing two integers. Anything else is for
 * SQL. */
#include "config.h"

#include <string.h>

#include "tw-columns-filter-private.h"
#include "tw-expr-tree.h"

/* Values that one part of a condition is asked for: about 10 ms. */
#define MAX_VALUES 5000
#define HALF_DAY   (TW_USEC_PER_DAY / 2)

/* --- Which fields --- */

/* The one stored field that the expression reads. FALSE: it reads something that columns do not have. */
static gboolean
find_field (TwExpr *expr, const TwEntity *entity, const TwField **field)
{
  TwExprKind kind = tw_expr_get_kind (expr);

  /* Paths and aggregates read other records; id() is of the record, which has none here. */
  if (kind == TW_EXPR_PATH || kind == TW_EXPR_CAST || kind == TW_EXPR_AGGREGATE ||
      (kind == TW_EXPR_CALL && strcmp (tw_expr_get_name (expr), "id") == 0))
    return FALSE;
  if (kind == TW_EXPR_NAME)
    {
      const TwField *own = tw_entity_get_field (entity, tw_expr_get_name (expr));

      if (own == NULL || !tw_column_can_hold (own) || (*field != NULL && *field != own))
        return FALSE;
      *field = own;
      return TRUE;
    }
  for (guint i = 0; i < tw_expr_get_n_children (expr); i++)
    if (!find_field (tw_expr_get_child (expr, i), entity, field))
      return FALSE;
  return TRUE;
}

static gboolean
is_connective (TwExpr *expr)
{
  TwExprKind kind = tw_expr_get_kind (expr);

  return kind == TW_EXPR_NOT || kind == TW_EXPR_AND || kind == TW_EXPR_OR;
}

static gboolean
collect_fields (TwExpr *expr, const TwEntity *entity, GPtrArray *fields)
{
  const TwField *field = NULL;

  if (is_connective (expr))
    {
      for (guint i = 0; i < tw_expr_get_n_children (expr); i++)
        if (!collect_fields (tw_expr_get_child (expr, i), entity, fields))
          return FALSE;
      return TRUE;
    }
  if (!find_field (expr, entity, &field))
    return FALSE;
  if (field != NULL && !g_ptr_array_find (fields, field, NULL))
    g_ptr_array_add (fields, (gpointer) field);
  return TRUE;
}

gboolean
tw_column_filter_fields (TwExprBound *where, GPtrArray *fields)
{
  return collect_fields (tw_expr_bound_get_expr (where), tw_expr_bound_get_entity (where), fields);
}

/* --- Asking --- */

typedef struct
{
  TwExprBound         *bound;                          /* (owned) */
  const TwExprContext *context;                        /* (unowned) */
  const TwEntity      *entity;                         /* (unowned) */
  const TwField       *field;                          /* (unowned) (nullable) */
  TwRecord            *record;                         /* (owned) */
} Oracle;

static void
oracle_clear (Oracle *oracle)
{
  g_clear_pointer (&oracle->bound, tw_expr_bound_unref);
  g_clear_object (&oracle->record);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Oracle, oracle_clear)

static gboolean
oracle_init (Oracle *oracle, TwExpr *expr, const TwExprContext *context, const TwEntity *entity, const TwField *field)
{
  *oracle = (Oracle) { .context = context, .entity = entity, .field = field };
  oracle->bound = tw_expr_bind (expr, (TwSchema *) entity->schema, entity, TW_EXPR_BIND_CONDITION, NULL);
  /* A link beside a name reads the linked record. */
  return oracle->bound != NULL && !tw_expr_bound_reads_others (oracle->bound);
}

static guint8
oracle_ask (Oracle *oracle, const TwValue *value)
{
  TwValue *values = g_new0 (TwValue, oracle->entity->n_fields);
  g_auto (TwValue) result = TW_VALUE_INIT;

  if (oracle->field != NULL)
    values[oracle->field->index] = tw_value_copy (value);
  if (oracle->record == NULL)
    oracle->record = tw_record_new_stored (oracle->entity, &tw_id_nil, 1, FALSE, values);
  else
    tw_record_set_stored (oracle->record, 1, FALSE, values);
  tw_expr_eval_record (oracle->bound, oracle->context, oracle->record, NULL, NULL, &result);
  if (result.type != TW_TYPE_BOOLEAN)
    return TW_TRUTH_NULL;
  return result.i ? TW_TRUTH_TRUE : TW_TRUTH_FALSE;
}

static guint8
oracle_ask_null (Oracle *oracle)
{
  TwValue null = TW_VALUE_INIT;

  return oracle_ask (oracle, &null);
}

static guint8
oracle_ask_number (Oracle *oracle, gint64 number, guint32 currency)
{
  TwValue value = { .type = oracle->field->type, .tag = currency, .i = number };

  return oracle_ask (oracle, &value);
}

/* --- Nodes --- */

static Node *
node_new (NodeKind kind, guint8 truth, const TwColumn *column)
{
  Node *node = g_new0 (Node, 1);

  node->kind = kind;
  node->truth = truth;
  node->column = column;
  return node;
}

static Node *
codes_node (Oracle *oracle, const TwColumn *column)
{
  GArray *values = column->dict->values;
  Node *node;

  if (values->len > MAX_VALUES)
    return NULL;
  node = node_new (NODE_CODES, TW_TRUTH_NULL, column);
  node->table = g_malloc (values->len);
  for (guint i = 0; i < values->len; i++)
    node->table[i] = oracle_ask (oracle, &g_array_index (values, TwValue, i));
  return node;
}

static Node *
table_node (Oracle *oracle, const TwColumn *column)
{
  gboolean any = column->least <= column->greatest;
  guint64 span = any ? (guint64) column->greatest - (guint64) column->least + 1 : 1;
  Node *node;

  if (column->kind != TW_COLUMN_INT || span > MAX_VALUES || span == 0)
    return NULL;
  node = node_new (NODE_TABLE, oracle_ask_null (oracle), column);
  node->base = any ? column->least : 0;
  node->table = g_malloc (span);
  for (guint64 i = 0; i < span; i++)
    node->table[i] = oracle_ask_number (oracle, node->base + (gint64) i, 0);
  return node;
}

/* --- Ranges --- */

/* A part of a condition that compares one field. */
typedef struct
{
  const TwExprContext *context;
  const TwEntity      *entity;
  const TwField       *field;
  const TwColumn      *column;
} Place;

static gint64
middle_of (gint64 a, gint64 b)
{
  return a + (gint64) (((guint64) b - (guint64) a) / 2);
}

/* The last number from a, where the answer is truth, towards b, where it is another one, that has it. FALSE: a third one. */
static gboolean
find_turn (Oracle *oracle, guint32 currency, gint64 a, gint64 b, guint8 truth, guint8 other, gint64 *turn)
{
  while (a < b ? (guint64) b - (guint64) a > 1 : (guint64) a - (guint64) b > 1)
    {
      gint64 middle = a < b ? middle_of (a, b) : middle_of (b, a);
      guint8 answer = oracle_ask_number (oracle, middle, currency);

      if (answer == truth)
        a = middle;
      else if (answer == other)
        b = middle;
      else
        return FALSE;
    }
  *turn = a;
  return TRUE;
}

/* Where a condition is true that turns once at most between the least and the greatest number. */
static gboolean
half_line (Oracle *oracle, const TwColumn *column, guint32 currency, Range *range)
{
  guint8 first = oracle_ask_number (oracle, column->least, currency);
  guint8 last = oracle_ask_number (oracle, column->greatest, currency);

  *range = (Range) { column->least, column->greatest, first, first };
  if (first == last)
    return TRUE;
  if (first == TW_TRUTH_NULL || last == TW_TRUTH_NULL)
    return FALSE;
  range->inside = TW_TRUTH_TRUE;
  range->outside = TW_TRUTH_FALSE;
  if (first == TW_TRUTH_TRUE)
    return find_turn (oracle, currency, column->least, column->greatest, first, last, &range->high);
  return find_turn (oracle, currency, column->greatest, column->least, last, first, &range->low);
}

static Node *
half_line_node (TwExpr *expr, const Place *place)
{
  const TwColumn *column = place->column;
  g_auto (Oracle) oracle = { 0 };
  guint n = column->kind == TW_COLUMN_MONEY ? column->dict->values->len : 1;
  g_autofree Range *ranges = g_new0 (Range, n);
  Node *node;

  if (!oracle_init (&oracle, expr, place->context, place->entity, place->field))
    return NULL;
  if (column->least > column->greatest)
    return node_new (NODE_CONSTANT, oracle_ask_null (&oracle), NULL);
  for (guint i = 0; i < n; i++)
    {
      guint32 currency = n > 1 && i > 0 ? (guint32) g_array_index (column->dict->values, TwValue, i).i : 0;

      if (column->kind == TW_COLUMN_MONEY && i == 0)
        continue;
      if (!half_line (&oracle, column, currency, &ranges[i]))
        return NULL;
    }
  node = node_new (column->kind == TW_COLUMN_MONEY ? NODE_MONEY : NODE_RANGE, oracle_ask_null (&oracle), column);
  node->ranges = g_steal_pointer (&ranges);
  return node;
}

/* A day inside the period; G_MININT64 when there is none between the least and the greatest. */
static gboolean
find_inside (Oracle *oracle, const TwColumn *column, gint64 *inside)
{
  gint64 step = column->type == TW_TYPE_DATETIME ? HALF_DAY : 1;
  gint64 ends[] = { column->greatest, column->least };

  if (((guint64) column->greatest - (guint64) column->least) / step > MAX_VALUES)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    if (oracle_ask_number (oracle, ends[i], 0) == TW_TRUTH_TRUE)
      {
        *inside = ends[i];
        return TRUE;
      }
  for (gint64 at = column->least; at <= column->greatest; at += step)
    if (oracle_ask_number (oracle, at, 0) == TW_TRUTH_TRUE)
      {
        *inside = at;
        return TRUE;
      }
  *inside = G_MININT64;
  return TRUE;
}

/* Periods of hours and minutes may lie between the steps of find_inside(). */
static gboolean
is_of_days (const char *period)
{
  return strstr (period, "hour") == NULL && strstr (period, "minute") == NULL;
}

static Node *
within_node (TwExpr *expr, const Place *place)
{
  const TwColumn *column = place->column;
  g_auto (Oracle) oracle = { 0 };
  Range range = { 1, 0, TW_TRUTH_TRUE, TW_TRUTH_FALSE };
  gint64 inside;
  Node *node;

  if (column->kind != TW_COLUMN_INT || !oracle_init (&oracle, expr, place->context, place->entity, place->field))
    return NULL;
  if (column->least > column->greatest)
    return node_new (NODE_CONSTANT, oracle_ask_null (&oracle), NULL);
  if (!find_inside (&oracle, column, &inside))
    return NULL;
  if (inside != G_MININT64)
    {
      range.low = column->least;
      range.high = column->greatest;
      if ((oracle_ask_number (&oracle, column->least, 0) != TW_TRUTH_TRUE &&
           !find_turn (&oracle, 0, inside, column->least, TW_TRUTH_TRUE, TW_TRUTH_FALSE, &range.low)) ||
          (oracle_ask_number (&oracle, column->greatest, 0) != TW_TRUTH_TRUE &&
           !find_turn (&oracle, 0, inside, column->greatest, TW_TRUTH_TRUE, TW_TRUTH_FALSE, &range.high)))
        return NULL;
    }
  node = node_new (NODE_RANGE, oracle_ask_null (&oracle), column);
  node->ranges = g_memdup2 (&range, sizeof range);
  return node;
}

/* --- Putting together --- */

static Node *
join (NodeKind kind, Node *first, Node *second)
{
  Node *node;

  if (first == NULL || (second == NULL && kind != NODE_NOT))
    {
      g_clear_pointer (&first, tw_column_filter_free);
      g_clear_pointer (&second, tw_column_filter_free);
      return NULL;
    }
  node = node_new (kind, TW_TRUTH_NULL, NULL);
  node->children = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_column_filter_free);
  g_ptr_array_add (node->children, first);
  if (second != NULL)
    g_ptr_array_add (node->children, second);
  return node;
}

static Node *
comparison (TwExprOp op, TwExpr *a, TwExpr *b, const Place *place)
{
  g_autoptr (TwExpr) expr = NULL;

  if (op == TW_EXPR_OP_EQUAL || op == TW_EXPR_OP_NOT_EQUAL || op == TW_EXPR_OP_EXACT)
    {
      Node *equal = join (NODE_AND, comparison (TW_EXPR_OP_AT_MOST, a, b, place), comparison (TW_EXPR_OP_AT_LEAST, a, b, place));

      return op == TW_EXPR_OP_NOT_EQUAL ? join (NODE_NOT, equal, NULL) : equal;
    }
  if (op != TW_EXPR_OP_LESS && op != TW_EXPR_OP_AT_MOST && op != TW_EXPR_OP_MORE && op != TW_EXPR_OP_AT_LEAST)
    return NULL;
  expr = tw_expr_new_compare (op, a, b);
  return half_line_node (expr, place);
}

static gboolean
is_name (TwExpr *expr)
{
  return tw_expr_get_kind (expr) == TW_EXPR_NAME;
}

static gboolean
reads_nothing (TwExpr *expr, const TwEntity *entity)
{
  const TwField *field = NULL;

  return find_field (expr, entity, &field) && field == NULL;
}

static Node *
one_of (TwExpr *expr, const Place *place)
{
  Node *node = NULL;

  for (guint i = 1; i < tw_expr_get_n_children (expr); i++)
    {
      Node *one = comparison (TW_EXPR_OP_EQUAL, tw_expr_get_child (expr, 0), tw_expr_get_child (expr, i), place);

      node = i == 1 ? one : join (NODE_OR, node, one);
      if (node == NULL)
        return NULL;
    }
  return node;
}

/* Comparisons of a number with what does not depend on the row. */
static Node *
number_node (TwExpr *expr, const Place *place)
{
  TwExpr *first = tw_expr_get_n_children (expr) > 0 ? tw_expr_get_child (expr, 0) : NULL;

  if (first == NULL || place->column->type == TW_TYPE_BOOLEAN)
    return NULL;
  for (guint i = 1; is_name (first) && i < tw_expr_get_n_children (expr); i++)
    if (!reads_nothing (tw_expr_get_child (expr, i), place->entity))
      return NULL;
  if (tw_expr_get_kind (expr) == TW_EXPR_COMPARE)
    {
      if (!is_name (first) && !(is_name (tw_expr_get_child (expr, 1)) && reads_nothing (first, place->entity)))
        return NULL;
      return comparison (tw_expr_get_op (expr), first, tw_expr_get_child (expr, 1), place);
    }
  if (!is_name (first))
    return NULL;
  switch (tw_expr_get_kind (expr))
    {
    case TW_EXPR_BETWEEN:
      return join (NODE_AND, comparison (TW_EXPR_OP_AT_LEAST, first, tw_expr_get_child (expr, 1), place),
                   comparison (TW_EXPR_OP_AT_MOST, first, tw_expr_get_child (expr, 2), place));
    case TW_EXPR_IN:
      return one_of (expr, place);
    case TW_EXPR_WITHIN:
      return is_of_days (tw_expr_get_name (expr)) ? within_node (expr, place) : NULL;
    default:
      return NULL;
    }
}

static Node *
empty_node (Oracle *oracle, const TwColumn *column)
{
  Node *node = node_new (NODE_RANGE, oracle_ask_null (oracle), column);
  guint8 other = oracle_ask_number (oracle, 0, 0);

  node->ranges = g_new0 (Range, 1);
  *node->ranges = (Range) { 1, 0, other, other };
  return node;
}

static Node *
leaf (TwExpr *expr, const TwExprContext *context, const TwEntity *entity, TwColumnSet *set)
{
  const TwField *field = NULL;
  const TwColumn *column;
  g_auto (Oracle) oracle = { 0 };
  Place place;
  Node *node;

  if (!find_field (expr, entity, &field) || !oracle_init (&oracle, expr, context, entity, field))
    return NULL;
  if (field == NULL)
    return node_new (NODE_CONSTANT, oracle_ask_null (&oracle), NULL);
  column = tw_column_set_find (set, field);
  if (column == NULL)
    return NULL;
  if (column->kind == TW_COLUMN_DICT)
    return codes_node (&oracle, column);
  if (tw_expr_get_kind (expr) == TW_EXPR_EMPTY && is_name (tw_expr_get_child (expr, 0)))
    return empty_node (&oracle, column);
  place = (Place) { context, entity, field, column };
  node = number_node (expr, &place);
  return node != NULL ? node : table_node (&oracle, column);
}

static Node *
compile (TwExpr *expr, const TwExprContext *context, const TwEntity *entity, TwColumnSet *set)
{
  TwExprKind connective = tw_expr_get_kind (expr);
  Node *node;

  if (!is_connective (expr))
    return leaf (expr, context, entity, set);
  node = node_new (connective == TW_EXPR_NOT ? NODE_NOT : connective == TW_EXPR_OR ? NODE_OR : NODE_AND, TW_TRUTH_NULL, NULL);
  node->children = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_column_filter_free);
  for (guint i = 0; i < tw_expr_get_n_children (expr); i++)
    {
      Node *child = compile (tw_expr_get_child (expr, i), context, entity, set);

      if (child == NULL)
        {
          tw_column_filter_free (node);
          return NULL;
        }
      g_ptr_array_add (node->children, child);
    }
  return node;
}

TwColumnFilter *
tw_column_filter_new (TwExprBound *where, const TwExprContext *context, TwColumnSet *set)
{
  return compile (tw_expr_bound_get_expr (where), context, tw_expr_bound_get_entity (where), set);
}
