/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A search that was put down under a name: a row of saved_search as a plain struct. With one kind of record it has filters, too; its
 * field "filters" is {"where": "status = …"}. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

typedef struct
{
  TwId      id;                                        /* nil: not put down yet */
  TwId      owner;
  char     *name;
  char     *text;                                      /* "" for filters alone */
  char    **kinds;                                     /* keys of entities; empty: all that are searched */
  char     *where;                                     /* nullable */
  gboolean  shared;
  gboolean  alert;                                     /* the owner is told of new matches */
  char     *frequency;                                 /* key of a choice: at_once, hourly, daily, weekly */
} TwSavedSearch;

TwSavedSearch *tw_saved_search_new    (const char *text, const char *kind, const char *where);   /* kind, where: nullable */
void           tw_saved_search_free   (TwSavedSearch *search);
/* NULL when it is gone, or another person's and not shared. */
TwSavedSearch *tw_saved_search_load   (TwStore *store, const TwId *id, GError **error);
/* This user's own and the shared ones by name; alerts: only his own that tell of new matches. */
GPtrArray     *tw_saved_search_list   (TwStore *store, gboolean alerts);
/* New ones get an id. */
gboolean       tw_saved_search_save   (TwSavedSearch *search, TwStore *store, GError **error);
gboolean       tw_saved_search_delete (TwStore *store, const TwId *id, GError **error);
/* Whether it is the user's to change and delete. */
gboolean       tw_saved_search_is_own (TwSavedSearch *search, TwStore *store);
/* The search in one entity; NULL when it does not look there, or its filters no longer fit the schema. */
TwQuery       *tw_saved_search_query  (TwSavedSearch *search, TwSchema *schema, const TwEntity *entity);
/* How many records there are now. Waits for the store. */
gint64         tw_saved_search_count  (TwSavedSearch *search, TwStore *store, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwSavedSearch, tw_saved_search_free)

G_END_DECLS
