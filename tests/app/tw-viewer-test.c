/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-viewer-test.h"

#include "tw-blobs.h"
#include "tw-viewer-private.h"

char *
tw_viewer_test_dup_sample (const char *name)
{
  return g_build_filename (g_getenv ("TW_SHARED_DATA"), "pdf-samples", name, NULL);
}

gboolean
tw_viewer_test_has_sample (const char *path)
{
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  g_test_skip ("the sample is not there");
  return FALSE;
}

/* A document of the company whose file has these bytes. */
void
tw_viewer_test_add_document (TwAppTest  *fixture,
              const char *name,
              const char *path,
              const char *text,
              TwId       *id)
{
  g_autoptr(TwRecord) record = tw_record_new (tw_app_test_entity (fixture, "document"));
  g_autofree char *company = tw_id_dup_text (&fixture->acme), *hash = NULL;
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "Add it");
  g_autoptr(GInputStream) stream = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = NULL;

  if (path != NULL)
    {
      g_autoptr(GFile) file = g_file_new_for_path (path);

      hash = tw_store_add_blob_file (fixture->store, file, 100000000, NULL, &error);
    }
  else
    {
      stream = g_memory_input_stream_new_from_data (g_strdup (text), -1, g_free);
      hash = tw_store_add_blob (fixture->store, stream, 100000, NULL, &error);
    }
  g_assert_no_error (error);
  g_assert_true (tw_record_set_text (record, "name", name, &error));
  g_assert_true (tw_record_set_text (record, "file", hash, &error));
  g_assert_true (tw_record_set_text (record, "company", company, &error));
  tw_edit_save (edit, record);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  *id = *tw_record_get_id (record);
}

gboolean
tw_viewer_test_has_come (gpointer data)
{
  TwViewerState state = tw_viewer_get_state (data);

  return state != TW_VIEWER_LOADING && state != TW_VIEWER_EMPTY;
}

TwViewer *
tw_viewer_test_open_document (TwAppTest  *fixture,
               const TwId *id,
               const char *words)
{
  char text[TW_ID_TEXT_LENGTH + 1];
  TwViewer *viewer = NULL;

  tw_app_test_activate (fixture->window, "win.open-file", "(ss)", tw_id_print (id, text), words);
  g_assert_true (TW_IS_VIEWER_PAGE (tw_window_get_page (fixture->window)));
  viewer = tw_viewer_page_get_viewer (TW_VIEWER_PAGE (tw_window_get_page (fixture->window)));
  tw_app_test_wait (tw_viewer_test_has_come, viewer);
  return viewer;
}

gboolean
tw_viewer_test_is_complete (gpointer data)
{
  return tw_viewer_canvas_is_complete (tw_viewer_get_canvas (data));
}

gboolean
tw_viewer_test_has_outline (gpointer data)
{
  return tw_viewer_side_get_n_headings (tw_app_test_find (data, TW_TYPE_VIEWER_SIDE)) > 0;
}
