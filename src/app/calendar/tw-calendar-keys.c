/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keyboard in a calendar: it stops at each event, and between them at the empty places. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-calendar-canvas-private.h"
#include "tw-calendar-change.h"
#include "tw-calendar-words.h"
#include "tw-date-words.h"
#include "tw-peek.h"

typedef struct
{
  TwCalendarSpot  spot;
  TwCalendarItem *item;                                /* NULL: an empty place, or "n more" */
  gboolean        more;
} Stop;

/* --- What has the focus --- */

static gboolean
is_focused (TwCalendarCanvasPrivate *priv,
            const TwCalendarItem    *item)
{
  return tw_id_equal (&priv->focus, &item->occurrence->id) && priv->focus_time == item->occurrence->recurrence_id;
}

/**
 * tw_calendar_canvas_get_focused:
 * @self: a drawing
 *
 * Returns: (transfer none) (nullable): the event that has the focus, until the model changes
 */
TwCalendarItem *
tw_calendar_canvas_get_focused (TwCalendarCanvas *self)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);
  const TwCalendarDays *days = NULL;
  TwCalendarItem *item = NULL;
  TwDate first = 0, last = 0;

  g_return_val_if_fail (TW_IS_CALENDAR_CANVAS (self), NULL);
  days = priv->model != NULL ? tw_calendar_model_get_days (priv->model) : NULL;
  if (days == NULL || tw_id_is_nil (&priv->focus))
    return NULL;
  item = tw_calendar_days_find (days, &priv->focus, priv->focus_time);
  TW_CALENDAR_CANVAS_GET_CLASS (self)->get_shown (self, &first, &last);
  return item != NULL && item->span.first <= MAX (last, priv->spot.day) && item->span.last >= MIN (first, priv->spot.day) ? item : NULL;
}

static char *
dup_spot_words (TwCalendarCanvasPrivate *priv)
{
  g_autofree char *day = tw_date_words (priv->spot.day, TW_WORDS_WEEKDAY);
  g_autofree char *time = priv->spot.minute >= 0 ? tw_calendar_dup_minute (priv->spot.minute) : NULL;
  guint n = 0;

  tw_calendar_model_get_day (priv->model, priv->spot.day, &n);
  if (time != NULL)
    /* Translators: an empty place in a calendar: a day and a time. */
    return g_strdup_printf (_("%1$s, %2$s, empty"), day, time);
  /* Translators: a day in a calendar, and how many events it has. */
  return g_strdup_printf (ngettext ("%1$s, %2$u event", "%1$s, %2$u events", n), day, n);
}

/**
 * tw_calendar_canvas_say:
 * @self: a drawing
 *
 * What has the focus is the accessible name. Where it has moved to, the focus goes with it; when it is gone, its place has the focus.
 */
void
tw_calendar_canvas_say (TwCalendarCanvas *self)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);
  TwCalendarItem *item = tw_calendar_canvas_get_focused (self);
  g_autofree char *former = NULL;

  if (priv->model == NULL)
    return;
  if (item != NULL && priv->hand != TW_HAND_WAITING && (priv->spot.day < item->span.first || priv->spot.day > item->span.last || !item->bar))
    {
      priv->spot.day = item->span.first;
      priv->spot.minute = item->bar || !TW_CALENDAR_CANVAS_GET_CLASS (self)->has_hours ? -1 : item->span.from;
    }
  else if (item == NULL && !tw_calendar_model_is_loading (priv->model) && priv->hand != TW_HAND_WAITING)
    priv->focus = tw_id_nil;
  former = g_steal_pointer (&priv->words);
  priv->words = item != NULL ? tw_calendar_dup_item_words (priv->model, item) : dup_spot_words (priv);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, priv->words, -1);
  if (g_strcmp0 (former, priv->words) != 0)
    tw_calendar_canvas_step_cursor (self);
}

void
tw_calendar_canvas_set_focus (TwCalendarCanvas     *self,
                              const TwCalendarSpot *spot,
                              const TwCalendarItem *item,
                              gboolean              more)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);
  TwCalendarSpot former = priv->spot;
  TwDate first = 0, last = 0;

  priv->spot = *spot;
  priv->focus = item != NULL ? item->occurrence->id : tw_id_nil;
  priv->focus_time = item != NULL ? item->occurrence->recurrence_id : 0;
  priv->on_more = more;
  TW_CALENDAR_CANVAS_GET_CLASS (self)->get_shown (self, &first, &last);
  if (spot->day < first || spot->day > last)
    priv->day = spot->day;
  TW_CALENDAR_CANVAS_GET_CLASS (self)->reveal (self, spot);
  if (former.day != spot->day)
    g_signal_emit_by_name (self, "shown");
  tw_calendar_canvas_say (self);
  g_signal_emit_by_name (self, "focused");
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * tw_calendar_canvas_focus_record:
 * @self: a drawing
 * @id: a record on one of the days that are shown
 *
 * Returns: whether it is there, and has the focus now
 */
gboolean
tw_calendar_canvas_focus_record (TwCalendarCanvas *self,
                                 const TwId       *id)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);
  TwDate first = 0, last = 0;

  g_return_val_if_fail (TW_IS_CALENDAR_CANVAS (self) && id != NULL, FALSE);
  TW_CALENDAR_CANVAS_GET_CLASS (self)->get_shown (self, &first, &last);
  for (TwDate day = first; day <= last; day++)
    {
      guint n = 0;
      TwCalendarItem *const *items = tw_calendar_model_get_day (priv->model, day, &n);

      for (guint i = 0; i < n; i++)
        if (tw_id_equal (&items[i]->occurrence->id, id))
          {
            TwCalendarSpot spot = { day, items[i]->bar ? -1 : items[i]->span.from };

            tw_calendar_canvas_set_focus (self, &spot, items[i], FALSE);
            return TRUE;
          }
    }
  return FALSE;
}

/* --- Stops --- */

static gboolean
has_box (TwCalendarCanvasPrivate *priv,
         const TwCalendarItem    *item)
{
  for (guint i = 0; i < priv->boxes->len; i++)
    if (g_array_index (priv->boxes, TwCalendarBox, i).item == item)
      return TRUE;
  return FALSE;
}

static gboolean
has_more (TwCalendarCanvasPrivate *priv,
          TwDate                   day)
{
  for (guint i = 0; i < priv->boxes->len; i++)
    {
      const TwCalendarBox *box = &g_array_index (priv->boxes, TwCalendarBox, i);

      if (box->item == NULL && box->day == day)
        return TRUE;
    }
  return FALSE;
}

static void
add_stop (GArray         *stops,
          TwDate          day,
          int             minute,
          TwCalendarItem *item,
          gboolean        more)
{
  Stop stop = { { day, minute }, item, more };

  g_array_append_val (stops, stop);
}

/* The half hours of a day: those where something begins are its events, and those where something goes on are left out. */
static void
add_hours (GArray                *stops,
           TwDate                 day,
           TwCalendarItem *const *items,
           guint                  n)
{
  for (int minute = 0; minute < TW_CALENDAR_DAY; minute += TW_CALENDAR_SLOT)
    {
      gboolean taken = FALSE;

      for (guint i = 0; i < n; i++)
        {
          int from = items[i]->span.first < day ? 0 : items[i]->span.from, to = items[i]->span.last > day ? TW_CALENDAR_DAY : items[i]->span.to;

          if (items[i]->bar)
            continue;
          if (from >= minute && from < minute + TW_CALENDAR_SLOT)
            add_stop (stops, day, from, items[i], FALSE);
          taken = taken || (from < minute + TW_CALENDAR_SLOT && MAX (to, from + 1) > minute);
        }
      if (!taken)
        add_stop (stops, day, minute, NULL, FALSE);
    }
}

static GArray *
list_stops (TwCalendarCanvas *self,
            TwDate            day)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);
  gboolean hours = TW_CALENDAR_CANVAS_GET_CLASS (self)->has_hours;
  GArray *stops = g_array_new (FALSE, FALSE, sizeof (Stop));
  guint n = 0;
  TwCalendarItem *const *items = tw_calendar_model_get_day (priv->model, day, &n);

  tw_calendar_canvas_ensure_boxes (self);
  add_stop (stops, day, -1, NULL, FALSE);
  for (guint i = 0; i < n; i++)
    if ((items[i]->bar || !hours) && has_box (priv, items[i]))
      add_stop (stops, day, -1, items[i], FALSE);
  if (has_more (priv, day))
    add_stop (stops, day, -1, NULL, TRUE);
  if (hours)
    add_hours (stops, day, items, n);
  return stops;
}

static guint
find_stop (TwCalendarCanvasPrivate *priv,
           GArray                  *stops)
{
  guint best = 0;

  for (guint i = 0; i < stops->len; i++)
    {
      const Stop *stop = &g_array_index (stops, Stop, i);

      if (stop->item != NULL ? is_focused (priv, stop->item) : priv->on_more && stop->more)
        return i;
      if (stop->spot.minute <= priv->spot.minute && (!stop->more || priv->on_more) && (stop->item == NULL || stop->spot.minute >= 0))
        best = i;
    }
  return best;
}

static void
stop_at (TwCalendarCanvas *self,
         const Stop       *stop)
{
  tw_calendar_canvas_set_focus (self, &stop->spot, stop->item, stop->more);
}

static void
move_along (TwCalendarCanvas *self,
            int               step)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);
  g_autoptr(GArray) stops = list_stops (self, priv->spot.day), others = NULL;
  int at = (int) find_stop (priv, stops) + step;

  if (at >= 0 && at < (int) stops->len)
    stop_at (self, &g_array_index (stops, Stop, at));
  else if (!TW_CALENDAR_CANVAS_GET_CLASS (self)->has_hours)
    {
      /* The day below, or above, which may come onto the screen by this. */
      TwCalendarSpot spot = { priv->spot.day + 7 * step, -1 };

      tw_calendar_canvas_set_focus (self, &spot, NULL, FALSE);
      others = list_stops (self, spot.day);
      if (step < 0)
        stop_at (self, &g_array_index (others, Stop, others->len - 1));
    }
}

static void
move_aside (TwCalendarCanvas *self,
            int               days)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);
  TwCalendarSpot spot = { priv->spot.day + days, priv->spot.minute };
  g_autoptr(GArray) stops = NULL;

  tw_calendar_canvas_set_focus (self, &spot, NULL, FALSE);
  if (spot.minute < 0)
    return;
  stops = list_stops (self, spot.day);
  stop_at (self, &g_array_index (stops, Stop, find_stop (priv, stops)));
}

static gboolean
key_pressed_cb (TwCalendarCanvas *self,
                guint             key,
                guint             code,
                GdkModifierType   state)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);
  int on = tw_calendar_canvas_is_rtl (self) ? -1 : 1;
  TwDate start = tw_weeks_get_start (&priv->week, priv->spot.day);

  if (priv->model == NULL || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SHIFT_MASK | GDK_SUPER_MASK)) != 0)
    return FALSE;
  switch (key)
    {
    case GDK_KEY_Escape:
      if (priv->hand == TW_HAND_NONE || priv->hand == TW_HAND_WAITING)
        return FALSE;
      tw_calendar_canvas_cancel_drag (self);
      return TRUE;
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      move_along (self, -1);
      return TRUE;
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      move_along (self, 1);
      return TRUE;
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      move_aside (self, -on);
      return TRUE;
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      move_aside (self, on);
      return TRUE;
    case GDK_KEY_Page_Up:
      tw_calendar_canvas_turn (self, -1);
      return TRUE;
    case GDK_KEY_Page_Down:
      tw_calendar_canvas_turn (self, 1);
      return TRUE;
    case GDK_KEY_Home:
      move_aside (self, (int) (start - priv->spot.day));
      return TRUE;
    case GDK_KEY_End:
      move_aside (self, (int) (start + 6 - priv->spot.day));
      return TRUE;
    default:
      return FALSE;
    }
}

static void
focus_changed_cb (TwCalendarCanvas *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
tw_calendar_canvas_add_keys (TwCalendarCanvas *self)
{
  GtkEventController *keys = gtk_event_controller_key_new (), *focus = gtk_event_controller_focus_new ();

  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  g_signal_connect_object (focus, "enter", G_CALLBACK (focus_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (focus, "leave", G_CALLBACK (focus_changed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
}

/* --- Commands --- */

/* What Enter makes in an empty place: an hour there, or from nine on that day. */
static void
create (GtkWidget  *widget,
        const char *name,
        GVariant   *parameter)
{
  TwCalendarCanvas *self = TW_CALENDAR_CANVAS (widget);
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);
  gboolean whole = priv->spot.minute < 0 && TW_CALENDAR_CANVAS_GET_CLASS (self)->has_hours;
  int from = priv->spot.minute >= 0 ? MIN (priv->spot.minute, TW_CALENDAR_DAY - 60) : 9 * 60;
  TwCalendarSpan span = { priv->spot.day, priv->spot.day, from, from + 60, whole };

  tw_calendar_canvas_create (self, &span);
}

static void
open_event (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  TwCalendarCanvas *self = TW_CALENDAR_CANVAS (widget);
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);
  TwCalendarItem *item = tw_calendar_canvas_get_focused (self);

  if (item != NULL)
    tw_calendar_change_open (widget, item->occurrence);
  else if (priv->on_more)
    g_signal_emit_by_name (self, "day-activated", priv->spot.day);
  else
    create (widget, name, parameter);
}

static void
peek (GtkWidget  *widget,
      const char *name,
      GVariant   *parameter)
{
  TwCalendarCanvas *self = TW_CALENDAR_CANVAS (widget);
  TwWorkspace *workspace = tw_calendar_model_get_workspace (tw_calendar_canvas_get_model (self));
  TwCalendarItem *item = tw_calendar_canvas_get_focused (self);
  const TwEntity *entity = item != NULL ? tw_schema_get_entity_by_number (tw_workspace_get_schema (workspace), item->occurrence->entity) : NULL;
  TwPeek *opened = NULL;
  GdkRectangle rect;

  if (entity == NULL)
    return;
  opened = tw_peek_open (widget, widget, workspace, entity, &item->occurrence->id);
  if (opened != NULL && tw_calendar_canvas_find_rect (self, &item->occurrence->id, &rect))
    gtk_popover_set_pointing_to (GTK_POPOVER (opened), &rect);
}

static void
delete_event (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  TwCalendarItem *item = tw_calendar_canvas_get_focused (TW_CALENDAR_CANVAS (widget));

  if (item != NULL)
    tw_calendar_change_delete (widget, tw_calendar_canvas_get_model (TW_CALENDAR_CANVAS (widget)), item->occurrence);
}

/* From where the former step has put it already, although that has not been read yet. */
static gboolean
get_span (TwCalendarCanvas *self,
          TwCalendarItem   *item,
          TwCalendarSpan   *span)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);

  if (item == NULL || !item->occurrence->may_move)
    return FALSE;
  *span = priv->hand == TW_HAND_WAITING && tw_calendar_canvas_is_dragged (self, item) ? priv->span : item->span;
  return TRUE;
}

/* Without parameters, so that assistive technologies can run them. */
static const struct { const char *name; int days, minutes; } steps[] = {
  { "calendar.move-earlier", 0, -15 }, { "calendar.move-later", 0, 15 }, { "calendar.move-day-before", -1, 0 }, { "calendar.move-day-after", 1, 0 },
  { "calendar.end-earlier", 0, -15 }, { "calendar.end-later", 0, 15 }, { "calendar.end-day-before", -1, 0 }, { "calendar.end-day-after", 1, 0 },
};

static void
find_step (const char *action,
           int        *days,
           int        *minutes)
{
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (g_str_equal (steps[i].name, action))
      {
        *days = steps[i].days;
        *minutes = steps[i].minutes;
      }
}

static void
shift (GtkWidget  *widget,
       const char *name,
       GVariant   *parameter)
{
  TwCalendarCanvas *self = TW_CALENDAR_CANVAS (widget);
  TwCalendarItem *item = tw_calendar_canvas_get_focused (self);
  gboolean hours = TW_CALENDAR_CANVAS_GET_CLASS (self)->has_hours;
  TwCalendarSpan span;
  int days = 0, minutes = 0;

  find_step (name, &days, &minutes);
  if (!get_span (self, item, &span))
    return;
  /* Where there are no hours to go through, up and down are weeks. */
  if (minutes != 0 && (!hours || span.all_day))
    {
      days = hours ? 0 : minutes > 0 ? 7 : -7;
      minutes = 0;
    }
  tw_calendar_span_shift (&span, tw_calendar_canvas_is_rtl (self) && (days == 1 || days == -1) ? -days : days, minutes);
  tw_calendar_canvas_change (self, item, &span);
}

static void
stretch (GtkWidget  *widget,
         const char *name,
         GVariant   *parameter)
{
  TwCalendarCanvas *self = TW_CALENDAR_CANVAS (widget);
  TwCalendarItem *item = tw_calendar_canvas_get_focused (self);
  TwCalendarSpan span, end;
  int days = 0, minutes = 0;

  find_step (name, &days, &minutes);
  if (!get_span (self, item, &span) || !tw_calendar_change_can_stretch (item->occurrence))
    return;
  if (tw_calendar_canvas_is_rtl (self))
    days = -days;
  end = span;
  tw_calendar_span_shift (&end, days, minutes);
  span.last = end.last;
  span.to = end.to;
  /* It does not end before it begins. */
  if (span.last < span.first || (span.last == span.first && !span.all_day && span.to < span.from + TW_CALENDAR_SNAP))
    return;
  tw_calendar_canvas_change (self, item, &span);
}

static const TwActionInfo infos[] = {
  { "calendar.open", N_("Open the event, or add one in an empty place"), "Return KP_Enter", NULL, NULL, open_event },
  { "calendar.peek", N_("Look at the event without opening it"), "space", NULL, NULL, peek },
  { "calendar.create", N_("Add an event here"), "n", NULL, NULL, create },
  { "calendar.delete", N_("Delete the event"), "Delete", NULL, NULL, delete_event },
  { "calendar.move-earlier", N_("Move the event 15 minutes earlier"), "<Alt>Up", NULL, NULL, shift },
  { "calendar.move-later", N_("Move the event 15 minutes later"), "<Alt>Down", NULL, NULL, shift },
  { "calendar.move-day-before", N_("Move the event to the day before"), "<Alt>Left", NULL, NULL, shift },
  { "calendar.move-day-after", N_("Move the event to the day after"), "<Alt>Right", NULL, NULL, shift },
  { "calendar.end-earlier", N_("Let the event end 15 minutes earlier"), "<Shift><Alt>Up", NULL, NULL, stretch },
  { "calendar.end-later", N_("Let the event end 15 minutes later"), "<Shift><Alt>Down", NULL, NULL, stretch },
  { "calendar.end-day-before", N_("Let the event end a day earlier"), "<Shift><Alt>Left", NULL, NULL, stretch },
  { "calendar.end-day-after", N_("Let the event end a day later"), "<Shift><Alt>Right", NULL, NULL, stretch },
};

const TwActionTable tw_calendar_canvas_actions = { N_("Events in a calendar"), infos, G_N_ELEMENTS (infos) };

void
tw_calendar_canvas_install_keys (GtkWidgetClass *widget_class)
{
  tw_action_table_install (&tw_calendar_canvas_actions, widget_class);
}
