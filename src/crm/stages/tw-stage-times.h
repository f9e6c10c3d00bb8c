/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long records were in each stage. A stay that is over is a record of its own, made in the commit that ends it; the present one is
 * since the field of tw_stage_get_entered_field(). The stays of an entity are kept where the schema has an entity for them: one whose
 * only link that takes it along leads there, with the fields "stage" (of the kind of the group field), "entered_at", "left_at", and
 * "days" (decimal). The deals' is "stage_time", and
 * "lead_phase" keeps a lead's status and qualification; a site can define its own. */
#pragma once

#include "tw-rule-case.h"
#include "tw-stage.h"

G_BEGIN_DECLS

/* Where the stays are kept; nullable. link: (out) (optional) the field that leads to the record */
const TwEntity *tw_stage_get_times_entity (const TwField *group, const TwField **link);
/* For the rule: the stay that this commit ends becomes a record. */
gboolean        tw_stage_times_keep       (TwRuleCase *one, const TwField *group, GError **error);

/* All stays of one record in a stage together. */
typedef struct
{
  TwValue  stage;
  char    *title;
  char    *color;                                      /* (nullable) */
  double   days;
  guint    visits;
  gboolean now;                                        /* it is there at present */
} TwStageTime;

/* (element-type TwStageTime) in the order in which the stages were first entered; empty where none are kept. Blocks; any thread. */
GPtrArray      *tw_stage_times_list       (TwStore *store, const TwField *group, const TwId *record, TwInstant now, GError **error);

G_END_DECLS
