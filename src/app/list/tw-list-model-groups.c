/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A grouped list has a live result for each group that was opened, as a board has one for each column, so that every group is exact and
 * follows commits by itself; which groups there are, and the counts of closed ones, is counted in the background after every commit
 * that matters. */
#include "config.h"

#include "tw-list-model-private.h"

#include "tw-group-text.h"
#include "tw-list-groups.h"

#define REFRESH_DELAY 100                              /* ms: a burst of commits is counted once */
#define FIRST_OPEN    12                               /* groups that are open to begin with; with more of them only the first is */

/* --- Positions --- */

static guint
get_size (TwListGroup *group)
{
  TwResults *results = tw_list_group_get_results (group);

  return 1 + (tw_list_group_get_expanded (group) && results != NULL ? g_list_model_get_n_items (G_LIST_MODEL (results)) : 0);
}

static guint
get_offset (TwListModel *self,
            guint        index)
{
  guint offset = 0;

  for (guint i = 0; i < index; i++)
    offset += get_size (g_ptr_array_index (self->groups, i));
  return offset;
}

TwListGroup *
tw_list_model_groups_find (TwListModel *self,
                           guint       *position)
{
  for (guint i = 0; i < self->groups->len; i++)
    {
      TwListGroup *group = g_ptr_array_index (self->groups, i);
      guint size = get_size (group);

      if (*position < size)
        return group;
      *position -= size;
    }
  return NULL;
}

guint
tw_list_model_groups_get_n_items (TwListModel *self)
{
  return get_offset (self, self->groups->len);
}

/* --- Which there are --- */

static int
find_index (TwListModel *self,
            TwListGroup *group)
{
  guint index = 0;

  return g_ptr_array_find (self->groups, group, &index) ? (int) index : -1;
}

static void
group_items_changed_cb (TwListModel *self,
                        guint        position,
                        guint        removed,
                        guint        added,
                        TwResults   *results)
{
  for (guint i = 0; i < self->groups->len; i++)
    {
      TwListGroup *group = g_ptr_array_index (self->groups, i);

      if (tw_list_group_get_results (group) != results)
        continue;
      if (tw_list_group_get_expanded (group))
        g_list_model_items_changed (G_LIST_MODEL (self), get_offset (self, i) + 1 + position, removed, added);
      if (!tw_results_get_loading (results))
        tw_list_group_set_count (group, g_list_model_get_n_items (G_LIST_MODEL (results)));
      return;
    }
}

static TwQuery *
make_group_query (TwListModel *self,
                  TwListGroup *group)
{
  const TwField *field = tw_entity_get_field_by_number (tw_view_state_get_entity (self->state), self->field_number);
  g_autofree char *where = tw_group_dup_condition (field, tw_list_group_get_key (group));

  return tw_query_with_where (tw_view_state_get_query (self->state), where, NULL);
}

static void
drop_group (TwListModel *self,
            TwListGroup *group)
{
  if (tw_list_group_get_results (group) != NULL)
    g_signal_handlers_disconnect_by_data (tw_list_group_get_results (group), self);
}

static void
insert_group (TwListModel *self,
              guint        index,
              TwListGroup *group,
              gboolean     open)
{
  if (open && tw_list_model_ensure_group (self, group) != NULL)
    tw_list_group_set_expanded (group, TRUE);
  g_ptr_array_insert (self->groups, index, g_object_ref (group));
  g_list_model_items_changed (G_LIST_MODEL (self), get_offset (self, index), 0, get_size (group));
}

static void
remove_group (TwListModel *self,
              guint        index)
{
  TwListGroup *group = g_ptr_array_index (self->groups, index);
  guint offset = get_offset (self, index), size = get_size (group);

  drop_group (self, group);
  g_ptr_array_remove_index (self->groups, index);
  g_list_model_items_changed (G_LIST_MODEL (self), offset, size, 0);
}

static TwListGroup *
find_key (GPtrArray     *groups,
          const TwValue *key,
          guint          from)
{
  for (guint i = from; i < groups->len; i++)
    {
      const TwValue *there = tw_list_group_get_key (g_ptr_array_index (groups, i));

      if (there->type == TW_TYPE_LINK ? key->type == TW_TYPE_LINK && tw_id_equal (&there->id, &key->id) : tw_value_equal (there, key))
        return g_ptr_array_index (groups, i);
    }
  return NULL;
}

/* Takes the counted groups for those that are shown; a group that stays keeps its records and whether it is open. */
static void
take_groups (TwListModel *self,
             GPtrArray   *counted)
{
  gboolean first = !self->known;

  for (guint i = self->groups->len; i > 0; i--)
    if (find_key (counted, tw_list_group_get_key (g_ptr_array_index (self->groups, i - 1)), 0) == NULL)
      remove_group (self, i - 1);
  for (guint i = 0; i < counted->len; i++)
    {
      TwListGroup *group = g_ptr_array_index (counted, i);
      TwListGroup *there = find_key (self->groups, tw_list_group_get_key (group), 0);
      int index = there != NULL ? find_index (self, there) : -1;
      gboolean open = first && (counted->len <= FIRST_OPEN || i == 0);

      if (index == (int) i)
        {
          TwResults *results = tw_list_group_get_results (there);

          /* Once its records are read, they are counted more exactly than by the counting, which may be a commit behind. */
          tw_list_group_take_counted (there, group, results == NULL || tw_results_get_loading (results));
          continue;
        }
      if (index >= 0)
        {
          open = tw_list_group_get_expanded (there);
          remove_group (self, index);
        }
      insert_group (self, i, group, open);
    }
  self->known = TRUE;
}

static void
counted_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr(TwListModel) self = TW_LIST_MODEL (data);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) counted = tw_list_groups_count_finish (result, &error);

  if (self->counting != g_task_get_cancellable (G_TASK (result)))
    return;
  g_clear_object (&self->counting);
  g_clear_pointer (&self->error, g_free);
  if (counted != NULL)
    take_groups (self, counted);
  else
    self->error = g_strdup (error->message);
  tw_list_model_notify_error (self);
  tw_list_model_notify_loading (self);
}

static void
stop_counting (TwListModel *self)
{
  g_clear_handle_id (&self->refresh_id, g_source_remove);
  if (self->counting != NULL)
    g_cancellable_cancel (self->counting);
  g_clear_object (&self->counting);
}

void
tw_list_model_groups_refresh (TwListModel *self)
{
  stop_counting (self);
  self->counting = g_cancellable_new ();
  tw_list_groups_count_async (self->state, self->counting, counted_cb, g_object_ref (self));
  tw_list_model_notify_loading (self);
}

static gboolean
refresh_cb (gpointer data)
{
  TwListModel *self = TW_LIST_MODEL (data);

  self->refresh_id = 0;
  tw_list_model_groups_refresh (self);
  return G_SOURCE_REMOVE;
}

void
tw_list_model_groups_committed (TwListModel *self,
                                TwCommit    *commit)
{
  if (!self->shows_all && self->refresh_id == 0 && tw_commit_touches (commit, tw_view_state_get_entity (self->state)))
    self->refresh_id = g_timeout_add (REFRESH_DELAY, refresh_cb, self);
}

void
tw_list_model_groups_drop (TwListModel *self)
{
  stop_counting (self);
  for (guint i = 0; i < self->groups->len; i++)
    drop_group (self, g_ptr_array_index (self->groups, i));
  g_ptr_array_set_size (self->groups, 0);
}

void
tw_list_model_groups_follow_query (TwListModel *self)
{
  for (guint i = 0; i < self->groups->len; i++)
    {
      TwListGroup *group = g_ptr_array_index (self->groups, i);
      g_autoptr(TwQuery) query = NULL;

      if (tw_list_group_get_results (group) == NULL)
        continue;
      query = make_group_query (self, group);
      if (query != NULL)
        tw_results_set_query (tw_list_group_get_results (group), query);
    }
}

void
tw_list_model_groups_read_rest (TwListModel *self)
{
  for (guint i = 0; i < self->groups->len; i++)
    if (tw_list_group_get_results (g_ptr_array_index (self->groups, i)) != NULL)
      tw_results_read_rest (tw_list_group_get_results (g_ptr_array_index (self->groups, i)));
}

gboolean
tw_list_model_groups_get_loading (TwListModel *self)
{
  for (guint i = 0; i < self->groups->len; i++)
    {
      TwResults *results = tw_list_group_get_results (g_ptr_array_index (self->groups, i));

      if (results != NULL && tw_results_get_loading (results))
        return TRUE;
    }
  return self->counting != NULL;
}

/* --- What people open --- */

/**
 * tw_list_model_ensure_group:
 * @self: a list
 * @group: a group of it
 *
 * Returns: (transfer none) (nullable): the group's records; %NULL when its value can no longer be asked for
 */
TwResults *
tw_list_model_ensure_group (TwListModel *self,
                            TwListGroup *group)
{
  TwResults *results = NULL;
  g_autoptr(TwQuery) query = NULL;

  g_return_val_if_fail (TW_IS_LIST_MODEL (self) && TW_IS_LIST_GROUP (group), NULL);
  if (tw_list_group_get_results (group) != NULL)
    return tw_list_group_get_results (group);
  query = make_group_query (self, group);
  if (query == NULL)
    return NULL;
  results = tw_list_model_make_results (self, query);
  g_signal_connect_object (results, "items-changed", G_CALLBACK (group_items_changed_cb), self, G_CONNECT_SWAPPED);
  tw_list_group_take_results (group, results);
  return results;
}

/**
 * tw_list_model_toggle:
 * @self: a list
 * @group: a group of it
 *
 * Opens or closes it.
 */
void
tw_list_model_toggle (TwListModel *self,
                      TwListGroup *group)
{
  int index = 0;
  guint before = 0, offset = 0;

  g_return_if_fail (TW_IS_LIST_MODEL (self) && TW_IS_LIST_GROUP (group));
  index = find_index (self, group);
  if (index < 0 || tw_list_model_ensure_group (self, group) == NULL)
    return;
  before = get_size (group);
  offset = get_offset (self, index) + 1;
  tw_list_group_set_expanded (group, !tw_list_group_get_expanded (group));
  g_list_model_items_changed (G_LIST_MODEL (self), offset, before - 1, get_size (group) - 1);
}

/**
 * tw_list_model_expand_all:
 * @self: a list
 * @expanded: whether groups are to be open
 *
 * Opens or closes all groups.
 */
void
tw_list_model_expand_all (TwListModel *self,
                          gboolean     expanded)
{
  g_return_if_fail (TW_IS_LIST_MODEL (self));
  for (guint i = 0; i < self->groups->len; i++)
    if (tw_list_group_get_expanded (g_ptr_array_index (self->groups, i)) != expanded)
      tw_list_model_toggle (self, g_ptr_array_index (self->groups, i));
}

/**
 * tw_list_model_get_groups:
 * @self: a list
 *
 * Returns: (transfer none) (element-type TwListGroup): its groups in order
 */
GPtrArray *
tw_list_model_get_groups (TwListModel *self)
{
  g_return_val_if_fail (TW_IS_LIST_MODEL (self), NULL);
  return self->groups;
}
