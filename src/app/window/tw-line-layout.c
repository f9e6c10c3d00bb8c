/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Children beside each other, as a horizontal GtkBox has them, where how wide each has to be does not depend on how high it is.
 *
 * A GtkBox asks each child how wide it has to be for the height of the box. A label that wraps answers that by breaking its text at one width
 * after another, and so does each box around it: opening the page of a record shaped text 8,200 times, and 1,800 times without that question. */
#include "config.h"

#include "tw-line-layout.h"

struct _TwLineLayout
{
  GtkLayoutManager parent_instance;

  int              spacing;
};

G_DEFINE_FINAL_TYPE (TwLineLayout, tw_line_layout, GTK_TYPE_LAYOUT_MANAGER)

enum { PROP_0, PROP_SPACING, N_PROPS };
static GParamSpec *properties[N_PROPS];

static guint
count_children (GtkWidget *widget,
                guint     *n_expand)
{
  guint n = 0;

  *n_expand = 0;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_should_layout (child))
      {
        n++;
        *n_expand += gtk_widget_compute_expand (child, GTK_ORIENTATION_HORIZONTAL);
      }
  return n;
}

/* The widths of the n children in a width: what is left goes to those that expand. */
static GtkRequestedSize *
share_out (TwLineLayout *self,
           GtkWidget    *widget,
           guint         n,
           guint         n_expand,
           int           width)
{
  GtkRequestedSize *sizes = g_new0 (GtkRequestedSize, n);
  int left = width - (int) (n - 1) * self->spacing;
  guint i = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &sizes[i].minimum_size, &sizes[i].natural_size, NULL, NULL);
      left -= sizes[i++].minimum_size;
    }
  left = gtk_distribute_natural_allocation (MAX (left, 0), n, sizes);
  i = 0;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && n_expand > 0; child = gtk_widget_get_next_sibling (child))
    {
      int part = 0;

      if (!gtk_widget_should_layout (child))
        continue;
      if (gtk_widget_compute_expand (child, GTK_ORIENTATION_HORIZONTAL))
        {
          part = left / (int) n_expand--;
          left -= part;
        }
      sizes[i++].minimum_size += part;
    }
  return sizes;
}

static GtkSizeRequestMode
tw_line_layout_get_request_mode (GtkLayoutManager *manager,
                                 GtkWidget        *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
tw_line_layout_measure (GtkLayoutManager *manager,
                        GtkWidget        *widget,
                        GtkOrientation    orientation,
                        int               for_size,
                        int              *minimum,
                        int              *natural,
                        int              *minimum_baseline,
                        int              *natural_baseline)
{
  TwLineLayout *self = TW_LINE_LAYOUT (manager);
  guint n_expand = 0, n = count_children (widget, &n_expand), i = 0;
  g_autofree GtkRequestedSize *sizes = NULL;

  *minimum = *natural = n > 0 && orientation == GTK_ORIENTATION_HORIZONTAL ? (int) (n - 1) * self->spacing : 0;
  if (orientation == GTK_ORIENTATION_VERTICAL && for_size >= 0 && n > 0)
    sizes = share_out (self, widget, n, n_expand, for_size);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      int least = 0, most = 0;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, orientation, sizes != NULL ? sizes[i++].minimum_size : -1, &least, &most, NULL, NULL);
      *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? *minimum + least : MAX (*minimum, least);
      *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? *natural + most : MAX (*natural, most);
    }
}

static void
tw_line_layout_allocate (GtkLayoutManager *manager,
                         GtkWidget        *widget,
                         int               width,
                         int               height,
                         int               baseline)
{
  TwLineLayout *self = TW_LINE_LAYOUT (manager);
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  guint n_expand = 0, n = count_children (widget, &n_expand), i = 0;
  g_autofree GtkRequestedSize *sizes = n > 0 ? share_out (self, widget, n, n_expand, width) : NULL;
  int x = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      int child_width;

      if (!gtk_widget_should_layout (child))
        continue;
      child_width = sizes[i++].minimum_size;
      gtk_widget_size_allocate (child, &(GtkAllocation) { mirrored ? width - x - child_width : x, 0, child_width, height }, -1);
      x += child_width + self->spacing;
    }
}

static void
tw_line_layout_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  TW_LINE_LAYOUT (object)->spacing = g_value_get_int (value);
  gtk_layout_manager_layout_changed (GTK_LAYOUT_MANAGER (object));
}

static void
tw_line_layout_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  g_value_set_int (value, TW_LINE_LAYOUT (object)->spacing);
}

static void
tw_line_layout_class_init (TwLineLayoutClass *klass)
{
  GtkLayoutManagerClass *manager_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  G_OBJECT_CLASS (klass)->set_property = tw_line_layout_set_property;
  G_OBJECT_CLASS (klass)->get_property = tw_line_layout_get_property;
  manager_class->get_request_mode = tw_line_layout_get_request_mode;
  manager_class->measure = tw_line_layout_measure;
  manager_class->allocate = tw_line_layout_allocate;
  properties[PROP_SPACING] = g_param_spec_int ("spacing", NULL, NULL, 0, G_MAXINT16, 0, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
}

static void
tw_line_layout_init (TwLineLayout *self)
{
}
