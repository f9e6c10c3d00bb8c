/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which records a command is about: some ids, or the row numbers of a selection, of which ids are made where there is time for it.
 * Immutable; crosses threads. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

typedef struct _TwRecordSet TwRecordSet;

TwRecordSet    *tw_record_set_new_ids    (const TwEntity *entity, GArray *ids);         /* of TwId */
TwRecordSet    *tw_record_set_new_rows   (const TwEntity *entity, GArray *rows);        /* of gint64 */
TwRecordSet    *tw_record_set_ref        (TwRecordSet *set);
void            tw_record_set_unref      (TwRecordSet *set);
const TwEntity *tw_record_set_get_entity (TwRecordSet *set);
guint           tw_record_set_get_count  (TwRecordSet *set);
/* Ids of those that are live, in order. Not for the main thread when there are many. (element-type TwId) */
GArray         *tw_record_set_read_ids   (TwRecordSet *set, TwStore *store, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwRecordSet, tw_record_set_unref)

G_END_DECLS
