/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who signed in, was let in or shut out, who changed rights, read what is sensitive or took data out: a chain (tw-audit-chain.h) in which
 * nothing can be changed, dropped, swapped or put in later without being seen, and whose heads are signed every 1,000 entries, by
 * tw_audit_sign() more often, and kept by clients. Not in the log of the workspace. Any thread.
 *
 *   audit_entry (n, at, user_id, action, entity, record_id, commitment, hash)     n from 1 without gaps
 *   audit_value (n, salt, detail)                     detail: JSON or words; gone when it was erased
 *   audit_head  (n, at, hash, public_key, signature)
 *
 * Changes of users, teams, roles, territories, settings and the site's fields are entered by the commit that makes them. */
#pragma once

#include "tw-audit-chain.h"

G_BEGIN_DECLS

typedef struct
{
  TwInstant   at;                                      /* 0: now */
  const TwId *user, *record;                           /* nullable: nobody who is known, nothing */
  const char *action;                                  /* a word of the program, "sign-in" */
  const char *entity;                                  /* nullable: key of the record's kind */
  const char *detail;                                  /* nullable: what else is to be known, JSON, never a secret */
} TwAuditEvent;

/* NULL or 0 of a member: any. */
typedef struct
{
  const char *action, *entity;
  const TwId *user, *record;
  TwInstant   from, until;                             /* until: before it */
} TwAuditFilter;

/* Makes the tables; signs with the key of the store's folder. */
gboolean   tw_audit_enable     (TwStore *store, GError **error);
gboolean   tw_audit_write      (TwStore *store, const TwAuditEvent *event, GError **error);
/* Does not wait: for reads, which must not wait for the disk. What goes wrong is warned about. */
void       tw_audit_push       (TwStore *store, const TwAuditEvent *event);
/* A shorter way. detail: an id is the record, anything else the detail. */
gboolean   tw_audit_add        (TwStore *store, TwInstant at, const TwId *user, const char *action, const char *detail, GError **error);
/* Newest first, before the entry n (0: from the newest). filter nullable. */
GPtrArray *tw_audit_list       (TwStore *store, const TwAuditFilter *filter, gint64 before, guint limit, GError **error);
/* Oldest first, after the entry n: for who verifies. */
GPtrArray *tw_audit_read_chain (TwStore *store, gint64 after, guint limit, GError **error);
/* Signs the newest entry unless it is signed. head: (out) the newest head, n 0 when there is none. */
gboolean   tw_audit_sign       (TwStore *store, TwAuditHead *head, GError **error);
/* (element-type TwAuditHead) by n, after it. */
GPtrArray *tw_audit_list_heads (TwStore *store, gint64 after, guint limit, GError **error);
/* The newest signed head; n 0: none. */
gboolean   tw_audit_get_head   (TwStore *store, TwAuditHead *head, GError **error);
/* The hash of entry n. FALSE without error: there is none. */
gboolean   tw_audit_get_hash   (TwStore *store, gint64 n, guint8 *hash, GError **error);
/* Reads the whole chain and its heads. keys and witness as for tw_audit_verifier_new(). */
gboolean   tw_audit_verify     (TwStore *store, GBytes *keys, const TwAuditHead *witness, TwAuditReport *report, GError **error);

G_END_DECLS
