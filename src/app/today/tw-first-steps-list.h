/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first steps above the page of today: a list that ticks itself, until all is done or it is put away. */
#pragma once

#include "tw-app.h"
#include "tw-workspace.h"

G_BEGIN_DECLS

#define TW_TYPE_FIRST_STEPS_LIST (tw_first_steps_list_get_type ())
G_DECLARE_FINAL_TYPE (TwFirstStepsList, tw_first_steps_list, TW, FIRST_STEPS_LIST, AdwBin)

/* Invisible until it was read and there is something left to do. */
GtkWidget *tw_first_steps_list_new      (TwWorkspace *workspace);
/* Whether it is shown to people who have not done them; what is put away need not be read. */
gboolean   tw_first_steps_list_is_wanted (TwFirstStepsList *self);
/* What was read elsewhere: bit i is set when step i is done. */
void       tw_first_steps_list_take     (TwFirstStepsList *self, guint done);
/* Bit i is set when step i is done. */
guint      tw_first_steps_list_get_done (TwFirstStepsList *self);
/* Puts it away for good, on this computer. */
void       tw_first_steps_list_hide     (TwFirstStepsList *self);

G_END_DECLS
