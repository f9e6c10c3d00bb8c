/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which records name a file. A file field holds the file's hash and nothing else. */
#include "config.h"

#include "tw-blobs-private.h"
#include "tw-store-internal.h"

typedef struct
{
  const TwField *field;
  TwId           id;
} Ref;

/* The index of a field has live records only; deleted ones are few, and have one of their own. */
static gboolean
find_in_field (TwDb *db, const TwField *field, const char *hash, gboolean deleted, GArray *refs, GError **error)
{
  g_autofree char *table = tw_entity_dup_table (field->entity), *column = tw_field_dup_column (field);
  gboolean indexed = !deleted && tw_field_has_ordered_index (field);
  g_autofree char *sql = g_strdup_printf ("SELECT id, \"%s\" FROM \"%s\" WHERE deleted IS %s AND \"%s\" = ?%s", column, table,
                                          deleted ? "NOT NULL" : "NULL", column, indexed ? "" : " COLLATE BINARY");
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, sql, error);
  g_autoptr (GError) local = NULL;

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_text (stmt, 1, hash, -1);
  while (tw_stmt_step (stmt, &local))
    if (g_strcmp0 (tw_stmt_get_text (stmt, 1, NULL), hash) == 0)
      {
        Ref ref = { .field = field };

        tw_stmt_get_id (stmt, 0, &ref.id);
        g_array_append_val (refs, ref);
      }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
find_all (TwDb *db, TwSchema *schema, const char *hash, GArray *refs, GError **error)
{
  for (guint e = 0; e < tw_schema_get_n_entities (schema); e++)
    {
      const TwEntity *entity = tw_schema_get_entity_at (schema, e);

      for (guint f = 0; f < entity->n_fields; f++)
        if (tw_field_is_file (entity->fields[f]) && (!find_in_field (db, entity->fields[f], hash, FALSE, refs, error)
                                                     || !find_in_field (db, entity->fields[f], hash, TRUE, refs, error)))
          return FALSE;
    }
  return TRUE;
}

/**
 * tw_field_is_file:
 * @field: a field
 *
 * Returns: whether its stored value names a file
 */
gboolean
tw_field_is_file (const TwField *field)
{
  return field->kind == TW_KIND_FILE && field->formula == NULL && tw_field_is_stored (field);
}

/**
 * tw_store_find_blob_refs:
 * @store: a store
 * @hash: SHA-256 in hexadecimal
 * @func: (scope call): called for each record and field that name it, deleted records after the live ones of a field; %FALSE ends it
 * @data: for @func
 *
 * Finds who names a file. Any thread; @func may read the store.
 *
 * Returns: %FALSE with @error when the store cannot be read
 */
gboolean
tw_store_find_blob_refs (TwStore *store, const char *hash, TwBlobRefFunc func, gpointer data, GError **error)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (store);
  g_autoptr (GArray) refs = g_array_new (FALSE, FALSE, sizeof (Ref));
  TwDb *db;
  gboolean good;

  if (!tw_blob_is_hash (hash))
    return TRUE;
  db = tw_store_take_reader (store, error);
  if (db == NULL)
    return FALSE;
  good = find_all (db, schema, hash, refs, error);
  tw_store_return_reader (store, db);
  for (guint i = 0; good && i < refs->len; i++)
    {
      const Ref *ref = &g_array_index (refs, Ref, i);

      if (!func (ref->field, &ref->id, data))
        break;
    }
  return good;
}
