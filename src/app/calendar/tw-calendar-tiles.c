/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A drawing is made of tiles, such as a week of a month, each of which is painted once into a picture. A frame paints only as many as
 * there is time for; until a tile's turn comes its former picture is shown, or the ground alone. Scrolling moves the pictures.
 *
 * A renderer that draws by Cairo takes 3.5 ms for a texture as wide as a window (GTK 4.8 converts it by floating point each time), and
 * 0.1 ms for the same picture as a surface; one that draws by OpenGL would load a surface anew in each frame. */
#include "config.h"

#include <gsk/gsk.h>

#include "tw-calendar-canvas-private.h"

#define BUDGET     6                                   /* ms of a frame that may be spent before another tile is left to the next one */
#define MAX_PIXELS 8000000                             /* of kept pictures: 32 MB */

typedef struct
{
  TwCalendarPart part;
  GArray        *boxes;                                /* (owned) TwCalendarBox */
  guint          placed;                               /* round that the boxes belong to */
  GdkTexture    *picture;                              /* (owned) (nullable): nothing is there, or it is a surface */
  cairo_surface_t *surface;                            /* (owned) (nullable) */
  guint          painted;                              /* round that the picture belongs to */
  gsize          pixels;                               /* that it takes */
} Tile;

static void
clear_picture (Tile *tile)
{
  g_clear_object (&tile->picture);
  g_clear_pointer (&tile->surface, cairo_surface_destroy);
  tile->pixels = 0;
}

void
tw_calendar_tile_free (gpointer data)
{
  Tile *tile = data;

  g_array_unref (tile->boxes);
  clear_picture (tile);
  g_free (tile);
}

static Tile *
get_tile (TwCalendarCanvas     *self,
          const TwCalendarPart *part)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);
  Tile *tile = g_hash_table_lookup (priv->tiles, GINT_TO_POINTER (part->key));

  if (tile == NULL)
    {
      tile = g_new0 (Tile, 1);
      tile->boxes = g_array_new (FALSE, TRUE, sizeof (TwCalendarBox));
      tile->placed = tile->painted = priv->round - 1;
      g_hash_table_insert (priv->tiles, GINT_TO_POINTER (part->key), tile);
    }
  tile->part = *part;
  /* The height of a head depends on what is in it. */
  if (tile->placed != priv->round || part->head)
    {
      g_array_set_size (tile->boxes, 0);
      TW_CALENDAR_CANVAS_GET_CLASS (self)->place (self, part, tile->boxes);
      tile->placed = priv->round;
    }
  return tile;
}

static gboolean
is_not_shown (gpointer key,
              gpointer value,
              gpointer data)
{
  return !g_ptr_array_find (data, value, NULL);
}

/* Pictures of what is not on the screen stay while there is room for them. */
static void
forget_some (TwCalendarCanvas *self)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);
  gsize pixels = 0;
  GHashTableIter iter;
  gpointer tile;

  g_hash_table_iter_init (&iter, priv->tiles);
  while (g_hash_table_iter_next (&iter, NULL, &tile))
    pixels += ((Tile *) tile)->pixels;
  if (pixels > MAX_PIXELS)
    g_hash_table_foreach_remove (priv->tiles, is_not_shown, priv->shown);
}

/**
 * tw_calendar_canvas_ensure_boxes:
 * @self: a drawing
 *
 * Works out what is on the screen, unless it is known.
 */
void
tw_calendar_canvas_ensure_boxes (TwCalendarCanvas *self)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);
  g_autoptr(GArray) parts = NULL;

  if (priv->placed || priv->model == NULL)
    return;
  parts = g_array_new (FALSE, TRUE, sizeof (TwCalendarPart));
  g_array_set_size (priv->boxes, 0);
  g_ptr_array_set_size (priv->shown, 0);
  TW_CALENDAR_CANVAS_GET_CLASS (self)->list_parts (self, parts);
  for (guint i = 0; i < parts->len; i++)
    {
      Tile *tile = get_tile (self, &g_array_index (parts, TwCalendarPart, i));

      g_ptr_array_add (priv->shown, tile);
      g_array_append_vals (priv->boxes, tile->boxes->data, tile->boxes->len);
    }
  priv->placed = TRUE;
  forget_some (self);
}

/* --- Painting --- */

/* Where a tile is on the screen. */
static void
get_rect (TwCalendarCanvas *self,
          const Tile       *tile,
          GdkRectangle     *rect)
{
  *rect = tile->part.rect;
  if (!tile->part.head)
    rect->y += tw_calendar_canvas_get_head (self) - tw_calendar_canvas_get_offset (self);
  tw_calendar_canvas_turn_rect (self, rect);
}

static cairo_surface_t *
paint_surface (GskRenderNode *node,
               int            width,
               int            height)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  cairo_t *cr = cairo_create (surface);

  gsk_render_node_draw (node, cr);
  cairo_destroy (cr);
  return surface;
}

static void
draw_surface (const Tile         *tile,
              GtkSnapshot        *snapshot,
              const GdkRectangle *rect)
{
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (rect->x, rect->y, rect->width, rect->height));

  cairo_translate (cr, rect->x, rect->y);
  cairo_scale (cr, (double) rect->width / cairo_image_surface_get_width (tile->surface),
               (double) rect->height / cairo_image_surface_get_height (tile->surface));
  cairo_set_source_surface (cr, tile->surface, 0, 0);
  cairo_paint (cr);
  cairo_destroy (cr);
}

static void
paint (TwCalendarCanvas *self,
       GskRenderer      *renderer,
       Tile             *tile)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  GskRenderNode *node = NULL;
  GdkRectangle rect;

  get_rect (self, tile, &rect);
  gtk_snapshot_scale (snapshot, scale, scale);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (-rect.x, -rect.y));
  for (guint i = 0; i < tile->boxes->len; i++)
    tw_calendar_canvas_draw_box (self, snapshot, &g_array_index (tile->boxes, TwCalendarBox, i));
  node = gtk_snapshot_free_to_node (snapshot);
  clear_picture (tile);
  tile->painted = priv->round;
  if (node == NULL)
    return;
  tile->pixels = (gsize) (rect.width * scale) * (gsize) (rect.height * scale);
  if (GSK_IS_CAIRO_RENDERER (renderer))
    tile->surface = paint_surface (node, rect.width * scale, rect.height * scale);
  else
    tile->picture = gsk_renderer_render_texture (renderer, node, &GRAPHENE_RECT_INIT (0, 0, rect.width * scale, rect.height * scale));
  gsk_render_node_unref (node);
}

static gboolean
next_frame_cb (GtkWidget     *widget,
               GdkFrameClock *clock,
               gpointer       data)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (TW_CALENDAR_CANVAS (widget));

  priv->next_frame = 0;
  gtk_widget_queue_draw (widget);
  return G_SOURCE_REMOVE;
}

/* At least one is painted in each frame, so that all are in the end. */
static void
paint_some (TwCalendarCanvas *self)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);
  GskRenderer *renderer = gtk_native_get_renderer (gtk_widget_get_native (GTK_WIDGET (self)));
  gint64 start = g_get_monotonic_time ();
  gboolean waits = FALSE;

  for (guint i = 0; i < priv->shown->len && !waits; i++)
    {
      Tile *tile = g_ptr_array_index (priv->shown, i);

      if (tile->painted == priv->round)
        continue;
      if (g_get_monotonic_time () - start < BUDGET * 1000)
        paint (self, renderer, tile);
      else
        waits = TRUE;
    }
  if (waits && priv->next_frame == 0)
    priv->next_frame = gtk_widget_add_tick_callback (GTK_WIDGET (self), next_frame_cb, NULL, NULL);
}

static void
draw_tiles (TwCalendarCanvas *self,
            GtkSnapshot      *snapshot,
            gboolean          head)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);
  int top = tw_calendar_canvas_get_head (self), width = gtk_widget_get_width (GTK_WIDGET (self));
  int height = gtk_widget_get_height (GTK_WIDGET (self));

  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (0, head ? 0 : top, width, head ? top : MAX (height - top, 0)));
  for (guint i = 0; i < priv->shown->len; i++)
    {
      const Tile *tile = g_ptr_array_index (priv->shown, i);
      GdkRectangle rect;

      if (tile->part.head != head)
        continue;
      get_rect (self, tile, &rect);
      if (tile->surface != NULL)
        draw_surface (tile, snapshot, &rect);
      else if (tile->picture != NULL)
        gtk_snapshot_append_texture (snapshot, tile->picture, &GRAPHENE_RECT_INIT (rect.x, rect.y, rect.width, rect.height));
    }
  for (guint i = 0; i < priv->boxes->len; i++)
    if (((g_array_index (priv->boxes, TwCalendarBox, i).flags & TW_BOX_HEAD) != 0) == head)
      tw_calendar_canvas_draw_marks (self, snapshot, i);
  gtk_snapshot_pop (snapshot);
}

/**
 * tw_calendar_canvas_draw_tiles:
 * @self: a drawing
 * @snapshot: of its frame
 *
 * Draws the events, or as many as the frame has time for.
 */
void
tw_calendar_canvas_draw_tiles (TwCalendarCanvas *self,
                               GtkSnapshot      *snapshot)
{
  tw_calendar_canvas_ensure_boxes (self);
  paint_some (self);
  draw_tiles (self, snapshot, FALSE);
  draw_tiles (self, snapshot, TRUE);
}
