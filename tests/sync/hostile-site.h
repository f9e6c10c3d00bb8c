/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server and a client with the engine between them, over a transport that can spoil what is said on the way. After each answer it is looked at
 * what it changed. One at a time, in virtual time. */
#pragma once

#include "hostile-transport.h"
#include "tw-sync.h"
#include "virtual-env.h"

G_BEGIN_DECLS

#define HOSTILE_MAX_EVENTS 4000                        /* of one round: more is a loop that does not end */

extern TwSchema *schema;
extern TwStore *server, *client;
extern TwAuthority *authority;
extern TwId user;
extern TwSync *sync_engine;
extern HostileTransport *transport;
extern guint n_refused, n_taken;                       /* pages */
extern GPtrArray *things;                              /* (element-type TwId) at the server */

void   hostile_set_up       (void);
void   hostile_tear_down    (void);
/* With twenty things on both sides; and until all is at rest, sound, and gone. */
void   hostile_begin        (void);
void   hostile_end          (void);

void   hostile_set          (TwRecord *record, const char *key, const char *value);
void   hostile_save         (TwStore *store, TwRecord *record);
/* Some thing, or a new one. */
void   hostile_change       (TwStore *store, guint round);
gint64 hostile_count_things (TwStore *store);
void   hostile_run_events   (guint n);
/* An honest server: everything comes to rest. */
void   hostile_rest         (void);
void   hostile_check_sound  (void);

G_END_DECLS
