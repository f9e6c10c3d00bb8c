/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moving records to another stage: one commit that sets the group field of all of them, together with what the stage asks for.
 * The same call serves a drag, a key, a menu and programs. What follows from the stage — probability, status, dates — is derived
 * by the schema.
 *
 *   TwStageMove *move = tw_stage_move_new (store, field, ids, &value);
 *   if (!tw_stage_move_run (move, &commit, &error) && error == NULL)
 *     … ask for the fields of tw_stage_move_get_questions(), tw_stage_move_answer() each, run again …
 */
#pragma once

#include "tw-stage.h"

G_BEGIN_DECLS

typedef struct
{
  const TwField *field;
  gboolean       required;                             /* the move cannot be made without */
  TwValue        value;                                /* what all the records have now; null: nothing, or not the same */
  GArray        *offered;                              /* (nullable) TwId: of a link, the records that fit */
} TwStageQuestion;

#define TW_TYPE_STAGE_MOVE (tw_stage_move_get_type ())
G_DECLARE_FINAL_TYPE (TwStageMove, tw_stage_move, TW, STAGE_MOVE, GObject)

/* Whether coming to another value of the field may be asked about: it leads to stages that can require fields, or closes with a reason. */
gboolean     tw_stage_can_ask        (const TwField *group);

TwStageMove *tw_stage_move_new       (TwStore *store, const TwField *group, GArray *ids, const TwValue *value);
const TwField *tw_stage_move_get_group (TwStageMove *self);
GArray      *tw_stage_move_get_ids   (TwStageMove *self);
const TwValue *tw_stage_move_get_value (TwStageMove *self);
/* FALSE with an error, or without one when there are questions. commit: (nullable) NULL when nothing had to change. */
gboolean     tw_stage_move_run       (TwStageMove *self, TwCommit **commit, GError **error);
void         tw_stage_move_run_async (TwStageMove *self, GAsyncReadyCallback callback, gpointer data);
gboolean     tw_stage_move_run_finish (TwStageMove *self, GAsyncResult *result, GError **error);
/* (element-type TwStageQuestion) after a run that asked */
GPtrArray   *tw_stage_move_get_questions (TwStageMove *self);
/* For all records that lack the field; null: it is left empty, which a required one must not be. */
void         tw_stage_move_answer    (TwStageMove *self, const TwField *field, const TwValue *value);

G_END_DECLS
