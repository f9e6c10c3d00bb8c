/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The second factor: set up with the password, confirmed by a first code, then asked for at each sign-in. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-accounts-private.h"
#include "tw-factors.h"
#include "tw-tokens.h"
#include "tw-totp.h"

#define STEP_SECONDS 300                               /* between the password and the code */
#define SETTING      "admin_second_factor"

/* --- Codes --- */

/* Guesses of codes are counted apart from those of passwords: a good password does not begin them anew. */
static char *
dup_counter (const TwId *user)
{
  g_autofree char *id = tw_id_dup_text (user);

  return g_strconcat ("code ", id, NULL);
}

static gboolean
try_recovery (TwAccounts *accounts, const TwId *user, const char *code, gboolean *good, GError **error)
{
  guint8 hash[TW_ACCOUNTS_HASH];
  guint left;

  *good = FALSE;
  if (!tw_recovery_code_hash (code, hash))
    return TRUE;
  if (!tw_factors_recover (accounts->store, user, hash, good, &left, error))
    return FALSE;
  if (*good)
    tw_accounts_audit (accounts, user, "recovery-code-used", NULL);
  return TRUE;
}

static gboolean
try_code (TwAccounts *accounts, const TwId *user, const TwFactor *factor, const char *code, gboolean *good, GError **error)
{
  g_autoptr (GBytes) secret = tw_totp_open (accounts->seal, factor->sealed);
  gint64 step = secret != NULL ? tw_totp_find_step (secret, code, g_get_real_time ()) : 0;

  return step != 0 ? tw_factors_use (accounts->store, user, step, good, error) : try_recovery (accounts, user, code, good, error);
}

static gboolean
refuse_code (TwResponse *response)
{
  tw_response_problem (response, 401, "wrong-code", _("Not signed in"),
                       _("This code is not right, or was used before. Enter the one that your authenticator shows now."));
  return FALSE;
}

/* FALSE: the response is the answer. */
static gboolean
check_code (TwAccounts *accounts, TwResponse *response, const TwId *user, const TwFactor *factor, const char *code)
{
  g_autofree char *counter = dup_counter (user);
  g_autoptr (GError) error = NULL;
  gboolean good = FALSE;

  if (!tw_accounts_count (accounts, response, counter))
    return FALSE;
  if (!try_code (accounts, user, factor, code, &good, &error))
    {
      tw_response_problem_error (response, error);
      return FALSE;
    }
  if (!good)
    {
      tw_accounts_audit (accounts, user, "second-factor-refused", NULL);
      return refuse_code (response);
    }
  tw_accounts_forget_guesses (accounts->store, counter, NULL);
  return TRUE;
}

/* NULL with an answer: the store's trouble. *none: there is nothing that would be asked for. */
static TwFactor *
get_confirmed (TwAccounts *accounts, TwResponse *response, const TwId *user, gboolean *none)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwFactor) factor = tw_factors_get (accounts->store, user, &error);

  if (error != NULL)
    tw_response_problem_error (response, error);
  *none = error == NULL && (factor == NULL || !factor->confirmed);
  return factor != NULL && factor->confirmed ? g_steal_pointer (&factor) : NULL;
}

gboolean
tw_accounts_has_factor (TwAccounts *accounts, const TwId *user, gboolean *has, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TwFactor) factor = tw_factors_get (accounts->store, user, &local);

  *has = factor != NULL && factor->confirmed;
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* --- Signing in --- */

gboolean
tw_accounts_pass_second (TwAccounts *accounts, TwResponse *response, const TwId *user, const TwDocNode *root)
{
  const TwDocNode *code = tw_doc_member (root, "code");
  TwId nonce = tw_id_new ();
  g_autoptr (TwFactor) factor = NULL;
  g_autofree char *token = NULL;
  gboolean none;

  factor = get_confirmed (accounts, response, user, &none);
  if (factor == NULL)
    return none;
  if (code != NULL && code->type == TW_DOC_TEXT)
    return check_code (accounts, response, user, factor, code->text);
  token = tw_access_token_new (accounts->step, &nonce, user, g_get_real_time () + STEP_SECONDS * G_USEC_PER_SEC);
  tw_response_problem (response, 401, "second-factor", _("Not signed in"), _("Enter the six digits that your authenticator shows now."));
  tw_response_problem_text (response, "step_token", token);
  tw_response_set_secret (response);
  return FALSE;
}

/* The code alone, for who showed his password a moment ago. */
void
tw_accounts_handle_second_step (TwRequest *request, TwResponse *response, gpointer data)
{
  static const char *const keys[] = { "step_token", "code", NULL };
  TwAccounts *accounts = data;
  const TwDocNode *root = tw_request_parse_json (request, response), *device;
  g_autoptr (TwFactor) factor = NULL;
  const char *texts[2];
  TwId nonce, user;
  gboolean none;

  if (root == NULL || !tw_accounts_get_texts (root, response, texts, keys))
    return;
  if (!tw_access_token_read (accounts->step, texts[0], g_get_real_time (), &nonce, &user) || !tw_accounts_is_active (accounts, &user))
    {
      tw_response_problem (response, 401, "sign-in", _("Sign in"), _("This took too long. Enter your password again."));
      return;
    }
  factor = get_confirmed (accounts, response, &user, &none);
  if (none)
    refuse_code (response);
  if (factor == NULL || !check_code (accounts, response, &user, factor, texts[1]))
    return;
  device = tw_doc_member (root, "device");
  tw_accounts_signed_in (accounts, response, &user, device != NULL && device->type == TW_DOC_TEXT ? device->text : "");
}

/* --- Setting it up --- */

/* A key sets up nothing, and a device that lies open needs the password. */
static gboolean
check_password (TwAccounts *accounts, TwRequest *request, TwResponse *response, const char *password)
{
  const TwCaller *caller = tw_caller_get (request);
  g_autofree char *account = tw_id_dup_text (&caller->user), *hash = NULL;

  if (!tw_id_is_nil (&caller->session) && !tw_accounts_count (accounts, response, account))
    return FALSE;
  hash = tw_accounts_dup_password (accounts->store, &caller->user, NULL);
  if (tw_id_is_nil (&caller->session) || !tw_password_verify (hash, password))
    {
      tw_response_problem (response, 403, "wrong-password", _("Not saved"), _("The present password is not right."));
      return FALSE;
    }
  tw_accounts_forget_guesses (accounts->store, account, NULL);
  return TRUE;
}

static void
answer_secret (TwAccounts *accounts, TwResponse *response, const TwId *user, GBytes *secret)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (accounts->store);
  g_autoptr (TwRecord) record = tw_store_get (accounts->store, tw_schema_get_entity (schema, "user"), user, NULL);
  const TwValue *email = record != NULL ? tw_record_get_key (record, "email") : NULL;
  g_autofree char *issuer = tw_accounts_dup_text_setting (accounts, "name", "Tradewind"), *text = tw_totp_print (secret);
  g_autofree char *uri = tw_totp_print_uri (secret, issuer, email != NULL && email->type == TW_TYPE_TEXT ? email->text : "");
  GString *json = g_string_new (NULL);

  g_string_append_printf (json, "{\"secret\":\"%s\",\"uri\":", text);
  tw_doc_print_text (uri, json);
  g_string_append_c (json, '}');
  tw_response_set_secret (response);
  tw_response_take_json (response, json);
}

void
tw_accounts_handle_begin_factor (TwRequest *request, TwResponse *response, gpointer data)
{
  static const char *const keys[] = { "password", NULL };
  TwAccounts *accounts = data;
  const TwDocNode *root = tw_request_parse_json (request, response);
  const TwId *user = tw_server_get_caller (request);
  g_autoptr (GBytes) secret = tw_totp_secret_new (), sealed = NULL;
  g_autoptr (GError) error = NULL;
  const char *texts[1];
  gboolean done;

  if (root == NULL || !tw_accounts_get_texts (root, response, texts, keys) || !check_password (accounts, request, response, texts[0]))
    return;
  sealed = tw_totp_seal (accounts->seal, secret);
  if (!tw_factors_begin (accounts->store, user, sealed, &done, &error))
    tw_response_problem_error (response, error);
  else if (!done)
    tw_response_problem (response, 409, "in-the-way", _("Not saved"), _("A second factor is set up already. Take it away first."));
  else
    answer_secret (accounts, response, user, secret);
}

static void
answer_codes (TwResponse *response, char **codes)
{
  GString *json = g_string_new ("{\"recovery_codes\":[");

  for (guint i = 0; codes[i] != NULL; i++)
    g_string_append_printf (json, "%s\"%s\"", i > 0 ? "," : "", codes[i]);
  g_string_append (json, "]}");
  tw_response_set_secret (response);
  tw_response_take_json (response, json);
}

static gboolean
confirm (TwAccounts *accounts, const TwId *user, const char *code, char **codes, gboolean *done, GError **error)
{
  guint8 hashes[TW_RECOVERY_CODES * TW_ACCOUNTS_HASH];
  g_autoptr (GError) local = NULL;
  g_autoptr (TwFactor) factor = tw_factors_get (accounts->store, user, &local);
  g_autoptr (GBytes) secret = factor != NULL ? tw_totp_open (accounts->seal, factor->sealed) : NULL;
  gint64 step = secret != NULL ? tw_totp_find_step (secret, code, g_get_real_time ()) : 0;

  *done = FALSE;
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (step == 0)
    return TRUE;
  for (guint i = 0; i < TW_RECOVERY_CODES; i++)
    {
      codes[i] = tw_recovery_code_new ();
      tw_recovery_code_hash (codes[i], hashes + i * TW_ACCOUNTS_HASH);
    }
  return tw_factors_confirm (accounts->store, user, step, hashes, TW_RECOVERY_CODES, done, error);
}

void
tw_accounts_handle_confirm_factor (TwRequest *request, TwResponse *response, gpointer data)
{
  static const char *const keys[] = { "code", NULL };
  TwAccounts *accounts = data;
  const TwDocNode *root = tw_request_parse_json (request, response);
  const TwId *user = tw_server_get_caller (request);
  g_autofree char *counter = dup_counter (user);
  g_auto (GStrv) codes = g_new0 (char *, TW_RECOVERY_CODES + 1);
  g_autoptr (GError) error = NULL;
  const char *texts[1];
  gboolean done;

  if (root == NULL || !tw_accounts_get_texts (root, response, texts, keys) || !tw_accounts_needs_person (request, response)
      || !tw_accounts_count (accounts, response, counter))
    return;
  if (!confirm (accounts, user, texts[0], codes, &done, &error))
    tw_response_problem_error (response, error);
  else if (!done)
    tw_response_problem (response, 422, "wrong-code", _("Not saved"),
                         _("This code is not right. Check the clock of the device, and enter the code that is shown now."));
  else
    {
      tw_accounts_forget_guesses (accounts->store, counter, NULL);
      tw_accounts_audit (accounts, user, "second-factor-added", NULL);
      tw_accounts_drop_known (accounts);
      answer_codes (response, codes);
    }
}

void
tw_accounts_handle_end_factor (TwRequest *request, TwResponse *response, gpointer data)
{
  static const char *const keys[] = { "password", "code", NULL };
  TwAccounts *accounts = data;
  const TwDocNode *root = tw_request_parse_json (request, response);
  const TwId *user = tw_server_get_caller (request);
  g_autoptr (TwFactor) factor = NULL;
  g_autoptr (GError) error = NULL;
  const char *texts[2];
  gboolean none;

  if (root == NULL || !tw_accounts_get_texts (root, response, texts, keys) || !check_password (accounts, request, response, texts[0]))
    return;
  factor = get_confirmed (accounts, response, user, &none);
  if (none)
    tw_response_problem (response, 404, "not-found", NULL, _("No second factor is set up."));
  if (factor == NULL || !check_code (accounts, response, user, factor, texts[1]))
    return;
  if (!tw_factors_drop (accounts->store, user, &error))
    {
      tw_response_problem_error (response, error);
      return;
    }
  tw_accounts_audit (accounts, user, "second-factor-removed", NULL);
  tw_accounts_drop_known (accounts);
  tw_response_set_status (response, 204);
}

/* --- Administrators --- */

static gboolean
needs_administrator (TwRequest *request, TwResponse *response)
{
  if (tw_access_is_administrator (tw_caller_get_access (request)))
    return tw_accounts_needs_person (request, response);
  tw_response_problem (response, 403, "denied", _("Not allowed"), _("Only administrators do this. Ask one of them."));
  return FALSE;
}

/* For who lost the authenticator and the recovery codes. */
void
tw_accounts_handle_reset_factor (TwRequest *request, TwResponse *response, gpointer data)
{
  TwAccounts *accounts = data;
  g_autoptr (GError) error = NULL;
  TwId user;

  if (!needs_administrator (request, response) || !tw_accounts_read_id (request, response, &user))
    return;
  if (!tw_factors_drop (accounts->store, &user, &error))
    {
      tw_response_problem_error (response, error);
      return;
    }
  tw_accounts_audit (accounts, tw_server_get_caller (request), "second-factor-reset", &user);
  tw_accounts_drop_known (accounts);
  tw_response_set_status (response, 204);
}

gboolean
tw_accounts_is_factor_required (TwAccounts *accounts)
{
  g_autofree char *setting = tw_store_dup_setting (accounts->store, SETTING);

  return g_strcmp0 (setting, "true") == 0;
}

static void
answer_required (TwAccounts *accounts, TwResponse *response)
{
  GString *json = g_string_new (NULL);

  g_string_printf (json, "{\"administrators\":%s}", tw_accounts_is_factor_required (accounts) ? "true" : "false");
  tw_response_take_json (response, json);
}

void
tw_accounts_handle_get_required (TwRequest *request, TwResponse *response, gpointer data)
{
  if (needs_administrator (request, response))
    answer_required (data, response);
}

/* Who turns it on has one himself: else he would shut himself out. */
void
tw_accounts_handle_set_required (TwRequest *request, TwResponse *response, gpointer data)
{
  TwAccounts *accounts = data;
  const TwDocNode *root, *wanted;
  g_autoptr (GError) error = NULL;
  gboolean has;

  if (!needs_administrator (request, response) || (root = tw_request_parse_json (request, response)) == NULL)
    return;
  wanted = tw_doc_member (root, "administrators");
  if (wanted == NULL || wanted->type != TW_DOC_BOOLEAN)
    {
      tw_response_problem (response, 400, "invalid", _("Bad request"), _("Send “administrators”, true or false."));
      return;
    }
  if (!tw_accounts_has_factor (accounts, tw_server_get_caller (request), &has, &error))
    tw_response_problem_error (response, error);
  else if (wanted->boolean && !has)
    tw_response_problem (response, 409, "in-the-way", _("Not saved"), _("Set up a second factor of your own first."));
  else if (!tw_store_set_setting (accounts->store, SETTING, wanted->boolean ? "true" : "false", &error))
    tw_response_problem_error (response, error);
  else
    {
      tw_accounts_audit (accounts, tw_server_get_caller (request), wanted->boolean ? "second-factor-required" : "second-factor-not-required", NULL);
      tw_accounts_drop_known (accounts);
      answer_required (accounts, response);
    }
}
