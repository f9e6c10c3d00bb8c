/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-totp.h"

#include <liboath/oath.h>
#include <sodium.h>
#include <string.h>

#include "tw-tokens.h"

#define DIGITS       6
#define WINDOW       1                                 /* steps a clock may be wrong, either way */
#define CODE_BYTES   10                                /* of a recovery code */
#define CODE_LETTERS 16

static void
free_secret (gpointer data)
{
  sodium_memzero (data, TW_TOTP_SECRET);
  g_free (data);
}

GBytes *
tw_totp_secret_new (void)
{
  guint8 *bytes = g_malloc (TW_TOTP_SECRET);

  randombytes_buf (bytes, TW_TOTP_SECRET);
  return g_bytes_new_with_free_func (bytes, TW_TOTP_SECRET, free_secret, bytes);
}

GBytes *
tw_totp_seal (GBytes *key, GBytes *secret)
{
  guint8 sealed[crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + TW_TOTP_SECRET];

  randombytes_buf (sealed, crypto_secretbox_NONCEBYTES);
  crypto_secretbox_easy (sealed + crypto_secretbox_NONCEBYTES, g_bytes_get_data (secret, NULL), TW_TOTP_SECRET, sealed,
                         g_bytes_get_data (key, NULL));
  return g_bytes_new (sealed, sizeof sealed);
}

GBytes *
tw_totp_open (GBytes *key, GBytes *sealed)
{
  gsize length;
  const guint8 *bytes = g_bytes_get_data (sealed, &length);
  guint8 *secret = g_malloc (TW_TOTP_SECRET);

  if (length == crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + TW_TOTP_SECRET
      && crypto_secretbox_open_easy (secret, bytes + crypto_secretbox_NONCEBYTES, crypto_secretbox_MACBYTES + TW_TOTP_SECRET, bytes,
                                     g_bytes_get_data (key, NULL)) == 0)
    return g_bytes_new_with_free_func (secret, TW_TOTP_SECRET, free_secret, secret);
  free_secret (secret);
  return NULL;
}

static char *
print_base32 (const void *bytes, gsize length)
{
  char *text = NULL, *copy;
  gsize n;

  if (oath_base32_encode (bytes, length, &text, &n) != OATH_OK)
    g_error ("out of memory");
  copy = g_strndup (text, strcspn (text, "="));
  sodium_memzero (text, n);
  free (text);
  return copy;
}

char *
tw_totp_print (GBytes *secret)
{
  return print_base32 (g_bytes_get_data (secret, NULL), TW_TOTP_SECRET);
}

char *
tw_totp_print_uri (GBytes *secret, const char *issuer, const char *account)
{
  g_autofree char *text = tw_totp_print (secret);
  g_autofree char *safe_issuer = g_uri_escape_string (issuer, NULL, FALSE), *safe_account = g_uri_escape_string (account, "@", FALSE);

  return g_strdup_printf ("otpauth://totp/%s:%s?secret=%s&issuer=%s&algorithm=SHA1&digits=%d&period=%d", safe_issuer, safe_account, text,
                          safe_issuer, DIGITS, TW_TOTP_PERIOD);
}

char *
tw_totp_make_code (GBytes *secret, gint64 step)
{
  char code[DIGITS + 1];

  return oath_hotp_generate (g_bytes_get_data (secret, NULL), TW_TOTP_SECRET, (guint64) step, DIGITS, FALSE, OATH_HOTP_DYNAMIC_TRUNCATION,
                             code) == OATH_OK ? g_strdup (code) : NULL;
}

gint64
tw_totp_find_step (GBytes *secret, const char *code, TwInstant now)
{
  gint64 step = now / G_USEC_PER_SEC / TW_TOTP_PERIOD, found = 0;

  if (strlen (code) != DIGITS)
    return 0;
  for (gint64 near = step - WINDOW; near <= step + WINDOW; near++)
    {
      g_autofree char *good = tw_totp_make_code (secret, near);

      if (good != NULL && sodium_memcmp (good, code, DIGITS) == 0)
        found = near;
    }
  return found;
}

char *
tw_recovery_code_new (void)
{
  guint8 bytes[CODE_BYTES];
  g_autofree char *text = NULL;

  randombytes_buf (bytes, sizeof bytes);
  text = print_base32 (bytes, sizeof bytes);
  sodium_memzero (bytes, sizeof bytes);
  for (char *letter = text; *letter; letter++)
    *letter = g_ascii_tolower (*letter);
  return g_strdup_printf ("%.4s-%.4s-%.4s-%.4s", text, text + 4, text + 8, text + 12);
}

gboolean
tw_recovery_code_hash (const char *typed, guint8 hash[TW_ACCOUNTS_HASH])
{
  char plain[CODE_LETTERS + 1] = { 0 };
  guint n = 0;

  for (const char *letter = typed; *letter; letter++)
    if (g_ascii_isalnum (*letter))
      {
        if (n == CODE_LETTERS)
          return FALSE;
        plain[n++] = g_ascii_tolower (*letter);
      }
    else if (*letter != '-' && *letter != ' ')
      return FALSE;
  tw_token_hash (plain, hash);
  return n == CODE_LETTERS;
}
