/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Content-addressed files of a workspace: blobs/ab/cdef… named by SHA-256, written to a temporary file, synced, renamed. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

char         *tw_store_add_blob   (TwStore *store, GInputStream *stream, gint64 max_size, GCancellable *cancellable, GError **error);  /* hash, hex */
char         *tw_store_add_blob_file (TwStore *store, GFile *file, gint64 max_size, GCancellable *cancellable, GError **error);
GInputStream *tw_store_open_blob  (TwStore *store, const char *hash, GError **error);
char         *tw_store_dup_blob_path (TwStore *store, const char *hash);
gint64        tw_store_sweep_blobs (TwStore *store, GError **error);            /* removes unreferenced ones older than the grace time; how many */

G_END_DECLS
