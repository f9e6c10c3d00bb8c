/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts and sums by group in SQL: the truth that columns in memory have to equal. SQLite's own sum() is an error beyond 64
 * bits, which a weighted sum of large amounts reaches; the aggregates here gather in 128 bits, as the arrays do. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <sqlite3.h>
#include <string.h>

#include "tw-columns-private.h"
#include "tw-period-sql.h"
#include "tw-store-private.h"

/* --- Aggregates --- */

static void
sum_step (sqlite3_context *context, int argc, sqlite3_value **argv)
{
  __int128 *sum = sqlite3_aggregate_context (context, sizeof (__int128) * 2);
  __int128 value, aligned;

  for (int i = 0; i < argc; i++)
    if (sqlite3_value_type (argv[i]) == SQLITE_NULL)
      return;
  if (sum == NULL)
    return;
  value = sqlite3_value_int64 (argv[0]);
  if (argc > 1)
    value *= sqlite3_value_int64 (argv[1]);
  /* SQLite aligns to eight bytes only. */
  memcpy (&aligned, sum, sizeof aligned);
  aligned += value;
  memcpy (sum, &aligned, sizeof aligned);
}

static void
sum_final (sqlite3_context *context)
{
  void *sum = sqlite3_aggregate_context (context, 0);

  if (sum != NULL)
    sqlite3_result_blob (context, sum, sizeof (__int128), SQLITE_TRANSIENT);
}

static gboolean
register_sums (TwDb *db, GError **error)
{
  for (int n = 1; n <= 2; n++)
    {
      int code = sqlite3_create_function_v2 (tw_db_get_handle (db), "tw_group_sum", n,
                                             SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY, NULL, NULL, sum_step,
                                             sum_final, NULL);

      if (code != SQLITE_OK)
        return tw_db_fail (db, code, error);
    }
  return TRUE;
}

static __int128
read_sum (TwStmt *stmt, int column)
{
  __int128 sum = 0;
  gsize length;
  gconstpointer data = tw_stmt_get_blob (stmt, column, &length);

  if (data != NULL && length == sizeof sum)
    memcpy (&sum, data, sizeof sum);
  return sum;
}

static gboolean
has_period (const TwAxis *axis)
{
  return axis->field != NULL && axis->grain != TW_GRAIN_NONE && (axis->field->type == TW_TYPE_DATE || axis->field->type == TW_TYPE_DATETIME);
}

static gboolean
register_periods (TwDb *db, const TwExprContext *context, const TwGroupSpec *spec, GError **error)
{
  static const char *const names[] = { "tw_group_period_0", "tw_group_period_1" };

  for (guint i = 0; i < 2; i++)
    if (has_period (&spec->by[i]) && !tw_db_register_period (db, names[i], spec->by[i].field->type, spec->by[i].grain, context, error))
      return FALSE;
  return TRUE;
}

/* --- The statement --- */

typedef struct
{
  TwSql   *key;                                        /* columns with commas behind them */
  GString *join;                                       /* after the table; may be empty */
  GString *condition;                                  /* begins with AND; may be empty */
  int      at[2], n_key;                               /* where the columns of an axis begin, how many there are in all */
} Parts;

static void
parts_clear (Parts *parts)
{
  tw_sql_free (parts->key);
  g_string_free (parts->join, TRUE);
  g_string_free (parts->condition, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parts, parts_clear)

static gboolean
has_two_columns (const TwField *field)
{
  return field->type == TW_TYPE_MONEY || (field->type == TW_TYPE_LINK && tw_field_get_target (field) == NULL);
}

static void
append_sql (TwSql *sql, const TwSql *other)
{
  tw_sql_append (sql, other->text->str);
  for (guint i = 0; i < other->params->len; i++)
    {
      TwValue copy = tw_value_copy (&g_array_index (other->params, TwValue, i));

      g_array_append_val (sql->params, copy);
    }
}

/* The axis's columns, of its own table or beyond a link. */
static gboolean
add_axis (Parts *parts, const TwAxis *axis, guint i, const TwExprContext *context, GError **error)
{
  const TwField *field = axis->field;
  g_autofree char *column = tw_field_is_stored (field) ? tw_field_dup_column (field) : NULL;
  g_autofree char *text = NULL, *join = NULL;
  int n = 1;

  parts->at[i] = parts->n_key;
  if (axis->path != NULL)
    {
      if (has_period (axis))
        tw_sql_append (parts->key, i == 0 ? "tw_group_period_0 (" : "tw_group_period_1 (");
      if (!tw_expr_to_sql (axis->path, context, "t0", parts->key, error))
        return FALSE;
      tw_sql_append (parts->key, has_period (axis) ? "), " : ", ");
      parts->n_key++;
      return TRUE;
    }
  if (field->kind == TW_KIND_LINKS)
    {
      g_autofree char *table = tw_field_dup_link_table (field);

      g_string_append_printf (parts->join, " LEFT JOIN \"%s\" AS l%u ON l%u.a = t0.id", table, i, i);
      n = tw_field_get_target (field) != NULL ? 1 : 2;
      text = n == 1 ? g_strdup_printf ("l%u.b, ", i) : g_strdup_printf ("l%u.b, l%u.b_ent, ", i, i);
    }
  else if (field->type == TW_TYPE_LIST)
    {
      g_string_append_printf (parts->join, " LEFT JOIN json_each (t0.\"%s\") AS e%u", column, i);
      text = g_strdup_printf ("e%u.value, ", i);
      /* An item that stands in a list twice counts once. */
      g_string_append_printf (parts->condition, " AND (e%u.key IS NULL OR NOT EXISTS (SELECT 1 FROM json_each (t0.\"%s\") AS f "
                              "WHERE f.value = e%u.value AND f.key < e%u.key))", i, column, i, i);
    }
  else if (has_period (axis))
    text = g_strdup_printf ("tw_group_period_%u (t0.\"%s\"), ", i, column);
  else if (has_two_columns (field))
    {
      n = 2;
      text = g_strdup_printf ("t0.\"%s\", t0.\"%s_%s\", ", column, column, field->type == TW_TYPE_MONEY ? "cur" : "ent");
    }
  else
    text = g_strdup_printf ("t0.\"%s\"%s, ", column, field->type == TW_TYPE_TEXT ? " COLLATE BINARY" : "");
  tw_sql_append (parts->key, text);
  parts->n_key += n;
  return TRUE;
}

static gboolean
check_field (const TwField *field, gboolean is_group, GError **error)
{
  gboolean number = field->type == TW_TYPE_INTEGER || field->type == TW_TYPE_DECIMAL || field->type == TW_TYPE_MONEY ||
                    field->type == TW_TYPE_DURATION;

  if ((tw_field_is_stored (field) && (is_group || number)) || (is_group && field->kind == TW_KIND_LINKS))
    return TRUE;
  g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID,
               is_group ? _("Records cannot be grouped by “%s”. Choose a field that is stored.")
                        : _("“%s” cannot be summed. Choose a number that is stored."),
               tw_field_get_label (field));
  return FALSE;
}

static gboolean
check_measure (TwExprBound *measure, GError **error)
{
  TwType type = tw_expr_bound_get_type (measure);

  if (type == TW_TYPE_INTEGER || type == TW_TYPE_DECIMAL || type == TW_TYPE_MONEY || type == TW_TYPE_DURATION)
    return TRUE;
  g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID, _("Only numbers can be summed, and this is of type %s."), tw_type_get_name (type));
  return FALSE;
}

static gboolean
check (const TwGroupSpec *spec, GError **error)
{
  for (guint i = 0; i < 2; i++)
    if (spec->by[i].field != NULL && !check_field (spec->by[i].field, TRUE, error))
      return FALSE;
  return (spec->sum == NULL || check_field (spec->sum, FALSE, error)) && (spec->weight == NULL || check_field (spec->weight, FALSE, error)) &&
         (spec->measure == NULL || check_measure (spec->measure, error));
}

/* The currency, the count and the sums of a group. */
static gboolean
add_sums (TwSql *sql, const TwGroupSpec *spec, const TwExprContext *context, GError **error)
{
  g_autofree char *sum = spec->sum != NULL ? tw_field_dup_column (spec->sum) : NULL;
  g_autofree char *weight = spec->weight != NULL ? tw_field_dup_column (spec->weight) : NULL;
  g_autoptr (TwSql) measure = tw_sql_new ();
  g_autofree char *text = NULL;

  if (spec->measure != NULL)
    {
      gboolean money = tw_expr_bound_get_type (spec->measure) == TW_TYPE_MONEY;

      if (!tw_expr_to_sql (spec->measure, context, "t0", measure, error))
        return FALSE;
      if (money)
        {
          g_autoptr (TwSql) currency = tw_sql_new ();

          if (!tw_expr_currency_to_sql (spec->measure, context, "t0", currency, error))
            return FALSE;
          tw_sql_append (sql, "CASE WHEN (");
          append_sql (sql, measure);
          tw_sql_append (sql, ") IS NULL THEN 0 ELSE (");
          append_sql (sql, currency);
          tw_sql_append (sql, ") END");
        }
      tw_sql_append (sql, money ? ", count (*), count (" : "0, count (*), count (");
      append_sql (sql, measure);
      tw_sql_append (sql, "), tw_group_sum (");
      append_sql (sql, measure);
      tw_sql_append (sql, ")");
      for (guint i = 0; spec->extremes && i < 2; i++)
        {
          tw_sql_append (sql, i == 0 ? ", min (" : ", max (");
          append_sql (sql, measure);
          tw_sql_append (sql, ")");
        }
      return TRUE;
    }
  if (sum != NULL && spec->sum->type == TW_TYPE_MONEY)
    text = g_strdup_printf ("CASE WHEN t0.\"%s\" IS NULL THEN 0 ELSE t0.\"%s_cur\" END, count (*)", sum, sum);
  tw_sql_append (sql, text != NULL ? text : "0, count (*)");
  g_clear_pointer (&text, g_free);
  if (sum != NULL)
    text = g_strdup_printf (", count (t0.\"%s\"), tw_group_sum (t0.\"%s\")", sum, sum);
  if (text != NULL)
    tw_sql_append (sql, text);
  g_clear_pointer (&text, g_free);
  if (sum != NULL && weight != NULL)
    {
      text = g_strdup_printf (", sum (t0.\"%s\" IS NOT NULL AND t0.\"%s\" IS NOT NULL), tw_group_sum (t0.\"%s\", t0.\"%s\")", sum, weight, sum,
                              weight);
      tw_sql_append (sql, text);
    }
  g_clear_pointer (&text, g_free);
  if (sum != NULL && spec->extremes)
    text = g_strdup_printf (", min (t0.\"%s\"), max (t0.\"%s\")", sum, sum);
  if (text != NULL)
    tw_sql_append (sql, text);
  return TRUE;
}

static gboolean
build (TwStore *store, TwQuery *query, const TwExprContext *context, const TwGroupSpec *spec, Parts *parts, TwSql *sql,
       GError **error)
{
  g_autofree char *table = tw_entity_dup_table (tw_query_get_entity (query));
  g_autofree char *from = NULL;

  for (guint i = 0; i < 2 && spec->by[i].field != NULL; i++)
    if (!add_axis (parts, &spec->by[i], i, context, error))
      return FALSE;
  tw_sql_append (sql, "SELECT ");
  append_sql (sql, parts->key);
  if (!add_sums (sql, spec, context, error))
    return FALSE;
  from = g_strdup_printf (" FROM \"%s\" AS t0%s WHERE ", table, parts->join->str);
  tw_sql_append (sql, from);
  if (!tw_store_append_condition (store, query, context, sql, error))
    return FALSE;
  tw_sql_append (sql, parts->condition->str);
  tw_sql_append (sql, " GROUP BY 1");
  for (int i = 2; i <= parts->n_key + 1; i++)
    {
      g_autofree char *column = g_strdup_printf (", %d", i);

      tw_sql_append (sql, column);
    }
  return TRUE;
}

static void
read_axis (TwStmt *stmt, const TwAxis *axis, int at, TwValue *key)
{
  const TwField *field = axis->field;

  *key = (TwValue) TW_VALUE_INIT;
  if (field == NULL || tw_stmt_is_null (stmt, at))
    return;
  if (has_period (axis))
    *key = tw_value_date ((TwDate) tw_stmt_get_int (stmt, at));
  else if (field->kind == TW_KIND_LINKS)
    {
      const TwEntity *target = tw_field_get_target (field);
      TwId id;

      if (tw_stmt_get_id (stmt, at, &id))
        *key = tw_value_link (target != NULL ? target->number : (guint32) tw_stmt_get_int (stmt, at + 1), &id);
    }
  else if (field->type == TW_TYPE_LIST)
    *key = tw_value_text (tw_stmt_get_text (stmt, at, NULL));
  else
    tw_stmt_get_field (stmt, at, field, key);
}

static void
read_key (TwStmt *stmt, const TwGroupSpec *spec, const Parts *parts, TwValue *key)
{
  TwValue both[2];

  read_axis (stmt, &spec->by[0], parts->at[0], &both[0]);
  *key = both[0];
  if (spec->by[1].field == NULL)
    return;
  read_axis (stmt, &spec->by[1], parts->at[1], &both[1]);
  *key = tw_value_list (both, 2);
  tw_value_clear (&both[0]);
  tw_value_clear (&both[1]);
}

static void
read_part (TwStmt *stmt, const TwGroupSpec *spec, const TwValue *key, int at, TwGrouper *grouper)
{
  TwGroupPart part = { .n_sums = tw_stmt_get_int (stmt, at + 2), .sum = read_sum (stmt, at + 3) };
  int next = at + 4;

  if (spec->weight != NULL)
    {
      part.n_weighted = tw_stmt_get_int (stmt, next);
      part.weighted = read_sum (stmt, next + 1);
      next += 2;
    }
  if (spec->extremes)
    {
      part.least = tw_stmt_get_int (stmt, next);
      part.greatest = tw_stmt_get_int (stmt, next + 1);
    }
  tw_grouper_add_part (grouper, key, (guint32) tw_stmt_get_int (stmt, at), &part);
}

GPtrArray *
tw_columns_group_sql (TwStore *store, TwDb *db, TwQuery *query, const TwExprContext *context, const TwGroupSpec *spec, GError **error)
{
  g_autoptr (TwSql) sql = tw_sql_new ();
  g_auto (Parts) parts = { tw_sql_new (), g_string_new (NULL), g_string_new (NULL), { 0, 0 }, 0 };
  g_autoptr (TwGrouper) grouper = NULL;
  g_autoptr (TwStmt) stmt = NULL;
  g_autoptr (GError) local = NULL;
  GPtrArray *groups;
  TwValue none = TW_VALUE_INIT;

  if (!check (spec, error) || !register_sums (db, error) || !register_periods (db, context, spec, error) ||
      !build (store, query, context, spec, &parts, sql, error))
    return NULL;
  stmt = tw_db_prepare_sql (db, sql, error);
  if (stmt == NULL)
    return NULL;
  grouper = tw_grouper_new (spec);
  if (spec->by[0].field == NULL)
    tw_grouper_add (grouper, &none, 0);
  while (tw_stmt_step (stmt, &local))
    {
      g_auto (TwValue) key = TW_VALUE_INIT;
      int at = parts.n_key;

      read_key (stmt, spec, &parts, &key);
      tw_grouper_add (grouper, &key, tw_stmt_get_int (stmt, at + 1));
      if (tw_group_spec_get_sum_type (spec) != TW_TYPE_NULL)
        read_part (stmt, spec, &key, at, grouper);
    }
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  groups = tw_grouper_finish (grouper);
  if (groups == NULL)
    g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID,
                 _("The sum of “%s” is too large. Narrow the records that are summed."),
                 spec->sum != NULL ? tw_field_get_label (spec->sum) : _("the measure"));
  return groups;
}
