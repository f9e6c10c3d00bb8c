/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blobs of a folder, for the backup and the check, which work without an open store, too. */
#pragma once

#include "tw-blobs.h"

G_BEGIN_DECLS

#define TW_BLOB_HASH_LENGTH 64
#define TW_BLOB_GRACE_SECONDS (7 * 24 * 3600)
#define TW_BLOB_PART_SECONDS  (3 * 24 * 3600)

char    *tw_blob_dup_path       (const char *dir, const char *hash);
/* Adds every run of exactly 64 hexadecimal digits; hashes owns its keys. */
void     tw_blob_collect_hashes (const char *text, GHashTable *hashes);
char    *tw_blob_add            (const char *dir, GInputStream *stream, gint64 max_size, GCancellable *cancellable, GError **error);
gboolean tw_blob_verify         (const char *path, const char *hash, GCancellable *cancellable, GError **error);
/* Gives a complete file in the workspace its name among the others. */
gboolean tw_blob_place          (const char *dir, const char *temporary, const char *path, GError **error);
gboolean tw_blob_fail_errno     (GError **error, const char *what);             /* always FALSE */
gint64   tw_blob_sweep_parts    (TwStore *store, gint64 now);
/* What came of files that are not complete: of any owner. */
void     tw_blob_remove_parts   (TwStore *store, const char *hash);
gboolean tw_sync_folder         (const char *path, GError **error);
/* Takes out of the hashes those that a record or the log names. */
gboolean tw_blob_find_unnamed   (TwStore *store, GHashTable *hashes, GError **error);
void     tw_blob_remove         (TwStore *store, GHashTable *hashes);
/* Those of the hashes that neither a record nor the log names go at once; these are left in it. */
gboolean tw_blob_drop_now       (TwStore *store, GHashTable *hashes, GError **error);
/* Unless it was added again in the last seven days. now: Unix seconds */
gboolean tw_blob_remove_old     (const char *path, gint64 now);
/* Hashes in file fields of all records, deleted ones included. */
gboolean tw_blob_collect_from_records (TwStore *store, GHashTable *hashes, GError **error);
/* Where several processes are one server, each has to have what any of them was given. */
typedef struct _TwFilesShare
{
  gboolean (*send)  (gpointer data, const char *path, const char *hash, GError **error);   /* before anybody is told that it came */
  void     (*fetch) (gpointer data, const char *hash); /* into the folder, if any has it */
  void     (*drop)  (gpointer data, GHashTable *named);   /* old ones that are not among these */
  gboolean (*erase) (gpointer data, GHashTable *hashes, GError **error);                 /* these, at once */

  /* Of one that is not complete: how much of it any of them has; -1 with error */
  gint64   (*get_part_length) (gpointer data, const TwId *owner, const char *hash, GError **error);
  /* Before anybody is told that it came. taken: (out): FALSE: it does not begin where the last one ended */
  gboolean (*add_piece)   (gpointer data, const TwId *owner, const char *hash, gint64 place, GBytes *piece, gboolean *taken,
                           GError **error);
  /* What is there from at on, as far as one piece goes. */
  GBytes  *(*dup_piece)   (gpointer data, const TwId *owner, const char *hash, gint64 at, GError **error);
  void     (*drop_pieces) (gpointer data, const TwId *owner, const char *hash);
  gboolean (*count_parts) (gpointer data, const TwId *owner, guint *n, gint64 *bytes);
  void     (*sweep_parts) (gpointer data);              /* to which nothing was added for three days */
} TwFilesShare;

/* share NULL: not any more. While nobody asks for files. */
void     tw_blob_share          (TwStore *store, const TwFilesShare *share, gpointer data);
gboolean tw_blob_send           (TwStore *store, const char *path, const char *hash, GError **error);
gboolean tw_blob_is_shared      (TwStore *store);
/* (nullable): not shared */
const TwFilesShare *tw_blob_get_share (TwStore *store, gpointer *data);
void     tw_blob_drop_shared    (TwStore *store, GHashTable *named);
gboolean tw_blob_erase_shared   (TwStore *store, GHashTable *hashes, GError **error);
/* The sweep with its clock given: now in Unix seconds. */
gint64   tw_blob_sweep          (TwStore *store, gint64 now, GError **error);

G_END_DECLS
