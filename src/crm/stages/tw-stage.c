/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-stage-private.h"

#include <glib/gi18n-lib.h>

#define MAX_STAGES   60
#define DAY          (G_TIME_SPAN_DAY)

static void
parent_free (gpointer data)
{
  TwStageParent *parent = data;

  g_free (parent->title);
  g_free (parent);
}

void
tw_stage_free (TwStage *stage)
{
  tw_value_clear (&stage->value);
  tw_value_clear (&stage->target);
  g_free (stage->title);
  g_free (stage->color);
  g_free (stage->kind);
  g_strfreev (stage->required);
  g_free (stage);
}

static const TwValue *
get_value (TwRecord   *record,
           const char *key,
           TwType      type)
{
  const TwField *field = tw_entity_get_field (tw_record_get_entity (record), key);
  const TwValue *value = field != NULL ? tw_record_get (record, field) : NULL;

  return value != NULL && value->type == type ? value : NULL;
}

static gboolean
get_flag (TwRecord   *record,
          const char *key,
          gboolean    fallback)
{
  const TwValue *value = get_value (record, key, TW_TYPE_BOOLEAN);

  return value != NULL ? value->i != 0 : fallback;
}

static GStrv
dup_required (TwRecord *record)
{
  const TwValue *list = get_value (record, "required_fields", TW_TYPE_LIST);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; list != NULL && i < list->list->n_values; i++)
    if (list->list->values[i].type == TW_TYPE_TEXT)
      g_strv_builder_add (builder, list->list->values[i].text);
  return list != NULL ? g_strv_builder_end (builder) : NULL;
}

TwStage *
tw_stage_new_from_choice (const TwField  *field,
                          const TwChoice *choice)
{
  TwStage *stage = g_new0 (TwStage, 1);

  stage->value = tw_value_enum (choice->key);
  stage->title = g_strdup (tw_choice_get_label (field, choice));
  stage->color = g_strdup (choice->color);
  stage->kind = g_strdup (choice->key);
  stage->closed = choice->closed;
  return stage;
}

TwStage *
tw_stage_new_from_record (TwRecord *record)
{
  const TwEntity *entity = tw_record_get_entity (record);
  const TwField *kind_field = tw_entity_get_field (entity, "kind"), *target = tw_entity_get_field (entity, "target");
  const TwValue *color = get_value (record, "color", TW_TYPE_TEXT), *kind = get_value (record, "kind", TW_TYPE_ENUM);
  const TwValue *days = get_value (record, "max_days", TW_TYPE_INTEGER);
  const TwChoice *choice = kind != NULL ? tw_field_get_choice (kind_field, kind->text) : NULL;
  TwStage *stage = g_new0 (TwStage, 1);

  stage->value = tw_value_link (entity->number, tw_record_get_id (record));
  stage->title = tw_record_dup_title (record);
  stage->color = color != NULL ? g_strdup (color->text) : NULL;
  stage->kind = kind != NULL ? g_strdup (kind->text) : NULL;
  stage->closed = choice != NULL && choice->closed;
  stage->max_days = days != NULL ? (int) CLAMP (days->i, 0, 36500) : 0;
  stage->required = dup_required (record);
  if (target != NULL)
    stage->target = tw_value_copy (tw_record_get (record, target));
  return stage;
}

gboolean
tw_stage_is_filled (const TwValue *value)
{
  switch (value->type)
    {
    case TW_TYPE_NULL:
      return FALSE;
    case TW_TYPE_BOOLEAN:
      return value->i != 0;
    case TW_TYPE_LIST:
      return value->list->n_values > 0;
    case TW_TYPE_TEXT:
      return *value->text != '\0';
    default:
      return TRUE;
    }
}

gboolean
tw_stage_can_require (const TwField *group,
                      const TwField *field)
{
  return !field->retired && tw_field_is_editable (field) && field != group;
}

gboolean
tw_stage_has_closed_choice (const TwField *field)
{
  for (guint i = 0; field->choices != NULL && field->choices[i] != NULL; i++)
    if (field->choices[i]->closed)
      return TRUE;
  return FALSE;
}

gboolean
tw_stage_requires (const TwStage *stage,
                   const TwField *field)
{
  return stage->required != NULL && g_strv_contains ((const char *const *) stage->required, field->key);
}

/**
 * tw_stage_copy:
 * @stage: a stage
 *
 * Returns: (transfer full): its copy
 */
TwStage *
tw_stage_copy (const TwStage *stage)
{
  TwStage *copy = g_new0 (TwStage, 1);

  copy->value = tw_value_copy (&stage->value);
  copy->title = g_strdup (stage->title);
  copy->color = g_strdup (stage->color);
  copy->kind = g_strdup (stage->kind);
  copy->closed = stage->closed;
  copy->max_days = stage->max_days;
  copy->target = tw_value_copy (&stage->target);
  copy->required = g_strdupv (stage->required);
  return copy;
}

/**
 * tw_stage_can_group:
 * @field: (nullable): a field
 *
 * Returns: whether a board can have a column for each of its values
 */
gboolean
tw_stage_can_group (const TwField *field)
{
  if (field == NULL || field->retired || field->formula != NULL)
    return FALSE;
  return field->kind == TW_KIND_ENUM || (field->kind == TW_KIND_LINK && tw_field_get_target (field) != NULL);
}

/**
 * tw_stage_get_parent_field:
 * @group: (nullable): a field that groups
 *
 * Returns: (transfer none) (nullable): the link that each of the field's targets must have, such as a stage's pipeline
 */
const TwField *
tw_stage_get_parent_field (const TwField *group)
{
  const TwEntity *target = group != NULL && group->kind == TW_KIND_LINK ? tw_field_get_target (group) : NULL;

  for (guint i = 0; target != NULL && i < target->n_fields; i++)
    if (target->fields[i]->kind == TW_KIND_LINK && target->fields[i]->required && tw_field_get_target (target->fields[i]) != NULL)
      return target->fields[i];
  return NULL;
}

/**
 * tw_stage_list_parents:
 * @store: a store
 * @group: a field that groups
 *
 * Returns: (transfer full) (element-type TwStageParent): those in use, the default one first
 */
GPtrArray *
tw_stage_list_parents (TwStore       *store,
                       const TwField *group)
{
  const TwField *field = tw_stage_get_parent_field (group);
  GPtrArray *parents = g_ptr_array_new_with_free_func (parent_free);
  g_autoptr(TwSchema) schema = tw_store_ref_schema (store);
  g_autoptr(TwQuery) query = NULL;
  g_autoptr(GPtrArray) records = NULL;

  if (field == NULL)
    return parents;
  query = tw_query_new (schema, tw_field_get_target (field), NULL, NULL, NULL);
  records = query != NULL ? tw_store_list (store, query, MAX_STAGES, NULL, NULL, NULL) : NULL;
  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      TwRecord *record = g_ptr_array_index (records, i);
      TwStageParent *parent = NULL;

      if (!get_flag (record, "active", TRUE))
        continue;
      parent = g_new0 (TwStageParent, 1);
      parent->id = *tw_record_get_id (record);
      parent->title = tw_record_dup_title (record);
      g_ptr_array_insert (parents, get_flag (record, "is_default", FALSE) ? 0 : -1, parent);
    }
  return parents;
}

static void
add_choices (GPtrArray     *stages,
             const TwField *field)
{
  for (const TwChoice *const *choice = field->choices; choice != NULL && *choice != NULL; choice++)
    if (!(*choice)->retired)
      g_ptr_array_add (stages, tw_stage_new_from_choice (field, *choice));
}

static gboolean
add_records (GPtrArray     *stages,
             TwStore       *store,
             const TwField *field,
             const TwId    *parent,
             GError       **error)
{
  const TwField *parent_field = tw_stage_get_parent_field (field);
  char id[TW_ID_TEXT_LENGTH + 1];
  g_autofree char *where = parent != NULL && parent_field != NULL
                             ? g_strdup_printf ("%s = \"%s\"", parent_field->key, tw_id_print (parent, id)) : NULL;
  g_autoptr(TwSchema) schema = tw_store_ref_schema (store);
  g_autoptr(TwQuery) query = tw_query_new (schema, tw_field_get_target (field), where, NULL, error);
  g_autoptr(GPtrArray) records = query != NULL ? tw_store_list (store, query, MAX_STAGES, NULL, NULL, error) : NULL;

  if (records == NULL)
    return FALSE;
  for (guint i = 0; i < records->len; i++)
    if (get_flag (g_ptr_array_index (records, i), "active", TRUE))
      g_ptr_array_add (stages, tw_stage_new_from_record (g_ptr_array_index (records, i)));
  return TRUE;
}

/**
 * tw_stage_list:
 * @store: a store
 * @group: a field for which tw_stage_can_group()
 * @parent: (nullable): only the stages of this parent
 * @error: an error of the store
 *
 * Returns: (transfer full) (nullable) (element-type TwStage): the columns in order, the one for records without a value last
 */
GPtrArray *
tw_stage_list (TwStore       *store,
               const TwField *group,
               const TwId    *parent,
               GError       **error)
{
  g_autoptr(GPtrArray) stages = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_stage_free);

  g_return_val_if_fail (tw_stage_can_group (group), NULL);
  if (group->kind == TW_KIND_ENUM)
    add_choices (stages, group);
  else if (!add_records (stages, store, group, parent, error))
    return NULL;
  if (!group->required)
    {
      TwStage *none = g_new0 (TwStage, 1);

      /* Translators: title of the board column for records without a value; %s is the field, "Stage". */
      none->title = g_strdup_printf (_("No %s"), tw_field_get_label (group));
      g_ptr_array_add (stages, none);
    }
  return g_steal_pointer (&stages);
}

/**
 * tw_stage_read:
 * @store: a store; any thread
 * @group: a field for which tw_stage_can_group()
 * @value: a value of the field, or null
 * @error: %TW_RECORD_ERROR_CHOICE, or an error of the store
 *
 * Returns: (transfer full) (nullable): the column of the value
 */
TwStage *
tw_stage_read (TwStore       *store,
               const TwField *group,
               const TwValue *value,
               GError       **error)
{
  const TwChoice *choice = NULL;
  g_autoptr(TwRecord) record = NULL;
  TwStage *none = NULL;

  if (value->type == TW_TYPE_ENUM && group->kind == TW_KIND_ENUM)
    {
      choice = tw_field_get_choice (group, value->text);
      if (choice != NULL)
        return tw_stage_new_from_choice (group, choice);
      g_set_error (error, TW_RECORD_ERROR, TW_RECORD_ERROR_CHOICE, _("“%s” is no choice of “%s”."), value->text,
                   tw_field_get_label (group));
      return NULL;
    }
  if (value->type == TW_TYPE_LINK && tw_field_get_target (group) != NULL)
    {
      record = tw_store_get (store, tw_field_get_target (group), &value->id, error);
      return record != NULL ? tw_stage_new_from_record (record) : NULL;
    }
  none = g_new0 (TwStage, 1);
  none->title = g_strdup_printf (_("No %s"), tw_field_get_label (group));
  return none;
}

/**
 * tw_stage_dup_where:
 * @stage: a column
 * @group: the field that groups
 *
 * Returns: (transfer full): the condition of its records
 */
char *
tw_stage_dup_where (const TwStage *stage,
                    const TwField *group)
{
  g_autofree char *text = NULL;

  if (tw_value_is_null (&stage->value))
    return g_strdup_printf ("%s is empty", group->key);
  text = tw_value_print (&stage->value);
  return g_strdup_printf ("%s = \"%s\"", group->key, text);
}

/**
 * tw_stage_get_entered_field:
 * @group: a field that groups
 *
 * A date-time that the schema derives as “now” in each commit that changes the field.
 *
 * Returns: (transfer none) (nullable): since when a record is in its column
 */
const TwField *
tw_stage_get_entered_field (const TwField *group)
{
  g_autofree char *when = g_strdup_printf ("changed(%s)", group->key);

  for (guint i = 0; i < group->entity->n_fields; i++)
    {
      const TwField *field = group->entity->fields[i];

      if (field->type == TW_TYPE_DATETIME && g_strcmp0 (field->derive, "now()") == 0
          && g_strcmp0 (field->derive_when, when) == 0)
        return field;
    }
  return NULL;
}

/* Microseconds of a date-time or of the beginning of a day; G_MININT64 for neither. */
static TwInstant
get_instant (TwRecord      *record,
             const TwField *field)
{
  const TwValue *value = field != NULL ? tw_record_get (record, field) : NULL;

  if (value != NULL && value->type == TW_TYPE_DATETIME)
    return value->i;
  if (value != NULL && value->type == TW_TYPE_DATE)
    return tw_instant_from_local (value->i, 0, NULL);
  return G_MININT64;
}

/**
 * tw_stage_get_quiet_days:
 * @stage: the column of the record
 * @entered: (nullable): the field of tw_stage_get_entered_field()
 * @record: a record whose computed “touched” field is filled
 * @now: this moment
 *
 * A record rots when nothing has happened with it for longer than its stage allows. What counts is the latest of its last
 * activity, its coming into the column, and its making.
 *
 * Returns: the days of silence when they are too many, else 0
 */
int
tw_stage_get_quiet_days (const TwStage *stage,
                         const TwField *entered,
                         TwRecord      *record,
                         TwInstant      now)
{
  const TwEntity *entity = tw_record_get_entity (record);
  TwInstant last = get_instant (record, entity->touched_field);
  gint64 days;

  if (stage->max_days <= 0 || stage->closed)
    return 0;
  last = MAX (last, get_instant (record, entered));
  if (last == G_MININT64)
    last = get_instant (record, tw_entity_get_field_by_number (entity, TW_FIELD_CREATED_AT));
  if (last == G_MININT64 || last > now)
    return 0;
  days = (now - last) / DAY;
  return days > stage->max_days ? (int) MIN (days, 99999) : 0;
}
