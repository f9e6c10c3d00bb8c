/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of days that a dashboard or a report can be asked for: those that are offered, a person's own ones, and the way to choose those. */
#pragma once

#include <gtk/gtk.h>

#include "tw-store.h"

G_BEGIN_DECLS

typedef enum { TW_DAYS_NONE, TW_DAYS_CHOSEN, TW_DAYS_OWN } TwDaysChoice;

/* any: a first entry for all days. */
void         tw_days_list_fill   (GtkDropDown *list, gboolean any);
/* Shows which days hold now; NULL: all. Own ones get an entry, which stays. */
void         tw_days_list_select (GtkDropDown *list, gboolean any, TwStore *store, const char *period);
/* What was selected. period: (out) (nullable): the days, lent; NULL: all. TW_DAYS_OWN: they are to be asked for. */
TwDaysChoice tw_days_list_read   (GtkDropDown *list, gboolean any, const char **period);

/* Days in words: "Last 45 Days", "3/1/2026 – 3/31/2026"; NULL: it is no range. */
char        *tw_days_dup_label   (TwStore *store, const char *period);
/* Asks for a first and a last day, or for how many days up to today. chosen: gets the days, NULL when there are to be none other; what they are
 * is for the caller to check. */
void         tw_days_ask         (GtkWidget *near, TwStore *store, const char *period, void (*chosen) (GtkWidget *near, const char *period));

/* What is told when @chosen cannot take the days. */
char *tw_days_dup_refusal (void);

G_END_DECLS
