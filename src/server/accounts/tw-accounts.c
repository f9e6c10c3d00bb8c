/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The room of signing in: /api/auth. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-accounts-private.h"
#include "tw-audit.h"
#include "tw-factors.h"
#include "tw-tokens.h"

static const TwRoute routes[] = {
  { "POST", "/api/auth/sign-in", 16384, TW_ROUTE_DEFAULT, tw_accounts_handle_sign_in },
  { "POST", "/api/auth/second-step", 16384, TW_ROUTE_DEFAULT, tw_accounts_handle_second_step },
  { "POST", "/api/auth/totp", 16384, TW_ROUTE_DEFAULT, tw_accounts_handle_begin_factor },
  { "POST", "/api/auth/totp/confirm", 16384, TW_ROUTE_DEFAULT, tw_accounts_handle_confirm_factor },
  { "POST", "/api/auth/totp/end", 16384, TW_ROUTE_DEFAULT, tw_accounts_handle_end_factor },
  { "DELETE", "/api/admin/users/{id}/totp", 0, TW_ROUTE_DEFAULT, tw_accounts_handle_reset_factor },
  { "GET", "/api/admin/second-factor", 0, TW_ROUTE_DEFAULT, tw_accounts_handle_get_required },
  { "PUT", "/api/admin/second-factor", 16384, TW_ROUTE_DEFAULT, tw_accounts_handle_set_required },
  { "POST", "/api/auth/refresh", 16384, TW_ROUTE_DEFAULT, tw_accounts_handle_refresh },
  { "POST", "/api/auth/accept", 16384, TW_ROUTE_DEFAULT, tw_accounts_handle_accept },
  { "POST", "/api/auth/sign-out", 16384, TW_ROUTE_DEFAULT, tw_accounts_handle_sign_out },
  { "POST", "/api/auth/password", 16384, TW_ROUTE_DEFAULT, tw_accounts_handle_password },
  { "POST", "/api/auth/invitations", 16384, TW_ROUTE_DEFAULT, tw_accounts_handle_invite },
  { "GET", "/api/auth/me", 0, TW_ROUTE_DEFAULT, tw_accounts_handle_me },
  { "GET", "/api/auth/sessions", 0, TW_ROUTE_DEFAULT, tw_accounts_handle_list_sessions },
  { "DELETE", "/api/auth/sessions/{id}", 0, TW_ROUTE_DEFAULT, tw_accounts_handle_revoke_session },
  { "GET", "/api/auth/keys", 0, TW_ROUTE_DEFAULT, tw_accounts_handle_list_keys },
  { "POST", "/api/auth/keys", 16384, TW_ROUTE_DEFAULT, tw_accounts_handle_add_key },
  { "PATCH", "/api/auth/keys/{id}", 16384, TW_ROUTE_DEFAULT, tw_accounts_handle_change_key },
  { "DELETE", "/api/auth/keys/{id}", 0, TW_ROUTE_DEFAULT, tw_accounts_handle_revoke_key },
  { NULL },
};

static void
close_accounts (gpointer state)
{
  TwAccounts *accounts = state;

  g_clear_pointer (&accounts->watch, tw_accounts_watch_free);
  tw_accounts_write_used (accounts);
  g_hash_table_unref (accounts->used);
  g_hash_table_unref (accounts->known);
  g_bytes_unref (accounts->secret);
  g_bytes_unref (accounts->step);
  g_bytes_unref (accounts->seal);
  g_mutex_clear (&accounts->lock);
  g_free (accounts);
}

static gpointer
open_accounts (TwServer *server, GError **error)
{
  TwAccounts *accounts;

  if (!tw_tokens_init ())
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, _("The cryptographic library could not be started."));
      return NULL;
    }
  accounts = g_new0 (TwAccounts, 1);
  accounts->server = server;
  accounts->store = tw_server_get_store (server);
  accounts->secret = tw_server_dup_key (server, "access token");
  accounts->step = tw_server_dup_key (server, "second step");
  accounts->seal = tw_server_dup_key (server, "second factor");
  accounts->access = tw_server_get_access (server);
  accounts->known = tw_accounts_known_new ();
  accounts->used = tw_accounts_used_new ();
  g_mutex_init (&accounts->lock);
  if (!tw_accounts_enable (accounts->store, error) || !tw_factors_enable (accounts->store, error)
      || !tw_audit_enable (accounts->store, error) || !tw_accounts_offer_first (accounts, error))
    {
      close_accounts (accounts);
      return NULL;
    }
  accounts->watch = tw_accounts_watch_new (accounts);
  tw_http_add_filter (tw_server_get_http (server), tw_accounts_filter, accounts);
  tw_http_add_routes (tw_server_get_http (server), routes, accounts);
  return accounts;
}

const TwServerModule tw_server_accounts_module = { "accounts", open_accounts, close_accounts };
