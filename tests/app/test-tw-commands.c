/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every command that the palette offers on any page is run once, and everything on these pages that takes the focus has a name and
 * a role. Warnings and criticals are fatal here as everywhere. */
#include "tw-app-test.h"

#include "tw-palette-item.h"
#include "tw-palette.h"
#include "tw-search-page.h"

#define MAX_SHOWN 12                                   /* of a list's rows and cells as many as are looked at */

/* What ends the window or the test, and what needs a server or a display server's other programs. */
static const char *const not_run[] = { "win.close", "window.close", "app.quit", "win.show-help", NULL };

typedef struct
{
  const char *name;
  const char *action, *entity, *presentation;          /* entity nullable: an action without parameter */
} Page;

static const Page pages[] = {
  { "today", "win.show-today", NULL, NULL },
  { "calendar", "win.show-calendar", NULL, NULL },
  { "status", "win.show-status", NULL, NULL },
  { "sync", "win.show-sync", NULL, NULL },
  { "deals", "win.present-view", "deal", "list" },
  { "board of deals", "win.present-view", "deal", "board" },
  { "companies", "win.present-view", "company", "list" },
  { "tasks", "win.present-view", "task", "list" },
  { "a deal", "win.open-record", "deal", NULL },
  { "a company", "win.open-record", "company", NULL },
  { "search", "win.show-search", NULL, NULL },
  { "deals that were found", "win.search-for", "deal", NULL },
  { "inbox", "win.show-inbox", NULL, NULL },
  { "feed", "win.show-feed", NULL, NULL },
  { "dashboards", "win.show-dashboards", NULL, NULL },
  { "reports", "win.show-reports", NULL, NULL },
  { "a new report", "win.design-report", "", "" },
  { "documents", "win.present-view", "document", "list" },
  { "quotes", "win.present-view", "quote", "list" },
  { "leads", "win.present-view", "lead", "board" },
  { "chart of deals", "win.present-view", "deal", "chart" },
  { "calendar of deals", "win.present-view", "deal", "calendar" },
  { "choices", "win.show-choices", NULL, NULL },
  { "wastebasket", "win.show-trash", NULL, NULL },
  { "contacts", "win.present-view", "contact", "list" },
  { "a contact", "win.open-record", "contact", NULL },
  { "a quote", "win.open-record", "quote", NULL },
  { "the lines of a quote", "win.open-quote", "quote", NULL },
};

static gboolean
is_found (gpointer data)
{
  return !tw_search_state_is_busy (data) && !tw_search_state_is_counting (data);
}

/* The search page with what it finds of one kind. */
static void
open_found (TwAppTest  *fixture,
            const Page *page)
{
  TwSearchState *state = NULL;

  tw_app_test_activate (fixture->window, page->action, "s", page->entity);
  state = tw_search_page_get_state (TW_SEARCH_PAGE (tw_window_get_page (fixture->window)));
  tw_app_test_wait (is_found, state);
  tw_search_state_set_kind (state, page->entity);
  tw_app_test_wait (is_found, state);
}

/* One that the workspace has, else one that is made for it. */
static TwId
find_record (TwAppTest  *fixture,
             const char *key)
{
  const TwEntity *entity = tw_app_test_entity (fixture, key);
  g_autoptr(TwQuery) query = tw_query_new (tw_store_get_schema (fixture->store), entity, NULL, NULL, NULL);
  g_autoptr(GPtrArray) records = tw_store_list (fixture->store, query, 1, NULL, NULL, NULL);
  g_autoptr(TwRecord) record = tw_record_new (entity);
  g_autoptr(TwCommit) commit = NULL;
  g_autoptr(GError) error = NULL;
  TwEdit *edit = NULL;

  if (g_str_equal (key, "deal") || g_str_equal (key, "company"))
    return *key == 'd' ? fixture->deals[1] : fixture->acme;
  if (records->len > 0)
    return *tw_record_get_id (g_ptr_array_index (records, 0));
  tw_record_set_text (record, g_str_equal (key, "quote") ? "currency" : "name", g_str_equal (key, "quote") ? "USD" : "Ann Lee", &error);
  edit = tw_edit_new (fixture->store, TW_ORIGIN_SYNC, "elsewhere");
  tw_edit_save (edit, record);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  return *tw_record_get_id (record);
}

static void
open_page (TwAppTest  *fixture,
           const Page *page)
{
  char text[TW_ID_TEXT_LENGTH + 1];
  TwId id;

  if (page->entity == NULL)
    tw_app_test_activate (fixture->window, page->action, NULL);
  else if (page->presentation != NULL)
    tw_app_test_activate (fixture->window, page->action, "(ss)", page->entity, page->presentation);
  else if (g_str_equal (page->action, "win.search-for"))
    open_found (fixture, page);
  else
    {
      id = find_record (fixture, page->entity);
      tw_id_print (&id, text);
      if (g_str_equal (page->action, "win.open-quote"))
        tw_app_test_activate (fixture->window, page->action, "s", text);
      else
        tw_app_test_activate (fixture->window, page->action, "(uss)", tw_app_test_entity (fixture, page->entity)->number, text, "");
    }
  tw_app_test_settle ();
}

static void
close_popovers (GtkWidget *widget)
{
  if (GTK_IS_POPOVER (widget) && gtk_widget_get_mapped (widget))
    gtk_popover_popdown (GTK_POPOVER (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    close_popovers (child);
}

/* Popovers, dialogs and file choosers are closed as by a person who thought better of it. */
static void
close_dialogs (TwAppTest *fixture)
{
  g_autoptr(GListModel) windows = g_object_ref (gtk_window_get_toplevels ());

  close_popovers (GTK_WIDGET (fixture->window));
  for (guint i = g_list_model_get_n_items (windows); i > 0; i--)
    {
      g_autoptr(GtkWindow) window = g_list_model_get_item (windows, i - 1);

      if (window != NULL && window != GTK_WINDOW (fixture->window))
        gtk_window_close (window);
    }
  tw_app_test_settle ();
}

static GPtrArray *
dup_offers (TwAppTest *fixture)
{
  TwPalette *palette = tw_app_test_find (fixture->window, TW_TYPE_PALETTE);
  GPtrArray *offers = NULL;

  tw_app_test_activate (fixture->window, "win.palette", NULL);
  offers = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < tw_palette_get_offers (palette)->len; i++)
    g_ptr_array_add (offers, g_object_ref (g_ptr_array_index (tw_palette_get_offers (palette), i)));
  tw_palette_close (palette);
  return offers;
}

static gboolean
is_to_run (TwPaletteItem *item,
           GHashTable    *done)
{
  return g_str_has_prefix (tw_palette_item_get_key (item), "action:")
         && !g_strv_contains (not_run, tw_palette_item_get_action (item))
         && g_hash_table_add (done, g_strdup (tw_palette_item_get_key (item)));
}

static void
run_page (TwAppTest  *fixture,
          const Page *page,
          GHashTable *done)
{
  g_autoptr(GPtrArray) offers = NULL;

  open_page (fixture, page);
  offers = dup_offers (fixture);
  for (guint i = 0; i < offers->len; i++)
    {
      TwPaletteItem *item = g_ptr_array_index (offers, i);

      if (!is_to_run (item, done))
        continue;
      g_test_message ("%s: %s", page->name, tw_palette_item_get_key (item));
      tw_palette_item_activate (item, GTK_WIDGET (fixture->window));
      tw_app_test_settle ();
      close_dialogs (fixture);
    }
}

static void
test_every_command (TwAppTest    *fixture,
                    gconstpointer data)
{
  g_autoptr(GHashTable) done = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    run_page (fixture, &pages[i], done);
  g_assert_cmpuint (g_hash_table_size (done), >, 30);
}

/* --- Names and roles --- */

static gboolean
has_words (GtkWidget *widget)
{
  if (!gtk_widget_get_visible (widget))
    return FALSE;
  if (gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL))
    return TRUE;
  if (GTK_IS_LABEL (widget) && *gtk_label_get_text (GTK_LABEL (widget)) != '\0')
    return TRUE;
  if (GTK_IS_INSCRIPTION (widget))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (has_words (child))
      return TRUE;
  return FALSE;
}

/* The parts that the toolkit makes an input of are called as the input, and their role is its role. */
static GtkWidget *
get_owner (GtkWidget *widget)
{
  GtkWidget *parent = gtk_widget_get_parent (widget);
  GtkWidget *choice = parent != NULL ? gtk_widget_get_ancestor (parent, GTK_TYPE_DROP_DOWN) : NULL;

  if (GTK_IS_TEXT (widget) && gtk_widget_get_ancestor (widget, ADW_TYPE_ENTRY_ROW) != NULL)
    return gtk_widget_get_ancestor (widget, ADW_TYPE_ENTRY_ROW);
  if (parent != NULL && (GTK_IS_TEXT (widget) || GTK_IS_MENU_BUTTON (parent) || GTK_IS_SPIN_BUTTON (parent)))
    return parent;
  return choice != NULL ? choice : widget;
}

/* A picture alone is no name, although a button's child names it. */
static gboolean
has_name (GtkWidget *widget)
{
  /* A row that is an input shows its title, which is told for it by a relation. */
  if (ADW_IS_ENTRY_ROW (widget))
    return gtk_test_accessible_has_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  return has_words (widget)
         || (gtk_test_accessible_has_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY) && !GTK_IS_BUTTON (widget));
}

static gboolean
has_role (GtkWidget *widget)
{
  GtkAccessibleRole role = gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (widget));

  return role != GTK_ACCESSIBLE_ROLE_WIDGET && role != GTK_ACCESSIBLE_ROLE_NONE;
}

static void
add_path (GString   *text,
          GtkWidget *widget)
{
  g_autoptr(GString) path = g_string_new (NULL);

  for (GtkWidget *at = widget; at != NULL && path->len < 200; at = gtk_widget_get_parent (at))
    g_string_append_printf (path, " < %s%s%s", G_OBJECT_TYPE_NAME (at), *gtk_widget_get_name (at) != 'G' ? ":" : "",
                            gtk_buildable_get_buildable_id (GTK_BUILDABLE (at)) != NULL
                            ? gtk_buildable_get_buildable_id (GTK_BUILDABLE (at)) : "");
  g_string_append_printf (text, "\n  %s", path->str + 3);
}

/* Scrolled windows and the like take the focus on behalf of what is in them, and toasts are the toolkit's own. */
static gboolean
is_passage (GtkWidget *widget)
{
  return GTK_IS_SCROLLED_WINDOW (widget) || GTK_IS_VIEWPORT (widget) || GTK_IS_STACK (widget) || GTK_IS_WINDOW (widget)
         || GTK_IS_NOTEBOOK (widget) || g_str_equal (G_OBJECT_TYPE_NAME (gtk_widget_get_parent (widget)), "AdwToastWidget");
}

static void
check_tree (GtkWidget *widget,
            GString   *missing)
{
  guint n = 0;

  if (!gtk_widget_get_mapped (widget))
    return;
  if (gtk_widget_get_focusable (widget) && gtk_widget_get_sensitive (widget) && !is_passage (widget)
      && (!has_name (get_owner (widget)) || !has_role (get_owner (widget))))
    add_path (missing, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && n < MAX_SHOWN * 4;
       child = gtk_widget_get_next_sibling (child), n++)
    check_tree (child, missing);
}

static void
test_names (TwAppTest    *fixture,
            gconstpointer data)
{
  g_autoptr(GString) missing = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      gsize before = missing->len;

      open_page (fixture, &pages[i]);
      check_tree (GTK_WIDGET (fixture->window), missing);
      if (missing->len > before)
        g_string_append_printf (missing, "\n(on the page of %s)", pages[i].name);
    }
  tw_app_test_activate (fixture->window, "win.palette", NULL);
  tw_app_test_settle ();
  check_tree (tw_app_test_find (fixture->window, TW_TYPE_PALETTE), missing);
  if (missing->len > 0)
    g_error ("Without a name or a role:%s", missing->str);
}

int
main (int    argc,
      char **argv)
{
  tw_app_test_init (&argc, &argv);
  tw_app_test_add ("/app/commands/every-command", test_every_command);
  tw_app_test_add ("/app/commands/names-and-roles", test_names);
  return g_test_run ();
}
