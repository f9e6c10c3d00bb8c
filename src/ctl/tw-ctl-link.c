/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <glib/gi18n-lib.h>

#include "tw-ctl-link.h"
#include "tw-sign-in.h"
#include "tw-soup-transport.h"

#define PAGE "500"
#define MAX_TRIES 3

struct _TwCtlLink
{
  TwSoupTransport *transport;
  GMainLoop       *loop;
  gboolean         signed_in;                          /* by a password: there is a session to be ended */
};

void
tw_ctl_login_clear (TwCtlLogin *login)
{
  g_free (login->server);
  g_free (login->email);
  g_free (login->password_file);
  g_free (login->code);
  g_free (login->key_file);
  g_free (login->authority);
}

/* A secret stands in a file, never among the arguments, which other people of the machine can see. */
char *
tw_ctl_read_secret (const char *file, GError **error)
{
  char *text = NULL;
  if (!g_file_get_contents (file, &text, NULL, error))
    return NULL;
  text[strcspn (text, "\r\n")] = 0;
  return text;
}

/* The question goes where it is seen although the output is kept. Ctrl+D, or an empty line, gives up. */
char *
tw_ctl_ask_code (const GError *error, guint *tries)
{
  char line[64];
  if (!g_error_matches (error, TW_ACCOUNT_ERROR, TW_ACCOUNT_ERROR_CODE) || (*tries)++ == MAX_TRIES || !isatty (STDIN_FILENO))
    return NULL;
  g_printerr ("%s\n%s ", error->message, _("Code:"));
  if (!fgets (line, sizeof line, stdin) || !*g_strstrip (line))
    return NULL;
  return g_strdup (line);
}

/* --- Asking --- */

typedef struct
{
  GMainLoop *loop;
  TwReply   *reply;
} Waiting;

static void
on_replied (TwReply *reply, gpointer data)
{
  Waiting *waiting = data;
  waiting->reply = reply;
  g_main_loop_quit (waiting->loop);
}

static TwReply *
send_and_wait (TwCtlLink *link, const char *method, const char *path, GBytes *body, const char *type)
{
  Waiting waiting = { link->loop, NULL };
  tw_transport_send (TW_TRANSPORT (link->transport), method, path, body, type, NULL, NULL, on_replied, &waiting);
  if (!waiting.reply)
    g_main_loop_run (link->loop);
  return waiting.reply;
}

static TwDoc *
read_reply (TwReply *reply, const char *server, GError **error)
{
  gsize length = 0;
  const char *text = reply->body ? g_bytes_get_data (reply->body, &length) : NULL;
  g_autoptr(TwDoc) doc = length > 0 ? tw_doc_parse ("answer", text, (gssize) length, NULL) : NULL;
  const TwDocNode *root = doc ? tw_doc_get_root (doc) : NULL;
  const char *detail = root && root->type == TW_DOC_OBJECT ? tw_ctl_text (root, "detail") : NULL;
  if (reply->status == 204)
    return tw_doc_parse ("answer", "null", -1, error);
  if (reply->status / 100 == 2 && doc)
    return g_steal_pointer (&doc);
  if (reply->status == 0)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _("%s cannot be reached. Check the address and the network, then try again."), server);
  else if (detail)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, detail);
  else
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _("The server answered with an error (%u). Try again later."), reply->status);
  return NULL;
}

/**
 * tw_ctl_link_ask:
 * @link: a line
 * @method: of HTTP
 * @path: from the server's root
 * @body: (nullable): JSON
 * @error: what the server says, or why it cannot be reached
 *
 * Returns: (transfer full) (nullable): the answer
 */
TwDoc *
tw_ctl_link_ask (TwCtlLink *link, const char *method, const char *path, const char *body, GError **error)
{
  g_autoptr(GBytes) bytes = body ? g_bytes_new (body, strlen (body)) : NULL;
  const char *type = g_str_equal (method, "PATCH") ? "application/merge-patch+json" : "application/json";
  TwReply *reply = send_and_wait (link, method, path, bytes, body ? type : NULL);
  TwDoc *doc = read_reply (reply, tw_soup_transport_get_server (link->transport), error);
  tw_reply_free (reply);
  return doc;
}

/**
 * tw_ctl_link_each:
 * @link: a line
 * @path: of a list, with a query or without
 * @func: told each item; %FALSE with an error ends it
 * @data: for @func
 * @error: the server's, or that of @func
 */
gboolean
tw_ctl_link_each (TwCtlLink *link, const char *path, TwCtlItem func, gpointer data, GError **error)
{
  g_autofree char *after = NULL;
  do
    {
      g_autofree char *escaped = after ? g_uri_escape_string (after, NULL, FALSE) : NULL;
      /* Sessions and keys come whole. */
      g_autofree char *page = g_str_has_prefix (path, "/api/admin/")
                              ? g_strdup (path)
                              : g_strdup_printf ("%s%climit=" PAGE "%s%s", path, strchr (path, '?') ? '&' : '?', escaped ? "&after=" : "",
                                                 escaped ? escaped : "");
      g_autoptr(TwDoc) doc = tw_ctl_link_ask (link, "GET", page, NULL, error);
      const TwDocNode *items = doc ? tw_ctl_items (doc) : NULL;
      if (!doc)
        return FALSE;
      /* A page that says that there is more, and has nothing, would be asked for ever. */
      if (tw_ctl_text (tw_doc_get_root (doc), "next") && (!items || !items->first))
        return tw_ctl_fail_answer (error);
      for (const TwDocNode *item = items ? items->first : NULL; item; item = item->next)
        if (!func (item, data, error))
          return FALSE;
      g_free (after);
      after = g_strdup (tw_ctl_text (tw_doc_get_root (doc), "next"));
    }
  while (after);
  return TRUE;
}

const char *
tw_ctl_text (const TwDocNode *object, const char *key)
{
  const TwDocNode *node = tw_ctl_member (object, key);
  return node && (node->type == TW_DOC_TEXT || node->type == TW_DOC_NUMBER) ? node->text : NULL;
}

const TwDocNode *
tw_ctl_member (const TwDocNode *object, const char *key)
{
  return object && object->type == TW_DOC_OBJECT ? tw_doc_member (object, key) : NULL;
}

const TwDocNode *
tw_ctl_items (TwDoc *answer)
{
  const TwDocNode *items = tw_ctl_member (tw_doc_get_root (answer), "items");
  return items && items->type == TW_DOC_ARRAY ? items : NULL;
}

gboolean
tw_ctl_fail_answer (GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("This is no answer of a Tradewind server. Check the address."));
  return FALSE;
}

gboolean
tw_ctl_is_true (const TwDocNode *object, const char *key)
{
  const TwDocNode *node = tw_ctl_member (object, key);
  return node && node->type == TW_DOC_BOOLEAN && node->boolean;
}

/* --- Beginning and end --- */

static TwSignedIn *
send_sign_in (TwCtlLink *link, const TwSignIn *sign_in, GError **error)
{
  g_autoptr(GBytes) body = tw_sign_in_print (sign_in);
  TwReply *reply = send_and_wait (link, "POST", tw_sign_in_get_path (sign_in), body, "application/json");
  TwSignedIn *signed_in = tw_sign_in_read (reply, tw_soup_transport_get_server (link->transport), error);
  tw_reply_free (reply);
  return signed_in;
}

static TwSignedIn *
sign_in_with_code (TwCtlLink *link, const TwCtlLogin *login, const char *password, GError **error)
{
  TwSignIn sign_in = { .email = login->email, .password = password, .code = login->code };
  g_autofree char *typed = NULL;
  guint tries = 0;
  while (TRUE)
    {
      g_autoptr(GError) refused = NULL;
      TwSignedIn *signed_in = send_sign_in (link, &sign_in, &refused);
      if (signed_in)
        return signed_in;
      g_free (typed);
      sign_in.code = typed = tw_ctl_ask_code (refused, &tries);
      if (!typed)
        {
          g_propagate_error (error, g_steal_pointer (&refused));
          return NULL;
        }
    }
}

static gboolean
sign_in (TwCtlLink *link, const TwCtlLogin *login, GError **error)
{
  g_autofree char *secret = tw_ctl_read_secret (login->key_file ? login->key_file : login->password_file, error);
  if (!secret)
    return FALSE;
  if (login->key_file)
    {
      tw_soup_transport_set_tokens (link->transport, secret, NULL);
      return TRUE;
    }
  g_autoptr(TwSignedIn) signed_in = sign_in_with_code (link, login, secret, error);
  if (!signed_in)
    return FALSE;
  tw_soup_transport_set_tokens (link->transport, signed_in->access, signed_in->refresh);
  link->signed_in = TRUE;
  return TRUE;
}

/**
 * tw_ctl_link_open:
 * @ctl: the program
 * @login: what the options say
 * @status: (out): what the command ends with when this fails
 *
 * Returns: (transfer full) (nullable): a line on which one is signed in
 */
TwCtlLink *
tw_ctl_link_open (TwCtl *ctl, const TwCtlLogin *login, int *status)
{
  const char *address = login->server ? login->server : g_getenv ("TRADEWIND_SERVER");
  g_autoptr(GError) error = NULL;
  if (login->json)
    ctl->format = TW_CTL_JSON;
  *status = TW_CTL_USAGE;
  if (!address || !*address)
    {
      tw_ctl_usage (ctl, "%s", _("Give --server, or set TRADEWIND_SERVER."));
      return NULL;
    }
  if (!login->key_file == !(login->email && login->password_file))
    {
      tw_ctl_usage (ctl, "%s", _("Give --email and --password-file, or --key-file."));
      return NULL;
    }
  *status = TW_CTL_FAILED;
  g_autofree char *root = tw_sync_account_dup_root (address);
  g_autoptr(TwCtlLink) link = g_new0 (TwCtlLink, 1);
  link->loop = g_main_loop_new (NULL, FALSE);
  link->transport = tw_soup_transport_new (root, &error);
  if (link->transport && (!login->authority || tw_soup_transport_trust (link->transport, login->authority, &error))
      && sign_in (link, login, &error))
    return g_steal_pointer (&link);
  tw_ctl_fail (error);
  return NULL;
}

void
tw_ctl_link_free (TwCtlLink *link)
{
  if (!link)
    return;
  if (link->signed_in)
    tw_reply_free (send_and_wait (link, "POST", "/api/auth/sign-out", NULL, NULL));
  g_clear_object (&link->transport);
  g_main_loop_unref (link->loop);
  g_free (link);
}
