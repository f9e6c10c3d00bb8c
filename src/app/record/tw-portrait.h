/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The picture of a person: their photo when it is on this computer, else their initials. Kinds of records whose field "photo" is a file
 * have one. */
#pragma once

#include <adwaita.h>
#include "tw-thumbnailer.h"

G_BEGIN_DECLS

#define TW_TYPE_PORTRAIT (tw_portrait_get_type ())
G_DECLARE_FINAL_TYPE (TwPortrait, tw_portrait, TW, PORTRAIT, GtkWidget)

/* (nullable) the field that holds it. */
const TwField *tw_portrait_find_field (const TwEntity *entity);
GtkWidget     *tw_portrait_new        (TwThumbnailer *thumbnailer, int size);
char          *tw_portrait_dup_initials (const char *name);
/* Both (nullable). */
void           tw_portrait_show       (TwPortrait *self, const char *name, const char *hash);
void           tw_portrait_show_record (TwPortrait *self, TwRecord *record);
gboolean       tw_portrait_has_photo  (TwPortrait *self);

G_END_DECLS
