/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Activities (and tasks, comments, documents: whatever is about another record) being put together: what they are about, what a
 * template gives them, and the task that follows. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

/* The link of an entity that names records of another: its own, else the one to any record; NULL when there is none. */
const TwField *tw_activity_find_link     (const TwEntity *entity, const TwEntity *target);
/* Makes a record be about another, and about what that belongs to: a call on a deal is one on its company, too. */
gboolean       tw_activity_set_about     (TwRecord *record, TwRecord *about, GError **error);
/* Fields that an activity_template has, too. */
void           tw_activity_use_template  (TwRecord *activity, TwRecord *template);
/* A template that gives the same again; name: nullable, the activity's subject. NULL: the schema has none. */
TwRecord      *tw_activity_make_template (TwRecord *activity, const char *name, const char *follow_up);
/* A task about the same records. */
TwRecord      *tw_activity_new_follow_up (TwRecord *activity, const char *title, TwDate due);

G_END_DECLS
