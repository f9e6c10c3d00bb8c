/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the log has beside records: settings, the site's definitions, and ids that are never to be used again. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-check-private.h"
#include "tw-replica.h"
#include "tw-settings-private.h"

#define SETTING_NOW     "SELECT value FROM tw_setting WHERE key = ?"
#define DEFINITIONS_NOW "SELECT definitions FROM tw_schema ORDER BY version DESC LIMIT 1"
#define LOGGED          "SELECT 1 FROM log_change WHERE record = ? AND entity = 0 LIMIT 1"

/* Whether the query, with what is bound, gives the logged text, or nothing when null was logged. */
static gboolean
is_now (TwCheckup *checkup, const char *sql, const char *key, const TwValue *logged)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (checkup->db, sql, NULL);
  gboolean found;

  /* That it cannot be read is a problem of the file, which is told already. */
  if (stmt == NULL)
    return TRUE;
  if (key != NULL)
    tw_stmt_bind_text (stmt, 1, key, -1);
  found = tw_stmt_step (stmt, NULL);
  if (tw_value_is_null (logged))
    return !found;
  return found && logged->type == TW_TYPE_JSON && g_strcmp0 (tw_stmt_get_text (stmt, 0, NULL), logged->text) == 0;
}

void
tw_check_setting (TwCheckup *checkup, const TwId *id, const TwValue *definitions, const TwValue *key, const TwValue *value)
{
  if (tw_id_equal (id, &tw_definitions_record))
    {
      if (!is_now (checkup, DEFINITIONS_NOW, NULL, definitions))
        tw_checkup_report (checkup, _("The fields and objects of your own are not what the history says."));
    }
  else if (key->type == TW_TYPE_TEXT && !is_now (checkup, SETTING_NOW, key->text, value))
    tw_checkup_report (checkup, _("The setting “%s” is not what the history says."), key->text);
}

static gboolean
is_logged (TwCheckup *checkup, const TwId *id)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (checkup->db, LOGGED, NULL);

  if (stmt == NULL)
    return TRUE;
  tw_stmt_bind_id (stmt, 1, id);
  return tw_stmt_step (stmt, NULL);
}

static void
check_key (TwCheckup *checkup, TwStmt *stmt, gpointer data)
{
  const char *key = tw_stmt_get_text (stmt, 0, NULL);
  TwId id;

  if (key == NULL)
    return;
  tw_setting_get_id (key, &id);
  if (!is_logged (checkup, &id))
    tw_checkup_report (checkup, _("The setting “%s” is not in the history."), key);
}

static void
check_definitions (TwCheckup *checkup, TwStmt *stmt, gpointer data)
{
  if (!is_logged (checkup, &tw_definitions_record))
    tw_checkup_report (checkup, _("The fields and objects of your own are not in the history."));
}

static void
report_unmarked (TwCheckup *checkup, TwStmt *stmt, gpointer data)
{
  g_autofree char *id = tw_checkup_dup_id (stmt, 0);

  tw_checkup_report (checkup, _("Record %s was removed for good, but nothing keeps it from coming back."), id);
}

void
tw_check_settings (TwCheckup *checkup)
{
  /* What a server took away it may give again, and a workspace that has none now may have had one. */
  g_autofree char *unmarked = g_strdup_printf ("SELECT record FROM log_change WHERE op = %d AND record NOT IN (SELECT id FROM tw_tombstone) "
                                               "AND NOT EXISTS (SELECT 1 FROM log_commit AS m WHERE m.seq = commit_seq AND m.origin = %d)",
                                               TW_OP_PURGE, TW_ORIGIN_SYNC);

  tw_checkup_query (checkup, "SELECT key FROM tw_setting", check_key, NULL);
  tw_checkup_query (checkup, "SELECT 1 FROM tw_schema LIMIT 1", check_definitions, NULL);
  /* In a replica it is the server that lets nothing come back. */
  if (!tw_store_is_replica (checkup->store))
    tw_checkup_query (checkup, unmarked, report_unmarked, NULL);
}
