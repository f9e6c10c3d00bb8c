/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A bad line: requests and answers are dropped, doubled, delayed, cut, and changed on their way; proxies answer instead of the server. */
#include "config.h"

#include "sim-shared.h"

#include <stdlib.h>
#include <string.h>

#define MAX_PAGE_ROWS 7                                 /* small pages: many places to be cut off at */

#define SIM_TYPE_TRANSPORT (sim_transport_get_type ())
G_DECLARE_FINAL_TYPE (SimTransport, sim_transport, SIM, TRANSPORT, GObject)

struct _SimTransport
{
  GObject  parent_instance;
  SimNode *node;                                       /* (lent) */
};

static void sim_transport_iface_init (TwTransportInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SimTransport, sim_transport, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (TW_TYPE_TRANSPORT, sim_transport_iface_init))

typedef struct
{
  SimNode      *node;
  guint         round;
  char         *method, *path, *range;
  GBytes       *body;
  GCancellable *cancellable;
  TwReplied     replied;
  gpointer      data;
  gboolean      answered;
  guint         copies;
  guint         status;                                /* of the answer that is being made */
  gint64        offset, size;                          /* of it, about a file */
} Exchange;

/* One of a request that came once; of a doubled one each has its own. */
typedef struct
{
  Exchange *exchange;                                  /* one of its copies */
  guint     status;                                    /* 0: none came */
  gint64    offset, size;
  GBytes   *body;                                      /* (nullable) */
  gint64    head;                                      /* where the server was; -1: no answer to a pull */
  gboolean  whole;                                     /* the server's, as it left it */
} Answer;

typedef struct
{
  SimNode      *node;
  GCancellable *cancellable;
  TwWoken       woken, closed;
  gpointer      data;
} Listener;

/* Each request is answered once: one whose sender is down, so that what waits for it is freed. */
static void
give_up (Exchange *exchange)
{
  TwReply *reply = g_new0 (TwReply, 1);

  exchange->answered = TRUE;
  reply->retry_after = reply->offset = reply->size = -1;
  reply->error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "gone");
  exchange->replied (reply, exchange->data);
}

static void
exchange_unref (Exchange *exchange)
{
  if (--exchange->copies > 0)
    return;
  if (!exchange->answered)
    give_up (exchange);
  g_free (exchange->method);
  g_free (exchange->path);
  g_free (exchange->range);
  g_clear_pointer (&exchange->body, g_bytes_unref);
  g_clear_object (&exchange->cancellable);
  g_free (exchange);
}

gboolean
sim_strikes (SimNet *net, SimFaults fault)
{
  return !net->calm && (net->faults & fault) && sim_chance (net->world, net->fault_percent);
}

static gint64
draw_latency (SimNet *net)
{
  gint64 latency = 1000 + sim_range (net->world, 40000);

  return sim_strikes (net, SIM_FAULT_SLOW) ? latency * (1 + sim_range (net->world, 2000)) : latency;
}

/* --- The server's side --- */

/* (element-type utf8 utf8) (nullable): of the part after the question mark */
static GHashTable *
parse_query (const char *path)
{
  const char *query = strchr (path, '?');

  return query != NULL ? g_uri_parse_params (query + 1, -1, "&", G_URI_PARAMS_NONE, NULL) : NULL;
}

static const char *
get_param (GHashTable *params, const char *key)
{
  return params != NULL ? g_hash_table_lookup (params, key) : NULL;
}

static guint
get_status (const GError *error)
{
  if (error->domain == TW_AUTHORITY_ERROR)
    return error->code == TW_AUTHORITY_ERROR_RESYNC ? 410 : error->code == TW_AUTHORITY_ERROR_DENIED ? 403
           : error->code == TW_AUTHORITY_ERROR_VERSION ? 426 : 400;
  if (error->domain == TW_STORE_ERROR && error->code == TW_STORE_ERROR_FULL)
    return 507;
  if (error->domain == TW_STORE_ERROR && error->code == TW_STORE_ERROR_AWAY)
    return 503;
  return error->domain == TW_WIRE_ERROR ? 400 : 500;
}

/* As the real one says it, so that a client knows it from a proxy's word. */
static GBytes *
describe (const GError *error)
{
  const char *type = error->domain != TW_AUTHORITY_ERROR ? "invalid" : error->code == TW_AUTHORITY_ERROR_RESYNC ? "resync"
                     : error->code == TW_AUTHORITY_ERROR_DENIED ? "denied" : "invalid";
  GString *json = g_string_new (NULL);

  g_string_append_printf (json, "{\"type\":\"tag:tradewind,2026:problem/%s\",\"detail\":", type);
  tw_wire_append_text (json, error->message);
  g_string_append_c (json, '}');
  return g_string_free_to_bytes (json);
}

static const TwId *
get_session (SimNode *node)
{
  return tw_id_is_nil (&node->session) ? &node->user : &node->session;
}

static GBytes *
serve_push (SimNet *net, SimNode *node, GBytes *body, GError **error)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (net->store);
  g_autoptr (TwWirePush) push = tw_wire_push_parse (schema, body, error);
  g_autoptr (TwWirePushAnswer) answer = NULL;
  SimModel *model;

  if (push == NULL)
    return NULL;
  if (net->old_server)
    {
      g_free (push->schema);
      push->schema = g_strdup ("99+0");
    }
  model = sim_model_new (net, node, push);
  answer = tw_authority_push (net->authority, get_session (node), push, net->world->now + net->server_skew, error);
  if (answer != NULL && g_strcmp0 (answer->problem, "gap") == 0)
    net->n_gaps++;
  net->largest_push = MAX (net->largest_push, push->mutations->len);
  if (answer != NULL && net->no_window)
    {
      answer->window = 1;
      answer->most = TW_WIRE_MAX_MUTATIONS;
    }
  if (answer != NULL && net->problem == NULL)
    net->problem = sim_model_check (model, node, push, answer);
  sim_model_free (model);
  return answer != NULL ? tw_wire_push_answer_print (answer) : NULL;
}

static GBytes *
serve_client (SimNet *net, SimNode *node, GBytes *body, GError **error)
{
  gsize length;
  const char *text = g_bytes_get_data (body, &length);
  g_autoptr (TwDoc) doc = tw_doc_parse ("client", text, length, error);
  const TwDocNode *id = doc != NULL ? tw_doc_member (tw_doc_get_root (doc), "client") : NULL;
  const TwDocNode *person = doc != NULL ? tw_doc_member (tw_doc_get_root (doc), "person") : NULL;
  TwPeer peer = { .user = *get_session (node), .name = (char *) "sim", .schema = (char *) "1" };

  if (id == NULL || !tw_id_parse (id->text, &peer.id) || !tw_authority_check_person (&peer.user, person->text, error)
      || !tw_peers_add (net->store, &peer, error))
    return NULL;
  return g_bytes_new_static ("", 0);
}

static GBytes *
spoil (SimNet *net, GBytes *answer)
{
  gsize length;
  const char *text = g_bytes_get_data (answer, &length);
  g_autofree char *copy = g_memdup2 (text, length);

  if (sim_strikes (net, SIM_FAULT_CUT) && length > 0)
    return g_bytes_new (copy, sim_random (net->world) % length);
  if (sim_strikes (net, SIM_FAULT_FLIP) && length > 0)
    {
      copy[sim_random (net->world) % length] ^= 1 << sim_range (net->world, 8);
      return g_bytes_new (copy, length);
    }
  return g_bytes_ref (answer);
}

static gboolean
is_file (Exchange *exchange)
{
  return g_str_has_prefix (exchange->path, "/sync/v1/blobs/");
}

/* A byte of a piece changes on its way now and then: only the hash can tell. */
static GBytes *
serve_file (SimNet *net, Exchange *exchange, GError **error)
{
  g_autoptr (GBytes) piece = exchange->body != NULL ? spoil (net, exchange->body) : NULL;
  TwReply reply = { .offset = -1, .size = -1 };
  GBytes *answer;

  if (piece != NULL && g_bytes_get_size (piece) != g_bytes_get_size (exchange->body))
    {
      exchange->status = 400;                          /* a body that is shorter than it says never gets to the routes */
      return g_bytes_new_static ("{}", 2);
    }
  answer = sim_serve_file (net, exchange->node, exchange->method, exchange->path, piece, exchange->range, &reply, error);
  exchange->status = reply.status;
  exchange->offset = reply.offset;
  exchange->size = reply.size;
  return answer;
}

static GBytes *
serve_check (SimNet *net, SimNode *node, const char *seq, GError **error)
{
  char *json = tw_authority_sum (net->authority, get_session (node), seq, error);

  return json != NULL ? g_bytes_new_take (json, strlen (json)) : NULL;
}

static GBytes *
serve (SimNet *net, Exchange *exchange, GError **error)
{
  SimNode *node = exchange->node;
  g_autoptr (GHashTable) params = parse_query (exchange->path);
  const char *cursor = get_param (params, "cursor"), *part = get_param (params, "part"), *after = get_param (params, "after");
  const char *seq = get_param (params, "seq"), *person = get_param (params, "person"), *have = get_param (params, "have");
  const char *limit = get_param (params, "limit");
  guint rows = limit != NULL ? (guint) strtoul (limit, NULL, 10) : MAX_PAGE_ROWS;
  g_autoptr (TwWirePage) page = NULL;

  if (is_file (exchange))
    return serve_file (net, exchange, error);
  if (g_str_has_prefix (exchange->path, "/sync/v1/push"))
    return serve_push (net, node, exchange->body, error);
  if (g_str_has_prefix (exchange->path, "/sync/v1/clients"))
    return serve_client (net, node, exchange->body, error);
  if (!tw_authority_check_person (get_session (node), person, error))
    return NULL;
  if (g_str_has_prefix (exchange->path, "/sync/v1/check"))
    return serve_check (net, node, seq, error);
  if (g_str_has_prefix (exchange->path, "/sync/v1/pull"))
    page = tw_authority_pull (net->authority, get_session (node), cursor, have, rows, error);
  else
    page = tw_authority_snapshot (net->authority, get_session (node), part, after, MAX_PAGE_ROWS, error);
  if (page != NULL && net->problem == NULL && !tw_id_is_nil (&node->session) && !tw_id_equal (&node->session, &node->user))
    net->problem = g_strdup_printf ("I16: client %u is given what another person sees", node->index);
  if (page != NULL && net->problem == NULL)
    net->problem = sim_check_page (net, node, page);
  if (page != NULL && tw_authority_is_known (page, seq))
    return g_bytes_new_static ("", 0);
  return page != NULL ? tw_wire_page_print (page) : NULL;
}

static gboolean
is_page_of_before (SimNet *net, const char *path)
{
  return net->stale && g_str_has_prefix (path, "/sync/v1/snapshot") && (net->stale_part == NULL || strstr (path, net->stale_part) != NULL);
}

/* A proxy that keeps answers although it was told not to. */
static GBytes *
serve_or_repeat (SimNet *net, Exchange *exchange, gint64 *head, GError **error)
{
  GHashTable *answers = exchange->node->answers;
  GBytes *kept = exchange->body == NULL ? g_hash_table_lookup (answers, exchange->path) : NULL, *answer;

  if (kept != NULL && (sim_strikes (net, SIM_FAULT_STALE) || is_page_of_before (net, exchange->path)))
    {
      *head = -1;
      sim_trace (net->world, "proxy: an old answer");
      return g_bytes_ref (kept);
    }
  answer = serve (net, exchange, error);
  if (answer != NULL && exchange->body == NULL && (net->faults & SIM_FAULT_STALE))
    g_hash_table_insert (answers, g_strdup (exchange->path), g_bytes_ref (answer));
  return answer;
}

/* --- On the way --- */

static void
answer_free (Answer *answer)
{
  exchange_unref (answer->exchange);
  g_clear_pointer (&answer->body, g_bytes_unref);
  g_free (answer);
}

static void
deliver (gpointer data)
{
  Answer *answer = data;
  Exchange *exchange = answer->exchange;
  TwReply *reply;

  if (exchange->answered || exchange->round != exchange->node->round)
    return;
  exchange->answered = TRUE;
  if (answer->whole)
    sim_status_answered (exchange->node, answer->head, exchange->node->env.now (exchange->node->env.data));
  reply = g_new0 (TwReply, 1);
  reply->retry_after = -1;
  reply->status = answer->status;
  reply->offset = answer->offset;
  reply->size = answer->size;
  reply->type = g_strdup ("application/json");
  if (answer->body != NULL)
    reply->body = g_bytes_ref (answer->body);
  else
    reply->error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "no answer");
  exchange->replied (reply, exchange->data);
}

/* A line that changes bytes is caught by its checksum below HTTP; what comes through is cut or not JSON. */
static gboolean
is_readable (GBytes *body)
{
  gsize length;
  const char *text = g_bytes_get_data (body, &length);
  g_autoptr (TwDoc) doc = tw_doc_parse ("", length > 0 ? text : "", length, NULL);

  return doc != NULL;
}

static void
arrive (gpointer data)
{
  Exchange *exchange = data;
  SimNet *net = exchange->node->net;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) answer = NULL, spoilt = NULL;
  gint64 head;
  Answer *given = NULL;
  gboolean whole = FALSE;                              /* it is the server's, if perhaps of before */

  if (net->store == NULL || exchange->node->cut_off || (net->no_pulls && g_str_has_prefix (exchange->path, "/sync/v1/pull"))
      || (net->no_pushes && g_str_has_prefix (exchange->path, "/sync/v1/push")))
    return;
  net->n_requests++;
  sim_shared_take_turn (net);
  exchange->offset = exchange->size = -1;
  head = g_str_has_prefix (exchange->path, "/sync/v1/pull") ? tw_peers_get_seq (net->store) : -1;
  if (net->barred != NULL && exchange->body != NULL && g_str_has_suffix (exchange->path, net->barred))
    {
      exchange->status = 403;
      answer = g_bytes_new_static ("<html>Not that file</html>", 26);
    }
  else if (sim_strikes (net, SIM_FAULT_ERROR))
    exchange->status = 503;
  else if (sim_strikes (net, SIM_FAULT_PAGE))
    {
      exchange->status = 200;
      exchange->size = 33;
      answer = g_bytes_new_static ("<html>Sign in to the hotel</html>", 33);
    }
  else
    {
      answer = is_file (exchange) ? serve (net, exchange, &error) : serve_or_repeat (net, exchange, &head, &error);
      whole = answer != NULL;
      if (answer == NULL && error == NULL)
        {
          if (net->problem == NULL)
            net->problem = g_strdup ("I15: the server answers neither well nor with an error");
          exchange->status = 503;
        }
      else if (answer == NULL)
        {
          exchange->status = get_status (error);
          answer = describe (error);
        }
      else if (!is_file (exchange))
        exchange->status = g_bytes_get_size (answer) == 0 ? 204 : 200;
      sim_trace (net->world, "server: %u %.60s", exchange->status, exchange->path);
      if (error != NULL && exchange->status == 500 && net->problem == NULL)
        net->problem = g_strdup_printf ("server: it fails: %s", error->message);
      if (g_str_has_prefix (exchange->path, "/sync/v1/push"))
        sim_net_wake (net);
    }
  sim_shared_end_turn (net);
  if (sim_strikes (net, SIM_FAULT_CRASH))
    {
      sim_server_crash (net);                          /* C5: after the commit, before the answer */
      return;
    }
  if (answer == NULL)
    answer = g_bytes_new_static ("{}", 2);
  spoilt = spoil (net, answer);
  given = g_new0 (Answer, 1);
  *given = (Answer) { exchange, exchange->status, exchange->offset, exchange->size, NULL, head, FALSE };
  given->body = !is_file (exchange) && spoilt != answer && is_readable (spoilt) ? g_bytes_ref (answer) : g_steal_pointer (&spoilt);
  given->whole = whole && (is_file (exchange) || given->body == answer);
  exchange->copies++;
  if (sim_strikes (net, SIM_FAULT_DROP))
    answer_free (given);
  else
    sim_after (net->world, draw_latency (net), deliver, given, (GDestroyNotify) answer_free);
}

static void
time_out (gpointer data)
{
  Answer none = { data, 0, -1, -1, NULL, -1, FALSE };

  deliver (&none);
}

/* µs; G_MAXINT64: never. */
static gint64
draw_way (SimNet *net, const char *path)
{
  gint64 latency = draw_latency (net);

  if (!g_str_has_prefix (path, "/sync/v1/push") || net->late_push == 0 || --net->late_push > 0)
    return latency;
  if (net->meanwhile != NULL)
    net->meanwhile (net);
  return net->late_by;
}

static void
sim_transport_send (TwTransport *transport, const char *method, const char *path, GBytes *body, const char *type,
                    const char *range, GCancellable *cancellable, TwReplied replied, gpointer data)
{
  SimNode *node = SIM_TRANSPORT (transport)->node;
  SimNet *net = node->net;
  Exchange *exchange = g_new0 (Exchange, 1);
  guint copies = sim_strikes (net, SIM_FAULT_DOUBLE) ? 2 : 1;
  gint64 way;

  exchange->node = node;
  exchange->round = node->round;
  exchange->method = g_strdup (method);
  exchange->path = g_strdup (path);
  exchange->range = g_strdup (range);
  exchange->offset = exchange->size = -1;
  exchange->body = body != NULL ? g_bytes_ref (body) : NULL;
  exchange->replied = replied;
  exchange->data = data;
  exchange->copies = 1;
  sim_trace (net->world, "client %u: %s %.60s", node->index, method, path);
  sim_after (net->world, 30 * G_USEC_PER_SEC, time_out, exchange, (GDestroyNotify) exchange_unref);
  for (guint i = 0; i < copies; i++)
    if (!sim_strikes (net, SIM_FAULT_DROP) && (way = draw_way (net, path)) != G_MAXINT64)
      {
        exchange->copies++;
        sim_after (net->world, way, arrive, exchange, (GDestroyNotify) exchange_unref);
      }
}

/* --- Wakes --- */

static void
listener_free (Listener *listener)
{
  g_object_unref (listener->cancellable);
  g_free (listener);
}

static void
sim_transport_listen (TwTransport *transport, const char *path, GCancellable *cancellable, TwWoken woken, TwWoken closed, gpointer data)
{
  SimNode *node = SIM_TRANSPORT (transport)->node;
  Listener *listener = g_new (Listener, 1);

  *listener = (Listener) { node, g_object_ref (cancellable), woken, closed, data };
  if (node->net->listeners->pdata == NULL || node->net->listeners->len == 0)
    g_ptr_array_set_free_func (node->net->listeners, (GDestroyNotify) listener_free);
  g_ptr_array_add (node->net->listeners, listener);
}

typedef struct
{
  SimNode      *node;
  guint         round;
  GCancellable *cancellable;
  TwWoken       woken;
  gpointer      data;
} Wake;

static void
wake_free (Wake *wake)
{
  g_object_unref (wake->cancellable);
  g_free (wake);
}

static void
wake (gpointer data)
{
  Wake *one = data;

  if (one->round == one->node->round && !g_cancellable_is_cancelled (one->cancellable) && !one->node->cut_off)
    one->woken (one->data);
}

void
sim_net_wake (SimNet *net)
{
  for (guint i = net->listeners->len; i > 0; i--)
    {
      Listener *listener = g_ptr_array_index (net->listeners, i - 1);
      Wake *one;

      if (g_cancellable_is_cancelled (listener->cancellable))
        {
          g_ptr_array_remove_index (net->listeners, i - 1);
          continue;
        }
      if (sim_strikes (net, SIM_FAULT_WAKE))
        continue;
      one = g_new (Wake, 1);
      *one = (Wake) { listener->node, listener->node->round, g_object_ref (listener->cancellable), listener->woken, listener->data };
      sim_after (net->world, draw_latency (net), wake, one, (GDestroyNotify) wake_free);
    }
}

gboolean
sim_is_listening (SimNet *net, guint i, SimNode *node)
{
  const Listener *listener = g_ptr_array_index (net->listeners, i);

  return listener->node == node && !g_cancellable_is_cancelled (listener->cancellable);
}

static void
sim_transport_iface_init (TwTransportInterface *iface)
{
  iface->send = sim_transport_send;
  iface->listen = sim_transport_listen;
}

static void
sim_transport_class_init (SimTransportClass *klass)
{
}

static void
sim_transport_init (SimTransport *self)
{
}

TwTransport *
sim_transport_new (SimNode *node)
{
  SimTransport *transport = g_object_new (SIM_TYPE_TRANSPORT, NULL);

  transport->node = node;
  return TW_TRANSPORT (transport);
}
