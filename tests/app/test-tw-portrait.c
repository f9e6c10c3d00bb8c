/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Portraits: they look as those of libadwaita do, and cost a list that is scrolled no layout. */
#include "config.h"

#include "tw-app-test.h"
#include "tw-portrait.h"

static guint n_measured;

/* A parent that counts how often it is asked for its size. */
static void
measure_cb (GtkWidget      *widget,
            GtkOrientation  orientation,
            int             for_size,
            int            *minimum,
            int            *natural,
            int            *minimum_baseline,
            int            *natural_baseline)
{
  n_measured++;
  gtk_widget_measure (gtk_widget_get_first_child (widget), orientation, for_size, minimum, natural, NULL, NULL);
}

static GtkSizeRequestMode
mode_cb (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_CONSTANT_SIZE;
}

static void
allocate_cb (GtkWidget *widget,
             int        width,
             int        height,
             int        baseline)
{
  gtk_widget_allocate (gtk_widget_get_first_child (widget), width, height, baseline, NULL);
}

static gboolean
is_true (gpointer data)
{
  return *(gboolean *) data;
}

static void
painted_cb (GdkFrameClock *clock,
            gboolean      *painted)
{
  *painted = TRUE;
}

static void
wait_for_frame (GtkWidget *widget)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (widget);
  gboolean painted = FALSE;
  gulong id = g_signal_connect (clock, "after-paint", G_CALLBACK (painted_cb), &painted);

  gtk_widget_queue_draw (widget);
  tw_app_test_wait (is_true, &painted);
  g_signal_handler_disconnect (clock, id);
}

/* Rows that are scrolled get other names in every frame: that lays nothing out, or each frame does so for all rows. */
static void
test_no_layout (TwAppTest    *fixture,
                gconstpointer data)
{
  g_autoptr(TwThumbnailer) faces = tw_thumbnailer_new (fixture->store, 96);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0), *portrait = tw_portrait_new (faces, 24);
  GtkWidget *window = gtk_window_new ();
  guint n;

  gtk_widget_set_layout_manager (box, gtk_custom_layout_new (mode_cb, measure_cb, allocate_cb));
  gtk_box_append (GTK_BOX (box), portrait);
  gtk_window_set_child (GTK_WINDOW (window), box);
  tw_portrait_show (TW_PORTRAIT (portrait), "Ann Lee", NULL);
  gtk_window_present (GTK_WINDOW (window));
  tw_app_test_settle ();
  wait_for_frame (portrait);
  n = n_measured;
  g_assert_cmpuint (n, >, 0);
  tw_portrait_show (TW_PORTRAIT (portrait), "Wolfeschlegelsteinhausenbergerdorff Maximilian", NULL);
  wait_for_frame (portrait);
  tw_portrait_show (TW_PORTRAIT (portrait), NULL, NULL);
  wait_for_frame (portrait);
  g_assert_cmpuint (n_measured, ==, n);
  gtk_window_destroy (GTK_WINDOW (window));
  tw_thumbnailer_stop (faces);
}

static GtkWidget *
find_css (GtkWidget  *widget,
          const char *name)
{
  GtkWidget *found = g_str_equal (gtk_widget_get_css_name (widget), name) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); found == NULL && child != NULL; child = gtk_widget_get_next_sibling (child))
    found = find_css (child, name);
  return found;
}

/* Letters and colour are those of libadwaita. */
static void
test_same_as_avatar (TwAppTest    *fixture,
                     gconstpointer data)
{
  static const char *const names[] = { "Ann Lee", "ann", "  émile  Zola ", "e\u0301mile", "\u0645\u062d\u0645\u062f \u0639\u0644\u064a",
                                       "\u6bdb\u6cfd\u4e1c", "Ann von der Lee", "Ann " };
  g_autoptr(TwThumbnailer) faces = tw_thumbnailer_new (fixture->store, 96);
  GtkWidget *portrait = g_object_ref_sink (tw_portrait_new (faces, 24));
  GtkWidget *avatar = g_object_ref_sink (adw_avatar_new (24, NULL, TRUE));

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *initials = tw_portrait_dup_initials (names[i]);
      g_auto(GStrv) classes = NULL;

      adw_avatar_set_text (ADW_AVATAR (avatar), names[i]);
      tw_portrait_show (TW_PORTRAIT (portrait), names[i], NULL);
      g_assert_cmpstr (initials, ==, gtk_label_get_text (GTK_LABEL (find_css (avatar, "label"))));
      classes = gtk_widget_get_css_classes (find_css (avatar, "avatar"));
      for (guint k = 0; classes[k] != NULL; k++)
        if (g_str_has_prefix (classes[k], "color"))
          g_assert_true (gtk_widget_has_css_class (portrait, classes[k]));
    }
  g_object_unref (portrait);
  g_object_unref (avatar);
  tw_thumbnailer_stop (faces);
}

static void
add_contact (TwAppTest *fixture)
{
  g_autoptr(TwRecord) record = tw_record_new (tw_app_test_entity (fixture, "contact"));
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "Add");
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = NULL;

  tw_record_set_text (record, "name", "Ann Lee", &error);
  tw_edit_save (edit, record);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
}

/* A face does not make a row higher than those of a list without one. */
static void
test_row_height (TwAppTest    *fixture,
                 gconstpointer data)
{
  static const char *const entities[] = { "company", "contact" };
  int heights[G_N_ELEMENTS (entities)];

  add_contact (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (entities); i++)
    {
      GtkWidget *table = NULL;

      tw_app_test_open_view (fixture, entities[i], "list");
      tw_app_test_settle ();
      table = tw_app_test_find (tw_window_get_page (fixture->window), GTK_TYPE_LIST_VIEW);
      heights[i] = gtk_widget_get_height (find_css (table, "row"));
      g_assert_cmpint (heights[i], >, 0);
    }
  g_assert_cmpint (heights[1], ==, heights[0]);
}

int
main (int    argc,
      char **argv)
{
  tw_app_test_init (&argc, &argv);
  tw_app_test_add ("/app/portrait/no-layout", test_no_layout);
  tw_app_test_add ("/app/portrait/same-as-avatar", test_same_as_avatar);
  tw_app_test_add ("/app/portrait/row-height", test_row_height);
  return g_test_run ();
}
