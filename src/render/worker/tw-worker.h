/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The process that reads one outside file: a PDF or a picture. It is started for that file, gets it as an open descriptor, and answers
 * requests (tw-render-wire.h) until the program hangs up. A file that makes it crash or hang takes nothing along. */
#pragma once

#include "tw-render-wire.h"

G_BEGIN_DECLS

/* What a kind of file can do. Functions that answer append to message, or give a fault; 0 is none. Pages are checked before. */
typedef struct
{
  /* Loads what takes files of the system, before the walls stand. */
  void          (*prepare)   (void);
  TwRenderFault (*open)      (GBytes *bytes, const char *password, guint32 *n_pages);
  void          (*get_size)  (guint32 page, double *width, double *height);      /* in points, or pixels of a picture */
  /* pixels: premultiplied, stride width × 4; x and y are where they begin on the page that was scaled and turned. */
  TwRenderFault (*draw)      (guint32 page, guint32 rotation, double scale, int x, int y, int width, int height, guint8 *pixels);
  TwRenderFault (*read_text) (guint32 page, gboolean boxes, GByteArray *message);
  TwRenderFault (*list_links) (guint32 page, GByteArray *message);
  TwRenderFault (*list_outline) (GByteArray *message);
  TwRenderFault (*recognize) (guint32 page, GByteArray *message);
  TwRenderFault (*print)     (double width, double height, const guint32 *pages, guint32 n_pages);
} TwWorkerKind;

extern const TwWorkerKind tw_worker_pdf;
extern const TwWorkerKind tw_worker_picture;

/* --- tw-worker-recognize.c: text of pictures, by Tesseract --- */
/* languages: as Tesseract names them, "eng+deu"; those that are not installed are left out. */
void          tw_worker_recognize_prepare (const char *languages);
/* The text, and a box for each of its characters. bytes of a file that Leptonica reads; or gray pixels, one byte each, of a page drawn at a resolution. */
TwRenderFault tw_worker_recognize_file    (GBytes *bytes, int orientation, GByteArray *message);
TwRenderFault tw_worker_recognize_pixels  (const guint8 *pixels, int width, int height, int stride, int dpi, GByteArray *message);

/* --- main.c: for Cairo, what it writes of a PDF --- */
#define TW_WORKER_WRITE_ERROR 11                       /* CAIRO_STATUS_WRITE_ERROR */
int           tw_worker_write_paper       (void *data, const unsigned char *bytes, unsigned int length);

/* --- tw-worker-walls.c --- */
/* From here on no network, no programs, and no files but fonts; size: of the file, for the limit of memory. TwRenderWalls. */
guint32 tw_worker_raise_walls (gsize size);

G_END_DECLS
