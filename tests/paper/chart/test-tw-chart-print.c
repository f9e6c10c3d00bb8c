/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Charts on paper: a page is written as PDF, drawn by Poppler, and compared with the PNG of the same chart at the same scale. Edges of lines
 * and letters may differ a little, as two libraries smooth them; what stands elsewhere, has another colour or is missing may not. That the
 * comparison sees that is tested with every chart, too. */
#include "config.h"

#include <locale.h>
#include <math.h>
#include <poppler.h>

#include "chart-cases.h"
#include "report-fixture.h"
#include "tw-figure-chart.h"
#include "tw-paper.h"
#include "tw-report-export.h"

#define SCALE  2                                       /* pixels a point */
#define FINE   4                                       /* the same, where a chart begins at no whole point */
#define MARGIN 40                                      /* points */
#define BLOCK  3                                       /* points: means of such squares are compared */
#define SAME   40                                      /* of 255: how much they may differ */

typedef PopplerDocument Document;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Document, g_object_unref)
typedef PopplerPage Page;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Page, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (cairo_surface_t, cairo_surface_destroy)

/* --- Pictures --- */

static cairo_surface_t *
paint_pdf (GBytes *pdf,
           double  scale)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Document) document = poppler_document_new_from_bytes (pdf, NULL, &error);
  g_autoptr(Page) page = NULL;
  cairo_surface_t *surface = NULL;
  double width = 0, height = 0;
  cairo_t *cr = NULL;

  g_assert_no_error (error);
  page = poppler_document_get_page (document, 0);
  poppler_page_get_size (page, &width, &height);
  surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) ceil (width * scale), (int) ceil (height * scale));
  cr = cairo_create (surface);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_scale (cr, scale, scale);
  poppler_page_render (page, cr);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

static cairo_status_t
read_cb (void          *data,
         unsigned char *bytes,
         unsigned int   length)
{
  return g_input_stream_read_all (data, bytes, length, NULL, NULL, NULL) ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_READ_ERROR;
}

static cairo_surface_t *
paint_png (TwChart           *chart,
           const TwChartLook *look,
           double             width,
           double             height,
           double             scale)
{
  g_autoptr(GOutputStream) png = g_memory_output_stream_new_resizable ();
  g_autoptr(GInputStream) input = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GError) error = NULL;
  cairo_surface_t *surface = NULL;

  tw_chart_write_png (chart, look, width, height, scale, png, &error);
  g_assert_no_error (error);
  g_assert_true (g_output_stream_close (png, NULL, NULL));
  bytes = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (png));
  input = g_memory_input_stream_new_from_bytes (bytes);
  surface = cairo_image_surface_create_from_png_stream (read_cb, input);
  g_assert_cmpint (cairo_surface_status (surface), ==, CAIRO_STATUS_SUCCESS);
  return surface;
}

/* The mean of a channel over a square. */
static double
mean (cairo_surface_t *surface,
      int              x0,
      int              y0,
      int              side,
      int              channel)
{
  const guchar *data = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface), sum = 0;

  for (int y = y0; y < y0 + side; y++)
    for (int x = x0; x < x0 + side; x++)
      sum += data[y * stride + x * 4 + channel];
  return (double) sum / (side * side);
}

/* The largest difference between a chart and what stands at a place of a sheet, which is larger. */
static double
compare (cairo_surface_t *chart,
         cairo_surface_t *sheet,
         int              x0,
         int              y0,
         int              scale)
{
  int width = cairo_image_surface_get_width (chart), height = cairo_image_surface_get_height (chart), side = BLOCK * scale;
  double worst = 0;

  g_assert_cmpint (x0 + width, <=, cairo_image_surface_get_width (sheet));
  g_assert_cmpint (y0 + height, <=, cairo_image_surface_get_height (sheet));
  for (int y = 0; y + side <= height; y += side)
    for (int x = 0; x + side <= width; x += side)
      for (int channel = 0; channel < 3; channel++)
        worst = MAX (worst, fabs (mean (chart, x, y, side, channel) - mean (sheet, x0 + x, y0 + y, side, channel)));
  return worst;
}

/* --- A chart on a sheet --- */

typedef struct
{
  TwChart    *chart;
  TwChartLook look;
  double      width, height;
} Printed;

static void
draw_cb (cairo_t *cr,
         double   width,
         double   height,
         gboolean rtl,
         gpointer data)
{
  const Printed *printed = data;
  g_autoptr(TwChartPlan) plan = tw_chart_plan_new (printed->chart, &printed->look, width, height);

  g_assert_cmpint (rtl, ==, printed->look.rtl);
  g_assert_cmpfloat_with_epsilon (width, printed->width, 1e-6);
  tw_chart_plan_draw (plan, cr);
}

static cairo_surface_t *
print (Printed *printed)
{
  TwPaperSize size = { printed->width + 2 * MARGIN, printed->height + 2 * MARGIN, MARGIN, MARGIN, MARGIN, MARGIN };
  g_autoptr(TwPaper) paper = tw_paper_new (&size, printed->look.rtl ? "ar" : "en");
  g_autoptr(GBytes) pdf = NULL;
  g_autoptr(GError) error = NULL;

  tw_paper_add_drawing (paper, printed->height, draw_cb, printed, NULL);
  g_assert_cmpuint (tw_paper_get_n_pages (paper, NULL, &error), ==, 1);
  pdf = tw_paper_make_pdf (paper, NULL, &error);
  g_assert_no_error (error);
  return paint_pdf (pdf, SCALE);
}

/* Paper is light: of the dark ones it is the same data. */
static void
take_case (const ChartCase *one,
           Printed         *printed)
{
  *printed = (Printed) { one->make (), one->look, one->width > 0 ? one->width : 320, one->height > 0 ? one->height : 200 };
  printed->look.dark = FALSE;
}

static void
test_printed (gconstpointer data)
{
  const ChartCase *one = data;
  g_autoptr(cairo_surface_t) sheet = NULL;
  g_autoptr(cairo_surface_t) png = NULL;
  Printed printed;
  double difference = 0;

  take_case (one, &printed);
  sheet = print (&printed);
  png = paint_png (printed.chart, &printed.look, printed.width, printed.height, SCALE);
  difference = compare (png, sheet, MARGIN * SCALE, MARGIN * SCALE, SCALE);
  g_test_message ("%.1f", difference);
  g_assert_cmpfloat (difference, <=, SAME);
  tw_chart_unref (printed.chart);
}

/* --- What must be seen --- */

static cairo_surface_t *
copy (cairo_surface_t *surface)
{
  cairo_surface_t *other = cairo_image_surface_create (CAIRO_FORMAT_RGB24, cairo_image_surface_get_width (surface),
                                                       cairo_image_surface_get_height (surface));
  cairo_t *cr = cairo_create (other);

  cairo_set_source_surface (cr, surface, 0, 0);
  cairo_paint (cr);
  cairo_destroy (cr);
  cairo_surface_flush (other);
  return other;
}

static void
wipe (cairo_surface_t         *surface,
      const cairo_rectangle_t *place)
{
  cairo_t *cr = cairo_create (surface);

  cairo_scale (cr, SCALE, SCALE);
  cairo_translate (cr, MARGIN, MARGIN);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_rectangle (cr, place->x, place->y, place->width, place->height);
  cairo_fill (cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
}

static void
exchange_colors (cairo_surface_t *surface)
{
  guchar *data = cairo_image_surface_get_data (surface);

  for (int y = 0; y < cairo_image_surface_get_height (surface); y++)
    for (int x = 0; x < cairo_image_surface_get_width (surface); x++)
      {
        guchar *pixel = data + y * cairo_image_surface_get_stride (surface) + 4 * x, blue = pixel[0];

        pixel[0] = pixel[1];
        pixel[1] = pixel[2];
        pixel[2] = blue;
      }
  cairo_surface_mark_dirty (surface);
}

/* Something has a colour that covers squares whole. */
static gboolean
has_color (cairo_surface_t *surface)
{
  int side = BLOCK * SCALE;

  for (int y = 0; y + side <= cairo_image_surface_get_height (surface); y += side)
    for (int x = 0; x + side <= cairo_image_surface_get_width (surface); x += side)
      if (fabs (mean (surface, x, y, side, 0) - mean (surface, x, y, side, 2)) > 2 * SAME)
        return TRUE;
  return FALSE;
}

static void
check_differs (cairo_surface_t *chart,
               cairo_surface_t *sheet,
               int              dx,
               int              dy,
               const char      *what)
{
  double difference = compare (chart, sheet, MARGIN * SCALE + dx, MARGIN * SCALE + dy, SCALE);

  g_test_message ("%s: %.1f", what, difference);
  g_assert_cmpfloat (difference, >, SAME);
}

/* A chart that is two points elsewhere, has other colours or lacks one of its texts is not the same: with each of them. */
static void
test_seen (gconstpointer data)
{
  const ChartCase *one = data;
  g_autoptr(cairo_surface_t) sheet = NULL;
  g_autoptr(cairo_surface_t) png = NULL;
  g_autoptr(cairo_surface_t) colors = NULL;
  g_autoptr(TwChartPlan) plan = NULL;
  g_autoptr(GArray) texts = NULL;
  Printed printed;

  take_case (one, &printed);
  sheet = print (&printed);
  png = paint_png (printed.chart, &printed.look, printed.width, printed.height, SCALE);
  plan = tw_chart_plan_new (printed.chart, &printed.look, printed.width, printed.height);
  texts = tw_chart_plan_list_texts (plan);
  check_differs (png, sheet, 2 * SCALE, 0, "two points to the left");
  check_differs (png, sheet, 0, 2 * SCALE, "two points higher");
  for (guint i = 0; i < texts->len; i++)
    {
      g_autoptr(cairo_surface_t) wiped = copy (sheet);

      wipe (wiped, &g_array_index (texts, cairo_rectangle_t, i));
      check_differs (png, wiped, 0, 0, "without a text");
    }
  exchange_colors (colors = copy (sheet));
  if (has_color (png))
    check_differs (png, colors, 0, 0, "other colours");
  tw_chart_unref (printed.chart);
}

/* --- The page of a report, as it is printed --- */

/* How much ink there is in a row of a part of a picture. */
static double
weigh_row (cairo_surface_t *surface,
           int              x0,
           int              y,
           int              width)
{
  const guchar *row = cairo_image_surface_get_data (surface) + y * cairo_image_surface_get_stride (surface);
  int sum = 0;

  for (int x = x0; x < x0 + width; x++)
    sum += 255 - row[4 * x + 1];
  return (double) sum / width;
}

/* Where on a sheet the rows have as much ink as those of a chart. */
static int
find_chart (cairo_surface_t *sheet,
            cairo_surface_t *chart,
            int              x0)
{
  int height = cairo_image_surface_get_height (sheet), n = cairo_image_surface_get_height (chart), width = cairo_image_surface_get_width (chart);
  g_autofree double *rows = g_new0 (double, height), *wanted = g_new0 (double, n);
  double best = G_MAXDOUBLE;
  int place = 0;

  for (int y = 0; y < height; y++)
    rows[y] = weigh_row (sheet, x0, y, width);
  for (int y = 0; y < n; y++)
    wanted[y] = weigh_row (chart, 0, y, width);
  for (int y = 0; y + n <= height; y++)
    {
      double sum = 0;

      for (int i = 0; i < n; i++)
        sum += fabs (rows[y + i] - wanted[i]);
      place = sum < best ? y : place;
      best = MIN (best, sum);
    }
  return place;
}

static void
test_report (ReportFixture *fixture,
             gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwReport) report = tw_report_parse ("{\"entity\": \"deal\", \"show\": \"bar\", \"groups\": [{\"by\": \"stage\"}], \"across\": {\"by\": \"owner\"},"
                                                " \"values\": [{\"aggregate\": \"sum\", \"measure\": \"amount\"}]}", &error);
  TwFigureAsk ask = { .store = fixture->store };
  TwReportFile options = { .format = TW_REPORT_FILE_PDF, .title = "By stage" };
  TwChartLook look = { .size = 9 };
  g_autoptr(TwFigure) figure = NULL;
  g_autoptr(TwFigureAnswer) answer = NULL;
  g_autoptr(TwPaper) paper = NULL;
  g_autoptr(TwChart) chart = NULL;
  g_autoptr(GBytes) pdf = NULL;
  g_autoptr(cairo_surface_t) sheet = NULL;
  g_autoptr(cairo_surface_t) png = NULL;
  const TwPaperSize *size = NULL;
  int x = 0, y = 0;

  g_assert_no_error (error);
  report_fill (fixture);
  figure = tw_report_dup_figure (report);
  answer = tw_report_answer_figure (report, &ask, NULL, &error);
  g_assert_no_error (error);
  chart = tw_figure_chart_new (figure, answer, TW_CHART_BAR, NULL, fixture->schema);
  paper = tw_report_paper_new (report, &ask, &options, NULL, &error);
  g_assert_no_error (error);
  pdf = tw_paper_make_pdf (paper, NULL, &error);
  g_assert_no_error (error);
  size = tw_paper_get_size (paper);
  sheet = paint_pdf (pdf, FINE);
  png = paint_png (chart, &look, size->width - size->start - size->end, 320 - 12, FINE);
  x = (int) round (size->start * FINE);
  y = find_chart (sheet, png, x);
  g_assert_cmpint (y, >, (int) (size->top * FINE));
  g_test_message ("%.1f at %d", compare (png, sheet, x, y, FINE), y);
  g_assert_cmpfloat (compare (png, sheet, x, y, FINE), <=, SAME);
  g_assert_cmpfloat (compare (png, sheet, x + 2 * FINE, y, FINE), >, SAME);
  g_assert_cmpfloat (compare (png, sheet, x, y + 2 * FINE, FINE), >, SAME);
}

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < n_chart_cases; i++)
    {
      g_autofree char *printed = g_strconcat ("/paper/chart-print/same/", chart_cases[i].name, NULL);
      g_autofree char *seen = g_strconcat ("/paper/chart-print/seen/", chart_cases[i].name, NULL);

      g_test_add_data_func (printed, &chart_cases[i], test_printed);
      g_test_add_data_func (seen, &chart_cases[i], test_seen);
    }
  g_test_add ("/paper/chart-print/report", ReportFixture, NULL, report_set_up, test_report, report_tear_down);
  return g_test_run ();
}
