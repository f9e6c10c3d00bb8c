/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <sqlite3.h>

#include "tw-patience.h"

#define CHECK_EVERY 20000                              /* steps of the database's machine: about a millisecond */

static GPrivate until_key = G_PRIVATE_INIT (g_free);

static int
look (gpointer data)
{
  return tw_patience_is_over ();
}

/**
 * tw_patience_begin:
 * @microseconds: how long
 *
 * From now on readers that this thread takes end with %TW_STORE_ERROR_TOO_LONG when the time is over.
 */
void
tw_patience_begin (gint64 microseconds)
{
  gint64 *until = g_private_get (&until_key);

  if (until == NULL)
    g_private_set (&until_key, until = g_new (gint64, 1));
  *until = g_get_monotonic_time () + microseconds;
}

/**
 * tw_patience_end:
 *
 * This thread waits for as long as it takes again.
 */
void
tw_patience_end (void)
{
  gint64 *until = g_private_get (&until_key);

  if (until != NULL)
    *until = 0;
}

gboolean
tw_patience_is_over (void)
{
  gint64 *until = g_private_get (&until_key);

  return until != NULL && *until != 0 && g_get_monotonic_time () > *until;
}

void
tw_patience_watch (gpointer handle)
{
  gint64 *until = g_private_get (&until_key);

  if (until != NULL && *until != 0)
    sqlite3_progress_handler (handle, CHECK_EVERY, look, NULL);
}

void
tw_patience_unwatch (gpointer handle)
{
  gint64 *until = g_private_get (&until_key);

  if (until != NULL && *until != 0)
    sqlite3_progress_handler (handle, 0, NULL, NULL);
}
