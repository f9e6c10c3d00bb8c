/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values and lines of the archive format (docs/archive-format.md): shared by its writer and its reader. */
#pragma once

#include <json-glib/json-glib.h>
#include "tw-archive.h"

G_BEGIN_DECLS

#define TW_ARCHIVE_FORMAT  "tradewind-archive"
#define TW_ARCHIVE_VERSION 1
#define TW_ARCHIVE_PIECE   (4 * 1024 * 1024)           /* parts of the archive are about this long */
#define TW_ARCHIVE_MAX_PART (256 * 1024 * 1024)

/* {"money":"12.50","currency":"EUR"}: one member that names the type; null for null. */
void     tw_archive_append_value (GString *json, const TwValue *value);
void     tw_archive_append_text  (GString *json, const char *text);
gboolean tw_archive_read_value   (JsonNode *node, TwValue *value);

extern const char *const tw_archive_origins[];         /* by TwOrigin, NULL-terminated */
extern const char *const tw_archive_ops[];             /* by TwOp, NULL-terminated */

gboolean tw_archive_fail         (GError **error, const char *where);       /* FALSE: the archive is not valid there */

G_END_DECLS
