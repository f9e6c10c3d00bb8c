/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-activity.h"
#include "tw-task-follow.h"
#include "tw-task-template.h"
#include "tw-trash.h"

#define MAX_RULES  100
#define MAX_MADE   200                                 /* records that get tasks at a time, a page more or less; the others a minute later */
#define MAX_LOOKED 5000                                /* records of a rule, those that have their tasks among them */
#define PAGE       200

/* Where the looking at a rule's records goes on in the next turn: text by the rule's id. A store has one, for whoever follows its rules. */
#define PLACES "tw-task-follow-places"

typedef struct
{
  TwStore        *store;
  TwSchema       *schema;                              /* (owned) */
  const TwEntity *task;
  GHashTable     *places;                              /* (owned) */
  gint64          n;

  /* Of the rule that is followed. */
  TwRecord       *rule;
  const TwField  *once_per;                            /* nullable */
  GPtrArray      *templates;
} Following;

static const char *
get_text (TwRecord *rule, const char *key)
{
  const TwValue *value = tw_record_get_key (rule, key);

  return value->type == TW_TYPE_TEXT && *value->text ? value->text : NULL;
}

/* The same for whoever follows the rule, and how often: what is made twice is one task. */
static TwId
make_id (TwRecord *rule, TwRecord *record, const TwField *once_per, TwRecord *template)
{
  char one[TW_ID_TEXT_LENGTH + 1], other[TW_ID_TEXT_LENGTH + 1], third[TW_ID_TEXT_LENGTH + 1];
  g_autofree char *value = once_per ? tw_value_print (tw_record_get (record, once_per)) : NULL, *words = NULL;

  words = g_strdup_printf ("follow/%s/%s/%s/%s", tw_id_print (tw_record_get_id (rule), one), tw_id_print (tw_record_get_id (record), other),
                           value ? value : "", tw_id_print (tw_record_get_id (template), third));
  return tw_id_from_words (words);
}

/* Also in the wastebasket, and when it was deleted for good: who deleted it does not want it. */
static gboolean
is_made (Following *following, const TwId *id, GError **error)
{
  g_autoptr(TwRecord) task = tw_store_get (following->store, following->task, id, NULL);

  return task != NULL || tw_store_was_purged (following->store, id, error);
}

/* What the template does not give to somebody is for who has the record: nobody applies it by hand. */
static gboolean
set_assignee (Following *following, TwRecord *task, TwRecord *template, TwRecord *record, GError **error)
{
  const TwField *assignee = following->task->owner_field, *owner = tw_record_get_entity (record)->owner_field;
  const TwValue *rule = tw_record_get_key (template, "assign_to");

  if (!assignee || !owner || tw_field_get_target (assignee) != tw_field_get_target (owner) || tw_record_is_changed (task, assignee)
      || (rule->type == TW_TYPE_ENUM && !g_str_equal (rule->text, "me")))
    return TRUE;
  return tw_record_set (task, assignee, tw_record_get (record, owner), error);
}

/* About the rule and its records; any other error is about the store. */
static gboolean
is_refusal (const GError *error)
{
  return error->domain == TW_RECORD_ERROR || g_error_matches (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID)
         || g_error_matches (error, TW_STORE_ERROR, TW_STORE_ERROR_UNIQUE) || g_error_matches (error, TW_STORE_ERROR, TW_STORE_ERROR_LINK)
         || g_error_matches (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND);
}

/* Whether it has no task yet, of one of the templates. FALSE with error, too. */
static gboolean
is_wanting (Following *following, TwRecord *record, GError **error)
{
  for (guint i = 0; i < following->templates->len; i++)
    {
      TwId id = make_id (following->rule, record, following->once_per, following->templates->pdata[i]);
      g_autoptr(GError) local = NULL;

      if (!is_made (following, &id, &local) && local == NULL)
        return TRUE;
      if (local != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
    }
  return FALSE;
}

/* FALSE with error: nothing was added. */
static gboolean
add_tasks (Following *following, TwEdit *edit, TwRecord *record, GError **error)
{
  const TwField *made_by = tw_entity_get_field (following->task, "created_by_rule");
  g_auto(TwValue) link = tw_value_link (tw_record_get_entity (following->rule)->number, tw_record_get_id (following->rule));
  g_autoptr(GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < following->templates->len; i++)
    {
      TwRecord *template = following->templates->pdata[i];
      TwId id = make_id (following->rule, record, following->once_per, template);
      TwRecord *task = NULL;

      if (is_made (following, &id, NULL))
        continue;
      task = tw_task_template_make (following->store, template, record, error);
      if (!task)
        return FALSE;
      g_ptr_array_add (tasks, task);
      if (!set_assignee (following, task, template, record, error) || (made_by && !tw_record_set (task, made_by, &link, error)))
        return FALSE;
      tw_record_set_id (task, &id);
    }
  for (guint i = 0; i < tasks->len; i++)
    tw_edit_save (edit, tasks->pdata[i]);
  return TRUE;
}

/* FALSE with error: none of them has its tasks. */
static gboolean
make_for (Following *following, TwRecord *const *records, guint n, GError **error)
{
  g_autofree char *name = tw_record_dup_title (following->rule), *title = NULL;
  g_autoptr(TwEdit) edit = NULL;
  g_autoptr(TwCommit) commit = NULL;

  /* Translators: names a change; %s is the name of a rule. */
  title = g_strdup_printf (_("Follow up: %s"), name);
  edit = tw_edit_new (following->store, TW_ORIGIN_RULE, title);
  for (guint i = 0; i < n; i++)
    if (!add_tasks (following, edit, records[i], error))
      return FALSE;
  commit = tw_edit_commit (g_steal_pointer (&edit), error);
  following->n += commit ? n : 0;
  return commit != NULL;
}

/* In one step; when one of them cannot have its tasks, each on its own, so that the others have theirs. */
static gboolean
make_for_all (Following *following, GPtrArray *records, GError **error)
{
  g_autoptr(GError) refusal = NULL;

  if (records->len == 0 || make_for (following, (TwRecord *const *) records->pdata, records->len, &refusal))
    return TRUE;
  for (guint i = 0; i < records->len && refusal && is_refusal (refusal); i++)
    {
      g_autoptr(GError) one = NULL;

      if (!make_for (following, (TwRecord *const *) records->pdata + i, 1, &one) && !is_refusal (one))
        {
          g_propagate_error (error, g_steal_pointer (&one));
          return FALSE;
        }
    }
  if (is_refusal (refusal))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&refusal));
  return FALSE;
}

/* Looks at no more than MAX_LOOKED records, from where it ended in the last turn; at their end it begins anew in the next one. */
static gboolean
follow_records (Following *following, TwQuery *query, GError **error)
{
  g_autofree char *id = tw_id_dup_text (tw_record_get_id (following->rule)), *cursor = g_strdup (g_hash_table_lookup (following->places, id));
  guint looked = 0;

  do
    {
      g_autofree char *next = NULL;
      g_autoptr(GPtrArray) records = tw_store_list (following->store, query, PAGE, cursor, &next, error);
      g_autoptr(GPtrArray) wanting = g_ptr_array_new ();
      g_autoptr(GError) local = NULL;

      if (!records)
        {
          /* The rule may have another condition now. */
          g_hash_table_remove (following->places, id);
          return FALSE;
        }
      for (guint i = 0; i < records->len && !local; i++)
        if (is_wanting (following, records->pdata[i], &local))
          g_ptr_array_add (wanting, records->pdata[i]);
      if (local)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      if (!make_for_all (following, wanting, error))
        return FALSE;
      looked += PAGE;
      g_free (cursor);
      cursor = g_steal_pointer (&next);
    }
  while (cursor && looked < MAX_LOOKED && following->n < MAX_MADE);
  if (cursor)
    g_hash_table_insert (following->places, g_steal_pointer (&id), g_steal_pointer (&cursor));
  else
    g_hash_table_remove (following->places, id);
  return TRUE;
}

static gboolean
follow_rule (Following *following, TwRecord *rule, GError **error)
{
  const char *type = get_text (rule, "record_type"), *condition = get_text (rule, "condition"), *key = get_text (rule, "once_per");
  const TwEntity *entity = type ? tw_schema_get_entity (following->schema, type) : NULL;
  const TwValue *link = tw_record_get_key (rule, "template");
  g_autoptr(TwQuery) query = NULL;
  g_autoptr(GPtrArray) templates = NULL;

  following->rule = rule;
  following->once_per = entity && key ? tw_entity_get_field (entity, key) : NULL;
  if (!entity || (key && !following->once_per) || !condition || link->type != TW_TYPE_LINK || !tw_activity_find_link (following->task, entity))
    return TRUE;
  query = tw_query_new (following->schema, entity, condition, "-created_at", NULL);
  templates = query ? tw_task_template_read (following->store, &link->id, error) : NULL;
  if (!templates)
    return query == NULL;
  following->templates = templates;
  return follow_records (following, query, error);
}

static GHashTable *
get_places (TwStore *store)
{
  GHashTable *places = g_object_get_data (G_OBJECT (store), PLACES);

  if (!places)
    {
      places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
      g_object_set_data_full (G_OBJECT (store), PLACES, places, (GDestroyNotify) g_hash_table_unref);
    }
  return g_hash_table_ref (places);
}

/**
 * tw_task_follow:
 * @store: the store of an authority
 * @error: of the store
 *
 * Follows the active rules. Any thread, one at a time; waits for the writer.
 *
 * Returns: how many records got tasks; -1 with @error
 */
gint64
tw_task_follow (TwStore *store, GError **error)
{
  g_autoptr(TwSchema) schema = tw_store_ref_schema (store);
  const TwEntity *kind = tw_schema_get_entity (schema, "follow_up_rule"), *task = tw_schema_get_entity (schema, "task");
  Following following = { .store = store, .schema = schema, .task = task, .places = get_places (store) };
  g_autoptr(GHashTable) places = following.places;
  g_autoptr(TwQuery) query = kind ? tw_query_new (schema, kind, "active", "name", error) : NULL;
  g_autoptr(GPtrArray) rules = query ? tw_store_list (store, query, MAX_RULES, NULL, NULL, error) : NULL;

  if (!kind || !task)
    return 0;
  if (!rules)
    return -1;
  for (guint i = 0; i < rules->len && following.n < MAX_MADE; i++)
    {
      g_autoptr(GError) local = NULL;

      if (follow_rule (&following, rules->pdata[i], &local) || is_refusal (local))
        continue;
      g_propagate_error (error, g_steal_pointer (&local));
      return -1;
    }
  return following.n;
}
