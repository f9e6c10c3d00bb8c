/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A workspace's place at a server, as people and programs deal with it: connecting, signing in again, leaving, and the engine that
 * runs meanwhile. Lives on the main context of its creation.
 *
 * Signal "changed" (): anything that is told below may be different; emitted from the main loop, several changes at once as one. */
#pragma once

#include "tw-sync.h"
#include "tw-sync-secrets.h"

G_BEGIN_DECLS

typedef enum
{
  TW_ACCOUNT_ALONE,                                    /* belongs to no server */
  TW_ACCOUNT_OPENING,                                  /* the token is being read */
  TW_ACCOUNT_SIGNED_OUT,                               /* belongs to a server, which wants a new sign-in */
  TW_ACCOUNT_ON,                                       /* the engine runs; its state tells more */
} TwAccountState;

#define TW_TYPE_SYNC_ACCOUNT (tw_sync_account_get_type ())
G_DECLARE_FINAL_TYPE (TwSyncAccount, tw_sync_account, TW, SYNC_ACCOUNT, GObject)

typedef struct
{
  const char *server;                                  /* "crm.example.org" or with https:// */
  const char *email, *password;
  const char *invitation;                              /* the first time: password becomes the new one, email is not looked at; nullable */
  const char *code;                                    /* six digits of the second factor; nullable */
  gboolean    bring_data;                              /* what is in the workspace becomes the team's; else it is empty and loads */
} TwSignIn;

TwSyncAccount *tw_sync_account_new       (TwStore *store);
/* Reads the token and begins to sync; nothing for a workspace that stands alone. */
void           tw_sync_account_start     (TwSyncAccount *account);
void           tw_sync_account_stop      (TwSyncAccount *account);              /* waits until tokens are kept */
TwAccountState tw_sync_account_get_state (TwSyncAccount *account);
TwSync        *tw_sync_account_get_sync  (TwSyncAccount *account);              /* lent; nullable; of state ON and SIGNED_OUT */
TwStore       *tw_sync_account_get_store (TwSyncAccount *account);              /* lent */
const char    *tw_sync_account_get_server (TwSyncAccount *account);             /* nullable */
char          *tw_sync_account_dup_user  (TwSyncAccount *account);              /* the person's name; nullable */
TwSecretsPlace tw_sync_account_get_place (TwSyncAccount *account);              /* where the token is kept */
gint64         tw_sync_account_get_pending   (TwSyncAccount *account);
guint          tw_sync_account_get_refused   (TwSyncAccount *account);
guint          tw_sync_account_get_conflicts (TwSyncAccount *account);
TwInstant      tw_sync_account_get_offline_since (TwSyncAccount *account);      /* 0: is not offline */

/* Joins a server, or signs in again to the one that the workspace belongs to (server is not looked at then). */
void           tw_sync_account_connect_async  (TwSyncAccount *account, const TwSignIn *sign_in, GCancellable *cancellable,
                                               GAsyncReadyCallback callback, gpointer data);
gboolean       tw_sync_account_connect_finish (TwSyncAccount *account, GAsyncResult *result, GError **error);
/* The token is given back and forgotten. Data and what waits stay. */
void           tw_sync_account_sign_out  (TwSyncAccount *account);
/* Stands alone again; all data stays. Refused with TW_STORE_ERROR_IN_THE_WAY while something waits, unless forced. */
gboolean       tw_sync_account_leave     (TwSyncAccount *account, gboolean force, GError **error);
/* What people write as an address, as a server's root: "crm.example.org/ " → "https://crm.example.org". */
char          *tw_sync_account_dup_root  (const char *address);

#define TW_ACCOUNT_ERROR (tw_account_error_quark ())
GQuark tw_account_error_quark (void);
typedef enum
{
  TW_ACCOUNT_ERROR_UNREACHABLE,                        /* no answer, or a certificate that is not trusted */
  TW_ACCOUNT_ERROR_NOT_A_SERVER,                       /* an answer of something else */
  TW_ACCOUNT_ERROR_PASSWORD,                           /* e-mail address or password */
  TW_ACCOUNT_ERROR_CODE,                               /* the code of the second factor is missing or wrong */
  TW_ACCOUNT_ERROR_OTHER_USER,                         /* the workspace is another person's */
  TW_ACCOUNT_ERROR_FAILED,
} TwAccountError;

G_END_DECLS
