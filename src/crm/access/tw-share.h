/* SPDX-License-Identifier: GPL-3.0-or-later */
/* With whom a record is shared, of a kind that has "shared" and "shared_with" in its schema: with everybody, or with people, teams and
 * roles that are named. They read it, and its parts; changing it stays with its owner and the roles. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

typedef struct
{
  const TwEntity *entity;                              /* user, team or role */
  TwId            id;
  char           *name;
  gboolean        chosen;
} TwSharer;

void       tw_sharer_free        (TwSharer *sharer);
/* (element-type TwSharer) Teams, roles and the people who are active, but the store's user; each by name. */
GPtrArray *tw_share_list         (TwStore *store, TwRecord *record, GError **error);
gboolean   tw_share_is_everybody (TwRecord *record);
/* How many people, teams and roles are named. */
guint      tw_share_count        (TwRecord *record);
/* Written into the record only, for who saves more of it in the same commit. */
gboolean   tw_share_set          (TwStore *store, TwRecord *record, gboolean everybody, GPtrArray *sharers, GError **error);
/* One commit; nothing happens when nothing was changed. FALSE with error of the store. */
gboolean   tw_share_save         (TwStore *store, TwRecord *record, gboolean everybody, GPtrArray *sharers, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwSharer, tw_sharer_free)

G_END_DECLS
