/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The language's functions inside SQLite. They call the same C code as evaluation in memory. */

#include "config.h"

#include <sqlite3.h>
#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-expr-bound-private.h"
#include "tw-text.h"

/* What belongs to one connection: one thread at a time uses it. */
typedef struct
{
  const TwExprContext *context;                        /* (nullable) */
  GHashTable          *zones;                          /* (owned) name → GTimeZone */
} State;

static GMutex lock;
static GHashTable *states;                             /* (mutex lock) connection → State */

static void
state_free (gpointer connection)
{
  State *state = NULL;

  g_mutex_lock (&lock);
  g_hash_table_steal_extended (states, connection, NULL, (gpointer *) &state);
  g_mutex_unlock (&lock);
  if (state)
    {
      g_hash_table_unref (state->zones);
      g_free (state);
    }
}

static State *
state_of (sqlite3 *connection)
{
  State *state;

  g_mutex_lock (&lock);
  state = states ? g_hash_table_lookup (states, connection) : NULL;
  g_mutex_unlock (&lock);
  return state;
}

void
tw_sql_set_context (void *sqlite3_connection, const TwExprContext *context)
{
  State *state = state_of (sqlite3_connection);

  g_return_if_fail (state != NULL);
  state->context = context;
}

static GTimeZone *
find_zone (State *state, const char *name)
{
  GTimeZone *zone = g_hash_table_lookup (state->zones, name);

  if (!zone)
    {
      zone = g_time_zone_new_identifier (name);
      if (!zone)
        zone = g_time_zone_new_utc ();
      g_hash_table_insert (state->zones, g_strdup (name), zone);
    }
  return zone;
}

static gboolean
any_null (int n, sqlite3_value **v)
{
  for (int i = 0; i < n; i++)
    if (sqlite3_value_type (v[i]) == SQLITE_NULL)
      return TRUE;
  return FALSE;
}

/* The value when the operation went well, else null. The pointer is read after the operation has run. */
static void
give (sqlite3_context *c, gboolean good, const gint64 *value)
{
  if (good)
    sqlite3_result_int64 (c, *value);
  else
    sqlite3_result_null (c);
}

#define INT(i) sqlite3_value_int64 (v[i])
#define TEXT(i) ((const char *) sqlite3_value_text (v[i]))
#define STATE ((State *) sqlite3_user_data (c))

static void
sql_add (sqlite3_context *c, int n, sqlite3_value **v)
{
  gint64 result = 0;

  give (c, !any_null (n, v) && !__builtin_add_overflow (INT (0), INT (1), &result), &result);
}

static void
sql_sub (sqlite3_context *c, int n, sqlite3_value **v)
{
  gint64 result = 0;

  give (c, !any_null (n, v) && !__builtin_sub_overflow (INT (0), INT (1), &result), &result);
}

static void
sql_muldiv (sqlite3_context *c, int n, sqlite3_value **v)
{
  gint64 result = 0;

  give (c, !any_null (n, v) && tw_int64_muldiv (INT (0), INT (1), INT (2), TW_ROUND_HALF_EVEN, &result), &result);
}

static void
sql_mod (sqlite3_context *c, int n, sqlite3_value **v)
{
  if (any_null (n, v) || INT (1) == 0)
    return;
  sqlite3_result_int64 (c, INT (1) == -1 ? 0 : INT (0) % INT (1));
}

static void
sql_seconds (sqlite3_context *c, int n, sqlite3_value **v)
{
  gint64 result = 0;

  give (c, !any_null (n, v) && tw_int64_muldiv (INT (0), 1, G_USEC_PER_SEC, TW_ROUND_FLOOR, &result), &result);
}

static void
sql_shift_date (sqlite3_context *c, int n, sqlite3_value **v)
{
  gint64 days, result = 0;

  if (any_null (n, v))
    return;
  days = INT (1) / 86400 - (INT (1) % 86400 < 0);
  give (c, !__builtin_add_overflow (INT (0), days, &result) && result >= TW_DATE_MIN && result <= TW_DATE_MAX, &result);
}

static void
sql_midnight (sqlite3_context *c, int n, sqlite3_value **v)
{
  if (!any_null (n, v))
    sqlite3_result_int64 (c, tw_instant_from_local (INT (0), 0, find_zone (STATE, TEXT (1))));
}

static void
sql_convert (sqlite3_context *c, int n, sqlite3_value **v)
{
  gint64 result = 0;

  if (!any_null (n, v))
    give (c, tw_money_convert_by (STATE->context, INT (0), INT (1), INT (2), &result), &result);
}

static void
sql_money_compare (sqlite3_context *c, int n, sqlite3_value **v)
{
  gint64 right = 0;

  if (!any_null (n, v) && tw_money_convert_by (STATE->context, INT (2), INT (3), INT (1), &right))
    sqlite3_result_int (c, (INT (0) > right) - (INT (0) < right));
}

static void
sql_contains (sqlite3_context *c, int n, sqlite3_value **v)
{
  if (!any_null (n, v))
    sqlite3_result_int (c, tw_text_contains (TEXT (0), TEXT (1)));
}

static void
sql_starts (sqlite3_context *c, int n, sqlite3_value **v)
{
  if (!any_null (n, v))
    sqlite3_result_int (c, tw_text_has_prefix (TEXT (0), TEXT (1)));
}

static void
sql_ends (sqlite3_context *c, int n, sqlite3_value **v)
{
  if (!any_null (n, v))
    sqlite3_result_int (c, tw_text_has_suffix (TEXT (0), TEXT (1)));
}

static void
sql_similar (sqlite3_context *c, int n, sqlite3_value **v)
{
  if (!any_null (n, v))
    sqlite3_result_int (c, tw_text_similar (TEXT (0), TEXT (1)));
}

static void
sql_fold (sqlite3_context *c, int n, sqlite3_value **v)
{
  if (!any_null (n, v))
    sqlite3_result_text (c, tw_text_fold (TEXT (0)), -1, g_free);
}

static void
sql_has (sqlite3_context *c, int n, sqlite3_value **v)
{
  g_auto(TwValue) list = TW_VALUE_INIT;
  gboolean found = FALSE;

  if (sqlite3_value_type (v[1]) == SQLITE_NULL)
    return;
  if (sqlite3_value_type (v[0]) != SQLITE_NULL && tw_value_from_json (TW_TYPE_LIST, TEXT (0), &list, NULL))
    for (guint i = 0; list.type == TW_TYPE_LIST && i < list.list->n_values && !found; i++)
      found = list.list->values[i].type == TW_TYPE_TEXT && tw_text_equal (list.list->values[i].text, TEXT (1));
  sqlite3_result_int (c, found);
}

static void
give_value (sqlite3_context *c, TwValue *value, int part)
{
  switch (value->type)
    {
    case TW_TYPE_NULL:
      break;
    case TW_TYPE_TEXT:
    case TW_TYPE_ENUM:
    case TW_TYPE_JSON:
      sqlite3_result_text (c, value->text, -1, SQLITE_TRANSIENT);
      break;
    case TW_TYPE_MONEY:
      sqlite3_result_int64 (c, part ? value->tag : value->i);
      break;
    default:
      sqlite3_result_int64 (c, value->i);
    }
}

/* tw_call(name, types, part, zone, first weekday, arguments …) */
static void
sql_call (sqlite3_context *c, int n, sqlite3_value **v)
{
  const TwFunction *function = tw_function_find (TEXT (0));
  const char *types = TEXT (1);
  TwValue arguments[20] = { TW_VALUE_INIT };
  g_auto(TwValue) result = TW_VALUE_INIT;
  TwExprContext context = { 0 };
  guint count = strlen (types) - 1;
  int at = 5;
  gboolean complete = TRUE;

  g_assert (function && count <= 20);
  if (STATE->context)
    context = *STATE->context;
  context.zone_name = TEXT (3);
  context.zone = find_zone (STATE, context.zone_name);
  context.first_weekday = INT (4);
  for (guint i = 0; i < count; i++)
    {
      TwType type = types[i + 1] - 'A';

      if (sqlite3_value_type (v[at]) == SQLITE_NULL)
        complete = FALSE;
      else if (type == TW_TYPE_TEXT)
        arguments[i] = tw_value_text (TEXT (at));
      else if (type == TW_TYPE_ENUM)
        arguments[i] = tw_value_enum (TEXT (at));
      else
        arguments[i] = (TwValue) { .type = type, .i = INT (at) };
      if (type == TW_TYPE_MONEY)
        arguments[i].tag = INT (++at);
      at++;
    }
  if (complete && function->eval (&context, arguments, count, types[0] - 'A', &result))
    give_value (c, &result, INT (2));
  else
    result = (TwValue) TW_VALUE_INIT;
  for (guint i = 0; i < count; i++)
    tw_value_clear (&arguments[i]);
}

/* tw_aggregate(kind, whole numbers averaged, value [, currency, target]) */
typedef struct
{
  __int128 sum;
  gint64   count, best;
  gboolean bad;                                        /* a currency without a rate */
  char     kind;                                       /* s, a, i (average of integers), m (min and max); the end sees no arguments */
} Tally;

static void
kind_step (sqlite3_context *c, int n, sqlite3_value **v)
{
  Tally *tally = sqlite3_aggregate_context (c, sizeof (Tally));
  const char *kind = TEXT (0);
  gint64 value;

  if (!tally)
    {
      sqlite3_result_error_nomem (c);
      return;
    }
  tally->kind = kind[0] == 's' ? 's' : kind[0] == 'a' ? (INT (1) ? 'i' : 'a') : 'm';
  if (sqlite3_value_type (v[2]) == SQLITE_NULL)
    return;
  value = INT (2);
  if (n > 3 && !tw_money_convert_by (STATE->context, value, INT (3), INT (4), &value))
    tally->bad = TRUE;
  if (tally->count == 0 || (strcmp (kind, "min") == 0 ? value < tally->best : value > tally->best))
    tally->best = value;
  tally->count++;
  tally->sum += value;
}

static void
kind_final (sqlite3_context *c)
{
  Tally *tally = sqlite3_aggregate_context (c, 0);
  gint64 result = 0;

  if (!tally || tally->count == 0 || tally->bad)
    return;
  if (tally->kind == 'm')
    {
      sqlite3_result_int64 (c, tally->best);
      return;
    }
  if (tally->sum > G_MAXINT64 || tally->sum < G_MININT64)
    return;
  if (tally->kind == 's')
    sqlite3_result_int64 (c, (gint64) tally->sum);
  else
    give (c, tw_int64_muldiv ((gint64) tally->sum, tally->kind == 'i' ? TW_DECIMAL_ONE : 1, tally->count, TW_ROUND_HALF_EVEN, &result), &result);
}

static int
collate (void *data, int a_length, const void *a, int b_length, const void *b)
{
  return tw_text_compare (a, a_length, b, b_length);
}

/**
 * tw_sql_register_functions:
 * @sqlite3_connection: a `sqlite3 *`
 * @error: return location
 *
 * Adds the collation TW and the functions that compiled expressions call.
 *
 * Returns: %FALSE when SQLite has no memory
 */
gboolean
tw_sql_register_functions (void *sqlite3_connection, GError **error)
{
  static const struct
  {
    const char *name;
    int         n;
    void      (*function) (sqlite3_context *, int, sqlite3_value **);
    gboolean    pure;
  } table[] = {
    { "tw_add", 2, sql_add, TRUE }, { "tw_sub", 2, sql_sub, TRUE }, { "tw_muldiv", 3, sql_muldiv, TRUE }, { "tw_mod", 2, sql_mod, TRUE },
    { "tw_seconds", 1, sql_seconds, TRUE }, { "tw_shift_date", 2, sql_shift_date, TRUE }, { "tw_midnight", 2, sql_midnight, TRUE },
    { "tw_convert", 3, sql_convert, FALSE }, { "tw_money_compare", 4, sql_money_compare, FALSE }, { "tw_contains", 2, sql_contains, TRUE },
    { "tw_starts", 2, sql_starts, TRUE }, { "tw_ends", 2, sql_ends, TRUE }, { "tw_similar", 2, sql_similar, TRUE },
    { "tw_fold", 1, sql_fold, TRUE }, { "tw_has", 2, sql_has, TRUE }, { "tw_call", -1, sql_call, FALSE },
  };
  sqlite3 *db = sqlite3_connection;
  State *state = g_new0 (State, 1);
  int status = SQLITE_OK;

  state->zones = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_time_zone_unref);
  g_mutex_lock (&lock);
  if (!states)
    states = g_hash_table_new (g_direct_hash, g_direct_equal);
  g_hash_table_insert (states, db, state);
  g_mutex_unlock (&lock);
  /* The collation goes with the connection, and takes the state along. */
  status = sqlite3_create_collation_v2 (db, "TW", SQLITE_UTF8, db, collate, state_free);
  for (guint i = 0; i < G_N_ELEMENTS (table) && status == SQLITE_OK; i++)
    status = sqlite3_create_function_v2 (db, table[i].name, table[i].n, SQLITE_UTF8 | SQLITE_INNOCUOUS | (table[i].pure ? SQLITE_DETERMINISTIC : 0),
                                         state, table[i].function, NULL, NULL, NULL);
  for (int n = 3; n <= 5 && status == SQLITE_OK; n += 2)
    status = sqlite3_create_function_v2 (db, "tw_aggregate", n, SQLITE_UTF8 | SQLITE_INNOCUOUS, state, NULL, kind_step, kind_final, NULL);
  if (status == SQLITE_OK)
    return TRUE;
  g_set_error (error, TW_EXPR_ERROR, TW_EXPR_ERROR_LIMIT, _("The database refused a function: %s"), sqlite3_errstr (status));
  return FALSE;
}
