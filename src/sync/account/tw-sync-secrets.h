/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the token that signs in again is kept between two runs: in the computer's keyring (Secret Service), or, where none answers,
 * in an encrypted file of the user, which protects it from a look at the file but not from who may read the whole home folder. All
 * functions block and may be called on any thread. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum { TW_SECRETS_NOWHERE, TW_SECRETS_KEYRING, TW_SECRETS_FILE } TwSecretsPlace;

/* name: what it is found by, the client id; label: what the keyring's own program shows. NOWHERE: failed, and error tells why. */
TwSecretsPlace tw_sync_secrets_save   (const char *name, const char *label, const char *secret, GError **error);
/* NULL without error: there is none. Free with tw_sync_secrets_free(). */
char          *tw_sync_secrets_load   (const char *name, TwSecretsPlace *place, GError **error);
void           tw_sync_secrets_forget (const char *name);
void           tw_sync_secrets_free   (char *secret);  /* overwrites it first */

G_END_DECLS
