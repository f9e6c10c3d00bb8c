/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An expression that was checked: a tree of typed nodes. Computed fields are replaced by their formulas. */
#pragma once

#include "tw-expr-ops-private.h"

G_BEGIN_DECLS

#define TW_BIND_MAX_NODES      20000
#define TW_BIND_MAX_AGGREGATES 3                       /* inside each other, formulas included */
#define TW_BIND_MAX_WRITTEN    2                       /* inside each other in one text */
#define TW_BIND_MAX_SELECTS    6                       /* paths and aggregates inside each other: what SQLite's parser can take */
#define TW_BIND_MAX_ARGS       32

typedef enum
{
  TW_NODE_CONST,                                       /* value */
  TW_NODE_FIELD,                                       /* a stored field of the record in scope */
  TW_NODE_BEFORE,                                      /* the same before the commit */
  TW_NODE_CHANGED,
  TW_NODE_ID,                                          /* the record in scope itself */
  TW_NODE_PATH,                                        /* kid 0 a link; kid 1 in the scope of its target */
  TW_NODE_AGGREGATE,                                   /* kid 0 value (nullable), kid 1 condition (nullable), in the scope of the related */
  TW_NODE_LINKS_HAS,                                   /* many-to-many field holds any or all of the kids; no kids: holds anything */
  TW_NODE_IS,                                          /* kid 0 a link to a record of scope */
  TW_NODE_CAST,                                        /* kid 0 when it is such a link, else null */
  TW_NODE_CALL,                                        /* op (kids) */
} TwNodeKind;

typedef enum { TW_AGGREGATE_COUNT, TW_AGGREGATE_SUM, TW_AGGREGATE_AVG, TW_AGGREGATE_MIN, TW_AGGREGATE_MAX, TW_AGGREGATE_ANY,
               TW_AGGREGATE_ALL } TwAggregateKind;

typedef struct _TwNode TwNode;

struct _TwNode
{
  TwNodeKind       kind;
  TwType           type;
  TwAggregateKind  aggregate;
  gboolean         constant;                           /* the same for all records, given the context */
  gboolean         literal;                            /* written as such, so that its type may bend */
  gboolean         all;                                /* links-has: all of the items */
  const TwEntity  *target;                             /* links: the one entity linked to; nullable */
  const TwEntity  *scope;                              /* where the inner kids live; the entity of is and cast */
  const TwField   *field;                              /* field, before, changed, links-has, aggregates over a list of links; enums: whose */
  const TwInverse *inverse;                            /* aggregates over a relation */
  const TwOp      *op;
  TwValue          value;
  guint            line, column;
  guint            selects;                            /* how deep sub-selects are nested in its SQL */
  guint            n_kids;
  TwNode          *kids[];
};

struct _TwExprBound
{
  gatomicrefcount ref_count;
  TwExpr         *expr;                                /* (owned) */
  TwSchema       *schema;                              /* (owned) */
  const TwEntity *entity;
  TwExprBindFlags flags;
  TwNode         *root;                                /* (owned) */
  GHashTable     *fields;                              /* entity number << 32 | field number, as gint64 * */
  GHashTable     *entities;                            /* numbers of entities read beside the record itself */
  gboolean        is_volatile, reads_commit;
};

/* --- Nodes --- */

TwNode *tw_node_new       (TwNodeKind kind, TwType type, TwNode *const *kids, guint n);   /* takes the kids */
TwNode *tw_node_new_const (TwType type, TwValue value);                                     /* takes the value */
TwNode *tw_node_new_call  (const TwOp *op, TwType type, TwNode *const *kids, guint n);
void    tw_node_free      (TwNode *node);              /* nullable */
gboolean tw_node_is_null_literal (const TwNode *node);
gboolean tw_node_is_text_literal (const TwNode *node);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwNode, tw_node_free)

/* --- Binding --- */

typedef struct
{
  TwExprBound    *bound;
  const TwEntity *entity;                              /* in scope */
  GPtrArray      *formulas;                            /* TwField being put in, outermost first */
  guint           aggregates;                          /* around this place */
  guint           written;                             /* of those, in the text being read */
  guint           n_nodes;
  gboolean        inner;                               /* inside a path or aggregate: another record */
  GError        **error;
} TwBinder;

TwNode *tw_bind_node       (TwBinder *binder, const TwExpr *expr);
gpointer tw_bind_fail      (TwBinder *binder, TwExprError code, const TwExpr *at, const char *format, ...) G_GNUC_PRINTF (4, 5);
gboolean tw_bind_kids      (TwBinder *binder, const TwExpr *expr, guint from, GPtrArray *kids);
/* Names */
TwNode *tw_bind_name       (TwBinder *binder, const TwExpr *expr);
TwNode *tw_bind_path       (TwBinder *binder, const TwExpr *expr);
/* expr as it is on the record that a link (taken) leads to */
TwNode *tw_bind_beyond     (TwBinder *binder, const TwExpr *at, TwNode *link, const TwExpr *expr);
TwNode *tw_bind_title      (TwBinder *binder, const TwExpr *at, TwNode *link);              /* takes link: the text of the linked record's name */
TwNode *tw_bind_aggregate  (TwBinder *binder, const TwExpr *expr);
TwNode *tw_bind_commit     (TwBinder *binder, const TwExpr *expr, gboolean before);
const TwEntity *tw_bind_entity (TwBinder *binder, const TwExpr *at, const char *name);
TwNode *tw_bind_field      (TwBinder *binder, const TwExpr *at, const TwField *field);
/* Types */
const char *tw_bind_describe (const TwNode *node);     /* for messages: "text", "a number" … */
gboolean tw_bind_is_number (const TwNode *node);
gboolean tw_bind_is_text   (const TwNode *node);
/* Makes the type of *node fit a letter of TwOp.args; FALSE when it cannot. Without convert it only looks; *cost counts changes. */
gboolean tw_bind_fit       (TwNode **node, char letter, gboolean convert, guint *cost);
/* Gives all nodes one common type; TW_TYPE_NULL when all are null; FALSE when there is none. */
gboolean tw_bind_unify     (TwNode **nodes, guint n, TwType *type);
TwNode *tw_bind_to_decimal (TwNode *node);
/* Makes a text or number literal fit what it stands beside. */
gboolean tw_bind_adapt     (TwBinder *binder, const TwExpr *at, TwNode **node, const TwNode *beside);
/* Conditions and calls */
TwNode *tw_bind_compare    (TwBinder *binder, const TwExpr *expr);
TwNode *tw_bind_in         (TwBinder *binder, const TwExpr *expr);
TwNode *tw_bind_between    (TwBinder *binder, const TwExpr *expr);
TwNode *tw_bind_within     (TwBinder *binder, const TwExpr *expr);
TwNode *tw_bind_has        (TwBinder *binder, const TwExpr *expr);
TwNode *tw_bind_empty      (TwBinder *binder, const TwExpr *expr);
TwNode *tw_bind_arithmetic (TwBinder *binder, const TwExpr *expr);
TwNode *tw_bind_negate     (TwBinder *binder, const TwExpr *expr);
TwNode *tw_bind_call       (TwBinder *binder, const TwExpr *expr);

/* --- Evaluation --- */

typedef struct
{
  const TwExprContext *context;
  const TwExprSource  *vtable;                         /* nullable */
  gpointer             source;
  TwRecord            *record;                         /* nullable: whose edits count in the outermost scope */
} TwEvaluation;

/* A constant node: no record is looked at. */
void tw_node_eval_const (const TwNode *node, const TwExprContext *context, TwValue *result);

/* --- Aggregates, in memory and in SQL --- */

typedef struct _TwAggregate TwAggregate;
TwAggregate *tw_aggregate_new    (TwAggregateKind kind, const TwExprContext *context);      /* the context must outlive it */
void         tw_aggregate_add    (TwAggregate *aggregate, const TwValue *value);            /* nulls do not count */
void         tw_aggregate_finish (TwAggregate *aggregate, TwValue *result);                 /* and free */

G_END_DECLS
