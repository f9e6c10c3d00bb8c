/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is different between two versions of a document: line by line where there is text (of text files as it stands there, of PDFs and
 * pictures as the search reads it), and type, size, pages and pixels of any. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

typedef enum
{
  TW_COMPARE_SAME,
  TW_COMPARE_REMOVED,
  TW_COMPARE_ADDED,
  TW_COMPARE_GAP,                                      /* lines that are the same and far from what is different */
} TwCompareKind;

typedef struct
{
  guint from, to;                                      /* bytes */
} TwCompareMark;

typedef struct
{
  TwCompareKind kind;
  char         *text;                                  /* without its end; of a gap: NULL */
  guint         number;                                /* of the line, from 1, where it stands: the former of REMOVED, else the later; of a gap: its lines */
  GArray       *marks;                                 /* (nullable) (element-type TwCompareMark) the words of it that are different, in order */
} TwCompareLine;

/* (element-type TwCompareLine) former, later: (nullable) is as "". around: how many same lines stand beside those that differ.
 * NULL: too much is different to be told line by line. */
GPtrArray *tw_compare_texts (const char *former, const char *later, guint around, guint *n_removed, guint *n_added);

typedef struct
{
  char  *type;                                         /* content type */
  gint64 size;                                         /* bytes */
  guint  n_pages;                                      /* 0: not of its kind */
  guint  width, height;                                /* of a picture in pixels; else 0 */
  char  *text;                                         /* (nullable) */
  char  *problem;                                      /* (nullable) why it could not be read */
} TwCompareSide;

typedef struct
{
  TwCompareSide former, later;
  gboolean      same;                                  /* byte for byte */
  GPtrArray    *lines;                                 /* (nullable) TwCompareLine; NULL: neither has text, or too_much */
  gboolean      too_much;                              /* is different to be told line by line */
  guint         n_removed, n_added;
} TwDocumentComparison;

/* Files by their hashes. Blocks: for threads. NULL only when it was given up, or when the bytes of one are not here (NOT_FOUND). */
TwDocumentComparison *tw_document_compare         (TwStore *store, const char *name, const char *former, const char *later,
                                                   GCancellable *cancellable, GError **error);
void                  tw_document_comparison_free (TwDocumentComparison *comparison);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwDocumentComparison, tw_document_comparison_free)

G_END_DECLS
