/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far something is that runs in the background, and the way to give it up. The work reports from its own thread; the bar that
 * shows it follows on the main thread. Properties: fraction (double, 0…1), ended (boolean). */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define TW_TYPE_PROGRESS (tw_progress_get_type ())
G_DECLARE_FINAL_TYPE (TwProgress, tw_progress, TW, PROGRESS, GObject)

TwProgress   *tw_progress_new             (const char *title);
const char   *tw_progress_get_title       (TwProgress *self);
GCancellable *tw_progress_get_cancellable (TwProgress *self);
double        tw_progress_get_fraction    (TwProgress *self);
gboolean      tw_progress_get_ended       (TwProgress *self);
/* Any thread. */
void          tw_progress_report          (TwProgress *self, double fraction);
/* Main thread: nothing more will come. */
void          tw_progress_end             (TwProgress *self);

G_END_DECLS
