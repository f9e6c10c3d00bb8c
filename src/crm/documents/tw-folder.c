/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-folder.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#define MAX_FOLDERS   5000
#define MAX_DOCUMENTS 100000
#define MAX_DEPTH     32                               /* rings, which two devices can make together, end */

void
tw_folder_node_free (TwFolderNode *node)
{
  g_free (node->name);
  g_free (node);
}

static const TwEntity *
get_entity (TwStore    *store,
            const char *key,
            GError    **error)
{
  const TwEntity *entity = tw_schema_get_entity (tw_store_get_schema (store), key);

  if (entity == NULL)
    g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND, _("This workspace has no folders. Update the program."));
  return entity;
}

/* --- The tree --- */

static void
add_below (GHashTable   *children,
           const TwId   *parent,
           guint         depth,
           GPtrArray    *nodes)
{
  GPtrArray *records = g_hash_table_lookup (children, parent);

  for (guint i = 0; records != NULL && i < records->len && depth < MAX_DEPTH; i++)
    {
      TwRecord *record = g_ptr_array_index (records, i);
      TwFolderNode *node = g_new0 (TwFolderNode, 1);

      node->id = *tw_record_get_id (record);
      node->depth = depth;
      node->name = tw_record_dup_title (record);
      g_ptr_array_add (nodes, node);
      add_below (children, &node->id, depth + 1, nodes);
    }
}

/* Of a folder that lies in one that was deleted the place is the top. */
static const TwId *
get_parent (TwRecord   *record,
            GHashTable *known)
{
  const TwValue *parent = tw_record_get_key (record, "parent");

  return parent->type == TW_TYPE_LINK && g_hash_table_contains (known, &parent->id) ? &parent->id : &tw_id_nil;
}

/**
 * tw_folder_list:
 * @store: the store
 * @error: of the store
 *
 * Returns: (transfer full) (nullable) (element-type TwFolderNode): all folders as a tree
 */
GPtrArray *
tw_folder_list (TwStore *store,
                GError **error)
{
  g_autoptr(GPtrArray) nodes = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_folder_node_free);
  g_autoptr(GHashTable) known = g_hash_table_new (tw_id_hash, tw_id_equal);
  g_autoptr(GHashTable) children = g_hash_table_new_full (tw_id_hash, tw_id_equal, NULL, (GDestroyNotify) g_ptr_array_unref);
  const TwEntity *entity = NULL;
  g_autoptr(TwSchema) schema = NULL;
  g_autoptr(TwQuery) query = NULL;
  g_autoptr(GPtrArray) records = NULL;

  g_return_val_if_fail (TW_IS_STORE (store), NULL);
  entity = get_entity (store, "folder", error);
  schema = tw_store_ref_schema (store);
  query = entity != NULL ? tw_query_new (schema, entity, NULL, "name", error) : NULL;
  records = query != NULL ? tw_store_list (store, query, MAX_FOLDERS, NULL, NULL, error) : NULL;
  if (records == NULL)
    return NULL;
  for (guint i = 0; i < records->len; i++)
    g_hash_table_add (known, (gpointer) tw_record_get_id (g_ptr_array_index (records, i)));
  for (guint i = 0; i < records->len; i++)
    {
      TwRecord *record = g_ptr_array_index (records, i);
      const TwId *parent = get_parent (record, known);
      GPtrArray *list = g_hash_table_lookup (children, parent);

      if (list == NULL)
        {
          list = g_ptr_array_new ();
          g_hash_table_insert (children, (gpointer) parent, list);
        }
      g_ptr_array_add (list, record);
    }
  add_below (children, &tw_id_nil, 0, nodes);
  return g_steal_pointer (&nodes);
}

/* --- Changes --- */

static TwRecord *
load (TwStore    *store,
      const TwId *folder,
      GError    **error)
{
  const TwEntity *entity = get_entity (store, "folder", error);

  return entity != NULL ? tw_store_get (store, entity, folder, error) : NULL;
}

static gboolean
set_link (TwRecord   *record,
          const char *key,
          const TwId *id,
          GError    **error)
{
  const TwField *field = tw_entity_get_field (tw_record_get_entity (record), key);
  g_auto(TwValue) value = id != NULL ? tw_value_link (tw_field_get_target (field)->number, id) : (TwValue) TW_VALUE_INIT;

  return tw_record_set (record, field, &value, error);
}

static char *
clean_name (const char *name,
            GError    **error)
{
  char *clean = g_strstrip (g_strdup (name));

  if (*clean != '\0')
    return clean;
  g_free (clean);
  g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID, _("A folder needs a name. Type one."));
  return NULL;
}

/**
 * tw_folder_make:
 * @store: the store
 * @parent: (nullable): the folder that it lies in
 * @name: what it is called
 * @id: (out) (optional): the new folder
 * @error: %TW_STORE_ERROR_INVALID without a name
 *
 * Returns: (transfer full) (nullable): the change
 */
TwEdit *
tw_folder_make (TwStore    *store,
                const TwId *parent,
                const char *name,
                TwId       *id,
                GError    **error)
{
  const TwEntity *entity = get_entity (store, "folder", error);
  g_autoptr(TwRecord) record = entity != NULL ? tw_record_new (entity) : NULL;
  g_autofree char *clean = record != NULL ? clean_name (name, error) : NULL, *title = NULL;
  TwEdit *edit = NULL;

  if (clean == NULL || !tw_record_set_text (record, "name", clean, error) || !set_link (record, "parent", parent, error))
    return NULL;
  title = g_strdup_printf (_("New folder “%s”"), clean);
  edit = tw_edit_new (store, TW_ORIGIN_PERSON, title);
  tw_edit_save (edit, record);
  if (id != NULL)
    *id = *tw_record_get_id (record);
  return edit;
}

/**
 * tw_folder_rename:
 * @store: the store
 * @folder: a folder
 * @name: what it is to be called
 * @error: %TW_STORE_ERROR_INVALID without a name
 *
 * Returns: (transfer full) (nullable): the change
 */
TwEdit *
tw_folder_rename (TwStore    *store,
                  const TwId *folder,
                  const char *name,
                  GError    **error)
{
  g_autoptr(TwRecord) record = load (store, folder, error);
  g_autofree char *clean = record != NULL ? clean_name (name, error) : NULL, *title = NULL;
  TwEdit *edit = NULL;

  if (clean == NULL || !tw_record_set_text (record, "name", clean, error))
    return NULL;
  title = g_strdup_printf (_("Rename to “%s”"), clean);
  edit = tw_edit_new (store, TW_ORIGIN_PERSON, title);
  tw_edit_save (edit, record);
  return edit;
}

/**
 * tw_folder_move:
 * @store: the store
 * @folder: a folder
 * @into: (nullable): another one; %NULL for the top
 * @error: of the store
 *
 * That it does not come to lie in itself the commit checks.
 *
 * Returns: (transfer full) (nullable): the change
 */
TwEdit *
tw_folder_move (TwStore    *store,
                const TwId *folder,
                const TwId *into,
                GError    **error)
{
  g_autoptr(TwRecord) record = load (store, folder, error);
  g_autofree char *name = NULL, *title = NULL;
  TwEdit *edit = NULL;

  if (record == NULL || !set_link (record, "parent", into, error))
    return NULL;
  name = tw_record_dup_title (record);
  title = g_strdup_printf (_("Move “%s”"), name);
  edit = tw_edit_new (store, TW_ORIGIN_PERSON, title);
  tw_edit_save (edit, record);
  return edit;
}

/**
 * tw_folder_put:
 * @store: the store
 * @documents: (element-type TwId): documents
 * @into: (nullable): a folder; %NULL for none
 * @error: of the store
 *
 * Returns: (transfer full) (nullable): the change
 */
TwEdit *
tw_folder_put (TwStore    *store,
               GArray     *documents,
               const TwId *into,
               GError    **error)
{
  const TwEntity *entity = get_entity (store, "document", error);
  g_autofree char *title = g_strdup_printf (ngettext ("Move %u document", "Move %u documents", documents->len), documents->len);
  g_autoptr(TwEdit) edit = tw_edit_new (store, TW_ORIGIN_PERSON, title);

  for (guint i = 0; i < documents->len; i++)
    {
      g_autoptr(TwRecord) record = entity != NULL ? tw_store_get (store, entity, &g_array_index (documents, TwId, i), error) : NULL;

      if (record == NULL || !set_link (record, "folder", into, error))
        return NULL;
      tw_edit_save (edit, record);
    }
  return g_steal_pointer (&edit);
}

/* --- Deleting --- */

/* The folder, and all in it: deepest last. (element-type TwId) */
static GArray *
list_with_inner (TwStore    *store,
                 const TwId *folder,
                 GError    **error)
{
  g_autoptr(GPtrArray) nodes = tw_folder_list (store, error);
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (TwId));
  guint depth = G_MAXUINT;

  for (guint i = 0; nodes != NULL && i < nodes->len; i++)
    {
      const TwFolderNode *node = g_ptr_array_index (nodes, i);

      if (depth != G_MAXUINT && node->depth <= depth)
        break;
      if (depth == G_MAXUINT && tw_id_equal (&node->id, folder))
        depth = node->depth;
      if (depth != G_MAXUINT)
        g_array_append_val (ids, node->id);
    }
  if (nodes != NULL && ids->len == 0)
    g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND, _("This folder is not there any more."));
  return ids->len > 0 ? g_steal_pointer (&ids) : NULL;
}

static TwQuery *
query_documents (TwStore    *store,
                 TwSchema   *schema,
                 const TwId *folder,
                 GError    **error)
{
  const TwEntity *entity = get_entity (store, "document", error);
  char id[TW_ID_TEXT_LENGTH + 1];
  g_autofree char *where = g_strdup_printf ("folder = \"%s\"", tw_id_print (folder, id));

  return entity != NULL ? tw_query_new (schema, entity, where, NULL, error) : NULL;
}

static gboolean
delete_documents (TwStore    *store,
                  TwEdit     *edit,
                  const TwId *folder,
                  GError    **error)
{
  g_autoptr(TwSchema) schema = tw_store_ref_schema (store);
  g_autoptr(TwQuery) query = query_documents (store, schema, folder, error);
  g_autoptr(GPtrArray) records = query != NULL ? tw_store_list (store, query, MAX_DOCUMENTS, NULL, NULL, error) : NULL;

  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      TwRecord *record = g_ptr_array_index (records, i);

      tw_edit_delete (edit, tw_record_get_entity (record), tw_record_get_id (record));
    }
  return records != NULL;
}

/**
 * tw_folder_delete:
 * @store: the store
 * @folder: a folder
 * @with_documents: whether what lies in it goes, too
 * @error: of the store
 *
 * Returns: (transfer full) (nullable): the change, which is taken back as one
 */
TwEdit *
tw_folder_delete (TwStore    *store,
                  const TwId *folder,
                  gboolean    with_documents,
                  GError    **error)
{
  g_autoptr(TwRecord) record = load (store, folder, error);
  g_autoptr(GArray) ids = record != NULL ? list_with_inner (store, folder, error) : NULL;
  g_autofree char *name = NULL, *title = NULL;
  g_autoptr(TwEdit) edit = NULL;

  if (ids == NULL)
    return NULL;
  name = tw_record_dup_title (record);
  title = g_strdup_printf (_("Delete the folder “%s”"), name);
  edit = tw_edit_new (store, TW_ORIGIN_PERSON, title);
  for (guint i = 0; with_documents && i < ids->len; i++)
    if (!delete_documents (store, edit, &g_array_index (ids, TwId, i), error))
      return NULL;
  /* Those in it go with it. */
  tw_edit_delete (edit, tw_record_get_entity (record), folder);
  return g_steal_pointer (&edit);
}

/**
 * tw_folder_count:
 * @store: the store
 * @folder: a folder
 * @n_folders: (out): folders in it, at any depth
 * @n_documents: (out): documents in it and in those
 * @error: of the store
 *
 * Returns: whether it is known
 */
gboolean
tw_folder_count (TwStore    *store,
                 const TwId *folder,
                 guint      *n_folders,
                 gint64     *n_documents,
                 GError    **error)
{
  g_autoptr(GArray) ids = list_with_inner (store, folder, error);
  g_autoptr(TwSchema) schema = tw_store_ref_schema (store);

  *n_folders = ids != NULL ? ids->len - 1 : 0;
  *n_documents = 0;
  for (guint i = 0; ids != NULL && i < ids->len; i++)
    {
      g_autoptr(TwQuery) query = query_documents (store, schema, &g_array_index (ids, TwId, i), error);
      gint64 n = query != NULL ? tw_store_count (store, query, error) : -1;

      if (n < 0)
        return FALSE;
      *n_documents += n;
    }
  return ids != NULL;
}
