/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The whole workspace as one file in an open format (docs/archive-format.md): records, own definitions, settings, the log and
 * blobs. Unlike a backup it holds no database file: any program can read it, and any later version of this one. */
#pragma once

#include "tw-backup.h"

G_BEGIN_DECLS

gboolean tw_store_archive   (TwStore *store, const char *file, TwProgress progress, gpointer data, GCancellable *cancellable, GError **error);
/* Makes a new workspace in dir, which must not exist or be empty. The same ids, log and history as in the one archived. */
gboolean tw_store_unarchive (const char *file, const char *dir, TwSchema *shipped, TwProgress progress, gpointer data,
                             GCancellable *cancellable, GError **error);

G_END_DECLS
