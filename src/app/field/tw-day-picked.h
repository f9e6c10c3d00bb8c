/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A day that a person picks in a calendar. "day-selected" is not that: it is not emitted for a day that has the same number as the
 * one before in another month, and is emitted when a shorter month is turned to. */
#pragma once

#include "tw-date.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * TwDayPicked:
 * @day: the day
 * @data: as it was given
 */
typedef void (*TwDayPicked) (TwDate   day,
                             gpointer data);

void tw_day_picked_connect (GtkCalendar *calendar, TwDayPicked picked, gpointer data);

G_END_DECLS
