/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-quote-preview.h"

#include <glib/gi18n-lib.h>

#include "tw-pixels.h"
#include "tw-poppler.h"
#include "tw-quote-paper.h"
#include "tw-task.h"

#define PATIENCE   120                                 /* ms after the last change until it is drawn anew */
#define ZOOM_STEP  1.2
#define MIN_ZOOM   0.2
#define MAX_ZOOM   5.0
#define MOST_SIDE  6000.0                              /* pixels of a page's drawing */
#define MARGIN     12                                  /* pixels around a page */

struct _TwQuotePreview
{
  AdwBin          parent_instance;

  TwStore        *store;                               /* (owned) (nullable) */
  TwId            quote;
  char           *template;                            /* (owned) (nullable) */
  GBytes         *pdf;                                 /* (owned) (nullable) what is shown */
  guint           page, n_pages;
  double          zoom;                                /* points to pixels; 0: as wide as the room */
  double          shown_zoom;
  guint           round;
  guint           width;                               /* of the room when it was drawn last */

  GCancellable   *cancellable;                         /* (owned) (nullable) of the drawing that is under way */
  guint           refresh_id, resize_id;
  gboolean        stale;                               /* the quote changed since what is shown was begun */
  gboolean        again;                               /* page, zoom or quote changed since the drawing was begun */

  GtkPicture     *picture;
  GtkLabel       *number;
  GtkStack       *stack;
  AdwStatusPage  *trouble;
  GtkWidget      *previous, *next;
};

G_DEFINE_FINAL_TYPE (TwQuotePreview, tw_quote_preview, ADW_TYPE_BIN)

/* --- Drawing, on another thread --- */

typedef struct
{
  TwStore *store;                                      /* (owned) */
  TwId     quote;
  char    *template;                                   /* (owned) (nullable) */
  GBytes  *pdf;                                        /* (owned) (nullable) NULL: it is to be made */
  guint    page;
  double   zoom, room, scale;                          /* scale: pixels of the display for one of ours */
  /* What came of it. */
  guint    n_pages;
  double   shown_zoom;
  GBytes  *pixels;                                     /* (owned) */
  guint    width, height;                              /* of these */
} Job;

static void
job_free (Job *job)
{
  g_clear_object (&job->store);
  g_clear_pointer (&job->pixels, g_bytes_unref);
  g_clear_pointer (&job->pdf, g_bytes_unref);
  g_free (job->template);
  g_free (job);
}

static gboolean
make_pdf (Job          *job,
          GCancellable *cancellable,
          GError      **error)
{
  g_autoptr(TwPaper) paper = tw_quote_paper_load (job->store, &job->quote, &(TwQuotePaperChoice) { job->template, NULL, NULL }, error);

  if (paper != NULL)
    job->pdf = tw_paper_make_pdf (paper, cancellable, error);
  return job->pdf != NULL;
}

/* Takes the surface. */
static void
take_pixels (Job             *job,
             cairo_surface_t *surface)
{
  job->width = (guint) cairo_image_surface_get_width (surface);
  job->height = (guint) cairo_image_surface_get_height (surface);
  cairo_surface_flush (surface);
  job->pixels = g_bytes_new_with_free_func (cairo_image_surface_get_data (surface), (gsize) job->width * job->height * 4,
                                            (GDestroyNotify) cairo_surface_destroy, surface);
}

static gboolean
draw_page (Job     *job,
           GError **error)
{
  const TwPoppler *poppler = tw_poppler ();
  g_autoptr(GObject) document = G_OBJECT (poppler->poppler_document_new_from_bytes (job->pdf, NULL, error));
  g_autoptr(GObject) page = NULL;
  cairo_surface_t *surface = NULL;
  cairo_t *cr = NULL;
  double width = 0, height = 0, zoom = 1;

  if (document == NULL)
    return FALSE;
  job->n_pages = (guint) poppler->poppler_document_get_n_pages ((PopplerDocument *) document);
  job->page = MIN (job->page, job->n_pages - 1);
  page = G_OBJECT (poppler->poppler_document_get_page ((PopplerDocument *) document, (int) job->page));
  poppler->poppler_page_get_size ((PopplerPage *) page, &width, &height);
  job->shown_zoom = job->zoom > 0 ? job->zoom : CLAMP (job->room / width, MIN_ZOOM, MAX_ZOOM);
  zoom = MIN (job->shown_zoom * job->scale, MOST_SIDE / MAX (width, height));
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, MAX (1, (int) (width * zoom)), MAX (1, (int) (height * zoom)));
  cr = cairo_create (surface);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_scale (cr, zoom, zoom);
  poppler->poppler_page_render ((PopplerPage *) page, cr);
  cairo_destroy (cr);
  take_pixels (job, surface);
  return TRUE;
}

static void
draw_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;

  if ((job->pdf == NULL && !make_pdf (job, cancellable, &error)) || !draw_page (job, &error))
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/* --- Showing --- */

static guint
get_room (TwQuotePreview *self)
{
  return (guint) MAX (gtk_widget_get_width (GTK_WIDGET (self)), 200);
}

static void
update_number (TwQuotePreview *self)
{
  /* Translators: which page is shown, of how many */
  g_autofree char *text = g_strdup_printf (_("%u of %u"), self->page + 1, MAX (1, self->n_pages));

  gtk_label_set_label (self->number, text);
  gtk_widget_set_sensitive (self->previous, self->page > 0);
  gtk_widget_set_sensitive (self->next, self->page + 1 < self->n_pages);
}

static void
show_job (TwQuotePreview *self,
          Job            *job)
{
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  /* Translators: what a reader of the screen says of the picture of a page */
  g_autofree char *label = g_strdup_printf (_("Page %u of %u of the quote"), job->page + 1, job->n_pages);
  g_autoptr(TwPixels) pixels = tw_pixels_new (GTK_WIDGET (self->picture), job->pixels, job->width, job->height);

  g_clear_pointer (&self->pdf, g_bytes_unref);
  self->pdf = g_bytes_ref (job->pdf);
  self->n_pages = job->n_pages;
  self->page = MIN (self->page, self->n_pages - 1);
  self->shown_zoom = job->shown_zoom;
  self->round++;
  gtk_picture_set_paintable (self->picture, GDK_PAINTABLE (pixels));
  gtk_picture_set_alternative_text (self->picture, label);
  gtk_widget_set_size_request (GTK_WIDGET (self->picture), (int) job->width / scale, (int) job->height / scale);
  gtk_stack_set_visible_child_name (self->stack, "page");
  update_number (self);
}

static void drawn_cb (GObject *source, GAsyncResult *result, gpointer data);

/* One drawing at a time: what comes meanwhile is drawn after it. */
static void
draw (TwQuotePreview *self)
{
  g_autoptr(GTask) task = NULL;
  Job *job = NULL;

  self->again = self->cancellable != NULL;
  if (self->store == NULL || self->stack == NULL || self->again)
    return;
  job = g_new0 (Job, 1);
  job->store = g_object_ref (self->store);
  job->quote = self->quote;
  job->template = g_strdup (self->template);
  job->pdf = self->stale || self->pdf == NULL ? NULL : g_bytes_ref (self->pdf);
  job->page = self->page;
  job->zoom = self->zoom;
  self->stale = FALSE;
  self->width = get_room (self);
  job->room = self->width - 2 * MARGIN;
  job->scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  task = g_task_new (self, self->cancellable, drawn_cb, NULL);
  g_task_set_source_tag (task, draw);
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  tw_task_run_in_thread (task, draw_thread);
}

static void
drawn_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  TwQuotePreview *self = TW_QUOTE_PREVIEW (source);
  Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr(GError) error = NULL;
  gboolean done = g_task_propagate_boolean (G_TASK (result), &error);

  if (self->stack == NULL)
    return;
  g_clear_object (&self->cancellable);
  if (done)
    show_job (self, job);
  else
    {
      tw_tell (self->trouble, error->message);
      gtk_stack_set_visible_child_name (self->stack, "trouble");
    }
  if (self->again)
    draw (self);
}

static gboolean
refresh_cb (gpointer data)
{
  TwQuotePreview *self = data;

  self->refresh_id = 0;
  self->stale = TRUE;
  draw (self);
  return G_SOURCE_REMOVE;
}

static gboolean
resize_cb (gpointer data)
{
  TwQuotePreview *self = data;

  self->resize_id = 0;
  if (self->width != get_room (self))
    draw (self);
  return G_SOURCE_REMOVE;
}

/* --- Overrides --- */

static void
tw_quote_preview_size_allocate (GtkWidget *widget,
                                int        width,
                                int        height,
                                int        baseline)
{
  TwQuotePreview *self = TW_QUOTE_PREVIEW (widget);

  GTK_WIDGET_CLASS (tw_quote_preview_parent_class)->size_allocate (widget, width, height, baseline);
  if (self->zoom == 0 && self->pdf != NULL && self->width != get_room (self) && self->resize_id == 0)
    self->resize_id = g_timeout_add (PATIENCE, resize_cb, self);
}

static void
tw_quote_preview_dispose (GObject *object)
{
  TwQuotePreview *self = TW_QUOTE_PREVIEW (object);

  g_clear_handle_id (&self->refresh_id, g_source_remove);
  g_clear_handle_id (&self->resize_id, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_QUOTE_PREVIEW);
  self->stack = NULL;
  g_clear_object (&self->store);
  g_clear_pointer (&self->pdf, g_bytes_unref);
  g_clear_pointer (&self->template, g_free);
  G_OBJECT_CLASS (tw_quote_preview_parent_class)->dispose (object);
}

static void
tw_quote_preview_class_init (TwQuotePreviewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_quote_preview_dispose;
  widget_class->size_allocate = tw_quote_preview_size_allocate;
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("quotes/tw-quote-preview.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwQuotePreview, picture);
  gtk_widget_class_bind_template_child (widget_class, TwQuotePreview, number);
  gtk_widget_class_bind_template_child (widget_class, TwQuotePreview, stack);
  gtk_widget_class_bind_template_child (widget_class, TwQuotePreview, trouble);
  gtk_widget_class_bind_template_child (widget_class, TwQuotePreview, previous);
  gtk_widget_class_bind_template_child (widget_class, TwQuotePreview, next);
}

static void
tw_quote_preview_init (TwQuotePreview *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tw_quote_preview_set_quote:
 * @self: a preview
 * @store: the store
 * @quote: id of a quote
 *
 * Shows the first page of a quote.
 */
void
tw_quote_preview_set_quote (TwQuotePreview *self,
                            TwStore        *store,
                            const TwId     *quote)
{
  g_set_object (&self->store, store);
  self->quote = *quote;
  self->page = 0;
  tw_quote_preview_refresh (self);
}

/**
 * tw_quote_preview_refresh:
 * @self: a preview
 *
 * Draws the page anew a moment after the last change.
 */
void
tw_quote_preview_refresh (TwQuotePreview *self)
{
  g_clear_handle_id (&self->refresh_id, g_source_remove);
  self->refresh_id = g_timeout_add (PATIENCE, refresh_cb, self);
}

/**
 * tw_quote_preview_set_template:
 * @self: a preview
 * @key: (nullable): key of a shipped template; %NULL for the quote's own
 *
 * Shows the quote in another design.
 */
void
tw_quote_preview_set_template (TwQuotePreview *self,
                               const char     *key)
{
  g_free (self->template);
  self->template = g_strdup (key);
  tw_quote_preview_refresh (self);
}

/**
 * tw_quote_preview_get_template:
 * @self: a preview
 *
 * Returns: (nullable): key of the template that was chosen
 */
const char *
tw_quote_preview_get_template (TwQuotePreview *self)
{
  return self->template;
}

/**
 * tw_quote_preview_turn:
 * @self: a preview
 * @pages: how many on, or back
 *
 * Shows another page.
 */
void
tw_quote_preview_turn (TwQuotePreview *self,
                       int             pages)
{
  int page = CLAMP ((int) self->page + pages, 0, (int) MAX (1, self->n_pages) - 1);

  if (self->pdf == NULL || page == (int) self->page)
    return;
  self->page = (guint) page;
  draw (self);
}

/**
 * tw_quote_preview_zoom:
 * @self: a preview
 * @steps: larger, or smaller when below 0; 0: as wide as the room
 *
 * Changes how large the page is.
 */
void
tw_quote_preview_zoom (TwQuotePreview *self,
                       int             steps)
{
  double zoom = self->shown_zoom > 0 ? self->shown_zoom : 1;

  for (int i = 0; i < ABS (steps); i++)
    zoom = steps > 0 ? zoom * ZOOM_STEP : zoom / ZOOM_STEP;
  self->zoom = steps == 0 ? 0 : CLAMP (zoom, MIN_ZOOM, MAX_ZOOM);
  if (self->pdf != NULL)
    draw (self);
}

/**
 * tw_quote_preview_get_page:
 * @self: a preview
 *
 * Returns: the page that is shown, from 0
 */
guint
tw_quote_preview_get_page (TwQuotePreview *self)
{
  return self->page;
}

/**
 * tw_quote_preview_get_n_pages:
 * @self: a preview
 *
 * Returns: how many pages there are; 0 before anything is shown
 */
guint
tw_quote_preview_get_n_pages (TwQuotePreview *self)
{
  return self->n_pages;
}

/**
 * tw_quote_preview_get_zoom:
 * @self: a preview
 *
 * Returns: pixels for a point
 */
double
tw_quote_preview_get_zoom (TwQuotePreview *self)
{
  return self->shown_zoom;
}

/**
 * tw_quote_preview_get_round:
 * @self: a preview
 *
 * Returns: how often a page was drawn
 */
guint
tw_quote_preview_get_round (TwQuotePreview *self)
{
  return self->round;
}
