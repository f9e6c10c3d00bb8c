/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-report-page.h"
#include "tw-report-parts.h"
#include "tw-window-private.h"

static void
open_report (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  TwWindow *self = TW_WINDOW (widget);
  const char *text = g_variant_get_string (parameter, NULL);
  g_autoptr(TwReportState) state = NULL;
  g_autoptr(GError) error = NULL;
  TwId id;

  if (self->workspace == NULL || !tw_id_parse (text, &id))
    return;
  state = tw_report_state_load (self->workspace, &id, &error);
  if (state == NULL)
    {
      tw_window_toast (self, error->message);
      return;
    }
  tw_window_count_use (self, "report:", text);
  if (tw_report_state_get_changed (state))
    tw_window_toast (self, _("What you changed and did not save is here again."));
  tw_window_push_page (self, TW_WINDOW_PAGE (tw_report_page_new (state, FALSE)), FALSE);
}

static void
open_report_draft (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  TwWindow *self = TW_WINDOW (widget);
  g_autoptr(TwReportState) state = self->workspace != NULL
                                   ? tw_report_state_new_of_draft (self->workspace, g_variant_get_string (parameter, NULL)) : NULL;

  if (state != NULL)
    tw_window_push_page (self, TW_WINDOW_PAGE (tw_report_page_new (state, TRUE)), FALSE);
}

/* Reads "(ss)": the definition of a report, "" for a new one, and its title. */
static void
design_report (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  TwWindow *self = TW_WINDOW (widget);
  const char *json = NULL, *title = NULL;
  g_autoptr(TwReportState) state = NULL;
  g_autoptr(GError) error = NULL;
  TwReport *report = NULL;

  g_variant_get (parameter, "(&s&s)", &json, &title);
  if (self->workspace == NULL)
    return;
  report = *json != '\0' ? tw_report_parse (json, &error) : tw_report_new_usual (tw_workspace_get_schema (self->workspace));
  if (report == NULL)
    {
      tw_window_toast (self, error->message);
      return;
    }
  state = tw_report_state_new (self->workspace, report, *title != '\0' ? title : _("New Report"));
  tw_window_push_page (self, TW_WINDOW_PAGE (tw_report_page_new (state, *json == '\0')), FALSE);
}

static const TwActionInfo infos[] = {
  { "win.open-report", NULL, NULL, "s", NULL, open_report },
  { "win.open-report-draft", NULL, NULL, "s", NULL, open_report_draft },
  { "win.design-report", NULL, NULL, "(ss)", NULL, design_report },
};

const TwActionTable tw_window_report_actions = { N_("Opening reports"), infos, G_N_ELEMENTS (infos) };
