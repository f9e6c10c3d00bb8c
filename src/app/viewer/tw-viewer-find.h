/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words in a document: all places, page after page from the one that is looked at. Signals: "changed": more was found, or something else
 * is looked for; "current-changed". */
#pragma once

#include "tw-viewer-document.h"

G_BEGIN_DECLS

#define TW_TYPE_VIEWER_FIND (tw_viewer_find_get_type ())
G_DECLARE_FINAL_TYPE (TwViewerFind, tw_viewer_find, TW, VIEWER_FIND, GObject)

TwViewerFind *tw_viewer_find_new         (TwViewerDocument *document);
/* words: (nullable) "" is nothing; from: the page to begin with, whose first hit becomes the current one */
void          tw_viewer_find_set_words   (TwViewerFind *self, const char *words, guint from);
void          tw_viewer_find_again       (TwViewerFind *self);
const char   *tw_viewer_find_get_words   (TwViewerFind *self);
gboolean      tw_viewer_find_is_busy     (TwViewerFind *self);
guint         tw_viewer_find_get_n_hits  (TwViewerFind *self);
/* Number of the current one among all that are known, from 1; 0: none. */
guint         tw_viewer_find_get_number  (TwViewerFind *self);
gboolean      tw_viewer_find_get_current (TwViewerFind *self, guint *page, TwTextSpan *span);
/* (transfer none) (nullable) (element-type TwTextSpan) */
GArray       *tw_viewer_find_get_hits    (TwViewerFind *self, guint page);
/* To the next one, or the one before; after the last comes the first. */
void          tw_viewer_find_step        (TwViewerFind *self, gboolean forward);
void          tw_viewer_find_close       (TwViewerFind *self);

G_END_DECLS
