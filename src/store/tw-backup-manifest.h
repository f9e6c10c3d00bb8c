/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of contents of a backup: private to the store. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

typedef struct
{
  char   *name;                                        /* "store.db" or "blobs/ab/cdef…" */
  char   *hash;                                        /* SHA-256, hex */
  gint64  size;
} TwBackupFile;

GPtrArray *tw_backup_files_new      (void);
void       tw_backup_files_add      (GPtrArray *files, const char *name, const char *hash, gint64 size);
gint64     tw_backup_files_get_size (GPtrArray *files);
char      *tw_backup_manifest_print (GPtrArray *files);
/* Bounded and checked: every name is one of the two forms, no name stands twice, store.db is there. */
GPtrArray *tw_backup_manifest_parse (const char *text, gsize length, GError **error);

G_END_DECLS
