/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signing in and out, invitations, sessions and keys: /api/auth. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-audit.h"
#include "tw-caller.h"
#include "tw-log.h"
#include "tw-seed.h"
#include "tw-tokens.h"

#define MAX_GUESSES      10                            /* of an account in a quarter of an hour, wherever they come from */
#define INVITE_SECONDS   ((gint64) 7 * 86400)
#define CACHE_SECONDS    5                             /* a revoked session or key is refused after so long at the latest */
#define MAX_CACHED       20000
#define CALLER           "caller"

typedef struct
{
  gint64   checked;                                    /* monotonic */
  TwId     user;
  char    *scopes;                                     /* of a key; NULL: a session */
} Known;

typedef struct
{
  TwServer      *server;
  TwStore       *store;
  GBytes        *secret;
  TwAccessCache *access;
  GMutex         lock;
  GHashTable    *known;                                /* (mutex lock) token's hash as text, or session id → Known */
  TwRevokedFunc  revoked;
  gpointer       revoked_data;
} Accounts;

static void
known_free (Known *known)
{
  g_free (known->scopes);
  g_free (known);
}

static void
caller_free (TwCaller *caller)
{
  tw_access_unref (caller->access);
  g_free (caller);
}

const TwCaller *
tw_caller_get (TwRequest *request)
{
  return tw_request_get_data (request, CALLER);
}

TwAccess *
tw_caller_get_access (TwRequest *request)
{
  const TwCaller *caller = tw_caller_get (request);

  return caller != NULL ? caller->access : NULL;
}

void
tw_accounts_set_revoked (TwServer *server, TwRevokedFunc func, gpointer data)
{
  Accounts *accounts = tw_server_get_module (server, "accounts");

  accounts->revoked = func;
  accounts->revoked_data = data;
}

/* --- The filter --- */

static gboolean
refuse (TwResponse *response)
{
  tw_response_problem (response, 401, "sign-in", _("Sign in"), _("Sign in, or sign in again: the token is missing, unknown or too old."));
  tw_response_set_header (response, "WWW-Authenticate", "Bearer");
  return FALSE;
}

static gboolean
is_public (const char *pattern)
{
  static const char *const patterns[] = {
    "/healthz", "/readyz", "/metrics", "/api/auth/sign-in", "/api/auth/refresh", "/api/auth/accept", "/api/openapi.json", "/api/docs",
    "/api/docs/{file}", NULL,
  };

  return pattern != NULL && g_strv_contains (patterns, pattern);
}

static gboolean
find_known (Accounts *accounts, const char *key, Known *found)
{
  const Known *known;
  gboolean fresh;

  g_mutex_lock (&accounts->lock);
  known = g_hash_table_lookup (accounts->known, key);
  fresh = known != NULL && known->checked + CACHE_SECONDS * G_USEC_PER_SEC > g_get_monotonic_time ();
  if (fresh)
    *found = (Known) { known->checked, known->user, g_strdup (known->scopes) };
  g_mutex_unlock (&accounts->lock);
  return fresh;
}

static void
keep_known (Accounts *accounts, const char *key, const TwId *user, const char *scopes)
{
  Known *known = g_new (Known, 1);

  *known = (Known) { g_get_monotonic_time (), *user, g_strdup (scopes) };
  g_mutex_lock (&accounts->lock);
  if (g_hash_table_size (accounts->known) >= MAX_CACHED)
    g_hash_table_remove_all (accounts->known);
  g_hash_table_replace (accounts->known, g_strdup (key), known);
  g_mutex_unlock (&accounts->lock);
}

static gboolean
check_session (Accounts *accounts, const char *token, TwCaller *caller)
{
  g_autoptr (TwSession) session = NULL;
  g_autofree char *key = NULL;
  Known known;

  if (!tw_access_token_read (accounts->secret, token, g_get_real_time (), &caller->session, &caller->user))
    return FALSE;
  key = tw_id_dup_text (&caller->session);
  if (find_known (accounts, key, &known))
    return tw_id_equal (&known.user, &caller->user);
  session = tw_accounts_get_session (accounts->store, &caller->session, NULL);
  if (session == NULL || session->revoked || !tw_id_equal (&session->user, &caller->user))
    return FALSE;
  keep_known (accounts, key, &caller->user, NULL);
  return TRUE;
}

static gboolean
check_key (Accounts *accounts, const char *token, TwCaller *caller, char **scopes)
{
  guint8 hash[TW_ACCOUNTS_HASH];
  g_autofree char *text = NULL;
  g_autoptr (TwKey) key = NULL;
  Known known;

  tw_token_hash (token, hash);
  text = g_base64_encode (hash, sizeof hash);
  if (find_known (accounts, text, &known))
    {
      caller->user = known.user;
      *scopes = known.scopes;
      return TRUE;
    }
  key = tw_accounts_find_key (accounts->store, hash, NULL);
  if (key == NULL || key->revoked || (key->expires != 0 && key->expires < g_get_real_time ()))
    return FALSE;
  caller->user = key->user;
  *scopes = g_strdup (key->scopes);
  keep_known (accounts, text, &key->user, key->scopes);
  return TRUE;
}

static gboolean
filter (TwRequest *request, TwResponse *response, gpointer data)
{
  Accounts *accounts = data;
  const char *authorization = tw_request_get_header (request, "Authorization");
  g_autofree char *scopes = NULL;
  g_auto (GStrv) scope_list = NULL;
  TwCaller caller = { 0 };
  gboolean good;

  if (is_public (tw_request_get_pattern (request)))
    return TRUE;
  if (authorization == NULL || g_ascii_strncasecmp (authorization, "Bearer ", 7) != 0)
    return refuse (response);
  good = g_str_has_prefix (authorization + 7, "twk_") ? check_key (accounts, authorization + 7, &caller, &scopes)
                                                      : check_session (accounts, authorization + 7, &caller);
  if (!good)
    return refuse (response);
  if (scopes != NULL)
    scope_list = g_strsplit (scopes, " ", -1);
  caller.access = tw_access_cache_get (accounts->access, &caller.user, (const char *const *) scope_list, NULL);
  if (caller.access == NULL)
    return refuse (response);
  tw_server_set_caller (request, &caller.user);
  tw_request_set_data (request, CALLER, g_memdup2 (&caller, sizeof caller), (GDestroyNotify) caller_free);
  return TRUE;
}

/* An audit log that cannot be written must be noticed, but lets nobody out who is in. */
static void
audit (Accounts *accounts, const TwId *user, const char *action, const TwId *subject)
{
  g_autofree char *detail = subject != NULL ? tw_id_dup_text (subject) : NULL;
  g_autoptr (GError) error = NULL;

  if (!tw_audit_add (accounts->store, g_get_real_time (), user, action, detail, &error))
    {
      g_autoptr (TwLogLine) line = tw_log_line_new ("error", "audit-not-written");

      tw_log_line_text (line, "reason", error->message);
    }
}

/* --- Answers --- */

static gboolean
get_texts (const TwDocNode *root, TwResponse *response, const char **texts, const char *const *keys)
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

static void
answer_tokens (Accounts *accounts, TwResponse *response, const TwSession *session, const char *refresh)
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

static void
begin_session (Accounts *accounts, TwResponse *response, const TwId *user, const char *device)
{
  TwInstant now = g_get_real_time ();
  g_autofree char *refresh = tw_token_new ("twr_");
  TwSession session = { .id = tw_id_new (), .user = *user, .device = (char *) device, .created = now, .used = now,
                        .expires = now + TW_REFRESH_SECONDS * G_USEC_PER_SEC };
  g_autoptr (GError) error = NULL;
  guint8 hash[TW_ACCOUNTS_HASH];

  tw_token_hash (refresh, hash);
  if (tw_accounts_add_session (accounts->store, &session, hash, &error))
    answer_tokens (accounts, response, &session, refresh);
  else
    tw_response_problem_error (response, error);
}

/* --- Signing in --- */

static TwRecord *
find_user (Accounts *accounts, const char *email)
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

/* Counts the guess before it is looked at, so that many at the same moment are not all the first one. */
static gboolean
count_guess (Accounts *accounts, TwResponse *response, const char *account)
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

static void
handle_sign_in (TwRequest *request, TwResponse *response, gpointer data)
{
  static const char *const keys[] = { "email", "password", NULL };
  Accounts *accounts = data;
  const TwDocNode *root = tw_request_parse_json (request, response), *device;
  g_autofree char *account = NULL, *hash = NULL;
  g_autoptr (TwRecord) user = NULL;
  const char *texts[2];

  if (root == NULL || !get_texts (root, response, texts, keys))
    return;
  user = find_user (accounts, texts[0]);
  /* By the user, because one address can be spelled in many ways. */
  account = user != NULL ? tw_id_dup_text (tw_record_get_id (user)) : g_utf8_casefold (texts[0], -1);
  if (!count_guess (accounts, response, account))
    return;
  if (user != NULL)
    hash = tw_accounts_dup_password (accounts->store, tw_record_get_id (user), NULL);
  /* The same work whether or not there is such a user. */
  if (!tw_password_verify (hash, texts[1]))
    {
      /* Guesses at names that nobody has would only fill the log. */
      if (user != NULL)
        audit (accounts, tw_record_get_id (user), "sign-in-refused", NULL);
      tw_response_problem (response, 401, "wrong-password", _("Not signed in"),
                           _("The e-mail address or the password is not right. Check both, then try again."));
      return;
    }
  tw_accounts_forget_guesses (accounts->store, account, NULL);
  audit (accounts, tw_record_get_id (user), "sign-in", NULL);
  device = tw_doc_member (root, "device");
  begin_session (accounts, response, tw_record_get_id (user), device != NULL && device->type == TW_DOC_TEXT ? device->text : "");
}

static void
forget_known (Accounts *accounts, const TwId *user)
{
  g_mutex_lock (&accounts->lock);
  g_hash_table_remove_all (accounts->known);
  g_mutex_unlock (&accounts->lock);
  if (accounts->revoked != NULL)
    accounts->revoked (user, accounts->revoked_data);
}

void
tw_accounts_forget (TwServer *server, const TwId *user)
{
  forget_known (tw_server_get_module (server, "accounts"), user);
}

static void
handle_refresh (TwRequest *request, TwResponse *response, gpointer data)
{
  static const char *const keys[] = { "refresh_token", NULL };
  Accounts *accounts = data;
  const TwDocNode *root = tw_request_parse_json (request, response);
  g_autofree char *fresh = tw_token_new ("twr_");
  guint8 hash[TW_ACCOUNTS_HASH], fresh_hash[TW_ACCOUNTS_HASH];
  TwInstant now = g_get_real_time ();
  g_autoptr (TwSession) session = NULL;
  g_autoptr (GError) error = NULL;
  const char *texts[1];
  TwRefresh outcome;

  if (root == NULL || !get_texts (root, response, texts, keys))
    return;
  tw_token_hash (texts[0], hash);
  tw_token_hash (fresh, fresh_hash);
  if (!tw_accounts_rotate (accounts->store, hash, fresh_hash, now, now + TW_REFRESH_SECONDS * G_USEC_PER_SEC, &outcome, &session, &error))
    tw_response_problem_error (response, error);
  else if (outcome == TW_REFRESH_GOOD)
    answer_tokens (accounts, response, session, fresh);
  else
    {
      if (outcome == TW_REFRESH_REUSED)
        {
          audit (accounts, &session->user, "refresh-reused", &session->id);
          forget_known (accounts, &session->user);
        }
      refuse (response);
    }
}

static void
handle_sign_out (TwRequest *request, TwResponse *response, gpointer data)
{
  Accounts *accounts = data;
  const TwCaller *caller = tw_caller_get (request);
  g_autoptr (GError) error = NULL;

  if (!tw_id_is_nil (&caller->session) && !tw_accounts_revoke (accounts->store, &caller->user, &caller->session, &error))
    {
      tw_response_problem_error (response, error);
      return;
    }
  audit (accounts, &caller->user, "sign-out", tw_id_is_nil (&caller->session) ? NULL : &caller->session);
  forget_known (accounts, &caller->user);
  tw_response_set_status (response, 204);
}

static void
handle_accept (TwRequest *request, TwResponse *response, gpointer data)
{
  static const char *const keys[] = { "token", "password", NULL };
  Accounts *accounts = data;
  const TwDocNode *root = tw_request_parse_json (request, response);
  g_autofree char *hash = NULL;
  g_autoptr (GError) error = NULL;
  guint8 token[TW_ACCOUNTS_HASH];
  const char *texts[2], *weak;
  TwId user;

  if (root == NULL || !get_texts (root, response, texts, keys))
    return;
  weak = tw_password_check (texts[1], NULL);
  if (weak != NULL)
    {
      tw_response_problem (response, 422, "weak-password", _("Not saved"), weak);
      tw_response_problem_field (response, "password", "weak", weak);
      return;
    }
  hash = tw_password_hash (texts[1]);
  tw_token_hash (texts[0], token);
  if (hash != NULL && tw_accounts_accept (accounts->store, token, g_get_real_time (), hash, &user, &error))
    {
      audit (accounts, &user, "invitation-accepted", NULL);
      begin_session (accounts, response, &user, "");
    }
  else if (error != NULL)
    tw_response_problem_error (response, error);
  else
    tw_response_problem (response, 404, "no-invitation", _("Not found"), _("This invitation was used or is too old. Ask for a new one."));
}

static void
handle_password (TwRequest *request, TwResponse *response, gpointer data)
{
  static const char *const keys[] = { "old", "new", NULL };
  Accounts *accounts = data;
  const TwDocNode *root = tw_request_parse_json (request, response);
  const TwCaller *caller = tw_caller_get (request);
  g_autofree char *former = NULL, *hash = NULL, *account = NULL;
  g_autoptr (GError) error = NULL;
  const char *texts[2], *weak;

  if (root == NULL || !get_texts (root, response, texts, keys))
    return;
  account = tw_id_dup_text (&caller->user);
  if (!count_guess (accounts, response, account))
    return;
  former = tw_accounts_dup_password (accounts->store, &caller->user, NULL);
  if (tw_id_is_nil (&caller->session) || !tw_password_verify (former, texts[0]))
    {
      tw_response_problem (response, 403, "wrong-password", _("Not saved"), _("The present password is not right."));
      return;
    }
  tw_accounts_forget_guesses (accounts->store, account, NULL);
  weak = tw_password_check (texts[1], NULL);
  if (weak != NULL)
    {
      tw_response_problem (response, 422, "weak-password", _("Not saved"), weak);
      return;
    }
  hash = tw_password_hash (texts[1]);
  if (hash == NULL || !tw_accounts_set_password (accounts->store, &caller->user, hash, &error)
      || !tw_accounts_revoke (accounts->store, &caller->user, NULL, &error))
    {
      tw_response_problem_error (response, error);
      return;
    }
  audit (accounts, &caller->user, "password-changed", NULL);
  /* Whoever knew the old one is signed out; this device goes on with a session of its own. */
  forget_known (accounts, &caller->user);
  begin_session (accounts, response, &caller->user, "");
}

static void
handle_me (TwRequest *request, TwResponse *response, gpointer data)
{
  Accounts *accounts = data;
  const TwCaller *caller = tw_caller_get (request);
  g_autoptr (TwSchema) schema = tw_store_ref_schema (accounts->store);
  g_autofree char *id = tw_id_dup_text (&caller->user), *workspace = tw_store_dup_setting (accounts->store, "name"), *title = NULL;
  GString *json = g_string_new (NULL);

  title = tw_store_dup_title (accounts->store, tw_schema_get_entity (schema, "user")->number, &caller->user);
  g_string_append_printf (json, "{\"id\":\"%s\",\"name\":", id);
  tw_doc_print_text (title, json);
  g_string_append_printf (json, ",\"administrator\":%s,\"workspace\":%s}", tw_access_is_administrator (caller->access) ? "true" : "false",
                          workspace != NULL ? workspace : "null");
  tw_response_take_json (response, json);
}

/* --- Invitations, sessions, keys --- */

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

static void
handle_invite (TwRequest *request, TwResponse *response, gpointer data)
{
  static const char *const keys[] = { "user", NULL };
  Accounts *accounts = data;
  const TwDocNode *root = tw_request_parse_json (request, response);
  g_autoptr (TwSchema) schema = tw_store_ref_schema (accounts->store);
  g_autoptr (TwRecord) record = NULL;
  g_autofree char *token = NULL;
  g_autoptr (GError) error = NULL;
  const char *texts[1];
  GString *json;
  TwId user;

  if (root == NULL || !get_texts (root, response, texts, keys))
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
  token = tw_accounts_invite (accounts->server, &user, &error);
  if (token == NULL)
    {
      tw_response_problem_error (response, error);
      return;
    }
  audit (accounts, tw_server_get_caller (request), "invitation", &user);
  json = g_string_new (NULL);
  g_string_append_printf (json, "{\"token\":\"%s\",\"expires_in\":%" G_GINT64_FORMAT "}", token, INVITE_SECONDS);
  tw_response_set_secret (response);
  tw_response_take_json (response, json);
}

static void
append_instant (GString *json, const char *key, TwInstant at)
{
  g_auto (TwValue) value = tw_value_datetime (at);
  g_autofree char *text = at != 0 ? tw_value_to_json (&value) : g_strdup ("null");

  g_string_append_printf (json, ",\"%s\":%s", key, text);
}

static void
handle_list_sessions (TwRequest *request, TwResponse *response, gpointer data)
{
  Accounts *accounts = data;
  const TwCaller *caller = tw_caller_get (request);
  g_autoptr (GPtrArray) sessions = tw_accounts_list_sessions (accounts->store, &caller->user, NULL);
  GString *json = g_string_new ("{\"items\":[");

  for (guint i = 0; i < sessions->len; i++)
    {
      const TwSession *session = g_ptr_array_index (sessions, i);
      g_autofree char *id = tw_id_dup_text (&session->id);

      g_string_append_printf (json, "%s{\"id\":\"%s\",\"device\":", i > 0 ? "," : "", id);
      tw_doc_print_text (session->device, json);
      append_instant (json, "created", session->created);
      append_instant (json, "used", session->used);
      g_string_append_printf (json, ",\"revoked\":%s,\"current\":%s}", session->revoked ? "true" : "false",
                              tw_id_equal (&session->id, &caller->session) ? "true" : "false");
    }
  g_string_append (json, "]}");
  tw_response_take_json (response, json);
}

static gboolean
read_id (TwRequest *request, TwResponse *response, TwId *id)
{
  if (tw_id_parse (tw_request_get_param (request, "id"), id))
    return TRUE;
  tw_response_problem (response, 404, "not-found", _("Not found"), _("There is nothing of this id."));
  return FALSE;
}

static void
handle_revoke_session (TwRequest *request, TwResponse *response, gpointer data)
{
  Accounts *accounts = data;
  const TwCaller *caller = tw_caller_get (request);
  g_autoptr (GError) error = NULL;
  TwId id;

  if (!read_id (request, response, &id))
    return;
  if (!tw_accounts_revoke (accounts->store, &caller->user, &id, &error))
    {
      tw_response_problem_error (response, error);
      return;
    }
  audit (accounts, &caller->user, "session-revoked", &id);
  forget_known (accounts, &caller->user);
  tw_response_set_status (response, 204);
}

static void
handle_add_key (TwRequest *request, TwResponse *response, gpointer data)
{
  static const char *const keys[] = { "name", "scopes", NULL };
  Accounts *accounts = data;
  const TwDocNode *root = tw_request_parse_json (request, response);
  const TwCaller *caller = tw_caller_get (request);
  g_autofree char *token = tw_token_new ("twk_"), *id = NULL;
  g_autoptr (GError) error = NULL;
  guint8 hash[TW_ACCOUNTS_HASH];
  const char *texts[2];
  TwKey key = { .id = tw_id_new (), .user = caller->user, .created = g_get_real_time () };
  GString *json;

  if (root == NULL || !get_texts (root, response, texts, keys))
    return;
  /* A key makes no keys: what one has lost must not grow. */
  if (tw_id_is_nil (&caller->session))
    {
      tw_response_problem (response, 403, "denied", _("Not allowed"), _("Keys are made by people who are signed in, not by keys."));
      return;
    }
  key.name = (char *) texts[0];
  key.scopes = (char *) texts[1];
  tw_token_hash (token, hash);
  if (!tw_accounts_add_key (accounts->store, &key, hash, &error))
    {
      tw_response_problem_error (response, error);
      return;
    }
  audit (accounts, &caller->user, "key-made", &key.id);
  id = tw_id_dup_text (&key.id);
  json = g_string_new (NULL);
  g_string_append_printf (json, "{\"id\":\"%s\",\"key\":\"%s\"}", id, token);
  tw_response_set_secret (response);
  tw_response_set_status (response, 201);
  tw_response_take_json (response, json);
}

static void
handle_list_keys (TwRequest *request, TwResponse *response, gpointer data)
{
  Accounts *accounts = data;
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
      append_instant (json, "created", key->created);
      append_instant (json, "expires", key->expires);
      g_string_append_printf (json, ",\"revoked\":%s}", key->revoked ? "true" : "false");
    }
  g_string_append (json, "]}");
  tw_response_take_json (response, json);
}

static void
handle_revoke_key (TwRequest *request, TwResponse *response, gpointer data)
{
  Accounts *accounts = data;
  g_autoptr (GError) error = NULL;
  TwId id;

  if (!read_id (request, response, &id))
    return;
  if (!tw_accounts_revoke_key (accounts->store, tw_server_get_caller (request), &id, &error))
    {
      tw_response_problem_error (response, error);
      return;
    }
  audit (accounts, tw_server_get_caller (request), "key-revoked", &id);
  forget_known (accounts, tw_server_get_caller (request));
  tw_response_set_status (response, 204);
}

/* --- The room --- */

static const TwRoute routes[] = {
  { "POST", "/api/auth/sign-in", 16384, TW_ROUTE_DEFAULT, handle_sign_in },
  { "POST", "/api/auth/refresh", 16384, TW_ROUTE_DEFAULT, handle_refresh },
  { "POST", "/api/auth/accept", 16384, TW_ROUTE_DEFAULT, handle_accept },
  { "POST", "/api/auth/sign-out", 16384, TW_ROUTE_DEFAULT, handle_sign_out },
  { "POST", "/api/auth/password", 16384, TW_ROUTE_DEFAULT, handle_password },
  { "POST", "/api/auth/invitations", 16384, TW_ROUTE_DEFAULT, handle_invite },
  { "GET", "/api/auth/me", 0, TW_ROUTE_DEFAULT, handle_me },
  { "GET", "/api/auth/sessions", 0, TW_ROUTE_DEFAULT, handle_list_sessions },
  { "DELETE", "/api/auth/sessions/{id}", 0, TW_ROUTE_DEFAULT, handle_revoke_session },
  { "GET", "/api/auth/keys", 0, TW_ROUTE_DEFAULT, handle_list_keys },
  { "POST", "/api/auth/keys", 16384, TW_ROUTE_DEFAULT, handle_add_key },
  { "DELETE", "/api/auth/keys/{id}", 0, TW_ROUTE_DEFAULT, handle_revoke_key },
  { NULL },
};

static gboolean
offer_first_sign_in (Accounts *accounts, GError **error)
{
  g_autofree char *setting = tw_store_dup_setting (accounts->store, "user"), *token = NULL;
  g_autoptr (TwDoc) doc = setting != NULL ? tw_doc_parse ("user", setting, -1, NULL) : NULL;
  TwId user;

  if (tw_accounts_any_password (accounts->store, NULL) || doc == NULL || tw_doc_get_root (doc)->type != TW_DOC_TEXT
      || !tw_id_parse (tw_doc_get_root (doc)->text, &user))
    return TRUE;
  token = tw_accounts_invite (accounts->server, &user, error);
  if (token == NULL)
    return FALSE;
  /* On the standard output, where the one who starts the server looks; never in the log. */
  g_print (_("Nobody has signed in yet. The administrator's invitation, good once and for a week: %s\n"), token);
  return TRUE;
}

static void
close_accounts (gpointer state)
{
  Accounts *accounts = state;

  g_hash_table_unref (accounts->known);
  g_bytes_unref (accounts->secret);
  g_mutex_clear (&accounts->lock);
  g_free (accounts);
}

static gpointer
open_accounts (TwServer *server, GError **error)
{
  Accounts *accounts;

  if (!tw_tokens_init ())
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, _("The cryptographic library could not be started."));
      return NULL;
    }
  accounts = g_new0 (Accounts, 1);
  accounts->server = server;
  accounts->store = tw_server_get_store (server);
  accounts->secret = tw_server_dup_key (server, "access token");
  accounts->access = tw_server_get_access (server);
  accounts->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) known_free);
  g_mutex_init (&accounts->lock);
  if (!tw_accounts_enable (accounts->store, error) || !tw_audit_enable (accounts->store, error) || !offer_first_sign_in (accounts, error))
    {
      close_accounts (accounts);
      return NULL;
    }
  tw_http_add_filter (tw_server_get_http (server), filter, accounts);
  tw_http_add_routes (tw_server_get_http (server), routes, accounts);
  return accounts;
}

const TwServerModule tw_server_accounts_module = { "accounts", open_accounts, close_accounts };
