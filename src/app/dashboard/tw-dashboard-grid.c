/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-dashboard-grid.h"

#include <math.h>

#define ROW_HEIGHT 72
#define GAP        12
#define NARROW     620                                 /* pixels: below it there is one column */
#define GRIP       24                                  /* pixels: the corner that stretches */

struct _TwDashboardGrid
{
  GtkWidget  parent_instance;

  GArray    *places;                                   /* (owned) TwGridPlace */
  gboolean   arranging;

  /* While a tile is dragged. */
  GtkWidget *dragged;                                  /* (nullable) a child */
  gboolean   stretching;
  TwGridPlace from;                                    /* where it was */
  GArray    *before;                                   /* (owned) (nullable) TwGridPlace of all */
};

enum { ARRANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TwDashboardGrid, tw_dashboard_grid, GTK_TYPE_WIDGET)

static gboolean
is_narrow (int width)
{
  return width < NARROW;
}

static int
find (TwDashboardGrid *self,
      GtkWidget       *tile)
{
  for (guint i = 0; i < self->places->len; i++)
    if (g_array_index (self->places, TwGridPlace, i).tile == tile)
      return (int) i;
  return -1;
}

static int
compare_places (gconstpointer a,
                gconstpointer b)
{
  const TwGridPlace *x = a, *y = b;

  return x->row != y->row ? x->row - y->row : x->column - y->column;
}

static int
height_for (int rows)
{
  return rows * ROW_HEIGHT + MAX (rows - 1, 0) * GAP;
}

static void
tw_dashboard_grid_measure (GtkWidget      *widget,
                           GtkOrientation  orientation,
                           int             for_size,
                           int            *minimum,
                           int            *natural,
                           int            *minimum_baseline,
                           int            *natural_baseline)
{
  TwDashboardGrid *self = TW_DASHBOARD_GRID (widget);
  int height = 0;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = 240;
      *natural = 900;
      return;
    }
  if (for_size >= 0 && is_narrow (for_size))
    for (guint i = 0; i < self->places->len; i++)
      height += height_for (g_array_index (self->places, TwGridPlace, i).height) + GAP;
  else
    height = height_for (tw_grid_get_rows (self->places));
  *minimum = *natural = MAX (height, 1);
}

static GtkSizeRequestMode
tw_dashboard_grid_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
allocate (GtkWidget *tile,
          int        x,
          int        y,
          int        width,
          int        height)
{
  int least;

  gtk_widget_measure (tile, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  gtk_widget_size_allocate (tile, &(GtkAllocation) { x, y, MAX (width, least), height }, -1);
}

static void
tw_dashboard_grid_size_allocate (GtkWidget *widget,
                                 int        width,
                                 int        height,
                                 int        baseline)
{
  TwDashboardGrid *self = TW_DASHBOARD_GRID (widget);
  double step = (width + GAP) / (double) TW_GRID_COLUMNS;
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  g_autoptr(GArray) order = g_array_copy (self->places);
  int y = 0;

  g_array_sort (order, compare_places);
  for (guint i = 0; i < order->len; i++)
    {
      const TwGridPlace *place = &g_array_index (order, TwGridPlace, i);
      int x = (int) lround (place->column * step), end = (int) lround ((place->column + place->width) * step) - GAP;

      if (is_narrow (width))
        {
          allocate (place->tile, 0, y, width, height_for (place->height));
          y += height_for (place->height) + GAP;
        }
      else
        allocate (place->tile, rtl ? width - end : x, place->row * (ROW_HEIGHT + GAP), end - x, height_for (place->height));
    }
}

/* --- Dragging --- */

/* The tile that a hand would take at a place, and whether by the corner that stretches it; NULL where there is none. */
static GtkWidget *
find_tile (TwDashboardGrid *self,
           double           x,
           double           y,
           gboolean        *stretching)
{
  GtkWidget *tile = gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT);
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  GtkAllocation place;

  while (tile != NULL && gtk_widget_get_parent (tile) != GTK_WIDGET (self))
    tile = gtk_widget_get_parent (tile);
  if (!self->arranging || tile == NULL || find (self, tile) < 0 || is_narrow (gtk_widget_get_width (GTK_WIDGET (self))))
    return NULL;
  gtk_widget_get_allocation (tile, &place);
  *stretching = y >= place.y + place.height - GRIP && (rtl ? x <= place.x + GRIP : x >= place.x + place.width - GRIP);
  return tile;
}

static void
motion_cb (TwDashboardGrid *self,
           double           x,
           double           y)
{
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL, stretching = FALSE;

  if (self->dragged != NULL)
    return;
  if (find_tile (self, x, y, &stretching) != NULL)
    gtk_widget_set_cursor_from_name (GTK_WIDGET (self), stretching ? rtl ? "sw-resize" : "se-resize" : "grab");
  else
    gtk_widget_set_cursor (GTK_WIDGET (self), NULL);
}

static void
drag_begin_cb (TwDashboardGrid *self,
               double           x,
               double           y,
               GtkGestureDrag  *gesture)
{
  gboolean stretching = FALSE;
  GtkWidget *tile = find_tile (self, x, y, &stretching);

  if (tile == NULL)
    {
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);
      return;
    }
  self->dragged = tile;
  self->stretching = stretching;
  self->from = g_array_index (self->places, TwGridPlace, find (self, tile));
  g_clear_pointer (&self->before, g_array_unref);
  self->before = g_array_copy (self->places);
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_add_css_class (tile, "tw-dragged");
  if (!stretching)
    gtk_widget_set_cursor_from_name (GTK_WIDGET (self), "grabbing");
}

/* Tiles come and go meanwhile, as others change the dashboard: where all were before the drag says nothing any more. */
static void
give_up_drag (TwDashboardGrid *self)
{
  if (self->dragged == NULL)
    return;
  gtk_widget_remove_css_class (self->dragged, "tw-dragged");
  gtk_widget_set_cursor (GTK_WIDGET (self), NULL);
  self->dragged = NULL;
  g_clear_pointer (&self->before, g_array_unref);
}

static void
drag_update_cb (TwDashboardGrid *self,
                double           x,
                double           y)
{
  double step = (gtk_widget_get_width (GTK_WIDGET (self)) + GAP) / (double) TW_GRID_COLUMNS;
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  int columns = (int) lround (x / step) * (rtl ? -1 : 1), rows = (int) lround (y / (ROW_HEIGHT + GAP));
  int index;

  if (self->dragged == NULL)
    return;
  /* Always from where all were, so that tiles come back when the hand does. */
  g_array_set_size (self->places, 0);
  g_array_append_vals (self->places, self->before->data, self->before->len);
  index = find (self, self->dragged);
  if (index >= 0 && self->stretching)
    tw_grid_move (self->places, (guint) index, self->from.column, self->from.row, self->from.width + columns, self->from.height + rows);
  else if (index >= 0)
    tw_grid_move (self->places, (guint) index, self->from.column + columns, self->from.row + rows, self->from.width, self->from.height);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
drag_end_cb (TwDashboardGrid *self,
             double           x,
             double           y)
{
  gboolean changed;

  if (self->dragged == NULL)
    return;
  changed = memcmp (self->before->data, self->places->data, self->places->len * sizeof (TwGridPlace)) != 0;
  give_up_drag (self);
  if (changed)
    g_signal_emit (self, signals[ARRANGED], 0);
}

static gboolean
key_pressed_cb (TwDashboardGrid *self,
                guint            keyval,
                guint            keycode,
                GdkModifierType  state)
{
  static const struct { guint key; int columns, rows; } arrows[] = {
    { GDK_KEY_Left, -1, 0 }, { GDK_KEY_Right, 1, 0 }, { GDK_KEY_Up, 0, -1 }, { GDK_KEY_Down, 0, 1 },
  };
  GtkWidget *tile = gtk_widget_get_focus_child (GTK_WIDGET (self));
  int way = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL ? -1 : 1;

  if (!self->arranging || tile == NULL || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (arrows); i++)
    if (arrows[i].key == keyval)
      {
        if ((state & GDK_SHIFT_MASK) != 0)
          tw_dashboard_grid_move (self, tile, 0, 0, arrows[i].columns * way, arrows[i].rows);
        else
          tw_dashboard_grid_move (self, tile, arrows[i].columns * way, arrows[i].rows, 0, 0);
        return TRUE;
      }
  return FALSE;
}

static void
tw_dashboard_grid_dispose (GObject *object)
{
  TwDashboardGrid *self = TW_DASHBOARD_GRID (object);
  GtkWidget *child = NULL;

  self->dragged = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->before, g_array_unref);
  g_clear_pointer (&self->places, g_array_unref);
  G_OBJECT_CLASS (tw_dashboard_grid_parent_class)->dispose (object);
}

static void
tw_dashboard_grid_class_init (TwDashboardGridClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_dashboard_grid_dispose;
  widget_class->measure = tw_dashboard_grid_measure;
  widget_class->get_request_mode = tw_dashboard_grid_get_request_mode;
  widget_class->size_allocate = tw_dashboard_grid_size_allocate;

  /**
   * TwDashboardGrid::arranged:
   *
   * A person moved or stretched a tile.
   */
  signals[ARRANGED] = g_signal_new ("arranged", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tw_dashboard_grid_init (TwDashboardGrid *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkEventController *keys = gtk_event_controller_key_new (), *motion = gtk_event_controller_motion_new ();

  self->places = g_array_new (FALSE, TRUE, sizeof (TwGridPlace));
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (drag), GTK_PHASE_CAPTURE);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (motion_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

/**
 * tw_dashboard_grid_new:
 *
 * Returns: (transfer floating): an empty grid
 */
GtkWidget *
tw_dashboard_grid_new (void)
{
  return g_object_new (TW_TYPE_DASHBOARD_GRID, NULL);
}

/**
 * tw_dashboard_grid_add:
 * @self: a grid
 * @tile: a widget
 * @place: where it stands
 */
void
tw_dashboard_grid_add (TwDashboardGrid   *self,
                       GtkWidget         *tile,
                       const TwGridPlace *place)
{
  TwGridPlace own = *place;

  g_return_if_fail (TW_IS_DASHBOARD_GRID (self));
  give_up_drag (self);
  own.tile = tile;
  g_array_append_val (self->places, own);
  tw_grid_settle (self->places);
  gtk_widget_set_parent (tile, GTK_WIDGET (self));
}

/**
 * tw_dashboard_grid_remove:
 * @self: a grid
 * @tile: a tile of it
 */
void
tw_dashboard_grid_remove (TwDashboardGrid *self,
                          GtkWidget       *tile)
{
  int index = find (self, tile);

  g_return_if_fail (index >= 0);
  give_up_drag (self);
  g_array_remove_index (self->places, (guint) index);
  gtk_widget_unparent (tile);
}

/**
 * tw_dashboard_grid_set_place:
 * @self: a grid
 * @tile: a tile of it
 * @place: where it stands
 */
void
tw_dashboard_grid_set_place (TwDashboardGrid   *self,
                             GtkWidget         *tile,
                             const TwGridPlace *place)
{
  int index = find (self, tile);

  g_return_if_fail (index >= 0);
  g_array_index (self->places, TwGridPlace, index) = *place;
  g_array_index (self->places, TwGridPlace, index).tile = tile;
  tw_grid_settle (self->places);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/**
 * tw_dashboard_grid_get_places:
 * @self: a grid
 *
 * Returns: (transfer none) (element-type TwGridPlace): where all tiles stand
 */
GArray *
tw_dashboard_grid_get_places (TwDashboardGrid *self)
{
  g_return_val_if_fail (TW_IS_DASHBOARD_GRID (self), NULL);
  return self->places;
}

/**
 * tw_dashboard_grid_set_arranging:
 * @self: a grid
 * @arranging: whether tiles can be moved
 */
void
tw_dashboard_grid_set_arranging (TwDashboardGrid *self,
                                 gboolean         arranging)
{
  g_return_if_fail (TW_IS_DASHBOARD_GRID (self));
  self->arranging = arranging;
  gtk_widget_set_cursor (GTK_WIDGET (self), NULL);
}

/**
 * tw_dashboard_grid_move:
 * @self: a grid
 * @tile: a tile of it
 * @columns: how many columns it goes towards the end
 * @rows: 1: beyond the tile below; -1: beyond the one above
 * @wider: how many columns it becomes wider
 * @higher: how many rows it becomes higher
 */
void
tw_dashboard_grid_move (TwDashboardGrid *self,
                        GtkWidget       *tile,
                        int              columns,
                        int              rows,
                        int              wider,
                        int              higher)
{
  int index = find (self, tile);
  TwGridPlace place;

  g_return_if_fail (index >= 0);
  place = g_array_index (self->places, TwGridPlace, index);
  if (rows != 0)
    place.row = tw_grid_find_row (self->places, (guint) index, rows);
  tw_grid_move (self->places, (guint) index, place.column + columns, place.row, place.width + wider, place.height + higher);
  gtk_widget_queue_resize (GTK_WIDGET (self));
  g_signal_emit (self, signals[ARRANGED], 0);
}
