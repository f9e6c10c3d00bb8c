/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-sync-secrets.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <libsecret/secret.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

#define ANSWER_SECONDS 60                              /* a locked keyring asks the person for its password meanwhile */
#define MAX_SECRET     65536

static const SecretSchema secret_schema = {
  "io.github.tradewind_crm.Tradewind.Account", SECRET_SCHEMA_NONE, { { "client", SECRET_SCHEMA_ATTRIBUTE_STRING }, { NULL, 0 } },
  0, 0, 0, 0, 0, 0, 0, 0
};

/* --- Patience with the keyring --- */

typedef struct
{
  GCancellable *cancellable;
  GMutex        lock;
  GCond         over_cond;
  gboolean      over;                                  /* (mutex lock) */
  GThread      *thread;
} Patience;

/* The caller's thread waits in the call, so that another one has to watch the clock. */
static gpointer
watch_clock (gpointer data)
{
  Patience *patience = data;
  gint64 end = g_get_monotonic_time () + ANSWER_SECONDS * G_USEC_PER_SEC;

  g_mutex_lock (&patience->lock);
  while (!patience->over && g_cond_wait_until (&patience->over_cond, &patience->lock, end))
    ;
  if (!patience->over)
    g_cancellable_cancel (patience->cancellable);
  g_mutex_unlock (&patience->lock);
  return NULL;
}

static void
patience_begin (Patience *patience)
{
  g_mutex_init (&patience->lock);
  g_cond_init (&patience->over_cond);
  patience->over = FALSE;
  patience->cancellable = g_cancellable_new ();
  patience->thread = g_thread_new ("tw-keyring-clock", watch_clock, patience);
}

static void
patience_end (Patience *patience)
{
  g_mutex_lock (&patience->lock);
  patience->over = TRUE;
  g_cond_signal (&patience->over_cond);
  g_mutex_unlock (&patience->lock);
  g_thread_join (patience->thread);
  g_object_unref (patience->cancellable);
  g_cond_clear (&patience->over_cond);
  g_mutex_clear (&patience->lock);
}

/* --- The file --- */

static char *
dup_file (const char *name)
{
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, name, -1);
  g_autofree char *base = g_strdup_printf ("%.32s.secret", sum);

  return g_build_filename (g_get_user_config_dir (), "tradewind", "secrets", base, NULL);
}

static gboolean
write_private (const char *file, const guint8 *bytes, gsize length, GError **error)
{
  g_autofree char *dir = g_path_get_dirname (file);

  if (g_mkdir_with_parents (dir, 0700) != 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), _("The folder “%s” could not be made: %s"), dir, g_strerror (errno));
      return FALSE;
    }
  return g_file_set_contents_full (file, (const char *) bytes, length, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600,
                                   error);
}

static gboolean
read_key (const char *file, guint8 *key)
{
  g_autofree char *bytes = NULL;
  gsize length = 0;

  if (!g_file_get_contents (file, &bytes, &length, NULL) || length != crypto_secretbox_KEYBYTES)
    return FALSE;
  memcpy (key, bytes, length);
  sodium_memzero (bytes, length);
  return TRUE;
}

/* The key lies beside the secrets; it is made with the first of them. Another program may make it at the same moment: the one that gives
 * its file the name first has made it, and whatever is no key is replaced. */
static gboolean
take_key (guint8 *key, gboolean make, GError **error)
{
  g_autofree char *file = g_build_filename (g_get_user_config_dir (), "tradewind", "secrets", "key", NULL);
  g_autofree char *word = g_uuid_string_random (), *own = g_strconcat (file, "-", word, NULL);
  gboolean linked;

  if (read_key (file, key))
    return TRUE;
  if (!make)
    return FALSE;
  crypto_secretbox_keygen (key);
  if (!write_private (own, key, crypto_secretbox_KEYBYTES, error))
    return FALSE;
  linked = link (own, file) == 0;
  g_unlink (own);
  return linked || read_key (file, key) || write_private (file, key, crypto_secretbox_KEYBYTES, error);
}

static gboolean
save_file (const char *name, const char *secret, GError **error)
{
  g_autofree char *file = dup_file (name);
  gsize length = strlen (secret), whole = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + length;
  g_autofree guint8 *bytes = g_malloc (whole);
  guint8 key[crypto_secretbox_KEYBYTES];

  if (!take_key (key, TRUE, error))
    return FALSE;
  randombytes_buf (bytes, crypto_secretbox_NONCEBYTES);
  crypto_secretbox_easy (bytes + crypto_secretbox_NONCEBYTES, (const guint8 *) secret, length, bytes, key);
  sodium_memzero (key, sizeof key);
  return write_private (file, bytes, whole, error);
}

static char *
load_file (const char *name, GError **error)
{
  const gsize least = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;
  g_autofree char *file = dup_file (name), *bytes = NULL;
  guint8 key[crypto_secretbox_KEYBYTES];
  gsize length = 0;
  char *secret;
  int bad;

  if (!g_file_test (file, G_FILE_TEST_EXISTS))
    return NULL;
  if (!g_file_get_contents (file, &bytes, &length, error))
    return NULL;
  bad = length < least || length > MAX_SECRET || !take_key (key, FALSE, NULL);
  secret = g_malloc0 (MAX (length, least) - least + 1);
  bad = bad || crypto_secretbox_open_easy ((guint8 *) secret, (guint8 *) bytes + crypto_secretbox_NONCEBYTES,
                                           length - crypto_secretbox_NONCEBYTES, (guint8 *) bytes, key) != 0;
  sodium_memzero (key, sizeof key);
  if (!bad && g_utf8_validate (secret, -1, NULL))
    return secret;
  tw_sync_secrets_free (secret);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("The kept sign-in cannot be read. Sign in again."));
  return NULL;
}

static void
forget_file (const char *name)
{
  g_autofree char *file = dup_file (name);

  g_unlink (file);
}

/* --- The keyring --- */

/* Computers without a person at them have no use for a keyring that asks one. */
static gboolean
uses_keyring (void)
{
  return sodium_init () >= 0 && g_strcmp0 (g_getenv ("TRADEWIND_SECRETS"), "file") != 0;
}

/* The service may have begun anew since it was last asked: then this program's session with it is over, and is made again. A keyring that
 * stays locked is an answer. Steals error. */
static gboolean
is_worth_another_try (GError *error)
{
  gboolean is = error != NULL && !g_error_matches (error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED)
                && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  if (is)
    secret_service_disconnect ();
  g_clear_error (&error);
  return is;
}

static gboolean
save_keyring (const char *name, const char *label, const char *secret)
{
  Patience patience;
  gboolean saved;
  GError *error = NULL;

  if (!uses_keyring ())
    return FALSE;
  patience_begin (&patience);
  saved = secret_password_store_sync (&secret_schema, SECRET_COLLECTION_DEFAULT, label, secret, patience.cancellable, &error, "client",
                                      name, NULL);
  if (is_worth_another_try (error))
    saved = secret_password_store_sync (&secret_schema, SECRET_COLLECTION_DEFAULT, label, secret, patience.cancellable, NULL, "client",
                                        name, NULL);
  patience_end (&patience);
  return saved;
}

static char *
load_keyring (const char *name)
{
  Patience patience;
  char *secret;
  GError *error = NULL;

  if (!uses_keyring ())
    return NULL;
  patience_begin (&patience);
  secret = secret_password_lookup_sync (&secret_schema, patience.cancellable, &error, "client", name, NULL);
  if (is_worth_another_try (error))
    secret = secret_password_lookup_sync (&secret_schema, patience.cancellable, NULL, "client", name, NULL);
  patience_end (&patience);
  return secret;
}

static void
forget_keyring (const char *name)
{
  Patience patience;
  GError *error = NULL;

  if (!uses_keyring ())
    return;
  patience_begin (&patience);
  secret_password_clear_sync (&secret_schema, patience.cancellable, &error, "client", name, NULL);
  if (is_worth_another_try (error))
    secret_password_clear_sync (&secret_schema, patience.cancellable, NULL, "client", name, NULL);
  patience_end (&patience);
}

/**
 * tw_sync_secrets_save:
 * @name: what it is found by
 * @label: what people see in the keyring's own program
 * @secret: what is kept
 * @error: of the file, when no keyring answers
 *
 * Keeps a secret in the keyring or, when none answers within a minute, in an encrypted file. It never stands in both.
 *
 * Returns: where it is kept
 */
TwSecretsPlace
tw_sync_secrets_save (const char *name, const char *label, const char *secret, GError **error)
{
  if (save_keyring (name, label, secret))
    {
      forget_file (name);
      return TW_SECRETS_KEYRING;
    }
  if (sodium_init () < 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, _("The sign-in cannot be kept here. Sign in again after the next start."));
      return TW_SECRETS_NOWHERE;
    }
  return save_file (name, secret, error) ? TW_SECRETS_FILE : TW_SECRETS_NOWHERE;
}

/**
 * tw_sync_secrets_load:
 * @name: what it was saved by
 * @place: (out) (optional): where it was
 * @error: the file is there and cannot be read
 *
 * Returns: (transfer full) (nullable): the secret, to be freed by tw_sync_secrets_free(); %NULL without error: there is none
 */
char *
tw_sync_secrets_load (const char *name, TwSecretsPlace *place, GError **error)
{
  TwSecretsPlace ignored;
  char *found, *secret;

  if (place == NULL)
    place = &ignored;
  /* The file first: where it is, the keyring did not answer when it was last written to. */
  *place = TW_SECRETS_FILE;
  secret = sodium_init () >= 0 ? load_file (name, error) : NULL;
  if (secret != NULL || (error != NULL && *error != NULL))
    return secret;
  found = load_keyring (name);
  *place = found != NULL ? TW_SECRETS_KEYRING : TW_SECRETS_NOWHERE;
  secret = g_strdup (found);
  secret_password_free (found);
  return secret;
}

/**
 * tw_sync_secrets_forget:
 * @name: what it was saved by
 *
 * Removes the secret wherever it is.
 */
void
tw_sync_secrets_forget (const char *name)
{
  forget_file (name);
  forget_keyring (name);
}

void
tw_sync_secrets_free (char *secret)
{
  if (secret != NULL)
    sodium_memzero (secret, strlen (secret));
  g_free (secret);
}
