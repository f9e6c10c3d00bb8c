/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-calendar-page.h"

#include <glib/gi18n-lib.h>

#include "tw-calendar-exchange.h"
#include "tw-calendar-weeks.h"
#include "tw-calendar-words.h"
#include "tw-date-words.h"
#include "tw-hours-view.h"
#include "tw-may-export.h"
#include "tw-month-view.h"
#include "tw-print.h"
#include "tw-window.h"

#define VIEW_KEY "calendar-view"

struct _TwCalendarPage
{
  TwWindowPage      parent_instance;

  TwCalendarModel  *model;                             /* (owned) */
  TwCalendarSide   *side;                              /* in side_bin, or in a narrow window in the popover of the button */
  TwCalendarAgenda *agenda;                            /* child of the stack */
  TwDate            day;                               /* that is shown, whichever view shows it */
  gboolean          switching;

  /* From the template. */
  GtkLabel         *title, *narrow_title, *figures;
  GtkStack         *stack, *views;
  GtkStackSwitcher *switcher;
  GtkWidget        *print_button;
  GtkActionBar     *bottom;
  GtkScrolledWindow *side_bin;
  GtkScrolledWindow *side_popover_bin;
  GtkMenuButton    *side_button;
  GtkSpinner       *spinner;
  AdwStatusPage    *error_page;
};

G_DEFINE_FINAL_TYPE (TwCalendarPage, tw_calendar_page, TW_TYPE_WINDOW_PAGE)

static TwWorkspace *
get_workspace (TwCalendarPage *self)
{
  return tw_window_page_get_workspace (TW_WINDOW_PAGE (self));
}

static TwDate
get_today (TwCalendarPage *self)
{
  return tw_instant_get_date (g_get_real_time (), tw_workspace_get_zone (get_workspace (self)));
}

/**
 * tw_calendar_page_get_canvas:
 * @self: a page
 *
 * Returns: (transfer none) (nullable): the drawing that is shown
 */
TwCalendarCanvas *
tw_calendar_page_get_canvas (TwCalendarPage *self)
{
  GtkWidget *shown = NULL;

  g_return_val_if_fail (TW_IS_CALENDAR_PAGE (self), NULL);
  shown = self->views != NULL ? gtk_stack_get_visible_child (self->views) : NULL;
  if (!GTK_IS_SCROLLED_WINDOW (shown))
    return NULL;
  return TW_CALENDAR_CANVAS (gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (shown)));
}

static void
get_shown (TwCalendarPage *self,
           TwDate         *first,
           TwDate         *last)
{
  TwCalendarCanvas *canvas = tw_calendar_page_get_canvas (self);

  if (canvas != NULL)
    tw_calendar_canvas_get_shown (canvas, first, last);
  else
    tw_calendar_agenda_get_shown (self->agenda, first, last);
}

/* --- What it says --- */

static void
update (TwCalendarPage *self)
{
  TwCalendarCanvas *canvas = tw_calendar_page_get_canvas (self);
  const char *error = tw_calendar_model_get_error (self->model);
  g_autofree char *title = NULL, *figures = NULL;
  gboolean loading = tw_calendar_model_is_loading (self->model);
  TwDate first = 0, last = 0;

  get_shown (self, &first, &last);
  if (TW_IS_MONTH_VIEW (canvas))
    {
      TwDate month = tw_month_view_get_month (TW_MONTH_VIEW (canvas));

      title = tw_date_words (month, TW_WORDS_MONTH_YEAR);
      first = month;
      last = month + tw_month_get_n_days (month) - 1;
    }
  else
    title = tw_calendar_dup_range (first, last);
  gtk_label_set_label (self->title, title);
  gtk_label_set_label (self->narrow_title, title);
  figures = tw_calendar_dup_figures (self->model, first, last);
  if (*figures != '\0')
    gtk_label_set_label (self->figures, figures);
  else if (loading)
    gtk_label_set_label (self->figures, _("The calendar is being read…"));
  else
    gtk_label_set_label (self->figures, canvas != NULL ? _("Nothing here. Drag over the calendar or press N to add something.")
                                                       : _("Nothing here."));
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), loading && !tw_calendar_model_has_day (self->model, first));
  tw_mini_month_set_day (tw_calendar_side_get_month (self->side), self->day, first, last);
  if (error != NULL)
    tw_tell (self->error_page, error);
  gtk_stack_set_visible_child_name (self->stack, error != NULL ? "error" : "views");
}

/* The day goes along when another view is shown. */
static void
shown_cb (TwCalendarPage   *self,
          TwCalendarCanvas *canvas)
{
  if (canvas != tw_calendar_page_get_canvas (self) || self->switching)
    return;
  self->day = tw_calendar_canvas_get_day (canvas);
  if (TW_IS_MONTH_VIEW (canvas))
    {
      TwDate month = tw_month_view_get_month (TW_MONTH_VIEW (canvas)), first = 0, last = 0;
      TwCalendarSpot spot;

      tw_calendar_canvas_get_shown (canvas, &first, &last);
      tw_calendar_canvas_get_spot (canvas, &spot);
      self->day = spot.day >= first && spot.day <= last && tw_month_get_start (spot.day) == month ? spot.day : month;
    }
  update (self);
}

static void
day_activated_cb (TwCalendarPage *self,
                  int             day)
{
  /* Where even a day has no room for all, they are in the agenda. */
  tw_calendar_page_set_view (self, g_strcmp0 (tw_calendar_page_get_view (self), "day") == 0 ? "agenda" : "day");
  tw_calendar_page_go_to (self, day);
}

static void
chosen_cb (TwCalendarPage *self,
           int             day)
{
  tw_calendar_page_go_to (self, day);
}

static void
view_shown_cb (TwCalendarPage *self)
{
  const char *name = gtk_stack_get_visible_child_name (self->views);

  if (self->side == NULL || name == NULL || self->switching)
    return;
  g_settings_set_string (tw_workspace_get_settings (get_workspace (self)), VIEW_KEY, name);
  tw_calendar_page_go_to (self, self->day);
}

/* --- The views --- */

static void
add_canvas (TwCalendarPage *self,
            GtkWidget      *canvas,
            const char     *name,
            const char     *title,
            gboolean        endless)
{
  GtkWidget *scroll = gtk_scrolled_window_new ();

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroll), GTK_POLICY_NEVER, endless ? GTK_POLICY_EXTERNAL : GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), canvas);
  g_signal_connect_object (canvas, "shown", G_CALLBACK (shown_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (canvas, "day-activated", G_CALLBACK (day_activated_cb), self, G_CONNECT_SWAPPED);
  gtk_stack_add_titled (self->views, scroll, name, title);
}

static void
add_views (TwCalendarPage *self)
{
  self->switching = TRUE;
  add_canvas (self, tw_hours_view_new (self->model, TW_HOURS_DAY), "day", _("Day"), FALSE);
  add_canvas (self, tw_hours_view_new (self->model, TW_HOURS_WORK_WEEK), "work-week", _("Work Week"), FALSE);
  add_canvas (self, tw_hours_view_new (self->model, TW_HOURS_WEEK), "week", _("Week"), FALSE);
  add_canvas (self, tw_month_view_new (self->model), "month", _("Month"), TRUE);
  self->agenda = TW_CALENDAR_AGENDA (tw_calendar_agenda_new (self->model));
  gtk_stack_add_titled (self->views, GTK_WIDGET (self->agenda), "agenda", _("Agenda"));
  self->switching = FALSE;
}

/* A narrow window: a week is three days, whether of work or not, and what stands beside is in a popover. */
static void
narrow_cb (TwCalendarPage *self)
{
  gboolean narrow = tw_window_page_get_narrow (TW_WINDOW_PAGE (self));
  GtkScrolledWindow *from = narrow ? self->side_bin : self->side_popover_bin, *to = narrow ? self->side_popover_bin : self->side_bin;
  GtkWidget *work_week = gtk_stack_get_child_by_name (self->views, "work-week");

  if (gtk_scrolled_window_get_child (from) != NULL)
    {
      g_object_ref (self->side);
      gtk_scrolled_window_set_child (from, NULL);
      gtk_scrolled_window_set_child (to, GTK_WIDGET (self->side));
      g_object_unref (self->side);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->side_bin), !narrow);
  gtk_widget_set_visible (GTK_WIDGET (self->side_button), narrow);
  /* The header has no room for it there. */
  gtk_widget_set_visible (GTK_WIDGET (self->title), !narrow);
  gtk_widget_set_visible (GTK_WIDGET (self->narrow_title), narrow);
  gtk_widget_set_visible (GTK_WIDGET (self->switcher), !narrow);
  gtk_widget_set_visible (self->print_button, !narrow);
  gtk_action_bar_set_revealed (self->bottom, narrow);
  for (GtkWidget *scroll = gtk_widget_get_first_child (GTK_WIDGET (self->views)); scroll != NULL; scroll = gtk_widget_get_next_sibling (scroll))
    if (GTK_IS_SCROLLED_WINDOW (scroll) && TW_IS_HOURS_VIEW (gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (scroll))))
      tw_hours_view_set_narrow (TW_HOURS_VIEW (gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (scroll))), narrow);
  if (narrow && g_str_equal (tw_calendar_page_get_view (self), "work-week"))
    tw_calendar_page_set_view (self, "week");
  gtk_stack_page_set_visible (gtk_stack_get_page (self->views, work_week), !narrow);
}

/* --- Commands --- */

static void
today (GtkWidget  *widget,
       const char *name,
       GVariant   *parameter)
{
  tw_calendar_page_go_to (TW_CALENDAR_PAGE (widget), get_today (TW_CALENDAR_PAGE (widget)));
}

static void
turn (TwCalendarPage *self,
      int             steps)
{
  TwCalendarCanvas *canvas = tw_calendar_page_get_canvas (self);

  if (canvas != NULL)
    tw_calendar_canvas_turn (canvas, steps);
  else
    tw_calendar_page_go_to (self, self->day + 7 * steps);
}

static void
back (GtkWidget  *widget,
      const char *name,
      GVariant   *parameter)
{
  turn (TW_CALENDAR_PAGE (widget), -1);
}

static void
forward (GtkWidget  *widget,
         const char *name,
         GVariant   *parameter)
{
  turn (TW_CALENDAR_PAGE (widget), 1);
}

static void
show_view (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  tw_calendar_page_set_view (TW_CALENDAR_PAGE (widget), g_variant_get_string (parameter, NULL));
}

static void
reload (GtkWidget  *widget,
        const char *name,
        GVariant   *parameter)
{
  tw_calendar_model_reload (TW_CALENDAR_PAGE (widget)->model);
}

/* What is on the screen; a month has whole weeks. */
static void
print (GtkWidget  *widget,
       const char *name,
       GVariant   *parameter)
{
  TwCalendarPage *self = TW_CALENDAR_PAGE (widget);
  TwCalendarCanvas *canvas = tw_calendar_page_get_canvas (self);
  TwCalendarPaper calendar = { .kinds = tw_calendar_model_get_kinds (self->model), .users = tw_calendar_model_get_people (self->model),
                               .meeting_type = *tw_calendar_model_get_type_filter (self->model) };

  if (!tw_may_export (widget, get_workspace (self), tw_schema_get_entity (tw_workspace_get_schema (get_workspace (self)), "meeting")))
    return;
  get_shown (self, &calendar.first, &calendar.last);
  if (TW_IS_MONTH_VIEW (canvas))
    {
      const TwWeeks *weeks = tw_calendar_canvas_get_week (canvas);
      TwDate month = tw_month_view_get_month (TW_MONTH_VIEW (canvas));

      calendar.first = tw_weeks_get_start (weeks, month);
      calendar.last = tw_weeks_get_start (weeks, month + tw_month_get_n_days (month) - 1) + 6;
      calendar.columns = 7;
    }
  else if (canvas != NULL)
    {
      calendar.columns = (guint) (calendar.last - calendar.first) + 1;
      calendar.hours = TRUE;
    }
  tw_print_calendar (widget, get_workspace (self), &calendar, gtk_label_get_label (self->title));
}

static void
import (GtkWidget  *widget,
        const char *name,
        GVariant   *parameter)
{
  tw_calendar_exchange_ask (widget, get_workspace (TW_CALENDAR_PAGE (widget)));
}

static void
export (GtkWidget  *widget,
        const char *name,
        GVariant   *parameter)
{
  tw_calendar_exchange_export_ask (widget, get_workspace (TW_CALENDAR_PAGE (widget)));
}

static const TwActionInfo infos[] = {
  { "calendar.today", N_("Go to today"), "<Control>t", NULL, NULL, today },
  { "calendar.back", N_("Go back by a day, a week or a month"), "<Control>Page_Up", NULL, NULL, back },
  { "calendar.forward", N_("Go on by a day, a week or a month"), "<Control>Page_Down", NULL, NULL, forward },
  { "calendar.show", N_("Show a day"), "<Alt>1", "s", "'day'", show_view },
  { "calendar.show", N_("Show the work week"), "<Alt>2", "s", "'work-week'", NULL },
  { "calendar.show", N_("Show a week"), "<Alt>3", "s", "'week'", NULL },
  { "calendar.show", N_("Show a month"), "<Alt>4", "s", "'month'", NULL },
  { "calendar.show", N_("Show the agenda"), "<Alt>5", "s", "'agenda'", NULL },
  { "calendar.print", N_("Print what the calendar shows"), "<Control>p", NULL, NULL, print },
  { "calendar.import", N_("Import calendar files"), NULL, NULL, NULL, import },
  { "calendar.export", N_("Export all meetings and tasks as a calendar file"), NULL, NULL, NULL, export },
  { "calendar.reload", N_("Refresh the calendar"), NULL, NULL, NULL, reload },
};

const TwActionTable tw_calendar_page_actions = { N_("Calendar"), infos, G_N_ELEMENTS (infos) };

/* --- The page --- */

static void
tw_calendar_page_shown (TwWindowPage *page)
{
  TwCalendarCanvas *canvas = tw_calendar_page_get_canvas (TW_CALENDAR_PAGE (page));

  if (canvas != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (canvas));
  else
    gtk_widget_child_focus (GTK_WIDGET (TW_CALENDAR_PAGE (page)->agenda), GTK_DIR_TAB_FORWARD);
}

static void
tw_calendar_page_constructed (GObject *object)
{
  TwCalendarPage *self = TW_CALENDAR_PAGE (object);
  g_autofree char *view = g_settings_get_string (tw_workspace_get_settings (get_workspace (self)), VIEW_KEY);

  G_OBJECT_CLASS (tw_calendar_page_parent_class)->constructed (object);
  self->model = tw_calendar_model_new (get_workspace (self));
  self->day = get_today (self);
  self->side = TW_CALENDAR_SIDE (tw_calendar_side_new (self->model));
  gtk_scrolled_window_set_child (self->side_bin, GTK_WIDGET (self->side));
  g_signal_connect_object (tw_calendar_side_get_month (self->side), "chosen", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  add_views (self);
  g_signal_connect_object (self->model, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::narrow", G_CALLBACK (narrow_cb), NULL);
  tw_calendar_page_set_view (self, gtk_stack_get_child_by_name (self->views, view) != NULL ? view : "week");
  narrow_cb (self);
  update (self);
}

static void
tw_calendar_page_dispose (GObject *object)
{
  TwCalendarPage *self = TW_CALENDAR_PAGE (object);

  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  self->side = NULL;
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_CALENDAR_PAGE);
  g_clear_object (&self->model);
  G_OBJECT_CLASS (tw_calendar_page_parent_class)->dispose (object);
}

static void
tw_calendar_page_class_init (TwCalendarPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = tw_calendar_page_constructed;
  G_OBJECT_CLASS (klass)->dispose = tw_calendar_page_dispose;
  TW_WINDOW_PAGE_CLASS (klass)->shown = tw_calendar_page_shown;
  TW_WINDOW_PAGE_CLASS (klass)->help = "calendar";
  tw_action_table_install (&tw_calendar_page_actions, widget_class);
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("calendar/tw-calendar-page.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwCalendarPage, title);
  gtk_widget_class_bind_template_child (widget_class, TwCalendarPage, figures);
  gtk_widget_class_bind_template_child (widget_class, TwCalendarPage, narrow_title);
  gtk_widget_class_bind_template_child (widget_class, TwCalendarPage, stack);
  gtk_widget_class_bind_template_child (widget_class, TwCalendarPage, views);
  gtk_widget_class_bind_template_child (widget_class, TwCalendarPage, switcher);
  gtk_widget_class_bind_template_child (widget_class, TwCalendarPage, print_button);
  gtk_widget_class_bind_template_child (widget_class, TwCalendarPage, bottom);
  gtk_widget_class_bind_template_child (widget_class, TwCalendarPage, side_bin);
  gtk_widget_class_bind_template_child (widget_class, TwCalendarPage, side_popover_bin);
  gtk_widget_class_bind_template_child (widget_class, TwCalendarPage, side_button);
  gtk_widget_class_bind_template_child (widget_class, TwCalendarPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, TwCalendarPage, error_page);
  gtk_widget_class_bind_template_callback (widget_class, view_shown_cb);
}

static void
tw_calendar_page_init (TwCalendarPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tw_calendar_page_new:
 * @workspace: the workspace
 *
 * Returns: (transfer floating): a page for the window, which shows today
 */
TwWindowPage *
tw_calendar_page_new (TwWorkspace *workspace)
{
  return g_object_new (TW_TYPE_CALENDAR_PAGE, "workspace", workspace, NULL);
}

TwCalendarModel *
tw_calendar_page_get_model (TwCalendarPage *self)
{
  g_return_val_if_fail (TW_IS_CALENDAR_PAGE (self), NULL);
  return self->model;
}

TwCalendarSide *
tw_calendar_page_get_side (TwCalendarPage *self)
{
  g_return_val_if_fail (TW_IS_CALENDAR_PAGE (self), NULL);
  return self->side;
}

TwCalendarAgenda *
tw_calendar_page_get_agenda (TwCalendarPage *self)
{
  g_return_val_if_fail (TW_IS_CALENDAR_PAGE (self), NULL);
  return self->agenda;
}

const char *
tw_calendar_page_get_figures (TwCalendarPage *self)
{
  g_return_val_if_fail (TW_IS_CALENDAR_PAGE (self), NULL);
  return gtk_label_get_label (self->figures);
}

const char *
tw_calendar_page_get_view (TwCalendarPage *self)
{
  g_return_val_if_fail (TW_IS_CALENDAR_PAGE (self), NULL);
  return gtk_stack_get_visible_child_name (self->views);
}

/**
 * tw_calendar_page_set_view:
 * @self: a page
 * @view: "day", "work-week", "week", "month" or "agenda"
 *
 * Shows the same day in another way.
 */
void
tw_calendar_page_set_view (TwCalendarPage *self,
                           const char     *view)
{
  g_return_if_fail (TW_IS_CALENDAR_PAGE (self));
  if (gtk_stack_get_child_by_name (self->views, view) == NULL)
    return;
  gtk_stack_set_visible_child_name (self->views, view);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    tw_calendar_page_shown (TW_WINDOW_PAGE (self));
}

/**
 * tw_calendar_page_go_to:
 * @self: a page
 * @day: a day
 *
 * Shows the day.
 */
void
tw_calendar_page_go_to (TwCalendarPage *self,
                        TwDate          day)
{
  TwCalendarCanvas *canvas = NULL;

  g_return_if_fail (TW_IS_CALENDAR_PAGE (self));
  canvas = tw_calendar_page_get_canvas (self);
  self->day = day;
  if (canvas != NULL)
    tw_calendar_canvas_go_to (canvas, day);
  else if (self->agenda != NULL)
    tw_calendar_agenda_go_to (self->agenda, day);
  self->day = day;
  update (self);
}
