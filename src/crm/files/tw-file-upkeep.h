/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gives the space back of files that nothing names any more: each day, off the main thread, as a server does by itself. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

#define TW_TYPE_FILE_UPKEEP (tw_file_upkeep_get_type ())
G_DECLARE_FINAL_TYPE (TwFileUpkeep, tw_file_upkeep, TW, FILE_UPKEEP, GObject)

/* wait: milliseconds until the first time */
TwFileUpkeep *tw_file_upkeep_new  (TwStore *store, guint wait);
void          tw_file_upkeep_stop (TwFileUpkeep *self);

G_END_DECLS
