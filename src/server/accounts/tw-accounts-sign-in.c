/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signing in and out, refresh tokens, passwords. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-accounts-private.h"
#include "tw-tokens.h"

static TwRecord *
find_user (TwAccounts *accounts, const char *email)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (accounts->store);
  const TwEntity *entity = tw_schema_get_entity (schema, "user");
  g_auto (TwValue) value = tw_value_text (email);
  g_autoptr (TwRecord) user = tw_store_find (accounts->store, tw_entity_get_field (entity, "email"), &value, NULL);
  const TwValue *active = user != NULL ? tw_record_get_key (user, "active") : NULL;

  if (user == NULL || (active->type == TW_TYPE_BOOLEAN && !active->i))
    return NULL;
  return g_steal_pointer (&user);
}

void
tw_accounts_signed_in (TwAccounts *accounts, TwResponse *response, const TwId *user, const char *device)
{
  g_autofree char *account = tw_id_dup_text (user);

  tw_accounts_forget_guesses (accounts->store, account, NULL);
  tw_accounts_audit (accounts, user, "sign-in", NULL);
  tw_accounts_begin_session (accounts, response, user, device);
}

/* Only now is the password there to be hashed anew. That it could not be written is no reason to turn its owner away. */
static void
strengthen (TwAccounts *accounts, const TwId *user, const char *hash, const char *password)
{
  g_autofree char *stronger = tw_password_is_weakly_hashed (hash) ? tw_password_hash (password) : NULL;

  if (stronger != NULL)
    tw_accounts_set_password (accounts->store, user, stronger, NULL);
}

void
tw_accounts_handle_sign_in (TwRequest *request, TwResponse *response, gpointer data)
{
  static const char *const keys[] = { "email", "password", NULL };
  TwAccounts *accounts = data;
  const TwDocNode *root = tw_request_parse_json (request, response), *device;
  g_autofree char *account = NULL, *hash = NULL;
  g_autoptr (TwRecord) user = NULL;
  const char *texts[2];
  gint64 seconds;
  guint n;

  if (root == NULL || !tw_accounts_get_texts (root, response, texts, keys))
    return;
  user = find_user (accounts, texts[0]);
  /* By the user, because one address can be spelled in many ways. */
  account = user != NULL ? tw_id_dup_text (tw_record_get_id (user)) : g_utf8_casefold (texts[0], -1);
  if (!tw_accounts_count (accounts, response, account))
    return;
  if (user != NULL)
    hash = tw_accounts_dup_password (accounts->store, tw_record_get_id (user), NULL);
  /* The same work whether or not there is such a user. */
  if (!tw_password_verify (hash, texts[1]))
    {
      /* Guesses at names that nobody has would only fill the log. They are counted together instead, which costs the same write. */
      if (user != NULL)
        tw_accounts_audit (accounts, tw_record_get_id (user), "sign-in-refused", NULL);
      else
        tw_accounts_count_guess (accounts->store, "", g_get_real_time (), TRUE, &n, &seconds, NULL);
      tw_response_problem (response, 401, "wrong-password", _("Not signed in"),
                           _("The e-mail address or the password is not right. Check both, then try again."));
      return;
    }
  strengthen (accounts, tw_record_get_id (user), hash, texts[1]);
  if (!tw_accounts_pass_second (accounts, response, tw_record_get_id (user), root))
    return;
  device = tw_doc_member (root, "device");
  tw_accounts_signed_in (accounts, response, tw_record_get_id (user), device != NULL && device->type == TW_DOC_TEXT ? device->text : "");
}

void
tw_accounts_handle_refresh (TwRequest *request, TwResponse *response, gpointer data)
{
  static const char *const keys[] = { "refresh_token", NULL };
  TwAccounts *accounts = data;
  const TwDocNode *root = tw_request_parse_json (request, response);
  g_autofree char *fresh = tw_token_new ("twr_");
  guint8 hash[TW_ACCOUNTS_HASH], fresh_hash[TW_ACCOUNTS_HASH];
  TwInstant now = g_get_real_time ();
  g_autoptr (TwSession) session = NULL;
  g_autoptr (GError) error = NULL;
  const char *texts[1];
  TwRefresh outcome;

  if (root == NULL || !tw_accounts_get_texts (root, response, texts, keys))
    return;
  tw_token_hash (texts[0], hash);
  tw_token_hash (fresh, fresh_hash);
  if (!tw_accounts_rotate (accounts->store, hash, fresh_hash, now, now + TW_REFRESH_SECONDS * G_USEC_PER_SEC, &outcome, &session, &error))
    tw_response_problem_error (response, error);
  else if (outcome == TW_REFRESH_GOOD)
    {
      /* So that the first use of the new tokens is noticed. */
      tw_accounts_drop_session (accounts, &session->id);
      tw_accounts_answer_tokens (accounts, response, session, fresh);
    }
  else
    {
      if (outcome == TW_REFRESH_REUSED)
        {
          tw_accounts_audit (accounts, &session->user, "refresh-reused", &session->id);
          tw_accounts_forget_known (accounts);
        }
      tw_accounts_refuse (response);
    }
}

void
tw_accounts_handle_sign_out (TwRequest *request, TwResponse *response, gpointer data)
{
  TwAccounts *accounts = data;
  const TwCaller *caller = tw_caller_get (request);
  g_autoptr (GError) error = NULL;

  if (!tw_id_is_nil (&caller->session) && !tw_accounts_revoke (accounts->store, &caller->user, &caller->session, &error))
    {
      tw_response_problem_error (response, error);
      return;
    }
  tw_accounts_audit (accounts, &caller->user, "sign-out", tw_id_is_nil (&caller->session) ? NULL : &caller->session);
  tw_accounts_forget_known (accounts);
  tw_response_set_status (response, 204);
}

/* An invitation stands for the password, never for the second factor. */
static void
answer_accepted (TwAccounts *accounts, TwResponse *response, const TwId *user)
{
  g_autoptr (GError) error = NULL;
  gboolean has;

  if (!tw_accounts_has_factor (accounts, user, &has, &error))
    tw_response_problem_error (response, error);
  else if (has)
    tw_response_problem (response, 409, "sign-in-now", _("Sign in"),
                         _("The password is set. Now sign in with it, and with the code of your authenticator."));
  else
    tw_accounts_begin_session (accounts, response, user, "");
}

void
tw_accounts_handle_accept (TwRequest *request, TwResponse *response, gpointer data)
{
  static const char *const keys[] = { "token", "password", NULL };
  TwAccounts *accounts = data;
  const TwDocNode *root = tw_request_parse_json (request, response);
  g_autofree char *hash = NULL;
  g_autoptr (GError) error = NULL;
  guint8 token[TW_ACCOUNTS_HASH];
  const char *texts[2];
  gboolean found;
  TwId user;

  if (root == NULL || !tw_accounts_get_texts (root, response, texts, keys))
    return;
  tw_token_hash (texts[0], token);
  found = tw_accounts_find_invite (accounts->store, token, g_get_real_time (), &user, &error);
  if (error == NULL && !tw_accounts_take_password (accounts, response, found ? &user : NULL, "password", texts[1]))
    return;
  hash = found ? tw_password_hash (texts[1]) : NULL;
  if (hash != NULL && tw_accounts_accept (accounts->store, token, g_get_real_time (), hash, &user, &error))
    {
      tw_accounts_audit (accounts, &user, "invitation-accepted", NULL);
      tw_accounts_end_first (accounts);
      answer_accepted (accounts, response, &user);
    }
  else if (error != NULL)
    tw_response_problem_error (response, error);
  else
    tw_response_problem (response, 404, "no-invitation", _("Not found"), _("This invitation was used or is too old. Ask for a new one."));
}

void
tw_accounts_handle_password (TwRequest *request, TwResponse *response, gpointer data)
{
  static const char *const keys[] = { "old", "new", NULL };
  TwAccounts *accounts = data;
  const TwDocNode *root = tw_request_parse_json (request, response);
  const TwCaller *caller = tw_caller_get (request);
  g_autofree char *former = NULL, *hash = NULL, *account = NULL;
  g_autoptr (GError) error = NULL;
  const char *texts[2];

  if (root == NULL || !tw_accounts_get_texts (root, response, texts, keys))
    return;
  account = tw_id_dup_text (&caller->user);
  if (!tw_accounts_count (accounts, response, account))
    return;
  former = tw_accounts_dup_password (accounts->store, &caller->user, NULL);
  if (tw_id_is_nil (&caller->session) || !tw_password_verify (former, texts[0]))
    {
      tw_response_problem (response, 403, "wrong-password", _("Not saved"), _("The present password is not right."));
      return;
    }
  tw_accounts_forget_guesses (accounts->store, account, NULL);
  if (!tw_accounts_take_password (accounts, response, &caller->user, "new", texts[1]))
    return;
  hash = tw_password_hash (texts[1]);
  if (hash == NULL || !tw_accounts_set_password (accounts->store, &caller->user, hash, &error)
      || !tw_accounts_revoke (accounts->store, &caller->user, NULL, &error))
    {
      tw_response_problem_error (response, error);
      return;
    }
  tw_accounts_audit (accounts, &caller->user, "password-changed", NULL);
  /* Whoever knew the old one is signed out; this device goes on with a session of its own. */
  tw_accounts_forget_known (accounts);
  tw_accounts_begin_session (accounts, response, &caller->user, "");
}
