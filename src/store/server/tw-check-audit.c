/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The audit log of a server, by its own public key. */
#include "config.h"

#include "tw-audit-private.h"
#include "tw-check-private.h"

static void
note_table (TwCheckup *checkup, TwStmt *stmt, gpointer data)
{
  *(gboolean *) data = TRUE;
}

void
tw_check_audit (TwCheckup *checkup)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) heads = NULL;
  g_autoptr (TwAuditVerifier) verifier = NULL;
  g_autoptr (GBytes) keys = NULL;
  gboolean kept = FALSE;

  tw_checkup_query (checkup, "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'audit_head'", note_table, &kept);
  if (!kept)
    return;
  keys = tw_audit_key_read_public (tw_store_get_dir (checkup->store), &error);
  heads = error == NULL ? tw_audit_read_heads (checkup->db, 0, G_MAXINT, &error) : NULL;
  verifier = heads != NULL ? tw_audit_verifier_new (keys, heads, NULL) : NULL;
  if (verifier == NULL || !tw_audit_read_all (checkup->db, verifier, &error))
    tw_checkup_report (checkup, "%s", error->message);
}
