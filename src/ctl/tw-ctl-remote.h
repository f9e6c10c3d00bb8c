/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands on records, asked of a team's server by its REST API (docs/rest-api.md): "--server URL --token-file FILE". No workspace is
 * needed. What the server's kinds and fields are is known from the shipped schema; a site's own are taken as they come. */
#pragma once

#include "tw-ctl-link.h"

G_BEGIN_DECLS

typedef struct
{
  const char *key;                                     /* as it was given: key or plural; NULL: none */
  const char *where, *sort, *fields, *after;           /* nullable */
  int         limit;
} TwCtlListing;

typedef struct
{
  TwCtl          *ctl;
  TwCtlLink      *link;
  const TwEntity *entity;                              /* NULL: none, or one of the site's own */
  const char     *plural;                              /* in addresses */
  GHashTable     *titles;                              /* id → title, of records that are pointed to */
} TwCtlRemote;

/* FALSE: told. key: nullable */
gboolean  tw_ctl_remote_open     (TwCtlRemote *remote, TwCtl *ctl, const char *key);
void      tw_ctl_remote_clear    (TwCtlRemote *remote);
/* What the command ends with. */
int       tw_ctl_remote_schema   (TwCtl *ctl, const char *key);                /* key: nullable */
int       tw_ctl_remote_list     (TwCtl *ctl, const TwCtlListing *listing);
int       tw_ctl_remote_count    (TwCtl *ctl, const TwCtlListing *listing);
int       tw_ctl_remote_get      (TwCtl *ctl, const char *key, const char *id);
int       tw_ctl_remote_history  (TwCtl *ctl, const char *key, const char *id, int limit);
int       tw_ctl_remote_search   (TwCtl *ctl, const char *key, const char *text, int limit);
int       tw_ctl_remote_new      (TwCtl *ctl, const char *key, char **arguments);
int       tw_ctl_remote_set      (TwCtl *ctl, const char *key, const char *id, char **arguments);
int       tw_ctl_remote_delete   (TwCtl *ctl, const char *key, const char *id);

const TwField *tw_ctl_remote_field (TwCtlRemote *remote, const char *key);     /* NULL: not of the shipped ones */
const char *tw_ctl_remote_label  (TwCtlRemote *remote);                        /* of one such record */
/* "/api/crm/companies", with "/ID" when there is one; NULL: it is no id, and told */
char     *tw_ctl_remote_path     (TwCtlRemote *remote, const char *id);
/* Reads the titles of the records that these point to. (element-type TwDocNode) items of the entity */
void      tw_ctl_remote_read_titles (TwCtlRemote *remote, GPtrArray *items, char **keys);
void      tw_ctl_remote_read_titles_of (TwCtlRemote *remote, const TwEntity *target, GPtrArray *ids);
void      tw_ctl_remote_add_cell (TwCtlRemote *remote, TwCtlTable *table, const TwField *field, const TwDocNode *node);
char     *tw_ctl_remote_dup_literal (const char *text);                        /* as a text stands in a condition */

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TwCtlRemote, tw_ctl_remote_clear)

G_END_DECLS
