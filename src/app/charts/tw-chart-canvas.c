/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-chart-canvas.h"

#include <glib/gi18n-lib.h>

#include "tw-still-click.h"

#define BUBBLE_GAP 8                                   /* pixels between a datum and its words */

struct _TwChartCanvas
{
  GtkWidget     parent_instance;

  TwChart      *chart;                                 /* (owned) (nullable) */
  gboolean      inactive;

  /* Made when it is drawn, for a size and a look. */
  TwChartPlan  *plan;                                  /* (owned) (nullable) */
  GskRenderNode *node;                                 /* (owned) (nullable) */
  int           width, height;

  /* What is read out. */
  gboolean      at_datum, by_key;
  TwChartDatum  datum;
  char         *words;                                 /* (owned) */
};

enum { ACTIVATED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TwChartCanvas, tw_chart_canvas, GTK_TYPE_WIDGET)

static void
forget_plan (TwChartCanvas *self)
{
  g_clear_pointer (&self->plan, tw_chart_plan_free);
  g_clear_pointer (&self->node, gsk_render_node_unref);
}

/* --- Reading out --- */

static void
set_datum (TwChartCanvas      *self,
           const TwChartDatum *datum,
           gboolean            by_key)
{
  g_autofree char *words = datum != NULL && self->plan != NULL ? tw_chart_plan_dup_words (self->plan, datum) : g_strdup ("");

  self->at_datum = datum != NULL;
  self->by_key = by_key && datum != NULL;
  if (datum != NULL)
    self->datum = *datum;
  if (g_str_equal (words, self->words))
    return;
  g_free (self->words);
  self->words = g_steal_pointer (&words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, self->words, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static TwChartPlan *
get_plan (TwChartCanvas *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self)), height = gtk_widget_get_height (GTK_WIDGET (self));
  TwChartLook look;

  if (self->chart == NULL || width <= 0 || height <= 0)
    return NULL;
  if (self->plan != NULL && (self->width != width || self->height != height))
    forget_plan (self);
  if (self->plan == NULL)
    {
      tw_chart_canvas_get_look (self, &look);
      self->plan = tw_chart_plan_new (self->chart, &look, width, height);
      self->width = width;
      self->height = height;
    }
  return self->plan;
}

static void
toggle_series (TwChartCanvas *self,
               guint          series)
{
  tw_chart_set_hidden (self->chart, series, !tw_chart_get_hidden (self->chart, series));
  set_datum (self, NULL, FALSE);
  forget_plan (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
activate_datum (TwChartCanvas *self)
{
  if (!self->inactive)
    g_signal_emit (self, signals[ACTIVATED], 0, self->datum.series, self->datum.category);
}

/* --- Drawing --- */

static void
draw_bubble (TwChartCanvas *self,
             GtkSnapshot   *snapshot)
{
  cairo_rectangle_t place;
  g_autoptr(PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), self->words);
  GdkRGBA ink = { 1, 1, 1, 1 }, ground = { 0.1, 0.1, 0.1, 0.94 }, ring;
  GskRoundedRect rounded;
  int width, height;
  double x, y;

  if (!tw_chart_plan_find (self->plan, &self->datum, &place))
    return;
  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (self)), &ring);
  gsk_rounded_rect_init_from_rect (&rounded, &GRAPHENE_RECT_INIT (place.x - 2, place.y - 2, place.width + 4, place.height + 4), 4);
  if (self->by_key)
    gtk_snapshot_append_border (snapshot, &rounded, (const float[]) { 2, 2, 2, 2 }, (const GdkRGBA[]) { ring, ring, ring, ring });
  pango_layout_set_width (layout, MAX (self->width - 24, 60) * PANGO_SCALE);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_get_pixel_size (layout, &width, &height);
  pango_layout_set_width (layout, -1);
  if (width >= self->width - 24)
    pango_layout_set_width (layout, MAX (self->width - 24, 60) * PANGO_SCALE);
  x = CLAMP (place.x + place.width / 2 - width / 2.0 - 8, 0, MAX (self->width - width - 16, 0));
  y = place.y - height - 10 - BUBBLE_GAP;
  if (y < 0)
    y = MIN (place.y + MIN (place.height, 24) + BUBBLE_GAP, MAX (self->height - height - 10, 0));
  gsk_rounded_rect_init_from_rect (&rounded, &GRAPHENE_RECT_INIT (x, y, width + 16, height + 10), 6);
  gtk_snapshot_push_rounded_clip (snapshot, &rounded);
  gtk_snapshot_append_color (snapshot, &ground, &rounded.bounds);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x + 8, y + 5));
  gtk_snapshot_append_layout (snapshot, layout, &ink);
  gtk_snapshot_restore (snapshot);
}

static void
tw_chart_canvas_snapshot (GtkWidget   *widget,
                          GtkSnapshot *snapshot)
{
  TwChartCanvas *self = TW_CHART_CANVAS (widget);

  if (get_plan (self) == NULL)
    return;
  /* Drawn once; while the pointer moves, only the words are new. */
  if (self->node == NULL)
    {
      GtkSnapshot *own = gtk_snapshot_new ();
      cairo_t *cr = gtk_snapshot_append_cairo (own, &GRAPHENE_RECT_INIT (0, 0, self->width, self->height));

      tw_chart_plan_draw (self->plan, cr);
      cairo_destroy (cr);
      self->node = gtk_snapshot_free_to_node (own);
    }
  if (self->node != NULL)
    gtk_snapshot_append_node (snapshot, self->node);
  if (self->at_datum)
    draw_bubble (self, snapshot);
}

static void
tw_chart_canvas_measure (GtkWidget      *widget,
                         GtkOrientation  orientation,
                         int             for_size,
                         int            *minimum,
                         int            *natural,
                         int            *minimum_baseline,
                         int            *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 60 : 40;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 420 : 260;
}

static void
look_changed (TwChartCanvas *self)
{
  forget_plan (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
tw_chart_canvas_css_changed (GtkWidget         *widget,
                             GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (tw_chart_canvas_parent_class)->css_changed (widget, change);
  look_changed (TW_CHART_CANVAS (widget));
}

static void
tw_chart_canvas_direction_changed (GtkWidget        *widget,
                                   GtkTextDirection  before)
{
  look_changed (TW_CHART_CANVAS (widget));
}

/* --- Pointer and keys --- */

static void
motion_cb (TwChartCanvas *self,
           double         x,
           double         y)
{
  tw_chart_canvas_point (self, x, y);
}

static void
leave_cb (TwChartCanvas *self)
{
  if (!self->by_key)
    set_datum (self, NULL, FALSE);
}

static void
released_cb (TwChartCanvas   *self,
             int              n_press,
             double           x,
             double           y,
             GtkGestureClick *gesture)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  tw_chart_canvas_click (self, x, y);
}

static gboolean
key_pressed_cb (TwChartCanvas  *self,
                guint           keyval,
                guint           keycode,
                GdkModifierType state)
{
  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) != 0)
    return FALSE;
  return tw_chart_canvas_key (self, keyval);
}

static void
focus_left_cb (TwChartCanvas *self)
{
  set_datum (self, NULL, FALSE);
}

static void
tw_chart_canvas_dispose (GObject *object)
{
  TwChartCanvas *self = TW_CHART_CANVAS (object);

  forget_plan (self);
  g_clear_pointer (&self->chart, tw_chart_unref);
  G_OBJECT_CLASS (tw_chart_canvas_parent_class)->dispose (object);
}

static void
tw_chart_canvas_finalize (GObject *object)
{
  g_free (TW_CHART_CANVAS (object)->words);
  G_OBJECT_CLASS (tw_chart_canvas_parent_class)->finalize (object);
}

static void
tw_chart_canvas_class_init (TwChartCanvasClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_chart_canvas_dispose;
  G_OBJECT_CLASS (klass)->finalize = tw_chart_canvas_finalize;
  widget_class->snapshot = tw_chart_canvas_snapshot;
  widget_class->measure = tw_chart_canvas_measure;
  widget_class->css_changed = tw_chart_canvas_css_changed;
  widget_class->direction_changed = tw_chart_canvas_direction_changed;
  gtk_widget_class_set_css_name (widget_class, "tw-chart");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);

  /**
   * TwChartCanvas::activated:
   *
   * The records behind a datum are asked for.
   */
  signals[ACTIVATED] = g_signal_new ("activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_INT,
                                     G_TYPE_INT);
}

static void
tw_chart_canvas_init (TwChartCanvas *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new (), *keys = gtk_event_controller_key_new (), *focus = gtk_event_controller_focus_new ();
  GtkGesture *click = tw_still_click_new ();
  AdwStyleManager *style = adw_style_manager_get_default ();

  self->words = g_strdup ("");
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (leave_cb), self);
  g_signal_connect_swapped (click, "released", G_CALLBACK (released_cb), self);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (focus_left_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  g_signal_connect_object (style, "notify::dark", G_CALLBACK (look_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (style, "notify::high-contrast", G_CALLBACK (look_changed), self, G_CONNECT_SWAPPED);
}

/**
 * tw_chart_canvas_new:
 *
 * Returns: (transfer floating): an empty canvas
 */
GtkWidget *
tw_chart_canvas_new (void)
{
  return g_object_new (TW_TYPE_CHART_CANVAS, NULL);
}

static void
keep_hidden (TwChart *before,
             TwChart *chart)
{
  for (guint i = 0; before != NULL && i < MIN (tw_chart_get_n_series (before), tw_chart_get_n_series (chart)); i++)
    if (tw_chart_get_hidden (before, i) && g_str_equal (tw_chart_get_series_name (before, i), tw_chart_get_series_name (chart, i)))
      tw_chart_set_hidden (chart, i, TRUE);
}

/**
 * tw_chart_canvas_set_chart:
 * @self: a canvas
 * @chart: (nullable): what to draw; the canvas hides and shows its series
 */
void
tw_chart_canvas_set_chart (TwChartCanvas *self,
                           TwChart       *chart)
{
  g_return_if_fail (TW_IS_CHART_CANVAS (self));
  if (chart != NULL)
    keep_hidden (self->chart, chart);
  forget_plan (self);
  g_clear_pointer (&self->chart, tw_chart_unref);
  self->chart = chart != NULL ? tw_chart_ref (chart) : NULL;
  self->at_datum = FALSE;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  chart != NULL && tw_chart_get_title (chart) != NULL ? tw_chart_get_title (chart) : _("Chart"), -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * tw_chart_canvas_get_chart:
 * @self: a canvas
 *
 * Returns: (transfer none) (nullable): what it draws
 */
TwChart *
tw_chart_canvas_get_chart (TwChartCanvas *self)
{
  g_return_val_if_fail (TW_IS_CHART_CANVAS (self), NULL);
  return self->chart;
}

/**
 * tw_chart_canvas_set_active:
 * @self: a canvas
 * @active: whether data can be opened
 */
void
tw_chart_canvas_set_active (TwChartCanvas *self,
                            gboolean       active)
{
  g_return_if_fail (TW_IS_CHART_CANVAS (self));
  self->inactive = !active;
}

/**
 * tw_chart_canvas_get_look:
 * @self: a canvas
 * @look: (out): how it looks on this screen; the font is lent until the look changes
 */
void
tw_chart_canvas_get_look (TwChartCanvas *self,
                          TwChartLook   *look)
{
  AdwStyleManager *style = adw_style_manager_get_default ();
  PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (self));
  PangoFontDescription *font = pango_context_get_font_description (context);
  double size = pango_font_description_get_size (font) / (double) PANGO_SCALE;

  if (!pango_font_description_get_size_is_absolute (font))
    size *= pango_cairo_context_get_resolution (context) > 0 ? pango_cairo_context_get_resolution (context) / 72 : 96.0 / 72;
  *look = (TwChartLook) { .dark = adw_style_manager_get_dark (style), .contrast = adw_style_manager_get_high_contrast (style),
                          .rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL, .size = size * 0.92,
                          .font = pango_font_description_get_family (font) };
}

/**
 * tw_chart_canvas_get_words:
 * @self: a canvas
 *
 * Returns: (transfer none): what is read out
 */
const char *
tw_chart_canvas_get_words (TwChartCanvas *self)
{
  g_return_val_if_fail (TW_IS_CHART_CANVAS (self), NULL);
  return self->words;
}

/**
 * tw_chart_canvas_point:
 * @self: a canvas
 * @x: a place
 * @y: of it
 *
 * What the pointer does at a place.
 */
void
tw_chart_canvas_point (TwChartCanvas *self,
                       double         x,
                       double         y)
{
  TwChartDatum datum;
  gboolean legend = FALSE, hit = FALSE;

  g_return_if_fail (TW_IS_CHART_CANVAS (self));
  if (get_plan (self) == NULL)
    return;
  legend = tw_chart_plan_hit_legend (self->plan, x, y) >= 0;
  hit = !legend && tw_chart_plan_hit (self->plan, x, y, &datum);
  set_datum (self, hit ? &datum : NULL, FALSE);
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), legend || (hit && !self->inactive) ? "pointer" : NULL);
}

/**
 * tw_chart_canvas_click:
 * @self: a canvas
 * @x: a place
 * @y: of it
 *
 * What a click does at a place.
 *
 * Returns: whether there was anything
 */
gboolean
tw_chart_canvas_click (TwChartCanvas *self,
                       double         x,
                       double         y)
{
  TwChartDatum datum;
  int series;

  g_return_val_if_fail (TW_IS_CHART_CANVAS (self), FALSE);
  if (get_plan (self) == NULL)
    return FALSE;
  series = tw_chart_plan_hit_legend (self->plan, x, y);
  if (series >= 0)
    {
      toggle_series (self, (guint) series);
      return TRUE;
    }
  if (!tw_chart_plan_hit (self->plan, x, y, &datum))
    return FALSE;
  set_datum (self, &datum, FALSE);
  activate_datum (self);
  return TRUE;
}

/**
 * tw_chart_canvas_key:
 * @self: a canvas
 * @keyval: a key
 *
 * Arrows walk through the data as they lie, Home and End go to the ends, Enter opens, digits switch series off and on.
 *
 * Returns: whether the key was one of them
 */
gboolean
tw_chart_canvas_key (TwChartCanvas *self,
                     guint          keyval)
{
  static const guint arrows[] = { GDK_KEY_Left, GDK_KEY_Right, GDK_KEY_Up, GDK_KEY_Down };
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  TwChartStep steps[4];
  TwChartDatum datum;

  g_return_val_if_fail (TW_IS_CHART_CANVAS (self), FALSE);
  if (get_plan (self) == NULL)
    return FALSE;
  if ((keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter || keyval == GDK_KEY_space) && self->at_datum)
    {
      activate_datum (self);
      return TRUE;
    }
  if (keyval == GDK_KEY_Escape && self->at_datum)
    {
      set_datum (self, NULL, FALSE);
      return TRUE;
    }
  if (keyval >= GDK_KEY_1 && keyval <= GDK_KEY_9 && tw_chart_get_n_series (self->chart) > 1
      && keyval - GDK_KEY_1 < tw_chart_get_n_series (self->chart))
    {
      toggle_series (self, keyval - GDK_KEY_1);
      return TRUE;
    }
  if (keyval == GDK_KEY_Home || keyval == GDK_KEY_End)
    {
      if (tw_chart_plan_step (self->plan, self->at_datum ? &self->datum : NULL, keyval == GDK_KEY_Home ? TW_CHART_FIRST : TW_CHART_LAST, &datum))
        set_datum (self, &datum, TRUE);
      return TRUE;
    }
  if (tw_chart_plan_is_sideways (self->plan))
    {
      steps[0] = rtl ? TW_CHART_NEXT_SERIES : TW_CHART_PREVIOUS_SERIES;
      steps[1] = rtl ? TW_CHART_PREVIOUS_SERIES : TW_CHART_NEXT_SERIES;
      steps[2] = TW_CHART_PREVIOUS;
      steps[3] = TW_CHART_NEXT;
    }
  else
    {
      steps[0] = rtl ? TW_CHART_NEXT : TW_CHART_PREVIOUS;
      steps[1] = rtl ? TW_CHART_PREVIOUS : TW_CHART_NEXT;
      steps[2] = TW_CHART_PREVIOUS_SERIES;
      steps[3] = TW_CHART_NEXT_SERIES;
    }
  for (guint i = 0; i < G_N_ELEMENTS (arrows); i++)
    if (keyval == arrows[i])
      {
        if (tw_chart_plan_step (self->plan, self->at_datum ? &self->datum : NULL, steps[i], &datum))
          set_datum (self, &datum, TRUE);
        return TRUE;
      }
  return FALSE;
}

/**
 * tw_chart_canvas_get_plan:
 * @self: a canvas
 *
 * Returns: (transfer none) (nullable): where everything lies
 */
TwChartPlan *
tw_chart_canvas_get_plan (TwChartCanvas *self)
{
  g_return_val_if_fail (TW_IS_CHART_CANVAS (self), NULL);
  return get_plan (self);
}
