/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person searched for lately on this computer, the newest first. Kept in a small text file, one line a search, and not in the
 * workspace: it is nobody else's business, and what was cleared is gone. Main thread. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define TW_TYPE_SEARCH_HISTORY (tw_search_history_get_type ())
G_DECLARE_FINAL_TYPE (TwSearchHistory, tw_search_history, TW, SEARCH_HISTORY, GObject)

/* The file is read at once, and need not be there. */
TwSearchHistory *tw_search_history_new   (const char *path);
/* Puts a text first; the one that it continues, letter by letter, goes. */
void             tw_search_history_add   (TwSearchHistory *self, const char *text);
void             tw_search_history_clear (TwSearchHistory *self);
/* Those that have the words of a text, or all without one. */
char           **tw_search_history_list  (TwSearchHistory *self, const char *text, guint limit);
/* Signal "changed" () */

G_END_DECLS
