/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "tw-bench.h"

double
bench_now_ms (void)
{
  return g_get_monotonic_time () / 1000.0;
}

double
bench_cpu_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double) now.tv_sec * 1e3 + (double) now.tv_nsec / 1e6;
}

void
bench_sample_add (BenchSample *sample, double ms)
{
  if (sample->n == sample->size)
    {
      sample->size = MAX (64, sample->size * 2);
      sample->values = g_renew (double, sample->values, sample->size);
    }
  sample->values[sample->n++] = ms;
}

static int
compare_doubles (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

double
bench_sample_at (BenchSample *sample, double quantile)
{
  if (sample->n == 0)
    return 0;
  qsort (sample->values, sample->n, sizeof (double), compare_doubles);
  return sample->values[MIN (sample->n - 1, (guint) (quantile * sample->n))];
}

void
bench_sample_clear (BenchSample *sample)
{
  g_clear_pointer (&sample->values, g_free);
  sample->n = sample->size = 0;
}

void
bench_row (const char *work, double ours, double peer, const char *unit, double reach, const char *note)
{
  double ratio = peer > 0 ? ours / peer : 0;
  char bound[32] = "";

  if (reach > 0)
    g_snprintf (bound, sizeof bound, "<= %.2f %s", reach, ratio <= reach ? "yes" : "NO");
  printf ("%-52s %11.3f %11.3f %-7s %6.2f  %-12s %s\n", work, ours, peer, unit, ratio, bound, note ? note : "");
  fflush (stdout);
}

void
bench_limit (const char *work, double ours, const char *unit, double limit, const char *note)
{
  char bound[32] = "";

  if (limit > 0)
    g_snprintf (bound, sizeof bound, "<= %g %s", limit, ours <= limit ? "yes" : "NO");
  printf ("%-52s %11.3f %11s %-7s %6s  %-12s %s\n", work, ours, "", unit, "", bound, note ? note : "");
  fflush (stdout);
}

guint
bench_random (guint64 *state, guint below)
{
  /* SplitMix64 (Steele, Lea, Flood: "Fast Splittable Pseudorandom Number Generators", 2014). */
  guint64 z = (*state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15));

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  z ^= z >> 31;
  return below ? (guint) (z % below) : 0;
}

double
bench_rss_mb (void)
{
  g_autofree char *text = NULL;
  long pages = 0;

  if (!g_file_get_contents ("/proc/self/statm", &text, NULL, NULL) || sscanf (text, "%*d %ld", &pages) != 1)
    return 0;
  return pages * (double) sysconf (_SC_PAGESIZE) / 1048576.0;
}
