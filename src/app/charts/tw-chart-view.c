/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-chart-view.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-cell-look.h"
#include "tw-list-cell.h"

#define MENU_HEIGHT 30                                 /* pixels: of the menu's button, with its padding */
#define MAX_ROWS 500                                   /* of the table: who needs more saves the data */

struct _TwChartView
{
  AdwBin         parent_instance;

  gboolean       show_table;
  TwTableFormat  format;

  GMenu         *menu;                                 /* (owned) */

  GtkStack      *stack;
  GtkWidget     *button;
  TwChartCanvas *canvas;
  GtkGrid       *grid;
};

enum { PROP_SHOW_TABLE = 1, N_PROPS };

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TwChartView, tw_chart_view, ADW_TYPE_BIN)

static void
report (TwChartView *self,
        const char  *message)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", message);
}

/* --- The table --- */

static GtkWidget *
attach (TwChartView *self,
        const char  *text,
        int          column,
        int          row,
        gboolean     heading)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (column > 0)
    tw_label_align_number (GTK_LABEL (label));
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 32);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_set_hexpand (label, column == 0);
  gtk_widget_add_css_class (label, heading ? "heading" : "numeric");
  gtk_grid_attach (self->grid, label, column, row, 1, 1);
  return label;
}

/* The least and the greatest of all numbers. */
static void
get_bounds (TwChart *chart,
            double  *low,
            double  *high)
{
  double value;

  *low = G_MAXDOUBLE;
  *high = -G_MAXDOUBLE;
  for (guint s = 0; s < tw_chart_get_n_series (chart); s++)
    for (guint i = 0; i < tw_chart_get_n_categories (chart); i++)
      if (tw_chart_get_value (chart, s, i, &value))
        {
          *low = MIN (*low, value);
          *high = MAX (*high, value);
        }
}

static void
attach_value (TwChartView *self,
              TwChart     *chart,
              guint        series,
              guint        category,
              int          column,
              double       low,
              double       high)
{
  g_autofree char *text = NULL, *shown = NULL, *spoken = NULL;
  GtkWidget *label = NULL;
  TwMark mark;
  double value;

  if (!tw_chart_get_value (chart, series, category, &value))
    {
      attach (self, "–", column, (int) category + 1, FALSE);
      return;
    }
  text = tw_chart_format (chart, value, FALSE);
  mark = tw_table_format_get_mark (&self->format, value);
  shown = mark != TW_MARK_NONE ? g_strdup_printf ("%s %s", tw_mark_get_sign (mark), text) : g_strdup (text);
  label = attach (self, shown, column, (int) category + 1, FALSE);
  tw_cell_look_set (label, mark, tw_table_format_get_shade (&self->format, value, low, high));
  if (mark == TW_MARK_NONE)
    return;
  /* Translators: a number and how it is marked, as a screen reader says it: "1,200, Good". */
  spoken = g_strdup_printf (_("%1$s, %2$s"), text, tw_mark_get_label (mark));
  gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  gtk_widget_set_tooltip_text (label, tw_mark_get_label (mark));
}

static void
fill_table (TwChartView *self)
{
  TwChart *chart = tw_chart_canvas_get_chart (self->canvas);
  GtkWidget *child = NULL;
  gboolean points = FALSE;
  double low, high;
  guint n;
  int first = 1;                                       /* column of the first series */

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->grid))) != NULL)
    gtk_grid_remove (self->grid, child);
  if (chart == NULL || !self->show_table)
    return;
  points = tw_chart_get_kind (chart) == TW_CHART_SCATTER;
  if (points)
    attach (self, tw_chart_get_x_title (chart) != NULL ? tw_chart_get_x_title (chart) : "", first++, 0, TRUE);
  for (guint s = 0; s < tw_chart_get_n_series (chart); s++)
    attach (self, tw_chart_get_series_name (chart, s), (int) s + first, 0, TRUE);
  n = tw_chart_get_n_categories (chart);
  get_bounds (chart, &low, &high);
  for (guint i = 0; i < MIN (n, MAX_ROWS); i++)
    {
      g_autofree char *x = points ? tw_chart_format_x (chart, i) : NULL;

      attach (self, tw_chart_get_category_label (chart, i), 0, (int) i + 1, FALSE);
      if (points)
        attach (self, x, 1, (int) i + 1, FALSE);
      for (guint s = 0; s < tw_chart_get_n_series (chart); s++)
        attach_value (self, chart, s, i, (int) s + first, low, high);
    }
  if (n > MAX_ROWS)
    attach (self, _("There are more rows. Save the data as CSV to see all."), 0, MAX_ROWS + 1, FALSE);
}

/* --- Commands --- */

static void
copy (GtkWidget  *widget,
      const char *name,
      GVariant   *parameter)
{
  TwChartView *self = TW_CHART_VIEW (widget);
  TwChart *chart = tw_chart_canvas_get_chart (self->canvas);
  g_autoptr(GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autofree char *csv = NULL;
  g_autoptr(GBytes) png = NULL;
  TwChartLook look;
  GdkContentProvider *providers[2];
  g_autoptr(GdkContentProvider) all = NULL;

  if (chart == NULL)
    return;
  tw_chart_canvas_get_look (self->canvas, &look);
  look.dark = FALSE;
  csv = tw_chart_dup_csv (chart);
  tw_chart_write_png (chart, &look, MAX (gtk_widget_get_width (GTK_WIDGET (self->canvas)), 320), MAX (gtk_widget_get_height (GTK_WIDGET (self->canvas)), 200), 2,
                      stream, NULL);
  g_output_stream_close (stream, NULL, NULL);
  png = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (stream));
  providers[0] = gdk_content_provider_new_for_bytes ("image/png", png);
  providers[1] = gdk_content_provider_new_typed (G_TYPE_STRING, csv);
  all = gdk_content_provider_new_union (providers, 2);
  gdk_clipboard_set_content (gtk_widget_get_clipboard (widget), all);
  report (self, _("The chart is in the clipboard, as a picture and as data."));
}

static void
save_response_cb (GtkNativeDialog *dialog,
                  int              response,
                  TwChartView     *self)
{
  g_autoptr(GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;
  g_autoptr(GError) error = NULL;

  if (file != NULL && !tw_chart_view_save (self, file, &error))
    report (self, error->message);
  g_object_unref (dialog);
}

static void
save (GtkWidget  *widget,
      const char *name,
      GVariant   *parameter)
{
  TwChartView *self = TW_CHART_VIEW (widget);
  TwChart *chart = tw_chart_canvas_get_chart (self->canvas);
  GtkFileChooserNative *dialog = NULL;
  g_autofree char *file_name = NULL;

  if (chart == NULL)
    return;
  dialog = gtk_file_chooser_native_new (_("Save the Chart"), GTK_WINDOW (gtk_widget_get_root (widget)), GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  file_name = g_strdup_printf ("%s.png", tw_chart_get_title (chart) != NULL ? tw_chart_get_title (chart) : _("Chart"));
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), g_strdelimit (file_name, "/", '-'));
  for (guint i = 0; i < 3; i++)
    {
      static const char *const endings[][2] = { { N_("Picture (PNG)"), "*.png" }, { N_("Drawing (SVG)"), "*.svg" }, { N_("Data (CSV)"), "*.csv" } };
      g_autoptr(GtkFileFilter) filter = gtk_file_filter_new ();

      gtk_file_filter_set_name (filter, _(endings[i][0]));
      gtk_file_filter_add_pattern (filter, endings[i][1]);
      gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
    }
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (save_response_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
draw_page_cb (GtkPrintOperation *operation,
              GtkPrintContext   *context,
              int                page,
              gpointer           data)
{
  TwChartLook look = { .rtl = gtk_widget_get_default_direction () == GTK_TEXT_DIR_RTL, .size = 10 };
  double width = gtk_print_context_get_width (context);
  g_autoptr(TwChartPlan) plan = tw_chart_plan_new (data, &look, width, MIN (gtk_print_context_get_height (context), width * 0.62));

  tw_chart_plan_draw (plan, gtk_print_context_get_cairo_context (context));
}

static void
printed_cb (GtkPrintOperation      *operation,
            GtkPrintOperationResult result,
            TwChartView            *self)
{
  g_autoptr(GError) error = NULL;

  if (result == GTK_PRINT_OPERATION_RESULT_ERROR)
    gtk_print_operation_get_error (operation, &error);
  if (error != NULL)
    report (self, error->message);
}

static void
print (GtkWidget  *widget,
       const char *name,
       GVariant   *parameter)
{
  TwChartView *self = TW_CHART_VIEW (widget);
  TwChart *chart = tw_chart_canvas_get_chart (self->canvas);
  g_autoptr(GtkPrintOperation) operation = NULL;

  if (chart == NULL)
    return;
  operation = gtk_print_operation_new ();
  gtk_print_operation_set_n_pages (operation, 1);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_job_name (operation, tw_chart_get_title (chart) != NULL ? tw_chart_get_title (chart) : _("Chart"));
  g_signal_connect_data (operation, "draw-page", G_CALLBACK (draw_page_cb), tw_chart_ref (chart), (GClosureNotify) (void (*) (void)) tw_chart_unref, 0);
  g_signal_connect_object (operation, "done", G_CALLBACK (printed_cb), self, 0);
  gtk_print_operation_set_allow_async (operation, TRUE);
  gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, GTK_WINDOW (gtk_widget_get_root (widget)), NULL);
}

static const TwActionInfo infos[] = {
  { "chart.show-table", N_("Show the chart as a table"), NULL, NULL, NULL, NULL, "show-table" },
  { "chart.copy", N_("Copy the chart"), "<Control><Shift>c", NULL, NULL, copy },
  { "chart.save", N_("Save the chart as a picture or as data"), NULL, NULL, NULL, save },
  { "chart.print", N_("Print the chart"), NULL, NULL, NULL, print },
};

const TwActionTable tw_chart_view_actions = { N_("Charts"), infos, G_N_ELEMENTS (infos) };

static void
pressed_cb (TwChartView     *self,
            int              n_press,
            double           x,
            double           y,
            GtkGestureClick *gesture)
{
  GtkWidget *popover = gtk_popover_menu_new_from_model (G_MENU_MODEL (self->menu));

  gtk_widget_set_parent (popover, GTK_WIDGET (self));
  gtk_popover_set_has_arrow (GTK_POPOVER (popover), FALSE);
  gtk_popover_set_pointing_to (GTK_POPOVER (popover), &(GdkRectangle) { (int) x, (int) y, 1, 1 });
  g_signal_connect (popover, "closed", G_CALLBACK (gtk_widget_unparent), NULL);
  gtk_popover_popup (GTK_POPOVER (popover));
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
tw_chart_view_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  g_value_set_boolean (value, TW_CHART_VIEW (object)->show_table);
}

static void
tw_chart_view_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  tw_chart_view_set_show_table (TW_CHART_VIEW (object), g_value_get_boolean (value));
}

static void
tw_chart_view_dispose (GObject *object)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (object));

  /* Popovers that are still there. */
  while (child != NULL)
    {
      GtkWidget *next = gtk_widget_get_next_sibling (child);

      if (GTK_IS_POPOVER (child))
        gtk_widget_unparent (child);
      child = next;
    }
  g_clear_object (&TW_CHART_VIEW (object)->menu);
  G_OBJECT_CLASS (tw_chart_view_parent_class)->dispose (object);
}

static void
tw_chart_view_class_init (TwChartViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = tw_chart_view_get_property;
  object_class->set_property = tw_chart_view_set_property;
  object_class->dispose = tw_chart_view_dispose;
  properties[PROP_SHOW_TABLE] = g_param_spec_boolean ("show-table", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  tw_action_table_install (&tw_chart_view_actions, GTK_WIDGET_CLASS (klass));
}

/* Built in code: two children of a stack, and a button over them. */
static void
tw_chart_view_init (TwChartView *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *overlay = gtk_overlay_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_widget_add_css_class (scrolled, "tw-wide");
  self->menu = g_menu_new ();
  g_menu_append (self->menu, _("Show as _Table"), "chart.show-table");
  g_menu_append (self->menu, _("_Copy"), "chart.copy");
  g_menu_append (self->menu, _("_Save…"), "chart.save");
  g_menu_append (self->menu, _("_Print…"), "chart.print");
  self->button = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->button), "view-more-symbolic");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->button), G_MENU_MODEL (self->menu));
  gtk_widget_set_tooltip_text (self->button, _("Chart Menu"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Chart Menu"), -1);
  gtk_widget_set_halign (self->button, GTK_ALIGN_END);
  gtk_widget_set_valign (self->button, GTK_ALIGN_START);
  gtk_widget_add_css_class (self->button, "flat");
  gtk_widget_add_css_class (self->button, "tw-chart-menu");
  self->stack = GTK_STACK (gtk_stack_new ());
  self->canvas = TW_CHART_CANVAS (tw_chart_canvas_new ());
  self->grid = GTK_GRID (gtk_grid_new ());
  gtk_grid_set_column_spacing (self->grid, 6);
  gtk_grid_set_row_spacing (self->grid, 3);
  gtk_widget_add_css_class (GTK_WIDGET (self->grid), "tw-chart-table");
  gtk_widget_set_valign (GTK_WIDGET (self->grid), GTK_ALIGN_START);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->grid));
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->canvas), "chart");
  gtk_stack_add_named (self->stack, scrolled, "table");
  gtk_overlay_set_child (GTK_OVERLAY (overlay), GTK_WIDGET (self->stack));
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), self->button);
  adw_bin_set_child (ADW_BIN (self), overlay);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}

/**
 * tw_chart_view_new:
 *
 * Returns: (transfer floating): a view without a chart
 */
GtkWidget *
tw_chart_view_new (void)
{
  return g_object_new (TW_TYPE_CHART_VIEW, NULL);
}

static gboolean
is_titled (TwChart *chart)
{
  return tw_chart_get_title (chart) != NULL && *tw_chart_get_title (chart) != '\0';
}

/**
 * tw_chart_view_set_chart:
 * @self: a view
 * @chart: (nullable): what to show
 */
void
tw_chart_view_set_chart (TwChartView *self,
                         TwChart     *chart)
{
  g_return_if_fail (TW_IS_CHART_VIEW (self));
  tw_chart_canvas_set_chart (self->canvas, chart);
  /* The menu stands beside the title; where there is none, it has a line of its own. */
  gtk_widget_set_margin_top (GTK_WIDGET (self->canvas), chart == NULL || is_titled (chart) ? 0 : MENU_HEIGHT);
  fill_table (self);
}

/**
 * tw_chart_view_get_canvas:
 * @self: a view
 *
 * Returns: (transfer none): what the chart is drawn on
 */
TwChartCanvas *
tw_chart_view_get_canvas (TwChartView *self)
{
  g_return_val_if_fail (TW_IS_CHART_VIEW (self), NULL);
  return self->canvas;
}

/**
 * tw_chart_view_get_menu:
 * @self: a view
 *
 * Returns: (transfer none): the menu at its corner
 */
GMenu *
tw_chart_view_get_menu (TwChartView *self)
{
  g_return_val_if_fail (TW_IS_CHART_VIEW (self), NULL);
  return self->menu;
}

/**
 * tw_chart_view_get_table:
 * @self: a view
 *
 * Returns: (transfer none): the grid of its table
 */
GtkWidget *
tw_chart_view_get_table (TwChartView *self)
{
  g_return_val_if_fail (TW_IS_CHART_VIEW (self), NULL);
  return GTK_WIDGET (self->grid);
}

/**
 * tw_chart_view_get_show_table:
 * @self: a view
 *
 * Returns: whether the data are shown as a table
 */
gboolean
tw_chart_view_get_show_table (TwChartView *self)
{
  g_return_val_if_fail (TW_IS_CHART_VIEW (self), FALSE);
  return self->show_table;
}

/**
 * tw_chart_view_set_show_table:
 * @self: a view
 * @show_table: whether the data are shown as a table
 */
void
tw_chart_view_set_show_table (TwChartView *self,
                              gboolean     show_table)
{
  g_return_if_fail (TW_IS_CHART_VIEW (self));
  if (self->show_table == show_table)
    return;
  self->show_table = show_table;
  fill_table (self);
  gtk_stack_set_visible_child_name (self->stack, show_table ? "table" : "chart");
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOW_TABLE]);
}

/**
 * tw_chart_view_set_format:
 * @self: a view
 * @format: how the numbers of its table are told apart
 */
void
tw_chart_view_set_format (TwChartView         *self,
                          const TwTableFormat *format)
{
  g_return_if_fail (TW_IS_CHART_VIEW (self));
  self->format = *format;
  fill_table (self);
}

/**
 * tw_chart_view_save:
 * @self: a view
 * @file: where to; its ending says what: .svg, .csv, else PNG
 * @error: what the file says
 *
 * Returns: whether it was saved
 */
gboolean
tw_chart_view_save (TwChartView *self,
                    GFile       *file,
                    GError     **error)
{
  TwChart *chart = tw_chart_canvas_get_chart (self->canvas);
  g_autofree char *name = g_file_get_basename (file), *csv = NULL;
  g_autoptr(GFileOutputStream) stream = NULL;
  TwChartLook look;
  gboolean good;
  double width = MAX (gtk_widget_get_width (GTK_WIDGET (self->canvas)), 320), height = MAX (gtk_widget_get_height (GTK_WIDGET (self->canvas)), 200);

  g_return_val_if_fail (TW_IS_CHART_VIEW (self) && chart != NULL, FALSE);
  if (g_str_has_suffix (name, ".csv"))
    {
      csv = tw_chart_dup_csv (chart);
      return g_file_replace_contents (file, csv, strlen (csv), NULL, FALSE, G_FILE_CREATE_NONE, NULL, NULL, error);
    }
  stream = g_file_replace (file, NULL, FALSE, G_FILE_CREATE_NONE, NULL, error);
  if (stream == NULL)
    return FALSE;
  tw_chart_canvas_get_look (self->canvas, &look);
  look.dark = FALSE;
  good = g_str_has_suffix (name, ".svg") ? tw_chart_write_svg (chart, &look, width, height, G_OUTPUT_STREAM (stream), error)
                                         : tw_chart_write_png (chart, &look, width, height, 2, G_OUTPUT_STREAM (stream), error);
  return good && g_output_stream_close (G_OUTPUT_STREAM (stream), NULL, error);
}
