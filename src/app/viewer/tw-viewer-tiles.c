/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-viewer-tiles.h"

#include <math.h>

#include "tw-pixels.h"

#define CUT   1024                                     /* pixels: side of the tiles of a page that is no single one */
#define STRIP 128                                      /* rows that are handed to the toolkit at once */

typedef struct
{
  TwRenderTile  place;                                 /* also the key */
  GBytes       *pixels;                                /* (owned) (nullable) while it is drawn */
  GPtrArray    *strips;                                /* (owned) (nullable) TwPixels: its rows, STRIP by STRIP; made when they are seen */
  TwPixels     *picture;                               /* (owned) (nullable) all of it, made when it stands in for another scale */
  GCancellable *cancellable;                           /* (owned) (nullable) when it is there */
  guint         round;                                 /* in which it was wanted last */
  gboolean      whole;                                 /* all of its page */
} Tile;

struct _TwViewerTiles
{
  GObject           parent_instance;

  TwViewerDocument *document;                          /* (owned) */
  GHashTable       *tiles;                             /* (owned) TwRenderTile → Tile */
  GHashTable       *broken;                            /* (owned) set of pages */
  gsize             bytes, max_bytes;
  guint             round;
  guint             n_waiting;
  gboolean          closed;
};

G_DEFINE_FINAL_TYPE (TwViewerTiles, tw_viewer_tiles, G_TYPE_OBJECT)

static guint ready_signal;

static guint
hash_place (gconstpointer key)
{
  const TwRenderTile *place = key;

  return (((place->page * 31 + place->rotation) * 31 + place->x) * 31 + place->y) * 31 + g_double_hash (&place->scale);
}

static gboolean
equal_places (gconstpointer a,
              gconstpointer b)
{
  const TwRenderTile *one = a, *other = b;

  return one->page == other->page && one->rotation == other->rotation && one->scale == other->scale && one->x == other->x
         && one->y == other->y && one->width == other->width && one->height == other->height;
}

static gsize
get_bytes (const Tile *tile)
{
  return (gsize) tile->place.width * tile->place.height * 4;
}

static void
tile_free (gpointer data)
{
  Tile *tile = data;

  if (tile->cancellable != NULL)
    g_cancellable_cancel (tile->cancellable);
  g_clear_object (&tile->cancellable);
  g_clear_object (&tile->picture);
  g_clear_pointer (&tile->strips, g_ptr_array_unref);
  g_clear_pointer (&tile->pixels, g_bytes_unref);
  g_free (tile);
}

static void
get_page_size (TwViewerTiles *self,
               guint          page,
               guint          rotation,
               double         scale,
               guint         *width,
               guint         *height)
{
  double w = 0, h = 0;

  tw_renderer_get_size (tw_viewer_document_get_renderer (self->document), page, &w, &h);
  *width = (guint) MAX (ceil ((rotation % 2 == 0 ? w : h) * scale - 0.01), 1);
  *height = (guint) MAX (ceil ((rotation % 2 == 0 ? h : w) * scale - 0.01), 1);
}

/* --- Room --- */

static int
compare_rounds (gconstpointer a,
                gconstpointer b)
{
  const Tile *one = *(Tile *const *) a, *other = *(Tile *const *) b;

  return one->round < other->round ? -1 : one->round > other->round ? 1 : 0;
}

/* Those that were not wanted for the longest time go first; those of this round stay. */
static void
make_room (TwViewerTiles *self)
{
  g_autoptr(GPtrArray) old = NULL;
  GHashTableIter iter;
  gpointer value = NULL;

  if (self->bytes <= self->max_bytes)
    return;
  old = g_ptr_array_new ();
  g_hash_table_iter_init (&iter, self->tiles);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((Tile *) value)->pixels != NULL && ((Tile *) value)->round != self->round)
      g_ptr_array_add (old, value);
  g_ptr_array_sort (old, compare_rounds);
  for (guint i = 0; i < old->len && self->bytes > self->max_bytes; i++)
    {
      Tile *tile = g_ptr_array_index (old, i);

      self->bytes -= get_bytes (tile);
      g_hash_table_remove (self->tiles, &tile->place);
    }
}

/* --- Drawing --- */

typedef struct
{
  TwViewerTiles *self;                                 /* (owned) */
  GCancellable  *cancellable;                          /* (owned) tells whether the tile still is the one that waits */
  TwRenderTile   place;
} Drawing;

static void
drawing_free (Drawing *drawing)
{
  g_object_unref (drawing->self);
  g_object_unref (drawing->cancellable);
  g_free (drawing);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Drawing, drawing_free)

static void
drawn_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr(Drawing) drawing = data;
  TwViewerTiles *self = drawing->self;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) pixels = tw_renderer_draw_finish (TW_RENDERER (source), result, &error);
  Tile *tile = NULL;

  self->n_waiting--;
  if (self->closed)
    return;
  tile = g_hash_table_lookup (self->tiles, &drawing->place);
  if (tile == NULL || tile->cancellable != drawing->cancellable)
    return;
  if (pixels == NULL)
    {
      g_hash_table_remove (self->tiles, &drawing->place);
      if (tw_viewer_document_take_error (self->document, error) || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        return;
      g_hash_table_add (self->broken, GUINT_TO_POINTER (drawing->place.page));
    }
  else
    {
      tile->pixels = g_steal_pointer (&pixels);
      g_clear_object (&tile->cancellable);
      self->bytes += get_bytes (tile);
      make_room (self);
    }
  g_signal_emit (self, ready_signal, 0);
}

static void
draw (TwViewerTiles *self,
      Tile          *tile,
      int            priority)
{
  Drawing *drawing = g_new0 (Drawing, 1);

  drawing->self = g_object_ref (self);
  drawing->cancellable = g_object_ref (tile->cancellable);
  drawing->place = tile->place;
  self->n_waiting++;
  tw_renderer_draw_async (tw_viewer_document_get_renderer (self->document), &tile->place, priority, tile->cancellable, drawn_cb, drawing);
}

static void
want_tile (TwViewerTiles      *self,
           const TwRenderTile *place,
           gboolean            whole,
           int                 priority)
{
  Tile *tile = g_hash_table_lookup (self->tiles, place);

  if (tile != NULL)
    {
      tile->round = self->round;
      return;
    }
  if (g_hash_table_contains (self->broken, GUINT_TO_POINTER (place->page)))
    return;
  tile = g_new0 (Tile, 1);
  tile->place = *place;
  tile->round = self->round;
  tile->whole = whole;
  tile->cancellable = g_cancellable_new ();
  g_hash_table_insert (self->tiles, &tile->place, tile);
  draw (self, tile, priority);
}

static double
get_coarse_scale (TwViewerTiles *self,
                  guint          page)
{
  double w = 0, h = 0;

  tw_renderer_get_size (tw_viewer_document_get_renderer (self->document), page, &w, &h);
  return CUT / MAX (w, h);
}

static void
tw_viewer_tiles_finalize (GObject *object)
{
  TwViewerTiles *self = TW_VIEWER_TILES (object);

  g_hash_table_unref (self->tiles);
  g_hash_table_unref (self->broken);
  g_object_unref (self->document);
  G_OBJECT_CLASS (tw_viewer_tiles_parent_class)->finalize (object);
}

static void
tw_viewer_tiles_class_init (TwViewerTilesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tw_viewer_tiles_finalize;
  ready_signal = g_signal_new ("ready", TW_TYPE_VIEWER_TILES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tw_viewer_tiles_init (TwViewerTiles *self)
{
  self->tiles = g_hash_table_new_full (hash_place, equal_places, NULL, tile_free);
  self->broken = g_hash_table_new (NULL, NULL);
}

/**
 * tw_viewer_tiles_new:
 * @document: a document
 * @max_bytes: how much may be kept beside what is wanted in a round
 *
 * Returns: (transfer full): no pictures yet
 */
TwViewerTiles *
tw_viewer_tiles_new (TwViewerDocument *document,
                     gsize             max_bytes)
{
  TwViewerTiles *self = g_object_new (TW_TYPE_VIEWER_TILES, NULL);

  self->document = g_object_ref (document);
  self->max_bytes = max_bytes;
  return self;
}

/**
 * tw_viewer_tiles_begin:
 * @self: pictures of pages
 *
 * Begins to tell what is wanted.
 */
void
tw_viewer_tiles_begin (TwViewerTiles *self)
{
  g_return_if_fail (TW_IS_VIEWER_TILES (self));
  self->round++;
}

/**
 * tw_viewer_tiles_want:
 * @self: pictures of pages
 * @page: number of a page, from 0
 * @rotation: quarters, clockwise
 * @scale: pixels of a point
 * @area: (nullable): pixels of the turned page; %NULL for all
 * @priority: how urgent it is
 *
 * Says that a part of a page is wanted.
 */
void
tw_viewer_tiles_want (TwViewerTiles         *self,
                      guint                  page,
                      guint                  rotation,
                      double                 scale,
                      const graphene_rect_t *area,
                      int                    priority)
{
  TwRenderTile place = { .page = page, .rotation = rotation, .scale = scale };
  guint width = 0, height = 0;
  double coarse = 0;

  g_return_if_fail (TW_IS_VIEWER_TILES (self));
  if (self->closed)
    return;
  get_page_size (self, page, rotation, scale, &width, &height);
  if (width <= TW_RENDERER_MAX_SIDE && height <= TW_RENDERER_MAX_SIDE)
    {
      place.width = width;
      place.height = height;
      want_tile (self, &place, TRUE, priority);
      return;
    }
  for (guint y = 0; y < height; y += CUT)
    for (guint x = 0; x < width; x += CUT)
      {
        graphene_rect_t part = GRAPHENE_RECT_INIT ((float) x, (float) y, (float) MIN (CUT, width - x), (float) MIN (CUT, height - y));

        if (area != NULL && !graphene_rect_intersection (area, &part, NULL))
          continue;
        place.x = x;
        place.y = y;
        place.width = MIN (CUT, width - x);
        place.height = MIN (CUT, height - y);
        want_tile (self, &place, FALSE, priority);
      }
  /* What is painted until they come. */
  coarse = get_coarse_scale (self, page);
  if (coarse < scale)
    tw_viewer_tiles_want (self, page, rotation, coarse, NULL, priority);
}

/**
 * tw_viewer_tiles_end:
 * @self: pictures of pages
 *
 * All was told that is wanted.
 */
void
tw_viewer_tiles_end (TwViewerTiles *self)
{
  GHashTableIter iter;
  gpointer value = NULL;

  g_return_if_fail (TW_IS_VIEWER_TILES (self));
  g_hash_table_iter_init (&iter, self->tiles);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((Tile *) value)->pixels == NULL && ((Tile *) value)->round != self->round)
      g_hash_table_iter_remove (&iter);
  make_room (self);
}

/* The finest picture of all of the page at another scale. */
static Tile *
find_stand_in (TwViewerTiles *self,
               guint          page,
               guint          rotation)
{
  Tile *best = NULL;
  GHashTableIter iter;
  gpointer value = NULL;

  g_hash_table_iter_init (&iter, self->tiles);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Tile *tile = value;

      if (tile->pixels != NULL && tile->whole && tile->place.page == page && tile->place.rotation == rotation
          && (best == NULL || tile->place.scale > best->place.scale))
        best = tile;
    }
  return best;
}

static TwPixels *
make_picture (const Tile *tile,
              GtkWidget  *widget,
              guint       first,
              guint       n_rows)
{
  gsize row = (gsize) tile->place.width * 4;
  g_autoptr(GBytes) part = g_bytes_new_from_bytes (tile->pixels, first * row, n_rows * row);

  return tw_pixels_new (widget, part, tile->place.width, n_rows);
}

/* Stretched: strips would show where they meet. */
static void
append_whole (GtkWidget             *widget,
              GtkSnapshot           *snapshot,
              Tile                  *tile,
              const graphene_rect_t *bounds)
{
  if (tile->picture == NULL)
    tile->picture = make_picture (tile, widget, 0, tile->place.height);
  tw_pixels_append (tile->picture, snapshot, bounds);
}

/* Pixel by pixel: only the rows that are seen, as a renderer with a graphics card uploads them. */
static void
append_strips (GtkWidget             *widget,
               GtkSnapshot           *snapshot,
               Tile                  *tile,
               const graphene_rect_t *bounds,
               const graphene_rect_t *seen)
{
  guint n = (tile->place.height + STRIP - 1) / STRIP;
  float row = bounds->size.height / (float) tile->place.height;

  if (tile->strips == NULL)
    {
      tile->strips = g_ptr_array_new_with_free_func ((GDestroyNotify) g_object_unref);
      for (guint i = 0; i < n; i++)
        g_ptr_array_add (tile->strips, make_picture (tile, widget, i * STRIP, MIN (STRIP, tile->place.height - i * STRIP)));
    }
  for (guint i = 0; i < n; i++)
    {
      graphene_rect_t place = GRAPHENE_RECT_INIT (bounds->origin.x, bounds->origin.y + (float) (i * STRIP) * row, bounds->size.width,
                                                  (float) MIN (STRIP, tile->place.height - i * STRIP) * row);

      if (graphene_rect_intersection (&place, seen, NULL))
        tw_pixels_append (g_ptr_array_index (tile->strips, i), snapshot, &place);
    }
}

static gboolean
paint_tile (TwViewerTiles         *self,
            const TwRenderTile    *place,
            GtkWidget             *widget,
            GtkSnapshot           *snapshot,
            const graphene_rect_t *bounds,
            const graphene_rect_t *seen)
{
  Tile *tile = g_hash_table_lookup (self->tiles, place);

  if (tile == NULL)
    return TRUE;
  if (tile->pixels == NULL)
    return FALSE;
  append_strips (widget, snapshot, tile, bounds, seen);
  return TRUE;
}

/**
 * tw_viewer_tiles_paint:
 * @self: pictures of pages
 * @page: number of a page, from 0
 * @rotation: quarters, clockwise
 * @scale: pixels of a point
 * @widget: which is painted
 * @snapshot: where to paint
 * @bounds: where the page stands in it
 * @seen: what is seen of it
 *
 * Paints a page as far as there are pictures of it.
 *
 * Returns: whether all that was wanted is there
 */
gboolean
tw_viewer_tiles_paint (TwViewerTiles         *self,
                       guint                  page,
                       guint                  rotation,
                       double                 scale,
                       GtkWidget             *widget,
                       GtkSnapshot           *snapshot,
                       const graphene_rect_t *bounds,
                       const graphene_rect_t *seen)
{
  TwRenderTile place = { .page = page, .rotation = rotation, .scale = scale };
  guint width = 0, height = 0;
  gboolean all = TRUE;
  Tile *tile = NULL;
  float fx = 1, fy = 1;

  g_return_val_if_fail (TW_IS_VIEWER_TILES (self), FALSE);
  get_page_size (self, page, rotation, scale, &width, &height);
  place.width = width;
  place.height = height;
  tile = g_hash_table_lookup (self->tiles, &place);
  if (tile != NULL && tile->pixels != NULL)
    {
      append_strips (widget, snapshot, tile, bounds, seen);
      return TRUE;
    }
  tile = find_stand_in (self, page, rotation);
  if (tile != NULL)
    append_whole (widget, snapshot, tile, bounds);
  if (width <= TW_RENDERER_MAX_SIDE && height <= TW_RENDERER_MAX_SIDE)
    return FALSE;
  for (guint y = 0; y < height; y += CUT)
    for (guint x = 0; x < width; x += CUT)
      {
        place.x = x;
        place.y = y;
        place.width = MIN (CUT, width - x);
        place.height = MIN (CUT, height - y);
        fx = bounds->size.width / (float) width;
        fy = bounds->size.height / (float) height;
        all &= paint_tile (self, &place, widget, snapshot,
                           &GRAPHENE_RECT_INIT (bounds->origin.x + (float) x * fx, bounds->origin.y + (float) y * fy,
                                                (float) place.width * fx, (float) place.height * fy), seen);
      }
  return all;
}

/**
 * tw_viewer_tiles_is_broken:
 * @self: pictures of pages
 * @page: number of a page, from 0
 *
 * Returns: whether it cannot be drawn
 */
gboolean
tw_viewer_tiles_is_broken (TwViewerTiles *self,
                           guint          page)
{
  g_return_val_if_fail (TW_IS_VIEWER_TILES (self), FALSE);
  return g_hash_table_contains (self->broken, GUINT_TO_POINTER (page));
}

/**
 * tw_viewer_tiles_get_bytes:
 * @self: pictures of pages
 *
 * Returns: what they take
 */
gsize
tw_viewer_tiles_get_bytes (TwViewerTiles *self)
{
  g_return_val_if_fail (TW_IS_VIEWER_TILES (self), 0);
  return self->bytes;
}

/**
 * tw_viewer_tiles_is_idle:
 * @self: pictures of pages
 *
 * Returns: whether nothing is being drawn
 */
gboolean
tw_viewer_tiles_is_idle (TwViewerTiles *self)
{
  g_return_val_if_fail (TW_IS_VIEWER_TILES (self), TRUE);
  return self->n_waiting == 0;
}

/**
 * tw_viewer_tiles_close:
 * @self: pictures of pages
 *
 * Lets go of all of them.
 */
void
tw_viewer_tiles_close (TwViewerTiles *self)
{
  g_return_if_fail (TW_IS_VIEWER_TILES (self));
  self->closed = TRUE;
  g_hash_table_remove_all (self->tiles);
  self->bytes = 0;
}
