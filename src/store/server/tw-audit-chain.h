/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The chain of the audit log: what an entry's hash is made of, what a signed head is, and a verifier that reads entries in order,
 * wherever they come from (the server's own store, or another machine over HTTP).
 *
 * An entry's value (detail: names, addresses, what was before and after) enters the chain as a commitment to it, SHA-256 (salt ·
 * detail), and lies beside the chain with its salt: a value that is erased goes with its salt, and the chain stays whole. Erasing is
 * itself an entry ("erase", with the record); a value that is gone without one was removed.
 *
 *   hash      = SHA-256 (hash before, or 32 zero bytes · n · at · user · action · entity · record · commitment)
 *   signature = Ed25519 ("tradewind audit head 1" · 0 · n · at · hash)
 *
 * n and at are 8 bytes, the smallest first; ids are 16 bytes, nil when there is none; texts have their length before them as 8
 * bytes; the commitment is 32 zero bytes for an entry without a value. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

#define TW_AUDIT_HASH      32
#define TW_AUDIT_SALT      16
#define TW_AUDIT_KEY       32                          /* of a public key */
#define TW_AUDIT_SIGNATURE 64
#define TW_AUDIT_STRETCH   1000                        /* entries without a signature at most */

#define TW_AUDIT_ERASE "erase"                         /* the action that vouches for erased values of its record */

typedef struct
{
  gint64    n;                                         /* from 1 without gaps */
  TwInstant at;
  TwId      user, record;                              /* nil: nobody who is known, nothing */
  char     *action, *entity;                           /* entity: key of the record's kind, or "" */
  char     *detail;                                    /* nullable: none, or erased */
  guint8    salt[TW_AUDIT_SALT];                       /* with a detail */
  guint8    commitment[TW_AUDIT_HASH], hash[TW_AUDIT_HASH];
} TwAuditEntry;

typedef struct
{
  gint64    n;                                         /* of the entry whose hash it is; 0: none */
  TwInstant at;
  guint8    hash[TW_AUDIT_HASH], key[TW_AUDIT_KEY], signature[TW_AUDIT_SIGNATURE];
} TwAuditHead;

void     tw_audit_entry_free      (TwAuditEntry *entry);
gboolean tw_audit_entry_is_erased (const TwAuditEntry *entry);
/* Makes salt and commitment from the detail. */
void     tw_audit_entry_commit    (TwAuditEntry *entry);
/* before: hash of the entry before; nullable for the first. */
void     tw_audit_entry_hash      (const TwAuditEntry *entry, const guint8 *before, guint8 *hash);
gboolean tw_audit_head_is_signed  (const TwAuditHead *head, const guint8 *key);

/* --- The key that signs --- */
typedef struct _TwAuditKey TwAuditKey;
/* Made from the file server.key (0600) in dir, which is made when it is missing and is the same for all servers of a workspace; and
 * audit.pub with the public keys of this folder for everybody, one a line, the present one last. */
TwAuditKey   *tw_audit_key_open   (const char *dir, GError **error);
void          tw_audit_key_free   (TwAuditKey *key);
const guint8 *tw_audit_key_public (const TwAuditKey *key);
void          tw_audit_key_sign   (const TwAuditKey *key, TwAuditHead *head);
/* All public keys of a server's folder, one behind the other; NULL without error when it is none. */
GBytes       *tw_audit_key_read_public (const char *dir, GError **error);
/* Small letters and digits; FALSE when it is not exactly n bytes. */
char         *tw_audit_hex        (const guint8 *bytes, gsize n);
gboolean      tw_audit_unhex      (const char *text, guint8 *bytes, gsize n);

/* --- Verifying --- */
typedef struct
{
  gint64 n;                                            /* entries that are good, up to the first that is not */
  gint64 n_signed;                                     /* the last of them that a head vouches for */
  guint  n_heads, n_erased;
} TwAuditReport;

typedef struct _TwAuditVerifier TwAuditVerifier;
/* keys: whose signatures count, TW_AUDIT_KEY bytes each; NULL: none do. heads: (element-type TwAuditHead) by n. witness: kept
 * elsewhere, nullable. */
TwAuditVerifier *tw_audit_verifier_new  (GBytes *keys, GPtrArray *heads, const TwAuditHead *witness);
void             tw_audit_verifier_free (TwAuditVerifier *verifier);
/* FALSE with TW_STORE_ERROR_DAMAGED and a sentence that names the entry. */
gboolean         tw_audit_verifier_add  (TwAuditVerifier *verifier, const TwAuditEntry *entry, GError **error);
gboolean         tw_audit_verifier_end  (TwAuditVerifier *verifier, GError **error);
const TwAuditReport *tw_audit_verifier_get_report (const TwAuditVerifier *verifier);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwAuditEntry, tw_audit_entry_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwAuditKey, tw_audit_key_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwAuditVerifier, tw_audit_verifier_free)

G_END_DECLS
