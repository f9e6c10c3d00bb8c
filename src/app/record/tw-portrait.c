/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-portrait.h"

#include "tw-blobs.h"

/* It looks as AdwAvatar does, whose CSS it takes, but is one widget that draws, not five: the label of an AdwAvatar lays out everything round
 * it anew with each name, and in a list that is scrolled that is every row in every frame. */

#define N_COLORS 14                                    /* of avatars in the style of libadwaita */
#define NOBODY   N_COLORS                              /* the grey one */

struct _TwPortrait
{
  GtkWidget      parent_instance;

  TwThumbnailer *thumbnailer;                          /* (owned) */
  GdkTexture    *photo;                                /* (owned) (nullable) */
  PangoLayout   *layout;                               /* (owned) (nullable) of the initials, made when they are drawn */
  char          *name;                                 /* (owned) (nullable) */
  char          *hash;                                 /* (owned) (nullable) */
  int            size;
};

G_DEFINE_FINAL_TYPE (TwPortrait, tw_portrait, GTK_TYPE_WIDGET)

/* --- Drawing --- */

/* The square in the middle of the upper part, where faces are. */
static void
draw_photo (TwPortrait  *self,
            GtkSnapshot *snapshot)
{
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, (float) self->size, (float) self->size);
  int width = gdk_texture_get_width (self->photo), height = gdk_texture_get_height (self->photo), side = MIN (width, height);
  float scale = (float) self->size / (float) side;
  GskRoundedRect circle;

  gsk_rounded_rect_init_from_rect (&circle, &bounds, (float) self->size / 2);
  gtk_snapshot_push_rounded_clip (snapshot, &circle);
  gtk_snapshot_append_texture (snapshot, self->photo,
                               &GRAPHENE_RECT_INIT ((float) (side - width) / 2 * scale, (float) (side - height) / 4 * scale,
                                                    (float) width * scale, (float) height * scale));
  gtk_snapshot_pop (snapshot);
}

static void
draw_nobody (TwPortrait  *self,
             GtkSnapshot *snapshot)
{
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gtk_widget_get_display (GTK_WIDGET (self)));
  int size = self->size / 2;
  g_autoptr(GtkIconPaintable) icon = gtk_icon_theme_lookup_icon (theme, "avatar-default-symbolic", NULL, size,
                                                                 gtk_widget_get_scale_factor (GTK_WIDGET (self)),
                                                                 gtk_widget_get_direction (GTK_WIDGET (self)), 0);
  GdkRGBA color;

  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (self)), &color);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) (self->size - size) / 2, (float) (self->size - size) / 2));
  gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (icon), snapshot, size, size, &color, 1);
  gtk_snapshot_restore (snapshot);
}

/* As large as the circle has room for, with air round the letters that grows with it. */
static PangoLayout *
make_layout (TwPortrait *self)
{
  g_autofree char *initials = tw_portrait_dup_initials (self->name);
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), initials);
  g_autoptr(PangoAttrList) attributes = pango_attr_list_new ();
  double room = self->size / G_SQRT2 - MAX (self->size * 0.4 - 5, 0);
  int width, height;

  pango_layout_get_pixel_size (layout, &width, &height);
  pango_attr_list_insert (attributes, pango_attr_size_new_absolute ((int) (CLAMP (height * room / MAX (width, 1), 0, room) * PANGO_SCALE)));
  pango_layout_set_attributes (layout, attributes);
  return layout;
}

static void
draw_initials (TwPortrait  *self,
               GtkSnapshot *snapshot)
{
  int width, height;

  if (self->layout == NULL)
    self->layout = make_layout (self);
  pango_layout_get_pixel_size (self->layout, &width, &height);
  gtk_snapshot_render_layout (snapshot, gtk_widget_get_style_context (GTK_WIDGET (self)), (self->size - width) / 2,
                              (self->size - height) / 2, self->layout);
}

static void
tw_portrait_snapshot (GtkWidget   *widget,
                      GtkSnapshot *snapshot)
{
  TwPortrait *self = TW_PORTRAIT (widget);

  if (self->photo != NULL)
    draw_photo (self, snapshot);
  else if (self->name != NULL && *self->name != '\0')
    draw_initials (self, snapshot);
  else
    draw_nobody (self, snapshot);
}

static void
tw_portrait_measure (GtkWidget      *widget,
                     GtkOrientation  orientation,
                     int             for_size,
                     int            *minimum,
                     int            *natural,
                     int            *minimum_baseline,
                     int            *natural_baseline)
{
  *minimum = *natural = TW_PORTRAIT (widget)->size;
}

static void
tw_portrait_css_changed (GtkWidget         *widget,
                         GtkCssStyleChange *change)
{
  g_clear_object (&TW_PORTRAIT (widget)->layout);
  GTK_WIDGET_CLASS (tw_portrait_parent_class)->css_changed (widget, change);
}

static void
tw_portrait_system_setting_changed (GtkWidget        *widget,
                                    GtkSystemSetting  setting)
{
  g_clear_object (&TW_PORTRAIT (widget)->layout);
  GTK_WIDGET_CLASS (tw_portrait_parent_class)->system_setting_changed (widget, setting);
}

/* --- Whom it shows --- */

/* A name has the colour that AdwAvatar gives it, so that somebody has the same one in every program. */
static void
update_classes (TwPortrait *self)
{
  guint color = self->name != NULL && *self->name != '\0' ? g_str_hash (self->name) % N_COLORS + 1 : NOBODY;
  g_autofree char *color_class = g_strdup_printf ("color%u", color);
  const char *classes[] = { "tw-portrait", color_class, self->photo != NULL ? "image" : NULL, NULL };

  if (!gtk_widget_has_css_class (GTK_WIDGET (self), color_class)
      || gtk_widget_has_css_class (GTK_WIDGET (self), "image") != (self->photo != NULL))
    gtk_widget_set_css_classes (GTK_WIDGET (self), classes);
}

/* The kind matters only for the choice of the process's reader, which looks at the bytes themselves. */
static void
update (TwPortrait *self)
{
  GdkTexture *photo = self->hash != NULL ? tw_thumbnailer_get (self->thumbnailer, self->hash, "image/png") : NULL;

  g_set_object (&self->photo, photo);
  g_clear_object (&self->layout);
  update_classes (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
ready_cb (TwPortrait *self,
          const char *hash)
{
  if (g_strcmp0 (self->hash, hash) == 0)
    update (self);
}

static void
tw_portrait_dispose (GObject *object)
{
  TwPortrait *self = TW_PORTRAIT (object);

  g_clear_object (&self->thumbnailer);
  g_clear_object (&self->photo);
  g_clear_object (&self->layout);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->hash, g_free);
  G_OBJECT_CLASS (tw_portrait_parent_class)->dispose (object);
}

static void
tw_portrait_class_init (TwPortraitClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_portrait_dispose;
  widget_class->snapshot = tw_portrait_snapshot;
  widget_class->measure = tw_portrait_measure;
  widget_class->css_changed = tw_portrait_css_changed;
  widget_class->system_setting_changed = tw_portrait_system_setting_changed;
  gtk_widget_class_set_css_name (widget_class, "avatar");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
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
 * tw_portrait_dup_initials:
 * @name: (nullable): of somebody
 *
 * Returns: (transfer full): the first letters of the first word and the last one, which stand for a face
 */
char *
tw_portrait_dup_initials (const char *name)
{
  g_autofree char *upper = name != NULL ? g_strstrip (g_utf8_strup (name, -1)) : NULL;
  g_autofree char *composed = upper != NULL ? g_utf8_normalize (upper, -1, G_NORMALIZE_DEFAULT_COMPOSE) : NULL;
  GString *initials = g_string_new (NULL);
  const char *space = NULL;

  if (composed == NULL || *composed == '\0')
    return g_string_free (initials, FALSE);
  g_string_append_unichar (initials, g_utf8_get_char (composed));
  space = strrchr (composed, ' ');
  if (space != NULL)
    g_string_append_unichar (initials, g_utf8_get_char (space + 1));
  return g_string_free (initials, FALSE);
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
  TwPortrait *self = g_object_new (TW_TYPE_PORTRAIT, "halign", GTK_ALIGN_CENTER, "valign", GTK_ALIGN_CENTER, NULL);

  self->thumbnailer = g_object_ref (thumbnailer);
  self->size = size;
  update (self);
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
  if (g_strcmp0 (self->name, name) == 0 && g_strcmp0 (self->hash, hash) == 0 && (hash == NULL || self->photo != NULL))
    return;
  if (self->hash != NULL && g_strcmp0 (self->hash, hash) != 0)
    tw_thumbnailer_forget (self->thumbnailer, self->hash);
  g_free (self->name);
  self->name = g_strdup (name);
  g_free (self->hash);
  self->hash = g_strdup (hash);
  update (self);
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
  return self->photo != NULL;
}
