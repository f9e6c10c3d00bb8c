/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-task-assign.h"

static const TwEntity *
get_kind (const TwEntity *entity)
{
  const TwEntity *kind = tw_schema_get_entity ((TwSchema *) entity->schema, "task_assignment");
  const TwField *task = kind ? tw_entity_get_field (kind, "task") : NULL;

  return task && tw_field_get_target (task) == entity && entity->owner_field ? kind : NULL;
}

/**
 * tw_task_can_assign:
 * @entity: a kind of record
 *
 * Returns: whether its records can be handed to others
 */
gboolean
tw_task_can_assign (const TwEntity *entity)
{
  return get_kind (entity) != NULL;
}

/* --- Handing over --- */

static char *
dup_names (TwStore *store, guint user, GArray *people)
{
  g_autoptr(GString) names = g_string_new (NULL);

  for (guint i = 0; i < people->len; i++)
    {
      g_autofree char *name = tw_store_dup_title (store, user, &g_array_index (people, TwId, i));

      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", name);
    }
  return g_strdup (names->str);
}

static TwRecord *
make_assignment (const TwEntity *kind, TwRecord *task, const TwValue *person, const char *note, GError **error)
{
  g_autoptr(TwRecord) assignment = tw_record_new (kind);
  g_auto(TwValue) link = tw_value_link (tw_record_get_entity (task)->number, tw_record_get_id (task));
  g_auto(TwValue) text = tw_value_text (note && *note ? note : NULL);

  if (!tw_record_set_key (assignment, "task", &link, error) || !tw_record_set_key (assignment, "user", person, error)
      || !tw_record_set_key (assignment, "note", &text, error))
    return NULL;
  return g_steal_pointer (&assignment);
}

/* The people after the first one. */
static gboolean
set_others (TwRecord *task, guint user, GArray *people, GError **error)
{
  const TwField *field = tw_entity_get_field (tw_record_get_entity (task), "assignees");
  g_autoptr(GArray) links = g_array_new (FALSE, FALSE, sizeof (TwValue));
  g_auto(TwValue) list = TW_VALUE_INIT;

  for (guint i = 1; i < people->len; i++)
    {
      TwValue link = tw_value_link (user, &g_array_index (people, TwId, i));

      g_array_append_val (links, link);
    }
  if (links->len > 0)
    list = tw_value_list ((const TwValue *) (gpointer) links->data, links->len);
  return !field || tw_record_set (task, field, &list, error);
}

/**
 * tw_task_assign:
 * @store: a store
 * @entity: a kind for which tw_task_can_assign()
 * @id: a task
 * @people: (element-type TwId): at least one user
 * @note: (nullable): what they are told
 * @error: of the store, or %TW_RECORD_ERROR
 *
 * Returns: (transfer full) (nullable): the edit, to be committed
 */
TwEdit *
tw_task_assign (TwStore *store, const TwEntity *entity, const TwId *id, GArray *people, const char *note, GError **error)
{
  const TwEntity *kind = get_kind (entity), *user = NULL;
  g_autoptr(TwRecord) task = NULL;
  g_autofree char *name = NULL, *names = NULL, *title = NULL;
  g_autoptr(TwEdit) edit = NULL;

  g_return_val_if_fail (kind != NULL && people->len > 0, NULL);
  user = tw_field_get_target (entity->owner_field);
  task = tw_store_get (store, entity, id, error);
  if (!task)
    return NULL;
  name = tw_record_dup_title (task);
  names = dup_names (store, user->number, people);
  /* Translators: names a change; 1 a task, 2 one or more people. */
  title = g_strdup_printf (_("Assign “%1$s” to %2$s"), name, names);
  edit = tw_edit_new (store, TW_ORIGIN_PERSON, title);
  for (guint i = 0; i < people->len; i++)
    {
      TwValue person = tw_value_link (user->number, &g_array_index (people, TwId, i));
      g_autoptr(TwRecord) assignment = make_assignment (kind, task, &person, note, error);

      if (!assignment || (i == 0 && !tw_record_set (task, entity->owner_field, &person, error)))
        return NULL;
      tw_edit_save (edit, assignment);
    }
  if (!set_others (task, user->number, people, error))
    return NULL;
  if (tw_record_has_changes (task))
    tw_edit_save (edit, task);
  return g_steal_pointer (&edit);
}

/* --- Answering --- */

/**
 * tw_task_find_assignment:
 * @store: a store
 * @entity: a kind of record
 * @id: a record of it
 * @error: of the store
 *
 * Returns: (transfer full) (nullable): what waits for an answer of the signed-in person
 */
TwRecord *
tw_task_find_assignment (TwStore *store, const TwEntity *entity, const TwId *id, GError **error)
{
  const TwEntity *kind = get_kind (entity);
  char text[TW_ID_TEXT_LENGTH + 1];
  g_autofree char *where = NULL;
  g_autoptr(TwQuery) query = NULL;
  g_autoptr(GPtrArray) found = NULL;

  if (!kind)
    return NULL;
  where = g_strdup_printf ("task = \"%s\" and user = me and accepted_at is empty and declined_at is empty"
                           " and (assigned_by is empty or assigned_by != me)", tw_id_print (id, text));
  query = tw_query_new ((TwSchema *) entity->schema, kind, where, "-assigned_at", error);
  found = query ? tw_store_list (store, query, 1, NULL, NULL, error) : NULL;
  return found && found->len > 0 ? g_object_ref (g_ptr_array_index (found, 0)) : NULL;
}

static gboolean
is_me (TwStore *store, const TwValue *value)
{
  const TwId *me = tw_store_get_user (store);

  return value->type == TW_TYPE_LINK && me && tw_id_equal (&value->id, me);
}

/* The task goes back: to who gave it when it is mine, and I am no longer among the others. */
static gboolean
give_back (TwStore *store, TwRecord *task, TwRecord *assignment, GError **error)
{
  const TwEntity *entity = tw_record_get_entity (task);
  const TwField *others = tw_entity_get_field (entity, "assignees");
  const TwValue *list = others ? tw_record_get (task, others) : NULL;
  g_autoptr(GArray) left = g_array_new (FALSE, FALSE, sizeof (TwValue));
  g_auto(TwValue) value = TW_VALUE_INIT;

  if (is_me (store, tw_record_get (task, entity->owner_field))
      && !tw_record_set (task, entity->owner_field, tw_record_get_key (assignment, "assigned_by"), error))
    return FALSE;
  if (!list || list->type != TW_TYPE_LIST)
    return TRUE;
  for (guint i = 0; i < list->list->n_values; i++)
    if (!is_me (store, &list->list->values[i]))
      g_array_append_val (left, list->list->values[i]);
  if (left->len > 0)
    value = tw_value_list ((const TwValue *) (gpointer) left->data, left->len);
  return tw_record_set (task, others, &value, error);
}

/**
 * tw_task_answer:
 * @store: a store
 * @entity: a kind for which tw_task_can_assign()
 * @id: a task
 * @accept: whether the signed-in person will do it
 * @error: %TW_STORE_ERROR_NOT_FOUND when nothing waits for an answer, or of the store
 *
 * Returns: (transfer full) (nullable): the edit, to be committed
 */
TwEdit *
tw_task_answer (TwStore *store, const TwEntity *entity, const TwId *id, gboolean accept, GError **error)
{
  g_autoptr(GError) local = NULL;
  g_autoptr(TwRecord) assignment = tw_task_find_assignment (store, entity, id, &local);
  g_autoptr(TwRecord) task = assignment ? tw_store_get (store, entity, id, &local) : NULL;
  TwValue now = tw_value_datetime (g_get_real_time ());
  g_autofree char *name = NULL, *title = NULL;
  g_autoptr(TwEdit) edit = NULL;

  if (!task)
    {
      if (local)
        g_propagate_error (error, g_steal_pointer (&local));
      else
        g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND, _("Nobody waits for your answer to this task any more."));
      return NULL;
    }
  name = tw_record_dup_title (task);
  /* Translators: names a change; %s is a task. */
  title = g_strdup_printf (accept ? _("Accept “%s”") : _("Decline “%s”"), name);
  edit = tw_edit_new (store, TW_ORIGIN_PERSON, title);
  if (!tw_record_set_key (assignment, accept ? "accepted_at" : "declined_at", &now, error)
      || (!accept && !give_back (store, task, assignment, error)))
    return NULL;
  tw_edit_save (edit, assignment);
  if (tw_record_has_changes (task))
    tw_edit_save (edit, task);
  return g_steal_pointer (&edit);
}
