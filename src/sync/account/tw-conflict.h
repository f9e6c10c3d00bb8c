/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A conflict as people see it: what was there before, what one person sent and what the server had, and how it is settled. The
 * records are of the entity sync_conflict; the server makes them, anybody who may change the record settles them. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

typedef enum { TW_SETTLE_MINE, TW_SETTLE_THEIRS, TW_SETTLE_BOTH } TwSettle;

typedef struct
{
  TwRecord       *conflict;
  const TwEntity *entity;                              /* of the record; NULL: not known here */
  const TwField  *field;                               /* NULL: the record as a whole */
  TwId            record;
  char           *title;                               /* the record's */
  gboolean        deleted;                             /* changed after it was deleted */
  gboolean        duplicate;                           /* another record has the value, which may be there once */
  TwValue         base, mine, theirs;
  TwId            mine_by, theirs_by;                  /* nil: not known */
  TwInstant       mine_at, theirs_at;                  /* 0: not known */
} TwConflict;

void        tw_conflict_free   (TwConflict *conflict);
TwConflict *tw_conflict_new    (TwStore *store, TwRecord *record);
/* Those that wait for a person, those of one record next to each other. (element-type TwConflict) */
GPtrArray  *tw_conflicts_list  (TwStore *store, guint limit, GError **error);
/* Those of one record. */
GPtrArray  *tw_conflicts_list_of (TwStore *store, const TwEntity *entity, const TwId *id, GError **error);
TwConflict *tw_conflict_get    (TwStore *store, const TwId *id, GError **error);
/* Both values side by side make sense: texts with lines, sets. */
gboolean    tw_conflict_has_both (TwConflict *conflict);
/* A value of it for people. */
char       *tw_conflict_format (TwStore *store, TwConflict *conflict, const TwValue *value);
/* The edit that settles it: of the record and of the conflict, one commit that can be undone. (transfer full) */
TwEdit     *tw_conflict_settle (TwStore *store, TwConflict *conflict, TwSettle settle, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwConflict, tw_conflict_free)

G_END_DECLS
