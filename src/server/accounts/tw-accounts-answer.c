/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the routes of this room share: reading a body, answering, guesses, the audit log. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-accounts-private.h"
#include "tw-audit.h"
#include "tw-log.h"
#include "tw-tokens.h"

#define MAX_GUESSES      10                            /* of an account in a quarter of an hour, wherever they come from */

/* An audit log that cannot be written must be noticed, but lets nobody out who is in. */
void
tw_accounts_audit (TwAccounts *accounts, const TwId *user, const char *action, const TwId *subject)
{
  g_autofree char *detail = subject != NULL ? tw_id_dup_text (subject) : NULL;
  g_autoptr (GError) error = NULL;

  if (!tw_audit_add (accounts->store, g_get_real_time (), user, action, detail, &error))
    {
      g_autoptr (TwLogLine) line = tw_log_line_new ("error", "audit-not-written");

      tw_log_line_text (line, "reason", error->message);
    }
}

gboolean
tw_accounts_get_texts (const TwDocNode *root, TwResponse *response, const char **texts, const char *const *keys)
{
  for (guint i = 0; keys[i] != NULL; i++)
    {
      const TwDocNode *node = tw_doc_member (root, keys[i]);

      if (node == NULL || node->type != TW_DOC_TEXT || strlen (node->text) > 1024)
        {
          tw_response_problem (response, 400, "invalid", _("Bad request"), _("A text is missing or too long."));
          tw_response_problem_field (response, keys[i], "text", _("A text is needed here."));
          return FALSE;
        }
      texts[i] = node->text;
    }
  return TRUE;
}

gboolean
tw_accounts_read_id (TwRequest *request, TwResponse *response, TwId *id)
{
  if (tw_id_parse (tw_request_get_param (request, "id"), id))
    return TRUE;
  tw_response_problem (response, 404, "not-found", _("Not found"), _("There is nothing of this id."));
  return FALSE;
}

void
tw_accounts_append_instant (GString *json, const char *key, TwInstant at)
{
  g_auto (TwValue) value = tw_value_datetime (at);
  g_autofree char *text = at != 0 ? tw_value_to_json (&value) : g_strdup ("null");

  g_string_append_printf (json, ",\"%s\":%s", key, text);
}

void
tw_accounts_answer_tokens (TwAccounts *accounts, TwResponse *response, const TwSession *session, const char *refresh)
{
  g_autofree char *access = tw_access_token_new (accounts->secret, &session->id, &session->user,
                                                 g_get_real_time () + TW_ACCESS_SECONDS * G_USEC_PER_SEC);
  g_autofree char *user = tw_id_dup_text (&session->user), *id = tw_id_dup_text (&session->id), *title = NULL;
  g_autoptr (TwSchema) schema = tw_store_ref_schema (accounts->store);
  GString *json = g_string_new (NULL);

  title = tw_store_dup_title (accounts->store, tw_schema_get_entity (schema, "user")->number, &session->user);
  g_string_append_printf (json, "{\"access_token\":\"%s\",\"token_type\":\"Bearer\",\"expires_in\":%d,\"refresh_token\":\"%s\","
                          "\"session\":\"%s\",\"user\":{\"id\":\"%s\",\"name\":", access, TW_ACCESS_SECONDS, refresh, id, user);
  tw_doc_print_text (title, json);
  g_string_append (json, "}}");
  tw_response_set_secret (response);
  tw_response_take_json (response, json);
}

void
tw_accounts_begin_session (TwAccounts *accounts, TwResponse *response, const TwId *user, const char *device)
{
  TwInstant now = g_get_real_time ();
  g_autofree char *refresh = tw_token_new ("twr_");
  TwSession session = { .id = tw_id_new (), .user = *user, .device = (char *) device, .created = now, .used = now,
                        .expires = now + TW_REFRESH_SECONDS * G_USEC_PER_SEC };
  g_autoptr (GError) error = NULL;
  guint8 hash[TW_ACCOUNTS_HASH];

  tw_token_hash (refresh, hash);
  if (tw_accounts_add_session (accounts->store, &session, hash, &error))
    tw_accounts_answer_tokens (accounts, response, &session, refresh);
  else
    tw_response_problem_error (response, error);
}

char *
tw_accounts_dup_text_setting (TwAccounts *accounts, const char *key, const char *without)
{
  g_autofree char *setting = tw_store_dup_setting (accounts->store, key);
  g_autoptr (TwDoc) doc = setting != NULL ? tw_doc_parse (key, setting, -1, NULL) : NULL;

  return g_strdup (doc != NULL && tw_doc_get_root (doc)->type == TW_DOC_TEXT && *tw_doc_get_root (doc)->text
                     ? tw_doc_get_root (doc)->text : without);
}

gboolean
tw_accounts_count (TwAccounts *accounts, TwResponse *response, const char *account)
{
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;
  gint64 seconds;
  guint n;

  if (!tw_accounts_count_guess (accounts->store, account, g_get_real_time (), TRUE, &n, &seconds, &error))
    {
      tw_response_problem_error (response, error);
      return FALSE;
    }
  if (n <= MAX_GUESSES)
    return TRUE;
  after = g_strdup_printf ("%" G_GINT64_FORMAT, seconds);
  tw_response_problem (response, 429, "too-many-guesses", _("Too many tries"), _("There were too many wrong passwords. Wait a while, then try again."));
  tw_response_set_header (response, "Retry-After", after);
  return FALSE;
}
