/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tradewind-dictate: hears the microphone and writes what is said to standard output, a line each:
 *
 *   listening LANGUAGE    from now on
 *   words TEXT            what it understands so far of the sentence that is being said
 *   said TEXT             a sentence that is complete
 *   failed TEXT           why it cannot
 *
 * It ends when its standard input ends, with the last sentence, and when the sound does. Nothing leaves the computer: the recogniser and its
 * words are installed with the program. Standard error is the recogniser's. */
#include "config.h"

#include <gio/gio.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <gst/gst.h>
#include <stdlib.h>
#include <unistd.h>

#include "tw-locale.h"
#include "tw-speech-model.h"

#define LATE_SECONDS 60                                /* of sound wait for a slow computer before some of it is lost */

typedef struct
{
  GMainLoop  *loop;
  GstElement *pipeline;
  char       *language;
  gboolean    listening;
  char       *error;
} Ear;

static void
stop (Ear        *ear,
      const char *error)
{
  if (error != NULL && ear->error == NULL)
    ear->error = g_strdup (error);
  g_main_loop_quit (ear->loop);
}

static void
say (const char *what,
     const char *text)
{
  if (text == NULL || *text == '\0')
    return;
  g_print ("%s %s\n", what, text);
}

/* GStreamer gives another source that is silent where there is no microphone; that is no dictation. */
static void
complain (Ear        *ear,
          GstMessage *message)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *words = NULL;

  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
    gst_message_parse_error (message, &error, NULL);
  else
    gst_message_parse_warning (message, &error, NULL);
  /* Translators: %s is what the sound system says. */
  words = g_strdup_printf (_("The microphone cannot be used: %s"), error->message);
  stop (ear, words);
}

static gboolean
message_cb (GstBus     *bus,
            GstMessage *message,
            gpointer    data)
{
  Ear *ear = data;
  const GstStructure *structure = gst_message_get_structure (message);
  gboolean final = FALSE;
  GstState state;

  switch (GST_MESSAGE_TYPE (message))
    {
    case GST_MESSAGE_ERROR:
    case GST_MESSAGE_WARNING:
      complain (ear, message);
      break;
    case GST_MESSAGE_EOS:
      stop (ear, NULL);
      break;
    case GST_MESSAGE_STATE_CHANGED:
      gst_message_parse_state_changed (message, NULL, &state, NULL);
      if (state == GST_STATE_PLAYING && GST_MESSAGE_SRC (message) == GST_OBJECT (ear->pipeline) && !ear->listening)
        {
          ear->listening = TRUE;
          say ("listening", ear->language);
        }
      break;
    case GST_MESSAGE_ELEMENT:
      if (structure != NULL && gst_structure_has_name (structure, "pocketsphinx") && gst_structure_get_boolean (structure, "final", &final))
        say (final ? "said" : "words", gst_structure_get_string (structure, "hypothesis"));
      break;
    default:
      break;
    }
  return G_SOURCE_CONTINUE;
}

/* The end of the sound makes the last sentence complete. */
static gboolean
input_cb (int          fd,
          GIOCondition condition,
          gpointer     data)
{
  Ear *ear = data;
  char byte[64];

  if (condition & G_IO_IN && read (fd, byte, sizeof byte) > 0)
    return G_SOURCE_CONTINUE;
  if (ear->listening)
    gst_element_send_event (ear->pipeline, gst_event_new_eos ());
  else
    stop (ear, NULL);
  return G_SOURCE_REMOVE;
}

/* The end of the pipeline gets nothing before the first sentence, and waits for nothing. */
static GstElement *
make_pipeline (const char          *source,
               const TwSpeechModel *model,
               GError             **error)
{
  g_autofree char *words = g_strdup_printf ("%s ! queue max-size-buffers=0 max-size-bytes=0 max-size-time=%" G_GUINT64_FORMAT
                                            " ! audioconvert ! audioresample ! pocketsphinx name=ear ! fakesink async=false",
                                            source, (guint64) LATE_SECONDS * GST_SECOND);
  g_autoptr(GstElement) pipeline = gst_parse_launch_full (words, NULL, GST_PARSE_FLAG_FATAL_ERRORS, error);
  g_autoptr(GstElement) ear = NULL;

  if (pipeline == NULL)
    return NULL;
  gst_object_ref_sink (pipeline);
  ear = gst_bin_get_by_name (GST_BIN (pipeline), "ear");
  g_object_set (ear, "hmm", model->sounds, "dict", model->dictionary, "lm", model->words, NULL);
  return g_steal_pointer (&pipeline);
}

/* NULL without an error: nothing is installed for these languages. */
static TwSpeechModel *
find_model (const char *language)
{
  const char *const given[] = { language, NULL };
  const char *const english[] = { "en", NULL };
  TwSpeechModel *model = tw_speech_model_find (language != NULL ? given : g_get_language_names ());

  return model != NULL || language != NULL ? model : tw_speech_model_find (english);
}

static gboolean
listen (Ear        *ear,
        const char *source,
        const char *language)
{
  g_autoptr(TwSpeechModel) model = find_model (language);
  g_autoptr(GError) error = NULL;
  g_autoptr(GstBus) bus = NULL;

  if (model == NULL)
    {
      ear->error = g_strdup (_("No language is installed for dictation. Install the package pocketsphinx-en-us."));
      return FALSE;
    }
  ear->language = g_strdup (model->language);
  ear->pipeline = make_pipeline (source, model, &error);
  if (ear->pipeline == NULL)
    {
      /* Translators: %s says which part of GStreamer is missing. */
      ear->error = g_strdup_printf (_("Dictation is not installed: %s. Install the packages gstreamer1.0-pocketsphinx and gstreamer1.0-plugins-good."),
                                    error->message);
      return FALSE;
    }
  bus = gst_element_get_bus (ear->pipeline);
  gst_bus_add_watch (bus, message_cb, ear);
  g_unix_fd_add (STDIN_FILENO, G_IO_IN | G_IO_HUP | G_IO_ERR, input_cb, ear);
  /* A pipeline that cannot start says why on the bus. */
  gst_element_set_state (ear->pipeline, GST_STATE_PLAYING);
  g_main_loop_run (ear->loop);
  gst_bus_remove_watch (bus);
  gst_element_set_state (ear->pipeline, GST_STATE_NULL);
  return ear->error == NULL;
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *source = NULL, *language = NULL;
  const GOptionEntry entries[] = {
    { "source", 0, 0, G_OPTION_ARG_STRING, &source, "Where the sound comes from, as gst-launch-1.0 writes it (the microphone)", "SOURCE" },
    { "language", 0, 0, G_OPTION_ARG_STRING, &language, "What is spoken (the language of the session)", "LANGUAGE" },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr(GOptionContext) context = g_option_context_new ("– writes down what is said");
  g_autoptr(GError) error = NULL;
  Ear ear = { NULL };
  gboolean done;

  tw_locale_init ();
  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_add_group (context, gst_init_get_option_group ());
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      say ("failed", error->message);
      return EXIT_FAILURE;
    }
  ear.loop = g_main_loop_new (NULL, FALSE);
  done = listen (&ear, source != NULL ? source : "autoaudiosrc", language);
  if (!done)
    say ("failed", ear.error);
  g_clear_object (&ear.pipeline);
  g_main_loop_unref (ear.loop);
  g_free (ear.language);
  g_free (ear.error);
  return done ? EXIT_SUCCESS : EXIT_FAILURE;
}
