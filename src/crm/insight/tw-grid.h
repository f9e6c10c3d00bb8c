/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The grid of a dashboard: twelve columns, as many rows as it takes, no two tiles on one place. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TW_GRID_COLUMNS    12
#define TW_GRID_MIN_WIDTH  2
#define TW_GRID_MAX_HEIGHT 12

typedef struct
{
  int      column, row, width, height;
  gpointer tile;                                       /* whose place it is */
} TwGridPlace;

/* Puts a tile to a place; those that are in the way go down, and all move up into what is free. */
void tw_grid_move    (GArray *places, guint index, int column, int row, int width, int height);
/* The same without a tile that moves: what overlaps goes down. */
void tw_grid_settle  (GArray *places);
/* Where there is room for another tile. */
void tw_grid_find_room (GArray *places, int width, int height, int *column, int *row);
/* The row to which a tile has to be moved to change places with the one below (way 1) or above (-1). */
int  tw_grid_find_row  (GArray *places, guint index, int way);
int  tw_grid_get_rows  (GArray *places);

G_END_DECLS
