/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings inside a commit, and their numbers in the log (entity 0). */
#pragma once

#include "tw-tx.h"

G_BEGIN_DECLS

#define TW_SETTING_KEY   2
#define TW_SETTING_VALUE 3

/* Writes and logs a setting. expected: (nullable) what it must be now, else IN_THE_WAY. */
gboolean tw_settings_change (TwTx *tx, const char *key, const TwValue *expected, const TwValue *value, gboolean *changed,
                             GError **error);

G_END_DECLS
