/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a packed message: refused or unpacked within the bounds, and what is packed comes out again. The first byte chooses. */
#include "config.h"

#include "tw-fuzz.h"
#include "tw-wire.h"

TW_FUZZ_MAIN ("pack", 3000)

#define MAX_RATIO  200
#define RATIO_FREE (256 * 1024)

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const char *encoding;
  g_autoptr (GBytes) body = NULL, unpacked = NULL, packed = NULL, again = NULL;
  g_autoptr (GError) error = NULL;

  if (size < 1)
    return 0;
  encoding = data[0] == 'z' ? "zstd" : data[0] == 'g' ? "gzip" : NULL;
  body = g_bytes_new (data + 1, size - 1);
  unpacked = tw_wire_unpack (body, encoding, &error);
  g_assert_true ((unpacked == NULL) == (error != NULL));
  if (unpacked != NULL)
    {
      gsize length = g_bytes_get_size (unpacked);

      g_assert_cmpuint (length, <=, TW_WIRE_MAX_BODY);
      g_assert_true (length <= RATIO_FREE || length / MAX_RATIO <= size - 1);
      tw_fuzz_n_good++;
    }
  packed = tw_wire_pack (body, encoding, NULL);
  again = tw_wire_unpack (packed, encoding, NULL);
  g_assert_true (again != NULL && g_bytes_equal (again, body));
  return 0;
}
