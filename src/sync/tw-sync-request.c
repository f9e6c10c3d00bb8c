/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions to the server, and what its answers say about themselves. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-sync-private.h"

typedef struct
{
  TwSync   *sync;
  TwReplied replied;
  guint     round;
  gpointer  data;
  GDestroyNotify free;                                 /* nullable */
} Request;

static void
on_replied (TwReply *reply, gpointer data)
{
  Request *request = data;

  /* An answer to a question of before a stop is nobody's any more. */
  if (request->round == request->sync->round)
    request->replied (reply, request->data);
  else
    tw_reply_free (reply);
  if (request->free != NULL)
    request->free (request->data);
  g_object_unref (request->sync);
  g_free (request);
}

static void
send_request (TwSync *sync, const char *method, const char *path, GBytes *body, const char *type, const char *range, TwReplied replied,
              gpointer data, GDestroyNotify free)
{
  Request *request = g_new (Request, 1);

  *request = (Request) { g_object_ref (sync), replied, sync->round, data, free };
  tw_transport_send (sync->transport, method, path, body, type, range, sync->cancellable, on_replied, request);
}

void
tw_sync_request (TwSync *sync, const char *method, const char *path, GBytes *body, TwReplied replied)
{
  tw_sync_request_one (sync, method, path, body, replied, sync, NULL);
}

void
tw_sync_request_one (TwSync *sync, const char *method, const char *path, GBytes *body, TwReplied replied, gpointer data, GDestroyNotify free)
{
  send_request (sync, method, path, body, body != NULL ? "application/json" : NULL, NULL, replied, data, free);
}

void
tw_sync_request_piece (TwSync *sync, const char *method, const char *path, GBytes *piece, const char *range, TwReplied replied)
{
  send_request (sync, method, path, piece, piece != NULL ? "application/octet-stream" : NULL, range, replied, sync, NULL);
}

static char *
dup_member (TwReply *reply, const char *key, gboolean empty)
{
  gsize length = 0;
  const char *text = reply->body != NULL ? g_bytes_get_data (reply->body, &length) : NULL;
  g_autoptr (TwDoc) doc = length > 0 && length < 65536 ? tw_doc_parse ("problem", text, length, NULL) : NULL;
  const TwDocNode *node = doc != NULL ? tw_doc_member (tw_doc_get_root (doc), key) : NULL;

  return node != NULL && node->type == TW_DOC_TEXT && (empty || *node->text) ? g_strdup (node->text) : NULL;
}

char *
tw_reply_dup_device (TwReply *reply)
{
  return dup_member (reply, "device", TRUE);
}

char *
tw_reply_dup_detail (TwReply *reply)
{
  return dup_member (reply, "detail", FALSE);
}

char *
tw_reply_dup_type (TwReply *reply)
{
  return dup_member (reply, "type", FALSE);
}

char *
tw_reply_dup_sentence (TwReply *reply)
{
  g_autofree char *detail = tw_reply_dup_detail (reply);

  if (reply->status == 0)
    return g_strdup (_("The server cannot be reached. What you do is kept here and sent later."));
  if (detail != NULL)
    return g_steal_pointer (&detail);
  return g_strdup_printf (_("The server answered with an error (%u). Trying again later."), reply->status);
}
