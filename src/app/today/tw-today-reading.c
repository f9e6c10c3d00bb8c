/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-today-reading.h"

#include "tw-first-steps.h"
#include "tw-today.h"

/**
 * tw_today_reading_new:
 * @store: the store
 * @with_steps: whether the first steps may be shown
 * @error: what the store says
 *
 * Reads the lines of today and which of the first steps are done, one after the other: a second thread would need a connection of its
 * own. Any thread.
 *
 * Returns: (transfer full) (nullable): what was read
 */
TwTodayReading *
tw_today_reading_new (TwStore *store,
                      gboolean with_steps,
                      GError **error)
{
  g_autoptr(TwTodayReading) self = g_new0 (TwTodayReading, 1);

  g_return_val_if_fail (TW_IS_STORE (store), NULL);
  /* What cannot be read is not offered. */
  self->with_steps = with_steps && tw_first_steps_read (store, &self->steps, NULL);
  self->lines = tw_today_read (store, error);
  return self->lines != NULL ? g_steal_pointer (&self) : NULL;
}

/**
 * tw_today_reading_free:
 * @self: (transfer full): what was read
 */
void
tw_today_reading_free (TwTodayReading *self)
{
  g_clear_pointer (&self->lines, g_ptr_array_unref);
  g_free (self);
}
