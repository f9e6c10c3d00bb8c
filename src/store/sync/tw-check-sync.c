/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What waits for the server, against the log. */
#include "config.h"

#include <inttypes.h>
#include <glib/gi18n-lib.h>

#include "tw-check-private.h"
#include "tw-outbox-private.h"

static void
report_outbox (TwCheckup *checkup, TwStmt *stmt, gpointer data)
{
  tw_checkup_report (checkup, _("Change %" PRId64 " for the server is not in the history."), tw_stmt_get_int (stmt, 0));
}

static void
report_gap (TwCheckup *checkup, TwStmt *stmt, gpointer data)
{
  tw_checkup_report (checkup, _("The changes for the server have a gap: %" PRId64 " to %" PRId64 " are %" PRId64 "."),
                     tw_stmt_get_int (stmt, 0), tw_stmt_get_int (stmt, 1), tw_stmt_get_int (stmt, 2));
}

static void
report_pending (TwCheckup *checkup, TwStmt *stmt, gpointer data)
{
  g_autofree char *id = tw_checkup_dup_id (stmt, 0);

  tw_checkup_report (checkup, _("Record %s waits for the server, but nothing of it is to be sent."), id);
}

void
tw_check_sync (TwCheckup *checkup)
{
  if (!tw_store_is_replica (checkup->store))
    return;
  tw_checkup_query (checkup, "SELECT n FROM sync_outbox o WHERE entity = 0 AND NOT EXISTS (SELECT 1 FROM log_commit m "
                    "WHERE m.seq = o.commit_seq AND o.first_change >= m.first_change AND o.first_change <= o.last_change "
                    "AND o.last_change < m.first_change + m.n_changes) ORDER BY n", report_outbox, NULL);
  tw_checkup_query (checkup, "SELECT * FROM (SELECT min(n) AS a, max(n) AS b, count(*) AS c FROM sync_outbox) WHERE c > 0 AND (b - a + 1 <> c "
                    "OR a <> ifnull((SELECT CAST(value AS INTEGER) FROM sync_state WHERE key = '" TW_STATE_ACKED "'), 0) + 1)",
                    report_gap, NULL);
  tw_checkup_query (checkup, "SELECT DISTINCT record FROM sync_pending p WHERE seq IS NULL AND NOT EXISTS "
                    "(SELECT 1 FROM sync_outbox o WHERE o.n = p.n)", report_pending, NULL);
}
