/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The palette: what it finds and in which order, what it does, and that no command of any widget is missing from it. */
#include "tw-app-test.h"

#include <dlfcn.h>
#include <string.h>

#include "tw-palette-item.h"
#include "tw-palette-source.h"
#include "tw-palette.h"
#include "tw-record-page.h"
#include "tw-shortcuts.h"
#include "tw-view-page.h"

typedef struct
{
  TwPalette  *palette;
  const char *title;                                   /* expected first */
} First;

static TwPalette *
open_palette (TwAppTest *fixture)
{
  TwPalette *palette = tw_app_test_find (fixture->window, TW_TYPE_PALETTE);

  tw_app_test_activate (fixture->window, "win.palette", NULL);
  g_assert_true (tw_palette_is_open (palette));
  return palette;
}

static TwPaletteItem *
find_title (GListModel *items,
            const char *title)
{
  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      TwPaletteItem *item = g_list_model_get_item (items, i);

      g_object_unref (item);
      if (g_str_equal (tw_palette_item_get_title (item), title))
        return item;
    }
  return NULL;
}

static gboolean
is_first (gpointer data)
{
  First *first = data;
  g_autoptr(TwPaletteItem) item = g_list_model_get_item (tw_palette_get_items (first->palette), 0);

  return item != NULL && g_str_equal (tw_palette_item_get_title (item), first->title);
}

static void
wait_for_first (TwPalette  *palette,
                const char *typed,
                const char *title)
{
  First first = { palette, title };

  tw_palette_set_text (palette, typed);
  tw_app_test_wait (is_first, &first);
}

static void
press_enter (TwPalette *palette)
{
  g_signal_emit_by_name (tw_app_test_find (palette, GTK_TYPE_SEARCH_ENTRY), "activate");
}

static void
test_find (TwAppTest    *fixture,
           gconstpointer data)
{
  static const struct { const char *typed, *title; } cases[] = {
    { "acme", "Acme Corporation" },
    { "deals", "Deals" },
    { "deal boa", "Deals · Board" },
    { "dlb", "Deals · Board" },
    { "new company", "New Company" },
    { "keyboard", "Keyboard shortcuts" },
    { "deal 07", "Deal 07" },
    { "corporaton", "Acme Corporation" },                 /* mistyped */
  };
  TwPalette *palette = open_palette (fixture);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    wait_for_first (palette, cases[i].typed, cases[i].title);
}

static gboolean
has_companion (gpointer palette)
{
  return find_title (tw_palette_get_items (palette), "Companion") != NULL;
}

/* What the work is set up with comes after the views that match as well; and it is found. */
static void
test_set_up (TwAppTest    *fixture,
             gconstpointer data)
{
  g_autoptr(TwRecord) record = tw_record_new (tw_app_test_entity (fixture, "team"));
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "Add a team");
  g_autoptr(TwCommit) commit = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(TwPaletteItem) first = NULL;
  TwPalette *palette = open_palette (fixture);

  g_assert_true (tw_record_set_text (record, "name", "Companion", &error) && tw_record_set_text (record, "code", "CMP", &error));
  tw_edit_save (edit, record);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  tw_palette_set_text (palette, "compan");
  tw_app_test_wait (has_companion, palette);
  first = g_list_model_get_item (tw_palette_get_items (palette), 0);
  g_assert_cmpstr (tw_palette_item_get_title (first), ==, "Companies");
  wait_for_first (palette, "companion", "Companion");
}

static guint
find_place (GPtrArray  *items,
            const char *title)
{
  for (guint i = 0; i < items->len; i++)
    if (g_str_equal (tw_palette_item_get_title (g_ptr_array_index (items, i)), title))
      return i;
  g_assert_not_reached ();
}

/* Kinds of records follow each other as in the sidebar, and not by their keys. */
static void
test_order (TwAppTest    *fixture,
            gconstpointer data)
{
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  tw_palette_source_add_views (items, fixture->workspace);
  g_assert_cmpuint (find_place (items, "Leads"), <, find_place (items, "Deals"));
  g_assert_cmpuint (find_place (items, "Deals"), <, find_place (items, "Campaigns"));
}

static void
test_view (TwAppTest    *fixture,
           gconstpointer data)
{
  TwPalette *palette = open_palette (fixture);
  TwViewState *state = NULL;

  wait_for_first (palette, "companies list", "Companies · List");
  press_enter (palette);
  g_assert_false (tw_palette_is_open (palette));
  g_assert_true (TW_IS_VIEW_PAGE (tw_window_get_page (fixture->window)));
  state = tw_view_page_get_state (TW_VIEW_PAGE (tw_window_get_page (fixture->window)));
  g_assert_cmpstr (tw_view_state_get_entity (state)->key, ==, "company");
  g_assert_cmpstr (tw_view_state_get_presentation (state), ==, "list");
}

/* What was used stands first before anything is typed, and higher when it matches alike. */
static void
test_recent (TwAppTest    *fixture,
             gconstpointer data)
{
  TwPalette *palette = open_palette (fixture);
  char id[TW_ID_TEXT_LENGTH + 1];
  First first = { palette, "Deal 09" };

  tw_palette_close (palette);
  for (guint i = 0; i < 3; i++)
    tw_app_test_activate (fixture->window, "win.open-record", "(uss)", tw_app_test_entity (fixture, "deal")->number,
                          tw_id_print (&fixture->deals[8], id), "");
  open_palette (fixture);
  g_assert_true (is_first (&first));
  wait_for_first (palette, "deal 0", "Deal 09");
  tw_palette_close (palette);
  /* A record that is gone is no longer offered. */
  tw_app_test_activate (tw_window_get_page (fixture->window), "record.delete", NULL);
  tw_app_test_settle ();
  open_palette (fixture);
  g_assert_null (find_title (tw_palette_get_items (palette), "Deal 09"));
}

/* Only what can be done now is offered. */
static void
test_enabled (TwAppTest    *fixture,
              gconstpointer data)
{
  TwPalette *palette = NULL;

  tw_app_test_open_view (fixture, "deal", "list");
  palette = open_palette (fixture);
  wait_for_first (palette, "export the", "Export the records");
  tw_palette_set_text (palette, "remove all filters");
  tw_app_test_settle ();
  g_assert_null (find_title (tw_palette_get_items (palette), "Remove all filters"));
  tw_palette_close (palette);
  g_assert_true (tw_view_state_add_condition (tw_view_page_get_state (TW_VIEW_PAGE (tw_window_get_page (fixture->window))),
                                              "priority = \"high\"", NULL));
  tw_app_test_settle ();
  open_palette (fixture);
  wait_for_first (palette, "remove all filters", "Remove all filters");
  press_enter (palette);
  g_assert_cmpint (tw_view_state_get_n_conditions (tw_view_page_get_state (TW_VIEW_PAGE (tw_window_get_page (fixture->window)))),
                   ==, 0);
}

/* The focus is where it was, so that a command finds what it is about. */
static void
test_focus (TwAppTest    *fixture,
            gconstpointer data)
{
  GtkWidget *before = NULL;
  TwPalette *palette = NULL;

  tw_app_test_open_view (fixture, "deal", "list");
  before = gtk_window_get_focus (GTK_WINDOW (fixture->window));
  g_assert_nonnull (before);
  palette = open_palette (fixture);
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (fixture->window)) != before);
  g_signal_emit_by_name (tw_app_test_find (palette, GTK_TYPE_SEARCH_ENTRY), "stop-search");
  g_assert_false (tw_palette_is_open (palette));
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (fixture->window)) == before);
}

/* --- Nothing is missing: read from the headers of the program, so that a new widget is in it by itself --- */

static GString *untitled;

static const TwActionInfo *
find_info (const char *name)
{
  guint n_tables = 0;
  const TwActionTable *const *tables = tw_shortcuts_get_tables (&n_tables);

  for (guint i = 0; i < n_tables; i++)
    for (guint j = 0; j < tables[i]->n_infos; j++)
      if (g_str_equal (tables[i]->infos[j].name, name))
        return &tables[i]->infos[j];
  return NULL;
}

/* Commands of a class need a title; those that need to be told what to work on are reached through a row or a card. */
static guint
check_class (GType type)
{
  gpointer klass = g_type_class_ref (type);
  const GVariantType *parameter = NULL;
  const char *name = NULL, *property = NULL;
  GType owner;
  guint n = 0;

  for (guint i = 0; gtk_widget_class_query_action (klass, i, &owner, &name, &parameter, &property); i++)
    {
      const TwActionInfo *info = NULL;

      if (owner != type)
        continue;
      info = find_info (name);
      n++;
      if (info == NULL)
        g_string_append_printf (untitled, " %s (%s: in no table of tw-shortcuts.c)", name, g_type_name (type));
      else if (info->title == NULL && (info->parameter == NULL || info->target != NULL))
        g_string_append_printf (untitled, " %s", name);
    }
  g_type_class_unref (klass);
  return n;
}

static guint
check_declarations (const char *text)
{
  g_autoptr(GRegex) regex = g_regex_new ("G_DECLARE_(?:FINAL|DERIVABLE)_TYPE \\((\\w+), (\\w+),", 0, 0, NULL);
  g_autoptr(GMatchInfo) match = NULL;
  guint n = 0;

  g_regex_match (regex, text, 0, &match);
  for (; g_match_info_matches (match); g_match_info_next (match, NULL))
    {
      g_autofree char *prefix = g_match_info_fetch (match, 2);
      g_autofree char *function = g_strconcat (prefix, "_get_type", NULL);
      GType (*get_type) (void) = (GType (*) (void)) dlsym (RTLD_DEFAULT, function);

      g_test_message ("%s", prefix);
      g_assert_nonnull (get_type);
      if (g_type_is_a (get_type (), GTK_TYPE_WIDGET))
        n += check_class (get_type ());
    }
  return n;
}

static guint
check_folder (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name = NULL;
  guint n = 0;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);
      g_autofree char *text = NULL;

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        n += check_folder (child);
      else if (g_str_has_suffix (name, ".h") && g_file_get_contents (child, &text, NULL, NULL))
        n += check_declarations (text);
    }
  return n;
}

static void
test_complete (TwAppTest    *fixture,
               gconstpointer data)
{
  g_autofree char *folder = g_build_filename (g_getenv ("TW_SOURCE_ROOT"), "src", "app", NULL);
  g_auto(GStrv) names = NULL;

  untitled = g_string_new (NULL);
  g_assert_cmpuint (check_folder (folder), >, 60);
  if (untitled->len > 0)
    g_error ("Actions without a title:%s", untitled->str);
  g_string_free (untitled, TRUE);
  /* Those of the program itself are no widget's. */
  g_assert_nonnull (find_info ("app.quit"));
}

/* The catalogue of a language with texts in one line each. */
static char *
read_catalogue (const char *language)
{
  g_autofree char *name = g_strconcat (language, ".po", NULL);
  g_autofree char *path = g_build_filename (g_getenv ("TW_SOURCE_ROOT"), "po", name, NULL);
  g_autoptr(GError) error = NULL;
  char *text = NULL;
  GString *joined = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  joined = g_string_new (text);
  g_free (text);
  g_string_replace (joined, "\"\n\"", "", 0);
  return g_string_free (joined, FALSE);
}

static void
check_translated (const char *catalogue,
                  const char *language,
                  const char *title,
                  GString    *missing)
{
  g_autofree char *wanted = g_strdup_printf ("\nmsgid \"%s\"\nmsgstr \"", title);
  const char *found = strstr (catalogue, wanted);

  if (found == NULL || found[strlen (wanted)] == '"')
    g_string_append_printf (missing, "\n  %s: %s", language, title);
}

/* Titles of commands and of their groups are in French and in Arabic. */
static void
test_translated (void)
{
  static const char *const languages[] = { "fr", "ar" };
  g_autoptr(GString) missing = g_string_new (NULL);
  guint n_tables = 0;
  const TwActionTable *const *tables = tw_shortcuts_get_tables (&n_tables);

  for (guint l = 0; l < G_N_ELEMENTS (languages); l++)
    {
      g_autofree char *catalogue = read_catalogue (languages[l]);

      for (guint i = 0; i < n_tables; i++)
        {
          check_translated (catalogue, languages[l], tables[i]->title, missing);
          for (guint j = 0; j < tables[i]->n_infos; j++)
            if (tables[i]->infos[j].title != NULL)
              check_translated (catalogue, languages[l], tables[i]->infos[j].title, missing);
        }
    }
  if (missing->len > 0)
    g_error ("Not translated:%s", missing->str);
}

/* Every titled command that can be used on a page is among what the palette offers there. */
static void
test_offered (TwAppTest    *fixture,
              gconstpointer data)
{
  TwPalette *palette = NULL;
  guint n_tables = 0;
  const TwActionTable *const *tables = tw_shortcuts_get_tables (&n_tables);

  tw_app_test_open_view (fixture, "deal", "list");
  palette = open_palette (fixture);
  for (guint i = 0; i < n_tables; i++)
    for (guint j = 0; j < tables[i]->n_infos; j++)
      {
        const TwActionInfo *info = &tables[i]->infos[j];
        gboolean found = FALSE;

        /* Not the ones that a page turns off, nor another page's. */
        if (info->title == NULL || info->parameter != NULL || !g_str_has_prefix (info->name, "win.show-"))
          continue;
        for (guint k = 0; k < tw_palette_get_offers (palette)->len && !found; k++)
          found = g_str_equal (tw_palette_item_get_action (g_ptr_array_index (tw_palette_get_offers (palette), k)), info->name);
        if (!found)
          g_error ("The palette does not offer %s", info->name);
      }
}

static gboolean
says (gpointer data)
{
  First *first = data;
  GtkWidget *nothing = GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (first->palette), TW_TYPE_PALETTE, "nothing"));

  return gtk_widget_get_mapped (nothing) && g_str_equal (gtk_label_get_label (GTK_LABEL (nothing)), first->title);
}

static gboolean
is_record_open (gpointer data)
{
  return TW_IS_RECORD_PAGE (tw_window_get_page (((TwAppTest *) data)->window));
}

/* Nothing has been found only when all has been looked at; Enter waits for it. */
static void
test_searching (TwAppTest    *fixture,
                gconstpointer data)
{
  First searching = { open_palette (fixture), "Searching…" }, nothing = { searching.palette, "Nothing found. Try fewer or shorter words." };

  tw_app_test_hold_readers (fixture);
  tw_palette_set_text (searching.palette, "zzzzqqq");
  tw_app_test_wait (says, &searching);
  tw_app_test_let_readers (fixture);
  tw_app_test_wait (says, &nothing);
  tw_app_test_hold_readers (fixture);
  tw_palette_set_text (searching.palette, "acme corporation");
  tw_app_test_wait (says, &searching);
  press_enter (searching.palette);
  g_assert_true (tw_palette_is_open (searching.palette));
  tw_app_test_let_readers (fixture);
  tw_app_test_wait (is_record_open, fixture);
}

int
main (int    argc,
      char **argv)
{
  tw_app_test_init (&argc, &argv);
  tw_app_test_add ("/app/palette/find", test_find);
  tw_app_test_add ("/app/palette/set-up", test_set_up);
  tw_app_test_add ("/app/palette/order", test_order);
  tw_app_test_add ("/app/palette/view", test_view);
  tw_app_test_add ("/app/palette/recent", test_recent);
  tw_app_test_add ("/app/palette/enabled", test_enabled);
  tw_app_test_add ("/app/palette/focus", test_focus);
  tw_app_test_add ("/app/palette/complete", test_complete);
  tw_app_test_add ("/app/palette/searching", test_searching);
  tw_app_test_add ("/app/palette/offered", test_offered);
  g_test_add_func ("/app/palette/translated", test_translated);
  return g_test_run ();
}
