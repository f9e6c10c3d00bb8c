/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a recogniser knows of a language, as the packages pocketsphinx-… install it: pocketsphinx/model/LANGUAGE in a folder of data, with
 * a folder of sounds, a dictionary and how likely words follow each other. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  char *language;                                      /* "en-us" */
  char *sounds;                                        /* folder */
  char *dictionary;                                    /* file */
  char *words;                                         /* file */
} TwSpeechModel;

TwSpeechModel *tw_speech_model_find (const char *const *languages);
void           tw_speech_model_free (TwSpeechModel *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwSpeechModel, tw_speech_model_free)

G_END_DECLS
