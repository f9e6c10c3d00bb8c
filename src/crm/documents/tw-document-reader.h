/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the text inside files that this person added, in the background, one after the other: on the computer on which they were added
 * or changed last, and once. What it finds goes into the document, and with it to everybody's search. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

#define TW_TYPE_DOCUMENT_READER (tw_document_reader_get_type ())
G_DECLARE_FINAL_TYPE (TwDocumentReader, tw_document_reader, TW, DOCUMENT_READER, GObject)

TwDocumentReader *tw_document_reader_new     (TwStore *store);
void              tw_document_reader_stop    (TwDocumentReader *self);
gboolean          tw_document_reader_is_busy (TwDocumentReader *self);

G_END_DECLS
