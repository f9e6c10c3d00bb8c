/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-access.h"
#include "tw-health.h"
#include "tw-replica.h"

#define MAX_RULES 200                                  /* of one kind of record */
#define WORST     0
#define BEST      100

typedef struct
{
  TwId         id;
  char        *name;                                   /* (owned) */
  gint64       points;
  TwExprBound *condition;                              /* (owned) (nullable) NULL: all records */
  char        *mistake;                                /* (owned) (nullable) of the condition */
} Rule;

struct _TwHealthRules
{
  TwStore       *store;                                /* (owned) */
  TwSchema      *schema;                               /* (owned) that of entity */
  const TwEntity *entity;
  GPtrArray     *rules;                                /* (owned) Rule */
};

static void
rule_free (gpointer data)
{
  Rule *rule = data;

  g_clear_pointer (&rule->condition, tw_expr_bound_unref);
  g_free (rule->mistake);
  g_free (rule->name);
  g_free (rule);
}

/**
 * tw_health_part_free:
 * @part: what a rule said
 *
 * Frees it.
 */
void
tw_health_part_free (TwHealthPart *part)
{
  g_free (part->mistake);
  g_free (part->name);
  g_free (part);
}

/**
 * tw_health_get_field:
 * @entity: a kind of record, shipped or a site's own
 *
 * Returns: (transfer none) (nullable): the field that holds the health of such a record
 */
const TwField *
tw_health_get_field (const TwEntity *entity)
{
  const TwField *field = tw_entity_get_field (entity, "health_score");

  return field && field->type == TW_TYPE_INTEGER && !field->formula && !field->retired ? field : NULL;
}

/**
 * tw_health_has_ready_rules:
 * @entity: a kind of record
 *
 * Returns: whether Tradewind brings rules for it
 */
gboolean
tw_health_has_ready_rules (const TwEntity *entity)
{
  return g_str_equal (entity->key, "company") || g_str_equal (entity->key, "contact");
}

/* --- Rules --- */

/* On a device that holds only a part of the team's records a count of them is not what it is for everybody. */
static void
check_rights (Rule *rule, TwAccess *access, const TwEntity *entity)
{
  g_autoptr(GError) error = NULL;

  if (!access || !rule->condition || tw_access_check_expr (access, entity, rule->condition, &error))
    return;
  rule->mistake = g_strdup (error->message);
  g_clear_pointer (&rule->condition, tw_expr_bound_unref);
}

static Rule *
rule_new (TwRecord *record, TwSchema *schema, const TwEntity *entity)
{
  const TwValue *condition = tw_record_get_key (record, "condition"), *points = tw_record_get_key (record, "points");
  g_autoptr(GError) error = NULL;
  Rule *rule = g_new0 (Rule, 1);

  rule->id = *tw_record_get_id (record);
  rule->name = tw_record_dup_title (record);
  rule->points = points->type == TW_TYPE_INTEGER ? points->i : 0;
  if (condition->type != TW_TYPE_TEXT || !*condition->text)
    return rule;
  rule->condition = tw_expr_bind_text (condition->text, schema, entity, TW_EXPR_BIND_CONDITION, &error);
  if (!rule->condition)
    rule->mistake = g_strdup (error->message);
  return rule;
}

/**
 * tw_health_rules_read:
 * @store: a store
 * @entity: a kind of record
 * @error: of the store
 *
 * Reads the active rules for such records. A rule whose condition is wrong, or asks for records of which a device of a team holds
 * only those of one person, is kept with what is wrong; there is no sum then.
 *
 * Returns: (transfer full) (nullable): the rules, maybe none
 */
TwHealthRules *
tw_health_rules_read (TwStore *store, const TwEntity *entity, GError **error)
{
  TwSchema *schema = (TwSchema *) entity->schema;
  const TwEntity *kind = tw_schema_get_entity (schema, "health_rule");
  g_autofree char *where = g_strdup_printf ("active and record_type = \"%s\"", entity->key);
  g_autoptr(TwQuery) query = kind ? tw_query_new (schema, kind, where, "position,name", error) : NULL;
  g_autoptr(GPtrArray) records = query ? tw_store_list (store, query, MAX_RULES, NULL, NULL, error) : NULL;
  TwHealthRules *self = NULL;

  g_autoptr(TwAccess) access = tw_store_is_replica (store) ? tw_access_new (store, tw_store_get_user (store), NULL, error) : NULL;

  if ((kind && !records) || (!access && tw_store_is_replica (store)))
    return NULL;
  self = g_new0 (TwHealthRules, 1);
  self->store = g_object_ref (store);
  self->schema = tw_schema_ref (schema);
  self->entity = entity;
  self->rules = g_ptr_array_new_with_free_func (rule_free);
  for (guint i = 0; records && i < records->len; i++)
    {
      g_ptr_array_add (self->rules, rule_new (records->pdata[i], schema, entity));
      check_rights (self->rules->pdata[i], access, entity);
    }
  return self;
}

/**
 * tw_health_rules_free:
 * @rules: rules
 *
 * Frees them.
 */
void
tw_health_rules_free (TwHealthRules *rules)
{
  g_ptr_array_unref (rules->rules);
  tw_schema_unref (rules->schema);
  g_object_unref (rules->store);
  g_free (rules);
}

/**
 * tw_health_rules_get_n:
 * @rules: rules
 *
 * Returns: how many there are
 */
guint
tw_health_rules_get_n (TwHealthRules *rules)
{
  return rules->rules->len;
}

/* --- Working it out --- */

static gboolean
does_count (TwHealthRules *self, const Rule *rule, TwRecord *record, gboolean *counts, GError **error)
{
  g_auto(TwValue) answer = TW_VALUE_INIT;

  *counts = !rule->condition && !rule->mistake;
  if (!rule->condition)
    return TRUE;
  if (!tw_store_eval (self->store, rule->condition, record, &answer, error))
    return FALSE;
  *counts = answer.type == TW_TYPE_BOOLEAN && answer.i != 0;
  return TRUE;
}

/**
 * tw_health_rules_work_out:
 * @rules: the rules for its kind
 * @record: a record, whose edits count
 * @score: (out): its health, 0 to 100; -1 when there are no rules, or one of them cannot be asked
 * @parts: (out) (optional) (transfer full) (element-type TwHealthPart): what each rule says about it
 * @error: of the store
 *
 * Asks each rule. Nothing is changed.
 *
 * Returns: whether they could be asked
 */
gboolean
tw_health_rules_work_out (TwHealthRules *rules, TwRecord *record, gint64 *score, GPtrArray **parts, GError **error)
{
  g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_health_part_free);
  gint64 sum = 0;
  gboolean whole = rules->rules->len > 0;

  for (guint i = 0; i < rules->rules->len; i++)
    {
      const Rule *rule = rules->rules->pdata[i];
      TwHealthPart *part = g_new0 (TwHealthPart, 1);

      g_ptr_array_add (list, part);
      part->rule = rule->id;
      part->name = g_strdup (rule->name);
      part->points = rule->points;
      part->mistake = g_strdup (rule->mistake);
      if (!does_count (rules, rule, record, &part->counts, error))
        return FALSE;
      sum += part->counts ? rule->points : 0;
      whole = whole && !rule->mistake;
    }
  *score = whole ? CLAMP (sum, WORST, BEST) : -1;
  if (parts)
    *parts = g_steal_pointer (&list);
  return TRUE;
}

/**
 * tw_health_rules_update:
 * @rules: the rules for its kind
 * @record: a record
 * @error: of the store, or that the field may not be set, or that a rule cannot be asked
 *
 * Sets what the rules say; the record is not saved. Without rules it stays as it is.
 *
 * Returns: whether that could be done
 */
gboolean
tw_health_rules_update (TwHealthRules *rules, TwRecord *record, GError **error)
{
  const TwField *field = tw_health_get_field (tw_record_get_entity (record));
  gint64 score = -1;

  for (guint i = 0; i < rules->rules->len; i++)
    {
      const Rule *rule = rules->rules->pdata[i];

      if (!rule->mistake)
        continue;
      /* Translators: the name of a rule, and a sentence that says why */
      g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID, _("The health rule “%s” cannot be asked here: %s"), rule->name, rule->mistake);
      return FALSE;
    }
  if (!tw_health_rules_work_out (rules, record, &score, NULL, error))
    return FALSE;
  return !field || score < 0 || tw_record_set (record, field, &(TwValue) { .type = TW_TYPE_INTEGER, .i = score }, error);
}
