/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long this thread lets the database read for one request, so that no condition that somebody sends holds a server up. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef gboolean (*TwPatienceFunc) (gpointer data);

void     tw_patience_begin (gint64 microseconds);
void     tw_patience_begin_for (gint64 microseconds, TwPatienceFunc is_gone, gpointer data);
void     tw_patience_end   (void);

/* For the store: watches a connection (sqlite3 *) for as long as it reads for this thread. */
void     tw_patience_watch   (gpointer handle);
void     tw_patience_unwatch (gpointer handle);
gboolean tw_patience_is_over (void);

G_END_DECLS
