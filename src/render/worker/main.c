/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "tw-worker.h"

#define REQUEST_SECONDS 180                            /* of the processor, for one request; the program's patience ends before */

static const TwWorkerKind *kind;
static guint64 request_seconds = REQUEST_SECONDS;
static GBytes *file;                                   /* (owned) */
static guint8 *map;                                    /* what is shared with the program */
static guint32 walls;
static guint32 n_pages;
static gboolean is_open;

static gboolean
read_all (void *to,
          gsize size)
{
  guint8 *at = to;

  while (size > 0)
    {
      gssize n = read (TW_RENDER_FD_TALK, at, size);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return FALSE;
      at += n;
      size -= (gsize) n;
    }
  return TRUE;
}

static gboolean
write_all (const void *from,
           gsize       size)
{
  const guint8 *at = from;

  while (size > 0)
    {
      gssize n = write (TW_RENDER_FD_TALK, at, size);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return FALSE;
      at += n;
      size -= (gsize) n;
    }
  return TRUE;
}

static void
put_sizes (GByteArray *answer,
           guint32     first,
           guint32     n)
{
  tw_render_wire_put_u32 (answer, n);
  for (guint32 i = 0; i < n; i++)
    {
      double width = 0, height = 0;

      kind->get_size (first + i, &width, &height);
      /* Also what is no number. */
      if (!(width >= 1 && width <= TW_RENDER_MAX_POINTS && height >= 1 && height <= TW_RENDER_MAX_POINTS))
        {
          width = 612;
          height = 792;
        }
      tw_render_wire_put_double (answer, width);
      tw_render_wire_put_double (answer, height);
    }
}

static TwRenderFault
answer_open (TwRenderReader *request,
             GByteArray     *answer)
{
  g_autofree char *password = tw_render_wire_get_text (request, TW_RENDER_MAX_PASSWORD);
  TwRenderFault fault = 0;

  if (!tw_render_wire_is_done (request) || is_open)
    return TW_RENDER_FAULT_REQUEST;
  fault = kind->open (file, *password != '\0' ? password : NULL, &n_pages);
  if (fault != 0)
    return fault;
  if (n_pages == 0)
    return TW_RENDER_FAULT_BROKEN;
  if (n_pages > TW_RENDER_MAX_PAGES)
    return TW_RENDER_FAULT_LARGE;
  is_open = TRUE;
  tw_render_wire_put_u32 (answer, TW_RENDER_VERSION);
  tw_render_wire_put_u32 (answer, walls);
  tw_render_wire_put_u32 (answer, n_pages);
  put_sizes (answer, 0, MIN (n_pages, 16));
  return 0;
}

static TwRenderFault
answer_sizes (TwRenderReader *request,
              GByteArray     *answer)
{
  guint32 first = tw_render_wire_get_u32 (request, n_pages - 1), n = tw_render_wire_get_u32 (request, TW_RENDER_MAX_SIZES);

  if (!tw_render_wire_is_done (request) || n > n_pages - first)
    return TW_RENDER_FAULT_REQUEST;
  put_sizes (answer, first, n);
  return 0;
}

static TwRenderFault
answer_draw (TwRenderReader *request,
             guint32         slot,
             GByteArray     *answer)
{
  guint32 page = tw_render_wire_get_u32 (request, n_pages - 1), rotation = tw_render_wire_get_u32 (request, 3);
  double scale = tw_render_wire_get_double (request, 1e-3, TW_RENDER_MAX_SCALE);
  guint32 x = tw_render_wire_get_u32 (request, G_MAXINT / 2), y = tw_render_wire_get_u32 (request, G_MAXINT / 2);
  guint32 width = tw_render_wire_get_u32 (request, TW_RENDER_MAX_SIDE), height = tw_render_wire_get_u32 (request, TW_RENDER_MAX_SIDE);
  TwRenderFault fault = 0;

  if (!tw_render_wire_is_done (request) || width == 0 || height == 0 || slot >= TW_RENDER_N_SLOTS)
    return TW_RENDER_FAULT_REQUEST;
  fault = kind->draw (page, rotation, scale, (int) x, (int) y, (int) width, (int) height, map + (gsize) slot * TW_RENDER_SLOT_SIZE);
  tw_render_wire_put_u32 (answer, width);
  tw_render_wire_put_u32 (answer, height);
  return fault;
}

static TwRenderFault
answer_print (TwRenderReader *request,
              GByteArray     *answer)
{
  double width = tw_render_wire_get_double (request, 36, TW_RENDER_MAX_POINTS), height = tw_render_wire_get_double (request, 36, TW_RENDER_MAX_POINTS);
  guint32 n = tw_render_wire_get_count (request, TW_RENDER_MAX_PAGES, 4);
  g_autofree guint32 *pages = g_new0 (guint32, n + 1);
  TwRenderFault fault = 0;

  for (guint32 i = 0; i < n; i++)
    pages[i] = tw_render_wire_get_u32 (request, n_pages - 1);
  if (!tw_render_wire_is_done (request) || n == 0)
    return TW_RENDER_FAULT_REQUEST;
  fault = kind->print (width, height, pages, n);
  tw_render_wire_put_u32 (answer, n);
  return fault;
}

/* Requests of a page that a kind may not know. */
static TwRenderFault
answer_page (guint16         op,
             TwRenderReader *request,
             GByteArray     *answer)
{
  guint32 page = tw_render_wire_get_u32 (request, n_pages - 1);
  gboolean boxes = op == TW_RENDER_TEXT ? (gboolean) tw_render_wire_get_u32 (request, 1) : FALSE;

  if (!tw_render_wire_is_done (request))
    return TW_RENDER_FAULT_REQUEST;
  if (op == TW_RENDER_TEXT)
    return kind->read_text (page, boxes, answer);
  if (op == TW_RENDER_LINKS)
    return kind->list_links (page, answer);
  return kind->recognize (page, answer);
}

static TwRenderFault
answer_one (const TwRenderHeader *header,
            TwRenderReader       *request,
            GByteArray           *answer)
{
  if (header->op == TW_RENDER_OPEN)
    return answer_open (request, answer);
  if (!is_open)
    return TW_RENDER_FAULT_REQUEST;
  switch (header->op)
    {
    case TW_RENDER_SIZES:
      return answer_sizes (request, answer);
    case TW_RENDER_DRAW:
      return answer_draw (request, header->slot, answer);
    case TW_RENDER_TEXT:
    case TW_RENDER_LINKS:
    case TW_RENDER_RECOGNIZE:
      return answer_page (header->op, request, answer);
    case TW_RENDER_OUTLINE:
      return tw_render_wire_is_done (request) ? kind->list_outline (answer) : TW_RENDER_FAULT_REQUEST;
    case TW_RENDER_PRINT:
      return answer_print (request, answer);
    default:
      return TW_RENDER_FAULT_REQUEST;
    }
}

/* A request that burns time ends the process even when nobody waits for it any more. */
static void
limit_time (void)
{
  struct rusage used;
  struct rlimit limit;

  if (getrusage (RUSAGE_SELF, &used) != 0)
    return;
  limit.rlim_cur = (rlim_t) (used.ru_utime.tv_sec + used.ru_stime.tv_sec + request_seconds);
  limit.rlim_max = RLIM_INFINITY;
  setrlimit (RLIMIT_CPU, &limit);
}

static gboolean
serve_one (void)
{
  TwRenderHeader header, reply;
  g_autofree guint8 *payload = NULL;
  g_autoptr(GByteArray) answer = g_byte_array_new ();
  TwRenderReader request;
  TwRenderFault fault = 0;

  if (!read_all (&header, sizeof header) || header.size > TW_RENDER_MAX_REQUEST)
    return FALSE;
  payload = g_malloc (header.size + 1);
  if (!read_all (payload, header.size))
    return FALSE;
  limit_time ();
  tw_render_wire_reader_init (&request, payload, header.size);
  fault = answer_one (&header, &request, answer);
  if (fault == 0 && answer->len > TW_RENDER_MAX_ANSWER)
    fault = TW_RENDER_FAULT_LARGE;
  if (fault != 0)
    {
      g_byte_array_set_size (answer, 0);
      tw_render_wire_put_u32 (answer, fault);
    }
  reply = (TwRenderHeader) { answer->len, fault != 0 ? TW_RENDER_FAILED : header.op, header.slot, header.serial };
  return write_all (&reply, sizeof reply) && write_all (answer->data, answer->len);
}

int
tw_worker_write_paper (void                *data,
                       const unsigned char *bytes,
                       unsigned int         length)
{
  while (length > 0)
    {
      gssize n = write (TW_RENDER_FD_PAPER, bytes, length);

      if (n <= 0)
        return TW_WORKER_WRITE_ERROR;
      bytes += n;
      length -= (unsigned int) n;
    }
  return 0;
}

/* Who starts the program may give a request less of the processor, never more. */
static void
lower_seconds (const char *wanted)
{
  guint64 seconds = 0;

  if (wanted != NULL && g_ascii_string_to_unsigned (wanted, 10, 1, REQUEST_SECONDS, &seconds, NULL))
    request_seconds = seconds;
}

/* usage: tradewind-render pdf|picture [LANGUAGES]; started by the program, with the descriptors of tw-render-wire.h. */
int
main (int    argc,
      char **argv)
{
  g_autoptr(GMappedFile) mapped = NULL;

  if (argc < 2)
    return 2;
  lower_seconds (g_getenv ("TRADEWIND_RENDER_SECONDS"));
  kind = g_str_equal (argv[1], "picture") ? &tw_worker_picture : &tw_worker_pdf;
  setlocale (LC_ALL, "C.UTF-8");
  /* Nobody is left to be answered. */
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  prctl (PR_SET_DUMPABLE, 0);
  signal (SIGPIPE, SIG_IGN);
  map = mmap (NULL, (gsize) TW_RENDER_N_SLOTS * TW_RENDER_SLOT_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, TW_RENDER_FD_MAP, 0);
  mapped = g_mapped_file_new_from_fd (TW_RENDER_FD_FILE, FALSE, NULL);
  if (map == MAP_FAILED)
    return 2;
  file = mapped != NULL ? g_mapped_file_get_bytes (mapped) : g_bytes_new (NULL, 0);
  kind->prepare ();
  if (argc > 2)
    tw_worker_recognize_prepare (argv[2]);
  walls = tw_worker_raise_walls (g_bytes_get_size (file));
  while (serve_one ())
    continue;
  /* What libraries would tidy up is the kernel's to take back. */
  _exit (0);
}
