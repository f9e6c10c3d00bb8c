/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-chart-private.h"

#include <cairo-svg.h>
#include <math.h>

typedef struct
{
  GOutputStream *stream;
  GError       **error;
} Sink;

static cairo_status_t
write_cb (void                *closure,
          const unsigned char *data,
          unsigned int         length)
{
  Sink *sink = closure;

  return g_output_stream_write_all (sink->stream, data, length, NULL, NULL, sink->error) ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

static void
draw_on_paper (TwChart           *chart,
               const TwChartLook *look,
               double             width,
               double             height,
               cairo_t           *cr)
{
  g_autoptr(TwChartPlan) plan = tw_chart_plan_new (chart, look, width, height);
  guint32 paper = tw_chart_get_paper (look->dark);

  cairo_set_source_rgb (cr, ((paper >> 16) & 0xff) / 255.0, ((paper >> 8) & 0xff) / 255.0, (paper & 0xff) / 255.0);
  cairo_paint (cr);
  tw_chart_plan_draw (plan, cr);
}

static gboolean
check (cairo_status_t status,
       GError       **error)
{
  if (status == CAIRO_STATUS_SUCCESS)
    return TRUE;
  if (error != NULL && *error == NULL)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, cairo_status_to_string (status));
  return FALSE;
}

/**
 * tw_chart_write_png:
 * @chart: a chart
 * @look: how it is to look
 * @width: its width in units of the text
 * @height: its height
 * @scale: pixels a unit
 * @stream: where it goes
 * @error: what the stream says
 *
 * Returns: whether it was written
 */
gboolean
tw_chart_write_png (TwChart           *chart,
                    const TwChartLook *look,
                    double             width,
                    double             height,
                    double             scale,
                    GOutputStream     *stream,
                    GError           **error)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) ceil (width * scale), (int) ceil (height * scale));
  cairo_t *cr = cairo_create (surface);
  Sink sink = { stream, error };
  gboolean good;

  cairo_scale (cr, scale, scale);
  draw_on_paper (chart, look, width, height, cr);
  good = check (cairo_status (cr), error) && check (cairo_surface_write_to_png_stream (surface, write_cb, &sink), error);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return good;
}

/**
 * tw_chart_write_svg:
 * @chart: a chart
 * @look: how it is to look
 * @width: its width in points
 * @height: its height
 * @stream: where it goes
 * @error: what the stream says
 *
 * Returns: whether it was written
 */
gboolean
tw_chart_write_svg (TwChart           *chart,
                    const TwChartLook *look,
                    double             width,
                    double             height,
                    GOutputStream     *stream,
                    GError           **error)
{
  Sink sink = { stream, error };
  cairo_surface_t *surface = cairo_svg_surface_create_for_stream (write_cb, &sink, width, height);
  cairo_t *cr = cairo_create (surface);
  gboolean good;

  draw_on_paper (chart, look, width, height, cr);
  cairo_surface_finish (surface);
  good = check (cairo_surface_status (surface), error);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return good;
}

static void
append_cell (GString    *text,
             const char *cell)
{
  /* A spreadsheet takes such a beginning for a formula. */
  gboolean formula = *cell != '\0' && strchr ("=+-@", *cell) != NULL;

  if (!formula && strpbrk (cell, ",\"") == NULL)
    {
      g_string_append (text, cell);
      return;
    }
  g_string_append (text, formula ? "\"'" : "\"");
  for (; *cell != '\0'; cell++)
    {
      if (*cell == '"')
        g_string_append_c (text, '"');
      g_string_append_c (text, *cell);
    }
  g_string_append_c (text, '"');
}

static void
append_number (GString *text,
               double   value)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append (text, g_ascii_formatd (number, sizeof number, "%.15g", value));
}

/**
 * tw_chart_dup_csv:
 * @chart: a chart
 *
 * Returns: (transfer full): its data by RFC 4180
 */
char *
tw_chart_dup_csv (TwChart *chart)
{
  GString *text = g_string_new (NULL);
  gboolean points = chart->kind == TW_CHART_SCATTER;

  append_cell (text, chart->x_title != NULL ? chart->x_title : "");
  if (points)
    g_string_append (text, ",x");
  for (guint s = 0; s < chart->series->len; s++)
    {
      g_string_append_c (text, ',');
      append_cell (text, tw_chart_get_series_name (chart, s));
    }
  g_string_append (text, "\r\n");
  for (guint i = 0; i < chart->categories->len; i++)
    {
      append_cell (text, tw_chart_get_category_label (chart, i));
      if (points)
        {
          g_string_append_c (text, ',');
          append_number (text, g_array_index (chart->categories, Category, i).x);
        }
      for (guint s = 0; s < chart->series->len; s++)
        {
          double value;

          g_string_append_c (text, ',');
          if (tw_chart_get_value (chart, s, i, &value))
            append_number (text, value);
        }
      g_string_append (text, "\r\n");
    }
  return g_string_free (text, FALSE);
}
