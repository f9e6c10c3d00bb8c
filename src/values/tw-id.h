/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Record ids: UUID version 7 (RFC 9562 §5.7), made offline, sorting by the time they were made. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TW_ID_TEXT_LENGTH 36

typedef struct
{
  guint8 bytes[16];
} TwId;

extern const TwId tw_id_nil;

TwId     tw_id_new      (void);
/* For a simulation that has to repeat itself: time in milliseconds and 128 random bits come from source; NULL: from the system again. */
typedef void (*TwIdSource) (guint64 *ms, guint64 random[2], gpointer data);
void     tw_id_set_source (TwIdSource source, gpointer data);
/* The same words always give the same id: for records that two devices may make of the same cause. */
TwId     tw_id_from_words (const char *words);
gboolean tw_id_parse    (const char *text, TwId *id);
char    *tw_id_print    (const TwId *id, char buffer[TW_ID_TEXT_LENGTH + 1]);
char    *tw_id_dup_text (const TwId *id);
gint64   tw_id_get_time (const TwId *id);             /* Unix milliseconds */
int      tw_id_compare  (const TwId *a, const TwId *b);
gboolean tw_id_is_nil   (const TwId *id);
guint    tw_id_hash     (gconstpointer id);            /* for GHashTable keys of const TwId * */
gboolean tw_id_equal    (gconstpointer a, gconstpointer b);

G_END_DECLS
