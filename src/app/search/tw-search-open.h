/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What opens when something that was found is chosen: the page of a record, but of a document that has the words inside its file, with the
 * words marked; of a version its document's; of a folder what lies in it. */
#pragma once

#include "tw-app.h"
#include "tw-workspace.h"

G_BEGIN_DECLS

void tw_search_open (GtkWidget *widget, TwWorkspace *workspace, guint entity, const TwId *id, const char *words);

G_END_DECLS
