/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-about.h"
#include "tw-calendar-page.h"
#include "tw-choice-edit.h"
#include "tw-choices-page.h"
#include "tw-dashboard-page.h"
#include "tw-feed-page.h"
#include "tw-fields-page.h"
#include "tw-help.h"
#include "tw-inbox-page.h"
#include "tw-pipeline-page.h"
#include "tw-preferences-window.h"
#include "tw-record-page.h"
#include "tw-reports-page.h"
#include "tw-shortcuts.h"
#include "tw-stage-edit.h"
#include "tw-status-page.h"
#include "tw-today-page.h"
#include "tw-trash-page.h"
#include "tw-view-page.h"
#include "tw-window-private.h"

/* Reads "(uus)": entity and number of the field whose values are the stages, id of the pipeline. */
static void
open_stages (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  TwWindow *self = TW_WINDOW (widget);
  guint entity_number = 0, field_number = 0;
  const char *id_text = NULL;
  const TwEntity *entity = NULL;
  const TwField *field = NULL;
  TwId id;

  g_variant_get (parameter, "(uu&s)", &entity_number, &field_number, &id_text);
  if (self->workspace == NULL || !tw_id_parse (id_text, &id))
    return;
  entity = tw_schema_get_entity_by_number (tw_workspace_get_schema (self->workspace), entity_number);
  field = entity != NULL ? tw_entity_get_field_by_number (entity, field_number) : NULL;
  if (tw_stage_edit_can (field))
    tw_window_push_page (self, TW_WINDOW_PAGE (tw_pipeline_page_new (self->workspace, field, &id)), FALSE);
}

/* Reads "(uu)": entity and number of the field whose choices are changed. */
static void
open_choices (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  TwWindow *self = TW_WINDOW (widget);
  guint entity_number = 0, field_number = 0;
  const TwEntity *entity = NULL;
  const TwField *field = NULL;

  g_variant_get (parameter, "(uu)", &entity_number, &field_number);
  if (self->workspace == NULL)
    return;
  entity = tw_schema_get_entity_by_number (tw_workspace_get_schema (self->workspace), entity_number);
  field = entity != NULL ? tw_entity_get_field_by_number (entity, field_number) : NULL;
  if (tw_choice_edit_can (field))
    tw_window_push_page (self, tw_choices_page_new (self->workspace, field), FALSE);
}

static void
show_choices (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  TwWindow *self = TW_WINDOW (widget);

  if (self->workspace != NULL)
    tw_window_push_page (self, tw_choices_page_new (self->workspace, NULL), FALSE);
}

/* Those of what is shown; without that the first. */
static void
show_fields (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  TwWindow *self = TW_WINDOW (widget);
  gpointer page = tw_window_get_page (self);
  const TwEntity *entity = NULL;

  if (self->workspace == NULL || TW_IS_FIELDS_PAGE (page))
    return;
  if (TW_IS_VIEW_PAGE (page))
    entity = tw_view_state_get_entity (tw_view_page_get_state (page));
  else if (TW_IS_RECORD_PAGE (page) && tw_record_page_get_record (page) != NULL)
    entity = tw_record_get_entity (tw_record_page_get_record (page));
  tw_window_push_page (self, tw_fields_page_new (self->workspace, entity), FALSE);
}

static void
show_today (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  TwWindow *self = TW_WINDOW (widget);

  if (self->workspace == NULL)
    return;
  tw_window_push_place (self, TW_WINDOW_PAGE (tw_today_page_new (self->workspace)), "today");
}

static void
show_status (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  TwWindow *self = TW_WINDOW (widget);

  if (self->workspace != NULL && !TW_IS_STATUS_PAGE (tw_window_get_page (self)))
    tw_window_push_page (self, TW_WINDOW_PAGE (tw_status_page_new (self->workspace)), FALSE);
}

static void
show_inbox (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  TwWindow *self = TW_WINDOW (widget);

  if (self->workspace == NULL || TW_IS_INBOX_PAGE (tw_window_get_page (self)))
    return;
  tw_window_push_place (self, tw_inbox_page_new (self->workspace), "inbox");
}

static void
show_feed (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  TwWindow *self = TW_WINDOW (widget);

  if (self->workspace == NULL || TW_IS_FEED_PAGE (tw_window_get_page (self)))
    return;
  tw_window_push_place (self, tw_feed_page_new (self->workspace), "feed");
}

static void
show_dashboards (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  TwWindow *self = TW_WINDOW (widget);

  if (self->workspace == NULL || TW_IS_DASHBOARD_PAGE (tw_window_get_page (self)))
    return;
  tw_window_push_place (self, TW_WINDOW_PAGE (tw_dashboard_page_new (self->workspace)), "dashboards");
}

static void
show_reports (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  TwWindow *self = TW_WINDOW (widget);

  if (self->workspace != NULL && !TW_IS_REPORTS_PAGE (tw_window_get_page (self)))
    tw_window_push_place (self, TW_WINDOW_PAGE (tw_reports_page_new (self->workspace)), "reports");
}

static void
show_calendar (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  TwWindow *self = TW_WINDOW (widget);

  if (self->workspace == NULL || TW_IS_CALENDAR_PAGE (tw_window_get_page (self)))
    return;
  tw_window_push_place (self, tw_calendar_page_new (self->workspace), "calendar");
}

static void
show_preferences (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  TwWindow *self = TW_WINDOW (widget);

  if (self->workspace != NULL)
    gtk_window_present (GTK_WINDOW (tw_preferences_window_new (GTK_WINDOW (self), self->workspace)));
}

static void
show_trash (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  TwWindow *self = TW_WINDOW (widget);

  if (self->workspace != NULL && !TW_IS_TRASH_PAGE (tw_window_get_page (self)))
    tw_window_push_page (self, TW_WINDOW_PAGE (tw_trash_page_new (self->workspace)), FALSE);
}

static void
show_shortcuts (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  gtk_window_present (GTK_WINDOW (tw_shortcuts_window_new (GTK_WINDOW (widget))));
}

static void
show_about (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  tw_about_present (GTK_WINDOW (widget));
}

static void
show_help (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  tw_help_present (TW_WINDOW (widget));
}

static const TwActionInfo infos[] = {
  { "win.show-today", N_("Today"), "<Alt>Home", NULL, NULL, show_today },
  { "win.show-status", N_("State of the workspace"), NULL, NULL, NULL, show_status },
  { "win.show-inbox", N_("Inbox"), "<Alt>i", NULL, NULL, show_inbox },
  { "win.show-feed", N_("Feed"), "<Alt>f", NULL, NULL, show_feed },
  { "win.show-dashboards", N_("Dashboards"), "<Alt>d", NULL, NULL, show_dashboards },
  { "win.show-reports", N_("Reports"), "<Alt>r", NULL, NULL, show_reports },
  { "win.show-calendar", N_("Calendar"), "<Alt>c", NULL, NULL, show_calendar },
  { "win.show-preferences", N_("Preferences"), "<Control>comma", NULL, NULL, show_preferences },
  { "win.show-trash", N_("Wastebasket"), NULL, NULL, NULL, show_trash },
  { "win.show-shortcuts", N_("Keyboard shortcuts"), "question <Control>question", NULL, NULL, show_shortcuts },
  { "win.show-help", N_("Help"), "F1", NULL, NULL, show_help },
  { "win.show-about", N_("About Tradewind"), NULL, NULL, NULL, show_about },
  { "win.show-choices", N_("Choices: types, categories, own lists"), NULL, NULL, NULL, show_choices },
  { "win.show-fields", N_("Fields and kinds of records"), NULL, NULL, NULL, show_fields },
  { "win.open-choices", NULL, NULL, "(uu)", NULL, open_choices },
  { "win.open-stages", NULL, NULL, "(uus)", NULL, open_stages },
};

const TwActionTable tw_window_place_actions = { N_("Places"), infos, G_N_ELEMENTS (infos) };
