/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stars: on a record's page, in the sidebar and in the palette. */
#include "config.h"

#include "tw-app-test.h"
#include "tw-palette-item.h"
#include "tw-palette.h"
#include "tw-record-page.h"
#include "tw-sidebar-item.h"
#include "tw-sidebar-row.h"
#include "tw-star.h"

static TwRecordPage *
open_record (TwAppTest  *fixture,
             const char *entity,
             const TwId *id)
{
  char text[TW_ID_TEXT_LENGTH + 1];

  tw_app_test_activate (fixture->window, "win.open-record", "(uss)", tw_app_test_entity (fixture, entity)->number,
                        tw_id_print (id, text), "");
  tw_app_test_settle ();
  return TW_RECORD_PAGE (tw_window_get_page (fixture->window));
}

static gboolean
is_starred (gpointer data)
{
  gboolean starred = FALSE;

  g_object_get (data, "starred", &starred, NULL);
  return starred;
}

static gboolean
is_not_starred (gpointer data)
{
  return !is_starred (data);
}

/* The line of the sidebar for a starred record; NULL: none. */
static TwSidebarRow *
find_line (GtkWidget  *widget,
           const char *title)
{
  if (TW_IS_SIDEBAR_ROW (widget)
      && g_str_equal (tw_sidebar_item_get_group (tw_sidebar_row_get_item (TW_SIDEBAR_ROW (widget))), "starred")
      && g_str_equal (tw_sidebar_item_get_title (tw_sidebar_row_get_item (TW_SIDEBAR_ROW (widget))), title))
    return TW_SIDEBAR_ROW (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      TwSidebarRow *found = find_line (child, title);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
has_renamed (gpointer data)
{
  return find_line (data, "Acme Works") != NULL;
}

static void
rename_company (TwAppTest *fixture)
{
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_SYNC, "elsewhere");
  g_autoptr(TwRecord) record = tw_store_get (fixture->store, tw_app_test_entity (fixture, "company"), &fixture->acme, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = NULL;

  tw_record_set_text (record, "name", "Acme Works", &error);
  tw_edit_save (edit, record);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
}

static void
test_star (TwAppTest    *fixture,
           gconstpointer data)
{
  TwRecordPage *page = open_record (fixture, "company", &fixture->acme);
  TwSidebarRow *line = NULL;
  g_autoptr(GPtrArray) starred = NULL;

  g_assert_false (is_starred (page));
  tw_app_test_activate (page, "record.star", NULL);
  tw_app_test_wait (is_starred, page);
  line = find_line (GTK_WIDGET (fixture->window), "Acme Corporation");
  g_assert_nonnull (line);
  /* Others' changes of its name show there, too. */
  rename_company (fixture);
  tw_app_test_wait (has_renamed, fixture->window);
  /* The line opens the record. */
  tw_app_test_open_view (fixture, "deal", "list");
  line = find_line (GTK_WIDGET (fixture->window), "Acme Works");
  g_signal_emit_by_name (gtk_widget_get_ancestor (GTK_WIDGET (line), GTK_TYPE_LIST_BOX), "row-activated", line);
  tw_app_test_settle ();
  g_assert_true (TW_IS_RECORD_PAGE (tw_window_get_page (fixture->window)));
  page = TW_RECORD_PAGE (tw_window_get_page (fixture->window));
  g_assert_true (tw_id_equal (tw_record_get_id (tw_record_page_get_record (page)), &fixture->acme));
  tw_app_test_shot (fixture->window, "record-starred");
  starred = tw_star_list (fixture->store, 10);
  g_assert_cmpuint (starred->len, ==, 1);
  tw_app_test_activate (page, "record.star", NULL);
  tw_app_test_wait (is_not_starred, page);
  g_assert_null (find_line (GTK_WIDGET (fixture->window), "Acme Works"));
}

typedef struct
{
  TwPalette  *palette;
  const char *key;
} First;

static gboolean
is_first_of_many (gpointer data)
{
  First *first = data;
  GListModel *items = tw_palette_get_items (first->palette);
  g_autoptr(TwPaletteItem) item = g_list_model_get_item (items, 0);

  return g_list_model_get_n_items (items) > 5 && g_str_equal (tw_palette_item_get_key (item), first->key);
}

/* Twelve deals have such names: the starred one comes first. */
static void
test_palette (TwAppTest    *fixture,
              gconstpointer data)
{
  TwPalette *palette = tw_app_test_find (fixture->window, TW_TYPE_PALETTE);
  g_autoptr(TwRecord) deal = tw_store_get (fixture->store, tw_app_test_entity (fixture, "deal"), &fixture->deals[8], NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = tw_edit_commit (tw_star_set (fixture->store, deal, TRUE), &error);
  g_autofree char *key = NULL, *id = tw_id_dup_text (&fixture->deals[8]);
  First first = { NULL };
  gboolean found = FALSE;

  g_assert_no_error (error);
  g_assert_null (tw_star_set (fixture->store, deal, TRUE));
  tw_app_test_activate (fixture->window, "win.palette", NULL);
  key = g_strdup_printf ("record:%u/%s", tw_app_test_entity (fixture, "deal")->number, id);
  for (guint i = 0; i < tw_palette_get_offers (palette)->len && !found; i++)
    found = g_str_equal (tw_palette_item_get_key (g_ptr_array_index (tw_palette_get_offers (palette), i)), key);
  g_assert_true (found);
  tw_palette_set_text (palette, "deal");
  first.palette = palette;
  first.key = key;
  tw_app_test_wait (is_first_of_many, &first);
  tw_palette_close (palette);
}

int
main (int    argc,
      char **argv)
{
  tw_app_test_init (&argc, &argv);
  tw_app_test_add ("/app/record/marks/star", test_star);
  tw_app_test_add ("/app/record/marks/palette", test_palette);
  return g_test_run ();
}
