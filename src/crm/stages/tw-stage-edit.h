/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changing the stages themselves: adding, ordering and removing the records that a link points to, and pipelines with them. Each is
 * one commit. */
#pragma once

#include "tw-stage.h"

G_BEGIN_DECLS

/* Whether its stages are records that have an order. */
gboolean tw_stage_edit_can        (const TwField *group);
/* The edits are to be committed; NULL with an error. parent: nullable where stages have none. */
TwEdit  *tw_stage_edit_add        (TwStore *store, const TwField *group, const TwId *parent, const char *title, GError **error);
/* index: among the stages without it; NULL without an error: it is there already */
TwEdit  *tw_stage_edit_place      (TwStore *store, const TwField *group, const TwId *parent, const TwId *stage, guint index, GError **error);
/* A new pipeline with a stage to begin, and one each for what is won and lost. */
TwEdit  *tw_stage_edit_add_parent (TwStore *store, const TwField *group, const char *title, TwId *id, GError **error);
/* Number of records in the stage, -1 on error. */
gint64   tw_stage_edit_count      (TwStore *store, const TwField *group, const TwId *stage, GError **error);
/* Moves the stage's records to another stage and removes it. to: nullable when it is empty. Blocks; any thread. */
gboolean tw_stage_edit_remove     (TwStore *store, const TwField *group, const TwId *stage, const TwId *to, GError **error);

G_END_DECLS
