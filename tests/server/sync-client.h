/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The device without a screen, between its files: its state, what its person does, and what it tells of itself. */
#pragma once

#include "tw-soup-transport.h"
#include "tw-store.h"
#include "tw-sync.h"

typedef struct
{
  GMainLoop        *loop;
  GDataInputStream *input;
  TwStore          *store;
  TwSoupTransport  *transport;
  TwSync           *sync;
  TwReplicaIdentity identity;
  const TwEntity   *contact;
  GArray           *mine;                              /* TwId: contacts of this run's making */
  TwId              shared;
  gboolean          watching;
  guint             to_write, written;
  char             *prefix;
  gint64            since;
  guint             asking;                            /* source: of "synced" */
} Client;

/* One line on the standard output, at once. */
void     client_answer         (const char *format, ...) G_GNUC_PRINTF (1, 2);
void     client_read_command   (Client *client);

/* What a person does. What fails is answered with an error. */
gboolean client_add            (Client *client, const char *word, TwId *id);
gboolean client_change         (Client *client, const TwId *id, const char *key, const char *word);
gboolean client_write_one      (gpointer client);       /* of "write"; a source */
void     client_edit_many      (Client *client, guint n, const char *word);

/* What is here. */
void     client_list           (Client *client);
void     client_print_sums     (Client *client);
void     client_print_status   (Client *client);
void     client_print_part     (Client *client);        /* of a first load that is under way; "-": none */
void     client_print_problems (Client *client);
