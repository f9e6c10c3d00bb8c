/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tw-action-table.h"
#include "tw-bulk-bar.h"
#include "tw-filter-bar.h"
#include "tw-view-page.h"
#include "tw-view-search.h"

G_BEGIN_DECLS

struct _TwViewPage
{
  TwWindowPage          parent_instance;

  TwViewState          *state;                         /* (owned) */
  TwFilterBar          *filter_bar;                    /* child of filter_bin */
  TwViewSearch         *search;                        /* child of search_bin */

  /* From the template. */
  AdwBin               *search_bin;
  AdwBin               *filter_bin;
  GtkStack             *presentations;
  GtkWidget            *switcher;                      /* in the header of a wide window */
  GtkActionBar         *switcher_bar;                  /* at the foot of a narrow one */
  GtkMenuButton        *views_button;
  GtkWidget            *search_button;                 /* in a narrow window only in the menu */
  GtkWidget            *new_button;
  TwBulkBar            *bulk_bar;
  AdwBin               *facet_side;                    /* in a wide window; its child is made when it is first shown */
};

extern const TwActionTable tw_view_page_actions;

void tw_view_page_update_actions (TwViewPage *self);
void tw_view_page_update_menu    (TwViewPage *self);
void tw_view_page_toggle_facets  (TwViewPage *self);

G_END_DECLS
