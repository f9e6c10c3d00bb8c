/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plain list passes on what its one live result says; a grouped one is what its groups say. */
#include "config.h"

#include "tw-list-model-private.h"

static void tw_list_model_list_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TwListModel, tw_list_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, tw_list_model_list_init))

enum { PROP_0, PROP_LOADING, PROP_ERROR, N_PROPS };
static GParamSpec *properties[N_PROPS];

static GType
tw_list_model_get_item_type (GListModel *model)
{
  return G_TYPE_OBJECT;
}

static guint
tw_list_model_get_n_items (GListModel *model)
{
  TwListModel *self = TW_LIST_MODEL (model);

  return self->shows_all ? g_list_model_get_n_items (G_LIST_MODEL (self->all)) : tw_list_model_groups_get_n_items (self);
}

static gpointer
tw_list_model_get_item (GListModel *model,
                        guint       position)
{
  TwListModel *self = TW_LIST_MODEL (model);
  TwListGroup *group = NULL;

  if (self->shows_all)
    return g_list_model_get_item (G_LIST_MODEL (self->all), position);
  group = tw_list_model_groups_find (self, &position);
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

void
tw_list_model_notify_loading (TwListModel *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
}

void
tw_list_model_notify_error (TwListModel *self)
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

/* A live result that the model speaks for. */
TwResults *
tw_list_model_make_results (TwListModel *self,
                            TwQuery     *query)
{
  TwStore *store = tw_workspace_get_store (tw_view_state_get_workspace (self->state));
  TwResults *results = tw_results_new_first (store, query);

  g_signal_connect_object (results, "notify::loading", G_CALLBACK (tw_list_model_notify_loading), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (results, "notify::error", G_CALLBACK (tw_list_model_notify_error), self, G_CONNECT_SWAPPED);
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

/* --- What the view asks for --- */

static void
remove_all (TwListModel *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self));

  tw_list_model_groups_drop (self);
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
      tw_list_model_groups_refresh (self);
      return;
    }
  self->all = tw_list_model_make_results (self, tw_view_state_get_query (self->state));
  self->shows_all = TRUE;
  g_signal_connect_object (self->all, "items-changed", G_CALLBACK (all_changed_cb), self, G_CONNECT_SWAPPED);
  if (g_list_model_get_n_items (G_LIST_MODEL (self->all)) > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, g_list_model_get_n_items (G_LIST_MODEL (self->all)));
  tw_list_model_notify_loading (self);
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
  tw_list_model_groups_follow_query (self);
  if (!self->shows_all)
    tw_list_model_groups_refresh (self);
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
    tw_list_model_groups_refresh (self);
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

  tw_list_model_groups_drop (self);
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
  g_signal_connect_object (tw_workspace_get_store (tw_view_state_get_workspace (state)), "committed",
                           G_CALLBACK (tw_list_model_groups_committed), self, G_CONNECT_SWAPPED);
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
  tw_list_model_groups_read_rest (self);
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
  return tw_list_model_groups_get_loading (self);
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
  group = tw_list_model_groups_find (self, &position);
  return group != NULL && position > 0 ? peek_row (tw_list_group_get_results (group), position - 1) : -1;
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
      self->all = tw_list_model_make_results (self, tw_view_state_get_query (self->state));
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
