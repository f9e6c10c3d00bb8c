/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The zones of calendar files: IANA names with whatever stands before them, names of Windows, and those that only a file's own rules
 * tell what they are. */
#pragma once

#include "tw-date.h"
#include "tw-ical.h"

G_BEGIN_DECLS

/* The IANA name. vtimezone: (nullable) what the file says of it. (nullable): none is like it around then */
char    *tw_ical_zone_find   (const char *tzid, const TwIcalComponent *vtimezone, TwDate around);
/* Seconds east of UTC on a wall clock, by the file's own rules; FALSE: they cannot be read. */
gboolean tw_ical_zone_offset (const TwIcalComponent *vtimezone, TwDate date, int seconds, int *offset);
/* (transfer full) (nullable): what a file has to say of an IANA zone */
TwIcalComponent *tw_ical_zone_make (const char *name);

G_END_DECLS
