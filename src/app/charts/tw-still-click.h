/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tw-app.h"

G_BEGIN_DECLS

/* (transfer full): a click whose "released" comes only where it was pressed: who lets go elsewhere has thought better of it. */
GtkGesture *tw_still_click_new (void);

G_END_DECLS
