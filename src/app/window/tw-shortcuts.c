/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-shortcuts.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/* Tables of all widgets with commands, in the order shown. */
extern const TwActionTable tw_application_actions;
extern const TwActionTable tw_window_actions;
extern const TwActionTable tw_window_place_actions;
extern const TwActionTable tw_window_record_actions;
extern const TwActionTable tw_window_report_actions;
extern const TwActionTable tw_window_search_actions;
extern const TwActionTable tw_window_beside_actions;
extern const TwActionTable tw_sidebar_actions;
extern const TwActionTable tw_today_actions;
extern const TwActionTable tw_record_field_actions;
extern const TwActionTable tw_sync_actions;
extern const TwActionTable tw_sync_page_actions;
extern const TwActionTable tw_conflict_card_actions;
extern const TwActionTable tw_view_page_actions;
extern const TwActionTable tw_list_view_actions;
extern const TwActionTable tw_board_view_actions;
extern const TwActionTable tw_import_actions;
extern const TwActionTable tw_import_window_actions;
extern const TwActionTable tw_agenda_view_actions;
extern const TwActionTable tw_call_page_actions;
extern const TwActionTable tw_task_actions;
extern const TwActionTable tw_task_window_actions;
extern const TwActionTable tw_chart_page_actions;
extern const TwActionTable tw_chart_view_actions;
extern const TwActionTable tw_dashboard_page_actions;
extern const TwActionTable tw_report_designer_actions;
extern const TwActionTable tw_report_page_actions;
extern const TwActionTable tw_reports_page_actions;
extern const TwActionTable tw_figures_window_actions;
extern const TwActionTable tw_assign_actions;
extern const TwActionTable tw_board_ask_actions;
extern const TwActionTable tw_choices_page_actions;
extern const TwActionTable tw_choice_row_actions;
extern const TwActionTable tw_fields_page_actions;
extern const TwActionTable tw_field_sheet_actions;
extern const TwActionTable tw_object_sheet_actions;
extern const TwActionTable tw_pipeline_page_actions;
extern const TwActionTable tw_lead_actions;
extern const TwActionTable tw_photo_actions;
extern const TwActionTable tw_quote_actions;
extern const TwActionTable tw_quote_page_actions;
extern const TwActionTable tw_convert_actions;
extern const TwActionTable tw_create_actions;
extern const TwActionTable tw_record_page_actions;
extern const TwActionTable tw_record_timeline_actions;
extern const TwActionTable tw_file_panel_actions;
extern const TwActionTable tw_log_dialog_actions;
extern const TwActionTable tw_inbox_page_actions;
extern const TwActionTable tw_calendar_page_actions;
extern const TwActionTable tw_calendar_canvas_actions;
extern const TwActionTable tw_calendar_agenda_actions;
extern const TwActionTable tw_feed_page_actions;
extern const TwActionTable tw_feed_panel_actions;
extern const TwActionTable tw_comment_composer_actions;
extern const TwActionTable tw_search_page_actions;
extern const TwActionTable tw_trash_page_actions;
extern const TwActionTable tw_viewer_actions;
extern const TwActionTable tw_viewer_page_actions;
extern const TwActionTable tw_document_shelf_actions;

static const TwActionTable *const tables[] = {
  &tw_application_actions,
  &tw_window_actions,
  &tw_window_place_actions,
  &tw_window_record_actions,
  &tw_window_report_actions,
  &tw_window_search_actions,
  &tw_window_beside_actions,
  &tw_sidebar_actions,
  &tw_today_actions,
  &tw_search_page_actions,
  &tw_view_page_actions,
  &tw_list_view_actions,
  &tw_board_view_actions,
  &tw_agenda_view_actions,
  &tw_board_ask_actions,
  &tw_choices_page_actions,
  &tw_choice_row_actions,
  &tw_fields_page_actions,
  &tw_field_sheet_actions,
  &tw_object_sheet_actions,
  &tw_pipeline_page_actions,
  &tw_record_page_actions,
  &tw_record_field_actions,
  &tw_record_timeline_actions,
  &tw_file_panel_actions,
  &tw_document_shelf_actions,
  &tw_viewer_actions,
  &tw_viewer_page_actions,
  &tw_log_dialog_actions,
  &tw_inbox_page_actions,
  &tw_calendar_page_actions,
  &tw_calendar_canvas_actions,
  &tw_calendar_agenda_actions,
  &tw_feed_page_actions,
  &tw_feed_panel_actions,
  &tw_comment_composer_actions,
  &tw_lead_actions,
  &tw_photo_actions,
  &tw_quote_actions,
  &tw_quote_page_actions,
  &tw_task_actions,
  &tw_task_window_actions,
  &tw_assign_actions,
  &tw_chart_page_actions,
  &tw_chart_view_actions,
  &tw_dashboard_page_actions,
  &tw_reports_page_actions,
  &tw_report_page_actions,
  &tw_report_designer_actions,
  &tw_figures_window_actions,
  &tw_call_page_actions,
  &tw_convert_actions,
  &tw_import_window_actions,
  &tw_import_actions,
  &tw_create_actions,
  &tw_sync_actions,
  &tw_sync_page_actions,
  &tw_conflict_card_actions,
  &tw_trash_page_actions,
};

static void
add_row (AdwPreferencesGroup *group,
         const TwActionInfo  *info)
{
  g_auto(GStrv) accels = g_strsplit (info->accels, " ", -1);
  GtkWidget *row = adw_action_row_new (), *label = NULL;
  g_autofree char *keys = NULL;
  GdkModifierType modifiers;
  guint key;

  gtk_accelerator_parse (accels[0], &key, &modifiers);
  keys = gtk_accelerator_get_label (key, modifiers);
  label = gtk_label_new (keys);
  gtk_widget_add_css_class (label, "dim-label");
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _(info->title));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  adw_preferences_group_add (group, row);
}

static void
add_group (AdwPreferencesPage  *page,
           const TwActionTable *table)
{
  AdwPreferencesGroup *group = NULL;
  guint n = 0;

  for (guint i = 0; i < table->n_infos; i++)
    n += table->infos[i].title != NULL && table->infos[i].accels != NULL;
  if (n == 0)
    return;
  group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_title (group, _(table->title));
  for (guint i = 0; i < table->n_infos; i++)
    if (table->infos[i].title != NULL && table->infos[i].accels != NULL)
      add_row (group, &table->infos[i]);
  adw_preferences_page_add (page, group);
}

/**
 * tw_shortcuts_get_tables:
 * @n_tables: (out): how many there are
 *
 * Returns: (transfer none): the commands of all widgets, in the order shown
 */
const TwActionTable *const *
tw_shortcuts_get_tables (guint *n_tables)
{
  *n_tables = G_N_ELEMENTS (tables);
  return tables;
}

/**
 * tw_shortcuts_window_new:
 * @parent: the window that it belongs to
 *
 * A preferences window and no GtkShortcutsWindow: it can be searched, fits a narrow screen, and can be filled in code.
 *
 * Returns: (transfer none): the list of keys
 */
GtkWidget *
tw_shortcuts_window_new (GtkWindow *parent)
{
  AdwPreferencesPage *page = ADW_PREFERENCES_PAGE (adw_preferences_page_new ());
  GtkWidget *window = g_object_new (ADW_TYPE_PREFERENCES_WINDOW, "transient-for", parent, "modal", TRUE,
                                    "title", _("Keyboard Shortcuts"), "default-width", 480, "default-height", 640, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    add_group (page, tables[i]);
  adw_preferences_window_add (ADW_PREFERENCES_WINDOW (window), page);
  return window;
}
