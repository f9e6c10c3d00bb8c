/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The name by which jobs belong to this process: that of its folder, which one process has at a time. A process that is started again after it
 * was killed knows by it what it had been doing, and need not wait for the end of its own leases. */
#include "config.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "tw-job-private.h"
#include "tw-private-file.h"

#define NAME "process"                                  /* "ID DEVICE INODE": of the folder, since one that was copied is another's */

/**
 * tw_job_owner_get:
 * @dir: the folder that this process alone has open
 * @owner: (out): its name
 * @error: %G_IO_ERROR
 *
 * Returns: whether there is one
 */
gboolean
tw_job_owner_get (const char *dir, TwId *owner, GError **error)
{
  g_autofree char *file = g_build_filename (dir, NAME, NULL), *text = NULL, *place = NULL, *line = NULL;
  char id[TW_ID_TEXT_LENGTH + 1];
  GStatBuf folder = { 0 };

  g_stat (dir, &folder);
  place = g_strdup_printf (" %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT "\n", (guint64) folder.st_dev, (guint64) folder.st_ino);
  if (g_file_get_contents (file, &text, NULL, NULL) && strlen (text) > TW_ID_TEXT_LENGTH && g_str_equal (text + TW_ID_TEXT_LENGTH, place))
    {
      text[TW_ID_TEXT_LENGTH] = '\0';
      if (tw_id_parse (text, owner))
        return TRUE;
    }
  *owner = tw_id_new ();
  line = g_strconcat (tw_id_print (owner, id), place, NULL);
  return tw_private_file_write (file, line, strlen (line), TRUE, error);
}
