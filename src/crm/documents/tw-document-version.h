/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Versions of a document's file. The document has the newest one's file itself; a version is a record beside it, the first is made when
 * the second comes. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

/* The newest first. (element-type TwRecord) */
GPtrArray *tw_document_version_list    (TwStore *store, TwRecord *document, GError **error);
gint64     tw_document_version_get_number (TwRecord *version);
/* "Version 3: without annex B" */
char      *tw_document_version_dup_title (TwRecord *version);
/* The hash of its file; nullable, lent */
const char *tw_document_version_get_file (TwRecord *version);
/* Another file for a document, whose bytes are in the store. note: (nullable). NULL with error; with G_IO_ERROR_EXISTS when it is the
 * file that the document has already. The document's own changes are in the edit, too. */
TwEdit    *tw_document_version_add     (TwStore *store, TwRecord *document, const char *hash, const char *note, GError **error);
/* A former version's file as a new version. */
TwEdit    *tw_document_version_restore (TwStore *store, TwRecord *document, TwRecord *version, GError **error);

G_END_DECLS
