/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who looked at a document, or took a copy of it: a record each, which the document's timeline shows. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

typedef enum { TW_DOCUMENT_VIEWED, TW_DOCUMENT_SAVED, TW_DOCUMENT_OPENED, TW_DOCUMENT_PRINTED } TwDocumentUse;

/* Returns at once. Looking again within the hour is the same look; nothing is noted where this person may not write it. */
void     tw_document_access_note      (TwStore *store, const TwId *document, TwDocumentUse use);
/* The same, waiting; FALSE: nothing was noted. */
gboolean tw_document_access_note_sync (TwStore *store, const TwId *document, TwDocumentUse use, GError **error);

G_END_DECLS
