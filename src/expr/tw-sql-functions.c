/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the language adds to SQLite: the collation TW, and the functions that compiled expressions call:
 *   tw_eval (program, environment, leaf, …)     runs a program (tw-sql-private.h)
 *   tw_pack (amount, currency)                  money as one value, twelve bytes
 *   tw_amount (packed), tw_currency (packed)    its parts
 *   tw_aggregate (kind, type, environment, value)  sums, averages and extremes that agree with memory
 * They are pure: what they need of the context comes in as an argument. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <sqlite3.h>
#include <string.h>

#include "tw-sql-private.h"
#include "tw-text.h"

static int
collate_tw (void *data, int a_length, const void *a, int b_length, const void *b)
{
  return tw_text_compare (a, a_length, b, b_length);
}

static void
free_program (void *program)
{
  tw_program_free (program);
}

static void
free_environment (void *environment)
{
  tw_environment_free (environment);
}

/* SQLite may free auxiliary data as soon as it is set; only what it gives back is still there. */
static const TwProgram *
get_program (sqlite3_context *sqlite, sqlite3_value *value)
{
  TwProgram *program = sqlite3_get_auxdata (sqlite, 0);
  const char *text;

  if (program != NULL)
    return program;
  text = (const char *) sqlite3_value_text (value);
  program = text != NULL ? tw_program_parse (text) : NULL;
  if (program == NULL)
    return NULL;
  sqlite3_set_auxdata (sqlite, 0, program, free_program);
  return sqlite3_get_auxdata (sqlite, 0);
}

static const TwExprContext *
get_context (sqlite3_context *sqlite, int index, sqlite3_value *value)
{
  TwEnvironment *environment = sqlite3_get_auxdata (sqlite, index);
  const char *text;

  if (environment != NULL)
    return &environment->context;
  text = (const char *) sqlite3_value_text (value);
  if (text == NULL)
    return NULL;
  sqlite3_set_auxdata (sqlite, index, tw_environment_parse (text), free_environment);
  environment = sqlite3_get_auxdata (sqlite, index);
  return environment != NULL ? &environment->context : NULL;
}

static void
run_eval (sqlite3_context *sqlite, int n, sqlite3_value **args)
{
  const TwProgram *program = n >= 2 ? get_program (sqlite, args[0]) : NULL;
  const TwExprContext *context = NULL;

  if (program != NULL && tw_program_needs_context (program))
    context = get_context (sqlite, 1, args[1]);
  if (program == NULL || (context == NULL && tw_program_needs_context (program)))
    sqlite3_result_error (sqlite, "tw_eval: not a compiled expression", -1);
  else
    tw_program_run (program, context, n - 2, args + 2, sqlite);
}

static void
pack (sqlite3_context *sqlite, int n, sqlite3_value **args)
{
  TwValue money;
  int used;

  tw_sql_read_value ('m', n, args, &used, &money);
  tw_sql_result_packed (sqlite, &money);
}

/* The user data is NULL for the amount. */
static void
unpack (sqlite3_context *sqlite, int n, sqlite3_value **args)
{
  TwValue money;
  int used;

  tw_sql_read_value ('P', n, args, &used, &money);
  if (money.type != TW_TYPE_MONEY)
    sqlite3_result_null (sqlite);
  else
    sqlite3_result_int64 (sqlite, sqlite3_user_data (sqlite) != NULL ? (gint64) money.tag : money.i);
}

/* --- Aggregates --- */

typedef struct
{
  TwAggregate   *aggregate;
  TwEnvironment *environment;
  char           letter;
} Running;

static void
aggregate_step (sqlite3_context *sqlite, int n, sqlite3_value **args)
{
  Running *running = sqlite3_aggregate_context (sqlite, sizeof *running);
  TwValue value;
  int used;

  if (running == NULL)
    {
      sqlite3_result_error_nomem (sqlite);
      return;
    }
  if (running->aggregate == NULL)
    {
      const char *environment = (const char *) sqlite3_value_text (args[2]);
      const char *letter = (const char *) sqlite3_value_text (args[1]);

      running->letter = letter != NULL ? *letter : 'n';
      running->environment = tw_environment_parse (environment != NULL ? environment : "");
      running->aggregate = tw_aggregate_new ((TwAggregateKind) sqlite3_value_int (args[0]), &running->environment->context);
    }
  tw_sql_read_value (running->letter, 1, args + 3, &used, &value);
  tw_aggregate_add (running->aggregate, &value);
  tw_value_clear (&value);
}

static void
aggregate_final (sqlite3_context *sqlite)
{
  Running *running = sqlite3_aggregate_context (sqlite, 0);
  TwValue result;

  if (running == NULL || running->aggregate == NULL)
    {
      sqlite3_result_null (sqlite);
      return;
    }
  tw_aggregate_finish (running->aggregate, &result);
  tw_environment_free (running->environment);
  if (result.type == TW_TYPE_MONEY)
    tw_sql_result_packed (sqlite, &result);
  else if (tw_value_is_null (&result))
    sqlite3_result_null (sqlite);
  else
    sqlite3_result_int64 (sqlite, result.i);
}

/**
 * tw_sql_register_functions:
 * @sqlite3_connection: a sqlite3 *
 *
 * Adds the collation TW and the functions that compiled expressions call.
 *
 * Returns: %TRUE, or %FALSE with @error (%TW_EXPR_ERROR_LIMIT: no memory)
 */
gboolean
tw_sql_register_functions (void *sqlite3_connection, GError **error)
{
  /* Programs trust the types that their compiler gave them: a view or trigger of a foreign file may not bring its own. */
  const int direct = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY;
  const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
  sqlite3 *db = sqlite3_connection;
  int code = sqlite3_create_collation_v2 (db, "TW", SQLITE_UTF8, NULL, collate_tw, NULL);

  if (code == SQLITE_OK)
    code = sqlite3_create_function_v2 (db, "tw_eval", -1, direct, NULL, run_eval, NULL, NULL, NULL);
  if (code == SQLITE_OK)
    code = sqlite3_create_function_v2 (db, "tw_pack", 2, flags, NULL, pack, NULL, NULL, NULL);
  if (code == SQLITE_OK)
    code = sqlite3_create_function_v2 (db, "tw_amount", 1, flags, NULL, unpack, NULL, NULL, NULL);
  if (code == SQLITE_OK)
    code = sqlite3_create_function_v2 (db, "tw_currency", 1, flags, (void *) "currency", unpack, NULL, NULL, NULL);
  if (code == SQLITE_OK)
    code = sqlite3_create_function_v2 (db, "tw_aggregate", 4, direct, NULL, NULL, aggregate_step, aggregate_final, NULL);
  if (code == SQLITE_OK)
    return TRUE;
  g_set_error (error, TW_EXPR_ERROR, TW_EXPR_ERROR_LIMIT, _("The database cannot learn the expression language: %s"), sqlite3_errstr (code));
  return FALSE;
}
