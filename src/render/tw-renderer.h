/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One outside file, read by a process of its own (src/render/worker): a PDF, or a picture as a document of one page. Requests are
 * answered on the thread-default main context of whoever made the renderer, the most urgent first; none waits longer than its kind
 * allows, and a process that breaks, hangs or talks nonsense gives TW_RENDER_ERROR_GONE for what was asked of it. Opening again
 * then starts another. */
#pragma once

#include <gio/gio.h>
#include "tw-page-text.h"

G_BEGIN_DECLS

typedef enum { TW_RENDERER_PDF, TW_RENDERER_PICTURE } TwRendererKind;

#define TW_RENDER_ERROR (tw_render_error_quark ())
GQuark tw_render_error_quark (void);
typedef enum
{
  TW_RENDER_ERROR_BROKEN,                              /* damaged beyond reading */
  TW_RENDER_ERROR_PASSWORD,                            /* a password, or another one */
  TW_RENDER_ERROR_LARGE,                               /* beyond a limit */
  TW_RENDER_ERROR_SLOW,                                /* took longer than is good */
  TW_RENDER_ERROR_GONE,                                /* its process is no more */
  TW_RENDER_ERROR_LANGUAGE,                            /* text recognition is not installed */
  TW_RENDER_ERROR_FAILED,
} TwRenderError;

typedef struct
{
  guint  page;
  guint  rotation;                                     /* quarters, clockwise */
  double scale;                                        /* pixels of a point */
  guint  x, y, width, height;                          /* pixels of the scaled, turned page; at most TW_RENDERER_MAX_SIDE */
} TwRenderTile;

#define TW_RENDERER_MAX_SIDE 2048

typedef struct
{
  TwBox  box;
  int    page;                                         /* -1: none */
  char  *address;                                      /* (owned) (nullable) */
} TwPageLink;

typedef struct
{
  guint  depth;
  int    page;                                         /* -1: none */
  char  *title;                                        /* (owned) */
} TwOutlineItem;

/* The less the sooner. */
enum { TW_URGENT = 0, TW_SOON = 10, TW_LATER = 20, TW_IDLE = 30 };

#define TW_TYPE_RENDERER (tw_renderer_get_type ())
G_DECLARE_FINAL_TYPE (TwRenderer, tw_renderer, TW, RENDERER, GObject)

/* The kind that reads a content type; FALSE: none does. */
gboolean    tw_renderer_find_kind   (const char *content_type, TwRendererKind *kind);
/* file: a descriptor that is open for reading (transfer full). languages: (nullable) to recognize text in, as "eng+fra". */
TwRenderer *tw_renderer_new         (TwRendererKind kind, int file, const char *languages);
TwRenderer *tw_renderer_new_for_path (TwRendererKind kind, const char *path, const char *languages, GError **error);
/* Another process for the same file; (nullable) it is opened with the password of the first. */
TwRenderer *tw_renderer_new_twin    (TwRenderer *self);
const char *tw_renderer_get_password (TwRenderer *self);
TwRendererKind tw_renderer_get_kind (TwRenderer *self);

void        tw_renderer_open_async  (TwRenderer *self, const char *password, GCancellable *cancellable, GAsyncReadyCallback callback,
                                     gpointer data);
gboolean    tw_renderer_open_finish (TwRenderer *self, GAsyncResult *result, GError **error);
guint       tw_renderer_get_n_pages (TwRenderer *self);
/* What is not known yet is as large as the first page. TRUE: known */
gboolean    tw_renderer_get_size    (TwRenderer *self, guint page, double *width, double *height);
gboolean    tw_renderer_knows_sizes (TwRenderer *self);
/* Asks for all sizes; "sizes-changed" as they come. */
void        tw_renderer_load_sizes  (TwRenderer *self);

/* width × height premultiplied pixels, blue first, without gaps. */
void        tw_renderer_draw_async  (TwRenderer *self, const TwRenderTile *tile, int priority, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer data);
GBytes     *tw_renderer_draw_finish (TwRenderer *self, GAsyncResult *result, GError **error);
void        tw_renderer_read_text_async  (TwRenderer *self, guint page, gboolean boxes, int priority, GCancellable *cancellable,
                                          GAsyncReadyCallback callback, gpointer data);
TwPageText *tw_renderer_read_text_finish (TwRenderer *self, GAsyncResult *result, GError **error);
/* (element-type TwPageLink) */
void        tw_renderer_list_links_async  (TwRenderer *self, guint page, int priority, GCancellable *cancellable, GAsyncReadyCallback callback,
                                           gpointer data);
GPtrArray  *tw_renderer_list_links_finish (TwRenderer *self, GAsyncResult *result, GError **error);
/* (element-type TwOutlineItem) */
void        tw_renderer_list_outline_async  (TwRenderer *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
GPtrArray  *tw_renderer_list_outline_finish (TwRenderer *self, GAsyncResult *result, GError **error);
void        tw_renderer_recognize_async  (TwRenderer *self, guint page, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
/* With the places of its characters, as far as they are known. */
TwPageText *tw_renderer_recognize_finish (TwRenderer *self, GAsyncResult *result, GError **error);
/* Pages on sheets of a size, in points, as a PDF into a file that can be read from its start then. (element-type guint) */
void        tw_renderer_print_async  (TwRenderer *self, double width, double height, GArray *pages, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer data);
/* (transfer full) the descriptor; -1 on error */
int         tw_renderer_print_finish (TwRenderer *self, GAsyncResult *result, GError **error);

/* Whether the process may read no file but this one and fonts, and may not talk to the network; after opening. */
gboolean    tw_renderer_is_walled   (TwRenderer *self);
/* No answer is waited for longer than so many seconds; 0: the usual, by what is asked. */
void        tw_renderer_limit_patience (TwRenderer *self, guint seconds);
/* Ends the process; requests that wait fail. */
void        tw_renderer_close       (TwRenderer *self);
/* How many answers are waited for. */
guint       tw_renderer_get_n_waiting (TwRenderer *self);

G_END_DECLS
