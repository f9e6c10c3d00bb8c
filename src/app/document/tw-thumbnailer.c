/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-thumbnailer.h"

#include <math.h>

#include "tw-blobs.h"
#include "tw-renderer.h"

#define MAX_KEPT 300

typedef struct
{
  char          *hash;                                 /* (owned) */
  TwRendererKind kind;
} Wish;

struct _TwThumbnailer
{
  GObject     parent_instance;

  TwStore    *store;                                   /* (owned) (nullable) after stop */
  guint       side;
  GHashTable *textures;                                /* (owned) hash → GdkTexture, or NULL when it cannot be drawn */
  GQueue      kept;                                    /* hashes, lent from textures' keys' copies; the oldest first */
  GQueue      wishes;                                  /* Wish, the last one first */
  TwRenderer *renderer;                                /* (owned) (nullable) at work */
  char       *drawing;                                 /* (owned) (nullable) hash */
  TwRenderTile tile;
};

G_DEFINE_FINAL_TYPE (TwThumbnailer, tw_thumbnailer, G_TYPE_OBJECT)

static guint ready_signal;

static void draw_next (TwThumbnailer *self);

static void
wish_free (Wish *wish)
{
  g_free (wish->hash);
  g_free (wish);
}

static GList *
find_wish (TwThumbnailer *self,
           const char    *hash)
{
  for (GList *l = self->wishes.head; l != NULL; l = l->next)
    if (g_str_equal (((Wish *) l->data)->hash, hash))
      return l;
  return NULL;
}

static void
keep (TwThumbnailer *self,
      GdkTexture    *texture)
{
  char *hash = g_steal_pointer (&self->drawing);

  g_queue_push_tail (&self->kept, g_strdup (hash));
  g_hash_table_replace (self->textures, g_strdup (hash), texture);
  while (g_queue_get_length (&self->kept) > MAX_KEPT)
    {
      g_autofree char *old = g_queue_pop_head (&self->kept);

      g_hash_table_remove (self->textures, old);
    }
  tw_renderer_close (self->renderer);
  g_clear_object (&self->renderer);
  g_signal_emit (self, ready_signal, 0, hash);
  g_free (hash);
  draw_next (self);
}

static void
clear_texture (gpointer texture)
{
  if (texture != NULL)
    g_object_unref (texture);
}

static void
drawn_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr(TwThumbnailer) self = TW_THUMBNAILER (data);
  g_autoptr(GBytes) pixels = tw_renderer_draw_finish (TW_RENDERER (source), result, NULL);

  if (self->renderer != TW_RENDERER (source))
    return;
  keep (self, pixels != NULL ? gdk_memory_texture_new ((int) self->tile.width, (int) self->tile.height, GDK_MEMORY_DEFAULT, pixels,
                                                       self->tile.width * 4)
                             : NULL);
}

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr(TwThumbnailer) self = TW_THUMBNAILER (data);
  gboolean opened = tw_renderer_open_finish (TW_RENDERER (source), result, NULL);
  double width = 1, height = 1;

  if (self->renderer != TW_RENDERER (source))
    return;
  if (!opened)
    {
      keep (self, NULL);
      return;
    }
  tw_renderer_get_size (self->renderer, 0, &width, &height);
  self->tile = (TwRenderTile) { .scale = self->side / MAX (width, height) };
  self->tile.width = (guint) MAX (ceil (width * self->tile.scale - 0.01), 1);
  self->tile.height = (guint) MAX (ceil (height * self->tile.scale - 0.01), 1);
  tw_renderer_draw_async (self->renderer, &self->tile, TW_LATER, NULL, drawn_cb, g_object_ref (self));
}

static void
draw_next (TwThumbnailer *self)
{
  Wish *wish = NULL;
  g_autofree char *path = NULL;

  if (self->store == NULL || self->renderer != NULL)
    return;
  wish = g_queue_pop_head (&self->wishes);
  if (wish == NULL)
    return;
  path = tw_store_dup_blob_path (self->store, wish->hash);
  self->renderer = path != NULL ? tw_renderer_new_for_path (wish->kind, path, NULL, NULL) : NULL;
  if (self->renderer != NULL)
    {
      self->drawing = g_strdup (wish->hash);
      tw_renderer_open_async (self->renderer, NULL, NULL, opened_cb, g_object_ref (self));
    }
  wish_free (wish);
  if (self->renderer == NULL)
    draw_next (self);
}

static void
tw_thumbnailer_dispose (GObject *object)
{
  tw_thumbnailer_stop (TW_THUMBNAILER (object));
  G_OBJECT_CLASS (tw_thumbnailer_parent_class)->dispose (object);
}

static void
tw_thumbnailer_finalize (GObject *object)
{
  TwThumbnailer *self = TW_THUMBNAILER (object);

  g_hash_table_unref (self->textures);
  g_queue_clear_full (&self->kept, g_free);
  g_queue_clear_full (&self->wishes, (GDestroyNotify) wish_free);
  g_free (self->drawing);
  G_OBJECT_CLASS (tw_thumbnailer_parent_class)->finalize (object);
}

static void
tw_thumbnailer_class_init (TwThumbnailerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tw_thumbnailer_dispose;
  G_OBJECT_CLASS (klass)->finalize = tw_thumbnailer_finalize;
  ready_signal = g_signal_new ("ready", TW_TYPE_THUMBNAILER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
tw_thumbnailer_init (TwThumbnailer *self)
{
  self->textures = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, clear_texture);
  g_queue_init (&self->kept);
  g_queue_init (&self->wishes);
}

/**
 * tw_thumbnailer_new:
 * @store: the store
 * @side: pixels of the longer side
 *
 * Returns: (transfer full): a thumbnailer
 */
TwThumbnailer *
tw_thumbnailer_new (TwStore *store,
                    guint    side)
{
  TwThumbnailer *self = g_object_new (TW_TYPE_THUMBNAILER, NULL);

  self->store = g_object_ref (store);
  self->side = side;
  return self;
}

/**
 * tw_thumbnailer_get:
 * @self: a thumbnailer
 * @hash: of a file that is here
 * @content_type: what it is
 *
 * Returns: (transfer none) (nullable): its picture, as soon as there is one
 */
GdkTexture *
tw_thumbnailer_get (TwThumbnailer *self,
                    const char    *hash,
                    const char    *content_type)
{
  Wish *wish = NULL;
  TwRendererKind kind = TW_RENDERER_PDF;

  g_return_val_if_fail (TW_IS_THUMBNAILER (self) && hash != NULL, NULL);
  if (g_hash_table_contains (self->textures, hash))
    return g_hash_table_lookup (self->textures, hash);
  if (self->store == NULL || !tw_renderer_find_kind (content_type, &kind) || g_strcmp0 (self->drawing, hash) == 0
      || find_wish (self, hash) != NULL)
    return NULL;
  wish = g_new0 (Wish, 1);
  wish->hash = g_strdup (hash);
  wish->kind = kind;
  g_queue_push_head (&self->wishes, wish);
  draw_next (self);
  return NULL;
}

/**
 * tw_thumbnailer_forget:
 * @self: a thumbnailer
 * @hash: of a file
 *
 * Does not draw it if that has not begun.
 */
void
tw_thumbnailer_forget (TwThumbnailer *self,
                       const char    *hash)
{
  GList *link = NULL;

  g_return_if_fail (TW_IS_THUMBNAILER (self) && hash != NULL);
  link = find_wish (self, hash);
  if (link == NULL)
    return;
  wish_free (link->data);
  g_queue_delete_link (&self->wishes, link);
}

/**
 * tw_thumbnailer_stop:
 * @self: a thumbnailer
 *
 * Draws nothing any more.
 */
void
tw_thumbnailer_stop (TwThumbnailer *self)
{
  TwRenderer *renderer = NULL;

  g_return_if_fail (TW_IS_THUMBNAILER (self));
  g_clear_object (&self->store);
  renderer = g_steal_pointer (&self->renderer);
  if (renderer != NULL)
    tw_renderer_close (renderer);
  g_clear_object (&renderer);
}
