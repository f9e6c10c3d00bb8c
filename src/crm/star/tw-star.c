/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-star.h"

#include <glib/gi18n-lib.h>

#define MAX_STARS 20                                   /* of one person on one record: two computers may each have added one */

static const TwEntity *
get_entity (TwSchema *schema)
{
  return tw_schema_get_entity (schema, "star");
}

static GPtrArray *
find (TwStore    *store,
      const char *where,
      guint       limit)
{
  g_autoptr(TwSchema) schema = tw_store_ref_schema (store);
  const TwEntity *entity = get_entity (schema);
  g_autoptr(TwQuery) query = entity != NULL ? tw_query_new (schema, entity, where, "since", NULL) : NULL;

  return query != NULL ? tw_store_list (store, query, limit, NULL, NULL, NULL) : NULL;
}

static GPtrArray *
find_on (TwStore  *store,
         TwRecord *record)
{
  char id[TW_ID_TEXT_LENGTH + 1];
  g_autofree char *where = g_strdup_printf ("user = me and record = \"%s\"", tw_id_print (tw_record_get_id (record), id));

  return find (store, where, MAX_STARS);
}

/**
 * tw_star_is_possible:
 * @schema: a schema
 *
 * Returns: whether records can be starred
 */
gboolean
tw_star_is_possible (TwSchema *schema)
{
  return get_entity (schema) != NULL;
}

/**
 * tw_star_is_on:
 * @store: the store
 * @record: a record
 *
 * Returns: whether who is signed in has starred it
 */
gboolean
tw_star_is_on (TwStore  *store,
               TwRecord *record)
{
  g_autoptr(GPtrArray) stars = NULL;

  g_return_val_if_fail (TW_IS_STORE (store) && TW_IS_RECORD (record), FALSE);
  stars = find_on (store, record);
  return stars != NULL && stars->len > 0;
}

/**
 * tw_star_set:
 * @store: the store
 * @record: a record
 * @on: whether it is to have a star
 *
 * Returns: (transfer full) (nullable): the change; %NULL when there is nothing to change
 */
TwEdit *
tw_star_set (TwStore  *store,
             TwRecord *record,
             gboolean  on)
{
  g_autoptr(GPtrArray) stars = NULL;
  g_autofree char *name = NULL, *title = NULL;
  TwEdit *edit = NULL;

  g_return_val_if_fail (TW_IS_STORE (store) && TW_IS_RECORD (record), NULL);
  stars = find_on (store, record);
  if (stars == NULL || (stars->len > 0) == on)
    return NULL;
  name = tw_record_dup_title (record);
  /* Translators: names a change; %s is a record that a person wants to have at hand. */
  title = on ? g_strdup_printf (_("Star “%s”"), name)
  /* Translators: names a change; %s is a record. */
             : g_strdup_printf (_("Take the star off “%s”"), name);
  edit = tw_edit_new (store, TW_ORIGIN_PERSON, title);
  if (on)
    {
      g_autoptr(TwSchema) schema = tw_store_ref_schema (store);
      g_autoptr(TwRecord) star = tw_record_new (get_entity (schema));
      g_auto(TwValue) target = tw_value_link (tw_record_get_entity (record)->number, tw_record_get_id (record));

      tw_record_set_key (star, "record", &target, NULL);
      tw_edit_save (edit, star);
    }
  for (guint i = 0; !on && i < stars->len; i++)
    tw_edit_delete (edit, tw_record_get_entity (g_ptr_array_index (stars, i)), tw_record_get_id (g_ptr_array_index (stars, i)));
  return edit;
}

static gboolean
contains (GPtrArray  *records,
          const TwId *id)
{
  for (guint i = 0; i < records->len; i++)
    if (tw_id_equal (tw_record_get_id (g_ptr_array_index (records, i)), id))
      return TRUE;
  return FALSE;
}

/**
 * tw_star_list:
 * @store: the store
 * @limit: how many at most
 *
 * Returns: (transfer full) (element-type TwRecord): the starred records; deleted ones and those that may not be seen are left out
 */
GPtrArray *
tw_star_list (TwStore *store,
              guint    limit)
{
  g_autoptr(TwSchema) schema = NULL;
  g_autoptr(GPtrArray) stars = NULL;
  GPtrArray *records = g_ptr_array_new_with_free_func (g_object_unref);

  g_return_val_if_fail (TW_IS_STORE (store), records);
  schema = tw_store_ref_schema (store);
  stars = find (store, "user = me", limit);
  for (guint i = 0; stars != NULL && i < stars->len; i++)
    {
      const TwValue *link = tw_record_get_key (g_ptr_array_index (stars, i), "record");
      const TwEntity *entity = link->type == TW_TYPE_LINK ? tw_schema_get_entity_by_number (schema, link->tag) : NULL;
      g_autoptr(TwRecord) record = entity != NULL ? tw_store_get (store, entity, &link->id, NULL) : NULL;

      if (record != NULL && !tw_record_is_deleted (record) && !contains (records, &link->id))
        g_ptr_array_add (records, g_steal_pointer (&record));
    }
  return records;
}
