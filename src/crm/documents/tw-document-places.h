/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where recognized words stand on the pages of a scan or a picture, kept beside the file on this computer only: it can be found out again,
 * so it neither syncs nor is backed up. */
#pragma once

#include "tw-page-text.h"
#include "tw-store.h"

G_BEGIN_DECLS

/* pages: (element-type TwPageText) from the first page; FALSE: it could not be written, and nothing is lost but time. */
gboolean   tw_document_places_keep (TwStore *store, const char *hash, GPtrArray *pages);
/* (transfer full) (nullable) (element-type TwPageText) what was kept; NULL when nothing was */
GPtrArray *tw_document_places_load (TwStore *store, const char *hash);
/* The same, found out when it is not there: blocks, for threads. recognize: whether that may be done */
GPtrArray *tw_document_places_find (TwStore *store, const char *hash, const char *name, gboolean recognize, GCancellable *cancellable);

G_END_DECLS
