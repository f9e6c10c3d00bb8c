/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TW_TYPE_PIXELS (tw_pixels_get_type ())
G_DECLARE_FINAL_TYPE (TwPixels, tw_pixels, TW, PIXELS, GObject)

TwPixels *tw_pixels_new (GtkWidget *widget, GBytes *bytes, guint width, guint height);
void      tw_pixels_append (TwPixels *self, GtkSnapshot *snapshot, const graphene_rect_t *bounds);

G_END_DECLS
