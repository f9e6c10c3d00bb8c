/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-create-dialog.h"
#include "tw-gone-page.h"
#include "tw-log-dialog.h"
#include "tw-palette-source.h"
#include "tw-quote-page.h"
#include "tw-record-page.h"
#include "tw-record-related.h"
#include "tw-record-uri.h"
#include "tw-search-open.h"
#include "tw-view-page.h"
#include "tw-viewer-page.h"
#include "tw-window-private.h"

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
      tw_window_run_search (self, id_text);
      return;
    }
  page = tw_record_page_new (self->workspace, entity, &id, &error);
  if (page == NULL)
    {
      tw_window_push_page (self, tw_gone_page_new (self->workspace, entity, error), FALSE);
      return;
    }
  key = tw_palette_source_dup_record_key (entity_number, &id);
  tw_window_count_use (self, key, NULL);
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
    tw_window_toast (self, _("This is not the address of a record in this workspace."));
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
  /* Nothing is written down about what lies in the wastebasket. */
  if (record != NULL && tw_record_is_deleted (record))
    record = NULL;
  dialog = tw_log_dialog_new (GTK_WINDOW (self), self->workspace, record);
  if (dialog != NULL)
    gtk_window_present (GTK_WINDOW (dialog));
}

static const TwActionInfo infos[] = {
  { "win.quick-log", N_("Log a call, a visit, a note or a task"), "<Control>l", NULL, NULL, quick_log },
  { "win.open-uri", NULL, NULL, "s", NULL, open_uri },
  { "win.open-record", NULL, NULL, "(uss)", NULL, open_record },
  { "win.open-file", NULL, NULL, "(ss)", NULL, open_file },
  { "win.open-hit", NULL, NULL, "(uss)", NULL, open_hit },
  { "win.open-quote", NULL, NULL, "s", NULL, open_quote },
  { "win.open-related", NULL, NULL, "(uss)", NULL, open_related },
  { "win.create", NULL, NULL, "s", NULL, create },
  { "win.create-related", NULL, NULL, "(uss)", NULL, create_related },
};

const TwActionTable tw_window_record_actions = { N_("Opening records"), infos, G_N_ELEMENTS (infos) };
