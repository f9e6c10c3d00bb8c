/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-activity.h"
#include "tw-task-follow.h"
#include "tw-task-template.h"

#define MAX_RULES  100
#define MAX_MADE   200                                 /* records that get tasks at a time; the others a minute later */
#define MAX_LOOKED 5000                                /* records of a rule, those that have their tasks among them */
#define PAGE       500

typedef struct
{
  TwStore        *store;
  TwSchema       *schema;                              /* (owned) */
  const TwEntity *task;
  gint64          n;
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

static gboolean
is_made (Following *following, const TwId *id)
{
  g_autoptr(TwRecord) task = tw_store_get (following->store, following->task, id, NULL);

  return task != NULL;
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

/* FALSE with error; a record that has its tasks adds none. */
static gboolean
follow_record (Following *following, TwEdit *edit, TwRecord *rule, TwRecord *record, const TwField *once_per, GPtrArray *templates, GError **error)
{
  const TwField *made_by = tw_entity_get_field (following->task, "created_by_rule");
  g_auto(TwValue) link = tw_value_link (tw_record_get_entity (rule)->number, tw_record_get_id (rule));
  gboolean any = FALSE;

  for (guint i = 0; i < templates->len; i++)
    {
      TwId id = make_id (rule, record, once_per, templates->pdata[i]);
      g_autoptr(TwRecord) task = NULL;

      if (is_made (following, &id))
        continue;
      task = tw_task_template_make (following->store, templates->pdata[i], record, error);
      if (!task || !set_assignee (following, task, templates->pdata[i], record, error)
          || (made_by && !tw_record_set (task, made_by, &link, error)))
        return FALSE;
      tw_record_set_id (task, &id);
      tw_edit_save (edit, task);
      any = TRUE;
    }
  following->n += any;
  return TRUE;
}

static gboolean
follow_rule (Following *following, TwRecord *rule, GError **error)
{
  const char *type = get_text (rule, "record_type"), *condition = get_text (rule, "condition"), *key = get_text (rule, "once_per");
  const TwEntity *entity = type ? tw_schema_get_entity (following->schema, type) : NULL;
  const TwField *once_per = entity && key ? tw_entity_get_field (entity, key) : NULL;
  const TwValue *link = tw_record_get_key (rule, "template");
  g_autoptr(TwQuery) query = NULL;
  g_autoptr(GPtrArray) templates = NULL;
  g_autofree char *cursor = NULL, *name = tw_record_dup_title (rule), *title = NULL;
  g_autoptr(TwEdit) edit = NULL;
  g_autoptr(TwCommit) commit = NULL;
  gint64 before = following->n;
  guint looked = 0;

  if (!entity || (key && !once_per) || !condition || link->type != TW_TYPE_LINK || !tw_activity_find_link (following->task, entity))
    return TRUE;
  query = tw_query_new (following->schema, entity, condition, "-created_at", NULL);
  templates = query ? tw_task_template_read (following->store, &link->id, error) : NULL;
  if (!templates)
    return query == NULL;
  /* Translators: names a change; %s is the name of a rule. */
  title = g_strdup_printf (_("Follow up: %s"), name);
  edit = tw_edit_new (following->store, TW_ORIGIN_RULE, title);
  do
    {
      g_autofree char *next = NULL;
      g_autoptr(GPtrArray) records = tw_store_list (following->store, query, PAGE, cursor, &next, error);

      if (!records)
        return FALSE;
      for (guint i = 0; i < records->len && following->n < MAX_MADE; i++)
        if (!follow_record (following, edit, rule, records->pdata[i], once_per, templates, error))
          return FALSE;
      looked += PAGE;
      g_free (cursor);
      cursor = g_steal_pointer (&next);
    }
  while (cursor && looked < MAX_LOOKED && following->n < MAX_MADE);
  if (following->n == before)
    return TRUE;
  commit = tw_edit_commit (g_steal_pointer (&edit), error);
  return commit != NULL;
}

/* About the rule and its records; any other error is about the store. */
static gboolean
is_refusal (const GError *error)
{
  return error->domain == TW_RECORD_ERROR || g_error_matches (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID)
         || g_error_matches (error, TW_STORE_ERROR, TW_STORE_ERROR_UNIQUE) || g_error_matches (error, TW_STORE_ERROR, TW_STORE_ERROR_LINK)
         || g_error_matches (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND);
}

/**
 * tw_task_follow:
 * @store: the store of an authority
 * @error: of the store
 *
 * Follows the active rules. Any thread; waits for the writer.
 *
 * Returns: how many records got tasks; -1 with @error
 */
gint64
tw_task_follow (TwStore *store, GError **error)
{
  g_autoptr(TwSchema) schema = tw_store_ref_schema (store);
  const TwEntity *kind = tw_schema_get_entity (schema, "follow_up_rule"), *task = tw_schema_get_entity (schema, "task");
  Following following = { .store = store, .schema = schema, .task = task };
  g_autoptr(TwQuery) query = kind ? tw_query_new (schema, kind, "active", "name", error) : NULL;
  g_autoptr(GPtrArray) rules = query ? tw_store_list (store, query, MAX_RULES, NULL, NULL, error) : NULL;

  if (!kind || !task)
    return 0;
  if (!rules)
    return -1;
  for (guint i = 0; i < rules->len && following.n < MAX_MADE; i++)
    {
      g_autoptr(GError) local = NULL;
      gint64 before = following.n;

      if (follow_rule (&following, rules->pdata[i], &local))
        continue;
      following.n = before;
      if (is_refusal (local))
        continue;
      g_propagate_error (error, g_steal_pointer (&local));
      return -1;
    }
  return following.n;
}
