/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A search under way, and rating what it found. Private to the store. */
#pragma once

#include "tw-search-words.h"
#include "tw-search.h"

G_BEGIN_DECLS

typedef struct
{
  const TwEntity *entity;
  gint64          rid;
  gboolean        texts;                               /* found in texts only */
  TwHit          *hit;                                 /* NULL until it is read */
} TwCandidate;

typedef struct
{
  TwStore        *store;                               /* (unowned) */
  TwDb           *db;                                  /* (unowned) */
  TwSchema       *schema;                              /* (unowned) */
  const TwEntity *entity;                              /* (nullable): the only kind */
  TwQuery        *query;                               /* (unowned) (nullable): of the entity; its condition must be met */
  const char     *text;                                /* what was typed, without the spaces around it */
  char          **words;
  char           *phrase;                              /* folded words with spaces */
  guint           limit;
  TwInstant       now;
  GArray         *candidates;                          /* TwCandidate */
  GHashTable     *known;                               /* rid and entity of the candidates */
  GPtrArray      *kinds;                               /* (element-type TwEntity): those to be searched that have records at all */
  GHashTable     *late;                                /* (nullable): those of rows that the index does not have as they are now */
  char           *meant;                               /* (owned) (nullable): the words that were found instead of those typed */
} TwSearching;

void     tw_candidate_clear    (TwCandidate *candidate);
gint64   tw_candidate_key      (guint entity_number, gint64 rid);
void     tw_candidate_add      (TwSearching *search, guint entity_number, gint64 rid, gboolean texts);   /* unless it is known */
/* Reads the row and rates it; the hit stays NULL when the record is not to be shown. */
gboolean tw_candidate_read     (TwSearching *search, TwCandidate *candidate, GError **error);
/* The best first; those without a hit last. */
int      tw_candidate_compare  (gconstpointer a, gconstpointer b);
/* Title and second line. */
void     tw_candidate_complete (TwSearching *search, TwCandidate *candidate);

G_END_DECLS
