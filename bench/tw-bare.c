/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-bare.h"

#include <adwaita.h>

#include "tw-frames.h"

#define WARM_UP 10                                     /* frames: letters and sizes are known then */
#define COLUMNS 7

/* --- Counting --- */

static void count (GskRenderNode *node, BenchBare *bare);

static GskRenderNode *
get_only_child (GskRenderNode *node)
{
  switch ((int) gsk_render_node_get_node_type (node))
    {
    case GSK_TRANSFORM_NODE:
      return gsk_transform_node_get_child (node);
    case GSK_OPACITY_NODE:
      return gsk_opacity_node_get_child (node);
    case GSK_COLOR_MATRIX_NODE:
      return gsk_color_matrix_node_get_child (node);
    case GSK_REPEAT_NODE:
      return gsk_repeat_node_get_child (node);
    case GSK_CLIP_NODE:
      return gsk_clip_node_get_child (node);
    case GSK_ROUNDED_CLIP_NODE:
      return gsk_rounded_clip_node_get_child (node);
    case GSK_SHADOW_NODE:
      return gsk_shadow_node_get_child (node);
    case GSK_BLUR_NODE:
      return gsk_blur_node_get_child (node);
    case GSK_DEBUG_NODE:
      return gsk_debug_node_get_child (node);
    default:
      return NULL;
    }
}

static void
count (GskRenderNode *node, BenchBare *bare)
{
  GskRenderNode *child = get_only_child (node);

  if (child != NULL)
    count (child, bare);
  else if (gsk_render_node_get_node_type (node) == GSK_CONTAINER_NODE)
    for (guint i = 0; i < gsk_container_node_get_n_children (node); i++)
      count (gsk_container_node_get_child (node, i), bare);
  else if (gsk_render_node_get_node_type (node) == GSK_TEXT_NODE)
    bare->texts++;
  else
    bare->boxes++;
}

void
bench_bare_count (GtkWidget *widget, BenchBare *bare)
{
  g_autoptr(GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  GskRenderNode *node = NULL;

  bare->boxes = bare->texts = 0;
  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (widget), gtk_widget_get_height (widget));
  node = gtk_snapshot_free_to_node (snapshot);
  if (node == NULL)
    return;
  count (node, bare);
  gsk_render_node_unref (node);
}

/* --- The widget --- */

#define BENCH_TYPE_PAINTED (bench_painted_get_type ())
G_DECLARE_FINAL_TYPE (BenchPainted, bench_painted, BENCH, PAINTED, GtkWidget)

struct _BenchPainted
{
  GtkWidget    parent_instance;

  BenchBare    bare;
  PangoLayout *layout;                                 /* (owned) */
  double       offset;                                 /* how far it has moved */
  double       x, y;                                   /* where something is held over; below 0: nowhere */
};

G_DEFINE_FINAL_TYPE (BenchPainted, bench_painted, GTK_TYPE_WIDGET)

static void
bench_painted_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  BenchPainted *self = BENCH_PAINTED (widget);
  GdkRGBA box = { 0.6, 0.75, 0.9, 1 }, text = { 0.1, 0.1, 0.1, 1 }, held = { 0.9, 0.6, 0.2, 1 };
  guint n = MAX (self->bare.boxes, self->bare.texts), rows = n / COLUMNS + 1;
  float width = (float) gtk_widget_get_width (widget), height = (float) gtk_widget_get_height (widget);

  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  for (guint i = 0; i < n; i++)
    {
      float x = (float) (i % COLUMNS) * width / COLUMNS, y = (float) (i / COLUMNS) * height / (float) rows;
      double from = (1 - self->bare.moving) * width;

      if (x >= from)
        y += (float) ((int) self->offset % (int) MAX (height / (float) rows, 2));
      if (i < self->bare.boxes)
        gtk_snapshot_append_color (snapshot, &box, &GRAPHENE_RECT_INIT (x + 2, y + 1, width / COLUMNS - 4, MAX (height / (float) rows - 2, 2)));
      if (i < self->bare.texts)
        {
          gtk_snapshot_save (snapshot);
          gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x + 6, y + 1));
          gtk_snapshot_append_layout (snapshot, self->layout, &text);
          gtk_snapshot_restore (snapshot);
        }
    }
  if (self->x >= 0)
    gtk_snapshot_append_color (snapshot, &held, &GRAPHENE_RECT_INIT ((float) self->x, (float) self->y, 180, 4));
  gtk_snapshot_pop (snapshot);
}

static GdkContentProvider *
prepare_cb (GtkDragSource *source, double x, double y, BenchPainted *self)
{
  return gdk_content_provider_new_typed (G_TYPE_STRING, "a box");
}

static void
drag_begin_cb (GtkDragSource *source, GdkDrag *drag, BenchPainted *self)
{
  GtkWidget *card = gtk_label_new ("A box that is dragged");

  gtk_widget_set_size_request (card, 240, 90);
  gtk_widget_add_css_class (card, "card");
  gtk_drag_icon_set_child (GTK_DRAG_ICON (gtk_drag_icon_get_for_drag (drag)), card);
}

static GdkDragAction
motion_cb (GtkDropTarget *target, double x, double y, BenchPainted *self)
{
  self->x = x;
  self->y = y;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  return GDK_ACTION_MOVE;
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, BenchPainted *self)
{
  self->x = -1;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  return TRUE;
}

static void
bench_painted_dispose (GObject *object)
{
  g_clear_object (&BENCH_PAINTED (object)->layout);
  G_OBJECT_CLASS (bench_painted_parent_class)->dispose (object);
}

static void
bench_painted_class_init (BenchPaintedClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bench_painted_dispose;
  GTK_WIDGET_CLASS (klass)->snapshot = bench_painted_snapshot;
}

static void
bench_painted_init (BenchPainted *self)
{
  GtkDragSource *source = gtk_drag_source_new ();
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_STRING, GDK_ACTION_MOVE);

  self->x = -1;
  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect (source, "prepare", G_CALLBACK (prepare_cb), self);
  g_signal_connect (source, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (target, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect (target, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (source));
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

GtkWidget *
bench_bare_new (const BenchBare *bare)
{
  BenchPainted *self = g_object_new (BENCH_TYPE_PAINTED, "hexpand", TRUE, "vexpand", TRUE, NULL);

  self->bare = *bare;
  self->layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), "What stands in a box");
  return GTK_WIDGET (self);
}

/* --- Frames --- */

void
bench_bare_run (GtkWindow *window, const BenchBare *bare, double step, guint n, BenchLongest *longest, BenchSample *sample)
{
  GtkWidget *widget = bench_bare_new (bare);
  BenchFrames *frames = NULL;

  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), widget);
  frames = bench_frames_start (GTK_WIDGET (window), 0);
  for (guint done = 0; done < n + WARM_UP; done++)
    {
      guint before;

      if (done == WARM_UP)
        {
          BenchSample warm = bench_frames_stop (frames);

          bench_sample_clear (&warm);
          frames = bench_frames_start (GTK_WIDGET (window), 0);
          *longest = (BenchLongest) { 0, 0 };
        }
      before = bench_frames_count (frames);
      BENCH_PAINTED (widget)->offset += step;
      gtk_widget_queue_draw (widget);
      while (bench_frames_count (frames) == before)
        bench_turn (longest);
    }
  *sample = bench_frames_stop (frames);
}
