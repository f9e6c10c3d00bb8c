/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps the tokens of an account as TwSyncSecrets does, without blocking who has got them. It has one thread: tokens are kept in the
 * order in which they came. */
#pragma once

#include "tw-id.h"
#include "tw-sync-secrets.h"

G_BEGIN_DECLS

typedef struct _TwTokenKeeper TwTokenKeeper;

/* place: where the token lies now */
typedef void (*TwTokenKept) (GObject *owner, TwSecretsPlace place);

/* owner: not held, and not told any more once it is gone */
TwTokenKeeper *tw_token_keeper_new    (GObject *owner, TwTokenKept kept);
void           tw_token_keeper_keep   (TwTokenKeeper *keeper, const TwId *client, const char *server, const char *secret);
void           tw_token_keeper_forget (TwTokenKeeper *keeper, const TwId *client);
void           tw_token_keeper_wait   (TwTokenKeeper *keeper);                  /* until all of it is done */
void           tw_token_keeper_free   (TwTokenKeeper *keeper);                  /* waits too */

G_END_DECLS
