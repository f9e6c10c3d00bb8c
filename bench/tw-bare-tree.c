/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-bare-tree.h"

typedef enum { BENCH_PART_BOX, BENCH_PART_LABEL, BENCH_PART_ICON, BENCH_PART_TEXT, BENCH_PART_SCROLLED } BenchPart;

struct _BenchTree
{
  BenchPart      part;
  char          *css_name, *words;                     /* words: of a label, an entry or the name of an icon */
  char         **css_classes;
  gboolean       wrap, hexpand, vexpand;
  GtkOrientation orientation;
  GPtrArray     *children;                             /* (element-type BenchTree) */
};

void
bench_tree_free (BenchTree *tree)
{
  g_free (tree->css_name);
  g_free (tree->words);
  g_strfreev (tree->css_classes);
  g_ptr_array_unref (tree->children);
  g_free (tree);
}

static void
add_children (BenchTree *tree, GtkWidget *widget)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_get_mapped (child))
      g_ptr_array_add (tree->children, bench_tree_new (child));
}

/* A box with a layout of its own has no orientation to be asked for. */
static GtkOrientation
get_orientation (GtkWidget *widget)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (widget);

  if (layout != NULL && GTK_IS_ORIENTABLE (layout))
    return gtk_orientable_get_orientation (GTK_ORIENTABLE (layout));
  if (GTK_IS_BOX (widget) || !GTK_IS_ORIENTABLE (widget))
    return GTK_ORIENTATION_VERTICAL;
  return gtk_orientable_get_orientation (GTK_ORIENTABLE (widget));
}

BenchTree *
bench_tree_new (GtkWidget *widget)
{
  BenchTree *tree = g_new0 (BenchTree, 1);

  tree->css_name = g_strdup (gtk_widget_get_css_name (widget));
  tree->css_classes = gtk_widget_get_css_classes (widget);
  tree->hexpand = gtk_widget_get_hexpand (widget);
  tree->vexpand = gtk_widget_get_vexpand (widget);
  tree->orientation = get_orientation (widget);
  tree->children = g_ptr_array_new_with_free_func ((GDestroyNotify) bench_tree_free);
  if (GTK_IS_LABEL (widget))
    {
      tree->part = BENCH_PART_LABEL;
      tree->words = g_strdup (gtk_label_get_text (GTK_LABEL (widget)));
      tree->wrap = gtk_label_get_wrap (GTK_LABEL (widget));
    }
  else if (GTK_IS_TEXT (widget))
    {
      tree->part = BENCH_PART_TEXT;
      tree->words = g_strdup (gtk_editable_get_text (GTK_EDITABLE (widget)));
    }
  else if (GTK_IS_IMAGE (widget))
    {
      tree->part = BENCH_PART_ICON;
      tree->words = g_strdup (gtk_image_get_icon_name (GTK_IMAGE (widget)));
    }
  else if (GTK_IS_SCROLLED_WINDOW (widget))
    {
      GtkWidget *child = gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (widget));

      tree->part = BENCH_PART_SCROLLED;                /* it makes its bars itself */
      if (child != NULL && gtk_widget_get_mapped (child))
        g_ptr_array_add (tree->children, bench_tree_new (GTK_IS_VIEWPORT (child) ? gtk_viewport_get_child (GTK_VIEWPORT (child)) : child));
    }
  else
    add_children (tree, widget);
  return tree;
}

guint
bench_tree_count (const BenchTree *tree)
{
  guint n = 1;

  for (guint i = 0; i < tree->children->len; i++)
    n += bench_tree_count (g_ptr_array_index (tree->children, i));
  return n;
}

static GtkWidget *
build_one (const BenchTree *tree)
{
  switch (tree->part)
    {
    case BENCH_PART_LABEL:
      return g_object_new (GTK_TYPE_LABEL, "label", tree->words, "wrap", tree->wrap, "ellipsize",
                           tree->wrap ? PANGO_ELLIPSIZE_NONE : PANGO_ELLIPSIZE_END, "css-name", tree->css_name, NULL);
    case BENCH_PART_TEXT:
      return g_object_new (GTK_TYPE_TEXT, "text", tree->words, "css-name", tree->css_name, NULL);
    case BENCH_PART_ICON:
      return g_object_new (GTK_TYPE_IMAGE, "icon-name", tree->words, "css-name", tree->css_name, NULL);
    case BENCH_PART_SCROLLED:
      return gtk_scrolled_window_new ();
    case BENCH_PART_BOX:
    default:
      return g_object_new (GTK_TYPE_BOX, "orientation", tree->orientation, "css-name", tree->css_name, NULL);
    }
}

GtkWidget *
bench_tree_build (const BenchTree *tree)
{
  GtkWidget *widget = build_one (tree);

  gtk_widget_set_css_classes (widget, (const char **) tree->css_classes);
  gtk_widget_set_hexpand (widget, tree->hexpand);
  gtk_widget_set_vexpand (widget, tree->vexpand);
  for (guint i = 0; i < tree->children->len; i++)
    {
      GtkWidget *child = bench_tree_build (g_ptr_array_index (tree->children, i));

      if (GTK_IS_SCROLLED_WINDOW (widget))
        gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (widget), child);
      else
        gtk_box_append (GTK_BOX (widget), child);
    }
  return widget;
}
