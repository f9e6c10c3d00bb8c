/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cursors as opaque text: base64url of a version byte, four bytes of a hash over entity and sort, the sort values
 * in the form of tw-log-codec.c, and the row number as a varint. A cursor comes from outside: it must fit the query exactly. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-cursor.h"
#include "tw-log-codec.h"
#include "tw-store.h"

#define VERSION     1
#define HASH_LENGTH 4
#define MAX_LENGTH  100000

static void
hash_query (TwQuery *query, guint8 hash[HASH_LENGTH])
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *sort = tw_query_print_sort (query);
  guint32 number = GUINT32_TO_LE (tw_query_get_entity (query)->number);
  guint8 digest[32];
  gsize length = sizeof digest;

  g_checksum_update (sum, (const guchar *) &number, sizeof number);
  g_checksum_update (sum, (const guchar *) sort, -1);
  g_checksum_get_digest (sum, digest, &length);
  memcpy (hash, digest, HASH_LENGTH);
}

TwCursor *
tw_cursor_new (guint n_values)
{
  TwCursor *cursor = g_new0 (TwCursor, 1);

  cursor->n_values = n_values;
  cursor->values = g_new0 (TwValue, n_values);
  return cursor;
}

void
tw_cursor_free (TwCursor *cursor)
{
  for (guint i = 0; i < cursor->n_values; i++)
    tw_value_clear (&cursor->values[i]);
  g_free (cursor->values);
  g_free (cursor);
}

char *
tw_cursor_print (const TwCursor *cursor, TwQuery *query)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint8 head[1 + HASH_LENGTH] = { VERSION };
  g_autofree char *text = NULL;

  hash_query (query, head + 1);
  g_byte_array_append (bytes, head, sizeof head);
  for (guint i = 0; i < cursor->n_values; i++)
    tw_log_write_value (bytes, &cursor->values[i]);
  tw_log_write_varint (bytes, (guint64) cursor->rid);
  text = g_base64_encode (bytes->data, bytes->len);
  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  text[strcspn (text, "=")] = '\0';
  return g_steal_pointer (&text);
}

static guint8 *
decode (const char *text, gsize *length)
{
  g_autofree char *padded = NULL;
  gsize n = strlen (text);

  if (n == 0 || n > MAX_LENGTH || strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") != n)
    return NULL;
  padded = g_strconcat (text, n % 4 == 0 ? "" : n % 4 == 1 ? "===" : n % 4 == 2 ? "==" : "=", NULL);
  g_strdelimit (padded, "-", '+');
  g_strdelimit (padded, "_", '/');
  return g_base64_decode (padded, length);
}

TwCursor *
tw_cursor_parse (const char *text, TwQuery *query, GError **error)
{
  guint n = tw_query_get_n_sort_keys (query);
  g_autoptr (TwCursor) cursor = tw_cursor_new (n);
  gsize length = 0;
  g_autofree guint8 *bytes = decode (text, &length);
  guint8 hash[HASH_LENGTH];
  gboolean good = bytes != NULL && length > 1 + HASH_LENGTH && bytes[0] == VERSION;
  const guint8 *data, *end;
  guint64 rid = 0;

  hash_query (query, hash);
  good = good && memcmp (bytes + 1, hash, HASH_LENGTH) == 0;
  if (good)
    {
      data = bytes + 1 + HASH_LENGTH;
      end = bytes + length;
      for (guint i = 0; good && i < n; i++)
        good = tw_log_read_value (&data, end, &cursor->values[i]);
      good = good && tw_log_read_varint (&data, end, &rid) && rid <= G_MAXINT64 && data == end;
    }
  if (good)
    {
      cursor->rid = (gint64) rid;
      return g_steal_pointer (&cursor);
    }
  g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_CURSOR,
                       _("The place in the list is not known (the cursor is not of this list). Begin at the first page."));
  return NULL;
}
