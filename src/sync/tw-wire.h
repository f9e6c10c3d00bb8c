/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What clients and server say to each other (docs/sync-protocol.md): JSON, bounded and strict on both sides; fields by number.
 * Values are in the form of tw_value_to_json() / tw_value_from_json(). */
#pragma once

#include "tw-doc.h"
#include "tw-replica.h"

G_BEGIN_DECLS

#define TW_WIRE_PROTOCOL        1
#define TW_WIRE_MAX_MUTATIONS   500
#define TW_WIRE_MAX_PUSH        (1024 * 1024)
#define TW_WIRE_MAX_PAGE        (4 * 1024 * 1024)
#define TW_WIRE_MAX_BODY        (64 * 1024 * 1024)     /* after decompression */

/* --- Push --- */
typedef enum { TW_WIRE_SET, TW_WIRE_ADD, TW_WIRE_DELETE, TW_WIRE_RESTORE } TwWireOpKind;

typedef struct
{
  TwWireOpKind kind;
  guint        entity;
  TwId         id;
  GArray      *fields;                                 /* TwFieldChange: before is base, after is mine */
} TwWireOp;

typedef struct
{
  gint64     n;
  TwId       commit;
  guint64    stamp;
  TwInstant  at;
  TwOrigin   origin;
  gboolean   atomic;
  char      *title;
  GPtrArray *ops;                                      /* TwWireOp */
} TwWireMutation;

typedef struct
{
  TwId       client;
  char      *epoch, *schema, *name;
  TwInstant  sent_at;                                  /* the client's clock when the request left */
  GPtrArray *mutations;                                /* TwWireMutation, n without gaps */
} TwWirePush;

typedef struct
{
  gint64     acked, seq;
  TwInstant  server_time;
  GArray    *results;                                  /* TwPushResult, those not plainly applied */
  char      *problem;                                  /* "client-forked", "gap", "epoch", "schema" …; NULL: taken */
  gint64     expected;                                 /* with "gap" */
} TwWirePushAnswer;

GBytes           *tw_wire_push_print        (TwWirePush *push);
/* schema: the reader's; values of fields that it does not know make the mutation one to reject, not the request. */
TwWirePush       *tw_wire_push_parse        (TwSchema *schema, GBytes *body, GError **error);
void              tw_wire_push_free         (TwWirePush *push);
TwWirePush       *tw_wire_push_from_outbox  (GPtrArray *items);
GBytes           *tw_wire_push_answer_print (const TwWirePushAnswer *answer);
TwWirePushAnswer *tw_wire_push_answer_parse (GBytes *body, GError **error);
void              tw_wire_push_answer_free  (TwWirePushAnswer *answer);
char             *tw_wire_mutation_print    (const TwWireMutation *mutation);           /* as kept with a rejection */

/* --- Pages: of a pull or a snapshot --- */
typedef struct
{
  guint      entity;
  guint      n_fields;
  guint     *fields;                                   /* numbers, in the order of each row's values */
  GPtrArray *rows;                                     /* TwWireRow */
} TwWireTable;

typedef struct
{
  TwId      id;
  gint64    seq;
  TwInstant deleted;                                   /* 0: live */
  char    **values;                                    /* JSON each, n_fields of them, lent by the page's document */
} TwWireRow;

typedef enum { TW_WIRE_PURGED, TW_WIRE_ERASED, TW_WIRE_LEFT } TwWireGoneKind;
typedef struct { TwWireGoneKind kind; guint entity; TwId id; gint64 seq; } TwWireGone;

typedef struct
{
  char      *epoch, *cursor, *schema;
  gint64     seq;                                      /* complete up to here once applied, when more is FALSE */
  gboolean   more;
  char      *definitions;                              /* the site's own, whole, when they changed; nullable */
  GPtrArray *settings;                                 /* pairs key, JSON; nullable */
  GPtrArray *tables;                                   /* TwWireTable */
  GArray    *gone;                                     /* TwWireGone */
  GArray    *reload;                                   /* guint: entities whose visible rows changed by rights: load and compare anew */
} TwWirePage;

TwWirePage *tw_wire_page_new   (void);
void        tw_wire_page_free  (TwWirePage *page);
GBytes     *tw_wire_page_print (TwWirePage *page);
TwWirePage *tw_wire_page_parse (GBytes *body, GError **error);
/* Adds the record's readable stored fields as a row of its entity's table. readable: by field index, nullable: all. */
void        tw_wire_page_add   (TwWirePage *page, TwRecord *record, const gboolean *readable);

/* zstd or gzip with bounds (64 MiB, ratio 200): encodings "zstd", "gzip", NULL. */
GBytes     *tw_wire_pack       (GBytes *body, const char *encoding, GError **error);
GBytes     *tw_wire_unpack     (GBytes *body, const char *encoding, GError **error);

#define TW_WIRE_ERROR (tw_wire_error_quark ())
GQuark tw_wire_error_quark (void);
typedef enum { TW_WIRE_ERROR_SYNTAX, TW_WIRE_ERROR_LIMIT, TW_WIRE_ERROR_VERSION } TwWireError;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwWirePush, tw_wire_push_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwWirePushAnswer, tw_wire_push_answer_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwWirePage, tw_wire_page_free)

G_END_DECLS
