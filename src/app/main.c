/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <locale.h>

#include "tw-application.h"
#include "tw-early-style.h"
#include "tw-locale.h"

int
main (int    argc,
      char **argv)
{
  g_autoptr(TwApplication) application = NULL;

  tw_early_style_begin ();
  tw_locale_init ();
  g_set_application_name (_("Tradewind"));
  application = tw_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
