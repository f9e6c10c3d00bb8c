/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns of a board: the choices of an enum field, or the records that a link may point to (the stages of a pipeline). */
#pragma once

#include "tw-view-state.h"

G_BEGIN_DECLS

typedef struct
{
  TwValue  value;                                      /* of the group field; null: the records without one */
  char    *title;
  char    *color;                                      /* (nullable) palette name or #rrggbb */
  gboolean closed;                                     /* won, lost, completed */
} TwBoardKey;

/* What the columns belong to when they are records of a parent: the pipelines of the stages. */
typedef struct
{
  TwId  id;
  char *title;
} TwBoardParent;

gboolean   tw_board_can_group    (const TwField *field);
/* (element-type TwBoardParent); empty when the columns have no parent */
GPtrArray *tw_board_list_parents (TwViewState *state);
/* (element-type TwBoardKey); parent nullable: all */
GPtrArray *tw_board_list_keys    (TwViewState *state, const TwId *parent, GError **error);
/* The condition of a column: stage = "…" */
char      *tw_board_key_dup_where (const TwBoardKey *key, const TwField *field);

G_END_DECLS
