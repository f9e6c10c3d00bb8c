/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds one record to link to: an entry with the best records below it while one types. For popovers of filters and fields.
 * Signal "picked" (TwSearchItem *item). */
#pragma once

#include "tw-app.h"
#include "tw-search-item.h"
#include "tw-workspace.h"

G_BEGIN_DECLS

#define TW_TYPE_LINK_PICKER (tw_link_picker_get_type ())
G_DECLARE_FINAL_TYPE (TwLinkPicker, tw_link_picker, TW, LINK_PICKER, AdwBin)

/* entity_keys: as TwField.targets, nullable */
TwLinkPicker *tw_link_picker_new       (TwWorkspace *workspace, const char *const *entity_keys);
void          tw_link_picker_set_text  (TwLinkPicker *self, const char *text);
GListModel   *tw_link_picker_get_items (TwLinkPicker *self);

G_END_DECLS
