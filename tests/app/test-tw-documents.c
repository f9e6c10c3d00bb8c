/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The library of documents: small pictures, folders, files that are dropped, versions, what other programs save. */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "tw-app-test.h"
#include "tw-blobs.h"
#include "tw-document-shelf.h"
#include "tw-file-commands.h"
#include "tw-folder.h"
#include "tw-file-policy-page.h"
#include "tw-folder-bar.h"
#include "tw-outside-edit.h"
#include "tw-star.h"
#include "tw-thumb-view.h"
#include "tw-versions-window.h"
#include "tw-view-page.h"
#include "tw-viewer-page.h"

static void
add_record (TwAppTest  *fixture,
            const char *entity,
            const char *name,
            const char *key,
            const char *value,
            TwId       *id)
{
  g_autoptr(TwRecord) record = tw_record_new (tw_app_test_entity (fixture, entity));
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "Add it");
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = NULL;

  g_assert_true (tw_record_set_text (record, "name", name, &error));
  if (key != NULL)
    tw_record_set_text (record, key, value, &error);
  g_assert_no_error (error);
  tw_edit_save (edit, record);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  *id = *tw_record_get_id (record);
}

static char *
add_blob (TwAppTest  *fixture,
          const char *text)
{
  g_autoptr(GInputStream) stream = g_memory_input_stream_new_from_data (g_strdup (text), -1, g_free);

  return tw_store_add_blob (fixture->store, stream, 100000, NULL, NULL);
}

static GFile *
write_file (TwAppTest  *fixture,
            const char *name,
            const char *text)
{
  g_autofree char *path = g_build_filename (fixture->dir, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return g_file_new_for_path (path);
}

static TwThumbView *
open_library (TwAppTest *fixture)
{
  TwThumbView *view = NULL;

  tw_app_test_open_view (fixture, "document", "thumbnails");
  tw_app_test_settle ();
  view = tw_app_test_find (fixture->window, TW_TYPE_THUMB_VIEW);
  g_assert_nonnull (view);
  return view;
}

static gboolean
is_idle (gpointer data)
{
  return !tw_document_shelf_is_busy (data);
}

static gboolean
shows_two (gpointer data)
{
  return tw_thumb_view_get_n_shown (data) == 2;
}

static gboolean
shows_none (gpointer data)
{
  return tw_thumb_view_get_n_shown (data) == 0;
}

/* Two files into the folder that is looked at: one change, taken back as one. */
static void
test_drop (TwAppTest    *fixture,
           gconstpointer data)
{
  g_autoptr(GListStore) files = g_list_store_new (G_TYPE_FILE);
  g_autoptr(GFile) one = write_file (fixture, "One.txt", "one"), two = write_file (fixture, "Two.txt", "two");
  TwThumbView *view = NULL;
  TwFolderBar *bar = NULL;
  TwDocumentShelf *shelf = NULL;
  TwId folder, seen;

  add_record (fixture, "folder", "Offers", NULL, NULL, &folder);
  view = open_library (fixture);
  shelf = tw_app_test_find (fixture->window, TW_TYPE_DOCUMENT_SHELF);
  bar = tw_document_shelf_get_bar (shelf);
  g_assert_nonnull (bar);
  g_assert_false (tw_folder_bar_get_folder (bar, &seen));
  tw_folder_bar_go_to (bar, &folder);
  g_assert_true (tw_folder_bar_get_folder (bar, &seen));
  g_list_store_append (files, one);
  g_list_store_append (files, two);
  tw_document_shelf_add (shelf, G_LIST_MODEL (files), NULL);
  tw_app_test_wait (is_idle, shelf);
  tw_app_test_wait (shows_two, view);
  g_assert_cmpint (tw_app_test_count (fixture, "document", "folder.name = \"Offers\""), ==, 2);
  tw_app_test_settle ();
  tw_app_test_shot (fixture->window, "documents-folder");
  tw_app_test_activate (fixture->window, "win.undo", NULL);
  tw_app_test_wait (shows_none, view);
  tw_folder_bar_go_to (bar, NULL);
  g_assert_false (tw_folder_bar_get_folder (bar, &seen));
}

static GtkWidget *
find_named (gpointer    widget,
            GType       type,
            const char *label)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type)
      && (label == NULL || (GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0)))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_named (child, type, label);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
has_folder (gpointer data)
{
  return tw_app_test_count (data, "folder", "name = \"Reports\" and parent.name = \"Offers\"") == 1;
}

static gboolean
has_moved (gpointer data)
{
  return tw_app_test_count (data, "document", "folder.name = \"Reports\"") == 1;
}

static gboolean
is_gone (gpointer data)
{
  return tw_app_test_count (data, "folder", "name in (\"Offers\", \"Reports\")") == 0;
}

static gboolean
is_back (gpointer data)
{
  return tw_app_test_count (data, "folder", "name in (\"Offers\", \"Reports\")") == 2;
}

/* A drop, as GTK tells it to a button of the bar. */
static gboolean
drop_text (GtkWidget  *button,
           const char *text)
{
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (button);
  g_auto(GValue) value = G_VALUE_INIT;
  gboolean taken = FALSE;

  g_value_init (&value, G_TYPE_STRING);
  g_value_set_string (&value, text);
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr(GObject) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_DROP_TARGET (controller))
        g_signal_emit_by_name (controller, "drop", &value, 1.0, 1.0, &taken);
    }
  return taken;
}

/* Made in another by its command, filled by a drop on its button, deleted with what lies in it, and all of it taken back; in the list, too. */
static void
test_folders (TwAppTest    *fixture,
              gconstpointer data)
{
  g_autofree char *hash = add_blob (fixture, "words"), *carried = NULL;
  TwDocumentShelf *shelf = NULL;
  TwFolderBar *bar = NULL;
  GtkWidget *entry = NULL, *popover = NULL;
  TwId folder, document, here;
  char id[TW_ID_TEXT_LENGTH + 1];

  add_record (fixture, "folder", "Offers", NULL, NULL, &folder);
  add_record (fixture, "document", "One.txt", "file", hash, &document);
  tw_app_test_open_view (fixture, "document", "list");
  tw_app_test_settle ();
  shelf = tw_app_test_find (fixture->window, TW_TYPE_DOCUMENT_SHELF);
  g_assert_nonnull (shelf);
  bar = tw_document_shelf_get_bar (shelf);
  tw_folder_bar_go_to (bar, &folder);
  tw_app_test_activate (shelf, "folder.new", "s", "");
  popover = find_named (bar, GTK_TYPE_POPOVER, NULL);
  entry = find_named (popover, GTK_TYPE_ENTRY, NULL);
  gtk_editable_set_text (GTK_EDITABLE (entry), "Reports");
  g_signal_emit_by_name (entry, "activate");
  tw_app_test_wait (has_folder, fixture);
  tw_app_test_settle ();
  tw_app_test_shot (fixture->window, "documents-list");
  /* The way to the folder is two buttons, what lies in it a third. */
  carried = g_strdup_printf ("tradewind-document:%s", tw_id_print (&document, id));
  entry = find_named (bar, GTK_TYPE_FLOW_BOX_CHILD, NULL);
  g_assert_false (drop_text (gtk_flow_box_child_get_child (GTK_FLOW_BOX_CHILD (entry)), "some text"));
  g_assert_false (drop_text (gtk_flow_box_child_get_child (GTK_FLOW_BOX_CHILD (entry)), "tradewind-document:nonsense"));
  g_assert_true (drop_text (gtk_flow_box_child_get_child (GTK_FLOW_BOX_CHILD (entry)), carried));
  tw_app_test_wait (has_moved, fixture);
  g_free (carried);
  carried = g_strdup_printf ("tradewind-folder:%s", tw_id_print (&folder, id));
  g_assert_false (drop_text (find_named (bar, GTK_TYPE_BUTTON, "Offers"), carried));
  {
    g_autoptr(GError) error = NULL;
    g_autoptr(TwCommit) commit = tw_edit_commit (tw_folder_delete (fixture->store, &folder, TRUE, &error), &error);

    g_assert_no_error (error);
  }
  tw_app_test_wait (is_gone, fixture);
  g_assert_cmpint (tw_app_test_count (fixture, "document", NULL), ==, 0);
  tw_app_test_activate (fixture->window, "win.undo", NULL);
  tw_app_test_wait (is_back, fixture);
  g_assert_true (has_moved (fixture));
  tw_app_test_activate (shelf, "folder.up", NULL);
  g_assert_false (tw_folder_bar_get_folder (bar, &here));
}

static gboolean
has_picture (gpointer data)
{
  GtkWidget *picture = tw_app_test_find (data, GTK_TYPE_PICTURE);

  return picture != NULL && gtk_picture_get_paintable (GTK_PICTURE (picture)) != NULL;
}

static gboolean
says_nothing_matches (gpointer data)
{
  GtkWidget *page = gtk_stack_get_visible_child (tw_app_test_find (data, GTK_TYPE_STACK));

  return ADW_IS_STATUS_PAGE (page) && g_str_equal (adw_status_page_get_title (ADW_STATUS_PAGE (page)), "Nothing Matches");
}

/* A filter that leaves no document says so, and takes itself away; nobody is asked to drop files there. */
static void
test_no_match (TwAppTest    *fixture,
               gconstpointer data)
{
  const char *const nothing[] = { "name = \"nothing\"", NULL };
  TwViewState *state = NULL;
  TwThumbView *view = NULL;
  TwId id;

  add_record (fixture, "document", "Minimal.pdf", NULL, NULL, &id);
  view = open_library (fixture);
  state = tw_view_page_get_state (TW_VIEW_PAGE (tw_window_get_page (fixture->window)));
  g_assert_true (tw_view_state_set_conditions (state, nothing, NULL));
  tw_app_test_wait (says_nothing_matches, view);
  gtk_widget_activate_action (GTK_WIDGET (view), "view.clear-filters", NULL);
  g_assert_cmpuint (tw_view_state_get_n_conditions (state), ==, 0);
}

/* The first page of a PDF is its picture. */
static void
test_thumbnails (TwAppTest    *fixture,
                 gconstpointer data)
{
  g_autofree char *path = g_build_filename (g_getenv ("TW_SHARED_DATA"), "pdf-samples/plain/minimal-document.pdf", NULL), *hash = NULL;
  g_autoptr(GFile) file = g_file_new_for_path (path);
  TwThumbView *view = NULL;
  TwId id;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_test_skip ("the sample is not there");
      return;
    }
  hash = tw_store_add_blob_file (fixture->store, file, 10000000, NULL, NULL);
  add_record (fixture, "document", "Minimal.pdf", "file", hash, &id);
  view = open_library (fixture);
  tw_app_test_wait (has_picture, view);
  tw_app_test_shot (fixture->window, "documents-thumbnails");
}

static gboolean
has_three (gpointer data)
{
  return tw_versions_window_get_n_shown (data) == 3;
}

static gboolean
has_two (gpointer data)
{
  return tw_versions_window_get_n_shown (data) == 2;
}

static gboolean
has_compared (gpointer data)
{
  return tw_compare_window_get_shown (data) != NULL;
}

static gboolean
has_same (gpointer data)
{
  return has_compared (data) && tw_compare_window_get_shown (data)->same;
}

static gboolean
has_text (TwCompareWindow *window,
          const char      *text)
{
  GtkWidget *view = tw_app_test_find (GTK_WIDGET (window), GTK_TYPE_TEXT_VIEW);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  g_autofree char *shown = NULL;

  g_object_get (buffer, "text", &shown, NULL);
  return g_str_equal (shown, text);
}

static void
test_versions (TwAppTest    *fixture,
               gconstpointer data)
{
  g_autofree char *hash = add_blob (fixture, "first words"), *file = NULL;
  g_autoptr(GFile) next = write_file (fixture, "Next.txt", "other words");
  TwVersionsWindow *window = NULL;
  TwCompareWindow *compare = NULL;
  TwId id;

  add_record (fixture, "document", "Offer.txt", "file", hash, &id);
  window = tw_versions_window_new (GTK_WINDOW (fixture->window), fixture->workspace, &id);
  gtk_window_present (GTK_WINDOW (window));
  g_assert_cmpuint (tw_versions_window_get_n_shown (window), ==, 0);
  tw_versions_window_add (window, next, "shorter");
  tw_app_test_wait (has_two, window);
  tw_app_test_settle ();
  tw_app_test_shot (window, "document-versions");
  compare = tw_versions_window_compare (window, 1, 0);
  gtk_window_present (GTK_WINDOW (compare));
  tw_app_test_wait (has_compared, compare);
  g_assert_cmpuint (tw_compare_window_get_shown (compare)->n_removed, ==, 1);
  g_assert_cmpuint (tw_compare_window_get_shown (compare)->n_added, ==, 1);
  g_assert_true (has_text (compare, "− first words\n+ other words\n"));
  tw_app_test_settle ();
  tw_app_test_shot (compare, "document-compare");
  tw_compare_window_choose (compare, 0, 0);
  tw_app_test_wait (has_same, compare);
  gtk_window_destroy (GTK_WINDOW (compare));
  tw_versions_window_restore (window, 1);
  tw_app_test_wait (has_three, window);
  file = tw_app_test_text (fixture, "document", &id, "file");
  g_assert_cmpstr (file, ==, hash);
  gtk_window_destroy (GTK_WINDOW (window));
}

typedef struct
{
  TwAppTest *fixture;
  TwId       id;
} Awaited;

static gboolean
has_second_version (gpointer data)
{
  Awaited *awaited = data;
  g_autofree char *number = tw_app_test_text (awaited->fixture, "document", &awaited->id, "current_version");

  return g_str_equal (number, "2");
}

/* What another program saves becomes a version. */
static void
test_outside (TwAppTest    *fixture,
              gconstpointer data)
{
  g_autofree char *hash = add_blob (fixture, "before"), *path = NULL;
  g_autoptr(GFile) copy = write_file (fixture, "Copy.txt", "before");
  Awaited awaited = { .fixture = fixture };

  add_record (fixture, "document", "Letter.txt", "file", hash, &awaited.id);
  tw_outside_edit_follow (fixture->workspace, &awaited.id, copy);
  path = g_file_get_path (copy);
  g_assert_true (g_file_set_contents (path, "after, and longer", -1, NULL));
  tw_app_test_wait (has_second_version, &awaited);
  g_assert_cmpint (tw_app_test_count (fixture, "document_version", "document.name = \"Letter.txt\""), ==, 2);
}

static gboolean
shows_text (gpointer data)
{
  return tw_viewer_get_state (data) == TW_VIEWER_TEXT;
}

/* A program as the desktop knows it, which adds a line to what it is given: that is the next version. */
static void
test_other_program (TwAppTest    *fixture,
                    gconstpointer data)
{
  g_autofree char *hash = add_blob (fixture, "before\n");
  TwViewerPage *page = NULL;
  Awaited awaited = { .fixture = fixture };
  char text[TW_ID_TEXT_LENGTH + 1];

  add_record (fixture, "document", "Letter.txt", "file", hash, &awaited.id);
  tw_app_test_activate (fixture->window, "win.open-file", "(ss)", tw_id_print (&awaited.id, text), "");
  page = TW_VIEWER_PAGE (tw_window_get_page (fixture->window));
  tw_app_test_wait (shows_text, tw_viewer_page_get_viewer (page));
  tw_app_test_activate (page, "document.open-outside", NULL);
  tw_app_test_wait (has_second_version, &awaited);
}

static TwFilePolicyPage *
find_policy (void)
{
  g_autoptr(GListModel) windows = g_object_ref (gtk_window_get_toplevels ());

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkWindow) window = g_list_model_get_item (windows, i);

      if (ADW_IS_PREFERENCES_WINDOW (window))
        return tw_app_test_find (window, TW_TYPE_FILE_POLICY_PAGE);
    }
  return NULL;
}

static gboolean
refuses_programs (gpointer data)
{
  TwFilePolicy policy;

  tw_file_policy_load (data, &policy);
  return policy.refused[TW_FILE_PROGRAMS];
}

/* Set in the preferences, and then a script is not taken, while what comes with it is. */
static void
test_policy (TwAppTest    *fixture,
             gconstpointer data)
{
  g_autoptr(GListStore) files = g_list_store_new (G_TYPE_FILE);
  g_autoptr(GFile) one = write_file (fixture, "run.sh", "#!/bin/sh\necho\n"), two = write_file (fixture, "Two.txt", "two");
  TwDocumentShelf *shelf = NULL;
  TwFilePolicyPage *page = NULL;
  TwThumbView *view = NULL;

  tw_app_test_activate (fixture->window, "win.show-preferences", NULL);
  tw_app_test_settle ();
  page = find_policy ();
  g_assert_nonnull (page);
  adw_preferences_window_set_visible_page (ADW_PREFERENCES_WINDOW (gtk_widget_get_root (GTK_WIDGET (page))), ADW_PREFERENCES_PAGE (page));
  g_assert_true (gtk_switch_get_active (tw_file_policy_page_get_switch (page, TW_FILE_PROGRAMS)));
  gtk_switch_set_active (tw_file_policy_page_get_switch (page, TW_FILE_PROGRAMS), FALSE);
  tw_app_test_wait (refuses_programs, fixture->store);
  tw_app_test_settle ();
  tw_app_test_shot (gtk_widget_get_root (GTK_WIDGET (page)), "documents-policy");
  gtk_window_destroy (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (page))));
  view = open_library (fixture);
  shelf = tw_app_test_find (fixture->window, TW_TYPE_DOCUMENT_SHELF);
  g_list_store_append (files, one);
  g_list_store_append (files, two);
  tw_document_shelf_add (shelf, G_LIST_MODEL (files), NULL);
  tw_app_test_wait (is_idle, shelf);
  g_assert_cmpint (tw_app_test_count (fixture, "document", NULL), ==, 1);
  g_assert_nonnull (view);
}

static GtkWidget *
find_label (GtkWidget  *widget,
            const char *text)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_has_css_class (widget, "tw-tag") && g_str_equal (gtk_label_get_label (GTK_LABEL (widget)), text))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_label (child, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
shows_star (gpointer data)
{
  GtkWidget *tag = find_label (data, "urgent");

  return tag != NULL && GTK_IS_IMAGE (gtk_widget_get_first_child (gtk_widget_get_parent (tag)));
}

/* On their cards: the tags at once, the star when it is given. */
static void
test_marks (TwAppTest    *fixture,
            gconstpointer data)
{
  TwThumbView *view = NULL;
  g_autoptr(TwRecord) record = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = NULL;
  TwId id;

  add_record (fixture, "document", "Plan.txt", "tags", "urgent, spring", &id);
  view = open_library (fixture);
  g_assert_nonnull (find_label (GTK_WIDGET (view), "spring"));
  g_assert_false (shows_star (view));
  record = tw_store_get (fixture->store, tw_app_test_entity (fixture, "document"), &id, &error);
  commit = tw_edit_commit (tw_star_set (fixture->store, record, TRUE), &error);
  g_assert_no_error (error);
  tw_app_test_wait (shows_star, view);
  tw_app_test_settle ();
  tw_app_test_shot (fixture->window, "documents-marks");
}

/* The desktop's programs, of which this test has one. */
static void
make_program (const char *folder)
{
  static const char program[] = "[Desktop Entry]\nType=Application\nName=Adds a line\nMimeType=text/plain;\n"
                                "Exec=sh -c \"echo more words >> '%f'\"\n";
  g_autofree char *applications = g_build_filename (folder, "applications", NULL);
  g_autofree char *entry = g_build_filename (applications, "adds-a-line.desktop", NULL), *list = g_build_filename (applications, "mimeapps.list", NULL);

  g_assert_cmpint (g_mkdir_with_parents (applications, 0700), ==, 0);
  g_assert_true (g_file_set_contents (entry, program, -1, NULL));
  g_assert_true (g_file_set_contents (list, "[Default Applications]\ntext/plain=adds-a-line.desktop\n", -1, NULL));
  g_setenv ("XDG_DATA_HOME", folder, TRUE);
  g_setenv ("XDG_CONFIG_HOME", folder, TRUE);
}

static gboolean
is_noted (gpointer data)
{
  return tw_app_test_count (data, "document_access", "document.name = \"Seen.txt\"") == 1;
}

/* Who looked at it is noted, and noted once. */
static void
test_noted (TwAppTest    *fixture,
            gconstpointer data)
{
  g_autofree char *hash = add_blob (fixture, "words");
  char text[TW_ID_TEXT_LENGTH + 1];
  TwId id;

  add_record (fixture, "document", "Seen.txt", "file", hash, &id);
  tw_app_test_activate (fixture->window, "win.open-file", "(ss)", tw_id_print (&id, text), "");
  tw_app_test_wait (is_noted, fixture);
  tw_app_test_activate (fixture->window, "win.back", NULL);
  tw_app_test_activate (fixture->window, "win.open-file", "(ss)", tw_id_print (&id, text), "");
  tw_app_test_settle ();
  g_assert_true (is_noted (fixture));
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *folder = g_dir_make_tmp ("tw-programs-XXXXXX", NULL), *command = g_strdup_printf ("rm -rf %s", folder);
  int result = 0;

  make_program (folder);
  tw_app_test_init (&argc, &argv);
  tw_app_test_add ("/app/documents/drop", test_drop);
  tw_app_test_add ("/app/documents/folders", test_folders);
  tw_app_test_add ("/app/documents/thumbnails", test_thumbnails);
  tw_app_test_add ("/app/documents/no-match", test_no_match);
  tw_app_test_add ("/app/documents/versions", test_versions);
  tw_app_test_add ("/app/documents/outside", test_outside);
  tw_app_test_add ("/app/documents/other-program", test_other_program);
  tw_app_test_add ("/app/documents/policy", test_policy);
  tw_app_test_add ("/app/documents/marks", test_marks);
  tw_app_test_add ("/app/documents/noted", test_noted);
  result = g_test_run ();
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  return result;
}
