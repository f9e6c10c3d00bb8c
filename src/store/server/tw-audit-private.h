/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The audit log inside a transaction of the writer. */
#pragma once

#include "tw-audit.h"
#include "tw-db-private.h"
#include "tw-tx.h"

G_BEGIN_DECLS

#define TW_AUDIT_COLUMNS "e.n, e.at, e.user_id, e.action, e.entity, e.record_id, e.commitment, e.hash, v.salt, v.detail"
#define TW_AUDIT_FROM    " FROM audit_entry e LEFT JOIN audit_value v ON v.n = e.n"

/* Looked up once. With the writer's lock held. */
gboolean      tw_audit_is_kept   (TwStore *store);
/* Appends, and signs when it is time. Within a transaction. */
gboolean      tw_audit_append    (TwStore *store, TwDb *db, const TwAuditEvent *event, GError **error);
/* A change that a commit logs: enters it when it is about people, rights, settings or fields. fields: TwFieldChange, nullable. */
gboolean      tw_audit_follow    (TwTx *tx, guint entity, const TwId *record, TwOp op, GArray *fields, GError **error);
TwAuditEntry *tw_audit_read_entry (TwStmt *stmt);
gboolean      tw_audit_read_all  (TwDb *db, TwAuditVerifier *verifier, GError **error);
/* With the db of a reader. */
GPtrArray    *tw_audit_read_heads (TwDb *db, gint64 after, guint limit, GError **error);

G_END_DECLS
