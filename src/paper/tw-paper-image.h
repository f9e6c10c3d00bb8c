/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A picture of a document: PNG or JPEG. It is decoded once, and stands once in a PDF however often it is drawn. Any thread, one at a time. */
#pragma once

#include <cairo.h>
#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _TwPaperImage TwPaperImage;

TwPaperImage *tw_paper_image_new   (GBytes *bytes, GError **error);
TwPaperImage *tw_paper_image_ref   (TwPaperImage *image);
void          tw_paper_image_unref (TwPaperImage *image);
/* The largest size of its shape within a room, points; never larger than at 72 dots an inch. */
void          tw_paper_image_fit   (TwPaperImage *image, double max_width, double max_height, double *width, double *height);
void          tw_paper_image_draw  (TwPaperImage *image, cairo_t *cr, double x, double y, double width, double height);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwPaperImage, tw_paper_image_unref)

G_END_DECLS
