/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The key that signs heads of the audit log, made from the server's secret, which only the server's user reads: several servers of one
 * workspace, which share the secret, sign with the same key. The public keys, former ones too, are in audit.pub. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>
#include <sys/stat.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "tw-audit-chain.h"

#define SECRET_FILE "server.key"
#define SECRET      32
#define PUBLIC_FILE "audit.pub"
#define LEAD        "tradewind audit head 1"
#define MESSAGE     (sizeof LEAD + 16 + TW_AUDIT_HASH)

G_STATIC_ASSERT (TW_AUDIT_KEY == crypto_sign_PUBLICKEYBYTES && TW_AUDIT_SIGNATURE == crypto_sign_BYTES);

struct _TwAuditKey
{
  guint8 public[crypto_sign_PUBLICKEYBYTES];
  guint8 secret[crypto_sign_SECRETKEYBYTES];
};

char *
tw_audit_hex (const guint8 *bytes, gsize n)
{
  GString *text = g_string_sized_new (2 * n);

  for (gsize i = 0; i < n; i++)
    g_string_append_printf (text, "%02x", bytes[i]);
  return g_string_free (text, FALSE);
}

gboolean
tw_audit_unhex (const char *text, guint8 *bytes, gsize n)
{
  if (strlen (text) != 2 * n)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    {
      int high = g_ascii_xdigit_value (text[2 * i]), low = g_ascii_xdigit_value (text[2 * i + 1]);

      if (high < 0 || low < 0)
        return FALSE;
      bytes[i] = (guint8) (high << 4 | low);
    }
  return TRUE;
}

static void
print_message (const TwAuditHead *head, guint8 *message)
{
  guint64 n = GUINT64_TO_LE ((guint64) head->n), at = GUINT64_TO_LE ((guint64) head->at);

  memcpy (message, LEAD, sizeof LEAD);
  memcpy (message + sizeof LEAD, &n, 8);
  memcpy (message + sizeof LEAD + 8, &at, 8);
  memcpy (message + sizeof LEAD + 16, head->hash, TW_AUDIT_HASH);
}

gboolean
tw_audit_head_is_signed (const TwAuditHead *head, const guint8 *key)
{
  guint8 message[MESSAGE];

  print_message (head, message);
  return sodium_init () >= 0 && crypto_sign_verify_detached (head->signature, message, sizeof message, key) == 0;
}

/**
 * tw_audit_key_sign:
 * @key: the server's
 * @head: n, at and hash are given; key and signature are filled
 */
void
tw_audit_key_sign (const TwAuditKey *key, TwAuditHead *head)
{
  guint8 message[MESSAGE];

  print_message (head, message);
  memcpy (head->key, key->public, sizeof head->key);
  crypto_sign_detached (head->signature, NULL, message, sizeof message, key->secret);
}

static gboolean
write_file (const char *file, gconstpointer bytes, gsize n, int mode, GError **error)
{
  int fd = open (file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
  gboolean good = fd >= 0 && fchmod (fd, (mode_t) mode) == 0 && write (fd, bytes, n) == (gssize) n && fsync (fd) == 0;

  if (fd >= 0)
    close (fd);
  if (!good)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _("The file %s cannot be written. Check the rights of its folder."), file);
  return good;
}

static gboolean
fail_damaged (const char *file, GError **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("The file %s is damaged. Put it back from where you keep it."), file);
  return FALSE;
}

static gboolean
read_secret (const char *file, guint8 *secret, GError **error)
{
  char *bytes;
  gsize length;

  if (!g_file_get_contents (file, &bytes, &length, error))
    return FALSE;
  if (length == SECRET)
    memcpy (secret, bytes, SECRET);
  sodium_memzero (bytes, length);
  g_free (bytes);
  return length == SECRET || fail_damaged (file, error);
}

static gboolean
check_mode (const char *file, GError **error)
{
  GStatBuf about;

  if (g_stat (file, &about) != 0 || (about.st_mode & 077) == 0)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
               _("Others may read %s. Run “chmod 600” on it, and remove it if somebody did read it."), file);
  return FALSE;
}

/* The present key becomes the last line, unless it is. */
static gboolean
add_public (const char *dir, const guint8 *key, GError **error)
{
  g_autofree char *file = g_build_filename (dir, PUBLIC_FILE, NULL), *hex = tw_audit_hex (key, TW_AUDIT_KEY);
  g_autoptr (GError) local = NULL;
  g_autoptr (GBytes) known = tw_audit_key_read_public (dir, &local);
  g_autoptr (GString) text = g_string_new (NULL);
  gsize length = 0;
  const guint8 *keys = known != NULL ? g_bytes_get_data (known, &length) : NULL;

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (length > 0 && memcmp (keys + length - TW_AUDIT_KEY, key, TW_AUDIT_KEY) == 0)
    return TRUE;
  for (gsize i = 0; i < length; i += TW_AUDIT_KEY)
    {
      g_autofree char *former = tw_audit_hex (keys + i, TW_AUDIT_KEY);

      g_string_append_printf (text, "%s\n", former);
    }
  g_string_append_printf (text, "%s\n", hex);
  return write_file (file, text->str, text->len, 0644, error);
}

static void
derive (TwAuditKey *key, const guint8 *secret)
{
  GHmac *hmac = g_hmac_new (G_CHECKSUM_SHA256, secret, SECRET);
  guint8 seed[crypto_sign_SEEDBYTES];
  gsize size = sizeof seed;

  g_hmac_update (hmac, (const guint8 *) "audit head", -1);
  g_hmac_get_digest (hmac, seed, &size);
  g_hmac_unref (hmac);
  crypto_sign_seed_keypair (key->public, key->secret, seed);
  sodium_memzero (seed, sizeof seed);
}

/**
 * tw_audit_key_open:
 * @dir: the server's folder
 * @error: %G_IO_ERROR or %G_FILE_ERROR
 *
 * Returns: (transfer full) (nullable): the key of the folder
 */
TwAuditKey *
tw_audit_key_open (const char *dir, GError **error)
{
  g_autofree char *file = g_build_filename (dir, SECRET_FILE, NULL);
  g_autoptr (TwAuditKey) key = g_new0 (TwAuditKey, 1);
  guint8 secret[SECRET];
  gboolean good;

  if (sodium_init () < 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, _("The cryptographic library could not be started."));
      return NULL;
    }
  if (g_file_test (file, G_FILE_TEST_EXISTS))
    good = check_mode (file, error) && read_secret (file, secret, error);
  else
    {
      randombytes_buf (secret, sizeof secret);
      good = write_file (file, secret, sizeof secret, 0600, error);
    }
  if (good)
    derive (key, secret);
  sodium_memzero (secret, sizeof secret);
  return good && add_public (dir, key->public, error) ? g_steal_pointer (&key) : NULL;
}

void
tw_audit_key_free (TwAuditKey *key)
{
  if (key == NULL)
    return;
  sodium_memzero (key, sizeof *key);
  g_free (key);
}

const guint8 *
tw_audit_key_public (const TwAuditKey *key)
{
  return key->public;
}

/**
 * tw_audit_key_read_public:
 * @dir: a server's folder
 * @error: what is wrong with the file
 *
 * Returns: (transfer full) (nullable): every key that signed here, %TW_AUDIT_KEY bytes each; %NULL without @error when the folder is
 *   no server's
 */
GBytes *
tw_audit_key_read_public (const char *dir, GError **error)
{
  g_autofree char *file = g_build_filename (dir, PUBLIC_FILE, NULL), *text = NULL;
  g_autoptr (GByteArray) keys = g_byte_array_new ();
  g_auto (GStrv) lines = NULL;

  if (!g_file_test (file, G_FILE_TEST_EXISTS) || !g_file_get_contents (file, &text, NULL, error))
    return NULL;
  lines = g_strsplit (g_strchomp (text), "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      guint8 key[TW_AUDIT_KEY];

      if (!tw_audit_unhex (lines[i], key, sizeof key))
        {
          fail_damaged (file, error);
          return NULL;
        }
      g_byte_array_append (keys, key, sizeof key);
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&keys));
}
