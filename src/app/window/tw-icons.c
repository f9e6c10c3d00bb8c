/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GTK 4.8 loads icons on other threads, keeps the last hundred, and drops the one before those on such a thread. While that icon ends, the
 * main thread still finds it in the theme's table and takes a reference of it: a warning, and later a use of memory that is gone. This program
 * shows more than a hundred icons, so that it happens. An icon that nobody drops cannot end at the wrong moment; there are as many as there
 * are names and sizes, a few hundred small ones. */
#include "config.h"

#include "tw-icons.h"

static void (*constructed_before) (GObject *object);

static void
constructed (GObject *icon)
{
  if (constructed_before != NULL)
    constructed_before (icon);
  g_object_ref (icon);
}

/**
 * tw_icons_stay:
 *
 * Gives each icon of the theme a reference that is never let go, where the toolkit needs it.
 */
void
tw_icons_stay (void)
{
  static gsize done = 0;

  if (g_once_init_enter (&done))
    {
      GObjectClass *icons = g_type_class_ref (GTK_TYPE_ICON_PAINTABLE);

      constructed_before = icons->constructed;
      icons->constructed = constructed;
      g_once_init_leave (&done, 1);
    }
}
