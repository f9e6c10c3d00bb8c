/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The connection to the session bus begins while the display is opened. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void tw_early_bus_begin (void);

G_END_DECLS
