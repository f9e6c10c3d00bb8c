/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A column of text and lists in the middle of a page: all of a narrow page, and no wider than one likes to read in a wide one, as an AdwClamp
 * makes it. It gives its child a width and asks for the height at that width, nothing else. A clamp also asks how wide the child has to be for
 * a height, and how high it is at its narrowest, which labels that wrap answer by breaking their text at one width after another: of 1,450
 * shapings of text before the first frame a thousand were for one sentence and its title. */
#include "config.h"

#include "tw-column.h"

#define WIDEST   720
#define TIGHTENS 400                                   /* from here on it grows slower than the page */
#define TANGENT  3                                     /* of an ease-out cubic at its beginning */

/* --- Layout --- */

#define TW_TYPE_COLUMN_LAYOUT (tw_column_layout_get_type ())
G_DECLARE_FINAL_TYPE (TwColumnLayout, tw_column_layout, TW, COLUMN_LAYOUT, GtkLayoutManager)

struct _TwColumnLayout
{
  GtkLayoutManager parent_instance;
};

G_DEFINE_FINAL_TYPE (TwColumnLayout, tw_column_layout, GTK_TYPE_LAYOUT_MANAGER)

static GtkSizeRequestMode
tw_column_layout_get_request_mode (GtkLayoutManager *manager,
                                   GtkWidget        *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static int
get_child_width (int width)
{
  double slow = TANGENT * (WIDEST - TIGHTENS);

  if (width <= TIGHTENS)
    return width;
  if (width >= TIGHTENS + slow)
    return WIDEST;
  return (int) adw_lerp (TIGHTENS, WIDEST, adw_easing_ease (ADW_EASE_OUT_CUBIC, (width - TIGHTENS) / slow));
}

static void
tw_column_layout_measure (GtkLayoutManager *manager,
                          GtkWidget        *widget,
                          GtkOrientation    orientation,
                          int               for_size,
                          int              *minimum,
                          int              *natural,
                          int              *minimum_baseline,
                          int              *natural_baseline)
{
  GtkWidget *child = adw_bin_get_child (ADW_BIN (widget));
  int least = 0, most = 0;

  if (child == NULL || !gtk_widget_should_layout (child))
    return;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    gtk_widget_measure (child, orientation, -1, &least, &most, NULL, NULL);
  else
    gtk_widget_measure (child, orientation, for_size >= 0 ? get_child_width (for_size) : WIDEST, &least, &most, NULL, NULL);
  *minimum = least;
  *natural = most;
}

static void
tw_column_layout_allocate (GtkLayoutManager *manager,
                           GtkWidget        *widget,
                           int               width,
                           int               height,
                           int               baseline)
{
  GtkWidget *child = adw_bin_get_child (ADW_BIN (widget));
  int child_width = get_child_width (width), least = 0;

  if (child == NULL || !gtk_widget_should_layout (child))
    return;
  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  child_width = MAX (child_width, least);
  gtk_widget_size_allocate (child, &(GtkAllocation) { (width - child_width) / 2, 0, child_width, height }, baseline);
}

static void
tw_column_layout_class_init (TwColumnLayoutClass *klass)
{
  GtkLayoutManagerClass *manager_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  manager_class->get_request_mode = tw_column_layout_get_request_mode;
  manager_class->measure = tw_column_layout_measure;
  manager_class->allocate = tw_column_layout_allocate;
}

static void
tw_column_layout_init (TwColumnLayout *self)
{
}

/* --- Widget --- */

struct _TwColumn
{
  AdwBin parent_instance;
};

G_DEFINE_FINAL_TYPE (TwColumn, tw_column, ADW_TYPE_BIN)

static void
tw_column_class_init (TwColumnClass *klass)
{
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), TW_TYPE_COLUMN_LAYOUT);
}

static void
tw_column_init (TwColumn *self)
{
}
