/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a checked expression to SQL.
 *
 * What an index can serve — a column against a constant — is written in SQL's own operators. Everything else that
 * is reckoned from columns and sub-selects becomes one call, tw_eval (program, environment, leaf, leaf, …): the
 * program is the expression in postfix form and is run by the same C functions as in memory. So both give the same
 * answers, and SQL never nests deeply: SQLite's parser takes about a hundred symbols on its stack. */
#pragma once

#include "tw-expr-bound-private.h"
#include "tw-sql.h"

G_BEGIN_DECLS

/* --- The environment: what of the context SQL functions need, as one text (tw-sql-environment.c) --- */

typedef struct
{
  TwCurrency currency;
  TwDecimal  there, back;                              /* units of it for one of the workspace's, and the other way round; back 0: not known */
  TwRatio    rate;                                     /* of both */
} TwRate;

typedef struct
{
  TwExprContext context;                               /* its rates come from the array */
  GArray       *rates;                                 /* TwRate */
} TwEnvironment;

GArray        *tw_environment_collect_rates (const TwExprContext *context);
char          *tw_environment_print (const TwExprContext *context, const GArray *rates);
TwEnvironment *tw_environment_parse (const char *text);
void           tw_environment_free  (TwEnvironment *environment);

/* --- Programs (tw-sql-program.c) ---
 * A mode letter (V value, P packed money, A amount, C currency), then words, each ended by a space:
 *   L<argument>:<type>       pushes an argument; type m takes two, amount and currency; P is packed money
 *   K<type><value>           pushes a constant; texts are <length>:<bytes>
 *   F<row>,<n>,<type>        applies a row of the table of operators to the n topmost
 * Types: n null, b i d m D T t u s e l as in TwOp.args, e enum, L list. */

typedef struct _TwProgram TwProgram;

char       tw_type_get_letter   (TwType type);
void       tw_program_append_const (GString *text, const TwValue *value);
TwProgram *tw_program_parse     (const char *text);      /* NULL when it is none */
void       tw_program_free      (TwProgram *program);
gboolean   tw_program_needs_context (const TwProgram *program);
/* values (sqlite3_value **) are the leaves. Gives the result as an SQLite result. */
void       tw_program_run       (const TwProgram *program, const TwExprContext *context, int n, gpointer values, gpointer sqlite_context);
/* A value from SQLite by its type's letter; *used is how many arguments it took. */
void       tw_sql_read_value    (char letter, int n, gpointer values, int *used, TwValue *value);
void       tw_sql_result_packed (gpointer sqlite_context, const TwValue *money);

/* --- Compiling --- */

typedef enum { TW_SQL_VALUE, TW_SQL_PACKED, TW_SQL_CURRENCY, TW_SQL_ENTITY } TwSqlMode;   /* money as amount, packed, its currency; a link's entity */

typedef struct
{
  TwSql               *sql;
  const TwExprContext *context;
  guint                n_aliases;
  guint                depth;                          /* symbols on the parser's stack here, estimated */
  GArray              *rates;                          /* (owned) (nullable) */
  char                *environment;                    /* (owned) (nullable) */
  GError             **error;
  gboolean             failed;
} TwCompiler;

/* truth: only whether the answer is true matters, so that false may stand for null. */
void tw_compile_node    (TwCompiler *compiler, const TwNode *node, const char *alias, TwSqlMode mode, gboolean truth);
void tw_compile_program (TwCompiler *compiler, const TwNode *node, const char *alias, TwSqlMode mode);
/* Writes a test in SQL's own operators; FALSE when it has no such form, and nothing was written. */
gboolean tw_compile_native (TwCompiler *compiler, const TwNode *node, const char *alias, gboolean truth);
void tw_compile_fail    (TwCompiler *compiler, TwExprError code, const char *message);
void tw_compile_value   (TwCompiler *compiler, const TwValue *value, TwSqlMode mode);
void tw_compile_int     (TwCompiler *compiler, gint64 value);
void tw_compile_column  (TwCompiler *compiler, const char *alias, const TwField *field, const char *suffix);
const char *tw_compile_get_environment (TwCompiler *compiler);
GArray *tw_compile_get_rates (TwCompiler *compiler);
gboolean tw_compile_has_room (const TwCompiler *compiler, const TwNode *node);

G_END_DECLS
