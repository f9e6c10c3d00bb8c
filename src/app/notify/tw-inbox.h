/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the person who is signed in was told: reading it, and marking it as read. */
#pragma once

#include "tw-workspace.h"

G_BEGIN_DECLS

/* The newest first; only those not read, or all. (element-type TwRecord) */
GPtrArray *tw_inbox_list      (TwWorkspace *workspace, gboolean unread, guint limit, GError **error);
gint64     tw_inbox_count     (TwWorkspace *workspace);  /* not read; 0 also when that cannot be told */
gboolean   tw_inbox_is_read   (TwRecord *notification);
gboolean   tw_inbox_has_channel (TwRecord *notification, const char *channel);    /* "in_app", "desktop" */
/* What it is about; NULL when it is about no record that can be opened. */
const TwEntity *tw_inbox_get_about (TwRecord *notification, TwId *id);
/* "Mention · Ann: Look at this" */
char      *tw_inbox_dup_title (TwStore *store, TwRecord *notification);
char      *tw_inbox_dup_words (TwStore *store, TwRecord *notification);
/* Ids: (element-type TwId). One change, without a toast of its own to be waited for. */
void       tw_inbox_mark_read (TwWorkspace *workspace, GArray *ids);
/* Ends what a reminder is of: its state becomes the first that is done. FALSE: it has no such state. */
gboolean   tw_inbox_can_finish (TwRecord *notification);
void       tw_inbox_finish    (TwWorkspace *workspace, TwRecord *notification);
/* Reminds again later. FALSE: the record has no reminder. */
gboolean   tw_inbox_can_snooze (TwRecord *notification);
void       tw_inbox_snooze    (TwWorkspace *workspace, TwRecord *notification, TwInstant until);

G_END_DECLS
