/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A field in the editor of fields. Signals: "retire" (gboolean retired), "place" (guint number: the field that was dropped on it). */
#pragma once

#include "tw-app.h"
#include "tw-schema.h"

G_BEGIN_DECLS

#define TW_TYPE_FIELD_ROW (tw_field_row_get_type ())
G_DECLARE_FINAL_TYPE (TwFieldRow, tw_field_row, TW, FIELD_ROW, AdwActionRow)

GtkWidget *tw_field_row_new        (void);
void       tw_field_row_show       (TwFieldRow *self, const TwField *field);
/* Number of the field; 0: none yet. */
guint      tw_field_row_get_number (TwFieldRow *self);

G_END_DECLS
