/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names that every file of the desktop application needs. */
#pragma once

#include <adwaita.h>

#define TW_RESOURCE_PATH "/io/github/tradewind_crm/Tradewind"
/* Path of a template in the program's resources: TW_UI ("list/tw-list-view.ui") is ui/list/tw-list-view.ui. */
#define TW_UI(name)      TW_RESOURCE_PATH "/ui/" name

/* window/tw-tell.c. words: (nullable): plain text. */
void tw_tell (AdwStatusPage *page, const char *words);
