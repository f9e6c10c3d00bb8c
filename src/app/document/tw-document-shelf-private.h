/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tw-action-table.h"
#include "tw-attach.h"
#include "tw-document-shelf.h"

G_BEGIN_DECLS

struct _TwDocumentShelf
{
  AdwBin          parent_instance;

  TwViewState    *state;                               /* (owned) (nullable) */
  GtkWidget      *content;                             /* in the box */
  TwFolderBar    *bar;
  GtkWidget      *progress_box;
  GtkProgressBar *progress;

  TwAttach       *attach;                              /* (owned) (nullable) files that are being added */
  GCancellable   *cancellable;                         /* (owned) (nullable) of it */
  GQueue          waiting;                             /* (owned) TwAttach: what comes while others are added */
  guint           tick_id;
};

extern const TwActionTable tw_document_shelf_actions;

TwStore *tw_document_shelf_get_store      (TwDocumentShelf *self);
void     tw_document_shelf_toast          (TwDocumentShelf *self, const char *sentence);
/* edit: (transfer full) (nullable) NULL: error says why */
void     tw_document_shelf_commit         (TwDocumentShelf *self, TwEdit *edit, GError *error);
void     tw_document_shelf_choose         (TwDocumentShelf *self);
void     tw_document_shelf_paste          (TwDocumentShelf *self);
/* The documents that are selected. (transfer full) (element-type TwId) */
GArray  *tw_document_shelf_dup_selected   (TwDocumentShelf *self);

G_END_DECLS
