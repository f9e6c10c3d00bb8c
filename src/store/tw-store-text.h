/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values as people read them, with the names of the records that links point to. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

char *tw_store_dup_text (TwStore *store, const TwField *field, const TwValue *value);

G_END_DECLS
