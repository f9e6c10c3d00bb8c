/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small world that repeats itself: virtual time, a queue of events, dice from one seed, and a hash of everything that happened. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _SimWorld SimWorld;
typedef void (*SimFunc) (gpointer data);

struct _SimWorld
{
  guint64    seed;
  guint64    dice;                                     /* state */
  gint64     now;                                      /* µs */
  GSequence *events;
  GHashTable *by_id;                                   /* id → GSequenceIter */
  guint      next_id;
  guint64    trace;                                    /* hash */
  gboolean   verbose;
  guint64    id_dice;
};

SimWorld *sim_world_new    (guint64 seed, gboolean verbose);
void      sim_world_free   (SimWorld *world);
guint64   sim_random       (SimWorld *world);
guint     sim_range        (SimWorld *world, guint n);         /* 0 … n - 1 */
gboolean  sim_chance       (SimWorld *world, guint percent);
/* After so many µs; the id is never 0. */
guint     sim_after        (SimWorld *world, gint64 delay, SimFunc func, gpointer data, GDestroyNotify free);
void      sim_cancel       (SimWorld *world, guint id);
/* The next event; FALSE: there is none. The main context is emptied after it. */
gboolean  sim_step         (SimWorld *world);
gint64    sim_next_time    (SimWorld *world);                  /* G_MAXINT64: none */
void      sim_trace        (SimWorld *world, const char *format, ...) G_GNUC_PRINTF (2, 3);

G_END_DECLS
