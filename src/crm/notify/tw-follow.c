/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-follow.h"

#include <glib/gi18n-lib.h>

#define MAX_FOLLOWS 20                                 /* of one person and record: two computers may each have added one */

static GPtrArray *
find (TwStore  *store,
      TwRecord *record)
{
  g_autoptr(TwSchema) schema = tw_store_ref_schema (store);
  const TwEntity *entity = tw_schema_get_entity (schema, "follow");
  g_autoptr(TwQuery) query = NULL;
  g_autofree char *where = NULL;
  char id[TW_ID_TEXT_LENGTH + 1];

  if (entity == NULL)
    return NULL;
  where = g_strdup_printf ("user = me and record = \"%s\"", tw_id_print (tw_record_get_id (record), id));
  query = tw_query_new (schema, entity, where, NULL, NULL);
  return query != NULL ? tw_store_list (store, query, MAX_FOLLOWS, NULL, NULL, NULL) : NULL;
}

/**
 * tw_follow_is_on:
 * @store: the store
 * @record: a record
 *
 * Returns: whether who is signed in follows it
 */
gboolean
tw_follow_is_on (TwStore  *store,
                 TwRecord *record)
{
  g_autoptr(GPtrArray) follows = NULL;

  g_return_val_if_fail (TW_IS_STORE (store) && TW_IS_RECORD (record), FALSE);
  follows = find (store, record);
  return follows != NULL && follows->len > 0;
}

/**
 * tw_follow_set:
 * @store: the store
 * @record: a record
 * @on: whether it is to be followed
 *
 * Returns: (transfer full) (nullable): the change; %NULL when there is nothing to change
 */
TwEdit *
tw_follow_set (TwStore  *store,
               TwRecord *record,
               gboolean  on)
{
  g_autoptr(GPtrArray) follows = NULL;
  g_autofree char *name = NULL, *title = NULL;
  TwEdit *edit = NULL;

  g_return_val_if_fail (TW_IS_STORE (store) && TW_IS_RECORD (record), NULL);
  follows = find (store, record);
  if (follows == NULL || (follows->len > 0) == on)
    return NULL;
  name = tw_record_dup_title (record);
  /* Translators: names a change; %s is the record that a person wants to hear of. */
  title = on ? g_strdup_printf (_("Follow “%s”"), name)
  /* Translators: names a change; %s is the record that a person does not want to hear of any more. */
             : g_strdup_printf (_("Follow “%s” no longer"), name);
  edit = tw_edit_new (store, TW_ORIGIN_PERSON, title);
  if (on)
    {
      g_autoptr(TwSchema) schema = tw_store_ref_schema (store);
      g_autoptr(TwRecord) follow = tw_record_new (tw_schema_get_entity (schema, "follow"));
      g_auto(TwValue) target = tw_value_link (tw_record_get_entity (record)->number, tw_record_get_id (record));

      tw_record_set_key (follow, "record", &target, NULL);
      tw_edit_save (edit, follow);
    }
  for (guint i = 0; !on && i < follows->len; i++)
    tw_edit_delete (edit, tw_record_get_entity (g_ptr_array_index (follows, i)), tw_record_get_id (g_ptr_array_index (follows, i)));
  return edit;
}
