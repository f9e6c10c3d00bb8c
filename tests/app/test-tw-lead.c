/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Leads in the window: the dialog that converts one. */
#include "config.h"

#include "tw-app-test.h"
#include "tw-convert-dialog.h"

static TwId
add_lead (TwAppTest  *fixture,
          const char *name,
          const char *company)
{
  TwRecord *record = tw_record_new (tw_app_test_entity (fixture, "lead"));
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "Add");
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = NULL;
  TwId id = *tw_record_get_id (record);

  tw_record_set_text (record, "name", name, &error);
  g_assert_no_error (error);
  tw_record_set_text (record, "company_name", company, &error);
  g_assert_no_error (error);
  tw_record_set_text (record, "location", "Utrecht", &error);
  g_assert_no_error (error);
  tw_edit_save (edit, record);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  g_object_unref (record);
  return id;
}

static void
open_lead (TwAppTest  *fixture,
           const TwId *id)
{
  char text[TW_ID_TEXT_LENGTH + 1];

  tw_app_test_activate (fixture->window, "win.open-record", "(uss)", tw_app_test_entity (fixture, "lead")->number,
                        tw_id_print (id, text), "");
}

static TwConvertDialog *
find_dialog (void)
{
  g_autoptr(GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (TW_IS_CONVERT_DIALOG (l->data))
      return l->data;
  return NULL;
}

static gboolean
is_read (gpointer data)
{
  return tw_convert_dialog_get_conversion (data) != NULL;
}

static gboolean
is_closed (gpointer data)
{
  return find_dialog () == NULL;
}

static TwConvertDialog *
open_dialog (TwAppTest  *fixture,
             const TwId *id)
{
  TwConvertDialog *dialog = NULL;

  open_lead (fixture, id);
  tw_app_test_activate (tw_window_get_page (fixture->window), "lead.convert", NULL);
  dialog = find_dialog ();
  g_assert_nonnull (dialog);
  tw_app_test_wait (is_read, dialog);
  return dialog;
}

/* A company of the same name is chosen, the new deal's amount is asked, and the deal is opened. */
static void
test_convert (TwAppTest    *fixture,
              gconstpointer data)
{
  TwId id = add_lead (fixture, "Ann van Dyk", "acme corporation");
  TwConvertDialog *dialog = open_dialog (fixture, &id);
  TwLeadConversion *conversion = tw_convert_dialog_get_conversion (dialog);
  g_auto(TwValue) amount = TW_VALUE_INIT;
  g_autofree char *status = NULL;

  tw_app_test_shot (dialog, "lead-convert");
  g_assert_true (tw_id_equal (tw_record_get_id (tw_lead_conversion_get_record (conversion, TW_LEAD_COMPANY)), &fixture->acme));
  g_assert_true (tw_value_parse (TW_TYPE_MONEY, "500 USD", NULL, &amount, NULL));
  tw_field_input_set_value (tw_form_row_get_input (tw_convert_dialog_get_row (dialog, "amount")), &amount);
  tw_app_test_activate (dialog, "convert.convert", NULL);
  tw_app_test_wait (is_closed, NULL);
  g_assert_cmpint (tw_app_test_count (fixture, "deal", "name = \"acme corporation\" and amount = 500 USD and contact = \"Ann van Dyk\""
                                      " and company = \"Acme Corporation\""), ==, 1);
  status = tw_app_test_text (fixture, "lead", &id, "status");
  g_assert_cmpstr (status, ==, "closed");
  g_assert_cmpstr (tw_window_page_get_title (tw_window_get_page (fixture->window)), ==, "acme corporation");
  /* It is converted once only. */
  open_lead (fixture, &id);
  gtk_widget_activate_action (GTK_WIDGET (tw_window_get_page (fixture->window)), "lead.convert", NULL);
  g_assert_null (find_dialog ());
}

/* Every choice can be made, and the preview follows. */
static void
test_choices (TwAppTest    *fixture,
              gconstpointer data)
{
  TwId id = add_lead (fixture, "Bo", "Acme");
  TwConvertDialog *dialog = open_dialog (fixture, &id);
  TwLeadConversion *conversion = tw_convert_dialog_get_conversion (dialog);

  for (guint part = 0; part < TW_LEAD_N_PARTS; part++)
    {
      AdwComboRow *combo = tw_convert_dialog_get_choice (dialog, part);
      guint n = g_list_model_get_n_items (adw_combo_row_get_model (combo));

      g_assert_cmpuint (n, >=, 2);
      for (guint i = 0; i < n; i++)
        {
          adw_combo_row_set_selected (combo, i);
          g_assert_true ((tw_lead_conversion_get_record (conversion, part) == NULL) == (i == n - 1));
        }
    }
  tw_app_test_activate (dialog, "convert.convert", NULL);
  tw_app_test_settle ();
  g_assert_true (find_dialog () == dialog);
  g_assert_cmpint (tw_app_test_count (fixture, "lead", "status = \"active\""), ==, 1);
  tw_app_test_activate (dialog, "window.close", NULL);
  tw_app_test_wait (is_closed, NULL);
}

static gboolean
is_told (gpointer data)
{
  GtkWidget *label = GTK_WIDGET (gtk_widget_get_template_child (data, TW_TYPE_CONVERT_DIALOG, "error_label"));

  return gtk_widget_get_mapped (label);
}

/* What cannot be read is told, and nothing turns as if it were still to come. */
static void
test_unread (TwAppTest    *fixture,
             gconstpointer data)
{
  TwId id = { 0 };
  GtkWidget *dialog = NULL;

  id.bytes[0] = 7;
  dialog = GTK_WIDGET (tw_convert_dialog_new (GTK_WINDOW (fixture->window), fixture->workspace, &id));
  gtk_window_present (GTK_WINDOW (dialog));
  tw_app_test_wait (is_told, dialog);
  g_assert_false (gtk_widget_get_mapped (GTK_WIDGET (gtk_widget_get_template_child (dialog, TW_TYPE_CONVERT_DIALOG, "stack"))));
  gtk_window_destroy (GTK_WINDOW (dialog));
  tw_app_test_settle ();
}

/* On a phone it is no wider than the window that it stands on. */
static void
test_narrow (TwAppTest    *fixture,
             gconstpointer data)
{
  TwId id = add_lead (fixture, "Bartholomew van der Meulen-Oosterhout", "Oosterhout Precision Machinery and Sons Incorporated");
  TwConvertDialog *dialog = NULL;

  open_lead (fixture, &id);
  tw_app_test_narrow (fixture);
  dialog = open_dialog (fixture, &id);
  tw_app_test_settle ();
  tw_app_test_shot (dialog, "lead-convert-narrow");
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (dialog)), <=, gtk_widget_get_width (GTK_WIDGET (fixture->window)));
  tw_app_test_activate (dialog, "window.close", NULL);
  tw_app_test_wait (is_closed, NULL);
}

int
main (int    argc,
      char **argv)
{
  tw_app_test_init (&argc, &argv);
  tw_app_test_add ("/app/lead/convert", test_convert);
  tw_app_test_add ("/app/lead/choices", test_choices);
  tw_app_test_add ("/app/lead/unread", test_unread);
  tw_app_test_add ("/app/lead/narrow", test_narrow);
  return g_test_run ();
}
