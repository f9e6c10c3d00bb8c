/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tw-feed.h"
#include "tw-timeline-change.h"

G_BEGIN_DECLS

/* What one read of the log asks, and how what it finds is told. */
typedef struct
{
  TwTimelineView view;                                 /* owned; without a record */
  guint          from, kinds;
  char          *entity;                               /* (owned) (nullable) */
  GStrv          hidden;                               /* (owned) (nullable) */
  TwId           me, person;
  TwInstant      since, until;
  TwAccess      *access;                               /* (owned) (nullable) */
  GArray        *team;                                 /* (owned) (nullable) TwId, sorted; read with the first page */
  GHashTable    *followed;                             /* (owned) (nullable) TwId of records; read with the first page */
} TwFeedView;

gboolean         tw_feed_shows_entity (const TwFeedView *feed, const TwEntity *entity);
gboolean         tw_feed_is_of_team   (const TwFeedView *feed, const TwId *user);
/* NULL: it is not asked for, or people see nothing of it. */
TwTimelineEntry *tw_feed_make_entry   (const TwFeedView *feed, TwChange *change);
/* Of a commit of so many changes that it is told as one. */
TwTimelineEntry *tw_feed_make_large   (const TwFeedView *feed, TwCommit *commit);

G_END_DECLS
