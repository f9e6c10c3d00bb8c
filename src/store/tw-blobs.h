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
gint64        tw_store_get_blob_size (TwStore *store, const char *hash);        /* -1: it is not here */
gboolean      tw_store_verify_blob (TwStore *store, const char *hash, GError **error);   /* reads all of it */
gboolean      tw_blob_is_hash     (const char *text);                           /* 64 digits, lower case */
/* A short media type by the first bytes, never one that a browser runs: "application/octet-stream" when it is not known. */
char         *tw_store_dup_blob_type (TwStore *store, const char *hash);

/* --- Files that come in pieces: parts/, one a file and owner; nil: this workspace fetches it --- */
gint64        tw_store_get_part   (TwStore *store, const TwId *owner, const char *hash);
/* length (out): what is here now. A piece that does not begin there is not taken. length == size: complete and verified, a blob. */
gboolean      tw_store_add_part   (TwStore *store, const TwId *owner, const char *hash, gint64 offset, GBytes *piece, gint64 size,
                                   gint64 *length, GError **error);
void          tw_store_drop_part  (TwStore *store, const TwId *owner, const char *hash);
guint         tw_store_count_parts (TwStore *store, const TwId *owner, gint64 *bytes);
gint64        tw_store_sweep_parts (TwStore *store);                            /* those that did not grow for three days; how many */

/* --- Who names a file --- */
gboolean      tw_field_is_file    (const TwField *field);                       /* its value is the hash of a file */
typedef gboolean (*TwBlobRefFunc) (const TwField *field, const TwId *id, gpointer data);
gboolean      tw_store_find_blob_refs (TwStore *store, const char *hash, TwBlobRefFunc func, gpointer data, GError **error);

G_END_DECLS
