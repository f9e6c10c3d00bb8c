/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-shot-list.h"

#include "tw-calendar-page.h"
#include "tw-days-list.h"
#include "tw-list-view.h"
#include "tw-record-page.h"
#include "tw-search-page.h"
#include "tw-start-page.h"
#include "tw-view-page.h"

/* For each deal all deals of all deals of its company: it takes longer than anybody looks, and the list stays held. */
#define SLOW "count(company.deals where count(company.deals where amount > 1 USD) > 0) < 0"

/* argument: "deal|list" or "deal|board", and more words: conditions */
static void
open_view (TwWindow   *window,
           const char *argument)
{
  g_auto(GStrv) words = g_strsplit (argument, "|", -1);
  TwWindowPage *page = NULL;
  TwViewState *state = NULL;

  gtk_widget_activate_action (GTK_WIDGET (window), "win.open-view", "s", words[0]);
  page = tw_window_get_page (window);
  if (!TW_IS_VIEW_PAGE (page))
    return;
  state = tw_view_page_get_state (TW_VIEW_PAGE (page));
  /* Every picture begins with a list as it comes. */
  g_settings_reset (tw_workspace_get_settings (tw_window_get_workspace (window)), "show-facets");
  tw_view_state_set_list_group (state, NULL);
  tw_view_state_set_presentation (state, words[1]);
  for (guint i = 2; words[i] != NULL; i++)
    tw_view_state_add_condition (state, words[i], NULL);
}

/* argument: key of an entity whose first record is opened, and after a bar the field that is edited */
static void
open_record (TwWindow   *window,
             const char *argument)
{
  g_auto(GStrv) words = g_strsplit (argument, "|", 2);
  TwWorkspace *workspace = tw_window_get_workspace (window);
  TwSchema *schema = tw_workspace_get_schema (workspace);
  const TwEntity *entity = tw_schema_get_entity (schema, words[0]);
  g_autoptr(TwQuery) query = entity != NULL ? tw_query_new (schema, entity, NULL, NULL, NULL) : NULL;
  g_autoptr(GPtrArray) records = NULL;
  char id[TW_ID_TEXT_LENGTH + 1];

  if (query != NULL)
    records = tw_store_list (tw_workspace_get_store (workspace), query, 1, NULL, NULL, NULL);
  if (records == NULL || records->len == 0)
    return;
  gtk_widget_activate_action (GTK_WIDGET (window), "win.open-view", "s", entity->key);
  tw_id_print (tw_record_get_id (g_ptr_array_index (records, 0)), id);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.open-record", "(uss)", entity->number, id, words[1] != NULL ? words[1] : "");
}

/* argument: "name of a document" and after a bar words that are found in it */
static void
open_document (TwWindow   *window,
               const char *argument)
{
  g_auto(GStrv) words = g_strsplit (argument, "|", 2);
  TwWorkspace *workspace = tw_window_get_workspace (window);
  TwSchema *schema = tw_workspace_get_schema (workspace);
  g_autofree char *where = g_strdup_printf ("file is not empty and name contains \"%s\"", words[0]);
  g_autoptr(TwQuery) query = tw_query_new (schema, tw_schema_get_entity (schema, "document"), where, "name", NULL);
  g_autoptr(GPtrArray) documents = query != NULL ? tw_store_list (tw_workspace_get_store (workspace), query, 1, NULL, NULL, NULL) : NULL;
  char id[TW_ID_TEXT_LENGTH + 1];

  gtk_widget_activate_action (GTK_WIDGET (window), "win.open-view", "s", "document");
  if (documents != NULL && documents->len > 0)
    gtk_widget_activate_action (GTK_WIDGET (window), "win.open-file", "(ss)", tw_id_print (tw_record_get_id (g_ptr_array_index (documents, 0)), id),
                                words[1] != NULL ? words[1] : "");
}

/* The stages of the first pipeline. */
static void
open_stages (TwWindow   *window,
             const char *argument)
{
  TwWorkspace *workspace = tw_window_get_workspace (window);
  TwSchema *schema = tw_workspace_get_schema (workspace);
  const TwEntity *deal = tw_schema_get_entity (schema, "deal");
  g_autoptr(TwQuery) query = tw_query_new (schema, tw_schema_get_entity (schema, "pipeline"), NULL, NULL, NULL);
  g_autoptr(GPtrArray) pipelines = tw_store_list (tw_workspace_get_store (workspace), query, 1, NULL, NULL, NULL);
  char id[TW_ID_TEXT_LENGTH + 1];

  open_view (window, "deal|board");
  if (pipelines == NULL || pipelines->len == 0)
    return;
  tw_id_print (tw_record_get_id (g_ptr_array_index (pipelines, 0)), id);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.open-stages", "(uus)", deal->number, deal->board_field->number, id);
}

/* The kinds of activities. */
static void
open_choices (TwWindow   *window,
              const char *argument)
{
  const TwEntity *activity = tw_schema_get_entity (tw_workspace_get_schema (tw_window_get_workspace (window)), "activity");

  open_view (window, "activity|board");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.open-choices", "(uu)", activity->number, tw_entity_get_field (activity, "kind")->number);
}

static void
open_fields (TwWindow   *window,
             const char *argument)
{
  open_view (window, "company|list");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-fields", NULL);
}

static void
search (TwWindow   *window,
        const char *argument)
{
  open_view (window, "company|list");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.palette", NULL);
  tw_window_search (window, argument);
}

/* argument: what is searched for on the search page; "|" and the key of an entity: narrowed to it */
static void
search_page (TwWindow   *window,
             const char *argument)
{
  g_auto(GStrv) words = g_strsplit (argument, "|", 2);

  open_view (window, "company|list");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.search-for", "s", words[0] != NULL ? words[0] : "");
  if (words[0] != NULL && words[1] != NULL && TW_IS_SEARCH_PAGE (tw_window_get_page (window)))
    tw_search_state_set_kind (tw_search_page_get_state (TW_SEARCH_PAGE (tw_window_get_page (window))), words[1]);
}

static void
show_sidebar (TwWindow   *window,
              const char *argument)
{
  open_view (window, "deal|list");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.back", NULL);
}

static void
show_page (TwWindow   *window,
           const char *argument)
{
  open_view (window, "deal|list");
  gtk_widget_activate_action (GTK_WIDGET (window), argument, NULL);
}

/* argument: key of a field to group by, a colon, and as of open_view(); facets are shown */
static void
open_groups (TwWindow   *window,
             const char *argument)
{
  g_auto(GStrv) words = g_strsplit (argument, ":", 2);

  open_view (window, words[1]);
  if (!TW_IS_VIEW_PAGE (tw_window_get_page (window)))
    return;
  g_settings_set_boolean (tw_workspace_get_settings (tw_window_get_workspace (window)), "show-facets", TRUE);
  tw_view_state_set_list_group (tw_view_page_get_state (TW_VIEW_PAGE (tw_window_get_page (window))), words[0]);
}

static void
open_selected (TwWindow   *window,
               const char *argument)
{
  TwPresentation *presentation = NULL;

  open_view (window, argument);
  if (TW_IS_VIEW_PAGE (tw_window_get_page (window)))
    presentation = tw_view_page_get_presentation (TW_VIEW_PAGE (tw_window_get_page (window)));
  if (TW_IS_LIST_VIEW (presentation))
    gtk_selection_model_select_range (tw_list_view_get_selection (TW_LIST_VIEW (presentation)), 1, 4, FALSE);
}

/* argument: name of a view; with "|all" that of everybody */
static void
open_calendar (TwWindow   *window,
               const char *argument)
{
  g_auto(GStrv) words = g_strsplit (argument, "|", 2);
  TwCalendarPage *page = NULL;

  open_view (window, "deal|list");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-calendar", NULL);
  if (!TW_IS_CALENDAR_PAGE (tw_window_get_page (window)))
    return;
  page = TW_CALENDAR_PAGE (tw_window_get_page (window));
  tw_calendar_page_set_view (page, words[0]);
  if (words[1] != NULL)
    gtk_check_button_set_active (GTK_CHECK_BUTTON (tw_calendar_side_get_person (tw_calendar_page_get_side (page), &tw_id_nil)), TRUE);
}

static GtkWidget *
find_start (GtkWidget *widget)
{
  GtkWidget *found = TW_IS_START_PAGE (widget) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_start (child);
  return found;
}

/* argument: "welcome", a fraction, or NULL for what is shown already */
static void
show_start (TwWindow   *window,
            const char *argument)
{
  TwStartPage *page = TW_START_PAGE (find_start (GTK_WIDGET (window)));

  if (argument == NULL)
    return;
  if (g_str_equal (argument, "welcome"))
    tw_start_page_show_welcome (page);
  else
    tw_start_page_show_progress (page, g_ascii_strtod (argument, NULL));
}

/* argument: the last digit of the id of a ready dashboard */
static void
show_dashboard (TwWindow   *window,
                const char *argument)
{
  g_autofree char *id = g_strdup_printf ("019b76da-a800-7012-8000-00000000000%s", argument);

  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-dashboards", NULL);
  gtk_widget_activate_action (GTK_WIDGET (tw_window_get_page (window)), "dashboard.show", "s", id);
}

/* argument: title of a report, "|", and what it asks */
static void
open_report (TwWindow   *window,
             const char *argument)
{
  g_auto(GStrv) words = g_strsplit (argument, "|", 2);

  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-reports", NULL);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.design-report", "(ss)", words[1], words[0]);
}

static void
keep_days (GtkWidget  *near,
           const char *period)
{
}

/* The question for own days, over a dashboard. */
static void
ask_days (TwWindow   *window,
          const char *argument)
{
  show_dashboard (window, argument);
  tw_days_ask (GTK_WIDGET (tw_window_get_page (window)), tw_workspace_get_store (tw_window_get_workspace (window)), "2026-03-01..2026-03-31", keep_days);
}

#define STAGES "{\"entity\": \"deal\", \"where\": \"status = \\\"open\\\"\", \"columns\": [{\"value\": \"name\"}, {\"value\": \"company\"}, " \
  "{\"value\": \"amount\", \"totals\": [\"sum\"]}, {\"value\": \"amount * probability / 100\", \"label\": \"Weighted\", " \
  "\"totals\": [\"sum\"]}, {\"value\": \"close_date\"}], \"groups\": [{\"by\": \"stage\"}], \"sort\": [\"-amount\"]}"
#define FORECAST "{\"entity\": \"deal\", \"where\": \"status = \\\"open\\\"\", \"show\": \"pivot\", " \
  "\"groups\": [{\"by\": \"close_date\", \"grain\": \"month\"}], \"across\": {\"by\": \"owner\"}, " \
  "\"values\": [{\"aggregate\": \"sum\", \"measure\": \"amount\"}]}"
#define WON "{\"entity\": \"deal\", \"where\": \"status = \\\"won\\\"\", \"period\": \"close_date\", \"columns\": [{\"value\": \"name\"}, " \
  "{\"value\": \"company\"}, {\"value\": \"amount\", \"totals\": [\"sum\"]}], \"groups\": [{\"by\": \"close_date\", \"grain\": \"day\"}]}"
#define CHART "{\"entity\": \"deal\", \"where\": \"status = \\\"won\\\"\", \"show\": \"bar\", \"groups\": [{\"by\": \"owner\"}], " \
  "\"values\": [{\"aggregate\": \"sum\", \"measure\": \"amount\"}]}"

static const TwShot start_shots[] = {
  { "start-error", show_start, NULL, NULL, TW_SHOT_ALL },
  { "start-progress", show_start, "0.4", NULL, TW_SHOT_LIGHT | TW_SHOT_NARROW },
  { "start", show_start, "welcome", NULL, TW_SHOT_ALL },
  { "start-new", show_start, "welcome", "app.new-workspace", TW_SHOT_ALL },
  { "start-connect", show_start, "welcome", "app.connect-server", TW_SHOT_ALL },
};

#define LIGHT_NARROW (TW_SHOT_LIGHT | TW_SHOT_NARROW)

static const TwShot shots[] = {
  /* Pages. */
  { "today", show_page, "win.show-today", NULL, TW_SHOT_ALL },
  { "palette", search, "", NULL, TW_SHOT_LIGHT },
  { "search", search, "con", NULL, TW_SHOT_ALL },
  { "nothing-found", search, "zzzzqqq", NULL, TW_SHOT_LIGHT },
  { "search-page", search_page, "on", NULL, TW_SHOT_LIGHT },
  { "search-kind", search_page, "on|deal", NULL, TW_SHOT_ALL },
  { "search-start", search_page, "", NULL, LIGHT_NARROW },
  { "search-nothing", search_page, "xyzzy", NULL, TW_SHOT_LIGHT },
  { "search-meant", search_page, "ontomeda", NULL, TW_SHOT_LIGHT },
  { "search-narrow-down", search_page, "on|deal", "search.narrow-down", TW_SHOT_NARROW },
  { "search-save", search_page, "on|deal", "search.save", LIGHT_NARROW },
  { "feed", show_page, "win.show-feed", NULL, TW_SHOT_ALL },
  { "inbox", show_page, "win.show-inbox", NULL, TW_SHOT_ALL },
  { "status", show_page, "win.show-status", NULL, TW_SHOT_ALL },
  { "sync", show_page, "win.show-sync", NULL, LIGHT_NARROW },
  { "trash", show_page, "win.show-trash", NULL, LIGHT_NARROW },
  { "calls", show_page, "win.show-calls", NULL, TW_SHOT_ALL },
  { "stages", open_stages, NULL, NULL, TW_SHOT_ALL },
  { "choices", open_choices, NULL, NULL, TW_SHOT_ALL },
  { "fields", open_fields, NULL, NULL, TW_SHOT_ALL },
  { "field-new", open_fields, NULL, "fields.new", TW_SHOT_ALL },
  { "calendar-day", open_calendar, "day|all", NULL, LIGHT_NARROW },
  { "calendar-work-week", open_calendar, "work-week", NULL, TW_SHOT_LIGHT },
  { "calendar-week", open_calendar, "week|all", NULL, TW_SHOT_ALL },
  { "calendar-month", open_calendar, "month|all", NULL, TW_SHOT_ALL },
  { "calendar-agenda", open_calendar, "agenda|all", NULL, TW_SHOT_ALL },
  { "calendar-create", open_calendar, "week", "calendar.create", LIGHT_NARROW },
  { "dashboard", show_page, "win.show-dashboards", NULL, TW_SHOT_ALL },
  { "dashboard-edit", show_dashboard, "1", "dashboard.edit-widget::019b76da-a800-7013-8000-000000000005", TW_SHOT_ALL },
  { "dashboard-pipeline", show_dashboard, "2", NULL, TW_SHOT_LIGHT },
  { "dashboard-activity", show_dashboard, "3", NULL, TW_SHOT_LIGHT },
  { "dashboard-days", ask_days, "1", NULL, TW_SHOT_ALL },
  { "dashboard-share", show_dashboard, "1", "dashboard.share", TW_SHOT_ALL },
  { "dashboard-leads", show_dashboard, "4", NULL, TW_SHOT_LIGHT },
  { "reports", show_page, "win.show-reports", NULL, TW_SHOT_ALL },
  { "report", open_report, "Pipeline by Stage|" STAGES, NULL, TW_SHOT_ALL },
  { "report-designer", open_report, "Pipeline by Stage|" STAGES, "report.designing", TW_SHOT_ALL },
  { "report-pivot", open_report, "Pipeline by Month and Owner|" FORECAST, NULL, TW_SHOT_ALL },
  { "report-days", open_report, "Won by Day|" WON, NULL, TW_SHOT_ALL },
  { "report-chart", open_report, "Won by Owner|" CHART, NULL, LIGHT_NARROW },
  { "report-empty", open_report, "No Answer|{\"entity\": \"deal\", \"where\": \"amount < 0 USD\", \"columns\": [{\"value\": \"name\"}]}", NULL,
    TW_SHOT_LIGHT },
  { "statistics", show_page, "win.show-figures", NULL, TW_SHOT_ALL },
  { "sidebar", show_sidebar, NULL, NULL, TW_SHOT_NARROW },
  /* Views. */
  { "board", open_view, "deal|board", NULL, TW_SHOT_ALL },
  { "tasks", open_view, "task|board", NULL, LIGHT_NARROW },
  { "chart", open_view, "deal|chart|status = \"open\"", NULL, TW_SHOT_ALL },
  { "agenda", open_view, "task|agenda", NULL, TW_SHOT_ALL },
  { "calendar-deals", open_view, "deal|calendar|status = \"open\"", NULL, LIGHT_NARROW },
  { "leads", open_view, "lead|list", NULL, TW_SHOT_LIGHT },
  { "companies", open_view, "company|list", NULL, TW_SHOT_LIGHT },
  { "list", open_view, "deal|list|status = \"open\"", NULL, TW_SHOT_ALL },
  { "filters", open_view, "deal|list|status = \"won\"|amount >= 1000|close_date within last 90 days", NULL, TW_SHOT_ALL },
  { "groups", open_groups, "priority:deal|list|status = \"open\"", NULL, TW_SHOT_ALL },
  { "facet-tree", open_groups, "product_category:product|list", NULL, TW_SHOT_ALL },
  { "facet-tree-narrow", open_view, "product|list", "view.facets", TW_SHOT_NARROW },
  { "selected", open_selected, "deal|list", NULL, TW_SHOT_ALL },
  { "no-match", open_view, "deal|list|amount < 0 USD", NULL, LIGHT_NARROW },
  { "no-match-board", open_view, "deal|board|amount < 0 USD", NULL, TW_SHOT_LIGHT },
  { "loading", open_view, "deal|list|" SLOW, NULL, LIGHT_NARROW },
  /* Records. */
  { "documents", open_view, "document|thumbnails", NULL, TW_SHOT_ALL },
  { "documents-list", open_view, "document|list", NULL, TW_SHOT_ALL },
  { "documents-none", open_view, "document|thumbnails|name = \"nothing\"", NULL, LIGHT_NARROW },
  { "document", open_document, "contract|MavenTech", NULL, TW_SHOT_ALL },
  { "record", open_record, "company", NULL, TW_SHOT_ALL },
  { "record-deal", open_record, "deal", NULL, TW_SHOT_ALL },
  { "list-contacts", open_view, "contact|list", NULL, TW_SHOT_ALL },
  { "record-contact", open_record, "contact", NULL, TW_SHOT_LIGHT },
  { "record-task", open_record, "task", NULL, TW_SHOT_LIGHT },
  { "quote", open_record, "quote", "quote.edit-lines", TW_SHOT_ALL },
  { "record-edit", open_record, "company|website", NULL, LIGHT_NARROW },
  /* What opens over them. */
  { "filter-builder", open_view, "deal|list|status = \"open\"", "view.filter", TW_SHOT_ALL },
  { "options", open_view, "deal|list", "view.options", LIGHT_NARROW },
  { "facets", open_view, "deal|list", "view.facets", TW_SHOT_NARROW },
  { "columns", open_view, "deal|list", "view.columns", TW_SHOT_ALL },
  { "save-view", open_view, "deal|list|status = \"won\"", "view.save-as", LIGHT_NARROW },
  { "bulk-edit", open_selected, "deal|list", "view.edit-selected", TW_SHOT_ALL },
  { "peek", open_selected, "deal|list", "list.peek", TW_SHOT_LIGHT },
  { "create", open_view, "deal|list", "win.create::deal", TW_SHOT_ALL },
  { "log", open_view, "deal|list", "win.quick-log", TW_SHOT_ALL },
  { "log-record", open_record, "contact", "win.quick-log", TW_SHOT_LIGHT },
  { "task-templates", open_record, "company", "win.add-from-template", LIGHT_NARROW },
  { "convert", open_record, "lead", "lead.convert", LIGHT_NARROW },
  { "import", open_view, "contact|list", "win.import", LIGHT_NARROW },
  { "shortcuts", open_view, "deal|list", "win.show-shortcuts", TW_SHOT_LIGHT },
  { "about", open_view, "deal|list", "win.show-about", TW_SHOT_LIGHT },
  { "toast", open_view, "deal|list", "win.toast::12 records were exported.", LIGHT_NARROW },
};

/**
 * tw_shot_list:
 * @start: whether there is no workspace
 * @n_shots: (out): how many there are
 *
 * Returns: (transfer none): the pictures, in the order in which they are taken
 */
const TwShot *
tw_shot_list (gboolean start,
              guint   *n_shots)
{
  *n_shots = start ? G_N_ELEMENTS (start_shots) : G_N_ELEMENTS (shots);
  return start ? start_shots : shots;
}
