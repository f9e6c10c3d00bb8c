/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-days-list.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "tw-dashboard-period.h"
#include "tw-date-text.h"
#include "tw-day-picked.h"
#include "tw-figure.h"

#define OWN "tw-own-days"

/* --- The list --- */

static GtkStringList *
get_titles (GtkDropDown *list)
{
  return GTK_STRING_LIST (gtk_drop_down_get_model (list));
}

void
tw_days_list_fill (GtkDropDown *list,
                   gboolean     any)
{
  g_autoptr(GtkStringList) titles = gtk_string_list_new (NULL);
  guint n = 0;
  const TwPeriodChoice *periods = tw_dashboard_get_periods (&n);

  if (any)
    gtk_string_list_append (titles, _("Any Day"));
  for (guint i = 0; i < n; i++)
    gtk_string_list_append (titles, _(periods[i].label));
  gtk_string_list_append (titles, _("Own Days…"));
  g_object_set_data (G_OBJECT (list), OWN, NULL);
  gtk_drop_down_set_model (list, G_LIST_MODEL (titles));
}

void
tw_days_list_select (GtkDropDown *list,
                     gboolean     any,
                     TwStore     *store,
                     const char  *period)
{
  guint n = 0;
  const TwPeriodChoice *periods = tw_dashboard_get_periods (&n);
  g_autofree char *label = NULL;

  if (period == NULL && any)
    {
      gtk_drop_down_set_selected (list, 0);
      return;
    }
  for (guint i = 0; i < n; i++)
    if (g_strcmp0 (periods[i].period, period) == 0)
      {
        gtk_drop_down_set_selected (list, i + (any ? 1 : 0));
        return;
      }
  label = tw_days_dup_label (store, period);
  if (label != NULL)
    {
      const char *titles[] = { label, NULL };

      gtk_string_list_splice (get_titles (list), n + (any ? 1 : 0), g_object_get_data (G_OBJECT (list), OWN) != NULL ? 1 : 0, titles);
      g_object_set_data_full (G_OBJECT (list), OWN, g_strdup (period), g_free);
      gtk_drop_down_set_selected (list, n + (any ? 1 : 0));
    }
}

TwDaysChoice
tw_days_list_read (GtkDropDown *list,
                   gboolean     any,
                   const char **period)
{
  guint n = 0, selected = gtk_drop_down_get_selected (list);
  const TwPeriodChoice *periods = tw_dashboard_get_periods (&n);
  const char *own = g_object_get_data (G_OBJECT (list), OWN);

  *period = NULL;
  if (selected == GTK_INVALID_LIST_POSITION)
    return TW_DAYS_NONE;
  if (any && selected == 0)
    return TW_DAYS_CHOSEN;
  selected -= any ? 1 : 0;
  if (selected > n || (selected == n && own == NULL))
    return TW_DAYS_OWN;
  *period = selected < n ? periods[selected].period : own;
  return TW_DAYS_CHOSEN;
}

/* --- Own days --- */

/* "45" of "45 days"; 0: it is another range. */
static guint64
count_days (const char *period)
{
  char *end = NULL;
  guint64 n = period != NULL ? g_ascii_strtoull (period, &end, 10) : 0;

  return n > 0 && g_str_equal (end, " days") ? n : 0;
}

char *
tw_days_dup_label (TwStore    *store,
                   const char *period)
{
  guint64 n = count_days (period);
  g_autofree char *from = NULL, *to = NULL;
  TwFigureRange range;

  if (!tw_figure_range_parse (store, period, TW_GRAIN_NONE, &range))
    return NULL;
  if (n > 0)
    return g_strdup_printf (ngettext ("Last %u Day", "Last %u Days", (gulong) n), (guint) n);
  from = tw_date_format (range.from);
  to = tw_date_format (range.to - 1);
  /* Translators: a first and a last day. */
  return g_strdup_printf (_("%1$s – %2$s"), from, to);
}

typedef struct
{
  GtkEditable *from, *to, *days;
  TwDate       today;
  void       (*chosen) (GtkWidget *near, const char *period);
} Asking;

static TwDate
get_today (void)
{
  g_autoptr(GTimeZone) zone = g_time_zone_new_local ();

  return tw_instant_get_date (g_get_real_time (), zone);
}

/* What was typed as a day, in ISO 8601; what is none stays as it is, and makes no period. */
static char *
dup_day (Asking      *asking,
         GtkEditable *entry)
{
  TwDate date;

  return tw_date_text_read (gtk_editable_get_text (entry), NULL, asking->today, &date) ? tw_date_print (date) : g_strdup (gtk_editable_get_text (entry));
}

static void
response_cb (AdwMessageDialog *dialog,
             const char       *response,
             GtkWidget        *near)
{
  Asking *asking = g_object_get_data (G_OBJECT (dialog), "asking");
  const char *days = gtk_editable_get_text (asking->days);
  g_autofree char *from = dup_day (asking, asking->from), *to = dup_day (asking, asking->to);
  g_autofree char *period = *days != '\0' ? g_strdup_printf ("%s days", days) : g_strdup_printf ("%s..%s", from, to);

  asking->chosen (near, g_str_equal (response, "show") ? period : NULL);
}

static void
day_picked_cb (TwDate   day,
               gpointer calendar)
{
  GtkEditable *row = GTK_EDITABLE (gtk_widget_get_ancestor (calendar, ADW_TYPE_ENTRY_ROW));
  g_autofree char *text = tw_date_text_write (day, NULL);

  gtk_editable_set_text (row, text);
  gtk_popover_popdown (GTK_POPOVER (gtk_widget_get_ancestor (calendar, GTK_TYPE_POPOVER)));
}

static void
add_calendar (GtkEditable *row)
{
  GtkWidget *button = gtk_menu_button_new (), *popover = gtk_popover_new (), *calendar = gtk_calendar_new ();

  gtk_popover_set_child (GTK_POPOVER (popover), calendar);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "x-office-calendar-symbolic");
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), popover);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _("Choose a day"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Choose a day"), -1);
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (row), button);
  tw_day_picked_connect (GTK_CALENDAR (calendar), day_picked_cb, calendar);
}

static GtkEditable *
add_row (GtkWidget  *group,
         const char *title)
{
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  return GTK_EDITABLE (row);
}

static void
fill_rows (Asking     *asking,
           TwStore    *store,
           const char *period)
{
  TwFigureRange range;
  guint64 n = count_days (period);
  g_autofree char *from = NULL, *to = NULL, *days = g_strdup_printf ("%" G_GUINT64_FORMAT, n);

  if (n > 0)
    gtk_editable_set_text (asking->days, days);
  else if (tw_figure_range_parse (store, period, TW_GRAIN_NONE, &range))
    {
      from = tw_date_text_write (range.from, NULL);
      to = tw_date_text_write (range.to - 1, NULL);
      gtk_editable_set_text (asking->from, from);
      gtk_editable_set_text (asking->to, to);
    }
}

void
tw_days_ask (GtkWidget  *near,
             TwStore    *store,
             const char *period,
             void      (*chosen) (GtkWidget *near, const char *period))
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (near)), _("Which Days?"), NULL);
  GtkWidget *group = adw_preferences_group_new ();
  Asking *asking = g_new0 (Asking, 1);

  asking->from = add_row (group, _("First Day"));
  asking->to = add_row (group, _("Last Day"));
  add_calendar (asking->from);
  add_calendar (asking->to);
  asking->days = add_row (group, _("Or Days up to Today"));
  asking->chosen = chosen;
  asking->today = get_today ();
  fill_rows (asking, store, period);
  g_object_set_data_full (G_OBJECT (dialog), "asking", asking, g_free);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), group);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "show", _("_Show"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "show", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "show");
  g_signal_connect_object (dialog, "response", G_CALLBACK (response_cb), near, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

char *
tw_days_dup_refusal (void)
{
  g_autofree char *example = tw_date_text_write (get_today (), NULL);

  /* Translators: %s is a day as an example. */
  return g_strdup_printf (_("Enter a first and a last day in that order. Write them like %s."), example);
}
