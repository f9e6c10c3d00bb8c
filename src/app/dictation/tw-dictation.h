/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words that are spoken, as text: a process beside this one hears the microphone and writes down what it understands, on this computer
 * alone. Signals: "changed" () when it starts, ends or understands more; "said" (text) with every sentence. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define TW_TYPE_DICTATION (tw_dictation_get_type ())
G_DECLARE_FINAL_TYPE (TwDictation, tw_dictation, TW, DICTATION, GObject)

TwDictation *tw_dictation_new          (void);
/* Nothing when it runs. */
void         tw_dictation_start        (TwDictation *self);
/* The last sentence still comes. */
void         tw_dictation_stop         (TwDictation *self);
gboolean     tw_dictation_is_running   (TwDictation *self);
/* "en-us"; NULL: it does not listen yet */
const char  *tw_dictation_get_language (TwDictation *self);
/* What it understands so far of the sentence that is being said; nullable */
const char  *tw_dictation_get_words    (TwDictation *self);
/* Why it ended by itself; nullable */
const char  *tw_dictation_get_error    (TwDictation *self);

G_END_DECLS
