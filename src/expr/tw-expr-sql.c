/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-sql-private.h"

#define MAX_ARGS    90                                  /* leaves of one program; SQLite takes 100 arguments */
#define MAX_SYMBOLS 84                                  /* of the hundred on the stack of SQLite's parser */
#define SELECT_COST 13                                  /* symbols a sub-select and a program in it hold */

/* --- Pieces --- */

void
tw_compile_fail (TwCompiler *compiler, TwExprError code, const char *message)
{
  if (!compiler->failed)
    g_set_error_literal (compiler->error, TW_EXPR_ERROR, code, message);
  compiler->failed = TRUE;
}

void
tw_compile_int (TwCompiler *compiler, gint64 value)
{
  TwValue integer = tw_value_integer (value);

  tw_sql_append_value (compiler->sql, &integer);
}

void
tw_compile_value (TwCompiler *compiler, const TwValue *value, TwSqlMode mode)
{
  if (value->type == TW_TYPE_LIST)
    tw_compile_fail (compiler, TW_EXPR_ERROR_TYPE, _("A list has no place here."));
  else if (value->type != TW_TYPE_MONEY || mode == TW_SQL_VALUE)
    tw_sql_append_value (compiler->sql, value);
  else if (mode == TW_SQL_CURRENCY)
    tw_compile_int (compiler, value->tag);
  else
    {
      tw_sql_append (compiler->sql, "tw_pack(");
      tw_compile_int (compiler, value->i);
      tw_sql_append (compiler->sql, ", ");
      tw_compile_int (compiler, value->tag);
      tw_sql_append (compiler->sql, ")");
    }
}

void
tw_compile_column (TwCompiler *compiler, const char *alias, const TwField *field, const char *suffix)
{
  g_autofree char *column = tw_field_dup_column (field);
  g_autofree char *name = g_strconcat (column, suffix, NULL);

  tw_sql_append (compiler->sql, alias);
  tw_sql_append (compiler->sql, ".");
  tw_sql_append_identifier (compiler->sql, name);
}

static void
append_table (TwCompiler *compiler, const TwEntity *entity, const char *alias)
{
  g_autofree char *table = tw_entity_dup_table (entity);

  tw_sql_append_identifier (compiler->sql, table);
  tw_sql_append (compiler->sql, " AS ");
  tw_sql_append (compiler->sql, alias);
}

static void
append_link_table (TwCompiler *compiler, const TwField *field, const char *alias)
{
  g_autofree char *table = tw_field_dup_link_table (field);

  tw_sql_append_identifier (compiler->sql, table);
  tw_sql_append (compiler->sql, " AS ");
  tw_sql_append (compiler->sql, alias);
}

G_GNUC_PRINTF (2, 3) static void
append_format (TwCompiler *compiler, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_string_append_vprintf (compiler->sql->text, format, args);
  va_end (args);
}

static char *
new_alias (TwCompiler *compiler)
{
  return g_strdup_printf ("e%u", ++compiler->n_aliases);
}

GArray *
tw_compile_get_rates (TwCompiler *compiler)
{
  if (compiler->rates == NULL)
    compiler->rates = tw_environment_collect_rates (compiler->context);
  return compiler->rates;
}

const char *
tw_compile_get_environment (TwCompiler *compiler)
{
  if (compiler->environment == NULL)
    compiler->environment = tw_environment_print (compiler->context, tw_compile_get_rates (compiler));
  return compiler->environment;
}

/* Whether a form of SQL's own may be opened around the node. */
gboolean
tw_compile_has_room (const TwCompiler *compiler, const TwNode *node)
{
  return compiler->depth + (node->selects + 1) * SELECT_COST < MAX_SYMBOLS;
}

/* --- Programs --- */

typedef struct
{
  TwCompiler *compiler;
  const char *alias;
  GString    *text;
  GPtrArray  *leaves;                                  /* const TwNode *, in order of their arguments */
  GArray     *places;                                  /* int: where a leaf's arguments start */
  int         n_args;
  gboolean    context;
} ProgramWriter;

static gboolean
is_same_leaf (const TwNode *a, const TwNode *b)
{
  return a == b || (a->kind == TW_NODE_FIELD && b->kind == TW_NODE_FIELD && a->field == b->field);
}

static void
write_leaf (ProgramWriter *writer, const TwNode *node)
{
  gboolean column = node->kind == TW_NODE_FIELD && node->type == TW_TYPE_MONEY;
  char letter = node->type == TW_TYPE_MONEY && !column ? 'P' : tw_type_get_letter (node->type);
  int place = -1;

  for (guint i = 0; i < writer->leaves->len && place < 0; i++)
    if (is_same_leaf (g_ptr_array_index (writer->leaves, i), node))
      place = g_array_index (writer->places, int, i);
  if (place < 0)
    {
      place = writer->n_args;
      writer->n_args += column ? 2 : 1;
      g_ptr_array_add (writer->leaves, (gpointer) node);
      g_array_append_val (writer->places, place);
    }
  g_string_append_printf (writer->text, "L%d:%c ", place, letter);
}

static void
write_const (ProgramWriter *writer, const TwNode *node)
{
  g_auto (TwValue) value = TW_VALUE_INIT;

  tw_node_eval_const (node, writer->compiler->context, &value);
  tw_program_append_const (writer->text, &value);
}

static void write_node (ProgramWriter *writer, const TwNode *node);

/* My team is known here, so that SQL need not know it. */
static void
write_in_team (ProgramWriter *writer, const TwNode *node)
{
  const TwExprContext *context = writer->compiler->context;

  write_node (writer, node->kids[0]);
  for (guint i = 0; i < context->n_team; i++)
    {
      TwValue id = tw_value_link (0, &context->team[i]);

      tw_program_append_const (writer->text, &id);
    }
  g_string_append_printf (writer->text, "F%u,%u,b ", tw_op_index (tw_op_get ("&in")), context->n_team + 1);
  writer->context = TRUE;
}

static void
write_node (ProgramWriter *writer, const TwNode *node)
{
  if (node->constant)
    write_const (writer, node);
  else if (node->kind != TW_NODE_CALL)
    write_leaf (writer, node);
  else if (node->op->flags & TW_OP_USER)
    write_in_team (writer, node);
  else
    {
      for (guint i = 0; i < node->n_kids; i++)
        write_node (writer, node->kids[i]);
      g_string_append_printf (writer->text, "F%u,%u,%c ", tw_op_index (node->op), node->n_kids, tw_type_get_letter (node->type));
      if (node->op->flags & TW_OP_CONTEXT)
        writer->context = TRUE;
    }
}

static void
append_leaves (ProgramWriter *writer)
{
  TwCompiler *compiler = writer->compiler;

  compiler->depth += 5;
  for (guint i = 0; i < writer->leaves->len && !compiler->failed; i++)
    {
      const TwNode *leaf = g_ptr_array_index (writer->leaves, i);

      tw_sql_append (compiler->sql, ", ");
      if (leaf->kind == TW_NODE_FIELD && leaf->type == TW_TYPE_MONEY)
        {
          tw_compile_column (compiler, writer->alias, leaf->field, NULL);
          tw_sql_append (compiler->sql, ", ");
          tw_compile_column (compiler, writer->alias, leaf->field, "_cur");
        }
      else
        tw_compile_node (compiler, leaf, writer->alias, leaf->type == TW_TYPE_MONEY ? TW_SQL_PACKED : TW_SQL_VALUE, FALSE);
    }
  compiler->depth -= 5;
}

void
tw_compile_program (TwCompiler *compiler, const TwNode *node, const char *alias, TwSqlMode mode)
{
  static const char modes[] = { [TW_SQL_VALUE] = 'V', [TW_SQL_PACKED] = 'P', [TW_SQL_CURRENCY] = 'C', [TW_SQL_ENTITY] = 'V' };
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GPtrArray) leaves = g_ptr_array_new ();
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (int));
  ProgramWriter writer = { compiler, alias, text, leaves, places };
  g_auto (TwValue) program = TW_VALUE_INIT;

  g_string_append_c (text, modes[mode]);
  write_node (&writer, node);
  if (writer.n_args > MAX_ARGS)
    {
      tw_compile_fail (compiler, TW_EXPR_ERROR_LIMIT,
                       _("The expression reads too many fields at once; split it into computed fields."));
      return;
    }
  program = tw_value_text (text->str);
  tw_sql_append (compiler->sql, "tw_eval(");
  tw_sql_append_value (compiler->sql, &program);
  if (writer.context)
    {
      g_auto (TwValue) environment = tw_value_text (tw_compile_get_environment (compiler));

      tw_sql_append (compiler->sql, ", ");
      tw_sql_append_value (compiler->sql, &environment);
    }
  else
    tw_sql_append (compiler->sql, ", NULL");
  append_leaves (&writer);
  tw_sql_append (compiler->sql, ")");
}

/* --- Sub-selects --- */

/* A path over several links is one select with joins: it then nests no deeper than a short one. */
static void
compile_path (TwCompiler *compiler, const TwNode *node, const char *alias, TwSqlMode mode)
{
  g_autoptr (GPtrArray) aliases = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) hops = g_ptr_array_new ();
  const TwNode *hop = node;

  for (;; hop = hop->kids[1])
    {
      g_ptr_array_add (hops, (gpointer) hop);
      g_ptr_array_add (aliases, new_alias (compiler));
      if (hop->kids[1]->kind != TW_NODE_PATH)
        break;
    }
  compiler->depth += 8;
  tw_sql_append (compiler->sql, "(SELECT ");
  tw_compile_node (compiler, hop->kids[1], g_ptr_array_index (aliases, aliases->len - 1), mode, FALSE);
  tw_sql_append (compiler->sql, " FROM ");
  append_table (compiler, node->scope, g_ptr_array_index (aliases, 0));
  for (guint i = 1; i < hops->len; i++)
    {
      hop = g_ptr_array_index (hops, i);
      tw_sql_append (compiler->sql, " JOIN ");
      append_table (compiler, hop->scope, g_ptr_array_index (aliases, i));
      append_format (compiler, " ON %s.id = ", (char *) g_ptr_array_index (aliases, i));
      tw_compile_node (compiler, hop->kids[0], g_ptr_array_index (aliases, i - 1), TW_SQL_VALUE, FALSE);
    }
  append_format (compiler, " WHERE %s.id = ", (char *) g_ptr_array_index (aliases, 0));
  tw_compile_node (compiler, node->kids[0], alias, TW_SQL_VALUE, FALSE);
  tw_sql_append (compiler->sql, ")");
  compiler->depth -= 8;
}

/* FROM and WHERE of the related records, which get the alias inner. */
static void
append_related (TwCompiler *compiler, const TwNode *node, const char *alias, const char *inner)
{
  const TwField *field = node->inverse != NULL ? node->inverse->field : node->field;
  g_autofree char *links = NULL;

  tw_sql_append (compiler->sql, " FROM ");
  if (field->kind != TW_KIND_LINKS)
    {
      append_table (compiler, node->scope, inner);
      tw_sql_append (compiler->sql, " WHERE ");
      tw_compile_column (compiler, inner, field, NULL);
      append_format (compiler, " = %s.id AND %s.deleted IS NULL", alias, inner);
      return;
    }
  links = new_alias (compiler);
  append_link_table (compiler, field, links);
  tw_sql_append (compiler->sql, " JOIN ");
  append_table (compiler, node->scope, inner);
  if (node->inverse != NULL)
    append_format (compiler, " ON %s.id = %s.a WHERE %s.b = %s.id AND %s.deleted IS NULL", inner, links, links, alias, inner);
  else
    append_format (compiler, " ON %s.id = %s.b WHERE %s.a = %s.id", inner, links, links, alias);
}

/* What is worked out of each related record's value; opens a function that compile_aggregate() closes. */
static void
append_aggregate_value (TwCompiler *compiler, const TwNode *node, const char *inner)
{
  const TwNode *value = node->kids[0];
  gboolean money = value != NULL && value->type == TW_TYPE_MONEY;

  if (value == NULL)
    tw_sql_append (compiler->sql, "count(*)");
  else if (node->aggregate == TW_AGGREGATE_COUNT
           || (!money && (node->aggregate == TW_AGGREGATE_MIN || node->aggregate == TW_AGGREGATE_MAX)))
    {
      tw_sql_append (compiler->sql, node->aggregate == TW_AGGREGATE_COUNT ? "count(" : node->aggregate == TW_AGGREGATE_MIN ? "min(" : "max(");
      tw_compile_node (compiler, value, inner, TW_SQL_VALUE, FALSE);
      tw_sql_append (compiler->sql, ")");
    }
  else
    {
      g_auto (TwValue) environment = tw_value_text (money ? tw_compile_get_environment (compiler) : "");

      append_format (compiler, "tw_aggregate(%d, '%c', ", (int) node->aggregate, money ? 'P' : tw_type_get_letter (value->type));
      tw_sql_append_value (compiler->sql, &environment);
      tw_sql_append (compiler->sql, ", ");
      tw_compile_node (compiler, value, inner, money ? TW_SQL_PACKED : TW_SQL_VALUE, FALSE);
      tw_sql_append (compiler->sql, ")");
    }
}

static void
compile_aggregate (TwCompiler *compiler, const TwNode *node, const char *alias, TwSqlMode mode)
{
  g_autofree char *inner = new_alias (compiler);
  gboolean money = node->type == TW_TYPE_MONEY && mode != TW_SQL_PACKED;

  compiler->depth += 8;
  if (money)
    tw_sql_append (compiler->sql, mode == TW_SQL_VALUE ? "tw_amount(" : "tw_currency(");
  if (node->aggregate >= TW_AGGREGATE_ANY)
    tw_sql_append (compiler->sql, node->aggregate == TW_AGGREGATE_ANY ? "EXISTS (SELECT 1" : "NOT EXISTS (SELECT 1");
  else
    {
      tw_sql_append (compiler->sql, "(SELECT ");
      append_aggregate_value (compiler, node, inner);
    }
  append_related (compiler, node, alias, inner);
  if (node->kids[1] != NULL)
    {
      gboolean all = node->aggregate == TW_AGGREGATE_ALL;

      /* The plus keeps SQLite from an index of the condition: the link's finds a few records, that of a status half of all. */
      tw_sql_append (compiler->sql, " AND +(");
      tw_compile_node (compiler, node->kids[1], inner, TW_SQL_VALUE, TRUE);
      tw_sql_append (compiler->sql, all ? ") IS NOT TRUE" : ")");
    }
  tw_sql_append (compiler->sql, money ? "))" : ")");
  compiler->depth -= 8;
}

static void
compile_links_exists (TwCompiler *compiler, const TwNode *node, const char *alias, guint from, guint to)
{
  g_autofree char *links = new_alias (compiler);

  compiler->depth += 8;
  tw_sql_append (compiler->sql, "EXISTS (SELECT 1 FROM ");
  append_link_table (compiler, node->field, links);
  append_format (compiler, " WHERE %s.a = %s.id", links, alias);
  if (to > from)
    append_format (compiler, " AND %s.b IN (", links);
  for (guint i = from; i < to; i++)
    {
      if (i > from)
        tw_sql_append (compiler->sql, ", ");
      tw_compile_node (compiler, node->kids[i], alias, TW_SQL_VALUE, FALSE);
    }
  tw_sql_append (compiler->sql, to > from ? "))" : ")");
  compiler->depth -= 8;
}

static void
compile_links_has (TwCompiler *compiler, const TwNode *node, const char *alias)
{
  if (!node->all)
    {
      compile_links_exists (compiler, node, alias, 0, node->n_kids);
      return;
    }
  tw_sql_append (compiler->sql, "(");
  for (guint i = 0; i < node->n_kids; i++)
    {
      if (i > 0)
        tw_sql_append (compiler->sql, " AND ");
      compile_links_exists (compiler, node, alias, i, i + 1);
    }
  tw_sql_append (compiler->sql, ")");
}

/* --- Links of several kinds --- */

/* The number of the entity that a link leads to. */
static void
compile_link_entity (TwCompiler *compiler, const TwNode *node, const char *alias)
{
  if (node->kind == TW_NODE_PATH)
    compile_path (compiler, node, alias, TW_SQL_ENTITY);
  else if (node->kind == TW_NODE_FIELD && node->target == NULL)
    tw_compile_column (compiler, alias, node->field, "_ent");
  else if (node->target == NULL)
    tw_compile_fail (compiler, TW_EXPR_ERROR_TYPE, _("The kind of record can only be asked of a field."));
  else
    {
      tw_sql_append (compiler->sql, "CASE WHEN ");
      tw_compile_node (compiler, node, alias, TW_SQL_VALUE, FALSE);
      append_format (compiler, " IS NOT NULL THEN %u END", node->target->number);
    }
}

static void
compile_link_test (TwCompiler *compiler, const TwNode *node, const char *alias)
{
  gboolean cast = node->kind == TW_NODE_CAST;

  compiler->depth += 4;
  tw_sql_append (compiler->sql, cast ? "CASE WHEN (" : "((");
  compile_link_entity (compiler, node->kids[0], alias);
  append_format (compiler, ") = %u", node->scope->number);
  if (cast)
    {
      tw_sql_append (compiler->sql, " THEN ");
      tw_compile_node (compiler, node->kids[0], alias, TW_SQL_VALUE, FALSE);
    }
  tw_sql_append (compiler->sql, cast ? " END" : ")");
  compiler->depth -= 4;
}

static void
compile_field (TwCompiler *compiler, const TwNode *node, const char *alias, TwSqlMode mode)
{
  if (node->field->kind == TW_KIND_LINKS)
    tw_compile_fail (compiler, TW_EXPR_ERROR_TYPE,
                     _("A list of links has no place here; ask “has”, “is empty” or count()."));
  else if (node->type != TW_TYPE_MONEY || mode == TW_SQL_VALUE)
    tw_compile_column (compiler, alias, node->field, NULL);
  else if (mode == TW_SQL_CURRENCY)
    tw_compile_column (compiler, alias, node->field, "_cur");
  else
    {
      tw_sql_append (compiler->sql, "tw_pack(");
      tw_compile_column (compiler, alias, node->field, NULL);
      tw_sql_append (compiler->sql, ", ");
      tw_compile_column (compiler, alias, node->field, "_cur");
      tw_sql_append (compiler->sql, ")");
    }
}

void
tw_compile_node (TwCompiler *compiler, const TwNode *node, const char *alias, TwSqlMode mode, gboolean truth)
{
  if (compiler->failed)
    return;
  if (mode == TW_SQL_ENTITY)
    compile_link_entity (compiler, node, alias);
  else if (node->constant)
    {
      g_auto (TwValue) value = TW_VALUE_INIT;

      tw_node_eval_const (node, compiler->context, &value);
      tw_compile_value (compiler, &value, mode);
    }
  else
    switch (node->kind)
      {
      case TW_NODE_FIELD:
        compile_field (compiler, node, alias, mode);
        break;
      case TW_NODE_ID:
        append_format (compiler, "%s.id", alias);
        break;
      case TW_NODE_PATH:
        compile_path (compiler, node, alias, mode);
        break;
      case TW_NODE_AGGREGATE:
        compile_aggregate (compiler, node, alias, mode);
        break;
      case TW_NODE_LINKS_HAS:
        compile_links_has (compiler, node, alias);
        break;
      case TW_NODE_IS:
      case TW_NODE_CAST:
        compile_link_test (compiler, node, alias);
        break;
      case TW_NODE_CALL:
        if (!tw_compile_native (compiler, node, alias, truth))
          tw_compile_program (compiler, node, alias, mode);
        break;
      default:
        tw_compile_fail (compiler, TW_EXPR_ERROR_TYPE, _("changed() and before() cannot be asked of the database."));
      }
}

static gboolean
compile (TwExprBound *bound, const TwExprContext *context, const char *alias, TwSql *sql, TwSqlMode mode, GError **error)
{
  TwCompiler compiler = { .sql = sql, .context = context, .depth = 10, .error = error };

  tw_compile_node (&compiler, bound->root, alias, mode, (bound->flags & TW_EXPR_BIND_CONDITION) != 0);
  g_clear_pointer (&compiler.rates, g_array_unref);
  g_free (compiler.environment);
  return !compiler.failed;
}

/* --- Public functions --- */

/**
 * tw_expr_to_sql:
 * @bound: a checked expression
 * @context: what it may depend on; the SQL holds of it when it is made
 * @alias: the name that the entity's table has where the SQL will stand
 * @sql: SQL under construction
 *
 * Appends the expression as SQL. Its value has the storage of a column of the type, money is its amount. A condition
 * (%TW_EXPR_BIND_CONDITION) is true where it is true in memory, and else false or null.
 *
 * Returns: %TRUE, or %FALSE with @error when the database cannot answer it (changed(), before(), a list of links)
 */
gboolean
tw_expr_to_sql (TwExprBound *bound, const TwExprContext *context, const char *alias, TwSql *sql, GError **error)
{
  return compile (bound, context, alias, sql, TW_SQL_VALUE, error);
}

/**
 * tw_expr_currency_to_sql:
 * @bound: a checked expression whose type is money
 *
 * Like tw_expr_to_sql(), for the packed currency of the amount.
 *
 * Returns: %TRUE, or %FALSE with @error
 */
gboolean
tw_expr_currency_to_sql (TwExprBound *bound, const TwExprContext *context, const char *alias, TwSql *sql, GError **error)
{
  g_return_val_if_fail (bound->root->type == TW_TYPE_MONEY, FALSE);
  return compile (bound, context, alias, sql, TW_SQL_CURRENCY, error);
}
