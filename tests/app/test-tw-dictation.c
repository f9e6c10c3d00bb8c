/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Notes that are spoken: a voice is made by a program, and what the recogniser hears stands in the quick log. */
#include "config.h"

#include <glib/gstdio.h>

#include "tw-app-test.h"
#include "tw-dictation.h"
#include "tw-log-dialog-private.h"

/* The recogniser hears another source than the microphone. */
static void
hear (TwAppTest  *fixture,
      const char *source)
{
  g_autofree char *script = g_build_filename (g_get_user_runtime_dir (), "hear", NULL);
  g_autofree char *text = g_strdup_printf ("#!/bin/sh\nexec '%s/src/dictate/tradewind-dictate' --source \"%s\"\n", g_getenv ("TW_BUILD_ROOT"), source);
  g_autoptr(GError) error = NULL;

  g_file_set_contents (script, text, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_chmod (script, 0700), ==, 0);
  g_setenv ("TRADEWIND_DICTATE", script, TRUE);
}

/* A file of sound in which somebody says it. */
static char *
speak (const char *words)
{
  char *file = g_build_filename (g_get_user_runtime_dir (), "voice.wav", NULL);
  const char *argv[] = { "flite", "-voice", "rms", "-t", words, "-o", file, NULL };
  g_autoptr(GError) error = NULL;
  int status;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  return file;
}

static TwLogDialog *
open_dialog (TwAppTest *fixture)
{
  g_autoptr(GListModel) windows = NULL;

  tw_app_test_activate (fixture->window, "win.quick-log", NULL);
  windows = g_object_ref (gtk_window_get_toplevels ());
  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkWindow) window = g_list_model_get_item (windows, i);

      if (TW_IS_LOG_DIALOG (window))
        return TW_LOG_DIALOG (window);
    }
  g_assert_not_reached ();
}

static char *
dup_description (TwLogDialog *dialog)
{
  g_auto(TwValue) value = TW_VALUE_INIT;

  tw_field_input_get_value (tw_form_row_get_input (tw_log_dialog_get_row (dialog, "description")), &value, NULL);
  return g_strdup (value.type == TW_TYPE_TEXT ? value.text : "");
}

static gboolean
is_listening (gpointer data)
{
  return tw_dictation_get_language (TW_LOG_DIALOG (data)->dictation) != NULL;
}

static gboolean
is_over (gpointer data)
{
  return !tw_dictation_is_running (TW_LOG_DIALOG (data)->dictation);
}

/* What is said stands behind what was typed, and is kept with the activity. */
static void
test_said (TwAppTest    *fixture,
           gconstpointer data)
{
  g_autofree char *voice = speak ("Call back next week about the contract"), *source = g_strdup_printf ("filesrc location=%s ! wavparse", voice);
  g_autofree char *text = NULL;
  g_auto(TwValue) typed = tw_value_text ("Urgent."), subject = tw_value_text ("Spoken");
  TwLogDialog *dialog = NULL;

  hear (fixture, source);
  dialog = open_dialog (fixture);
  tw_field_input_set_value (tw_form_row_get_input (tw_log_dialog_get_row (dialog, "subject")), &subject);
  tw_field_input_set_value (tw_form_row_get_input (tw_log_dialog_get_row (dialog, "description")), &typed);
  tw_app_test_activate (dialog, "log.dictate", NULL);
  tw_app_test_wait (is_over, dialog);
  g_assert_cmpstr (tw_dictation_get_error (dialog->dictation), ==, NULL);
  text = dup_description (dialog);
  g_assert_cmpstr (text, ==, "Urgent. Call back next week about the contract.");
  tw_app_test_shot (dialog, "log-dictated");
  tw_app_test_activate (dialog, "log.save", NULL);
  tw_app_test_settle ();
  g_assert_cmpint (tw_app_test_count (fixture, "activity", "subject = \"Spoken\" and description = \"Urgent. Call back next week about the contract.\""),
                   ==, 1);
}

/* It listens until it is stopped, says so, and understands nothing in silence. */
static void
test_stop (TwAppTest    *fixture,
           gconstpointer data)
{
  g_autofree char *text = NULL;
  TwLogDialog *dialog = NULL;

  hear (fixture, "audiotestsrc is-live=true wave=silence");
  dialog = open_dialog (fixture);
  tw_app_test_activate (dialog, "log.dictate", NULL);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (dialog->dictate_spinner)));
  tw_app_test_wait (is_listening, dialog);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (dialog->dictate_spinner)));
  g_assert_cmpstr (gtk_label_get_label (dialog->dictate_label), ==, "Speak now (en-us)");
  tw_app_test_shot (dialog, "log-listening");
  tw_app_test_activate (dialog, "log.dictate", NULL);
  tw_app_test_wait (is_over, dialog);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (dialog->dictate_label)));
  text = dup_description (dialog);
  g_assert_cmpstr (text, ==, "");
  gtk_window_destroy (GTK_WINDOW (dialog));
}

/* Where nothing can be heard, a sentence says why; the dialog goes on, and closing it while it listens leaves nothing behind. */
static void
test_no_microphone (TwAppTest    *fixture,
                    gconstpointer data)
{
  TwLogDialog *dialog = NULL;

  hear (fixture, "filesrc location=/nowhere ! wavparse");
  dialog = open_dialog (fixture);
  tw_app_test_activate (dialog, "log.dictate", NULL);
  tw_app_test_wait (is_over, dialog);
  g_assert_true (g_str_has_prefix (gtk_label_get_label (dialog->dictate_label), "The microphone cannot be used: "));
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (dialog->dictate_label), "error"));
  g_setenv ("TRADEWIND_DICTATE", "/nowhere/tradewind-dictate", TRUE);
  tw_app_test_activate (dialog, "log.dictate", NULL);
  g_assert_nonnull (strstr (gtk_label_get_label (dialog->dictate_label), "/nowhere/tradewind-dictate"));
  hear (fixture, "audiotestsrc is-live=true wave=silence");
  tw_app_test_activate (dialog, "log.dictate", NULL);
  g_assert_true (tw_dictation_is_running (dialog->dictation));
  gtk_window_destroy (GTK_WINDOW (dialog));
  tw_app_test_settle ();
}

int
main (int    argc,
      char **argv)
{
  tw_app_test_init (&argc, &argv);
  tw_app_test_add ("/app/dictation/said", test_said);
  tw_app_test_add ("/app/dictation/stop", test_stop);
  tw_app_test_add ("/app/dictation/no-microphone", test_no_microphone);
  return g_test_run ();
}
