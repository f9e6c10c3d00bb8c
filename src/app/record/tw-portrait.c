/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-portrait.h"

#include "tw-blobs.h"

struct _TwPortrait
{
  AdwBin         parent_instance;

  TwThumbnailer *thumbnailer;                          /* (owned) */
  AdwAvatar     *avatar;
  char          *hash;                                 /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (TwPortrait, tw_portrait, ADW_TYPE_BIN)

/* The square in the middle of the upper part, where faces are: an avatar shows the whole of what it gets. */
static GdkPaintable *
make_square (GdkTexture *texture)
{
  int width = gdk_texture_get_width (texture), height = gdk_texture_get_height (texture), side = MIN (width, height);
  g_autoptr(GtkSnapshot) snapshot = NULL;

  if (width == height)
    return GDK_PAINTABLE (g_object_ref (texture));
  snapshot = gtk_snapshot_new ();
  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (0, 0, side, side));
  gtk_snapshot_append_texture (snapshot, texture, &GRAPHENE_RECT_INIT ((side - width) / 2, (side - height) / 4, width, height));
  gtk_snapshot_pop (snapshot);
  return gtk_snapshot_to_paintable (snapshot, &GRAPHENE_SIZE_INIT (side, side));
}

/* The kind matters only for the choice of the process's reader, which looks at the bytes themselves. */
static void
show_photo (TwPortrait *self)
{
  GdkTexture *texture = self->hash != NULL ? tw_thumbnailer_get (self->thumbnailer, self->hash, "image/png") : NULL;
  g_autoptr(GdkPaintable) square = texture != NULL ? make_square (texture) : NULL;

  adw_avatar_set_custom_image (self->avatar, square);
}

static void
ready_cb (TwPortrait *self,
          const char *hash)
{
  if (g_strcmp0 (self->hash, hash) == 0)
    show_photo (self);
}

static void
tw_portrait_dispose (GObject *object)
{
  TwPortrait *self = TW_PORTRAIT (object);

  adw_bin_set_child (ADW_BIN (self), NULL);
  g_clear_object (&self->thumbnailer);
  g_clear_pointer (&self->hash, g_free);
  G_OBJECT_CLASS (tw_portrait_parent_class)->dispose (object);
}

static void
tw_portrait_class_init (TwPortraitClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tw_portrait_dispose;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
tw_portrait_init (TwPortrait *self)
{
}

/**
 * tw_portrait_find_field:
 * @entity: a kind of record
 *
 * Returns: (transfer none) (nullable): the field that holds the pictures of its records, when they are people
 */
const TwField *
tw_portrait_find_field (const TwEntity *entity)
{
  const TwField *field = tw_entity_get_field (entity, "photo");

  return field != NULL && tw_field_is_file (field) && !field->retired ? field : NULL;
}

/**
 * tw_portrait_new:
 * @thumbnailer: makes the pictures
 * @size: pixels
 *
 * Returns: (transfer floating): a portrait of nobody. The name stands beside it, so that it says nothing of its own
 */
GtkWidget *
tw_portrait_new (TwThumbnailer *thumbnailer,
                 int            size)
{
  TwPortrait *self = g_object_new (TW_TYPE_PORTRAIT, "valign", GTK_ALIGN_CENTER, NULL);

  self->thumbnailer = g_object_ref (thumbnailer);
  self->avatar = ADW_AVATAR (adw_avatar_new (size, NULL, TRUE));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->avatar));
  g_signal_connect_object (thumbnailer, "ready", G_CALLBACK (ready_cb), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

/**
 * tw_portrait_show:
 * @self: a portrait
 * @name: (nullable): whose initials stand where there is no photo
 * @hash: (nullable): the file of the photo
 *
 * Shows somebody.
 */
void
tw_portrait_show (TwPortrait *self,
                  const char *name,
                  const char *hash)
{
  g_return_if_fail (TW_IS_PORTRAIT (self));
  adw_avatar_set_text (self->avatar, name);
  if (g_strcmp0 (self->hash, hash) == 0 && adw_avatar_get_custom_image (self->avatar) != NULL)
    return;
  if (self->hash != NULL && g_strcmp0 (self->hash, hash) != 0)
    tw_thumbnailer_forget (self->thumbnailer, self->hash);
  g_free (self->hash);
  self->hash = g_strdup (hash);
  show_photo (self);
}

/**
 * tw_portrait_show_record:
 * @self: a portrait
 * @record: (nullable): a record of a kind with a picture
 *
 * Shows whom it is about.
 */
void
tw_portrait_show_record (TwPortrait *self,
                         TwRecord   *record)
{
  const TwField *field = record != NULL ? tw_portrait_find_field (tw_record_get_entity (record)) : NULL;
  const TwValue *value = field != NULL ? tw_record_get (record, field) : NULL;
  g_autofree char *name = record != NULL ? tw_record_dup_title (record) : NULL;

  tw_portrait_show (self, name, value != NULL && value->type == TW_TYPE_TEXT ? value->text : NULL);
}

/**
 * tw_portrait_has_photo:
 * @self: a portrait
 *
 * Returns: whether it shows a photo now
 */
gboolean
tw_portrait_has_photo (TwPortrait *self)
{
  g_return_val_if_fail (TW_IS_PORTRAIT (self), FALSE);
  return adw_avatar_get_custom_image (self->avatar) != NULL;
}
