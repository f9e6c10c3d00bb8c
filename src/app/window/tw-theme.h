/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Light or dark: as the desktop has it, or as somebody chose by hand. */
#pragma once

#include "tw-app.h"

G_BEGIN_DECLS

/* From now on, as long as the settings live. */
void tw_theme_follow (GSettings *settings);
/* A row where it is chosen. */
void tw_theme_bind   (AdwComboRow *row, GSettings *settings);

G_END_DECLS
