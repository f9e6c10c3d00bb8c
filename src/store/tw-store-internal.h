/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The store object itself, for the files that make it up. */
#pragma once

#include "tw-clock.h"
#include "tw-commit-private.h"
#include "tw-store-private.h"

G_BEGIN_DECLS

/* The layout of the log and bookkeeping tables (PRAGMA user_version); a higher number is refused with NEWER. */
#define TW_STORE_FORMAT 2
/* Commits with more changes do not carry them. */
#define TW_COMMIT_CARRIES 5000

typedef struct _TwPlan TwPlan;

/* Whether other processes write to the same workspace (shared/tw-shared.h). */
typedef enum { TW_STORE_ALONE, TW_STORE_SHARED, TW_STORE_SHARED_RESTORED } TwStoreShared;

struct _TwStore
{
  GObject       parent_instance;

  char         *dir, *db_path;
  gboolean      read_only, immutable, closed;
  TwStoreError  read_only_why;                         /* IN_USE or READ_ONLY */
  int           lock_fd;
  GMainContext *context;                               /* of tw_store_open() */
  TwSchema     *shipped;
  TwClock      *clock;
  TwClockNow    now;                                   /* nullable: the wall clock; a seam for tests */
  gpointer      now_data;

  GMutex        lock;                                  /* guards what follows */
  TwSchema     *schema;
  GPtrArray    *former_schemas;                        /* lent out by tw_store_get_schema(), until "schema-changed" is out */
  GPtrArray    *plans;                                 /* TwPlan, newest last */
  TwId          user;
  GHashTable   *titles;                                /* TwId → text */
  guint64       title_round;                           /* grows with each commit, so that a slow reader caches nothing stale */
  GQueue        announcements;                         /* TwCommit, or NULL for "schema-changed" */
  guint64       context_round;
  GSource      *announcer;                             /* waits on the context while there are announcements */
  gpointer      context_cache;                         /* tw-store-context.c */

  GMutex        reader_lock;
  GQueue        idle_readers;                          /* TwDb */
  guint         n_readers;
  GCond         reader_returned;
  guint         readers_awaited;                       /* by so many (mutex reader_lock) */
  GThreadPool  *reader_pool;

  GThread      *writer_thread;
  GAsyncQueue  *jobs;
  GMutex        jobs_lock;                             /* nothing comes into jobs after what ends the thread */
  gint          stopped;                               /* atomic: the store closes, and nobody begins to write any more */
  GMutex        writer_lock;                           /* held by who uses the write connection */
  int           waiting;                               /* jobs that do not have it yet; atomic */
  int           unindexed;                             /* a load goes on, and tables are without indexes (tw-unindexed.h); atomic */
  TwDb         *writer;
  int           writes;                                /* atomic: commits of the write connection since it was opened */
  int           committing;                            /* atomic: others may see a commit already that writes does not count yet */
  int           wal_pages;                             /* in the write-ahead log, not carried over yet */
  int           wal_pages_seen;                        /* when the writer's thread began to wait */
  gboolean      pause_awaited;                         /* it waits for a moment in which nobody writes */
  gboolean      wal_used, wal_has_room;                /* since the store was opened (tw-wal-room.h) */
  GArray       *rules;                                 /* TwRuleFunc, of higher floors (tw-rule-case.h); as they were before the first change */
  GPtrArray    *keepers;                               /* of kept fields (tw-keep.h); likewise */
  GPtrArray    *held;                                  /* tw-store-hold.c: announcements; NULL: each commit is its own */
  struct _TwSearchBatch *held_search, *held_search_outer;   /* of the transaction that is held; of the outer one while there is an inner */
  gboolean      held_inner;
  guint         held_mark;
  struct
  {
    gboolean    known;
    gint64      seq, change_seq;
    guint64     stamp;
  }             held_last;                             /* the end of the log while a transaction is held: tw_store_hold_last() */
  int           replica;                               /* atomic: local commits are queued (sync/tw-replica.h) */
  GHashTable   *replica_state;                         /* key → value, as after replica_state_at writes; under lock (sync/tw-replica-state.c) */
  int           replica_state_at;
  int           replica_files, replica_files_at;       /* atomic: sync_file is there; writes after which it was not (sync/tw-replica-files.c) */
  gint64        last_seq;                              /* of the newest durable commit; under lock */
  struct _TwSearchBatch *search;                       /* of the write connection: for each transaction that is not held */
  int           search_late;                           /* atomic: rows that were noted for the search index since it was up to date */
  guint         search_rows;                           /* of a transaction that may be */
  gboolean      search_fails;                          /* it could not be brought up to date */
  int           shared;                                /* atomic: TwStoreShared */
  const struct _TwFilesShare *files_share;             /* atomic, nullable: tw_blob_share() */
  gpointer      files_share_data;
  int           foreign_round;                         /* atomic: grows with what other processes wrote */
};

/* tw-store-readers.c */
void      tw_store_readers_init  (TwStore *store);
void      tw_store_readers_close (TwStore *store);

/* tw-search-upkeep.c */
gboolean  tw_search_upkeep_start (TwStore *store, GError **error);    /* when the write connection is open */
void      tw_search_upkeep_stop  (TwStore *store);
gboolean  tw_search_is_late      (TwStore *store);     /* something waits for a pause */
gboolean  tw_search_is_very_late (TwStore *store);     /* so much that it waits no longer */
gboolean  tw_search_is_too_late  (TwStore *store);     /* so much that writers wait for some of it */
void      tw_search_catch_up_some (TwStore *store);    /* with the writer's lock held; what takes a moment */
void      tw_search_catch_up_to_bound (TwStore *store); /* with it, too; nothing when little waits */
void      tw_search_catch_up     (TwStore *store);     /* with the writer's lock held; all */

/* tw-store-acting.c: whether this thread acts for somebody. */
gboolean  tw_store_get_acting    (TwStore *store, TwId *user);

/* tw-store-writer.c */
void      tw_store_writer_start  (TwStore *store);
void      tw_store_writer_stop   (TwStore *store);     /* after what is queued */
/* Queues func; done is called on the writer's thread with error NULL when it went well. */
typedef void (*TwWriterDone) (TwStore *store, gpointer data, GError *error);
void      tw_store_push_writer   (TwStore *store, TwWriterFunc func, TwWriterDone done, gpointer data);
/* The same for a func that writes by TwTx or tw_store_hold_enter() alone: it may run inside a transaction that is held for
 * several. */
void      tw_store_push_joining  (TwStore *store, TwWriterFunc func, TwWriterDone done, gpointer data);
/* Commits so far, which tell whether something that was read can be old; 0: none yet, or one is being made just now. Any thread. */
int       tw_store_count_writes  (TwStore *store);
gboolean  tw_store_run_joining   (TwStore *store, TwWriterFunc func, gpointer data, GError **error);
gboolean  tw_store_check_writable (TwStore *store, GError **error);
/* The write connection for this thread, if nobody else is at work or waits; until it leaves. */
gboolean  tw_store_enter_writer  (TwStore *store);
void      tw_store_leave_writer  (TwStore *store);
/* Whether somebody waits for the write connection: who has it for long, and can do the rest later, gives it back. Any thread. */
gboolean  tw_store_is_wanted     (TwStore *store);
/* After COMMIT, on the thread that owns the writer: caches, watchers, then "committed" on the store's context. */
void      tw_store_announce      (TwStore *store, TwCommit *commit);
/* Takes them out of the queue; nothing is held. */
void      tw_store_announce_many (TwStore *store, GQueue *commits);
void      tw_store_announce_schema (TwStore *store, TwSchema *schema);
/* Nothing was written, but what was read before may read otherwise now. Any thread. */
void      tw_store_announce_reread (TwStore *store);
TwInstant tw_store_now           (TwStore *store);

/* tw-table.c */
void      tw_plan_free           (TwPlan *plan);
gboolean  tw_field_has_second_column (const TwField *field);
/* A many-to-many list as a column of t0's rows, for tw_table_read_list(). */
void      tw_table_append_list (GString *text, const TwTableColumn *list);
gboolean  tw_field_is_list_table (const TwField *field);          /* many-to-many */
char     *tw_table_dup_related_sql (const TwTable *table, const TwField *field, const char *columns, const char *rest);
gint64    tw_table_find_rid      (const TwTable *table, TwDb *db, const TwId *id, GError **error);  /* 0: none */
/* The link fields of the schema that may point to the entity; created_by and the like are left out. */
const GPtrArray *tw_table_get_incoming (TwStore *store, const TwEntity *entity); /* const TwField */
GPtrArray *tw_keepers_new (void);                     /* tw-keep.c */
/* Expressions of an entity's fields, bound once per snapshot (tw-edit-rules.c). */
typedef struct _TwRules TwRules;
const TwRules *tw_store_get_rules (TwStore *store, const TwEntity *entity, GError **error);
/* The bound formula of a computed field; lent, as long as the snapshot's plan. */
TwExprBound *tw_store_get_formula (TwStore *store, const TwField *field, GError **error);
TwExprBound *tw_rules_get_formula (const TwRules *rules, const TwField *field);
TwRules  *tw_rules_new           (const TwEntity *entity, GError **error);
void      tw_rules_free          (TwRules *rules);

/* tw-store-tables.c: what tables, columns and indexes a schema asks for, and making them so. */
gboolean  tw_store_create_tables (TwDb *db, GError **error);      /* the log and bookkeeping */
gboolean  tw_store_shape_tables  (TwDb *db, TwSchema *schema, GError **error);
/* Whether the tables are those of the schema already. */
gboolean  tw_store_shape_is_current (TwDb *db, TwSchema *schema, gboolean *current, GError **error);
/* Indexes of an entity's table that a bulk may drop and build again. (element-type char *) pairs name, SQL */
GPtrArray *tw_entity_dup_indexes (const TwEntity *entity);
gboolean   tw_field_has_ordered_index (const TwField *field);      /* of all live records, by this field alone */

/* tw-store-definitions.c */
TwSchema *tw_store_load_schema   (TwDb *db, TwSchema *shipped, GError **error);

/* tw-store-context.c */
void      tw_store_context_forget (TwStore *store);    /* settings or the user changed */
void      tw_store_context_follow (TwStore *store, TwCommit *commit);     /* a commit may have changed rates or teams */
void      tw_store_context_cache_free (gpointer cache);

/* tw-store-read.c */
void      tw_store_titles_forget (TwStore *store, TwCommit *commit);
TwRecord *tw_store_read_record   (TwStore *store, TwDb *db, const TwEntity *entity, const TwId *id, GError **error);
TwRecord *tw_store_find_with     (TwStore *store, TwDb *db, const TwField *field, const TwValue *value, GError **error);
gboolean  tw_store_compute_with  (TwStore *store, TwDb *db, GPtrArray *records, const TwField *const *fields, GError **error);

/* tw-log.c */
gboolean  tw_log_last            (TwDb *db, gint64 *seq, guint64 *stamp, gint64 *change_seq, GError **error);
gboolean  tw_log_write_head      (TwDb *db, const TwCommitHead *head, GError **error);
TwStmt   *tw_log_prepare_change  (TwDb *db, GError **error);
gboolean  tw_log_write_change    (TwStmt *stmt, gint64 seq, gint64 commit_seq, guint entity, const TwId *record, TwOp op,
                                  const GByteArray *body, GError **error);
/* A commit with its changes, unless these are more than the limit. */
TwCommit *tw_log_read_commit     (TwDb *db, gint64 seq, gint64 limit, GError **error);
TwCommitHead *tw_log_read_head   (TwDb *db, gint64 seq, GError **error);              /* NOT_FOUND */
TwCommitHead *tw_log_read_head_by_id (TwDb *db, const TwId *id, GError **error);
/* The statement's columns are TW_LOG_CHANGE_COLUMNS of log_change c; head nullable: read from the columns after them. */
#define TW_LOG_CHANGE_COLUMNS "c.seq, c.entity, c.record, c.op, c.body"
#define TW_LOG_HEAD_COLUMNS "m.seq, m.id, m.stamp, m.at, m.user, m.origin, m.title, m.undoes, m.first_change, m.n_changes"
TwChange *tw_log_read_change     (TwStmt *stmt, TwCommitHead *head, gboolean *erased, GError **error);
TwCommitHead *tw_log_read_head_columns (TwStmt *stmt, int column);

/* A value as the field's type has it, by rules that lose nothing; FALSE when it cannot be. In place. (tw-edit-rules.c) */
gboolean  tw_field_coerce        (const TwField *field, const TwExprContext *context, TwValue *value);

/* tw-store-series.c */
char     *tw_series_next         (TwDb *db, const TwField *field, TwInstant at, GTimeZone *zone, GError **error);

G_END_DECLS
