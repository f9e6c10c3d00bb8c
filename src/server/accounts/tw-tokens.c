/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-tokens.h"

#include <sodium.h>
#include <string.h>

#define N_RANDOM     32
#define ACCESS_PREFIX "twa_"
#define N_PLAIN      40                                /* session, user, expiry */
#define MAX_TOKEN    128                               /* bytes of an access token: 4 and 96 */
#define N_VERIFIED   32                                /* of a thread; get_slot() takes five bits */
/* argon2id, t = 3, m = 64 MiB (RFC 9106 names t = 3, m = 64 MiB as its second recommendation). */
#define PASSWORD_OPS 3
#define PASSWORD_MEM (64 * 1024 * 1024)

static GMutex hash_lock;
static GCond hash_cond;
static guint n_hashing;                                /* (mutex hash_lock) */
static guint64 n_runs;                                 /* (mutex hash_lock) */
static char *nobody;                                   /* a hash that no password has */

gboolean
tw_tokens_init (void)
{
  static gsize once;

  if (g_once_init_enter (&once))
    {
      gboolean good = sodium_init () >= 0;

      if (good)
        {
          g_autofree char *random = tw_token_new ("");

          nobody = tw_password_hash (random);
        }
      g_once_init_leave (&once, good && nobody != NULL ? 1 : 2);
    }
  return once == 1;
}

static char *
encode (const char *prefix, const guint8 *bytes, gsize n)
{
  char text[sodium_base64_ENCODED_LEN (N_PLAIN + crypto_auth_hmacsha256_BYTES, sodium_base64_VARIANT_URLSAFE_NO_PADDING)];

  sodium_bin2base64 (text, sizeof text, bytes, n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  return g_strconcat (prefix, text, NULL);
}

char *
tw_token_new (const char *prefix)
{
  guint8 bytes[N_RANDOM];
  char *token;

  randombytes_buf (bytes, sizeof bytes);
  token = encode (prefix, bytes, sizeof bytes);
  sodium_memzero (bytes, sizeof bytes);
  return token;
}

void
tw_token_hash (const char *token, guint8 hash[TW_ACCOUNTS_HASH])
{
  crypto_hash_sha256 (hash, (const guint8 *) token, strlen (token));
}

static void
sign (GBytes *key, const guint8 *plain, guint8 *mac)
{
  /* The key is 32 bytes, made from the server's secret for this use alone. */
  crypto_auth_hmacsha256 (mac, plain, N_PLAIN, g_bytes_get_data (key, NULL));
}

char *
tw_access_token_new (GBytes *key, const TwId *session, const TwId *user, TwInstant expires)
{
  guint8 bytes[N_PLAIN + crypto_auth_hmacsha256_BYTES];
  guint64 at = GUINT64_TO_LE ((guint64) expires);

  memcpy (bytes, session->bytes, 16);
  memcpy (bytes + 16, user->bytes, 16);
  memcpy (bytes + 32, &at, 8);
  sign (key, bytes, bytes + N_PLAIN);
  return encode (ACCESS_PREFIX, bytes, sizeof bytes);
}

/* The same few people ask a thread again and again: a signature that was right for these very bytes and this key is right. Nothing
 * else is remembered: whether the token is too old, or its session was revoked, is looked at each time. */
typedef struct
{
  guint8 key[TW_ACCOUNTS_HASH];
  gsize  length;
  char   token[MAX_TOKEN];
  guint8 plain[N_PLAIN];
} Verified;

static Verified *
get_slot (const char *token, gsize length)
{
  static GPrivate slots_key = G_PRIVATE_INIT (g_free);
  Verified *slots = g_private_get (&slots_key);
  guint32 mark;

  if (length < sizeof mark || length > MAX_TOKEN)
    return NULL;
  if (slots == NULL)
    g_private_set (&slots_key, slots = g_new0 (Verified, N_VERIFIED));
  memcpy (&mark, token + length - sizeof mark, sizeof mark);
  return &slots[mark * 2654435761u >> 27];
}

static gboolean
is_verified (const Verified *slot, GBytes *key, const char *token, gsize length)
{
  return slot != NULL && slot->length == length && sodium_memcmp (slot->token, token, length) == 0
         && sodium_memcmp (slot->key, g_bytes_get_data (key, NULL), sizeof slot->key) == 0;
}

static gboolean
verify (GBytes *key, const char *token, gsize length, guint8 plain[N_PLAIN])
{
  guint8 bytes[N_PLAIN + crypto_auth_hmacsha256_BYTES], mac[crypto_auth_hmacsha256_BYTES];
  gsize n;

  if (!g_str_has_prefix (token, ACCESS_PREFIX)
      || sodium_base642bin (bytes, sizeof bytes, token + strlen (ACCESS_PREFIX), length - strlen (ACCESS_PREFIX), NULL, &n, NULL,
                            sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0
      || n != sizeof bytes)
    return FALSE;
  sign (key, bytes, mac);
  memcpy (plain, bytes, N_PLAIN);
  return sodium_memcmp (mac, bytes + N_PLAIN, sizeof mac) == 0;
}

/* The plain part of a token that this server made. */
static gboolean
read_plain (GBytes *key, const char *token, guint8 plain[N_PLAIN])
{
  gsize length = strlen (token);
  Verified *slot = get_slot (token, length);

  if (is_verified (slot, key, token, length))
    memcpy (plain, slot->plain, N_PLAIN);
  else if (!verify (key, token, length, plain))
    return FALSE;
  else if (slot != NULL)
    {
      memcpy (slot->key, g_bytes_get_data (key, NULL), sizeof slot->key);
      memcpy (slot->token, token, length);
      memcpy (slot->plain, plain, N_PLAIN);
      slot->length = length;
    }
  return TRUE;
}

static TwInstant
get_expires (const guint8 plain[N_PLAIN])
{
  guint64 expires;

  memcpy (&expires, plain + 32, 8);
  return (gint64) GUINT64_FROM_LE (expires);
}

gboolean
tw_access_token_read (GBytes *key, const char *token, TwInstant now, TwId *session, TwId *user)
{
  guint8 plain[N_PLAIN];

  if (!read_plain (key, token, plain))
    return FALSE;
  memcpy (session->bytes, plain, 16);
  memcpy (user->bytes, plain + 16, 16);
  return get_expires (plain) > now;
}

TwInstant
tw_access_token_get_expires (GBytes *key, const char *token)
{
  guint8 plain[N_PLAIN];

  return read_plain (key, token, plain) ? get_expires (plain) : 0;
}

/* --- Passwords --- */

static void
begin_hashing (void)
{
  g_mutex_lock (&hash_lock);
  while (n_hashing >= g_get_num_processors ())
    g_cond_wait (&hash_cond, &hash_lock);
  n_hashing++;
  n_runs++;
  g_mutex_unlock (&hash_lock);
}

static void
end_hashing (void)
{
  g_mutex_lock (&hash_lock);
  n_hashing--;
  g_cond_signal (&hash_cond);
  g_mutex_unlock (&hash_lock);
}

char *
tw_password_hash (const char *password)
{
  char hash[crypto_pwhash_STRBYTES];
  gboolean good;

  begin_hashing ();
  good = crypto_pwhash_str (hash, password, strlen (password), PASSWORD_OPS, PASSWORD_MEM) == 0;
  end_hashing ();
  return good ? g_strdup (hash) : NULL;
}

gboolean
tw_password_verify (const char *hash, const char *password)
{
  gboolean good;

  begin_hashing ();
  good = crypto_pwhash_str_verify (hash != NULL ? hash : nobody, password, strlen (password)) == 0;
  end_hashing ();
  return good && hash != NULL;
}

gboolean
tw_password_is_weakly_hashed (const char *hash)
{
  return crypto_pwhash_str_needs_rehash (hash, PASSWORD_OPS, PASSWORD_MEM) != 0;
}

guint64
tw_password_count_runs (void)
{
  guint64 n;

  g_mutex_lock (&hash_lock);
  n = n_runs;
  g_mutex_unlock (&hash_lock);
  return n;
}
