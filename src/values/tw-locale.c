/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <libintl.h>
#include <locale.h>

#include "tw-locale.h"

/**
 * tw_locale_init:
 *
 * Takes the user's locale and finds the translations. The environment variable `TW_LOCALE_DIR` names another folder of
 * catalogues than the installed one, for running from the build folder.
 */
void
tw_locale_init (void)
{
  const char *dir = g_getenv ("TW_LOCALE_DIR");

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, dir && *dir ? dir : TW_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  /* GLib makes the locale that it reads numbers in with the first one. Where two threads read their first one at once, the wait of the
   * second leaves an errno behind, and g_ascii_string_to_signed() takes "1" for no number: the schema did not load. */
  g_ascii_strtoll ("0", NULL, 10);
}
