/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-early-bus.h"

/* The process has one connection to the bus, which stays. */
static gpointer
connect_bus (gpointer data)
{
  g_autoptr(GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);

  return NULL;
}

/**
 * tw_early_bus_begin:
 *
 * Begins to connect to the session bus on a thread. An application does so when it registers, and waits for the answers one after the
 * other; now it waits for what is left of that.
 */
void
tw_early_bus_begin (void)
{
  g_thread_unref (g_thread_new ("tw-early-bus", connect_bus, NULL));
}
