/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-calendar-canvas-private.h"

#include <glib/gi18n-lib.h>

#include "tw-calendar-words.h"
#include "tw-painted.h"
#include "tw-passing-popover.h"

#define TICK 30                                        /* seconds between the steps of the line that shows the time */

enum { PROP_0, PROP_HADJUSTMENT, PROP_VADJUSTMENT, PROP_HSCROLL_POLICY, PROP_VSCROLL_POLICY };

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (TwCalendarCanvas, tw_calendar_canvas, GTK_TYPE_WIDGET,
                                  G_ADD_PRIVATE (TwCalendarCanvas) G_IMPLEMENT_INTERFACE (GTK_TYPE_SCROLLABLE, NULL))

enum { SHOWN, FOCUSED, DAY_ACTIVATED, N_SIGNALS };
static guint signals[N_SIGNALS];

TwCalendarCanvasPrivate *
tw_calendar_canvas_get_private (TwCalendarCanvas *self)
{
  return tw_calendar_canvas_get_instance_private (self);
}

/* What was dropped has been read, or was refused. */
void
tw_calendar_canvas_settled (TwCalendarCanvas *self)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);

  if (priv->hand == TW_HAND_WAITING)
    priv->hand = TW_HAND_NONE;
  tw_calendar_canvas_say (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
model_changed_cb (TwCalendarCanvas *self)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);

  if (priv->hand == TW_HAND_PRESSED)
    priv->hand = TW_HAND_NONE;
  tw_calendar_canvas_invalidate (self);
  if (!tw_calendar_model_is_loading (priv->model))
    tw_calendar_canvas_settled (self);
  tw_calendar_canvas_say (self);
}

/* The first reading waits until the empty days have been painted. It takes memory in thousands of small steps, and while the kernel changes
 * what the program may use, a thread that paints its first and dearest frame would wait for its own memory each time. */
static gboolean
may_read (TwCalendarCanvas *self)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);

  return priv->model != NULL && gtk_widget_get_mapped (GTK_WIDGET (self))
         && (priv->painted || tw_calendar_model_get_days (priv->model) != NULL);
}

/**
 * tw_calendar_canvas_read_days:
 * @self: a drawing
 *
 * Has the model read what is on the screen.
 */
void
tw_calendar_canvas_read_days (TwCalendarCanvas *self)
{
  TwDate first = 0, last = 0;

  TW_CALENDAR_CANVAS_GET_CLASS (self)->get_shown (self, &first, &last);
  if (may_read (self))
    tw_calendar_model_show (tw_calendar_canvas_get_model (self), first, last);
}

static void
show_days (TwCalendarCanvas *self)
{
  tw_calendar_canvas_read_days (self);
  g_signal_emit (self, signals[SHOWN], 0);
}

/* --- Scrolling --- */

static void
configure (TwCalendarCanvas *self)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);
  int extent = 0, head = 0, page = 0;

  if (priv->vadjustment == NULL)
    return;
  TW_CALENDAR_CANVAS_GET_CLASS (self)->get_extent (self, &extent, &head);
  page = MAX (gtk_widget_get_height (GTK_WIDGET (self)) - head, 1);
  gtk_adjustment_configure (priv->vadjustment,
                            TW_CALENDAR_CANVAS_GET_CLASS (self)->anchor (self, gtk_adjustment_get_value (priv->vadjustment)), 0,
                            MAX (extent, page), page * 0.1, page * 0.9, page);
}

static void
scrolled_cb (TwCalendarCanvas *self)
{
  tw_calendar_canvas_move_on (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  show_days (self);
}

static void
set_adjustment (TwCalendarCanvas *self,
                GtkAdjustment   **place,
                GtkAdjustment    *adjustment)
{
  if (*place != NULL)
    g_signal_handlers_disconnect_by_data (*place, self);
  g_set_object (place, adjustment);
  if (adjustment != NULL)
    g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (scrolled_cb), self, G_CONNECT_SWAPPED);
  configure (self);
}

static gboolean
tick_cb (gpointer data)
{
  TwCalendarCanvas *self = data;
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);
  GTimeZone *zone = tw_calendar_model_get_zone (priv->model);
  TwInstant now = g_get_real_time ();

  priv->today = tw_instant_get_date (now, zone);
  priv->now = (int) (tw_instant_get_time_of_day (now, zone) / 60);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  return G_SOURCE_CONTINUE;
}

/* --- The widget --- */

static void
tw_calendar_canvas_measure (GtkWidget      *widget,
                            GtkOrientation  orientation,
                            int             for_size,
                            int            *minimum,
                            int            *natural,
                            int            *minimum_baseline,
                            int            *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 280 : 200;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 700 : 500;
}

static void
tw_calendar_canvas_size_allocate (GtkWidget *widget,
                                  int        width,
                                  int        height,
                                  int        baseline)
{
  TwCalendarCanvas *self = TW_CALENDAR_CANVAS (widget);
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);
  int head = tw_calendar_canvas_get_head (self);

  configure (self);
  if (priv->width != width || priv->height != height || priv->head != head)
    tw_calendar_canvas_invalidate (self);
  priv->width = width;
  priv->height = height;
  priv->head = head;
  tw_calendar_canvas_allocate_cursors (self);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_POPOVER (child))
      gtk_popover_present (GTK_POPOVER (child));
}

static void
tw_calendar_canvas_snapshot (GtkWidget   *widget,
                             GtkSnapshot *snapshot)
{
  TwCalendarCanvas *self = TW_CALENDAR_CANVAS (widget);
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);

  if (priv->model == NULL)
    return;
  TW_CALENDAR_CANVAS_GET_CLASS (self)->draw (self, snapshot);
  tw_calendar_canvas_draw_tiles (self, snapshot);
  tw_calendar_canvas_draw_span (self, snapshot);
}

static void
tw_calendar_canvas_css_changed (GtkWidget         *widget,
                                GtkCssStyleChange *change)
{
  TwCalendarCanvas *self = TW_CALENDAR_CANVAS (widget);

  GTK_WIDGET_CLASS (tw_calendar_canvas_parent_class)->css_changed (widget, change);
  tw_calendar_canvas_forget_texts (self);
  tw_calendar_canvas_invalidate (self);
}

static void
painted_cb (GtkWidget *widget)
{
  tw_calendar_canvas_get_private (TW_CALENDAR_CANVAS (widget))->painted = TRUE;
  tw_calendar_canvas_read_days (TW_CALENDAR_CANVAS (widget));
}

static void
tw_calendar_canvas_map (GtkWidget *widget)
{
  TwCalendarCanvas *self = TW_CALENDAR_CANVAS (widget);
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);

  GTK_WIDGET_CLASS (tw_calendar_canvas_parent_class)->map (widget);
  if (!priv->painted)
    tw_after_painted (widget, painted_cb);
  if (priv->tick_id == 0 && priv->model != NULL)
    {
      priv->tick_id = g_timeout_add_seconds (TICK, tick_cb, self);
      tick_cb (self);
    }
  show_days (self);
}

static void
tw_calendar_canvas_unmap (GtkWidget *widget)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (TW_CALENDAR_CANVAS (widget));

  g_clear_handle_id (&priv->tick_id, g_source_remove);
  tw_calendar_canvas_cancel_drag (TW_CALENDAR_CANVAS (widget));
  GTK_WIDGET_CLASS (tw_calendar_canvas_parent_class)->unmap (widget);
}

static gboolean
tw_calendar_canvas_query_tooltip (GtkWidget  *widget,
                                  int         x,
                                  int         y,
                                  gboolean    keyboard,
                                  GtkTooltip *tooltip)
{
  TwCalendarCanvas *self = TW_CALENDAR_CANVAS (widget);
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);
  int i = keyboard || priv->hand != TW_HAND_NONE ? -1 : tw_calendar_canvas_find_box (self, x, y);
  const TwCalendarBox *box = i >= 0 ? &g_array_index (priv->boxes, TwCalendarBox, i) : NULL;
  g_autofree char *text = NULL;
  GdkRectangle rect;

  if (box == NULL || box->item == NULL)
    return FALSE;
  text = tw_calendar_dup_item_words (priv->model, box->item);
  gtk_tooltip_set_text (tooltip, text);
  tw_calendar_canvas_get_rect (self, box, &rect);
  gtk_tooltip_set_tip_area (tooltip, &rect);
  return TRUE;
}

static gboolean
tw_calendar_canvas_grab_focus (GtkWidget *widget)
{
  return tw_calendar_canvas_focus_cursor (TW_CALENDAR_CANVAS (widget));
}

/* Tab goes in and out; within, the arrow keys move. */
static gboolean
tw_calendar_canvas_focus (GtkWidget        *widget,
                          GtkDirectionType  direction)
{
  return !tw_calendar_canvas_is_focused (TW_CALENDAR_CANVAS (widget)) && tw_calendar_canvas_focus_cursor (TW_CALENDAR_CANVAS (widget));
}

static void
tw_calendar_canvas_get_property (GObject    *object,
                                 guint       prop_id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (TW_CALENDAR_CANVAS (object));

  switch (prop_id)
    {
    case PROP_HADJUSTMENT:
      g_value_set_object (value, priv->hadjustment);
      break;
    case PROP_VADJUSTMENT:
      g_value_set_object (value, priv->vadjustment);
      break;
    case PROP_HSCROLL_POLICY:
      g_value_set_enum (value, priv->hpolicy);
      break;
    case PROP_VSCROLL_POLICY:
      g_value_set_enum (value, priv->vpolicy);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
tw_calendar_canvas_set_property (GObject      *object,
                                 guint         prop_id,
                                 const GValue *value,
                                 GParamSpec   *pspec)
{
  TwCalendarCanvas *self = TW_CALENDAR_CANVAS (object);
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);

  switch (prop_id)
    {
    case PROP_HADJUSTMENT:
      g_set_object (&priv->hadjustment, g_value_get_object (value));
      break;
    case PROP_VADJUSTMENT:
      set_adjustment (self, &priv->vadjustment, g_value_get_object (value));
      break;
    case PROP_HSCROLL_POLICY:
      priv->hpolicy = g_value_get_enum (value);
      break;
    case PROP_VSCROLL_POLICY:
      priv->vpolicy = g_value_get_enum (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
tw_calendar_canvas_dispose (GObject *object)
{
  TwCalendarCanvas *self = TW_CALENDAR_CANVAS (object);
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);

  tw_popovers_unparent (GTK_WIDGET (self));
  for (guint i = 0; i < G_N_ELEMENTS (priv->cursors); i++)
    g_clear_pointer (&priv->cursors[i], gtk_widget_unparent);
  g_clear_handle_id (&priv->tick_id, g_source_remove);
  if (priv->vadjustment != NULL)
    g_signal_handlers_disconnect_by_data (priv->vadjustment, self);
  g_clear_object (&priv->vadjustment);
  g_clear_object (&priv->hadjustment);
  g_clear_object (&priv->model);
  G_OBJECT_CLASS (tw_calendar_canvas_parent_class)->dispose (object);
}

static void
tw_calendar_canvas_finalize (GObject *object)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (TW_CALENDAR_CANVAS (object));

  g_hash_table_unref (priv->tiles);
  g_hash_table_unref (priv->texts);
  g_ptr_array_unref (priv->shown);
  g_hash_table_unref (priv->icons);
  g_array_unref (priv->boxes);
  g_free (priv->words);
  G_OBJECT_CLASS (tw_calendar_canvas_parent_class)->finalize (object);
}

static void
tw_calendar_canvas_class_init (TwCalendarCanvasClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = tw_calendar_canvas_get_property;
  object_class->set_property = tw_calendar_canvas_set_property;
  object_class->dispose = tw_calendar_canvas_dispose;
  object_class->finalize = tw_calendar_canvas_finalize;
  widget_class->measure = tw_calendar_canvas_measure;
  widget_class->size_allocate = tw_calendar_canvas_size_allocate;
  widget_class->snapshot = tw_calendar_canvas_snapshot;
  widget_class->css_changed = tw_calendar_canvas_css_changed;
  widget_class->map = tw_calendar_canvas_map;
  widget_class->unmap = tw_calendar_canvas_unmap;
  widget_class->grab_focus = tw_calendar_canvas_grab_focus;
  widget_class->focus = tw_calendar_canvas_focus;
  widget_class->query_tooltip = tw_calendar_canvas_query_tooltip;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_css_name (widget_class, "calendar-canvas");
  g_object_class_override_property (object_class, PROP_HADJUSTMENT, "hadjustment");
  g_object_class_override_property (object_class, PROP_VADJUSTMENT, "vadjustment");
  g_object_class_override_property (object_class, PROP_HSCROLL_POLICY, "hscroll-policy");
  g_object_class_override_property (object_class, PROP_VSCROLL_POLICY, "vscroll-policy");

  /**
   * TwCalendarCanvas::shown:
   *
   * Other days than before are on the screen.
   */
  signals[SHOWN] = g_signal_new ("shown", TW_TYPE_CALENDAR_CANVAS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * TwCalendarCanvas::focused:
   *
   * Another event or place has the focus.
   */
  signals[FOCUSED] = g_signal_new ("focused", TW_TYPE_CALENDAR_CANVAS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * TwCalendarCanvas::day-activated:
   * @day: days since 1970-01-01
   *
   * A person wants to see everything of a day.
   */
  signals[DAY_ACTIVATED] = g_signal_new ("day-activated", TW_TYPE_CALENDAR_CANVAS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                         1, G_TYPE_INT);
  tw_calendar_canvas_install_keys (widget_class);
}

static void
tw_calendar_canvas_init (TwCalendarCanvas *self)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);

  priv->boxes = g_array_new (FALSE, TRUE, sizeof (TwCalendarBox));
  priv->shown = g_ptr_array_new ();
  priv->tiles = g_hash_table_new_full (NULL, NULL, NULL, tw_calendar_tile_free);
  priv->texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  priv->icons = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
  priv->hover = -1;
  for (guint i = 0; i < G_N_ELEMENTS (priv->cursors); i++)
    {
      priv->cursors[i] = tw_calendar_cursor_new ();
      gtk_widget_set_parent (priv->cursors[i], GTK_WIDGET (self));
    }
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_widget_add_css_class (GTK_WIDGET (self), "tw-calendar");
  tw_calendar_canvas_add_hands (self);
  tw_calendar_canvas_add_keys (self);
}

void
tw_calendar_canvas_set_model (TwCalendarCanvas *self,
                              TwCalendarModel  *model)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);

  g_return_if_fail (TW_IS_CALENDAR_CANVAS (self) && TW_IS_CALENDAR_MODEL (model) && priv->model == NULL);
  priv->model = g_object_ref (model);
  tw_calendar_weeks_init (&priv->week, tw_workspace_get_store (tw_calendar_model_get_workspace (model)));
  tick_cb (self);
  priv->day = priv->spot.day = priv->today;
  priv->spot.minute = TW_CALENDAR_CANVAS_GET_CLASS (self)->has_hours ? 9 * 60 : -1;
  g_signal_connect_object (model, "changed", G_CALLBACK (model_changed_cb), self, G_CONNECT_SWAPPED);
  tw_calendar_canvas_say (self);
}

TwCalendarModel *
tw_calendar_canvas_get_model (TwCalendarCanvas *self)
{
  g_return_val_if_fail (TW_IS_CALENDAR_CANVAS (self), NULL);
  return tw_calendar_canvas_get_private (self)->model;
}

const TwWeeks *
tw_calendar_canvas_get_week (TwCalendarCanvas *self)
{
  g_return_val_if_fail (TW_IS_CALENDAR_CANVAS (self), NULL);
  return &tw_calendar_canvas_get_private (self)->week;
}

TwDate
tw_calendar_canvas_get_day (TwCalendarCanvas *self)
{
  g_return_val_if_fail (TW_IS_CALENDAR_CANVAS (self), 0);
  return tw_calendar_canvas_get_private (self)->day;
}

/**
 * tw_calendar_canvas_go_to:
 * @self: a drawing
 * @day: a day
 *
 * Shows the day, and stands on it.
 */
void
tw_calendar_canvas_go_to (TwCalendarCanvas *self,
                          TwDate            day)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);
  TwCalendarSpot spot = { CLAMP (day, TW_DATE_MIN + 400, TW_DATE_MAX - 400), priv->spot.minute };

  g_return_if_fail (TW_IS_CALENDAR_CANVAS (self));
  priv->day = spot.day;
  priv->spot = spot;
  priv->focus = tw_id_nil;
  priv->on_more = FALSE;
  TW_CALENDAR_CANVAS_GET_CLASS (self)->reveal (self, &spot);
  tw_calendar_canvas_move_on (self);
  show_days (self);
  tw_calendar_canvas_say (self);
}

void
tw_calendar_canvas_turn (TwCalendarCanvas *self,
                         int               steps)
{
  g_return_if_fail (TW_IS_CALENDAR_CANVAS (self));
  tw_calendar_canvas_go_to (self, TW_CALENDAR_CANVAS_GET_CLASS (self)->turn (self, tw_calendar_canvas_get_day (self), steps));
}

void
tw_calendar_canvas_get_shown (TwCalendarCanvas *self,
                              TwDate           *first,
                              TwDate           *last)
{
  g_return_if_fail (TW_IS_CALENDAR_CANVAS (self));
  TW_CALENDAR_CANVAS_GET_CLASS (self)->get_shown (self, first, last);
}

void
tw_calendar_canvas_get_spot (TwCalendarCanvas *self,
                             TwCalendarSpot   *spot)
{
  g_return_if_fail (TW_IS_CALENDAR_CANVAS (self));
  *spot = tw_calendar_canvas_get_private (self)->spot;
}

void
tw_calendar_canvas_set_spot (TwCalendarCanvas *self,
                             TwDate            day,
                             int               minute)
{
  TwCalendarSpot spot = { day, minute };

  g_return_if_fail (TW_IS_CALENDAR_CANVAS (self));
  tw_calendar_canvas_set_focus (self, &spot, NULL, FALSE);
}

void
tw_calendar_canvas_set_entity (TwCalendarCanvas *self,
                               const TwEntity   *entity)
{
  g_return_if_fail (TW_IS_CALENDAR_CANVAS (self));
  tw_calendar_canvas_get_private (self)->entity = entity;
}

const char *
tw_calendar_canvas_get_words (TwCalendarCanvas *self)
{
  g_return_val_if_fail (TW_IS_CALENDAR_CANVAS (self), NULL);
  return tw_calendar_canvas_get_private (self)->words;
}
