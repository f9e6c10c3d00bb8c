/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of this room give each other. */
#pragma once

#include "tw-accounts.h"
#include "tw-caller.h"

G_BEGIN_DECLS

typedef struct _TwAccountsWatch TwAccountsWatch;

typedef struct
{
  TwServer      *server;
  TwStore       *store;
  GBytes        *secret, *step, *seal;                 /* keys: of access tokens, of tokens between password and code, of secrets at rest */
  TwAccessCache *access;
  GMutex         lock;
  GHashTable    *known;                                /* (mutex lock) token's hash as text, or session id → what was found out of it */
  guint          round;                                /* (mutex lock) of the other processes of the workspace, when known was good */
  TwAccountsWatch *watch;
  GHashTable    *used;                                 /* (mutex lock) key's id → TwInstant, not written yet */
} TwAccounts;

/* tw-accounts-filter.c */
GHashTable *tw_accounts_known_new (void);
gboolean tw_accounts_filter       (TwRequest *request, TwResponse *response, gpointer data);
gboolean tw_accounts_refuse       (TwResponse *response);                       /* 401; FALSE */
/* Sessions or keys have ended: they are refused from now on, and their streams are cut. */
void     tw_accounts_forget_known (TwAccounts *accounts);
/* What is known of tokens is looked up anew. */
void     tw_accounts_drop_known   (TwAccounts *accounts);
void     tw_accounts_drop_session (TwAccounts *accounts, const TwId *session);
gboolean tw_accounts_is_active    (TwAccounts *accounts, const TwId *user);
/* Not for keys. FALSE: the response is the answer. */
gboolean tw_accounts_needs_person (TwRequest *request, TwResponse *response);
gboolean tw_accounts_refuse_key   (TwResponse *response);                       /* 403; FALSE */

/* tw-accounts-answer.c */
/* subject: whom it was done to; nullable. */
void     tw_accounts_audit        (TwAccounts *accounts, const TwId *user, const char *action, const TwId *subject);
/* Members of the body, ended by NULL. FALSE: the response is the answer. */
gboolean tw_accounts_get_texts    (const TwDocNode *root, TwResponse *response, const char **texts, const char *const *keys);
gboolean tw_accounts_read_id      (TwRequest *request, TwResponse *response, TwId *id);
void     tw_accounts_append_instant (GString *json, const char *key, TwInstant at);   /* 0: null */
void     tw_accounts_answer_tokens (TwAccounts *accounts, TwResponse *response, const TwSession *session, const char *refresh);
void     tw_accounts_begin_session (TwAccounts *accounts, TwResponse *response, const TwId *user, const char *device);
/* Counts the guess before it is looked at, so that many at the same moment are not all the first one. */
gboolean tw_accounts_count        (TwAccounts *accounts, TwResponse *response, const char *account);

char    *tw_accounts_dup_text_setting (TwAccounts *accounts, const char *key, const char *without);

/* tw-password-check.c. FALSE: the response says what is wrong with it. user: nullable; field: of the body. */
gboolean tw_accounts_take_password (TwAccounts *accounts, TwResponse *response, const TwId *user, const char *field, const char *password);

/* tw-accounts-sign-in.c */
/* All was shown that had to be: guesses are forgotten, a session begins. */
void     tw_accounts_signed_in    (TwAccounts *accounts, TwResponse *response, const TwId *user, const char *device);

/* tw-accounts-watch.c */
TwAccountsWatch *tw_accounts_watch_new (TwAccounts *accounts);
void     tw_accounts_watch_free   (TwAccountsWatch *watch);
void     tw_accounts_watch_all    (TwAccountsWatch *watch);                     /* something ended: all are asked at once */

/* tw-accounts-used.c. When a key was used last: kept in memory, and written once a minute and at the end. */
GHashTable *tw_accounts_used_new  (void);
void     tw_accounts_note_used    (TwAccounts *accounts, const TwId *key);
void     tw_accounts_write_used   (TwAccounts *accounts);

/* tw-accounts-first.c */
gboolean tw_accounts_offer_first  (TwAccounts *accounts, GError **error);
void     tw_accounts_end_first    (TwAccounts *accounts);                       /* somebody has a password: the file goes */

/* tw-accounts-factor.c */
/* The password was right. FALSE: a code is needed, or the one in the body is not right; the response is the answer. */
gboolean tw_accounts_pass_second  (TwAccounts *accounts, TwResponse *response, const TwId *user, const TwDocNode *root);
gboolean tw_accounts_has_factor   (TwAccounts *accounts, const TwId *user, gboolean *has, GError **error);
gboolean tw_accounts_is_factor_required (TwAccounts *accounts);                 /* of administrators */

/* The routes. */
void     tw_accounts_handle_sign_in  (TwRequest *request, TwResponse *response, gpointer data);
void     tw_accounts_handle_second_step (TwRequest *request, TwResponse *response, gpointer data);
void     tw_accounts_handle_begin_factor (TwRequest *request, TwResponse *response, gpointer data);
void     tw_accounts_handle_confirm_factor (TwRequest *request, TwResponse *response, gpointer data);
void     tw_accounts_handle_end_factor (TwRequest *request, TwResponse *response, gpointer data);
void     tw_accounts_handle_reset_factor (TwRequest *request, TwResponse *response, gpointer data);
void     tw_accounts_handle_get_required (TwRequest *request, TwResponse *response, gpointer data);
void     tw_accounts_handle_set_required (TwRequest *request, TwResponse *response, gpointer data);
void     tw_accounts_handle_refresh  (TwRequest *request, TwResponse *response, gpointer data);
void     tw_accounts_handle_sign_out (TwRequest *request, TwResponse *response, gpointer data);
void     tw_accounts_handle_accept   (TwRequest *request, TwResponse *response, gpointer data);
void     tw_accounts_handle_password (TwRequest *request, TwResponse *response, gpointer data);
void     tw_accounts_handle_me       (TwRequest *request, TwResponse *response, gpointer data);
void     tw_accounts_handle_invite   (TwRequest *request, TwResponse *response, gpointer data);
void     tw_accounts_handle_list_sessions  (TwRequest *request, TwResponse *response, gpointer data);
void     tw_accounts_handle_revoke_session (TwRequest *request, TwResponse *response, gpointer data);
void     tw_accounts_handle_list_keys  (TwRequest *request, TwResponse *response, gpointer data);
void     tw_accounts_handle_add_key    (TwRequest *request, TwResponse *response, gpointer data);
void     tw_accounts_handle_change_key (TwRequest *request, TwResponse *response, gpointer data);
void     tw_accounts_handle_revoke_key (TwRequest *request, TwResponse *response, gpointer data);

G_END_DECLS
