/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list of whom something is shared with: everybody, or people, teams and roles that are ticked. */
#pragma once

#include "tw-app.h"
#include "tw-share.h"

G_BEGIN_DECLS

#define TW_TYPE_SHARE_CHOOSER (tw_share_chooser_get_type ())
G_DECLARE_FINAL_TYPE (TwShareChooser, tw_share_chooser, TW, SHARE_CHOOSER, AdwBin)

GtkWidget *tw_share_chooser_new           (void);
void       tw_share_chooser_set           (TwShareChooser *self, gboolean everybody, GPtrArray *sharers);
GPtrArray *tw_share_chooser_get_sharers   (TwShareChooser *self);              /* (nullable) */
gboolean   tw_share_chooser_get_everybody (TwShareChooser *self);
void       tw_share_chooser_set_everybody (TwShareChooser *self, gboolean everybody);
/* FALSE: nobody of that id is listed. */
gboolean   tw_share_chooser_choose        (TwShareChooser *self, const TwId *id, gboolean chosen);

G_END_DECLS
