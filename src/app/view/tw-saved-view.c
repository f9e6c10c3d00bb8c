/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-saved-view.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>

#include "tw-sidebar-item.h"

#define MAX_SAVED_VIEWS 200                            /* what a sidebar can hold; more are found in the list of saved views */

static const char *
get_text (TwRecord   *record,
          const char *key)
{
  const TwValue *value = tw_record_get_key (record, key);

  return value->type == TW_TYPE_TEXT || value->type == TW_TYPE_ENUM ? value->text : NULL;
}

static gboolean
get_boolean (TwRecord   *record,
             const char *key)
{
  const TwValue *value = tw_record_get_key (record, key);

  return value->type == TW_TYPE_BOOLEAN && value->i != 0;
}

static void
set_text (TwRecord   *record,
          const char *key,
          const char *text)
{
  g_auto(TwValue) value = tw_value_text (text);

  tw_record_set_key (record, key, &value, NULL);
}

static char **
dup_columns (TwRecord *record)
{
  const TwValue *value = tw_record_get_key (record, "columns");
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  if (value->type != TW_TYPE_LIST || value->list->n_values == 0)
    return NULL;
  for (guint i = 0; i < value->list->n_values; i++)
    if (value->list->values[i].type == TW_TYPE_TEXT)
      g_strv_builder_add (builder, value->list->values[i].text);
  return g_strv_builder_end (builder);
}

static void
set_columns (TwRecord          *record,
             const char *const *keys)
{
  g_autoptr(GArray) values = g_array_new (FALSE, FALSE, sizeof (TwValue));
  g_auto(TwValue) list = TW_VALUE_INIT;

  g_array_set_clear_func (values, (GDestroyNotify) tw_value_clear);
  for (guint i = 0; keys[i] != NULL; i++)
    {
      TwValue key = tw_value_text (keys[i]);

      g_array_append_val (values, key);
    }
  list = tw_value_list ((const TwValue *) values->data, values->len);
  tw_record_set_key (record, "columns", &list, NULL);
}

/* A view that nobody owns is everybody's to change. */
static TwSidebarMarks
get_marks (TwRecord *record,
           TwStore  *store)
{
  const TwValue *owner = tw_record_get_key (record, "owner");
  gboolean own = owner->type != TW_TYPE_LINK || tw_id_equal (&owner->id, tw_store_get_user (store));

  return (get_boolean (record, "shared") ? TW_SIDEBAR_SHARED : 0) | (own ? TW_SIDEBAR_OWN : 0);
}

/**
 * tw_saved_view_list_items:
 * @workspace: the workspace
 *
 * Returns: (transfer full) (element-type TwSidebarItem): lines of the pinned views that are shared or this user's own
 */
GPtrArray *
tw_saved_view_list_items (TwWorkspace *workspace)
{
  TwStore *store = tw_workspace_get_store (workspace);
  TwSchema *schema = tw_workspace_get_schema (workspace);
  const TwEntity *entity = tw_schema_get_entity (schema, "saved_view");
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(TwQuery) query = NULL;
  g_autoptr(GPtrArray) records = NULL;

  if (entity == NULL)
    return items;
  query = tw_query_new (schema, entity, "pinned and (shared or owner = me or owner is empty)", "position,name", NULL);
  if (query != NULL)
    records = tw_store_list (store, query, MAX_SAVED_VIEWS, NULL, NULL, NULL);
  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      TwRecord *record = g_ptr_array_index (records, i);
      g_autofree char *title = tw_record_dup_title (record);

      g_ptr_array_add (items, tw_sidebar_item_new_saved (tw_record_get_id (record), get_text (record, "entity"), title,
                                                         get_text (record, "icon"), get_marks (record, store)));
    }
  return items;
}

static GVariant *
dup_widths (TwRecord *record)
{
  const TwValue *value = tw_record_get_key (record, "column_widths");

  return value->type == TW_TYPE_JSON ? json_gvariant_deserialize_data (value->text, -1, "a{si}", NULL) : NULL;
}

static void
set_widths (TwRecord    *record,
            TwViewState *state)
{
  g_autoptr(GVariant) widths = tw_view_state_dup_widths (state);
  g_autofree char *json = json_gvariant_serialize_data (widths, NULL);
  g_auto(TwValue) value = TW_VALUE_INIT;

  if (g_variant_n_children (widths) > 0)
    value = tw_value_json (json);
  tw_record_set_key (record, "column_widths", &value, NULL);
}

/* Shows what a record holds; a condition or an order that no longer fits the schema is left out. */
static void
show (TwViewState *state,
      TwRecord    *record)
{
  g_auto(GStrv) columns = dup_columns (record);
  g_autoptr(GVariant) widths = NULL;
  const char *condition = NULL;
  const TwValue *chart = NULL;

  condition = get_text (record, "query");
  if (!tw_view_state_set_where (state, condition, NULL))
    tw_view_state_set_conditions (state, NULL, NULL);
  tw_view_state_set_text (state, get_text (record, "text"));
  tw_view_state_set_sort (state, get_text (record, "sort"), NULL);
  tw_view_state_set_columns (state, (const char *const *) columns);
  tw_view_state_set_group_field (state, get_text (record, "board_field"));
  widths = dup_widths (record);
  tw_view_state_set_widths (state, widths);
  tw_view_state_set_list_group (state, get_text (record, "group_field"));
  chart = tw_record_get_key (record, "chart");
  tw_view_state_set_chart (state, chart->type == TW_TYPE_JSON ? chart->text : NULL);
  if (get_text (record, "presentation") != NULL)
    tw_view_state_set_presentation (state, get_text (record, "presentation"));
  tw_view_state_mark_saved (state);
}

/**
 * tw_saved_view_load:
 * @workspace: the workspace
 * @id: id of a saved_view record
 * @error: the view is gone, or shows an entity that is gone
 *
 * A condition or an order that no longer fits the schema is left out, so that the rest of the view can be seen.
 *
 * Returns: (transfer full) (nullable): the view that was put down
 */
TwViewState *
tw_saved_view_load (TwWorkspace *workspace,
                    const TwId  *id,
                    GError     **error)
{
  TwSchema *schema = tw_workspace_get_schema (workspace);
  const TwEntity *saved_view = tw_schema_get_entity (schema, "saved_view"), *entity = NULL;
  g_autoptr(TwRecord) record = tw_store_get (tw_workspace_get_store (workspace), saved_view, id, error);
  TwViewState *state = NULL;
  g_autofree char *title = NULL;
  const char *key = NULL;

  if (record == NULL)
    return NULL;
  title = tw_record_dup_title (record);
  key = get_text (record, "entity");
  entity = key != NULL ? tw_schema_get_entity (schema, key) : NULL;
  if (entity == NULL)
    {
      g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND,
                   _("The view “%s” shows a kind of record that no longer exists. Delete the view."), title);
      return NULL;
    }
  state = tw_view_state_new (workspace, entity);
  tw_view_state_set_saved_view (state, id, title);
  show (state, record);
  return state;
}

/**
 * tw_saved_view_reset:
 * @state: a view that came from a saved view
 * @error: the view is gone
 *
 * Shows again what was put down.
 *
 * Returns: whether it could be read
 */
gboolean
tw_saved_view_reset (TwViewState *state,
                     GError     **error)
{
  TwWorkspace *workspace = tw_view_state_get_workspace (state);
  const TwEntity *entity = tw_schema_get_entity (tw_workspace_get_schema (workspace), "saved_view");
  g_autoptr(TwRecord) record = tw_store_get (tw_workspace_get_store (workspace), entity, tw_view_state_get_saved_view (state), error);

  if (record != NULL)
    show (state, record);
  return record != NULL;
}

static gboolean
commit (TwEdit     *edit,
        GError    **error)
{
  g_autoptr(TwCommit) done = tw_edit_commit (edit, error);

  return done != NULL;
}

/**
 * tw_saved_view_save:
 * @state: what to put down
 * @name: (nullable): name of a new view; NULL writes into the view that the state came from
 * @shared: for a new view: whether everybody sees it
 * @error: what the store says
 *
 * Returns: whether it was put down
 */
gboolean
tw_saved_view_save (TwViewState *state,
                    const char  *name,
                    gboolean     shared,
                    GError     **error)
{
  TwWorkspace *workspace = tw_view_state_get_workspace (state);
  TwStore *store = tw_workspace_get_store (workspace);
  const TwEntity *entity = tw_schema_get_entity (tw_workspace_get_schema (workspace), "saved_view");
  g_autoptr(TwRecord) record = NULL;
  g_autofree char *where = tw_view_state_dup_where (state);
  g_autofree char *title = NULL;
  const TwField *group_field = tw_view_state_get_group_field (state), *list_group = tw_view_state_get_list_group (state);
  g_auto(TwValue) chart = TW_VALUE_INIT;
  g_auto(TwValue) presentation = tw_value_enum (tw_view_state_get_presentation (state));
  TwEdit *edit = NULL;

  if (name != NULL)
    {
      g_auto(TwValue) is_shared = tw_value_boolean (shared);

      record = tw_record_new (entity);
      set_text (record, "name", name);
      tw_record_set_key (record, "shared", &is_shared, NULL);
      title = g_strdup_printf (_("Save the view “%s”"), name);
    }
  else
    {
      record = tw_store_get (store, entity, tw_view_state_get_saved_view (state), error);
      if (record == NULL)
        return FALSE;
      title = g_strdup_printf (_("Change the view “%s”"), tw_view_state_get_name (state));
    }
  set_text (record, "entity", tw_view_state_get_entity (state)->key);
  tw_record_set_key (record, "presentation", &presentation, NULL);
  set_text (record, "query", where);
  set_text (record, "text", tw_view_state_get_text (state));
  set_text (record, "sort", tw_view_state_get_sort (state));
  set_text (record, "board_field", group_field != NULL ? group_field->key : NULL);
  set_text (record, "group_field", list_group != NULL ? list_group->key : NULL);
  set_columns (record, tw_view_state_get_columns (state));
  set_widths (record, state);
  if (tw_view_state_get_chart (state) != NULL)
    chart = tw_value_json (tw_view_state_get_chart (state));
  tw_record_set_key (record, "chart", &chart, NULL);
  edit = tw_edit_new (store, TW_ORIGIN_PERSON, title);
  tw_edit_save (edit, record);
  if (!commit (edit, error))
    return FALSE;
  if (name != NULL)
    tw_view_state_set_saved_view (state, tw_record_get_id (record), name);
  tw_view_state_mark_saved (state);
  return TRUE;
}

/**
 * tw_saved_view_change:
 * @state: a view that came from a saved view
 * @name: its new name
 * @shared: whether everybody sees it
 * @pinned: whether it stands in the sidebar
 * @error: what the store says
 *
 * Changes what a saved view is called and who sees it, not what it shows.
 *
 * Returns: whether it was changed
 */
gboolean
tw_saved_view_change (TwViewState *state,
                      const char  *name,
                      gboolean     shared,
                      gboolean     pinned,
                      GError     **error)
{
  TwWorkspace *workspace = tw_view_state_get_workspace (state);
  TwStore *store = tw_workspace_get_store (workspace);
  const TwEntity *entity = tw_schema_get_entity (tw_workspace_get_schema (workspace), "saved_view");
  g_autoptr(TwRecord) record = tw_store_get (store, entity, tw_view_state_get_saved_view (state), error);
  g_auto(TwValue) is_shared = tw_value_boolean (shared), is_pinned = tw_value_boolean (pinned);
  g_autofree char *title = NULL;
  TwEdit *edit = NULL;

  if (record == NULL)
    return FALSE;
  title = g_strdup_printf (_("Change the view “%s”"), tw_view_state_get_name (state));
  set_text (record, "name", name);
  tw_record_set_key (record, "shared", &is_shared, NULL);
  tw_record_set_key (record, "pinned", &is_pinned, NULL);
  edit = tw_edit_new (store, TW_ORIGIN_PERSON, title);
  tw_edit_save (edit, record);
  if (!commit (edit, error))
    return FALSE;
  tw_view_state_set_saved_view (state, tw_record_get_id (record), name);
  return TRUE;
}

/**
 * tw_saved_view_get_sharing:
 * @state: a view that came from a saved view
 * @shared: (out): whether everybody sees it
 * @pinned: (out): whether it stands in the sidebar
 *
 * Returns: whether it is still there
 */
gboolean
tw_saved_view_get_sharing (TwViewState *state,
                           gboolean    *shared,
                           gboolean    *pinned)
{
  TwWorkspace *workspace = tw_view_state_get_workspace (state);
  const TwEntity *entity = tw_schema_get_entity (tw_workspace_get_schema (workspace), "saved_view");
  g_autoptr(TwRecord) record = tw_store_get (tw_workspace_get_store (workspace), entity, tw_view_state_get_saved_view (state), NULL);

  if (record == NULL)
    return FALSE;
  *shared = get_boolean (record, "shared");
  *pinned = get_boolean (record, "pinned");
  return TRUE;
}

/**
 * tw_saved_view_follow:
 * @state: a view that came from a saved view
 *
 * Takes over what the saved view is called now; the state of one that was deleted is no saved view any more.
 */
void
tw_saved_view_follow (TwViewState *state)
{
  TwWorkspace *workspace = tw_view_state_get_workspace (state);
  const TwEntity *entity = tw_schema_get_entity (tw_workspace_get_schema (workspace), "saved_view");
  TwId id = *tw_view_state_get_saved_view (state);
  g_autoptr(TwRecord) record = tw_id_is_nil (&id) ? NULL : tw_store_get (tw_workspace_get_store (workspace), entity, &id, NULL);
  g_autofree char *title = NULL;

  if (tw_id_is_nil (&id))
    return;
  if (record == NULL || tw_record_is_deleted (record))
    {
      tw_view_state_set_saved_view (state, NULL, NULL);
      return;
    }
  title = tw_record_dup_title (record);
  if (g_strcmp0 (title, tw_view_state_get_name (state)) != 0)
    tw_view_state_set_saved_view (state, &id, title);
}

/**
 * tw_saved_view_delete:
 * @workspace: the workspace
 * @id: id of a saved_view record
 * @error: what the store says
 *
 * Returns: whether the view was deleted
 */
gboolean
tw_saved_view_delete (TwWorkspace *workspace,
                      const TwId  *id,
                      GError     **error)
{
  TwStore *store = tw_workspace_get_store (workspace);
  const TwEntity *entity = tw_schema_get_entity (tw_workspace_get_schema (workspace), "saved_view");
  g_autofree char *name = tw_store_dup_title (store, entity->number, id);
  g_autofree char *title = g_strdup_printf (_("Delete the view “%s”"), name);
  TwEdit *edit = tw_edit_new (store, TW_ORIGIN_PERSON, title);

  tw_edit_delete (edit, entity, id);
  return commit (edit, error);
}
