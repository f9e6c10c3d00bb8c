/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-search-page.h"
#include "tw-view-page.h"
#include "tw-window-private.h"

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
void
tw_window_run_search (TwWindow   *self,
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
      tw_window_count_use (self, "search:", id_text);
    }
  else
    tw_window_toast (self, error->message);
  g_object_unref (page);
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
  tw_window_run_search (TW_WINDOW (widget), g_variant_get_string (parameter, NULL));
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

static const TwActionInfo infos[] = {
  { "win.palette", N_("Go to anything or do anything"), "<Control>k <Control>slash", NULL, NULL, palette },
  { "win.show-search", N_("Search everything"), "F3", NULL, NULL, show_search_page },
  { "win.search-for", NULL, NULL, "s", NULL, search_for },
  { "win.run-search", NULL, NULL, "s", NULL, run_search },
  { "win.open-found", NULL, NULL, "(sss)", NULL, open_found },
};

const TwActionTable tw_window_search_actions = { N_("Finding"), infos, G_N_ELEMENTS (infos) };
