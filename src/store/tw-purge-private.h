/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Removing one record for good, within a commit. */
#pragma once

#include "tw-tx.h"

G_BEGIN_DECLS

/* Row, links to it, and logged values; its id is a tombstone. */
gboolean tw_purge_record         (TwTx *tx, const TwEntity *entity, const TwId *id, GError **error);
/* Ids of all records, also deleted ones, whose field points to id. */
GArray  *tw_purge_find_referring (TwTx *tx, const TwField *field, const TwId *id, GError **error);
/* Hashes of files that the log says the record names, or ever named. */
gboolean tw_purge_collect_files  (TwDb *db, const TwId *id, GHashTable *files, GError **error);
/* One parameter, an id. */
gboolean tw_purge_run_with_id    (TwDb *db, const char *sql, const TwId *id, GError **error);
/* No word that was taken out stays in the search index of a kind (tw-erase.c). */
gboolean tw_erase_merge_index    (TwDb *db, const TwEntity *entity, GError **error);

G_END_DECLS
