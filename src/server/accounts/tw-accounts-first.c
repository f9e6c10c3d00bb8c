/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first sign-in of a workspace: an invitation for its administrator, in a file that only the server's user reads. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "tw-accounts-private.h"
#include "tw-private-file.h"

static char *
dup_file (TwAccounts *accounts)
{
  return g_build_filename (tw_server_get_data (accounts->server), "first-invitation", NULL);
}

static gboolean
read_administrator (TwAccounts *accounts, TwId *user)
{
  g_autofree char *setting = tw_store_dup_setting (accounts->store, "user");
  g_autoptr (TwDoc) doc = setting != NULL ? tw_doc_parse ("user", setting, -1, NULL) : NULL;

  return doc != NULL && tw_doc_get_root (doc)->type == TW_DOC_TEXT && tw_id_parse (tw_doc_get_root (doc)->text, user);
}

/* What a service writes goes into the journal, which others may read: the token is shown at a terminal only. */
static void
tell (const char *file, const char *token)
{
  if (isatty (STDOUT_FILENO))
    g_print (_("Nobody has signed in yet. The administrator's invitation, good once and for a week: %s\n"), token);
  else
    g_print (_("Nobody has signed in yet. The administrator's invitation, good once and for a week, stands in the file %s\n"), file);
}

gboolean
tw_accounts_offer_first (TwAccounts *accounts, GError **error)
{
  g_autofree char *file = dup_file (accounts), *token = NULL, *line = NULL;
  TwId user;

  if (tw_accounts_any_password (accounts->store, NULL) || !read_administrator (accounts, &user))
    {
      g_unlink (file);
      return TRUE;
    }
  token = tw_accounts_invite (accounts->server, &user, error);
  line = g_strconcat (token, "\n", NULL);
  if (token == NULL || !tw_private_file_write (file, line, strlen (line), TRUE, error))
    return FALSE;
  tell (file, token);
  return TRUE;
}

void
tw_accounts_end_first (TwAccounts *accounts)
{
  g_autofree char *file = dup_file (accounts);

  g_unlink (file);
}
