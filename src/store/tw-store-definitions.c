/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The site's own fields and objects as data: which are in force, and every version that was. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-store-internal.h"

/* version 0: the newest. NULL without error when there is none. */
static char *
read_definitions (TwDb *db, guint version, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT definitions FROM tw_schema WHERE ?1 = 0 OR version = ?1 "
                                           "ORDER BY version DESC LIMIT 1", error);

  if (stmt == NULL)
    return NULL;
  tw_stmt_bind_int (stmt, 1, version);
  return tw_stmt_step (stmt, error) ? g_strdup (tw_stmt_get_text (stmt, 0, NULL)) : NULL;
}

/* The snapshot in force: the shipped one with the site's definitions. */
TwSchema *
tw_store_load_schema (TwDb *db, TwSchema *shipped, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *definitions = read_definitions (db, 0, &local);
  TwSchema *schema;

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  if (definitions == NULL)
    return tw_schema_ref (shipped);
  schema = tw_schema_extend (shipped, definitions, &local);
  if (schema == NULL)
    g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_DAMAGED,
                 _("The workspace's own fields and objects cannot be read: %s"), local->message);
  return schema;
}

/**
 * tw_store_dup_definitions:
 * @store: a store
 * @version: which version; 0 for the one in force
 *
 * Returns: (transfer full) (nullable): the site's definitions as a JSON array; %NULL when there is no such version, or no
 *   definition was ever made
 */
char *
tw_store_dup_definitions (TwStore *store, guint version)
{
  TwDb *db = tw_store_take_reader (store, NULL);
  char *definitions;

  if (db == NULL)
    return NULL;
  definitions = read_definitions (db, version, NULL);
  tw_store_return_reader (store, db);
  return definitions;
}
