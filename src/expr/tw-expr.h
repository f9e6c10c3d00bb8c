/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The expression language (docs/expressions.md). A TwExpr is an immutable tree that may cross threads. Bound to an entity of
 * a schema it has types and can be evaluated on a record or compiled to SQL, with equal results. */
#pragma once

#include "tw-record.h"

G_BEGIN_DECLS

typedef struct _TwExpr      TwExpr;       /* a tree: names are still text */
typedef struct _TwExprBound TwExprBound;  /* checked against a schema and an entity */

TwExpr *tw_expr_parse  (const char *text, GError **error);      /* message: "line 1, column 8: expected …" */
char   *tw_expr_print  (const TwExpr *expr);                    /* canonical text; parse (print (e)) equals e */
TwExpr *tw_expr_ref    (TwExpr *expr);
void    tw_expr_unref  (TwExpr *expr);
gboolean tw_expr_equal (const TwExpr *a, const TwExpr *b);
/* Trees for builders: kinds and accessors are in tw-expr-tree.h. */

/* What an expression's answer may depend on beside the record. Immutable after it is made; may cross threads. */
typedef struct
{
  TwId         me;                        /* nil: nobody signed in; me is null */
  const TwId  *team;                      /* the members of my teams, me included */
  guint        n_team;
  TwInstant    now;
  GTimeZone   *zone;                      /* (not nullable) */
  const char  *zone_name;                 /* IANA name of zone */
  int          first_weekday;             /* 1 Monday … 7 Sunday */
  TwCurrency   currency;                  /* the workspace's */
  /* Rate of a currency on a day in ten-millionths … see tw-expr-context.c: units of "from" per unit of "to", millionths; FALSE when unknown */
  gboolean   (*rate) (TwCurrency from, TwCurrency to, TwDate day, TwDecimal *rate, gpointer data);
  gpointer     rate_data;
} TwExprContext;

/* Where evaluation reads records; the store has one over a transaction, the tests one over memory. */
typedef struct
{
  /* The value of a stored (not computed) field; FALSE when there is no such record. value is given to the caller. */
  gboolean (*get)     (gpointer source, const TwEntity *entity, const TwId *id, const TwField *field, TwValue *value);
  /* Ids of live records whose link or links field holds id. (transfer full) GArray of TwId */
  GArray  *(*related) (gpointer source, const TwInverse *inverse, const TwId *id);
  /* Only where there is a commit: the value before it, else NULL function. */
  gboolean (*before)  (gpointer source, const TwEntity *entity, const TwId *id, const TwField *field, TwValue *value);
} TwExprSource;

typedef enum
{
  TW_EXPR_BIND_DEFAULT   = 0,
  TW_EXPR_BIND_CONDITION = 1 << 0,        /* the answer must be boolean */
  TW_EXPR_BIND_COMMIT    = 1 << 1,        /* changed() and before() are allowed */
} TwExprBindFlags;

TwExprBound *tw_expr_bind        (TwExpr *expr, TwSchema *schema, const TwEntity *entity, TwExprBindFlags flags, GError **error);
TwExprBound *tw_expr_bind_text   (const char *text, TwSchema *schema, const TwEntity *entity, TwExprBindFlags flags, GError **error);
TwExprBound *tw_expr_bound_ref   (TwExprBound *bound);
void         tw_expr_bound_unref (TwExprBound *bound);
TwExpr      *tw_expr_bound_get_expr (TwExprBound *bound);
TwType       tw_expr_bound_get_type (TwExprBound *bound);
const TwEntity *tw_expr_bound_get_entity (TwExprBound *bound);
/* Fields and entities that the answer reads, so that live results know which commits touch them. */
gboolean     tw_expr_bound_reads_field  (TwExprBound *bound, const TwField *field);
gboolean     tw_expr_bound_reads_entity (TwExprBound *bound, const TwEntity *entity);
gboolean     tw_expr_bound_reads_others (TwExprBound *bound);   /* any record beside the one asked about */
gboolean     tw_expr_bound_is_volatile  (TwExprBound *bound);   /* depends on now(), today() or a period */

/* The answer on one record. Errors in data (overflow, division by zero, no exchange rate) give null. */
void tw_expr_eval (TwExprBound *bound, const TwExprContext *context, const TwExprSource *vtable, gpointer source,
                   const TwId *id, TwValue *result);
/* The same on a record in memory whose edits count; links are followed through the source (nullable: paths give null). */
void tw_expr_eval_record (TwExprBound *bound, const TwExprContext *context, TwRecord *record,
                          const TwExprSource *vtable, gpointer source, TwValue *result);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwExpr, tw_expr_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwExprBound, tw_expr_bound_unref)

#define TW_EXPR_ERROR (tw_expr_error_quark ())
GQuark tw_expr_error_quark (void);
typedef enum { TW_EXPR_ERROR_SYNTAX, TW_EXPR_ERROR_NAME, TW_EXPR_ERROR_TYPE, TW_EXPR_ERROR_LIMIT } TwExprError;

G_END_DECLS
