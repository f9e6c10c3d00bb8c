/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Work that follows the log while a program runs: after commits, and from time to time, on another thread, once at a time. What it
 * keeps between two turns is touched by that thread only. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

#define TW_TYPE_FOLLOWER (tw_follower_get_type ())
G_DECLARE_FINAL_TYPE (TwFollower, tw_follower, TW, FOLLOWER, GObject)

/**
 * TwFollowerWork:
 * @store: the store
 * @timed: whether its time had come, commits or not
 * @data: what the follower was made with
 * @cancellable: cancelled when it is stopped
 * @error: return location; told in the debug log, and what failed is done with the next turn
 *
 * On another thread.
 *
 * Returns: whether there is more to do at once
 */
typedef gboolean (*TwFollowerWork) (TwStore *store, gboolean timed, gpointer data, GCancellable *cancellable, GError **error);

/**
 * TwFollowerFilter:
 * @store: the store
 * @commit: a commit that a person or another device made
 * @data: what the follower was made with; only what does not change may be read
 *
 * Returns: whether it is to be followed
 */
typedef gboolean (*TwFollowerFilter) (TwStore *store, TwCommit *commit, gpointer data);

TwFollower *tw_follower_new     (TwStore *store, const char *name, TwFollowerWork work, gpointer data, GDestroyNotify destroy);
void        tw_follower_follow  (TwFollower *self, TwFollowerFilter filter, guint delay);
void        tw_follower_repeat  (TwFollower *self, guint seconds);
void        tw_follower_start   (TwFollower *self);
void        tw_follower_stop    (TwFollower *self);
gboolean    tw_follower_is_busy (TwFollower *self);

G_END_DECLS
