/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mail to the people behind some records, written in the desktop's mail program. */
#pragma once

#include "tw-bulk-bar.h"
#include "tw-view-state.h"

G_BEGIN_DECLS

/* Whether records of an entity have addresses, themselves or by somebody whom they lead to. */
gboolean tw_view_mail_can   (const TwEntity *entity);
void     tw_view_mail_write (TwBulkBar *bar, TwViewState *state, TwRecordSet *set);

G_END_DECLS
