/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text inside files, for the search: of PDFs as it stands there, of scans and pictures by text recognition, of text files as it is.
 * Outside files are read by the process of src/render. Blocks: for threads. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

#define TW_DOCUMENT_MAX_TEXT (2 * 1024 * 1024)         /* bytes; what follows is not found */

typedef enum
{
  TW_DOCUMENT_TEXT_INSIDE,                             /* it stood there */
  TW_DOCUMENT_TEXT_RECOGNIZED,
  TW_DOCUMENT_TEXT_NONE,                               /* a file that has none, or of no kind that is read */
} TwDocumentTextSource;

/* Whether there may be any in files of a type. */
gboolean tw_document_text_is_possible (const char *content_type);
/* The languages that Tesseract is to know, for those of this person: "eng+fra". */
char    *tw_document_text_dup_languages (void);
/* (transfer full) (nullable): NULL on error: %TW_RENDER_ERROR, %G_IO_ERROR. */
char    *tw_document_text_read (TwStore *store, const char *hash, const char *name, const char *languages, TwDocumentTextSource *source,
                                GCancellable *cancellable, GError **error);
/* Of a file that is no blob yet. places: (nullable) (element-type TwPageText) takes what was recognized on each page */
char    *tw_document_text_read_path (const char *path, const char *content_type, const char *languages, GPtrArray *places,
                                     TwDocumentTextSource *source, GCancellable *cancellable, GError **error);
/* Pages of a PDF; pixels of a picture; all 0 of anything else. FALSE: it cannot be read. */
gboolean tw_document_text_measure (const char *path, const char *content_type, guint *n_pages, guint *width, guint *height,
                                   GCancellable *cancellable, GError **error);

G_END_DECLS
