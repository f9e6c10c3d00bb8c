/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What connecting needs of an account. */
#pragma once

#include "tw-soup-transport.h"
#include "tw-sync-account.h"

G_BEGIN_DECLS

const TwReplicaIdentity *tw_sync_account_get_identity (TwSyncAccount *account);       /* nullable: alone */
/* identity: (transfer full): whose the workspace is from now on; the engine runs. */
void tw_sync_account_take_identity (TwSyncAccount *account, TwReplicaIdentity *identity, TwSoupTransport *transport, const char *refresh);

G_END_DECLS
