/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calendar files in the window: what one would bring is shown first; brought it is one step; and written again. What a person chose to
 * see is there at the next start; the heading of a day opens it. */
#include "config.h"

#include "tw-calendar-exchange.h"
#include "tw-calendar-test.h"
#include "tw-import-commands.h"

#define EVENT(uid, title, start, end) "BEGIN:VEVENT\r\nUID:" uid "\r\nDTSTAMP:20260101T000000Z\r\nSUMMARY:" title "\r\n" \
  "DTSTART:" start "\r\nDTEND:" end "\r\nX-COLOUR:blue\r\nEND:VEVENT\r\n"
#define FILE_TEXT(events) "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//EN\r\n" events "END:VCALENDAR\r\n"

static const char good[] = FILE_TEXT (EVENT ("a@x", "Stand-up", "20260302T090000Z", "20260302T091500Z")
                                      EVENT ("b@x", "Review", "20260303T090000Z", "20260303T100000Z"));
static const char partly[] = FILE_TEXT (EVENT ("c@x", "Lunch", "20260304T110000Z", "20260304T120000Z")
                                        EVENT ("d@x", "Backwards", "20260304T110000Z", "20260304T100000Z"));

static GFile *
write_file (TwAppTest  *fixture,
            const char *name,
            const char *text)
{
  g_autofree char *folder = g_dir_make_tmp ("tw-calendar-XXXXXX", NULL), *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return g_file_new_for_path (path);
}

static void
remove_file (GFile *file)
{
  g_autoptr(GFile) folder = g_file_get_parent (file);

  g_assert_true (g_file_delete (file, NULL, NULL));
  g_assert_true (g_file_delete (folder, NULL, NULL));
}

static guint
count_meetings (TwAppTest *fixture)
{
  g_autoptr(TwQuery) query = tw_query_new (tw_workspace_get_schema (fixture->workspace), tw_app_test_entity (fixture, "meeting"), NULL, NULL, NULL);

  return (guint) tw_store_count (fixture->store, query, NULL);
}

/* The question has been read. */
static gboolean
has_counts (gpointer data)
{
  AdwMessageDialog *dialog = tw_app_test_find_window (ADW_TYPE_MESSAGE_DIALOG);

  return dialog != NULL && g_strcmp0 (adw_message_dialog_get_body (dialog), "The file is being read…") != 0;
}

static AdwMessageDialog *
offer (TwAppTest *fixture,
       GFile     *file)
{
  g_autoptr(GListStore) files = g_list_store_new (G_TYPE_FILE);

  g_list_store_append (files, file);
  g_assert_true (tw_import_commands_open (fixture->window, G_LIST_MODEL (files)));
  tw_app_test_wait (has_counts, NULL);
  return tw_app_test_find_window (ADW_TYPE_MESSAGE_DIALOG);
}

static void
respond (AdwMessageDialog *dialog,
         const char       *response)
{
  adw_message_dialog_response (dialog, response);
  gtk_window_destroy (GTK_WINDOW (dialog));
  tw_app_test_settle ();
}

typedef struct
{
  TwAppTest *fixture;
  guint      n;
} Wanted;

static gboolean
has_meetings (gpointer data)
{
  return count_meetings (((Wanted *) data)->fixture) == ((Wanted *) data)->n;
}

static gboolean
has_file (gpointer data)
{
  return g_file_query_exists (data, NULL);
}

static void
test_import (TwAppTest    *fixture,
             gconstpointer data)
{
  g_autoptr(GFile) file = write_file (fixture, "team.ics", good);
  TwCalendarTest calendar = tw_calendar_test_open (fixture, "week");
  guint before = tw_calendar_test_count_commits (fixture);
  AdwMessageDialog *dialog = offer (fixture, file);
  Wanted two = { fixture, 2 }, none = { fixture, 0 };

  g_assert_cmpstr (adw_message_dialog_get_body (dialog), ==, "2 are new.");
  tw_app_test_shot (GTK_WIDGET (dialog), "calendar-import");
  respond (dialog, "cancel");
  g_assert_cmpuint (tw_calendar_test_count_commits (fixture), ==, before);
  respond (offer (fixture, file), "import");
  tw_app_test_wait (has_meetings, &two);
  g_assert_cmpuint (tw_calendar_test_count_commits (fixture), ==, before + 1);
  dialog = offer (fixture, file);
  g_assert_cmpstr (adw_message_dialog_get_body (dialog), ==, "2 are here already.");
  g_assert_false (adw_message_dialog_get_response_enabled (dialog, "import"));
  respond (dialog, "cancel");
  tw_app_test_activate (fixture->window, "win.undo", NULL);
  tw_app_test_wait (has_meetings, &none);
  tw_calendar_test_wait_read (calendar.canvas);
  remove_file (file);
}

static gboolean
has_label (GtkWidget  *widget,
           const char *words)
{
  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_label (GTK_LABEL (widget)), words) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (has_label (child, words))
      return TRUE;
  return FALSE;
}

/* What cannot be a meeting is said with its line; what is no calendar file is said, and nothing is offered. */
static void
test_refused (TwAppTest    *fixture,
              gconstpointer data)
{
  g_autoptr(GFile) file = write_file (fixture, "some.ics", partly), broken = write_file (fixture, "broken.ics", "no calendar");
  AdwMessageDialog *dialog = NULL;
  guint before = tw_calendar_test_count_commits (fixture);

  tw_calendar_test_open (fixture, "week");
  dialog = offer (fixture, file);
  g_assert_cmpstr (adw_message_dialog_get_body (dialog), ==, "1 is new. 1 cannot be taken.");
  g_assert_true (has_label (adw_message_dialog_get_extra_child (dialog), "Line 17"));
  respond (dialog, "cancel");
  dialog = offer (fixture, broken);
  g_assert_false (adw_message_dialog_get_response_enabled (dialog, "import"));
  respond (dialog, "cancel");
  g_assert_cmpuint (tw_calendar_test_count_commits (fixture), ==, before);
  remove_file (file);
  remove_file (broken);
}

/* Everything is in the file, also what has no field; closing the question while the file is being read leaves all as it was. */
static void
test_export (TwAppTest    *fixture,
             gconstpointer data)
{
  g_autoptr(GFile) file = write_file (fixture, "team.ics", good), folder = g_file_get_parent (file), out = g_file_get_child (folder, "out.ics");
  g_autoptr(GListStore) files = g_list_store_new (G_TYPE_FILE);
  g_autofree char *text = NULL;
  Wanted two = { fixture, 2 };
  TwCalendarTest calendar = tw_calendar_test_open (fixture, "month");

  respond (offer (fixture, file), "import");
  tw_app_test_wait (has_meetings, &two);
  g_list_store_append (files, file);
  tw_calendar_exchange_open (GTK_WIDGET (calendar.page), fixture->workspace, G_LIST_MODEL (files));
  respond (tw_app_test_find_window (ADW_TYPE_MESSAGE_DIALOG), "cancel");
  tw_calendar_exchange_export (GTK_WIDGET (calendar.page), fixture->workspace, out);
  tw_app_test_wait (has_file, out);
  g_assert_true (g_file_load_contents (out, NULL, &text, NULL, NULL, NULL));
  g_assert_nonnull (strstr (text, "SUMMARY:Stand-up"));
  g_assert_nonnull (strstr (text, "UID:b@x"));
  g_assert_nonnull (strstr (text, "X-COLOUR:blue"));
  tw_calendar_test_wait_read (calendar.canvas);
  g_assert_true (g_file_delete (out, NULL, NULL));
  remove_file (file);
}

/* --- What is shown --- */

static void
test_kept (TwAppTest    *fixture,
           gconstpointer data)
{
  TwCalendarTest calendar = tw_calendar_test_open (fixture, "week");
  TwCalendarSide *side = tw_calendar_page_get_side (calendar.page), *again = NULL;
  g_autoptr(TwCalendarModel) model = tw_calendar_model_new (fixture->workspace);

  gtk_check_button_set_active (GTK_CHECK_BUTTON (tw_calendar_side_get_kind (side, TW_CALENDAR_CALL)), FALSE);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (tw_calendar_side_get_person (side, &tw_id_nil)), TRUE);
  again = g_object_ref_sink (TW_CALENDAR_SIDE (tw_calendar_side_new (model)));
  g_assert_cmpuint (tw_calendar_model_get_kinds (model), ==, TW_CALENDAR_MEETING | TW_CALENDAR_TASK);
  g_assert_false (gtk_check_button_get_active (GTK_CHECK_BUTTON (tw_calendar_side_get_kind (again, TW_CALENDAR_CALL))));
  g_assert_null (tw_calendar_model_get_people (model));
  g_object_unref (again);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (tw_calendar_side_get_person (side, &fixture->user)), TRUE);
  again = g_object_ref_sink (TW_CALENDAR_SIDE (tw_calendar_side_new (model)));
  g_assert_nonnull (tw_calendar_model_get_people (model));
  g_assert_true (gtk_check_button_get_active (GTK_CHECK_BUTTON (tw_calendar_side_get_person (again, &fixture->user))));
  g_object_unref (again);
  tw_calendar_test_wait_read (calendar.canvas);
}

static void
click (TwCalendarCanvas *canvas,
       double            x,
       double            y)
{
  GtkEventController *drag = tw_calendar_test_find_controller (canvas, GTK_TYPE_GESTURE_DRAG);

  g_signal_emit_by_name (drag, "drag-begin", x, y);
  g_signal_emit_by_name (drag, "drag-end", 0.0, 0.0);
}

static void
test_heading (TwAppTest    *fixture,
              gconstpointer data)
{
  static const char *const views[] = { "week", "month" };
  TwCalendarTest calendar = tw_calendar_test_open (fixture, "week");

  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    {
      TwDate day = calendar.day + 1;
      GdkRectangle rect;

      tw_calendar_page_set_view (calendar.page, views[i]);
      tw_calendar_page_go_to (calendar.page, calendar.day);
      calendar.canvas = tw_calendar_page_get_canvas (calendar.page);
      tw_calendar_test_wait_read (calendar.canvas);
      /* The first day that is shown is on the screen whatever day it is. */
      tw_calendar_canvas_get_shown (calendar.canvas, &day, &(TwDate) { 0 });
      rect = tw_calendar_test_find_time (calendar.canvas, day, -1);
      click (calendar.canvas, rect.x + 8, i == 0 ? 10 : rect.y + 8);
      g_assert_cmpstr (tw_calendar_page_get_view (calendar.page), ==, "day");
      g_assert_cmpint (tw_calendar_canvas_get_day (tw_calendar_page_get_canvas (calendar.page)), ==, day);
      tw_calendar_test_wait_read (tw_calendar_page_get_canvas (calendar.page));
    }
}

int
main (int    argc,
      char **argv)
{
  tw_app_test_init (&argc, &argv);
  tw_app_test_add ("/app/calendar-files/import", test_import);
  tw_app_test_add ("/app/calendar-files/refused", test_refused);
  tw_app_test_add ("/app/calendar-files/export", test_export);
  tw_app_test_add ("/app/calendar-files/kept", test_kept);
  tw_app_test_add ("/app/calendar-files/heading", test_heading);
  return g_test_run ();
}
