/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Folders of documents: made, named, put into one another, and deleted with or without what lies in them. Each is one change, for the caller
 * to commit. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

typedef struct
{
  TwId  id;
  guint depth;
  char *name;                                          /* (owned) */
} TwFolderNode;

void       tw_folder_node_free (TwFolderNode *node);

/* All of them as a tree, each followed by those in it, by name. (element-type TwFolderNode) */
GPtrArray *tw_folder_list   (TwStore *store, GError **error);
/* parent: (nullable) id: (out) (optional) the new one's. */
TwEdit    *tw_folder_make   (TwStore *store, const TwId *parent, const char *name, TwId *id, GError **error);
TwEdit    *tw_folder_rename (TwStore *store, const TwId *folder, const char *name, GError **error);
/* into: (nullable) the top */
TwEdit    *tw_folder_move   (TwStore *store, const TwId *folder, const TwId *into, GError **error);
/* Documents into a folder. (element-type TwId) into: (nullable) into none */
TwEdit    *tw_folder_put    (TwStore *store, GArray *documents, const TwId *into, GError **error);
/* With the folders in it; with_documents: what lies in them, too, or else it lies in no folder any more. */
TwEdit    *tw_folder_delete (TwStore *store, const TwId *folder, gboolean with_documents, GError **error);
/* What would go: how many folders in it, and documents in all of them. */
gboolean   tw_folder_count  (TwStore *store, const TwId *folder, guint *n_folders, gint64 *n_documents, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwFolderNode, tw_folder_node_free)

G_END_DECLS
