/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-mini-month.h"

#include <glib/gi18n-lib.h>

#include "tw-calendar-weeks.h"
#include "tw-date-words.h"

#define ROWS 6

struct _TwMiniMonth
{
  GtkBox           parent_instance;

  TwCalendarModel *model;                              /* (owned) */
  TwWeeks          week;
  TwDate           month;                              /* its first day */
  TwDate           day, first, last;                   /* what is shown elsewhere */

  GtkLabel        *title;
  GtkLabel        *weekdays[7], *numbers[ROWS];
  GtkButton       *buttons[ROWS * 7];
};

G_DEFINE_FINAL_TYPE (TwMiniMonth, tw_mini_month, GTK_TYPE_BOX)

static guint chosen_signal;

static TwDate
get_start (TwMiniMonth *self)
{
  return tw_weeks_get_start (&self->week, self->month);
}

static void
set_class (GtkWidget  *widget,
           const char *name,
           gboolean    set)
{
  if (set)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

static void
update_day (TwMiniMonth *self,
            guint        i,
            TwDate       today)
{
  TwDate day = get_start (self) + (int) i;
  GtkWidget *button = GTK_WIDGET (self->buttons[i]);
  g_autofree char *number = tw_calendar_dup_day (day, "%-d"), *name = tw_date_words (day, TW_WORDS_WEEKDAY), *words = NULL;
  guint n = 0;

  tw_calendar_model_get_day (self->model, day, &n);
  gtk_button_set_label (self->buttons[i], number);
  set_class (button, "tw-mini-other", tw_month_get_start (day) != self->month);
  set_class (button, "tw-mini-today", day == today);
  set_class (button, "tw-mini-shown", day >= self->first && day <= self->last);
  set_class (button, "tw-mini-busy", n > 0);
  /* Translators: a day in a calendar, and how many events it has. */
  words = g_strdup_printf (ngettext ("%1$s, %2$u event", "%1$s, %2$u events", n), name, n);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, n > 0 ? words : name, -1);
}

static void
update (TwMiniMonth *self)
{
  TwDate today = tw_instant_get_date (g_get_real_time (), tw_calendar_model_get_zone (self->model));
  g_autofree char *title = tw_date_words (self->month, TW_WORDS_MONTH_YEAR);

  gtk_label_set_label (self->title, title);
  for (guint i = 0; i < 7; i++)
    {
      g_autofree char *words = tw_calendar_dup_day (get_start (self) + (int) i, "%a");

      gtk_label_set_label (self->weekdays[i], words);
    }
  for (guint i = 0; i < ROWS; i++)
    {
      g_autofree char *words = g_strdup_printf ("%d", tw_weeks_get_number (&self->week, get_start (self) + (int) i * 7));

      gtk_label_set_label (self->numbers[i], words);
    }
  for (guint i = 0; i < ROWS * 7; i++)
    update_day (self, i, today);
}

static void
turn (TwMiniMonth *self,
      int          months)
{
  tw_date_add_months (self->month, months, &self->month);
  update (self);
}

static void
back_cb (TwMiniMonth *self)
{
  turn (self, -1);
}

static void
forward_cb (TwMiniMonth *self)
{
  turn (self, 1);
}

static void
clicked_cb (TwMiniMonth *self,
            GtkButton   *button)
{
  guint at = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "tw-at"));

  g_signal_emit (self, chosen_signal, 0, (int) get_start (self) + (int) at);
}

/* --- Making --- */

static GtkWidget *
make_turner (TwMiniMonth *self,
             const char  *icon,
             const char  *name,
             GCallback    callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);
  return button;
}

static GtkLabel *
make_label (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_widget_add_css_class (label, css_class);
  gtk_widget_add_css_class (label, "dim-label");
  return GTK_LABEL (label);
}

static GtkWidget *
make_grid (TwMiniMonth *self)
{
  GtkWidget *grid = gtk_grid_new ();

  for (int i = 0; i < 7; i++)
    {
      self->weekdays[i] = make_label ("tw-mini-weekday");
      gtk_grid_attach (GTK_GRID (grid), GTK_WIDGET (self->weekdays[i]), i + 1, 0, 1, 1);
    }
  for (int row = 0; row < ROWS; row++)
    {
      self->numbers[row] = make_label ("tw-mini-number");
      gtk_grid_attach (GTK_GRID (grid), GTK_WIDGET (self->numbers[row]), 0, row + 1, 1, 1);
      for (int i = 0; i < 7; i++)
        {
          guint at = (guint) (row * 7 + i);
          GtkWidget *button = gtk_button_new ();

          self->buttons[at] = GTK_BUTTON (button);
          gtk_widget_add_css_class (button, "flat");
          gtk_widget_add_css_class (button, "tw-mini-day");
          gtk_widget_set_hexpand (button, TRUE);
          g_object_set_data (G_OBJECT (button), "tw-at", GUINT_TO_POINTER (at));
          g_signal_connect_object (button, "clicked", G_CALLBACK (clicked_cb), self, G_CONNECT_SWAPPED);
          gtk_grid_attach (GTK_GRID (grid), button, i + 1, row + 1, 1, 1);
        }
    }
  return grid;
}

static void
tw_mini_month_dispose (GObject *object)
{
  g_clear_object (&TW_MINI_MONTH (object)->model);
  G_OBJECT_CLASS (tw_mini_month_parent_class)->dispose (object);
}

static void
tw_mini_month_class_init (TwMiniMonthClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tw_mini_month_dispose;
  /**
   * TwMiniMonth::chosen:
   * @day: days since 1970-01-01
   *
   * A person chose a day.
   */
  chosen_signal = g_signal_new ("chosen", TW_TYPE_MINI_MONTH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
tw_mini_month_init (TwMiniMonth *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_widget_add_css_class (GTK_WIDGET (self), "tw-mini-month");
  self->title = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->title), "heading");
  gtk_widget_set_hexpand (GTK_WIDGET (self->title), TRUE);
  gtk_box_append (GTK_BOX (head), make_turner (self, "go-previous-symbolic", _("Previous month"), G_CALLBACK (back_cb)));
  gtk_box_append (GTK_BOX (head), GTK_WIDGET (self->title));
  gtk_box_append (GTK_BOX (head), make_turner (self, "go-next-symbolic", _("Next month"), G_CALLBACK (forward_cb)));
  gtk_box_append (GTK_BOX (self), head);
  gtk_box_append (GTK_BOX (self), make_grid (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Choose a day"), -1);
}

GtkWidget *
tw_mini_month_new (TwCalendarModel *model)
{
  TwMiniMonth *self = g_object_new (TW_TYPE_MINI_MONTH, NULL);

  self->model = g_object_ref (model);
  tw_calendar_weeks_init (&self->week, tw_workspace_get_store (tw_calendar_model_get_workspace (model)));
  g_signal_connect_object (model, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

void
tw_mini_month_set_day (TwMiniMonth *self,
                       TwDate       day,
                       TwDate       first,
                       TwDate       last)
{
  g_return_if_fail (TW_IS_MINI_MONTH (self));
  self->month = tw_month_get_start (day);
  self->day = day;
  self->first = first;
  self->last = last;
  update (self);
}

GtkWidget *
tw_mini_month_get_button (TwMiniMonth *self,
                          TwDate       day)
{
  TwDate start;

  g_return_val_if_fail (TW_IS_MINI_MONTH (self), NULL);
  start = get_start (self);
  return day >= start && day < start + ROWS * 7 ? GTK_WIDGET (self->buttons[day - start]) : NULL;
}
