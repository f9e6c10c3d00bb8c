/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How an edit is committed where nobody looks at its records in a window. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

void tw_edit_set_stored_only (TwEdit *edit);

G_END_DECLS
