/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-early-style.h"

#define VARIABLE "GTK_THEME"
#define EMPTY    "Adwaita-empty"                       /* the theme that libadwaita asks for, too */

static gboolean began;

/**
 * tw_early_style_begin:
 *
 * Has the toolkit's settings begin with the empty theme, which libadwaita gives them a moment later in any case. Whoever chose a theme
 * for this program keeps it.
 */
void
tw_early_style_begin (void)
{
  began = g_getenv (VARIABLE) == NULL && g_setenv (VARIABLE, EMPTY, FALSE);
}

/**
 * tw_early_style_make:
 *
 * Opens the display and makes the toolkit's settings. Without a display nothing happens; the application says so when it starts.
 */
void
tw_early_style_make (void)
{
  if (gtk_init_check ())
    gtk_settings_get_default ();
}

/**
 * tw_early_style_end:
 *
 * Lets the settings and the programs that this one starts forget what tw_early_style_begin() said: libadwaita leaves a theme alone that
 * somebody asked for. The variable is the last one of the environment, so that nothing moves under threads that look for another.
 */
void
tw_early_style_end (void)
{
  if (began)
    g_unsetenv (VARIABLE);
  began = FALSE;
}
