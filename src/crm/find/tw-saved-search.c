/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-saved-search.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>

#include "tw-search.h"

#define MAX_SEARCHES 200                               /* what a sidebar can hold */

/* --- Values --- */

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

static char **
dup_kinds (TwRecord *record)
{
  const TwValue *value = tw_record_get_key (record, "record_types");
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; value->type == TW_TYPE_LIST && i < value->list->n_values; i++)
    if (value->list->values[i].type == TW_TYPE_TEXT)
      g_strv_builder_add (builder, value->list->values[i].text);
  return g_strv_builder_end (builder);
}

static char *
dup_where (TwRecord *record)
{
  const TwValue *value = tw_record_get_key (record, "filters");
  g_autoptr(JsonNode) node = value->type == TW_TYPE_JSON ? json_from_string (value->text, NULL) : NULL;
  const char *where = NULL;

  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    where = json_object_get_string_member_with_default (json_node_get_object (node), "where", NULL);
  return g_strdup (where);
}

static void
set_kinds (TwRecord          *record,
           const char *const *kinds)
{
  g_autoptr(GArray) values = g_array_new (FALSE, FALSE, sizeof (TwValue));
  g_auto(TwValue) list = TW_VALUE_INIT;

  g_array_set_clear_func (values, (GDestroyNotify) tw_value_clear);
  for (guint i = 0; kinds[i] != NULL; i++)
    {
      TwValue key = tw_value_text (kinds[i]);

      g_array_append_val (values, key);
    }
  list = tw_value_list ((const TwValue *) values->data, values->len);
  tw_record_set_key (record, "record_types", &list, NULL);
}

static void
set_where (TwRecord   *record,
           const char *where)
{
  g_autoptr(JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *json = NULL;
  g_auto(TwValue) value = TW_VALUE_INIT;

  if (where != NULL)
    {
      json_node_take_object (node, json_object_new ());
      json_object_set_string_member (json_node_get_object (node), "where", where);
      json = json_to_string (node, FALSE);
      value = tw_value_json (json);
    }
  tw_record_set_key (record, "filters", &value, NULL);
}

static TwSavedSearch *
read_record (TwRecord *record)
{
  TwSavedSearch *search = g_new0 (TwSavedSearch, 1);
  const TwValue *owner = tw_record_get_key (record, "owner");

  search->id = *tw_record_get_id (record);
  if (owner->type == TW_TYPE_LINK)
    search->owner = owner->id;
  search->name = g_strdup (get_text (record, "name"));
  search->text = g_strdup (get_text (record, "query") != NULL ? get_text (record, "query") : "");
  search->kinds = dup_kinds (record);
  search->where = dup_where (record);
  search->shared = get_boolean (record, "shared");
  search->alert = get_boolean (record, "alert");
  search->frequency = g_strdup (get_text (record, "alert_frequency") != NULL ? get_text (record, "alert_frequency") : "daily");
  return search;
}

static const TwEntity *
get_entity (TwStore *store)
{
  return tw_schema_get_entity (tw_store_get_schema (store), "saved_search");
}

/**
 * tw_saved_search_new:
 * @text: what is searched for
 * @kind: (nullable): key of the only entity; %NULL: all
 * @where: (nullable): filters of the entity
 *
 * Returns: (transfer full): a search without a name
 */
TwSavedSearch *
tw_saved_search_new (const char *text,
                     const char *kind,
                     const char *where)
{
  TwSavedSearch *search = g_new0 (TwSavedSearch, 1);
  const char *kinds[] = { kind, NULL };

  search->name = g_strdup ("");
  search->text = g_strdup (text);
  search->kinds = g_strdupv ((char **) kinds);
  search->where = kind != NULL ? g_strdup (where) : NULL;
  search->frequency = g_strdup ("daily");
  return search;
}

/**
 * tw_saved_search_free:
 * @search: (transfer full): a search
 *
 * Frees it.
 */
void
tw_saved_search_free (TwSavedSearch *search)
{
  g_free (search->name);
  g_free (search->text);
  g_strfreev (search->kinds);
  g_free (search->where);
  g_free (search->frequency);
  g_free (search);
}

/**
 * tw_saved_search_load:
 * @store: the store
 * @id: id of a saved_search record
 * @error: %TW_STORE_ERROR_NOT_FOUND when it is gone or not this user's to see
 *
 * Returns: (transfer full) (nullable): the search
 */
TwSavedSearch *
tw_saved_search_load (TwStore    *store,
                      const TwId *id,
                      GError    **error)
{
  g_autoptr(TwRecord) record = tw_store_get (store, get_entity (store), id, error);
  g_autoptr(TwSavedSearch) search = record != NULL ? read_record (record) : NULL;

  if (search == NULL)
    return NULL;
  if (!tw_record_is_deleted (record) && (search->shared || tw_saved_search_is_own (search, store)))
    return g_steal_pointer (&search);
  g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND, _("This saved search was deleted. Search anew."));
  return NULL;
}

/**
 * tw_saved_search_list:
 * @store: the store
 * @alerts: only this user's own that tell of new matches
 *
 * Any thread.
 *
 * Returns: (transfer full) (element-type TwSavedSearch): saved searches by name
 */
GPtrArray *
tw_saved_search_list (TwStore *store,
                      gboolean alerts)
{
  g_autoptr(TwSchema) schema = tw_store_ref_schema (store);
  const TwEntity *entity = tw_schema_get_entity (schema, "saved_search");
  const char *where = alerts ? "alert and owner = me" : "shared or owner = me or owner is empty";
  GPtrArray *searches = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_saved_search_free);
  g_autoptr(TwQuery) query = entity != NULL ? tw_query_new (schema, entity, where, "name", NULL) : NULL;
  g_autoptr(GPtrArray) records = query != NULL ? tw_store_list (store, query, MAX_SEARCHES, NULL, NULL, NULL) : NULL;

  for (guint i = 0; records != NULL && i < records->len; i++)
    g_ptr_array_add (searches, read_record (g_ptr_array_index (records, i)));
  return searches;
}

static void
put (TwSavedSearch *search,
     TwRecord      *record)
{
  g_auto(TwValue) shared = tw_value_boolean (search->shared), alert = tw_value_boolean (search->alert);
  g_auto(TwValue) frequency = tw_value_enum (search->frequency);

  tw_record_set_text (record, "name", search->name, NULL);
  tw_record_set_text (record, "query", search->text, NULL);
  tw_record_set_key (record, "shared", &shared, NULL);
  tw_record_set_key (record, "alert", &alert, NULL);
  tw_record_set_key (record, "alert_frequency", &frequency, NULL);
  set_kinds (record, (const char *const *) search->kinds);
  set_where (record, search->where);
}

/**
 * tw_saved_search_save:
 * @search: a search with a name
 * @store: the store
 * @error: what the store says
 *
 * Puts a new search down, or changes the one that it was loaded from. One undo step.
 *
 * Returns: whether it was put down
 */
gboolean
tw_saved_search_save (TwSavedSearch *search,
                      TwStore       *store,
                      GError       **error)
{
  const TwEntity *entity = get_entity (store);
  gboolean fresh = tw_id_is_nil (&search->id);
  g_autoptr(TwRecord) record = fresh ? tw_record_new (entity) : tw_store_get (store, entity, &search->id, error);
  g_autofree char *title = NULL;
  g_autoptr(TwCommit) commit = NULL;
  TwEdit *edit = NULL;

  if (record == NULL)
    return FALSE;
  title = g_strdup_printf (fresh ? _("Save the search “%s”") : _("Change the search “%s”"), search->name);
  put (search, record);
  edit = tw_edit_new (store, TW_ORIGIN_PERSON, title);
  tw_edit_save (edit, record);
  commit = tw_edit_commit (edit, error);
  if (commit == NULL)
    return FALSE;
  search->id = *tw_record_get_id (record);
  if (fresh)
    search->owner = *tw_store_get_user (store);
  return TRUE;
}

/**
 * tw_saved_search_delete:
 * @store: the store
 * @id: id of a saved_search record
 * @error: what the store says
 *
 * Returns: whether it was deleted
 */
gboolean
tw_saved_search_delete (TwStore    *store,
                        const TwId *id,
                        GError    **error)
{
  const TwEntity *entity = get_entity (store);
  g_autofree char *name = tw_store_dup_title (store, entity->number, id);
  g_autofree char *title = g_strdup_printf (_("Delete the search “%s”"), name);
  TwEdit *edit = tw_edit_new (store, TW_ORIGIN_PERSON, title);
  g_autoptr(TwCommit) commit = NULL;

  tw_edit_delete (edit, entity, id);
  commit = tw_edit_commit (edit, error);
  return commit != NULL;
}

/**
 * tw_saved_search_is_own:
 * @search: a search
 * @store: the store
 *
 * Returns: whether it is this user's, or nobody's
 */
gboolean
tw_saved_search_is_own (TwSavedSearch *search,
                        TwStore       *store)
{
  return tw_id_is_nil (&search->owner) || tw_id_equal (&search->owner, tw_store_get_user (store));
}

/**
 * tw_saved_search_query:
 * @search: a search
 * @schema: a snapshot of the schema
 * @entity: an entity of it
 *
 * Returns: (transfer full) (nullable): what it asks for there; %NULL when it looks elsewhere, for nothing, or by filters that do
 * not fit
 */
TwQuery *
tw_saved_search_query (TwSavedSearch  *search,
                       TwSchema       *schema,
                       const TwEntity *entity)
{
  gboolean only = search->kinds[0] != NULL && search->kinds[1] == NULL;
  g_autoptr(TwQuery) query = NULL;

  if (entity->retired || (search->kinds[0] != NULL && !g_strv_contains ((const char *const *) search->kinds, entity->key)))
    return NULL;
  if (*search->text != '\0' ? !tw_entity_is_searched (entity) : !only || search->where == NULL)
    return NULL;
  query = tw_query_new (schema, entity, only ? search->where : NULL, NULL, NULL);
  return query != NULL ? tw_query_with_text (query, search->text) : NULL;
}

/**
 * tw_saved_search_count:
 * @search: a search
 * @store: the store
 * @error: what the store says
 *
 * Returns: how many records it finds; -1 with @error
 */
gint64
tw_saved_search_count (TwSavedSearch *search,
                       TwStore       *store,
                       GError       **error)
{
  g_autoptr(TwSchema) schema = tw_store_ref_schema (store);
  gint64 total = 0;

  for (guint i = 0; i < tw_schema_get_n_entities (schema); i++)
    {
      g_autoptr(TwQuery) query = tw_saved_search_query (search, schema, tw_schema_get_entity_at (schema, i));
      gint64 n = query != NULL ? tw_store_count (store, query, error) : 0;

      if (n < 0)
        return -1;
      total += n;
    }
  return total;
}
