/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-view-state-private.h"

G_DEFINE_FINAL_TYPE (TwViewState, tw_view_state, G_TYPE_OBJECT)

enum
{
  PROP_0, PROP_WORKSPACE, PROP_ENTITY, PROP_QUERY, PROP_TEXT, PROP_SORT, PROP_COLUMNS, PROP_PRESENTATION,
  PROP_GROUP_FIELD, PROP_LIST_GROUP, PROP_CHART, PROP_WIDTHS, PROP_CHANGED, PROP_NAME, N_PROPS
};
static GParamSpec *properties[N_PROPS];

enum { CONDITIONS_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

char *
tw_view_state_join_conditions (GPtrArray *conditions)
{
  GString *where = NULL;

  if (conditions->len == 0)
    return NULL;
  if (conditions->len == 1)
    return g_strdup (g_ptr_array_index (conditions, 0));
  where = g_string_new (NULL);
  for (guint i = 0; i < conditions->len; i++)
    g_string_append_printf (where, "%s(%s)", i > 0 ? " and " : "",
                            (const char *) g_ptr_array_index (conditions, i));
  return g_string_free (where, FALSE);
}

static TwQuery *
make_query (TwViewState *self,
            GPtrArray   *conditions,
            const char  *sort,
            GError     **error)
{
  g_autofree char *where = tw_view_state_join_conditions (conditions);
  g_autoptr(TwQuery) query = tw_query_new (self->schema, self->entity, where, sort, error);

  if (query != NULL && self->text != NULL)
    return tw_query_with_text (query, self->text);
  return g_steal_pointer (&query);
}

static void
take_query (TwViewState *self,
            TwQuery     *query)
{
  g_clear_pointer (&self->query, tw_query_unref);
  self->query = query;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_QUERY]);
}

gboolean
tw_view_state_take_conditions (TwViewState *self,
                               GPtrArray   *conditions,
                               GError     **error)
{
  g_autoptr(GPtrArray) taken = conditions;
  TwQuery *query = make_query (self, conditions, self->sort, error);

  if (query == NULL)
    return FALSE;
  g_ptr_array_unref (self->conditions);
  self->conditions = g_steal_pointer (&taken);
  take_query (self, query);
  g_signal_emit (self, signals[CONDITIONS_CHANGED], 0);
  return TRUE;
}

/* After the schema changed, the same view over the new snapshot. A condition on a field that is gone is dropped, so that
 * the view goes on to work. */
static void
schema_changed_cb (TwViewState *self)
{
  TwStore *store = tw_workspace_get_store (self->workspace);
  g_autoptr(TwSchema) schema = tw_store_ref_schema (store);
  const TwEntity *entity = tw_schema_get_entity_by_number (schema, self->entity->number);
  TwQuery *query = NULL;

  if (entity == NULL)
    return;
  g_clear_pointer (&self->query, tw_query_unref);
  g_clear_pointer (&self->schema, tw_schema_unref);
  self->schema = g_steal_pointer (&schema);
  self->entity = entity;
  query = make_query (self, self->conditions, self->sort, NULL);
  if (query == NULL)
    {
      g_ptr_array_set_size (self->conditions, 0);
      g_clear_pointer (&self->sort, g_free);
      query = make_query (self, self->conditions, NULL, NULL);
    }
  g_assert (query != NULL);
  /* Whoever hears of the entity asks for the query too: it must be there by then. */
  g_object_freeze_notify (G_OBJECT (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ENTITY]);
  take_query (self, query);
  g_object_thaw_notify (G_OBJECT (self));
  g_signal_emit (self, signals[CONDITIONS_CHANGED], 0);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COLUMNS]);
}

static void
tw_view_state_constructed (GObject *object)
{
  TwViewState *self = TW_VIEW_STATE (object);

  G_OBJECT_CLASS (tw_view_state_parent_class)->constructed (object);
  g_assert (self->entity != NULL);
  self->schema = tw_schema_ref ((TwSchema *) self->entity->schema);
  self->columns = g_strdupv ((char **) self->entity->list_columns);
  if (self->columns == NULL)
    self->columns = g_new0 (char *, 1);
  self->query = make_query (self, self->conditions, NULL, NULL);
  g_assert (self->query != NULL);
  g_signal_connect_object (tw_workspace_get_store (self->workspace), "schema-changed", G_CALLBACK (schema_changed_cb),
                           self, G_CONNECT_SWAPPED);
}

static void
tw_view_state_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  TwViewState *self = TW_VIEW_STATE (object);

  switch (prop_id)
    {
    case PROP_WORKSPACE:
      g_value_set_object (value, self->workspace);
      break;
    case PROP_ENTITY:
      g_value_set_pointer (value, (gpointer) self->entity);
      break;
    case PROP_QUERY:
      g_value_set_pointer (value, self->query);
      break;
    case PROP_TEXT:
      g_value_set_string (value, self->text);
      break;
    case PROP_SORT:
      g_value_set_string (value, self->sort);
      break;
    case PROP_COLUMNS:
      g_value_set_boxed (value, self->columns);
      break;
    case PROP_PRESENTATION:
      g_value_set_string (value, self->presentation);
      break;
    case PROP_GROUP_FIELD:
      g_value_set_string (value, self->group_field);
      break;
    case PROP_LIST_GROUP:
      g_value_set_string (value, self->list_group);
      break;
    case PROP_CHART:
      g_value_set_string (value, self->chart);
      break;
    case PROP_WIDTHS:
      g_value_take_variant (value, tw_view_state_dup_widths (self));
      break;
    case PROP_CHANGED:
      g_value_set_boolean (value, tw_view_state_get_changed (self));
      break;
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
tw_view_state_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  TwViewState *self = TW_VIEW_STATE (object);

  switch (prop_id)
    {
    case PROP_WORKSPACE:
      self->workspace = g_value_dup_object (value);
      break;
    case PROP_ENTITY:
      self->entity = g_value_get_pointer (value);
      break;
    case PROP_TEXT:
      tw_view_state_set_text (self, g_value_get_string (value));
      break;
    case PROP_COLUMNS:
      tw_view_state_set_columns (self, g_value_get_boxed (value));
      break;
    case PROP_PRESENTATION:
      tw_view_state_set_presentation (self, g_value_get_string (value));
      break;
    case PROP_GROUP_FIELD:
      tw_view_state_set_group_field (self, g_value_get_string (value));
      break;
    case PROP_LIST_GROUP:
      tw_view_state_set_list_group (self, g_value_get_string (value));
      break;
    case PROP_CHART:
      tw_view_state_set_chart (self, g_value_get_string (value));
      break;
    case PROP_WIDTHS:
      tw_view_state_set_widths (self, g_value_get_variant (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
tw_view_state_finalize (GObject *object)
{
  TwViewState *self = TW_VIEW_STATE (object);

  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->saved, g_free);
  g_clear_pointer (&self->widths, g_hash_table_unref);
  g_clear_pointer (&self->list_group, g_free);
  g_clear_pointer (&self->chart, g_free);
  g_clear_pointer (&self->group_field, g_free);
  g_clear_pointer (&self->presentation, g_free);
  g_clear_pointer (&self->columns, g_strfreev);
  g_clear_pointer (&self->query, tw_query_unref);
  g_clear_pointer (&self->sort, g_free);
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->conditions, g_ptr_array_unref);
  g_clear_pointer (&self->schema, tw_schema_unref);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (tw_view_state_parent_class)->finalize (object);
}

static void
tw_view_state_class_init (TwViewStateClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags once = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  const GParamFlags reads = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->constructed = tw_view_state_constructed;
  object_class->get_property = tw_view_state_get_property;
  object_class->set_property = tw_view_state_set_property;
  object_class->finalize = tw_view_state_finalize;

  properties[PROP_WORKSPACE] = g_param_spec_object ("workspace", NULL, NULL, TW_TYPE_WORKSPACE, once);
  properties[PROP_ENTITY] = g_param_spec_pointer ("entity", NULL, NULL, once);
  properties[PROP_QUERY] = g_param_spec_pointer ("query", NULL, NULL, reads);
  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL, flags);
  properties[PROP_SORT] = g_param_spec_string ("sort", NULL, NULL, NULL, reads);
  properties[PROP_COLUMNS] = g_param_spec_boxed ("columns", NULL, NULL, G_TYPE_STRV, flags);
  properties[PROP_PRESENTATION] = g_param_spec_string ("presentation", NULL, NULL, "list", flags);
  properties[PROP_GROUP_FIELD] = g_param_spec_string ("group-field", NULL, NULL, NULL, flags);
  properties[PROP_LIST_GROUP] = g_param_spec_string ("list-group", NULL, NULL, NULL, flags);
  properties[PROP_CHART] = g_param_spec_string ("chart", NULL, NULL, NULL, flags);
  properties[PROP_WIDTHS] = g_param_spec_variant ("widths", NULL, NULL, G_VARIANT_TYPE ("a{si}"), NULL, flags);
  properties[PROP_CHANGED] = g_param_spec_boolean ("changed", NULL, NULL, FALSE, reads);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, reads);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * TwViewState::conditions-changed:
   *
   * A filter was added, changed or removed; the query has changed before.
   */
  signals[CONDITIONS_CHANGED] = g_signal_new ("conditions-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                              0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tw_view_state_init (TwViewState *self)
{
  self->conditions = g_ptr_array_new_with_free_func (g_free);
  self->presentation = g_strdup ("list");
  self->widths = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * tw_view_state_new:
 * @workspace: the workspace
 * @entity: the entity to look at
 *
 * Returns: (transfer full): a view of all records of the entity in its own order, as a list of its own columns
 */
TwViewState *
tw_view_state_new (TwWorkspace    *workspace,
                   const TwEntity *entity)
{
  return g_object_new (TW_TYPE_VIEW_STATE, "workspace", workspace, "entity", entity, NULL);
}

/**
 * tw_view_state_get_workspace:
 * @self: a view state
 *
 * Returns: (transfer none): its workspace
 */
TwWorkspace *
tw_view_state_get_workspace (TwViewState *self)
{
  g_return_val_if_fail (TW_IS_VIEW_STATE (self), NULL);
  return self->workspace;
}

/**
 * tw_view_state_get_entity:
 * @self: a view state
 *
 * Returns: (transfer none): the entity; the pointer changes with the schema (notify::entity)
 */
const TwEntity *
tw_view_state_get_entity (TwViewState *self)
{
  g_return_val_if_fail (TW_IS_VIEW_STATE (self), NULL);
  return self->entity;
}

/**
 * tw_view_state_get_query:
 * @self: a view state
 *
 * Returns: (transfer none): the query of conditions, text and order
 */
TwQuery *
tw_view_state_get_query (TwViewState *self)
{
  g_return_val_if_fail (TW_IS_VIEW_STATE (self), NULL);
  return self->query;
}

/**
 * tw_view_state_get_text:
 * @self: a view state
 *
 * Returns: (nullable): the words searched for
 */
const char *
tw_view_state_get_text (TwViewState *self)
{
  g_return_val_if_fail (TW_IS_VIEW_STATE (self), NULL);
  return self->text;
}

/**
 * tw_view_state_set_text:
 * @self: a view state
 * @text: (nullable): words that the records must have
 *
 * Narrows the view by full text.
 */
void
tw_view_state_set_text (TwViewState *self,
                        const char  *text)
{
  g_return_if_fail (TW_IS_VIEW_STATE (self));
  if (text != NULL && *text == '\0')
    text = NULL;
  if (g_strcmp0 (self->text, text) == 0)
    return;
  g_free (self->text);
  self->text = g_strdup (text);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
  take_query (self, make_query (self, self->conditions, self->sort, NULL));
}

/**
 * tw_view_state_get_sort:
 * @self: a view state
 *
 * Returns: (nullable): the order, "-amount,name"; NULL for the entity's own
 */
const char *
tw_view_state_get_sort (TwViewState *self)
{
  g_return_val_if_fail (TW_IS_VIEW_STATE (self), NULL);
  return self->sort;
}

/**
 * tw_view_state_set_sort:
 * @self: a view state
 * @sort: (nullable): the order, "-amount,name"
 * @error: TW_EXPR_ERROR; nothing changes then
 *
 * Returns: whether the order is one of this entity's fields
 */
gboolean
tw_view_state_set_sort (TwViewState *self,
                        const char  *sort,
                        GError     **error)
{
  TwQuery *query = NULL;

  g_return_val_if_fail (TW_IS_VIEW_STATE (self), FALSE);
  if (g_strcmp0 (self->sort, sort) == 0)
    return TRUE;
  query = make_query (self, self->conditions, sort, error);
  if (query == NULL)
    return FALSE;
  g_free (self->sort);
  self->sort = g_strdup (sort);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SORT]);
  take_query (self, query);
  return TRUE;
}

/**
 * tw_view_state_get_columns:
 * @self: a view state
 *
 * Returns: (transfer none): keys of the fields shown as columns
 */
const char *const *
tw_view_state_get_columns (TwViewState *self)
{
  g_return_val_if_fail (TW_IS_VIEW_STATE (self), NULL);
  return (const char *const *) self->columns;
}

/**
 * tw_view_state_set_columns:
 * @self: a view state
 * @keys: (nullable): keys of fields; NULL for the entity's own columns. Unknown ones are passed over by the list.
 *
 * Chooses the columns of the list.
 */
void
tw_view_state_set_columns (TwViewState       *self,
                           const char *const *keys)
{
  char **former = NULL;

  g_return_if_fail (TW_IS_VIEW_STATE (self));
  if (keys == NULL)
    keys = self->entity->list_columns;
  if (keys == NULL || g_strv_equal (keys, (const char *const *) self->columns))
    return;
  /* Some of the keys may be those that it has now. */
  former = self->columns;
  self->columns = g_strdupv ((char **) keys);
  g_strfreev (former);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COLUMNS]);
}

/**
 * tw_view_state_get_presentation:
 * @self: a view state
 *
 * Returns: (transfer none): "list", "board" …: a key of tw-presentation.h
 */
const char *
tw_view_state_get_presentation (TwViewState *self)
{
  g_return_val_if_fail (TW_IS_VIEW_STATE (self), NULL);
  return self->presentation;
}

/**
 * tw_view_state_set_presentation:
 * @self: a view state
 * @presentation: key of a presentation
 *
 * Chooses how the records are shown.
 */
void
tw_view_state_set_presentation (TwViewState *self,
                                const char  *presentation)
{
  g_return_if_fail (TW_IS_VIEW_STATE (self) && presentation != NULL);
  if (g_str_equal (self->presentation, presentation))
    return;
  g_free (self->presentation);
  self->presentation = g_strdup (presentation);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PRESENTATION]);
}

/**
 * tw_view_state_get_group_field:
 * @self: a view state
 *
 * Returns: (transfer none) (nullable): the field whose values are the columns of the board
 */
const TwField *
tw_view_state_get_group_field (TwViewState *self)
{
  const TwField *field = NULL;

  g_return_val_if_fail (TW_IS_VIEW_STATE (self), NULL);
  if (self->group_field != NULL)
    field = tw_entity_get_field (self->entity, self->group_field);
  return field != NULL ? field : self->entity->board_field;
}

/**
 * tw_view_state_set_group_field:
 * @self: a view state
 * @key: (nullable): key of an enum or link field; NULL for the entity's board field
 *
 * Chooses what the columns of the board are.
 */
void
tw_view_state_set_group_field (TwViewState *self,
                               const char  *key)
{
  g_return_if_fail (TW_IS_VIEW_STATE (self));
  if (g_strcmp0 (self->group_field, key) == 0)
    return;
  g_free (self->group_field);
  self->group_field = g_strdup (key);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_GROUP_FIELD]);
}

/**
 * tw_view_state_get_name:
 * @self: a view state
 *
 * Returns: (nullable): name of the saved view, NULL when it is none
 */
const char *
tw_view_state_get_name (TwViewState *self)
{
  g_return_val_if_fail (TW_IS_VIEW_STATE (self), NULL);
  return self->name;
}

/**
 * tw_view_state_get_saved_view:
 * @self: a view state
 *
 * Returns: (transfer none): id of the saved view, nil when it is none
 */
const TwId *
tw_view_state_get_saved_view (TwViewState *self)
{
  g_return_val_if_fail (TW_IS_VIEW_STATE (self), NULL);
  return &self->saved_view;
}

/**
 * tw_view_state_set_saved_view:
 * @self: a view state
 * @id: (nullable): id of the saved_view record
 * @name: (nullable): its name
 *
 * Remembers which saved view this is.
 */
void
tw_view_state_set_saved_view (TwViewState *self,
                              const TwId  *id,
                              const char  *name)
{
  g_return_if_fail (TW_IS_VIEW_STATE (self));
  self->saved_view = id != NULL ? *id : tw_id_nil;
  if (g_strcmp0 (self->name, name) == 0)
    return;
  g_free (self->name);
  self->name = g_strdup (name);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
}
