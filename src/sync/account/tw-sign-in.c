/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-sign-in.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

#include "tw-doc.h"

#define MAX_TOKEN 4096

G_DEFINE_QUARK (tw-account-error-quark, tw_account_error)

void
tw_signed_in_free (TwSignedIn *signed_in)
{
  if (signed_in == NULL)
    return;
  tw_sync_secrets_free (signed_in->access);
  tw_sync_secrets_free (signed_in->refresh);
  g_free (signed_in->name);
  g_free (signed_in);
}

static void
free_secret_bytes (gpointer data)
{
  tw_sync_secrets_free (data);
}

static void
append (GString *json, const char *key, const char *text)
{
  g_string_append_printf (json, "%s\"%s\":", json->len > 1 ? "," : "", key);
  tw_doc_print_text (text, json);
}

static gboolean
is_first (const TwSignIn *sign_in)
{
  return sign_in->invitation != NULL && *sign_in->invitation;
}

const char *
tw_sign_in_get_path (const TwSignIn *sign_in)
{
  return is_first (sign_in) ? "/api/auth/accept" : "/api/auth/sign-in";
}

/* Zeroes what a growing string left behind would not: it is made large enough at once. */
GBytes *
tw_sign_in_print (const TwSignIn *sign_in)
{
  const char *name = is_first (sign_in) ? sign_in->invitation : sign_in->email;
  GString *json = g_string_sized_new (1024 + 6 * (strlen (name) + strlen (sign_in->password)));
  gsize length;
  char *text;

  g_string_append_c (json, '{');
  append (json, is_first (sign_in) ? "token" : "email", name);
  append (json, "password", sign_in->password);
  if (sign_in->code != NULL && *sign_in->code)
    append (json, "code", sign_in->code);
  if (!is_first (sign_in))
    append (json, "device", g_get_host_name ());
  g_string_append_c (json, '}');
  length = json->len;
  text = g_string_free (json, FALSE);
  return g_bytes_new_with_free_func (text, length, free_secret_bytes, text);
}

static TwDoc *
parse (TwReply *reply)
{
  gsize length = 0;
  const char *text = reply->body != NULL ? g_bytes_get_data (reply->body, &length) : NULL;

  return length > 0 && length < 65536 ? tw_doc_parse ("answer", text, length, NULL) : NULL;
}

static const char *
get_text (const TwDocNode *node, const char *key)
{
  const TwDocNode *member = node != NULL && node->type == TW_DOC_OBJECT ? tw_doc_member (node, key) : NULL;

  return member != NULL && member->type == TW_DOC_TEXT && *member->text ? member->text : NULL;
}

static gboolean
read_user (const TwDocNode *root, TwId *id)
{
  const TwDocNode *user = tw_doc_member (root, "user");
  const char *text = user == NULL ? NULL : user->type == TW_DOC_TEXT ? user->text : get_text (user, "id");

  return text != NULL && tw_id_parse (text, id) && !tw_id_is_nil (id);
}

/* Whether the server wants the code of the second factor. */
static gboolean
asks_code (const char *type)
{
  return type != NULL && (strstr (type, "code") != NULL || strstr (type, "totp") != NULL || strstr (type, "second-factor") != NULL);
}

static void
fail (TwReply *reply, const TwDocNode *root, const char *server, GError **error)
{
  const char *type = get_text (root, "type"), *detail = get_text (root, "detail");
  gboolean no_server = (reply->status == 404 && detail == NULL) || reply->status == 405 || (reply->status / 100 == 3);

  if (reply->status == 0 && reply->error != NULL && reply->error->domain == G_TLS_ERROR)
    g_set_error (error, TW_ACCOUNT_ERROR, TW_ACCOUNT_ERROR_UNREACHABLE,
                 _("The certificate of %s is not trusted by this computer, so nothing was sent. Ask who runs the server."), server);
  else if (reply->status == 0)
    g_set_error (error, TW_ACCOUNT_ERROR, TW_ACCOUNT_ERROR_UNREACHABLE,
                 _("%s cannot be reached. Check the address and the network, then try again."), server);
  else if (no_server)
    g_set_error (error, TW_ACCOUNT_ERROR, TW_ACCOUNT_ERROR_NOT_A_SERVER, _("There is no Tradewind server at %s. Check the address."), server);
  else if ((reply->status == 401 || reply->status == 403) && asks_code (type))
    g_set_error_literal (error, TW_ACCOUNT_ERROR, TW_ACCOUNT_ERROR_CODE,
                         detail != NULL ? detail : _("Enter the six digits that your authenticator shows now."));
  else if (reply->status == 401)
    g_set_error_literal (error, TW_ACCOUNT_ERROR, TW_ACCOUNT_ERROR_PASSWORD,
                         detail != NULL ? detail : _("The e-mail address or the password is not right."));
  else if (reply->status == 429 && reply->retry_after > 0)
    g_set_error (error, TW_ACCOUNT_ERROR, TW_ACCOUNT_ERROR_FAILED,
                 g_dngettext (GETTEXT_PACKAGE, "Too many attempts. Try again in %lld second.",
                              "Too many attempts. Try again in %lld seconds.", (gulong) reply->retry_after),
                 (long long) reply->retry_after);
  else if (detail != NULL)
    g_set_error_literal (error, TW_ACCOUNT_ERROR, TW_ACCOUNT_ERROR_FAILED, detail);
  else
    g_set_error (error, TW_ACCOUNT_ERROR, TW_ACCOUNT_ERROR_FAILED, _("The server answered with an error (%u). Try again later."), reply->status);
}

TwSignedIn *
tw_sign_in_read (TwReply *reply, const char *server, GError **error)
{
  g_autoptr (TwDoc) doc = parse (reply);
  const TwDocNode *root = doc != NULL ? tw_doc_get_root (doc) : NULL;
  const char *access = get_text (root, "access_token"), *refresh = get_text (root, "refresh_token");
  const char *workspace = get_text (root, "workspace");
  g_autoptr (TwSignedIn) signed_in = g_new0 (TwSignedIn, 1);

  if (reply->status != 200)
    {
      fail (reply, root, server, error);
      return NULL;
    }
  if (access == NULL || refresh == NULL || strlen (access) > MAX_TOKEN || strlen (refresh) > MAX_TOKEN
      || !read_user (root, &signed_in->user) || (workspace != NULL && !tw_id_parse (workspace, &signed_in->workspace)))
    {
      g_set_error (error, TW_ACCOUNT_ERROR, TW_ACCOUNT_ERROR_NOT_A_SERVER, _("There is no Tradewind server at %s. Check the address."),
                   server);
      return NULL;
    }
  signed_in->access = g_strdup (access);
  signed_in->refresh = g_strdup (refresh);
  signed_in->name = g_strdup (get_text (tw_doc_member (root, "user"), "name"));
  return g_steal_pointer (&signed_in);
}

GBytes *
tw_sign_in_print_client (const TwId *client, const TwId *person, TwSchema *schema)
{
  GString *json = g_string_new ("{");
  char id[TW_ID_TEXT_LENGTH + 1];

  append (json, "client", tw_id_print (client, id));
  append (json, "person", tw_id_print (person, id));
  append (json, "name", g_get_host_name ());
  append (json, "schema", tw_schema_get_version (schema));
  g_string_append_c (json, '}');
  return g_string_free_to_bytes (json);
}

gboolean
tw_sign_in_read_client (TwReply *reply, const char *server, GError **error)
{
  g_autoptr (TwDoc) doc = parse (reply);

  if (reply->status / 100 == 2)
    return TRUE;
  fail (reply, doc != NULL ? tw_doc_get_root (doc) : NULL, server, error);
  return FALSE;
}
