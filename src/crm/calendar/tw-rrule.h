/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One recurrence rule (RFC 5545, 3.3.10) and the times on the wall that it gives. libical reads the rule; the times of the Gregorian
 * calendar are worked out here (decision 0030), others by libical. */
#pragma once

#include "tw-wall.h"

G_BEGIN_DECLS

typedef struct _TwRrule TwRrule;

/* text: FREQ=… until the end of the line. zone: (nullable) of the start, for an UNTIL in UTC. Errors: TW_RRULE_ERROR */
TwRrule *tw_rrule_parse     (const char *text, TwWall start, GTimeZone *zone, GError **error);
void     tw_rrule_free      (TwRrule *rule);
/* COUNT or UNTIL. */
gboolean tw_rrule_is_finite (const TwRrule *rule);
/* Appends the times in [from, to), in order. FALSE: there were more than limit, or finding them takes too long. */
gboolean tw_rrule_expand    (const TwRrule *rule, TwWall from, TwWall to, guint limit, GArray *walls);

#define TW_RRULE_ERROR (tw_rrule_error_quark ())
GQuark tw_rrule_error_quark (void);
typedef enum { TW_RRULE_ERROR_SYNTAX } TwRruleError;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwRrule, tw_rrule_free)

G_END_DECLS
