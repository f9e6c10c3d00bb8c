/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-dictation.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _TwDictation
{
  GObject           parent_instance;

  GSubprocess      *process;                           /* (owned) (nullable) */
  GDataInputStream *lines;                             /* (owned) (nullable) what it writes */
  GCancellable     *cancellable;                       /* (owned) (nullable) of the reading */
  char             *language;                          /* (nullable) */
  char             *words;                             /* (nullable) */
  char             *error;                             /* (nullable) */
};

G_DEFINE_FINAL_TYPE (TwDictation, tw_dictation, G_TYPE_OBJECT)

enum { CHANGED, SAID, N_SIGNALS };
static guint signals[N_SIGNALS];

static void read_line (TwDictation *self);

/* Beside this program in the folder that it was built in, else where it was installed. */
static char *
dup_program (void)
{
  const char *given = g_getenv ("TRADEWIND_DICTATE");
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL), *folder = self != NULL ? g_path_get_dirname (self) : NULL;
  g_autofree char *beside = folder != NULL ? g_build_filename (folder, "..", "dictate", "tradewind-dictate", NULL) : NULL;

  if (given != NULL)
    return g_strdup (given);
  if (beside != NULL && g_file_test (beside, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer (&beside);
  return g_build_filename (TW_LIBEXEC_DIR, "tradewind-dictate", NULL);
}

static void
forget_process (TwDictation *self)
{
  g_clear_object (&self->process);
  g_clear_object (&self->lines);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->language, g_free);
  g_clear_pointer (&self->words, g_free);
}

static void
take_error (TwDictation *self,
            const char  *error)
{
  if (self->error == NULL)
    self->error = g_strdup (error);
}

static void
set_text (char      **place,
          const char *text)
{
  g_free (*place);
  *place = g_strdup (text);
}

/* The recogniser writes small letters without marks; a pause ended the sentence. */
static char *
dup_sentence (const char *words)
{
  char first[7] = "";

  g_unichar_to_utf8 (g_unichar_totitle (g_utf8_get_char (words)), first);
  return g_strdup_printf ("%s%s.", first, g_utf8_next_char (words));
}

static void
take_line (TwDictation *self,
           const char  *line)
{
  const char *space = strchr (line, ' '), *text = space != NULL ? space + 1 : "";
  g_autofree char *sentence = NULL;

  if (*text == '\0')
    return;
  if (g_str_has_prefix (line, "listening "))
    set_text (&self->language, text);
  else if (g_str_has_prefix (line, "words "))
    set_text (&self->words, text);
  else if (g_str_has_prefix (line, "failed "))
    take_error (self, text);
  else if (g_str_has_prefix (line, "said "))
    {
      g_clear_pointer (&self->words, g_free);
      sentence = dup_sentence (text);
      g_signal_emit (self, signals[SAID], 0, sentence);
    }
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
line_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  g_autoptr(TwDictation) self = TW_DICTATION (data);
  g_autoptr(GError) error = NULL;
  g_autofree char *line = g_data_input_stream_read_line_finish_utf8 (G_DATA_INPUT_STREAM (source), result, NULL, &error);

  if (source != (GObject *) self->lines)
    return;
  if (line != NULL)
    {
      take_line (self, line);
      read_line (self);
      return;
    }
  if (error != NULL)
    take_error (self, error->message);
  else if (self->language == NULL)
    take_error (self, _("Dictation could not start on this computer."));
  forget_process (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
read_line (TwDictation *self)
{
  if (self->lines != NULL)
    g_data_input_stream_read_line_async (self->lines, G_PRIORITY_DEFAULT, self->cancellable, line_cb, g_object_ref (self));
}

static void
tw_dictation_dispose (GObject *object)
{
  TwDictation *self = TW_DICTATION (object);

  g_cancellable_cancel (self->cancellable);
  if (self->process != NULL)
    g_subprocess_force_exit (self->process);
  forget_process (self);
  g_clear_pointer (&self->error, g_free);
  G_OBJECT_CLASS (tw_dictation_parent_class)->dispose (object);
}

static void
tw_dictation_class_init (TwDictationClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tw_dictation_dispose;
  signals[CHANGED] = g_signal_new ("changed", TW_TYPE_DICTATION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SAID] = g_signal_new ("said", TW_TYPE_DICTATION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
tw_dictation_init (TwDictation *self)
{
}

/**
 * tw_dictation_new:
 *
 * Returns: (transfer full): a dictation that does not run yet
 */
TwDictation *
tw_dictation_new (void)
{
  return g_object_new (TW_TYPE_DICTATION, NULL);
}

/**
 * tw_dictation_start:
 * @self: a dictation
 *
 * Begins to listen. Until then it takes a second: the words of the language are read. What is wrong, tw_dictation_get_error() says.
 */
void
tw_dictation_start (TwDictation *self)
{
  g_autofree char *program = dup_program ();
  g_autoptr(GError) error = NULL;

  g_return_if_fail (TW_IS_DICTATION (self));
  if (self->process != NULL)
    return;
  g_clear_pointer (&self->error, g_free);
  self->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error,
                                    program, NULL);
  if (self->process == NULL)
    take_error (self, error->message);
  else
    {
      self->cancellable = g_cancellable_new ();
      self->lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
      read_line (self);
    }
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * tw_dictation_stop:
 * @self: a dictation
 *
 * Hears no more. The sentence that was being said still comes.
 */
void
tw_dictation_stop (TwDictation *self)
{
  g_return_if_fail (TW_IS_DICTATION (self));
  if (self->process != NULL)
    g_output_stream_close (g_subprocess_get_stdin_pipe (self->process), NULL, NULL);
}

/**
 * tw_dictation_is_running:
 * @self: a dictation
 *
 * Returns: whether it listens, or is about to, or is writing the last sentence
 */
gboolean
tw_dictation_is_running (TwDictation *self)
{
  g_return_val_if_fail (TW_IS_DICTATION (self), FALSE);
  return self->process != NULL;
}

/**
 * tw_dictation_get_language:
 * @self: a dictation
 *
 * Returns: (transfer none) (nullable): the language that it understands, "en-us"; %NULL while it does not listen
 */
const char *
tw_dictation_get_language (TwDictation *self)
{
  g_return_val_if_fail (TW_IS_DICTATION (self), NULL);
  return self->language;
}

/**
 * tw_dictation_get_words:
 * @self: a dictation
 *
 * Returns: (transfer none) (nullable): what it understands so far of the sentence that is being said
 */
const char *
tw_dictation_get_words (TwDictation *self)
{
  g_return_val_if_fail (TW_IS_DICTATION (self), NULL);
  return self->words;
}

/**
 * tw_dictation_get_error:
 * @self: a dictation
 *
 * Returns: (transfer none) (nullable): why the last start came to nothing, a sentence for people
 */
const char *
tw_dictation_get_error (TwDictation *self)
{
  g_return_val_if_fail (TW_IS_DICTATION (self), NULL);
  return self->error;
}
