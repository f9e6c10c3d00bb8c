/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tw-action-table.h"
#include "tw-saved-search.h"
#include "tw-search-offers.h"
#include "tw-search-page.h"

G_BEGIN_DECLS

struct _TwSearchPage
{
  TwWindowPage     parent_instance;

  TwSearchState   *state;                              /* (owned) */
  TwSearchHistory *history;                            /* (owned) */
  TwSavedSearch   *saved;                              /* (owned) (nullable) that is shown, as it was put down */
  TwSearchOffers  *offers;                             /* child of offers_clamp */
  gboolean         typing;                             /* what is in the entry was typed, and not put there */

  /* From the template. */
  GtkSearchEntry  *entry;
  AdwClamp        *offers_clamp;
  GtkWidget       *bar, *chips, *narrow_button, *meant_box, *save_button, *recent_group, *everything_button;
  GtkButton       *meant_button;
  GtkLabel        *summary;
  GtkStack        *stack;
  AdwStatusPage   *start_page, *error_page;
  GtkListBox      *recent;
  GtkListView     *list;
  AdwBin          *side;
};

extern const TwActionTable tw_search_page_actions;

void tw_search_page_update_actions (TwSearchPage *self);
/* Whether what is shown is what was put down. */
gboolean tw_search_page_is_saved   (TwSearchPage *self);
/* What is shown is no saved search any more (nullable), or this one (transfer full). */
void tw_search_page_take_saved     (TwSearchPage *self, TwSavedSearch *saved);

G_END_DECLS
