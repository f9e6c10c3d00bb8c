/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chart-cases.h"

#include <math.h>

static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
static const char *const stages[] = { "Qualification", "Proposal", "Negotiation", "Won" };
static const char *const owners[] = { "Ann Berg", "Bo Lindqvist", "Chitra Nair" };

static const TwNumberUnit euro = { TW_NUMBER_MONEY, ('E' << 16) | ('U' << 8) | 'R' };
static const TwNumberUnit percent = { TW_NUMBER_PERCENT, 0 };

static TwChart *
make_one (TwChartKind kind, const char *title, const char *const *labels, const double *values, guint n)
{
  TwChart *chart = tw_chart_new (kind, title);
  guint series = tw_chart_add_series (chart, "Deals", NULL);

  for (guint i = 0; i < n; i++)
    tw_chart_set_value (chart, series, tw_chart_add_category (chart, labels[i], NULL, NULL), values[i]);
  return chart;
}

/* Values that look like a year's, and are the same every time. */
static double
wave (guint i, guint series)
{
  return 40000 + 15000 * sin (i * 0.9 + series * 1.7) + 9000 * (series + 1) * cos (i * 0.37);
}

static TwChart *
make_year (TwChartKind kind, const char *title, guint n_series)
{
  TwChart *chart = tw_chart_new (kind, title);

  tw_chart_set_unit (chart, &euro);
  tw_chart_set_timed (chart, TRUE);
  for (guint i = 0; i < 12; i++)
    tw_chart_add_category (chart, months[i], NULL, NULL);
  for (guint s = 0; s < n_series; s++)
    {
      tw_chart_add_series (chart, owners[s % 3], NULL);
      for (guint i = 0; i < 12; i++)
        tw_chart_set_value (chart, s, i, wave (i, s));
    }
  return chart;
}

static TwChart *bar (void) { return make_one (TW_CHART_BAR, "Open deals", stages, (const double[]) { 24, 17, 9, 31 }, 4); }
static TwChart *bar_year (void) { return make_year (TW_CHART_BAR, "Won by month", 1); }
static TwChart *bar_grouped (void) { return make_year (TW_CHART_BAR, "Won by month and owner", 3); }
static TwChart *bar_stacked (void) { return make_year (TW_CHART_STACKED, "Won by month and owner", 3); }
static TwChart *bar_sideways (void) { return make_one (TW_CHART_HORIZONTAL, "By stage", stages, (const double[]) { 24, 17, 9, 31 }, 4); }
static TwChart *bar_zero (void) { return make_one (TW_CHART_BAR, "All nothing", stages, (const double[]) { 0, 0, 0, 0 }, 4); }
static TwChart *bar_negative (void) { return make_one (TW_CHART_BAR, "Up and down", stages, (const double[]) { 24, -17, 9, -31 }, 4); }
static TwChart *sideways_negative (void) { return make_one (TW_CHART_HORIZONTAL, "Up and down", stages, (const double[]) { 24, -17, 9, -31 }, 4); }
static TwChart *bar_one (void) { return make_one (TW_CHART_BAR, "One", stages, (const double[]) { 7 }, 1); }
static TwChart *empty_bar (void) { return tw_chart_new (TW_CHART_BAR, "No data at all"); }
static TwChart *empty_line (void) { return make_one (TW_CHART_LINE, "Nothing known", months, (const double[]) { NAN, NAN }, 2); }
static TwChart *bar_missing (void) { return make_one (TW_CHART_BAR, "With gaps", months, (const double[]) { 3, NAN, 5, INFINITY, 2, 8 }, 6); }
static TwChart *line_missing (void) { return make_one (TW_CHART_LINE, "With gaps", months, (const double[]) { 3, 4, NAN, 6, NAN, 2, 8, 9 }, 8); }
static TwChart *line (void) { return make_year (TW_CHART_LINE, "Won", 1); }
static TwChart *lines (void) { return make_year (TW_CHART_LINE, "Won by owner", 3); }
static TwChart *lines_many (void) { return make_year (TW_CHART_LINE, "Seven of them", 7); }
static TwChart *line_one (void) { return make_one (TW_CHART_LINE, "One point", months, (const double[]) { 12 }, 1); }
static TwChart *line_flat (void) { return make_one (TW_CHART_LINE, "Always the same", months, (const double[]) { 5, 5, 5, 5, 5 }, 5); }
static TwChart *area (void) { return make_year (TW_CHART_AREA, "Pipeline", 1); }
static TwChart *areas (void) { return make_year (TW_CHART_AREA, "Pipeline by owner", 3); }
static TwChart *pie (void) { return make_one (TW_CHART_PIE, "Leads by source", stages, (const double[]) { 24, 17, 9, 31 }, 4); }
static TwChart *pie_one (void) { return make_one (TW_CHART_PIE, "All of one kind", stages, (const double[]) { 24 }, 1); }
static TwChart *pie_negative (void) { return make_one (TW_CHART_PIE, "No whole", stages, (const double[]) { 24, -5, 9 }, 3); }
static TwChart *pie_zero (void) { return make_one (TW_CHART_PIE, "Nothing", stages, (const double[]) { 0, 0, 0 }, 3); }
static TwChart *pie_slivers (void) { return make_one (TW_CHART_PIE, "One large, many tiny", months, (const double[]) { 900, 3, 2, 2, 1, 1, 1, 5, 4, 1 }, 10); }
static TwChart *funnel (void) { return make_one (TW_CHART_FUNNEL, "From lead to deal", stages, (const double[]) { 240, 117, 49, 31 }, 4); }
static TwChart *funnel_zero (void) { return make_one (TW_CHART_FUNNEL, "Nothing came", stages, (const double[]) { 0, 0, 0, 0 }, 4); }
static TwChart *huge (void) { return make_one (TW_CHART_BAR, "Up to 10¹⁵", stages, (const double[]) { 1e15, 4.2e14, 1e3, 9e12 }, 4); }
static TwChart *tiny (void) { return make_one (TW_CHART_LINE, "Less than one", months, (const double[]) { 0.01, 0.035, 0.02, 0.041 }, 4); }

static TwChart *
many (TwChartKind kind, const char *title)
{
  TwChart *chart = tw_chart_new (kind, title);

  tw_chart_add_series (chart, "Deals", NULL);
  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *label = g_strdup_printf ("Company number %u", i + 1);

      tw_chart_set_value (chart, 0, tw_chart_add_category (chart, label, NULL, NULL), 1 + (i * 7919 % 200) + (i == 77 ? 500 : 0));
    }
  return chart;
}

static TwChart *bar_many (void) { return many (TW_CHART_BAR, "200 companies"); }
static TwChart *pie_many (void) { return many (TW_CHART_PIE, "200 companies"); }

static TwChart *
days (void)
{
  TwChart *chart = tw_chart_new (TW_CHART_AREA, "A year of days");

  tw_chart_set_timed (chart, TRUE);
  tw_chart_add_series (chart, "Calls", NULL);
  for (guint i = 0; i < 365; i++)
    {
      g_autofree char *label = g_strdup_printf ("%u %s", i % 30 + 1, months[MIN (i / 30, 11)]);

      tw_chart_set_value (chart, 0, tw_chart_add_category (chart, label, NULL, NULL), 20 + 10 * sin (i / 20.0) + i * 13 % 7);
    }
  return chart;
}

static TwChart *
heat_of (guint w, guint h)
{
  static const char *const weekdays[] = { "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday" };
  TwChart *chart = tw_chart_new (TW_CHART_HEAT, "When people call");

  tw_chart_set_timed (chart, TRUE);
  for (guint i = 0; i < w; i++)
    {
      g_autofree char *label = g_strdup_printf ("%u", i + 8);

      tw_chart_add_category (chart, label, NULL, NULL);
    }
  for (guint s = 0; s < h; s++)
    {
      tw_chart_add_series (chart, weekdays[s], NULL);
      for (guint i = 0; i < w; i++)
        if ((s + i) % 11 != 10)
          tw_chart_set_value (chart, s, i, (double) ((s * 5 + i * 3) % 17));
    }
  return chart;
}

static TwChart *heat (void) { return heat_of (10, 5); }
static TwChart *heat_dense (void) { return heat_of (24, 7); }

static TwChart *
scatter (void)
{
  TwChart *chart = tw_chart_new (TW_CHART_SCATTER, "Amount and days to win");

  tw_chart_set_unit (chart, &euro);
  tw_chart_set_axis_titles (chart, "Days", "Amount");
  tw_chart_add_series (chart, "Won", NULL);
  tw_chart_add_series (chart, "Lost", NULL);
  for (guint i = 0; i < 40; i++)
    tw_chart_add_point (chart, i % 3 == 0, "A deal", 5 + i * 37 % 90, 1000 + (i * 7919 % 50) * 800);
  tw_chart_add_point (chart, 0, "Not a point", NAN, 3);
  return chart;
}

static TwChart *
metric_of (double previous, gboolean less)
{
  TwChart *chart = make_year (TW_CHART_METRIC, "Won this year", 1);

  tw_chart_set_previous (chart, previous);
  tw_chart_set_less_is_better (chart, less);
  return chart;
}

static TwChart *metric (void) { return metric_of (430000, FALSE); }
static TwChart *metric_worse (void) { return metric_of (620000, FALSE); }
static TwChart *metric_new (void) { return metric_of (0, FALSE); }

static TwChart *
metric_bare (void)
{
  TwChart *chart = tw_chart_new (TW_CHART_METRIC, "Win rate");

  tw_chart_set_unit (chart, &percent);
  tw_chart_set_total (chart, 41.7);
  return chart;
}

static TwChart *
arabic (TwChartKind kind)
{
  static const char *const labels[] = { "التأهيل", "العرض", "التفاوض", "مكسوبة" };

  return make_one (kind, "الصفقات المفتوحة", labels, (const double[]) { 24, 17, 9, 31 }, 4);
}

static TwChart *arabic_bar (void) { return arabic (TW_CHART_BAR); }
static TwChart *arabic_sideways (void) { return arabic (TW_CHART_HORIZONTAL); }
static TwChart *arabic_pie (void) { return arabic (TW_CHART_PIE); }
static TwChart *arabic_lines (void) { return make_year (TW_CHART_LINE, "المكسوب حسب المالك", 3); }

static TwChart *
long_names (void)
{
  static const char *const labels[] = { "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft", "株式会社とても長い名前の会社",
                                        "A company with a name, that goes on \"and on\"", "Short" };

  return make_one (TW_CHART_BAR, "A title that is much too long for the small card on which it is to be shown", labels, (const double[]) { 4, 3, 2, 1 }, 4);
}

static TwChart *
hidden (void)
{
  TwChart *chart = make_year (TW_CHART_STACKED, "One is switched off", 3);

  tw_chart_set_hidden (chart, 1, TRUE);
  return chart;
}

const ChartCase chart_cases[] = {
  { "bar", bar }, { "bar-year", bar_year }, { "bar-grouped", bar_grouped }, { "bar-stacked", bar_stacked }, { "bar-sideways", bar_sideways },
  { "bar-zero", bar_zero }, { "bar-negative", bar_negative }, { "sideways-negative", sideways_negative }, { "bar-one", bar_one },
  { "empty-bar", empty_bar }, { "empty-line", empty_line }, { "bar-missing", bar_missing }, { "line-missing", line_missing }, { "line", line },
  { "lines", lines }, { "lines-many", lines_many }, { "line-one", line_one }, { "line-flat", line_flat }, { "area", area }, { "areas", areas },
  { "pie", pie }, { "pie-one", pie_one }, { "pie-negative", pie_negative }, { "pie-zero", pie_zero }, { "pie-slivers", pie_slivers },
  { "funnel", funnel }, { "funnel-zero", funnel_zero }, { "huge", huge }, { "tiny", tiny }, { "bar-many", bar_many }, { "pie-many", pie_many },
  { "days", days }, { "heat", heat }, { "heat-dense", heat_dense }, { "scatter", scatter }, { "metric", metric, { 0 }, 200, 120 },
  { "metric-worse", metric_worse, { 0 }, 200, 120 }, { "metric-new", metric_new, { 0 }, 200, 120 }, { "metric-bare", metric_bare, { 0 }, 200, 80 },
  { "arabic-bar", arabic_bar, { .rtl = TRUE } }, { "arabic-sideways", arabic_sideways, { .rtl = TRUE } },
  { "arabic-pie", arabic_pie, { .rtl = TRUE } }, { "arabic-lines", arabic_lines, { .rtl = TRUE } }, { "long-names", long_names },
  { "hidden", hidden }, { "dark-stacked", bar_stacked, { .dark = TRUE } }, { "dark-lines", lines, { .dark = TRUE } },
  { "dark-heat", heat, { .dark = TRUE } }, { "dark-metric", metric, { .dark = TRUE }, 200, 120 },
  { "contrast-grouped", bar_grouped, { .contrast = TRUE } }, { "small", bar_grouped, { 0 }, 120, 80 },
};
const guint n_chart_cases = G_N_ELEMENTS (chart_cases);
