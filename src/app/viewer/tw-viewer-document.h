/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An open document as the parts of the viewer share it: its renderer, and the texts and links of pages as far as they were read.
 * Signals: "text-ready" (uint page), "words-ready" (uint page), "links-ready" (uint page), "failed" (GError): its process is no more. */
#pragma once

#include "tw-app.h"
#include "tw-renderer.h"

G_BEGIN_DECLS

#define TW_TYPE_VIEWER_DOCUMENT (tw_viewer_document_get_type ())
G_DECLARE_FINAL_TYPE (TwViewerDocument, tw_viewer_document, TW, VIEWER_DOCUMENT, GObject)

/* renderer: whose document is open */
TwViewerDocument *tw_viewer_document_new        (TwRenderer *renderer);
TwRenderer       *tw_viewer_document_get_renderer (TwViewerDocument *self);
/* (element-type TwPageText) */
void              tw_viewer_document_set_recognized (TwViewerDocument *self, GPtrArray *pages);
guint             tw_viewer_document_get_n_pages (TwViewerDocument *self);
/* (nullable) what was not read yet; it is when it is wanted. */
TwPageText       *tw_viewer_document_peek_text  (TwViewerDocument *self, guint page);
void              tw_viewer_document_want_text  (TwViewerDocument *self, guint page, int priority);
/* The same for finding: text that may have no places. A long document is read by two processes. */
TwPageText       *tw_viewer_document_peek_words (TwViewerDocument *self, guint page);
void              tw_viewer_document_want_words (TwViewerDocument *self, guint page);
/* (nullable) (element-type TwPageLink) */
GPtrArray        *tw_viewer_document_peek_links (TwViewerDocument *self, guint page);
void              tw_viewer_document_want_links (TwViewerDocument *self, guint page);
/* The renderer said so: "failed" is emitted once. TRUE: it was that its process is gone. */
gboolean          tw_viewer_document_take_error (TwViewerDocument *self, const GError *error);
/* Ends its process. */
void              tw_viewer_document_close      (TwViewerDocument *self);

G_END_DECLS
