/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tiles on twelve columns, or below each other where there is little room. Tiles are moved and stretched by their handles, or with
 * the arrow keys (with Shift: stretched). Signal "arranged" () when a person has moved one. */
#pragma once

#include "tw-app.h"
#include "tw-grid.h"

G_BEGIN_DECLS

#define TW_TYPE_DASHBOARD_GRID (tw_dashboard_grid_get_type ())
G_DECLARE_FINAL_TYPE (TwDashboardGrid, tw_dashboard_grid, TW, DASHBOARD_GRID, GtkWidget)

GtkWidget *tw_dashboard_grid_new          (void);
void       tw_dashboard_grid_add          (TwDashboardGrid *self, GtkWidget *tile, const TwGridPlace *place);
void       tw_dashboard_grid_remove       (TwDashboardGrid *self, GtkWidget *tile);
void       tw_dashboard_grid_set_place    (TwDashboardGrid *self, GtkWidget *tile, const TwGridPlace *place);
GArray    *tw_dashboard_grid_get_places   (TwDashboardGrid *self);             /* lent, element-type TwGridPlace */
/* Whether tiles can be moved. */
void       tw_dashboard_grid_set_arranging (TwDashboardGrid *self, gboolean arranging);
void       tw_dashboard_grid_move         (TwDashboardGrid *self, GtkWidget *tile, int columns, int rows, int wider, int higher);

G_END_DECLS
