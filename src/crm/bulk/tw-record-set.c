/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-record-set.h"

struct _TwRecordSet
{
  gatomicrefcount ref_count;
  TwSchema       *schema;                              /* (owned) the snapshot that entity is part of */
  const TwEntity *entity;
  /* One of these. */
  GArray         *ids;                                 /* (owned) (nullable) TwId */
  GArray         *rows;                                /* (owned) (nullable) gint64 */
};

static TwRecordSet *
set_new (const TwEntity *entity,
         GArray         *ids,
         GArray         *rows)
{
  TwRecordSet *set = g_new0 (TwRecordSet, 1);

  g_atomic_ref_count_init (&set->ref_count);
  set->schema = tw_schema_ref ((TwSchema *) entity->schema);
  set->entity = entity;
  set->ids = ids != NULL ? g_array_ref (ids) : NULL;
  set->rows = rows != NULL ? g_array_ref (rows) : NULL;
  return set;
}

/**
 * tw_record_set_new_ids:
 * @entity: the records' entity
 * @ids: (element-type TwId): their ids; not to be changed any more
 *
 * Returns: (transfer full): a set of them
 */
TwRecordSet *
tw_record_set_new_ids (const TwEntity *entity,
                       GArray         *ids)
{
  g_return_val_if_fail (entity != NULL && ids != NULL, NULL);
  return set_new (entity, ids, NULL);
}

/**
 * tw_record_set_new_rows:
 * @entity: the records' entity
 * @rows: (element-type gint64): their row numbers, see tw_results_peek_rows(); not to be changed any more
 *
 * Returns: (transfer full): a set of them
 */
TwRecordSet *
tw_record_set_new_rows (const TwEntity *entity,
                        GArray         *rows)
{
  g_return_val_if_fail (entity != NULL && rows != NULL, NULL);
  return set_new (entity, NULL, rows);
}

/**
 * tw_record_set_ref:
 * @set: a set
 *
 * Returns: (transfer full): the same
 */
TwRecordSet *
tw_record_set_ref (TwRecordSet *set)
{
  g_atomic_ref_count_inc (&set->ref_count);
  return set;
}

/**
 * tw_record_set_unref:
 * @set: (transfer full): a set
 *
 * Gives the reference back.
 */
void
tw_record_set_unref (TwRecordSet *set)
{
  if (!g_atomic_ref_count_dec (&set->ref_count))
    return;
  g_clear_pointer (&set->ids, g_array_unref);
  g_clear_pointer (&set->rows, g_array_unref);
  tw_schema_unref (set->schema);
  g_free (set);
}

/**
 * tw_record_set_get_entity:
 * @set: a set
 *
 * Returns: (transfer none): the records' entity, which lives as long as the set
 */
const TwEntity *
tw_record_set_get_entity (TwRecordSet *set)
{
  return set->entity;
}

/**
 * tw_record_set_get_count:
 * @set: a set
 *
 * Returns: how many records are meant; some may be gone meanwhile
 */
guint
tw_record_set_get_count (TwRecordSet *set)
{
  return set->ids != NULL ? set->ids->len : set->rows->len;
}

/**
 * tw_record_set_read_ids:
 * @set: a set
 * @store: the store that the records are in
 * @error: %TW_STORE_ERROR
 *
 * Returns: (transfer full) (nullable) (element-type TwId): the ids, in the order of the set
 */
GArray *
tw_record_set_read_ids (TwRecordSet *set,
                        TwStore     *store,
                        GError     **error)
{
  if (set->ids != NULL)
    return g_array_ref (set->ids);
  return tw_store_read_ids (store, set->entity, (const gint64 *) set->rows->data, set->rows->len, error);
}
