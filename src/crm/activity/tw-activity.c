/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-activity.h"

#include <glib/gi18n-lib.h>

/**
 * tw_activity_find_link:
 * @entity: entity of records that are about others
 * @target: entity of the others
 *
 * Who owns or wrote a record is not what it is about.
 *
 * Returns: (nullable): the link that names records of @target: one to them alone, else one to any record
 */
const TwField *
tw_activity_find_link (const TwEntity *entity,
                       const TwEntity *target)
{
  const TwField *any = NULL;

  for (guint i = 0; i < entity->n_fields; i++)
    {
      const TwField *field = entity->fields[i];

      if (field->kind != TW_KIND_LINK || field->number < TW_FIELD_FIRST_OWN || field->inverse == NULL || field->tree
          || field == entity->owner_field || field->retired || !tw_field_can_target (field, target))
        continue;
      if (tw_field_get_target (field) == target)
        return field;
      if (any == NULL)
        any = field;
    }
  return any;
}

/* Links of the same name and target as in the other record. */
static gboolean
copy_links (TwRecord *record,
            TwRecord *from,
            GError  **error)
{
  const TwEntity *entity = tw_record_get_entity (record);

  for (guint i = 0; i < entity->n_fields; i++)
    {
      const TwField *field = entity->fields[i];
      const TwField *other = tw_entity_get_field (tw_record_get_entity (from), field->key);

      if (field->kind != TW_KIND_LINK || field->number < TW_FIELD_FIRST_OWN || field == entity->owner_field || field->tree
          || other == NULL || other->kind != TW_KIND_LINK || tw_field_get_target (field) != tw_field_get_target (other)
          || !tw_value_is_null (tw_record_get (record, field)) || tw_value_is_null (tw_record_get (from, other)))
        continue;
      if (g_str_equal (field->key, "template"))
        continue;
      if (!tw_record_set (record, field, tw_record_get (from, other), error))
        return FALSE;
    }
  return TRUE;
}

/**
 * tw_activity_set_about:
 * @record: an activity, a task, or another record that can be about something
 * @about: what it is about
 * @error: %TW_RECORD_ERROR_LINK
 *
 * Links @record with @about, and with the records of those kinds that @about is linked with itself.
 *
 * Returns: %FALSE with @error when it cannot be about such a record
 */
gboolean
tw_activity_set_about (TwRecord *record,
                       TwRecord *about,
                       GError  **error)
{
  const TwField *link = NULL;
  g_auto(TwValue) value = TW_VALUE_INIT;

  g_return_val_if_fail (TW_IS_RECORD (record) && TW_IS_RECORD (about), FALSE);
  link = tw_activity_find_link (tw_record_get_entity (record), tw_record_get_entity (about));
  if (link == NULL)
    {
      /* Translators: two kinds of records: "Activity" and "Currency". */
      g_set_error (error, TW_RECORD_ERROR, TW_RECORD_ERROR_LINK, _("“%s” cannot be about “%s”."),
                   tw_entity_get_label (tw_record_get_entity (record), FALSE),
                   tw_entity_get_label (tw_record_get_entity (about), FALSE));
      return FALSE;
    }
  value = tw_value_link (tw_record_get_entity (about)->number, tw_record_get_id (about));
  return tw_record_set (record, link, &value, error) && copy_links (record, about, error);
}

/**
 * tw_activity_use_template:
 * @activity: an activity that is put together
 * @template: an activity template
 *
 * Takes over what the template gives: every field that both have, and which template it was.
 */
void
tw_activity_use_template (TwRecord *activity,
                          TwRecord *template)
{
  const TwEntity *entity = NULL, *from = NULL;
  const TwField *link = NULL;

  g_return_if_fail (TW_IS_RECORD (activity) && TW_IS_RECORD (template));
  entity = tw_record_get_entity (activity);
  from = tw_record_get_entity (template);
  for (guint i = 0; i < from->n_fields; i++)
    {
      const TwField *field = tw_entity_get_field (entity, from->fields[i]->key);

      if (field != NULL && field->number >= TW_FIELD_FIRST_OWN && field->kind == from->fields[i]->kind
          && from->fields[i] != from->owner_field && !tw_value_is_null (tw_record_get (template, from->fields[i])))
        tw_record_set (activity, field, tw_record_get (template, from->fields[i]), NULL);
    }
  link = tw_entity_get_field (entity, "template");
  if (link != NULL)
    {
      g_auto(TwValue) value = tw_value_link (from->number, tw_record_get_id (template));

      tw_record_set (activity, link, &value, NULL);
    }
}

/**
 * tw_activity_make_template:
 * @activity: an activity
 * @name: (nullable): what the template is called; %NULL for the activity's subject
 * @follow_up: (nullable): title of the task that is to follow
 *
 * Takes over every field that both have; which records it was about, and when, is each activity's own.
 *
 * Returns: (transfer full) (nullable): a new template, shared with the team; %NULL when the schema has none
 */
TwRecord *
tw_activity_make_template (TwRecord   *activity,
                           const char *name,
                           const char *follow_up)
{
  const TwEntity *entity = NULL;
  g_autofree char *title = NULL;
  TwRecord *template = NULL;

  g_return_val_if_fail (TW_IS_RECORD (activity), NULL);
  entity = tw_schema_get_entity ((TwSchema *) tw_record_get_entity (activity)->schema, "activity_template");
  if (entity == NULL || entity->name_field == NULL)
    return NULL;
  template = tw_record_new (entity);
  for (guint i = 0; i < entity->n_fields; i++)
    {
      const TwField *field = entity->fields[i];
      const TwField *other = tw_entity_get_field (tw_record_get_entity (activity), field->key);

      if (other != NULL && field->number >= TW_FIELD_FIRST_OWN && field->kind == other->kind && field->kind != TW_KIND_LINK
          && !tw_value_is_null (tw_record_get (activity, other)))
        tw_record_set (template, field, tw_record_get (activity, other), NULL);
    }
  title = name != NULL ? g_strdup (name) : tw_record_dup_title (activity);
  tw_record_set_text (template, entity->name_field->key, title, NULL);
  if (follow_up != NULL && tw_entity_get_field (entity, "follow_up") != NULL)
    tw_record_set_text (template, "follow_up", follow_up, NULL);
  return template;
}

/**
 * tw_activity_new_follow_up:
 * @activity: an activity with what it is about
 * @title: what is to be done
 * @due: until when
 *
 * Returns: (transfer full) (nullable): a new task about the same records; %NULL when the schema has no tasks
 */
TwRecord *
tw_activity_new_follow_up (TwRecord   *activity,
                           const char *title,
                           TwDate      due)
{
  const TwEntity *entity = NULL;
  g_auto(TwValue) name = TW_VALUE_INIT, date = TW_VALUE_INIT;
  TwRecord *task = NULL;

  g_return_val_if_fail (TW_IS_RECORD (activity) && title != NULL, NULL);
  entity = tw_schema_get_entity ((TwSchema *) tw_record_get_entity (activity)->schema, "task");
  if (entity == NULL || entity->name_field == NULL || entity->date_field == NULL)
    return NULL;
  task = tw_record_new (entity);
  name = tw_value_text (title);
  date = tw_value_date (due);
  tw_record_set (task, entity->name_field, &name, NULL);
  tw_record_set (task, entity->date_field, &date, NULL);
  copy_links (task, activity, NULL);
  return task;
}
