/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Versions that are very different, or very long: the window shows the beginning and says that there is more. */
#include "config.h"

#include <string.h>

#include "tw-app-test.h"
#include "tw-blobs.h"
#include "tw-compare-window.h"
#include "tw-document-version.h"

#define LONG (1000 * 1000)

static char *
add_blob (TwStore    *store,
          const char *text)
{
  g_autoptr(GInputStream) stream = g_memory_input_stream_new_from_data (text, (gssize) strlen (text), NULL);
  g_autoptr(GError) error = NULL;
  char *hash = tw_store_add_blob (store, stream, 8 * LONG, NULL, &error);

  g_assert_no_error (error);
  return hash;
}

static gboolean
has_compared (gpointer data)
{
  return tw_compare_window_get_shown (data) != NULL;
}

/* A window that has compared two texts as two versions of a document. */
static TwCompareWindow *
open_window (TwAppTest  *fixture,
             const char *former,
             const char *later)
{
  g_autofree char *one = add_blob (fixture->store, former), *other = add_blob (fixture->store, later);
  g_autoptr(GPtrArray) versions = g_ptr_array_new_with_free_func (g_object_unref);
  TwCompareWindow *window = NULL;

  for (guint i = 0; i < 2; i++)
    {
      TwRecord *version = tw_record_new (tw_app_test_entity (fixture, "document_version"));

      g_assert_true (tw_record_set_text (version, "file", i == 0 ? one : other, NULL));
      g_ptr_array_add (versions, version);
    }
  window = tw_compare_window_new (GTK_WINDOW (fixture->window), fixture->workspace, "Long.txt", versions, 0, 1);
  gtk_window_present (GTK_WINDOW (window));
  tw_app_test_wait (has_compared, window);
  tw_app_test_settle ();
  return window;
}

static void
test_long (TwAppTest    *fixture,
           gconstpointer data)
{
  g_autofree char *words = g_strnfill (LONG, 'w'), *line = g_strnfill (300, 'x');
  g_autoptr(GString) former = g_string_new ("first "), later = g_string_new ("other ");
  g_autofree char *text = NULL;
  TwCompareWindow *window = NULL;

  g_string_append (former, words);
  g_string_append (later, words);
  for (guint i = 0; i < 1900; i++)
    g_string_append_printf (later, "\nline %u %s", i, line);
  window = open_window (fixture, former->str, later->str);
  g_object_get (gtk_text_view_get_buffer (tw_app_test_find (GTK_WIDGET (window), GTK_TYPE_TEXT_VIEW)), "text", &text, NULL);
  g_assert_true (g_str_has_prefix (text, "− first www"));
  g_assert_nonnull (strstr (text, "www…\n+ other www"));
  g_assert_nonnull (strstr (text, "\n+ line 42 xxx"));
  g_assert_true (g_str_has_suffix (text, "more lines are not shown\n"));
  g_assert_cmpuint (strlen (text), <, LONG / 2);
  g_assert_cmpuint (tw_compare_window_get_shown (window)->n_added, ==, 1901);
  gtk_window_destroy (GTK_WINDOW (window));
  tw_app_test_settle ();
}

static void
test_too_much (TwAppTest    *fixture,
               gconstpointer data)
{
  g_autoptr(GString) former = g_string_new (NULL), later = g_string_new (NULL);
  TwCompareWindow *window = NULL;
  AdwStatusPage *status = NULL;

  for (guint i = 0; i < 3000; i++)
    {
      g_string_append_printf (former, "former %u\nthe same %u\n", i, i);
      g_string_append_printf (later, "later %u\nthe same %u\n", i, i);
    }
  window = open_window (fixture, former->str, later->str);
  status = tw_app_test_find (GTK_WIDGET (window), ADW_TYPE_STATUS_PAGE);
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (status)));
  g_assert_cmpstr (adw_status_page_get_description (status), ==, "Too much is different to be shown line by line.");
  tw_app_test_shot (window, "document-compare-too-much");
  gtk_window_destroy (GTK_WINDOW (window));
  tw_app_test_settle ();
}

int
main (int    argc,
      char **argv)
{
  tw_app_test_init (&argc, &argv);
  tw_app_test_add ("/app/compare/long", test_long);
  tw_app_test_add ("/app/compare/too-much", test_too_much);
  return g_test_run ();
}
