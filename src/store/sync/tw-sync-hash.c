/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-replica.h"

/* The finaliser of MurmurHash3 (Appleby, public domain): every bit of the input changes half of those of the output. */
static guint64
mix (guint64 x)
{
  x ^= x >> 33;
  x *= G_GUINT64_CONSTANT (0xff51afd7ed558ccd);
  x ^= x >> 33;
  x *= G_GUINT64_CONSTANT (0xc4ceb9fe1a85ec53);
  return x ^ (x >> 33);
}

static guint64
read_word (const guint8 *bytes)
{
  guint64 word = 0;

  for (guint i = 0; i < 8; i++)
    word = word << 8 | bytes[i];
  return word;
}

/**
 * tw_sync_hash:
 * @entity_number: number of the entity
 * @id: the record
 * @server_seq: seq of its last change at the server
 *
 * One record's part of a checksum. The sum of all parts does not depend on their order; both sides of a connection must
 * compute the same: mix (mix (mix (mix (entity) + first half of id) + second half) + seq), halves read high byte first,
 * additions modulo 2⁶⁴.
 *
 * Returns: the hash
 */
guint64
tw_sync_hash (guint entity_number, const TwId *id, gint64 server_seq)
{
  guint64 hash = mix (entity_number);

  hash = mix (hash + read_word (id->bytes));
  hash = mix (hash + read_word (id->bytes + 8));
  return mix (hash + (guint64) server_seq);
}
