/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-stage-edit.h"

#include <glib/gi18n-lib.h>

#define PAGE 500

/**
 * tw_stage_edit_can:
 * @group: (nullable): a field that groups
 *
 * Returns: whether its stages are records with a field “position”, so that they can be edited as a list
 */
gboolean
tw_stage_edit_can (const TwField *group)
{
  const TwEntity *target = group != NULL && group->kind == TW_KIND_LINK ? tw_field_get_target (group) : NULL;
  const TwField *position = target != NULL ? tw_entity_get_field (target, "position") : NULL;

  return position != NULL && position->type == TW_TYPE_INTEGER;
}

/* All stages of the parent, those out of use too, as records in order. */
static GPtrArray *
list_records (TwStore       *store,
              const TwField *group,
              const TwId    *parent,
              GError       **error)
{
  const TwField *parent_field = tw_stage_get_parent_field (group);
  char id[TW_ID_TEXT_LENGTH + 1];
  g_autofree char *where = parent != NULL && parent_field != NULL
                             ? g_strdup_printf ("%s = \"%s\"", parent_field->key, tw_id_print (parent, id)) : NULL;
  g_autoptr(TwSchema) schema = tw_store_ref_schema (store);
  g_autoptr(TwQuery) query = tw_query_new (schema, tw_field_get_target (group), where, "position", error);

  return query != NULL ? tw_store_list (store, query, PAGE, NULL, NULL, error) : NULL;
}

static gboolean
is_closed (TwRecord *record)
{
  const TwField *kind = tw_entity_get_field (tw_record_get_entity (record), "kind");
  const TwValue *value = kind != NULL ? tw_record_get (record, kind) : NULL;
  const TwChoice *choice = value != NULL && value->type == TW_TYPE_ENUM ? tw_field_get_choice (kind, value->text) : NULL;

  return choice != NULL && choice->closed;
}

/* Positions 1, 2, 3 … to those that have another one. */
static gboolean
number (GPtrArray *records,
        TwEdit    *edit,
        GError   **error)
{
  for (guint i = 0; i < records->len; i++)
    {
      TwRecord *record = g_ptr_array_index (records, i);
      const TwValue position = tw_value_integer (i + 1);

      if (!tw_record_set_key (record, "position", &position, error))
        return FALSE;
      if (tw_record_is_new (record) || tw_record_has_changes (record))
        tw_edit_save (edit, record);
    }
  return TRUE;
}

static gboolean
set_parent (TwRecord      *record,
            const TwField *group,
            const TwId    *parent,
            GError       **error)
{
  const TwField *field = tw_stage_get_parent_field (group);
  g_auto(TwValue) link = TW_VALUE_INIT;

  if (field == NULL || parent == NULL)
    return TRUE;
  link = tw_value_link (tw_field_get_target (field)->number, parent);
  return tw_record_set (record, field, &link, error);
}

/**
 * tw_stage_edit_add:
 * @store: a store
 * @group: a field for which tw_stage_edit_can()
 * @parent: (nullable): what the stage belongs to
 * @title: its name
 * @error: an error of the store
 *
 * Returns: (transfer full) (nullable): a step that adds a stage behind the last that is open
 */
TwEdit *
tw_stage_edit_add (TwStore       *store,
                   const TwField *group,
                   const TwId    *parent,
                   const char    *title,
                   GError       **error)
{
  const TwEntity *entity = tw_field_get_target (group);
  g_autoptr(GPtrArray) records = list_records (store, group, parent, error);
  g_autoptr(TwRecord) record = tw_record_new (entity);
  g_autofree char *what = g_strdup_printf (_("Add the stage “%s”"), title);
  g_autoptr(TwEdit) edit = NULL;
  g_auto(TwValue) name = tw_value_text (title);
  guint index = 0;

  if (records == NULL || !tw_record_set (record, entity->name_field, &name, error) || !set_parent (record, group, parent, error))
    return NULL;
  index = records->len;
  while (index > 0 && is_closed (g_ptr_array_index (records, index - 1)))
    index--;
  g_ptr_array_insert (records, index, g_steal_pointer (&record));
  edit = tw_edit_new (store, TW_ORIGIN_PERSON, what);
  return number (records, edit, error) ? g_steal_pointer (&edit) : NULL;
}

/**
 * tw_stage_edit_place:
 * @store: a store
 * @group: a field for which tw_stage_edit_can()
 * @parent: (nullable): what the stage belongs to
 * @stage: the stage
 * @index: its place, from 0, when it has been taken out
 * @error: an error of the store
 *
 * Returns: (transfer full) (nullable): a step that moves the stage; %NULL without an error when it stands there
 */
TwEdit *
tw_stage_edit_place (TwStore       *store,
                     const TwField *group,
                     const TwId    *parent,
                     const TwId    *stage,
                     guint          index,
                     GError       **error)
{
  g_autoptr(GPtrArray) records = list_records (store, group, parent, error);
  g_autofree char *name = NULL, *what = NULL;
  g_autoptr(TwEdit) edit = NULL;
  TwRecord *record = NULL;
  guint from = 0;

  if (records == NULL)
    return NULL;
  while (from < records->len && !tw_id_equal (tw_record_get_id (g_ptr_array_index (records, from)), stage))
    from++;
  if (from == records->len || from == index)
    return NULL;
  name = tw_record_dup_title (g_ptr_array_index (records, from));
  what = g_strdup_printf (_("Move the stage “%s”"), name);
  record = g_ptr_array_steal_index (records, from);
  g_ptr_array_insert (records, MIN (index, records->len), record);
  edit = tw_edit_new (store, TW_ORIGIN_PERSON, what);
  return number (records, edit, error) ? g_steal_pointer (&edit) : NULL;
}

static gboolean
add_first_stage (TwEdit        *edit,
                 const TwField *group,
                 const TwId    *parent,
                 const char    *title,
                 const char    *const *pairs,
                 GError       **error)
{
  const TwEntity *entity = tw_field_get_target (group);
  g_autoptr(TwRecord) record = tw_record_new (entity);
  g_auto(TwValue) name = tw_value_text (title);

  if (!tw_record_set (record, entity->name_field, &name, error) || !set_parent (record, group, parent, error))
    return FALSE;
  for (; *pairs != NULL; pairs += 2)
    if (tw_entity_get_field (entity, pairs[0]) != NULL && !tw_record_set_text (record, pairs[0], pairs[1], error))
      return FALSE;
  tw_edit_save (edit, record);
  return TRUE;
}

/**
 * tw_stage_edit_add_parent:
 * @store: a store
 * @group: a field whose stages have a parent
 * @title: name of the new pipeline
 * @id: (out): its id
 * @error: %TW_RECORD_ERROR
 *
 * Returns: (transfer full) (nullable): a step that adds a pipeline with its first stages
 */
TwEdit *
tw_stage_edit_add_parent (TwStore       *store,
                          const TwField *group,
                          const char    *title,
                          TwId          *id,
                          GError       **error)
{
  static const char *const open[] = { "position", "1", "kind", "open", "color", "blue", "default_probability", "10", NULL };
  static const char *const won[] = { "position", "2", "kind", "won", "color", "green", "default_probability", "100", NULL };
  static const char *const lost[] = { "position", "3", "kind", "lost", "color", "red", "default_probability", "0", NULL };
  const TwField *parent_field = tw_stage_get_parent_field (group);
  const TwEntity *entity = NULL;
  g_autoptr(TwRecord) record = NULL;
  g_autofree char *what = g_strdup_printf (_("Add the pipeline “%s”"), title);
  g_autoptr(TwEdit) edit = NULL;
  g_auto(TwValue) name = tw_value_text (title);

  g_return_val_if_fail (parent_field != NULL, NULL);
  entity = tw_field_get_target (parent_field);
  record = tw_record_new (entity);
  *id = *tw_record_get_id (record);
  if (!tw_record_set (record, entity->name_field, &name, error))
    return NULL;
  edit = tw_edit_new (store, TW_ORIGIN_PERSON, what);
  tw_edit_save (edit, record);
  if (!add_first_stage (edit, group, id, _("New"), open, error) || !add_first_stage (edit, group, id, _("Won"), won, error)
      || !add_first_stage (edit, group, id, _("Lost"), lost, error))
    return NULL;
  return g_steal_pointer (&edit);
}

static TwQuery *
query_records (TwStore       *store,
               const TwField *group,
               const TwId    *stage,
               GError       **error)
{
  char id[TW_ID_TEXT_LENGTH + 1];
  g_autofree char *where = g_strdup_printf ("%s = \"%s\"", group->key, tw_id_print (stage, id));
  g_autoptr(TwSchema) schema = tw_store_ref_schema (store);

  return tw_query_new (schema, group->entity, where, NULL, error);
}

/**
 * tw_stage_edit_count:
 * @store: a store
 * @group: the field that groups
 * @stage: a stage
 * @error: an error of the store
 *
 * Returns: how many records are in the stage, -1 on error
 */
gint64
tw_stage_edit_count (TwStore       *store,
                     const TwField *group,
                     const TwId    *stage,
                     GError       **error)
{
  g_autoptr(TwQuery) query = query_records (store, group, stage, error);

  return query != NULL ? tw_store_count (store, query, error) : -1;
}

static gboolean
move_records (TwStore       *store,
              TwEdit        *edit,
              const TwField *group,
              const TwId    *stage,
              const TwId    *to,
              GError       **error)
{
  g_autoptr(TwQuery) query = query_records (store, group, stage, error);
  g_auto(TwValue) link = tw_value_link (tw_field_get_target (group)->number, to);
  g_autofree char *cursor = NULL;

  if (query == NULL)
    return FALSE;
  do
    {
      g_autofree char *after = g_steal_pointer (&cursor);
      g_autoptr(GPtrArray) records = tw_store_list (store, query, PAGE, after, &cursor, error);

      if (records == NULL)
        return FALSE;
      for (guint i = 0; i < records->len; i++)
        {
          if (!tw_record_set (g_ptr_array_index (records, i), group, &link, error))
            return FALSE;
          tw_edit_save (edit, g_ptr_array_index (records, i));
        }
    }
  while (cursor != NULL);
  return TRUE;
}

/**
 * tw_stage_edit_remove:
 * @store: a store
 * @group: the field that groups
 * @stage: the stage to remove
 * @to: (nullable): where its records go
 * @error: %TW_STORE_ERROR_LINK when there are records and nowhere to go, or another error of the store
 *
 * Removes a stage together with moving its records, as one step that can be undone. What the other stage requires on entry is not
 * asked for: the records did not come there by a person's wish. Blocks until it is durable.
 *
 * Returns: whether the stage is gone
 */
gboolean
tw_stage_edit_remove (TwStore       *store,
                      const TwField *group,
                      const TwId    *stage,
                      const TwId    *to,
                      GError       **error)
{
  const TwEntity *entity = tw_field_get_target (group);
  g_autofree char *name = tw_store_dup_title (store, entity->number, stage);
  g_autofree char *what = g_strdup_printf (_("Remove the stage “%s”"), name);
  g_autoptr(TwEdit) edit = tw_edit_new (store, TW_ORIGIN_PERSON, what);
  g_autoptr(TwCommit) commit = NULL;

  if (to != NULL && !move_records (store, edit, group, stage, to, error))
    return FALSE;
  tw_edit_delete (edit, entity, stage);
  commit = tw_edit_commit (g_steal_pointer (&edit), error);
  return commit != NULL;
}
