/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The write connection lent to another thread, with a transaction open that is held (tw-store-hold.h). Who takes it gives it back. */
#pragma once

#include "tw-store-internal.h"

G_BEGIN_DECLS

typedef struct _TwLease TwLease;

/* Waits for its turn. Not on the writer's thread. */
TwLease *tw_lease_take   (TwStore *store, GError **error);
/* As above, for what a server would give once more: its end does not wait for the disk, which has it with the next commit that does. */
TwLease *tw_lease_take_lazily (TwStore *store, GError **error);
TwDb    *tw_lease_get_db (TwLease *lease);
/* Gives the connection back and waits until the transaction is durable, or taken back when it is not good. Frees the lease. */
gboolean tw_lease_return (TwLease *lease, gboolean good, GError **error);

G_END_DECLS
