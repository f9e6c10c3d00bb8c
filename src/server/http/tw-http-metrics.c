/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the server counts, by route pattern, never by address: a bounded number of series. Text format of Prometheus, version 0.0.4. */
#include "config.h"

#include <unistd.h>

#include "tw-http-private.h"

#define N_STATUS 600

static const gint64 bounds[] = { 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 500000, 1000000, 2500000, 10000000 };   /* µs */

typedef struct
{
  char    *method, *pattern;
  guint64  by_status[N_STATUS];
  guint64  by_time[G_N_ELEMENTS (bounds) + 1];
  guint64  n;
  gint64   last;                                       /* Unix µs */
  double   seconds;
} Series;

struct _TwHttpMetrics
{
  GMutex     lock;
  GPtrArray *series;                                   /* the first one: requests without a route */
  guint64    in, out;
};

static void
series_free (gpointer data)
{
  Series *series = data;

  g_free (series->method);
  g_free (series->pattern);
  g_free (series);
}

TwHttpMetrics *
tw_http_metrics_new (void)
{
  TwHttpMetrics *metrics = g_new0 (TwHttpMetrics, 1);

  g_mutex_init (&metrics->lock);
  metrics->series = g_ptr_array_new_with_free_func (series_free);
  tw_http_metrics_add_label (metrics, "-", "-");
  return metrics;
}

void
tw_http_metrics_free (TwHttpMetrics *metrics)
{
  g_mutex_clear (&metrics->lock);
  g_ptr_array_unref (metrics->series);
  g_free (metrics);
}

guint
tw_http_metrics_add_label (TwHttpMetrics *metrics, const char *method, const char *pattern)
{
  Series *series = g_new0 (Series, 1);

  series->method = g_strdup (method);
  series->pattern = g_strdup (pattern);
  g_ptr_array_add (metrics->series, series);
  return metrics->series->len - 1;
}

void
tw_http_metrics_count (TwHttpMetrics *metrics, guint label, guint status, gint64 microseconds, gsize in, gsize out)
{
  Series *series = g_ptr_array_index (metrics->series, label);
  gint64 now = g_get_real_time ();
  guint slot = 0;

  while (slot < G_N_ELEMENTS (bounds) && microseconds > bounds[slot])
    slot++;
  g_mutex_lock (&metrics->lock);
  series->by_status[MIN (status, N_STATUS - 1)]++;
  series->by_time[slot]++;
  series->n++;
  series->last = now;
  series->seconds += (double) microseconds / G_USEC_PER_SEC;
  metrics->in += in;
  metrics->out += out;
  g_mutex_unlock (&metrics->lock);
}

/**
 * tw_http_get_usage:
 * @http: a server
 * @method: of a route
 * @pattern: of it
 * @last: (out): when it was answered last, Unix time in µs; 0: never
 *
 * Returns: how many requests to the route this process has answered
 */
guint64
tw_http_get_usage (TwHttp *http, const char *method, const char *pattern, gint64 *last)
{
  TwHttpMetrics *metrics = http->metrics;
  guint64 n = 0;

  *last = 0;
  g_mutex_lock (&metrics->lock);
  for (guint i = 0; i < metrics->series->len; i++)
    {
      Series *series = g_ptr_array_index (metrics->series, i);

      if (!g_str_equal (series->pattern, pattern) || !g_str_equal (series->method, method))
        continue;
      n = series->n;
      *last = series->last;
    }
  g_mutex_unlock (&metrics->lock);
  return n;
}

static void
print_number (GString *text, double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append (text, g_ascii_formatd (buffer, sizeof buffer, "%.6f", value));
}

static void
print_requests (TwHttpMetrics *metrics, GString *text)
{
  g_string_append (text, "# HELP tradewind_http_requests_total Requests by route, method and status.\n"
                         "# TYPE tradewind_http_requests_total counter\n");
  for (guint i = 0; i < metrics->series->len; i++)
    {
      Series *series = g_ptr_array_index (metrics->series, i);

      for (guint status = 0; status < N_STATUS; status++)
        if (series->by_status[status] > 0)
          g_string_append_printf (text, "tradewind_http_requests_total{route=\"%s\",method=\"%s\",status=\"%u\"} %" G_GUINT64_FORMAT "\n",
                                  series->pattern, series->method, status, series->by_status[status]);
    }
}

static void
print_times (TwHttpMetrics *metrics, GString *text)
{
  g_string_append (text, "# HELP tradewind_http_request_seconds Time from request line to end of answer.\n"
                         "# TYPE tradewind_http_request_seconds histogram\n");
  for (guint i = 0; i < metrics->series->len; i++)
    {
      Series *series = g_ptr_array_index (metrics->series, i);
      g_autofree char *labels = g_strdup_printf ("route=\"%s\",method=\"%s\"", series->pattern, series->method);
      guint64 sum = 0;

      if (series->n == 0)
        continue;
      for (guint slot = 0; slot <= G_N_ELEMENTS (bounds); slot++)
        {
          sum += series->by_time[slot];
          g_string_append_printf (text, "tradewind_http_request_seconds_bucket{%s,le=\"", labels);
          if (slot < G_N_ELEMENTS (bounds))
            print_number (text, (double) bounds[slot] / G_USEC_PER_SEC);
          else
            g_string_append (text, "+Inf");
          g_string_append_printf (text, "\"} %" G_GUINT64_FORMAT "\n", sum);
        }
      g_string_append_printf (text, "tradewind_http_request_seconds_sum{%s} ", labels);
      print_number (text, series->seconds);
      g_string_append_printf (text, "\ntradewind_http_request_seconds_count{%s} %" G_GUINT64_FORMAT "\n", labels, series->n);
    }
}

/**
 * tw_http_metrics_print_value:
 * @text: gets the lines
 * @name: of the metric
 * @type: "gauge" or "counter"
 * @help: what it counts
 * @value: its value
 *
 * One metric without labels in the text format of Prometheus.
 */
void
tw_http_metrics_print_value (GString *text, const char *name, const char *type, const char *help, gint64 value)
{
  g_string_append_printf (text, "# HELP %s %s\n# TYPE %s %s\n%s %" G_GINT64_FORMAT "\n", name, help, name, type, name, value);
}

/**
 * tw_http_print_metrics:
 * @http: a server
 * @text: gets its counters in the text format of Prometheus
 */
void
tw_http_print_metrics (TwHttp *http, GString *text)
{
  TwHttpMetrics *metrics = http->metrics;
  guint connections;

  g_mutex_lock (&http->lock);
  connections = http->sockets.length;
  g_mutex_unlock (&http->lock);
  g_mutex_lock (&metrics->lock);
  print_requests (metrics, text);
  print_times (metrics, text);
  tw_http_metrics_print_value (text, "tradewind_http_received_bytes_total", "counter", "Bytes of bodies, unpacked.", (gint64) metrics->in);
  tw_http_metrics_print_value (text, "tradewind_http_sent_bytes_total", "counter", "Bytes of answers, without streams.", (gint64) metrics->out);
  g_mutex_unlock (&metrics->lock);
  tw_http_metrics_print_value (text, "tradewind_http_connections", "gauge", "Open connections.", connections);
  tw_http_metrics_print_value (text, "tradewind_http_requests_running", "gauge", "Requests not answered yet, with streams.",
                               g_atomic_int_get (&http->running));
  tw_http_metrics_print_value (text, "tradewind_http_buffered_bytes", "gauge", "Bodies in memory.",
                               (gint64) (gintptr) g_atomic_pointer_get (&http->buffered));
}
