/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-list-groups.h"

#include <glib/gi18n-lib.h>

#include "tw-group-text.h"
#include "tw-task.h"

#define MAX_GROUPS 5000                                /* more heads than that nobody reads */

typedef struct
{
  TwStore       *store;                                /* (owned) */
  TwSchema      *schema;                               /* (owned) the snapshot that the fields are part of */
  TwQuery       *query;                                /* (owned) */
  const TwField *field;
  GPtrArray     *sums;                                 /* (owned) TwField */
  TwCurrency     currency;
  gboolean       descending;
} Job;

static void
job_free (Job *job)
{
  g_object_unref (job->store);
  g_ptr_array_unref (job->sums);
  tw_query_unref (job->query);
  tw_schema_unref (job->schema);
  g_free (job);
}

/* Percentages and the like have no sum that means anything. */
static gboolean
can_sum (const TwField *field)
{
  return field->formula == NULL && !field->hidden && !field->retired
         && (field->kind == TW_KIND_MONEY || field->kind == TW_KIND_DECIMAL || field->kind == TW_KIND_INTEGER
             || field->kind == TW_KIND_DURATION);
}

static TwListGroup *
find_group (GPtrArray     *groups,
            const TwValue *key)
{
  for (guint i = 0; i < groups->len; i++)
    {
      const TwValue *there = tw_list_group_get_key (g_ptr_array_index (groups, i));

      if (there->type == TW_TYPE_LINK ? key->type == TW_TYPE_LINK && tw_id_equal (&there->id, &key->id) : tw_value_equal (there, key))
        return g_ptr_array_index (groups, i);
    }
  return NULL;
}

static GPtrArray *
count (Job           *job,
       const TwField *sum,
       GError       **error)
{
  g_autoptr(GPtrArray) groups = tw_store_group (job->store, job->query, job->field, sum, NULL, error);

  return groups != NULL ? tw_group_merge (job->field, groups) : NULL;
}

static GPtrArray *
make_groups (Job       *job,
             GPtrArray *counted)
{
  GPtrArray *groups = g_ptr_array_new_with_free_func (g_object_unref);

  tw_group_sort (job->store, job->field, counted);
  for (guint i = 0; i < counted->len; i++)
    {
      TwGroup *group = g_ptr_array_index (counted, job->descending ? counted->len - 1 - i : i);
      g_autofree char *title = tw_group_dup_title (job->store, job->field, &group->key);
      TwListGroup *made = tw_list_group_new (job->field, &group->key, title);

      tw_list_group_set_count (made, group->count);
      g_ptr_array_add (groups, made);
    }
  return groups;
}

static gboolean
add_totals (Job           *job,
            GPtrArray     *groups,
            const TwField *sum,
            GError       **error)
{
  g_autoptr(GPtrArray) counted = count (job, sum, error);

  for (guint i = 0; counted != NULL && i < counted->len; i++)
    {
      TwGroup *group = g_ptr_array_index (counted, i);
      TwListGroup *made = find_group (groups, &group->key);
      char *total = tw_group_dup_total (job->store, job->currency, sum, group->sums);

      if (made != NULL && total != NULL)
        tw_list_group_put_total (made, sum->key, total);
      else
        g_free (total);
    }
  return counted != NULL;
}

static void
count_thread (GTask        *task,
              gpointer      source,
              gpointer      task_data,
              GCancellable *cancellable)
{
  Job *job = task_data;
  GError *error = NULL;
  g_autoptr(GPtrArray) counted = count (job, NULL, &error), groups = NULL;

  if (counted != NULL && counted->len > MAX_GROUPS)
    g_set_error (&error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                 _("“%s” has more than %d different values here. Group by another field."), tw_field_get_label (job->field), MAX_GROUPS);
  if (error == NULL)
    groups = make_groups (job, counted);
  for (guint i = 0; error == NULL && i < job->sums->len && !g_cancellable_is_cancelled (cancellable); i++)
    add_totals (job, groups, g_ptr_array_index (job->sums, i), &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&groups), (GDestroyNotify) g_ptr_array_unref);
}

/**
 * tw_list_groups_count_async:
 * @state: a view with a field to group by
 * @cancellable: (nullable): nobody wants it any more
 * @callback: called when it is done
 * @data: for @callback
 *
 * Counts the groups of the view. The order is that of the values, or the other way round when the view is sorted by the field so.
 */
void
tw_list_groups_count_async (TwViewState        *state,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            data)
{
  g_autoptr(GTask) task = g_task_new (state, cancellable, callback, data);
  const TwEntity *entity = tw_view_state_get_entity (state);
  const char *const *columns = tw_view_state_get_columns (state);
  TwQuery *query = tw_view_state_get_query (state);
  const TwSortKey *key = tw_query_get_n_sort_keys (query) > 0 ? tw_query_get_sort_key (query, 0) : NULL;
  Job *job = g_new0 (Job, 1);

  g_task_set_source_tag (task, tw_list_groups_count_async);
  job->store = g_object_ref (tw_workspace_get_store (tw_view_state_get_workspace (state)));
  job->schema = tw_schema_ref ((TwSchema *) entity->schema);
  job->query = tw_query_ref (query);
  job->field = tw_view_state_get_list_group (state);
  job->currency = tw_workspace_get_currency (tw_view_state_get_workspace (state));
  job->descending = key != NULL && key->descending && key->field->number == job->field->number;
  job->sums = g_ptr_array_new ();
  for (guint i = 0; columns[i] != NULL; i++)
    {
      const TwField *field = tw_entity_get_field (entity, columns[i]);

      if (field != NULL && can_sum (field))
        g_ptr_array_add (job->sums, (gpointer) field);
    }
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  tw_task_run_in_thread (task, count_thread);
}

/**
 * tw_list_groups_count_finish:
 * @result: given to the callback
 * @error: what could not be counted
 *
 * Returns: (transfer full) (nullable) (element-type TwListGroup): closed groups in order
 */
GPtrArray *
tw_list_groups_count_finish (GAsyncResult *result,
                             GError      **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, tw_list_groups_count_async), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
