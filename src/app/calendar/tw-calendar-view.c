/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-calendar-view.h"

#include <glib/gi18n-lib.h>

#include "tw-calendar-weeks.h"
#include "tw-date-words.h"
#include "tw-field-text.h"
#include "tw-late-spinner.h"
#include "tw-month-view.h"

struct _TwCalendarView
{
  AdwBin           parent_instance;

  TwViewState     *state;                              /* (owned) */
  TwCalendarModel *model;                              /* (owned) */
  TwMonthView     *month;                              /* child of the scroll */
  gboolean         narrow;

  GtkLabel        *title, *figures;
  GtkStack        *stack;
  GtkScrolledWindow *scroll;
  GtkWidget       *spinner;
  AdwStatusPage   *error_page;
};

static void tw_calendar_view_presentation_init (TwPresentationInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TwCalendarView, tw_calendar_view, ADW_TYPE_BIN,
                               G_IMPLEMENT_INTERFACE (TW_TYPE_PRESENTATION, tw_calendar_view_presentation_init))

static guint
count (TwCalendarView *self,
       TwDate          month)
{
  guint all = 0;

  for (TwDate day = month; day < month + tw_month_get_n_days (month); day++)
    {
      guint n = 0;

      tw_calendar_model_get_day (self->model, day, &n);
      all += n;
    }
  return all;
}

static void
update (TwCalendarView *self)
{
  const TwEntity *entity = tw_view_state_get_entity (self->state);
  TwDate month = tw_month_view_get_month (self->month);
  g_autofree char *title = tw_date_words (month, TW_WORDS_MONTH_YEAR), *figures = NULL, *short_figures = NULL;
  const char *error = tw_calendar_model_get_error (self->model);
  guint n = count (self, month);

  gtk_label_set_label (self->title, title);
  /* Translators: 1 how many records are in this month, 2 the name of their field with a date. */
  figures = g_strdup_printf (ngettext ("%1$u in this month, by “%2$s”", "%1$u in this month, by “%2$s”", n), n,
                             tw_field_get_label (entity->date_field));
  short_figures = g_strdup_printf ("%'u", n);
  /* On a narrow window the sentence would be cut; it is read aloud and shown as a tip. */
  gtk_label_set_label (self->figures, self->narrow ? short_figures : figures);
  gtk_widget_set_visible (GTK_WIDGET (self->figures), error == NULL && tw_calendar_model_has_day (self->model, month));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->figures), GTK_ACCESSIBLE_PROPERTY_LABEL, figures, -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->figures), self->narrow ? figures : NULL);
  gtk_widget_set_visible (self->spinner, !tw_calendar_model_has_day (self->model, month));
  if (error != NULL)
    tw_tell (self->error_page, error);
  gtk_stack_set_visible_child_name (self->stack, error != NULL ? "error" : "month");
}

static void
focused_cb (TwCalendarView *self)
{
  tw_presentation_selection_changed (TW_PRESENTATION (self));
}

/* Everything of a day is a list with a filter. */
static void
day_activated_cb (TwCalendarView *self,
                  int             day)
{
  const TwEntity *entity = tw_view_state_get_entity (self->state);
  g_autofree char *date = tw_date_print (day), *where = g_strdup_printf ("%s = %s", entity->date_field->key, date);

  if (tw_view_state_add_condition (self->state, where, NULL))
    tw_view_state_set_presentation (self->state, "list");
}

static void
turn_back_cb (TwCalendarView *self)
{
  tw_calendar_canvas_turn (TW_CALENDAR_CANVAS (self->month), -1);
}

static void
turn_on_cb (TwCalendarView *self)
{
  tw_calendar_canvas_turn (TW_CALENDAR_CANVAS (self->month), 1);
}

static void
today_cb (TwCalendarView *self)
{
  tw_calendar_canvas_go_to (TW_CALENDAR_CANVAS (self->month),
                            tw_instant_get_date (g_get_real_time (), tw_calendar_model_get_zone (self->model)));
}

static void
retry_cb (TwCalendarView *self)
{
  tw_calendar_model_reload (self->model);
}

/* --- As a presentation --- */

static GArray *
dup_selected (TwPresentation *presentation)
{
  TwCalendarItem *item = tw_calendar_canvas_get_focused (TW_CALENDAR_CANVAS (TW_CALENDAR_VIEW (presentation)->month));
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (TwId));

  if (item != NULL)
    g_array_append_val (ids, item->occurrence->id);
  return ids;
}

static void
clear_selection (TwPresentation *presentation)
{
  TwCalendarCanvas *canvas = TW_CALENDAR_CANVAS (TW_CALENDAR_VIEW (presentation)->month);
  TwCalendarSpot spot;

  tw_calendar_canvas_get_spot (canvas, &spot);
  tw_calendar_canvas_set_spot (canvas, spot.day, spot.minute);
}

static void
take_focus (TwPresentation *presentation)
{
  gtk_widget_grab_focus (GTK_WIDGET (TW_CALENDAR_VIEW (presentation)->month));
}

static void
set_narrow (TwPresentation *presentation,
            gboolean        narrow)
{
  TwCalendarView *self = TW_CALENDAR_VIEW (presentation);

  if (self->narrow == !!narrow)
    return;
  self->narrow = !!narrow;
  update (self);
}

static void
tw_calendar_view_presentation_init (TwPresentationInterface *iface)
{
  iface->dup_selected = dup_selected;
  iface->clear_selection = clear_selection;
  iface->set_narrow = set_narrow;
  iface->take_focus = take_focus;
}

static void
tw_calendar_view_dispose (GObject *object)
{
  TwCalendarView *self = TW_CALENDAR_VIEW (object);

  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_CALENDAR_VIEW);
  g_clear_object (&self->model);
  g_clear_object (&self->state);
  G_OBJECT_CLASS (tw_calendar_view_parent_class)->dispose (object);
}

static void
tw_calendar_view_class_init (TwCalendarViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_calendar_view_dispose;
  g_type_ensure (TW_TYPE_LATE_SPINNER);
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("calendar/tw-calendar-view.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwCalendarView, title);
  gtk_widget_class_bind_template_child (widget_class, TwCalendarView, figures);
  gtk_widget_class_bind_template_child (widget_class, TwCalendarView, stack);
  gtk_widget_class_bind_template_child (widget_class, TwCalendarView, scroll);
  gtk_widget_class_bind_template_child (widget_class, TwCalendarView, spinner);
  gtk_widget_class_bind_template_child (widget_class, TwCalendarView, error_page);
  gtk_widget_class_bind_template_callback (widget_class, turn_back_cb);
  gtk_widget_class_bind_template_callback (widget_class, turn_on_cb);
  gtk_widget_class_bind_template_callback (widget_class, today_cb);
  gtk_widget_class_bind_template_callback (widget_class, retry_cb);
}

static void
tw_calendar_view_init (TwCalendarView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tw_calendar_view_can_show:
 * @entity: a kind of record
 *
 * Returns: whether its records have a stored date
 */
gboolean
tw_calendar_view_can_show (const TwEntity *entity)
{
  return entity->date_field != NULL && entity->date_field->formula == NULL
         && (entity->date_field->type == TW_TYPE_DATE || entity->date_field->type == TW_TYPE_DATETIME);
}

/**
 * tw_calendar_view_new:
 * @state: what to show; its entity has a date
 *
 * Returns: (transfer floating): a month that follows the state
 */
GtkWidget *
tw_calendar_view_new (TwViewState *state)
{
  TwCalendarView *self = g_object_new (TW_TYPE_CALENDAR_VIEW, NULL);

  self->state = g_object_ref (state);
  self->model = tw_calendar_model_new_view (state);
  self->month = TW_MONTH_VIEW (tw_month_view_new (self->model));
  tw_calendar_canvas_set_entity (TW_CALENDAR_CANVAS (self->month), tw_view_state_get_entity (state));
  gtk_scrolled_window_set_child (self->scroll, GTK_WIDGET (self->month));
  g_signal_connect_object (self->model, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->month, "shown", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->month, "focused", G_CALLBACK (focused_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->month, "day-activated", G_CALLBACK (day_activated_cb), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}

TwCalendarCanvas *
tw_calendar_view_get_canvas (TwCalendarView *self)
{
  g_return_val_if_fail (TW_IS_CALENDAR_VIEW (self), NULL);
  return TW_CALENDAR_CANVAS (self->month);
}
