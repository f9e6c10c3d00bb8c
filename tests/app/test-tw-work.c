/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stages and tasks away from the board: a stage on the record page asks as the board does, statistics, templates, handing over. */
#include "config.h"

#include "tw-app-test.h"
#include "tw-asked-bar.h"
#include "tw-assign-dialog.h"
#include "tw-board-ask.h"
#include "tw-figures-page.h"
#include "tw-figures-table.h"
#include "tw-record-page.h"
#include "tw-stage-times-box.h"
#include "tw-template-dialog.h"
#include "tw-list-cell.h"

static TwRecordPage *
open_record (TwAppTest  *fixture,
             const char *entity,
             const TwId *id)
{
  char text[TW_ID_TEXT_LENGTH + 1];

  tw_app_test_activate (fixture->window, "win.open-record", "(uss)", tw_app_test_entity (fixture, entity)->number,
                        tw_id_print (id, text), "");
  tw_app_test_settle ();
  g_assert_true (TW_IS_RECORD_PAGE (tw_window_get_page (fixture->window)));
  return TW_RECORD_PAGE (tw_window_get_page (fixture->window));
}

static TwId
find_id (TwAppTest  *fixture,
         const char *entity,
         const char *name)
{
  g_auto(TwValue) value = tw_value_text (name);
  g_autoptr(TwRecord) record = tw_store_find (fixture->store, tw_app_test_entity (fixture, entity)->name_field, &value, NULL);

  g_assert_nonnull (record);
  return *tw_record_get_id (record);
}

static TwId
add_task (TwAppTest  *fixture,
          const char *title)
{
  g_autoptr(TwRecord) record = tw_record_new (tw_app_test_entity (fixture, "task"));
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "Add");
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = NULL;

  tw_record_set_text (record, "title", title, NULL);
  tw_edit_save (edit, record);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  return *tw_record_get_id (record);
}

static gpointer
find_window (GType type)
{
  g_autoptr(GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (G_TYPE_CHECK_INSTANCE_TYPE (l->data, type))
      return l->data;
  return NULL;
}

static gboolean
is_without_dialog (gpointer data)
{
  return find_window (GPOINTER_TO_SIZE (data)) == NULL;
}

/* --- The stage on the record page --- */

static TwRecordField *
start_stage (TwRecordPage *page,
             TwAppTest    *fixture,
             const char   *stage)
{
  TwRecordField *field = tw_record_details_get_field (tw_record_page_get_details (page), "stage");
  TwId id = find_id (fixture, "deal_stage", stage);
  g_auto(TwValue) value = tw_value_link (tw_app_test_entity (fixture, "deal_stage")->number, &id);

  tw_record_field_start_edit (field);
  tw_field_input_set_value (tw_record_field_get_input (field), &value);
  tw_record_field_save (field);
  return field;
}

static gboolean
is_asking (gpointer data)
{
  GtkWidget *ask = tw_app_test_find (data, TW_TYPE_BOARD_ASK);

  return ask != NULL && gtk_widget_get_mapped (ask);
}

static gboolean
is_not_asking (gpointer data)
{
  return tw_app_test_find (data, TW_TYPE_BOARD_ASK) == NULL;
}

static gboolean
is_not_editing (gpointer data)
{
  return !tw_record_field_is_editing (data);
}

static void
test_stage_asks (TwAppTest    *fixture,
                 gconstpointer data)
{
  TwRecordPage *page = open_record (fixture, "deal", &fixture->deals[0]);
  TwRecordField *field = start_stage (page, fixture, "Lost");
  GtkListBox *reasons = NULL;
  g_autofree char *status = NULL, *reason = NULL;

  tw_app_test_wait (is_asking, page);
  tw_app_test_shot (fixture->window, "record-stage-asks");
  /* Put back, it stays where it was. */
  tw_app_test_activate (tw_app_test_find (page, TW_TYPE_BOARD_ASK), "ask.put-back", NULL);
  tw_app_test_wait (is_not_asking, page);
  tw_app_test_wait (is_not_editing, field);
  g_assert_cmpint (tw_app_test_count (fixture, "deal", "status = \"lost\""), ==, 0);

  field = start_stage (page, fixture, "Lost");
  tw_app_test_wait (is_asking, page);
  reasons = tw_app_test_find (tw_app_test_find (page, TW_TYPE_BOARD_ASK), GTK_TYPE_LIST_BOX);
  g_assert_nonnull (reasons);
  g_signal_emit_by_name (reasons, "row-activated", gtk_list_box_get_row_at_index (reasons, 0));
  tw_app_test_wait (is_not_editing, field);
  status = tw_app_test_text (fixture, "deal", &fixture->deals[0], "status");
  reason = tw_app_test_text (fixture, "deal", &fixture->deals[0], "reason");
  g_assert_cmpstr (status, ==, "lost");
  g_assert_cmpstr (reason, !=, "");
}

static gboolean
has_times (gpointer data)
{
  GtkWidget *box = tw_app_test_find (data, TW_TYPE_STAGE_TIMES_BOX);

  return box != NULL && gtk_widget_get_visible (box) && tw_app_test_find (box, GTK_TYPE_LEVEL_BAR) != NULL;
}

static void
test_times (TwAppTest    *fixture,
            gconstpointer data)
{
  TwRecordPage *page = open_record (fixture, "deal", &fixture->deals[0]);

  tw_app_test_wait (is_not_editing, start_stage (page, fixture, "Proposal"));
  tw_app_test_wait (has_times, page);
  g_assert_cmpint (tw_app_test_count (fixture, "stage_time", NULL), ==, 1);
  tw_app_test_shot (fixture->window, "record-stage-times");
  /* A company has no stages. */
  page = open_record (fixture, "company", &fixture->acme);
  g_assert_false (gtk_widget_get_visible (tw_app_test_find (page, TW_TYPE_STAGE_TIMES_BOX)));
}

/* --- Statistics --- */

static gboolean
is_counted (gpointer data)
{
  return !tw_figures_page_is_busy (data);
}

static void
test_figures (TwAppTest    *fixture,
              gconstpointer data)
{
  static const char *const names[] = { "pipeline", "wins", "tasks", "leads", "activities" };
  TwFiguresPage *page = NULL;

  add_task (fixture, "Count");
  tw_app_test_activate (fixture->window, "win.show-figures", NULL);
  page = TW_FIGURES_PAGE (tw_window_get_page (fixture->window));
  tw_app_test_wait (is_counted, page);
  tw_app_test_settle ();
  g_assert_nonnull (tw_app_test_find (tw_figures_page_get_table (page, "pipeline"), GTK_TYPE_GRID));
  g_assert_nonnull (tw_app_test_find (tw_figures_page_get_table (page, "tasks"), GTK_TYPE_GRID));
  tw_app_test_shot (fixture->window, "statistics");
  /* A change is counted by itself, and every choice can be made. */
  add_task (fixture, "Count again");
  tw_app_test_settle ();
  tw_app_test_wait (is_counted, page);
  for (guint t = 0; t < G_N_ELEMENTS (names); t++)
    {
      GtkWidget *box = gtk_widget_get_parent (tw_figures_page_get_table (page, names[t]));
      GtkDropDown *by = tw_app_test_find (box, GTK_TYPE_DROP_DOWN);
      guint n = by != NULL ? g_list_model_get_n_items (gtk_drop_down_get_model (by)) : 0;

      g_assert_true (by == NULL || n > 3);
      for (guint i = 0; i < n; i++)
        {
          gtk_drop_down_set_selected (by, i);
          tw_app_test_wait (is_counted, page);
        }
    }
  tw_app_test_activate (fixture->window, "win.back", NULL);
}

/* --- Templates --- */

static GtkListBoxRow *
find_row (GtkListBox *list,
          const char *title)
{
  for (int i = 0; gtk_list_box_get_row_at_index (list, i) != NULL; i++)
    {
      GtkListBoxRow *row = gtk_list_box_get_row_at_index (list, i);

      if (g_str_equal (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), title))
        return row;
    }
  return NULL;
}

static void
test_template (TwAppTest    *fixture,
               gconstpointer data)
{
  TwTemplateDialog *dialog = NULL;
  GtkListBox *list = NULL;

  open_record (fixture, "company", &fixture->acme);
  tw_app_test_activate (fixture->window, "win.add-from-template", NULL);
  dialog = find_window (TW_TYPE_TEMPLATE_DIALOG);
  g_assert_nonnull (dialog);
  tw_app_test_settle ();
  tw_app_test_shot (dialog, "task-templates");
  list = tw_template_dialog_get_list (dialog);
  g_assert_nonnull (find_row (list, "Send a proposal"));
  g_assert_null (find_row (list, "Welcome: thank"));
  g_signal_emit_by_name (list, "row-activated", find_row (list, "Welcome a new customer"));
  tw_app_test_wait (is_without_dialog, GSIZE_TO_POINTER (TW_TYPE_TEMPLATE_DIALOG));
  g_assert_cmpint (tw_app_test_count (fixture, "task", "company.name = \"Acme Corporation\" and title contains \"Acme Corporation\""), ==, 3);
  tw_app_test_activate (fixture->window, "win.undo", NULL);
  tw_app_test_settle ();
  g_assert_cmpint (tw_app_test_count (fixture, "task", "title contains \"Acme Corporation\""), ==, 0);
}

/* --- Handing over --- */

static gboolean
is_answered (gpointer data)
{
  return !gtk_widget_get_visible (tw_app_test_find (data, TW_TYPE_ASKED_BAR));
}

static void
test_assign (TwAppTest    *fixture,
             gconstpointer data)
{
  TwId task = add_task (fixture, "Offer");
  TwRecordPage *page = NULL;
  TwAssignDialog *dialog = NULL;
  g_autoptr(TwRecord) ann = tw_record_new (tw_app_test_entity (fixture, "user"));
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "Add");
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = NULL;

  tw_record_set_text (ann, "name", "Ann Other", NULL);
  tw_record_set_text (ann, "email", "ann@other.example", NULL);
  tw_edit_save (edit, ann);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  page = open_record (fixture, "task", &task);
  tw_app_test_activate (page, "task.assign", NULL);
  dialog = find_window (TW_TYPE_ASSIGN_DIALOG);
  g_assert_nonnull (dialog);
  tw_assign_dialog_choose (dialog, tw_record_get_id (ann), TRUE);
  tw_assign_dialog_set_note (dialog, "By Friday");
  tw_app_test_settle ();
  tw_app_test_shot (dialog, "task-assign");
  tw_app_test_activate (dialog, "assign.assign", NULL);
  tw_app_test_wait (is_without_dialog, GSIZE_TO_POINTER (TW_TYPE_ASSIGN_DIALOG));
  g_assert_cmpint (tw_app_test_count (fixture, "task_assignment", "user.name = \"Ann Other\" and note = \"By Friday\""), ==, 1);
  tw_app_test_settle ();

  /* She accepts it on its page. */
  tw_store_set_user (fixture->store, tw_record_get_id (ann));
  page = open_record (fixture, "company", &fixture->acme);
  page = open_record (fixture, "task", &task);
  g_assert_true (gtk_widget_get_visible (tw_app_test_find (page, TW_TYPE_ASKED_BAR)));
  tw_app_test_shot (fixture->window, "task-asked");
  tw_app_test_activate (page, "task.accept", NULL);
  tw_app_test_settle ();
  g_assert_cmpint (tw_app_test_count (fixture, "task_assignment", "accepted_at is not empty"), ==, 1);
  tw_app_test_wait (is_answered, page);
  tw_app_test_shot (fixture->window, "task-assigned");
}

/* A desktop that runs from right to left turns labels round; digits line up on the right all the same. */
static void
test_numbers (TwAppTest    *fixture,
              gconstpointer data)
{
  g_autoptr(GtkWidget) label = g_object_ref_sink (gtk_label_new ("1"));

  tw_label_align_number (GTK_LABEL (label));
  g_assert_cmpfloat (gtk_label_get_xalign (GTK_LABEL (label)), ==, 1);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  tw_label_align_number (GTK_LABEL (label));
  g_assert_cmpfloat (gtk_label_get_xalign (GTK_LABEL (label)), ==, 0);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
}

int
main (int    argc,
      char **argv)
{
  tw_app_test_init (&argc, &argv);
  tw_app_test_add ("/app/work/stage-asks", test_stage_asks);
  tw_app_test_add ("/app/work/times", test_times);
  tw_app_test_add ("/app/work/figures", test_figures);
  tw_app_test_add ("/app/work/template", test_template);
  tw_app_test_add ("/app/work/assign", test_assign);
  tw_app_test_add ("/app/work/numbers", test_numbers);
  return g_test_run ();
}
