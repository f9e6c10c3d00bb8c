/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Provisional numbers: what a record is called that was made on a device without a number to give, "Q-2026-~7KQ2F". The server replaces it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TW_NUMBER_PROVISIONAL '~'

gboolean tw_number_is_provisional (const char *number);   /* nullable */

G_END_DECLS
