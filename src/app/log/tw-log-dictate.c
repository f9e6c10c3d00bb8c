/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The description of the quick log may be spoken: Ctrl+D listens until it is pressed again, and every sentence stands behind the last. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-log-dialog-private.h"

/* NULL: nothing is to be said. */
static char *
dup_status (TwDictation *dictation)
{
  const char *words = tw_dictation_get_words (dictation), *language = tw_dictation_get_language (dictation);

  if (!tw_dictation_is_running (dictation))
    return g_strdup (tw_dictation_get_error (dictation));
  if (words != NULL)
    return g_strdup (words);
  if (language == NULL)
    return g_strdup (_("One moment…"));
  /* Translators: the program writes down what is spoken; %s is the language that it understands, "en-us". */
  return g_strdup_printf (_("Speak now (%s)"), language);
}

static void
changed_cb (TwLogDialog *self)
{
  gboolean running = tw_dictation_is_running (self->dictation);
  AdwButtonContent *content = ADW_BUTTON_CONTENT (gtk_button_get_child (self->dictate_button));
  g_autofree char *status = dup_status (self->dictation);
  gboolean failed = !running && status != NULL;

  adw_button_content_set_label (content, running ? _("_Stop") : _("_Dictate"));
  adw_button_content_set_icon_name (content, running ? "media-playback-stop-symbolic" : "audio-input-microphone-symbolic");
  gtk_label_set_label (self->dictate_label, status != NULL ? status : "");
  gtk_widget_set_visible (GTK_WIDGET (self->dictate_label), status != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->dictate_spinner), running && tw_dictation_get_language (self->dictation) == NULL);
  gtk_spinner_set_spinning (self->dictate_spinner, running && tw_dictation_get_language (self->dictation) == NULL);
  (failed ? gtk_widget_add_css_class : gtk_widget_remove_css_class) (GTK_WIDGET (self->dictate_label), "error");
  (failed ? gtk_widget_remove_css_class : gtk_widget_add_css_class) (GTK_WIDGET (self->dictate_label), "dim-label");
}

static void
said_cb (TwLogDialog *self,
         const char  *sentence)
{
  TwFormRow *row = tw_log_dialog_get_row (self, "description");

  if (row != NULL)
    tw_field_input_add_text (tw_form_row_get_input (row), sentence);
}

/**
 * tw_log_dialog_dictate:
 * @widget: the dialog
 * @name: of the action
 * @parameter: none
 *
 * Begins to write down what is spoken, or stops.
 */
void
tw_log_dialog_dictate (GtkWidget  *widget,
                       const char *name,
                       GVariant   *parameter)
{
  TwLogDialog *self = TW_LOG_DIALOG (widget);

  if (self->dictation == NULL)
    {
      self->dictation = tw_dictation_new ();
      g_signal_connect_object (self->dictation, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (self->dictation, "said", G_CALLBACK (said_cb), self, G_CONNECT_SWAPPED);
    }
  if (tw_dictation_is_running (self->dictation))
    tw_dictation_stop (self->dictation);
  else
    tw_dictation_start (self->dictation);
}
