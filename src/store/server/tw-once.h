/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests that are to be done once although they may be sent again (Idempotency-Key): table server_once (user, key, sum, base, status,
 * row_seq, body, at). A row is written before the work, with the first of the ids that the work gives to new records, so that also
 * a request whose server died in between is not done twice; and completed after it. Rows go after a day. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

typedef struct
{
  TwId   base;                                         /* the first id */
  guint  status;                                       /* of the answer; 0: the work is not known to be done */
  gint64 row_seq;
  char  *body;                                         /* nullable */
} TwOnceAnswer;

typedef enum { TW_ONCE_NEW, TW_ONCE_AGAIN, TW_ONCE_OTHER, TW_ONCE_FAILED } TwOnce;

gboolean tw_once_enable (TwStore *store, GError **error);
/* sum: of the request. AGAIN: the same request came before, see answer; OTHER: another request had the key. */
TwOnce   tw_once_begin  (TwStore *store, const TwId *user, const char *key, const char *sum, TwOnceAnswer *answer, GError **error);
gboolean tw_once_finish (TwStore *store, const TwId *user, const char *key, const TwOnceAnswer *answer, GError **error);
gboolean tw_once_drop   (TwStore *store, const TwId *user, const char *key, GError **error);
void     tw_once_answer_clear (TwOnceAnswer *answer);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TwOnceAnswer, tw_once_answer_clear)

G_END_DECLS
