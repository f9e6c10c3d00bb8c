/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that want more time or memory than a document may: their process ends or refuses, the program says a sentence, and the next file is
 * read as if nothing had been. */
#include "config.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#include "hostile-pdf.h"
#include "renderer-fixture.h"
#include "tw-renderer-private.h"

static void
check_reads_on (GByteArray *bytes)
{
  g_autoptr(TwRenderer) good = fixture_new (TW_RENDERER_PDF, bytes->data, bytes->len);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) pixels = NULL;
  guint width = 0, height = 0;

  g_assert_true (fixture_open (good, NULL, &error));
  g_assert_no_error (error);
  pixels = fixture_draw (good, 0, 0.25, &width, &height, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (pixels), ==, 512 * 512 * 4);
  /* Paper is white above, and what was drawn is at the bottom left. */
  g_assert_cmpuint (((const guint32 *) g_bytes_get_data (pixels, NULL))[0], ==, 0xffffffff);
  g_assert_cmpuint (((const guint32 *) g_bytes_get_data (pixels, NULL))[511 * 512], ==, 0xff000000);
  tw_renderer_close (good);
}

/* It opens, and drawing its page fails so; how its process ended is told then. */
static GSubprocess *
fail_to_draw (GByteArray   *bytes,
              guint         patience,
              TwRenderError expected)
{
  g_autoptr(TwRenderer) renderer = fixture_new (TW_RENDERER_PDF, bytes->data, bytes->len);
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GError) error = NULL;
  guint width = 0, height = 0;

  tw_renderer_limit_patience (renderer, patience);
  g_assert_true (fixture_open (renderer, NULL, &error));
  g_assert_no_error (error);
  process = g_object_ref (renderer->process->process);
  g_assert_null (fixture_draw (renderer, 0, 1, &width, &height, &error));
  g_assert_error (error, TW_RENDER_ERROR, (int) expected);
  g_assert_cmpuint (strlen (error->message), >, 20);
  g_assert_true (expected == TW_RENDER_ERROR_LARGE || renderer->process == NULL);
  tw_renderer_close (renderer);
  g_assert_true (g_subprocess_wait (process, NULL, NULL));
  return g_steal_pointer (&process);
}

/* 4^30 forms: nobody waits for the end of that, and the process does not go on without us. */
static void
test_time (void)
{
  g_autoptr(GByteArray) bytes = hostile_pdf_new_slow (4, 30), good = hostile_pdf_new_groups (2, "0 0 10 10 re f");
  g_autoptr(GSubprocess) process = fail_to_draw (bytes, 1, TW_RENDER_ERROR_SLOW);

  g_assert_true (g_subprocess_get_if_signaled (process));
  g_assert_cmpint (g_subprocess_get_term_sig (process), ==, SIGKILL);
  check_reads_on (good);
}

/* Seconds of the processor that the process may use for what it does now. */
static guint64
get_seconds (TwRenderer *renderer)
{
  int pid = (int) g_ascii_strtoll (g_subprocess_get_identifier (renderer->process->process), NULL, 10);
  struct rlimit limit;

  g_assert_cmpint (prlimit (pid, RLIMIT_CPU, NULL, &limit), ==, 0);
  return limit.rlim_cur;
}

/* The program is busy with something else and looks at nothing: the process ends by itself, and that is told when the program is back. */
static void
test_processor (void)
{
  g_autoptr(GByteArray) bytes = hostile_pdf_new_slow (4, 30), good = hostile_pdf_new_groups (2, "0 0 10 10 re f");
  g_autoptr(TwRenderer) renderer = NULL;
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GBytes) pixels = NULL;
  g_autoptr(GError) error = NULL;
  TwRenderTile tile = { .width = 200, .height = 200, .scale = 1 };

  g_setenv ("TRADEWIND_RENDER_SECONDS", "1", TRUE);
  renderer = fixture_new (TW_RENDERER_PDF, bytes->data, bytes->len);
  g_assert_true (fixture_open (renderer, NULL, &error));
  g_unsetenv ("TRADEWIND_RENDER_SECONDS");
  process = g_object_ref (renderer->process->process);
  tw_renderer_draw_async (renderer, &tile, TW_URGENT, NULL, fixture_keep_cb, &result);
  g_assert_true (g_subprocess_wait (process, NULL, NULL));
  g_assert_true (g_subprocess_get_if_signaled (process));
  g_assert_cmpint (g_subprocess_get_term_sig (process), ==, SIGXCPU);
  g_assert_null (result);
  pixels = tw_renderer_draw_finish (renderer, fixture_wait (&result), &error);
  g_assert_null (pixels);
  g_assert_error (error, TW_RENDER_ERROR, TW_RENDER_ERROR_GONE);
  tw_renderer_close (renderer);
  check_reads_on (good);
}

/* 180 seconds; who starts the program may say less, and what is no such number changes nothing. */
static void
test_processor_bounds (void)
{
  static const struct { const char *wanted; guint64 seconds; } cases[] = {
    { NULL, 180 }, { "7", 7 }, { "180", 180 }, { "181", 180 }, { "0", 180 }, { "-1", 180 }, { "many", 180 }, { "", 180 },
  };
  g_autoptr(GByteArray) bytes = hostile_pdf_new_groups (2, "0 0 10 10 re f");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(TwRenderer) renderer = fixture_new (TW_RENDERER_PDF, bytes->data, bytes->len);
      g_autoptr(GError) error = NULL;

      if (cases[i].wanted != NULL)
        g_setenv ("TRADEWIND_RENDER_SECONDS", cases[i].wanted, TRUE);
      g_assert_true (fixture_open (renderer, NULL, &error));
      g_unsetenv ("TRADEWIND_RENDER_SECONDS");
      /* What starting took is beside it. */
      g_assert_cmpuint (get_seconds (renderer), >=, cases[i].seconds);
      g_assert_cmpuint (get_seconds (renderer), <=, cases[i].seconds + 5);
      tw_renderer_close (renderer);
    }
}

/* 95 groups of 16 MB are more than there is: the page is too large. */
G_GNUC_UNUSED static void
test_memory (void)
{
  g_autoptr(GByteArray) bytes = hostile_pdf_new_groups (95, "0 0 10 10 re f"), good = hostile_pdf_new_groups (2, "0 0 10 10 re f");
  g_autoptr(GSubprocess) process = fail_to_draw (bytes, 0, TW_RENDER_ERROR_LARGE);

  check_reads_on (good);
}

/* Who takes the memory for pixels and then asks for more words breaks its own process, and no other. The words alone are no harm. */
G_GNUC_UNUSED static void
test_memory_gone (void)
{
  g_autoptr(GString) words = g_string_new ("[");
  g_autoptr(GByteArray) bytes = NULL, harmless = NULL;
  g_autoptr(GSubprocess) process = NULL;

  for (guint i = 0; i < 6000000; i++)
    g_string_append (words, "0 ");
  g_string_append (words, "] 0 0 10 10 re f");
  bytes = hostile_pdf_new_groups (80, words->str);
  process = fail_to_draw (bytes, 0, TW_RENDER_ERROR_GONE);
  g_assert_true (g_subprocess_get_if_signaled (process));
  harmless = hostile_pdf_new_groups (1, words->str);
  check_reads_on (harmless);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/render/limits/time", test_time);
  g_test_add_func ("/render/limits/processor", test_processor);
  g_test_add_func ("/render/limits/processor-bounds", test_processor_bounds);
  /* A build that looks for errors of memory sets no limit on it: its shadow alone is some terabytes of addresses. */
#ifndef __SANITIZE_ADDRESS__
  g_test_add_func ("/render/limits/memory", test_memory);
  g_test_add_func ("/render/limits/memory-gone", test_memory_gone);
#endif
  return g_test_run ();
}
