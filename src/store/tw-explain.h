/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a query becomes in the database, for people who want to know why it is fast or slow. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

typedef struct
{
  char  *sql;
  char **params;                                       /* bound values in order of the ? marks, as text */
  char **plan;                                         /* SQLite's steps, indented by depth */
} TwExplanation;

TwExplanation *tw_store_explain    (TwStore *store, TwQuery *query, GError **error);
void           tw_explanation_free (TwExplanation *explanation);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwExplanation, tw_explanation_free)

G_END_DECLS
