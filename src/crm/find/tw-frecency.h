/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person goes to often and lately, on this computer: keys with a weight that fades. Kept in a small text file, one line a
 * key, and not in the workspace: it is nobody else's business and no change of data. Main thread. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define TW_TYPE_FRECENCY (tw_frecency_get_type ())
G_DECLARE_FINAL_TYPE (TwFrecency, tw_frecency, TW, FRECENCY, GObject)

/* The file is read at once, and need not be there. */
TwFrecency *tw_frecency_new  (const char *path);
/* Counts one use now, and writes the file in the background. */
void        tw_frecency_use  (TwFrecency *self, const char *key);
void        tw_frecency_drop (TwFrecency *self, const char *key);
/* 0: never used; nears 1 with much use. */
double      tw_frecency_get  (TwFrecency *self, const char *key);
char      **tw_frecency_list (TwFrecency *self, guint limit);        /* keys, the most used first */
/* Whether the file is behind. */
gboolean    tw_frecency_is_writing (TwFrecency *self);
/* For tests: what time it is, in seconds since 1970; 0: the clock's. */
void        tw_frecency_set_now (TwFrecency *self, gint64 now);

G_END_DECLS
