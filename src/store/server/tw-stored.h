/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A record as it is stored, without the work of its computed fields. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

TwRecord *tw_store_get_stored (TwStore *store, const TwEntity *entity, const TwId *id, GError **error);

G_END_DECLS
