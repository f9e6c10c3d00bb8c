/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The editor of choices: the kinds of activities, the categories of tasks, those of a site's own fields. */
#pragma once

#include "tw-action-table.h"
#include "tw-window-page.h"

G_BEGIN_DECLS

#define TW_TYPE_CHOICES_PAGE (tw_choices_page_get_type ())
G_DECLARE_FINAL_TYPE (TwChoicesPage, tw_choices_page, TW, CHOICES_PAGE, TwWindowPage)

/* field: (nullable): whose choices are shown first */
TwWindowPage *tw_choices_page_new      (TwWorkspace *workspace, const TwField *field);
/* For tests: the list of TwChoiceRow. */
GtkListBox   *tw_choices_page_get_list (TwChoicesPage *self);

G_END_DECLS
