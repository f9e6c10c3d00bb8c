/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The editor of a pipeline: order, names, colours, what a stage requires, adding and removing, each one step that can be undone. */
#include "tw-app-test.h"

#include <string.h>

#include "tw-board-view.h"
#include "tw-move-buttons.h"
#include "tw-pipeline-page.h"
#include "tw-pipeline-row.h"
#include "tw-record-field.h"

static TwPipelinePage *
get_page (TwAppTest *fixture)
{
  return TW_PIPELINE_PAGE (tw_window_get_page (fixture->window));
}

static TwPipelineRow *
row_at (TwAppTest *fixture, int i)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (tw_pipeline_page_get_list (get_page (fixture)), i);

  g_assert_true (TW_IS_PIPELINE_ROW (row));
  return TW_PIPELINE_ROW (row);
}

static void
open_editor (TwAppTest *fixture)
{
  tw_app_test_open_view (fixture, "deal", "board");
  tw_app_test_activate (tw_app_test_find (tw_window_get_page (fixture->window), TW_TYPE_BOARD_VIEW), "board.edit-columns", NULL);
  tw_app_test_settle ();
  g_assert_true (TW_IS_PIPELINE_PAGE (tw_window_get_page (fixture->window)));
}

typedef struct
{
  TwAppTest  *fixture;
  const char *order;
} Order;

static gboolean
is_order (gpointer data)
{
  Order *order = data;
  GtkListBox *list = tw_pipeline_page_get_list (get_page (order->fixture));
  g_autoptr(GString) names = g_string_new (NULL);

  for (int i = 0; gtk_list_box_get_row_at_index (list, i) != NULL; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? " " : "", adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row_at (order->fixture, i))));
  return g_str_equal (names->str, order->order);
}

static void
wait_for_order (TwAppTest *fixture, const char *names)
{
  Order order = { fixture, names };

  tw_app_test_wait (is_order, &order);
}

static char *
text_of (TwAppTest *fixture, int row, const char *key)
{
  return tw_app_test_text (fixture, "deal_stage", tw_record_get_id (tw_pipeline_row_get_record (row_at (fixture, row))), key);
}

static gboolean
is_counted (gpointer data)
{
  return tw_pipeline_row_get_count (row_at (data, 0)) == 12;
}

/* What cannot go on looks so. */
static void
assert_ends (TwAppTest *fixture)
{
  for (int i = 0; i < 6; i++)
    {
      TwMoveButtons *move = tw_app_test_find (row_at (fixture, i), TW_TYPE_MOVE_BUTTONS);

      g_assert_cmpint (tw_move_buttons_get_above (move), ==, i > 0);
      g_assert_cmpint (tw_move_buttons_get_below (move), ==, i < 5);
    }
}

/* What is not counted, as when it cannot be read, is not said to be nothing. */
static void
test_uncounted (TwAppTest *fixture, gconstpointer data)
{
  TwPipelineRow *row = NULL;

  open_editor (fixture);
  tw_app_test_wait (is_counted, fixture);
  row = row_at (fixture, 0);
  g_assert_nonnull (strstr (adw_expander_row_get_subtitle (ADW_EXPANDER_ROW (row)), "12 records"));
  tw_pipeline_row_set_count (row, -1);
  g_assert_null (strstr (adw_expander_row_get_subtitle (ADW_EXPANDER_ROW (row)), "record"));
  g_assert_cmpstr (adw_expander_row_get_subtitle (ADW_EXPANDER_ROW (row)), !=, "");
}

static void
test_order (TwAppTest *fixture, gconstpointer data)
{
  TwPipelineRow *row = NULL;

  open_editor (fixture);
  wait_for_order (fixture, "Lead Qualified Proposal Negotiation Won Lost");
  tw_app_test_wait (is_counted, fixture);
  row = row_at (fixture, 0);
  assert_ends (fixture);
  gtk_widget_child_focus (GTK_WIDGET (row), GTK_DIR_TAB_FORWARD);
  tw_app_test_activate (get_page (fixture), "pipeline.down", NULL);
  wait_for_order (fixture, "Qualified Lead Proposal Negotiation Won Lost");
  assert_ends (fixture);
  /* The same row, with the focus, so that the next key moves it on. */
  g_assert_true (row_at (fixture, 1) == row);
  tw_app_test_activate (get_page (fixture), "pipeline.down", NULL);
  wait_for_order (fixture, "Qualified Proposal Lead Negotiation Won Lost");
  tw_app_test_activate (get_page (fixture), "pipeline.up", NULL);
  wait_for_order (fixture, "Qualified Lead Proposal Negotiation Won Lost");
  tw_app_test_activate (fixture->window, "win.undo", NULL);
  wait_for_order (fixture, "Qualified Proposal Lead Negotiation Won Lost");
}

static void
test_drop (TwAppTest *fixture, gconstpointer data)
{
  char text[TW_ID_TEXT_LENGTH + 1];

  open_editor (fixture);
  /* What a drop of “Negotiation” on “Lead” tells. */
  g_signal_emit_by_name (row_at (fixture, 0), "place", tw_id_print (tw_record_get_id (tw_pipeline_row_get_record (row_at (fixture, 3))), text));
  wait_for_order (fixture, "Negotiation Lead Qualified Proposal Won Lost");
}

static TwRecordField *
find_field (gpointer widget, const char *key)
{
  if (TW_IS_RECORD_FIELD (widget) && g_str_equal (tw_record_field_get_field (widget)->key, key))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      TwRecordField *found = find_field (child, key);

      if (found != NULL)
        return found;
    }
  return NULL;
}

typedef struct
{
  TwAppTest  *fixture;
  int         row;
  const char *key, *text;
} Text;

static gboolean
text_is (gpointer data)
{
  Text *text = data;
  g_autofree char *stored = text_of (text->fixture, text->row, text->key);

  return g_strcmp0 (stored, text->text) == 0;
}

static void
wait_for_text (TwAppTest *fixture, int row, const char *key, const char *expected)
{
  Text text = { fixture, row, key, expected };

  tw_app_test_wait (text_is, &text);
}

static gpointer
find_with (gpointer widget, const char *name, const char *value)
{
  const char *found = g_object_get_data (widget, name);

  if (g_strcmp0 (found, value) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      gpointer inner = find_with (child, name, value);

      if (inner != NULL)
        return inner;
    }
  return NULL;
}

static gboolean
has_error (gpointer field)
{
  return tw_record_field_get_error (field) != NULL;
}

static gboolean
is_required (gpointer data)
{
  g_autofree char *required = text_of (data, 0, "required_fields");

  return strstr (required, "close_date") != NULL;
}

static gboolean
is_unticked (gpointer data)
{
  return !gtk_check_button_get_active (find_with (row_at (data, 0), "key", "close_date"));
}

static void
test_values (TwAppTest *fixture, gconstpointer data)
{
  TwRecordField *field = NULL;
  g_auto(TwValue) name = tw_value_text ("First talk"), percent = TW_VALUE_INIT;

  open_editor (fixture);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row_at (fixture, 0)), TRUE);
  field = find_field (row_at (fixture, 0), "name");
  tw_record_field_start_edit (field);
  tw_field_input_set_value (tw_record_field_get_input (field), &name);
  tw_record_field_save (field);
  wait_for_order (fixture, "First talk Qualified Proposal Negotiation Won Lost");
  /* As soon as the name is shown the person is at the next field, and stays there when the answer to the first one comes. */
  field = find_field (row_at (fixture, 0), "default_probability");
  tw_record_field_start_edit (field);
  tw_app_test_settle ();
  g_assert_true (tw_record_field_is_editing (field));

  g_assert_true (tw_value_parse (TW_TYPE_DECIMAL, "150", NULL, &percent, NULL));
  tw_field_input_set_value (tw_record_field_get_input (field), &percent);
  tw_record_field_save (field);
  tw_app_test_wait (has_error, field);
  tw_record_field_cancel_edit (field);

  gtk_toggle_button_set_active (find_with (row_at (fixture, 0), "color", "coral"), TRUE);
  wait_for_text (fixture, 0, "color", "coral");
  gtk_check_button_set_active (find_with (row_at (fixture, 0), "key", "close_date"), TRUE);
  tw_app_test_wait (is_required, fixture);
  tw_app_test_activate (fixture->window, "win.undo", NULL);
  tw_app_test_wait (is_unticked, fixture);
}

static void
test_add_and_remove (TwAppTest *fixture, gconstpointer data)
{
  GObject *entry = NULL;
  TwId lead, proposal;

  open_editor (fixture);
  entry = gtk_widget_get_template_child (GTK_WIDGET (get_page (fixture)), TW_TYPE_PIPELINE_PAGE, "new_stage");
  gtk_editable_set_text (GTK_EDITABLE (entry), "Pilot");
  g_signal_emit_by_name (entry, "apply");
  wait_for_order (fixture, "Lead Qualified Proposal Negotiation Pilot Won Lost");
  lead = *tw_record_get_id (tw_pipeline_row_get_record (row_at (fixture, 0)));
  proposal = *tw_record_get_id (tw_pipeline_row_get_record (row_at (fixture, 2)));
  tw_pipeline_page_remove (get_page (fixture), &lead, &proposal);
  wait_for_order (fixture, "Qualified Proposal Negotiation Pilot Won Lost");
  g_assert_cmpint (tw_app_test_count (fixture, "deal", "stage.name = \"Proposal\""), ==, 12);
  tw_app_test_activate (fixture->window, "win.undo", NULL);
  wait_for_order (fixture, "Lead Qualified Proposal Negotiation Pilot Won Lost");
  g_assert_cmpint (tw_app_test_count (fixture, "deal", "stage.name = \"Lead\""), ==, 12);
}

/* Removing asks where the deals go. */
static void
test_ask (TwAppTest *fixture, gconstpointer data)
{
  AdwMessageDialog *dialog = NULL;

  open_editor (fixture);
  tw_app_test_wait (is_counted, fixture);
  gtk_widget_child_focus (GTK_WIDGET (row_at (fixture, 0)), GTK_DIR_TAB_FORWARD);
  tw_app_test_activate (get_page (fixture), "pipeline.remove", NULL);
  dialog = tw_app_test_find_window (ADW_TYPE_MESSAGE_DIALOG);
  g_assert_nonnull (dialog);
  g_assert_nonnull (strstr (adw_message_dialog_get_body (dialog), "12 records"));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (adw_message_dialog_get_extra_child (dialog)), 1);
  adw_message_dialog_response (dialog, "remove");
  wait_for_order (fixture, "Qualified Proposal Negotiation Won Lost");
  g_assert_cmpint (tw_app_test_count (fixture, "deal", "stage.name = \"Proposal\""), ==, 12);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
test_pipelines (TwAppTest *fixture, gconstpointer data)
{
  GObject *entry = NULL, *chooser = NULL;

  open_editor (fixture);
  entry = gtk_widget_get_template_child (GTK_WIDGET (get_page (fixture)), TW_TYPE_PIPELINE_PAGE, "new_pipeline");
  chooser = gtk_widget_get_template_child (GTK_WIDGET (get_page (fixture)), TW_TYPE_PIPELINE_PAGE, "chooser");
  gtk_editable_set_text (GTK_EDITABLE (entry), "Service");
  g_signal_emit_by_name (entry, "apply");
  wait_for_order (fixture, "New Won Lost");
  tw_app_test_activate (get_page (fixture), "pipeline.add-template", "s", "renewal");
  tw_app_test_settle ();
  g_assert_cmpuint (g_list_model_get_n_items (gtk_drop_down_get_model (GTK_DROP_DOWN (chooser))), ==, 3);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (chooser), 0);
  wait_for_order (fixture, "Lead Qualified Proposal Negotiation Won Lost");
}

int
main (int argc, char **argv)
{
  tw_app_test_init (&argc, &argv);
  tw_app_test_add ("/app/pipeline/uncounted", test_uncounted);
  tw_app_test_add ("/app/pipeline/order-by-keys", test_order);
  tw_app_test_add ("/app/pipeline/order-by-drop", test_drop);
  tw_app_test_add ("/app/pipeline/values", test_values);
  tw_app_test_add ("/app/pipeline/add-and-remove", test_add_and_remove);
  tw_app_test_add ("/app/pipeline/removing-asks", test_ask);
  tw_app_test_add ("/app/pipeline/pipelines", test_pipelines);
  return g_test_run ();
}
