/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What clients and server say to each other (docs/sync-protocol.md): JSON, bounded and strict on both sides; fields by number.
 * A value is as its field's type says: numbers, dates (days), times (seconds) and instants (µs) are the integers that the store keeps,
 * money is [amount, "EUR"], a link [entity, "id"], texts, choices and JSON are strings. */
#pragma once

#include "tw-doc.h"
#include "tw-replica.h"

G_BEGIN_DECLS

#define TW_WIRE_PROTOCOL        1
#define TW_WIRE_MAX_MUTATIONS   500                    /* of a push to a server that says nothing of it */
#define TW_WIRE_MOST_MUTATIONS  2000                   /* that this one takes and sends */
#define TW_WIRE_WINDOW          2                      /* pushes of a client on their way */
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
  char      *lost;                                     /* a row of a history that the server has lost: its epoch; nullable */
  gint64     lost_seq, lost_fork;                      /* and the row's seq in it; of the last commit that both histories have */
  char      *title;
  GPtrArray *ops;                                      /* TwWireOp */
  char      *problem;                                  /* parsed ones: why it cannot be taken as it is (an unknown field …); nullable */
  const TwDocNode *node;                               /* parsed ones: as it came, to be kept with a rejection; lent by the push */
} TwWireMutation;

typedef struct
{
  TwId       client;
  char      *epoch, *schema, *name;
  TwInstant  sent_at;                                  /* the client's clock when the request left */
  TwId       after;                                    /* commit of the mutation before the first, in a push whose answer is awaited; nil */
  GPtrArray *mutations;                                /* TwWireMutation, n without gaps */
  TwDoc     *doc;                                      /* of a parsed one */
} TwWirePush;

typedef struct
{
  gint64     acked, seq;
  TwInstant  server_time;
  GArray    *results;                                  /* TwPushResult, those not plainly applied */
  char      *problem;                                  /* "client-forked", "gap", "epoch", "schema" …; NULL: taken */
  gint64     expected;                                 /* with "gap" */
  guint      window;                                   /* so many pushes of a client may be on their way; 1: the server says nothing of it */
  guint      most;                                     /* mutations of a push; TW_WIRE_MAX_MUTATIONS: the server says nothing of it */
} TwWirePushAnswer;

GBytes           *tw_wire_push_print        (TwWirePush *push);
GString          *tw_wire_push_begin        (TwWirePush *push);
GBytes           *tw_wire_push_end          (GString *json, const TwId *after, TwInstant sent_at);
/* schema: the reader's. What it does not know makes the mutation one to reject (problem), not the request. */
TwWirePush       *tw_wire_push_parse        (TwSchema *schema, GBytes *body, GError **error);
void              tw_wire_push_free         (TwWirePush *push);
TwWirePush       *tw_wire_push_from_outbox  (GPtrArray *items);
TwWirePushAnswer *tw_wire_push_answer_new   (void);
GBytes           *tw_wire_push_answer_print (const TwWirePushAnswer *answer);
TwWirePushAnswer *tw_wire_push_answer_parse (GBytes *body, GError **error);
void              tw_wire_push_answer_free  (TwWirePushAnswer *answer);
char             *tw_wire_mutation_print    (const TwWireMutation *mutation);

/* --- Values --- */
void     tw_wire_append_value (GString *json, const TwValue *value);
/* field NULL: of entity 0 (settings and definitions), which are texts. FALSE: no value of the field's type. */
gboolean tw_wire_read_value   (const TwDocNode *node, const TwField *field, TwValue *value);
void     tw_wire_append_text  (GString *json, const char *text);

/* --- Pages: of a pull or a snapshot --- */
typedef struct
{
  TwId             id;
  gint64           seq;
  TwInstant        deleted;                            /* 0: live */
  const TwDocNode *values;                             /* array, one for each field of the table; lent by the page */
} TwWireRow;

typedef struct
{
  guint   entity;
  GArray *fields;                                      /* guint: numbers, in the order of each row's values */
  GArray *rows;                                        /* TwWireRow, of a parsed page */
  GString *json;                                       /* the rows of a page being made */
  guint   n_rows;
} TwWireTable;

typedef enum { TW_WIRE_PURGED, TW_WIRE_ERASED, TW_WIRE_LEFT } TwWireGoneKind;
typedef struct { TwWireGoneKind kind; guint entity; TwId id; gint64 seq; } TwWireGone;

typedef struct
{
  char      *epoch, *cursor, *schema;
  char      *lineage;                                  /* snapshot: the database's epochs and where they began (tw-peers.h); nullable */
  char      *rights;                                   /* other ones, another word: those by which the rows were chosen; nullable */
  gint64     seq;                                      /* complete up to here once applied, when more is FALSE */
  gboolean   more;
  gint64     since;                                    /* of a pull, not sent: complete up to here before it */
  gboolean   unchanged;                                /* of a pull: nothing at all is new since the cursor */
  TwInstant  server_time;
  char      *next;                                     /* snapshot: where its next page begins; nullable */
  gint64     left;                                     /* snapshot: about how many rows of the part follow; 0: few */
  char      *definitions;                              /* the site's own, whole, when they changed; nullable */
  GPtrArray *settings;                                 /* pairs key, JSON */
  GPtrArray *tables;                                   /* TwWireTable */
  GArray    *gone;                                     /* TwWireGone */
  GArray    *reload;                                   /* guint: entities whose visible rows changed by rights: load and compare anew */
  TwDoc     *doc;
} TwWirePage;

TwWirePage *tw_wire_page_new   (void);
void        tw_wire_page_free  (TwWirePage *page);
/* Adds the record's stored fields as a row of its entity's table. readable: by field index, nullable: all. */
void        tw_wire_page_add   (TwWirePage *page, TwRecord *record, const gboolean *readable);
void        tw_wire_page_add_gone (TwWirePage *page, TwWireGoneKind kind, guint entity, const TwId *id, gint64 seq);
gsize       tw_wire_page_get_size (TwWirePage *page);  /* bytes so far, about */
GBytes     *tw_wire_page_print (TwWirePage *page);
TwWirePage *tw_wire_page_parse (GBytes *body, GError **error);
/* The row's values that the schema knows, for tw_replica_put(); extra (nullable): the others as JSON object by field number. */
gboolean    tw_wire_row_read   (const TwWireTable *table, const TwWireRow *row, const TwEntity *entity, GPtrArray *fields, GArray *values,
                                char **extra, GError **error);

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
