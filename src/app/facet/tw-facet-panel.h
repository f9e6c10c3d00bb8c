/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the records of a view have in common: for each field its values with how many records have them, ticked to filter. Counts
 * come one field after the other and follow filters and commits. */
#pragma once

#include "tw-app.h"
#include "tw-view-state.h"

G_BEGIN_DECLS

#define TW_TYPE_FACET_PANEL (tw_facet_panel_get_type ())
G_DECLARE_FINAL_TYPE (TwFacetPanel, tw_facet_panel, TW, FACET_PANEL, AdwBin)

GtkWidget *tw_facet_panel_new         (TwViewState *state);
/* Where there is little room, it scrolls from this height in pixels on. */
void       tw_facet_panel_set_max_height (TwFacetPanel *self, int height);
gboolean   tw_facet_panel_get_loading (TwFacetPanel *self);
/* How many records have the value with this title; -1 when it is not shown. */
gint64     tw_facet_panel_get_count   (TwFacetPanel *self, const char *field_key, const char *title);
/* What a click on it does; FALSE when it is not shown. */
gboolean   tw_facet_panel_click       (TwFacetPanel *self, const char *field_key, const char *title);

G_END_DECLS
