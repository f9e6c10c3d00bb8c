/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The right to be forgotten: a record goes with all that was ever written about it here, and not only to the wastebasket. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

typedef struct
{
  guint entity;                                        /* its number */
  TwId  id;
} TwErasure;

/* The records, what is deleted with them, and conflicts that quote them: rows, wastebasket, history, titles of commits, search, what was
 * refused to a device, answers kept for repeated requests, audited values, files that nothing else names. Cannot be undone.
 * One that is not here any more is erased from what is kept of it. Devices do the same with their next pull. Returns how many
 * records; -1 with error. On a worker. */
gint64   tw_store_erase (TwStore *store, const TwErasure *erasures, guint n, const TwId *user, GError **error);
/* Of what was erased just now nothing stays in the index of these entities (guint), nor in the file beside the database. */
gboolean tw_store_scrub (TwStore *store, GArray *entities, GError **error);
/* After the database was put back from a copy: what was erased since is erased again. */
gboolean tw_store_erase_again (TwStore *store, GError **error);

G_END_DECLS
