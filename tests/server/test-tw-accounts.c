/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signing in over HTTP: every wrong token, refresh tokens that come back, guesses, and what a narrow key may not do. */
#include "config.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "tw-audit.h"
#include "tw-caller.h"
#include "tw-log.h"
#include "tw-server-client.h"
#include "tw-server.h"
#include "tw-tokens.h"
#include "tw-server-fixture.h"

#define PASSWORD "four words in a row"
#define MINUTE   ((gint64) 60 * G_USEC_PER_SEC)

typedef struct
{
  char     *dir;
  TwServer *server;
  TwStore  *store;
  guint16   port;
  TwId      admin, other;
} Site;

typedef struct
{
  char *access, *refresh;
} Tokens;

static void
tokens_clear (Tokens *tokens)
{
  g_clear_pointer (&tokens->access, g_free);
  g_clear_pointer (&tokens->refresh, g_free);
}

static void
add_other (Site *site)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (site->store);
  g_autoptr (TwRecord) record = tw_record_new (tw_schema_get_entity (schema, "user"));
  TwEdit *edit = tw_edit_new (site->store, TW_ORIGIN_SYSTEM, "test");
  g_autoptr (TwCommit) commit = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (tw_record_set_text (record, "name", "Other", NULL) && tw_record_set_text (record, "email", "other@site.example", NULL));
  site->other = *tw_record_get_id (record);
  tw_edit_save (edit, record);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
}

static void
ignore_cb (const char *text)
{
}

static void
site_open (Site *site)
{
  TwServerOptions options = { .currency = "EUR", .http = { .address = "127.0.0.1", .threads = 1 } };
  g_autofree char *setting = NULL, *database = NULL;
  g_autoptr (GError) error = NULL;
  GPrintFunc print;

  tw_log_set_output (-1, FALSE);
  site->dir = g_dir_make_tmp ("tw-accounts-XXXXXX", &error);
  options.data = site->dir;
  options.database = database = tw_fixture_dup_database (site->dir);
  /* The first invitation is printed, which is no line of a test's report. */
  print = g_set_print_handler (ignore_cb);
  site->server = tw_server_new (&options, &error);
  g_set_print_handler (print);
  g_assert_no_error (error);
  site->store = tw_server_get_store (site->server);
  g_assert_true (tw_server_start (site->server, &error));
  site->port = tw_http_get_port (tw_server_get_http (site->server));
  setting = tw_store_dup_setting (site->store, "user");
  setting[strlen (setting) - 1] = '\0';
  g_assert_true (tw_id_parse (setting + 1, &site->admin));
  add_other (site);
}

static void
site_close (Site *site)
{
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", site->dir);

  tw_server_free (site->server);
  g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL);
  g_free (site->dir);
}

static TwAnswer *
ask (Site *site, const char *method, const char *path, const char *token, const char *body)
{
  g_autofree char *authorization = token != NULL ? g_strdup_printf ("Authorization: Bearer %s\r\n", token) : NULL;
  g_autofree char *length = body != NULL ? g_strdup_printf ("Content-Type: application/json\r\nContent-Length: %zu\r\n", strlen (body)) : NULL;
  g_autofree char *request = g_strdup_printf ("%s %s HTTP/1.1\r\nHost: localhost\r\n%s%s\r\n%s", method, path,
                                              authorization != NULL ? authorization : "", length != NULL ? length : "", body != NULL ? body : "");

  return tw_client_ask (site->port, request);
}

static guint
ask_status (Site *site, const char *method, const char *path, const char *token, const char *body)
{
  g_autoptr (TwAnswer) answer = ask (site, method, path, token, body);

  return answer->status;
}

static char *
dup_member (TwAnswer *answer, const char *key)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwDoc) doc = tw_doc_parse ("answer", answer->body->str, (gssize) answer->body->len, &error);
  const TwDocNode *node;

  g_assert_no_error (error);
  node = tw_doc_member (tw_doc_get_root (doc), key);
  g_assert_true (node != NULL && node->type == TW_DOC_TEXT);
  return g_strdup (node->text);
}

static Tokens
read_tokens (TwAnswer *answer)
{
  g_assert_cmpuint (answer->status, ==, 200);
  return (Tokens) { dup_member (answer, "access_token"), dup_member (answer, "refresh_token") };
}

static Tokens
join (Site *site, const TwId *user)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *invitation = tw_accounts_invite (site->server, user, &error);
  g_autofree char *body = g_strdup_printf ("{\"token\":\"%s\",\"password\":\"" PASSWORD "\"}", invitation);
  g_autoptr (TwAnswer) answer = ask (site, "POST", "/api/auth/accept", NULL, body);

  /* Once only. */
  g_assert_cmpuint (ask_status (site, "POST", "/api/auth/accept", NULL, body), ==, 404);
  return read_tokens (answer);
}

static TwAnswer *
refresh (Site *site, const char *token)
{
  g_autofree char *body = g_strdup_printf ("{\"refresh_token\":\"%s\"}", token);

  return ask (site, "POST", "/api/auth/refresh", NULL, body);
}

static TwAnswer *
sign_in (Site *site, const char *email, const char *password)
{
  g_autofree char *body = g_strdup_printf ("{\"email\":\"%s\",\"password\":\"%s\"}", email, password);

  return ask (site, "POST", "/api/auth/sign-in", NULL, body);
}

static guint
sign_in_status (Site *site, const char *email, const char *password)
{
  g_autoptr (TwAnswer) answer = sign_in (site, email, password);

  return answer->status;
}

static void
test_tokens (void)
{
  static const char *const paths[] = { "/api/auth/me", "/api/auth/sessions", "/api/auth/keys", "/sync/v1/pull", "/sync/v1/check" };
  Site site;
  Tokens mine, others;
  GPtrArray *wrong = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GBytes) secret = NULL, foreign = g_bytes_new ("0123456789abcdef0123456789abcdef", 32);
  TwInstant now = g_get_real_time ();
  TwId session, user, unknown = tw_id_new ();
  gsize length;

  site_open (&site);
  mine = join (&site, &site.admin);
  others = join (&site, &site.other);
  secret = tw_server_dup_key (site.server, "access token");
  g_assert_true (tw_access_token_read (secret, mine.access, now, &session, &user));
  g_assert_true (tw_id_equal (&user, &site.admin));
  g_ptr_array_add (wrong, NULL);
  g_ptr_array_add (wrong, g_strdup (""));
  g_ptr_array_add (wrong, g_strdup ("twa_"));
  g_ptr_array_add (wrong, g_strdup ("null"));
  g_ptr_array_add (wrong, g_strdup (mine.refresh));                                                  /* wrong kinds */
  g_ptr_array_add (wrong, g_strconcat ("twk_", mine.refresh + 4, NULL));
  g_ptr_array_add (wrong, g_strconcat ("twa_", mine.refresh + 4, NULL));
  g_ptr_array_add (wrong, tw_accounts_invite (site.server, &site.other, NULL));
  g_ptr_array_add (wrong, tw_access_token_new (secret, &session, &site.admin, now - 1));             /* too old */
  g_ptr_array_add (wrong, tw_access_token_new (foreign, &session, &site.admin, now + MINUTE));       /* signed by another server */
  g_ptr_array_add (wrong, tw_access_token_new (secret, &session, &site.other, now + MINUTE));        /* a session of somebody else */
  g_ptr_array_add (wrong, tw_access_token_new (secret, &unknown, &site.admin, now + MINUTE));        /* of no session */
  g_ptr_array_add (wrong, g_strconcat (mine.access, "A", NULL));
  length = strlen (mine.access);
  g_ptr_array_add (wrong, g_strndup (mine.access, length - 1));
  for (gsize i = 4; i < length - 1; i += 5)
    {
      char *forged = g_strdup (mine.access);

      forged[i] = forged[i] == 'A' ? 'B' : 'A';
      g_ptr_array_add (wrong, forged);
    }
  /* First with the good one in the cache of sessions, which must not help the wrong ones. */
  g_assert_cmpuint (ask_status (&site, "GET", "/api/auth/me", mine.access, NULL), ==, 200);
  for (guint i = 0; i < wrong->len; i++)
    for (guint p = 0; p < G_N_ELEMENTS (paths); p++)
      {
        g_autoptr (TwAnswer) answer = ask (&site, "GET", paths[p], g_ptr_array_index (wrong, i), NULL);

        g_assert_cmpuint (answer->status, ==, 401);
        g_assert_cmpstr (tw_answer_header (answer, "www-authenticate"), ==, "Bearer");
      }
  for (guint i = 1; i < wrong->len; i++)
    {
      g_autoptr (TwAnswer) answer = refresh (&site, i == 4 ? mine.access : g_ptr_array_index (wrong, i));

      g_assert_cmpuint (answer->status, ==, 401);
    }
  /* After signing out the signed token is worth nothing, though its time has not come. */
  g_assert_cmpuint (ask_status (&site, "POST", "/api/auth/sign-out", mine.access, "{}"), ==, 204);
  g_assert_cmpuint (ask_status (&site, "GET", "/api/auth/me", mine.access, NULL), ==, 401);
  g_assert_cmpuint (ask_status (&site, "GET", "/api/auth/me", others.access, NULL), ==, 200);
  g_ptr_array_unref (wrong);
  tokens_clear (&mine);
  tokens_clear (&others);
  site_close (&site);
}

/* An answer that got lost may be asked for again at once; a token that comes back later, or from further back, was stolen. */
static void
test_refresh (void)
{
  Site site;
  Tokens first, second, again, thief;
  g_autoptr (TwAnswer) answer1 = NULL, answer2 = NULL, answer3 = NULL, answer4 = NULL, answer5 = NULL;

  site_open (&site);
  first = join (&site, &site.other);
  answer1 = refresh (&site, first.refresh);
  second = read_tokens (answer1);
  answer2 = refresh (&site, first.refresh);
  again = read_tokens (answer2);
  g_assert_cmpstr (second.refresh, !=, again.refresh);
  g_assert_cmpuint (ask_status (&site, "GET", "/api/auth/me", again.access, NULL), ==, 200);
  /* Whoever has it goes on twice, so that the first one lies two steps back. */
  answer3 = refresh (&site, again.refresh);
  thief = read_tokens (answer3);
  answer4 = refresh (&site, first.refresh);
  g_assert_cmpuint (answer4->status, ==, 401);
  answer5 = refresh (&site, thief.refresh);
  g_assert_cmpuint (answer5->status, ==, 401);
  g_assert_cmpuint (ask_status (&site, "GET", "/api/auth/me", thief.access, NULL), ==, 401);
  tokens_clear (&first);
  tokens_clear (&second);
  tokens_clear (&again);
  tokens_clear (&thief);
  site_close (&site);
}

/* Until something of the newest answer was used the token before it is good, however late; then for a minute. */
static void
test_refresh_late (void)
{
  Site site;
  Tokens tokens;
  guint8 old[TW_ACCOUNTS_HASH], fresh[TW_ACCOUNTS_HASH], other[TW_ACCOUNTS_HASH], third[TW_ACCOUNTS_HASH];
  TwInstant now = g_get_real_time (), day = now + 1440 * MINUTE;
  const struct { TwInstant at; const guint8 *shown, *next; gboolean used; TwRefresh outcome; } steps[] = {
    { now, old, fresh, FALSE, TW_REFRESH_GOOD }, { day, old, other, TRUE, TW_REFRESH_GOOD }, { day + MINUTE, old, third, TRUE, TW_REFRESH_GOOD },
    { day + 2 * MINUTE + 1, old, other, FALSE, TW_REFRESH_REUSED }, { day + 3 * MINUTE, third, other, FALSE, TW_REFRESH_UNKNOWN },
  };

  site_open (&site);
  tokens = join (&site, &site.other);
  tw_token_hash (tokens.refresh, old);
  tw_token_hash ("fresh", fresh);
  tw_token_hash ("other", other);
  tw_token_hash ("third", third);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr (TwSession) session = NULL;
      g_autoptr (GError) error = NULL;
      TwRefresh outcome;

      g_assert_true (tw_accounts_rotate (site.store, steps[i].shown, steps[i].next, steps[i].at, now + 90 * 1440 * MINUTE, &outcome, &session,
                                         &error));
      g_assert_cmpint (outcome, ==, steps[i].outcome);
      if (steps[i].used)
        g_assert_true (tw_accounts_note_session_used (site.store, &session->id, steps[i].at + 1, NULL));
    }
  tokens_clear (&tokens);
  tokens = join (&site, &site.other);
  tw_token_hash (tokens.refresh, old);
  {
    g_autoptr (TwSession) session = NULL;
    TwRefresh outcome;

    g_assert_true (tw_accounts_rotate (site.store, old, fresh, now + 91 * 1440 * MINUTE, now, &outcome, &session, NULL));
    g_assert_cmpint (outcome, ==, TW_REFRESH_EXPIRED);
  }
  tokens_clear (&tokens);
  site_close (&site);
}

/* What is asked with the access token of before says nothing of the newest answer; what is asked with its own says that it has come. */
static void
test_refresh_noticed (void)
{
  Site site;
  Tokens first, second;
  g_autoptr (TwAnswer) answer = NULL;
  g_autoptr (GBytes) secret = NULL;
  const char *shown[2];
  TwId id, user;

  site_open (&site);
  secret = tw_server_dup_key (site.server, "access token");
  first = join (&site, &site.other);
  g_assert_true (tw_access_token_read (secret, first.access, g_get_real_time (), &id, &user));
  g_assert_cmpuint (ask_status (&site, "GET", "/api/auth/me", first.access, NULL), ==, 200);
  g_usleep (2);
  answer = refresh (&site, first.refresh);
  second = read_tokens (answer);
  shown[0] = first.access;
  shown[1] = second.access;
  for (guint i = 0; i < G_N_ELEMENTS (shown); i++)
    {
      g_autoptr (TwSession) session = NULL;

      /* Both times with nothing in the cache of sessions. */
      tw_accounts_forget (site.server, &site.other);
      g_assert_cmpuint (ask_status (&site, "GET", "/api/auth/me", shown[i], NULL), ==, 200);
      session = tw_accounts_get_session (site.store, &id, NULL);
      g_assert_cmpint (session->used > session->rotated, ==, i == 1);
    }
  tokens_clear (&first);
  tokens_clear (&second);
  site_close (&site);
}

/* Answers that get lost one after the other, each within a minute of the one before, sign nobody out. */
static void
test_refresh_slow (void)
{
  Site site;
  Tokens tokens;
  guint8 old[TW_ACCOUNTS_HASH], fresh[TW_ACCOUNTS_HASH];
  TwInstant now = g_get_real_time ();

  site_open (&site);
  tokens = join (&site, &site.other);
  tw_token_hash (tokens.refresh, old);
  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (TwSession) session = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *token = g_strdup_printf ("fresh %u", i);
      TwRefresh outcome;

      tw_token_hash (token, fresh);
      g_assert_true (tw_accounts_rotate (site.store, old, fresh, now + i * 40 * G_USEC_PER_SEC, now + 90 * 1440 * MINUTE, &outcome, &session,
                                         &error));
      g_assert_cmpint (outcome, ==, TW_REFRESH_GOOD);
    }
  tokens_clear (&tokens);
  site_close (&site);
}

/* A password that was hashed with less work is hashed anew when its owner shows it. */
static void
test_rehash (void)
{
  char weak[crypto_pwhash_STRBYTES];
  Site site;
  Tokens tokens;
  g_autofree char *kept = NULL, *again = NULL;

  site_open (&site);
  tokens = join (&site, &site.other);
  g_assert_cmpint (crypto_pwhash_str (weak, PASSWORD, strlen (PASSWORD), crypto_pwhash_OPSLIMIT_MIN, crypto_pwhash_MEMLIMIT_MIN), ==, 0);
  g_assert_true (tw_accounts_set_password (site.store, &site.other, weak, NULL));
  g_assert_cmpuint (sign_in_status (&site, "other@site.example", "not the one"), ==, 401);
  g_assert_cmpuint (sign_in_status (&site, "other@site.example", PASSWORD), ==, 200);
  kept = tw_accounts_dup_password (site.store, &site.other, NULL);
  g_assert_cmpstr (kept, !=, weak);
  g_assert_false (tw_password_is_weakly_hashed (kept));
  g_assert_cmpuint (sign_in_status (&site, "other@site.example", PASSWORD), ==, 200);
  again = tw_accounts_dup_password (site.store, &site.other, NULL);
  g_assert_cmpstr (again, ==, kept);
  tokens_clear (&tokens);
  site_close (&site);
}

static void
test_key_expires (void)
{
  static const char *const refused[] = { "\"2020-01-01T00:00:00Z\"", "\"soon\"", "5", "true" };
  Site site;
  Tokens tokens;
  g_autofree char *at = NULL, *body = NULL, *key = NULL;
  g_autoptr (TwAnswer) made = NULL;

  site_open (&site);
  tokens = join (&site, &site.other);
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autofree char *wrong = g_strdup_printf ("{\"name\":\"k\",\"scopes\":\"*:read\",\"expires\":%s}", refused[i]);

      g_assert_cmpuint (ask_status (&site, "POST", "/api/auth/keys", tokens.access, wrong), ==, 422);
    }
  at = tw_instant_print (g_get_real_time () + G_USEC_PER_SEC);
  body = g_strdup_printf ("{\"name\":\"k\",\"scopes\":\"*:read\",\"expires\":\"%s\"}", at);
  made = ask (&site, "POST", "/api/auth/keys", tokens.access, body);
  g_assert_cmpuint (made->status, ==, 201);
  key = dup_member (made, "key");
  g_assert_cmpuint (ask_status (&site, "GET", "/api/auth/me", key, NULL), ==, 200);
  g_usleep (1100000);
  g_assert_cmpuint (ask_status (&site, "GET", "/api/auth/me", key, NULL), ==, 401);
  tokens_clear (&tokens);
  site_close (&site);
}

static gpointer
guess_thread (gpointer data)
{
  return GUINT_TO_POINTER (sign_in_status (data, "other@site.example", "a wrong guess"));
}

/* Ten guesses in a quarter of an hour, also when they come all at once. */
static void
test_guesses (void)
{
  GThread *threads[24];
  Site site;
  Tokens tokens;
  guint n_tried = 0;

  site_open (&site);
  tokens = join (&site, &site.other);
  g_assert_cmpuint (sign_in_status (&site, "Other@Site.example", PASSWORD), ==, 200);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("guess", guess_thread, &site);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      guint status = GPOINTER_TO_UINT (g_thread_join (threads[i]));

      if (status != 401)
        g_assert_cmpuint (status, ==, 429);
      n_tried += status == 401;
    }
  g_assert_cmpuint (n_tried, ==, 10);
  {
    g_autoptr (TwAnswer) answer = sign_in (&site, "other@site.example", PASSWORD);

    g_assert_cmpuint (answer->status, ==, 429);
    g_assert_cmpuint (strtoul (tw_answer_header (answer, "retry-after"), NULL, 10), >, 800);
  }
  /* The owner is not locked out where he is signed in. */
  {
    g_autoptr (TwAnswer) answer = refresh (&site, tokens.refresh);

    g_assert_cmpuint (answer->status, ==, 200);
  }
  /* Who does not exist is answered in the same words. */
  {
    g_autoptr (TwAnswer) nobody = sign_in (&site, "nobody@site.example", "a wrong guess");
    g_autoptr (TwAnswer) admin = sign_in (&site, "somebody@site.example", PASSWORD);

    g_assert_cmpuint (nobody->status, ==, 401);
    g_assert_cmpuint (admin->status, ==, 401);
  }
  tokens_clear (&tokens);
  site_close (&site);
}

/* What was done stands in the chain, and no secret with it. */
static void
check_audit (Site *site)
{
  static const char *const actions[] = { "key-revoked", "invitation", "key-made", "invitation-accepted", "user-added" };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = tw_audit_list (site->store, NULL, 0, 100, &error);
  TwAuditReport report;

  g_assert_no_error (error);
  g_assert_cmpuint (entries->len, ==, G_N_ELEMENTS (actions));
  for (guint i = 0; i < entries->len; i++)
    {
      const TwAuditEntry *entry = g_ptr_array_index (entries, i);

      g_assert_cmpstr (entry->action, ==, actions[i]);
      g_assert_true (tw_id_equal (&entry->user, &site->admin));
      g_assert_true (entry->detail == NULL || strstr (entry->detail, "tw") == NULL);
    }
  g_assert_true (tw_audit_verify (site->store, NULL, NULL, &report, &error));
  g_assert_cmpint (report.n, ==, entries->len);
}

/* The key of an administrator that was made for reading deals invites nobody, makes no keys and changes no password. */
static void
test_narrow_key (void)
{
  Site site;
  Tokens tokens;
  g_autofree char *id = NULL, *key = NULL, *body = NULL, *path = NULL;
  g_autoptr (TwAnswer) made = NULL;

  site_open (&site);
  tokens = join (&site, &site.admin);
  made = ask (&site, "POST", "/api/auth/keys", tokens.access, "{\"name\":\"report\",\"scopes\":\"deals:read\"}");
  g_assert_cmpuint (made->status, ==, 201);
  id = dup_member (made, "id");
  key = dup_member (made, "key");
  path = g_strconcat ("/api/auth/keys/", id, NULL);
  g_clear_pointer (&id, g_free);
  id = tw_id_dup_text (&site.other);
  body = g_strdup_printf ("{\"user\":\"%s\"}", id);
  g_assert_cmpuint (ask_status (&site, "GET", "/api/auth/me", key, NULL), ==, 200);
  g_assert_cmpuint (ask_status (&site, "POST", "/api/auth/invitations", key, body), ==, 403);
  g_assert_cmpuint (ask_status (&site, "POST", "/api/auth/keys", key, "{\"name\":\"more\",\"scopes\":\"*:*\"}"), ==, 403);
  g_assert_cmpuint (ask_status (&site, "POST", "/api/auth/password", key, "{\"old\":\"" PASSWORD "\",\"new\":\"another four words\"}"), ==, 403);
  g_assert_cmpuint (ask_status (&site, "POST", "/api/auth/invitations", tokens.access, body), ==, 200);
  g_assert_cmpuint (ask_status (&site, "DELETE", path, tokens.access, NULL), ==, 204);
  g_assert_cmpuint (ask_status (&site, "GET", "/api/auth/me", key, NULL), ==, 401);
  check_audit (&site);
  tokens_clear (&tokens);
  site_close (&site);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/accounts/tokens", test_tokens);
  g_test_add_func ("/server/accounts/refresh", test_refresh);
  g_test_add_func ("/server/accounts/refresh-late", test_refresh_late);
  g_test_add_func ("/server/accounts/refresh-noticed", test_refresh_noticed);
  g_test_add_func ("/server/accounts/refresh-slow", test_refresh_slow);
  g_test_add_func ("/server/accounts/rehash", test_rehash);
  g_test_add_func ("/server/accounts/key-expires", test_key_expires);
  g_test_add_func ("/server/accounts/guesses", test_guesses);
  g_test_add_func ("/server/accounts/narrow-key", test_narrow_key);
  return g_test_run ();
}
