/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The layout of a page of the window: its child takes all the room, and how wide it has to be does not depend on how high it is.
 *
 * A leaflet asks each page how wide it has to be for its height. Labels that wrap answer that by breaking their text into lines at
 * one width after another, a dozen times each, and every widget between them and the page asks once more: 430 layouts of five short
 * titles took a quarter of a start. Pages scroll where they are too high, so that the answer would be the same. */
#include "config.h"

#include "tw-page-layout.h"

struct _TwPageLayout
{
  GtkLayoutManager parent_instance;
};

G_DEFINE_FINAL_TYPE (TwPageLayout, tw_page_layout, GTK_TYPE_LAYOUT_MANAGER)

static GtkSizeRequestMode
tw_page_layout_get_request_mode (GtkLayoutManager *manager,
                                 GtkWidget        *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
tw_page_layout_measure (GtkLayoutManager *manager,
                        GtkWidget        *widget,
                        GtkOrientation    orientation,
                        int               for_size,
                        int              *minimum,
                        int              *natural,
                        int              *minimum_baseline,
                        int              *natural_baseline)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      int least = 0, most = 0;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, orientation, orientation == GTK_ORIENTATION_HORIZONTAL ? -1 : for_size, &least, &most, NULL, NULL);
      *minimum = MAX (*minimum, least);
      *natural = MAX (*natural, most);
    }
}

static void
tw_page_layout_allocate (GtkLayoutManager *manager,
                         GtkWidget        *widget,
                         int               width,
                         int               height,
                         int               baseline)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_should_layout (child))
      gtk_widget_allocate (child, width, height, baseline, NULL);
}

static void
tw_page_layout_class_init (TwPageLayoutClass *klass)
{
  GtkLayoutManagerClass *manager_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  manager_class->get_request_mode = tw_page_layout_get_request_mode;
  manager_class->measure = tw_page_layout_measure;
  manager_class->allocate = tw_page_layout_allocate;
}

static void
tw_page_layout_init (TwPageLayout *self)
{
}
