/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables without their ordered indexes while very many rows come in, in many transactions: a first load. tw_meta "unindexed" holds
 * the numbers of their entities, so that the next opening of the store makes good what a crash cut off. */
#pragma once

#include "tw-search-private.h"
#include "tw-store-internal.h"

G_BEGIN_DECLS

/* Drops the entity's indexes but those of columns in keep (nullable, of char *) and those that unique values and numbers of a series are
 * looked up by. dropped (nullable): receives their CREATE INDEX. Inside a transaction. */
gboolean tw_indexes_drop     (TwDb *db, const TwEntity *entity, GHashTable *keep, GPtrArray *dropped, GError **error);

/* Drops, and remembers that; nothing happens when it was done before. Inside a transaction. */
gboolean tw_unindexed_begin  (TwDb *db, const TwEntity *entity, GError **error);
/* A piece of making everything whole again: one index, or a part of the search index. more: there is more to be done. Inside a transaction. */
gboolean tw_unindexed_mend   (TwDb *db, TwSchema *schema, gboolean *more, GError **error);
gboolean tw_unindexed_has    (TwDb *db, const TwEntity *entity, gboolean *has, GError **error);

G_END_DECLS
