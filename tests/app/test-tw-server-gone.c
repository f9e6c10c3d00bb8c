/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The same work with the server there, with the server gone, and with the server going away and coming back in between: what the
 * pages show is the same each time, and in the end the server has everything. The server is the program itself. */
#include "config.h"

#include <string.h>

#include "tw-app-server.h"
#include "tw-board-card.h"
#include "tw-board-column.h"
#include "tw-board-view.h"
#include "tw-bulk-bar.h"
#include "tw-cell-editor.h"
#include "tw-create-dialog.h"
#include "tw-list-view-private.h"
#include "tw-palette-item.h"
#include "tw-palette.h"
#include "tw-record-page.h"
#include "tw-sync-bar.h"
#include "tw-view-page.h"

#define PATIENCE 30                                    /* seconds until a page that goes on changing is a failure */
#define QUIET    4                                     /* looks at a page without a change */

typedef enum { SERVER_THERE, SERVER_GONE, SERVER_BACK } Line;

typedef struct
{
  TwAppTest   *fixture;
  Line         line;
  GString     *seen;                                   /* (owned) what the pages showed */
} Day;

/* What was seen with the server there. */
static char *expected;

/* --- What is seen --- */

static void
add_text (GString    *seen,
          const char *text)
{
  static GRegex *time;
  g_autofree char *plain = NULL;

  if (text == NULL || *text == '\0')
    return;
  if (time == NULL)
    time = g_regex_new ("\\d{1,2}:\\d{2}(:\\d{2})?( [AP]M)?", 0, 0, NULL);
  plain = g_regex_replace_literal (time, text, -1, 0, "(time)", 0, NULL);
  g_string_append_printf (seen, "%s\n", plain);
}

/* All texts below a widget that can be seen, in order. Whether a record waits to be sent is not part of the record. */
static void
look_at (GtkWidget *widget,
         GString   *seen)
{
  if (!gtk_widget_get_visible (widget) || !gtk_widget_get_child_visible (widget) || TW_IS_SYNC_BAR (widget))
    return;
  if (GTK_IS_LABEL (widget))
    add_text (seen, gtk_label_get_text (GTK_LABEL (widget)));
  else if (GTK_IS_INSCRIPTION (widget))
    add_text (seen, gtk_inscription_get_text (GTK_INSCRIPTION (widget)));
  else if (GTK_IS_TEXT (widget))
    add_text (seen, gtk_editable_get_text (GTK_EDITABLE (widget)));
  else if (TW_IS_BOARD_CARD (widget) && gtk_widget_get_mapped (widget))
    {
      TwRow *row = tw_board_card_get_row (TW_BOARD_CARD (widget));
      TwRecord *record = row != NULL ? tw_row_get_record (row) : NULL;

      if (record != NULL)
        add_text (seen, tw_row_get_text (row, tw_record_get_entity (record)->name_field));
      add_text (seen, tw_board_card_get_detail (TW_BOARD_CARD (widget)));
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    look_at (child, seen);
}

static char *
dup_seen (TwAppTest *fixture)
{
  GString *seen = g_string_new (NULL);

  look_at (GTK_WIDGET (tw_window_get_page (fixture->window)), seen);
  return g_string_free (seen, FALSE);
}

/* Waits until the page no longer changes, and notes it. */
static void
look (Day        *day,
      const char *title)
{
  gint64 end = g_get_monotonic_time () + PATIENCE * G_TIME_SPAN_SECOND;
  g_autofree char *last = NULL;

  for (guint quiet = 0; quiet < QUIET;)
    {
      g_autofree char *now = NULL;

      tw_app_test_settle ();
      now = dup_seen (day->fixture);
      quiet = g_strcmp0 (now, last) == 0 ? quiet + 1 : 0;
      g_free (last);
      last = g_steal_pointer (&now);
      g_assert_cmpint (g_get_monotonic_time (), <, end);
    }
  g_string_append_printf (day->seen, "--- %s\n%s", title, last);
}

/* --- The work --- */

static TwViewPage *
get_page (Day *day)
{
  return TW_VIEW_PAGE (tw_window_get_page (day->fixture->window));
}

static TwListView *
get_list (Day *day)
{
  return tw_app_test_find (get_page (day), TW_TYPE_LIST_VIEW);
}

typedef struct
{
  TwAppTest  *fixture;
  const char *entity, *where;
  gint64      n;
} Count;

static gboolean
has_count (gpointer data)
{
  Count *count = data;

  return tw_app_test_count (count->fixture, count->entity, count->where) == count->n;
}

static void
wait_for (Day        *day,
          const char *entity,
          const char *where,
          gint64      n)
{
  tw_app_test_wait (has_count, &(Count) { day->fixture, entity, where, n });
}

static TwCreateDialog *
find_dialog (void)
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
fill_row (TwCreateDialog *dialog,
          const char     *key,
          TwValue         value)
{
  TwFormRow *row = tw_create_dialog_get_row (dialog, key);

  g_assert_nonnull (row);
  tw_field_input_set_value (tw_form_row_get_input (row), &value);
  tw_value_clear (&value);
}

static void
make_company_and_deal (Day *day)
{
  TwAppTest *fixture = day->fixture;
  TwCreateDialog *dialog = NULL;

  tw_app_test_open_view (fixture, "company", "list");
  tw_app_test_activate (get_page (day), "view.new", NULL);
  dialog = find_dialog ();
  fill_row (dialog, "name", tw_value_text ("Nordlicht GmbH"));
  tw_app_test_activate (dialog, "create.save", NULL);
  tw_app_test_wait (is_record_page, fixture->window);
  look (day, "the new company");
  tw_app_test_open_view (fixture, "deal", "list");
  tw_app_test_activate (get_page (day), "view.new", NULL);
  dialog = find_dialog ();
  fill_row (dialog, "name", tw_value_text ("Heating"));
  fill_row (dialog, "stage", tw_value_link (tw_app_test_entity (fixture, "deal_stage")->number, &fixture->lead_stage));
  fill_row (dialog, "amount", tw_value_money (1234500, tw_workspace_get_currency (fixture->workspace)));
  tw_app_test_activate (dialog, "create.save", NULL);
  tw_app_test_wait (is_record_page, fixture->window);
  look (day, "the new deal");
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

static void
move_card (Day *day)
{
  TwAppTest *fixture = day->fixture;
  GtkWidget *board = NULL;
  g_autoptr(GPtrArray) columns = NULL;

  tw_app_test_open_view (fixture, "deal", "board");
  look (day, "the board");
  board = tw_app_test_find (get_page (day), TW_TYPE_BOARD_VIEW);
  columns = tw_board_view_dup_columns (TW_BOARD_VIEW (board));
  tw_app_test_wait (has_focus, &(Card) { g_ptr_array_index (columns, 0), &fixture->deals[3] });
  tw_app_test_activate (board, "board.move-right", NULL);
  wait_for (day, "deal", "name = \"Deal 04\" and stage != \"Lead\"", 1);
  look (day, "the board after a move");
}

static gboolean
is_idle (gpointer data)
{
  return !tw_bulk_bar_get_running (data);
}

static void
work_in_list (Day *day)
{
  TwAppTest *fixture = day->fixture;
  TwBulkBar *bar = NULL;
  TwCellEditor *editor = NULL;
  TwBulkEditor *bulk = NULL;
  g_auto(TwValue) high = tw_value_enum ("high");

  tw_app_test_open_view (fixture, "deal", "list");
  tw_view_state_set_sort (tw_view_page_get_state (get_page (day)), "name", NULL);
  g_assert_true (tw_view_state_add_condition (tw_view_page_get_state (get_page (day)), "amount >= 500 USD", NULL));
  look (day, "a filtered list");
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->window));
  g_assert_true (tw_list_view_edit_row (get_list (day), 1, "amount"));
  editor = tw_app_test_find (get_list (day), TW_TYPE_CELL_EDITOR);
  gtk_editable_set_text (GTK_EDITABLE (tw_app_test_find (tw_cell_editor_get_input (editor), GTK_TYPE_ENTRY)), "777");
  g_assert_true (tw_cell_editor_save (editor, 0));
  wait_for (day, "deal", "amount = 777 USD", 1);
  tw_app_test_activate (get_list (day), "list.select-all", NULL);
  tw_app_test_activate (get_page (day), "view.edit-selected", NULL);
  bar = tw_app_test_find (get_page (day), TW_TYPE_BULK_BAR);
  bulk = tw_app_test_find (bar, TW_TYPE_BULK_EDITOR);
  g_assert_true (tw_bulk_editor_choose_field (bulk, "priority"));
  tw_field_input_set_value (TW_FIELD_INPUT (tw_bulk_editor_get_input (bulk)), &high);
  g_assert_true (tw_bulk_editor_apply (bulk));
  tw_app_test_wait (is_idle, bar);
  tw_app_test_activate (get_page (day), "view.unselect", NULL);
  tw_view_state_set_list_group (tw_view_page_get_state (get_page (day)), "priority");
  look (day, "a list in groups");
  tw_app_test_activate (fixture->window, "win.undo", NULL);
  look (day, "the list after undo");
  tw_view_state_set_list_group (tw_view_page_get_state (get_page (day)), NULL);
}

static gboolean
is_found (gpointer data)
{
  g_autoptr(TwPaletteItem) item = g_list_model_get_item (tw_palette_get_items (data), 0);

  return item != NULL && g_str_equal (tw_palette_item_get_title (item), "Heating");
}

static gboolean
is_not_editing (gpointer data)
{
  return !tw_record_field_is_editing (data);
}

static void
find_and_edit (Day *day)
{
  TwAppTest *fixture = day->fixture;
  TwPalette *palette = tw_app_test_find (fixture->window, TW_TYPE_PALETTE);
  TwRecordField *field = NULL;

  tw_app_test_activate (fixture->window, "win.palette", NULL);
  tw_palette_set_text (palette, "heating");
  tw_app_test_wait (is_found, palette);
  g_signal_emit_by_name (tw_app_test_find (palette, GTK_TYPE_SEARCH_ENTRY), "activate");
  tw_app_test_wait (is_record_page, fixture->window);
  field = tw_record_details_get_field (tw_record_page_get_details (TW_RECORD_PAGE (tw_window_get_page (fixture->window))), "name");
  tw_record_field_start_edit (field);
  gtk_editable_set_text (GTK_EDITABLE (tw_app_test_find (tw_record_field_get_input (field), GTK_TYPE_ENTRY)), "Heating and cooling");
  tw_record_field_save (field);
  tw_app_test_wait (is_not_editing, field);
  look (day, "the renamed deal");
}

static void
delete_one (Day *day)
{
  TwAppTest *fixture = day->fixture;

  tw_app_test_open_view (fixture, "deal", "list");
  g_assert_true (tw_view_state_add_condition (tw_view_page_get_state (get_page (day)), "name = \"Deal 02\"", NULL));
  look (day, "one deal");
  tw_app_test_activate (get_list (day), "list.select-all", NULL);
  tw_app_test_activate (get_page (day), "view.delete", NULL);
  wait_for (day, "deal", "name = \"Deal 02\"", 0);
  look (day, "no deal");
  tw_app_test_activate (fixture->window, "win.show-trash", NULL);
  look (day, "the wastebasket");
  tw_app_test_activate (fixture->window, "win.show-today", NULL);
  look (day, "today");
}

/* --- Days --- */

/* Line by line, so that a difference can be read. */
static void
assert_same (const char *seen)
{
  g_auto(GStrv) lines = g_strsplit (seen, "\n", -1), wanted = g_strsplit (expected, "\n", -1);
  const char *title = "";

  for (guint i = 0; lines[i] != NULL && wanted[i] != NULL; i++)
    {
      if (g_str_has_prefix (wanted[i], "--- "))
        title = wanted[i];
      if (!g_str_equal (lines[i], wanted[i]))
        g_error ("%s: “%s” is shown, and “%s” with the server there", title, lines[i], wanted[i]);
    }
  g_assert_cmpuint (g_strv_length (lines), ==, g_strv_length (wanted));
}

static void
work (TwAppTest *fixture,
      Line       line)
{
  Day day = { .fixture = fixture, .line = line, .seen = g_string_new (NULL) };
  TwSyncAccount *account = tw_workspace_get_account (fixture->workspace);
  g_autoptr(TwAppServer) server = tw_app_server_join (fixture);

  if (line == SERVER_GONE)
    tw_app_server_kill (server);
  make_company_and_deal (&day);
  if (line == SERVER_BACK)
    tw_app_server_kill (server);
  move_card (&day);
  work_in_list (&day);
  if (line == SERVER_BACK)
    tw_app_server_start (server);
  find_and_edit (&day);
  delete_one (&day);
  if (line == SERVER_GONE)
    {
      g_assert_cmpint (tw_sync_account_get_pending (account), >, 0);
      tw_app_server_start (server);
    }
  /* What was done meanwhile arrives without a word of refusal. */
  tw_sync_now (tw_sync_account_get_sync (account));
  tw_app_server_wait (fixture);
  g_assert_cmpuint (tw_sync_account_get_refused (account), ==, 0);
  g_assert_cmpuint (tw_sync_account_get_conflicts (account), ==, 0);
  if (expected == NULL)
    expected = g_strdup (day.seen->str);
  else
    assert_same (day.seen->str);
  tw_sync_account_stop (account);
  g_string_free (day.seen, TRUE);
}

static void
test_there (TwAppTest    *fixture,
            gconstpointer data)
{
  work (fixture, SERVER_THERE);
  /* Each page was there, and showed what was done. */
  g_assert_nonnull (strstr (expected, "Nordlicht GmbH"));
  g_assert_nonnull (strstr (expected, "$777.00"));
  g_assert_nonnull (strstr (expected, "Heating and cooling"));
}

static void
test_gone (TwAppTest    *fixture,
           gconstpointer data)
{
  work (fixture, SERVER_GONE);
}

static void
test_back (TwAppTest    *fixture,
           gconstpointer data)
{
  work (fixture, SERVER_BACK);
}

int
main (int    argc,
      char **argv)
{
  int status = 0;

  tw_app_server_init ();
  tw_app_test_init (&argc, &argv);
  tw_app_test_add ("/app/server-gone/there", test_there);
  tw_app_test_add ("/app/server-gone/gone", test_gone);
  tw_app_test_add ("/app/server-gone/and-back", test_back);
  status = g_test_run ();
  g_free (expected);
  return status;
}
