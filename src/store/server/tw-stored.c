/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-stored.h"
#include "tw-store-internal.h"

/**
 * tw_store_get_stored:
 * @store: a store
 * @entity: an entity
 * @id: a record's id
 *
 * As tw_store_get(), but computed fields are null until tw_store_compute(). Any thread.
 *
 * Returns: (transfer full) (nullable): the record, or %NULL with %TW_STORE_ERROR_NOT_FOUND
 */
TwRecord *
tw_store_get_stored (TwStore *store, const TwEntity *entity, const TwId *id, GError **error)
{
  TwDb *db = tw_store_take_reader (store, error);
  TwRecord *record;

  if (db == NULL)
    return NULL;
  record = tw_store_read_record (store, db, entity, id, error);
  tw_store_return_reader (store, db);
  return record;
}
