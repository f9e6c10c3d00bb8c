/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Codes of an authenticator (RFC 6238: SHA-1, six digits, thirty seconds, as all of them know it), how their secret is sealed, and
 * recovery codes. */
#pragma once

#include "tw-accounts.h"

G_BEGIN_DECLS

#define TW_TOTP_SECRET 20                              /* bytes: RFC 4226 recommends 160 bits */
#define TW_TOTP_PERIOD 30
#define TW_RECOVERY_CODES 10

GBytes  *tw_totp_secret_new (void);
/* key: 32 bytes. */
GBytes  *tw_totp_seal       (GBytes *key, GBytes *secret);
GBytes  *tw_totp_open       (GBytes *key, GBytes *sealed);                      /* NULL: sealed by another key, or damaged */
char    *tw_totp_print      (GBytes *secret);                                   /* base 32 */
/* What authenticators read from a picture: otpauth://totp/… */
char    *tw_totp_print_uri  (GBytes *secret, const char *issuer, const char *account);
/* The step whose code this is, of now and the one on either side; 0: of none. */
gint64   tw_totp_find_step  (GBytes *secret, const char *code, TwInstant now);
char    *tw_totp_make_code  (GBytes *secret, gint64 step);
char    *tw_recovery_code_new  (void);                                          /* "abcd-efgh-ijkl-mnop": 80 bits */
/* Of what was typed, however it was grouped. FALSE: this cannot be one. */
gboolean tw_recovery_code_hash (const char *typed, guint8 hash[TW_ACCOUNTS_HASH]);

G_END_DECLS
