/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A renderer that is waited for. */
#pragma once

#include "tw-renderer.h"

char         *fixture_dup_path (const char *name);
gboolean      fixture_has_file (const char *path);
void          fixture_keep_cb (GObject *source, GAsyncResult *result, gpointer data);
GAsyncResult *fixture_wait (GAsyncResult **result);
gboolean      fixture_open (TwRenderer *renderer, const char *password, GError **error);
TwPageText   *fixture_read_text (TwRenderer *renderer, guint page, GError **error);
GBytes       *fixture_draw (TwRenderer *renderer, guint page, double scale, guint *width, guint *height, GError **error);
/* A file of its own bytes, gone when it is opened. */
TwRenderer   *fixture_new (TwRendererKind kind, const void *bytes, gsize size);
