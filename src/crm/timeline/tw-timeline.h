/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happened with a record, the newest first: the entries of several sources merged by time and read in pages. */
#pragma once

#include "tw-timeline-entry.h"

G_BEGIN_DECLS

/* A way to see part of it. */
typedef struct
{
  char *key;                                           /* "": all; an entity's key; with ":" and a choice; "history" */
  char *label;                                         /* for people */
} TwTimelineFilter;

typedef char *(*TwTimelineFormat) (const TwField *field, const TwValue *value, const char *link_title);

#define TW_TYPE_TIMELINE (tw_timeline_get_type ())
G_DECLARE_FINAL_TYPE (TwTimeline, tw_timeline, TW, TIMELINE, GObject)

/* filter: a key as above, NULL for all; text: what entries must contain, NULL or "" for all; past: as it was then, 0 for now. Immutable,
 * but for what was read: tw_timeline_read() may be called on any thread, by one at a time. */
TwTimeline *tw_timeline_new        (TwStore *store, const TwEntity *entity, const TwId *id, const char *filter, const char *text,
                                    TwInstant past, TwTimelineFormat format);
/* Before the first reading: only what happened between two instants; 0 where there is no end. */
void        tw_timeline_set_span   (TwTimeline *self, TwInstant since, TwInstant until);
/* The next entries, up to limit; fewer: there are no more. */
GPtrArray  *tw_timeline_read       (TwTimeline *self, guint limit, GError **error);
/* Whether a commit may have changed it. */
gboolean    tw_timeline_is_touched (TwTimeline *self, TwCommit *commit);
/* The filters that make sense for an entity. (element-type TwTimelineFilter) */
GPtrArray  *tw_timeline_list_filters (TwSchema *schema, const TwEntity *entity);

G_END_DECLS
