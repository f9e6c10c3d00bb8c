/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-pg.h"

#define MAX_VALUES 6

/* A server that does not answer must not hold the writer for long, and one of our processes that hangs in a transaction must
 * not hold the others. */
#define SETTINGS "SET lock_timeout = '10s'; SET statement_timeout = '60s'; SET idle_in_transaction_session_timeout = '60s';" \
                 "SET client_min_messages = warning; SET search_path = pg_catalog"

struct _TwPg
{
  PGconn     *connection;
  GHashTable *prepared;                                /* SQL text (its address) → name */
};

static void
set_error (TwPg *pg, PGresult *result, GError **error)
{
  const char *state = result != NULL ? PQresultErrorField (result, PG_DIAG_SQLSTATE) : NULL;
  g_autofree char *why = g_strstrip (g_strdup (result != NULL && *PQresultErrorMessage (result) != '\0'
                                               ? PQresultErrorMessage (result) : PQerrorMessage (pg->connection)));

  if (state == NULL || PQstatus (pg->connection) != CONNECTION_OK || g_str_has_prefix (state, "57") || g_str_has_prefix (state, "08"))
    g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_AWAY,
                         _("The database server does not answer: nothing was changed. Try again in a moment."));
  else if (strcmp (state, "55P03") == 0)
    g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_AWAY,
                         _("Another server of this workspace is busy for long: nothing was changed. Try again in a moment."));
  else if (g_str_has_prefix (state, "53"))
    g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_FULL, _("The database server has no room: nothing was saved (%s)."), why);
  else
    g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_IO, _("The database server could not do it (%s)."), why);
}

/**
 * tw_pg_open:
 * @database: a connection URI or string of libpq
 *
 * Returns: (transfer full) (nullable): a connection; %NULL with %TW_STORE_ERROR_AWAY or another
 */
TwPg *
tw_pg_open (const char *database, GError **error)
{
  static const char *const keys[] = { "dbname", "connect_timeout", "application_name", "client_encoding", "keepalives_idle",
                                      "keepalives_interval", "keepalives_count", "tcp_user_timeout", NULL };
  const char *const values[] = { database, "5", "tradewindd", "UTF8", "10", "5", "3", "20000", NULL };
  g_autoptr (TwPg) pg = g_new0 (TwPg, 1);

  pg->prepared = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  pg->connection = PQconnectdbParams (keys, values, 1);
  if (pg->connection == NULL || PQstatus (pg->connection) != CONNECTION_OK)
    {
      g_autofree char *why = g_strstrip (g_strdup (PQerrorMessage (pg->connection)));

      g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_AWAY, _("The database server cannot be reached (%s)."), why);
      return NULL;
    }
  return tw_pg_exec (pg, SETTINGS, error) ? g_steal_pointer (&pg) : NULL;
}

void
tw_pg_close (TwPg *pg)
{
  if (pg == NULL)
    return;
  PQfinish (pg->connection);
  g_hash_table_unref (pg->prepared);
  g_free (pg);
}

gboolean
tw_pg_is_alive (TwPg *pg)
{
  return pg != NULL && PQstatus (pg->connection) == CONNECTION_OK;
}

PGconn *
tw_pg_get_connection (TwPg *pg)
{
  return pg->connection;
}

gboolean
tw_pg_exec (TwPg *pg, const char *sql, GError **error)
{
  g_autoptr (PGresult) result = PQexec (pg->connection, sql);

  if (PQresultStatus (result) == PGRES_COMMAND_OK || PQresultStatus (result) == PGRES_TUPLES_OK)
    return TRUE;
  set_error (pg, result, error);
  return FALSE;
}

static const char *
prepare (TwPg *pg, const char *sql, GError **error)
{
  const char *name = g_hash_table_lookup (pg->prepared, sql);
  g_autoptr (PGresult) result = NULL;
  char *made;

  if (name != NULL)
    return name;
  made = g_strdup_printf ("tw%u", g_hash_table_size (pg->prepared));
  result = PQprepare (pg->connection, made, sql, 0, NULL);
  if (PQresultStatus (result) != PGRES_COMMAND_OK)
    {
      set_error (pg, result, error);
      g_free (made);
      return NULL;
    }
  g_hash_table_insert (pg->prepared, (gpointer) sql, made);
  return made;
}

static PGresult *
run (TwPg *pg, GError **error, const char *sql, const char *types, va_list arguments)
{
  const char *name = prepare (pg, sql, error), *values[MAX_VALUES];
  int lengths[MAX_VALUES], formats[MAX_VALUES], n = 0;
  gint64 numbers[MAX_VALUES];
  PGresult *result;

  if (name == NULL)
    return NULL;
  for (const char *type = types; *type != '\0'; type++, n++)
    {
      g_assert (n < MAX_VALUES);
      formats[n] = 1;
      if (*type == 'i')
        {
          numbers[n] = GINT64_TO_BE (va_arg (arguments, gint64));
          values[n] = (const char *) &numbers[n];
          lengths[n] = sizeof (gint64);
        }
      else if (*type == 't')
        {
          values[n] = va_arg (arguments, const char *);
          lengths[n] = values[n] != NULL ? (int) strlen (values[n]) : 0;
        }
      else
        {
          values[n] = va_arg (arguments, gconstpointer);
          lengths[n] = (int) va_arg (arguments, gsize);
        }
    }
  result = PQexecPrepared (pg->connection, name, n, values, lengths, formats, 1);
  if (PQresultStatus (result) == PGRES_COMMAND_OK || PQresultStatus (result) == PGRES_TUPLES_OK)
    return result;
  set_error (pg, result, error);
  PQclear (result);
  return NULL;
}

PGresult *
tw_pg_run (TwPg *pg, GError **error, const char *sql, const char *types, ...)
{
  va_list arguments;
  PGresult *result;

  va_start (arguments, types);
  result = run (pg, error, sql, types, arguments);
  va_end (arguments);
  return result;
}

gboolean
tw_pg_do (TwPg *pg, GError **error, const char *sql, const char *types, ...)
{
  g_autoptr (PGresult) result = NULL;
  va_list arguments;

  va_start (arguments, types);
  result = run (pg, error, sql, types, arguments);
  va_end (arguments);
  return result != NULL;
}

gint64
tw_pg_get_int (PGresult *result, int row, int column)
{
  gint64 number = 0;

  if (!PQgetisnull (result, row, column) && PQgetlength (result, row, column) == sizeof number)
    memcpy (&number, PQgetvalue (result, row, column), sizeof number);
  return GINT64_FROM_BE (number);
}

gconstpointer
tw_pg_get_bytes (PGresult *result, int row, int column, gsize *length)
{
  *length = (gsize) PQgetlength (result, row, column);
  return PQgetisnull (result, row, column) ? NULL : PQgetvalue (result, row, column);
}
