/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-screenshots.h"

#include "tw-list-view.h"
#include "tw-search-page.h"
#include "tw-view-page.h"
#include "tw-widget-shot.h"

/* A view has this long to read its records, and the style's transitions to end. */
#define SETTLE_TIME 900                                /* ms */
#define MAX_FITS    8
#define MAX_TRIES   10                                 /* a busy machine may not have drawn the window yet */

typedef struct
{
  const char *name;
  int         width, height;
  gboolean    dark;
  void      (*prepare) (TwWindow *window, const char *argument);
  const char *argument;
} Shot;

typedef struct
{
  char *dir;                                           /* (owned) */
  guint next;                                          /* shot */
  guint n_fits;                                        /* times that the window was asked to shrink */
  guint n_tries;
} Job;

static void
job_free (Job *job)
{
  g_free (job->dir);
  g_free (job);
}

/* argument: "deal list" or "deal board", and more words: conditions */
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

/* argument: key of an entity whose first record is opened */
static void
open_record (TwWindow   *window,
             const char *argument)
{
  TwWorkspace *workspace = tw_window_get_workspace (window);
  TwSchema *schema = tw_workspace_get_schema (workspace);
  const TwEntity *entity = tw_schema_get_entity (schema, argument);
  g_autoptr(TwQuery) query = entity != NULL ? tw_query_new (schema, entity, NULL, NULL, NULL) : NULL;
  g_autoptr(GPtrArray) records = NULL;
  char id[TW_ID_TEXT_LENGTH + 1];

  if (query != NULL)
    records = tw_store_list (tw_workspace_get_store (workspace), query, 1, NULL, NULL, NULL);
  if (records == NULL || records->len == 0)
    return;
  gtk_widget_activate_action (GTK_WIDGET (window), "win.open-view", "s", entity->key);
  tw_id_print (tw_record_get_id (g_ptr_array_index (records, 0)), id);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.open-record", "(uss)", entity->number, id, "");
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
  gtk_widget_activate_action (GTK_WIDGET (window), "win.search-for", "s", words[0]);
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

static const Shot shots[] = {
  { "today", 1280, 800, FALSE, show_page, "win.show-today" },
  { "today-dark", 1280, 800, TRUE, show_page, "win.show-today" },
  { "narrow-today", 360, 720, FALSE, show_page, "win.show-today" },
  { "palette", 1280, 800, FALSE, search, "" },
  { "palette-dark", 1280, 800, TRUE, search, "dea" },
  { "narrow-palette", 360, 720, FALSE, search, "new" },
  { "board", 1280, 800, FALSE, open_view, "deal|board" },
  { "list", 1280, 800, FALSE, open_view, "deal|list" },
  { "filters", 1280, 800, FALSE, open_view, "deal|list|status = \"won\"|amount >= 1000|close_date within last 90 days" },
  { "groups", 1280, 800, FALSE, open_groups, "priority:deal|list|status = \"open\"" },
  { "groups-dark", 1280, 800, TRUE, open_groups, "owner:deal|list|status = \"open\"" },
  { "selected", 1280, 800, FALSE, open_selected, "deal|list" },
  { "narrow-selected", 360, 720, FALSE, open_selected, "deal|list" },
  { "narrow-groups", 360, 720, FALSE, open_groups, "priority:deal|list|status = \"open\"" },
  { "companies", 1280, 800, FALSE, open_view, "company|list" },
  { "record", 1280, 800, FALSE, open_record, "company" },
  { "search", 1280, 800, FALSE, search, "con" },
  { "search-page", 1280, 800, FALSE, search_page, "on" },
  { "search-page-dark", 1280, 800, TRUE, search_page, "on|deal" },
  { "search-start", 1280, 800, FALSE, search_page, "" },
  { "search-nothing", 1280, 800, FALSE, search_page, "xyzzy" },
  { "narrow-search", 360, 720, FALSE, search_page, "on|deal" },
  { "inbox", 1280, 800, FALSE, show_page, "win.show-inbox" },
  { "narrow-inbox", 360, 720, FALSE, show_page, "win.show-inbox" },
  { "status", 1280, 800, FALSE, show_page, "win.show-status" },
  { "board-dark", 1280, 800, TRUE, open_view, "deal|board" },
  { "list-dark", 1280, 800, TRUE, open_view, "deal|list" },
  { "record-dark", 1280, 800, TRUE, open_record, "company" },
  { "narrow-list", 360, 720, FALSE, open_view, "deal|list|status = \"open\"" },
  { "narrow-board", 360, 720, FALSE, open_view, "deal|board" },
  { "narrow-record", 360, 720, FALSE, open_record, "company" },
  { "narrow-sidebar", 360, 720, FALSE, show_sidebar, NULL },
};

static gboolean take_cb (gpointer data);

static void
prepare (TwWindow   *window,
         const Shot *shot)
{
  GtkWidget *content = adw_application_window_get_content (ADW_APPLICATION_WINDOW (window));
  /* Without a compositor the window's border lies inside it: 5 pixels on each side. */
  GtkNative *native = GTK_NATIVE (window);
  int border_x = gdk_surface_get_width (gtk_native_get_surface (native)) - gtk_widget_get_width (content);
  int border_y = gdk_surface_get_height (gtk_native_get_surface (native)) - gtk_widget_get_height (content);

  gtk_window_unmaximize (GTK_WINDOW (window));
  gtk_window_set_default_size (GTK_WINDOW (window), shot->width + MAX (border_x, 0), shot->height + MAX (border_y, 0));
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      shot->dark ? ADW_COLOR_SCHEME_FORCE_DARK : ADW_COLOR_SCHEME_FORCE_LIGHT);
}

/* A window becomes narrow in steps: each time that parts for a wide one are gone, it can shrink further. */
static gboolean
fit_cb (gpointer data)
{
  GTask *task = G_TASK (data);
  Job *job = g_task_get_task_data (task);
  TwWindow *window = TW_WINDOW (g_task_get_source_object (task));
  GtkWidget *content = adw_application_window_get_content (ADW_APPLICATION_WINDOW (window));
  gboolean fits = gtk_widget_get_width (content) <= shots[job->next].width;

  if (!fits)
    prepare (window, &shots[job->next]);
  job->n_fits = fits ? 0 : job->n_fits + 1;
  g_timeout_add (fits || job->n_fits > MAX_FITS ? SETTLE_TIME : SETTLE_TIME / 3,
                 fits || job->n_fits > MAX_FITS ? take_cb : fit_cb, task);
  return G_SOURCE_REMOVE;
}

static gboolean
prepare_cb (gpointer data)
{
  GTask *task = G_TASK (data);
  Job *job = g_task_get_task_data (task);
  const Shot *shot = &shots[job->next];

  shot->prepare (TW_WINDOW (g_task_get_source_object (task)), shot->argument);
  g_timeout_add (SETTLE_TIME / 3, fit_cb, task);
  return G_SOURCE_REMOVE;
}

/* The new size first, so that the view is made for it. */
static gboolean
resize_cb (gpointer data)
{
  GTask *task = G_TASK (data);
  Job *job = g_task_get_task_data (task);

  prepare (TW_WINDOW (g_task_get_source_object (task)), &shots[job->next]);
  g_timeout_add (SETTLE_TIME / 3, prepare_cb, task);
  return G_SOURCE_REMOVE;
}

static gboolean
take_cb (gpointer data)
{
  g_autoptr(GTask) task = G_TASK (data);
  TwWindow *window = TW_WINDOW (g_task_get_source_object (task));
  Job *job = g_task_get_task_data (task);
  g_autofree char *name = g_strconcat (shots[job->next].name, ".png", NULL);
  g_autofree char *path = g_build_filename (job->dir, name, NULL);
  GError *error = NULL;

  if (!tw_widget_shot (adw_application_window_get_content (ADW_APPLICATION_WINDOW (window)), path, &error))
    {
      if (++job->n_tries < MAX_TRIES)
        {
          g_error_free (error);
          g_timeout_add (SETTLE_TIME, take_cb, g_steal_pointer (&task));
        }
      else
        g_task_return_error (task, error);
      return G_SOURCE_REMOVE;
    }
  job->n_tries = 0;
  job->next++;
  if (job->next == G_N_ELEMENTS (shots))
    {
      g_task_return_boolean (task, TRUE);
      return G_SOURCE_REMOVE;
    }
  tw_window_search (window, NULL);
  resize_cb (g_steal_pointer (&task));
  return G_SOURCE_REMOVE;
}

/**
 * tw_screenshots_take_async:
 * @window: a window with a workspace
 * @dir: folder for the pictures, made when it is not there
 * @callback: called when all are saved
 * @data: for @callback
 *
 * Opens each main view and saves its picture.
 */
void
tw_screenshots_take_async (TwWindow           *window,
                           const char         *dir,
                           GAsyncReadyCallback callback,
                           gpointer            data)
{
  GTask *task = g_task_new (window, NULL, callback, data);
  Job *job = g_new0 (Job, 1);

  g_task_set_source_tag (task, tw_screenshots_take_async);
  job->dir = g_strdup (dir);
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  if (g_mkdir_with_parents (dir, 0777) != 0)
    {
      g_task_return_new_error (task, G_IO_ERROR, g_io_error_from_errno (errno), "%s: %s", dir, g_strerror (errno));
      g_object_unref (task);
      return;
    }
  gtk_window_present (GTK_WINDOW (window));
  g_timeout_add (SETTLE_TIME, resize_cb, task);
}

/**
 * tw_screenshots_take_finish:
 * @result: given to the callback
 * @error: what could not be saved
 *
 * Returns: whether all pictures were saved
 */
gboolean
tw_screenshots_take_finish (GAsyncResult *result,
                            GError      **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
