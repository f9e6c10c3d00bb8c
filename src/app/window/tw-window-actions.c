/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-about.h"
#include "tw-create-dialog.h"
#include "tw-calendar-page.h"
#include "tw-dashboard-page.h"
#include "tw-feed-page.h"
#include "tw-file-commands.h"
#include "tw-gone-page.h"
#include "tw-help.h"
#include "tw-inbox-page.h"
#include "tw-log-dialog.h"
#include "tw-record-uri.h"
#include "tw-palette-source.h"
#include "tw-choice-edit.h"
#include "tw-choices-page.h"
#include "tw-pipeline-page.h"
#include "tw-quote-page.h"
#include "tw-preferences-window.h"
#include "tw-record-page.h"
#include "tw-record-related.h"
#include "tw-report-page.h"
#include "tw-report-parts.h"
#include "tw-reports-page.h"
#include "tw-saved-view.h"
#include "tw-search-open.h"
#include "tw-search-page.h"
#include "tw-shortcuts.h"
#include "tw-stage-edit.h"
#include "tw-status-page.h"
#include "tw-today-page.h"
#include "tw-trash-page.h"
#include "tw-view-layout.h"
#include "tw-view-page.h"
#include "tw-viewer-page.h"
#include "tw-window-private.h"

/* The palette offers what was opened often and lately, however it was opened. */
static void
count_use (TwWindow   *self,
           const char *kind,
           const char *what)
{
  g_autofree char *key = g_strconcat (kind, what, NULL);

  tw_frecency_use (tw_palette_get_used (self->palette), key);
}

void
tw_window_open_view (TwWindow   *self,
                     const char *entity_key)
{
  const TwEntity *entity = tw_schema_get_entity (tw_workspace_get_schema (self->workspace), entity_key);
  g_autoptr(TwViewState) state = NULL;

  if (entity == NULL)
    return;
  count_use (self, "view:", entity->key);
  state = tw_view_state_new (self->workspace, entity);
  tw_view_layout_follow (state);
  tw_window_push_place (self, TW_WINDOW_PAGE (tw_view_page_new (state)), entity->key);
}

void
tw_window_open_saved (TwWindow   *self,
                      const char *id_text)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwViewState) state = NULL;
  TwId id;

  if (!tw_id_parse (id_text, &id))
    return;
  state = tw_saved_view_load (self->workspace, &id, &error);
  if (state == NULL)
    {
      tw_window_toast (self, error->message);
      return;
    }
  tw_window_push_place (self, TW_WINDOW_PAGE (tw_view_page_new (state)), id_text);
  count_use (self, "saved:", id_text);
}

static TwSearchPage *
show_search (TwWindow *self)
{
  TwWindowPage *page = tw_window_get_page (self);

  if (TW_IS_SEARCH_PAGE (page))
    return TW_SEARCH_PAGE (page);
  page = TW_WINDOW_PAGE (tw_search_page_new (self->workspace));
  tw_window_push_page (self, page, FALSE);
  return TW_SEARCH_PAGE (page);
}

/* A saved search takes the place of all pages, as a saved view does. */
static void
run_saved_search (TwWindow   *self,
                  const char *id_text)
{
  g_autoptr(GError) error = NULL;
  TwSearchPage *page = NULL;
  TwId id;

  if (self->workspace == NULL || !tw_id_parse (id_text, &id))
    return;
  page = g_object_ref_sink (tw_search_page_new (self->workspace));
  if (tw_search_page_run (page, &id, &error))
    {
      tw_window_push_place (self, TW_WINDOW_PAGE (page), id_text);
      count_use (self, "search:", id_text);
    }
  else
    tw_window_toast (self, error->message);
  g_object_unref (page);
}

void
tw_window_open_record (TwWindow   *self,
                       guint       entity_number,
                       const char *id_text,
                       const char *edit)
{
  const TwEntity *entity = tw_schema_get_entity_by_number (tw_workspace_get_schema (self->workspace), entity_number);
  g_autoptr(GError) error = NULL;
  g_autofree char *key = NULL;
  TwRecordPage *page = NULL;
  TwId id;

  if (entity == NULL || !tw_id_parse (id_text, &id))
    return;
  /* A saved search is run, and not looked at as the record that it is kept in. */
  if (g_str_equal (entity->key, "saved_search") && *edit == '\0')
    {
      run_saved_search (self, id_text);
      return;
    }
  page = tw_record_page_new (self->workspace, entity, &id, &error);
  if (page == NULL)
    {
      tw_window_push_page (self, tw_gone_page_new (self->workspace, entity, error->message), FALSE);
      return;
    }
  key = tw_palette_source_dup_record_key (entity_number, &id);
  count_use (self, key, NULL);
  tw_window_push_page (self, TW_WINDOW_PAGE (page), FALSE);
  tw_window_tell_list (self, page);
  if (*edit != '\0')
    tw_record_details_edit (tw_record_page_get_details (page), g_str_equal (edit, "edit") ? NULL : edit);
}

/**
 * tw_window_open_uri:
 * @self: a window
 * @uri: address of a record
 *
 * Opens a record by its address; a toast says when it is none.
 */
void
tw_window_open_uri (TwWindow   *self,
                    const char *uri)
{
  const TwEntity *entity = NULL;
  TwId id;
  char text[TW_ID_TEXT_LENGTH + 1];

  g_return_if_fail (TW_IS_WINDOW (self) && uri != NULL);
  if (self->workspace == NULL)
    return;
  entity = tw_record_uri_parse (tw_workspace_get_schema (self->workspace), uri, &id);
  if (entity != NULL)
    tw_window_open_record (self, entity->number, tw_id_print (&id, text), "");
  else
    tw_window_toast (self, _("This is no address of a record in this workspace."));
}

static void
open_view (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  tw_window_open_view (TW_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
open_saved (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  tw_window_open_saved (TW_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
open_record (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  const char *id = NULL, *edit = NULL;
  guint entity = 0;

  g_variant_get (parameter, "(u&s&s)", &entity, &id, &edit);
  tw_window_open_record (TW_WINDOW (widget), entity, id, edit);
}

/* Reads "(uss)": entity and id of a record, key of a relation; NULL when there is no such relation. */
static const TwInverse *
read_relation (TwWindow *self,
               GVariant *parameter,
               guint    *entity_number,
               TwId     *id)
{
  const TwEntity *entity = NULL;
  const char *id_text = NULL, *key = NULL;

  if (self->workspace == NULL)
    return NULL;
  g_variant_get (parameter, "(u&s&s)", entity_number, &id_text, &key);
  entity = tw_schema_get_entity_by_number (tw_workspace_get_schema (self->workspace), *entity_number);
  if (entity == NULL || !tw_id_parse (id_text, id))
    return NULL;
  return tw_entity_get_inverse (entity, key);
}

/* Reads "(ss)": id of a document, and words to find in it. */
static void
open_file (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  TwWindow *self = TW_WINDOW (widget);
  const char *id_text = NULL, *words = NULL;
  TwId id;

  g_variant_get (parameter, "(&s&s)", &id_text, &words);
  if (self->workspace != NULL && tw_id_parse (id_text, &id))
    tw_window_push_page (self, tw_viewer_page_new (self->workspace, &id, words), FALSE);
}

/* Reads "(uss)": entity and id of a record that was found, and the words. */
static void
open_hit (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  TwWindow *self = TW_WINDOW (widget);
  const char *id_text = NULL, *words = NULL;
  guint entity = 0;
  TwId id;

  g_variant_get (parameter, "(u&s&s)", &entity, &id_text, &words);
  if (self->workspace != NULL && tw_id_parse (id_text, &id))
    tw_search_open (widget, self->workspace, entity, &id, words);
}

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

static void
open_quote (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  TwWindow *self = TW_WINDOW (widget);
  TwId id;

  if (self->workspace != NULL && tw_id_parse (g_variant_get_string (parameter, NULL), &id))
    tw_window_push_page (self, TW_WINDOW_PAGE (tw_quote_page_new (self->workspace, &id)), FALSE);
}

static void
open_related (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  TwWindow *self = TW_WINDOW (widget);
  guint number = 0;
  TwId id;
  const TwInverse *inverse = read_relation (self, parameter, &number, &id);
  g_autoptr(TwViewState) state = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *where = NULL;

  if (inverse == NULL)
    return;
  state = tw_view_state_new (self->workspace, inverse->field->entity);
  where = tw_record_related_dup_where (inverse, &id);
  if (tw_view_state_add_condition (state, where, &error))
    tw_window_push_page (self, TW_WINDOW_PAGE (tw_view_page_new (state)), FALSE);
  else
    tw_window_toast (self, error->message);
}

static void
create_related (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  TwWindow *self = TW_WINDOW (widget);
  guint number = 0;
  TwId id;
  const TwInverse *inverse = read_relation (self, parameter, &number, &id);
  TwCreateDialog *dialog = NULL;
  g_auto(TwValue) link = TW_VALUE_INIT;

  if (inverse == NULL)
    return;
  link = tw_value_link (number, &id);
  dialog = tw_create_dialog_new (GTK_WINDOW (self), self->workspace, inverse->field->entity);
  if (inverse->field->kind == TW_KIND_LINKS)
    {
      g_auto(TwValue) links = tw_value_list (&link, 1);

      tw_create_dialog_preset (dialog, inverse->field, &links);
    }
  else
    tw_create_dialog_preset (dialog, inverse->field, &link);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
back (GtkWidget  *widget,
      const char *name,
      GVariant   *parameter)
{
  tw_window_back (TW_WINDOW (widget));
}

static void
toast (GtkWidget  *widget,
       const char *name,
       GVariant   *parameter)
{
  tw_window_toast (TW_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

/* Reads "(ss)": a sentence, and the address of a file that the toast offers to open. */
static void
toast_open (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  const char *message = NULL, *uri = NULL;

  g_variant_get (parameter, "(&s&s)", &message, &uri);
  tw_window_toast_open (TW_WINDOW (widget), message, uri);
}

static void
open_outside (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  tw_file_launch (widget, g_variant_get_string (parameter, NULL));
}

static void
present_view (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  TwWindow *self = TW_WINDOW (widget);
  const char *entity_key = NULL, *presentation = NULL;
  const TwEntity *entity = NULL;
  g_autoptr(TwViewState) state = NULL;
  g_autofree char *what = NULL;

  g_variant_get (parameter, "(&s&s)", &entity_key, &presentation);
  entity = self->workspace != NULL ? tw_schema_get_entity (tw_workspace_get_schema (self->workspace), entity_key) : NULL;
  if (entity == NULL)
    return;
  what = g_strconcat (entity_key, "/", presentation, NULL);
  count_use (self, "view:", what);
  state = tw_view_state_new (self->workspace, entity);
  tw_view_state_set_presentation (state, presentation);
  tw_window_push_place (self, TW_WINDOW_PAGE (tw_view_page_new (state)), entity->key);
}

static void
show_search_page (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  if (TW_WINDOW (widget)->workspace != NULL)
    show_search (TW_WINDOW (widget));
}

static void
search_for (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  TwSearchPage *page = TW_WINDOW (widget)->workspace != NULL ? show_search (TW_WINDOW (widget)) : NULL;

  if (page == NULL)
    return;
  tw_search_history_add (tw_search_page_get_history (page), g_variant_get_string (parameter, NULL));
  tw_search_page_set_text (page, g_variant_get_string (parameter, NULL));
}

static void
run_search (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  run_saved_search (TW_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

/* Reads "(sss)": key of an entity, words, and conditions or "". */
static void
open_found (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  TwWindow *self = TW_WINDOW (widget);
  const char *entity_key = NULL, *text = NULL, *where = NULL;
  const TwEntity *entity = NULL;
  g_autoptr(TwViewState) state = NULL;

  g_variant_get (parameter, "(&s&s&s)", &entity_key, &text, &where);
  entity = self->workspace != NULL ? tw_schema_get_entity (tw_workspace_get_schema (self->workspace), entity_key) : NULL;
  if (entity == NULL)
    return;
  state = tw_view_state_new (self->workspace, entity);
  if (*where != '\0')
    tw_view_state_set_where (state, where, NULL);
  tw_view_state_set_text (state, text);
  tw_window_push_page (self, TW_WINDOW_PAGE (tw_view_page_new (state)), FALSE);
}

static void
palette (GtkWidget  *widget,
        const char *name,
        GVariant   *parameter)
{
  TwWindow *self = TW_WINDOW (widget);

  if (self->palette != NULL)
    tw_palette_open (self->palette, GTK_WIDGET (tw_window_get_page (self)));
}

static void
undo (GtkWidget  *widget,
      const char *name,
      GVariant   *parameter)
{
  TwWindow *self = TW_WINDOW (widget);

  if (self->undo_toasts != NULL)
    tw_undo_toasts_undo (self->undo_toasts, NULL);
}

static void
redo (GtkWidget  *widget,
      const char *name,
      GVariant   *parameter)
{
  TwWindow *self = TW_WINDOW (widget);

  if (self->undo_toasts != NULL)
    tw_undo_toasts_redo (self->undo_toasts);
}

static void
create (GtkWidget  *widget,
        const char *name,
        GVariant   *parameter)
{
  TwWindow *self = TW_WINDOW (widget);
  const TwEntity *entity = NULL;

  if (self->workspace == NULL)
    return;
  entity = tw_schema_get_entity (tw_workspace_get_schema (self->workspace), g_variant_get_string (parameter, NULL));
  if (entity != NULL)
    gtk_window_present (GTK_WINDOW (tw_create_dialog_new (GTK_WINDOW (self), self->workspace, entity)));
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
  count_use (self, "report:", text);
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
open_uri (GtkWidget  *widget,
          const char *name,
          GVariant   *parameter)
{
  tw_window_open_uri (TW_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

/* What is on the screen is what it is about. */
static void
quick_log (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  TwWindow *self = TW_WINDOW (widget);
  TwWindowPage *page = tw_window_get_page (self);
  TwRecord *record = TW_IS_RECORD_PAGE (page) ? tw_record_page_get_record (TW_RECORD_PAGE (page)) : NULL;
  TwLogDialog *dialog = NULL;

  if (self->workspace == NULL)
    return;
  dialog = tw_log_dialog_new (GTK_WINDOW (self), self->workspace, record);
  if (dialog != NULL)
    gtk_window_present (GTK_WINDOW (dialog));
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

static void
close_window (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  gtk_window_close (GTK_WINDOW (widget));
}

static const TwActionInfo infos[] = {
  { "win.palette", N_("Go to anything or do anything"), "<Control>k <Control>slash", NULL, NULL, palette },
  { "win.show-search", N_("Search everything"), "F3", NULL, NULL, show_search_page },
  { "win.search-for", NULL, NULL, "s", NULL, search_for },
  { "win.run-search", NULL, NULL, "s", NULL, run_search },
  { "win.open-found", NULL, NULL, "(sss)", NULL, open_found },
  { "win.undo", N_("Undo the last change"), "<Control>z", NULL, NULL, undo },
  { "win.redo", N_("Redo what was undone"), "<Control><Shift>z <Control>y", NULL, NULL, redo },
  { "win.back", N_("Back to the page before"), "<Alt>Left Back", NULL, NULL, back },
  { "win.show-today", N_("Today"), "<Alt>Home", NULL, NULL, show_today },
  { "win.show-status", N_("State of the workspace"), NULL, NULL, NULL, show_status },
  { "win.quick-log", N_("Log a call, a visit, a note or a task"), "<Control>l", NULL, NULL, quick_log },
  { "win.show-inbox", N_("Inbox"), "<Alt>i", NULL, NULL, show_inbox },
  { "win.show-feed", N_("Feed"), "<Alt>f", NULL, NULL, show_feed },
  { "win.show-dashboards", N_("Dashboards"), "<Alt>d", NULL, NULL, show_dashboards },
  { "win.show-reports", N_("Reports"), "<Alt>r", NULL, NULL, show_reports },
  { "win.open-report", NULL, NULL, "s", NULL, open_report },
  { "win.open-report-draft", NULL, NULL, "s", NULL, open_report_draft },
  { "win.design-report", NULL, NULL, "(ss)", NULL, design_report },
  { "win.show-calendar", N_("Calendar"), "<Alt>c", NULL, NULL, show_calendar },
  { "win.show-preferences", N_("Preferences"), "<Control>comma", NULL, NULL, show_preferences },
  { "win.open-uri", NULL, NULL, "s", NULL, open_uri },
  { "win.show-trash", N_("Wastebasket"), NULL, NULL, NULL, show_trash },
  { "win.show-shortcuts", N_("Keyboard shortcuts"), "question <Control>question", NULL, NULL, show_shortcuts },
  { "win.show-help", N_("Help"), "F1", NULL, NULL, show_help },
  { "win.show-about", N_("About Tradewind"), NULL, NULL, NULL, show_about },
  { "win.close", N_("Close the window"), "<Control>w", NULL, NULL, close_window },
  { "win.open-view", NULL, NULL, "s", NULL, open_view },
  { "win.present-view", NULL, NULL, "(ss)", NULL, present_view },
  { "win.open-saved", NULL, NULL, "s", NULL, open_saved },
  { "win.open-record", NULL, NULL, "(uss)", NULL, open_record },
  { "win.open-file", NULL, NULL, "(ss)", NULL, open_file },
  { "win.open-hit", NULL, NULL, "(uss)", NULL, open_hit },
  { "win.show-choices", N_("Choices: types, categories, own lists"), NULL, NULL, NULL, show_choices },
  { "win.open-choices", NULL, NULL, "(uu)", NULL, open_choices },
  { "win.open-stages", NULL, NULL, "(uus)", NULL, open_stages },
  { "win.open-quote", NULL, NULL, "s", NULL, open_quote },
  { "win.open-related", NULL, NULL, "(uss)", NULL, open_related },
  { "win.create", NULL, NULL, "s", NULL, create },
  { "win.create-related", NULL, NULL, "(uss)", NULL, create_related },
  { "win.toast", NULL, NULL, "s", NULL, toast },
  { "win.toast-open", NULL, NULL, "(ss)", NULL, toast_open },
  { "win.open-outside", NULL, NULL, "s", NULL, open_outside },
};

const TwActionTable tw_window_actions = { N_("Everywhere"), infos, G_N_ELEMENTS (infos) };
