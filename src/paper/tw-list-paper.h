/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list of records on paper: any entity, any columns. */
#pragma once

#include "tw-paper.h"
#include "tw-store.h"

G_BEGIN_DECLS

typedef struct
{
  TwStore           *store;
  const char *const *columns;                          /* keys of fields; NULL: those of the entity's list */
  const char        *title;                            /* nullable: the entity's plural */
  const char        *condition;                        /* nullable: in words, below the title */
  const char        *company;                          /* nullable: for the letterhead */
  const TwPaperSize *size;
} TwListPaper;

TwPaper *tw_list_paper_new (const TwListPaper *list, TwQuery *query, GCancellable *cancellable, GError **error);

/* What every document of a store has: language, time, letterhead. */
TwPaper *tw_store_paper_new (TwStore *store, const TwPaperSize *size, const char *title, const char *company);

char    *tw_paper_dup_language (void);

/* A value as it stands in the document: what always runs from left to right does so between words that do not. */
char    *tw_paper_dup_text  (TwPaper *paper, TwStore *store, const TwField *field, const TwValue *value);

G_END_DECLS
