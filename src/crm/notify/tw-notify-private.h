/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tw-notify.h"

G_BEGIN_DECLS

/* Notifications being put together, to leave as one commit. */
typedef struct
{
  TwStore        *store;
  TwSchema       *schema;                              /* (owned) */
  const TwEntity *notification, *mention, *follow, *user;
  TwEdit         *edit;                                /* (owned) (nullable) made with the first row */
  TwInstant       now;
  GHashTable     *people;                              /* (owned) TwId → TwListener, of those who were looked at */
  GHashTable     *told;                                /* (owned) "recipient/record" of this commit: each hears of a record once */
  GHashTable     *followed;                            /* (owned) (nullable) TwId of all records that somebody follows; NULL: not known */
  TwId            only;                                /* nobody else is told; nil: everybody */
  gboolean        discreet;                            /* no words of the record: it may leave its reader's sight before they get there */
  TwAccessCache  *rights;                              /* nullable: only who may read the record is told of it */
  gint64          n;
} TwNotifyBatch;

gboolean tw_notify_batch_init   (TwNotifyBatch *batch, TwStore *store);
void     tw_notify_batch_clear  (TwNotifyBatch *batch);
/* One row, unless the person was told already; cause: what makes it different from others about the record. */
void     tw_notify_batch_tell   (TwNotifyBatch *batch, const TwId *recipient, const char *kind, guint entity, const TwId *record,
                                 const char *body, const char *cause);
/* Only of this person, who has the device; nullable. */
void     tw_notify_batch_limit  (TwNotifyBatch *batch, const TwId *recipient);
gboolean tw_notify_batch_commit (TwNotifyBatch *batch, GError **error);
/* An id that is the same for the same words. */
TwId     tw_notify_make_id      (const char *words);

G_END_DECLS
