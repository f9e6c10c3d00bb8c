/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-counting-stream.h"

struct _TwCountingStream
{
  GFilterInputStream parent_instance;

  gsize             *count;                            /* not owned; atomic */
};

G_DEFINE_FINAL_TYPE (TwCountingStream, tw_counting_stream, G_TYPE_FILTER_INPUT_STREAM)

static gssize
tw_counting_stream_read (GInputStream *stream,
                         void         *buffer,
                         gsize         count,
                         GCancellable *cancellable,
                         GError      **error)
{
  TwCountingStream *self = TW_COUNTING_STREAM (stream);
  gssize n = g_input_stream_read (g_filter_input_stream_get_base_stream (G_FILTER_INPUT_STREAM (stream)), buffer, count,
                                  cancellable, error);

  if (n > 0)
    g_atomic_pointer_add (self->count, n);
  return n;
}

static void
tw_counting_stream_class_init (TwCountingStreamClass *klass)
{
  G_INPUT_STREAM_CLASS (klass)->read_fn = tw_counting_stream_read;
}

static void
tw_counting_stream_init (TwCountingStream *self)
{
}

/**
 * tw_counting_stream_new:
 * @base: what is read
 * @count: where to add how many bytes were read
 *
 * Returns: (transfer full): a stream of the same bytes
 */
GInputStream *
tw_counting_stream_new (GInputStream *base,
                        gsize        *count)
{
  TwCountingStream *self = g_object_new (TW_TYPE_COUNTING_STREAM, "base-stream", base, NULL);

  self->count = count;
  return G_INPUT_STREAM (self);
}
