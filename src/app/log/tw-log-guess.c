/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is typed in the quick log often says what it was: a button offers that type, as those who wrote such words before chose it. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-log-dialog-private.h"

static const char *const text_keys[] = { "subject", "description" };

static const TwField *
get_field (TwLogDialog *self)
{
  const TwField *field = tw_entity_get_field (self->activity, "kind");

  return field != NULL && field->kind == TW_KIND_ENUM ? field : NULL;
}

static char *
dup_text (TwLogDialog *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (text_keys); i++)
    {
      TwFormRow *row = tw_log_dialog_get_row (self, text_keys[i]);
      g_auto(TwValue) value = TW_VALUE_INIT;

      if (row != NULL && tw_field_input_get_value (tw_form_row_get_input (row), &value, NULL) && value.type == TW_TYPE_TEXT)
        g_string_append_printf (text, "%s\n", value.text);
    }
  return g_string_free (text, FALSE);
}

/* What is chosen needs no proposal. */
static gboolean
is_chosen (TwLogDialog *self,
           const char  *key)
{
  TwFormRow *row = tw_log_dialog_get_row (self, "kind");
  g_auto(TwValue) value = TW_VALUE_INIT;

  return row != NULL && tw_field_input_get_value (tw_form_row_get_input (row), &value, NULL) && value.type == TW_TYPE_ENUM
         && g_str_equal (value.text, key);
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  g_autoptr(TwLogDialog) self = TW_LOG_DIALOG (data);
  g_autoptr(TwActivityGuess) guess = tw_activity_guess_read_finish (TW_STORE (source), result, NULL);

  if (guess == NULL || self->cancellable == NULL)
    return;
  self->guess = g_steal_pointer (&guess);
  tw_log_dialog_update_guess (self);
}

/**
 * tw_log_dialog_start_guessing:
 * @self: the dialog with its rows
 *
 * Learns from what was logged before.
 */
void
tw_log_dialog_start_guessing (TwLogDialog *self)
{
  const TwField *field = get_field (self);

  tw_log_dialog_update_guess (self);
  if (field == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (text_keys); i++)
    {
      TwFormRow *row = tw_log_dialog_get_row (self, text_keys[i]);

      if (row != NULL)
        g_signal_connect_object (tw_form_row_get_input (row), "changed", G_CALLBACK (tw_log_dialog_update_guess), self, G_CONNECT_SWAPPED);
    }
  self->cancellable = g_cancellable_new ();
  tw_activity_guess_read_async (tw_workspace_get_store (self->workspace), field, self->cancellable, read_cb, g_object_ref (self));
}

/**
 * tw_log_dialog_update_guess:
 * @self: the dialog
 *
 * Offers the type that the words suggest, when it is another one than is chosen.
 */
void
tw_log_dialog_update_guess (TwLogDialog *self)
{
  const TwField *field = get_field (self);
  g_autofree char *text = NULL, *label = NULL;

  self->guessed = NULL;
  if (self->guess != NULL && !self->only_task)
    {
      text = dup_text (self);
      self->guessed = tw_activity_guess_find (self->guess, text);
      if (self->guessed != NULL && is_chosen (self, self->guessed))
        self->guessed = NULL;
    }
  if (self->guessed != NULL)
    /* Translators: a button that proposes a type of activity, such as "Visit". */
    label = g_strdup_printf (_("Type: %s?"), tw_choice_get_label (field, tw_field_get_choice (field, self->guessed)));
  gtk_button_set_label (self->guess_button, label != NULL ? label : "");
  gtk_widget_set_visible (GTK_WIDGET (self->guess_button), label != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "log.use-guess", label != NULL);
}

/**
 * tw_log_dialog_use_guess:
 * @widget: the dialog
 * @name: of the action
 * @parameter: none
 *
 * Takes the type that is offered.
 */
void
tw_log_dialog_use_guess (GtkWidget  *widget,
                         const char *name,
                         GVariant   *parameter)
{
  TwLogDialog *self = TW_LOG_DIALOG (widget);

  if (self->guessed != NULL)
    tw_log_dialog_set_kind (self, self->guessed);
}
