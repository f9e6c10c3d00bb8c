/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A record in a list of related ones: its name, how it stands, and what its entity says of it to others. */
#pragma once

#include "tw-app.h"
#include "tw-workspace.h"

G_BEGIN_DECLS

/* An AdwActionRow. link: the field that points to the record whose page this is; it says nothing new. */
GtkWidget     *tw_related_row_new   (TwWorkspace *workspace, TwRecord *record, const TwField *link);
/* The field whose choices end a record: won, completed; NULL when the entity has none. */
const TwField *tw_related_get_state (const TwEntity *entity);
/* What is open first, by its date, then what is closed, the newest first. (element-type TwRecord) */
void           tw_related_sort      (GPtrArray *records);

G_END_DECLS
