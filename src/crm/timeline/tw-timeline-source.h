/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Something that has entries for a timeline: records of a kind, the log, later mail. A source is read in pages from the newest to
 * the oldest, by one thread at a time. */
#pragma once

#include "tw-timeline-entry.h"

G_BEGIN_DECLS

/* What a timeline is of, and how it is read; shared by its sources. */
typedef struct
{
  TwStore        *store;                               /* (owned) */
  TwSchema       *schema;                              /* (owned) */
  const TwEntity *entity;
  TwId            id;
  GTimeZone      *zone;                                /* (owned) */
  TwInstant       past;                                /* as it was then: later things are not shown; 0: all are */
  char           *text;                                /* (owned) (nullable) what entries must contain */
  /* Text of a value for people; the window isolates what runs the other way. */
  char         *(*format) (const TwField *field, const TwValue *value, const char *link_title);
} TwTimelineView;

#define TW_TYPE_TIMELINE_SOURCE (tw_timeline_source_get_type ())
G_DECLARE_DERIVABLE_TYPE (TwTimelineSource, tw_timeline_source, TW, TIMELINE_SOURCE, GObject)

struct _TwTimelineSourceClass
{
  GObjectClass parent_class;

  /* Appends up to about limit entries that are older than those before; none and end: there are no more. */
  gboolean (*read)       (TwTimelineSource *self, const TwTimelineView *view, guint limit, GPtrArray *entries, gboolean *end,
                          GError **error);
  /* Whether a commit may have changed what it has for the timeline, beside the record itself. */
  gboolean (*is_touched) (TwTimelineSource *self, const TwTimelineView *view, TwCommit *commit);
};

gboolean tw_timeline_source_read       (TwTimelineSource *self, const TwTimelineView *view, guint limit, GPtrArray *entries, gboolean *end,
                                        GError **error);
gboolean tw_timeline_source_is_touched (TwTimelineSource *self, const TwTimelineView *view, TwCommit *commit);
/* The value for people, also a link's: its record's title. */
/* What fits into an entry: a text of any length would be laid out whole. */
char    *tw_timeline_dup_start         (const char *text, guint n_characters);
char    *tw_timeline_view_dup_text     (const TwTimelineView *view, const TwField *field, const TwValue *value);

/* Records of an entity with a timeline field that point to the record. kind: only those of this choice of its type; nullable. */
TwTimelineSource *tw_timeline_records_new (const TwEntity *entity, const char *kind);
/* The field whose choices are types of the entity's records: its board field, unless that is a state that ends. */
const TwField    *tw_timeline_records_get_type_field (const TwEntity *entity);
/* Whether an entity's records can stand in the timelines of another's. */
gboolean          tw_timeline_records_apply (const TwEntity *entity, const TwEntity *target);
/* Changes of the record's own fields. */
TwTimelineSource *tw_timeline_history_new (void);

G_END_DECLS
