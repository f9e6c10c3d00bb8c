/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The engine's inside. It is a loop of steps, one at a time: load, reload, pull, push, rest. Each step sends one request and applies its
 * answer in one transaction of the store; everything that a step needs to begin is in the store, so that stopping is always possible.
 *
 * What is remembered in sync_state: "cursor"; "rights" (by which it was given); "epoch"; "load" (place in a first load: part, then next),
 * "load.cursor", "load.rights", "load.seq" (of its newest page), "load.again" (around what is here); "reload" (numbers of entities);
 * "schema" (version of the program's schema at the last load); "contact" (instant); "checked" (instant) and "repairs" (entities), see tw-sync-check.c. */
#pragma once

#include "tw-sync-files.h"
#include "tw-wire.h"

G_BEGIN_DECLS

/* Pages as large as the server gives them, until the next rest; failed: they cannot be had; counted: all pages up to the server's newest
 * commit were looked at, and go one by one. */
typedef enum { TW_WIDE_NOT, TW_WIDE_ASKED, TW_WIDE_FAILED, TW_WIDE_COUNTED } TwSyncWide;
typedef enum { TW_STEP_NONE, TW_STEP_LOAD, TW_STEP_RELOAD, TW_STEP_PULL, TW_STEP_PUSH, TW_STEP_CHECK, TW_STEP_UPGRADE } TwSyncStep;

/* Files go beside the steps, one up and one down, whenever no step is under way (tw-sync-files.c). */
typedef struct
{
  TwReplicaFile *file;                                 /* under way; NULL: none */
  gboolean       up;
  gboolean       busy;                                 /* a request, or work on the disk */
  gboolean       dropped;                              /* a person stopped it meanwhile: what comes back is not for it */
  gboolean       again;                                /* a person asked for the file while it was under way */
  gboolean       asked;                                /* up: the server told how far it is */
  gint64         offset, size;                         /* size -1: not known */
  guint          piece;                                /* bytes that go at once */
  gint64         begun;                                /* ticks of the piece */
  guint          wakes;                                /* that had come by then */
  guint          misses;                               /* pieces that were not taken, in a row */
  guint          failures;
  gint64         after;                                /* ticks before which not to try again */
} TwSyncLane;

#define TW_FILES_WAKE_SECONDS 5                         /* files that are not there yet are asked for again this soon after a wake */

enum { TW_LANE_UP, TW_LANE_DOWN, TW_N_LANES };

struct _TwSync
{
  GObject       parent_instance;

  TwStore      *store;
  TwTransport  *transport;
  TwSyncEnv     env;

  TwSyncState   state;
  gboolean      running;
  guint         round;                                 /* grows with each stop */
  gboolean      online, metered;
  char         *message;                               /* nullable */
  double        progress;
  gint64        pending;
  guint         refused, conflicts;
  int           counted_round;                         /* of the store (tw_replica_get_round()) when pending and refused were counted; 0: never */
  gboolean      conflicts_known;                       /* none changed since they were counted */
  gint64        last_contact;
  GQueue        problems;                              /* char *, newest first */

  TwSyncStep    step;                                  /* the one under way */
  GCancellable *cancellable;                           /* of the request under way, and of the stream */
  gboolean      pull_wanted;                           /* something may be new at the server */
  gboolean      pull_first;                            /* the rights are others than those of the cursor: before any reload */
  gint64        head;                                  /* the newest seq that the server told; -1: not known */
  gint64        removal, removal_of;                   /* records that the server takes away, of how many: a person is asked; 0: no question */
  gint64        removed;                               /* that pages took since the last rest */
  TwSyncWide    wide;
  gint64        counted;                               /* that pages would take which are counted before any of them is applied */
  GHashTable   *counted_ids;                           /* TwId: those; nullable */
  char         *count_from;                            /* cursor behind those; the next pull goes on counting there; nullable */
  char         *counting;                              /* where the pull under way counts; nullable */
  gboolean      removal_allowed;                       /* until the next rest */
  gint64        pull_after, push_after;                /* ticks before which not to try again; 0: at once */
  guint         pull_failures, push_failures;
  gboolean      registered;                            /* the client said just now who it is */
  guint         batch;                                 /* mutations a push, at least; falls to 1 when the server cannot read one */
  GQueue        pushes;                                /* TwSyncPush: on their way, in the order of their mutations */
  guint         push_window;                           /* the server takes so many at a time */
  guint         push_most;                             /* and so many mutations in one of them */
  gint64        push_last;                             /* the last of all mutations that were sent */
  gint64        push_from;                             /* the batch from there on is to be read; 0: none */
  gboolean      push_any;                              /* one was sent in this step */
  gboolean      push_working;                          /* an answer is being settled, the next batch read */
  struct _TwSyncBatch *push_next;                      /* that batch; nullable */
  guint         timer;                                 /* next look */
  gint64        last_pull;                             /* ticks */
  gint64        check_after;                           /* ticks */
  gboolean      listening;
  guint         listen_failures;
  gint64        listen_after;
  gulong        committed_id;

  char         *ahead;                                 /* path of the load's next page, asked for while one is applied; nullable */
  struct _TwSyncRead *ahead_read;                      /* its answer; NULL: not here yet */
  gboolean      ahead_pending, ahead_wanted;           /* an answer is on its way, or being read; a step waits for it */
  GHashTable   *seen;                                  /* TwId: of the reload under way */
  gint64        seen_seq;                              /* the oldest of its pages knows nothing behind this */
  guint         reloading;                             /* entity number */
  GTask        *run;                                   /* of tw_sync_run_async() */

  TwSyncLane    lanes[TW_N_LANES];
  TwFilesPolicy files_policy;
  gboolean      files_metered;                         /* they go over metered networks, too */
  gboolean      upgrade_wanted;                        /* this program knows more than the one that synced last */
  gboolean      files_changed, files_scanning;         /* records may name others now */
  GHashTable   *files_later;                           /* hash → gint64, ticks before which it is not tried again */
  GHashTable   *files_refused;                         /* hash → gint64, ticks before which it is not offered again */
  guint         files_wakes;                           /* so far */
  guint         files_timer;
  gint64        files_to_send, files_to_fetch;
};

/* tw-sync.c */
void     tw_sync_finish_step  (TwSync *sync);          /* the step went well: on to the next */
/* It did not: back-off, or a state that needs a person. reply (nullable) is not stolen. */
void     tw_sync_fail_step    (TwSync *sync, TwReply *reply, const char *sentence);
/* A person is to answer first (tw_sync_dup_removal_sentence()); after so long it is looked whether that is still so. */
void     tw_sync_hold_step    (TwSync *sync, gint64 ms);
void     tw_sync_note         (TwSync *sync, const char *format, ...) G_GNUC_PRINTF (2, 3);
void     tw_sync_count_waiting (TwSync *sync);
void     tw_sync_finish_run   (TwSync *sync);          /* who waits for it is told */
void     tw_sync_set_file_counts (TwSync *sync, gint64 to_send, gint64 to_fetch);
void     tw_sync_tell_file    (TwSync *sync, const char *hash);
void     tw_sync_touch        (TwSync *sync);          /* contact with the server */
void     tw_sync_set_progress (TwSync *sync, double progress);
/* message: nullable; a sentence for people */
void     tw_sync_set_state    (TwSync *sync, TwSyncState state, const char *message);

/* tw-sync-request.c */
void     tw_sync_request      (TwSync *sync, const char *method, const char *path, GBytes *body, TwReplied replied);
/* The same for one of several: replied gets data instead of sync. data is freed afterwards, also when it is not called. */
void     tw_sync_request_one  (TwSync *sync, const char *method, const char *path, GBytes *body, TwReplied replied, gpointer data, GDestroyNotify free);
/* The same for a piece of a file. piece (nullable) travels unpacked. */
void     tw_sync_request_piece (TwSync *sync, const char *method, const char *path, GBytes *piece, const char *range, TwReplied replied);
/* The server's sentence in a problem, or NULL. */
char    *tw_reply_dup_detail  (TwReply *reply);
char    *tw_reply_dup_type    (TwReply *reply);
char    *tw_reply_dup_device  (TwReply *reply);
/* What to tell people about an answer that is not a good one. */
char    *tw_reply_dup_sentence (TwReply *reply);

/* tw-sync-apply.c: a page into the store, off the engine's thread. */
typedef struct
{
  TwSync     *sync;
  TwWirePage *page;
  GPtrArray  *state;                                   /* pairs key, value: written in the same transaction */
  GHashTable *seen;                                    /* nullable: receives the ids of rows */
  gint64      seen_seq;                                /* beside seen: rows behind it are not missed in it */
  gboolean    loads;                                   /* a page of a first load; its last one of a part brings the indexes back */
  gboolean    splits;                                  /* rows of it may be here without what is known of the load with it */
  gboolean    may_remove, asks, widens;                /* the person allowed it; a person has to; a larger page is needed to know */
  gboolean    looks, counts;                           /* nothing of it is applied, it is only counted; so is the page behind it */
  gint64      counted;                                 /* that the pages before it would take, which are only counted */
  GHashTable *ids;                                     /* TwId: those, and of this page; nullable */
  gint64      removes, removes_of;                     /* records that people do not see afterwards, of how many (when it asks) */
  guint       sweep;                                   /* entity whose rows outside of seen are forgotten; 0: none */
  gint64      cursor_seq;                              /* complete up to here */
  GError     *error;
  guint       round;
  void      (*applied) (TwSync *sync, TwWirePage *page, GError *error);
} TwSyncApply;

TwSyncApply *tw_sync_apply_new (TwSync *sync, TwWirePage *page, void (*applied) (TwSync *sync, TwWirePage *page, GError *error));
void         tw_sync_apply_put (TwSyncApply *apply, const char *key, const char *value);
void         tw_sync_apply_run (TwSyncApply *apply);   /* steals */

/* tw-sync-batch.c: what a push carries. */
typedef struct _TwSyncBatch
{
  gint64   first, last;                                /* mutations */
  TwId     commit;                                     /* of the last */
  GString *json;                                       /* of tw_wire_push_begin() */
} TwSyncBatch;

gboolean     tw_sync_batch_new  (TwStore *store, gint64 from, guint most, TwSyncBatch **batch, GError **error);
void         tw_sync_batch_free (TwSyncBatch *batch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwSyncBatch, tw_sync_batch_free)

/* tw-sync-removal.c */
gboolean     tw_sync_apply_must_ask (TwSyncApply *apply, TwSchema *schema, GArray *unseen, gboolean *asks, GError **error);
gboolean     tw_sync_apply_count (TwSyncApply *apply, TwSchema *schema, GError **error);
void         tw_sync_count_on   (TwSync *sync, TwSyncApply *apply);
void         tw_sync_drop_count (TwSync *sync);
void         tw_sync_ask_removal (TwSync *sync, gint64 removes, gint64 of);
char        *tw_sync_dup_removal_sentence (TwSync *sync);
void         tw_sync_widen (TwSync *sync);
guint        tw_sync_get_page_rows (TwSync *sync);      /* of a pull; 0: as the server likes */

/* tw-sync-read.c: a page out of an answer, off the engine's thread. */
typedef struct _TwSyncRead
{
  TwSync     *sync;
  TwReply    *reply;                                   /* its body is gone once it was read */
  TwWirePage *page;                                    /* nullable */
  GError     *error;
  guint       round;
  void      (*done) (TwSync *sync, struct _TwSyncRead *read);
} TwSyncRead;

void         tw_sync_read      (TwSync *sync, TwReply *reply, void (*done) (TwSync *sync, TwSyncRead *read));
void         tw_sync_read_free (TwSyncRead *read);
TwWirePage  *tw_sync_read_take (TwSync *sync, TwSyncRead *read);     /* frees read; NULL: the step has failed */

/* The steps. Each calls tw_sync_finish_step() or tw_sync_fail_step() once. */
gboolean tw_sync_wants_load   (TwSync *sync);
void     tw_sync_step_load    (TwSync *sync);
void     tw_sync_drop_ahead   (TwSync *sync);
gboolean tw_sync_wants_reload (TwSync *sync);
void     tw_sync_step_reload  (TwSync *sync);
void     tw_sync_step_pull    (TwSync *sync);
void     tw_sync_step_push    (TwSync *sync);
void     tw_sync_drop_push    (TwSync *sync);          /* what of a push is under way is nobody's any more */
void     tw_sync_plan_check   (TwSync *sync);
/* tw-sync-upgrade.c */
void     tw_sync_plan_upgrade (TwSync *sync);
void     tw_sync_step_upgrade (TwSync *sync);
gboolean tw_sync_wants_check  (TwSync *sync);
void     tw_sync_step_check   (TwSync *sync);
/* Begins a load around what is here: nothing is removed. */
gboolean tw_sync_begin_load   (TwSync *sync, GError **error);
char    *tw_sync_dup_person   (TwSync *sync);
char    *tw_sync_dup_client   (TwSync *sync);
/* Adds entities to those that wait for a reload. */
char    *tw_sync_join_reload  (TwSync *sync, GArray *numbers);

/* tw-sync-files.c: which file is next. */
void     tw_sync_files_init   (TwSync *sync);
void     tw_sync_files_load   (TwSync *sync);          /* settings */
void     tw_sync_files_clear  (TwSync *sync);
void     tw_sync_files_go     (TwSync *sync);          /* begins what can begin; nothing while a step is under way */
void     tw_sync_files_stop   (TwSync *sync);
void     tw_sync_files_hurry  (TwSync *sync);          /* pauses are forgotten */
void     tw_sync_files_woken  (TwSync *sync);
void     tw_sync_files_committed (TwSync *sync, TwCommit *commit);
gboolean tw_sync_files_are_moving (TwSync *sync);
void     tw_sync_files_rest   (TwSync *sync, const char *hash, gint64 seconds);    /* not again before then */
void     tw_sync_files_refused (TwSync *sync, const char *hash);
void     tw_sync_files_offer_again (TwSync *sync);     /* who may do what has changed */

/* tw-sync-lane.c: carrying one file. */
void     tw_sync_lane_begin   (TwSync *sync, TwSyncLane *lane);
void     tw_sync_lane_next    (TwSync *sync, TwSyncLane *lane);       /* the next piece */
void     tw_sync_lane_release (TwSyncLane *lane);

G_END_DECLS
