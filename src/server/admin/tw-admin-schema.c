/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The site's own fields, objects and choices, changed by an administrator. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-admin-private.h"

static const char *const no_names[] = { NULL };

/* The body is a list of definitions (docs/schema-format.md); they are merged into those in force, and devices get them with their next pull. */
void
tw_admin_define (TwRequest *request, TwResponse *response, gpointer data)
{
  TwAdmin *admin = data;
  const TwDocNode *root;
  g_autoptr (TwCommit) commit = NULL;
  g_autoptr (TwSchema) schema = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *definitions = NULL;
  GString *json;
  gsize length;
  const char *bytes;

  if (!tw_admin_begin (request, response, no_names) || (root = tw_request_parse_json (request, response)) == NULL)
    return;
  if (root->type != TW_DOC_ARRAY)
    {
      tw_response_problem (response, 422, "invalid", NULL, _("Send a list of definitions."));
      return;
    }
  bytes = g_bytes_get_data (tw_request_get_body (request), &length);
  definitions = g_strndup (bytes, length);
  tw_store_act_as (admin->store, tw_server_get_caller (request));
  commit = tw_store_define (admin->store, definitions, &error);
  tw_store_act_as (admin->store, NULL);
  if (commit == NULL)
    {
      tw_response_problem_error (response, error);
      return;
    }
  schema = tw_store_ref_schema (admin->store);
  json = g_string_new ("{\"schema\":");
  tw_doc_print_text (tw_schema_get_version (schema), json);
  g_string_append_c (json, '}');
  tw_response_take_json (response, json);
}
