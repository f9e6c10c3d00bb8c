/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The help: which of its pages tells about what a window shows, where it lies, and how it is opened. */
#pragma once

#include "tw-window.h"

G_BEGIN_DECLS

const char *tw_help_get_page (TwWindow *window);
char       *tw_help_dup_path (const char *page);
void        tw_help_present  (TwWindow *window);

G_END_DECLS
