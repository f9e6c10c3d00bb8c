/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds the parts of a record's page and tells whether there is room for three columns. It asks for little room itself: would the page
 * ask for that of what it holds, a window would fold for columns, unfold for tabs, and fold again for ever. Property with notify:
 * "wide". */
#pragma once

#include "tw-app.h"

G_BEGIN_DECLS

#define TW_TYPE_RECORD_BODY (tw_record_body_get_type ())
G_DECLARE_FINAL_TYPE (TwRecordBody, tw_record_body, TW, RECORD_BODY, GtkWidget)

void     tw_record_body_set_child (TwRecordBody *self, GtkWidget *child);
gboolean tw_record_body_is_wide   (TwRecordBody *self);

G_END_DECLS
