/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-task-figures.h"
#include "tw-task-raise.h"

#define MAX_RULES  100
#define MAX_RAISED 500                                 /* tasks at a time; the others a minute later */
#define MAX_LOOKED 5000                                /* tasks of a rule, those that were raised before among them */
#define PAGE       500

typedef struct
{
  TwStore        *store;
  TwSchema       *schema;                              /* (owned) */
  const TwEntity *task;
  const TwField  *due, *priority, *raised;
  TwDate          today;
  gint64          n;
} Raising;

/* The place of a priority among the others; -1: none of them. */
static int
rank (const TwField *priority, const TwValue *value)
{
  for (int i = 0; value->type == TW_TYPE_ENUM && priority->choices[i]; i++)
    if (g_str_equal (priority->choices[i]->key, value->text))
      return i;
  return -1;
}

/* "priority is empty or priority in ("low", "medium")" */
static void
append_lower (GString *where, const TwField *priority, int wanted)
{
  g_string_append_printf (where, " and (%s is empty", priority->key);
  for (int i = 0; i < wanted; i++)
    g_string_append_printf (where, " or %s = \"%s\"", priority->key, priority->choices[i]->key);
  g_string_append_c (where, ')');
}

/* NULL: the rule's condition is none of tasks. */
static TwQuery *
make_query (Raising *raising, TwRecord *rule, int wanted)
{
  const TwValue *condition = tw_record_get_key (rule, "condition"), *days = tw_record_get_key (rule, "days_before");
  g_autofree char *open = tw_task_dup_open_where (raising->task), *until = NULL;
  g_autoptr(GString) where = g_string_new (open ? open : "true");
  g_autoptr(TwQuery) query = NULL;

  until = tw_date_print (raising->today + (days->type == TW_TYPE_INTEGER ? (TwDate) days->i : 0));
  g_string_append_printf (where, " and %s <= \"%s\"", raising->due->key, until);
  append_lower (where, raising->priority, wanted);
  query = tw_query_new (raising->schema, raising->task, where->str, raising->due->key, NULL);
  if (!query || condition->type != TW_TYPE_TEXT || !*condition->text)
    return g_steal_pointer (&query);
  return tw_query_with_where (query, condition->text, NULL);
}

/* "2026-11-24/high": what was done for this date; a higher one counts for the lower. */
static gboolean
was_raised (Raising *raising, TwRecord *task, int wanted)
{
  const TwValue *kept = tw_record_get (task, raising->raised);
  g_autofree char *due = tw_value_print (tw_record_get (task, raising->due));
  g_auto(GStrv) parts = kept->type == TW_TYPE_TEXT ? g_strsplit (kept->text, "/", 2) : NULL;
  g_auto(TwValue) level = TW_VALUE_INIT;

  if (!parts || !parts[0] || !parts[1] || !g_str_equal (parts[0], due))
    return FALSE;
  level = tw_value_enum (parts[1]);
  return rank (raising->priority, &level) >= wanted;
}

static gboolean
raise_task (Raising *raising, TwEdit *edit, TwRecord *task, const TwValue *level, GError **error)
{
  g_autofree char *due = tw_value_print (tw_record_get (task, raising->due)), *mark = g_strdup_printf ("%s/%s", due, level->text);
  g_auto(TwValue) raised = tw_value_text (mark), priority = tw_value_enum (level->text);

  if (!tw_record_set (task, raising->priority, &priority, error) || !tw_record_set (task, raising->raised, &raised, error))
    return FALSE;
  tw_edit_save (edit, task);
  raising->n++;
  return TRUE;
}

static gboolean
follow_rule (Raising *raising, TwRecord *rule, GError **error)
{
  const TwValue *level = tw_record_get_key (rule, "raise_to");
  int wanted = rank (raising->priority, level);
  g_autoptr(TwQuery) query = wanted > 0 ? make_query (raising, rule, wanted) : NULL;
  g_autofree char *cursor = NULL, *name = tw_record_dup_title (rule), *title = NULL;
  gint64 before = raising->n;
  guint looked = 0;
  TwEdit *edit = NULL;
  g_autoptr(TwCommit) commit = NULL;

  if (!query)
    return TRUE;
  /* Translators: names a change; %s is the name of a rule. */
  title = g_strdup_printf (_("Priority raised: %s"), name);
  edit = tw_edit_new (raising->store, TW_ORIGIN_RULE, title);
  do
    {
      g_autofree char *next = NULL;
      g_autoptr(GPtrArray) tasks = tw_store_list (raising->store, query, PAGE, cursor, &next, error);

      for (guint i = 0; tasks && i < tasks->len && raising->n < MAX_RAISED; i++)
        if (!was_raised (raising, g_ptr_array_index (tasks, i), wanted)
            && !raise_task (raising, edit, g_ptr_array_index (tasks, i), level, error))
          g_clear_pointer (&tasks, g_ptr_array_unref);
      if (!tasks)
        {
          tw_edit_free (edit);
          return FALSE;
        }
      looked += PAGE;
      g_free (cursor);
      cursor = g_steal_pointer (&next);
    }
  while (cursor && looked < MAX_LOOKED && raising->n < MAX_RAISED);
  if (raising->n == before)
    {
      tw_edit_free (edit);
      return TRUE;
    }
  commit = tw_edit_commit (edit, error);
  return commit != NULL;
}

/**
 * tw_task_raise:
 * @store: the store of an authority
 * @now: the time
 * @error: of the store
 *
 * Follows the active rules, the highest priority last. Any thread; waits for the writer.
 *
 * Returns: how many tasks were raised; -1 with @error
 */
gint64
tw_task_raise (TwStore *store, TwInstant now, GError **error)
{
  g_autoptr(TwSchema) schema = tw_store_ref_schema (store);
  const TwEntity *kind = tw_schema_get_entity (schema, "priority_rule"), *task = tw_schema_get_entity (schema, "task");
  Raising raising = { .store = store, .schema = schema, .task = task };
  g_autoptr(TwQuery) query = kind ? tw_query_new (schema, kind, "active", "-days_before", error) : NULL;
  g_autoptr(GPtrArray) rules = query ? tw_store_list (store, query, MAX_RULES, NULL, NULL, error) : NULL;
  TwExprContext *context = NULL;

  if (!kind || !task || !(raising.due = tw_entity_get_field (task, "due_date"))
      || !(raising.priority = tw_entity_get_field (task, "priority")) || !(raising.raised = tw_entity_get_field (task, "raised")))
    return 0;
  if (!rules)
    return -1;
  context = tw_store_dup_context (store);
  raising.today = tw_instant_get_date (now, context->zone);
  tw_store_context_free (context);
  for (guint i = 0; i < rules->len && raising.n < MAX_RAISED; i++)
    if (!follow_rule (&raising, g_ptr_array_index (rules, i), error))
      return -1;
  return raising.n;
}
