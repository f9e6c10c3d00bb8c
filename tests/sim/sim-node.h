/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The server and the clients of a simulation: real stores, the real engine and the real authority; only the line between them,
 * the clocks and the dice are made up. */
#pragma once

#include "sim-history.h"
#include "sim-world.h"
#include "tw-authority.h"
#include "tw-sync-files.h"

G_BEGIN_DECLS

typedef struct _SimNet  SimNet;
typedef struct _SimNode SimNode;
typedef struct _SimModel SimModel;
typedef struct _SimShared SimShared;

typedef enum
{
  SIM_FAULT_DROP = 1 << 0, SIM_FAULT_DOUBLE = 1 << 1, SIM_FAULT_CUT = 1 << 2, SIM_FAULT_FLIP = 1 << 3, SIM_FAULT_ERROR = 1 << 4,
  SIM_FAULT_PAGE = 1 << 5,                             /* a proxy's page with status 200 */
  SIM_FAULT_SLOW = 1 << 6, SIM_FAULT_WAKE = 1 << 7,    /* wakes are lost */
  SIM_FAULT_CRASH = 1 << 8,                            /* of clients and of the server */
  SIM_FAULT_CLOCK = 1 << 9,                            /* clocks are years off, jump and drift */
  SIM_FAULT_RIGHTS = 1 << 10,                          /* owners, teams and roles change in between */
  SIM_FAULT_OFFLINE = 1 << 11,                         /* nodes are cut off for hours */
  SIM_FAULT_STALE = 1 << 12,                           /* a proxy answers with what it has kept of before */
  SIM_FAULT_SECRET = 1 << 13,                          /* the server loses the key of its cursors */
  SIM_FAULT_AGAIN = 1 << 14,                           /* pages are applied twice */
  SIM_FAULT_COPY = 1 << 15,                            /* devices are put back from a copy, and copied */
  SIM_FAULT_FULL = 1 << 16,                            /* disks are full for a while */
  SIM_FAULT_SWITCH = 1 << 17,                          /* somebody else signs in on a device */
} SimFaults;

/* What sim_check_applied() and others read, so that they look again when, and only when, it is not as it was: rounds are those of
 * tw_replica_get_round(), of which 0 tells nothing; opened counts how often the stores were opened. */
typedef struct
{
  int    round, server_round;
  guint  opened, server_opened;
  gint64 rights_seq, spoilt;
} SimMark;

struct _SimNode
{
  SimNet      *net;
  guint        index;
  char        *dir;
  TwStore     *store;
  TwSchema    *schema;                                 /* of an older program; NULL: as the server's */
  TwSync      *sync;
  TwTransport *transport;
  TwSyncEnv    env;
  TwId         user, client;
  TwId         session;                                /* who is signed in; nil: user */
  gint64       skew;                                   /* µs */
  gboolean     cut_off;
  guint        round;                                  /* grows with each crash: timers of before are dead */
  GArray      *rejected;                               /* TwId: commits that the server did not take */
  gint64       rights_seq;                             /* for which sees_all is known */
  gboolean     sees_all;
  GHashTable  *unanswered;                             /* TwId: commits made here */
  GHashTable  *seen;                                   /* TwId → gint64: rows of the server's, as this client has them */
  GHashTable  *answers;                                /* path → GBytes: what a proxy has kept of answers */
  GHashTable  *kept_unanswered;                        /* as they were in the copy of this device; NULL: there is none */
  GArray      *kept_rejected;
  gboolean     full;                                   /* its disk */
  guint        lives;                                  /* grows when it is put back from a copy */
  guint        opened;                                 /* so often was its store opened */
  SimMark      applied, counted;                       /* when it was last checked, and its outbox counted */
  gint64       n_outbox;
  gint64       told_head;                              /* where the server was when it last answered a pull */
  gint64       told_clock;                             /* µs, by the device's clock: when its last answer came */
  gint64       contact;                                /* that the device last spoke of */
  gint64       spoilt;                                 /* entities that a scene made differ from the server's */
};

struct _SimNet
{
  SimWorld      *world;
  TwSchema      *schema;
  char          *dir;
  SimFaults      faults;
  gboolean       calm;                                 /* faults are over */
  guint          fault_percent;
  TwStore       *store;                                /* the server's; NULL while it is down */
  guint          opened;                               /* so often was it opened */
  GPtrArray     *live, *deleted;                       /* TwRecord: its things (sim-check.c), as of the mark; nullable */
  SimMark        listed;
  TwAccessCache *access;
  TwAuthority   *authority;
  SimShared     *shared;                               /* of a world on PostgreSQL; nullable */
  GPtrArray     *nodes;                                /* SimNode */
  GPtrArray     *listeners;                            /* of wakes */
  GHashTable    *taken;                                /* TwId of a client → gint64: the last mutation that had an effect */
  GHashTable    *attached;                             /* hashes of files that were ever attached */
  GHashTable    *lost;                                 /* hashes of files that a device had, and not its copy */
  GHashTable    *answered;                             /* TwId of a commit → TwPushState */
  GHashTable    *kept_taken, *kept_answered;           /* as they were in the copy of the server; nullable */
  gboolean       full;                                 /* the server's disk */
  GArray        *things;                               /* TwId: every record that was ever made */
  gint64         server_skew;
  guint          secret;                               /* grows: the keys of cursors before are lost */
  gint64         rights_seq;                           /* of the last change of rights */
  gboolean       people_answer;                        /* when a device asks whether much may go */
  gboolean       no_pushes;                            /* as no_pulls */
  gboolean       no_pulls;                             /* they get lost */
  guint          late_push;                            /* the push that comes late, counted from now; 0: none */
  gint64         late_by;                              /* µs; G_MAXINT64: it gets lost */
  void         (*meanwhile) (SimNet *net);             /* (nullable) happens when it is sent */
  guint          n_gaps;                               /* pushes that came before the one in front of them */
  gboolean       no_window;                            /* the server is one that takes one push at a time, of no more than is sent unasked */
  guint          largest_push;                         /* mutations */
  gboolean       stale;                                /* a proxy gives whatever it has kept of first loads */
  const char    *stale_part;                           /* (nullable) of these pages only: words of their address */
  gboolean       old_server;                           /* all programs are newer than the server */
  char          *barred;                               /* hash of a file that a proxy lets nobody send; nullable */
  SimHistory    *history;                              /* of lists */
  guint          n_elements;                           /* that were ever appended */
  guint          n_requests, n_ops;
  char          *problem;                              /* that the model found; nullable */
};

SimNet  *sim_net_new      (SimWorld *world, const char *dir, guint n_clients, SimFaults faults, guint fault_percent);
void     sim_net_free     (SimNet *net);
void     sim_server_crash (SimNet *net);               /* and opens again at once: requests under way are lost */
void     sim_server_close (SimNet *net);
void     sim_server_open  (SimNet *net);
void     sim_node_crash   (SimNode *node);
/* Begins anew, with a program that does not know all that the server does; and then gets the newest one. */
void     sim_node_make_older (SimNode *node);
void     sim_node_upgrade (SimNode *node);
SimNode *sim_node_new     (SimNet *net, guint index);
void     sim_node_open    (SimNode *node);
void     sim_node_close   (SimNode *node);
void     sim_node_set_full (SimNode *node, gboolean full);
void     sim_server_set_full (SimNet *net, gboolean full);
gint64   sim_node_get_taken (SimNode *node);           /* of what its client sent */
/* sim-copies.c */
void     sim_node_keep    (SimNode *node);             /* a copy of the device */
gboolean sim_node_go_back (SimNode *node);             /* to that copy; FALSE: there is none */
SimNode *sim_node_clone   (SimNode *node);             /* another device with everything of this one, its id too */
void     sim_server_keep  (SimNet *net);               /* a copy of the server */
void     sim_server_go_back (SimNet *net);             /* to that copy */
void     sim_remove_tree  (const char *path);
void     sim_copy_tree    (const char *from, const char *to);
void     sim_net_calm     (SimNet *net);               /* faults end: everybody online, no more crashes */
TwTransport *sim_transport_new (SimNode *node);
void     sim_net_wake     (SimNet *net);
gboolean sim_is_listening (SimNet *net, guint i, SimNode *node);          /* listener i is of that node, and waits still */
gboolean sim_strikes      (SimNet *net, SimFaults fault);

/* sim-quotes.c */
TwEdit  *sim_make_quote_edit (SimNode *node);
char    *sim_check_quotes (SimNet *net);               /* NULL, or what is wrong */

/* sim-appends.c */
TwEdit  *sim_make_append (SimNode *node);              /* NULL: there is no list */
void     sim_note_commit (SimNode *node, TwCommit *commit);
void     sim_note_drop   (SimNode *node, const TwRefusal *refusal);
void     sim_note_drafts (SimNode *node);
void     sim_look_at_lists (SimNode *node);
char    *sim_check_lists (SimNet *net);                /* at rest; NULL, or what is wrong */

/* sim-run.c: NULL, or what is wrong. */
typedef struct
{
  guint    n_clients, n_ops;
  gboolean verbose;
  gboolean rests;                                      /* for hours, at the end */
} SimOptions;

char    *sim_run_until    (SimNet *net, gint64 until);
/* Faults end, and a minute later everything is as it must be. */
char    *sim_come_to_rest (SimNet *net);
/* trace: of everything that happened; done: grows by what people did. */
char    *sim_run_seed     (guint64 seed, const char *dir, const SimOptions *options, guint64 *trace, guint *done);
/* sim-scenes.c */
const char *sim_scene_get_name (guint i);              /* NULL: there are no more */
char    *sim_scene_play   (guint i, guint64 seed, const char *dir, gboolean verbose);
/* sim-model.c: what a push must do. */
SimModel *sim_model_new  (SimNet *net, SimNode *node, TwWirePush *push);
char     *sim_model_check (SimModel *model, SimNode *node, TwWirePush *push, TwWirePushAnswer *answer);
void      sim_model_free (SimModel *model);

/* sim-ops.c: what people do. */
void     sim_do_something (SimNet *net, SimNode *node);
void     sim_admin_does_something (SimNet *net);
void     sim_set_role     (SimNet *net, SimNode *node, const char *name);
TwId     sim_add_thing    (SimNode *node, const char *name);
void     sim_save_thing   (SimNode *node, TwRecord *record);
void     sim_append      (SimNode *node);              /* and looks at the lists */
gboolean sim_retry        (SimNode *node, const TwRefusal *refusal);
/* sim-files.c */
void     sim_attach       (SimNet *net, SimNode *node, TwRecord *record);
/* The answer's body; reply gets its other parts. NULL with error. */
GBytes  *sim_serve_file   (SimNet *net, SimNode *node, const char *method, const char *path, GBytes *piece, const char *range,
                           TwReply *reply, GError **error);
/* What the server has, whichever of its processes it came to. */
gboolean sim_server_has_file (SimNet *net, const char *hash, GError **error);
char    *sim_check_files  (SimNet *net);
/* sim-check.c: NULL, or what is wrong. */
gboolean sim_may_see      (SimNet *net, SimNode *node, TwRecord *thing);   /* by the roles alone, without the engine's rights */
char    *sim_check_step   (SimNet *net);
char    *sim_check_applied (SimNet *net, SimNode *node);                  /* after each page */
char    *sim_check_page   (SimNet *net, SimNode *node, TwWirePage *page);
/* touched: TwId of records that the push had; before: the code until then. */
char    *sim_check_twins  (SimNet *net, const TwId *id, GHashTable *touched, const TwValue *before);
char    *sim_check_rest   (SimNet *net);
/* sim-room.c: at rest, and then for some hours; NULL, or what is wrong. */
char    *sim_check_room   (SimNet *net);
char    *sim_check_status (SimNode *node);
/* An answer comes to a device, at a time of its clock; head: where the server was when it answered a pull, else -1. */
void     sim_status_answered (SimNode *node, gint64 head, gint64 clock);
void     sim_status_opened   (SimNode *node);
gint64   sim_count_outbox    (SimNode *node);

G_END_DECLS
