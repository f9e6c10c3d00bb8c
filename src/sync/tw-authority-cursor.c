/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A cursor is 58 bytes in URL-safe Base64: version, epoch (first 8 bytes of its SHA-256), seq, change, hash of rights, and 25 bytes
 * of an HMAC-SHA-256 over these and the user, so that it is good for one user at one database and cannot be made up. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-authority-private.h"

G_DEFINE_QUARK (tw-authority-error-quark, tw_authority_error)

#define VERSION   1
#define N_PLAIN   33
#define N_MAC     25
#define N_BYTES   (N_PLAIN + N_MAC)

static void
put_number (guint8 *at, guint64 number)
{
  number = GUINT64_TO_LE (number);
  memcpy (at, &number, 8);
}

static guint64
get_number (const guint8 *at)
{
  guint64 number;

  memcpy (&number, at, 8);
  return GUINT64_FROM_LE (number);
}

static void
put_epoch (const char *epoch, guint8 *at)
{
  g_autoptr (GChecksum) hash = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = sizeof digest;

  g_checksum_update (hash, (const guchar *) epoch, -1);
  g_checksum_get_digest (hash, digest, &length);
  memcpy (at, digest, 8);
}

static void
sign (TwAuthority *authority, const TwId *user, const guint8 *plain, guint8 *mac)
{
  gsize key_length, length = 32;
  const guint8 *key = g_bytes_get_data (authority->secret, &key_length);
  g_autoptr (GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA256, key, key_length);
  guint8 digest[32];

  g_hmac_update (hmac, (const guchar *) "sync cursor", -1);
  g_hmac_update (hmac, user->bytes, sizeof user->bytes);
  g_hmac_update (hmac, plain, N_PLAIN);
  g_hmac_get_digest (hmac, digest, &length);
  memcpy (mac, digest, N_MAC);
}

char *
tw_sync_cursor_print (TwAuthority *authority, const char *epoch, const TwId *user, const TwSyncCursor *cursor)
{
  guint8 bytes[N_BYTES];
  char *text;

  bytes[0] = VERSION;
  put_epoch (epoch, bytes + 1);
  put_number (bytes + 9, cursor->seq);
  put_number (bytes + 17, cursor->change);
  put_number (bytes + 25, cursor->access);
  sign (authority, user, bytes, bytes + N_PLAIN);
  text = g_base64_encode (bytes, sizeof bytes);
  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  g_strdelimit (text, "=", '\0');
  return text;
}

/* In the same time whatever differs. */
static gboolean
is_equal (const guint8 *a, const guint8 *b, gsize n)
{
  guint8 difference = 0;

  for (gsize i = 0; i < n; i++)
    difference |= a[i] ^ b[i];
  return difference == 0;
}

gboolean
tw_sync_cursor_parse (TwAuthority *authority, const char *epoch, const TwId *user, const char *text, TwSyncCursor *cursor, GError **error)
{
  guint8 own[8], mac[N_MAC];
  g_autofree char *base64 = NULL;
  g_autofree guint8 *bytes = NULL;
  gsize length = 0;

  if (text != NULL && strlen (text) == (N_BYTES * 4 + 2) / 3)
    {
      base64 = g_strconcat (text, "==", NULL);
      g_strdelimit (base64, "-", '+');
      g_strdelimit (base64, "_", '/');
      bytes = g_base64_decode (base64, &length);
    }
  if (length == N_BYTES)
    {
      put_epoch (epoch, own);
      sign (authority, user, bytes, mac);
    }
  if (length != N_BYTES || bytes[0] != VERSION || !is_equal (mac, bytes + N_PLAIN, N_MAC) || memcmp (own, bytes + 1, 8) != 0)
    {
      g_set_error_literal (error, TW_AUTHORITY_ERROR, TW_AUTHORITY_ERROR_RESYNC,
                           _("The place where this device stopped reading is not known here. It has to load once more."));
      return FALSE;
    }
  cursor->seq = get_number (bytes + 9);
  cursor->change = get_number (bytes + 17);
  cursor->access = get_number (bytes + 25);
  return TRUE;
}
