/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of a live list that are in memory, and filling them. Private to the store. Main thread. */
#pragma once

#include "tw-results-private.h"

G_BEGIN_DECLS

#define TW_PAGE_ROWS 128

typedef struct _TwPages TwPages;

TwPages *tw_pages_new      (void);
/* Rows that others hold live on, but are not filled any more. */
void     tw_pages_free     (TwPages *pages);
/* What the rows are read from; forgets all rows when it is another entity. */
void     tw_pages_set_source (TwPages *pages, TwResultsSource *source);
/* The row at a position (transfer full), its page being filled: at once when that is quick, else by a reader thread. */
TwRow   *tw_pages_get      (TwPages *pages, GArray *rids, guint position);
/* Reads these rows again if they are in memory; NULL: all that are. */
void     tw_pages_refresh  (TwPages *pages, GArray *rids);
void     tw_pages_forget_titles (TwPages *pages, guint entity, GHashTable *ids);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwPages, tw_pages_free)

G_END_DECLS
