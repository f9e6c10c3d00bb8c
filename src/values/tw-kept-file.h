/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small text that a program keeps for its next start and can do without: read at once, written on a thread. What is written last stays. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define TW_TYPE_KEPT_FILE (tw_kept_file_get_type ())
G_DECLARE_FINAL_TYPE (TwKeptFile, tw_kept_file, TW, KEPT_FILE, GObject)

TwKeptFile *tw_kept_file_new        (const char *path, gsize max);
char      **tw_kept_file_read_lines (TwKeptFile *self);
void        tw_kept_file_write      (TwKeptFile *self, char *text);
gboolean    tw_kept_file_is_writing (TwKeptFile *self);

G_END_DECLS
