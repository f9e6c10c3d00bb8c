/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-screenshots.h"

#include "tw-shot-list.h"
#include "tw-view-page.h"
#include "tw-widget-shot.h"

/* A view has this long at least to read its records. */
#define SETTLE_TIME 900                                /* ms */
#define LOOK_TIME   150                                /* ms between two looks whether everything stands where it stood */
#define MAX_LOOKS   60                                 /* what moves for ever is taken as it is */
#define MAX_FITS    20
#define MAX_TRIES   10                                 /* a busy machine may not have drawn the window yet */

#define WIDTH         1280
#define HEIGHT        800
#define NARROW_WIDTH  360
#define NARROW_HEIGHT 720

typedef struct
{
  char         *dir;                                   /* (owned) */
  const TwShot *shots;
  guint         n_shots;
  guint         next;                                  /* shot */
  TwShotForms   form;                                  /* of it */
  gboolean      acted;                                 /* its action has been done */
  guint         n_fits;                                /* times that the window was asked to shrink */
  guint         n_tries;
  guint         n_looks;
  guint         places;                                /* where everything stood at the last look */
} Job;

static void
job_free (Job *job)
{
  g_free (job->dir);
  g_free (job);
}

static gboolean
is_narrow (Job *job)
{
  return job->form == TW_SHOT_NARROW;
}

static char *
dup_name (Job *job)
{
  return g_strconcat (job->form == TW_SHOT_NARROW ? "narrow-" : "", job->shots[job->next].name,
                      job->form == TW_SHOT_DARK ? "-dark" : "", NULL);
}

/* The environment may ask for a few of them only: TW_SHOTS="*board* today". */
static gboolean
is_wanted (Job *job)
{
  g_auto(GStrv) patterns = g_strsplit (g_getenv ("TW_SHOTS") != NULL ? g_getenv ("TW_SHOTS") : "*", " ", -1);
  g_autofree char *name = dup_name (job);
  gboolean asked = FALSE;

  for (guint i = 0; patterns[i] != NULL; i++)
    asked |= g_pattern_match_simple (patterns[i], name);
  return asked && (job->shots[job->next].forms & job->form) != 0;
}

/* Goes on to the next picture that is wanted; FALSE at the end. */
static gboolean
go_on (Job *job)
{
  job->acted = FALSE;
  job->n_fits = job->n_tries = 0;
  for (; job->next < job->n_shots; job->next++, job->form = 0)
    for (job->form = job->form == 0 ? TW_SHOT_LIGHT : job->form << 1; job->form <= TW_SHOT_NARROW; job->form <<= 1)
      if (is_wanted (job))
        return TRUE;
  return FALSE;
}

static gboolean take_cb (gpointer data);

/* --- Rest: a leaflet that folds, a page that slides in and rows that come move what is shown --- */

static gboolean
is_moving (GtkWidget *widget)
{
  if (GTK_IS_STACK (widget))
    return gtk_stack_get_transition_running (GTK_STACK (widget));
  if (GTK_IS_REVEALER (widget))
    return gtk_revealer_get_reveal_child (GTK_REVEALER (widget)) != gtk_revealer_get_child_revealed (GTK_REVEALER (widget));
  return ADW_IS_LEAFLET (widget) && adw_leaflet_get_child_transition_running (ADW_LEAFLET (widget));
}

/* FALSE: something is on its way. */
static gboolean
add_places (GtkWidget *widget,
            GtkWidget *top,
            guint     *places)
{
  graphene_rect_t bounds;

  if (!gtk_widget_get_mapped (widget))
    return TRUE;
  if (is_moving (widget))
    return FALSE;
  if (gtk_widget_compute_bounds (widget, top, &bounds))
    *places = (*places * 31 + (guint) (int) bounds.origin.x) * 31 * 31 + (guint) (int) bounds.origin.y * 31
              + (guint) (int) bounds.size.width * 7 + (guint) (int) bounds.size.height;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (!add_places (child, top, places))
      return FALSE;
  return TRUE;
}

/* Lists and boards of a busy machine are still read after the time that they have; a picture of reading is meant to show it, and so are all of
 * them where nothing is read at all. */
static gboolean
is_reading (TwWindow *window,
            Job      *job)
{
  TwWindowPage *page = tw_window_get_workspace (window) != NULL ? tw_window_get_page (window) : NULL;

  return TW_IS_VIEW_PAGE (page) && g_getenv ("TW_SHOTS_HELD") == NULL && !g_str_equal (job->shots[job->next].name, "loading")
         && tw_presentation_is_reading (tw_view_page_get_presentation (TW_VIEW_PAGE (page)));
}

/* Twice at the same places: the picture can be taken. */
static gboolean
rest_cb (gpointer data)
{
  GTask *task = G_TASK (data);
  Job *job = g_task_get_task_data (task);
  GtkWidget *window = GTK_WIDGET (g_task_get_source_object (task));
  guint places = 1;
  gboolean rests = !is_reading (TW_WINDOW (window), job) && add_places (window, window, &places) && places == job->places;

  job->places = places;
  if (!rests && ++job->n_looks < MAX_LOOKS)
    return G_SOURCE_CONTINUE;
  job->places = job->n_looks = 0;
  take_cb (task);
  return G_SOURCE_REMOVE;
}

static void
take_at_rest (GTask *task)
{
  g_timeout_add (LOOK_TIME, rest_cb, task);
}

static gboolean
settled_cb (gpointer data)
{
  take_at_rest (G_TASK (data));
  return G_SOURCE_REMOVE;
}

static void
set_size (TwWindow *window,
          Job      *job)
{
  GtkWidget *content = adw_application_window_get_content (ADW_APPLICATION_WINDOW (window));
  /* Without a compositor the window's border lies inside it: 5 pixels on each side. */
  GtkNative *native = GTK_NATIVE (window);
  int border_x = gdk_surface_get_width (gtk_native_get_surface (native)) - gtk_widget_get_width (content);
  int border_y = gdk_surface_get_height (gtk_native_get_surface (native)) - gtk_widget_get_height (content);
  int width = is_narrow (job) ? NARROW_WIDTH : WIDTH, height = is_narrow (job) ? NARROW_HEIGHT : HEIGHT;

  gtk_window_unmaximize (GTK_WINDOW (window));
  gtk_window_set_default_size (GTK_WINDOW (window), width + MAX (border_x, 0), height + MAX (border_y, 0));
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      job->form == TW_SHOT_DARK ? ADW_COLOR_SCHEME_FORCE_DARK : ADW_COLOR_SCHEME_FORCE_LIGHT);
}

/* A window becomes narrow in steps: each time that parts for a wide one are gone, it can shrink further. */
static gboolean
fit_cb (gpointer data)
{
  GTask *task = G_TASK (data);
  Job *job = g_task_get_task_data (task);
  TwWindow *window = TW_WINDOW (g_task_get_source_object (task));
  GtkWidget *content = adw_application_window_get_content (ADW_APPLICATION_WINDOW (window));
  gboolean fits = gtk_widget_get_width (content) <= (is_narrow (job) ? NARROW_WIDTH : WIDTH);

  if (!fits)
    set_size (window, job);
  job->n_fits = fits ? 0 : job->n_fits + 1;
  g_timeout_add (fits || job->n_fits > MAX_FITS ? SETTLE_TIME : SETTLE_TIME / 3,
                 fits || job->n_fits > MAX_FITS ? settled_cb : fit_cb, task);
  return G_SOURCE_REMOVE;
}

static gboolean
prepare_cb (gpointer data)
{
  GTask *task = G_TASK (data);
  Job *job = g_task_get_task_data (task);
  const TwShot *shot = &job->shots[job->next];

  shot->prepare (TW_WINDOW (g_task_get_source_object (task)), shot->argument);
  g_timeout_add (SETTLE_TIME / 3, fit_cb, task);
  return G_SOURCE_REMOVE;
}

/* The new size first, so that the view is made for it. */
static gboolean
resize_cb (gpointer data)
{
  GTask *task = G_TASK (data);

  set_size (TW_WINDOW (g_task_get_source_object (task)), g_task_get_task_data (task));
  g_timeout_add (SETTLE_TIME / 3, prepare_cb, task);
  return G_SOURCE_REMOVE;
}

/* The action of a picture is known to what is shown, or to what is around it. */
static void
act (TwWindow     *window,
     const TwShot *shot)
{
  g_autofree char *name = NULL;
  g_autoptr(GVariant) target = NULL;
  TwWindowPage *page = tw_window_get_workspace (window) != NULL ? tw_window_get_page (window) : NULL;
  GtkWidget *widget = page != NULL ? GTK_WIDGET (page) : GTK_WIDGET (window);

  if (!g_action_parse_detailed_name (shot->action, &name, &target, NULL))
    return;
  if (TW_IS_VIEW_PAGE (page))
    {
      TwPresentation *presentation = tw_view_page_get_presentation (TW_VIEW_PAGE (page));

      tw_presentation_take_focus (presentation);
      widget = GTK_WIDGET (presentation);
    }
  /* A command of something in the page is run where the keyboard is. */
  if (!gtk_widget_activate_action_variant (widget, name, target) && gtk_window_get_focus (GTK_WINDOW (window)) != NULL)
    gtk_widget_activate_action_variant (gtk_window_get_focus (GTK_WINDOW (window)), name, target);
}

/* The dialog that has come over the window, or the window. */
static GtkWindow *
get_front (TwWindow *window)
{
  g_autoptr(GListModel) windows = g_object_ref (gtk_window_get_toplevels ());

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkWindow) other = g_list_model_get_item (windows, i);

      if (other != GTK_WINDOW (window) && gtk_widget_get_mapped (GTK_WIDGET (other)))
        return other;
    }
  return GTK_WINDOW (window);
}

static gboolean
save (TwWindow   *window,
      Job        *job,
      GError    **error)
{
  GtkWindow *front = get_front (window);
  g_autofree char *stem = dup_name (job), *name = g_strconcat (stem, ".png", NULL);
  g_autofree char *path = g_build_filename (job->dir, name, NULL);
  GtkWidget *content = ADW_IS_APPLICATION_WINDOW (front)
                       ? adw_application_window_get_content (ADW_APPLICATION_WINDOW (front)) : gtk_window_get_child (front);

  return tw_widget_shot (content, path, error);
}

/* What was opened for the picture goes; the window stays. */
static void
clean_up (TwWindow *window)
{
  GtkWindow *front = NULL;
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (window));
  GtkWidget *popover = focus != NULL ? gtk_widget_get_ancestor (focus, GTK_TYPE_POPOVER) : NULL;

  if (popover != NULL)
    gtk_popover_popdown (GTK_POPOVER (popover));
  while ((front = get_front (window)) != GTK_WINDOW (window))
    gtk_window_destroy (front);
  if (tw_window_get_workspace (window) != NULL)
    tw_window_search (window, NULL);
}

static gboolean
take_cb (gpointer data)
{
  g_autoptr(GTask) task = G_TASK (data);
  TwWindow *window = TW_WINDOW (g_task_get_source_object (task));
  Job *job = g_task_get_task_data (task);
  GError *error = NULL;

  if (job->shots[job->next].action != NULL && !job->acted)
    {
      job->acted = TRUE;
      act (window, &job->shots[job->next]);
      g_timeout_add (SETTLE_TIME, settled_cb, g_steal_pointer (&task));
      return G_SOURCE_REMOVE;
    }
  if (!save (window, job, &error))
    {
      if (++job->n_tries < MAX_TRIES)
        {
          g_error_free (error);
          g_timeout_add (SETTLE_TIME, settled_cb, g_steal_pointer (&task));
        }
      else
        g_task_return_error (task, error);
      return G_SOURCE_REMOVE;
    }
  clean_up (window);
  if (go_on (job))
    resize_cb (g_steal_pointer (&task));
  else
    g_task_return_boolean (task, TRUE);
  return G_SOURCE_REMOVE;
}

/**
 * tw_screenshots_take_async:
 * @window: a window with a workspace, or with the start page
 * @dir: folder for the pictures, made when it is not there
 * @callback: called when all are saved
 * @data: for @callback
 *
 * Opens each view and saves its picture in light, dark and narrow: a dialog alone, popovers where they stand.
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
  job->shots = tw_shot_list (tw_window_get_workspace (window) == NULL, &job->n_shots);
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  if (g_mkdir_with_parents (dir, 0777) != 0)
    {
      g_task_return_new_error (task, G_IO_ERROR, g_io_error_from_errno (errno), "%s: %s", dir, g_strerror (errno));
      g_object_unref (task);
      return;
    }
  gtk_window_present (GTK_WINDOW (window));
  if (go_on (job))
    g_timeout_add (SETTLE_TIME, resize_cb, task);
  else
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
    }
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
