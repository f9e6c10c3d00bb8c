/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which fields are columns of the list, and in which order. */
#pragma once

#include "tw-app.h"
#include "tw-view-state.h"

G_BEGIN_DECLS

#define TW_TYPE_COLUMN_CHOOSER (tw_column_chooser_get_type ())
G_DECLARE_FINAL_TYPE (TwColumnChooser, tw_column_chooser, TW, COLUMN_CHOOSER, AdwWindow)

TwColumnChooser *tw_column_chooser_new (GtkWindow *parent, TwViewState *state);

G_END_DECLS
