/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tokens and passwords, by libsodium. Random tokens have 256 bits and are kept as SHA-256; access tokens are signed and live a quarter of
 * an hour, so that they need no look at the disk. */
#pragma once

#include "tw-accounts.h"

G_BEGIN_DECLS

#define TW_ACCESS_SECONDS   (15 * 60)
#define TW_REFRESH_SECONDS  ((gint64) 90 * 86400)
#define TW_PASSWORD_MIN     8
#define TW_PASSWORD_MAX     256

gboolean tw_tokens_init        (void);
char    *tw_token_new          (const char *prefix);                            /* "twr_…" */
void     tw_token_hash         (const char *token, guint8 hash[TW_ACCOUNTS_HASH]);
/* key: 32 bytes. */
char    *tw_access_token_new   (GBytes *key, const TwId *session, const TwId *user, TwInstant expires);
/* FALSE: not one of ours, changed, or too old. */
gboolean tw_access_token_read  (GBytes *key, const char *token, TwInstant now, TwId *session, TwId *user);
/* When a token that was just read ends. */
TwInstant tw_access_token_get_expires (GBytes *key, const char *token);
/* NULL: out of memory. Slow on purpose; at most one for each core at once. */
char    *tw_password_hash      (const char *password);
/* hash NULL: takes as long, and says FALSE. */
gboolean tw_password_verify    (const char *hash, const char *password);
/* Made with less work than is asked for today. */
gboolean tw_password_is_weakly_hashed (const char *hash);
/* How often this process has hashed a password, to make one or to look at one. */
guint64  tw_password_count_runs (void);

/* tw-password-check.c: NULL, or what is wrong with it. names: of the person and the workspace, ended by NULL; nullable. */
const char *tw_password_check  (const char *password, const char *const *names);
gboolean tw_password_is_common (const char *folded);

G_END_DECLS
