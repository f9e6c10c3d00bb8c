/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bodies of the log's changes as bytes; the format is described in tw-log-codec.c. */
#pragma once

#include "tw-commit.h"

G_BEGIN_DECLS

#define TW_LOG_BODY_MAX (64 * 1024 * 1024)

/* Writing: begin, then each field; NULL or a null value for "nothing". */
void    tw_log_body_begin  (GByteArray *body);
void    tw_log_body_add    (GByteArray *body, guint field, const TwValue *before, const TwValue *after);
/* Reading: (element-type TwFieldChange), or NULL with TW_STORE_ERROR_DAMAGED. erased: the values were removed for good. */
GArray *tw_log_body_read   (const guint8 *data, gsize length, gboolean *erased, GError **error);
void    tw_log_body_erase  (GByteArray *body);

/* The same form of one value, for cursors. */
void     tw_log_write_value (GByteArray *out, const TwValue *value);
gboolean tw_log_read_value  (const guint8 **data, const guint8 *end, TwValue *value);
void     tw_log_write_varint (GByteArray *out, guint64 value);
gboolean tw_log_read_varint (const guint8 **data, const guint8 *end, guint64 *value);

G_END_DECLS
