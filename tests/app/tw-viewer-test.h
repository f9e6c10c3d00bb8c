/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of the viewer share: documents of real files, opened. */
#pragma once

#include "tw-app-test.h"
#include "tw-viewer-page.h"

G_BEGIN_DECLS

char     *tw_viewer_test_dup_sample    (const char *name);
/* Skips the test when the samples are not there. */
gboolean  tw_viewer_test_has_sample    (const char *path);
/* A document of the company whose file has these bytes. */
void      tw_viewer_test_add_document  (TwAppTest *fixture, const char *name, const char *path, const char *text, TwId *id);
TwViewer *tw_viewer_test_open_document (TwAppTest *fixture, const TwId *id, const char *words);
/* Conditions, of a viewer: it has something to show, all its tiles are there, its outline is. */
gboolean  tw_viewer_test_has_come      (gpointer viewer);
gboolean  tw_viewer_test_is_complete   (gpointer viewer);
gboolean  tw_viewer_test_has_outline   (gpointer viewer);

G_END_DECLS
