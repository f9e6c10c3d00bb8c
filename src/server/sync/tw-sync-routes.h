/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The routes below /sync/v1 (docs/sync-protocol.md): what TwAuthority does, over HTTP, for the caller that the sign-in filter found. */
#pragma once

#include "tw-authority.h"
#include "tw-server.h"

G_BEGIN_DECLS

typedef struct _TwSyncRoutes TwSyncRoutes;

TwSyncRoutes *tw_sync_routes_new  (TwServer *server, TwAuthority *authority);
void          tw_sync_routes_add  (TwSyncRoutes *routes, TwHttp *http);
/* Any thread, after a commit is durable: wakes every open stream. */
void          tw_sync_routes_wake (TwSyncRoutes *routes, gint64 seq);
void          tw_sync_routes_free (TwSyncRoutes *routes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwSyncRoutes, tw_sync_routes_free)

G_END_DECLS
