/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which choice of an enum a free text goes with, learnt from the records that people have sorted before: a naive Bayes classifier
 * over folded words, with the names of the choices as its first lesson. It says nothing when it is not sure. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

typedef struct _TwActivityGuess TwActivityGuess;

TwActivityGuess *tw_activity_guess_new   (const TwField *field);
void             tw_activity_guess_free  (TwActivityGuess *guess);
void             tw_activity_guess_learn (TwActivityGuess *guess, const char *text, const char *choice);
/* (nullable) key of a choice that is in use. */
const char      *tw_activity_guess_find  (TwActivityGuess *guess, const char *text);

/* Learns from the newest records of the field's entity, on a thread. */
void             tw_activity_guess_read_async  (TwStore *store, const TwField *field, GCancellable *cancellable, GAsyncReadyCallback callback,
                                                gpointer data);
TwActivityGuess *tw_activity_guess_read_finish (TwStore *store, GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwActivityGuess, tw_activity_guess_free)

G_END_DECLS
