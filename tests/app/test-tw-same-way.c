/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A shipped field and a site's own one, a shipped kind of record and a site's own object take the same way: each is made, listed,
 * filtered, counted, ordered, grouped, edited, changed in bulk, put on a board, opened and found by the same steps. */
#include "config.h"

#include "tw-board-column.h"
#include "tw-board-view.h"
#include "tw-bulk-bar.h"
#include "tw-cell-editor.h"
#include "tw-create-dialog.h"
#include "tw-facet-panel.h"
#include "tw-palette-item.h"
#include "tw-palette.h"
#include "tw-record-page.h"
#include "tw-same-way.h"
#include "tw-search.h"

static TwCreateDialog *
find_create_dialog (void)
{
  g_autoptr(GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (TW_IS_CREATE_DIALOG (l->data))
      return l->data;
  return NULL;
}

static gboolean
is_record_page (gpointer data)
{
  return TW_IS_RECORD_PAGE (tw_window_get_page (data));
}

static void
preset (TwAppTest         *fixture,
        const SameSubject *subject,
        TwCreateDialog    *dialog,
        const char        *key,
        TwValue            value)
{
  tw_create_dialog_preset (dialog, tw_entity_get_field (tw_app_test_entity (fixture, subject->entity), key), &value);
  tw_value_clear (&value);
}

/* The last one is made in the form. */
static void
step_create (TwAppTest         *fixture,
             const SameSubject *subject)
{
  TwCreateDialog *dialog = NULL;
  g_auto(TwValue) name = tw_value_text ("Thing 6");

  tw_app_test_open_view (fixture, subject->entity, "list");
  tw_app_test_activate (same_get_page (fixture), "view.new", NULL);
  dialog = find_create_dialog ();
  g_assert_nonnull (dialog);
  if (subject->required != NULL)
    preset (fixture, subject, dialog, subject->required, tw_value_link (tw_app_test_entity (fixture, "deal_stage")->number, &fixture->lead_stage));
  preset (fixture, subject, dialog, subject->choice, tw_value_enum ("low"));
  preset (fixture, subject, dialog, subject->money, tw_value_money (600000, tw_workspace_get_currency (fixture->workspace)));
  preset (fixture, subject, dialog, subject->text, tw_value_text ("Lyon"));
  tw_field_input_set_value (tw_form_row_get_input (tw_create_dialog_get_row (dialog, "name")), &name);
  tw_app_test_activate (dialog, "create.save", NULL);
  tw_app_test_wait (is_record_page, fixture->window);
  same_wait_for (fixture, subject, subject->money, "= 60 USD", 1);
}

static gboolean
is_counted (gpointer data)
{
  return !tw_facet_panel_get_loading (data);
}

static void
step_filter (TwAppTest         *fixture,
             const SameSubject *subject)
{
  g_autofree char *condition = g_strconcat (subject->choice, " = \"high\"", NULL);
  TwFacetPanel *panel = NULL;
  guint n = 0;

  same_open_list (fixture, subject);
  same_wait_for_text (same_get_list (fixture), "Thing 3");
  same_wait_for_text (same_get_list (fixture), "$30.00");
  n = tw_view_state_get_n_conditions (same_get_state (fixture));
  g_assert_true (tw_view_state_add_condition (same_get_state (fixture), condition, NULL));
  same_wait_for_items (fixture, 2);
  same_wait_for_text (same_get_page (fixture), "High");
  tw_view_state_remove_condition (same_get_state (fixture), n);
  same_wait_for_items (fixture, SAME_N_RECORDS);
  panel = TW_FACET_PANEL (g_object_ref_sink (tw_facet_panel_new (same_get_state (fixture))));
  tw_app_test_wait (is_counted, panel);
  g_assert_cmpint (tw_facet_panel_get_count (panel, subject->choice, "High"), ==, 2);
  g_assert_cmpint (tw_facet_panel_get_count (panel, subject->choice, "Low"), ==, 4);
  g_assert_true (tw_facet_panel_click (panel, subject->choice, "Low"));
  same_wait_for_items (fixture, 4);
  g_object_unref (panel);
}

typedef struct
{
  TwAppTest         *fixture;
  const SameSubject *subject;
  const char        *name;
} First;

static gboolean
is_first (gpointer data)
{
  First *first = data;
  g_autoptr(TwRow) row = g_list_model_get_item (G_LIST_MODEL (tw_list_view_get_results (same_get_list (first->fixture))), 0);

  return row != NULL && g_strcmp0 (tw_row_get_text (row, tw_app_test_entity (first->fixture, first->subject->entity)->name_field),
                                   first->name) == 0;
}

static void
wait_for_first (TwAppTest         *fixture,
                const SameSubject *subject,
                const char        *name)
{
  tw_app_test_wait (is_first, &(First) { fixture, subject, name });
}

static void
step_order (TwAppTest         *fixture,
            const SameSubject *subject)
{
  TwListModel *model = NULL;
  TwListGroup *group = NULL;

  same_open_list (fixture, subject);
  tw_view_state_sort_by (same_get_state (fixture), subject->money, TRUE, FALSE);
  same_wait_for_items (fixture, SAME_N_RECORDS);
  wait_for_first (fixture, subject, "Thing 6");
  tw_view_state_sort_by (same_get_state (fixture), subject->choice, FALSE, FALSE);
  tw_view_state_sort_by (same_get_state (fixture), subject->money, TRUE, TRUE);
  same_wait_for_items (fixture, SAME_N_RECORDS);
  wait_for_first (fixture, subject, "Thing 2");
  tw_view_state_set_list_group (same_get_state (fixture), subject->choice);
  same_wait_for_items (fixture, SAME_N_RECORDS + 2);
  model = same_get_list (fixture)->model;
  group = g_ptr_array_index (tw_list_model_get_groups (model), 0);
  g_assert_cmpstr (tw_list_group_get_title (group), ==, "High");
  g_assert_cmpint (tw_list_group_get_count (group), ==, 2);
  g_assert_cmpstr (tw_list_group_get_total (group, subject->money), ==, "$30");
  tw_view_state_set_list_group (same_get_state (fixture), NULL);
  same_wait_for_items (fixture, SAME_N_RECORDS);
}

static void
step_edit_cell (TwAppTest         *fixture,
                const SameSubject *subject)
{
  TwCellEditor *editor = NULL;
  GtkWidget *entry = NULL;

  same_open_list (fixture, subject);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->window));
  g_assert_true (tw_list_view_edit_row (same_get_list (fixture), 0, subject->money));
  editor = tw_app_test_find (same_get_list (fixture), TW_TYPE_CELL_EDITOR);
  entry = tw_app_test_find (tw_cell_editor_get_input (editor), GTK_TYPE_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (entry), "plenty");
  g_assert_nonnull (tw_cell_editor_get_error (editor));
  gtk_editable_set_text (GTK_EDITABLE (entry), "11");
  g_assert_true (tw_cell_editor_save (editor, 0));
  same_wait_for (fixture, subject, subject->money, "= 11 USD", 1);
  same_wait_for_text (same_get_list (fixture), "$11.00");
  tw_app_test_activate (fixture->window, "win.undo", NULL);
  same_wait_for (fixture, subject, subject->money, "= 10 USD", 1);
}

static gboolean
is_idle (gpointer data)
{
  return !tw_bulk_bar_get_running (data);
}

static void
change_all (TwAppTest  *fixture,
            const char *action,
            const char *field,
            TwValue     value)
{
  TwBulkBar *bar = tw_app_test_find (same_get_page (fixture), TW_TYPE_BULK_BAR);
  TwBulkEditor *editor = NULL;

  tw_app_test_activate (same_get_list (fixture), "list.select-all", NULL);
  tw_app_test_activate (same_get_page (fixture), action, NULL);
  editor = tw_app_test_find (bar, TW_TYPE_BULK_EDITOR);
  g_assert_nonnull (editor);
  g_assert_true (tw_bulk_editor_choose_field (editor, field));
  tw_field_input_set_value (TW_FIELD_INPUT (tw_bulk_editor_get_input (editor)), &value);
  g_assert_true (tw_bulk_editor_apply (editor));
  tw_app_test_wait (is_idle, bar);
  tw_value_clear (&value);
  tw_app_test_settle ();
}

static void
step_bulk (TwAppTest         *fixture,
           const SameSubject *subject)
{
  g_auto(TwValue) tag = tw_value_text ("spring");

  same_open_list (fixture, subject);
  change_all (fixture, "view.edit-selected", subject->choice, tw_value_enum ("high"));
  same_wait_for (fixture, subject, subject->choice, "= \"high\"", SAME_N_RECORDS);
  tw_app_test_activate (fixture->window, "win.undo", NULL);
  same_wait_for (fixture, subject, subject->choice, "= \"high\"", 2);
  change_all (fixture, "view.add-tags", subject->tags, tw_value_list (&tag, 1));
  same_wait_for (fixture, subject, subject->tags, "has \"spring\"", SAME_N_RECORDS);
  change_all (fixture, "view.remove-tags", subject->tags, tw_value_list (&tag, 1));
  same_wait_for (fixture, subject, subject->tags, "has \"spring\"", 0);
}

typedef struct
{
  TwBoardColumn *column;
  guint          n;
} Cards;

static gboolean
has_cards (gpointer data)
{
  Cards *cards = data;

  return g_list_model_get_n_items (G_LIST_MODEL (tw_board_column_get_results (cards->column))) == cards->n;
}

static TwBoardColumn *
find_board_column (TwAppTest  *fixture,
                   const char *title)
{
  g_autoptr(GPtrArray) columns = tw_board_view_dup_columns (tw_app_test_find (same_get_page (fixture), TW_TYPE_BOARD_VIEW));

  for (guint i = 0; i < columns->len; i++)
    if (g_str_equal (tw_board_column_get_stage (g_ptr_array_index (columns, i))->title, title))
      return g_ptr_array_index (columns, i);
  g_assert_not_reached ();
}

typedef struct
{
  TwBoardColumn *column;
  const TwId    *id;
} Card;

static gboolean
has_focus (gpointer data)
{
  Card *card = data;

  return tw_board_column_focus_record (card->column, card->id);
}

/* The choice makes the columns; a card moves by keyboard, and back by undo. */
static void
step_board (TwAppTest         *fixture,
            const SameSubject *subject)
{
  g_autofree char *where = same_dup_where (subject);
  TwBoardColumn *high = NULL, *low = NULL;
  g_autoptr(TwRow) row = NULL;

  tw_app_test_open_view (fixture, subject->entity, "board");
  tw_view_state_set_group_field (same_get_state (fixture), subject->choice);
  g_assert_true (tw_view_state_add_condition (same_get_state (fixture), where, NULL));
  tw_app_test_settle ();
  high = find_board_column (fixture, "High");
  low = find_board_column (fixture, "Low");
  tw_app_test_wait (has_cards, &(Cards) { high, 2 });
  tw_app_test_wait (has_cards, &(Cards) { low, 4 });
  row = g_list_model_get_item (G_LIST_MODEL (tw_board_column_get_results (low)), 0);
  tw_app_test_wait (has_focus, &(Card) { low, tw_row_get_id (row) });
  tw_app_test_activate (tw_app_test_find (same_get_page (fixture), TW_TYPE_BOARD_VIEW), "board.move-left", NULL);
  same_wait_for (fixture, subject, subject->choice, "= \"low\"", 3);
  tw_app_test_wait (has_cards, &(Cards) { low, 3 });
  tw_app_test_activate (fixture->window, "win.undo", NULL);
  tw_app_test_wait (has_cards, &(Cards) { low, 4 });
}

static gboolean
is_not_editing (gpointer data)
{
  return !tw_record_field_is_editing (data);
}

/* Details edited in place, and the change in the timeline under the field's name. */
static void
step_record (TwAppTest         *fixture,
             const SameSubject *subject)
{
  g_autofree char *where = same_dup_where (subject);
  g_autoptr(TwQuery) query = tw_query_new (tw_store_get_schema (fixture->store), tw_app_test_entity (fixture, subject->entity), where,
                                           "name", NULL);
  g_autoptr(GPtrArray) records = tw_store_list (fixture->store, query, 1, NULL, NULL, NULL);
  TwRecordPage *page = NULL;
  TwRecordField *field = NULL;
  GtkWidget *entry = NULL;
  char id[TW_ID_TEXT_LENGTH + 1];

  tw_app_test_activate (fixture->window, "win.open-record", "(uss)", tw_app_test_entity (fixture, subject->entity)->number,
                        tw_id_print (tw_record_get_id (g_ptr_array_index (records, 0)), id), "");
  tw_app_test_wait (is_record_page, fixture->window);
  page = TW_RECORD_PAGE (tw_window_get_page (fixture->window));
  field = tw_record_details_get_field (tw_record_page_get_details (page), subject->money);
  g_assert_nonnull (field);
  tw_record_field_start_edit (field);
  entry = tw_app_test_find (tw_record_field_get_input (field), GTK_TYPE_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (entry), "12");
  tw_record_field_save (field);
  tw_app_test_wait (is_not_editing, field);
  same_wait_for (fixture, subject, subject->money, "= 12 USD", 1);
  same_wait_for_text (field, "$12.00");
  same_wait_for_text (tw_record_page_get_timeline (page), subject->money_label);
  same_wait_for_text (tw_record_page_get_timeline (page), "$12.00");
  tw_app_test_activate (fixture->window, "win.undo", NULL);
  same_wait_for_text (field, "$10.00");
}

static gboolean
is_found (gpointer data)
{
  g_autoptr(TwPaletteItem) item = g_list_model_get_item (tw_palette_get_items (data), 0);

  return item != NULL && g_str_equal (tw_palette_item_get_title (item), "Thing 4");
}

static void
step_find (TwAppTest         *fixture,
           const SameSubject *subject)
{
  TwPalette *palette = tw_app_test_find (fixture->window, TW_TYPE_PALETTE);
  g_autoptr(GPtrArray) hits = tw_store_search (fixture->store, "lyon", tw_app_test_entity (fixture, subject->entity), 20, NULL);

  g_assert_cmpuint (hits->len, ==, SAME_N_RECORDS);
  tw_app_test_activate (fixture->window, "win.palette", NULL);
  tw_palette_set_text (palette, "thing 4");
  tw_app_test_wait (is_found, palette);
  tw_palette_close (palette);
}

static const struct
{
  const char *name;
  void      (*run) (TwAppTest *fixture, const SameSubject *subject);
} steps[] = {
  { "create", step_create }, { "filter", step_filter }, { "order", step_order }, { "edit-cell", step_edit_cell },
  { "bulk", step_bulk }, { "board", step_board }, { "record", step_record }, { "find", step_find },
};

static void
run_all (TwAppTest         *fixture,
         const SameSubject *subject)
{
  same_add_records (fixture, subject, SAME_N_RECORDS - 1);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_test_message ("%s", steps[i].name);
      steps[i].run (fixture, subject);
      tw_app_test_settle ();
    }
}

static void
test_shipped (TwAppTest    *fixture,
              gconstpointer data)
{
  run_all (fixture, &same_subjects[0]);
}

static void
test_own_fields (TwAppTest    *fixture,
                 gconstpointer data)
{
  run_all (fixture, &same_subjects[1]);
}

static void
test_own_object (TwAppTest    *fixture,
                 gconstpointer data)
{
  run_all (fixture, &same_subjects[2]);
}

int
main (int    argc,
      char **argv)
{
  tw_app_test_init (&argc, &argv);
  tw_app_test_add ("/app/same-way/shipped", test_shipped);
  tw_app_test_add ("/app/same-way/own-fields", test_own_fields);
  tw_app_test_add ("/app/same-way/own-object", test_own_object);
  return g_test_run ();
}
