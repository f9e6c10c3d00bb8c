/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The store as it was at an instant: records, and a source for expressions. */
#pragma once

#include "tw-store-internal.h"

G_BEGIN_DECLS

/* A record as it was. */
typedef struct
{
  const TwEntity *entity;
  TwId     id;
  gboolean exists, deleted;
  gint64   seq;
  TwValue *values;
} TwPastRecord;

typedef struct
{
  TwStore       *store;
  TwDb          *db;
  TwSchema      *schema;
  TwExprContext *context;                              /* of that instant */
  gint64         seq;                                  /* the last commit that counts */
  gint64         change_seq;                           /* the last change that counts */
  GHashTable    *records;                              /* TwId → TwPastRecord */
  GHashTable    *touched;                              /* TwId → entity number: changed since; NULL: ask the log for each */
  guint64        entities[TW_ENTITY_BITS_WORDS];       /* with changes since */
} TwPast;

/* One snapshot of the database for everything that is read. */
gboolean  tw_past_open    (TwPast *past, TwStore *store, const TwEntity *entity, TwInstant at, GError **error);
/* The same inside a read transaction of the caller's, for single records: seq and change_seq are the caller's to set. */
void      tw_past_begin   (TwPast *past, TwStore *store, TwDb *db, TwSchema *schema);
void      tw_past_close   (TwPast *past);              /* gives the connection back */
/* NULL with error; a record that was not there yet has exists FALSE. */
TwPastRecord *tw_past_get (TwPast *past, const TwEntity *entity, const TwId *id, GError **error);
TwRecord *tw_past_make_record (TwPastRecord *record);
gboolean  tw_past_compute (TwPast *past, TwRecord *record, GError **error);

extern const TwExprSource tw_past_source;               /* source is a TwPast */

G_END_DECLS
