/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the columns of a board are: the choices of an enum field, or the records that a link may point to (the stages of a
 * pipeline). A record that is linked to may have fields that say more; they are known by their keys, in shipped entities and
 * in a site's own: active and is_default (boolean), kind (enum; a closed choice closes), color, max_days (integer), target
 * (money or number), required_fields (list of keys), position (integer). */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

typedef struct
{
  TwValue  value;                                      /* of the group field; null: the records without one */
  char    *title;
  char    *color;                                      /* (nullable) palette name or #rrggbb */
  char    *kind;                                       /* (nullable) "open", "won"; the key of a choice */
  gboolean closed;                                     /* won, lost, completed */
  int      max_days;                                   /* without anything happening; 0: no bound */
  TwValue  target;                                     /* null: none */
  GStrv    required;                                   /* (nullable) keys of fields that must be filled on entry */
} TwStage;

/* What the columns belong to when they are records of a parent: the pipelines of the stages. */
typedef struct
{
  TwId     id;
  char    *title;
} TwStageParent;

gboolean   tw_stage_can_group    (const TwField *field);
/* The link to what the columns belong to, such as a stage's pipeline; nullable. */
const TwField *tw_stage_get_parent_field (const TwField *group);
/* (element-type TwStageParent); empty when the columns have no parent */
GPtrArray *tw_stage_list_parents (TwStore *store, const TwField *group);
/* (element-type TwStage); parent nullable: all */
GPtrArray *tw_stage_list         (TwStore *store, const TwField *group, const TwId *parent, GError **error);
/* The stage of one value; NULL with an error when there is none. */
TwStage   *tw_stage_read         (TwStore *store, const TwField *group, const TwValue *value, GError **error);
/* The condition of a column: stage = "…" */
char      *tw_stage_dup_where    (const TwStage *stage, const TwField *group);
/* The field that says since when a record has its value of the group field; nullable. */
const TwField *tw_stage_get_entered_field (const TwField *group);
/* Days without anything happening with a record, when they are more than the stage allows; 0: all is well. entered: nullable. */
int        tw_stage_get_quiet_days (const TwStage *stage, const TwField *entered, TwRecord *record, TwInstant now);
TwStage   *tw_stage_copy         (const TwStage *stage);
void       tw_stage_free         (TwStage *stage);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwStage, tw_stage_free)

G_END_DECLS
