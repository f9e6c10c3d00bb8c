/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hostile-transport.h"

#include <string.h>

#include "virtual-env.h"

static void hostile_transport_iface_init (TwTransportInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (HostileTransport, hostile_transport, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (TW_TYPE_TRANSPORT, hostile_transport_iface_init))

#define PAGE_ROWS 5                                     /* of who does not ask for more */

/* --- Spoiling --- */

static const char *const words[] = {
  "null", "true", "-1", "0", "1", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "1e999", "0.5", "\"\"", "\"x\"", "[]", "{}",
  "4096", "500", "01890a5d-ac96-774b-bcce-b302099a8057", "\\u0000", "\xff", "\"deleted\"", ",", "]", "}",
};

static GBytes *
spoil_bytes (const char *text, gsize length)
{
  g_autoptr (GString) changed = g_string_new_len (text, (gssize) length);

  for (guint n = 1 + virtual_env_draw (3); n > 0 && changed->len > 0; n--)
    {
      gsize at = virtual_env_draw ((guint) changed->len), count;

      switch (virtual_env_draw (5))
        {
        case 0:
          changed->str[at] ^= (char) (1 << virtual_env_draw (8));
          break;
        case 1:
          g_string_truncate (changed, at);
          break;
        case 2:
          count = 1 + virtual_env_draw (40);
          g_string_erase (changed, (gssize) at, (gssize) MIN (count, changed->len - at));
          break;
        case 3:
          g_string_insert (changed, (gssize) at, words[virtual_env_draw (G_N_ELEMENTS (words))]);
          break;
        default:
          changed->str[at] = (char) virtual_env_draw (256);
        }
    }
  return g_bytes_new (changed->str, changed->len);
}

/* A whole value becomes another one: what is JSON still, but not what it was. */
static GBytes *
spoil_value (const char *text, gsize length)
{
  g_autoptr (GString) changed = g_string_new_len (text, (gssize) length);
  gsize at = virtual_env_draw ((guint) changed->len), end;

  while (at < changed->len && strchr (":,[", changed->str[at]) == NULL)
    at++;
  if (at >= changed->len)
    return spoil_bytes (text, length);
  for (end = ++at; end < changed->len && strchr (",]}", changed->str[end]) == NULL;)
    end++;
  g_string_erase (changed, (gssize) at, (gssize) (end - at));
  g_string_insert (changed, (gssize) at, words[virtual_env_draw (G_N_ELEMENTS (words))]);
  return g_bytes_new (changed->str, changed->len);
}

/* A readable page that says a seq that the server has not reached yet: every true page is older than it, and is refused from then on.
 * What has become of the server only its administrator can say: it is not asked here. */
static gboolean
is_of_the_future (HostileTransport *self, GBytes *body)
{
  g_autoptr (TwWirePage) page = tw_wire_page_parse (body, NULL);

  return page != NULL && page->seq > tw_peers_get_seq (self->server);
}

static void
spoil (HostileTransport *self, TwReply *reply)
{
  static const guint statuses[] = { 200, 201, 204, 206, 301, 304, 400, 403, 404, 409, 410, 413, 422, 429, 500, 502, 503, 504 };
  gsize length;
  const char *text = g_bytes_get_data (reply->body, &length);
  GBytes *body = virtual_env_draw (3) == 0 ? spoil_value (text, length) : spoil_bytes (text, length);

  self->n_spoilt++;
  if (is_of_the_future (self, body))
    {
      g_bytes_unref (body);
      body = g_bytes_new_static ("{}", 2);
    }
  g_bytes_unref (reply->body);
  reply->body = body;
  if (virtual_env_draw (12) == 0)
    reply->status = statuses[virtual_env_draw (G_N_ELEMENTS (statuses))];
  if (virtual_env_draw (20) == 0)
    reply->retry_after = (gint64) virtual_env_draw (G_MAXINT32);
}

/* --- The way to the server --- */

typedef struct { HostileTransport *way; TwReply *reply; gboolean pull; TwReplied replied; gpointer data; } Answer;

static char *
dup_query (const char *path, const char *key)
{
  const char *query = strchr (path, '?');
  g_autoptr (GHashTable) params = query != NULL ? g_uri_parse_params (query + 1, -1, "&", G_URI_PARAMS_NONE, NULL) : NULL;

  return params != NULL ? g_strdup (g_hash_table_lookup (params, key)) : NULL;
}

/* A client that was told to take a new id says so before it sends, as TwSyncAccount does. */
static void
register_client (HostileTransport *self, const TwId *id)
{
  g_autoptr (TwPeer) known = tw_peers_get (self->server, id, NULL);
  TwPeer peer = { .id = *id, .user = self->user, .name = (char *) "test", .schema = (char *) "1" };

  if (known == NULL)
    g_assert_true (tw_peers_add (self->server, &peer, NULL));
}

static gboolean
is_readable (HostileTransport *self, TwWirePush *push, GError **error)
{
  for (guint i = 0; self->poison != NULL && i < push->mutations->len; i++)
    {
      g_autofree char *text = tw_wire_mutation_print (g_ptr_array_index (push->mutations, i));

      if (strstr (text, self->poison) != NULL)
        {
          g_set_error_literal (error, TW_AUTHORITY_ERROR, TW_AUTHORITY_ERROR_INVALID, "That cannot be read.");
          return FALSE;
        }
    }
  return TRUE;
}

static GBytes *
serve (HostileTransport *self, const char *path, GBytes *body, GError **error)
{
  g_autofree char *cursor = dup_query (path, "cursor"), *part = dup_query (path, "part"), *after = dup_query (path, "after");
  g_autofree char *seq = dup_query (path, "seq"), *have = dup_query (path, "have"), *limit = dup_query (path, "limit");
  guint rows = limit != NULL && g_str_has_prefix (path, "/sync/v1/pull") ? (guint) g_ascii_strtoull (limit, NULL, 10) : PAGE_ROWS;
  g_autoptr (TwWirePage) page = NULL;
  g_autoptr (TwWirePush) push = NULL;
  g_autoptr (TwWirePushAnswer) answer = NULL;
  char *sums;

  if (self->most_rows != 0)
    rows = MIN (rows, self->most_rows);
  if (g_str_has_prefix (path, "/sync/v1/push"))
    {
      push = tw_wire_push_parse (self->schema, body, error);
      if (push != NULL)
        register_client (self, &push->client);
      answer = push != NULL && is_readable (self, push, error) ? tw_authority_push (self->authority, &self->user, push, virtual_env_get_now (), error) : NULL;
      return answer != NULL ? tw_wire_push_answer_print (answer) : NULL;
    }
  if (g_str_has_prefix (path, "/sync/v1/check"))
    {
      sums = tw_authority_sum (self->authority, &self->user, seq, error);
      return sums != NULL ? g_bytes_new_take (sums, strlen (sums)) : NULL;
    }
  if (g_str_has_prefix (path, "/sync/v1/pull"))
    page = tw_authority_pull (self->authority, &self->user, cursor, have, rows, error);
  else
    page = tw_authority_snapshot (self->authority, &self->user, part, after, rows, error);
  return page != NULL ? tw_wire_page_print (page) : NULL;
}

/* Given while nothing else runs, with a look at the store before and after; the work of the answer is done at once. */
static gboolean
give (gpointer data)
{
  Answer *answer = data;
  g_autoptr (GBytes) body = answer->reply->body != NULL ? g_bytes_ref (answer->reply->body) : NULL;
  guint status = answer->reply->status;

  answer->way->before_answer ();
  answer->replied (answer->reply, answer->data);
  virtual_env_finish_work ();
  while (g_main_context_iteration (NULL, FALSE))
    ;
  answer->way->after_answer (answer->pull, status, body);
  g_object_unref (answer->way);
  g_free (answer);
  return G_SOURCE_REMOVE;
}

static void
hostile_transport_send (TwTransport *transport, const char *method, const char *path, GBytes *body, const char *type, const char *range,
                     GCancellable *cancellable, TwReplied replied, gpointer data)
{
  HostileTransport *self = HOSTILE_TRANSPORT (transport);
  Answer *answer = g_new0 (Answer, 1);
  g_autoptr (GError) error = NULL;

  *answer = (Answer) { g_object_ref (self), g_new0 (TwReply, 1), g_str_has_prefix (path, "/sync/v1/pull"), replied, data };
  answer->reply->retry_after = answer->reply->offset = answer->reply->size = -1;
  answer->reply->type = g_strdup ("application/json");
  answer->reply->body = serve (self, path, body, &error);
  answer->reply->status = error == NULL ? 200 : g_error_matches (error, TW_AUTHORITY_ERROR, TW_AUTHORITY_ERROR_RESYNC) ? 410 : 400;
  if (error != NULL && !self->hostile)
    g_test_message ("%.80s: %s", path, error->message);
  if (answer->reply->body == NULL)
    answer->reply->body = g_bytes_new_static ("{}", 2);
  if (self->next_push_answer != NULL && g_str_has_prefix (path, "/sync/v1/push"))
    {
      g_bytes_unref (answer->reply->body);
      answer->reply->body = g_bytes_new_static (self->next_push_answer, strlen (self->next_push_answer));
      answer->reply->status = 200;
      self->next_push_answer = NULL;
    }
  self->n_pulls += answer->pull;
  if (self->same_page != NULL && answer->pull)
    {
      g_bytes_unref (answer->reply->body);
      answer->reply->body = g_bytes_ref (self->same_page);
    }
  if (self->hostile)
    spoil (self, answer->reply);
  virtual_env_add (virtual_env_get_now () + 1000, give, answer);
}

static void
hostile_transport_listen (TwTransport *transport, const char *path, GCancellable *cancellable, TwWoken on_woken, TwWoken closed, gpointer data)
{
  HostileTransport *self = HOSTILE_TRANSPORT (transport);

  self->woken = on_woken;
  self->woken_data = data;
}

static void
hostile_transport_iface_init (TwTransportInterface *iface)
{
  iface->send = hostile_transport_send;
  iface->listen = hostile_transport_listen;
}

static void
hostile_transport_class_init (HostileTransportClass *klass)
{
}

static void
hostile_transport_init (HostileTransport *self)
{
}

HostileTransport *
hostile_transport_new (void)
{
  return g_object_new (HOSTILE_TYPE_TRANSPORT, NULL);
}

void
hostile_transport_wake (HostileTransport *self)
{
  if (self->woken != NULL)
    self->woken (self->woken_data);
}
