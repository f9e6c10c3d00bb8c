/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows a file: a PDF, a picture, or a text. Outside files are read by another process; one that is damaged shows a sentence. Its
 * commands are "viewer.…". Property with notify: "state". Signal "printed" (). */
#pragma once

#include "tw-action-table.h"
#include "tw-viewer-canvas.h"
#include "tw-viewer-side.h"

G_BEGIN_DECLS

typedef enum { TW_VIEWER_EMPTY, TW_VIEWER_LOADING, TW_VIEWER_PAGES, TW_VIEWER_TEXT, TW_VIEWER_LOCKED, TW_VIEWER_FAILED } TwViewerState;

#define TW_TYPE_VIEWER (tw_viewer_get_type ())
G_DECLARE_FINAL_TYPE (TwViewer, tw_viewer, TW, VIEWER, AdwBin)

/* Whether files of a content type can be shown. */
gboolean        tw_viewer_can_show    (const char *content_type);
TwViewer       *tw_viewer_new         (void);
/* words: (nullable) to be found when it is open */
void            tw_viewer_open        (TwViewer *self, const char *path, const char *content_type, const char *name, const char *words);
/* What was recognized on the pages of the file that was opened last; kept until another one is. (element-type TwPageText) */
void            tw_viewer_set_recognized (TwViewer *self, GPtrArray *pages);
/* A sentence instead of a file. retry: whether opening again can help */
void            tw_viewer_show_problem (TwViewer *self, const char *sentence, gboolean retry);
void            tw_viewer_close       (TwViewer *self);
TwViewerState   tw_viewer_get_state   (TwViewer *self);
void            tw_viewer_unlock      (TwViewer *self, const char *password);
/* Looks for words, and shows the bar for it. */
void            tw_viewer_find        (TwViewer *self, const char *words);
void            tw_viewer_set_narrow  (TwViewer *self, gboolean narrow);
TwViewerCanvas *tw_viewer_get_canvas  (TwViewer *self);
/* (nullable) */
TwViewerFind   *tw_viewer_get_find    (TwViewer *self);
const char     *tw_viewer_get_problem (TwViewer *self);

G_END_DECLS
