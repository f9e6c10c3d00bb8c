/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The toasts that offer to take a change back, with the toolkit's animations: changes that follow each other faster than a toast comes
 * and goes. */
#include "tw-app-test.h"

#define CHANGES 6

static gboolean
over_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
wait (guint ms)
{
  gboolean over = FALSE;

  g_timeout_add (ms, over_cb, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
}

static void
change (TwAppTest *fixture,
        guint      i)
{
  g_autofree char *name = g_strdup_printf ("Name %u", i);
  g_autofree char *title = g_strdup_printf ("Change %u", i);
  g_autoptr(GError) error = NULL;
  g_autoptr(TwRecord) record = tw_store_get (fixture->store, tw_app_test_entity (fixture, "deal"), &fixture->deals[1], &error);
  g_autoptr(TwCommit) commit = NULL;
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, title);

  g_assert_no_error (error);
  g_assert_true (tw_record_set_text (record, "name", name, &error));
  tw_edit_save (edit, record);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
}

/* Those that can still be clicked; one that goes away cannot. */
static void
find_toasts (GtkWidget *widget,
             GPtrArray *found)
{
  if (g_str_equal (G_OBJECT_TYPE_NAME (widget), "AdwToastWidget") && gtk_widget_get_can_target (widget))
    g_ptr_array_add (found, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    find_toasts (child, found);
}

static gboolean
says (GtkWidget  *widget,
      const char *text)
{
  if (GTK_IS_LABEL (widget) && g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), text))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (says (child, text))
      return TRUE;
  return FALSE;
}

static GtkWidget *
only_toast (TwAppTest *fixture)
{
  g_autoptr(GPtrArray) found = g_ptr_array_new ();

  find_toasts (GTK_WIDGET (fixture->window), found);
  g_assert_cmpuint (found->len, ==, 1);
  return found->pdata[0];
}

static GtkWidget *
find_button (GtkWidget  *widget,
             const char *label)
{
  GtkWidget *found = NULL;

  if (GTK_IS_BUTTON (widget) && says (widget, label))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL; child = gtk_widget_get_next_sibling (child))
    found = find_button (child, label);
  return found;
}

/* After every pause that there can be between two changes, from none to one longer than the toasts' animations. */
static void
test_quick (TwAppTest    *fixture,
            gconstpointer data)
{
  static const guint pauses[] = { 0, 120, 250, 450 };

  for (guint i = 0; i < G_N_ELEMENTS (pauses); i++)
    {
      g_autofree char *words = NULL;

      for (guint j = 1; j <= CHANGES; j++)
        {
          change (fixture, i * 100 + j);
          wait (pauses[i]);
        }
      wait (1200);
      words = g_strdup_printf ("Change %u", i * 100 + CHANGES);
      g_assert_true (says (only_toast (fixture), words));
    }
}

static gboolean
is_named (gpointer data)
{
  TwAppTest *fixture = data;
  g_autofree char *name = tw_app_test_text (fixture, "deal", &fixture->deals[1], "name");

  return g_str_equal (name, g_object_get_data (G_OBJECT (fixture->window), "awaited"));
}

static void
await_name (TwAppTest  *fixture,
            const char *name)
{
  g_object_set_data (G_OBJECT (fixture->window), "awaited", (gpointer) name);
  tw_app_test_wait (is_named, fixture);
}

/* The toast that has changed its words takes back, and makes again, what it speaks of. */
static void
test_newest (TwAppTest    *fixture,
             gconstpointer data)
{
  change (fixture, 1);
  change (fixture, 2);
  wait (600);
  g_signal_emit_by_name (find_button (only_toast (fixture), "Undo"), "clicked");
  await_name (fixture, "Name 1");
  wait (600);
  g_signal_emit_by_name (find_button (only_toast (fixture), "Redo"), "clicked");
  await_name (fixture, "Name 2");
  wait (600);
}

static GtkWidget *
find_close (GtkWidget *widget)
{
  GtkWidget *found = NULL;

  if (GTK_IS_BUTTON (widget) && gtk_widget_has_css_class (widget, "circular"))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL; child = gtk_widget_get_next_sibling (child))
    found = find_close (child);
  return found;
}

static gboolean
is_without_toasts (gpointer data)
{
  TwAppTest *fixture = data;
  g_autoptr(GPtrArray) left = g_ptr_array_new ();

  find_toasts (GTK_WIDGET (fixture->window), left);
  return left->len == 0;
}

/* One that is closed while it comes, in the place of another: it goes when it has come, however soon it was closed. */
static void
test_closed_early (TwAppTest    *fixture,
                   gconstpointer data)
{
  for (guint pause = 0; pause <= 250; pause += 50)
    {
      tw_window_toast (fixture->window, "First");
      wait (700);
      change (fixture, pause + 1);
      wait (50);
      g_assert_true (says (only_toast (fixture), "First"));
      g_signal_emit_by_name (find_close (only_toast (fixture)), "clicked");
      wait (pause);
      g_signal_emit_by_name (find_close (only_toast (fixture)), "clicked");
      wait (1200);
      tw_app_test_wait (is_without_toasts, fixture);
    }
}

int
main (int    argc,
      char **argv)
{
  tw_app_test_init (&argc, &argv);
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", TRUE, NULL);
  tw_app_test_add ("/app/undo-toasts/quick", test_quick);
  tw_app_test_add ("/app/undo-toasts/newest", test_newest);
  tw_app_test_add ("/app/undo-toasts/closed-early", test_closed_early);
  return g_test_run ();
}
