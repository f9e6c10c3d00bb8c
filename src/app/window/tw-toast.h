/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows toasts, none of which goes before it has come. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

void     tw_toast_show     (AdwToastOverlay *overlay, AdwToast *toast);
gboolean tw_toast_is_going (AdwToast *toast);

G_END_DECLS
