/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-palette-item.h"

#include "tw-fuzzy.h"

struct _TwPaletteItem
{
  GObject      parent_instance;

  char        *key;                                    /* (owned) */
  char        *title;                                  /* (owned) */
  char        *markup;                                 /* (owned) */
  char        *detail;                                 /* (owned) (nullable) */
  char        *icon;                                   /* (owned) */
  char        *kind;                                   /* (owned) (nullable) */
  char        *keys;                                   /* (owned) (nullable) as people read them */
  char        *action;                                 /* (owned) */
  GVariant    *parameter;                              /* (owned) (nullable) */
  GWeakRef     target;
  gboolean     has_target;

  TwFuzzyText *text;                                   /* (owned) */
  double       rank;
};

G_DEFINE_FINAL_TYPE (TwPaletteItem, tw_palette_item, G_TYPE_OBJECT)

enum { PROP_0, PROP_TITLE, PROP_MARKUP, PROP_DETAIL, PROP_ICON, PROP_KIND, PROP_KEYS, PROP_HAS_KEYS, N_PROPS };
static GParamSpec *properties[N_PROPS];

static char *
dup_keys_label (const char *accels)
{
  g_auto(GStrv) all = accels != NULL ? g_strsplit (accels, " ", 2) : NULL;
  GdkModifierType modifiers = 0;
  guint key = 0;

  if (all == NULL || all[0] == NULL || !gtk_accelerator_parse (all[0], &key, &modifiers))
    return NULL;
  return gtk_accelerator_get_label (key, modifiers);
}

static void
set_markup (TwPaletteItem *self,
            char          *markup)
{
  if (g_strcmp0 (markup, self->markup) == 0)
    {
      g_free (markup);
      return;
    }
  g_free (self->markup);
  self->markup = markup;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MARKUP]);
}

static void
tw_palette_item_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  TwPaletteItem *self = TW_PALETTE_ITEM (object);

  switch (prop_id)
    {
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_MARKUP:
      g_value_set_string (value, self->markup);
      break;
    case PROP_DETAIL:
      g_value_set_string (value, self->detail);
      break;
    case PROP_ICON:
      g_value_set_string (value, self->icon);
      break;
    case PROP_KIND:
      g_value_set_string (value, self->kind);
      break;
    case PROP_KEYS:
      g_value_set_string (value, self->keys);
      break;
    case PROP_HAS_KEYS:
      g_value_set_boolean (value, self->keys != NULL);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
tw_palette_item_finalize (GObject *object)
{
  TwPaletteItem *self = TW_PALETTE_ITEM (object);

  g_free (self->key);
  g_free (self->title);
  g_free (self->markup);
  g_free (self->detail);
  g_free (self->icon);
  g_free (self->kind);
  g_free (self->keys);
  g_free (self->action);
  g_clear_pointer (&self->parameter, g_variant_unref);
  g_weak_ref_clear (&self->target);
  g_clear_pointer (&self->text, tw_fuzzy_text_free);
  G_OBJECT_CLASS (tw_palette_item_parent_class)->finalize (object);
}

static void
tw_palette_item_class_init (TwPaletteItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = tw_palette_item_get_property;
  object_class->finalize = tw_palette_item_finalize;
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_MARKUP] = g_param_spec_string ("markup", NULL, NULL, NULL, flags);
  properties[PROP_DETAIL] = g_param_spec_string ("detail", NULL, NULL, NULL, flags);
  properties[PROP_ICON] = g_param_spec_string ("icon", NULL, NULL, NULL, flags);
  properties[PROP_KIND] = g_param_spec_string ("kind", NULL, NULL, NULL, flags);
  properties[PROP_KEYS] = g_param_spec_string ("keys", NULL, NULL, NULL, flags);
  properties[PROP_HAS_KEYS] = g_param_spec_boolean ("has-keys", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
tw_palette_item_init (TwPaletteItem *self)
{
  g_weak_ref_init (&self->target, NULL);
}

/**
 * tw_palette_item_new:
 * @info: what it shows and does
 *
 * Returns: (transfer full): a line that matches nothing yet
 */
TwPaletteItem *
tw_palette_item_new (const TwPaletteItemInfo *info)
{
  TwPaletteItem *self = g_object_new (TW_TYPE_PALETTE_ITEM, NULL);

  self->key = g_strdup (info->key);
  self->title = g_strdup (info->title);
  self->markup = g_markup_escape_text (info->title, -1);
  self->detail = g_strdup (info->detail);
  self->icon = g_strdup (info->icon);
  self->kind = g_strdup (info->kind);
  self->keys = dup_keys_label (info->keys);
  self->action = g_strdup (info->action);
  self->parameter = info->parameter != NULL ? g_variant_ref_sink (info->parameter) : NULL;
  self->has_target = info->target != NULL;
  g_weak_ref_set (&self->target, info->target);
  self->text = tw_fuzzy_text_new (info->title);
  return self;
}

/**
 * tw_palette_item_get_key:
 * @self: a line
 *
 * Returns: (transfer none): what it is called in the file of what was used
 */
const char *
tw_palette_item_get_key (TwPaletteItem *self)
{
  g_return_val_if_fail (TW_IS_PALETTE_ITEM (self), NULL);
  return self->key;
}

/**
 * tw_palette_item_get_title:
 * @self: a line
 *
 * Returns: (transfer none): its words
 */
const char *
tw_palette_item_get_title (TwPaletteItem *self)
{
  g_return_val_if_fail (TW_IS_PALETTE_ITEM (self), NULL);
  return self->title;
}

/**
 * tw_palette_item_get_action:
 * @self: a line
 *
 * Returns: (transfer none): name of its action
 */
const char *
tw_palette_item_get_action (TwPaletteItem *self)
{
  g_return_val_if_fail (TW_IS_PALETTE_ITEM (self), NULL);
  return self->action;
}

/**
 * tw_palette_item_match:
 * @self: a line
 * @typed: what was typed; empty matches and marks nothing
 *
 * Matches the title, whose matched letters are bold from now on.
 *
 * Returns: 0 when it does not match; else how well, up to 1
 */
double
tw_palette_item_match (TwPaletteItem *self,
                       const char    *typed)
{
  g_autoptr(GArray) letters = g_array_new (FALSE, FALSE, sizeof (guint));
  double quality;

  g_return_val_if_fail (TW_IS_PALETTE_ITEM (self) && typed != NULL, 0);
  quality = tw_fuzzy_text_match (self->text, typed, letters);
  if (quality == 0)
    g_array_set_size (letters, 0);
  set_markup (self, tw_fuzzy_text_dup_markup (self->text, letters));
  return quality;
}

/**
 * tw_palette_item_get_rank:
 * @self: a line
 *
 * Returns: where it belongs among the others; more is nearer to the top
 */
double
tw_palette_item_get_rank (TwPaletteItem *self)
{
  g_return_val_if_fail (TW_IS_PALETTE_ITEM (self), 0);
  return self->rank;
}

/**
 * tw_palette_item_set_rank:
 * @self: a line
 * @rank: where it belongs among the others
 *
 * Ranks it.
 */
void
tw_palette_item_set_rank (TwPaletteItem *self,
                          double         rank)
{
  g_return_if_fail (TW_IS_PALETTE_ITEM (self));
  self->rank = rank;
}

/**
 * tw_palette_item_activate:
 * @self: a line
 * @window: the window, for lines without a widget of their own
 *
 * Does what the line says.
 *
 * Returns: whether it could be done; not when the widget is gone or the action is off
 */
gboolean
tw_palette_item_activate (TwPaletteItem *self,
                          GtkWidget     *window)
{
  g_autoptr(GtkWidget) target = NULL;

  g_return_val_if_fail (TW_IS_PALETTE_ITEM (self) && GTK_IS_WIDGET (window), FALSE);
  target = self->has_target ? g_weak_ref_get (&self->target) : g_object_ref (window);
  return target != NULL && gtk_widget_activate_action_variant (target, self->action, self->parameter);
}
