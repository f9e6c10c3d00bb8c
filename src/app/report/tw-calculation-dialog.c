/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-calculation-dialog.h"

#include <glib/gi18n-lib.h>

#include "tw-report-parts.h"

struct _TwCalculationDialog
{
  AdwMessageDialog parent_instance;

  TwReportState   *state;                              /* (owned) */

  GtkEditable     *name, *expression;
  GtkLabel        *problem;
};

G_DEFINE_FINAL_TYPE (TwCalculationDialog, tw_calculation_dialog, ADW_TYPE_MESSAGE_DIALOG)

static char *
dup_text (GtkEditable *editable)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (editable)));
}

/* Of a report that is shown as a table a column, else a value. */
static TwReport *
dup_with (TwCalculationDialog *self,
          GError             **error)
{
  g_autoptr(TwReport) report = tw_report_state_dup_report (self->state);
  TwReportPart part = tw_report_get_form (report) == TW_REPORT_TABLE ? TW_PART_COLUMNS : TW_PART_VALUES;
  g_autofree char *name = dup_text (self->name), *expression = dup_text (self->expression);

  if (!tw_report_part_add (report, part, tw_report_state_get_schema (self->state), expression, *name != '\0' ? name : NULL, G_MAXUINT, error))
    return NULL;
  return g_steal_pointer (&report);
}

static void
check_cb (TwCalculationDialog *self)
{
  g_autofree char *expression = dup_text (self->expression);
  g_autoptr(GError) error = NULL;
  g_autoptr(TwReport) report = *expression != '\0' ? dup_with (self, &error) : NULL;

  gtk_label_set_label (self->problem, error != NULL ? error->message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), error != NULL);
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (self), "add", report != NULL);
}

static void
tw_calculation_dialog_response (AdwMessageDialog *dialog,
                                const char       *response)
{
  TwCalculationDialog *self = TW_CALCULATION_DIALOG (dialog);
  TwReport *report = g_str_equal (response, "add") ? dup_with (self, NULL) : NULL;

  if (report != NULL)
    tw_report_state_take (self->state, report);
}

static void
tw_calculation_dialog_dispose (GObject *object)
{
  g_clear_object (&TW_CALCULATION_DIALOG (object)->state);
  G_OBJECT_CLASS (tw_calculation_dialog_parent_class)->dispose (object);
}

static void
tw_calculation_dialog_class_init (TwCalculationDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tw_calculation_dialog_dispose;
  ADW_MESSAGE_DIALOG_CLASS (klass)->response = tw_calculation_dialog_response;
}

static GtkEditable *
add_row (TwCalculationDialog *self,
         GtkWidget           *list,
         const char          *title)
{
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (row), TRUE);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
  g_signal_connect_swapped (row, "changed", G_CALLBACK (check_cb), self);
  return GTK_EDITABLE (row);
}

/* Two rows and a line below: no template would be shorter. */
static void
tw_calculation_dialog_init (TwCalculationDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9), *list = gtk_list_box_new ();

  gtk_widget_add_css_class (list, "boxed-list");
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  self->name = add_row (self, list, _("Title"));
  self->expression = add_row (self, list, _("Calculation"));
  self->problem = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->problem, TRUE);
  gtk_label_set_xalign (self->problem, 0);
  gtk_widget_add_css_class (GTK_WIDGET (self->problem), "error");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), FALSE);
  gtk_box_append (GTK_BOX (box), list);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->problem));
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (self), box);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (self), "cancel", _("_Cancel"), "add", _("_Add"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (self), "add", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (self), "add", FALSE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (self), "add");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (self), "cancel");
}

/**
 * tw_calculation_dialog_new:
 * @parent: the window that it belongs to
 * @state: the report
 *
 * Returns: (transfer none): a dialog that adds the field when it is answered so
 */
TwCalculationDialog *
tw_calculation_dialog_new (GtkWindow     *parent,
                           TwReportState *state)
{
  TwCalculationDialog *self = g_object_new (TW_TYPE_CALCULATION_DIALOG, "transient-for", parent, "modal", TRUE, "heading", _("Calculated Field"),
                                            "body", _("It is worked out from the fields of each record, such as amount * probability / 100, "
                                                      "days_between(created_at, today()) or company.name."), NULL);

  self->state = g_object_ref (state);
  return self;
}

/**
 * tw_calculation_dialog_set:
 * @self: a dialog
 * @title: what the field is to be called
 * @expression: how it is worked out
 */
void
tw_calculation_dialog_set (TwCalculationDialog *self,
                           const char          *title,
                           const char          *expression)
{
  g_return_if_fail (TW_IS_CALCULATION_DIALOG (self));
  gtk_editable_set_text (self->name, title);
  gtk_editable_set_text (self->expression, expression);
}

/**
 * tw_calculation_dialog_get_problem:
 * @self: a dialog
 *
 * Returns: (transfer none) (nullable): what is not right with the expression
 */
const char *
tw_calculation_dialog_get_problem (TwCalculationDialog *self)
{
  g_return_val_if_fail (TW_IS_CALCULATION_DIALOG (self), NULL);
  return gtk_widget_get_visible (GTK_WIDGET (self->problem)) ? gtk_label_get_label (self->problem) : NULL;
}
