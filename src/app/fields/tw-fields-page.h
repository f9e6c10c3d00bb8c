/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The editor of fields: all fields of a kind of record in the order of its form, those of the site's own to be added, changed and hidden;
 * and kinds of records of the site's own. */
#pragma once

#include "tw-action-table.h"
#include "tw-window-page.h"

G_BEGIN_DECLS

#define TW_TYPE_FIELDS_PAGE (tw_fields_page_get_type ())
G_DECLARE_FINAL_TYPE (TwFieldsPage, tw_fields_page, TW, FIELDS_PAGE, TwWindowPage)

extern const TwActionTable tw_fields_page_actions;

/* entity: (nullable): whose fields are shown first */
TwWindowPage *tw_fields_page_new        (TwWorkspace *workspace, const TwEntity *entity);
/* For tests: the list of TwFieldRow, and what is being edited. */
GtkListBox   *tw_fields_page_get_list   (TwFieldsPage *self);
GtkWindow    *tw_fields_page_get_sheet  (TwFieldsPage *self);

G_END_DECLS
