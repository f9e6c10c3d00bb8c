/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A change of the log in words, for the timeline of a record and for the feed. */
#pragma once

#include "tw-timeline-source.h"

G_BEGIN_DECLS

/* Whether a field is told of; data is given with it. */
typedef gboolean (*TwTimelineFieldFunc) (const TwField *field, gpointer data);

typedef struct
{
  TwTimelineFieldFunc func;
  gpointer            data;
} TwTimelineFields;

/* "Stage: Proposal → Negotiation", a line a field; "" when people see nothing of it. whole: for a search, else it ends. fields: nullable, all that are not hidden. */
char       *tw_timeline_change_dup_text   (const TwTimelineView *view, const TwEntity *entity, TwChange *change,
                                           const TwTimelineFields *fields, gboolean whole);
/* Who made it and when: of what came from a server this stands in the record. */
void        tw_timeline_change_get_author (const TwTimelineView *view, const TwEntity *entity, TwChange *change, TwId *user, TwInstant *time);
const char *tw_timeline_op_get_label      (TwOp op);

G_END_DECLS
