/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns that are in memory: private to the store. Any thread. */
#pragma once

#include "tw-columns-private.h"

G_BEGIN_DECLS

/* The arrays with at least these fields, at the newest commit, until they are given back; NULL when they are not there. */
TwColumnSet *tw_columns_lock        (TwStore *store, const TwEntity *entity, GPtrArray *fields);
void         tw_columns_unlock      (TwStore *store, const TwEntity *entity);
/* Builds them now, or on a reader thread; FALSE without error when they do not fit the bound. */
gboolean     tw_columns_build       (TwStore *store, const TwEntity *entity, GPtrArray *fields, GCancellable *cancellable, GError **error);
/* FALSE the first time. */
gboolean     tw_columns_is_wanted_again (TwStore *store, const TwEntity *entity);
void         tw_columns_build_later (TwStore *store, TwQuery *query, GPtrArray *fields);
/* Fields that are about to be asked for, by several questions at once. */
void         tw_columns_announce    (TwStore *store, const TwEntity *entity, GPtrArray *fields);
/* Builds all that was announced, or waits until another thread has done it; FALSE when not all these fields were announced. The caller
 * holds no reader. */
gboolean     tw_columns_join        (TwStore *store, const TwEntity *entity, GPtrArray *fields);

G_END_DECLS
