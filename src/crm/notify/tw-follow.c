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

/* The one that tells most: two computers may each have added one. Interned. */
static const char *
get_kind (GPtrArray *follows)
{
  static const char *const order[] = { "all", "important", "comments", "muted" };

  for (guint k = 0; k < G_N_ELEMENTS (order); k++)
    for (guint i = 0; i < follows->len; i++)
      {
        const TwValue *kind = tw_record_get_key (g_ptr_array_index (follows, i), "kind");

        if (g_str_equal (kind->type == TW_TYPE_ENUM ? kind->text : "all", order[k]))
          return order[k];
      }
  return NULL;
}

static TwRecord *
make_follow (TwStore    *store,
             TwRecord   *record,
             const char *kind)
{
  g_autoptr(TwSchema) schema = tw_store_ref_schema (store);
  TwRecord *follow = tw_record_new (tw_schema_get_entity (schema, "follow"));
  g_auto(TwValue) target = tw_value_link (tw_record_get_entity (record)->number, tw_record_get_id (record));

  tw_record_set_key (follow, "record", &target, NULL);
  tw_record_set_text (follow, "kind", kind, NULL);
  return follow;
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
  return g_strcmp0 (tw_follow_get_kind (store, record), "muted") != 0 && tw_follow_get_kind (store, record) != NULL;
}

/**
 * tw_follow_get_kind:
 * @store: the store
 * @record: a record
 *
 * Returns: (transfer none) (nullable): what who is signed in hears of the record, a choice of the field kind; %NULL when he does not
 *   follow it
 */
const char *
tw_follow_get_kind (TwStore  *store,
                    TwRecord *record)
{
  g_autoptr(GPtrArray) follows = NULL;

  g_return_val_if_fail (TW_IS_STORE (store) && TW_IS_RECORD (record), NULL);
  follows = find (store, record);
  return follows != NULL ? get_kind (follows) : NULL;
}

/**
 * tw_follow_set:
 * @store: the store
 * @record: a record
 * @on: whether it is to be followed
 *
 * One that was muted is followed in all, or is muted no longer.
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
  if (on)
    return tw_follow_is_on (store, record) ? NULL : tw_follow_set_kind (store, record, "all");
  follows = find (store, record);
  if (follows == NULL || follows->len == 0)
    return NULL;
  name = tw_record_dup_title (record);
  /* Translators: names a change; %s is the record that a person does not want to hear of any more. */
  title = g_strdup_printf (_("Stop following “%s”"), name);
  edit = tw_edit_new (store, TW_ORIGIN_PERSON, title);
  for (guint i = 0; i < follows->len; i++)
    tw_edit_delete (edit, tw_record_get_entity (g_ptr_array_index (follows, i)), tw_record_get_id (g_ptr_array_index (follows, i)));
  return edit;
}

/**
 * tw_follow_set_kind:
 * @store: the store
 * @record: a record
 * @kind: a choice of the field kind
 *
 * Returns: (transfer full) (nullable): the change; %NULL when there is nothing to change
 */
TwEdit *
tw_follow_set_kind (TwStore    *store,
                    TwRecord   *record,
                    const char *kind)
{
  g_autoptr(GPtrArray) follows = NULL;
  g_autoptr(TwRecord) follow = NULL;
  g_autofree char *name = NULL, *title = NULL;
  TwEdit *edit = NULL;

  g_return_val_if_fail (TW_IS_STORE (store) && TW_IS_RECORD (record) && kind != NULL, NULL);
  follows = find (store, record);
  if (follows == NULL || g_strcmp0 (get_kind (follows), kind) == 0)
    return NULL;
  name = tw_record_dup_title (record);
  title = g_strdup_printf (g_str_equal (kind, "muted")
                           /* Translators: names a change; %s is the record that a person does not want to hear of. */
                           ? _("Mute “%s”")
                           /* Translators: names a change; %s is the record that a person wants to hear of. */
                           : _("Follow “%s”"), name);
  edit = tw_edit_new (store, TW_ORIGIN_PERSON, title);
  follow = follows->len > 0 ? g_object_ref (g_ptr_array_index (follows, 0)) : make_follow (store, record, kind);
  tw_record_set_text (follow, "kind", kind, NULL);
  tw_edit_save (edit, follow);
  for (guint i = 1; i < follows->len; i++)
    tw_edit_delete (edit, tw_record_get_entity (g_ptr_array_index (follows, i)), tw_record_get_id (g_ptr_array_index (follows, i)));
  return edit;
}
