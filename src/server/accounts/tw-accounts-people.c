/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who one is, and letting others in. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-accounts-private.h"
#include "tw-tokens.h"

#define INVITE_SECONDS   ((gint64) 7 * 86400)

void
tw_accounts_handle_me (TwRequest *request, TwResponse *response, gpointer data)
{
  TwAccounts *accounts = data;
  const TwCaller *caller = tw_caller_get (request);
  g_autoptr (TwSchema) schema = tw_store_ref_schema (accounts->store);
  g_autofree char *id = tw_id_dup_text (&caller->user), *workspace = tw_store_dup_setting (accounts->store, "name"), *title = NULL;
  GString *json;
  g_autoptr (GError) error = NULL;
  gboolean has;

  if (!tw_accounts_has_factor (accounts, &caller->user, &has, &error))
    {
      tw_response_problem_error (response, error);
      return;
    }
  json = g_string_new (NULL);
  title = tw_store_dup_title (accounts->store, tw_schema_get_entity (schema, "user")->number, &caller->user);
  g_string_append_printf (json, "{\"id\":\"%s\",\"name\":", id);
  tw_doc_print_text (title, json);
  g_string_append_printf (json, ",\"administrator\":%s,\"second_factor\":%s,\"workspace\":%s}", tw_access_is_administrator (caller->access) ? "true" : "false", has ? "true" : "false",
                          workspace != NULL ? workspace : "null");
  tw_response_take_json (response, json);
}

char *
tw_accounts_invite (TwServer *server, const TwId *user, GError **error)
{
  g_autofree char *token = tw_token_new ("twi_");
  guint8 hash[TW_ACCOUNTS_HASH];

  tw_token_hash (token, hash);
  if (!tw_accounts_add_invite (tw_server_get_store (server), hash, user, g_get_real_time () + INVITE_SECONDS * G_USEC_PER_SEC, error))
    return NULL;
  return g_steal_pointer (&token);
}

void
tw_accounts_handle_invite (TwRequest *request, TwResponse *response, gpointer data)
{
  static const char *const keys[] = { "user", NULL };
  TwAccounts *accounts = data;
  const TwDocNode *root = tw_request_parse_json (request, response);
  g_autoptr (TwSchema) schema = tw_store_ref_schema (accounts->store);
  g_autoptr (TwRecord) record = NULL;
  g_autofree char *token = NULL;
  g_autoptr (GError) error = NULL;
  const char *texts[1];
  GString *json;
  TwId user;

  if (root == NULL || !tw_accounts_get_texts (root, response, texts, keys))
    return;
  if (!tw_access_is_administrator (tw_caller_get_access (request)))
    {
      tw_response_problem (response, 403, "denied", _("Not allowed"), _("Only administrators invite. Ask one of them."));
      return;
    }
  if (tw_id_parse (texts[0], &user))
    record = tw_store_get (accounts->store, tw_schema_get_entity (schema, "user"), &user, NULL);
  if (record == NULL)
    {
      tw_response_problem (response, 404, "not-found", _("Not found"), _("There is no such user. Add the user's record first."));
      return;
    }
  if (!tw_accounts_is_not_own (request, response, &user))
    return;
  token = tw_accounts_invite (accounts->server, &user, &error);
  if (token == NULL)
    {
      tw_response_problem_error (response, error);
      return;
    }
  tw_accounts_audit (accounts, tw_server_get_caller (request), "invitation", &user);
  json = g_string_new (NULL);
  g_string_append_printf (json, "{\"token\":\"%s\",\"expires_in\":%" G_GINT64_FORMAT "}", token, INVITE_SECONDS);
  tw_response_set_secret (response);
  tw_response_take_json (response, json);
}
