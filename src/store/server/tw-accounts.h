/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a server knows of people beside their records: hashes of passwords, sessions, invitations, keys. Not in the log and never synced.
 * Only hashes (SHA-256) of tokens are kept. Any thread.
 *
 *   account_secret  (user, hash, changed)
 *   account_session (id, user, refresh, former, rotated, device, created, used, expires, revoked)
 *   account_former  (token, session)                  refresh tokens that were replaced: one that comes back was stolen
 *   account_invite  (token, user, expires)            used once: then the row goes
 *   account_guess   (account, since, n)               failed sign-ins of the last quarter of an hour
 *   account_key     (id, hash, user, name, scopes, created, expires, revoked)
 *   account_key_rate (id, rate)                       requests a minute of a key that has a limit of its own
 *   account_key_use (id, used)                        when a key was used last */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

#define TW_ACCOUNTS_HASH 32

gboolean tw_accounts_enable        (TwStore *store, GError **error);
char    *tw_accounts_dup_password  (TwStore *store, const TwId *user, GError **error);   /* NULL without error: none */
gboolean tw_accounts_set_password  (TwStore *store, const TwId *user, const char *hash, GError **error);
gboolean tw_accounts_any_password  (TwStore *store, GError **error);                     /* has anybody signed up? */

typedef struct
{
  TwId      id, user;
  char     *device;
  TwInstant created, used, expires;
  TwInstant rotated;                                   /* when the refresh token was given; used is later once the answer has come */
  gboolean  revoked;
} TwSession;

void       tw_session_free          (TwSession *session);
gboolean   tw_accounts_add_session  (TwStore *store, const TwSession *session, const guint8 *refresh, GError **error);
GPtrArray *tw_accounts_list_sessions (TwStore *store, const TwId *user, GError **error);
TwSession *tw_accounts_get_session  (TwStore *store, const TwId *id, GError **error);    /* NULL without error: unknown */
/* session NULL: all of the user. */
gboolean   tw_accounts_revoke       (TwStore *store, const TwId *user, const TwId *session, GError **error);

/* The newest answer has come: something was asked with its access token. */
gboolean   tw_accounts_note_session_used (TwStore *store, const TwId *session, TwInstant now, GError **error);

typedef enum { TW_REFRESH_GOOD, TW_REFRESH_UNKNOWN, TW_REFRESH_EXPIRED, TW_REFRESH_REUSED } TwRefresh;

/* Gives the session another refresh token. The one before it is taken again as long as the newest answer may have got lost: until the
 * session was used since, and within a minute of it in any case. Later it was stolen: the session is revoked. FALSE: the store's trouble. */
gboolean   tw_accounts_rotate       (TwStore *store, const guint8 *refresh, const guint8 *fresh, TwInstant now, TwInstant expires,
                                     TwRefresh *outcome, TwSession **session, GError **error);

gboolean   tw_accounts_add_invite   (TwStore *store, const guint8 *token, const TwId *user, TwInstant expires, GError **error);
/* Whose it is. FALSE without error: no such invitation, or it is too old. */
gboolean   tw_accounts_find_invite  (TwStore *store, const guint8 *token, TwInstant now, TwId *user, GError **error);
/* Takes the invitation and sets the password at once. FALSE without error: no such invitation, or it is too old. */
gboolean   tw_accounts_accept       (TwStore *store, const guint8 *token, TwInstant now, const char *hash, TwId *user, GError **error);

/* With failed counts one more guess; how many there were since the quarter of an hour began, and how long it still lasts (seconds). */
gboolean   tw_accounts_count_guess  (TwStore *store, const char *account, TwInstant now, gboolean failed, guint *n, gint64 *seconds, GError **error);
gboolean   tw_accounts_forget_guesses (TwStore *store, const char *account, GError **error);

typedef struct
{
  TwId      id, user;
  char     *name, *scopes;                             /* scopes: separated by blanks */
  TwInstant created, expires;                          /* expires 0: never */
  TwInstant used;                                      /* 0: not yet */
  guint     rate;                                      /* requests a minute; 0: as many as any key */
  gboolean  revoked;
} TwKey;

typedef struct
{
  TwId      key;
  TwInstant at;
} TwKeyUse;

void       tw_key_free              (TwKey *key);
gboolean   tw_accounts_add_key      (TwStore *store, const TwKey *key, const guint8 *hash, GError **error);
TwKey     *tw_accounts_find_key     (TwStore *store, const guint8 *hash, GError **error);
GPtrArray *tw_accounts_list_keys    (TwStore *store, const TwId *user, GError **error);
/* uses: (element-type TwKeyUse). What is older than what is known is left. */
gboolean   tw_accounts_note_key_uses (TwStore *store, const GArray *uses, GError **error);
/* rate 0: as many as any key. FALSE without error: he has no such key. */
gboolean   tw_accounts_limit_key    (TwStore *store, const TwId *user, const TwId *key, guint rate, GError **error);
gboolean   tw_accounts_revoke_key   (TwStore *store, const TwId *user, const TwId *key, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwSession, tw_session_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwKey, tw_key_free)

G_END_DECLS
