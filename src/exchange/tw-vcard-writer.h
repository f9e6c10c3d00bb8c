/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A record as a vCard 3.0 (RFC 2426), which every address book reads. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

/* Whether records of the kind are people or companies: they have a name and a way to reach them. */
gboolean tw_vcard_can_write (const TwEntity *entity);
char    *tw_vcard_write     (TwStore *store, TwRecord *record);

G_END_DECLS
