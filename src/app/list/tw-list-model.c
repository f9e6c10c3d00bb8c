/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plain list passes on what its one live result says. A grouped one has a live result for each group that was opened, as a
 * board has one for each column, so that every group is exact and follows commits by itself; which groups there are, and the
 * counts of closed ones, is counted in the background after every commit that matters. */
#include "config.h"

#include "tw-list-model.h"

#include <glib/gi18n-lib.h>

#include "tw-group-text.h"
#include "tw-list-groups.h"

#define REFRESH_DELAY 100                              /* ms: a burst of commits is counted once */
#define FIRST_OPEN    12                               /* groups that are open to begin with; with more of them only the first is */

struct _TwListModel
{
  GObject       parent_instance;

  TwViewState  *state;                                 /* (owned) */
  gboolean      read_rest;                             /* the first rows are painted */
  TwResults    *all;                                   /* (owned) (nullable) every record; the list itself when it is not grouped */
  gboolean      shows_all;                             /* all is what is shown */

  /* Grouped. */
  GPtrArray    *groups;                                /* (owned) TwListGroup in order */
  guint         field_number;                          /* of the field that groups are made by, 0 for none */
  gboolean      known;                                 /* the groups were counted */
  GCancellable *counting;                              /* (owned) (nullable) */
  guint         refresh_id;
  char         *error;                                 /* (owned) (nullable) of the counting */
};

static void tw_list_model_list_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TwListModel, tw_list_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, tw_list_model_list_init))

enum { PROP_0, PROP_LOADING, PROP_ERROR, N_PROPS };
static GParamSpec *properties[N_PROPS];

static void refresh_groups (TwListModel *self);

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

/* The group that a position is in; *position becomes 0 for its head, else one more than the place among its records. */
static TwListGroup *
find_group (TwListModel *self,
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

static GType
tw_list_model_get_item_type (GListModel *model)
{
  return G_TYPE_OBJECT;
}

static guint
tw_list_model_get_n_items (GListModel *model)
{
  TwListModel *self = TW_LIST_MODEL (model);

  return self->shows_all ? g_list_model_get_n_items (G_LIST_MODEL (self->all)) : get_offset (self, self->groups->len);
}

static gpointer
tw_list_model_get_item (GListModel *model,
                        guint       position)
{
  TwListModel *self = TW_LIST_MODEL (model);
  TwListGroup *group = NULL;

  if (self->shows_all)
    return g_list_model_get_item (G_LIST_MODEL (self->all), position);
  group = find_group (self, &position);
  if (group == NULL || position == 0)
    return group != NULL ? g_object_ref (group) : NULL;
  return g_list_model_get_item (G_LIST_MODEL (tw_list_group_get_results (group)), position - 1);
}

static void
tw_list_model_list_init (GListModelInterface *iface)
{
  iface->get_item_type = tw_list_model_get_item_type;
  iface->get_n_items = tw_list_model_get_n_items;
  iface->get_item = tw_list_model_get_item;
}

/* --- Records --- */

static void
notify_loading (TwListModel *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
}

static void
notify_error (TwListModel *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
}

static void
all_changed_cb (TwListModel *self,
                guint        position,
                guint        removed,
                guint        added)
{
  if (self->shows_all)
    g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
}

static TwResults *
make_results (TwListModel *self,
              TwQuery     *query)
{
  TwStore *store = tw_workspace_get_store (tw_view_state_get_workspace (self->state));
  TwResults *results = tw_results_new_first (store, query);

  g_signal_connect_object (results, "notify::loading", G_CALLBACK (notify_loading), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (results, "notify::error", G_CALLBACK (notify_error), self, G_CONNECT_SWAPPED);
  if (self->read_rest)
    tw_results_read_rest (results);
  return results;
}

static void
drop_all (TwListModel *self)
{
  if (self->all != NULL)
    g_signal_handlers_disconnect_by_data (self->all, self);
  g_clear_object (&self->all);
}

/* --- Groups --- */

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
  notify_error (self);
  notify_loading (self);
}

static void
stop_counting (TwListModel *self)
{
  g_clear_handle_id (&self->refresh_id, g_source_remove);
  if (self->counting != NULL)
    g_cancellable_cancel (self->counting);
  g_clear_object (&self->counting);
}

static void
refresh_groups (TwListModel *self)
{
  stop_counting (self);
  self->counting = g_cancellable_new ();
  tw_list_groups_count_async (self->state, self->counting, counted_cb, g_object_ref (self));
  notify_loading (self);
}

static gboolean
refresh_cb (gpointer data)
{
  TwListModel *self = TW_LIST_MODEL (data);

  self->refresh_id = 0;
  refresh_groups (self);
  return G_SOURCE_REMOVE;
}

static void
committed_cb (TwListModel *self,
              TwCommit    *commit)
{
  if (!self->shows_all && self->refresh_id == 0 && tw_commit_touches (commit, tw_view_state_get_entity (self->state)))
    self->refresh_id = g_timeout_add (REFRESH_DELAY, refresh_cb, self);
}

/* --- What the view asks for --- */

static void
remove_all (TwListModel *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self));

  stop_counting (self);
  for (guint i = 0; i < self->groups->len; i++)
    drop_group (self, g_ptr_array_index (self->groups, i));
  g_ptr_array_set_size (self->groups, 0);
  drop_all (self);
  self->shows_all = FALSE;
  self->known = FALSE;
  g_clear_pointer (&self->error, g_free);
  if (n > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n, 0);
}

static void
build (TwListModel *self)
{
  const TwField *field = tw_view_state_get_list_group (self->state);

  remove_all (self);
  self->field_number = field != NULL ? field->number : 0;
  if (field != NULL)
    {
      refresh_groups (self);
      return;
    }
  self->all = make_results (self, tw_view_state_get_query (self->state));
  self->shows_all = TRUE;
  g_signal_connect_object (self->all, "items-changed", G_CALLBACK (all_changed_cb), self, G_CONNECT_SWAPPED);
  if (g_list_model_get_n_items (G_LIST_MODEL (self->all)) > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, g_list_model_get_n_items (G_LIST_MODEL (self->all)));
  notify_loading (self);
}

static void
query_changed_cb (TwListModel *self)
{
  const TwField *field = tw_view_state_get_list_group (self->state);

  if ((field != NULL ? field->number : 0) != self->field_number)
    {
      build (self);
      return;
    }
  if (self->all != NULL)
    tw_results_set_query (self->all, tw_view_state_get_query (self->state));
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
  if (!self->shows_all)
    refresh_groups (self);
}

static void
group_field_changed_cb (TwListModel *self)
{
  const TwField *field = tw_view_state_get_list_group (self->state);

  if ((field != NULL ? field->number : 0) != self->field_number)
    build (self);
}

static void
columns_changed_cb (TwListModel *self)
{
  if (!self->shows_all && self->known)
    refresh_groups (self);
}

static void
tw_list_model_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  TwListModel *self = TW_LIST_MODEL (object);
  g_autofree char *error = NULL;

  switch (prop_id)
    {
    case PROP_LOADING:
      g_value_set_boolean (value, tw_list_model_get_loading (self));
      break;
    case PROP_ERROR:
      if (self->all != NULL)
        g_object_get (self->all, "error", &error, NULL);
      g_value_set_string (value, self->error != NULL ? self->error : error);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
tw_list_model_dispose (GObject *object)
{
  TwListModel *self = TW_LIST_MODEL (object);

  stop_counting (self);
  for (guint i = 0; i < self->groups->len; i++)
    drop_group (self, g_ptr_array_index (self->groups, i));
  g_ptr_array_set_size (self->groups, 0);
  drop_all (self);
  self->shows_all = FALSE;
  g_clear_object (&self->state);
  G_OBJECT_CLASS (tw_list_model_parent_class)->dispose (object);
}

static void
tw_list_model_finalize (GObject *object)
{
  TwListModel *self = TW_LIST_MODEL (object);

  g_ptr_array_unref (self->groups);
  g_free (self->error);
  G_OBJECT_CLASS (tw_list_model_parent_class)->finalize (object);
}

static void
tw_list_model_class_init (TwListModelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = tw_list_model_get_property;
  object_class->dispose = tw_list_model_dispose;
  object_class->finalize = tw_list_model_finalize;
  properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE, flags);
  properties[PROP_ERROR] = g_param_spec_string ("error", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
tw_list_model_init (TwListModel *self)
{
  self->groups = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * tw_list_model_new:
 * @state: what to show
 *
 * Returns: (transfer full): the list of its records, of which the first screen is there when reading it is quick
 */
TwListModel *
tw_list_model_new (TwViewState *state)
{
  TwListModel *self = g_object_new (TW_TYPE_LIST_MODEL, NULL);

  self->state = g_object_ref (state);
  g_signal_connect_object (state, "notify::query", G_CALLBACK (query_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (state, "notify::list-group", G_CALLBACK (group_field_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (state, "notify::columns", G_CALLBACK (columns_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (tw_workspace_get_store (tw_view_state_get_workspace (state)), "committed", G_CALLBACK (committed_cb),
                           self, G_CONNECT_SWAPPED);
  build (self);
  return self;
}

/**
 * tw_list_model_read_rest:
 * @self: a list
 *
 * Reads what is not on the screen.
 */
void
tw_list_model_read_rest (TwListModel *self)
{
  g_return_if_fail (TW_IS_LIST_MODEL (self));
  self->read_rest = TRUE;
  if (self->all != NULL)
    tw_results_read_rest (self->all);
  for (guint i = 0; i < self->groups->len; i++)
    if (tw_list_group_get_results (g_ptr_array_index (self->groups, i)) != NULL)
      tw_results_read_rest (tw_list_group_get_results (g_ptr_array_index (self->groups, i)));
}

/**
 * tw_list_model_reload:
 * @self: a list
 *
 * Reads everything anew, after an error.
 */
void
tw_list_model_reload (TwListModel *self)
{
  g_return_if_fail (TW_IS_LIST_MODEL (self));
  query_changed_cb (self);
}

/**
 * tw_list_model_get_loading:
 * @self: a list
 *
 * Returns: whether more rows are to come
 */
gboolean
tw_list_model_get_loading (TwListModel *self)
{
  g_return_val_if_fail (TW_IS_LIST_MODEL (self), FALSE);
  if (self->all != NULL && tw_results_get_loading (self->all))
    return TRUE;
  for (guint i = 0; i < self->groups->len; i++)
    {
      TwResults *results = tw_list_group_get_results (g_ptr_array_index (self->groups, i));

      if (results != NULL && tw_results_get_loading (results))
        return TRUE;
    }
  return self->counting != NULL;
}

/**
 * tw_list_model_is_grouped:
 * @self: a list
 *
 * Returns: whether there are groups among its items
 */
gboolean
tw_list_model_is_grouped (TwListModel *self)
{
  g_return_val_if_fail (TW_IS_LIST_MODEL (self), FALSE);
  return !self->shows_all;
}

static gint64
peek_row (TwResults *results,
          guint      position)
{
  guint n = 0;
  const gint64 *rows = tw_results_peek_rows (results, &n);

  return position < n ? rows[position] : -1;
}

/**
 * tw_list_model_get_row:
 * @self: a list
 * @position: a position
 *
 * Returns: the number of the row there; -1 for a group
 */
gint64
tw_list_model_get_row (TwListModel *self,
                       guint        position)
{
  TwListGroup *group = NULL;

  g_return_val_if_fail (TW_IS_LIST_MODEL (self), -1);
  if (self->shows_all)
    return peek_row (self->all, position);
  group = find_group (self, &position);
  return group != NULL && position > 0 ? peek_row (tw_list_group_get_results (group), position - 1) : -1;
}

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
  results = make_results (self, query);
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
 * tw_list_model_ensure_all:
 * @self: a list
 *
 * Returns: (transfer none): every record that matches, in one list
 */
TwResults *
tw_list_model_ensure_all (TwListModel *self)
{
  g_return_val_if_fail (TW_IS_LIST_MODEL (self), NULL);
  if (self->all == NULL)
    {
      self->all = make_results (self, tw_view_state_get_query (self->state));
      tw_results_read_rest (self->all);
    }
  return self->all;
}

/**
 * tw_list_model_get_all:
 * @self: a list
 *
 * Returns: (transfer none) (nullable): every record, when somebody has asked for them
 */
TwResults *
tw_list_model_get_all (TwListModel *self)
{
  g_return_val_if_fail (TW_IS_LIST_MODEL (self), NULL);
  return self->all;
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
