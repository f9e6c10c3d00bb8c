/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-stage-times.h"

#include <inttypes.h>

#define MAX_STAYS 500

static void
time_free (gpointer data)
{
  TwStageTime *time = data;

  tw_value_clear (&time->stage);
  g_free (time->title);
  g_free (time->color);
  g_free (time);
}

static const TwField *
find_link (const TwEntity *entity,
           const TwEntity *target)
{
  for (guint i = 0; i < entity->n_fields; i++)
    if (entity->fields[i]->kind == TW_KIND_LINK && entity->fields[i]->on_delete == TW_DELETE_CASCADE
        && entity->fields[i]->number > TW_FIELD_UPDATED_BY && tw_field_get_target (entity->fields[i]) == target)
      return entity->fields[i];
  return NULL;
}

/* Whether what is kept says the same as the group: the same targets, or all of its choices. */
static gboolean
can_keep (const TwField *stage,
          const TwField *group)
{
  if (stage->kind != group->kind)
    return FALSE;
  if (group->kind == TW_KIND_LINK)
    return tw_field_get_target (stage) == tw_field_get_target (group);
  for (guint i = 0; group->choices != NULL && group->choices[i] != NULL; i++)
    if (!group->choices[i]->retired && tw_field_get_choice (stage, group->choices[i]->key) == NULL)
      return FALSE;
  return TRUE;
}

static gboolean
has_field (const TwEntity *entity,
           const char     *key,
           TwType          type)
{
  const TwField *field = tw_entity_get_field (entity, key);

  return field != NULL && field->type == type && field->formula == NULL && !field->retired;
}

/**
 * tw_stage_get_times_entity:
 * @group: a field that groups
 * @link: (out) (optional): the field of the answer that leads to a record of the group's entity
 *
 * Returns: (transfer none) (nullable): the entity that keeps how long records were in their stages
 */
const TwEntity *
tw_stage_get_times_entity (const TwField  *group,
                           const TwField **link)
{
  TwSchema *schema = (TwSchema *) group->entity->schema;

  for (guint i = 0; i < tw_schema_get_n_entities (schema); i++)
    {
      const TwEntity *entity = tw_schema_get_entity_at (schema, i);
      const TwField *stage = tw_entity_get_field (entity, "stage"), *found = NULL;

      if (stage == NULL || !can_keep (stage, group) || entity->retired || !has_field (entity, "left_at", TW_TYPE_DATETIME)
          || !has_field (entity, "entered_at", TW_TYPE_DATETIME) || !has_field (entity, "days", TW_TYPE_DECIMAL))
        continue;
      found = find_link (entity, group->entity);
      if (found == NULL)
        continue;
      if (link != NULL)
        *link = found;
      return entity;
    }
  return NULL;
}

/* Two devices that end the same stay make the same record. */
static TwId
make_id (const TwField *group,
         const TwId    *record,
         TwInstant      entered)
{
  char id[TW_ID_TEXT_LENGTH + 1];
  g_autofree char *words = g_strdup_printf ("stage-time/%s/%u/%" PRId64, tw_id_print (record, id), group->number, entered);

  return tw_id_from_words (words);
}

/**
 * tw_stage_times_keep:
 * @one: a record that comes to another stage
 * @group: the field that says so
 * @error: of the store
 *
 * Adds the stay that is over, where the schema keeps stays.
 *
 * Returns: %FALSE with @error
 */
gboolean
tw_stage_times_keep (TwRuleCase    *one,
                     const TwField *group,
                     GError       **error)
{
  const TwField *since = tw_stage_get_entered_field (group), *link = NULL;
  const TwEntity *entity = since != NULL ? tw_stage_get_times_entity (group, &link) : NULL;
  const TwValue *entered = since != NULL ? tw_rule_case_get_before (one, since) : NULL;
  const TwValue *stage = tw_rule_case_get_before (one, group), *next = tw_rule_case_get (one, group);
  const TwField *next_field = entity != NULL ? tw_entity_get_field (entity, "next_stage") : NULL;
  TwInstant now = tw_rule_case_get_now (one);
  g_autoptr(TwRecord) stay = NULL;
  g_auto(TwValue) record = TW_VALUE_INIT, left = tw_value_datetime (now), days = TW_VALUE_INIT;
  TwId id;

  if (entity == NULL || entered->type != TW_TYPE_DATETIME || tw_value_is_null (stage) || entered->i > now)
    return TRUE;
  id = make_id (group, tw_rule_case_get_id (one), entered->i);
  if (tw_rule_case_is_gone (one, &id) || tw_rule_case_find (one, entity, &id, NULL) == TW_RULE_LIVE)
    return TRUE;
  stay = tw_record_new (entity);
  tw_record_set_id (stay, &id);
  record = tw_value_link (group->entity->number, tw_rule_case_get_id (one));
  /* Millionths of a day from microseconds. */
  days = tw_value_decimal ((now - entered->i) / 86400);
  if (next_field != NULL && can_keep (next_field, group) && !tw_record_set (stay, next_field, next, error))
    return FALSE;
  return tw_record_set (stay, link, &record, error) && tw_record_set_key (stay, "stage", stage, error)
         && tw_record_set_key (stay, "entered_at", entered, error) && tw_record_set_key (stay, "left_at", &left, error)
         && tw_record_set_key (stay, "days", &days, error) && tw_rule_case_add (one, stay, error);
}

/* --- Reading --- */

static TwStageTime *
get_time (GPtrArray     *times,
          TwStore       *store,
          const TwField *group,
          const TwValue *value)
{
  TwStageTime *time = NULL;
  g_autoptr(TwStage) stage = NULL;

  for (guint i = 0; i < times->len; i++)
    {
      time = g_ptr_array_index (times, i);
      if (tw_value_equal (&time->stage, value))
        return time;
    }
  stage = tw_stage_read (store, group, value, NULL);
  time = g_new0 (TwStageTime, 1);
  time->stage = tw_value_copy (value);
  time->title = g_strdup (stage != NULL ? stage->title : "");
  time->color = stage != NULL ? g_strdup (stage->color) : NULL;
  g_ptr_array_add (times, time);
  return time;
}

static void
add_stay (GPtrArray     *times,
          TwStore       *store,
          const TwField *group,
          const TwValue *stage,
          double         days)
{
  TwStageTime *time = get_time (times, store, group, stage);

  time->days += days;
  time->visits++;
}

/**
 * tw_stage_times_list:
 * @store: a store
 * @group: a field that groups
 * @record: a record of its entity
 * @now: this moment
 * @error: of the store
 *
 * Returns: (transfer full) (nullable) (element-type TwStageTime): how long the record was in each stage, the present one included
 */
GPtrArray *
tw_stage_times_list (TwStore       *store,
                     const TwField *group,
                     const TwId    *record,
                     TwInstant      now,
                     GError       **error)
{
  const TwField *link = NULL, *since = tw_stage_get_entered_field (group);
  const TwEntity *entity = since != NULL ? tw_stage_get_times_entity (group, &link) : NULL;
  g_autoptr(GPtrArray) times = g_ptr_array_new_with_free_func (time_free), stays = NULL;
  g_autoptr(TwRecord) present = NULL;
  g_autoptr(TwSchema) schema = tw_schema_ref ((TwSchema *) group->entity->schema);
  g_autoptr(TwQuery) query = NULL;
  g_autofree char *where = NULL;
  const TwValue *entered = NULL;
  char id[TW_ID_TEXT_LENGTH + 1];

  if (entity == NULL)
    return g_steal_pointer (&times);
  where = g_strdup_printf ("%s = \"%s\"", link->key, tw_id_print (record, id));
  query = tw_query_new (schema, entity, where, "entered_at", error);
  stays = query != NULL ? tw_store_list (store, query, MAX_STAYS, NULL, NULL, error) : NULL;
  present = stays != NULL ? tw_store_get (store, group->entity, record, error) : NULL;
  if (present == NULL)
    return NULL;
  for (guint i = 0; i < stays->len; i++)
    {
      const TwValue *days = tw_record_get_key (g_ptr_array_index (stays, i), "days");

      add_stay (times, store, group, tw_record_get_key (g_ptr_array_index (stays, i), "stage"),
                days->type == TW_TYPE_DECIMAL ? (double) days->i / TW_DECIMAL_ONE : 0);
    }
  entered = tw_record_get (present, since);
  if (entered->type == TW_TYPE_DATETIME && !tw_value_is_null (tw_record_get (present, group)))
    {
      add_stay (times, store, group, tw_record_get (present, group), (double) MAX (now - entered->i, 0) / G_TIME_SPAN_DAY);
      get_time (times, store, group, tw_record_get (present, group))->now = TRUE;
    }
  return g_steal_pointer (&times);
}
