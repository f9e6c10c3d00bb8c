/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people did, the newest first, read backwards from the log: of the team, or what concerns one person — records that he follows,
 * comments that name him, what his team does. A read looks at a bounded number of the log's rows, however long the log is and however
 * rare what is asked for; there may be more behind a page that is not full. */
#pragma once

#include "tw-access.h"
#include "tw-timeline.h"

G_BEGIN_DECLS

/* Whose doings; what meets one of them is told. */
typedef enum
{
  TW_FEED_FOLLOWED  = 1 << 0,                          /* changes of records that the user follows, and what is added to them */
  TW_FEED_MENTIONS  = 1 << 1,
  TW_FEED_TEAM      = 1 << 2,
  TW_FEED_EVERYBODY = 1 << 3,
} TwFeedFrom;

typedef enum
{
  TW_FEED_ADDED   = 1 << 0,
  TW_FEED_CHANGED = 1 << 1,
  TW_FEED_MOVED   = 1 << 2,                            /* to another column of its board */
  TW_FEED_REMOVED = 1 << 3,                            /* to the wastebasket, or back from it */
  TW_FEED_WRITTEN = 1 << 4,                            /* comments */
} TwFeedKind;

/* What is asked for; everything is copied. Zero means: all. */
typedef struct
{
  guint       from;                                    /* TwFeedFrom; 0: nothing */
  guint       kinds;                                   /* TwFeedKind */
  const char *entity;                                  /* (nullable) key: only its records */
  const char *const *hidden;                           /* (nullable) keys of entities that are left out */
  TwId        person;                                  /* only what he did */
  TwInstant   since, until;
  TwAccess   *access;                                  /* (nullable) what may be read; NULL: all that is here */
  TwTimelineFormat format;                             /* (nullable) how values become text */
} TwFeedOptions;

#define TW_TYPE_FEED (tw_feed_get_type ())
G_DECLARE_FINAL_TYPE (TwFeed, tw_feed, TW, FEED, GObject)

/* Of who is signed in. */
TwFeed    *tw_feed_new        (TwStore *store, const TwFeedOptions *options);
/* Any thread, one at a time: the next entries, up to limit. Fewer do not mean that it is at its end. (element-type TwTimelineEntry) */
GPtrArray *tw_feed_read       (TwFeed *self, guint limit, GError **error);
gboolean   tw_feed_is_at_end  (TwFeed *self);
/* How far back it was read; 0 before the first read. */
TwInstant  tw_feed_get_reached (TwFeed *self);
/* Rows of the log that were looked at so far. */
guint64    tw_feed_get_n_rows (TwFeed *self);
/* Whether the commit may have something to tell. */
gboolean   tw_feed_is_touched (TwFeed *self, TwCommit *commit);
/* Entities whose records stand in feeds, by label. (element-type TwEntity) */
GPtrArray *tw_feed_list_entities (TwSchema *schema);

G_END_DECLS
