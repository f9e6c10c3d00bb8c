/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <sqlite3.h>

#include "tw-patience.h"

#define CHECK_EVERY 20000                              /* steps of the database's machine: about a millisecond */

typedef struct
{
  gint64        until;                                 /* monotonic; 0: as long as it takes */
  TwPatienceFunc is_gone;                              /* (nullable) */
  gpointer      data;
} Patience;

static GPrivate patience_key = G_PRIVATE_INIT (g_free);

static int
look (gpointer data)
{
  return tw_patience_is_over ();
}

static gboolean
is_begun (void)
{
  Patience *patience = g_private_get (&patience_key);

  return patience != NULL && patience->until != 0;
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
  tw_patience_begin_for (microseconds, NULL, NULL);
}

/**
 * tw_patience_begin_for:
 * @microseconds: how long at most
 * @is_gone: (nullable): whether nobody waits any more; asked now and then on this thread
 * @data: for @is_gone, until tw_patience_end()
 *
 * The same, and it is over as soon as nobody waits for the answer.
 */
void
tw_patience_begin_for (gint64 microseconds, TwPatienceFunc is_gone, gpointer data)
{
  Patience *patience = g_private_get (&patience_key);

  if (patience == NULL)
    g_private_set (&patience_key, patience = g_new (Patience, 1));
  *patience = (Patience) { g_get_monotonic_time () + microseconds, is_gone, data };
}

/**
 * tw_patience_end:
 *
 * This thread waits for as long as it takes again.
 */
void
tw_patience_end (void)
{
  Patience *patience = g_private_get (&patience_key);

  if (patience != NULL)
    *patience = (Patience) { 0, NULL, NULL };
}

gboolean
tw_patience_is_over (void)
{
  Patience *patience = g_private_get (&patience_key);

  if (!is_begun ())
    return FALSE;
  return g_get_monotonic_time () > patience->until || (patience->is_gone != NULL && patience->is_gone (patience->data));
}

void
tw_patience_watch (gpointer handle)
{
  if (is_begun ())
    sqlite3_progress_handler (handle, CHECK_EVERY, look, NULL);
}

void
tw_patience_unwatch (gpointer handle)
{
  if (is_begun ())
    sqlite3_progress_handler (handle, 0, NULL, NULL);
}
