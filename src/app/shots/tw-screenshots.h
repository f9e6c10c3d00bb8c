/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures of all views: light, dark and narrow. */
#pragma once

#include "tw-window.h"

G_BEGIN_DECLS

void     tw_screenshots_take_async  (TwWindow *window, const char *dir, GAsyncReadyCallback callback, gpointer data);
gboolean tw_screenshots_take_finish (GAsyncResult *result, GError **error);

G_END_DECLS
