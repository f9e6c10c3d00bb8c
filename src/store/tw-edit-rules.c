/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What must hold when a commit ends, and what a commit adds by itself: defaults, numbers, derived fields, required values,
 * checks, unique values, links that lead somewhere, trees without circles. The expressions of an entity are bound once per
 * schema snapshot. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-series-private.h"

/* Deeper trees are taken for circles. */
#define MAX_DEPTH 10000

typedef struct
{
  const TwField *field;
  TwExprBound   *default_expr, *derive, *derive_when, *check, *formula;
  TwValue        default_value;
} FieldRule;

struct _TwRules
{
  GArray  *rules;                                      /* FieldRule, of the fields that have any */
};

static void
field_rule_clear (FieldRule *rule)
{
  g_clear_pointer (&rule->default_expr, tw_expr_bound_unref);
  g_clear_pointer (&rule->derive, tw_expr_bound_unref);
  g_clear_pointer (&rule->derive_when, tw_expr_bound_unref);
  g_clear_pointer (&rule->check, tw_expr_bound_unref);
  g_clear_pointer (&rule->formula, tw_expr_bound_unref);
  tw_value_clear (&rule->default_value);
}

static gboolean
bind (const TwField *field, const char *text, TwExprBindFlags flags, TwExprBound **bound, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (text == NULL)
    return TRUE;
  *bound = tw_expr_bind_text (text, (TwSchema *) field->entity->schema, field->entity, flags, &local);
  if (*bound != NULL)
    return TRUE;
  g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID, _("The expression of “%s” in “%s” is wrong: %s"),
               tw_field_get_label (field), tw_entity_get_label (field->entity, FALSE), local->message);
  return FALSE;
}

static gboolean
read_default (FieldRule *rule, GError **error)
{
  const char *text = rule->field->default_value;
  g_autoptr (GTimeZone) zone = NULL;

  if (text == NULL)
    return TRUE;
  if (*text == '=')
    return bind (rule->field, text + 1, TW_EXPR_BIND_DEFAULT, &rule->default_expr, error);
  zone = g_time_zone_new_utc ();
  return tw_field_parse (rule->field, text, zone, &rule->default_value, error);
}

TwRules *
tw_rules_new (const TwEntity *entity, GError **error)
{
  TwRules *rules = g_new0 (TwRules, 1);

  rules->rules = g_array_new (FALSE, TRUE, sizeof (FieldRule));
  g_array_set_clear_func (rules->rules, (GDestroyNotify) field_rule_clear);
  for (guint i = 0; i < entity->n_fields; i++)
    {
      const TwField *field = entity->fields[i];
      FieldRule rule = { .field = field };
      gboolean good;

      if (field->retired || (field->formula == NULL && field->default_value == NULL && field->derive == NULL
                             && field->check == NULL))
        continue;
      good = bind (field, field->formula, TW_EXPR_BIND_DEFAULT, &rule.formula, error) && read_default (&rule, error)
             && bind (field, field->derive, TW_EXPR_BIND_COMMIT, &rule.derive, error)
             && bind (field, field->derive_when, TW_EXPR_BIND_CONDITION | TW_EXPR_BIND_COMMIT, &rule.derive_when, error)
             && bind (field, field->check, TW_EXPR_BIND_CONDITION | TW_EXPR_BIND_COMMIT, &rule.check, error);
      g_array_append_val (rules->rules, rule);
      if (!good)
        {
          tw_rules_free (rules);
          return NULL;
        }
    }
  return rules;
}

TwExprBound *
tw_rules_get_formula (const TwRules *rules, const TwField *field)
{
  for (guint i = 0; i < rules->rules->len; i++)
    if (g_array_index (rules->rules, FieldRule, i).field == field)
      return g_array_index (rules->rules, FieldRule, i).formula;
  return NULL;
}

void
tw_rules_free (TwRules *rules)
{
  g_array_unref (rules->rules);
  g_free (rules);
}

/* --- Evaluation over the commit --- */

static gboolean
source_get (gpointer source, const TwEntity *entity, const TwId *id, const TwField *field, TwValue *value)
{
  TwWork *work = tw_tx_load (source, entity, id, NULL);
  const TwField *own = work != NULL ? tw_entity_get_field_by_number (work->entity, field->number) : NULL;

  if (own == NULL)
    return FALSE;
  *value = tw_value_copy (&work->now[own->index]);
  return TRUE;
}

static gboolean
source_before (gpointer source, const TwEntity *entity, const TwId *id, const TwField *field, TwValue *value)
{
  TwWork *work = tw_tx_load (source, entity, id, NULL);
  const TwField *own = work != NULL ? tw_entity_get_field_by_number (work->entity, field->number) : NULL;

  if (own == NULL)
    return FALSE;
  *value = tw_value_copy (&work->before[own->index]);
  return TRUE;
}

static GArray *
source_related (gpointer source, const TwInverse *inverse, const TwId *id)
{
  TwTx *tx = source;
  gboolean written = tx->one_by_one || tw_tx_flush (tx, NULL);
  GArray *ids = written ? tw_tx_find_referring (tx, inverse->field, id, G_MAXUINT, NULL) : NULL;

  return ids != NULL ? ids : g_array_new (FALSE, FALSE, sizeof (TwId));
}

const TwExprSource tw_tx_source = { source_get, source_related, source_before };

/* The live records whose link or list field points to id. The rows must have been written. */
GArray *
tw_tx_find_referring (TwTx *tx, const TwField *field, const TwId *id, guint limit, GError **error)
{
  const TwTable *table = tw_store_get_table (tx->store, field->entity);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (TwId));
  g_autoptr (TwStmt) stmt = NULL;
  g_autoptr (GError) local = NULL;
  g_autofree char *sql = tw_table_dup_related_sql (table, field, "t0.id", " LIMIT ?");
  TwId found;

  stmt = tw_db_prepare (tx->db, sql, error);
  if (stmt == NULL)
    return NULL;
  tw_stmt_bind_id (stmt, 1, id);
  tw_stmt_bind_int (stmt, 2, limit);
  while (tw_stmt_step (stmt, &local))
    if (tw_stmt_get_id (stmt, 0, &found))
      g_array_append_val (ids, found);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  return g_steal_pointer (&ids);
}

/* Until one gets a link: tw_tx_set() forgets what was found out. */
gboolean
tw_tx_is_unused (TwTx *tx, const TwField *field)
{
  const TwTable *table = tw_store_get_table (tx->store, field->entity);
  g_autofree char *sql = NULL;
  g_autoptr (TwStmt) stmt = NULL;
  gpointer known;

  if (tx->unused == NULL)
    tx->unused = g_hash_table_new (NULL, NULL);
  if (g_hash_table_lookup_extended (tx->unused, field, NULL, &known))
    return GPOINTER_TO_INT (known);
  if (tw_field_is_list_table (field))
    {
      g_autofree char *name = tw_field_dup_link_table (field);
      g_autoptr (TwSql) quoted = tw_sql_new ();

      tw_sql_append_identifier (quoted, name);
      sql = g_strdup_printf ("SELECT 1 FROM %s LIMIT 1", quoted->text->str);
    }
  else
    sql = g_strdup_printf ("SELECT 1 FROM %s WHERE %s IS NOT NULL LIMIT 1", table->name,
                           table->stored[table->stored_at[field->index]].column);
  stmt = tw_db_prepare (tx->db, sql, NULL);
  known = GINT_TO_POINTER (stmt != NULL && !tw_stmt_step (stmt, NULL));
  g_hash_table_insert (tx->unused, (gpointer) field, known);
  return GPOINTER_TO_INT (known);
}

/* --- Values that the commit adds --- */

static gboolean
to_money (const TwExprContext *context, TwValue *value)
{
  TwDecimal decimal = value->i;

  if (value->type == TW_TYPE_INTEGER && !tw_decimal_from_int (value->i, &decimal))
    return FALSE;
  /* Millionths to ten-thousandths. */
  if (decimal % 100 != 0)
    return FALSE;
  *value = tw_value_money (decimal / 100, context->currency);
  return TRUE;
}

gboolean
tw_field_coerce (const TwField *field, const TwExprContext *context, TwValue *value)
{
  if (value->type == TW_TYPE_MONEY && value->tag == 0)
    value->tag = context->currency;
  if (value->type == field->type || tw_value_is_null (value))
    return TRUE;
  switch (field->type)
    {
    case TW_TYPE_TEXT:
    case TW_TYPE_ENUM:
      if (value->type != TW_TYPE_TEXT && value->type != TW_TYPE_ENUM)
        return FALSE;
      value->type = field->type;
      return TRUE;
    case TW_TYPE_DECIMAL:
      value->type = TW_TYPE_DECIMAL;
      return tw_decimal_from_int (value->i, &value->i);
    case TW_TYPE_INTEGER:
      if (value->type != TW_TYPE_DECIMAL || value->i % TW_DECIMAL_ONE != 0)
        return FALSE;
      *value = tw_value_integer (value->i / TW_DECIMAL_ONE);
      return TRUE;
    case TW_TYPE_MONEY:
      return (value->type == TW_TYPE_INTEGER || value->type == TW_TYPE_DECIMAL) && to_money (context, value);
    case TW_TYPE_DATE:
      if (value->type != TW_TYPE_DATETIME)
        return FALSE;
      *value = tw_value_date (tw_instant_get_date (value->i, context->zone));
      return TRUE;
    case TW_TYPE_DATETIME:
      if (value->type != TW_TYPE_DATE)
        return FALSE;
      *value = tw_value_datetime (tw_instant_from_local ((TwDate) value->i, 0, context->zone));
      return TRUE;
    default:
      return FALSE;
    }
}

/* Puts the answer of an expression into a field; what the field cannot hold is an error with the field's name. */
static gboolean
put_answer (TwTx *tx, TwWork *work, const TwField *field, TwExprBound *bound, GError **error)
{
  g_auto (TwValue) value = TW_VALUE_INIT;
  g_autoptr (GError) local = NULL;

  tw_expr_eval (bound, tx->context, &tw_tx_source, tx, &work->id, &value);
  if (tw_field_coerce (field, tx->context, &value)
      && (tw_value_is_null (&value) || tw_field_validate (field, &value, &local)))
    {
      tw_tx_set (tx, work, field, &value);
      return TRUE;
    }
  g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID, _("The value worked out for “%s” does not fit: %s"),
               tw_field_get_label (field), local != NULL ? local->message : tw_type_get_name (value.type));
  return FALSE;
}

gboolean
tw_rules_fill (TwTx *tx, TwWork *work, GError **error)
{
  const TwRules *rules = tw_store_get_rules (tx->store, work->entity, error);

  if (rules == NULL)
    return FALSE;
  for (guint i = 0; i < rules->rules->len; i++)
    {
      const FieldRule *rule = &g_array_index (rules->rules, FieldRule, i);

      if (rule->formula != NULL || !tw_value_is_null (&work->now[rule->field->index]))
        continue;
      if (rule->default_expr != NULL)
        {
          if (!put_answer (tx, work, rule->field, rule->default_expr, error))
            return FALSE;
        }
      else if (!tw_value_is_null (&rule->default_value))
        {
          g_auto (TwValue) value = tw_value_copy (&rule->default_value);

          tw_field_coerce (rule->field, tx->context, &value);
          tw_tx_set (tx, work, rule->field, &value);
        }
    }
  for (guint i = 0; i < work->entity->n_fields; i++)
    {
      const TwField *field = work->entity->fields[i];
      g_auto (TwValue) number = TW_VALUE_INIT;
      g_autofree char *text = NULL;

      if (field->series == NULL || field->retired || !tw_value_is_null (&work->now[i]))
        continue;
      text = tw_series_make (tx, work, field, error);
      if (text == NULL)
        return FALSE;
      number = tw_value_text (text);
      tw_tx_set (tx, work, field, &number);
    }
  return TRUE;
}

gboolean
tw_rules_derive (TwTx *tx, TwWork *work, GError **error)
{
  const TwRules *rules = tw_store_get_rules (tx->store, work->entity, error);

  if (rules == NULL)
    return FALSE;
  for (guint i = 0; i < rules->rules->len; i++)
    {
      const FieldRule *rule = &g_array_index (rules->rules, FieldRule, i);
      g_auto (TwValue) holds = TW_VALUE_INIT;

      if (rule->derive == NULL || (work->flags[rule->field->index] & TW_WORK_GIVEN))
        continue;
      if (rule->derive_when != NULL)
        {
          tw_expr_eval (rule->derive_when, tx->context, &tw_tx_source, tx, &work->id, &holds);
          if (holds.type != TW_TYPE_BOOLEAN || !holds.i)
            continue;
        }
      if (!put_answer (tx, work, rule->field, rule->derive, error))
        return FALSE;
    }
  return TRUE;
}

/* --- What must hold --- */

static gboolean
check_required (TwWork *work, const TwField *field, GError **error)
{
  if (!field->required || field->retired || !tw_value_is_null (&work->now[field->index])
      || (work->existed && !tw_work_is_changed (work, field)))
    return TRUE;
  g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID, _("“%s” is needed. Fill it in, then save again."),
               tw_field_get_label (field));
  return FALSE;
}

gboolean
tw_rules_find_twin (TwTx *tx, TwWork *work, const TwField *field, TwId *twin, GError **error)
{
  const TwTableColumn *column;
  g_autofree char *sql = NULL;
  g_autoptr (TwStmt) stmt = NULL;

  if (field->retired || work->deleted != 0 || work->purged || work->table->stored_at[field->index] < 0
      || tw_value_is_null (&work->now[field->index]))
    return FALSE;
  if (work->existed && work->deleted_before == 0 && !tw_work_is_changed (work, field))
    return FALSE;
  column = &work->table->stored[work->table->stored_at[field->index]];
  sql = g_strdup_printf ("SELECT id FROM %s WHERE %s = ? AND deleted IS NULL AND rid IS NOT ?%s%s%s LIMIT 1", work->table->name,
                         column->column, column->second != NULL ? " AND " : "", column->second != NULL ? column->second : "",
                         column->second != NULL ? " = ?" : "");
  stmt = tw_db_prepare (tx->db, sql, error);
  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_value (stmt, 1, &work->now[field->index]);
  if (work->rid != 0)
    tw_stmt_bind_int (stmt, 2, work->rid);
  else
    tw_stmt_bind_null (stmt, 2);
  if (column->second != NULL)
    tw_stmt_bind_int (stmt, 3, work->now[field->index].tag);
  return tw_stmt_step (stmt, error) && tw_stmt_get_id (stmt, 0, twin);
}

static gboolean
check_unique (TwTx *tx, TwWork *work, const TwField *field, GError **error)
{
  g_autoptr (GError) local = NULL;
  TwId twin;

  if (field->unique && tw_rules_find_twin (tx, work, field, &twin, &local))
    {
      g_autofree char *text = tw_value_print (&work->now[field->index]);

      g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_UNIQUE,
                   _("There is another record whose “%s” is “%s”. Use that one, or change the value."),
                   tw_field_get_label (field), text);
      return FALSE;
    }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
check_target (TwTx *tx, const TwField *field, const TwValue *link, GError **error)
{
  const TwEntity *entity = tw_schema_get_entity_by_number (tx->schema, link->tag);
  g_autoptr (GError) local = NULL;
  TwWork *target = NULL;

  if (entity != NULL && tw_field_can_target (field, entity))
    target = tw_tx_load (tx, entity, &link->id, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (target != NULL && target->deleted == 0)
    return TRUE;
  g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_LINK,
               target != NULL ? _("“%s” points to a record in the wastebasket. Restore it first, or choose another one.")
                              : _("“%s” points to a record that is not there. Choose another one."),
               tw_field_get_label (field));
  return FALSE;
}

static gboolean
list_has (const TwValue *list, const TwId *id)
{
  if (list->type == TW_TYPE_LIST)
    for (guint i = 0; i < list->list->n_values; i++)
      if (tw_id_equal (&list->list->values[i].id, id))
        return TRUE;
  return FALSE;
}

static gboolean
check_links (TwTx *tx, TwWork *work, const TwField *field, GError **error)
{
  const TwValue *now = &work->now[field->index];

  if (field->number < TW_FIELD_FIRST_OWN || (work->existed && !tw_work_is_changed (work, field)))
    return TRUE;
  if (now->type == TW_TYPE_LINK)
    return check_target (tx, field, now, error);
  if (now->type == TW_TYPE_LIST && tw_field_is_list_table (field))
    for (guint i = 0; i < now->list->n_values; i++)
      if (!list_has (&work->before[field->index], &now->list->values[i].id)
          && !check_target (tx, field, &now->list->values[i], error))
        return FALSE;
  return TRUE;
}

static gboolean
check_tree (TwTx *tx, TwWork *work, const TwField *field, GError **error)
{
  TwWork *at = work;

  if (!field->tree || work->now[field->index].type != TW_TYPE_LINK || (work->existed && !tw_work_is_changed (work, field)))
    return TRUE;
  for (guint depth = 0; at != NULL && at->now[field->index].type == TW_TYPE_LINK; depth++)
    {
      TwId parent = at->now[field->index].id;

      if (tw_id_equal (&parent, &work->id) || depth > MAX_DEPTH)
        {
          g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_LINK,
                       _("“%s” would make a circle: the record would stand above itself. Choose another one."),
                       tw_field_get_label (field));
          return FALSE;
        }
      at = tw_tx_load (tx, work->entity, &parent, NULL);
    }
  return TRUE;
}

static gboolean
check_expressions (TwTx *tx, TwWork *work, GError **error)
{
  const TwRules *rules = tw_store_get_rules (tx->store, work->entity, error);

  if (rules == NULL)
    return FALSE;
  for (guint i = 0; i < rules->rules->len; i++)
    {
      const FieldRule *rule = &g_array_index (rules->rules, FieldRule, i);
      g_auto (TwValue) holds = TW_VALUE_INIT;

      if (rule->check == NULL)
        continue;
      tw_expr_eval (rule->check, tx->context, &tw_tx_source, tx, &work->id, &holds);
      if (holds.type != TW_TYPE_BOOLEAN || holds.i)
        continue;
      if (rule->field->check_message != NULL)
        g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID, "%s: %s", tw_field_get_label (rule->field),
                     g_dpgettext2 (NULL, "schema", rule->field->check_message));
      else
        g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID, _("“%s” is not right: it must hold that %s."),
                     tw_field_get_label (rule->field), rule->field->check);
      return FALSE;
    }
  return TRUE;
}

gboolean
tw_rules_check (TwTx *tx, TwWork *work, TwCheck check, GError **error)
{
  if (work->deleted != 0 || work->purged)
    return TRUE;
  for (guint i = 0; i < work->entity->n_fields; i++)
    {
      const TwField *field = work->entity->fields[i];

      if (field->formula != NULL)
        continue;
      if (check != TW_CHECK_UNDO && !check_required (work, field, error))
        return FALSE;
      if ((check != TW_CHECK_TWINS && !check_unique (tx, work, field, error)) || !check_links (tx, work, field, error)
          || !check_tree (tx, work, field, error))
        return FALSE;
    }
  return check == TW_CHECK_UNDO || check_expressions (tx, work, error);
}
