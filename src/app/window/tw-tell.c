/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-app.h"

/**
 * tw_tell:
 * @page: a page that says what is the matter
 * @words: (nullable): plain text
 *
 * Shows words below the title. They may have signs that are markup to the toolkit, such as those of what somebody entered: it would show nothing
 * of them.
 */
void
tw_tell (AdwStatusPage *page,
         const char    *words)
{
  g_autofree char *escaped = g_markup_escape_text (words != NULL ? words : "", -1);

  adw_status_page_set_description (page, escaped);
}
