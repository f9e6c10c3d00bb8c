/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The server's store on PostgreSQL: two processes that share it, each with a folder, and requests that come to either. */
#pragma once

#include "sim-node.h"

G_BEGIN_DECLS

/* Of a PostgreSQL on which databases may be made; NULL: worlds have SQLite alone. */
void      sim_shared_use     (const char *database);
SimShared *sim_shared_new    (void);                   /* a database for a world; NULL: it has SQLite alone */
void      sim_shared_free    (SimShared *shared);
/* The folder of the process whose turn it is. */
char     *sim_server_dup_dir (SimNet *net);
/* Around the opening and closing of its store; nothing on SQLite alone. */
void      sim_shared_before_open (SimNet *net, const char *dir);
void      sim_shared_after_open  (SimNet *net);
void      sim_shared_before_close (SimNet *net);
void      sim_shared_after_close  (SimNet *net);
/* A request comes: to one of the processes. What it does to its answer may go wrong. */
void      sim_shared_take_turn (SimNet *net);
void      sim_shared_end_turn  (SimNet *net);
/* A secret is changed on all machines at once: all processes begin anew. */
void      sim_shared_follow_secret (SimNet *net);
/* While the store is closed: what else a crash does to a process. */
void      sim_shared_crash   (SimNet *net);
/* How many processes there are, 1 on SQLite alone, and the store of each. */
guint     sim_shared_count   (SimNet *net);
TwStore  *sim_shared_get_store (SimNet *net, guint i);
void      sim_shared_refresh_all (SimNet *net);        /* everybody has seen everything */
gint64    sim_shared_count_entries (SimNet *net);       /* of a world on PostgreSQL */
void      sim_shared_close_all (SimNet *net);          /* the stores of all processes */
void      sim_shared_open_all  (SimNet *net);
void      sim_shared_keep    (SimNet *net);            /* a copy of the database */
void      sim_shared_go_back (SimNet *net);

G_END_DECLS
