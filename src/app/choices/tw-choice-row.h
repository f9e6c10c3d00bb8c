/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A choice in the editor of choices: its colour, name, place, and whether it is offered. The row only tells what a person wants. Signals: "rename"
 * (char *label), "color" (char *color), "retire" (gboolean), "place" (char *key) when another choice was dropped here. */
#pragma once

#include "tw-app.h"
#include "tw-schema.h"

G_BEGIN_DECLS

#define TW_TYPE_CHOICE_ROW (tw_choice_row_get_type ())
G_DECLARE_FINAL_TYPE (TwChoiceRow, tw_choice_row, TW, CHOICE_ROW, AdwPreferencesRow)

GtkWidget  *tw_choice_row_new       (void);
void        tw_choice_row_show      (TwChoiceRow *self, const TwField *field, const TwChoice *choice);
/* How many records have it; -1: not counted yet. */
void        tw_choice_row_set_count (TwChoiceRow *self, gint64 count);
const char *tw_choice_row_get_key   (TwChoiceRow *self);
/* Where its name is typed, and what stands below it. */
GtkEditable *tw_choice_row_get_text (TwChoiceRow *self);
const char *tw_choice_row_get_count_words (TwChoiceRow *self);
/* Whether there is a place above it, and one below. */
void        tw_choice_row_set_places (TwChoiceRow *self, gboolean above, gboolean below);
void        tw_choice_row_set_narrow (TwChoiceRow *self, gboolean narrow);

G_END_DECLS
