/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a JSON value ends and whether it is one, strictly after RFC 8259, without building anything. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TW_JSON_MAX_DEPTH 64

typedef enum { TW_JSON_DONE, TW_JSON_MORE, TW_JSON_BAD } TwJsonResult;

/* From *at, which stands on the value's first byte, to the byte after it; at BAD *at is where it goes wrong. MORE: the text ended
 * first. Call with depth 0. */
TwJsonResult tw_json_skip_value (const char *text, gsize length, gsize *at, guint depth);
TwJsonResult tw_json_skip_string (const char *text, gsize length, gsize *at);
gsize        tw_json_skip_blank (const char *text, gsize length, gsize at);
/* The text of a string's inside, in place; the new length. \u0000 is left out, lone surrogates become U+FFFD. */
gsize        tw_json_unescape   (char *text, gsize length);

G_END_DECLS
