/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who asks. The filter of this room turns "Authorization: Bearer" into a caller before any handler runs; without one only the routes
 * that everybody may use are reached. */
#pragma once

#include "tw-access.h"
#include "tw-accounts.h"
#include "tw-doc.h"
#include "tw-http.h"
#include "tw-server.h"

G_BEGIN_DECLS

typedef struct
{
  TwId      user, session, key;                        /* session nil: by a key; key nil: by a session */
  TwAccess *access;
} TwCaller;

/* Lent; not nullable behind the filter, but on public routes. */
const TwCaller *tw_caller_get      (TwRequest *request);
TwAccess       *tw_caller_get_access (TwRequest *request);

/* The stream is closed soon after the caller's session ended, or he may not sign in any more. To be unwatched before its unref. */
void            tw_accounts_watch_stream (TwServer *server, const TwCaller *caller, TwStream *stream);
void            tw_accounts_unwatch_stream (TwServer *server, TwStream *stream);
/* The newer of what is written and what is not yet. */
TwInstant       tw_accounts_get_used (TwServer *server, const TwKey *key);
void            tw_accounts_append_rate (GString *json, const TwKey *key);
/* "rate" of a body: requests a minute, null: as many as any key. FALSE: the response is the answer. */
gboolean        tw_accounts_read_rate (const TwDocNode *root, TwResponse *response, guint *rate);
/* Limits a key of the user, and answers; TRUE: it is done. */
gboolean        tw_accounts_change_key (TwServer *server, TwRequest *request, TwResponse *response, const TwId *user, const TwId *key);
/* A key may not end sessions or keys of its own person. FALSE: the response is the answer. */
gboolean        tw_accounts_is_not_own (TwRequest *request, TwResponse *response, const TwId *user);
/* A token that lets the user choose a password once, within a week. */
char           *tw_accounts_invite (TwServer *server, const TwId *user, GError **error);

/* Sessions or keys of the user were ended by somebody else: they are refused from now on, also where a stream is open. */
void            tw_accounts_forget (TwServer *server, const TwId *user);

extern const TwServerModule tw_server_accounts_module;

G_END_DECLS
