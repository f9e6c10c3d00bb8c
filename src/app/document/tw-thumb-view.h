/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records that have a file as small pictures of it, which can be dragged to a folder. */
#pragma once

#include "tw-presentation.h"

G_BEGIN_DECLS

#define TW_TYPE_THUMB_VIEW (tw_thumb_view_get_type ())
G_DECLARE_FINAL_TYPE (TwThumbView, tw_thumb_view, TW, THUMB_VIEW, AdwBin)

gboolean   tw_thumb_view_can_show (const TwEntity *entity);
GtkWidget *tw_thumb_view_new      (TwViewState *state);
guint      tw_thumb_view_get_n_shown (TwThumbView *self);

G_END_DECLS
