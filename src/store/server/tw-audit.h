/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who signed in, was let in or shut out: a chain in which every entry has the hash of the one before, so that nothing in it can be
 * changed, dropped, swapped or put in later without being seen. That its end was cut off is seen by a head that was kept elsewhere.
 * Not in the log of the workspace. Any thread.
 *
 *   account_audit (n, at, user, action, detail, hash)     n from 1 without gaps
 *
 * hash = SHA-256 (hash before, or 32 zero bytes · n and at as 8 bytes, the smallest first · user's 16 bytes, or zeros ·
 * length of action as 8 bytes · action · length of detail · detail). */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

#define TW_AUDIT_HASH 32

typedef struct
{
  gint64    n;
  TwInstant at;
  TwId      user;                                      /* nil: nobody who is known */
  char     *action, *detail;
  guint8    hash[TW_AUDIT_HASH];
} TwAuditEntry;

void       tw_audit_entry_free (TwAuditEntry *entry);
gboolean   tw_audit_enable     (TwStore *store, GError **error);
/* action: a word of the program, "sign-in"; detail: what else is to be known, never a secret. */
gboolean   tw_audit_add        (TwStore *store, TwInstant at, const TwId *user, const char *action, const char *detail, GError **error);
/* Newest first, before the entry n (0: from the newest). */
GPtrArray *tw_audit_list       (TwStore *store, gint64 before, guint limit, GError **error);
/* The newest entry, to be kept elsewhere; NULL without error: none. */
TwAuditEntry *tw_audit_get_head (TwStore *store, GError **error);
/* Reads the whole chain. head: one kept earlier, nullable. FALSE with TW_STORE_ERROR_DAMAGED that names the first wrong entry. */
gboolean   tw_audit_verify     (TwStore *store, const TwAuditEntry *head, gint64 *n, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwAuditEntry, tw_audit_entry_free)

G_END_DECLS
