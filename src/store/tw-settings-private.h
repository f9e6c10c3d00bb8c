/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings inside a commit, and their numbers in the log (entity 0); and the site's definitions as a server has them. */
#pragma once

#include "tw-tx.h"

G_BEGIN_DECLS

#define TW_SETTING_KEY   2
#define TW_SETTING_VALUE 3

/* Writes and logs a setting. expected: (nullable) what it must be now, else IN_THE_WAY. */
gboolean tw_settings_change (TwTx *tx, const char *key, const TwValue *expected, const TwValue *value, gboolean *changed,
                             GError **error);

/* The record id of a setting in the log. */
void     tw_setting_get_id  (const char *key, TwId *id);

extern const TwId tw_definitions_record;               /* in the log */
#define TW_SETTING_DEFINITIONS 1
/* Puts definitions in force, by a commit of origin sync unless they are already. with_own: those of this workspace are merged
 * into them. */
gboolean tw_definitions_put (TwStore *store, TwDb *db, const char *definitions, gboolean with_own, GError **error);

G_END_DECLS
