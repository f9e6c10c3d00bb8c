/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small pictures of the first pages of files, made one after the other by the process that reads outside files, the last wanted first;
 * those made last are kept. */
#pragma once

#include "tw-app.h"
#include "tw-store.h"

G_BEGIN_DECLS

#define TW_TYPE_THUMBNAILER (tw_thumbnailer_get_type ())
G_DECLARE_FINAL_TYPE (TwThumbnailer, tw_thumbnailer, TW, THUMBNAILER, GObject)

TwThumbnailer *tw_thumbnailer_new    (TwStore *store, guint side);             /* side: pixels of the longer one */
/* (transfer none) (nullable) NULL while there is none: "ready" (hash) tells when, if there can be one. */
GdkTexture    *tw_thumbnailer_get    (TwThumbnailer *self, const char *hash, const char *content_type);
/* Nobody looks at it any more. */
void           tw_thumbnailer_forget (TwThumbnailer *self, const char *hash);
void           tw_thumbnailer_stop   (TwThumbnailer *self);

G_END_DECLS
