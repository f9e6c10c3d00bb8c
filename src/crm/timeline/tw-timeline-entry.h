/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An entry of a timeline: what happened, when, and what it is about. Properties for templates: icon, title, detail, body (Pango markup),
 * quote, when, full-time, heading; has-detail, has-body, has-quote, has-heading. Immutable but for the heading. */
#pragma once

#include "tw-commit.h"
#include "tw-store.h"

G_BEGIN_DECLS

#define TW_TYPE_TIMELINE_ENTRY (tw_timeline_entry_get_type ())
G_DECLARE_FINAL_TYPE (TwTimelineEntry, tw_timeline_entry, TW, TIMELINE_ENTRY, GObject)

/* What an entry is made of; everything is copied. */
typedef struct
{
  const char *source;                                  /* key of an entity, or "history" */
  TwInstant   time;
  GTimeZone  *zone;
  const char *icon;
  const char *title;
  const char *detail;                                  /* nullable: a line below */
  const char *body;                                    /* nullable: a text below, Pango markup */
  const char *quote;                                   /* nullable: what it answers */
  guint       entity;                                  /* number of the record's entity; 0: the entry is no record */
  TwId        id;                                      /* of the record, or of the commit's change */
  TwId        user;                                    /* who did it; nil: not known */
  gint64      order;                                   /* among entries of the same time: later ones have more */
} TwTimelineFacts;

TwTimelineEntry *tw_timeline_entry_new         (const TwTimelineFacts *facts);
const char      *tw_timeline_entry_get_source  (TwTimelineEntry *self);
TwInstant        tw_timeline_entry_get_time    (TwTimelineEntry *self);
const char      *tw_timeline_entry_get_title   (TwTimelineEntry *self);
const char      *tw_timeline_entry_get_detail  (TwTimelineEntry *self);          /* nullable */
const char      *tw_timeline_entry_get_body    (TwTimelineEntry *self);          /* nullable */
const char      *tw_timeline_entry_get_heading (TwTimelineEntry *self);          /* nullable */
guint            tw_timeline_entry_get_entity  (TwTimelineEntry *self);
const TwId      *tw_timeline_entry_get_id      (TwTimelineEntry *self);
const TwId      *tw_timeline_entry_get_user    (TwTimelineEntry *self);
TwDate           tw_timeline_entry_get_day     (TwTimelineEntry *self);
/* Newest first; 0 only for the same entry. */
int              tw_timeline_entry_compare     (TwTimelineEntry *a, TwTimelineEntry *b);
/* Whether they show the same. */
gboolean         tw_timeline_entry_equal       (TwTimelineEntry *a, TwTimelineEntry *b);
/* "Today", "Monday 3 March": of an entry that is the first of its day. */
void             tw_timeline_entry_set_heading (TwTimelineEntry *self, const char *heading);
char            *tw_timeline_day_heading       (TwDate day, TwDate today);

G_END_DECLS
