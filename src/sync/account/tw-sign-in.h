/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The requests of a sign-in: what is sent to /api/auth and /sync/v1/clients, and what the answers mean. */
#pragma once

#include "tw-sync-account.h"

G_BEGIN_DECLS

typedef struct
{
  char *access, *refresh, *name;                       /* name: the person's, nullable */
  TwId  user, workspace;                               /* workspace: nil when the server does not tell */
} TwSignedIn;

void        tw_signed_in_free  (TwSignedIn *signed_in);
const char *tw_sign_in_get_path (const TwSignIn *sign_in);
GBytes     *tw_sign_in_print   (const TwSignIn *sign_in);                       /* the body; it is overwritten when it is freed */
/* NULL: error is of TW_ACCOUNT_ERROR. */
TwSignedIn *tw_sign_in_read    (TwReply *reply, const char *server, GError **error);
GBytes     *tw_sign_in_print_client (const TwId *client, const TwId *person, TwSchema *schema);   /* person: whose device it is */
gboolean    tw_sign_in_read_client  (TwReply *reply, const char *server, GError **error);

/* The person of this workspace becomes the one whom the server knows: his records are that one's from now on. */
gboolean    tw_account_adopt (TwStore *store, const TwId *user, const char *name, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwSignedIn, tw_signed_in_free)

G_END_DECLS
