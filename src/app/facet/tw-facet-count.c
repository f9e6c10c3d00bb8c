/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-facet-count.h"

#include <glib/gi18n-lib.h>

#include "tw-condition.h"
#include "tw-facet-conditions.h"
#include "tw-facet-tree.h"
#include "tw-group-text.h"
#include "tw-task.h"

#define MAX_VALUES 50                                  /* titles are read for so many of the most frequent */

static const char *const periods[] = { "today", "this week", "this month", "this quarter", "this year", "last year" };

typedef struct
{
  TwStore       *store;                                /* (owned) */
  TwSchema      *schema;                               /* (owned) the snapshot that field is part of */
  TwQuery       *query;                                /* (owned) */
  const TwField *field;
} Job;

static void
job_free (Job *job)
{
  g_object_unref (job->store);
  tw_query_unref (job->query);
  tw_schema_unref (job->schema);
  g_free (job);
}

static GPtrArray *
new_values (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) tw_facet_value_free);
}

/* In a filter the word stands within a sentence, here it begins a line. */
static char *
dup_period_title (const char *text)
{
  guint n_periods = 0;
  const TwPeriodInfo *infos = tw_condition_get_periods (&n_periods);
  char first[7] = "";

  for (guint i = 0; i < n_periods; i++)
    if (g_str_equal (infos[i].text, text))
      text = _(infos[i].label);
  first[g_unichar_to_utf8 (g_unichar_totitle (g_utf8_get_char (text)), first)] = '\0';
  return g_strconcat (first, *text != '\0' ? g_utf8_next_char (text) : "", NULL);
}

/* One count for each period: days would have to be put into weeks and quarters as the language does it, once more. */
static GPtrArray *
count_periods (Job          *job,
               GCancellable *cancellable,
               GError      **error)
{
  g_autoptr(GPtrArray) values = new_values ();

  for (guint i = 0; i <= G_N_ELEMENTS (periods); i++)
    {
      const char *period = i < G_N_ELEMENTS (periods) ? periods[i] : NULL;
      g_autofree char *where = period != NULL ? g_strdup_printf ("%s within %s", job->field->key, period)
                                              : g_strdup_printf ("%s is empty", job->field->key);
      g_autoptr(TwQuery) query = tw_query_with_where (job->query, where, error);
      g_autoptr(GPtrArray) groups = NULL;
      TwFacetValue *value = NULL;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
      groups = query != NULL ? tw_store_group (job->store, query, NULL, NULL, NULL, error) : NULL;
      if (groups == NULL)
        return NULL;
      value = g_new0 (TwFacetValue, 1);
      value->period = period;
      value->title = period != NULL ? dup_period_title (period) : tw_group_dup_title (job->store, job->field, &value->value);
      value->count = groups->len > 0 ? ((TwGroup *) g_ptr_array_index (groups, 0))->count : 0;
      g_ptr_array_add (values, value);
    }
  return g_steal_pointer (&values);
}

static int
compare_counts (gconstpointer a,
                gconstpointer b)
{
  const TwGroup *x = *(TwGroup *const *) a, *y = *(TwGroup *const *) b;

  return x->count != y->count ? (x->count > y->count ? -1 : 1) : tw_value_compare (&x->key, &y->key);
}

static GPtrArray *
count_values (Job     *job,
              GError **error)
{
  g_autoptr(GPtrArray) groups = tw_store_group (job->store, job->query, job->field, NULL, NULL, error);
  const TwField *tree = tw_facet_find_tree (job->field);
  GPtrArray *values = NULL;

  if (groups == NULL)
    return NULL;
  if (tree != NULL)
    return tw_facet_tree_count (job->store, job->field, tree, groups, error);
  values = new_values ();
  g_ptr_array_sort (groups, compare_counts);
  if (groups->len > MAX_VALUES)
    g_ptr_array_set_size (groups, MAX_VALUES);
  /* Stages stand as in the pipeline; free values the most frequent first. */
  if (tw_group_has_order (job->field))
    tw_group_sort (job->store, job->field, groups);
  for (guint i = 0; i < groups->len; i++)
    {
      TwGroup *group = g_ptr_array_index (groups, i);
      TwFacetValue *value = g_new0 (TwFacetValue, 1);

      value->value = tw_value_copy (&group->key);
      value->title = tw_group_dup_title (job->store, job->field, &group->key);
      value->count = group->count;
      g_ptr_array_add (values, value);
    }
  return values;
}

static void
count_thread (GTask        *task,
              gpointer      source,
              gpointer      task_data,
              GCancellable *cancellable)
{
  Job *job = task_data;
  gboolean dates = job->field->kind == TW_KIND_DATE || job->field->kind == TW_KIND_DATETIME;
  GError *error = NULL;
  GPtrArray *values = dates ? count_periods (job, cancellable, &error) : count_values (job, &error);

  if (values == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, values, (GDestroyNotify) g_ptr_array_unref);
}

/**
 * tw_facet_value_free:
 * @value: (transfer full): a value of a facet
 *
 * Frees it.
 */
void
tw_facet_value_free (TwFacetValue *value)
{
  tw_value_clear (&value->value);
  g_clear_pointer (&value->below, g_array_unref);
  g_free (value->title);
  g_free (value);
}

/**
 * tw_facet_announce:
 * @state: a view
 * @field: a field for which tw_field_can_facet()
 *
 * Tells that this field will be counted soon, and others beside it: the first of them brings what all of them need into memory, instead of
 * one reading of the whole table each. Worth it where a filter leaves many records. Does not block.
 */
void
tw_facet_announce (TwViewState   *state,
                   const TwField *field)
{
  g_autoptr(TwQuery) query = tw_facet_dup_query (state, field);
  TwPivot pivot = { .by = { { .field = field } } };

  if (query != NULL)
    tw_store_announce_pivot (tw_workspace_get_store (tw_view_state_get_workspace (state)), query, &pivot);
}

/**
 * tw_facet_count_async:
 * @state: a view
 * @field: a field for which tw_field_can_facet()
 * @cancellable: (nullable): nobody wants it any more
 * @callback: called when it is done
 * @data: for @callback
 *
 * Counts the records that meet the filters of other fields by the value of this one.
 */
void
tw_facet_count_async (TwViewState        *state,
                      const TwField      *field,
                      GCancellable       *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer            data)
{
  g_autoptr(GTask) task = g_task_new (state, cancellable, callback, data);
  Job *job = g_new0 (Job, 1);

  g_task_set_source_tag (task, tw_facet_count_async);
  job->store = g_object_ref (tw_workspace_get_store (tw_view_state_get_workspace (state)));
  job->schema = tw_schema_ref ((TwSchema *) field->entity->schema);
  job->query = tw_facet_dup_query (state, field);
  job->field = field;
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  tw_task_run_in_thread (task, count_thread);
}

/**
 * tw_facet_count_finish:
 * @result: given to the callback
 * @error: what could not be counted
 *
 * Returns: (transfer full) (nullable) (element-type TwFacetValue): the values with their counts
 */
GPtrArray *
tw_facet_count_finish (GAsyncResult *result,
                       GError      **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, tw_facet_count_async), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
