/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Online backup, restore, and a check of the whole store. A backup is one file (zstd-compressed tar): the database and blobs. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

typedef void (*TwProgress) (double fraction, const char *message, gpointer data);

gboolean   tw_store_backup  (TwStore *store, const char *file, TwProgress progress, gpointer data, GCancellable *cancellable, GError **error);
/* Verifies the backup, then puts it in place of dir; the former folder is kept beside it as dir.before-restore. */
gboolean   tw_store_restore (const char *file, const char *dir, TwProgress progress, gpointer data, GCancellable *cancellable, GError **error);
/* Everything that is wrong, one sentence each (GPtrArray of char *); empty: sound. */
GPtrArray *tw_store_check   (TwStore *store, TwProgress progress, gpointer data, GCancellable *cancellable, GError **error);

G_END_DECLS
