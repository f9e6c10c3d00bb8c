/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings of the workspace: JSON values by key. A change of one is a commit like any other; in the log it is a change of
 * entity 0, whose record id is worked out from the key, with these fields:
 *   2 key    (text, the same before and after)
 *   3 value  (JSON, null when the setting is not there) */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "tw-settings-private.h"

typedef struct
{
  const char *key, *value;
} SetJob;

void
tw_setting_get_id (const char *key, TwId *id)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = sizeof digest;

  g_checksum_update (sum, (const guchar *) "setting:", 8);
  g_checksum_update (sum, (const guchar *) key, -1);
  g_checksum_get_digest (sum, digest, &length);
  memcpy (id->bytes, digest, sizeof id->bytes);
}

static gboolean
read_value (TwDb *db, const char *key, TwValue *value, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT value FROM tw_setting WHERE key = ?", error);
  g_autoptr (GError) local = NULL;

  *value = (TwValue) TW_VALUE_INIT;
  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_text (stmt, 1, key, -1);
  if (tw_stmt_step (stmt, &local))
    *value = tw_value_json (tw_stmt_get_text (stmt, 0, NULL));
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
write_value (TwDb *db, const char *key, const TwValue *value, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, tw_value_is_null (value)
                                           ? "DELETE FROM tw_setting WHERE key = ?1"
                                           : "INSERT OR REPLACE INTO tw_setting (key, value) VALUES (?1, ?2)", error);

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_text (stmt, 1, key, -1);
  if (!tw_value_is_null (value))
    tw_stmt_bind_value (stmt, 2, value);
  return tw_stmt_run (stmt, error);
}

gboolean
tw_settings_change (TwTx *tx, const char *key, const TwValue *expected, const TwValue *value, gboolean *changed, GError **error)
{
  g_auto (TwValue) before = TW_VALUE_INIT;
  g_auto (TwValue) name = tw_value_text (key);
  g_autoptr (GArray) fields = tw_field_changes_new ();
  TwId id;

  *changed = FALSE;
  if (!read_value (tx->db, key, &before, error))
    return FALSE;
  if (expected != NULL && !tw_value_equal (expected, &before))
    {
      g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_IN_THE_WAY,
                   _("The setting “%s” was changed later. Change it by hand."), key);
      return FALSE;
    }
  if (tw_value_equal (&before, value))
    return TRUE;
  tw_setting_get_id (key, &id);
  tw_field_changes_add (fields, TW_SETTING_KEY, &name, &name);
  tw_field_changes_add (fields, TW_SETTING_VALUE, &before, value);
  *changed = TRUE;
  return write_value (tx->db, key, value, error) && tw_tx_log_raw (tx, 0, &id, TW_OP_SET, fields, error);
}

static gboolean
run_set (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  SetJob *job = data;
  g_autofree char *title = g_strdup_printf (_("Change the setting “%s”"), job->key);
  g_auto (TwValue) value = job->value != NULL ? tw_value_json (job->value) : (TwValue) TW_VALUE_INIT;
  TwTx *tx = tw_tx_begin (store, db, TW_ORIGIN_PERSON, title, 0, error);
  TwCommit *commit;
  gboolean changed;

  if (tx == NULL)
    return FALSE;
  if (!tw_settings_change (tx, job->key, NULL, &value, &changed, error))
    {
      tw_tx_rollback (tx);
      return FALSE;
    }
  commit = tw_tx_commit (tx, error);
  if (commit == NULL)
    return FALSE;
  tw_commit_unref (commit);
  return TRUE;
}

/**
 * tw_store_dup_setting:
 * @store: a store
 * @key: which setting
 *
 * Returns: (transfer full) (nullable): the setting as JSON; %NULL when it was never made
 */
char *
tw_store_dup_setting (TwStore *store, const char *key)
{
  TwDb *db = tw_store_take_reader (store, NULL);
  g_auto (TwValue) value = TW_VALUE_INIT;

  if (db == NULL)
    return NULL;
  read_value (db, key, &value, NULL);
  tw_store_return_reader (store, db);
  return tw_value_is_null (&value) ? NULL : g_strdup (value.text);
}

/**
 * tw_store_list_settings:
 * @store: a store
 * @pairs: (element-type utf8): receives key and JSON value of each setting, to be freed by g_free()
 */
void
tw_store_list_settings (TwStore *store, GPtrArray *pairs)
{
  TwDb *db = tw_store_take_reader (store, NULL);
  TwStmt *stmt = db != NULL ? tw_db_prepare (db, "SELECT key, value FROM tw_setting ORDER BY key", NULL) : NULL;

  if (stmt != NULL)
    {
      while (tw_stmt_step (stmt, NULL))
        {
          g_ptr_array_add (pairs, g_strdup (tw_stmt_get_text (stmt, 0, NULL)));
          g_ptr_array_add (pairs, g_strdup (tw_stmt_get_text (stmt, 1, NULL)));
        }
      tw_stmt_done (stmt);
    }
  if (db != NULL)
    tw_store_return_reader (store, db);
}

/**
 * tw_store_set_setting:
 * @store: a store
 * @key: which setting
 * @value: (nullable): JSON; %NULL removes it
 *
 * Changes a setting, as a commit that can be undone.
 *
 * Returns: %TRUE when it is on the disk
 */
gboolean
tw_store_set_setting (TwStore *store, const char *key, const char *value, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (JsonNode) node = value != NULL ? json_from_string (value, &local) : NULL;
  g_autofree char *canonical = node != NULL ? json_to_string (node, FALSE) : NULL;
  SetJob job = { key, canonical };

  g_return_val_if_fail (key != NULL && *key != '\0', FALSE);

  if (local != NULL || (value != NULL && node == NULL))
    {
      g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID, _("The value of the setting “%s” is not JSON."), key);
      return FALSE;
    }
  return tw_store_run_writer (store, run_set, &job, error);
}
