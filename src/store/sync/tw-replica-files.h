/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which files the records of a replica name, and what has to be done about each: sent, fetched, waited for. Bytes are in tw-blobs.h;
 * who carries them is the engine (tw-sync.h).
 *
 *   sync_file (hash, state, size, wanted, at, entity, record, device, problem)   size -1: not known; at: of the newest record */
#pragma once

#include "tw-replica.h"

G_BEGIN_DECLS

typedef enum
{
  TW_FILE_SEND,                                        /* here; whether the server has it is not known */
  TW_FILE_FETCH,                                       /* not here */
  TW_FILE_AWAITED,                                     /* neither here nor there: device has it */
  TW_FILE_STOPPED,                                     /* a person stopped it */
  TW_FILE_REFUSED,                                     /* the server does not take it: problem. It is asked again now and then */
  TW_FILE_DONE,                                        /* here and there */
} TwFileState;

typedef struct
{
  char       *hash;
  TwFileState state;
  gint64      size;                                    /* bytes, -1: not known */
  gboolean    wanted;                                  /* a person asked for it */
  TwInstant   at;
  guint       entity;                                  /* number; a record that names it */
  TwId        record;
  char       *device, *problem;                        /* nullable */
} TwReplicaFile;

/* Which of the files that are not here are fetched by themselves. */
typedef enum { TW_FILES_SMALL, TW_FILES_ALL, TW_FILES_ASKED } TwFilesPolicy;
#define TW_FILES_SMALL_BYTES (10 * 1024 * 1024)

TwReplicaFile *tw_replica_file_copy (const TwReplicaFile *file);
void           tw_replica_file_free (TwReplicaFile *file);
/* Notices which records changed since the last time, and what they name. Off the main thread. */
gboolean       tw_replica_scan_files (TwStore *store, GError **error);
TwReplicaFile *tw_replica_get_file  (TwStore *store, const char *hash);         /* NULL: no record was seen to name it */
/* Those to be sent (up), refused ones last, or to be fetched under the policy; wanted ones first, then the newest. (element-type TwReplicaFile) */
GPtrArray     *tw_replica_next_files (TwStore *store, gboolean up, TwFilesPolicy policy, guint limit, GError **error);
/* All that are not done, for people: sent ones first. */
GPtrArray     *tw_replica_list_files (TwStore *store, guint limit, GError **error);
/* How many are in each state; counts has TW_FILE_DONE + 1 numbers. wanted FETCH ones under the policy are in to_fetch. */
gboolean       tw_replica_count_files (TwStore *store, TwFilesPolicy policy, gint64 *counts, gint64 *to_fetch, GError **error);
/* Writes everything but entity, record and at. */
gboolean       tw_replica_put_file  (TwStore *store, const TwReplicaFile *file, GError **error);
/* No record names it any more. */
gboolean       tw_replica_forget_file (TwStore *store, const char *hash, GError **error);
gboolean       tw_replica_awaits_file (TwStore *store, const char *hash);       /* named, and not here for a reason */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwReplicaFile, tw_replica_file_free)

G_END_DECLS
