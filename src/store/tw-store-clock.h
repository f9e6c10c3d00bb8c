/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For records of a past that is made up, the demo company: the moments at which a store's commits are made. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

/* From now on commits are made at the moments that now tells, on any thread, in Unix microseconds; NULL: of the wall clock again. */
void tw_store_set_clock (TwStore *store, gint64 (*now) (gpointer data), gpointer data);

G_END_DECLS
