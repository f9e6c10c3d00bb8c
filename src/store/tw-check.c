/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The check of a whole store, in one snapshot, so that it can run while people work. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <sqlite3.h>

#include "tw-check-private.h"

void
tw_checkup_report (TwCheckup *checkup, const char *format, ...)
{
  va_list args;

  if (checkup->problems->len > TW_CHECK_MAX_PROBLEMS)
    return;
  if (checkup->problems->len == TW_CHECK_MAX_PROBLEMS)
    {
      g_ptr_array_add (checkup->problems, g_strdup (_("There are more problems than these.")));
      return;
    }
  va_start (args, format);
  g_ptr_array_add (checkup->problems, g_strdup_vprintf (format, args));
  va_end (args);
}

void
tw_checkup_query (TwCheckup *checkup, const char *sql, TwCheckupRow row, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwStmt) stmt = tw_db_prepare (checkup->db, sql, &error);

  while (stmt != NULL && !g_cancellable_is_cancelled (checkup->cancellable) && tw_stmt_step (stmt, &error))
    row (checkup, stmt, data);
  if (error != NULL && !g_cancellable_is_cancelled (checkup->cancellable))
    tw_checkup_report (checkup, _("A part of the database cannot be read: %s"), error->message);
}

gboolean
tw_checkup_go_on (TwCheckup *checkup, GError **error)
{
  return !g_cancellable_set_error_if_cancelled (checkup->cancellable, error);
}

char *
tw_checkup_dup_id (TwStmt *stmt, int column)
{
  TwId id;

  return tw_stmt_get_id (stmt, column, &id) ? tw_id_dup_text (&id) : g_strdup ("?");
}

static void
tell (TwCheckup *checkup, double fraction, const char *message)
{
  if (checkup->progress != NULL)
    checkup->progress (fraction, message, checkup->data);
}

static void
report_integrity (TwCheckup *checkup, TwStmt *stmt, gpointer data)
{
  const char *text = tw_stmt_get_text (stmt, 0, NULL);

  if (g_strcmp0 (text, "ok") != 0)
    tw_checkup_report (checkup, _("The database file is damaged: %s"), text);
}

static gboolean
run (TwCheckup *checkup, GError **error)
{
  guint n = tw_schema_get_n_entities (checkup->schema);

  tell (checkup, 0, _("Checking the database file…"));
  tw_checkup_query (checkup, "PRAGMA integrity_check (100)", report_integrity, NULL);
  if (!tw_checkup_go_on (checkup, error))
    return FALSE;
  tell (checkup, 0.2, _("Checking the history…"));
  tw_check_schema (checkup);
  tw_check_log (checkup);
  tw_check_replay (checkup);
  tw_check_settings (checkup);
  tw_check_sync (checkup);
  tw_check_audit (checkup);
  for (guint i = 0; i < n; i++)
    {
      const TwEntity *entity = tw_schema_get_entity_at (checkup->schema, i);

      if (!tw_checkup_go_on (checkup, error))
        return FALSE;
      tell (checkup, 0.5 + 0.4 * i / n, tw_entity_get_label (entity, TRUE));
      tw_check_rows (checkup, entity);
      tw_check_search (checkup, entity);
    }
  tell (checkup, 0.9, _("Checking the attached files…"));
  tw_check_blobs (checkup);
  return tw_checkup_go_on (checkup, error);
}

static int
stop_when_cancelled (gpointer cancellable)
{
  return g_cancellable_is_cancelled (cancellable);
}

/**
 * tw_store_check:
 * @store: a store
 * @progress: (nullable): told how far it is, on this thread
 * @data: for @progress
 * @cancellable: (nullable): to give up
 *
 * Looks for everything that can be wrong with a store: the database file itself, the log (numbers without gaps, changes
 * that can be read, each record, setting and definition equal to its changes), the tables against the schema, values, links, unique keys and
 * number series, the search index against the records, and the attached files by their hashes. Reads everything: minutes
 * for a million records. Changes nothing. Any thread.
 *
 * Returns: (transfer full) (element-type utf8) (nullable): one sentence for each problem, none when the store is sound;
 *   %NULL with @error when the check could not be made
 */
GPtrArray *
tw_store_check (TwStore *store, TwProgress progress, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (TwSchema) schema = NULL;
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  TwCheckup checkup = { .store = store, .problems = problems, .progress = progress, .data = data, .cancellable = cancellable };
  gboolean done = FALSE;

  g_return_val_if_fail (TW_IS_STORE (store), NULL);

  checkup.schema = schema = tw_store_ref_schema (store);
  checkup.db = tw_store_take_reader (store, error);
  if (checkup.db == NULL)
    return NULL;
  sqlite3_progress_handler (tw_db_get_handle (checkup.db), 10000, stop_when_cancelled, cancellable);
  if (tw_db_exec (checkup.db, "BEGIN", error))
    {
      done = run (&checkup, error);
      tw_db_exec (checkup.db, "COMMIT", NULL);
    }
  sqlite3_progress_handler (tw_db_get_handle (checkup.db), 0, NULL, NULL);
  tw_store_return_reader (store, checkup.db);
  return done ? g_steal_pointer (&problems) : NULL;
}
