/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define TW_TYPE_COLUMN (tw_column_get_type ())
G_DECLARE_FINAL_TYPE (TwColumn, tw_column, TW, COLUMN, AdwBin)

G_END_DECLS
