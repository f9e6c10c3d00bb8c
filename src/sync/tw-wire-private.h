/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading members of a message, each with its bounds. */
#pragma once

#include "tw-wire.h"

G_BEGIN_DECLS

#define TW_WIRE_FAIL(...) (g_set_error (error, TW_WIRE_ERROR, TW_WIRE_ERROR_SYNTAX, __VA_ARGS__), FALSE)

/* Parses a message and checks that it is an object of this protocol. */
TwDoc      *tw_wire_doc_parse  (GBytes *body, gsize max, GError **error);
/* FALSE with an error when it is missing or of another type. */
gboolean    tw_wire_get_int    (const TwDocNode *object, const char *key, gint64 min, gint64 max, gint64 *value, GError **error);
gboolean    tw_wire_get_id     (const TwDocNode *object, const char *key, TwId *id, GError **error);
/* Nullable without an error; bounded in bytes. */
gboolean    tw_wire_get_text   (const TwDocNode *object, const char *key, gsize max, char **text, GError **error);
const TwDocNode *tw_wire_get_array (const TwDocNode *object, const char *key, guint max, GError **error);
/* Appends "key":"text", or nothing for NULL. comma: before it. */
void        tw_wire_put_text   (GString *json, const char *key, const char *text);
void        tw_wire_put_id     (GString *json, const TwId *id);
void        tw_wire_put_int    (GString *json, gint64 value);

G_END_DECLS
