/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-dashboard-page-private.h"
#include "tw-report-parts.h"
#include "tw-seed.h"
#include "tw-share-dialog.h"
#include "tw-widget-editor.h"

static void
check (TwDashboardPage *self,
       gboolean         good,
       GError          *error)
{
  if (!good)
    tw_dashboard_page_report (self, error);
}

static void
show (GtkWidget  *widget,
      const char *name,
      GVariant   *parameter)
{
  TwId id;

  if (tw_id_parse (g_variant_get_string (parameter, NULL), &id))
    tw_dashboard_page_show (TW_DASHBOARD_PAGE (widget), &id);
}

/* --- Names --- */

static GtkWidget *
ask_name (TwDashboardPage *self,
          const char      *heading,
          const char      *name,
          const char      *answer,
          GCallback        callback)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), heading, NULL);
  GtkWidget *entry = gtk_entry_new ();

  gtk_editable_set_text (GTK_EDITABLE (entry), name);
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Name"), -1);
  g_object_set_data (G_OBJECT (dialog), "entry", entry);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), entry);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "do", answer, NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "do", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "do");
  g_signal_connect_object (dialog, "response", callback, self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
  return dialog;
}

/* (nullable): cancelled, or nothing was typed */
static const char *
get_answer (AdwMessageDialog *dialog,
            const char       *response)
{
  const char *text = gtk_editable_get_text (g_object_get_data (G_OBJECT (dialog), "entry"));

  return g_str_equal (response, "do") && *text != '\0' ? text : NULL;
}

static void
new_response_cb (AdwMessageDialog *dialog,
                 const char       *response,
                 TwDashboardPage  *self)
{
  const char *name = get_answer (dialog, response);
  g_autoptr(GError) error = NULL;
  TwId id;

  if (name == NULL)
    return;
  if (!tw_dashboard_create (tw_dashboard_page_get_store (self), name, &id, &error))
    {
      tw_dashboard_page_report (self, error);
      return;
    }
  /* What was committed is told in an idle: the dashboard is shown as soon as it is known. */
  self->shown = id;
}

static void
new_dashboard (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  ask_name (TW_DASHBOARD_PAGE (widget), _("New Dashboard"), "", _("_Add"), G_CALLBACK (new_response_cb));
}

static void
rename_response_cb (AdwMessageDialog *dialog,
                    const char       *response,
                    TwDashboardPage  *self)
{
  const char *name = get_answer (dialog, response);
  g_autoptr(GError) error = NULL;

  if (name != NULL)
    check (self, tw_dashboard_rename (tw_dashboard_page_get_store (self), &self->shown, name, &error), error);
}

static void
rename_dashboard (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  TwDashboard *dashboard = tw_dashboard_page_get_dashboard (TW_DASHBOARD_PAGE (widget));

  if (dashboard != NULL)
    ask_name (TW_DASHBOARD_PAGE (widget), _("Rename the Dashboard"), dashboard->name, _("_Rename"), G_CALLBACK (rename_response_cb));
}

static void
share (GtkWidget  *widget,
       const char *name,
       GVariant   *parameter)
{
  TwDashboardPage *self = TW_DASHBOARD_PAGE (widget);
  TwDashboard *dashboard = tw_dashboard_page_get_dashboard (self);

  if (dashboard != NULL)
    tw_share_dialog_ask (widget, tw_dashboard_page_get_store (self), "dashboard", &dashboard->id);
}

static void
delete_dashboard (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  TwDashboardPage *self = TW_DASHBOARD_PAGE (widget);
  TwDashboard *dashboard = tw_dashboard_page_get_dashboard (self);
  g_autoptr(GError) error = NULL;

  if (dashboard != NULL)
    check (self, tw_dashboard_delete (tw_dashboard_page_get_store (self), &dashboard->id, &error), error);
}

static void
add_ready (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  TwDashboardPage *self = TW_DASHBOARD_PAGE (widget);
  g_autoptr(GError) error = NULL;

  check (self, tw_seed_add_dashboards (tw_dashboard_page_get_store (self), &error), error);
}

static void
print (GtkWidget  *widget,
       const char *name,
       GVariant   *parameter)
{
  tw_dashboard_page_print (TW_DASHBOARD_PAGE (widget));
}

/* --- Widgets --- */

static void
library_chosen_cb (TwDashboardPage *self,
                   AdwActionRow    *row)
{
  TwDashboardWidget *chosen = g_object_get_data (G_OBJECT (row), "widget");
  g_autoptr(GError) error = NULL;

  check (self, tw_dashboard_add_widget (tw_dashboard_page_get_store (self), &self->shown, chosen->title, chosen->kind, chosen->figure, &error), error);
  gtk_window_close (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (row))));
}

static GtkWidget *
make_library (TwDashboardPage *self,
              GPtrArray       *widgets)
{
  GtkWidget *list = gtk_list_box_new (), *scrolled = gtk_scrolled_window_new ();

  gtk_widget_add_css_class (list, "boxed-list");
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  for (guint i = 0; i < widgets->len; i++)
    {
      TwDashboardWidget *widget = g_ptr_array_index (widgets, i);
      GtkWidget *row = adw_action_row_new ();

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), widget->title);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), tw_chart_kind_get_label (widget->kind));
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      g_object_set_data (G_OBJECT (row), "widget", widget);
      g_signal_connect_object (row, "activated", G_CALLBACK (library_chosen_cb), self, G_CONNECT_SWAPPED);
      gtk_list_box_append (GTK_LIST_BOX (list), row);
    }
  g_object_set_data_full (G_OBJECT (list), "widgets", g_ptr_array_ref (widgets), (GDestroyNotify) g_ptr_array_unref);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), list);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scrolled), 320);
  return scrolled;
}

static void
add (GtkWidget  *widget,
     const char *name,
     GVariant   *parameter)
{
  TwDashboardPage *self = TW_DASHBOARD_PAGE (widget);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) widgets = tw_dashboard_list_library (tw_dashboard_page_get_store (self), &error);
  GtkWidget *dialog = NULL;

  if (widgets == NULL)
    {
      tw_dashboard_page_report (self, error);
      return;
    }
  dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)), _("Add a Widget"),
                                   _("Any chart of a view can be added, too: by its menu, “Add to Dashboard”."));
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), make_library (self, widgets));
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
remove_widget (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  TwDashboardPage *self = TW_DASHBOARD_PAGE (widget);
  g_autoptr(GError) error = NULL;
  TwId id;

  if (tw_id_parse (g_variant_get_string (parameter, NULL), &id))
    check (self, tw_dashboard_remove_widget (tw_dashboard_page_get_store (self), &id, &error), error);
}

/* (nullable) the widget whose id is the parameter; it belongs to widgets */
static TwDashboardWidget *
find_widget (TwDashboardPage *self,
             GVariant        *parameter,
             GPtrArray      **widgets)
{
  TwId id;

  *widgets = tw_dashboard_list_widgets (tw_dashboard_page_get_store (self), &self->shown, NULL);
  for (guint i = 0; tw_id_parse (g_variant_get_string (parameter, NULL), &id) && *widgets != NULL && i < (*widgets)->len; i++)
    if (tw_id_equal (&((TwDashboardWidget *) g_ptr_array_index (*widgets, i))->id, &id))
      return g_ptr_array_index (*widgets, i);
  return NULL;
}

static void
edit_widget (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  TwDashboardPage *self = TW_DASHBOARD_PAGE (widget);
  g_autoptr(GPtrArray) widgets = NULL;
  TwDashboardWidget *edited = find_widget (self, parameter, &widgets);

  if (edited != NULL)
    gtk_window_present (GTK_WINDOW (tw_widget_editor_new (GTK_WINDOW (gtk_widget_get_root (widget)),
                                                          tw_window_page_get_workspace (TW_WINDOW_PAGE (self)), edited)));
}

static void
open_report (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  TwDashboardPage *self = TW_DASHBOARD_PAGE (widget);
  g_autoptr(GPtrArray) widgets = NULL;
  TwDashboardWidget *shown = find_widget (self, parameter, &widgets);
  g_autoptr(TwFigure) figure = shown != NULL && shown->figure != NULL ? tw_figure_parse (shown->figure, NULL) : NULL;
  g_autoptr(TwReport) report = figure != NULL ? tw_report_new_of_figure (figure, shown->table ? "table" : tw_chart_kind_get_name (shown->kind)) : NULL;
  g_autofree char *json = report != NULL ? tw_report_print (report) : NULL;

  if (json != NULL)
    gtk_widget_activate_action (widget, "win.design-report", "(ss)", json, shown->title);
  else
    gtk_widget_activate_action (widget, "win.toast", "s", _("What goes step by step is not shown as a report."));
}

static const TwActionInfo infos[] = {
  { "dashboard.show", NULL, NULL, "s", NULL, show },
  { "dashboard.add", N_("Add a widget to the dashboard"), "<Control>n", NULL, NULL, add },
  { "dashboard.arranging", N_("Arrange the dashboard"), "<Control>e", NULL, NULL, NULL, "arranging" },
  { "dashboard.print", N_("Print the dashboard"), "<Control>p", NULL, NULL, print },
  { "dashboard.new", N_("New dashboard"), NULL, NULL, NULL, new_dashboard },
  { "dashboard.rename", N_("Rename the dashboard"), NULL, NULL, NULL, rename_dashboard },
  { "dashboard.share", N_("Share the dashboard"), NULL, NULL, NULL, share },
  { "dashboard.delete", N_("Delete the dashboard"), NULL, NULL, NULL, delete_dashboard },
  { "dashboard.add-ready", N_("Add the ready dashboards"), NULL, NULL, NULL, add_ready },
  { "dashboard.edit-widget", NULL, NULL, "s", NULL, edit_widget },
  { "dashboard.open-report", NULL, NULL, "s", NULL, open_report },
  { "dashboard.remove-widget", NULL, NULL, "s", NULL, remove_widget },
  { "win.back", N_("Back to the previous page"), "Escape", NULL, NULL, NULL },
};

const TwActionTable tw_dashboard_page_actions = { N_("Dashboards"), infos, G_N_ELEMENTS (infos) };
