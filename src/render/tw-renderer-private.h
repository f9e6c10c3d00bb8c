/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tw-render-wire.h"
#include "tw-renderer.h"

G_BEGIN_DECLS

/* A process that reads a file, and the two ways to it. */
typedef struct
{
  GSubprocess  *process;                               /* (owned) */
  GInputStream *answers;                               /* (owned) */
  GCancellable *reading;                               /* (owned) ends the reading of answers */
  int           talk;                                  /* of answers */
  int           paper;                                 /* (owned) what it prints to */
  const guint8 *map;                                   /* (owned) pixels that it draws; never becomes smaller */
} TwRenderProcess;

TwRenderProcess *tw_render_process_start (TwRendererKind kind, int file, const char *languages, GError **error);
void             tw_render_process_free  (TwRenderProcess *process);               /* ends it */
/* Sends at once or not at all: requests are smaller than what the socket holds. */
gboolean         tw_render_process_send  (TwRenderProcess *process, const TwRenderHeader *header, GByteArray *payload);
/* What it has printed, out of its reach. (transfer full) -1 on error */
int              tw_render_process_take_paper (TwRenderProcess *process, GError **error);

typedef struct
{
  GTask      *task;                                    /* (owned) (nullable) NULL: the renderer's own */
  GByteArray *payload;                                 /* (owned) */
  guint16     op;
  guint16     slot;
  guint32     serial;
  int         priority;
  guint       first, second;                           /* width and height of what is drawn; first and number of sizes */
} TwRenderRequest;

struct _TwRenderer
{
  GObject          parent_instance;

  TwRendererKind   kind;
  int              file;                               /* (owned) */
  char            *languages;                          /* (owned) (nullable) */
  char            *password;                           /* (owned) (nullable) that was tried last */
  TwRenderProcess *process;                            /* (owned) (nullable) */

  GQueue           waiting;                            /* (owned) TwRenderRequest, the most urgent first */
  GQueue           sent;                               /* (owned) TwRenderRequest, in the order of their answers; no more than there are slots */
  GSource         *patience;                           /* (owned) (nullable) ends with the first of those sent */
  guint            most_patience;                      /* seconds; 0: the usual */
  guint32          serial;
  guint            round;                              /* counts processes */

  /* What is known of the document. */
  gboolean         is_open;
  guint32          walls;
  guint            n_pages;
  guint            n_sizes;                            /* those that are known, from the first page */
  double          *sizes;                              /* (owned) (nullable) */
};

void             tw_render_request_free (TwRenderRequest *request);
/* Queues it; the request is the renderer's. */
void             tw_renderer_push        (TwRenderer *self, TwRenderRequest *request);
TwRenderRequest *tw_render_request_new   (TwRenderer *self, TwRenderOp op, int priority, GCancellable *cancellable,
                                          GAsyncReadyCallback callback, gpointer data);

/* --- tw-renderer-answer.c: what answers say; FALSE: nonsense --- */
typedef struct
{
  guint32  n_pages;
  guint32  walls;
  guint32  n_sizes;
  double  *sizes;                                      /* (owned) width, height */
} TwRenderOpened;

gboolean    tw_render_answer_opened  (const guint8 *data, gsize size, TwRenderOpened *opened);
gboolean    tw_render_answer_sizes   (const guint8 *data, gsize size, guint32 n, double *sizes);
gboolean    tw_render_answer_drawn   (const guint8 *data, gsize size, guint width, guint height);
TwPageText *tw_render_answer_text    (const guint8 *data, gsize size);
GPtrArray  *tw_render_answer_links   (const guint8 *data, gsize size, guint32 n_pages);
GPtrArray  *tw_render_answer_outline (const guint8 *data, gsize size, guint32 n_pages);
GError     *tw_render_answer_fault   (const guint8 *data, gsize size);
GError     *tw_render_error_new      (TwRenderError code);                         /* with its sentence */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwRenderProcess, tw_render_process_free)

G_END_DECLS
