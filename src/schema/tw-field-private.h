/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tw-record.h"

G_BEGIN_DECLS

/* Takes what means the same in the form that the field keeps: "" and empty lists as null, choices as enum values … */
TwValue  tw_field_normalize     (const TwField *field, const TwValue *value);
/* "1h30", "90 min", "2 d 4 h", "5400": seconds. */
gboolean tw_duration_parse      (const char *text, gint64 *seconds);
char    *tw_duration_format     (gint64 seconds);
gboolean tw_geo_parse           (const char *json, double *latitude, double *longitude);

G_END_DECLS
