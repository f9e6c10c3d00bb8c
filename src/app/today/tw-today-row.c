/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-today-row.h"

#include <glib/gi18n-lib.h>

#include "tw-page-layout.h"

struct _TwTodayRow
{
  GtkListBoxRow parent_instance;

  TwTodayLine  *line;                                  /* (owned) */

  GtkWidget    *do_button;
  GtkWidget    *sign;                                  /* in the place of the button, where nothing is to be ticked off */
  GtkLabel     *title_label;
  GtkLabel     *about_label;
  GtkLabel     *travel_label;
  GtkLabel     *when_label;
  GtkWidget    *snooze_button;
};

G_DEFINE_FINAL_TYPE (TwTodayRow, tw_today_row, GTK_TYPE_LIST_BOX_ROW)

static char *
format_time (TwInstant  instant,
             GTimeZone *zone)
{
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc (instant / G_USEC_PER_SEC);
  g_autoptr(GDateTime) local = utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;

  return local != NULL ? g_date_time_format (local, "%H:%M") : g_strdup ("");
}

static char *
dup_when (TwTodayLine *line,
          GTimeZone   *zone)
{
  if (line->section == TW_TODAY_DUE)
    return NULL;
  if (line->section == TW_TODAY_MEETINGS && line->when.type == TW_TYPE_DATETIME)
    {
      g_autofree char *start = format_time (line->when.i, zone);
      g_autofree char *end = line->until.type == TW_TYPE_DATETIME ? format_time (line->until.i, zone) : NULL;

      return end != NULL ? g_strdup_printf ("%s – %s", start, end) : g_steal_pointer (&start);
    }
  if (line->section == TW_TODAY_OVERDUE && line->when.type == TW_TYPE_DATE)
    {
      int days = tw_instant_get_date (g_get_real_time (), zone) - line->when.i;

      return g_strdup_printf (ngettext ("%d day late", "%d days late", days), days);
    }
  if (line->when.type == TW_TYPE_DATE)
    return tw_date_format (line->when.i);
  if (line->when.type == TW_TYPE_DATETIME)
    return tw_instant_format (line->when.i, zone);
  return NULL;
}

/* The way to a meeting, and a warning in words and colour when there is no time for it. */
static void
show_travel (TwTodayRow *self)
{
  g_autofree char *text = NULL;
  TwTodayLine *line = self->line;

  gtk_widget_set_visible (GTK_WIDGET (self->travel_label), line->travel_minutes > 0);
  if (line->travel_minutes <= 0)
    return;
  if (line->gap_minutes < line->travel_minutes)
    {
      text = g_strdup_printf (ngettext ("About %d minute of travel, only %d between", "About %d minutes of travel, only %d between",
                                        line->travel_minutes), line->travel_minutes, MAX (line->gap_minutes, 0));
      gtk_widget_add_css_class (GTK_WIDGET (self->travel_label), "warning");
    }
  else
    text = g_strdup_printf (ngettext ("About %d minute of travel", "About %d minutes of travel", line->travel_minutes),
                            line->travel_minutes);
  gtk_label_set_label (self->travel_label, text);
}

/* The page acts on the line that has the focus. */
static void
run (TwTodayRow *self,
     const char *action)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  gtk_widget_activate_action (GTK_WIDGET (self), action, NULL);
}

static void
do_clicked_cb (TwTodayRow *self)
{
  run (self, "today.do");
}

static void
snooze_clicked_cb (TwTodayRow *self)
{
  run (self, "today.snooze");
}

static void
tw_today_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), TW_TYPE_TODAY_ROW);
  G_OBJECT_CLASS (tw_today_row_parent_class)->dispose (object);
}

static void
tw_today_row_finalize (GObject *object)
{
  tw_today_line_free (TW_TODAY_ROW (object)->line);
  G_OBJECT_CLASS (tw_today_row_parent_class)->finalize (object);
}

static void
tw_today_row_class_init (TwTodayRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_today_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = tw_today_row_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("today/tw-today-row.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwTodayRow, do_button);
  gtk_widget_class_bind_template_child (widget_class, TwTodayRow, sign);
  gtk_widget_class_bind_template_child (widget_class, TwTodayRow, title_label);
  gtk_widget_class_bind_template_child (widget_class, TwTodayRow, about_label);
  gtk_widget_class_bind_template_child (widget_class, TwTodayRow, travel_label);
  gtk_widget_class_bind_template_child (widget_class, TwTodayRow, when_label);
  gtk_widget_class_bind_template_child (widget_class, TwTodayRow, snooze_button);
  gtk_widget_class_bind_template_callback (widget_class, do_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, snooze_clicked_cb);
}

static void
tw_today_row_init (TwTodayRow *self)
{
  /* A row asks how wide its texts have to be for its height, as a leaflet asks its pages. */
  g_type_ensure (TW_TYPE_PAGE_LAYOUT);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tw_today_row_new:
 * @workspace: the workspace
 * @line: (transfer full): what needs doing
 *
 * Returns: (transfer floating): its row
 */
GtkWidget *
tw_today_row_new (TwWorkspace *workspace,
                  TwTodayLine *line)
{
  TwTodayRow *self = g_object_new (TW_TYPE_TODAY_ROW, NULL);
  g_autofree char *when = dup_when (line, tw_workspace_get_zone (workspace));
  g_autofree char *name = NULL;
  const TwEntity *entity = tw_schema_get_entity_by_number (tw_workspace_get_schema (workspace), line->entity);
  const char *title = *line->title != '\0' ? line->title : _("Without a name");

  self->line = line;
  gtk_label_set_label (self->title_label, title);
  gtk_label_set_label (self->about_label, line->about);
  gtk_widget_set_visible (GTK_WIDGET (self->about_label), line->about != NULL);
  gtk_label_set_label (self->when_label, when);
  gtk_widget_set_visible (GTK_WIDGET (self->when_label), when != NULL);
  gtk_widget_set_visible (self->do_button, line->can_do);
  gtk_widget_set_visible (self->sign, !line->can_do);
  gtk_image_set_from_icon_name (GTK_IMAGE (self->sign), entity != NULL && entity->icon != NULL ? entity->icon : "view-list-symbolic");
  gtk_widget_set_visible (self->snooze_button, line->can_snooze);
  if (line->section == TW_TODAY_OVERDUE)
    gtk_widget_add_css_class (GTK_WIDGET (self->when_label), "error");
  show_travel (self);
  name = g_strjoin (", ", title, line->about != NULL ? line->about : when, line->about != NULL ? when : NULL, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return GTK_WIDGET (self);
}

/**
 * tw_today_row_get_line:
 * @self: a row
 *
 * Returns: (transfer none): what needs doing
 */
TwTodayLine *
tw_today_row_get_line (TwTodayRow *self)
{
  g_return_val_if_fail (TW_IS_TODAY_ROW (self), NULL);
  return self->line;
}
