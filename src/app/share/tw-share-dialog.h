/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks with whom a dashboard or a report is shared: nobody, everybody, or people, teams and roles that are chosen. */
#pragma once

#include "tw-app.h"
#include "tw-share.h"

G_BEGIN_DECLS

#define TW_TYPE_SHARE_DIALOG (tw_share_dialog_get_type ())
G_DECLARE_FINAL_TYPE (TwShareDialog, tw_share_dialog, TW, SHARE_DIALOG, AdwMessageDialog)

/* record: (transfer none) as it is stored. NULL with error: it cannot be asked. */
TwShareDialog *tw_share_dialog_new    (GtkWindow *parent, TwStore *store, TwRecord *record, GError **error);
/* Presents one for a record; what goes wrong is told by "win.toast" of the widget. (nullable) */
TwShareDialog *tw_share_dialog_ask    (GtkWidget *widget, TwStore *store, const char *entity, const TwId *id);
void           tw_share_dialog_set_everybody (TwShareDialog *self, gboolean everybody);
/* FALSE: nobody of that id is listed. */
gboolean       tw_share_dialog_choose (TwShareDialog *self, const TwId *id, gboolean chosen);

G_END_DECLS
