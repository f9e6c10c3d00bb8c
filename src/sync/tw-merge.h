/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The three-way merge of one field: base is what was on the screen when the person saved, mine is what he wrote, theirs is what the
 * server has now. Pure: no store, no clock. */
#pragma once

#include "tw-schema.h"

G_BEGIN_DECLS

typedef enum
{
  TW_MERGE_SAME,                                       /* theirs is mine already: nothing to do */
  TW_MERGE_MINE,                                       /* nobody else changed it */
  TW_MERGE_COMBINED,                                   /* result holds both (set, add, text) */
  TW_MERGE_MINE_WON,                                   /* both changed it; mine is later: theirs is the loser, conflict "auto" */
  TW_MERGE_THEIRS_WON,                                 /* both changed it; theirs stays: conflict "auto" */
  TW_MERGE_ASKS,                                       /* theirs stays until a person chooses: conflict "open" */
} TwMergeOutcome;

/* What is known about when the two edits were made; both corrected to the server's clock. */
typedef struct
{
  TwInstant mine, theirs;
  gboolean  mine_uncertain;                            /* the clock was more than five minutes off, or the time had to be clamped */
} TwMergeTimes;

/* result: the value the field gets. */
TwMergeOutcome tw_merge_field (const TwField *field, const TwValue *base, const TwValue *mine, const TwValue *theirs,
                               const TwMergeTimes *times, TwValue *result);

/* A person tries again what was refused: his change is put to what is there now; where only one of them can be, his. */
void tw_merge_again (const TwField *field, const TwValue *base, const TwValue *mine, const TwValue *theirs, TwValue *result);

/* Both texts' changes against base, by line and then by word; NULL when they overlap. */
char *tw_merge_text (const char *base, const char *mine, const char *theirs);

G_END_DECLS
