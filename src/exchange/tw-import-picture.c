/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-blobs.h"
#include "tw-import-picture.h"

gboolean
tw_import_holds_file (const char *text)
{
  return g_ascii_strncasecmp (text, "data:", 5) == 0;
}

/* By its first bytes: what the card says of itself may be wrong. Drawings are left out, since they can name other files. */
static gboolean
is_picture (const guchar *bytes, gsize length)
{
  g_autofree char *type = g_content_type_guess (NULL, bytes, length, NULL);
  g_autofree char *mime = g_content_type_get_mime_type (type);

  return mime && g_str_has_prefix (mime, "image/") && !strstr (mime, "xml") && !strstr (mime, "svg");
}

/* The bytes of a data address, or NULL: they are not in base64, or too many. */
static guchar *
decode (const char *text, gsize *length, char **reason)
{
  const char *comma = strchr (text, ',');
  g_autofree char *head = comma ? g_ascii_strdown (text, comma - text) : NULL;

  if (!head || !g_str_has_suffix (head, ";base64"))
    {
      *reason = g_strdup (_("left out, since it is not written as pictures are"));
      return NULL;
    }
  if (strlen (comma) / 4 * 3 > TW_IMPORT_PICTURE_MAX)
    {
      g_autofree char *limit = g_format_size (TW_IMPORT_PICTURE_MAX);

      /* Translators: %s is a size such as "5 MB". */
      *reason = g_strdup_printf (_("left out, since it is larger than %s"), limit);
      return NULL;
    }
  return g_base64_decode (comma + 1, length);
}

/**
 * tw_import_take_picture:
 * @store: where it is kept
 * @text: a text for which tw_import_holds_file() is true
 * @keep: whether to write it; a trial only says what it would be
 * @reason: (out): why it is not taken, for people
 * @error: an error of the store
 *
 * It is not drawn here: the process that reads outside files does that when somebody looks at it.
 *
 * Returns: (transfer full) (nullable): its hash; %NULL with @reason or @error set
 */
char *
tw_import_take_picture (TwStore *store, const char *text, gboolean keep, char **reason, GError **error)
{
  gsize length = 0;
  g_autofree guchar *bytes = decode (text, &length, reason);
  g_autoptr(GInputStream) stream = NULL;

  if (!bytes)
    return NULL;
  if (length == 0 || !is_picture (bytes, length))
    {
      *reason = g_strdup (_("left out, since it is no picture"));
      return NULL;
    }
  if (!keep)
    return g_compute_checksum_for_data (G_CHECKSUM_SHA256, bytes, length);
  stream = g_memory_input_stream_new_from_data (bytes, (gssize) length, NULL);
  return tw_store_add_blob (store, stream, TW_IMPORT_PICTURE_MAX, NULL, error);
}
