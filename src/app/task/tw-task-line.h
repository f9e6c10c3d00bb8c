/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A task, or another record with a name and a day, from one line that somebody typed. */
#pragma once

#include "tw-app.h"
#include "tw-record.h"

G_BEGIN_DECLS

/* FALSE without error: the line has no words for a name. */
gboolean tw_task_line_fill (TwRecord *record, const char *line, GTimeZone *zone, GError **error);

G_END_DECLS
