/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was written to lists and what was seen in them, by everybody, in the manner of Elle: each element is appended once, so that
 * what a list holds tells which commits its reader had seen, and the order of a list tells the order of its commits. Knows
 * nothing of stores and wires: from the observations alone it says what cannot be. */
#pragma once

#include "tw-id.h"

G_BEGIN_DECLS

typedef struct _SimHistory SimHistory;

typedef enum { SIM_UNANSWERED, SIM_TAKEN, SIM_REFUSED } SimOutcome;
typedef SimOutcome (*SimOutcomeFunc) (const TwId *commit, gpointer data);

SimHistory *sim_history_new       (void);
void        sim_history_free      (SimHistory *history);
/* The commit appended element to the list; who: its author. The same element comes again when a refused commit is tried again. */
void        sim_history_append    (SimHistory *history, const TwId *commit, const TwId *who, const TwId *list, const char *element);
/* The commit's author had this on the screen. */
void        sim_history_saw       (SimHistory *history, const TwId *commit, const char *element);
/* An undo took it out again: nothing is said of it any more. */
void        sim_history_take_back (SimHistory *history, const char *element);
/* It is not in the list, and waits for a person. */
void        sim_history_keep      (SimHistory *history, const char *element);
/* Somebody looks at several lists at one moment. life: grows when the reader becomes older; whole: he has all that the server has. */
void        sim_history_look      (SimHistory *history, const TwId *who, guint place, guint life, gboolean whole);
void        sim_history_see       (SimHistory *history, const TwId *list, const char *const *elements);
/* What the server has in the end. */
void        sim_history_end       (SimHistory *history, const TwId *list, const char *const *elements);
/* NULL, or the first thing that cannot be. */
char       *sim_history_check     (SimHistory *history, SimOutcomeFunc outcome, gpointer data);

G_END_DECLS
