/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A person's own sessions and keys. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-accounts-private.h"
#include "tw-tokens.h"

#define MAX_RATE 1000000

void
tw_accounts_handle_list_sessions (TwRequest *request, TwResponse *response, gpointer data)
{
  TwAccounts *accounts = data;
  const TwCaller *caller = tw_caller_get (request);
  g_autoptr (GPtrArray) sessions = tw_accounts_list_sessions (accounts->store, &caller->user, NULL);
  GString *json = g_string_new ("{\"items\":[");

  for (guint i = 0; i < sessions->len; i++)
    {
      const TwSession *session = g_ptr_array_index (sessions, i);
      g_autofree char *id = tw_id_dup_text (&session->id);

      g_string_append_printf (json, "%s{\"id\":\"%s\",\"device\":", i > 0 ? "," : "", id);
      tw_doc_print_text (session->device, json);
      tw_accounts_append_instant (json, "created", session->created);
      tw_accounts_append_instant (json, "used", session->used);
      g_string_append_printf (json, ",\"revoked\":%s,\"current\":%s}", session->revoked ? "true" : "false",
                              tw_id_equal (&session->id, &caller->session) ? "true" : "false");
    }
  g_string_append (json, "]}");
  tw_response_take_json (response, json);
}

void
tw_accounts_handle_revoke_session (TwRequest *request, TwResponse *response, gpointer data)
{
  TwAccounts *accounts = data;
  const TwCaller *caller = tw_caller_get (request);
  g_autoptr (GError) error = NULL;
  TwId id;

  if (!tw_accounts_read_id (request, response, &id))
    return;
  if (!tw_accounts_revoke (accounts->store, &caller->user, &id, &error))
    {
      tw_response_problem_error (response, error);
      return;
    }
  tw_accounts_audit (accounts, &caller->user, "session-revoked", &id);
  tw_accounts_forget_known (accounts);
  tw_response_set_status (response, 204);
}

/* "expires": a moment to come; without it the key is good until it is revoked. */
static gboolean
read_expiry (const TwDocNode *root, TwResponse *response, TwInstant *expires)
{
  const TwDocNode *node = tw_doc_member (root, "expires");

  if (node == NULL || node->type == TW_DOC_NULL)
    return TRUE;
  if (node->type == TW_DOC_TEXT && tw_instant_parse (node->text, NULL, expires) && *expires > g_get_real_time ())
    return TRUE;
  tw_response_problem (response, 422, "invalid", _("Not saved"), _("“expires” is a time to come, such as 2027-01-31T00:00:00Z."));
  tw_response_problem_field (response, "expires", "range", _("A time to come is needed here."));
  return FALSE;
}

void
tw_accounts_append_rate (GString *json, const TwKey *key)
{
  if (key->rate != 0)
    g_string_append_printf (json, ",\"rate\":%u", key->rate);
  else
    g_string_append (json, ",\"rate\":null");
}

gboolean
tw_accounts_read_rate (const TwDocNode *root, TwResponse *response, guint *rate)
{
  const TwDocNode *node = tw_doc_member (root, "rate");
  gint64 number = 0;

  *rate = 0;
  if (node == NULL || node->type == TW_DOC_NULL)
    return TRUE;
  if (tw_doc_integer (node, &number) && number >= 1 && number <= MAX_RATE)
    {
      *rate = (guint) number;
      return TRUE;
    }
  tw_response_problem (response, 422, "invalid", _("Not saved"), _("“rate” is a number of requests a minute, from 1 to 1,000,000, or null."));
  tw_response_problem_field (response, "rate", "range", _("A number from 1 to 1,000,000 is needed here."));
  return FALSE;
}

gboolean
tw_accounts_change_key (TwServer *server, TwRequest *request, TwResponse *response, const TwId *user, const TwId *key)
{
  TwAccounts *accounts = tw_server_get_module (server, "accounts");
  const TwDocNode *root = tw_request_parse_json (request, response);
  g_autoptr (GError) error = NULL;
  guint rate;

  if (root == NULL)
    return FALSE;
  if (tw_doc_member (root, "rate") == NULL)
    {
      tw_response_problem (response, 422, "invalid", _("Not saved"), _("Send “rate”, a number of requests a minute, or null."));
      tw_response_problem_field (response, "rate", "required", _("A number from 1 to 1,000,000 is needed here."));
      return FALSE;
    }
  if (!tw_accounts_read_rate (root, response, &rate))
    return FALSE;
  if (!tw_accounts_limit_key (accounts->store, user, key, rate, &error))
    {
      if (error != NULL)
        tw_response_problem_error (response, error);
      else
        tw_response_problem (response, 404, "not-found", _("Not found"), _("There is nothing of this id."));
      return FALSE;
    }
  tw_accounts_drop_known (accounts);
  tw_response_set_status (response, 204);
  return TRUE;
}

void
tw_accounts_handle_change_key (TwRequest *request, TwResponse *response, gpointer data)
{
  TwAccounts *accounts = data;
  TwId id;

  if (tw_accounts_read_id (request, response, &id)
      && tw_accounts_change_key (accounts->server, request, response, tw_server_get_caller (request), &id))
    tw_accounts_audit (accounts, tw_server_get_caller (request), "key-limited", &id);
}

void
tw_accounts_handle_add_key (TwRequest *request, TwResponse *response, gpointer data)
{
  static const char *const keys[] = { "name", "scopes", NULL };
  TwAccounts *accounts = data;
  const TwDocNode *root = tw_request_parse_json (request, response);
  const TwCaller *caller = tw_caller_get (request);
  g_autofree char *token = tw_token_new ("twk_"), *id = NULL;
  g_autoptr (GError) error = NULL;
  guint8 hash[TW_ACCOUNTS_HASH];
  const char *texts[2];
  TwKey key = { .id = tw_id_new (), .user = caller->user, .created = g_get_real_time () };
  GString *json;

  if (root == NULL || !tw_accounts_get_texts (root, response, texts, keys))
    return;
  if (!read_expiry (root, response, &key.expires) || !tw_accounts_read_rate (root, response, &key.rate))
    return;
  key.name = (char *) texts[0];
  key.scopes = (char *) texts[1];
  tw_token_hash (token, hash);
  if (!tw_accounts_add_key (accounts->store, &key, hash, &error))
    {
      tw_response_problem_error (response, error);
      return;
    }
  tw_accounts_audit (accounts, &caller->user, "key-made", &key.id);
  id = tw_id_dup_text (&key.id);
  json = g_string_new (NULL);
  g_string_append_printf (json, "{\"id\":\"%s\",\"key\":\"%s\"}", id, token);
  tw_response_set_secret (response);
  tw_response_set_status (response, 201);
  tw_response_take_json (response, json);
}

void
tw_accounts_handle_list_keys (TwRequest *request, TwResponse *response, gpointer data)
{
  TwAccounts *accounts = data;
  g_autoptr (GPtrArray) keys = tw_accounts_list_keys (accounts->store, tw_server_get_caller (request), NULL);
  GString *json = g_string_new ("{\"items\":[");

  for (guint i = 0; i < keys->len; i++)
    {
      const TwKey *key = g_ptr_array_index (keys, i);
      g_autofree char *id = tw_id_dup_text (&key->id);

      g_string_append_printf (json, "%s{\"id\":\"%s\",\"name\":", i > 0 ? "," : "", id);
      tw_doc_print_text (key->name, json);
      g_string_append (json, ",\"scopes\":");
      tw_doc_print_text (key->scopes, json);
      tw_accounts_append_instant (json, "created", key->created);
      tw_accounts_append_instant (json, "expires", key->expires);
      tw_accounts_append_instant (json, "used", tw_accounts_get_used (accounts->server, key));
      tw_accounts_append_rate (json, key);
      g_string_append_printf (json, ",\"revoked\":%s}", key->revoked ? "true" : "false");
    }
  g_string_append (json, "]}");
  tw_response_take_json (response, json);
}

void
tw_accounts_handle_revoke_key (TwRequest *request, TwResponse *response, gpointer data)
{
  TwAccounts *accounts = data;
  g_autoptr (GError) error = NULL;
  TwId id;

  if (!tw_accounts_read_id (request, response, &id))
    return;
  if (!tw_accounts_revoke_key (accounts->store, tw_server_get_caller (request), &id, &error))
    {
      tw_response_problem_error (response, error);
      return;
    }
  tw_accounts_audit (accounts, tw_server_get_caller (request), "key-revoked", &id);
  tw_accounts_forget_known (accounts);
  tw_response_set_status (response, 204);
}
