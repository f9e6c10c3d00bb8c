/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copies of a workspace's files for people and other programs. */
#pragma once

#include <gio/gio.h>
#include "tw-store.h"

G_BEGIN_DECLS

/* Replaces what is at dest; a copy that breaks off leaves it as it was. */
void     tw_file_save_async  (TwStore *store, const char *hash, GFile *dest, GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer data);
gboolean tw_file_save_finish (GAsyncResult *result, GError **error);
/* A copy in the person's cache that can only be read, for programs that open files; older ones are removed. */
void     tw_file_copy_async  (TwStore *store, const char *hash, const char *name, GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer data);
void     tw_file_copy_writable_async (TwStore *store, const char *hash, const char *name, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer data);
GFile   *tw_file_copy_finish (GAsyncResult *result, GError **error);

G_END_DECLS
