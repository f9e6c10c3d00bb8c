/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>
#include <unistd.h>

#include "tw-renderer-private.h"

G_STATIC_ASSERT (TW_RENDERER_MAX_SIDE == TW_RENDER_MAX_SIDE);

G_DEFINE_FINAL_TYPE (TwRenderer, tw_renderer, G_TYPE_OBJECT)

static guint sizes_changed_signal;

static void pump (TwRenderer *self);
static void read_answer (TwRenderer *self);

void
tw_render_request_free (TwRenderRequest *request)
{
  g_clear_object (&request->task);
  g_byte_array_unref (request->payload);
  g_free (request);
}

static guint
get_patience (TwRenderer *self,
              guint16     op)
{
  guint usual = op == TW_RENDER_RECOGNIZE ? 150 : op == TW_RENDER_PRINT ? 120 : 20;

  return self->most_patience > 0 ? MIN (usual, self->most_patience) : usual;
}

/**
 * tw_renderer_limit_patience:
 * @self: a renderer
 * @seconds: the most that any answer is waited for from now on; 0 for the usual
 */
void
tw_renderer_limit_patience (TwRenderer *self,
                            guint       seconds)
{
  g_return_if_fail (TW_IS_RENDERER (self));
  self->most_patience = seconds;
}

/* --- The process ends --- */

static void
stop_patience (TwRenderer *self)
{
  if (self->patience != NULL)
    g_source_destroy (self->patience);
  g_clear_pointer (&self->patience, g_source_unref);
}

static void
fail_requests (GQueue *queue,
               GError *error)
{
  TwRenderRequest *request = NULL;

  while ((request = g_queue_pop_head (queue)) != NULL)
    {
      if (request->task != NULL)
        g_task_return_error (request->task, g_error_copy (error));
      tw_render_request_free (request);
    }
}

/* What was asked of it gets the error. Callbacks may ask for more, or let the renderer go. */
static void
end_process (TwRenderer   *self,
             TwRenderError code)
{
  g_autoptr(TwRenderer) alive = g_object_ref (self);
  g_autoptr(GError) error = tw_render_error_new (code);
  GQueue sent = self->sent, waiting = self->waiting;

  stop_patience (self);
  g_queue_init (&self->sent);
  g_queue_init (&self->waiting);
  self->is_open = FALSE;
  g_clear_pointer (&self->process, tw_render_process_free);
  fail_requests (&sent, error);
  fail_requests (&waiting, error);
}

static gboolean
patience_over_cb (gpointer data)
{
  end_process (TW_RENDERER (data), TW_RENDER_ERROR_SLOW);
  return G_SOURCE_REMOVE;
}

static void
start_patience (TwRenderer *self)
{
  TwRenderRequest *first = g_queue_peek_head (&self->sent);

  stop_patience (self);
  if (first == NULL)
    return;
  self->patience = g_timeout_source_new_seconds (get_patience (self, first->op));
  g_source_set_callback (self->patience, patience_over_cb, self, NULL);
  g_source_attach (self->patience, g_main_context_get_thread_default ());
}

/* --- Answers --- */

static void
take_sizes (TwRenderer   *self,
            guint         first,
            guint         n,
            const double *sizes)
{
  if (first != self->n_sizes || first + n > self->n_pages)
    return;
  memcpy (self->sizes + 2 * first, sizes, sizeof (double) * 2 * n);
  self->n_sizes = first + n;
}

static gboolean
answer_open (TwRenderer      *self,
             TwRenderRequest *request,
             const guint8    *data,
             gsize            size)
{
  TwRenderOpened opened;

  if (!tw_render_answer_opened (data, size, &opened))
    return FALSE;
  g_free (self->sizes);
  self->sizes = g_new0 (double, 2 * opened.n_pages + 2);
  self->n_pages = opened.n_pages;
  self->walls = opened.walls;
  self->n_sizes = 0;
  self->is_open = TRUE;
  take_sizes (self, 0, opened.n_sizes, opened.sizes);
  g_free (opened.sizes);
  g_task_return_boolean (request->task, TRUE);
  return TRUE;
}

static gboolean
answer_sizes (TwRenderer      *self,
              TwRenderRequest *request,
              const guint8    *data,
              gsize            size)
{
  g_autofree double *sizes = g_new0 (double, 2 * request->second + 2);

  if (!tw_render_answer_sizes (data, size, request->second, sizes))
    return FALSE;
  take_sizes (self, request->first, request->second, sizes);
  if (self->n_sizes < self->n_pages)
    tw_renderer_load_sizes (self);
  g_signal_emit (self, sizes_changed_signal, 0);
  return TRUE;
}

static gboolean
answer_print (TwRenderer      *self,
              TwRenderRequest *request)
{
  GError *error = NULL;
  int paper = tw_render_process_take_paper (self->process, &error);

  if (paper >= 0)
    g_task_return_int (request->task, paper);
  else
    g_task_return_error (request->task, error);
  return TRUE;
}

static gboolean
return_pointer (TwRenderRequest *request,
                gpointer         value,
                GDestroyNotify   free_func)
{
  if (value == NULL)
    return FALSE;
  g_task_return_pointer (request->task, value, free_func);
  return TRUE;
}

static gboolean
answer_request (TwRenderer      *self,
                TwRenderRequest *request,
                const guint8    *data,
                gsize            size)
{
  switch ((TwRenderOp) request->op)
    {
    case TW_RENDER_OPEN:
      return answer_open (self, request, data, size);
    case TW_RENDER_SIZES:
      return answer_sizes (self, request, data, size);
    case TW_RENDER_DRAW:
      return tw_render_answer_drawn (data, size, request->first, request->second)
             && return_pointer (request, g_bytes_new (self->process->map + (gsize) request->slot * TW_RENDER_SLOT_SIZE,
                                                      (gsize) request->first * request->second * 4), (GDestroyNotify) g_bytes_unref);
    case TW_RENDER_TEXT:
    case TW_RENDER_RECOGNIZE:
      return return_pointer (request, tw_render_answer_text (data, size), (GDestroyNotify) tw_page_text_unref);
    case TW_RENDER_LINKS:
      return return_pointer (request, tw_render_answer_links (data, size, self->n_pages), (GDestroyNotify) g_ptr_array_unref);
    case TW_RENDER_OUTLINE:
      return return_pointer (request, tw_render_answer_outline (data, size, self->n_pages), (GDestroyNotify) g_ptr_array_unref);
    case TW_RENDER_PRINT:
      return answer_print (self, request);
    case TW_RENDER_FAILED:
    default:
      return FALSE;
    }
}

/* FALSE: it is no answer to what was asked. Callbacks may close or open the renderer, so the request is out of the queue before. */
static gboolean
take_answer (TwRenderer           *self,
             const TwRenderHeader *header,
             const guint8         *data)
{
  TwRenderRequest *request = g_queue_peek_head (&self->sent);
  gboolean good = TRUE;

  if (request == NULL || header->serial != request->serial || header->slot != request->slot
      || (header->op != request->op && header->op != TW_RENDER_FAILED))
    return FALSE;
  g_queue_pop_head (&self->sent);
  /* When nobody waits for it any more its contents do not matter. */
  if (request->task == NULL || !g_task_return_error_if_cancelled (request->task))
    {
      if (header->op != TW_RENDER_FAILED)
        good = answer_request (self, request, data, header->size);
      else if (request->task != NULL)
        g_task_return_error (request->task, tw_render_answer_fault (data, header->size));
      if (!good && request->task != NULL)
        g_task_return_error (request->task, tw_render_error_new (TW_RENDER_ERROR_GONE));
    }
  tw_render_request_free (request);
  return good;
}

/* An answer on its way; it outlives the renderer when that goes first. */
typedef struct
{
  GWeakRef        renderer;
  TwRenderHeader  header;
  guint8         *payload;                             /* (owned) (nullable) */
} Reading;

static void
reading_free (Reading *reading)
{
  g_weak_ref_clear (&reading->renderer);
  g_free (reading->payload);
  g_free (reading);
}

/* Whose process still is the one that answers; (transfer full) (nullable). */
static TwRenderer *
read_on (Reading      *reading,
         GObject      *stream,
         GAsyncResult *result,
         gsize         wanted)
{
  g_autoptr(TwRenderer) self = g_weak_ref_get (&reading->renderer);
  gsize n = 0;
  gboolean read = g_input_stream_read_all_finish (G_INPUT_STREAM (stream), result, &n, NULL);

  if (self == NULL || self->process == NULL || self->process->answers != G_INPUT_STREAM (stream))
    return NULL;
  if (read && n == wanted)
    return g_steal_pointer (&self);
  end_process (self, TW_RENDER_ERROR_GONE);
  return NULL;
}

static void
finish_answer (TwRenderer *self,
               Reading    *reading)
{
  guint round = self->round;
  gboolean good = take_answer (self, &reading->header, reading->payload);

  /* A callback ended the process, or started another. */
  if (self->process == NULL || self->round != round)
    return;
  if (!good)
    {
      end_process (self, TW_RENDER_ERROR_GONE);
      return;
    }
  start_patience (self);
  pump (self);
  if (self->process != NULL && self->round == round)
    read_answer (self);
}

static void
payload_read_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      data)
{
  Reading *reading = data;
  g_autoptr(TwRenderer) self = read_on (reading, source, result, reading->header.size);

  if (self != NULL)
    finish_answer (self, reading);
  reading_free (reading);
}

static void
header_read_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      data)
{
  Reading *reading = data;
  g_autoptr(TwRenderer) self = read_on (reading, source, result, sizeof reading->header);

  if (self == NULL)
    {
      reading_free (reading);
      return;
    }
  if (reading->header.size > TW_RENDER_MAX_ANSWER)
    {
      end_process (self, TW_RENDER_ERROR_GONE);
      reading_free (reading);
      return;
    }
  reading->payload = g_malloc (reading->header.size + 1);
  g_input_stream_read_all_async (self->process->answers, reading->payload, reading->header.size, G_PRIORITY_DEFAULT,
                                 self->process->reading, payload_read_cb, reading);
}

static void
read_answer (TwRenderer *self)
{
  Reading *reading = g_new0 (Reading, 1);

  g_weak_ref_init (&reading->renderer, self);
  g_input_stream_read_all_async (self->process->answers, &reading->header, sizeof reading->header, G_PRIORITY_DEFAULT,
                                 self->process->reading, header_read_cb, reading);
}

/* --- Requests --- */

static guint16
find_slot (TwRenderer *self)
{
  for (guint16 slot = 0; slot < TW_RENDER_N_SLOTS; slot++)
    {
      gboolean used = FALSE;

      for (GList *l = self->sent.head; l != NULL; l = l->next)
        used |= ((TwRenderRequest *) l->data)->slot == slot;
      if (!used)
        return slot;
    }
  return 0;
}

/* One more than the process works on, so that it never waits for us. */
static void
pump (TwRenderer *self)
{
  while (self->process != NULL && self->sent.length < TW_RENDER_N_SLOTS && self->waiting.length > 0)
    {
      TwRenderRequest *request = g_queue_pop_head (&self->waiting);
      TwRenderHeader header;

      if (request->task != NULL && g_task_return_error_if_cancelled (request->task))
        {
          tw_render_request_free (request);
          continue;
        }
      request->slot = find_slot (self);
      request->serial = ++self->serial;
      header = (TwRenderHeader) { request->payload->len, request->op, request->slot, request->serial };
      g_queue_push_tail (&self->sent, request);
      if (!tw_render_process_send (self->process, &header, request->payload))
        {
          end_process (self, TW_RENDER_ERROR_GONE);
          return;
        }
      if (self->sent.length == 1)
        start_patience (self);
    }
}

static int
compare_requests (gconstpointer a,
                  gconstpointer b,
                  gpointer      data)
{
  const TwRenderRequest *one = a, *other = b;

  /* Of equals the one that came first. */
  return one->priority < other->priority ? -1 : one->priority > other->priority ? 1 : 0;
}

void
tw_renderer_push (TwRenderer      *self,
                  TwRenderRequest *request)
{
  GList *l = self->waiting.tail;

  while (l != NULL && compare_requests (l->data, request, NULL) > 0)
    l = l->prev;
  if (l != NULL)
    g_queue_insert_after (&self->waiting, l, request);
  else
    g_queue_push_head (&self->waiting, request);
  pump (self);
}

/* --- The object --- */

static void
tw_renderer_finalize (GObject *object)
{
  TwRenderer *self = TW_RENDERER (object);

  stop_patience (self);
  g_clear_pointer (&self->process, tw_render_process_free);
  /* Requests hold the renderer: there are none but its own. */
  g_queue_clear_full (&self->sent, (GDestroyNotify) tw_render_request_free);
  g_queue_clear_full (&self->waiting, (GDestroyNotify) tw_render_request_free);
  close (self->file);
  g_free (self->languages);
  g_free (self->password);
  g_free (self->sizes);
  G_OBJECT_CLASS (tw_renderer_parent_class)->finalize (object);
}

static void
tw_renderer_class_init (TwRendererClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tw_renderer_finalize;
  /**
   * TwRenderer::sizes-changed:
   *
   * The sizes of more pages are known.
   */
  sizes_changed_signal = g_signal_new ("sizes-changed", TW_TYPE_RENDERER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tw_renderer_init (TwRenderer *self)
{
  self->file = -1;
}

/**
 * tw_renderer_open_async:
 * @self: a renderer
 * @password: (nullable): of a protected document
 * @cancellable: (nullable): to give up
 * @callback: called when it is open
 * @data: for @callback
 *
 * Opens the document. After %TW_RENDER_ERROR_PASSWORD it can be tried with another one.
 */
void
tw_renderer_open_async (TwRenderer         *self,
                        const char         *password,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            data)
{
  TwRenderRequest *request = NULL;
  GError *error = NULL;

  g_return_if_fail (TW_IS_RENDERER (self));
  request = tw_render_request_new (self, TW_RENDER_OPEN, TW_URGENT, cancellable, callback, data);
  /* Each try has a process of its own: a library that has failed once is not asked again. */
  end_process (self, TW_RENDER_ERROR_GONE);
  self->process = tw_render_process_start (self->kind, self->file, self->languages, &error);
  if (self->process == NULL)
    {
      g_task_return_error (request->task, error);
      tw_render_request_free (request);
      return;
    }
  self->round++;
  read_answer (self);
  if (g_strcmp0 (password, self->password) != 0)
    {
      g_free (self->password);
      self->password = g_strdup (password);
    }
  tw_render_wire_put_text (request->payload, password, TW_RENDER_MAX_PASSWORD);
  tw_renderer_push (self, request);
}

/**
 * tw_renderer_open_finish:
 * @self: a renderer
 * @result: what the callback was given
 * @error: a #TwRenderError
 *
 * Returns: whether the document is open
 */
gboolean
tw_renderer_open_finish (TwRenderer   *self,
                         GAsyncResult *result,
                         GError      **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * tw_renderer_load_sizes:
 * @self: a renderer whose document is open
 *
 * Asks for the sizes of the pages that are not known yet.
 */
void
tw_renderer_load_sizes (TwRenderer *self)
{
  TwRenderRequest *request = NULL;

  g_return_if_fail (TW_IS_RENDERER (self));
  if (!self->is_open || self->n_sizes >= self->n_pages)
    return;
  request = g_new0 (TwRenderRequest, 1);
  request->op = TW_RENDER_SIZES;
  request->priority = TW_SOON;
  request->payload = g_byte_array_new ();
  request->first = self->n_sizes;
  request->second = MIN (self->n_pages - self->n_sizes, TW_RENDER_MAX_SIZES);
  tw_render_wire_put_u32 (request->payload, request->first);
  tw_render_wire_put_u32 (request->payload, request->second);
  tw_renderer_push (self, request);
}

/**
 * tw_renderer_is_walled:
 * @self: a renderer whose document is open
 *
 * Returns: whether the kernel keeps its process from files and network
 */
gboolean
tw_renderer_is_walled (TwRenderer *self)
{
  const guint32 all = TW_RENDER_WALL_FILES | TW_RENDER_WALL_CALLS;

  g_return_val_if_fail (TW_IS_RENDERER (self), FALSE);
  return (self->walls & all) == all;
}

/**
 * tw_renderer_close:
 * @self: a renderer
 *
 * Ends its process. What waits for it fails with %TW_RENDER_ERROR_GONE.
 */
void
tw_renderer_close (TwRenderer *self)
{
  g_return_if_fail (TW_IS_RENDERER (self));
  end_process (self, TW_RENDER_ERROR_GONE);
}

/**
 * tw_renderer_get_n_waiting:
 * @self: a renderer
 *
 * Returns: how many requests are not answered yet
 */
guint
tw_renderer_get_n_waiting (TwRenderer *self)
{
  g_return_val_if_fail (TW_IS_RENDERER (self), 0);
  return self->waiting.length + self->sent.length;
}
