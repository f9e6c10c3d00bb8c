/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <sqlite3.h>

#include "tw-period-sql.h"
#include "tw-store-private.h"

typedef struct
{
  GTimeZone *zone;                                     /* (owned) (nullable) of moments */
  TwGrain    grain;
  int        first_weekday;
} Period;

static void
period_free (gpointer data)
{
  Period *period = data;

  g_clear_pointer (&period->zone, g_time_zone_unref);
  g_free (period);
}

static void
period_call (sqlite3_context *context, int argc, sqlite3_value **argv)
{
  const Period *period = sqlite3_user_data (context);
  gint64 value;

  if (sqlite3_value_type (argv[0]) == SQLITE_NULL)
    return;
  value = sqlite3_value_int64 (argv[0]);
  if (period->zone != NULL)
    value = tw_instant_get_date (value, period->zone);
  sqlite3_result_int64 (context, tw_grain_floor (period->grain, (TwDate) value, period->first_weekday));
}

gboolean
tw_db_register_period (TwDb *db, const char *name, TwType type, TwGrain grain, const TwExprContext *context, GError **error)
{
  Period *period = g_new0 (Period, 1);
  int code;

  period->zone = type == TW_TYPE_DATETIME ? g_time_zone_ref (context->zone) : NULL;
  period->grain = grain;
  period->first_weekday = context->first_weekday;
  code = sqlite3_create_function_v2 (tw_db_get_handle (db), name, 1, SQLITE_UTF8 | SQLITE_DIRECTONLY, period, period_call, NULL, NULL,
                                     period_free);
  return code == SQLITE_OK || tw_db_fail (db, code, error);
}
