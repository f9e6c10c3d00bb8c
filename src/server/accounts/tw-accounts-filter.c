/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who asks: the token of a request becomes a caller before any handler runs. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-accounts-private.h"
#include "tw-store-private.h"
#include "tw-tokens.h"

#define CACHE_SECONDS    5                             /* a revoked session or key is refused after so long at the latest */
#define MAX_CACHED       20000
#define CALLER           "caller"

typedef struct
{
  gint64   checked;                                    /* monotonic */
  TwId     user, key;                                  /* key nil: a session */
  char    *scopes;                                     /* of a key; NULL: a session */
  TwInstant expires;                                   /* of a key; 0: never */
  guint    rate;                                       /* of a key; 0: as any */
  gboolean lacks;                                      /* the second factor that administrators have to have */
} Known;

typedef enum { GOOD, REFUSED, TROUBLE } Verdict;

static void
known_free (Known *known)
{
  g_free (known->scopes);
  g_free (known);
}

GHashTable *
tw_accounts_known_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) known_free);
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

gboolean
tw_accounts_refuse (TwResponse *response)
{
  tw_response_problem (response, 401, "sign-in", _("Sign in"), _("Sign in, or sign in again: the token is missing, unknown or too old."));
  tw_response_set_header (response, "WWW-Authenticate", "Bearer");
  return FALSE;
}

static gboolean
is_public (const char *pattern)
{
  static const char *const patterns[] = {
    "/healthz", "/readyz", "/metrics", "/api/auth/sign-in", "/api/auth/second-step", "/api/auth/refresh", "/api/auth/accept", "/api/openapi.json", "/api/docs",
    "/api/docs/{file}", NULL,
  };

  return pattern != NULL && g_strv_contains (patterns, pattern);
}

static gboolean
find_known (TwAccounts *accounts, const char *key, Known *found)
{
  const Known *known;
  gboolean fresh;
  guint round = tw_store_get_foreign_round (accounts->store);

  g_mutex_lock (&accounts->lock);
  if (round != accounts->round)
    g_hash_table_remove_all (accounts->known);
  accounts->round = round;
  known = g_hash_table_lookup (accounts->known, key);
  fresh = known != NULL && known->checked + CACHE_SECONDS * G_USEC_PER_SEC > g_get_monotonic_time ();
  if (fresh)
    *found = (Known) { known->checked, known->user, known->key, g_strdup (known->scopes), known->expires, known->rate, known->lacks };
  g_mutex_unlock (&accounts->lock);
  return fresh;
}

static void
keep_known (TwAccounts *accounts, const char *key, const Known *found)
{
  Known *known = g_new (Known, 1);

  *known = *found;
  known->checked = g_get_monotonic_time ();
  known->scopes = g_strdup (found->scopes);
  g_mutex_lock (&accounts->lock);
  if (g_hash_table_size (accounts->known) >= MAX_CACHED)
    g_hash_table_remove_all (accounts->known);
  g_hash_table_replace (accounts->known, g_strdup (key), known);
  g_mutex_unlock (&accounts->lock);
}

/* A token of the newest answer is shown: the refresh token before it has no business any more. That it could not be written is no reason to
 * refuse what is asked. */
static void
note_used (TwAccounts *accounts, const char *token, const TwSession *session)
{
  TwInstant given = tw_access_token_get_expires (accounts->secret, token) - TW_ACCESS_SECONDS * G_USEC_PER_SEC;

  if (session->used <= session->rotated && given >= session->rotated)
    tw_accounts_note_session_used (accounts->store, &session->id, g_get_real_time (), NULL);
}

/* What cannot be looked up is no answer about the token: a device that is refused signs its person out. */
static Verdict
check_session (TwAccounts *accounts, const char *token, TwCaller *caller, gboolean *lacks, GError **error)
{
  g_autoptr (TwSession) session = NULL;
  g_autoptr (GError) local = NULL;
  g_autofree char *key = NULL;
  gboolean has = TRUE;
  Known known;

  if (!tw_access_token_read (accounts->secret, token, g_get_real_time (), &caller->session, &caller->user))
    return REFUSED;
  key = tw_id_dup_text (&caller->session);
  if (find_known (accounts, key, &known))
    {
      *lacks = known.lacks;
      return tw_id_equal (&known.user, &caller->user) ? GOOD : REFUSED;
    }
  session = tw_accounts_get_session (accounts->store, &caller->session, &local);
  if (local == NULL && (session == NULL || session->revoked || !tw_id_equal (&session->user, &caller->user)))
    return REFUSED;
  if (local == NULL && tw_accounts_is_factor_required (accounts))
    tw_accounts_has_factor (accounts, &caller->user, &has, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return TROUBLE;
    }
  *lacks = !has;
  note_used (accounts, token, session);
  keep_known (accounts, key, &(Known) { .user = caller->user, .lacks = *lacks });
  return GOOD;
}

static Verdict
check_key (TwAccounts *accounts, const char *token, TwCaller *caller, char **scopes, guint *rate, GError **error)
{
  guint8 hash[TW_ACCOUNTS_HASH];
  g_autofree char *text = NULL;
  g_autoptr (TwKey) key = NULL;
  g_autoptr (GError) local = NULL;
  Known known;

  tw_token_hash (token, hash);
  text = g_base64_encode (hash, sizeof hash);
  if (find_known (accounts, text, &known))
    {
      caller->user = known.user;
      caller->key = known.key;
      *scopes = known.scopes;
      *rate = known.rate;
      return known.expires == 0 || known.expires > g_get_real_time () ? GOOD : REFUSED;
    }
  key = tw_accounts_find_key (accounts->store, hash, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return TROUBLE;
    }
  if (key == NULL || key->revoked || (key->expires != 0 && key->expires < g_get_real_time ()))
    return REFUSED;
  caller->user = key->user;
  caller->key = key->id;
  *scopes = g_strdup (key->scopes);
  *rate = key->rate;
  keep_known (accounts, text, &(Known) { .user = key->user, .key = key->id, .scopes = key->scopes, .expires = key->expires, .rate = key->rate });
  return GOOD;
}

/* What one has lost must not grow: a key does not look after accounts, its owner's least of all. It may invite for an administrator,
 * whose records it may write as well; see tw_accounts_handle_invite(). */
static gboolean
is_for_keys (const char *pattern)
{
  return !g_str_has_prefix (pattern, "/api/auth/") || strcmp (pattern, "/api/auth/me") == 0 || strcmp (pattern, "/api/auth/invitations") == 0;
}

/* A key's pace is its own: what a program sends too fast does not stop its owner. */
static gboolean
check_pace (TwAccounts *accounts, TwRequest *request, TwResponse *response, const TwCaller *caller, guint rate)
{
  gboolean is_key = tw_id_is_nil (&caller->session);

  if (!tw_rates_check_caller (tw_server_get_rates (accounts->server), request, response, is_key ? &caller->key : &caller->user, is_key, rate))
    return FALSE;
  if (!is_key)
    return TRUE;
  tw_accounts_note_used (accounts, &caller->key);
  return is_for_keys (tw_request_get_pattern (request)) || tw_accounts_refuse_key (response);
}

/* The rights of who asks. */
static gboolean
let_in (TwAccounts *accounts, TwRequest *request, TwResponse *response, TwCaller *caller, const char *scopes, gboolean lacks)
{
  g_auto (GStrv) scope_list = scopes != NULL ? g_strsplit (scopes, " ", -1) : NULL;
  g_autoptr (GError) error = NULL;

  caller->access = tw_access_cache_get (accounts->access, &caller->user, (const char *const *) scope_list, &error);
  if (caller->access == NULL)
    {
      if (g_error_matches (error, TW_ACCESS_ERROR, TW_ACCESS_ERROR_NOT_FOUND))
        return tw_accounts_refuse (response);
      tw_response_problem_error (response, error);
      return FALSE;
    }
  tw_server_set_caller (request, &caller->user);
  tw_request_set_data (request, CALLER, g_memdup2 (caller, sizeof *caller), (GDestroyNotify) caller_free);
  if (!lacks || !tw_access_is_administrator (caller->access) || g_str_has_prefix (tw_request_get_pattern (request), "/api/auth/"))
    return TRUE;
  tw_response_problem (response, 403, "factor-missing", _("Not allowed"),
                       _("Administrators of this workspace need a second factor. Set up yours, then go on."));
  return FALSE;
}

gboolean
tw_accounts_filter (TwRequest *request, TwResponse *response, gpointer data)
{
  TwAccounts *accounts = data;
  const char *authorization = tw_request_get_header (request, "Authorization");
  g_autofree char *scopes = NULL;
  g_autoptr (GError) error = NULL;
  TwCaller caller = { 0 };
  gboolean lacks = FALSE;
  guint rate = 0;
  Verdict verdict;

  if (is_public (tw_request_get_pattern (request)))
    return TRUE;
  if (authorization == NULL || g_ascii_strncasecmp (authorization, "Bearer ", 7) != 0)
    return tw_accounts_refuse (response);
  verdict = g_str_has_prefix (authorization + 7, "twk_") ? check_key (accounts, authorization + 7, &caller, &scopes, &rate, &error)
                                                         : check_session (accounts, authorization + 7, &caller, &lacks, &error);
  if (verdict == GOOD)
    return check_pace (accounts, request, response, &caller, rate) && let_in (accounts, request, response, &caller, scopes, lacks);
  if (verdict == REFUSED)
    return tw_accounts_refuse (response);
  tw_response_problem_error (response, error);
  return FALSE;
}

gboolean
tw_accounts_is_active (TwAccounts *accounts, const TwId *user)
{
  g_autoptr (TwAccess) access = tw_access_cache_get (accounts->access, user, NULL, NULL);

  return access != NULL;
}

gboolean
tw_accounts_needs_person (TwRequest *request, TwResponse *response)
{
  return !tw_id_is_nil (&tw_caller_get (request)->session) || tw_accounts_refuse_key (response);
}

gboolean
tw_accounts_refuse_key (TwResponse *response)
{
  tw_response_problem (response, 403, "denied", _("Not allowed"), _("This is for people who are signed in, not for keys."));
  return FALSE;
}

void
tw_accounts_drop_known (TwAccounts *accounts)
{
  g_mutex_lock (&accounts->lock);
  g_hash_table_remove_all (accounts->known);
  g_mutex_unlock (&accounts->lock);
}

void
tw_accounts_drop_session (TwAccounts *accounts, const TwId *session)
{
  g_autofree char *key = tw_id_dup_text (session);

  g_mutex_lock (&accounts->lock);
  g_hash_table_remove (accounts->known, key);
  g_mutex_unlock (&accounts->lock);
}

void
tw_accounts_forget_known (TwAccounts *accounts)
{
  tw_accounts_drop_known (accounts);
  tw_accounts_watch_all (accounts->watch);
}

void
tw_accounts_forget (TwServer *server, const TwId *user)
{
  tw_accounts_forget_known (tw_server_get_module (server, "accounts"));
}
