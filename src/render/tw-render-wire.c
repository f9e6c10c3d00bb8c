/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-render-wire.h"

#include <math.h>
#include <string.h>

static gboolean
take (TwRenderReader *reader,
      void           *to,
      gsize           size)
{
  if (reader->broken || reader->left < size)
    {
      reader->broken = TRUE;
      memset (to, 0, size);
      return FALSE;
    }
  memcpy (to, reader->data, size);
  reader->data += size;
  reader->left -= size;
  return TRUE;
}

/**
 * tw_render_wire_reader_init:
 * @reader: (out): a reader
 * @data: payload of a message; must live as long as the reader
 * @size: its bytes
 *
 * Begins to read a message.
 */
void
tw_render_wire_reader_init (TwRenderReader *reader,
                            const void     *data,
                            gsize           size)
{
  reader->data = data;
  reader->left = size;
  reader->broken = FALSE;
}

/**
 * tw_render_wire_get_u32:
 * @reader: a reader
 * @max: the largest that makes sense
 *
 * Returns: a number; 0 when broken
 */
guint32
tw_render_wire_get_u32 (TwRenderReader *reader,
                        guint32         max)
{
  guint32 number = 0;

  take (reader, &number, sizeof number);
  if (number <= max)
    return number;
  reader->broken = TRUE;
  return 0;
}

/**
 * tw_render_wire_get_double:
 * @reader: a reader
 * @least: the least that makes sense
 * @most: the most
 *
 * Returns: a finite number; @least when broken
 */
double
tw_render_wire_get_double (TwRenderReader *reader,
                           double          least,
                           double          most)
{
  double number = 0;

  take (reader, &number, sizeof number);
  if (isfinite (number) && number >= least && number <= most)
    return number;
  reader->broken = TRUE;
  return least;
}

/**
 * tw_render_wire_get_float:
 * @reader: a reader
 *
 * Returns: a place on a page; 0 when broken
 */
float
tw_render_wire_get_float (TwRenderReader *reader)
{
  float number = 0;

  take (reader, &number, sizeof number);
  if (isfinite (number) && fabsf (number) <= 1e6f)
    return number;
  reader->broken = TRUE;
  return 0;
}

/**
 * tw_render_wire_get_text:
 * @reader: a reader
 * @max_bytes: how long it may be
 *
 * Returns: (transfer full): a text; "" when broken
 */
char *
tw_render_wire_get_text (TwRenderReader *reader,
                         gsize           max_bytes)
{
  guint32 size = tw_render_wire_get_u32 (reader, (guint32) MIN (max_bytes, G_MAXUINT32));
  char *text = NULL;

  if (reader->broken || size > reader->left || !g_utf8_validate_len ((const char *) reader->data, size, NULL))
    {
      reader->broken = TRUE;
      return g_strdup ("");
    }
  text = g_strndup ((const char *) reader->data, size);
  reader->data += size;
  reader->left -= size;
  return text;
}

/**
 * tw_render_wire_get_count:
 * @reader: a reader
 * @max: how many there may be
 * @least_bytes: what each takes at least
 *
 * So a small message cannot make its reader allocate for a large number.
 *
 * Returns: how many follow; 0 when broken
 */
guint32
tw_render_wire_get_count (TwRenderReader *reader,
                          guint32         max,
                          gsize           least_bytes)
{
  guint32 n = tw_render_wire_get_u32 (reader, max);

  if (!reader->broken && n <= reader->left / least_bytes)
    return n;
  reader->broken = TRUE;
  return 0;
}

/**
 * tw_render_wire_is_done:
 * @reader: a reader
 *
 * Returns: whether the message was read to its end and made sense
 */
gboolean
tw_render_wire_is_done (TwRenderReader *reader)
{
  return !reader->broken && reader->left == 0;
}

/**
 * tw_render_wire_put_u32:
 * @message: a payload
 * @number: a number
 *
 * Adds a number.
 */
void
tw_render_wire_put_u32 (GByteArray *message,
                        guint32     number)
{
  g_byte_array_append (message, (const guint8 *) &number, sizeof number);
}

/**
 * tw_render_wire_put_double:
 * @message: a payload
 * @number: a number
 *
 * Adds a number.
 */
void
tw_render_wire_put_double (GByteArray *message,
                           double      number)
{
  g_byte_array_append (message, (const guint8 *) &number, sizeof number);
}

/**
 * tw_render_wire_put_float:
 * @message: a payload
 * @number: a number; one that is not finite becomes 0
 *
 * Adds a place on a page.
 */
void
tw_render_wire_put_float (GByteArray *message,
                          float       number)
{
  if (!isfinite (number))
    number = 0;
  number = CLAMP (number, -1e6f, 1e6f);
  g_byte_array_append (message, (const guint8 *) &number, sizeof number);
}

/**
 * tw_render_wire_put_text:
 * @message: a payload
 * @text: (nullable): a text, of any bytes
 * @max_bytes: how long it may be
 *
 * Adds a text.
 */
void
tw_render_wire_put_text (GByteArray *message,
                         const char *text,
                         gsize       max_bytes)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  gsize size = strlen (valid);

  if (size > max_bytes)
    {
      size = max_bytes;
      while (size > 0 && ((guint8) valid[size] & 0xc0) == 0x80)
        size--;
    }
  tw_render_wire_put_u32 (message, (guint32) size);
  g_byte_array_append (message, (const guint8 *) valid, (guint) size);
}
