/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window's pages: record, search, quick new record, status, shortcuts, narrow form; every template is built once. */
#include "tw-app-test.h"

#include "tw-column-chooser.h"
#include "tw-create-dialog.h"
#include "tw-field-sheet.h"
#include "tw-help.h"
#include "tw-log-dialog.h"
#include "tw-record-page.h"
#include "tw-save-view-dialog.h"
#include "tw-object-sheet.h"
#include "tw-palette-item.h"
#include "tw-palette.h"
#include "tw-preferences-window.h"
#include "tw-shortcuts.h"
#include "tw-sidebar.h"
#include "tw-start-page.h"
#include "tw-status-page.h"
#include "tw-template-dialog.h"
#include "tw-timeline-entry.h"
#include "tw-view-page.h"

static TwRecordPage *
open_deal (TwAppTest  *fixture,
           guint       i,
           const char *edit)
{
  char id[TW_ID_TEXT_LENGTH + 1];

  tw_app_test_activate (fixture->window, "win.open-record", "(uss)", tw_app_test_entity (fixture, "deal")->number,
                        tw_id_print (&fixture->deals[i], id), edit);
  tw_app_test_settle ();
  g_assert_true (TW_IS_RECORD_PAGE (tw_window_get_page (fixture->window)));
  return TW_RECORD_PAGE (tw_window_get_page (fixture->window));
}

static gboolean
is_not_editing (gpointer data)
{
  return !tw_record_field_is_editing (data);
}

static gboolean
has_error (gpointer data)
{
  return tw_form_row_get_error (data) != NULL;
}

static gboolean
is_deleted (gpointer data)
{
  return tw_record_is_deleted (tw_record_page_get_record (data));
}

static gboolean
is_not_deleted (gpointer data)
{
  return !is_deleted (data);
}

typedef struct
{
  TwWindowPage *page;
  const char   *title;
} Title;

static gboolean
has_title (gpointer data)
{
  Title *title = data;

  return g_strcmp0 (tw_window_page_get_title (title->page), title->title) == 0;
}

static void
wait_for_title (TwRecordPage *page,
                const char   *text)
{
  Title title = { TW_WINDOW_PAGE (page), text };

  tw_app_test_wait (has_title, &title);
}

static gboolean
has_two_entries (gpointer data)
{
  return g_list_model_get_n_items (tw_record_timeline_get_items (data)) == 2;
}

static void
enter (TwRecordField *field,
       const char    *text)
{
  GtkWidget *entry = NULL;

  tw_record_field_start_edit (field);
  entry = tw_app_test_find (tw_record_field_get_input (field), GTK_TYPE_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (entry), text);
}

static void
test_record_edit (TwAppTest    *fixture,
                  gconstpointer data)
{
  TwRecordPage *page = open_deal (fixture, 0, "");
  TwRecordField *field = tw_record_details_get_field (tw_record_page_get_details (page), "name");
  g_autofree char *name = NULL, *undone = NULL;

  enter (field, "Renamed");
  tw_record_field_save (field);
  tw_app_test_wait (is_not_editing, field);
  name = tw_app_test_text (fixture, "deal", &fixture->deals[0], "name");
  g_assert_cmpstr (name, ==, "Renamed");
  wait_for_title (page, "Renamed");
  tw_app_test_activate (fixture->window, "win.undo", NULL);
  wait_for_title (page, "Deal 01");
  undone = tw_app_test_text (fixture, "deal", &fixture->deals[0], "name");
  g_assert_cmpstr (undone, ==, "Deal 01");
}

static void
test_record_refused (TwAppTest    *fixture,
                     gconstpointer data)
{
  TwRecordPage *page = open_deal (fixture, 0, "amount");
  TwRecordField *field = tw_record_details_get_field (tw_record_page_get_details (page), "amount");
  g_autofree char *amount = NULL;

  g_assert_true (tw_record_field_is_editing (field));
  enter (field, "many");
  tw_record_field_save (field);
  tw_app_test_settle ();
  /* What is no amount stays in the entry, and the record as it was. */
  g_assert_true (tw_record_field_is_editing (field));
  tw_record_field_cancel_edit (field);
  g_assert_false (tw_record_field_is_editing (field));
  amount = tw_app_test_text (fixture, "deal", &fixture->deals[0], "amount");
  g_assert_cmpstr (amount, ==, "100.00 USD");
}

static void
test_record_kept_under_hands (TwAppTest    *fixture,
                              gconstpointer data)
{
  TwRecordPage *page = open_deal (fixture, 0, "");
  TwRecordField *field = tw_record_details_get_field (tw_record_page_get_details (page), "name");
  g_autoptr(TwRecord) record = NULL;
  g_autoptr(TwCommit) commit = NULL;
  GtkWidget *entry = NULL;
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_SYSTEM, "elsewhere");

  enter (field, "Half typ");
  record = tw_store_get (fixture->store, tw_app_test_entity (fixture, "deal"), &fixture->deals[0], NULL);
  tw_record_set_text (record, "name", "From elsewhere", NULL);
  tw_edit_save (edit, record);
  commit = tw_edit_commit (edit, NULL);
  g_assert_nonnull (commit);
  tw_app_test_settle ();
  g_assert_true (tw_record_field_is_editing (field));
  entry = tw_app_test_find (tw_record_field_get_input (field), GTK_TYPE_ENTRY);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "Half typ");
  tw_record_field_cancel_edit (field);
}

static void
test_record_timeline (TwAppTest    *fixture,
                      gconstpointer data)
{
  TwRecordPage *page = open_deal (fixture, 0, "");
  TwRecordTimeline *timeline = tw_record_page_get_timeline (page);
  g_autoptr(TwTimelineEntry) first = NULL;
  guint n = g_list_model_get_n_items (tw_record_timeline_get_items (timeline));

  g_assert_cmpint (n, ==, 1);
  tw_record_timeline_write_note (timeline, "They want it in blue");
  tw_app_test_wait (has_two_entries, timeline);
  first = g_list_model_get_item (tw_record_timeline_get_items (timeline), 0);
  g_assert_cmpstr (tw_timeline_entry_get_title (first), ==, "Note · They want it in blue");
  g_assert_cmpint (tw_app_test_count (fixture, "activity", "kind = \"note\""), ==, 1);
}

static void
test_record_delete (TwAppTest    *fixture,
                    gconstpointer data)
{
  TwRecordPage *page = open_deal (fixture, 0, "");

  tw_app_test_activate (page, "record.delete", NULL);
  tw_app_test_wait (is_deleted, page);
  tw_app_test_activate (page, "record.restore", NULL);
  tw_app_test_wait (is_not_deleted, page);
  g_assert_cmpint (tw_app_test_count (fixture, "deal", NULL), ==, 12);
}

static void
test_back (TwAppTest    *fixture,
           gconstpointer data)
{
  tw_app_test_open_view (fixture, "deal", "list");
  open_deal (fixture, 3, "");
  tw_app_test_activate (fixture->window, "win.back", NULL);
  tw_app_test_settle ();
  g_assert_true (TW_IS_VIEW_PAGE (tw_window_get_page (fixture->window)));
}

static gboolean
finds_acme (gpointer data)
{
  g_autoptr(TwPaletteItem) item = g_list_model_get_item (data, 0);

  return item != NULL && g_str_equal (tw_palette_item_get_title (item), "Acme Corporation");
}

static void
test_search (TwAppTest    *fixture,
             gconstpointer data)
{
  TwPalette *panel = tw_app_test_find (fixture->window, TW_TYPE_PALETTE);
  GtkWidget *entry = NULL;

  tw_app_test_activate (fixture->window, "win.palette", NULL);
  g_assert_true (tw_palette_is_open (panel));
  entry = tw_app_test_find (panel, GTK_TYPE_SEARCH_ENTRY);
  tw_palette_set_text (panel, "acm");
  tw_app_test_wait (finds_acme, tw_palette_get_items (panel));
  g_signal_emit_by_name (entry, "activate");
  g_assert_false (tw_palette_is_open (panel));
  g_assert_true (TW_IS_RECORD_PAGE (tw_window_get_page (fixture->window)));
  g_assert_cmpstr (tw_window_page_get_title (tw_window_get_page (fixture->window)), ==, "Acme Corporation");
}

static TwCreateDialog *
find_dialog (void)
{
  g_autoptr(GListModel) windows = g_object_ref (gtk_window_get_toplevels ());

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkWindow) window = g_list_model_get_item (windows, i);

      if (TW_IS_CREATE_DIALOG (window))
        return TW_CREATE_DIALOG (window);
    }
  return NULL;
}

static gboolean
is_record_page (gpointer data)
{
  return TW_IS_RECORD_PAGE (tw_window_get_page (data));
}

static void
test_create (TwAppTest    *fixture,
             gconstpointer data)
{
  TwCreateDialog *dialog = NULL;
  TwFormRow *name = NULL;
  g_auto(TwValue) value = tw_value_text ("Gamma Group");

  tw_app_test_open_view (fixture, "company", "list");
  tw_app_test_activate (tw_window_get_page (fixture->window), "view.new", NULL);
  dialog = find_dialog ();
  g_assert_nonnull (dialog);
  name = tw_create_dialog_get_row (dialog, "name");
  /* Nothing is saved without what is required, and the row says so. */
  tw_app_test_activate (dialog, "create.save", NULL);
  tw_app_test_wait (has_error, name);
  g_assert_cmpint (tw_app_test_count (fixture, "company", NULL), ==, 2);
  tw_field_input_set_value (tw_form_row_get_input (name), &value);
  tw_app_test_activate (dialog, "create.save", NULL);
  tw_app_test_wait (is_record_page, fixture->window);
  g_assert_cmpint (tw_app_test_count (fixture, "company", "name = \"Gamma Group\""), ==, 1);
  g_assert_null (find_dialog ());
}

static void
test_pages_and_dialogs (TwAppTest    *fixture,
                        gconstpointer data)
{
  g_autoptr(TwViewState) state = tw_view_state_new (fixture->workspace, tw_app_test_entity (fixture, "deal"));
  GtkWindow *windows[3] = { NULL };
  GtkWidget *start = g_object_ref_sink (GTK_WIDGET (tw_start_page_new ()));

  tw_app_test_activate (fixture->window, "win.show-status", NULL);
  g_assert_true (TW_IS_STATUS_PAGE (tw_window_get_page (fixture->window)));
  windows[0] = GTK_WINDOW (tw_shortcuts_window_new (GTK_WINDOW (fixture->window)));
  windows[1] = GTK_WINDOW (tw_column_chooser_new (GTK_WINDOW (fixture->window), state));
  windows[2] = GTK_WINDOW (tw_save_view_dialog_new (GTK_WINDOW (fixture->window), state));
  for (guint i = 0; i < G_N_ELEMENTS (windows); i++)
    {
      gtk_window_present (windows[i]);
      tw_app_test_settle ();
      gtk_window_close (windows[i]);
      tw_app_test_settle ();
    }
  tw_start_page_show_progress (TW_START_PAGE (start), 0.5);
  tw_start_page_show_error (TW_START_PAGE (start), "No <such> folder");
  g_assert_finalize_object (start);
}

/* Every kind of record that the schema shows can be opened as a list and as a board. */
static void
test_all_entities (TwAppTest    *fixture,
                   gconstpointer data)
{
  TwSchema *schema = tw_store_get_schema (fixture->store);

  for (guint i = 0; i < tw_schema_get_n_entities (schema); i++)
    {
      const TwEntity *entity = tw_schema_get_entity_at (schema, i);

      if (entity->group == NULL)
        continue;
      g_test_message ("%s", entity->key);
      tw_app_test_open_view (fixture, entity->key, "list");
      tw_app_test_open_view (fixture, entity->key, "board");
    }
}

static gboolean
is_narrow (gpointer data)
{
  return tw_window_page_get_narrow (tw_window_get_page (data));
}

static gboolean
shows_sidebar (gpointer data)
{
  return gtk_widget_get_mapped (tw_app_test_find (data, TW_TYPE_SIDEBAR));
}

static void
test_narrow (TwAppTest    *fixture,
             gconstpointer data)
{
  static const char *const pages[] = { "win.show-today", "win.show-calendar", "win.show-dashboards", "win.show-reports", "win.show-figures",
                                       "win.show-feed", "win.show-inbox", "win.show-trash", "win.show-status" };
  AdwHeaderBar *header = NULL;
  g_autofree char *layout = NULL;

  tw_app_test_open_view (fixture, "deal", "list");
  tw_app_test_narrow (fixture);
  tw_app_test_wait (is_narrow, fixture->window);
  tw_app_test_open_view (fixture, "deal", "board");
  tw_app_test_narrow (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      g_test_message ("%s", pages[i]);
      tw_app_test_activate (fixture->window, pages[i], NULL);
      tw_app_test_settle ();
      tw_app_test_narrow (fixture);
    }
  tw_app_test_open_view (fixture, "deal", "list");
  open_deal (fixture, 0, "");
  tw_app_test_narrow (fixture);
  header = tw_app_test_find (tw_window_get_page (fixture->window), ADW_TYPE_HEADER_BAR);
  layout = g_strdup (adw_header_bar_get_decoration_layout (header));
  tw_app_test_activate (fixture->window, "win.back", NULL);
  tw_app_test_settle ();
  tw_app_test_activate (fixture->window, "win.back", NULL);
  tw_app_test_wait (shows_sidebar, fixture->window);
  /* A window of one column has one set of buttons, whichever column it is. */
  header = tw_app_test_find (tw_app_test_find (fixture->window, TW_TYPE_SIDEBAR), ADW_TYPE_HEADER_BAR);
  g_assert_true (adw_header_bar_get_show_end_title_buttons (header));
  g_assert_cmpstr (adw_header_bar_get_decoration_layout (header), ==, layout);
}

static void
assert_help (TwAppTest  *fixture,
             const char *page)
{
  g_autofree char *path = tw_help_dup_path (page);

  g_assert_cmpstr (tw_help_get_page (fixture->window), ==, page);
  if (g_getenv ("TW_HELP_DIR") != NULL)
    g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
}

/* Help opens at the page about what is shown; without a viewer a dialog says where that page lies. */
static void
test_help (TwAppTest    *fixture,
           gconstpointer data)
{
  static const struct { const char *action, *help; } pages[] = {
    { "win.show-search", "search" }, { "win.show-calls", "tasks" }, { "win.show-status", "backup" }, { "win.show-trash", "undo" },
    { "win.show-fields", "custom-fields" }, { "win.show-choices", "custom-fields" }, { "win.show-today", "today" }, { "win.show-reports", "reports" }, { "win.show-inbox", "inbox" },
    { "win.show-feed", "feed" }, { "win.show-dashboards", "dashboards" }, { "win.show-calendar", "calendar" },
    { "win.show-figures", "statistics" }, { "win.show-sync", "sync" },
  };
  g_autoptr(GAppInfo) help = g_app_info_get_default_for_uri_scheme ("help");
  g_autoptr(GAppInfo) ghelp = g_app_info_get_default_for_uri_scheme ("ghelp");
  g_autofree char *path = tw_help_dup_path ("record");
  AdwMessageDialog *dialog = NULL;

  tw_app_test_open_view (fixture, "deal", "list");
  assert_help (fixture, "list");
  tw_app_test_open_view (fixture, "deal", "board");
  assert_help (fixture, "board");
  tw_app_test_open_view (fixture, "task", "agenda");
  assert_help (fixture, "tasks");
  tw_app_test_open_view (fixture, "deal", "chart");
  assert_help (fixture, "dashboards");
  open_deal (fixture, 0, "");
  assert_help (fixture, "record");
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      tw_app_test_activate (fixture->window, pages[i].action, NULL);
      tw_app_test_settle ();
      assert_help (fixture, pages[i].help);
    }
  if (help != NULL || ghelp != NULL)
    return;
  tw_app_test_activate (fixture->window, "win.show-help", NULL);
  tw_app_test_settle ();
  dialog = tw_app_test_find_window (ADW_TYPE_MESSAGE_DIALOG);
  g_assert_nonnull (dialog);
  g_assert_nonnull (strstr (adw_message_dialog_get_body (dialog), path));
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
test_help_search (TwAppTest    *fixture,
                  gconstpointer data)
{
  tw_app_test_open_view (fixture, "deal", "list");
  tw_app_test_activate (fixture->window, "win.palette", NULL);
  tw_app_test_settle ();
  assert_help (fixture, "search");
}

/* The toolkit drops icons on other threads while this one takes them. */
static void
test_icons_stay (TwAppTest    *fixture,
                 gconstpointer data)
{
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gtk_widget_get_display (GTK_WIDGET (fixture->window)));
  GtkIconPaintable *icon = gtk_icon_theme_lookup_icon (theme, "weather-storm-symbolic", NULL, 17, 1, GTK_TEXT_DIR_LTR, 0);

  g_object_add_weak_pointer (G_OBJECT (icon), (gpointer *) &icon);
  g_object_unref (icon);
  /* It keeps the last hundred itself. */
  for (int size = 18; size < 218; size++)
    g_object_unref (gtk_icon_theme_lookup_icon (theme, "weather-fog-symbolic", NULL, size, 1, GTK_TEXT_DIR_LTR, 0));
  g_assert_nonnull (icon);
}

typedef struct
{
  GType     type;
  GtkWidget *dialog;
} Dialog;

static gboolean
is_open (gpointer data)
{
  Dialog *dialog = data;

  dialog->dialog = tw_app_test_find_window (dialog->type);
  return dialog->dialog != NULL && gtk_widget_get_mapped (dialog->dialog) && gtk_widget_get_width (dialog->dialog) > 0;
}

/* A dialog is no wider than the phone on whose window it stands. */
static void
test_narrow_dialogs (TwAppTest    *fixture,
                     gconstpointer data)
{
  const struct { GType type; const char *action, *target; } dialogs[] = {
    { TW_TYPE_CREATE_DIALOG, "win.create", "deal" },
    { TW_TYPE_LOG_DIALOG, "win.quick-log", NULL },
    { TW_TYPE_TEMPLATE_DIALOG, "win.add-from-template", NULL },
    { TW_TYPE_PREFERENCES_WINDOW, "win.show-preferences", NULL },
    { TW_TYPE_FIELD_SHEET, "fields.new", NULL },
    { TW_TYPE_OBJECT_SHEET, "fields.new-object", NULL },
  };

  tw_app_test_activate (fixture->window, "win.show-fields", NULL);
  tw_app_test_settle ();
  tw_app_test_narrow (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (dialogs); i++)
    {
      Dialog dialog = { dialogs[i].type, NULL };

      g_test_message ("%s", dialogs[i].action);
      tw_app_test_activate (tw_window_get_page (fixture->window), dialogs[i].action, dialogs[i].target != NULL ? "s" : NULL, dialogs[i].target);
      tw_app_test_wait (is_open, &dialog);
      g_assert_cmpint (gtk_widget_get_width (dialog.dialog), <=, gtk_widget_get_width (GTK_WIDGET (fixture->window)));
      gtk_window_destroy (GTK_WINDOW (dialog.dialog));
      tw_app_test_settle ();
    }
}

int
main (int    argc,
      char **argv)
{
  tw_app_test_init (&argc, &argv);
  tw_app_test_add ("/app/window/record-edit", test_record_edit);
  tw_app_test_add ("/app/window/record-refused", test_record_refused);
  tw_app_test_add ("/app/window/record-kept-under-hands", test_record_kept_under_hands);
  tw_app_test_add ("/app/window/record-timeline", test_record_timeline);
  tw_app_test_add ("/app/window/record-delete", test_record_delete);
  tw_app_test_add ("/app/window/back", test_back);
  tw_app_test_add ("/app/window/search", test_search);
  tw_app_test_add ("/app/window/create", test_create);
  tw_app_test_add ("/app/window/pages-and-dialogs", test_pages_and_dialogs);
  tw_app_test_add ("/app/window/all-entities", test_all_entities);
  tw_app_test_add ("/app/window/narrow", test_narrow);
  tw_app_test_add ("/app/window/narrow-dialogs", test_narrow_dialogs);
  tw_app_test_add ("/app/window/help", test_help);
  tw_app_test_add ("/app/window/help-search", test_help_search);
  tw_app_test_add ("/app/window/icons-stay", test_icons_stay);
  return g_test_run ();
}
