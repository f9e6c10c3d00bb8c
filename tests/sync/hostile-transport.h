/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way to a real server in the same process, on which answers are spoilt when they are to be: bytes and members changed, cut and
 * doubled, other statuses. Its time is that of virtual-env. */
#pragma once

#include "tw-authority.h"
#include "tw-transport.h"

G_BEGIN_DECLS

#define HOSTILE_TYPE_TRANSPORT (hostile_transport_get_type ())
G_DECLARE_FINAL_TYPE (HostileTransport, hostile_transport, HOSTILE, TRANSPORT, GObject)

/* All of it is set by the test. */
struct _HostileTransport
{
  GObject      parent_instance;

  TwStore     *server;                                 /* lent */
  TwAuthority *authority;                              /* lent */
  TwSchema    *schema;                                 /* lent */
  TwId         user;                                   /* whose client it is */
  /* Around each answer, whose work is done at once; body is what the client was given. */
  void       (*before_answer) (void);
  void       (*after_answer)  (gboolean pull, guint status, GBytes *body);
  gboolean     hostile;                                /* answers are spoilt */
  const char  *next_push_answer;                       /* said instead of the server's, once; nullable */
  const char  *poison;                                 /* a push with a mutation that has this word is not readable; nullable */
  guint        most_rows;                              /* of a page, whatever is asked for; 0: as asked */
  GBytes      *same_page;                              /* said to every pull instead of the server's answer; nullable */

  guint        n_spoilt, n_pulls;
  TwWoken      woken;                                  /* the client's; nullable */
  gpointer     woken_data;
};

HostileTransport *hostile_transport_new  (void);
void              hostile_transport_wake (HostileTransport *self);      /* the server has something new */

G_END_DECLS
