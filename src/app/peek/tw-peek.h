/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A look at a record without opening it: its name, highlights and main fields in a popover over the widget that stands for it.
 * Space and Escape close it, Enter opens the record. */
#pragma once

#include "tw-app.h"
#include "tw-workspace.h"

G_BEGIN_DECLS

#define TW_TYPE_PEEK (tw_peek_get_type ())
G_DECLARE_FINAL_TYPE (TwPeek, tw_peek, TW, PEEK, GtkPopover)

/* Open over a widget, a row or a card, inside parent, which unparents it when it goes first. NULL when the record is gone, which the
 * window says. */
TwPeek     *tw_peek_open      (GtkWidget *parent, GtkWidget *over, TwWorkspace *workspace, const TwEntity *entity, const TwId *id);
/* What it says of a field; NULL when it says nothing. */
const char *tw_peek_get_value (TwPeek *self, const char *field_key);

G_END_DECLS
