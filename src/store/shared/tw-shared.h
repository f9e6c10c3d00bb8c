/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One workspace served by several processes on one PostgreSQL.
 *
 * PostgreSQL holds the order of things: an entry for each transaction, numbered without gaps under the lock of the workspace's
 * row, and copies of the whole from time to time. Every process holds the workspace itself in its own SQLite file, which it
 * reads and searches as a server on its own does, and which follows the entries (decision 0017). A transaction locks the row,
 * brings the own file up to the newest entry, does its work there, and is done when its entry is committed in PostgreSQL;
 * the file's own COMMIT comes after it, and what a crash keeps from it comes back from the entries. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

typedef struct _TwShared TwShared;

/* Connects, and makes dir/store.db a copy of what PostgreSQL has, unless it is one already. The store is opened after it. */
TwShared *tw_shared_open    (const char *database, const char *dir, GError **error);
/* From here on all that is written goes through PostgreSQL, and what other processes write comes in. */
gboolean  tw_shared_attach  (TwShared *shared, TwStore *store, GError **error);
/* All processes have to have the same secret: remembers its sum, or compares it. */
gboolean  tw_shared_check_secret (TwShared *shared, GBytes *secret, GError **error);
/* Waits until what any process had committed before the call is here; FALSE when PostgreSQL cannot be asked now. Any thread. */
gboolean  tw_shared_refresh (TwShared *shared);
char     *tw_shared_dup_trouble (TwShared *shared);     /* nullable: why nothing can be written now */
char     *tw_shared_dup_upkeep_trouble (TwShared *shared); /* nullable: why PostgreSQL takes no new copy */
/* What is done from time to time anyway: a copy that is due, and what PostgreSQL still has of what was erased an hour ago. Not on
 * the writer's thread. */
gboolean  tw_shared_tidy    (TwShared *shared, GError **error);
/* Before the store is closed. */
void      tw_shared_detach  (TwShared *shared);
void      tw_shared_free    (TwShared *shared);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwShared, tw_shared_free)

G_END_DECLS
