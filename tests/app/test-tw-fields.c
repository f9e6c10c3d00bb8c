/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The editor of fields: made, previewed, changed, moved, hidden; and a kind of record of one's own, with its fields. */
#include "tw-app-test.h"

#include <string.h>

#include "tw-field-row.h"
#include "tw-field-sheet.h"
#include "tw-fields-page.h"
#include "tw-object-sheet.h"
#include "tw-record-test.h"

static TwFieldsPage *
get_page (TwAppTest *fixture)
{
  return TW_FIELDS_PAGE (tw_window_get_page (fixture->window));
}

static TwFieldRow *
row_at (TwAppTest *fixture, int i)
{
  return (TwFieldRow *) gtk_list_box_get_row_at_index (tw_fields_page_get_list (get_page (fixture)), i);
}

static TwFieldRow *
find_row (TwAppTest *fixture, const char *title)
{
  for (int i = 0; row_at (fixture, i) != NULL; i++)
    if (g_str_equal (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row_at (fixture, i))), title))
      return row_at (fixture, i);
  return NULL;
}

static gpointer
get_sheet (TwAppTest *fixture)
{
  g_assert_nonnull (tw_fields_page_get_sheet (get_page (fixture)));
  return tw_fields_page_get_sheet (get_page (fixture));
}

static gboolean
is_closed (gpointer data)
{
  return tw_fields_page_get_sheet (get_page (data)) == NULL;
}

static gboolean
is_previewed (gpointer data)
{
  TwFormRow *row = tw_field_sheet_get_preview (data);
  GtkWidget *label = row != NULL ? tw_app_test_find (row, GTK_TYPE_LABEL) : NULL;

  return label != NULL && g_str_equal (gtk_label_get_label (GTK_LABEL (label)), "Region *")
         && tw_field_input_get_field (tw_form_row_get_input (row))->kind == TW_KIND_ENUM;
}

static gboolean
has_problem (gpointer data)
{
  return tw_field_sheet_get_problem (data) != NULL;
}

static void
enter (TwFieldSheet *sheet, const char *entry, const char *text)
{
  gtk_editable_set_text (tw_field_sheet_get_entry (sheet, entry), text);
}

static void
open_editor (TwAppTest *fixture, const char *entity)
{
  tw_app_test_open_view (fixture, entity, "list");
  tw_app_test_activate (fixture->window, "win.show-fields", NULL);
  tw_app_test_settle ();
  g_assert_true (TW_IS_FIELDS_PAGE (tw_window_get_page (fixture->window)));
}

typedef struct
{
  TwAppTest  *fixture;
  const char *first, *second;                          /* titles of rows, one right above the other */
} Order;

static gboolean
is_ordered (gpointer data)
{
  Order *order = data;
  TwFieldRow *first = find_row (order->fixture, order->first), *second = find_row (order->fixture, order->second);

  return first != NULL && second != NULL
         && gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (first)) + 1 == gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (second));
}

static void
wait_for_order (TwAppTest *fixture, const char *first, const char *second)
{
  Order order = { fixture, first, second };

  tw_app_test_wait (is_ordered, &order);
}

static void
add_region (TwAppTest *fixture)
{
  TwFieldSheet *sheet = NULL;

  tw_app_test_activate (get_page (fixture), "fields.new", NULL);
  sheet = get_sheet (fixture);
  enter (sheet, "name", " Region ");
  tw_field_sheet_set_kind (sheet, TW_KIND_ENUM);
  tw_field_sheet_set_choices (sheet, "North\nSouth");
  gtk_switch_set_active (GTK_SWITCH (gtk_widget_get_template_child (GTK_WIDGET (sheet), TW_TYPE_FIELD_SHEET, "required")), TRUE);
  tw_app_test_wait (is_previewed, sheet);
  tw_app_test_activate (sheet, "field.save", NULL);
  tw_app_test_wait (is_closed, fixture);
}

static gboolean
is_hidden (gpointer data)
{
  return tw_entity_get_field (tw_app_test_entity (data, "company"), "region_2")->retired
         && strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (find_row (data, "Region 2"))), "Hidden") != NULL;
}

static gboolean
is_shown (gpointer data)
{
  return !tw_entity_get_field (tw_app_test_entity (data, "company"), "region_2")->retired
         && strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (find_row (data, "Region 2"))), "Hidden") == NULL;
}

static gboolean
is_renamed (gpointer data)
{
  return find_row (data, "Area") != NULL;
}

static void
test_fields (TwAppTest *fixture, gconstpointer data)
{
  TwFieldSheet *sheet = NULL;
  const TwField *field = NULL;

  open_editor (fixture, "company");
  /* There is a region already; what is refused stays in the sheet. */
  tw_app_test_activate (get_page (fixture), "fields.new", NULL);
  sheet = get_sheet (fixture);
  enter (sheet, "name", "NAME");
  tw_app_test_activate (sheet, "field.save", NULL);
  g_assert_nonnull (strstr (tw_field_sheet_get_problem (sheet), "there already"));
  enter (sheet, "name", "Half");
  g_assert_null (tw_field_sheet_get_problem (sheet));
  tw_field_sheet_set_kind (sheet, TW_KIND_DECIMAL);
  enter (sheet, "formula", "nothing_here / 2");
  /* What is not shown does not count: the choices of a field that was to be computed can be written. */
  tw_field_sheet_set_kind (sheet, TW_KIND_ENUM);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (sheet), TW_TYPE_FIELD_SHEET, "choices_group"))));
  tw_field_sheet_set_kind (sheet, TW_KIND_DECIMAL);
  tw_app_test_activate (sheet, "field.save", NULL);
  tw_app_test_wait (has_problem, sheet);
  g_assert_nonnull (strstr (tw_field_sheet_get_problem (sheet), "nothing_here"));
  g_assert_cmpstr (gtk_editable_get_text (tw_field_sheet_get_entry (sheet, "formula")), ==, "nothing_here / 2");
  enter (sheet, "formula", "annual_revenue / 2 USD");
  tw_app_test_activate (sheet, "field.save", NULL);
  tw_app_test_wait (is_closed, fixture);
  tw_app_test_activate (get_page (fixture), "fields.new", NULL);
  sheet = get_sheet (fixture);
  enter (sheet, "name", "Floors");
  tw_field_sheet_set_kind (sheet, TW_KIND_INTEGER);
  enter (sheet, "min", "1");
  tw_app_test_activate (sheet, "field.save", NULL);
  tw_app_test_wait (is_closed, fixture);
  wait_for_order (fixture, "Half", "Floors");
  /* By keyboard, with the focus kept. */
  gtk_widget_child_focus (GTK_WIDGET (find_row (fixture, "Floors")), GTK_DIR_TAB_FORWARD);
  tw_app_test_activate (find_row (fixture, "Floors"), "fields.up", NULL);
  wait_for_order (fixture, "Floors", "Half");
  g_signal_emit_by_name (find_row (fixture, "Floors"), "place", tw_field_row_get_number (find_row (fixture, "Half")));
  wait_for_order (fixture, "Half", "Floors");
  tw_app_test_activate (find_row (fixture, "Floors"), "fields.edit", NULL);
  sheet = get_sheet (fixture);
  g_assert_cmpstr (gtk_editable_get_text (tw_field_sheet_get_entry (sheet, "min")), ==, "1");
  enter (sheet, "name", "Storeys");
  enter (sheet, "max", "90");
  tw_app_test_activate (sheet, "field.save", NULL);
  tw_app_test_wait (is_closed, fixture);
  wait_for_order (fixture, "Half", "Storeys");
  field = tw_entity_get_field (tw_app_test_entity (fixture, "company"), "floors");
  g_assert_cmpstr (field->min, ==, "1");
  g_assert_cmpstr (field->max, ==, "90");
}

static void
test_choices (TwAppTest *fixture, gconstpointer data)
{
  open_editor (fixture, "deal");
  add_region (fixture);
  g_assert_cmpstr (tw_entity_get_field (tw_app_test_entity (fixture, "deal"), "region")->choices[1]->label, ==, "South");
  g_assert_true (tw_entity_get_field (tw_app_test_entity (fixture, "deal"), "region")->required);
}

static void
test_hide (TwAppTest *fixture, gconstpointer data)
{
  TwFieldSheet *sheet = NULL;

  open_editor (fixture, "company");
  tw_app_test_activate (get_page (fixture), "fields.new", NULL);
  sheet = get_sheet (fixture);
  enter (sheet, "name", "Region 2");
  tw_app_test_activate (sheet, "field.save", NULL);
  tw_app_test_wait (is_closed, fixture);
  g_signal_emit_by_name (find_row (fixture, "Region 2"), "retire", TRUE);
  tw_app_test_wait (is_hidden, fixture);
  /* A hidden field is not changed, and comes back with undo. */
  g_signal_emit_by_name (tw_fields_page_get_list (get_page (fixture)), "row-activated", find_row (fixture, "Region 2"));
  g_assert_null (tw_fields_page_get_sheet (get_page (fixture)));
  tw_app_test_activate (fixture->window, "win.undo", NULL);
  tw_app_test_wait (is_shown, fixture);
  g_signal_emit_by_name (tw_fields_page_get_list (get_page (fixture)), "row-activated", find_row (fixture, "Region 2"));
  sheet = get_sheet (fixture);
  enter (sheet, "name", "Area");
  tw_app_test_activate (sheet, "field.save", NULL);
  tw_app_test_wait (is_renamed, fixture);
}

static gboolean
has_visit (gpointer data)
{
  return find_row (data, "Company") != NULL && find_row (data, "Owner") != NULL && tw_app_test_entity (data, "visit")->custom;
}

static gboolean
has_with (gpointer data)
{
  return find_row (data, "With") != NULL;
}

static const char *
get_chosen (TwAppTest *fixture)
{
  GtkDropDown *chooser = tw_app_test_find (get_page (fixture), GTK_TYPE_DROP_DOWN);

  return gtk_string_object_get_string (GTK_STRING_OBJECT (gtk_drop_down_get_selected_item (chooser)));
}

static gboolean
is_object_hidden (gpointer data)
{
  return g_str_equal (get_chosen (data), "Visits (hidden)") && tw_app_test_entity (data, "visit")->retired;
}

static gboolean
is_object_shown (gpointer data)
{
  return g_str_equal (get_chosen (data), "Visits") && !tw_app_test_entity (data, "visit")->retired;
}

static void
test_objects (TwAppTest *fixture, gconstpointer data)
{
  TwObjectSheet *object = NULL;
  TwFieldSheet *sheet = NULL;

  open_editor (fixture, "company");
  tw_app_test_activate (get_page (fixture), "fields.new-object", NULL);
  object = get_sheet (fixture);
  tw_object_sheet_enter (object, "Deal", "Deals", NULL);
  tw_app_test_activate (object, "object.save", NULL);
  g_assert_nonnull (strstr (tw_object_sheet_get_problem (object), "there already"));
  tw_object_sheet_enter (object, "Visit", "Visits", tw_app_test_entity (fixture, "company"));
  tw_app_test_activate (object, "object.save", NULL);
  tw_app_test_wait (is_closed, fixture);
  /* The new kind is shown, and takes fields at once. */
  tw_app_test_wait (has_visit, fixture);
  tw_app_test_activate (get_page (fixture), "fields.new", NULL);
  sheet = get_sheet (fixture);
  enter (sheet, "name", "With");
  tw_field_sheet_set_kind (sheet, TW_KIND_LINK);
  tw_field_sheet_set_target (sheet, tw_app_test_entity (fixture, "contact"));
  tw_app_test_activate (sheet, "field.save", NULL);
  tw_app_test_wait (is_closed, fixture);
  tw_app_test_wait (has_with, fixture);
  g_assert_nonnull (tw_entity_get_inverse (tw_app_test_entity (fixture, "contact"), "visits"));
  tw_app_test_activate (get_page (fixture), "fields.hide-object", NULL);
  tw_app_test_wait (is_object_hidden, fixture);
  tw_app_test_activate (get_page (fixture), "fields.show-object", NULL);
  tw_app_test_wait (is_object_shown, fixture);
  tw_app_test_open_view (fixture, "visit", "list");
}

#define INTRODUCTION "Forms and pages show them in this order. Drag a field by its handle, or move it with Alt+Up and Alt+Down. Fields of your own can be " \
                     "changed and hidden; what records have in a hidden field stays there."

/* However its words fall into lines, the sentence above the fields ends where they do: Latin words make a line of Arabic ones higher. */
static void
test_narrow (TwAppTest *fixture, gconstpointer data)
{
  static const char sentence[] = "تعرضها النماذج والصفحات بهذا الترتيب. اسحب الحقل من مقبضه، أو انقله بـ Alt+أعلى و Alt+أسفل. يمكن تغيير حقولك الخاصة "
                                 "وإخفاؤها؛ وما في السجلات من حقل مخفي يبقى فيه.";
  g_autoptr (PangoAttrList) arabic = pango_attr_list_new ();
  GtkWidget *label = NULL;

  pango_attr_list_insert (arabic, pango_attr_language_new (pango_language_from_string ("ar")));
  open_editor (fixture, "company");
  tw_app_test_narrow (fixture);
  label = tw_record_test_find_label (get_page (fixture), INTRODUCTION);
  g_assert_nonnull (label);
  gtk_label_set_attributes (GTK_LABEL (label), arabic);
  for (glong n = 100; n < 120; n++)
    {
      g_autofree char *text = g_utf8_substring (sentence, 0, n);

      gtk_label_set_label (GTK_LABEL (label), text);
      tw_app_test_settle ();
      g_assert_cmpint (gtk_widget_get_width (label), <=, gtk_widget_get_width (GTK_WIDGET (tw_fields_page_get_list (get_page (fixture)))));
    }
}

int
main (int argc, char **argv)
{
  tw_app_test_init (&argc, &argv);
  tw_app_test_add ("/app/fields/fields", test_fields);
  tw_app_test_add ("/app/fields/choices", test_choices);
  tw_app_test_add ("/app/fields/hide", test_hide);
  tw_app_test_add ("/app/fields/objects", test_objects);
  tw_app_test_add ("/app/fields/narrow", test_narrow);
  return g_test_run ();
}
