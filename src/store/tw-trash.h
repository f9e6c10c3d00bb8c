/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The wastebasket: what was deleted and can be taken out with tw_edit_restore(). */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

typedef struct
{
  guint     entity;                                    /* number */
  TwId      id;
  TwInstant deleted;
  char     *title;                                     /* "" when it has none */
} TwTrashItem;

void       tw_trash_item_free         (TwTrashItem *item);

/* (element-type TwTrashItem) newest first */
GPtrArray *tw_store_list_trash        (TwStore *store, guint limit, GCancellable *cancellable, GError **error);
void       tw_store_list_trash_async  (TwStore *store, guint limit, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
GPtrArray *tw_store_list_trash_finish (TwStore *store, GAsyncResult *result, GError **error);

/* Whether a record with this id was deleted for good: it cannot be made again. FALSE with error, too. */
gboolean   tw_store_was_purged        (TwStore *store, const TwId *id, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwTrashItem, tw_trash_item_free)

G_END_DECLS
