/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says that something is being read, once that takes longer than a moment: most is there before a spinner would have been seen. It begins when it is
 * shown. */
#pragma once

#include "tw-app.h"

G_BEGIN_DECLS

#define TW_TYPE_LATE_SPINNER (tw_late_spinner_get_type ())
G_DECLARE_FINAL_TYPE (TwLateSpinner, tw_late_spinner, TW, LATE_SPINNER, AdwBin)

GtkWidget *tw_late_spinner_new        (void);
gboolean   tw_late_spinner_is_turning (TwLateSpinner *self);

G_END_DECLS
