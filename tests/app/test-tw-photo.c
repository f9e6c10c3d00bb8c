/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Photos of people: chosen on their page, shown there and in lists, and taken back. */
#include "config.h"

#include <glib/gstdio.h>

#include "tw-app-test.h"
#include "tw-photo-commands.h"
#include "tw-portrait.h"
#include "tw-record-page.h"

static void
add_contact (TwAppTest *fixture,
             TwId      *id)
{
  g_autoptr(TwRecord) record = tw_record_new (tw_app_test_entity (fixture, "contact"));
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "Add");
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = NULL;

  tw_record_set_text (record, "name", "Ann Lee", &error);
  tw_edit_save (edit, record);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  *id = *tw_record_get_id (record);
}

/* (transfer full) */
static GFile *
make_file (TwAppTest  *fixture,
           const char *name,
           gboolean    picture)
{
  g_autofree char *path = g_build_filename (fixture->dir, name, NULL);

  if (picture)
    {
      cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 120, 200);
      cairo_t *cr = cairo_create (surface);

      cairo_set_source_rgb (cr, 0.2, 0.5, 0.8);
      cairo_paint (cr);
      cairo_set_source_rgb (cr, 0.9, 0.7, 0.6);
      cairo_arc (cr, 60, 70, 40, 0, 7);
      cairo_fill (cr);
      cairo_destroy (cr);
      g_assert_cmpint (cairo_surface_write_to_png (surface, path), ==, CAIRO_STATUS_SUCCESS);
      cairo_surface_destroy (surface);
    }
  else
    g_assert_true (g_file_set_contents (path, "no picture at all", -1, NULL));
  return g_file_new_for_path (path);
}

static TwPortrait *
open_contact (TwAppTest  *fixture,
              const TwId *id)
{
  char text[TW_ID_TEXT_LENGTH + 1];

  tw_app_test_activate (fixture->window, "win.open-record", "(uss)", tw_app_test_entity (fixture, "contact")->number,
                        tw_id_print (id, text), "");
  tw_app_test_settle ();
  return tw_app_test_find (tw_window_get_page (fixture->window), TW_TYPE_PORTRAIT);
}

static gboolean
has_photo (gpointer data)
{
  return tw_portrait_has_photo (data);
}

static gboolean
has_none (gpointer data)
{
  return !tw_portrait_has_photo (data);
}

static gboolean
list_has_photo (gpointer data)
{
  TwPortrait *portrait = tw_app_test_find (data, TW_TYPE_PORTRAIT);

  return portrait != NULL && tw_portrait_has_photo (portrait);
}

static void
test_choose (TwAppTest    *fixture,
             gconstpointer data)
{
  g_autoptr(GFile) face = make_file (fixture, "ann.png", TRUE), text = make_file (fixture, "ann.txt", FALSE);
  TwPortrait *portrait = NULL;
  GtkWidget *page = NULL;
  g_autofree char *kept = NULL, *after = NULL;
  TwId id;

  add_contact (fixture, &id);
  portrait = open_contact (fixture, &id);
  g_assert_nonnull (portrait);
  g_assert_false (tw_portrait_has_photo (portrait));
  page = GTK_WIDGET (tw_window_get_page (fixture->window));
  tw_photo_set_file (page, face);
  tw_app_test_wait (has_photo, portrait);
  kept = tw_app_test_text (fixture, "contact", &id, "photo");
  tw_app_test_shot (fixture->window, "photo-page");
  /* The list shows it beside the name, wide and narrow. */
  tw_app_test_open_view (fixture, "contact", "list");
  tw_app_test_wait (list_has_photo, tw_window_get_page (fixture->window));
  tw_app_test_shot (fixture->window, "photo-list");
  /* What is no picture changes nothing. */
  portrait = open_contact (fixture, &id);
  page = GTK_WIDGET (tw_window_get_page (fixture->window));
  tw_app_test_wait (has_photo, portrait);
  tw_photo_set_file (page, text);
  tw_app_test_settle ();
  after = tw_app_test_text (fixture, "contact", &id, "photo");
  g_assert_cmpstr (after, ==, kept);
  tw_app_test_activate (page, "photo.remove", NULL);
  tw_app_test_wait (has_none, portrait);
  tw_app_test_activate (page, "win.undo", NULL);
  tw_app_test_wait (has_photo, portrait);
}

/* A company has no face. */
static void
test_others (TwAppTest    *fixture,
             gconstpointer data)
{
  char text[TW_ID_TEXT_LENGTH + 1];

  tw_app_test_activate (fixture->window, "win.open-record", "(uss)", tw_app_test_entity (fixture, "company")->number,
                        tw_id_print (&fixture->acme, text), "");
  tw_app_test_settle ();
  g_assert_null (tw_app_test_find (tw_window_get_page (fixture->window), TW_TYPE_PORTRAIT));
}

int
main (int    argc,
      char **argv)
{
  tw_app_test_init (&argc, &argv);
  tw_app_test_add ("/app/photo/choose", test_choose);
  tw_app_test_add ("/app/photo/others", test_others);
  return g_test_run ();
}
