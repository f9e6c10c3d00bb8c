/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <locale.h>
#include <math.h>
#include <string.h>

#include "chart-cases.h"

/* --- Pictures --- */

#define BLOCK 8
#define SAME  24                                       /* of 255: how much the means of a block may differ between SVG and PNG */

static cairo_surface_t *
draw (const ChartCase *one)
{
  g_autoptr(TwChart) chart = one->make ();
  double width = one->width > 0 ? one->width : 320, height = one->height > 0 ? one->height : 200;
  g_autoptr(TwChartPlan) plan = tw_chart_plan_new (chart, &one->look, width, height);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) width, (int) height);
  cairo_t *cr = cairo_create (surface);
  guint32 paper = tw_chart_get_paper (one->look.dark);

  cairo_set_source_rgb (cr, ((paper >> 16) & 0xff) / 255.0, ((paper >> 8) & 0xff) / 255.0, (paper & 0xff) / 255.0);
  cairo_paint (cr);
  tw_chart_plan_draw (plan, cr);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

/* The mean of a channel over a block: fonts of different machines differ in less than that. */
static double
mean (cairo_surface_t *surface, int bx, int by, int channel)
{
  const guchar *data = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface), sum = 0, n = 0;

  for (int y = by; y < MIN (by + BLOCK, cairo_image_surface_get_height (surface)); y++)
    for (int x = bx; x < MIN (bx + BLOCK, cairo_image_surface_get_width (surface)); x++, n++)
      sum += data[y * stride + x * 4 + channel];
  return n > 0 ? (double) sum / n : 0;
}

static void
test_picture (gconstpointer data)
{
  const ChartCase *one = data;
  const char *write_to = g_getenv ("TW_CHARTS_WRITE");
  g_autofree char *name = g_strconcat (one->name, ".png", NULL);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "golden", name, NULL);
  cairo_surface_t *surface = draw (one), *golden = NULL;
  int width = cairo_image_surface_get_width (surface), height = cairo_image_surface_get_height (surface), n = 0, different = 0;

  if (write_to != NULL)
    {
      g_autofree char *out = g_build_filename (write_to, name, NULL);

      g_assert_cmpint (cairo_surface_write_to_png (surface, out), ==, CAIRO_STATUS_SUCCESS);
    }
  golden = cairo_image_surface_create_from_png (write_to != NULL ? NULL : path);
  if (write_to == NULL)
    {
      g_assert_cmpint (cairo_surface_status (golden), ==, CAIRO_STATUS_SUCCESS);
      g_assert_cmpint (cairo_image_surface_get_width (golden), ==, width);
      g_assert_cmpint (cairo_image_surface_get_height (golden), ==, height);
      for (int y = 0; y < height; y += BLOCK)
        for (int x = 0; x < width; x += BLOCK, n++)
          for (int channel = 0; channel < 3; channel++)
            if (fabs (mean (surface, x, y, channel) - mean (golden, x, y, channel)) > 40)
              {
                different++;
                break;
              }
      g_assert_cmpint (different * 100, <=, n * 5);
    }
  cairo_surface_destroy (golden);
  cairo_surface_destroy (surface);
}

/* No text lies on another one, and none outside, at any size and direction. */
static void
test_texts (void)
{
  static const double sizes[][2] = { { 320, 200 }, { 640, 360 }, { 180, 140 }, { 360, 640 }, { 900, 120 }, { 40, 30 }, { 1, 1 } };

  for (guint i = 0; i < n_chart_cases; i++)
    for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
      for (int rtl = 0; rtl < 2; rtl++)
        {
          g_autoptr(TwChart) chart = chart_cases[i].make ();
          TwChartLook look = { .rtl = rtl };
          g_autoptr(TwChartPlan) plan = tw_chart_plan_new (chart, &look, sizes[s][0], sizes[s][1]);
          g_autoptr(GArray) texts = tw_chart_plan_list_texts (plan);

          for (guint a = 0; a < texts->len && sizes[s][0] >= 180; a++)
            {
              const cairo_rectangle_t *x = &g_array_index (texts, cairo_rectangle_t, a);

              if (x->x < -3 || x->x + x->width > sizes[s][0] + 3 || x->y < -3 || x->y + x->height > sizes[s][1] + 3)
                g_error ("%s %gx%g rtl %d: text %u outside: %g %g %g %g", chart_cases[i].name, sizes[s][0], sizes[s][1], rtl, a, x->x, x->y, x->width,
                         x->height);
              for (guint b = a + 1; b < texts->len; b++)
                {
                  const cairo_rectangle_t *y = &g_array_index (texts, cairo_rectangle_t, b);
                  double wide = MIN (x->x + x->width, y->x + y->width) - MAX (x->x, y->x);
                  double high = MIN (x->y + x->height, y->y + y->height) - MAX (x->y, y->y);

                  /* Lines of text may touch with what is above and below their letters. */
                  if (wide > 2 && high > MIN (x->height, y->height) * 0.4)
                    g_error ("%s %gx%g rtl %d: texts %u and %u overlap: %g %g %g %g, %g %g %g %g", chart_cases[i].name, sizes[s][0], sizes[s][1], rtl,
                             a, b, x->x, x->y, x->width, x->height, y->x, y->y, y->width, y->height);
                }
            }
        }
}

/* --- Pointing and walking --- */

/* Whatever is found in the middle of a datum is that datum, and the keyboard comes to all of them. */
static void
test_marks (void)
{
  for (guint i = 0; i < n_chart_cases; i++)
    {
      g_autoptr(TwChart) chart = chart_cases[i].make ();
      g_autoptr(TwChartPlan) plan = tw_chart_plan_new (chart, &chart_cases[i].look, 640, 400);
      g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      TwChartDatum datum, row, hit;
      guint rows = 0;

      if (!tw_chart_plan_step (plan, NULL, TW_CHART_FIRST, &row))
        {
          g_assert_cmpuint (tw_chart_plan_get_n_marks (plan), ==, 0);
          continue;
        }
      while (tw_chart_plan_step (plan, &row, TW_CHART_PREVIOUS_SERIES, &row))
        ;
      do
        for (gboolean more = (datum = row, TRUE); more; more = tw_chart_plan_step (plan, &datum, TW_CHART_NEXT, &datum))
          {
            cairo_rectangle_t place;
            g_autofree char *words = tw_chart_plan_dup_words (plan, &datum);

            g_assert_cmpstr (words, !=, "");
            g_assert_true (tw_chart_plan_find (plan, &datum, &place));
            g_assert_true (tw_chart_plan_hit (plan, place.x + place.width / 2, place.y + place.height / 2, &hit));
            if (tw_chart_get_kind (chart) != TW_CHART_SCATTER && tw_chart_get_kind (chart) != TW_CHART_LINE && place.width > 14 && place.height > 14)
              g_assert_cmpint (hit.category, ==, datum.category);
            g_hash_table_add (seen, g_strdup_printf ("%d/%d", datum.series, datum.category));
          }
      while (++rows < 50 && tw_chart_plan_step (plan, &row, TW_CHART_NEXT_SERIES, &row));
      if (tw_chart_get_kind (chart) != TW_CHART_SCATTER && !g_str_equal (chart_cases[i].name, "heat"))
        g_assert_cmpuint (g_hash_table_size (seen) * 10, >=, tw_chart_plan_get_n_marks (plan) * 9);
    }
}

/* The area of a dot tells how much it stands for; points that stand for the same, or for what is not known, are all alike. */
static void
test_weights (void)
{
  static const double weights[][3] = { { 1, 25, 100 }, { 7, 7, 7 }, { 0, 0, 0 } };
  double plain = 0;

  for (int i = G_N_ELEMENTS (weights) - 1; i >= 0; i--)
    {
      g_autoptr(TwChart) chart = tw_chart_new (TW_CHART_SCATTER, NULL);
      g_autoptr(TwChartPlan) plan = NULL;
      TwChartLook look = { 0 };
      cairo_rectangle_t places[3];

      tw_chart_add_series (chart, "Owners", NULL);
      for (int j = 0; j < 3; j++)
        {
          tw_chart_add_point (chart, 0, "Owner", 10 + 10 * j, 5);
          tw_chart_set_weight (chart, weights[i][j]);
        }
      plan = tw_chart_plan_new (chart, &look, 640, 400);
      for (int j = 0; j < 3; j++)
        {
          TwChartDatum datum = { 0, j };

          g_assert_true (tw_chart_plan_find (plan, &datum, &places[j]));
        }
      if (i == 2)
        plain = places[0].width;
      g_assert_cmpfloat (plain, >, 0);
      if (i > 0)
        for (int j = 0; j < 3; j++)
          g_assert_cmpfloat (ABS (places[j].width - plain), <, 0.01);
      else
        {
          g_assert_cmpfloat (places[0].width, <, plain);
          g_assert_cmpfloat (places[0].width, <, places[1].width);
          g_assert_cmpfloat (places[1].width, <, places[2].width);
          g_assert_cmpfloat (places[2].width, <, 2 * plain);
        }
    }
}

static void
test_legend (void)
{
  g_autoptr(TwChart) chart = tw_chart_new (TW_CHART_STACKED, NULL);
  TwChartLook look = { 0 };
  gboolean found[2] = { FALSE, FALSE };

  tw_chart_add_category (chart, "a", NULL, NULL);
  for (guint s = 0; s < 2; s++)
    tw_chart_set_value (chart, tw_chart_add_series (chart, s == 0 ? "one" : "two", NULL), 0, s + 1);
  for (int hide = 0; hide < 2; hide++)
    {
      g_autoptr(TwChartPlan) plan = NULL;

      tw_chart_set_hidden (chart, 1, hide);
      plan = tw_chart_plan_new (chart, &look, 300, 200);
      found[0] = found[1] = FALSE;
      for (double y = 0; y < 200; y += 4)
        for (double x = 0; x < 300; x += 4)
          if (tw_chart_plan_hit_legend (plan, x, y) >= 0)
            found[tw_chart_plan_hit_legend (plan, x, y)] = TRUE;
      g_assert_true (found[0] && found[1]);
      g_assert_cmpuint (tw_chart_plan_get_n_marks (plan), ==, hide ? 1 : 2);
    }
}

static void
test_other (void)
{
  g_autoptr(TwChart) chart = tw_chart_new (TW_CHART_HORIZONTAL, NULL);
  TwChartLook look = { 0 };
  g_autoptr(TwChartPlan) plan = NULL;
  TwChartDatum datum;
  double sum = 0, shown = 0, value;
  g_autofree char *words = NULL;

  tw_chart_add_series (chart, "n", NULL);
  for (guint i = 0; i < 200; i++)
    {
      tw_chart_set_value (chart, 0, tw_chart_add_category (chart, "x", NULL, NULL), i);
      sum += i;
    }
  plan = tw_chart_plan_new (chart, &look, 300, 200);
  g_assert_cmpuint (tw_chart_plan_get_n_marks (plan), <, 20);
  for (gboolean more = tw_chart_plan_step (plan, NULL, TW_CHART_FIRST, &datum); more; more = tw_chart_plan_step (plan, &datum, TW_CHART_NEXT, &datum))
    if (datum.category != TW_CHART_OTHER && tw_chart_get_value (chart, 0, datum.category, &value))
      shown += value;
  g_assert_true (tw_chart_plan_step (plan, NULL, TW_CHART_LAST, &datum));
  g_assert_cmpint (datum.category, ==, TW_CHART_OTHER);
  words = tw_chart_plan_dup_words (plan, &datum);
  {
    g_autofree char *rest = tw_chart_format (chart, sum - shown, FALSE);

    g_assert_nonnull (strstr (words, rest));
  }
}

/* --- Numbers and colours --- */

static void
test_ticks (void)
{
  static const struct { double low, high; guint about; double first, step; guint n; } table[] = {
    { 0, 10, 5, 0, 2, 6 }, { 0, 97, 5, 0, 20, 6 }, { 0, 1e15, 5, 0, 2e14, 6 }, { -31, 24, 5, -40, 20, 5 }, { 0, 0, 5, 0, 0.2, 6 },
    { 0, 0.041, 4, 0, 0.01, 6 }, { 105, 543, 5, 100, 100, 6 }, { 7, 7, 4, 0, 5, 4 }, { -3, -3, 4, -10, 5, 3 }, { NAN, 3, 4, 0, 0.2, 6 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      double first, step;
      guint n;

      tw_chart_nice_ticks (table[i].low, table[i].high, table[i].about, &first, &step, &n);
      g_test_message ("%g … %g: %g + %g × %u", table[i].low, table[i].high, first, step, n);
      if (isfinite (table[i].low))
        {
          g_assert_cmpfloat (first, <=, table[i].low);
          g_assert_cmpfloat (first + step * (n - 1), >=, table[i].high * (1 - 1e-9));
        }
      g_assert_cmpuint (n, >=, 2);
      g_assert_cmpuint (n, <=, 2 * table[i].about + 2);
      if (i < 4)
        {
          g_assert_cmpfloat_with_epsilon (first, table[i].first, 1e-9);
          g_assert_cmpfloat_with_epsilon (step, table[i].step, table[i].step * 1e-9);
          g_assert_cmpuint (n, ==, table[i].n);
        }
    }
}

/* How people without one kind of cones see a colour: G. M. Machado and others, "A Physiologically-based Model for Simulation of Color
 * Vision Deficiency", 2009, severity 1. Compared in CIE L*a*b*. */
static void
see (guint32 color, int kind, double lab[3])
{
  static const double deficient[3][3][3] = {
    { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } },
    { { 0.152286, 1.052583, -0.204868 }, { 0.114503, 0.786281, 0.099216 }, { -0.003882, -0.048116, 1.051998 } },
    { { 0.367322, 0.860646, -0.227968 }, { 0.280085, 0.672501, 0.047413 }, { -0.011820, 0.042940, 0.968881 } },
  };
  double linear[3], seen[3], xyz[3];

  for (int i = 0; i < 3; i++)
    {
      double part = ((color >> (16 - 8 * i)) & 0xff) / 255.0;

      linear[i] = part <= 0.04045 ? part / 12.92 : pow ((part + 0.055) / 1.055, 2.4);
    }
  for (int i = 0; i < 3; i++)
    {
      seen[i] = 0;
      for (int j = 0; j < 3; j++)
        seen[i] += deficient[kind][i][j] * linear[j];
      seen[i] = CLAMP (seen[i], 0, 1);
    }
  xyz[0] = (0.4124 * seen[0] + 0.3576 * seen[1] + 0.1805 * seen[2]) / 0.95047;
  xyz[1] = 0.2126 * seen[0] + 0.7152 * seen[1] + 0.0722 * seen[2];
  xyz[2] = (0.0193 * seen[0] + 0.1192 * seen[1] + 0.9505 * seen[2]) / 1.08883;
  for (int i = 0; i < 3; i++)
    xyz[i] = xyz[i] > 0.008856 ? cbrt (xyz[i]) : 7.787 * xyz[i] + 16.0 / 116;
  lab[0] = 116 * xyz[1] - 16;
  lab[1] = 500 * (xyz[0] - xyz[1]);
  lab[2] = 200 * (xyz[1] - xyz[2]);
}

static void
test_colors (void)
{
  for (int dark = 0; dark < 2; dark++)
    {
      g_assert_cmpfloat (tw_chart_contrast (tw_chart_get_ink (dark), tw_chart_get_paper (dark)), >=, 7);
      for (guint i = 0; i < TW_CHART_N_COLORS; i++)
        {
          g_assert_cmpfloat (tw_chart_contrast (tw_chart_get_color (i, dark), tw_chart_get_paper (dark)), >=, 3);
          for (guint j = 0; j < i; j++)
            for (int kind = 0; kind < 3; kind++)
              {
                double a[3], b[3];

                see (tw_chart_get_color (i, dark), kind, a);
                see (tw_chart_get_color (j, dark), kind, b);
                g_assert_cmpfloat (hypot (hypot (a[0] - b[0], a[1] - b[1]), a[2] - b[2]), >=, 17);
              }
        }
    }
}

static void
check_format (const char *locale, const TwNumberUnit *unit, double value, gboolean brief, const char *wanted)
{
  g_autofree char *text = NULL;

  if (setlocale (LC_ALL, locale) == NULL)
    {
      g_test_message ("the locale %s is not installed", locale);
      return;
    }
  text = tw_number_format (unit, value, brief);
  /* Spaces that do not break are the locale's affair. */
  for (char *at; (at = strstr (text, "\302\240")) != NULL || (at = strstr (text, "\342\200\257")) != NULL;)
    {
      gsize length = *at == '\302' ? 2 : 3;

      *at = ' ';
      memmove (at + 1, at + length, strlen (at + length) + 1);
    }
  g_assert_cmpstr (text, ==, wanted);
}

static void
test_numbers (void)
{
  const TwNumberUnit plain = { TW_NUMBER_PLAIN, 0 }, percent = { TW_NUMBER_PERCENT, 0 }, dollars = { TW_NUMBER_MONEY, ('U' << 16) | ('S' << 8) | 'D' };
  g_autofree char *before = g_strdup (setlocale (LC_ALL, NULL));

  check_format ("C.UTF-8", &plain, 1230000, TRUE, "1.23M");
  check_format ("C.UTF-8", &plain, 999, TRUE, "999");
  check_format ("C.UTF-8", &plain, 0.041, TRUE, "0.04");
  check_format ("C.UTF-8", &plain, 1e15, TRUE, "1000T");
  check_format ("C.UTF-8", &plain, -45200, TRUE, "-45.2K");
  check_format ("C.UTF-8", &plain, 1234567, FALSE, "1,234,567");
  check_format ("C.UTF-8", &dollars, 1234567.5, FALSE, "$1,234,567.50");
  check_format ("C.UTF-8", &dollars, 1234567.5, TRUE, "$1.23M");
  check_format ("C.UTF-8", &percent, 41.66, FALSE, "41.7%");
  check_format ("fr_FR.UTF-8", &plain, 1230000, TRUE, "1,23 M");
  setlocale (LC_ALL, before);
}

/* --- Files --- */

/* The pixels of a file, on the paper of a chart. */
static cairo_surface_t *
paint_file (GOutputStream *file)
{
  g_autoptr(GBytes) bytes = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (file));
  g_autoptr(GInputStream) stream = g_memory_input_stream_new_from_bytes (bytes);
  g_autoptr(GError) error = NULL;
  g_autoptr(GdkPixbuf) pixbuf = gdk_pixbuf_new_from_stream_at_scale (stream, 320, 200, FALSE, NULL, &error);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 320, 200);
  guchar *to = cairo_image_surface_get_data (surface);

  g_assert_no_error (error);
  for (int y = 0; y < 200; y++)
    for (int x = 0; x < 320; x++)
      {
        int n = gdk_pixbuf_get_n_channels (pixbuf);
        const guchar *from = gdk_pixbuf_read_pixels (pixbuf) + y * gdk_pixbuf_get_rowstride (pixbuf) + x * n;
        int alpha = n == 4 ? from[3] : 255;

        for (int c = 0; c < 3; c++)
          to[y * cairo_image_surface_get_stride (surface) + x * 4 + 2 - c] = (guchar) ((from[c] * alpha + 255 * (255 - alpha)) / 255);
      }
  cairo_surface_mark_dirty (surface);
  return surface;
}

/* Each of the charts as SVG, drawn by another library, is the same as its PNG: the edges of its lines and letters may differ a little. */
static void
test_same (void)
{
  for (guint i = 0; i < n_chart_cases; i++)
    {
      g_autoptr(GOutputStream) svg = g_memory_output_stream_new_resizable (), png = g_memory_output_stream_new_resizable ();
      g_autoptr(TwChart) chart = chart_cases[i].make ();
      g_autoptr(GError) error = NULL;
      cairo_surface_t *one = NULL, *other = NULL;
      double worst = 0;

      g_assert_true (tw_chart_write_svg (chart, &chart_cases[i].look, 320, 200, svg, &error)
                     && tw_chart_write_png (chart, &chart_cases[i].look, 320, 200, 1, png, &error));
      g_assert_no_error (error);
      g_assert_true (g_output_stream_close (svg, NULL, NULL) && g_output_stream_close (png, NULL, NULL));
      one = paint_file (svg);
      other = paint_file (png);
      for (int y = 0; y < 200; y += BLOCK)
        for (int x = 0; x < 320; x += BLOCK)
          for (int c = 0; c < 3; c++)
            worst = MAX (worst, ABS (mean (one, x, y, c) - mean (other, x, y, c)));
      g_test_message ("%s: %.1f", chart_cases[i].name, worst);
      if (worst > SAME)
        g_error ("%s: SVG and PNG differ by %g", chart_cases[i].name, worst);
      cairo_surface_destroy (one);
      cairo_surface_destroy (other);
    }
}

static void
test_files (void)
{
  g_autoptr(GOutputStream) svg = g_memory_output_stream_new_resizable (), png = g_memory_output_stream_new_resizable ();
  g_autoptr(TwChart) chart = tw_chart_new (TW_CHART_BAR, "A, \"B\"");
  g_autofree char *csv = NULL, *text = NULL;
  g_autoptr(GError) error = NULL;
  TwChartLook look = { 0 };

  tw_chart_set_axis_titles (chart, "Stage", NULL);
  tw_chart_add_series (chart, "Deals, open", NULL);
  tw_chart_set_value (chart, 0, tw_chart_add_category (chart, "=cmd()", NULL, NULL), 0.1);
  tw_chart_add_category (chart, "none", NULL, NULL);
  tw_chart_set_value (chart, 0, tw_chart_add_category (chart, "say \"x\"", NULL, NULL), 1234567.25);
  csv = tw_chart_dup_csv (chart);
  g_assert_cmpstr (csv, ==, "Stage,\"Deals, open\"\r\n\"'=cmd()\",0.1\r\nnone,\r\n\"say \"\"x\"\"\",1234567.25\r\n");
  g_assert_true (tw_chart_write_svg (chart, &look, 300, 200, svg, &error));
  g_assert_no_error (error);
  text = g_strndup (g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (svg)), g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (svg)));
  g_assert_nonnull (strstr (text, "<svg"));
  g_assert_true (tw_chart_write_png (chart, &look, 300, 200, 2, png, &error));
  g_assert_no_error (error);
  g_assert_cmpmem (g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (png)), 4, "\211PNG", 4);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < n_chart_cases; i++)
    {
      g_autofree char *path = g_strconcat ("/paper/chart/picture/", chart_cases[i].name, NULL);

      g_test_add_data_func (path, &chart_cases[i], test_picture);
    }
  g_test_add_func ("/paper/chart/texts", test_texts);
  g_test_add_func ("/paper/chart/marks", test_marks);
  g_test_add_func ("/paper/chart/weights", test_weights);
  g_test_add_func ("/paper/chart/legend", test_legend);
  g_test_add_func ("/paper/chart/other", test_other);
  g_test_add_func ("/paper/chart/ticks", test_ticks);
  g_test_add_func ("/paper/chart/colors", test_colors);
  g_test_add_func ("/paper/chart/numbers", test_numbers);
  g_test_add_func ("/paper/chart/files", test_files);
  g_test_add_func ("/paper/chart/same", test_same);
  return g_test_run ();
}
