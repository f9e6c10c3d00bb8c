/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sqlite3.h>

#include "tw-pg.h"
#include "tw-shared.h"
#include "tw-store-internal.h"

G_BEGIN_DECLS

#define TW_SHARED_TOKEN 16                              /* random bytes that tell two entries of a number apart */
#define TW_SHARED_NAME  "main"                          /* of the workspace: tables could hold several */

/* Where a file is in the order of entries. */
typedef struct
{
  gint64 n;
  guint8 token[TW_SHARED_TOKEN];
} TwPlace;

struct _TwShared
{
  char      *database, *dir;
  TwStore   *store;                                    /* (nullable) (unowned): between attach and detach */
  gboolean   first;                                    /* PostgreSQL has no workspace yet, this process brings it */
  gboolean   restored;                                 /* PostgreSQL has been put back to before what the file held */

  /* Of who holds the writer. */
  TwPg      *writer;                                   /* (nullable) */
  sqlite3_session *session;                            /* (nullable) */
  gint64     schema_version, definitions_version;      /* when the transaction began */
  gboolean   open;                                     /* a transaction is open in PostgreSQL */
  gboolean   made;                                     /* the entry is committed there */
  TwPlace    made_place;
  guint      making;                                   /* its bytes */

  GMutex     lock;                                     /* guards what follows */
  GCond      cond;
  TwPlace    place;
  gint64     bytes_since;                              /* entries made here since the newest copy */
  guint      entries_since;
  guint64    wanted, reached;                          /* of tw_shared_refresh() */
  gboolean   away, stop;
  char      *trouble;                                  /* (nullable) */
  GArray    *erased;                                   /* (owned) (nullable) guint: kinds of which another process erased records */
  gint64     files_gone;                               /* monotonic: since when its files may lie here, too; 0: none */
  char      *upkeep_trouble;                           /* (nullable) why PostgreSQL takes no copy */
  TwPg      *spare;                                    /* (nullable) (owned): for the next piece of a file */

  GThread   *listener, *upkeep;
  int        wake[2];                                  /* a pipe that ends the listener's waiting */
};

/* tw-shared-tables.c: what is kept in PostgreSQL */
gboolean  tw_shared_create_tables (TwPg *pg, GError **error);
/* The workspace's head; found FALSE: there is none. lock: keeps others from changing it until the transaction ends. */
gboolean  tw_shared_read_head     (TwPg *pg, gboolean lock, TwPlace *head, gboolean *found, GError **error);
gboolean  tw_shared_knows_place   (TwPg *pg, const TwPlace *place, gboolean *known, GError **error);
/* PostgreSQL has been put back: it has another entry of that number, or has not come so far. */
gboolean  tw_shared_is_elsewhere  (TwPg *pg, const TwPlace *place, gboolean *elsewhere, GError **error);
gboolean  tw_shared_write_entry   (TwPg *pg, const TwPlace *place, GBytes *body, GError **error);
PGresult *tw_shared_read_entries  (TwPg *pg, gint64 after, GError **error);     /* n, token, body; some of them */

/* tw-shared-copy.c: copies of the whole */
gboolean  tw_shared_read_place    (sqlite3 *handle, TwPlace *place, gboolean *found);
gboolean  tw_shared_fetch_copy    (TwPg *pg, const char *path, GError **error);
/* The file that is sent. clean: without words that were erased, which older parts of its search index may have. */
gboolean  tw_shared_write_copy    (TwShared *shared, gboolean clean, TwPlace *place, GError **error);
/* The file, when it is not sent. */
void      tw_shared_drop_copy     (TwShared *shared);
/* Inside a transaction of pg; the file goes. */
gboolean  tw_shared_send_copy     (TwShared *shared, TwPg *pg, const TwPlace *place, GError **error);

/* tw-shared-upkeep.c: what is in PostgreSQL stays small, and has no word of what was erased */
/* In a transaction that erases. */
gboolean  tw_shared_owe_erasure   (TwShared *shared, GError **error);
gboolean  tw_shared_copy_is_due   (TwShared *shared); /* with the lock */
void      tw_shared_start_upkeep  (TwShared *shared);
void      tw_shared_stop_upkeep   (TwShared *shared);

/* tw-shared-erase.c: the right to be forgotten in the files of other processes */
/* With the writer held: notes what a commit that came from another process erased. */
gboolean  tw_shared_note_erasure  (TwShared *shared, TwDb *db, TwCommit *commit, GError **error);
/* Rewrites what still has words of it. Not with the writer held. */
gboolean  tw_shared_scrub_erased  (TwShared *shared, GError **error);

/* tw-shared-files.c: attached files. With the writer's connection in no transaction. */
gboolean  tw_shared_share_files   (TwShared *shared, GError **error);
gboolean  tw_shared_drop_gone_files (TwShared *shared, TwPg *pg, gboolean *young, GError **error);

/* tw-shared-pieces.c: files that are not complete, as TwFilesShare asks for them */
gint64    tw_shared_get_part_length (gpointer data, const TwId *owner, const char *hash, GError **error);
gboolean  tw_shared_add_piece     (gpointer data, const TwId *owner, const char *hash, gint64 place, GBytes *piece, gboolean *taken,
                                   GError **error);
GBytes   *tw_shared_dup_piece     (gpointer data, const TwId *owner, const char *hash, gint64 at, GError **error);
void      tw_shared_drop_pieces   (gpointer data, const TwId *owner, const char *hash);
gboolean  tw_shared_count_parts   (gpointer data, const TwId *owner, guint *n, gint64 *bytes);
void      tw_shared_sweep_parts   (gpointer data);
/* Of the parts in this folder those that PostgreSQL does not have. young: set when one came so lately that it may be on its way. */
gboolean  tw_shared_drop_gone_parts (TwShared *shared, TwPg *pg, gboolean *young, GError **error);

/* tw-shared-entry.c: what a transaction did, as bytes, and doing it here */
gboolean  tw_shared_begin_entry   (TwShared *shared, TwDb *db, GError **error);
/* body NULL: nothing that others need to know. */
gboolean  tw_shared_dup_entry     (TwShared *shared, TwDb *db, GBytes **body, GError **error);
void      tw_shared_end_entry     (TwShared *shared);
gboolean  tw_shared_apply         (TwShared *shared, TwDb *db, const TwPlace *place, gconstpointer body, gsize length, GError **error);
gboolean  tw_shared_write_place   (TwDb *db, const TwPlace *place, GError **error);

/* tw-shared-listen.c */
void      tw_shared_start_listening (TwShared *shared);
void      tw_shared_stop_listening  (TwShared *shared);
void      tw_shared_wake            (TwShared *shared);
/* With the writer held: applies what is newer than the file. */
gboolean  tw_shared_catch_up        (TwShared *shared, TwPg *pg, TwDb *db, gint64 head, GError **error);
void      tw_shared_set_trouble     (TwShared *shared, const char *trouble);

G_END_DECLS
