/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands around a view of documents, however it shows them: the folders, and the ways that files come in: chosen, dropped on the view
 * or on a folder, pasted; several at once, with progress. Its commands are "documents.…" and "folder.…". */
#pragma once

#include "tw-app.h"
#include "tw-folder-bar.h"

G_BEGIN_DECLS

#define TW_TYPE_DOCUMENT_SHELF (tw_document_shelf_get_type ())
G_DECLARE_FINAL_TYPE (TwDocumentShelf, tw_document_shelf, TW, DOCUMENT_SHELF, AdwBin)

/* Whether records of an entity are files that lie in folders. */
gboolean     tw_document_shelf_can_serve (const TwEntity *entity);
/* content: what shows the documents */
GtkWidget   *tw_document_shelf_new       (TwViewState *state, GtkWidget *content);
TwFolderBar *tw_document_shelf_get_bar   (TwDocumentShelf *self);
/* Makes documents of files, as one change. folder: (nullable) that which is looked at. (element-type GFile) */
void         tw_document_shelf_add       (TwDocumentShelf *self, GListModel *files, const TwId *folder);
/* Whether files are being added. */
gboolean     tw_document_shelf_is_busy   (TwDocumentShelf *self);
/* What a drag of documents or of a folder carries; see tw_document_shelf_put(). (element-type TwId) */
GdkContentProvider *tw_document_shelf_drag (const char *what, GArray *ids);
/* Puts what a drag carries into a folder. into: (nullable) the top. FALSE: it carries nothing of ours */
gboolean     tw_document_shelf_put       (TwDocumentShelf *self, const char *carried, const TwId *into);

G_END_DECLS
