/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-form-row.h"

#include <glib/gi18n-lib.h>

struct _TwFormRow
{
  AdwBin        parent_instance;

  TwFieldInput *input;                                 /* child of bin */

  GtkLabel     *label;
  AdwBin       *bin;
  GtkLabel     *error_label;
};

G_DEFINE_FINAL_TYPE (TwFormRow, tw_form_row, ADW_TYPE_BIN)

static void
changed_cb (TwFormRow *self)
{
  tw_form_row_set_error (self, NULL);
}

static gboolean
tw_form_row_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (TW_FORM_ROW (widget)->input));
}

static void
tw_form_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), TW_TYPE_FORM_ROW);
  G_OBJECT_CLASS (tw_form_row_parent_class)->dispose (object);
}

static void
tw_form_row_class_init (TwFormRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_form_row_dispose;
  widget_class->grab_focus = tw_form_row_grab_focus;
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("create/tw-form-row.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwFormRow, label);
  gtk_widget_class_bind_template_child (widget_class, TwFormRow, bin);
  gtk_widget_class_bind_template_child (widget_class, TwFormRow, error_label);
}

static void
tw_form_row_init (TwFormRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tw_form_row_new:
 * @workspace: where records are picked from
 * @field: a field for which tw_field_input_can_edit()
 *
 * Returns: (transfer floating): its row
 */
GtkWidget *
tw_form_row_new (TwWorkspace   *workspace,
                 const TwField *field)
{
  TwFormRow *self = g_object_new (TW_TYPE_FORM_ROW, NULL);
  /* Translators: %s is a field that must be filled in; the star says so. */
  g_autofree char *label = field->required ? g_strdup_printf (_("%s *"), tw_field_get_label (field))
                                           : g_strdup (tw_field_get_label (field));

  gtk_label_set_label (self->label, label);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->label), field->help);
  self->input = TW_FIELD_INPUT (tw_field_input_new (workspace, field));
  adw_bin_set_child (self->bin, GTK_WIDGET (self->input));
  g_signal_connect_object (self->input, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

/**
 * tw_form_row_get_input:
 * @self: a row
 *
 * Returns: (transfer none): where the value is entered
 */
TwFieldInput *
tw_form_row_get_input (TwFormRow *self)
{
  g_return_val_if_fail (TW_IS_FORM_ROW (self), NULL);
  return self->input;
}

/**
 * tw_form_row_set_error:
 * @self: a row
 * @message: (nullable): what is wrong, NULL when nothing is
 *
 * Shows a sentence under the input.
 */
void
tw_form_row_set_error (TwFormRow  *self,
                       const char *message)
{
  g_return_if_fail (TW_IS_FORM_ROW (self));
  gtk_label_set_label (self->error_label, message != NULL ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), message != NULL);
  if (message != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "error");
}

/**
 * tw_form_row_get_error:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): the sentence that is shown
 */
const char *
tw_form_row_get_error (TwFormRow *self)
{
  const char *message = NULL;

  g_return_val_if_fail (TW_IS_FORM_ROW (self), NULL);
  message = gtk_label_get_label (self->error_label);
  return *message != '\0' ? message : NULL;
}

/**
 * tw_form_row_apply:
 * @self: a row
 * @record: a record of the field's entity
 *
 * Puts the value into the record.
 *
 * Returns: whether the record can hold it
 */
gboolean
tw_form_row_apply (TwFormRow *self,
                   TwRecord  *record)
{
  const TwField *field = NULL;
  g_auto(TwValue) value = TW_VALUE_INIT;
  g_autoptr(GError) error = NULL;

  g_return_val_if_fail (TW_IS_FORM_ROW (self) && TW_IS_RECORD (record), FALSE);
  field = tw_field_input_get_field (self->input);
  if (!tw_field_input_get_value (self->input, &value, &error))
    {
      tw_form_row_set_error (self, error->message);
      return FALSE;
    }
  if (tw_value_is_null (&value))
    {
      if (field->required && field->default_value == NULL)
        {
          tw_form_row_set_error (self, _("Fill this in."));
          return FALSE;
        }
      return TRUE;
    }
  if (!tw_record_set (record, field, &value, &error))
    {
      tw_form_row_set_error (self, error->message);
      return FALSE;
    }
  return TRUE;
}
