/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that nobody but the server's own user reads: whole or not there at all, also after the power was cut. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* replace FALSE: a file that is there stays as it is, and that is no error. */
gboolean tw_private_file_write (const char *file, gconstpointer bytes, gsize length, gboolean replace, GError **error);

G_END_DECLS
