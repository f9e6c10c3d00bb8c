/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Adding and changing very many records in one commit: prepared statements, one transaction, log and search in bulk, memory flat. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

typedef struct _TwBulk TwBulk;

/* Holds the writer until it is committed or freed (rolled back: nothing happened). For a worker thread. */
TwBulk   *tw_bulk_new     (TwStore *store, TwOrigin origin, const char *title, GError **error);
void      tw_bulk_free    (TwBulk *bulk);
/* One record; FALSE with TW_STORE_ERROR_* when it is refused, and the bulk goes on without it. */
gboolean  tw_bulk_save    (TwBulk *bulk, TwRecord *record, GError **error);
/* To the wastebasket, with what on_delete asks for; FALSE with TW_STORE_ERROR_LINK or NOT_FOUND when it is refused, and the bulk goes
 * on without it. After any other error it has to be given up. */
gboolean  tw_bulk_delete  (TwBulk *bulk, const TwEntity *entity, const TwId *id, GError **error);
/* The bulk sees its own records: TRUE when found. */
gboolean  tw_bulk_find    (TwBulk *bulk, const TwField *field, const TwValue *value, TwId *id, GError **error);
TwRecord *tw_bulk_get     (TwBulk *bulk, const TwEntity *entity, const TwId *id, GError **error);
TwCommit *tw_bulk_commit  (TwBulk *bulk, GError **error);                       /* steals the bulk */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwBulk, tw_bulk_free)

G_END_DECLS
