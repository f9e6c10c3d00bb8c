/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-about.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/**
 * tw_about_present:
 * @parent: the window that it belongs to
 *
 * Shows what this program is.
 */
void
tw_about_present (GtkWindow *parent)
{
  adw_show_about_window (parent,
                         "application-name", _("Tradewind"),
                         "application-icon", TW_APP_ID,
                         "version", TW_VERSION,
                         "developer-name", _("The Tradewind authors"),
                         "comments", _("Customers, deals and the work around them, kept on your own computer."),
                         "license-type", GTK_LICENSE_GPL_3_0,
                         /* Translators: put your names here, one a line. */
                         "translator-credits", _("translator-credits"),
                         NULL);
}
