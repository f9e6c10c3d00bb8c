/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files and bytes that become files of a record: copied into the workspace on a thread, then kept as one change. Made for one run, on
 * the main thread. */
#pragma once

#include "tw-record-file.h"

G_BEGIN_DECLS

#define TW_TYPE_ATTACH (tw_attach_get_type ())
G_DECLARE_FINAL_TYPE (TwAttach, tw_attach, TW, ATTACH, GObject)

/* about: (nullable) NULL: documents about nothing yet */
TwAttach   *tw_attach_new         (TwStore *store, TwRecord *about);
void        tw_attach_set_folder  (TwAttach *self, const TwId *folder);
void        tw_attach_add_file    (TwAttach *self, GFile *file);
void        tw_attach_add_bytes   (TwAttach *self, const char *name, GBytes *bytes);
guint       tw_attach_get_n_files (TwAttach *self);
/* 0…1 of the bytes; any time while it runs. */
double      tw_attach_get_progress (TwAttach *self);
/* Cancelled: nothing has happened. Files that cannot be read do not keep others from being attached. */
void        tw_attach_run_async   (TwAttach *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
/* FALSE when nothing was attached. */
gboolean    tw_attach_run_finish  (TwAttach *self, GAsyncResult *result, GError **error);
/* After it: sentences about those that were not. (element-type utf8) */
GPtrArray  *tw_attach_get_failures (TwAttach *self);

G_END_DECLS
