/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who asks, and for which collection: the only place of this room where the caller is looked up. */
#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-caller.h"
#include "tw-patience.h"
#include "tw-rest-private.h"

void
tw_rest_not_found (TwRestCall *call)
{
  tw_response_problem (call->response, 404, "not-found", NULL, _("There is no such record, or you may not see it."));
}

static gboolean
find_entity (TwRestCall *call)
{
  const char *plural = tw_request_get_param (call->request, "plural");

  if (plural == NULL)
    return TRUE;
  call->entity = tw_schema_get_entity (call->schema, plural);
  if (call->entity != NULL && !call->entity->retired && strcmp (call->entity->plural, plural) == 0)
    return TRUE;
  tw_response_problem (call->response, 404, "not-found", NULL, _("There is nothing at this address. Check it."));
  return FALSE;
}

/* Gives the call its schema and rights, and makes the thread act as the caller until tw_rest_end(). */
gboolean
tw_rest_begin (TwRestCall *call, TwRest *rest, TwRequest *request, TwResponse *response)
{
  const TwCaller *caller = tw_caller_get (request);

  memset (call, 0, sizeof *call);
  call->rest = rest;
  call->request = request;
  call->response = response;
  if (caller == NULL)
    {
      tw_response_problem (response, 401, "sign-in", NULL, _("Sign in first."));
      tw_response_set_header (response, "WWW-Authenticate", "Bearer");
      return FALSE;
    }
  call->schema = tw_store_ref_schema (rest->store);
  if (!find_entity (call))
    {
      tw_schema_unref (call->schema);
      return FALSE;
    }
  call->access = tw_access_ref (caller->access);
  tw_store_act_as (rest->store, &caller->user);
  tw_patience_begin (TW_REST_PATIENCE);
  return TRUE;
}

void
tw_rest_end (TwRestCall *call)
{
  tw_patience_end ();
  tw_store_act_as (call->rest->store, NULL);
  tw_access_unref (call->access);
  tw_schema_unref (call->schema);
}

gboolean
tw_rest_read_id (TwRestCall *call, TwId *id)
{
  if (tw_id_parse (tw_request_get_param (call->request, "id"), id))
    return TRUE;
  tw_rest_not_found (call);
  return FALSE;
}
