/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of a record: the documents that are about it. A document is a record like any other; its bytes are a blob of the store, which
 * comes later than the record when it was made on another computer. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

#define TW_FILE_MAX_SIZE G_GINT64_CONSTANT (1000000000)  /* bytes; a server takes as much unless it is told otherwise */

typedef struct
{
  TwRecord  *document;                                 /* (owned) */
  char      *name;                                     /* (owned) safe to be shown and to be a file's name */
  char      *hash;                                     /* (owned) (nullable) NULL: the document has no file */
  char      *type;                                     /* (owned) content type */
  gint64     size;                                     /* bytes; -1: not known */
  gboolean   here;                                     /* its bytes are on this computer */
  TwInstant  at;                                       /* when the document was made, and by whom; nil: not known */
  TwId       user;
} TwRecordFile;

void           tw_record_file_free   (TwRecordFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwRecordFile, tw_record_file_free)

/* Whether a field says which record a document is about: such relations are files, and no related records. */
gboolean       tw_record_file_is_link (const TwField *field);
/* The field by which a new document points to a record of the target; NULL: it cannot have files. */
const TwField *tw_record_file_find_link (TwSchema *schema, const TwEntity *target);
/* The newest first; past: as it was then, 0 for now. (element-type TwRecordFile) */
GPtrArray     *tw_record_file_list   (TwStore *store, TwRecord *about, TwInstant past, guint limit, GError **error);
TwRecordFile  *tw_record_file_get    (TwStore *store, const TwId *document, GError **error);
/* Changes for the caller to commit. */
TwEdit        *tw_record_file_rename (TwStore *store, TwRecordFile *file, const char *name, GError **error);
TwEdit        *tw_record_file_remove (TwStore *store, TwRecordFile *file);

/* A name without folders, line ends, and signs that turn the direction of what follows: "gpj.exe" cannot look like "exe.jpg". */
char          *tw_file_clean_name    (const char *name);
/* What a file is, by its name and its first bytes; bytes that are certain win. */
char          *tw_file_guess_type    (TwStore *store, const char *hash, const char *name);
/* Opening it could run it. */
gboolean       tw_file_is_program    (const char *type);

G_END_DECLS
