/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures that come in inside a table or card, as "data:image/jpeg;base64,…" (RFC 2397). */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

#define TW_IMPORT_PICTURE_MAX (5 * 1024 * 1024)        /* bytes; those of telephones have some 50 KiB */

/* Whether a text holds a file rather than naming one. */
gboolean tw_import_holds_file    (const char *text);
/* (transfer full) (nullable) the hash of the picture; NULL with a reason why it is none, or with an error of the store. Without
 * keep nothing is written. */
char    *tw_import_take_picture  (TwStore *store, const char *text, gboolean keep, char **reason, GError **error);

G_END_DECLS
