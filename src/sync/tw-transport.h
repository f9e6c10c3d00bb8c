/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the engine reaches the server, and its clock and dice: seams, so that the simulator runs the real engine over bad lines and
 * years of virtual time in one thread. The real ones are tw-soup-transport.c and tw_sync_env_system(). */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  guint   status;                                      /* HTTP; 0: no answer (error tells why) */
  char   *type;                                        /* media type without parameters */
  GBytes *body;                                        /* unpacked */
  gint64  retry_after;                                 /* seconds, -1: not said */
  gint64  offset;                                      /* Upload-Offset, -1: not said */
  gint64  size;                                        /* of the whole file that the body is a piece of, -1: not said */
  GError *error;
} TwReply;

void tw_reply_free (TwReply *reply);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwReply, tw_reply_free)

typedef void (*TwReplied) (TwReply *reply, gpointer data);                      /* (transfer full); exactly once, also when cancelled (status 0) */
typedef void (*TwWoken)   (gpointer data);                                      /* a wake, or NULL-like hint: something may be new */

#define TW_TYPE_TRANSPORT (tw_transport_get_type ())
G_DECLARE_INTERFACE (TwTransport, tw_transport, TW, TRANSPORT, GObject)

struct _TwTransportInterface
{
  GTypeInterface parent_iface;
  /* path with query, from the server's root: "/sync/v1/push". body nullable. range (nullable): of a file, Range of a GET,
   * Content-Range of a PUT. Answers on the engine's main context. */
  void     (*send)    (TwTransport *transport, const char *method, const char *path, GBytes *body, const char *type, const char *range,
                       GCancellable *cancellable, TwReplied replied, gpointer data);
  /* Keeps a stream of wakes open; closed () once when it breaks; neither is called after it was cancelled. */
  void     (*listen)  (TwTransport *transport, const char *path, GCancellable *cancellable, TwWoken woken, TwWoken closed, gpointer data);
};

void     tw_transport_send   (TwTransport *transport, const char *method, const char *path, GBytes *body, const char *type,
                              const char *range, GCancellable *cancellable, TwReplied replied, gpointer data);
void     tw_transport_listen (TwTransport *transport, const char *path, GCancellable *cancellable, TwWoken woken, TwWoken closed, gpointer data);

typedef struct
{
  gint64 (*now)     (gpointer data);                   /* wall clock, Unix µs */
  gint64 (*ticks)   (gpointer data);                   /* monotonic µs */
  double (*random)  (gpointer data);                   /* 0 ≤ x < 1 */
  guint  (*timeout) (guint ms, GSourceFunc func, gpointer func_data, gpointer data);   /* source id */
  void   (*cancel)  (guint id, gpointer data);
  /* Runs work off the engine's thread, then done on it; the simulator runs both at once. */
  void   (*work)    (GFunc work, GFunc done, gpointer work_data, gpointer data);
  gpointer data;
  guint    piece;                                      /* bytes of a piece of a file; 0: as the line allows */
  guint    mutations;                                  /* of a push to a server that says nothing of it; 0: as many as each takes */
  guint    rows;                                       /* of a load in one transaction; 0: as many as come, until somebody waits to write */
} TwSyncEnv;

const TwSyncEnv *tw_sync_env_system (void);

G_END_DECLS
