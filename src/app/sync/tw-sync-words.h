/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state of sync in words, one place for the sidebar's foot and the sync page. */
#pragma once

#include "tw-app.h"
#include "tw-sync-account.h"
#include "tw-sync-files.h"

G_BEGIN_DECLS

typedef struct
{
  char       *text;                                    /* (owned) a few words: "3 changes waiting" */
  char       *sentence;                                /* (owned) (nullable) what it means and what to do */
  const char *icon;
  const char *css_class;                               /* of the icon; never the only sign */
  double      progress;                                /* of a load, or -1 */
} TwSyncWords;

TwSyncWords *tw_sync_words_new  (TwSyncAccount *account, GTimeZone *zone);
void         tw_sync_words_free (TwSyncWords *words);
/* "3 changes waiting" */
char        *tw_sync_words_dup_waiting (gint64 pending);
char        *tw_sync_words_dup_time    (TwInstant at, GTimeZone *zone);         /* hours and minutes today, else the day, too */
/* "Being fetched, 40 %" */
char        *tw_sync_words_dup_file (TwSync *sync, TwReplicaFile *file);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwSyncWords, tw_sync_words_free)

G_END_DECLS
