/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-sign-in.h"

#define BATCH 500

/* The person whom the server knows; the first load brings the rest of him. */
static gboolean
put_user (TwStore *store, const TwEntity *users, const TwId *user, const char *name, GError **error)
{
  g_auto (TwValue) value = tw_value_text (name != NULL ? name : "");
  const TwField *fields[] = { users->name_field };
  TwReplicaTx *tx = tw_replica_begin (store, error);
  g_autoptr (TwCommit) commit = NULL;

  if (tx == NULL)
    return FALSE;
  if (!tw_replica_put (tx, users, user, 1, 0, fields, &value, 1, NULL, error))
    {
      tw_replica_tx_free (tx);
      return FALSE;
    }
  commit = tw_replica_commit (tx, 0, error);
  return commit != NULL;
}

static gboolean
points_to (const TwField *field, const TwEntity *entity)
{
  if (field->number < TW_FIELD_FIRST_OWN || field->formula != NULL || (field->kind != TW_KIND_LINK && field->kind != TW_KIND_LINKS))
    return FALSE;
  if (field->targets == NULL || field->targets[0] == NULL)
    return TRUE;
  return g_strv_contains (field->targets, entity->key);
}

static TwValue
replace_id (const TwValue *value, const TwId *from, const TwId *to)
{
  g_autofree TwValue *values = NULL;
  guint n = 0;
  gboolean has = FALSE;

  if (value->type == TW_TYPE_LINK)
    return tw_value_link (value->tag, to);
  if (value->type != TW_TYPE_LIST)
    return tw_value_copy (value);
  values = g_new0 (TwValue, MAX (value->list->n_values, 1));
  for (guint i = 0; i < value->list->n_values; i++)
    {
      const TwValue *link = &value->list->values[i];
      const TwId *id = tw_id_equal (&link->id, from) ? to : &link->id;

      if (!tw_id_equal (id, to) || !has)
        values[n++] = tw_value_link (link->tag, id);
      has = has || tw_id_equal (id, to);
    }
  return tw_value_list (values, n);
}

/* One batch of records that point to the local person by one field. n: how many there were. */
static gboolean
move_batch (TwStore *store, TwQuery *query, const TwField *field, const TwId *from, const TwId *to, guint *n, GError **error)
{
  g_autoptr (GPtrArray) records = tw_store_list (store, query, BATCH, NULL, NULL, error);
  TwEdit *edit;
  g_autoptr (TwCommit) commit = NULL;

  if (records == NULL)
    return FALSE;
  *n = records->len;
  if (records->len == 0)
    return TRUE;
  edit = tw_edit_new (store, TW_ORIGIN_SYNC, _("Connect to the server"));
  for (guint i = 0; i < records->len; i++)
    {
      g_auto (TwValue) value = replace_id (tw_record_get (g_ptr_array_index (records, i), field), from, to);

      if (!tw_record_set (g_ptr_array_index (records, i), field, &value, error))
        {
          tw_edit_free (edit);
          return FALSE;
        }
      tw_edit_save (edit, g_ptr_array_index (records, i));
    }
  commit = tw_edit_commit (edit, error);
  return commit != NULL;
}

static gboolean
move_field (TwStore *store, TwSchema *schema, const TwField *field, const TwId *from, const TwId *to, GError **error)
{
  char text[TW_ID_TEXT_LENGTH + 1];
  g_autofree char *where = g_strdup_printf (field->kind == TW_KIND_LINKS ? "%s has \"%s\"" : "%s = \"%s\"", field->key,
                                            tw_id_print (from, text));
  g_autoptr (TwQuery) query = tw_query_new (schema, field->entity, where, NULL, error);
  guint n = BATCH;

  if (query == NULL)
    return FALSE;
  while (n == BATCH)
    if (!move_batch (store, query, field, from, to, &n, error))
      return FALSE;
  return TRUE;
}

gboolean
tw_account_adopt (TwStore *store, const TwId *user, const char *name, GError **error)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (store);
  const TwEntity *users = tw_schema_get_entity (schema, "user");
  TwId me = *tw_store_get_user (store);
  TwEdit *edit;
  g_autoptr (TwCommit) commit = NULL;

  if (users == NULL || tw_id_is_nil (&me))
    return TRUE;
  if (!put_user (store, users, user, name, error))
    return FALSE;
  for (guint e = 0; e < tw_schema_get_n_entities (schema); e++)
    {
      const TwEntity *entity = tw_schema_get_entity_at (schema, e);

      for (guint i = 0; i < entity->n_fields; i++)
        if (entity != users && points_to (entity->fields[i], users) && !move_field (store, schema, entity->fields[i], &me, user, error))
          return FALSE;
    }
  edit = tw_edit_new (store, TW_ORIGIN_SYNC, _("Connect to the server"));
  tw_edit_delete (edit, users, &me);
  commit = tw_edit_commit (edit, error);
  return commit != NULL;
}
