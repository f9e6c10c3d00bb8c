/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stream that tells how much was read of it. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define TW_TYPE_COUNTING_STREAM (tw_counting_stream_get_type ())
G_DECLARE_FINAL_TYPE (TwCountingStream, tw_counting_stream, TW, COUNTING_STREAM, GFilterInputStream)

/* count: bytes are added to it, on the thread that reads; lives as long as the stream. */
GInputStream *tw_counting_stream_new (GInputStream *base, gsize *count);

G_END_DECLS
