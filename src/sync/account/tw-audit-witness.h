/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A device is a witness of its server's audit log: it keeps the newest signed head, and notices when the log was cut off or written
 * anew (tw-audit-chain.h), which the server's own machine cannot prove. Kept in sync_state under "audit". */
#pragma once

#include "tw-audit-chain.h"
#include "tw-transport.h"

G_BEGIN_DECLS

/* sentence: what is wrong with the server's log; told on the transport's main context. */
typedef void (*TwWitnessTold) (const char *sentence, gpointer data);

typedef struct _TwAuditWitness TwAuditWitness;

TwAuditWitness *tw_audit_witness_new   (TwStore *store, TwTransport *transport, TwWitnessTold told, gpointer data);
void            tw_audit_witness_free  (TwAuditWitness *witness);
/* Asks the server, once an hour. */
void            tw_audit_witness_look  (TwAuditWitness *witness);
/* The head that is kept; n 0: none yet. */
void            tw_audit_witness_get   (TwStore *store, TwAuditHead *head);
/* Compares the server's answer with what is kept, and keeps its head when it goes on from there. Returns what is wrong, or NULL; with
 * error when the answer cannot be read or kept. */
char           *tw_audit_witness_judge (TwStore *store, GBytes *answer, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwAuditWitness, tw_audit_witness_free)

G_END_DECLS
