/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How well it stands with a customer, 0 to 100, by rules that are records (health_rule): each is a condition and the points that it
 * is worth, and every point can be told. For any kind of record with a stored whole number health_score. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

typedef struct _TwHealthRules TwHealthRules;           /* the active rules for one kind of record, read once */

/* What one rule says about one record. */
typedef struct
{
  TwId     rule;
  char    *name;                                       /* (owned) */
  gint64   points;                                     /* what it is worth when it counts */
  gboolean counts;
  char    *mistake;                                    /* (owned) (nullable) why its condition cannot be asked; it does not count */
} TwHealthPart;

void           tw_health_part_free        (TwHealthPart *part);

/* The stored field of the kind that holds the health; NULL: it has none. */
const TwField *tw_health_get_field        (const TwEntity *entity);
TwHealthRules *tw_health_rules_read       (TwStore *store, const TwEntity *entity, GError **error);
void           tw_health_rules_free       (TwHealthRules *rules);
guint          tw_health_rules_get_n      (TwHealthRules *rules);
/* FALSE with an error of the store. score: -1 without rules, or with one that cannot be asked. parts: (optional) (element-type TwHealthPart) in the order of the rules */
gboolean       tw_health_rules_work_out   (TwHealthRules *rules, TwRecord *record, gint64 *score, GPtrArray **parts, GError **error);
/* Sets the field of the record, which is not saved. Without rules it stays as it is. */
gboolean       tw_health_rules_update     (TwHealthRules *rules, TwRecord *record, GError **error);
gboolean       tw_health_has_ready_rules  (const TwEntity *entity);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwHealthRules, tw_health_rules_free)

G_END_DECLS
