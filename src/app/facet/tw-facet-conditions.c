/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-facet-conditions.h"

#include "tw-condition.h"

/**
 * tw_field_can_facet:
 * @field: a field
 *
 * Returns: whether its values are few enough, or repeat often enough, to be counted for people
 */
gboolean
tw_field_can_facet (const TwField *field)
{
  if (field->hidden || field->retired || field->formula != NULL || field->unique)
    return FALSE;
  switch (field->kind)
    {
    case TW_KIND_ENUM:
    case TW_KIND_SET:
    case TW_KIND_TAGS:
    case TW_KIND_BOOLEAN:
    case TW_KIND_DATE:
    case TW_KIND_DATETIME:
      return TRUE;
    case TW_KIND_LINK:
      return tw_field_get_target (field) != NULL;
    default:
      return FALSE;
    }
}

static TwConditionOp
get_op (const TwField *field,
        const TwValue *value,
        const char    *period)
{
  if (period != NULL)
    return TW_CONDITION_WITHIN;
  if (tw_value_is_null (value))
    return TW_CONDITION_EMPTY;
  if (value->type == TW_TYPE_BOOLEAN)
    return value->i != 0 ? TW_CONDITION_YES : TW_CONDITION_NO;
  return field->type == TW_TYPE_LIST ? TW_CONDITION_HAS : TW_CONDITION_IS;
}

static char *
dup_literal (const TwValue *value,
             const char    *period)
{
  g_autofree char *text = NULL;

  if (period != NULL)
    return g_strdup (period);
  text = tw_value_print (value);
  return tw_condition_quote (text);
}

/* The filter of the field that a tick changes; index -1 without one. */
static TwCondition *
find_condition (TwViewState   *state,
                const TwField *field,
                TwConditionOp  op,
                int           *index)
{
  const TwEntity *entity = tw_view_state_get_entity (state);

  for (guint i = 0; i < tw_view_state_get_n_conditions (state); i++)
    {
      TwCondition *condition = tw_condition_parse (entity, tw_view_state_get_condition (state, i));

      if (condition != NULL && condition->field->number == field->number && condition->op == op)
        {
          *index = (int) i;
          return condition;
        }
      g_clear_pointer (&condition, tw_condition_free);
    }
  *index = -1;
  return NULL;
}

/* "me" in a filter is the tick of the user who looks. */
static gboolean
has_value (TwViewState   *state,
           TwCondition   *condition,
           const TwValue *value,
           const char    *literal)
{
  TwStore *store = tw_workspace_get_store (tw_view_state_get_workspace (state));

  return tw_condition_op_is_unary (condition->op) || tw_condition_has_operand (condition, literal)
         || (value->type == TW_TYPE_LINK && tw_id_equal (&value->id, tw_store_get_user (store))
             && tw_condition_has_operand (condition, "me"));
}

/**
 * tw_facet_is_active:
 * @state: a view
 * @field: a field
 * @value: a value of it, null for records without one
 * @period: (nullable): a period of a date field, instead of a value
 *
 * Returns: whether the view is filtered by it
 */
gboolean
tw_facet_is_active (TwViewState   *state,
                    const TwField *field,
                    const TwValue *value,
                    const char    *period)
{
  int index = 0;
  g_autoptr(TwCondition) condition = find_condition (state, field, get_op (field, value, period), &index);
  g_autofree char *literal = dup_literal (value, period);

  return condition != NULL && has_value (state, condition, value, literal);
}

static void
remove_operand (TwViewState   *state,
                TwCondition   *condition,
                const TwValue *value,
                const char    *literal)
{
  for (guint i = condition->operands->len; i > 0; i--)
    {
      const char *there = g_ptr_array_index (condition->operands, i - 1);

      if (g_str_equal (there, literal) || (g_str_equal (there, "me") && value->type == TW_TYPE_LINK))
        g_ptr_array_remove_index (condition->operands, i - 1);
    }
}

static void
remove_field (TwViewState   *state,
              const TwField *field)
{
  const TwEntity *entity = tw_view_state_get_entity (state);

  for (guint i = tw_view_state_get_n_conditions (state); i > 0; i--)
    {
      g_autoptr(TwCondition) condition = tw_condition_parse (entity, tw_view_state_get_condition (state, i - 1));

      if (condition != NULL && condition->field->number == field->number
          && (condition->op == TW_CONDITION_WITHIN || tw_condition_op_is_unary (condition->op)))
        tw_view_state_remove_condition (state, i - 1);
    }
}

static void
toggle_below (TwViewState   *state,
              TwCondition   *condition,
              const TwField *field,
              GArray        *below,
              gboolean       active)
{
  for (guint i = 0; below != NULL && i < below->len; i++)
    {
      g_auto(TwValue) value = tw_value_link (tw_field_get_target (field)->number, &g_array_index (below, TwId, i));
      g_autofree char *literal = dup_literal (&value, NULL);

      if (active)
        remove_operand (state, condition, &value, literal);
      else
        tw_condition_add_literal (condition, literal);
    }
}

/**
 * tw_facet_toggle:
 * @state: a view
 * @field: a field
 * @value: a value of it, null for records without one
 * @period: (nullable): a period of a date field, instead of a value
 * @below: (nullable) (element-type TwId): the categories below the one that is the value
 *
 * Filters by it, or no longer. Several values of a field stand in one filter, which any of them meets; of periods, and of yes, no
 * and nothing, there is one at a time.
 */
void
tw_facet_toggle (TwViewState   *state,
                 const TwField *field,
                 const TwValue *value,
                 const char    *period,
                 GArray        *below)
{
  TwConditionOp op = get_op (field, value, period);
  int index = 0;
  g_autoptr(TwCondition) condition = find_condition (state, field, op, &index);
  g_autofree char *literal = dup_literal (value, period), *text = NULL;
  gboolean active = condition != NULL && has_value (state, condition, value, literal);

  if (active)
    {
      remove_operand (state, condition, value, literal);
      toggle_below (state, condition, field, below, TRUE);
    }
  if (active && condition->operands->len == 0)
    {
      tw_view_state_remove_condition (state, index);
      return;
    }
  if (!active && (op == TW_CONDITION_WITHIN || tw_condition_op_is_unary (op)))
    {
      remove_field (state, field);
      g_clear_pointer (&condition, tw_condition_free);
    }
  if (condition == NULL)
    {
      condition = tw_condition_new (field, op);
      index = -1;
    }
  if (!active && !tw_condition_op_is_unary (op))
    {
      tw_condition_add_literal (condition, literal);
      toggle_below (state, condition, field, below, FALSE);
    }
  text = tw_condition_print (condition);
  if (index >= 0)
    tw_view_state_set_condition (state, index, text, NULL);
  else
    tw_view_state_add_condition (state, text, NULL);
}

/**
 * tw_facet_dup_query:
 * @state: a view
 * @field: a field of its entity
 *
 * Returns: (transfer full): the view's query without the filters of the field
 */
TwQuery *
tw_facet_dup_query (TwViewState   *state,
                    const TwField *field)
{
  const TwEntity *entity = tw_view_state_get_entity (state);
  g_autoptr(GString) where = g_string_new (NULL);
  TwQuery *query = NULL;

  for (guint i = 0; i < tw_view_state_get_n_conditions (state); i++)
    {
      const char *text = tw_view_state_get_condition (state, i);
      g_autoptr(TwCondition) condition = tw_condition_parse (entity, text);

      if (condition == NULL || condition->field->number != field->number)
        g_string_append_printf (where, "%s(%s)", where->len > 0 ? " and " : "", text);
    }
  query = tw_query_new ((TwSchema *) entity->schema, entity, where->len > 0 ? where->str : NULL, NULL, NULL);
  if (query != NULL && tw_view_state_get_text (state) != NULL)
    {
      TwQuery *with = tw_query_with_text (query, tw_view_state_get_text (state));

      tw_query_unref (query);
      return with;
    }
  return query;
}
