/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The engine's inside. It is a loop of steps, one at a time: load, reload, pull, push, rest. Each step sends one request and applies its
 * answer in one transaction of the store; everything that a step needs to begin is in the store, so that stopping is always possible.
 *
 * What is remembered in sync_state: "cursor"; "epoch"; "load" (place in a first load: part, then next), "load.cursor", "load.again" (around what
 * is here); "reload" (numbers of entities); "schema" (version of the program's schema at the last load); "contact" (instant). */
#pragma once

#include "tw-sync.h"
#include "tw-wire.h"

G_BEGIN_DECLS

typedef enum { TW_STEP_NONE, TW_STEP_LOAD, TW_STEP_RELOAD, TW_STEP_PULL, TW_STEP_PUSH } TwSyncStep;

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
  gint64        last_contact;
  GQueue        problems;                              /* char *, newest first */

  TwSyncStep    step;                                  /* the one under way */
  GCancellable *cancellable;                           /* of the request under way, and of the stream */
  gboolean      pull_wanted;                           /* something may be new at the server */
  gint64        head;                                  /* the newest seq that the server told; -1: not known */
  gint64        pull_after, push_after;                /* ticks before which not to try again; 0: at once */
  guint         pull_failures, push_failures;
  guint         batch;                                 /* mutations a push; falls to 1 when the server cannot read one */
  gint64        push_first, push_last;                 /* mutations of the push under way; the last of all that were sent */
  guint         timer;                                 /* next look */
  gint64        last_pull;                             /* ticks */
  gboolean      listening;
  guint         listen_failures;
  gint64        listen_after;
  gulong        committed_id;

  char         *ahead;                                 /* path of the load's next page, asked for while one is applied; nullable */
  struct _TwSyncRead *ahead_read;                      /* its answer; NULL: not here yet */
  gboolean      ahead_pending, ahead_wanted;           /* an answer is on its way, or being read; a step waits for it */
  GHashTable   *seen;                                  /* TwId: of the reload under way */
  guint         reloading;                             /* entity number */
  GTask        *run;                                   /* of tw_sync_run_async() */
};

/* tw-sync.c */
void     tw_sync_finish_step  (TwSync *sync);          /* the step went well: on to the next */
/* It did not: back-off, or a state that needs a person. reply (nullable) is not stolen. */
void     tw_sync_fail_step    (TwSync *sync, TwReply *reply, const char *sentence);
void     tw_sync_note         (TwSync *sync, const char *format, ...) G_GNUC_PRINTF (2, 3);
void     tw_sync_request      (TwSync *sync, const char *method, const char *path, GBytes *body, TwReplied replied);
void     tw_sync_touch        (TwSync *sync);          /* contact with the server */
void     tw_sync_set_progress (TwSync *sync, double progress);

/* tw-sync-apply.c: a page into the store, off the engine's thread. */
typedef struct
{
  TwSync     *sync;
  TwWirePage *page;
  GPtrArray  *state;                                   /* pairs key, value: written in the same transaction */
  GHashTable *seen;                                    /* nullable: receives the ids of rows */
  gboolean    loads;                                   /* a page of a first load; its last one of a part brings the indexes back */
  guint       sweep;                                   /* entity whose rows outside of seen are forgotten; 0: none */
  gint64      cursor_seq;                              /* complete up to here */
  GError     *error;
  guint       round;
  void      (*applied) (TwSync *sync, TwWirePage *page, GError *error);
} TwSyncApply;

TwSyncApply *tw_sync_apply_new (TwSync *sync, TwWirePage *page, void (*applied) (TwSync *sync, TwWirePage *page, GError *error));
void         tw_sync_apply_put (TwSyncApply *apply, const char *key, const char *value);
void         tw_sync_apply_run (TwSyncApply *apply);   /* steals */

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
/* Begins a load around what is here: nothing is removed. */
gboolean tw_sync_begin_load   (TwSync *sync, GError **error);
/* Adds entities to those that wait for a reload. */
char    *tw_sync_join_reload  (TwSync *sync, GArray *numbers);
/* The server's sentence in a problem, or NULL. */
char    *tw_reply_dup_detail  (TwReply *reply);
char    *tw_reply_dup_type    (TwReply *reply);

G_END_DECLS
