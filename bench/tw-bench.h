/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Measuring and printing for the benchmarks. A row compares a figure with a peer or the raw limit of the same run. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  double *values;                                      /* milliseconds */
  guint   n, size;
} BenchSample;

double bench_now_ms      (void);                       /* monotonic */
double bench_cpu_ms      (void);                       /* of this thread, in the kernel too */
void   bench_sample_add  (BenchSample *sample, double ms);
double bench_sample_at   (BenchSample *sample, double quantile);   /* 0.5 median, 0.99 … */
void   bench_sample_clear (BenchSample *sample);
/* One line of the table: ours and the peer in the same unit, reach is the ratio ours/peer that must not be passed (0: none). */
void   bench_row         (const char *work, double ours, double peer, const char *unit, double reach, const char *note);
/* A figure with a limit of its own. */
void   bench_limit       (const char *work, double ours, const char *unit, double limit, const char *note);
guint  bench_random      (guint64 *state, guint below); /* deterministic */
double bench_rss_mb      (void);                       /* resident memory of this process now */

G_END_DECLS
