/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-speech-model.h"

#include <string.h>

/**
 * tw_speech_model_free:
 * @self: a model
 */
void
tw_speech_model_free (TwSpeechModel *self)
{
  g_free (self->language);
  g_free (self->sounds);
  g_free (self->dictionary);
  g_free (self->words);
  g_free (self);
}

/* The first file whose name ends so; names of shorter length first, as "en-us.lm.bin" stands beside "en-us-phone.lm.bin". */
static char *
find_file (const char *folder,
           const char *suffix)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  g_autofree char *best = NULL;
  const char *name = NULL;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, suffix) && (best == NULL || strlen (name) < strlen (best)))
      {
        g_free (best);
        best = g_strdup (name);
      }
  return best != NULL ? g_build_filename (folder, best, NULL) : NULL;
}

/* NULL: something is missing. */
static TwSpeechModel *
read_model (const char *folder,
            const char *language)
{
  g_autoptr(TwSpeechModel) self = g_new0 (TwSpeechModel, 1);
  g_autofree char *mark = NULL;

  self->language = g_strdup (language);
  self->sounds = g_build_filename (folder, language, NULL);
  self->dictionary = find_file (folder, ".dict");
  self->words = find_file (folder, ".lm.bin");
  mark = g_build_filename (self->sounds, "mdef", NULL);
  if (self->dictionary == NULL || self->words == NULL || !g_file_test (mark, G_FILE_TEST_EXISTS))
    return NULL;
  return g_steal_pointer (&self);
}

/* "fr_FR" asks for "fr-fr" first, "fr" for any French. */
static gboolean
is_for (const char *model,
        const char *language)
{
  g_autofree char *asked = g_ascii_strdown (language, -1), *has = g_ascii_strdown (model, -1);
  gsize n;

  g_strdelimit (asked, "_", '-');
  n = strlen (asked);
  return n > 0 && strncmp (has, asked, n) == 0 && (has[n] == '\0' || has[n] == '-');
}

static TwSpeechModel *
find_in (const char *data,
         const char *language)
{
  g_autofree char *models = g_build_filename (data, "pocketsphinx", "model", NULL);
  g_autoptr(GDir) dir = g_dir_open (models, 0, NULL);
  const char *name = NULL;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (is_for (name, language))
      {
        g_autofree char *folder = g_build_filename (models, name, NULL);
        TwSpeechModel *model = read_model (folder, name);

        if (model != NULL)
          return model;
      }
  return NULL;
}

/**
 * tw_speech_model_find:
 * @languages: names such as "fr_FR" and "fr", the best first
 *
 * Looks in the folder of the user's data, then in those of the system.
 *
 * Returns: (transfer full) (nullable): what is installed for the first of the languages that has something
 */
TwSpeechModel *
tw_speech_model_find (const char *const *languages)
{
  const char *const *system = g_get_system_data_dirs ();

  for (gsize i = 0; languages[i] != NULL; i++)
    {
      TwSpeechModel *model = find_in (g_get_user_data_dir (), languages[i]);

      for (gsize j = 0; model == NULL && system[j] != NULL; j++)
        model = find_in (system[j], languages[i]);
      if (model != NULL)
        return model;
    }
  return NULL;
}
