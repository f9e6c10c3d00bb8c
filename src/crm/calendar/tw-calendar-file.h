/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calendar files (iCalendar) in and out. A file's calendars become records, its events meetings and its tasks tasks; what has no field
 * is kept as it came and written again. Waits for the store: not for the main thread. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

typedef struct
{
  gint64     n_added, n_updated, n_unchanged;
  gint64     n_rejected;                               /* events that cannot be meetings; they are kept in the calendar's text */
  GPtrArray *reasons;                                  /* char *: “Line 12: …”, the first hundred */
  TwCommit  *commit;                                   /* nullable: nothing changed, or a dry run */
} TwCalendarImport;

/* name: of a calendar that has none of its own. An event that came before, by its UID in the calendar of the same name, is brought to
 * what the file says. Errors: TW_EXCHANGE_ERROR, of the store. */
gboolean tw_calendar_import       (TwStore *store, const char *text, gsize length, const char *name, gboolean dry_run,
                                   TwCalendarImport *result, GError **error);
void     tw_calendar_import_clear (TwCalendarImport *result);
gboolean tw_calendar_import_file  (TwStore *store, GFile *file, gboolean dry_run, TwCalendarImport *result, GCancellable *cancellable,
                                   GError **error);
/* queries: of meetings and tasks, NULL-terminated. How many were written; -1 with error. */
gint64   tw_calendar_export       (TwStore *store, TwQuery *const *queries, GString *text, GCancellable *cancellable, GError **error);
gint64   tw_calendar_export_file  (TwStore *store, TwQuery *const *queries, GFile *file, GCancellable *cancellable, GError **error);
/* Whether records of the kind can be in a calendar file. */
gboolean tw_calendar_can_export   (const TwEntity *entity);

G_END_DECLS
