/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a card on the board says about time: how long the record has been in its column and what comes next, what should have been done, and
 * that nothing has happened for long. */
#pragma once

#include "tw-app.h"
#include "tw-results.h"
#include "tw-stage.h"

G_BEGIN_DECLS

/* What all cards of a column share. */
typedef struct
{
  const TwStage *stage;
  guint          group;                                /* number of the field whose values are the columns */
  guint          entered;                              /* number of the field that says since when; 0: none */
  GTimeZone     *zone;                                 /* (owned) of days */
  gboolean       compact;
  int            line, small_line;                     /* heights in pixels, found by the first card that is measured; 0: not known */
  PangoFontDescription *fonts[4];                      /* (owned) with them */
} TwBoardCardStyle;

/* Each NULL when there is nothing to say. */
typedef struct
{
  char *stay, *late, *warning;                         /* (owned) (nullable) */
} TwCardPace;

/* row: one that was read. */
void tw_card_pace_fill  (TwCardPace *self, TwRow *row, const TwBoardCardStyle *style);
void tw_card_pace_clear (TwCardPace *self);

G_END_DECLS
