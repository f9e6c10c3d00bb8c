/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>
#include <sys/random.h>

#include "tw-id.h"

const TwId tw_id_nil = { { 0 } };

static GMutex lock;
static guint64 last_ms;                                /* (mutex lock) */
static TwIdSource id_source;                           /* nullable: the system */
static gpointer id_source_data;
static guint64 last_counter;                           /* (mutex lock) 42 bits: rand_a and the first 30 bits of rand_b */

/**
 * tw_id_new:
 *
 * Makes a new id. Ids of one process always grow: within a millisecond a 42-bit counter with a random start
 * counts on (RFC 9562 §6.2, method 1), and a wall clock that goes back is not followed.
 *
 * Returns: a UUID of version 7
 */
TwId
tw_id_new (void)
{
  TwId id;
  guint64 random[2], ms, counter;

  if (id_source != NULL)
    id_source (&ms, random, id_source_data);
  else
    {
      ms = (guint64) g_get_real_time () / 1000;
      while (getrandom (random, sizeof random, 0) != sizeof random)
        ;
    }
  g_mutex_lock (&lock);
  if (ms > last_ms)
    {
      last_ms = ms;
      last_counter = random[1] & G_GUINT64_CONSTANT (0x1ffffffffff);   /* 41 bits: half of the room to count on */
    }
  else if (++last_counter >> 42)
    {
      last_ms++;
      last_counter = random[1] & G_GUINT64_CONSTANT (0x1ffffffffff);
    }
  ms = last_ms;
  counter = last_counter;
  g_mutex_unlock (&lock);

  for (int i = 0; i < 6; i++)
    id.bytes[i] = ms >> (40 - 8 * i);
  id.bytes[6] = 0x70 | (counter >> 38);
  id.bytes[7] = counter >> 30;
  id.bytes[8] = 0x80 | ((counter >> 24) & 0x3f);
  id.bytes[9] = counter >> 16;
  id.bytes[10] = counter >> 8;
  id.bytes[11] = counter;
  memcpy (id.bytes + 12, random, 4);
  return id;
}

/**
 * tw_id_set_source:
 * @source: (nullable) (scope forever): gives time and chance; %NULL: the system's
 * @data: for @source
 *
 * A seam for simulations. Not to be called while another thread makes ids.
 */
void
tw_id_set_source (TwIdSource source, gpointer data)
{
  id_source = source;
  id_source_data = data;
  last_ms = last_counter = 0;
}

/**
 * tw_id_parse:
 * @text: a text
 * @id: (out): receives the id
 *
 * Reads a UUID of any version in its canonical form, with letters of either case.
 *
 * Returns: %FALSE when it is none; @id is left alone then
 */
gboolean
tw_id_parse (const char *text, TwId *id)
{
  TwId parsed;
  int n = 0;

  g_return_val_if_fail (text && id, FALSE);
  for (int i = 0; i < TW_ID_TEXT_LENGTH; i++)
    {
      int digit;

      if (i == 8 || i == 13 || i == 18 || i == 23)
        {
          if (text[i] != '-')
            return FALSE;
          continue;
        }
      digit = g_ascii_xdigit_value (text[i]);
      if (digit < 0)
        return FALSE;
      if (n % 2 == 0)
        parsed.bytes[n / 2] = digit << 4;
      else
        parsed.bytes[n / 2] |= digit;
      n++;
    }
  if (text[TW_ID_TEXT_LENGTH])
    return FALSE;
  *id = parsed;
  return TRUE;
}

/**
 * tw_id_print:
 * @id: an id
 * @buffer: receives the text
 *
 * Returns: @buffer, with the canonical text in small letters
 */
char *
tw_id_print (const TwId *id, char buffer[TW_ID_TEXT_LENGTH + 1])
{
  static const char hex[] = "0123456789abcdef";
  char *p = buffer;

  for (int i = 0; i < 16; i++)
    {
      if (i == 4 || i == 6 || i == 8 || i == 10)
        *p++ = '-';
      *p++ = hex[id->bytes[i] >> 4];
      *p++ = hex[id->bytes[i] & 15];
    }
  *p = 0;
  return buffer;
}

/**
 * tw_id_dup_text:
 * @id: an id
 *
 * Returns: (transfer full): the canonical text in small letters
 */
char *
tw_id_dup_text (const TwId *id)
{
  char buffer[TW_ID_TEXT_LENGTH + 1];

  return g_strdup (tw_id_print (id, buffer));
}

/**
 * tw_id_get_time:
 * @id: an id that tw_id_new() made
 *
 * Returns: when it was made, in milliseconds since 1970
 */
gint64
tw_id_get_time (const TwId *id)
{
  gint64 ms = 0;

  for (int i = 0; i < 6; i++)
    ms = ms << 8 | id->bytes[i];
  return ms;
}

/**
 * tw_id_from_words:
 * @words: what the id stands for
 *
 * Returns: an id of version 8 (RFC 9562) that follows from the words: the beginning of their SHA-256. It does not sort by time.
 */
TwId
tw_id_from_words (const char *words)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = sizeof digest;
  TwId id;

  g_checksum_update (checksum, (const guchar *) words, -1);
  g_checksum_get_digest (checksum, digest, &length);
  digest[6] = (digest[6] & 0x0f) | 0x80;
  digest[8] = (digest[8] & 0x3f) | 0x80;
  memcpy (&id, digest, sizeof id);
  return id;
}

/**
 * tw_id_compare:
 * @a: an id
 * @b: another
 *
 * Returns: below, equal to or above 0 by the order of the bytes, which is that of the time and of the texts
 */
int
tw_id_compare (const TwId *a, const TwId *b)
{
  return memcmp (a->bytes, b->bytes, sizeof a->bytes);
}

/**
 * tw_id_is_nil:
 * @id: an id
 *
 * Returns: whether all of its bytes are 0
 */
gboolean
tw_id_is_nil (const TwId *id)
{
  return tw_id_compare (id, &tw_id_nil) == 0;
}

/**
 * tw_id_hash:
 * @id: (type TwId): an id
 *
 * Returns: a hash for #GHashTable
 */
guint
tw_id_hash (gconstpointer id)
{
  guint64 a, b;

  memcpy (&a, ((const TwId *) id)->bytes, 8);
  memcpy (&b, ((const TwId *) id)->bytes + 8, 8);
  a = (a ^ b) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  return a >> 32;
}

/**
 * tw_id_equal:
 * @a: (type TwId): an id
 * @b: (type TwId): another
 *
 * Returns: whether they are the same
 */
gboolean
tw_id_equal (gconstpointer a, gconstpointer b)
{
  return tw_id_compare (a, b) == 0;
}
