/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files on a record's page. */
#include "config.h"

#include <glib/gstdio.h>

#include "tw-app-test.h"
#include "tw-file-panel.h"
#include "tw-file-row.h"
#include "tw-record-file.h"
#include "tw-record-page.h"

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

static TwFilePanel *
get_panel (TwAppTest *fixture)
{
  TwFilePanel *panel = tw_app_test_find (tw_window_get_page (fixture->window), TW_TYPE_FILE_PANEL);

  g_assert_nonnull (panel);
  return panel;
}

static GFile *
write_file (TwAppTest  *fixture,
            const char *name,
            const char *text)
{
  g_autofree char *path = g_build_filename (fixture->dir, name, NULL);
  g_autoptr(GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  return g_file_new_for_path (path);
}

static void
count_rows (GtkWidget *widget,
            guint     *n)
{
  *n += TW_IS_FILE_ROW (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    count_rows (child, n);
}

static guint
get_n_rows (gpointer widget)
{
  guint n = 0;

  count_rows (widget, &n);
  return n;
}

static gboolean
has_one_row (gpointer data)
{
  return get_n_rows (data) == 1;
}

static gboolean
has_two_rows (gpointer data)
{
  return get_n_rows (data) == 2;
}

static gboolean
has_no_rows (gpointer data)
{
  return get_n_rows (data) == 0;
}

static gboolean
is_idle (gpointer data)
{
  return !tw_file_panel_is_busy (data);
}

static void
attach (TwAppTest  *fixture,
        const char *name,
        const char *text)
{
  g_autoptr(GListStore) files = g_list_store_new (G_TYPE_FILE);
  g_autoptr(GFile) file = write_file (fixture, name, text);

  g_list_store_append (files, file);
  tw_file_panel_attach (get_panel (fixture), G_LIST_MODEL (files));
  tw_app_test_wait (has_one_row, get_panel (fixture));
  tw_app_test_wait (is_idle, get_panel (fixture));
}

static const char *
get_id (gpointer panel)
{
  return tw_file_row_get_id (tw_app_test_find (panel, TW_TYPE_FILE_ROW));
}

/* A window that is made smaller comes to rest: its parts ask for no more room than there is for them in any form. */
static gboolean
is_narrow (gpointer data)
{
  GtkWidget *stack = gtk_widget_get_ancestor (tw_app_test_find (data, TW_TYPE_FILE_PANEL), GTK_TYPE_STACK);

  return gtk_stack_get_child_by_name (GTK_STACK (stack), "related") != NULL && gtk_widget_get_width (data) < 400;
}

/* Two files dropped on the page; the timeline tells of them, too. */
static void
test_drop (TwAppTest    *fixture,
           gconstpointer data)
{
  TwRecordPage *page = open_record (fixture, "company", &fixture->acme);
  g_autoptr(GFile) one = write_file (fixture, "Offer.pdf", "%PDF-1.4\n");
  g_autoptr(GFile) two = write_file (fixture, "Notes.txt", "three words here");
  GSList list = { two, NULL }, both = { one, &list };
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (page));
  g_auto(GValue) value = G_VALUE_INIT;
  gboolean taken = FALSE;

  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_take_boxed (&value, gdk_file_list_new_from_list (&both));
  for (guint i = 0; i < g_list_model_get_n_items (controllers) && !taken; i++)
    {
      g_autoptr(GObject) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_DROP_TARGET (controller))
        g_signal_emit_by_name (controller, "drop", &value, 1.0, 1.0, &taken);
    }
  g_assert_true (taken);
  g_assert_true (tw_file_panel_is_busy (get_panel (fixture)));
  tw_app_test_wait (has_two_rows, page);
  tw_app_test_wait (is_idle, get_panel (fixture));
  g_assert_cmpint (tw_app_test_count (fixture, "document", "company.name = \"Acme Corporation\""), ==, 2);
  tw_app_test_settle ();
  tw_app_test_shot (fixture->window, "record-files");
  tw_app_test_narrow (fixture);
  tw_app_test_settle ();
  g_assert_true (is_narrow (page));
  gtk_stack_set_visible_child_name (GTK_STACK (gtk_widget_get_ancestor (GTK_WIDGET (get_panel (fixture)), GTK_TYPE_STACK)), "related");
  tw_app_test_shot (fixture->window, "record-files-narrow");
  g_assert_cmpuint (get_n_rows (page), ==, 2);
  tw_app_test_activate (fixture->window, "win.undo", NULL);
  tw_app_test_wait (has_no_rows, page);
}

static gboolean
has_label (GtkWidget  *widget,
           const char *text)
{
  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (has_label (child, text))
      return TRUE;
  return FALSE;
}

static gboolean
has_document (gpointer data)
{
  return has_label (data, "Notes.txt");
}

static void
test_timeline (TwAppTest    *fixture,
               gconstpointer data)
{
  TwRecordPage *page = open_record (fixture, "company", &fixture->acme);

  attach (fixture, "Notes.txt", "words");
  tw_app_test_wait (has_document, tw_record_page_get_timeline (page));
}

static void
test_paste_picture (TwAppTest    *fixture,
                    gconstpointer data)
{
  static const guint8 pixels[16] = { 255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 255, 255, 255, 255 };
  TwRecordPage *page = open_record (fixture, "deal", &fixture->deals[0]);
  g_autoptr(GBytes) bytes = g_bytes_new_static (pixels, sizeof pixels);
  g_autoptr(GdkTexture) texture = gdk_memory_texture_new (2, 2, GDK_MEMORY_R8G8B8A8, bytes, 8);
  g_autoptr(GPtrArray) files = NULL;

  gdk_clipboard_set_texture (gtk_widget_get_clipboard (GTK_WIDGET (page)), texture);
  tw_app_test_activate (page, "record.paste-files", NULL);
  tw_app_test_wait (has_one_row, page);
  files = tw_record_file_list (fixture->store, tw_record_page_get_record (page), 0, 10, NULL);
  g_assert_true (g_content_type_is_mime_type (((TwRecordFile *) g_ptr_array_index (files, 0))->type, "image/png"));
}

static void
test_rename_remove (TwAppTest    *fixture,
                    gconstpointer data)
{
  TwRecordPage *page = open_record (fixture, "company", &fixture->acme);
  TwFilePanel *panel = get_panel (fixture);
  GtkWidget *entry = NULL;
  g_autofree char *name = NULL;

  attach (fixture, "Draft.txt", "words");
  tw_app_test_activate (panel, "file.rename", "s", get_id (panel));
  entry = tw_app_test_find (panel, GTK_TYPE_ENTRY);
  g_assert_nonnull (entry);
  gtk_editable_set_text (GTK_EDITABLE (entry), "Final.txt");
  g_signal_emit_by_name (entry, "activate");
  while (name == NULL || !g_str_equal (name, "Final.txt"))
    {
      tw_app_test_settle ();
      g_free (name);
      name = g_strdup (adw_preferences_row_get_title (tw_app_test_find (panel, TW_TYPE_FILE_ROW)));
    }
  tw_app_test_activate (panel, "file.remove", "s", get_id (panel));
  tw_app_test_wait (has_no_rows, page);
  tw_app_test_activate (fixture->window, "win.undo", NULL);
  tw_app_test_wait (has_one_row, page);
}

static gboolean
file_exists (gpointer data)
{
  return g_file_test (data, G_FILE_TEST_EXISTS);
}

/* A real program gets a copy that it can only read. */
static void
test_open (TwAppTest    *fixture,
           gconstpointer data)
{
  g_autofree char *seen = g_build_filename (fixture->dir, "seen", NULL), *path = g_build_filename (fixture->dir, "show", NULL);
  g_autofree char *script = g_strdup_printf ("#!/bin/sh\ncp \"$1\" %s.part && mv %s.part %s\n", seen, seen, seen), *text = NULL;
  g_autofree char *command = g_strdup_printf ("%s %%f", path);
  g_autoptr(GAppInfo) program = NULL;
  g_autoptr(GError) error = NULL;

  g_file_set_contents (path, script, -1, &error);
  g_assert_no_error (error);
  g_chmod (path, 0700);
  program = g_app_info_create_from_commandline (command, "show", G_APP_INFO_CREATE_NONE, &error);
  g_assert_no_error (error);
  g_app_info_set_as_default_for_type (program, "text/plain", &error);
  g_assert_no_error (error);
  open_record (fixture, "company", &fixture->acme);
  attach (fixture, "Letter.txt", "Dear Ann");
  tw_app_test_activate (get_panel (fixture), "file.open-outside", "s", get_id (get_panel (fixture)));
  tw_app_test_wait (file_exists, seen);
  g_assert_true (g_file_get_contents (seen, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "Dear Ann");
  g_app_info_reset_type_associations ("text/plain");
  g_assert_true (g_app_info_delete (program));
}

static gboolean
says_restore (gpointer data)
{
  return has_label (data, "Restore it from a backup");
}

/* A document comes by sync before its bytes; it shows at once, and says that they are not here. */
static void
test_arrives (TwAppTest    *fixture,
              gconstpointer data)
{
  TwRecordPage *page = open_record (fixture, "company", &fixture->acme);
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "far away", -1), *path = NULL, *folder = NULL;
  g_autofree char *company = tw_id_dup_text (&fixture->acme);
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_SYNC, "elsewhere");
  g_autoptr(TwRecord) document = tw_record_new (tw_app_test_entity (fixture, "document"));
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = NULL;

  tw_record_set_text (document, "name", "Far.txt", &error);
  tw_record_set_text (document, "company", company, &error);
  tw_record_set_text (document, "file", hash, &error);
  tw_record_set_text (document, "size", "8", &error);
  g_assert_no_error (error);
  tw_edit_save (edit, document);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  tw_app_test_wait (has_one_row, page);
  g_assert_true (has_label (tw_app_test_find (page, TW_TYPE_FILE_ROW), "Missing on this computer"));
  /* Opening it says what can be done, and breaks nothing. */
  tw_app_test_activate (get_panel (fixture), "file.open", "s", get_id (page));
  tw_app_test_wait (says_restore, fixture->window);
}

static void
test_read_only (TwAppTest    *fixture,
                gconstpointer data)
{
  TwRecordPage *page = open_record (fixture, "company", &fixture->acme);
  TwInstant before = 0;

  attach (fixture, "Notes.txt", "words");
  before = g_get_real_time ();
  tw_app_test_activate (get_panel (fixture), "file.remove", "s", get_id (get_panel (fixture)));
  tw_app_test_wait (has_no_rows, page);
  tw_record_page_show_at (page, before);
  /* As it was then, with the file, and nothing can be attached. */
  g_assert_cmpuint (get_n_rows (page), ==, 1);
  g_assert_false (tw_file_panel_can_attach (get_panel (fixture)));
  tw_record_page_show_at (page, g_get_real_time () + G_USEC_PER_SEC);
  g_assert_cmpuint (get_n_rows (page), ==, 0);
  g_assert_true (tw_file_panel_can_attach (get_panel (fixture)));
}

/* A site's own object takes the same way. */
static void
test_own_object (TwAppTest    *fixture,
                 gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = NULL;
  g_autoptr(TwRecord) record = NULL;
  TwEdit *edit = NULL;

  tw_app_test_define (fixture, "[{\"entity\": {\"entity\": \"machine\", \"plural\": \"machines\", \"label\": \"Machine\","
                      " \"label_plural\": \"Machines\", \"name\": \"name\", \"group\": \"sell\","
                      " \"fields\": [{\"key\": \"name\", \"label\": \"Name\", \"kind\": \"text\"}]}}]");
  record = tw_record_new (tw_app_test_entity (fixture, "machine"));
  tw_record_set_text (record, "name", "Press", &error);
  edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "Add it");
  tw_edit_save (edit, record);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  open_record (fixture, "machine", tw_record_get_id (record));
  attach (fixture, "Manual.txt", "Press here");
  g_assert_cmpint (tw_app_test_count (fixture, "document", "record is not empty"), ==, 1);
}

/* A document's own page says how large its file is, and offers it. */
static void
test_document_page (TwAppTest    *fixture,
                    gconstpointer data)
{
  TwRecordPage *page = NULL;
  TwId id;

  open_record (fixture, "company", &fixture->acme);
  attach (fixture, "Notes.txt", "words");
  g_assert_true (tw_id_parse (get_id (get_panel (fixture)), &id));
  page = open_record (fixture, "document", &id);
  g_assert_true (has_label (GTK_WIDGET (tw_record_details_get_field (tw_record_page_get_details (page), "file")), "5 bytes"));
  g_assert_cmpuint (get_n_rows (page), ==, 1);
  g_assert_true (has_label (tw_app_test_find (page, TW_TYPE_FILE_ROW), "Notes.txt"));
}

/* The page is left while its files are copied: they are attached all the same. */
static void
test_left (TwAppTest    *fixture,
           gconstpointer data)
{
  g_autoptr(GListStore) files = g_list_store_new (G_TYPE_FILE);
  g_autoptr(GFile) file = write_file (fixture, "Late.txt", "words");

  open_record (fixture, "company", &fixture->acme);
  g_list_store_append (files, file);
  tw_file_panel_attach (get_panel (fixture), G_LIST_MODEL (files));
  tw_app_test_open_view (fixture, "deal", "list");
  open_record (fixture, "company", &fixture->acme);
  tw_app_test_wait (has_one_row, get_panel (fixture));
}

int
main (int    argc,
      char **argv)
{
  tw_app_test_init (&argc, &argv);
  tw_app_test_add ("/app/record/files/drop", test_drop);
  tw_app_test_add ("/app/record/files/timeline", test_timeline);
  tw_app_test_add ("/app/record/files/paste-picture", test_paste_picture);
  tw_app_test_add ("/app/record/files/rename-remove", test_rename_remove);
  tw_app_test_add ("/app/record/files/open", test_open);
  /* Of a team its device fetches them. */
  if (g_getenv ("TW_APP_SERVER") == NULL)
    tw_app_test_add ("/app/record/files/arrives", test_arrives);
  tw_app_test_add ("/app/record/files/read-only", test_read_only);
  tw_app_test_add ("/app/record/files/own-object", test_own_object);
  tw_app_test_add ("/app/record/files/document-page", test_document_page);
  tw_app_test_add ("/app/record/files/left", test_left);
  return g_test_run ();
}
