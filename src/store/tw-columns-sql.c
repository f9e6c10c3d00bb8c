/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts and sums by group in SQL: the truth that columns in memory have to equal. SQLite's own sum() is an error beyond 64
 * bits, which a weighted sum of large amounts reaches; the aggregates here gather in 128 bits, as the arrays do. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <sqlite3.h>
#include <string.h>

#include "tw-columns-private.h"
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

/* --- The statement --- */

typedef struct
{
  GString *key;                                        /* one or two columns */
  GString *join;                                       /* after the table; may be empty */
  GString *condition;                                  /* begins with AND; may be empty */
  int      n_key;
} Parts;

static void
parts_clear (Parts *parts)
{
  g_string_free (parts->key, TRUE);
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
add_group (Parts *parts, const TwField *field)
{
  g_autofree char *column = tw_field_is_stored (field) ? tw_field_dup_column (field) : NULL;

  parts->n_key = 1;
  if (field->kind == TW_KIND_LINKS)
    {
      g_autofree char *table = tw_field_dup_link_table (field);
      const TwEntity *target = tw_field_get_target (field);

      g_string_append_printf (parts->join, " LEFT JOIN \"%s\" AS l ON l.a = t0.id", table);
      g_string_append (parts->key, target != NULL ? "l.b" : "l.b, l.b_ent");
      parts->n_key = target != NULL ? 1 : 2;
    }
  else if (field->type == TW_TYPE_LIST)
    {
      g_string_append_printf (parts->join, " LEFT JOIN json_each (t0.\"%s\") AS e", column);
      g_string_append (parts->key, "e.value");
      /* An item that stands in a list twice counts once. */
      g_string_append_printf (parts->condition, " AND (e.key IS NULL OR NOT EXISTS (SELECT 1 FROM json_each (t0.\"%s\") AS f "
                              "WHERE f.value = e.value AND f.key < e.key))", column);
    }
  else
    {
      g_string_append_printf (parts->key, "t0.\"%s\"%s", column, field->type == TW_TYPE_TEXT ? " COLLATE BINARY" : "");
      if (has_two_columns (field))
        {
          g_string_append_printf (parts->key, ", t0.\"%s_%s\"", column, field->type == TW_TYPE_MONEY ? "cur" : "ent");
          parts->n_key = 2;
        }
    }
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
build (TwStore *store, TwQuery *query, const TwExprContext *context, const TwGroupSpec *spec, Parts *parts, TwSql *sql,
       GError **error)
{
  g_autofree char *table = tw_entity_dup_table (tw_query_get_entity (query));
  g_autofree char *sum = spec->sum != NULL ? tw_field_dup_column (spec->sum) : NULL;
  g_autofree char *weight = spec->weight != NULL ? tw_field_dup_column (spec->weight) : NULL;
  g_autoptr (GString) text = g_string_new ("SELECT ");

  if (spec->group != NULL)
    add_group (parts, spec->group);
  if (parts->n_key > 0)
    g_string_append_printf (text, "%s, ", parts->key->str);
  if (sum != NULL && spec->sum->type == TW_TYPE_MONEY)
    g_string_append_printf (text, "CASE WHEN t0.\"%s\" IS NULL THEN 0 ELSE t0.\"%s_cur\" END", sum, sum);
  else
    g_string_append (text, "0");
  g_string_append (text, ", count (*)");
  if (sum != NULL)
    g_string_append_printf (text, ", count (t0.\"%s\"), tw_group_sum (t0.\"%s\")", sum, sum);
  if (sum != NULL && weight != NULL)
    g_string_append_printf (text, ", sum (t0.\"%s\" IS NOT NULL AND t0.\"%s\" IS NOT NULL), tw_group_sum (t0.\"%s\", t0.\"%s\")",
                            sum, weight, sum, weight);
  g_string_append_printf (text, " FROM \"%s\" AS t0%s WHERE ", table, parts->join->str);
  tw_sql_append (sql, text->str);
  if (!tw_store_append_condition (store, query, context, sql, error))
    return FALSE;
  tw_sql_append (sql, parts->condition->str);
  tw_sql_append (sql, parts->n_key == 2 ? " GROUP BY 1, 2, 3" : parts->n_key == 1 ? " GROUP BY 1, 2" : " GROUP BY 1");
  return TRUE;
}

static void
read_key (TwStmt *stmt, const TwField *field, TwValue *key)
{
  *key = (TwValue) TW_VALUE_INIT;
  if (field == NULL || tw_stmt_is_null (stmt, 0))
    return;
  if (field->kind == TW_KIND_LINKS)
    {
      const TwEntity *target = tw_field_get_target (field);
      TwId id;

      if (tw_stmt_get_id (stmt, 0, &id))
        *key = tw_value_link (target != NULL ? target->number : (guint32) tw_stmt_get_int (stmt, 1), &id);
    }
  else if (field->type == TW_TYPE_LIST)
    *key = tw_value_text (tw_stmt_get_text (stmt, 0, NULL));
  else
    tw_stmt_get_field (stmt, 0, field, key);
}

GPtrArray *
tw_columns_group_sql (TwStore *store, TwDb *db, TwQuery *query, const TwExprContext *context, const TwGroupSpec *spec, GError **error)
{
  g_autoptr (TwSql) sql = tw_sql_new ();
  g_auto (Parts) parts = { g_string_new (NULL), g_string_new (NULL), g_string_new (NULL), 0 };
  g_autoptr (TwGrouper) grouper = NULL;
  g_autoptr (TwStmt) stmt = NULL;
  g_autoptr (GError) local = NULL;
  GPtrArray *groups;
  TwValue none = TW_VALUE_INIT;

  if ((spec->group != NULL && !check_field (spec->group, TRUE, error)) ||
      (spec->sum != NULL && !check_field (spec->sum, FALSE, error)) ||
      (spec->weight != NULL && !check_field (spec->weight, FALSE, error)) || !register_sums (db, error) ||
      !build (store, query, context, spec, &parts, sql, error))
    return NULL;
  stmt = tw_db_prepare_sql (db, sql, error);
  if (stmt == NULL)
    return NULL;
  grouper = tw_grouper_new (spec);
  if (spec->group == NULL)
    tw_grouper_add (grouper, &none, 0, 0, 0, 0, 0, 0);
  while (tw_stmt_step (stmt, &local))
    {
      g_auto (TwValue) key = TW_VALUE_INIT;
      int at = parts.n_key;
      gboolean sums = spec->sum != NULL, weighted = sums && spec->weight != NULL;

      read_key (stmt, spec->group, &key);
      tw_grouper_add (grouper, &key, (guint32) tw_stmt_get_int (stmt, at), tw_stmt_get_int (stmt, at + 1),
                      sums ? tw_stmt_get_int (stmt, at + 2) : 0, sums ? read_sum (stmt, at + 3) : 0,
                      weighted ? tw_stmt_get_int (stmt, at + 4) : 0, weighted ? read_sum (stmt, at + 5) : 0);
    }
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  groups = tw_grouper_finish (grouper);
  if (groups == NULL)
    g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID,
                 _("The sum of “%s” is too large. Narrow the records that are summed."), tw_field_get_label (spec->sum));
  return groups;
}
