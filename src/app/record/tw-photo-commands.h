/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The photo of a person on the page of their record: chosen and taken away. */
#pragma once

#include "tw-action-table.h"
#include "tw-record.h"

G_BEGIN_DECLS

extern const TwActionTable tw_photo_actions;

/* For the page of any record: enables what can be done with it. (nullable) */
void tw_photo_commands_update (GtkWidget *page, TwRecord *record);
/* Keeps a file and makes it the photo of the page's record, as one step that can be undone. */
void tw_photo_set_file        (GtkWidget *page, GFile *file);

G_END_DECLS
